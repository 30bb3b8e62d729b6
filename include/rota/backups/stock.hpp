// SPDX-License-Identifier: MIT
//
// rota/backups/stock.hpp: the backups of a simulation, and what prune and decide need to know about them, kept up to date
// while backups start, end and go. Serves simulate; it is promised to nobody.
//
//   stock backups{begin, policy, source, clock};     // of the source whose backups are started
//   size_t index = backups.start(backup, level, parent);
//   backups.end(index, backup_status::completed, now);
//   std::span<const departure> gone = backups.prune(now);    // what goes now, in the order of deletion
//   foundation base = backups.find_foundation(now, stale_after);
//   sys_seconds at = backups.next_expiry(now, until);        // when time alone may let something go
//
// Laws
//   prune removes what rota::prune would of all backups that are there, in the same order. find_foundation finds what decide
//   would find.
//   Indexes are stable and never reused.
//
// How. rota::prune is asked the first time, and whenever a backup changes that the simulation did not start. After that:
//   A rule that counts keeps the newest N of what it counts. A backup that completes is the newest of its source, so each
//   rule adds it and drops at most two: the oldest that it keeps, and the one in the same period. It never keeps a dropped
//   backup again, and what it does not keep has no influence on what it keeps.
//   A rule with a length is checked again once its start has passed a date of a backup.
//   A backup goes when no rule keeps it or its chain, nothing left is built on it, and nothing protects it.
// Time: O(1) to start a backup; O(rules) to end one; prune is O(backups) if something ended or grew too old, else O(rules).
#ifndef ROTA_BACKUPS_STOCK_HPP
#define ROTA_BACKUPS_STOCK_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <limits>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/decide.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/backups/retention.hpp>
#include <rota/core/level.hpp>
#include <rota/core/lookback.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/when/before.hpp>
#include <rota/when/clock.hpp>
#include <span>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace rota::inline v0::detail {

/// A backup that has gone.
struct departure {
  std::size_t index;
  removal_cause why;
  sys_seconds at;
};

/// The backups of a simulation, including those that have gone.
template <time_zone Zone>
class stock {
 public:
  /// Precondition: `policy` outlives it.
  stock(std::span<const backup> begin, const retention& policy, source of, const wall_clock<Zone>& clock)
      : policy_{policy}, of_{std::move(of)}, clock_{clock}, zone_{clock.zone} {
    backups_.reserve(2 * begin.size());  // spare room costs less than moving backups
    backups_.assign(begin.begin(), begin.end());
    items_.resize(begin.size());
    for (std::size_t index = 0; index < backups_.size(); ++index) {
      items_[index].what = backups_[index].level();
      items_[index].created = backups_[index].created;
      if (is_unfinished(backups_[index].status)) unfinished_.push_back(index);
    }
    for (const retention_rule& rule : retention_rules) {
      const auto value = rule.value(policy);
      if (!value) continue;
      is_any_rule_set_ = is_any_rule_set_ || rule.scope != rule_scope::on_demand;
      if (const auto* const length = std::get_if<lookback>(&*value))
        lengths_.push_back({.rule = &rule, .length = *length});
      else
        counts_.push_back({rule.scope, rule.period, std::get<unsigned>(*value)});
    }
    counts_.push_back({rule_scope::chain, nullptr, policy.at_least});
  }

  /// The number of all backups that have ever been there.
  [[nodiscard]] std::size_t size() const noexcept { return backups_.size(); }
  [[nodiscard]] const backup& operator[](std::size_t index) const noexcept { return backups_[index]; }
  [[nodiscard]] std::size_t depth(std::size_t index) const noexcept { return items_[index].depth; }
  /// The level at which it was started; for an initial backup, full or incremental.
  [[nodiscard]] level what(std::size_t index) const noexcept { return items_[index].what; }
  /// Those that are unfinished, in the order of their indexes.
  [[nodiscard]] const std::vector<std::size_t>& unfinished() const noexcept { return unfinished_; }

  /// What has gone so far.
  [[nodiscard]] const std::vector<departure>& departures() const noexcept { return departures_; }

