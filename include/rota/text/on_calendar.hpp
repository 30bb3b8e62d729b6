// SPDX-License-Identifier: MIT
//
// rota/text/on_calendar.hpp: reads and writes calendars in systemd's OnCalendar= notation, which is also rota's own.
//
//   result<parsed_calendar> parse_on_calendar("Mon..Fri *-*-* 02:30 Europe/Berlin", level::full);
//   std::string to_string(const calendar::entry&);        // "Mon..Fri *-*-* 02:30:00": all of an entry but its level
//   result<std::string> format_on_calendar(const calendar&, zone);        // for systemd: a line for each entry
//   result<std::string> normalize_on_calendar("*:0/15,3");                // "*-*-* *:00/15,03:00", as systemd does it
//
// An expression has weekdays, a date, a time of day and a zone, in this order. At least one of the first three is needed:
//   Mon,Wed..Fri          weekdays, by their English names, long or short, in any case; also Wed-Fri
//   *-*-*  10-15  *-1     year-month-day or month-day; the year must be *
//   *-02~3  *-*~7/1       days counted from the last, which is 1: the third-to-last of February, the last seven days
//   02:30  *:0/15:00      hour:minute or hour:minute:second; the second must be 0; without a time, 00:00
//   1,5..9,10/5,1..9/2    values of a field, or * for all: 10/5 is 10, 15 and so on to the end of the field, or after ~
//                         to the last day of the month
//   minutely hourly daily weekly monthly quarterly semiannually yearly     alone, or with a zone
// Weekdays and date must both match. A zone is UTC, in any case, or a name that begins with a letter; the caller must check
// that it exists.
//
// Two extensions say what systemd cannot, so that every entry can be written:
//   Sun *-*-* 23:00 every 2w from 2026-01-04      every second week, beginning with the week of that day
//   *-*-26~03   *-*-*~29                          the 26th if it is the third-to-last day; a day farther from the last
//                                                 than systemd's limit, the 28th
//
// What a calendar cannot say exactly is refused, at /weekday, /year, /month, /day, /hour, /minute, /second, /every, /zone or
// "": years, seconds, instants such as @0, days that never come. Unlike systemd, rota also refuses a range that goes beyond
// its field, even if its step skips the excess, as in *:50..70/30.
//
// Laws
//   parse_on_calendar(to_string(e), e.what) is the calendar of e alone, without a zone.
//   normalize_on_calendar(text) means the same as text and is its own normalized form, as is to_string(e).
//   format_on_calendar returns text that systemd normalizes to itself, or says what would be lost.
// Each takes time linear in its text. Sources: systemd.time(7), CALENDAR EVENTS; `systemd-analyze calendar` of systemd 252.
#ifndef ROTA_TEXT_ON_CALENDAR_HPP
#define ROTA_TEXT_ON_CALENDAR_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/english.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/detail/spelling.hpp>
#include <rota/text/characters.hpp>
#include <rota/text/on_calendar_values.hpp>
#include <rota/text/parsed_calendar.hpp>
#include <rota/text/zone_name.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace rota::inline v0 {

