// SPDX-License-Identifier: MIT
//
// tests/plain_calendar.hpp: an oracle for the runs of a calendar, which asks of each day and minute whether an entry has it,
// and of each span of a zone whether it shows it.
//
//   is_slot(entry, day, minute)                        // by the date library's calendar
//   next_slot(calendar, day, minute), last_slot(…)     // day by day, then minute by minute
//   plain_runs(spans, calendar, how, first_day, days)  // the runs of the slots of so many days
//   draw_calendar(values), draw_calendar(here, values) // any; and one that a change makes hard
#pragma once

#include <date/date.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/when/calendar.hpp>
#include <rota/when/next_run.hpp>
#include <string>
#include <utility>
#include <vector>

#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "stepped_clock.hpp"

using entry_of_calendar = rota::calendar::entry;

/// Whether an entry comes on a day, whatever the time.
inline bool comes_on(const entry_of_calendar& one, std::int64_t number) {
  const date::local_days day{date::days{static_cast<int>(number)}};
  const date::year_month_day civil{day};
  const date::year_month_day_last last{civil.year(), date::month_day_last{civil.month()}};
  const unsigned of_month = static_cast<unsigned>(civil.day());
  const unsigned from_last = static_cast<unsigned>(last.day()) - of_month + 1;
  const std::int64_t weeks = one.on.every.weeks();
  const std::int64_t week = floor_divide(number + 3, 7);  // 1970-01-01 was a Thursday
  const std::int64_t first_week = floor_divide(one.on.every.from().time_since_epoch().count() + 3, 7);
  return one.on.in.contains(static_cast<unsigned>(civil.month())) && one.on.on.contains(of_month) &&
         one.on.from_last.contains(from_last) && is_among(one.on.which, number) && (week - first_week) % weeks == 0;
}

inline bool is_slot(const entry_of_calendar& one, std::int64_t day, std::int64_t minute) {
  return comes_on(one, day) && one.at.h.contains(static_cast<unsigned>(minute / 60)) &&
         one.at.m.contains(static_cast<unsigned>(minute % 60));
}

inline bool has_all_hours(const entry_of_calendar& one) {
  for (unsigned hour = 0; hour < 24; ++hour)
    if (!one.at.h.contains(hour)) return false;
  return true;
}

/// The level of the strongest entry that has the slot.
inline std::optional<rota::level> level_at(const rota::calendar& when, std::int64_t day, std::int64_t minute) {
  std::optional<rota::level> found;
  for (const entry_of_calendar& one : when.entries())
    if (is_slot(one, day, minute)) found = (std::min)(found.value_or(one.what), one.what);
  return found;
}

inline bool comes_on(const rota::calendar& when, std::int64_t day) {
  return std::any_of(when.entries().begin(), when.entries().end(),
                     [&](const entry_of_calendar& one) { return comes_on(one, day); });
}

/// A minute since 1970-01-01T00:00 on the wall, and its level.
struct plain_slot {
  std::int64_t minute;
  rota::level what;
};

