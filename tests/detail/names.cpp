// SPDX-License-Identifier: MIT
//
// template <class Enum> inline constexpr auto enum_names = …;       // an array of texts, specialised for each enumeration
// template <class Enum> concept named_enum = …;
// template <named_enum Enum> constexpr std::optional<Enum> parse_enum(std::string_view) noexcept;
// template <named_enum Enum> constexpr std::string_view to_string(Enum) noexcept;

#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/detail/names.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "every_enum.hpp"

namespace {

using rota::level;
using rota::parse_enum;
using rota::detail::enum_names;
using rota::detail::named_enum;

enum class nameless : std::uint8_t { one };
static_assert(named_enum<level> && !named_enum<nameless> && !named_enum<int>);

static_assert(to_string(level::incremental) == "incremental");
static_assert(parse_enum<level>("incremental") == level::incremental);
static_assert(noexcept(to_string(level::full)) && noexcept(parse_enum<level>(std::declval<std::string_view>())));

// The oracle below knows an enumerator from another value.
static_assert(is_enumerator<level::incremental>() && !is_enumerator<static_cast<level>(3)>());
static_assert(number_of_values<level>() == 3 && number_of_values<rota::region>() == 5);

}  // namespace

TEST_CASE("every enumeration has as many names as values", "[names]") {
  for_each_enum([]<class Enum>(enum_row<Enum>) {
    CAPTURE(enum_names<Enum>[0]);
    REQUIRE(enum_names<Enum>.size() == number_of_values<Enum>());
  });
}

TEST_CASE("every enumerator is read back from its name, so that no two have the same", "[names]") {
  for_each_enum([]<class Enum>(enum_row<Enum>) {
    for (std::size_t i = 0; i < number_of_values<Enum>(); ++i) {
      const auto value = static_cast<Enum>(i);
      CAPTURE(to_string(value));
      REQUIRE(to_string(value) == enum_names<Enum>[i]);
      REQUIRE(parse_enum<Enum>(to_string(value)) == std::optional{value});
    }
  });
}

TEST_CASE("every name is one word of ASCII letters and underscores", "[names]") {
  for_each_enum([]<class Enum>(enum_row<Enum>) {
    for (const std::string_view name : enum_names<Enum>) {
      CAPTURE(name);
      REQUIRE_FALSE(name.empty());
      REQUIRE(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") ==
              std::string_view::npos);
    }
  });
}

TEST_CASE("no other text is read as an enumerator", "[names]") {
  for_each_enum([]<class Enum>(enum_row<Enum>) {
    REQUIRE_FALSE(parse_enum<Enum>("").has_value());
    for (const std::string_view name : enum_names<Enum>) {
      CAPTURE(name);
      REQUIRE_FALSE(parse_enum<Enum>(std::string{name} + " ").has_value());
      REQUIRE_FALSE(parse_enum<Enum>(std::string{name} + '\0').has_value());
      REQUIRE_FALSE(parse_enum<Enum>(std::string{name}.replace(0, 1, 1, '*')).has_value());
    }
  });
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("the name of a value that has none ends the program", "[names]") {
  for_each_enum([]<class Enum>(enum_row<Enum>) {
    for (const std::size_t value : {number_of_values<Enum>(), std::size_t{255}})
      REQUIRE(ends_the_program([value] { static_cast<void>(to_string(static_cast<Enum>(value))); }));
  });
}
#endif