  /// Those that are there, in the order of their indexes.
  [[nodiscard]] std::vector<backup> left() && {
    std::size_t places = 0;
    for (std::size_t index = 0; index < backups_.size(); ++index) {
      if (!items_[index].is_here) continue;
      if (places != index) backups_[places] = std::move(backups_[index]);
      ++places;
    }
    backups_.resize(places);
    return std::move(backups_);
  }

  /// Adds a backup of the source that starts now; returns its index. Precondition: no backup has its id or names it as its
  /// parent, and its own parent can be built on.
  std::size_t start(backup made, level what, std::optional<std::size_t> parent) {
    const std::size_t index = backups_.size();
    item& added = items_.emplace_back();
    added.what = what;
    added.created = made.created;
    added.source = own_source_;
    added.chain = parent ? items_[*parent].chain : static_cast<number>(index);
    added.depth = parent ? items_[*parent].depth + 1 : 1;
    added.is_full = !parent;
    added.is_sound = true;
    added.is_lasting = true;                  // until it has ended
    added.is_started_here = !of_.id.empty();  // otherwise it is damaged
    if (parent) {
      added.parent = static_cast<number>(*parent);
      ++items_[*parent].children;
    }
    unfinished_.push_back(index);
    order_.push_back(static_cast<number>(index));
    note_instant(made.created, index);
    backups_.push_back(std::move(made));
    return index;
  }

  void set_size(std::size_t index, std::optional<double> gib) noexcept { backups_[index].size_gib = gib; }

  /// Ends a backup that is unfinished.
  void end(std::size_t index, backup_status how, sys_seconds now) {
    backup& ended = backups_[index];
    item& here = items_[index];
    ended.status = how;
    ended.updated = now;
    note_instant(now, index);
    std::erase(unfinished_, index);
    if (!here.is_started_here) must_take_stock_ = true;
    if (must_take_stock_) return;
    const bool is_completed = how == backup_status::completed;
    if (!ended.automated)
      here.is_lasting = !policy_.on_demand_within;
    else if (is_completed)
      here.is_lasting = !is_any_rule_set_ || items_[here.chain].is_ungoverned;
    else
      here.is_lasting = !policy_.sweep_failed || items_[here.chain].is_ungoverned;
    if (is_completed) complete(static_cast<number>(index));
    const bool is_selected = here.keeps != 0 || items_[here.chain].keeps_of_chain != 0;
    if (!here.is_lasting && !(here.is_counted && (is_selected || is_in_length(index))))
      doubtful_.push_back(static_cast<number>(index));
  }

  /// Removes what goes, and returns it in the order of deletion.
  std::span<const departure> prune(sys_seconds now) {
    const std::size_t gone_before = departures_.size();
    remove_what_goes(now);
    return std::span{departures_}.subspan(gone_before);
  }

  /// When a backup grows older than a length of the policy, a hold ends, or a date ahead of now is reached.
  [[nodiscard]] sys_seconds next_expiry(sys_seconds now, sys_seconds until) {
    sys_seconds next = next_change_ > now ? next_change_ : (sys_seconds::max)();
    for (length_rule& one : lengths_) {
      const auto oldest = std::find_if(first_instant_from(before(now, one.length, clock_)), instants_.cend(),
                                       [&](const dated& each) { return items_[each.index].is_here; });
      if (oldest == instants_.end()) continue;
      if (one.oldest != oldest->at || one.expires <= now) {
        one.oldest = oldest->at;
        one.expires = when_older(oldest->at, one.length, now, until, clock_);
      }
      next = (std::min)(next, one.expires);
    }
    return next;
  }

  /// What decide would find in the history of what is there.
  [[nodiscard]] foundation find_foundation(sys_seconds now, std::optional<std::chrono::seconds> stale_after) {
    if (!base_) base_ = find_what_can_be_built_on();
    foundation found = *base_;
    for (const std::size_t index : unfinished_)
      if (backups_[index].source == of_ && !is_stale(backups_[index].created, now, stale_after))
        keep_later(found.in_the_way, index);
    return found;
  }

