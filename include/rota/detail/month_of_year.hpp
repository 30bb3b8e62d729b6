// SPDX-License-Identifier: MIT
//
// rota/detail/month_of_year.hpp: a month of a year, as a calendar search walks through them.
//
//   month_of_year m{day};                  // the month that contains a day
//   m.number(), m.length(), m.first()      // 1 to 12; 28 to 31; its first day
//   m.next(number), m.previous(number)     // the next month with that number, 1 to 12, and the one before
//
// Every function is constexpr, noexcept and O(1). Years are not limited to those of date::year, so that a search near the
// end of them goes on beyond. A search takes a nanosecond or two here where conversions through date::year_month_day take
// ten, which is most of its time.
// Source: Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms", 2022.
#ifndef ROTA_DETAIL_MONTH_OF_YEAR_HPP
#define ROTA_DETAIL_MONTH_OF_YEAR_HPP

#include <date/date.h>

#include <cstdint>

namespace rota::inline v0::detail {

class month_of_year {
 public:
  /// Precondition: the day lies within 40,000 years of 1970.
  constexpr explicit month_of_year(date::local_days day) noexcept {
    const auto since_era = static_cast<std::uint32_t>(day.time_since_epoch().count() + days_before_epoch);
    const std::uint32_t quarter_days = 4 * since_era + 3;
    const std::uint32_t century = quarter_days / days_in_cycle;
    const std::uint64_t year_product = std::uint64_t{2'939'745} * (quarter_days % days_in_cycle | 3U);
    const auto year_of_century = static_cast<std::uint32_t>(year_product >> 32U);
    const auto day_of_year = static_cast<std::uint32_t>(year_product & 0xffff'ffffU) / 2'939'745 / 4;  // from 1 March
    const std::uint32_t month_product = 2'141 * day_of_year + 197'913;
    const bool is_after_december = day_of_year >= 306;
    year_ = 100 * century + year_of_century + (is_after_december ? 1 : 0);
    month_ = (month_product >> 16U) - (is_after_december ? 12 : 0);
    first_ = day - date::days{static_cast<int>((month_product & 0xffffU) / 2'141)};
  }

  [[nodiscard]] constexpr unsigned number() const noexcept { return month_; }
  [[nodiscard]] constexpr date::local_days first() const noexcept { return first_; }
  [[nodiscard]] constexpr unsigned length() const noexcept {
    if (month_ == 2) return is_leap(year_) ? 29 : 28;
    return 30 + ((month_ ^ month_ >> 3U) & 1U);
  }

  /// The month after this one.
  [[nodiscard]] constexpr month_of_year next() const noexcept {
    const std::uint32_t year = month_ == 12 ? year_ + 1 : year_;
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
  static constexpr std::uint32_t days_in_cycle = 146'097;  // of 400 years
  // Years count from 1 March of a year that is a multiple of 400, long before all others.
  static constexpr std::int32_t days_before_epoch = 719'468 + 100 * 146'097;

  constexpr month_of_year(std::uint32_t year, unsigned month, date::local_days first) noexcept
      : year_{year}, month_{month}, first_{first} {}

  static constexpr month_of_year at(std::uint32_t year, unsigned month) noexcept {
    const bool is_after_december = month <= 2;
    const std::uint32_t from_march = year - (is_after_december ? 1 : 0);
    const std::uint32_t century = from_march / 100;
    const std::uint32_t days_to_year = 1'461 * from_march / 4 - century + century / 4;
    const std::uint32_t days_to_month = (979 * (is_after_december ? month + 12 : month) - 2'919) / 32;
    const auto since_era = static_cast<std::int32_t>(days_to_year + days_to_month);
    return {year, month, date::local_days{date::days{since_era - days_before_epoch}}};
  }

  static constexpr bool is_leap(std::uint32_t year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  std::uint32_t year_ = 0;  // 40,000 more than on the calendar
  unsigned month_ = 0;
  date::local_days first_;
};

}  // namespace rota::inline v0::detail

#endif
