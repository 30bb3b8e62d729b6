// SPDX-License-Identifier: MIT
//
// rota/schedule/schedule.hpp: the schedule resource, and what happens to it.
//
//   struct schedule { std::string id; timing when; rota::source source; … sys_seconds next_run; bool running; };
//   enum class first_run { promote, wait_for_full };
//
//   schedule make_schedule(const schedule_spec&, std::string id, sys_seconds now, clock, first_run = first_run::promote);
//   schedule apply(schedule, const schedule_change&, sys_seconds now, clock, first_run = first_run::promote);
//   schedule apply(schedule, const schedule_change&, sys_seconds now, zones, first_run = first_run::promote);
//   std::optional<issue> conflict_of(const schedule&, const schedule_change&);     // why a change cannot be applied to it
//   schedule started(schedule, sys_seconds now, clock);            // a backup was started for it
//   schedule finished(schedule, sys_seconds now);                  // and has ended, completed or failed
// and skipped(schedule, skip_slot, now), in backups/decide.hpp, once a slot of it was given up.
// The clock is the one that the schedule follows; for the API's own, pass `utc`. It has no default here, since a schedule
// computed on the wrong clock runs at the wrong hour. A schedule that names its zone and policies has
//
//   wall_clock clock_of(schedule, zones);             // zones("Europe/Vilnius") is a time zone, or a pointer to one
//   wall_clock clock_of(schedule_spec, zones);        // the clock for make_schedule
//   wall_clock clock_of(schedule, change, zones);     // the clock after a change
//
// apply takes the clock that the schedule follows from now on. If the change may set a zone or a policy, pass `zones`
// instead: apply then finds both the old clock and the new one.
// next_run is when a backup is started: in a schedule with a spread, later than its slot by spread_of(schedule).
//
// Worked example: the API guide's request, made on Thursday 2014-10-30T12:30:00
//   make_schedule(spec, id, now, utc).next_run                              is 2014-10-30T14:30:00
//   make_schedule(spec, id, now, utc, first_run::wait_for_full).next_run    is 2014-11-02T14:30:00
// and a schedule on its own clock
//   const auto zones = [](std::string_view name) { return date::locate_zone(name); };
//   started(one, now, clock_of(one, zones))
//
// Laws
//   make_schedule and started leave next_run > now.
//   A run that is due stays due: if next_run <= now, apply leaves it alone. The one exception is a new pause that would
//   suppress that run: next_run then moves back by a second, off the slot, and decide serves it when the pause ends.
//   Otherwise apply changes next_run only if the timing, the clock or the spread changes, to an instant after now, or to run
//   now. Naming the zone or the policy that the schedule follows already is no change.
//   A change of some of the days, the hour and the minute leaves a calendar as it is; conflict_of reports that.
//   A schedule that has not run, and is due at its next full run but not at its next run, still waits for a full after
//   apply.
//   Each function sets updated to now; none but make_schedule sets id, source or created.
// Precondition: `now` lies in the years that `date::year` holds, except for finished; a breach ends the program.
#ifndef ROTA_SCHEDULE_SCHEDULE_HPP
#define ROTA_SCHEDULE_SCHEDULE_HPP

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/names.hpp>
#include <rota/schedule/request.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <rota/when/spread.hpp>
#include <rota/when/timing.hpp>
#include <string>
#include <string_view>
#include <type_traits>
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
  std::optional<sys_seconds> paused_until = std::nullopt;     ///< nothing starts before then, nor for an earlier slot

  friend bool operator==(const schedule&, const schedule&) = default;
};

/// How much later than its slots a schedule is started.
[[nodiscard]] inline std::chrono::minutes spread_of(const schedule& one) noexcept {
  return one.spread ? spread_offset(one.id, *one.spread) : std::chrono::minutes{0};
}

namespace detail {

/// The zone and the policies that a schedule or a spec names, where it names none the defaults.
struct clock_name {
  std::string_view zone = "UTC";
  rota::gap gap = rota::gap::shift_forward;
  rota::overlap overlap = rota::overlap::first;

  friend bool operator==(const clock_name&, const clock_name&) = default;
};

template <class Record>
clock_name clock_name_in(const Record& one, const clock_name& otherwise = {}) noexcept {
  return {one.zone ? std::string_view{*one.zone} : otherwise.zone, one.gap.value_or(otherwise.gap),
          one.overlap.value_or(otherwise.overlap)};
}

template <class Zones>
auto clock_named(const clock_name& name, const Zones& zones) {
  return wall_clock{zones(name.zone), name.gap, name.overlap};
}

}  // namespace detail

