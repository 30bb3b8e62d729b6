// SPDX-License-Identifier: MIT
//
// rota/when/next_run.hpp: the runs of a timing, in UTC or on the wall clock of a zone.
//
//   struct run { sys_seconds at; date::local_days day; rota::level level; civil_time civil; };
//
//   run next_run(timing, sys_seconds after, clock = utc);                 // the first strictly after
//   run previous_run(timing, sys_seconds before, clock = utc);            // the last strictly before
//   std::optional<run> next_run_of(timing, level at_least, sys_seconds after, clock = utc);        // the same among
//   std::optional<run> previous_run_of(timing, level at_least, sys_seconds before, clock = utc);   // runs that strong
//   run_range runs(timing, sys_seconds from, sys_seconds until, clock = utc);       // in [from, until), lazily
//   std::uint64_t count_runs(timing, sys_seconds from, sys_seconds until, clock = utc);
// A timing is a cadence, a calendar, a `timing` that holds one of the two, or any other recurrence.
//
// Worked example: the API guide's schedule, created Thursday 2014-10-30T12:30:00
//   constexpr cadence when = weekly(date::Sunday, time_of_day{14h, 30min});
//   next_run(when, created)                   is 2014-10-30T14:30:00, incremental
//   next_run_of(when, level::full, created)   is 2014-11-02T14:30:00, full, a Sunday
//   next_run(when, created, wall_clock{date::locate_zone("America/New_York")})   is 2014-10-30T18:30:00: 14:30 there
//
// Laws, for every timing and clock, and every instant t of the years that date::year holds
//   next_run(t).at > t, and no run lies between. previous_run(t).at < t, and no run lies between.
//   next_run(previous_run(t).at).at >= t, and previous_run(next_run(t).at).at <= t.
//   s < t implies next_run(s).at <= next_run(t).at.
//   runs(from, until) equals repeated next_run; count_runs is its length; next_run_of is the first of them that is strong enough.
//   Slots that the clock moves to one instant are one run, of the strongest level among them, and of the day that the clock
//   shows. Except for gap::skip, every slot has a run or shares one.
//   A slot at each showing of a time (an entry with all 24 hours) has a run whenever the clock shows it, and no other.
//   Where the clock does not change, a run is at the civil time of its slot less the offset.
//   A cadence and the calendar that says the same have the same runs.
// A search of a cadence in UTC is O(1) without a loop; that of a calendar takes a few steps where the slot is near. In a
// zone it takes a few steps more near a change of the clock; next_run looks the zone up once, and at most three times near
// a change, unless the slot lies beyond. Constant expressions where the timing and the zone allow. No function allocates.
// If the clock skips every slot for ever (02:30 on the last Sunday of March, under gap::skip), searches end after the spans
// of about 400 changes, with the slot as if the clock did not change.
// Precondition of all but `runs` and `count_runs`: the instant lies in the years that `date::year` holds, -32767 to 32767;
// a breach ends the program.
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
#include <rota/when/slot.hpp>
#include <type_traits>
#include <utility>

namespace rota::inline v0 {

/// One occurrence of a timing: a slot placed on a clock.
struct run {
  sys_seconds at;                         ///< when
  date::local_days day;                   ///< the civil day that it serves
  rota::level level;                      ///< its nominal level; decide() says which level to start
  civil_time civil = civil_time::unique;  ///< what the clock does on that day at the time of day of the slot

