// SPDX-License-Identifier: MIT
//
// struct days { months in; month_days on; days_from_last from_last; weekdays which; week_stride every; };
// struct times { hours h; minutes m; };
// class week_stride
// {
// public:
//     static constexpr int most;
//     constexpr week_stride() noexcept;
//     constexpr week_stride(int weeks, date::local_days from) noexcept;
//     constexpr int weeks() const noexcept;
//     constexpr date::local_days from() const noexcept;
// };
// constexpr days nth(unsigned n, Day) noexcept;
// constexpr days last(Day) noexcept;
// constexpr times at(time_of_day) noexcept;
// class calendar
// {
// public:
//     struct entry { level what; days on; times at; };
//     constexpr calendar(std::initializer_list<entry>);
//     static result<calendar> checked(std::vector<entry>);
//     constexpr std::span<const entry> entries() const noexcept;
//     constexpr level strongest_level() const noexcept;
//     constexpr level weakest_level() const noexcept;
//     constexpr slot first_from(date::local_seconds, level at_least = level::incremental) const noexcept;
//     constexpr slot last_before(date::local_seconds, level at_least = level::incremental) const noexcept;
//     constexpr std::uint64_t count_slots(date::local_seconds from, date::local_seconds until) const noexcept;
// };

#include <date/date.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <rota/when/calendar.hpp>
#include <rota/when/next_run.hpp>
#include <string>
#include <vector>
#include <version>

#include "catch.hpp"
#include "clocks.hpp"
#include "ends_the_program.hpp"
#include "instants.hpp"

using namespace std::chrono_literals;
using rota::calendar;
using rota::days_from_last;
using rota::hours;
using rota::last;
using rota::level;
using rota::minutes;
using rota::month_days;
using rota::months;
using rota::next_run;
using rota::nth;
using rota::week_stride;
using rota::weekdays;

namespace {

constexpr rota::time_of_day five_past_eleven{23h, 5min};

calendar bareos() {
  return {{level::full, nth(1, date::Sunday), rota::at(five_past_eleven)},
          {level::differential, {.which = weekdays{date::Sunday}}, rota::at(five_past_eleven)},
          {level::incremental, {}, rota::at(five_past_eleven)}};
}

calendar on(const rota::days& days) { return {{level::full, days, rota::at({12h, 0min})}}; }

date::local_days day(const char* text) { return date::floor<date::days>(local(std::string{text} + "T00:00:00")); }

/// The days of the first `count` runs from an instant on.
std::string days_of(const calendar& when, const char* from, int count) {
  std::string found;
  for (const rota::run& one : runs(when, instant(from), rota::sys_seconds::max())) {
    if (count-- == 0) break;
    found += (found.empty() ? "" : " ") + rota::format_day(one.day);
  }
  return found;
}

#ifdef __cpp_lib_constexpr_vector
constexpr rota::run first_of_2026(level at_least) {
  const calendar plan{{level::full, nth(1, date::Sunday), rota::at(five_past_eleven)},
                      {level::incremental, {}, rota::at(five_past_eleven)}};
  return *next_run_of(plan, at_least, instant("2026-01-01T00:00:00"));
}
static_assert(first_of_2026(level::incremental).at == instant("2026-01-01T23:05:00"));
static_assert(first_of_2026(level::full).at == instant("2026-01-04T23:05:00"));
#endif

static_assert(rota::recurrence<calendar> && rota::recurrence<rota::cadence>);
static_assert(sizeof(calendar::entry) <= 48);
static_assert(noexcept(next_run(std::declval<const calendar&>(), std::declval<rota::sys_seconds>())));
static_assert(nth(5, date::Monday).on == month_days::range(29, 31));
static_assert(last(date::Friday).from_last == days_from_last::range(1, 7));

}  // namespace

TEST_CASE("a Bareos-like plan: a full on the first Sunday, a differential on the others, incrementals", "[calendar]") {
  const calendar plan = bareos();
  std::string levels;
  for (const rota::run& one : runs(plan, instant("2026-02-01T00:00:00"), instant("2026-03-02T00:00:00")))
    levels += to_string(one.level).front();
  REQUIRE(levels == "fiiiiiidiiiiiidiiiiiidiiiiiif");
  REQUIRE(text(*next_run_of(plan, level::differential, instant("2026-02-02T00:00:00"))) ==
          "2026-02-08T23:05:00 for 2026-02-08, differential, unique");
  REQUIRE(text(*next_run_of(plan, level::full, instant("2026-02-02T00:00:00"))) ==
          "2026-03-01T23:05:00 for 2026-03-01, full, unique");
  REQUIRE(plan.strongest_level() == level::full);
  REQUIRE(plan.weakest_level() == level::incremental);
  REQUIRE(count_runs(plan, instant("2026-01-01T00:00:00"), instant("2027-01-01T00:00:00")) == 365);
}

TEST_CASE("the last day of a month follows its length", "[calendar]") {
  REQUIRE(days_of(on({.from_last = days_from_last{1}}), "2023-12-31T12:00:01", 4) ==
          "2024-01-31 2024-02-29 2024-03-31 2024-04-30");
  REQUIRE(days_of(on({.from_last = days_from_last{31}}), "2024-01-02T00:00:00", 3) ==
          "2024-03-01 2024-05-01 2024-07-01");
}

