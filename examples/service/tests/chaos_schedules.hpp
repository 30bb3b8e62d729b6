// SPDX-License-Identifier: MIT
//
// chaos_schedules.hpp: schedules of every kind for the chaos test, and the outcome that the library predicts for each.
//
//   std::vector<rota::schedule> made = make_schedules({.count = 150, .seed = 1}, month);
//   prediction expected = predict(made.front(), month, pretence{1, 0.05, 20min});
//
// Laws
//   Equal arguments give equal schedules.
//   Slots of a schedule are at least six hours apart, except around a clock change. So a slot that is served late, but
//   before the next one, changes neither the level of any slot nor which backups are kept.
//   No backup is due in the quiet time after the month, in which the last backups end.
#ifndef ROTA_SERVICE_TESTS_CHAOS_SCHEDULES_HPP
#define ROTA_SERVICE_TESTS_CHAOS_SCHEDULES_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <vector>

namespace service::tests {

/// The simulated time of a test: schedules are made at `from`, and nothing is due in [until, until + quiet).
struct month {
  rota::sys_seconds from;
  rota::sys_seconds until;
};
inline constexpr std::chrono::hours quiet{3};

/// The options of rota-executor-pretend.
struct pretence {
  std::uint64_t seed;
  double failures;
  std::chrono::seconds takes;
};

struct schedule_mix {
  std::size_t count;
  double weekly = 0;  ///< the share that runs once a week; the others are of every kind
  std::uint64_t seed = 1;
};

/// Makes schedules, each for a source of its own.
[[nodiscard]] std::vector<rota::schedule> make_schedules(const schedule_mix& mix, const month& in);

/// A backup as predicted.
struct predicted_backup {
  rota::sys_seconds slot;
  rota::sys_seconds due;  ///< later than the slot by the spread
  rota::level what;
  bool completes;
  std::optional<rota::sys_seconds> parent_slot;
  std::optional<rota::sys_seconds> removed;  ///< when it is deleted, if everything is on time
  std::string why_removed;
};

struct prediction {
  std::vector<predicted_backup> backups;  ///< by slot
  rota::sys_seconds next_run;             ///< of the schedule, at the end
  rota::sys_seconds at;                   ///< the end
  rota::protection protection;            ///< at the end, if everything is on time
};

/// The protection objective that is judged.
inline constexpr std::chrono::hours objective{36};

/// What the library predicts for a schedule without kills.
[[nodiscard]] prediction predict(const rota::schedule& of, const month& in, const pretence& told);

/// The slot of a backup that started at that time.
[[nodiscard]] rota::sys_seconds slot_at(const rota::schedule& of, rota::sys_seconds started);

}  // namespace service::tests

#endif
