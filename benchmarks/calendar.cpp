// SPDX-License-Identifier: MIT
//
// Calendars: against cadences, and against what people would use instead.
#include <rota/when/calendar.hpp>

#include <benchmark/benchmark.h>
#include <date/date.h>
#include <libical/ical.h>
#include <rota/text/cron.hpp>
#include <rota/text/icalendar.hpp>
#include <rota/text/on_calendar.hpp>
#include <rota/when/next_run.hpp>

#include <chrono>
#include <cstdint>
#include <iterator>
#include <vector>

#include "inputs.hpp"
#include "ratios.hpp"

namespace {

using namespace std::chrono_literals;
using rota::calendar;
using rota::level;
using rota::sys_seconds;

const std::vector<sys_seconds>& instants() {
  static const auto all = [] {
    random_inputs random;
    std::vector<sys_seconds> drawn;
    while (drawn.size() < many)
      drawn.push_back(
          random.instant(date::sys_days{date::year{1970} / 1 / 1}, date::sys_days{date::year{2070} / 1 / 1}));
    return drawn;
  }();
  return all;
}

/// The sum of what `answer` gives for each of the first `count` instants.
template <class Answer>
std::uint64_t sum(const Answer& answer, std::size_t count = many) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < count; ++i) total += static_cast<std::uint64_t>(answer(instants()[i]));
  return total;
}

std::int64_t count(sys_seconds instant) { return instant.time_since_epoch().count(); }

/// The next run of a timing for each instant, one at a time: a compiler would make vectors of those of a cadence.
template <class When>
std::uint64_t next_runs_of(const When& when) {
  for (const sys_seconds at : instants()) {
    rota::run next = next_run(when, at);
    benchmark::DoNotOptimize(next);
  }
  return 0;
}

constexpr rota::time_of_day half_past_two{14h, 30min};
const rota::cadence sundays = rota::weekly(date::Sunday, half_past_two);
const calendar nightly{{level::full, {}, rota::at(half_past_two)}};
const calendar first_sunday{{level::full, rota::nth(1, date::Sunday), rota::at(half_past_two)}};
const calendar leap_day{
    {level::full, {.in = rota::months{date::February}, .on = rota::month_days{29}}, rota::at({0h, 0min})}};
const calendar four_entries{
    {level::full, rota::nth(1, date::Sunday), rota::at({23h, 5min})},
    {level::differential, {.which = rota::weekdays{date::Sunday}}, rota::at({23h, 5min})},
    {level::incremental, {}, rota::at({23h, 5min})},
    {level::incremental, {.from_last = rota::days_from_last{1}}, {rota::hours{8, 12, 16}, rota::minutes{0}}}};
const calendar hourly{{level::incremental, {}, {rota::hours::all(), rota::minutes{0}}}};

/// The first Sunday of a month, by hand.
std::int64_t by_date(sys_seconds after) {
  const date::year_month_day today{date::floor<date::days>(after)};
  date::year_month month{today.year(), today.month()};
  for (;; month += date::months{1}) {
    const sys_seconds at = date::sys_days{month / date::Sunday[1]} + half_past_two.since_midnight();
    if (at > after) return count(at);
  }
}

std::int64_t by_libical(const icalrecurrencetype& rule, sys_seconds after) {
  const icaltimetype start = icaltime_from_timet_with_zone(count(after) + 1, 0, icaltimezone_get_utc_timezone());
  icalrecur_iterator* const runs = icalrecur_iterator_new(rule, start);
  const std::int64_t next = icaltime_as_timet(icalrecur_iterator_next(runs));
  icalrecur_iterator_free(runs);
  return next;
}

/// libical takes microseconds for one.
constexpr std::size_t few = 10'000;

/// Parses the same text time and again.
template <class Parse>
std::uint64_t parses(const Parse& parse) {
  for (std::size_t i = 0; i < few; ++i) {
    auto parsed = parse();
    benchmark::DoNotOptimize(parsed);
  }
  return 0;
}

const icalrecurrencetype libical_on_the_first_sunday =
    icalrecurrencetype_from_string("FREQ=MONTHLY;BYDAY=1SU;BYHOUR=14;BYMINUTE=30;BYSECOND=0");
const icalrecurrencetype libical_on_leap_days =
    icalrecurrencetype_from_string("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=0;BYMINUTE=0;BYSECOND=0");

const bool registered[] = {
    compare(
        {"next_run, every day", "next_run of a cadence", at_most(12), answers::different},
        [] { return next_runs_of(nightly); }, [] { return next_runs_of(sundays); }),
    compare(
        {"next_run, the first Sunday", "next_run of a cadence", at_most(12), answers::different},
        [] { return next_runs_of(first_sunday); }, [] { return next_runs_of(sundays); }),
    compare(
        {"next_run, 29 February", "next_run of a cadence", at_most(60), answers::different},
        [] { return next_runs_of(leap_day); }, [] { return next_runs_of(sundays); }),
    compare(
        {"next_run, four entries", "next_run, the first Sunday", at_most(4.5), answers::different},
        [] { return next_runs_of(four_entries); }, [] { return next_runs_of(first_sunday); }),
    compare(
        {"next_run, the first Sunday", "date, by its indexed weekdays"},
        [] { return sum([](sys_seconds at) { return count(next_run(first_sunday, at).at); }); },
        [] { return sum(by_date); }),
    compare(
        {"next_run, the first Sunday", "libical, by a monthly rule", at_most(1.0 / 60)},
        [] { return sum([](sys_seconds at) { return count(next_run(first_sunday, at).at); }, few); },
        [] { return sum([](sys_seconds at) { return by_libical(libical_on_the_first_sunday, at); }, few); }),
    compare(
        {"next_run, 29 February", "libical, by a yearly rule", at_most(1.0 / 60)},
        [] { return sum([](sys_seconds at) { return count(next_run(leap_day, at).at); }, few); },
        [] { return sum([](sys_seconds at) { return by_libical(libical_on_leap_days, at); }, few); }),
    compare(
        {"runs, every hour of a year, each", "next_run, every hour", without_bound, answers::different},
        [] {
          std::uint64_t total = 0;
          for (std::size_t i = 0; i < many / 8'760; ++i)
            for (const rota::run& one : runs(hourly, instants()[i], instants()[i] + 8'760h))
              total += static_cast<std::uint64_t>(count(one.at));
          return total;
        },
        [] { return sum([](sys_seconds at) { return count(next_run(hourly, at).at); }); }),
    compare(
        {"count_runs, ten years of the first Sunday", "next_run, the first Sunday", at_most(200), answers::different},
        [] { return sum([](sys_seconds at) { return count_runs(first_sunday, at, at + date::years{10}); }, few); },
        [] { return sum([](sys_seconds at) { return count(next_run(first_sunday, at).at); }, few); }),
    compare(
        {"parse_rrule, the first Sunday, with its DTSTART", "libical, the rule alone", without_bound,
         answers::different},
        [] {
          return parses([] { return rota::parse_rrule("DTSTART:20260104T143000\nRRULE:FREQ=MONTHLY;BYDAY=1SU"); });
        },
        [] { return parses([] { return icalrecurrencetype_from_string("FREQ=MONTHLY;BYDAY=1SU"); }); }),
    compare(
        {"parse_cron, five fields", "parse_on_calendar, the same", without_bound, answers::different},
        [] { return parses([] { return rota::parse_cron("30 2 1-7 * *"); }); },
        [] { return parses([] { return rota::parse_on_calendar("*-*-1..7 02:30"); }); }),
};

}  // namespace
