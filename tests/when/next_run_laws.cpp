// SPDX-License-Identifier: MIT
//
// The laws of next_run, previous_run, next_run_of, previous_run_of and runs, on the wall clocks of the installed time zone
// database.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <rota/when/next_run.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "stepped_clock.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cached_zone;
using rota::cadence;
using rota::civil_time;
using rota::daily_full;
using rota::gap;
using rota::level;
using rota::level_on;
using rota::next_run;
using rota::next_run_of;
using rota::previous_run;
using rota::previous_run_of;
using rota::run;
using rota::runs;
using rota::sys_seconds;
using rota::time_of_day;
using rota::wall_clock;

/// What the laws say of the runs in the three days on either side of a change.
template <class Zone>
void check_laws(counterexamples& found, const change& here, const cadence& when, const rota::wall_clock<Zone>& clock,
                generator& values) {
  std::vector<run> all;
  for (const run& one : runs(when, instant(here.at() - 3 * day_length), instant(here.at() + 3 * day_length), clock))
    all.push_back(one);
  const auto law = [&](const char* sentence, bool holds) {
    found.unless(holds, [&] {
      return text(here) + ", " + to_string(when) + ", " + text(policy{clock.gap, clock.overlap}) + ": " + sentence +
             text_of_all(all);
    });
  };
  law("there are runs", all.size() >= 4);
  if (all.size() < 4) return;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const run& one = all[i];
    const std::int64_t local = one.day.time_since_epoch().count() * day_length + when.at.since_midnight().count() * 60;
    const plain_span& span = seconds_of(one.at) < here.at() ? here.before() : here.now();
    const bool is_in_view = seconds_of(one.at) >= here.before().begin && seconds_of(one.at) < here.now().end;
    if (is_in_view && one.civil != civil_time::skipped)
      law("the clock shows the time of day", seconds_of(one.at) + span.offset == local);
    if (is_in_view && one.civil == civil_time::skipped)
      law("a skipped run is after the change", seconds_of(one.at) >= here.at() && clock.gap != gap::skip);
    if (one.civil == civil_time::unique)
      law("a run lies where the offset says", std::abs(seconds_of(one.at) - local) <= 16 * 3600);
    law("next_run from just before it is the run itself", next_run(when, one.at - 1s, clock) == one);
    law("previous_run from just after it is the run itself", previous_run(when, one.at + 1s, clock) == one);
    if (i == 0) continue;
    const run& last = all[i - 1];
    const std::int64_t days = (one.day - last.day).count();
    law("runs increase", last.at < one.at);
    law("every day has its run", days == 1 || (days == 2 && (clock.gap == gap::skip || here.jump() == day_length)));
    const bool stands_for_two = days == 2 && clock.gap != gap::skip;
    const bool is_full = level_on(when, date::weekday{one.day}) == level::full ||
                         (stands_for_two && level_on(when, date::weekday{one.day - date::days{1}}) == level::full);
    law("the level is the day's, or that of the two days", (one.level == level::full) == is_full);
    law("runs is repeated next_run", next_run(when, last.at, clock) == one);
    law("previous_run undoes next_run", previous_run(when, one.at, clock) == last);
  }
  const sys_seconds now = instant(here.at() + values.between(-2 * day_length, 2 * day_length));
  const run next = next_run(when, now, clock);
  const run previous = previous_run(when, now, clock);
  law("next_run is after", next.at > now);
  law("previous_run is before", previous.at < now);
  law("nothing lies between",
      next_run(when, previous.at, clock).at >= now && previous_run(when, next.at, clock).at <= now);
  law("next_run_of is the first full of the next runs", [&] {
    run expected = next;
    while (expected.level != level::full) expected = next_run(when, expected.at, clock);
    return *next_run_of(when, level::full, now, clock) == expected;
  }());
  law("previous_run_of is the last full of the runs before", [&] {
    run expected = previous;
    while (expected.level != level::full) expected = previous_run(when, expected.at, clock);
    return *previous_run_of(when, level::full, now, clock) == expected;
  }());
}

}  // namespace

