// SPDX-License-Identifier: MIT
//
// tests/plain_backups.hpp: lists of backups in plain numbers: drawn, shrunk, printed, and judged by brute force.
//
//   plain_list list = draw_list(values);           // chains and trees of three sources, half of the lists damaged
//   std::vector<rota::backup> backups = backups_of(list);
//   REQUIRE(refutation(seed, 10'000, law) == "");  // the first list that breaks the law, shrunk; "" if none does
//
// Namespace brute_force finds the damage of a list. It shares no code with the library.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/backup.hpp>
#include <string>
#include <utility>
#include <vector>

#include "generated.hpp"

inline constexpr std::int64_t plain_day = 86'400;
inline constexpr int no_id = -1;

/// A backup in numbers. Instants are in seconds since Monday 1968-01-01T00:00:00.
struct plain_backup {
  int id = 0;          ///< 0 for "a"
  int parent = no_id;  ///< the id of its parent
  int source = 0;      ///< 0 and 1 have one id, and are of two types; 3 has none
  rota::backup_status status = rota::backup_status::completed;
  bool automated = true;
  bool pinned = false;
  std::int64_t created = 0;
  std::int64_t updated = 0;
  int quarters = 4;  ///< of a GiB; negative if the size is unknown
  std::optional<std::int64_t> held_until = {};
};

struct plain_list {
  std::vector<plain_backup> backups;
  std::int64_t now = 0;
  std::uint64_t salt = 0;  ///< the seed of whatever else a law draws
};

// --- as the library represents them ---

inline rota::sys_seconds instant_of(std::int64_t seconds) {
  constexpr std::int64_t days_until_1970 = 366 + 365;
  return rota::sys_seconds{std::chrono::seconds{seconds - days_until_1970 * plain_day}};
}

inline std::string name_of(int id) { return std::string(1, static_cast<char>('a' + id)); }

inline rota::backup backup_of(const plain_backup& one) {
  rota::backup made;
  made.id = name_of(one.id);
  if (one.parent != no_id) made.parent_id = name_of(one.parent);
  made.source.id = one.source == 3 ? "" : one.source == 2 ? "t" : "s";
  made.source.type = one.source == 1 ? rota::source_type::ha : rota::source_type::instance;
  made.status = one.status;
  made.automated = one.automated;
  made.created = instant_of(one.created);
  made.updated = instant_of(one.updated);
  if (one.quarters >= 0) made.size_gib = one.quarters / 4.0;
  made.pinned = one.pinned;
  if (one.held_until) made.held_until = instant_of(*one.held_until);
  return made;
}

inline std::vector<rota::backup> backups_of(const plain_list& list) {
  std::vector<rota::backup> made;
  made.reserve(list.backups.size());
  for (const plain_backup& one : list.backups) made.push_back(backup_of(one));
  return made;
}

// --- drawn ---

/// An instant near the beginning of a year, a month or a week, before or after 1970.
inline std::int64_t draw_now(generator& values) {
  constexpr std::array<std::int64_t, 6> days{731, 735, 790, 1092, 1096, 1099};  // Mondays: 735, 1092 and 1099
  constexpr std::array<std::int64_t, 6> offsets{-1, 0, 1, 7'199, 43'200, 3 * plain_day};
  return days[values.index(days.size())] * plain_day + offsets[values.index(offsets.size())];
}

