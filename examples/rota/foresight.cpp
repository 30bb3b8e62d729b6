// SPDX-License-Identifier: MIT
#include "foresight.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "errors.hpp"

namespace tool {

namespace {

constexpr date::years longest{20};

/// Whether the schedule is marked as running although no backup of its source is unfinished.
bool is_lost(const plan_input& read) {
  return read.schedule && read.schedule->running &&
         std::none_of(read.backups.begin(), read.backups.end(),
                      [&](const rota::backup& one) { return read.of.contains(one) && is_unfinished(one.status); });
}

/// Leaves out the fates of backups outside the scope.
void keep_inside(foresight& found, const plan_input& read) {
  const rota::history past{read.backups};
  auto next = found.fates.begin();
  auto end_of_inside = found.fates.begin();
  for (std::size_t i = 0; i < read.backups.size(); ++i) {
    if (past.is_repeated(i)) continue;
    if (read.of.contains(read.backups[i])) std::swap(*end_of_inside++, *next);
    ++next;
  }
  found.listed = static_cast<std::size_t>(end_of_inside - found.fates.begin());
  found.fates.erase(end_of_inside, next);
}

}  // namespace

bool goes_before(const rota::fate& a, const rota::fate& b) {
  if (a.goes && b.goes && *a.goes != *b.goes) return *a.goes < *b.goes;
  if (a.goes.has_value() != b.goes.has_value()) return a.goes.has_value();
  return a.created < b.created;
}

void require_horizon(const horizon& of) {
  if (of.until <= of.now)
    throw wrong_usage{"--until, " + rota::format_instant(of.until) + ", is not after now, " +
                      rota::format_instant(of.now) + "; give a later one"};
  if (of.until - of.now > longest) throw wrong_usage{"--until is more than 20 years away; give an earlier one"};
}

foresight look_ahead(const plan_input& read, const rota::retention& policy, const horizon& in,
                     const rota::wall_clock<any_zone>& clock, progress& watched) {
  foresight found{.ignores_mark = is_lost(read)};
  std::optional<rota::schedule> schedule = read.schedule;
  if (found.ignores_mark) schedule->running = false;
  const auto completed = [&](const rota::backup& started) {
    watched.reach(share_of(started.created, in.now, in.until));
    return rota::outcome{};
  };
  found.fates = schedule ? rota::forecast({.schedule = *schedule,
                                           .retention = policy,
                                           .backups = read.backups,
                                           .from = in.now,
                                           .until = in.until},
                                          completed, clock)
                         : rota::forecast(read.backups, policy, in.now, in.until, clock);
  keep_inside(found, read);
  return found;
}

}  // namespace tool
