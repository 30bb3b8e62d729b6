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

#include <array>
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
/// table of well-formed byte sequences, 3-7, of the Unicode standard.
[[nodiscard]] constexpr std::size_t utf8_length(std::string_view text) noexcept {
  struct row {
    unsigned first, last;  // the first byte
    unsigned least, most;  // the second byte; others are 0x80 to 0xbf
    std::size_t length;
  };
  constexpr std::array<row, 9> rows{{{0x00, 0x7f, 0, 0, 1},
                                     {0xc2, 0xdf, 0x80, 0xbf, 2},
                                     {0xe0, 0xe0, 0xa0, 0xbf, 3},
                                     {0xe1, 0xec, 0x80, 0xbf, 3},
                                     {0xed, 0xed, 0x80, 0x9f, 3},
                                     {0xee, 0xef, 0x80, 0xbf, 3},
                                     {0xf0, 0xf0, 0x90, 0xbf, 4},
                                     {0xf1, 0xf3, 0x80, 0xbf, 4},
                                     {0xf4, 0xf4, 0x80, 0x8f, 4}}};
  const auto is_within = [&](std::size_t i, unsigned least, unsigned most) {
    return i < text.size() && static_cast<unsigned char>(text[i]) >= least &&
           static_cast<unsigned char>(text[i]) <= most;
  };
  for (const row& one : rows) {
    if (!is_within(0, one.first, one.last)) continue;
    std::size_t length = 1;
    while (length < one.length && is_within(length, length == 1 ? one.least : 0x80, length == 1 ? one.most : 0xbf))
      ++length;
    return length == one.length ? length : 0;
  }
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
