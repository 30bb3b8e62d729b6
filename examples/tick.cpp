// SPDX-License-Identifier: MIT
// What a scheduler does every minute: find the schedules that are due, and start their backups.
#include <chrono>
#include <iostream>
#include <rota/rota.hpp>
#include <vector>

using namespace std::chrono_literals;

int main() {
  rota::sys_seconds now = *rota::parse_instant("2014-11-01T22:00:00");
  std::vector<rota::schedule> table;
  for (const auto at : {rota::time_of_day{22h, 30min}, rota::time_of_day{23h, 15min}})
    table.push_back(rota::make_schedule({rota::weekly(date::Sunday, at), {"44b277eb-39be-4921-be31-3d61b43651d7"}},
                                        "nightly at " + to_string(at), now, rota::utc));

  for (const rota::sys_seconds end = now + 24h; now < end; now += 1min) {
    for (rota::schedule& one : table) {
      if (one.running || one.next_run > now) continue;
      one = rota::started(one, now, rota::utc);
      std::cout << rota::format_instant(now) << "  started   " << one.id << '\n';
      one = rota::finished(one, now + 5min);
      std::cout << rota::format_instant(one.updated) << "  finished  " << one.id << ", next "
                << rota::format_instant(one.next_run) << '\n';
    }
  }
}