  friend constexpr bool operator==(const run&, const run&) = default;
};

namespace detail {

constexpr date::local_seconds local_on(sys_seconds at, std::chrono::seconds offset) noexcept {
  return date::local_seconds{at.time_since_epoch() + offset};
}

/// The run of a slot on a clock that does not change nearby.
constexpr run calm_run(const slot& of, std::chrono::seconds offset) noexcept {
  return {sys_seconds{of.at.time_since_epoch() - offset}, date::floor<date::days>(of.at),
          strongest(of.once | of.each_time)};
}

/// The first run strictly after an instant, and the last strictly before it, on a clock that does not change nearby.
template <recurrence When>
constexpr run calm_run_after(const When& when, sys_seconds after, level at_least, std::chrono::seconds offset) {
  return calm_run(when.first_from(local_on(after, offset) + std::chrono::seconds{1}, at_least), offset);
}
template <recurrence When>
constexpr run calm_run_before(const When& when, sys_seconds before, level at_least, std::chrono::seconds offset) {
  return calm_run(when.last_before(local_on(before, offset), at_least), offset);
}

/// The run of a cadence on a civil day.
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

/// The same two for a cadence: whole numbers, without a loop.
constexpr run calm_run_after(const cadence& when, sys_seconds after, level at_least,
                             std::chrono::seconds offset) noexcept {
  auto day = last_day_served(when, after, offset) + date::days{1};
  if (at_least != level::incremental) day += date::days{std::countr_zero(fulls_from(when.full_on, date::weekday{day}))};
  return calm_run(when, day, offset);
}
constexpr run calm_run_before(const cadence& when, sys_seconds before, level at_least,
                              std::chrono::seconds offset) noexcept {
  auto day = last_day_served(when, before - std::chrono::seconds{1}, offset);
  if (at_least != level::incremental) {
    const auto tomorrow = day + date::days{1};
    const auto week = fulls_from(when.full_on, date::weekday{tomorrow}) & 0x7fU;  // its last bit is for `day`
    day -= date::days{7 - std::bit_width(week)};
  }
  return calm_run(when, day, offset);
}

/// The run of a slot that the present span of the clock shows; nullopt if another showing is the one to take.
template <class Zone>
constexpr std::optional<run> run_shown(clock_cursor<Zone>& clock, const slot& of) {
  const auto showing = clock.shown(of.at);
  const level_set levels = showing.is_chosen ? of.once | of.each_time : of.each_time;
  if (levels.empty()) return std::nullopt;
  run found = calm_run(of, clock.offset());
  found.level = strongest(levels);
  found.civil = showing.civil;
  return found;
}

/// Adds a slot that the clock skips to the run that slots before it gave; returns whether it belongs to that run.
template <class Skipped>
constexpr bool add_skipped(std::optional<run>& found, const slot& of, const Skipped& skipped) {
  if (of.once.empty()) return true;
  const run one{skipped.instant(of.at), date::floor<date::days>(of.at), strongest(of.once), civil_time::skipped};
  if (!found) found = one;
  if (found->at != one.at) return false;
  found->day = (std::min)(found->day, one.day);
  found->level = (std::min)(found->level, one.level);
  return true;
}

/// Of two runs the one that `is_nearer`; of two at one instant the one that the clock shows, at the stronger level.
template <class IsNearer>
constexpr std::optional<run> merge(std::optional<run> shown, const std::optional<run>& moved, IsNearer is_nearer) {
  if (!moved || (shown && is_nearer(shown->at, moved->at))) return shown;
  if (!shown || shown->at != moved->at) return moved;
  shown->level = (std::min)(shown->level, moved->level);
  return shown;
}

/// The first run after `after` in the present span of the clock.
template <recurrence When, class Zone>
constexpr std::optional<run> first_in_span(clock_cursor<Zone>& clock, const When& when, sys_seconds after,
                                           level at_least) {
  const zone_span here = clock.here();
  const sys_seconds from = (std::max)(after + instant_later, here.begin);
  std::optional<run> shown;
  for (slot next = when.first_from(local_on(from, here.offset), at_least);
       !shown && next.at < local_on(here.end, here.offset); next = when.first_from(next.at + instant_later, at_least))
    shown = run_shown(clock, next);

  std::optional<run> moved;
  if (from >= here.begin + largest_change) return shown;  // all of them are over
  if (const auto skipped = clock.skipped()) {
    const bool is_over = skipped->at && *skipped->at < from;
    const auto begin = is_over ? skipped->end : (std::max)(skipped->begin, local_on(from, skipped->offset));
    for (slot next = when.first_from(begin, at_least); next.at < skipped->end && add_skipped(moved, next, *skipped);)
      next = when.first_from(next.at + instant_later, at_least);
  }
  return merge(shown, moved, [](sys_seconds a, sys_seconds b) { return a < b; });
}

/// The last run before `before` in the present span of the clock.
template <recurrence When, class Zone>
constexpr std::optional<run> last_in_span(clock_cursor<Zone>& clock, const When& when, sys_seconds before,
                                          level at_least) {
  const zone_span here = clock.here();
  const sys_seconds until = (std::min)(before, here.end);
  std::optional<run> shown;
  for (slot last = when.last_before(local_on(until, here.offset), at_least);
       !shown && last.at >= local_on(here.begin, here.offset); last = when.last_before(last.at, at_least))
    shown = run_shown(clock, last);

  std::optional<run> moved;
  if (shown && shown->at >= here.begin + largest_change) return shown;  // all of them are earlier
  if (const auto skipped = clock.skipped()) {
    const bool is_ahead = skipped->at && *skipped->at >= until;
    const auto all = skipped->at ? skipped->end : (std::min)(skipped->end, local_on(until, skipped->offset));
    const auto end = is_ahead ? skipped->begin : all;
    for (slot last = when.last_before(end, at_least); last.at >= skipped->begin && add_skipped(moved, last, *skipped);)
      last = when.last_before(last.at, at_least);
  }
  return merge(shown, moved, [](sys_seconds a, sys_seconds b) { return a > b; });
}

/// How many spans of the clock a search goes through before it ignores further changes. Only a calendar of which the clock
/// skips every slot, or a broken clock, gets that far.
inline constexpr int longest_search = 400;

template <class Clock>
concept changing_clock = std::remove_cvref_t<Clock>::can_change;

/// The first run after `after`, whatever the clock does. A copy of the cursor moves, so that a function that seldom
/// searches keeps its own in registers.
template <recurrence When, changing_clock Clock>
constexpr run search_after(Clock&& clock, const When& when, sys_seconds after, level at_least) {
  const sys_seconds begin = after;
  for (int i = 0; i < longest_search; ++i) {
    clock.move_to(after + instant_later);
    if (const auto found = first_in_span(clock, when, after, at_least)) {
      // A weaker slot at the same instant may be the one that the clock shows.
      if (at_least == level::incremental) return *found;
      after = found->at - instant_later;
      at_least = level::incremental;
      continue;
    }
    // No later span shows a slot before this one, whatever its offset.
    const sys_seconds end = clock.here().end;
    const slot next = when.first_from(local_on(end, -widest_offset), at_least);
    after = (std::max)(end, sys_seconds{next.at.time_since_epoch() - widest_offset}) - instant_later;
  }
  return calm_run_after(when, begin, at_least, clock.offset());
}

/// The last run before `before`, whatever the clock does.
template <recurrence When, changing_clock Clock>
constexpr run search_before(Clock&& clock, const When& when, sys_seconds before, level at_least) {
  const sys_seconds begin = before;
  for (int i = 0; i < longest_search; ++i) {
    clock.move_to(before - instant_later);
    if (const auto found = last_in_span(clock, when, before, at_least)) {
      if (at_least == level::incremental) return *found;
      before = found->at + instant_later;
      at_least = level::incremental;
      continue;
    }
    const sys_seconds end = clock.here().begin;
    const slot last = when.last_before(local_on(end, widest_offset), at_least);
    before = (std::min)(end, sys_seconds{last.at.time_since_epoch() + widest_offset} + instant_later);
  }
  return calm_run_before(when, begin, at_least, clock.offset());
}

/// The same on a clock that never changes.
template <recurrence When, class Clock>
constexpr run search_after(Clock&& clock, const When& when, sys_seconds after, level at_least) {
  return calm_run_after(when, after, at_least, clock.offset());
}
template <recurrence When, class Clock>
constexpr run search_before(Clock&& clock, const When& when, sys_seconds before, level at_least) {
  return calm_run_before(when, before, at_least, clock.offset());
}

/// The first run strictly after `after`, which lies near the cursor.
template <recurrence When, class Clock>
constexpr run run_after(Clock&& clock, const When& when, sys_seconds after) {
  const run calm = calm_run_after(when, after, level::incremental, clock.offset());
  if (clock.is_calm(after, calm.at)) return calm;
  return search_after(std::forward<Clock>(clock), when, after, level::incremental);
}

template <recurrence When, time_zone Zone>
constexpr run next_run_at_least(const When& when, level at_least, sys_seconds after, const wall_clock<Zone>& clock) {
  require_calendar_year(after);
  const clock_cursor cursor{borrow(clock), after};
  const run calm = calm_run_after(when, after, at_least, cursor.offset());
  return cursor.is_calm(after, calm.at) ? calm : search_after(clock_cursor{cursor}, when, after, at_least);
}

template <recurrence When, time_zone Zone>
constexpr run previous_run_at_least(const When& when, level at_least, sys_seconds before,
                                    const wall_clock<Zone>& clock) {
  require_calendar_year(before);
  const clock_cursor cursor{borrow(clock), before};
  const run calm = calm_run_before(when, before, at_least, cursor.offset());
  return cursor.is_calm(calm.at, before) ? calm : search_before(clock_cursor{cursor}, when, before, at_least);
}

/// Whether the functions below throw nothing.
template <class When, class Zone>
inline constexpr bool is_noexcept_search = std::same_as<Zone, utc_zone>&& noexcept_recurrence<When>;

/// The instants that `runs` and `count_runs` go through: a day is left out at either end of the calendar.
inline constexpr sys_seconds first_run_instant = date::sys_days{(date::year::min)() / 1 / 2};
inline constexpr sys_seconds last_run_instant = date::sys_days{(date::year::max)() / 12 / 31};

}  // namespace detail

/// The first run strictly after `after`. Source: "the schedule automatically runs daily incremental backups".
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr run next_run(const When& when, sys_seconds after, const wall_clock<Zone>& clock = utc) noexcept(
    detail::is_noexcept_search<When, Zone>) {
  return detail::next_run_at_least(when, level::incremental, after, clock);
}

/// The last run strictly before `before`.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr run previous_run(
    const When& when, sys_seconds before,
    const wall_clock<Zone>& clock = utc) noexcept(detail::is_noexcept_search<When, Zone>) {
  return detail::previous_run_at_least(when, level::incremental, before, clock);
}

