// SPDX-License-Identifier: MIT
//
// std::string explain(const calendar&);

#include <date/date.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <rota/text/cron.hpp>
#include <rota/text/explain.hpp>
#include <rota/when/calendar.hpp>
#include <set>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::at;
using rota::calendar;
using rota::days;
using rota::days_from_last;
using rota::explain;
using rota::level;
using rota::month_days;
using rota::nth;
using rota::times;
using rota::week_stride;
using rota::weekdays;

constexpr week_stride fortnight{2, date::local_days{date::year{2026} / 1 / 4}};

std::string explain_line(std::string_view line) {
  const auto parsed = rota::parse_cron(line);
  return parsed ? explain(parsed->when) : to_string(parsed.error().at(0));
}

std::string on(const days& which) { return explain(calendar{{level::full, which, at({2h, 30min})}}); }

}  // namespace

TEST_CASE("a plan of several levels is explained entry by entry", "[explain]") {
  REQUIRE(explain(calendar{{level::full, nth(1, date::Sunday), at({23h, 5min})},
                           {level::incremental, {}, at({23h, 5min})}}) ==
          "full on the first Sunday of every month at 23:05; incremental every day at 23:05");
  REQUIRE(explain(calendar{{level::full, {.in = rota::months{1, 7}, .on = month_days{1}}, at({1h, 0min})},
                           {level::differential, {.which = weekdays{date::Sunday}}, at({1h, 0min})},
                           {level::incremental, {}, {rota::hours::all(), rota::minutes{0}}}}) ==
          "full on the 1st of January and July at 01:00; differential every Sunday at 01:00; incremental every hour "
          "on the hour");
}

TEST_CASE("lines of cron in words", "[explain]") {
  struct row {
    std::string_view line, words;
  };
  const auto rows = std::to_array<row>({
      // days
      {"30 2 * * *", "full every day at 02:30"},
      {"30 2 * * 0", "full every Sunday at 02:30"},
      {"30 2 * * 1,5", "full every Monday and Friday at 02:30"},
      {"30 2 * * 1-5", "full every weekday at 02:30"},
      {"30 2 * * FRI-SUN", "full every day from Friday to Sunday at 02:30"},
      {"30 2 * * 1-3,5", "full every Monday, Tuesday, Wednesday and Friday at 02:30"},
      {"30 2 * 1,7 *", "full every day in January and July at 02:30"},
      {"30 2 * 4-10 1", "full every Monday from April to October at 02:30"},
      {"30 2 1 * *", "full on the 1st of every month at 02:30"},
      {"30 2 1,15 * *", "full on the 1st and 15th of every month at 02:30"},
      {"30 2 2,3,11-13,21,22 * *", "full on the 2nd, 3rd, 11th to 13th, 21st and 22nd of every month at 02:30"},
      {"30 2 */2 * *", "full on the odd days of every month at 02:30"},
      {"30 2 2/2 * *", "full on the even days of every month at 02:30"},
      {"30 2 29 2 *", "full on the 29th of February at 02:30"},
      {"30 2 1-7 5-7,12 *", "full on the 1st to 7th of May to July and December at 02:30"},
      {"30 2 1 5-7 *", "full on the 1st of every month from May to July at 02:30"},
      {"30 2 L * *", "full on the last day of every month at 02:30"},
      {"30 2 L-2 * *", "full on the 3rd-to-last day of every month at 02:30"},
      {"30 2 L,L-2 6 *", "full on the last and 3rd-to-last day of June at 02:30"},
      {"30 2 L-6,L-5,L-4,L-3,L-2,L-1,L * *", "full on the last 7 days of every month at 02:30"},
      {"30 2 * * 0#1", "full on the first Sunday of every month at 02:30"},
      {"30 2 * 3 1#1,1#3", "full on the first and third Monday of March at 02:30"},
      {"30 2 * * SAT-SUN#2", "full on the second Saturday and the second Sunday of every month at 02:30"},
      {"30 2 * * 5L", "full on the last Friday of every month at 02:30"},
      {"30 2 */31 * 1", "full on the 1st of every month, if it is a Monday, at 02:30"},
      {"30 2 * * 1-5#1", "full on the 1st to 7th of every month, if it is a weekday, at 02:30"},
      {"30 4 1,15 * 5", "full on the 1st and 15th of every month at 04:30; full every Friday at 04:30"},
      {"0 0 LW * *",
       "full on the last day of every month, if it is a weekday, at 00:00; full on the 2nd-to-last and 3rd-to-last day "
       "of every month, if it is a Friday, at 00:00"},
      // times
      {"0 8,12,18 * * *", "full every day at 08:00, 12:00 and 18:00"},
      {"5 * * * *", "full every hour at 5 minutes past"},
      {"0 * * * *", "full every hour on the hour"},
      {"1 * * * *", "full every hour at 1 minute past"},
      {"5,20-22 * * * *", "full every hour at 5 and 20 to 22 minutes past"},
      {"* * * * *", "full every minute"},
      {"*/15 * * * *", "full every 15 minutes"},
      {"*/30 * * * 0", "full every Sunday, every 30 minutes"},
      {"0 */4 * * *", "full every 4 hours from 00:00"},
      {"0 */12 * * *", "full every day at 00:00 and 12:00"},
      {"5 8-17 * * *", "full every hour from 08:05 to 17:05"},
      {"*/15 8-17 * * 1-5", "full every weekday, every 15 minutes from 08:00 to 17:45"},
      {"* 2 1 * *", "full on the 1st of every month, every minute from 02:00 to 02:59"},
      {"0,30 8,18 * * *", "full every day at 08:00, 08:30, 18:00 and 18:30"},
      {"0,7,31 1-6,9 * * *", "full every day at 0, 7 and 31 minutes past the hours 01 to 06 and 09"},
  });
  for (const row& one : rows) CHECK(explain_line(one.line) == one.words);
}

