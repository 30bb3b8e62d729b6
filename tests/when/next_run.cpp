// SPDX-License-Identifier: MIT
//
// struct run { sys_seconds at; date::local_days day; rota::level level; civil_time civil; };
//
// constexpr run next_run(const When&, sys_seconds after) noexcept;          // for a recurrence When
// constexpr run previous_run(const When&, sys_seconds before) noexcept;
// constexpr std::optional<run> next_run_of(const When&, level at_least, sys_seconds after) noexcept;
// constexpr std::optional<run> previous_run_of(const When&, level at_least, sys_seconds before) noexcept;
//
// template <recurrence When, time_zone Zone> class run_range;               // a forward range
// constexpr run_range<When, utc_zone> runs(const When&, sys_seconds from, sys_seconds until) noexcept;

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <ranges>
#include <rota/when/next_run.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_clock.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cadence;
using rota::daily_full;
using rota::level;
using rota::next_run;
using rota::next_run_of;
using rota::previous_run;
using rota::previous_run_of;
using rota::run;
using rota::runs;
using rota::sys_seconds;
using rota::time_of_day;
using rota::weekdays;
using rota::weekly;

std::string text(const run& one) {
  return rota::format_instant(one.at) + " for " + rota::format_day(one.day) + ", " + std::string{to_string(one.level)};
}

std::ptrdiff_t count_of(const rota::run_range<rota::cadence>& all) { return std::distance(all.begin(), all.end()); }

const cadence seed_cadence = weekly(date::Sunday, time_of_day{14h, 30min});

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("the API guide's schedule of Thursday 2014-10-30 runs next on the same day", "[next_run]") {
  const run next = next_run(seed_cadence, instant("2014-10-30T12:30:00"));
  REQUIRE(text(next) == "2014-10-30T14:30:00 for 2014-10-30, incremental");
}

TEST_CASE("the API guide's schedule of Saturday 2020-11-14 runs next on the same day", "[next_run]") {
  const run next = next_run(seed_cadence, instant("2020-11-14T07:28:17"));
  REQUIRE(text(next) == "2020-11-14T14:30:00 for 2020-11-14, incremental");
}

TEST_CASE("the API guide's schedules have their first full on the next Sunday", "[next_run]") {
  REQUIRE(text(*next_run_of(seed_cadence, level::full, instant("2014-10-30T12:30:00"))) ==
          "2014-11-02T14:30:00 for 2014-11-02, full");
  REQUIRE(text(*next_run_of(seed_cadence, level::full, instant("2020-11-14T07:28:17"))) ==
          "2020-11-15T14:30:00 for 2020-11-15, full");
}

TEST_CASE("the API guide's schedule ran last the day before, and its full on Sunday", "[next_run]") {
  REQUIRE(text(previous_run(seed_cadence, instant("2014-10-30T12:30:00"))) ==
          "2014-10-29T14:30:00 for 2014-10-29, incremental");
  REQUIRE(text(*previous_run_of(seed_cadence, level::full, instant("2014-10-30T12:30:00"))) ==
          "2014-10-26T14:30:00 for 2014-10-26, full");
}

TEST_CASE("after a run means after it, and before a run before it", "[next_run]") {
  const sys_seconds sunday = instant("2014-11-02T14:30:00");
  REQUIRE(text(next_run(seed_cadence, sunday - 1s)) == "2014-11-02T14:30:00 for 2014-11-02, full");
  REQUIRE(text(next_run(seed_cadence, sunday)) == "2014-11-03T14:30:00 for 2014-11-03, incremental");
  REQUIRE(text(previous_run(seed_cadence, sunday)) == "2014-11-01T14:30:00 for 2014-11-01, incremental");
  REQUIRE(text(previous_run(seed_cadence, sunday + 1s)) == "2014-11-02T14:30:00 for 2014-11-02, full");
  REQUIRE(text(*next_run_of(seed_cadence, level::full, sunday - 1s)) == "2014-11-02T14:30:00 for 2014-11-02, full");
  REQUIRE(text(*next_run_of(seed_cadence, level::full, sunday)) == "2014-11-09T14:30:00 for 2014-11-09, full");
  REQUIRE(text(*previous_run_of(seed_cadence, level::full, sunday)) == "2014-10-26T14:30:00 for 2014-10-26, full");
  REQUIRE(text(*previous_run_of(seed_cadence, level::full, sunday + 1s)) == "2014-11-02T14:30:00 for 2014-11-02, full");
}

