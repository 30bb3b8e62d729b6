// SPDX-License-Identifier: MIT
//
// rota/history.hpp: what backups there are, how they build on each other, and where that is damaged.
//
//   class history;                                          // an index over a span of backups, which must outlive it
//   std::optional<size_t> history::parent(i) const;         // what it is built on
//   size_t history::depth(i) const;                         // how many backups restoring it takes, if it is sound
//   damage_set history::damage(i) const;                    // what is wrong with it, or with what it is built on
//   bool history::is_restore_point(i) const;                // COMPLETED, as is all its ancestry, and undamaged
//   issues history::damage_report() const;                  // all damage, with pointers such as "/backups/3/parent_id"
//
//   result<std::vector<size_t>> restore_order(history, i);  // the ancestors first, then the backup
//   std::vector<size_t> dependents(history, i);             // what goes with it when it is deleted, children first
//   std::optional<fault> check_copy(history, i, ids at the destination);
//   result<std::vector<size_t>> copy_order(history, i, ids at the destination);
//
// Worked example: a full on Sunday, incrementals on Monday and Tuesday
//   std::vector<backup> backups{{.id = "sun"}, {.id = "mon", .parent_id = "sun"}, {.id = "tue", .parent_id = "mon"}};
//   history past{backups};
//   *restore_order(past, 2) == {0, 1, 2}, dependents(past, 0) == {2, 1}, past.depth(2) == 3
//
// Laws
//   Permuting the backups permutes every answer, and changes none.
//   A backup is a restore point iff restore_order gives a value; its ancestors are then restore points too.
//   Damage is told, never guessed around: whatever builds on a damaged backup is damaged.
// To build the index takes O(n) expected time and memory, without recursion: a chain may be a million long.
// Precondition: fewer than 2^32 - 1 backups; more end the program.
// Source: "When a backup is deleted, all incremental backups created from it are also be deleted", "You can create an
// incremental backup from another incremental backup", "There is no limit to how many nested backups you can create".
#ifndef ROTA_HISTORY_HPP
#define ROTA_HISTORY_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/backup.hpp>
#include <rota/enum_set.hpp>
#include <rota/fault.hpp>
#include <rota/hash_index.hpp>
#include <rota/issue.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rota {

/// What can be wrong with a backup.
enum class damage_kind : std::uint8_t {
  duplicate_id,       ///< another backup has its id
  dangling_parent,    ///< its parent is not in the list: an orphan
  self_parent,        ///< it is its own parent
  cycle,              ///< it is built on itself, through others
  foreign_parent,     ///< its parent is of another source
  later_parent,       ///< its parent was created after it
  incomplete_parent,  ///< it is COMPLETED, and its parent is not
};

inline constexpr std::array<std::string_view, 7> damage_names{
    "duplicate_id", "dangling_parent", "self_parent", "cycle", "foreign_parent", "later_parent", "incomplete_parent"};

[[nodiscard]] constexpr std::string_view to_string(damage_kind kind) noexcept {
  return damage_names[static_cast<std::size_t>(kind)];
}

using damage_set = enum_set<damage_kind>;

/// An index over backups. It does not own them: what the span holds must outlive it and must not change.
class history {
 public:
  /// O(n) expected time and memory.
  explicit history(std::span<const backup> backups);

  [[nodiscard]] std::span<const backup> backups() const noexcept { return backups_; }
  [[nodiscard]] std::size_t size() const noexcept { return backups_.size(); }
  [[nodiscard]] const backup& operator[](std::size_t i) const noexcept { return backups_[i]; }

  /// The backup that `i` is built on; nothing where it has no parent, or is its own, or where the parent's id is not in
  /// the list exactly once.
  [[nodiscard]] std::optional<std::size_t> parent(std::size_t i) const noexcept {
    return parent_[i] == none ? std::nullopt : std::optional<std::size_t>{parent_[i]};
  }

  /// All backups, each after the one that it is built on, cycles aside.
  [[nodiscard]] std::span<const std::size_t> parents_first() const noexcept { return order_; }

  /// How many backups there are from the first of its chain to this one, both included.
  [[nodiscard]] std::size_t depth(std::size_t i) const noexcept { return depth_[i]; }

  /// A number that two backups share iff they are of the same source, less than `sources()`.
  [[nodiscard]] std::size_t source_number(std::size_t i) const noexcept { return source_[i]; }

  /// How many sources there are.
  [[nodiscard]] std::size_t sources() const noexcept { return sources_; }

  /// The damage of the backup, and of all that it is built on.
  [[nodiscard]] damage_set damage(std::size_t i) const noexcept { return own_[i] | inherited_[i]; }

