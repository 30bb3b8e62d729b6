// SPDX-License-Identifier: MIT
//
// rota compare: what other rules would lose and gain.
#include <iostream>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
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

struct compare_options {
  std::vector<input_file> backups;
  retention_options before;
  retention_options after;
};

std::string instant_or_none(const std::optional<rota::sys_seconds>& instant) {
  return instant ? rota::format_instant(*instant) : "none";
}

/// "lost 3, gained 0, freed 4.50 GiB"
std::string summary(const rota::difference& one) {
  if (one.lost.empty() && one.gained.empty()) return "nothing changes";
  std::string text = "lost " + std::to_string(one.lost.size()) + ", gained " + std::to_string(one.gained.size());
  if (!one.freed_gib) return text + ", freed an unknown size";
  return text + (*one.freed_gib < 0 ? ", takes " + format_size(-*one.freed_gib) + " more"
                                    : ", freed " + format_size(*one.freed_gib));
}

void print_differences(const std::vector<rota::difference>& differences, const rota::history& past, bool colour) {
  table lines{{"", "created (UTC)", "level", "status", "size", "id"}};
  const auto add = [&](std::size_t i, std::string_view what, style look) {
    const rota::backup& one = past[i];
    lines.add({{std::string{what}, look},
               {rota::format_instant(one.created)},
               {std::string{to_string(one.level())}, style_of(one.level())},
               {std::string{to_string(one.status)}},
               {one.size_gib ? format_size(*one.size_gib) : "unknown"},
               {one.id, style::faint}});
  };
  bool is_empty = true;
  for (const rota::difference& one : differences) {
    for (const std::size_t i : one.lost) add(i, "lost", style::removed);
    for (const std::size_t i : one.gained) add(i, "gained", style::full);
    is_empty = is_empty && one.lost.empty() && one.gained.empty();
  }
  if (!is_empty) lines.print(colour);
  for (const rota::difference& one : differences) {
    std::cout << description(one.source) << ": " << summary(one)
              << "; oldest instant to restore: " << instant_or_none(one.oldest_before);
    if (one.oldest_after != one.oldest_before)
      std::cout << " before, " << instant_or_none(one.oldest_after) << " after";
    std::cout << '\n';
  }
}

void compare(const compare_options& options, const common_options& common) {
  options.before.require_different_inputs(std::nullopt, options.backups);
  options.after.require_different_inputs(std::nullopt, options.backups);
  if (options.before.policy && options.after.policy)
    require_different({*options.before.policy, "the policy"}, {*options.after.policy, "the policy after --"});
  const auto backups = read_backups(options.backups, common.format);
  const rota::history past{backups};
  const auto differences = rota::compare(past, options.before.over(std::nullopt), options.after.over(std::nullopt),
                                         common.now(), common.clock());
  if (common.json)
    print_json(differences, past);
  else
    print_differences(differences, past, common.colour);
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
