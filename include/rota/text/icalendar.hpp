// SPDX-License-Identifier: MIT
//
// rota/text/icalendar.hpp: reads and writes calendars as DTSTART and RRULE of iCalendar (RFC 5545, section 3.3.10).
//
//   result<parsed_calendar> parse_rrule("DTSTART;TZID=Europe/Berlin:19970902T090000\n"
//                                       "RRULE:FREQ=MONTHLY;BYDAY=1FR", level::full);
//   result<std::string> format_rrule(const calendar&, from, zone);      // these two lines, DTSTART on or after `from`
//
// A calendar has no beginning. DTSTART only supplies what the rule leaves out (the day, the hour, the minute), the week in
// which a stride begins, and the zone: TZID, or UTC for a time with Z. The caller must check that the zone exists. There is
// no end either, so COUNT and UNTIL are refused.
//
//   FREQ        DAILY, WEEKLY, MONTHLY, YEARLY
//   INTERVAL    1; with WEEKLY up to 520, a week_stride; its weeks begin on WKST
//   BYMONTH  BYMONTHDAY  BYHOUR  BYMINUTE     BYMONTHDAY=-1 is the last day of the month
//   BYDAY       FR; with MONTHLY, or with YEARLY and BYMONTH, also 1FR and -2MO, counted within the month
//   BYSECOND    0
// Values that need a union become several entries, in the order of the rule: BYMONTHDAY=1,-1 is the 1st and the last day;
// BYDAY=1MO,-1FR is the Monday among days 1 to 7 and the Friday among the last seven. So do strides whose weeks do not begin
// on Monday: one entry has the days up to Sunday, another those from Monday on. A stride counts from the first day of its
// entry on or after DTSTART.
//
// Everything else is refused, at /DTSTART, at /RRULE, at the part, such as /RRULE/BYSETPOS, or at the line, such as /EXDATE.
// Names may be in any case; lines may be in any order, end with LF or CRLF, and be folded.
//
// Law
//   parse_rrule(*format_rrule(c), c's level) is c, unless format_rrule refuses c.
// Both take time linear in the text. A rule makes at most 22 entries.
#ifndef ROTA_TEXT_ICALENDAR_HPP
#define ROTA_TEXT_ICALENDAR_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/detail/spelling.hpp>
#include <rota/text/characters.hpp>
#include <rota/text/icalendar_rule.hpp>
#include <rota/text/parsed_calendar.hpp>
#include <rota/text/zone_name.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

namespace detail::icalendar {

/// The time of DTSTART.
struct start {
  date::local_days day{};
  time_of_day at{std::chrono::hours{0}, std::chrono::minutes{0}};
};

/// Makes the entries of a rule, without those that never come. The weeks of a calendar begin on Monday, those of a rule on
/// its WKST.
class rule_entries {
 public:
  rule_entries(const rule& said, const start& from, level what)
      : said_{said},
        from_{from},
        one_{what,
             {.in = set_of<months>(said.month, months::all().bits())},
             {set_of<hours>(said.hour, bit_of(from.at.hour().count())),
              set_of<minutes>(said.minute, bit_of(from.at.minute().count()))}} {}

  [[nodiscard]] std::vector<calendar::entry> make() && {
    const date::year_month_day day{from_.day};
    const bool is_plain = said_.by_day.empty() && said_.month_day == 0 && said_.from_last == 0;
    if (is_plain && said_.how_often == frequency::weekly) {
      one_.on.which = weekdays{date::weekday{from_.day}};
    } else if (is_plain && said_.how_often >= frequency::monthly) {
      one_.on.on = month_days{day.day()};
      if (said_.how_often == frequency::yearly && said_.month == 0) one_.on.in = months{day.month()};
    }
    if (said_.by_day.empty()) add_month_days(one_);
    for (const ordinal_days& each : said_.by_day) {
      calendar::entry one = one_;
      one.on.which = each.which;
      if (each.ordinal > 0) one.on.on = nth_week<month_days>(static_cast<unsigned>(each.ordinal));
      if (each.ordinal < 0) one.on.from_last = nth_week<days_from_last>(static_cast<unsigned>(-each.ordinal));
      add_month_days(one);
    }
    return std::move(found_);
  }