  /// Whether all that is wrong is a parent that is not in the list, its own or that of one it is built on.
  [[nodiscard]] bool is_orphan(std::size_t i) const noexcept { return damage(i) == damage_kind::dangling_parent; }

  /// Whether it can be restored: it is COMPLETED, as is all that it is built on, and none of that is damaged.
  [[nodiscard]] bool is_restore_point(std::size_t i) const noexcept {
    return backups_[i].status == backup_status::completed && damage(i).empty();
  }

  /// What is wrong with a damaged backup.
  [[nodiscard]] issue damage_issue(std::size_t i) const;

  /// One issue for every damaged backup, in the order of the list.
  [[nodiscard]] issues damage_report() const;

  /// What deleting `i` deletes with it: all that is built on it, children before parents. O(size of the answer).
  [[nodiscard]] std::vector<std::size_t> dependents(std::size_t i) const;

 private:
  using number = std::uint32_t;  // a place in the list, in half the memory
  static constexpr number none = std::numeric_limits<number>::max();

  void number_sources();
  void link();
  void link_to_parent(number i, number first_with_parent_id);
  void add_descendants(std::size_t begin);
  void add_cycle(std::size_t start);
  void order();

  std::span<const backup> backups_;
  std::vector<std::size_t> order_;
  std::size_t sources_ = 0;
  // Of each backup. A list apiece: what is looked up all over the list is then close together.
  std::vector<number> parent_;
  std::vector<number> first_with_id_;  // the first backup that has its id, which nearly always is the backup itself
  std::vector<number> first_child_;  // of an id, so kept for the first backup that has it; a list through next_sibling_
  std::vector<number> next_sibling_;
  std::vector<number> source_;
  std::vector<number> depth_;
  std::vector<damage_set> own_;
  std::vector<damage_set> inherited_;
};

inline history::history(std::span<const backup> backups)
    : backups_{backups},
      parent_(size(), none),
      first_with_id_(size()),
      first_child_(size(), none),
      next_sibling_(size(), none),
      source_(size()),
      depth_(size(), 1),
      own_(size()),
      inherited_(size()) {
  number_sources();
  link();
  order();
}

inline void history::number_sources() {
  const std::hash<std::string_view> hash;
  hash_index by_source;
  std::vector<number> first_of;  // each source
  for (std::size_t i = 0; i < size(); ++i) {
    const source& of = backups_[i].source;
    const std::size_t found = by_source.find_or_put(
        hash(of.id), first_of.size(), [&](std::size_t other) { return backups_[first_of[other]].source == of; });
    if (found == first_of.size()) first_of.push_back(static_cast<number>(i));
    source_[i] = static_cast<number>(found);
  }
  sources_ = first_of.size();
}

/// Finds the parents by their ids.
inline void history::link() {
  const std::hash<std::string_view> hash;
  hash_index by_id{size()};
  const auto has_id = [&](const std::string& id) {
    return [&](std::size_t other) { return backups_[other].id == id; };
  };
  // Every step is a loop of its own, so that the memory fetches for many backups at a time.
  std::vector<std::size_t> hashes(size());
  for (std::size_t i = 0; i < size(); ++i) hashes[i] = hash(backups_[i].id);
  for (std::size_t i = 0; i < size(); ++i) {
    const std::size_t first = by_id.find_or_put(hashes[i], i, has_id(backups_[i].id));
    first_with_id_[i] = static_cast<number>(first);
    if (first == i) continue;
    own_[i] |= damage_kind::duplicate_id;
    own_[first] |= damage_kind::duplicate_id;
  }
  for (std::size_t i = 0; i < size(); ++i)
    if (const auto& id = backups_[i].parent_id) hashes[i] = hash(*id);
  std::vector<std::size_t> parents = std::move(hashes);  // first whatever has the hash, then what has the id
  for (std::size_t& place : parents) place = by_id.find(place, [](std::size_t) { return true; });
  for (std::size_t i = 0; i < size(); ++i)
    if (const auto& id = backups_[i].parent_id; id && parents[i] != hash_index::none && backups_[parents[i]].id != *id)
      parents[i] = by_id.find(hash(*id), has_id(*id));
  for (std::size_t i = 0; i < size(); ++i) {
    if (!backups_[i].parent_id) continue;
    if (parents[i] == hash_index::none)
      own_[i] |= damage_kind::dangling_parent;
    else
      link_to_parent(static_cast<number>(i), static_cast<number>(parents[i]));
  }
}

