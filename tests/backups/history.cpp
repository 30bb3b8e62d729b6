// SPDX-License-Identifier: MIT
//
// enum class damage_kind { duplicate_id, dangling_parent, self_parent, cycle, foreign_parent, later_parent,
//                          incomplete_parent, no_source };
// constexpr std::string_view to_string(damage_kind) noexcept;
// using damage_set = detail::enum_set<damage_kind>;
//
// class history
// {
// public:
//     explicit history(std::span<const backup>);
//     explicit history(temporary container) = delete;
//     std::span<const backup> backups() const noexcept;
//     std::size_t size() const noexcept;
//     const backup& operator[](std::size_t) const noexcept;
//     std::optional<std::size_t> find(std::string_view) const noexcept;
//     std::optional<std::size_t> parent(std::size_t) const noexcept;
//     bool is_repeated(std::size_t) const noexcept;
//     std::span<const std::size_t> parents_first() const noexcept;
//     std::size_t depth(std::size_t) const noexcept;
//     level strength(std::size_t) const noexcept;
//     std::size_t source_number(std::size_t) const noexcept;
//     std::size_t sources() const noexcept;
//     damage_set damage(std::size_t) const noexcept;
//     bool is_orphan(std::size_t) const noexcept;
//     bool is_restore_point(std::size_t) const noexcept;
//     issue damage_issue(std::size_t) const;
//     issues damage_report() const;
//     std::vector<std::size_t> dependents(std::size_t) const;
// };
// std::vector<std::size_t> dependents(const history&, std::size_t);
// result<std::vector<std::size_t>> restore_order(const history&, std::size_t);

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <rota/backups/history.hpp>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"
#include "plain_backups.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::damage_kind;
using rota::history;
using indices = std::vector<std::size_t>;

const rota::sys_seconds noon = instant_of(1'000 * plain_day + 12 * 3'600);

constexpr std::array all_kinds{
    damage_kind::duplicate_id,   damage_kind::dangling_parent, damage_kind::self_parent,       damage_kind::cycle,
    damage_kind::foreign_parent, damage_kind::later_parent,    damage_kind::incomplete_parent, damage_kind::no_source};

backup full(std::string id, std::chrono::hours after_noon = 0h) { return backup_at(std::move(id), noon + after_noon); }

backup incremental(std::string id, std::string parent, std::chrono::hours after_noon = 0h) {
  return on(std::move(parent), full(std::move(id), after_noon));
}

/// The id of every damaged backup with the names of its damage: "b: cycle later_parent; c: cycle".
std::string damages(const std::vector<backup>& backups) {
  const history past{backups};
  std::string listed;
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (past.damage(i).empty()) continue;
    listed += (listed.empty() ? "" : "; ") + past[i].id + ":";
    for (const damage_kind kind : past.damage(i)) listed += " " + std::string{to_string(kind)};
  }
  return listed;
}

std::string restored(const std::vector<backup>& backups, std::size_t i) {
  const auto order = restore_order(history{backups}, i);
  return order ? ids_at(backups, *order) : order.error().front().pointer;
}

std::string deleted_with(const std::vector<backup>& backups, std::size_t i) {
  return ids_at(backups, dependents(history{backups}, i));
}

bool says(std::string_view message, std::string_view part) { return message.find(part) != std::string_view::npos; }

unsigned bits_of(rota::damage_set damage) {
  unsigned bits = 0;
  for (std::size_t kind = 0; kind < all_kinds.size(); ++kind)
    if (damage.contains(all_kinds[kind])) bits |= 1U << kind;
  return bits;
}

/// A full on Sunday, and incrementals on Monday and Tuesday.
const std::vector<backup> week{full("sun"), incremental("mon", "sun", 24h), incremental("tue", "mon", 48h)};

/// c and d are built on b, which is built on a; e stands alone.
const std::vector<backup> two_branches{full("a"), incremental("b", "a", 1h), incremental("c", "b", 2h),
                                       incremental("d", "b", 3h), full("e", 4h)};

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("every kind of damage has a name", "[history]") {
  const std::vector<std::string_view> expected{"duplicate_id",   "dangling_parent", "self_parent",       "cycle",
                                               "foreign_parent", "later_parent",    "incomplete_parent", "no_source"};
  std::vector<std::string_view> names;
  for (const damage_kind kind : all_kinds) names.push_back(to_string(kind));
  REQUIRE(names == expected);
}

