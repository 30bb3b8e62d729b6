// SPDX-License-Identifier: MIT
//
// rota/detail/number_set.hpp: a set of small numbers that is never empty, such as the minutes of an hour.
//
//   using minutes = number_set<std::chrono::minutes, 0, 59, std::uint64_t>;
//   minutes{0, 30}, minutes{30min}, minutes::range(0, 29), minutes::all()
//   std::optional<minutes> minutes::from_bits(0b1);        // number n is bit n
//   for (unsigned minute : set) …                          // in ascending order
//
// A number is an integer or a value of the set's own field type. Anything else does not compile: no hours{2.7}, and no
// hours{30min}.
//
// Laws
//   Sets with equal members are equal, however they were built.
// Every function is constexpr, noexcept and O(1); iteration is O(members).
// Precondition: the numbers lie within the bounds. A breach does not compile in a constant expression, and ends the program
// at run time.
#ifndef ROTA_DETAIL_NUMBER_SET_HPP
#define ROTA_DETAIL_NUMBER_SET_HPP

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <rota/detail/bit_iterator.hpp>
#include <utility>

namespace rota::inline v0::detail {

/// An integer other than bool and char, or a value of the field type, such as `date::month`.
template <class Number, class Field>
concept number_of = std::same_as<Number, Field> ||
    (std::integral<Number> && !std::same_as<Number, bool> && !std::same_as<Number, char>);

/// A set of numbers from `Least` to `Most`, never empty. `Field` is the type of a single such value, or just a tag if there
/// is none; sets with different fields are different types.
template <class Field, unsigned Least, unsigned Most, std::unsigned_integral Bits>
class number_set {
 public:
  using iterator = bit_iterator<unsigned, Bits>;

  static constexpr unsigned least = Least;
  static constexpr unsigned most = Most;

  /// The set of the given numbers.
  constexpr explicit number_set(number_of<Field> auto first, number_of<Field> auto... others) noexcept
      : bits_{static_cast<Bits>((bit(first) | ... | bit(others)))} {}

  /// Every number within the bounds.
  [[nodiscard]] static constexpr number_set all() noexcept { return range(Least, Most); }

  /// The numbers from `first` to `last`, both included. Precondition: `first <= last`.
  [[nodiscard]] static constexpr number_set range(number_of<Field> auto first, number_of<Field> auto last) noexcept {
    number_set numbers{first, last};
    if (bit(first) > bit(last)) std::abort();  // not a constant expression
    numbers.bits_ = static_cast<Bits>(bit(last) | (bit(last) - bit(first)));
    return numbers;
  }

  /// The set in which number n is bit n; nullopt for no bit, and for one outside the bounds.
  [[nodiscard]] static constexpr std::optional<number_set> from_bits(std::uint64_t bits) noexcept {
    number_set numbers = all();
    if (bits == 0 || (bits & ~std::uint64_t{numbers.bits_}) != 0) return std::nullopt;
    numbers.bits_ = static_cast<Bits>(bits);
    return numbers;
  }

  [[nodiscard]] constexpr bool contains(unsigned number) const noexcept {
    return number <= Most && (bits_ >> number & 1U) != 0;
  }
  [[nodiscard]] constexpr bool is_all() const noexcept { return *this == all(); }
  [[nodiscard]] constexpr int size() const noexcept { return std::popcount(bits_); }
  [[nodiscard]] constexpr Bits bits() const noexcept { return bits_; }
  [[nodiscard]] constexpr unsigned first() const noexcept { return static_cast<unsigned>(std::countr_zero(bits_)); }
  [[nodiscard]] constexpr unsigned last() const noexcept { return static_cast<unsigned>(std::bit_width(bits_)) - 1; }
  [[nodiscard]] constexpr iterator begin() const noexcept { return iterator{bits_}; }
  [[nodiscard]] constexpr iterator end() const noexcept { return iterator{}; }

  friend constexpr number_set operator|(number_set a, number_set b) noexcept {
    a.bits_ = static_cast<Bits>(a.bits_ | b.bits_);
    return a;
  }
  friend constexpr bool operator==(number_set, number_set) = default;

 private:
  static_assert(Least <= Most && Most < std::numeric_limits<Bits>::digits);

  static constexpr Bits bit(number_of<Field> auto number) noexcept {
    if constexpr (std::integral<decltype(number)>) {
      if (std::cmp_less(number, Least) || std::cmp_greater(number, Most)) std::abort();  // not a constant expression
      return static_cast<Bits>(Bits{1} << number);
    } else if constexpr (requires { number.count(); }) {
      return bit(number.count());
    } else {
      return bit(static_cast<unsigned>(number));
    }
  }

  Bits bits_;
};

}  // namespace rota::inline v0::detail

#endif
