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
//   std::vector<size_t> stale(const history&, const source&, sys_seconds now, seconds after);   // to be marked FAILED
//
// The clock is the one that the schedule runs on. It has no default: a wrong one would start backups at a wrong hour.
//
// The slot. A schedule is due if next_run <= now. Served is the latest run of its timing in [next_run, now], or next_run
// itself if there is none (run_now, or a slot of an earlier timing). Earlier runs are counted in `missed`, not made up for.
// A next_run later than any that the timing gives from now on comes from a clock that was wrong: the latest run is served.
//
// The law of levels. A run is full if no full that is a restore point was created by this schedule since the latest full
// run at or before the slot (or clock_skew before that run), or if every run is full. So it follows that
//   nothing yet                               → full (first_full)
//   Sunday's slot                             → full (scheduled)
//   Monday, and Sunday's full failed          → full (overdue), and so on every day until one completes
//   Wednesday, after an outage since Saturday → full (overdue)
//   any other day                             → incremental (scheduled)
//
// The law of parents. An incremental is built on the newest restore point of the chain of the newest full. Never on an
// older chain: retention would remove it together with that chain.
//
// Laws
//   The slot of a start lies at or before now, and not before next_run unless that was a wrong clock's.
//   An incremental has a parent, an automated restore point of the source. A full has none.
//   Backups of another source, and on-demand, unfinished, failed, damaged or future ones, never make a run incremental.
//   A slot found busy is lost only to the next slot, or to the grace.
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
#include <rota/when/cadence.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace rota::inline v0 {

/// Why a backup is started, and at its level. Several reasons may hold at once.
enum class start_reason : std::uint8_t {
  first_full,      ///< no automated full can be built on
  scheduled,       ///< the slot is one of the timing's, and gets its level, or an incremental if its full is there
  overdue,         ///< the last full that was due failed or was missed
  chain_limit,     ///< an incremental would make its chain longer than max_chain
  off_schedule,    ///< the slot is none of the timing's: run_now, or a slot of an earlier timing
  clock_was_ahead  ///< next_run came from a clock that was wrong
};

template <>
inline constexpr auto detail::enum_names<start_reason> = std::to_array<std::string_view>(
    {"first_full", "scheduled", "overdue", "chain_limit", "off_schedule", "clock_was_ahead"});

using start_reasons = detail::enum_set<start_reason>;

/// Start a backup.
struct start_backup {
  sys_seconds slot;                   ///< the run that it serves: the latest one due
  level what;                         ///< the level to make it at
  std::optional<std::size_t> parent;  ///< of an incremental: the backup to build on, as an index into the history
  std::uint64_t missed;               ///< the number of earlier runs that were due; they are not made up for
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

struct decide_options {
  std::optional<std::chrono::seconds> grace = std::nullopt;  ///< how late a slot may be served; nullopt: without limit
  /// After how long a backup that does not end, or `running`, no longer stands in the way; nullopt: never.
  std::optional<std::chrono::seconds> stale_after = std::nullopt;
  std::optional<unsigned> max_chain = std::nullopt;  ///< the longest chain, in backups; nullopt: without limit
};

namespace detail {

/// Whether what began at `begun` should have ended by now. A beginning as far ahead of now comes from a wrong clock.
constexpr bool is_stale(sys_seconds begun, sys_seconds now, std::optional<std::chrono::seconds> after) noexcept {
  return after && (begun < now ? elapsed(begun, now) : elapsed(now, begun)) > *after;
}

/// What a new backup of a source has to reckon with.
struct foundation {
  std::optional<std::size_t> newest_full;  // automated full that is a restore point
  std::optional<std::size_t> parent;       // the newest restore point of its chain
  std::optional<std::size_t> in_the_way;   // the newest unfinished backup
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
    if (one.level() == level::full && can_be_built_on(i)) keep_later(found.newest_full, i);
  }
  if (!found.newest_full) return found;
  // What something is built on is not the newest, whatever the clocks say.
  for (std::size_t i = 0; i < past.size(); ++i)
    if (past.chain(i) == *found.newest_full && !past.is_repeated(i) && can_be_built_on(i) &&
        !past.has_child(i, can_be_built_on))
      keep_later(found.parent, i);
  return found;
}

}  // namespace detail

