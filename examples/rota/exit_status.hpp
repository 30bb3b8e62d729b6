// SPDX-License-Identifier: MIT
//
// exit_status.hpp: how a command ends, for main() and for the help.
#ifndef ROTA_TOOL_EXIT_STATUS_HPP
#define ROTA_TOOL_EXIT_STATUS_HPP

#include <string_view>

namespace tool {

struct exit_status {
  int value;
  std::string_view meaning;  ///< in the help
};

inline constexpr exit_status done{0, "The answer is on standard output."};
inline constexpr exit_status refused_input{
    1, "The input is refused: standard error says why, and with --json standard output holds a fault."};
inline constexpr exit_status bad_usage{
    2, "The arguments make no sense, or a file cannot be read or written; reported in the same way."};
inline constexpr exit_status missed_objective{3, "The answer is on standard output: a source is not protected."};

}  // namespace tool

#endif