/// What finds zones by their names: `zones("Europe/Vilnius")` is a time zone, or a pointer to one.
template <class Zones>
concept zone_finder = std::invocable<const Zones&, std::string_view> &&
    time_zone<std::remove_cvref_t<std::invoke_result_t<const Zones&, std::string_view>>>;

/// The clock that a schedule follows, with the zone that `zones` finds under its name, or under "UTC" if it has none.
template <zone_finder Zones>
[[nodiscard]] auto clock_of(const schedule& one, const Zones& zones) {
  return detail::clock_named(detail::clock_name_in(one), zones);
}
/// The clock of the schedule that a spec makes.
template <zone_finder Zones>
[[nodiscard]] auto clock_of(const schedule_spec& spec, const Zones& zones) {
  return detail::clock_named(detail::clock_name_in(spec), zones);
}
/// The clock of a schedule once a change has been applied to it.
template <zone_finder Zones>
[[nodiscard]] auto clock_of(const schedule& before, const schedule_change& change, const Zones& zones) {
  return detail::clock_named(detail::clock_name_in(change, detail::clock_name_in(before)), zones);
}

/// The first run of a new schedule.
enum class first_run : std::uint8_t {
  promote,       ///< the first slot; since there is nothing to build on, it becomes a full
  wait_for_full  ///< the first slot of a full: nothing runs before it, as in older releases of the service
};

template <>
inline constexpr auto detail::enum_names<first_run> = std::to_array<std::string_view>({"promote", "wait_for_full"});

