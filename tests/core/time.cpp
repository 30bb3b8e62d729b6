// SPDX-License-Identifier: MIT
//
// using date::sys_seconds;
// constexpr sys_seconds whole_seconds(std::chrono::system_clock::time_point) noexcept;
//
// class time_of_day
// {
// public:
//     constexpr time_of_day(std::chrono::hours, std::chrono::minutes) noexcept;
//     static constexpr std::optional<time_of_day> checked(std::chrono::hours, std::chrono::minutes) noexcept;
//     static constexpr std::optional<time_of_day> parse(std::string_view) noexcept;
//     constexpr std::chrono::hours hour() const noexcept;
//     constexpr std::chrono::minutes minute() const noexcept;
//     constexpr std::chrono::minutes since_midnight() const noexcept;
//     friend constexpr bool operator==(time_of_day, time_of_day);
//     friend constexpr auto operator<=>(time_of_day, time_of_day);
// };
// std::string to_string(time_of_day);
//
// enum class rounding { down, up };
// constexpr std::optional<sys_seconds> parse_instant(std::string_view, rounding = rounding::down) noexcept;
// std::string format_instant(sys_seconds);
// std::string format_day(date::local_days);

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <rota/core/time.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"
#include "plain_clock.hpp"

namespace {

using namespace std::chrono_literals;

using rota::format_day;
using rota::format_instant;
using rota::parse_instant;
using rota::rounding;
using rota::sys_seconds;
using rota::time_of_day;
using rota::whole_seconds;

const std::int64_t first_second = plain_clock::at_midnight(0, 1, 1).seconds;
const std::int64_t last_second = plain_clock::at_midnight(10000, 1, 1).seconds - 1;

sys_seconds instant(std::int64_t seconds) { return sys_seconds{std::chrono::seconds{seconds}}; }

std::optional<std::int64_t> parsed(std::string_view text, rounding fraction = rounding::down) {
  const auto read = parse_instant(text, fraction);
  return read ? std::optional<std::int64_t>{read->time_since_epoch().count()} : std::nullopt;
}

/// The text of the time that a clock shows, plus seconds.
std::string printed(const plain_clock& clock, int second) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d", clock.year, clock.month, clock.day,
                clock.hour, clock.minute, second);
  return text.data();
}

std::string two_digits(int number) {
  return std::string{static_cast<char>('0' + number / 10)} + static_cast<char>('0' + number % 10);
}

bool has_form(const std::string& text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == '9' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
  return true;
}

/// The instant of a text by the rules of the header, read by column and computed with a stepped clock.
std::optional<std::int64_t> seconds_by_columns(const std::string& text, rounding fraction) {
  if (text.size() < 19 || !has_form(text.substr(0, 19), "9999-99-99T99:99:99")) return std::nullopt;
  const auto number = [](const std::string& from, std::size_t column, std::size_t digits) {
    return std::stoi(from.substr(column, digits));
  };
  std::string rest = text.substr(19);
  bool rounds_up = false;
  if (!rest.empty() && rest[0] == '.') {
    const std::size_t past_digits = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (past_digits == 1) return std::nullopt;
    rounds_up = fraction == rounding::up && rest.find_first_of("123456789") < past_digits;
    rest = rest.substr(past_digits);
  }
  int minutes_east = 0;
  if (!rest.empty() && rest != "Z") {
    if (!has_form(rest, "+99:99") && !has_form(rest, "-99:99")) return std::nullopt;
    if (number(rest, 1, 2) >= 24 || number(rest, 4, 2) >= 60) return std::nullopt;
    minutes_east = number(rest, 1, 2) * 60 + number(rest, 4, 2);
    if (rest[0] == '-') minutes_east = -minutes_east;
  }
  const int year = number(text, 0, 4);
  const int month = number(text, 5, 2);
  const int day = number(text, 8, 2);
  const int hour = number(text, 11, 2);
  const int minute = number(text, 14, 2);
  const int second = number(text, 17, 2);
  if (month < 1 || month > 12 || day < 1 || day > plain_clock::days_in_month(year, month)) return std::nullopt;
  if (hour >= 24 || minute >= 60 || second > 60) return std::nullopt;
  const std::int64_t seconds = plain_clock::at_midnight(year, month, day).seconds + hour * 3600 + minute * 60 + second +
                               (rounds_up ? 1 : 0) - std::int64_t{minutes_east} * 60;
  if (seconds < first_second || seconds > last_second) return std::nullopt;
  return seconds;
}

