// SPDX-License-Identifier: MIT
//
// rota/text/characters.hpp: ASCII letters, digits and lists, whatever the locale.
//
//   is_letter('Q'), is_digit('7')        // true
//   take_digits(text)                    // 241 of "241,7", leaving ",7"; nullopt if no digit comes first
//   parse_digits("241")                  // 241; nullopt if there is anything but digits
//   while (const auto element = take_element(rest, ',')) …        // of std::optional<std::string_view> rest
#ifndef ROTA_TEXT_CHARACTERS_HPP
#define ROTA_TEXT_CHARACTERS_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <rota/detail/spelling.hpp>
#include <string_view>

namespace rota::inline v0::detail {

[[nodiscard]] constexpr bool is_letter(char c) noexcept { return lower_case(c) >= 'a' && lower_case(c) <= 'z'; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Whether the text may be the name of a property or a parameter: up to 40 letters, digits and hyphens.
[[nodiscard]] constexpr bool is_property_name(std::string_view text) noexcept {
  constexpr std::size_t longest = 40;
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

/// Takes the digits at the beginning off `text` and returns their value, at most 99,999; nullopt if there are none.
[[nodiscard]] constexpr std::optional<unsigned> take_digits(std::string_view& text) noexcept {
  std::size_t length = 0;
  unsigned number = 0;
  for (; length < text.size() && is_digit(text[length]); ++length)
    number = (std::min)(number * 10 + static_cast<unsigned>(text[length] - '0'), 99'999U);
  text.remove_prefix(length);
  return length == 0 ? std::nullopt : std::optional{number};
}

/// The value of a text of digits alone, at most 99,999; nullopt for any other text.
[[nodiscard]] constexpr std::optional<unsigned> parse_digits(std::string_view text) noexcept {
  const auto number = take_digits(text);
  return text.empty() ? number : std::nullopt;
}

/// Takes the next element off a list, with the separator after it; nullopt after the last element. A list of n separators
/// has n + 1 elements, some of which may be empty.
[[nodiscard]] constexpr std::optional<std::string_view> take_element(std::optional<std::string_view>& list,
                                                                     char separator) noexcept {
  if (!list) return std::nullopt;
  const std::string_view element = list->substr(0, list->find(separator));
  if (element.size() < list->size())
    list->remove_prefix(element.size() + 1);
  else
    list.reset();
  return element;
}

}  // namespace rota::inline v0::detail

#endif
