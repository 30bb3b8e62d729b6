// SPDX-License-Identifier: MIT
//
// make_schedule, apply and started on the wall clocks of the installed time zone database.

#include <chrono>
#include <rota/schedule/schedule.hpp>
#include <string>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::daily_full;
using rota::gap;
using rota::schedule;
using rota::sys_seconds;
using rota::time_of_day;
using rota::wall_clock;
using rota::weekly;

const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7"};
const rota::cadence sundays = weekly(date::Sunday, time_of_day{2h, 30min});

}  // namespace

TEST_CASE("a schedule made, changed or started on a wall clock runs next on that clock", "[schedule_clocks]") {
  const auto* zone = zone_named("America/New_York");
  const rota::schedule_spec spec{.when = sundays, .source = database};
  const sys_seconds now = instant("2024-03-09T12:00:00");
  using rota::first_run;
  const auto made = [&](first_run first, policy how) {
    return rota::format_instant(make_schedule(spec, "nightly", now, clock_of(zone, how), first).next_run);
  };
  REQUIRE(made(first_run::promote, {}) == "2024-03-10T07:30:00");
  REQUIRE(made(first_run::promote, {.gap = gap::at_transition}) == "2024-03-10T07:00:00");
  REQUIRE(made(first_run::promote, {.gap = gap::skip}) == "2024-03-11T06:30:00");
  REQUIRE(made(first_run::wait_for_full, {}) == "2024-03-10T07:30:00");
  REQUIRE(made(first_run::wait_for_full, {.gap = gap::skip}) == "2024-03-17T06:30:00");

  const schedule before = make_schedule(spec, "nightly", now, wall_clock{zone});
  REQUIRE(apply(before, {.hour = 3h}, now, wall_clock{zone}).next_run == instant("2024-03-10T07:30:00"));
  REQUIRE(apply(before, {.hour = 4h}, now, wall_clock{zone}).next_run == instant("2024-03-10T08:30:00"));
  REQUIRE(apply(before, {.full_backup_retention = 3}, now, wall_clock{zone}).next_run == before.next_run);
  REQUIRE(apply(before, {.run_now = true}, now, wall_clock{zone}).next_run == now);
  REQUIRE(
      apply(apply(before, {.hour = 4h}, now, wall_clock{zone}), {.hour = 2h}, now, wall_clock{zone, gap::at_transition})
          .next_run == instant("2024-03-10T07:00:00"));

  REQUIRE(started(before, instant("2024-03-10T07:30:10"), wall_clock{zone}).next_run == instant("2024-03-11T06:30:00"));
  REQUIRE(started(before, instant("2024-03-09T07:30:10"), wall_clock{zone, gap::skip}).next_run ==
          instant("2024-03-11T06:30:00"));
}

TEST_CASE("make_schedule and started look up the zone at most three times", "[schedule_clocks]") {
  const rota::schedule_spec spec{.when = daily_full(time_of_day{2h, 30min}), .source = {"s"}};
  counterexamples found;
  for (int hour = -100; hour < 100; ++hour) {
    const sys_seconds now = instant("2024-03-10T07:00:00") + std::chrono::hours{hour};
    const int asked = look_ups(zone_named("America/New_York"),
                               [&](const auto& zone) { return make_schedule(spec, "nightly", now, wall_clock{zone}); });
    const int asked_again = look_ups(zone_named("America/New_York"), [&](const auto& zone) {
      return started(make_schedule(spec, "nightly", now, rota::utc), now, wall_clock{zone});
    });
    found.unless(asked <= 3 && asked_again <= 3, [&] { return rota::format_instant(now); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
