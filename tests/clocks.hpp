// SPDX-License-Identifier: MIT
//
// tests/clocks.hpp: the clocks of tests, without a database: every policy, zones of plain spans, and zones that count.
//
//   for (const policy how : policies) next_run(when, now, clock_of(zone, how));
//   text(run)                                      // "2024-03-10T07:30:00 for 2024-03-10, full, skipped"
//   zone_of_spans{&spans}                          // a zone of a std::vector<plain_span>
//   look_ups(zone, [&](const auto& counted) { return next_run(when, now, rota::wall_clock{counted}); })
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <rota/when/next_run.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "generated.hpp"
#include "instants.hpp"

// --- policies ---

/// What a clock does about times that it skips or repeats.
struct policy {
  rota::gap gap = rota::gap::shift_forward;
  rota::overlap overlap = rota::overlap::first;
};

inline constexpr std::array<policy, 6> policies{{{rota::gap::shift_forward, rota::overlap::first},
                                                 {rota::gap::shift_forward, rota::overlap::last},
                                                 {rota::gap::at_transition, rota::overlap::first},
                                                 {rota::gap::at_transition, rota::overlap::last},
                                                 {rota::gap::skip, rota::overlap::first},
                                                 {rota::gap::skip, rota::overlap::last}}};

inline policy draw_policy(generator& values) { return policies[values.index(policies.size())]; }

template <class Zone>
constexpr rota::wall_clock<Zone> clock_of(const Zone& zone, policy how = {}) {
  return {zone, how.gap, how.overlap};
}

inline std::string text(policy how) {
  return std::string{to_string(how.gap)} + ", " + std::string{to_string(how.overlap)};
}

inline std::string text(const rota::run& one) {
  return rota::format_instant(one.at) + " for " + rota::format_day(one.day) + ", " + std::string{to_string(one.level)} +
         ", " + std::string{to_string(one.civil)};
}

template <class Runs>
std::string text_of_all(const Runs& all) {
  std::string lines;
  for (const rota::run& one : all) lines += "\n" + text(one);
  return lines;
}

// --- zones of plain spans ---

inline constexpr std::int64_t hour_length = 3'600;
inline constexpr std::int64_t day_length = 86'400;

struct plain_span {
  std::int64_t begin;
  std::int64_t end;
  std::int64_t offset;

  friend bool operator<(const plain_span& a, const plain_span& b) {
    return std::tie(a.begin, a.end, a.offset) < std::tie(b.begin, b.end, b.offset);
  }
};

/// A zone of the given spans.
struct zone_of_spans {
  const std::vector<plain_span>* spans;

  [[nodiscard]] rota::zone_span get_info(rota::sys_seconds at) const {
    const auto here = std::find_if(spans->begin(), spans->end() - 1,
                                   [&](const plain_span& span) { return seconds_of(at) < span.end; });
    return {instant(here->begin), instant(here->end), std::chrono::seconds{here->offset}};
  }
};

/// A time of day that a change makes hard: at the borders of the gap or overlap, a minute beside, within, midnight, or
/// any.
inline std::int64_t draw_minute(std::int64_t at, std::int64_t offset_before, std::int64_t offset_after,
                                generator& values) {
  const std::int64_t from = at + offset_before;
  const std::int64_t to = at + offset_after;
  const std::array<std::int64_t, 6> places{
      from, to, from + (to - from) / 2, 0, 2 * hour_length + hour_length / 2, values.between(0, day_length - 1)};
  const std::int64_t place = places[values.index(places.size())] + values.between(-1, 1) * 60;
  return (place % day_length + day_length) % day_length / 60;
}

// --- look-ups ---

/// A zone that counts how often it is looked up.
template <class Zone>
struct counting_zone {
  Zone zone;
  int* asked;

  [[nodiscard]] rota::zone_span get_info(rota::sys_seconds at) const {
    ++*asked;
    return rota::span_at(zone, at);
  }
};

/// How often a call looks up the zone.
template <class Zone, class Call>
int look_ups(const Zone& zone, const Call& call) {
  int asked = 0;
  static_cast<void>(call(counting_zone<Zone>{zone, &asked}));
  return asked;
}