TEST_CASE("the history of an empty list is empty", "[history]") {
  const history past{{}};
  REQUIRE(past.size() == 0);
  REQUIRE(past.backups().empty());
  REQUIRE(past.parents_first().empty());
  REQUIRE(past.damage_report().empty());
}

TEST_CASE("a history refers to backups, so it cannot be made from a temporary container", "[history]") {
  using list = std::vector<backup>;
  STATIC_REQUIRE(std::is_constructible_v<history, list&>);
  STATIC_REQUIRE(std::is_constructible_v<history, const list&>);
  STATIC_REQUIRE(std::is_constructible_v<history, std::span<const backup>>);
  STATIC_REQUIRE(std::is_constructible_v<history, std::span<backup>>);
  STATIC_REQUIRE(std::is_constructible_v<history, std::array<backup, 2>&>);
  STATIC_REQUIRE(std::is_constructible_v<history, history>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<history, list>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<history, const list>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<history, std::array<backup, 2>>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<history, std::initializer_list<backup>>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<list&, history>);
}

TEST_CASE("what is built directly on a full is as good as a differential, what is built on that is an incremental",
          "[history]") {
  const std::vector<backup> backups{week[0],
                                    week[1],
                                    week[2],
                                    on("sun", backup_at("wed", week[2].created + 24h)),
                                    on("gone", backup_at("orphan", week[2].created)),
                                    week[1]};
  const history past{backups};
  REQUIRE(past.strength(0) == rota::level::full);
  REQUIRE(past.strength(1) == rota::level::differential);
  REQUIRE(past.strength(2) == rota::level::incremental);
  REQUIRE(past.strength(3) == rota::level::differential);
  REQUIRE(past.strength(4) == rota::level::incremental);
  REQUIRE(past.strength(5) == rota::level::differential);
}

TEST_CASE("a full and two incrementals are a chain of three restore points", "[history]") {
  const history past{week};
  REQUIRE(past.size() == 3);
  REQUIRE(past.backups().data() == week.data());
  REQUIRE(past[1].id == "mon");
  REQUIRE(past.parent(0) == std::nullopt);
  REQUIRE(past.parent(1) == 0U);
  REQUIRE(past.parent(2) == 1U);
  REQUIRE(past.depth(0) == 1);
  REQUIRE(past.depth(2) == 3);
  REQUIRE(past.is_restore_point(2));
  REQUIRE_FALSE(past.is_orphan(2));
  REQUIRE(past.damage_report().empty());
}

TEST_CASE("a backup is found by its id, and where records share it, the first of them", "[history]") {
  const std::vector<backup> backups{full("sun"), incremental("mon", "sun", 1h), full("sun", 2h)};
  const history past{backups};
  REQUIRE(past.find("sun") == 0U);
  REQUIRE(past.find("mon") == 1U);
  REQUIRE(past.find("") == std::nullopt);
  REQUIRE(history{{}}.find("sun") == std::nullopt);
}

TEST_CASE("restoring a backup takes its ancestors first, then itself", "[history]") {
  REQUIRE(restored(week, 0) == "sun");
  REQUIRE(restored(week, 2) == "sun mon tue");
  REQUIRE(restored(two_branches, 3) == "a b d");
}

TEST_CASE("deleting a backup deletes everything built on it, children before parents", "[history]") {
  REQUIRE(deleted_with(week, 0) == "tue mon");
  REQUIRE(deleted_with(week, 1) == "tue");
  REQUIRE(deleted_with(week, 2) == "");
  REQUIRE(deleted_with(two_branches, 4) == "");
  const std::string deleted = deleted_with(two_branches, 0);
  REQUIRE((deleted == "c d b" || deleted == "d c b"));
}

TEST_CASE("the function dependents returns what the member function returns", "[history]") {
  const history past{two_branches};
  REQUIRE(dependents(past, 0) == past.dependents(0));
}

TEST_CASE("a chain may be listed in any order", "[history]") {
  const std::vector<backup> backwards{week.rbegin(), week.rend()};
  REQUIRE(damages(backwards) == "");
  REQUIRE(restored(backwards, 0) == "sun mon tue");
  REQUIRE(deleted_with(backwards, 2) == "tue mon");
}

