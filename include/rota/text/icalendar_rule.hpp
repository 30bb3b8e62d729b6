// SPDX-License-Identifier: MIT
//
// rota/text/icalendar_rule.hpp: reads the parts of an RRULE, such as FREQ=MONTHLY;BYDAY=1FR.
//
//   rule said;
//   rule_reader{said, log}.read("FREQ=MONTHLY;BYDAY=1FR");     // reports at /RRULE and /RRULE/NAME
//
// Source: RFC 5545, section 3.3.10.
#ifndef ROTA_TEXT_ICALENDAR_RULE_HPP
#define ROTA_TEXT_ICALENDAR_RULE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/english.hpp>
#include <rota/detail/names.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/detail/spelling.hpp>
#include <rota/text/characters.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rota::inline v0 {

namespace detail::icalendar {

enum class frequency : std::uint8_t { daily, weekly, monthly, yearly };

}  // namespace detail::icalendar

template <>
inline constexpr auto detail::enum_names<detail::icalendar::frequency> =
    std::to_array<std::string_view>({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"});

namespace detail::icalendar {

/// "SU" for 0 to "SA" for 6, and "SU" again for 7.
inline std::string short_name(unsigned day) { return in_capitals(weekday_names[day % 7], 2); }

/// The day with that short name, in any case.
constexpr std::optional<date::weekday> day_named(std::string_view name) noexcept {
  const auto day = find_name(weekday_names, name, 2);
  return day ? std::optional{date::weekday{*day}} : std::nullopt;
}

/// Days of the week with the same ordinal: 1 for the first in a month, -1 for the last, 0 for all.
struct ordinal_days {
  int ordinal;
  weekdays which;
};

/// The parts of a rule. Sets of numbers are bits; a part that is left out has none.
struct rule {
  /// The most entries that a rule can make: 11 ordinals (none, 1 to 5, -1 to -5), each with days of the month counted from
  /// the first and from the last.
  static constexpr std::size_t most_entries = 22;

  frequency how_often = frequency::daily;
  int interval = 1;
  date::weekday week_begin = date::Monday;
  std::uint64_t month = 0;
  std::uint64_t month_day = 0;
  std::uint64_t from_last = 0;            ///< BYMONTHDAY=-1 is bit 1
  bool begins_from_last = false;          ///< whether the first of BYMONTHDAY is negative
  std::vector<ordinal_days> by_day = {};  ///< an element for each ordinal, in order of first mention
  std::uint8_t first_day = 0;             ///< the first day of BYDAY, as the bits of weekdays
  std::uint64_t hour = 0;
  std::uint64_t minute = 0;
};

/// Reads a rule and reports its issues.
class rule_reader {
 public:
  rule_reader(rule& said, issue_log& log) noexcept : said_{said}, log_{log} {}

  void read(std::string_view text) {
    std::optional<std::string_view> rest = text;
    while (const auto one = log_.is_full() ? std::nullopt : take_element(rest, ';')) read_part(*one);
    check();
  }

 private:
  struct part {
    std::string_view name;
    void (rule_reader::*read)(std::string_view value);
    std::string_view lost;  ///< if there is no function: why the part is refused
  };
  static constexpr std::size_t part_count = 18;
  [[nodiscard]] static const std::array<part, part_count>& parts() noexcept {
    static constexpr std::string_view end =
        "a calendar has no end, so the end would be lost; leave it out, and delete the schedule at that time";
    static constexpr std::string_view weeks =
        "a calendar does not number the weeks of a year, so they would be lost; write BYMONTH and BYDAY";
    static constexpr std::string_view year_days =
        "a calendar does not number the days of a year, so they would be lost; write BYMONTH and BYMONTHDAY";
    static constexpr std::string_view positions =
        "a calendar does not number the times of a period, so the choice among them would be lost; write BYDAY=-1FR "
        "for the last Friday, or BYMONTHDAY";
    static constexpr std::string_view easter = "a calendar does not know Easter, so the days would be lost";
    static constexpr std::string_view scale = "a calendar is Gregorian and skips days that a month lacks; leave it out";
    static constexpr std::array<part, part_count> all{{{"FREQ", &rule_reader::read_frequency, ""},
                                                       {"INTERVAL", &rule_reader::read_interval, ""},
                                                       {"BYMONTH", &rule_reader::read_months, ""},
                                                       {"BYMONTHDAY", &rule_reader::read_month_days, ""},
                                                       {"BYDAY", &rule_reader::read_days, ""},
                                                       {"BYHOUR", &rule_reader::read_hours, ""},
                                                       {"BYMINUTE", &rule_reader::read_minutes, ""},
                                                       {"BYSECOND", &rule_reader::read_seconds, ""},
                                                       {"WKST", &rule_reader::read_week_begin, ""},
                                                       {"COUNT", nullptr, end},
                                                       {"UNTIL", nullptr, end},
                                                       {"BYSETPOS", nullptr, positions},
                                                       {"BYWEEKNO", nullptr, weeks},
                                                       {"BYYEARDAY", nullptr, year_days},
                                                       {"BYEASTER", nullptr, easter},
                                                       {"BYWEEKDAY", nullptr, "write BYDAY"},
                                                       {"RSCALE", nullptr, scale},
                                                       {"SKIP", nullptr, scale}}};
    return all;
  }

  void refuse(std::string_view name, issue_code code, std::string_view text, std::string_view instead) {
    std::string pointer = name.empty() ? "/RRULE" : "/RRULE/" + std::string{name};
    if (!log_.has(pointer)) log_.report(std::move(pointer), code, ("found " + in_quotes(text) + "; ").append(instead));
  }

  void read_part(std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const auto number =
        static_cast<std::size_t>(std::find_if(parts().begin(), parts().end(),
                                              [&](const part& one) { return equal_ignoring_case(one.name, name); }) -
                                 parts().begin());
    if (number == part_count) return refuse_part(name, text);
    const part& found = parts()[number];
    here_ = found.name;
    const std::uint32_t bit = std::uint32_t{1} << number;
    if ((seen_ & bit) != 0) return refuse(here_, issue_code::conflict, text, "write each part once");
    seen_ |= bit;
    if (equals == std::string_view::npos)
      return refuse(here_, issue_code::malformed, text, "write the part as NAME=value");
    if (found.read == nullptr) return refuse(here_, issue_code::unsupported, text, found.lost);
    (this->*found.read)(text.substr(equals + 1));
  }

  void refuse_part(std::string_view name, std::string_view text) {
    if (!is_property_name(name))
      return refuse("", issue_code::malformed, text, "write parts as NAME=value, separated by single semicolons");
    if (log_.has("/RRULE/" + std::string{name})) return;
    std::array<std::string_view, part_count> names;
    std::transform(parts().begin(), parts().end(), names.begin(), [](const part& one) { return one.name; });
    const std::string_view meant = nearest(name, names);
    refuse(name, issue_code::unknown_member, text,
           meant.empty() ? "a rule has FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE, BYSECOND and WKST"
                         : "perhaps " + std::string{meant} + " was meant");
  }

  void read_frequency(std::string_view value) {
    for (std::size_t i = 0; i < enum_names<frequency>.size(); ++i)
      if (equal_ignoring_case(value, enum_names<frequency>[i])) {
        said_.how_often = static_cast<frequency>(i);
        has_frequency_ = true;
        return;
      }
    if (equal_ignoring_case(value, "HOURLY"))
      return refuse(here_, issue_code::unsupported, value, "write DAILY, and the hours as BYHOUR=0,6,12,18");
    if (equal_ignoring_case(value, "MINUTELY"))
      return refuse(here_, issue_code::unsupported, value, "write DAILY, and the times as BYHOUR and BYMINUTE");
    if (equal_ignoring_case(value, "SECONDLY"))
      return refuse(here_, issue_code::unsupported, value,
                    "a calendar has whole minutes, so the seconds would be lost");
    refuse(here_, issue_code::unknown_value, value, "write DAILY, WEEKLY, MONTHLY or YEARLY");
  }

  void read_interval(std::string_view value) {
    const unsigned number = parse_digits(value).value_or(0);
    if (number == 0) return refuse(here_, issue_code::malformed, value, "write a number of 1 or more");
    said_.interval = static_cast<int>(number);
  }

  void read_week_begin(std::string_view value) {
    const auto day = day_named(value);
    if (!day) return refuse(here_, issue_code::unknown_value, value, "write MO, TU, WE, TH, FR, SA or SU");
    said_.week_begin = *day;
  }

  /// Calls `read(element)` for each element between commas, until it returns false.
  template <class Read>
  static void for_each_element(std::string_view list, const Read& read) {
    std::optional<std::string_view> rest = list;
    while (const auto one = take_element(rest, ','))
      if (!read(*one)) return;
  }

  /// Takes the sign off the beginning of an element and returns it as 1 or -1; 0 if there is no sign.
  [[nodiscard]] static int take_sign(std::string_view& text) noexcept {
    if (take_character(text, '-')) return -1;
    return take_character(text, '+') ? 1 : 0;
  }

  /// Reads numbers into `bits`, and negative ones into `*negative`; without it, they are refused.
  void read_numbers(std::string_view list, unsigned least, unsigned most, std::uint64_t& bits,
                    std::uint64_t* negative = nullptr) {
    const std::string bounds = std::to_string(least) + " to " + std::to_string(most);
    for_each_element(list, [&](std::string_view one) {
      std::string_view rest = one;
      const int sign = take_sign(rest);
      const auto number = take_digits(rest);
      const bool is_number = number && rest.empty() && (sign == 0 || negative != nullptr);
      if (!is_number || *number < least || *number > most) {
        refuse(here_, is_number ? issue_code::out_of_range : issue_code::malformed, one,
               "write numbers from " + bounds +
                   (negative != nullptr ? ", or with a minus to count from the last day," : "") +
                   " separated by commas");
        return false;
      }
      if (bits == 0 && negative != nullptr && *negative == 0) said_.begins_from_last = sign < 0;
      (sign < 0 ? *negative : bits) |= std::uint64_t{1} << *number;
      return true;
    });
  }

  void read_months(std::string_view value) { read_numbers(value, 1, 12, said_.month); }
  void read_month_days(std::string_view value) { read_numbers(value, 1, 31, said_.month_day, &said_.from_last); }
  void read_hours(std::string_view value) { read_numbers(value, 0, 23, said_.hour); }
  void read_minutes(std::string_view value) { read_numbers(value, 0, 59, said_.minute); }

  void read_seconds(std::string_view value) {
    std::uint64_t seconds = 0;
    read_numbers(value, 0, 60, seconds);
    if (seconds > 1)
      refuse(here_, issue_code::unsupported, value,
             "a calendar has whole minutes, so the seconds would be lost; write 0");
  }

  void read_days(std::string_view value) {
    for_each_element(value, [&](std::string_view one) {
      std::string_view rest = one;
      const int sign = take_sign(rest);
      const auto number = take_digits(rest);
      const auto day = day_named(rest);
      if (!day || (sign != 0 && !number)) {
        refuse(here_, issue_code::malformed, one,
               "write days as MO, TU, WE, TH, FR, SA or SU; 1MO is the first Monday of a month, and -1MO the last");
        return false;
      }
      if (number && (*number < 1 || *number > 53)) {
        refuse(here_, issue_code::out_of_range, one, "write an ordinal from 1 to 5, or from -1 to -5");
        return false;
      }
      add_day(number ? static_cast<int>(*number) * (sign < 0 ? -1 : 1) : 0, *day);
      return true;
    });
  }

  void add_day(int ordinal, date::weekday day) {
    const weekdays which{day};
    if (said_.by_day.empty()) said_.first_day = which.bits();
    const auto same = std::find_if(said_.by_day.begin(), said_.by_day.end(),
                                   [&](const ordinal_days& one) { return one.ordinal == ordinal; });
    if (same == said_.by_day.end())
      said_.by_day.push_back({ordinal, which});
    else
      same->which = same->which | which;
  }

  /// Reports parts that are valid alone but not together.
  void check() {
    if (!has_frequency_ && !log_.has("/RRULE/FREQ"))
      log_.report("/RRULE/FREQ", issue_code::missing, "found no FREQ; write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY");
    if (!has_frequency_) return;
    const bool is_weekly = said_.how_often == frequency::weekly;
    if (said_.interval > 1) check_interval(is_weekly);
    if (is_weekly && (said_.month_day | said_.from_last) != 0)
      log_.report("/RRULE/BYMONTHDAY", issue_code::conflict,
                  "found BYMONTHDAY with WEEKLY, which RFC 5545 forbids; write FREQ=DAILY or FREQ=MONTHLY");
    const auto farthest = std::max_element(
        said_.by_day.begin(), said_.by_day.end(),
        [](const ordinal_days& a, const ordinal_days& b) { return a.ordinal * a.ordinal < b.ordinal * b.ordinal; });
    if (farthest != said_.by_day.end() && farthest->ordinal != 0) check_ordinal(*farthest);
  }

  void check_interval(bool is_weekly) {
    const std::string value = std::to_string(said_.interval);
    if (is_weekly && said_.interval > week_stride::most)
      return refuse("INTERVAL", issue_code::out_of_range, value,
                    "a stride is 1 to " + std::to_string(week_stride::most) + " weeks");
    if (is_weekly) return;
    std::string instead = "a calendar counts only weeks, so the days, months or years to skip would be lost";
    if (said_.how_often == frequency::daily && said_.interval % 7 == 0 && (said_.month_day | said_.from_last) == 0)
      instead += "; write FREQ=WEEKLY;INTERVAL=" + std::to_string(said_.interval / 7);
    if (said_.how_often == frequency::monthly && 12 % said_.interval == 0) instead += "; write the months as BYMONTH";
    refuse("INTERVAL", issue_code::unsupported, value, instead);
  }

  void check_ordinal(const ordinal_days& farthest) {
    const int ordinal = farthest.ordinal;
    const std::string value = std::to_string(ordinal) + short_name((*farthest.which.begin()).c_encoding());
    if (said_.how_often == frequency::daily || said_.how_often == frequency::weekly)
      refuse("BYDAY", issue_code::conflict, value,
             "RFC 5545 allows ordinals only with MONTHLY and YEARLY; write FREQ=MONTHLY");
    else if (said_.how_often == frequency::yearly && said_.month == 0)
      refuse("BYDAY", issue_code::unsupported, value,
             "a calendar counts days within a month, not within a year; write BYMONTH too");
    else if (ordinal > 5 || ordinal < -5)
      refuse("BYDAY", issue_code::out_of_range, value,
             "a month has each day of the week at most 5 times; write 1 to 5 or -1 to -5");
  }

  rule& said_;
  issue_log& log_;
  std::string_view here_;  // the part being read
  std::uint32_t seen_ = 0;
  bool has_frequency_ = false;
};

}  // namespace detail::icalendar
}  // namespace rota::inline v0

#endif
