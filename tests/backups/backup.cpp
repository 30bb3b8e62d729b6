// SPDX-License-Identifier: MIT
//
// enum class backup_status { new_, building, completed, failed, delete_failed };
// constexpr std::string_view to_string(backup_status) noexcept;
// constexpr bool is_unfinished(backup_status) noexcept;
//
// inline constexpr std::chrono::minutes clock_skew{5};
//
// struct backup
// {
//     std::string id; std::optional<std::string> parent_id; source; backup_status status; bool automated;
//     sys_seconds created; sys_seconds updated; std::optional<double> size_gib; bool pinned;
//     std::optional<sys_seconds> held_until;
//     level level() const noexcept;
// };
// bool is_later(const backup&, const backup&) noexcept;
// bool is_future(const backup&, sys_seconds now) noexcept;
// bool is_held(const backup&, sys_seconds now) noexcept;

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/backup.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::is_future;
using rota::is_held;
using rota::is_later;
using rota::parse_enum;
using rota::sys_seconds;

constexpr std::array all_statuses{backup_status::new_, backup_status::building, backup_status::completed,
                                  backup_status::failed, backup_status::delete_failed};

backup created_at(std::string_view text, std::string id = "a") {
  return {.id = std::move(id), .created = instant(text), .updated = instant(text)};
}

}  // namespace

// --- statuses ---

TEST_CASE("every status prints as the API writes it", "[backup]") {
  const std::vector<std::string_view> expected{"NEW", "BUILDING", "COMPLETED", "FAILED", "DELETE_FAILED"};
  std::vector<std::string_view> texts;
  for (const backup_status status : all_statuses) texts.push_back(to_string(status));
  REQUIRE(texts == expected);
}

TEST_CASE("every status parses from its text", "[backup]") {
  REQUIRE(std::all_of(all_statuses.begin(), all_statuses.end(),
                      [](backup_status status) { return parse_enum<backup_status>(to_string(status)) == status; }));
}

TEST_CASE("no other text is a status", "[backup]") {
  for (const std::string_view text : {"", "new", "Completed", "COMPLETE", "COMPLETED ", " NEW", "DELETE-FAILED"}) {
    CAPTURE(text);
    REQUIRE(parse_enum<backup_status>(text) == std::nullopt);
  }
}

TEST_CASE("statuses are parsed and printed in constant expressions", "[backup]") {
  STATIC_REQUIRE(parse_enum<backup_status>("DELETE_FAILED") == backup_status::delete_failed);
  STATIC_REQUIRE(to_string(backup_status::new_) == "NEW");
}

TEST_CASE("only NEW and BUILDING backups are unfinished", "[backup]") {
  STATIC_REQUIRE(is_unfinished(backup_status::new_));
  STATIC_REQUIRE(is_unfinished(backup_status::building));
  STATIC_REQUIRE_FALSE(is_unfinished(backup_status::completed));
  STATIC_REQUIRE_FALSE(is_unfinished(backup_status::failed));
  STATIC_REQUIRE_FALSE(is_unfinished(backup_status::delete_failed));
}

// --- backups ---

TEST_CASE("a backup is incremental if it has a parent, and full if it has none", "[backup]") {
  REQUIRE(backup{.id = "a"}.level() == rota::level::full);
  REQUIRE(backup{.id = "b", .parent_id = "a"}.level() == rota::level::incremental);
  REQUIRE(backup{.id = "c", .parent_id = ""}.level() == rota::level::incremental);
}

TEST_CASE("a backup of which only the id is given is a completed, automated full of unknown size", "[backup]") {
  const backup one{.id = "a"};
  REQUIRE(one.status == backup_status::completed);
  REQUIRE(one.automated);
  REQUIRE_FALSE(one.pinned);
  REQUIRE(one.size_gib == std::nullopt);
}

TEST_CASE("backups are equal if all their members are equal", "[backup]") {
  const backup one = created_at("2014-10-30T12:30:00");
  std::vector<backup> others(10, one);
  others[0].id = "b";
  others[1].parent_id = "";
  others[2].source.type = rota::source_type::ha;
  others[3].status = backup_status::failed;
  others[4].automated = false;
  others[5].created += 1s;
  others[6].updated += 1s;
  others[7].size_gib = 0.0;
  others[8].pinned = true;
  others[9].held_until = one.created;
  REQUIRE(one == backup{one});
  REQUIRE(std::count(others.begin(), others.end(), one) == 0);
}

