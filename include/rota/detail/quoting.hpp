// SPDX-License-Identifier: MIT
//
// rota/detail/quoting.hpp: any bytes as text that a message can carry.
//
//   in_quotes("sun\n")          // "\"sun\\x0a\""
//   printable(bytes, 200)       // the same without the quotes, cut after 200 bytes
//   valid_utf8("m\xff")         // "m\xef\xbf\xbd": the replacement character for what is not UTF-8
//
// Laws
//   Quoted text is printable ASCII whatever the bytes, and at most four times as long as the limit, plus an ellipsis.
//   valid_utf8 returns UTF-8 whatever the bytes, and UTF-8 as it is.
#ifndef ROTA_DETAIL_QUOTING_HPP
#define ROTA_DETAIL_QUOTING_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace rota::inline v0::detail {

/// The bytes as printable ASCII: quotes and backslashes escaped, all else as \xNN, cut after `longest` bytes.
[[nodiscard]] inline std::string printable(std::string_view bytes, std::size_t longest) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes.substr(0, longest)) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '"' || byte == '\\')
      text += {'\\', byte};
    else if (code >= 0x20 && code < 0x7f)
      text += byte;
    else
      text += {'\\', 'x', hex[code >> 4U], hex[code & 15U]};
  }
  if (bytes.size() > longest) text += "...";
  return text;
}

/// The bytes as printable ASCII in double quotes, cut after 40 bytes.
[[nodiscard]] inline std::string in_quotes(std::string_view bytes) { return '"' + printable(bytes, 40) + '"'; }

/// The length of the UTF-8 character at the beginning of `text`, which is not empty; 0 if there is none. Source: the
/// table of well-formed byte sequences of the Unicode standard, 3-7.
[[nodiscard]] constexpr std::size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto is_tail = [&](std::size_t i, unsigned least = 0x80, unsigned most = 0xbf) {
    return byte(i) >= least && byte(i) <= most;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return is_tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef)
    return is_tail(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && is_tail(2) ? 3 : 0;
  if (lead >= 0xf0 && lead <= 0xf4)
    return is_tail(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) && is_tail(2) && is_tail(3) ? 4 : 0;
  return 0;
}

/// The text with the replacement character U+FFFD for each byte that is not part of a UTF-8 character.
[[nodiscard]] inline std::string valid_utf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    valid.append(length != 0 ? text.substr(0, length) : "\xef\xbf\xbd");
    text.remove_prefix(length != 0 ? length : 1);
  }
  return valid;
}

}  // namespace rota::inline v0::detail

#endif
