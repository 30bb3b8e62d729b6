// SPDX-License-Identifier: MIT
//
// rota/when/next_run.hpp: the runs of a cadence, in UTC or on the wall clock of a zone.
//
//   struct run { sys_seconds at; date::local_days day; rota::level level; civil_time civil; };
//
//   run next_run(const cadence&, sys_seconds after, clock = utc);         // the first strictly after
//   run previous_run(const cadence&, sys_seconds before, clock = utc);    // the last strictly before
//   run next_full(const cadence&, sys_seconds after, clock = utc);        // the same among the fulls
//   run previous_full(const cadence&, sys_seconds before, clock = utc);
//   run_range runs(const cadence&, sys_seconds from, sys_seconds until, clock = utc);     // in [from, until), lazily
//
// Worked example: the seed's schedule, created Thursday 2014-10-30T12:30:00
//   constexpr cadence when = weekly(date::Sunday, time_of_day{14h, 30min});
//   next_run(when, created)    is 2014-10-30T14:30:00, incremental
//   next_full(when, created)   is 2014-11-02T14:30:00, full, a Sunday
//   next_run(when, created, wall_clock{date::locate_zone("America/New_York")})   is 2014-10-30T18:30:00: 14:30 there
//
// Laws, for every cadence and clock, and every instant t of the years -9999 to 9999
//   next_run(t).at > t, and no run lies between. previous_run(t).at < t, and no run lies between.
//   next_run(previous_run(t).at).at >= t, and previous_run(next_run(t).at).at <= t.
//   s < t implies next_run(s).at <= next_run(t).at.
//   runs(from, until) equals repeated next_run. Except for gap::skip, every civil day has exactly one run. If the clock
//   skips a whole day, its run and that of the next day are one run, which is full if either is.
//   Where the clock does not change, a run is at the time of day less the offset.
// In UTC every function is constexpr and noexcept, O(1) without a loop or a horizon. In a zone it is constexpr if the
// zone is, and takes a few steps near a change of the clock; next_run looks the zone up once, and at most three times
// near a change. No function allocates.
// Precondition of all but `runs`: the instant lies in the years that `date::year` holds, -32767 to 32767; a breach ends the
// program.
#ifndef ROTA_WHEN_NEXT_RUN_HPP
#define ROTA_WHEN_NEXT_RUN_HPP

#include <algorithm>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/view_interface.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/clock.hpp>
#include <utility>

namespace rota::inline v0 {

/// One occurrence of a timing: a slot placed on a clock.
struct run {
  sys_seconds at;                         ///< when
  date::local_days day;                   ///< the civil day that it serves
  rota::level level;                      ///< its nominal level; decide() says which level to start
  civil_time civil = civil_time::unique;  ///< what the clock does on that day at the time of day of the cadence

