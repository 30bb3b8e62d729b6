// SPDX-License-Identifier: MIT
//
// template <class Field, unsigned Least, unsigned Most, std::unsigned_integral Bits> class number_set
// {
// public:
//     static constexpr unsigned least, most;
//     constexpr explicit number_set(number_of<Field> auto first, number_of<Field> auto... others) noexcept;
//     static constexpr number_set all() noexcept;
//     static constexpr number_set range(number_of<Field> auto first, number_of<Field> auto last) noexcept;
//     static constexpr std::optional<number_set> from_bits(std::uint64_t bits) noexcept;
//     constexpr bool contains(unsigned number) const noexcept;
//     constexpr bool is_all() const noexcept;
//     constexpr int size() const noexcept;
//     constexpr Bits bits() const noexcept;
//     constexpr unsigned first() const noexcept;
//     constexpr unsigned last() const noexcept;
//     constexpr iterator begin() const noexcept;
//     constexpr iterator end() const noexcept;
// };

#include <date/date.h>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <rota/detail/number_set.hpp>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"

namespace {

using days = rota::detail::number_set<date::day, 1, 31, std::uint32_t>;
using minutes = rota::detail::number_set<std::chrono::minutes, 0, 59, std::uint64_t>;
using from_last = rota::detail::number_set<struct from_last_tag, 1, 31, std::uint32_t>;

static_assert(days{1, 15}.bits() == 0b1000'0000'0000'0010);
static_assert(days{15, 1} == days{1, 15} && (days{1} | days{15}) == days{1, 15});
static_assert(days{date::day{3}, 15} == days{3, 15});
static_assert(days::range(date::day{3}, date::day{5}) == days{3, 4, 5});
static_assert(minutes{std::chrono::minutes{30}} == minutes{30} && minutes{std::chrono::hours{0}.count()} == minutes{0});
static_assert(from_last{1, 31L, std::uint8_t{7}} == from_last{1, 7, 31});

template <class Set, class... Numbers>
constexpr bool can_hold = std::constructible_from<Set, Numbers...>;

static_assert(can_hold<days, int> && can_hold<days, date::day, unsigned> && can_hold<minutes, std::chrono::minutes>);
static_assert(!can_hold<days> && !can_hold<days, double> && !can_hold<days, bool> && !can_hold<days, char>);
static_assert(!can_hold<days, date::month> && !can_hold<days, date::day, date::month> && !can_hold<days, date::days>);
static_assert(!can_hold<minutes, std::chrono::hours> && !can_hold<minutes, std::chrono::seconds>);
static_assert(!can_hold<from_last, date::day> && !can_hold<days, minutes>);

static_assert(days::range(1, 31) == days::all() && days::all().size() == 31 && days::all().is_all());
static_assert(minutes::range(59, 59) == minutes{59} && minutes::all().size() == 60);
static_assert(days{4, 9}.first() == 4 && days{4, 9}.last() == 9);
static_assert(days{4}.contains(4) && !days{4}.contains(5) && !days{4}.contains(64));
static_assert(!days::from_bits(0) && !days::from_bits(1) && !days::from_bits(std::uint64_t{1} << 32U));
static_assert(days::from_bits(0b10) == days{1});
static_assert(sizeof(days) == 4 && sizeof(minutes) == 8);

}  // namespace

TEST_CASE("iteration gives the numbers in ascending order", "[number_set]") {
  const minutes some{59, 0, 7};
  REQUIRE(std::vector<unsigned>(some.begin(), some.end()) == std::vector<unsigned>{0, 7, 59});
}

TEST_CASE("a number outside the bounds ends the program", "[number_set]") {
  REQUIRE(ends_the_program([] { static_cast<void>(days{0}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(days{32}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(days{-1}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(days{(std::int64_t{1} << 32U) + 1}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(minutes{std::chrono::minutes{-1}}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(minutes::range(5, 4)); }));
  REQUIRE(ends_the_program([] { static_cast<void>(minutes::range(5, 60)); }));
}
