// SPDX-License-Identifier: MIT
//
// rota/detail/enum_set.hpp: a set of enumerators, stored as bits.
//
//   enum_set<region> copies{region::IAD, region::ORD};
//   copies.contains(region::IAD), copies.insert(region::SYD), copies | region::HKG, copies == other
//   for (region where : copies) …                        // in the order of the enumeration
//   to_string(copies)                                    // "IAD, ORD"
//
// Laws
//   Sets with equal members are equal, however they were built.
// Every function but to_string is constexpr, noexcept and O(1); iteration is O(members).
// Precondition: the enumerators are 0, 1, 2 and so on, each less than the number of bits in `Bits`. Any other value ends
// the program, and so does one that has no name in an enumeration with names.
#ifndef ROTA_DETAIL_ENUM_SET_HPP
#define ROTA_DETAIL_ENUM_SET_HPP

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <limits>
#include <rota/detail/bit_iterator.hpp>
#include <rota/detail/names.hpp>
#include <string>

namespace rota::inline v0::detail {

/// A set of the enumerators of `Enum`.
template <class Enum, std::unsigned_integral Bits = std::uint8_t>
class enum_set {
 public:
  using iterator = bit_iterator<Enum, Bits>;

  constexpr enum_set() noexcept = default;
  constexpr enum_set(Enum member) noexcept  // NOLINT(google-explicit-constructor): one member is a set of one
      : bits_{bit(member)} {}
  constexpr enum_set(std::initializer_list<Enum> members) noexcept {
    for (const Enum member : members) insert(member);
  }

  /// Adds a member; returns whether it was new.
  constexpr bool insert(Enum member) noexcept {
    const bool is_new = !contains(member);
    *this |= member;
    return is_new;
  }

  [[nodiscard]] constexpr bool contains(Enum member) const noexcept { return (bits_ & bit(member)) != 0; }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return static_cast<std::size_t>(std::popcount(bits_)); }
  [[nodiscard]] constexpr iterator begin() const noexcept { return iterator{bits_}; }
  [[nodiscard]] constexpr iterator end() const noexcept { return iterator{}; }

  constexpr enum_set& operator|=(enum_set other) noexcept {
    bits_ = static_cast<Bits>(bits_ | other.bits_);
    return *this;
  }
  constexpr enum_set& operator&=(enum_set other) noexcept {
    bits_ = static_cast<Bits>(bits_ & other.bits_);
    return *this;
  }
  friend constexpr enum_set operator|(enum_set a, enum_set b) noexcept { return a |= b; }
  friend constexpr enum_set operator&(enum_set a, enum_set b) noexcept { return a &= b; }
  friend constexpr bool operator==(enum_set, enum_set) = default;

 private:
  static constexpr Bits bit(Enum member) noexcept {
    constexpr std::size_t digits = std::numeric_limits<Bits>::digits;
    constexpr std::size_t members = named_enum<Enum> ? enum_names<Enum>.size() : digits;
    static_assert(members <= digits, "the set needs more bits");
    const auto number = static_cast<std::size_t>(member);
    if (number >= members) std::abort();  // not a constant expression
    return static_cast<Bits>(Bits{1} << number);
  }

  Bits bits_ = 0;
};

/// The names of the members, separated by commas: "fulls, daily"; "" for the empty set.
template <named_enum Enum, class Bits>
[[nodiscard]] std::string to_string(enum_set<Enum, Bits> members) {
  std::string names;
  for (const Enum member : members) names.append(names.empty() ? "" : ", ").append(to_string(member));
  return names;
}

}  // namespace rota::inline v0::detail

#endif
