// SPDX-License-Identifier: MIT
//
// timetable.hpp: the runs of several schedules, merged in order of time.
//
//   timetable runs{lines, until, count, clock};
//   while (const auto next = runs.next()) …     // next->line is the number of the schedule, next->run its run
#ifndef ROTA_TOOL_TIMETABLE_HPP
#define ROTA_TOOL_TIMETABLE_HPP

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
  rota::cadence when;
  rota::sys_seconds from;  ///< its runs before this are left out
};

/// Goes through the first `count` runs of all lines together before `until`, one by one: there may be more of them than
/// fit into memory. Runs at the same instant come in the order of the lines. O(log(lines)) a run.
class timetable {
 public:
  struct entry {
    std::size_t line;
    rota::run run;
  };

  timetable(const std::vector<timetable_line>& lines, rota::sys_seconds until, std::size_t count,
            const rota::wall_clock<any_zone>& clock);

  /// The next run, or nullopt at the end.
  std::optional<entry> next();

 private:
  using run_range = rota::run_range<any_zone>;

  struct is_later {
    bool operator()(const entry& a, const entry& b) const {
      return a.run.at != b.run.at ? a.run.at > b.run.at : a.line > b.line;
    }
  };

  void push_next_of(std::size_t line);

  struct position {
    run_range::iterator next;
    run_range::iterator end;
  };

  std::size_t left_;
  std::vector<position> positions_;
  std::priority_queue<entry, std::vector<entry>, is_later> waiting_;  // the next run of each line that has one
};

}  // namespace tool

#endif