  friend constexpr bool operator==(const run&, const run&) = default;
};

namespace detail {

/// The run of a civil day on a clock that does not change nearby.
constexpr run calm_run(const cadence& when, date::local_days day, std::chrono::seconds offset) noexcept {
  return {date::sys_days{day.time_since_epoch()} + when.at.since_midnight() - offset, day,
          level_on(when, date::weekday{day})};
}

/// The last civil day whose time of day is at or before `instant` on a clock with this offset. Counts from before all
/// calendar days, since dividing a number that is not negative needs no correction.
constexpr date::local_days last_day_served(const cadence& when, sys_seconds instant,
                                           std::chrono::seconds offset) noexcept {
  constexpr date::days before_all{13'000'000};
  const std::chrono::seconds since = instant.time_since_epoch() + before_all + offset - when.at.since_midnight();
  constexpr std::uint64_t day = 86'400;  // seconds
  return date::local_days{date::days{static_cast<int>(static_cast<std::uint64_t>(since.count()) / day)} - before_all};
}

/// `full_on` as bits that start at `day`: bit n is set if the day n days later has a full.
constexpr unsigned fulls_from(weekdays full_on, date::weekday day) noexcept {
  const unsigned two_weeks = full_on.bits() * 0x81U;
  return two_weeks >> day.c_encoding();
}

/// The run of a civil day, whatever the clock does; nullopt if it has none of its own.
template <class Zone>
constexpr std::optional<run> run_on(clock_cursor<Zone>& clock, const cadence& when, date::local_days day) {
  constexpr date::days one_day{1};
  const auto local = day + when.at.since_midnight();
  const auto here = clock.resolve(local);
  if (!here) return std::nullopt;
  const auto falls_together = [&](date::days apart) {
    const auto there = clock.resolve(local + apart);
    return there && there->at == here->at;
  };
  run found{here->at, day, level_on(when, date::weekday{day}), here->civil};
  if (here->civil == civil_time::skipped && falls_together(one_day)) return std::nullopt;
  if (falls_together(-one_day) && level_on(when, date::weekday{day - one_day}) == level::full)
    found.level = level::full;
  return found;
}

/// How many days a search goes through. No real zone skips every one of so many days; on one that does, the clock is
/// taken as it stands.
inline constexpr int longest_search = 400;

/// The first run from `day` on, in steps of one day forward or back, for which `is_wanted` holds. Takes the cursor by
/// reference to move it, or a copy, so that a function that seldom searches keeps its own in registers.
template <class Clock, class IsWanted>
constexpr run search(Clock&& clock, const cadence& when, date::local_days day, date::days step, IsWanted is_wanted) {
  for (int i = 0; i < longest_search; ++i, day += step)
    if (const auto found = run_on(clock, when, day); found && is_wanted(*found)) return *found;
  return calm_run(when, day, clock.offset());
}

/// The first run strictly after `after`, which lies near the cursor.
template <class Clock>
constexpr run run_after(Clock&& clock, const cadence& when, sys_seconds after) {
  const auto day = last_day_served(when, after, clock.offset());
  const run calm = calm_run(when, day + date::days{1}, clock.offset());
  if (clock.is_calm(after, calm.at)) return calm;
  return search(std::forward<Clock>(clock), when, day, date::days{1}, [&](const run& one) { return one.at > after; });
}

}  // namespace detail

/// The first run strictly after `after`. Source: "the schedule automatically runs daily incremental backups".
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run next_run(const cadence& when, sys_seconds after,
                                     const wall_clock<Zone>& clock = utc) noexcept(std::same_as<Zone, utc_zone>) {
  detail::require_calendar_year(after);
  const detail::clock_cursor cursor{detail::borrow(clock), after};
  const auto day = detail::last_day_served(when, after, cursor.offset());
  const run calm = detail::calm_run(when, day + date::days{1}, cursor.offset());
  if (cursor.is_calm(after, calm.at)) return calm;
  return detail::search(detail::clock_cursor{cursor}, when, day, date::days{1},
                        [&](const run& one) { return one.at > after; });
}

/// The last run strictly before `before`.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run previous_run(const cadence& when, sys_seconds before,
                                         const wall_clock<Zone>& clock = utc) noexcept(std::same_as<Zone, utc_zone>) {
  detail::require_calendar_year(before);
  const detail::clock_cursor cursor{detail::borrow(clock), before};
  const auto day = detail::last_day_served(when, before - std::chrono::seconds{1}, cursor.offset());
  const run calm = detail::calm_run(when, day, cursor.offset());
  if (cursor.is_calm(calm.at, before)) return calm;
  return detail::search(detail::clock_cursor{cursor}, when, day + date::days{1}, date::days{-1},
                        [&](const run& one) { return one.at < before; });
}

/// The first full run strictly after `after`; in UTC at most six days after the next run.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run next_full(const cadence& when, sys_seconds after,
                                      const wall_clock<Zone>& clock = utc) noexcept(std::same_as<Zone, utc_zone>) {
  detail::require_calendar_year(after);
  const detail::clock_cursor cursor{detail::borrow(clock), after};
  const auto day = detail::last_day_served(when, after, cursor.offset());
  const auto tomorrow = day + date::days{1};
  const int days_until = std::countr_zero(detail::fulls_from(when.full_on, date::weekday{tomorrow}));
  const run calm = detail::calm_run(when, tomorrow + date::days{days_until}, cursor.offset());
  if (cursor.is_calm(after, calm.at)) return calm;
  return detail::search(detail::clock_cursor{cursor}, when, day, date::days{1},
                        [&](const run& one) { return one.at > after && one.level == level::full; });
}

