// SPDX-License-Identifier: MIT
//
// One next run at a time: against plain arithmetic, and against what people would use instead.
#include <rota/when/next_run.hpp>

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <date/tz.h>
#include <libical/ical.h>

#include <chrono>
#include <cstdint>
#include <vector>

#include "inputs.hpp"
#include "ratios.hpp"

namespace {

using std::chrono::seconds;

struct question {
  rota::cadence when;
  rota::sys_seconds after;
};

std::vector<question> make_questions(rota::sys_seconds from, rota::sys_seconds until) {
  random_inputs random;
  std::vector<question> all;
  while (all.size() < many) all.push_back({random.cadence(), random.instant(from, until)});
  return all;
}

const std::vector<question>& of_a_century() {
  static const auto all =
      make_questions(date::sys_days{date::year{1970} / 1 / 1}, date::sys_days{date::year{2070} / 1 / 1});
  return all;
}

/// All in one summer of New York, a few of them near a change of the clock.
const std::vector<question>& of_a_summer() {
  static const auto all =
      make_questions(date::sys_days{date::year{2024} / 3 / 11}, date::sys_days{date::year{2024} / 11 / 2});
  return all;
}

/// The sum of the answers. Reads the questions anew each time.
template <class Answer>
std::uint64_t sum(const std::vector<question>& questions, Answer answer) {
  std::uint64_t total = 0;
  for (const question& one : questions) total += static_cast<std::uint64_t>(answer(one.when, one.after));
  return total;
}

std::int64_t count(rota::sys_seconds instant) { return instant.time_since_epoch().count(); }

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// The day served next, counted from 1970-01-01.
std::int64_t next_day(const rota::cadence& when, rota::sys_seconds after) {
  return floor_divide(count(after) - 60 * when.at.since_midnight().count(), 86'400) + 1;
}

std::int64_t by_arithmetic(const rota::cadence& when, rota::sys_seconds after) {
  return next_day(when, after) * 86'400 + 60 * when.at.since_midnight().count();
}

std::int64_t by_arithmetic_with_level(const rota::cadence& when, rota::sys_seconds after) {
  const std::int64_t days = next_day(when, after) + 4;  // 1970-01-01 was a Thursday
  const std::int64_t day_of_week = days - 7 * floor_divide(days, 7);
  const bool is_full = ((when.full_on.bits() >> day_of_week) & 1) != 0;
  return by_arithmetic(when, after) ^ static_cast<std::int64_t>(is_full ? rota::level::full : rota::level::incremental);
}

std::int64_t by_rota(const rota::cadence& when, rota::sys_seconds after) { return count(next_run(when, after).at); }

std::int64_t instant_and_level(const rota::run& one) { return count(one.at) ^ static_cast<std::int64_t>(one.level); }

std::int64_t by_rota_with_level(const rota::cadence& when, rota::sys_seconds after) {
  return instant_and_level(next_run(when, after));
}

std::int64_t by_calendar(const rota::cadence& when, rota::sys_seconds after) {
  const date::year_month_day today{date::floor<date::days>(after)};
  const rota::sys_seconds at = date::sys_days{today} + when.at.since_midnight();
  if (at > after) return count(at);
  const auto tomorrow = today.year() / today.month() / (today.day() + date::days{1});  // or the day after the last
  return count(date::sys_days{tomorrow} + when.at.since_midnight());
}

std::int64_t by_cctz(const rota::cadence& when, rota::sys_seconds after) {
  const cctz::time_zone utc = cctz::utc_time_zone();
  const cctz::time_point<cctz::seconds> start{after.time_since_epoch()};
  const cctz::civil_second now = cctz::convert(start, utc);
  cctz::civil_day day{now};
  const auto at = [&] { return cctz::civil_second{day} + when.at.since_midnight().count() * 60; };
  if (at() <= now) ++day;
  return cctz::convert(at(), utc).time_since_epoch().count();
}

std::int64_t by_libical(const rota::cadence& when, rota::sys_seconds after) {
  icalrecurrencetype rule;
  icalrecurrencetype_clear(&rule);
  rule.freq = ICAL_DAILY_RECURRENCE;
  rule.by_hour[0] = static_cast<short>(when.at.hour().count());
  rule.by_minute[0] = static_cast<short>(when.at.minute().count());
  rule.by_second[0] = 0;
  const icaltimetype start = icaltime_from_timet_with_zone(count(after) + 1, 0, icaltimezone_get_utc_timezone());
  icalrecur_iterator* const runs = icalrecur_iterator_new(rule, start);
  const std::int64_t next = icaltime_as_timet(icalrecur_iterator_next(runs));
  icalrecur_iterator_free(runs);
  return next;
}

const date::time_zone& new_york() {
  static const date::time_zone* const zone = date::locate_zone("America/New_York");
  return *zone;
}

const bool registered[] = {
    compare(
        {"next_run, UTC", "plain integer arithmetic", at_most(1.3)}, [] { return sum(of_a_century(), by_rota); },
        [] { return sum(of_a_century(), by_arithmetic); }),
    compare(
        {"next_run, UTC: and the level", "plain integer arithmetic", at_most(1.3)},
        [] { return sum(of_a_century(), by_rota_with_level); },
        [] { return sum(of_a_century(), by_arithmetic_with_level); }),
    compare(
        {"next_run, UTC", "date, by year, month and day"}, [] { return sum(of_a_century(), by_rota); },
        [] { return sum(of_a_century(), by_calendar); }),
    compare(
        {"next_run, UTC", "cctz, by civil time"}, [] { return sum(of_a_century(), by_rota); },
        [] { return sum(of_a_century(), by_cctz); }),
    compare(
        {"next_run, UTC", "libical, by a daily rule"}, [] { return sum(of_a_century(), by_rota); },
        [] { return sum(of_a_century(), by_libical); }),
    compare(
        {"next_run, New York, cached_zone: and the level", "next_run, UTC: and the level", at_most(4),
         answers::different},
        [] {
          const rota::wall_clock clock{rota::cached_zone{&new_york()}};
          return sum(of_a_summer(),
                     [&](const auto& when, auto after) { return instant_and_level(next_run(when, after, clock)); });
        },
        [] { return sum(of_a_summer(), by_rota_with_level); }),
    compare(
        {"next_run, New York, date::time_zone", "two of its look-ups", at_most(1), answers::different},
        [] {
          return sum(of_a_century(), [](const auto& when, auto after) {
            return count(next_run(when, after, rota::wall_clock{&new_york()}).at);
          });
        },
        [] {
          return sum(of_a_century(), [](const auto&, auto after) {
            return new_york().get_info(after).offset.count() +
                   new_york().get_info(after + date::days{1}).offset.count();
          });
        }),
};

}  // namespace
