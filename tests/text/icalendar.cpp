// SPDX-License-Identifier: MIT
//
// result<parsed_calendar> parse_rrule(std::string_view, level = level::full);
// result<std::string> format_rrule(const calendar&, date::local_days from = {}, const std::optional<std::string>& zone = {});
//
// What is refused: text/icalendar_refused.cpp. Laws and an oracle: text/icalendar_laws.cpp.

#include <date/date.h>

#include <chrono>
#include <optional>
#include <rota/text/icalendar.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using namespace std::chrono_literals;

using rota::calendar;
using rota::days_from_last;
using rota::format_rrule;
using rota::level;
using rota::month_days;
using rota::months;
using rota::parse_rrule;
using rota::weekdays;

constexpr rota::times at_nine = rota::at({9h, 0min});

constexpr date::local_days day(int year, unsigned month, unsigned number) {
  return date::local_days{date::year{year} / date::month{month} / date::day{number}};
}

/// The calendar of a rule that begins on Tuesday, 2 September 1997, 09:00, as the examples of RFC 5545, 3.8.5.3 do.
calendar from_1997(const std::string& rule) {
  return parse_rrule("DTSTART:19970902T090000\nRRULE:" + rule).value().when;
}

calendar on(const rota::days& days, const rota::times& at = at_nine) { return calendar{{level::full, days, at}}; }

/// The first days of a calendar from a day on.
std::vector<date::local_days> first_days(const calendar& when, date::local_days from, int count) {
  std::vector<date::local_days> days;
  for (date::local_seconds at = from; count > 0; --count) {
    at = when.first_from(at).at;
    days.push_back(date::floor<date::days>(at));
    at = days.back() + date::days{1};
  }
  return days;
}

std::string written(const rota::days& days, const rota::times& at = at_nine) {
  return format_rrule(on(days, at), day(2026, 1, 1)).value();
}

/// The first issue in a line, "/zone: found …".
std::string refused(const calendar& when, const std::optional<std::string>& zone = std::nullopt) {
  const auto found = format_rrule(when, day(2026, 1, 1), zone);
  return found ? *found : to_string(found.error().at(0));
}

}  // namespace

TEST_CASE("a rule takes from DTSTART what it leaves out", "[icalendar]") {
  REQUIRE(from_1997("FREQ=DAILY") == on({}));
  REQUIRE(from_1997("FREQ=WEEKLY") == on({.which = weekdays{date::Tuesday}}));
  REQUIRE(from_1997("FREQ=MONTHLY") == on({.on = month_days{2}}));
  REQUIRE(from_1997("FREQ=YEARLY") == on({.in = months{9}, .on = month_days{2}}));
  REQUIRE(from_1997("FREQ=YEARLY;BYMONTH=1,3") == on({.in = months{1, 3}, .on = month_days{2}}));
  REQUIRE(from_1997("FREQ=WEEKLY;BYMONTH=1,3") == on({.in = months{1, 3}, .which = weekdays{date::Tuesday}}));
  REQUIRE(from_1997("FREQ=DAILY;BYHOUR=6,18") == on({}, {rota::hours{6, 18}, rota::minutes{0}}));
  REQUIRE(from_1997("FREQ=DAILY;BYMINUTE=6,18") == on({}, {rota::hours{9}, rota::minutes{6, 18}}));
}

TEST_CASE("the parts of a rule expand or limit, as the table of RFC 5545, 3.3.10 says", "[icalendar]") {
  const weekdays tuesday_thursday{date::Tuesday, date::Thursday};
  REQUIRE(from_1997("FREQ=YEARLY;BYMONTHDAY=1,3") == on({.on = month_days{1, 3}}));
  REQUIRE(from_1997("FREQ=YEARLY;BYDAY=TU") == on({.which = weekdays{date::Tuesday}}));
  REQUIRE(from_1997("FREQ=YEARLY;BYMONTH=1;BYDAY=TU,TH") == on({.in = months{1}, .which = tuesday_thursday}));
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13") ==
          on({.on = month_days{13}, .which = weekdays{date::Friday}}));
  REQUIRE(from_1997("FREQ=DAILY;BYMONTH=1,3;BYMONTHDAY=5,7;BYDAY=TU,TH") ==
          on({.in = months{1, 3}, .on = month_days{5, 7}, .which = tuesday_thursday}));
  REQUIRE(from_1997("FREQ=MONTHLY;BYMONTHDAY=-3") == on({.from_last = days_from_last{3}}));
}