/// A list damaged at most by its statuses: most parents are earlier backups of the same source, or minutes later.
inline plain_list draw_sound_list(generator& values) {
  using status = rota::backup_status;
  constexpr std::array<std::int64_t, 9> units{
      1, 60, 600, 3'600, 6 * 3'600, plain_day, 3 * plain_day, 7 * plain_day, 80 * plain_day};
  constexpr std::array<status, 8> statuses{status::completed, status::completed, status::completed,
                                           status::completed, status::failed,    status::delete_failed,
                                           status::building,  status::new_};
  constexpr std::array<std::int64_t, 5> ahead{1, 299, 300, 301, plain_day};
  constexpr std::array<std::int64_t, 5> holds{-1, 0, 1, 600, plain_day};

  plain_list list{{}, draw_now(values), static_cast<std::uint64_t>(values.between(0, 1'000'000'000))};
  const std::int64_t unit = units[values.index(units.size())];
  const std::size_t size = values.index(values.coin() ? 15 : 8);
  const bool is_orderly = values.index(3) == 0;
  const std::size_t sources = 1 + values.index(3);

  std::array<std::int64_t, 14> instants{};
  for (std::size_t i = 0; i < size; ++i) {
    const std::int64_t bits = values.between(0, 1'000'000);
    instants[i] = list.now - unit * (bits % 9) - (bits % 2 == 0 ? 0 : bits * 7 % unit);
  }
  std::sort(instants.begin(), instants.begin() + static_cast<std::ptrdiff_t>(size));

  list.backups.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    plain_backup& one = list.backups[i];
    auto bits = static_cast<std::uint64_t>(values.between(0, 1'000'000'000'000'000'000));
    const auto roll = [&](std::uint64_t sides) {
      const std::uint64_t rolled = bits % sides;
      bits /= sides;
      return rolled;
    };
    one.id = static_cast<int>(i * 5 + list.salt) % 14;
    one.source = static_cast<int>(roll(sources));
    one.created = instants[i];
    one.quarters = static_cast<int>(roll(12)) - (roll(5) == 0 ? 12 : 0);
    if (!is_orderly) {
      one.status = roll(2) == 0 ? statuses[roll(8)] : status::completed;
      one.automated = roll(7) != 0;
      one.pinned = roll(14) == 0;
      if (roll(14) == 0) one.held_until = list.now + holds[roll(holds.size())];
      if (roll(16) == 0) one.created = list.now + ahead[roll(5)];
    }
    one.updated = one.created;
    if (const auto way = roll(6); way > 2) one.updated += way == 3 ? 1 : way == 4 ? unit / 2 : 20 * 3'600;
    if (i == 0 || roll(5) < 2) continue;
    const plain_backup& base = list.backups[i - 1 - roll(std::min<std::size_t>(i, 3))];
    if (base.status == status::completed || one.status != status::completed || roll(4) == 0) one.parent = base.id;
    if (one.parent != no_id && roll(20) != 0) one.source = base.source;
    if (one.parent != no_id && roll(10) == 0) one.created = base.created - static_cast<std::int64_t>(roll(301));
  }
  return list;
}

/// Damages some backups, in any of the ways that the library reports.
inline void do_damage(generator& values, plain_list& list) {
  constexpr int never_listed = 25;
  constexpr std::array<std::int64_t, 5> earlier{-1, 0, 300, 301, plain_day};
  for (plain_backup& one : list.backups) {
    if (values.index(5) != 0) continue;
    const plain_backup& other = list.backups[values.index(list.backups.size())];
    switch (values.index(7)) {
      case 0: one.id = other.id; break;
      case 1: one.parent = never_listed; break;
      case 2: one.parent = one.id; break;
      case 3: one.parent = other.id; break;
      case 4: one.source = other.source; break;
      case 5: one.source = 3; break;
      default: one.created = other.created - earlier[values.index(earlier.size())]; break;
    }
  }
}

/// Up to 14 backups, some of them listed twice, in any order.
inline plain_list draw_list(generator& values) {
  plain_list list = draw_sound_list(values);
  if (values.coin()) do_damage(values, list);
  if (!list.backups.empty() && values.index(4) == 0)
    for (std::size_t i = values.index(3); i > 0; --i)
      list.backups.push_back(plain_backup{list.backups[values.index(list.backups.size())]});
  for (std::size_t i = list.backups.size(); i > 1; --i) std::swap(list.backups[i - 1], list.backups[values.index(i)]);
  return list;
}

/// A permutation of 0 to size - 1.
inline std::vector<std::size_t> draw_order(generator& values, std::size_t size) {
  std::vector<std::size_t> order(size);
  for (std::size_t i = 0; i < size; ++i) order[i] = i;
  for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[values.index(i)]);
  return order;
}

/// The backups in another order: `order[i]` is where the one at `i` comes from.
inline std::vector<rota::backup> permuted(const std::vector<rota::backup>& backups,
                                          const std::vector<std::size_t>& order) {
  std::vector<rota::backup> list;
  for (const std::size_t from : order) list.push_back(backups[from]);
  return list;
}

// --- shrunk and printed ---

/// Removes backups, and whatever is special about the others, as long as the law fails.
template <class Law>
plain_list shrunk(plain_list list, const Law& holds) {
  const auto try_with = [&](const plain_list& smaller) {
    if (holds(smaller)) return false;
    list = smaller;
    return true;
  };
  for (bool has_shrunk = true; has_shrunk;) {
    has_shrunk = false;
    for (std::size_t i = list.backups.size(); i-- > 0;) {
      plain_list smaller = list;
      smaller.backups.erase(smaller.backups.begin() + static_cast<std::ptrdiff_t>(i));
      has_shrunk = try_with(smaller) || has_shrunk;
    }
    for (std::size_t i = 0; i < list.backups.size(); ++i) {
      const auto simplify = [&](auto member, const auto& value) {
        if (list.backups[i].*member == value) return;
        plain_list simpler = list;
        simpler.backups[i].*member = value;
        has_shrunk = try_with(simpler) || has_shrunk;
      };
      simplify(&plain_backup::source, 0);
      simplify(&plain_backup::status, rota::backup_status::completed);
      simplify(&plain_backup::automated, true);
      simplify(&plain_backup::pinned, false);
      simplify(&plain_backup::held_until, std::optional<std::int64_t>{});
      simplify(&plain_backup::parent, no_id);
      simplify(&plain_backup::updated, list.backups[i].created);
      simplify(&plain_backup::quarters, 4);
    }
  }
  return list;
}

inline std::string text(const plain_backup& one) {
  std::string line = name_of(one.id) + (one.automated ? " automated " : " on-demand ");
  line += to_string(one.status);
  line += one.parent == no_id ? " full" : " on " + name_of(one.parent);
  line += " of source " + std::to_string(one.source) + ", created " + rota::format_instant(instant_of(one.created));
  if (one.updated != one.created) line += ", updated " + rota::format_instant(instant_of(one.updated));
  if (one.quarters != 4)
    line += one.quarters < 0 ? ", of unknown size" : ", " + std::to_string(one.quarters) + " quarters";
  if (one.held_until) line += ", held until " + rota::format_instant(instant_of(*one.held_until));
  return line + (one.pinned ? ", pinned" : "");
}

inline std::string text(const plain_list& list) {
  std::string line = "now " + rota::format_instant(instant_of(list.now)) + ", salt " + std::to_string(list.salt) + "\n";
  for (const plain_backup& one : list.backups) line += "  " + text(one) + "\n";
  return line;
}

/// The first of `lists` drawn lists that breaks the law, shrunk; "" if all obey it.
template <class Law>
std::string refutation(std::uint64_t seed, int lists, const Law& holds) {
  generator values{seed};
  for (int i = 0; i < lists; ++i) {
    const plain_list list = draw_list(values);
    if (!holds(list))
      return "list " + std::to_string(i) + " of seed " + std::to_string(seed) +
             ", shrunk: " + text(shrunk(list, holds));
  }
  return "";
}

// --- judged by brute force ---

namespace brute_force {

/// Bits, in the order of rota::damage_kind.
enum damage : unsigned {
  duplicate_id = 1,
  dangling_parent = 2,
  self_parent = 4,
  cycle = 8,
  foreign_parent = 16,
  later_parent = 32,
  incomplete_parent = 64,
  no_source = 128
};

using listed = std::vector<plain_backup>;

inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

inline bool is_equal(const plain_backup& a, const plain_backup& b) { return backup_of(a) == backup_of(b); }

/// A list with the damage of each backup, found by comparing it with all others. Records that are equal count as one.
class judged_list {
 public:
  explicit judged_list(const std::vector<plain_backup>& all) : all_{all}, parents_(all.size()), own_(all.size()) {
    for (std::size_t i = 0; i < all.size(); ++i) parents_[i] = find_parent(i);
    for (std::size_t i = 0; i < all.size(); ++i) own_[i] = find_own_damage(i);
  }

  /// The first of the records that are equal to this one.
  [[nodiscard]] std::size_t first_of(std::size_t i) const {
    std::size_t first = 0;
    while (!is_equal(all_[first], all_[i])) ++first;
    return first;
  }

  /// Whether an earlier record is equal, and all records of its id are.
  [[nodiscard]] bool is_repeated(std::size_t i) const { return first_of(i) != i && count_of(all_[i].id) == 1; }

  /// The index of the parent; nowhere unless exactly one backup can be meant, and it is another one.
  [[nodiscard]] std::size_t parent(std::size_t i) const { return parents_[i]; }

  [[nodiscard]] bool is_in_cycle(std::size_t i) const { return (own_[i] & cycle) != 0; }

  /// The damage of a backup and of its ancestors.
  [[nodiscard]] unsigned damage(std::size_t i) const {
    unsigned found = 0;
    for (std::size_t steps = 0; i != nowhere && steps <= all_.size(); ++steps, i = parents_[i]) found |= own_[i];
    return found;
  }

  /// The backup and its ancestors, down to the full. Precondition: it is not in a cycle or built on one.
  [[nodiscard]] std::vector<std::size_t> ancestry(std::size_t i) const {
    std::vector<std::size_t> found;
    for (; i != nowhere; i = parents_[i]) found.push_back(i);
    return found;
  }

  [[nodiscard]] bool is_restore_point(std::size_t i) const {
    if (damage(i) != 0) return false;
    for (; i != nowhere; i = parents_[i])
      if (all_[i].status != rota::backup_status::completed) return false;
    return true;
  }

 private:
  [[nodiscard]] int count_of(int id) const {
    int count = 0;
    for (std::size_t i = 0; i < all_.size(); ++i) count += all_[i].id == id && first_of(i) == i ? 1 : 0;
    return count;
  }

  [[nodiscard]] std::size_t find_parent(std::size_t i) const {
    const plain_backup& one = all_[i];
    if (one.parent == no_id || one.parent == one.id || count_of(one.parent) != 1) return nowhere;
    std::size_t parent = 0;
    while (all_[parent].id != one.parent) ++parent;
    return parent;
  }

  [[nodiscard]] unsigned find_own_damage(std::size_t i) const {
    const plain_backup& one = all_[i];
    unsigned found = (count_of(one.id) > 1 ? duplicate_id : 0U) | (one.source == 3 ? no_source : 0U);
    if (one.parent == no_id) return found;
    if (one.parent == one.id) return found | self_parent;
    if (parents_[i] == nowhere)  // no backup has the parent's id, or several do
      return found | (count_of(one.parent) == 0 ? dangling_parent : duplicate_id);
    const plain_backup& base = all_[parents_[i]];
    if (base.source != one.source) found |= foreign_parent;
    if (base.created > one.created + 300) found |= later_parent;
    if (one.status == rota::backup_status::completed && base.status != rota::backup_status::completed)
      found |= incomplete_parent;
    const std::size_t here = first_of(i);
    std::size_t ancestor = parents_[i];
    for (std::size_t steps = 0; ancestor != nowhere && ancestor != here && steps < all_.size(); ++steps)
      ancestor = parents_[ancestor];
    return ancestor == here ? found | cycle : found;
  }

  const std::vector<plain_backup>& all_;
  std::vector<std::size_t> parents_;
  std::vector<unsigned> own_;
};

}  // namespace brute_force
