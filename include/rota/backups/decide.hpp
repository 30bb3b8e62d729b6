// SPDX-License-Identifier: MIT
//
// rota/backups/decide.hpp: what to do about a schedule now, given what has actually happened.
//
//   using decision = std::variant<start_backup, wait_until, source_busy, skip_slot>;
//   decision decide(const schedule&, const history&, sys_seconds now, clock, decide_options = {});
//
//   struct start_backup { sys_seconds slot; level what; std::optional<size_t> parent; uint64_t missed; …why; };
//   struct wait_until   { sys_seconds at; };                                        // not due yet
//   struct source_busy  { sys_seconds slot; std::optional<size_t> by; };            // stays due: ask again later
//   struct skip_slot    { sys_seconds slot; skip_reason why; sys_seconds next; };   // given up: older than the grace
//
//   sys_seconds due_at(const decision&);            // the slot that is served now, or when the next one is due
//   schedule skipped(schedule, const skip_slot&, sys_seconds now);                  // the schedule once its slot was given up
//   std::vector<size_t> stale(const history&, const source&, sys_seconds now, seconds after);   // to be marked FAILED
//
// The clock is the one that the schedule runs on. It has no default: a wrong one would start backups at a wrong hour.
//
// The slot. A schedule is due if next_run <= now. Served is the latest run of its timing that starts in [next_run, now], or
// next_run itself if there is none (run_now, or a slot of an earlier timing). The other runs since next_run are counted in
// `missed`, not made up for. A next_run later than any that the timing gives from now on comes from a clock that was wrong:
// the latest run is served, unless a backup has been started since.
//   A run starts at its slot, or with `spread` that much later. Which runs have come is a matter of their starts, and so is
//   how late one is; its slot says which level it has, and since when a backup counts for it.
//   No slot before paused_until is served: the runs of such slots are missed. A next_run at which none of them starts
//   (run_now) stays due, and is served when the pause is over; its grace begins then.
//
// The law of levels. A run is made at the strongest level for which no restore point at least that strong was created by
// this schedule since the latest run so far that is nominally at least that strong (or clock_skew before that run); but never
// at a weaker level than all of the timing's. A level stronger than all of the timing's lacks a restore point only if there
// is none at all. Strength is read off the chain: depth 1 is a full, depth 2 is as good as a differential. A chain that would
// grow longer than max_chain makes way for a full. So it follows, with fulls on Sundays and incrementals on other days, that
//   nothing yet                                 → full (first_full)
//   Sunday's slot                               → full (scheduled)
//   Monday, and Sunday's full failed            → full (overdue), and so on every day until one completes
//   Wednesday, after an outage since Saturday   → full (overdue)
//   any other day                               → incremental (scheduled)
// and with a full on the first Sunday of the month, differentials on the others, and incrementals on other days, that
//   the second Sunday                           → differential (scheduled), on the full
//   Monday, and that differential failed        → differential (overdue), and so on until one completes
//   that Monday, and the month's full failed    → full (overdue), which is as good as a differential, too
//   any other day                               → incremental (scheduled), on the differential or what was built on it
// A timing of incrementals alone makes one full, then incrementals; one of differentials alone a full, then differentials.
//
// The law of parents. A differential is built on the newest full that is a restore point, an incremental on the newest
// restore point of that full's chain. Never on an older chain: retention would remove it together with that chain.
//
// Laws
//   A run that is served started at or before now, and not before next_run unless that was a wrong clock's.
//   A start that is not a full has a parent, an automated restore point of the source, at depth 1 if it is a differential, and
//   makes no chain longer than max_chain. A full has none.
//   Backups of another source, and on-demand, unfinished, failed, damaged or future ones, never make a run weaker.
//   A slot found busy is lost only to the next slot, to the grace, or to a pause.
//   skipped leaves next_run after now, and does not change when a backup, or `running`, becomes stale.
#ifndef ROTA_BACKUPS_DECIDE_HPP
#define ROTA_BACKUPS_DECIDE_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/enum_set.hpp>
#include <rota/detail/names.hpp>
#include <rota/schedule/schedule.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <rota/when/spread.hpp>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rota::inline v0 {

/// Why a backup is started, and at its level. Several reasons may hold at once.
enum class start_reason : std::uint8_t {
  first_full,    ///< no automated full can be built on
  scheduled,     ///< the slot is one of the timing's, and gets its level, or a weaker one if what it asks for is there
  overdue,       ///< the last run at so strong a level failed or was missed
  chain_limit,   ///< anything but a full would make its chain longer than max_chain
  off_schedule,  ///< the slot is not one of the timing's: run_now, or a slot of an earlier timing
  clock_was_ahead  ///< next_run came from a clock that was wrong
};

