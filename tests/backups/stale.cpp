// SPDX-License-Identifier: MIT
//
// tests of what stale lists: the unfinished backups that no longer stand in the way, for the caller to mark FAILED.
//
//   std::vector<std::size_t> stale(const history&, const source&, sys_seconds now, seconds after);

#include <chrono>
#include <rota/backups/decide.hpp>
#include <string>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup_status;

const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7"};
constexpr rota::sys_seconds now = instant("2014-11-02T14:30:00");

rota::backup building(std::string id, rota::sys_seconds created) {
  rota::backup one = with(backup_at(std::move(id), created), backup_status::building);
  one.source = database;
  return one;
}

/// The ids of what is stale after six hours.
std::string stale_ids(const std::vector<rota::backup>& backups) {
  const rota::history past{backups};
  return ids_at(backups, rota::stale(past, database, now, 6h));
}

}  // namespace

TEST_CASE("a backup is stale when it has been unfinished for longer than the time given", "[stale]") {
  CHECK(stale_ids({building("a", now - 6h - 1s)}) == "a");
  CHECK(stale_ids({building("a", now - 6h)}) == "");
  CHECK(stale_ids({building("a", now)}) == "");
}

TEST_CASE("a backup that is dated further ahead than that is stale too: its clock was wrong", "[stale]") {
  CHECK(stale_ids({building("a", now + 6h)}) == "");
  CHECK(stale_ids({building("a", now + 6h + 1s)}) == "a");
}

TEST_CASE("only NEW and BUILDING backups can be stale", "[stale]") {
  const rota::backup old = building("a", now - 7h);
  CHECK(stale_ids({with(old, backup_status::new_)}) == "a");
  CHECK(stale_ids({with(old, backup_status::building)}) == "a");
  CHECK(stale_ids({with(old, backup_status::completed)}) == "");
  CHECK(stale_ids({with(old, backup_status::failed)}) == "");
  CHECK(stale_ids({with(old, backup_status::delete_failed)}) == "");
  CHECK(stale_ids({}) == "");
}

TEST_CASE("backups made by a person can be stale too, since they stand in the way as well", "[stale]") {
  CHECK(stale_ids({on_demand(building("a", now - 7h))}) == "a");
}

TEST_CASE("backups of other sources are not listed", "[stale]") {
  CHECK(stale_ids({of_source(building("a", now - 7h), "another")}) == "");
  CHECK(stale_ids({of_source(building("a", now - 7h), database.id, rota::source_type::ha)}) == "");
}

TEST_CASE("stale backups are listed oldest first, those of one instant by id", "[stale]") {
  const std::vector<rota::backup> backups{building("d", now + 7h), building("c", now - 7h), building("young", now - 1h),
                                          building("b", now - 7h), building("a", now - 8h)};
  CHECK(stale_ids(backups) == "a b c d");
}

TEST_CASE("damaged backups are listed, and a record that is repeated is listed once", "[stale]") {
  CHECK(stale_ids({on("gone", building("a", now - 7h))}) == "a");
  CHECK(stale_ids({building("a", now - 7h), building("b", now - 8h), building("a", now - 7h)}) == "b a");
}
