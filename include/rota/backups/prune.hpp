// SPDX-License-Identifier: MIT
//
// rota/backups/prune.hpp: which backups may be deleted, in which order, and why each of the others is kept.
//
//   prune_plan prune(const history&, const retention&, sys_seconds now, clock = utc);      // or of a span of backups
//   prune_plan prune(const history&, const retention&, now, clock, prune_guard guard);     // at most so much
//   struct prune_plan { std::vector<verdict> verdicts; std::vector<size_t> removals; …withheld; …guarded; issues damage;
//                       std::optional<double> freed_gib; };
//   struct verdict { bool keep; …why_kept; …why_removed; std::optional<near_miss> kept_if; };
//
// A backup is kept if it is protected, if a rule selects it, if the floor holds it, or if a kept backup is built on it.
// Every other automated backup goes. Sources are independent.
//   Protected, and counted by no rule: on-demand, pinned, held, NEW, BUILDING, dated ahead of now, damaged. An on-demand
//   backup may go if on_demand_within is set and it is older, unless it is of the chain of the newest full and at_least is
//   set.
//   Chain rules (fulls, window, and the floor at_least) select fulls, and keep everything built on them. Everything
//   built on an on-demand, pinned or held full is kept too: no rule counts that full, and what no rule governs stays.
//   Point rules (last, hourly to yearly, within) select single restore points, and keep their ancestors.
//   Full rules (last_fulls, daily_fulls to yearly_fulls, fulls_within) select fulls without what is built on them.
//   FAILED and DELETE_FAILED backups are counted by no rule, and go unless a kept backup is built on them or they are
//   built on an on-demand, pinned or held full.
//   If no rule is set, only these go, and on-demand backups that on_demand_within lets go.
// A guard catches a mistake in the policy, the listing or the clock that would remove too much. If the plan would remove
// more than `most` backups of a source, or a larger share of its automated ones than `most_share`, none of them goes:
// `withheld` lists them, and `guarded` says why. Everything that would go counts, even FAILED backups; damaged records that
// stay do not.
// A record that is listed twice is one backup: it is counted once, and is once among the removals.
//
// Worked example: the API's default, two fulls
//   prune(backups, {.fulls = 2}, now).removals               // the third newest full, everything built on it, …
//   prune(backups, {.fulls = 2}, now).verdicts[i].kept_if    // {reason_of(&retention::fulls), 3}: .fulls = 3 keeps it
//
// Laws
//   No kept backup has a removed ancestor. removals lists every child before its parent, whatever the clocks say.
//   Applying the plan and pruning again removes nothing. Permuting the backups changes no verdict.
//   Adding a rule other than on_demand_within to a retention that has one, or raising a count, never removes a backup.
//   Automated COMPLETED fulls never fall below min(at_least, their number before).
//   A pinned or held backup never goes, nor an on-demand one unless on_demand_within is set.
//   Every prefix of removals is safe to stop at: nothing left is built on what is gone, and pruning again with the same
//   guard removes exactly the rest.
//   A guard never adds a removal. For each source it withholds all removals or none.
//   kept_if is exact: with that value its rule keeps the backup, and with any smaller value it does not.
// Source: "The number of full automated backups to keep", "When a backup is deleted, all incremental backups created
// from it are also be deleted", "Use the API to delete the backup to remove any leftover files".
#ifndef ROTA_BACKUPS_PRUNE_HPP
#define ROTA_BACKUPS_PRUNE_HPP

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/retention.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/lookback.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/when/before.hpp>
#include <rota/when/clock.hpp>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rota::inline v0 {

/// The change of one rule that would keep a backup. Of the rules that are set, it is the one that would have to grow by
/// the smallest factor. If none of them can keep the backup, it is `fulls`, which always can.
struct near_miss {
  keep_reason rule;    ///< a row of `retention_rules`
  std::int64_t value;  ///< the smallest value of the rule that keeps the backup: a count, or seconds

  friend constexpr bool operator==(const near_miss&, const near_miss&) = default;
};

/// What becomes of one backup.
struct verdict {
  bool keep = false;
  std::optional<removal_cause> why_removed = std::nullopt;  ///< nullopt if it is kept
  keep_reasons why_kept = {};                               ///< empty if it goes
  std::optional<near_miss> kept_if = std::nullopt;          ///< set if it has expired, even if it is withheld

