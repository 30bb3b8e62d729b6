// SPDX-License-Identifier: MIT
//
// rota/text/cron_format.hpp: writes a calendar as a line of cron, or says what would be lost.
//
//   result<std::string> format_cron(const calendar&, cron_dialect = cron_dialect::vixie);
//
// Worked example
//   const calendar on_workdays{{level::full, {.which = weekdays::from_bits(0b0111110).value()}, at({2h, 30min})}};
//   format_cron(on_workdays)                           // "30 2 * * 1-5"
//   format_cron(on_workdays, cron_dialect::quartz)     // "0 30 2 ? * MON-FRI"
//
// Laws
//   parse_cron(*format_cron(c, d), d, level)->when == c, where `level` is that of the entries of `c`.
//   Whatever parse_cron reads from the five fields of plain cron can be written. So can L, L-n, nW, LW, L-nW, nL and #,
//   alone, in lists of their own kind, or beside a plain field.
#ifndef ROTA_TEXT_CRON_FORMAT_HPP
#define ROTA_TEXT_CRON_FORMAT_HPP

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/english.hpp>
#include <rota/text/cron.hpp>
#include <rota/text/cron_days.hpp>
#include <rota/when/calendar.hpp>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

namespace detail {

/// The values of a field and how to write them.
struct cron_values {
  unsigned least, most;
  std::span<const std::string_view> names = {};  // of 0 and the numbers after it

  [[nodiscard]] std::string text(unsigned value) const {
    return names.empty() ? std::to_string(value) : in_capitals(names[value], 3);
  }
  [[nodiscard]] std::uint64_t all() const noexcept { return steps(least, most, 1); }
  [[nodiscard]] static std::uint64_t steps(unsigned first, unsigned last, unsigned step) noexcept {
    std::uint64_t found = 0;
    for (unsigned value = first; value <= last; value += step) found |= std::uint64_t{1} << value;
    return found;
  }
};

/// Whether a list of values may or must begin with `*`, which has a special meaning in the day fields.
enum class leading_star : std::uint8_t { may, must, must_not };

inline void append_element(std::string& list, std::string_view element) {
  list.append(list.empty() ? "" : ",").append(element);
}

/// The values one by one, but three or more in a row as a range: "1,5-7".
inline std::string list_text(const cron_values& of, std::uint64_t values) {
  std::string list;
  while (values != 0) {
    const auto first = static_cast<unsigned>(std::countr_zero(values));
    const auto length = static_cast<unsigned>(std::countr_one(values >> first));
    const unsigned last = length < 3 ? first : first + length - 1;
    append_element(list, last == first ? of.text(first) : of.text(first) + '-' + of.text(last));
    values &= ~cron_values::steps(first, last, 1);
  }
  return list;
}

/// The shortest text for some values: "*", "*/15", "5-50/15", "1,5-7". Precondition: there is at least one.
inline std::string values_text(const cron_values& of, std::uint64_t values, leading_star star = leading_star::may) {
  if (values == of.all()) return star == leading_star::must_not ? list_text(of, values) : "*";
  const unsigned size = of.most - of.least + 1;
  for (unsigned step = 2; step <= size && star != leading_star::must_not; ++step) {
    const std::uint64_t steps = cron_values::steps(of.least, of.most, step);
    const bool is_idiom = steps == values && (std::popcount(steps) > 2 || step * 2 == size);
    if (star == leading_star::may ? !is_idiom : (steps & ~values) != 0) continue;
    std::string text = "*/" + std::to_string(step);
    return steps == values ? text : text + ',' + list_text(of, values & ~steps);
  }
  std::string list = list_text(of, values);
  const auto first = static_cast<unsigned>(std::countr_zero(values));
  const auto last = static_cast<unsigned>(std::bit_width(values)) - 1;
  const std::uint64_t others = values & (values - 1);
  const unsigned step = others == 0 ? 1 : static_cast<unsigned>(std::countr_zero(others)) - first;
  if (step == 1 || cron_values::steps(first, last, step) != values) return list;
  std::string range = of.text(first) + '-' + of.text(last) + '/' + std::to_string(step);
  return range.size() < list.size() ? range : list;
}

/// Finds the day fields whose rules, as rules_of returns them, are those of a calendar.
class cron_day_forms {
 public:
  cron_day_forms(std::span<const days> rules, months in) : rules_{rules}, in_{in} {}

  /// The day fields if either may match, or if one is unrestricted.
  [[nodiscard]] std::optional<cron_days> either() {
    cron_days found;
    next_ = 0;
    if (next_is([](const days& one) { return one.from_last.is_all() && one.which == weekdays::every_day; }))
      found.of_month = rules_[next_++].on.bits();
    if (next_is([](const days& one) { return one.on.is_all() && one.which == weekdays::every_day; }))
      found.from_last = rules_[next_++].from_last.bits();
    take_working_days(found.working, false);
    take_working_days(found.working_from_last, true);
    const bool has_month = next_ != 0;
    const bool has_week = next_ < rules_.size();
    if (!take_weekdays(found, all_month_days)) return std::nullopt;
    found.must_both_match = !has_month || !has_week;
    if (!has_month) found.of_month = all_month_days;
    if (!has_week) found.of_week = all_weekdays;
    return found;
  }

