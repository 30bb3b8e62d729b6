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
#include <rota/hash_index.hpp>
#include <rota/history.hpp>
#include <rota/issue.hpp>
#include <rota/schedule.hpp>
#include <rota/time.hpp>
#include <rota/zone.hpp>
#include <span>
#include <string_view>
#include <type_traits>
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
/// factor; where none of them could, `fulls`, which always can.
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
    if constexpr (!is_utc)  // where the clock goes back, a period may come up again after others
      if (!seen_.insert(static_cast<std::uint64_t>(period))) return false;
    last_ = period;
    ++count_;
    return true;
  }

 private:
  static constexpr bool is_utc = std::same_as<Zone, utc_zone>;
  struct nothing {};

  std::int64_t count_ = 0;
  std::int64_t last_ = 0;
  [[no_unique_address]] std::conditional_t<is_utc, nothing, number_set> seen_;
};

/// Works out one plan. The law of it: for every backup and every rule there is a smallest value of the rule that
/// selects the backup. A rule that is set to at least that selects it; of one that is set to less, that value is a near
/// miss.
template <time_zone Zone>
class pruning {
 public:
  pruning(const history& past, const retention& rules, sys_seconds now, const Zone& zone)
      : past_{past}, rules_{rules}, now_{now}, zone_{zone}, verdicts_(past.size()) {}

  prune_plan plan() && {
    std::vector<entry> newest_first = sorted();
    number_chains();
    count(newest_first);
    for (std::size_t i = 0; i < past_.size(); ++i) judge(i);
    hand_up();
    for (std::size_t i = 0; i < past_.size(); ++i) conclude(i);

    prune_plan plan{{}, removals(std::move(newest_first)), past_.damage_report(), 0.0};
    for (const std::size_t i : plan.removals)
      plan.freed = plan.freed && past_[i].size ? std::optional{*plan.freed + *past_[i].size} : std::nullopt;
    plan.verdicts = std::move(verdicts_);
    return plan;
  }

 private:
  /// A backup, with what it is sorted and counted by, so that neither has to look elsewhere.
  struct entry {
    sys_seconds created;
    std::uint32_t index;
    std::uint32_t source;  // `uncounted`, if no rule counts it
  };
  static constexpr std::uint32_t uncounted = std::numeric_limits<std::uint32_t>::max();

  /// What the backups that are built on one have in common: by what chain rules select it.
  struct chain {
    std::int64_t fulls = no_value;   // the smallest `fulls`, and `at_least`, that selects it
    std::int64_t window = no_value;  // the smallest `window` that does
    bool is_ungoverned = false;      // it begins with a full that no rule counts
  };

  /// How many points, fulls and periods of one source there are, as one goes through its backups from the newest.
  struct source_count {
    std::int64_t points = 0;
    std::int64_t fulls = 0;
    std::int64_t oldest_newer_full = 0;  // how long ago the data of the newer fulls was complete, at most
    std::array<period_count<Zone>, 5> periods = {};
    std::size_t oldest = 0;  // the last point that was counted
  };

  [[nodiscard]] bool is_set(reason rule) const noexcept { return values_[index(rule)] != not_set; }

  /// Whether rules count it. (A restore point is undamaged and COMPLETED.)
  [[nodiscard]] bool is_counted(std::size_t i) const {
    const backup& one = past_[i];
    return one.automated && !one.pinned && past_.is_restore_point(i) && !is_future(one, now_);
  }

  [[nodiscard]] std::int64_t age(sys_seconds instant) const {
    return std::max<std::int64_t>((now_ - instant).count(), 0);
  }

  /// Whether `a` is nearer than `b`: its rule would have to grow by a smaller factor.
  [[nodiscard]] bool is_nearer(const near_miss& a, const near_miss& b) const {
    if (a.rule == b.rule) return a.value < b.value;
    const auto set_to = [&](reason rule) {
      return static_cast<double>(std::max<std::int64_t>(values_[index(rule)], 1));
    };
    return std::pair{static_cast<double>(a.value) * set_to(b.rule), a.rule} <
           std::pair{static_cast<double>(b.value) * set_to(a.rule), b.rule};
  }

