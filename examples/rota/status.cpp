// SPDX-License-Identifier: MIT
//
// rota status: whether each source is protected and, if not, since when.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "ids.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "scope.hpp"

namespace tool {

namespace {

struct status_options {
  std::vector<input_file> backups;
  std::chrono::seconds rpo{0};
  std::optional<input_file> schedule;
};

/// The slot that a schedule serves now, or when it is next due.
rota::sys_seconds next_of(const rota::decision& decision) {
  if (const auto* start = std::get_if<rota::start_backup>(&decision)) return start->slot;
  if (const auto* wait = std::get_if<rota::wait_until>(&decision)) return wait->at;
  if (const auto* busy = std::get_if<rota::source_busy>(&decision)) return busy->slot;
  return std::get<rota::skip_slot>(decision).next;
}

bool is_ok(const source_status& one) { return one.found.state == rota::protection_state::ok; }

std::string age_or_none(const std::optional<std::chrono::seconds>& age) { return age ? format_length(*age) : "none"; }

void print_sources(const std::vector<source_status>& sources, const rota::history& past, rota::sys_seconds now,
                   bool colour) {
  table lines{{"state", "newest (UTC)", "age", "age of full", "chain", "damaged", "source"}};
  for (const source_status& one : sources) {
    const rota::protection& found = one.found;
    lines.add({{std::string{to_string(found.state)}, is_ok(one) ? style::full : style::removed},
               {found.newest ? rota::format_instant(past[*found.newest].created) : "none"},
               {age_or_none(found.age)},
               {age_or_none(found.full_age)},
               {std::to_string(found.chain_length)},
               {std::to_string(found.damaged)},
               {description(one.source), style::faint}});
  }
  lines.print(colour);
  for (const source_status& one : sources) {
    const rota::protection& found = one.found;
    const std::string name = description(one.source);
    if (found.since) std::cout << "breached since " << rota::format_instant(*found.since) << ": " << name << '\n';
    if (found.state == rota::protection_state::never) std::cout << "nothing can be restored: " << name << '\n';
    if (found.running)
      std::cout << past[*found.running].id << " has been " << to_string(past[*found.running].status) << " since "
                << rota::format_instant(*found.running_since) << ": " << name << '\n';
    else if (one.marked_running)
      std::cout << "the schedule has been marked as running since " << rota::format_instant(*one.marked_running)
                << ", but no backup is unfinished\n";
    if (one.next)
      std::cout << (*one.next > now ? "next run at " : "due since ") << rota::format_instant(*one.next) << '\n';
  }
}

/// Warns if the listing may be the wrong one: none of its backups is of the schedule's source.
void print_if_elsewhere(const rota::source& of, const std::vector<rota::backup>& backups) {
  const bool is_elsewhere =
      std::none_of(backups.begin(), backups.end(), [&](const rota::backup& one) { return one.source == of; });
  if (is_elsewhere && !backups.empty())
    std::cout << "every backup in the listing is of " << sources_of(backups) << '\n';
}

/// Prints the damage of the sources in scope, and of backups that name no source.
void print_damage(const scope& of, const rota::history& past) {
  for (std::size_t i = 0; i < past.size(); ++i) {
    const bool is_shown = past[i].source.id.empty() || of.contains(past[i]);
    if (is_shown && !past.damage(i).empty() && !past.is_repeated(i))
      std::cout << "damaged: " << to_string(past.damage_issue(i)) << '\n';
  }
}

/// The damage of the backups that name no source.
rota::issues unnamed_damage(const rota::history& past) {
  rota::issues found;
  for (std::size_t i = 0; i < past.size(); ++i)
    if (past[i].source.id.empty() && !past.is_repeated(i)) found.push_back(past.damage_issue(i));
  return found;
}

void status(const status_options& options, const common_options& common) {
  if (options.schedule) require_different({*options.schedule, "the schedule"}, options.backups);
  std::optional<rota::schedule> schedule;
  if (options.schedule) schedule = read_schedule(*options.schedule);
  const auto backups = read_backups(options.backups, common.format);
  const rota::history past{backups};
  std::vector<source_status> sources;
  if (schedule) {
    source_status& one = sources.emplace_back(
        source_status{schedule->source, assess(past, schedule->source, options.rpo, common.now())});
    one.next = next_of(rota::decide(*schedule, past, common.now(), common.clock_of(*schedule)));
    if (schedule->running) one.marked_running = schedule->last_scheduled.value_or(schedule->updated);
  } else {
    const std::vector<rota::protection> all = assess(past, options.rpo, common.now());
    std::size_t seen = 0;
    for (std::size_t i = 0; i < past.size(); ++i) {
      if (past.source_number(i) != seen) continue;
      if (!past[i].source.id.empty()) sources.push_back({past[i].source, all[seen]});
      ++seen;
    }
  }
  if (sources.empty())
    throw refused{{rota::fault_kind::item_not_found,
                   "no backup in the listing names a source, so there is nothing to judge; give a --schedule to ask "
                   "about its source"}};
  if (common.json) {
    print_json(sources, past, unnamed_damage(past));
  } else {
    print_sources(sources, past, common.now(), common.colour);
    if (schedule) print_if_elsewhere(schedule->source, backups);
    print_damage(schedule ? scope{schedule->source} : scope{}, past);
  }
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
