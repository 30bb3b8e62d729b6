// SPDX-License-Identifier: MIT
//
// rota/schedule.hpp: the schedule resource, and what happens to it.
//
//   struct schedule { std::string id; cadence when; rota::source source; … sys_seconds next_run; bool running; };
//   enum class first_run { promote, wait_for_full_day };
//
//   schedule make_schedule(const schedule_spec&, std::string id, sys_seconds now, first_run = first_run::promote,
//                          zone = utc, civil_policy = {});
//   schedule apply(schedule, const schedule_change&, sys_seconds now, zone = utc, civil_policy = {});
//   schedule started(schedule, sys_seconds now, zone = utc, civil_policy = {});    // a backup was started for it
//   schedule finished(schedule, sys_seconds now);                                  // and has ended, well or not
// The zone is the one on whose wall clock the cadence is; a schedule does not say it, as the API has UTC alone.
//
// Worked example: the seed's request, made on Thursday 2014-10-30T12:30:00
//   make_schedule(spec, id, now).next_run                                  is 2014-10-30T14:30:00
//   make_schedule(spec, id, now, first_run::wait_for_full_day).next_run    is 2014-11-02T14:30:00
//
// Laws
//   make_schedule, and apply of a change to the cadence, leave next_run > now; so does started.
//   apply of a change that neither touches the cadence nor runs now leaves next_run as it was.
//   Each of them sets updated to now; none of them changes id, source or created.
#ifndef ROTA_SCHEDULE_HPP
#define ROTA_SCHEDULE_HPP

#include <optional>
#include <rota/cadence.hpp>
#include <rota/next_run.hpp>
#include <rota/request.hpp>
#include <rota/source.hpp>
#include <rota/time.hpp>
#include <rota/zone.hpp>
#include <string>
#include <utility>

namespace rota {

/// A schedule as a service stores it. All instants are UTC.
struct schedule {
  std::string id;
  cadence when;
  rota::source source;
  std::optional<unsigned> full_backup_retention = std::nullopt;  ///< empty means default_full_backup_retention
  regions copy_to = {};
  sys_seconds created = {};
  sys_seconds updated = {};
  std::optional<sys_seconds> last_scheduled = std::nullopt;  ///< when its last backup was started
  sys_seconds next_run = {};                                 ///< due at and after this instant
  bool running = false;                                      ///< a backup of it has started and not ended

  friend bool operator==(const schedule&, const schedule&) = default;
};

/// What the first run of a new schedule is.
enum class first_run : std::uint8_t {
  promote,           ///< the first daily slot; as there is nothing to build on, it is taken as a full
  wait_for_full_day  ///< the first slot of a full day: nothing runs before it, as in older releases of the service
};

/// The schedule that a valid request made at `now` creates. Precondition: `id` is not empty.
template <time_zone Zone = utc_zone>
[[nodiscard]] schedule make_schedule(const schedule_spec& spec, std::string id, sys_seconds now,
                                     first_run first = first_run::promote, const Zone& zone = utc,
                                     civil_policy policy = {}) {
  const run next =
      first == first_run::promote ? next_run(spec.when, now, zone, policy) : next_full(spec.when, now, zone, policy);
  return {.id = std::move(id),
          .when = spec.when,
          .source = spec.source,
          .full_backup_retention = spec.full_backup_retention,
          .copy_to = spec.copy_to,
          .created = now,
          .updated = now,
          .next_run = next.at};
}

/// The schedule as `change`, asked for at `now`, leaves it. The next run is worked out anew only if the cadence is
/// another one afterwards, or the change says to run now, which makes it due at `now`.
template <time_zone Zone = utc_zone>
[[nodiscard]] schedule apply(schedule before, const schedule_change& change, sys_seconds now, const Zone& zone = utc,
                             civil_policy policy = {}) {
  schedule after = std::move(before);
  const cadence when{
      change.full_on.value_or(after.when.full_on),
      time_of_day{change.hour.value_or(after.when.at.hour()), change.minute.value_or(after.when.at.minute())}};
  if (when != after.when) after.next_run = next_run(when, now, zone, policy).at;
  if (change.run_now) after.next_run = now;
  after.when = when;
  if (change.full_backup_retention) after.full_backup_retention = change.full_backup_retention;
  if (change.copy_to) after.copy_to = *change.copy_to;
  after.updated = now;
  return after;
}

/// The schedule once a backup of it was started at `now`: running, and next due at the first run after `now`.
template <time_zone Zone = utc_zone>
[[nodiscard]] schedule started(schedule before, sys_seconds now, const Zone& zone = utc, civil_policy policy = {}) {
  schedule after = std::move(before);
  after.running = true;
  after.last_scheduled = now;
  after.next_run = next_run(after.when, now, zone, policy).at;
  after.updated = now;
  return after;
}

/// The schedule once its backup has ended at `now`, completed or failed. When it runs next does not depend on which:
/// a full that failed is made up for by decide().
[[nodiscard]] inline schedule finished(schedule before, sys_seconds now) {
  schedule after = std::move(before);
  after.running = false;
  after.updated = now;
  return after;
}

}  // namespace rota

#endif
