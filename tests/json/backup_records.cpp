// SPDX-License-Identifier: MIT
//
// result<std::vector<backup>> parse_backups(std::string_view text, std::size_t issue_limit = 100);
// result<std::vector<backup>> parse_backups(const json_value auto&, std::size_t issue_limit = 100);
// result<std::vector<backup>> parse_backups(std::span<const std::string_view> pages, std::size_t issue_limit = 100);
// result<std::vector<backup>> parse_backups(std::span<const Json> pages, std::size_t issue_limit = 100);
//
// void to_json(Json&, const backup&);
// void from_json(const Json&, backup&);          // throws invalid_json
// Json to_document<Json = nlohmann::json>(std::span<const backup>);

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "issues_found.hpp"

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::backup;
using rota::backup_status;
using rota::parse_backups;
using rota::source_type;
using rota::sys_seconds;
using rota::to_document;

using backups = std::vector<backup>;

sys_seconds at(std::string_view text) { return rota::parse_instant(text).value(); }

const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7", source_type::instance};
const std::string database_in_quotes = "\"" + database.id + "\"";
const std::string instant_in_quotes = "\"2014-11-02T14:30:00\"";

/// Members with the text of their values.
using members = std::vector<std::pair<std::string, std::string>>;

members valid_members() {
  return {{"created", instant_in_quotes},
          {"held_until", "null"},
          {"id", "\"sun\""},
          {"instance_id", database_in_quotes},
          {"is_automated", "1"},
          {"parent_id", "null"},
          {"pinned", "false"},
          {"size", "0.25"},
          {"source", "{\"id\": " + database_in_quotes + ", \"type\": \"instance\"}"},
          {"status", "\"COMPLETED\""},
          {"type", "\"full\""},
          {"updated", "\"2014-11-02T14:50:00\""}};
}

backup valid_backup() {
  return {.id = "sun",
          .source = database,
          .created = at("2014-11-02T14:30:00"),
          .updated = at("2014-11-02T14:50:00"),
          .size_gib = 0.25};
}

members with(members held, const std::string& name, const std::string& value) {
  for (auto& one : held)
    if (one.first == name) {
      one.second = value;
      return held;
    }
  held.emplace_back(name, value);
  return held;
}

members without(members held, const std::string& name) {
  std::erase_if(held, [&](const auto& one) { return one.first == name; });
  return held;
}

std::string object_of(const members& held) {
  std::string text;
  for (const auto& [name, value] : held)
    text.append(text.empty() ? "\"" : ", \"").append(name).append("\": ").append(value);
  return "{" + text + "}";
}

std::string list_of(const std::vector<std::string>& objects) {
  std::string text;
  for (const std::string& one : objects) text.append(text.empty() ? "" : ", ").append(one);
  return "{\"backups\": [" + text + "]}";
}

/// A list of one valid backup, and one of these members after it.
std::string document_of(const members& held) { return list_of({object_of(valid_members()), object_of(held)}); }

/// The issues of the second backup of a document without "/backups/1/", which text and values must tell alike.
std::string listed(const std::string& document) {
  const auto of_text = parse_backups(document);
  const auto of_value = parse_backups(json::parse(document));
  const auto of_ordered_value = parse_backups(ordered_json::parse(document));
  std::string found = problems(of_text) + bad_messages(of_text);
  if (problems(of_ordered_value) != problems(of_text))
    return "text: " + found + "; value: " + problems(of_ordered_value);
  if (of_value.has_value() != of_text.has_value() || (of_text && *of_value != *of_text)) return "text and value differ";
  constexpr std::string_view place = "/backups/1/";
  for (auto i = found.find(place); i != std::string::npos; i = found.find(place)) found.erase(i, place.size());
  return found;
}

/// The backup of these members, or its issues.
rota::result<backup> read(const members& held) {
  auto list = parse_backups(list_of({object_of(held)}));
  if (!list) return tl::make_unexpected(list.error());
  return list->at(0);
}

