// SPDX-License-Identifier: MIT
//
// Laws of rota/text/icalendar.hpp over generated rules and entries, with an oracle that decides day by day whether a rule
// comes, following RFC 5545, 3.3.10.

#include <date/date.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <rota/text/icalendar.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "random_entries.hpp"

namespace {

using rota::calendar;
using rota::format_rrule;
using rota::parse_rrule;

constexpr std::string_view names = "MOTUWETHFRSASU";

std::string name_of(int day) { return std::string{names.substr(2 * static_cast<std::size_t>(day), 2)}; }

int monday_based(date::local_days day) { return static_cast<int>(date::weekday{day}.iso_encoding()) - 1; }

template <class Number>
std::string list_of(std::string_view name, const std::vector<Number>& numbers) {
  std::string text;
  for (const Number& one : numbers) text += (text.empty() ? "" : ",") + std::to_string(one);
  return text.empty() ? "" : ";" + std::string{name} + "=" + text;
}

bool has(const std::vector<int>& numbers, int number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

/// A rule, and what it says of a day.
struct rule_by_hand {
  enum frequency { daily, weekly, monthly, yearly };
  struct named_day {
    int ordinal;
    int day;  // 0 for Monday
  };

  frequency how_often;
  int interval = 1;
  int week_begin = 0;
  date::local_days start;
  std::vector<int> by_month = {}, by_month_day = {}, by_hour = {}, by_minute = {};
  std::vector<named_day> by_day = {};

  explicit rule_by_hand(generator& values)
      : how_often{static_cast<frequency>(values.between(0, 3))},
        start{date::days{static_cast<int>(values.between(10'000, 25'000))}} {
    const auto draw = [&](std::vector<int>& numbers, int least, int most) {
      if (values.coin()) return;
      for (auto more = values.between(1, 3); more > 0; --more)
        numbers.push_back(static_cast<int>(values.between(least, most)));
    };
    draw(by_month, 1, 12);
    draw(by_hour, 0, 23);
    draw(by_minute, 0, 59);
    if (how_often == weekly) {
      interval = static_cast<int>(values.between(1, 4));
      week_begin = static_cast<int>(values.between(0, 6));
    } else {
      draw(by_month_day, 1, 31);
      for (int& one : by_month_day)
        if (values.coin()) one = -one;
    }
    const bool may_count = how_often == monthly || (how_often == yearly && !by_month.empty());
    if (values.coin()) return;
    for (auto more = values.between(1, 4); more > 0; --more) {
      const auto ordinal = may_count && values.coin() ? values.between(-5, 5) : 0;
      by_day.push_back({static_cast<int>(ordinal), static_cast<int>(values.between(0, 6))});
    }
  }

  [[nodiscard]] std::string text() const {
    constexpr auto frequencies = std::to_array<std::string_view>({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"});
    std::string begin = rota::format_day(start);
    std::erase(begin, '-');
    std::string rule = "DTSTART:" + begin + "T103000\nRRULE:FREQ=" + std::string{frequencies[how_often]};
    if (interval != 1) rule += ";INTERVAL=" + std::to_string(interval);
    if (week_begin != 0) rule += ";WKST=" + name_of(week_begin);
    rule += list_of("BYMONTH", by_month) + list_of("BYMONTHDAY", by_month_day) + list_of("BYHOUR", by_hour) +
            list_of("BYMINUTE", by_minute);
    std::string days;
    for (const named_day& one : by_day)
      days +=
          (days.empty() ? ";BYDAY=" : ",") + (one.ordinal == 0 ? "" : std::to_string(one.ordinal)) + name_of(one.day);
    return rule + days;
  }

  [[nodiscard]] bool comes_on(date::local_days day) const {
    const date::year_month_day begin{start};
    const date::year_month_day civil{day};
    const date::year_month_day_last end{civil.year(), date::month_day_last{civil.month()}};
    const auto number = [](auto field) { return static_cast<int>(static_cast<unsigned>(field)); };
    const int from_first = number(civil.day());
    const int from_last = number(end.day()) - from_first + 1;
    if (!by_month.empty() && !has(by_month, number(civil.month()))) return false;
    if (!by_month_day.empty() && !has(by_month_day, from_first) && !has(by_month_day, -from_last)) return false;
    if (!by_day.empty() && std::none_of(by_day.begin(), by_day.end(), [&](const named_day& one) {
          const bool is_nth =
              one.ordinal == 0 || one.ordinal == (from_first + 6) / 7 || -one.ordinal == (from_last + 6) / 7;
          return one.day == monday_based(day) && is_nth;
        }))
      return false;
    if (by_day.empty() && by_month_day.empty()) {
      if (how_often == weekly && monday_based(day) != monday_based(start)) return false;
      if (how_often >= monthly && civil.day() != begin.day()) return false;
      if (how_often == yearly && by_month.empty() && civil.month() != begin.month()) return false;
    }
    const auto first_week = start - date::days{(monday_based(start) - week_begin + 7) % 7};
    return (day - first_week).count() / 7 % interval == 0;
  }
};

/// The first day of four years on which only one of the two comes; "" if there is none.
std::string first_difference_in_days(const rule_by_hand& drawn, const rota::result<rota::parsed_calendar>& read) {
  constexpr int days_checked = 1'461;
  auto next = read ? read->when.first_from(drawn.start).at : date::local_seconds{};
  for (int n = 0; n < days_checked; ++n) {
    const auto day = drawn.start + date::days{n};
    const bool comes = date::floor<date::days>(next) == day;
    if (comes != drawn.comes_on(day)) return rota::format_day(day);
    if (comes) next = read->when.first_from(day + date::days{1}).at;
  }
  return "";
}

/// Whether all entries have the times of the rule, or else those of DTSTART, minute by minute.
bool has_times_of(const rule_by_hand& drawn, const calendar& when) {
  const std::vector<int> hours = drawn.by_hour.empty() ? std::vector{10} : drawn.by_hour;
  const std::vector<int> minutes = drawn.by_minute.empty() ? std::vector{30} : drawn.by_minute;
  return std::all_of(when.entries().begin(), when.entries().end(), [&](const calendar::entry& one) {
    for (int n = 0; n < 1'440; ++n) {
      const auto hour = static_cast<unsigned>(n / 60);
      const auto minute = static_cast<unsigned>(n % 60);
      if ((one.at.h.contains(hour) && one.at.m.contains(minute)) != (has(hours, n / 60) && has(minutes, n % 60)))
        return false;
    }
    return true;
  });
}

}  // namespace

TEST_CASE("a rule comes on the days and at the times of its parts", "[icalendar]") {
  generator values{5545};
  counterexamples found;
  int never = 0;
  for (int i = 0; i < 600; ++i) {
    const rule_by_hand drawn{values};
    const std::string text = drawn.text();
    const auto read = parse_rrule(text);
    if (!read) {
      ++never;
      found.unless(read.error()[0].pointer == "/RRULE", [&] { return text + '\n' + to_string(read.error()[0]); });
    }
    found.unless(first_difference_in_days(drawn, read).empty(),
                 [&] { return text + '\n' + first_difference_in_days(drawn, read); });
    found.unless(!read || has_times_of(drawn, read->when), [&] { return std::string_view{text}; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(never < 100);
}

TEST_CASE("a calendar read from a rule is written as a rule that is read back", "[icalendar]") {
  generator values{2};
  counterexamples found;
  int written = 0;
  for (int i = 0; i < 600; ++i) {
    const rule_by_hand drawn{values};
    const auto read = parse_rrule(drawn.text());
    if (!read) continue;
    const auto text = format_rrule(read->when, drawn.start);
    if (text) ++written;
    found.unless(!text || parse_rrule(*text) == read, [&] { return drawn.text() + '\n' + *text; });
    // A rule of one entry can be written, unless it has ordinals and days of the month.
    const bool is_common = read->when.entries().size() == 1 && drawn.by_month_day.empty();
    found.unless(text || !is_common, [&] { return drawn.text(); });
  }
  CAPTURE(found.first, written);
  REQUIRE(found.count == 0);
  REQUIRE(written > 400);
}

TEST_CASE("any calendar is written as a rule that is read back, or refused once", "[icalendar]") {
  generator values{3};
  counterexamples found;
  int written = 0;
  for (int i = 0; i < 2'000; ++i) {
    std::vector<calendar::entry> entries{random_entry(values)};
    if (values.coin()) entries[0].on.from_last = rota::days_from_last::all();
    if (values.coin()) entries[0].on.every = {};
    for (auto more = values.between(0, 2); more > 0; --more) {
      entries.push_back(entries[0]);
      entries.back().on.which = random_weekdays(values);
    }
    const auto drawn = calendar::checked(entries);
    if (!drawn) continue;
    const auto text = format_rrule(*drawn);
    if (text) ++written;
    found.unless(text ? parse_rrule(*text).value().when == *drawn : text.error().size() == 1,
                 [&] { return text ? *text : to_string(text.error()[0]); });
  }
  CAPTURE(found.first, written);
  REQUIRE(found.count == 0);
  REQUIRE(written > 100);
}
