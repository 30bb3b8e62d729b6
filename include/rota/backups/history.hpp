// SPDX-License-Identifier: MIT
//
// rota/backups/history.hpp: how backups build on each other, and what is damaged.
//
//   class history;                                          // an index over a span of backups, which must outlive it
//   std::optional<size_t> history::parent(i) const;         // the backup that it is built on
//   size_t history::chain(i) const, depth(i) const;         // the first of its chain, and its place there; a full is 1
//   level history::strength(i) const;                       // what its place makes it: depth 2 is a differential
//   damage_set history::damage(i) const;                    // its own damage and that of its ancestors
//   bool history::is_restore_point(i) const;                // COMPLETED and undamaged, as are all its ancestors
//   bool history::is_repeated(i) const;                     // an earlier record is equal: count it once
//   issues history::damage_report() const;                  // all damage, with pointers such as "/backups/3/parent_id"
//   std::optional<size_t> history::find(id) const;          // the first backup with an id
//
//   result<std::vector<size_t>> restore_order(history, i);  // the ancestors first, then the backup
//   std::vector<size_t> dependents(history, i);             // what is deleted with it, children before parents
//
// Worked example: a full on Sunday, incrementals on Monday and Tuesday
//   std::vector<backup> backups{{.id = "sun", .source = db}, {.id = "mon", .parent_id = "sun", .source = db},
//                               {.id = "tue", .parent_id = "mon", .source = db}};
//   history past{backups};
//   *restore_order(past, 2) == {0, 1, 2}, dependents(past, 0) == {2, 1}, past.depth(2) == 3
//   past.strength(1) == level::differential, past.strength(2) == level::incremental
//   history past{load()};                                   // does not compile: the backups would be gone
//
// Laws
//   Permuting the backups permutes every answer and changes none.
//   A backup is a restore point if and only if restore_order returns a value; then so are all its ancestors.
//   Damage is reported, never guessed around: whatever is built on a damaged backup is damaged.
//   Records that are equal count as one, as joined pages repeat them; each gets the answers of the first.
// Building the index takes O(n) expected time and memory, without recursion: a chain may be a million backups long. Ids
// made to collide cost O(n log n).
// Preconditions: fewer than 2^32 - 1 backups; every index is less than size(). A breach ends the program.
// Source: "When a backup is deleted, all incremental backups created from it are also be deleted", "You can create an
// incremental backup from another incremental backup", "There is no limit to how many nested backups you can create".
#ifndef ROTA_BACKUPS_HISTORY_HPP
#define ROTA_BACKUPS_HISTORY_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <limits>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/detail/enum_set.hpp>
#include <rota/detail/hash_index.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/names.hpp>
#include <rota/detail/quoting.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// What can be wrong with a backup.
enum class damage_kind : std::uint8_t {
  duplicate_id,       ///< a backup that is not equal has the same id
  dangling_parent,    ///< its parent is not in the list: it is an orphan
  self_parent,        ///< it is its own parent
  cycle,              ///< it is built on itself, through others
  foreign_parent,     ///< its parent is a backup of another source
  later_parent,       ///< its parent was created after it, by more than clock_skew
  incomplete_parent,  ///< it is COMPLETED, and its parent is not
  no_source           ///< it names no source
};

template <>
inline constexpr auto detail::enum_names<damage_kind> =
    std::to_array<std::string_view>({"duplicate_id", "dangling_parent", "self_parent", "cycle", "foreign_parent",
                                     "later_parent", "incomplete_parent", "no_source"});

using damage_set = detail::enum_set<damage_kind>;

namespace detail {

/// A container of backups that dies at the end of the expression, unlike what a view refers to.
template <class Backups>
concept temporary_backups =
    !std::is_lvalue_reference_v<Backups> && std::is_constructible_v<std::span<const backup>, Backups> &&
    !std::ranges::enable_borrowed_range<std::remove_cv_t<Backups>>;

}  // namespace detail

/// An index over backups. It does not own them: they must outlive it and must not change.
class history {
 public:
  /// O(n) expected time, O(n log n) for ids made to collide, and O(n) memory.
  explicit history(std::span<const backup> backups);

  /// Keep the backups in a variable: a history refers to them.
  template <detail::temporary_backups Backups>
  explicit history(Backups&&) = delete;  // NOLINT(bugprone-forwarding-reference-overload): constrained to containers

  [[nodiscard]] std::span<const backup> backups() const noexcept { return backups_; }
  [[nodiscard]] std::size_t size() const noexcept { return backups_.size(); }
  [[nodiscard]] const backup& operator[](std::size_t i) const noexcept { return backups_[checked(i)]; }

