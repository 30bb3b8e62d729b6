// SPDX-License-Identifier: MIT
//
// result<parsed_calendar> parse_on_calendar(std::string_view, level = level::full);
// result<std::string> normalize_on_calendar(std::string_view);
// std::string to_string(const calendar::entry&);
// result<std::string> format_on_calendar(const calendar&, const std::optional<std::string>& zone = std::nullopt);
//
// Laws over generated values: text/on_calendar_laws.cpp. What is refused: text/on_calendar_refused.cpp.

#include <date/date.h>

#include <chrono>
#include <initializer_list>
#include <optional>
#include <rota/text/on_calendar.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "text/require_each.hpp"

namespace {

using namespace std::chrono_literals;

using rota::calendar;
using rota::days_from_last;
using rota::format_on_calendar;
using rota::hours;
using rota::level;
using rota::minutes;
using rota::month_days;
using rota::months;
using rota::normalize_on_calendar;
using rota::parse_on_calendar;
using rota::weekdays;

const auto saturday_sunday = weekdays{date::Saturday, date::Sunday};

rota::days on_days(std::string_view text) { return parse_on_calendar(text).value().when.entries()[0].on; }
rota::times at_times(std::string_view text) { return parse_on_calendar(text).value().when.entries()[0].at; }
std::optional<std::string> zone_of(std::string_view text) { return parse_on_calendar(text).value().zone; }

struct pair {
  std::string_view text;
  std::string_view normalized;
};

/// Checks that each text is normalized as given, and that its normalized form stays as it is and means the same.
void require_normalized(std::initializer_list<pair> pairs) {
  for (const pair& one : pairs) {
    CAPTURE(one.text);
    REQUIRE(normalize_on_calendar(one.text) == std::string{one.normalized});
    REQUIRE(normalize_on_calendar(one.normalized) == std::string{one.normalized});
    REQUIRE(parse_on_calendar(one.normalized) == parse_on_calendar(one.text));
  }
}

std::string printed(const rota::days& on, const rota::times& at = {hours{0}, minutes{0}}) {
  return to_string(calendar::entry{level::full, on, at});
}

/// The issues in lines, "/1/on: found …".
std::string refused(const calendar& when, const std::optional<std::string>& zone = std::nullopt) {
  const auto found = format_on_calendar(when, zone);
  if (found) return *found;
  std::string text;
  for (const rota::issue& one : found.error()) text += (text.empty() ? "" : "\n") + to_string(one);
  return text;
}

std::string refused(const rota::days& on) { return refused({{level::full, on, {hours{0}, minutes{0}}}}); }

}  // namespace

// --- what an expression means: systemd.time(7), CALENDAR EVENTS ---

TEST_CASE("an expression is one entry of the level asked for", "[on_calendar]") {
  const auto found = parse_on_calendar("Mon..Fri *-*-* 02:30 Europe/Berlin", level::incremental);
  const weekdays workdays{date::Monday, date::Tuesday, date::Wednesday, date::Thursday, date::Friday};
  REQUIRE(found->when == calendar{{level::incremental, {.which = workdays}, {hours{2}, minutes{30}}}});
  REQUIRE(found->zone == "Europe/Berlin");
  REQUIRE(parse_on_calendar("daily")->when.entries()[0].what == level::full);
}

TEST_CASE("weekdays are English names, long or short, in any case, as lists and ranges", "[on_calendar]") {
  REQUIRE(on_days("Mon").which == weekdays{date::Monday});
  REQUIRE(on_days("MONDAY 12:00").which == weekdays{date::Monday});
  REQUIRE(on_days("sat,Sunday *-*-*").which == saturday_sunday);
  REQUIRE(on_days("Sat..Sun").which == saturday_sunday);
  REQUIRE(on_days("Sat-Sun").which == saturday_sunday);
  REQUIRE(on_days("Sunday..sun").which == weekdays{date::Sunday});
  REQUIRE(on_days("Mon..Sun").which == weekdays::every_day);
  REQUIRE(on_days("Sun,").which == weekdays{date::Sunday});
}

TEST_CASE("a date is year, month and day, or month and day", "[on_calendar]") {
  REQUIRE(on_days("*-*-*") == rota::days{});
  REQUIRE(on_days("*-10-15") == rota::days{.in = months{10}, .on = month_days{15}});
  REQUIRE(on_days("10-15") == on_days("*-10-15"));
  REQUIRE(on_days("*-1") == rota::days{.on = month_days{1}});
  REQUIRE(on_days("1..3-1..7") == rota::days{.in = months::range(1, 3), .on = month_days::range(1, 7)});
}