 private:
  template <class Set>
  static Set set_of(std::uint64_t bits, std::uint64_t otherwise) {
    return Set::from_bits(bits != 0 ? bits : otherwise).value_or(Set::all());
  }
  template <class Number>
  static std::uint64_t bit_of(Number number) {
    return std::uint64_t{1} << static_cast<unsigned>(number);
  }

  /// Adds the entry, limited to the days of the month that the rule names: those from the first, those from the last.
  void add_month_days(const calendar::entry& one) {
    if (said_.month_day == 0 && said_.from_last == 0) return add_weeks(one);
    for (const bool is_from_last : {said_.begins_from_last, !said_.begins_from_last}) {
      calendar::entry limited = one;
      if (is_from_last) {
        const auto days = days_from_last::from_bits(one.on.from_last.bits() & said_.from_last);
        if (!days) continue;
        limited.on.from_last = *days;
      } else {
        const auto days = month_days::from_bits(one.on.on.bits() & said_.month_day);
        if (!days) continue;
        limited.on.on = *days;
      }
      add_weeks(limited);
    }
  }

  /// Adds the entry, in two if its weeks begin in the middle of those of a calendar.
  void add_weeks(const calendar::entry& one) {
    if (said_.interval == 1) return add(one);
    const unsigned before_begin = (1U << said_.week_begin.c_encoding()) - 1;  // from Sunday on
    unsigned next = before_begin & ~1U;                                       // Monday to the day before WKST
    if (said_.week_begin == date::Sunday) next = 0x7e;
    const date::local_days begin = from_.day - (date::weekday{from_.day} - said_.week_begin);
    const bool is_next_first = said_.first_day != 0 && (next & said_.first_day) != 0;
    for (const bool is_next : {is_next_first, !is_next_first}) {
      const auto which = weekdays::from_bits(one.on.which.bits() & (is_next ? next : ~next));
      if (!which) continue;
      calendar::entry half = one;
      half.on.which = *which;
      half.on.every = week_stride{said_.interval, begin + date::days{is_next ? 7 : 0}};
      if (!comes_for_ever(half.on)) continue;
      half.on.every = week_stride{said_.interval, first_day_from(half.on, from_.day)};
      found_.push_back(half);
    }
  }

  void add(const calendar::entry& one) {
    if (comes_for_ever(one.on)) found_.push_back(one);
  }

  const rule& said_;
  const start& from_;
  calendar::entry one_;
  std::vector<calendar::entry> found_;
};

/// Reads the lines of a recurrence.
class recurrence_reader {
 public:
  explicit recurrence_reader(level what) : what_{what} {}

  [[nodiscard]] result<parsed_calendar> read(std::string_view text) {
    const std::string unfolded = unfold(text);
    for (std::string_view rest = unfolded; !rest.empty() && !log_.is_full();) {
      std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix((std::min)(line.size() + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.empty()) read_line(line);
    }
    if (!has_start_)
      log_.report("/DTSTART", issue_code::missing, "found no DTSTART line; write one such as DTSTART:20260104T023000");
    if (!has_rule_)
      log_.report("/RRULE", issue_code::missing, "found no RRULE line; write one such as RRULE:FREQ=WEEKLY;BYDAY=SU");
    std::vector<calendar::entry> entries;
    if (log_.empty()) entries = rule_entries{said_, from_, what_}.make();
    if (log_.empty() && entries.empty())
      log_.report("/RRULE", issue_code::out_of_range,
                  "found days that never come, such as 30 February; write days that do");
    if (!log_.empty()) return tl::make_unexpected(std::move(log_).take());
    auto when = calendar::checked(std::move(entries));
    if (!when) return tl::make_unexpected(std::move(when).error());
    return parsed_calendar{*std::move(when), std::move(zone_)};
  }

 private:
  /// Joins folded lines: removes line ends before a space or a tab, with that blank. Source: RFC 5545, section 3.1.
  static std::string unfold(std::string_view text) {
    std::string whole;
    whole.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
      const std::size_t end = text.substr(i, 2) == "\r\n" ? i + 1 : i;
      const bool is_fold =
          text[end] == '\n' && end + 1 < text.size() && (text[end + 1] == ' ' || text[end + 1] == '\t');
      if (is_fold)
        i = end + 1;
      else
        whole += text[i];
    }
    return whole;
  }