TEST_CASE("a run at midnight serves the day that begins", "[next_run]") {
  const cadence midnight = weekly(date::Thursday, time_of_day{0h, 0min});
  REQUIRE(text(next_run(midnight, instant("1969-12-31T23:59:59"))) == "1970-01-01T00:00:00 for 1970-01-01, full");
  REQUIRE(text(next_run(midnight, instant("1970-01-01T00:00:00"))) ==
          "1970-01-02T00:00:00 for 1970-01-02, incremental");
  REQUIRE(text(previous_run(midnight, instant("1970-01-01T00:00:00"))) ==
          "1969-12-31T00:00:00 for 1969-12-31, incremental");
}

TEST_CASE("a leap day has its run, and a year that is not a leap year goes on with March", "[next_run]") {
  const cadence late = daily_full(time_of_day{23h, 59min});
  REQUIRE(text(next_run(late, instant("2024-02-28T23:59:00"))) == "2024-02-29T23:59:00 for 2024-02-29, full");
  REQUIRE(text(next_run(late, instant("2000-02-28T23:59:00"))) == "2000-02-29T23:59:00 for 2000-02-29, full");
  REQUIRE(text(next_run(late, instant("1900-02-28T23:59:00"))) == "1900-03-01T23:59:00 for 1900-03-01, full");
  REQUIRE(text(next_run(late, instant("2100-02-28T23:59:00"))) == "2100-03-01T23:59:00 for 2100-03-01, full");
  REQUIRE(text(previous_run(late, instant("2024-03-01T00:00:00"))) == "2024-02-29T23:59:00 for 2024-02-29, full");
}

TEST_CASE("a year's last run is followed by the next year's first", "[next_run]") {
  REQUIRE(text(next_run(seed_cadence, instant("2014-12-31T14:30:00"))) ==
          "2015-01-01T14:30:00 for 2015-01-01, incremental");
  REQUIRE(text(*previous_run_of(seed_cadence, level::full, instant("2015-01-01T00:00:00"))) ==
          "2014-12-28T14:30:00 for 2014-12-28, full");
}

TEST_CASE("the first and the last instant of the years -9999 to 9999 have runs on both sides", "[next_run]") {
  const sys_seconds first = instant(plain_clock::at_midnight(-9999, 1, 1).seconds);
  const sys_seconds last = instant(plain_clock::at_midnight(10000, 1, 1).seconds - 1);
  const cadence noon = daily_full(time_of_day{12h, 0min});
  REQUIRE(text(next_run(noon, first)) == "-9999-01-01T12:00:00 for -9999-01-01, full");
  REQUIRE(text(previous_run(noon, first)) == "-10000-12-31T12:00:00 for -10000-12-31, full");
  REQUIRE(text(next_run(noon, last)) == "10000-01-01T12:00:00 for 10000-01-01, full");
  REQUIRE(text(previous_run(noon, last)) == "9999-12-31T12:00:00 for 9999-12-31, full");
}

TEST_CASE("with fulls on Monday and Thursday the next full is on whichever comes first", "[next_run]") {
  const cadence twice{weekdays{date::Monday, date::Thursday}, time_of_day{2h, 0min}};
  REQUIRE(text(*next_run_of(twice, level::full, instant("2014-10-30T01:59:59"))) ==
          "2014-10-30T02:00:00 for 2014-10-30, full");
  REQUIRE(text(*next_run_of(twice, level::full, instant("2014-10-30T02:00:00"))) ==
          "2014-11-03T02:00:00 for 2014-11-03, full");
  REQUIRE(text(*next_run_of(twice, level::full, instant("2014-11-03T02:00:00"))) ==
          "2014-11-06T02:00:00 for 2014-11-06, full");
  REQUIRE(text(*previous_run_of(twice, level::full, instant("2014-11-03T02:00:00"))) ==
          "2014-10-30T02:00:00 for 2014-10-30, full");
}

