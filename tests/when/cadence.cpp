// SPDX-License-Identifier: MIT
//
// class weekdays
// {
// public:
//     template <weekday_type Day>                  // date::weekday or std::chrono::weekday
//     constexpr explicit weekdays(Day first, std::same_as<Day> auto... others) noexcept;
//     static const weekdays every_day;
//     static constexpr std::optional<weekdays> from_bits(std::uint64_t) noexcept;
//     static constexpr std::optional<weekdays> from_day_of_week(std::int64_t) noexcept;
//     constexpr std::optional<int> day_of_week() const noexcept;
//     constexpr bool contains(date::weekday) const noexcept;
//     constexpr int size() const noexcept;
//     constexpr std::uint8_t bits() const noexcept;
//     constexpr iterator begin() const noexcept;
//     constexpr iterator end() const noexcept;
//     friend constexpr weekdays operator|(weekdays, weekdays) noexcept;
//     friend constexpr bool operator==(weekdays, weekdays);
// };
//
// struct cadence { weekdays full_on; time_of_day at; };
// constexpr cadence weekly(date::weekday full_on, time_of_day at) noexcept;
// constexpr cadence daily_full(time_of_day at) noexcept;
// constexpr level level_on(const cadence&, date::weekday) noexcept;
//
// constexpr std::optional<cadence> parse_cadence(std::string_view) noexcept;
// std::string to_string(weekdays);
// std::string to_string(const cadence&);

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/when/cadence.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cadence;
using rota::daily_full;
using rota::level;
using rota::level_on;
using rota::parse_cadence;
using rota::time_of_day;
using rota::weekdays;
using rota::weekly;

const std::array<date::weekday, 7> sunday_to_saturday{date::Sunday,   date::Monday, date::Tuesday, date::Wednesday,
                                                      date::Thursday, date::Friday, date::Saturday};

/// The days that a `day_of_week` stands for, by hand: "0(sun)-6(sat) or 7 for full backup every day".
bool stands_for(std::int64_t day_of_week, std::size_t day) {
  return day_of_week == 7 || day_of_week == static_cast<std::int64_t>(day);
}

/// The set of the days whose bit is set in `chosen`, 1 to 127, put together day by day.
weekdays set_of_days(unsigned chosen) {
  std::optional<weekdays> made;
  for (unsigned day = 0; day < 7; ++day)
    if (((chosen >> day) & 1U) != 0) made = made ? *made | weekdays{date::weekday{day}} : weekdays{date::weekday{day}};
  return made.value();
}

unsigned bit_of(std::size_t day) { return 1U << day; }

}  // namespace

// --- day_of_week ---

TEST_CASE("the day_of_week of the API is 0 for Sunday to 6 for Saturday and 7 for every day", "[cadence]") {
  for (std::int64_t number = 0; number <= 7; ++number) {
    const auto days = weekdays::from_day_of_week(number);
    REQUIRE(days.has_value());
    for (std::size_t day = 0; day < 7; ++day) {
      CAPTURE(number, day);
      REQUIRE(days->contains(sunday_to_saturday[day]) == stands_for(number, day));
    }
  }
}

TEST_CASE("7 is every day to the API, and Sunday to date", "[cadence]") {
  REQUIRE(weekdays::from_day_of_week(7) == std::optional{weekdays::every_day});
  REQUIRE(weekdays{date::weekday{7}} == weekdays{date::Sunday});
  REQUIRE(weekdays{date::weekday{7}}.day_of_week() == std::optional{0});
}

TEST_CASE("day_of_week from 0 to 7 reads back as it was", "[cadence]") {
  for (int number = 0; number <= 7; ++number) {
    CAPTURE(number);
    REQUIRE(weekdays::from_day_of_week(number)->day_of_week() == std::optional{number});
  }
}