  /// The day fields if both must match and the first is a list of days of the month.
  [[nodiscard]] std::optional<cron_days> both_with_month_days() {
    cron_days found{.must_both_match = true};
    for (const days& one : rules_) found.of_month |= one.on.bits();
    next_ = 0;
    if (!take_weekdays(found, found.of_month)) return std::nullopt;
    return found;
  }

  /// The day fields if both must match and the second is a list of days of the week.
  [[nodiscard]] std::optional<cron_days> both_with_weekdays() const {
    cron_days found{.must_both_match = true};
    for (const days& one : rules_) found.of_week |= one.which.bits();
    for (const days& one : rules_)
      (one.from_last.is_all() ? found.of_month : found.from_last) |=
          one.from_last.is_all() ? one.on.bits() : one.from_last.bits();
    return found;
  }

 private:
  template <class Predicate>
  [[nodiscard]] bool next_is(const Predicate& holds) const {
    return next_ < rules_.size() && holds(rules_[next_]);
  }

  /// Takes the rules of working days if they come next.
  void take_working_days(std::uint64_t& near, bool is_from_last) {
    if (next_ == rules_.size()) return;
    const std::uint64_t days_near = is_from_last ? rules_[next_].from_last.bits() : rules_[next_].on.bits();
    std::vector<days> expected;
    add_working_days(expected, days_near, is_from_last);
    const auto never_comes = [&](days one) {
      one.in = in_;
      return !comes_for_ever(one);
    };
    expected.erase(std::remove_if(expected.begin(), expected.end(), never_comes), expected.end());
    const auto rest = rules_.subspan(next_);
    if (rest.size() < expected.size() || !std::equal(expected.begin(), expected.end(), rest.begin())) return;
    near = days_near;
    next_ += expected.size();
  }

  /// Takes the remaining rules as days of the week, each limited to some days of the month.
  [[nodiscard]] bool take_weekdays(cron_days& found, std::uint64_t within) {
    for (; next_ < rules_.size(); ++next_) {
      const days& one = rules_[next_];
      const std::uint64_t which = one.which.bits();
      if (one.on.bits() == within && one.from_last.is_all()) {
        found.of_week |= which;
      } else if (one.on.bits() == within && one.from_last.bits() == last_week) {
        found.last_of_weekday |= which;
      } else {
        std::uint64_t weeks = 0;  // week n is bit n
        for (unsigned n = 1; n <= 5; ++n)
          if ((days_in_weeks(1U << n) & one.on.bits()) != 0) weeks |= 1U << n;
        if ((days_in_weeks(weeks) & within) != one.on.bits() || !one.from_last.is_all()) return false;
        for (std::size_t day = 0; day < 7; ++day)
          if ((which >> day & 1U) != 0) found.nth_of_weekday[day] |= weeks;
      }
    }
    return true;
  }

  std::span<const days> rules_;
  months in_;
  std::size_t next_ = 0;
};

/// Writes the fields of a line.
class cron_writer {
 public:
  explicit cron_writer(cron_dialect dialect) : dialect_{dialect} {
    if (dialect == cron_dialect::quartz) weekdays_.names = weekday_names;
  }

  [[nodiscard]] std::string line(const cron_days& fields, const times& at, months in) const {
    const bool is_any_week = fields.must_both_match && fields.of_week == all_weekdays;
    const bool is_any_month = fields.must_both_match && fields.of_month == all_month_days;
    const bool needs_star = fields.must_both_match && !is_any_week && !is_any_month;
    const leading_star star = fields.must_both_match ? leading_star::may : leading_star::must_not;
    std::string dates = month_days_text(fields, needs_star ? leading_star::must_not : star);
    std::string week = weekdays_text(fields, needs_star ? leading_star::must_not : star);
    if (needs_star) {  // in whichever field makes the line shorter
      std::string starred_dates = month_days_text(fields, leading_star::must);
      std::string starred_week = weekdays_text(fields, leading_star::must);
      const bool is_month_starred = (fields.of_month & first_day) != 0;
      const bool is_week_starred = (fields.of_week & sunday) != 0;
      if (is_week_starred &&
          (!is_month_starred || dates.size() + starred_week.size() < starred_dates.size() + week.size()))
        week = std::move(starred_week);
      else
        dates = std::move(starred_dates);
    }
    if (dialect_ == cron_dialect::quartz && is_any_week)
      week = "?";
    else if (dialect_ == cron_dialect::quartz && is_any_month)
      dates = "?";
    std::string text = dialect_ == cron_dialect::vixie ? "" : "0 ";
    text.append(values_text({0, 59}, at.m.bits())).append(" ").append(values_text({0, 23}, at.h.bits()));
    text.append(" ").append(dates).append(" ").append(values_text({1, 12}, in.bits())).append(" ").append(week);
    return text;
  }