// --- a brute-force oracle: a wall clock, stepped minute by minute around an instant ---

namespace {

/// A point in time as people write it.
struct moment {
  int year, month, day, hour, minute, second;
};

/// The clock at the minute of a moment.
plain_clock clock_at(const moment& when) {
  plain_clock clock = plain_clock::at_midnight(when.year, when.month, when.day);
  while (clock.hour != when.hour || clock.minute != when.minute) clock.next_minute();
  return clock;
}

/// A minute's beginning, as a run at that time of day has it.
struct mark {
  std::int64_t seconds;
  std::int64_t days;
  int weekday;

  [[nodiscard]] bool is_among(unsigned full_on) const { return ((full_on >> weekday) & 1U) != 0; }
};

/// For each minute of the day, its next and its previous eight marks around a moment. One pass of the clock over eight
/// days each way serves every cadence.
class marks_around {
 public:
  explicit marks_around(const moment& when) : now_{clock_at(when).seconds + when.second} {
    plain_clock clock = clock_at(when);
    for (std::size_t i = 0; i < minutes_in_a_day * depth; ++i) {
      clock.next_minute();
      note(*next_, clock, i / minutes_in_a_day);
    }
    clock = clock_at(when);
    if (when.second == 0) clock.previous_minute();
    for (std::size_t i = 0; i < minutes_in_a_day * depth; ++i) {
      note(*previous_, clock, i / minutes_in_a_day);
      clock.previous_minute();
    }
  }

  static constexpr std::size_t minutes_in_a_day = 1440;

  [[nodiscard]] std::int64_t now() const { return now_; }
  [[nodiscard]] const mark& next(std::size_t minute) const { return (*next_)[minute][0]; }
  [[nodiscard]] const mark& previous(std::size_t minute) const { return (*previous_)[minute][0]; }
  [[nodiscard]] const mark& next(std::size_t minute, unsigned full_on) const {
    return first((*next_)[minute], full_on);
  }
  [[nodiscard]] const mark& previous(std::size_t minute, unsigned full_on) const {
    return first((*previous_)[minute], full_on);
  }

 private:
  static constexpr std::size_t depth = 8;
  using marks = std::array<mark, depth>;
  using marks_of_all_minutes = std::array<marks, minutes_in_a_day>;

  static void note(marks_of_all_minutes& all, const plain_clock& clock, std::size_t nth) {
    all[static_cast<std::size_t>(clock.hour * 60 + clock.minute)][nth] = {clock.seconds, clock.days, clock.weekday};
  }

  static const mark& first(const marks& from, unsigned full_on) {
    std::size_t nth = 0;
    while (!from[nth].is_among(full_on)) ++nth;
    return from[nth];
  }

