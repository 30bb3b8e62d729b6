// SPDX-License-Identifier: MIT
//
// tests/instants.hpp: short ways to write the instants, civil times and cadences of tests.
//
//   instant("2014-10-30T12:30:00"), instant(1'414'672'200), seconds_of(at)
//   local("2024-03-10T02:30:00")                   // what a wall clock shows
//   minute_of_day(870)                             // 14:30
//   draw_weekdays(values), draw_cadence(values)    // of a generator
#pragma once

#include <chrono>
#include <cstdint>
#include <rota/core/time.hpp>
#include <rota/when/cadence.hpp>
#include <string_view>

#include "generated.hpp"

constexpr rota::sys_seconds instant(std::string_view text) { return rota::parse_instant(text).value(); }
constexpr rota::sys_seconds instant(std::int64_t seconds) { return rota::sys_seconds{std::chrono::seconds{seconds}}; }
constexpr std::int64_t seconds_of(rota::sys_seconds at) { return at.time_since_epoch().count(); }

constexpr date::local_seconds local(std::string_view text) {
  return date::local_seconds{instant(text).time_since_epoch()};
}

constexpr rota::time_of_day minute_of_day(std::int64_t minute) {
  return {std::chrono::hours{minute / 60}, std::chrono::minutes{minute % 60}};
}

/// The set of the days whose bit is set in `bits`, 1 to 127: 1 for Sunday, 2 for Monday, to 64 for Saturday.
constexpr rota::weekdays set_of(unsigned bits) {
  return rota::weekdays::from_bits(static_cast<std::uint8_t>(bits)).value();
}

inline rota::weekdays draw_weekdays(generator& values) { return set_of(static_cast<unsigned>(values.between(1, 127))); }

inline rota::cadence draw_cadence(generator& values) {
  const rota::weekdays full_on = draw_weekdays(values);
  return {full_on, minute_of_day(values.between(0, 1439))};
}