namespace detail::on_calendar {

/// An expression as it was written, as far as systemd's normalized form preserves that.
struct expression {
  weekdays which = weekdays::every_day;
  values month = {};
  values day = {};
  values from_last = {};
  values hour = {{0}};
  values minute = {{0}};
  week_stride every = {};
  std::optional<std::string> zone = std::nullopt;
};

/// A word for a whole expression. Source: systemd.time(7); systemd also reads "anually".
struct shorthand {
  std::string_view name;
  std::string_view text;
};
inline constexpr auto shorthands = std::to_array<shorthand>({{"minutely", "*:*"},
                                                             {"hourly", "*:00"},
                                                             {"daily", "*-*-*"},
                                                             {"weekly", "Mon"},
                                                             {"monthly", "*-*-01"},
                                                             {"quarterly", "*-01,04,07,10-01"},
                                                             {"semiannually", "*-01,07-01"},
                                                             {"semi-annually", "*-01,07-01"},
                                                             {"biannually", "*-01,07-01"},
                                                             {"bi-annually", "*-01,07-01"},
                                                             {"yearly", "*-01-01"},
                                                             {"annually", "*-01-01"},
                                                             {"anually", "*-01-01"}});

/// The name of a weekday, where Monday is 0 as in systemd.
constexpr std::string_view long_weekday_name(std::size_t day) noexcept { return weekday_names[(day + 1) % 7]; }
constexpr std::string_view short_weekday_name(std::size_t day) noexcept { return long_weekday_name(day).substr(0, 3); }

/// The day with that long or short name, 0 for Monday to 6 for Sunday.
constexpr std::optional<std::size_t> weekday_named(std::string_view name) noexcept {
  for (const std::size_t letters : {std::size_t{3}, std::string_view::npos})
    if (const auto from_sunday = find_name(weekday_names, name, letters)) return (*from_sunday + 6) % 7;
  return std::nullopt;
}

constexpr const shorthand* shorthand_named(std::string_view name) noexcept {
  const auto* const found = std::find_if(shorthands.begin(), shorthands.end(),
                                         [&](const shorthand& one) { return equal_ignoring_case(one.name, name); });
  return found == shorthands.end() ? nullptr : found;
}

/// The days of the week from bits, where Monday is bit 0 and Sunday bit 6, and higher bits are ignored; every day for none.
[[nodiscard]] constexpr weekdays from_monday(std::uint64_t bits) noexcept {
  return weekdays::from_bits((bits << 1U & 0x7eU) | (bits >> 6U & 1U)).value_or(weekdays::every_day);
}

/// The days as systemd prints them, "Mon..Fri,Sun".
inline void append_weekdays(std::string& text, weekdays days) {
  std::size_t first = 0;
  const auto is_chosen = [&](std::size_t day) {
    return day < 7 && days.contains(date::weekday{static_cast<unsigned>(day + 1)});
  };
  for (bool is_next = false; first < 7; ++first) {
    if (!is_chosen(first)) continue;
    if (std::exchange(is_next, true)) text += ',';
    std::size_t last = first;
    while (is_chosen(last + 1)) ++last;
    text += short_weekday_name(first);
    if (last != first) text.append(last == first + 1 ? "," : "..").append(short_weekday_name(last));
    first = last;
  }
}

/// Whether the days from the last must be written with the days of the month beside them.
[[nodiscard]] inline bool names_both_ends(const expression& said) {
  if (said.from_last.empty()) return false;
  return !said.day.empty() || std::any_of(said.from_last.begin(), said.from_last.end(), [](const value& one) {
    return (std::max)(one.first, one.last.value_or(0)) > from_last_field.most;
  });
}

[[nodiscard]] inline std::string print(const expression& said) {
  std::string text;
  if (said.which != weekdays::every_day) {
    append_weekdays(text, said.which);
    text += ' ';
  }
  append_values(text += "*-", said.month);
  if (said.from_last.empty() || names_both_ends(said)) append_values(text += '-', said.day);
  if (!said.from_last.empty()) append_values(text += '~', said.from_last);
  append_values(text += ' ', said.hour);
  append_values(text += ':', said.minute);
  text += ":00";
  if (said.every.weeks() != 1)
    text.append(" every ").append(std::to_string(said.every.weeks())).append("w from ") +=
        format_day(said.every.from());
  if (said.zone) text.append(" ").append(*said.zone);
  return text;
}

/// The set of some values. Precondition: they were made for that field.
template <class Set>
[[nodiscard]] Set set_of(const values& said, const field& of) {
  return Set::from_bits(bits_of(said, of)).value_or(Set::all());
}

[[nodiscard]] inline calendar::entry entry_of(const expression& said, level what) {
  return {what,
          {.in = set_of<months>(said.month, month_field),
           .on = set_of<month_days>(said.day, day_field),
           .from_last = set_of<days_from_last>(said.from_last, any_from_last_field),
           .which = said.which,
           .every = said.every},
          {set_of<hours>(said.hour, hour_field), set_of<minutes>(said.minute, minute_field)}};
}

[[nodiscard]] inline expression expression_of(const calendar::entry& one) {
  return {.which = one.on.which,
          .month = values_of(one.on.in.bits(), month_field),
          .day = values_of(one.on.on.bits(), day_field),
          .from_last = values_of(one.on.from_last.bits(), any_from_last_field),
          .hour = values_of(one.at.h.bits(), hour_field),
          .minute = values_of(one.at.m.bits(), minute_field),
          .every = one.on.every};
}

/// Takes the last word off `text`, with the space before it.
[[nodiscard]] constexpr std::string_view take_last_word(std::string_view& text) noexcept {
  const std::size_t space = text.rfind(' ');
  const std::string_view word = text.substr(space == std::string_view::npos ? 0 : space + 1);
  text = text.substr(0, space == std::string_view::npos ? 0 : space);
  return word;
}

/// Takes the first word off `text`, with the spaces after it.
[[nodiscard]] constexpr std::string_view take_first_word(std::string_view& text) noexcept {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  text.remove_prefix((std::min)(text.find_first_not_of(' '), text.size()));
  return word;
}

/// Reads a day as format_day writes it.
[[nodiscard]] constexpr std::optional<date::local_days> parse_day(std::string_view text) noexcept {
  const bool is_negative = take_character(text, '-');
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits != 4 && (digits != 5 || text.front() == '0')) return std::nullopt;
  const int year = take_number(text, digits).value_or(0);
  if (year > static_cast<int>((date::year::max)()) || (is_negative && year == 0)) return std::nullopt;
  if (!take_character(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take_character(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !text.empty()) return std::nullopt;
  const date::year_month_day civil{date::year{is_negative ? -year : year}, date::month{static_cast<unsigned>(*month)},
                                   date::day{static_cast<unsigned>(*day)}};
  if (!civil.ok()) return std::nullopt;
  return date::local_days{civil};
}

/// Reads an expression and reports its issues.
class expression_reader {
 public:
  [[nodiscard]] result<expression> read(std::string_view text) {
    take_zone(text);
    take_stride(text);
    if (text.empty())
      report("", issue_code::missing, "found no weekday, date or time; write for example Mon..Fri *-*-* 02:30");
    else
      read_words(text);
    if (log_.empty() && !comes_for_ever(entry_of(said_, level::full).on))
      report("/day", issue_code::out_of_range,
             "found " + in_quotes(print(said_)) + "; these days never occur; write days that do");
    if (!log_.empty()) return tl::make_unexpected(std::move(log_).take());
    return std::move(said_);
  }

 private:
  void report(std::string_view pointer, issue_code code, std::string message) {
    log_.report(std::string{pointer}, code, std::move(message));
  }

  /// Reports what was found and what to write instead.
  void refuse(std::string_view pointer, issue_code code, std::string_view text, std::string_view instead) {
    report(pointer, code, ("found " + in_quotes(text) + "; ").append(instead));
  }

  /// Whether the last word is not meant as a zone, but something out of place, such as a second weekday.
  [[nodiscard]] static bool is_no_zone(std::string_view word) noexcept {
    std::size_t letters = 0;
    while (letters < word.size() && is_letter(word[letters])) ++letters;
    return letters == 0 || equal_ignoring_case(word, "am") || equal_ignoring_case(word, "pm") ||
           weekday_named(word.substr(0, letters)) || shorthand_named(word) != nullptr ||
           equal_ignoring_case(word, "every") || equal_ignoring_case(word, "from");
  }

  void take_zone(std::string_view& text) {
    if (text.find(' ') == std::string_view::npos) return;
    std::string_view before = text;
    const std::string_view word = take_last_word(before);
    if (is_no_zone(word)) return;
    if (!is_zone_name(word))
      refuse("/zone", issue_code::malformed, word, "write the name of a zone, such as Europe/Berlin or UTC");
    said_.zone = equal_ignoring_case(word, "UTC") ? "UTC" : word;
    text = before;
  }

  static constexpr std::string_view stride_form = "write a stride as every 2w from 2026-01-04";

  void take_stride(std::string_view& text) {
    std::string_view before = text;
    const std::string_view from = take_last_word(before);
    if (!equal_ignoring_case(take_last_word(before), "from")) return;
    std::string_view weeks = take_last_word(before);
    if (!equal_ignoring_case(take_last_word(before), "every")) return;
    const std::string_view stride{text.data() + before.size(), text.size() - before.size()};
    text = before;
    const auto number = take_digits(weeks);
    const auto day = parse_day(from);
    if (!number || !equal_ignoring_case(weeks, "w") || !day)
      refuse("/every", issue_code::malformed, stride.substr(stride.find_first_not_of(' ')), stride_form);
    else if (*number < 1 || *number > week_stride::most)
      refuse("/every", issue_code::out_of_range, stride.substr(stride.find_first_not_of(' ')),
             "a stride is 1 to " + std::to_string(week_stride::most) + " weeks");
    else
      said_.every = week_stride{static_cast<int>(*number), *day};
  }

  void read_words(std::string_view rest) {
    if (const shorthand* const whole = shorthand_named(rest)) rest = whole->text;
    if (rest.front() == '@')
      return refuse(
          "", issue_code::unsupported, rest,
          "an instant comes once, but a calendar runs forever; write a date and a time such as *-10-15 02:30");
    if (is_letter(rest.front())) read_weekdays(take_first_word(rest));
    if (rest.empty()) return;
    if (is_letter(rest.front())) return refuse_rest(rest);
    if (rest.substr(0, rest.find(' ')).find(':') == std::string_view::npos) {
      read_date(take_first_word(rest), rest);
      if (rest.empty()) return;
    }
    read_time(rest);
  }

  void read_weekdays(std::string_view word) {
    if (shorthand_named(word) != nullptr)
      return refuse("", issue_code::malformed, word, "it stands alone, or with only a zone after it");
    if (equal_ignoring_case(word, "every")) return refuse("/every", issue_code::malformed, word, stride_form);
    std::uint64_t bits = 0;  // Monday is bit 0
    const std::string_view whole = word;
    while (!word.empty()) {  // a trailing comma is allowed
      const std::string_view one = word.substr(0, word.find(','));
      word.remove_prefix((std::min)(one.size() + 1, word.size()));
      const std::size_t dash = (std::min)(one.find_first_of(".-"), one.size());
      const bool is_range = dash < one.size();
      const std::string_view other = one.substr((std::min)(dash + (one.substr(dash, 2) == ".." ? 2 : 1), one.size()));
      const auto first = weekday_named(one.substr(0, dash));
      const auto last = is_range ? weekday_named(other) : first;
      if (!first || !last || (is_range && one[dash] == '.' && one.substr(dash, 2) != ".."))
        return refuse_weekday(one, whole == one, first && is_range ? other : one.substr(0, dash));
      const std::uint64_t until_last = (std::uint64_t{2} << *last) - 1;
      const std::uint64_t before_first = (std::uint64_t{1} << *first) - 1;
      if (*last < *first) {
        std::string turned = "weeks begin on Monday and ranges go up; write ";
        append_weekdays(turned, from_monday(until_last | ~before_first));
        return refuse("/weekday", issue_code::out_of_range, one, turned);
      }
      bits |= until_last & ~before_first;
    }
    said_.which = from_monday(bits);
  }

  /// Reports a word in which `name` is not a weekday, with what was probably meant.
  void refuse_weekday(std::string_view word, bool is_alone, std::string_view name) {
    std::array<std::string_view, 14 + shorthands.size()> names;
    for (std::size_t day = 0; day < 7; ++day) {
      names[day] = short_weekday_name(day);
      names[7 + day] = long_weekday_name(day);
    }
    for (std::size_t i = 0; i < shorthands.size(); ++i) names[14 + i] = shorthands[i].name;
    const auto meant = nearest(name, std::span{names}.first(is_alone ? names.size() : 14));
    if (!meant.empty() && !weekday_named(name))
      return refuse("/weekday", issue_code::unknown_value, word, "perhaps " + std::string{meant} + " was meant");
    if (weekday_named(word.substr(0, word.find_first_of(".-"))))
      return refuse("/weekday", issue_code::malformed, word, "a range has two days, as in Mon..Fri or Mon-Fri");
    refuse("/weekday", issue_code::unknown_value, word,
           is_alone
               ? "write weekdays such as Mon..Fri, a date such as *-10-15, a time such as 02:30, or a word such as "
                 "daily or weekly"
               : "write English names of weekdays, such as Mon,Wed..Fri");
  }

  /// Reads a date, which `rest` follows.
  void read_date(std::string_view word, std::string_view rest) {
    std::array<std::string_view, 4> parts;
    std::string separators;
    std::string_view left = word;
    std::size_t count = 0;
    for (bool has_more = true; has_more && count < parts.size();) {
      parts[count] = left.substr(0, left.find_first_of("-~"));
      left.remove_prefix(parts[count].size());
      has_more = !left.empty();
      if (has_more) separators += left.front();
      left.remove_prefix(has_more ? 1 : 0);
      ++count;
    }
    const bool is_whole = separators.size() + 1 == count;
    if (count == 1) return refuse_bare(word, rest);
    if (!is_whole ||
        (separators != "-" && separators != "~" && separators != "--" && separators != "-~" && separators != "--~"))
      return refuse("", issue_code::malformed, word, "write a date as *-10-15, or *-10~1 for the last day of a month");
    if (count > 2 && parts[0] != "*") refuse_year(parts[0]);
    const std::size_t month = count == 2 ? 0 : 1;
    said_.month = read_values(parts[month], month_field, log_);
    if (separators.back() == '~')
      said_.from_last = read_values(parts[count - 1], count == 4 ? any_from_last_field : from_last_field, log_);
    if (separators.back() == '-' || count == 4) said_.day = read_values(parts[month + 1], day_field, log_);
  }

  /// Reports a word that is neither a date nor a time.
  void refuse_bare(std::string_view word, std::string_view rest) {
    if (word.empty()) return refuse("", issue_code::malformed, " ", "remove the space in front");
    std::string_view left = word;
    const auto number = take_digits(left);
    std::string instead = rest.empty() ? "write a date such as *-10-15 or a time such as 02:30"
                                       : "write a date such as *-10-15 before the time";
    if (number && left.empty() && *number >= 1 && (*number < 24 || (*number <= 31 && !rest.empty()))) {
      std::string digits;
      append_two_digits(digits, *number);
      instead = (rest.empty() ? "write " + digits + ":00 for a time, or " : "write ") + "*-*-" + digits +
                " for a day of the month";
    }
    refuse("", issue_code::malformed, word, instead);
  }

  void refuse_year(std::string_view text) {
    if (text.empty() || text.find_first_not_of("0123456789,./") != std::string_view::npos)
      refuse("/year", issue_code::malformed, text, "write * for the year, as in *-10-15");
    else
      refuse("/year", issue_code::unsupported, text,
             "a calendar runs every year, so the year would be lost; write *, as in *-10-15");
  }

  /// Reports text after the last part of an expression.
  void refuse_rest(std::string_view rest) {
    rest.remove_prefix((std::min)(rest.find_first_not_of(' '), rest.size()));
    if (equal_ignoring_case(rest.substr(0, rest.find(' ')), "every"))
      return refuse("/every", issue_code::malformed, rest, stride_form);
    refuse("", issue_code::malformed, rest,
           "write weekdays, a date, a time and a zone such as Europe/Berlin, in this order and with single spaces "
           "between");
  }

  void read_time(std::string_view rest) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos) return refuse_rest(rest);
    said_.hour = read_values(word.substr(0, colon), hour_field, log_);
    const std::string_view after = word.substr(colon + 1);
    const std::string_view minute = after.substr(0, after.find(':'));
    said_.minute = read_values(minute, minute_field, log_);
    if (minute.size() < after.size()) read_second(after.substr(minute.size() + 1));
    if (word.size() < rest.size()) refuse_rest(rest.substr(word.size()));
  }

