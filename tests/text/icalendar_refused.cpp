// SPDX-License-Identifier: MIT
//
// What parse_rrule refuses, where, and with which message.

#include <algorithm>
#include <cstddef>
#include <rota/text/icalendar.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "text/require_each.hpp"

namespace {

using rota::issue_code;
using rota::parse_rrule;

/// The issues in lines, "/RRULE/COUNT: found …".
std::string issues_of_text(std::string_view text) {
  const auto found = parse_rrule(text);
  if (found) return "none";
  std::string lines;
  for (const rota::issue& one : found.error()) lines += (lines.empty() ? "" : "\n") + to_string(one);
  return lines;
}
std::string issues_of(const std::string& rule) { return issues_of_text("DTSTART:19970902T090000\nRRULE:" + rule); }
std::string issues_of_start(const std::string& start) { return issues_of_text(start + "\nRRULE:FREQ=DAILY"); }

issue_code code_of(const std::string& rule) {
  return parse_rrule("DTSTART:19970902T090000\nRRULE:" + rule).error().at(0).code;
}

/// Whether a text is refused with at most 100 issues and one that says that there are more, all of them short.
bool is_refused_shortly(std::string_view text) {
  const auto found = parse_rrule(text);
  return !found && found.error().size() <= 101 &&
         std::all_of(found.error().begin(), found.error().end(),
                     [](const rota::issue& one) { return one.message.size() + one.pointer.size() < 500; });
}

}  // namespace

TEST_CASE("an end is refused, since a calendar has none", "[icalendar]") {
  const std::string end =
      "a calendar has no end, so the end would be lost; leave it out, and delete the schedule at that time";
  REQUIRE(issues_of("FREQ=DAILY;COUNT=10") == "/RRULE/COUNT: found \"COUNT=10\"; " + end);
  REQUIRE(issues_of("FREQ=DAILY;UNTIL=19971224T000000Z") == "/RRULE/UNTIL: found \"UNTIL=19971224T000000Z\"; " + end);
  REQUIRE(code_of("FREQ=DAILY;COUNT=10") == issue_code::unsupported);
}

TEST_CASE("parts that a calendar cannot say are refused", "[icalendar]") {
  require_each({"BYSETPOS=1", "BYWEEKNO=6", "BYYEARDAY=100", "BYEASTER=0", "RSCALE=GREGORIAN", "SKIP=OMIT"},
               [&](const std::string& part) {
                 const std::string name = part.substr(0, part.find('='));
                 return issues_of("FREQ=YEARLY;" + part).starts_with("/RRULE/" + name + ": found \"" + part + "\"; ") &&
                        code_of("FREQ=YEARLY;" + part) == issue_code::unsupported;
               });
  REQUIRE(issues_of("FREQ=DAILY;BYSECOND=0,30") ==
          "/RRULE/BYSECOND: found \"0,30\"; a calendar has whole minutes, so the seconds would be lost; write 0");
  REQUIRE(issues_of("FREQ=DAILY;BYSECOND=0,0") == "none");
}

TEST_CASE("frequencies from HOURLY on are refused", "[icalendar]") {
  REQUIRE(issues_of("FREQ=HOURLY") == "/RRULE/FREQ: found \"HOURLY\"; write DAILY, and the hours as BYHOUR=0,6,12,18");
  REQUIRE(issues_of("FREQ=MINUTELY") ==
          "/RRULE/FREQ: found \"MINUTELY\"; write DAILY, and the times as BYHOUR and BYMINUTE");
  REQUIRE(issues_of("FREQ=SECONDLY") ==
          "/RRULE/FREQ: found \"SECONDLY\"; a calendar has whole minutes, so the seconds would be lost");
  REQUIRE(issues_of("FREQ=Often") == "/RRULE/FREQ: found \"Often\"; write DAILY, WEEKLY, MONTHLY or YEARLY");
  REQUIRE(issues_of("BYDAY=MO") == "/RRULE/FREQ: found no FREQ; write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY");
  REQUIRE(code_of("FREQ=Often") == issue_code::unknown_value);
}