const std::vector<std::string> good_texts{
    "2014-10-30T12:30:00",    "2020-11-14T07:28:17Z",        "2014-10-30T12:30:00+02:00",   "1969-12-31T23:59:59-11:30",
    "2000-02-29T09:08:07.25", "1900-02-28T19:18:17.000001Z", "9999-12-31T23:59:58.9+00:00", "0000-01-01T00:00:00"};

/// Checks that a text is read as it is by column. The text is copied to an array of exactly its size, so that a sanitizer
/// sees any read beyond it.
void check_text(counterexamples& found, const std::string& text) {
  const auto exact = std::make_unique<char[]>(text.size());
  text.copy(exact.get(), text.size());
  for (const rounding fraction : {rounding::down, rounding::up})
    found.unless(parsed({exact.get(), text.size()}, fraction) == seconds_by_columns(text, fraction),
                 [&] { return "\"" + text + "\" rounded " + std::string{to_string(fraction)}; });
}

}  // namespace

// --- elapsed ---

TEST_CASE("the time between two instants is clamped to what 64 bits hold", "[time]") {
  using rota::detail::elapsed;
  constexpr sys_seconds first = sys_seconds::min();
  constexpr sys_seconds last = sys_seconds::max();
  constexpr sys_seconds epoch{};
  STATIC_REQUIRE(elapsed(epoch, epoch + 5s) == 5s);
  STATIC_REQUIRE(elapsed(epoch + 5s, epoch) == -5s);
  STATIC_REQUIRE(elapsed(first, last) == std::chrono::seconds::max());
  STATIC_REQUIRE(elapsed(last, first) == std::chrono::seconds::min());
  STATIC_REQUIRE(elapsed(epoch, last) == std::chrono::seconds::max());
  STATIC_REQUIRE(elapsed(epoch - 1s, last) == std::chrono::seconds::max());
  STATIC_REQUIRE(elapsed(epoch - 1s, last - 1s) == std::chrono::seconds::max());
  STATIC_REQUIRE(elapsed(epoch, first) == std::chrono::seconds::min());
  STATIC_REQUIRE(elapsed(epoch + 1s, first) == std::chrono::seconds::min());
  STATIC_REQUIRE(elapsed(epoch - 1s, first) == std::chrono::seconds::min() + 1s);
  STATIC_REQUIRE(elapsed(first, first) == 0s);
  STATIC_REQUIRE(elapsed(last, last) == 0s);
}

// --- time_of_day ---

TEST_CASE("a time of day has the hour and the minute that it was made of", "[time]") {
  constexpr time_of_day half_past_two{14h, 30min};
  REQUIRE(half_past_two.hour().count() == 14);
  REQUIRE(half_past_two.minute().count() == 30);
  REQUIRE(half_past_two.since_midnight().count() == 870);
}