inline void history::link_to_parent(number i, number first_with_parent_id) {
  const backup& child = backups_[i];
  const backup& parent = backups_[first_with_parent_id];
  if (first_with_id_[i] == first_with_parent_id) {
    own_[i] |= damage_kind::self_parent;
    return;
  }
  next_sibling_[i] = std::exchange(first_child_[first_with_parent_id], i);
  if (own_[first_with_parent_id].contains(damage_kind::duplicate_id)) {
    inherited_[i] |= damage_kind::duplicate_id;  // there is no telling which of them is meant
    return;
  }
  parent_[i] = first_with_parent_id;
  if (source_[first_with_parent_id] != source_[i]) own_[i] |= damage_kind::foreign_parent;
  if (parent.created > child.created) own_[i] |= damage_kind::later_parent;
  if (child.status == backup_status::completed && parent.status != backup_status::completed)
    own_[i] |= damage_kind::incomplete_parent;
}

/// Adds to order_ whatever is built on those that it holds from `begin` on, and is not there yet.
inline void history::add_descendants(std::size_t begin) {
  for (std::size_t done = begin; done < order_.size(); ++done) {
    const std::size_t parent = order_[done];
    for (number child = first_child_[parent]; child != none; child = next_sibling_[child]) {
      if (parent_[child] != parent || own_[child].contains(damage_kind::cycle)) continue;
      inherited_[child] = damage(parent);
      depth_[child] = depth_[parent] + 1;
      order_.push_back(child);
    }
  }
}

/// Adds to order_ the cycle that `start` is in. Each of its members is built on all of them, and has the damage of all.
inline void history::add_cycle(std::size_t start) {
  const std::size_t begin = order_.size();
  damage_set all;
  for (std::size_t i = start; !own_[i].contains(damage_kind::cycle); i = parent_[i]) {
    own_[i] |= damage_kind::cycle;
    all |= own_[i];
    order_.push_back(i);
  }
  for (std::size_t i = begin; i < order_.size(); ++i) inherited_[order_[i]] = all;
}

/// Puts first what has no parent, then whatever is built on it; what that does not reach is a cycle, or built on one.
inline void history::order() {
  order_.reserve(size());
  for (std::size_t i = 0; i < size(); ++i)
    if (parent_[i] == none) order_.push_back(i);
  add_descendants(0);
  if (order_.size() == size()) return;

  enum class state : std::uint8_t { unseen, on_this_path, done };
  std::vector<state> states(size(), state::unseen);
  for (const std::size_t i : order_) states[i] = state::done;
  const std::size_t begin = order_.size();
  for (std::size_t start = 0; start < size(); ++start) {
    std::size_t i = start;
    for (; states[i] == state::unseen; i = parent_[i]) states[i] = state::on_this_path;
    if (states[i] == state::on_this_path) add_cycle(i);
    for (i = start; states[i] == state::on_this_path; i = parent_[i]) states[i] = state::done;
  }
  add_descendants(begin);
}

inline issue history::damage_issue(std::size_t i) const {
  const backup& one = backups_[i];
  const std::string pointer = "/backups/" + std::to_string(i);
  const std::string id = in_quotes(one.id);
  const std::string parent = "the parent " + in_quotes(one.parent_id.value_or(""));
  const damage_set own = own_[i];
  if (own.contains(damage_kind::duplicate_id))
    return {pointer + "/id", issue_code::conflict,
            "found the id " + id + " more than once; ids are unique; list each backup once"};
  if (own.contains(damage_kind::dangling_parent))
    return {pointer + "/parent_id", issue_code::missing,
            parent + " of " + id + " is not in the list; it may be on another page; list all backups"};
  if (own.contains(damage_kind::self_parent))
    return {pointer + "/parent_id", issue_code::conflict, id + " is its own parent; it cannot be restored"};
  if (own.contains(damage_kind::cycle))
    return {pointer + "/parent_id", issue_code::conflict,
            id + " is built on itself, through " + parent + "; it cannot be restored"};
  if (own.contains(damage_kind::foreign_parent))
    return {pointer + "/parent_id", issue_code::conflict,
            parent + " of " + id + " is a backup of another source; it cannot be restored"};
  if (own.contains(damage_kind::later_parent))
    return {pointer + "/parent_id", issue_code::conflict,
            parent + " of " + id + " was created after it; one of the two instants is wrong"};
  if (own.contains(damage_kind::incomplete_parent))
    return {pointer + "/parent_id", issue_code::conflict,
            parent + " of " + id + ", which is COMPLETED, is not; it cannot be restored"};
  return {pointer + "/parent_id", issue_code::conflict,
          id + " is built on " + parent + ", which is damaged or built on damage; it cannot be restored"};
}

