// SPDX-License-Identifier: MIT
//
// std::vector<difference> compare(const history&, const retention& before, const retention& after, sys_seconds now, clock);

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/compare.hpp>
#include <rota/backups/prune.hpp>
#include <string>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_backups.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::difference;
using rota::retention;
using rota::sys_seconds;

constexpr sys_seconds first_sunday = instant("2014-11-02T14:30:00");
constexpr sys_seconds now = instant("2014-11-20T12:00:00");

backup sized(backup one, std::optional<double> gib) {
  one.size_gib = gib;
  return one;
}

/// Fulls on three Sundays that take an hour each, and an incremental on each Monday.
std::vector<backup> three_weeks() {
  std::vector<backup> made;
  for (int week = 0; week < 3; ++week) {
    const std::string number = std::to_string(week + 1);
    const sys_seconds at = first_sunday + week * 7 * 24h;
    made.push_back(sized(backup_at("full" + number, at), 10));
    made.back().updated += 1h;
    made.push_back(sized(on("full" + number, backup_at("inc" + number, at + 24h)), 1));
  }
  return made;
}

std::vector<difference> compared(const std::vector<backup>& backups, const retention& before, const retention& after) {
  return compare(rota::history{backups}, before, after, now, rota::utc);
}

}  // namespace

TEST_CASE("fewer fulls lose the oldest chain, children first, and free its size", "[compare]") {
  const auto backups = three_weeks();
  const auto found = compared(backups, {.fulls = 3}, {.fulls = 2});
  REQUIRE(found.size() == 1);
  CHECK(found[0].source == rota::source{"db"});
  CHECK(ids_at(backups, found[0].lost) == "inc1 full1");
  CHECK(found[0].gained.empty());
  CHECK(found[0].freed_gib == 11);
  CHECK(found[0].oldest_before == first_sunday + 1h);
  CHECK(found[0].oldest_after == first_sunday + 7 * 24h + 1h);
}

TEST_CASE("more fulls gain what was to go, oldest first, and free less than nothing", "[compare]") {
  const auto backups = three_weeks();
  const auto found = compared(backups, {.fulls = 1}, {.fulls = 3});
  REQUIRE(found.size() == 1);
  CHECK(ids_at(backups, found[0].gained) == "full1 inc1 full2 inc2");
  CHECK(found[0].lost.empty());
  CHECK(found[0].freed_gib == -22);
}

TEST_CASE("other rules can lose some and gain others", "[compare]") {
  const auto backups = three_weeks();
  const auto found = compared(backups, {.last = 4, .at_least = 0}, {.last_fulls = 3, .at_least = 0});
  CHECK(ids_at(backups, found[0].lost) == "inc3 inc2");
  CHECK(ids_at(backups, found[0].gained) == "full1");
  CHECK(found[0].freed_gib == -8);
}

TEST_CASE("the size is unknown if that of a backup that is lost or gained is", "[compare]") {
  auto backups = three_weeks();
  backups[5].size_gib.reset();
  CHECK(compared(backups, {.fulls = 3}, {.fulls = 2})[0].freed_gib == 11);
  backups[1].size_gib.reset();
  CHECK(!compared(backups, {.fulls = 3}, {.fulls = 2})[0].freed_gib);
  CHECK(!compared(backups, {.fulls = 2}, {.fulls = 3})[0].freed_gib);
}

TEST_CASE("what both policies let go is in neither list", "[compare]") {
  auto backups = three_weeks();
  backups.push_back(with(backup_at("failed", now - 24h), rota::backup_status::failed));
  const auto found = compared(backups, {.fulls = 2}, {.fulls = 2});
  CHECK(found[0].lost.empty());
  CHECK(found[0].gained.empty());
  CHECK(found[0].freed_gib == 0);
  CHECK(found[0].oldest_before == found[0].oldest_after);
}

