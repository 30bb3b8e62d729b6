// SPDX-License-Identifier: MIT
//
// What requests and records have beyond the API, as JSON: calendar, zone, gap, overlap, spread and paused_until.
//
// void to_json(Json&, const calendar&);          // [{"level": "full", "on": "Sun *-*-* 23:05:00"}]

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

namespace {

using namespace std::chrono_literals;
using namespace json_documents;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::calendar;
using rota::level;
using rota::to_document;

const std::string first_sundays =
    R"([{"level": "full", "on": "Sun *-*-1..7 23:05"}, {"on": "Sun 23:05", "level": "differential"},
        {"level": "incremental", "on": "*:00"}])";
const calendar first_sundays_calendar{
    {level::full, rota::nth(1, date::Sunday), rota::at(time_of_day{23h, 5min})},
    {level::differential, {.which = rota::weekdays{date::Sunday}}, rota::at(time_of_day{23h, 5min})},
    {level::incremental, {}, {rota::hours::all(), rota::minutes{0}}}};

/// The members of a form with a calendar instead of the days and times.
members calendar_members(form what, const std::string& value = first_sundays) {
  members held = valid_members(what);
  for (const std::string name : {"day_of_week", "hour", "minute"}) held = without(held, name);
  return with(held, "calendar", value);
}

/// The documents of all forms whose calendar is `value`, where their issues are not those at `issues` below it:
/// "/0/on missing".
std::string differences_of(const std::string& value, const std::vector<std::string>& expected) {
  std::string found;
  for (const form what : all_forms) {
    std::string all;
    for (const std::string& one : expected)
      all.append(all.empty() ? "" : ", ").append(pointer_to(what, "calendar")).append(one);
    found += differences(what, document_of(what, calendar_members(what, value)), all);
  }
  return found;
}

std::string repeated_elements(const std::string& element, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.append(i == 0 ? "" : ", ").append(element);
  return "[" + text + "]";
}

template <class Set>
Set draw_set(generator& values, unsigned least, unsigned most) {
  if (values.coin()) return Set::all();
  const auto first = static_cast<unsigned>(values.between(least, most));
  Set drawn{first};
  for (auto i = values.between(0, 3); i > 0; --i)
    drawn = drawn | Set{static_cast<unsigned>(values.between(least, most))};
  return drawn;
}

