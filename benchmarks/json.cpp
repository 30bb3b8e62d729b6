// SPDX-License-Identifier: MIT
//
// Parsing with all checks, relative to parsing alone with nlohmann.
#include <rota/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "inputs.hpp"
#include "ratios.hpp"

namespace {

const std::vector<std::string>& requests() {
  static const auto all = [] {
    random_inputs random;
    std::vector<std::string> texts;
    while (texts.size() < many)
      texts.push_back(R"({"schedule": {"action": "backup", "day_of_week": )" + std::to_string(random.below(8)) +
                      R"(, "hour": )" + std::to_string(random.below(24)) + R"(, "instance_id": ")" + random.uuid() +
                      R"(", "minute": )" + std::to_string(random.below(60)) + "}}");
    return texts;
  }();
  return all;
}

const std::string& listing() {
  static const std::string text =
      to_document(random_inputs{}.listing(100, 1000, date::sys_days{date::year{2024} / 3 / 1})).dump();
  return text;
}

std::uint64_t check_requests() {
  std::uint64_t valid = 0;
  for (const std::string& text : requests()) valid += rota::parse_create_request(text) ? 1U : 0U;
  return valid;
}

std::uint64_t parse_requests() {
  std::uint64_t objects = 0;
  for (const std::string& text : requests()) objects += nlohmann::json::parse(text).size();
  return objects;
}

std::uint64_t check_listing() { return rota::parse_backups(listing())->size(); }

std::uint64_t parse_listing() { return nlohmann::json::parse(listing())["backups"].size(); }

const bool registered[] = {
    compare({"parse_create_request", "nlohmann::json::parse alone", at_most(1.3)}, check_requests, parse_requests),
    compare({"parse_backups, 100,000 backups", "nlohmann::json::parse alone", at_most(1.3)}, check_listing,
            parse_listing),
};

}  // namespace
