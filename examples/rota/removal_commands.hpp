// SPDX-License-Identifier: MIT
//
// removal_commands.hpp: the commands of other tools that remove their backups.
#ifndef ROTA_TOOL_REMOVAL_COMMANDS_HPP
#define ROTA_TOOL_REMOVAL_COMMANDS_HPP

#include <cstddef>
#include <rota/rota.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// A program and its arguments.
using shell_command = std::vector<std::string>;

/// How one tool removes backups.
struct removal {
  shell_command (*command)(std::span<const rota::backup> going);
  std::size_t most_at_once;       // how many backups one command removes
  std::string_view what_remains;  // what the commands leave for the user to do or to know
};

extern const removal restic_removal;
extern const removal pgbackrest_removal;
extern const removal velero_removal;
extern const removal cloudnative_pg_removal;
extern const removal barman_removal;

/// The commands that remove the backups at the indexes in `removals`, in that order. Throws `refused` if a backup has a
/// name that no command can carry.
std::vector<shell_command> removal_commands(const removal& how, std::span<const rota::backup> backups,
                                            std::span<const std::size_t> removals);

/// The command in one line for a POSIX shell, in which every word stands for itself.
std::string to_shell(const shell_command& command);

}  // namespace tool

#endif
