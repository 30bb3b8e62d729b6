// SPDX-License-Identifier: MIT
// Before a change of retention goes live: what of today would be lost, and what would keep it.
#include <chrono>
#include <iostream>
#include <rota/rota.hpp>
#include <vector>

using namespace std::chrono_literals;

int main() {
  const rota::sys_seconds now = *rota::parse_instant("2014-12-01T12:00:00");
  const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7"};
  std::vector<rota::backup> backups;
  for (int day = 0; day < 21; ++day) {  // three weeks of a full on Sundays and incrementals on the other days
    const rota::sys_seconds created = *rota::parse_instant("2014-11-09T14:30:00") + 24h * day;
    rota::backup one{.id = rota::format_instant(created),
                     .source = database,
                     .created = created,
                     .updated = created + 20min,
                     .size_gib = 1.5};
    if (day % 7 != 0) one.parent_id = backups.back().id;
    backups.push_back(one);
  }
  const rota::retention today{.fulls = 3};
  const rota::retention proposed{.window = 24h * 7, .weekly = 2};

  const auto before = rota::prune(backups, today, now);
  const auto after = rota::prune(backups, proposed, now);
  for (const std::size_t i : after.removals) {
    if (!before.verdicts[i].keep) continue;
    std::cout << "would lose " << backups[i].id << " " << to_string(backups[i].level());
    if (const auto& kept_if = after.verdicts[i].kept_if)
      std::cout << ", kept if " << to_string(kept_if->rule) << " were " << kept_if->value;
    std::cout << '\n';
  }
  std::cout << "frees " << after.freed_gib.value_or(0) << " GiB\n";
}
