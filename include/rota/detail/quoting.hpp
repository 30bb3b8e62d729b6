// SPDX-License-Identifier: MIT
//
// rota/detail/quoting.hpp: any bytes as text that a message can carry.
//
//   in_quotes("sun\n")          // "\"sun\\x0a\""
//   printable(bytes, 200)       // the same without the quotes, cut after 200 bytes
//
// Laws: the text is printable ASCII whatever the bytes, and at most four times as long as the limit, plus an ellipsis.
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

}  // namespace rota::inline v0::detail

#endif