  void refuse(std::string_view pointer, issue_code code, std::string_view text, std::string_view instead) {
    log_.report(std::string{pointer}, code, ("found " + in_quotes(text) + "; ").append(instead));
  }

  void read_line(std::string_view line) {
    const std::string_view name = line.substr(0, line.find_first_of(":;"));
    const std::string_view rest = line.substr(name.size());
    if (equal_ignoring_case(name, "DTSTART")) {
      if (std::exchange(has_start_, true))
        return refuse("/DTSTART", issue_code::conflict, line, "write one DTSTART line");
      read_start(rest);
    } else if (const bool is_bare = equal_ignoring_case(name.substr(0, 5), "FREQ=");
               is_bare || equal_ignoring_case(name, "RRULE")) {
      if (std::exchange(has_rule_, true))
        return refuse("/RRULE", issue_code::conflict, line, "write one RRULE line; a second rule would be lost");
      if (is_bare) return refuse("/RRULE", issue_code::malformed, line, "write RRULE: in front of the rule");
      if (!rest.starts_with(':'))
        return refuse("/RRULE", issue_code::malformed, line, "write RRULE: and then the parts of the rule");
      rule_reader{said_, log_}.read(rest.substr(1));
    } else {
      refuse_line(name, line);
    }
  }

  void refuse_line(std::string_view name, std::string_view line) {
    constexpr auto known = std::to_array<std::string_view>({"EXDATE", "RDATE", "EXRULE"});
    constexpr auto wanted = std::to_array<std::string_view>({"DTSTART", "RRULE"});
    for (const std::string_view one : known)
      if (equal_ignoring_case(name, one))
        return refuse("/" + std::string{one}, issue_code::unsupported, line,
                      "a calendar has neither single dates nor exceptions, so they would be lost; remove the line");
    const bool is_known_form = is_property_name(name);
    const std::string pointer = is_known_form ? "/" + std::string{name} : "";
    if (log_.has(pointer)) return;
    const std::string_view meant = nearest(name, wanted);
    const std::string instead = meant.empty() ? "write one DTSTART line and one RRULE line, and nothing else"
                                              : "perhaps " + std::string{meant} + " was meant";
    refuse(pointer, is_known_form ? issue_code::unknown_member : issue_code::malformed, line, instead);
  }

  static constexpr std::string_view start_form =
      "write a time such as DTSTART:20260104T023000 or DTSTART;TZID=Europe/Berlin:20260104T023000";

  void read_start(std::string_view rest) {
    while (rest.starts_with(';')) {
      rest.remove_prefix(1);
      const std::string_view parameter = rest.substr(0, rest.find_first_of(";:"));
      rest.remove_prefix(parameter.size());
      const std::size_t equals = (std::min)(parameter.find('='), parameter.size());
      const std::string_view name = parameter.substr(0, equals);
      std::string_view value = parameter.substr((std::min)(equals + 1, parameter.size()));
      if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
        value = value.substr(1, value.size() - 2);
      if (equal_ignoring_case(name, "TZID")) {
        if (zone_) return refuse("/DTSTART", issue_code::conflict, parameter, "write one TZID");
        if (!is_zone_name(value))
          return refuse("/DTSTART", issue_code::malformed, parameter,
                        "write the name of a zone in the tz database, such as TZID=Europe/Berlin");
        zone_ = value;
      } else if (equal_ignoring_case(name, "VALUE") && equal_ignoring_case(value, "DATE")) {
        return refuse("/DTSTART", issue_code::unsupported, parameter,
                      std::string{"a date alone has no time of day; "}.append(start_form));
      } else if (!equal_ignoring_case(name, "VALUE") || !equal_ignoring_case(value, "DATE-TIME")) {
        return refuse("/DTSTART", issue_code::unknown_member, parameter, start_form);
      }
    }
    if (rest.starts_with(':'))
      read_start_time(rest.substr(1));
    else
      refuse("/DTSTART", issue_code::malformed, rest, start_form);
  }

