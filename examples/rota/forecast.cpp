// SPDX-License-Identifier: MIT
//
// rota forecast: when each backup goes, and why.
#include <algorithm>
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
#include "foresight.hpp"
#include "ids.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "retention_options.hpp"
#include "scope.hpp"

namespace tool {

namespace {

constexpr date::days default_horizon{365};

struct forecast_options {
  std::vector<input_file> backups;
  std::optional<input_file> schedule;
  std::optional<moment> until;
  retention_options rules;
};

void print_fates(std::vector<rota::fate> fates, rota::sys_seconds until, const clock_face& face, const screen& on) {
  std::stable_sort(fates.begin(), fates.end(), goes_before);
  std::vector<table::column> columns = face.columns("goes", 8);
  columns.insert(columns.end(), {{"created (UTC)", 3}, {"level", 4}, {"why", 5}, {"id", 7}});
  table rows{std::move(columns), on};
  std::vector<std::string_view> all_ids;
  all_ids.reserve(fates.size());
  for (const rota::fate& one : fates) all_ids.push_back(one.id);
  const short_ids ids{std::move(all_ids)};
  std::size_t gone = 0;
  for (const rota::fate& one : fates) {
    if (one.goes) ++gone;
    std::vector<cell> row = face.cells(one.goes, {"stays"});
    if (one.goes) row.front().look = style::removed;
    row.insert(row.end(),
               {{format_utc(one.created)},
                level_cell(one.what),
                reasons_cell(one.why_removed ? std::string{to_string(*one.why_removed)} : to_string(one.why_kept)),
                ids.cell_of(one.id)});
    rows.add(std::move(row));
  }
  rows.print();
  print_text(std::to_string(gone) + " of " + std::to_string(fates.size()) + " go before " + face.both(until), on);
}

void forecast(const forecast_options& options, const common_options& common) {
  const rota::sys_seconds now = common.now();
  const horizon in{now, options.until ? options.until->at(now) : now + default_horizon};
  require_horizon(in);
  options.rules.require_different_inputs(options.schedule, options.backups);
  progress watched{"forecasting", options.backups, options.schedule};
  const plan_input read = read_plan_input(options.schedule, options.backups, common.format);
  const auto clock = read.schedule ? common.clock_of(*read.schedule) : common.clock();
  foresight found = look_ahead(read, options.rules.over(read.schedule), in, clock, watched);
  watched.finish();
  if (common.json) return print_json(found.fates);
  print_fates(std::move(found.fates), in.until, clock_face{clock}, common.out);
  if (found.ignores_mark)
    print_text("the schedule is marked as running, but no backup is unfinished; the forecast ignores the mark",
               common.out);
}

}  // namespace

void add_forecast(command_line& line, const common_options& common) {
  const auto options = std::make_shared<forecast_options>();
  option_list command = line.add_command("forecast", "Show when each backup goes, and why",
                                         [options, &common] { forecast(*options, common); });
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
  command.value(
      "--schedule", options->schedule,
      "The schedule that makes new backups, each of which completes; only the backups of its source are shown, "
      "and as many fulls are kept as it says unless --fulls is given (default: no new backups are made)");
  command.value("--until", options->until, "Look ahead until T (default: for 365 days)");
  options->rules.add_to(command);
  command.example(
      "rota forecast --schedule schedule.json --backups listing.json \\\n"
      "  --now 2014-11-23T14:40 --until 2014-12-24");
}

}  // namespace tool