TEST_CASE("no other number is a day_of_week", "[cadence]") {
  counterexamples found;
  const auto check = [&](std::int64_t number) {
    found.unless(!weekdays::from_day_of_week(number), [&] { return std::to_string(number); });
  };
  for (std::int64_t away = 1; away < 1'000; ++away) {
    check(-away);
    check(7 + away);
  }
  for (std::int64_t number = 0; number <= 7; ++number) {  // equal to a day_of_week once cut to fewer bits
    for (const int bits : {8, 16, 31, 32, 33, 62}) {
      check((std::int64_t{1} << bits) + number);
      check(-(std::int64_t{1} << bits) + number);
    }
    check(std::numeric_limits<std::int64_t>::min() + number);
    check(std::numeric_limits<std::int64_t>::max() - number);
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("one number says one day or every day, and two to six days it cannot say", "[cadence]") {
  for (unsigned chosen = 1; chosen < 128; ++chosen) {
    const weekdays days = set_of_days(chosen);
    CAPTURE(chosen);
    REQUIRE(days.day_of_week().has_value() == (days.size() == 1 || days.size() == 7));
    if (days.day_of_week()) REQUIRE(weekdays::from_day_of_week(*days.day_of_week()) == std::optional{days});
  }
}

// --- weekdays ---

TEST_CASE("a set of weekdays contains the days it was made of and no others", "[cadence]") {
  constexpr weekdays two{date::Monday, date::Thursday};
  REQUIRE(two.contains(date::Monday));
  REQUIRE(two.contains(date::Thursday));
  REQUIRE(two.size() == 2);
  REQUIRE(two.bits() == (2 | 16));
  REQUIRE(two == weekdays{date::Thursday, date::Monday, date::Thursday});
  REQUIRE(two == (weekdays{date::Monday} | weekdays{date::Thursday}));
  for (const date::weekday other : {date::Sunday, date::Tuesday, date::Wednesday, date::Friday, date::Saturday})
    REQUIRE_FALSE(two.contains(other));
}

TEST_CASE("every day is all seven", "[cadence]") {
  REQUIRE(weekdays::every_day.size() == 7);
  REQUIRE(weekdays::every_day.bits() == 127);
  for (const date::weekday day : sunday_to_saturday) REQUIRE(weekdays::every_day.contains(day));
}

TEST_CASE("each of the 127 sets of weekdays has the bits, the size and the days that were chosen", "[cadence]") {
  counterexamples found;
  for (unsigned chosen = 1; chosen < 128; ++chosen) {
    const weekdays days = set_of_days(chosen);
    int size = 0;
    bool contains_as_chosen = true;
    for (std::size_t day = 0; day < 7; ++day) {
      const bool is_chosen = (chosen & bit_of(day)) != 0;
      size += is_chosen ? 1 : 0;
      contains_as_chosen = contains_as_chosen && days.contains(sunday_to_saturday[day]) == is_chosen;
    }
    found.unless(days.bits() == chosen && days.size() == size && size >= 1 && contains_as_chosen,
                 [&] { return std::to_string(chosen); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("sets of weekdays unite as their bits do, and are equal if and only if their bits are", "[cadence]") {
  counterexamples found;
  for (unsigned a = 1; a < 128; ++a)
    for (unsigned b = 1; b < 128; ++b)
      found.unless(
          (set_of_days(a) | set_of_days(b)).bits() == (a | b) && (set_of_days(a) == set_of_days(b)) == (a == b),
          [&] { return std::to_string(a) + " and " + std::to_string(b); });
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("from_bits gives the set of those days, and none for no days or more than seven", "[cadence]") {
  for (unsigned bits = 0; bits < 0x1000; ++bits) {
    const auto days = weekdays::from_bits(bits);
    CAPTURE(bits);
    REQUIRE(days.has_value() == (bits >= 1 && bits <= 127));
    if (days) REQUIRE(*days == set_of_days(bits));
  }
}

TEST_CASE("iterating over weekdays gives each day of the set once, from Sunday to Saturday", "[cadence]") {
  counterexamples found;
  for (unsigned chosen = 1; chosen < 128; ++chosen) {
    std::vector<date::weekday> expected;
    for (std::size_t day = 0; day < 7; ++day)
      if ((chosen & bit_of(day)) != 0) expected.push_back(sunday_to_saturday[day]);
    const weekdays days = set_of_days(chosen);
    const std::vector<date::weekday> actual(days.begin(), days.end());
    found.unless(actual == expected, [&] { return std::to_string(chosen); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("weekdays are made of std::chrono's days as well as of date's", "[cadence]") {
  REQUIRE(weekdays{std::chrono::Sunday} == weekdays{date::Sunday});
  REQUIRE(weekdays{std::chrono::Monday, std::chrono::Thursday} == weekdays{date::Monday, date::Thursday});
  REQUIRE(weekdays{std::chrono::weekday{7}} == weekdays{date::Sunday});
  STATIC_REQUIRE(!std::is_constructible_v<weekdays, date::weekday, std::chrono::weekday>);
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("a weekday beyond Saturday ends the program", "[cadence]") {
  REQUIRE(ends_the_program([] {
    volatile unsigned beyond = 8;
    static_cast<void>(weekdays{date::weekday{beyond}});
  }));
  REQUIRE_FALSE(ends_the_program([] {
    volatile unsigned last = 6;
    static_cast<void>(weekdays{date::weekday{last}});
  }));
}
#endif

// --- cadences ---

TEST_CASE("a weekly cadence has a full on its day and incrementals on the six others", "[cadence]") {
  for (const date::weekday full_on : sunday_to_saturday) {
    const cadence when = weekly(full_on, time_of_day{14h, 30min});
    REQUIRE(when.at == time_of_day{14h, 30min});
    REQUIRE(when.full_on == weekdays{full_on});
    for (const date::weekday day : sunday_to_saturday)
      REQUIRE(level_on(when, day) == (day == full_on ? level::full : level::incremental));
  }
}

TEST_CASE("the API guide's cadence has its full on Sunday at half past two", "[cadence]") {
  const cadence when{weekdays::from_day_of_week(0).value(), time_of_day{14h, 30min}};
  REQUIRE(when == weekly(date::Sunday, time_of_day{14h, 30min}));
  REQUIRE(level_on(when, date::Sunday) == level::full);
  REQUIRE(level_on(when, date::Monday) == level::incremental);
  REQUIRE(level_on(when, date::Saturday) == level::incremental);
}

TEST_CASE("a daily full is a full on every day", "[cadence]") {
  const cadence when = daily_full(time_of_day{0h, 0min});
  REQUIRE(when.full_on == weekdays::every_day);
  REQUIRE(when == cadence{weekdays::from_day_of_week(7).value(), time_of_day{0h, 0min}});
  for (const date::weekday day : sunday_to_saturday) REQUIRE(level_on(when, day) == level::full);
}

TEST_CASE("every cadence has a full among any seven consecutive days, as many as it has weekdays", "[cadence]") {
  counterexamples found;
  for (unsigned chosen = 1; chosen < 128; ++chosen) {
    const cadence when{set_of_days(chosen), time_of_day{14h, 30min}};
    for (const date::weekday first : sunday_to_saturday) {
      int fulls = 0;
      for (int later = 0; later < 7; ++later)
        if (level_on(when, first + date::days{later}) == level::full) ++fulls;
      found.unless(fulls >= 1 && fulls == when.full_on.size(), [&] { return std::to_string(chosen); });
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("cadences are equal if their weekdays and their times of day are", "[cadence]") {
  const cadence when = weekly(date::Sunday, time_of_day{14h, 30min});
  REQUIRE(when == weekly(date::Sunday, time_of_day{14h, 30min}));
  REQUIRE(when != weekly(date::Monday, time_of_day{14h, 30min}));
  REQUIRE(when != weekly(date::Sunday, time_of_day{14h, 31min}));
  REQUIRE(when != daily_full(time_of_day{14h, 30min}));
}

// --- text ---

namespace {

/// What parse_cadence makes of a text, written as to_string writes it; "nothing" for a text that it refuses.
std::string read(std::string_view written) {
  const auto when = parse_cadence(written);
  return when ? to_string(*when) : "nothing";
}

}  // namespace

TEST_CASE("a cadence is written as its days with a full and its time of day", "[cadence]") {
  REQUIRE(to_string(weekly(date::Sunday, {14h, 30min})) == "Sun 14:30");
  REQUIRE(to_string(cadence{weekdays{date::Thursday, date::Monday}, {2h, 5min}}) == "Mon,Thu 02:05");
  REQUIRE(to_string(daily_full({0h, 0min})) == "daily 00:00");
  REQUIRE(to_string(cadence{*weekdays::from_bits(0b111'1110), {23h, 59min}}) == "Mon,Tue,Wed,Thu,Fri,Sat 23:59");
  REQUIRE(to_string(weekdays{date::Saturday}) == "Sat");
  REQUIRE(to_string(weekdays::every_day) == "daily");
}

TEST_CASE("a cadence is read with its days in any case and order", "[cadence]") {
  REQUIRE(parse_cadence("Sun 14:30") == weekly(date::Sunday, {14h, 30min}));
  REQUIRE(read("sun 14:30") == "Sun 14:30");
  REQUIRE(read("SUN 14:30") == "Sun 14:30");
  REQUIRE(read("Thu,Mon 02:05") == "Mon,Thu 02:05");
  REQUIRE(read("daily 00:00") == "daily 00:00");
  REQUIRE(read("DAILY 00:00") == "daily 00:00");
  REQUIRE(read("Sat,Fri,Thu,Wed,Tue,Mon,Sun 23:59") == "daily 23:59");
}

TEST_CASE("any other text is no cadence", "[cadence]") {
  for (const char* written : {"",
                              " ",
                              "Sun",
                              "14:30",
                              " 14:30",
                              "Sun  14:30",
                              "Sun 14:30 ",
                              " Sun 14:30",
                              "Sun\t14:30",
                              "Sunday 14:30",
                              "Su 14:30",
                              "Son 14:30",
                              "Sun 24:00",
                              "Sun 14:60",
                              "Sun 4:30",
                              "Sun 1430",
                              "Sun 14:30:00",
                              "Sun -1:30",
                              "Sun, 14:30",
                              ",Sun 14:30",
                              "Sun,,Mon 14:30",
                              "Sun,Sun 14:30",
                              "Sun Mon 14:30",
                              "Sun, Mon 14:30",
                              "daily,Sun 14:30",
                              "Sun,daily 14:30",
                              "daily14:30",
                              "0 14:30",
                              "Sun;Mon 14:30",
                              "Sun 14:30Z"}) {
    CAPTURE(written);
    REQUIRE(read(written) == "nothing");
  }
}

TEST_CASE("cadences with each of the 127 sets of weekdays, at any time of day, read back as they were", "[cadence]") {
  counterexamples found;
  for (unsigned chosen = 1; chosen < 128; ++chosen)
    for (int minute = chosen == 127 ? 0 : static_cast<int>(chosen); minute < 1440; minute += chosen == 127 ? 1 : 127) {
      const cadence when{*weekdays::from_bits(static_cast<std::uint8_t>(chosen)),
                         {std::chrono::hours{minute / 60}, std::chrono::minutes{minute % 60}}};
      found.unless(parse_cadence(to_string(when)) == when, [&] { return to_string(when); });
    }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("parse_cadence accepts any bytes", "[cadence]") {
  constexpr std::uint64_t seed = 3001;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = "Mon,Thu 14:30";
    for (auto changes = values.between(0, 3); changes > 0; --changes)
      bytes[values.index(bytes.size())] = static_cast<char>(values.between(0, 255));
    bytes.resize(static_cast<std::size_t>(values.between(0, static_cast<std::int64_t>(bytes.size()))));
    const auto when = parse_cadence(bytes);
    found.unless(!when || parse_cadence(to_string(*when)) == when, [&] { return bytes; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
