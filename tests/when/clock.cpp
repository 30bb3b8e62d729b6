// SPDX-License-Identifier: MIT
//
// template <class Zone> concept time_zone;
// struct zone_span { sys_seconds begin; sys_seconds end; std::chrono::seconds offset; };
// template <time_zone Zone> constexpr zone_span span_at(const Zone&, sys_seconds);
//
// class fixed_offset { constexpr explicit fixed_offset(std::chrono::seconds) noexcept; … };
// struct utc_zone;
// template <time_zone Zone> class cached_zone { constexpr explicit cached_zone(Zone); … };
//
// enum class civil_time { unique, skipped, repeated };
// enum class gap { shift_forward, at_transition, skip };
// enum class overlap { first, last };
// template <time_zone Zone> struct wall_clock { Zone zone; rota::gap gap; rota::overlap overlap; };
// inline constexpr wall_clock<utc_zone> utc;
//
// constexpr date::local_seconds to_local(sys_seconds, const wall_clock<Zone>& = utc);
// resolve is tested in resolve.cpp, on the zones of the installed database.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "stepped_clock.hpp"

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
using rota::run;
using rota::span_at;
using rota::sys_seconds;
using rota::time_of_day;
using rota::to_local;
using rota::wall_clock;

std::string text(const std::optional<rota::resolved_time>& found) {
  if (!found) return "nothing";
  return rota::format_instant(found->at) + " " + std::string{to_string(found->civil)};
}

