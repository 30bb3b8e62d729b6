// SPDX-License-Identifier: MIT
//
// rota/text/characters.hpp: letters and digits of ASCII, whatever the locale.
//
//   is_letter('Q'), is_digit('7')        // true
//   take_digits(text)                    // 241 of "241,7", which leaves ",7"; nullopt where no digit comes first
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

/// Takes the digits at the beginning off `text`: their number, of which anything beyond 99,999 is that; nullopt if there
/// are none.
[[nodiscard]] constexpr std::optional<unsigned> take_digits(std::string_view& text) noexcept {
  std::size_t length = 0;
  unsigned number = 0;
  for (; length < text.size() && is_digit(text[length]); ++length)
    number = (std::min)(number * 10 + static_cast<unsigned>(text[length] - '0'), 99'999U);
  text.remove_prefix(length);
  return length == 0 ? std::nullopt : std::optional{number};
}

}  // namespace rota::inline v0::detail

#endif
