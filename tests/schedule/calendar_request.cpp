// SPDX-License-Identifier: MIT
//
// What requests have beyond the API: struct raw_calendar_entry { std::optional<std::string> level, on; };
// calendar, zone, gap, overlap, spread and paused_until of create_request and update_request.

#include <array>
#include <chrono>
#include <optional>
#include <rota/schedule/request.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "instants.hpp"
#include "issues_found.hpp"
#include "raw_requests.hpp"

namespace {

using namespace std::chrono_literals;

using rota::calendar;
using rota::create_request;
using rota::level;
using rota::raw_calendar_entry;
using rota::schedule_change;
using rota::time_of_day;
using rota::update_request;
using rota::validate;

using entries = std::vector<raw_calendar_entry>;

const calendar plan{{level::full, rota::nth(1, date::Sunday), rota::at(time_of_day{23h, 5min})},
                    {level::incremental, {}, rota::at(time_of_day{23h, 5min})}};
const entries raw_plan{{"full", "Sun *-*-1..7 23:05"}, {"incremental", "23:05"}};

/// The API guide's request with a calendar instead of its days and time.
create_request calendar_request() {
  create_request request = seed_request();
  request.day_of_week.reset();
  request.hour.reset();
  request.minute.reset();
  request.calendar = raw_plan;
  return request;
}

/// Gives a text to the member of both requests, and compares the issues of both.
std::string differences_of_texts(std::optional<std::string> create_request::*of_create,
                                 std::optional<std::string> update_request::*of_update,
                                 const std::vector<std::pair<std::string, std::string>>& cases) {
  return differences<create_request, std::string>(
             cases, calendar_request(),
             [&](create_request& request, const std::string& value) { request.*of_create = value; }) +
         differences<update_request, std::string>(
             cases, update_request{},
             [&](update_request& request, const std::string& value) { request.*of_update = value; });
}

}  // namespace

// --- calendar ---

TEST_CASE("a calendar stands for the days, the hour and the minute", "[calendar_request]") {
  const auto spec = validate(calendar_request());
  REQUIRE(problems(spec) == "");
  REQUIRE(spec->when == rota::timing{plan});
  update_request update;
  update.calendar = raw_plan;
  schedule_change change;
  change.calendar = plan;
  REQUIRE(validate(update).value() == change);
}

TEST_CASE("a calendar beside the days, the hour or the minute is a conflict", "[calendar_request]") {
  create_request both = seed_request();
  both.calendar = raw_plan;
  REQUIRE(problems(validate(both)) == "/schedule/calendar conflict");
  REQUIRE(lacking(message_at(validate(both), "/schedule/calendar"),
                  std::array<std::string_view, 2>{"beside day_of_week, hour, minute", "leave out"}) == "");
  create_request one = calendar_request();
  one.minute = 70;
  const auto found = validate(one);
  REQUIRE(problems(found) == "/schedule/minute out_of_range, /schedule/calendar conflict");
  REQUIRE(bad_messages(found) == "");
  update_request update;
  update.calendar = raw_plan;
  update.hour = 3;
  REQUIRE(problems(validate(update)) == "/schedule/calendar conflict");
}

TEST_CASE("every entry of a calendar has a level and days and times, and no zone", "[calendar_request]") {
  entries too_many(rota::most_calendar_entries + 1, {"full", "daily"});
  const std::vector<std::pair<entries, std::string>> cases{
      {{{"full", "daily"}}, ""},
      {{{"differential", "Sun 23:05"}, {"full", "*-*~1"}, {"incremental", "*:0/15"}}, ""},
      {{{"full", "Sun *-*-* 23:00 every 2w from 2026-01-04"}}, ""},
      {{}, "/schedule/calendar out_of_range"},
      {too_many, "/schedule/calendar out_of_range"},
      {{{}}, "/schedule/calendar/0/level missing, /schedule/calendar/0/on missing"},
      {{{"full", "daily"}, {"Full", "daily"}}, "/schedule/calendar/1/level unknown_value"},
      {{{"weekly", "25:00"}}, "/schedule/calendar/0/level unknown_value, /schedule/calendar/0/on out_of_range"},
      {{{"full", ""}}, "/schedule/calendar/0/on malformed"},
      {{{"full", "Xyz 99:99"}}, "/schedule/calendar/0/on malformed"},
      {{{"full", "*-02-30"}}, "/schedule/calendar/0/on out_of_range"},
      {{{"full", "2026-01-01"}}, "/schedule/calendar/0/on unsupported"},
      {{{"full", "Sun 23:05 Europe/Vilnius"}}, "/schedule/calendar/0/on unsupported"},
      {{{"full", "Sun 23:05 UTC"}}, "/schedule/calendar/0/on unsupported"}};
  REQUIRE(differences<create_request, entries>(
              cases, calendar_request(),
              [](create_request& request, const entries& value) { request.calendar = value; }) == "");
  REQUIRE(differences<update_request, entries>(
              cases, update_request{},
              [](update_request& request, const entries& value) { request.calendar = value; }) == "");
}

