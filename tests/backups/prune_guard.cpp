// SPDX-License-Identifier: MIT
//
// struct prune_guard { std::optional<std::size_t> most; std::optional<double> most_share; };
// struct guarded_source { rota::source source; std::size_t would_remove; std::size_t of; prune_guard beyond; };
// std::string to_string(const guarded_source&);
//
// prune_plan prune(const history&, const retention&, sys_seconds now, clock, const prune_guard&);
// prune_plan prune(std::span<const backup>, const retention&, sys_seconds now, clock, const prune_guard&);
//
// Laws: prune_laws.cpp.

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <rota/backups/prune.hpp>
#include <string>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::keep_reason;
using rota::prune_guard;
using rota::prune_plan;
using rota::retention;

constexpr std::chrono::hours day{24};
constexpr rota::sys_seconds now = instant("2015-03-01T12:00:00");

/// A full of 1 GiB for each of the last days, the newest first: 0, 1, 2, …
std::vector<backup> daily_fulls(int count, const std::string& source = "db") {
  std::vector<backup> made;
  for (int i = 0; i < count; ++i) {
    made.push_back(of_source(backup_at(source + std::to_string(i), now - i * day), source));
    made.back().size_gib = 1.0;
  }
  return made;
}

prune_plan plan_of(const std::vector<backup>& backups, const retention& policy, const prune_guard& guard) {
  return prune(backups, policy, now, rota::utc, guard);
}

/// "2 go, 0 withheld"
std::string counts(const std::vector<backup>& backups, const retention& policy, const prune_guard& guard) {
  const prune_plan plan = plan_of(backups, policy, guard);
  return std::to_string(plan.removals.size()) + " go, " + std::to_string(plan.withheld.size()) + " withheld";
}

}  // namespace

TEST_CASE("a plan that would remove more than the guard allows removes nothing, and says why", "[prune_guard]") {
  const auto backups = daily_fulls(5);
  const prune_plan plan = plan_of(backups, {.fulls = 2}, {.most = 2});
  REQUIRE(plan.removals.empty());
  REQUIRE(ids_at(backups, plan.withheld) == "db2 db3 db4");
  REQUIRE(plan.freed_gib == 0.0);
  REQUIRE(plan.guarded == std::vector<rota::guarded_source>{{{"db"}, 3, 5, {.most = 2}}});
  REQUIRE(to_string(plan.guarded[0]) == "instance \"db\": would remove 3 of 5 backups; the guard allows 2");
  for (std::size_t i = 0; i < backups.size(); ++i) REQUIRE(plan.verdicts[i].keep);
  REQUIRE(plan.verdicts[1].why_kept.contains(reason_of(&retention::fulls)));
}

TEST_CASE("what is withheld is kept for that reason alone, and kept_if still names the rule that would keep it",
          "[prune_guard]") {
  auto backups = daily_fulls(4);
  backups[3].status = backup_status::failed;
  const prune_plan plan = plan_of(backups, {.fulls = 1}, {.most = 0});
  const prune_plan without = prune(backups, {.fulls = 1}, now);
  for (const std::size_t i : {1U, 2U, 3U}) {
    REQUIRE_FALSE(without.verdicts[i].keep);
    REQUIRE(plan.verdicts[i] ==
            rota::verdict{.keep = true, .why_kept = keep_reason::withheld, .kept_if = without.verdicts[i].kept_if});
  }
  REQUIRE(plan.verdicts[2].kept_if == rota::near_miss{reason_of(&retention::fulls), 3});
  REQUIRE(plan.withheld == without.removals);
}

TEST_CASE("a plan within the guard is as it is without one", "[prune_guard]") {
  const auto backups = daily_fulls(10);
  for (const prune_guard& guard : {prune_guard{}, prune_guard{.most = 8}, prune_guard{.most_share = 0.8},
                                   prune_guard{8, 0.8}, prune_guard{.most_share = 1}}) {
    const prune_plan plan = plan_of(backups, {.fulls = 2}, guard);
    const prune_plan without = prune(backups, {.fulls = 2}, now);
    REQUIRE(plan.verdicts == without.verdicts);
    REQUIRE(plan.removals == without.removals);
    REQUIRE(plan.withheld.empty());
    REQUIRE(plan.guarded.empty());
    REQUIRE(plan.freed_gib == 8.0);
  }
  REQUIRE(counts(backups, {.fulls = 2}, {.most = 7}) == "0 go, 8 withheld");
  REQUIRE(counts(backups, {.fulls = 2}, {.most_share = 0.79}) == "0 go, 8 withheld");
  REQUIRE(counts(backups, {.fulls = 2}, {8, 0.79}) == "0 go, 8 withheld");
  REQUIRE(counts(backups, {.fulls = 2}, {7, 0.8}) == "0 go, 8 withheld");
}

TEST_CASE("a share that is written in decimal allows exactly that many", "[prune_guard]") {
  const auto backups = daily_fulls(100);
  for (int percent = 0; percent < 100; ++percent) {
    const double share = percent / 100.0;
    CAPTURE(percent);
    const auto keep = static_cast<unsigned>(100 - percent);
    REQUIRE(plan_of(backups, {.fulls = keep}, {.most_share = share}).withheld.empty());
    REQUIRE(plan_of(backups, {.fulls = keep - 1, .at_least = 0}, {.most_share = share}).removals.empty());
  }
}

