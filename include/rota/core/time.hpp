// SPDX-License-Identifier: MIT
//
// rota/core/time.hpp: instants, the time of day of a schedule, and both as text.
//
//   using date::sys_seconds;                                    // an instant: UTC, whole seconds
//   sys_seconds whole_seconds(std::chrono::system_clock::time_point);   // rounded down
//
//   class time_of_day;                                          // [00:00, 24:00), whole minutes
//   constexpr time_of_day half_past_two{14h, 30min};            // outside 00:00..23:59: does not compile
//   std::optional<time_of_day> time_of_day::checked(h, min);    // outside: nullopt
//   std::optional<time_of_day> time_of_day::parse("14:30");
//   std::string to_string(time_of_day);                         // "14:30"
//
//   enum class rounding { down, up };                                        // of fractions of a second
//   std::optional<sys_seconds> parse_instant("2014-10-30T12:30:00+02:00");   // 10:30:00 UTC
//   std::optional<sys_seconds> parse_instant("2014-10-30T12:30:00.5", rounding::up);   // 12:30:01 UTC
//   std::string format_instant(sys_seconds);                                 // "2014-10-30T10:30:00"
//   std::string format_day(date::local_days);                                // "2014-10-30"
//
// Laws
//   parse_instant(format_instant(t)) == t for every t of the years 0 to 9999.
//   format_instant is strictly increasing there: text order is time order.
//   time_of_day::parse(to_string(t)) == t.
//   parse_instant accepts any bytes, and reads nothing beyond the text.
#ifndef ROTA_CORE_TIME_HPP
#define ROTA_CORE_TIME_HPP

#include <date/date.h>

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <rota/detail/names.hpp>
#include <string>
#include <string_view>

namespace rota::inline v0 {

using date::sys_seconds;

namespace detail {

/// Takes the next `digits` characters off `text` as a decimal number, or returns nullopt if they are not digits.
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

/// Takes the next character off `text` if it is the expected one.
constexpr bool take_character(std::string_view& text, char expected) noexcept {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

/// How long it is from one instant until another; negative if that is earlier. Clamped to what 64 bits hold.
constexpr std::chrono::seconds elapsed(sys_seconds from, sys_seconds until) noexcept {
  using std::chrono::seconds;
  const seconds begin = from.time_since_epoch();
  const seconds end = until.time_since_epoch();
  if (begin < seconds{0} && end > (seconds::max)() + begin) return (seconds::max)();
  if (begin > seconds{0} && end < (seconds::min)() + begin) return (seconds::min)();
  return end - begin;
}

/// The step from one instant to the next.
inline constexpr std::chrono::seconds instant_later{1};

/// The first and the last second of the years that `date::year` holds, -32767 to 32767.
inline constexpr sys_seconds first_of_calendar = date::sys_days{(date::year::min)() / 1 / 1};
inline constexpr sys_seconds last_of_calendar =
    date::sys_days{(date::year::max)() / 12 / 31} + date::days{1} - std::chrono::seconds{1};

/// Ends the program unless the instant lies in these years.
constexpr void require_calendar_year(sys_seconds instant) noexcept {
  if (instant < first_of_calendar || instant > last_of_calendar) std::abort();  // not a constant expression
}

}  // namespace detail

/// The instant in whole seconds, rounded down: for `now`, so that nothing is due before its time.
[[nodiscard]] constexpr sys_seconds whole_seconds(std::chrono::system_clock::time_point instant) noexcept {
  return date::floor<std::chrono::seconds>(instant);
}

/// A time of day on the minute, from 00:00 to 23:59.
class time_of_day {
 public:
  /// The time `hour`:`minute`.
  /// Precondition: `hour` in [0, 24), `minute` in [0, 60). A breach does not compile in a constant expression. At run
  /// time it ends the program, since a schedule at another time than the one asked for would be worse. Unchecked input
  /// goes through `checked`.
  constexpr time_of_day(std::chrono::hours hour, std::chrono::minutes minute) noexcept
      : minutes_{minutes_since_midnight(hour, minute)} {}