/// A user's own zone in ten lines: an hour of summer time from 2024-03-31T01:00:00Z to 2024-10-27T01:00:00Z.
struct one_summer {
  static constexpr sys_seconds spring{1'711'846'800s};
  static constexpr sys_seconds autumn{1'729'990'800s};
  struct info {
    sys_seconds begin, end;
    std::chrono::hours offset;
  };
  [[nodiscard]] info get_info(sys_seconds at) const {
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

}  // namespace

// --- names and defaults ---

TEST_CASE("civil times and policies have names", "[clock]") {
  REQUIRE(to_string(civil_time::unique) == "unique");
  REQUIRE(to_string(civil_time::skipped) == "skipped");
  REQUIRE(to_string(civil_time::repeated) == "repeated");
  REQUIRE(to_string(gap::shift_forward) == "shift_forward");
  REQUIRE(to_string(gap::at_transition) == "at_transition");
  REQUIRE(to_string(gap::skip) == "skip");
  REQUIRE(to_string(overlap::first) == "first");
  REQUIRE(to_string(overlap::last) == "last");
}

TEST_CASE("a clock is made of a zone, and shifts forward and takes the first time unless told otherwise", "[clock]") {
  const wall_clock plain{fixed_offset{-5h}};
  STATIC_REQUIRE(std::is_same_v<decltype(plain), const wall_clock<fixed_offset>>);
  REQUIRE(plain.gap == gap::shift_forward);
  REQUIRE(plain.overlap == overlap::first);
  const wall_clock skipping{fixed_offset{-5h}, gap::skip};
  REQUIRE(skipping.gap == gap::skip);
  REQUIRE(skipping.overlap == overlap::first);
  const wall_clock full{fixed_offset{-5h}, gap::at_transition, overlap::last};
  REQUIRE(full.gap == gap::at_transition);
  REQUIRE(full.overlap == overlap::last);
  STATIC_REQUIRE(std::is_same_v<decltype(rota::utc), const wall_clock<rota::utc_zone>>);
  REQUIRE(rota::utc.gap == gap::shift_forward);
  REQUIRE(rota::utc.overlap == overlap::first);
}

// --- the concept ---

TEST_CASE("a zone is anything that gives the begin, end and offset at an instant, or a pointer to that", "[clock]") {
  STATIC_REQUIRE(rota::time_zone<rota::utc_zone>);
  STATIC_REQUIRE(rota::time_zone<fixed_offset>);
  STATIC_REQUIRE(rota::time_zone<one_summer>);
  STATIC_REQUIRE(rota::time_zone<const one_summer*>);
  STATIC_REQUIRE(rota::time_zone<std::shared_ptr<const one_summer>>);
  STATIC_REQUIRE(rota::time_zone<const like_std*>);
  STATIC_REQUIRE(rota::time_zone<const cached_zone<fixed_offset>*>);
  STATIC_REQUIRE(!rota::time_zone<like_std>);  // cannot be copied: a pointer to it can
  STATIC_REQUIRE(!rota::time_zone<int>);
  STATIC_REQUIRE(!rota::time_zone<std::string>);
  STATIC_REQUIRE(!rota::time_zone<std::chrono::seconds>);
}

TEST_CASE("a user's own zone works by value, by pointer, by smart pointer and through a cached_zone", "[clock]") {
  const one_summer zone;
  const like_std uncopyable{0};
  const cadence night = daily_full(time_of_day{2h, 30min});
  const sys_seconds saturday = instant("2024-03-30T19:00:00");
  const sys_seconds expected = instant("2024-03-31T01:30:00");
  REQUIRE(next_run(night, saturday, wall_clock{zone}).at == expected);
  REQUIRE(next_run(night, saturday, wall_clock{&zone}).at == expected);
  REQUIRE(next_run(night, saturday, wall_clock{std::make_shared<const one_summer>(zone)}).at == expected);
  REQUIRE(next_run(night, saturday, wall_clock{&uncopyable}).at == expected);
  REQUIRE(next_run(night, saturday, wall_clock{cached_zone{zone}}).at == expected);
  REQUIRE(next_run(night, saturday, wall_clock{cached_zone{&uncopyable}}).at == expected);
}

TEST_CASE("a user's own zone may reach from the first instant to the last", "[clock]") {
  const one_summer zone;
  const std::int64_t spring = seconds_of(one_summer::spring);
  const std::int64_t autumn = seconds_of(one_summer::autumn);
  const std::vector<plain_span> spans{{spring - 1'000 * day_length, spring, hour_length},
                                      {spring, autumn, 2 * hour_length},
                                      {autumn, autumn + 1'000 * day_length, hour_length}};
  counterexamples found;
  for (int month = 1; month <= 12; ++month)
    for (const policy how : policies)
      for (const time_of_day at : {time_of_day{2h, 0min}, time_of_day{2h, 30min}, time_of_day{3h, 0min}}) {
        const sys_seconds from = date::sys_days{date::year{2024} / month / 1};
        const auto expected = slots_of(spans, daily_full(at), how, seconds_of(from) / day_length - 2, 40);
        compare(found, expected, seconds_of(from), seconds_of(from + 768h), {seconds_of(from + 384h)}, daily_full(at),
                clock_of(zone, how), [&] { return "in month " + std::to_string(month); });
      }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

// --- utc and fixed_offset ---

TEST_CASE("in UTC every civil time is unique and is the instant that it names", "[clock]") {
  for (const policy how : policies)
    REQUIRE(text(resolve(local("2024-03-10T02:30:00"), clock_of(rota::utc_zone{}, how))) ==
            "2024-03-10T02:30:00 unique");
  REQUIRE(to_local(instant("2024-03-10T02:30:00"), rota::utc) == local("2024-03-10T02:30:00"));
}

TEST_CASE("in a zone of fixed offset every civil time is unique, the offset before the instant in UTC", "[clock]") {
  for (const policy how : policies) {
    REQUIRE(text(resolve(local("2024-03-10T02:30:00"), clock_of(fixed_offset{-5h}, how))) ==
            "2024-03-10T07:30:00 unique");
    REQUIRE(text(resolve(local("2024-03-10T02:30:00"), clock_of(fixed_offset{5h + 45min}, how))) ==
            "2024-03-09T20:45:00 unique");
  }
  REQUIRE(to_local(instant("2024-03-10T02:30:00"), wall_clock{fixed_offset{-5h}}) == local("2024-03-09T21:30:00"));
  REQUIRE(span_at(fixed_offset{-5h}, instant("2024-03-10T02:30:00")).offset == -5h);
}

TEST_CASE("runs at a fixed offset are those in UTC of the time of day less the offset", "[clock]") {
  constexpr std::uint64_t seed = 4001;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 2'000; ++i) {
    const std::int64_t offset = values.between(-26 * hour_length + 1, 26 * hour_length - 1);
    const std::int64_t at = values.between(-5'000'000'000, 5'000'000'000);
    const cadence when = draw_cadence(values);
    const sys_seconds now = instant(at);
    const wall_clock clock = clock_of(fixed_offset{std::chrono::seconds{offset}}, draw_policy(values));
    const sys_seconds shifted = instant(at + offset);
    const auto is_same = [&](const run& here, const run& in_utc) {
      return here.at + std::chrono::seconds{offset} == in_utc.at && here.day == in_utc.day &&
             here.level == in_utc.level && here.civil == civil_time::unique;
    };
    found.unless(
        is_same(next_run(when, now, clock), next_run(when, shifted)) &&
            is_same(previous_run(when, now, clock), previous_run(when, shifted)) &&
            is_same(*next_run_of(when, level::full, now, clock), *next_run_of(when, level::full, shifted)) &&
            is_same(*previous_run_of(when, level::full, now, clock), *previous_run_of(when, level::full, shifted)),
        [&] { return rota::format_instant(now) + ", offset " + std::to_string(offset); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
