// SPDX-License-Identifier: MIT
//
// commands.hpp: the commands of the tool, and the options that all of them have.
//
// A command reads its input, asks the library and prints the answer. Its options, its help and its action stand in one
// file. To add a command, add such a file, and a line to each of the two lists below.
#ifndef ROTA_TOOL_COMMANDS_HPP
#define ROTA_TOOL_COMMANDS_HPP

#include <array>
#include <rota/rota.hpp>

#include "notation.hpp"
#include "zones.hpp"

namespace tool {

/// The options that every command has.
struct common_options {
  rota::sys_seconds started{};  // by the system clock
  moment time;
  rota::wall_clock<any_zone> clock;
  bool json = false;
  bool colour = false;

  /// The current time, or the one that --now gives instead.
  [[nodiscard]] rota::sys_seconds now() const noexcept { return time.at(started); }
};

class command_line;

/// Adds a command. Precondition: `common` outlives `line`.
using command_adder = void(command_line& line, const common_options& common);

command_adder add_create;
command_adder add_update;
command_adder add_runs;
command_adder add_decide;
command_adder add_prune;
command_adder add_restore;
command_adder add_simulate;

/// Every command, in the order of the help.
inline constexpr std::array<command_adder*, 7> commands{
    add_create, add_update, add_runs, add_decide, add_prune, add_restore, add_simulate,
};

}  // namespace tool

#endif