TEST_CASE("a parent and its child may be created at the same instant", "[history]") {
  REQUIRE(damages({full("a"), incremental("b", "a")}) == "");
}

// --- damage of every kind ---

TEST_CASE("every kind of damage is found on the backup that has it, and on everything built on that backup",
          "[history]") {
  struct row {
    std::vector<backup> backups;
    std::string expected;
  };
  const std::vector<row> rows{
      {{full("a"), full("a", 1h)}, "a: duplicate_id; a: duplicate_id"},
      {{full("a"), full("a", 1h), full("b"), full("a")}, "a: duplicate_id; a: duplicate_id; a: duplicate_id"},
      {{full("a"), incremental("b", "a", 1h), full("a", 2h)}, "a: duplicate_id; b: duplicate_id; a: duplicate_id"},
      {{full("a"), pinned(full("a")), incremental("b", "a"), incremental("c", "b")},
       "a: duplicate_id; a: duplicate_id; b: duplicate_id; c: duplicate_id"},
      {{full("r"), incremental("b", "r"), incremental("b", "r", 1h)}, "b: duplicate_id; b: duplicate_id"},
      {{incremental("b", "absent")}, "b: dangling_parent"},
      {{incremental("b", "")}, "b: dangling_parent"},
      {{incremental("b", "absent"), incremental("c", "b"), full("a")}, "b: dangling_parent; c: dangling_parent"},
      {{incremental("a", "a")}, "a: self_parent"},
      {{incremental("a", "a"), incremental("b", "a", 1h)}, "a: self_parent; b: self_parent"},
      {{incremental("a", "b"), incremental("b", "a")}, "a: cycle; b: cycle"},
      {{incremental("a", "c"), incremental("b", "a"), incremental("c", "b")}, "a: cycle; b: cycle; c: cycle"},
      {{incremental("a", "b"), incremental("b", "a"), incremental("c", "b"), incremental("d", "c"), full("e")},
       "a: cycle; b: cycle; c: cycle; d: cycle"},
      {{of_source(full("a"), "x"), of_source(incremental("b", "a"), "y")}, "b: foreign_parent"},
      {{of_source(full("a"), "x"), of_source(incremental("b", "a"), "x", rota::source_type::ha)}, "b: foreign_parent"},
      {{of_source(full("a"), "x"), of_source(incremental("b", "a"), "y"), of_source(incremental("c", "b"), "y")},
       "b: foreign_parent; c: foreign_parent"},
      {{full("a", 1h), incremental("b", "a")}, "b: later_parent"},
      {{full("a", 1h), incremental("b", "a"), incremental("c", "b")}, "b: later_parent; c: later_parent"},
      {{with(full("a"), backup_status::failed), incremental("b", "a")}, "b: incomplete_parent"},
      {{with(full("a"), backup_status::building), incremental("b", "a"), incremental("c", "b")},
       "b: incomplete_parent; c: incomplete_parent"},
      {{with(full("a"), backup_status::new_), incremental("b", "a")}, "b: incomplete_parent"},
      {{with(full("a"), backup_status::delete_failed), incremental("b", "a")}, "b: incomplete_parent"},
      {{of_source(full("a"), "")}, "a: no_source"},
      {{of_source(full("a"), ""), of_source(incremental("b", "a"), "")}, "a: no_source; b: no_source"},
      {{full("a"), of_source(incremental("b", "a"), "")}, "b: foreign_parent no_source"},
  };
  for (const row& one : rows) {
    CAPTURE(one.expected);
    REQUIRE(damages(one.backups) == one.expected);
  }
}

TEST_CASE("a backup may have several kinds of damage, its own and that of its ancestors", "[history]") {
  REQUIRE(damages({incremental("a", "absent"), full("a")}) == "a: duplicate_id dangling_parent; a: duplicate_id");
  REQUIRE(damages({incremental("a", "a"), incremental("a", "a", 1h)}) ==
          "a: duplicate_id self_parent; a: duplicate_id self_parent");
  REQUIRE(damages({of_source(with(full("a", 1h), backup_status::failed), "x"), incremental("b", "a")}) ==
          "b: foreign_parent later_parent incomplete_parent");
  REQUIRE(damages({incremental("a", "absent"), of_source(incremental("b", "a"), "y")}) ==
          "a: dangling_parent; b: dangling_parent foreign_parent");
}

