// SPDX-License-Identifier: MIT
//
// schedule beyond the API: calendars, clock_of, spread and paused_until in make_schedule, apply and started; conflict_of.

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/schedule/schedule.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "issues_found.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::at;
using rota::cadence;
using rota::calendar;
using rota::conflict_of;
using rota::first_run;
using rota::level;
using rota::make_schedule;
using rota::schedule;
using rota::schedule_change;
using rota::schedule_spec;
using rota::sys_seconds;
using rota::time_of_day;
using rota::utc;
using rota::weekdays;

const std::string id = "44b277eb-39be-4921-be31-3d61b43651d7";  // with an offset of 19 minutes in an hour
const rota::source database{id};
const auto zones_by_name = [](std::string_view name) { return zone_named(name); };

const calendar first_sundays{{level::full, rota::nth(1, date::Sunday), at(time_of_day{23h, 5min})},
                             {level::differential, {.which = weekdays{date::Sunday}}, at(time_of_day{23h, 5min})},
                             {level::incremental, {}, at(time_of_day{23h, 5min})}};
const calendar noons{{level::incremental, {}, at(time_of_day{12h, 0min})}};

const schedule_spec plan{.when = first_sundays, .source = database};
const sys_seconds thursday = instant("2014-10-30T12:30:00");

calendar draw_calendar(generator& values) {
  std::vector<calendar::entry> entries;
  for (auto i = values.between(1, 3); i > 0; --i) {
    rota::days on;
    if (values.coin()) on.which = weekdays::from_bits(static_cast<unsigned>(values.between(1, 127))).value();
    if (values.coin()) on.on = rota::month_days::range(1, static_cast<unsigned>(values.between(7, 31)));
    entries.push_back(
        {static_cast<level>(values.index(3)), on, at(time_of_day{std::chrono::hours{values.between(0, 23)}, 15min})});
  }
  return calendar::checked(entries).value();
}

rota::timing draw_timing(generator& values) {
  if (values.coin()) return draw_calendar(values);
  return cadence{weekdays::from_bits(static_cast<unsigned>(values.between(1, 127))).value(),
                 time_of_day{std::chrono::hours{values.between(0, 23)}, 30min}};
}

/// The first run after `now` that `is_wanted`, of all those that are started later by `offset`, one by one.
template <class Wanted>
sys_seconds first_started(const rota::timing& when, std::chrono::minutes offset, sys_seconds now, Wanted is_wanted) {
  sys_seconds slot = rota::next_run(when, now - 24h * 40).at;
  for (;;) {
    const sys_seconds next = rota::next_run(when, slot).at;
    const sys_seconds begun = std::max(slot, std::min(slot + offset, next - 1min));
    if (begun > now && is_wanted(rota::next_run(when, slot - 1s))) return begun;
    slot = next;
  }
}

}  // namespace

// --- calendars ---

TEST_CASE("a schedule with a calendar runs first at its first slot, or at its first full", "[calendar_schedule]") {
  REQUIRE(make_schedule(plan, id, thursday, utc).next_run == instant("2014-10-30T23:05:00"));
  REQUIRE(make_schedule(plan, id, thursday, utc, first_run::wait_for_full).next_run == instant("2014-11-02T23:05:00"));
  const schedule_spec no_full{.when = noons, .source = database};
  REQUIRE(make_schedule(no_full, id, thursday, utc, first_run::wait_for_full).next_run ==
          instant("2014-10-31T12:00:00"));
  const schedule made = make_schedule(plan, id, thursday, utc);
  REQUIRE(started(made, instant("2014-10-30T23:05:10"), utc).next_run == instant("2014-10-31T23:05:00"));
}

TEST_CASE("a calendar replaces the timing, and so do the days, the hour and the minute together",
          "[calendar_schedule]") {
  const schedule weekly =
      make_schedule({rota::weekly(date::Sunday, time_of_day{14h, 30min}), database}, id, thursday, utc);
  schedule_change to_calendar;
  to_calendar.calendar = noons;
  const schedule changed = apply(weekly, to_calendar, thursday, utc);
  REQUIRE(changed.when == rota::timing{noons});
  REQUIRE(changed.next_run == instant("2014-10-31T12:00:00"));

  const schedule_change to_cadence{.full_on = weekdays{date::Friday}, .hour = 13h, .minute = 0min};
  REQUIRE(conflict_of(changed, to_cadence) == std::nullopt);
  const schedule back = apply(changed, to_cadence, thursday, utc);
  REQUIRE(back.when == rota::timing{rota::weekly(date::Friday, time_of_day{13h, 0min})});
  REQUIRE(back.next_run == instant("2014-10-30T13:00:00"));
}