 private:
  using number = std::uint32_t;  // a index, in half the memory
  static constexpr number none = (std::numeric_limits<number>::max)();

  struct item {
    number source = 0;
    number parent = none;
    number chain = 0;  // the first of its chain
    number depth = 1;
    number children = 0;        // that are there and built directly on it
    number built_on_it = 0;     // of them, those that can be built on
    number keeps = 0;           // the number of counting rules that keep it
    number keeps_of_chain = 0;  // of those that keep everything built on it
    sys_seconds created = {};
    level what = level::full;
    bool is_here = true;
    bool is_full = false;
    bool is_sound = false;  // undamaged
    bool is_orphan = false;
    bool is_lasting = false;       // it stays as long as it does not change
    bool is_ungoverned = false;    // a full that no rule counts: everything built on it stays
    bool is_counted = false;       // by the rules
    bool can_be_built_on = false;  // automated restore point
    bool is_started_here = false;
  };

  /// A rule that counts, or the floor.
  struct count_rule {
    rule_scope scope;
    period_function period;
    std::size_t most;
  };

  /// What a rule that counts keeps of one source.
  struct kept_backups {
    struct entry {
      number index;
      std::int64_t period;
    };
    std::deque<entry> oldest_first = {};
    number oldest = none;  // the oldest that it counts, while it keeps that too
    bool has_begun = false;
  };

  /// What is known of one source.
  struct shelf {
    std::vector<kept_backups> kept = {};  // by each of counts_
    std::vector<number> fulls = {};       // those that are counted, oldest first; some may have gone
    std::vector<number> anchors = {};     // for each of lengths_, the newest full whose data was complete before it
    number newest_counted = none;
    number newest_full = none;  // restore point, whoever made it
  };

  /// An instant at which a backup was created or updated.
  struct dated {
    sys_seconds at;
    number index;

    friend bool operator<(const dated& a, const dated& b) noexcept {
      return a.at != b.at ? a.at < b.at : a.index < b.index;
    }
  };

  struct length_rule {
    const retention_rule* rule;
    lookback length;
    sys_seconds begin = {};                      // when it was last looked at
    sys_seconds oldest = {};                     // that it reached back to
    sys_seconds expires = (sys_seconds::min)();  // when it no longer will
  };

  /// Notes that a backup of the source has completed.
  void complete(number index) {
    const backup& one = backups_[index];
    item& here = items_[index];
    shelf& at = shelves_[here.source];
    if (here.is_full && (at.newest_full == none || is_later(one, backups_[at.newest_full]))) {
      at.newest_full = index;
      if (policy_.on_demand_within) must_look_at_all_ = true;
    }
    if (!one.automated) return;
    here.can_be_built_on = here.is_counted = true;
    if (here.parent != none) ++items_[here.parent].built_on_it;
    build_on(index);
    if (at.newest_counted != none && is_later(backups_[at.newest_counted], one))
      must_take_stock_ = true;  // some clock is ahead
    else
      arrive(index);
  }

  void remove_what_goes(sys_seconds now) {
    if (must_take_stock_ || now >= next_change_) {
      take_stock(now);
      return;
    }
    for (length_rule& one : lengths_) pass(one, before(now, one.length, clock_));
    if (must_look_at_all_ || !doubtful_.empty()) remove_what_nothing_keeps(now);
  }

  // --- taking stock ---