  void read_start_time(std::string_view text) {
    std::string_view rest = text;
    std::array<int, 6> numbers{};  // year, month, day, hour, minute, second
    bool is_read = true;
    for (std::size_t i = 0; i < numbers.size() && is_read; ++i) {
      if (i == 3) is_read = take_character(rest, 'T') || take_character(rest, 't');
      const auto number = is_read ? take_number(rest, i == 0 ? 4 : 2) : std::nullopt;
      is_read = number.has_value();
      numbers[i] = number.value_or(0);
    }
    const bool is_utc = is_read && (take_character(rest, 'Z') || take_character(rest, 'z'));
    if (!is_read || !rest.empty()) return refuse("/DTSTART", issue_code::malformed, text, start_form);
    const date::year_month_day civil{date::year{numbers[0]}, date::month{static_cast<unsigned>(numbers[1])},
                                     date::day{static_cast<unsigned>(numbers[2])}};
    const auto at = time_of_day::checked(std::chrono::hours{numbers[3]}, std::chrono::minutes{numbers[4]});
    if (!civil.ok() || !at || numbers[5] > 60)
      return refuse("/DTSTART", issue_code::out_of_range, text, "there is no such day or time; write one that exists");
    if (numbers[5] != 0)
      return refuse("/DTSTART", issue_code::unsupported, text,
                    "a calendar has whole minutes, so the seconds would be lost; write 00");
    if (is_utc && zone_)
      return refuse("/DTSTART", issue_code::conflict, text,
                    "Z means UTC, so there can be no other zone; leave out Z or TZID");
    if (is_utc) zone_ = "UTC";
    from_ = {date::local_days{civil}, *at};
  }

  level what_;
  rule said_;
  start from_;
  std::optional<std::string> zone_;
  bool has_start_ = false;
  bool has_rule_ = false;
  issue_log log_;
};

/// Writes a calendar as a rule, and reads the rule back to make sure that it says the same.
class rule_writer {
 public:
  rule_writer(const calendar& when, date::local_days from) : when_{when}, first_{when.entries()[0]}, from_{from} {}

  /// The values of the lines: `19970902T090000` and the rule.
  struct lines {
    std::string start;
    std::string rule;
  };

  /// Returns the lines, or says what would be lost.
  [[nodiscard]] tl::expected<lines, std::string_view> write() {
    if (when_.strongest_level() != when_.weakest_level())
      return tl::make_unexpected(
          std::string_view{"several levels; a rule has no level, so they would be lost; write a rule for each "
                           "level"});
    if (when_.entries().size() > rule::most_entries)
      return tl::make_unexpected(
          std::string_view{"more entries than one rule can make; some would be lost; write several rules"});
    for (const calendar::entry& one : when_.entries()) {
      if (one.on.in != first_.on.in || one.at != first_.at || one.on.every.weeks() != first_.on.every.weeks())
        return tl::make_unexpected(std::string_view{
            "entries with different months, times or strides; a rule has one of each, so the difference would be lost; "
            "write a rule for each entry"});
      if (one.on.every.weeks() != 1 && (!one.on.on.is_all() || !one.on.from_last.is_all()))
        return tl::make_unexpected(std::string_view{
            "a stride of weeks limited to days of the month; a rule can have only one of them, so the other would be "
            "lost"});
    }
    if (first_.on.every.weeks() != 1) return write_stride();
    const slot begin = when_.first_from(from_);
    for (const bool is_by_nth_week : {first_.on.which != weekdays::every_day, first_.on.which == weekdays::every_day})
      for (const bool is_last_week : {false, true})
        if (auto found = checked(begin.at, days_of_rule(is_by_nth_week, is_last_week))) return *std::move(found);
    return tl::make_unexpected(std::string_view{
        "days counted both from the first of the month and from the last, or entries that one rule cannot make, so "
        "some days would be lost; write a rule for each entry"});
  }