TEST_CASE("a change of some of the days, the hour and the minute conflicts with a calendar", "[calendar_schedule]") {
  const schedule one = make_schedule(plan, id, thursday, utc);
  const auto pointer_of = [&](const schedule_change& change) {
    const auto found = conflict_of(one, change);
    return found ? problems({*found}) + bad_messages({*found}) : "";
  };
  REQUIRE(pointer_of({.full_on = weekdays{date::Friday}}) == "/schedule/day_of_week conflict");
  REQUIRE(pointer_of({.hour = 3h}) == "/schedule/hour conflict");
  REQUIRE(pointer_of({.hour = 3h, .minute = 5min}) == "/schedule/hour conflict");
  REQUIRE(pointer_of({.minute = 5min}) == "/schedule/minute conflict");
  REQUIRE(pointer_of({.full_backup_retention = 3, .run_now = true}) == "");
  REQUIRE(pointer_of({.calendar = noons}) == "");
  REQUIRE(conflict_of(make_schedule({rota::daily_full(time_of_day{2h, 0min}), database}, id, thursday, utc),
                      {.hour = 3h}) == std::nullopt);
  REQUIRE(conflict_of(one, {.hour = 3h})->message.find("\"calendar\": [{") != std::string::npos);
}

TEST_CASE("what conflicts with a calendar leaves it as it is, and the rest of the change applies",
          "[calendar_schedule]") {
  const schedule one = make_schedule(plan, id, thursday, utc);
  schedule expected = one;
  expected.updated = thursday + 1h;
  expected.full_backup_retention = 3;
  REQUIRE(apply(one, {.hour = 3h, .full_backup_retention = 3}, thursday + 1h, utc) == expected);
}

// --- spread ---

TEST_CASE("a spread schedule is due later than its slots, and no later than the next", "[calendar_schedule]") {
  schedule_spec spread = plan;
  spread.spread = 60min;
  const schedule made = make_schedule(spread, id, thursday, utc);
  REQUIRE(spread_of(made) == 19min);
  REQUIRE(made.next_run == instant("2014-10-30T23:24:00"));
  REQUIRE(make_schedule(spread, id, thursday, utc, first_run::wait_for_full).next_run ==
          instant("2014-11-02T23:24:00"));
  // Between the slot of a full and its start, that full is still to come.
  REQUIRE(make_schedule(spread, id, instant("2014-11-02T23:10:00"), utc, first_run::wait_for_full).next_run ==
          instant("2014-11-02T23:24:00"));
  REQUIRE(make_schedule(spread, id, instant("2014-11-02T23:24:00"), utc, first_run::wait_for_full).next_run ==
          instant("2014-12-07T23:24:00"));
  REQUIRE(started(made, instant("2014-10-30T23:24:00"), utc).next_run == instant("2014-10-31T23:24:00"));
}

TEST_CASE("a change of the spread moves the next run, unless it is due", "[calendar_schedule]") {
  const schedule plain = make_schedule(plan, id, thursday, utc);
  const schedule spread = apply(plain, {.spread = 60min}, thursday, utc);
  REQUIRE(spread.spread == 60min);
  REQUIRE(spread.next_run == instant("2014-10-30T23:24:00"));
  const schedule again = apply(spread, {.spread = 0min}, thursday, utc);
  REQUIRE(again.spread == std::nullopt);
  REQUIRE(again == plain);
  REQUIRE(apply(plain, {.spread = 60min}, plain.next_run, utc).next_run == plain.next_run);
}

