// SPDX-License-Identifier: MIT
#include "removal_commands.hpp"

#include <algorithm>
#include <rota/import/pgbackrest.hpp>
#include <utility>

#include "errors.hpp"

namespace tool {

namespace {

constexpr std::string_view harmless = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_";

/// Throws `refused` if the program would take `name` for an option, or a terminal for something other than text.
void require_name(std::string_view name) {
  const bool is_text = std::none_of(name.begin(), name.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 0x20 || code == 0x7f;
  });
  if (is_text && !name.starts_with('-')) return;
  throw refused{{rota::fault_kind::unprocessable_entity,
                 "found the name " + rota::detail::in_quotes(name) +
                     "; expected one without control characters that does not begin with a hyphen, since no command "
                     "can carry it; remove that backup by hand"}};
}

std::string shell_word(std::string_view word) {
  if (!word.empty() && word.find_first_not_of(harmless) == std::string_view::npos) return std::string{word};
  std::string text{"'"};
  for (const char letter : word) {
    if (letter == '\'')
      text += R"('\'')";
    else
      text += letter;
  }
  return text + '\'';
}

/// The parts of the id NAMESPACE/NAME or SERVER/BACKUP.
struct two_parts {
  std::string first;
  std::string second;
};
two_parts parts_of(const std::string& id) {
  const std::size_t slash = std::min(id.rfind('/'), id.size());
  return {id.substr(0, slash), id.substr(std::min(slash + 1, id.size()))};
}

shell_command forget(std::span<const rota::backup> going) {
  shell_command command{"restic", "forget"};
  for (const rota::backup& one : going) command.push_back(one.id);
  return command;
}

/// Expires one set and nothing else. Whatever it is asked to expire, pgBackRest also expires WAL by the retention that
/// it is configured with, so that is raised to the largest value.
shell_command expire(std::span<const rota::backup> going) {
  const auto set = rota::parse_pgbackrest_id(going.front().id).value_or(rota::pgbackrest_set{});
  const std::string repo = std::to_string(set.repo);
  return {"pgbackrest",
          "--stanza=" + set.stanza,
          "--repo=" + repo,
          "--set=" + set.label,
          "--repo" + repo + "-retention-full=9999999",
          "--repo" + repo + "-retention-archive=9999999",
          "expire"};
}

/// kubectl would delete the resource, which Velero then makes anew from what is in the store.
shell_command delete_velero_backup(std::span<const rota::backup> going) {
  const auto [space, name] = parts_of(going.front().id);
  return {"velero", "backup", "delete", name, "--namespace", space, "--confirm"};
}

/// The namespace comes first: a line that a full disk cut short must not name a backup in another one.
shell_command delete_backup_resource(std::span<const rota::backup> going) {
  const auto [space, name] = parts_of(going.front().id);
  return {"kubectl", "--namespace", space, "delete", "backups.postgresql.cnpg.io", name};
}

shell_command delete_barman_backup(std::span<const rota::backup> going) {
  const auto [server, id] = parts_of(going.front().id);
  return {"barman", "delete", server, id};
}

}  // namespace

const removal restic_removal{forget, 100, "restic prune frees the space"};  // a line of 100 ids fits every shell
const removal pgbackrest_removal{expire, 1,
                                 "WAL that only these backups needed goes with the next expire of pgBackRest itself"};
const removal velero_removal{delete_velero_backup, 1, ""};
const removal cloudnative_pg_removal{
    delete_backup_resource, 1,
    "these delete resources; data in an object store goes by the retentionPolicy of the cluster alone"};
const removal barman_removal{delete_barman_backup, 1, ""};

std::vector<shell_command> removal_commands(const removal& how, std::span<const rota::backup> backups,
                                            std::span<const std::size_t> removals) {
  std::vector<rota::backup> going;
  for (const std::size_t i : removals) {
    for (std::string_view rest = backups[i].id; !rest.empty();) {
      const std::string_view part = rest.substr(0, rest.find('/'));
      require_name(part);
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    }
    going.push_back(backups[i]);
  }
  std::vector<shell_command> commands;
  for (std::span<const rota::backup> rest{going}; !rest.empty();) {
    const std::size_t next = std::min(how.most_at_once, rest.size());
    commands.push_back(how.command(rest.first(next)));
    rest = rest.subspan(next);
  }
  return commands;
}

std::string to_shell(const shell_command& command) {
  std::string line;
  for (const std::string& word : command) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

}  // namespace tool
