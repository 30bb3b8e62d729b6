// SPDX-License-Identifier: MIT
//
// terminal.hpp: what the tool is connected to.
#ifndef ROTA_TOOL_TERMINAL_HPP
#define ROTA_TOOL_TERMINAL_HPP

#include <cstddef>

namespace tool {

/// The columns of the terminal that standard output is, or nearly so if it has none or very many; 80 for files and
/// pipes.
std::size_t width_of_output();

}  // namespace tool

#endif
