// SPDX-License-Identifier: MIT
//
// tests/decisions.hpp: the API guide's schedule, and decisions as text.
//
//   due_at("2014-11-02T14:30:00")                // fulls on Sundays at 14:30; 2014-11-02 is a Sunday
//   due_at(calendar, "2014-11-02T14:30:00")
//   decided(schedule, backups, "2014-11-02T14:30:00")         // the text of what decide says then, in UTC
//   text(decision, backups)                      // "start 2014-11-02T14:30:00 full, missed 0: scheduled"
//                                                // "start … incremental on sun, missed 0: scheduled"
//                                                // "wait 2014-11-02T14:30:00"
//                                                // "busy 2014-11-02T14:30:00 by sun"
//                                                // "skip 2014-11-02T14:30:00 until 2014-11-03T14:30:00: older_than_grace"
#pragma once

#include <rota/backups/decide.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "instants.hpp"

inline const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7"};

inline rota::schedule due_at(rota::timing when, std::string_view next_run) {
  return {.id = "nightly", .when = std::move(when), .source = database, .next_run = instant(next_run)};
}
inline rota::schedule due_at(std::string_view next_run) {
  return due_at(rota::weekly(date::Sunday, minute_of_day(14 * 60 + 30)), next_run);
}

inline std::string text(const rota::decision& what, const std::vector<rota::backup>& backups) {
  if (const auto* wait = std::get_if<rota::wait_until>(&what)) return "wait " + rota::format_instant(wait->at);
  if (const auto* busy = std::get_if<rota::source_busy>(&what))
    return "busy " + rota::format_instant(busy->slot) + (busy->by ? " by " + backups[*busy->by].id : "");
  if (const auto* skip = std::get_if<rota::skip_slot>(&what))
    return "skip " + rota::format_instant(skip->slot) + " until " + rota::format_instant(skip->next) + ": " +
           std::string{to_string(skip->why)};
  const auto& start = std::get<rota::start_backup>(what);
  std::string line = "start " + rota::format_instant(start.slot) + " " + std::string{to_string(start.what)};
  if (start.parent) line += " on " + (*start.parent < backups.size() ? backups[*start.parent].id : "no backup");
  line += ", missed " + std::to_string(start.missed) + ":";
  for (const rota::start_reason why : start.why) line.append(" ").append(to_string(why));
  return line;
}

inline std::string decided(const rota::schedule& due, const std::vector<rota::backup>& backups, std::string_view now,
                           const rota::decide_options& options = {}) {
  return text(decide(due, backups, instant(now), rota::utc, options), backups);
}
