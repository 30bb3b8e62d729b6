// SPDX-License-Identifier: MIT
//
// parse_cron and format_cron over generated lines and calendars. An oracle, which shares no code with the parser, matches each
// field with a civil time element by element, as the manuals say; a line has the days and minutes that it finds. A line that
// format_cron writes is read back as an equal calendar.

#include <date/date.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <rota/core/time.hpp>
#include <rota/text/cron.hpp>
#include <rota/text/cron_format.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::calendar;
using rota::cron_dialect;
using rota::level;

// --- a line as its author sees it ---

enum class form {
  any,           // *
  any_steps,     // */2
  one,           // 5
  range,         // 1-5
  steps,         // 1-5/2
  open_steps,    // 5/15
  last,          // L, L-3; of a day of the week 5L
  working,       // 15W
  last_working,  // LW, L-3W
  nth            // 5#2
};

struct element {
  form is;
  int first = 0;  // for last and last_working, the days before the last
  int last = 0;   // for nth, the number
  int step = 1;
};

struct field {
  std::vector<element> elements;
  bool is_question_mark = false;

  [[nodiscard]] bool begins_with_star() const {
    return is_question_mark || elements[0].is == form::any || elements[0].is == form::any_steps;
  }
};

struct line {
  field minute, hour, day_of_month, month, day_of_week;  // 0 is Sunday in the last one
};

// --- its text ---

std::string text(const element& one, bool is_weekday, int shift) {
  const auto number = [&](int n) { return std::to_string(is_weekday ? n + shift : n); };
  const std::string tail = one.first == 0 ? "" : "-" + std::to_string(one.first);
  switch (one.is) {
    case form::any: return "*";
    case form::any_steps: return "*/" + std::to_string(one.step);
    case form::one: return number(one.first);
    case form::range: return number(one.first) + "-" + number(one.last);
    case form::steps: return number(one.first) + "-" + number(one.last) + "/" + std::to_string(one.step);
    case form::open_steps: return number(one.first) + "/" + std::to_string(one.step);
    case form::last: return is_weekday ? number(one.first) + "L" : "L" + tail;
    case form::working: return number(one.first) + "W";
    case form::last_working: return "L" + tail + "W";
    case form::nth: return number(one.first) + "#" + std::to_string(one.last);
  }
  return "";
}

std::string text(const field& of, bool is_weekday = false, int shift = 0) {
  if (of.is_question_mark) return "?";
  std::string list;
  for (const element& one : of.elements) list += (list.empty() ? "" : ",") + text(one, is_weekday, shift);
  return list;
}

std::string text(const line& of, cron_dialect dialect) {
  return (dialect == cron_dialect::vixie ? "" : "0 ") + text(of.minute) + " " + text(of.hour) + " " +
         text(of.day_of_month) + " " + text(of.month) + " " +
         text(of.day_of_week, true, dialect == cron_dialect::quartz ? 1 : 0);
}

// --- the oracle ---

bool matches(const element& one, int value, int least, int most) {
  switch (one.is) {
    case form::any: return true;
    case form::any_steps: return (value - least) % one.step == 0;
    case form::one: return value == one.first;
    case form::range: return one.first <= value && value <= one.last;
    case form::steps: return one.first <= value && value <= one.last && (value - one.first) % one.step == 0;
    case form::open_steps: return one.first <= value && value <= most && (value - one.first) % one.step == 0;
    default: return false;
  }
}

bool matches(const field& of, int value, int least, int most) {
  return std::any_of(of.elements.begin(), of.elements.end(),
                     [&](const element& one) { return matches(one, value, least, most); });
}

/// Whether `day` is the working day nearest to another day of its month.
bool is_nearest_to(int day, int wanted, int length, int weekday) {
  if (wanted < 1 || wanted > length || weekday == 0 || weekday == 6) return false;
  const int of_wanted = (weekday + wanted - day + 35) % 7;
  if (of_wanted == 6) return day == (wanted == 1 ? 3 : wanted - 1);
  if (of_wanted == 0) return day == (wanted == length ? length - 2 : wanted + 1);
  return day == wanted;
}

