// SPDX-License-Identifier: MIT
//
// enum class cron_dialect : std::uint8_t { vixie, seconds_first, quartz };
// result<parsed_calendar> parse_cron(std::string_view, cron_dialect = cron_dialect::vixie, level = level::full);
//
// Over generated lines, against a minute-by-minute oracle: text/cron_laws.cpp. The forms of days: text/cron_days.cpp.

#include <date/date.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/core/time.hpp>
#include <rota/text/cron.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "issues_found.hpp"

namespace {

using namespace std::chrono_literals;

using rota::at;
using rota::calendar;
using rota::cron_dialect;
using rota::level;
using rota::month_days;
using rota::parse_cron;
using rota::weekdays;

using enum rota::cron_dialect;

/// The calendar of a line that must be valid.
calendar read(std::string_view line, cron_dialect dialect = vixie) {
  const auto parsed = parse_cron(line, dialect);
  CAPTURE(line, problems(parsed));
  REQUIRE(parsed);
  return parsed->when;
}

/// The first slot of a line after a civil time.
std::string next(std::string_view line, std::string_view after, cron_dialect dialect = vixie) {
  const auto instant = rota::parse_instant(after);
  if (!instant) return "no instant";
  const auto slot = read(line, dialect).first_from(date::local_seconds{instant->time_since_epoch()} + 1s);
  return rota::format_instant(rota::sys_seconds{slot.at.time_since_epoch()});
}

/// The pointers and codes of the issues of a line.
std::string refusal(std::string_view line, cron_dialect dialect = vixie) {
  const auto parsed = parse_cron(line, dialect);
  REQUIRE(bad_messages(parsed).empty());
  return problems(parsed);
}

constexpr std::size_t megabyte = 1'000'000;

/// A text repeated up to a megabyte.
std::string repeated(std::string_view text) {
  std::string all;
  while (all.size() < megabyte) all += text;
  return all;
}

/// The message of the only issue of a line.
std::string why(std::string_view line, cron_dialect dialect = vixie) {
  const auto parsed = parse_cron(line, dialect);
  REQUIRE_FALSE(parsed);
  REQUIRE(parsed.error().size() == 1);
  return to_string(parsed.error()[0]);
}

}  // namespace

TEST_CASE("a line of cron is a calendar", "[cron]") {
  REQUIRE(read("5 0 * * *") == calendar{{level::full, {}, at({0h, 5min})}});
  REQUIRE(read("0,30 1-3 * * *") == calendar{{level::full, {}, {rota::hours{1, 2, 3}, rota::minutes{0, 30}}}});
  REQUIRE(read("15 14 1 * *") == calendar{{level::full, {.on = month_days{1}}, at({14h, 15min})}});
  REQUIRE(read("0 22 * * 1-5") ==
          calendar{{level::full, {.which = weekdays::from_bits(0b0111110).value()}, at({22h, 0min})}});
  REQUIRE(read("0 0 * 2,8 *") == calendar{{level::full, {.in = rota::months{2, 8}}, at({0h, 0min})}});
}

TEST_CASE("the level is the caller's", "[cron]") {
  const auto parsed = parse_cron("30 2 1 * 0", vixie, level::differential);
  REQUIRE(parsed->when.strongest_level() == level::differential);
  REQUIRE(parsed->when.weakest_level() == level::differential);
}

TEST_CASE("if either day field may match, each has an entry of its own", "[cron]") {
  const calendar both{{level::full, {.on = month_days{1, 15}}, at({4h, 30min})},
                      {level::full, {.which = weekdays{date::Friday}}, at({4h, 30min})}};
  REQUIRE(read("30 4 1,15 * 5") == both);  // the example of crontab(5)
  REQUIRE(read("0 30 4 1,15 * 5", seconds_first) == both);
  REQUIRE(read("0 30 4 1,15 * FRI", quartz) == both);
}

TEST_CASE("if a day field begins with a star, both must match", "[cron]") {
  const calendar odd_sundays{{level::full,
                              {.on = month_days::from_bits(0xaaaaaaaa).value(), .which = weekdays{date::Sunday}},
                              at({0h, 0min})}};
  REQUIRE(read("0 0 */2 * SUN") == odd_sundays);
  REQUIRE(read("0 0 1-31/2 * SUN").entries().size() == 2);
  REQUIRE(
      read("0 0 13 * */5") ==
      calendar{{level::full, {.on = month_days{13}, .which = weekdays{date::Sunday, date::Friday}}, at({0h, 0min})}});
  REQUIRE(read("0 0 ? * SUN") == read("0 0 * * SUN"));
  REQUIRE(read("0 0 1-31 * SUN") == read("0 0 * * *"));  // either: every day
}