TEST_CASE("every member of a cycle has the damage of all members, since it is built on all of them", "[history]") {
  REQUIRE(damages({of_source(incremental("a", "b"), "x"), incremental("b", "a"), incremental("c", "b")}) ==
          "a: cycle foreign_parent; b: cycle foreign_parent; c: cycle foreign_parent");
  REQUIRE(damages({incremental("a", "b"), incremental("b", "c", 1h), incremental("c", "a", 1h)}) ==
          "a: cycle later_parent; b: cycle later_parent; c: cycle later_parent");
}

TEST_CASE("a backup that is not COMPLETED may be built on another that is not", "[history]") {
  for (const backup_status status :
       {backup_status::new_, backup_status::building, backup_status::failed, backup_status::delete_failed}) {
    REQUIRE(damages({with(full("a"), backup_status::failed), with(incremental("b", "a"), status)}) == "");
    REQUIRE(damages({full("a"), with(incremental("b", "a"), status)}) == "");
  }
}

TEST_CASE("a parent may be created up to five minutes after its child, as clocks may differ", "[history]") {
  const auto created_after = [](std::chrono::seconds later) {
    return damages({backup_at("a", noon + later), incremental("b", "a")});
  };
  REQUIRE(created_after(5min) == "");
  REQUIRE(created_after(5min + 1s) == "b: later_parent");
}

TEST_CASE("instants at the ends of 64 bits are compared without overflow", "[history]") {
  const backup first = backup_at("first", rota::sys_seconds::min());
  const backup last = backup_at("last", rota::sys_seconds::max());
  REQUIRE(damages({last, on("last", first)}) == "first: later_parent");
  REQUIRE(damages({first, on("first", last)}) == "");
}

TEST_CASE("records that are equal count as one, as joined pages repeat them", "[history]") {
  const std::vector<backup> joined{full("a"), incremental("b", "a", 1h), full("a"), incremental("c", "b", 2h),
                                   incremental("b", "a", 1h)};
  const history past{joined};
  REQUIRE(damages(joined) == "");
  std::vector<bool> repeated;
  for (std::size_t i = 0; i < past.size(); ++i) repeated.push_back(past.is_repeated(i));
  REQUIRE(repeated == std::vector{false, false, true, false, true});
  REQUIRE(past.parents_first().size() == 3);
  REQUIRE(past.parent(4) == 0U);
  REQUIRE(past.depth(4) == 2);
  REQUIRE(past.source_number(4) == past.source_number(1));
  REQUIRE(past.is_restore_point(4));
  REQUIRE(restored(joined, 4) == "a b");
  REQUIRE(deleted_with(joined, 0) == "c b");
  REQUIRE(deleted_with(joined, 2) == "c b");
  REQUIRE(deleted_with(joined, 4) == "c");
}

TEST_CASE("a record that repeats a damaged one has its damage, which is reported once", "[history]") {
  const std::vector<backup> joined{incremental("a", "b"), incremental("b", "a"), incremental("a", "b"),
                                   incremental("a", "b")};
  REQUIRE(damages(joined) == "a: cycle; b: cycle; a: cycle; a: cycle");
  REQUIRE(history{joined}.damage_report().size() == 2);
  REQUIRE(restored(joined, 3) == "/backups/3/parent_id");
  REQUIRE(deleted_with(joined, 3) == "b");
}

TEST_CASE("where records with one id differ none of them repeats another, and each is reported", "[history]") {
  const std::vector<backup> backups{full("a"), full("a", 1h), full("a")};
  const history past{backups};
  for (std::size_t i = 0; i < past.size(); ++i) REQUIRE_FALSE(past.is_repeated(i));
  REQUIRE(past.damage_report().size() == 3);
}

TEST_CASE("if two backups share an id, no parent is guessed for their child", "[history]") {
  const std::vector<backup> twins{full("a"), full("a", 5h), incremental("b", "a", 1h)};
  const history past{twins};
  REQUIRE(past.parent(2) == std::nullopt);
  REQUIRE_FALSE(past.is_restore_point(0));
  REQUIRE_FALSE(past.is_restore_point(2));
}