TEST_CASE("each of the 1,440 times of day has its own hour, minute, text and place in the order", "[time]") {
  counterexamples found;
  std::optional<time_of_day> before;
  std::string text_before;
  int minutes = 0;
  for (int hour = 0; hour < 24; ++hour) {
    for (int minute = 0; minute < 60; ++minute) {
      const time_of_day at{std::chrono::hours{hour}, std::chrono::minutes{minute}};
      const std::string text = to_string(at);
      found.unless(at.hour().count() == hour && at.minute().count() == minute &&
                       at.since_midnight().count() == minutes && text == two_digits(hour) + ":" + two_digits(minute) &&
                       at == at && (!before || (*before < at && at > *before && *before != at && text_before < text)),
                   [&] { return text; });
      before = at;
      text_before = text;
      ++minutes;
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(minutes == 1440);
}

TEST_CASE("checked returns a time of day from 00:00 to 23:59, and nullopt for anything else", "[time]") {
  counterexamples found;
  const auto check = [&](std::int64_t hour, std::int64_t minute) {
    const auto at = time_of_day::checked(std::chrono::hours{hour}, std::chrono::minutes{minute});
    const bool is_time = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
    found.unless(at.has_value() == is_time && (!at || (at->hour().count() == hour && at->minute().count() == minute)),
                 [&] { return std::to_string(hour) + ":" + std::to_string(minute); });
  };
  for (std::int64_t hour = -50; hour <= 50; ++hour)
    for (std::int64_t minute = -130; minute <= 130; ++minute) check(hour, minute);
  for (const int bits : {8, 16, 31, 32}) {  // 0 again, once cut to fewer bits
    check(std::int64_t{1} << bits, 0);
    check(0, std::int64_t{1} << bits);
    check(-(std::int64_t{1} << bits), 0);
    check(0, -(std::int64_t{1} << bits));
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE_FALSE(time_of_day::checked(std::chrono::hours::max(), 0min));
  REQUIRE_FALSE(time_of_day::checked(std::chrono::hours::min(), 0min));
  REQUIRE_FALSE(time_of_day::checked(0h, std::chrono::minutes::max()));
  REQUIRE_FALSE(time_of_day::checked(0h, std::chrono::minutes::min()));
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("a time of day beyond 23:59 ends the program", "[time]") {
  for (const auto& [hour, minute] : {std::pair{24, 0}, {-1, 0}, {0, 60}, {0, -1}, {23, 60}}) {
    CAPTURE(hour, minute);
    REQUIRE(ends_the_program([h = hour, m = minute] {
      static_cast<void>(time_of_day{std::chrono::hours{h}, std::chrono::minutes{m}});
    }));
  }
  REQUIRE_FALSE(ends_the_program([] {
    volatile int last_hour = 23;
    static_cast<void>(time_of_day{std::chrono::hours{last_hour}, 59min});
  }));
}
#endif

TEST_CASE("a time of day is written as hours and minutes of two digits", "[time]") {
  REQUIRE(to_string(time_of_day{14h, 30min}) == "14:30");
  REQUIRE(to_string(time_of_day{0h, 0min}) == "00:00");
  REQUIRE(to_string(time_of_day{9h, 5min}) == "09:05");
  REQUIRE(to_string(time_of_day{23h, 59min}) == "23:59");
}

TEST_CASE("each of the 1,440 times of day is read back as it was written", "[time]") {
  counterexamples found;
  for (int minute = 0; minute < 24 * 60; ++minute) {
    const time_of_day at{std::chrono::hours{minute / 60}, std::chrono::minutes{minute % 60}};
    const std::string text = two_digits(minute / 60) + ":" + two_digits(minute % 60);
    found.unless(to_string(at) == text && time_of_day::parse(text) == std::optional{at}, [&] { return text; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("only hh:mm from 00:00 to 23:59 is read as a time of day", "[time]") {
  static_assert(time_of_day::parse("14:30") == time_of_day{14h, 30min});
  static_assert(noexcept(time_of_day::parse(std::declval<std::string_view>())));
  for (const std::string_view text :
       {"",       ":",     "14",    "1430",     "14:",    ":30",    "14:3",   "4:30",  "014:30",
        "14:030", "14.30", "14-30", "14:30:00", "14:30Z", " 14:30", "14:30 ", "24:00", "23:60",
        "99:99",  "+1:30", "-1:30", "14:+3",    "2 PM",   "2:30pm", "1\0:30"}) {
    CAPTURE(text);
    REQUIRE_FALSE(time_of_day::parse(text).has_value());
  }
  REQUIRE_FALSE(time_of_day::parse(std::string_view{"14:30\0", 6}).has_value());
  REQUIRE(time_of_day::parse(std::string_view{"14:301"}.substr(0, 5)) == std::optional{time_of_day{14h, 30min}});
}

// --- whole_seconds ---

TEST_CASE("an instant of the system clock is rounded down to its second, before 1970 too", "[time]") {
  using clock = std::chrono::system_clock;
  const auto rounded = [](std::chrono::nanoseconds since_1970) {
    return whole_seconds(clock::time_point{std::chrono::duration_cast<clock::duration>(since_1970)})
        .time_since_epoch()
        .count();
  };
  REQUIRE(rounded(0s) == 0);
  REQUIRE(rounded(1us) == 0);
  REQUIRE(rounded(999'999us) == 0);
  REQUIRE(rounded(1s) == 1);
  REQUIRE(rounded(1'414'672'200s + 500ms) == 1'414'672'200);
  REQUIRE(rounded(-1us) == -1);
  REQUIRE(rounded(-999'999us) == -1);
  REQUIRE(rounded(-1s) == -1);
  REQUIRE(rounded(-1s - 1us) == -2);
  static_assert(noexcept(whole_seconds(std::declval<clock::time_point>())));
  static_assert(whole_seconds(clock::time_point{1'500ms}) == sys_seconds{1s});
}

// --- parse_instant ---

TEST_CASE("the instants of the API guide parse to the seconds since 1970 that other tools give", "[time]") {
  // date -u -d 2014-10-30T12:30:00Z +%s
  REQUIRE(parsed("1970-01-01T00:00:00") == std::optional<std::int64_t>{0});
  REQUIRE(parsed("1969-12-31T23:59:59") == std::optional<std::int64_t>{-1});
  REQUIRE(parsed("2001-09-09T01:46:40") == std::optional<std::int64_t>{1'000'000'000});
  REQUIRE(parsed("2014-10-30T12:30:00") == std::optional<std::int64_t>{1'414'672'200});
  REQUIRE(parsed("2014-10-30T14:30:00") == std::optional<std::int64_t>{1'414'679'400});
  REQUIRE(parsed("2020-11-14T07:28:17") == std::optional<std::int64_t>{1'605'338'897});
  REQUIRE(parsed("2038-01-19T03:14:08") == std::optional<std::int64_t>{2'147'483'648});
  REQUIRE(parsed("0000-01-01T00:00:00") == std::optional<std::int64_t>{-62'167'219'200});
  REQUIRE(parsed("9999-12-31T23:59:59") == std::optional<std::int64_t>{253'402'300'799});
}

TEST_CASE("an instant is UTC without an offset, with Z, and with an offset of plus or minus zero", "[time]") {
  const auto utc = parse_instant("2014-10-30T12:30:00");
  for (const char* text : {"2014-10-30T12:30:00Z", "2014-10-30T12:30:00+00:00", "2014-10-30T12:30:00-00:00"}) {
    CAPTURE(text);
    REQUIRE(parse_instant(text).has_value());
    REQUIRE(parse_instant(text) == utc);
  }
}

TEST_CASE("an offset east of UTC is an earlier instant, and one west of it a later one", "[time]") {
  REQUIRE(parsed("2014-10-30T12:30:00+02:00") == parsed("2014-10-30T10:30:00"));
  REQUIRE(parsed("2014-10-30T12:30:00-02:00") == parsed("2014-10-30T14:30:00"));
  REQUIRE(parsed("2014-10-30T12:30:00+05:45") == parsed("2014-10-30T06:45:00"));
  REQUIRE(parsed("2014-10-30T12:30:00-00:01") == parsed("2014-10-30T12:31:00"));
  REQUIRE(parsed("2014-12-31T23:30:00-01:00") == parsed("2015-01-01T00:30:00"));
  REQUIRE(parsed("2012-03-01T00:30:00+01:00") == parsed("2012-02-29T23:30:00"));
  REQUIRE(parsed("2014-10-30T12:30:00+23:59") == parsed("2014-10-29T12:31:00"));
  REQUIRE(parsed("2014-10-30T12:30:00-23:59") == parsed("2014-10-31T12:29:00"));
}

TEST_CASE("a fraction of a second is rounded down, or up if asked, on both sides of the epoch", "[time]") {
  for (const char* fraction : {".5", ".9", ".25", ".999999", ".999999999999999999999999999999", ".000000001"}) {
    CAPTURE(fraction);
    const auto with_fraction = [&](const std::string& text) { return text + fraction; };
    REQUIRE(parsed(with_fraction("2014-10-30T12:30:00")) == parsed("2014-10-30T12:30:00"));
    REQUIRE(parsed(with_fraction("2014-10-30T12:30:00"), rounding::up) == parsed("2014-10-30T12:30:01"));
    REQUIRE(parsed(with_fraction("2014-10-30T12:30:00") + "Z", rounding::up) == parsed("2014-10-30T12:30:01"));
    REQUIRE(parsed(with_fraction("2014-10-30T12:30:00") + "+02:00", rounding::up) == parsed("2014-10-30T10:30:01"));
    REQUIRE(parsed(with_fraction("1969-12-31T23:59:59")) == std::optional<std::int64_t>{-1});
    REQUIRE(parsed(with_fraction("1969-12-31T23:59:59"), rounding::up) == std::optional<std::int64_t>{0});
    REQUIRE(parsed(with_fraction("9999-12-31T23:59:59")) == std::optional<std::int64_t>{last_second});
    REQUIRE(parsed(with_fraction("9999-12-31T23:59:59"), rounding::up) == std::nullopt);
  }
  REQUIRE(parsed("9999-12-31T23:59:59.000", rounding::up) == std::optional<std::int64_t>{last_second});
  const auto long_fraction = [](char digit) { return "2014-10-30T12:30:00." + std::string(100'000, digit); };
  REQUIRE(parsed(long_fraction('9')) == parsed("2014-10-30T12:30:00"));
  REQUIRE(parsed(long_fraction('9'), rounding::up) == parsed("2014-10-30T12:30:01"));
  REQUIRE(parsed(long_fraction('0'), rounding::up) == parsed("2014-10-30T12:30:00"));
}

TEST_CASE("forms that ISO 8601 allows and the API does not write are refused", "[time]") {
  for (const char* text : {"",
                           "T",
                           "Z",
                           "2014",
                           "2014-10",
                           "2014-10-30",
                           "2014-10-30T12",
                           "2014-10-30T12:30",
                           "2014-10-30T12:30Z",
                           "20141030T123000",
                           "20141030T123000Z",
                           "2014-10-30 12:30:00",
                           "2014-10-30t12:30:00",
                           "2014-10-30T12:30:00z",
                           "2014-10-30T12:30:00,5",
                           "2014-10-30T12:30:00.",
                           "2014-10-30T12:30:00.Z",
                           "2014-10-30T12:30:00.5.5",
                           "2014-10-30T12:30:00+02",
                           "2014-10-30T12:30:00+0200",
                           "2014-10-30T12:30:00+2:00",
                           "2014-10-30T12:30:00+02:0",
                           "2014-10-30T12:30:00+02:00Z",
                           "2014-10-30T12:30:00Z+02:00",
                           "2014-10-30T12:30:00ZZ",
                           "2014-10-30T12:30:00 Z",
                           " 2014-10-30T12:30:00",
                           "2014-10-30T12:30:00 ",
                           "2014-10-30T12:30:00\n",
                           "+2014-10-30T12:30:00",
                           "-2014-10-30T12:30:00",
                           "12014-10-30T12:30:00",
                           "014-10-30T12:30:00",
                           "2014-W44-4T12:30:00",
                           "2014-303T12:30:00",
                           "2014-1-30T12:30:00",
                           "2014-10-3T12:30:00",
                           "2014-10-30T12:30:0",
                           "2014-10-30T+2:30:00",
                           "2014-10-30T12:-1:00",
                           "2014-10-30T12:30:61",
                           "2014-10-30T24:00:00",
                           "2014-10-30T12:60:00",
                           "2014-10-30T25:00:00",
                           "\xd9\xa2\xd9\xa0\xd9\xa1\xd9\xa4-10-30T12:30:00",
                           "now",
                           "Thu, 30 Oct 2014 12:30:00 GMT",
                           "1414672200"}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_instant(text).has_value());
  }
}

TEST_CASE("every month has its own last day, and only leap years have a 29 February", "[time]") {
  counterexamples found;
  for (const int year : {0, 4, 1600, 1900, 1970, 2000, 2012, 2014, 2023, 2024, 2100, 2400, 9996, 9999}) {
    for (int month = 0; month < 100; ++month) {
      for (int day = 0; day < 100; ++day) {
        const plain_clock date{year, month, day};
        check_text(found, printed(date, 0));
      }
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(parsed("2000-02-29T00:00:00"));
  REQUIRE(parsed("0000-02-29T00:00:00"));
  REQUIRE_FALSE(parsed("1900-02-29T00:00:00"));
  REQUIRE_FALSE(parsed("2100-02-29T00:00:00"));
  REQUIRE_FALSE(parsed("2014-02-29T00:00:00"));
}

TEST_CASE("a leap second reads as the next second, whatever the minute", "[time]") {
  REQUIRE(parsed("2016-12-31T23:59:60Z") == parsed("2017-01-01T00:00:00Z"));
  REQUIRE(parsed("2017-01-01T05:29:60+05:30") == parsed("2017-01-01T00:00:00Z"));
  REQUIRE(parsed("2014-10-30T12:30:60") == parsed("2014-10-30T12:31:00"));
  REQUIRE(parsed("2016-12-31T23:59:60.5Z") == parsed("2017-01-01T00:00:00Z"));
  REQUIRE(parsed("2016-12-31T23:59:60.5Z", rounding::up) == parsed("2017-01-01T00:00:01Z"));
  REQUIRE(parsed("9999-12-31T23:59:60Z") == std::nullopt);
}

TEST_CASE("hours end at 23, minutes at 59, and seconds at 60", "[time]") {
  counterexamples found;
  for (int number = 0; number < 100; ++number) {
    check_text(found, "2014-10-30T" + two_digits(number) + ":30:00");
    check_text(found, "2014-10-30T12:" + two_digits(number) + ":00");
    check_text(found, "2014-10-30T12:30:" + two_digits(number));
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("offsets end at 23:59, east and west", "[time]") {
  counterexamples found;
  for (int hours = 0; hours < 100; ++hours)
    for (int minutes = 0; minutes < 100; ++minutes)
      for (const char* sign : {"+", "-"})
        check_text(found, "2014-10-30T12:30:00" + (sign + two_digits(hours)) + ":" + two_digits(minutes));
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("an offset that leads out of the years 0 to 9999 is refused, and one that leads to their limits is not",
          "[time]") {
  REQUIRE_FALSE(parsed("0000-01-01T00:00:00+00:01"));
  REQUIRE_FALSE(parsed("0000-01-01T23:58:59+23:59"));
  REQUIRE(parsed("0000-01-01T23:59:00+23:59") == std::optional{first_second});
  REQUIRE(parsed("0000-01-01T00:01:00+00:01") == std::optional{first_second});
  REQUIRE(parsed("0000-01-01T00:00:00-00:01") == std::optional{first_second + 60});
  REQUIRE_FALSE(parsed("9999-12-31T23:59:59-00:01"));
  REQUIRE_FALSE(parsed("9999-12-31T23:59:00-00:01"));
  REQUIRE_FALSE(parsed("9999-12-31T00:01:00-23:59"));
  REQUIRE(parsed("9999-12-31T23:58:59-00:01") == std::optional{last_second});
  REQUIRE(parsed("9999-12-31T00:00:59-23:59") == std::optional{last_second});
  REQUIRE(parsed("9999-12-31T23:59:59+00:01") == std::optional{last_second - 60});
}

TEST_CASE("a valid text with any byte replaced, removed or inserted is read only if it still has the form", "[time]") {
  counterexamples found;
  for (const std::string& good : good_texts) {
    REQUIRE(parsed(good).has_value());
    for (std::size_t i = 0; i <= good.size(); ++i) {
      check_text(found, good.substr(0, i));
      for (int code = 0; code < 256; ++code) {
        const char byte = static_cast<char>(static_cast<unsigned char>(code));
        check_text(found, std::string{good}.insert(i, 1, byte));
        if (i < good.size()) check_text(found, std::string{good}.replace(i, 1, 1, byte));
      }
      if (i < good.size()) check_text(found, std::string{good}.erase(i, 1));
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("any bytes are read as an instant according to their columns, or not at all", "[time]") {
  constexpr std::uint64_t seed = 20141030;
  generator values{seed};
  counterexamples found;
  const std::string likely = "0123456789-:TZ+. ";
  for (int i = 0; i < 40'000; ++i) {
    std::string text = good_texts[values.index(good_texts.size())];
    for (auto left = values.between(1, 4); left > 0; --left) {
      const std::size_t where = values.index(text.size() + 1);
      const char byte = values.between(0, 9) == 0
                            ? static_cast<char>(static_cast<unsigned char>(values.between(0, 255)))
                            : likely[values.index(likely.size())];
      if (where == text.size() || values.between(0, 5) == 0)
        text.insert(where, 1, byte);
      else if (values.between(0, 5) == 0)
        text.erase(where, 1);
      else
        text[where] = byte;
    }
    check_text(found, text);
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("nothing is read beyond the text", "[time]") {
  const std::string_view longer = "2014-10-30T12:30:00+02:00";
  REQUIRE(parsed(longer.substr(0, 19)) == parsed("2014-10-30T12:30:00"));
  REQUIRE_FALSE(parsed(longer.substr(0, 18)));
  REQUIRE_FALSE(parsed(longer.substr(0, 24)));
  REQUIRE_FALSE(parse_instant(std::string_view{}));
}

// --- format_instant, format_day ---

TEST_CASE("an instant is printed as the API prints it", "[time]") {
  REQUIRE(format_instant(instant(0)) == "1970-01-01T00:00:00");
  REQUIRE(format_instant(instant(-1)) == "1969-12-31T23:59:59");
  REQUIRE(format_instant(instant(1'414'672'200)) == "2014-10-30T12:30:00");
  REQUIRE(format_instant(instant(1'605'338'897)) == "2020-11-14T07:28:17");
  REQUIRE(format_instant(instant(951'782'400)) == "2000-02-29T00:00:00");
  REQUIRE(format_instant(instant(first_second)) == "0000-01-01T00:00:00");
  REQUIRE(format_instant(instant(last_second)) == "9999-12-31T23:59:59");
}

TEST_CASE("a year outside 0 to 9999 is printed with a sign or a fifth digit", "[time]") {
  REQUIRE(format_instant(instant(first_second - 1)) == "-0001-12-31T23:59:59");
  REQUIRE(format_instant(instant(last_second + 1)) == "10000-01-01T00:00:00");
  REQUIRE(format_instant(instant(plain_clock::at_midnight(-9999, 1, 1).seconds)) == "-9999-01-01T00:00:00");
  REQUIRE(format_instant(instant(plain_clock::at_midnight(-32767, 1, 1).seconds)) == "-32767-01-01T00:00:00");
  REQUIRE(format_instant(instant(plain_clock::at_midnight(32767, 12, 31).seconds + 86'399)) == "32767-12-31T23:59:59");
}

TEST_CASE("an instant outside the years 0 to 9999 is not read back", "[time]") {
  REQUIRE_FALSE(parsed("-0001-12-31T23:59:59"));
  REQUIRE_FALSE(parsed("10000-01-01T00:00:00"));
}

TEST_CASE("each day of four centuries is printed as a stepped calendar shows it, and read back", "[time]") {
  counterexamples found;
  const plain_clock end = plain_clock::at_midnight(2200, 1, 1);
  int second = 0;
  for (plain_clock clock = plain_clock::at_midnight(1800, 1, 1); clock.days < end.days; clock.next_day()) {
    second = (second + 7) % 60;
    const std::string text = printed(clock, second);
    found.unless(format_instant(instant(clock.seconds + second)) == text &&
                     parsed(text) == std::optional{clock.seconds + second} &&
                     text.compare(0, 10, format_day(date::local_days{date::days{clock.days}})) == 0,
                 [&] { return text; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("each minute around a new year is printed as a stepped clock shows it", "[time]") {
  counterexamples found;
  for (const int year : {1970, 2000, 2001}) {
    plain_clock clock = plain_clock::at_midnight(year, 1, 1);
    for (int i = 0; i < 2'000; ++i) clock.previous_minute();
    for (int i = 0; i < 4'000; ++i, clock.next_minute())
      found.unless(format_instant(instant(clock.seconds + i % 60)) == printed(clock, i % 60),
                   [&] { return printed(clock, i % 60); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("instants of the years 0 to 9999 are read back as they were printed", "[time]") {
  constexpr std::uint64_t seed = 20201114;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 50'000; ++i) {
    const std::int64_t seconds = values.between(first_second, last_second);
    const std::string text = format_instant(instant(seconds));
    found.unless(
        text.size() == 19 && parsed(text) == std::optional{seconds} && parsed(text + "Z") == std::optional{seconds},
        [&] { return text; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("the order of texts is the order of instants in the years 0 to 9999", "[time]") {
  constexpr std::uint64_t seed = 20141102;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 30'000; ++i) {
    const std::int64_t earlier = values.between(first_second, last_second - 1);
    const std::int64_t farthest = values.coin() ? earlier + 1 : last_second;
    const std::int64_t later = values.between(earlier + 1, farthest);
    found.unless(format_instant(instant(earlier)) < format_instant(instant(later)),
                 [&] { return std::to_string(earlier) + " and " + std::to_string(later); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
