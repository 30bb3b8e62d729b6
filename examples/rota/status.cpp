// SPDX-License-Identifier: MIT
//
// rota status: whether each source is protected and, if not, since when.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clock_face.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "ids.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "scope.hpp"

namespace tool {

namespace {

struct status_options {
  std::vector<input_file> backups;
  std::chrono::seconds rpo{0};
  std::optional<input_file> schedule;
};

bool is_ok(const source_status& one) { return one.found.state == rota::protection_state::ok; }

cell age_cell(const std::optional<std::chrono::seconds>& age) { return {age ? format_length(*age) : "none"}; }

/// What the table has no room for: since when a source is not protected, what runs, and when its schedule is next due.
void print_details(const source_status& one, const rota::history& past, rota::sys_seconds now, const clock_face& face,
                   const screen& on) {
  const rota::protection& found = one.found;
  const std::string name = printable(description(one.source));
  if (found.since) print_text("breached since " + face.both(*found.since) + ": " + name, on);
  if (found.state == rota::protection_state::never) print_text("nothing can be restored: " + name, on);
  if (found.running)
    print_text(printable(past[*found.running].id) + " has been " + std::string{to_string(past[*found.running].status)} +
                   " since " + face.both(*found.running_since) + ": " + name,
               on);
  else if (found.running_since)
    print_text("the schedule has been marked as running since " + face.both(*found.running_since) +
                   ", but no backup is unfinished",
               on);
  if (one.next) print_text((*one.next > now ? "next run at " : "a run has been due since ") + face.both(*one.next), on);
}

void print_sources(const std::vector<source_status>& sources, const rota::history& past, const clock_face& face,
                   const screen& on) {
  std::vector<table::column> columns = face.columns("newest", 5);
  columns.insert(columns.begin(), {"state", 9});
  columns.insert(columns.end(), {{"age", 7}, {"age of full", 3}, {"chain", 2}, {"damaged", 4}, {"source", 8}});
  table rows{std::move(columns), on};
  std::vector<std::string_view> ids;
  ids.reserve(sources.size());
  for (const source_status& one : sources) ids.push_back(one.source.id);
  const short_ids short_forms{std::move(ids)};
  for (const source_status& one : sources) {
    const rota::protection& found = one.found;
    std::vector<cell> row = face.cells(found.newest ? std::optional{past[*found.newest].created} : std::nullopt);
    row.insert(row.begin(), {std::string{to_string(found.state)}, is_ok(one) ? style::full : style::removed});
    row.insert(row.end(), {age_cell(found.age),
                           age_cell(found.full_age),
                           {std::to_string(found.chain_length)},
                           {std::to_string(found.damaged)},
                           {description(one.source), style::faint,
                            description({short_forms.of(one.source.id), one.source.type})}});
    rows.add(std::move(row));
  }
  rows.print();
}

/// Warns if the listing may be the wrong one: none of its backups is of the schedule's source.
void print_if_elsewhere(const rota::source& of, const std::vector<rota::backup>& backups, const screen& on) {
  const bool is_elsewhere =
      std::none_of(backups.begin(), backups.end(), [&](const rota::backup& one) { return one.source == of; });
  if (is_elsewhere && !backups.empty())
    print_text("every backup in the listing is of " + printable(sources_of(backups)), on);
}

/// Prints the damage of the sources in scope, and of backups that name no source.
void print_damage(const scope& of, const rota::history& past, const screen& on) {
  for (std::size_t i = 0; i < past.size(); ++i) {
    const bool is_shown = past[i].source.id.empty() || of.contains(past[i]);
    if (is_shown && !past.damage(i).empty() && !past.is_repeated(i))
      print_text("damaged: " + to_string(past.damage_issue(i)), on);
  }
}

/// The damage of the backups that name no source.
rota::issues unnamed_damage(const rota::history& past) {
  rota::issues found;
  for (std::size_t i = 0; i < past.size(); ++i)
    if (past[i].source.id.empty() && !past.is_repeated(i)) found.push_back(past.damage_issue(i));
  return found;
}

/// What the status says of each source. A schedule is about one, and says when it runs next.
std::vector<source_status> statuses(const rota::history& past, const std::optional<rota::schedule>& schedule,
                                    const status_options& options, const common_options& common) {
  std::vector<source_status> sources;
  for (const auto& [source, found] : assess_sources(past, schedule, options.rpo, common.now()))
    sources.push_back({source, found});
  if (schedule)
    sources.front().next = rota::due_at(rota::decide(*schedule, past, common.now(), common.clock_of(*schedule)));
  return sources;
}

void print_status(const std::vector<source_status>& sources, const std::vector<rota::backup>& backups,
                  const std::optional<rota::schedule>& schedule, const common_options& common) {
  const rota::history past{backups};
  const clock_face face{schedule ? common.clock_of(*schedule) : common.clock()};
  print_sources(sources, past, face, common.out);
  for (const source_status& one : sources) print_details(one, past, common.now(), face, common.out);
  if (schedule) print_if_elsewhere(schedule->source, backups, common.out);
  print_damage(schedule ? scope{schedule->source} : scope{}, past, common.out);
}

void status(const status_options& options, const common_options& common) {
  if (options.schedule) require_different({*options.schedule, "the schedule"}, options.backups);
  std::optional<rota::schedule> schedule;
  if (options.schedule) schedule = read_schedule(*options.schedule);
  progress watched{"reading the backups", options.backups};
  const auto backups = read_backups(options.backups, common.format);
  const rota::history past{backups};
  const auto sources = statuses(past, schedule, options, common);
  watched.finish();
  if (sources.empty())
    throw refused{
        {rota::fault_kind::item_not_found,
         std::string{backups.empty() ? "the listing has no backups" : "no backup in the listing names a source"} +
             ", so there is nothing to judge; give a --schedule to ask about its source"}};
  if (common.json)
    print_json(sources, past, unnamed_damage(past));
  else
    print_status(sources, backups, schedule, common);
  if (!std::all_of(sources.begin(), sources.end(), is_ok)) throw objective_missed{};
}

}  // namespace

void add_status(command_line& line, const common_options& common) {
  const auto options = std::make_shared<status_options>();
  option_list command = line.add_command("status", "Show whether each source is protected",
                                         [options, &common] { status(*options, common); });
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
  command.value("--rpo", options->rpo, "How old the newest backup that can be restored may be, such as 26h").required();
  command.value("--schedule", options->schedule,
                "Show only the source of this schedule, even if it has no backups, and when it runs next");
  command.can_exit_with(missed_objective);
  command.example("rota status --backups listing.json --rpo 26h");
}

}  // namespace tool
