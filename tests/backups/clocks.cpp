// SPDX-License-Identifier: MIT
//
// decide, simulate and prune on the wall clocks of the installed time zone database.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <rota/backups/decide.hpp>
#include <rota/backups/prune.hpp>
#include <rota/backups/simulate.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::cadence;
using rota::daily_full;
using rota::gap;
using rota::level;
using rota::next_run;
using rota::run;
using rota::runs;
using rota::schedule;
using rota::start_backup;
using rota::sys_seconds;
using rota::time_of_day;
using rota::wall_clock;
using rota::weekly;

const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7"};

schedule nightly(const cadence& when, std::string_view next_run) {
  return {.id = "nightly", .when = when, .source = database, .next_run = instant(next_run)};
}

backup full(std::string id, std::string_view created) {
  return {.id = std::move(id), .source = database, .created = instant(created), .updated = instant(created)};
}

const std::vector<backup> none;

std::string ids(const std::vector<backup>& backups, const rota::prune_plan& plan, bool kept) {
  std::string listed;
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (plan.verdicts[i].keep == kept) listed += (listed.empty() ? "" : " ") + backups[i].id;
  return listed;
}

const cadence sundays = weekly(date::Sunday, time_of_day{2h, 30min});

}  // namespace

// --- decide and simulate ---

TEST_CASE("the day of a full is the day on the wall clock", "[clocks]") {
  const auto* zone = zone_named("America/New_York");
  const cadence evening = weekly(date::Sunday, time_of_day{20h, 0min});  // Monday 00:00 or 01:00 UTC
  const std::vector<backup> backups{full("old", "2024-01-08T01:00:10")};
  const auto decided = [&](std::string_view now) {
    return std::get<rota::start_backup>(decide(nightly(evening, now), backups, instant(now), wall_clock{zone}));
  };
  const start_backup saturday = decided("2024-01-14T01:00:00");
  REQUIRE(saturday.what == level::incremental);
  REQUIRE(saturday.why == rota::start_reason::scheduled);
  const start_backup sunday = decided("2024-01-15T01:00:00");
  REQUIRE(sunday.what == level::full);
  REQUIRE(sunday.why == rota::start_reason::scheduled);
  const start_backup monday = decided("2024-01-16T01:00:00");
  REQUIRE(monday.what == level::full);
  REQUIRE(monday.why == rota::start_reason::overdue);
}

TEST_CASE("the Sundays of a calendar's levels are those on the wall clock", "[clocks]") {
  const auto* zone = zone_named("America/New_York");
  const rota::times at_23_05 = rota::at(time_of_day{23h, 5min});  // 03:05 or 04:05 UTC on the next day
  const rota::calendar nights{{level::full, rota::nth(1, date::Sunday), at_23_05},
                              {level::differential, {.which = rota::weekdays{date::Sunday}}, at_23_05},
                              {level::incremental, {}, at_23_05}};
  std::vector<backup> backups{full("march", "2024-03-04T04:05:00")};
  const auto level_at = [&](std::string_view now) {
    schedule due{.id = "nightly", .when = nights, .source = database, .next_run = instant(now)};
    return std::get<rota::start_backup>(decide(due, backups, instant(now), wall_clock{zone})).what;
  };
  REQUIRE(level_at("2024-03-10T04:05:00") == level::incremental);   // Saturday evening
  REQUIRE(level_at("2024-03-11T03:05:00") == level::differential);  // Sunday evening, after the clock went forward
  REQUIRE(level_at("2024-03-12T03:05:00") == level::differential);
  REQUIRE(level_at("2024-04-08T03:05:00") == level::full);
  backups.push_back({.id = "sunday", .parent_id = "march", .source = database});
  backups.back().created = backups.back().updated = instant("2024-03-11T03:05:00");
  REQUIRE(level_at("2024-03-12T03:05:00") == level::incremental);
}