TEST_CASE("only weeks have an interval; the message says how to write the same otherwise", "[icalendar]") {
  const std::string lost = "\"; a calendar counts only weeks, so the days, months or years to skip would be lost";
  REQUIRE(issues_of("FREQ=DAILY;INTERVAL=2") == "/RRULE/INTERVAL: found \"2" + lost);
  REQUIRE(issues_of("FREQ=DAILY;INTERVAL=14") ==
          "/RRULE/INTERVAL: found \"14" + lost + "; write FREQ=WEEKLY;INTERVAL=2");
  REQUIRE(issues_of("FREQ=MONTHLY;INTERVAL=18") == "/RRULE/INTERVAL: found \"18" + lost);
  REQUIRE(issues_of("INTERVAL=3;FREQ=MONTHLY") ==
          "/RRULE/INTERVAL: found \"3" + lost + "; write the months as BYMONTH");
  REQUIRE(issues_of("FREQ=YEARLY;INTERVAL=4") == "/RRULE/INTERVAL: found \"4" + lost);
  REQUIRE(issues_of("FREQ=WEEKLY;INTERVAL=521") == "/RRULE/INTERVAL: found \"521\"; a stride is 1 to 520 weeks");
  require_each({"", "0", "-1", "+1", "x", "1 "}, [&](const std::string& number) {
    return issues_of("FREQ=WEEKLY;INTERVAL=" + number) ==
           "/RRULE/INTERVAL: found \"" + number + "\"; write a number of 1 or more";
  });
  require_each({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"},
               [&](const std::string& rule) { return issues_of("INTERVAL=1;FREQ=" + rule) == "none"; });
}

TEST_CASE("what RFC 5545 forbids is refused", "[icalendar]") {
  REQUIRE(issues_of("FREQ=WEEKLY;BYMONTHDAY=1") ==
          "/RRULE/BYMONTHDAY: found BYMONTHDAY with WEEKLY, which RFC 5545 forbids; write FREQ=DAILY or FREQ=MONTHLY");
  require_each({"DAILY", "WEEKLY"}, [&](const std::string& rule) {
    return issues_of("FREQ=" + rule + ";BYDAY=MO,1TU") ==
           "/RRULE/BYDAY: found \"1TU\"; RFC 5545 allows ordinals only with MONTHLY and YEARLY; write FREQ=MONTHLY";
  });
  REQUIRE(issues_of("FREQ=YEARLY;BYDAY=20MO") ==
          "/RRULE/BYDAY: found \"20MO\"; a calendar counts days within a month, not within a year; write BYMONTH too");
  REQUIRE(issues_of("FREQ=MONTHLY;BYDAY=-6MO") ==
          "/RRULE/BYDAY: found \"-6MO\"; a month has each day of the week at most 5 times; write 1 to 5 or -1 to -5");
}

TEST_CASE("malformed values and numbers out of range are refused", "[icalendar]") {
  REQUIRE(issues_of("FREQ=DAILY;BYMONTH=13") ==
          "/RRULE/BYMONTH: found \"13\"; write numbers from 1 to 12 separated by commas");
  REQUIRE(issues_of("FREQ=DAILY;BYMONTHDAY=0") ==
          "/RRULE/BYMONTHDAY: found \"0\"; write numbers from 1 to 31, or with a minus to count from the last day, "
          "separated by commas");
  REQUIRE(issues_of("FREQ=DAILY;BYHOUR=24;BYMINUTE=60") ==
          "/RRULE/BYHOUR: found \"24\"; write numbers from 0 to 23 separated by commas\n"
          "/RRULE/BYMINUTE: found \"60\"; write numbers from 0 to 59 separated by commas");
  require_each({"BYMONTH=", "BYMONTH=1,", "BYMONTH=-1", "BYMONTH=5L", "BYMONTHDAY=--1", "BYMONTHDAY=1;",
                "BYHOUR=99999999999", "BYDAY=", "BYDAY=MO,", "BYDAY=MON", "BYDAY=-MO", "BYDAY=1", "BYDAY=0MO",
                "BYDAY=54MO", "WKST=", "WKST=1", "BYMONTH"},
               [&](const std::string& part) { return issues_of("FREQ=MONTHLY;" + part).starts_with("/RRULE"); });
}

TEST_CASE("parts that are unknown or come twice are refused", "[icalendar]") {
  REQUIRE(issues_of("FREQ=DAILY;BYDAYS=MO") == "/RRULE/BYDAYS: found \"BYDAYS=MO\"; perhaps BYDAY was meant");
  REQUIRE(
      issues_of("FREQ=DAILY;X=1") ==
      "/RRULE/X: found \"X=1\"; a rule has FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE, BYSECOND and "
      "WKST");
  REQUIRE(issues_of("FREQ=DAILY;BYHOUR=1;byhour=2") == "/RRULE/BYHOUR: found \"byhour=2\"; write each part once");
  require_each({"FREQ=DAILY;", ";FREQ=DAILY", "FREQ=DAILY;;BYHOUR=1", "FREQ=DAILY;B\xff=1"},
               [&](const std::string& rule) { return issues_of(rule).starts_with("/RRULE: found "); });
}

TEST_CASE("days of a rule that never come are refused", "[icalendar]") {
  const std::string never = "/RRULE: found days that never come, such as 30 February; write days that do";
  require_each({"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=4,6,9,11;BYMONTHDAY=31",
                "FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=8", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=-30,30"},
               [&](const std::string& rule) { return issues_of(rule) == never; });
  REQUIRE(issues_of_text("DTSTART:20260131T000000\nRRULE:FREQ=MONTHLY;BYMONTH=2") == never);
  REQUIRE(issues_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29,30") == "none");
}

TEST_CASE("DTSTART is a civil time on the minute", "[icalendar]") {
  REQUIRE(issues_of_start("DTSTART:19970902T090030") ==
          "/DTSTART: found \"19970902T090030\"; a calendar has whole minutes, so the seconds would be lost; write 00");
  require_each(
      {"19970902", "19970902T0900", "1997-09-02T09:00:00", "19970902T090000+0200", "19970902 090000",
       "19970902T090000ZZ", "", "19970902T090000\xff"},
      [&](const std::string& start) {
        return issues_of_start("DTSTART:" + start) ==
               "/DTSTART: found " + rota::detail::in_quotes(start) +
                   "; write a time such as DTSTART:20260104T023000 or DTSTART;TZID=Europe/Berlin:20260104T023000";
      });
  require_each({"19970229T090000", "19971301T090000", "19970902T240000", "19970902T096000", "19970902T090061"},
               [&](const std::string& start) {
                 return issues_of_start("DTSTART:" + start) ==
                        "/DTSTART: found \"" + start + "\"; there is no such day or time; write one that exists";
               });
  REQUIRE(issues_of_start("DTSTART;VALUE=DATE:19970902").find("a date alone has no time of day") != std::string::npos);
  REQUIRE(issues_of_start("DTSTART;TZID=W. Europe Standard Time:19970902T090000") ==
          "/DTSTART: found \"TZID=W. Europe Standard Time\"; write the name of a zone in the tz database, such as "
          "TZID=Europe/Berlin");
  REQUIRE(issues_of_start("DTSTART;TZID=Europe/Berlin:19970902T090000Z") ==
          "/DTSTART: found \"19970902T090000Z\"; Z means UTC, so there can be no other zone; leave out Z or TZID");
  require_each({"DTSTART", "DTSTART;X=1:19970902T090000", "DTSTART;:19970902T090000",
                "DTSTART;TZID=A;TZID=B:19970902T090000", "DTSTART;TZID=:19970902T090000"},
               [&](const std::string& start) { return issues_of_start(start).starts_with("/DTSTART: found "); });
}

TEST_CASE("there is one DTSTART line, one RRULE line and nothing else", "[icalendar]") {
  REQUIRE(issues_of_text("") ==
          "/DTSTART: found no DTSTART line; write one such as DTSTART:20260104T023000\n"
          "/RRULE: found no RRULE line; write one such as RRULE:FREQ=WEEKLY;BYDAY=SU");
  REQUIRE(issues_of("FREQ=DAILY\nRRULE:FREQ=WEEKLY") ==
          "/RRULE: found \"RRULE:FREQ=WEEKLY\"; write one RRULE line; a second rule would be lost");
  REQUIRE(issues_of("FREQ=DAILY\nDTSTART:19970902T090000") ==
          "/DTSTART: found \"DTSTART:19970902T090000\"; write one DTSTART line");
  require_each({"EXDATE", "RDATE", "EXRULE"}, [&](const std::string& name) {
    return issues_of("FREQ=DAILY\n" + name + ":19970902T090000") ==
           "/" + name + ": found \"" + name +
               ":19970902T090000\"; a calendar has neither single dates nor exceptions, so they would be lost; "
               "remove the line";
  });
}

TEST_CASE("other lines are refused, and the message says what was probably meant", "[icalendar]") {
  REQUIRE(issues_of("FREQ=DAILY\nBEGIN:VEVENT") ==
          "/BEGIN: found \"BEGIN:VEVENT\"; write one DTSTART line and one RRULE line, and nothing else");
  REQUIRE(issues_of("FREQ=DAILY\nFREQ=DAILY") ==
          "/RRULE: found \"FREQ=DAILY\"; write one RRULE line; a second rule would be lost");
  REQUIRE(issues_of_text("DTSTART:19970902T090000\nfreq=WEEKLY;BYDAY=SU") ==
          "/RRULE: found \"freq=WEEKLY;BYDAY=SU\"; write RRULE: in front of the rule");
  REQUIRE(issues_of("FREQ=DAILY\nRRULES:FREQ=DAILY") ==
          "/RRULES: found \"RRULES:FREQ=DAILY\"; perhaps RRULE was meant");
  REQUIRE(issues_of_text("DTSTART:19970902T090000\nRRULE;X=1:FREQ=DAILY").starts_with("/RRULE: found "));
}

TEST_CASE("any bytes are refused in linear time, with few and short messages", "[icalendar]") {
  counterexamples found;
  for (const std::string_view piece :
       {",", ";", "\n", "\r\n ", "BYDAY=", "A:1\n", "1MO,", "1,", ";A=1", "X", "\xff", ";TZID="})
    for (const std::string_view before :
         {"", "DTSTART:", "DTSTART", "DTSTART:19970902T090000\nRRULE:FREQ=DAILY;BYDAY="}) {
      std::string text{before};
      while (text.size() < (before.size() > 10 ? 1'000'000U : 10'000U)) text += piece;
      found.unless(is_refused_shortly(text), [&] { return piece; });
    }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("NUL bytes are refused, and at most a hundred issues are listed", "[icalendar]") {
  REQUIRE_FALSE(parse_rrule(std::string("DTSTART:19970902T090000\nRRULE:FREQ=DAILY\0", 41)));
  REQUIRE_FALSE(parse_rrule(std::string(1'000, '\0')));
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "X" + std::to_string(i) + ":1\n";
  REQUIRE(parse_rrule(many).error().size() == 101);
}

TEST_CASE("a rule makes at most 22 entries, however long it is", "[icalendar]") {
  std::string rule = "DTSTART:19970902T090000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=29,-29";
  for (int i = 0; i < 300; ++i) rule += ",29,-29";
  rule += ";BYDAY=MO";
  for (int i = 0; i < 300; ++i)
    for (int ordinal = -5; ordinal <= 5; ++ordinal) rule += ordinal == 0 ? ",TU" : "," + std::to_string(ordinal) + "SU";
  REQUIRE(parse_rrule(rule)->when.entries().size() <= 22);
}
