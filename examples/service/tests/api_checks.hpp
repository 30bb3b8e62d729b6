// SPDX-License-Identifier: MIT
//
// api_checks.hpp: what the tests of the API share: one running service, and what a fault looks like.
#ifndef ROTA_SERVICE_TESTS_API_CHECKS_HPP
#define ROTA_SERVICE_TESTS_API_CHECKS_HPP

#include <algorithm>
#include <chrono>
#include <functional>
#include <rota/json.hpp>
#include <rota/rota.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "running_service.hpp"

namespace service::tests {

/// The service that all tests of a program use. It starts with the first test.
inline running_service& running() {
  static running_service it;
  return it;
}

/// Checks that an answer is a fault in the API's form: one member, which has its code, a message and details.
inline void check_fault(const reply& said, rota::fault_kind kind, const std::string& in_message = "") {
  INFO(said.status << ' ' << said.body);
  REQUIRE(said.status == status_code(kind));
  CHECK(said.field("content-type") == "application/json");
  const auto document = nlohmann::ordered_json::parse(said.body, nullptr, false);
  REQUIRE(document.is_object());
  REQUIRE(document.size() == 1);
  REQUIRE(document.begin().key() == wire_name(kind));
  const auto& fault = document.begin().value();
  CHECK(fault["code"] == status_code(kind));
  CHECK(fault["details"].is_array());
  const auto message = fault["message"].get<std::string>();
  CHECK_FALSE(message.empty());
  CHECK(message.find(in_message) != std::string::npos);
  if (kind == rota::fault_kind::service_unavailable) CHECK(said.field("retry-after") == "2");
  if (kind == rota::fault_kind::unauthorized) CHECK(said.field("www-authenticate") == "X-Auth-Token realm=\"rota\"");
}

}  // namespace service::tests

#endif
