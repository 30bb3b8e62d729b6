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
  for (std::size_t line = 0; line < lines.size(); ++line)
    push(line, std::max(lines[line].from, lines[line].paused_until), lines[line].first());
}

std::optional<timetable::entry> timetable::next() {
  if (left_ == 0 || waiting_.empty()) return std::nullopt;
  const entry first = waiting_.top();
  waiting_.pop();
  if (first.skipped) return first;
  --left_;
  push(first.line, first.slot, lines_[first.line].next_after(first.run.at));
  return first;
}

void timetable::push(std::size_t line, rota::sys_seconds after, const rota::spread_run& next) {
  if (lines_[line].clock.gap == rota::gap::skip) push_skipped(line, after, std::min(next.nominal.at, until_));
  if (next.at >= until_) return;
  entry one{line, next.nominal, next.nominal.at};
  one.run.at = next.at;
  waiting_.push(one);
}

void timetable::push_skipped(std::size_t line, rota::sys_seconds after, rota::sys_seconds until) {
  const rota::timing& when = lines_[line].when;
  const auto& clock = lines_[line].clock;
  const rota::wall_clock at_change{clock.zone, rota::gap::at_transition};
  const date::local_seconds end = rota::to_local(until, clock);
  const std::chrono::minutes step{1};
  for (rota::slot one = when.first_from(rota::to_local(after, clock)); one.at < end;
       one = when.first_from(one.at + step)) {
    if (one.once.empty() || rota::resolve(one.at, clock))
      continue;  // what runs whenever the clock shows it is not missed
    const auto day = date::floor<date::days>(one.at);
    const rota::sys_seconds change = rota::resolve(one.at, at_change)->at;
    const date::hh_mm_ss time{one.at - day};
    waiting_.push({line,
                   {change, day, rota::strongest(one.once), rota::civil_time::skipped},
                   change,
                   rota::time_of_day{time.hours(), time.minutes()}});
  }
}

}  // namespace tool
