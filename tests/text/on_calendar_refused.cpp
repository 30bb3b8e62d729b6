// SPDX-License-Identifier: MIT
//
// What parse_on_calendar and normalize_on_calendar refuse: where, and with which message.

#include <algorithm>
#include <cstddef>
#include <rota/text/on_calendar.hpp>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "generated.hpp"
#include "text/require_each.hpp"

namespace {

using rota::issue_code;
using rota::normalize_on_calendar;
using rota::parse_on_calendar;

/// The issues in lines, "/hour: found …".
std::string issues_of(std::string_view text) {
  const auto found = parse_on_calendar(text);
  if (found) return "none";
  std::string lines;
  for (const rota::issue& one : found.error()) lines += (lines.empty() ? "" : "\n") + to_string(one);
  return lines;
}

std::string pointers_of(std::string_view text) {
  const auto found = parse_on_calendar(text);
  if (found) return "none";
  std::string pointers;
  for (const rota::issue& one : found.error()) pointers += (pointers.empty() ? "" : " ") + one.pointer;
  return pointers;
}

issue_code code_of(std::string_view text) { return parse_on_calendar(text).error().at(0).code; }

/// The length of the longest message; names of weekdays, zeros and spaces may be many, and have none.
std::size_t longest_message(std::string_view text) {
  const auto found = parse_on_calendar(text);
  std::size_t longest = 0;
  if (!found)
    for (const rota::issue& one : found.error()) longest = std::max(longest, one.message.size());
  return longest;
}

}  // namespace

TEST_CASE("every field that is wrong is reported", "[on_calendar]") {
  REQUIRE(pointers_of("Mon..Foo 2026-13-32 24:60:61") == "/weekday /year /month /day /hour /minute /second");
  REQUIRE(pointers_of("Mo *-*~29 1:2:3 Europe/") == "/zone /weekday /day /second");
}

TEST_CASE("a number outside its field is out of range", "[on_calendar]") {
  REQUIRE(issues_of("*-0-1") == "/month: found \"0\"; write a number from 1 to 12");
  REQUIRE(issues_of("*-13-1") == "/month: found \"13\"; write a number from 1 to 12");
  REQUIRE(issues_of("*-*-32") == "/day: found \"32\"; write a number from 1 to 31");
  REQUIRE(issues_of("*-*~29") == "/day: found \"29\"; write a day counted from the last, 1 to 28");
  REQUIRE(issues_of("24:00") == "/hour: found \"24\"; write a number from 0 to 23");
  REQUIRE(issues_of("*:50..70/30") == "/minute: found \"50..70/30\"; write a number from 0 to 59");
  REQUIRE(issues_of("99999999999999999999:0") == "/hour: found \"99999999999999999999\"; write a number from 0 to 23");
  REQUIRE(code_of("*:60") == issue_code::out_of_range);
}

TEST_CASE("a range that goes down is refused, and the message says how to write it", "[on_calendar]") {
  REQUIRE(issues_of("22..2:0") == "/hour: found \"22..2\"; ranges go up; write 22..23,00..02");
  REQUIRE(issues_of("12..1/2-*") == "/month: found \"12..1/2\"; ranges go up; write 12,01");
  REQUIRE(issues_of("*~5..3") == "/day: found \"5..3\"; ranges go up; write 03..05");
  REQUIRE(issues_of("Fri..Mon") ==
          "/weekday: found \"Fri..Mon\"; weeks begin on Monday and ranges go up; write Mon,Fri..Sun");
}

TEST_CASE("a step to nowhere is refused", "[on_calendar]") {
  REQUIRE(issues_of("00:00/60") == "/minute: found \"00/60\"; write a step from 1 to 59");
  REQUIRE(issues_of("*:0/0") == "/minute: found \"0/0\"; write a step from 1 to 59");
  REQUIRE(issues_of("*:0..59/0") == "/minute: found \"0..59/0\"; write a step from 1 to 59");
  REQUIRE(issues_of("23/1:0") == "/hour: found \"23/1\"; there is nothing to step to; write the number alone");
  REQUIRE(issues_of("*~5/5") == "/day: found \"5/5\"; write a step from 1 to 4");
  REQUIRE(issues_of("*/15:0") == "/hour: found \"*/15\"; a step counts from a number; write 0/ and the step");
}

TEST_CASE("other values are malformed", "[on_calendar]") {
  const std::string form = "write * or numbers from 0 to 23, such as 1, 1..5, 1..5/2 or 1/2, separated by commas";
  require_each({"", "1x", "1..", "..1", "1/", "1..2..3", "1/2/3", "1.5", "1,", ",1", "\xff"},
               [&](const std::string& hour) {
                 return issues_of("*-*-* " + hour + ":0").ends_with(form) &&
                        code_of("*-*-* " + hour + ":0") == issue_code::malformed;
               });
  REQUIRE(
      issues_of("*-Jan-1") ==
      "/month: found \"Jan\"; write * or numbers from 1 to 12, such as 1, 1..5, 1..5/2 or 1/2, separated by commas");
  REQUIRE(issues_of("-1:+3/-5") ==
          "/hour: found \"-1\"; write numbers without a sign\n/minute: found \"+3/-5\"; write numbers without a sign");
  REQUIRE(issues_of("8-17:0") == "/hour: found \"8-17\"; write a range with two dots, such as 1..5");
  REQUIRE(issues_of("*,5:0") == "/hour: found \"*\"; * means every value, so it stands alone");
  REQUIRE(pointers_of("*:4,30\n") == "/minute");
  REQUIRE(pointers_of("*:4,30:0\n") == "/second");
}