  /// The time `hour`:`minute`, or nullopt if it lies outside 00:00 to 23:59.
  [[nodiscard]] static constexpr std::optional<time_of_day> checked(std::chrono::hours hour,
                                                                    std::chrono::minutes minute) noexcept {
    if (!is_time_of_day(hour, minute)) return std::nullopt;
    return time_of_day{hour, minute};
  }

  /// The time written as `hh:mm`, or nullopt for any other text. O(1).
  [[nodiscard]] static constexpr std::optional<time_of_day> parse(std::string_view text) noexcept {
    const auto hour = detail::take_number(text, 2);
    if (!hour || !detail::take_character(text, ':')) return std::nullopt;
    const auto minute = detail::take_number(text, 2);
    if (!minute || !text.empty()) return std::nullopt;
    return checked(std::chrono::hours{*hour}, std::chrono::minutes{*minute});
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

/// Whether the year is one of 0 to 9999, so that the instant is read back from its text.
constexpr bool is_readable(sys_seconds instant) noexcept {
  constexpr sys_seconds first = date::sys_days{date::year{0} / 1 / 1};
  constexpr sys_seconds past_the_last = date::sys_days{date::year{10000} / 1 / 1};
  return first <= instant && instant < past_the_last;
}

}  // namespace detail

/// What becomes of a fraction of a second.
enum class rounding : std::uint8_t {
  down,  ///< as for `now`, so that nothing is due before its time
  up     ///< as for `created` and `updated` of a backup, so that it never looks older than it is
};

template <>
inline constexpr auto detail::enum_names<rounding> = std::to_array<std::string_view>({"down", "up"});

/// The instant written as `YYYY-MM-DDThh:mm:ss`, optionally followed by `Z` or an offset `±hh:mm`; nullopt for any other
/// text. Without an offset it is UTC. A fraction of a second (`12:30:00.25Z`) is rounded. A leap second, `:60` in any
/// minute, since the offset may be any, reads as the next second. 24:00:00, and instants outside the years 0 to 9999
/// (after the offset and the rounding) are not accepted. O(text), no allocation. Source: ISO 8601, as the API's responses
/// use it.
[[nodiscard]] constexpr std::optional<sys_seconds> parse_instant(std::string_view text,
                                                                 rounding fraction = rounding::down) noexcept {
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
  if (!second || *second > 60) return std::nullopt;
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
                              std::chrono::seconds{*second} - *offset +
                              std::chrono::seconds{has_fraction && fraction == rounding::up ? 1 : 0};
  return detail::is_readable(instant) ? std::optional{instant} : std::nullopt;
}

namespace detail {

/// Appends `number`, which is not negative, in decimal with at least `digits` digits.
inline void append_number(std::string& text, int number, std::size_t digits) {
  const std::string decimal = std::to_string(number);
  if (decimal.size() < digits) text.append(digits - decimal.size(), '0');
  text += decimal;
}

}  // namespace detail

/// The day as `YYYY-MM-DD`. A year outside 0 to 9999 gets a sign or a fifth digit, and cannot be read back.
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
[[nodiscard]] inline std::string to_string(time_of_day at) {
  std::string text;
  detail::append_number(text, static_cast<int>(at.hour().count()), 2);
  text += ':';
  detail::append_number(text, static_cast<int>(at.minute().count()), 2);
  return text;
}

/// The instant as the API prints it: `YYYY-MM-DDThh:mm:ss`, UTC, without `Z`. Years outside 0 to 9999 as in format_day.
/// Precondition: the year fits `date::year`, -32767 to 32767; a breach ends the program.
[[nodiscard]] inline std::string format_instant(sys_seconds instant) {
  detail::require_calendar_year(instant);
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

}  // namespace rota::inline v0

#endif