  friend bool operator==(const verdict&, const verdict&) = default;
};

/// How much of one source a plan may remove; by default without limit. The share is measured against what would go plus
/// the source's other backups that are undamaged, COMPLETED or unfinished, and automated (or on demand, if on_demand_within
/// is set). So neither damaged nor failed records can hide a large share.
struct prune_guard {
  std::optional<std::size_t> most = std::nullopt;   ///< backups
  std::optional<double> most_share = std::nullopt;  ///< from 0 to 1; any other value withholds everything

  friend constexpr bool operator==(const prune_guard&, const prune_guard&) = default;
};

/// A source whose removals the guard withholds.
struct guarded_source {
  rota::source source;
  std::size_t would_remove;  ///< how many backups
  std::size_t
      of;  ///< those that would go, and its other COMPLETED or unfinished ones that could have gone: see prune_guard
  prune_guard beyond;  ///< the limits that it exceeds

  friend bool operator==(const guarded_source&, const guarded_source&) = default;
};

struct prune_plan {
  std::vector<verdict> verdicts;  ///< one for each record, in the order of the input; repeated records have equal ones
  std::vector<std::size_t> removals;    ///< what goes, each backup once, in the order in which to delete it
  std::vector<std::size_t> withheld;    ///< what would go but for the guard, in the order in which to delete it
  std::vector<guarded_source> guarded;  ///< whose backups are withheld, in the order of the list
  issues damage;                        ///< what is wrong with the backups, which is why some of them are kept
  std::optional<double> freed_gib;      ///< GiB; nullopt if the size of a backup that goes is unknown
};

namespace detail {

/// Why a backup goes that nothing keeps.
constexpr removal_cause cause_of_removal(bool is_orphan, backup_status status) noexcept {
  if (is_orphan) return removal_cause::orphan;
  if (status == backup_status::failed) return removal_cause::failed;
  if (status == backup_status::delete_failed) return removal_cause::delete_failed;
  return removal_cause::expired;
}

/// Counts the periods of one rule that contain a backup. Takes the backups of a source from the newest to the oldest.
template <time_zone Zone>
class period_count {
 public:
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }

  /// Whether the period is seen for the first time. If so, counts it.
  bool is_new(std::int64_t period) {
    const auto known = (std::min)(static_cast<std::size_t>(count_), remembered);
    for (std::size_t i = 0; i < known; ++i)
      if (newest_[i] == period) return false;
    newest_[static_cast<std::size_t>(count_) % remembered] = period;
    ++count_;
    return true;
  }

 private:
  // Where a clock goes back, by a day at most, a period may come again after two others.
  static constexpr std::size_t remembered = std::same_as<Zone, utc_zone> ? 1 : 4;

  std::int64_t count_ = 0;
  std::array<std::int64_t, remembered> newest_ = {};  // the last ones counted, in a circle
};

/// The limits that removing `removed` of `of` backups exceeds. It divides, since 29 of 100 is a share of 0.29 but 100 * 0.29
/// is less than 29. A share that is NaN, negative or above 1 is always exceeded.
inline prune_guard limits_exceeded(const prune_guard& guard, std::size_t removed, std::size_t of) noexcept {
  prune_guard beyond;
  if (removed == 0) return beyond;
  if (guard.most && removed > *guard.most) beyond.most = guard.most;
  if (!guard.most_share) return beyond;
  const double share = static_cast<double>(removed) / static_cast<double>(of);
  const bool is_within = share <= *guard.most_share && *guard.most_share <= 1;
  if (!is_within) beyond.most_share = guard.most_share;
  return beyond;
}