 private:
  static void append_list(std::string& text, std::string_view one) {
    if (!text.empty()) text += ',';
    text += one;
  }
  template <class Set>
  static void append_numbers(std::string& text, const Set& numbers, std::string_view sign = "") {
    for (const unsigned number : numbers) append_list(text, std::string{sign} + std::to_string(number));
  }
  static void append_part(std::string& text, std::string_view name, std::string_view values) {
    if (!values.empty()) text.append(";").append(name).append("=").append(values);
  }
  /// Appends the days of the week from Monday on.
  static void append_days(std::string& text, weekdays which, const std::string& ordinal = "") {
    for (unsigned day = 1; day <= 7; ++day)
      if (which.contains(date::weekday{day})) append_list(text, ordinal + short_name(day));
  }

  /// The ordinal of the week that the days are, such as "1" or "-1", after which they are all days; "" if they are no week.
  static std::string take_ordinal(month_days& on, days_from_last& from_last, bool is_last_week) {
    for (unsigned n = 1; n <= 5; ++n) {
      const bool is_nth_last = from_last == nth_week<days_from_last>(n);
      if (on == nth_week<month_days>(n) && !(is_last_week && is_nth_last)) {
        on = month_days::all();
        return std::to_string(n);
      }
      if (is_nth_last) {
        from_last = days_from_last::all();
        return "-" + std::to_string(n);
      }
    }
    return "";
  }

  /// The rule for the entries in their order. If `is_by_nth_week`, days 1 to 7 become an ordinal such as 1MO, and the last
  /// seven -1MO; if a week is both, `is_last_week` chooses the latter.
  [[nodiscard]] std::string days_of_rule(bool is_by_nth_week, bool is_last_week) const {
    std::string by_day;
    std::string by_month_day;
    bool has_ordinal = false;
    for (const calendar::entry& one : when_.entries()) {
      month_days on = one.on.on;
      days_from_last from_last = one.on.from_last;
      const std::string ordinal = is_by_nth_week ? take_ordinal(on, from_last, is_last_week) : "";
      has_ordinal = has_ordinal || !ordinal.empty();
      const bool is_said = !ordinal.empty() || one.on.which != weekdays::every_day;
      if (is_said && (is_by_nth_week || by_day.empty())) append_days(by_day, one.on.which, ordinal);
      if (!on.is_all() && !is_named(by_month_day, on)) append_numbers(by_month_day, on);
      if (!from_last.is_all() && !is_named(by_month_day, from_last, "-")) append_numbers(by_month_day, from_last, "-");
    }
    std::string text = "FREQ=";
    if (has_ordinal || !by_month_day.empty())
      text += first_.on.in.size() == 1 ? "YEARLY" : "MONTHLY";
    else
      text += by_day.empty() ? "DAILY" : "WEEKLY";
    append_months(text);
    append_part(text, "BYMONTHDAY", by_month_day);
    append_part(text, "BYDAY", by_day);
    append_times(text);
    return text;
  }

  /// Whether an earlier entry has put these numbers on the list.
  template <class Set>
  static bool is_named(const std::string& list, const Set& numbers, std::string_view sign = "") {
    std::string text;
    append_numbers(text, numbers, sign);
    return ("," + list + ",").find("," + text + ",") != std::string::npos;
  }

  void append_months(std::string& text) const {
    std::string numbers;
    if (!first_.on.in.is_all()) append_numbers(numbers, first_.on.in);
    append_part(text, "BYMONTH", numbers);
  }

  void append_times(std::string& text) const {
    std::string numbers;
    if (first_.at.h.size() != 1) append_numbers(numbers, first_.at.h);
    append_part(text, "BYHOUR", numbers);
    numbers.clear();
    if (first_.at.m.size() != 1) append_numbers(numbers, first_.at.m);
    append_part(text, "BYMINUTE", numbers);
  }