TEST_CASE("a full that the clock shifts is due at the shifted instant, and not twice", "[clocks]") {
  const auto* zone = zone_named("America/New_York");
  const schedule due = nightly(sundays, "2024-03-10T07:30:00");
  std::vector<backup> backups{full("last week", "2024-03-03T07:30:05")};
  REQUIRE(std::get<rota::wait_until>(decide(due, backups, instant("2024-03-10T07:29:59"), wall_clock{zone})).at ==
          due.next_run);
  const auto start =
      std::get<rota::start_backup>(decide(due, backups, instant("2024-03-10T07:30:00"), wall_clock{zone}));
  REQUIRE(start.slot == due.next_run);
  REQUIRE(start.what == level::full);
  REQUIRE(start.missed == 0);
  REQUIRE(start.why == rota::start_reason::scheduled);
  backups.push_back(full("this week", "2024-03-10T07:30:00"));
  const auto monday = std::get<rota::start_backup>(
      decide(nightly(sundays, "2024-03-11T06:30:00"), backups, instant("2024-03-11T06:30:00"), wall_clock{zone}));
  REQUIRE(monday.what == level::incremental);
  REQUIRE(monday.parent == 1);
}

TEST_CASE("under gap::skip a full whose Sunday has no run is not missed for that", "[clocks]") {
  const auto* zone = zone_named("America/New_York");
  const std::vector<backup> backups{full("last week", "2024-03-03T07:30:05")};
  const auto monday = std::get<rota::start_backup>(decide(nightly(sundays, "2024-03-11T06:30:00"), backups,
                                                          instant("2024-03-11T06:30:00"), wall_clock{zone, gap::skip}));
  REQUIRE(monday.what == level::incremental);
  REQUIRE(monday.why == rota::start_reason::scheduled);
}

TEST_CASE("the runs missed in an outage are counted across a change", "[clocks]") {
  const auto* zone = zone_named("America/New_York");
  const auto decided = [&](std::string_view next_run, std::string_view now, policy how) {
    const auto start = std::get<rota::start_backup>(
        decide(nightly(daily_full(time_of_day{2h, 30min}), next_run), none, instant(now), clock_of(zone, how)));
    return rota::format_instant(start.slot) + " missed " + std::to_string(start.missed);
  };
  REQUIRE(decided("2024-03-08T07:30:00", "2024-03-12T12:00:00", {}) == "2024-03-12T06:30:00 missed 4");
  REQUIRE(decided("2024-03-08T07:30:00", "2024-03-12T12:00:00", {.gap = gap::at_transition}) ==
          "2024-03-12T06:30:00 missed 4");
  REQUIRE(decided("2024-03-08T07:30:00", "2024-03-12T12:00:00", {.gap = gap::skip}) == "2024-03-12T06:30:00 missed 3");
  REQUIRE(decided("2024-03-09T07:30:00", "2024-03-10T12:00:00", {}) == "2024-03-10T07:30:00 missed 1");
  REQUIRE(decided("2024-03-09T07:30:00", "2024-03-10T12:00:00", {.gap = gap::skip}) == "2024-03-09T07:30:00 missed 0");
  REQUIRE(decided("2024-10-31T06:30:00", "2024-11-05T12:00:00", {}) == "2024-11-05T07:30:00 missed 5");
  REQUIRE(decided("2023-11-06T07:30:00", "2024-11-05T12:00:00", {}) == "2024-11-05T07:30:00 missed 365");
  REQUIRE(decided("2023-11-06T07:30:00", "2024-11-05T12:00:00", {.gap = gap::skip}) ==
          "2024-11-05T07:30:00 missed 364");
}

TEST_CASE("a run that is too late is skipped to the next one on the wall clock", "[clocks]") {
  const auto* zone = zone_named("America/New_York");
  const schedule due = nightly(sundays, "2024-03-09T07:30:00");
  const auto late = std::get<rota::skip_slot>(
      decide(due, none, instant("2024-03-09T12:00:00"), wall_clock{zone, gap::at_transition}, {.grace = 1h}));
  REQUIRE(late.slot == due.next_run);
  REQUIRE(late.next == instant("2024-03-10T07:00:00"));
  const auto skipped = std::get<rota::skip_slot>(
      decide(due, none, instant("2024-03-09T12:00:00"), wall_clock{zone, gap::skip}, {.grace = 1h}));
  REQUIRE(skipped.next == instant("2024-03-11T06:30:00"));
}

