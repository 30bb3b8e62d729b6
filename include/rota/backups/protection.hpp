// SPDX-License-Identifier: MIT
//
// rota/backups/protection.hpp: whether a source is protected and, if not, since when; and what can be restored.
//
//   enum class protection_state { never, ok, breached };
//   bool is_worse(protection_state, protection_state);                                 // never, then breached, then ok
//   protection assess(const history&, const source&, seconds rpo, sys_seconds now);
//   protection assess(const history&, const schedule&, seconds rpo, sys_seconds now);  // of its source
//   std::vector<protection> assess(const history&, seconds rpo, sys_seconds now);    // of each source, by its number
//   struct protection { protection_state state; …since; …newest, age, newest_full, full_age, chain_length, …; };
//
//   std::vector<breach> breaches(const history&, const source&, seconds rpo, sys_seconds from, sys_seconds until);
//   struct breach { sys_seconds from; sys_seconds until; protection_state state; };     // [from, until)
//
//   std::optional<size_t> restorable_at(const history&, const source&, sys_seconds);   // the newest one ready by then
//   sys_seconds ready_at(const backup&);                                               // when its data was complete
//
// The objective, the RPO, is how old the data of the newest restore point may get. A restore point counts once it is
// ready, but its age counts from `created`, since its data may be that old. So it meets the objective in [ready_at,
// created + rpo), and the breach begins at created + rpo. On-demand restore points count like automated ones.
//
// Worked example: an objective of 24 hours, and two backups that take an hour each, at noon on Sunday and on Tuesday
//   assess(past, db, 24h, Monday 11:59)           // ok: newest is Sunday's, 23:59 old
//   assess(past, db, 24h, Tuesday 12:30)          // breached since Monday 12:00: Tuesday's is not ready yet
//   breaches(past, db, 24h, Sunday 00:00, Wednesday 00:00)
//       // Sunday 00:00 to 13:00, never: there was nothing yet; Monday 12:00 to Tuesday 13:00, breached
//   restorable_at(past, db, Tuesday 12:59)        // Sunday's; Tuesday's may hold changes of the next minute
//
// Only what is listed counts. A backup that has since been pruned did protect the source in its time, but today's list
// cannot show that. So ask for breaches only as far back as the retention keeps everything. The time before the oldest
// listed restore point is `never`, a state of its own: an age that does not exist must not look like no problem.
//
// Laws
//   Permuting the backups permutes every answer and changes none. Records that are equal count as one.
//   The breaches of a longer objective lie within those of a shorter one.
//   Breaches are in order, do not overlap, and are not empty. Two that touch differ in their state.
//   restorable_at(t) has a value unless t lies in a breach that is `never`. As t grows, its `created` never falls.
//   assess(now) is not ok if and only if now lies in a breach. Then it has the state of the breach and, if breached,
//   its beginning as `since`. But assess already counts what is dated up to clock_skew ahead of now.
// Every objective, even a negative one, and every instant has an answer: sums saturate.
#ifndef ROTA_BACKUPS_PROTECTION_HPP
#define ROTA_BACKUPS_PROTECTION_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/names.hpp>
#include <rota/schedule/schedule.hpp>
#include <string_view>
#include <vector>

namespace rota::inline v0 {

/// Whether a source meets its objective.
enum class protection_state : std::uint8_t {
  never,    ///< there is no restore point
  ok,       ///< the newest restore point is younger than the objective
  breached  ///< it is not
};

template <>
inline constexpr auto detail::enum_names<protection_state> = std::to_array<std::string_view>({"never", "ok",
                                                                                              "breached"});

/// Whether one state is worse than another: `never` is the worst, then `breached`, and `ok` the best.
[[nodiscard]] constexpr bool is_worse(protection_state a, protection_state b) noexcept {
  if (a == protection_state::never) return b != protection_state::never;
  return a == protection_state::breached && b == protection_state::ok;
}

/// How well a source is protected. Indexes are into the history. Ages are never negative: a backup that is dated ahead,
/// by up to clock_skew, is 0 s old.
struct protection {
  protection_state state = protection_state::never;
  std::optional<sys_seconds> since = std::nullopt;         ///< if breached, since when without interruption
  std::optional<std::size_t> newest = std::nullopt;        ///< the newest restore point
  std::optional<std::chrono::seconds> age = std::nullopt;  ///< of the newest restore point
  std::optional<std::size_t> newest_full = std::nullopt;   ///< the newest restore point that is a full
  std::optional<std::chrono::seconds> full_age = std::nullopt;
  std::size_t chain_length = 0;  ///< how many backups it takes to restore the newest restore point, itself included
  std::size_t damaged = 0;       ///< how many backups are damaged, each counted once; see history::damage_report
  std::optional<std::size_t> running = std::nullopt;        ///< the newest unfinished backup, whatever its date
  std::optional<sys_seconds> running_since = std::nullopt;  ///< since when; without `running`, as the schedule says