TEST_CASE("the runs of lines from other projects' tests are the same", "[cron]") {
  // Cronos
  CHECK(next("0 0 29 2 *", "2016-03-01T00:00:00") == "2020-02-29T00:00:00");
  CHECK(next("* * * * tue/2", "2016-12-11T23:59:00") == "2016-12-13T00:00:00");
  CHECK(next("* * L-30 * *", "2016-02-01T00:00:00") == "2016-03-01T00:00:00");
  CHECK(next("* * L-3W * *", "2017-01-01T00:00:00") == "2017-01-27T00:00:00");
  CHECK(next("* * L-0W * *", "2017-02-01T00:00:00") == "2017-02-28T00:00:00");
  CHECK(next("0 30 10 1W * *", "2017-04-01T00:00:00", seconds_first) == "2017-04-03T10:30:00");
  // croner
  CHECK(next("0 0 0 * * SAT-SUN#L,SUN#1", "2023-08-08T23:16:19", seconds_first) == "2023-08-26T00:00:00");
  CHECK(next("0 0 0 * * SUN-MON#3,MON-TUE#1", "2023-08-21T00:00:00", seconds_first) == "2023-09-04T00:00:00");
  CHECK(next("0 0 lw * *", "2024-01-01T00:00:00") == "2024-01-31T00:00:00");
  // croniter
  CHECK(next("0 0 * * L6,6#1", "2021-03-06T00:00:00") == "2021-03-27T00:00:00");
  CHECK(next("0 0 * * Sun-Tue", "2024-01-02T00:00:00") == "2024-01-07T00:00:00");
  // dragonmantank/cron-expression
  CHECK(next("0 0 * * 3-7", "2011-06-18T23:09:00") == "2011-06-19T00:00:00");
  CHECK(next("1 * * * 7", "2015-08-10T21:47:27") == "2015-08-16T00:01:00");
  // croncpp
  CHECK(next("0 30 23 31W * ?", "2011-07-01T00:00:00", seconds_first) == "2011-07-29T23:30:00");
  // Quartz.NET
  CHECK(next("0 15 10 ? * 5#1", "2009-12-31T12:00:00", quartz) == "2010-01-07T10:15:00");
  CHECK(next("0 0 12 ? * 6L", "2023-06-24T12:00:00", quartz) == "2023-06-30T12:00:00");
  CHECK(next("0 0 12 ? * 2/2", "2023-09-05T12:00:00", quartz) == "2023-09-06T12:00:00");
  // robfig/cron
  CHECK(next("5/15 * * * *", "2012-07-09T15:05:00") == "2012-07-09T15:20:00");
}

TEST_CASE("texts that mean the same are one calendar", "[cron]") {
  struct pair {
    std::string_view one, other;
    cron_dialect dialect = vixie;
  };
  const auto pairs = std::to_array<pair>({{"0 2 * * 7", "0 2 * * 0"},
                                          {"0 2 * * 0-7", "0 2 * * *"},
                                          {"0 2 * * SAT-SUN", "0 2 * * 6-7"},
                                          {"0 2 * * fri-sun", "0 2 * * 0,5,6"},
                                          {"0 2 * * 5l", "0 2 * * L5"},
                                          {"0 2 * * FRIL", "0 2 * * FRI#L"},
                                          {"0 2 * * MON#1,MON#2,MON#3,MON#4,MON#5", "0 2 * * MON"},
                                          {"0 2 L-0 * *", "0 2 l * ?"},
                                          {"0 02 * jan-mar/2 *", "0 2 * 1,3 *"},
                                          {"5-59/15 * * * *", "5/15 * * * *"},
                                          {"*/60 */24 */31 */12 *", "0 0 1 1 *"},
                                          {"\t0 2  * * *\r\n", "0 2 * * *"},
                                          {"@Weekly", "0 0 * * 0"},
                                          {"@annually", "@yearly"},
                                          {"@midnight", " @daily "},
                                          {"0 0 2 1 *", "0 0 2 1 * *", seconds_first},
                                          {"00 0 2 1 * ?", "0-0 0 2 1 * *", seconds_first},
                                          {"0 0 2 ? * L", "0 0 2 ? * 7", quartz},
                                          {"0 0 2 ? * 1-7/2", "0 0 2 ? * SUN,TUE,THU,SAT", quartz},
                                          {"0 0 2 * * ?", "0 0 2 * * ? *", quartz},
                                          {"@hourly", "0 0 * * * ?", quartz}});
  for (const pair& both : pairs) {
    CAPTURE(both.one, both.other);
    REQUIRE(read(both.one, both.dialect) == read(both.other, both.dialect));
  }
}