TEST_CASE("each source has a difference, in the order of the list", "[compare]") {
  auto backups = three_weeks();
  backups.insert(backups.begin(), of_source(backup_at("other", now - 48h), "another"));
  backups.push_back(with(of_source(backup_at("none", now - 24h), "third"), rota::backup_status::failed));
  const auto found = compared(backups, {.fulls = 3}, {.fulls = 1});
  REQUIRE(found.size() == 3);
  CHECK(found[0].source.id == "another");
  CHECK(found[0].lost.empty());
  CHECK(found[0].oldest_after == now - 48h);
  CHECK(ids_at(backups, found[1].lost) == "inc2 full2 inc1 full1");
  CHECK(found[2].source.id == "third");
  CHECK(!found[2].oldest_before);
  CHECK(!found[2].oldest_after);
  CHECK(compared({}, {.fulls = 3}, {.fulls = 1}).empty());
}

TEST_CASE("what is dated ahead is kept, and is not the oldest that can be restored", "[compare]") {
  const auto found = compared({backup_at("ahead", now + 24h)}, {.fulls = 1}, {.fulls = 2});
  CHECK(!found[0].oldest_before);
  CHECK(compared({backup_at("just", now + 5min)}, {.fulls = 1}, {.fulls = 2})[0].oldest_after == now + 5min);
}

TEST_CASE("the days of a policy are those of the clock", "[compare]") {
  const std::vector<backup> backups{backup_at("a", now - 24h), backup_at("b", now - 13h), backup_at("c", now - 1h)};
  const rota::history past{backups};
  const auto lost = [&](const auto& clock) {
    return ids_at(backups, compare(past, {.last = 3}, {.daily = 2, .at_least = 0}, now, clock)[0].lost);
  };
  CHECK(lost(rota::utc) == "a");
  CHECK(lost(rota::wall_clock{rota::fixed_offset{2h}}) == "b");
}

// --- laws ---

namespace {

retention draw_policy_of_rules(generator& values) {
  retention policy{.at_least = static_cast<unsigned>(values.between(0, 2)), .sweep_failed = values.coin()};
  policy.oldest = values.coin();
  policy.sweep_orphans = values.index(4) == 0;
  for (int rules = static_cast<int>(values.between(0, 3)); rules > 0; --rules) {
    const rota::retention_rule& rule = rota::retention_rules[values.index(rota::retention_rules.size())];
    if (rule.unit() == rota::rule_unit::length)
      rule.set(policy, rota::lookback{std::chrono::seconds{values.between(0, 20) * plain_day / 2}});
    else
      rule.set(policy, static_cast<unsigned>(values.between(0, 5)));
  }
  return policy;
}

/// What is left once a plan has been carried out.
std::vector<backup> left_by(const rota::prune_plan& plan, const std::vector<backup>& backups) {
  std::vector<backup> left;
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (plan.verdicts[i].keep) left.push_back(backups[i]);
  return left;
}

constexpr std::uint64_t seed = 412;

}  // namespace

TEST_CASE("a difference is what two prunes keep, each backup once", "[compare]") {
  std::size_t lost = 0;
  std::size_t gained = 0;
  REQUIRE(refutation(seed, 4'000, [&](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const rota::history past{backups};
            const auto before = draw_policy_of_rules(values);
            const auto after = draw_policy_of_rules(values);
            const auto at = instant_of(list.now);
            const auto first = prune(backups, before, at);
            const auto second = prune(backups, after, at);
            const auto found = compare(past, before, after, at, rota::utc);
            if (found.size() != past.sources()) return false;
            std::vector<int> seen(backups.size());
            for (const difference& one : found) {
              lost += one.lost.size();
              gained += one.gained.size();
              std::optional<double> freed = 0.0;
              const auto check = [&](std::size_t i, bool is_lost) {
                seen[i] += is_lost ? 1 : 2;
                freed = freed && backups[i].size_gib
                            ? std::optional{*freed + (is_lost ? *backups[i].size_gib : -*backups[i].size_gib)}
                            : std::nullopt;
                return backups[i].source == one.source;
              };
              for (const std::size_t i : one.lost)
                if (!check(i, true)) return false;
              for (const std::size_t i : one.gained)
                if (!check(i, false)) return false;
              if (freed != one.freed_gib) return false;
            }
            for (std::size_t i = 0; i < backups.size(); ++i) {
              const int wanted = past.is_repeated(i)                                  ? 0
                                 : first.verdicts[i].keep && !second.verdicts[i].keep ? 1
                                 : !first.verdicts[i].keep && second.verdicts[i].keep ? 2
                                                                                      : 0;
              if (seen[i] != wanted) return false;
            }
            return true;
          }) == "");
  CHECK(lost > 1'000);
  CHECK(gained > 1'000);
}

TEST_CASE("what is lost can be deleted in its order: no backup is left without its parent", "[compare]") {
  REQUIRE(refutation(seed + 1, 4'000, [](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const rota::history past{backups};
            const auto before = draw_policy_of_rules(values);
            const auto first = prune(backups, before, instant_of(list.now));
            for (const difference& one :
                 compare(past, before, draw_policy_of_rules(values), instant_of(list.now), rota::utc)) {
              std::vector<bool> is_there(backups.size());
              for (std::size_t i = 0; i < backups.size(); ++i) is_there[i] = first.verdicts[i].keep;
              for (const std::size_t i : one.lost) {
                is_there[i] = false;
                for (std::size_t child = 0; child < backups.size(); ++child)
                  if (is_there[child] && !past.is_repeated(child) && past.parent(child) == i) return false;
              }
            }
            return true;
          }) == "");
}

