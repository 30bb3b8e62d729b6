// SPDX-License-Identifier: MIT
//
// clock_face.hpp: shows instants to people, in UTC and, where a zone is given, on the clocks there.
#ifndef ROTA_TOOL_CLOCK_FACE_HPP
#define ROTA_TOOL_CLOCK_FACE_HPP

#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <utility>
#include <vector>

#include "output.hpp"
#include "zones.hpp"

namespace tool {

/// "2014-11-23 14:30", in UTC, with seconds only if there are any.
std::string format_utc(rota::sys_seconds instant);

/// The clocks of a zone.
class clock_face {
 public:
  explicit clock_face(const rota::wall_clock<any_zone>& clock) : zone_{clock.zone} {}

  /// Whether the zone is another than UTC.
  [[nodiscard]] bool is_local() const { return zone_.name() != "UTC"; }
  [[nodiscard]] const std::string& zone() const { return zone_.name(); }

  /// "2014-11-23 09:30 EST"; "2014-11-02 01:30 EDT -04:00" for a time that comes twice that day.
  [[nodiscard]] std::string local(rota::sys_seconds instant) const;

  /// "2014-11-23 14:30 UTC (2014-11-23 09:30 EST, America/New_York)"
  [[nodiscard]] std::string both(rota::sys_seconds instant) const;

  /// "2014-11-23T09:30:00-05:00", for programs.
  [[nodiscard]] std::string iso(rota::sys_seconds instant) const;

  /// The day of the week there: "Sun".
  [[nodiscard]] std::string weekday(rota::sys_seconds instant) const;

  /// The local time; if brief, with the day of the week for the date, which is at most a day away from that in UTC.
  [[nodiscard]] cell local_cell(rota::sys_seconds instant) const;
  [[nodiscard]] table::column local_column() const;

  /// The columns of a table that show an instant, and their cells: `none` where there is no instant.
  [[nodiscard]] std::vector<table::column> columns(const std::string& title, unsigned importance) const;
  [[nodiscard]] std::vector<cell> cells(const std::optional<rota::sys_seconds>& instant,
                                        const cell& none = {"none"}) const;

 private:
  any_zone zone_;
};

}  // namespace tool

#endif