TEST_CASE("the only damage of an orphan is a missing parent, its own or an ancestor's", "[history]") {
  const std::vector<backup> backups{incremental("a", "absent"), incremental("b", "a"), incremental("c", "b", -1h),
                                    incremental("d", "d"), full("e")};
  const history past{backups};
  REQUIRE(past.is_orphan(0));
  REQUIRE(past.is_orphan(1));
  REQUIRE_FALSE(past.is_orphan(2));
  REQUIRE_FALSE(past.is_orphan(3));
  REQUIRE_FALSE(past.is_orphan(4));
}

TEST_CASE("only a COMPLETED backup without damage is a restore point", "[history]") {
  for (const backup_status status : {backup_status::new_, backup_status::building, backup_status::completed,
                                     backup_status::failed, backup_status::delete_failed}) {
    const std::vector<backup> backups{full("a"), with(incremental("b", "a"), status)};
    REQUIRE(history{backups}.is_restore_point(1) == (status == backup_status::completed));
  }
}

TEST_CASE("the damage report has one issue for each damaged backup, which points at it", "[history]") {
  const std::vector<backup> backups{full("a"),
                                    incremental("b", "absent"),
                                    incremental("c", "b"),
                                    full("d"),
                                    full("d", 1h),
                                    with(full("e"), backup_status::failed)};
  const auto report = history{backups}.damage_report();
  std::vector<std::string> listed;
  for (const rota::issue& one : report) listed.push_back(one.pointer + " " + std::string{to_string(one.code)});
  REQUIRE(listed == std::vector<std::string>{"/backups/1/parent_id missing", "/backups/2/parent_id conflict",
                                             "/backups/3/id conflict", "/backups/4/id conflict"});
}

TEST_CASE("the issue of each kind of damage names the backup and says what is wrong", "[history]") {
  const auto message = [](const std::vector<backup>& backups) { return history{backups}.damage_issue(0).message; };
  REQUIRE(says(message({full("a"), full("a", 1h)}), "\"a\" more than once"));
  REQUIRE(says(message({of_source(full("a"), "")}), "\"a\" names no source"));
  REQUIRE(says(message({incremental("b", "a")}), "\"a\" of \"b\" is not in the list"));
  REQUIRE(says(message({incremental("a", "a")}), "\"a\" is its own parent"));
  REQUIRE(says(message({incremental("a", "b"), incremental("b", "a")}), "\"a\" is built on itself"));
  REQUIRE(says(message({incremental("b", "a"), of_source(full("a"), "y")}), "another source"));
  REQUIRE(says(message({incremental("b", "a"), full("a", 1h)}), "created more than five minutes after it"));
  REQUIRE(says(message({incremental("b", "a"), with(full("a"), backup_status::failed)}), "COMPLETED"));
  REQUIRE(says(message({incremental("c", "b"), incremental("b", "a")}), "\"c\" is built on"));
}

TEST_CASE("a backup that is damaged or not COMPLETED cannot be restored, and the issue says which", "[history]") {
  REQUIRE(restored({incremental("b", "a")}, 0) == "/backups/0/parent_id");
  REQUIRE(restored({full("a"), full("a", 1h)}, 1) == "/backups/1/id");
  REQUIRE(restored({of_source(full("a"), "")}, 0) == "/backups/0/source");
  REQUIRE(restored({incremental("a", "b"), incremental("b", "a")}, 1) == "/backups/1/parent_id");
  REQUIRE(restored({full("a"), with(incremental("b", "a"), backup_status::building)}, 1) == "/backups/1/status");
  REQUIRE(restored({with(full("a"), backup_status::failed)}, 0) == "/backups/0/status");
}

TEST_CASE("dependents are found in a cycle, and if the parent may be either of two backups", "[history]") {
  const std::vector<backup> cycle{incremental("a", "c"), incremental("b", "a"), incremental("c", "b"),
                                  incremental("d", "c")};
  const std::string deleted = deleted_with(cycle, 0);
  REQUIRE((deleted == "d c b"));
  REQUIRE(deleted_with({full("a"), full("a", 1h), incremental("b", "a")}, 0) == "b");
  REQUIRE(deleted_with({full("a"), full("a", 1h), incremental("b", "a")}, 1) == "b");
  REQUIRE(deleted_with({incremental("a", "a")}, 0) == "");
}

