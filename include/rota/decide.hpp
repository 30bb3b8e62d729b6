// SPDX-License-Identifier: MIT
//
// rota/decide.hpp: what to do about a schedule now, given what has actually happened.
//
//   using decision = std::variant<start, wait, skip>;
//   decision decide(const schedule&, const history&, sys_seconds now, decide_options = {}, zone = utc,
//                   civil_policy = {});
//
//   struct start { sys_seconds slot; level what; std::optional<size_t> parent; unsigned missed; start_reasons why; };
//   struct wait  { sys_seconds until; };                               // not due yet
//   struct skip  { sys_seconds slot; skip_reason why; sys_seconds next; };   // a backup is running, or it is too late
//
// The law: a run is full when no restore-point full of this schedule's automated backups has been created since the
// latest full occurrence at or before the slot being served. What follows from it:
//   nothing yet                          → full     (first_full)
//   Sunday's slot                        → full     (full_day)
//   Monday, and Sunday's full failed     → full     (full_overdue), and so on every day until one completes
//   Wednesday, after an outage since Saturday → full (full_overdue)
//   any other day                        → incremental on the newest automated restore point
//
// Laws
//   A start's slot lies in [next_run, now]; next_run > now gives wait{next_run} and nothing else.
//   A start at level incremental has a parent, which is an automated restore point of the source; a full has none.
//   What is of another source, on-demand, unfinished, failed, damaged or dated ahead of now makes no run incremental.
#ifndef ROTA_DECIDE_HPP
#define ROTA_DECIDE_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <rota/backup.hpp>
#include <rota/enum_set.hpp>
#include <rota/history.hpp>
#include <rota/next_run.hpp>
#include <rota/schedule.hpp>
#include <rota/zone.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace rota {

/// Which consequence of the law a start is. Several may hold at once.
enum class start_reason : std::uint8_t {
  first_full,    ///< there is no automated full to build on, none at all
  full_day,      ///< the slot is that of a full
  full_overdue,  ///< the last full that was due did not complete, or was missed
  chain_limit,   ///< an incremental would make its chain longer than max_chain
  incremental,   ///< the last full that was due is there
  run_now        ///< a person asked for it
};

inline constexpr std::array<std::string_view, 6> start_reason_names{"first_full",  "full_day",    "full_overdue",
                                                                    "chain_limit", "incremental", "run_now"};

[[nodiscard]] constexpr std::string_view to_string(start_reason reason) noexcept {
  return start_reason_names[static_cast<std::size_t>(reason)];
}

using start_reasons = enum_set<start_reason>;

/// Start a backup.
struct start {
  sys_seconds slot;                   ///< the run that it serves: the latest one due
  level what;                         ///< the level that it must have
  std::optional<std::size_t> parent;  ///< of an incremental, the backup to build on, as an index into the history
  unsigned missed;                    ///< how many runs before the slot were due, and are not made up for
  start_reasons why;

  friend bool operator==(const start&, const start&) = default;
};

/// Do nothing: the schedule is not due yet.
struct wait {
  sys_seconds until;

  friend bool operator==(const wait&, const wait&) = default;
};

enum class skip_reason : std::uint8_t {
  still_running,    ///< a backup of the source is being made: "Users can only run one backup at a time."
  older_than_grace  ///< the slot is further back than the grace allows
};

/// The reason as JSON carries it.
[[nodiscard]] constexpr std::string_view to_string(skip_reason reason) noexcept {
  return reason == skip_reason::still_running ? "still_running" : "older_than_grace";
}

/// Start nothing for this slot, and let the schedule be due next at `next`.
struct skip {
  sys_seconds slot;
  skip_reason why;
  sys_seconds next;

  friend bool operator==(const skip&, const skip&) = default;
};

using decision = std::variant<start, wait, skip>;

struct decide_options {
  std::optional<std::chrono::seconds> grace = std::nullopt;  ///< how late a slot may still be served; empty: any time
  std::optional<unsigned> max_chain = std::nullopt;          ///< how many backups a chain may hold; empty: any number
};

namespace detail {

/// What the automated backups of a source offer a new one.
struct foundation {
  std::optional<std::size_t> newest;       // restore point
  std::optional<std::size_t> newest_full;  // restore point
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

/// How many runs there are in [first, last).
template <time_zone Zone>
unsigned count_runs(const cadence& when, const run& first, const run& last, const Zone& zone, civil_policy policy) {
  if (first.at >= last.at) return 0;
  if constexpr (std::same_as<Zone, utc_zone>) {
    return static_cast<unsigned>((last.day - first.day).count());
  } else {
    const auto between = runs(when, first.at, last.at, zone, policy);
    return static_cast<unsigned>(std::distance(between.begin(), between.end()));
  }
}

}  // namespace detail

/// What to do about the schedule `due` at `now`. Any unfinished backup of the source is in the way, whatever its date.
/// Otherwise backups dated more than `clock_skew` ahead of `now` are left out of account: one node with a wrong clock
/// must not suppress the fulls of all others. A full counts for an occurrence from `clock_skew` before it, so that one
/// started seconds early is not taken twice. O(history), no allocation; in a zone, a step for each run missed, too.
template <time_zone Zone = utc_zone>
[[nodiscard]] decision decide(const schedule& due, const history& past, sys_seconds now,
                              const decide_options& options = {}, const Zone& zone = utc, civil_policy policy = {}) {
  constexpr std::chrono::seconds instant_later{1};
  if (due.next_run > now) return wait{due.next_run};

  const run latest = previous_run(due.when, now + instant_later, zone, policy);
  const run first = next_run(due.when, due.next_run - instant_later, zone, policy);
  const sys_seconds slot = std::max(latest.at, due.next_run);
  const unsigned missed = detail::count_runs(due.when, first, latest, zone, policy);
  const sys_seconds next = next_run(due.when, now, zone, policy).at;

  const auto found = detail::find_foundation(past, due.source, now);
  if (due.running || found.is_running) return skip{slot, skip_reason::still_running, next};
  if (options.grace && now - slot > *options.grace) return skip{slot, skip_reason::older_than_grace, next};

  const run full_due = previous_full(due.when, slot + instant_later, zone, policy);
  const bool needs_full = !found.newest_full || past[*found.newest_full].created < full_due.at - clock_skew;
  start_reasons why;
  if (first.at != due.next_run) why |= start_reason::run_now;
  if (!found.newest_full) why |= start_reason::first_full;
  if (needs_full && full_due.at == slot) why |= start_reason::full_day;
  if (needs_full && found.newest_full && full_due.at != slot) why |= start_reason::full_overdue;
  if (needs_full) return start{slot, level::full, std::nullopt, missed, why};
  if (options.max_chain && past.depth(*found.newest) >= *options.max_chain)
    return start{slot, level::full, std::nullopt, missed, why | start_reason::chain_limit};
  return start{slot, level::incremental, found.newest, missed, why | start_reason::incremental};
}

/// The same, for backups of which there is no index yet. O(backups) expected.
template <time_zone Zone = utc_zone>
[[nodiscard]] decision decide(const schedule& due, std::span<const backup> backups, sys_seconds now,
                              const decide_options& options = {}, const Zone& zone = utc, civil_policy policy = {}) {
  return decide(due, history{backups}, now, options, zone, policy);
}

}  // namespace rota

#endif