  std::int64_t now_;
  std::unique_ptr<marks_of_all_minutes> next_ = std::make_unique<marks_of_all_minutes>();
  std::unique_ptr<marks_of_all_minutes> previous_ = std::make_unique<marks_of_all_minutes>();
};

bool is_at(const run& actual, const mark& expected, unsigned full_on) {
  return actual.at.time_since_epoch().count() == expected.seconds &&
         actual.day.time_since_epoch().count() == expected.days &&
         (actual.level == level::full) == expected.is_among(full_on);
}

/// Checks a cadence with a full on the weekdays of each of `sets` at each of the 1,440 times of day.
void check_all_times_of_day(counterexamples& found, const moment& when, const std::vector<unsigned>& sets) {
  const marks_around marks{when};
  const sys_seconds now = instant(marks.now());
  for (const unsigned full_on : sets) {
    const weekdays days = set_of(full_on);
    for (std::size_t minute = 0; minute < marks_around::minutes_in_a_day; ++minute) {
      const cadence at_minute{days, minute_of_day(static_cast<std::int64_t>(minute))};
      const auto check = [&](const char* function, const run& actual, const mark& expected) {
        found.unless(is_at(actual, expected, full_on), [&] {
          return std::string{function} + " of " + rota::format_instant(now) + " at " + to_string(at_minute) +
                 " gives " + text(actual) + " but is " + rota::format_instant(instant(expected.seconds));
        });
      };
      check("next_run", next_run(at_minute, now), marks.next(minute));
      check("previous_run", previous_run(at_minute, now), marks.previous(minute));
      check("next_run_of", *next_run_of(at_minute, level::full, now), marks.next(minute, full_on));
      check("previous_run_of", *previous_run_of(at_minute, level::full, now), marks.previous(minute, full_on));
    }
  }
}

/// The day_of_week of the API from 0 to 7, as bits.
const std::vector<unsigned> sets_of_the_api{1, 2, 4, 8, 16, 32, 64, 127};

/// Moments at which calendars go wrong.
const std::vector<moment> corners{
    {1970, 1, 1, 0, 0, 0},       // the epoch
    {1969, 12, 31, 23, 59, 59},  // its other side
    {1969, 12, 28, 14, 30, 0},   // a Sunday before it
    {2014, 10, 30, 12, 30, 0},   // the API guide's first example
    {2020, 11, 14, 7, 28, 17},   // and its second
    {1900, 2, 28, 23, 59, 59},   // no leap day follows
    {1900, 3, 1, 0, 0, 0},       //
    {2000, 2, 28, 12, 0, 0},     // one does
    {2000, 2, 29, 23, 59, 1},    //
    {2100, 2, 28, 14, 30, 30},   // none does
    {2100, 3, 1, 14, 29, 59},    //
    {2024, 2, 29, 0, 0, 0},      // a leap day
    {2023, 2, 28, 6, 15, 0},     // none
    {2014, 4, 30, 23, 59, 0},    // month ends
    {2014, 7, 31, 0, 1, 0},      //
    {1999, 12, 31, 23, 59, 59},  // year ends
    {2000, 1, 1, 0, 0, 0},       //
    {2001, 1, 1, 0, 0, 1},       //
    {2038, 1, 19, 3, 14, 8},     // 2^31 seconds
    {1901, 12, 13, 20, 45, 51},  // and as many before the epoch
    {0, 2, 29, 12, 34, 56},      // the year 0 is a leap year
    {-1, 12, 31, 23, 59, 59},    //
    {-4, 2, 29, 0, 0, 0},        // and so is -4
    {-9999, 1, 1, 0, 0, 0},      // the ends of the range
    {9999, 12, 31, 23, 59, 59},  //
};

moment draw_moment(generator& values, int first_year, int last_year) {
  const auto draw = [&](int least, int most) { return static_cast<int>(values.between(least, most)); };
  return {draw(first_year, last_year),    draw(1, 12), draw(1, 28), draw(0, 23), draw(0, 59),
          values.coin() ? draw(1, 59) : 0};
}

}  // namespace

