// SPDX-License-Identifier: MIT
//
// template <class Json>  concept json_value;     // nlohmann::json, nlohmann::ordered_json
// template <class Input> concept json_input;     // either of these, or text
//
// result<schedule_spec>         parse_create_request(const json_input auto&, std::size_t issue_limit = 100);
// result<schedule_change>       parse_update_request(const json_input auto&, std::size_t issue_limit = 100);
// result<schedule>              parse_schedule(const json_input auto&, std::size_t issue_limit = 100);
// result<std::vector<schedule>> parse_schedules(const json_input auto&, std::size_t issue_limit = 100);
//
// class invalid_json : public std::runtime_error { const issues& details() const noexcept; };
//
// void to_json(Json&, const T&);                 // T: level, weekdays, run, source, issue, fault, schedule
// void from_json(const Json&, schedule&);        // throws invalid_json
// Json to_document<Json = nlohmann::json>(const schedule&);
// Json to_document<Json = nlohmann::json>(std::span<const schedule>);

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "told.hpp"

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::invalid_json;
using rota::issue;
using rota::issue_code;
using rota::issues;
using rota::make_schedule;
using rota::parse_create_request;
using rota::parse_schedule;
using rota::parse_schedules;
using rota::parse_update_request;
using rota::region;
using rota::regions;
using rota::schedule;
using rota::source_type;
using rota::sys_seconds;
using rota::time_of_day;
using rota::to_document;
using rota::weekdays;

static_assert(std::is_base_of_v<std::runtime_error, invalid_json>);
static_assert(rota::json_input<json> && rota::json_input<ordered_json> && rota::json_input<std::string>);
static_assert(rota::json_input<std::string_view> && rota::json_input<const char*> && !rota::json_input<int>);

// --- the seed's examples ---