inline issues history::damage_report() const {
  issues report;
  for (std::size_t i = 0; i < size(); ++i)
    if (!damage(i).empty()) report.push_back(damage_issue(i));
  return report;
}

inline std::vector<std::size_t> history::dependents(std::size_t i) const {
  struct step {
    std::size_t at;
    bool is_left;  // all that is built on it was dealt with
  };
  std::vector<std::size_t> found;
  number_set seen;
  number_set seen_ids;  // by the first backup that has each: children are found by the id
  std::vector<std::size_t> children;
  for (std::vector<step> path{{i, false}}; !path.empty();) {
    const step here = path.back();
    path.pop_back();
    if (here.is_left) {
      found.push_back(here.at);
      continue;
    }
    if (!seen.insert(here.at)) continue;
    path.push_back({here.at, true});
    const number first = first_with_id_[here.at];
    if (!seen_ids.insert(first)) continue;
    children.clear();
    for (number child = first_child_[first]; child != none; child = next_sibling_[child]) children.push_back(child);
    // The newest first, so that the order does not depend on that of the list.
    std::sort(children.begin(), children.end(),
              [&](std::size_t a, std::size_t b) { return is_later(backups_[b], backups_[a]); });
    for (const std::size_t child : children) path.push_back({child, false});
  }
  found.pop_back();  // `i` itself
  return found;
}

/// What deleting backup `i` deletes with it: all that is built on it, children before parents.
[[nodiscard]] inline std::vector<std::size_t> dependents(const history& past, std::size_t i) {
  return past.dependents(i);
}

/// The backups that restoring `i` takes, the ancestors first and `i` last; or what stands in the way. O(depth).
[[nodiscard]] inline result<std::vector<std::size_t>> restore_order(const history& past, std::size_t i) {
  if (!past.damage(i).empty()) return tl::make_unexpected(issues{past.damage_issue(i)});
  if (!past.is_restore_point(i))
    return tl::make_unexpected(issues{{"/backups/" + std::to_string(i) + "/status", issue_code::conflict,
                                       in_quotes(past[i].id) + " is " + std::string{to_string(past[i].status)} +
                                           "; only a COMPLETED backup can be restored"}});
  std::vector<std::size_t> order{i};
  while (const auto parent = past.parent(order.back())) order.push_back(*parent);
  std::reverse(order.begin(), order.end());
  return order;
}

/// Why backup `i` cannot be copied to a region that has the backups of the ids `present`; nothing if it can. O(present).
/// Source: "In the case of copying an incremental backup, a 400 Bad Request will return if the backup's parent is not
/// found in the destination region", "Copies the completed backup to remote regions".
[[nodiscard]] inline std::optional<fault> check_copy(const history& past, std::size_t i,
                                                     std::span<const std::string> present) {
  const backup& one = past[i];
  const std::string pointer = "/backups/" + std::to_string(i);
  if (one.status != backup_status::completed)
    return bad_request({{pointer + "/status", issue_code::conflict,
                         in_quotes(one.id) + " is " + std::string{to_string(one.status)} +
                             "; only a COMPLETED backup can be copied"}});
  if (one.parent_id && std::find(present.begin(), present.end(), *one.parent_id) == present.end())
    return bad_request({{pointer + "/parent_id", issue_code::missing,
                         "the parent " + in_quotes(*one.parent_id) + " of " + in_quotes(one.id) +
                             " is not in the destination region; copy it first"}});
  return std::nullopt;
}

/// What is to be copied, in this order, so that backup `i` can be restored in a region that has the backups of the ids
/// `present`: each one's parent is there, or was copied before it. Or what stands in the way. O(depth + present).
[[nodiscard]] inline result<std::vector<std::size_t>> copy_order(const history& past, std::size_t i,
                                                                 std::span<const std::string> present) {
  auto order = restore_order(past, i);
  if (!order) return order;
  const std::hash<std::string_view> hash;
  hash_index there{present.size()};
  const auto has_id = [&](const std::string& id) { return [&](std::size_t other) { return present[other] == id; }; };
  for (std::size_t other = 0; other < present.size(); ++other)
    there.find_or_put(hash(present[other]), other, has_id(present[other]));
  std::erase_if(*order, [&](std::size_t ancestor) {
    const std::string& id = past[ancestor].id;
    return there.find(hash(id), has_id(id)) != hash_index::none;
  });
  return order;
}

}  // namespace rota

#endif