TEST_CASE("make_schedule and started find the first run that is started after now, whatever the timing and spread",
          "[calendar_schedule]") {
  constexpr std::uint64_t seed = 110530;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 400; ++i) {
    schedule_spec spec{.when = draw_timing(values), .source = database};
    if (values.coin()) spec.spread = std::chrono::minutes{values.between(1, 3000)};
    std::string name = std::to_string(i);
    const sys_seconds now = thursday + std::chrono::seconds{values.between(0, 10'000'000)};
    const schedule made = make_schedule(spec, name, now, utc);
    const auto first = first_started(spec.when, spread_of(made), now, [](const rota::run&) { return true; });
    found.unless(made.next_run == first && started(made, now, utc).next_run == first, [&] { return name; });
    if (spec.when.strongest_level() != level::full) continue;
    const auto full =
        first_started(spec.when, spread_of(made), now, [](const rota::run& one) { return one.level == level::full; });
    found.unless(make_schedule(spec, name, now, utc, first_run::wait_for_full).next_run == full,
                 [&] { return "full of " + name; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- clocks ---

TEST_CASE("clock_of names the zone and the policies of a record, and the defaults where it has none",
          "[calendar_schedule]") {
  schedule one = make_schedule(plan, id, thursday, utc);
  const auto is = [](const auto& clock, const char* zone, rota::gap gap, rota::overlap overlap) {
    return clock.zone == zone_named(zone) && clock.gap == gap && clock.overlap == overlap;
  };
  REQUIRE(is(clock_of(one, zones_by_name), "UTC", rota::gap::shift_forward, rota::overlap::first));
  one.zone = "Europe/Vilnius";
  one.gap = rota::gap::skip;
  REQUIRE(is(clock_of(one, zones_by_name), "Europe/Vilnius", rota::gap::skip, rota::overlap::first));
  const schedule_change change{.zone = "Asia/Tokyo", .overlap = rota::overlap::last};
  REQUIRE(is(clock_of(one, change, zones_by_name), "Asia/Tokyo", rota::gap::skip, rota::overlap::last));
  REQUIRE(is(clock_of(one, schedule_change{}, zones_by_name), "Europe/Vilnius", rota::gap::skip, rota::overlap::first));
  schedule_spec spec = plan;
  spec.overlap = rota::overlap::last;
  REQUIRE(is(clock_of(spec, zones_by_name), "UTC", rota::gap::shift_forward, rota::overlap::last));
  const auto by_value = [](std::string_view) { return rota::fixed_offset{2h}; };  // a zone, not a pointer to one
  REQUIRE(to_local(thursday, clock_of(one, by_value)).time_since_epoch() == (thursday + 2h).time_since_epoch());
}

TEST_CASE("a change of the zone or of a policy moves the next run to the new clock", "[calendar_schedule]") {
  const schedule made = make_schedule(plan, id, thursday, utc);
  const schedule_change to_vilnius{.zone = "Europe/Vilnius"};
  const schedule there = apply(made, to_vilnius, thursday, clock_of(made, to_vilnius, zones_by_name));
  REQUIRE(there.zone == "Europe/Vilnius");
  REQUIRE(there.next_run == instant("2014-10-30T21:05:00"));

  const schedule_spec nightly{
      .when = rota::daily_full(time_of_day{2h, 30min}), .source = database, .zone = "America/New_York"};
  const sys_seconds now = instant("2024-03-09T12:00:00");
  const schedule before = make_schedule(nightly, id, now, clock_of(nightly, zones_by_name));
  REQUIRE(before.next_run == instant("2024-03-10T07:30:00"));
  const schedule_change to_skip{.gap = rota::gap::skip};
  REQUIRE(apply(before, to_skip, now, clock_of(before, to_skip, zones_by_name)).next_run ==
          instant("2024-03-11T06:30:00"));
}

TEST_CASE("a zone or a policy that was followed already changes no run", "[calendar_schedule]") {
  schedule made = make_schedule(plan, id, thursday, utc);
  made.next_run += 90s;  // as it never is, so that a change shows
  const schedule_change change{.zone = "UTC", .gap = rota::gap::shift_forward, .overlap = rota::overlap::first};
  const schedule after = apply(made, change, thursday, utc);
  REQUIRE(after.next_run == made.next_run);
  REQUIRE(after.zone == "UTC");
  REQUIRE(after.gap == rota::gap::shift_forward);
  REQUIRE(after.overlap == rota::overlap::first);
}

TEST_CASE("a schedule that waits for its first full still does on another clock", "[calendar_schedule]") {
  const schedule waiting = make_schedule(plan, id, thursday, utc, first_run::wait_for_full);
  const schedule_change to_tokyo{.zone = "Asia/Tokyo"};
  REQUIRE(apply(waiting, to_tokyo, thursday, zones_by_name).next_run == instant("2014-11-02T14:05:00"));
  const schedule promoted = make_schedule(plan, id, thursday, utc);
  REQUIRE(apply(promoted, to_tokyo, thursday, zones_by_name).next_run == instant("2014-10-30T14:05:00"));
}

TEST_CASE("a change of the spread alone keeps the slot, also one that has come and is to be started later",
          "[calendar_schedule]") {
  const std::string spread_id = "44b277eb-39be-4921-be31-3d61b43651d7";  // a third of the window
  const schedule_spec spec{.when = rota::weekly(date::Sunday, {14h, 30min}), .source = plan.source, .spread = 60min};
  const schedule made = make_schedule(spec, spread_id, thursday, utc);
  REQUIRE(made.next_run == instant("2014-10-30T14:49:00"));
  const sys_seconds between = instant("2014-10-30T14:40:00");
  REQUIRE(apply(made, {.spread = 0min}, between, utc).next_run == instant("2014-10-30T14:30:00"));
  REQUIRE(apply(made, {.spread = 20min}, between, utc).next_run == instant("2014-10-30T14:36:00"));
  REQUIRE(apply(made, {.spread = 120min}, between, utc).next_run == instant("2014-10-30T15:09:00"));
  const schedule served = started(made, instant("2014-10-30T14:49:00"), utc);
  REQUIRE(apply(served, {.spread = 360min}, instant("2014-10-30T15:00:00"), utc).next_run ==
          instant("2014-10-31T16:27:00"));
  const schedule waiting = make_schedule(spec, spread_id, thursday, utc, first_run::wait_for_full);
  REQUIRE(apply(waiting, {.spread = 20min}, between, utc).next_run == instant("2014-11-02T14:36:00"));
}

// --- paused_until ---

TEST_CASE("a pause is kept, and changes no run", "[calendar_schedule]") {
  schedule_spec paused = plan;
  paused.paused_until = instant("2014-12-01T00:00:00");
  const schedule made = make_schedule(paused, id, thursday, utc);
  REQUIRE(made.paused_until == paused.paused_until);
  REQUIRE(made.next_run == instant("2014-10-30T23:05:00"));
  const schedule resumed = apply(made, {.paused_until = thursday - 1s}, thursday, utc);
  REQUIRE(resumed.paused_until == thursday - 1s);
  REQUIRE(resumed.next_run == made.next_run);
}
