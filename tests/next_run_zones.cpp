// SPDX-License-Identifier: MIT
//
// constexpr run next_run(const cadence&, sys_seconds after, const Zone& = utc, civil_policy = {});
// constexpr run previous_run(const cadence&, sys_seconds before, const Zone& = utc, civil_policy = {});
// constexpr run next_full(const cadence&, sys_seconds after, const Zone& = utc, civil_policy = {});
// constexpr run previous_full(const cadence&, sys_seconds before, const Zone& = utc, civil_policy = {});
// constexpr run_range<Zone> runs(const cadence&, sys_seconds from, sys_seconds until, const Zone& = utc,
//                                civil_policy = {});
//
// schedule make_schedule(const schedule_spec&, std::string id, sys_seconds now, first_run = first_run::promote,
//                        const Zone& = utc, civil_policy = {});
// schedule apply(schedule, const schedule_change&, sys_seconds now, const Zone& = utc, civil_policy = {});
// schedule started(schedule, sys_seconds now, const Zone& = utc, civil_policy = {});
// decision decide(const schedule&, const history&, sys_seconds now, const decide_options& = {}, const Zone& = utc,
//                 civil_policy = {});
// simulation simulate(schedule, const retention&, std::vector<backup>, sys_seconds from, sys_seconds until, OutcomeOf,
//                     const simulate_options& = {}, const Zone& = utc, civil_policy = {});
// prune_plan prune(std::span<const backup>, const retention&, sys_seconds now, const Zone& = utc);
//
// On the wall clocks of the installed time zone database.

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <rota/decide.hpp>
#include <rota/next_run.hpp>
#include <rota/retention.hpp>
#include <rota/schedule.hpp>
#include <rota/simulate.hpp>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::cached_zone;
using rota::cadence;
using rota::civil_policy;
using rota::civil_time;
using rota::daily_full;
using rota::gap;
using rota::level;
using rota::next_full;
using rota::next_run;
using rota::overlap;
using rota::previous_full;
using rota::previous_run;
using rota::run;
using rota::runs;
using rota::schedule;
using rota::sys_seconds;
using rota::time_of_day;
using rota::weekdays;
using rota::weekly;

sys_seconds instant(std::string_view text) { return rota::parse_instant(text).value(); }
sys_seconds instant(std::int64_t seconds) { return sys_seconds{std::chrono::seconds{seconds}}; }
std::int64_t seconds_of(sys_seconds at) { return at.time_since_epoch().count(); }

constexpr std::int64_t day_length = 86'400;

const date::time_zone* zone_named(std::string_view name) { return date::locate_zone(std::string{name}); }

constexpr std::array<civil_policy, 6> policies{{{gap::shift_forward, overlap::first},
                                                {gap::shift_forward, overlap::last},
                                                {gap::at_transition, overlap::first},
                                                {gap::at_transition, overlap::last},
                                                {gap::skip, overlap::first},
                                                {gap::skip, overlap::last}}};

std::string text(civil_policy policy) {
  constexpr std::array<const char*, 3> gaps{"shift_forward", "at_transition", "skip"};
  return std::string{gaps[static_cast<std::size_t>(policy.gap)]} +
         (policy.overlap == overlap::first ? ", first" : ", last");
}

std::string text(const run& one) {
  return rota::format_instant(one.at) + " for " + rota::format_day(one.day) + ", " + std::string{to_string(one.what)} +
         ", " + std::string{to_string(one.kind)};
}

std::string text(const cadence& when) {
  return rota::format_time_of_day(when.at) + ", full on the weekdays of bits " + std::to_string(when.full_on.bits());
}

template <class Runs>
std::string text_of_all(const Runs& all) {
  std::string told;
  for (const run& one : all) told += "\n" + text(one);
  return told;
}

time_of_day minute_of_day(std::int64_t minute) {
  return {std::chrono::hours{minute / 60}, std::chrono::minutes{minute % 60}};
}

/// The set of the days whose bit is set in `bits`, 1 to 127: 1 for Sunday, 2 for Monday, to 64 for Saturday.
weekdays set_of(unsigned bits) {
  std::optional<weekdays> made;
  for (unsigned day = 0; day < 7; ++day)
    if (((bits >> day) & 1U) != 0) made = made ? *made | weekdays{date::weekday{day}} : weekdays{date::weekday{day}};
  return made.value();
}

/// Whether the day of this number since 1970-01-01, a Thursday, is one of `days`.
bool is_among(weekdays days, std::int64_t number) {
  const std::int64_t weekday = ((number + 4) % 7 + 7) % 7;
  return ((unsigned{days.bits()} >> weekday) & 1U) != 0;
}

weekdays draw_weekdays(generator& values) { return set_of(static_cast<unsigned>(values.between(1, 127))); }

// --- the database, in plain numbers ---

struct plain_span {
  std::int64_t begin;
  std::int64_t end;
  std::int64_t offset;

  friend bool operator<(const plain_span& a, const plain_span& b) {
    return std::tie(a.begin, a.end, a.offset) < std::tie(b.begin, b.end, b.offset);
  }
};

struct plain_zone {
  const date::time_zone* zone;
  std::vector<plain_span> spans;  // to 2038 and beyond
};

/// Every zone of the database but for those that are another under a second name.
const std::vector<plain_zone>& zones() {
  static const std::vector<plain_zone> all = [] {
    std::vector<plain_zone> found;
    std::set<std::vector<plain_span>> known;
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      std::vector<plain_span> spans;
      for (sys_seconds at = date::sys_days{date::year{0} / 1 / 1}; at < date::sys_days{date::year{2038} / 1 / 1};) {
        const date::sys_info info = zone.get_info(at);
        spans.push_back({seconds_of(info.begin), seconds_of(info.end), info.offset.count()});
        at = info.end;
      }
      if (known.insert(spans).second) found.push_back({&zone, std::move(spans)});
    }
    return found;
  }();
  return all;
}

/// A change of a clock: the span that begins with it, and the one before.
struct change {
  const plain_zone* zone;
  std::size_t after;

  [[nodiscard]] const plain_span& before() const { return zone->spans[after - 1]; }
  [[nodiscard]] const plain_span& now() const { return zone->spans[after]; }
  [[nodiscard]] std::int64_t at() const { return now().begin; }
  [[nodiscard]] std::int64_t jump() const { return now().offset - before().offset; }
};

std::string text(const change& here) {
  return here.zone->zone->name() + " at " + rota::format_instant(instant(here.at()));
}

const std::int64_t year_1970 = 0;
const std::int64_t year_2038 = seconds_of(date::sys_days{date::year{2038} / 1 / 1});

/// Every change at which the offset is another, from an instant until 2038.
std::vector<change> changes_from(std::int64_t from) {
  std::vector<change> found;
  for (const plain_zone& zone : zones())
    for (std::size_t i = 1; i < zone.spans.size(); ++i) {
      const change here{&zone, i};
      if (here.at() >= from && here.at() < year_2038 && here.jump() != 0) found.push_back(here);
    }
  return found;
}