std::string file(const std::string& name) {
  std::ifstream stream{std::string{ROTA_TEST_DATA} + "/" + name, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}

/// A document of the seed in a spelling that its two responses share: `running` as a boolean, a retention that was
/// not given as the default, the regions in order.
json in_one_spelling(json document) {
  json& members = document.at("schedule");
  if (members.at("running") == 0) members["running"] = false;
  if (members.at("full_backup_retention").is_null()) members["full_backup_retention"] = 2;
  if (members.contains("copy_to")) std::sort(members["copy_to"].begin(), members["copy_to"].end());
  return document;
}

sys_seconds at(std::string_view text) { return rota::parse_instant(text).value(); }

const std::string seed_id = "88b277eb-39be-4921-be31-3d61b43651d7";
const rota::source seed_source{"44b277eb-39be-4921-be31-3d61b43651d7", source_type::instance};

schedule seed_schedule() {
  return make_schedule({rota::weekly(date::Sunday, time_of_day{14h, 30min}), seed_source}, seed_id,
                       at("2014-10-30T12:30:00"));
}

// --- the four documents ---

enum class form { create, update, record, list };
constexpr std::array all_forms{form::create, form::update, form::record, form::list};

std::string name_of(form what) {
  switch (what) {
    case form::create: return "create";
    case form::update: return "update";
    case form::record: return "record";
    case form::list: return "list";
  }
  return "";
}

template <class Value>
issues issues_in(const rota::result<Value>& result) {
  if (result) return {};
  return result.error().empty() ? issues{{"neither a value nor an issue", issue_code::malformed, "!"}} : result.error();
}

/// The issues of the document, none where it is valid. An exception, which there must not be, shows as an issue.
template <class Input>
issues issues_of(form what, const Input& document, std::size_t limit = rota::default_issue_limit) {
  try {
    switch (what) {
      case form::create: return issues_in(parse_create_request(document, limit));
      case form::update: return issues_in(parse_update_request(document, limit));
      case form::record: return issues_in(parse_schedule(document, limit));
      case form::list: return issues_in(parse_schedules(document, limit));
    }
  } catch (const std::exception& thrown) {
    return {{"threw", issue_code::malformed, thrown.what()}};
  }
  return {};
}

/// Members with the text of their values; "source/id" stands inside of "source".
using members = std::vector<std::pair<std::string, std::string>>;

/// What a valid document of each form holds: every member that it can have.
members valid_members(form what) {
  const std::string id = "\"" + seed_source.id + "\"";
  switch (what) {
    case form::create:
      return {{"action", "\"backup\""},
              {"day_of_week", "0"},
              {"hour", "14"},
              {"minute", "30"},
              {"instance_id", id},
              {"source_id", id},
              {"source_type", "\"instance\""},
              {"full_backup_retention", "3"},
              {"copy_to", "[\"IAD\"]"}};
    case form::update:
      return {{"day_of_week", "0"},           {"hour", "14"},           {"minute", "30"},
              {"full_backup_retention", "3"}, {"copy_to", "[\"IAD\"]"}, {"run_now", "true"}};
    case form::record:
    case form::list:
      return {{"action", "\"backup\""},
              {"created", "\"2014-10-30T12:30:00\""},
              {"day_of_month", "null"},
              {"day_of_week", "0"},
              {"full_backup_retention", "2"},
              {"hour", "14"},
              {"id", "\"" + seed_id + "\""},
              {"instance_id", id},
              {"last_scheduled", "null"},
              {"minute", "30"},
              {"month", "null"},
              {"next_run", "\"2014-10-30T14:30:00\""},
              {"running", "false"},
              {"source/id", id},
              {"source/type", "\"instance\""},
              {"updated", "\"2014-10-30T12:30:00\""},
              {"copy_to", "[\"IAD\"]"}};
  }
  return {};
}

bool is_inside_source(std::string_view name) { return name.substr(0, 7) == "source/"; }

/// The members with `name` given as `value`, in the place of what is there; "source" takes the place of what is inside.
members with(members held, const std::string& name, const std::string& value) {
  if (name == "source")
    held.erase(std::remove_if(held.begin(), held.end(), [](const auto& one) { return is_inside_source(one.first); }),
               held.end());
  for (auto& one : held)
    if (one.first == name) {
      one.second = value;
      return held;
    }
  held.emplace_back(name, value);
  return held;
}

members without(members held, const std::string& name) {
  held.erase(std::remove_if(held.begin(), held.end(), [&](const auto& one) { return one.first == name; }), held.end());
  return held;
}

std::string object_of(const members& held) {
  std::string outside;
  std::string inside;
  for (const auto& [name, value] : held) {
    std::string& text = is_inside_source(name) ? inside : outside;
    text.append(text.empty() ? "\"" : ", \"").append(is_inside_source(name) ? name.substr(7) : name);
    text.append("\": ").append(value);
  }
  if (!inside.empty()) outside.append(outside.empty() ? "" : ", ").append("\"source\": {").append(inside).append("}");
  return "{" + outside + "}";
}

/// The document that holds these members; in a list, a valid record comes before them.
std::string document_of(form what, const members& held) {
  if (what == form::list) return "{\"schedules\": [" + object_of(valid_members(what)) + ", " + object_of(held) + "]}";
  return "{\"schedule\": " + object_of(held) + "}";
}

std::string pointer_to(form what, const std::string& name) {
  return (what == form::list ? "/schedules/1/" : "/schedule/") + name;
}

std::string valid_document(form what) { return document_of(what, valid_members(what)); }

/// What text, value and ordered value of a document tell, where that is not `expected`.
std::string differences(form what, const std::string& text, const std::string& expected) {
  const std::array<issues, 3> found{issues_of(what, text), issues_of(what, json::parse(text)),
                                    issues_of(what, ordered_json::parse(text))};
  std::string different;
  for (const issues& one : found) {
    if (told(one) != expected)
      different += name_of(what) + " " + text.substr(0, 500) + ": \"" + told(one) + "\" for \"" + expected + "\"\n";
    different += ill_told(one);
  }
  return different;
}

// --- members and their types ---

enum class type { null, boolean, integer, huge, real, string, array, object };

struct sample {
  type what;
  std::string text;
};

std::vector<sample> samples() {
  return {{type::null, "null"},
          {type::boolean, "true"},
          {type::boolean, "false"},
          {type::integer, "14"},
          {type::huge, "9223372036854775808"},
          {type::huge, "18446744073709551615"},
          {type::huge, "18446744073709551616"},
          {type::huge, "-9223372036854775809"},
          {type::huge, "99999999999999999999"},
          {type::huge, "-99999999999999999999"},
          {type::real, "14.0"},
          {type::real, "14.5"},
          {type::real, "1e1"},
          {type::real, "-0.0"},
          {type::string, "\"14\""},
          {type::string, "\"\""},
          {type::array, "[]"},
          {type::object, "{}"}};
}

/// What a member takes: the types with the code that a sample of them has all the same, "" for none.
struct member_rules {
  std::string name;
  bool is_required;
  std::vector<std::pair<type, std::string>> taken;
  std::string otherwise = "wrong_type";

  [[nodiscard]] bool takes(type what) const {
    return std::any_of(taken.begin(), taken.end(), [&](const auto& one) { return one.first == what; });
  }

  /// The code that the member has with this sample, "" for none.
  [[nodiscard]] std::string code(type what) const {
    if (what == type::null) return is_required ? "missing" : "";
    for (const auto& [taken_type, code] : taken)
      if (taken_type == what) return code;
    if (what == type::huge && takes(type::integer)) return "out_of_range";
    return otherwise;
  }
};

std::vector<member_rules> rules_of(form what) {
  const std::vector<std::pair<type, std::string>> instant{{type::string, "malformed"}};
  const std::vector<std::pair<type, std::string>> uuid{{type::string, "malformed"}};
  const std::vector<std::pair<type, std::string>> word{{type::string, "unknown_value"}};
  const std::vector<std::pair<type, std::string>> number{{type::integer, ""}};
  const std::vector<std::pair<type, std::string>> days{{type::integer, "out_of_range"}, {type::array, "out_of_range"}};
  const std::vector<std::pair<type, std::string>> list{{type::array, ""}};
  switch (what) {
    case form::create:
      return {{"action", true, word},       {"day_of_week", true, days},
              {"hour", true, number},       {"minute", true, number},
              {"instance_id", false, uuid}, {"source_id", false, uuid},
              {"source_type", false, word}, {"full_backup_retention", false, number},
              {"copy_to", false, list}};
    case form::update:
      return {{"day_of_week", false, days},
              {"hour", false, number},
              {"minute", false, number},
              {"full_backup_retention", false, number},
              {"run_now", false, {{type::boolean, ""}, {type::string, "unknown_value"}}}};
    case form::record:
    case form::list:
      return {{"action", true, word},
              {"created", true, instant},
              {"day_of_month", false, {}, "unsupported"},
              {"day_of_week", true, days},
              {"full_backup_retention", false, number},
              {"hour", true, number},
              {"instance_id", false, uuid},
              {"last_scheduled", false, instant},
              {"minute", true, number},
              {"month", false, {}, "unsupported"},
              {"next_run", true, instant},
              {"running", false, {{type::boolean, ""}, {type::integer, "out_of_range"}}},
              {"source", false, {{type::object, ""}}},
              {"source/id", false, uuid},
              {"source/type", false, word},
              {"updated", true, instant},
              {"copy_to", false, list}};
  }
  return {};
}

// --- generated schedules ---

weekdays days_of(unsigned chosen) {
  std::optional<weekdays> days;
  for (unsigned day = 0; day < 7; ++day)
    if (((chosen >> day) & 1U) != 0) {
      const weekdays one{date::weekday{day}};
      days = days ? *days | one : one;
    }
  return days.value();
}

sys_seconds draw_instant(generator& values) {
  return sys_seconds{std::chrono::seconds{values.between(at("0000-01-01T00:00:00").time_since_epoch().count(),
                                                         at("9999-12-31T23:59:59").time_since_epoch().count())}};
}

schedule draw_schedule(generator& values) {
  const std::array<std::string, 5> ids{seed_id, "7", "\"quoted\" \\ /", "\xc3\xa4\xe2\x82\xac", std::string("a\0b", 3)};
  schedule drawn{
      .id = ids[values.index(ids.size())],
      .when = {days_of(static_cast<unsigned>(values.between(1, 127))),
               time_of_day{std::chrono::hours{values.between(0, 23)}, std::chrono::minutes{values.between(0, 59)}}},
      .source = {seed_source.id, values.coin() ? source_type::ha : source_type::instance}};
  if (values.coin())
    drawn.full_backup_retention = static_cast<unsigned>(values.between(1, std::numeric_limits<unsigned>::max()));
  for (const region one : {region::DFW, region::IAD, region::ORD, region::HKG, region::SYD})
    if (values.coin()) drawn.copy_to.insert(one);
  drawn.created = draw_instant(values);
  drawn.updated = draw_instant(values);
  if (values.coin()) drawn.last_scheduled = draw_instant(values);
  drawn.next_run = draw_instant(values);
  drawn.running = values.coin();
  return drawn;
}

std::vector<schedule> draw_schedules(generator& values, std::size_t count) {
  std::vector<schedule> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back(draw_schedule(values));
  return list;
}

// --- hostile documents ---

/// What breaks the laws that hold whatever the bytes: no exception, at most one issue a pointer, and one `malformed`
/// issue that names the byte if and only if the text is not JSON.
std::string lawless(form what, const std::string& text) {
  const issues found = issues_of(what, text);
  const bool is_told_malformed =
      !found.empty() && found.front().pointer.empty() && found.front().code == issue_code::malformed;
  std::string broken = ill_told(found);
  for (const issue& one : found)
    if (one.pointer == "threw") broken += "threw " + one.message;
  if (is_told_malformed == json::accept(text)) broken += "it is not seen whether this is JSON; ";
  if (is_told_malformed && found.size() != 1) broken += "more than one issue; ";
  if (is_told_malformed && lacking(found.front().message, std::array<std::string_view, 1>{"byte "}) != "")
    broken += "no byte named; ";
  if (!broken.empty()) broken += name_of(what) + " " + text.substr(0, 500);
  return broken;
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// An array in an array and so on, made without recursion.
template <class Json>
Json nested(int depth) {
  Json inner = Json::array();
  for (int i = 1; i < depth; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(inner));
    inner = std::move(outer);
  }
  return inner;
}

/// The count that the last of the issues gives of those that are not listed, 0 where it gives none.
std::size_t unlisted(const issues& found) {
  constexpr std::string_view before = "found ";
  if (found.empty() || found.back().message.find(" more issue") == std::string::npos) return 0;
  return std::stoul(found.back().message.substr(before.size()));
}

/// Whether text, value and ordered value of a document have the same result, messages and all.
template <class Parse>
bool is_same(const std::string& text, Parse parse) {
  const auto of_text = parse(text);
  return of_text == parse(json::parse(text)) && of_text == parse(ordered_json::parse(text));
}

}  // namespace

// --- the seed ---

TEST_CASE("the seed's requests make the seed's responses", "[json]") {
  for (const std::string stem : {"create", "create_copy_to"}) {
    CAPTURE(stem);
    const auto spec = parse_create_request(file(stem + ".request.json"));
    REQUIRE(told(spec) == "");
    const std::string answer = file(stem + ".response.json");
    const json expected = json::parse(answer);
    const auto created = at(expected.at("schedule").at("created").get<std::string>());
    const std::string id = expected.at("schedule").at("id").get<std::string>();
    const json made = to_document(make_schedule(*spec, id, created));
    REQUIRE(in_one_spelling(made) == in_one_spelling(expected));
  }
}

TEST_CASE("the seed's responses read back as the schedules that made them", "[json]") {
  const auto first = parse_schedule(file("create.response.json"));
  REQUIRE(told(first) == "");
  REQUIRE(*first == seed_schedule());

  const auto second = parse_schedule(file("create_copy_to.response.json"));
  auto spec = parse_create_request(file("create_copy_to.request.json")).value();
  REQUIRE(spec.copy_to == regions{region::IAD, region::ORD});
  REQUIRE_FALSE(spec.full_backup_retention.has_value());
  spec.full_backup_retention = rota::default_full_backup_retention;
  REQUIRE(told(second) == "");
  REQUIRE(*second == make_schedule(spec, seed_id, at("2020-11-14T07:28:17")));
}

