// SPDX-License-Identifier: MIT
//
// next_run, previous_run, next_run_of, previous_run_of and runs on the wall clocks of the installed time zone database,
// against two oracles: a clock stepped minute by minute, and plain arithmetic slot by slot.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
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

using rota::cached_zone;
using rota::cadence;

// --- a clock stepped minute by minute ---

/// Compares what the library says about the three days on either side of a change with a stepped clock, under every
/// policy, at so many times of day.
void compare_with_stepped_clock(counterexamples& found, const change& here, int times, generator& values) {
  const stepped_clock clock{here.zone->spans, here.at()};
  const std::int64_t from = here.at() - 3 * day_length + values.between(0, hour_length);
  const std::int64_t until = here.at() + 3 * day_length - values.between(0, hour_length);
  const auto where = [&] { return text(here); };
  for (int i = 0; i < times; ++i) {
    const cadence when = draw_hard_cadence(here, values);
    for (const policy how : policies) {
      const auto expected = clock.runs_of(when, how);
      const std::vector<std::int64_t> queries{
          here.at() + values.between(-1, 1),
          seconds_of(expected[values.index(expected.size())].at) + values.between(-1, 1),
          here.at() + values.between(-2 * day_length, 2 * day_length)};
      if (values.coin())
        compare(found, expected, from, until, queries, when, clock_of(here.zone->zone, how), where);
      else
        compare(found, expected, from, until, queries, when, clock_of(cached_zone{here.zone->zone}, how), where);
    }
  }
}

}  // namespace

TEST_CASE("runs are where a stepped clock says at changes of half of the zones, whatever the policy",
          "[next_run_oracle]") {
  constexpr std::uint64_t seed = 5001;
  generator values{seed};
  counterexamples found;
  for (const plain_zone& zone : zones()) {
    if (zone.spans.size() < 2 || values.coin()) continue;
    compare_with_stepped_clock(found, {&zone, 1 + values.index(zone.spans.size() - 1)}, 1, values);
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says wherever a clock went by more than two hours", "[next_run_oracle]") {
  constexpr std::uint64_t seed = 5002;
  generator values{seed};
  counterexamples found;
  std::size_t days_missing = 0;
  for (const change& here : changes_from(std::numeric_limits<std::int64_t>::min())) {
    if (std::abs(here.jump()) <= 2 * hour_length) continue;
    compare_with_stepped_clock(found, here, 4, values);
    if (here.jump() == day_length) ++days_missing;
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(days_missing >= 5);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says before 1970, offsets with seconds included", "[next_run_oracle]") {
  constexpr std::uint64_t seed = 5003;
  generator values{seed};
  counterexamples found;
  for (const char* name : {"Asia/Manila", "America/Juneau", "Africa/Monrovia", "Europe/Amsterdam", "Europe/Dublin"})
    for (const plain_zone& zone : zones()) {
      if (zone.zone != zone_named(name)) continue;
      for (std::size_t i = 1; i < zone.spans.size() && zone.spans[i].begin < year_1970; ++i)
        compare_with_stepped_clock(found, {&zone, i}, 1, values);
    }
  for (const plain_zone& zone : zones())
    if (zone.spans.size() > 1 && zone.spans.front().offset % 60 != 0 && values.index(4) == 0)
      compare_with_stepped_clock(found, {&zone, 1}, 1, values);
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says on Lord Howe Island, and wherever a change is of less than an hour",
          "[next_run_oracle]") {
  constexpr std::uint64_t seed = 5004;
  generator values{seed};
  counterexamples found;
  for (const change& here : changes_from(year_1970))
    if (std::abs(here.jump()) < hour_length &&
        (here.zone->zone->name() == "Australia/Lord_Howe" || std::abs(here.jump()) % 1800 != 0))
      compare_with_stepped_clock(found, here, 1, values);
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says where two changes are within two weeks", "[next_run_oracle]") {
  constexpr std::uint64_t seed = 5005;
  generator values{seed};
  counterexamples found;
  std::size_t within_a_week = 0;
  for (const plain_zone& zone : zones())
    for (std::size_t i = 1; i + 1 < zone.spans.size(); ++i) {
      const std::int64_t length = zone.spans[i].end - zone.spans[i].begin;
      if (length > 14 * day_length) continue;
      compare_with_stepped_clock(found, {&zone, i}, 4, values);
      compare_with_stepped_clock(found, {&zone, i + 1}, 4, values);
      if (length <= 7 * day_length) ++within_a_week;
    }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(within_a_week >= 1);
  REQUIRE(found.count == 0);
}

// --- slot by slot ---

TEST_CASE("the zones of the database keep what the library requires of zones", "[next_run_oracle]") {
  counterexamples found;
  for (const plain_zone& zone : zones())
    for (std::size_t i = 1; i < zone.spans.size(); ++i) {
      const change here{&zone, i};
      found.unless(here.now().end - here.at() >= 3 * day_length && std::abs(here.jump()) <= day_length,
                   [&] { return text(here); });
    }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("around every change of every zone until 2037 runs are where its spans show the slots", "[next_run_oracle]") {
  constexpr std::uint64_t seed = 5007;
  generator values{seed};
  counterexamples found;
  std::size_t tried = 0;
  for (const change& here : changes_from(std::numeric_limits<std::int64_t>::min())) {
    const auto span = here.zone->spans.begin() + static_cast<std::ptrdiff_t>(here.after);
    const std::vector<plain_span> nearby(span - std::min<std::ptrdiff_t>(2, span - here.zone->spans.begin()),
                                         span + std::min<std::ptrdiff_t>(3, here.zone->spans.end() - span));
    const cadence when = draw_hard_cadence(here, values);
    const policy how = policies[tried++ % policies.size()];
    const auto expected = slots_of(nearby, when, how, floor_divide(here.at(), day_length) - 7, 14);
    std::vector<std::int64_t> queries;
    for (const std::int64_t hours : {-48, -24, 0, 24, 48})
      queries.push_back(here.at() + hours * hour_length + values.between(-1, 1));
    queries.push_back(here.at() + values.between(-2 * day_length, 2 * day_length));
    compare(found, expected, here.at() - 5 * day_length, here.at() + 5 * day_length, queries, when,
            clock_of(here.zone->zone, how), [&] { return text(here); });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(tried > 20'000);
  REQUIRE(found.count == 0);
}
