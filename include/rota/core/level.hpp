// SPDX-License-Identifier: MIT
//
// rota/core/level.hpp: the level of a backup.
//
//   enum class level { full, incremental };       // strongest first
//   to_string(level::full)                        // "full"
#ifndef ROTA_CORE_LEVEL_HPP
#define ROTA_CORE_LEVEL_HPP

#include <array>
#include <cstdint>
#include <rota/detail/names.hpp>
#include <string_view>

namespace rota::inline v0 {

enum class level : std::uint8_t {
  full,        ///< stands alone
  incremental  ///< is built on another backup
};

template <>
inline constexpr auto detail::enum_names<level> = std::to_array<std::string_view>({"full", "incremental"});

}  // namespace rota::inline v0

#endif