  friend bool operator==(const protection&, const protection&) = default;
};

/// A time in which the objective was missed: [from, until).
struct breach {
  sys_seconds from;
  sys_seconds until;
  protection_state state;  ///< `never` if no listed restore point was ready yet, otherwise `breached`

  friend bool operator==(const breach&, const breach&) = default;
};

/// When the data of a backup was complete: its `updated`, but never before it was created.
[[nodiscard]] inline sys_seconds ready_at(const backup& one) noexcept { return (std::max)(one.created, one.updated); }

namespace detail {

/// The instant that much later, saturated.
constexpr sys_seconds saturated_sum(sys_seconds at, std::chrono::seconds later) noexcept {
  const std::chrono::seconds since_epoch = at.time_since_epoch();
  if (later > std::chrono::seconds{0} && since_epoch > (std::chrono::seconds::max)() - later)
    return (sys_seconds::max)();
  if (later < std::chrono::seconds{0} && since_epoch < (std::chrono::seconds::min)() - later)
    return (sys_seconds::min)();
  return at + later;
}

/// Calls `act` with the index of each backup of a source, each once.
template <class Act>
void for_each_of(const history& past, const source& of, Act act) {
  for (std::size_t i = 0; i < past.size(); ++i)
    if (past[i].source == of && !past.is_repeated(i)) act(i);
}

/// Keeps the later of two backups.
inline void keep_later(std::optional<std::size_t>& best, std::size_t i, const history& past) noexcept {
  if (!best || is_later(past[i], past[*best])) best = i;
}

/// How old a backup is, at least 0 s.
constexpr std::chrono::seconds age_of(sys_seconds created, sys_seconds now) noexcept {
  return (std::max)(elapsed(created, now), std::chrono::seconds{0});
}

/// Whether a backup is a restore point that was ready by `now`, give or take clock_skew.
inline bool counts_at(const history& past, std::size_t i, sys_seconds now) noexcept {
  return past.is_restore_point(i) && elapsed(now, ready_at(past[i])) <= clock_skew;
}

}  // namespace detail

namespace detail {

/// Works out the protection of one source, backup by backup.
class assessment {
 public:
  void add(const history& past, std::size_t i, std::chrono::seconds rpo, sys_seconds now) noexcept {
    const backup& one = past[i];
    if (!past.damage(i).empty()) ++found_.damaged;
    if (is_unfinished(one.status)) keep_later(found_.running, i, past);
    if (!counts_at(past, i, now)) return;
    keep_later(found_.newest, i, past);
    if (one.level() == level::full) keep_later(found_.newest_full, i, past);
    const sys_seconds begin = ready_at(one);
    const sys_seconds end = saturated_sum(one.created, rpo);
    first_ready_ = (std::min)(first_ready_.value_or(begin), begin);
    if (begin < end) last_met_ = (std::max)(last_met_.value_or(end), end);
  }

  [[nodiscard]] protection result(const history& past, std::chrono::seconds rpo, sys_seconds now) const noexcept {
    protection found = found_;
    if (found.running) found.running_since = past[*found.running].created;
    if (found.newest_full) found.full_age = age_of(past[*found.newest_full].created, now);
    if (!found.newest) return found;
    found.age = age_of(past[*found.newest].created, now);
    found.chain_length = past.depth(*found.newest);
    found.state = *found.age < rpo ? protection_state::ok : protection_state::breached;
    if (found.state == protection_state::breached) found.since = (std::min)(last_met_.value_or(*first_ready_), now);
    return found;
  }

