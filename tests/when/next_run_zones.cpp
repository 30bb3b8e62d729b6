// SPDX-License-Identifier: MIT
//
// template <time_zone Zone = utc_zone> constexpr run next_run(const cadence&, sys_seconds after,
//                                                             const wall_clock<Zone>& = utc);
// and so previous_run, next_run_of, previous_run_of
// template <time_zone Zone = utc_zone> constexpr run_range<Zone> runs(const cadence&, sys_seconds from, sys_seconds until,
//                                                                     const wall_clock<Zone>& = utc);
//
// On the wall clocks of the installed time zone database: values that can be checked by hand.

#include <chrono>
#include <rota/when/next_run.hpp>
#include <string>

#include "catch.hpp"
#include "clocks.hpp"
#include "instants.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cadence;
using rota::daily_full;
using rota::gap;
using rota::level;
using rota::next_run;
using rota::next_run_of;
using rota::overlap;
using rota::previous_run;
using rota::previous_run_of;
using rota::runs;
using rota::sys_seconds;
using rota::time_of_day;
using rota::wall_clock;
using rota::weekly;

}  // namespace

TEST_CASE("a run that New York's clock skips is an hour later, at the change, or not at all", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
  const sys_seconds saturday = instant("2024-03-09T12:00:00");
  REQUIRE(text(next_run(night, saturday, wall_clock{zone})) == "2024-03-10T07:30:00 for 2024-03-10, full, skipped");
  REQUIRE(text(next_run(night, saturday, wall_clock{zone, gap::at_transition})) ==
          "2024-03-10T07:00:00 for 2024-03-10, full, skipped");
  REQUIRE(text(next_run(night, saturday, wall_clock{zone, gap::skip})) ==
          "2024-03-11T06:30:00 for 2024-03-11, incremental, unique");
  REQUIRE(text(*next_run_of(night, level::full, saturday, wall_clock{zone, gap::skip})) ==
          "2024-03-17T06:30:00 for 2024-03-17, full, unique");
  REQUIRE(text(previous_run(night, instant("2024-03-11T06:30:00"), wall_clock{zone, gap::skip})) ==
          "2024-03-09T07:30:00 for 2024-03-09, incremental, unique");
  REQUIRE(text(*previous_run_of(night, level::full, instant("2024-03-11T06:30:00"), wall_clock{zone, gap::skip})) ==
          "2024-03-03T07:30:00 for 2024-03-03, full, unique");
}

TEST_CASE("a run that New York's clock repeats is the first or the last, and only one of them", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const cadence night = weekly(date::Sunday, time_of_day{1h, 30min});
  const auto around = [&](overlap which) {
    return text_of_all(runs(night, instant("2024-11-02T12:00:00"), instant("2024-11-04T12:00:00"),
                            wall_clock{zone, gap::shift_forward, which}));
  };
  REQUIRE(around(overlap::first) ==
          "\n2024-11-03T05:30:00 for 2024-11-03, full, repeated"
          "\n2024-11-04T06:30:00 for 2024-11-04, incremental, unique");
  REQUIRE(around(overlap::last) ==
          "\n2024-11-03T06:30:00 for 2024-11-03, full, repeated"
          "\n2024-11-04T06:30:00 for 2024-11-04, incremental, unique");
  REQUIRE(text(next_run(night, instant("2024-11-03T05:30:00"), wall_clock{zone})) ==
          "2024-11-04T06:30:00 for 2024-11-04, incremental, unique");
  REQUIRE(text(next_run(night, instant("2024-11-03T05:30:00"), wall_clock{zone, gap::shift_forward, overlap::last})) ==
          "2024-11-03T06:30:00 for 2024-11-03, full, repeated");
}

// Reported to other schedulers, which gave a run in the past, one at the wrong hour, or none.
TEST_CASE("in Berlin 02:30 after 2024-03-30T19:00:00Z is 03:30 of the next day", "[next_run_zones]") {
  const auto* zone = zone_named("Europe/Berlin");
  const cadence night = daily_full(time_of_day{2h, 30min});
  const sys_seconds evening = instant("2024-03-30T19:00:00");
  REQUIRE(text(next_run(night, evening, wall_clock{zone})) == "2024-03-31T01:30:00 for 2024-03-31, full, skipped");
  REQUIRE(text(next_run(night, evening, wall_clock{zone, gap::at_transition})) ==
          "2024-03-31T01:00:00 for 2024-03-31, full, skipped");
  REQUIRE(text(next_run(night, evening, wall_clock{zone, gap::skip})) ==
          "2024-04-01T00:30:00 for 2024-04-01, full, unique");
}

TEST_CASE("in Vilnius 14:30 after 2020-03-28T12:30:00Z is 14:30 of the next day", "[next_run_zones]") {
  for (const policy how : policies)
    REQUIRE(text(next_run(daily_full(time_of_day{14h, 30min}), instant("2020-03-28T12:30:00"),
                          clock_of(zone_named("Europe/Vilnius"), how))) ==
            "2020-03-29T11:30:00 for 2020-03-29, full, unique");
}

