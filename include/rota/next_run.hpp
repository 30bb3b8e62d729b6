// SPDX-License-Identifier: MIT
//
// rota/next_run.hpp: the runs of a cadence, in UTC or on the wall clock of a zone.
//
//   struct run { sys_seconds at; date::local_days day; level what; civil_time kind; };
//
//   run next_run(const cadence&, sys_seconds after, zone = utc, civil_policy = {});       // the first strictly after
//   run previous_run(const cadence&, sys_seconds before, zone = utc, civil_policy = {});  // the last strictly before
//   run next_full(const cadence&, sys_seconds after, zone = utc, civil_policy = {});      // the same among the fulls
//   run previous_full(const cadence&, sys_seconds before, zone = utc, civil_policy = {});
//   run_range runs(const cadence&, sys_seconds from, sys_seconds until, zone = utc, civil_policy = {});
//                                                                                 // those in [from, until), lazily
//
// Worked example: the seed's schedule, created Thursday 2014-10-30T12:30:00
//   constexpr cadence when = weekly(date::Sunday, time_of_day{14h, 30min});
//   next_run(when, created)    is 2014-10-30T14:30:00, incremental
//   next_full(when, created)   is 2014-11-02T14:30:00, full, a Sunday
//   next_run(when, created, date::locate_zone("America/New_York"))   is 2014-10-30T18:30:00: 14:30 there
//
// Laws, for every cadence, zone and policy, and every instant t of the years -9999 to 9999
//   next_run(t).at > t, and no run lies between. previous_run(t).at < t, and no run lies between.
//   next_run(previous_run(t).at).at >= t, and previous_run(next_run(t).at).at <= t.
//   s < t implies next_run(s).at <= next_run(t).at.
//   runs(from, until) is what repeated next_run gives. But for gap::skip, every civil day has exactly one run; where the
//   clock skips a whole day, its run and that of the next are one, which is full if either is.
//   Where the clock does not change, a run is at the time of day less the offset.
// In UTC every function is constexpr and noexcept, O(1) without a loop or a horizon. In a zone it is constexpr where the
// zone is, and takes a few steps where the clock changes nearby; next_run takes one look-up of the zone, and at most three
// there. Nothing allocates.
// Precondition of all but `runs`: the instant lies in the years that `date::year` holds, -32767 to 32767.
#ifndef ROTA_NEXT_RUN_HPP
#define ROTA_NEXT_RUN_HPP

#include <algorithm>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <rota/cadence.hpp>
#include <rota/time.hpp>
#include <rota/zone.hpp>
#include <span>  // brings the customisation points of ranges at a fraction of the cost of <ranges>
#include <utility>

namespace rota {

/// One occurrence of a cadence.
struct run {
  sys_seconds at;                        ///< when
  date::local_days day;                  ///< the civil day that it serves
  level what;                            ///< its nominal level; what is really started, decide() says
  civil_time kind = civil_time::unique;  ///< what the clock did on that day at the time of day of the cadence

