// SPDX-License-Identifier: MIT
//
// constexpr void next_runs(std::span<const cadence> table, sys_seconds after, std::span<sys_seconds> out,
//                          const wall_clock<Zone>& = utc) noexcept(in UTC);
//
// using sys_minutes = date::sys_time<std::chrono::minutes>;
// using minutes32 = std::chrono::duration<std::int32_t, std::ratio<60>>;
// constexpr void next_runs(std::span<const cadence> table, sys_seconds after, sys_minutes epoch,
//                          std::span<minutes32> out) noexcept;

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <rota/when/next_runs.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_clock.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cached_zone;
using rota::cadence;
using rota::daily_full;
using rota::fixed_offset;
using rota::gap;
using rota::minutes32;
using rota::next_run;
using rota::next_runs;
using rota::sys_minutes;
using rota::sys_seconds;
using rota::time_of_day;
using rota::wall_clock;
using rota::weekdays;
using rota::weekly;

/// One schedule for each minute of the day.
std::vector<cadence> every_minute() {
  std::vector<cadence> table;
  for (std::int64_t minute = 0; minute < 1440; ++minute)
    table.push_back(weekly(date::weekday{static_cast<unsigned>(minute % 7)}, minute_of_day(minute)));
  return table;
}

std::vector<cadence> draw_table(generator& values, std::size_t size) {
  std::vector<cadence> table;
  const auto draw_days = [&] { return weekdays::from_day_of_week(values.between(0, 7)).value(); };
  while (table.size() < size) table.push_back({draw_days() | draw_days(), minute_of_day(values.between(0, 1439))});
  return table;
}

/// An instant of the years -9999 to 9999; for every second one, on a run of the table or a second beside.
sys_seconds draw_instant(generator& values, const std::vector<cadence>& table) {
  constexpr sys_seconds first = date::sys_days{date::year{-9999} / 1 / 1};
  constexpr sys_seconds last = date::sys_days{date::year{9999} / 12 / 31};
  const sys_seconds any = instant(values.between(first.time_since_epoch().count(), last.time_since_epoch().count()));
  if (table.empty() || values.coin()) return any;
  return next_run(table[values.index(table.size())], any).at + std::chrono::seconds{values.between(-1, 1)};
}