TEST_CASE("a day that a month lacks gives no slot", "[calendar]") {
  REQUIRE(days_of(on({.on = month_days{31}}), "2024-01-01T00:00:00", 4) ==
          "2024-01-31 2024-03-31 2024-05-31 2024-07-31");
  REQUIRE(days_of(on({.in = months{date::February}, .on = month_days{29}}), "1896-03-01T00:00:00", 3) ==
          "1904-02-29 1908-02-29 1912-02-29");
}

TEST_CASE("a day must match all parts", "[calendar]") {
  REQUIRE(days_of(on({.on = month_days{13}, .which = weekdays{date::Friday}}), "1997-09-02T00:00:00", 3) ==
          "1998-02-13 1998-03-13 1998-11-13");
  REQUIRE(days_of(on({.in = months{date::February}, .on = month_days{29}, .which = weekdays{date::Sunday}}),
                  "2000-01-01T00:00:00", 3) == "2004-02-29 2032-02-29 2060-02-29");
  REQUIRE(days_of(on({.on = month_days{26}, .from_last = days_from_last{3}}), "2024-01-01T00:00:00", 3) ==
          "2025-02-26 2026-02-26 2027-02-26");
}

TEST_CASE("the nth and the last of a weekday come every month", "[calendar]") {
  REQUIRE(days_of(on(nth(1, date::Sunday)), "2026-01-01T00:00:00", 3) == "2026-01-04 2026-02-01 2026-03-01");
  REQUIRE(days_of(on(nth(5, date::Monday)), "2026-01-01T00:00:00", 3) == "2026-03-30 2026-06-29 2026-08-31");
  REQUIRE(days_of(on(last(date::Friday)), "2026-01-01T00:00:00", 3) == "2026-01-30 2026-02-27 2026-03-27");
}

TEST_CASE("a stride counts weeks from Monday, forwards and backwards from the week of its day", "[calendar]") {
  const calendar fortnightly = on({.which = weekdays{date::Sunday, date::Monday}, .every = {2, day("2026-01-04")}});
  REQUIRE(days_of(fortnightly, "2026-01-01T00:00:00", 5) == "2026-01-04 2026-01-12 2026-01-18 2026-01-26 2026-02-01");
  REQUIRE(days_of(fortnightly, "2025-12-01T00:00:00", 3) == "2025-12-01 2025-12-07 2025-12-15");
  REQUIRE(week_stride{1, day("2026-01-04")} == week_stride{});
}

TEST_CASE("the times are every combination of the hours and the minutes", "[calendar]") {
  const calendar office{{level::incremental, {.which = set_of(0b0111110)}, {hours{8, 12, 16}, minutes{0, 30}}}};
  std::string found;
  for (const rota::run& one : runs(office, instant("2026-01-02T00:00:00"), instant("2026-01-05T10:00:00")))
    found += rota::format_instant(one.at).substr(8, 8) + " ";
  REQUIRE(found == "02T08:00 02T08:30 02T12:00 02T12:30 02T16:00 02T16:30 05T08:00 05T08:30 ");
}

TEST_CASE("slots that a gap pushes together are one run, of the strongest level and the day that the clock shows",
          "[calendar]") {
  // New York, 2024-03-10: 02:00 EST is 03:00 EDT.
  const std::vector<plain_span> spans{{-1'000'000'000, seconds_of(instant("2024-03-10T07:00:00")), -5 * 3'600},
                                      {seconds_of(instant("2024-03-10T07:00:00")), 4'000'000'000, -4 * 3'600}};
  const zone_of_spans zone{&spans};
  const calendar nightly{{level::full, {}, {hours{2}, minutes{0, 30}}},
                         {level::incremental, {}, {hours{3}, minutes{0, 30}}}};
  const auto text_of = [&](rota::gap how) {
    const rota::wall_clock clock{zone, how};
    std::string found;
    for (const rota::run& one : runs(nightly, instant("2024-03-10T06:00:00"), instant("2024-03-11T06:00:00"), clock))
      found += text(one) + "\n";
    return found;
  };
  REQUIRE(text_of(rota::gap::shift_forward) ==
          "2024-03-10T07:00:00 for 2024-03-10, full, unique\n"
          "2024-03-10T07:30:00 for 2024-03-10, full, unique\n");
  REQUIRE(text_of(rota::gap::at_transition) ==
          "2024-03-10T07:00:00 for 2024-03-10, full, unique\n"
          "2024-03-10T07:30:00 for 2024-03-10, incremental, unique\n");
  REQUIRE(text_of(rota::gap::skip) ==
          "2024-03-10T07:00:00 for 2024-03-10, incremental, unique\n"
          "2024-03-10T07:30:00 for 2024-03-10, incremental, unique\n");
}

