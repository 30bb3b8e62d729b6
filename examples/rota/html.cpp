// SPDX-License-Identifier: MIT
#include "html.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <rota/detail/quoting.hpp>

namespace tool {

namespace {

/// The code point of one character in UTF-8.
char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0);
  char32_t code = byte(0) & (0x7fU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) code = code << 6U | (byte(i) & 0x3fU);
  return code;
}

bool is_allowed(char32_t code) {
  const bool is_control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const bool is_noncharacter = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffeU) == 0xfffe;
  return !is_control && !is_noncharacter;
}

std::string_view entity(char letter) {
  switch (letter) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return "";
  }
}

/// Whether an element stays in the line of what is before it.
bool is_inline(std::string_view tag) {
  constexpr auto tags = std::to_array<std::string_view>(
      {"a", "abbr", "b", "bdi", "code", "dd", "span", "strong", "td", "th", "time", "title"});
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

}  // namespace

std::string escaped(std::string_view text) {
  const std::string valid = rota::detail::valid_utf8(text);
  std::string safe;
  safe.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view character = rest.substr(0, rota::detail::utf8_length(rest));
    rest.remove_prefix(character.size());
    if (const std::string_view stands_for = entity(character.front()); !stands_for.empty())
      safe += stands_for;
    else
      safe += is_allowed(code_point(character)) ? character : "\xef\xbf\xbd";
  }
  return safe;
}

void html::open(std::string_view tag, attributes with) {
  if (!is_inline(tag)) written_ += '\n';
  written_.append("<").append(tag);
  for (const attribute& one : with)
    written_.append(" ").append(one.name).append("=\"").append(escaped(one.value)).append("\"");
  written_ += '>';
}

}  // namespace tool