TEST_CASE("a schedule is written with the seed's members, in the seed's order", "[json]") {
  for (const std::string stem : {"create", "create_copy_to"}) {
    CAPTURE(stem);
    const std::string answer = file(stem + ".response.json");
    const schedule read = parse_schedule(answer).value();
    const ordered_json expected = ordered_json::parse(answer);
    const auto written = to_document<ordered_json>(read);
    std::string order;
    std::string expected_order;
    for (const auto& member : written.at("schedule").items()) order += member.key() + " ";
    for (const auto& member : expected.at("schedule").items()) expected_order += member.key() + " ";
    REQUIRE(order == expected_order);
    REQUIRE(written.at("schedule").at("source").dump() == expected.at("schedule").at("source").dump());
  }
}

TEST_CASE("the first schedule of the seed is written as the seed has it, to the letter", "[json]") {
  const std::string answer = file("create.response.json");
  REQUIRE(to_document<ordered_json>(seed_schedule()).dump() == ordered_json::parse(answer).dump());
  REQUIRE(to_document(seed_schedule()).dump() == json::parse(answer).dump());
}

// --- reading records in all their spellings ---

TEST_CASE("every spelling of a record that the API has had reads to the same schedule", "[json]") {
  const members base = valid_members(form::record);
  const schedule plain = parse_schedule(document_of(form::record, base)).value();
  schedule running = plain;
  running.running = true;
  schedule without_retention = plain;
  without_retention.full_backup_retention.reset();
  schedule without_copies = plain;
  without_copies.copy_to = regions{};
  schedule everywhere = plain;
  everywhere.copy_to = regions{region::DFW, region::IAD, region::ORD, region::HKG, region::SYD};
  schedule scheduled = plain;
  scheduled.last_scheduled = at("2014-11-01T14:30:00");
  const members older = without(
      without(without(without(without(without(base, "source/id"), "source/type"), "running"), "full_backup_retention"),
              "copy_to"),
      "last_scheduled");
  schedule from_older = without_retention;
  from_older.copy_to = regions{};

  const std::vector<std::pair<members, schedule>> cases{
      {with(base, "running", "0"), plain},
      {with(base, "running", "null"), plain},
      {without(base, "running"), plain},
      {with(base, "running", "true"), running},
      {with(base, "running", "1"), running},
      {with(base, "full_backup_retention", "null"), without_retention},
      {without(base, "full_backup_retention"), without_retention},
      {with(base, "copy_to", "[]"), without_copies},
      {with(base, "copy_to", "null"), without_copies},
      {without(base, "copy_to"), without_copies},
      {with(base, "copy_to", R"(["SYD", "HKG", "ORD", "IAD", "DFW"])"), everywhere},
      {with(base, "copy_to", R"(["IAD", "DFW", "SYD", "ORD", "HKG"])"), everywhere},
      {with(base, "created", "\"2014-10-30T12:30:00Z\""), plain},
      {with(base, "created", "\"2014-10-30T12:29:59.999999\""), plain},
      {with(base, "created", "\"2014-10-30T12:29:59.25Z\""), plain},
      {with(base, "created", "\"2014-10-30T14:30:00+02:00\""), plain},
      {with(base, "created", "\"2014-10-30T07:00:00-05:30\""), plain},
      {with(base, "updated", "\"2014-10-30T12:30:00+00:00\""), plain},
      {with(base, "next_run", "\"2014-10-31T00:30:00+10:00\""), plain},
      {with(base, "last_scheduled", "\"2014-11-01T14:30:00Z\""), scheduled},
      {without(base, "last_scheduled"), plain},
      {without(without(base, "day_of_month"), "month"), plain},
      {with(base, "instance_id", "null"), plain},
      {without(base, "instance_id"), plain},
      {with(base, "source", "null"), plain},
      {with(base, "source", "{}"), plain},
      {without(base, "source/type"), plain},
      {with(base, "instance_id", "\"44B277EB-39BE-4921-BE31-3D61B43651D7\""), plain},
      {with(base, "day_of_week", "[0]"), plain},
      {with(base, "hour", "14"), plain},
      {members(base.rbegin(), base.rend()), plain},
      {older, from_older}};
  std::string found;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string text = document_of(form::record, cases[i].first);
    const auto read = parse_schedule(text);
    if (!read || *read != cases[i].second) found += "case " + std::to_string(i) + " " + told(read) + "; ";
    found += differences(form::record, text, "");
  }
  REQUIRE(found == "");
}

TEST_CASE("a record of an HA group names it in its source alone", "[json]") {
  const members group = with(with(valid_members(form::record), "instance_id", "null"), "source/type", "\"ha\"");
  const auto read = parse_schedule(document_of(form::record, group));
  REQUIRE(told(read) == "");
  REQUIRE(read->source == rota::source{seed_source.id, source_type::ha});
  const json written = *read;
  REQUIRE(written.at("instance_id").is_null());
  REQUIRE(written.at("source") == json{{"id", seed_source.id}, {"type", "ha"}});
  REQUIRE(differences(form::record, document_of(form::record, without(group, "source/id")),
                      "/schedule/source/id missing") == "");
  REQUIRE(differences(form::record, document_of(form::record, with(group, "instance_id", "\"" + seed_id + "\"")),
                      "/schedule/instance_id conflict") == "");
}

TEST_CASE("members that a record has and the reader does not know are ignored, wherever they stand", "[json]") {
  const schedule plain = parse_schedule(valid_document(form::record)).value();
  std::string found;
  for (const std::string value : {"1", "null", "\"x\"", "{\"hour\": 99}", "[[], {}]", "99999999999999999999"})
    for (const std::string name : {"weeks", "Hour", "source~id", "", "schedule", "source/flavor"}) {
      const auto read = parse_schedule(document_of(form::record, with(valid_members(form::record), name, value)));
      if (!read || *read != plain) found.append(name).append(" ").append(value).append(": ").append(told(read));
    }
  // A name that looks like the pointer of a member is none.
  const std::string inner = object_of(valid_members(form::record));
  const std::string odd = "{\"schedule\": {\"source/id\": 5, \"source/type\": \"ha\", " + inner.substr(1) + "}";
  found += differences(form::record, odd, "");
  found += differences(form::record, "{\"links\": [{\"schedule\": 1}], \"schedule\": " + inner + ", \"x\": {}}", "");
  found += differences(form::list, "{\"next\": null, \"schedules\": [" + inner + "], \"schedule\": 3}", "");
  REQUIRE(found == "");
}

TEST_CASE("what a record must have is missing where it is not", "[json]") {
  const auto result = parse_schedule("{\"schedule\": {}}");
  REQUIRE_FALSE(result.has_value());
  std::vector<std::string> pointers;
  for (const issue& one : result.error()) pointers.push_back(one.pointer + " " + std::string{to_string(one.code)});
  std::sort(pointers.begin(), pointers.end());
  const std::vector<std::string> expected{
      "/schedule/action missing", "/schedule/created missing",  "/schedule/day_of_week missing",
      "/schedule/hour missing",   "/schedule/id missing",       "/schedule/instance_id missing",
      "/schedule/minute missing", "/schedule/next_run missing", "/schedule/updated missing"};
  REQUIRE(pointers == expected);
  REQUIRE(ill_told(result) == "");
}

TEST_CASE("an instant that is none is malformed, and the message says how to write one", "[json]") {
  const members base = valid_members(form::record);
  std::string found;
  for (const std::string value :
       {"\"2014-10-30\"", "\"2014-10-30 12:30:00\"", "\"2014-02-29T12:30:00\"", "\"2014-10-30T24:00:00\"",
        "\"2014-10-30T12:30:00.\"", "\"2014-10-30T12:30:00+2\"", "\"\"", "\"now\"", "\"2014-10-30T12:30:00\\u0000\""})
    for (const std::string name : {"created", "updated", "next_run", "last_scheduled"})
      found += differences(form::record, document_of(form::record, with(base, name, value)),
                           "/schedule/" + name + " malformed");
  REQUIRE(found == "");
  const auto result = parse_schedule(document_of(form::record, with(base, "created", "\"now\"")));
  REQUIRE(lacking(message_at(result, "/schedule/created"),
                  std::array<std::string_view, 3>{"found \"now\"", "YYYY-MM-DDThh:mm:ss", "write"}) == "");
}

