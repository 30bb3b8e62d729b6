// SPDX-License-Identifier: MIT
//
// constexpr sys_seconds before(sys_seconds now, const lookback&, clock = utc);

#include <chrono>
#include <cstdint>
#include <rota/when/before.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "zones.hpp"

namespace {

using namespace std::chrono_literals;

using rota::before;
using rota::lookback;
using rota::sys_seconds;
using rota::wall_clock;

std::string begin_of(std::string_view now, const lookback& length) {
  return rota::format_instant(before(instant(now), length));
}

std::string begin_of(std::string_view now, const lookback& length, const char* zone) {
  return rota::format_instant(before(instant(now), length, wall_clock{zone_named(zone)}));
}

}  // namespace

TEST_CASE("months go back on the calendar, to the last day of a month that is too short", "[before]") {
  REQUIRE(begin_of("2024-03-31T12:00:00", date::months{1}) == "2024-02-29T12:00:00");
  REQUIRE(begin_of("2023-03-31T12:00:00", date::months{1}) == "2023-02-28T12:00:00");
  REQUIRE(begin_of("2019-09-10T12:00:00", date::months{7}) == "2019-02-10T12:00:00");
  REQUIRE(begin_of("2024-02-29T12:00:00", date::years{1}) == "2023-02-28T12:00:00");
  REQUIRE(begin_of("2024-01-15T12:00:00", date::months{25}) == "2021-12-15T12:00:00");
}

TEST_CASE("first the months, then the days, then the seconds", "[before]") {
  REQUIRE(begin_of("2024-03-31T12:00:00", lookback{date::months{1}} + date::days{1}) == "2024-02-28T12:00:00");
  REQUIRE(begin_of("2024-03-31T12:00:00", lookback{date::months{1}} + 36h) == "2024-02-28T00:00:00");
}

TEST_CASE("days are those of the clock, hours are hours that pass", "[before]") {
  REQUIRE(begin_of("2024-03-31T12:00:00", date::days{1}, "Europe/Berlin") == "2024-03-30T13:00:00");
  REQUIRE(begin_of("2024-03-31T12:00:00", 24h, "Europe/Berlin") == "2024-03-30T12:00:00");
  REQUIRE(begin_of("2024-04-15T12:00:00", date::months{1}, "Europe/Berlin") == "2024-03-15T13:00:00");
}

TEST_CASE("a day that begins where the clock skips begins where RFC 5545 has it", "[before]") {
  REQUIRE(begin_of("2024-04-01T00:30:00", date::days{1}, "Europe/Berlin") == "2024-03-31T01:30:00");
  REQUIRE(begin_of("2024-10-28T01:30:00", date::days{1}, "Europe/Berlin") == "2024-10-27T00:30:00");  // the first 02:30
}

TEST_CASE("nothing begins before the year -9999", "[before]") {
  constexpr sys_seconds earliest = date::sys_days{date::year{-9999} / 1 / 1};
  for (const lookback& length :
       {lookback{date::years{30'000}}, lookback{date::days{20'000'000}},
        lookback{date::years{9'000}} + date::days{10'000'000}, lookback{std::chrono::seconds::max()}}) {
    REQUIRE(before(instant("0000-01-01T00:00:00"), length) == earliest);
    REQUIRE(before(instant("9999-12-31T23:59:59"), length) == earliest);
  }
}

TEST_CASE("a longer lookback begins no later", "[before]") {
  generator values{20190910};
  counterexamples found;
  const wall_clock berlin{zone_named("Europe/Berlin")};
  for (int i = 0; i < 5'000; ++i) {
    const sys_seconds now = instant("2020-01-01T00:00:00") + std::chrono::seconds{values.between(0, 200'000'000)};
    const date::months months{static_cast<int>(values.between(0, 30))};
    const date::days days{static_cast<int>(values.between(0, 60))};
    const std::chrono::seconds rest{values.between(0, 100'000)};
    const lookback length = lookback{months} + days + rest;
    const sys_seconds begin = before(now, length, berlin);
    const bool is_lawful = begin <= now && before(now, length + date::months{1}, berlin) <= begin &&
                           before(now, length + date::days{1}, berlin) <= begin &&
                           before(now, length + 1s, berlin) < begin;
    found.unless(is_lawful, [&] { return rota::format_instant(now) + " less " + to_string(length); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

// --- when_older ---

TEST_CASE("a length reaches back to an instant until when_older, and no longer from then on", "[before]") {
  generator values{20240331};
  counterexamples found;
  const std::vector<const date::time_zone*> zones{zone_named("UTC"), zone_named("Europe/Berlin"),
                                                  zone_named("Asia/Kathmandu")};
  for (int i = 0; i < 400; ++i) {
    const wall_clock clock{zones[values.index(zones.size())]};
    const sys_seconds oldest = instant("2020-01-01T00:00:00") + std::chrono::seconds{values.between(0, 100'000'000)};
    const lookback length = lookback{date::months{static_cast<int>(values.between(0, 3))}} +
                            date::days{static_cast<int>(values.between(0, 3))} +
                            std::chrono::seconds{values.between(0, 100'000)};
    const sys_seconds now = oldest + std::chrono::seconds{values.between(0, 1'000)};
    const sys_seconds until = now + date::days{150};
    const sys_seconds past = rota::detail::when_older(oldest, length, now, until, clock);
    const auto reaches = [&](sys_seconds at) { return before(at, length, clock) <= oldest; };
    // A length that does not reach back even now is older at once.
    bool is_lawful = !reaches(past) && (past == now || reaches(past - 1s));
    for (sys_seconds at = now; at < past; at += 15min) is_lawful = is_lawful && reaches(at);
    found.unless(is_lawful, [&] { return rota::format_instant(oldest) + " within " + to_string(length); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
