// SPDX-License-Identifier: MIT
//
// rota/retention.hpp: which backups may be deleted, in which order, and why each of the others stays.
//
//   struct retention { std::optional<unsigned> fulls; std::optional<seconds> window; unsigned last, hourly, …; … };
//   retention retention_of(const schedule&);                       // what the API does: the newest N fulls
//
//   prune_plan prune(std::span<const backup>, const retention&, sys_seconds now, zone = utc);
//   struct prune_plan { std::vector<verdict> verdicts; std::vector<size_t> removals; issues damage; …freed; };
//   struct verdict { bool keep; reasons why; std::optional<near_miss> kept_if; };
//
// A backup stays if it is protected, if a rule selects it, if the floor holds it, or if one that stays is built on it.
// Every other automated one goes. Each source is judged by itself.
//   Protected, and counted by no rule: on-demand, pinned, NEW, BUILDING, dated ahead of now, damaged.
//   Chain rules (fulls, window, the floor at_least) select fulls, and keep all that is built on them. All that is built
//   on an on-demand or pinned full stays too: no rule counts that full, and what no rule governs stays.
//   Point rules (last, hourly to yearly, within) select single restore points, and with them what these are built on.
//   FAILED and DELETE_FAILED ones are counted by no rule, and go unless something that stays is built on them.
//   Where no rule is set, nothing goes but these.
//
// Worked example: the API's default, two fulls
//   prune(backups, {.fulls = 2}, now).removals               the third full back and all that is built on it, and so on
//   prune(backups, {.fulls = 2}, now).verdicts[i].kept_if    near_miss{rule::fulls, 3}: with .fulls = 3 it would stay
//
// Laws
//   No backup that stays has an ancestor that goes. removals has every child before its parent.
//   Applying the plan and pruning again removes nothing. Permuting the backups changes no verdict.
//   Adding a rule to a retention that has one, or raising a count, never makes a backup go.
//   Completed automated fulls never fall below min(at_least, what there was).
//   An on-demand or pinned backup never goes.
//   kept_if is exact: with that value its rule keeps the backup, and with any smaller one it does not.
// Source: "The number of full automated backups to keep", "When a backup is deleted, all incremental backups created
// from it are also be deleted", "Use the API to delete the backup to remove any leftover files".
#ifndef ROTA_RETENTION_HPP
#define ROTA_RETENTION_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/backup.hpp>
#include <rota/enum_set.hpp>
#include <rota/history.hpp>
#include <rota/issue.hpp>
#include <rota/schedule.hpp>
#include <rota/time.hpp>
#include <rota/zone.hpp>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace rota {

/// What is to be kept. Each rule counts by itself; a backup stays if any of them selects it. Zero means none.
struct retention {
  /// The newest N automated fulls that completed, and all that is built on them.
  std::optional<unsigned> fulls = std::nullopt;
  /// The recovery window: all that it takes to restore to any moment since `now - window`. These are the fulls since
  /// then, and the newest full whose data was complete before then; and all that is built on them.
  std::optional<std::chrono::seconds> window = std::nullopt;
  unsigned last = 0;     ///< the newest N restore points
  unsigned hourly = 0;   ///< the newest restore point of each of the newest N hours that have one, civil in the zone
  unsigned daily = 0;    ///< the same by civil days
  unsigned weekly = 0;   ///< by ISO weeks, which begin on Monday
  unsigned monthly = 0;  ///< by months
  unsigned yearly = 0;   ///< by years
  std::optional<std::chrono::seconds> within =
      std::nullopt;          ///< every restore point created at or after `now - within`
  bool oldest = false;       ///< a periodic rule that finds fewer periods than it may keep also keeps the oldest point
  unsigned at_least = 1;     ///< the floor: so many of the newest completed automated fulls stay whatever the rules say
  bool sweep_failed = true;  ///< FAILED and DELETE_FAILED backups go
  bool sweep_orphans =
      false;  ///< automated backups whose parent is not in the list go: only for one sure to have it all

  friend bool operator==(const retention&, const retention&) = default;
};

/// What the API does for a schedule. Source: "By default, the full backup retention policy is set to two full backups."
[[nodiscard]] inline retention retention_of(const schedule& of) {
  return {.fulls = of.full_backup_retention.value_or(default_full_backup_retention)};
}

/// Why a backup stays, or goes.
enum class reason : std::uint8_t {
  // stays: a rule selects it, or a full that it is built on
  fulls,
  window,
  last,
  hourly,
  daily,
  weekly,
  monthly,
  yearly,
  within,
  at_least,
  // stays: protected
  on_demand,
  pinned,
  unfinished,
  future,
  damaged,
  // stays: for others
  ungoverned_chain,
  ancestor,
  // stays: nothing says that it may go
  no_rule,
  failed_kept,
  // goes
  expired,
  failed,
  delete_failed,
  orphan
};

