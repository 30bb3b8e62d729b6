// SPDX-License-Identifier: MIT
//
// enum class fault_kind { bad_request, unauthorized, forbidden, item_not_found, bad_method, over_limit,
//                         unprocessable_entity, instance_fault, not_implemented, service_unavailable };
// constexpr int status_code(fault_kind) noexcept;
// constexpr std::string_view wire_name(fault_kind) noexcept;
//
// struct fault { fault_kind kind; std::string message; issues details; };
// fault bad_request(issues);
// std::optional<fault> admit(const schedule_spec&, std::span<const schedule> existing,
//                            std::optional<std::size_t> limit = std::nullopt);

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/fault.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "told.hpp"

namespace {

using namespace std::chrono_literals;
using rota::admit;
using rota::fault;
using rota::fault_kind;
using rota::issue_code;
using rota::issues;
using rota::schedule;
using rota::schedule_spec;
using rota::source_type;

/// A row of the seed's table of response codes, but for 202, which is no fault.
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

const std::string id_a = "44b277eb-39be-4921-be31-3d61b43651d7";
const std::string id_b = "88b277eb-39be-4921-be31-3d61b43651d7";

schedule_spec spec_of(std::string id, source_type type = source_type::instance) {
  return {rota::weekly(date::Sunday, rota::time_of_day{14h, 30min}), rota::source{std::move(id), type}};
}

schedule schedule_of(std::string source_id, std::string id = "s") {
  return make_schedule(spec_of(std::move(source_id)), std::move(id), rota::sys_seconds{});
}

/// As many schedules of as many sources.
std::vector<schedule> schedules(std::size_t count) {
  std::vector<schedule> list;
  for (std::size_t i = 0; i < count; ++i)
    list.push_back(schedule_of("00000000-0000-0000-0000-00000000000" + std::to_string(i)));
  return list;
}

std::optional<fault_kind> kind_of(const std::optional<fault>& refused) {
  return refused ? std::optional{refused->kind} : std::nullopt;
}

constexpr std::optional<fault_kind> admitted = std::nullopt;

}  // namespace

TEST_CASE("the ten faults have the numbers and the names of the seed's table", "[fault]") {
  std::string found;
  for (const response_code& row : response_codes)
    if (status_code(row.kind) != row.code || wire_name(row.kind) != row.name) found.append(row.name).append("; ");
  REQUIRE(found == "");
}

TEST_CASE("a bad request with one issue says that issue", "[fault]") {
  const issues one{{"/schedule/hour", issue_code::out_of_range, "found 24; allowed is less"}};
  const fault made = rota::bad_request(one);
  REQUIRE(made.kind == fault_kind::bad_request);
  REQUIRE(made.message == "/schedule/hour: found 24; allowed is less");
  REQUIRE(made.details == one);
}

TEST_CASE("a bad request with several issues says how many, and carries them all in their order", "[fault]") {
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

TEST_CASE("a source without a schedule is admitted", "[fault]") {
  REQUIRE(kind_of(admit(spec_of(id_a), {})) == admitted);
  const std::vector existing{schedule_of(id_b)};
  REQUIRE(kind_of(admit(spec_of(id_a), existing)) == admitted);
}

TEST_CASE("a source that has a schedule already is refused with 422, and told which", "[fault]") {
  const std::vector existing{schedule_of(id_b, "first"), schedule_of(id_a, "second")};
  const auto refused = admit(spec_of(id_a), existing);
  REQUIRE(kind_of(refused) == fault_kind::unprocessable_entity);
  REQUIRE(lacking(refused->message, std::array<std::string_view, 2>{id_a, "second"}) == "");
}

TEST_CASE("a source that has a schedule at another time is refused too", "[fault]") {
  schedule_spec spec = spec_of(id_a);
  spec.when = rota::daily_full(rota::time_of_day{3h, 0min});
  REQUIRE(kind_of(admit(spec, std::vector{schedule_of(id_a)})) == fault_kind::unprocessable_entity);
}

TEST_CASE("an account at its limit is refused with 413, below it none is", "[fault]") {
  const std::vector<schedule> three = schedules(3);
  REQUIRE(kind_of(admit(spec_of(id_a), three)) == admitted);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 4)) == admitted);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 3)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 2)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 0)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), {}, 0)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), {}, 1)) == admitted);
  REQUIRE(lacking(admit(spec_of(id_a), three, 3)->message, std::array<std::string_view, 2>{"3", "delete"}) == "");
}

TEST_CASE("a duplicate in an account at its limit is a duplicate: deleting another would not admit it", "[fault]") {
  const std::vector existing{schedule_of(id_a)};
  REQUIRE(kind_of(admit(spec_of(id_a), existing, 1)) == fault_kind::unprocessable_entity);
}

TEST_CASE("the message of a refusal is short and printable whatever the stored id", "[fault]") {
  std::string found;
  for (const std::string& id :
       {std::string(1, '\0'), std::string{"\x1b[31m\xff\n"}, std::string(1'000'000, '\xff'), std::string{}}) {
    const auto refused = admit(spec_of(id_a), std::vector{schedule_of(id_a, id)});
    if (!refused || refused->message.size() > longest_message || !is_printable_ascii(refused->message))
      found += "[" + id.substr(0, 10) + "]";
  }
  REQUIRE(found == "");
}
