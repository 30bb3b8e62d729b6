// SPDX-License-Identifier: MIT
// The control loop of a service: every hour it decides, starts a backup if one is due, and removes what may go. The time
// and the backups are simulated; each takes half an hour, and the full of 2014-11-09 fails.
#include <chrono>
#include <iostream>
#include <rota/rota.hpp>
#include <vector>

using namespace std::chrono_literals;

int main() {
  rota::sys_seconds now = *rota::parse_instant("2014-11-01T12:00:00");
  const rota::sys_seconds failing = *rota::parse_instant("2014-11-09T15:00:00");
  const rota::cadence when = rota::weekly(date::Sunday, rota::time_of_day{14h, 30min});
  rota::schedule schedule =
      rota::make_schedule({when, {"44b277eb-39be-4921-be31-3d61b43651d7"}, 1}, "a", now, rota::utc);
  std::vector<rota::backup> backups;

  for (const auto end = now + 24h * 17; now < end; now += 1h) {
    for (rota::backup& one : backups) {
      if (!is_unfinished(one.status) || now - one.created < 30min) continue;
      one.status = one.created == failing ? rota::backup_status::failed : rota::backup_status::completed;
      one.updated = now;
      schedule = rota::finished(schedule, now);
    }
    const auto decision = rota::decide(schedule, backups, now, rota::utc);
    if (const auto* start = std::get_if<rota::start_backup>(&decision)) {
      rota::backup made{.id = rota::format_instant(now), .source = schedule.source, .created = now, .updated = now};
      if (start->parent) made.parent_id = backups[*start->parent].id;
      made.status = rota::backup_status::building;
      for (const auto why : start->why)
        std::cout << made.id << "  " << to_string(made.level()) << ": " << to_string(why) << '\n';
      backups.push_back(made);
      schedule = rota::started(schedule, now, rota::utc);
    } else if (const auto* skip = std::get_if<rota::skip_slot>(&decision)) {
      schedule = rota::skipped(schedule, *skip, now);
    }
    const auto plan = rota::prune(backups, rota::retention_of(schedule), now);
    if (!plan.removals.empty()) std::cout << rota::format_instant(now) << "  removes " << plan.removals.size() << '\n';
    for (const std::size_t i : plan.removals) backups[i].id.clear();
    std::erase_if(backups, [](const rota::backup& one) { return one.id.empty(); });
  }
}