std::vector<calendar::entry> draw_entries(generator& values) {
  std::vector<calendar::entry> entries;
  for (auto i = values.between(1, 5); i > 0; --i) {
    calendar::entry one{.what = static_cast<level>(values.index(3))};
    one.on.in = draw_set<rota::months>(values, 1, 12);
    one.on.on = draw_set<rota::month_days>(values, 1, 31);
    one.on.from_last =
        values.index(3) == 0 ? draw_set<rota::days_from_last>(values, 1, 31) : rota::days_from_last::all();
    if (values.coin()) one.on.which = rota::weekdays::from_bits(static_cast<unsigned>(values.between(1, 127))).value();
    if (values.index(4) == 0)
      one.on.every = {static_cast<int>(values.between(2, rota::week_stride::most)),
                      date::local_days{date::days{values.between(0, 20'000)}}};
    one.at.h = draw_set<rota::hours>(values, 0, 23);
    one.at.m = draw_set<rota::minutes>(values, 0, 59);
    entries.push_back(one);
  }
  return entries;
}

/// A schedule with some of what is beyond the API.
schedule draw_schedule(generator& values) {
  schedule drawn = seed_schedule();
  if (values.coin()) {
    auto when = calendar::checked(draw_entries(values));
    while (!when) when = calendar::checked(draw_entries(values));  // some days never come
    drawn.when = std::move(*when);
  }
  const std::array<std::string, 4> zones{"UTC", "Europe/Vilnius", "Etc/GMT+5", "America/Argentina/Ushuaia"};
  if (values.coin()) drawn.zone = zones[values.index(zones.size())];
  if (values.coin()) drawn.gap = static_cast<rota::gap>(values.index(3));
  if (values.coin()) drawn.overlap = static_cast<rota::overlap>(values.index(2));
  if (values.coin()) drawn.spread = std::chrono::minutes{values.between(1, rota::widest_spread.count())};
  if (values.coin())
    drawn.paused_until = sys_seconds{std::chrono::seconds{values.between(
        at("0000-01-01T00:00:00").time_since_epoch().count(), at("9999-12-31T23:59:59").time_since_epoch().count())}};
  return drawn;
}

}  // namespace

// --- reading ---

TEST_CASE("every form of a document takes a calendar instead of the days and times") {
  REQUIRE(differences_of(first_sundays, {}) == "");
  REQUIRE(parse_create_request(document_of(form::create, calendar_members(form::create)))->when ==
          rota::timing{first_sundays_calendar});
  REQUIRE(parse_update_request(document_of(form::update, calendar_members(form::update)))->calendar ==
          first_sundays_calendar);
  REQUIRE(parse_schedule(document_of(form::record, calendar_members(form::record)))->when ==
          rota::timing{first_sundays_calendar});
  const auto list = parse_schedules(document_of(form::list, calendar_members(form::list))).value();
  REQUIRE(list.at(0).when.as_cadence() != nullptr);
  REQUIRE(list.at(1).when == rota::timing{first_sundays_calendar});
}

TEST_CASE("a calendar is an array of objects") {
  REQUIRE(differences_of("[]", {" out_of_range"}) == "");
  for (const std::string value : {"{}", R"({"level": "full", "on": "daily"})", "\"daily\"", "7", "true", "1.5"})
    REQUIRE(differences_of(value, {" wrong_type"}) == "");
  REQUIRE(differences_of(R"([7, {"level": "full", "on": "daily"}, "daily", null, [[]], {"level": "full"}])",
                         {"/0 wrong_type", "/2 wrong_type", "/3 wrong_type", "/4 wrong_type", "/5/on missing"}) == "");
}

TEST_CASE("the members of an entry are texts, and a null is the same as an absent one") {
  REQUIRE(differences_of(R"([{"level": 1, "on": ["daily"]}, {"level": "full", "on": {"a": [1, {"level": 2}]}}])",
                         {"/0/level wrong_type", "/0/on wrong_type", "/1/on wrong_type"}) == "");
  REQUIRE(differences_of(R"([{"level": null, "on": "daily"}, {}])",
                         {"/0/level missing", "/1/level missing", "/1/on missing"}) == "");
}

TEST_CASE("what is wrong with the text of an entry is reported at the entry") {
  REQUIRE(
      differences_of(
          R"([{"level": "full", "on": "daily"}, {"level": "Full", "on": "25:00"}, {"level": "full", "on": "daily UTC"}])",
          {"/1/level unknown_value", "/1/on out_of_range", "/2/on unsupported"}) == "");
}

TEST_CASE(
    "an unknown member of an entry is reported in requests, with the one that was meant, and ignored in records") {
  const std::string value =
      R"([{"level": "full", "on": "daily"}, {"level": "full", "lvel": [{}], "on": "daily", "~/": 1}])";
  const auto text = document_of(form::create, calendar_members(form::create, value));
  REQUIRE(differences(form::create, text,
                      "/schedule/calendar/1/lvel unknown_member, /schedule/calendar/1/~0~1 unknown_member") == "");
  const auto found = parse_create_request(text);
  REQUIRE(lacking(message_at(found, "/schedule/calendar/1/lvel"),
                  std::array<std::string_view, 3>{"\"lvel\"", "expected one of level, on", "write \"level\""}) == "");
  REQUIRE(differences(form::record, document_of(form::record, calendar_members(form::record, value)), "") == "");
  // Names with which the form lists what is inside of a calendar are no members.
  for (const std::string name : {"calendar/*/level", "calendar/level", "*/level"})
    REQUIRE(problems(parse_create_request(document_of(form::create, with(valid_members(form::create), name, "1")))) ==
            "/schedule/" + rota::detail::pointer_token(name) + " unknown_member");
}

TEST_CASE("a member of an entry that is given twice is reported where it is") {
  const auto of = [](const std::string& value) {
    return problems(parse_create_request(document_of(form::create, calendar_members(form::create, value))));
  };
  REQUIRE(of(R"([{"level": "full", "on": "daily", "level": "full"}])") == "/schedule/calendar/0/level conflict");
  REQUIRE(of(R"([{"level": "full", "on": "daily"}, {"level": "full", "on": null, "on": "daily"}])") ==
          "/schedule/calendar/1/on conflict");
  REQUIRE(of(R"([{"level": "full", "on": 1e999}])") == "/schedule/calendar/0/on out_of_range");
  REQUIRE(of(R"([{"level": "full", "on": "daily"}], "calendar": [])") == "/schedule/calendar conflict");
}

TEST_CASE("a calendar has at most a hundred entries, and the next record none of those of the one before") {
  const std::string entry = R"({"level": "full", "on": "daily"})";
  REQUIRE(differences_of(repeated_elements(entry, 100), {}) == "");
  REQUIRE(differences_of(repeated_elements(entry, 101), {" out_of_range"}) == "");
  REQUIRE(differences(
              form::record,
              document_of(form::record, calendar_members(form::record, repeated_elements(R"({"lvel": [{}]})", 1'000))),
              "/schedule/calendar out_of_range") == "");
  const std::string list = "{\"schedules\": [" + object_of(calendar_members(form::record)) + ", " +
                           object_of(calendar_members(form::record, "[{}, {\"level\": \"full\"}]")) + "]}";
  REQUIRE(differences(form::list, list,
                      "/schedules/1/calendar/0/level missing, /schedules/1/calendar/0/on missing, "
                      "/schedules/1/calendar/1/on missing") == "");
}

TEST_CASE("a calendar beside the days or times is a conflict in every form") {
  for (const form what : all_forms) {
    const auto text = document_of(what, with(valid_members(what), "calendar", first_sundays));
    REQUIRE(differences(what, text, pointer_to(what, "calendar") + " conflict") == "");
  }
}

TEST_CASE("a null beside the days and times is no calendar, and nulls beside a calendar no days and times") {
  for (const form what : all_forms) {
    REQUIRE(differences(what, document_of(what, with(valid_members(what), "calendar", "null")), "") == "");
    const auto held = with(with(with(calendar_members(what), "hour", "null"), "minute", "null"), "day_of_week", "null");
    REQUIRE(differences(what, document_of(what, held), "") == "");
  }
}

TEST_CASE("the other members beyond the API are texts, or absent") {
  const std::array<std::pair<std::string, std::string>, 5> valid{{{"zone", "\"Europe/Vilnius\""},
                                                                  {"gap", "\"skip\""},
                                                                  {"overlap", "\"last\""},
                                                                  {"spread", "\"2h\""},
                                                                  {"paused_until", "\"2014-11-01T00:00:00\""}}};
  std::string found;
  for (const form what : all_forms)
    for (const auto& [name, value] : valid) {
      found += differences(what, document_of(what, with(valid_members(what), name, value)), "");
      found += differences(what, document_of(what, with(valid_members(what), name, "null")), "");
      for (const std::string wrong : {"7", "true", "{}", "[]", "0.5"})
        found += differences(what, document_of(what, with(valid_members(what), name, wrong)),
                             pointer_to(what, name) + " wrong_type");
    }
  REQUIRE(found == "");
}

// --- writing ---

TEST_CASE("a schedule with a calendar is written without days and times, and what is set after the API's members") {
  schedule one = seed_schedule();
  one.when = first_sundays_calendar;
  one.zone = "Europe/Vilnius";
  one.gap = rota::gap::skip;
  one.overlap = rota::overlap::last;
  one.spread = 36h;
  one.paused_until = at("2014-11-01T00:00:00");
  REQUIRE(ordered_json(one).dump() ==
          R"({"action":"backup","created":"2014-10-30T12:30:00","day_of_month":null,"full_backup_retention":null,)"
          R"("id":"88b277eb-39be-4921-be31-3d61b43651d7","instance_id":"44b277eb-39be-4921-be31-3d61b43651d7",)"
          R"("last_scheduled":null,"month":null,"next_run":"2014-10-30T14:30:00","running":false,)"
          R"("source":{"id":"44b277eb-39be-4921-be31-3d61b43651d7","type":"instance"},)"
          R"("updated":"2014-10-30T12:30:00","calendar":[{"level":"full","on":"Sun *-*-01..07 23:05:00"},)"
          R"({"level":"differential","on":"Sun *-*-* 23:05:00"},{"level":"incremental","on":"*-*-* *:00:00"}],)"
          R"("zone":"Europe/Vilnius","gap":"skip","overlap":"last","spread":"36h",)"
          R"("paused_until":"2014-11-01T00:00:00"})");
  REQUIRE(parse_schedule(to_document(one)).value() == one);
}

TEST_CASE("what is beyond the API is written only where it is set") {
  const json written = seed_schedule();
  for (const std::string name : {"calendar", "zone", "gap", "overlap", "spread", "paused_until"})
    REQUIRE_FALSE(written.contains(name));
}

TEST_CASE("a pause that could not be read back is not written") {
  schedule one = seed_schedule();
  one.paused_until = at("9999-12-31T23:59:59") + 1s;
  REQUIRE_THROWS_AS(json(one), rota::invalid_json);
}

TEST_CASE("a calendar of more entries than can be read back is not written") {
  const calendar::entry daily{.what = level::full, .at = rota::at({14h, 30min})};
  std::vector<calendar::entry> entries(rota::most_calendar_entries, daily);
  const calendar most = calendar::checked(entries).value();
  REQUIRE(json(most).size() == entries.size());
  entries.push_back(daily);
  REQUIRE_THROWS_AS(json(calendar::checked(entries).value()), rota::invalid_json);
}

TEST_CASE("schedules with calendars, clocks, spreads and pauses read back as they were written") {
  constexpr std::uint64_t seed = 20141101;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 3'000; ++i) {
    const schedule one = draw_schedule(values);
    const json document = to_document(one);
    found.unless(parse_schedule(document.dump()) == one && parse_schedule(document) == one &&
                     parse_schedule(to_document<ordered_json>(one)) == one && json(one).get<schedule>() == one,
                 [&] { return document.dump(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a create request and the schedule that it makes carry the same") {
  const std::string text = document_of(
      form::create, with(with(with(calendar_members(form::create), "zone", "\"Europe/Vilnius\""), "spread", "\"1h\""),
                         "gap", "\"at_transition\""));
  const auto spec = parse_create_request(text).value();
  const schedule made = make_schedule(spec, seed_id, at("2014-10-30T12:30:00"), rota::utc);
  const json written = made;
  REQUIRE(written.at("calendar").at(2).at("on") == "*-*-* *:00:00");
  REQUIRE(written.at("zone") == "Europe/Vilnius");
  REQUIRE(written.at("spread") == "1h");
  REQUIRE(written.at("gap") == "at_transition");
  REQUIRE(parse_schedule(to_document(made)).value() == made);
}