TEST_CASE("the zone comes before the fields", "[cron]") {
  REQUIRE(parse_cron("CRON_TZ=Europe/Paris 0 2 * * *")->zone == "Europe/Paris");
  REQUIRE(parse_cron(" TZ=Etc/GMT+8 @daily")->zone == "Etc/GMT+8");
  REQUIRE(parse_cron("CRON_TZ=Europe/Paris\n0 2 * * *\n")->zone == "Europe/Paris");
  REQUIRE(parse_cron("0 2 * * *")->zone == std::nullopt);
  REQUIRE(refusal("CRON_TZ= 0 2 * * *") == " malformed");
  REQUIRE(refusal("TZ=A\"B 0 2 * * *") == " malformed");
  REQUIRE(refusal("CRON_TZ=UTC") == " missing");
  REQUIRE(refusal("CRON_TZ=! 60 2 * * *") == " malformed, /minute out_of_range");
  REQUIRE(refusal("TZ=UTC TZ=UTC 2 * * *") == "/minute malformed");
}

TEST_CASE("what a calendar cannot say exactly is refused at its field", "[cron]") {
  struct refused {
    std::string_view line;
    std::string_view problems;
    cron_dialect dialect = vixie;
  };
  const auto all = std::to_array<refused>({
      {"", " missing"},
      {" \t", " missing"},
      {"* * * *", " malformed"},
      {"* * * * * *", " malformed"},
      {"5 4 * * * /usr/bin/backup", " malformed"},
      {"0 * * *", " malformed", seconds_first},
      {"0 * * * * * *", " malformed", seconds_first},
      {"0 * * * ?", " malformed", quartz},
      {"@", " unknown_value"},
      {"@reboot", " unsupported"},
      {"@every 5m", " unsupported"},
      {"@dayly", " unknown_value"},
      {"@yearly !", " malformed"},
      {"60 * * * *", "/minute out_of_range"},
      {"0-60 * * * *", "/minute out_of_range"},
      {"99999999999999999999 * * * *", "/minute out_of_range"},
      {"*/0 * * * *", "/minute out_of_range"},
      {"*/90 * * * *", "/minute out_of_range"},
      {"*/ * * * *", "/minute malformed"},
      {"*/-5 * * * *", "/minute malformed"},
      {"5-1 * * * *", "/minute malformed"},
      {"1-2-3 * * * *", "/minute malformed"},
      {"-5 * * * *", "/minute malformed"},
      {"+5 * * * *", "/minute malformed"},
      {"1.5 * * * *", "/minute malformed"},
      {"0/10/2 * * * *", "/minute malformed"},
      {"**/2 * * * *", "/minute malformed"},
      {"*-5 * * * *", "/minute malformed"},
      {",1 * * * *", "/minute malformed"},
      {"1, * * * *", "/minute malformed"},
      {"1,,2 * * * *", "/minute malformed"},
      {"? * * * *", "/minute malformed"},
      {"L * * * *", "/minute malformed"},
      {"5#3 * * * *", "/minute malformed"},
      {"H * * * *", "/minute malformed"},
      {"0 24 * * *", "/hour out_of_range"},
      {"0 0 0 * *", "/day_of_month out_of_range"},
      {"0 0 32 * *", "/day_of_month out_of_range"},
      {"0 0 32W * *", "/day_of_month out_of_range"},
      {"0 0 L-31 * *", "/day_of_month out_of_range"},
      {"0 0 W * *", "/day_of_month malformed"},
      {"0 0 1LW * *", "/day_of_month malformed"},
      {"0 0 1-2W * *", "/day_of_month malformed"},
      {"0 0 15W-20 * *", "/day_of_month malformed"},
      {"0 0 L-W * *", "/day_of_month malformed"},
      {"0 0 L/2 * *", "/day_of_month malformed"},
      {"0 0 MON * *", "/day_of_month malformed"},
      {"0 0 ?,1 * *", "/day_of_month malformed"},
      {"0 0 ?/2 * *", "/day_of_month malformed"},
      {"0 0 * 0 *", "/month out_of_range"},
      {"0 0 * 13 *", "/month out_of_range"},
      {"0 0 * L *", "/month malformed"},
      {"0 0 * JANUARY *", "/month unknown_value"},
      {"0 0 * JAN1 *", "/month malformed"},
      {"0 0 * NOV-FEB *", "/month malformed"},
      {"0 0 * * 8", "/day_of_week out_of_range"},
      {"0 0 * * SUT", "/day_of_week malformed"},
      {"0 0 * * MONDAY", "/day_of_week unknown_value"},
      {"0 0 * * FRI-MON", "/day_of_week malformed"},
      {"0 0 * * 5-0", "/day_of_week malformed"},
      {"0 0 * * L", "/day_of_week malformed"},
      {"0 0 * * 8L", "/day_of_week out_of_range"},
      {"0 0 * * L8", "/day_of_week out_of_range"},
      {"0 0 * * 5#6", "/day_of_week out_of_range"},
      {"0 0 * * 5#0", "/day_of_week out_of_range"},
      {"0 0 * * 5#", "/day_of_week malformed"},
      {"0 0 * * #2", "/day_of_week malformed"},
      {"0 0 * * *#2", "/day_of_week malformed"},
      {"0 0 * * 5#2#3", "/day_of_week malformed"},
      {"0 0 * * SUN#050", "/day_of_week malformed"},
      {"0 0 * * 5W", "/day_of_week malformed"},
      {"30 0 * * * *", "/second unsupported", seconds_first},
      {"* 0 * * * *", "/second unsupported", seconds_first},
      {"60 0 * * * *", "/second out_of_range", seconds_first},
      {"0 0 0 ? * 0", "/day_of_week out_of_range", quartz},
      {"0 0 0 ? * 8#1", "/day_of_week out_of_range", quartz},
      {"0 0 0 ? * SAT,L", "/day_of_week malformed", quartz},
      {"0 0 0 ? * ?", "/day_of_week conflict", quartz},
      {"0 0 0 1W ? *", "/month malformed", quartz},
      {"0 0 0 1 * ? 2026", "/year unsupported", quartz},
  });
  for (const refused& one : all) {
    CAPTURE(one.line);
    REQUIRE(refusal(one.line, one.dialect) == one.problems);
  }
}