TEST_CASE("swapping the policies swaps the difference", "[compare]") {
  REQUIRE(refutation(seed + 2, 2'000, [](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const rota::history past{backups};
            const auto before = draw_policy_of_rules(values);
            const auto after = draw_policy_of_rules(values);
            const auto one = compare(past, before, after, instant_of(list.now), rota::utc);
            const auto other = compare(past, after, before, instant_of(list.now), rota::utc);
            const auto sorted = [](std::vector<std::size_t> places) {
              std::sort(places.begin(), places.end());
              return places;
            };
            for (std::size_t i = 0; i < one.size(); ++i) {
              if (sorted(one[i].lost) != sorted(other[i].gained) || sorted(one[i].gained) != sorted(other[i].lost))
                return false;
              if (one[i].freed_gib.has_value() != other[i].freed_gib.has_value()) return false;
              if (one[i].freed_gib && *one[i].freed_gib != -*other[i].freed_gib) return false;
              if (one[i].oldest_before != other[i].oldest_after || one[i].oldest_after != other[i].oldest_before)
                return false;
            }
            return true;
          }) == "");
}

TEST_CASE("what a policy keeps can be restored from its oldest instant on, and not before", "[compare]") {
  std::size_t moved = 0;
  REQUIRE(refutation(seed + 3, 4'000, [&](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const auto at = instant_of(list.now);
            const auto before = draw_policy_of_rules(values);
            const auto after = draw_policy_of_rules(values);
            for (const difference& one : compare(rota::history{backups}, before, after, at, rota::utc)) {
              moved += one.oldest_before != one.oldest_after ? 1U : 0U;
              for (const auto& [policy, oldest] :
                   {std::pair{before, one.oldest_before}, std::pair{after, one.oldest_after}}) {
                const auto left = left_by(prune(backups, policy, at), backups);
                const rota::history past{left};
                const sys_seconds last = at + rota::clock_skew;
                if (!oldest && restorable_at(past, one.source, last)) return false;
                if (oldest && (*oldest > last || !restorable_at(past, one.source, *oldest))) return false;
                if (oldest && restorable_at(past, one.source, *oldest - 1s)) return false;
              }
            }
            return true;
          }) == "");
  CHECK(moved > 300);
}

TEST_CASE("permuting the backups permutes what is lost and gained", "[compare]") {
  REQUIRE(refutation(seed + 4, 2'000, [](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const auto order = draw_order(values, backups.size());
            const std::vector<backup> shuffled = permuted(backups, order);
            const auto before = draw_policy_of_rules(values);
            const auto after = draw_policy_of_rules(values);
            const auto at = instant_of(list.now);
            const auto others = compare(rota::history{shuffled}, before, after, at, rota::utc);
            for (const difference& one : compare(rota::history{backups}, before, after, at, rota::utc)) {
              const auto other = std::find_if(others.begin(), others.end(),
                                              [&](const difference& that) { return that.source == one.source; });
              if (other == others.end() || ids_at(backups, one.lost) != ids_at(shuffled, other->lost) ||
                  ids_at(backups, one.gained) != ids_at(shuffled, other->gained) || one.freed_gib != other->freed_gib ||
                  one.oldest_before != other->oldest_before || one.oldest_after != other->oldest_after)
                return false;
            }
            return true;
          }) == "");
}
