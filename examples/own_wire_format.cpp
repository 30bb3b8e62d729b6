// SPDX-License-Identifier: MIT
// A service with a wire format of its own, here a query string with other names, gets the same validation as one that
// uses JSON. It fills the raw request, reports what only its format can get wrong, and leaves the rest to check(). The
// log that check() reports to puts the names of the service in the place of rota's, in pointers and in messages.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iostream>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace {

struct parameter {
  std::string_view name;    // the service's
  std::string_view member;  // rota's
};

constexpr auto parameters = std::to_array<parameter>({{"do", "action"},
                                                      {"fullOn", "day_of_week"},
                                                      {"atHour", "hour"},
                                                      {"atMinute", "minute"},
                                                      {"database", "source_id"},
                                                      {"kind", "source_type"}});

/// An issue log, as check() needs it, that speaks of parameters.
class parameter_log {
 public:
  void report(std::string_view pointer, rota::issue_code code, std::string_view message) {
    found_.report(in_own_words(pointer), code, in_own_words(message));
  }
  [[nodiscard]] bool has(std::string_view pointer) const { return found_.has(in_own_words(pointer)); }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  rota::issues take() && { return std::move(found_).take(); }

 private:
  /// The text with every member that it names replaced by its parameter.
  static std::string in_own_words(std::string_view text) {
    std::string own;
    while (!text.empty()) {
      const auto end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), text.size());
      const std::string_view word = text.substr(0, end);
      const auto* const known =
          std::find_if(parameters.begin(), parameters.end(), [&](const parameter& one) { return one.member == word; });
      own.append(known == parameters.end() ? word : known->name).append(text.substr(end, 1));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return own;
  }

  rota::issue_log found_;
};

/// Fills the member that a parameter stands for. Returns false if there is no such parameter, or its value is no
/// number.
bool fill(rota::create_request& request, std::string_view name, const std::string& value) {
  const auto number_into = [&](auto& member) {
    std::int64_t number = 0;
    const char* const end = value.data() + value.size();
    const bool is_number = std::from_chars(value.data(), end, number).ptr == end && !value.empty();
    if (is_number) member = number;
    return is_number;
  };
  if (name == "fullOn") return number_into(request.day_of_week);
  if (name == "atHour") return number_into(request.hour);
  if (name == "atMinute") return number_into(request.minute);
  if (name == "do") return (request.action = value).has_value();
  if (name == "database") return (request.source.source_id = value).has_value();
  if (name == "kind") return (request.source.source_type = value).has_value();
  return false;
}

void answer(std::string_view query) {
  std::cout << "POST /schedules?" << query << '\n';
  rota::create_request request;
  parameter_log log;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::string name{pair.substr(0, pair.find('='))};
    const std::string value{pair.substr(std::min(name.size() + 1, pair.size()))};
    if (!fill(request, name, value))
      log.report("/" + name, rota::issue_code::unknown_member, "an unknown parameter, or not a number; leave it out");
  }
  const rota::request_place place{.root = ""};
  if (const auto spec = rota::check(request, log, place))
    std::cout << "  makes a schedule for " << spec->source.id << '\n';
  else
    for (const rota::issue& one : std::move(log).take()) std::cout << "  " << to_string(one) << '\n';
}

}  // namespace

int main() {
  answer("do=backup&fullOn=7&atHour=2&atMinute=30&database=44b277eb-39be-4921-be31-3d61b43651d7");
  answer("do=backup&fullOn=8&atHour=2&databse=44b277eb&kind=ha");
}
