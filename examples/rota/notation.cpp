// SPDX-License-Identifier: MIT
#include "notation.hpp"

#include <cstdlib>

namespace tool {

namespace {

struct unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array<unit, 5> units_longest_first{{{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

}  // namespace

std::string whole_numbers_to(std::uint64_t largest) { return "a whole number from 0 to " + std::to_string(largest); }

std::optional<probability> notation<probability>::parse(const std::string& text) {
  char* end = nullptr;  // not from_chars: libc++ has none for double
  const double value = std::strtod(text.c_str(), &end);
  const bool is_number = !text.empty() && end == text.c_str() + text.size();
  return is_number && value >= 0 && value <= 1 ? std::optional{probability{value}} : std::nullopt;
}

std::optional<std::chrono::seconds> notation<std::chrono::seconds>::parse(std::string_view text) {
  constexpr std::int64_t longest = 1'000'000'000'000;  // some thirty thousand years
  if (text.empty()) return std::nullopt;
  const auto number = notation<std::uint64_t>::parse(text.substr(0, text.size() - 1));
  for (const unit one : units_longest_first)
    if (number && text.back() == one.letter && *number <= static_cast<std::uint64_t>(longest / one.seconds))
      return std::chrono::seconds{static_cast<std::int64_t>(*number) * one.seconds};
  return std::nullopt;
}

std::string notation<std::chrono::seconds>::print(std::chrono::seconds length) {
  for (const unit one : units_longest_first)
    if (length.count() != 0 && length.count() % one.seconds == 0)
      return std::to_string(length.count() / one.seconds) + one.letter;
  return "0s";
}

}  // namespace tool