  /// Lets a rule that is set select the backup, or miss it, where `smallest` is the smallest value that selects it.
  void apply(reason rule, std::int64_t smallest, verdict& here) const {
    if (values_[index(rule)] >= smallest)
      here.why |= rule;
    else if (is_set(rule) && smallest != no_value && (!here.kept_if || is_nearer({rule, smallest}, *here.kept_if)))
      here.kept_if = near_miss{rule, smallest};
  }

  /// All backups, the newest first; of those created at one instant, in the order of their ids from the last.
  [[nodiscard]] std::vector<entry> sorted() const {
    std::vector<entry> entries;
    entries.reserve(past_.size());
    for (std::size_t i = 0; i < past_.size(); ++i)
      entries.push_back({past_[i].created, static_cast<std::uint32_t>(i),
                         is_counted(i) ? static_cast<std::uint32_t>(past_.source_number(i)) : uncounted});
    sort_newest_first(entries);
    for_each_instant(entries, [&](auto begin, auto end) {
      std::sort(begin, end, [&](const entry& a, const entry& b) { return past_[a.index].id > past_[b.index].id; });
    });
    return entries;
  }

  /// Sorts by instant alone, by counting: byte by byte of how much older each is than the newest, as far as any is. A
  /// comparison of random instants is a coin toss to the processor.
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

  /// Calls `act` with the stretch of each instant at which there are several backups.
  template <class Entries, class Act>
  static void for_each_instant(Entries& sorted, Act act) {
    for (auto begin = sorted.begin(), end = begin; begin != sorted.end(); begin = end) {
      while (end != sorted.end() && end->created == begin->created) ++end;
      if (end - begin > 1) act(begin, end);
    }
  }

  /// Numbers the chains of what is not damaged. (Members of a cycle may come before their parents, and get any number.)
  void number_chains() {
    chain_of_.resize(past_.size());
    for (const std::size_t i : past_.parents_first()) {
      if (const auto parent = past_.parent(i)) {
        chain_of_[i] = chain_of_[*parent];
      } else {
        chain_of_[i] = static_cast<std::uint32_t>(chains_.size());
        chains_.push_back({no_value, no_value, past_[i].level() == level::full && !is_counted(i)});
      }
    }
  }

  /// Finds the smallest values of the chain rules for every chain, and applies the point rules to every point.
  void count(const std::vector<entry>& newest_first) {
    constexpr std::array periodic{reason::hourly, reason::daily, reason::weekly, reason::monthly, reason::yearly};
    const bool has_periods = std::any_of(periodic.begin(), periodic.end(), [&](reason rule) { return is_set(rule); });
    std::vector<source_count> counts(past_.sources());
    for (const entry& one : newest_first) {
      if (one.source == uncounted) continue;
      source_count& seen = counts[one.source];
      seen.oldest = one.index;
      verdict here;
      apply(reason::last, ++seen.points, here);
      apply(reason::within, age(one.created), here);
      if (has_periods) {
        const auto period = periods_of(to_local(one.created, zone_));
        for (std::size_t kind = 0; kind < periodic.size(); ++kind)
          if (seen.periods[kind].is_new(period[kind])) apply(periodic[kind], seen.periods[kind].count(), here);
      }
      verdicts_[one.index] = here;
      if (past_.parent(one.index)) continue;
      // A window keeps the fulls since its start, and goes back until one lies before it, that one included.
      const std::int64_t completed = age(past_[one.index].updated);
      chains_[chain_of_[one.index]] = {++seen.fulls, std::min(completed, seen.oldest_newer_full), false};
      seen.oldest_newer_full = std::max(seen.oldest_newer_full, completed);
    }
    if (!rules_.oldest) return;
    for (const source_count& seen : counts)
      for (std::size_t kind = 0; kind < periodic.size() && seen.points != 0; ++kind)
        apply(periodic[kind], seen.periods[kind].count() + 1, verdicts_[seen.oldest]);
  }