/// Withholds the removals of each source that exceeds the guard.
inline void withhold(const history& past, const retention& policy, const prune_guard& guard, prune_plan& plan) {
  if (guard == prune_guard{}) return;
  struct tally {
    std::size_t removed = 0;
    std::size_t of = 0;
    std::optional<std::size_t> first = std::nullopt;
    bool is_withheld = false;
  };
  std::vector<tally> tallies(past.sources());
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (past.is_repeated(i)) continue;
    tally& here = tallies[past.source_number(i)];
    const backup& one = past[i];
    const bool goes = !plan.verdicts[i].keep;
    const bool holds_data =
        past.damage(i).empty() && (one.status == backup_status::completed || is_unfinished(one.status));
    if (goes) ++here.removed;
    if (goes || (holds_data && (one.automated || policy.on_demand_within))) ++here.of;
    if (!here.first) here.first = i;
  }
  for (tally& here : tallies) {
    const prune_guard beyond = limits_exceeded(guard, here.removed, here.of);
    here.is_withheld = beyond != prune_guard{};
    if (here.is_withheld) plan.guarded.push_back({past[*here.first].source, here.removed, here.of, beyond});
  }
  if (plan.guarded.empty()) return;

  const auto is_withheld = [&](std::size_t i) { return tallies[past.source_number(i)].is_withheld; };
  std::copy_if(plan.removals.begin(), plan.removals.end(), std::back_inserter(plan.withheld), is_withheld);
  std::erase_if(plan.removals, is_withheld);
  for (std::size_t i = 0; i < past.size(); ++i) {
    verdict& here = plan.verdicts[i];
    if (here.keep || !is_withheld(i)) continue;
    here = {.keep = true, .why_kept = keep_reason::withheld, .kept_if = here.kept_if};
  }
}

/// Works out one plan. The law behind it: for every backup and every rule there is a smallest value of the rule that
/// selects the backup. A rule that is set to at least that value selects the backup; for one that is set to less, that
/// value is a near miss.
template <time_zone Zone>
class pruning {
 public:
  pruning(const history& past, const retention& policy, sys_seconds now, const wall_clock<Zone>& clock)
      : past_{past}, policy_{policy}, now_{now}, zone_{clock.zone}, verdicts_(past.size()) {
    read_policy(clock);
  }

  prune_plan plan(const prune_guard& guard) && {
    std::vector<entry> newest_first = sorted();
    if (is_set(on_demand_row)) find_newest_fulls();
    number_chains();
    select(newest_first);
    for (std::size_t i = 0; i < past_.size(); ++i) judge(i);
    keep_ancestors();
    for (std::size_t i = 0; i < past_.size(); ++i) conclude(i);
    for (std::size_t i = 0; i < past_.size(); ++i)
      if (past_.is_repeated(i)) verdicts_[i] = verdicts_[past_.first_record(i)];

    prune_plan plan{.verdicts = {},
                    .removals = removals(std::move(newest_first)),
                    .withheld = {},
                    .guarded = {},
                    .damage = past_.damage_report(),
                    .freed_gib = 0.0};
    plan.verdicts = std::move(verdicts_);
    withhold(past_, policy_, guard, plan);
    for (const std::size_t i : plan.removals)
      plan.freed_gib =
          plan.freed_gib && past_[i].size_gib ? std::optional{*plan.freed_gib + *past_[i].size_gib} : std::nullopt;
    return plan;
  }

 private:
  static constexpr auto on_demand_row = static_cast<std::size_t>(reason_of(&retention::on_demand_within));
  static constexpr std::int64_t not_set = -1;
  static constexpr std::int64_t no_value = (std::numeric_limits<std::int64_t>::max)();  // the rule cannot select it
  static constexpr std::size_t no_full = (std::numeric_limits<std::size_t>::max)();
  static constexpr std::uint32_t uncounted = (std::numeric_limits<std::uint32_t>::max)();

  /// A backup with its sort key and its source, so that neither has to be looked up.
  struct entry {
    sys_seconds created;
    std::uint32_t index;
    std::uint32_t source;  // `uncounted` if no rule counts the backup
  };

  /// What the restore points of a chain have in common.
  struct chain {
    std::int64_t fulls = no_value;  // the smallest `fulls`, and `at_least`, that selects the chain
    verdict shared = {};
  };

  /// The restore points of a source, or its fulls, as far as they have been counted, from the newest to the oldest.
  struct tally {
    std::int64_t count = 0;
    std::size_t oldest = 0;        // the last one counted
    std::int64_t data_age = 0;     // of the last one, how long ago its data was complete
    std::int64_t oldest_data = 0;  // the greatest data_age of those before it
  };
  struct tallies {
    tally points;
    tally fulls;
  };

  void read_policy(const wall_clock<Zone>& clock) {
    values_.fill(not_set);
    for (std::size_t row = 0; row < retention_rules.size(); ++row) {
      const auto value = retention_rules[row].value(policy_);
      if (!value) continue;
      const auto* const length = std::get_if<lookback>(&*value);
      values_[row] = length != nullptr ? age(before(now_, *length, clock)) : std::int64_t{std::get<unsigned>(*value)};
      is_any_set_ = is_any_set_ || retention_rules[row].scope != rule_scope::on_demand;
      if (retention_rules[row].period != nullptr) periods_place_[row] = periodic_rules_++;
    }
  }

