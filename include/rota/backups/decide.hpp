// SPDX-License-Identifier: MIT
//
// rota/backups/decide.hpp: what to do about a schedule now, given what has actually happened.
//
//   using decision = std::variant<start_backup, wait_until, skip_slot>;
//   decision decide(const schedule&, const history&, sys_seconds now, clock, decide_options = {});
//
//   struct start_backup { sys_seconds slot; level what; std::optional<size_t> parent; uint64_t missed; …why; };
//   struct wait_until   { sys_seconds at; };                                        // not due yet
//   struct skip_slot    { sys_seconds slot; skip_reason why; sys_seconds next; };   // a backup is running, or too late
//
// The clock is the one that the schedule runs on. It has no default: a wrong one would start backups at a wrong hour.
//
// The law: a run is full if this schedule's automated backups have no full that is a restore point and was created
// since the latest full occurrence at or before the slot served. It follows that
//   nothing yet                               → full (first_full)
//   Sunday's slot                             → full (full_day)
//   Monday, and Sunday's full failed          → full (full_overdue), and so on every day until one completes
//   Wednesday, after an outage since Saturday → full (full_overdue)
//   any other day                             → incremental on the newest automated restore point
//
// Laws
//   The slot of a start lies in [next_run, now]. next_run > now gives wait_until{next_run} and nothing else.
//   An incremental start has a parent, which is an automated restore point of the source. A full start has none.
//   Backups of another source, and on-demand, unfinished, failed, damaged or future ones, never make a run incremental.
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

namespace rota::inline v0 {

/// Why a backup is started, and at its level. Several reasons may hold at once.
enum class start_reason : std::uint8_t {
  first_full,    ///< no automated full can be built on
  full_day,      ///< the slot is that of a full
  full_overdue,  ///< the last full that was due failed or was missed
  chain_limit,   ///< an incremental would make its chain longer than max_chain
  incremental,   ///< the last full that was due is there
  run_now        ///< a person asked for it
};

template <>
inline constexpr auto detail::enum_names<start_reason> = std::to_array<std::string_view>({"first_full", "full_day",
                                                                                          "full_overdue", "chain_limit",
                                                                                          "incremental", "run_now"});

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

enum class skip_reason : std::uint8_t {
  still_running,    ///< a backup of the source is unfinished: "Users can only run one backup at a time."
  older_than_grace  ///< the slot is older than the grace allows
};

template <>
inline constexpr auto detail::enum_names<skip_reason> = std::to_array<std::string_view>({"still_running",
                                                                                         "older_than_grace"});

/// Start nothing for this slot. The schedule is next due at `next`.
struct skip_slot {
  sys_seconds slot;
  skip_reason why;
  sys_seconds next;

  friend bool operator==(const skip_slot&, const skip_slot&) = default;
};

using decision = std::variant<start_backup, wait_until, skip_slot>;

struct decide_options {
  std::optional<std::chrono::seconds> grace = std::nullopt;  ///< how late a slot may be served; nullopt: without limit
  std::optional<unsigned> max_chain = std::nullopt;          ///< the longest chain, in backups; nullopt: without limit
};

namespace detail {

/// What a new backup of a source can be built on.
struct foundation {
  std::optional<std::size_t> newest;       // automated restore point
  std::optional<std::size_t> newest_full;  // automated full that is a restore point
  bool is_running = false;
};

inline foundation find_foundation(const history& past, const source& of, sys_seconds now) {
  foundation found;
  const auto keep_later = [&](std::optional<std::size_t>& best, std::size_t i) {
    if (!best || is_later(past[i], past[*best])) best = i;
  };
  for (std::size_t i = 0; i < past.size(); ++i) {
    const backup& one = past[i];
    if (one.source != of) continue;
    found.is_running = found.is_running || is_unfinished(one.status);
    if (!one.automated || !past.is_restore_point(i) || is_future(one, now)) continue;
    keep_later(found.newest, i);
    if (one.level() == level::full) keep_later(found.newest_full, i);
  }
  return found;
}

/// The number of runs in [first, last); 0 if `last` is earlier.
template <time_zone Zone>
std::uint64_t count_runs(const cadence& when, const run& first, const run& last, const wall_clock<Zone>& clock) {
  if constexpr (std::same_as<Zone, utc_zone>) {
    return static_cast<std::uint64_t>(std::max(last.day - first.day, date::days{0}).count());
  } else {
    const auto between = runs(when, first.at, last.at, clock);
    return static_cast<std::uint64_t>(std::distance(between.begin(), between.end()));
  }
}

}  // namespace detail

/// What to do about the schedule `due` at `now`. Any unfinished backup of the source blocks it, whatever its date.
/// Otherwise backups dated more than `clock_skew` ahead of `now` are ignored: one node with a wrong clock must not
/// suppress the fulls of all others. A full counts for an occurrence from `clock_skew` before it, so that one started
/// seconds early is not taken twice. O(history), and in a zone O(missed runs); no allocation.
template <time_zone Zone>
[[nodiscard]] decision decide(const schedule& due, const history& past, sys_seconds now, const wall_clock<Zone>& clock,
                              const decide_options& options = {}) {
  constexpr std::chrono::seconds instant_later{1};
  if (due.next_run > now) return wait_until{due.next_run};

  const run latest = previous_run(due.when, now + instant_later, clock);
  const run first = next_run(due.when, due.next_run - instant_later, clock);
  const sys_seconds slot = std::max(latest.at, due.next_run);
  const std::uint64_t missed = detail::count_runs(due.when, first, latest, clock);
  const sys_seconds next = next_run(due.when, now, clock).at;

  const auto found = detail::find_foundation(past, due.source, now);
  if (due.running || found.is_running) return skip_slot{slot, skip_reason::still_running, next};
  if (options.grace && now - slot > *options.grace) return skip_slot{slot, skip_reason::older_than_grace, next};

  const run full_due = previous_full(due.when, slot + instant_later, clock);
  const bool needs_full = !found.newest_full || past[*found.newest_full].created < full_due.at - clock_skew;
  start_reasons why;
  if (first.at != due.next_run) why |= start_reason::run_now;
  if (!found.newest_full) why |= start_reason::first_full;
  if (needs_full && full_due.at == slot) why |= start_reason::full_day;
  if (needs_full && found.newest_full && full_due.at != slot) why |= start_reason::full_overdue;
  if (needs_full) return start_backup{slot, level::full, std::nullopt, missed, why};
  if (options.max_chain && past.depth(*found.newest) >= *options.max_chain)
    return start_backup{slot, level::full, std::nullopt, missed, why | start_reason::chain_limit};
  return start_backup{slot, level::incremental, found.newest, missed, why | start_reason::incremental};
}

/// The same for backups without an index. O(backups) expected.
template <time_zone Zone>
[[nodiscard]] decision decide(const schedule& due, std::span<const backup> backups, sys_seconds now,
                              const wall_clock<Zone>& clock, const decide_options& options = {}) {
  return decide(due, history{backups}, now, clock, options);
}

}  // namespace rota::inline v0

#endif
