// SPDX-License-Identifier: MIT
#include "retention_options.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <variant>

namespace tool {

namespace {

std::string flag_named(std::string_view rule) {
  std::string flag = "--" + std::string{rule};
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

}  // namespace

void retention_options::add_to(option_list& command) {
  for (const rota::retention_rule& rule : rota::retention_rules)
    std::visit([&](auto member) { command.value(flag_named(rule.name), rules.*member, std::string{rule.help}); },
               rule.member);
  command.flag("--oldest", rules.oldest,
               "If a periodic rule finds fewer than N periods, keep the oldest restore point too");
  command.value("--at-least", rules.at_least,
                "Always keep the newest N completed automated fulls, and everything built on them (default: 1)");
  command.flag("--keep-failed", keep_failed, "Keep failed backups (default: remove them)");
  command.flag("--sweep-orphans", rules.sweep_orphans,
               "Remove backups whose parent is missing from the list (default: keep them)");
}

rota::retention retention_options::over(const std::optional<rota::schedule>& schedule) const {
  rota::retention all = rules;
  if (schedule && !all.fulls) all.fulls = rota::retention_of(*schedule).fulls;
  all.sweep_failed = !keep_failed;
  return all;
}

std::string flag_of(const rota::near_miss& near) {
  const rota::retention_rule& rule = *rota::rule_of(near.rule);
  const std::string value = rule.unit() == rota::rule_unit::length
                                ? to_string(rota::lookback{std::chrono::seconds{near.value}})
                                : std::to_string(near.value);
  return flag_named(rule.name) + ' ' + value;
}

}  // namespace tool