  /// Calls `act` with the number of each row as a constant, so that the code for each backup is compiled as if it was
  /// written rule by rule.
  template <class Act>
  static void for_each_row(Act act) {
    [&]<std::size_t... row>(std::index_sequence<row...>) { (act(std::integral_constant<std::size_t, row>{}), ...); }
    (std::make_index_sequence<retention_rules.size()>{});
  }

  /// Whether rules count a backup. (A restore point is undamaged and COMPLETED.)
  [[nodiscard]] bool is_counted(std::size_t i) const {
    const backup& one = past_[i];
    return one.automated && !one.pinned && !is_held(one, now_) && past_.is_restore_point(i) && !is_future(one, now_) &&
           !past_.is_repeated(i);
  }

  [[nodiscard]] std::int64_t age(sys_seconds instant) const {
    return (std::max<std::int64_t>)(elapsed(instant, now_).count(), 0);
  }

  [[nodiscard]] bool is_set(std::size_t row) const { return values_[row] != not_set; }

  static void keep(verdict& one, keep_reasons why) {
    one.keep = true;
    one.why_kept |= why;
  }

  /// Whether `a` is nearer than `b`: its rule would have to grow by a smaller factor.
  [[nodiscard]] bool is_nearer(const near_miss& a, const near_miss& b) const {
    if (a.rule == b.rule) return a.value < b.value;
    const auto base = [&](keep_reason rule) {
      return static_cast<double>((std::max<std::int64_t>)(values_[static_cast<std::size_t>(rule)], 1));
    };
    return std::pair{static_cast<double>(a.value) * base(b.rule), a.rule} <
           std::pair{static_cast<double>(b.value) * base(a.rule), b.rule};
  }

  void miss(verdict& one, const near_miss& near) const {
    if (!one.kept_if || is_nearer(near, *one.kept_if)) one.kept_if = near;
  }

  /// Lets a rule that is set keep a backup, or notes the near miss. `smallest` is the smallest value that selects it.
  void apply(std::size_t row, std::int64_t smallest, verdict& one, keep_reasons besides = {}) const {
    if (values_[row] >= smallest)
      keep(one, besides | static_cast<keep_reason>(row));
    else if (smallest != no_value)
      miss(one, {static_cast<keep_reason>(row), smallest});
  }

  /// All backups, each once, newest first; those created at the same instant by id, greatest first.
  [[nodiscard]] std::vector<entry> sorted() const {
    std::vector<entry> entries;
    entries.reserve(past_.size());
    for (std::size_t i = 0; i < past_.size(); ++i)
      if (!past_.is_repeated(i))
        entries.push_back({past_[i].created, static_cast<std::uint32_t>(i),
                           is_counted(i) ? static_cast<std::uint32_t>(past_.source_number(i)) : uncounted});
    sort_newest_first(entries);
    for_each_instant(entries, [&](auto begin, auto end) {
      std::sort(begin, end, [&](const entry& a, const entry& b) { return past_[a.index].id > past_[b.index].id; });
    });
    return entries;
  }

  /// LSD radix sort by age relative to the newest, since comparison sorts mispredict on random instants. One pass
  /// for each byte of the greatest age.
  static void sort_newest_first(std::vector<entry>& entries) {
    if (entries.empty()) return;
    const auto is_older = [](const entry& a, const entry& b) { return a.created < b.created; };
    const auto [oldest, newest] = std::minmax_element(entries.begin(), entries.end(), is_older);
    const auto count = [](sys_seconds at) { return static_cast<std::uint64_t>(at.time_since_epoch().count()); };
    const std::uint64_t origin = count(newest->created);
    const std::uint64_t longest = origin - count(oldest->created);
    std::vector<entry> before(entries.size());
    for (unsigned shift = 0; shift < 64 && longest >> shift != 0; shift += 8) {
      const auto byte_of = [&](const entry& one) { return ((origin - count(one.created)) >> shift) & 0xffU; };
      std::array<std::size_t, 257> begin{};
      for (const entry& one : entries) ++begin[byte_of(one) + 1];
      for (std::size_t byte = 0; byte < 256; ++byte) begin[byte + 1] += begin[byte];
      before.swap(entries);
      for (const entry& one : before) entries[begin[byte_of(one)]++] = one;
    }
  }

