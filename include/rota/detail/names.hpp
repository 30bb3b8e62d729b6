// SPDX-License-Identifier: MIT
//
// rota/detail/names.hpp: the names of an enumeration, in one place, and the functions that follow from them.
//
//   enum class level : std::uint8_t { full, incremental };
//   template <> inline constexpr auto detail::enum_names<level> = std::to_array<std::string_view>({"full", "incremental"});
//
//   to_string(level::full)                        // "full"
//   parse_enum<level>("incremental")              // level::incremental; nullopt for any other text
//
// Laws
//   parse_enum<E>(to_string(e)) == e for every enumerator e.
// Precondition: the enumerators are 0, 1, 2 and so on, in the order of their names; to_string of any other value ends
// the program.
#ifndef ROTA_DETAIL_NAMES_HPP
#define ROTA_DETAIL_NAMES_HPP

#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace rota::inline v0 {

namespace detail {

/// The names of the enumerators of `Enum`, in their order. An enumeration has names if this is specialised for it.
template <class Enum>
inline constexpr std::array<std::string_view, 0> enum_names{};

template <class Enum>
concept named_enum = (enum_names<Enum>.size() != 0);

}  // namespace detail

/// The enumerator of that name, or nullopt. O(enumerators).
template <detail::named_enum Enum>
[[nodiscard]] constexpr std::optional<Enum> parse_enum(std::string_view text) noexcept {
  for (std::size_t i = 0; i < detail::enum_names<Enum>.size(); ++i)
    if (detail::enum_names<Enum>[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

/// The name of an enumerator, as JSON carries it.
template <detail::named_enum Enum>
[[nodiscard]] constexpr std::string_view to_string(Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  if (index >= detail::enum_names<Enum>.size()) std::abort();  // not a constant expression: no enumerator of Enum
  return detail::enum_names<Enum>[index];
}

}  // namespace rota::inline v0

#endif
