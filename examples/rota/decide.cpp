// SPDX-License-Identifier: MIT
//
// rota decide: what to start now.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <rota/rota.hpp>
#include <string>
#include <variant>
#include <vector>

#include "clock_face.hpp"
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

/// Says a decision in a sentence.
class speaker {
 public:
  speaker(const rota::history& past, const clock_face& face, bool colour) : past_{past}, face_{face}, colour_{colour} {}

  std::string operator()(const rota::start_backup& start) const {
    return styled("start", style::bold, colour_) + (start.what == rota::level::incremental ? " an " : " a ") +
           styled(to_string(start.what), style_of(start.what), colour_) + " backup" +
           (start.parent ? " on " + id(*start.parent) : "") + " for the slot of " + face_.both(start.slot) + " (" +
           to_string(start.why) + ")" + missed(start.missed);
  }

  std::string operator()(const rota::wait_until& wait) const {
    return styled("wait", style::bold, colour_) + " until " + face_.both(wait.at);
  }

  std::string operator()(const rota::source_busy& busy) const {
    return styled("busy", style::bold, colour_) + ": the slot of " + face_.both(busy.slot) + " waits for " +
           (busy.by ? id(*busy.by) : "the running backup") + " to end";
  }

  std::string operator()(const rota::skip_slot& skip) const {
    return styled("skip", style::bold, colour_) + " the slot of " + face_.both(skip.slot) + " (" +
           std::string{to_string(skip.why)} + "); the next is at " + face_.both(skip.next);
  }

 private:
  static std::string missed(std::uint64_t runs) {
    if (runs == 0) return "";
    return "; " + std::to_string(runs) +
           (runs == 1 ? " earlier run was missed, and is" : " earlier runs were missed, and are") + " not made up for";
  }
  [[nodiscard]] std::string id(std::size_t index) const { return printable(past_[index].id); }

  const rota::history& past_;
  const clock_face& face_;
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
  const auto clock = common.clock_of(schedule);
  const rota::decision decision = rota::decide(schedule, past, common.now(), clock, options.how);
  if (common.json)
    print_json(decision, past);
  else
    print_text(std::visit(speaker{past, clock_face{clock}, common.out.colour}, decision), common.out);
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
