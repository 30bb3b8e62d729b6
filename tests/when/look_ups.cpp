// SPDX-License-Identifier: MIT
//
// How often the functions of a clock look up its zone: once where no change is near, and a few times near one.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <rota/when/next_run.hpp>
#include <rota/when/next_runs.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cached_zone;
using rota::cadence;
using rota::daily_full;
using rota::level;
using rota::next_run;
using rota::next_run_of;
using rota::previous_run;
using rota::previous_run_of;
using rota::resolve;
using rota::runs;
using rota::sys_seconds;
using rota::time_of_day;
using rota::wall_clock;
using rota::weekly;

/// New York's summer of 2024: from 2024-03-10T07:00:00Z to 2024-11-03T06:00:00Z, four hours behind UTC.
constexpr sys_seconds summer_begin = instant("2024-03-10T07:00:00");
constexpr sys_seconds summer_end = instant("2024-11-03T06:00:00");

template <class Call>
int look_ups_in_new_york(const Call& call) {
  return look_ups(zone_named("America/New_York"), [&](const auto& zone) { return call(wall_clock{zone}); });
}

/// The cadence with a full every day at what New York's clock shows at an instant of that summer.
cadence daily_at(sys_seconds at) {
  const auto shown = date::floor<std::chrono::minutes>(at - 4h).time_since_epoch() % 24h;
  return daily_full(minute_of_day(shown.count()));
}

}  // namespace

// --- how far from a change the zone is looked up once: 24 hours ---

TEST_CASE("resolve looks up the zone once from 24 hours after a change until 24 hours before the next", "[look_ups]") {
  const auto resolved = [](sys_seconds at) {
    return look_ups_in_new_york(
        [&](const auto& clock) { return resolve(date::local_seconds{(at - 4h).time_since_epoch()}, clock); });
  };
  REQUIRE(resolved(summer_begin + 24h - 1s) == 2);
  REQUIRE(resolved(summer_begin + 24h) == 1);
  REQUIRE(resolved(summer_begin + 24h + 1s) == 1);
  REQUIRE(resolved(summer_end - 24h - 1s) == 1);
  REQUIRE(resolved(summer_end - 24h) == 2);
}

TEST_CASE(
    "next_run and next_run_of look up the zone once if the query is 24 hours after a change or more, and the run "
    "more than 24 hours before the next",
    "[look_ups]") {
  const auto asked = [](const cadence& when, sys_seconds after) {
    const int next = look_ups_in_new_york([&](const auto& clock) { return next_run(when, after, clock); });
    const int full =
        look_ups_in_new_york([&](const auto& clock) { return *next_run_of(when, level::full, after, clock); });
    CHECK(next == full);
    return next;
  };
  const cadence noon = daily_at(summer_begin + 9h);
  REQUIRE(asked(noon, summer_begin + 24h) == 1);
  const cadence last = daily_at(summer_end - 24h - 1min);
  REQUIRE(asked(last, summer_end - 24h - 2min) == 1);
  REQUIRE(asked(daily_at(summer_end - 24h), summer_end - 24h - 2min) > 1);
}

TEST_CASE(
    "previous_run and previous_run_of look up the zone once if the run is 24 hours after a change or more, and the "
    "query more than 24 hours before the next",
    "[look_ups]") {
  const auto asked = [](const cadence& when, sys_seconds before) {
    const int previous = look_ups_in_new_york([&](const auto& clock) { return previous_run(when, before, clock); });
    const int full =
        look_ups_in_new_york([&](const auto& clock) { return *previous_run_of(when, level::full, before, clock); });
    CHECK(previous == full);
    return previous;
  };
  REQUIRE(asked(daily_at(summer_begin + 24h), summer_begin + 24h + 2min) == 1);
  REQUIRE(asked(daily_at(summer_begin + 24h - 1min), summer_begin + 24h + 2min) > 1);
  const cadence noon = daily_at(summer_end - 36h);
  REQUIRE(asked(noon, summer_end - 24h - 1s) == 1);
}

TEST_CASE("next_runs looks up the zone once for a whole table unless the clock changes within two days", "[look_ups]") {
  std::vector<cadence> table;
  for (std::int64_t minute = 0; minute < 1440; ++minute) table.push_back(daily_full(minute_of_day(minute)));
  std::vector<sys_seconds> out(table.size());
  const auto asked = [&](sys_seconds after) {
    return look_ups_in_new_york([&](const auto& clock) {
      next_runs(table, after, out, clock);
      return 0;
    });
  };
  REQUIRE(asked(instant("2024-06-15T12:00:00")) == 1);
  REQUIRE(asked(summer_begin + 24h - 1s) > 1);
  REQUIRE(asked(summer_begin + 24h) == 1);
  REQUIRE(asked(summer_end - 48h - 1s) == 1);
  REQUIRE(asked(summer_end - 48h) > 1);
}

// --- near a change ---