bool matches_day(const line& of, date::year_month_day civil) {
  const int month = static_cast<int>(static_cast<unsigned>(civil.month()));
  if (!matches(of.month, month, 1, 12)) return false;
  const int day = static_cast<int>(static_cast<unsigned>(civil.day()));
  const int length = static_cast<int>(static_cast<unsigned>((civil.year() / civil.month() / date::last).day()));
  const int weekday = static_cast<int>(date::weekday{date::sys_days{civil}}.c_encoding());
  bool has_date = matches(of.day_of_month, day, 1, 31);
  for (const element& one : of.day_of_month.elements) {
    has_date = has_date || (one.is == form::last && day == length - one.first);
    has_date = has_date || (one.is == form::working && is_nearest_to(day, one.first, length, weekday));
    has_date = has_date || (one.is == form::last_working && is_nearest_to(day, length - one.first, length, weekday));
  }
  bool has_weekday = matches(of.day_of_week, weekday, 0, 6);
  for (const element& one : of.day_of_week.elements) {
    has_weekday = has_weekday || (one.is == form::last && weekday == one.first && day + 7 > length);
    has_weekday = has_weekday || (one.is == form::nth && weekday == one.first && (day + 6) / 7 == one.last);
  }
  const bool must_both = of.day_of_month.begins_with_star() || of.day_of_week.begins_with_star();
  return must_both ? has_date && has_weekday : has_date || has_weekday;
}

// --- generated lines ---

element draw_element(generator& values, int least, int most) {
  const int a = static_cast<int>(values.between(least, most));
  const int b = static_cast<int>(values.between(least, most));
  const int step = static_cast<int>(values.between(1, most - least + 1));
  const int low = a < b ? a : b;
  const int high = a < b ? b : a;
  constexpr std::array kinds{form::any,   form::any_steps, form::one,       form::one,
                             form::range, form::steps,     form::open_steps};
  return {kinds[values.index(kinds.size())], low, high, step};
}

field draw_field(generator& values, int least, int most) {
  if (values.coin()) return {{{form::any}}};
  field drawn;
  do drawn.elements.push_back(draw_element(values, least, most));
  while (values.between(0, 2) == 0);
  return drawn;
}

line draw_line(generator& values) {
  line drawn{draw_field(values, 0, 59), draw_field(values, 0, 23), draw_field(values, 1, 31), draw_field(values, 1, 12),
             draw_field(values, 0, 6)};
  const auto sometimes = [&] { return values.between(0, 3) == 0; };
  if (sometimes()) drawn.day_of_month.elements.back() = {form::last, static_cast<int>(values.between(0, 30))};
  if (sometimes()) drawn.day_of_month.elements.back() = {form::working, static_cast<int>(values.between(1, 31))};
  if (sometimes()) drawn.day_of_month.elements.push_back({form::last_working, static_cast<int>(values.between(0, 30))});
  if (sometimes()) drawn.day_of_week.elements.back() = {form::last, static_cast<int>(values.between(0, 6))};
  if (sometimes())
    drawn.day_of_week.elements.push_back(
        {form::nth, static_cast<int>(values.between(0, 6)), static_cast<int>(values.between(1, 5))});
  if (values.between(0, 9) == 0) drawn.day_of_month = {{{form::any}}, true};
  return drawn;
}

constexpr date::local_days somewhere{date::year{1999} / 1 / 1};