TEST_CASE("years are refused, since they would be lost", "[on_calendar]") {
  require_each({"2026", "12", "1", "2026..2030", "2026,2028", "2026/2"}, [&](const std::string& year) {
    const std::string text = year + "-*-* 12:00";
    return issues_of(text) == "/year: found \"" + year +
                                  "\"; a calendar runs every year, so the year would be lost; write *, as in *-10-15" &&
           code_of(text) == issue_code::unsupported;
  });
  REQUIRE(issues_of("*2-*-1") == "/year: found \"*2\"; write * for the year, as in *-10-15");
}

TEST_CASE("seconds are refused, since they would be lost", "[on_calendar]") {
  require_each({"1", "45", "*", "0/15", "0..3", "00,30", "0.5", "1.125..2.125"}, [&](const std::string& second) {
    const std::string text = "12:00:" + second;
    return issues_of(text) ==
               "/second: found \"" + second +
                   "\"; a calendar has whole minutes, so the seconds would be lost; write 00, or leave them out" &&
           code_of(text) == issue_code::unsupported;
  });
  REQUIRE(code_of("12:00:60") == issue_code::out_of_range);
  REQUIRE(code_of("12:00:18446744073709551616") == issue_code::out_of_range);
  require_each({"", "x", "0:0", "-0"}, [&](const std::string& second) {
    return issues_of("12:00:" + second).ends_with("write 00 for the second, or leave it out");
  });
}

TEST_CASE("an instant is refused, since it comes once", "[on_calendar]") {
  REQUIRE(issues_of("@1493187147") ==
          "found \"@1493187147\"; an instant comes once, but a calendar runs forever; write a date and a time such as "
          "*-10-15 "
          "02:30");
  REQUIRE(code_of("@0") == issue_code::unsupported);
}

TEST_CASE("days of an OnCalendar expression that never come are refused", "[on_calendar]") {
  REQUIRE(issues_of("2-30") == "/day: found \"*-02-30 00:00:00\"; these days never occur; write days that do");
  REQUIRE(pointers_of("*-4,6,9,11-31") == "/day");
  REQUIRE(pointers_of("*-2-1..7~1..7") == "/day");
  REQUIRE(pointers_of("2-29") == "none");
  REQUIRE(pointers_of("*-1..2-30~2") == "none");  // the 30th of January is the second last day
}

TEST_CASE("a misspelt weekday is refused, and the message says what was probably meant", "[on_calendar]") {
  REQUIRE(issues_of("Mond") == "/weekday: found \"Mond\"; perhaps Mon was meant");
  REQUIRE(issues_of("Frday 12:00") == "/weekday: found \"Frday\"; perhaps Friday was meant");
  REQUIRE(issues_of("Mon..Fru") == "/weekday: found \"Mon..Fru\"; perhaps Fri was meant");
  REQUIRE(issues_of("dialy") == "/weekday: found \"dialy\"; perhaps daily was meant");
}

TEST_CASE("other words are refused, and the message says what can be written", "[on_calendar]") {
  REQUIRE(issues_of("test") ==
          "/weekday: found \"test\"; write weekdays such as Mon..Fri, a date such as *-10-15, a time such as 02:30, or "
          "a word such as daily or weekly");
  REQUIRE(issues_of("Mon,,Tue") == "/weekday: found \"\"; write English names of weekdays, such as Mon,Wed..Fri");
  require_each({"Mon..", "Mon-", "Mon.Fri", "Mon..Wed..Fri", "Mon-Wed-Fri"}, [&](const std::string& range) {
    return issues_of(range) == "/weekday: found \"" + range + "\"; a range has two days, as in Mon..Fri or Mon-Fri";
  });
  REQUIRE(code_of("Mond") == issue_code::unknown_value);
}

TEST_CASE("a bare number is refused, since it may be an hour or a day", "[on_calendar]") {
  REQUIRE(issues_of("7") == "found \"7\"; write 07:00 for a time, or *-*-07 for a day of the month");
  REQUIRE(issues_of("7 12:00") == "found \"7\"; write *-*-07 for a day of the month");
  REQUIRE(issues_of("61") == "found \"61\"; write a date such as *-10-15 or a time such as 02:30");
  REQUIRE(issues_of("0..80 1:0") == "found \"0..80\"; write a date such as *-10-15 before the time");
  REQUIRE(issues_of("*") == "found \"*\"; write a date such as *-10-15 or a time such as 02:30");
}