TEST_CASE("of two backups with the same id, one may be built on the other", "[history]") {
  REQUIRE(deleted_with({full("a"), incremental("b", "a"), incremental("a", "b")}, 0) == "a b");
  REQUIRE(deleted_with({incremental("a", "b"), incremental("b", "a"), full("a")}, 2) == "a b");
}

TEST_CASE("everything that may be built on a backup is deleted before it", "[history]") {
  // "x" is listed twice, once built on "p" and once on "q"; "c" is built on one of the two.
  std::vector<backup> backups{full("p"), incremental("q", "p", 1h), incremental("x", "p", 2h),
                              incremental("x", "q", 3h), incremental("c", "x", 4h)};
  for (std::size_t turn = 0; turn < backups.size(); ++turn) {
    std::rotate(backups.begin(), backups.begin() + 1, backups.end());
    const std::string deleted = deleted_with(backups, backups.size() - 1 - turn);
    REQUIRE((deleted == "c x x q" || deleted == "c x q x"));
  }
}

// --- size ---

TEST_CASE("a chain of a million backups, listed newest first, is followed without recursion", "[history]") {
  constexpr std::size_t length = 1'000'000;
  std::vector<backup> backups(length, full(""));
  for (std::size_t i = 0; i < length; ++i) {
    backups[i].id = std::to_string(i);
    if (i + 1 < length) backups[i].parent_id = std::to_string(i + 1);
  }
  const history past{backups};
  REQUIRE(past.depth(0) == length);
  REQUIRE(past.is_restore_point(0));
  REQUIRE(restore_order(past, 0)->size() == length);
  REQUIRE(dependents(past, length - 1).size() == length - 1);
}

TEST_CASE("a cycle of fifty thousand backups with an equally long tail is found without recursion", "[history]") {
  constexpr std::size_t length = 100'000;
  std::vector<backup> backups(length, full(""));
  for (std::size_t i = 0; i < length; ++i) {
    backups[i].id = std::to_string(i);
    backups[i].parent_id = std::to_string(i + 1 < length ? i + 1 : length / 2);
  }
  const history past{backups};
  REQUIRE(past.damage(0) == damage_kind::cycle);
  REQUIRE(past.damage(length - 1) == damage_kind::cycle);
  REQUIRE(dependents(past, length - 1).size() == length - 1);
}

TEST_CASE("backups built on an id that thousands share are found once, not once for each of those", "[history]") {
  constexpr std::size_t count = 4'000;
  std::vector<backup> backups{full("root")};
  for (std::size_t i = 0; i < count; ++i) backups.push_back(incremental("twin", "root", std::chrono::hours{i}));
  for (std::size_t i = 0; i < count; ++i) backups.push_back(incremental(std::to_string(i), "twin"));
  const history past{backups};
  REQUIRE(dependents(past, 0).size() == 2 * count);
  REQUIRE(dependents(past, 1).size() == count);
}

// --- laws, and a brute-force oracle, over generated histories ---

namespace {

/// The list with up to three records repeated, as joined pages do.
plain_list joined(plain_list list) {
  generator values{list.salt};
  for (std::size_t left = list.backups.empty() ? 0 : values.index(4); left > 0; --left) {
    const plain_backup again = list.backups[values.index(list.backups.size())];
    list.backups.insert(list.backups.begin() + static_cast<std::ptrdiff_t>(values.index(list.backups.size() + 1)),
                        again);
  }
  return list;
}

template <class Law>
std::string refutation_of_joined(std::uint64_t seed, int lists, const Law& holds) {
  return refutation(seed, lists, [&](const plain_list& list) { return holds(joined(list)); });
}

}  // namespace