/// The first run strictly after `after` whose level is at least as strong; nullopt only if the timing has none.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr std::optional<run> next_run_of(
    const When& when, level at_least, sys_seconds after,
    const wall_clock<Zone>& clock = utc) noexcept(detail::is_noexcept_search<When, Zone>) {
  if (!is_as_strong(when.strongest_level(), at_least)) return std::nullopt;
  return detail::next_run_at_least(when, at_least, after, clock);
}

/// The last run strictly before `before` whose level is at least as strong; nullopt only if the timing has none.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr std::optional<run> previous_run_of(
    const When& when, level at_least, sys_seconds before,
    const wall_clock<Zone>& clock = utc) noexcept(detail::is_noexcept_search<When, Zone>) {
  if (!is_as_strong(when.strongest_level(), at_least)) return std::nullopt;
  return detail::previous_run_at_least(when, at_least, before, clock);
}

namespace detail {

/// A timing as a range keeps it: a copy if that costs nothing, like a cadence, or where it is.
template <class When>
class kept {
 public:
  constexpr explicit kept(const When& of) noexcept : when_{&of} {}
  [[nodiscard]] constexpr const When& operator*() const noexcept { return *when_; }

 private:
  const When* when_;
};
template <class When>
requires std::is_trivially_copyable_v<When>
class kept<When> {
 public:
  constexpr explicit kept(const When& of) noexcept : when_{of} {}
  [[nodiscard]] constexpr const When& operator*() const noexcept { return when_; }