TEST_CASE("days after ~ are counted from the last, and a step leads to the last", "[on_calendar]") {
  REQUIRE(on_days("*-*~1") == rota::days{.from_last = days_from_last{1}});
  REQUIRE(on_days("*-02~03") == rota::days{.in = months{2}, .from_last = days_from_last{3}});
  REQUIRE(on_days("Mon *-05~07/1") ==
          rota::days{.in = months{5}, .from_last = days_from_last::range(1, 7), .which = weekdays{date::Monday}});
  REQUIRE(on_days("*~07/3").from_last == days_from_last{7, 4, 1});
  REQUIRE(on_days("*~05,3").from_last == days_from_last{3, 5});
  REQUIRE(on_days("*~1..6/2").from_last == days_from_last{1, 3, 5});
  REQUIRE(on_days("*~*") == rota::days{});
}

TEST_CASE("a time is hour, minute and perhaps a second of 0, and 00:00 where none is given", "[on_calendar]") {
  REQUIRE(at_times("02:30") == rota::times{hours{2}, minutes{30}});
  REQUIRE(at_times("*-*-1") == rota::times{hours{0}, minutes{0}});
  REQUIRE(at_times("*:2/3") == rota::times{hours::all(), minutes{2,  5,  8,  11, 14, 17, 20, 23, 26, 29,
                                                                 32, 35, 38, 41, 44, 47, 50, 53, 56, 59}});
  REQUIRE(at_times("4..10,6:5/25,23") == rota::times{hours::range(4, 10), minutes{5, 23, 30, 55}});
  REQUIRE(at_times("20/2:0..40/20") == rota::times{hours{20, 22}, minutes{0, 20, 40}});
}

TEST_CASE("a second of 0 may be written in several ways", "[on_calendar]") {
  require_each({":0", ":00", ":000", ":0.0", ":00,0.000"},
               [&](const std::string& second) { return at_times("2:30" + second) == at_times("02:30"); });
}

TEST_CASE("the shorthands stand for whole expressions, in any case", "[on_calendar]") {
  require_normalized({{"minutely", "*-*-* *:*:00"},
                      {"hourly", "*-*-* *:00:00"},
                      {"daily", "*-*-* 00:00:00"},
                      {"weekly", "Mon *-*-* 00:00:00"},
                      {"monthly", "*-*-01 00:00:00"},
                      {"quarterly", "*-01,04,07,10-01 00:00:00"},
                      {"semiannually", "*-01,07-01 00:00:00"},
                      {"semi-annually", "*-01,07-01 00:00:00"},
                      {"biannually", "*-01,07-01 00:00:00"},
                      {"bi-annually", "*-01,07-01 00:00:00"},
                      {"yearly", "*-01-01 00:00:00"},
                      {"annually", "*-01-01 00:00:00"},
                      {"Daily utc", "*-*-* 00:00:00 UTC"},
                      {"HOURLY Europe/Berlin", "*-*-* *:00:00 Europe/Berlin"}});
}

TEST_CASE("the last word may be a zone, which is returned as it is, but for UTC in any case", "[on_calendar]") {
  REQUIRE(zone_of("02:30") == std::nullopt);
  REQUIRE(zone_of("02:30 Europe/Berlin") == "Europe/Berlin");
  REQUIRE(zone_of("02:30 utc") == "UTC");
  REQUIRE(zone_of("Mon America/Port-au-Prince") == "America/Port-au-Prince");
  REQUIRE(zone_of("*-*-1 Etc/GMT+5") == "Etc/GMT+5");
  REQUIRE(zone_of("*-*-1 Nowhere/No_Such_Zone") == "Nowhere/No_Such_Zone");
  REQUIRE(zone_of("Mon *-*-* 23:00 every 2w from 2026-01-05 EST5EDT") == "EST5EDT");
}

// --- normalized forms: what `systemd-analyze calendar` of systemd 252 prints ---

TEST_CASE("weekdays are normalized to the order of the week, three in a row or more to a range", "[on_calendar]") {
  require_normalized({{"Sat,Thu,Mon-Wed,Sat-Sun", "Mon..Thu,Sat,Sun *-*-* 00:00:00"},
                      {"sun,sat", "Sat,Sun *-*-* 00:00:00"},
                      {"Wed-Wed,Wed *-1", "Wed *-*-01 00:00:00"},
                      {"Mon..Sun", "*-*-* 00:00:00"},
                      {"Tue,Wed,Sat,Sun,Fri", "Tue,Wed,Fri..Sun *-*-* 00:00:00"}});
}