  /// Removes what rota::prune says, and examines what is left.
  void take_stock(sys_seconds now) {
    std::vector<std::size_t> indexes;
    for (std::size_t index = 0; index < backups_.size(); ++index)
      if (items_[index].is_here) indexes.push_back(index);
    std::vector<backup> copies;
    if (indexes.size() != backups_.size())
      for (const std::size_t index : indexes) copies.push_back(backups_[index]);
    const bool is_all_here = indexes.size() == backups_.size();
    const history past{std::span<const backup>{is_all_here ? backups_ : copies}};
    const prune_plan plan = rota::prune(past, policy_, now, clock_);

    for (const std::size_t i : plan.removals) departures_.push_back({indexes[i], *plan.verdicts[i].why_removed, now});
    order_.clear();
    gone_in_order_ = 0;
    repeated_.clear();
    base_.reset();
    own_source_ = static_cast<number>(past.sources());
    for (std::size_t i = 0; i < past.size(); ++i) {
      item& here = items_[indexes[i]];
      here.is_here = plan.verdicts[i].keep;
      if (past[i].source == of_) own_source_ = static_cast<number>(past.source_number(i));
      if (here.is_here && past.is_repeated(i)) repeated_.emplace_back(indexes[i], indexes[past.first_record(i)]);
    }
    for (const std::size_t i : past.parents_first()) {
      if (!plan.verdicts[i].keep) continue;
      describe(past, i, indexes, plan.verdicts[i].why_kept, now);
      order_.push_back(static_cast<number>(indexes[i]));
    }
    shelve(past.sources() + 1, now);
    must_take_stock_ = must_look_at_all_ = false;
    doubtful_.clear();
  }

  void describe(const history& past, std::size_t i, const std::vector<std::size_t>& indexes, keep_reasons why,
                sys_seconds now) {
    item& here = items_[indexes[i]];
    const auto parent = past.parent(i);
    here.source = static_cast<number>(past.source_number(i));
    here.parent = parent ? static_cast<number>(indexes[*parent]) : none;
    here.chain = static_cast<number>(indexes[past.chain(i)]);
    here.depth = static_cast<number>(past.depth(i));
    here.children = here.built_on_it = here.keeps = here.keeps_of_chain = 0;
    here.is_full = past[i].level() == level::full;
    here.is_sound = past.damage(i).empty();
    here.is_orphan = past.is_orphan(i);
    const bool is_protected = has_any_but(
        why, reasons_of_rules() | keep_reasons{keep_reason::at_least, keep_reason::oldest, keep_reason::unfinished,
                                               keep_reason::damaged, keep_reason::ungoverned_chain,
                                               keep_reason::ancestor, keep_reason::no_rule, keep_reason::failed_kept});
    const keep_reasons lasting{keep_reason::unfinished, keep_reason::damaged, keep_reason::no_rule,
                               keep_reason::failed_kept};
    here.is_ungoverned = here.is_full && is_protected;
    here.is_lasting = is_protected || !(why & lasting).empty() ||
                      (why.contains(keep_reason::ungoverned_chain) && items_[here.chain].is_ungoverned);
    here.can_be_built_on = past[i].automated && past.is_restore_point(i) && !is_future(past[i], now);
    here.is_counted = here.can_be_built_on && !is_protected;
  }

  static keep_reasons reasons_of_rules() {
    keep_reasons all;
    for (std::size_t row = 0; row < retention_rules.size(); ++row) all |= static_cast<keep_reason>(row);
    return all;
  }

  static bool has_any_but(keep_reasons why, keep_reasons known) {
    return std::any_of(why.begin(), why.end(), [&](keep_reason one) { return !known.contains(one); });
  }

  /// Lets every rule take on what it counts, from the oldest to the newest.
  void shelve(std::size_t sources, sys_seconds now) {
    shelves_.assign(sources, shelf{.kept = std::vector<kept_backups>(counts_.size()),
                                   .anchors = std::vector<number>(lengths_.size(), none)});
    instants_.clear();
    next_change_ = (sys_seconds::max)();
    std::vector<number> counted;
    for (const number index : order_) {
      const item& here = items_[index];
      const backup& one = backups_[index];
      if (here.parent != none) {
        ++items_[here.parent].children;
        if (here.can_be_built_on) ++items_[here.parent].built_on_it;
      }
      if (here.is_counted) counted.push_back(index);
      if (is_future(one, now)) next_change_ = (std::min)(next_change_, one.created - clock_skew);
      if (is_held(one, now)) next_change_ = (std::min)(next_change_, *one.held_until);
      shelf& at = shelves_[here.source];
      const bool is_restore_point = here.is_sound && one.status == backup_status::completed;
      if (here.is_full && is_restore_point && !is_future(one, now) &&
          (at.newest_full == none || is_later(one, backups_[at.newest_full])))
        at.newest_full = index;
      if (!lengths_.empty()) instants_.insert(instants_.end(), {dated{one.created, index}, dated{one.updated, index}});
    }
    std::sort(instants_.begin(), instants_.end());
    for (length_rule& one : lengths_) one.begin = before(now, one.length, clock_);
    std::sort(counted.begin(), counted.end(), [&](number a, number b) { return is_later(backups_[b], backups_[a]); });
    for (const number index : counted) arrive(index);
    find_anchors();
  }