  /// The first backup with the id, or nullopt. O(n): it compares the ids one by one.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const noexcept {
    const auto found = std::find_if(backups_.begin(), backups_.end(), [&](const backup& one) { return one.id == id; });
    if (found == backups_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - backups_.begin());
  }

  /// The backup that `i` is built on. nullopt if it has no parent or is its own, or if not exactly one backup has the
  /// parent's id.
  [[nodiscard]] std::optional<std::size_t> parent(std::size_t i) const noexcept {
    const number parent = parent_[checked(i)];
    return parent == none ? std::nullopt : std::optional<std::size_t>{parent};
  }

  /// Whether it repeats an earlier record of the list: all records of its id are equal, and it is not the first.
  [[nodiscard]] bool is_repeated(std::size_t i) const noexcept {
    return first_with_id_[checked(i)] != i && !own_[i].contains(damage_kind::duplicate_id);
  }

  /// The first record of the backup: `i` itself, unless it is repeated.
  [[nodiscard]] std::size_t first_record(std::size_t i) const noexcept {
    return is_repeated(i) ? first_with_id_[i] : i;
  }

  /// Every backup once, without repeated records, each after its parent, except within a cycle.
  [[nodiscard]] std::span<const std::size_t> parents_first() const noexcept { return order_; }

  /// The number of backups from the first of its chain to this one, both included. Meaningless in a cycle.
  [[nodiscard]] std::size_t depth(std::size_t i) const noexcept { return depth_[checked(i)]; }

  /// The strongest level as which a restore point serves, read off its chain and not off the level that it was started
  /// at: alone it is a full, and built directly on one it is as good as a differential. Meaningless in a cycle.
  [[nodiscard]] level strength(std::size_t i) const noexcept {
    if (!backups_[checked(i)].parent_id) return level::full;
    return depth_[i] == 2 ? level::differential : level::incremental;
  }

  /// The first backup of its chain; of a restore point, the full that it is built on. Meaningless in a cycle.
  [[nodiscard]] std::size_t chain(std::size_t i) const noexcept { return chain_[checked(i)]; }

  /// Whether a backup for which `is_wanted(its index)` holds is built directly on `i`. O(backups built directly on it).
  template <class IsWanted>
  [[nodiscard]] bool has_child(std::size_t i, IsWanted is_wanted) const {
    for (number child = first_child_[first_with_id_[checked(i)]]; child != none; child = next_sibling_[child])
      if (is_wanted(std::size_t{child})) return true;
    return false;
  }

  /// The number of its source, less than `sources()`. Equal numbers mean equal sources.
  [[nodiscard]] std::size_t source_number(std::size_t i) const noexcept { return source_[checked(i)]; }

  /// The number of different sources.
  [[nodiscard]] std::size_t sources() const noexcept { return sources_; }

  /// Whether no backup was created before the one that it is built on, as clocks that differ may say.
  [[nodiscard]] bool is_chronological() const noexcept { return is_chronological_; }

  /// The damage of the backup and of its ancestors.
  [[nodiscard]] damage_set damage(std::size_t i) const noexcept { return own_[checked(i)] | inherited_[i]; }

  /// Whether its only damage is a missing parent, its own or an ancestor's.
  [[nodiscard]] bool is_orphan(std::size_t i) const noexcept { return damage(i) == damage_kind::dangling_parent; }

  /// Whether it can be restored: it and all its ancestors are COMPLETED and undamaged.
  [[nodiscard]] bool is_restore_point(std::size_t i) const noexcept {
    return damage(i).empty() && backups_[i].status == backup_status::completed;
  }

  /// What is wrong with a backup. Precondition: it is damaged.
  [[nodiscard]] issue damage_issue(std::size_t i) const;

  /// One issue for each damaged backup, in the order of the list. Repeated records are left out.
  [[nodiscard]] issues damage_report() const;

  /// What is deleted together with `i`: everything built on it, children before parents. O(result log result).
  [[nodiscard]] std::vector<std::size_t> dependents(std::size_t i) const;

 private:
  using number = std::uint32_t;  // an index into the backups, in half the memory
  static constexpr number none = (std::numeric_limits<number>::max)();

  [[nodiscard]] std::size_t checked(std::size_t i) const noexcept {
    if (i >= size()) std::abort();
    return i;
  }

  void number_sources();
  void link();
  void link_to_parent(number i, number first_with_parent_id);
  void add_descendants(std::size_t begin);
  void add_cycle(std::size_t start);
  void order();
  void repeat_answers();

  std::span<const backup> backups_;
  std::vector<std::size_t> order_;
  std::size_t sources_ = 0;
  bool is_chronological_ = true;
  bool has_shared_ids_ = false;  // whether any two records have one
  // One element for each backup, in parallel arrays: random lookups then touch little memory.
  std::vector<number> parent_;
  std::vector<number> first_with_id_;  // the first backup with the same id; nearly always the backup itself
  std::vector<number> first_child_;  // at the first backup with an id: a list of its children, linked by next_sibling_
  std::vector<number> next_sibling_;
  std::vector<number> source_;
  std::vector<number> depth_;
  std::vector<number> chain_;
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
      chain_(size()),
      own_(size()),
      inherited_(size()) {
  number_sources();
  link();
  order();
  if (order_.size() != size()) repeat_answers();
}