TEST_CASE("values are normalized to their order, each once, and ranges end on their last member", "[on_calendar]") {
  require_normalized({{"*-*-7 0:0:0", "*-*-07 00:00:00"},
                      {"*:20..39/5", "*-*-* *:20..35/5:00"},
                      {"*:05..05", "*-*-* *:05:00"},
                      {"*:0..9/10", "*-*-* *:00:00"},
                      {"*~03/1,03..05", "*-*~03/1,03..05 00:00:00"},
                      {"*~01..06/2", "*-*~01..05/2 00:00:00"},
                      {"*-*~05,3 ", "*-*~03,05 00:00:00"},
                      {"*:0/5,0..59/5,3,3", "*-*-* *:00/5,00..55/5,03:00"},
                      {"*:1..59,1..59/1,1/1", "*-*-* *:01/1,01..59:00"},
                      {"0..23:0..59", "*-*-* 00..23:00..59:00"},
                      {"000001:0", "*-*-* 01:00:00"},
                      {"*~28/27", "*-*~28/27 00:00:00"},
                      {"Mon  *-*-*   12:00", "Mon *-*-* 12:00:00"},
                      {"Mon, 12:00", "Mon *-*-* 12:00:00"},
                      {"12,14,16,18,20,22:5", "*-*-* 12,14,16,18,20,22:05:00"},
                      {"weekly Pacific/Auckland", "Mon *-*-* 00:00:00 Pacific/Auckland"},
                      {"*-*~1 Utc", "*-*~01 00:00:00 UTC"}});
}

TEST_CASE("a list has up to 241 values, as in systemd", "[on_calendar]") {
  std::string list = "*:0";
  for (int i = 1; i < 241; ++i) list += ',' + std::to_string(i % 60);
  REQUIRE(normalize_on_calendar(list).value().starts_with("*-*-* *:00,01,02,"));
  REQUIRE_FALSE(normalize_on_calendar(list + ",1"));
}

// --- our extensions ---

TEST_CASE("a stride takes every nth week, beginning with the week of a day", "[on_calendar]") {
  const auto fourth_of_january = date::local_days{date::year{2026} / 1 / 4};
  REQUIRE(on_days("Sun *-*-* 23:00:00 every 2w from 2026-01-04") ==
          rota::days{.which = weekdays{date::Sunday}, .every = {2, fourth_of_january}});
  REQUIRE(on_days("weekly every 2w from 2026-01-04").every == rota::week_stride{2, fourth_of_january});
  REQUIRE(on_days("Mon every 1w from 2026-01-04").every == rota::week_stride{});
  REQUIRE(on_days("Mon every 520w from -32767-01-01").every.from() == date::local_days{date::year::min() / 1 / 1});
  require_normalized({{"SUN EVERY 02W FROM 2026-01-04 utc", "Sun *-*-* 00:00:00 every 2w from 2026-01-04 UTC"},
                      {"Sun every 1w from 2026-01-04", "Sun *-*-* 00:00:00"},
                      {"*-12-* 3:00 every 3w from 12026-01-04", "*-12-* 03:00:00 every 3w from 12026-01-04"}});
}

TEST_CASE("a date may name a day of the month and, after ~, a day from the last: both hold", "[on_calendar]") {
  REQUIRE(on_days("*-*-26~03") == rota::days{.on = month_days{26}, .from_last = days_from_last{3}});
  REQUIRE(on_days("*-*-*~29") == rota::days{.from_last = days_from_last{29}});
  REQUIRE(on_days("*-2-24..28~5/1") ==
          rota::days{.in = months{2}, .on = month_days::range(24, 28), .from_last = days_from_last::range(1, 5)});
  require_normalized({{"*-*-1~31", "*-*-01~31 00:00:00"},
                      {"*-*-*~7", "*-*~07 00:00:00"},
                      {"*-*-*~29,3", "*-*-*~03,29 00:00:00"},
                      {"*-*-3~*", "*-*-03 00:00:00"}});
}

// --- printing ---