 private:
  When when_;
};

}  // namespace detail

/// The runs of a timing in [from, until), computed on demand. A forward range, a view, and borrowed: its iterators carry a
/// copy of the clock and of a cadence. A calendar must outlive them.
template <recurrence When, time_zone Zone = utc_zone>
class run_range : public detail::view_interface<run_range<When, Zone>> {
  static constexpr bool is_noexcept = detail::is_noexcept_search<When, Zone>;

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
    constexpr iterator& operator++() noexcept(is_noexcept) {
      state_->here = detail::run_after(state_->clock, *state_->when, state_->here.at);
      at_ = (std::min)(state_->here.at, until_);
      return *this;
    }
    constexpr iterator operator++(int) noexcept(is_noexcept) {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend constexpr bool operator==(const iterator& a, const iterator& b) noexcept { return a.at_ == b.at_; }

   private:
    friend run_range;

    struct state {
      detail::kept<When> when;
      [[no_unique_address]] detail::clock_cursor<Zone> clock;
      run here;
    };

    constexpr explicit iterator(sys_seconds end) noexcept : at_{end}, until_{end} {}
    constexpr iterator(state begin, sys_seconds until) noexcept(is_noexcept)
        : state_{std::move(begin)}, at_{(std::min)(state_->here.at, until)}, until_{until} {}

    std::optional<state> state_;  // nullopt at the end
    sys_seconds at_{};            // of the present run, or the end
    sys_seconds until_{};
  };

