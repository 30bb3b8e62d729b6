// SPDX-License-Identifier: MIT
//
// The laws of runs on a wall clock, over constants: that this compiles is the test.
//
// The zones are written by hand, as rules: the United States since 2007, the European Union since 1996, Lord Howe Island
// since 2008, and Apia around the day that it left out. No database is asked.

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../clocks.hpp"
#include "../instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cached_zone;
using rota::cadence;
using rota::civil_time;
using rota::daily_full;
using rota::fixed_offset;
using rota::gap;
using rota::level;
using rota::next_run;
using rota::next_run_of;
using rota::overlap;
using rota::previous_run;
using rota::previous_run_of;
using rota::resolve;
using rota::resolved_time;
using rota::run;
using rota::runs;
using rota::sys_seconds;
using rota::time_of_day;
using rota::time_zone;
using rota::utc;
using rota::utc_zone;
using rota::wall_clock;
using rota::weekly;
using rota::zone_span;

// --- zones by rule ---

/// A zone with summer time between two changes of each year, of which `Rule` says when they are.
template <class Rule>
struct summer_time {
  [[nodiscard]] constexpr zone_span get_info(sys_seconds at) const {
    const date::year year = date::year_month_day{date::floor<date::days>(at)}.year();
    const std::array<sys_seconds, 6> changes{
        Rule::first(year - date::years{1}), Rule::second(year - date::years{1}), Rule::first(year), Rule::second(year),
        Rule::first(year + date::years{1}), Rule::second(year + date::years{1})};
    std::size_t next = 1;
    while (changes[next] <= at) ++next;
    return {changes[next - 1], changes[next], next % 2 == 1 ? Rule::after_first : Rule::after_second};
  }
};

/// New York: "second Sunday in March, 02:00", "first Sunday in November, 02:00".
struct new_york_rule {
  static constexpr std::chrono::seconds after_first = -4h;
  static constexpr std::chrono::seconds after_second = -5h;
  static constexpr sys_seconds first(date::year year) {
    return date::sys_days{year / date::March / date::Sunday[2]} + 7h;
  }
  static constexpr sys_seconds second(date::year year) {
    return date::sys_days{year / date::November / date::Sunday[1]} + 6h;
  }
};

/// Berlin: "the last Sunday in March" and "the last Sunday in October", 01:00 UTC. Source: Directive 2000/84/EC.
struct berlin_rule {
  static constexpr std::chrono::seconds after_first = 2h;
  static constexpr std::chrono::seconds after_second = 1h;
  static constexpr sys_seconds first(date::year year) {
    return date::sys_days{year / date::March / date::Sunday[date::last]} + 1h;
  }
  static constexpr sys_seconds second(date::year year) {
    return date::sys_days{year / date::October / date::Sunday[date::last]} + 1h;
  }
};

/// Lord Howe Island: half an hour back on the first Sunday in April and forward on the first in October, 02:00.
struct lord_howe_rule {
  static constexpr std::chrono::seconds after_first = 10h + 30min;
  static constexpr std::chrono::seconds after_second = 11h;
  static constexpr sys_seconds first(date::year year) {
    return date::sys_days{year / date::April / date::Sunday[1]} - 9h;
  }
  static constexpr sys_seconds second(date::year year) {
    return date::sys_days{year / date::October / date::Sunday[1]} - 8h - 30min;
  }
};

constexpr summer_time<new_york_rule> new_york;
constexpr summer_time<berlin_rule> berlin;
constexpr summer_time<lord_howe_rule> lord_howe;

/// One change, before and after which the offset is the same without end.
struct one_change {
  sys_seconds at;
  std::chrono::seconds before;
  std::chrono::seconds after;

  [[nodiscard]] constexpr zone_span get_info(sys_seconds asked) const {
    if (asked < at) return {sys_seconds::min(), at, before};
    return {at, sys_seconds::max(), after};
  }
};

