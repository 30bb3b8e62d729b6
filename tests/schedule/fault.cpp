// SPDX-License-Identifier: MIT
//
// enum class fault_kind { bad_request, unauthorized, forbidden, item_not_found, bad_method, over_limit,
//                         unprocessable_entity, instance_fault, not_implemented, service_unavailable };
// constexpr int status_code(fault_kind) noexcept;
// constexpr std::string_view wire_name(fault_kind) noexcept;       // to_string gives the same
//
// struct fault { fault_kind kind; std::string message; issues details; };
// fault bad_request(issues);

#include <array>
#include <rota/schedule/fault.hpp>
#include <rota/schedule/request.hpp>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "issues_found.hpp"

namespace {

using rota::fault;
using rota::fault_kind;
using rota::issue_code;
using rota::issues;

/// A row of the API guide's table of response codes, without 202, which is no fault.
struct response_code {
  fault_kind kind;
  int code;
  std::string_view name;
};

constexpr std::array<response_code, 10> response_codes{{{fault_kind::bad_request, 400, "badRequest"},
                                                        {fault_kind::unauthorized, 401, "unauthorized"},
                                                        {fault_kind::forbidden, 403, "forbidden"},
                                                        {fault_kind::item_not_found, 404, "itemNotFound"},
                                                        {fault_kind::bad_method, 405, "badMethod"},
                                                        {fault_kind::over_limit, 413, "overLimit"},
                                                        {fault_kind::unprocessable_entity, 422, "unprocessableEntity"},
                                                        {fault_kind::instance_fault, 500, "instanceFault"},
                                                        {fault_kind::not_implemented, 501, "notImplemented"},
                                                        {fault_kind::service_unavailable, 503, "serviceUnavailable"}}};

static_assert(status_code(fault_kind::bad_request) == 400 && wire_name(fault_kind::bad_request) == "badRequest");
static_assert(noexcept(status_code(fault_kind::bad_request)) && noexcept(wire_name(fault_kind::bad_request)));

}  // namespace

TEST_CASE("the ten faults have the numbers and the names of the API guide's table", "[fault]") {
  std::string found;
  for (const response_code& row : response_codes)
    if (status_code(row.kind) != row.code || wire_name(row.kind) != row.name || to_string(row.kind) != row.name)
      found.append(row.name).append("; ");
  REQUIRE(found == "");
}

TEST_CASE("a bad request with one issue says that issue", "[fault]") {
  const issues one{{"/schedule/hour", issue_code::out_of_range, "found 24; expected less"}};
  const fault made = rota::bad_request(one);
  REQUIRE(made.kind == fault_kind::bad_request);
  REQUIRE(made.message == "/schedule/hour: found 24; expected less");
  REQUIRE(made.details == one);
}

TEST_CASE("a bad request with several issues says how many, and carries all of them in order", "[fault]") {
  const issues three{
      {"/b", issue_code::missing, "b"}, {"/a", issue_code::missing, "a"}, {"", issue_code::conflict, "c"}};
  const fault made = rota::bad_request(three);
  REQUIRE(made.kind == fault_kind::bad_request);
  REQUIRE(lacking(made.message, std::array<std::string_view, 2>{"3", "issues"}) == "");
  REQUIRE(made.details == three);
}

TEST_CASE("the issues of validate fit a bad request", "[fault]") {
  const auto result = validate(rota::create_request{});
  REQUIRE_FALSE(result.has_value());
  REQUIRE(rota::bad_request(result.error()).details == result.error());
}

TEST_CASE("a bad request without issues still has a message", "[fault]") {
  REQUIRE(rota::bad_request({}).message == "the request is not valid");
}