backup draw_backup(generator& values) {
  const std::array<std::string, 5> ids{"sun", "7", "\"quoted\" \\ /", "\xc3\xa4\xe2\x82\xac", std::string("a\0b", 3)};
  const auto instant = [&] {
    return sys_seconds{std::chrono::seconds{values.between(at("0000-01-01T00:00:00").time_since_epoch().count(),
                                                           at("9999-12-31T23:59:59").time_since_epoch().count())}};
  };
  backup drawn{.id = ids[values.index(ids.size())],
               .source = {database.id, values.coin() ? source_type::ha : source_type::instance}};
  if (values.coin()) drawn.parent_id = ids[values.index(ids.size())];
  drawn.status = static_cast<backup_status>(values.between(0, 4));
  drawn.automated = values.coin();
  drawn.created = instant();
  drawn.updated = instant();
  if (values.coin()) {
    const std::array<double, 4> sizes{0, 1e-300, 0x1p62, 0.1};
    drawn.size_gib = values.coin() ? sizes[values.index(sizes.size())]
                                   : std::ldexp(static_cast<double>(values.between(0, 1'000'000'007)),
                                                static_cast<int>(values.between(-60, 30)));
  }
  drawn.pinned = values.coin();
  if (values.coin()) drawn.held_until = instant();
  return drawn;
}

backups draw_backups(generator& values) {
  backups list(values.index(4));
  for (backup& one : list) one = draw_backup(values);
  return list;
}

/// nlohmann takes a NUL byte for the end of the text.
bool is_json(const std::string& text) { return json::accept(text) && text.find('\0') == std::string::npos; }

std::string text(std::string_view what, const json& document) { return std::string{what} + document.dump(); }

}  // namespace

// --- reading: what the API writes ---

TEST_CASE("a backup is read as the API lists it") {
  const auto list = parse_backups(R"({"backups": [
    {"created": "2014-11-02T14:30:00", "id": "sun", "is_automated": 1, "parent_id": null, "size": 0.25,
     "source": {"id": "44b277eb-39be-4921-be31-3d61b43651d7", "type": "instance"}, "status": "COMPLETED",
     "type": "full", "updated": "2014-11-02T14:50:00"},
    {"created": "2014-11-03T14:30:00Z", "id": "mon", "is_automated": false, "parent_id": "sun", "size": null,
     "source": {"id": "44B277EB-39BE-4921-BE31-3D61B43651D7", "type": "ha"}, "status": "BUILDING",
     "type": "incremental", "updated": "2014-11-03T16:30:00+02:00", "pinned": true}]})");
  backup mon = valid_backup();
  mon.id = "mon";
  mon.parent_id = "sun";
  mon.source.type = source_type::ha;
  mon.status = backup_status::building;
  mon.automated = false;
  mon.created = mon.updated = at("2014-11-03T14:30:00");
  mon.size_gib.reset();
  mon.pinned = true;
  REQUIRE(problems(list).empty());
  REQUIRE(*list == backups{valid_backup(), mon});
}

TEST_CASE("a listing may be empty, and may have other members beside it") {
  REQUIRE(parse_backups(R"({"backups": []})") == backups{});
  REQUIRE(parse_backups(R"({"links": [{"next": {"a": [1, 2]}}], "backups": [], "total": 1e3})") == backups{});
  REQUIRE(parse_backups(json{{"backups", json::array()}}) == backups{});
}

TEST_CASE("every status is read by its name") {
  std::string seen;
  for (const std::string name : {"NEW", "BUILDING", "COMPLETED", "FAILED", "DELETE_FAILED"})
    if (const auto one = read(with(valid_members(), "status", "\"" + name + "\""))) seen.append(to_string(one->status));
  REQUIRE(seen == "NEWBUILDINGCOMPLETEDFAILEDDELETE_FAILED");
  for (const std::string name : {"completed", "Completed", "", "COMPLETED ", "RESTORING"})
    REQUIRE(problems(read(with(valid_members(), "status", "\"" + name + "\""))) == "/backups/0/status unknown_value");
}

TEST_CASE("is_automated and pinned are booleans, 0 or 1") {
  const auto read_as = [](const std::string& name, const std::string& value) {
    const auto one = read(with(valid_members(), name, value));
    return one ? (name == "pinned" ? one->pinned : one->automated) ? "yes" : "no" : problems(one);
  };
  for (const std::string name : {"is_automated", "pinned"}) {
    REQUIRE(read_as(name, "true") == "yes");
    REQUIRE(read_as(name, "1") == "yes");
    REQUIRE(read_as(name, "false") == "no");
    REQUIRE(read_as(name, "0") == "no");
    REQUIRE(read_as(name, "2") == "/backups/0/" + name + " out_of_range");
    REQUIRE(read_as(name, "-1") == "/backups/0/" + name + " out_of_range");
  }
  REQUIRE(read_as("pinned", "null") == "no");
}

TEST_CASE("held_until is an instant, and no fraction of a second makes a hold end early") {
  const auto held_until = [](const std::string& value) {
    return read(with(valid_members(), "held_until", value)).value().held_until;
  };
  REQUIRE(held_until("\"2014-12-24T01:00:00+02:00\"") == at("2014-12-23T23:00:00"));
  REQUIRE(held_until("\"2014-12-24T01:00:00.001Z\"") == at("2014-12-24T01:00:01"));
  REQUIRE(held_until("null") == std::nullopt);
}

