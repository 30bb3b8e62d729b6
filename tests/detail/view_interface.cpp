// SPDX-License-Identifier: MIT
//
// template <class View> class view_interface;      // empty(), front() and operator bool for a forward range

#include <rota/detail/view_interface.hpp>

#include <array>

#include "catch.hpp"

namespace {

/// The first elements of three numbers.
class numbers : public rota::detail::view_interface<numbers> {
 public:
  explicit numbers(std::size_t size) : size_{size} {}
  [[nodiscard]] const int* begin() const { return values_.data(); }
  [[nodiscard]] const int* end() const { return values_.data() + size_; }

 private:
  static constexpr std::array<int, 3> values_{7, 8, 9};
  std::size_t size_;
};

}  // namespace

TEST_CASE("a view with elements is true, not empty, and has a front", "[view_interface]") {
  const numbers three{3};
  REQUIRE(!three.empty());
  REQUIRE(static_cast<bool>(three));
  REQUIRE(three.front() == 7);
}

TEST_CASE("a view without elements is false and empty", "[view_interface]") {
  const numbers none{0};
  REQUIRE(none.empty());
  REQUIRE(!static_cast<bool>(none));
}
