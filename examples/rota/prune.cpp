// SPDX-License-Identifier: MIT
//
// rota prune: which backups to delete, and why the others are kept.
#include <algorithm>
#include <cstddef>
#include <iostream>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <utility>
#include <vector>

#include "clock_face.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "formats.hpp"
#include "ids.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "removal_commands.hpp"
#include "retention_options.hpp"
#include "scope.hpp"

namespace tool {

namespace {

struct prune_options {
  std::vector<input_file> backups;
  std::optional<input_file> schedule;
  retention_options rules;
  guard_options guard;
  bool print_commands = false;
};

bool is_withheld(const rota::verdict& verdict) { return verdict.why_kept.contains(rota::keep_reason::withheld); }

std::string explanation(const rota::verdict& verdict, bool is_inside) {
  if (!is_inside) return std::string{scope::reason_outside};
  if (is_withheld(verdict)) return "beyond the guard";
  return verdict.why_removed ? std::string{to_string(*verdict.why_removed)} : to_string(verdict.why_kept);
}

/// Prints every backup, newest first.
void print_backups(const rota::prune_plan& plan, const rota::history& past,
                   const std::vector<std::size_t>& newest_first, const scope& of,
                   const rota::wall_clock<any_zone>& clock, const common_options& common) {
  const clock_face face{clock};
  std::vector<table::column> columns = face.columns("created", 7);
  columns.insert(columns.end(), {{"level", 5},
                                 {"status", 2},
                                 {"size", 3, table::column::side::right},
                                 {"", 9},
                                 {"why", 6},
                                 {"kept if", 4},
                                 {"id", 8}});
  table rows{std::move(columns), common.out};
  const short_ids ids{past};
  for (const std::size_t i : newest_first) {
    const rota::backup& one = past[i];
    const rota::verdict& verdict = plan.verdicts[i];
    const bool is_kept = verdict.keep && !is_withheld(verdict);
    std::vector<cell> row = face.cells(one.created);
    row.insert(row.end(), {level_cell(one.level()),
                           {std::string{to_string(one.status)}},
                           size_cell(one.size_gib),
                           {is_kept        ? "keep"
                            : verdict.keep ? "withheld"
                                           : "remove",
                            is_kept ? style::plain : style::removed},
                           reasons_cell(explanation(verdict, of.contains(one))),
                           {verdict.kept_if ? flag_of(*verdict.kept_if, common.now(), clock) : ""},
                           ids.cell_of(one.id)});
    rows.add(std::move(row));
  }
  rows.print();
}

void print_plan(const rota::prune_plan& plan, const std::vector<rota::backup>& backups, const scope& of,
                const rota::wall_clock<any_zone>& clock, const common_options& common) {
  const rota::history past{backups};
  std::vector<std::size_t> newest_first;
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (!past.is_repeated(i)) newest_first.push_back(i);
  std::sort(newest_first.begin(), newest_first.end(),
            [&](std::size_t a, std::size_t b) { return is_later(backups[a], backups[b]); });
  print_backups(plan, past, newest_first, of, clock, common);
  const auto outside =
      std::count_if(newest_first.begin(), newest_first.end(), [&](std::size_t i) { return !of.contains(backups[i]); });
  std::string sum = "keep " + std::to_string(newest_first.size() - plan.removals.size() - plan.withheld.size());
  if (outside != 0) sum += " (" + std::to_string(outside) + " of other sources)";
  if (!plan.withheld.empty()) sum += ", withhold " + std::to_string(plan.withheld.size());
  sum += ", remove " + std::to_string(plan.removals.size()) + ", free " +
         (plan.freed_gib ? format_size(*plan.freed_gib) : "an unknown size");
  print_text(sum, common.out);
  for (const rota::guarded_source& one : plan.guarded)
    print_text("withheld: " + to_string(one) + "; check the rules, the listing and the time", common.out);
  for (const rota::issue& one : rota::hold_report(past, common.now()))
    print_text("hold: " + to_string(one), common.out);
  for (const rota::issue& one : plan.damage) print_text("damaged: " + to_string(one), common.out);
}

/// How backups of the format are removed. Throws `wrong_usage` if no command does that, or not for several listings.
const removal& required_removal(listing_format format, const prune_options& options) {
  const removal* const how = removal_of(format);
  if (how == nullptr)
    throw wrong_usage{
        "--print-commands prints the commands of another tool, and the listing is the API's; delete the backups that "
        "prune --json lists under remove, in that order"};
  if (options.backups.size() != 1)
    throw wrong_usage{
        "--print-commands takes one listing, since the commands do not say which repository they are for; give one "
        "--backups"};
  return *how;
}

/// Prints the commands that carry out the plan, and what the plan holds back on standard error.
void print_commands(const rota::prune_plan& plan, const std::vector<rota::backup>& backups, const removal& how,
                    bool json) {
  for (const rota::guarded_source& one : plan.guarded) std::cerr << "rota: withheld: " << to_string(one) << '\n';
  for (const rota::issue& one : plan.damage) std::cerr << "rota: damaged: " << to_string(one) << '\n';
  const std::vector<shell_command> commands = removal_commands(how, backups, plan.removals);
  if (json) return print_json(commands);
  for (const shell_command& one : commands) std::cout << to_shell(one) << '\n';
  if (!commands.empty() && !how.what_remains.empty()) std::cout << "# " << how.what_remains << '\n';
}

void prune(const prune_options& options, const common_options& common) {
  options.rules.require_different_inputs(options.schedule, options.backups);
  progress watched{"planning", options.backups, options.schedule};
  const auto [schedule, backups, of, format] = read_plan_input(options.schedule, options.backups, common.format);
  const auto clock = schedule ? common.clock_of(*schedule) : common.clock();
  const rota::prune_plan plan =
      rota::prune(backups, options.rules.over(schedule), common.now(), clock, options.guard.value());
  watched.finish();
  if (options.print_commands)
    print_commands(plan, backups, required_removal(format, options), common.json);
  else if (common.json)
    print_json(plan, backups, of, rota::hold_report(rota::history{backups}, common.now()));
  else
    print_plan(plan, backups, of, clock, common);
}

}  // namespace

void add_prune(command_line& line, const common_options& common) {
  const auto options = std::make_shared<prune_options>();
  option_list command = line.add_command("prune", "Show which backups to delete, and why the others are kept",
                                         [options, &common] { prune(*options, common); });
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
  command.value("--schedule", options->schedule,
                "Prune only the backups of the source of this schedule (the others are kept as other_source), and keep "
                "as many fulls as it says unless --fulls or the policy does");
  options->rules.add_to(command);
  options->guard.add_to(command);
  command.flag("--print-commands", options->print_commands,
               "Print the commands of the tool that made the listing which carry out the plan, and run nothing");
  command.example("rota prune --backups listing.json --fulls 2 --daily 7 --monthly-fulls 12");
}

}  // namespace tool