 private:
  // A list without them cannot begin with a star.
  static constexpr std::uint64_t first_day = 0b10;
  static constexpr std::uint64_t sunday = 0b1;

  static std::string month_days_text(const cron_days& fields, leading_star star) {
    std::string list;
    if (fields.of_month != 0) list = values_text({1, 31}, fields.of_month, star);
    for (const unsigned n : month_days::all())
      if ((fields.working >> n & 1U) != 0) append_element(list, std::to_string(n) + 'W');
    for (const unsigned n : days_from_last::all()) {
      const std::string day = n == 1 ? "L" : "L-" + std::to_string(n - 1);
      if ((fields.from_last >> n & 1U) != 0) append_element(list, day);
      if ((fields.working_from_last >> n & 1U) != 0) append_element(list, day + 'W');
    }
    return list;
  }

  [[nodiscard]] std::string weekdays_text(const cron_days& fields, leading_star star) const {
    std::string list;
    if (fields.of_week != 0) list = values_text(weekdays_, fields.of_week, star);
    for (unsigned day = 0; day < 7; ++day) {
      for (unsigned n = 1; n <= 5; ++n)
        if ((fields.nth_of_weekday[day] >> n & 1U) != 0)
          append_element(list, weekdays_.text(day) + '#' + std::to_string(n));
      if ((fields.last_of_weekday >> day & 1U) != 0) append_element(list, weekdays_.text(day) + 'L');
    }
    return list;
  }

  cron_dialect dialect_;
  cron_values weekdays_{0, 6};
};

/// What a line of cron cannot say about a calendar, apart from its days; "" if there is nothing.
inline std::string lost_in_cron(const calendar& when) {
  const calendar::entry& first = when.entries().front();
  for (const calendar::entry& one : when.entries()) {
    if (one.on.every.weeks() != 1)
      return "found every " + std::to_string(one.on.every.weeks()) +
             " weeks, which cron cannot say; write a calendar that runs every week";
    if (one.what != first.what)
      return "found levels " + std::string{to_string(first.what)}.append(" and ").append(to_string(one.what)) +
             ", but a line of cron has no levels; write a line for each";
    if (one.at != first.at)
      return "found entries with different times of day, but a line of cron has the same times on all its days; write "
             "a "
             "line for each";
    if (one.on.in != first.on.in)
      return "found entries with different months, but a line of cron has the same months for all its days; write a "
             "line "
             "for each";
  }
  return "";
}

}  // namespace detail

/// Writes the calendar as a short line of cron; or reports one issue, `unsupported`, which says what would be lost.
/// O(entries).
[[nodiscard]] inline result<std::string> format_cron(const calendar& when, cron_dialect dialect = cron_dialect::vixie) {
  const auto refused = [](std::string message) {
    return tl::make_unexpected(issues{{"", issue_code::unsupported, std::move(message)}});
  };
  if (std::string lost = detail::lost_in_cron(when); !lost.empty()) return refused(std::move(lost));
  const calendar::entry& first = when.entries().front();
  std::vector<days> rules;
  for (const calendar::entry& one : when.entries())
    rules.push_back({.on = one.on.on, .from_last = one.on.from_last, .which = one.on.which});
  detail::cron_day_forms forms{rules, first.on.in};
  bool has_more_than_a_crontab = false;
  for (const auto& fields : {forms.either(), forms.both_with_month_days(), forms.both_with_weekdays()}) {
    if (!fields) continue;
    std::string line = detail::cron_writer{dialect}.line(*fields, first.at, first.on.in);
    // The reader knows whether the dialect combines the two fields in this way.
    const auto again = parse_cron(line, dialect, first.what);
    if (!again || again->when != when) continue;
    // parse_cron reads these forms in every dialect, but cron itself rejects them.
    const bool is_for_cron = line.find_first_of("LW#") == std::string::npos;
    if (dialect != cron_dialect::vixie || is_for_cron) return line;
    has_more_than_a_crontab = true;
  }
  if (has_more_than_a_crontab)
    return refused(
        "found days that a crontab cannot say: the last of a month, the nth of a weekday, or the nearest working day; "
        "write the dialect seconds_first or quartz, whose programs can");
  return refused(
      when.entries().size() == 1
          ? "found days that no line of cron can say, such as every Friday the 13th, since a match of one day field "
            "is enough"
          : "found entries whose days one line of cron cannot say, or not in this order; write a line for each");
}

}  // namespace rota::inline v0

#endif
