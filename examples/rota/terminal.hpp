// SPDX-License-Identifier: MIT
//
// terminal.hpp: what the tool is connected to.
#ifndef ROTA_TOOL_TERMINAL_HPP
#define ROTA_TOOL_TERMINAL_HPP

#include <cstddef>
#include <limits>

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

}  // namespace tool

#endif