inline void history::number_sources() {
  const std::hash<std::string_view> hash;
  detail::hash_index by_source{[&](std::size_t i) {
    const source& of = backups_[i].source;
    return std::pair{std::string_view{of.id}, of.type};
  }};
  for (std::size_t i = 0; i < size(); ++i) {
    const std::string& id = backups_[i].source.id;
    const std::size_t first = by_source.find_or_put(hash(id), i);
    source_[i] = first == i ? static_cast<number>(sources_++) : source_[first];
    if (id.empty()) own_[i] |= damage_kind::no_source;
  }
}

/// Finds the parents by id.
inline void history::link() {
  const std::hash<std::string_view> hash;
  detail::hash_index by_id{[&](std::size_t i) -> std::string_view { return backups_[i].id; }, size()};
  // Several short loops instead of one, so that the processor overlaps the cache misses of many backups.
  std::vector<std::size_t> hashes(size());
  for (std::size_t i = 0; i < size(); ++i) hashes[i] = hash(backups_[i].id);
  for (std::size_t i = 0; i < size(); ++i) {
    const std::size_t first = by_id.find_or_put(hashes[i], i);
    first_with_id_[i] = static_cast<number>(first);
    if (first == i) continue;
    has_shared_ids_ = true;
    if (backups_[i] != backups_[first]) own_[first] |= damage_kind::duplicate_id;
  }
  for (std::size_t i = 0; has_shared_ids_ && i < size(); ++i)
    own_[i] |= own_[first_with_id_[i]] & damage_kind::duplicate_id;
  for (std::size_t i = 0; i < size(); ++i)
    if (const auto& id = backups_[i].parent_id) hashes[i] = hash(*id);
  std::vector<std::size_t> parents = std::move(hashes);  // first by hash alone, then checked by id
  for (std::size_t& place : parents) place = by_id.find_any(place);
  for (std::size_t i = 0; i < size(); ++i)
    if (const auto& id = backups_[i].parent_id; id && parents[i] != detail::no_index && backups_[parents[i]].id != *id)
      parents[i] = by_id.find(hash(*id), *id);
  for (std::size_t i = 0; i < size(); ++i) {
    if (!backups_[i].parent_id || is_repeated(i)) continue;
    if (parents[i] == detail::no_index)
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
    inherited_[i] |= damage_kind::duplicate_id;  // either of them may be the parent
    return;
  }
  parent_[i] = first_with_parent_id;
  if (source_[first_with_parent_id] != source_[i]) own_[i] |= damage_kind::foreign_parent;
  if (child.created < parent.created) is_chronological_ = false;
  if (detail::elapsed(child.created, parent.created) > clock_skew) own_[i] |= damage_kind::later_parent;
  if (child.status == backup_status::completed && parent.status != backup_status::completed)
    own_[i] |= damage_kind::incomplete_parent;
}

/// Appends to order_ the descendants of its elements from `begin` on, except members of a cycle.
inline void history::add_descendants(std::size_t begin) {
  for (std::size_t done = begin; done < order_.size(); ++done) {
    const std::size_t parent = order_[done];
    for (number child = first_child_[parent]; child != none; child = next_sibling_[child]) {
      if (parent_[child] != parent || own_[child].contains(damage_kind::cycle)) continue;
      inherited_[child] = damage(parent);
      depth_[child] = depth_[parent] + 1;
      chain_[child] = chain_[parent];
      order_.push_back(child);
    }
  }
}

/// Appends to order_ the cycle of `start`. Each member is built on all of them, so it has the damage of all of them.
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

/// Orders the backups without a parent first, then their descendants. The rest are cycles and their descendants.
inline void history::order() {
  order_.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) {
    chain_[i] = static_cast<number>(i);
    if (parent_[i] == none && !is_repeated(i)) order_.push_back(i);
  }
  add_descendants(0);
  if (order_.size() == size()) return;

  enum class state : std::uint8_t { unseen, on_this_path, done };
  std::vector<state> states(size(), state::unseen);
  for (const std::size_t i : order_) states[i] = state::done;
  for (std::size_t i = 0; i < size(); ++i)
    if (is_repeated(i)) states[i] = state::done;
  const std::size_t begin = order_.size();
  for (std::size_t start = 0; start < size(); ++start) {
    std::size_t i = start;
    for (; states[i] == state::unseen; i = parent_[i]) states[i] = state::on_this_path;
    if (states[i] == state::on_this_path) add_cycle(i);
    for (i = start; states[i] == state::on_this_path; i = parent_[i]) states[i] = state::done;
  }
  add_descendants(begin);
}

