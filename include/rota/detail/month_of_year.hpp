// SPDX-License-Identifier: MIT
//
// rota/detail/month_of_year.hpp: a month of a year, as a calendar search walks through them.
//
//   month_of_year m{day};                    // the month that contains a day
//   m.number(), m.length(), m.first()      // 1 to 12; 28 to 31; its first day
//   m.next(number), m.previous(number)     // the next month with that number, 1 to 12, and the one before
//
// Every function is constexpr, noexcept and O(1). Years are not limited to those of date::year, so that a search near the
// end of them goes on beyond.
#ifndef ROTA_DETAIL_MONTH_OF_YEAR_HPP
#define ROTA_DETAIL_MONTH_OF_YEAR_HPP

#include <date/date.h>

namespace rota::inline v0::detail {

/// `number` divided by a positive `by`, rounded down.
constexpr int floor_divide(int number, int by) noexcept { return number / by - (number % by < 0 ? 1 : 0); }

class month_of_year {
 public:
  constexpr explicit month_of_year(date::local_days day) noexcept {
    const int since_epoch = day.time_since_epoch().count();
    const int cycle = floor_divide(since_epoch, days_in_cycle);
    const date::year_month_day civil{date::local_days{date::days{since_epoch - cycle * days_in_cycle}}};
    year_ = static_cast<int>(civil.year()) + cycle * years_in_cycle;
    month_ = static_cast<unsigned>(civil.month());
    first_ = day - date::days{static_cast<int>(static_cast<unsigned>(civil.day())) - 1};
  }

  [[nodiscard]] constexpr unsigned number() const noexcept { return month_; }
  [[nodiscard]] constexpr date::local_days first() const noexcept { return first_; }
  [[nodiscard]] constexpr unsigned length() const noexcept {
    if (month_ == 2) return is_leap(year_) ? 29 : 28;
    return 30 + ((month_ ^ month_ >> 3U) & 1U);
  }

  /// The month after this one.
  [[nodiscard]] constexpr month_of_year next() const noexcept {
    const int year = month_ == 12 ? year_ + 1 : year_;
    return {year, month_ == 12 ? 1 : month_ + 1, first_ + date::days{static_cast<int>(length())}};
  }

  /// The first month after this one with the number `number`.
  [[nodiscard]] constexpr month_of_year next(unsigned number) const noexcept {
    return at(number > month_ ? year_ : year_ + 1, number);
  }

  /// The last month before this one with the number `number`.
  [[nodiscard]] constexpr month_of_year previous(unsigned number) const noexcept {
    return at(number < month_ ? year_ : year_ - 1, number);
  }

 private:
  /// The Gregorian calendar repeats itself, with its days of the week.
  static constexpr int years_in_cycle = 400;
  static constexpr int days_in_cycle = 146'097;

  constexpr month_of_year(int year, unsigned month, date::local_days first) noexcept
      : year_{year}, month_{month}, first_{first} {}

  static constexpr month_of_year at(int year, unsigned month) noexcept {
    const int cycle = floor_divide(year, years_in_cycle);
    const date::local_days first{date::year{year - cycle * years_in_cycle} / static_cast<int>(month) / 1};
    return {year, month, first + date::days{cycle * days_in_cycle}};
  }

  static constexpr bool is_leap(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

  int year_ = 0;
  unsigned month_ = 0;
  date::local_days first_;
};

}  // namespace rota::inline v0::detail

#endif