/// What to do about the schedule `due` at `now`. Any unfinished backup of the source stands in the way, whatever its date,
/// until it is stale. Otherwise backups dated more than `clock_skew` ahead of `now` are ignored: one node with a wrong
/// clock must not suppress the fulls of all others. A full counts for a run from `clock_skew` before it, so that one
/// started seconds early is not taken twice. Precondition: `now`, and a next_run before it, lie in the years that
/// `date::year` holds; a breach ends the program. O(history), and O(months since next_run); no allocation.
template <time_zone Zone>
[[nodiscard]] decision decide(const schedule& due, const history& past, sys_seconds now, const wall_clock<Zone>& clock,
                              const decide_options& options = {}) {
  constexpr std::chrono::seconds instant_later{1};
  detail::require_calendar_year(now);
  // Only a schedule that has not run yet may wait for a full.
  const run latest_next = due.last_scheduled ? next_run(due.when, now + clock_skew, clock)
                                             : *next_run_of(due.when, level::full, now + clock_skew, clock);
  const bool clock_was_ahead = due.next_run > latest_next.at;
  if (due.next_run > now && !clock_was_ahead) return wait_until{due.next_run};

  const run latest = previous_run(due.when, now + instant_later, clock);
  const sys_seconds due_since = clock_was_ahead ? latest.at : due.next_run;
  const sys_seconds slot = (std::max)(latest.at, due_since);
  if (options.grace && now - slot > *options.grace)
    return skip_slot{slot, skip_reason::older_than_grace, next_run(due.when, now, clock).at};

  const auto found = detail::find_foundation(past, due.source, now, options.stale_after);
  const bool is_running =
      due.running && !detail::is_stale(due.last_scheduled.value_or(due.updated), now, options.stale_after);
  if (is_running || found.in_the_way) return source_busy{slot, found.in_the_way};

  detail::require_calendar_year(due_since);
  const run first = next_run(due.when, due_since - instant_later, clock);
  const std::uint64_t missed = count_runs(due.when, first.at, latest.at, clock);
  const run full_due = *previous_run_of(due.when, level::full, slot + instant_later, clock);
  const bool is_overdue = !found.newest_full || past[*found.newest_full].created < full_due.at - clock_skew;
  const bool has_fulls_only = due.when.weakest_level() == level::full;
  const bool is_too_long = found.parent && options.max_chain && past.depth(*found.parent) >= *options.max_chain;

  start_reasons why;
  if (clock_was_ahead) why |= start_reason::clock_was_ahead;
  if (slot != latest.at) why |= start_reason::off_schedule;
  if (is_overdue || has_fulls_only) {
    if (!found.newest_full) why |= start_reason::first_full;
    if (slot == full_due.at) why |= start_reason::scheduled;
    if (slot != full_due.at && found.newest_full && is_overdue) why |= start_reason::overdue;
    return start_backup{slot, level::full, std::nullopt, missed, why};
  }
  if (is_too_long) return start_backup{slot, level::full, std::nullopt, missed, why | start_reason::chain_limit};
  if (slot == latest.at) why |= start_reason::scheduled;
  return start_backup{slot, level::incremental, found.parent, missed, why};
}

/// The same for backups without an index. O(backups) expected.
template <time_zone Zone>
[[nodiscard]] decision decide(const schedule& due, std::span<const backup> backups, sys_seconds now,
                              const wall_clock<Zone>& clock, const decide_options& options = {}) {
  return decide(due, history{backups}, now, clock, options);
}

/// The unfinished backups of a source that should have ended by now, each once, oldest first: mark them FAILED, and prune
/// removes them. `after` is what decide() gets as `stale_after`. O(history), and O(n log n) of what is found.
[[nodiscard]] inline std::vector<std::size_t> stale(const history& past, const source& of, sys_seconds now,
                                                    std::chrono::seconds after) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < past.size(); ++i)
    if (past[i].source == of && is_unfinished(past[i].status) && detail::is_stale(past[i].created, now, after))
      found.push_back(i);
  std::sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) { return is_later(past[b], past[a]); });
  const auto is_same = [&](std::size_t a, std::size_t b) {
    return past[a].created == past[b].created && past[a].id == past[b].id;
  };
  found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
  return found;
}

}  // namespace rota::inline v0

#endif