/// Gives repeated records the answers of the first ones.
inline void history::repeat_answers() {
  for (std::size_t i = 0; i < size(); ++i) {
    if (!is_repeated(i)) continue;
    const std::size_t first = first_with_id_[i];
    parent_[i] = parent_[first];
    depth_[i] = depth_[first];
    chain_[i] = chain_[first];
    own_[i] = own_[first];
    inherited_[i] = inherited_[first];
  }
}

inline issue history::damage_issue(std::size_t i) const {
  const backup& one = (*this)[i];
  const std::string pointer = "/backups/" + std::to_string(i);
  const std::string id = detail::in_quotes(one.id);
  const std::string parent = "the parent " + detail::in_quotes(one.parent_id.value_or(""));
  const damage_set own = own_[i];
  if (own.contains(damage_kind::duplicate_id))
    return {
        pointer + "/id", issue_code::conflict,
        "found the id " + id + " more than once, in records that differ; ids must be unique; list each backup once"};
  if (own.contains(damage_kind::no_source))
    return {pointer + "/source", issue_code::missing,
            id +
                " names no source, so it belongs to no schedule; expected the id of the instance or HA group; write "
                "for example \"source\": {\"id\": " +
                std::string{detail::rules::example_uuid} + "}"};
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
            parent + " of " + id + " is a backup of another source; " + id + " cannot be restored"};
  if (own.contains(damage_kind::later_parent))
    return {pointer + "/parent_id", issue_code::conflict,
            parent + " of " + id + " was created more than five minutes after it; one of the two instants is wrong"};
  if (own.contains(damage_kind::incomplete_parent))
    return {pointer + "/parent_id", issue_code::conflict,
            parent + " of " + id + " is not COMPLETED, although " + id + " is; " + id + " cannot be restored"};
  return {pointer + "/parent_id", issue_code::conflict,
          id + " is built on " + parent + ", which is damaged or built on damage; it cannot be restored"};
}

inline issues history::damage_report() const {
  issues report;
  for (std::size_t i = 0; i < size(); ++i)
    if (!damage(i).empty() && !is_repeated(i)) report.push_back(damage_issue(i));
  return report;
}

inline std::vector<std::size_t> history::dependents(std::size_t i) const {
  struct step {
    std::size_t at;
    bool is_left;  // everything built on it has been visited
  };
  std::vector<std::size_t> found;
  std::set<std::size_t> seen;
  std::set<std::size_t> seen_ids;  // by first_with_id_: children are linked to ids
  std::vector<std::size_t> children;
  for (std::vector<step> path{{first_record(i), false}}; !path.empty();) {
    const step here = path.back();
    path.pop_back();
    if (here.is_left) {
      found.push_back(here.at);
      continue;
    }
    if (!seen.insert(here.at).second) continue;
    path.push_back({here.at, true});
    const number first = first_with_id_[here.at];
    if (!seen_ids.insert(first).second) continue;
    children.clear();
    for (number child = first_child_[first]; child != none; child = next_sibling_[child]) children.push_back(child);
    // Sorted, so that the result does not depend on the order of the list.
    std::sort(children.begin(), children.end(),
              [&](std::size_t a, std::size_t b) { return is_later(backups_[b], backups_[a]); });
    for (const std::size_t child : children) path.push_back({child, false});
  }
  found.pop_back();  // `i` itself
  return found;
}

/// What is deleted together with backup `i`: everything built on it, children before parents.
[[nodiscard]] inline std::vector<std::size_t> dependents(const history& past, std::size_t i) {
  return past.dependents(i);
}

/// The backups needed to restore `i`, ancestors first and `i` last. Reports why, if `i` cannot be restored. O(depth).
[[nodiscard]] inline result<std::vector<std::size_t>> restore_order(const history& past, std::size_t i) {
  if (!past.damage(i).empty()) return tl::make_unexpected(issues{past.damage_issue(i)});
  if (!past.is_restore_point(i))
    return tl::make_unexpected(issues{{"/backups/" + std::to_string(i) + "/status", issue_code::conflict,
                                       detail::in_quotes(past[i].id) + " is " + std::string{to_string(past[i].status)} +
                                           "; only a COMPLETED backup can be restored"}});
  std::vector<std::size_t> order{i};
  while (const auto parent = past.parent(order.back())) order.push_back(*parent);
  std::reverse(order.begin(), order.end());
  return order;
}

}  // namespace rota::inline v0

#endif