TEST_CASE("in Denver 04:30 after 2022-03-12T11:30:00Z is 04:30 of the next day", "[next_run_zones]") {
  for (const policy how : policies)
    REQUIRE(text(next_run(daily_full(time_of_day{4h, 30min}), instant("2022-03-12T11:30:00"),
                          clock_of(zone_named("America/Denver"), how))) ==
            "2022-03-13T10:30:00 for 2022-03-13, full, unique");
}

TEST_CASE("in Apia the run of the day that is missing falls together with the next day's, and is full if either is",
          "[next_run_zones]") {
  const auto* zone = zone_named("Pacific/Apia");  // there was no Friday, 2011-12-30
  const auto around = [&](date::weekday full_on, gap how) {
    return text_of_all(runs(weekly(full_on, time_of_day{2h, 30min}), instant("2011-12-29T00:00:00"),
                            instant("2012-01-01T00:00:00"), wall_clock{zone, how}));
  };
  const std::string thursday = "\n2011-12-29T12:30:00 for 2011-12-29, ";
  const std::string saturday = "\n2011-12-30T12:30:00 for 2011-12-31, ";
  const std::string sunday = "\n2011-12-31T12:30:00 for 2012-01-01, ";
  for (const gap how : {gap::shift_forward, gap::at_transition}) {
    REQUIRE(around(date::Friday, how) ==
            thursday + "incremental, unique" + saturday + "full, unique" + sunday + "incremental, unique");
    REQUIRE(around(date::Saturday, how) ==
            thursday + "incremental, unique" + saturday + "full, unique" + sunday + "incremental, unique");
    REQUIRE(around(date::Thursday, how) ==
            thursday + "full, unique" + saturday + "incremental, unique" + sunday + "incremental, unique");
  }
  REQUIRE(around(date::Friday, gap::skip) ==
          thursday + "incremental, unique" + saturday + "incremental, unique" + sunday + "incremental, unique");
  REQUIRE(around(date::Saturday, gap::skip) ==
          thursday + "incremental, unique" + saturday + "full, unique" + sunday + "incremental, unique");
}

TEST_CASE("in Apia a full of the Friday that is missing is found by next_run_of and previous_run_of",
          "[next_run_zones]") {
  const auto* zone = zone_named("Pacific/Apia");
  const cadence fridays = weekly(date::Friday, time_of_day{2h, 30min});
  for (const gap how : {gap::shift_forward, gap::at_transition}) {
    REQUIRE(text(*next_run_of(fridays, level::full, instant("2011-12-24T00:00:00"), wall_clock{zone, how})) ==
            "2011-12-30T12:30:00 for 2011-12-31, full, unique");
    REQUIRE(text(*previous_run_of(fridays, level::full, instant("2012-01-05T00:00:00"), wall_clock{zone, how})) ==
            "2011-12-30T12:30:00 for 2011-12-31, full, unique");
  }
  REQUIRE(text(*next_run_of(fridays, level::full, instant("2011-12-24T00:00:00"), wall_clock{zone, gap::skip})) ==
          "2012-01-05T12:30:00 for 2012-01-06, full, unique");
  REQUIRE(text(*previous_run_of(fridays, level::full, instant("2012-01-05T00:00:00"), wall_clock{zone, gap::skip})) ==
          "2011-12-23T12:30:00 for 2011-12-23, full, unique");
}

TEST_CASE("on Kwajalein the Saturday that is missing in 1993 has its full on Sunday", "[next_run_zones]") {
  const auto* zone = zone_named("Pacific/Kwajalein");  // at 1993-08-21T12:00:00Z from -12:00 to +12:00
  const cadence saturdays = weekly(date::Saturday, time_of_day{23h, 0min});
  REQUIRE(
      text_of_all(runs(saturdays, instant("1993-08-20T12:00:00"), instant("1993-08-23T12:00:00"), wall_clock{zone})) ==
      "\n1993-08-21T11:00:00 for 1993-08-20, incremental, unique"
      "\n1993-08-22T11:00:00 for 1993-08-22, full, unique"
      "\n1993-08-23T11:00:00 for 1993-08-23, incremental, unique");
}

TEST_CASE("in Manila the last day of 1844 has its run with the first of 1845", "[next_run_zones]") {
  const auto* zone = zone_named("Asia/Manila");  // from -15:56:08 to +08:03:52
  REQUIRE(text_of_all(runs(daily_full(time_of_day{2h, 30min}), instant("1844-12-30T12:00:00"),
                           instant("1845-01-02T12:00:00"), wall_clock{zone})) ==
          "\n1844-12-30T18:26:08 for 1844-12-30, full, unique"
          "\n1844-12-31T18:26:08 for 1845-01-01, full, unique"
          "\n1845-01-01T18:26:08 for 1845-01-02, full, unique");
}

