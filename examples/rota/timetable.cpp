// SPDX-License-Identifier: MIT
#include "timetable.hpp"

#include <algorithm>

namespace tool {

rota::spread_run timetable_line::next_after(rota::sys_seconds after) const {
  rota::spread_run next = rota::next_spread_run(when, offset, after, clock);
  if (next.nominal.at < paused_until)
    next = rota::next_spread_run(when, offset, std::max(after, paused_until - std::chrono::seconds{1}), clock);
  // The slot before the end of the pause may be started after it.
  while (next.nominal.at < paused_until) next = rota::next_spread_run(when, offset, next.at, clock);
  return next;
}

timetable::timetable(const std::vector<timetable_line>& lines, rota::sys_seconds until, std::size_t count)
    : lines_{lines}, until_{until}, left_{count} {
  for (std::size_t line = 0; line < lines.size(); ++line) push(line, lines[line].first());
}

std::optional<timetable::entry> timetable::next() {
  if (left_ == 0 || waiting_.empty()) return std::nullopt;
  --left_;
  const entry first = waiting_.top();
  waiting_.pop();
  push(first.line, lines_[first.line].next_after(first.run.at));
  return first;
}

void timetable::push(std::size_t line, const rota::spread_run& next) {
  if (next.at >= until_) return;
  entry one{line, next.nominal, next.nominal.at};
  one.run.at = next.at;
  waiting_.push(one);
}

}  // namespace tool
