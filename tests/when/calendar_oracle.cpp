// SPDX-License-Identifier: MIT
//
// The runs of calendars on the wall clocks of the installed time zone database, against an oracle that asks of each minute
// which spans of the zone show it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <rota/when/calendar.hpp>
#include <rota/when/next_run.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_calendar.hpp"
#include "stepped_clock.hpp"
#include "zones.hpp"

namespace {

using rota::calendar;
using rota::run;

/// The spans from two before a change to two after it.
std::vector<plain_span> spans_around(const change& here) {
  const auto& all = here.zone->spans;
  const std::size_t first = here.after < 2 ? 0 : here.after - 2;
  const std::size_t last = (std::min)(here.after + 3, all.size());
  return {all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last)};
}

/// Compares what the library says about two days on either side of a change with the oracle.
void compare_at(counterexamples& found, const change& here, policy how, generator& values) {
  const calendar when = draw_hard_calendar(here.at(), here.before().offset, here.now().offset, values);
  const auto expected = plain_runs(spans_around(here), when, how, floor_divide(here.at(), day_length) - 4, 8);
  const std::int64_t from = here.at() - 2 * day_length + values.between(0, hour_length);
  const std::int64_t until = here.at() + 2 * day_length - values.between(0, hour_length);
  std::vector<std::int64_t> queries{here.at() + values.between(-1, 1),
                                    here.at() + values.between(-2 * day_length, 2 * day_length)};
  if (!expected.empty())
    queries.push_back(seconds_of(expected[values.index(expected.size())].at) + values.between(-1, 1));
  compare(found, expected, from, until, queries, when, text(when), clock_of(here.zone->zone, how),
          [&] { return text(here); });

  const auto clock = clock_of(here.zone->zone, how);
  const auto in_range = [&](const run& one) { return from <= seconds_of(one.at) && seconds_of(one.at) < until; };
  const auto right = static_cast<std::uint64_t>(std::count_if(expected.begin(), expected.end(), in_range));
  const std::uint64_t counted = count_runs(when, instant(from), instant(until), clock);
  found.unless(counted == right, [&] {
    return text(here) + ", " + text(when) + ", " + text(how) + ": count_runs is " + std::to_string(counted) + " for " +
           std::to_string(right);
  });
}

/// Checks a law at every change of a clock since 1970: calls `check(here, values, found)` for each.
template <class Check>
void require_at_changes(std::uint64_t seed, const Check& check) {
  generator values{seed};
  counterexamples found;
  for (const change& here : changes_from(year_1970)) check(here, values, found);
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

}  // namespace

TEST_CASE("runs of calendars are where the spans of a zone show their slots, at every change of a clock since 1970",
          "[calendar_oracle]") {
  require_at_changes(11'001, [](const change& here, generator& values, counterexamples& found) {
    compare_at(found, here, draw_policy(values), values);
  });
}

TEST_CASE("runs of calendars are right wherever a clock went by more than two hours, whatever the policy",
          "[calendar_oracle]") {
  require_at_changes(11'002, [](const change& here, generator& values, counterexamples& found) {
    if (std::abs(here.jump()) <= 2 * hour_length) return;
    for (const policy how : policies)
      for (int i = 0; i < 2; ++i) compare_at(found, here, how, values);
  });
}

TEST_CASE("a cadence and the calendar that says the same have the same runs, at changes of every zone",
          "[calendar_oracle]") {
  require_at_changes(11'003, [](const change& here, generator& values, counterexamples& found) {
    const rota::cadence weekly = draw_hard_cadence(here, values);
    const calendar same{{rota::level::full, {.which = weekly.full_on}, rota::at(weekly.at)},
                        {rota::level::incremental, {}, rota::at(weekly.at)}};
    const auto clock = clock_of(here.zone->zone, draw_policy(values));
    const rota::sys_seconds from = instant(here.at() - 3 * day_length);
    const rota::sys_seconds until = instant(here.at() + 3 * day_length);
    const auto of_cadence = runs(weekly, from, until, clock);
    const auto of_calendar = runs(same, from, until, clock);
    const rota::sys_seconds now = instant(here.at() + values.between(-day_length, day_length));
    found.unless(std::equal(of_cadence.begin(), of_cadence.end(), of_calendar.begin(), of_calendar.end()) &&
                     next_run(weekly, now, clock) == next_run(same, now, clock) &&
                     previous_run(weekly, now, clock) == previous_run(same, now, clock) &&
                     count_runs(weekly, from, until, clock) == count_runs(same, from, until, clock),
                 [&] { return text(here) + ", " + to_string(weekly); });
  });
}
