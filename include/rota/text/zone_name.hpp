// SPDX-License-Identifier: MIT
//
// rota/text/zone_name.hpp: recognises names of time zones by their form.
//
//   is_zone_name("Europe/Berlin"), is_zone_name("UTC"), is_zone_name("Etc/GMT+5")     // true
//   is_zone_name("+02:00"), is_zone_name("12:00"), is_zone_name("Europe/")            // false
//
// A name may have the right form and yet name no zone: the library has no zone database.
#ifndef ROTA_TEXT_ZONE_NAME_HPP
#define ROTA_TEXT_ZONE_NAME_HPP

#include <cstddef>
#include <rota/text/characters.hpp>
#include <string_view>

namespace rota::inline v0::detail {

/// Whether the text has the form of a zone's name: a letter, then letters, digits, `_`, `+`, `-`, and single `/` between
/// them. O(text). Source: the naming rules of the tz database.
[[nodiscard]] constexpr bool is_zone_name(std::string_view text) noexcept {
  constexpr std::size_t longest = 100;
  if (text.empty() || text.size() > longest || !is_letter(text.front()) || text.back() == '/') return false;
  char before = '\0';
  for (const char c : text) {
    const bool is_in_part = is_letter(c) || is_digit(c) || c == '_' || c == '+' || c == '-';
    if (!is_in_part && (c != '/' || before == '/')) return false;
    before = c;
  }
  return true;
}

}  // namespace rota::inline v0::detail

#endif
