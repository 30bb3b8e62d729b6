// SPDX-License-Identifier: MIT
#include "timetable.hpp"

namespace tool {

timetable::timetable(const std::vector<timetable_line>& lines, rota::sys_seconds until, std::size_t count,
                     const rota::wall_clock<any_zone>& clock)
    : left_{count} {
  positions_.reserve(lines.size());
  for (const timetable_line& line : lines) {
    const run_range runs = rota::runs(line.when, line.from, until, clock);
    positions_.push_back({runs.begin(), runs.end()});
    push_next_of(positions_.size() - 1);
  }
}

std::optional<timetable::entry> timetable::next() {
  if (left_ == 0 || waiting_.empty()) return std::nullopt;
  --left_;
  const entry first = waiting_.top();
  waiting_.pop();
  push_next_of(first.line);
  return first;
}

void timetable::push_next_of(std::size_t line) {
  position& of = positions_[line];
  if (of.next == of.end) return;
  waiting_.push({line, *of.next});
  ++of.next;
}

}  // namespace tool
