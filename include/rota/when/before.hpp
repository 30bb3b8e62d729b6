// SPDX-License-Identifier: MIT
//
// rota/when/before.hpp: where a lookback begins on a clock.
//
//   sys_seconds before(sys_seconds now, const lookback&, clock = utc);
//
// Worked example
//   before(2024-03-31T12:00:00, date::months{1}) is 2024-02-29T12:00:00: February has no 31st
#ifndef ROTA_WHEN_BEFORE_HPP
#define ROTA_WHEN_BEFORE_HPP

#include <algorithm>
#include <chrono>
#include <rota/core/lookback.hpp>
#include <rota/core/time.hpp>
#include <rota/when/clock.hpp>

namespace rota::inline v0 {

/// The instant that lies `length` before `now`: first the months back on the clock's calendar, then the days, at the time
/// that it shows now, then the seconds that pass. If that month is too short for the day, its last day: 31 March less a
/// month is the last of February. Nothing before the year -9999. At most four look-ups of the zone.
/// Precondition: `now` lies in the years that `date::year` holds, unless `length` is in seconds alone; a breach ends the
/// program.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr sys_seconds before(sys_seconds now, const lookback& length,
                                           const wall_clock<Zone>& clock = utc) {
  constexpr date::sys_days earliest = date::year{-9999} / 1 / 1;
  sys_seconds begin = now;
  if (length.months() != date::months{0} || length.days() != date::days{0}) {
    const auto local = to_local(now, clock);
    const auto today = date::floor<date::days>(local);
    const date::year_month_day civil{today};
    if (static_cast<int>(civil.year()) * 12 - length.months().count() < -9999 * 12) return earliest;
    const date::year_month month = date::year_month{civil.year(), civil.month()} - length.months();
    const date::day last = (month / date::last).day();
    const auto day = date::local_days{month / (std::min)(civil.day(), last)} - length.days();
    if (day < date::local_days{earliest.time_since_epoch()}) return earliest;
    const auto there = resolve(day + (local - today), wall_clock<Zone>{clock.zone});
    begin = there->at;
  }
  return detail::elapsed(earliest, begin) > length.seconds() ? begin - length.seconds() : sys_seconds{earliest};
}

}  // namespace rota::inline v0

#endif
