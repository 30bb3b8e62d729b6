// SPDX-License-Identifier: MIT
//
// rota/text/cron_days.hpp: the days that the two day fields of a cron line name, as rules of a calendar.
//
//   struct detail::cron_days;                           // the forms of days in the two fields, each as a set of bits
//   std::vector<days> detail::rules_of(cron_days);      // the rules whose union they are, for parse_cron and format_cron
//
// The working day nearest to the 15th is a union: the 15th from Monday to Friday; the 14th, a Friday; the 16th, a Monday.
// A working day stays within its month: if the 1st is a Saturday, its working day is Monday the 3rd. Counting from the last
// day is the mirror image, with Monday and Friday exchanged.
//
// Laws
//   The number of rules is bounded, however long the line is.
//   Equal forms give equal rules in the same order.
#ifndef ROTA_TEXT_CRON_DAYS_HPP
#define ROTA_TEXT_CRON_DAYS_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <vector>

namespace rota::inline v0::detail {

/// The days in the two day fields of a cron line. Day n of a month is bit n, and so is the nth last day; Sunday is bit 0.
struct cron_days {
  std::uint64_t of_month = 0;                     ///< 15
  std::uint64_t from_last = 0;                    ///< L is the first, L-3 the fourth
  std::uint64_t working = 0;                      ///< 15W
  std::uint64_t working_from_last = 0;            ///< LW is the first, L-3W the fourth
  std::uint64_t of_week = 0;                      ///< MON
  std::array<std::uint64_t, 7> nth_of_weekday{};  ///< MON#2 is bit 2 of the second
  std::uint64_t last_of_weekday = 0;              ///< MONL
  bool must_both_match = false;                   ///< otherwise one of the two fields is enough

  /// Whether the day of the month has a form that Vixie cron lacks.
  [[nodiscard]] constexpr bool has_forms_of_month() const noexcept {
    return (from_last | working | working_from_last) != 0;
  }
  /// Whether the day of the week does.
  [[nodiscard]] constexpr bool has_forms_of_week() const noexcept {
    return last_of_weekday != 0 ||
           std::any_of(nth_of_weekday.begin(), nth_of_weekday.end(), [](std::uint64_t nth) { return nth != 0; });
  }
};

inline constexpr std::uint64_t all_month_days = month_days::all().bits();
inline constexpr std::uint64_t all_weekdays = weekdays::every_day.bits();
inline constexpr std::uint64_t working_weekdays = 0b0111110;
/// The days that are the last of some month; counted from the end, they are the first.
inline constexpr std::uint64_t perhaps_at_the_end = std::uint64_t{0b1111} << 28U;
inline constexpr std::uint64_t last_week = nth_week<days_from_last>(1).bits();

/// The days of a month in its nth weeks. Week n is bit n.
constexpr std::uint64_t days_in_weeks(std::uint64_t weeks) noexcept {
  std::uint64_t found = 0;
  for (unsigned n = 1; n <= 5; ++n)
    if ((weeks >> n & 1U) != 0) found |= nth_week<month_days>(n).bits();
  return found;
}

/// Adds a rule for some days, unless one of the sets is empty.
inline void add_rule(std::vector<days>& rules, std::uint64_t on, std::uint64_t from_last, std::uint64_t which) {
  const auto month = month_days::from_bits(on & all_month_days);
  const auto back = days_from_last::from_bits(from_last & all_month_days);
  const auto week = weekdays::from_bits(which & all_weekdays);
  if (month && back && week) rules.push_back({.on = *month, .from_last = *back, .which = *week});
}

/// Adds the rules for the working days nearest to some days, counted from the first or the last of the month.
inline void add_working_days(std::vector<days>& rules, std::uint64_t near, bool is_from_last) {
  if (near == 0) return;
  constexpr std::uint64_t monday = 0b0000010;
  constexpr std::uint64_t friday = 0b0100000;
  const auto add = [&](std::uint64_t counted, std::uint64_t counted_back, std::uint64_t which) {
    add_rule(rules, is_from_last ? counted_back : counted, is_from_last ? counted : counted_back, which);
  };
  constexpr std::uint64_t first = 0b10;
  const std::uint64_t before = near >> 1U & all_month_days;
  const bool may_be_beyond = (before & perhaps_at_the_end) != 0;
  add(near, all_month_days, working_weekdays);
  add(near << 1U | (near & first) << 2U, all_month_days, is_from_last ? friday : monday);
  add(before, may_be_beyond ? all_month_days - first : all_month_days, is_from_last ? monday : friday);
  add((near & perhaps_at_the_end) >> 2U, std::uint64_t{1} << 3U, is_from_last ? monday : friday);
}

inline std::vector<days> rules_of_month(const cron_days& fields) {
  std::vector<days> rules;
  add_rule(rules, fields.of_month, all_month_days, all_weekdays);
  add_rule(rules, all_month_days, fields.from_last, all_weekdays);
  add_working_days(rules, fields.working, false);
  add_working_days(rules, fields.working_from_last, true);
  return rules;
}

inline std::vector<days> rules_of_week(const cron_days& fields) {
  constexpr std::uint64_t every_week = 0b111110;
  std::uint64_t whole = fields.of_week;
  for (std::size_t day = 0; day < 7; ++day)
    if (fields.nth_of_weekday[day] == every_week) whole |= std::uint64_t{1} << day;
  std::vector<days> rules;
  add_rule(rules, all_month_days, all_month_days, whole);
  std::uint64_t done = whole;
  for (std::size_t day = 0; day < 7; ++day) {
    std::uint64_t alike = 0;
    for (std::size_t other = day; other < 7; ++other)
      if (fields.nth_of_weekday[other] == fields.nth_of_weekday[day]) alike |= std::uint64_t{1} << other;
    add_rule(rules, days_in_weeks(fields.nth_of_weekday[day]), all_month_days, alike & ~done);
    done |= alike;
  }
  add_rule(rules, all_month_days, last_week, fields.last_of_weekday & ~whole);
  return rules;
}

/// The rules for the days that match a rule of each list.
inline std::vector<days> in_both(const std::vector<days>& some, const std::vector<days>& others) {
  std::vector<days> rules;
  for (const days& one : some)
    for (const days& other : others)
      add_rule(rules, one.on.bits() & other.on.bits(), one.from_last.bits() & other.from_last.bits(),
               std::uint64_t{one.which.bits()} & other.which.bits());
  return rules;
}

/// The rules whose union is the days of the fields, in every month.
inline std::vector<days> rules_of(const cron_days& fields) {
  std::vector<days> rules = rules_of_month(fields);
  std::vector<days> others = rules_of_week(fields);
  if (fields.must_both_match) return in_both(rules, others);
  rules.insert(rules.end(), others.begin(), others.end());
  if (std::find(rules.begin(), rules.end(), days{}) != rules.end()) return {days{}};
  return rules;
}

}  // namespace rota::inline v0::detail

#endif
