// SPDX-License-Identifier: MIT
//
// tests/raw_requests.hpp: raw requests, and the differences between what validate() reports and what is expected.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <rota/schedule/request.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "issues_found.hpp"

using days_list = std::vector<std::int64_t>;
using names_list = std::vector<std::string>;

inline const std::string id_a = "44b277eb-39be-4921-be31-3d61b43651d7";
inline const std::string id_a_in_capitals = "44B277EB-39BE-4921-BE31-3D61B43651D7";
inline const std::string id_b = "88b277eb-39be-4921-be31-3d61b43651d7";

/// The API guide's request.
inline rota::create_request seed_request() {
  rota::create_request request;
  request.action = "backup";
  request.day_of_week = 0;
  request.hour = 14;
  request.minute = 30;
  request.source.instance_id = id_a;
  return request;
}

/// Texts that no message may repeat unchanged.
inline std::vector<std::string> hostile_texts() {
  return {std::string(1, '\0'),           "line\nbreak\ttab\r",        "\x1b[31mred\x7f",
          "\xff\xfe\x80 not UTF-8",       "\xc3\xa4 is UTF-8",         "\"quotes\" and \\backslashes\\",
          std::string(1'000'000, '\xff'), std::string(1'000'000, 'a'), std::string(20'000, ','),
          std::string(1'000'000, '"')};
}

/// The cases whose value, given to the base request, does not have the issues expected.
template <class Request, class Value>
std::string differences(const std::vector<std::pair<Value, std::string>>& cases, const Request& base,
                        const std::function<void(Request&, const Value&)>& give) {
  std::string text;
  std::size_t index = 0;
  for (const auto& [value, expected] : cases) {
    Request request = base;
    give(request, value);
    const auto result = validate(request);
    if (problems(result) != expected)
      text += "case " + std::to_string(index) + ": \"" + problems(result) + "\" for \"" + expected + "\"; ";
    text += bad_messages(result);
    ++index;
  }
  return text;
}