  void read_second(std::string_view text) {
    std::string_view rest = text;
    bool is_zero = true;
    for (bool has_more = true; has_more && is_zero; has_more = take_character(rest, ',')) {
      is_zero = take_digits(rest) == 0U;
      if (is_zero && rest.starts_with('.') && take_character(rest, '.')) is_zero = take_digits(rest) == 0U;
    }
    if (is_zero && rest.empty()) return;
    if (text.empty() || text.find_first_not_of("0123456789*,./") != std::string_view::npos)
      return refuse("/second", issue_code::malformed, text, "write 00 for the second, or leave it out");
    rest = text;
    const auto number = take_digits(rest);
    if (rest.empty() && number > 59U)
      return refuse("/second", issue_code::out_of_range, text, "write 00 for the second, or leave it out");
    refuse("/second", issue_code::unsupported, text,
           "a calendar has whole minutes, so the seconds would be lost; write 00, or leave them out");
  }

  expression said_;
  issue_log log_;
};

/// Whether systemd reads these days from the last. It allows up to 28, and 3 less with each further value of a list.
[[nodiscard]] inline bool is_within_systemd(const values& from_last) noexcept {
  unsigned farthest = from_last_field.most;
  for (const value& one : from_last) {
    if ((std::max)(one.first, one.last.value_or(0)) > farthest || one.step >= farthest) return false;
    farthest -= (std::min)(farthest, 3U);
  }
  return true;
}