TEST_CASE("all the fields of a line are checked", "[cron]") {
  REQUIRE(refusal("60 24 32 13 8") ==
          "/minute out_of_range, /hour out_of_range, /day_of_month out_of_range, /month out_of_range, "
          "/day_of_week out_of_range");
  REQUIRE(refusal("* 60,61,a 0 * x ? 1999", quartz) ==
          "/second unsupported, /minute out_of_range, /month malformed, /year unsupported");
}

TEST_CASE("days of a cron line that never come are refused", "[cron]") {
  for (const std::string_view line :
       {"0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 30W 2 *", "0 0 L-30 11 *", "0 0 L-29 2 *", "0 0 15W * */7"}) {
    CAPTURE(line);
    REQUIRE(refusal(line) == "/day_of_month out_of_range");
  }
  REQUIRE(why("0 0 30 2 *") ==
          "/day_of_month: found the day of the month \"30\" with the month \"2\" and the day of the week \"*\"; such a "
          "day never occurs; write days that do");
  // They do no harm beside days that exist.
  REQUIRE(read("0 0 30 2 MON") ==
          calendar{{level::full, {.in = rota::months{2}, .which = weekdays{date::Monday}}, at({0h, 0min})}});
  REQUIRE(read("0 0 29 2 *").entries().size() == 1);
  REQUIRE(read("0 0 L-28 2 *").entries().size() == 1);
}

TEST_CASE("if programs disagree about the two day fields, the line is refused", "[cron]") {
  for (const std::string_view line : {"* * 21W * 0L", "* * 11W * MON#3", "0 0 L * FRIL", "0 0 1,15W * MON"}) {
    CAPTURE(line);
    REQUIRE(refusal(line) == "/day_of_week conflict");
    REQUIRE(refusal(std::string{"0 "}.append(line), seconds_first) == "/day_of_week conflict");
  }
}

