// SPDX-License-Identifier: MIT
//
// rota/due_index.hpp: which of many schedules are due, in time proportional to how many these are.
//
//   due_index index{table};                          // a std::span<const cadence>, of which nothing is kept
//   for (std::uint32_t number : index.due(last_tick, now)) …      // those with a run in (last_tick, now]: a
//                                                    // due_numbers, which is a view of their places in the table
//   index.set(number, time_of_day);                  // a schedule has changed, or is back
//   index.remove(number);                            // a schedule runs no more; its number stays, and can be set again
//   std::uint32_t index.add(time_of_day);            // one more, with the next number
//   std::optional<time_of_day> index.at(number);     // nothing for one that was removed
//
// Worked example: the seed's schedule at 14:30, which is number 0, and one at midnight, which is number 1
//   std::vector<cadence> table{weekly(date::Sunday, {14h, 30min}), daily_full({0h, 0min})};
//   due_index index{table};
//   index.due(2014-10-30T14:29:59, 2014-10-30T14:30:00) is {0}
//   index.due(2014-10-30T14:30:00, 2014-10-31T12:00:00) is {1}
//   index.due(2014-10-30T12:00:00, 2014-10-31T12:00:00) is {0, 1}: a day or more, and all are due
//
// Laws, for instants of the years that next_run serves
//   due(t, u) holds number n, once, iff next_run(cadence of n, t).at <= u: what a scan of the table would find.
//   They come in the order of these instants; those of one instant in no particular order.
//   An index that was changed answers as one built of the table as it is now, but for the order within an instant.
// The minutes of a day are a circle, and so are the numbers in the order of their minutes: what is due is one stretch
// of it.
// Time: to build O(table); due O(1), and to go through its answer O(answer), with no allocation; set, remove and add
// take a step for each minute between the old time of day and the new, however many schedules there are. Memory: beside
// the numbers themselves, 4 bytes a schedule, and 6 kB.
// All in UTC, as the API's schedules are. Those that follow the wall clock of a zone have next_runs and a scan.
// Preconditions: at most 2^32 - 1 schedules; a number that is passed was given by the table or by `add`; an index that
// was moved from is assigned to before it is used. A breach ends the program.
#ifndef ROTA_DUE_INDEX_HPP
#define ROTA_DUE_INDEX_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <rota/cadence.hpp>
#include <rota/time.hpp>
#include <span>
#include <vector>

namespace rota {

/// The numbers of the schedules that are due: a forward range over what an index holds, valid until that is changed.
class due_numbers {
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

  /// `size` numbers of the circle from the place `begin` on. Precondition: `begin` and `size` are at most its size.
  constexpr due_numbers(std::span<const std::uint32_t> circle, std::size_t begin, std::size_t size) noexcept
      : begin_{circle, begin == circle.size() ? 0 : begin, size} {}

  [[nodiscard]] constexpr iterator begin() const noexcept { return begin_; }
  [[nodiscard]] constexpr iterator end() const noexcept { return {}; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return begin_.left_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size() == 0; }

 private:
  iterator begin_;
};

/// The numbers of many schedules, by the minute of the day at which each runs.
class due_index {
 public:
  due_index() noexcept = default;

  /// The schedules of a table, numbered from 0. Sorts them by counting: O(table).
  explicit due_index(std::span<const cadence> table) : numbers_(table.size()), places_(table.size()) {
    if (table.size() > none) std::abort();  // more than 32 bits number
    for (const cadence& one : table) ++begin_[minute_of(one.at) + 1];
    for (std::size_t minute = 0; minute < minutes + 1; ++minute) begin_[minute + 1] += begin_[minute];
    auto free = begin_;
    for (std::size_t number = 0; number < table.size(); ++number)
      put(static_cast<std::uint32_t>(number), free[minute_of(table[number].at)]++);
  }

  /// How many numbers have been given, those that were removed included.
  [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }

  /// When a schedule runs; nothing if it was removed. O(1).
  [[nodiscard]] std::optional<time_of_day> at(std::uint32_t number) const noexcept {
    const auto minute = static_cast<int>(group_of(number));
    return time_of_day::checked(std::chrono::hours{minute / 60}, std::chrono::minutes{minute % 60});
  }

  /// Lets a schedule run at `at` from now on, also one that was removed.
  void set(std::uint32_t number, time_of_day at) noexcept { move(number, minute_of(at)); }

  /// Lets a schedule run no more.
  void remove(std::uint32_t number) noexcept { move(number, removed); }

  /// One schedule more; returns its number. O(1) amortised, and what `set` takes.
  std::uint32_t add(time_of_day at) {
    if (begin_[removed + 1] != size()) std::abort();  // it was moved from
    if (size() == none) std::abort();                 // more than 32 bits number
    const auto number = static_cast<std::uint32_t>(size());
    places_.resize(size() + 1);  // may have that size already, if push_back failed before
    numbers_.push_back(number);
    places_[number] = number;
    ++begin_[removed + 1];
    set(number, at);
    return number;
  }

  /// The schedules with a run in (after, until], each once. O(1), and O(answer) to go through.
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
  static constexpr std::size_t removed = minutes;  // what was removed is a group of its own, after the last minute
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

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

  /// The group that a number is in: the last that begins at or before its place.
  [[nodiscard]] std::size_t group_of(std::uint32_t number) const noexcept {
    if (number >= size()) std::abort();  // no schedule has that number
    return static_cast<std::size_t>(std::upper_bound(begin_.begin(), begin_.end(), places_[number]) - begin_.begin()) -
           1;
  }

  /// Takes a number into another group, from group to group: at the border to the next, it changes places with the
  /// number that is there, and the border moves past it.
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

  std::vector<std::uint32_t> numbers_;  // group by group
  std::vector<std::uint32_t> places_;   // where each number stands in numbers_
  // Where each group begins in numbers_; the last is the end of all.
  std::array<std::uint32_t, minutes + 2> begin_ = {};
};

}  // namespace rota

template <>
inline constexpr bool std::ranges::enable_view<rota::due_numbers> = true;
template <>
inline constexpr bool std::ranges::enable_borrowed_range<rota::due_numbers> = true;

#endif