TEST_CASE("an ordinal counts the days of the week within a month", "[icalendar]") {
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=1FR") == on(rota::nth(1, date::Friday)));
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=+5FR") == on(rota::nth(5, date::Friday)));
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=-1FR") == on(rota::last(date::Friday)));
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=-2MO") ==
          on({.from_last = days_from_last::range(8, 14), .which = weekdays{date::Monday}}));
  REQUIRE(from_1997("FREQ=YEARLY;BYMONTH=4;BYDAY=1MO,1FR") ==
          on({.in = months{4}, .on = month_days::range(1, 7), .which = weekdays{date::Monday, date::Friday}}));
  // US presidential election day: the Tuesday after the first Monday of November.
  REQUIRE(from_1997("FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8") ==
          on({.in = months{11}, .on = month_days::range(2, 8), .which = weekdays{date::Tuesday}}));
}

TEST_CASE("values that need a union become entries, in the order of the rule", "[icalendar]") {
  const calendar::entry first{level::full, {.on = month_days{1}}, at_nine};
  const calendar::entry last{level::full, {.from_last = days_from_last{1}}, at_nine};
  REQUIRE(from_1997("FREQ=MONTHLY;BYMONTHDAY=1,-1") == calendar{first, last});
  REQUIRE(from_1997("FREQ=MONTHLY;BYMONTHDAY=-1,1") == calendar{last, first});
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=1TU,-1TH") == calendar{{level::full, rota::nth(1, date::Tuesday), at_nine},
                                                               {level::full, rota::last(date::Thursday), at_nine}});
  // Of the first Friday on the 1st or the last day, only the 1st can come.
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=1,-1") ==
          on({.on = month_days{1}, .which = weekdays{date::Friday}}));
  REQUIRE(from_1997("FREQ=MONTHLY;BYDAY=1SU,2SU,3SU,4SU,5SU,-1SU,-2SU,-3SU,-4SU,-5SU,MO;BYMONTHDAY=29,-29")
              .entries()
              .size() <= 22);
}

TEST_CASE("a stride counts from the week of DTSTART", "[icalendar]") {
  REQUIRE(from_1997("FREQ=WEEKLY;INTERVAL=2") == on({.which = weekdays{date::Tuesday}, .every = {2, day(1997, 9, 2)}}));
  const auto found = parse_rrule("DTSTART:20190101T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR")->when;
  REQUIRE(found.entries()[0].on.every == rota::week_stride{2, day(2019, 1, 2)});  // the first day, not DTSTART's
  REQUIRE(first_days(found, day(2019, 1, 1), 3) == std::vector{day(2019, 1, 2), day(2019, 1, 4), day(2019, 1, 16)});
}

TEST_CASE("the weeks of a stride begin on WKST", "[icalendar]") {
  // RFC 5545, 3.8.5.3: an example where the days generated makes a difference because of WKST.
  const auto found = [](const std::string& begin) {
    return parse_rrule("DTSTART:19970805T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=" + begin)->when;
  };
  REQUIRE(first_days(found("MO"), day(1997, 8, 5), 4) ==
          std::vector{day(1997, 8, 5), day(1997, 8, 10), day(1997, 8, 19), day(1997, 8, 24)});
  REQUIRE(first_days(found("SU"), day(1997, 8, 5), 4) ==
          std::vector{day(1997, 8, 5), day(1997, 8, 17), day(1997, 8, 19), day(1997, 8, 31)});
  REQUIRE(found("SU").entries().size() == 2);
  REQUIRE(from_1997("FREQ=WEEKLY;BYDAY=TU,SU;WKST=SU") == on({.which = weekdays{date::Tuesday, date::Sunday}}));
}

TEST_CASE("the zone is that of DTSTART", "[icalendar]") {
  const auto zone_of = [](const std::string& start) { return parse_rrule(start + "\nRRULE:FREQ=DAILY").value().zone; };
  REQUIRE(zone_of("DTSTART:19970902T090000") == std::nullopt);
  REQUIRE(zone_of("DTSTART:19970902T090000Z") == "UTC");
  REQUIRE(zone_of("DTSTART;TZID=America/New_York:19970902T090000") == "America/New_York");
  REQUIRE(zone_of("DTSTART;VALUE=DATE-TIME;TZID=\"Europe/Berlin\":19970902T090000") == "Europe/Berlin");
}