namespace detail {

/// When the first run after `now` of a schedule that has not run yet is started. A timing without fulls has none to wait
/// for.
template <time_zone Zone>
[[nodiscard]] sys_seconds first_run_after(const timing& when, std::chrono::minutes offset, sys_seconds now,
                                          const wall_clock<Zone>& clock, first_run first) {
  const bool waits = first == first_run::wait_for_full && when.strongest_level() == level::full;
  return next_spread_run_of(when, waits ? level::full : level::incremental, offset, now, clock)->at;
}

/// Whether a change of the days, the hour and the minute needs a cadence for the ones that it does not give.
inline bool needs_cadence(const schedule_change& change) noexcept {
  const bool has_some = change.full_on || change.hour || change.minute;
  return !change.calendar && has_some && !(change.full_on && change.hour && change.minute);
}

/// The run that is started at next_run; nullopt if none is.
template <time_zone Zone>
[[nodiscard]] std::optional<run> run_started_at(const schedule& one, const wall_clock<Zone>& clock) {
  if (one.next_run <= first_of_calendar || one.next_run > last_of_calendar) return std::nullopt;
  const auto next = next_spread_run(one.when, spread_of(one), one.next_run - instant_later, clock);
  return next.at == one.next_run ? std::optional{next.nominal} : std::nullopt;
}

/// The timing with what changes.
inline timing changed(const timing& before, const schedule_change& change) {
  if (change.calendar) return *change.calendar;
  if (change.full_on && change.hour && change.minute)
    return cadence{*change.full_on, time_of_day{*change.hour, *change.minute}};
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
  const auto offset = spec.spread ? spread_offset(id, *spec.spread) : std::chrono::minutes{0};
  const sys_seconds next = detail::first_run_after(spec.when, offset, now, clock, first);
  return {.id = std::move(id),
          .when = spec.when,
          .source = spec.source,
          .full_backup_retention = spec.full_backup_retention,
          .copy_to = spec.copy_to,
          .created = now,
          .updated = now,
          .next_run = next,
          .zone = spec.zone,
          .gap = spec.gap,
          .overlap = spec.overlap,
          .spread = spec.spread,
          .paused_until = spec.paused_until};
}

/// Why a valid change cannot be applied to this schedule, or nullopt if it can. The only reason: it sets some of the days,
/// the hour and the minute but not all, and the schedule has a calendar, which cannot supply the rest. Ask before apply,
/// which would leave the timing alone.
[[nodiscard]] inline std::optional<issue> conflict_of(const schedule& before, const schedule_change& change) {
  if (before.when.as_cadence() != nullptr || !detail::needs_cadence(change)) return std::nullopt;
  const detail::member_rule& given = change.full_on ? detail::rules::day_of_week
                                     : change.hour  ? detail::rules::hour
                                                    : detail::rules::minute;
  return issue{
      request_place{}.pointer(given.name), issue_code::conflict,
      "given for a schedule that has a calendar; expected day_of_week, hour and minute together, which replace "
      "it, or another calendar; write all three, or \"calendar\": " +
          std::string{detail::rules::calendar.example}};
}

namespace detail {

/// Since when a schedule that is running has been, as far as its record says.
constexpr sys_seconds running_since(const schedule& one) noexcept { return one.last_scheduled.value_or(one.updated); }

/// How a schedule starts after a change of its slots: one that is waiting for its first full keeps waiting.
template <time_zone Zone>
[[nodiscard]] first_run first_run_of(const schedule& before, sys_seconds now, const wall_clock<Zone>& clock_before,
                                     first_run first) {
  const auto next = [&](first_run which) {
    return first_run_after(before.when, spread_of(before), now, clock_before, which);
  };
  if (before.last_scheduled) return first_run::promote;
  const bool has_waited =
      before.next_run == next(first_run::wait_for_full) && before.next_run != next(first_run::promote);
  return has_waited ? first_run::wait_for_full : first;
}

/// Whether the schedule's pause suppresses the run at next_run.
template <time_zone Zone>
[[nodiscard]] bool is_suppressed(const schedule& one, const wall_clock<Zone>& clock) {
  const auto next = one.paused_until ? run_started_at(one, clock) : std::nullopt;
  return next && next->at < *one.paused_until;
}

/// apply, on the clock that the schedule follows from now on.
template <time_zone Zone>
[[nodiscard]] schedule applied(const schedule& before, const schedule_change& change, sys_seconds now,
                               const wall_clock<Zone>& clock, first_run first) {
  schedule after = before;
  after.when = changed(before.when, change);
  if (change.full_backup_retention) after.full_backup_retention = change.full_backup_retention;
  if (change.copy_to) after.copy_to = *change.copy_to;
  if (change.zone) after.zone = change.zone;
  if (change.gap) after.gap = change.gap;
  if (change.overlap) after.overlap = change.overlap;
  if (change.spread) after.spread = *change.spread == std::chrono::minutes{0} ? std::nullopt : change.spread;
  if (change.paused_until) after.paused_until = change.paused_until;
  after.updated = now;

  const bool has_other_slots = after.when != before.when || clock_name_in(after) != clock_name_in(before);
  const bool has_other_spread = spread_of(after) != spread_of(before);
  if (after.next_run <= now) {
    if (is_suppressed(after, clock) && !is_suppressed(before, clock)) after.next_run -= instant_later;
  } else if (!has_other_slots && !has_other_spread) {
    // Nothing that decides the next run has changed.
  } else if (const auto same = has_other_slots ? std::nullopt : run_started_at(before, clock)) {
    // Even a slot that has passed is served, as long as its start, which comes later, has not.
    after.next_run = spread_later(before.when, *same, spread_of(after), clock).at;
  } else {
    after.next_run = first_run_after(after.when, spread_of(after), now, clock, first);
  }
  if (change.run_now && (after.next_run > now || is_suppressed(after, clock))) {
    after.next_run = now;
    if (is_suppressed(after, clock)) after.next_run -= instant_later;
  }
  return after;
}

}  // namespace detail

/// The schedule after `change`, requested at `now`. The next run is recomputed only if the timing, the clock or the spread
/// changes; if only the spread changes, the slot stays. run_now makes it due at `now`. A run that is already due stays due:
/// an update must not lose it. `first` matters only before the first backup; a schedule that is waiting for its first full
/// keeps waiting whatever `first` says. `clock` is the one that the schedule follows from now on.
template <time_zone Zone>
[[nodiscard]] schedule apply(const schedule& before, const schedule_change& change, sys_seconds now,
                             const wall_clock<Zone>& clock, first_run first = first_run::promote) {
  return detail::applied(before, change, now, clock, detail::first_run_of(before, now, clock, first));
}
/// The same on the clocks that the schedule names before and after the change.
template <zone_finder Zones>
[[nodiscard]] schedule apply(const schedule& before, const schedule_change& change, sys_seconds now, const Zones& zones,
                             first_run first = first_run::promote) {
  return detail::applied(before, change, now, clock_of(before, change, zones),
                         detail::first_run_of(before, now, clock_of(before, zones), first));
}

/// The schedule once a backup of it was started at `now`: running, and next due at the first run after `now`.
template <time_zone Zone>
[[nodiscard]] schedule started(schedule before, sys_seconds now, const wall_clock<Zone>& clock) {
  schedule after = std::move(before);
  after.running = true;
  after.last_scheduled = now;
  after.next_run = next_spread_run(after.when, spread_of(after), now, clock).at;
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
