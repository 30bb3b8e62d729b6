// SPDX-License-Identifier: MIT
//
// The laws of calendars in UTC: next and previous slots against a search day by day and minute by minute, counts against the
// length of the range, and the ends of the calendar.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <rota/when/calendar.hpp>
#include <rota/when/next_run.hpp>
#include <string>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_calendar.hpp"

namespace {

using rota::calendar;
using rota::level;
using rota::run;
using rota::sys_seconds;

constexpr std::int64_t minutes_of_a_century = 100 * 365 * std::int64_t{1'440};

/// Any instant within a century of 1970, often on a minute or beside one.
std::int64_t draw_second(generator& values) {
  return values.between(-minutes_of_a_century, minutes_of_a_century) * 60 + values.between(-1, 1);
}

std::int64_t minute_up(std::int64_t second) { return floor_divide(second + 59, 60); }

bool is(const run& found, const plain_slot& right) {
  const std::int64_t day = floor_divide(right.minute, 1'440);
  return found == run{instant(right.minute * 60), date::local_days{date::days{static_cast<int>(day)}}, right.what};
}

/// Checks a law for some drawn calendars: calls `check(when, values, found)` for each.
template <class Check>
void require_of_calendars(std::uint64_t seed, int count, const Check& check) {
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < count; ++i) check(draw_calendar(values), values, found);
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

}  // namespace

TEST_CASE("the next and the previous run are those that a search minute by minute finds, of every level",
          "[calendar_laws]") {
  require_of_calendars(12'001, 400, [](const calendar& when, generator& values, counterexamples& found) {
    const std::int64_t at = draw_second(values);
    const auto where = [&] { return text(when) + " at " + rota::format_instant(instant(at)); };
    found.unless(is(next_run(when, instant(at)), next_slot(when, minute_up(at + 1), level::incremental)) &&
                     is(previous_run(when, instant(at)), last_slot(when, minute_up(at), level::incremental)),
                 where);
    for (const level at_least : {level::full, level::differential}) {
      const auto next = next_run_of(when, at_least, instant(at));
      const auto last = previous_run_of(when, at_least, instant(at));
      const bool has_some = when.strongest_level() <= at_least;
      found.unless(next.has_value() == has_some && last.has_value() == has_some, where);
      if (next && last)
        found.unless(is(*next, next_slot(when, minute_up(at + 1), at_least)) &&
                         is(*last, last_slot(when, minute_up(at), at_least)),
                     where);
    }
  });
}

TEST_CASE("next_run and previous_run are inverse on runs, and next_run never goes back", "[calendar_laws]") {
  require_of_calendars(12'002, 10'000, [](const calendar& when, generator& values, counterexamples& found) {
    const sys_seconds now = instant(draw_second(values));
    const sys_seconds later = now + std::chrono::seconds{values.between(0, 400 * day_length)};
    const run next = next_run(when, now);
    const run last = previous_run(when, now);
    found.unless(next.at > now && last.at < now && previous_run(when, next.at).at <= now &&
                     next_run(when, last.at).at >= now && next_run(when, previous_run(when, next.at).at) == next &&
                     next_run(when, later).at >= next.at && previous_run(when, later).at >= last.at,
                 [&] { return text(when) + " at " + rota::format_instant(now); });
  });
}

TEST_CASE("count_runs is the length of runs, which is repeated next_run", "[calendar_laws]") {
  require_of_calendars(12'003, 100, [](const calendar& when, generator& values, counterexamples& found) {
    const sys_seconds from = instant(draw_second(values));
    const sys_seconds until = from + std::chrono::seconds{values.between(-5, 60 * day_length)};
    std::uint64_t count = 0;
    sys_seconds expected = next_run(when, from - std::chrono::seconds{1}).at;
    bool is_repeated = true;
    for (const run& one : runs(when, from, until)) {
      is_repeated = is_repeated && one.at == expected;
      expected = next_run(when, one.at).at;
      ++count;
    }
    found.unless(is_repeated && expected >= until && count_runs(when, from, until) == count, [&] {
      return text(when) + " from " + rota::format_instant(from) + " until " + rota::format_instant(until) + ": " +
             std::to_string(count) + " for " + std::to_string(count_runs(when, from, until));
    });
  });
}

TEST_CASE("count_runs of a stretch is the sum of those of its parts, over centuries too", "[calendar_laws]") {
  require_of_calendars(12'004, 200, [](const calendar& when, generator& values, counterexamples& found) {
    const sys_seconds from = instant(draw_second(values));
    const sys_seconds middle = from + std::chrono::seconds{values.between(0, 9'000 * day_length)};
    const sys_seconds until = middle + std::chrono::seconds{values.between(0, 9'000 * day_length)};
    found.unless(count_runs(when, from, middle) + count_runs(when, middle, until) == count_runs(when, from, until),
                 [&] { return text(when) + " from " + rota::format_instant(from); });
  });
}

TEST_CASE("an entry is refused if and only if no day of 400 years, with any phase of its stride, has it",
          "[calendar_laws]") {
  constexpr std::uint64_t seed = 12'005;
  generator values{seed};
  counterexamples found;
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    rota::days on;
    on.in = rota::months{values.between(1, 12)};
    on.on = draw_set<rota::month_days>(values);
    on.from_last = draw_set<rota::days_from_last>(values);
    on.which = draw_weekdays(values);
    const entry_of_calendar one{level::full, on, {rota::hours{1}, rota::minutes{0}}};
    bool comes = false;
    for (std::int64_t day = 0; day < 146'097 && !comes; ++day) comes = comes_on(one, day);
    const bool is_refused = !calendar::checked({one}).has_value();
    if (is_refused) ++refused;
    found.unless(comes != is_refused, [&] { return "the entry drawn as number " + std::to_string(i); });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(refused > 0);
}

TEST_CASE("searches are total at the ends of the calendar", "[calendar_laws]") {
  constexpr std::uint64_t seed = 12'006;
  generator values{seed};
  for (int i = 0; i < 50; ++i) {
    const calendar when = draw_calendar(values);
    for (const sys_seconds end : {rota::detail::first_of_calendar, rota::detail::last_of_calendar}) {
      REQUIRE(next_run(when, end).at > end);
      REQUIRE(previous_run(when, end).at < end);
    }
    const auto all = runs(when, rota::detail::last_of_calendar - date::days{400}, sys_seconds::max());
    REQUIRE(static_cast<std::uint64_t>(std::distance(all.begin(), all.end())) ==
            count_runs(when, rota::detail::last_of_calendar - date::days{400}, sys_seconds::max()));
    REQUIRE(count_runs(when, sys_seconds::max(), sys_seconds::min()) == 0);
  }
  const calendar every_minute{{level::full, {}, {rota::hours::all(), rota::minutes::all()}}};
  const auto all_minutes = (rota::detail::last_run_instant - rota::detail::first_run_instant) / std::chrono::minutes{1};
  REQUIRE(count_runs(every_minute, sys_seconds::min(), sys_seconds::max()) == static_cast<std::uint64_t>(all_minutes));
}
