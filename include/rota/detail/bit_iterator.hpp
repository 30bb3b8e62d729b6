// SPDX-License-Identifier: MIT
//
// rota/detail/bit_iterator.hpp: iterates over the bits that are set in a number, as values of another type.
//
//   bit_iterator<region, std::uint8_t> begin{0b101}, end;     // the values region(0) and region(2)
//
// Laws: from the lowest bit up; every operation is O(1), constexpr and noexcept.
#ifndef ROTA_DETAIL_BIT_ITERATOR_HPP
#define ROTA_DETAIL_BIT_ITERATOR_HPP

#include <bit>
#include <concepts>
#include <cstddef>
#include <iterator>

namespace rota::inline v0::detail {

/// A forward iterator over the numbers of the bits set in `Bits`, each converted to `Value`.
template <class Value, std::unsigned_integral Bits>
class bit_iterator {
 public:
  using iterator_concept = std::forward_iterator_tag;
  using iterator_category = std::input_iterator_tag;  // returns values, which C++17 allows input iterators only
  using value_type = Value;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = Value;

  constexpr bit_iterator() noexcept = default;
  constexpr explicit bit_iterator(Bits left) noexcept : left_{left} {}
  constexpr Value operator*() const noexcept {
    return static_cast<Value>(static_cast<unsigned>(std::countr_zero(left_)));
  }
  constexpr bit_iterator& operator++() noexcept {
    left_ = static_cast<Bits>(left_ & (left_ - 1U));
    return *this;
  }
  constexpr bit_iterator operator++(int) noexcept {
    const bit_iterator before = *this;
    ++*this;
    return before;
  }
  friend constexpr bool operator==(bit_iterator, bit_iterator) = default;

 private:
  Bits left_ = 0;
};

}  // namespace rota::inline v0::detail

#endif