TEST_CASE("a refused entry says which of its fields is wrong, and where a zone belongs", "[calendar_request]") {
  create_request request = calendar_request();
  request.calendar = {{"full", "25:00"}, {"ful", "Sun 24:61"}, {"full", "Sun 23:05 Europe/Vilnius"}};
  const auto found = validate(request);
  REQUIRE(lacking(message_at(found, "/schedule/calendar/0/on"), std::array<std::string_view, 2>{"25:00", "/hour"}) ==
          "");
  REQUIRE(lacking(message_at(found, "/schedule/calendar/1/on"),
                  std::array<std::string_view, 3>{"Sun 24:61", "/hour", "/minute"}) == "");
  REQUIRE(lacking(message_at(found, "/schedule/calendar/1/level"),
                  std::array<std::string_view, 3>{"\"ful\"", "differential", "did you mean \"full\"?"}) == "");
  REQUIRE(lacking(message_at(found, "/schedule/calendar/2/on"),
                  std::array<std::string_view, 2>{"write \"zone\": \"Europe/Vilnius\"", "beside the calendar"}) == "");
  REQUIRE(bad_messages(found) == "");
}

TEST_CASE("the messages about hostile texts are short and printable", "[calendar_request]") {
  std::string found;
  for (const std::string& text : hostile_texts()) {
    create_request request = seed_request();
    request.calendar = {{text, text}, {text, std::string{text}.append(":").append(text)}};
    request.zone = text;
    request.gap = text;
    request.overlap = text;
    request.spread = text;
    request.paused_until = text;
    const auto refused = validate(request);
    found += bad_messages(refused);
    if (refused || refused.error().size() != 10) found += "not each refused; ";
  }
  REQUIRE(found == "");
}

TEST_CASE("without a calendar the days, the hour and the minute are missing as before", "[calendar_request]") {
  create_request request = calendar_request();
  request.calendar.reset();
  REQUIRE(problems(validate(request)) ==
          "/schedule/day_of_week missing, /schedule/hour missing, /schedule/minute missing");
}

TEST_CASE("an issue in the place of a calendar counts as one", "[calendar_request]") {
  create_request request = calendar_request();
  request.calendar.reset();
  rota::issue_log log;
  log.report("/schedule/calendar", rota::issue_code::wrong_type, "found 3");
  REQUIRE_FALSE(check(request, log));
  REQUIRE(problems(std::move(log).take()) == "/schedule/calendar wrong_type");

  request.calendar = {{}, {"full", "daily"}};
  rota::issue_log of_entry;
  of_entry.report("/schedule/calendar/0", rota::issue_code::wrong_type, "found 3");
  REQUIRE_FALSE(check(request, of_entry));
  REQUIRE(problems(std::move(of_entry).take()) == "/schedule/calendar/0 wrong_type");
}

// --- zone, gap, overlap, spread, paused_until ---

TEST_CASE("a zone has the form of a name", "[calendar_request]") {
  REQUIRE(differences_of_texts(&create_request::zone, &update_request::zone,
                               {{"Europe/Vilnius", ""},
                                {"America/Argentina/ComodRivadavia", ""},
                                {"Etc/GMT+5", ""},
                                {"UTC", ""},
                                {std::string(100, 'a'), ""},
                                {std::string(101, 'a'), "/schedule/zone malformed"},
                                {"", "/schedule/zone malformed"},
                                {"Europe/", "/schedule/zone malformed"},
                                {"../etc/passwd", "/schedule/zone malformed"},
                                {"Europe Vilnius", "/schedule/zone malformed"},
                                {"+05:30", "/schedule/zone malformed"}}) == "");
}