/// What would be lost if systemd read the expression; "" if nothing.
[[nodiscard]] inline std::string_view loss_in_systemd(const expression& said) {
  if (said.every.weeks() != 1) return "OnCalendar has no strides, so the stride of weeks would be lost";
  if (!said.from_last.empty() && !said.day.empty())
    return "OnCalendar counts days from the first of a month or from the last, so one of the two conditions would be "
           "lost";
  if (!is_within_systemd(said.from_last))
    return "systemd reads days from the last only up to 28, and 3 less with each further value of a list, so these "
           "days "
           "would be lost; write an entry for each";
  return "";
}

}  // namespace detail::on_calendar

/// Reads an OnCalendar expression as a calendar of one entry of the level `what`, with its zone if it names one. Reports
/// what is malformed and what a calendar cannot say exactly. O(text).
[[nodiscard]] inline result<parsed_calendar> parse_on_calendar(std::string_view text, level what = level::full) {
  auto said = detail::on_calendar::expression_reader{}.read(text);
  if (!said) return tl::make_unexpected(std::move(said).error());
  return parsed_calendar{calendar{detail::on_calendar::entry_of(*said, what)}, std::move(said->zone)};
}

/// Rewrites an expression in systemd's normalized form, which does not merge values such as `03/1,03..05`, with its zone.
/// Reports the same issues as parse_on_calendar. O(text).
[[nodiscard]] inline result<std::string> normalize_on_calendar(std::string_view text) {
  const auto said = detail::on_calendar::expression_reader{}.read(text);
  if (!said) return tl::make_unexpected(said.error());
  return detail::on_calendar::print(*said);
}

