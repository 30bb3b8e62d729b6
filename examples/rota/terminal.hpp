// SPDX-License-Identifier: MIT
//
// terminal.hpp: what the tool is connected to, and text that fits it.
#ifndef ROTA_TOOL_TERMINAL_HPP
#define ROTA_TOOL_TERMINAL_HPP

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace tool {

/// What standard output can show.
struct screen {
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t narrowest = 40;  ///< what is printed may be wider than a narrower one

  bool colour = false;
  std::size_t width = unlimited;
};

/// The width is COLUMNS or else that of the terminal; pipes and files have no limit. Colours are for terminals that are
/// not dumb, unless NO_COLOR is set.
screen standard_output();

/// The columns for running text: those of the screen, or nearly so if it has very many; 80 if it has no limit.
std::size_t width_of_output();

/// The number of columns that a text fills: one for each character of UTF-8, none for a colour.
std::size_t width_of(std::string_view text);

/// The text in lines of up to `width` columns, which break at blanks. All but the first are indented by `indent`. The
/// first is there already, up to `column`. A longer word has a line of its own.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0, std::size_t column = 0);

}  // namespace tool

#endif
