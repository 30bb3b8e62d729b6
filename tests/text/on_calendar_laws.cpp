// SPDX-License-Identifier: MIT
//
// Laws of rota/text/on_calendar.hpp over generated entries and expressions, and an oracle that reads the components of an
// expression day by day and minute by minute.

#include <date/date.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <rota/text/on_calendar.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "random_entries.hpp"

namespace {

using namespace std::chrono_literals;

using rota::calendar;
using rota::format_on_calendar;
using rota::level;
using rota::normalize_on_calendar;
using rota::parse_on_calendar;

bool is_within_systemd(std::string_view text) {
  return text.find("every") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '-') + std::count(text.begin(), text.end(), '~') == 2;
}

// --- the oracle: a component as a person reads it ---

struct component {
  int first = 0;
  std::optional<int> last = std::nullopt;
  std::optional<int> step = std::nullopt;
};

struct component_list {
  std::vector<component> parts = {};  // none: every number
  bool is_counted_down = false;

  [[nodiscard]] bool has(int number) const {
    if (parts.empty()) return true;
    return std::any_of(parts.begin(), parts.end(), [&](const component& one) {
      if (one.last)
        return one.first <= number && number <= *one.last && (number - one.first) % one.step.value_or(1) == 0;
      if (!one.step) return number == one.first;
      const int away = is_counted_down ? one.first - number : number - one.first;
      return away >= 0 && away % *one.step == 0;
    });
  }

  [[nodiscard]] std::string text() const {
    if (parts.empty()) return "*";
    std::string list;
    for (const component& one : parts) {
      list += (list.empty() ? "" : ",") + std::to_string(one.first);
      if (one.last) list += ".." + std::to_string(*one.last);
      if (one.step) list += '/' + std::to_string(*one.step);
    }
    return list;
  }
};

component_list random_components(generator& values, int least, int most, bool is_counted_down = false) {
  component_list drawn{{}, is_counted_down};
  for (auto more = values.between(0, 3); more > 0; --more) {
    component one{static_cast<int>(values.between(least, most))};
    const int room = is_counted_down ? one.first - least : most - one.first;
    if (values.coin()) {
      one.last = static_cast<int>(values.between(one.first, most));
      if (values.coin()) one.step = static_cast<int>(values.between(1, most));
    } else if (room > 0 && values.coin()) {
      one.step = static_cast<int>(values.between(1, room));
    }
    drawn.parts.push_back(one);
  }
  return drawn;
}

/// An expression, and what it says of a day and of a minute.
struct read_by_hand {
  unsigned weekdays = 127;  // Monday is bit 0
  component_list month, day, from_last, hour, minute;

  explicit read_by_hand(generator& values)
      : weekdays{values.coin() ? 127U : static_cast<unsigned>(values.between(1, 127))},
        month{random_components(values, 1, 12)},
        day{random_components(values, 1, 31)},
        from_last{random_components(values, 1, 28, true)},
        hour{random_components(values, 0, 23)},
        minute{random_components(values, 0, 59)} {
    (values.coin() ? day : from_last).parts.clear();
  }

  [[nodiscard]] std::string text() const {
    std::string written;
    for (std::size_t n = 0; n < 7; ++n)
      if ((weekdays >> n & 1U) != 0)
        written.append(written.empty() ? "" : ",").append(std::string_view{"MonTueWedThuFriSatSun"}.substr(3 * n, 3));
    written += " *-" + month.text();
    written += from_last.parts.empty() ? '-' + day.text() : '~' + from_last.text();
    return written + ' ' + hour.text() + ':' + minute.text();
  }

  [[nodiscard]] bool comes_on(date::local_days on) const {
    const date::year_month_day civil{on};
    const date::year_month_day_last last{civil.year(), date::month_day_last{civil.month()}};
    const auto number = [](auto field) { return static_cast<int>(static_cast<unsigned>(field)); };
    return (weekdays >> (date::weekday{on}.iso_encoding() - 1) & 1U) != 0 && month.has(number(civil.month())) &&
           day.has(number(civil.day())) && from_last.has(number(last.day()) - number(civil.day()) + 1);
  }
};

