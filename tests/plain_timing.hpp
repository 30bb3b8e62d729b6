// SPDX-License-Identifier: MIT
//
// tests/plain_timing.hpp: the runs of any timing by brute force, for the clock of UTC. It looks at day after day and asks
// each rule of the timing about it, and shares nothing with the library but the plain types of what goes in. Instants are
// seconds since 1970, days are days since 1970.
//
//   plain::timetable when{timing};                  // of a cadence or a calendar
//   when.last_until(at, level), when.first_after(at, level)     // the runs so strong; nullopt if none is for 40 years
//   when.start(run, offset)                         // when a schedule that is spread by so many seconds starts it
//   plain::seconds_of_spread(schedule)                      // that number of seconds
//   text(when)
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/schedule/schedule.hpp>
#include <string>
#include <vector>

#include "instants.hpp"

namespace plain {

constexpr std::int64_t seconds_of_day = 86'400;

inline std::int64_t day_of(std::int64_t at) {
  std::int64_t day = at / seconds_of_day;
  while (day * seconds_of_day > at) --day;
  return day;
}

/// A civil day, found by counting years and months.
struct civil_day {
  std::int64_t year = 1970;
  unsigned month = 1;
  unsigned day = 1;
  unsigned length = 31;  // of the month
  unsigned weekday = 4;  // Sunday is 0

  static bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
  static unsigned length_of(std::int64_t year, unsigned month) {
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  explicit civil_day(std::int64_t number) {
    weekday = static_cast<unsigned>(((number + 4) % 7 + 7) % 7);
    while (number < 0) number += is_leap(--year) ? 366 : 365;
    for (; number >= (is_leap(year) ? 366 : 365); ++year) number -= is_leap(year) ? 366 : 365;
    for (; number >= length_of(year, month); ++month) number -= length_of(year, month);
    length = length_of(year, month);
    day = static_cast<unsigned>(number) + 1;
  }
};

/// One rule of a timing: some times of day on some days, at a level.
struct rule {
  rota::level level;
  rota::days on;
  std::vector<std::int64_t> minutes;  // of the day, ascending

  [[nodiscard]] bool holds_on(std::int64_t number, const civil_day& here) const {
    const std::int64_t weeks = on.every.weeks();
    if (weeks > 1) {
      const auto week_of = [](std::int64_t day) {  // 1970-01-01 was a Thursday; weeks begin on Monday
        const std::int64_t since_monday = ((day + 3) % 7 + 7) % 7;
        return (day + 3 - since_monday) / 7;
      };
      const std::int64_t apart = week_of(number) - week_of(on.every.from().time_since_epoch().count());
      if (apart % weeks != 0) return false;
    }
    return on.in.contains(here.month) && on.on.contains(here.day) &&
           on.from_last.contains(here.length - here.day + 1) && on.which.contains(date::weekday{here.weekday});
  }
};

class timetable {
 public:
  static constexpr std::int64_t horizon = 40 * 366;  // days

