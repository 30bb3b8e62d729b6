// SPDX-License-Identifier: MIT
//
// json_output.hpp: prints answers as JSON, indented. With input.cpp, json_output.cpp is the only file that includes
// nlohmann/json, which takes a compiler longer than a command does.
#ifndef ROTA_TOOL_JSON_OUTPUT_HPP
#define ROTA_TOOL_JSON_OUTPUT_HPP

#include <cstddef>
#include <optional>
#include <rota/rota.hpp>
#include <span>
#include <string>

#include "removal_commands.hpp"
#include "scope.hpp"

namespace tool {

void print_json(const rota::schedule& schedule);
void print_json(const rota::decision& decision, const rota::history& past);
void print_json(const rota::prune_plan& plan, std::span<const rota::backup> backups, const scope& of,
                const rota::issues& holds);
void print_json(std::span<const rota::difference> differences, const rota::history& past);
void print_json(std::span<const rota::fate> fates);
void print_json(const rota::simulation& simulation);
void print_json(const rota::fault& fault);

/// The protection of one source, and what its schedule says, if it has one.
struct source_status {
  rota::source source;
  rota::protection found;
  std::optional<rota::sys_seconds> next = std::nullopt;
};
/// Prints the protection of each source, and the damage that belongs to none of them.
void print_json(std::span<const source_status> sources, const rota::history& past, const rota::issues& unnamed);

/// Prints the ids of the backups at the indexes in `order`.
void print_json_order(std::span<const std::size_t> order, std::span<const rota::backup> backups);

/// Prints a calendar in words or in another notation, with its zone if that is not part of the text.
void print_json_text(const std::string& text, const std::optional<std::string>& zone);

/// Prints the words of each command.
void print_json(std::span<const shell_command> commands);

/// A run in one line, for lists that are too long to indent; with the time on the clock of its schedule, and the id of
/// that if it has one.
std::string to_json_line(const rota::run& run, const std::string& local, const std::optional<std::string>& schedule_id);

/// A day without a run: as it is or, if there is an id, {"day": …, "schedule": …}.
std::string to_json_day(date::local_days day, const std::optional<std::string>& schedule_id);

}  // namespace tool

#endif
