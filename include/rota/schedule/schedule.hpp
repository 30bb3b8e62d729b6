// SPDX-License-Identifier: MIT
//
// rota/schedule/schedule.hpp: the schedule resource, and what happens to it.
//
//   struct schedule { std::string id; timing when; rota::source source; … sys_seconds next_run; bool running; };
//   enum class first_run { promote, wait_for_full };
//
//   schedule make_schedule(const schedule_spec&, std::string id, sys_seconds now, clock, first_run = first_run::promote);
//   schedule apply(schedule, const schedule_change&, sys_seconds now, clock, first_run = first_run::promote);
//   schedule started(schedule, sys_seconds now, clock);            // a backup was started for it
//   schedule finished(schedule, sys_seconds now);                  // and has ended, completed or failed
// The clock is the one that the schedule follows; for the API's own, pass `utc`. It has no default here, since a schedule
// computed on the wrong clock runs at the wrong hour.
//
// Worked example: the seed's request, made on Thursday 2014-10-30T12:30:00
//   make_schedule(spec, id, now, utc).next_run                              is 2014-10-30T14:30:00
//   make_schedule(spec, id, now, utc, first_run::wait_for_full).next_run    is 2014-11-02T14:30:00
//
// Laws
//   make_schedule and started leave next_run > now.
//   A run that is due stays due: if next_run <= now, apply leaves it as it is.
//   Otherwise apply changes next_run only if the cadence changes, to an instant after now, or to run now.
//   A schedule that has not run, and is due at its next full run but not at its next run, still waits for a full after
//   apply.
//   Each function sets updated to now; none but make_schedule sets id, source or created.
// Precondition: `now` lies in the years that `date::year` holds, except for finished; a breach ends the program.
#ifndef ROTA_SCHEDULE_SCHEDULE_HPP
#define ROTA_SCHEDULE_SCHEDULE_HPP

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/names.hpp>
#include <rota/schedule/request.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <rota/when/spread.hpp>
#include <rota/when/timing.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace rota::inline v0 {

/// A schedule as a service stores it. All instants are UTC.
struct schedule {
  std::string id;
  timing when;
  rota::source source;
  std::optional<unsigned> full_backup_retention = std::nullopt;  ///< empty means default_full_backup_retention
  regions copy_to = {};
  sys_seconds created = {};
  sys_seconds updated = {};
  std::optional<sys_seconds> last_scheduled = std::nullopt;   ///< when its last backup was started
  sys_seconds next_run = {};                                  ///< due at and after this instant
  bool running = false;                                       ///< a backup of it has started and not ended
  std::optional<std::string> zone = std::nullopt;             ///< the name of the zone that it follows; empty is UTC
  std::optional<rota::gap> gap = std::nullopt;                ///< empty is shift_forward
  std::optional<rota::overlap> overlap = std::nullopt;        ///< empty is first
  std::optional<std::chrono::minutes> spread = std::nullopt;  ///< the window over which schedules are spread
  std::optional<sys_seconds> paused_until = std::nullopt;     ///< nothing is started for the slots before it

  friend bool operator==(const schedule&, const schedule&) = default;
};

/// How much later than its slots a schedule is started.
[[nodiscard]] inline std::chrono::minutes spread_of(const schedule& one) noexcept {
  return one.spread ? spread_offset(one.id, *one.spread) : std::chrono::minutes{0};
}

/// The first run of a new schedule.
enum class first_run : std::uint8_t {
  promote,       ///< the first slot; since there is nothing to build on, it becomes a full
  wait_for_full  ///< the first slot of a full: nothing runs before it, as in older releases of the service
};

template <>
inline constexpr auto detail::enum_names<first_run> = std::to_array<std::string_view>({"promote", "wait_for_full"});

namespace detail {

/// The first run after `now` of a schedule that has not run yet.
template <time_zone Zone>
[[nodiscard]] sys_seconds first_run_after(const timing& when, sys_seconds now, const wall_clock<Zone>& clock,
                                          first_run first) {
  const run next = next_run(when, now, clock);
  return (first == first_run::promote ? next : next_run_of(when, level::full, now, clock).value_or(next)).at;
}

/// The timing with what changes. A change of some of the days, the hour and the minute means those of a cadence.
inline timing changed(const timing& before, const schedule_change& change) {
  const cadence* const old = before.as_cadence();
  if (old == nullptr) return before;
  return cadence{change.full_on.value_or(old->full_on),
                 time_of_day{change.hour.value_or(old->at.hour()), change.minute.value_or(old->at.minute())}};
}

}  // namespace detail

/// The schedule that a valid request made at `now` creates. Precondition: `id` is not empty.
template <time_zone Zone>
[[nodiscard]] schedule make_schedule(const schedule_spec& spec, std::string id, sys_seconds now,
                                     const wall_clock<Zone>& clock, first_run first = first_run::promote) {
  const sys_seconds next = detail::first_run_after(spec.when, now, clock, first);
  return {.id = std::move(id),
          .when = spec.when,
          .source = spec.source,
          .full_backup_retention = spec.full_backup_retention,
          .copy_to = spec.copy_to,
          .created = now,
          .updated = now,
          .next_run = next};
}

/// The schedule after `change`, requested at `now`. The next run is recomputed only if the cadence changes; a change that
/// says to run now makes it due at `now`. A run that is already due stays due: an update must not lose it. `first` matters
/// only before the first backup; a schedule that waits for its first full goes on waiting without it.
template <time_zone Zone>
[[nodiscard]] schedule apply(schedule before, const schedule_change& change, sys_seconds now,
                             const wall_clock<Zone>& clock, first_run first = first_run::promote) {
  schedule after = std::move(before);
  const timing when = detail::changed(after.when, change);
  if (after.next_run > now && when != after.when) {
    const bool is_new = !after.last_scheduled;
    const bool waits_for_full =
        after.next_run == detail::first_run_after(after.when, now, clock, first_run::wait_for_full) &&
        after.next_run != next_run(after.when, now, clock).at;
    const bool waits = is_new && (first == first_run::wait_for_full || waits_for_full);
    after.next_run = detail::first_run_after(when, now, clock, waits ? first_run::wait_for_full : first_run::promote);
  }
  if (change.run_now && after.next_run > now) after.next_run = now;
  after.when = when;
  if (change.full_backup_retention) after.full_backup_retention = change.full_backup_retention;
  if (change.copy_to) after.copy_to = *change.copy_to;
  after.updated = now;
  return after;
}

/// The schedule once a backup of it was started at `now`: running, and next due at the first run after `now`.
template <time_zone Zone>
[[nodiscard]] schedule started(schedule before, sys_seconds now, const wall_clock<Zone>& clock) {
  schedule after = std::move(before);
  after.running = true;
  after.last_scheduled = now;
  after.next_run = next_run(after.when, now, clock).at;
  after.updated = now;
  return after;
}

/// The schedule once its backup has ended at `now`. When it runs next does not depend on whether the backup completed:
/// decide() makes up for a full that failed.
[[nodiscard]] inline schedule finished(schedule before, sys_seconds now) {
  schedule after = std::move(before);
  after.running = false;
  after.updated = now;
  return after;
}

}  // namespace rota::inline v0

#endif