/// The last full run strictly before `before`.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run previous_full(const cadence& when, sys_seconds before,
                                          const wall_clock<Zone>& clock = utc) noexcept(std::same_as<Zone, utc_zone>) {
  detail::require_calendar_year(before);
  const detail::clock_cursor cursor{detail::borrow(clock), before};
  const auto day = detail::last_day_served(when, before - std::chrono::seconds{1}, cursor.offset());
  const auto tomorrow = day + date::days{1};
  const auto week = detail::fulls_from(when.full_on, date::weekday{tomorrow}) & 0x7fU;  // its last bit is for `day`
  const run calm = detail::calm_run(when, day - date::days{7 - std::bit_width(week)}, cursor.offset());
  if (cursor.is_calm(calm.at, before)) return calm;
  return detail::search(detail::clock_cursor{cursor}, when, tomorrow, date::days{-1},
                        [&](const run& one) { return one.at < before && one.level == level::full; });
}

/// The runs of a cadence in [from, until), computed on demand. A forward range, a view, and borrowed: its iterators
/// carry all that they need, including a copy of the clock.
template <time_zone Zone = utc_zone>
class run_range : public detail::view_interface<run_range<Zone>> {
  static constexpr bool is_utc = std::same_as<Zone, utc_zone>;

 public:
  class iterator {
   public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // returns values, which C++17 allows input iterators only
    using value_type = run;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = run;

    constexpr iterator() noexcept = default;

    constexpr run operator*() const noexcept { return state_->here; }
    constexpr iterator& operator++() noexcept(is_utc) {
      state_->here = detail::run_after(state_->clock, state_->when, state_->here.at);
      at_ = (std::min)(state_->here.at, until_);
      return *this;
    }
    constexpr iterator operator++(int) noexcept(is_utc) {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend constexpr bool operator==(const iterator& a, const iterator& b) noexcept { return a.at_ == b.at_; }

   private:
    friend run_range;

    struct state {
      cadence when;
      [[no_unique_address]] detail::clock_cursor<Zone> clock;
      run here;
    };

    constexpr explicit iterator(sys_seconds end) noexcept : at_{end}, until_{end} {}
    constexpr iterator(state begin, sys_seconds until) noexcept(is_utc)
        : state_{std::move(begin)}, at_{(std::min)(state_->here.at, until)}, until_{until} {}

    std::optional<state> state_;  // nullopt at the end
    sys_seconds at_{};            // of the present run, or the end
    sys_seconds until_{};
  };

  /// The runs from `first` on, up to `until`.
  constexpr run_range(detail::clock_cursor<Zone> clock, const cadence& timing, const run& first,
                      sys_seconds until) noexcept(is_utc)
      : first_{{timing, std::move(clock), first}, until}, until_{until} {}

  [[nodiscard]] constexpr iterator begin() const noexcept(is_utc) { return first_; }
  [[nodiscard]] constexpr iterator end() const noexcept { return iterator{until_}; }

 private:
  iterator first_;
  sys_seconds until_;
};

/// The runs in [from, until); empty if `until` is not after `from`. Leaves out what lies beyond the years that
/// `date::year` holds, or on the first or last day of them, so that `sys_seconds::max()` may stand for "without end". In
/// a zone, iterating over all of them takes one look-up for each span that they lie in, and at most two more.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run_range<Zone> runs(
    const cadence& when, sys_seconds from, sys_seconds until,
    const wall_clock<Zone>& clock = utc) noexcept(std::same_as<Zone, utc_zone>) {
  constexpr sys_seconds earliest = date::sys_days{(date::year::min)() / 1 / 2};
  constexpr sys_seconds latest = date::sys_days{(date::year::max)() / 12 / 31};
  const sys_seconds begin = std::clamp(from, earliest, latest);
  detail::clock_cursor<Zone> cursor{clock, begin};
  const run first = detail::run_after(cursor, when, begin - std::chrono::seconds{1});
  return {std::move(cursor), when, first, std::clamp(until, begin, latest)};
}

}  // namespace rota::inline v0

template <class Zone>
inline constexpr bool std::ranges::enable_borrowed_range<rota::run_range<Zone>> = true;

#endif
