// SPDX-License-Identifier: MIT
//
// zones.hpp: the zones that --zone can name: UTC, a fixed offset, or a name in the system's time zone database.
#ifndef ROTA_TOOL_ZONES_HPP
#define ROTA_TOOL_ZONES_HPP

#include <chrono>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace date {
class time_zone;
}

namespace tool {

/// One of those zones; UTC by default. Models rota::time_zone.
class any_zone {
 public:
  any_zone() = default;
  any_zone(std::string name, std::variant<rota::utc_zone, rota::fixed_offset, const date::time_zone*> zone)
      : name_{std::move(name)}, zone_{zone} {}

  [[nodiscard]] rota::zone_span get_info(rota::sys_seconds at) const;
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// What the zone calls its time at an instant, such as "EST"; the offset where it has no name for it.
  [[nodiscard]] std::string abbreviation(rota::sys_seconds at) const;

 private:
  std::string name_ = "UTC";
  std::variant<rota::utc_zone, rota::fixed_offset, const date::time_zone*> zone_;
};

/// An offset from UTC, such as "+05:30".
std::string format_offset(std::chrono::seconds offset);

/// The zone of that name. Throws `refused`, with similar names, if there is none.
any_zone find_zone(std::string_view name);

/// The zone that a name or an offset such as "+05:30" means; nullopt if there is none.
std::optional<any_zone> parse_zone(std::string_view text);

/// The end of a message that asks for a name: "; similar names: Europe/Vilnius", or else " such as Europe/Vilnius".
std::string similar_zones(std::string_view text);

}  // namespace tool

#endif