inline constexpr std::array<std::string_view, 23> reason_names{
    "fulls",    "window",   "last",        "hourly",  "daily",      "weekly",        "monthly", "yearly",
    "within",   "at_least", "on_demand",   "pinned",  "unfinished", "future",        "damaged", "ungoverned_chain",
    "ancestor", "no_rule",  "failed_kept", "expired", "failed",     "delete_failed", "orphan"};

[[nodiscard]] constexpr std::string_view to_string(reason why) noexcept {
  return reason_names[static_cast<std::size_t>(why)];
}

using reasons = enum_set<reason, std::uint32_t>;

/// What would have kept a backup that goes: of the rules that are set, the one that would have to grow by the smallest
/// factor; where none of them could, `fulls`, and where that could not either, `last`.
struct near_miss {
  reason rule;         ///< one of fulls to within
  std::int64_t value;  ///< the smallest value of it that would have: a count; of window and within, seconds

  friend constexpr bool operator==(const near_miss&, const near_miss&) = default;
};

/// What becomes of one backup.
struct verdict {
  bool keep = false;
  reasons why = {};
  std::optional<near_miss> kept_if =
      std::nullopt;  ///< of one that goes because no rule keeps it: the nearest that would

  friend bool operator==(const verdict&, const verdict&) = default;
};

struct prune_plan {
  std::vector<verdict> verdicts;      ///< one a backup, in the order of the input
  std::vector<std::size_t> removals;  ///< what goes, in the order in which to delete it
  issues damage;                      ///< what is wrong with the backups, which is why some of them stay
  std::optional<double> freed;        ///< GiB, if the size of all that goes is known
};

namespace detail {

/// Of each rule, in the order of `reason`, a value: that to which it is set, or the smallest that selects a backup.
inline constexpr std::size_t rule_count = 9;
using rule_values = std::array<std::int64_t, rule_count>;
inline constexpr std::int64_t not_set = -1;
inline constexpr std::int64_t no_value = std::numeric_limits<std::int64_t>::max();  // the rule cannot select it

constexpr std::size_t index(reason rule) noexcept { return static_cast<std::size_t>(rule); }

inline rule_values values_of(const retention& rules) {
  const auto count = [](unsigned n) { return n == 0 ? not_set : std::int64_t{n}; };
  const auto length = [](const std::optional<std::chrono::seconds>& d) {
    return d ? std::max<std::int64_t>(d->count(), 0) : not_set;
  };
  return {rules.fulls ? std::int64_t{*rules.fulls} : not_set,
          length(rules.window),
          count(rules.last),
          count(rules.hourly),
          count(rules.daily),
          count(rules.weekly),
          count(rules.monthly),
          count(rules.yearly),
          length(rules.within)};
}

/// Numbers the hours, days, weeks, months and years, each kind by itself. ISO weeks: 1970-01-01 was a Thursday.
inline std::array<std::int64_t, 5> periods_of(date::local_seconds instant) {
  const auto day = date::floor<date::days>(instant);
  const date::year_month_day civil{day};
  const std::int64_t year = static_cast<int>(civil.year());
  const auto monday = date::floor<date::weeks>(day.time_since_epoch() + date::days{3});
  return {date::floor<std::chrono::hours>(instant).time_since_epoch().count(), day.time_since_epoch().count(),
          monday.count(), year * 12 + static_cast<unsigned>(civil.month()), year};
}

/// Counts the periods of one kind in which there is a backup, as one goes through the backups from the newest.
template <time_zone Zone>
class period_count {
 public:
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }

  /// Whether the period did not come up before; it counts if so.
  bool is_new(std::int64_t period) {
    if (count_ != 0 && period == last_) return false;
    if constexpr (!std::same_as<Zone, utc_zone>)  // where the clock goes back, a period may come up again after others
      if (!seen_.insert(period).second) return false;
    last_ = period;
    ++count_;
    return true;
  }

 private:
  std::int64_t count_ = 0;
  std::int64_t last_ = 0;
  std::unordered_set<std::int64_t> seen_;
};

/// Works out one plan. The law of it: for every backup and every rule there is a smallest value of the rule that selects
/// the backup, and the rule selects it iff it is set to at least that. The same numbers say what would have kept it.
template <time_zone Zone>
class pruning {
 public:
  pruning(const history& past, const retention& rules, sys_seconds now, const Zone& zone)
      : past_{past},
        rules_{rules},
        now_{now},
        zone_{zone},
        smallest_(past.size(), all_no_value()),
        chain_(past.size()) {}

