// SPDX-License-Identifier: MIT
//
// prune against a brute-force oracle, and its laws, over generated histories and policies.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/prune.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "plain_backups.hpp"
#include "plain_policies.hpp"

namespace {

using namespace std::chrono_literals;

using plain_policies::draw_length;
using plain_policies::draw_policy;
using plain_policies::has_rule;
using plain_policies::set;
using plain_policies::text;
using plain_policies::unset;
using plain_policies::value_of;
using rota::backup_status;
using rota::keep_reason;
using rota::keep_reasons;
using rota::removal_cause;
using rota::retention;
using rota::retention_rule;
using rota::retention_rules;
using rota::rule_scope;
using rota::rule_unit;

struct question {
  plain_list list;
  retention policy;
};

}  // namespace

namespace brute_force {

/// The periods of the API's world: hour, day, week, month and year. For rules that it does not know, the period of the
/// table.
std::int64_t period_of(const retention_rule& rule, std::int64_t seconds) {
  constexpr std::array<int, 12> month_lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const std::int64_t day = seconds / plain_day;
  int year = 1968;
  std::size_t month = 0;
  std::int64_t first_of_month = 0;
  while (true) {
    const int length = month_lengths[month] + (month == 1 && year % 4 == 0 ? 1 : 0);
    if (day < first_of_month + length) break;
    first_of_month += length;
    if (++month == 12) {
      month = 0;
      ++year;
    }
  }
  if (rule.name.starts_with("hourly")) return seconds / 3'600;
  if (rule.name.starts_with("daily")) return day;
  if (rule.name.starts_with("weekly")) return day / 7;
  if (rule.name.starts_with("monthly")) return year * 100 + static_cast<std::int64_t>(month);
  if (rule.name.starts_with("yearly")) return year;
  return rule.period(instant_of(seconds), 0s);
}

bool is_later(const plain_backup& a, const plain_backup& b) {
  return a.created > b.created || (a.created == b.created && a.id > b.id);
}

struct judgement {
  keep_reasons why_kept = {};
  std::optional<removal_cause> why_removed = {};
};

/// What becomes of each backup, rule by rule.
std::vector<judgement> judge(const question& asked) {
  const auto& all = asked.list.backups;
  const retention& policy = asked.policy;
  const std::int64_t present = asked.list.now;
  const std::size_t size = all.size();
  const judged_list judged{all};
  std::vector<keep_reasons> found(size);

  const auto is_since = [&](std::int64_t instant, const std::optional<rota::lookback>& length) {
    return length && instant >= present - length->seconds().count();
  };
  const auto is_held = [&](const plain_backup& one) { return one.held_until && *one.held_until > present; };
  const auto is_full = [&](std::size_t i) { return all[i].parent == no_id; };
  const auto may_lapse = [&](const plain_backup& one) { return !one.automated && policy.on_demand_within; };
  const auto is_of_newest_full = [&](std::size_t i) {
    if (policy.at_least == 0 || judged.damage(i) != 0) return false;
    const std::size_t full = judged.ancestry(i).back();
    if (!is_full(full) || !judged.is_restore_point(full) || all[full].created > present + 300) return false;
    for (std::size_t other = 0; other < size; ++other)
      if (is_full(other) && all[other].source == all[full].source && is_later(all[other], all[full]) &&
          judged.is_restore_point(other) && all[other].created <= present + 300)
        return false;
    return true;
  };
  const auto is_young = [&](const plain_backup& one) { return is_since(one.created, policy.on_demand_within); };

  // 1. What is protected, and what is counted.
  std::vector<std::size_t> counted;
  std::vector<std::size_t> governed;
  std::vector<unsigned> damage(size);
  for (std::size_t i = 0; i < size; ++i) {
    const plain_backup& one = all[i];
    damage[i] = judged.damage(i);
    const bool is_orphan = damage[i] == dangling_parent;
    if (judged.is_repeated(i)) continue;
    if (!one.automated && !may_lapse(one)) found[i] |= keep_reason::on_demand;
    if (may_lapse(one) && is_young(one)) found[i] |= reason_of(&retention::on_demand_within);
    if (may_lapse(one) && !is_young(one) && is_of_newest_full(i)) found[i] |= keep_reason::at_least;
    if (one.pinned) found[i] |= keep_reason::pinned;
    if (is_held(one)) found[i] |= keep_reason::held;
    if (one.status == backup_status::new_ || one.status == backup_status::building) found[i] |= keep_reason::unfinished;
    if (one.created > present + 300) found[i] |= keep_reason::future;
    if (damage[i] != 0 && !(is_orphan && policy.sweep_orphans)) found[i] |= keep_reason::damaged;
    if (!found[i].empty() || damage[i] != 0 || !one.automated) continue;
    if (one.status == backup_status::completed) {
      governed.push_back(i);
      if (judged.is_restore_point(i)) counted.push_back(i);
    } else {
      const plain_backup& full = all[judged.ancestry(i).back()];
      const bool is_protected = !full.automated && (!may_lapse(full) || is_young(full));
      if (full.pinned || is_held(full) || full.created > present + 300 || is_protected)
        found[i] |= keep_reason::ungoverned_chain;
      if (!policy.sweep_failed) found[i] |= keep_reason::failed_kept;
    }
  }

  // The number of newer points of the source for which `is_meant` holds.
  const auto newer = [&](std::size_t i, const auto& is_meant) {
    std::size_t count = 0;
    for (const std::size_t other : counted)
      if (all[other].source == all[i].source && is_later(all[other], all[i]) && is_meant(other)) ++count;
    return count;
  };
  const auto any = [](std::size_t) { return true; };

  // 2. Chain rules and the floor: what they select of fulls holds for everything built on them.
  std::vector<keep_reasons> of_chain(size);
  for (std::size_t i = 0; i < size; ++i)
    if (is_full(i) && !judged.is_repeated(i)) {
      const bool is_protected = !all[i].automated && (!may_lapse(all[i]) || is_young(all[i]));
      const bool is_ungoverned = all[i].pinned || is_held(all[i]) || all[i].created > present + 300 || is_protected;
      if (is_ungoverned) of_chain[i] |= keep_reason::ungoverned_chain;
      if (!is_ungoverned && may_lapse(all[i]) && is_of_newest_full(i)) of_chain[i] |= keep_reason::at_least;
    }
  for (const std::size_t i : counted) {
    if (!is_full(i)) continue;
    const std::size_t newer_fulls = newer(i, is_full);
    if (policy.fulls && newer_fulls < *policy.fulls) of_chain[i] |= reason_of(&retention::fulls);
    if (newer_fulls < policy.at_least) of_chain[i] |= keep_reason::at_least;
    if (!policy.window) continue;
    const auto is_before = [&](std::size_t other) {
      return is_full(other) && !is_since(all[other].updated, policy.window);
    };
    if (!is_before(i) || newer(i, is_before) == 0) of_chain[i] |= reason_of(&retention::window);
  }
  for (const std::size_t i : governed) {
    found[i] |= of_chain[judged.ancestry(i).back()];
    if (!has_rule(policy)) found[i] |= keep_reason::no_rule;
  }

  // 3. Point rules, and full rules, which are the same among fulls alone.
  for (const std::size_t i : counted) {
    if (policy.last != 0 && newer(i, any) < policy.last) found[i] |= reason_of(&retention::last);
    if (is_since(all[i].created, policy.within)) found[i] |= reason_of(&retention::within);
    if (!is_full(i)) continue;
    if (newer(i, is_full) < policy.last_fulls) found[i] |= reason_of(&retention::last_fulls);
    if (is_since(all[i].created, policy.fulls_within)) found[i] |= reason_of(&retention::fulls_within);
  }
  for (std::size_t row = 0; row < retention_rules.size(); ++row) {
    const retention_rule& rule = retention_rules[row];
    if (rule.period == nullptr) continue;
    const unsigned limit = policy.*std::get<unsigned retention::*>(rule.member);
    if (limit == 0) continue;
    const auto reason = static_cast<keep_reason>(row);
    const auto is_meant = [&](std::size_t i) { return rule.scope == rule_scope::point || is_full(i); };
    std::vector<std::int64_t> periods(size);
    for (const std::size_t i : counted) periods[i] = period_of(rule, all[i].created);
    std::vector<bool> is_newest(size);  // of its period
    for (const std::size_t i : counted)
      is_newest[i] = is_meant(i) &&
                     newer(i, [&](std::size_t other) { return is_meant(other) && periods[other] == periods[i]; }) == 0;
    for (const std::size_t i : counted) {
      if (!is_meant(i)) continue;
      const auto newer_periods = newer(i, [&](std::size_t other) { return is_newest[other]; });
      if (is_newest[i] && newer_periods < limit) found[i] |= reason;
      if (!policy.oldest) continue;
      bool is_oldest = true;
      for (const std::size_t other : counted)
        if (is_meant(other) && all[other].source == all[i].source && is_later(all[i], all[other])) is_oldest = false;
      if (is_oldest && newer_periods + (is_newest[i] ? 1 : 0) < limit)
        found[i] |= keep_reasons{reason, keep_reason::oldest};
    }
  }

  // 4. Kept backups keep their ancestors.
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t parent = judged.parent(i);
      if (found[i].empty() || parent == nowhere || !found[parent].empty()) continue;
      found[parent] |= keep_reason::ancestor;
      has_grown = true;
    }
  }

  // 5. Everything else goes.
  std::vector<judgement> judgements(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (judged.is_repeated(i)) {
      judgements[i] = judgements[judged.first_of(i)];
      continue;
    }
    judgements[i].why_kept = found[i];
    if (!found[i].empty()) continue;
    judgements[i].why_removed = damage[i] != 0                                  ? removal_cause::orphan
                                : all[i].status == backup_status::failed        ? removal_cause::failed
                                : all[i].status == backup_status::delete_failed ? removal_cause::delete_failed
                                                                                : removal_cause::expired;
  }
  return judgements;
}

}  // namespace brute_force

