// SPDX-License-Identifier: MIT
//
// rota/detail/view_interface.hpp: std::ranges::view_interface, also for compilers that cannot use it.
//
//   class run_range : public detail::view_interface<run_range> …     // gains empty(), front(), operator bool
//
// Clang before 16 rejects the one of libstdc++, and libc++ 14 leaves it out; they get the part that a forward range needs.
#ifndef ROTA_DETAIL_VIEW_INTERFACE_HPP
#define ROTA_DETAIL_VIEW_INTERFACE_HPP

#include <version>

#if defined(__clang__) && __clang_major__ < 16
#include <span>  // has std::ranges::view_base in both libraries

namespace rota::inline v0::detail {

template <class View>
class view_interface : public std::ranges::view_base {
 public:
  [[nodiscard]] constexpr bool empty() const { return view().begin() == view().end(); }
  [[nodiscard]] constexpr explicit operator bool() const { return !empty(); }
  [[nodiscard]] constexpr decltype(auto) front() const { return *view().begin(); }

 private:
  [[nodiscard]] constexpr const View& view() const noexcept { return static_cast<const View&>(*this); }
};

}  // namespace rota::inline v0::detail

#else
#if defined(__GLIBCXX__)
#include <algorithm>  // defines view_interface in libstdc++, and costs a compiler much less than <ranges>
#else
#include <ranges>
#endif

namespace rota::inline v0::detail {

template <class View>
using view_interface = std::ranges::view_interface<View>;

}  // namespace rota::inline v0::detail

#endif

#endif