  prune_plan plan() {
    judge_points();
    hand_down_chains();
    std::vector<verdict> verdicts(past_.size());
    for (std::size_t i = 0; i < past_.size(); ++i) verdicts[i].why = reasons_to_keep(i);
    hand_up(verdicts);

    prune_plan plan{std::move(verdicts), {}, past_.damage_report(), 0.0};
    for (std::size_t i = 0; i < past_.size(); ++i) {
      verdict& here = plan.verdicts[i];
      here.keep = !here.why.empty();
      if (here.keep) continue;
      here.why = reason_to_go(i);
      if (here.why.contains(reason::expired)) here.kept_if = nearest_miss(i);
      plan.removals.push_back(i);
    }
    std::sort(plan.removals.begin(), plan.removals.end(), [&](std::size_t a, std::size_t b) {
      return std::forward_as_tuple(past_[a].created, past_.depth(a), past_[a].id) >
             std::forward_as_tuple(past_[b].created, past_.depth(b), past_[b].id);
    });
    for (const std::size_t i : plan.removals)
      plan.freed = plan.freed && past_[i].size ? std::optional{*plan.freed + *past_[i].size} : std::nullopt;
    return plan;
  }

 private:
  /// What a full hands down to all that is built on it.
  struct chain {
    std::int64_t fulls = no_value;   // the smallest `fulls`, and `at_least`, that selects it
    std::int64_t window = no_value;  // the smallest `window` that does
    bool is_ungoverned = false;
  };

  static constexpr rule_values all_no_value() {
    rule_values values{};
    values.fill(no_value);
    return values;
  }

  /// Whether rules count it. (A restore point is undamaged and COMPLETED.)
  [[nodiscard]] bool is_counted(std::size_t i) const {
    const backup& one = past_[i];
    return one.automated && !one.pinned && past_.is_restore_point(i) && !is_future(one, now_);
  }

  [[nodiscard]] std::int64_t age(sys_seconds instant) const {
    return std::max<std::int64_t>((now_ - instant).count(), 0);
  }

  /// The backups that rules count, source by source, of each the newest first.
  [[nodiscard]] std::vector<std::vector<std::size_t>> counted_by_source() const {
    std::array<std::unordered_map<std::string_view, std::size_t>, 2> numbers;  // by the type of the source
    std::vector<std::vector<std::size_t>> lists;
    for (std::size_t i = 0; i < past_.size(); ++i) {
      if (!is_counted(i)) continue;
      const source& of = past_[i].source;
      const auto number = numbers[static_cast<std::size_t>(of.type)].try_emplace(of.id, lists.size()).first->second;
      if (number == lists.size()) lists.emplace_back();
      lists[number].push_back(i);
    }
    for (auto& list : lists)
      std::sort(list.begin(), list.end(), [&](std::size_t a, std::size_t b) { return is_later(past_[a], past_[b]); });
    return lists;
  }

  /// Finds, for every backup that rules count, the smallest values of the rules that select it for itself.
  void judge_points() {
    for (const auto& newest_first : counted_by_source()) {
      std::int64_t points = 0;
      std::int64_t fulls = 0;
      std::int64_t oldest_newer_full = 0;  // how long ago the data of the newer fulls was complete, at most
      std::array<period_count<Zone>, 5> periods;
      for (const std::size_t i : newest_first) {
        const backup& one = past_[i];
        rule_values& smallest = smallest_[i];
        smallest[index(reason::last)] = ++points;
        smallest[index(reason::within)] = age(one.created);
        const auto period = periods_of(to_local(one.created, zone_));
        for (std::size_t kind = 0; kind < period.size(); ++kind)
          if (periods[kind].is_new(period[kind])) smallest[index(reason::hourly) + kind] = periods[kind].count();
        if (one.level() != level::full) continue;
        // A window keeps the fulls since its start, and goes back until one lies before it, that one included.
        chain_[i] = {++fulls, std::min(age(one.updated), oldest_newer_full), false};
        oldest_newer_full = std::max(oldest_newer_full, age(one.updated));
      }
      if (!rules_.oldest) continue;
      rule_values& oldest = smallest_[newest_first.back()];
      for (std::size_t kind = 0; kind < periods.size(); ++kind) {
        std::int64_t& smallest = oldest[index(reason::hourly) + kind];
        smallest = std::min(smallest, periods[kind].count() + 1);
      }
    }
  }