/// Writes all of an entry but its level, as parse_on_calendar reads it: in systemd's normalized form, with rota's extensions
/// if they are needed.
[[nodiscard]] inline std::string to_string(const calendar::entry& one) {
  return detail::on_calendar::print(detail::on_calendar::expression_of(one));
}

/// Writes a calendar for systemd, which unites several OnCalendar= lines: an expression for each entry, in order, with '\n'
/// between, and each with the zone if there is one. Reports what would be lost: several levels at "", and days of the third
/// entry at "/2/on". Reports at "/zone" what is not the name of a zone. O(entries).
[[nodiscard]] inline result<std::string> format_on_calendar(const calendar& when,
                                                            const std::optional<std::string>& zone = std::nullopt) {
  issue_log log;
  std::string text;
  if (when.strongest_level() != when.weakest_level())
    log.report("", issue_code::unsupported,
               "found entries of several levels; OnCalendar has no levels, so they would be lost; "
               "write a timer for each level");
  if (zone && !detail::is_zone_name(*zone))
    log.report("/zone", issue_code::malformed,
               "found " + detail::in_quotes(*zone) + "; write the name of a zone, such as Europe/Berlin or UTC");
  for (std::size_t i = 0; i < when.entries().size(); ++i) {
    auto said = detail::on_calendar::expression_of(when.entries()[i]);
    if (const auto loss = detail::on_calendar::loss_in_systemd(said); !loss.empty())
      log.report("/" + std::to_string(i) + "/on", issue_code::unsupported,
                 ("found " + detail::in_quotes(to_string(when.entries()[i])) + "; ").append(loss));
    said.zone = zone;
    text.append(i == 0 ? "" : "\n").append(detail::on_calendar::print(said));
  }
  if (!log.empty()) return tl::make_unexpected(std::move(log).take());
  return text;
}

}  // namespace rota::inline v0

#endif
