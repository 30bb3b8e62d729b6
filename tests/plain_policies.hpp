// SPDX-License-Identifier: MIT
//
// tests/plain_policies.hpp: retentions, drawn for a plain list, changed rule by rule, and printed.
//
//   retention policy = draw_policy(values, list);  // of any rules, with lengths that reach to the backups of the list
//   set(policy, rule, 3), unset(policy, rule)
//   text(policy)                                   // "policy fulls=2 at_least=1"
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/retention.hpp>
#include <string>
#include <variant>

#include "generated.hpp"
#include "plain_backups.hpp"

namespace plain_policies {

using rota::retention;
using rota::retention_rule;
using rota::retention_rules;
using rota::rule_scope;
using rota::rule_unit;

/// Whether the policy has a rule for what is automated.
inline bool has_rule(const retention& policy) {
  return std::any_of(retention_rules.begin(), retention_rules.end(), [&](const retention_rule& rule) {
    return rule.scope != rule_scope::on_demand && rule.value(policy).has_value();
  });
}

/// Sets a rule to a count, or to a length in seconds.
inline void set(retention& policy, const retention_rule& rule, std::int64_t value) {
  if (rule.unit() == rule_unit::length)
    rule.set(policy, rota::lookback{std::chrono::seconds{value}});
  else
    rule.set(policy, static_cast<unsigned>(value));
}

inline std::optional<std::int64_t> value_of(const retention_rule& rule, const retention& policy) {
  const auto value = rule.value(policy);
  if (!value) return std::nullopt;
  const auto* const length = std::get_if<rota::lookback>(&*value);
  return length != nullptr ? length->seconds().count() : std::int64_t{std::get<unsigned>(*value)};
}

inline void unset(retention& policy, const retention_rule& rule) {
  std::visit([&](auto member) { policy.*member = retention{}.*member; }, rule.member);
}

/// A length that reaches back to a backup, or to a second before or after it.
inline std::int64_t draw_length(generator& values, const plain_list& list) {
  if (list.backups.empty()) return plain_day;
  const plain_backup& one = list.backups[values.index(list.backups.size())];
  const std::int64_t since = values.coin() ? one.created : one.updated;
  return std::max<std::int64_t>(list.now - since + values.between(-1, 1), 0);
}

inline retention draw_policy(generator& values, const plain_list& list) {
  retention policy;
  const bool has_rules = values.index(8) != 0;
  const bool has_point_rules = has_rules && values.coin();
  for (const retention_rule& rule : retention_rules) {
    const bool is_drawn =
        rule.scope == rule_scope::point ? has_point_rules && values.index(5) < 2 : has_rules && values.index(4) == 0;
    if (is_drawn) set(policy, rule, rule.unit() == rule_unit::count ? values.between(0, 4) : draw_length(values, list));
  }
  policy.oldest = values.coin();
  policy.at_least = static_cast<unsigned>(values.index(4)) % 3;
  policy.sweep_failed = values.index(4) != 0;
  policy.sweep_orphans = values.index(3) == 0;
  return policy;
}

inline std::string text(const retention& policy) {
  std::string line = "policy";
  for (const retention_rule& rule : retention_rules)
    if (const auto value = value_of(rule, policy)) line.append(" ").append(rule.name) += "=" + std::to_string(*value);
  line += " at_least=" + std::to_string(policy.at_least);
  return line + (policy.oldest ? " oldest" : "") + (policy.sweep_failed ? "" : " sweep_failed=0") +
         (policy.sweep_orphans ? " sweep_orphans" : "");
}

}  // namespace plain_policies