TEST_CASE("if they agree, one of the fields is enough", "[cron]") {
  REQUIRE(read("0 0 L * MON").entries().size() == 2);
  REQUIRE(read("0 0 1 * MON#3").entries().size() == 2);
  REQUIRE(read("0 0 0 L * FRIL", quartz).entries().size() == 2);
}

TEST_CASE("a message says what was found, what is allowed, and what to write", "[cron]") {
  REQUIRE(why("0 25 * * *") == "/hour: found \"25\"; an hour is 0 to 23");
  REQUIRE(why("0 0 * * MONDAY") == "/day_of_week: found \"MONDAY\"; names have three letters; write MON");
  REQUIRE(
      why("0 17-9 * * *") ==
      "/hour: found \"17-9\"; a range goes from a lower value to a higher one; write two ranges with a comma between");
  REQUIRE(why("*/90 * * * *") == "/minute: found \"*/90\"; a step is 1 to 60; a minute is 0 to 59");
  REQUIRE(
      why("0 0 * * Mo") ==
      "/day_of_week: found \"Mo\"; write a value, a range such as MON-FRI, steps such as */2, or a list of them with "
      "commas; a day of the week is 0 (Sunday) to 7 (Sunday again) or SUN to SAT");
  REQUIRE(why("0 2 * * MON-").starts_with("/day_of_week: found \"MON-\"; write a value, a range such as MON-FRI"));
  REQUIRE(why("0 2 * * #2").starts_with("/day_of_week: found \"#2\"; "));
  REQUIRE(why("30 2 * * *\n\n0 4 * * 0\n") ==
          "found 2 lines; expected one; read each line of a crontab as a calendar of its own");
  REQUIRE(why("30 0 2 * * *", seconds_first) ==
          "/second: found \"30\"; rota schedules on whole minutes, so seconds would be lost; write 0");
  REQUIRE(why("0 0 2 * * ? 2026", quartz) ==
          "/year: found \"2026\"; a calendar has no years and runs forever; write *");
  REQUIRE(
      why("0 2 * *") ==
      "found 4 fields; vixie has 5: minute, hour, day of month, month, day of week; write these, separated by blanks, "
      "and nothing else");
  REQUIRE(
      why("2", seconds_first) ==
      "found 1 field; seconds_first has 5 or 6: second, minute, hour, day of month, month, and perhaps day of week; "
      "write these, separated by blanks, and nothing else");
  REQUIRE(
      why("@dayly") ==
      "found \"@dayly\"; write perhaps @daily, or another of @yearly, @annually, @monthly, @weekly, @daily, @midnight, "
      "@hourly");
  REQUIRE(why("@reboot") ==
          "found \"@reboot\"; it runs when the machine starts, which no calendar can say; write times, such as @daily");
}

TEST_CASE("any bytes are read in linear time, and quoted only in part", "[cron]") {
  struct row {
    std::string line;
    std::string_view problems;
  };
  const std::vector<row> rows{{std::string(10'000, ','), " malformed"},
                              {std::string(megabyte, ',') + " * * * *", "/minute malformed"},
                              {repeated("* "), " malformed"},
                              {repeated("1-") + " * * * *", "/minute malformed"},
                              {repeated("*/") + " * * * *", "/minute malformed"},
                              {repeated("9") + " * * * *", "/minute out_of_range"},
                              {"0 0 * * " + repeated("#L"), "/day_of_week malformed"},
                              {"@" + repeated("y"), " unknown_value"},
                              {"TZ=" + repeated("\xff") + " 0 0 * * *", " malformed"},
                              {std::string("0 0 * * 1\0", 10), "/day_of_week malformed"},
                              {std::string("\0", 1), " malformed"},
                              {"0 0 * * \xffMON", "/day_of_week malformed"},
                              {std::string(megabyte, ' '), " missing"}};
  for (const row& one : rows) {
    CAPTURE(one.line.substr(0, 20));
    REQUIRE(refusal(one.line) == one.problems);
  }
}

TEST_CASE("a long list has no more entries than a short one", "[cron]") {
  REQUIRE(read("0 0 " + repeated("1,L,L-1,") + "15 * *") == read("0 0 1,15,L,L-1 * *"));
  REQUIRE(read("0 0 1 * " + repeated("MON#2,") + "5") == read("0 0 1 * 5,MON#2"));
}

TEST_CASE("a dialect is read back from its name", "[cron]") {
  REQUIRE(to_string(quartz) == "quartz");
  REQUIRE(rota::parse_enum<cron_dialect>("seconds_first") == seconds_first);
}