  /// The runs from `first` on, up to `until`.
  constexpr run_range(detail::clock_cursor<Zone> clock, const When& timing, const run& first,
                      sys_seconds until) noexcept(is_noexcept)
      : first_{{detail::kept<When>{timing}, std::move(clock), first}, until}, until_{until} {}

  [[nodiscard]] constexpr iterator begin() const noexcept(is_noexcept) { return first_; }
  [[nodiscard]] constexpr iterator end() const noexcept { return iterator{until_}; }

 private:
  iterator first_;
  sys_seconds until_;
};

/// The runs in [from, until); empty if `until` is not after `from`. Leaves out what lies beyond the years that
/// `date::year` holds, or on the first or last day of them, so that `sys_seconds::max()` may stand for "without end". In
/// a zone, iterating over all runs of a cadence takes one look-up for each span that they lie in, and at most two more.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr run_range<When, Zone> runs(
    const When& when, sys_seconds from, sys_seconds until,
    const wall_clock<Zone>& clock = utc) noexcept(detail::is_noexcept_search<When, Zone>) {
  const sys_seconds begin = std::clamp(from, detail::first_run_instant, detail::last_run_instant);
  detail::clock_cursor<Zone> cursor{clock, begin};
  const run first = detail::run_after(cursor, when, begin - std::chrono::seconds{1});
  return {std::move(cursor), when, first, std::clamp(until, begin, detail::last_run_instant)};
}

/// Keep the calendar in a variable: the range refers to it.
template <recurrence When, class... Arguments>
requires(!std::is_trivially_copyable_v<When>)  //
    void runs(const When&&, Arguments&&...) = delete;

/// The number of runs in [from, until), as `runs` gives them. By months where the clock is calm, and one by one within a
/// day of its changes.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr std::uint64_t count_runs(
    const When& when, sys_seconds from, sys_seconds until,
    const wall_clock<Zone>& clock = utc) noexcept(detail::is_noexcept_search<When, Zone>) {
  sys_seconds here = std::clamp(from, detail::first_run_instant, detail::last_run_instant);
  until = (std::min)(until, detail::last_run_instant);
  if constexpr (std::same_as<Zone, utc_zone>) {
    const std::chrono::seconds offset{0};
    return when.count_slots(detail::local_on(here, offset), detail::local_on(until, offset));
  } else {
    detail::clock_cursor cursor{detail::borrow(clock), here};
    std::uint64_t total = 0;
    while (here < until) {
      cursor.move_to(here);
      const zone_span span = cursor.here();
      const sys_seconds calm_begin = span.begin + detail::largest_change;
      const sys_seconds calm_end = (std::min)(span.end - detail::largest_change, until);
      if (calm_begin <= here && here < calm_end) {
        total += when.count_slots(detail::local_on(here, span.offset), detail::local_on(calm_end, span.offset));
        here = calm_end;
        continue;
      }
      const sys_seconds next_calm = (here < calm_begin ? span.begin : span.end) + detail::largest_change;
      const sys_seconds end = (std::min)((std::max)(next_calm, here + detail::largest_change), until);
      for (run one = detail::run_after(cursor, when, here - std::chrono::seconds{1}); one.at < end; ++total)
        one = detail::run_after(cursor, when, one.at);
      here = end;
    }
    return total;
  }
}

}  // namespace rota::inline v0

template <class When, class Zone>
inline constexpr bool std::ranges::enable_borrowed_range<rota::run_range<When, Zone>> = true;

#endif
