// SPDX-License-Identifier: MIT
//
// tests/text/require_each.hpp: checks that a law holds for each text, and names the first for which it does not.
//
//   require_each({"7", "61"}, [](const std::string& text) { return !parse_on_calendar(text); });
#pragma once

#include <initializer_list>
#include <string>

#include "catch.hpp"
#include "generated.hpp"

template <class Law>
void require_each(std::initializer_list<std::string> texts, const Law& holds) {
  counterexamples found;
  for (const std::string& text : texts) found.unless(holds(text), [&] { return '"' + text + '"'; });
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
