// SPDX-License-Identifier: MIT
//
// tests/events.hpp: the events of simulations as text.
//
//   text(event)       // "2014-11-02T14:50:00 removed simulated-2 incremental: expired"; " by hand" if a person did it
//                     // "2014-11-02T15:00:00 busy simulated-3 full": that backup keeps the source busy
//   text(events)      // a line for each, after a line break
//   in_twenty_minutes(started)     // the outcome of a backup that completes after that time
#pragma once

#include <chrono>
#include <rota/backups/simulate.hpp>
#include <string>
#include <vector>

inline std::string text(const rota::event& one) {
  std::string line = rota::format_instant(one.at) + " " + std::string{to_string(one.kind)};
  if (!one.id.empty()) line += " " + one.id + " " + std::string{to_string(one.what)};
  if (!one.automated) line += " by hand";
  std::string why;
  if (one.missed != 0) why += " missed " + std::to_string(one.missed);
  for (const auto reason : one.started_for) why.append(" ").append(to_string(reason));
  if (one.skipped_for) why.append(" ").append(to_string(*one.skipped_for));
  if (one.removed_for) why.append(" ").append(to_string(*one.removed_for));
  return line + (why.empty() ? "" : ":" + why);
}

inline std::string text(const std::vector<rota::event>& events) {
  std::string lines;
  for (const rota::event& one : events) lines += "\n" + text(one);
  return lines;
}

inline rota::outcome in_twenty_minutes(const rota::backup&) {
  return {rota::backup_status::completed, std::chrono::minutes{20}};
}