TEST_CASE("policies are named as in the library", "[calendar_request]") {
  REQUIRE(differences_of_texts(&create_request::gap, &update_request::gap,
                               {{"shift_forward", ""},
                                {"at_transition", ""},
                                {"skip", ""},
                                {"shift", "/schedule/gap unknown_value"},
                                {"", "/schedule/gap unknown_value"}}) == "");
  REQUIRE(differences_of_texts(&create_request::overlap, &update_request::overlap,
                               {{"first", ""},
                                {"last", ""},
                                {"both", "/schedule/overlap unknown_value"},
                                {"First", "/schedule/overlap unknown_value"}}) == "");
}

TEST_CASE("a spread is a length of whole minutes, up to four weeks", "[calendar_request]") {
  REQUIRE(differences_of_texts(&create_request::spread, &update_request::spread,
                               {{"0s", ""},
                                {"1min", ""},
                                {"60s", ""},
                                {"1d12h", ""},
                                {"4w", ""},
                                {"28d", ""},
                                {"28d1min", "/schedule/spread out_of_range"},
                                {"30s", "/schedule/spread out_of_range"},
                                {"1mo", "/schedule/spread out_of_range"},
                                {"30000y", "/schedule/spread out_of_range"},
                                {"999999999999d", "/schedule/spread out_of_range"},
                                {"30m", "/schedule/spread malformed"},
                                {"30", "/schedule/spread malformed"},
                                {"-1h", "/schedule/spread malformed"},
                                {"", "/schedule/spread malformed"}}) == "");
}

TEST_CASE("paused_until is an instant", "[calendar_request]") {
  REQUIRE(differences_of_texts(&create_request::paused_until, &update_request::paused_until,
                               {{"2014-11-01T00:00:00", ""},
                                {"2014-11-01T00:00:00.9+02:00", ""},
                                {"2014-11-01", "/schedule/paused_until malformed"},
                                {"", "/schedule/paused_until malformed"}}) == "");
}

TEST_CASE("each member beyond the API reaches its own member of the spec and of the change", "[calendar_request]") {
  create_request create = calendar_request();
  update_request update;
  create.zone = update.zone = "Europe/Vilnius";
  create.gap = update.gap = "skip";
  create.overlap = update.overlap = "last";
  create.spread = update.spread = "1h30min";
  create.paused_until = update.paused_until = "2014-11-01T00:00:00.9";
  const rota::schedule_spec spec{.when = plan,
                                 .source = {id_a},
                                 .zone = "Europe/Vilnius",
                                 .gap = rota::gap::skip,
                                 .overlap = rota::overlap::last,
                                 .spread = 90min,
                                 .paused_until = instant("2014-11-01T00:00:00")};
  REQUIRE(validate(create).value() == spec);
  REQUIRE(validate(update).value() == schedule_change{.zone = "Europe/Vilnius",
                                                      .gap = rota::gap::skip,
                                                      .overlap = rota::overlap::last,
                                                      .spread = 90min,
                                                      .paused_until = instant("2014-11-01T00:00:00")});
}

TEST_CASE("a spread of nothing is none in a new schedule, and a change of one", "[calendar_request]") {
  create_request create = calendar_request();
  create.spread = "0s";
  REQUIRE(validate(create)->spread == std::nullopt);
  update_request update;
  update.spread = "0s";
  REQUIRE(validate(update)->spread == 0min);
}

TEST_CASE("every issue beyond the API is reported at once, in the order of the members", "[calendar_request]") {
  create_request create = seed_request();
  create.calendar = {{"full", "daily"}, {"some", "sometimes"}};
  create.minute.reset();
  create.paused_until = "later";
  create.spread = "wide";
  create.overlap = "0";
  create.gap = "0";
  create.zone = "0";
  create.action.reset();
  REQUIRE(problems(validate(create)) ==
          "/schedule/action missing, /schedule/calendar conflict, /schedule/calendar/1/level unknown_value, "
          "/schedule/calendar/1/on unknown_value, /schedule/zone malformed, /schedule/gap unknown_value, "
          "/schedule/overlap unknown_value, /schedule/spread malformed, /schedule/paused_until malformed");
}