TEST_CASE("a size is null or a number that is not negative") {
  const auto size = [](const std::string& value) {
    return read(with(valid_members(), "size", value)).value().size_gib;
  };
  REQUIRE_FALSE(size("null"));
  REQUIRE_FALSE(read(without(valid_members(), "size")).value().size_gib);
  REQUIRE(size("3") == 3.0);
  REQUIRE(size("0") == 0.0);
  REQUIRE(size("0.1") == 0.1);
  REQUIRE(size("1e-3") == 0.001);
  REQUIRE(size("-0.0") == 0.0);
  for (const std::string value : {"-1", "-0.001", "-9223372036854775808"})
    REQUIRE(problems(read(with(valid_members(), "size", value))) == "/backups/0/size out_of_range");
  // JSON by its grammar, but beyond all doubles: no more is read.
  REQUIRE(problems(parse_backups(list_of({object_of(with(valid_members(), "size", "1e400")), "7"}))) ==
          "/backups/0/size out_of_range");
}

TEST_CASE("fractions of a second are rounded up, so that a backup never looks older than it is") {
  REQUIRE(read(with(valid_members(), "created", "\"2014-11-02T14:29:59.25Z\"")) == valid_backup());
  REQUIRE(read(with(valid_members(), "updated", "\"2014-11-02T14:49:59.000001\"")) == valid_backup());
}