  void hand_down_chains() {
    for (const std::size_t i : past_.parents_first()) {
      if (const auto parent = past_.parent(i))
        chain_[i] = chain_[*parent];
      else if (past_[i].level() == level::full)
        chain_[i].is_ungoverned = !is_counted(i);
      smallest_[i][index(reason::fulls)] = chain_[i].fulls;
      smallest_[i][index(reason::window)] = chain_[i].window;
    }
  }

  [[nodiscard]] reasons reasons_to_keep(std::size_t i) const {
    const backup& one = past_[i];
    const bool is_swept_orphan = rules_.sweep_orphans && past_.is_orphan(i);
    reasons why;
    if (!one.automated) why |= reason::on_demand;
    if (one.pinned) why |= reason::pinned;
    if (is_unfinished(one.status)) why |= reason::unfinished;
    if (is_future(one, now_)) why |= reason::future;
    if (!past_.damage(i).empty() && !is_swept_orphan) why |= reason::damaged;
    if (!why.empty() || is_swept_orphan) return why;

    if (one.status != backup_status::completed) return rules_.sweep_failed ? why : reasons{reason::failed_kept};
    bool is_any_set = false;
    for (std::size_t rule = 0; rule < rule_count; ++rule) {
      is_any_set = is_any_set || values_[rule] != not_set;
      if (values_[rule] >= smallest_[i][rule]) why |= static_cast<reason>(rule);
    }
    if (!is_any_set) why |= reason::no_rule;
    if (chain_[i].fulls <= std::int64_t{rules_.at_least}) why |= reason::at_least;
    if (chain_[i].is_ungoverned) why |= reason::ungoverned_chain;
    return why;
  }

  [[nodiscard]] reason reason_to_go(std::size_t i) const {
    if (past_.is_orphan(i)) return reason::orphan;
    if (past_[i].status == backup_status::failed) return reason::failed;
    if (past_[i].status == backup_status::delete_failed) return reason::delete_failed;
    return reason::expired;
  }

  /// What stays keeps what it is built on; and what would keep it would keep that too.
  void hand_up(std::vector<verdict>& verdicts) {
    const auto order = past_.parents_first();
    for (std::size_t place = order.size(); place-- != 0;) {
      const std::size_t i = order[place];
      const auto parent = past_.parent(i);
      if (!parent) continue;
      if (!verdicts[i].why.empty() && verdicts[*parent].why.empty()) verdicts[*parent].why = reason::ancestor;
      for (std::size_t rule = index(reason::last); rule < rule_count; ++rule)
        smallest_[*parent][rule] = std::min(smallest_[*parent][rule], smallest_[i][rule]);
    }
  }

  /// The rule, among those that are set, that would have to grow by the smallest factor to keep the backup; where none
  /// of them can, the number of fulls, which the API knows; where that cannot either, the number of points.
  [[nodiscard]] std::optional<near_miss> nearest_miss(std::size_t i) const {
    const rule_values& smallest = smallest_[i];
    std::optional<near_miss> nearest;
    double least_growth = 0;
    for (std::size_t rule = 0; rule < rule_count; ++rule) {
      if (values_[rule] == not_set || smallest[rule] == no_value) continue;
      const double growth =
          static_cast<double>(smallest[rule]) / static_cast<double>(std::max<std::int64_t>(values_[rule], 1));
      if (nearest && growth >= least_growth) continue;
      nearest = near_miss{static_cast<reason>(rule), smallest[rule]};
      least_growth = growth;
    }
    for (const reason rule : {reason::fulls, reason::last})
      if (!nearest && smallest[index(rule)] != no_value) nearest = near_miss{rule, smallest[index(rule)]};
    return nearest;
  }

  const history& past_;
  const retention& rules_;
  sys_seconds now_;
  cached_zone<Zone> zone_;
  rule_values values_ = values_of(rules_);
  std::vector<rule_values> smallest_;
  std::vector<chain> chain_;
};

}  // namespace detail

/// What of a history stays and what goes, at `now`. Hours, days, weeks, months and years are civil in `zone`.
/// O(n log n).
template <time_zone Zone = utc_zone>
[[nodiscard]] prune_plan prune(const history& past, const retention& rules, sys_seconds now, const Zone& zone = utc) {
  return detail::pruning<Zone>{past, rules, now, zone}.plan();
}

/// The same, for backups of which there is no index yet.
template <time_zone Zone = utc_zone>
[[nodiscard]] prune_plan prune(std::span<const backup> backups, const retention& rules, sys_seconds now,
                               const Zone& zone = utc) {
  return prune(history{backups}, rules, now, zone);
}

}  // namespace rota

#endif