 private:
  protection found_;
  std::optional<sys_seconds> first_ready_;
  std::optional<sys_seconds> last_met_;  // the end of the last time in which the objective was met
};

}  // namespace detail

/// How well a source is protected at `now` if its data must be younger than `rpo`. What is dated more than clock_skew
/// ahead of now, or was ready only then, does not count. One pass over the history, no allocation.
[[nodiscard]] inline protection assess(const history& past, const source& of, std::chrono::seconds rpo,
                                       sys_seconds now) noexcept {
  detail::assessment found;
  detail::for_each_of(past, of, [&](std::size_t i) { found.add(past, i, rpo, now); });
  return found.result(past, rpo, now);
}

/// The same for the source of a schedule. If that is marked as running although no backup is unfinished, running_since
/// says since when.
[[nodiscard]] inline protection assess(const history& past, const schedule& due, std::chrono::seconds rpo,
                                       sys_seconds now) noexcept {
  protection found = assess(past, due.source, rpo, now);
  if (due.running && !found.running) found.running_since = detail::running_since(due);
  return found;
}

/// The same for every source of the history: element n is for source number n. O(n).
[[nodiscard]] inline std::vector<protection> assess(const history& past, std::chrono::seconds rpo, sys_seconds now) {
  std::vector<detail::assessment> found(past.sources());
  for (std::size_t i = 0; i < past.size(); ++i)
    if (!past.is_repeated(i)) found[past.source_number(i)].add(past, i, rpo, now);
  std::vector<protection> all;
  all.reserve(found.size());
  for (const detail::assessment& one : found) all.push_back(one.result(past, rpo, now));
  return all;
}

/// When in [from, until) a source was not protected if its data must be younger than `rpo`, in order. Empty unless
/// `from` is before `until`. The future is judged as if no more backups were made. O(n log n).
[[nodiscard]] inline std::vector<breach> breaches(const history& past, const source& of, std::chrono::seconds rpo,
                                                  sys_seconds from, sys_seconds until) {
  struct span {
    sys_seconds begin;
    sys_seconds end;
  };
  std::vector<span> met;
  sys_seconds first_ready = (sys_seconds::max)();
  detail::for_each_of(past, of, [&](std::size_t i) {
    if (!past.is_restore_point(i)) return;
    const span here{ready_at(past[i]), detail::saturated_sum(past[i].created, rpo)};
    first_ready = (std::min)(first_ready, here.begin);
    if (here.begin < here.end) met.push_back(here);
  });
  std::sort(met.begin(), met.end(), [](const span& a, const span& b) { return a.begin < b.begin; });

  std::vector<breach> found;
  sys_seconds judged = from;  // until here
  const auto miss_until = [&](sys_seconds end, protection_state state) {
    end = (std::min)(end, until);
    if (judged < end) found.push_back({judged, end, state});
    judged = (std::max)(judged, end);
  };
  miss_until(first_ready, protection_state::never);
  for (const span& one : met) {
    miss_until(one.begin, protection_state::breached);
    judged = (std::max)(judged, one.end);
  }
  miss_until(until, protection_state::breached);
  return found;
}

/// The newest restore point that was ready at or before `instant`: what to restore to get the data of that instant. One
/// that was still being made then does not count, since it may hold later changes. nullopt if the list has none.
/// One pass over the history, no allocation.
[[nodiscard]] inline std::optional<std::size_t> restorable_at(const history& past, const source& of,
                                                              sys_seconds instant) noexcept {
  std::optional<std::size_t> newest;
  detail::for_each_of(past, of, [&](std::size_t i) {
    if (past.is_restore_point(i) && ready_at(past[i]) <= instant) detail::keep_later(newest, i, past);
  });
  return newest;
}

}  // namespace rota::inline v0

#endif
