// SPDX-License-Identifier: MIT
//
// struct resolved_time { sys_seconds at; civil_time civil; };
// template <time_zone Zone>
// constexpr std::optional<resolved_time> resolve(date::local_seconds, const wall_clock<Zone>&);
//
// On the zones of the installed time zone database.

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::civil_time;
using rota::daily_full;
using rota::gap;
using rota::overlap;
using rota::resolve;
using rota::run;
using rota::runs;
using rota::span_at;
using rota::sys_seconds;
using rota::time_of_day;
using rota::to_local;
using rota::wall_clock;
using rota::zone_span;

std::string text(const std::optional<rota::resolved_time>& found) {
  if (!found) return "nothing";
  return rota::format_instant(found->at) + " " + std::string{to_string(found->civil)};
}

}  // namespace

// --- resolve: values that can be checked by hand ---

TEST_CASE("02:30 in New York on 2024-03-10 does not exist, and is 03:30, 03:00 or nothing", "[resolve]") {
  const auto* zone = zone_named("America/New_York");
  const auto time = local("2024-03-10T02:30:00");
  REQUIRE(text(resolve(time, wall_clock{zone})) == "2024-03-10T07:30:00 skipped");
  REQUIRE(text(resolve(time, wall_clock{zone, gap::shift_forward})) == "2024-03-10T07:30:00 skipped");
  REQUIRE(text(resolve(time, wall_clock{zone, gap::at_transition})) == "2024-03-10T07:00:00 skipped");
  REQUIRE(text(resolve(time, wall_clock{zone, gap::skip})) == "nothing");
}

TEST_CASE("a gap begins with the first time that is skipped and ends before the first that is not", "[resolve]") {
  const auto* zone = zone_named("America/New_York");
  REQUIRE(text(resolve(local("2024-03-10T01:59:59"), wall_clock{zone})) == "2024-03-10T06:59:59 unique");
  REQUIRE(text(resolve(local("2024-03-10T02:00:00"), wall_clock{zone})) == "2024-03-10T07:00:00 skipped");
  REQUIRE(text(resolve(local("2024-03-10T02:59:59"), wall_clock{zone})) == "2024-03-10T07:59:59 skipped");
  REQUIRE(text(resolve(local("2024-03-10T03:00:00"), wall_clock{zone})) == "2024-03-10T07:00:00 unique");
}

TEST_CASE("01:30 in New York on 2024-11-03 comes twice, and is the first or the last", "[resolve]") {
  const auto* zone = zone_named("America/New_York");
  const auto time = local("2024-11-03T01:30:00");
  REQUIRE(text(resolve(time, wall_clock{zone})) == "2024-11-03T05:30:00 repeated");
  REQUIRE(text(resolve(time, wall_clock{zone, gap::shift_forward, overlap::first})) == "2024-11-03T05:30:00 repeated");
  REQUIRE(text(resolve(time, wall_clock{zone, gap::shift_forward, overlap::last})) == "2024-11-03T06:30:00 repeated");
  REQUIRE(text(resolve(time, wall_clock{zone, gap::skip, overlap::last})) == "2024-11-03T06:30:00 repeated");
}

TEST_CASE("an overlap begins with the time that the clock goes back to and ends before the one it goes back at",
          "[resolve]") {
  const auto* zone = zone_named("America/New_York");
  REQUIRE(text(resolve(local("2024-11-03T00:59:59"), wall_clock{zone})) == "2024-11-03T04:59:59 unique");
  REQUIRE(text(resolve(local("2024-11-03T01:00:00"), wall_clock{zone})) == "2024-11-03T05:00:00 repeated");
  REQUIRE(text(resolve(local("2024-11-03T01:59:59"), wall_clock{zone})) == "2024-11-03T05:59:59 repeated");
  REQUIRE(text(resolve(local("2024-11-03T02:00:00"), wall_clock{zone})) == "2024-11-03T07:00:00 unique");
}

TEST_CASE("on Lord Howe Island the clock changes by half an hour", "[resolve]") {
  const auto* zone = zone_named("Australia/Lord_Howe");
  REQUIRE(text(resolve(local("2024-10-06T02:15:00"), wall_clock{zone})) == "2024-10-05T15:45:00 skipped");
  REQUIRE(text(resolve(local("2024-10-06T02:15:00"), wall_clock{zone, gap::at_transition})) ==
          "2024-10-05T15:30:00 skipped");
  REQUIRE(text(resolve(local("2024-10-06T02:30:00"), wall_clock{zone})) == "2024-10-05T15:30:00 unique");
  REQUIRE(text(resolve(local("2024-04-07T01:45:00"), wall_clock{zone})) == "2024-04-06T14:45:00 repeated");
  REQUIRE(text(resolve(local("2024-04-07T01:45:00"), wall_clock{zone, gap::shift_forward, overlap::last})) ==
          "2024-04-06T15:15:00 repeated");
}

