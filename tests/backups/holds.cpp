// SPDX-License-Identifier: MIT
//
// issues hold_report(const history&, sys_seconds now);
//
// And holds as prune sees them.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/holds.hpp>
#include <rota/backups/prune.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "issues_found.hpp"
#include "plain_backups.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::hold_report;
using rota::retention;
using rota::sys_seconds;

constexpr std::chrono::hours day{24};
constexpr sys_seconds now = instant("2015-03-01T12:00:00");

backup full(std::string id, std::chrono::seconds ago) { return backup_at(std::move(id), now - ago); }

backup incremental(std::string id, std::string parent, std::chrono::seconds ago) {
  return on(std::move(parent), full(std::move(id), ago));
}

backup held(backup one, std::chrono::seconds longer) {
  one.held_until = now + longer;
  return one;
}

std::string removed(const std::vector<backup>& backups, const retention& policy, sys_seconds at = now) {
  return ids_at(backups, prune(backups, policy, at).removals);
}

std::string why(const std::vector<backup>& backups, const retention& policy, std::size_t i) {
  return to_string(prune(backups, policy, now).verdicts[i].why_kept);
}

/// The issues about holds, with their messages, a line each.
std::string reported(const std::vector<backup>& backups, sys_seconds at = now) {
  std::string lines;
  for (const rota::issue& one : hold_report(rota::history{backups}, at)) lines += to_string(one) + "\n";
  return lines;
}

/// The list with half of its backups held, for some seconds or no longer. Records that were equal may differ.
plain_list with_holds(plain_list list) {
  generator values{list.salt};
  for (plain_backup& one : list.backups)
    if (values.coin()) one.held_until = list.now + values.between(-1, 4);
  return list;
}

const retention nothing{.fulls = 0, .at_least = 0};

}  // namespace

// --- what a hold keeps ---

TEST_CASE("a held backup stays until its hold ends, with all that it is built on", "[holds]") {
  const std::vector<backup> backups{full("a", 9 * day), incremental("b", "a", 8 * day),
                                    held(incremental("c", "b", 7 * day), 1h), incremental("d", "c", 6 * day)};
  REQUIRE(removed(backups, nothing) == "d");
  REQUIRE(why(backups, nothing, 0) == "ancestor");
  REQUIRE(why(backups, nothing, 2) == "held");
  REQUIRE(removed(backups, nothing, now + 1h - 1s) == "d");
  REQUIRE(removed(backups, nothing, now + 1h) == "d c b a");
}

TEST_CASE("a held backup does not count, and what is built on a held full stays", "[holds]") {
  const std::vector<backup> backups{full("a", 30 * day),
                                    full("b", 20 * day),
                                    held(full("c", 10 * day), 1s),
                                    incremental("d", "c", 9 * day),
                                    with(incremental("e", "c", 8 * day), backup_status::failed),
                                    full("f", 5 * day)};
  REQUIRE(removed(backups, {.fulls = 1}) == "b a");
  REQUIRE(removed(backups, {.fulls = 2}) == "a");
  REQUIRE(removed(backups, {.fulls = 2}, now + 1s) == "e b a");
  REQUIRE(why(backups, {.fulls = 1}, 3) == "ungoverned_chain");
  REQUIRE(why(backups, {.fulls = 1}, 4) == "ungoverned_chain");
  REQUIRE(removed(backups, {.last = 1}) == "b a");
}

TEST_CASE("a hold protects what would go for any other reason", "[holds]") {
  const retention sure{.fulls = 0, .on_demand_within = 0s, .at_least = 0, .sweep_orphans = true};
  REQUIRE(removed({held(with(full("a", 9 * day), backup_status::failed), 1s)}, sure) == "");
  REQUIRE(removed({held(with(full("a", 9 * day), backup_status::delete_failed), 1s)}, sure) == "");
  REQUIRE(removed({held(on_demand(full("a", 9 * day)), 1s)}, sure) == "");
  REQUIRE(removed({held(on("gone", full("a", 9 * day)), 1s)}, sure) == "");
  for (const auto& one :
       {with(full("a", 9 * day), backup_status::failed), on_demand(full("a", 9 * day)), on("gone", full("a", 9 * day))})
    REQUIRE(removed({held(one, 0s)}, sure) == "a");
}

TEST_CASE("records of one id that differ in their holds are damage, and stay", "[holds]") {
  const std::vector<backup> backups{full("a", 9 * day), held(full("a", 9 * day), -1s)};
  REQUIRE(rota::history{backups}.damage(0) == rota::damage_kind::duplicate_id);
  REQUIRE(removed(backups, nothing) == "");
}

// --- the report ---

