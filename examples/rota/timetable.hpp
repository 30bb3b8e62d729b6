// SPDX-License-Identifier: MIT
//
// timetable.hpp: the runs of several schedules, merged in order of time.
//
//   timetable runs{lines, until, count};
//   while (const auto next = runs.next()) …     // next->line is the number of the schedule, next->run its run
//
// Under gap::skip, a slot that the clock skips has no run. It is among the entries too, and marked.
#ifndef ROTA_TOOL_TIMETABLE_HPP
#define ROTA_TOOL_TIMETABLE_HPP

#include <chrono>
#include <cstddef>
#include <optional>
#include <queue>
#include <rota/rota.hpp>
#include <string>
#include <vector>

#include "zones.hpp"

namespace tool {

/// One schedule of a timetable.
struct timetable_line {
  std::optional<std::string> id;  ///< nullopt if there is only one schedule, which needs no name
  rota::timing when;
  rota::wall_clock<any_zone> clock;
  rota::sys_seconds from;                                     ///< its runs before this are left out
  std::chrono::minutes offset{0};                             ///< how much later than its slots it is started
  rota::sys_seconds paused_until = rota::sys_seconds::min();  ///< its slots before this are left out

  /// The first run after `after`, and when it is started.
  [[nodiscard]] rota::spread_run next_after(rota::sys_seconds after) const;
  [[nodiscard]] rota::spread_run first() const { return next_after(from - std::chrono::seconds{1}); }
};

/// Goes through the first `count` runs of all lines together before `until`, one by one: there may be more of them than
/// fit into memory. Slots without a run come in between, and are not counted. Runs at the same instant come in the
/// order of the lines. O(log(lines)) a run.
/// Precondition: the lines outlive the timetable.
class timetable {
 public:
  struct entry {
    std::size_t line;
    rota::run run;           ///< at the instant when it is started
    rota::sys_seconds slot;  ///< when that of its slot is
    /// The time of day that the clock skips, if the slot has no run; `run` is then at the change of the clock.
    std::optional<rota::time_of_day> skipped = std::nullopt;
  };

  timetable(const std::vector<timetable_line>& lines, rota::sys_seconds until, std::size_t count);

  /// The next run, or nullopt at the end.
  std::optional<entry> next();

 private:
  struct is_later {
    bool operator()(const entry& a, const entry& b) const {
      if (a.run.at != b.run.at) return a.run.at > b.run.at;
      return a.line != b.line ? a.line > b.line : !a.skipped && b.skipped;
    }
  };

  /// Adds the next run of a line, and the slots before it and not before `after` that have none.
  void push(std::size_t line, rota::sys_seconds after, const rota::spread_run& next);
  void push_skipped(std::size_t line, rota::sys_seconds after, rota::sys_seconds until);

  const std::vector<timetable_line>& lines_;
  rota::sys_seconds until_;
  std::size_t left_;
  std::priority_queue<entry, std::vector<entry>, is_later>
      waiting_;  // the next run of each line that has one, and what is skipped before it
};

}  // namespace tool

#endif
