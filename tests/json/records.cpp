// SPDX-License-Identifier: MIT
//
// result<schedule>              parse_schedule(std::string_view text, std::size_t issue_limit = 100);
// result<schedule>              parse_schedule(const json_value auto&, std::size_t issue_limit = 100);
// result<std::vector<schedule>> parse_schedules(…);        // likewise
//
// class invalid_json : public std::runtime_error { const issues& details() const noexcept; };
//
// void to_json(Json&, const T&);                 // T: schedule, weekdays
// void from_json(const Json&, schedule&);        // throws invalid_json
// Json to_document<Json = nlohmann::json>(const schedule&);
// Json to_document<Json = nlohmann::json>(std::span<const schedule>);

#include <algorithm>
#include <array>
#include <chrono>
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
#include "json_documents.hpp"
#include "test_data.hpp"

namespace {

using namespace std::chrono_literals;
using namespace json_documents;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::invalid_json;
using rota::issue;
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
  schedule drawn{.id = ids[values.index(ids.size())],
                 .when = rota::cadence{days_of(static_cast<unsigned>(values.between(1, 127))),
                                       time_of_day{std::chrono::hours{values.between(0, 23)},
                                                   std::chrono::minutes{values.between(0, 59)}}},
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
}  // namespace

// --- the API guide ---

TEST_CASE("the API guide's responses read back as the schedules that made them") {
  const auto first = parse_schedule(test_data("create.response.json"));
  REQUIRE(problems(first) == "");
  REQUIRE(*first == seed_schedule());

  const auto second = parse_schedule(test_data("create_copy_to.response.json"));
  auto spec = parse_create_request(test_data("create_copy_to.request.json")).value();
  REQUIRE(spec.copy_to == regions{region::IAD, region::ORD});
  REQUIRE_FALSE(spec.full_backup_retention.has_value());
  spec.full_backup_retention = rota::default_full_backup_retention;
  REQUIRE(problems(second) == "");
  REQUIRE(*second == make_schedule(spec, seed_id, at("2020-11-14T07:28:17"), rota::utc));
}

TEST_CASE("a schedule is written with the members of the API guide, in their order") {
  for (const std::string stem : {"create", "create_copy_to"}) {
    CAPTURE(stem);
    const std::string answer = test_data(stem + ".response.json");
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

TEST_CASE("the first schedule of the API guide is written exactly as in the API guide") {
  const std::string answer = test_data("create.response.json");
  REQUIRE(to_document<ordered_json>(seed_schedule()).dump() == ordered_json::parse(answer).dump());
  REQUIRE(to_document(seed_schedule()).dump() == json::parse(answer).dump());
}

// --- reading ---

TEST_CASE("every form of a record that the API has had reads as the same schedule") {
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
      {with(base, "created", "\"2014-10-30T12:30:00.999999\""), plain},
      {with(base, "next_run", "\"2014-10-30T14:30:00.25Z\""), plain},
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
    if (!read || *read != cases[i].second) found += "case " + std::to_string(i) + " " + problems(read) + "; ";
    found += differences(form::record, text, "");
  }
  REQUIRE(found == "");
}

TEST_CASE("the record of an HA group names the group in its source alone") {
  const members group = with(with(valid_members(form::record), "instance_id", "null"), "source/type", "\"ha\"");
  const auto read = parse_schedule(document_of(form::record, group));
  REQUIRE(problems(read) == "");
  REQUIRE(read->source == rota::source{seed_source.id, source_type::ha});
  const json written = *read;
  REQUIRE(written.at("instance_id").is_null());
  REQUIRE(written.at("source") == json{{"id", seed_source.id}, {"type", "ha"}});
  REQUIRE(differences(form::record, document_of(form::record, without(group, "source/id")),
                      "/schedule/source/id missing") == "");
  REQUIRE(differences(form::record, document_of(form::record, with(group, "instance_id", "\"" + seed_id + "\"")),
                      "/schedule/instance_id conflict") == "");
}

TEST_CASE("the source of a stored schedule may have a name as other tools give one") {
  const members named = with(with(valid_members(form::record), "instance_id", "null"), "source/id", "\"main@repo2\"");
  const auto read = parse_schedule(document_of(form::record, named));
  REQUIRE(problems(read) == "");
  REQUIRE(read->source == rota::source{"main@repo2", source_type::instance});
  REQUIRE(parse_schedule(to_document(*read)) == *read);
  REQUIRE(differences(form::record, document_of(form::record, with(named, "source/id", "\"\"")),
                      "/schedule/source/id malformed") == "");
  const members both = valid_members(form::record);
  REQUIRE(differences(form::record, document_of(form::record, with(both, "source/id", "\"main\"")),
                      "/schedule/instance_id conflict") == "");
  REQUIRE(differences(form::record, document_of(form::record, with(both, "instance_id", "\"main\"")),
                      "/schedule/instance_id conflict") == "");
  REQUIRE(differences(form::record, document_of(form::record, with(both, "instance_id", "\"\"")),
                      "/schedule/instance_id malformed") == "");
}

TEST_CASE("unknown members of a record are ignored, wherever they stand") {
  const schedule plain = parse_schedule(valid_document(form::record)).value();
  std::string found;
  for (const std::string value : {"1", "null", "\"x\"", "{\"hour\": 99}", "[[], {}]", "99999999999999999999"})
    for (const std::string name : {"weeks", "Hour", "source~id", "", "schedule", "source/flavor"}) {
      const auto read = parse_schedule(document_of(form::record, with(valid_members(form::record), name, value)));
      if (!read || *read != plain) found.append(name).append(" ").append(value).append(": ").append(problems(read));
    }
  // A name that looks like the pointer of a member is none.
  const std::string inner = object_of(valid_members(form::record));
  const std::string odd = "{\"schedule\": {\"source/id\": 5, \"source/type\": \"ha\", " + inner.substr(1) + "}";
  found += differences(form::record, odd, "");
  found += differences(form::record, "{\"links\": [{\"schedule\": 1}], \"schedule\": " + inner + ", \"x\": {}}", "");
  found += differences(form::list, "{\"next\": null, \"schedules\": [" + inner + "], \"schedule\": 3}", "");
  REQUIRE(found == "");
}

TEST_CASE("a record without its required members misses each of them") {
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
  REQUIRE(bad_messages(result) == "");
}

TEST_CASE("text that is not an instant is malformed, and the message says how to write one") {
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

TEST_CASE("an empty id is malformed") {
  REQUIRE(differences(form::record, document_of(form::record, with(valid_members(form::record), "id", "\"\"")),
                      "/schedule/id malformed") == "");
}

TEST_CASE("issues of a list point at their record") {
  const members base = valid_members(form::list);
  const std::string text = "{\"schedules\": [" + object_of(with(base, "hour", "24")) + ", " + object_of(base) +
                           ", 7, " + object_of(with(base, "copy_to", "[\"LON\"]")) + "]}";
  REQUIRE(differences(form::list, text,
                      "/schedules/0/hour out_of_range, /schedules/2 wrong_type, /schedules/3/copy_to/0 unsupported") ==
          "");
}

// --- writing, and reading back ---

TEST_CASE("a written schedule reads back equal, as a value and as text, in either order of members") {
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

TEST_CASE("an instant of a schedule that could not be read back is not written") {
  const schedule plain = seed_schedule();
  std::string thrown;
  for (const auto& set :
       std::vector<void (*)(schedule&)>{[](schedule& one) { one.created = sys_seconds::min(); },
                                        [](schedule& one) { one.updated = sys_seconds::max(); },
                                        [](schedule& one) { one.next_run = sys_seconds::max(); },
                                        [](schedule& one) { one.last_scheduled = sys_seconds::max(); }}) {
    schedule one = plain;
    set(one);
    try {
      thrown += to_document(one).dump();
    } catch (const invalid_json& problem) {
      thrown += problems(problem.details()) + bad_messages(problem.details()) + "; ";
    }
  }
  REQUIRE(thrown ==
          "/created out_of_range; /updated out_of_range; /next_run out_of_range; /last_scheduled out_of_range; ");
}

TEST_CASE("a written list of schedules reads back equal, in its order") {
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

TEST_CASE("a schedule has exactly the members of the API guide's responses, and copy_to only when not empty") {
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

TEST_CASE("every set of days is written as the API's number if there is one, else as an array, and reads back") {
  std::string found;
  for (unsigned chosen = 1; chosen < 128; ++chosen) {
    json days = json::array();
    for (int day = 0; day < 7; ++day)
      if (((chosen >> static_cast<unsigned>(day)) & 1U) != 0) days.push_back(day);
    json expected = days;
    if (days.size() == 1) expected = days.at(0);
    if (days.size() == 7) expected = 7;
    schedule one = seed_schedule();
    one.when = rota::cadence{days_of(chosen), one.when.as_cadence()->at};
    const json written = one;
    if (written.at("day_of_week") != expected)
      found += written.at("day_of_week").dump() + " for " + expected.dump() + "\n";
    // Records and requests take both, the number and the array.
    json document = to_document(one);
    document["schedule"]["day_of_week"] = days;
    const auto record = parse_schedule(document);
    json request = json::parse(test_data("create.request.json"));
    request["schedule"]["day_of_week"] = days;
    const auto created = parse_create_request(request.dump());
    const auto updated = parse_update_request("{\"schedule\": {\"day_of_week\": " + expected.dump() + "}}");
    if (!record || *record != one || !created || created->when != one.when || !updated ||
        updated->full_on != std::optional{days_of(chosen)})
      found += days.dump() + "\n";
  }
  REQUIRE(found == "");
}

TEST_CASE("a value that is not a schedule throws invalid_json with every issue, and leaves the target as it was") {
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
    thrown = problems(problem.details()) + bad_messages(problem.details());
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

TEST_CASE("a schedule is read from a value without an envelope, over an existing one") {
  schedule read = seed_schedule();
  read.copy_to = regions{region::SYD};
  read.last_scheduled = read.created;
  json(seed_schedule()).get_to(read);
  REQUIRE(read == seed_schedule());
  ordered_json(seed_schedule()).get_to(read);
  REQUIRE(read == seed_schedule());
}
