// SPDX-License-Identifier: MIT
#include "notation.hpp"

#include <algorithm>
#include <cstdlib>

#include "errors.hpp"

namespace tool {

namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The text without leading zeros; "" if it has none or is not all digits.
std::string_view without_leading_zeros(std::string_view text) {
  if (text.size() < 2 || text.front() != '0' || !std::all_of(text.begin(), text.end(), is_digit)) return "";
  return text.substr(std::min(text.find_first_not_of('0'), text.size() - 1));
}

constexpr rota::sys_seconds first_instant = *rota::parse_instant("0000-01-01T00:00:00");
constexpr rota::sys_seconds last_instant = *rota::parse_instant("9999-12-31T23:59:59");

/// The seconds since 1970, in the years that an instant can be printed in.
std::optional<rota::sys_seconds> parse_epoch(std::string_view text) {
  const bool is_before = text.substr(0, 1) == "-";
  const auto count = notation<std::uint64_t>::parse(text.substr(is_before ? 1 : 0));
  constexpr std::uint64_t longest = 1'000'000'000'000;  // some thirty thousand years
  if (!count || *count > longest) return std::nullopt;
  const std::chrono::seconds since{static_cast<std::int64_t>(*count)};
  const rota::sys_seconds instant{is_before ? -since : since};
  return instant >= first_instant && instant <= last_instant ? std::optional{instant} : std::nullopt;
}

/// Writes out the seconds of `2014-11-23T14:40` and `2014-11-23T14:40Z`, and the midnight of `2014-11-23`.
std::string with_seconds(std::string_view text) {
  constexpr std::string_view day = "YYYY-MM-DD";
  constexpr std::string_view minute = "YYYY-MM-DDThh:mm";
  if (text.size() == day.size()) return std::string{text} + "T00:00:00";
  if (text.size() < minute.size()) return std::string{text};
  const std::string_view rest = text.substr(minute.size());
  const bool has_seconds = !rest.empty() && rest != "Z" && rest.front() != '+' && rest.front() != '-';
  return std::string{text.substr(0, minute.size())}.append(has_seconds ? "" : ":00").append(rest);
}

constexpr std::string_view why_no_leading_zeros = ", without leading zeros, which mean octal to other programs";

}  // namespace

std::string_view meant_word(std::string_view text, std::span<const std::string_view> words) {
  constexpr std::size_t shortest = 3;  // letters of an abbreviation
  const auto is_abbreviated = [&](std::string_view word) { return word.starts_with(text); };
  const auto word = std::find_if(words.begin(), words.end(), is_abbreviated);
  const bool is_clear = text.size() - std::min(text.find_first_not_of('-'), text.size()) >= shortest &&
                        std::count_if(words.begin(), words.end(), is_abbreviated) == 1;
  return is_clear ? *word : rota::detail::nearest(text, words);
}

std::string instead_of_number(std::string_view text, std::uint64_t largest) {
  const std::string_view digits = without_leading_zeros(text);
  const auto number = notation<std::uint64_t>::parse(digits);
  if (number && *number <= largest) return std::string{digits}.append(why_no_leading_zeros);
  return "a whole number from 0 to " + std::to_string(largest);
}

std::optional<probability> notation<probability>::parse(const std::string& text) {
  // strtod reads "nan", "inf", "0x1p-2" and "1e-3" too. from_chars is not in every library.
  const auto is_decimal = [&] {
    return std::all_of(text.begin(), text.end(), [](char letter) { return is_digit(letter) || letter == '.'; });
  };
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool is_number = !text.empty() && is_decimal() && end == text.c_str() + text.size();
  return is_number && value >= 0 && value <= 1 ? std::optional{probability{value}} : std::nullopt;
}

std::string notation<moment>::instead_of(std::string_view text) {
  if (text.front() == '@')
    return "@ and whole seconds since 1970, from @" + std::to_string(first_instant.time_since_epoch().count()) +
           " to @" + std::to_string(last_instant.time_since_epoch().count()) + " (the years 0 to 9999)";
  return "an instant such as 2014-10-30T12:30:00, 2014-10-30T12:30+01:00, 2014-10-30, @1414672200 or now";
}

std::optional<moment> notation<moment>::parse(std::string_view text) {
  if (text == "now") return moment{};
  const auto instant = text.substr(0, 1) == "@" ? parse_epoch(text.substr(1)) : rota::parse_instant(with_seconds(text));
  return instant ? std::optional{moment{*instant}} : std::nullopt;
}

void require_order(const std::string& name, rota::sys_seconds from, rota::sys_seconds until) {
  if (from >= until)
    throw wrong_usage{name + ", " + rota::format_instant(from) + ", is not before --until, " +
                      rota::format_instant(until) + "; give an earlier --from or a later --until"};
}

std::string notation<rota::lookback>::instead_of(std::string_view text) {
  const std::string message = rota::lookback::parse(text).error().front().message;
  constexpr std::string_view before_advice = "; write ";
  return message.substr(message.rfind(before_advice) + before_advice.size());
}

std::optional<rota::lookback> notation<rota::lookback>::parse(std::string_view text) {
  const auto length = rota::lookback::parse(text);
  return length ? std::optional{*length} : std::nullopt;
}

std::string notation<std::chrono::seconds>::instead_of(std::string_view) {
  return "whole numbers with w, d, h, min or s, largest first, such as 36h or 1d12h";
}

std::optional<std::chrono::seconds> notation<std::chrono::seconds>::parse(std::string_view text) {
  std::string minutes{text};
  if (text.ends_with('m')) minutes += "in";
  const auto length = rota::lookback::parse(minutes);
  if (!length || length->months() != date::months{0}) return std::nullopt;
  return length->seconds() + length->days();
}

}  // namespace tool
