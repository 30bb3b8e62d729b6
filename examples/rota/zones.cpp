// SPDX-License-Identifier: MIT
#include "zones.hpp"

#include <date/tz.h>

#include <optional>
#include <string_view>
#include <vector>

#include "errors.hpp"

namespace tool {

namespace {

/// The offset written as ±hh:mm.
std::optional<rota::fixed_offset> parse_offset(std::string_view text) {
  if (text.size() != 6 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const auto utc = rota::parse_instant("2000-01-01T00:00:00Z");
  const auto there = rota::parse_instant("2000-01-01T00:00:00" + std::string{text});
  if (!there) return std::nullopt;
  return rota::fixed_offset{*utc - *there};
}

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('/') + 1); }

/// The zone of that name; nullopt if there is none.
std::optional<any_zone> known_zone(std::string_view name) {
  if (name == "UTC") return any_zone{};
  for (const date::time_zone& zone : date::get_tzdb().zones)
    if (zone.name() == name) return any_zone{std::string{name}, &zone};
  return std::nullopt;
}

}  // namespace

rota::zone_span any_zone::get_info(rota::sys_seconds at) const {
  return std::visit([&](const auto& zone) { return rota::span_at(zone, at); }, zone_);
}

std::string any_zone::abbreviation(rota::sys_seconds at) const {
  const auto* const named = std::get_if<const date::time_zone*>(&zone_);
  return named != nullptr ? (*named)->get_info(at).abbrev : name_;
}

std::string format_offset(std::chrono::seconds offset) {
  const rota::sys_seconds length{offset < std::chrono::seconds{0} ? -offset : offset};
  return (offset < std::chrono::seconds{0} ? "-" : "+") +
         date::format(length.time_since_epoch() % std::chrono::minutes{1} == std::chrono::seconds{0} ? "%H:%M" : "%T",
                      length);
}

std::string similar_zones(std::string_view text) {
  std::vector<std::string_view> names;
  std::vector<std::string_view> last_parts;
  for (const date::time_zone& zone : date::get_tzdb().zones) {
    names.push_back(zone.name());
    last_parts.push_back(last_part(zone.name()));
  }
  const auto whole = rota::detail::nearest(text, names);
  const auto part = rota::detail::nearest(last_part(text), last_parts);
  std::string found{whole};
  for (const std::string_view name : names)
    if (!part.empty() && last_part(name) == part && name != whole) found.append(found.empty() ? "" : ", ").append(name);
  return found.empty() ? " such as Europe/Vilnius" : "; similar names: " + found;
}

any_zone find_zone(std::string_view name) {
  if (auto zone = known_zone(name)) return *std::move(zone);
  throw refused{{rota::fault_kind::bad_request, "there is no time zone " + rota::detail::in_quotes(name) +
                                                    "; write UTC or a name" + similar_zones(name)}};
}

std::optional<any_zone> parse_zone(std::string_view text) {
  const auto offset = parse_offset(text);
  return offset ? any_zone{std::string{text}, *offset} : known_zone(text);
}

}  // namespace tool