namespace {

rota::prune_plan answer_to(const question& asked) {
  return prune(backups_of(asked.list), asked.policy, instant_of(asked.list.now));
}

/// "kept: daily, monthly" or "goes: expired".
std::string text(const keep_reasons& why_kept, const std::optional<removal_cause>& why_removed) {
  return why_removed ? "goes: " + std::string{to_string(*why_removed)} : "kept: " + to_string(why_kept);
}

std::string text(const question& asked) {
  const auto plan = answer_to(asked);
  const auto expected = brute_force::judge(asked);
  std::string lines = text(asked.policy) + ", now " + rota::format_instant(instant_of(asked.list.now)) + ", salt " +
                      std::to_string(asked.list.salt) + "\n";
  for (std::size_t i = 0; i < asked.list.backups.size(); ++i) {
    const rota::verdict& verdict = plan.verdicts[i];
    lines += "  " + text(asked.list.backups[i]) + "; " + text(verdict.why_kept, verdict.why_removed);
    if (verdict.kept_if)
      lines +=
          ", kept if " + std::string{to_string(verdict.kept_if->rule)} + "=" + std::to_string(verdict.kept_if->value);
    lines += "; by brute force " + text(expected[i].why_kept, expected[i].why_removed) + "\n";
  }
  return lines;
}

/// Removes rules and backups as long as the law fails.
template <class Law>
question smallest(question asked, const Law& holds) {
  const auto shrink_list = [&] {
    asked.list = shrunk(asked.list, [&](const plain_list& list) { return holds(question{list, asked.policy}); });
  };
  const auto try_with = [&](const retention& policy) {
    if (!holds(question{asked.list, policy})) asked.policy = policy;
  };
  shrink_list();
  for (const retention_rule& rule : retention_rules) {
    retention simpler = asked.policy;
    unset(simpler, rule);
    try_with(simpler);
  }
  const auto simplify = [&](auto member) {
    retention simpler = asked.policy;
    simpler.*member = retention{}.*member;
    try_with(simpler);
  };
  simplify(&retention::at_least);
  for (const auto choice : {&retention::oldest, &retention::sweep_failed, &retention::sweep_orphans}) simplify(choice);
  shrink_list();
  return asked;
}

/// The first of `questions` drawn questions whose answer breaks the law, shrunk; "" if all obey it.
template <class Law>
std::string refutation_of(std::uint64_t seed, std::uint64_t questions, const Law& holds) {
  generator values{seed};
  for (std::uint64_t i = 0; i < trials(questions); ++i) {
    question asked{draw_list(values), {}};
    asked.policy = draw_policy(values, asked.list);
    if (!holds(asked))
      return "question " + std::to_string(i) + " of seed " + std::to_string(seed) +
             ", shrunk: " + text(smallest(asked, holds));
  }
  return "";
}

/// A guard in whole numbers: of a list that small, many of them are near what its plans would remove.
struct plain_guard {
  std::optional<std::size_t> most;
  std::optional<std::size_t> twelfths;  // the largest share

