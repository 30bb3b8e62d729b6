// SPDX-License-Identifier: MIT
//
// rota/when/next_runs.hpp: the next runs of a whole table of schedules, at about the cost of copying the table.
//
//   void next_runs(std::span<const cadence> table, sys_seconds after, std::span<sys_seconds> out, clock = utc);
//                                                            // out[i] = next_run(table[i], after, clock).at
//
//   using minutes32 = std::chrono::duration<std::int32_t, std::ratio<60>>;   // whole minutes, 4 bytes
//   void next_runs(std::span<const cadence>, sys_seconds after, sys_minutes epoch, std::span<minutes32> out);
//                                                            // epoch + out[i] == next_run(table[i], after).at
//
// The compact form is for tables of millions: it reads 4 bytes a schedule and writes 4, as minutes since an epoch of the
// caller's choice.
//
// Worked example: what is due first after the API guide's schedule was created?
//   std::vector<cadence> table{weekly(date::Sunday, {14h, 30min}), daily_full({12h, 0min})};
//   std::vector<sys_seconds> next(table.size());
//   next_runs(table, created, next);       // created on 2014-10-30T12:30:00
//   next[0] is 2014-10-30T14:30:00, next[1] is 2014-10-31T12:00:00
//
// Laws
//   Each answer is that of next_run, for every table, instant and clock; the order of the table does not matter.
// O(table), no allocation, constexpr; noexcept in UTC. If the clock does not change within two days, as in UTC, the loop
// has no branch and is vectorised; otherwise each schedule costs what next_run costs.
// Preconditions
//   1. `out` is at least as long as the table; elements beyond its length stay as they are.
//   2. `out` does not overlap the table, and `after` lies in the years that `date::year` holds.
//   3. In the compact form, the day of `after` begins at most 4,000 years, of 365.25 days, before or after the epoch.
// A breach ends the program, except for an overlap: a schedule without its next run would not run.
#ifndef ROTA_WHEN_NEXT_RUNS_HPP
#define ROTA_WHEN_NEXT_RUNS_HPP

#include <array>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ratio>
#include <rota/core/time.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <span>
#include <type_traits>

namespace rota::inline v0 {

/// An instant on the minute.
using sys_minutes = date::sys_time<std::chrono::minutes>;

/// An instant in 4 bytes: whole minutes since an epoch of the caller's choice.
using minutes32 = std::chrono::duration<std::int32_t, std::ratio<60>>;

namespace detail {

/// The time of day of a cadence, in minutes. At run time it loads all four bytes of the cadence, since compilers vectorise
/// that, but not a load of two bytes in every four. The shift drops the padding between the members.
constexpr std::int32_t minute_of_day(const cadence& when) noexcept {
  static_assert(sizeof(cadence) == 4 && offsetof(cadence, at) == 2);
  if (std::is_constant_evaluated()) return static_cast<std::int32_t>(when.at.since_midnight().count());
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, &when, sizeof bytes);
  if constexpr (std::endian::native == std::endian::little) return static_cast<std::int32_t>(bytes >> 16U);
  return static_cast<std::int32_t>(bytes & 0xffffU);
}

/// For each cadence, the first run after `now_minute` of the civil day that begins at `midnight`, on a clock that does not
/// change nearby.
template <class Instant>
constexpr void calm_next_runs(std::span<const cadence> table, Instant midnight, std::int32_t now_minute,
                              std::span<Instant> out) noexcept {
  using since_midnight = std::chrono::duration<std::int32_t, typename Instant::period>;
  const auto next = [now_minute](const cadence& one) {
    constexpr std::int32_t day = 24 * 60;
    const std::int32_t minute = minute_of_day(one);
    return since_midnight{minutes32{minute > now_minute ? minute : minute + day}};
  };
  // Blocks of a fixed size, through an array that cannot alias the output, so that GCC vectorises it at -O2 too.
  constexpr std::size_t block = 64;
  std::size_t done = 0;
  for (; done + block <= table.size(); done += block) {
    std::array<since_midnight, block> found;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled in the next line
    for (std::size_t i = 0; i < block; ++i) found[i] = next(table[done + i]);
    for (std::size_t i = 0; i < block; ++i) out[done + i] = midnight + found[i];
  }
  for (; done < table.size(); ++done) out[done] = midnight + next(table[done]);
}

/// An instant as its day and the minute of that day.
struct day_and_minute {
  date::sys_days day;
  std::int32_t minute;

  constexpr explicit day_and_minute(sys_seconds instant) noexcept
      : day{date::floor<date::days>(instant)},
        minute{static_cast<std::int32_t>(date::floor<std::chrono::minutes>(instant - day).count())} {}
};

}  // namespace detail

/// The next run of every cadence of the table strictly after `after`.
template <time_zone Zone = utc_zone>
constexpr void next_runs(std::span<const cadence> table, sys_seconds after, std::span<sys_seconds> out,
                         const wall_clock<Zone>& clock = utc) noexcept(std::same_as<Zone, utc_zone>) {
  if (out.size() < table.size()) std::abort();  // not a constant expression: no room for the answers
  detail::require_calendar_year(after);
  const detail::clock_cursor cursor{detail::borrow(clock), after};
  if (cursor.is_calm(after, after + date::days{1})) {
    const detail::day_and_minute local{after + cursor.offset()};
    detail::calm_next_runs<sys_seconds>(table, local.day - cursor.offset(), local.minute, out);
  } else {
    for (std::size_t i = 0; i < table.size(); ++i) out[i] = next_run(table[i], after, clock).at;
  }
}

/// The next run in UTC of every cadence of the table strictly after `after`, in minutes since `epoch`.
constexpr void next_runs(std::span<const cadence> table, sys_seconds after, sys_minutes epoch,
                         std::span<minutes32> out) noexcept {
  if (out.size() < table.size()) std::abort();  // not a constant expression: no room for the answers
  detail::require_calendar_year(after);
  const detail::day_and_minute utc_time{after};
  constexpr std::chrono::minutes farthest{std::int64_t{4000} * 1461 / 4 * 24 * 60};
  if (epoch < utc_time.day - farthest || epoch > utc_time.day + farthest)
    std::abort();  // not a constant expression: 32 bits cannot hold it
  const std::chrono::minutes midnight = utc_time.day - epoch;
  detail::calm_next_runs<minutes32>(table, minutes32{static_cast<std::int32_t>(midnight.count())}, utc_time.minute,
                                    out);
}

}  // namespace rota::inline v0

#endif
