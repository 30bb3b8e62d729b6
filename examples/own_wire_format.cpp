// SPDX-License-Identifier: MIT
// A service with a wire format of its own, here a query string, gets the same validation as one that uses JSON. It fills
// the raw request, reports the errors that only its format can have, and leaves the rest to check().
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iostream>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>

int main() {
  std::string_view query = "action=backup&day_of_week=7&hour=2&minute=99&sauce_id=44b277eb&source_type=ha";
  rota::create_request request;
  rota::issue_log log;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::string name{pair.substr(0, pair.find('='))};
    const std::string value{pair.substr(std::min(name.size() + 1, pair.size()))};
    std::int64_t number = 0;
    const bool is_number = std::from_chars(value.data(), value.data() + value.size(), number).ec == std::errc{};

    if (name == "action")
      request.action = value;
    else if (name == "source_id")
      request.source.source_id = value;
    else if (name == "source_type")
      request.source.source_type = value;
    else if (name == "day_of_week" && is_number)
      request.day_of_week = number;
    else if (name == "hour" && is_number)
      request.hour = number;
    else if (name == "minute" && is_number)
      request.minute = number;
    else
      log.report("/" + name, rota::issue_code::unknown_member, "an unknown parameter, or not a number; leave it out");
  }
  const rota::request_place place{.root = ""};
  if (!rota::check(request, log, place))
    for (const rota::issue& one : std::move(log).take()) std::cout << to_string(one) << '\n';
}
