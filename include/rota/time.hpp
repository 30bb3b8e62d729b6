// SPDX-License-Identifier: MIT
//
// rota/time.hpp: instants, the time of day of a schedule, and how the API writes both.
//
//   using date::sys_seconds;                                    // an instant: UTC, whole seconds
//
//   class time_of_day;                                          // [00:00, 24:00), whole minutes
//   constexpr time_of_day half_past_two{14h, 30min};            // outside 00:00..23:59: does not compile
//   std::optional<time_of_day> time_of_day::checked(h, min);    // outside: nullopt
//
//   std::optional<sys_seconds> parse_instant("2014-10-30T12:30:00+02:00");   // 10:30:00 UTC
//   std::string format_instant(sys_seconds);                                 // "2014-10-30T10:30:00"
//   std::string format_time_of_day(time_of_day);                             // "14:30"
//
// Laws
//   parse_instant(format_instant(t)) == t for every t of the years 0 to 9999.
//   format_instant is strictly increasing there: text order is time order.
//   Whatever the bytes, parse_instant answers, and reads nothing beyond the text.
#ifndef ROTA_TIME_HPP
#define ROTA_TIME_HPP

#include <date/date.h>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace rota {

using date::sys_seconds;

/// A time of day on the minute, from 00:00 to 23:59.
class time_of_day {
 public:
  /// The time `hour`:`minute`.
  /// Precondition: `hour` in [0, 24), `minute` in [0, 60). In a constant expression a breach does not compile; at run
  /// time it ends the program, as a schedule at another time than the one asked for would be worse. Unchecked input
  /// goes through `checked`.
  constexpr time_of_day(std::chrono::hours hour, std::chrono::minutes minute) noexcept
      : minutes_{minutes_since_midnight(hour, minute)} {}

  /// The time `hour`:`minute`, or nothing where that is none.
  [[nodiscard]] static constexpr std::optional<time_of_day> checked(std::chrono::hours hour,
                                                                    std::chrono::minutes minute) noexcept {
    if (!is_time_of_day(hour, minute)) return std::nullopt;
    return time_of_day{hour, minute};
  }

  [[nodiscard]] constexpr std::chrono::hours hour() const noexcept { return std::chrono::hours{minutes_ / 60}; }
  [[nodiscard]] constexpr std::chrono::minutes minute() const noexcept { return std::chrono::minutes{minutes_ % 60}; }
  [[nodiscard]] constexpr std::chrono::minutes since_midnight() const noexcept {
    return std::chrono::minutes{minutes_};
  }

  friend constexpr bool operator==(time_of_day, time_of_day) = default;
  friend constexpr auto operator<=>(time_of_day, time_of_day) = default;

 private:
  static constexpr bool is_time_of_day(std::chrono::hours hour, std::chrono::minutes minute) noexcept {
    return hour.count() >= 0 && hour.count() < 24 && minute.count() >= 0 && minute.count() < 60;
  }

  static constexpr std::uint16_t minutes_since_midnight(std::chrono::hours hour, std::chrono::minutes minute) noexcept {
    if (!is_time_of_day(hour, minute)) std::abort();  // not a constant expression: a time_of_day is 00:00 to 23:59
    return static_cast<std::uint16_t>(hour.count() * 60 + minute.count());
  }

  std::uint16_t minutes_;
};

