// SPDX-License-Identifier: MIT
//
// The JSON types of the members of requests and schedules, and the bounds of their numbers.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "issues_found.hpp"
#include "json_documents.hpp"

namespace {

using namespace std::chrono_literals;
using namespace json_documents;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::issues;
using rota::parse_create_request;
using rota::time_of_day;

/// Whether the member is the id of a source in a record, which may be any text: records.cpp tests those.
bool names_a_source(form what, const std::string& name) {
  return (what == form::record || what == form::list) && (name == "instance_id" || name == "source/id");
}

}  // namespace

TEST_CASE("every member refuses every JSON type but its own, and null is the same as absent") {
  std::string found;
  for (const form what : all_forms)
    for (const member_rules& member : rules_of(what))
      for (const sample& one : samples()) {
        if (one.what == type::string && names_a_source(what, member.name)) continue;
        const std::string code = member.code(one.what);
        const std::string expected = code.empty() ? "" : pointer_to(what, member.name) + " " + code;
        const members base = valid_members(what);
        found += differences(what, document_of(what, with(base, member.name, one.text)), expected);
        if (one.what == type::null) found += differences(what, document_of(what, without(base, member.name)), expected);
      }
  REQUIRE(found == "");
}

TEST_CASE("every element of an array refuses every JSON type but its own") {
  std::string found;
  for (const form what : all_forms)
    for (const sample& one : samples()) {
      const members base = valid_members(what);
      const bool is_number = one.what == type::integer || one.what == type::huge;
      found += differences(what, document_of(what, with(base, "day_of_week", "[3, " + one.text + "]")),
                           pointer_to(what, "day_of_week/1 ") + (is_number ? "out_of_range" : "wrong_type"));
      found +=
          differences(what, document_of(what, with(base, "copy_to", "[\"IAD\", " + one.text + "]")),
                      pointer_to(what, "copy_to/1 ") + (one.what == type::string ? "unknown_value" : "wrong_type"));
    }
  REQUIRE(found == "");
}

TEST_CASE("an id of a record is any string but the empty one") {
  const members base = valid_members(form::record);
  std::string found;
  for (const sample& one : samples()) {
    std::string expected = "/schedule/id wrong_type";
    if (one.what == type::null) expected = "/schedule/id missing";
    if (one.what == type::string) expected = one.text == "\"\"" ? "/schedule/id malformed" : "";
    found += differences(form::record, document_of(form::record, with(base, "id", one.text)), expected);
  }
  REQUIRE(found == "");
}

TEST_CASE("copy_to of an update is an array or a text") {
  const members base = valid_members(form::update);
  std::string found;
  for (const sample& one : samples()) {
    std::string expected = "/schedule/copy_to wrong_type";
    if (one.what == type::null || one.what == type::array || one.text == "\"\"") expected = "";
    if (one.text == "\"14\"") expected = "/schedule/copy_to unknown_value";
    found += differences(form::update, document_of(form::update, with(base, "copy_to", one.text)), expected);
  }
  REQUIRE(found == "");
  REQUIRE(parse_update_request(R"({"schedule": {"copy_to": "ORD, IAD"}})").value() ==
          parse_update_request(R"({"schedule": {"copy_to": ["IAD", "ORD"]}})").value());
}

TEST_CASE("a message about a type says what was found, what was expected and what to write") {
  const std::vector<std::pair<std::string, std::string_view>> cases{
      {"true", "found true"},
      {"\"14\"", "found the string \"14\""},
      {"14.5", "found the number 14.5"},
      {"[]", "found an array"},
      {"{}", "found an object"},
      {"99999999999999999999", "found a number of more than 64 bits"}};
  std::string missing;
  for (const auto& [value, found] : cases) {
    const auto result =
        parse_create_request(document_of(form::create, with(valid_members(form::create), "hour", value)));
    missing += lacking(message_at(result, "/schedule/hour"),
                       std::array<std::string_view, 5>{found, "an integer", "0", "23", "write"});
  }
  REQUIRE(missing == "");
}

