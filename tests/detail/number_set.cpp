// SPDX-License-Identifier: MIT
//
// template <class Tag, unsigned Least, unsigned Most, std::unsigned_integral Bits> class number_set
// {
// public:
//     static constexpr unsigned least, most;
//     constexpr explicit number_set(First first, Others... others) noexcept;
//     static constexpr number_set all() noexcept;
//     static constexpr number_set range(unsigned first, unsigned last) noexcept;
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

#include <cstdint>
#include <rota/detail/number_set.hpp>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"

namespace {

using days = rota::detail::number_set<struct days_tag, 1, 31, std::uint32_t>;
using minutes = rota::detail::number_set<struct minutes_tag, 0, 59, std::uint64_t>;

static_assert(days{1, 15}.bits() == 0b1000'0000'0000'0010);
static_assert(days{15, 1} == days{1, 15} && (days{1} | days{15}) == days{1, 15});
static_assert(days{date::day{3}} == days{3});
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
  REQUIRE(ends_the_program([] { static_cast<void>(minutes::range(5, 4)); }));
  REQUIRE(ends_the_program([] { static_cast<void>(minutes::range(5, 60)); }));
}