TEST_CASE("an id that is empty is none", "[json]") {
  REQUIRE(differences(form::record, document_of(form::record, with(valid_members(form::record), "id", "\"\"")),
                      "/schedule/id malformed") == "");
}

// --- every JSON type in the place of every other ---

TEST_CASE("every member has an issue with every JSON type but its own, and null is the same as absent", "[json]") {
  std::string found;
  for (const form what : all_forms)
    for (const member_rules& member : rules_of(what))
      for (const sample& one : samples()) {
        const std::string code = member.code(one.what);
        const std::string expected = code.empty() ? "" : pointer_to(what, member.name) + " " + code;
        const members base = valid_members(what);
        found += differences(what, document_of(what, with(base, member.name, one.text)), expected);
        if (one.what == type::null) found += differences(what, document_of(what, without(base, member.name)), expected);
      }
  REQUIRE(found == "");
}

TEST_CASE("an id of a record is any string but the empty one", "[json]") {
  const members base = valid_members(form::record);
  std::string found;
  for (const sample& one : samples()) {
    std::string expected = "/schedule/id wrong_type";
    if (one.what == type::null) expected = "/schedule/id missing";
    if (one.what == type::string) expected = one.text == "\"\"" ? "/schedule/id malformed" : "";
    found += differences(form::record, document_of(form::record, with(base, "id", one.text)), expected);
  }
  REQUIRE(found == "");
}

TEST_CASE("copy_to of an update is an array, or a text", "[json]") {
  const members base = valid_members(form::update);
  std::string found;
  for (const sample& one : samples()) {
    std::string expected = "/schedule/copy_to wrong_type";
    if (one.what == type::null || one.what == type::array || one.text == "\"\"") expected = "";
    if (one.text == "\"14\"") expected = "/schedule/copy_to unknown_value";
    found += differences(form::update, document_of(form::update, with(base, "copy_to", one.text)), expected);
  }
  REQUIRE(found == "");
  REQUIRE(parse_update_request(R"({"schedule": {"copy_to": "ORD, IAD"}})").value() ==
          parse_update_request(R"({"schedule": {"copy_to": ["IAD", "ORD"]}})").value());
}

TEST_CASE("every element of an array has an issue with every JSON type but its own", "[json]") {
  std::string found;
  for (const form what : all_forms)
    for (const sample& one : samples()) {
      const members base = valid_members(what);
      const bool is_number = one.what == type::integer || one.what == type::huge;
      found += differences(what, document_of(what, with(base, "day_of_week", "[3, " + one.text + "]")),
                           pointer_to(what, "day_of_week/1 ") + (is_number ? "out_of_range" : "wrong_type"));
      found +=
          differences(what, document_of(what, with(base, "copy_to", "[\"IAD\", " + one.text + "]")),
                      pointer_to(what, "copy_to/1 ") + (one.what == type::string ? "unknown_value" : "wrong_type"));
    }
  REQUIRE(found == "");
}

TEST_CASE("a message about a type says what was found, what is allowed and what to write", "[json]") {
  const std::vector<std::pair<std::string, std::string_view>> cases{
      {"true", "found true"},
      {"\"14\"", "found the string \"14\""},
      {"14.5", "found the number 14.5"},
      {"[]", "found an array"},
      {"{}", "found an object"},
      {"99999999999999999999", "found a number of more than 64 bits"}};
  std::string missing;
  for (const auto& [value, found] : cases) {
    const auto result =
        parse_create_request(document_of(form::create, with(valid_members(form::create), "hour", value)));
    missing += lacking(message_at(result, "/schedule/hour"),
                       std::array<std::string_view, 5>{found, "an integer", "0", "23", "write"});
  }
  REQUIRE(missing == "");
}

TEST_CASE("a message about an element says what an element may be, not what the array may be", "[json]") {
  const members base = valid_members(form::create);
  const auto copies = parse_create_request(document_of(form::create, with(base, "copy_to", "[5]")));
  const auto days = parse_create_request(document_of(form::create, with(base, "day_of_week", "[\"0\"]")));
  const std::string of_copies = message_at(copies, "/schedule/copy_to/0");
  const std::string of_days = message_at(days, "/schedule/day_of_week/0");
  REQUIRE(lacking(of_copies, std::array<std::string_view, 3>{"found 5", "DFW, IAD, ORD, HKG, SYD", "write"}) == "");
  REQUIRE(lacking(of_days, std::array<std::string_view, 4>{"found the string \"0\"", "0", "6", "write"}) == "");
  CHECK(of_copies.find(rota::rules::copy_to.allowed) == std::string::npos);
  CHECK(of_days.find(rota::rules::day_of_week.allowed) == std::string::npos);
}

TEST_CASE("minus zero is the integer zero, and the least and greatest of each number are read", "[json]") {
  const members base = valid_members(form::create);
  const auto when = [&](const std::string& hour, const std::string& minute) {
    return parse_create_request(document_of(form::create, with(with(base, "hour", hour), "minute", minute)))
        .value()
        .when;
  };
  REQUIRE(when("-0", "0") == rota::weekly(date::Sunday, time_of_day{0h, 0min}));
  REQUIRE(when("23", "59") == rota::weekly(date::Sunday, time_of_day{23h, 59min}));
  REQUIRE(differences(form::create, document_of(form::create, with(base, "hour", "-0")), "") == "");
  REQUIRE(differences(form::create, document_of(form::create, with(base, "hour", "-9223372036854775808")),
                      "/schedule/hour out_of_range") == "");
  REQUIRE(differences(form::create, document_of(form::create, with(base, "full_backup_retention", "4294967295")), "") ==
          "");
  REQUIRE(differences(form::create, document_of(form::create, with(base, "full_backup_retention", "4294967296")),
                      "/schedule/full_backup_retention out_of_range") == "");
}

TEST_CASE("an integer of 400 digits is out of range at its member", "[json]") {
  std::string found;
  for (const form what : all_forms)
    for (const member_rules& member : rules_of(what))
      for (const std::string& digits : {std::string(400, '9'), "-" + std::string(400, '1')}) {
        const std::string text = document_of(what, with(valid_members(what), member.name, digits));
        const issues told_of = issues_of(what, text);
        const std::string pointer = pointer_to(what, member.name);
        // Where no integer is allowed, either of what is wrong with it may be told.
        const bool is_told = told(told_of) == pointer + " out_of_range" ||
                             (!member.takes(type::integer) && told(told_of) == pointer + " " + member.otherwise);
        if (!is_told || !ill_told(told_of).empty()) found += name_of(what) + " " + member.name + " " + told(told_of);
      }
  REQUIRE(found == "");
}

TEST_CASE("a number that no type holds is an issue and no end, wherever it stands", "[json]") {
  std::string found;
  for (const form what : all_forms)
    for (const std::string& number : {std::string(400, '9'), std::string{"1e400"}, std::string{"-1e999999"}}) {
      const members base = valid_members(what);
      const std::string envelope = what == form::list ? "{\"schedules\": " : "{\"schedule\": ";
      for (const std::string& text : {number, "[" + number + "]", envelope + number + "}",
                                      envelope + "[" + number + "]}", document_of(what, with(base, "hour", number)),
                                      document_of(what, with(base, "copy_to", "[" + number + "]"))}) {
        const issues told_of = issues_of(what, text);
        if (told_of.empty() || !ill_told(told_of).empty() || told_of.front().pointer == "threw")
          found += name_of(what) + " " + text.substr(0, 50) + ": " + told(told_of) + "\n";
      }
    }
  REQUIRE(found == "");
}

// --- the envelope ---

TEST_CASE("a document is an object", "[json]") {
  std::string found;
  for (const form what : all_forms)
    for (const sample& one : samples())
      found += differences(
          what, one.text,
          one.what == type::object ? (what == form::list ? "/schedules missing" : "/schedule missing") : " wrong_type");
  REQUIRE(found == "");
}