  // --- what can be built on ---

  void keep_later(std::optional<std::size_t>& best, std::size_t index) const {
    if (!best || is_later(backups_[index], backups_[*best])) best = index;
  }

  [[nodiscard]] foundation find_what_can_be_built_on() const {
    foundation found;
    for (const number index : order_) {
      const item& here = items_[index];
      if (here.source != own_source_ || !here.can_be_built_on || here.depth > 2) continue;
      keep_later(found.newest_differential, index);
      if (here.is_full) keep_later(found.newest_full, index);
    }
    for (const number index : order_) {
      const item& here = items_[index];
      if (found.newest_full == here.chain && here.can_be_built_on && here.built_on_it == 0)
        keep_later(found.newest_of_chain, index);
    }
    return found;
  }

  /// Updates the foundation with one more backup that can be built on.
  void build_on(number index) {
    if (!base_) return;
    const item& here = items_[index];
    if (here.depth <= 2) keep_later(base_->newest_differential, index);
    if (here.is_full) keep_later(base_->newest_full, index);
    const bool is_at_the_end = base_->newest_full == here.chain && base_->newest_of_chain == here.parent &&
                               is_later(backups_[index], backups_[here.parent]);
    if (base_->newest_full == index || is_at_the_end)
      base_->newest_of_chain = index;
    else
      base_.reset();
  }

  // --- rules that count ---

  /// Lets the rules take on a backup that is the newest of its source.
  void arrive(number index) {
    const item& here = items_[index];
    shelf& at = shelves_[here.source];
    at.newest_counted = index;
    if (here.is_full) at.fulls.push_back(index);
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if (counts_[i].scope == rule_scope::point || here.is_full) take_on(counts_[i], at.kept[i], index);
  }

  void take_on(const count_rule& rule, kept_backups& kept, number index) {
    // Where a clock goes back, by a day at most, a period may come again after two others.
    constexpr std::ptrdiff_t remembered = 4;
    std::int64_t period = 0;
    if (rule.period != nullptr) {
      const sys_seconds at = std::clamp(backups_[index].created, first_of_calendar, last_of_calendar);
      period = rule.period(at, zone_.get_info(at).offset);
      const auto size = static_cast<std::ptrdiff_t>(kept.oldest_first.size());
      const auto same = std::find_if(kept.oldest_first.end() - (std::min)(size, remembered), kept.oldest_first.end(),
                                     [&](const auto& one) { return one.period == period; });
      if (same != kept.oldest_first.end()) {
        let_go(rule, same->index);
        kept.oldest_first.erase(same);
      }
    }
    keep(rule, index);
    kept.oldest_first.push_back({index, period});
    if (kept.oldest_first.size() > rule.most) {
      let_go(rule, kept.oldest_first.front().index);
      kept.oldest_first.pop_front();
    }
    if (!policy_.oldest || rule.period == nullptr) return;
    if (!std::exchange(kept.has_begun, true)) {
      kept.oldest = index;
      keep(rule, index);
    }
    if (kept.oldest != none && kept.oldest_first.size() >= rule.most) let_go(rule, std::exchange(kept.oldest, none));
  }

  [[nodiscard]] number& keeps_of(const count_rule& rule, number index) {
    return rule.scope == rule_scope::chain ? items_[index].keeps_of_chain : items_[index].keeps;
  }
  void keep(const count_rule& rule, number index) { ++keeps_of(rule, index); }
  void let_go(const count_rule& rule, number index) {
    if (--keeps_of(rule, index) != 0) return;
    if (rule.scope == rule_scope::chain)
      must_look_at_all_ = true;
    else
      doubtful_.push_back(index);
  }

