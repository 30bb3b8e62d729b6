// SPDX-License-Identifier: MIT
//
// struct slot { date::local_seconds at; level_set once; level_set each_time; };
// constexpr level strongest(level_set) noexcept;
// concept recurrence;

#include <chrono>
#include <cstdint>
#include <rota/when/next_run.hpp>
#include <rota/when/slot.hpp>

#include "catch.hpp"
#include "instants.hpp"

using namespace std::chrono_literals;
using rota::count_runs;
using rota::level;
using rota::next_run;
using rota::previous_run;
using rota::slot;

namespace {

/// A recurrence of the user's: noon of every day of an even number since 1970.
struct every_other_noon {
  static slot first_from(date::local_seconds from, level = level::incremental) {
    const auto half = date::ceil<std::chrono::duration<std::int64_t, std::ratio<172'800>>>(from - 12h);
    return {date::local_seconds{half + 12h}, level::full};
  }
  static slot last_before(date::local_seconds before, level = level::incremental) {
    return {first_from(before).at - 48h, level::full};
  }
  static level strongest_level() { return level::full; }
  static level weakest_level() { return level::full; }
  static std::uint64_t count_slots(date::local_seconds from, date::local_seconds until) {
    return until <= from ? 0 : static_cast<std::uint64_t>((first_from(until).at - first_from(from).at) / 48h);
  }
};

struct no_slots {
  static int first_from(date::local_seconds, level) { return 0; }
};

static_assert(rota::recurrence<every_other_noon> && !rota::recurrence<no_slots> && !rota::recurrence<int>);
static_assert(rota::strongest({level::incremental, level::differential}) == level::differential);

}  // namespace

TEST_CASE("a recurrence of the user's own has runs, in any zone", "[slot]") {
  const every_other_noon when;
  REQUIRE(next_run(when, instant("1970-01-01T12:00:00")).at == instant("1970-01-03T12:00:00"));
  REQUIRE(previous_run(when, instant("1970-01-03T12:00:00")).at == instant("1970-01-01T12:00:00"));
  const rota::wall_clock clock{rota::fixed_offset{-5h}};
  REQUIRE(next_run(when, instant("1970-01-01T12:00:00"), clock).at == instant("1970-01-01T17:00:00"));
  REQUIRE(count_runs(when, instant("1970-01-01T00:00:00"), instant("1970-01-11T00:00:00"), clock) == 5);
}