  /// Calls `act` with each range of several backups created at the same instant.
  template <class Entries, class Act>
  static void for_each_instant(Entries& sorted, Act act) {
    for (auto begin = sorted.begin(), end = begin; begin != sorted.end(); begin = end) {
      while (end != sorted.end() && end->created == begin->created) ++end;
      if (end - begin > 1) act(begin, end);
    }
  }

  /// Numbers the chains of undamaged backups. Members of a cycle get a number without meaning.
  void number_chains() {
    chain_of_.resize(past_.size());
    is_full_.resize(past_.size());
    for (std::size_t i = 0; i < past_.size(); ++i) {
      if (past_.parent(i)) continue;
      is_full_[i] = true;
      chain_of_[i] = static_cast<std::uint32_t>(chains_.size());
      chains_.emplace_back();
      if (past_[i].level() == level::full) govern(i, chains_.back().shared);
    }
    for (std::size_t i = 0; i < past_.size(); ++i) chain_of_[i] = chain_of_[past_.chain(i)];
  }

  /// What no rule counts governs nothing: all that is built on such a full stays with it.
  void govern(std::size_t full, verdict& shared) const {
    const backup& one = past_[full];
    if (one.pinned || is_held(one, now_) || is_future(one, now_))
      keep(shared, keep_reason::ungoverned_chain);
    else if (!one.automated)
      judge_on_demand(full, keep_reason::ungoverned_chain, shared);
  }

  /// The newest full of each source that can be restored, whoever made it.
  void find_newest_fulls() {
    newest_full_.assign(past_.sources(), no_full);
    for (std::size_t i = 0; i < past_.size(); ++i) {
      if (past_[i].level() != level::full || !past_.is_restore_point(i) || is_future(past_[i], now_)) continue;
      std::size_t& newest = newest_full_[past_.source_number(i)];
      if (newest == no_full || is_later(past_[i], past_[newest])) newest = i;
    }
  }

  /// Keeps an on-demand backup, or what is built on it, unless on_demand_within lets it go. The floor holds the chain of
  /// the newest full even if a person made it.
  void judge_on_demand(std::size_t i, keep_reason why, verdict& of) const {
    const std::int64_t how_old = age(past_[i].created);
    if (!is_set(on_demand_row) || values_[on_demand_row] >= how_old)
      keep(of, why);
    else if (policy_.at_least != 0 && past_.damage(i).empty() && newest_full_[past_.source_number(i)] == past_.chain(i))
      keep(of, keep_reason::at_least);
    else
      miss(of, {reason_of(&retention::on_demand_within), how_old});
  }

  /// Applies the rules that are set to everything that they count.
  void select(const std::vector<entry>& newest_first) {
    std::vector<tallies> counted(past_.sources());
    std::vector<period_count<Zone>> periods(past_.sources() * periodic_rules_);
    const auto periods_of = [&](std::size_t source) { return periods.data() + source * periodic_rules_; };
    for (const entry& one : newest_first) {
      if (one.source == uncounted) continue;
      tallies& of = counted[one.source];
      verdict here;
      count(one, of.points);
      apply_rules_of<rule_scope::point>(one, of.points, periods_of(one.source), here);
      if (is_full_[one.index]) {
        count(one, of.fulls);
        of.fulls.oldest_data = (std::max)(of.fulls.oldest_data, std::exchange(of.fulls.data_age, data_age(one)));
        verdict shared;
        if (of.fulls.count <= std::int64_t{policy_.at_least}) keep(shared, keep_reason::at_least);
        apply_rules_of<rule_scope::chain>(one, of.fulls, periods_of(one.source), shared);
        apply_rules_of<rule_scope::full>(one, of.fulls, periods_of(one.source), here);
        chains_[chain_of_[one.index]] = {of.fulls.count, shared};
      }
      verdicts_[one.index] = here;
    }
    if (!policy_.oldest || periodic_rules_ == 0) return;
    for (std::size_t source = 0; source < counted.size(); ++source) {
      const tallies& of = counted[source];
      if (of.points.count != 0) keep_oldest<rule_scope::point>(periods_of(source), verdicts_[of.points.oldest]);
      if (of.fulls.count == 0) continue;
      keep_oldest<rule_scope::chain>(periods_of(source), chains_[chain_of_[of.fulls.oldest]].shared);
      keep_oldest<rule_scope::full>(periods_of(source), verdicts_[of.fulls.oldest]);
    }
  }

