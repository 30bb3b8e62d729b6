// SPDX-License-Identifier: MIT
//
// rota/next_run.hpp: the runs of a cadence, as arithmetic.
//
//   struct run { sys_seconds at; date::local_days day; level what; };
//
//   run next_run(const cadence&, sys_seconds after);          // the first run strictly after
//   run previous_run(const cadence&, sys_seconds before);     // the last run strictly before
//   run next_full(const cadence&, sys_seconds after);         // the same among the fulls
//   run previous_full(const cadence&, sys_seconds before);
//   run_range runs(const cadence&, sys_seconds from, sys_seconds until);   // those in [from, until), lazily
//
// Worked example: the seed's schedule, created Thursday 2014-10-30T12:30:00
//   constexpr cadence when = weekly(date::Sunday, time_of_day{14h, 30min});
//   next_run(when, created)    is 2014-10-30T14:30:00, incremental
//   next_full(when, created)   is 2014-11-02T14:30:00, full, a Sunday
//
// Laws, for every cadence and every instant t of the years -9999 to 9999
//   next_run(t).at > t, and no run lies between. previous_run(t).at < t, and no run lies between.
//   next_run(previous_run(t).at).at >= t, and previous_run(next_run(t).at).at <= t.
//   s < t implies next_run(s).at <= next_run(t).at.
//   runs(from, until) is what repeated next_run gives. Every civil day has exactly one run.
// Every function is constexpr and noexcept, O(1) without a loop or a horizon, and allocates nothing.
// Precondition of all but `runs`: the instant lies in the years that `date::year` holds, -32767 to 32767.
#ifndef ROTA_NEXT_RUN_HPP
#define ROTA_NEXT_RUN_HPP

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <rota/cadence.hpp>
#include <rota/time.hpp>

namespace rota {

/// One occurrence of a cadence.
struct run {
  sys_seconds at;        ///< when
  date::local_days day;  ///< the civil day that it serves
  level what;            ///< its nominal level; what is really started, decide() says

  friend constexpr bool operator==(const run&, const run&) = default;
};

namespace detail {

/// The run of a civil day.
constexpr run run_on(const cadence& when, date::local_days day) noexcept {
  return {date::sys_days{day.time_since_epoch()} + when.at.since_midnight(), day, level_on(when, date::weekday{day})};
}

/// The last civil day whose run is at or before `instant`.
constexpr date::local_days last_day_served(const cadence& when, sys_seconds instant) noexcept {
  return date::local_days{date::floor<date::days>(instant - when.at.since_midnight()).time_since_epoch()};
}

/// `full_on`, as bits that start at `day`: bit n is set where the day n days later has a full.
constexpr unsigned fulls_from(weekdays full_on, date::weekday day) noexcept {
  const unsigned twice = full_on.bits() * 0x81U;  // two weeks of days in a row
  return twice >> day.c_encoding();
}

}  // namespace detail

/// The first run strictly after `after`. Source: "the schedule automatically runs daily incremental backups".
[[nodiscard]] constexpr run next_run(const cadence& when, sys_seconds after) noexcept {
  return detail::run_on(when, detail::last_day_served(when, after) + date::days{1});
}

/// The last run strictly before `before`.
[[nodiscard]] constexpr run previous_run(const cadence& when, sys_seconds before) noexcept {
  return detail::run_on(when, detail::last_day_served(when, before - std::chrono::seconds{1}));
}

/// The first run strictly after `after` whose level is full; at most six days after the next run.
[[nodiscard]] constexpr run next_full(const cadence& when, sys_seconds after) noexcept {
  const auto day = next_run(when, after).day;
  const unsigned fulls = detail::fulls_from(when.full_on, date::weekday{day});
  return detail::run_on(when, day + date::days{std::countr_zero(fulls)});
}

/// The last run strictly before `before` whose level is full.
[[nodiscard]] constexpr run previous_full(const cadence& when, sys_seconds before) noexcept {
  const auto day = previous_run(when, before).day;
  const auto week = detail::fulls_from(when.full_on, date::weekday{day} + date::days{1}) & 0x7fU;  // ends with `day`
  return detail::run_on(when, day - date::days{7 - std::bit_width(week)});
}

/// The runs of a cadence in [from, until), computed as they are asked for. A forward range, a view, and borrowed: its
/// iterators carry all that they need.
class run_range {
 public:
  class iterator {
   public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // as it returns values, which C++17 grants input iterators only
    using value_type = run;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = run;

    constexpr iterator() noexcept
        : iterator{daily_full(time_of_day{std::chrono::hours{0}, std::chrono::minutes{0}}), {}} {}
    constexpr iterator(const cadence& when, date::local_days day) noexcept : when_{when}, day_{day} {}

    constexpr run operator*() const noexcept { return detail::run_on(when_, day_); }
    constexpr iterator& operator++() noexcept {
      day_ += date::days{1};
      return *this;
    }
    constexpr iterator operator++(int) noexcept {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend constexpr bool operator==(const iterator&, const iterator&) = default;

   private:
    cadence when_;
    date::local_days day_;
  };

  constexpr run_range(iterator first, iterator past_the_last) noexcept : first_{first}, past_the_last_{past_the_last} {}

  [[nodiscard]] constexpr iterator begin() const noexcept { return first_; }
  [[nodiscard]] constexpr iterator end() const noexcept { return past_the_last_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return first_ == past_the_last_; }

 private:
  iterator first_;
  iterator past_the_last_;
};

/// The runs in [from, until), none where `until` is not after `from`. What lies beyond the years that `date::year`
/// holds, or on the first or last day of them, is left out, so that `sys_seconds::max()` may stand for "without end".
[[nodiscard]] constexpr run_range runs(const cadence& when, sys_seconds from, sys_seconds until) noexcept {
  constexpr sys_seconds earliest = date::sys_days{date::year::min() / 1 / 2};
  constexpr sys_seconds latest = date::sys_days{date::year::max() / 12 / 31};
  const auto first_at_or_after = [&](sys_seconds instant) {
    const sys_seconds bounded = std::clamp(instant, earliest, latest);
    return run_range::iterator{when, next_run(when, bounded - std::chrono::seconds{1}).day};
  };
  return {first_at_or_after(from), first_at_or_after(std::max(from, until))};
}

}  // namespace rota

template <>
inline constexpr bool std::ranges::enable_view<rota::run_range> = true;
template <>
inline constexpr bool std::ranges::enable_borrowed_range<rota::run_range> = true;

#endif
