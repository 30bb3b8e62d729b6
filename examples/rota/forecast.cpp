// SPDX-License-Identifier: MIT
//
// rota forecast: when each backup goes, and why.
#include <algorithm>
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
#include "json_output.hpp"
#include "output.hpp"
#include "retention_options.hpp"
#include "scope.hpp"

namespace tool {

namespace {

constexpr date::days default_horizon{365};
constexpr date::years longest{20};

struct forecast_options {
  std::vector<input_file> backups;
  std::optional<input_file> schedule;
  std::optional<moment> until;
  retention_options rules;
};

/// In the order in which they go; those that stay come last, oldest first.
void print_fates(std::vector<rota::fate> fates, rota::sys_seconds until, bool colour) {
  std::stable_sort(fates.begin(), fates.end(), [](const rota::fate& a, const rota::fate& b) {
    if (a.goes && b.goes && *a.goes != *b.goes) return *a.goes < *b.goes;
    if (a.goes.has_value() != b.goes.has_value()) return a.goes.has_value();
    return a.created < b.created;
  });
  table lines{{"goes (UTC)", "created (UTC)", "level", "why", "id"}};
  std::size_t gone = 0;
  for (const rota::fate& one : fates) {
    if (one.goes) ++gone;
    lines.add({{one.goes ? rota::format_instant(*one.goes) : "stays", one.goes ? style::removed : style::plain},
               {rota::format_instant(one.created)},
               {std::string{to_string(one.what)}, style_of(one.what)},
               {one.why_removed ? std::string{to_string(*one.why_removed)} : to_string(one.why_kept)},
               {one.id, style::faint}});
  }
  lines.print(colour);
  std::cout << gone << " of " << fates.size() << " go before " << rota::format_instant(until) << '\n';
}

/// The fates of the backups in scope and of those that the schedule makes, which follow all listed ones.
std::vector<rota::fate> fates_inside(std::vector<rota::fate> fates, const std::vector<rota::backup>& backups,
                                     const scope& of) {
  const rota::history past{backups};
  auto next = fates.begin();
  auto end_of_inside = fates.begin();
  for (std::size_t i = 0; i < backups.size(); ++i) {
    if (past.is_repeated(i)) continue;
    if (of.contains(backups[i])) std::swap(*end_of_inside++, *next);
    ++next;
  }
  fates.erase(end_of_inside, next);
  return fates;
}

void forecast(const forecast_options& options, const common_options& common) {
  const rota::sys_seconds now = common.now();
  const rota::sys_seconds until = options.until ? options.until->at(now) : now + default_horizon;
  if (until <= now)
    throw wrong_usage{"--until, " + rota::format_instant(until) + ", is not after now, " + rota::format_instant(now) +
                      "; give a later one"};
  if (until - now > longest) throw wrong_usage{"--until is more than 20 years away; give an earlier one"};
  options.rules.require_different_inputs(options.schedule, options.backups);
  auto [schedule, backups, of, format] = read_plan_input(options.schedule, options.backups, common.format);
  const bool is_lost =
      schedule && schedule->running && std::none_of(backups.begin(), backups.end(), [&of = of](const auto& one) {
        return of.contains(one) && is_unfinished(one.status);
      });
  if (is_lost) schedule->running = false;
  const rota::retention policy = options.rules.over(schedule);
  std::vector<rota::fate> fates =
      schedule ? rota::forecast(
                     {.schedule = *schedule, .retention = policy, .backups = backups, .from = now, .until = until},
                     common.clock_of(*schedule))
               : rota::forecast(backups, policy, now, until, common.clock());
  fates = fates_inside(std::move(fates), backups, of);
  if (common.json)
    print_json(fates);
  else
    print_fates(std::move(fates), until, common.colour);
  if (is_lost && !common.json)
    std::cout << "the schedule is marked as running, but no backup is unfinished; the forecast ignores the mark\n";
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
