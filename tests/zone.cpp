// SPDX-License-Identifier: MIT
//
// template <class Zone> concept time_zone;
// struct zone_span { sys_seconds begin; sys_seconds end; std::chrono::seconds offset; };
// template <time_zone Zone> constexpr zone_span span_at(const Zone&, sys_seconds);
//
// class fixed_offset { constexpr explicit fixed_offset(std::chrono::seconds) noexcept; … };
// struct utc_zone;
// inline constexpr utc_zone utc;
// template <time_zone Zone> class cached_zone { constexpr explicit cached_zone(Zone); … };
//
// enum class civil_time { unique, skipped, repeated };
// constexpr std::string_view to_string(civil_time) noexcept;
// enum class gap { shift_forward, at_transition, skip };
// enum class overlap { first, last };
// struct civil_policy { rota::gap gap; rota::overlap overlap; };
//
// struct resolved_time { sys_seconds at; civil_time kind; };
// constexpr std::optional<resolved_time> resolve(date::local_seconds, const Zone&, civil_policy = {});
// constexpr date::local_seconds to_local(sys_seconds, const Zone&);

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <rota/next_run.hpp>
#include <rota/zone.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cached_zone;
using rota::cadence;
using rota::civil_policy;
using rota::civil_time;
using rota::daily_full;
using rota::fixed_offset;
using rota::gap;
using rota::next_full;
using rota::next_run;
using rota::overlap;
using rota::previous_full;
using rota::previous_run;
using rota::resolve;
using rota::run;
using rota::runs;
using rota::span_at;
using rota::sys_seconds;
using rota::time_of_day;
using rota::to_local;
using rota::weekly;
using rota::zone_span;

sys_seconds instant(std::string_view text) { return rota::parse_instant(text).value(); }

/// What a wall clock shows, written as an instant is.
date::local_seconds local(std::string_view text) { return date::local_seconds{instant(text).time_since_epoch()}; }

std::string text(const std::optional<rota::resolved_time>& found) {
  if (!found) return "nothing";
  return rota::format_instant(found->at) + " " + std::string{to_string(found->kind)};
}

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

