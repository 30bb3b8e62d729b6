// SPDX-License-Identifier: MIT
//
// result<std::string> format_cron(const calendar&, cron_dialect = cron_dialect::vixie);
//
// Over generated calendars: text/cron_laws.cpp.

#include <date/date.h>

#include <array>
#include <chrono>
#include <rota/text/cron.hpp>
#include <rota/text/cron_format.hpp>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "issues_found.hpp"

namespace {

using namespace std::chrono_literals;

using rota::at;
using rota::calendar;
using rota::cron_dialect;
using rota::format_cron;
using rota::last;
using rota::level;
using rota::month_days;
using rota::nth;
using rota::parse_cron;
using rota::weekdays;

using enum rota::cron_dialect;

/// A line after it is read and written again; or the problems.
std::string rewritten(std::string_view line, cron_dialect dialect = vixie, cron_dialect as = vixie) {
  const auto parsed = parse_cron(line, dialect);
  if (!parsed) return problems(parsed);
  const auto text = format_cron(parsed->when, as);
  return text ? *text : to_string(text.error().at(0));
}

std::string why_not(const calendar& when, cron_dialect dialect = vixie) {
  const auto text = format_cron(when, dialect);
  REQUIRE_FALSE(text);
  REQUIRE(bad_messages(text).empty());
  REQUIRE(problems(text) == " unsupported");
  return text.error()[0].message;
}

}  // namespace

TEST_CASE("a short line stays as it is", "[cron_format]") {
  for (const std::string_view line :
       {"* * * * *", "5 0 * * *", "*/15 * * * *", "5-50/15 * * * *", "0 */6 * * *", "0 8,12,18 * * *", "30 4 1,15 * 5",
        "0 0 1-7 * *", "0 0 1-7 * 1", "0 22 * * 1-5", "0 0 */2 * *", "0 0 */2 * 0", "0 0 13 * */5", "0 0 1-31/2 * 0",
        "0 0 29 2 *", "0 0 1 */3 *", "0 0 1 1,7,9 *", "*/30 */12 * */6 *", "0 2 1-7 * */7"})
    CHECK(rewritten(line) == line);
}

TEST_CASE("days that cron itself does not know are written for programs that do, and refused for a crontab",
          "[cron_format]") {
  for (const std::string_view line :
       {"0 0 L * *",        "0 0 L-3 * *", "0 0 LW * *",    "0 0 15W * *",     "0 0 1W,15W * *",
        "0 0 L-3W * *",     "0 0 1,L * *", "0 0 * * 5L",    "0 0 * * 5#2",     "0 0 * * 1,5L",
        "0 0 L * 1",        "0 0 1 * 1#3", "0 0 31W * *",   "0 0 29W 2 *",     "0 0 */2 * 5L",
        "0 0 */2 * 1#1,5L", "0 0 1W * *",  "0 0 L-30W * *", "0 0 1 * 1#1,5#2", "0 0 1,15W,L * *"}) {
    CHECK(rewritten(line, vixie, seconds_first) == "0 " + std::string{line});
    CHECK(rewritten(line).starts_with("found days that a crontab cannot say"));
  }
}

TEST_CASE("a line is written as short as it can be", "[cron_format]") {
  CHECK(rewritten("0,15,30,45 * * * *") == "*/15 * * * *");
  CHECK(rewritten("0-59 0-23/1 1-31 1-12 0-7") == "* * * * *");
  CHECK(rewritten("4-59/2 * * * *") == "4-58/2 * * * *");
  CHECK(rewritten("0,59 10 * * *") == "0,59 10 * * *");
  CHECK(rewritten("0 0 * jan-mar mon,wed,fri") == "0 0 * 1-3 1,3,5");
  CHECK(rewritten("0 0 ? * SAT-SUN") == "0 0 * * 0,6");
  CHECK(rewritten("0 0 * * MON#1,MON#2,MON#3,MON#4,MON#5") == "0 0 * * 1");
  CHECK(rewritten("0 0 * * 0#3,1#3") == "0 0 15-21 * */7,1");
  CHECK(rewritten("@yearly") == "0 0 1 1 *");
}