TEST_CASE("weeks that are counted, and days from the end, in words", "[explain]") {
  CHECK(on({.which = weekdays{date::Sunday}, .every = fortnight}) ==
        "full every 2 weeks on Sunday at 02:30, counting from the week of 2026-01-04");
  CHECK(on({.which = weekdays{date::Monday, date::Thursday}, .every = fortnight}) ==
        "full every 2 weeks on Monday and Thursday at 02:30, counting from the week of 2026-01-04");
  CHECK(on({.which = weekdays::from_bits(0b0111110).value(), .every = fortnight}) ==
        "full every weekday of every 2nd week at 02:30, counting from the week of 2026-01-04");
  CHECK(on({.every = fortnight}) == "full every day of every 2nd week at 02:30, counting from the week of 2026-01-04");
  CHECK(on({.on = month_days{1}, .every = fortnight}) ==
        "full on the 1st of every month, if it is in every 2nd week, at 02:30, counting from the week of 2026-01-04");
  CHECK(on({.from_last = days_from_last::range(8, 14), .which = weekdays{date::Friday}}) ==
        "full on the second-to-last Friday of every month at 02:30");
  CHECK(on({.on = month_days{13}, .which = weekdays{date::Friday}}) ==
        "full on the 13th of every month, if it is a Friday, at 02:30");
  CHECK(on({.on = month_days{29, 30}, .from_last = days_from_last{1}, .which = weekdays{date::Friday, date::Monday}}) ==
        "full on the 29th and 30th of every month, if it is a Monday or Friday and the last day, at 02:30");
  CHECK(on({.on = month_days{30}, .from_last = days_from_last::range(2, 31)}) ==
        "full on the 30th of every month, if it is not the last day, at 02:30");
  CHECK(on({.on = month_days{25}, .from_last = days_from_last::range(1, 7)}) ==
        "full on the 25th of every month, if it is one of the last 7 days, at 02:30");
}

TEST_CASE("calendars that differ are explained in different words", "[explain]") {
  generator values{2};
  std::set<std::string> words;
  std::set<std::string> parts;  // what the calendars are
  for (int i = 0; i < 20'000; ++i) {
    const auto some = [&](std::uint64_t all) {
      const auto bits = static_cast<std::uint64_t>(values.between(0, 1LL << 62)) & all;
      const auto more = static_cast<std::uint64_t>(values.between(0, 1LL << 62)) & all;
      const std::uint64_t drawn = values.coin() ? all : values.coin() ? bits : bits & more;
      return drawn == 0 ? all : drawn;
    };
    const std::uint64_t in = some(0x1ffe);
    const std::uint64_t on_days = some(0xfffffffe);
    const std::uint64_t from_last = some(0xfffffffe);
    const std::uint64_t which = some(0x7f);
    const int stride = values.coin() ? 1 : static_cast<int>(values.between(2, 4));
    const std::uint64_t h = some(0xffffff);
    const std::uint64_t m = some((1ULL << 60) - 1);
    const auto when = calendar::checked(
        {{level::full,
          {*rota::months::from_bits(in), *month_days::from_bits(on_days), *days_from_last::from_bits(from_last),
           *weekdays::from_bits(which), week_stride{stride, fortnight.from()}},
          times{*rota::hours::from_bits(h), *rota::minutes::from_bits(m)}}});
    if (!when) continue;
    words.insert(explain(*when));
    std::string all;
    for (const std::uint64_t part : {in, on_days, from_last, which, static_cast<std::uint64_t>(stride), h, m})
      all += std::to_string(part) + ' ';
    parts.insert(all);
  }
  REQUIRE(words.size() == parts.size());
}