constexpr date::local_days begin{date::days{18'262}};  // 2020-01-01: four years with a leap day
constexpr int days_checked = 1'461;

}  // namespace

TEST_CASE("an entry is read back as it is printed", "[on_calendar]") {
  generator values{20260104};
  counterexamples found;
  for (int i = 0; i < 3'000; ++i) {
    const auto what = values.coin() ? level::full : level::incremental;
    const auto drawn = random_entry(values, what);
    const std::string text = to_string(drawn);
    const auto read = parse_on_calendar(text, what);
    found.unless(read && read->when == calendar{drawn} && !read->zone, [&] { return std::string_view{text}; });
    found.unless(normalize_on_calendar(text) == text, [&] { return std::string_view{text}; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("what is formatted for systemd is read back, and all that keeps to its notation is formatted",
          "[on_calendar]") {
  generator values{1};
  counterexamples found;
  int formatted = 0;
  for (int i = 0; i < 3'000; ++i) {
    const calendar drawn{random_entry(values)};
    const std::string text = to_string(drawn.entries()[0]);
    const auto line = format_on_calendar(drawn, "Europe/Berlin");
    found.unless(!line || (*line == text + " Europe/Berlin" && is_within_systemd(text)),
                 [&] { return std::string_view{text}; });
    found.unless(line || !is_within_systemd(text) || text.find('~') != std::string::npos,
                 [&] { return std::string_view{text}; });
    if (line) ++formatted;
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(formatted > 1'000);
}

TEST_CASE("an expression comes on the days and at the minutes of its components, read one by one", "[on_calendar]") {
  generator values{29};
  counterexamples found;
  int never = 0;
  for (int i = 0; i < 400; ++i) {
    const read_by_hand drawn{values};
    const std::string text = drawn.text();
    const auto read = parse_on_calendar(text);
    if (!read) {
      for (int n = 0; n < days_checked; ++n)
        found.unless(!drawn.comes_on(begin + date::days{n}), [&] { return std::string_view{text}; });
      ++never;
      continue;
    }
    date::local_days first_day = begin;
    while (!drawn.comes_on(first_day)) first_day += date::days{1};
    auto next = read->when.first_from(begin).at;
    for (int n = 0; n < days_checked; ++n) {
      const auto day = begin + date::days{n};
      const bool comes = date::floor<date::days>(next) == day;
      found.unless(comes == drawn.comes_on(day), [&] { return std::string_view{text}; });
      if (comes) next = read->when.first_from(day + date::days{1}).at;
    }
    for (int n = 0; n < 1'440; ++n) {
      const date::local_seconds at = first_day + std::chrono::minutes{n};
      const bool comes = read->when.first_from(at).at == at;
      found.unless(comes == (drawn.hour.has(n / 60) && drawn.minute.has(n % 60)),
                   [&] { return std::string_view{text}; });
    }
    const auto normalized = normalize_on_calendar(text);
    found.unless(
        normalized && parse_on_calendar(*normalized) == read && normalize_on_calendar(*normalized) == normalized,
        [&] { return std::string_view{text}; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(never < 100);
}

TEST_CASE("the sets of one field are printed apart and read back", "[on_calendar]") {
  counterexamples found;
  for (std::uint64_t bits = 1; bits < 1U << 12U; ++bits) {  // every set of months
    const calendar::entry one{
        level::full, {.in = rota::months::from_bits(bits << 1U).value()}, {rota::hours{0}, rota::minutes{0}}};
    found.unless(parse_on_calendar(to_string(one)).value().when == calendar{one}, [&] { return to_string(one); });
  }
  for (std::uint64_t bits = 1; bits <= 127; ++bits) {  // every set of weekdays
    const calendar::entry one{
        level::full, {.which = rota::weekdays::from_bits(bits).value()}, {rota::hours{0}, rota::minutes{0}}};
    found.unless(parse_on_calendar(to_string(one)).value().when == calendar{one}, [&] { return to_string(one); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