  friend constexpr bool operator==(const run&, const run&) = default;
};

namespace detail {

/// The run of a civil day on a clock that does not change nearby.
constexpr run calm_run(const cadence& when, date::local_days day, std::chrono::seconds offset) noexcept {
  return {date::sys_days{day.time_since_epoch()} + when.at.since_midnight() - offset, day,
          level_on(when, date::weekday{day})};
}

/// The last civil day whose time of day is at or before `instant` on a clock of this offset. Counts from before all
/// days that there are, as a division of what is not negative needs no correction.
constexpr date::local_days last_day_served(const cadence& when, sys_seconds instant,
                                           std::chrono::seconds offset) noexcept {
  constexpr date::days before_all{13'000'000};
  const std::chrono::seconds since = instant.time_since_epoch() + before_all + offset - when.at.since_midnight();
  constexpr std::uint64_t day = 86'400;  // seconds
  return date::local_days{date::days{static_cast<int>(static_cast<std::uint64_t>(since.count()) / day)} - before_all};
}

/// `full_on`, as bits that start at `day`: bit n is set where the day n days later has a full.
constexpr unsigned fulls_from(weekdays full_on, date::weekday day) noexcept {
  const unsigned twice = full_on.bits() * 0x81U;  // two weeks of days in a row
  return twice >> day.c_encoding();
}

/// The run of a civil day, whatever the clock does; nothing where it has none of its own.
template <class Zone>
constexpr std::optional<run> run_on(span_cursor<Zone>& clock, const cadence& when, date::local_days day,
                                    civil_policy policy) {
  constexpr date::days one_day{1};
  const auto local = day + when.at.since_midnight();
  const auto here = clock.resolve(local, policy);
  if (!here) return std::nullopt;
  const auto falls_together = [&](date::days apart) {
    const auto there = clock.resolve(local + apart, policy);
    return there && there->at == here->at;
  };
  run found{here->at, day, level_on(when, date::weekday{day}), here->kind};
  if (here->kind == civil_time::skipped && falls_together(one_day)) return std::nullopt;
  if (falls_together(-one_day) && level_on(when, date::weekday{day - one_day}) == level::full) found.what = level::full;
  return found;
}

/// How many days in a row a search goes through. A zone that skips every one of so many is no zone; then the clock is
/// taken as it stands.
inline constexpr int longest_search = 400;

/// The first run from `day` on, in steps of one day forward or back, that `is_wanted`. Takes the clock as it is where
/// that is to learn, or else a copy: so the clock of a function that need not search stays in registers.
template <class Clock, class IsWanted>
constexpr run search(Clock&& clock, const cadence& when, date::local_days day, date::days step, civil_policy policy,
                     IsWanted is_wanted) {
  for (int i = 0; i < longest_search; ++i, day += step)
    if (const auto found = run_on(clock, when, day, policy); found && is_wanted(*found)) return *found;
  return calm_run(when, day, clock.offset());
}

/// The run after `here`, which is one of these runs.
template <class Zone>
constexpr run run_after(span_cursor<Zone>& clock, const cadence& when, const run& here, civil_policy policy) {
  const auto tomorrow = here.day + date::days{1};
  if (clock.is_calm(here.at, date::days{3}, date::days{3})) return calm_run(when, tomorrow, clock.offset());
  return search(clock, when, tomorrow, date::days{1}, policy, [&](const run& one) { return one.at > here.at; });
}

}  // namespace detail

/// The first run strictly after `after`. Source: "the schedule automatically runs daily incremental backups".
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run next_run(const cadence& when, sys_seconds after, const Zone& zone = utc,
                                     civil_policy policy = {}) noexcept(std::same_as<Zone, utc_zone>) {
  const detail::span_cursor clock{detail::borrow(zone), after};
  const auto day = detail::last_day_served(when, after, clock.offset());
  if (clock.is_calm(after, date::days{3}, date::days{3}))
    return detail::calm_run(when, day + date::days{1}, clock.offset());
  return detail::search(detail::span_cursor{clock}, when, day - date::days{1}, date::days{1}, policy,
                        [&](const run& one) { return one.at > after; });
}

/// The last run strictly before `before`.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run previous_run(const cadence& when, sys_seconds before, const Zone& zone = utc,
                                         civil_policy policy = {}) noexcept(std::same_as<Zone, utc_zone>) {
  const detail::span_cursor clock{detail::borrow(zone), before};
  const auto day = detail::last_day_served(when, before - std::chrono::seconds{1}, clock.offset());
  if (clock.is_calm(before, date::days{3}, date::days{3})) return detail::calm_run(when, day, clock.offset());
  return detail::search(detail::span_cursor{clock}, when, day + date::days{2}, date::days{-1}, policy,
                        [&](const run& one) { return one.at < before; });
}

/// The first run strictly after `after` whose level is full; in UTC at most six days after the next run.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run next_full(const cadence& when, sys_seconds after, const Zone& zone = utc,
                                      civil_policy policy = {}) noexcept(std::same_as<Zone, utc_zone>) {
  const detail::span_cursor clock{detail::borrow(zone), after};
  const auto day = detail::last_day_served(when, after, clock.offset()) + date::days{1};
  if (clock.is_calm(after, date::days{3}, date::days{10})) {
    const unsigned fulls = detail::fulls_from(when.full_on, date::weekday{day});
    return detail::calm_run(when, day + date::days{std::countr_zero(fulls)}, clock.offset());
  }
  return detail::search(detail::span_cursor{clock}, when, day - date::days{2}, date::days{1}, policy,
                        [&](const run& one) { return one.at > after && one.what == level::full; });
}