  // --- rules of lengths ---

  void note_instant(sys_seconds at, std::size_t index) {
    if (lengths_.empty()) return;
    const dated noted{at, static_cast<number>(index)};
    instants_.insert(std::upper_bound(instants_.begin(), instants_.end(), noted), noted);
  }

  [[nodiscard]] typename std::vector<dated>::const_iterator first_instant_from(sys_seconds begin) const {
    return std::lower_bound(instants_.begin(), instants_.end(), dated{begin, 0});
  }

  /// Checks again what a rule may have dropped, or picked up, now that its start has moved.
  void pass(length_rule& by, sys_seconds begin) {
    const auto [earlier, later] = std::minmax(begin, by.begin);
    const auto end = first_instant_from(later);
    for (auto one = first_instant_from(earlier); one != end; ++one) {
      const bool may_hold_chain = by.rule->scope == rule_scope::chain || by.rule->scope == rule_scope::on_demand;
      if (may_hold_chain && items_[one->index].is_full)
        must_look_at_all_ = true;
      else
        doubtful_.push_back(one->index);
    }
    by.begin = begin;
  }

  // --- what goes ---

  void remove_what_nothing_keeps(sys_seconds now) {
    std::vector<departure> gone;
    if (std::exchange(must_look_at_all_, false)) {
      doubtful_.clear();
      find_anchors();
      for (std::size_t place = order_.size(); place-- != 0;)  // what is built on others is before them
        remove_unless_kept(order_[place], now, gone);
    }
    while (!doubtful_.empty()) {
      const number index = doubtful_.back();
      doubtful_.pop_back();
      if (remove_unless_kept(index, now, gone) && items_[index].parent != none)
        doubtful_.push_back(items_[index].parent);
    }
    if (gone.empty()) return;
    forget(gone.size());
    sort(gone);
    departures_.insert(departures_.end(), gone.begin(), gone.end());
  }

  bool remove_unless_kept(number index, sys_seconds now, std::vector<departure>& gone) {
    item& here = items_[index];
    if (!here.is_here || is_kept(index)) return false;
    here.is_here = false;
    if (here.parent != none) {
      --items_[here.parent].children;
      if (here.can_be_built_on) --items_[here.parent].built_on_it;
    }
    if (base_ && (base_->newest_full == here.chain || base_->newest_differential == index)) base_.reset();
    here.can_be_built_on = false;
    gone.push_back({index, cause_of_removal(here.is_orphan, backups_[index].status), now});
    return true;
  }

  /// Drops what has gone, once that is as much as what is left.
  void forget(std::size_t gone) {
    for (const auto& [index, first] : repeated_) items_[index].is_here = items_[first].is_here;
    gone_in_order_ += gone;
    if (gone_in_order_ * 2 < order_.size()) return;
    gone_in_order_ = 0;
    std::erase_if(order_, [&](number index) { return !items_[index].is_here; });
    std::erase_if(instants_, [&](const dated& one) { return !items_[one.index].is_here; });
    for (shelf& at : shelves_) std::erase_if(at.fulls, [&](number index) { return !items_[index].is_here; });
  }

  [[nodiscard]] bool is_kept(std::size_t index) const {
    const item& here = items_[index];
    if (here.is_lasting || here.keeps != 0 || here.children != 0) return true;
    const backup& one = backups_[index];
    if (!one.automated) return is_on_demand_young(index) || is_at_the_floor(index);
    const item& root = items_[here.chain];
    if (here.is_counted && (root.keeps_of_chain != 0 || is_in_length(index))) return true;
    if (!root.is_full || backups_[here.chain].automated) return false;
    return is_on_demand_young(here.chain) || (here.is_counted && is_at_the_floor(here.chain));
  }

