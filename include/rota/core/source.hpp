// SPDX-License-Identifier: MIT
//
// rota/core/source.hpp: what is backed up, and the regions to which backups are copied.
//
//   std::optional<std::string> parse_uuid(std::string_view);   // 8-4-4-4-12 hexadecimal digits, in lower case
//
//   enum class source_type { instance, ha };
//   struct source { std::string id; source_type type; };       // a single instance, or an HA group
//
//   enum class region { DFW, IAD, ORD, HKG, SYD };
//   using regions = detail::enum_set<region>;                  // a set in one byte
//   for (region where : regions{region::IAD, region::ORD}) …
//
// Laws
//   Two spellings of one UUID parse to equal text, so that ids of sources can be compared as text.
#ifndef ROTA_CORE_SOURCE_HPP
#define ROTA_CORE_SOURCE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/detail/enum_set.hpp>
#include <rota/detail/names.hpp>
#include <string>
#include <string_view>

namespace rota::inline v0 {

/// The UUID in lower case, or nullopt if the text is not 8-4-4-4-12 hexadecimal digits. O(1). Source: RFC 4122, 3: the
/// case of the digits has no meaning.
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

template <>
inline constexpr auto detail::enum_names<source_type> = std::to_array<std::string_view>({"instance", "ha"});

/// What a schedule backs up: a single database instance, or an HA group.
struct source {
  std::string id;  ///< a UUID as parse_uuid returns it, or the name that another tool has
  source_type type = source_type::instance;

  friend bool operator==(const source&, const source&) = default;
};

/// A region to which backups can be copied. Source: "The region of LON is not supported."
enum class region : std::uint8_t { DFW, IAD, ORD, HKG, SYD };

template <>
inline constexpr auto detail::enum_names<region> = std::to_array<std::string_view>({"DFW", "IAD", "ORD", "HKG", "SYD"});

/// The regions to which a backup is copied.
using regions = detail::enum_set<region>;

}  // namespace rota::inline v0

#endif