  /// Writes a stride. It counts from the week of DTSTART, so that is the first of the days from which the entries count.
  [[nodiscard]] tl::expected<lines, std::string_view> write_stride() const {
    date::local_days begin = first_.on.every.from();
    std::string text = "FREQ=WEEKLY;INTERVAL=" + std::to_string(first_.on.every.weeks());
    append_months(text);
    std::string by_day;
    unsigned week_begin = 0;  // the later of the first days of the entries, counted from Monday
    for (const calendar::entry& one : when_.entries()) {
      begin = (std::min)(begin, one.on.every.from());
      append_days(by_day, one.on.which);
      week_begin = (std::max)(week_begin, first_from_monday(one.on.which));
    }
    append_part(text, "BYDAY", by_day);
    if (when_.entries().size() > 1) append_part(text, "WKST", short_name(week_begin));
    append_times(text);
    const auto minute = std::chrono::hours{first_.at.h.first()} + std::chrono::minutes{first_.at.m.first()};
    if (auto found = checked(begin + minute, text)) return *std::move(found);
    return tl::make_unexpected(std::string_view{
        "a stride that does not count from one of its own days; a rule counts from DTSTART, which is one of its days; "
        "count from a day on which the calendar runs"});
  }

  static unsigned first_from_monday(weekdays which) {
    unsigned day = 1;
    while (!which.contains(date::weekday{day})) ++day;
    return day;
  }

  /// The lines if they are read back as the calendar; otherwise nullopt.
  [[nodiscard]] std::optional<lines> checked(date::local_seconds begin, std::string rule) const {
    if (!is_readable(sys_seconds{begin.time_since_epoch()})) return std::nullopt;
    std::string start = format_instant(sys_seconds{begin.time_since_epoch()});
    std::erase_if(start, [](char c) { return c == '-' || c == ':'; });
    const auto read = recurrence_reader{first_.what}.read("DTSTART:" + start + "\nRRULE:" + rule);
    if (!read || !(read->when == when_) || when_.first_from(begin).at != begin) return std::nullopt;
    return lines{std::move(start), std::move(rule)};
  }

  const calendar& when_;
  const calendar::entry& first_;
  date::local_days from_;
};

}  // namespace detail::icalendar

/// Reads a DTSTART line and an RRULE line as a calendar of the level `what`, with the zone of DTSTART. Reports what is
/// malformed and what a calendar cannot say exactly. O(text). Source: RFC 5545, section 3.3.10.
[[nodiscard]] inline result<parsed_calendar> parse_rrule(std::string_view text, level what = level::full) {
  return detail::icalendar::recurrence_reader{what}.read(text);
}

/// Writes a calendar as a DTSTART line and an RRULE line, with '\n' between, which parse_rrule reads back as the calendar.
/// DTSTART is the first slot on or after `from`, or with a stride the day from which that counts, whatever `from` is. It
/// names the zone if there is one. Reports at "" what would be lost: levels, entries that one rule cannot make, strides that
/// do not count from a day of their entry. O(entries).
[[nodiscard]] inline result<std::string> format_rrule(const calendar& when, date::local_days from = {},
                                                      const std::optional<std::string>& zone = std::nullopt) {
  issue_log log;
  if (zone && !detail::is_zone_name(*zone))
    log.report("/zone", issue_code::malformed,
               "found " + detail::in_quotes(*zone) + "; write the name of a zone, such as Europe/Berlin or UTC");
  auto written = detail::icalendar::rule_writer{when, from}.write();
  if (!written) log.report("", issue_code::unsupported, "found " + std::string{written.error()});
  if (!log.empty()) return tl::make_unexpected(std::move(log).take());
  std::string text = "DTSTART";
  if (zone && *zone != "UTC") text.append(";TZID=").append(*zone);
  text.append(":").append(written->start).append(zone == "UTC" ? "Z" : "");
  return text.append("\nRRULE:").append(written->rule);
}

}  // namespace rota::inline v0

#endif