  explicit timetable(const rota::timing& when) {
    if (const rota::cadence* const weekly = when.as_cadence()) {
      const std::int64_t minute = weekly->at.hour().count() * 60 + weekly->at.minute().count();
      rules_.push_back({rota::level::full, {.which = weekly->full_on}, {minute}});
      if (weekly->full_on.size() < 7) rules_.push_back({rota::level::incremental, {}, {minute}});
      return;
    }
    for (const rota::calendar::entry& one : when.as_calendar()->entries()) {
      rules_.push_back({one.what, one.on, {}});
      for (std::int64_t minute = 0; minute < 1'440; ++minute)
        if (one.at.h.contains(static_cast<unsigned>(minute / 60)) &&
            one.at.m.contains(static_cast<unsigned>(minute % 60)))
          rules_.back().minutes.push_back(minute);
    }
  }

  [[nodiscard]] bool has(rota::level at_least) const {
    return std::any_of(rules_.begin(), rules_.end(), [&](const rule& one) { return one.level <= at_least; });
  }

  [[nodiscard]] rota::level weakest() const {
    rota::level found = rota::level::full;
    for (const rule& one : rules_)
      if (one.level > found) found = one.level;
    return found;
  }

  /// The level of the run at an instant; nullopt if there is none.
  [[nodiscard]] std::optional<rota::level> level_at(std::int64_t at) const {
    const std::int64_t day = day_of(at);
    const civil_day here{day};
    const std::int64_t second = at - day * seconds_of_day;
    std::optional<rota::level> found;
    for (const rule& one : rules_)
      if (std::find(one.minutes.begin(), one.minutes.end(), second / 60) != one.minutes.end() && second % 60 == 0 &&
          one.holds_on(day, here) && (!found || one.level < *found))
        found = one.level;
    return found;
  }

  /// The last run so strong at or before an instant.
  [[nodiscard]] std::optional<std::int64_t> last_until(std::int64_t at,
                                                       rota::level at_least = rota::level::incremental) const {
    if (!has(at_least)) return std::nullopt;
    for (std::int64_t day = day_of(at); day > day_of(at) - horizon; --day) {
      const std::vector<std::int64_t> runs = runs_on(day, at_least);
      for (auto one = runs.rbegin(); one != runs.rend(); ++one)
        if (*one <= at) return *one;
    }
    return std::nullopt;
  }

  /// The first one strictly after an instant.
  [[nodiscard]] std::optional<std::int64_t> first_after(std::int64_t at,
                                                        rota::level at_least = rota::level::incremental) const {
    if (!has(at_least)) return std::nullopt;
    for (std::int64_t day = day_of(at); day < day_of(at) + horizon; ++day)
      for (const std::int64_t one : runs_on(day, at_least))
        if (one > at) return one;
    return std::nullopt;
  }

  /// When a run is started: later by `offset`, but a minute before the next run at the latest, and never before its slot.
  [[nodiscard]] std::int64_t start(std::int64_t run, std::int64_t offset) const {
    if (offset == 0) return run;
    return std::max(run, std::min(run + offset, *first_after(run) - 60));
  }

  friend std::string text(const timetable& when) {
    std::string lines;
    for (const rule& one : when.rules_) {
      lines += "\n    " + std::string{to_string(one.level)} + " in months";
      for (const unsigned month : one.on.in) lines += " " + std::to_string(month);
      lines += ", days";
      for (const unsigned day : one.on.on) lines += " " + std::to_string(day);
      lines += ", from the last";
      for (const unsigned day : one.on.from_last) lines += " " + std::to_string(day);
      lines += ", " + to_string(one.on.which) + ", every " + std::to_string(one.on.every.weeks()) + " weeks, at";
      for (const std::int64_t minute : one.minutes)
        lines += " " + std::to_string(minute / 60) + ":" + std::to_string(minute % 60);
    }
    return lines;
  }

 private:
  /// The runs of a day that are so strong, in order.
  [[nodiscard]] std::vector<std::int64_t> runs_on(std::int64_t day, rota::level at_least) const {
    const civil_day here{day};
    std::vector<std::int64_t> found;
    for (const rule& one : rules_) {
      if (one.level > at_least || !one.holds_on(day, here)) continue;
      for (const std::int64_t minute : one.minutes) found.push_back(day * seconds_of_day + minute * 60);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  std::vector<rule> rules_;
};

/// How many seconds later than its slots a schedule is started: the fraction of the window that the hash of its id is of
/// 2^64, in whole minutes. Multiplied by hand, 16 bits at a time.
inline std::int64_t seconds_of_spread(const rota::schedule& one) {
  if (!one.spread) return 0;
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char letter : one.id) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 1'099'511'628'211U;
  }
  hash ^= hash / (std::uint64_t{1} << 30U);
  hash *= 13'787'848'793'156'543'929U;
  hash ^= hash / (std::uint64_t{1} << 27U);
  hash *= 10'723'151'780'598'845'931U;
  hash ^= hash / (std::uint64_t{1} << 31U);
  std::uint64_t carried = 0;
  for (int limb = 0; limb < 4; ++limb, hash /= 65'536)
    carried = (hash % 65'536 * static_cast<std::uint64_t>(one.spread->count()) + carried) / 65'536;
  return static_cast<std::int64_t>(carried) * 60;
}

}  // namespace plain