/// A time of day that a change makes hard: at the borders of the gap or overlap, a minute beside, within, midnight, or
/// any.
std::int64_t draw_minute(const change& here, generator& values) {
  const std::int64_t from = here.at() + here.before().offset;
  const std::int64_t to = here.at() + here.now().offset;
  const std::array<std::int64_t, 6> places{from, to, (from + to) / 2, 0, 2 * 3600 + 1800, values.between(0, 86'399)};
  const std::int64_t place = places[values.index(places.size())] + values.between(-1, 1) * 60;
  return (place % day_length + day_length) % day_length / 60;
}

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("a run that New York's clock skips is an hour later, at the change, or not at all", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
  const sys_seconds saturday = instant("2024-03-09T12:00:00");
  REQUIRE(text(next_run(night, saturday, zone)) == "2024-03-10T07:30:00 for 2024-03-10, full, skipped");
  REQUIRE(text(next_run(night, saturday, zone, {.gap = gap::at_transition})) ==
          "2024-03-10T07:00:00 for 2024-03-10, full, skipped");
  REQUIRE(text(next_run(night, saturday, zone, {.gap = gap::skip})) ==
          "2024-03-11T06:30:00 for 2024-03-11, incremental, unique");
  REQUIRE(text(next_full(night, saturday, zone, {.gap = gap::skip})) ==
          "2024-03-17T06:30:00 for 2024-03-17, full, unique");
  REQUIRE(text(previous_run(night, instant("2024-03-11T06:30:00"), zone, {.gap = gap::skip})) ==
          "2024-03-09T07:30:00 for 2024-03-09, incremental, unique");
  REQUIRE(text(previous_full(night, instant("2024-03-11T06:30:00"), zone, {.gap = gap::skip})) ==
          "2024-03-03T07:30:00 for 2024-03-03, full, unique");
}

TEST_CASE("a run that New York's clock repeats is the first or the last, and only one of them", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const cadence night = weekly(date::Sunday, time_of_day{1h, 30min});
  const auto around = [&](overlap which) {
    return text_of_all(
        runs(night, instant("2024-11-02T12:00:00"), instant("2024-11-04T12:00:00"), zone, {.overlap = which}));
  };
  REQUIRE(around(overlap::first) ==
          "\n2024-11-03T05:30:00 for 2024-11-03, full, repeated"
          "\n2024-11-04T06:30:00 for 2024-11-04, incremental, unique");
  REQUIRE(around(overlap::last) ==
          "\n2024-11-03T06:30:00 for 2024-11-03, full, repeated"
          "\n2024-11-04T06:30:00 for 2024-11-04, incremental, unique");
  REQUIRE(text(next_run(night, instant("2024-11-03T05:30:00"), zone)) ==
          "2024-11-04T06:30:00 for 2024-11-04, incremental, unique");
  REQUIRE(text(next_run(night, instant("2024-11-03T05:30:00"), zone, {.overlap = overlap::last})) ==
          "2024-11-03T06:30:00 for 2024-11-03, full, repeated");
}

// Reported to other schedulers, which gave a run in the past, one at the wrong hour, or none.
TEST_CASE("in Berlin 02:30 after 2024-03-30T19:00:00Z is 03:30 of the next day", "[next_run_zones]") {
  const auto* zone = zone_named("Europe/Berlin");
  const cadence night = daily_full(time_of_day{2h, 30min});
  const sys_seconds evening = instant("2024-03-30T19:00:00");
  REQUIRE(text(next_run(night, evening, zone)) == "2024-03-31T01:30:00 for 2024-03-31, full, skipped");
  REQUIRE(text(next_run(night, evening, zone, {.gap = gap::at_transition})) ==
          "2024-03-31T01:00:00 for 2024-03-31, full, skipped");
  REQUIRE(text(next_run(night, evening, zone, {.gap = gap::skip})) ==
          "2024-04-01T00:30:00 for 2024-04-01, full, unique");
}

TEST_CASE("in Vilnius 14:30 after 2020-03-28T12:30:00Z is 14:30 of the next day", "[next_run_zones]") {
  for (const auto policy : policies)
    REQUIRE(text(next_run(daily_full(time_of_day{14h, 30min}), instant("2020-03-28T12:30:00"),
                          zone_named("Europe/Vilnius"), policy)) == "2020-03-29T11:30:00 for 2020-03-29, full, unique");
}

TEST_CASE("in Denver 04:30 after 2022-03-12T11:30:00Z is 04:30 of the next day", "[next_run_zones]") {
  for (const auto policy : policies)
    REQUIRE(text(next_run(daily_full(time_of_day{4h, 30min}), instant("2022-03-12T11:30:00"),
                          zone_named("America/Denver"), policy)) == "2022-03-13T10:30:00 for 2022-03-13, full, unique");
}

TEST_CASE("in Apia the run of the day that is missing falls together with the next day's, and is full if either is",
          "[next_run_zones]") {
  const auto* zone = zone_named("Pacific/Apia");  // there was no Friday, 2011-12-30
  const auto around = [&](date::weekday full_on, gap how) {
    return text_of_all(runs(weekly(full_on, time_of_day{2h, 30min}), instant("2011-12-29T00:00:00"),
                            instant("2012-01-01T00:00:00"), zone, {.gap = how}));
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

TEST_CASE("in Apia a full of the Friday that is missing is found by next_full and previous_full", "[next_run_zones]") {
  const auto* zone = zone_named("Pacific/Apia");
  const cadence fridays = weekly(date::Friday, time_of_day{2h, 30min});
  for (const gap how : {gap::shift_forward, gap::at_transition}) {
    REQUIRE(text(next_full(fridays, instant("2011-12-24T00:00:00"), zone, {.gap = how})) ==
            "2011-12-30T12:30:00 for 2011-12-31, full, unique");
    REQUIRE(text(previous_full(fridays, instant("2012-01-05T00:00:00"), zone, {.gap = how})) ==
            "2011-12-30T12:30:00 for 2011-12-31, full, unique");
  }
  REQUIRE(text(next_full(fridays, instant("2011-12-24T00:00:00"), zone, {.gap = gap::skip})) ==
          "2012-01-05T12:30:00 for 2012-01-06, full, unique");
  REQUIRE(text(previous_full(fridays, instant("2012-01-05T00:00:00"), zone, {.gap = gap::skip})) ==
          "2011-12-23T12:30:00 for 2011-12-23, full, unique");
}

TEST_CASE("on Kwajalein the Saturday that is missing in 1993 has its full on Sunday", "[next_run_zones]") {
  const auto* zone = zone_named("Pacific/Kwajalein");  // at 1993-08-21T12:00:00Z from -12:00 to +12:00
  const cadence saturdays = weekly(date::Saturday, time_of_day{23h, 0min});
  REQUIRE(text_of_all(runs(saturdays, instant("1993-08-20T12:00:00"), instant("1993-08-23T12:00:00"), zone)) ==
          "\n1993-08-21T11:00:00 for 1993-08-20, incremental, unique"
          "\n1993-08-22T11:00:00 for 1993-08-22, full, unique"
          "\n1993-08-23T11:00:00 for 1993-08-23, incremental, unique");
}

TEST_CASE("in Manila the last day of 1844 has its run with the first of 1845", "[next_run_zones]") {
  const auto* zone = zone_named("Asia/Manila");  // from -15:56:08 to +08:03:52
  REQUIRE(text_of_all(runs(daily_full(time_of_day{2h, 30min}), instant("1844-12-30T12:00:00"),
                           instant("1845-01-02T12:00:00"), zone)) ==
          "\n1844-12-30T18:26:08 for 1844-12-30, full, unique"
          "\n1844-12-31T18:26:08 for 1845-01-01, full, unique"
          "\n1845-01-01T18:26:08 for 1845-01-02, full, unique");
}

TEST_CASE("in Juneau the day that comes twice in 1867 has one run", "[next_run_zones]") {
  const auto* zone = zone_named("America/Juneau");  // from +15:02:19 to -08:57:41
  const auto around = [&](overlap which) {
    return text_of_all(runs(daily_full(time_of_day{12h, 0min}), instant("1867-10-17T12:00:00"),
                            instant("1867-10-21T12:00:00"), zone, {.overlap = which}));
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
  REQUIRE(text(next_run(midnight, instant("2024-11-02T12:00:00"), havana)) ==
          "2024-11-03T04:00:00 for 2024-11-03, full, repeated");
  REQUIRE(text(next_run(midnight, instant("2024-11-02T12:00:00"), havana, {.overlap = overlap::last})) ==
          "2024-11-03T05:00:00 for 2024-11-03, full, repeated");
  REQUIRE(text(next_run(midnight, instant("2024-11-03T04:00:00"), havana)) ==
          "2024-11-04T05:00:00 for 2024-11-04, full, unique");
  const auto* sao_paulo = zone_named("America/Sao_Paulo");
  for (const gap how : {gap::shift_forward, gap::at_transition})
    REQUIRE(text(next_run(midnight, instant("2018-11-03T12:00:00"), sao_paulo, {.gap = how})) ==
            "2018-11-04T03:00:00 for 2018-11-04, full, skipped");
  REQUIRE(text(next_run(midnight, instant("2018-11-03T12:00:00"), sao_paulo, {.gap = gap::skip})) ==
          "2018-11-05T02:00:00 for 2018-11-05, full, unique");
}

TEST_CASE("in St. John's the clock goes back from one day into the one before, and each has its run",
          "[next_run_zones]") {
  const auto* zone = zone_named("America/St_Johns");  // on 2010-11-07 at 00:01 back to 23:01
  const auto around = [&](time_of_day at, overlap which) {
    return text_of_all(
        runs(daily_full(at), instant("2010-11-06T12:00:00"), instant("2010-11-07T12:00:00"), zone, {.overlap = which}));
  };
  REQUIRE(around(time_of_day{0h, 0min}, overlap::first) == "\n2010-11-07T02:30:00 for 2010-11-07, full, repeated");
  REQUIRE(around(time_of_day{0h, 0min}, overlap::last) == "\n2010-11-07T03:30:00 for 2010-11-07, full, repeated");
  REQUIRE(around(time_of_day{0h, 1min}, overlap::last) == "\n2010-11-07T03:31:00 for 2010-11-07, full, unique");
  REQUIRE(around(time_of_day{23h, 30min}, overlap::first) == "\n2010-11-07T02:00:00 for 2010-11-06, full, repeated");
  REQUIRE(around(time_of_day{23h, 30min}, overlap::last) == "\n2010-11-07T03:00:00 for 2010-11-06, full, repeated");
}

TEST_CASE("a change on the schedule's own minute is served once", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const auto first_of = [&](time_of_day at, const char* from, civil_policy policy) {
    return text(next_run(daily_full(at), instant(from), zone, policy));
  };
  for (const auto policy : policies) {
    CAPTURE(text(policy));
    REQUIRE(first_of(time_of_day{3h, 0min}, "2024-03-09T12:00:00", policy) ==
            "2024-03-10T07:00:00 for 2024-03-10, full, unique");
    REQUIRE(first_of(time_of_day{3h, 0min}, "2024-03-10T07:00:00", policy) ==
            "2024-03-11T07:00:00 for 2024-03-11, full, unique");
    REQUIRE(first_of(time_of_day{2h, 0min}, "2024-11-02T12:00:00", policy) ==
            "2024-11-03T07:00:00 for 2024-11-03, full, unique");
    REQUIRE(first_of(time_of_day{2h, 0min}, "2024-03-09T12:00:00", policy) ==
            (policy.gap == gap::skip ? "2024-03-11T06:00:00 for 2024-03-11, full, unique"
                                     : "2024-03-10T07:00:00 for 2024-03-10, full, skipped"));
    REQUIRE(first_of(time_of_day{1h, 0min}, "2024-11-02T12:00:00", policy) ==
            (policy.overlap == overlap::first ? "2024-11-03T05:00:00 for 2024-11-03, full, repeated"
                                              : "2024-11-03T06:00:00 for 2024-11-03, full, repeated"));
  }
}

// --- a brute-force oracle: the wall clock of a zone, stepped minute by minute on either side of a change ---

namespace {

/// What a wall clock shows in some days around an instant, and when. It knows the offsets of the zone and nothing else.
class stepped_clock {
 public:
  stepped_clock(const plain_zone& zone, std::int64_t around) {
    const std::int64_t from = around - 4 * day_length;
    const std::int64_t until = around + 4 * day_length;
    std::size_t span = 0;
    while (zone.spans[span].end <= from) ++span;
    first_day_ = floored(from, day_length) - 3;
    minutes_.resize(14 * minutes_in_a_day);
    for (std::int64_t at = from; at < until;) {
      const plain_span& here = zone.spans[span];
      if (at >= here.end) {
        skip(at, here, zone.spans[++span]);
        at = here.end;
        continue;
      }
      const std::int64_t past_the_minute = at + here.offset - 60 * floored(at + here.offset, 60);
      if (past_the_minute != 0) {
        at += 60 - past_the_minute;
        continue;
      }
      minute& shown = minutes_[index(at + here.offset)];
      if (!shown.first) shown.first = at;
      shown.last = at;
      at += 60;
    }
  }

  /// The runs there are, day by day, at least in the three days on either side.
  [[nodiscard]] std::vector<run> runs_of(const cadence& when, civil_policy policy) const {
    const std::size_t minute_of_day = static_cast<std::size_t>(when.at.since_midnight().count());
    std::vector<run> found;
    for (std::size_t day = 0; day < minutes_.size() / minutes_in_a_day; ++day) {
      const minute& here = minutes_[day * minutes_in_a_day + minute_of_day];
      const std::int64_t number = first_day_ + static_cast<std::int64_t>(day);
      const bool is_full = is_among(when.full_on, number);
      run one{{}, date::local_days{date::days{number}}, is_full ? level::full : level::incremental, civil_time::unique};
      if (here.first) {
        one.at = instant(policy.overlap == overlap::first ? *here.first : *here.last);
        if (here.first != here.last) one.kind = civil_time::repeated;
      } else if (here.unchanged && policy.gap != gap::skip) {
        const bool is_at_change = policy.gap == gap::at_transition && !is_missing(day);
        one.at = instant(is_at_change ? *here.changed : *here.unchanged);
        one.kind = civil_time::skipped;
      } else {
        continue;
      }
      if (!found.empty() && found.back().at == one.at) {  // two days, and one run for both
        if (found.back().what == level::full) one.what = level::full;
        found.back() = one;
      } else {
        found.push_back(one);
      }
    }
    return found;
  }

 private:
  static constexpr std::size_t minutes_in_a_day = 1440;

  struct minute {
    std::optional<std::int64_t> first;      // when the clock shows it
    std::optional<std::int64_t> last;       //
    std::optional<std::int64_t> unchanged;  // if skipped: when a clock that nobody had changed would show it
    std::optional<std::int64_t> changed;    // if skipped: when the clock was changed
  };

  static std::int64_t floored(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

  [[nodiscard]] std::size_t index(std::int64_t local) const {
    return static_cast<std::size_t>(local - first_day_ * day_length) / 60;
  }

  /// Steps on with a clock that nobody changes until the one that was changed is caught up with.
  void skip(std::int64_t at, const plain_span& before, const plain_span& after) {
    for (; at + before.offset < after.begin + after.offset; at += 60) {
      minute& skipped = minutes_[index(at + before.offset)];
      if (skipped.unchanged) continue;
      skipped.unchanged = at;
      skipped.changed = after.begin;
    }
  }

  [[nodiscard]] bool is_missing(std::size_t day) const {
    const auto begin = minutes_.begin() + static_cast<std::ptrdiff_t>(day * minutes_in_a_day);
    return std::none_of(begin, begin + minutes_in_a_day, [](const minute& one) { return one.first.has_value(); });
  }

  std::int64_t first_day_ = 0;
  std::vector<minute> minutes_;
};

/// Compares all that the library says about the two days on either side of a change with the stepped clock.
template <class Zone>
void compare(counterexamples& found, const change& here, const stepped_clock& clock, const Zone& zone,
             const cadence& when, civil_policy policy, generator& values) {
  const std::vector<run> all = clock.runs_of(when, policy);
  const auto told = [&](const std::string& what) {
    return text(here) + ", " + text(when) + ", " + text(policy) + ": " + what + "; the clock says" + text_of_all(all);
  };
  const sys_seconds from = instant(here.at() - 2 * day_length - values.between(0, 3600));
  const sys_seconds until = instant(here.at() + 2 * day_length + values.between(0, 3600));
  std::vector<run> expected;
  for (const run& one : all)
    if (one.at >= from && one.at < until) expected.push_back(one);
  std::vector<run> actual;
  for (const run& one : runs(when, from, until, zone, policy)) actual.push_back(one);
  found.unless(actual == expected, [&] { return told("runs gives" + text_of_all(actual)); });

  const std::array<std::int64_t, 3> queries{
      here.at() + values.between(-1, 1), seconds_of(expected[values.index(expected.size())].at) + values.between(-1, 1),
      here.at() + values.between(-2 * day_length, 2 * day_length)};
  for (const std::int64_t query : queries) {
    const sys_seconds now = instant(query);
    const auto asked = [&](const char* function, const run& answer) {
      return told(std::string{function} + " of " + rota::format_instant(now) + " is " + text(answer));
    };
    const auto is_after = [&](const run& one) { return one.at > now; };
    const auto is_full = [](const run& one) { return one.what == level::full; };
    const auto next = std::find_if(all.begin(), all.end(), is_after);
    const run next_answer = next_run(when, now, zone, policy);
    found.unless(next_answer == *next, [&] { return asked("next_run", next_answer); });
    const auto full = std::find_if(next, all.end(), is_full);
    if (full != all.end() && full->at < instant(here.at() + 3 * day_length)) {
      const run answer = next_full(when, now, zone, policy);
      found.unless(answer == *full, [&] { return asked("next_full", answer); });
    }
    const auto is_before = [&](const run& one) { return one.at < now; };
    const auto previous = std::find_if(all.rbegin(), all.rend(), is_before);
    const run previous_answer = previous_run(when, now, zone, policy);
    found.unless(previous_answer == *previous, [&] { return asked("previous_run", previous_answer); });
    const auto last_full = std::find_if(previous, all.rend(), is_full);
    if (last_full != all.rend() && last_full->at > instant(here.at() - 3 * day_length)) {
      const run answer = previous_full(when, now, zone, policy);
      found.unless(answer == *last_full, [&] { return asked("previous_full", answer); });
    }
  }
}

/// The same with every policy, at so many times of day.
void compare(counterexamples& found, const change& here, int times, generator& values) {
  const stepped_clock clock{*here.zone, here.at()};
  for (int i = 0; i < times; ++i) {
    const cadence when{draw_weekdays(values), minute_of_day(draw_minute(here, values))};
    for (const auto policy : policies) {
      if (values.coin())
        compare(found, here, clock, here.zone->zone, when, policy, values);
      else
        compare(found, here, clock, cached_zone{here.zone->zone}, when, policy, values);
    }
  }
}

}  // namespace

TEST_CASE("runs are where a stepped clock says at changes of every zone, whatever the policy", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5001;
  generator values{seed};
  counterexamples found;
  for (const plain_zone& zone : zones()) {
    if (zone.spans.size() < 2) continue;
    for (int i = 0; i < 2; ++i) {
      const change here{&zone, 1 + values.index(zone.spans.size() - 1)};
      compare(found, here, 2, values);
    }
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says wherever a clock went by more than two hours", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5002;
  generator values{seed};
  counterexamples found;
  std::size_t days_missing = 0;
  for (const change& here : changes_from(std::numeric_limits<std::int64_t>::min())) {
    if (std::abs(here.jump()) <= 7200) continue;
    compare(found, here, 4, values);
    if (here.jump() == day_length) ++days_missing;
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(days_missing >= 5);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says before 1970, offsets with seconds included", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5003;
  generator values{seed};
  counterexamples found;
  for (const char* name : {"Asia/Manila", "America/Juneau", "Africa/Monrovia", "Europe/Amsterdam", "Europe/Dublin",
                           "Asia/Kolkata", "America/New_York"})
    for (const plain_zone& zone : zones()) {
      if (zone.zone != zone_named(name)) continue;
      for (std::size_t i = 1; i < zone.spans.size() && zone.spans[i].begin < year_1970; ++i)
        compare(found, {&zone, i}, 1, values);
    }
  for (const plain_zone& zone : zones())
    if (zone.spans.size() > 1 && zone.spans.front().offset % 60 != 0) compare(found, {&zone, 1}, 1, values);
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says on Lord Howe Island, and wherever a change is of less than an hour",
          "[next_run_zones]") {
  constexpr std::uint64_t seed = 5004;
  generator values{seed};
  counterexamples found;
  for (const change& here : changes_from(year_1970))
    if (std::abs(here.jump()) < 3600 &&
        (here.zone->zone->name() == "Australia/Lord_Howe" || std::abs(here.jump()) % 1800 != 0))
      compare(found, here, 2, values);
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says where two changes are within two weeks", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5005;
  generator values{seed};
  counterexamples found;
  std::size_t within_a_week = 0;
  for (const plain_zone& zone : zones())
    for (std::size_t i = 1; i + 1 < zone.spans.size(); ++i) {
      const std::int64_t length = zone.spans[i].end - zone.spans[i].begin;
      if (length > 14 * day_length) continue;
      compare(found, {&zone, i}, 6, values);
      compare(found, {&zone, i + 1}, 6, values);
      if (length <= 7 * day_length) ++within_a_week;
    }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(within_a_week >= 1);
  REQUIRE(found.count == 0);
}

TEST_CASE("runs are where a stepped clock says where one change follows another after two days", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5006;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 300; ++i) {
    // No zone of the database does so: offsets of -1, 0 and 1 hour, in spans from two to four days long.
    plain_zone zone{nullptr, {}};
    std::int64_t at = -10 * day_length;
    while (at < 10 * day_length) {
      const std::int64_t length =
          at == -10 * day_length ? 8 * day_length : values.between(2 * day_length, 4 * day_length) / 60 * 60;
      const std::int64_t offset = values.between(-1, 1) * 3600;
      zone.spans.push_back({at, at + length, offset});
      at += length;
    }
    zone.spans.front().begin = -1'000 * day_length;
    zone.spans.back().end = 1'000 * day_length;
    struct of_spans {
      const std::vector<plain_span>* spans;
      [[nodiscard]] rota::zone_span get_info(sys_seconds instant_asked) const {
        std::size_t n = 0;
        while (n + 1 < spans->size() && (*spans)[n].end <= seconds_of(instant_asked)) ++n;
        return {instant((*spans)[n].begin), instant((*spans)[n].end), std::chrono::seconds{(*spans)[n].offset}};
      }
    };
    const stepped_clock clock{zone, 0};
    const of_spans asked{&zone.spans};
    const std::int64_t minute = values.between(0, 1439);
    const civil_policy policy = policies[values.index(policies.size())];
    const cadence when{draw_weekdays(values), minute_of_day(minute)};
    const std::vector<run> all = clock.runs_of(when, policy);
    std::vector<run> expected;
    for (const run& one : all)
      if (std::abs(seconds_of(one.at)) < 2 * day_length) expected.push_back(one);
    std::vector<run> actual;
    for (const run& one : runs(when, instant(-2 * day_length + 1), instant(2 * day_length), asked, policy))
      actual.push_back(one);
    found.unless(actual == expected, [&] {
      std::string told = text(when) + ", " + text(policy);
      for (const plain_span& span : zone.spans)
        told += "\nfrom " + rota::format_instant(instant(span.begin)) + " offset " + std::to_string(span.offset);
      return told + "\nruns gives" + text_of_all(actual) + "\nthe clock says" + text_of_all(expected);
    });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

// --- laws ---

namespace {

/// What the laws say of the runs in the three days on either side of a change.
template <class Zone>
void check_laws(counterexamples& found, const change& here, const Zone& zone, const cadence& when, civil_policy policy,
                generator& values) {
  std::vector<run> all;
  for (const run& one :
       runs(when, instant(here.at() - 3 * day_length), instant(here.at() + 3 * day_length), zone, policy))
    all.push_back(one);
  const auto law = [&](const char* sentence, bool holds) {
    found.unless(holds, [&] {
      return text(here) + ", " + text(when) + ", " + text(policy) + ": " + sentence + text_of_all(all);
    });
  };
  law("there are runs", all.size() >= 4);
  if (all.size() < 4) return;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const run& one = all[i];
    const std::int64_t local = one.day.time_since_epoch().count() * day_length + when.at.since_midnight().count() * 60;
    const plain_span& span = seconds_of(one.at) < here.at() ? here.before() : here.now();
    const bool is_in_view = seconds_of(one.at) >= here.before().begin && seconds_of(one.at) < here.now().end;
    if (is_in_view && one.kind != civil_time::skipped)
      law("the clock shows the time of day", seconds_of(one.at) + span.offset == local);
    if (is_in_view && one.kind == civil_time::skipped)
      law("a skipped run is after the change", seconds_of(one.at) >= here.at() && policy.gap != gap::skip);
    if (one.kind == civil_time::unique)
      law("a run lies where the offset says", std::abs(seconds_of(one.at) - local) <= 16 * 3600);
    law("next_run from just before it is the run itself", next_run(when, one.at - 1s, zone, policy) == one);
    law("previous_run from just after it is the run itself", previous_run(when, one.at + 1s, zone, policy) == one);
    if (i == 0) continue;
    const run& last = all[i - 1];
    const std::int64_t days = (one.day - last.day).count();
    law("runs increase", last.at < one.at);
    law("every day has its run", days == 1 || (days == 2 && (policy.gap == gap::skip || here.jump() == day_length)));
    const bool stands_for_two = days == 2 && policy.gap != gap::skip;
    const bool is_full = level_on(when, date::weekday{one.day}) == level::full ||
                         (stands_for_two && level_on(when, date::weekday{one.day - date::days{1}}) == level::full);
    law("the level is the day's, or that of the two days", (one.what == level::full) == is_full);
    law("runs is repeated next_run", next_run(when, last.at, zone, policy) == one);
    law("previous_run undoes next_run", previous_run(when, one.at, zone, policy) == last);
  }
  const sys_seconds now = instant(here.at() + values.between(-2 * day_length, 2 * day_length));
  const run next = next_run(when, now, zone, policy);
  const run previous = previous_run(when, now, zone, policy);
  law("next_run is after", next.at > now);
  law("previous_run is before", previous.at < now);
  law("nothing lies between",
      next_run(when, previous.at, zone, policy).at >= now && previous_run(when, next.at, zone, policy).at <= now);
  law("next_full is the first full of the next runs", [&] {
    run expected = next;
    while (expected.what != level::full) expected = next_run(when, expected.at, zone, policy);
    return next_full(when, now, zone, policy) == expected;
  }());
  law("previous_full is the last full of the runs before", [&] {
    run expected = previous;
    while (expected.what != level::full) expected = previous_run(when, expected.at, zone, policy);
    return previous_full(when, now, zone, policy) == expected;
  }());
}

}  // namespace

TEST_CASE("at every change of every zone from 1970 to 2037 the laws of runs hold", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5101;
  generator values{seed};
  counterexamples found;
  std::size_t tried = 0;
  for (const change& here : changes_from(year_1970)) {
    const cadence when{draw_weekdays(values), minute_of_day(draw_minute(here, values))};
    const civil_policy policy = policies[values.index(policies.size())];
    const cached_zone zone{here.zone->zone};
    check_laws(found, here, &zone, when, policy, values);
    ++tried;
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(tried > 10'000);
  REQUIRE(found.count == 0);
}

TEST_CASE("every policy keeps the laws of runs at changes of every zone", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5102;
  generator values{seed};
  counterexamples found;
  for (const plain_zone& zone : zones()) {
    if (zone.spans.size() < 2) continue;
    for (const auto policy : policies) {
      const change here{&zone, 1 + values.index(zone.spans.size() - 1)};
      const cadence when{draw_weekdays(values), minute_of_day(draw_minute(here, values))};
      check_laws(found, here, zone.zone, when, policy, values);
    }
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("where no change is near, runs are arithmetic with the offset", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5103;
  generator values{seed};
  counterexamples found;
  std::size_t tried = 0;
  for (int i = 0; i < 20'000; ++i) {
    const plain_zone& zone = zones()[values.index(zones().size())];
    const plain_span& span = zone.spans[values.index(zone.spans.size())];
    const std::int64_t from =
        std::max(span.begin, seconds_of(date::sys_days{date::year{1500} / 1 / 1})) + 12 * day_length;
    const std::int64_t until =
        std::min(span.end, seconds_of(date::sys_days{date::year{2500} / 1 / 1})) - 12 * day_length;
    if (from >= until) continue;
    ++tried;
    const std::int64_t now = values.between(from, until);
    const std::int64_t minute = values.between(0, 1439);
    const cadence when{draw_weekdays(values), minute_of_day(minute)};
    const civil_policy policy = policies[values.index(policies.size())];
    const auto on_day = [&](std::int64_t number) {
      const bool is_full = is_among(when.full_on, number);
      return run{instant(number * day_length + minute * 60 - span.offset), date::local_days{date::days{number}},
                 is_full ? level::full : level::incremental, civil_time::unique};
    };
    std::int64_t next = (now + span.offset) / day_length - 3;
    while (on_day(next).at <= instant(now)) ++next;
    std::int64_t previous = next;
    while (on_day(previous).at >= instant(now)) --previous;
    std::int64_t full = next;
    while (on_day(full).what != level::full) ++full;
    std::int64_t last_full = previous;
    while (on_day(last_full).what != level::full) --last_full;
    const sys_seconds at = instant(now);
    found.unless(next_run(when, at, zone.zone, policy) == on_day(next) &&
                     previous_run(when, at, zone.zone, policy) == on_day(previous) &&
                     next_full(when, at, zone.zone, policy) == on_day(full) &&
                     previous_full(when, at, zone.zone, policy) == on_day(last_full),
                 [&] { return zone.zone->name() + " " + rota::format_instant(at) + ", " + text(when); });
  }
  CAPTURE(seed, tried, found.first);
  REQUIRE(tried > 10'000);
  REQUIRE(found.count == 0);
}

TEST_CASE("a later instant never has an earlier next run", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5104;
  generator values{seed};
  counterexamples found;
  const std::vector<change> changes = changes_from(std::numeric_limits<std::int64_t>::min());
  for (int i = 0; i < 1'000; ++i) {
    const change& here = changes[values.index(changes.size())];
    const cadence when{draw_weekdays(values), minute_of_day(draw_minute(here, values))};
    const civil_policy policy = policies[values.index(policies.size())];
    const cached_zone zone{here.zone->zone};
    sys_seconds last_next = sys_seconds::min();
    sys_seconds last_previous = sys_seconds::min();
    for (sys_seconds now = instant(here.at() - 2 * day_length); now < instant(here.at() + 2 * day_length);
         now += std::chrono::seconds{values.between(1, 36'000)}) {
      const sys_seconds next = next_run(when, now, &zone, policy).at;
      const sys_seconds previous = previous_run(when, now, &zone, policy).at;
      found.unless(last_next <= next && last_previous <= previous,
                   [&] { return text(here) + " from " + rota::format_instant(now) + ", " + text(when); });
      last_next = next;
      last_previous = previous;
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a century of runs has one for every day of the calendar", "[next_run_zones]") {
  counterexamples found;
  for (const char* name : {"Europe/London", "Africa/Casablanca", "America/Sao_Paulo", "Antarctica/Casey"}) {
    const auto century = runs(daily_full(time_of_day{2h, 30min}), instant("1936-01-01T12:00:00"),
                              instant("2036-01-01T12:00:00"), zone_named(name));
    std::optional<date::local_days> last;
    std::int64_t count = 0;
    for (const run& one : century) {
      found.unless(!last || one.day - *last == date::days{1}, [&] { return name + (" " + text(one)); });
      last = one.day;
      ++count;
    }
    REQUIRE(std::abs(count - 36'525) <= 1);
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

// --- what it costs ---

namespace {

/// A zone that counts what it is asked.
struct counting_zone {
  const date::time_zone* zone;
  int* asked;

  [[nodiscard]] rota::zone_span get_info(sys_seconds at) const {
    ++*asked;
    return rota::span_at(zone, at);
  }
};

/// How often a call asks the zone.
template <class Call>
int look_ups(const date::time_zone* zone, const Call& call) {
  int asked = 0;
  static_cast<void>(call(counting_zone{zone, &asked}));
  return asked;
}

}  // namespace

TEST_CASE("next_run and previous_run ask the zone at most three times", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5201;
  generator values{seed};
  counterexamples found;
  const std::vector<change> changes = changes_from(std::numeric_limits<std::int64_t>::min());
  for (int i = 0; i < 10'000; ++i) {
    const change& here = changes[values.index(changes.size())];
    const cadence when{draw_weekdays(values), minute_of_day(draw_minute(here, values))};
    const civil_policy policy = policies[values.index(policies.size())];
    const sys_seconds now = instant(here.at() + values.between(-5 * day_length, 5 * day_length));
    const int next = look_ups(here.zone->zone, [&](const auto& zone) { return next_run(when, now, zone, policy); });
    const int previous =
        look_ups(here.zone->zone, [&](const auto& zone) { return previous_run(when, now, zone, policy); });
    found.unless(next <= 3 && previous <= 3, [&] {
      return text(here) + " from " + rota::format_instant(now) + ", " + text(when) + ", " + text(policy) + ": " +
             std::to_string(next) + " and " + std::to_string(previous);
    });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("next_run and previous_run ask the zone once where no change is near", "[next_run_zones]") {
  constexpr std::uint64_t seed = 5202;
  generator values{seed};
  counterexamples found;
  const std::vector<change> changes = changes_from(year_1970);
  for (int i = 0; i < 5'000; ++i) {
    const change& here = changes[values.index(changes.size())];
    if (here.now().end - here.at() < 10 * day_length) continue;
    const cadence when{draw_weekdays(values), minute_of_day(values.between(0, 1439))};
    const sys_seconds now = instant(here.at() + 4 * day_length);
    const int next = look_ups(here.zone->zone, [&](const auto& zone) { return next_run(when, now, zone); });
    const int previous = look_ups(here.zone->zone, [&](const auto& zone) { return previous_run(when, now, zone); });
    found.unless(next == 1 && previous == 1, [&] { return text(here); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("make_schedule and started ask the zone at most three times", "[next_run_zones]") {
  const rota::schedule_spec spec{.when = daily_full(time_of_day{2h, 30min}), .source = {"s"}};
  counterexamples found;
  for (int hour = -100; hour < 100; ++hour) {
    const sys_seconds now = instant("2024-03-10T07:00:00") + std::chrono::hours{hour};
    const int asked = look_ups(zone_named("America/New_York"), [&](const auto& zone) {
      return make_schedule(spec, "nightly", now, rota::first_run::promote, zone);
    });
    const int asked_again = look_ups(zone_named("America/New_York"), [&](const auto& zone) {
      return started(make_schedule(spec, "nightly", now), now, zone);
    });
    found.unless(asked <= 3 && asked_again <= 3, [&] { return rota::format_instant(now); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a scan through a cached_zone asks its zone once a span, and no more while it stays there",
          "[next_run_zones]") {
  int asked = 0;
  const cached_zone cached{counting_zone{zone_named("America/New_York"), &asked}};
  const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
  for (int hour = 0; hour < 24 * 60; ++hour) {
    const sys_seconds now = instant("2024-05-01T12:00:00") + std::chrono::hours{hour};
    static_cast<void>(next_run(night, now, cached));
    static_cast<void>(previous_run(night, now, cached));
    static_cast<void>(next_full(night, now, cached));
    static_cast<void>(previous_full(night, now, cached));
  }
  REQUIRE(asked == 1);
}

TEST_CASE("the runs of a year ask the zone once for each of its spans, and twice more at most", "[next_run_zones]") {
  counterexamples found;
  generator values{5203};
  for (const plain_zone& zone : zones())
    for (const int year :
         {static_cast<int>(values.between(1900, 1969)), static_cast<int>(values.between(1970, 2036))}) {
      const std::int64_t from = seconds_of(date::sys_days{date::year{year} / 1 / 1});
      const std::int64_t until = seconds_of(date::sys_days{date::year{year + 1} / 1 / 1});
      const auto spans = std::count_if(zone.spans.begin(), zone.spans.end(),
                                       [&](const plain_span& span) { return span.begin < until && span.end > from; });
      const cadence when{draw_weekdays(values), minute_of_day(values.between(0, 239))};
      const int asked = look_ups(zone.zone, [&](const auto& counted) {
        const auto all = runs(when, instant(from), instant(until), counted, policies[values.index(policies.size())]);
        return std::distance(all.begin(), all.end());
      });
      found.unless(asked <= spans + 2, [&] {
        return zone.zone->name() + " in " + std::to_string(year) + ", " + text(when) + ": " + std::to_string(asked) +
               " for " + std::to_string(spans);
      });
    }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
}

// --- the rest of the library, on a wall clock ---

namespace {

const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7"};

schedule nightly(const cadence& when, std::string_view next_run) {
  return {.id = "nightly", .when = when, .source = database, .next_run = instant(next_run)};
}

backup full(std::string id, std::string_view created) {
  return {.id = std::move(id), .source = database, .created = instant(created), .updated = instant(created)};
}

std::string ids(const std::vector<backup>& backups, const rota::prune_plan& plan, bool kept) {
  std::string told;
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (plan.verdicts[i].keep == kept) told += (told.empty() ? "" : " ") + backups[i].id;
  return told;
}

const cadence sundays = weekly(date::Sunday, time_of_day{2h, 30min});

}  // namespace

TEST_CASE("a schedule made, changed or started on a wall clock runs next on that", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const rota::schedule_spec spec{.when = sundays, .source = database};
  const sys_seconds now = instant("2024-03-09T12:00:00");
  using rota::first_run;
  const auto made = [&](first_run first, civil_policy policy) {
    return rota::format_instant(make_schedule(spec, "nightly", now, first, zone, policy).next_run);
  };
  REQUIRE(made(first_run::promote, {}) == "2024-03-10T07:30:00");
  REQUIRE(made(first_run::promote, {.gap = gap::at_transition}) == "2024-03-10T07:00:00");
  REQUIRE(made(first_run::promote, {.gap = gap::skip}) == "2024-03-11T06:30:00");
  REQUIRE(made(first_run::wait_for_full_day, {}) == "2024-03-10T07:30:00");
  REQUIRE(made(first_run::wait_for_full_day, {.gap = gap::skip}) == "2024-03-17T06:30:00");

  const schedule before = make_schedule(spec, "nightly", now, first_run::promote, zone);
  REQUIRE(apply(before, {.hour = 3h}, now, zone).next_run == instant("2024-03-10T07:30:00"));
  REQUIRE(apply(before, {.hour = 4h}, now, zone).next_run == instant("2024-03-10T08:30:00"));
  REQUIRE(apply(before, {.full_backup_retention = 3}, now, zone).next_run == before.next_run);
  REQUIRE(apply(before, {.run_now = true}, now, zone).next_run == now);
  REQUIRE(
      apply(apply(before, {.hour = 4h}, now, zone), {.hour = 2h}, now, zone, {.gap = gap::at_transition}).next_run ==
      instant("2024-03-10T07:00:00"));

  REQUIRE(started(before, instant("2024-03-10T07:30:10"), zone).next_run == instant("2024-03-11T06:30:00"));
  REQUIRE(started(before, instant("2024-03-09T07:30:10"), zone, {.gap = gap::skip}).next_run ==
          instant("2024-03-11T06:30:00"));
}

TEST_CASE("the day of a full is the day on the wall clock", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const cadence evening = weekly(date::Sunday, time_of_day{20h, 0min});  // Monday 00:00 or 01:00 UTC
  const std::vector<backup> backups{full("old", "2024-01-08T01:00:10")};
  const auto decided = [&](std::string_view now) {
    return std::get<rota::start>(decide(nightly(evening, now), backups, instant(now), {}, zone));
  };
  const rota::start saturday = decided("2024-01-14T01:00:00");
  REQUIRE(saturday.what == level::incremental);
  REQUIRE(saturday.why == rota::start_reason::incremental);
  const rota::start sunday = decided("2024-01-15T01:00:00");
  REQUIRE(sunday.what == level::full);
  REQUIRE(sunday.why == rota::start_reason::full_day);
  const rota::start monday = decided("2024-01-16T01:00:00");
  REQUIRE(monday.what == level::full);
  REQUIRE(monday.why == rota::start_reason::full_overdue);
}

TEST_CASE("a full that the clock shifts is due at the shifted instant, and not twice", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const schedule due = nightly(sundays, "2024-03-10T07:30:00");
  std::vector<backup> backups{full("last week", "2024-03-03T07:30:05")};
  REQUIRE(std::get<rota::wait>(decide(due, backups, instant("2024-03-10T07:29:59"), {}, zone)).until == due.next_run);
  const auto start = std::get<rota::start>(decide(due, backups, instant("2024-03-10T07:30:00"), {}, zone));
  REQUIRE(start.slot == due.next_run);
  REQUIRE(start.what == level::full);
  REQUIRE(start.missed == 0);
  REQUIRE(start.why == rota::start_reason::full_day);
  backups.push_back(full("this week", "2024-03-10T07:30:00"));
  const auto monday = std::get<rota::start>(
      decide(nightly(sundays, "2024-03-11T06:30:00"), backups, instant("2024-03-11T06:30:00"), {}, zone));
  REQUIRE(monday.what == level::incremental);
  REQUIRE(monday.parent == 1);
}

TEST_CASE("under gap::skip a full whose Sunday has no run is not missed for that", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const std::vector<backup> backups{full("last week", "2024-03-03T07:30:05")};
  const auto monday = std::get<rota::start>(decide(nightly(sundays, "2024-03-11T06:30:00"), backups,
                                                   instant("2024-03-11T06:30:00"), {}, zone, {.gap = gap::skip}));
  REQUIRE(monday.what == level::incremental);
  REQUIRE(monday.why == rota::start_reason::incremental);
}

TEST_CASE("the runs missed in an outage are counted across a change", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  const auto decided = [&](std::string_view next_run, std::string_view now, civil_policy policy) {
    const auto start = std::get<rota::start>(
        decide(nightly(daily_full(time_of_day{2h, 30min}), next_run), {}, instant(now), {}, zone, policy));
    return rota::format_instant(start.slot) + " missed " + std::to_string(start.missed);
  };
  REQUIRE(decided("2024-03-08T07:30:00", "2024-03-12T12:00:00", {}) == "2024-03-12T06:30:00 missed 4");
  REQUIRE(decided("2024-03-08T07:30:00", "2024-03-12T12:00:00", {.gap = gap::at_transition}) ==
          "2024-03-12T06:30:00 missed 4");
  REQUIRE(decided("2024-03-08T07:30:00", "2024-03-12T12:00:00", {.gap = gap::skip}) == "2024-03-12T06:30:00 missed 3");
  REQUIRE(decided("2024-03-09T07:30:00", "2024-03-10T12:00:00", {}) == "2024-03-10T07:30:00 missed 1");
  REQUIRE(decided("2024-03-09T07:30:00", "2024-03-10T12:00:00", {.gap = gap::skip}) == "2024-03-09T07:30:00 missed 0");
  REQUIRE(decided("2024-10-31T06:30:00", "2024-11-05T12:00:00", {}) == "2024-11-05T07:30:00 missed 5");
  REQUIRE(decided("2023-11-06T07:30:00", "2024-11-05T12:00:00", {}) == "2024-11-05T07:30:00 missed 365");
  REQUIRE(decided("2023-11-06T07:30:00", "2024-11-05T12:00:00", {.gap = gap::skip}) ==
          "2024-11-05T07:30:00 missed 364");
}

TEST_CASE("a run that is too late or still running is skipped to the next one on the wall clock", "[next_run_zones]") {
  const auto* zone = zone_named("America/New_York");
  schedule due = nightly(sundays, "2024-03-09T07:30:00");
  const auto late = std::get<rota::skip>(
      decide(due, {}, instant("2024-03-09T12:00:00"), {.grace = 1h}, zone, {.gap = gap::at_transition}));
  REQUIRE(late.slot == due.next_run);
  REQUIRE(late.next == instant("2024-03-10T07:00:00"));
  due.running = true;
  const auto busy = std::get<rota::skip>(decide(due, {}, instant("2024-03-09T12:00:00"), {}, zone, {.gap = gap::skip}));
  REQUIRE(busy.next == instant("2024-03-11T06:30:00"));
}

TEST_CASE("a simulated year starts one backup for every run on the wall clock", "[next_run_zones]") {
  const sys_seconds from = instant("2024-01-01T12:00:00");
  const sys_seconds until = instant("2025-01-01T12:00:00");
  for (const char* name : {"America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"})
    for (const auto policy : policies) {
      CAPTURE(name, text(policy));
      const auto* zone = zone_named(name);
      schedule of = nightly(sundays, "2024-01-01T12:00:00");
      of.next_run = next_run(sundays, from, zone, policy).at;
      const rota::simulation year = simulate(
          of, {.fulls = 2}, {}, from, until, [](const backup&) { return rota::outcome{}; }, {}, zone, policy);
      counterexamples found;
      bool has_full = false;
      auto event = year.events.begin();
      std::size_t starts = 0;
      for (const run& one : runs(sundays, from, until, zone, policy)) {
        event = std::find_if(event, year.events.end(),
                             [](const rota::event& each) { return each.kind == rota::event_kind::started; });
        if (event == year.events.end()) break;
        const level expected = has_full ? one.what : level::full;
        found.unless(event->at == one.at && event->what == expected && event->missed == 0, [&] { return text(one); });
        has_full = true;
        ++event;
        ++starts;
      }
      CAPTURE(found.first);
      REQUIRE(found.count == 0);
      const auto all = runs(sundays, from, until, zone, policy);
      REQUIRE(starts == static_cast<std::size_t>(std::distance(all.begin(), all.end())));
      REQUIRE(std::none_of(event, year.events.end(),
                           [](const rota::event& each) { return each.kind == rota::event_kind::started; }));
    }
}

TEST_CASE("the days of a retention are those of the zone", "[next_run_zones]") {
  // In New York on 06-30 at 08:00, on 07-01 at 08:00 and 22:00.
  const std::vector<backup> backups{full("june", "2024-06-30T12:00:00"), full("noon", "2024-07-01T12:00:00"),
                                    full("night", "2024-07-02T02:00:00")};
  const sys_seconds now = instant("2024-07-02T12:00:00");
  const auto kept = [&](const rota::retention& rules, const auto& zone) {
    return ids(backups, prune(backups, rules, now, zone), true);
  };
  const auto* new_york = zone_named("America/New_York");
  REQUIRE(kept({.daily = 2, .at_least = 0}, rota::utc) == "noon night");
  REQUIRE(kept({.daily = 2, .at_least = 0}, new_york) == "june night");
  REQUIRE(kept({.daily = 2, .at_least = 0}, rota::fixed_offset{-4h}) == "june night");
  REQUIRE(kept({.daily = 2, .at_least = 0}, cached_zone{new_york}) == "june night");
  REQUIRE(kept({.monthly = 2, .at_least = 0}, new_york) == "june night");
  REQUIRE(kept({.daily = 3, .at_least = 0}, new_york) == "june night");
  REQUIRE(kept({.daily = 3, .at_least = 0}, rota::utc) == "june noon night");
}

TEST_CASE("the weeks, months and years of a retention are those of the zone", "[next_run_zones]") {
  // 2024-01-01 was a Monday. In Auckland, at +13:00, it began at 2023-12-31T11:00:00Z.
  const std::vector<backup> backups{full("before", "2023-12-31T10:59:59"), full("begun", "2023-12-31T11:00:00"),
                                    full("later", "2024-01-01T00:00:00")};
  const sys_seconds now = instant("2024-01-02T00:00:00");
  const auto kept = [&](const rota::retention& rules, const auto& zone) {
    return ids(backups, prune(backups, rules, now, zone), true);
  };
  const auto* auckland = zone_named("Pacific/Auckland");
  for (const rota::retention& rules :
       {rota::retention{.weekly = 2, .at_least = 0}, rota::retention{.monthly = 2, .at_least = 0},
        rota::retention{.yearly = 2, .at_least = 0}, rota::retention{.daily = 2, .at_least = 0}}) {
    REQUIRE(kept(rules, auckland) == "before later");
    REQUIRE(kept(rules, rota::utc) == "begun later");
  }
}

TEST_CASE("a day that the clock goes back into is one day to a retention", "[next_run_zones]") {
  // St. John's, 2010-11-07 at 00:01 back to 2010-11-06 23:01.
  const std::vector<backup> backups{
      full("friday", "2010-11-06T00:00:00"),           // 2010-11-05 21:30
      full("sunday, early", "2010-11-07T02:30:30"),    // 2010-11-07 00:00:30
      full("saturday again", "2010-11-07T03:00:00"),   // 2010-11-06 23:30
      full("sunday, at last", "2010-11-07T04:00:00"),  // 2010-11-07 00:30
  };
  const auto* zone = zone_named("America/St_Johns");
  const auto kept = [&](unsigned days) {
    const rota::retention rules{.daily = days, .at_least = 0};
    return ids(backups, prune(backups, rules, instant("2010-11-08T00:00:00"), zone), true);
  };
  REQUIRE(kept(1) == "sunday, at last");
  REQUIRE(kept(2) == "saturday again sunday, at last");
  REQUIRE(kept(3) == "friday saturday again sunday, at last");
  REQUIRE(kept(9) == "friday saturday again sunday, at last");
}

TEST_CASE("an hour that comes twice is one hour to a retention", "[next_run_zones]") {
  // Troll, 2024-10-27 at 03:00 (+02:00) back to 01:00 (+00:00): the hours 1 and 2 come twice.
  const std::vector<backup> troll{full("0", "2024-10-26T22:30:00"), full("1, first", "2024-10-26T23:30:00"),
                                  full("2, first", "2024-10-27T00:30:00"), full("1, last", "2024-10-27T01:30:00"),
                                  full("2, last", "2024-10-27T02:30:00")};
  const auto kept = [&](const std::vector<backup>& backups, unsigned hours, const char* zone) {
    const rota::retention rules{.hourly = hours, .at_least = 0};
    return ids(backups, prune(backups, rules, instant("2024-11-08T00:00:00"), zone_named(zone)), true);
  };
  REQUIRE(kept(troll, 2, "Antarctica/Troll") == "1, last 2, last");
  REQUIRE(kept(troll, 3, "Antarctica/Troll") == "0 1, last 2, last");
  REQUIRE(kept(troll, 9, "Antarctica/Troll") == "0 1, last 2, last");
  // New York, 2024-11-03 at 02:00 back to 01:00.
  const std::vector<backup> new_york{full("0", "2024-11-03T04:30:00"), full("1, first", "2024-11-03T05:30:00"),
                                     full("1, last", "2024-11-03T06:30:00"), full("2", "2024-11-03T07:30:00")};
  REQUIRE(kept(new_york, 9, "America/New_York") == "0 1, last 2");
}
