// SPDX-License-Identifier: MIT
//
// rota restore: the backups that restoring one of them needs.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
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

struct restore_options {
  std::vector<input_file> backups;
  std::string what;
  std::optional<std::string> when;
  std::optional<moment> instant = std::nullopt;  // that `when` says
  std::optional<std::string> source;
};

constexpr std::string_view latest = "latest";
constexpr std::string_view at = "at";

/// The instant after `at`. Throws `wrong_usage` if there is none, or if anything else has one.
std::optional<moment> instant_of(const restore_options& options) {
  if (options.what == at && !options.when)
    throw wrong_usage{"at needs an instant; write for example: at 2014-11-20T12:00"};
  if (!options.when) return std::nullopt;
  const std::string found = "found " + rota::detail::in_quotes(*options.when) + " after " + options.what;
  if (options.what != at) throw wrong_usage{found + "; leave it out: only at takes an instant, as in: at T"};
  const auto instant = notation<moment>::parse(*options.when);
  if (!instant) throw wrong_usage{found + "; write " + notation<moment>::instead_of(*options.when)};
  return instant;
}

/// Throws `wrong_usage` if the arguments contradict each other.
void require_sense(const restore_options& options) {
  if (options.what != at && options.what != latest && options.source)
    throw wrong_usage{"--source applies only to latest and at; an id names one backup"};
}

/// The newest backup of a source that can be restored, or could at an instant. Throws `refused` if there is none.
std::size_t find_newest(const rota::history& past, const restore_options& options, const rota::source& of,
                        rota::sys_seconds now) {
  const auto newest = rota::assess(past, of, std::chrono::seconds{0}, now).newest;
  const auto found = options.instant ? rota::restorable_at(past, of, options.instant->at(now)) : newest;
  if (found) return *found;
  std::string why = "no backup of " + description(of) + " can be restored";
  if (options.instant) why += " to " + rota::format_instant(options.instant->at(now));
  if (newest) {
    rota::sys_seconds oldest = ready_at(past[*newest]);
    for (std::size_t i = 0; i < past.size(); ++i)
      if (past[i].source == of && past.is_restore_point(i)) oldest = std::min(oldest, ready_at(past[i]));
    why += "; the oldest was ready at " + rota::format_instant(oldest);
  } else {
    why += ": none that is COMPLETED and undamaged was ready by now, " + rota::format_instant(now);
  }
  throw refused{{rota::fault_kind::item_not_found, why}};
}

void restore(const restore_options& options, const common_options& common) {
  require_sense(options);
  if (options.instant && options.instant->at(common.now()) > common.now())
    throw wrong_usage{"the instant to restore to is after now, " + rota::format_instant(common.now()) +
                      "; write latest, or an earlier one"};
  progress watched{"reading the backups", options.backups};
  const auto backups = read_backups(options.backups, common.format);
  const rota::history past{backups};
  const bool is_newest = options.what == latest || options.what == at;
  const std::size_t wanted = is_newest ? find_newest(past, options, find_source(backups, options.source), common.now())
                                       : find_backup(backups, options.what);
  auto order = restore_order(past, wanted);
  if (!order) {
    std::string why = to_string(order.error().front());
    throw refused{{rota::fault_kind::unprocessable_entity, std::move(why), std::move(order.error())}};
  }
  watched.finish();
  if (common.json) {
    print_json_order(*order, backups);
    return;
  }
  const clock_face face{common.clock()};
  std::vector<table::column> columns = face.columns("created", 6);
  columns.insert(columns.begin(), {"", 5});
  columns.insert(columns.end(), {{"level", 4}, {"size", 3, table::column::side::right}, {"id", 7}});
  table rows{std::move(columns), common.out};
  const short_ids ids{past};
  for (const std::size_t i : *order) {
    std::vector<cell> row = face.cells(backups[i].created);
    row.insert(row.begin(), {std::to_string(past.depth(i))});
    row.insert(row.end(), {level_cell(backups[i].level()), size_cell(backups[i].size_gib), ids.cell_of(backups[i].id)});
    rows.add(std::move(row));
  }
  rows.print();
  const auto newer = std::count_if(backups.begin(), backups.end(), [&](const rota::backup& one) {
    return one.source == backups[wanted].source && is_later(one, backups[wanted]) && !is_future(one, common.now());
  });
  if (options.what == latest && newer != 0)
    std::cout << newer << (newer == 1 ? " newer backup" : " newer backups") << " cannot be restored\n";
}

}  // namespace

void add_restore(command_line& line, const common_options& common) {
  const auto options = std::make_shared<restore_options>();
  option_list command =
      line.add_command("restore", "List the backups needed to restore one of them, in order", [options, &common] {
        options->instant = instant_of(*options);
        restore(*options, common);
      });
  command
      .value("ID|latest|at", options->what,
             "The id of the backup to restore, or any unique prefix of it; or latest, for the newest that "
             "can be restored; or at T, for the newest that was complete at T")
      .required();
  command.value("T", options->when, "The instant to restore to, after at");
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
  command.value("--source", options->source,
                "The source to restore, by its id or a unique prefix of it (default: the only one in the listing)");
  command.example("rota restore --backups listing.json at 2014-11-20T12:00");
}

}  // namespace tool
