// SPDX-License-Identifier: MIT
//
// constexpr std::array<std::string_view, 7> weekday_names;
// constexpr std::array<std::string_view, 12> month_names;
// constexpr std::optional<unsigned> find_name(std::span<const std::string_view>, std::string_view, std::size_t = npos) noexcept;
// std::string in_capitals(std::string_view, std::size_t);

#include <date/date.h>

#include <rota/detail/english.hpp>
#include <sstream>
#include <string>

#include "catch.hpp"

using rota::detail::find_name;
using rota::detail::in_capitals;
using rota::detail::month_names;
using rota::detail::weekday_names;

static_assert(find_name(weekday_names, "wEDNESDAY") == 3U && find_name(weekday_names, "wed", 3) == 3U);
static_assert(!find_name(weekday_names, "wed") && !find_name(weekday_names, "wednesday", 3));
static_assert(!find_name(weekday_names, "", 3) && !find_name(month_names, "jum", 3));
static_assert(find_name(month_names, "may") == 4U && find_name(month_names, "jul", 3) == 6U);

TEST_CASE("the names are those of the date library, in its order", "[english]") {
  const auto printed = [](const char* format, auto value) {
    std::ostringstream text;
    date::to_stream(text, format, value);
    return text.str();
  };
  for (unsigned day = 0; day < 7; ++day) CHECK(printed("%A", date::weekday{day}) == weekday_names[day]);
  for (unsigned month = 1; month <= 12; ++month) CHECK(printed("%B", date::month{month}) == month_names[month - 1]);
}

TEST_CASE("a name is shortened in capitals", "[english]") {
  CHECK(in_capitals("Monday", 2) == "MO");
  CHECK(in_capitals("September", 3) == "SEP");
  CHECK(in_capitals("May", 10) == "MAY");
}