template <>
inline constexpr auto detail::enum_names<start_reason> = std::to_array<std::string_view>(
    {"first_full", "scheduled", "overdue", "chain_limit", "off_schedule", "clock_was_ahead"});

using start_reasons = detail::enum_set<start_reason>;

/// Start a backup.
struct start_backup {
  sys_seconds slot;                   ///< of the run that it serves: the latest one due
  level what;                         ///< the level to make it at
  std::optional<std::size_t> parent;  ///< unless it is a full: the backup to build on, as an index into the history
  std::uint64_t missed;               ///< the number of other runs that were due; they are not made up for
  start_reasons why;

  friend bool operator==(const start_backup&, const start_backup&) = default;
};

/// Do nothing: the schedule is next due at `at`.
struct wait_until {
  sys_seconds at;

  friend bool operator==(const wait_until&, const wait_until&) = default;
};

/// Start nothing yet: "Users can only run one backup at a time." The slot stays due.
struct source_busy {
  sys_seconds slot;
  std::optional<std::size_t> by;  ///< the newest unfinished backup; nullopt if only `running` says that there is one

  friend bool operator==(const source_busy&, const source_busy&) = default;
};

enum class skip_reason : std::uint8_t {
  older_than_grace  ///< the slot is older than the grace allows
};

template <>
inline constexpr auto detail::enum_names<skip_reason> = std::to_array<std::string_view>({"older_than_grace"});

/// Start nothing for this slot. The schedule is next due at `next`.
struct skip_slot {
  sys_seconds slot;
  skip_reason why;
  sys_seconds next;

  friend bool operator==(const skip_slot&, const skip_slot&) = default;
};

using decision = std::variant<start_backup, wait_until, source_busy, skip_slot>;

/// The slot that is served now, even if the source is busy; otherwise when the schedule is next due.
[[nodiscard]] constexpr sys_seconds due_at(const decision& what) noexcept {
  if (const auto* start = std::get_if<start_backup>(&what)) return start->slot;
  if (const auto* busy = std::get_if<source_busy>(&what)) return busy->slot;
  if (const auto* skip = std::get_if<skip_slot>(&what)) return skip->next;
  return std::get_if<wait_until>(&what)->at;
}

struct decide_options {
  std::optional<std::chrono::seconds> grace = std::nullopt;  ///< how late a run may be started; nullopt: without limit
  /// After how long a backup that does not end, or `running`, no longer stands in the way; nullopt: never.
  std::optional<std::chrono::seconds> stale_after = std::nullopt;
  std::optional<unsigned> max_chain = std::nullopt;  ///< the longest chain, in backups; nullopt: without limit
};

namespace detail {

/// Whether what began at `begun` should have ended by now. A beginning as far ahead of now comes from a wrong clock.
constexpr bool is_stale(sys_seconds begun, sys_seconds now, std::optional<std::chrono::seconds> after) noexcept {
  return after && (begun < now ? elapsed(begun, now) : elapsed(now, begun)) > *after;
}

/// What a schedule serves, whether or not the source is busy.
struct service {
  sys_seconds slot;
  sys_seconds begin;  // when it could first be started: the grace counts from here
  run latest;         // the latest run that has started by now, served or not; levels are due up to it
  sys_seconds since;  // the runs that have started since then were due
  bool is_scheduled;  // the slot is that of the latest run, not of a run_now or an earlier timing
  bool clock_was_ahead;
};

/// The runs of a schedule as it starts them: later by its spread.
template <time_zone Zone>
class agenda {
 public:
  agenda(const schedule& due, const wall_clock<Zone>& clock) noexcept
      : due_{due}, clock_{clock}, offset_{spread_of(due)} {}

  /// The first run at least as strong that is started after `after` and not suppressed by the pause.
  [[nodiscard]] std::optional<spread_run> next_of(level at_least, sys_seconds after) const {
    const auto next = next_spread_run_of(due_.when, at_least, offset_, after, clock_);
    if (!next || !is_suppressed(*next)) return next;
    const run resumed = *next_run_of(due_.when, at_least, *due_.paused_until - instant_later, clock_);
    return spread_later(due_.when, resumed, offset_, clock_);
  }
  [[nodiscard]] sys_seconds next(sys_seconds after) const { return next_of(level::incremental, after)->at; }