  /// Whether a rule of a length keeps a backup that is counted.
  [[nodiscard]] bool is_in_length(std::size_t index) const {
    const item& here = items_[index];
    for (std::size_t i = 0; i < lengths_.size(); ++i) {
      const length_rule& by = lengths_[i];
      switch (by.rule->scope) {
        case rule_scope::chain:
          // A window keeps the fulls since its start, then goes back to the first one before it, that one included.
          if (items_[here.chain].is_counted &&
              (backups_[here.chain].updated >= by.begin || here.chain == shelves_[here.source].anchors[i]))
            return true;
          break;
        case rule_scope::full:
          if (!here.is_full) break;
          [[fallthrough]];
        case rule_scope::point:
          if (here.created >= by.begin) return true;
          break;
        case rule_scope::on_demand: break;
      }
    }
    return false;
  }

  void find_anchors() {
    for (std::size_t i = 0; i < lengths_.size(); ++i) {
      if (lengths_[i].rule->scope != rule_scope::chain) continue;
      for (shelf& at : shelves_) {
        const auto anchor = std::find_if(at.fulls.rbegin(), at.fulls.rend(), [&](number index) {
          return items_[index].is_here && backups_[index].updated < lengths_[i].begin;
        });
        at.anchors[i] = anchor == at.fulls.rend() ? none : *anchor;
      }
    }
  }

  [[nodiscard]] bool is_on_demand_young(std::size_t index) const {
    return std::any_of(lengths_.begin(), lengths_.end(), [&](const length_rule& by) {
      return by.rule->scope == rule_scope::on_demand && items_[index].created >= by.begin;
    });
  }

  /// Whether a backup that a person made is of the chain of the newest full, and the floor keeps that.
  [[nodiscard]] bool is_at_the_floor(std::size_t index) const {
    const item& here = items_[index];
    return policy_.at_least != 0 && here.is_sound && shelves_[here.source].newest_full == here.chain;
  }

  /// As rota::prune does: newest first, as if nothing had been created later than what is built on it, and children before
  /// their parents.
  void sort(std::vector<departure>& gone) {
    if (gone.size() == 1) return;
    earliest_.resize(items_.size(), (sys_seconds::max)());
    for (const departure& one : gone) {  // what is built on others is before them
      earliest_[one.index] = (std::min)(earliest_[one.index], backups_[one.index].created);
      if (const number parent = items_[one.index].parent; parent != none)
        earliest_[parent] = (std::min)(earliest_[parent], earliest_[one.index]);
    }
    std::sort(gone.begin(), gone.end(), [&](const departure& a, const departure& b) {
      const auto key = [&](std::size_t index) {
        return std::tie(earliest_[index], items_[index].depth, backups_[index].created, backups_[index].id);
      };
      return key(a.index) > key(b.index);
    });
    for (const departure& one : gone)
      if (const number parent = items_[one.index].parent; parent != none) earliest_[parent] = (sys_seconds::max)();
  }

  std::vector<backup> backups_;  // that are there or were, by their indexes
  std::vector<item> items_;
  const retention& policy_;
  source of_;
  wall_clock<Zone> clock_;
  cached_zone<Zone> zone_;
  bool is_any_rule_set_ = false;
  std::vector<count_rule> counts_;
  std::vector<length_rule> lengths_;
  std::vector<std::size_t> unfinished_;
  std::vector<departure> departures_;
  bool must_take_stock_ = true;
  bool must_look_at_all_ = false;                   // a rule may have dropped a whole chain
  sys_seconds next_change_ = (sys_seconds::min)();  // when a hold ends, or a date ahead of now is reached

  // Since stock was taken:
  number own_source_ = 0;
  std::optional<foundation> base_;     // but for what is in the way; nullopt if it must be found
  std::vector<sys_seconds> earliest_;  // scratch: of what goes and is built on a backup
  std::size_t gone_in_order_ = 0;
  std::vector<number> doubtful_;                               // that may have lost the last rule that kept them
  std::vector<number> order_;                                  // what is there, each backup once and after its parent
  std::vector<std::pair<std::size_t, std::size_t>> repeated_;  // records, and the first ones that are equal
  std::vector<shelf> shelves_;
  std::vector<dated> instants_;  // at which what is there was created and updated, sorted; if there are lengths
};

}  // namespace rota::inline v0::detail

#endif