TEST_CASE("a time on a day that is missing whole is the same time of the next day", "[resolve]") {
  const auto* apia = zone_named("Pacific/Apia");  // from -10:00 to +14:00
  for (const gap how : {gap::shift_forward, gap::at_transition}) {
    REQUIRE(text(resolve(local("2011-12-30T00:00:00"), wall_clock{apia, how})) == "2011-12-30T10:00:00 skipped");
    REQUIRE(text(resolve(local("2011-12-30T02:30:00"), wall_clock{apia, how})) == "2011-12-30T12:30:00 skipped");
    REQUIRE(text(resolve(local("2011-12-30T23:59:00"), wall_clock{apia, how})) == "2011-12-31T09:59:00 skipped");
  }
  REQUIRE(text(resolve(local("2011-12-30T02:30:00"), wall_clock{apia, gap::skip})) == "nothing");
  REQUIRE(text(resolve(local("2011-12-31T02:30:00"), wall_clock{apia})) == "2011-12-30T12:30:00 unique");
  REQUIRE(text(resolve(local("2011-12-29T23:59:59"), wall_clock{apia})) == "2011-12-30T09:59:59 unique");
}

TEST_CASE("a whole day that comes twice is repeated at every time of it", "[resolve]") {
  const auto* juneau = zone_named("America/Juneau");  // at 1867-10-19T00:31:13Z from +15:02:19 to -08:57:41
  REQUIRE(text(resolve(local("1867-10-18T15:33:31"), wall_clock{juneau})) == "1867-10-18T00:31:12 unique");
  REQUIRE(text(resolve(local("1867-10-18T15:33:32"), wall_clock{juneau})) == "1867-10-18T00:31:13 repeated");
  REQUIRE(text(resolve(local("1867-10-19T12:00:00"), wall_clock{juneau})) == "1867-10-18T20:57:41 repeated");
  REQUIRE(text(resolve(local("1867-10-19T12:00:00"), wall_clock{juneau, gap::shift_forward, overlap::last})) ==
          "1867-10-19T20:57:41 repeated");
  REQUIRE(text(resolve(local("1867-10-19T15:33:32"), wall_clock{juneau})) == "1867-10-20T00:31:13 unique");
}

TEST_CASE("an offset with seconds gives an instant with seconds", "[resolve]") {
  const auto* berlin = zone_named("Europe/Berlin");  // +00:53:28 until 1893-03-31T23:06:32Z, then +01:00
  REQUIRE(text(resolve(local("1890-01-01T02:30:00"), wall_clock{berlin})) == "1890-01-01T01:36:32 unique");
  REQUIRE(text(resolve(local("1893-04-01T00:03:00"), wall_clock{berlin})) == "1893-03-31T23:09:32 skipped");
  REQUIRE(text(resolve(local("1893-04-01T00:03:00"), wall_clock{berlin, gap::at_transition})) ==
          "1893-03-31T23:06:32 skipped");
  REQUIRE(text(resolve(local("1893-04-01T00:06:32"), wall_clock{berlin})) == "1893-03-31T23:06:32 unique");
}

// --- resolve: laws over the installed database, and what date makes of the same times ---

