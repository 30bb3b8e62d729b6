// SPDX-License-Identifier: MIT
//
// enum class level { full, differential, incremental };          // strongest first
// constexpr bool is_as_strong(level what, level wanted);

#include <rota/core/level.hpp>
#include <string_view>

#include "catch.hpp"

using rota::level;
using rota::parse_enum;

static_assert(level::full < level::differential && level::differential < level::incremental, "strongest first");
static_assert(is_as_strong(level::full, level::differential) && is_as_strong(level::full, level::full));
static_assert(!is_as_strong(level::incremental, level::differential));
static_assert(sizeof(level) == 1);

TEST_CASE("the levels have the names that JSON carries, and no other text is a level", "[level]") {
  REQUIRE(to_string(level::full) == "full");
  REQUIRE(to_string(level::differential) == "differential");
  REQUIRE(to_string(level::incremental) == "incremental");
  for (const std::string_view text : {"", "Full", "FULL", "fulls", "incr", "diff", "0"}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_enum<level>(text).has_value());
  }
}