/// Where the days and minutes of a calendar differ from those of a line; "" if they do not.
std::string difference(const calendar& when, const line& of, generator& values) {
  const date::local_days begin = somewhere + date::days{static_cast<int>(values.between(0, 36'500))};
  for (date::local_days day = begin; day < begin + date::days{400}; day += date::days{1})
    if ((when.first_from(day).at < day + date::days{1}) != matches_day(of, date::year_month_day{day}))
      return rota::format_day(day);
  const auto day = date::floor<date::days>(when.first_from(begin).at);
  for (int minute = 0; minute < 1440; ++minute) {
    const date::local_seconds at = day + std::chrono::minutes{minute};
    const bool is_slot = when.first_from(at).at == at;
    if (is_slot != (matches(of.hour, minute / 60, 0, 23) && matches(of.minute, minute % 60, 0, 59)))
      return rota::format_day(day) + " minute " + std::to_string(minute);
  }
  return "";
}

constexpr std::array dialects{cron_dialect::vixie, cron_dialect::seconds_first, cron_dialect::quartz};

// --- generated calendars ---

template <class Set>
Set draw_set(generator& values, std::uint64_t all) {
  const std::uint64_t bits = values.coin() ? all : static_cast<std::uint64_t>(values.between(0, 1LL << 62)) & all;
  return Set::from_bits(bits).value_or(*Set::from_bits(all));
}

rota::days draw_days(generator& values) {
  if (values.between(0, 3) == 0)
    return rota::nth(static_cast<unsigned>(values.between(1, 5)),
                     date::weekday{static_cast<unsigned>(values.index(7))});
  if (values.between(0, 3) == 0) return rota::last(date::weekday{static_cast<unsigned>(values.index(7))});
  rota::days drawn;
  if (values.coin()) drawn.on = draw_set<rota::month_days>(values, 0xfffffffe);
  if (values.between(0, 3) == 0) drawn.from_last = rota::days_from_last{values.between(1, 5)};
  if (values.coin()) drawn.which = draw_set<rota::weekdays>(values, 0x7f);
  return drawn;
}

}  // namespace

TEST_CASE("a calendar has the days and minutes that the line says, by an oracle of its fields", "[cron_laws]") {
  generator values{11};
  counterexamples found;
  std::size_t read = 0;
  for (std::uint64_t i = 0; i < trials(1'000); ++i) {
    const line drawn = draw_line(values);
    for (const cron_dialect dialect : dialects) {
      const std::string written = text(drawn, dialect);
      const auto parsed = rota::parse_cron(written, dialect);
      if (!parsed) {  // days that never come, or forms on which programs disagree
        found.unless(parsed.error().size() == 1 && parsed.error()[0].pointer.starts_with("/day_of_"),
                     [&] { return written + ": " + to_string(parsed.error()[0]); });
        continue;
      }
      ++read;
      const std::string where = difference(parsed->when, drawn, values);
      found.unless(where.empty(), [&] { return std::string{written}.append(" on ").append(where); });
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(read > trials(1'500));
}

TEST_CASE("a line that is refused for days that never come has none in 400 years", "[cron_laws]") {
  generator values{12};
  counterexamples found;
  std::size_t refused = 0;
  for (std::uint64_t i = 0; i < trials(30'000); ++i) {
    line drawn = draw_line(values);
    drawn.month = {{{form::one, static_cast<int>(values.between(1, 12))}}};
    const auto parsed = rota::parse_cron(text(drawn, cron_dialect::quartz), cron_dialect::quartz);
    if (parsed) continue;
    ++refused;
    for (date::local_days day = somewhere; day < somewhere + date::days{146'097}; day += date::days{1})
      found.unless(!matches_day(drawn, date::year_month_day{day}), [&] { return text(drawn, cron_dialect::quartz); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(refused > trials(20));
}

TEST_CASE("a calendar read from a line is written as a line that is read as the same calendar", "[cron_laws]") {
  generator values{13};
  counterexamples found;
  std::size_t written_again = 0;
  std::size_t read = 0;
  for (std::uint64_t i = 0; i < trials(20'000); ++i) {
    const line drawn = draw_line(values);
    for (const cron_dialect dialect : dialects) {
      const auto parsed = rota::parse_cron(text(drawn, dialect), dialect, level::incremental);
      if (!parsed) continue;
      const auto again = rota::format_cron(parsed->when, dialect);
      if (dialect != cron_dialect::vixie) ++read;  // a crontab lacks some of the forms
      if (!again) continue;
      if (dialect != cron_dialect::vixie) ++written_again;
      const auto twice = rota::parse_cron(*again, dialect, level::incremental);
      found.unless(twice && twice->when == parsed->when && rota::format_cron(twice->when, dialect) == again,
                   [&] { return text(drawn, dialect) + " as " + *again; });
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(written_again > read / 10 * 9);
}

TEST_CASE("every line of plain cron can be written again", "[cron_laws]") {
  generator values{14};
  counterexamples found;
  for (std::uint64_t i = 0; i < trials(20'000); ++i) {
    const line drawn{draw_field(values, 0, 59), draw_field(values, 0, 23), draw_field(values, 1, 31),
                     draw_field(values, 1, 12), draw_field(values, 0, 6)};
    const auto parsed = rota::parse_cron(text(drawn, cron_dialect::vixie));
    if (!parsed) continue;  // days that never come
    for (const cron_dialect dialect : dialects)
      found.unless(rota::format_cron(parsed->when, dialect).has_value(),
                   [&] { return text(drawn, cron_dialect::vixie); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a calendar that is written is read back as an equal one", "[cron_laws]") {
  generator values{15};
  counterexamples found;
  std::size_t written = 0;
  for (std::uint64_t i = 0; i < trials(20'000); ++i) {
    std::vector<calendar::entry> entries;
    const rota::times at{draw_set<rota::hours>(values, 0xffffff), draw_set<rota::minutes>(values, (1ULL << 60) - 1)};
    const auto in = draw_set<rota::months>(values, 0x1ffe);
    do {
      rota::days on = draw_days(values);
      on.in = in;
      entries.push_back({level::differential, on, at});
    } while (values.coin());
    const auto when = calendar::checked(entries);
    if (!when) continue;
    for (const cron_dialect dialect : dialects) {
      const auto line = rota::format_cron(*when, dialect);
      if (!line) continue;
      ++written;
      const auto parsed = rota::parse_cron(*line, dialect, level::differential);
      found.unless(parsed && parsed->when == *when, [&] { return *line; });
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(written > trials(2'000));
}
