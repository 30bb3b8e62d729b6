// SPDX-License-Identifier: MIT
//
// template <class Value, std::unsigned_integral Bits>
// class bit_iterator
// {
// public:
//     constexpr bit_iterator() noexcept;
//     constexpr explicit bit_iterator(Bits) noexcept;
//     constexpr Value operator*() const noexcept;
//     constexpr bit_iterator& operator++() noexcept;
//     constexpr bit_iterator operator++(int) noexcept;
//     friend constexpr bool operator==(bit_iterator, bit_iterator);
// };

#include <cstdint>
#include <iterator>
#include <rota/detail/bit_iterator.hpp>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

template <class Bits>
using numbers_in = rota::detail::bit_iterator<unsigned, Bits>;

static_assert(std::forward_iterator<numbers_in<std::uint8_t>>);
static_assert(std::forward_iterator<numbers_in<std::uint64_t>>);
static_assert(noexcept(*numbers_in<std::uint8_t>{}) && noexcept(++std::declval<numbers_in<std::uint8_t>&>()));

template <class Bits>
std::vector<unsigned> numbers_of(Bits bits) {
  std::vector<unsigned> numbers;
  for (numbers_in<Bits> here{bits}, end; here != end; ++here) numbers.push_back(*here);
  return numbers;
}

/// The same by testing one bit after the other.
template <class Bits>
std::vector<unsigned> numbers_by_shifting(Bits bits) {
  std::vector<unsigned> numbers;
  for (unsigned number = 0; bits != 0; ++number, bits = static_cast<Bits>(bits >> 1U))
    if ((bits & 1U) != 0) numbers.push_back(number);
  return numbers;
}

}  // namespace

TEST_CASE("a bit_iterator visits the bits that are set, from the lowest up", "[bit_iterator]") {
  REQUIRE(numbers_of(std::uint8_t{0}).empty());
  REQUIRE(numbers_of(std::uint8_t{0b1000'0101}) == std::vector{0U, 2U, 7U});
  REQUIRE(numbers_of(std::uint64_t{1} << 63U) == std::vector{63U});
}

TEST_CASE("a bit_iterator visits every bit of every width", "[bit_iterator]") {
  counterexamples found;
  for (unsigned bits = 0; bits < 256; ++bits) {
    const auto narrow = static_cast<std::uint8_t>(bits);
    found.unless(numbers_of(narrow) == numbers_by_shifting(narrow), [&] { return std::to_string(bits); });
  }
  constexpr std::uint64_t seed = 20141030;
  generator values{seed};
  for (int i = 0; i < 2'000; ++i) {
    const auto half = static_cast<std::uint32_t>(values.between(0, 0xffff'ffff));
    const std::uint64_t wide = std::uint64_t{half} << 32U | static_cast<std::uint32_t>(values.between(0, 0xffff'ffff));
    found.unless(numbers_of(half) == numbers_by_shifting(half), [&] { return std::to_string(half); });
    found.unless(numbers_of(wide) == numbers_by_shifting(wide), [&] { return std::to_string(wide); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a copy of a bit_iterator stays where it was", "[bit_iterator]") {
  numbers_in<std::uint8_t> here{0b110};
  const auto saved = here++;
  REQUIRE(*saved == 1);
  REQUIRE(*here == 2);
  REQUIRE(std::next(saved) == here);
  REQUIRE(++here == numbers_in<std::uint8_t>{});
  REQUIRE(*saved == 1);
}