  /// Adds what else keeps the backup for itself.
  void judge(std::size_t i) {
    const backup& one = past_[i];
    const bool is_swept_orphan = rules_.sweep_orphans && past_.is_orphan(i);
    reasons& why = verdicts_[i].why;
    if (!one.automated) why |= reason::on_demand;
    if (one.pinned) why |= reason::pinned;
    if (is_unfinished(one.status)) why |= reason::unfinished;
    if (is_future(one, now_)) why |= reason::future;
    if (!past_.damage(i).empty() && !is_swept_orphan) why |= reason::damaged;
    if (!is_counted(i)) {
      const bool has_failed = why.empty() && !is_swept_orphan;
      if (has_failed && !rules_.sweep_failed) why |= reason::failed_kept;
      return;
    }
    const chain& its = chains_[chain_of_[i]];
    apply(reason::fulls, its.fulls, verdicts_[i]);
    apply(reason::window, its.window, verdicts_[i]);
    if (its.fulls <= std::int64_t{rules_.at_least}) why |= reason::at_least;
    if (its.is_ungoverned) why |= reason::ungoverned_chain;
    if (is_no_rule_set_) why |= reason::no_rule;
  }

  /// What stays keeps what it is built on; and what would keep it would keep that too.
  void hand_up() {
    const auto order = past_.parents_first();
    for (std::size_t place = order.size(); place-- != 0;) {
      const auto parent = past_.parent(order[place]);
      if (!parent) continue;
      const verdict& here = verdicts_[order[place]];
      verdict& below = verdicts_[*parent];
      if (!here.why.empty() && below.why.empty()) below.why = reason::ancestor;
      if (here.kept_if && (!below.kept_if || is_nearer(*here.kept_if, *below.kept_if))) below.kept_if = here.kept_if;
    }
  }

  void conclude(std::size_t i) {
    verdict& here = verdicts_[i];
    here.keep = !here.why.empty();
    if (!here.keep) here.why = reason_to_go(i);
    if (!here.why.contains(reason::expired))
      here.kept_if.reset();
    else if (!here.kept_if)  // no rule that is set can select it, but the API's could
      here.kept_if = near_miss{reason::fulls, chains_[chain_of_[i]].fulls};
  }

  [[nodiscard]] reason reason_to_go(std::size_t i) const {
    if (past_.is_orphan(i)) return reason::orphan;
    if (past_[i].status == backup_status::failed) return reason::failed;
    if (past_[i].status == backup_status::delete_failed) return reason::delete_failed;
    return reason::expired;
  }

  /// What goes, the newest first; of those created at one instant, children before parents.
  [[nodiscard]] std::vector<std::size_t> removals(std::vector<entry> newest_first) const {
    std::erase_if(newest_first, [&](const entry& one) { return verdicts_[one.index].keep; });
    for_each_instant(newest_first, [&](auto begin, auto end) {
      std::stable_sort(begin, end,
                       [&](const entry& a, const entry& b) { return past_.depth(a.index) > past_.depth(b.index); });
    });
    std::vector<std::size_t> places;
    places.reserve(newest_first.size());
    for (const entry& one : newest_first) places.push_back(one.index);
    return places;
  }

  const history& past_;
  const retention& rules_;
  sys_seconds now_;
  cached_zone<Zone> zone_;
  rule_values values_ = values_of(rules_);
  bool is_no_rule_set_ =
      std::all_of(values_.begin(), values_.end(), [](std::int64_t value) { return value == not_set; });
  std::vector<std::uint32_t> chain_of_;
  std::vector<chain> chains_;
  std::vector<verdict> verdicts_;
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
