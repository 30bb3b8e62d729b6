// SPDX-License-Identifier: MIT
//
// rota/text/explain.hpp: a calendar in plain English.
//
//   std::string explain(const calendar&);
//
// Worked example
//   const calendar plan{{level::full, nth(1, date::Sunday), at({23h, 5min})}, {level::incremental, {}, at({23h, 5min})}};
//   explain(plan)        // "full on the first Sunday of every month at 23:05; incremental every day at 23:05"
//
// For people only: the wording may change. The text says everything about the calendar, entry by entry, at length if English
// has no idiom for it: "on the 13th of every month, if it is a Friday, at 02:30". Weeks begin on Monday.
#ifndef ROTA_TEXT_EXPLAIN_HPP
#define ROTA_TEXT_EXPLAIN_HPP

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/english.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace rota::inline v0 {

namespace detail {

inline constexpr auto english_ordinals =
    std::to_array<std::string_view>({"first", "second", "third", "fourth", "fifth"});

/// "1st", "2nd", "11th", "23rd"
inline std::string ordinal(unsigned number) {
  const unsigned last = number / 10 == 1 ? 0 : number % 10;
  return std::to_string(number) + (last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
}

/// "a, b and c"
inline std::string listed(const std::vector<std::string>& parts, std::string_view last_joint = " and ") {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text.append(i == 0 ? "" : i + 1 == parts.size() ? last_joint : ", ").append(parts[i]);
  return text;
}

/// The numbers of a set by name, three or more in a row as a range: "1st", "5th to 9th", "11th".
template <class Name>
std::vector<std::string> named_runs(std::uint64_t bits, const Name& name) {
  std::vector<std::string> parts;
  while (bits != 0) {
    const auto first = static_cast<unsigned>(std::countr_zero(bits));
    const auto run = static_cast<unsigned>(std::countr_one(bits >> first));
    const unsigned length = run < 3 ? 1 : run;
    parts.push_back(length == 1 ? name(first) : name(first) + " to " + name(first + length - 1));
    for (unsigned i = 0; i < length; ++i) bits &= bits - 1;
  }
  return parts;
}

/// The step of a set that goes from 0 to `size` in equal steps; 0 if the steps are not equal.
constexpr unsigned step_through(std::uint64_t bits, unsigned size) noexcept {
  const auto members = static_cast<unsigned>(std::popcount(bits));
  if ((bits & 1U) == 0 || members < 2 || size % members != 0) return 0;
  const unsigned step = size / members;
  for (unsigned number = 0; number < size; number += step)
    if ((bits >> number & 1U) == 0) return 0;
  return step;
}

/// The weeks, 1 to 5, that make up some days of a month: days 1 to 7 are the first. Week n is bit n; 0 if the days are not
/// whole weeks.
constexpr unsigned whole_weeks(std::uint64_t days_of_month) noexcept {
  unsigned weeks = 0;
  for (unsigned n = 1; n <= 5; ++n) {
    const std::uint64_t week = nth_week<month_days>(n).bits();
    if ((days_of_month & week) == week) weeks |= 1U << n;
    if ((days_of_month & week) != week && (days_of_month & week) != 0) return 0;
  }
  return weeks;
}

/// The days of an entry in words.
class days_in_words {
 public:
  explicit days_in_words(const days& on) : on_{on} {
    // Monday first, so that Friday to Sunday is a range.
    const std::uint64_t sunday_first = on.which.bits();
    weekdays_ = sunday_first >> 1U | (sunday_first & 1U) << 6U;
  }

  /// "every day", "on the first Sunday of every month"
  [[nodiscard]] std::string text() const {
    if (on_.on.is_all() && on_.from_last.is_all()) return by_week();
    if (std::string found = by_nth_weekday(); !found.empty()) return found;
    return by_date();
  }

  /// ", counting from the week of 2026-01-04" if there is a stride; else ""
  [[nodiscard]] std::string anchor() const {
    return has_stride() ? ", counting from the week of " + format_day(on_.every.from()) : "";
  }

 private:
  [[nodiscard]] bool has_stride() const { return on_.every.weeks() != 1; }
  [[nodiscard]] bool has_every_weekday() const { return on_.which == weekdays::every_day; }

  static std::string weekday_name(unsigned day) { return std::string{weekday_names[(day + 1) % 7]}; }
  static std::string month_name(unsigned month) { return std::string{month_names[month - 1]}; }
  [[nodiscard]] std::vector<std::string> months_named() const { return named_runs(on_.in.bits(), month_name); }

  [[nodiscard]] std::string in_months() const {
    if (on_.in.is_all()) return "";
    const auto named = months_named();
    const bool is_run = named.size() == 1 && on_.in.size() > 1;
    return (is_run ? " from " : " in ") + listed(named);
  }
  /// " of every month", " of every month from May to July", " of January and July"
  [[nodiscard]] std::string of_months() const {
    const std::string in = in_months();
    return in.starts_with(" in ") ? " of " + in.substr(4) : " of every month" + in;
  }

  [[nodiscard]] std::string nth_week() const {
    return "every " + ordinal(static_cast<unsigned>(on_.every.weeks())) + " week";
  }

  /// "weekday" for Monday to Friday, "day from Friday to Sunday" for other days in a row; "" for any others.
  [[nodiscard]] std::string weekday_run() const {
    constexpr std::uint64_t monday_to_friday = 0b0011111;
    if (weekdays_ == monday_to_friday) return "weekday";
    const auto named = named_runs(weekdays_, weekday_name);
    return named.size() == 1 && on_.which.size() > 1 ? "day from " + named[0] : "";
  }
  [[nodiscard]] std::string weekday_list(std::string_view last_joint) const {
    std::vector<std::string> named;
    for (unsigned day = 0; day < 7; ++day)
      if ((weekdays_ >> day & 1U) != 0) named.push_back(weekday_name(day));
    return listed(named, last_joint);
  }

  /// Days chosen by their day of the week alone.
  [[nodiscard]] std::string by_week() const {
    const std::string run = has_every_weekday() ? "day" : weekday_run();
    if (!run.empty()) return "every " + run + (has_stride() ? " of " + nth_week() : "") + in_months();
    const std::string how_often = has_stride() ? "every " + std::to_string(on_.every.weeks()) + " weeks on " : "every ";
    return how_often + weekday_list(" and ") + in_months();
  }

  /// "on the first and third Sunday of every month", "on the last Friday of every month"; "" for other days.
  [[nodiscard]] std::string by_nth_weekday() const {
    const bool is_from_last = on_.on.is_all();
    const unsigned weeks = whole_weeks(is_from_last ? on_.from_last.bits() : on_.on.bits());
    const bool is_both = !is_from_last && !on_.from_last.is_all();
    constexpr int most_named = 2;
    if (weeks == 0 || is_both || has_stride() || on_.which.size() > most_named) return "";
    std::vector<std::string> nth;
    for (unsigned n = 1; n <= 5; ++n) {
      if ((weeks >> n & 1U) == 0) continue;
      std::string name{is_from_last && n == 1 ? "last" : english_ordinals[n - 1]};
      nth.push_back(is_from_last && n != 1 ? name + "-to-last" : name);
    }
    std::vector<std::string> named;
    for (unsigned day = 0; day < 7; ++day)
      if ((weekdays_ >> day & 1U) != 0) named.push_back("the " + listed(nth) + ' ' + weekday_name(day));
    return "on " + listed(named) + of_months();
  }

  /// Days chosen by their date, and the other conditions.
  [[nodiscard]] std::string by_date() const {
    std::string text = "on the " + (on_.on.is_all() ? last_days(" and ") : dates()) + of_months();
    std::vector<std::string> conditions;
    if (!has_every_weekday()) {
      const std::string run = weekday_run();
      conditions.push_back("a " + (run.empty() ? weekday_list(" or ") : run));
    }
    if (!on_.on.is_all() && !on_.from_last.is_all()) conditions.push_back(condition_from_last());
    if (has_stride()) conditions.push_back("in " + nth_week());
    return conditions.empty() ? text : text + ", if it is " + listed(conditions) + ',';
  }

  /// "1st and 15th", "odd days"
  [[nodiscard]] std::string dates() const {
    constexpr std::uint64_t odd = 0xaaaaaaaa;
    if (on_.on.bits() == odd) return "odd days";
    if (on_.on.bits() == (month_days::all().bits() & ~odd)) return "even days";
    return listed(named_runs(on_.on.bits(), ordinal));
  }

  /// "last day", "last 7 days", "last and 3rd-to-last day"
  [[nodiscard]] std::string last_days(std::string_view joint) const {
    const std::uint64_t bits = on_.from_last.bits();
    const int size = on_.from_last.size();
    if (size > 1 && static_cast<int>(on_.from_last.last()) == size) return "last " + std::to_string(size) + " days";
    const auto name = [](unsigned n) { return n == 1 ? "last" : ordinal(n) + "-to-last"; };
    return listed(named_runs(bits, name), joint) + " day";
  }

  /// "the last day", "one of the last 7 days", "not the last day"
  [[nodiscard]] std::string condition_from_last() const {
    const std::uint64_t others = days_from_last::all().bits() & ~std::uint64_t{on_.from_last.bits()};
    if (std::has_single_bit(others) && (others & 0b10U) != 0) return "not the last day";
    const bool is_end = on_.from_last.size() > 1 && static_cast<int>(on_.from_last.last()) == on_.from_last.size();
    return (is_end ? "one of the " : "the ") + last_days(" or ");
  }

  const days& on_;
  std::uint64_t weekdays_;  // Monday is bit 0
};

/// The times of day of an entry in words.
class times_in_words {
 public:
  explicit times_in_words(const times& at) : at_{at} {}

  /// "at 23:05", "every 15 minutes from 08:00 to 17:45"
  [[nodiscard]] std::string text() const {
    if (at_.h.is_all()) return all_day();
    constexpr std::uint64_t few = 3;
    constexpr std::uint64_t most = 12;
    if (count(at_) <= few) return list();
    if (std::string found = in_steps(); !found.empty()) return found;
    if (count(at_) <= most) return list();
    return "at " + minutes_past() + " the hours " + listed(named_runs(at_.h.bits(), two_digits));
  }

 private:
  static std::string two_digits(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }
  static std::string number_name(unsigned number) { return std::to_string(number); }
  static std::string time(unsigned hour, unsigned minute) { return two_digits(hour) + ':' + two_digits(minute); }

  [[nodiscard]] bool has_one_minute() const { return at_.m.size() == 1; }
  /// "5 and 20 to 22 minutes past"
  [[nodiscard]] std::string minutes_past() const {
    return listed(named_runs(at_.m.bits(), number_name)) + (at_.m == minutes{1} ? " minute past" : " minutes past");
  }

  /// "minute", "15 minutes" or "hour" if the minutes come in equal steps; "" if they do not.
  [[nodiscard]] std::string interval() const {
    if (at_.m.is_all()) return "minute";
    if (has_one_minute()) return "hour";
    const unsigned step = step_through(at_.m.bits(), 60);
    return step == 0 ? "" : std::to_string(step) + " minutes";
  }

  [[nodiscard]] std::string all_day() const {
    const std::string found = interval();
    if (!found.empty() && !has_one_minute()) return "every " + found;
    return at_.m == minutes{0} ? "every hour on the hour" : "every hour at " + minutes_past();
  }

  /// Hours in a row, or in equal steps through the day; "" for other hours.
  [[nodiscard]] std::string in_steps() const {
    const auto hours_in_row = static_cast<unsigned>(std::countr_one(at_.h.bits() >> at_.h.first()));
    const bool is_row = at_.h.first() + hours_in_row - 1 == at_.h.last();
    const std::string found = interval();
    if (is_row && !found.empty())
      return "every " + found + " from " + time(at_.h.first(), at_.m.first()) + " to " +
             time(at_.h.last(), at_.m.last());
    const unsigned step = step_through(at_.h.bits(), 24);
    if (step != 0 && has_one_minute()) return "every " + std::to_string(step) + " hours from " + time(0, at_.m.first());
    return "";
  }

  [[nodiscard]] std::string list() const {
    std::vector<std::string> all;
    for (const unsigned hour : at_.h)
      for (const unsigned minute : at_.m) all.push_back(time(hour, minute));
    return "at " + listed(all);
  }

  const times& at_;
};

}  // namespace detail

/// Says a calendar in words: its entries in their order, with semicolons between.
[[nodiscard]] inline std::string explain(const calendar& when) {
  std::string text;
  for (const calendar::entry& one : when.entries()) {
    const detail::days_in_words days{one.on};
    const std::string on = days.text();
    const std::string at = detail::times_in_words{one.at}.text();
    text.append(text.empty() ? "" : "; ").append(to_string(one.what)).append(" ");
    if (on != "every day" || at.starts_with("at "))
      text.append(on).append(at.starts_with("at ") || on.ends_with(',') ? " " : ", ");
    text.append(at).append(days.anchor());
  }
  return text;
}

}  // namespace rota::inline v0

#endif