/// The last run strictly before `before` whose level is full.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run previous_full(const cadence& when, sys_seconds before, const Zone& zone = utc,
                                          civil_policy policy = {}) noexcept(std::same_as<Zone, utc_zone>) {
  const detail::span_cursor clock{detail::borrow(zone), before};
  const auto day = detail::last_day_served(when, before - std::chrono::seconds{1}, clock.offset());
  if (clock.is_calm(before, date::days{10}, date::days{3})) {
    const auto week = detail::fulls_from(when.full_on, date::weekday{day} + date::days{1}) & 0x7fU;  // ends with `day`
    return detail::calm_run(when, day - date::days{7 - std::bit_width(week)}, clock.offset());
  }
  return detail::search(detail::span_cursor{clock}, when, day + date::days{2}, date::days{-1}, policy,
                        [&](const run& one) { return one.at < before && one.what == level::full; });
}

/// The runs of a cadence in [from, until), computed as they are asked for. A forward range, a view, and borrowed: its
/// iterators carry all that they need, a copy of the zone (or of the pointer to it) included.
template <time_zone Zone = utc_zone>
class run_range {
  static constexpr bool is_utc = std::same_as<Zone, utc_zone>;

 public:
  class iterator {
   public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // as it returns values, which C++17 grants input iterators only
    using value_type = run;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = run;

    constexpr iterator() noexcept = default;

    constexpr run operator*() const noexcept { return state_->here; }
    constexpr iterator& operator++() noexcept(is_utc) {
      state_->here = detail::run_after(state_->clock, state_->when, state_->here, state_->policy);
      at_ = std::min(state_->here.at, until_);
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
      civil_policy policy;
      [[no_unique_address]] detail::span_cursor<Zone> clock;
      run here;
    };

    constexpr explicit iterator(sys_seconds end) noexcept : at_{end}, until_{end} {}
    constexpr iterator(state begin, sys_seconds until) noexcept(is_utc)
        : state_{std::move(begin)}, at_{std::min(state_->here.at, until)}, until_{until} {}

    std::optional<state> state_;  // none at the end
    sys_seconds at_{};            // of the run that it is at; at and after the end, the end
    sys_seconds until_{};
  };

  /// The runs from a place on, up to `until`.
  constexpr run_range(detail::span_cursor<Zone> clock, const cadence& cadence, civil_policy policy, const run& first,
                      sys_seconds until) noexcept(is_utc)
      : first_{{cadence, policy, std::move(clock), first}, until}, until_{until} {}

  [[nodiscard]] constexpr iterator begin() const noexcept(is_utc) { return first_; }
  [[nodiscard]] constexpr iterator end() const noexcept { return iterator{until_}; }
  [[nodiscard]] constexpr bool empty() const noexcept { return first_ == end(); }

 private:
  iterator first_;
  sys_seconds until_;
};

/// The runs in [from, until), none where `until` is not after `from`. What lies beyond the years that `date::year`
/// holds, or on the first or last day of them, is left out, so that `sys_seconds::max()` may stand for "without end".
/// In a zone, all of them together take one look-up for each span that they lie in, and two at most beside.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr run_range<Zone> runs(const cadence& when, sys_seconds from, sys_seconds until,
                                             const Zone& zone = utc,
                                             civil_policy policy = {}) noexcept(std::same_as<Zone, utc_zone>) {
  constexpr sys_seconds earliest = date::sys_days{date::year::min() / 1 / 2};
  constexpr sys_seconds latest = date::sys_days{date::year::max() / 12 / 31};
  const sys_seconds begin = std::clamp(from, earliest, latest);
  detail::span_cursor<Zone> clock{zone, begin};
  const auto day = detail::last_day_served(when, begin - std::chrono::seconds{1}, clock.offset());
  const run first = clock.is_calm(begin, date::days{3}, date::days{3})
                        ? detail::calm_run(when, day + date::days{1}, clock.offset())
                        : detail::search(clock, when, day - date::days{1}, date::days{1}, policy,
                                         [&](const run& one) { return one.at >= begin; });
  return {std::move(clock), when, policy, first, std::clamp(until, begin, latest)};
}

}  // namespace rota

template <class Zone>
inline constexpr bool std::ranges::enable_view<rota::run_range<Zone>> = true;
template <class Zone>
inline constexpr bool std::ranges::enable_borrowed_range<rota::run_range<Zone>> = true;

#endif