/// A user's own zone in ten lines: an hour of summer time from 2024-03-31T01:00:00Z to 2024-10-27T01:00:00Z.
struct one_summer {
  struct info {
    sys_seconds begin, end;
    std::chrono::hours offset;
  };
  [[nodiscard]] info get_info(sys_seconds at) const {
    const sys_seconds spring{1'711'846'800s};
    const sys_seconds autumn{1'729'990'800s};
    if (at < spring) return {sys_seconds::min(), spring, 1h};
    if (at < autumn) return {spring, autumn, 2h};
    return {autumn, sys_seconds::max(), 1h};
  }
};

/// The shape of std::chrono::sys_info, from a zone that cannot be copied, as std::chrono::time_zone cannot.
class like_std {
 public:
  struct sys_info {
    sys_seconds begin, end;
    std::chrono::seconds offset;
    std::chrono::minutes save;
    std::string abbrev;
  };

  explicit like_std(int) {}
  like_std(const like_std&) = delete;
  like_std& operator=(const like_std&) = delete;
  like_std(like_std&&) = default;
  like_std& operator=(like_std&&) = default;
  ~like_std() = default;

  template <class Duration>
  [[nodiscard]] sys_info get_info(const date::sys_time<Duration>& at) const {
    const auto found = one_summer{}.get_info(date::floor<std::chrono::seconds>(at));
    const bool is_summer = found.offset == 2h;
    return {found.begin, found.end, found.offset, is_summer ? 60min : 0min, is_summer ? "CEST" : "CET"};
  }
};

/// A zone that counts what it is asked.
template <class Zone>
struct counting {
  Zone zone;
  int* asked;

  [[nodiscard]] zone_span get_info(sys_seconds at) const {
    ++*asked;
    return span_at(zone, at);
  }
};

const date::time_zone* zone_named(std::string_view name) { return date::locate_zone(std::string{name}); }

}  // namespace

// --- the concept ---

TEST_CASE("a zone is whatever says begin, end and offset at an instant, or a pointer to that", "[zone]") {
  STATIC_REQUIRE(rota::time_zone<rota::utc_zone>);
  STATIC_REQUIRE(rota::time_zone<fixed_offset>);
  STATIC_REQUIRE(rota::time_zone<one_summer>);
  STATIC_REQUIRE(rota::time_zone<const one_summer*>);
  STATIC_REQUIRE(rota::time_zone<std::shared_ptr<const one_summer>>);
  STATIC_REQUIRE(rota::time_zone<const like_std*>);
  STATIC_REQUIRE(rota::time_zone<const date::time_zone*>);
  STATIC_REQUIRE(rota::time_zone<cached_zone<const date::time_zone*>>);
  STATIC_REQUIRE(rota::time_zone<const cached_zone<fixed_offset>*>);
  STATIC_REQUIRE(!rota::time_zone<like_std>);  // cannot be copied: a pointer to it can
  STATIC_REQUIRE(!rota::time_zone<int>);
  STATIC_REQUIRE(!rota::time_zone<std::string>);
  STATIC_REQUIRE(!rota::time_zone<std::chrono::seconds>);
}

TEST_CASE("a user's own zone works by value, by pointer, by smart pointer and through a cached_zone", "[zone]") {
  const one_summer zone;
  const like_std uncopyable{0};
  const cadence night = daily_full(time_of_day{2h, 30min});
  const sys_seconds saturday = instant("2024-03-30T19:00:00");
  const sys_seconds expected = instant("2024-03-31T01:30:00");
  REQUIRE(next_run(night, saturday, zone).at == expected);
  REQUIRE(next_run(night, saturday, &zone).at == expected);
  REQUIRE(next_run(night, saturday, std::make_shared<const one_summer>(zone)).at == expected);
  REQUIRE(next_run(night, saturday, &uncopyable).at == expected);
  REQUIRE(next_run(night, saturday, cached_zone{zone}).at == expected);
  REQUIRE(next_run(night, saturday, cached_zone{&uncopyable}).at == expected);
}

TEST_CASE("a user's own zone may reach from the first instant to the last", "[zone]") {
  const one_summer zone;
  counterexamples found;
  for (int month = 1; month <= 12; ++month) {
    const sys_seconds from = date::sys_days{date::year{2024} / month / 1};
    const auto* berlin = zone_named("Europe/Berlin");
    for (const auto policy : policies)
      for (const time_of_day at : {time_of_day{2h, 0min}, time_of_day{2h, 30min}, time_of_day{3h, 0min}}) {
        const auto mine = runs(daily_full(at), from, from + 768h, zone, policy);
        const auto theirs = runs(daily_full(at), from, from + 768h, berlin, policy);
        found.unless(std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end()),
                     [&] { return "in month " + std::to_string(month) + ", " + text(policy); });
      }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

// --- utc and fixed_offset ---

TEST_CASE("in UTC every civil time is unique and is the instant that it names", "[zone]") {
  for (const auto policy : policies)
    REQUIRE(text(resolve(local("2024-03-10T02:30:00"), rota::utc, policy)) == "2024-03-10T02:30:00 unique");
  REQUIRE(to_local(instant("2024-03-10T02:30:00"), rota::utc) == local("2024-03-10T02:30:00"));
}

TEST_CASE("in a zone of fixed offset every civil time is unique, the offset before the instant in UTC", "[zone]") {
  for (const auto policy : policies) {
    REQUIRE(text(resolve(local("2024-03-10T02:30:00"), fixed_offset{-5h}, policy)) == "2024-03-10T07:30:00 unique");
    REQUIRE(text(resolve(local("2024-03-10T02:30:00"), fixed_offset{5h + 45min}, policy)) ==
            "2024-03-09T20:45:00 unique");
  }
  REQUIRE(to_local(instant("2024-03-10T02:30:00"), fixed_offset{-5h}) == local("2024-03-09T21:30:00"));
  REQUIRE(span_at(fixed_offset{-5h}, instant("2024-03-10T02:30:00")).offset == -5h);
}

TEST_CASE("runs at a fixed offset are those in UTC of the time of day less the offset", "[zone]") {
  constexpr std::uint64_t seed = 4001;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 2'000; ++i) {
    const std::int64_t offset = values.between(-26 * 3600 + 1, 26 * 3600 - 1);
    const std::int64_t minute = values.between(0, 1439);
    const std::int64_t at = values.between(-5'000'000'000, 5'000'000'000);
    const cadence when = weekly(date::weekday{static_cast<unsigned>(values.between(0, 6))},
                                time_of_day{std::chrono::hours{minute / 60}, std::chrono::minutes{minute % 60}});
    const sys_seconds now{std::chrono::seconds{at}};
    const fixed_offset zone{std::chrono::seconds{offset}};
    const sys_seconds shifted{std::chrono::seconds{at + offset}};
    const auto is_same = [&](const run& here, const run& in_utc) {
      return here.at + std::chrono::seconds{offset} == in_utc.at && here.day == in_utc.day &&
             here.what == in_utc.what && here.kind == civil_time::unique;
    };
    const auto policy = policies[values.index(policies.size())];
    found.unless(is_same(next_run(when, now, zone, policy), next_run(when, shifted)) &&
                     is_same(previous_run(when, now, zone, policy), previous_run(when, shifted)) &&
                     is_same(next_full(when, now, zone, policy), next_full(when, shifted)) &&
                     is_same(previous_full(when, now, zone, policy), previous_full(when, shifted)),
                 [&] { return rota::format_instant(now) + ", offset " + std::to_string(offset); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- cached_zone ---

TEST_CASE("a cached_zone says what its zone says", "[zone]") {
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
      found.unless(span_at(cached, at) == span_at(zone, at), [&] { return name + (" " + rota::format_instant(at)); });
      if (values.index(10) == 0) at = span_at(zone, at).begin;  // at the borders of what it remembers
      if (values.index(10) == 0) at = span_at(zone, at).end;
      if (date::floor<date::days>(at) > date::sys_days{date::year{3000} / 1 / 1}) at = {};
      if (date::floor<date::days>(at) < date::sys_days{date::year{1000} / 1 / 1}) at = {};
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a cached_zone asks its zone once a span", "[zone]") {
  int asked = 0;
  const cached_zone cached{counting<const date::time_zone*>{zone_named("America/New_York"), &asked}};
  for (int hour = 0; hour < 24 * 200; ++hour)
    static_cast<void>(cached.get_info(instant("2024-03-10T07:00:00") + std::chrono::hours{hour}));
  REQUIRE(asked == 1);
  static_cast<void>(cached.get_info(instant("2024-03-10T06:59:59")));
  REQUIRE(asked == 2);
  static_cast<void>(cached.get_info(instant("2024-03-10T07:00:00")));
  REQUIRE(asked == 3);
}

TEST_CASE("a cached_zone that is passed to one function after another asks its zone no more than once a span",
          "[zone]") {
  int asked = 0;
  const cached_zone cached{counting<const date::time_zone*>{zone_named("America/New_York"), &asked}};
  const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
  for (int day = 0; day < 100; ++day) {
    const sys_seconds now = instant("2024-05-01T12:00:00") + date::days{day};
    static_cast<void>(next_run(night, now, cached));
    static_cast<void>(previous_run(night, now, cached));
    static_cast<void>(next_full(night, now, cached));
    static_cast<void>(previous_full(night, now, cached));
    static_cast<void>(runs(night, now, now + 48h, cached).begin());
    static_cast<void>(resolve(to_local(now, cached), cached));
  }
  REQUIRE(asked == 1);
}

TEST_CASE("a pointer to a cached_zone shares what it remembers", "[zone]") {
  int asked = 0;
  const cached_zone cached{counting<const date::time_zone*>{zone_named("America/New_York"), &asked}};
  const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
  for (int day = 0; day < 100; ++day)
    static_cast<void>(next_run(night, instant("2024-05-01T12:00:00") + date::days{day}, &cached));
  REQUIRE(asked == 1);
}

// --- resolve: values that can be checked by hand ---

TEST_CASE("what a civil time is on the clock is told by name", "[zone]") {
  REQUIRE(to_string(civil_time::unique) == "unique");
  REQUIRE(to_string(civil_time::skipped) == "skipped");
  REQUIRE(to_string(civil_time::repeated) == "repeated");
  REQUIRE(civil_policy{} == civil_policy{gap::shift_forward, overlap::first});
}

TEST_CASE("02:30 in New York on 2024-03-10 does not exist, and is 03:30, 03:00 or nothing", "[zone]") {
  const auto* zone = zone_named("America/New_York");
  const auto time = local("2024-03-10T02:30:00");
  REQUIRE(text(resolve(time, zone)) == "2024-03-10T07:30:00 skipped");
  REQUIRE(text(resolve(time, zone, {.gap = gap::shift_forward})) == "2024-03-10T07:30:00 skipped");
  REQUIRE(text(resolve(time, zone, {.gap = gap::at_transition})) == "2024-03-10T07:00:00 skipped");
  REQUIRE(text(resolve(time, zone, {.gap = gap::skip})) == "nothing");
}

TEST_CASE("a gap begins with the first time that is skipped and ends before the first that is not", "[zone]") {
  const auto* zone = zone_named("America/New_York");
  REQUIRE(text(resolve(local("2024-03-10T01:59:59"), zone)) == "2024-03-10T06:59:59 unique");
  REQUIRE(text(resolve(local("2024-03-10T02:00:00"), zone)) == "2024-03-10T07:00:00 skipped");
  REQUIRE(text(resolve(local("2024-03-10T02:59:59"), zone)) == "2024-03-10T07:59:59 skipped");
  REQUIRE(text(resolve(local("2024-03-10T03:00:00"), zone)) == "2024-03-10T07:00:00 unique");
}

TEST_CASE("01:30 in New York on 2024-11-03 comes twice, and is the first or the last", "[zone]") {
  const auto* zone = zone_named("America/New_York");
  const auto time = local("2024-11-03T01:30:00");
  REQUIRE(text(resolve(time, zone)) == "2024-11-03T05:30:00 repeated");
  REQUIRE(text(resolve(time, zone, {.overlap = overlap::first})) == "2024-11-03T05:30:00 repeated");
  REQUIRE(text(resolve(time, zone, {.overlap = overlap::last})) == "2024-11-03T06:30:00 repeated");
  REQUIRE(text(resolve(time, zone, {gap::skip, overlap::last})) == "2024-11-03T06:30:00 repeated");
}

TEST_CASE("an overlap begins with the time that the clock goes back to and ends before the one it goes back at",
          "[zone]") {
  const auto* zone = zone_named("America/New_York");
  REQUIRE(text(resolve(local("2024-11-03T00:59:59"), zone)) == "2024-11-03T04:59:59 unique");
  REQUIRE(text(resolve(local("2024-11-03T01:00:00"), zone)) == "2024-11-03T05:00:00 repeated");
  REQUIRE(text(resolve(local("2024-11-03T01:59:59"), zone)) == "2024-11-03T05:59:59 repeated");
  REQUIRE(text(resolve(local("2024-11-03T02:00:00"), zone)) == "2024-11-03T07:00:00 unique");
}

TEST_CASE("on Lord Howe Island the clock changes by half an hour", "[zone]") {
  const auto* zone = zone_named("Australia/Lord_Howe");
  REQUIRE(text(resolve(local("2024-10-06T02:15:00"), zone)) == "2024-10-05T15:45:00 skipped");
  REQUIRE(text(resolve(local("2024-10-06T02:15:00"), zone, {.gap = gap::at_transition})) ==
          "2024-10-05T15:30:00 skipped");
  REQUIRE(text(resolve(local("2024-10-06T02:30:00"), zone)) == "2024-10-05T15:30:00 unique");
  REQUIRE(text(resolve(local("2024-04-07T01:45:00"), zone)) == "2024-04-06T14:45:00 repeated");
  REQUIRE(text(resolve(local("2024-04-07T01:45:00"), zone, {.overlap = overlap::last})) ==
          "2024-04-06T15:15:00 repeated");
}

TEST_CASE("a time on a day that is missing whole is the same time of the next day", "[zone]") {
  const auto* apia = zone_named("Pacific/Apia");  // from -10:00 to +14:00
  for (const gap how : {gap::shift_forward, gap::at_transition}) {
    REQUIRE(text(resolve(local("2011-12-30T00:00:00"), apia, {.gap = how})) == "2011-12-30T10:00:00 skipped");
    REQUIRE(text(resolve(local("2011-12-30T02:30:00"), apia, {.gap = how})) == "2011-12-30T12:30:00 skipped");
    REQUIRE(text(resolve(local("2011-12-30T23:59:00"), apia, {.gap = how})) == "2011-12-31T09:59:00 skipped");
  }
  REQUIRE(text(resolve(local("2011-12-30T02:30:00"), apia, {.gap = gap::skip})) == "nothing");
  REQUIRE(text(resolve(local("2011-12-31T02:30:00"), apia)) == "2011-12-30T12:30:00 unique");
  REQUIRE(text(resolve(local("2011-12-29T23:59:59"), apia)) == "2011-12-30T09:59:59 unique");
}

TEST_CASE("a whole day that comes twice is repeated at every time of it", "[zone]") {
  const auto* juneau = zone_named("America/Juneau");  // at 1867-10-19T00:31:13Z from +15:02:19 to -08:57:41
  REQUIRE(text(resolve(local("1867-10-18T15:33:31"), juneau)) == "1867-10-18T00:31:12 unique");
  REQUIRE(text(resolve(local("1867-10-18T15:33:32"), juneau)) == "1867-10-18T00:31:13 repeated");
  REQUIRE(text(resolve(local("1867-10-19T12:00:00"), juneau)) == "1867-10-18T20:57:41 repeated");
  REQUIRE(text(resolve(local("1867-10-19T12:00:00"), juneau, {.overlap = overlap::last})) ==
          "1867-10-19T20:57:41 repeated");
  REQUIRE(text(resolve(local("1867-10-19T15:33:32"), juneau)) == "1867-10-20T00:31:13 unique");
}

TEST_CASE("an offset with seconds gives an instant with seconds", "[zone]") {
  const auto* berlin = zone_named("Europe/Berlin");  // +00:53:28 until 1893-03-31T23:06:32Z, then +01:00
  REQUIRE(text(resolve(local("1890-01-01T02:30:00"), berlin)) == "1890-01-01T01:36:32 unique");
  REQUIRE(text(resolve(local("1893-04-01T00:03:00"), berlin)) == "1893-03-31T23:09:32 skipped");
  REQUIRE(text(resolve(local("1893-04-01T00:03:00"), berlin, {.gap = gap::at_transition})) ==
          "1893-03-31T23:06:32 skipped");
  REQUIRE(text(resolve(local("1893-04-01T00:06:32"), berlin)) == "1893-03-31T23:06:32 unique");
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
std::optional<rota::resolved_time> expected(date::local_seconds time, const date::time_zone& zone,
                                            civil_policy policy) {
  const date::local_info found = zone.get_info(date::local_time<std::chrono::seconds>{time.time_since_epoch()});
  const auto with = [&](const date::sys_info& info) { return sys_seconds{time.time_since_epoch() - info.offset}; };
  if (found.result == date::local_info::unique) return rota::resolved_time{with(found.first), civil_time::unique};
  if (found.result == date::local_info::ambiguous)
    return rota::resolved_time{with(policy.overlap == overlap::first ? found.first : found.second),
                               civil_time::repeated};
  const bool is_day_missing = found.second.offset - found.first.offset >= 24h;
  if (policy.gap == gap::skip) return std::nullopt;
  if (policy.gap == gap::at_transition && !is_day_missing)
    return rota::resolved_time{found.second.begin, civil_time::skipped};
  return rota::resolved_time{with(found.first), civil_time::skipped};
}

}  // namespace

TEST_CASE("resolve agrees with date at the changes of every zone of the database, whatever the policy", "[zone]") {
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
          const civil_policy policy = policies[values.index(policies.size())];
          const auto actual = resolve(time, &zone, policy);
          ++tried;
          found.unless(actual == expected(time, zone, policy), [&] {
            return zone.name() + " " + rota::format_instant(sys_seconds{time.time_since_epoch()}) + " " + text(policy) +
                   " gives " + text(actual) + " but is " + text(expected(time, zone, policy));
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

TEST_CASE("a unique or repeated time is what the clock shows at the instant that resolve gives", "[zone]") {
  constexpr std::uint64_t seed = 4004;
  generator values{seed};
  counterexamples found;
  const auto& zones = date::get_tzdb().zones;
  for (int i = 0; i < 20'000; ++i) {
    const date::time_zone* zone = &zones[values.index(zones.size())];
    const date::local_seconds time{std::chrono::seconds{values.between(-6'000'000'000, 2'200'000'000)}};
    const civil_policy policy = policies[values.index(policies.size())];
    const auto actual = resolve(time, zone, policy);
    found.unless(
        actual ? actual->kind == civil_time::skipped || to_local(actual->at, zone) == time : policy.gap == gap::skip,
        [&] { return zone->name() + " " + text(actual); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("but for gap::skip, the same time of a later day is never earlier", "[zone]") {
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
      const auto day = date::floor<date::days>(to_local(after.begin, &zone)) - date::days{2};
      const std::chrono::minutes time{values.between(0, 1439)};
      const civil_policy policy = policies[values.index(4)];  // the last two skip
      auto earlier = resolve(day + time, &zone, policy);
      for (int next = 1; next <= 4; ++next) {
        const auto later = resolve(day + time + date::days{next}, &zone, policy);
        found.unless(earlier && later && earlier->at <= later->at,
                     [&] { return zone.name() + " " + text(earlier) + " then " + text(later) + ", " + text(policy); });
        earlier = later;
      }
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("resolve asks the zone three times at most, and once where no change is near", "[zone]") {
  constexpr std::uint64_t seed = 4006;
  generator values{seed};
  counterexamples found;
  for (const auto& zone : date::get_tzdb().zones) {
    zone_span before = span_at(&zone, date::sys_days{date::year{1960} / 1 / 1});
    while (before.end < date::sys_days{date::year{2038} / 1 / 1}) {
      const zone_span after = span_at(&zone, before.end);
      for (const auto time : times_around(before, after, values)) {
        if (values.index(40) != 0) continue;
        int asked = 0;
        static_cast<void>(resolve(time, counting<const date::time_zone*>{&zone, &asked}));
        found.unless(asked <= 3, [&] { return zone.name() + " " + std::to_string(asked); });
      }
      if (after.end - after.begin > 240h) {
        int asked = 0;
        const auto calm = date::local_seconds{after.begin.time_since_epoch() + after.offset + 120h};
        static_cast<void>(resolve(calm, counting<const date::time_zone*>{&zone, &asked}));
        found.unless(asked == 1, [&] { return zone.name() + " " + std::to_string(asked) + " far from a change"; });
      }
      before = after;
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- the kind of a run ---

TEST_CASE("a run tells what the clock did at its time on its day", "[zone]") {
  const auto* zone = zone_named("America/New_York");
  std::string kinds;
  for (const run& one :
       runs(daily_full(time_of_day{2h, 30min}), instant("2024-03-08T12:00:00"), instant("2024-03-12T12:00:00"), zone))
    kinds += rota::format_day(one.day) + " " + std::string{to_string(one.kind)} + "\n";
  REQUIRE(kinds == "2024-03-09 unique\n2024-03-10 skipped\n2024-03-11 unique\n2024-03-12 unique\n");
  kinds.clear();
  for (const run& one :
       runs(daily_full(time_of_day{1h, 30min}), instant("2024-11-01T12:00:00"), instant("2024-11-05T12:00:00"), zone))
    kinds += rota::format_day(one.day) + " " + std::string{to_string(one.kind)} + "\n";
  REQUIRE(kinds == "2024-11-02 unique\n2024-11-03 repeated\n2024-11-04 unique\n2024-11-05 unique\n");
}

// --- zones that are none: no promise on the answer, but there is one ---

namespace {

/// A zone that answers anything, so many times.
class broken_zone {
 public:
  enum class kind {
    random_hours,       // spans of an hour, each with an offset of its own
    random_days,        // spans of a day, each with an offset of its own
    sawtooth,           // a clock that goes back an hour every hour, then a day forward
    empty_spans,        // begin == end == the instant
    spans_elsewhere,    // spans that do not hold the instant
    inside_out,         // end before begin
    widest_inside_out,  // begin is the last instant there is, end the first
    at_the_beginning,   // every span ends with the first instant
    at_the_end,         // every span begins with the last instant
    flickering          // one span, whose offset is another at each question
  };
  static constexpr std::array<kind, 10> all{
      kind::random_hours, kind::random_days,       kind::sawtooth,         kind::empty_spans, kind::spans_elsewhere,
      kind::inside_out,   kind::widest_inside_out, kind::at_the_beginning, kind::at_the_end,  kind::flickering};
  static constexpr std::int64_t most_answers = 20'000;

  broken_zone(kind how, std::int64_t* asked) : how_{how}, asked_{asked} {}

  [[nodiscard]] zone_span get_info(sys_seconds at) const {
    if (++*asked_ > most_answers) throw std::runtime_error{"asked without end"};
    const auto hour = date::floor<std::chrono::hours>(at);
    const auto day = date::floor<date::days>(at);
    switch (how_) {
      case kind::random_hours: return {hour, hour + 1h, drawn(hour.time_since_epoch().count())};
      case kind::random_days: return {day, day + 24h, drawn(day.time_since_epoch().count())};
      case kind::sawtooth: return {hour, hour + 1h, 12h - (hour - day)};
      case kind::empty_spans: return {at, at, 1h};
      case kind::spans_elsewhere: return {at + 100h, at + 200h, drawn(hour.time_since_epoch().count())};
      case kind::inside_out: return {at + 10h, at - 10h, drawn(hour.time_since_epoch().count())};
      case kind::widest_inside_out: return {sys_seconds::max(), sys_seconds::min(), -5h};
      case kind::at_the_beginning: return {sys_seconds::min(), sys_seconds::min(), 14h};
      case kind::at_the_end: return {sys_seconds::max(), sys_seconds::max(), -12h};
      case kind::flickering: return {sys_seconds::min(), sys_seconds::max(), drawn(*asked_)};
    }
    return {at, at + 1h, 0h};
  }

 private:
  static std::chrono::seconds drawn(std::int64_t seed) {
    return std::chrono::seconds{generator{static_cast<std::uint64_t>(seed)}.between(-26 * 3600 + 1, 26 * 3600 - 1)};
  }

  kind how_;
  std::int64_t* asked_;
};

}  // namespace

TEST_CASE("no zone, however broken, makes a function go on without end or overflow", "[zone]") {
  for (const auto how : broken_zone::all) {
    for (const auto policy : policies) {
      for (const char* at :
           {"0001-01-01T00:00:00", "1970-01-01T00:00:00", "2024-03-10T07:00:00", "9999-01-01T00:00:00"}) {
        CAPTURE(static_cast<int>(how), text(policy), at);
        std::int64_t asked = 0;
        const broken_zone zone{how, &asked};
        const sys_seconds now = instant(at);
        const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
        const auto answers = [&](const auto& call) {
          asked = 0;
          CHECK_NOTHROW(call());
        };
        answers([&] { static_cast<void>(next_run(night, now, zone, policy)); });
        answers([&] { static_cast<void>(previous_run(night, now, zone, policy)); });
        answers([&] { static_cast<void>(next_full(night, now, zone, policy)); });
        answers([&] { static_cast<void>(previous_full(night, now, zone, policy)); });
        answers([&] { static_cast<void>(next_run(night, now, cached_zone{zone}, policy)); });
        answers([&] { static_cast<void>(resolve(to_local(now, zone), zone, policy)); });
        answers([&] { static_cast<void>(resolve(date::local_seconds{now.time_since_epoch()} + 900h, zone, policy)); });
        answers([&] {
          const auto month = runs(night, now, now + 720h, zone, policy);
          REQUIRE(std::distance(month.begin(), month.end()) < 10'000);
        });
      }
    }
  }
}
