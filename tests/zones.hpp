// SPDX-License-Identifier: MIT
//
// tests/zones.hpp: the installed time zone database, in plain numbers.
//
//   zone_named("America/New_York")                 // const date::time_zone*
//   for (const plain_zone& zone : zones()) …       // every zone of the database, each once
//   for (const change& here : changes_from(year_1970)) …          // every change of a clock, until 2038
#pragma once

#include <date/tz.h>

#include <cstddef>
#include <cstdint>
#include <rota/when/cadence.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"

inline const date::time_zone* zone_named(std::string_view name) { return date::locate_zone(std::string{name}); }

// --- the database, in plain numbers ---

struct plain_zone {
  const date::time_zone* zone;
  std::vector<plain_span> spans;  // until 2038 and beyond
};

inline constexpr std::int64_t year_1970 = 0;
inline constexpr std::int64_t year_2038 = seconds_of(date::sys_days{date::year{2038} / 1 / 1});

/// Every zone of the database, except for those that are another under a second name.
inline const std::vector<plain_zone>& zones() {
  static const std::vector<plain_zone> all = [] {
    std::vector<plain_zone> found;
    std::set<std::vector<plain_span>> known;
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      std::vector<plain_span> spans;
      for (rota::sys_seconds at = date::sys_days{date::year{0} / 1 / 1}; seconds_of(at) < year_2038;) {
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

inline std::string text(const change& here) {
  return here.zone->zone->name() + " at " + rota::format_instant(instant(here.at()));
}

/// Every change of the offset, from an instant until 2038.
inline std::vector<change> changes_from(std::int64_t from) {
  std::vector<change> found;
  for (const plain_zone& zone : zones())
    for (std::size_t i = 1; i < zone.spans.size(); ++i) {
      const change here{&zone, i};
      if (here.at() >= from && here.at() < year_2038 && here.jump() != 0) found.push_back(here);
    }
  return found;
}

/// A time of day that a change makes hard.
inline std::int64_t draw_minute(const change& here, generator& values) {
  return draw_minute(here.at(), here.before().offset, here.now().offset, values);
}

/// A cadence at a time of day that a change makes hard.
inline rota::cadence draw_hard_cadence(const change& here, generator& values) {
  const rota::weekdays full_on = draw_weekdays(values);
  return {full_on, minute_of_day(draw_minute(here, values))};
}
