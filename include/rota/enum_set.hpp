// SPDX-License-Identifier: MIT
//
// rota/enum_set.hpp: a set of the values of an enumeration, as bits.
//
//   enum_set<region> copies{region::IAD, region::ORD};
//   copies.contains(region::IAD), copies.insert(region::SYD), copies | region::HKG, copies == other
//   for (region where : copies) …                        // in the order of the enumeration
//
// Laws
//   Order of insertion and repetition leave no trace: equal members, equal sets.
// Every function is constexpr, noexcept and O(1); iteration is O(members). The enumerators are 0, 1, 2 and so on.
#ifndef ROTA_ENUM_SET_HPP
#define ROTA_ENUM_SET_HPP

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>

namespace rota {

/// A set of the enumerators of `Enum`, each of which is less than the number of bits in `Bits`.
template <class Enum, std::unsigned_integral Bits = std::uint8_t>
class enum_set {
 public:
  class iterator {
   public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = Enum;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Enum;

    constexpr iterator() noexcept = default;
    constexpr explicit iterator(Bits left) noexcept : left_{left} {}
    constexpr Enum operator*() const noexcept { return static_cast<Enum>(std::countr_zero(left_)); }
    constexpr iterator& operator++() noexcept {
      left_ = static_cast<Bits>(left_ & (left_ - 1U));
      return *this;
    }
    constexpr iterator operator++(int) noexcept {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend constexpr bool operator==(iterator, iterator) = default;

   private:
    Bits left_ = 0;
  };

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
    return static_cast<Bits>(Bits{1} << static_cast<unsigned>(member));
  }

  Bits bits_ = 0;
};

}  // namespace rota

#endif
