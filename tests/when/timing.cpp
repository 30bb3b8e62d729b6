// SPDX-License-Identifier: MIT
//
// class timing
// {
// public:
//     constexpr timing(const cadence&) noexcept;
//     timing(calendar) noexcept;
//     constexpr const cadence* as_cadence() const noexcept;
//     constexpr const calendar* as_calendar() const noexcept;
//     …                                                        // what else a recurrence has
// };

#include <chrono>
#include <cstdint>
#include <rota/when/next_run.hpp>
#include <rota/when/timing.hpp>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_calendar.hpp"

using namespace std::chrono_literals;
using rota::calendar;
using rota::level;
using rota::timing;

static_assert(rota::recurrence<timing>);
static_assert(std::is_nothrow_constructible_v<timing, rota::cadence>);

TEST_CASE("a timing says what it holds", "[timing]") {
  const rota::cadence weekly = rota::weekly(date::Sunday, {14h, 30min});
  timing when = weekly;
  REQUIRE(*when.as_cadence() == weekly);
  REQUIRE(when.as_calendar() == nullptr);
  const calendar fridays{{level::full, rota::last(date::Friday), rota::at({23h, 5min})}};
  when = fridays;
  REQUIRE(when.as_cadence() == nullptr);
  REQUIRE(*when.as_calendar() == fridays);
  REQUIRE(when == timing{fridays});
  REQUIRE(when != timing{weekly});
}

TEST_CASE("a timing has the runs of what it holds", "[timing]") {
  constexpr std::uint64_t seed = 14'001;
  generator values{seed};
  counterexamples found;
  const auto compare = [&](const auto& held, rota::sys_seconds now) {
    const timing when = held;
    found.unless(next_run(when, now) == next_run(held, now) && previous_run(when, now) == previous_run(held, now) &&
                     next_run_of(when, level::full, now) == next_run_of(held, level::full, now) &&
                     previous_run_of(when, level::full, now) == previous_run_of(held, level::full, now) &&
                     count_runs(when, now, now + 1'000h) == count_runs(held, now, now + 1'000h) &&
                     when.strongest_level() == held.strongest_level() && when.weakest_level() == held.weakest_level(),
                 [&] { return rota::format_instant(now); });
  };
  for (int i = 0; i < 1'000; ++i) {
    compare(draw_cadence(values), instant(values.between(-4'000'000'000, 4'000'000'000)));
    compare(draw_calendar(values), instant(values.between(-4'000'000'000, 4'000'000'000)));
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}
