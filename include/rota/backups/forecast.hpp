// SPDX-License-Identifier: MIT
//
// rota/backups/forecast.hpp: when each backup goes, and why.
//
//   std::vector<fate> forecast(const scenario&, clock);                     // every backup completes
//   std::vector<fate> forecast(const scenario&, outcome_of, clock);         // outcome_of says how each ends
//   std::vector<fate> forecast(backups, retention, from, until, clock);     // without a schedule: nothing new is made
//   struct fate { std::string id; level what; sys_seconds created; …goes; …why_removed; keep_reasons why_kept; };
//
// The backups of the list come first, each once and in its order, then those that the schedule makes, oldest first.
//
// Worked example: fulls on Sundays at 14:30, two of them kept
//   forecast({.schedule = weekly, .retention = {.fulls = 2}, .backups = backups, .from = now, .until = now + date::years{1}},
//            utc)
//   // Sunday's full goes two weeks later, when the second full after it has completed.
//
// Laws
//   It agrees with simulate: a backup goes at the instant of its `removed` event, for the same cause, and the schedule makes
//   the same backups.
//   A backup without such an event outlives the horizon, `until`: goes is nullopt, and why_kept says what keeps it then.
//   A larger count of a rule never makes a backup go earlier.
#ifndef ROTA_BACKUPS_FORECAST_HPP
#define ROTA_BACKUPS_FORECAST_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/backups/retention.hpp>
#include <rota/backups/simulate.hpp>
#include <rota/backups/stock.hpp>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/when/clock.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// What becomes of one backup until the horizon.
struct fate {
  std::string id;
  level what = level::full;  ///< at which it was started; for one in the list, full or incremental
  sys_seconds created = {};
  std::optional<sys_seconds> goes = std::nullopt;           ///< nullopt: it outlives the horizon
  std::optional<removal_cause> why_removed = std::nullopt;  ///< nullopt if it outlives the horizon
  /// What keeps it at the horizon. Empty if it goes, or would go but for an outage at the horizon.
  keep_reasons why_kept = {};

  friend bool operator==(const fate&, const fate&) = default;
};

namespace detail {

/// Runs a simulation, and returns the fates of its backups.
template <class OutcomeOf, time_zone Zone>
std::vector<fate> fates_in(const scenario& of, simulator<OutcomeOf, Zone> simulated, const wall_clock<Zone>& clock) {
  simulated.run_until_end(keep_events::no);
  stock<Zone>& backups = simulated.backups();
  const history past{of.backups};
  std::vector<fate> fates;
  fates.reserve(backups.size());
  std::vector<std::size_t> fate_of(backups.size());
  for (std::size_t index = 0; index < backups.size(); ++index) {
    const bool is_repeated = index < past.size() && past.is_repeated(index);
    fate_of[index] = is_repeated ? fate_of[past.first_record(index)] : fates.size();
    if (!is_repeated)
      fates.push_back({.id = backups[index].id, .what = backups.what(index), .created = backups[index].created});
  }
  for (const departure& one : backups.departures()) {
    fates[fate_of[one.index]].goes = one.at;
    fates[fate_of[one.index]].why_removed = one.why;
  }
  std::erase_if(fate_of, [&](std::size_t place) { return fates[place].goes.has_value(); });
  const std::vector<backup> left = std::move(backups).left();
  const sys_seconds last = of.until > of.from ? of.until - instant_later : of.from;
  const prune_plan plan = prune(left, of.retention, (std::min)(last, last_of_calendar), clock);
  for (std::size_t i = 0; i < left.size(); ++i) fates[fate_of[i]].why_kept |= plan.verdicts[i].why_kept;
  return fates;
}

}  // namespace detail

/// What becomes of every backup of a scenario, and of every one that its schedule makes, until `of.until`. `outcome_of`
/// returns how a backup ends, as for simulate. The clock is the one that the schedule runs on.
template <class OutcomeOf, time_zone Zone>
[[nodiscard]] std::vector<fate> forecast(const scenario& of, OutcomeOf outcome_of, const wall_clock<Zone>& clock) {
  return detail::fates_in(of, detail::simulator{of, std::move(outcome_of), clock}, clock);
}

/// The same, where every backup completes.
template <time_zone Zone>
[[nodiscard]] std::vector<fate> forecast(const scenario& of, const wall_clock<Zone>& clock) {
  return forecast(
      of, [](const backup&) { return outcome{}; }, clock);
}

/// What becomes of backups if no new ones are made. Unfinished ones complete.
template <time_zone Zone>
[[nodiscard]] std::vector<fate> forecast(std::span<const backup> backups, const retention& policy, sys_seconds from,
                                         sys_seconds until, const wall_clock<Zone>& clock) {
  const schedule none{.id = {}, .when = daily_full({std::chrono::hours{0}, std::chrono::minutes{0}}), .source = {}};
  const scenario without{.schedule = none,
                         .retention = policy,
                         .backups = {backups.begin(), backups.end()},
                         .from = from,
                         .until = (std::min)(until, detail::last_of_calendar)};
  const auto completes = [](const backup&) { return outcome{}; };
  return detail::fates_in(without, detail::simulator{without, completes, clock, detail::starts::nothing}, clock);
}

}  // namespace rota::inline v0

#endif