  /// What is served at `now`, or until when nothing is.
  [[nodiscard]] std::variant<wait_until, service> at(sys_seconds now) const {
    const bool clock_was_ahead = due_.next_run > now && due_.next_run > latest_next_run(now + clock_skew);
    const bool is_served = due_.last_scheduled && latest(now).at <= *due_.last_scheduled && *due_.last_scheduled <= now;
    if (clock_was_ahead && is_served) return wait_until{next(now)};
    const sys_seconds since = clock_was_ahead ? latest(now).at : due_.next_run;
    const sys_seconds ready = when_served(since);
    if (ready > now) return wait_until{ready};

    const spread_run last = latest(now);
    const bool is_scheduled = last.at >= since && !is_suppressed(last);
    return service{.slot = is_scheduled ? last.nominal.at : since,
                   .begin = is_scheduled ? last.at : ready,
                   .latest = last.nominal,
                   .since = since,
                   .is_scheduled = is_scheduled,
                   .clock_was_ahead = clock_was_ahead};
  }

  /// The number of runs that were due besides the one served.
  [[nodiscard]] std::uint64_t count_missed(const service& served) const {
    require_calendar_year(served.since);
    const run first = next_spread_run(due_.when, offset_, served.since - instant_later, clock_).nominal;
    const sys_seconds end = served.is_scheduled ? served.latest.at : served.latest.at + instant_later;
    return count_runs(due_.when, first.at, end, clock_);
  }

 private:
  [[nodiscard]] bool is_suppressed(const spread_run& one) const noexcept {
    return due_.paused_until && one.nominal.at < *due_.paused_until;
  }

  [[nodiscard]] spread_run latest(sys_seconds now) const {
    return previous_spread_run(due_.when, offset_, now + instant_later, clock_);
  }

  /// The latest next_run that a clock which shows `now` may have led to. Only a schedule that has not run yet may wait for
  /// a full.
  [[nodiscard]] sys_seconds latest_next_run(sys_seconds now) const {
    const auto full = due_.last_scheduled ? std::nullopt : next_of(level::full, now);
    return full ? full->at : next(now);
  }

  /// When the pause lets something be served that is due at `since`: a run that it suppresses never is, the next one is.
  [[nodiscard]] sys_seconds when_served(sys_seconds since) const {
    if (!due_.paused_until) return since;
    const spread_run one = next_spread_run(due_.when, offset_, since - instant_later, clock_);
    return one.at == since && is_suppressed(one) ? next(since) : (std::max)(since, *due_.paused_until);
  }

  const schedule& due_;
  const wall_clock<Zone>& clock_;
  std::chrono::minutes offset_;
};

/// What the next backup of a source depends on.
struct foundation {
  std::optional<std::size_t> newest_full;          // automated full that is a restore point
  std::optional<std::size_t> newest_differential;  // the newest that is at least as good as a differential
  std::optional<std::size_t> newest_of_chain;      // the newest restore point of the chain of the newest full
  std::optional<std::size_t> in_the_way;           // the newest unfinished backup
};

inline foundation find_foundation(const history& past, const source& of, sys_seconds now,
                                  std::optional<std::chrono::seconds> stale_after) {
  foundation found;
  const auto keep_later = [&](std::optional<std::size_t>& best, std::size_t i) {
    if (!best || is_later(past[i], past[*best])) best = i;
  };
  const auto can_be_built_on = [&](std::size_t i) {
    return past[i].source == of && past[i].automated && past.is_restore_point(i) && !is_future(past[i], now);
  };
  for (std::size_t i = 0; i < past.size(); ++i) {
    const backup& one = past[i];
    if (one.source != of) continue;
    if (is_unfinished(one.status) && !is_stale(one.created, now, stale_after)) keep_later(found.in_the_way, i);
    const level strength = past.strength(i);
    if (!is_as_strong(strength, level::differential) || !can_be_built_on(i)) continue;
    keep_later(found.newest_differential, i);
    if (strength == level::full) keep_later(found.newest_full, i);
  }
  if (!found.newest_full) return found;
  // What something is built on is not the newest, whatever the clocks say.
  for (std::size_t i = 0; i < past.size(); ++i)
    if (past.chain(i) == *found.newest_full && !past.is_repeated(i) && can_be_built_on(i) &&
        !past.has_child(i, can_be_built_on))
      keep_later(found.newest_of_chain, i);
  return found;
}

/// The backup to start for a run, built on `base`.
template <class Past, time_zone Zone>
[[nodiscard]] start_backup start_for(const service& served, const timing& when, const Past& past,
                                     const foundation& base, const wall_clock<Zone>& clock,
                                     std::optional<unsigned> max_chain) {
  const auto is_lacking = [&](level wanted) {
    const auto newest = wanted == level::full ? base.newest_full : base.newest_differential;
    const auto since = previous_run_of(when, wanted, served.latest.at + instant_later, clock);
    return !newest || (since && past[*newest].created < since->at - clock_skew);
  };
  const level weakest = when.weakest_level();
  level chosen = level::incremental;
  for (const level stronger : {level::differential, level::full})
    if (is_as_strong(weakest, stronger) || is_lacking(stronger)) chosen = stronger;

  const level nominal = served.is_scheduled ? served.latest.level : level::incremental;
  const bool is_overdue = !is_as_strong(nominal, chosen) && base.newest_full && is_lacking(chosen);
  const auto parent = chosen == level::differential ? base.newest_full : base.newest_of_chain;
  const bool is_too_long = chosen != level::full && max_chain && past.depth(*parent) >= *max_chain;

  start_reasons why;
  if (served.clock_was_ahead) why |= start_reason::clock_was_ahead;
  if (!served.is_scheduled) why |= start_reason::off_schedule;
  if (is_too_long) {
    why |= start_reason::chain_limit;
    chosen = level::full;
  } else {
    if (!base.newest_full) why |= start_reason::first_full;
    if (served.is_scheduled && is_as_strong(nominal, chosen)) why |= start_reason::scheduled;
    if (is_overdue) why |= start_reason::overdue;
  }
  return {served.slot, chosen, chosen == level::full ? std::nullopt : parent, 0, why};
}

/// Decides what to do. `find` returns what the backups of `past` offer to build on.
template <class Past, time_zone Zone, class FindFoundation>
[[nodiscard]] decision decide_by(const schedule& due, const Past& past, sys_seconds now, const wall_clock<Zone>& clock,
                                 const decide_options& options, FindFoundation find) {
  require_calendar_year(now);
  const agenda runs{due, clock};
  const auto found = runs.at(now);
  if (const auto* wait = std::get_if<wait_until>(&found)) return *wait;
  const auto& served = *std::get_if<service>(&found);
  if (options.grace && now - served.begin > *options.grace)
    return skip_slot{served.slot, skip_reason::older_than_grace, runs.next(now)};

  const foundation base = find();
  const bool is_running = due.running && !is_stale(running_since(due), now, options.stale_after);
  if (is_running || base.in_the_way) return source_busy{served.slot, base.in_the_way};
  start_backup start = start_for(served, due.when, past, base, clock, options.max_chain);
  start.missed = runs.count_missed(served);
  return start;
}

}  // namespace detail