TEST_CASE("all 8 x 1,440 cadences of the API run where a stepped clock says, wherever calendars go wrong",
          "[next_run]") {
  counterexamples found;
  for (const moment& corner : corners) check_all_times_of_day(found, corner, sets_of_the_api);
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("all 8 x 1,440 cadences of the API run where a stepped clock says, at any instant", "[next_run]") {
  constexpr std::uint64_t seed = 20141030;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 15; ++i) check_all_times_of_day(found, draw_moment(values, 1950, 2050), sets_of_the_api);
  for (int i = 0; i < 15; ++i) check_all_times_of_day(found, draw_moment(values, -9999, 9999), sets_of_the_api);
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("cadences with each of the 127 sets of weekdays run where a stepped clock says", "[next_run]") {
  constexpr std::uint64_t seed = 20201114;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 40; ++i) {
    const moment when = draw_moment(values, i % 2 == 0 ? 1950 : -9999, i % 2 == 0 ? 2050 : 9999);
    const marks_around marks{when};
    const sys_seconds now = instant(marks.now());
    for (unsigned full_on = 1; full_on < 128; ++full_on) {
      // The minute itself, as what is strict must be, and another one.
      const auto this_minute = static_cast<std::size_t>(when.hour * 60 + when.minute);
      for (const std::size_t minute : {this_minute, values.index(marks_around::minutes_in_a_day)}) {
        const cadence at_minute{set_of(full_on), minute_of_day(static_cast<std::int64_t>(minute))};
        found.unless(is_at(next_run(at_minute, now), marks.next(minute), full_on) &&
                         is_at(previous_run(at_minute, now), marks.previous(minute), full_on) &&
                         is_at(*next_run_of(at_minute, level::full, now), marks.next(minute, full_on), full_on) &&
                         is_at(*previous_run_of(at_minute, level::full, now), marks.previous(minute, full_on), full_on),
                     [&] { return rota::format_instant(now) + ", " + to_string(at_minute); });
      }
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are those minutes of a stepped clock that are at the time of day", "[next_run]") {
  constexpr std::uint64_t seed = 20141102;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 60; ++i) {
    const moment start = i % 2 == 0 ? corners[values.index(corners.size())] : draw_moment(values, 1950, 2050);
    const auto full_on = static_cast<unsigned>(values.between(1, 127));
    plain_clock clock = clock_at(start);
    // Runs begin at the first minute of the window and end before the last, one time in three each.
    const bool begins_with_a_run = values.between(0, 2) == 0;
    const bool ends_at_a_run = values.between(0, 2) == 0;
    const auto minutes = ends_at_a_run ? 1440 * values.between(0, 16) : values.between(0, 1440 * 16);
    const auto this_minute = static_cast<std::size_t>(clock.hour * 60 + clock.minute);
    const std::size_t at = begins_with_a_run || ends_at_a_run ? this_minute : values.index(1440);
    const cadence when{set_of(full_on), minute_of_day(static_cast<std::int64_t>(at))};
    const std::int64_t from = begins_with_a_run ? clock.seconds : clock.seconds - values.between(0, 59);
    const std::int64_t until = clock.seconds + 60 * minutes;

    std::vector<mark> expected;
    for (; clock.seconds < until; clock.next_minute())
      if (static_cast<std::size_t>(clock.hour * 60 + clock.minute) == at)
        expected.push_back({clock.seconds, clock.days, clock.weekday});
    const auto actual = runs(when, instant(from), instant(until));
    found.unless(std::equal(actual.begin(), actual.end(), expected.begin(), expected.end(),
                            [&](const run& one, const mark& other) { return is_at(one, other, full_on); }),
                 [&] {
                   return to_string(when) + " from " + rota::format_instant(instant(from)) + " until " +
                          rota::format_instant(instant(until));
                 });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- laws over generated cadences and instants ---

namespace {

/// A cadence and an instant of the years -9999 to 9999; every other time at a run of it or a second beside.
struct occasion {
  cadence when;
  sys_seconds now;
};

const std::int64_t first_second = plain_clock::at_midnight(-9999, 1, 1).seconds;
const std::int64_t last_second = plain_clock::at_midnight(10000, 1, 1).seconds - 1;

occasion draw_occasion(generator& values) {
  const cadence when{set_of(static_cast<unsigned>(values.between(1, 127))), minute_of_day(values.between(0, 1439))};
  if (values.coin()) return {when, instant(values.between(first_second, last_second))};
  const std::int64_t day = values.between(first_second / 86'400 + 1, last_second / 86'400 - 1);
  return {when, instant(day * 86'400 + when.at.since_midnight().count() * 60 + values.between(-1, 1))};
}

std::string text(const occasion& one) { return to_string(one.when) + ", " + rota::format_instant(one.now); }

/// Draws occasions until `law(occasion)` has been tried on all of them.
template <class Law>
void require_for_occasions(std::uint64_t seed, int count, const Law& law) {
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < count; ++i) {
    const occasion drawn = draw_occasion(values);
    found.unless(law(drawn.when, drawn.now, values), [&] { return text(drawn); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

}  // namespace

TEST_CASE("the next run is strictly after and the previous strictly before, a day away at most", "[next_run]") {
  require_for_occasions(1, 30'000, [](const cadence& when, sys_seconds now, generator&) {
    const run next = next_run(when, now);
    const run previous = previous_run(when, now);
    return next.at > now && next.at <= now + 24h && previous.at < now && previous.at >= now - 24h;
  });
}

TEST_CASE("a run is at its time of day on the day that it serves, with the level of that day", "[next_run]") {
  require_for_occasions(2, 30'000, [](const cadence& when, sys_seconds now, generator&) {
    const run next = next_run(when, now);
    const auto midnight = sys_seconds{std::chrono::seconds{86'400LL * next.day.time_since_epoch().count()}};
    return next.at == midnight + when.at.since_midnight() && next.level == level_on(when, date::weekday{next.day});
  });
}

TEST_CASE("no run lies between an instant and its next or its previous run", "[next_run]") {
  require_for_occasions(3, 30'000, [](const cadence& when, sys_seconds now, generator& values) {
    const run next = next_run(when, now);
    const run previous = previous_run(when, now);
    const std::int64_t here = now.time_since_epoch().count();
    const sys_seconds later = instant(values.between(here, next.at.time_since_epoch().count() - 1));
    const sys_seconds earlier = instant(values.between(previous.at.time_since_epoch().count() + 1, here));
    return next_run(when, later) == next && previous_run(when, earlier) == previous;
  });
}

TEST_CASE("the run after the previous one is not before now, and the run before the next one is not after",
          "[next_run]") {
  require_for_occasions(4, 30'000, [](const cadence& when, sys_seconds now, generator&) {
    const run back = next_run(when, previous_run(when, now).at);
    const run forth = previous_run(when, next_run(when, now).at);
    return back.at >= now && back == next_run(when, now - 1s) && forth.at <= now &&
           forth == previous_run(when, now + 1s);
  });
}

TEST_CASE("a run is the next of its previous run and the previous of its next run", "[next_run]") {
  require_for_occasions(5, 30'000, [](const cadence& when, sys_seconds now, generator&) {
    const run one = next_run(when, now);
    return next_run(when, previous_run(when, one.at).at) == one && previous_run(when, next_run(when, one.at).at) == one;
  });
}

TEST_CASE("of two instants the later has no earlier next run, previous run or full", "[next_run]") {
  require_for_occasions(6, 20'000, [](const cadence& when, sys_seconds now, generator& values) {
    const sys_seconds later = now + std::chrono::seconds{values.between(0, values.coin() ? 200'000 : 2'000'000)};
    return next_run(when, now).at <= next_run(when, later).at &&
           previous_run(when, now).at <= previous_run(when, later).at &&
           next_run_of(when, level::full, now)->at <= next_run_of(when, level::full, later)->at &&
           previous_run_of(when, level::full, now)->at <= previous_run_of(when, level::full, later)->at;
  });
}

TEST_CASE("the next full is the first of the next runs that is full, a week away at most", "[next_run]") {
  require_for_occasions(7, 10'000, [](const cadence& when, sys_seconds now, generator&) {
    run one = next_run(when, now);
    while (one.level != level::full) one = next_run(when, one.at);
    return *next_run_of(when, level::full, now) == one && one.at <= now + std::chrono::weeks{1};
  });
}

TEST_CASE("the previous full is the last of the previous runs that is full, a week away at most", "[next_run]") {
  require_for_occasions(8, 10'000, [](const cadence& when, sys_seconds now, generator&) {
    run one = previous_run(when, now);
    while (one.level != level::full) one = previous_run(when, one.at);
    return *previous_run_of(when, level::full, now) == one && one.at >= now - std::chrono::weeks{1};
  });
}

TEST_CASE("every run of a daily full is full, so that its next full is its next run", "[next_run]") {
  require_for_occasions(9, 10'000, [](const cadence& when, sys_seconds now, generator&) {
    const cadence daily = daily_full(when.at);
    return *next_run_of(daily, level::full, now) == next_run(daily, now) &&
           *previous_run_of(daily, level::full, now) == previous_run(daily, now) &&
           next_run(daily, now).level == level::full && next_run(daily, now).at == next_run(when, now).at;
  });
}

// --- runs ---

TEST_CASE("two weeks of the API guide's schedule are fourteen runs, two of them full", "[next_run]") {
  std::string all;
  for (const run& one : runs(seed_cadence, instant("2014-10-30T12:30:00"), instant("2014-11-13T12:30:00")))
    all += rota::format_day(one.day).substr(5) + (one.level == level::full ? " full, " : ", ");
  REQUIRE(all ==
          "10-30, 10-31, 11-01, 11-02 full, 11-03, 11-04, 11-05, 11-06, 11-07, 11-08, 11-09 full, 11-10, 11-11, "
          "11-12, ");
}

TEST_CASE("runs take in the run at their beginning and leave out the one at their end", "[next_run]") {
  const sys_seconds first = instant("2014-10-30T14:30:00");
  REQUIRE(text(*runs(seed_cadence, first, first + 1s).begin()) == "2014-10-30T14:30:00 for 2014-10-30, incremental");
  REQUIRE(count_of(runs(seed_cadence, first, first + 24h)) == 1);
  REQUIRE(count_of(runs(seed_cadence, first, first + 24h + 1s)) == 2);
  REQUIRE(count_of(runs(seed_cadence, first + 1s, first + 24h)) == 0);
  REQUIRE(count_of(runs(seed_cadence, first + 1s, first + 24h + 1s)) == 1);
  REQUIRE(runs(seed_cadence, first - 24h + 1s, first).empty());
}

TEST_CASE("there are no runs in no time, or where the end is before the beginning", "[next_run]") {
  const sys_seconds from = instant("2014-10-30T14:30:00");
  for (const sys_seconds until : {from, from - 1s, from - 24h, from - std::chrono::years{1}, sys_seconds::min()}) {
    const auto none = runs(seed_cadence, from, until);
    CAPTURE(until.time_since_epoch().count());
    REQUIRE(none.empty());
    REQUIRE(none.begin() == none.end());
  }
  REQUIRE(runs(seed_cadence, sys_seconds::max(), sys_seconds::max()).empty());
  REQUIRE(runs(seed_cadence, sys_seconds::min(), sys_seconds::min()).empty());
  REQUIRE(runs(seed_cadence, sys_seconds::max(), sys_seconds::min()).empty());
}

TEST_CASE("runs until the end of time can be begun", "[next_run]") {
  std::size_t fulls = 0;
  sys_seconds last{};
  for (const run& one : runs(seed_cadence, instant("2014-10-30T12:30:00"), sys_seconds::max())) {
    if (one.level == level::full && ++fulls == 53) {
      last = one.at;
      break;
    }
  }
  REQUIRE(rota::format_instant(last) == "2015-11-01T14:30:00");  // 52 weeks after 2014-11-02
}

TEST_CASE("runs beyond the years that date holds are left out", "[next_run]") {
  const auto all = runs(seed_cadence, sys_seconds::min(), sys_seconds::max());
  REQUIRE_FALSE(all.empty());
  const sys_seconds first = (*all.begin()).at;
  const auto of_the_last_week =
      runs(seed_cadence, instant(plain_clock::at_midnight(32767, 12, 25).seconds), sys_seconds::max());
  sys_seconds last{};
  for (const run& one : of_the_last_week) last = one.at;
  REQUIRE(first > instant(plain_clock::at_midnight(-32767, 1, 1).seconds));
  REQUIRE(first < instant(plain_clock::at_midnight(-32767, 1, 4).seconds));
  REQUIRE(last > instant(plain_clock::at_midnight(32767, 12, 29).seconds));
  REQUIRE(last < instant(plain_clock::at_midnight(32767, 12, 31).seconds));
}

TEST_CASE("runs work with the algorithms of std", "[next_run]") {
  const auto three_weeks = runs(seed_cadence, instant("2014-11-01T00:00:00"), instant("2014-11-22T00:00:00"));
  const auto is_full = [](const run& one) { return one.level == level::full; };
  REQUIRE(std::distance(three_weeks.begin(), three_weeks.end()) == 21);
  REQUIRE(std::count_if(three_weeks.begin(), three_weeks.end(), is_full) == 3);
  REQUIRE(text(*std::find_if(three_weeks.begin(), three_weeks.end(), is_full)) ==
          "2014-11-02T14:30:00 for 2014-11-02, full");
  const std::vector<run> stored(three_weeks.begin(), three_weeks.end());
  REQUIRE(stored.size() == 21);
  REQUIRE(std::is_sorted(stored.begin(), stored.end(), [](const run& a, const run& b) { return a.at < b.at; }));
}

TEST_CASE("runs are empty or not, and have a first", "[next_run]") {
  const sys_seconds from = instant("2014-11-01T00:00:00");
  const auto week = runs(seed_cadence, from, from + std::chrono::weeks{1});
  REQUIRE_FALSE(week.empty());
  REQUIRE(static_cast<bool>(week));
  REQUIRE(text(week.front()) == "2014-11-01T14:30:00 for 2014-11-01, incremental");
  const auto none = runs(seed_cadence, from, from);
  REQUIRE(none.empty());
  REQUIRE_FALSE(static_cast<bool>(none));
}

#ifdef __cpp_lib_ranges  // not in libc++ 14
TEST_CASE("runs work with the algorithms of std::ranges, and their iterators outlive them", "[next_run]") {
  const sys_seconds from = instant("2014-11-01T00:00:00");
  const sys_seconds until = instant("2014-11-22T00:00:00");
  const auto is_full = [](const run& one) { return one.level == level::full; };
  REQUIRE(std::ranges::distance(runs(seed_cadence, from, until)) == 21);
  REQUIRE(std::ranges::count_if(runs(seed_cadence, from, until), is_full) == 3);
  int seen = 0;
  std::ranges::for_each(runs(seed_cadence, from, until), [&](const run&) { ++seen; });
  REQUIRE(seen == 21);
  const auto first_full = std::ranges::find_if(runs(seed_cadence, from, until), is_full);
  REQUIRE(text(*first_full) == "2014-11-02T14:30:00 for 2014-11-02, full");
  REQUIRE(text(*std::ranges::next(first_full, 7)) == "2014-11-09T14:30:00 for 2014-11-09, full");
}

TEST_CASE("runs are a view and a borrowed range, on whatever clock", "[next_run]") {
  STATIC_REQUIRE(std::ranges::view<rota::run_range<rota::cadence>>);
  STATIC_REQUIRE(std::ranges::view<rota::run_range<rota::cadence, rota::fixed_offset>>);
  STATIC_REQUIRE(std::ranges::borrowed_range<rota::run_range<rota::cadence, rota::fixed_offset>>);
  STATIC_REQUIRE(std::ranges::common_range<rota::run_range<rota::cadence, rota::fixed_offset>>);
}
#endif

TEST_CASE("runs can be gone through again, from any place in them", "[next_run]") {
  const auto week = runs(seed_cadence, instant("2014-11-01T00:00:00"), instant("2014-11-08T00:00:00"));
  auto here = week.begin();
  const auto saved = here++;
  REQUIRE(saved == week.begin());
  REQUIRE(here != saved);
  REQUIRE(*here == *std::next(week.begin()));
  auto again = saved;
  REQUIRE(++again == here);
  REQUIRE(std::equal(week.begin(), week.end(), week.begin(), week.end()));
  using iterator = decltype(here);
  REQUIRE(iterator{} == iterator{});
}

TEST_CASE("runs are what repeated next_run gives", "[next_run]") {
  require_for_occasions(10, 1'000, [](const cadence& when, sys_seconds now, generator& values) {
    const sys_seconds until = now + std::chrono::seconds{values.between(-86'400, 86'400 * 20)};
    run expected = next_run(when, now - 1s);
    for (const run& one : runs(when, now, until)) {
      if (one != expected || one.at >= until) return false;
      expected = next_run(when, expected.at);
    }
    return expected.at >= until;
  });
}

TEST_CASE("whole weeks have one run a day, each for a day of its own, and a full for each weekday of fulls",
          "[next_run]") {
  require_for_occasions(11, 600, [](const cadence& when, sys_seconds now, generator& values) {
    const auto weeks = values.between(0, 5);
    std::int64_t count = 0;
    std::int64_t fulls = 0;
    date::local_days day = next_run(when, now - 1s).day;
    bool serves_every_day = true;
    for (const run& one : runs(when, now, now + std::chrono::weeks{weeks})) {
      ++count;
      if (one.level == level::full) ++fulls;
      serves_every_day = serves_every_day && one.day == day;
      day += date::days{1};
    }
    return serves_every_day && count == 7 * weeks && fulls == when.full_on.size() * weeks;
  });
}