  static void count(const entry& one, tally& among) {
    ++among.count;
    among.oldest = one.index;
  }

  [[nodiscard]] std::int64_t data_age(const entry& one) const { return age(past_[one.index].updated); }

  /// Applies the rules of one scope that are set to the backup just counted.
  template <rule_scope Scope>
  void apply_rules_of(const entry& one, const tally& among, period_count<Zone>* periods, verdict& selected) const {
    for_each_row([&](auto row) {
      if constexpr (retention_rules[row].scope == Scope)
        if (is_set(row)) apply(row, smallest_value<row>(one, among, periods), selected);
    });
  }

  /// The smallest value of a rule that selects the backup just counted. Counts its period.
  template <std::size_t Row>
  [[nodiscard]] std::int64_t smallest_value(const entry& one, const tally& among, period_count<Zone>* periods) const {
    constexpr const retention_rule& rule = retention_rules[Row];
    if (rule.period != nullptr) {  // not constexpr: GCC 12 cannot compare functions there under -fsanitize=undefined
      period_count<Zone>& seen = periods[periods_place_[Row]];
      const sys_seconds at = std::clamp(one.created, first_of_calendar, last_of_calendar);
      return seen.is_new(rule.period(at, zone_.get_info(at).offset)) ? seen.count() : no_value;
    }
    if constexpr (rule.unit() == rule_unit::count) return among.count;
    // A window keeps the fulls since its start, then goes back to the first one before it, that one included.
    if constexpr (rule.scope == rule_scope::chain) return (std::min)(among.data_age, among.oldest_data);
    return age(one.created);
  }

  /// Lets the periodic rules of one scope that have counts left keep the oldest backup that they count.
  template <rule_scope Scope>
  void keep_oldest(const period_count<Zone>* periods, verdict& oldest) const {
    for_each_row([&](auto row) {
      if constexpr (retention_rules[row].scope == Scope)
        if (is_set(row) && retention_rules[row].period != nullptr)
          apply(row, periods[periods_place_[row]].count() + 1, oldest, keep_reason::oldest);
    });
  }

  /// Adds everything that keeps a backup for its own sake.
  void judge(std::size_t i) {
    const backup& one = past_[i];
    verdict& here = verdicts_[i];
    const bool is_swept_orphan = policy_.sweep_orphans && past_.is_orphan(i);
    if (!one.automated)
      judge_on_demand(i, is_set(on_demand_row) ? reason_of(&retention::on_demand_within) : keep_reason::on_demand,
                      here);
    if (one.pinned) keep(here, keep_reason::pinned);
    if (is_held(one, now_)) keep(here, keep_reason::held);
    if (is_unfinished(one.status)) keep(here, keep_reason::unfinished);
    if (is_future(one, now_)) keep(here, keep_reason::future);
    if (!past_.damage(i).empty() && !is_swept_orphan) keep(here, keep_reason::damaged);
    if (is_counted(i)) {
      const verdict& shared = chains_[chain_of_[i]].shared;
      if (shared.keep) keep(here, shared.why_kept);
      if (shared.kept_if) miss(here, *shared.kept_if);
      if (!is_any_set_) keep(here, keep_reason::no_rule);
    } else if (!here.keep && one.automated && !is_swept_orphan) {
      if (chains_[chain_of_[i]].shared.why_kept.contains(keep_reason::ungoverned_chain))
        keep(here, keep_reason::ungoverned_chain);
      if (!policy_.sweep_failed) keep(here, keep_reason::failed_kept);
    }
  }

  /// Keeps the ancestors of what is kept. What would keep a backup would keep its ancestors too.
  void keep_ancestors() {
    const auto order = past_.parents_first();
    for (std::size_t place = order.size(); place-- != 0;) {
      const auto parent = past_.parent(order[place]);
      if (!parent) continue;
      const verdict& here = verdicts_[order[place]];
      verdict& below = verdicts_[*parent];
      if (here.keep && !below.keep) keep(below, keep_reason::ancestor);
      if (here.kept_if) miss(below, *here.kept_if);
    }
  }

