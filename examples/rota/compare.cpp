// SPDX-License-Identifier: MIT
//
// rota compare: what other rules would lose and gain.
#include <algorithm>
#include <cstddef>
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
#include "ids.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "retention_options.hpp"
#include "scope.hpp"

namespace tool {

namespace {

struct compare_options {
  std::vector<input_file> backups;
  retention_options before;
  retention_options after;
};

/// What differs, and what each policy plans.
struct comparison {
  std::vector<rota::difference> differences;
  rota::prune_plan before = {};
  rota::prune_plan after = {};
};

/// "lost 3, gained 0, freed 4.50 GiB"
std::string summary(const rota::difference& one) {
  if (one.lost.empty() && one.gained.empty()) return "nothing changes";
  std::string text = "lost " + std::to_string(one.lost.size()) + ", gained " + std::to_string(one.gained.size());
  if (!one.freed_gib) return text + ", freed an unknown size";
  return text + (*one.freed_gib < 0 ? ", takes " + format_size(-*one.freed_gib) + " more"
                                    : ", freed " + format_size(*one.freed_gib));
}

/// Why a policy keeps a backup, or lets it go.
std::string why(const rota::verdict& verdict) {
  return verdict.why_removed ? std::string{to_string(*verdict.why_removed)} : to_string(verdict.why_kept);
}

/// What is lost and what is gained in one list, newest first, with the reasons of both policies.
void print_changed(const comparison& found, const rota::history& past, const clock_face& face, const screen& on) {
  struct change {
    std::size_t index;
    bool is_lost;
  };
  std::vector<change> changes;
  for (const rota::difference& one : found.differences) {
    for (const std::size_t i : one.lost) changes.push_back({i, true});
    for (const std::size_t i : one.gained) changes.push_back({i, false});
  }
  std::sort(changes.begin(), changes.end(),
            [&](const change& a, const change& b) { return is_later(past[a.index], past[b.index]); });
  std::vector<table::column> columns = face.columns("created", 7);
  columns.insert(columns.begin(), {"", 9});
  columns.insert(columns.end(),
                 {{"level", 5}, {"size", 3, table::column::side::right}, {"before", 4}, {"after", 6}, {"id", 8}});
  table rows{std::move(columns), on};
  const short_ids ids{past};
  for (const auto& [i, is_lost] : changes) {
    const style look = is_lost ? style::removed : style::full;
    std::vector<cell> row = face.cells(past[i].created);
    row.insert(row.begin(), {is_lost ? "-" : "+", look});
    row.insert(row.end(), {level_cell(past[i].level()),
                           size_cell(past[i].size_gib),
                           reasons_cell(why(found.before.verdicts[i])),
                           {why(found.after.verdicts[i]), look},
                           ids.cell_of(past[i].id)});
    rows.add(std::move(row));
  }
  rows.print();
}

void print_summaries(const std::vector<rota::difference>& differences, const clock_face& face, const screen& on) {
  const auto instant_or_none = [&](const std::optional<rota::sys_seconds>& instant) {
    return instant ? face.both(*instant) : "none";
  };
  for (const rota::difference& one : differences) {
    std::string text = printable(description(one.source)) + ": " + summary(one) +
                       "; oldest instant to restore: " + instant_or_none(one.oldest_before);
    if (one.oldest_after != one.oldest_before) text += " before, " + instant_or_none(one.oldest_after) + " after";
    print_text(text, on);
  }
}

void compare(const compare_options& options, const common_options& common) {
  options.before.require_different_inputs(std::nullopt, options.backups);
  options.after.require_different_inputs(std::nullopt, options.backups);
  if (options.before.policy && options.after.policy)
    require_different({*options.before.policy, "the policy"}, {*options.after.policy, "the policy after --"});
  progress watched{"comparing", options.backups};
  const auto backups = read_backups(options.backups, common.format);
  const rota::history past{backups};
  const rota::retention before = options.before.over(std::nullopt);
  const rota::retention after = options.after.over(std::nullopt);
  const auto clock = common.clock();
  comparison found{rota::compare(past, before, after, common.now(), clock)};
  if (common.json) {
    watched.finish();
    print_json(found.differences, past);
    return;
  }
  found.before = rota::prune(past, before, common.now(), clock);
  found.after = rota::prune(past, after, common.now(), clock);
  watched.finish();
  const clock_face face{clock};
  print_changed(found, past, face, common.out);
  print_summaries(found.differences, face, common.out);
}

}  // namespace

void add_compare(command_line& line, const common_options& common) {
  const auto options = std::make_shared<compare_options>();
  option_list command = line.add_command(
      "compare", "Show what the rules after -- would lose and gain compared with those before it",
      [options, &common, &line] {
        if (!line.has_second_options())
          throw wrong_usage{
              "there are no rules after --; write both policies: compare --backups FILE --fulls 14 -- --fulls 4"};
        compare(*options, common);
      });
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
  options->before.add_to(command);
  option_list second = line.add_second_options("compare");
  options->after.add_to(second);
  command.example("rota compare --backups listing.json --fulls 14 -- --fulls 4");
}

}  // namespace tool