TEST_CASE("a hold that ends before that of a backup built on it is reported", "[holds]") {
  const std::vector<backup> backups{held(full("a", 9 * day), day), held(incremental("b", "a", 8 * day), 2 * day)};
  REQUIRE(
      reported(backups) ==
      "/backups/0/held_until: \"b\" is held until 2015-03-03T12:00:00, but \"a\", which it is built on, is held only "
      "until 2015-03-02T12:00:00; hold \"a\" as long\n");
  REQUIRE(hold_report(rota::history{backups}, now).front().code == rota::issue_code::conflict);
  REQUIRE(
      reported({full("a", 9 * day), held(incremental("b", "a", 8 * day), day)}) ==
      "/backups/0/held_until: \"b\" is held until 2015-03-02T12:00:00, but \"a\", which it is built on, is not held; "
      "hold \"a\" as long\n");
  REQUIRE(
      reported(backups, now + day) ==
      "/backups/0/held_until: \"b\" is held until 2015-03-03T12:00:00, but \"a\", which it is built on, is not held; "
      "hold \"a\" as long\n");
}

TEST_CASE("there is nothing to report if no hold is longer than those of the ancestors, or none has not ended",
          "[holds]") {
  REQUIRE(reported({}) == "");
  REQUIRE(reported({full("a", 9 * day), incremental("b", "a", 8 * day)}) == "");
  REQUIRE(reported({held(full("a", 9 * day), day), held(incremental("b", "a", 8 * day), day)}) == "");
  REQUIRE(reported({held(full("a", 9 * day), day), incremental("b", "a", 8 * day)}) == "");
  REQUIRE(reported({full("a", 9 * day), held(incremental("b", "a", 8 * day), 0s)}) == "");
  REQUIRE(reported({held(full("a", 9 * day), -2s), held(incremental("b", "a", 8 * day), -1s)}) == "");
}

TEST_CASE("each ancestor is reported once, for the longest hold of what is built on it", "[holds]") {
  const std::vector<backup> backups{
      full("a", 9 * day), held(incremental("b", "a", 8 * day), 5 * day), held(incremental("c", "b", 7 * day), 3 * day),
      held(incremental("d", "a", 6 * day), 9 * day), held(incremental("e", "b", 5 * day), 7 * day)};
  const std::string lines = reported(backups);
  REQUIRE(std::count(lines.begin(), lines.end(), '\n') == 2);
  REQUIRE(
      lacking(lines, std::vector<std::string_view>{
                         "/backups/0/held_until: \"d\" is held until 2015-03-10T12:00:00, but \"a\", which it is built "
                         "on, is not held",
                         "/backups/1/held_until: \"e\" is held until 2015-03-08T12:00:00, but \"b\", which it is built "
                         "on, is held only until 2015-03-06T12:00:00"}) == "");
}

TEST_CASE("a hold without an end that the calendar has is for ever", "[holds]") {
  backup always = incremental("b", "a", 8 * day);
  always.held_until = sys_seconds::max();
  REQUIRE(reported({held(full("a", 9 * day), day), always}) ==
          "/backups/0/held_until: \"b\" is held for ever, but \"a\", which it is built on, is held only until "
          "2015-03-02T12:00:00; hold \"a\" as long\n");
}

// --- laws ---

TEST_CASE("the report names what brute force finds: undamaged ancestors held for a shorter time", "[holds]") {
  const auto law = [](const plain_list& drawn) {
    const plain_list list = drawn.salt % 4 == 0 ? drawn : with_holds(drawn);
    const auto& all = list.backups;
    const brute_force::judged_list judged{all};
    std::string expected;
    for (std::size_t ancestor = 0; ancestor < all.size(); ++ancestor) {
      bool is_short = false;
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (judged.damage(i) != 0 || !all[i].held_until || *all[i].held_until <= list.now) continue;
        const auto line = judged.ancestry(i);
        const bool is_ancestor = i != ancestor && std::find(line.begin(), line.end(), ancestor) != line.end();
        is_short = is_short || (is_ancestor && all[ancestor].held_until.value_or(list.now) < *all[i].held_until);
      }
      if (is_short && !judged.is_repeated(ancestor))
        expected += "/backups/" + std::to_string(ancestor) + "/held_until conflict, ";
    }
    const auto backups = backups_of(list);
    const rota::issues found = hold_report(rota::history{backups}, instant_of(list.now));
    const std::string listed = found.empty() ? "" : problems(found) + ", ";
    return listed == expected && bad_messages(found).empty();
  };
  REQUIRE(refutation(20150318, 20'000, law) == "");
}

TEST_CASE("holding every reported backup as long as the one it is reported for leaves nothing to report", "[holds]") {
  const auto law = [](const plain_list& drawn) {
    const plain_list list = drawn.salt % 4 == 0 ? drawn : with_holds(drawn);
    auto backups = backups_of(list);
    const sys_seconds at = instant_of(list.now);
    const auto before = hold_report(rota::history{backups}, at);
    for (const rota::issue& one : before) {
      constexpr std::string_view root = "/backups/";
      const auto i = std::stoul(one.pointer.substr(root.size()));
      const std::string id = one.message.substr(1, 1);
      const auto child = std::find_if(backups.begin(), backups.end(), [&](const backup& of) { return of.id == id; });
      const std::optional<sys_seconds> until = child->held_until;
      const backup ancestor = backups[i];
      for (backup& of : backups)
        if (of == ancestor) of.held_until = until;  // in each of its records
    }
    return hold_report(rota::history{backups}, at).empty();
  };
  REQUIRE(refutation(20150319, 10'000, law) == "");
}