TEST_CASE("the one member of a document is an object, or for a list an array of objects", "[json]") {
  std::string found;
  for (const form what : {form::create, form::update, form::record})
    for (const sample& one : samples()) {
      if (one.what == type::object) continue;
      found += differences(what, "{\"schedule\": " + one.text + "}",
                           one.what == type::null ? "/schedule missing" : "/schedule wrong_type");
    }
  for (const sample& one : samples()) {
    if (one.what != type::array)
      found += differences(form::list, "{\"schedules\": " + one.text + "}",
                           one.what == type::null ? "/schedules missing" : "/schedules wrong_type");
    if (one.what != type::object)
      found += differences(form::list, "{\"schedules\": [" + one.text + "]}", "/schedules/0 wrong_type");
  }
  REQUIRE(found == "");
  REQUIRE(parse_schedules("{\"schedules\": []}").value().empty());
}

TEST_CASE("a request without its envelope is told what the envelope is", "[json]") {
  const auto result = parse_create_request(object_of(valid_members(form::create)));
  REQUIRE(lacking(told(result), std::array<std::string_view, 2>{"/schedule missing", "/hour unknown_member"}) == "");
  REQUIRE(lacking(message_at(result, "/schedule"), std::array<std::string_view, 2>{"\"schedule\"", "{...}"}) == "");
  REQUIRE(ill_told(result) == "");
}

TEST_CASE("an update that carries nothing but nulls carries nothing", "[json]") {
  for (const std::string held : {"{}", "{\"hour\": null}", "{\"copy_to\": null, \"run_now\": null}"}) {
    CAPTURE(held);
    REQUIRE(differences(form::update, "{\"schedule\": " + held + "}", "/schedule missing") == "");
  }
}

// --- several issues ---

TEST_CASE("all that is wrong with a request is told at once, in the order of the members", "[json]") {
  const std::string text = R"({"extra": 1, "schedule": {
      "copy_to": ["IAD", 5, "LON", "IAD"], "full_backup_retention": 0, "source_type": 7, "source_id": [],
      "instance_id": "x", "minute": 60, "hour": "14", "day_of_week": [9, 1.5], "days": 3}})";
  const std::string expected =
      "/extra unknown_member, /schedule/action missing, /schedule/day_of_week/0 out_of_range, "
      "/schedule/day_of_week/1 wrong_type, /schedule/hour wrong_type, /schedule/minute out_of_range, "
      "/schedule/instance_id malformed, /schedule/source_id wrong_type, /schedule/source_type wrong_type, "
      "/schedule/full_backup_retention out_of_range, /schedule/copy_to/1 wrong_type, "
      "/schedule/copy_to/2 unsupported, /schedule/copy_to/3 conflict, /schedule/days unknown_member";
  REQUIRE(differences(form::create, text, expected) == "");
}

TEST_CASE("all that is wrong with an update is told at once, in the order of the members", "[json]") {
  const std::string text = R"({"schedule": {"run_now": 1, "copy_to": "LON", "full_backup_retention": true,
      "minute": -1, "hour": 24, "day_of_week": {}, "action": "backup"}})";
  const std::string expected =
      "/schedule/day_of_week wrong_type, /schedule/hour out_of_range, /schedule/minute out_of_range, "
      "/schedule/full_backup_retention wrong_type, /schedule/copy_to unsupported, /schedule/run_now wrong_type, "
      "/schedule/action unknown_member";
  REQUIRE(differences(form::update, text, expected) == "");
}

TEST_CASE("issues of a list say which record they are of", "[json]") {
  const members base = valid_members(form::list);
  const std::string text = "{\"schedules\": [" + object_of(with(base, "hour", "24")) + ", " + object_of(base) +
                           ", 7, " + object_of(with(base, "copy_to", "[\"LON\"]")) + "]}";
  REQUIRE(differences(form::list, text,
                      "/schedules/0/hour out_of_range, /schedules/2 wrong_type, /schedules/3/copy_to/0 unsupported") ==
          "");
}

TEST_CASE("whatever the limit, the issues listed and those counted are all there are", "[json]") {
  const std::vector<std::pair<form, std::string>> cases{
      {form::create, R"({"schedule": {"action": 1, "hour": "x", "minute": 60, "copy_to": ["A", "B"]}})"},
      {form::create, R"({"schedule": {"hour": "x", "source_id": 5, "source_type": 5, "copy_to": [1, 2, "LON"]}})"},
      {form::create, R"({"a": 1, "b": 2, "schedule": {"day_of_week": ["0", "1", 7, 7], "c": 3}})"},
      {form::update, R"({"schedule": {"hour": 99, "run_now": 1, "copy_to": [1, 2, 3], "a": 1}})"},
      {form::record, R"({"schedule": {"hour": 99, "source": {"id": 1, "type": 2}, "running": 3, "created": 4}})"},
      {form::list, R"({"schedules": [{"id": 1}, 2, {"created": 3}]})"}};
  std::string found;
  for (const auto& [what, text] : cases) {
    const std::size_t all = issues_of(what, text).size();
    for (std::size_t limit = 0; limit <= all; ++limit) {
      const issues some = issues_of(what, text, limit);
      const std::size_t listed = some.size() - (limit < all ? 1 : 0);
      if (listed != limit || listed + unlisted(some) != all || !ill_told(some).empty())
        found += name_of(what) + " " + text + ": " + std::to_string(listed) + " listed and " +
                 std::to_string(unlisted(some)) + " counted of " + std::to_string(all) + " at the limit " +
                 std::to_string(limit) + "\n";
    }
  }
  REQUIRE(found == "");
}

TEST_CASE("text and the value that it parses to have the same result", "[json]") {
  std::vector<std::string> documents{file("create.request.json"),
                                     file("create.response.json"),
                                     file("create_copy_to.request.json"),
                                     file("create_copy_to.response.json"),
                                     R"({"schedule": {"zone": 1, "days": 2, "hour": "3", "minute": [4]}})",
                                     R"({"zone": 1, "days": 2})",
                                     R"({"schedules": {"a": 1}, "schedule": 5})"};
  for (const form what : all_forms) documents.push_back(valid_document(what));
  for (const sample& one : samples())
    if (one.what != type::real) {
      documents.push_back(one.text);
      documents.push_back("{\"schedule\": " + one.text + "}");
      documents.push_back("{\"schedules\": [" + one.text + ", {}]}");
      documents.push_back("{\"schedule\": {\"hour\": " + one.text + ", \"copy_to\": [" + one.text + "]}}");
    }
  std::string found;
  for (const std::string& text : documents) {
    if (!is_same(text, [](const auto& document) { return parse_create_request(document); }) ||
        !is_same(text, [](const auto& document) { return parse_update_request(document); }) ||
        !is_same(text, [](const auto& document) { return parse_schedule(document); }) ||
        !is_same(text, [](const auto& document) { return parse_schedules(document); }))
      found += text + "\n";
  }
  REQUIRE(found == "");
}

// --- members given twice, members unknown ---

TEST_CASE("a member given twice is a conflict, even if it says the same or nothing", "[json]") {
  std::string found;
  for (const form what : all_forms)
    for (const auto& [name, value] : valid_members(what)) {
      const members base = valid_members(what);
      for (const std::string& again : {std::string{"null"}, std::string{"1"}, std::string{"[]"}, std::string{"{}"}}) {
        members twice = base;
        twice.emplace_back(name, again);
        const issues told_of = issues_of(what, document_of(what, twice));
        if (told(told_of) != pointer_to(what, name) + " conflict" || !ill_told(told_of).empty())
          found += name_of(what) + " " + name + " " + again + ": " + told(told_of) + "\n";
      }
    }
  for (const std::string again : {"null", "1", "[]", "{}"}) {
    members twice = valid_members(form::record);
    twice.emplace_back("source", again);
    if (told(issues_of(form::record, document_of(form::record, twice))) != "/schedule/source conflict")
      found += "source " + again + "\n";
  }
  REQUIRE(found == "");
}

