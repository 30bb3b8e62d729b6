// SPDX-License-Identifier: MIT
//
// rota/detail/english.hpp: the English names of weekdays and months, which every notation shortens in its own way.
//
//   weekday_names[0], month_names[0]          // "Sunday", "January"
//   find_name(weekday_names, "wed", 3)        // 3: the first three letters of "Wednesday", in any case
//   in_capitals("Monday", 2)                  // "MO"
#ifndef ROTA_DETAIL_ENGLISH_HPP
#define ROTA_DETAIL_ENGLISH_HPP

#include <array>
#include <cstddef>
#include <optional>
#include <rota/detail/spelling.hpp>
#include <span>
#include <string>
#include <string_view>

namespace rota::inline v0::detail {

inline constexpr auto weekday_names =
    std::to_array<std::string_view>({"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"});
inline constexpr auto month_names =
    std::to_array<std::string_view>({"January", "February", "March", "April", "May", "June", "July", "August",
                                     "September", "October", "November", "December"});

/// The index of the name whose first `letters` letters are `text`, in any case; nullopt if there is no such name.
[[nodiscard]] constexpr std::optional<unsigned> find_name(std::span<const std::string_view> names,
                                                          std::string_view text,
                                                          std::size_t letters = std::string_view::npos) noexcept {
  for (unsigned i = 0; i < names.size(); ++i)
    if (equal_ignoring_case(names[i].substr(0, letters), text)) return i;
  return std::nullopt;
}

/// The first letters of a name in upper case.
[[nodiscard]] inline std::string in_capitals(std::string_view name, std::size_t letters) {
  std::string text{name.substr(0, letters)};
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

}  // namespace rota::inline v0::detail

#endif
