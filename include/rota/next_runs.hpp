// SPDX-License-Identifier: MIT
//
// rota/next_runs.hpp: the next runs of a whole table of schedules at once, at about the cost of copying the table.
//
//   void next_runs(std::span<const cadence> table, sys_seconds after, std::span<sys_seconds> out, zone = utc,
//                  civil_policy = {});                       // out[i] = next_run(table[i], after, zone, policy).at
//
//   using compact_instant = std::chrono::duration<std::int32_t, std::ratio<60>>;   // whole minutes, 4 bytes
//   void next_runs(std::span<const cadence>, sys_seconds after, sys_minutes epoch, std::span<compact_instant> out);
//                                                            // epoch + out[i] == next_run(table[i], after).at
//
// The compact form is for tables of millions: 4 bytes a schedule in, 4 bytes out, as minutes since an instant of the
// caller's. Read them back by `epoch + out[i]`, and compare two of one table as they are.
//
// Worked example: what is due first after the seed's schedule was created?
//   std::vector<cadence> table{weekly(date::Sunday, {14h, 30min}), daily_full({12h, 0min})};
//   std::vector<sys_seconds> next(table.size());
//   next_runs(table, created, next);       // created on 2014-10-30T12:30:00
//   next[0] is 2014-10-30T14:30:00, next[1] is 2014-10-31T12:00:00
//
// Laws
//   Each answer is that of next_run, for every table, instant, zone and policy; the order of the table carries none.
// O(table), no allocation, constexpr; in UTC noexcept. Where the clock of the zone does not change within three days,
// and so always in UTC, the loop has no branch and is vectorised; elsewhere each schedule costs what next_run costs.
// Preconditions
//   1. `out` is as long as the table, or longer, and then the rest of it stays as it was.
//   2. `out` does not overlap the table, and `after` lies in the years that `date::year` holds.
//   3. In the compact form, the day of `after` begins at most 4,000 years, of 365.25 days, before or after the epoch.
// A breach of 1 or 3 ends the program: a schedule without its next run would not run.
#ifndef ROTA_NEXT_RUNS_HPP
#define ROTA_NEXT_RUNS_HPP

#include <array>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ratio>
#include <rota/cadence.hpp>
#include <rota/next_run.hpp>
#include <rota/time.hpp>
#include <rota/zone.hpp>
#include <span>
#include <type_traits>

namespace rota {

/// An instant on the minute.
using sys_minutes = date::sys_time<std::chrono::minutes>;

/// An instant in 4 bytes: whole minutes since an epoch of the caller's.
using compact_instant = std::chrono::duration<std::int32_t, std::ratio<60>>;

namespace detail {

/// The time of day of a cadence, in minutes. At run time it is taken from all four bytes of the cadence, as compilers
/// vectorise a load of these, and not one of two bytes in every four; the byte between the members, which may hold
/// anything, is shifted out.
constexpr std::int32_t minute_of_day(const cadence& when) noexcept {
  static_assert(sizeof(cadence) == 4 && offsetof(cadence, at) == 2);
  if (std::is_constant_evaluated()) return static_cast<std::int32_t>(when.at.since_midnight().count());
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, &when, sizeof bytes);
  if constexpr (std::endian::native == std::endian::little) return static_cast<std::int32_t>(bytes >> 16U);
  return static_cast<std::int32_t>(bytes & 0xffffU);
}

/// Of each cadence the first run after `now_minute` of the civil day that begins at `midnight`, on a clock that does
/// not change nearby.
template <class Instant>
constexpr void calm_next_runs(std::span<const cadence> table, Instant midnight, std::int32_t now_minute,
                              std::span<Instant> out) noexcept {
  using since_midnight = std::chrono::duration<std::int32_t, typename Instant::period>;
  const auto next = [now_minute](const cadence& one) {
    constexpr std::int32_t day = 24 * 60;
    const std::int32_t minute = minute_of_day(one);
    return since_midnight{compact_instant{minute > now_minute ? minute : minute + day}};
  };
  // By blocks of a fixed size, through an array that nothing else can overlap: so GCC vectorises it at -O2 too.
  constexpr std::size_t block = 64;
  std::size_t done = 0;
  for (; done + block <= table.size(); done += block) {
    std::array<since_midnight, block> found;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled in the next line
    for (std::size_t i = 0; i < block; ++i) found[i] = next(table[done + i]);
    for (std::size_t i = 0; i < block; ++i) out[done + i] = midnight + found[i];
  }
  for (; done < table.size(); ++done) out[done] = midnight + next(table[done]);
}

/// An instant as the day that it is in, and the minute of that day.
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
                         const Zone& zone = utc, civil_policy policy = {}) noexcept(std::same_as<Zone, utc_zone>) {
  if (out.size() < table.size()) std::abort();  // not a constant expression: no room for the answers
  const detail::span_cursor clock{detail::borrow(zone), after};
  if (clock.is_calm(after, date::days{3}, date::days{3})) {
    const detail::day_and_minute local{after + clock.offset()};
    detail::calm_next_runs<sys_seconds>(table, local.day - clock.offset(), local.minute, out);
  } else {
    for (std::size_t i = 0; i < table.size(); ++i) out[i] = next_run(table[i], after, zone, policy).at;
  }
}

/// The next run in UTC of every cadence of the table strictly after `after`, in minutes since `epoch`.
constexpr void next_runs(std::span<const cadence> table, sys_seconds after, sys_minutes epoch,
                         std::span<compact_instant> out) noexcept {
  if (out.size() < table.size()) std::abort();  // not a constant expression: no room for the answers
  const detail::day_and_minute utc_time{after};
  const std::chrono::minutes midnight = utc_time.day - epoch;
  constexpr std::chrono::minutes farthest{std::int64_t{4000} * 1461 / 4 * 24 * 60};
  if (midnight > farthest || midnight < -farthest) std::abort();  // not a constant expression: no 32 bits hold it
  detail::calm_next_runs<compact_instant>(table, compact_instant{static_cast<std::int32_t>(midnight.count())},
                                          utc_time.minute, out);
}

}  // namespace rota

#endif
