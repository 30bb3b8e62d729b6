// SPDX-License-Identifier: MIT
//
// #define ROTA_VERSION_MAJOR …
// #define ROTA_VERSION_MINOR …
// #define ROTA_VERSION_PATCH …
// inline constexpr std::string_view version;       // "major.minor.patch"

#include <rota/version.hpp>
#include <rota/when/cadence.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>

#include "catch.hpp"

TEST_CASE("the text of the version is its three numbers joined by dots", "[version]") {
  REQUIRE(rota::version == std::to_string(ROTA_VERSION_MAJOR) + "." + std::to_string(ROTA_VERSION_MINOR) + "." +
                               std::to_string(ROTA_VERSION_PATCH));
}

TEST_CASE("the preprocessor can compare the numbers of the version", "[version]") {
#if ROTA_VERSION_MAJOR >= 0 && ROTA_VERSION_MINOR >= 0 && ROTA_VERSION_PATCH >= 0
  constexpr bool are_numbers = true;
#else
  constexpr bool are_numbers = false;
#endif
  REQUIRE(are_numbers);
}

TEST_CASE("the version header leaves no other macro behind", "[version]") {
#if defined(ROTA_DETAIL_TEXT) || defined(ROTA_DETAIL_VERSION)
  constexpr bool is_clean = false;
#else
  constexpr bool is_clean = true;
#endif
  REQUIRE(is_clean);
}

TEST_CASE("the types of the library carry its version in their names", "[version]") {
  // Without the inline namespace, or with that of another version, this would not compile.
  static_assert(std::is_same_v<rota::cadence, rota::v0::cadence> && ROTA_VERSION_MAJOR == 0);
  const std::string mangled = typeid(rota::cadence).name();
  CAPTURE(mangled);
  REQUIRE(mangled.find("v" + std::to_string(ROTA_VERSION_MAJOR)) != std::string::npos);
}