TEST_CASE("an envelope given twice is a conflict", "[json]") {
  std::string found;
  for (const form what : all_forms) {
    const std::string name = what == form::list ? "schedules" : "schedule";
    const std::string good = valid_document(what);
    const std::string once = good.substr(0, good.size() - 1);
    for (const std::string second : {"null", "{}", "[]", "{\"hour\": 99}", "7"}) {
      const std::string text = once + ", \"" + name + "\": " + second + "}";
      if (told(issues_of(what, text)) != "/" + name + " conflict")
        found += name_of(what) + " " + second + ": " + told(issues_of(what, text)) + "\n";
    }
    const std::string after_null = "{\"" + name + "\": null, " + good.substr(1);
    if (told(issues_of(what, after_null)) != "/" + name + " conflict")
      found += name_of(what) + " after null: " + told(issues_of(what, after_null)) + "\n";
  }
  REQUIRE(found == "");
}

TEST_CASE("an unknown member given twice is one issue of a request, and none of a record", "[json]") {
  const auto twice = [](form what) {
    members held = valid_members(what);
    held.emplace_back("zzz", "1");
    held.emplace_back("zzz", "[2]");
    return told(issues_of(what, document_of(what, held)));
  };
  REQUIRE(twice(form::create) == "/schedule/zzz unknown_member");
  REQUIRE(twice(form::update) == "/schedule/zzz unknown_member");
  REQUIRE(twice(form::record) == "");
  REQUIRE(twice(form::list) == "");
}

TEST_CASE("a mistyped member of a request is told what was meant", "[json]") {
  const std::vector<std::pair<std::string, std::string>> of_create{{"full_backup_retension", "full_backup_retention"},
                                                                   {"full_backups_retention", "full_backup_retention"},
                                                                   {"fullBackupRetention", "full_backup_retention"},
                                                                   {"Hour", "hour"},
                                                                   {"hours", "hour"},
                                                                   {"minutes", "minute"},
                                                                   {"dayofweek", "day_of_week"},
                                                                   {"day_of_weak", "day_of_week"},
                                                                   {"copyto", "copy_to"},
                                                                   {"instance-id", "instance_id"},
                                                                   {"instanceId", "instance_id"},
                                                                   {"source_typ", "source_type"},
                                                                   {"suorce_id", "source_id"},
                                                                   {"actoin", "action"}};
  const std::vector<std::pair<std::string, std::string>> of_update{{"runnow", "run_now"}, {"copy-to", "copy_to"}};
  std::string found;
  const auto check = [&](form what, const std::string& name, const std::string& meant) {
    const std::string text = document_of(what, with(valid_members(what), name, "1"));
    found += differences(what, text, "/schedule/" + name + " unknown_member");
    const issues told_of = issues_of(what, text);
    if (!told_of.empty())
      found +=
          lacking(told_of.front().message, std::array<std::string, 2>{"\"" + name + "\"", "write \"" + meant + "\""});
  };
  for (const auto& [name, meant] : of_create) check(form::create, name, meant);
  for (const auto& [name, meant] : of_update) check(form::update, name, meant);
  REQUIRE(found == "");
  const auto result = parse_create_request(R"({"shedule": {}})");
  REQUIRE(lacking(message_at(result, "/shedule"), std::array<std::string_view, 1>{"write \"schedule\""}) == "");
}

TEST_CASE("a member of a request that is like no other is told to be left out", "[json]") {
  std::string found;
  for (const std::string name : {"zzz", "comment", "description", "x"})
    for (const form what : {form::create, form::update}) {
      const auto told_of = issues_of(what, document_of(what, with(valid_members(what), name, "{\"a\": [1]}")));
      if (told(told_of) != "/schedule/" + name + " unknown_member") found += told(told_of);
      found += lacking(told_of.at(0).message,
                       std::array<std::string_view, 4>{name, "allowed", "full_backup_retention", "leave it out"});
    }
  REQUIRE(found == "");
}

TEST_CASE("the pointer of an unknown member is escaped as RFC 6901 has it", "[json]") {
  const auto pointer = [](const std::string& name) {
    return told(issues_of(form::create, document_of(form::create, with(valid_members(form::create), name, "1"))));
  };
  REQUIRE(pointer("a/b") == "/schedule/a~1b unknown_member");
  REQUIRE(pointer("a~b") == "/schedule/a~0b unknown_member");
  REQUIRE(pointer("~1") == "/schedule/~01 unknown_member");
  REQUIRE(pointer("/~/") == "/schedule/~1~0~1 unknown_member");
  REQUIRE(pointer("") == "/schedule/ unknown_member");
  REQUIRE(pointer("hour/0") == "/schedule/hour~10 unknown_member");
  REQUIRE(told(issues_of(form::create, "{\"m~/n\": 1, " + valid_document(form::create).substr(1))) ==
          "/m~0~1n unknown_member");
  // nlohmann's own pointer finds the member again.
  const json document = json::parse(document_of(form::create, with(valid_members(form::create), "~a/b~", "5")));
  REQUIRE(document.at(json::json_pointer{issues_of(form::create, document).at(0).pointer}) == 5);
}

TEST_CASE("each member of one request alone is unknown to the other", "[json]") {
  std::string found;
  for (const std::string name : {"action", "instance_id", "source_id", "source_type"})
    found += differences(form::update, document_of(form::update, with(valid_members(form::update), name, "null")),
                         "/schedule/" + name + " unknown_member");
  found += differences(form::create, document_of(form::create, with(valid_members(form::create), "run_now", "true")),
                       "/schedule/run_now unknown_member");
  REQUIRE(found == "");
}

// --- text that is not JSON ---