/// The first slot from a minute on whose level is at least `at_least`.
inline plain_slot next_slot(const rota::calendar& when, std::int64_t from, rota::level at_least) {
  for (std::int64_t day = floor_divide(from, 1'440);; ++day) {
    if (!comes_on(when, day)) continue;
    for (std::int64_t minute = 0; minute < 1'440; ++minute) {
      const auto what = level_at(when, day, minute);
      if (what && *what <= at_least && day * 1'440 + minute >= from) return {day * 1'440 + minute, *what};
    }
  }
}

/// The last slot before a minute whose level is at least `at_least`.
inline plain_slot last_slot(const rota::calendar& when, std::int64_t before, rota::level at_least) {
  for (std::int64_t day = floor_divide(before, 1'440);; --day) {
    if (!comes_on(when, day)) continue;
    for (std::int64_t minute = 1'439; minute >= 0; --minute) {
      const auto what = level_at(when, day, minute);
      if (what && *what <= at_least && day * 1'440 + minute < before) return {day * 1'440 + minute, *what};
    }
  }
}

/// The runs of the slots of so many days, in order, on a clock with these spans.
inline std::vector<rota::run> plain_runs(const std::vector<plain_span>& spans, const rota::calendar& when, policy how,
                                         std::int64_t first_day, std::int64_t days) {
  std::vector<rota::run> all;
  const auto add = [&](const entry_of_calendar& one, std::int64_t day, std::int64_t local) {
    const auto found = [&](std::int64_t at, rota::civil_time civil) {
      all.push_back({instant(at), date::local_days{date::days{static_cast<int>(day)}}, one.what, civil});
    };
    std::vector<std::int64_t> shown;
    for (const plain_span& span : spans)
      if (span.begin <= local - span.offset && local - span.offset < span.end) shown.push_back(local - span.offset);
    if (has_all_hours(one)) {
      for (const std::int64_t at : shown)
        found(at, shown.size() == 1 ? rota::civil_time::unique : rota::civil_time::repeated);
    } else if (const auto at = shown_at(spans, local, how)) {
      found(seconds_of(at->at), at->civil);
    }
  };
  for (std::int64_t day = first_day; day < first_day + days; ++day)
    for (const entry_of_calendar& one : when.entries())
      if (comes_on(one, day))
        for (const unsigned hour : one.at.h)
          for (const unsigned minute : one.at.m) add(one, day, day * day_length + (hour * 60 + minute) * 60);
  std::sort(all.begin(), all.end(), [](const rota::run& a, const rota::run& b) { return a.at < b.at; });
  std::vector<rota::run> merged;
  for (const rota::run& one : all) {
    if (merged.empty() || merged.back().at != one.at) {
      merged.push_back(one);
      continue;
    }
    rota::run& last = merged.back();
    const bool was_skipped = last.civil == rota::civil_time::skipped;
    const bool is_skipped = one.civil == rota::civil_time::skipped;
    last.level = (std::min)(last.level, one.level);
    if (was_skipped && is_skipped) last.day = (std::min)(last.day, one.day);
    if (was_skipped && !is_skipped) {
      last.day = one.day;
      last.civil = one.civil;
    }
  }
  return merged;
}

// --- calendars ---

inline std::string text(const rota::calendar& when) {
  std::string found;
  const auto add = [&](const auto& numbers) {
    if (numbers.is_all()) found += " *";
    for (const unsigned number : numbers)
      if (!numbers.is_all()) found += (number == numbers.first() ? " " : ",") + std::to_string(number);
  };
  for (const entry_of_calendar& one : when.entries()) {
    found += "{" + std::string{to_string(one.what)};
    add(one.on.in);
    add(one.on.on);
    add(one.on.from_last);
    found += " " + to_string(one.on.which) + " every " + std::to_string(one.on.every.weeks()) + "w from " +
             rota::format_day(one.on.every.from()) + " at";
    add(one.at.h);
    add(one.at.m);
    found += "}";
  }
  return found;
}

/// A set of numbers: all of them, one, a stretch, or any.
template <class Set>
Set draw_set(generator& values) {
  const auto number = [&] { return static_cast<unsigned>(values.between(Set::least, Set::most)); };
  const auto kind = values.index(4);
  if (kind == 0) return Set::all();
  if (kind == 1) return Set{number()};
  if (kind == 2) {
    const auto [first, last] = std::minmax({number(), number()});
    return Set::range(first, last);
  }
  Set set{number()};
  for (std::size_t more = values.index(5); more > 0; --more) set = set | Set{number()};
  return set;
}

inline rota::days draw_days(generator& values) {
  rota::days drawn;
  if (values.index(3) == 0) drawn.in = draw_set<rota::months>(values);
  if (values.index(3) == 0) drawn.on = draw_set<rota::month_days>(values);
  if (values.index(4) == 0) drawn.from_last = draw_set<rota::days_from_last>(values);
  if (values.coin()) drawn.which = draw_weekdays(values);
  if (values.index(4) == 0)
    drawn.every = {static_cast<int>(values.between(2, 9)),
                   date::local_days{date::days{static_cast<int>(values.between(-40'000, 40'000))}}};
  return drawn;
}

/// Any calendar of up to four entries.
inline rota::calendar draw_calendar(generator& values) {
  for (;;) {
    std::vector<entry_of_calendar> entries(1 + values.index(4));
    for (entry_of_calendar& one : entries)
      one = {static_cast<rota::level>(values.index(3)),
             draw_days(values),
             {draw_set<rota::hours>(values), draw_set<rota::minutes>(values)}};
    if (auto drawn = rota::calendar::checked(std::move(entries))) return *std::move(drawn);
  }
}

/// A calendar that comes most days, at times that the change of a clock makes hard.
inline rota::calendar draw_hard_calendar(std::int64_t change, std::int64_t offset_before, std::int64_t offset_after,
                                         generator& values) {
  std::vector<entry_of_calendar> entries(1 + values.index(3));
  for (entry_of_calendar& one : entries) {
    const auto minute = static_cast<unsigned>(draw_minute(change, offset_before, offset_after, values));
    one.what = static_cast<rota::level>(values.index(3));
    if (values.index(3) == 0) one.on.which = draw_weekdays(values);
    one.at = {rota::hours{minute / 60}, rota::minutes{minute % 60}};
    if (values.index(3) == 0) one.at.h = rota::hours::all();
    if (values.index(3) == 0) one.at.h = one.at.h | draw_set<rota::hours>(values);
    if (values.index(3) == 0) one.at.m = one.at.m | rota::minutes{values.between(0, 59)};
    if (values.index(20) == 0) one.at.m = draw_set<rota::minutes>(values);
  }
  return rota::calendar::checked(std::move(entries)).value();
}