TEST_CASE("parents, depths, damage and restore points are those that brute force finds", "[history]") {
  const auto law = [](const plain_list& list) {
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const brute_force::judged_list judged{list.backups};
    for (std::size_t i = 0; i < past.size(); ++i) {
      const unsigned damage = judged.damage(i);
      const bool is_restore_point = judged.is_restore_point(i);
      if (bits_of(past.damage(i)) != damage || past.is_restore_point(i) != is_restore_point ||
          past.is_orphan(i) != (damage == brute_force::dangling_parent) ||
          past.is_repeated(i) != judged.is_repeated(i) ||
          past.parent(i).value_or(brute_force::nowhere) != judged.parent(i))
        return false;
      if ((damage & brute_force::cycle) == 0 && past.depth(i) != judged.ancestry(i).size()) return false;
    }
    return true;
  };
  REQUIRE(refutation_of_joined(20141030, 16'000, law) == "");
}

TEST_CASE("parents are found by id even where ids have equal hashes in the index", "[history]") {
  constexpr std::size_t many = 200'000;  // the index keeps 32 bits of each hash: about nine pairs of ids share them
  std::vector<backup> backups;
  for (std::size_t i = 0; i < many; ++i) {
    const std::size_t other = i / 2;
    const bool is_there = i % 2 == 0;
    backups.push_back(incremental("backup " + std::to_string(i),
                                  (is_there ? "backup " : "no backup ") + std::to_string(is_there ? other : i)));
  }
  const history past{backups};
  counterexamples found;
  for (std::size_t i = 2; i < many; ++i) {
    const auto expected = i % 2 == 0 ? std::optional{i / 2} : std::nullopt;
    found.unless(past.parent(i) == expected, [&] { return backups[i].id; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("parents_first lists every backup once, without repeated ones, each after its parent unless it is in a cycle",
          "[history]") {
  const auto law = [](const plain_list& list) {
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const brute_force::judged_list judged{list.backups};
    const auto order = past.parents_first();
    std::vector<bool> is_before(past.size());
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < past.size(); ++i) repeated += judged.is_repeated(i) ? 1U : 0U;
    for (const std::size_t i : order) {
      const std::size_t parent = judged.parent(i);
      const bool is_in_cycle = judged.is_in_cycle(i);
      if (judged.is_repeated(i) || is_before[i] ||
          (parent != brute_force::nowhere && !is_in_cycle && !is_before[parent]))
        return false;
      is_before[i] = true;
    }
    return order.size() + repeated == past.size();
  };
  REQUIRE(refutation_of_joined(20141031, 6'000, law) == "");
}

TEST_CASE("exactly the restore points can be restored, by the ancestors that brute force finds", "[history]") {
  const auto law = [](const plain_list& list) {
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const brute_force::judged_list judged{list.backups};
    for (std::size_t i = 0; i < past.size(); ++i) {
      const auto order = restore_order(past, i);
      if (order.has_value() != judged.is_restore_point(i)) return false;
      if (!order) continue;
      indices expected = judged.ancestry(i);
      std::reverse(expected.begin(), expected.end());
      if (*order != expected) return false;
    }
    return true;
  };
  REQUIRE(refutation_of_joined(20141101, 6'000, law) == "");
}

namespace {

/// For each backup, whether it is built on `i`, or on a backup with the same id as one that is.
std::vector<bool> built_on(const std::vector<plain_backup>& all, std::size_t i) {
  std::vector<bool> found(all.size());
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (std::size_t child = 0; child < all.size(); ++child)
      for (std::size_t parent = 0; parent < all.size(); ++parent) {
        if (child == i || found[child] || !(parent == i || found[parent])) continue;
        if (all[child].parent != all[parent].id || all[child].parent == all[child].id) continue;
        found[child] = has_grown = true;
      }
  }
  return found;
}

}  // namespace

TEST_CASE("dependents are everything that may be built on a backup, children before parents", "[history]") {
  const auto law = [](const plain_list& list) {
    const auto& all = list.backups;
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const brute_force::judged_list judged{list.backups};
    for (std::size_t i = 0; i < past.size(); ++i) {
      std::vector<bool> expected = built_on(all, judged.is_repeated(i) ? judged.first_of(i) : i);
      for (std::size_t other = 0; other < all.size(); ++other)
        if (judged.is_repeated(other)) expected[other] = false;
      std::vector<bool> is_before(all.size());
      for (const std::size_t child : dependents(past, i)) {
        if (!expected[child] || is_before[child]) return false;
        is_before[child] = true;
        const std::size_t parent = judged.parent(child);
        if (parent != brute_force::nowhere && is_before[parent]) return false;
      }
      if (is_before != expected) return false;
    }
    return true;
  };
  REQUIRE(refutation_of_joined(20141102, 5'000, law) == "");
}

TEST_CASE("the damage report has one issue for each damaged backup, repeated or not, in the order of the list",
          "[history]") {
  const auto law = [](const plain_list& list) {
    const std::vector<backup> backups = backups_of(list);
    const brute_force::judged_list judged{list.backups};
    const auto report = history{backups}.damage_report();
    auto reported = report.begin();
    for (std::size_t i = 0; i < backups.size(); ++i) {
      if (judged.damage(i) == 0 || judged.is_repeated(i)) continue;
      const std::string pointer = "/backups/" + std::to_string(i) + "/";
      if (reported == report.end() || reported->pointer.compare(0, pointer.size(), pointer) != 0) return false;
      ++reported;
    }
    return reported == report.end();
  };
  REQUIRE(refutation_of_joined(20141103, 5'000, law) == "");
}

TEST_CASE("permuting the backups permutes every answer and changes none", "[history]") {
  const auto law = [](const plain_list& list) {
    generator values{list.salt};
    const std::vector<backup> backups = backups_of(list);
    const indices order = draw_order(values, backups.size());  // where each one comes from
    const std::vector<backup> shuffled = permuted(backups, order);
    const history before{backups};
    const history after{shuffled};
    const brute_force::judged_list judged{list.backups};
    const auto first = [&](std::size_t i) { return judged.is_repeated(i) ? judged.first_of(i) : i; };
    const auto original = [&](indices places) {  // repeated records count as the first
      for (std::size_t& place : places) place = first(order[place]);
      return places;
    };
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::size_t from = order[i];
      const auto parent = after.parent(i);
      if (after.damage(i) != before.damage(from) || after.depth(i) != before.depth(from) ||
          after.is_restore_point(i) != before.is_restore_point(from) ||
          (parent ? std::optional{first(order[*parent])} : std::nullopt) != before.parent(from))
        return false;
      const auto restored_after = restore_order(after, i);
      const auto restored_before = restore_order(before, from);
      indices expected = restored_before.value_or(indices{});
      if (restored_after) expected.back() = first(from);
      if (original(restored_after.value_or(indices{})) != expected) return false;
      indices deleted_after = original(dependents(after, i));
      indices deleted_before = dependents(before, from);
      std::sort(deleted_after.begin(), deleted_after.end());
      std::sort(deleted_before.begin(), deleted_before.end());
      if (deleted_after != deleted_before) return false;
    }
    return true;
  };
  REQUIRE(refutation_of_joined(20141104, 5'000, law) == "");
}

TEST_CASE("the order of dependents does not depend on that of the list", "[history]") {
  std::vector<backup> backups{full("a"), incremental("b", "a", 1h), incremental("c", "a", 2h),
                              incremental("d", "b", 3h), incremental("e", "b", 3h)};
  const std::string expected = deleted_with(backups, 0);
  std::sort(backups.begin() + 1, backups.end(), [](const backup& a, const backup& b) { return a.id < b.id; });
  std::size_t others = 0;
  do {
    others += deleted_with(backups, 0) == expected ? 0U : 1U;
  } while (std::next_permutation(backups.begin() + 1, backups.end(),
                                 [](const backup& a, const backup& b) { return a.id < b.id; }));
  REQUIRE(others == 0);
}

// --- preconditions ---

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("an index past the end of the list ends the program", "[history]") {
  const history past{week};
  const auto ends = [&](const auto& ask) {
    return !ends_the_program([&] { static_cast<void>(ask(2U)); }) &&
           ends_the_program([&] { static_cast<void>(ask(3U)); }) &&
           ends_the_program([&] { static_cast<void>(ask(static_cast<std::size_t>(-1))); });
  };
  REQUIRE(ends([&](std::size_t i) { return past[i].id.size(); }));
  REQUIRE(ends([&](std::size_t i) { return past.parent(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.is_repeated(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.depth(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.strength(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.source_number(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.damage(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.is_orphan(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.is_restore_point(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.damage_issue(i); }));
  REQUIRE(ends([&](std::size_t i) { return past.dependents(i); }));
  REQUIRE(ends([&](std::size_t i) { return restore_order(past, i); }));
}
#endif
