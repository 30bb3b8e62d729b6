// SPDX-License-Identifier: MIT
//
// class month_of_year
// {
// public:
//     constexpr explicit month_of_year(date::local_days day) noexcept;
//     constexpr unsigned number() const noexcept;
//     constexpr date::local_days first() const noexcept;
//     constexpr unsigned length() const noexcept;
//     constexpr month_of_year next() const noexcept;
//     constexpr month_of_year next(unsigned number) const noexcept;
//     constexpr month_of_year previous(unsigned number) const noexcept;
// };

#include <rota/detail/month_of_year.hpp>

#include "catch.hpp"

using rota::detail::month_of_year;

namespace {

constexpr date::local_days day(int year, unsigned month, unsigned of_month) {
  return date::local_days{date::year{year} / static_cast<int>(month) / static_cast<int>(of_month)};
}

constexpr bool is(const month_of_year& found, int year, unsigned number) {
  const date::local_days first = day(year, number, 1);
  const date::year_month_day_last last = date::year{year} / static_cast<int>(number) / date::last;
  return found.number() == number && found.first() == first && found.length() == static_cast<unsigned>(last.day());
}

static_assert(is(month_of_year{day(2024, 2, 29)}, 2024, 2));
static_assert(is(month_of_year{day(2024, 2, 29)}.next(), 2024, 3));
static_assert(is(month_of_year{day(2023, 12, 31)}.next(2), 2024, 2));
static_assert(is(month_of_year{day(2023, 1, 1)}.previous(12), 2022, 12));

}  // namespace

TEST_CASE("every day of 65,534 years lies in the month that the date library says", "[month_of_year]") {
  const date::local_days last = day(32'767, 12, 31);
  date::local_days at = day(-32'767, 1, 1);
  std::size_t wrong = 0;
  while (at <= last) {
    const date::year_month_day civil{at};
    const auto number = static_cast<unsigned>(civil.month());
    const int of_month = static_cast<int>(static_cast<unsigned>(civil.day()));
    const month_of_year found{at};
    if (found.number() != number || found.first() != at - date::days{of_month - 1}) ++wrong;
    at += date::days{1};
  }
  REQUIRE(wrong == 0);
}

TEST_CASE("months follow each other by number, both ways", "[month_of_year]") {
  for (const int year : {-32'000, -400, -1, 0, 1899, 1900, 1999, 2000, 2023, 2024, 2100, 32'000}) {
    for (unsigned month = 1; month <= 12; ++month) {
      CAPTURE(year, month);
      const month_of_year here{day(year, month, 28)};
      REQUIRE(is(here, year, month));
      REQUIRE(is(here.next(), month == 12 ? year + 1 : year, month % 12 + 1));
      for (unsigned other = 1; other <= 12; ++other) {
        REQUIRE(is(here.next(other), other > month ? year : year + 1, other));
        REQUIRE(is(here.previous(other), other < month ? year : year - 1, other));
      }
    }
  }
}

TEST_CASE("months beyond the years of date::year follow too", "[month_of_year]") {
  month_of_year month{day(32'767, 12, 31)};
  date::local_days expected = month.first();
  for (int i = 0; i < 12 * 800; ++i) {
    expected += date::days{static_cast<int>(month.length())};
    const month_of_year after = month.next();
    REQUIRE(after.first() == expected);
    REQUIRE(month.next(after.number()).first() == expected);
    month = after;
  }
}
