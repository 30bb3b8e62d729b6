// SPDX-License-Identifier: MIT
//
// struct update_request { … };                     // raw, as sent
// struct schedule_change { … };                    // checked
// result<schedule_change> validate(const update_request&);
//
// tests/schedule/request.cpp checks the members that create requests have too.

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/schedule/request.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "issues_found.hpp"
#include "raw_requests.hpp"

namespace {

using namespace std::chrono_literals;
using rota::region;
using rota::regions;
using rota::schedule_change;
using rota::update_request;
using rota::validate;
using rota::weekdays;

}  // namespace

TEST_CASE("an update that carries nothing is an issue", "[update_request]") {
  const auto result = validate(update_request{});
  REQUIRE(problems(result) == "/schedule missing");
  const std::array<std::string_view, 9> parts{"day_of_week", "hour",    "minute",   "full_backup_retention",
                                              "copy_to",     "run_now", "calendar", "spread and paused_until",
                                              "write"};
  REQUIRE(lacking(message_at(result, "/schedule"), parts) == "");
}

TEST_CASE("each member of an update reaches its own member of the change", "[update_request]") {
  update_request request;
  request.day_of_week = days_list{1, 4};
  schedule_change expected;
  expected.full_on = weekdays{date::Monday, date::Thursday};
  REQUIRE(validate(request).value() == expected);

  request = {};
  request.hour = 0;
  expected = {};
  expected.hour = 0h;
  REQUIRE(validate(request).value() == expected);

  request = {};
  request.minute = 59;
  expected = {};
  expected.minute = 59min;
  REQUIRE(validate(request).value() == expected);

  request = {};
  request.full_backup_retention = 1;
  expected = {};
  expected.full_backup_retention = 1U;
  REQUIRE(validate(request).value() == expected);

  request = {};
  request.copy_to = names_list{"SYD", "DFW"};
  expected = {};
  expected.copy_to = regions{region::DFW, region::SYD};
  REQUIRE(validate(request).value() == expected);

  request = {};
  request.run_now = true;
  expected = {};
  expected.run_now = true;
  REQUIRE(validate(request).value() == expected);
}

TEST_CASE("an empty copy_to is a change too", "[update_request]") {
  update_request request;
  request.copy_to = names_list{};
  schedule_change expected;
  expected.copy_to = regions{};
  REQUIRE(validate(request).value() == expected);
  request.copy_to = "";
  REQUIRE(validate(request).value() == expected);
}

TEST_CASE("run_now is a boolean, or the text of one", "[update_request]") {
  const auto run_now = [](std::variant<bool, std::string> value) {
    update_request request;
    request.hour = 3;
    request.run_now = std::move(value);
    const auto change = validate(request);
    return change ? std::string{change->run_now ? "now" : "not now"} : problems(change);
  };
  REQUIRE(run_now(true) == "now");
  REQUIRE(run_now(false) == "not now");
  REQUIRE(run_now("true") == "now");
  REQUIRE(run_now("false") == "not now");
  std::string found;
  for (const char* other : {"", "True", "TRUE", "1", "0", "yes", " true", "true ", "null"})
    if (run_now(std::string{other}) != "/schedule/run_now unknown_value") found.append(other).append("; ");
  REQUIRE(found == "");
}

TEST_CASE("run_now can be false, though it changes nothing", "[update_request]") {
  update_request request;
  request.run_now = false;
  REQUIRE(validate(request).value() == schedule_change{});
}

TEST_CASE("copy_to as a string is split at its commas", "[update_request]") {
  const std::string unknown = "/schedule/copy_to unknown_value";
  const std::vector<std::pair<std::string, std::string>> cases{{"IAD", ""},
                                                               {"IAD,ORD", ""},
                                                               {"IAD, ORD", ""},
                                                               {" IAD ,\tORD ", ""},
                                                               {"DFW,IAD,ORD,HKG,SYD", ""},
                                                               {"LON", "/schedule/copy_to unsupported"},
                                                               {"IAD,LON", "/schedule/copy_to unsupported"},
                                                               {"IAD,IAD", "/schedule/copy_to conflict"},
                                                               {"IAD, IAD,LON", "/schedule/copy_to conflict"},
                                                               {"iad", unknown},
                                                               {"IAD;ORD", unknown},
                                                               {"IAD ORD", unknown},
                                                               {"IAD,", unknown},
                                                               {",IAD", unknown},
                                                               {"IAD,,ORD", unknown},
                                                               {",", unknown},
                                                               {" ", unknown},
                                                               {"[\"IAD\"]", unknown}};
  const std::string found = differences<update_request, std::string>(
      cases, update_request{}, [](update_request& request, const std::string& value) { request.copy_to = value; });
  REQUIRE(found == "");
  update_request as_text;
  as_text.copy_to = "ORD, IAD";
  update_request as_array;
  as_array.copy_to = names_list{"IAD", "ORD"};
  REQUIRE(validate(as_text).value() == validate(as_array).value());
}

TEST_CASE("an update with every member wrong reports all of them, in the order of the members", "[update_request]") {
  update_request request;
  request.day_of_week = -1;
  request.hour = 24;
  request.minute = 60;
  request.full_backup_retention = 0;
  request.copy_to = "LON";
  request.run_now = "maybe";
  const auto result = validate(request);
  REQUIRE(problems(result) ==
          "/schedule/day_of_week out_of_range, /schedule/hour out_of_range, /schedule/minute out_of_range, "
          "/schedule/full_backup_retention out_of_range, /schedule/copy_to unsupported, "
          "/schedule/run_now unknown_value");
  REQUIRE(bad_messages(result) == "");
  const std::array<std::string_view, 3> parts{"found \"maybe\"", "true or false", "write"};
  REQUIRE(lacking(message_at(result, "/schedule/run_now"), parts) == "");
}