TEST_CASE("in Juneau the day that comes twice in 1867 has one run", "[next_run_zones]") {
  const auto* zone = zone_named("America/Juneau");  // from +15:02:19 to -08:57:41
  const auto around = [&](overlap which) {
    return text_of_all(runs(daily_full(time_of_day{12h, 0min}), instant("1867-10-17T12:00:00"),
                            instant("1867-10-21T12:00:00"), wall_clock{zone, gap::shift_forward, which}));
  };
  REQUIRE(around(overlap::first) ==
          "\n1867-10-17T20:57:41 for 1867-10-18, full, unique"
          "\n1867-10-18T20:57:41 for 1867-10-19, full, repeated"
          "\n1867-10-20T20:57:41 for 1867-10-20, full, unique");
  REQUIRE(around(overlap::last) ==
          "\n1867-10-17T20:57:41 for 1867-10-18, full, unique"
          "\n1867-10-19T20:57:41 for 1867-10-19, full, repeated"
          "\n1867-10-20T20:57:41 for 1867-10-20, full, unique");
}

TEST_CASE("in Havana midnight comes twice, and in São Paulo it does not come", "[next_run_zones]") {
  const cadence midnight = daily_full(time_of_day{0h, 0min});
  const auto* havana = zone_named("America/Havana");
  REQUIRE(text(next_run(midnight, instant("2024-11-02T12:00:00"), wall_clock{havana})) ==
          "2024-11-03T04:00:00 for 2024-11-03, full, repeated");
  REQUIRE(
      text(next_run(midnight, instant("2024-11-02T12:00:00"), wall_clock{havana, gap::shift_forward, overlap::last})) ==
      "2024-11-03T05:00:00 for 2024-11-03, full, repeated");
  REQUIRE(text(next_run(midnight, instant("2024-11-03T04:00:00"), wall_clock{havana})) ==
          "2024-11-04T05:00:00 for 2024-11-04, full, unique");
  const auto* sao_paulo = zone_named("America/Sao_Paulo");
  for (const gap how : {gap::shift_forward, gap::at_transition})
    REQUIRE(text(next_run(midnight, instant("2018-11-03T12:00:00"), wall_clock{sao_paulo, how})) ==
            "2018-11-04T03:00:00 for 2018-11-04, full, skipped");
  REQUIRE(text(next_run(midnight, instant("2018-11-03T12:00:00"), wall_clock{sao_paulo, gap::skip})) ==
          "2018-11-05T02:00:00 for 2018-11-05, full, unique");
}

TEST_CASE("in St. John's the clock goes back from one day into the one before, and each has its run",
          "[next_run_zones]") {
  const auto* zone = zone_named("America/St_Johns");  // on 2010-11-07 at 00:01 back to 23:01
  const auto around = [&](time_of_day at, overlap which) {
    return text_of_all(runs(daily_full(at), instant("2010-11-06T12:00:00"), instant("2010-11-07T12:00:00"),
                            wall_clock{zone, gap::shift_forward, which}));
  };
  REQUIRE(around(time_of_day{0h, 0min}, overlap::first) == "\n2010-11-07T02:30:00 for 2010-11-07, full, repeated");
  REQUIRE(around(time_of_day{0h, 0min}, overlap::last) == "\n2010-11-07T03:30:00 for 2010-11-07, full, repeated");
  REQUIRE(around(time_of_day{0h, 1min}, overlap::last) == "\n2010-11-07T03:31:00 for 2010-11-07, full, unique");
  REQUIRE(around(time_of_day{23h, 30min}, overlap::first) == "\n2010-11-07T02:00:00 for 2010-11-06, full, repeated");
  REQUIRE(around(time_of_day{23h, 30min}, overlap::last) == "\n2010-11-07T03:00:00 for 2010-11-06, full, repeated");
}

TEST_CASE("a change on the schedule's own minute is served once", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const auto first_of = [&](time_of_day at, const char* from, policy how) {
    return text(next_run(daily_full(at), instant(from), clock_of(zone, how)));
  };
  for (const policy how : policies) {
    CAPTURE(text(how));
    REQUIRE(first_of(time_of_day{3h, 0min}, "2024-03-09T12:00:00", how) ==
            "2024-03-10T07:00:00 for 2024-03-10, full, unique");
    REQUIRE(first_of(time_of_day{3h, 0min}, "2024-03-10T07:00:00", how) ==
            "2024-03-11T07:00:00 for 2024-03-11, full, unique");
    REQUIRE(first_of(time_of_day{2h, 0min}, "2024-11-02T12:00:00", how) ==
            "2024-11-03T07:00:00 for 2024-11-03, full, unique");
    REQUIRE(first_of(time_of_day{2h, 0min}, "2024-03-09T12:00:00", how) ==
            (how.gap == gap::skip ? "2024-03-11T06:00:00 for 2024-03-11, full, unique"
                                  : "2024-03-10T07:00:00 for 2024-03-10, full, skipped"));
    REQUIRE(first_of(time_of_day{1h, 0min}, "2024-11-02T12:00:00", how) ==
            (how.overlap == overlap::first ? "2024-11-03T05:00:00 for 2024-11-03, full, repeated"
                                           : "2024-11-03T06:00:00 for 2024-11-03, full, repeated"));
  }
}