TEST_CASE("next_run and previous_run look up the zone at most three times", "[look_ups]") {
  constexpr std::uint64_t seed = 5201;
  generator values{seed};
  counterexamples found;
  const std::vector<change> changes = changes_from(std::numeric_limits<std::int64_t>::min());
  for (int i = 0; i < 10'000; ++i) {
    const change& here = changes[values.index(changes.size())];
    const cadence when = draw_hard_cadence(here, values);
    const policy how = draw_policy(values);
    const sys_seconds now = instant(here.at() + values.between(-5 * day_length, 5 * day_length));
    const int next =
        look_ups(here.zone->zone, [&](const auto& zone) { return next_run(when, now, clock_of(zone, how)); });
    const int previous =
        look_ups(here.zone->zone, [&](const auto& zone) { return previous_run(when, now, clock_of(zone, how)); });
    found.unless(next <= 3 && previous <= 3, [&] {
      return text(here) + " from " + rota::format_instant(now) + ", " + to_string(when) + ", " + text(how) + ": " +
             std::to_string(next) + " and " + std::to_string(previous);
    });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("resolve looks up the zone at most three times", "[look_ups]") {
  constexpr std::uint64_t seed = 4006;
  generator values{seed};
  counterexamples found;
  for (const change& here : changes_from(year_1970)) {
    const std::int64_t shown = here.at() + (values.coin() ? here.before() : here.now()).offset +
                               values.between(-2, 2) * day_length + values.between(-1, 1);
    const int asked = look_ups(here.zone->zone, [&](const auto& zone) {
      return resolve(date::local_seconds{std::chrono::seconds{shown}}, wall_clock{zone});
    });
    found.unless(asked <= 3, [&] { return text(here) + ": " + std::to_string(asked); });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("the runs of a year look up each span of the zone that they lie in, and at most two more", "[look_ups]") {
  constexpr std::uint64_t seed = 5203;
  generator values{seed};
  counterexamples found;
  for (const plain_zone& zone : zones())
    for (const int year :
         {static_cast<int>(values.between(1900, 1969)), static_cast<int>(values.between(1970, 2036))}) {
      const std::int64_t from = seconds_of(date::sys_days{date::year{year} / 1 / 1});
      const std::int64_t until = seconds_of(date::sys_days{date::year{year + 1} / 1 / 1});
      const auto spans = std::count_if(zone.spans.begin(), zone.spans.end(),
                                       [&](const plain_span& span) { return span.begin < until && span.end > from; });
      const rota::weekdays full_on = draw_weekdays(values);
      const cadence when{full_on, minute_of_day(values.between(0, 239))};
      const policy how = draw_policy(values);
      const int asked = look_ups(zone.zone, [&](const auto& counted) {
        const auto all = runs(when, instant(from), instant(until), clock_of(counted, how));
        return std::distance(all.begin(), all.end());
      });
      found.unless(asked <= spans + 2, [&] {
        return zone.zone->name() + " in " + std::to_string(year) + ", " + to_string(when) + ": " +
               std::to_string(asked) + " for " + std::to_string(spans);
      });
    }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

// --- cached_zone ---

TEST_CASE("a cached_zone gives the spans that its zone gives", "[look_ups]") {
  constexpr std::uint64_t seed = 4002;
  generator values{seed};
  counterexamples found;
  for (const char* name : {"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Etc/UTC"}) {
    const auto* zone = zone_named(name);
    const cached_zone cached{zone};
    sys_seconds at{};
    for (int i = 0; i < 2'000; ++i) {
      const std::int64_t step = values.coin() ? values.between(-40'000'000, 40'000'000) : values.between(-1, 1);
      at = i % 50 == 0 ? sys_seconds{std::chrono::seconds{values.between(-4'000'000'000, 2'000'000'000)}}
                       : at + std::chrono::seconds{step};
      found.unless(rota::span_at(cached, at) == rota::span_at(zone, at),
                   [&] { return name + (" " + rota::format_instant(at)); });
      if (values.index(10) == 0) at = rota::span_at(zone, at).begin;  // at the borders of what it remembers
      if (values.index(10) == 0) at = rota::span_at(zone, at).end;
      if (date::floor<date::days>(at) > date::sys_days{date::year{3000} / 1 / 1}) at = {};
      if (date::floor<date::days>(at) < date::sys_days{date::year{1000} / 1 / 1}) at = {};
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a cached_zone looks up its zone once a span", "[look_ups]") {
  int asked = 0;
  const cached_zone cached{counting_zone<const date::time_zone*>{zone_named("America/New_York"), &asked}};
  for (int hour = 0; hour < 24 * 200; ++hour)
    static_cast<void>(cached.get_info(summer_begin + std::chrono::hours{hour}));
  REQUIRE(asked == 1);
  static_cast<void>(cached.get_info(summer_begin - 1s));
  REQUIRE(asked == 2);
  static_cast<void>(cached.get_info(summer_begin));
  REQUIRE(asked == 3);
}

TEST_CASE("a clock with a cached_zone that is passed to one function after another looks up its zone once a span",
          "[look_ups]") {
  int asked = 0;
  const wall_clock clock{cached_zone{counting_zone<const date::time_zone*>{zone_named("America/New_York"), &asked}}};
  const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
  for (int hour = 0; hour < 24 * 60; ++hour) {
    const sys_seconds now = instant("2024-05-01T12:00:00") + std::chrono::hours{hour};
    static_cast<void>(next_run(night, now, clock));
    static_cast<void>(previous_run(night, now, clock));
    static_cast<void>(*next_run_of(night, level::full, now, clock));
    static_cast<void>(*previous_run_of(night, level::full, now, clock));
    static_cast<void>(runs(night, now, now + 48h, clock).begin());
    static_cast<void>(resolve(to_local(now, clock), clock));
  }
  REQUIRE(asked == 1);
}

TEST_CASE("a pointer to a cached_zone shares what it remembers", "[look_ups]") {
  int asked = 0;
  const cached_zone cached{counting_zone<const date::time_zone*>{zone_named("America/New_York"), &asked}};
  const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
  for (int day = 0; day < 100; ++day)
    static_cast<void>(next_run(night, instant("2024-05-01T12:00:00") + date::days{day}, wall_clock{&cached}));
  REQUIRE(asked == 1);
}