/// What to do about the schedule `due` at `now`. Any unfinished backup of the source stands in the way, whatever its date,
/// until it is stale. Otherwise backups dated more than `clock_skew` ahead of `now` are ignored: one node with a wrong
/// clock must not suppress the fulls of all others. A backup counts for a run from `clock_skew` before it, so that one
/// started seconds early is not taken twice. Precondition: `now`, paused_until, and a next_run before now lie in the years
/// that `date::year` holds; a breach ends the program. O(history), and O(months since next_run); no allocation.
template <time_zone Zone>
[[nodiscard]] decision decide(const schedule& due, const history& past, sys_seconds now, const wall_clock<Zone>& clock,
                              const decide_options& options = {}) {
  return detail::decide_by(due, past, now, clock, options,
                           [&] { return detail::find_foundation(past, due.source, now, options.stale_after); });
}

/// The same for backups without an index. O(backups) expected.
template <time_zone Zone>
[[nodiscard]] decision decide(const schedule& due, std::span<const backup> backups, sys_seconds now,
                              const wall_clock<Zone>& clock, const decide_options& options = {}) {
  return decide(due, history{backups}, now, clock, options);
}

/// The schedule once its slot was given up at `now`, as decide() said: next due at `skip.next`. A backup of it that is
/// running goes on.
[[nodiscard]] inline schedule skipped(schedule before, const skip_slot& skip, sys_seconds now) {
  schedule after = std::move(before);
  // A record may be running and not say since when; only `updated` does, which is about to change.
  if (after.running) after.last_scheduled = detail::running_since(after);
  after.next_run = skip.next;
  after.updated = now;
  return after;
}

namespace detail {

/// Sorts backups, the oldest first, and drops all but one of those with the same id and date.
template <class Past>
void sort_oldest_first(const Past& past, std::vector<std::size_t>& found) {
  std::sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) { return is_later(past[b], past[a]); });
  const auto is_same = [&](std::size_t a, std::size_t b) {
    return past[a].created == past[b].created && past[a].id == past[b].id;
  };
  found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
}

}  // namespace detail

/// The unfinished backups of a source that should have ended by now, each once, oldest first: mark them FAILED, and prune
/// removes them. `after` is what decide() gets as `stale_after`. O(history), and O(n log n) of what is found.
[[nodiscard]] inline std::vector<std::size_t> stale(const history& past, const source& of, sys_seconds now,
                                                    std::chrono::seconds after) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < past.size(); ++i)
    if (past[i].source == of && is_unfinished(past[i].status) && detail::is_stale(past[i].created, now, after))
      found.push_back(i);
  detail::sort_oldest_first(past, found);
  return found;
}

}  // namespace rota::inline v0

#endif