namespace {

/// Local times around what a clock shows as it changes: at the borders of the gap or overlap, beside them, within and
/// a day around.
std::vector<date::local_seconds> times_around(const zone_span& before, const zone_span& after, generator& values) {
  const auto from = date::local_seconds{after.begin.time_since_epoch() + before.offset};
  const auto to = date::local_seconds{after.begin.time_since_epoch() + after.offset};
  const auto [least, most] = std::minmax(from, to);
  std::vector<date::local_seconds> times;
  for (const auto border : {from, to})
    for (const std::chrono::seconds beside : {-60s, -1s, 0s, 1s, 60s}) times.push_back(border + beside);
  times.push_back(least + (most - least) / 2);
  times.push_back(least - std::chrono::seconds{values.between(0, 2 * 86'400)});
  times.push_back(most + std::chrono::seconds{values.between(0, 2 * 86'400)});
  return times;
}

/// What the documentation of the policies says, read off what date says of the time.
std::optional<rota::resolved_time> expected(date::local_seconds time, const date::time_zone& zone, policy how) {
  const date::local_info found = zone.get_info(date::local_time<std::chrono::seconds>{time.time_since_epoch()});
  const auto with = [&](const date::sys_info& info) { return sys_seconds{time.time_since_epoch() - info.offset}; };
  if (found.result == date::local_info::unique) return rota::resolved_time{with(found.first), civil_time::unique};
  if (found.result == date::local_info::ambiguous)
    return rota::resolved_time{with(how.overlap == overlap::first ? found.first : found.second), civil_time::repeated};
  const bool is_day_missing = found.second.offset - found.first.offset >= 24h;
  if (how.gap == gap::skip) return std::nullopt;
  if (how.gap == gap::at_transition && !is_day_missing)
    return rota::resolved_time{found.second.begin, civil_time::skipped};
  return rota::resolved_time{with(found.first), civil_time::skipped};
}

}  // namespace

TEST_CASE("resolve agrees with date at the changes of every zone of the database, whatever the policy", "[resolve]") {
  constexpr std::uint64_t seed = 4003;
  generator values{seed};
  counterexamples found;
  std::size_t tried = 0;
  for (const auto& zone : date::get_tzdb().zones) {
    zone_span before = span_at(&zone, date::sys_days{date::year{1800} / 1 / 1});
    while (before.end < date::sys_days{date::year{2038} / 1 / 1}) {
      const zone_span after = span_at(&zone, before.end);
      const bool is_early = after.begin < date::sys_days{date::year{1910} / 1 / 1};
      if (is_early || std::chrono::abs(after.offset - before.offset) > 2h || values.index(6) == 0) {
        for (const auto time : times_around(before, after, values)) {
          const policy how = draw_policy(values);
          const auto actual = resolve(time, clock_of(&zone, how));
          ++tried;
          found.unless(actual == expected(time, zone, how), [&] {
            return zone.name() + " " + rota::format_instant(sys_seconds{time.time_since_epoch()}) + " " + text(how) +
                   " gives " + text(actual) + " but is " + text(expected(time, zone, how));
          });
        }
      }
      before = after;
    }
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(tried > 10'000);
  REQUIRE(found.count == 0);
}

TEST_CASE("a unique or repeated time is what the clock shows at the instant that resolve gives", "[resolve]") {
  constexpr std::uint64_t seed = 4004;
  generator values{seed};
  counterexamples found;
  const auto& zones = date::get_tzdb().zones;
  for (int i = 0; i < 20'000; ++i) {
    const date::time_zone* zone = &zones[values.index(zones.size())];
    const date::local_seconds time{std::chrono::seconds{values.between(-6'000'000'000, 2'200'000'000)}};
    const policy how = draw_policy(values);
    const auto actual = resolve(time, clock_of(zone, how));
    found.unless(actual ? actual->civil == civil_time::skipped || to_local(actual->at, wall_clock{zone}) == time
                        : how.gap == gap::skip,
                 [&] { return zone->name() + " " + text(actual); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("except for gap::skip, the same time of a later day is never earlier", "[resolve]") {
  constexpr std::uint64_t seed = 4005;
  generator values{seed};
  counterexamples found;
  for (const auto& zone : date::get_tzdb().zones) {
    zone_span before = span_at(&zone, date::sys_days{date::year{1800} / 1 / 1});
    while (before.end < date::sys_days{date::year{2038} / 1 / 1}) {
      const zone_span after = span_at(&zone, before.end);
      const bool is_large = std::chrono::abs(after.offset - before.offset) > 2h;
      before = after;
      if (!is_large && values.index(12) != 0) continue;
      const auto day = date::floor<date::days>(to_local(after.begin, wall_clock{&zone})) - date::days{2};
      const std::chrono::minutes time{values.between(0, 1439)};
      const policy how = policies[values.index(4)];  // the last two skip
      auto earlier = resolve(day + time, clock_of(&zone, how));
      for (int next = 1; next <= 4; ++next) {
        const auto later = resolve(day + time + date::days{next}, clock_of(&zone, how));
        found.unless(earlier && later && earlier->at <= later->at,
                     [&] { return zone.name() + " " + text(earlier) + " then " + text(later) + ", " + text(how); });
        earlier = later;
      }
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- runs ---

TEST_CASE("a run says what the clock did at its time on its day", "[resolve]") {
  const auto* zone = zone_named("America/New_York");
  std::string lines;
  for (const run& one : runs(daily_full(time_of_day{2h, 30min}), instant("2024-03-08T12:00:00"),
                             instant("2024-03-12T12:00:00"), wall_clock{zone}))
    lines += rota::format_day(one.day) + " " + std::string{to_string(one.civil)} + "\n";
  REQUIRE(lines == "2024-03-09 unique\n2024-03-10 skipped\n2024-03-11 unique\n2024-03-12 unique\n");
  lines.clear();
  for (const run& one : runs(daily_full(time_of_day{1h, 30min}), instant("2024-11-01T12:00:00"),
                             instant("2024-11-05T12:00:00"), wall_clock{zone}))
    lines += rota::format_day(one.day) + " " + std::string{to_string(one.civil)} + "\n";
  REQUIRE(lines == "2024-11-02 unique\n2024-11-03 repeated\n2024-11-04 unique\n2024-11-05 unique\n");
}