TEST_CASE("each dialect has its own fields", "[cron_format]") {
  CHECK(rewritten("30 4 1,15 * 5", vixie, seconds_first) == "0 30 4 1,15 * 5");
  CHECK(rewritten("30 4 1,15 * 5", vixie, quartz) == "0 30 4 1,15 * FRI");
  CHECK(rewritten("30 4 * * 1-5", vixie, quartz) == "0 30 4 ? * MON-FRI");
  CHECK(rewritten("30 4 L * *", vixie, quartz) == "0 30 4 L * ?");
  CHECK(rewritten("30 4 * * *", vixie, quartz) == "0 30 4 * * ?");
  CHECK(rewritten("0 0 12 ? * 6L", quartz, seconds_first) == "0 0 12 * * 5L");
  CHECK(rewritten("0 0 12 ? * 2#1", quartz, quartz) == "0 0 12 ? * MON#1");
  // Only Quartz is sure to need just one of two such fields.
  CHECK(rewritten("0 0 12 L * FRIL", quartz, quartz) == "0 0 12 L * FRIL");
  CHECK(rewritten("0 0 12 L * FRIL", quartz, vixie).ends_with("write a line for each"));
}

TEST_CASE("a calendar made by hand is written too", "[cron_format]") {
  REQUIRE(format_cron(calendar{{level::incremental, nth(1, date::Sunday), at({23h, 5min})}}) == "5 23 1-7 * */7");
  REQUIRE(format_cron(calendar{{level::full, last(date::Friday), at({23h, 5min})}}, seconds_first) == "0 5 23 * * 5L");
  REQUIRE(format_cron(calendar{{level::full, {.from_last = rota::days_from_last{1}}, at({23h, 5min})}}, quartz) ==
          "0 5 23 L * ?");
  // The 1st if it is a Monday: */31 is just the 1st, and begins with a star.
  REQUIRE(
      format_cron(calendar{{level::full, {.on = month_days{1}, .which = weekdays{date::Monday}}, at({0h, 0min})}}) ==
      "0 0 */31 * 1");
}

TEST_CASE("a refusal says what would be lost", "[cron_format]") {
  REQUIRE(why_not(calendar{{level::full, nth(1, date::Sunday), at({23h, 5min})},
                           {level::incremental, {}, at({23h, 5min})}}) ==
          "found levels full and incremental, but a line of cron has no levels; write a line for each");
  REQUIRE(why_not(calendar{{level::full,
                            {.every = rota::week_stride{2, date::local_days{date::year{2026} / 1 / 4}}},
                            at({23h, 5min})}}) ==
          "found every 2 weeks, which cron cannot say; write a calendar that runs every week");
  REQUIRE(
      why_not(calendar{{level::full, {}, at({2h, 30min})}, {level::full, {}, at({14h, 0min})}}) ==
      "found entries with different times of day, but a line of cron has the same times on all its days; write a line "
      "for each");
  REQUIRE(
      why_not(calendar{{level::full, {.in = rota::months{1}}, at({2h, 30min})},
                       {level::full, {.in = rota::months{7}, .on = month_days{15}}, at({2h, 30min})}}) ==
      "found entries with different months, but a line of cron has the same months for all its days; write a line for "
      "each");
  REQUIRE(why_not(calendar{{level::full, {.on = month_days{13}, .which = weekdays{date::Friday}}, at({0h, 0min})}}) ==
          "found days that no line of cron can say, such as every Friday the 13th, since a match of one day field is "
          "enough");
  REQUIRE(why_not(calendar{{level::full, {.which = weekdays{date::Friday}}, at({0h, 0min})},
                           {level::full, {.on = month_days{13}}, at({0h, 0min})}}) ==
          "found entries whose days one line of cron cannot say, or not in this order; write a line for each");
}