TEST_CASE("a backup is held until the instant at which its hold ends, and no longer", "[backup]") {
  backup one = created_at("2014-10-30T12:30:00");
  REQUIRE_FALSE(is_held(one, sys_seconds::min()));
  one.held_until = instant("2014-11-30T00:00:00");
  REQUIRE(is_held(one, instant("2014-10-29T00:00:00")));  // dated ahead, and held
  REQUIRE(is_held(one, instant("2014-11-29T23:59:59")));
  REQUIRE_FALSE(is_held(one, instant("2014-11-30T00:00:00")));
  one.held_until = sys_seconds::max();
  REQUIRE(is_held(one, sys_seconds::max() - 1s));
}

// --- order ---

TEST_CASE("the later of two backups is the one created later, whatever their ids", "[backup]") {
  const backup earlier = created_at("2014-10-30T12:30:00", "z");
  const backup later = created_at("2014-10-30T12:30:01", "a");
  REQUIRE(is_later(later, earlier));
  REQUIRE_FALSE(is_later(earlier, later));
}

TEST_CASE("the later of two backups created at the same instant is the one with the greater id", "[backup]") {
  const backup lesser = created_at("2014-10-30T12:30:00", "a");
  const backup greater = created_at("2014-10-30T12:30:00", "b");
  REQUIRE(is_later(greater, lesser));
  REQUIRE_FALSE(is_later(lesser, greater));
}

TEST_CASE("no backup is later than itself or one with the same instant and id", "[backup]") {
  const backup one = created_at("2014-10-30T12:30:00");
  backup twin = one;
  twin.updated += 1h;
  twin.status = backup_status::failed;
  REQUIRE_FALSE(is_later(one, one));
  REQUIRE_FALSE(is_later(one, twin));
  REQUIRE_FALSE(is_later(twin, one));
}

TEST_CASE("sorting by is_later puts the newest first, whatever the order before", "[backup]") {
  std::vector<backup> backups{created_at("1969-12-31T23:59:59", "c"), created_at("1969-12-31T23:59:59", "d"),
                              created_at("1970-01-01T00:00:00", "b"), created_at("2014-10-30T12:30:00", "a")};
  const std::vector<backup> newest_first{backups.rbegin(), backups.rend()};
  const auto by_id = [](const backup& a, const backup& b) { return a.id < b.id; };
  std::sort(backups.begin(), backups.end(), by_id);
  std::size_t wrong = 0;
  do {
    std::vector<backup> sorted = backups;
    std::sort(sorted.begin(), sorted.end(), is_later);
    wrong += sorted == newest_first ? 0U : 1U;
  } while (std::next_permutation(backups.begin(), backups.end(), by_id));
  REQUIRE(wrong == 0);
}

// --- clocks ---

TEST_CASE("clocks may differ by five minutes", "[backup]") { STATIC_REQUIRE(rota::clock_skew == 5min); }

TEST_CASE("a backup is dated ahead if it was created more than five minutes after now", "[backup]") {
  const backup one = created_at("2014-10-30T12:30:00");
  REQUIRE(is_future(one, instant("2014-10-29T12:30:00")));
  REQUIRE(is_future(one, instant("2014-10-30T12:24:59")));
  REQUIRE_FALSE(is_future(one, instant("2014-10-30T12:25:00")));
  REQUIRE_FALSE(is_future(one, instant("2014-10-30T12:30:00")));
  REQUIRE_FALSE(is_future(one, instant("2024-10-30T12:30:00")));
}

TEST_CASE("instants at the ends of 64 bits are dated ahead of each other without overflow", "[backup]") {
  const backup last{.id = "a", .created = rota::sys_seconds::max()};
  const backup first{.id = "a", .created = rota::sys_seconds::min()};
  REQUIRE(is_future(last, rota::sys_seconds::min()));
  REQUIRE_FALSE(is_future(first, rota::sys_seconds::max()));
  REQUIRE_FALSE(is_future(last, rota::sys_seconds::max()));
}

TEST_CASE("the instant of the update does not date a backup ahead", "[backup]") {
  backup one = created_at("2014-10-30T12:30:00");
  one.updated += 24h;
  REQUIRE_FALSE(is_future(one, instant("2014-10-30T12:30:00")));
}
