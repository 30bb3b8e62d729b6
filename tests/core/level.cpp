// SPDX-License-Identifier: MIT
//
// enum class level { full, incremental };          // strongest first

#include <rota/core/level.hpp>
#include <string_view>

#include "catch.hpp"

using rota::level;
using rota::parse_enum;

static_assert(level::full < level::incremental, "strongest first");
static_assert(sizeof(level) == 1);

TEST_CASE("the levels have the names that JSON carries, and no other text is a level", "[level]") {
  REQUIRE(to_string(level::full) == "full");
  REQUIRE(to_string(level::incremental) == "incremental");
  for (const std::string_view text : {"", "Full", "FULL", "fulls", "incr", "differential", "0"}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_enum<level>(text).has_value());
  }
}
