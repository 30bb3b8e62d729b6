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

namespace detail {

/// `length` after `from`, or the end of time. A negative length counts as 0.
constexpr sys_seconds later(sys_seconds from, std::chrono::seconds length) noexcept {
  length = (std::max)(length, std::chrono::seconds{0});
  return elapsed(from, (sys_seconds::max)()) > length ? from + length : (sys_seconds::max)();
}

/// The last second of the day that the clock shows.
template <time_zone Zone>
[[nodiscard]] constexpr sys_seconds last_of_day(sys_seconds at, const wall_clock<Zone>& clock) {
  const date::local_seconds local = to_local(at, clock);
  return at + (date::floor<date::days>(local) + date::days{1} - local) - instant_later;
}

/// An instant at which `length` reaches back to `oldest` on every clock, some weeks before it no longer does.
[[nodiscard]] constexpr sys_seconds certainly_reaches(sys_seconds oldest, const lookback& length) {
  constexpr int years = 20'000;  // beyond them `date::year` overflows
  if (length.months().count() > 12 * years || length.days().count() > 365 * years) return (sys_seconds::max)();
  const date::year_month_day begin{date::floor<date::days>(std::clamp(oldest, first_of_calendar, last_of_calendar))};
  const date::year_month month = date::year_month{begin.year(), begin.month()} + length.months();
  return later(date::sys_days{month / 1} + length.days() - date::weeks{1}, length.seconds());
}

/// The first instant from `now` on from which `length` no longer reaches back to `oldest`; `until` or later if there is none
/// before. A length in months reaches back farther at midnight than just before where it ends on the last day of a month,
/// so the search goes day by day.
template <time_zone Zone>
[[nodiscard]] constexpr sys_seconds when_older(sys_seconds oldest, const lookback& length, sys_seconds now,
                                               sys_seconds until, const wall_clock<Zone>& clock) {
  const auto is_older_at = [&](sys_seconds at) { return before(at, length, clock) > oldest; };
  const sys_seconds end = (std::min)(until, last_of_calendar);
  sys_seconds reached = (std::max)(now, certainly_reaches(oldest, length));
  sys_seconds past = reached;
  while (past < end && !is_older_at(past)) {
    reached = past;
    past = last_of_day(past + instant_later, clock);
  }
  while (past - reached > instant_later) {
    const sys_seconds middle = reached + (past - reached) / 2;
    (is_older_at(middle) ? past : reached) = middle;
  }
  return past;
}

}  // namespace detail

}  // namespace rota::inline v0

#endif