  void conclude(std::size_t i) {
    verdict& here = verdicts_[i];
    if (!here.keep) here.why_removed = cause_of_removal(past_.is_orphan(i), past_[i].status);
    if (here.why_removed != removal_cause::expired)
      here.kept_if.reset();
    else if (!here.kept_if)  // no rule that is set can keep it, but `fulls` can
      here.kept_if = near_miss{reason_of(&retention::fulls), chains_[chain_of_[i]].fulls};
  }

  /// What goes, newest first; of those created at the same instant, children before parents.
  [[nodiscard]] std::vector<std::size_t> removals(std::vector<entry> newest_first) const {
    std::erase_if(newest_first, [&](const entry& one) { return verdicts_[one.index].keep; });
    if (!past_.is_chronological()) order_by_structure(newest_first);
    for_each_instant(newest_first, [&](auto begin, auto end) {
      std::stable_sort(begin, end,
                       [&](const entry& a, const entry& b) { return past_.depth(a.index) > past_.depth(b.index); });
    });
    std::vector<std::size_t> places;
    places.reserve(newest_first.size());
    for (const entry& one : newest_first) places.push_back(one.index);
    return places;
  }

  /// Sorts as if nothing had been created later than what is built on it, which clocks that differ may say.
  void order_by_structure(std::vector<entry>& removed) const {
    std::vector<sys_seconds> latest(past_.size(), (sys_seconds::max)());
    const auto order = past_.parents_first();
    for (std::size_t place = order.size(); place-- != 0;) {
      const std::size_t i = order[place];
      if (verdicts_[i].keep) continue;
      latest[i] = (std::min)(latest[i], past_[i].created);
      if (const auto parent = past_.parent(i)) latest[*parent] = (std::min)(latest[*parent], latest[i]);
    }
    for (entry& one : removed) one.created = latest[one.index];
    std::stable_sort(removed.begin(), removed.end(),
                     [](const entry& a, const entry& b) { return a.created > b.created; });
  }

  const history& past_;
  const retention& policy_;
  sys_seconds now_;
  cached_zone<Zone> zone_;
  std::array<std::int64_t, retention_rules.size()> values_;             // of every rule, or not_set
  std::array<std::size_t, retention_rules.size()> periods_place_ = {};  // of every periodic rule that is set
  std::size_t periodic_rules_ = 0;
  bool is_any_set_ = false;
  std::vector<std::size_t> newest_full_;  // of each source, whoever made it
  std::vector<bool> is_full_;
  std::vector<std::uint32_t> chain_of_;
  std::vector<chain> chains_;
  std::vector<verdict> verdicts_;
};

}  // namespace detail

/// The plan for a history at `now`. Periods and lengths are civil on the clock. O(n log n). Precondition: if a length has
/// months or days, `now` lies in the years that `date::year` holds; a breach ends the program.
template <time_zone Zone = utc_zone>
[[nodiscard]] prune_plan prune(const history& past, const retention& policy, sys_seconds now,
                               const wall_clock<Zone>& clock = utc, const prune_guard& guard = {}) {
  return detail::pruning<Zone>{past, policy, now, clock}.plan(guard);
}

/// The same for backups without an index.
template <time_zone Zone = utc_zone>
[[nodiscard]] prune_plan prune(std::span<const backup> backups, const retention& policy, sys_seconds now,
                               const wall_clock<Zone>& clock = utc, const prune_guard& guard = {}) {
  return prune(history{backups}, policy, now, clock, guard);
}

/// "ha \"db\": would remove 312 of 340 backups; the guard allows 50 and a share of 0.25"
[[nodiscard]] inline std::string to_string(const guarded_source& one) {
  std::string text = std::string{to_string(one.source.type)} + ' ' + detail::in_quotes(one.source.id) +
                     ": would remove " + std::to_string(one.would_remove) + " of " + std::to_string(one.of) +
                     " backups; the guard allows ";
  if (one.beyond.most) text += std::to_string(*one.beyond.most);
  if (one.beyond.most && one.beyond.most_share) text += " and ";
  if (!one.beyond.most_share) return text;
  const double share = *one.beyond.most_share;
  std::array<char, 32> digits{};
  text.append("a share of ")
      .append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), share).ptr);
  return share >= 0 && share <= 1 ? text : text + ", which is not a number from 0 to 1";
}

}  // namespace rota::inline v0

#endif
