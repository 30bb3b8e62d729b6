// SPDX-License-Identifier: MIT
#include "report_calendar.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <rota/text/explain.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "report_chart.hpp"
#include "timetable.hpp"

namespace tool {

namespace {

constexpr date::months months_shown{3};

/// What a calendar says about one day.
struct day_entry {
  std::optional<rota::level> level = std::nullopt;  // of the strongest run; nullopt if there is none
  std::size_t runs = 0;
  std::string time = {};  // of the first run
  std::string note = {};  // on how a clock change affects a run
  bool is_skipped = false;
  std::optional<rota::zone_span> before_change = std::nullopt;  // the last span that ends that day
};

struct month_calendar {
  date::local_days first;
  date::local_days end;  // of the last month
  std::map<date::local_days, day_entry> days;
  std::optional<timetable::entry> next = std::nullopt;
};

date::local_days month_of(date::local_days day) {
  const date::year_month_day civil{day};
  return date::local_days{civil.year() / civil.month() / 1};
}

date::local_days later(date::local_days first, date::months by) {
  return date::local_days{date::year_month_day{first} + by};
}

date::local_days day_of(rota::sys_seconds at, const rota::wall_clock<any_zone>& clock) {
  return date::floor<date::days>(rota::to_local(at, clock));
}

timetable_line line_of(const report_data& of) {
  const rota::schedule& schedule = *of.read.schedule;
  return {std::nullopt,
          schedule.when,
          of.clock,
          std::max(of.request.in.now, schedule.next_run),
          spread_of(schedule),
          schedule.paused_until.value_or(rota::sys_seconds::min())};
}

std::string time_of(rota::sys_seconds at, const report_data& of) {
  return date::format("%H:%M", date::floor<std::chrono::minutes>(rota::to_local(at, of.clock)));
}

/// How a clock change affects a run; "" on an ordinary day.
std::string note_on(const timetable::entry& one, const report_data& of) {
  const std::string shown = time_of(one.run.at, of);
  switch (one.run.civil) {
    case rota::civil_time::skipped: return "the clock skips the time of the run, which is at " + shown + " instead";
    case rota::civil_time::repeated:
      return "the clock shows the time of the run, " + shown + ", twice; the run is the " +
             (of.clock.overlap == rota::overlap::first ? "first" : "second") + " time";
    default: return "";
  }
}

/// Adds the runs; returns the day of the first.
void add_runs(month_calendar& to, const report_data& of, const timetable_line& line) {
  const std::vector<timetable_line> lines{line};
  const rota::sys_seconds until = rota::resolve(date::local_seconds{to.end}, rota::wall_clock{of.clock.zone})->at;
  timetable runs{lines, until, std::size_t{1'000'000}};
  while (const auto one = runs.next()) {
    if (!to.next) to.next = one;
    day_entry& day = to.days[one->run.day];
    if (!day.level || is_as_strong(one->run.level, *day.level)) day.level = one->run.level;
    if (day.runs++ == 0) day.time = time_of(one->run.at, of);
    if (day.note.empty()) day.note = note_on(*one, of);
  }
}

/// Marks the days at which the timing asks for a run, as UTC, which skips nothing, shows, but on which there is none.
void mark_skipped(month_calendar& to, const timetable_line& line) {
  const date::local_days from = to.next ? to.next->run.day : to.end;
  const rota::sys_seconds end{to.end.time_since_epoch()};
  rota::sys_seconds at{from.time_since_epoch()};
  for (at -= std::chrono::seconds{1};;) {
    const rota::run asked = rota::next_run(line.when, at);
    if (asked.at >= end) return;
    day_entry& day = to.days[asked.day];
    if (day.runs == 0) day.is_skipped = true;
    at = rota::sys_seconds{(asked.day + date::days{1}).time_since_epoch()} - std::chrono::seconds{1};
  }
}

void mark_changes(month_calendar& to, const report_data& of) {
  const rota::wall_clock every_time{of.clock.zone};
  const rota::sys_seconds until = rota::resolve(date::local_seconds{to.end}, every_time)->at;
  const rota::sys_seconds at = rota::resolve(date::local_seconds{to.first}, every_time)->at;
  for (rota::zone_span here = rota::span_at(of.clock.zone, at); here.end < until;) {
    const rota::zone_span next = rota::span_at(of.clock.zone, here.end);
    if (next.offset != here.offset) to.days[day_of(here.end, of.clock)].before_change = here;
    here = next;
  }
}

/// The months from now, or from the first run if that is later.
month_calendar calendar_of(const report_data& of) {
  const timetable_line line = line_of(of);
  const date::local_days begin = std::max(day_of(of.request.in.now, of.clock), line.first().nominal.day);
  month_calendar all{.first = month_of(begin), .end = later(month_of(begin), months_shown), .days = {}};
  add_runs(all, of, line);
  mark_skipped(all, line);
  mark_changes(all, of);
  return all;
}

std::string signed_length(std::chrono::seconds by) {
  const std::string sign = by < std::chrono::seconds{0} ? "\xe2\x88\x92" : "+";
  const auto minutes = date::floor<std::chrono::minutes>(std::chrono::abs(by));
  return sign + to_string(rota::lookback{minutes});
}

std::chrono::seconds change_of(const rota::zone_span& before, const report_data& of) {
  return rota::span_at(of.clock.zone, before.end).offset - before.offset;
}

/// "The clock goes from 02:00 to 03:00."
std::string change_in_words(const rota::zone_span& before, const report_data& of) {
  const rota::sys_seconds last = before.end;
  const date::local_seconds shows{last.time_since_epoch() + before.offset};
  return "the clock goes " + std::string{change_of(before, of) > std::chrono::seconds{0} ? "forward" : "back"} +
         " from " + date::format("%H:%M", date::floor<std::chrono::minutes>(shows)) + " to " + time_of(last, of);
}

std::string class_of(const day_entry* entry, bool is_past, bool is_today) {
  std::string text = is_today ? "today" : is_past ? "past" : "day";
  if (entry != nullptr && entry->level) text.append(" ").append(to_string(*entry->level));
  if (entry != nullptr && entry->is_skipped) text += " skipped";
  return text;
}

void add_day_content(html& page, const report_data& of, const day_entry& entry) {
  if (entry.before_change)
    page.element("span", {{"class", "change"}}, signed_length(change_of(*entry.before_change, of)));
  if (entry.level) {
    page.element("svg", {{"aria-hidden", "true"}, {"width", "14"}, {"height", "14"}, {"viewBox", "0 0 14 14"}}, [&] {
      page.element("path",
                   {{"class", std::string{to_string(*entry.level)} + " stays"}, {"d", shape_of(*entry.level, 7, 7)}},
                   "");
    });
    page.element("span", {{"class", "aside"}}, to_string(*entry.level));
    page.element("span", {{"class", "time"}}, entry.runs == 1 ? entry.time : std::to_string(entry.runs) + " runs");
  }
  if (entry.is_skipped) page.element("span", {{"class", "time"}}, "no run");
}

/// The day since which a run is due, if one is.
std::optional<date::local_days> day_due(const report_data& of) {
  const rota::schedule& schedule = *of.read.schedule;
  const rota::sys_seconds now = of.request.in.now;
  const bool is_due = schedule.next_run <= now && schedule.paused_until.value_or(now) <= now;
  return is_due ? std::optional{day_of(schedule.next_run, of.clock)} : std::nullopt;
}

void add_day(html& page, const report_data& of, const month_calendar& all, date::local_days day) {
  const auto found = all.days.find(day);
  const day_entry* const entry = found != all.days.end() ? &found->second : nullptr;
  const date::local_days today = day_of(of.request.in.now, of.clock);
  page.element("td", {{"class", class_of(entry, day < today, day == today)}}, [&] {
    page.element("span", {{"class", "number"}}, date::format("%e", day));
    if (day == today) page.element("span", {{"class", "aside"}}, "today");
    if (entry != nullptr) add_day_content(page, of, *entry);
    if (day == day_due(of)) page.element("span", {{"class", "time"}}, "due");
  });
}

void add_month(html& page, const report_data& of, const month_calendar& all, date::local_days first) {
  constexpr std::array<std::string_view, 7> names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const date::local_days end = later(first, date::months{1});
  page.element("table", {{"class", "month"}}, [&] {
    page.element("caption", {}, date::format("%B %Y", first));
    page.element("thead", {}, [&] {
      page.element("tr", {}, [&] {
        for (const std::string_view name : names) page.element("th", {{"scope", "col"}}, name);
      });
    });
    page.element("tbody", {}, [&] {
      const date::days lead{date::weekday{first}.c_encoding()};
      for (date::local_days week = first - lead; week < end; week += date::days{7})
        page.element("tr", {}, [&] {
          for (date::local_days day = week; day < week + date::days{7}; day += date::days{1})
            if (day >= first && day < end)
              add_day(page, of, all, day);
            else
              page.element("td", {{"class", "none"}}, "");
        });
    });
  });
}

/// Explains the days on which the clock changes, and what that does to their runs.
void add_notes(html& page, const report_data& of, const month_calendar& all) {
  std::vector<std::string> notes;
  for (const auto& [day, entry] : all.days) {
    std::string text = entry.before_change ? change_in_words(*entry.before_change, of) : "";
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
    if (entry.is_skipped) add("no run, since the clock skips its time");
    if (!entry.note.empty()) add(entry.note);
    if (!text.empty()) notes.push_back(date::format("%a %F: ", day) + text + ".");
  }
  if (notes.empty()) return;
  page.element("ul", {{"class", "notes"}}, [&] {
    for (const std::string& one : notes) page.element("li", {}, one);
  });
}

/// A timing in plain English.
std::string in_words(const rota::timing& when) {
  if (const rota::calendar* const plan = when.as_calendar()) return rota::explain(*plan);
  const rota::cadence weekly = *when.as_cadence();
  const rota::times at = rota::at(weekly.at);
  const rota::calendar::entry full{rota::level::full, {.which = weekly.full_on}, at};
  if (weekly.full_on == rota::weekdays::every_day) return rota::explain(rota::calendar{full});
  return rota::explain(rota::calendar{full, {rota::level::incremental, {}, at}});
}

std::string next_in_words(const report_data& of, const month_calendar& all) {
  const rota::schedule& schedule = *of.read.schedule;
  const rota::sys_seconds now = of.request.in.now;
  std::string text;
  if (schedule.paused_until && *schedule.paused_until > now)
    text += "It is paused until " + of.instant(*schedule.paused_until) + ". ";
  else if (day_due(of))
    text += "A run has been due since " + of.instant(schedule.next_run) + ". ";
  if (all.next)
    text += "The next run after now is " + of.instant(all.next->run.at) + ", " +
            std::string{to_string(all.next->run.level)} + ".";
  return text;
}

}  // namespace

void add_calendar(html& page, const report_data& of) {
  const month_calendar all = calendar_of(of);
  page.element("p", {},
               "The schedule runs " + in_words(of.read.schedule->when) + ", on the clock of " + of.clock.zone.name() +
                   ". " + next_in_words(of, all));
  page.element("div", {{"class", "months"}}, [&] {
    for (date::local_days first = all.first; first < all.end; first = later(first, date::months{1}))
      add_month(page, of, all, first);
  });
  page.element("ul", {{"class", "legend"}}, [&] {
    for (const rota::level level : levels)
      if (std::any_of(all.days.begin(), all.days.end(), [&](const auto& day) { return day.second.level == level; }))
        add_level_key(page, level);
  });
  add_notes(page, of, all);
}

}  // namespace tool