TEST_CASE("at every change of every zone from 1970 to 2037 the laws of runs hold", "[next_run_laws]") {
  constexpr std::uint64_t seed = 5101;
  generator values{seed};
  counterexamples found;
  std::size_t tried = 0;
  for (const change& here : changes_from(year_1970)) {
    const cadence when = draw_hard_cadence(here, values);
    const policy how = draw_policy(values);
    const cached_zone zone{here.zone->zone};
    check_laws(found, here, when, clock_of(&zone, how), values);
    ++tried;
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(tried > 10'000);
  REQUIRE(found.count == 0);
}

TEST_CASE("every policy keeps the laws of runs at changes of every zone", "[next_run_laws]") {
  constexpr std::uint64_t seed = 5102;
  generator values{seed};
  counterexamples found;
  for (const plain_zone& zone : zones()) {
    if (zone.spans.size() < 2) continue;
    for (const policy how : policies) {
      const change here{&zone, 1 + values.index(zone.spans.size() - 1)};
      const cadence when = draw_hard_cadence(here, values);
      check_laws(found, here, when, clock_of(zone.zone, how), values);
    }
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("where no change is near, runs are arithmetic with the offset", "[next_run_laws]") {
  constexpr std::uint64_t seed = 5103;
  constexpr std::int64_t year_1500 = seconds_of(date::sys_days{date::year{1500} / 1 / 1});
  constexpr std::int64_t year_2500 = seconds_of(date::sys_days{date::year{2500} / 1 / 1});
  generator values{seed};
  counterexamples found;
  std::size_t tried = 0;
  for (int i = 0; i < 20'000; ++i) {
    const plain_zone& zone = zones()[values.index(zones().size())];
    const plain_span& span = zone.spans[values.index(zone.spans.size())];
    const std::int64_t from = std::max(span.begin, year_1500) + 12 * day_length;
    const std::int64_t until = std::min(span.end, year_2500) - 12 * day_length;
    if (from >= until) continue;
    ++tried;
    const std::int64_t now = values.between(from, until);
    const std::int64_t minute = values.between(0, 1439);
    const rota::weekdays full_on = draw_weekdays(values);
    const cadence when{full_on, minute_of_day(minute)};
    const policy how = draw_policy(values);
    const auto on_day = [&](std::int64_t number) {
      const bool is_full = is_among(when.full_on, number);
      return run{instant(number * day_length + minute * 60 - span.offset), date::local_days{date::days{number}},
                 is_full ? level::full : level::incremental, civil_time::unique};
    };
    std::int64_t next = (now + span.offset) / day_length - 3;
    while (on_day(next).at <= instant(now)) ++next;
    std::int64_t previous = next;
    while (on_day(previous).at >= instant(now)) --previous;
    std::int64_t full = next;
    while (on_day(full).level != level::full) ++full;
    std::int64_t last_full = previous;
    while (on_day(last_full).level != level::full) --last_full;
    const sys_seconds at = instant(now);
    found.unless(next_run(when, at, clock_of(zone.zone, how)) == on_day(next) &&
                     previous_run(when, at, clock_of(zone.zone, how)) == on_day(previous) &&
                     *next_run_of(when, level::full, at, clock_of(zone.zone, how)) == on_day(full) &&
                     *previous_run_of(when, level::full, at, clock_of(zone.zone, how)) == on_day(last_full),
                 [&] { return zone.zone->name() + " " + rota::format_instant(at) + ", " + to_string(when); });
  }
  CAPTURE(seed, tried, found.first);
  REQUIRE(tried > 10'000);
  REQUIRE(found.count == 0);
}

TEST_CASE("a later instant never has an earlier next run", "[next_run_laws]") {
  constexpr std::uint64_t seed = 5104;
  generator values{seed};
  counterexamples found;
  const std::vector<change> changes = changes_from(std::numeric_limits<std::int64_t>::min());
  for (int i = 0; i < 1'000; ++i) {
    const change& here = changes[values.index(changes.size())];
    const cadence when = draw_hard_cadence(here, values);
    const policy how = draw_policy(values);
    const cached_zone zone{here.zone->zone};
    sys_seconds last_next = sys_seconds::min();
    sys_seconds last_previous = sys_seconds::min();
    for (sys_seconds now = instant(here.at() - 2 * day_length); now < instant(here.at() + 2 * day_length);
         now += std::chrono::seconds{values.between(1, 36'000)}) {
      const sys_seconds next = next_run(when, now, clock_of(&zone, how)).at;
      const sys_seconds previous = previous_run(when, now, clock_of(&zone, how)).at;
      found.unless(last_next <= next && last_previous <= previous,
                   [&] { return text(here) + " from " + rota::format_instant(now) + ", " + to_string(when); });
      last_next = next;
      last_previous = previous;
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a century of runs has one for every day of the calendar", "[next_run_laws]") {
  counterexamples found;
  for (const char* name : {"Europe/London", "Africa/Casablanca", "America/Sao_Paulo", "Antarctica/Casey"}) {
    const auto century = runs(daily_full(time_of_day{2h, 30min}), instant("1936-01-01T12:00:00"),
                              instant("2036-01-01T12:00:00"), wall_clock{zone_named(name)});
    std::optional<date::local_days> last;
    std::int64_t count = 0;
    for (const run& one : century) {
      found.unless(!last || one.day - *last == date::days{1}, [&] { return name + (" " + text(one)); });
      last = one.day;
      ++count;
    }
    REQUIRE(std::abs(count - 36'525) <= 1);
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
