// SPDX-License-Identifier: MIT
// The loop of a service that owns a table of schedules. Every five minutes it looks up which of them are due, which
// costs what the answer is long, and decides what to start for each. A schedule that has to wait stays in `pending`.
// Time and backups are simulated; a backup takes 20 minutes, and one of the users by hand is in the way of theirs.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <rota/rota.hpp>
#include <string>
#include <variant>
#include <vector>

using namespace std::chrono_literals;

namespace {

struct database {
  rota::schedule schedule;
  std::vector<rota::backup> backups;
};

void end_backups(database& one, rota::sys_seconds now) {
  for (rota::backup& running : one.backups) {
    if (!is_unfinished(running.status) || now - running.created < 20min) continue;
    running.status = rota::backup_status::completed;
    running.updated = now;
    if (running.automated) one.schedule = rota::finished(one.schedule, now);
    std::cout << rota::format_instant(now) << "  " << one.schedule.id << ": the "
              << (running.automated ? to_string(running.level()) : "one by hand") << " has ended\n";
  }
}

/// Starts what is due. Returns false if it has to wait for something that is running.
bool serve(database& one, rota::sys_seconds now) {
  const rota::decision decision = rota::decide(one.schedule, one.backups, now, rota::utc);
  if (std::holds_alternative<rota::source_busy>(decision)) return false;
  if (const auto* skip = std::get_if<rota::skip_slot>(&decision))
    one.schedule = rota::skipped(one.schedule, *skip, now);
  if (const auto* start = std::get_if<rota::start_backup>(&decision)) {
    rota::backup made{.id = one.schedule.id + " at " + rota::format_instant(now), .source = one.schedule.source};
    if (start->parent) made.parent_id = one.backups[*start->parent].id;
    made.status = rota::backup_status::building;
    made.created = made.updated = now;
    one.backups.push_back(made);
    one.schedule = rota::started(one.schedule, now, rota::utc);
    std::cout << rota::format_instant(now) << "  " << one.schedule.id << ": starts a " << to_string(start->what)
              << " for the slot of " << rota::format_instant(start->slot) << '\n';
  }
  return true;
}

}  // namespace

int main() {
  const rota::sys_seconds start = *rota::parse_instant("2014-11-01T22:00:00");
  const std::vector<rota::cadence> cadences{rota::weekly(date::Saturday, {22h, 30min}), rota::daily_full({22h, 30min}),
                                            rota::weekly(date::Sunday, {23h, 15min})};
  std::vector<database> table;
  for (const std::string name : {"orders", "users", "logs"})
    table.push_back({rota::make_schedule({cadences[table.size()], {name}}, name, start, rota::utc), {}});
  table[1].backups.push_back({.id = "by hand",
                              .source = {"users"},
                              .status = rota::backup_status::building,
                              .automated = false,
                              .created = start + 15min});

  const rota::due_index index{cadences};
  std::vector<std::uint32_t> pending;  // after a restart: every schedule whose next_run has passed
  for (auto last = start, now = start + 5min; now < start + 2h; last = now, now += 5min) {
    for (database& one : table) end_backups(one, now);
    for (const std::uint32_t number : index.due(last, now))
      if (std::find(pending.begin(), pending.end(), number) == pending.end()) pending.push_back(number);
    std::erase_if(pending, [&](std::uint32_t number) { return serve(table[number], now); });
  }
}