TEST_CASE("other dates are malformed", "[on_calendar]") {
  require_each({"2016~11-22", "*~*~1", "*-*-*-1", "*-*~1~1", "1-2-3-4-5", "*-*--1", "~~~~~~"},
               [&](const std::string& date) {
                 return issues_of(date) ==
                        "found \"" + date + "\"; write a date as *-10-15, or *-10~1 for the last day of a month";
               });
  REQUIRE(pointers_of("-") == "/month /day");
}

TEST_CASE("words after the end are refused", "[on_calendar]") {
  const std::string order =
      "write weekdays, a date, a time and a zone such as Europe/Berlin, in this order and with single spaces between";
  require_each(
      {"12:00 12:00", "*-*-* *-*-*", "12:00 Mon", "Mon Tue", "12:00 daily", "12:00 ", "12:00  UTC", "Mon foo 12:00"},
      [&](const std::string& text) { return issues_of(text).ends_with(order); });
  REQUIRE(issues_of("daily 12:00") == "found \"daily\"; it stands alone, or with only a zone after it");
  REQUIRE(issues_of(" Mon") == "found \" \"; remove the space in front");
  require_each({"", " ", " UTC", " Europe/Berlin"}, [&](const std::string& text) { return pointers_of(text).empty(); });
  REQUIRE(code_of("") == issue_code::missing);
}

TEST_CASE("the name of a zone must have the right form", "[on_calendar]") {
  REQUIRE(issues_of("12:00 Europe/Ber!in") ==
          "/zone: found \"Europe/Ber!in\"; write the name of a zone, such as Europe/Berlin or UTC");
  require_each({"Europe//Berlin", "Europe/", "a\n", "CEST,CET"},
               [&](const std::string& zone) { return pointers_of("12:00 " + zone) == "/zone"; });
  REQUIRE(pointers_of("12:00 +02:00").empty());
}

TEST_CASE("a stride must have the right form", "[on_calendar]") {
  require_each(
      {"every 2w", "every", "every 2 from 2026-01-04", "every w from 2026-01-04", "every 2w from 2026-02-30",
       "every 2w from 26-01-04", "every 2w from -0000-01-04", "every 2w from 02026-01-04", "every 2w from 32768-01-01",
       "every -2w from 2026-01-04", "every 2w from today", "every 2d from 2026-01-04"},
      [&](const std::string& stride) {
        return pointers_of("Mon " + stride) == "/every" &&
               issues_of("Mon " + stride).ends_with("; write a stride as every 2w from 2026-01-04");
      });
  require_each({"0", "521", "99999999999"}, [&](const std::string& weeks) {
    return issues_of("Mon every " + weeks + "w from 2026-01-04") ==
           "/every: found \"every " + weeks + "w from 2026-01-04\"; a stride is 1 to 520 weeks";
  });
  REQUIRE(pointers_of("every 2w from 2026-01-04").empty());
}

TEST_CASE("normalizing reports what parsing does", "[on_calendar]") {
  require_each({"2026-1-1 1:1:1", "2-30", "", "61", "12:00 Europe/"}, [&](const std::string& text) {
    return normalize_on_calendar(text).error() == parse_on_calendar(text).error();
  });
}

TEST_CASE("any bytes are refused in linear time, with a short message", "[on_calendar]") {
  counterexamples found;
  for (const std::string_view piece : {",", "1,", "1-", "*:", " ", "Mon,", "Mon ", "a", "0", "~", "..", "/", "every ",
                                       "from ", "1w ", "a/", "\n", "@", "Mon..Sun,"})
    for (const std::string_view before : {"", "*:"}) {
      std::string text{before};
      while (text.size() < 1'000'000) text += piece;
      found.unless(longest_message(text) < 400, [&] { return piece; });
    }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("commas, NUL bytes and bytes beyond ASCII are refused", "[on_calendar]") {
  REQUIRE_FALSE(parse_on_calendar(std::string(10'000, ',')));
  REQUIRE_FALSE(parse_on_calendar(std::string("12:00\0", 6)));
  REQUIRE_FALSE(parse_on_calendar(std::string("Mon\0Tue", 7)));
  REQUIRE_FALSE(parse_on_calendar(std::string(1'000, '\0')));
  REQUIRE_FALSE(parse_on_calendar("12:00 Europe/Berlin\xff"));
}

TEST_CASE("texts drawn from the characters of expressions are refused or mean what their normalized form does",
          "[on_calendar]") {
  generator values{241};
  counterexamples found;
  constexpr std::string_view alphabet = "0123456789*-~:.,/ MonSun@UTC";
  int accepted = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text = values.coin() ? "*-*-" : "";
    for (auto more = values.between(1, 9); more > 0; --more) text += alphabet[values.index(alphabet.size())];
    const auto read = parse_on_calendar(text);
    if (!read) continue;
    ++accepted;
    const auto normalized = normalize_on_calendar(text);
    found.unless(normalized && parse_on_calendar(*normalized) == read, [&] { return text; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(accepted > 1'000);
}
