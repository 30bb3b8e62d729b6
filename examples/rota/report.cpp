// SPDX-License-Identifier: MIT
//
// rota report: a page that shows how backups are protected, what goes and why, and what comes next.
#include <chrono>
#include <cstddef>
#include <iostream>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "progress.hpp"
#include "report_data.hpp"
#include "report_page.hpp"
#include "retention_options.hpp"
#include "scope.hpp"

namespace tool {

namespace {

constexpr date::days default_horizon{90};

struct report_options {
  std::vector<input_file> backups;
  std::optional<input_file> schedule;
  std::optional<std::chrono::seconds> rpo;
  std::optional<moment> until;
  retention_options rules;
  guard_options guard;
};

report_request request_of(const report_options& options, const common_options& common,
                          const std::optional<rota::schedule>& schedule) {
  report_request asked;
  for (const input_file& page : options.backups) asked.pages.push_back(page.title());
  if (options.schedule) asked.schedule = options.schedule->title();
  const rota::sys_seconds now = common.now();
  asked.in = {now, options.until ? options.until->at(now) : now + default_horizon};
  asked.rpo = options.rpo;
  asked.policy = options.rules.over(schedule);
  asked.guard = options.guard.value();
  return asked;
}

void report(const report_options& options, const common_options& common) {
  if (common.json)
    throw wrong_usage{
        "report prints a page for people; leave out --json, or use status, prune, runs and forecast, which "
        "have the same answers as JSON"};
  options.rules.require_different_inputs(options.schedule, options.backups);
  progress watched{"planning", options.backups, options.schedule};
  plan_input read = read_plan_input(options.schedule, options.backups, common.format);
  report_request asked = request_of(options, common, read.schedule);
  require_horizon(asked.in);
  auto clock = read.schedule ? common.clock_of(*read.schedule) : common.clock();
  const report_data data{std::move(asked), std::move(read), std::move(clock), watched};
  const std::string page = report_page(data);
  watched.finish();
  std::cout << page;
}

}  // namespace

void add_report(command_line& line, const common_options& common) {
  const auto options = std::make_shared<report_options>();
  option_list command = line.add_command("report", "Print the plan, the coming runs and the forecast as a web page",
                                         [options, &common] { report(*options, common); });
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
  command.value(
      "--schedule", options->schedule,
      "The schedule that makes new backups, each of which completes; only the backups of its source are shown, "
      "and as many fulls are kept as it says unless --fulls is given (default: no new backups are made)");
  command.value("--rpo", options->rpo,
                "How old the newest backup that can be restored may be, such as 26h (default: no objective)");
  command.value("--until", options->until, "Look ahead until T (default: for 90 days)");
  options->rules.add_to(command);
  options->guard.add_to(command);
  command.example("rota report --schedule schedule.json --backups listing.json >report.html");
}

}  // namespace tool
