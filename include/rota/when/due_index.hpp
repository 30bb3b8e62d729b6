// SPDX-License-Identifier: MIT
//
// rota/when/due_index.hpp: which of many schedules are due, in time proportional to the answer.
//
//   due_index index{table};                          // from a std::span<const cadence>, which it does not keep
//   for (std::uint32_t number : index.due(last_tick, now)) …      // the schedules with a run in (last_tick, now], as
//                                                    // indexes into the table: a view of type due_numbers
//   index.set(number, time_of_day);                  // the schedule has changed, or is back
//   index.remove(number);                            // it no longer runs; its number stays, and can be set again
//   std::uint32_t index.add(time_of_day);            // adds one, with the next number
//   std::optional<time_of_day> index.at(number);     // nullopt for one that was removed
//
// Worked example: the API guide's schedule at 14:30, which is number 0, and one at midnight, which is number 1
//   std::vector<cadence> table{weekly(date::Sunday, {14h, 30min}), daily_full({0h, 0min})};
//   due_index index{table};
//   index.due(2014-10-30T14:29:59, 2014-10-30T14:30:00) is {0}
//   index.due(2014-10-30T14:30:00, 2014-10-31T12:00:00) is {1}
//   index.due(2014-10-30T12:00:00, 2014-10-31T12:00:00) is {0, 1}: after a day or more, all are due
//
// Laws, for instants of the years that next_run serves
//   due(t, u) contains number n, once, iff next_run(cadence of n, t).at <= u: what a scan of the table would find.
//   The numbers come in the order of these instants; those of one instant in no particular order.
//   An index that was changed answers like one built from the table as it is now, except for the order within an instant.
// The minutes of a day form a circle, and so do the numbers sorted by minute: what is due is one arc of it.
// Time: O(table) to build; O(1) for due, and O(answer) to iterate, without allocation; set, remove and add take a step for
// each minute between the old time of day and the new, however many schedules there are. Memory: 8 bytes a schedule, and
// 6 kB.
// In UTC only, as the API's schedules are. For schedules on the wall clock of a zone, scan with next_runs.
// Preconditions: at most 2^32 - 1 schedules; a number passed in came from the table or from `add`; an index that was moved
// from is assigned to before it is used. A breach ends the program.
#ifndef ROTA_WHEN_DUE_INDEX_HPP
#define ROTA_WHEN_DUE_INDEX_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <rota/core/time.hpp>
#include <rota/detail/view_interface.hpp>
#include <rota/when/cadence.hpp>
#include <span>
#include <vector>

namespace rota::inline v0 {

/// The numbers of the schedules that are due: a forward range over an index, valid until the index changes.
class due_numbers : public detail::view_interface<due_numbers> {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::uint32_t;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::uint32_t*;
    using reference = const std::uint32_t&;

    constexpr iterator() noexcept = default;

    constexpr reference operator*() const noexcept { return circle_[at_]; }
    constexpr iterator& operator++() noexcept {
      if (++at_ == circle_.size()) at_ = 0;
      --left_;
      return *this;
    }
    constexpr iterator operator++(int) noexcept {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend constexpr bool operator==(const iterator& a, const iterator& b) noexcept { return a.left_ == b.left_; }

   private:
    friend due_numbers;

    constexpr iterator(std::span<const std::uint32_t> circle, std::size_t at, std::size_t left) noexcept
        : circle_{circle}, at_{at}, left_{left} {}

    std::span<const std::uint32_t> circle_;
    std::size_t at_ = 0;
    std::size_t left_ = 0;
  };

  /// `size` numbers of the circle, from position `begin` on. Precondition: both are at most the size of the circle.
  constexpr due_numbers(std::span<const std::uint32_t> circle, std::size_t begin, std::size_t size) noexcept
      : begin_{circle, begin == circle.size() ? 0 : begin, size} {}

  [[nodiscard]] constexpr iterator begin() const noexcept { return begin_; }
  [[nodiscard]] constexpr iterator end() const noexcept { return {}; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return begin_.left_; }

 private:
  iterator begin_;
};

/// The numbers of many schedules, sorted by the minute of the day at which each runs.
class due_index {
 public:
  due_index() noexcept = default;

