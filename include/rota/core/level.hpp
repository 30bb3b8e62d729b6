// SPDX-License-Identifier: MIT
//
// rota/core/level.hpp: the level of a backup.
//
//   enum class level { full, differential, incremental };       // strongest first
//   to_string(level::full)                                      // "full"
//   is_as_strong(level::full, level::differential)              // true: a full serves where a differential is asked for
#ifndef ROTA_CORE_LEVEL_HPP
#define ROTA_CORE_LEVEL_HPP

#include <array>
#include <cstdint>
#include <rota/detail/names.hpp>
#include <string_view>

namespace rota::inline v0 {

enum class level : std::uint8_t {
  full,          ///< stands alone
  differential,  ///< is built on a full
  incremental    ///< is built on any other backup
};

template <>
inline constexpr auto detail::enum_names<level> = std::to_array<std::string_view>({"full", "differential",
                                                                                   "incremental"});

/// Whether a backup of the level `what` serves where one of the level `wanted` is asked for: full > differential >
/// incremental.
[[nodiscard]] constexpr bool is_as_strong(level what, level wanted) noexcept { return what <= wanted; }

}  // namespace rota::inline v0

#endif