TEST_CASE("a message about an element says what an element may be, not what the array may be") {
  const members base = valid_members(form::create);
  const auto copies = parse_create_request(document_of(form::create, with(base, "copy_to", "[5]")));
  const auto days = parse_create_request(document_of(form::create, with(base, "day_of_week", "[\"0\"]")));
  const std::string of_copies = message_at(copies, "/schedule/copy_to/0");
  const std::string of_days = message_at(days, "/schedule/day_of_week/0");
  REQUIRE(lacking(of_copies, std::array<std::string_view, 3>{"found 5", "DFW, IAD, ORD, HKG, SYD", "write"}) == "");
  REQUIRE(lacking(of_days, std::array<std::string_view, 4>{"found the string \"0\"", "0", "6", "write"}) == "");
  CHECK(of_copies.find(rota::detail::rules::copy_to.expected) == std::string::npos);
  CHECK(of_days.find(rota::detail::rules::day_of_week.expected) == std::string::npos);
}

TEST_CASE("minus zero is the integer zero, and the least and greatest of each number are read") {
  const members base = valid_members(form::create);
  const auto when = [&](const std::string& hour, const std::string& minute) {
    return parse_create_request(document_of(form::create, with(with(base, "hour", hour), "minute", minute)))
        .value()
        .when;
  };
  REQUIRE(when("-0", "0") == rota::weekly(date::Sunday, time_of_day{0h, 0min}));
  REQUIRE(when("23", "59") == rota::weekly(date::Sunday, time_of_day{23h, 59min}));
  REQUIRE(differences(form::create, document_of(form::create, with(base, "hour", "-0")), "") == "");
  REQUIRE(differences(form::create, document_of(form::create, with(base, "hour", "-9223372036854775808")),
                      "/schedule/hour out_of_range") == "");
  REQUIRE(differences(form::create, document_of(form::create, with(base, "full_backup_retention", "4294967295")), "") ==
          "");
  REQUIRE(differences(form::create, document_of(form::create, with(base, "full_backup_retention", "4294967296")),
                      "/schedule/full_backup_retention out_of_range") == "");
}

TEST_CASE("an integer of 400 digits is out of range at its member") {
  std::string found;
  for (const form what : all_forms)
    for (const member_rules& member : rules_of(what))
      for (const std::string& digits : {std::string(400, '9'), "-" + std::string(400, '1')}) {
        const std::string text = document_of(what, with(valid_members(what), member.name, digits));
        const issues listed = issues_of(what, text);
        const std::string pointer = pointer_to(what, member.name);
        // If no integer is allowed, either issue will do.
        const bool is_reported =
            problems(listed) == pointer + " out_of_range" ||
            (!member.accepts(type::integer) && problems(listed) == pointer + " " + member.otherwise);
        if (!is_reported || !bad_messages(listed).empty())
          found += name_of(what) + " " + member.name + " " + problems(listed);
      }
  REQUIRE(found == "");
}

TEST_CASE("a number that no type can hold is an issue, wherever it stands") {
  std::string found;
  for (const form what : all_forms)
    for (const std::string& number : {std::string(400, '9'), std::string{"1e400"}, std::string{"-1e999999"}}) {
      const members base = valid_members(what);
      const std::string envelope = what == form::list ? "{\"schedules\": " : "{\"schedule\": ";
      for (const std::string& text : {number, "[" + number + "]", envelope + number + "}",
                                      envelope + "[" + number + "]}", document_of(what, with(base, "hour", number)),
                                      document_of(what, with(base, "copy_to", "[" + number + "]"))}) {
        const issues listed = issues_of(what, text);
        if (listed.empty() || !bad_messages(listed).empty() || listed.front().pointer == "threw")
          found += name_of(what) + " " + text.substr(0, 50) + ": " + problems(listed) + "\n";
      }
    }
  REQUIRE(found == "");
}