TEST_CASE("a guard that allows nothing, or names no share, lets nothing go", "[prune_guard]") {
  const auto backups = daily_fulls(3);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double share : {0.0, -0.0, -0.5, nan, infinity, -infinity, 1.5, 80.0})
    REQUIRE(counts(backups, {.fulls = 2}, {.most_share = share}) == "0 go, 1 withheld");
  REQUIRE(counts(backups, {.fulls = 2}, {.most = 0}) == "0 go, 1 withheld");
  REQUIRE(plan_of(backups, {.fulls = 3}, {0, nan}).guarded.empty());  // nothing would go
  REQUIRE(to_string(plan_of(backups, {.fulls = 2}, {0, 80.0}).guarded.at(0)) ==
          "instance \"db\": would remove 1 of 3 backups; the guard allows 0 and a share of 80, which is not a number "
          "from 0 to 1");
}

TEST_CASE("each source has the guard to itself", "[prune_guard]") {
  std::vector<backup> backups = daily_fulls(5, "many");
  for (backup& one : daily_fulls(3, "few")) backups.push_back(std::move(one));
  const prune_plan plan = plan_of(backups, {.fulls = 1}, {.most = 2});
  REQUIRE(ids_at(backups, plan.removals) == "few1 few2");
  REQUIRE(ids_at(backups, plan.withheld) == "many1 many2 many3 many4");
  REQUIRE(plan.freed_gib == 2.0);
  REQUIRE(plan.guarded == std::vector<rota::guarded_source>{{{"many"}, 4, 5, {.most = 2}}});
  const prune_plan both = plan_of(backups, {.fulls = 1}, {.most_share = 0.5});
  REQUIRE(both.removals.empty());
  REQUIRE(both.guarded == std::vector<rota::guarded_source>{{{"many"}, 4, 5, {.most_share = 0.5}},
                                                            {{"few"}, 2, 3, {.most_share = 0.5}}});
}

TEST_CASE("failed backups that go count like others, and those that stay do not", "[prune_guard]") {
  auto backups = daily_fulls(10);
  for (std::size_t i = 4; i < 10; ++i)
    backups[i].status = i % 2 == 0 ? backup_status::failed : backup_status::delete_failed;
  REQUIRE(plan_of(backups, {}, {.most = 5}).guarded.at(0) == rota::guarded_source{{"db"}, 6, 10, {.most = 5}});
  REQUIRE(plan_of(backups, {.fulls = 1, .sweep_failed = false}, {.most_share = 0.5}).guarded.at(0) ==
          rota::guarded_source{{"db"}, 3, 4, {.most_share = 0.5}});
}

TEST_CASE("on-demand backups count if they go, and pinned, unfinished and held ones are among the whole",
          "[prune_guard]") {
  auto backups = daily_fulls(6);
  backups[0].status = backup_status::building;
  backups[1].pinned = true;
  backups[2].held_until = now + 1s;
  backups.push_back(on_demand(backup_at("young", now - 1h)));
  backups.push_back(on_demand(backup_at("old", now - 90 * day)));
  REQUIRE(plan_of(backups, {.fulls = 1}, {.most = 1}).guarded.at(0) == rota::guarded_source{{"db"}, 2, 6, {.most = 1}});
  REQUIRE(plan_of(backups, {.fulls = 1, .on_demand_within = 30 * day}, {.most = 2}).guarded.at(0) ==
          rota::guarded_source{{"db"}, 3, 8, {.most = 2}});
}

TEST_CASE("damaged backups that stay do not hide a large share", "[prune_guard]") {
  auto backups = daily_fulls(4);
  for (const char* const id : {"x", "y", "z"}) backups.push_back(on("missing", backup_at(id, now - 1h)));
  REQUIRE(plan_of(backups, {.fulls = 1}, {.most_share = 0.5}).guarded.at(0) ==
          rota::guarded_source{{"db"}, 3, 4, {.most_share = 0.5}});
}

TEST_CASE("one on-demand backup of many may go", "[prune_guard]") {
  std::vector<backup> backups{on_demand(backup_at("old", now - 90 * day))};
  for (const char* const id : {"x", "y", "z"}) backups.push_back(on_demand(backup_at(id, now - 1h)));
  REQUIRE(counts(backups, {.on_demand_within = 30 * day}, {.most_share = 0.25}) == "1 go, 0 withheld");
}

TEST_CASE("a record that is listed twice counts once for the guard, and both are withheld", "[prune_guard]") {
  auto backups = daily_fulls(3);
  backups.push_back(backup{backups[2]});
  backups.push_back(backup{backups[1]});
  REQUIRE(counts(backups, {.fulls = 1}, {.most = 2}) == "2 go, 0 withheld");
  const prune_plan plan = plan_of(backups, {.fulls = 1}, {.most = 1});
  REQUIRE(plan.withheld == std::vector<std::size_t>{1, 2});
  REQUIRE(plan.guarded.at(0).of == 3);
  REQUIRE(plan.verdicts[3] == plan.verdicts[2]);
  REQUIRE(plan.verdicts[4].why_kept == keep_reason::withheld);
}

TEST_CASE("the reason names both limits if both are exceeded, and quotes the id of the source", "[prune_guard]") {
  const rota::guarded_source one{{"a\n", rota::source_type::ha}, 312, 340, {50, 0.25}};
  REQUIRE(to_string(one) == "ha \"a\\x0a\": would remove 312 of 340 backups; the guard allows 50 and a share of 0.25");
  REQUIRE(to_string(rota::guarded_source{{"db"}, 1, 3, {.most_share = 0.3}}) ==
          "instance \"db\": would remove 1 of 3 backups; the guard allows a share of 0.3");
}