  [[nodiscard]] rota::prune_guard as_guard() const {
    return {most, twelfths ? std::optional{static_cast<double>(*twelfths) / 12.0} : std::nullopt};
  }
};

plain_guard draw_guard(const question& asked) {
  generator values{asked.list.salt};
  plain_guard guard;
  if (values.index(3) != 0) guard.most = values.index(6);
  if (values.index(3) != 0) guard.twelfths = values.index(13);
  return guard;
}

rota::prune_plan answer_to(const question& asked, const plain_guard& guard) {
  return prune(backups_of(asked.list), asked.policy, instant_of(asked.list.now), rota::utc, guard.as_guard());
}

bool keeps_all_of(const rota::prune_plan& after, const rota::prune_plan& before) {
  for (std::size_t i = 0; i < before.verdicts.size(); ++i)
    if (before.verdicts[i].keep && !after.verdicts[i].keep) return false;
  return true;
}

}  // namespace

TEST_CASE("what is kept, what goes, and why, is what brute force finds in 100,000 histories", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    const auto expected = brute_force::judge(asked);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const rota::verdict& verdict = plan.verdicts[i];
      if (verdict.why_kept != expected[i].why_kept || verdict.why_removed != expected[i].why_removed) return false;
      if (verdict.keep == expected[i].why_removed.has_value()) return false;
    }
    return plan.verdicts.size() == expected.size();
  };
  REQUIRE(refutation_of(20150301, 100'000, law) == "");
}

TEST_CASE("no kept backup has a removed ancestor", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const auto plan = answer_to(asked);
    for (std::size_t child = 0; child < all.size(); ++child)
      for (std::size_t parent = 0; parent < all.size(); ++parent)
        if (all[child].parent == all[parent].id && plan.verdicts[child].keep && !plan.verdicts[parent].keep)
          return false;
    return true;
  };
  REQUIRE(refutation_of(20150302, 4'000, law) == "");
}

TEST_CASE("removals lists everything that goes, once, and every child before its parent", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const auto plan = answer_to(asked);
    const brute_force::judged_list judged{all};
    std::vector<bool> is_gone(all.size());
    for (const std::size_t i : plan.removals) {
      if (judged.is_repeated(i)) return false;
      if (is_gone[i] || plan.verdicts[i].keep) return false;
      is_gone[i] = true;
      for (std::size_t child = 0; child < all.size(); ++child)
        if (child != i && all[child].parent == all[i].id && !is_gone[judged.first_of(child)]) return false;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!judged.is_repeated(i) && is_gone[i] == plan.verdicts[i].keep) return false;
    return true;
  };
  REQUIRE(refutation_of(20150303, 4'000, law) == "");
}

TEST_CASE("applying the plan and pruning again removes nothing", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    question again = asked;
    again.list.backups.clear();
    for (std::size_t i = 0; i < plan.verdicts.size(); ++i)
      if (plan.verdicts[i].keep) again.list.backups.push_back(asked.list.backups[i]);
    return answer_to(again).removals.empty();
  };
  REQUIRE(refutation_of(20150304, 4'000, law) == "");
}

TEST_CASE("permuting the backups changes neither a verdict nor the order of removal", "[prune_laws]") {
  const auto law = [](const question& asked) {
    generator values{asked.list.salt};
    const auto order = draw_order(values, asked.list.backups.size());  // where each one comes from
    question permuted = asked;
    for (std::size_t i = 0; i < order.size(); ++i) permuted.list.backups[i] = asked.list.backups[order[i]];
    const auto before = answer_to(asked);
    const auto after = answer_to(permuted);
    for (std::size_t i = 0; i < order.size(); ++i)
      if (after.verdicts[i] != before.verdicts[order[i]]) return false;
    const brute_force::judged_list judged{asked.list.backups};
    std::vector<std::size_t> removals;
    for (const std::size_t i : after.removals) removals.push_back(judged.first_of(order[i]));
    return removals == before.removals && after.freed_gib == before.freed_gib &&
           after.damage.size() == before.damage.size();
  };
  REQUIRE(refutation_of(20150305, 4'000, law) == "");
}

TEST_CASE("adding a rule to a retention that has one, or raising a count, removes no backup", "[prune_laws]") {
  const auto law = [](const question& asked) {
    if (!has_rule(asked.policy)) return true;
    generator values{asked.list.salt};
    question more = asked;
    retention& policy = more.policy;
    const std::size_t place = values.index(retention_rules.size() + 2);
    const std::int64_t raise = values.between(1, 3);
    if (place == retention_rules.size()) {
      policy.at_least += static_cast<unsigned>(raise);
    } else if (place > retention_rules.size()) {
      policy.oldest = true;
    } else {
      const retention_rule& rule = retention_rules[place];
      const auto value = value_of(rule, policy);
      if (rule.scope == rule_scope::on_demand && !value) return true;  // it is the one rule that lets something go
      if (rule.unit() == rule_unit::length)
        set(policy, rule, value.value_or(0) + draw_length(values, asked.list));
      else
        set(policy, rule, value ? *value + raise : raise - 1);
    }
    return keeps_all_of(answer_to(more), answer_to(asked));
  };
  REQUIRE(refutation_of(20150306, 4'000, law) == "");
}

TEST_CASE("automated COMPLETED fulls never fall below the floor, or their number before", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const auto plan = answer_to(asked);
    const brute_force::judged_list judged{all};
    for (int source = 0; source < 3; ++source) {
      unsigned before = 0;
      unsigned after = 0;
      for (std::size_t i = 0; i < all.size(); ++i) {
        const plain_backup& one = all[i];
        if (one.source != source || one.parent != no_id || !one.automated || one.status != backup_status::completed)
          continue;
        if (judged.is_repeated(i)) continue;
        ++before;
        after += plan.verdicts[i].keep ? 1U : 0U;
      }
      if (after < std::min(asked.policy.at_least, before)) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150307, 4'000, law) == "");
}

TEST_CASE("a pinned, held or unfinished backup never goes, nor an on-demand one unless its rule is set",
          "[prune_laws]") {
  const auto law = [](const question& asked) {
    for (const std::size_t i : answer_to(asked).removals) {
      const plain_backup& one = asked.list.backups[i];
      if (!one.automated && !asked.policy.on_demand_within) return false;
      if (one.pinned || is_unfinished(one.status)) return false;
      if (one.held_until && *one.held_until > asked.list.now) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150308, 4'000, law) == "");
}

TEST_CASE("pinning or holding a backup removes no other", "[prune_laws]") {
  const auto law = [](const question& asked) {
    if (asked.list.backups.empty()) return true;
    question more = asked;
    plain_backup& one = more.list.backups[asked.list.salt % more.list.backups.size()];
    if (asked.list.salt % 3 == 0)
      one.pinned = true;
    else
      one.held_until = asked.list.now + 1;
    return keeps_all_of(answer_to(more), answer_to(asked));
  };
  REQUIRE(refutation_of(20150314, 4'000, law) == "");
}

TEST_CASE("without a rule only failed backups and orphans go", "[prune_laws]") {
  const auto law = [](const question& asked) {
    question without = asked;
    without.policy = {.oldest = asked.policy.oldest,
                      .at_least = asked.policy.at_least,
                      .sweep_failed = asked.policy.sweep_failed,
                      .sweep_orphans = asked.policy.sweep_orphans};
    const brute_force::judged_list judged{asked.list.backups};
    for (const std::size_t i : answer_to(without).removals) {
      const auto status = asked.list.backups[i].status;
      const bool is_swept_failure = status != backup_status::completed && without.policy.sweep_failed;
      const bool is_swept_orphan = judged.damage(i) != 0 && without.policy.sweep_orphans;
      if (!is_swept_failure && !is_swept_orphan) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150309, 3'000, law) == "");
}

TEST_CASE("each source is judged alone as it is among others", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const brute_force::judged_list judged{all};
    for (std::size_t i = 0; i < all.size(); ++i)
      if (judged.damage(i) != 0) return true;
    const auto together = answer_to(asked);
    for (int source = 0; source < 3; ++source) {
      question alone = asked;
      std::erase_if(alone.list.backups, [&](const plain_backup& one) { return one.source != source; });
      const auto plan = answer_to(alone);
      std::size_t next = 0;
      for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].source == source && plan.verdicts[next++] != together.verdicts[i]) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150310, 3'000, law) == "");
}

TEST_CASE("kept_if is exact: with that value its rule keeps the backup, and with any smaller one it does not",
          "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    for (std::size_t i = 0; i < plan.verdicts.size(); ++i) {
      const rota::verdict& verdict = plan.verdicts[i];
      if (verdict.kept_if.has_value() != (verdict.why_removed == removal_cause::expired)) return false;
      if (!verdict.kept_if) continue;
      question other = asked;
      const retention_rule* rule = rule_of(verdict.kept_if->rule);
      if (rule == nullptr) return false;
      set(other.policy, *rule, verdict.kept_if->value);
      if (!answer_to(other).verdicts[i].keep) return false;
      if (verdict.kept_if->value == 0) return false;
      set(other.policy, *rule, verdict.kept_if->value - 1);
      if (answer_to(other).verdicts[i].keep) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150311, 3'000, law) == "");
}

TEST_CASE("freed_gib is the sum of the sizes of everything that goes, or nullopt if one is unknown", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    int quarters = 0;
    bool is_known = true;
    for (const std::size_t i : plan.removals) {
      quarters += asked.list.backups[i].quarters;
      is_known = is_known && asked.list.backups[i].quarters >= 0;
    }
    return plan.freed_gib == (is_known ? std::optional{quarters / 4.0} : std::nullopt);
  };
  REQUIRE(refutation_of(20150312, 3'000, law) == "");
}

TEST_CASE("the damage of a plan is that of its history, which gives the same plan", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto backups = backups_of(asked.list);
    const rota::history past{backups};
    const auto plan = prune(past, asked.policy, instant_of(asked.list.now));
    const auto same = answer_to(asked);
    return plan.damage == past.damage_report() && same.damage == plan.damage && same.verdicts == plan.verdicts &&
           same.removals == plan.removals;
  };
  REQUIRE(refutation_of(20150313, 3'000, law) == "");
}

TEST_CASE("of a source beyond the guard all is withheld, and nothing changes for the others, as brute force finds",
          "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const plain_guard guard = draw_guard(asked);
    const auto without = answer_to(asked);
    const auto expected = brute_force::judge(asked);
    const brute_force::judged_list judged{all};
    std::vector<std::size_t> removals;
    std::vector<std::size_t> withheld;
    std::vector<rota::verdict> verdicts = without.verdicts;
    std::string guarded;
    for (int source = 0; source < 4; ++source) {
      std::size_t goes = 0;
      std::size_t of = 0;
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].source != source || judged.is_repeated(i)) continue;
        const bool has_failed = all[i].status == backup_status::failed || all[i].status == backup_status::delete_failed;
        goes += expected[i].why_removed ? 1U : 0U;
        const bool is_governed = all[i].automated || asked.policy.on_demand_within;
        const bool could_go = is_governed && !has_failed && judged.damage(i) == 0;
        of += expected[i].why_removed || could_go ? 1U : 0U;
      }
      const bool are_too_many = guard.most && goes > *guard.most;
      const bool is_too_large = guard.twelfths && goes * 12 > *guard.twelfths * of;
      if (!are_too_many && !is_too_large) continue;
      guarded += std::to_string(source) + ": " + std::to_string(goes) + " of " + std::to_string(of) +
                 (are_too_many ? " are too many" : "") + (is_too_large ? " are too large a share" : "") + "\n";
      for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].source == source && expected[i].why_removed)
          verdicts[i] = {.keep = true, .why_kept = keep_reason::withheld, .kept_if = without.verdicts[i].kept_if};
    }
    for (const std::size_t i : without.removals) (verdicts[i].keep ? withheld : removals).push_back(i);
    const auto plan = answer_to(asked, guard);
    std::vector<std::string> found;
    for (const rota::guarded_source& one : plan.guarded) {
      const int source = one.source.id.empty()  ? 3
                         : one.source.id == "t" ? 2
                                                : one.source.type == rota::source_type::ha;
      found.push_back(std::to_string(source) + ": " + std::to_string(one.would_remove) + " of " +
                      std::to_string(one.of) + (one.beyond.most ? " are too many" : "") +
                      (one.beyond.most_share ? " are too large a share" : "") + "\n");
    }
    std::sort(found.begin(), found.end());
    std::string listed;
    for (const std::string& one : found) listed += one;
    return plan.verdicts == verdicts && plan.removals == removals && plan.withheld == withheld && listed == guarded &&
           plan.damage == without.damage;
  };
  REQUIRE(refutation_of(20150315, 20'000, law) == "");
}

TEST_CASE("every prefix of removals is safe to stop at: nothing left is built on what is gone, and the rest still goes",
          "[prune_laws]") {
  const auto law = [](const question& asked) {
    const auto backups = backups_of(asked.list);
    const plain_guard guard = draw_guard(asked);
    const auto plan = answer_to(asked, guard);
    const rota::history past{backups};
    const auto ids_of = [](const std::vector<rota::backup>& list, const std::vector<std::size_t>& places) {
      std::string ids;
      for (const std::size_t i : places) ids += list[i].id;
      return ids;
    };
    for (std::size_t stop = 0; stop <= plan.removals.size(); ++stop) {
      std::vector<bool> is_gone(backups.size());
      for (std::size_t k = 0; k < stop; ++k) is_gone[plan.removals[k]] = true;
      std::vector<rota::backup> left;
      for (std::size_t i = 0; i < backups.size(); ++i) {
        const auto parent = past.parent(i);
        if (is_gone[past.first_record(i)]) continue;
        if (parent && is_gone[*parent]) return false;
        left.push_back(backups[i]);
      }
      const auto rest = prune(left, asked.policy, instant_of(asked.list.now), rota::utc, guard.as_guard());
      if (ids_of(left, rest.removals) != ids_of(backups, plan.removals).substr(stop)) return false;
      if (ids_of(left, rest.withheld) != ids_of(backups, plan.withheld)) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150316, 4'000, law) == "");
}

TEST_CASE("raising a limit of a guard, or leaving it out, withholds no more", "[prune_laws]") {
  const auto law = [](const question& asked) {
    const plain_guard guard = draw_guard(asked);
    plain_guard looser = guard;
    if (guard.most && asked.list.salt % 2 == 0)
      looser.most = asked.list.salt % 4 == 0 ? *guard.most + 1 : std::optional<std::size_t>{};
    if (guard.twelfths && asked.list.salt % 3 == 0) looser.twelfths = std::min<std::size_t>(*guard.twelfths + 1, 12);
    return keeps_all_of(answer_to(asked, guard), answer_to(asked, looser));
  };
  REQUIRE(refutation_of(20150317, 4'000, law) == "");
}