TEST_CASE("lines come in any order and case, with LF or CRLF, folded or not", "[icalendar]") {
  const auto plain = parse_rrule("DTSTART:19970902T090000\nRRULE:FREQ=MONTHLY;BYDAY=1FR");
  for (const std::string_view text : {"DTSTART:19970902T090000\r\nRRULE:FREQ=MONTHLY;BYDAY=1FR\r\n",
                                      "rrule:byday=1fr;freq=monthly\ndtstart:19970902t090000",
                                      "\n\nDTSTART:1997\n 0902T090000\n\nRRU\r\n\tLE:FREQ=MONT\r\n HLY;BYDAY=1FR\n"})
    REQUIRE(parse_rrule(text) == plain);
  REQUIRE(parse_rrule("DTSTART:19970902T090000\nRRULE:FREQ=DAILY", level::incremental)->when.strongest_level() ==
          level::incremental);
}

// --- writing ---

TEST_CASE("a calendar is written as the rule that says it", "[icalendar]") {
  REQUIRE(written({}) == "DTSTART:20260101T090000\nRRULE:FREQ=DAILY");
  REQUIRE(written({}, {rota::hours{8, 20}, rota::minutes{0, 30}}) ==
          "DTSTART:20260101T080000\nRRULE:FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0,30");
  REQUIRE(written({.which = weekdays{date::Sunday, date::Monday}}) ==
          "DTSTART:20260104T090000\nRRULE:FREQ=WEEKLY;BYDAY=MO,SU");
  REQUIRE(written({.in = months{4, 5}, .on = month_days{1}}) ==
          "DTSTART:20260401T090000\nRRULE:FREQ=MONTHLY;BYMONTH=4,5;BYMONTHDAY=1");
  REQUIRE(written({.in = months{9}, .on = month_days{2}}) ==
          "DTSTART:20260902T090000\nRRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2");
}

TEST_CASE("nth days of the week and strides are written as such", "[icalendar]") {
  REQUIRE(written(rota::nth(1, date::Sunday)) == "DTSTART:20260104T090000\nRRULE:FREQ=MONTHLY;BYDAY=1SU");
  REQUIRE(written(rota::last(date::Friday)) == "DTSTART:20260130T090000\nRRULE:FREQ=MONTHLY;BYDAY=-1FR");
  REQUIRE(written({.which = weekdays{date::Sunday}, .every = {2, day(2026, 1, 4)}}) ==
          "DTSTART:20260104T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU");
  REQUIRE(written({.on = month_days::range(1, 7), .from_last = days_from_last{30}, .which = weekdays{date::Friday}}) ==
          "DTSTART:20260102T090000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-30;BYDAY=1FR");
}

TEST_CASE("the zone is written as a parameter of DTSTART, and UTC as Z", "[icalendar]") {
  REQUIRE(format_rrule(on({}), day(2026, 1, 1), "Europe/Berlin") ==
          "DTSTART;TZID=Europe/Berlin:20260101T090000\nRRULE:FREQ=DAILY");
  REQUIRE(format_rrule(on({}), day(2026, 1, 1), "UTC") == "DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY");
}

TEST_CASE("what one rule cannot say is refused, and the message says what would be lost", "[icalendar]") {
  REQUIRE(refused({{level::full, {}, at_nine}, {level::incremental, {}, at_nine}}) ==
          "found several levels; a rule has no level, so they would be lost; write a rule for each level");
  REQUIRE(
      refused({{level::full, {}, at_nine}, {level::full, {}, rota::at({8h, 0min})}}) ==
      "found entries with different months, times or strides; a rule has one of each, so the difference would be lost; "
      "write a rule for each entry");
  REQUIRE(
      refused(on({.on = month_days{1}, .every = {2, day(2026, 1, 1)}})) ==
      "found a stride of weeks limited to days of the month; a rule can have only one of them, so the other would be "
      "lost");
  REQUIRE(
      refused(on({.which = weekdays{date::Sunday}, .every = {2, day(2026, 1, 1)}})) ==
      "found a stride that does not count from one of its own days; a rule counts from DTSTART, which is one of its "
      "days; count from a day on which the calendar runs");
  const std::string both_ends =
      "found days counted both from the first of the month and from the last, or entries that one rule cannot make, so "
      "some days would be lost; write a rule for each entry";
  REQUIRE(refused(on({.on = month_days{26}, .from_last = days_from_last{3}})) == both_ends);
  REQUIRE(refused({{level::full, {.on = month_days{1}}, at_nine},
                   {level::full, {.which = weekdays{date::Sunday}}, at_nine}}) == both_ends);
  REQUIRE(refused(on({}), "Berlin summer time") ==
          "/zone: found \"Berlin summer time\"; write the name of a zone, such as Europe/Berlin or UTC");
}
