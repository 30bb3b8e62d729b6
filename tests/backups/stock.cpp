// SPDX-License-Identifier: MIT
//
// stock: a simulation that keeps its backups in stock does what one does that asks prune and decide about the whole list at
// every event, over drawn scenarios with damaged lists, every rule, several sources, outages, and clocks that change.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/forecast.hpp>
#include <rota/backups/stock.hpp>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "drawn_scenarios.hpp"
#include "events.hpp"
#include "generated.hpp"
#include "plain_stock.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

/// How often something happened in all scenarios.
struct tally {
  std::size_t events = 0;
  std::size_t removed = 0;
  std::size_t started = 0;
};

/// How the simulation differs from the plain one; "" if it does not.
template <class Zone>
std::string difference(const drawn_scenario& here, const rota::wall_clock<Zone>& clock, tally& happened) {
  std::array<std::vector<rota::backup>, 2> asked;  // how they end: as they were when they were started
  const auto outcome_of = [&](std::size_t place) {
    return [&here, &asked_here = asked[place]](const rota::backup& one) {
      asked_here.push_back(one);
      return here.outcome_of(one);
    };
  };
  const rota::simulation expected = plain::simulate(here.is, outcome_of(0), clock);
  const rota::simulation found = rota::simulate(here.is, outcome_of(1), clock);
  happened.events += found.events.size();
  for (const rota::event& one : found.events) {
    if (one.kind == rota::event_kind::removed) ++happened.removed;
    if (one.kind == rota::event_kind::started) ++happened.started;
  }
  const auto [one, other] =
      std::mismatch(expected.events.begin(), expected.events.end(), found.events.begin(), found.events.end());
  if (one != expected.events.end() || other != found.events.end())
    return text(here) + "after " + std::to_string(one - expected.events.begin()) + " events, expected " +
           (one == expected.events.end() ? "nothing" : text(*one)) + ", found " +
           (other == found.events.end() ? "nothing" : text(*other));
  if (asked[0] != asked[1]) return text(here) + "other backups are started";
  if (expected.backups != found.backups) return text(here) + "other backups are left";
  return expected.after == found.after ? "" : text(here) + "another schedule is left";
}

}  // namespace

TEST_CASE("a simulation does what prune and decide say of the whole list at every event", "[stock]") {
  constexpr std::array zones{"America/New_York",  "Australia/Lord_Howe", "Asia/Kolkata",
                             "Africa/Casablanca", "Antarctica/Troll",    "America/St_Johns"};
  counterexamples found;
  tally happened;
  for (std::uint64_t seed = 1; seed <= trials(300); ++seed) {
    const drawn_scenario here = draw_scenario(seed);
    generator values{seed};
    const std::string different =
        values.coin() ? difference(here, rota::utc, happened)
                      : difference(here, rota::wall_clock{zone_named(zones[values.index(zones.size())])}, happened);
    found.unless(different.empty(), [&] { return different; });
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(happened.started > trials(5'000));
  REQUIRE(happened.removed > trials(5'000));
}

TEST_CASE("a day that the clock goes back into is one day to the backups in stock", "[stock]") {
  // St. John's, 2010-11-07 at 00:01 back to 2010-11-06 23:01: Sunday, Saturday again, Sunday.
  const auto* zone = zone_named("America/St_Johns");
  const rota::source database{"s"};
  drawn_scenario here{.is = {.schedule = {.id = "nightly",
                                          .when = rota::daily_full(minute_of_day(12 * 60)),
                                          .source = database,
                                          .next_run = instant("2010-11-07T15:30:00")},
                             .retention = {.last = 3, .daily = 3, .at_least = 0},
                             .from = instant("2010-11-07T05:00:00"),
                             .until = instant("2010-11-10T00:00:00")},
                      .takes = {20min}};
  for (const auto* const created :
       {"2010-11-06T00:00:00", "2010-11-07T02:30:30", "2010-11-07T03:00:00", "2010-11-07T04:00:00"})
    here.is.backups.push_back(
        {.id = created, .source = database, .created = instant(created), .updated = instant(created)});
  tally happened;
  REQUIRE(difference(here, rota::wall_clock{zone}, happened) == "");
  REQUIRE(happened.removed == 4);
}

TEST_CASE("a differential of an older chain that has gone is made again", "[stock]") {
  using rota::calendar;
  using rota::level;
  const rota::source database{"s"};
  const auto completed = [&](const char* id, std::optional<std::string> parent, const char* created) {
    return rota::backup{.id = id,
                        .parent_id = std::move(parent),
                        .source = database,
                        .created = instant(created),
                        .updated = instant(created)};
  };
  const rota::times at_two = rota::at({2h, 0min});
  const drawn_scenario here{
      .is = {.schedule = {.id = "nightly",
                          .when = calendar{{level::full, rota::nth(1, date::Sunday), at_two},
                                           {level::differential, {.which = rota::weekdays{date::Wednesday}}, at_two},
                                           {level::incremental, {}, at_two}},
                          .source = database,
                          .next_run = instant("2014-11-13T02:00:00")},
             .retention = {.fulls = 1, .within = date::days{2}},
             .backups = {completed("old", std::nullopt, "2014-11-01T02:00:00"),
                         completed("sunday", std::nullopt, "2014-11-02T02:00:00"),
                         completed("monday", "sunday", "2014-11-03T02:00:00"),
                         completed("differential", "old", "2014-11-12T02:00:00")},
             .from = instant("2014-11-12T12:00:00"),
             .until = instant("2014-11-16T00:00:00")},
      .takes = {20min}};
  tally happened;
  REQUIRE(difference(here, rota::utc, happened) == "");
  std::string started;
  for (const rota::fate& one : rota::forecast(here.is, rota::utc))
    if (one.id.starts_with("simulated")) started.append(to_string(one.what)).append(" ");
  REQUIRE(started == "incremental incremental differential ");
}

TEST_CASE("a failed backup goes when the on-demand full that it is built on is old, even if the floor keeps that full",
          "[stock]") {
  const rota::source database{"s"};
  const rota::sys_seconds created = instant("2014-11-02T14:30:00");
  const std::vector<rota::backup> backups{
      {.id = "by hand", .source = database, .automated = false, .created = created, .updated = created},
      {.id = "on it", .parent_id = "by hand", .source = database, .created = created + 1h, .updated = created + 1h},
      {.id = "failed",
       .parent_id = "by hand",
       .source = database,
       .status = rota::backup_status::failed,
       .created = created + 2h,
       .updated = created + 2h}};
  const auto fates = rota::forecast(backups, {.fulls = 0, .on_demand_within = date::days{2}}, created + 3h,
                                    created + 9 * 24h, rota::utc);
  REQUIRE(fates[0].why_kept == rota::keep_reason::at_least);
  REQUIRE(fates[1].why_kept == rota::keep_reason::at_least);
  REQUIRE(fates[2].goes == created + 48h + 1s);
}

TEST_CASE("a simulation of more than a year does what prune and decide say of the whole list at every event",
          "[stock]") {
  counterexamples found;
  tally happened;
  for (std::uint64_t seed = 3; seed < 3 + trials(2); ++seed) {
    drawn_scenario here = draw_scenario(seed);
    here.is.until = here.is.from + 400 * 24h;
    const std::string different = difference(here, rota::utc, happened);
    found.unless(different.empty(), [&] { return different; });
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(happened.removed > 300);
}
