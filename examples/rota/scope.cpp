// SPDX-License-Identifier: MIT
#include "scope.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "errors.hpp"

namespace tool {

std::string description(const rota::source& one) { return std::string{to_string(one.type)} + ' ' + one.id; }

std::string sources_of(const std::vector<rota::backup>& backups) {
  constexpr std::size_t shown = 5;
  const rota::history past{backups};
  std::string text;
  for (std::size_t i = 0, found = 0; i < past.size() && found < shown; ++i)
    if (past.source_number(i) == found) text += (found++ == 0 ? "" : ", ") + description(past[i].source);
  return past.sources() > shown ? text + " and " + std::to_string(past.sources() - shown) + " more" : text;
}

bool scope::lacks_all(const std::vector<rota::backup>& backups) const {
  return !backups.empty() &&
         std::none_of(backups.begin(), backups.end(), [this](const rota::backup& one) { return contains(one); });
}

void scope::require_in(const std::vector<rota::backup>& backups) const {
  if (lacks_all(backups))
    throw refused{{rota::fault_kind::item_not_found,
                   "none of the backups is of the source of the schedule, " + description(*only_) + "; they are of " +
                       sources_of(backups) + "; give the listing of that source, or the schedule of these backups"}};
}

void scope::pin_outside(std::vector<rota::backup>& backups) const {
  for (rota::backup& one : backups)
    if (!contains(one)) one.pinned = true;
}

std::vector<source_protection> assess_sources(const rota::history& past, const std::optional<rota::schedule>& schedule,
                                              std::chrono::seconds rpo, rota::sys_seconds now) {
  if (schedule) return {{schedule->source, rota::assess(past, *schedule, rpo, now)}};
  const std::vector<rota::protection> all = rota::assess(past, rpo, now);
  std::vector<source_protection> found;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (past.source_number(i) != seen) continue;
    if (!past[i].source.id.empty()) found.push_back({past[i].source, all[seen]});
    ++seen;
  }
  return found;
}

plan_input read_plan_input(const std::optional<input_file>& schedule, const std::vector<input_file>& files,
                           std::optional<listing_format> format) {
  plan_input read;
  if (schedule) {
    require_different({*schedule, "the schedule"}, files);
    read.schedule = read_schedule(*schedule);
    read.of = scope{read.schedule->source};
  }
  auto [backups, used] = read_listing(files, format);
  read.backups = std::move(backups);
  read.format = used;
  read.of.require_in(read.backups);
  read.of.pin_outside(read.backups);
  return read;
}

}  // namespace tool