namespace detail {

/// The number that the next `digits` characters of `text` write, which it takes off; nothing if they are not digits.
constexpr std::optional<int> take_number(std::string_view& text, std::size_t digits) noexcept {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (const char digit : text.substr(0, digits)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  text.remove_prefix(digits);
  return number;
}

constexpr bool take_character(std::string_view& text, char expected) noexcept {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

/// The offset from UTC at the end of an instant: nothing at all, `Z`, or `±hh:mm`.
constexpr std::optional<std::chrono::seconds> parse_offset(std::string_view text) noexcept {
  if (text.empty() || text == "Z") return std::chrono::seconds{0};
  const bool west = text.front() == '-';
  if (!west && text.front() != '+') return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 23 || !take_character(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *minutes > 59 || !text.empty()) return std::nullopt;
  const std::chrono::seconds offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return west ? -offset : offset;
}

}  // namespace detail

/// The instant that `text` writes as `YYYY-MM-DDThh:mm:ss`, then nothing, `Z` or `±hh:mm`; nothing for any other text.
/// Without an offset it is UTC. A fraction of a second, which other writers of ISO 8601 add (`12:30:00.25Z`), is
/// rounded up: a backup never looks older than it is. There is no leap second and no 24:00:00, and no instant outside
/// the years 0 to 9999 once the offset and the fraction are reckoned in.
/// O(text), no allocation. Source: ISO 8601, as the API's responses have it.
[[nodiscard]] constexpr std::optional<sys_seconds> parse_instant(std::string_view text) noexcept {
  using detail::take_character;
  using detail::take_number;
  const auto year = take_number(text, 4);
  if (!year || !take_character(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take_character(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take_character(text, 'T')) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take_character(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take_character(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 59) return std::nullopt;
  bool has_fraction = false;
  if (take_character(text, '.')) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    while (const auto digit = take_number(text, 1)) has_fraction = has_fraction || *digit != 0;
  }
  const auto offset = detail::parse_offset(text);
  const date::year_month_day civil{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                                   date::day{static_cast<unsigned>(*day)}};
  if (!offset || !civil.ok()) return std::nullopt;
  const sys_seconds instant = date::sys_days{civil} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                              std::chrono::seconds{*second + (has_fraction ? 1 : 0)} - *offset;
  constexpr sys_seconds first = date::sys_days{date::year{0} / 1 / 1};
  constexpr sys_seconds past_the_last = date::sys_days{date::year{10000} / 1 / 1};
  if (instant < first || instant >= past_the_last) return std::nullopt;
  return instant;
}

namespace detail {

/// Appends `number`, at least zero, in decimal with at least `digits` digits.
inline void append_number(std::string& text, int number, std::size_t digits) {
  const std::string decimal = std::to_string(number);
  if (decimal.size() < digits) text.append(digits - decimal.size(), '0');
  text += decimal;
}

}  // namespace detail

/// The day as `YYYY-MM-DD`. A year outside 0 to 9999 gets its sign or its fifth digit, and is for people only.
[[nodiscard]] inline std::string format_day(date::local_days day) {
  const date::year_month_day civil{day};
  const int year = static_cast<int>(civil.year());
  std::string text = year < 0 ? "-" : "";
  detail::append_number(text, year < 0 ? -year : year, 4);
  text += '-';
  detail::append_number(text, static_cast<int>(static_cast<unsigned>(civil.month())), 2);
  text += '-';
  detail::append_number(text, static_cast<int>(static_cast<unsigned>(civil.day())), 2);
  return text;
}

/// The time of day as `hh:mm`.
[[nodiscard]] inline std::string format_time_of_day(time_of_day at) {
  std::string text;
  detail::append_number(text, static_cast<int>(at.hour().count()), 2);
  text += ':';
  detail::append_number(text, static_cast<int>(at.minute().count()), 2);
  return text;
}

/// The instant as the API prints it: `YYYY-MM-DDThh:mm:ss`, UTC, no `Z`. A year outside 0 to 9999 is as in format_day.
/// Precondition: the year is one that `date::year` holds.
[[nodiscard]] inline std::string format_instant(sys_seconds instant) {
  const auto day = date::floor<date::days>(instant);
  const date::hh_mm_ss<std::chrono::seconds> clock{instant - day};
  std::string text = format_day(date::local_days{day.time_since_epoch()});
  text += 'T';
  detail::append_number(text, static_cast<int>(clock.hours().count()), 2);
  text += ':';
  detail::append_number(text, static_cast<int>(clock.minutes().count()), 2);
  text += ':';
  detail::append_number(text, static_cast<int>(clock.seconds().count()), 2);
  return text;
}

}  // namespace rota

#endif
