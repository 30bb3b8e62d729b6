// SPDX-License-Identifier: MIT
//
// tests/every_enum.hpp: every enumeration of the library, in the only list of them, and what the compiler knows of them.
//
//   for_each_enum([]<class Enum>(enum_row<Enum>) { … });     // once for each of the list
//   enum_row<Enum>::first                  // the values below have no enumerator: keep_reason begins with table rows
//   number_of_values<Enum>()               // one more than the greatest enumerator, by the compiler's own account
#pragma once

#include <cstddef>
#include <rota/rota.hpp>
#include <rota/text/cron.hpp>
#include <string_view>
#include <utility>

template <class Enum>
struct enum_row {
  static constexpr std::size_t first = 0;
};
template <>
struct enum_row<rota::keep_reason> {
  static constexpr std::size_t first = rota::retention_rules.size();
};

template <class... Enums>
struct enum_list {
  template <class Action>
  static void for_each(const Action& action) {
    (action(enum_row<Enums>{}), ...);
  }
};

using every_enum =
    enum_list<rota::backup_status, rota::civil_time, rota::cron_dialect, rota::damage_kind, rota::event_kind,
              rota::fault_kind, rota::first_run, rota::gap, rota::issue_code, rota::keep_reason, rota::level,
              rota::overlap, rota::protection_state, rota::region, rota::removal_cause, rota::rounding,
              rota::rule_scope, rota::rule_unit, rota::skip_reason, rota::source_type, rota::start_reason>;

template <class Action>
void for_each_enum(const Action& action) {
  every_enum::for_each(action);
}

/// Whether a value has an enumerator: the compiler spells any other value as a cast, "(rota::level)2".
template <auto Value>
constexpr bool is_enumerator() {
  const std::string_view signature = __PRETTY_FUNCTION__;
  return signature[signature.find("Value = ") + 8] != '(';
}

/// The number of values from 0 up to and including the greatest enumerator; 0 if one below it has none.
template <class Enum>
constexpr std::size_t number_of_values() {
  constexpr std::size_t first = enum_row<Enum>::first;
  static_assert(sizeof(Enum) == 1, "every value from 0 to 255 is tried");
  return []<std::size_t... Offset>(std::index_sequence<Offset...>) {
    const bool known[] = {is_enumerator<static_cast<Enum>(first + Offset)>()...};
    std::size_t values = 0;
    while (known[values]) ++values;
    for (std::size_t i = values; i < sizeof...(Offset); ++i)
      if (known[i]) return std::size_t{0};
    return first + values;
  }
  (std::make_index_sequence<256 - first>{});
}
