// SPDX-License-Identifier: MIT
//
// struct member_rule { std::string_view name, expected, example; std::int64_t least, most; };
// namespace rules { inline constexpr member_rule action, day_of_week, hour, …; }
// std::string message_found(std::string_view found, const member_rule&);
// std::string message_missing(const member_rule&);

#include <array>
#include <rota/detail/member_rule.hpp>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "issues_found.hpp"

namespace {

namespace rules = rota::detail::rules;
using rota::detail::member_rule;
using rota::detail::message_found;
using rota::detail::message_missing;

constexpr std::array all_rules{rules::action,       rules::day_of_week,     rules::hour,
                               rules::minute,       rules::instance_id,     rules::source_id,
                               rules::source_type,  rules::copy_to,         rules::full_backup_retention,
                               rules::day_in_array, rules::copy_to_or_text, rules::region_in_array,
                               rules::run_now,      rules::calendar,        rules::entry_in_array,
                               rules::entry_level,  rules::entry_on,        rules::zone,
                               rules::gap,          rules::overlap,         rules::spread,
                               rules::paused_until};

}  // namespace

TEST_CASE("the message about a wrong value says what was found, what was expected, and what to write",
          "[member_rule]") {
  REQUIRE(message_found("24", rules::hour) ==
          "found 24; expected an integer from 0 (midnight) to 23; write for example 14");
  REQUIRE(message_found("\"maybe\"", rules::run_now) ==
          "found \"maybe\"; expected true or false; write for example true");
}

TEST_CASE("the message about a missing member says what was expected, and how to write it", "[member_rule]") {
  REQUIRE(message_missing(rules::minute) ==
          "not given; expected an integer from 0 to 59; write for example \"minute\": 30");
  REQUIRE(message_missing(rules::action) ==
          "not given; expected the string \"backup\"; write for example \"action\": \"backup\"");
}

TEST_CASE("every rule has a name, what is expected, and an example, all of them printable", "[member_rule]") {
  std::string found;
  for (const member_rule& rule : all_rules)
    for (const std::string_view text : {rule.name, rule.expected, rule.example})
      if (text.empty() || !is_printable_ascii(text)) found.append(rule.name).append(" ");
  REQUIRE(found == "");
}

TEST_CASE("the expectation of every integer names its bounds", "[member_rule]") {
  std::string found;
  for (const member_rule& rule : all_rules) {
    if (rule.least == rule.most) continue;
    const std::array<std::string, 2> bounds{std::to_string(rule.least), std::to_string(rule.most)};
    found += lacking(rule.expected, bounds);
  }
  REQUIRE(found == "");
}
