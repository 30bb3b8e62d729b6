// SPDX-License-Identifier: MIT
#include "retention_options.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace tool {

namespace {

std::string flag_named(std::string_view rule) {
  std::string flag = "--" + std::string{rule};
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

}  // namespace

void retention_options::add_to(option_list& command) {
  command.value(
      "--policy", policy,
      "The rules, as {\"retention\": {\"daily\": 7, \"within\": \"36h\"}}; a rule given beside it replaces that "
      "of the file");
  for (std::size_t row = 0; row < rota::retention_rules.size(); ++row) {
    const rota::retention_rule& rule = rota::retention_rules[row];
    if (rule.unit() == rota::rule_unit::count)
      command.value(flag_named(rule.name), counts[row], std::string{rule.help});
    else
      command.value(flag_named(rule.name), lengths[row], std::string{rule.help});
  }
  command.flag("--oldest", oldest, "If a periodic rule finds fewer than N periods, keep the oldest restore point too");
  command.value("--at-least", at_least,
                "Always keep the newest N completed automated fulls, and everything built on them (default: 1)");
  command.flag("--keep-failed", keep_failed, "Keep failed backups (default: remove them)");
  command.flag("--sweep-orphans", sweep_orphans,
               "Remove backups whose parent is missing from the list (default: keep them)");
}

rota::retention retention_options::over(const std::optional<rota::schedule>& schedule) const {
  rota::retention all = policy ? read_policy(*policy) : rota::retention{};
  for (std::size_t row = 0; row < rota::retention_rules.size(); ++row) {
    if (counts[row]) rota::retention_rules[row].set(all, *counts[row]);
    if (lengths[row]) rota::retention_rules[row].set(all, *lengths[row]);
  }
  all.at_least = at_least.value_or(all.at_least);
  all.oldest = all.oldest || oldest;
  all.sweep_failed = all.sweep_failed && !keep_failed;
  all.sweep_orphans = all.sweep_orphans || sweep_orphans;
  if (schedule && !all.fulls) all.fulls = rota::retention_of(*schedule).fulls;
  return all;
}

void retention_options::require_different_inputs(const std::optional<input_file>& schedule,
                                                 const std::vector<input_file>& pages) const {
  if (!policy) return;
  const named_input own{*policy, "the policy"};
  if (schedule) require_different(own, named_input{*schedule, "the schedule"});
  require_different(own, pages);
}

std::string flag_of(const rota::near_miss& near) {
  const rota::retention_rule& rule = *rota::rule_of(near.rule);
  const std::string value = rule.unit() == rota::rule_unit::length
                                ? to_string(rota::lookback{std::chrono::seconds{near.value}})
                                : std::to_string(near.value);
  return flag_named(rule.name) + ' ' + value;
}

}  // namespace tool