  /// The schedules of a table, numbered from 0. A counting sort: O(table).
  explicit due_index(std::span<const cadence> table) : numbers_(table.size()), places_(table.size()) {
    if (table.size() > none) std::abort();  // 32 bits cannot number them
    for (const cadence& one : table) ++begin_[minute_of(one.at) + 1];
    for (std::size_t minute = 0; minute < minutes + 1; ++minute) begin_[minute + 1] += begin_[minute];
    auto free = begin_;
    for (std::size_t number = 0; number < table.size(); ++number)
      put(static_cast<std::uint32_t>(number), free[minute_of(table[number].at)]++);
  }

  /// How many numbers have been given out, including those that were removed.
  [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }

  /// When a schedule runs; nullopt if it was removed. O(log minutes of a day).
  [[nodiscard]] std::optional<time_of_day> at(std::uint32_t number) const noexcept {
    const auto minute = static_cast<int>(group_of(number));
    return time_of_day::checked(std::chrono::hours{minute / 60}, std::chrono::minutes{minute % 60});
  }

  /// Makes a schedule run at `at` from now on, even if it was removed.
  void set(std::uint32_t number, time_of_day at) noexcept { move(number, minute_of(at)); }

  /// Stops a schedule from running.
  void remove(std::uint32_t number) noexcept { move(number, removed); }

  /// Adds a schedule and returns its number. Amortised O(1), plus the steps of `set`.
  std::uint32_t add(time_of_day at) {
    if (begin_[removed + 1] != size()) std::abort();  // it was moved from
    if (size() == none) std::abort();                 // 32 bits cannot number them
    const auto number = static_cast<std::uint32_t>(size());
    places_.resize(size() + 1);  // may already have that size, if push_back threw before
    numbers_.push_back(number);
    places_[number] = number;
    ++begin_[removed + 1];
    set(number, at);
    return number;
  }

  /// The schedules with a run in (after, until], each once. O(1), and O(answer) to iterate.
  [[nodiscard]] due_numbers due(sys_seconds after, sys_seconds until) const noexcept {
    if (begin_[removed + 1] != size()) std::abort();  // it was moved from
    const std::int64_t first = minutes_since_epoch(after) + 1;
    const std::int64_t past = minutes_since_epoch(until) + 1;
    constexpr std::int64_t day = minutes;
    const auto begin = static_cast<std::size_t>((first % day + day) % day);
    const auto length = static_cast<std::size_t>(std::clamp<std::int64_t>(past - first, 0, day));
    const std::span<const std::uint32_t> circle{numbers_.data(), begin_[removed]};
    const std::size_t end = begin + length;
    const std::size_t size =
        end < minutes ? begin_[end] - begin_[begin] : circle.size() - begin_[begin] + begin_[end - minutes];
    return {circle, begin_[begin], size};
  }

 private:
  static constexpr std::size_t minutes = 1440;     // of a day
  static constexpr std::size_t removed = minutes;  // the group of removed numbers, after the last minute
  static constexpr std::uint32_t none = (std::numeric_limits<std::uint32_t>::max)();

  static std::size_t minute_of(time_of_day at) noexcept {
    return static_cast<std::size_t>(at.since_midnight().count());
  }
  static std::int64_t minutes_since_epoch(sys_seconds instant) noexcept {
    return date::floor<std::chrono::minutes>(instant).time_since_epoch().count();
  }

  void put(std::uint32_t number, std::uint32_t place) noexcept {
    numbers_[place] = number;
    places_[number] = place;
  }

  /// The group of a number: the last that begins at or before its position.
  [[nodiscard]] std::size_t group_of(std::uint32_t number) const noexcept {
    if (number >= size()) std::abort();  // no schedule has this number
    return static_cast<std::size_t>(std::upper_bound(begin_.begin(), begin_.end(), places_[number]) - begin_.begin()) -
           1;
  }

  /// Moves a number to another group, one group at a time: it swaps places with the number at the border, and the border
  /// moves past it.
  void move(std::uint32_t number, std::size_t to) noexcept {
    const auto change_places_with = [&](std::uint32_t border) {
      const std::uint32_t place = places_[number];
      put(numbers_[border], place);
      put(number, border);
    };
    std::size_t group = group_of(number);
    for (; group < to; ++group) change_places_with(--begin_[group + 1]);
    for (; group > to; --group) change_places_with(begin_[group]++);
  }

  std::vector<std::uint32_t> numbers_;  // sorted by group
  std::vector<std::uint32_t> places_;   // of each number, its position in numbers_
  // Where each group begins in numbers_; the last is the end.
  std::array<std::uint32_t, minutes + 2> begin_ = {};
};

}  // namespace rota::inline v0

template <>
inline constexpr bool std::ranges::enable_borrowed_range<rota::due_numbers> = true;

#endif
