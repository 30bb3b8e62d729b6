// SPDX-License-Identifier: MIT
//
// report_axis.hpp: where an instant lies in a picture, and which instants to name below it.
//
//   time_axis axis{from, until, {120, 940}};
//   axis.x(instant)                       // 120 at `from`, 940 at `until`
//   for (const time_axis::tick& one : axis.ticks(clock)) …     // {at, "23 Nov 2014"}
//
// Laws
//   x never falls as the instant grows, and lies within the bounds: what is beyond the axis is at its end.
//   There are at most `most_ticks` ticks, at round times of the clock: hours, days, Mondays, months or years.
#ifndef ROTA_TOOL_REPORT_AXIS_HPP
#define ROTA_TOOL_REPORT_AXIS_HPP

#include <cstddef>
#include <rota/rota.hpp>
#include <string>
#include <vector>

#include "zones.hpp"

namespace tool {

class time_axis {
 public:
  static constexpr std::size_t most_ticks = 10;

  struct bounds {
    double left;
    double right;
  };
  struct tick {
    rota::sys_seconds at;
    std::string label;
  };

  /// An axis of an hour at least.
  time_axis(rota::sys_seconds from, rota::sys_seconds until, bounds within);

  [[nodiscard]] double x(rota::sys_seconds at) const;
  [[nodiscard]] std::vector<tick> ticks(const rota::wall_clock<any_zone>& clock) const;
  [[nodiscard]] bounds within() const noexcept { return within_; }

 private:
  rota::sys_seconds from_;
  rota::sys_seconds until_;
  bounds within_;
};

}  // namespace tool

#endif