TEST_CASE("an entry is printed in the shortest of the forms that systemd leaves as they are", "[on_calendar]") {
  REQUIRE(printed({}, {hours::all(), minutes::all()}) == "*-*-* *:*:00");
  REQUIRE(printed({.which = saturday_sunday}) == "Sat,Sun *-*-* 00:00:00");
  REQUIRE(printed({}, {hours::range(8, 17), minutes{0, 15, 30, 45}}) == "*-*-* 08..17:00/15:00");
  REQUIRE(printed({}, {hours{8, 9, 20}, minutes{0, 30}}) == "*-*-* 08,09,20:00,30:00");
  REQUIRE(printed({}, {hours{20, 21, 22, 23}, minutes{15, 30, 45}}) == "*-*-* 20..23:15/15:00");
  REQUIRE(printed({}, {hours{0, 6, 12}, minutes{10, 20, 30}}) == "*-*-* 00,06,12:10,20,30:00");
}

TEST_CASE("a step is printed where it leads to the end of a field by three numbers or more", "[on_calendar]") {
  REQUIRE(printed({.in = months{1, 4, 7, 10}, .on = month_days{1}}) == "*-01/3-01 00:00:00");
  REQUIRE(printed({.from_last = days_from_last{7, 4, 1}}) == "*-*~07/3 00:00:00");
  REQUIRE(printed({.from_last = days_from_last{2, 4, 6}}) == "*-*~06/2 00:00:00");
  REQUIRE(printed({.from_last = days_from_last{3, 5, 7}}) == "*-*~03,05,07 00:00:00");
}

TEST_CASE("weekdays and days from the last are printed as ranges", "[on_calendar]") {
  REQUIRE(printed({.from_last = days_from_last::range(1, 28)}) == "*-*~01..28 00:00:00");
  REQUIRE(printed({.from_last = days_from_last{29}}) == "*-*-*~29 00:00:00");
  REQUIRE(printed(rota::nth(1, date::Sunday), rota::at({23h, 5min})) == "Sun *-*-01..07 23:05:00");
  REQUIRE(printed(rota::last(date::Friday), rota::at({23h, 5min})) == "Fri *-*~01..07 23:05:00");
}

TEST_CASE("for systemd, each entry is a line, with the zone", "[on_calendar]") {
  const calendar ends{{level::full, {.on = month_days{1}}, rota::at({2h, 30min})},
                      {level::full, {.from_last = days_from_last{1}}, rota::at({2h, 30min})}};
  REQUIRE(format_on_calendar(ends) == "*-*-01 02:30:00\n*-*~01 02:30:00");
  REQUIRE(format_on_calendar(ends, "Europe/Berlin") == "*-*-01 02:30:00 Europe/Berlin\n*-*~01 02:30:00 Europe/Berlin");
}

TEST_CASE("what systemd cannot say is refused, with what would be lost", "[on_calendar]") {
  const rota::times midnight{hours{0}, minutes{0}};
  REQUIRE(refused({{level::full, {}, midnight}, {level::incremental, {}, midnight}}) ==
          "found entries of several levels; OnCalendar has no levels, so they would be lost; write a "
          "timer for each level");
  REQUIRE(refused({{level::full, {}, midnight},
                   {level::full, {.every = {2, date::local_days{date::year{2026} / 1 / 4}}}, midnight}}) ==
          "/1/on: found \"*-*-* 00:00:00 every 2w from 2026-01-04\"; OnCalendar has no strides, so the stride of "
          "weeks would be lost");
  REQUIRE(refused({.on = month_days{26}, .from_last = days_from_last{3}}) ==
          "/0/on: found \"*-*-26~03 00:00:00\"; OnCalendar counts days from the first of a month or from the last, so "
          "one of the two conditions would be lost");
  REQUIRE(refused({{level::full, {}, midnight}}, "Berlin summer time") ==
          "/zone: found \"Berlin summer time\"; write the name of a zone, such as Europe/Berlin or UTC");
}

TEST_CASE("days from the last that systemd does not read are refused", "[on_calendar]") {
  const std::string far =
      "; systemd reads days from the last only up to 28, and 3 less with each further value of a list, so these days "
      "would be lost; write an entry for each";
  REQUIRE(refused({.from_last = days_from_last{29}}) == "/0/on: found \"*-*-*~29 00:00:00\"" + far);
  REQUIRE(refused({.from_last = days_from_last{20, 27}}) == "/0/on: found \"*-*~20,27 00:00:00\"" + far);
  REQUIRE(refused({.from_last = days_from_last{20, 25}}) == "*-*~20,25 00:00:00");
}
