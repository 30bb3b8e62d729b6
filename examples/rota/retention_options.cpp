// SPDX-License-Identifier: MIT
#include "retention_options.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tool {

namespace {

std::string flag_named(std::string_view rule) {
  std::string flag = "--" + std::string{rule};
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

/// A unit of a length of time, and about how long it is.
struct length_unit {
  rota::lookback (*of)(std::int64_t count);
  std::chrono::seconds about;
};

template <class Unit>
constexpr length_unit unit_of{
    [](std::int64_t count) {
      return rota::lookback{std::chrono::duration<std::int64_t, typename Unit::period>{count}};
    },
    Unit{1}};

/// The shortest length in two neighbouring units, such as 12y9d, that reaches back from `now` as far as `length` does.
/// A rule of that length keeps what one of `length` keeps.
rota::lookback in_two_units(std::chrono::seconds length, rota::sys_seconds now,
                            const rota::wall_clock<any_zone>& clock) {
  constexpr std::array units{unit_of<date::years>, unit_of<date::days>, unit_of<std::chrono::hours>,
                             unit_of<std::chrono::minutes>, unit_of<std::chrono::seconds>};
  const auto start = [&](const rota::lookback& one) { return rota::before(now, one, clock); };
  const rota::sys_seconds oldest = start(length);
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    const length_unit& unit = units[i];
    std::int64_t count = length / unit.about + 1;
    while (count != 0 && start(unit.of(count)) < oldest) --count;
    if (count == 0) continue;
    const length_unit& smaller = units[i + 1];
    std::int64_t rest = std::max<std::int64_t>((start(unit.of(count)) - oldest) / smaller.about - 1, 0);
    while (start(unit.of(count) + smaller.of(rest)) > oldest) ++rest;
    const rota::lookback both = unit.of(count) + smaller.of(rest);
    const rota::lookback rounded = unit.of(count + 1);  // 3d rather than 2d24h
    return start(rounded) < start(both) ? both : rounded;
  }
  return length;
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

void guard_options::add_to(option_list& command) {
  command.value("--most", most, "Remove nothing from a source if the rules would remove more than N of its backups");
  command.value(
      "--most-share", most_share,
      "Remove nothing from a source if the rules would remove more than this share of its automated backups, from 0 to "
      "1");
}

std::string flag_of(const rota::near_miss& near, rota::sys_seconds now, const rota::wall_clock<any_zone>& clock) {
  const rota::retention_rule& rule = *rota::rule_of(near.rule);
  const std::string value = rule.unit() == rota::rule_unit::length
                                ? to_string(in_two_units(std::chrono::seconds{near.value}, now, clock))
                                : std::to_string(near.value);
  return flag_named(rule.name) + ' ' + value;
}

}  // namespace tool