/// Whether each answer is that of next_run, and what lies beyond the table is as it was.
template <class Zone>
bool law_holds(const std::vector<cadence>& table, sys_seconds after, const rota::wall_clock<Zone>& clock) {
  constexpr sys_seconds untouched{12'345s};
  std::vector<sys_seconds> expected;
  for (const cadence& when : table) expected.push_back(next_run(when, after, clock).at);
  expected.resize(table.size() + 70, untouched);
  std::vector<sys_seconds> out(table.size() + 70, untouched);
  next_runs(table, after, out, clock);
  return out == expected;
}

/// The same for the compact form.
bool compact_law_holds(const std::vector<cadence>& table, sys_seconds after, sys_minutes epoch) {
  constexpr minutes32 untouched{12'345};
  std::vector<minutes32> out(table.size() + 70, untouched);
  next_runs(table, after, epoch, out);
  for (std::size_t i = 0; i < table.size(); ++i)
    if (epoch + out[i] != next_run(table[i], after).at) return false;
  return std::count(out.begin() + static_cast<std::ptrdiff_t>(table.size()), out.end(), untouched) == 70;
}

/// Four thousand years of 365.25 days.
constexpr date::days four_thousand_years{1'461'000};

}  // namespace

// --- values that can be checked by hand ---

// Source: the API guide's schedule, "day_of_week": 0, "hour": 14, "minute": 30, created on 2014-10-30T12:30:00.
TEST_CASE("of a table of two, the API guide's schedule is due today and one at noon tomorrow", "[next_runs]") {
  const std::vector<cadence> table{weekly(date::Sunday, {14h, 30min}), daily_full({12h, 0min})};
  const sys_seconds created = instant("2014-10-30T12:30:00");
  std::vector<sys_seconds> next(2);
  next_runs(table, created, next);
  REQUIRE(next == std::vector{instant("2014-10-30T14:30:00"), instant("2014-10-31T12:00:00")});
  next_runs(table, created, next, wall_clock{zone_named("America/New_York")});
  REQUIRE(next == std::vector{instant("2014-10-30T18:30:00"), instant("2014-10-30T16:00:00")});
  std::vector<minutes32> minutes(2);
  next_runs(table, created, date::sys_days{date::year{2014} / 10 / 30}, minutes);
  REQUIRE(minutes == std::vector{minutes32{14 * 60 + 30}, minutes32{36 * 60}});
  next_runs(table, created, date::sys_days{date::year{2014} / 11 / 1} + 1min, minutes);
  REQUIRE(minutes == std::vector{minutes32{-(33 * 60 + 31)}, minutes32{-(12 * 60 + 1)}});
}

TEST_CASE("a schedule whose time it is runs tomorrow, and a second before that now", "[next_runs]") {
  const std::vector<cadence> table{daily_full({0h, 0min}), daily_full({14h, 30min}), daily_full({23h, 59min})};
  std::vector<sys_seconds> next(3);
  next_runs(table, instant("1969-12-31T14:30:00"), next);
  REQUIRE(next ==
          std::vector{instant("1970-01-01T00:00:00"), instant("1970-01-01T14:30:00"), instant("1969-12-31T23:59:00")});
  next_runs(table, instant("1969-12-31T14:29:59"), next);
  REQUIRE(next[1] == instant("1969-12-31T14:30:00"));
  next_runs(table, instant("1969-12-31T23:59:59"), next);
  REQUIRE(next ==
          std::vector{instant("1970-01-01T00:00:00"), instant("1970-01-01T14:30:00"), instant("1970-01-01T23:59:00")});
}

TEST_CASE("what New York's clock skips is as the policy says for a table too", "[next_runs]") {
  const std::vector<cadence> table{daily_full({2h, 30min}), daily_full({12h, 0min})};
  const auto next = [&](gap how) {
    std::vector<sys_seconds> out(2);
    next_runs(table, instant("2024-03-10T05:00:00"), out, wall_clock{zone_named("America/New_York"), how});
    return out;
  };
  const sys_seconds noon = instant("2024-03-10T16:00:00");
  REQUIRE(next(gap::shift_forward) == std::vector{instant("2024-03-10T07:30:00"), noon});
  REQUIRE(next(gap::at_transition) == std::vector{instant("2024-03-10T07:00:00"), noon});
  REQUIRE(next(gap::skip) == std::vector{instant("2024-03-11T06:30:00"), noon});
}

namespace {

template <std::size_t... I>
constexpr bool works_in_constant_expressions(std::index_sequence<I...>) {
  const std::array table{daily_full(minute_of_day(I * 22))...};
  constexpr sys_seconds noon = date::sys_days{date::year{1969} / 12 / 31} + 12h;
  std::array<sys_seconds, sizeof...(I)> out{};
  std::array<sys_seconds, sizeof...(I)> shifted{};
  std::array<minutes32, sizeof...(I)> minutes{};
  next_runs(table, noon, out);
  next_runs(table, noon, shifted, wall_clock{fixed_offset{-5h}});
  next_runs(table, noon, sys_minutes{}, minutes);
  for (std::size_t i = 0; i < table.size(); ++i)
    if (out[i] != next_run(table[i], noon).at || sys_minutes{} + minutes[i] != out[i] ||
        shifted[i] != next_run(table[i], noon, wall_clock{fixed_offset{-5h}}).at)
      return false;
  return true;
}

}  // namespace

TEST_CASE("the next runs of constant tables are constants", "[next_runs]") {
  STATIC_REQUIRE(works_in_constant_expressions(std::make_index_sequence<65>{}));
}

// --- laws ---

TEST_CASE("the next runs of a table of any size are those of its schedules, and nothing else is touched",
          "[next_runs]") {
  constexpr std::uint64_t seed = 6001;
  generator values{seed};
  counterexamples found;
  for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 128U, 1000U})
    for (int i = 0; i < 60; ++i) {
      const auto table = draw_table(values, size);
      const sys_seconds after = draw_instant(values, table);
      constexpr auto far = (four_thousand_years - date::days{1}) / 1min;
      const auto epoch = date::floor<std::chrono::minutes>(after) + std::chrono::minutes{values.between(-far, far)};
      found.unless(law_holds(table, after, clock_of(rota::utc_zone{}, draw_policy(values))) &&
                       compact_law_holds(table, after, epoch),
                   [&] { return std::to_string(size) + " after " + rota::format_instant(after); });
    }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("near a change of the clock and far from it, the next runs in a zone are those of each schedule",
          "[next_runs]") {
  constexpr std::uint64_t seed = 6002;
  generator values{seed};
  counterexamples found;
  const auto draw_seconds = [&](std::chrono::seconds most) {
    return std::chrono::seconds{values.between(-most.count(), most.count())};
  };
  for (const char* name : {"America/New_York", "America/Juneau", "Europe/Berlin", "Australia/Lord_Howe",
                           "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Etc/UTC"}) {
    const auto* zone = zone_named(name);
    const cached_zone cached{zone};
    for (int i = 0; i < 100; ++i) {
      const auto table = draw_table(values, 70);
      sys_seconds after = instant(values.between(-3'300'000'000, 2'100'000'000));
      const auto span = rota::span_at(zone, after);
      const sys_seconds change = values.coin() ? span.begin : span.end;
      if (i % 4 != 0 && change > instant(-10'000'000'000) && change < instant(10'000'000'000))
        after = values.coin() ? change + draw_seconds(100h)                               // near it
                              : change + 24h * values.between(-2, 2) + draw_seconds(1s);  // where near it ends
      const policy how = draw_policy(values);
      found.unless(law_holds(table, after, clock_of(zone, how)) && law_holds(table, after, clock_of(&cached, how)),
                   [&] { return name + (" after " + rota::format_instant(after)); });
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- what a clock that is let run for a day shows ---

TEST_CASE("each of the 1,440 times of day runs when a clock next shows it", "[next_runs]") {
  constexpr std::uint64_t seed = 6003;
  generator values{seed};
  counterexamples found;
  const auto table = every_minute();
  for (int i = 0; i < 60; ++i) {
    plain_clock clock =
        plain_clock::at_midnight(static_cast<int>(values.between(i % 2 == 0 ? -9999 : 1950, 9999)),
                                 static_cast<int>(values.between(1, 12)), static_cast<int>(values.between(1, 28)));
    for (auto left = values.between(0, 1439); left > 0; --left) clock.next_minute();
    const std::int64_t offset = i % 3 == 0 ? 0 : values.between(-26 * 3600, 26 * 3600);
    const sys_seconds after = instant(clock.seconds + (i % 4 == 0 ? 0 : values.between(0, 59)) - offset);
    const sys_minutes epoch{std::chrono::minutes{clock.seconds / 60 + values.between(-2'000'000'000, 2'000'000'000)}};
    std::vector<sys_seconds> out(table.size());
    std::vector<sys_seconds> in_utc(table.size());
    std::vector<minutes32> minutes(table.size());
    next_runs(table, after, out, wall_clock{fixed_offset{std::chrono::seconds{offset}}});
    next_runs(table, after + std::chrono::seconds{offset}, in_utc);
    next_runs(table, after + std::chrono::seconds{offset}, epoch, minutes);
    for (int step = 0; step < 1440; ++step) {
      clock.next_minute();
      const auto shown = static_cast<std::size_t>(clock.hour * 60 + clock.minute);
      found.unless(out[shown] == instant(clock.seconds - offset) && in_utc[shown] == instant(clock.seconds) &&
                       epoch.time_since_epoch().count() + minutes[shown].count() == clock.seconds / 60,
                   [&] { return rota::format_instant(after) + ", minute " + std::to_string(shown); });
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- preconditions ---

TEST_CASE("in the compact form the day may begin exactly 4,000 years from the epoch, on either side", "[next_runs]") {
  const auto table = every_minute();
  for (const auto epoch : {sys_minutes{}, sys_minutes{1min}, sys_minutes{12h}, sys_minutes{-1min}})
    for (const auto midnight :
         {date::floor<date::days>(epoch + four_thousand_years), date::ceil<date::days>(epoch - four_thousand_years)})
      for (const auto later : {0s, 1s, 43'200s, 86'399s}) REQUIRE(compact_law_holds(table, midnight + later, epoch));
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("answers that there is no room for end the program", "[next_runs]") {
  const std::vector<cadence> table(65, daily_full({14h, 30min}));
  std::vector<sys_seconds> out(65);
  std::vector<minutes32> minutes(65);
  const std::span<sys_seconds> room{out};
  const std::span<minutes32> compact_room{minutes};
  REQUIRE(ends_the_program([&] { next_runs(table, {}, room.first(64)); }));
  REQUIRE(ends_the_program([&] { next_runs(table, {}, room.first(0)); }));
  REQUIRE(ends_the_program([&] { next_runs(table, {}, room.first(64), wall_clock{fixed_offset{5h}}); }));
  REQUIRE(ends_the_program([&] { next_runs(table, {}, sys_minutes{}, compact_room.first(64)); }));
  REQUIRE_FALSE(ends_the_program([&] { next_runs(table, {}, room); }));
  REQUIRE_FALSE(ends_the_program([&] { next_runs(table, {}, sys_minutes{}, compact_room); }));
}

TEST_CASE("a day that begins a minute farther from the epoch ends the program", "[next_runs]") {
  const std::vector<cadence> table(1, daily_full({14h, 30min}));
  std::vector<minutes32> minutes(1);
  const auto ends = [&](sys_seconds after, sys_minutes epoch) {
    return ends_the_program([&] { next_runs(table, after, epoch, minutes); });
  };
  constexpr sys_seconds last{four_thousand_years};
  constexpr sys_seconds first{-four_thousand_years};
  REQUIRE(ends(last, sys_minutes{-1min}));
  REQUIRE(ends(last + 24h - 1s, sys_minutes{-1min}));
  REQUIRE(ends(first, sys_minutes{1min}));
  REQUIRE(ends(last + 24h, sys_minutes{}));
  REQUIRE(ends(first - 1s, sys_minutes{}));
  REQUIRE_FALSE(ends(last + 24h - 1s, sys_minutes{}));
  REQUIRE_FALSE(ends(first, sys_minutes{}));
}
#endif