TEST_CASE("a simulated year starts one backup for every run on the wall clock", "[clocks]") {
  const sys_seconds from = instant("2024-01-01T12:00:00");
  const sys_seconds until = instant("2025-01-01T12:00:00");
  for (const char* name : {"America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"})
    for (const policy how : policies) {
      CAPTURE(name, text(how));
      const auto* zone = zone_named(name);
      schedule of = nightly(sundays, "2024-01-01T12:00:00");
      of.next_run = next_run(sundays, from, clock_of(zone, how)).at;
      const rota::simulation year = simulate(
          {.schedule = of, .retention = {.fulls = 2}, .from = from, .until = until},
          [](const backup&) { return rota::outcome{}; }, clock_of(zone, how));
      counterexamples found;
      bool has_full = false;
      auto event = year.events.begin();
      std::size_t starts = 0;
      for (const run& one : runs(sundays, from, until, clock_of(zone, how))) {
        event = std::find_if(event, year.events.end(),
                             [](const rota::event& each) { return each.kind == rota::event_kind::started; });
        if (event == year.events.end()) break;
        const level expected = has_full ? one.level : level::full;
        found.unless(event->at == one.at && event->what == expected && event->missed == 0, [&] { return text(one); });
        has_full = true;
        ++event;
        ++starts;
      }
      CAPTURE(found.first);
      REQUIRE(found.count == 0);
      const auto all = runs(sundays, from, until, clock_of(zone, how));
      REQUIRE(starts == static_cast<std::size_t>(std::distance(all.begin(), all.end())));
      REQUIRE(std::none_of(event, year.events.end(),
                           [](const rota::event& each) { return each.kind == rota::event_kind::started; }));
    }
}

// --- prune ---

TEST_CASE("the days of a retention are those of the zone", "[clocks]") {
  // In New York on 06-30 at 08:00, on 07-01 at 08:00 and 22:00.
  const std::vector<backup> backups{full("june", "2024-06-30T12:00:00"), full("noon", "2024-07-01T12:00:00"),
                                    full("night", "2024-07-02T02:00:00")};
  const sys_seconds now = instant("2024-07-02T12:00:00");
  const auto kept = [&](const rota::retention& rules, const auto& clock) {
    return ids(backups, prune(backups, rules, now, clock), true);
  };
  const auto* new_york = zone_named("America/New_York");
  REQUIRE(kept({.daily = 2, .at_least = 0}, rota::utc) == "noon night");
  REQUIRE(kept({.daily = 2, .at_least = 0}, wall_clock{new_york}) == "june night");
  REQUIRE(kept({.daily = 2, .at_least = 0}, wall_clock{rota::fixed_offset{-4h}}) == "june night");
  REQUIRE(kept({.daily = 2, .at_least = 0}, wall_clock{rota::cached_zone{new_york}}) == "june night");
  REQUIRE(kept({.monthly = 2, .at_least = 0}, wall_clock{new_york}) == "june night");
  REQUIRE(kept({.daily = 3, .at_least = 0}, wall_clock{new_york}) == "june night");
  REQUIRE(kept({.daily = 3, .at_least = 0}, rota::utc) == "june noon night");
}