TEST_CASE("slots whose order a gap reverses are runs in order", "[calendar]") {
  const std::vector<plain_span> spans{{-1'000'000'000, seconds_of(instant("2024-03-10T07:00:00")), -5 * 3'600},
                                      {seconds_of(instant("2024-03-10T07:00:00")), 4'000'000'000, -4 * 3'600}};
  const rota::wall_clock clock{zone_of_spans{&spans}};
  const calendar two{{level::full, {}, {hours{2}, minutes{30}}}, {level::incremental, {}, {hours{3}, minutes{15}}}};
  std::string found;
  for (const rota::run& one : runs(two, instant("2024-03-10T06:00:00"), instant("2024-03-11T06:00:00"), clock))
    found += text(one) + "\n";
  REQUIRE(found ==
          "2024-03-10T07:15:00 for 2024-03-10, incremental, unique\n"
          "2024-03-10T07:30:00 for 2024-03-10, full, skipped\n");
}

TEST_CASE("an entry with all 24 hours runs whenever the clock shows the minute, whatever the policy", "[calendar]") {
  // New York, 2024-11-03: 02:00 EDT is 01:00 EST.
  const std::vector<plain_span> spans{{-1'000'000'000, seconds_of(instant("2024-11-03T06:00:00")), -4 * 3'600},
                                      {seconds_of(instant("2024-11-03T06:00:00")), 4'000'000'000, -5 * 3'600}};
  const calendar hourly{{level::incremental, {}, {hours::all(), minutes{30}}},
                        {level::full, {}, {hours{1}, minutes{30}}}};
  for (const policy how : policies) {
    const auto clock = clock_of(zone_of_spans{&spans}, how);
    std::string found;
    for (const rota::run& one : runs(hourly, instant("2024-11-03T04:00:00"), instant("2024-11-03T08:00:00"), clock))
      found += std::string{to_string(one.level)} + " " + rota::format_instant(one.at).substr(11, 5) + " ";
    const bool is_first = how.overlap == rota::overlap::first;
    REQUIRE(found == (is_first ? "incremental 04:30 full 05:30 incremental 06:30 incremental 07:30 "
                               : "incremental 04:30 incremental 05:30 full 06:30 incremental 07:30 "));
  }
}

TEST_CASE("a slot that the clock skips every year is left out by gap::skip until the zone's changes end",
          "[calendar]") {
  std::vector<plain_span> spans;
  std::int64_t begin = -4'000'000'000;
  for (int year = 1970; year < 2000; ++year) {  // an hour forward at each new year, and back in July
    const std::int64_t january = seconds_of(date::sys_days{date::year{year} / 1 / 1});
    const std::int64_t july = seconds_of(date::sys_days{date::year{year} / 7 / 1});
    spans.push_back({begin, january, 0});
    spans.push_back({january, july, hour_length});
    begin = july;
  }
  spans.push_back({begin, 9'000'000'000, 0});
  const calendar night{{level::full, {.in = months{date::January}, .on = month_days{1}}, {hours{0}, minutes{30}}}};
  REQUIRE(
      text(next_run(night, instant("1969-06-01T00:00:00"), rota::wall_clock{zone_of_spans{&spans}, rota::gap::skip})) ==
      "2000-01-01T00:30:00 for 2000-01-01, full, unique");
  REQUIRE(text(next_run(night, instant("1969-06-01T00:00:00"), rota::wall_clock{zone_of_spans{&spans}})) ==
          "1970-01-01T00:30:00 for 1970-01-01, full, skipped");
}

TEST_CASE("all entries that never come are refused at once, and so is a calendar without entries", "[calendar]") {
  const calendar::entry never{
      level::full, {.in = months{date::February}, .on = month_days{30}}, {hours{1}, minutes{0}}};
  const calendar::entry always{level::full, {}, {hours{1}, minutes{0}}};
  const auto refused = calendar::checked({always, never, always, never});
  REQUIRE_FALSE(refused.has_value());
  REQUIRE(refused.error().size() == 2);
  REQUIRE(to_string(refused.error()[0]) ==
          "/1/on: found days that never come, such as 30 February; every entry must come at least once in 400 years");
  REQUIRE(refused.error()[1].pointer == "/3/on");
  REQUIRE(calendar::checked({}).error()[0].code == rota::issue_code::missing);
  REQUIRE(calendar::checked({always})->entries().size() == 1);
  REQUIRE(ends_the_program([&] { static_cast<void>(calendar{never}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(week_stride{0, {}}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(week_stride{week_stride::most + 1, {}}); }));
  REQUIRE(ends_the_program([] { static_cast<void>(nth(6, date::Sunday)); }));
}

TEST_CASE("a stride is refused if its weeks and the days meet only in some centuries", "[calendar]") {
  const rota::days rare{.in = months{date::February}, .on = month_days{29}, .every = {520, day("2026-01-04")}};
  REQUIRE_FALSE(calendar::checked({{level::full, rare, {hours{1}, minutes{0}}}}).has_value());
  const rota::days often{.in = months{date::February}, .on = month_days{29}, .every = {2, day("2026-01-04")}};
  REQUIRE(calendar::checked({{level::full, often, {hours{1}, minutes{0}}}}).has_value());
}