constexpr one_change apia{instant("2011-12-30T10:00:00"), -10h, 14h};  // there was no Friday, 2011-12-30
constexpr one_change juneau{sys_seconds{-3'225'223'727s}, 15h + 2min + 19s, -(8h + 57min + 41s)};  // two Fridays, 1867

static_assert(new_york.get_info(instant("2024-03-10T06:59:59")).offset == -5h);
static_assert(new_york.get_info(instant("2024-03-10T07:00:00")).offset == -4h);
static_assert(new_york.get_info(instant("2024-11-03T05:59:59")).offset == -4h);
static_assert(new_york.get_info(instant("2024-11-03T06:00:00")).offset == -5h);
static_assert(berlin.get_info(instant("2024-03-31T01:00:00")).begin == instant("2024-03-31T01:00:00"));
static_assert(berlin.get_info(instant("2024-03-31T01:00:00")).end == instant("2024-10-27T01:00:00"));
static_assert(lord_howe.get_info(instant("2024-04-06T15:00:00")).begin == instant("2024-04-06T15:00:00"));
static_assert(lord_howe.get_info(instant("2024-10-05T15:30:00")).begin == instant("2024-10-05T15:30:00"));

// --- the concept, and what is noexcept ---

struct no_end {
  struct info {
    sys_seconds begin;
    std::chrono::seconds offset;
  };
  [[nodiscard]] constexpr info get_info(sys_seconds) const { return {}; }
};
struct offset_is_no_duration {
  struct info {
    sys_seconds begin, end;
    int offset;
  };
  [[nodiscard]] constexpr info get_info(sys_seconds) const { return {}; }
};
struct changes_when_asked {
  zone_span get_info(sys_seconds);
};

static_assert(time_zone<utc_zone> && time_zone<fixed_offset> && time_zone<one_change> && time_zone<const one_change*>);
static_assert(time_zone<cached_zone<one_change>> && time_zone<cached_zone<const one_change*>>);
static_assert(time_zone<const cached_zone<one_change>*>);
static_assert(!time_zone<no_end> && !time_zone<offset_is_no_duration> && !time_zone<changes_when_asked>);
static_assert(!time_zone<int> && !time_zone<std::chrono::seconds> && !time_zone<std::string_view>);
static_assert(!std::is_convertible_v<std::chrono::seconds, fixed_offset>);
static_assert(std::is_empty_v<utc_zone>);

static_assert(sizeof(civil_time) == 1 && sizeof(gap) == 1 && sizeof(overlap) == 1 && sizeof(run) <= 16);
static_assert(utc.gap == gap::shift_forward && utc.overlap == overlap::first);
static_assert(std::same_as<decltype(utc), const wall_clock<utc_zone>>);
static_assert(std::same_as<decltype(wall_clock{utc_zone{}, gap::skip}), wall_clock<utc_zone>>);
static_assert(to_string(civil_time::unique) == "unique" && to_string(civil_time::skipped) == "skipped" &&
              to_string(civil_time::repeated) == "repeated");
static_assert(noexcept(to_string(civil_time::unique)));

constexpr cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
constexpr sys_seconds saturday = instant("2024-03-09T12:00:00");

static_assert(noexcept(next_run(night, saturday)) && noexcept(previous_run(night, saturday)));
static_assert(noexcept(next_run_of(night, level::full, saturday)) && noexcept(previous_run_of(night, level::full,
                                                                                              saturday)));
static_assert(noexcept(next_run(night, saturday, utc)) && noexcept(previous_run(night, saturday, utc)));
static_assert(noexcept(next_run_of(night, level::full, saturday, utc)) && noexcept(previous_run_of(night, level::full,
                                                                                                   saturday, utc)));
static_assert(noexcept(runs(night, saturday, saturday)) && noexcept(runs(night, saturday, saturday, utc)));
static_assert(
    noexcept(*runs(night, saturday, saturday).begin()) && noexcept(++runs(night, saturday, saturday).begin()));
static_assert(!noexcept(next_run(night, saturday, wall_clock{new_york})));  // a zone of the user's may throw

// What UTC has is trivially copied, and no larger for the zones that others have.
static_assert(std::is_trivially_copyable_v<decltype(runs(night, saturday, saturday))>);

static_assert(next_run(night, saturday).at == instant("2024-03-10T02:30:00"));
static_assert(next_run(night, saturday, wall_clock{utc_zone{}, gap::skip}) == next_run(night, saturday));
static_assert(next_run(night, saturday).civil == civil_time::unique);
static_assert(next_run(night, saturday, wall_clock{fixed_offset{-5h}}).at == instant("2024-03-10T07:30:00"));
static_assert(resolve(local("2024-03-10T02:30:00"), utc)->at == instant("2024-03-10T02:30:00"));
static_assert(resolve(local("2024-03-10T02:30:00"), wall_clock{fixed_offset{-5h}})->at ==
              instant("2024-03-10T07:30:00"));
static_assert(rota::to_local(instant("2024-03-10T07:30:00"), wall_clock{fixed_offset{-5h}}) ==
              local("2024-03-10T02:30:00"));

// --- values that can be checked by hand ---

static_assert(resolve(local("2024-03-10T02:30:00"), wall_clock{new_york}) ==
              resolved_time{instant("2024-03-10T07:30:00"), civil_time::skipped});
static_assert(resolve(local("2024-03-10T02:30:00"), wall_clock{new_york, gap::at_transition}) ==
              resolved_time{instant("2024-03-10T07:00:00"), civil_time::skipped});
static_assert(!resolve(local("2024-03-10T02:30:00"), wall_clock{new_york, gap::skip}));
static_assert(resolve(local("2024-11-03T01:30:00"), wall_clock{new_york}) ==
              resolved_time{instant("2024-11-03T05:30:00"), civil_time::repeated});
static_assert(resolve(local("2024-11-03T01:30:00"), wall_clock{new_york, gap::shift_forward, overlap::last}) ==
              resolved_time{instant("2024-11-03T06:30:00"), civil_time::repeated});
static_assert(resolve(local("2024-11-03T02:00:00"), wall_clock{new_york}) ==
              resolved_time{instant("2024-11-03T07:00:00"), civil_time::unique});

static_assert(next_run(night, saturday, wall_clock{new_york}).at == instant("2024-03-10T07:30:00"));
static_assert(next_run(night, saturday, wall_clock{new_york, gap::at_transition}).at == instant("2024-03-10T07:00:00"));
static_assert(next_run(night, saturday, wall_clock{new_york, gap::skip}).at == instant("2024-03-11T06:30:00"));
static_assert(next_run(night, instant("2024-03-30T19:00:00"), wall_clock{berlin}).at == instant("2024-03-31T01:30:00"));
static_assert(next_run(night, instant("2024-03-30T19:00:00"), wall_clock{&berlin}).at ==
              instant("2024-03-31T01:30:00"));
static_assert(next_run(daily_full(time_of_day{2h, 15min}), instant("2024-10-05T12:00:00"), wall_clock{lord_howe}).at ==
              instant("2024-10-05T15:45:00"));
static_assert(next_run(daily_full(time_of_day{1h, 45min}), instant("2024-04-06T12:00:00"),
                       wall_clock{lord_howe, gap::shift_forward, overlap::last}) ==
              run{instant("2024-04-06T15:15:00"), date::local_days{date::year{2024} / 4 / 7}, level::full,
                  civil_time::repeated});

// The Friday that Apia left out has its full with Saturday's run; under gap::skip it has none.
constexpr cadence fridays = weekly(date::Friday, time_of_day{2h, 30min});
constexpr sys_seconds last_thursday = instant("2011-12-29T12:30:00");
constexpr run on_new_years_eve{instant("2011-12-30T12:30:00"), date::local_days{date::year{2011} / 12 / 31},
                               level::full, civil_time::unique};
static_assert(next_run(fridays, last_thursday, wall_clock{apia}) == on_new_years_eve);
static_assert(next_run(fridays, last_thursday, wall_clock{apia, gap::at_transition}) == on_new_years_eve);
static_assert(*next_run_of(fridays, level::full, last_thursday, wall_clock{apia}) == on_new_years_eve);
static_assert(*previous_run_of(fridays, level::full, instant("2012-01-02T00:00:00"), wall_clock{apia}) ==
              on_new_years_eve);
static_assert(next_run(fridays, last_thursday, wall_clock{apia, gap::skip}).at == on_new_years_eve.at);
static_assert(next_run(fridays, last_thursday, wall_clock{apia, gap::skip}).level == level::incremental);
static_assert(next_run(fridays, on_new_years_eve.at, wall_clock{apia}).at == instant("2011-12-31T12:30:00"));

// --- laws ---
// A few changes of the clock, at compile time; tests/when goes through every zone.

/// Whether the laws hold of the runs in the three days on either side of an instant.
template <class Zone>
constexpr bool keeps_the_laws(sys_seconds around, time_of_day at, const wall_clock<Zone>& clock, date::days missing) {
  const cadence when = weekly(date::Sunday, at);
  std::optional<run> last;
  int count = 0;
  for (const run& one : runs(when, around - 72h, around + 72h, clock)) {
    ++count;
    const std::chrono::seconds offset = clock.zone.get_info(one.at).offset;
    const bool shows_it = one.at + offset - date::sys_days{one.day.time_since_epoch()} == at.since_midnight();
    if (shows_it == (one.civil == civil_time::skipped)) return false;
    if (next_run(when, one.at - 1s, clock) != one) return false;
    if (previous_run(when, one.at + 1s, clock) != one) return false;
    if (last) {
      const date::days apart = one.day - last->day;
      if (one.at <= last->at) return false;
      if (apart != date::days{1} && apart != date::days{1} + missing && clock.gap != gap::skip) return false;
      if (next_run(when, last->at, clock) != one) return false;
      if (previous_run(when, one.at, clock) != *last) return false;
    }
    last = one;
  }
  for (const auto away : {-24h, -1h, 0h, 1h, 24h}) {
    const sys_seconds now = around + away;
    if (next_run(when, now, clock).at <= now || previous_run(when, now, clock).at >= now) return false;
    const run full = *next_run_of(when, level::full, now, clock);
    const run last_full = *previous_run_of(when, level::full, now, clock);
    if (full.at <= now || full.level != level::full || last_full.at >= now || last_full.level != level::full)
      return false;
  }
  return count >= 5 && count <= 7;
}

/// The same of one policy, as a constant of its own: Clang allows each a million steps.
template <const auto& zone, std::int64_t around, int minute, int days_missing, std::size_t number>
inline constexpr bool keeps_the_laws_under = keeps_the_laws(sys_seconds{std::chrono::seconds{around}},
                                                            time_of_day{std::chrono::hours{minute / 60},
                                                                        std::chrono::minutes{minute % 60}},
                                                            clock_of(zone, policies[number]), date::days{days_missing});

/// The same, whatever the policy.
template <const auto& zone, std::int64_t around, int hour, int minute, int days_missing = 0>
inline constexpr bool keeps_all_laws = [] {
  return []<std::size_t... number>(std::index_sequence<number...>) {
    return (keeps_the_laws_under<zone, around, hour * 60 + minute, days_missing, number> && ...);
  }
  (std::make_index_sequence<policies.size()>{});
}();

constexpr std::int64_t seconds(sys_seconds at) { return at.time_since_epoch().count(); }
constexpr std::int64_t seconds(std::string_view text) { return seconds(instant(text)); }

constexpr std::int64_t spring = seconds("2024-03-10T07:00:00");
constexpr std::int64_t autumn = seconds("2024-11-03T06:00:00");
static_assert(keeps_all_laws<new_york, spring, 2, 0>);
static_assert(keeps_all_laws<new_york, spring, 2, 30>);
static_assert(keeps_all_laws<new_york, spring, 3, 0>);
static_assert(keeps_all_laws<new_york, autumn, 1, 0>);
static_assert(keeps_all_laws<new_york, autumn, 1, 59>);

static_assert(keeps_all_laws<berlin, seconds("2024-10-27T01:00:00"), 2, 30>);

static_assert(keeps_all_laws<lord_howe, seconds("2024-10-05T15:30:00"), 2, 0>);
static_assert(keeps_all_laws<lord_howe, seconds("2024-04-06T15:00:00"), 1, 59>);

static_assert(keeps_all_laws<apia, seconds(apia.at), 2, 30, 1>);
static_assert(keeps_all_laws<apia, seconds(apia.at), 23, 59, 1>);
static_assert(keeps_all_laws<juneau, seconds(juneau.at), 15, 33>);

/// How many runs there are in a year, and how many of them the clock skipped or repeated.
struct year_of_runs {
  int all = 0;
  int skipped = 0;
  int repeated = 0;

  friend constexpr bool operator==(const year_of_runs&, const year_of_runs&) = default;
};

template <class Zone>
constexpr year_of_runs runs_of_2023(time_of_day at, const wall_clock<Zone>& clock) {
  year_of_runs found;
  for (const run& one : runs(daily_full(at), instant("2023-01-01T12:00:00"), instant("2024-01-01T12:00:00"), clock)) {
    ++found.all;
    if (one.civil == civil_time::skipped) ++found.skipped;
    if (one.civil == civil_time::repeated) ++found.repeated;
  }
  return found;
}

static_assert(runs_of_2023(time_of_day{2h, 30min}, wall_clock{new_york}) == year_of_runs{365, 1, 0});
static_assert(runs_of_2023(time_of_day{2h, 30min}, wall_clock{new_york, gap::skip}) == year_of_runs{364, 0, 0});
static_assert(runs_of_2023(time_of_day{1h, 30min}, wall_clock{new_york}) == year_of_runs{365, 0, 1});

}  // namespace