TEST_CASE("the parent alone decides the level, whatever the type says") {
  counterexamples found;
  for (const std::string type : {"\"full\"", "\"incremental\"", "\"\"", "null", "7", "[1]", "{\"a\": {}}"}) {
    const auto full = read(with(valid_members(), "type", type));
    found.unless(full && full->level() == rota::level::full, [&] { return type; });
    const auto incremental = read(with(with(valid_members(), "type", type), "parent_id", "\"sat\""));
    found.unless(incremental && incremental->parent_id == "sat", [&] { return type; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(read(without(valid_members(), "type")) == valid_backup());
  REQUIRE(read(without(valid_members(), "parent_id")) == valid_backup());
}

TEST_CASE("a backup names its source in source, or in instance_id in older records") {
  REQUIRE(read(without(valid_members(), "instance_id")) == valid_backup());
  REQUIRE(read(without(valid_members(), "source")) == valid_backup());
  REQUIRE(read(with(valid_members(), "instance_id", "null")) == valid_backup());
  REQUIRE(read(with(valid_members(), "source", "null")) == valid_backup());
  REQUIRE(read(with(valid_members(), "source", "{\"id\": " + database_in_quotes + "}")) == valid_backup());
  const members neither = without(without(valid_members(), "source"), "instance_id");
  REQUIRE(problems(read(with(valid_members(), "instance_id", "\"55b277eb-39be-4921-be31-3d61b43651d7\""))) ==
          "/backups/0/instance_id conflict");
  REQUIRE(problems(read(with(without(valid_members(), "source"), "source", "{\"type\": \"ha\"}"))) ==
          "/backups/0/instance_id conflict");
}

TEST_CASE("a backup that names no source is read with an empty one, which its history reports") {
  const members neither = without(without(valid_members(), "source"), "instance_id");
  backup expected = valid_backup();
  expected.source = {};
  for (const std::string source : {"null", "{}", "{\"id\": null}", "{\"id\": \"\"}", "{\"type\": \"instance\"}"})
    REQUIRE(read(with(neither, "source", source)) == expected);
  REQUIRE(read(neither) == expected);
  REQUIRE(read(with(neither, "instance_id", "\"\"")) == expected);
  const backups list = parse_backups(list_of({object_of(neither), object_of(valid_members())})).value();
  REQUIRE(list.size() == 2);
  REQUIRE(rota::history{list}.damage(0).contains(rota::damage_kind::no_source));
  REQUIRE(parse_backups(to_document(list)) == list);
  expected.source.type = source_type::ha;
  REQUIRE(read(with(neither, "source", "{\"type\": \"ha\"}")) == expected);
}

TEST_CASE(
    "a backup that does not say whether it is automated is on-demand, and one that was not updated is as created") {
  REQUIRE_FALSE(read(without(valid_members(), "is_automated")).value().automated);
  REQUIRE_FALSE(read(with(valid_members(), "is_automated", "null")).value().automated);
  REQUIRE(read(without(valid_members(), "updated")).value().updated == valid_backup().created);
  REQUIRE(read(with(valid_members(), "updated", "null")).value().updated == valid_backup().created);
}

TEST_CASE("ids of backups are any text but the empty one, and UUIDs compare without regard to case") {
  const std::string upper = "\"44B277EB-39BE-4921-BE31-3D61B43651D7\"";
  REQUIRE(read(with(valid_members(), "id", upper)).value().id == database.id);
  REQUIRE(read(with(valid_members(), "parent_id", upper)).value().parent_id == database.id);
  REQUIRE(read(with(valid_members(), "instance_id", upper)) == valid_backup());
  REQUIRE(read(with(valid_members(), "source", "{\"id\": " + upper + "}")) == valid_backup());
  const members without_source = without(without(valid_members(), "source"), "instance_id");
  for (const std::string name : {"stanza-1", "Main", "44B277EB-39BE", "pg/prod"}) {
    REQUIRE(read(with(without_source, "source", "{\"id\": \"" + name + "\"}")).value().source.id == name);
    REQUIRE(read(with(without_source, "instance_id", "\"" + name + "\"")).value().source.id == name);
    REQUIRE(read(with(valid_members(), "id", "\"" + name + "\"")).value().id == name);
    REQUIRE(read(with(valid_members(), "parent_id", "\"" + name + "\"")).value().parent_id == name);
  }
}

TEST_CASE("the examples that the API publishes are read") {
  // Of "Create backup", "List backups query response" and "List backups for instance", shortened.
  const auto list = parse_backups(R"({"backups": [
    {"created": "2014-02-13T21:47:16", "description": "My Backup", "id": "61f12fef-edb1-4561-8122-e7c00ef26a82",
     "instance_id": "d4603f69-ec7e-4e9b-803f-600b9205576f", "name": "snapshot", "parent_id": null, "size": null,
     "status": "NEW", "updated": "2014-02-13T21:47:16"},
    {"status": "COMPLETED", "updated": "2015-08-31T22:26:29Z", "datastore": {"version": "5.6", "type": "mysql"},
     "id": "e1cb03fd-c108-4702-a04b-653491e41a91", "size": 0.18, "is_automated": 0,
     "parent_id": "0c1b5616-fdc5-45ae-b2dc-6f1440d55d0e", "created": "2015-08-31T22:26:23Z", "instance_id": null,
     "source": {}, "type": "InnoBackupExIncremental", "volume_size": 1},
    {"created": "2013-06-27T19:47:55", "id": "8c40f9c2-6fe8-4b6b-a823-8a6b1d181f09", "name": "snapshot",
     "instance_id": "f07ac506-1a99-4a2a-9a32-869b453019ef", "status": "NEW", "updated": "2013-06-27T19:47:55"}]})");
  REQUIRE(problems(list) == "");
  REQUIRE(list->at(0).source.id == "d4603f69-ec7e-4e9b-803f-600b9205576f");
  REQUIRE_FALSE(list->at(0).automated);
  REQUIRE(list->at(1).source.id.empty());
  REQUIRE(list->at(2).level() == rota::level::full);
}

TEST_CASE("unknown members of a backup are ignored, whatever their values") {
  members held = valid_members();
  for (const std::string name : {"name", "flavor", "datastore", "source/id", "source/type", "Created", ""})
    held = with(held, name, "{\"version\": [\"5.6\", {\"created\": 7}], \"type\": null}");
  held = with(held, "source", "{\"id\": " + database_in_quotes + ", \"region\": {\"id\": 7}, \"type\": \"instance\"}");
  REQUIRE(read(held) == valid_backup());
}

// --- reading: what is wrong ---

TEST_CASE("each member of a wrong type is an issue, and there is no other") {
  struct rule {
    std::string name;
    std::string null, boolean, integer, huge, real, text, empty_text, array, object;
  };
  const std::string wrong = "wrong_type";
  const std::string far = "out_of_range";
  const std::vector<rule> rules{
      {"created", "missing", wrong, wrong, wrong, wrong, "malformed", "malformed", wrong, wrong},
      {"updated", "", wrong, wrong, wrong, wrong, "malformed", "malformed", wrong, wrong},
      {"held_until", "", wrong, wrong, wrong, wrong, "malformed", "malformed", wrong, wrong},
      {"id", "missing", wrong, wrong, wrong, wrong, "", "malformed", wrong, wrong},
      {"instance_id", "", wrong, wrong, wrong, wrong, "conflict", "", wrong, wrong},
      {"is_automated", "", "", far, far, wrong, wrong, wrong, wrong, wrong},
      {"parent_id", "", wrong, wrong, wrong, wrong, "", "malformed", wrong, wrong},
      {"pinned", "", "", far, far, wrong, wrong, wrong, wrong, wrong},
      {"size", "", wrong, "", far, "", wrong, wrong, wrong, wrong},
      {"source", "", wrong, wrong, wrong, wrong, wrong, wrong, wrong, ""},
      {"source/id", "", wrong, wrong, wrong, wrong, "", "", wrong, wrong},
      {"source/type", "", wrong, wrong, wrong, wrong, "unknown_value", "unknown_value", wrong, wrong},
      {"status", "missing", wrong, wrong, wrong, wrong, "unknown_value", "unknown_value", wrong, wrong},
      {"type", "", "", "", "", "", "", "", "", ""}};
  counterexamples found;
  for (const rule& one : rules) {
    const std::vector<std::pair<std::string, std::string>> samples{{"null", one.null},
                                                                   {"true", one.boolean},
                                                                   {"false", one.boolean},
                                                                   {"14", one.integer},
                                                                   {"9223372036854775808", one.huge},
                                                                   {"99999999999999999999", one.huge},
                                                                   {"14.5", one.real},
                                                                   {"1e1", one.real},
                                                                   {"\"14\"", one.text},
                                                                   {"\"\"", one.empty_text},
                                                                   {"[]", one.array},
                                                                   {"[\"14\", 7]", one.array},
                                                                   {"{}", one.object},
                                                                   {"{\"a\": 1}", one.object}};
    for (const auto& [value, code] : samples) {
      members held = with(valid_members(), one.name, value);
      if (one.name == "source/id")
        held = with(without(valid_members(), "instance_id"), "source", "{\"id\": " + value + "}");
      if (one.name == "source/type")
        held = with(valid_members(), "source", "{\"id\": " + database_in_quotes + ", \"type\": " + value + "}");
      const std::string expected = code.empty() ? "" : one.name + " " + code;
      const std::string found_here = listed(document_of(held));
      found.unless(found_here == expected, [&, &value = value] {
        return one.name + ": " + value + ": \"" + found_here + "\" for \"" + expected + "\"";
      });
    }
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("each absent member that is required is an issue") {
  counterexamples found;
  for (const auto& member : valid_members()) {
    const std::string& name = member.first;
    const bool is_required = name == "created" || name == "id" || name == "status";
    const std::string found_here = listed(document_of(without(valid_members(), name)));
    found.unless(found_here == (is_required ? name + " missing" : ""), [&] { return name + ": " + found_here; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("every issue of every backup is reported at once") {
  const auto list = parse_backups(
      R"({"backups": [{}, {"created": "yesterday", "id": "", "is_automated": 7, "instance_id": 8, "parent_id": "",
                           "pinned": "no", "size": -1, "status": "DONE", "updated": 5}, 7, null, [{}]]})");
  REQUIRE(bad_messages(list).empty());
  std::vector<std::string> pointers;
  for (const rota::issue& one : list.error()) pointers.push_back(one.pointer + " " + std::string{to_string(one.code)});
  std::sort(pointers.begin(), pointers.end());
  REQUIRE(pointers ==
          std::vector<std::string>{
              "/backups/0/created missing", "/backups/0/id missing", "/backups/0/status missing",
              "/backups/1/created malformed", "/backups/1/id malformed", "/backups/1/instance_id wrong_type",
              "/backups/1/is_automated out_of_range", "/backups/1/parent_id malformed", "/backups/1/pinned wrong_type",
              "/backups/1/size out_of_range", "/backups/1/status unknown_value", "/backups/1/updated wrong_type",
              "/backups/2 wrong_type", "/backups/3 wrong_type", "/backups/4 wrong_type"});
}

TEST_CASE("a message says what was found, what was expected, and what to write") {
  const auto lacks = [](const std::string& name, const std::string& value, const std::vector<std::string_view>& parts) {
    const std::string pointer = "/backups/0/" + name;
    return lacking(message_at(read(with(valid_members(), name, value)), pointer), parts);
  };
  REQUIRE(lacks("created", "\"yesterday\"", {"\"yesterday\"", "YYYY-MM-DDThh:mm:ss", "2014-10-30T12:30:00"}).empty());
  REQUIRE(
      lacks("status", "\"DONE\"", {"\"DONE\"", "NEW, BUILDING, COMPLETED, FAILED or DELETE_FAILED", "write"}).empty());
  REQUIRE(lacks("is_automated", "7", {"found 7", "true, false, 1 or 0", "write"}).empty());
  REQUIRE(lacks("size", "-0.5", {"found the number -0.5", "not negative", "write"}).empty());
  REQUIRE(lacks("size", "-5.0", {"found the number -5.0"}).empty());
  REQUIRE(lacks("size", "-1e-300", {"found the number -1e-300"}).empty());
  REQUIRE(lacks("size", "-5", {"found -5", "not negative", "write"}).empty());
  REQUIRE(lacks("parent_id", "\"\"", {"\"\"", "null for a full"}).empty());
}

TEST_CASE("a document of another form is refused as a whole") {
  REQUIRE(problems(parse_backups("{}")) == "/backups missing");
  REQUIRE(problems(parse_backups(R"({"backups": null})")) == "/backups missing");
  REQUIRE(problems(parse_backups(R"({"backups": {}})")) == "/backups wrong_type");
  REQUIRE(problems(parse_backups(R"({"backups": "none"})")) == "/backups wrong_type");
  REQUIRE(problems(parse_backups("[]")) == " wrong_type");
  REQUIRE(problems(parse_backups("")) == " malformed");
  REQUIRE(problems(parse_backups(list_of({object_of(valid_members())}).substr(0, 60))) == " malformed");
}

TEST_CASE("a member of a backup given twice is a conflict, wherever it stands") {
  counterexamples found;
  for (const auto& [name, value] : valid_members()) {
    members held = valid_members();
    held.emplace_back(name, value);
    const auto list = parse_backups(document_of(held));
    const std::string expected = name == "type" ? "" : "/backups/1/" + name + " conflict";
    found.unless(problems(list) == expected, [&, &name = name] { return name + ": " + problems(list); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(problems(parse_backups(R"({"backups": [], "backups": []})")) == "/backups conflict");
}

TEST_CASE("damaged backups are read like others") {
  const std::string twice = object_of(with(valid_members(), "parent_id", "\"sun\""));
  const auto list = parse_backups(list_of({twice, twice}));
  REQUIRE(list);
  REQUIRE(list->size() == 2);
}

// --- reading: pages ---

namespace {

/// A page with one backup of that id, and links if they are not "".
std::string page_of(const std::string& id, const std::string& links = "") {
  std::string page = list_of({object_of(with(valid_members(), "id", "\"" + id + "\""))});
  if (!links.empty()) page.insert(page.size() - 1, ", \"links\": " + links);
  return page;
}

const std::string next_link = R"([{"href": "https://x/backups?marker=7", "rel": "next"}])";

/// The ids of the backups, or the issues, which text and values must tell alike.
std::string joined(const std::vector<std::string>& pages, std::size_t issue_limit = rota::default_issue_limit) {
  std::vector<std::string_view> texts(pages.begin(), pages.end());
  std::vector<json> values;
  std::vector<ordered_json> ordered_values;
  for (const std::string& page : pages) {
    values.push_back(json::parse(page, nullptr, false));
    ordered_values.push_back(ordered_json::parse(page, nullptr, false));
  }
  const auto list = parse_backups(texts, issue_limit);
  if (problems(parse_backups(values, issue_limit)) != problems(list) ||
      problems(parse_backups(ordered_values, issue_limit)) != problems(list))
    return "text and values differ";
  std::string found = problems(list) + bad_messages(list);
  for (const backup& one : list.value_or(backups{})) found += one.id + " ";
  return found;
}

}  // namespace

TEST_CASE("a list that says that it is one page of a longer one is refused") {
  const auto links = [](const std::string& value) { return problems(parse_backups(page_of("sun", value))); };
  REQUIRE(links(next_link) == "/links missing");
  REQUIRE(links(R"([{"rel": "Next"}])") == "/links missing");
  REQUIRE(links(R"([{"rel": "self"}, {"a": [{"rel": 1}], "rel": "NEXT"}])") == "/links missing");
  REQUIRE(links(R"([{"rel": "previous"}])") == "/links missing");
  REQUIRE(links(R"([{"rel": "prev"}])") == "/links missing");
  REQUIRE(links(R"([{"rel": "self"}])") == "");
  REQUIRE(links(R"([{"next": {"a": [1, 2]}}])") == "");
  REQUIRE(links(R"([{"href": "next"}, {"rel": ["next"]}, {"rel": {"rel": "next"}}])") == "");
  for (const std::string odd : {"null", "7", "\"next\"", "{}", R"({"rel": "next"})", "[]", "[7, null]", R"(["next"])",
                                R"([[{"rel": "next"}]])"})
    REQUIRE(links(odd) == "");
  // Beside the list, before or after it; not in a record.
  REQUIRE(problems(parse_backups("{\"links\": " + next_link + ", \"backups\": []}")) == "/links missing");
  REQUIRE(problems(parse_backups(list_of({object_of(with(valid_members(), "links", next_link))}))) == "");
  REQUIRE(problems(rota::parse_schedules("{\"schedules\": [], \"links\": " + next_link + "}")) == "/links missing");
  REQUIRE(problems(parse_backups("{\"links\": " + next_link + ", \"backups\": [7]}")) ==
          "/backups/0 wrong_type, /links missing");
  REQUIRE(problems(parse_backups("{\"backups\": [], \"links\": [{\"rel\": 1e400}]}")) == " out_of_range");
}

TEST_CASE("the message about one page says to pass all pages together") {
  const auto list = parse_backups(page_of("sun", next_link));
  REQUIRE(lacking(message_at(list, "/links"),
                  std::array<std::string_view, 2>{"next page", "pass all pages together"}) == "");
}

TEST_CASE("pages are joined in the order given, unless each of them says that another one follows or comes before") {
  REQUIRE(joined({page_of("sun", next_link), page_of("mon", next_link), page_of("tue")}) == "sun mon tue ");
  REQUIRE(joined({page_of("tue"), page_of("sun", next_link)}) == "tue sun ");
  REQUIRE(joined({page_of("sun", next_link), page_of("mon", next_link)}) == "/1/links missing");
  REQUIRE(joined({page_of("sun", next_link)}) == "/links missing");
  const std::string previous_link = R"([{"rel": "previous"}])";
  REQUIRE(joined({page_of("sun", next_link), page_of("mon", previous_link)}) == "sun mon ");
  REQUIRE(joined({page_of("mon", previous_link)}) == "/links missing");
  REQUIRE(joined({page_of("mon", previous_link), page_of("tue", previous_link)}) == "/1/links missing");
  REQUIRE(joined({page_of("sun")}) == "sun ");
  REQUIRE(joined({}) == "/links missing");
}

TEST_CASE("issues of several pages point into them, and those of one page are as without the others") {
  const std::string broken = list_of({object_of(valid_members()), object_of(without(valid_members(), "id"))});
  REQUIRE(joined({broken}) == "/backups/1/id missing");
  REQUIRE(joined({broken, page_of("sun"), broken}) == "/0/backups/1/id missing, /2/backups/1/id missing");
  REQUIRE(joined({page_of("sun"), "{}", "7"}) == "/1/backups missing, /2 wrong_type");
  REQUIRE(joined({broken, "{\"backups\""}) == "/0/backups/1/id missing, /1 malformed");
  REQUIRE(joined({broken, broken, broken}, 2) == "/0/backups/1/id missing, /1/backups/1/id missing,  out_of_range");
  REQUIRE(joined({list_of({"1", "2", "3"}), broken}, 2) ==
          "/0/backups/0 wrong_type, /0/backups/1 wrong_type,  out_of_range");
}

TEST_CASE("backups that pages repeat are read as often, and count as one in a history") {
  const std::vector<std::string_view> pages(2, "{\"backups\": []}");
  REQUIRE(parse_backups(pages) == backups{});
  const std::string page = page_of("sun");
  const backups list = parse_backups(std::vector<std::string_view>{page, page}).value();
  REQUIRE(list.size() == 2);
  REQUIRE(rota::history{list}.damage_report().empty());
}

// --- reading: how much ---

TEST_CASE("a hundred issues are listed unless another limit is given, and the last one says if there are more") {
  const auto list = [](std::size_t count) {
    return list_of(std::vector<std::string>(count, object_of(with(valid_members(), "created", "\"?\""))));
  };
  REQUIRE(parse_backups(list(100)).error().size() == 100);
  REQUIRE(parse_backups(list(100)).error().back().pointer == "/backups/99/created");
  const auto found = parse_backups(list(150)).error();
  REQUIRE(found.size() == 101);
  REQUIRE(problems({found.back()}) == " out_of_range");
  REQUIRE(found.back().message.substr(0, 27) == "found more than 100 issues;");
  const auto few = parse_backups(list(7), 2).error();
  REQUIRE(problems(few) == "/backups/0/created malformed, /backups/1/created malformed,  out_of_range");
  REQUIRE(few.back().message.substr(0, 25) == "found more than 2 issues;");
  REQUIRE(parse_backups(list(150), 1'000).error().size() == 150);
  REQUIRE(parse_backups(list(3), 0).error().size() == 1);
}

TEST_CASE("the time for backups with an error each is linear in their number") {
  const std::string one = object_of({{"created", "7"},
                                     {"id", "\"a\""},
                                     {"is_automated", "1"},
                                     {"instance_id", database_in_quotes},
                                     {"status", "\"NEW\""},
                                     {"updated", instant_in_quotes}});
  const auto seconds_for = [&](std::size_t count) {
    const std::string document = list_of(std::vector<std::string>(count, one));
    const auto begin = std::chrono::steady_clock::now();
    const auto list = parse_backups(document, count);
    const std::chrono::duration<double> length = std::chrono::steady_clock::now() - begin;
    REQUIRE(list.error().size() == count);
    return length.count();
  };
  const double few = std::max(seconds_for(2'000), 1e-3);
  REQUIRE(seconds_for(100'000) / few < 500);  // a quadratic parser takes 2,500 times as long
}

// --- writing ---

TEST_CASE("a backup is written as the API lists it") {
  backup one = valid_backup();
  REQUIRE(ordered_json(one).dump() ==
          R"({"created":"2014-11-02T14:30:00","id":"sun","is_automated":true,"parent_id":null,"size":0.25,)"
          R"("source":{"id":"44b277eb-39be-4921-be31-3d61b43651d7","type":"instance"},"status":"COMPLETED",)"
          R"("type":"full","updated":"2014-11-02T14:50:00"})");
  one.parent_id = "sat";
  one.size_gib.reset();
  one.automated = false;
  one.pinned = true;
  one.held_until = at("2014-12-24T01:00:00");
  one.source.type = source_type::ha;
  one.status = backup_status::delete_failed;
  REQUIRE(json(one) == json{{"created", "2014-11-02T14:30:00"},
                            {"held_until", "2014-12-24T01:00:00"},
                            {"id", "sun"},
                            {"is_automated", false},
                            {"parent_id", "sat"},
                            {"pinned", true},
                            {"size", nullptr},
                            {"source", {{"id", database.id}, {"type", "ha"}}},
                            {"status", "DELETE_FAILED"},
                            {"type", "incremental"},
                            {"updated", "2014-11-02T14:50:00"}});
  REQUIRE(to_document(backups{}).dump() == R"({"backups":[]})");
  REQUIRE(to_document(backups{one, one}) == json{{"backups", {json(one), json(one)}}});
}

TEST_CASE("an instant that could not be read back is not written") {
  const auto refusal = [](const backup& one) {
    try {
      return json(one).dump();
    } catch (const rota::invalid_json& problem) {
      return problems(problem.details()) + bad_messages(problem.details()) + ": " + problem.what();
    }
  };
  backup one = valid_backup();
  one.updated = at("9999-12-31T23:59:59");
  REQUIRE(json(one).at("updated") == "9999-12-31T23:59:59");
  one.updated += 1s;
  REQUIRE(refusal(one).find("/updated out_of_range: /updated: found the instant 253402300800 seconds after 1970; ") ==
          0);
  REQUIRE_THROWS_AS(to_document(backups{one}), rota::invalid_json);
  REQUIRE_THROWS_AS(to_document<ordered_json>(backups{one}), rota::invalid_json);
  one = valid_backup();
  one.created = at("0000-01-01T00:00:00") - 1s;
  REQUIRE(refusal(one).find("/created out_of_range") == 0);
  for (const sys_seconds end : {sys_seconds::min(), sys_seconds::max()}) {
    one.created = end;
    REQUIRE(refusal(one).find("/created out_of_range") == 0);
  }
  one = valid_backup();
  one.held_until = sys_seconds::max();
  json target = "as it was";
  REQUIRE_THROWS_AS(target = one, rota::invalid_json);
  REQUIRE_THROWS_AS(to_json(target, one), rota::invalid_json);
  REQUIRE(target == "as it was");
}

TEST_CASE("a backup is read from a value without an envelope") {
  REQUIRE(json(valid_backup()).get<backup>() == valid_backup());
  REQUIRE(ordered_json(valid_backup()).get<backup>() == valid_backup());
  REQUIRE(json(backups{valid_backup(), valid_backup()}).get<backups>() == backups{valid_backup(), valid_backup()});
  json broken = valid_backup();
  broken["status"] = "DONE";
  broken.erase("created");
  backup target = valid_backup();
  target.id = "as it was";
  const backup before = target;
  std::string thrown;
  try {
    broken.get_to(target);
  } catch (const rota::invalid_json& problem) {
    thrown = problems(problem.details()) + bad_messages(problem.details());
  }
  REQUIRE(thrown == "/created missing, /status unknown_value");
  REQUIRE(target == before);
  REQUIRE_THROWS_AS(json(7).get<backup>(), rota::invalid_json);
}

TEST_CASE("a written listing reads back equal, as a value and as text") {
  constexpr std::uint64_t seed = 21;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 800; ++i) {
    const backups list = draw_backups(values);
    const json document = to_document(list);
    const auto ordered_document = to_document<ordered_json>(list);
    found.unless(parse_backups(document) == list, [&] { return text("value ", document); });
    found.unless(parse_backups(ordered_document) == list, [&] { return text("ordered value ", document); });
    found.unless(parse_backups(document.dump()) == list, [&] { return text("text ", document); });
    found.unless(parse_backups(ordered_document.dump(2)) == list, [&] { return text("ordered text ", document); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a listing with any bytes changed gives a value or issues, and breaks no law") {
  constexpr std::uint64_t seed = 22;
  generator values{seed};
  counterexamples found;
  const std::string document = document_of(with(valid_members(), "parent_id", "\"sun\""));
  for (int i = 0; i < 3'000; ++i) {
    std::string broken = document;
    for (std::size_t changes = values.index(3) + 1; changes > 0; --changes) {
      const std::size_t place = values.index(broken.size());
      if (values.coin())
        broken[place] = static_cast<char>(values.between(0, 255));
      else
        broken.erase(place, values.index(12));
      if (broken.empty()) broken = "7";
    }
    const auto list = parse_backups(broken);
    const std::string wrong =
        bad_messages(list) + (list || !list.error().empty() ? "" : "neither a value nor an issue; ");
    found.unless(wrong.empty(), [&] { return wrong + broken; });
    const bool is_reported = !list && list.error().size() == 1 && list.error().front().pointer.empty() &&
                             list.error().front().code == rota::issue_code::malformed;
    found.unless(is_reported != is_json(broken), [&] { return "whether this is JSON: " + broken; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
