// SPDX-License-Identifier: MIT
//
// rota decide, rota prune, rota restore: what to start, what may go, and what a restore takes.
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <rota/json.hpp>
#include <sstream>

#include "tool.hpp"

namespace tool {

namespace {

void refuse_standard_input_twice(const std::string& schedule_file, const std::string& backups_file) {
  if (schedule_file == "-" && backups_file == "-")
    throw wrong_usage{"the schedule and the backups cannot both be standard input; name a file for one of them"};
}

std::vector<rota::backup> read_backups(const std::string& file) {
  return value_or_refuse(rota::parse_backups(read_file(file)));
}

std::string in_gib(double size) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << size << " GiB";
  return text.str();
}

template <class Set>
std::string names(const Set& members) {
  std::string text;
  for (const auto one : members) text.append(text.empty() ? "" : ", ").append(to_string(one));
  return text;
}

/// "3", or of the rules that are lengths of time, "12d" and the like.
std::string value_of(const rota::near_miss& near) {
  if (near.rule != rota::reason::window && near.rule != rota::reason::within) return std::to_string(near.value);
  struct unit {
    std::int64_t seconds;
    const char* name;
  };
  for (const unit one : {unit{604800, "w"}, unit{86400, "d"}, unit{3600, "h"}, unit{60, "m"}})
    if (near.value != 0 && near.value % one.seconds == 0) return std::to_string(near.value / one.seconds) + one.name;
  return std::to_string(near.value) + "s";
}

std::string explanation(const rota::verdict& verdict) {
  std::string text = names(verdict.why);
  if (verdict.kept_if)
    text += "; stays if " + std::string{to_string(verdict.kept_if->rule)} + " were " + value_of(*verdict.kept_if);
  return text;
}

void print_plan(const rota::prune_plan& plan, const std::vector<rota::backup>& backups, bool colour) {
  std::vector<std::size_t> newest_first(backups.size());
  std::iota(newest_first.begin(), newest_first.end(), std::size_t{0});
  std::sort(newest_first.begin(), newest_first.end(),
            [&](std::size_t a, std::size_t b) { return is_later(backups[a], backups[b]); });
  table lines{{"created (UTC)", "level", "status", "size", "", "why", "id"}};
  for (const std::size_t i : newest_first) {
    const rota::backup& one = backups[i];
    const bool keep = plan.verdicts[i].keep;
    lines.add({{rota::format_instant(one.created)},
               {std::string{to_string(one.level())}, style_of(one.level())},
               {std::string{to_string(one.status)}},
               {one.size ? in_gib(*one.size) : "unknown"},
               {keep ? "stays" : "goes", keep ? style::plain : style::removed},
               {explanation(plan.verdicts[i])},
               {one.id, style::faint}});
  }
  lines.print(colour);
  std::cout << backups.size() - plan.removals.size() << " stay, " << plan.removals.size() << " go, "
            << (plan.freed ? in_gib(*plan.freed) + " freed" : "of unknown size") << '\n';
  for (const rota::issue& one : plan.damage) std::cout << "damaged: " << to_string(one) << '\n';
}

}  // namespace

void decide(const common_options& common, const decide_options& options) {
  refuse_standard_input_twice(options.schedule_file, options.backups_file);
  const auto schedule = value_or_refuse(rota::parse_schedule(read_file(options.schedule_file)));
  const auto backups = read_backups(options.backups_file);
  const rota::history past{backups};
  const rota::decision what = rota::decide(schedule, past, common.now, options.how, common.zone, common.policy);
  if (common.json) {
    print(rota::to_document<nlohmann::ordered_json>(what, past));
  } else if (const auto* start = std::get_if<rota::start>(&what)) {
    std::cout << styled("start", style::bold, common.colour) << " a backup at level "
              << styled(to_string(start->what), style_of(start->what), common.colour)
              << (start->parent ? " on " + past[*start->parent].id : "") << " for the slot of "
              << rota::format_instant(start->slot) << " (" << names(start->why) << ")\n";
    if (start->missed != 0) std::cout << "missed: " << start->missed << " earlier runs, which are not made up for\n";
  } else if (const auto* skip = std::get_if<rota::skip>(&what)) {
    std::cout << styled("skip", style::bold, common.colour) << " the slot of " << rota::format_instant(skip->slot)
              << " (" << to_string(skip->why) << "); next " << rota::format_instant(skip->next) << '\n';
  } else {
    std::cout << styled("wait", style::bold, common.colour) << " until "
              << rota::format_instant(std::get<rota::wait>(what).until) << '\n';
  }
}

void prune(const common_options& common, const prune_options& options) {
  if (options.schedule_file) refuse_standard_input_twice(*options.schedule_file, options.backups_file);
  std::optional<rota::schedule> schedule;
  if (options.schedule_file) schedule = value_or_refuse(rota::parse_schedule(read_file(*options.schedule_file)));
  auto backups = read_backups(options.backups_file);
  for (rota::backup& one : backups)  // a schedule says nothing of what is backed up by others: that stays, as if pinned
    if (schedule && one.source != schedule->source) one.pinned = true;
  const rota::prune_plan plan = rota::prune(backups, options.rules.over(schedule), common.now, common.zone);
  if (common.json)
    print(rota::to_document<nlohmann::ordered_json>(plan, backups));
  else
    print_plan(plan, backups, common.colour);
}

void restore(const common_options& common, const restore_options& options) {
  const auto backups = read_backups(options.backups_file);
  const auto found =
      std::find_if(backups.begin(), backups.end(), [&](const rota::backup& one) { return one.id == options.id; });
  if (found == backups.end()) {
    std::vector<std::string_view> ids;
    ids.reserve(backups.size());
    for (const rota::backup& one : backups) ids.push_back(one.id);
    const auto meant = rota::nearest(options.id, ids);
    throw refused{{rota::fault_kind::item_not_found,
                   "there is no backup " + rota::in_quotes(options.id) +
                       (meant.empty() ? "" : "; did you mean " + rota::in_quotes(meant) + "?")}};
  }
  const rota::history past{backups};
  auto order = restore_order(past, static_cast<std::size_t>(found - backups.begin()));
  if (!order) {
    std::string why = to_string(order.error().front());
    throw refused{{rota::fault_kind::unprocessable_entity, std::move(why), std::move(order.error())}};
  }
  if (common.json) {
    auto ids = nlohmann::ordered_json::array();
    for (const std::size_t i : *order) ids.push_back(backups[i].id);
    print({{"restore_order", std::move(ids)}});
    return;
  }
  table lines{{"", "created (UTC)", "level", "id"}};
  for (const std::size_t i : *order)
    lines.add({{std::to_string(past.depth(i))},
               {rota::format_instant(backups[i].created)},
               {std::string{to_string(backups[i].level())}, style_of(backups[i].level())},
               {backups[i].id}});
  lines.print(common.colour);
}

}  // namespace tool
