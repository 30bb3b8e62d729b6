// SPDX-License-Identifier: MIT
//
// rota decide: what to start now.
#include <iostream>
#include <memory>
#include <rota/rota.hpp>
#include <variant>
#include <vector>

#include "command_line.hpp"
#include "commands.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "scope.hpp"

namespace tool {

namespace {

struct decide_options {
  input_file schedule;
  std::vector<input_file> backups;
  rota::decide_options how;
};

/// Prints a decision in a sentence.
class printer {
 public:
  printer(const rota::history& past, bool colour) : past_{past}, colour_{colour} {}

  void operator()(const rota::start_backup& start) const {
    std::cout << styled("start", style::bold, colour_) << (start.what == rota::level::incremental ? " an " : " a ")
              << styled(to_string(start.what), style_of(start.what), colour_) << " backup"
              << (start.parent ? " on " + past_[*start.parent].id : "") << " for the slot of "
              << rota::format_instant(start.slot) << " (" << to_string(start.why) << ")\n";
    if (start.missed != 0) std::cout << "missed earlier runs, not made up for: " << start.missed << '\n';
  }

  void operator()(const rota::wait_until& wait) const {
    std::cout << styled("wait", style::bold, colour_) << " until " << rota::format_instant(wait.at) << '\n';
  }

  void operator()(const rota::source_busy& busy) const {
    std::cout << styled("busy", style::bold, colour_) << ": the slot of " << rota::format_instant(busy.slot)
              << " waits for " << (busy.by ? past_[*busy.by].id : "the running backup") << " to end\n";
  }

  void operator()(const rota::skip_slot& skip) const {
    std::cout << styled("skip", style::bold, colour_) << " the slot of " << rota::format_instant(skip.slot) << " ("
              << to_string(skip.why) << "); the next is at " << rota::format_instant(skip.next) << '\n';
  }

 private:
  const rota::history& past_;
  bool colour_;
};

void decide(const decide_options& options, const common_options& common) {
  require_different({options.schedule, "the schedule"}, options.backups);
  const auto schedule = read_schedule(options.schedule);
  const auto backups = read_backups(options.backups, common.format);
  if (scope{schedule.source}.lacks_all(backups))  // right before its first backup, and wrong if an id is misspelt
    std::cerr << "rota: note: none of the backups is of the source of the schedule, " << description(schedule.source)
              << "; they are of " << sources_of(backups) << '\n';
  const rota::history past{backups};
  const rota::decision decision = rota::decide(schedule, past, common.now(), common.clock_of(schedule), options.how);
  if (common.json)
    print_json(decision, past);
  else
    std::visit(printer{past, common.colour}, decision);
}

}  // namespace

void add_decide(command_line& line, const common_options& common) {
  const auto options = std::make_shared<decide_options>();
  option_list command =
      line.add_command("decide", "Show which backup to start now", [options, &common] { decide(*options, common); });
  command.value("--schedule", options->schedule, "The schedule").required();
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
  command.value("--grace", options->how.grace, "Skip a run that is more than D late (default: never)");
  command.value("--stale-after", options->how.stale_after,
                "No longer wait for a backup that has been running for more than D (default: wait for ever)");
  command.value("--max-chain", options->how.max_chain,
                "Start a full backup if an incremental would make its chain longer than N backups (default: no limit)");
  command.example("rota decide --schedule schedule.json --backups listing.json --grace 6h");
}

}  // namespace tool