TEST_CASE("the weeks, months and years of a retention are those of the zone", "[clocks]") {
  // 2024-01-01 was a Monday. In Auckland, at +13:00, it began at 2023-12-31T11:00:00Z.
  const std::vector<backup> backups{full("before", "2023-12-31T10:59:59"), full("begun", "2023-12-31T11:00:00"),
                                    full("later", "2024-01-01T00:00:00")};
  const sys_seconds now = instant("2024-01-02T00:00:00");
  const auto kept = [&](const rota::retention& rules, const auto& clock) {
    return ids(backups, prune(backups, rules, now, clock), true);
  };
  const auto* auckland = zone_named("Pacific/Auckland");
  for (const rota::retention& rules :
       {rota::retention{.weekly = 2, .at_least = 0}, rota::retention{.monthly = 2, .at_least = 0},
        rota::retention{.yearly = 2, .at_least = 0}, rota::retention{.daily = 2, .at_least = 0}}) {
    REQUIRE(kept(rules, wall_clock{auckland}) == "before later");
    REQUIRE(kept(rules, rota::utc) == "begun later");
  }
}

TEST_CASE("a day that the clock goes back into is one day to a retention", "[clocks]") {
  // St. John's, 2010-11-07 at 00:01 back to 2010-11-06 23:01.
  const std::vector<backup> backups{
      full("friday", "2010-11-06T00:00:00"),           // 2010-11-05 21:30
      full("sunday, early", "2010-11-07T02:30:30"),    // 2010-11-07 00:00:30
      full("saturday again", "2010-11-07T03:00:00"),   // 2010-11-06 23:30
      full("sunday, at last", "2010-11-07T04:00:00"),  // 2010-11-07 00:30
  };
  const auto* zone = zone_named("America/St_Johns");
  const auto kept = [&](unsigned days) {
    const rota::retention rules{.daily = days, .at_least = 0};
    return ids(backups, prune(backups, rules, instant("2010-11-08T00:00:00"), wall_clock{zone}), true);
  };
  REQUIRE(kept(1) == "sunday, at last");
  REQUIRE(kept(2) == "saturday again sunday, at last");
  REQUIRE(kept(3) == "friday saturday again sunday, at last");
  REQUIRE(kept(9) == "friday saturday again sunday, at last");
}

TEST_CASE("an hour that comes twice is two hours to a retention, since both pass", "[clocks]") {
  // Troll, 2024-10-27 at 03:00 (+02:00) back to 01:00 (+00:00): the hours 1 and 2 come twice.
  const std::vector<backup> troll{full("0", "2024-10-26T22:30:00"), full("1, first", "2024-10-26T23:30:00"),
                                  full("2, first", "2024-10-27T00:30:00"), full("1, last", "2024-10-27T01:30:00"),
                                  full("2, last", "2024-10-27T02:30:00")};
  const auto kept = [&](const std::vector<backup>& backups, unsigned hours, const char* zone) {
    const rota::retention rules{.hourly = hours, .at_least = 0};
    return ids(backups, prune(backups, rules, instant("2024-11-08T00:00:00"), wall_clock{zone_named(zone)}), true);
  };
  REQUIRE(kept(troll, 2, "Antarctica/Troll") == "1, last 2, last");
  REQUIRE(kept(troll, 3, "Antarctica/Troll") == "2, first 1, last 2, last");
  REQUIRE(kept(troll, 9, "Antarctica/Troll") == "0 1, first 2, first 1, last 2, last");
  // New York, 2024-11-03 at 02:00 back to 01:00.
  const std::vector<backup> new_york{full("0", "2024-11-03T04:30:00"), full("1, first", "2024-11-03T05:30:00"),
                                     full("1, last", "2024-11-03T06:30:00"), full("2", "2024-11-03T07:30:00")};
  REQUIRE(kept(new_york, 9, "America/New_York") == "0 1, first 1, last 2");
  // In India hours begin half an hour after those of UTC.
  const std::vector<backup> india{full("a", "2024-11-03T04:29:00"), full("b", "2024-11-03T04:31:00"),
                                  full("c", "2024-11-03T05:29:00")};
  REQUIRE(kept(india, 9, "Asia/Kolkata") == "a c");
  // Lord Howe, 2024-04-07 at 02:00 back to 01:30, by half an hour.
  const std::vector<backup> lord_howe{full("a", "2024-04-06T14:45:00"), full("b", "2024-04-06T15:15:00")};
  REQUIRE(kept(lord_howe, 9, "Australia/Lord_Howe") == "a b");
}
