// SPDX-License-Identifier: MIT
//
// rota/source.hpp: what is backed up, and the regions to which backups are copied.
//
//   std::optional<std::string> parse_uuid(std::string_view);   // 8-4-4-4-12 hexadecimal digits, in lower case
//
//   enum class source_type { instance, ha };
//   struct source { std::string id; source_type type; };       // a single instance, or an HA group
//
//   enum class region { DFW, IAD, ORD, HKG, SYD };
//   using regions = enum_set<region>;                          // order carries no meaning; one byte
//   for (region where : regions{region::IAD, region::ORD}) …
//
// Laws
//   Two spellings of one UUID parse to equal text, so that ids of sources can be compared as text.
//   parse_region(to_string(r)) == r, parse_source_type(to_string(t)) == t.
#ifndef ROTA_SOURCE_HPP
#define ROTA_SOURCE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/enum_set.hpp>
#include <string>
#include <string_view>

namespace rota {

/// The UUID that `text` writes as 8-4-4-4-12 hexadecimal digits, in lower case (RFC 4122: the case of the digits has no
/// meaning), or nothing. O(1).
[[nodiscard]] inline std::optional<std::string> parse_uuid(std::string_view text) {
  constexpr std::string_view form = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  if (text.size() != form.size()) return std::nullopt;
  std::string uuid{text};
  for (std::size_t i = 0; i < form.size(); ++i) {
    char& digit = uuid[i];
    if (digit >= 'A' && digit <= 'F') digit = static_cast<char>(digit - 'A' + 'a');
    const bool is_hex = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    if (form[i] == 'h' ? !is_hex : digit != '-') return std::nullopt;
  }
  return uuid;
}

enum class source_type : std::uint8_t { instance, ha };

/// The type as the API writes it: "instance" or "ha".
[[nodiscard]] constexpr std::string_view to_string(source_type type) noexcept {
  return type == source_type::ha ? "ha" : "instance";
}

[[nodiscard]] constexpr std::optional<source_type> parse_source_type(std::string_view text) noexcept {
  if (text == "instance") return source_type::instance;
  if (text == "ha") return source_type::ha;
  return std::nullopt;
}

/// What a schedule backs up: a single database instance, or an HA group.
struct source {
  std::string id;  ///< a UUID as parse_uuid gives it
  source_type type = source_type::instance;

  friend bool operator==(const source&, const source&) = default;
};

/// A region to which backups can be copied. LON is none: "The region of LON is not supported."
enum class region : std::uint8_t { DFW, IAD, ORD, HKG, SYD };

inline constexpr std::array<std::string_view, 5> region_names{"DFW", "IAD", "ORD", "HKG", "SYD"};

[[nodiscard]] constexpr std::string_view to_string(region where) noexcept {
  return region_names[static_cast<std::size_t>(where)];
}

[[nodiscard]] constexpr std::optional<region> parse_region(std::string_view text) noexcept {
  for (std::size_t i = 0; i < region_names.size(); ++i)
    if (region_names[i] == text) return static_cast<region>(i);
  return std::nullopt;
}

/// The regions to which a backup is copied: a set, one byte.
using regions = enum_set<region>;

}  // namespace rota

#endif