TEST_CASE("text that is not JSON is one malformed issue that names the byte", "[json]") {
  std::string found;
  for (const form what : all_forms)
    for (const std::string& text : {std::string{},
                                    std::string{" "},
                                    std::string{"{"},
                                    std::string{"}"},
                                    std::string{"nul"},
                                    std::string{"NaN"},
                                    std::string{"'a'"},
                                    std::string{"{\"schedule\": {}} {}"},
                                    std::string{"{\"schedule\": {},}"},
                                    std::string{"{\"x\": 1, \"x\": 2"},
                                    std::string{"{schedule: 1}"},
                                    std::string{"[01]"},
                                    std::string{"[+1]"},
                                    std::string{"[1.]"},
                                    std::string{"\"\xff\""},
                                    std::string{"\"\\ud800\""},
                                    std::string{"\"\\x\""},
                                    std::string{"// c\n{}"},
                                    std::string{"{}\0", 3},
                                    std::string(1'000, '\0'),
                                    std::string{"\xff\xfe{\0}\0", 6},
                                    "\"" + std::string(1'000'000, 'a'),
                                    std::string(1'000'000, '\xff'),
                                    "[\"" + std::string(100'000, '\x01')})
      found += lawless(what, text);
  REQUIRE(found == "");
  REQUIRE(told(parse_create_request("{\"schedule\": ?}")) == " malformed");
  REQUIRE(lacking(message_at(parse_create_request("{\"schedule\": ?}"), ""),
                  std::array<std::string_view, 2>{"not JSON at byte 14", "write"}) == "");
}

TEST_CASE("issues found before text breaks off are not told", "[json]") {
  REQUIRE(told(parse_create_request(R"({"zzz": 1, "schedule": {"hour": 1, "hour": 2, "days": )")) == " malformed");
}

TEST_CASE("a valid document cut at any byte is malformed", "[json]") {
  std::string found;
  for (const form what : all_forms) {
    const std::string text = valid_document(what);
    for (std::size_t size = 0; size < text.size(); ++size) {
      if (told(issues_of(what, text.substr(0, size))) != " malformed") found += text.substr(0, size) + "\n";
      found += lawless(what, text.substr(0, size));
    }
  }
  REQUIRE(found == "");
}

TEST_CASE("a valid document with any byte replaced has a value or issues, and breaks no law", "[json]") {
  constexpr std::string_view hostile{"\0\xff\x80\"\\{},9-\n", 11};
  std::string found;
  for (const form what : {form::create, form::update, form::record}) {
    const std::string text = valid_document(what);
    for (std::size_t i = 0; i < text.size(); ++i)
      for (const char byte : hostile) {
        std::string mutated = text;
        mutated[i] = byte;
        found += lawless(what, mutated);
      }
  }
  REQUIRE(found == "");
}

TEST_CASE("whatever is put together of the pieces of documents breaks no law", "[json]") {
  const std::vector<std::string> pieces{"{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "\"schedule\"",
                                        "\"schedules\"",
                                        "\"hour\"",
                                        "\"id\"",
                                        "\"source\"",
                                        "1",
                                        "null",
                                        "true",
                                        "\"backup\"",
                                        "\"copy_to\"",
                                        "\"action\"",
                                        "-1.5e3",
                                        "{\"schedule\": {",
                                        "{\"schedules\": [{",
                                        "\"source\": {",
                                        "\"copy_to\": [\"IAD\"",
                                        "}}",
                                        "]}"};
  constexpr std::uint64_t seed = 6901;
  generator values{seed};
  std::string found;
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (auto left = values.between(1, 12); left > 0; --left) text += pieces[values.index(pieces.size())];
    found += lawless(all_forms[values.index(all_forms.size())], text);
  }
  CAPTURE(seed);
  REQUIRE(found == "");
}

// --- size and depth ---

TEST_CASE("text nested a million deep neither ends the program nor hides what is beside it", "[json]") {
  std::string found;
  for (const form what : all_forms) {
    const std::size_t depth = what == form::record ? 1'000'000 : 100'000;
    const std::string open(depth, '[');
    const std::string deep = open + std::string(depth, ']');
    const auto expect = [&](const std::string& text, const std::string& expected) {
      const issues told_of = issues_of(what, text);
      if (told(told_of) != expected) found += name_of(what) + ": \"" + told(told_of) + "\" for \"" + expected + "\"\n";
      found += ill_told(told_of);
    };
    const bool is_strict = what == form::create || what == form::update;
    const members base = valid_members(what);
    expect(std::string(1'000'000, '['), " malformed");
    expect(deep, " wrong_type");
    expect(repeated("{\"schedule\":", 100'000), " malformed");
    expect(document_of(what, with(base, "zzz", deep)), is_strict ? "/schedule/zzz unknown_member" : "");
    expect(document_of(what, with(base, "hour", deep)), pointer_to(what, "hour wrong_type"));
    expect(document_of(what, with(base, "copy_to", deep)), pointer_to(what, "copy_to/0 wrong_type"));
  }
  REQUIRE(found == "");
}

TEST_CASE("values nested ten thousand deep neither end the program nor hide what is beside them", "[json]") {
  std::string found;
  const auto expect = [&](const auto& document, form what, const std::string& expected) {
    const issues told_of = issues_of(what, document);
    if (told(told_of) != expected) found += name_of(what) + ": \"" + told(told_of) + "\" for \"" + expected + "\"\n";
  };
  const auto check = [&](auto empty) {
    using Json = decltype(empty);
    for (const form what : all_forms) {
      expect(nested<Json>(10'000), what, " wrong_type");
      for (const std::string name : {"zzz", "hour", "copy_to"}) {
        Json document = Json::parse(valid_document(what));
        Json& holder = what == form::list ? document["schedules"][1] : document["schedule"];
        holder[name] = nested<Json>(10'000);
        const bool is_ignored = name == "zzz" && (what == form::record || what == form::list);
        std::string expected = "zzz unknown_member";
        if (name == "hour") expected = "hour wrong_type";
        if (name == "copy_to") expected = "copy_to/0 wrong_type";
        expect(document, what, is_ignored ? "" : pointer_to(what, expected));
      }
    }
  };
  check(json{});
  check(ordered_json{});
  REQUIRE(found == "");
}

TEST_CASE("of a hundred thousand bad records a hundred are told, and how many more there are", "[json]") {
  constexpr std::size_t count = 100'000;
  const auto list_of = [](const std::string& element) {
    std::string text = repeated(element + ",", count);
    text.back() = ']';
    return "[" + text;
  };
  std::string found;
  const auto check = [&](form what, const std::string& text, std::size_t limit) {
    for (const issues& told_of : {issues_of(what, text, limit), issues_of(what, json::parse(text), limit)}) {
      const bool is_bounded = told_of.size() == limit + 1 && told_of.back().pointer.empty() &&
                              told_of.back().code == issue_code::out_of_range;
      if (!is_bounded || limit + unlisted(told_of) != count || !ill_told(told_of).empty())
        found += name_of(what) + " " + text.substr(0, 150) + ": " + std::to_string(told_of.size()) + " issues, " +
                 std::to_string(unlisted(told_of)) + " not listed\n";
    }
  };
  for (const std::size_t limit : {std::size_t{5}, rota::default_issue_limit})
    check(form::list, "{\"schedules\": " + list_of("7") + "}", limit);
  REQUIRE(found == "");
}

TEST_CASE("an array of more than a hundred elements is one issue, whatever they are", "[json]") {
  const auto list_of = [](const std::string& element, std::size_t count) {
    std::string text = repeated(element + ",", count);
    text.back() = ']';
    return "[" + text;
  };
  const auto told_of = [&](form what, const std::string& member, const std::string& list) {
    const std::string text = document_of(what, with(valid_members(what), member, list));
    const std::string of_text = told(issues_of(what, text));
    return of_text == told(issues_of(what, json::parse(text))) ? of_text : "text and value differ";
  };
  for (const std::size_t count : {std::size_t{101}, std::size_t{100'000}}) {
    REQUIRE(told_of(form::create, "copy_to", list_of("\"X\"", count)) == "/schedule/copy_to out_of_range");
    REQUIRE(told_of(form::update, "copy_to", list_of("1", count)) == "/schedule/copy_to out_of_range");
    REQUIRE(told_of(form::record, "day_of_week", list_of("9", count)) == "/schedule/day_of_week out_of_range");
  }
  const std::string hundred =
      document_of(form::create, with(valid_members(form::create), "copy_to", list_of("1", 100)));
  REQUIRE(issues_of(form::create, hundred).size() == 100);
}

TEST_CASE("a long list of records that lack everything has a bounded number of issues", "[json]") {
  std::string text = repeated("{},", 5'000);
  text.back() = ']';
  const issues told_of = issues_of(form::list, "{\"schedules\": [" + text + "}");
  REQUIRE(told_of.size() == rota::default_issue_limit + 1);
  REQUIRE(ill_told(told_of) == "");
}

TEST_CASE("the issues to be listed can be fewer or none", "[json]") {
  const std::string text = "{\"schedule\": {}}";
  REQUIRE(issues_of(form::create, text, 2).size() == 3);
  REQUIRE(told(issues_of(form::create, text, 0)) == " out_of_range");
  REQUIRE(told(issues_of(form::create, valid_document(form::create), 0)) == "");
}

TEST_CASE("messages are short and printable whatever bytes a value holds", "[json]") {
  std::string found;
  for (const std::string& bytes : {std::string(1, '\0'), std::string{"\xff\xfe"}, std::string{"\x1b[31m\n"},
                                   std::string(1'000'000, '\xff'), std::string(1'000'000, 'a')})
    for (const form what : all_forms) {
      json document = json::parse(valid_document(what));
      json& holder = what == form::list ? document["schedules"][1] : document["schedule"];
      for (auto& member : holder.items())
        if (member.key() != "id") member.value() = bytes;
      holder[bytes] = bytes;
      const issues told_of = issues_of(what, document);
      found += ill_told(told_of);
      if (told_of.size() < 4) found += "a hostile value was accepted; ";
    }
  REQUIRE(found == "");
}

TEST_CASE("values that no text gives are issues too", "[json]") {
  std::string found;
  for (const form what : all_forms) {
    for (const json& odd : {json::binary({1, 2, 3}), json(std::numeric_limits<double>::quiet_NaN()),
                            json(std::numeric_limits<double>::infinity())}) {
      json document = json::parse(valid_document(what));
      (what == form::list ? document["schedules"][1] : document["schedule"])["hour"] = odd;
      if (told(issues_of(what, document)) != pointer_to(what, "hour wrong_type"))
        found += told(issues_of(what, document)) + "\n";
      if (told(issues_of(what, odd)) != " wrong_type") found += told(issues_of(what, odd)) + "\n";
    }
    const json discarded = json::parse("{", nullptr, false);
    if (told(issues_of(what, discarded)) != " malformed") found += told(issues_of(what, discarded));
    json holder = json::parse(valid_document(what));
    holder[what == form::list ? "schedules" : "schedule"] = discarded;
    if (told(issues_of(what, holder)) != " malformed") found += told(issues_of(what, holder));
  }
  REQUIRE(found == "");
}

// --- writing, and reading back ---

TEST_CASE("what is written reads back equal, as a value and as text, in either order of members", "[json]") {
  constexpr std::uint64_t seed = 20141030;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 400; ++i) {
    const schedule one = draw_schedule(values);
    const json document = to_document(one);
    const auto in_order = to_document<ordered_json>(one);
    const json bare = one;
    const ordered_json bare_in_order = one;
    const auto is_equal = [&](const rota::result<schedule>& read) { return read && *read == one; };
    found.unless(is_equal(parse_schedule(document)) && is_equal(parse_schedule(in_order)) &&
                     is_equal(parse_schedule(document.dump())) && is_equal(parse_schedule(in_order.dump(2))) &&
                     bare.get<schedule>() == one && bare_in_order.get<schedule>() == one,
                 [&] { return in_order.dump(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a list is written as schedules, and reads back equal and in its order", "[json]") {
  generator values{7};
  const std::vector<schedule> list = draw_schedules(values, 20);
  const json document = to_document(list);
  REQUIRE(document.size() == 1);
  REQUIRE(document.at("schedules").size() == 20);
  REQUIRE(document.at("schedules").at(3) == json(list[3]));
  REQUIRE(parse_schedules(document).value() == list);
  REQUIRE(parse_schedules(document.dump()).value() == list);
  REQUIRE(parse_schedules(to_document<ordered_json>(list)).value() == list);
  REQUIRE(to_document(std::vector<schedule>{}).dump() == R"({"schedules":[]})");
  REQUIRE(json(list).get<std::vector<schedule>>() == list);
}

TEST_CASE("a schedule has exactly the members of the seed's responses, and copy_to only when not empty", "[json]") {
  generator values{15};
  std::string found;
  for (int i = 0; i < 100; ++i) {
    const schedule one = draw_schedule(values);
    const ordered_json written = one;
    std::string names;
    for (const auto& member : written.items()) names += member.key() + " ";
    std::string expected =
        "action created day_of_month day_of_week full_backup_retention hour id instance_id last_scheduled minute month "
        "next_run running source updated ";
    if (!one.copy_to.empty()) expected += "copy_to ";
    if (names != expected) found += names;
    const bool is_as_the_api_writes_it = written.at("running").is_boolean() && written.at("day_of_month").is_null() &&
                                         written.at("month").is_null() && written.at("action") == "backup" &&
                                         written.at("instance_id").is_null() == (one.source.type == source_type::ha);
    if (!is_as_the_api_writes_it) found += written.dump();
  }
  REQUIRE(found == "");
}

TEST_CASE("every set of days is written as the API's number where there is one, else as an array, and reads back",
          "[json]") {
  std::string found;
  for (unsigned chosen = 1; chosen < 128; ++chosen) {
    json days = json::array();
    for (int day = 0; day < 7; ++day)
      if (((chosen >> static_cast<unsigned>(day)) & 1U) != 0) days.push_back(day);
    json expected = days;
    if (days.size() == 1) expected = days.at(0);
    if (days.size() == 7) expected = 7;
    schedule one = seed_schedule();
    one.when.full_on = days_of(chosen);
    const json written = one;
    if (written.at("day_of_week") != expected)
      found += written.at("day_of_week").dump() + " for " + expected.dump() + "\n";
    // Records and requests take both, the number and the array.
    json document = to_document(one);
    document["schedule"]["day_of_week"] = days;
    const auto record = parse_schedule(document);
    json request = json::parse(file("create.request.json"));
    request["schedule"]["day_of_week"] = days;
    const auto created = parse_create_request(request.dump());
    const auto updated = parse_update_request("{\"schedule\": {\"day_of_week\": " + expected.dump() + "}}");
    if (!record || *record != one || !created || created->when != one.when || !updated ||
        updated->full_on != std::optional{one.when.full_on})
      found += days.dump() + "\n";
  }
  REQUIRE(found == "");
}

TEST_CASE("a value that is no schedule throws invalid_json with every issue, and leaves what it was read to",
          "[json]") {
  json broken = seed_schedule();
  broken["hour"] = 24;
  broken.erase("created");
  broken["source"]["type"] = "cluster";
  schedule read = seed_schedule();
  read.id = "as it was";
  const schedule before = read;
  std::string thrown;
  std::string first;
  try {
    (void)broken.get<schedule>();
  } catch (const invalid_json& problem) {
    thrown = told(problem.details()) + ill_told(problem.details());
    first = problem.what();
    REQUIRE(first == to_string(problem.details().at(0)));
  }
  REQUIRE(lacking(thrown, std::array<std::string_view, 3>{"/hour out_of_range", "/created missing",
                                                          "/source/type unknown_value"}) == "");
  REQUIRE(std::count(thrown.begin(), thrown.end(), ',') == 2);
  REQUIRE_THROWS_AS(broken.get_to(read), invalid_json);
  REQUIRE(read == before);
  REQUIRE_THROWS_AS(ordered_json(7).get<schedule>(), invalid_json);
  REQUIRE_THROWS_AS(json(nullptr).get<schedule>(), invalid_json);
  REQUIRE_THROWS_AS(json::array({1}).get<std::vector<schedule>>(), std::runtime_error);
}

TEST_CASE("a value that is a schedule is read without an envelope, over what was there", "[json]") {
  schedule read = seed_schedule();
  read.copy_to = regions{region::SYD};
  read.last_scheduled = read.created;
  json(seed_schedule()).get_to(read);
  REQUIRE(read == seed_schedule());
  ordered_json(seed_schedule()).get_to(read);
  REQUIRE(read == seed_schedule());
}

// --- the other resources ---

TEST_CASE("the body of a fault is the API's", "[json]") {
  const rota::fault refused =
      rota::bad_request(issues{{"/schedule/hour", issue_code::out_of_range, "found 24"},
                               {"/schedule/a~1b", issue_code::unknown_member, "found \"a/b\""}});
  const std::string expected =
      R"({"badRequest":{"code":400,"message":")" + refused.message +
      R"(","details":[{"pointer":"/schedule/hour","code":"out_of_range","message":"found 24"},)"
      R"({"pointer":"/schedule/a~1b","code":"unknown_member","message":"found \"a/b\""}]}})";
  REQUIRE(ordered_json(refused).dump() == expected);
  REQUIRE(json(refused) == json::parse(expected));
  const rota::fault plain{rota::fault_kind::over_limit, "too many"};
  REQUIRE(ordered_json(plain).dump() == R"({"overLimit":{"code":413,"message":"too many","details":[]}})");
}

TEST_CASE("the fault of any document can be written, whatever its bytes", "[json]") {
  std::string found;
  for (const std::string& text : {std::string{"\xff"}, std::string{"{\"schedule\": \"\\u0000\"}"},
                                  std::string{"{\"\xc3\xa4/\\u0001\": 1}"}, std::string(1'000, '['), std::string{}}) {
    const auto result = parse_create_request(text);
    const json body = rota::bad_request(result.error());
    const std::string written = body.dump();
    if (json::parse(written).at("badRequest").at("details").size() != result.error().size()) found += written;
  }
  REQUIRE(found == "");
}

TEST_CASE("runs, levels, sources and issues are written as what they say", "[json]") {
  const rota::run first =
      rota::next_run(rota::weekly(date::Sunday, time_of_day{14h, 30min}), at("2014-11-02T00:00:00"));
  REQUIRE(ordered_json(first).dump() ==
          R"({"at":"2014-11-02T14:30:00","level":"full","day":"2014-11-02","civil":"unique"})");
  REQUIRE(json(rota::level::incremental) == "incremental");
  REQUIRE(ordered_json(rota::source{seed_id, source_type::ha}).dump() == R"({"id":")" + seed_id + R"(","type":"ha"})");
  REQUIRE(ordered_json(issue{"", issue_code::malformed, "m"}).dump() ==
          R"({"pointer":"","code":"malformed","message":"m"})");
}
