// SPDX-License-Identifier: MIT
//
// rota/text/cron.hpp: reads a line of cron as a calendar.
//
//   enum class cron_dialect { vixie, seconds_first, quartz };
//   result<parsed_calendar> parse_cron(std::string_view, cron_dialect = cron_dialect::vixie, level = level::full);
//   result<std::string> format_cron(const calendar&, cron_dialect = cron_dialect::vixie);   // rota/text/cron_format.hpp
//
// Worked example: a full at 02:30 on the 1st of each month and on every Sunday, as a crontab has it
//   const auto parsed = parse_cron("30 2 1 * SUN");
//   parsed->when == calendar{{level::full, {.on = month_days{1}}, at({2h, 30min})},
//                            {level::full, {.which = weekdays{date::Sunday}}, at({2h, 30min})}}
//
// Fields, with blanks between them
//   vixie           minute, hour, day of month, month, day of week; 0 and 7 are Sunday
//   seconds_first   the same after a second; the day of week may be left out
//   quartz          second, minute, hour, day of month, month, day of week, and perhaps a year; 1 is Sunday, 7 Saturday
//   The second must be 0, since rota schedules on whole minutes, and the year `*`, since no calendar ends.
//   `CRON_TZ=Europe/Paris` or `TZ=…` before the fields is the zone. @yearly, @annually, @monthly, @weekly, @daily,
//   @midnight and @hourly stand for all the fields; @reboot and @every are refused.
// In a field, in any case
//   5   MON   1-5   FRI-SUN   */15   5-20/5   5/15 (from 5 to the end)   1,15,20-25   ? (in a day field, alone: any day)
//   day of month: L, the last; L-3, three days before it; 15W, the working day (Monday to Friday) nearest to the 15th in
//   the same month; LW and L-3W, the working days nearest to L and L-3. A month that lacks the day has none.
//   day of week: 5L or L5, the last Friday of the month; MON#2, its second Monday; SAT-SUN#L, each of the two.
// The two day fields
//   If one of them begins with `*` (also `*/2`) or is `?`, a day must match both; otherwise one is enough, as in Vixie
//   cron. For the forms that Vixie cron lacks, programs disagree, and a wrong guess would move backups. So in vixie and
//   seconds_first a line is refused if its day of the month has a W and its day of the week is restricted too, or if the
//   former has an L and the latter an L or a #. In Quartz, one is always enough.
//
// Laws
//   Nothing is approximated: whatever a calendar cannot say exactly is an issue, at /second, /minute, /hour, /day_of_month,
//   /month, /day_of_week or /year, or at "" for the line as a whole.
//   Every field is checked, and has at most one issue.
//   O(text); the number of entries is bounded however long the text is.
#ifndef ROTA_TEXT_CRON_HPP
#define ROTA_TEXT_CRON_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/detail/english.hpp>
#include <rota/detail/names.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/detail/spelling.hpp>
#include <rota/text/characters.hpp>
#include <rota/text/cron_days.hpp>
#include <rota/text/parsed_calendar.hpp>
#include <rota/text/zone_name.hpp>
#include <rota/when/calendar.hpp>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// Which fields a line of cron has, and how it counts the days of the week.
enum class cron_dialect : std::uint8_t {
  vixie,          ///< 5 fields, minute first, as in a crontab, and more forms of days
  seconds_first,  ///< 6 fields, second first, as in robfig/cron and croner; or 5, without the day of week
  quartz          ///< 6 fields, second first, or 7, with a year last; 1 is Sunday
};

template <>
inline constexpr auto detail::enum_names<cron_dialect> = std::to_array<std::string_view>({"vixie", "seconds_first",
                                                                                          "quartz"});

namespace detail {

/// A field of a line of cron.
struct cron_field {
  std::string_view pointer;
  std::string_view name;
  unsigned least, most;
  std::string_view allowed;                      ///< its values, as messages say them
  std::span<const std::string_view> names = {};  ///< of `least` and the numbers after it
};

inline constexpr auto cron_fields =
    std::to_array<cron_field>({{"/second", "second", 0, 59, "a second is 0 to 59"},
                               {"/minute", "minute", 0, 59, "a minute is 0 to 59"},
                               {"/hour", "hour", 0, 23, "an hour is 0 to 23"},
                               {"/day_of_month", "day of month", 1, 31, "a day of the month is 1 to 31"},
                               {"/month", "month", 1, 12, "a month is 1 to 12 or JAN to DEC", month_names},
                               {"/day_of_week", "day of week", 0, 7,
                                "a day of the week is 0 (Sunday) to 7 (Sunday again) or SUN to SAT", weekday_names},
                               {"/year", "year", 0, 0, "the year is *"}});
inline constexpr cron_field quartz_day_of_week{
    "/day_of_week", "day of week", 1, 7, "a day of the week is 1 (Sunday) to 7 (Saturday) or SUN to SAT",
    weekday_names};

/// A word that stands for all fields.
struct cron_macro {
  std::string_view name;
  std::string_view fields;  ///< in the Vixie dialect
};

inline constexpr auto cron_macros = std::to_array<cron_macro>({{"@yearly", "0 0 1 1 *"},
                                                               {"@annually", "0 0 1 1 *"},
                                                               {"@monthly", "0 0 1 * *"},
                                                               {"@weekly", "0 0 * * 0"},
                                                               {"@daily", "0 0 * * *"},
                                                               {"@midnight", "0 0 * * *"},
                                                               {"@hourly", "0 * * * *"}});

/// Takes the next word off `text`, with the blanks before it.
constexpr std::string_view take_word(std::string_view& text) noexcept {
  constexpr std::string_view blanks = " \t\r\n";
  text.remove_prefix((std::min)(text.find_first_not_of(blanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

/// How many lines of a text are not blank.
constexpr std::size_t count_lines(std::string_view text) noexcept {
  std::size_t lines = 0;
  std::optional<std::string_view> rest = text;
  while (auto line = take_element(rest, '\n'))
    if (!take_word(*line).empty()) ++lines;
  return lines;
}

/// Reads the fields of a line and collects their issues.
class cron_reader {
 public:
  cron_reader(cron_dialect dialect, level what) noexcept : dialect_{dialect}, what_{what} {}

  result<parsed_calendar> read(std::string_view text) {
    const std::optional<std::string> zone = take_zone(text);
    if (const std::size_t lines = count_lines(text); lines > 1) {
      refuse_text(issue_code::malformed,
                  "found " + std::to_string(lines) +
                      " lines; expected one; read each line of a crontab as a calendar of its own");
      return tl::make_unexpected(std::move(log_).take());
    }
    std::array<std::string_view, cron_fields.size()> words{};
    std::size_t count = 0;
    for (std::string_view rest = text, word = take_word(rest); !word.empty(); word = take_word(rest)) {
      if (count < words.size()) words[count] = word;
      ++count;
    }
    if (count != 0 && words[0].front() == '@')
      read_macro(words[0], count);
    else
      read_fields(std::span{words}, count);
    std::vector<calendar::entry> entries;
    if (log_.empty()) entries = entries_found();
    if (!log_.empty()) return tl::make_unexpected(std::move(log_).take());
    return calendar::checked(std::move(entries)).map([&](calendar&& when) {
      return parsed_calendar{std::move(when), zone};
    });
  }

 private:
  /// The fields by their place in cron_fields.
  enum place : std::size_t { at_second, at_minute, at_hour, at_day_of_month, at_month, at_day_of_week, at_year };

  /// Reports an issue with the field being read.
  void refuse(issue_code code, std::string_view found, std::string_view why) {
    log_.report(std::string{field_->pointer}, code, "found " + in_quotes(found).append("; ").append(why));
  }
  /// Reports that a value has no known form: the value, or the element around it if there is nothing of it.
  void refuse_form(std::string_view found) {
    std::string why = "write a value, a range such as ";
    why += field_->names.empty() ? "1-5" : short_name(1) + '-' + short_name(5);
    why.append(", steps such as */2, or a list of them with commas; ").append(field_->allowed);
    refuse(issue_code::malformed, found.empty() ? element_ : found, why);
  }
  [[nodiscard]] bool is_refused() const { return log_.has(field_->pointer); }
  void refuse_text(issue_code code, std::string message) { log_.report("", code, std::move(message)); }

  std::optional<std::string> take_zone(std::string_view& text) {
    std::string_view rest = text;
    const std::string_view word = take_word(rest);
    const std::size_t begin = word.starts_with("CRON_TZ=") ? 8 : word.starts_with("TZ=") ? 3 : 0;
    if (begin == 0) return std::nullopt;
    text = rest;
    const std::string_view zone = word.substr(begin);
    if (!is_zone_name(zone))
      refuse_text(issue_code::malformed,
                  "found the zone " + in_quotes(zone) + "; write the name of a zone, such as CRON_TZ=Europe/Paris");
    return std::string{zone};
  }

  void read_macro(std::string_view name, std::size_t words) {
    std::array<std::string_view, cron_macros.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = cron_macros[i].name;
    const cron_macro* macro = nullptr;
    for (const cron_macro& one : cron_macros)
      if (equal_ignoring_case(one.name, name)) macro = &one;
    if (equal_ignoring_case(name, "@reboot")) {
      refuse_text(issue_code::unsupported,
                  "found \"@reboot\"; it runs when the machine starts, which no calendar can say; write times, such as "
                  "@daily");
    } else if (equal_ignoring_case(name, "@every")) {
      refuse_text(
          issue_code::unsupported,
          "found \"@every\"; it counts from when a program starts, which no calendar can say; write times, such "
          "as \"*/15 * * * *\"");
    } else if (macro == nullptr) {
      const std::string_view meant = nearest(name, names);
      std::string message = "found " + in_quotes(name) + "; write ";
      if (!meant.empty()) message.append("perhaps ").append(meant).append(", or another of ");
      for (const std::string_view one : names) message.append(one == names[0] ? "" : ", ").append(one);
      refuse_text(issue_code::unknown_value, std::move(message));
    } else if (words != 1) {
      refuse_text(issue_code::malformed,
                  "found more after " + in_quotes(name) + ", which stands for all the fields; leave it out");
    } else {
      dialect_ = cron_dialect::vixie;
      std::string_view rest = macro->fields;
      std::array<std::string_view, cron_fields.size()> fields{};
      for (std::size_t i = 0; i < 5; ++i) fields[i] = take_word(rest);
      read_fields(std::span{fields}, 5);
    }
  }

  [[nodiscard]] std::size_t first_place() const noexcept {
    return dialect_ == cron_dialect::vixie ? at_minute : at_second;
  }
  [[nodiscard]] std::size_t most_fields() const noexcept {
    return dialect_ == cron_dialect::vixie ? 5 : dialect_ == cron_dialect::quartz ? 7 : 6;
  }
  [[nodiscard]] std::size_t fewest_fields() const noexcept { return dialect_ == cron_dialect::quartz ? 6 : 5; }

  void refuse_count(std::size_t count) {
    if (count == 0) return refuse_text(issue_code::missing, "found no fields; write a line such as \"30 2 * * *\"");
    std::string message = "found " + std::to_string(count) + (count == 1 ? " field; " : " fields; ");
    message.append(to_string(dialect_)).append(" has ").append(std::to_string(fewest_fields()));
    if (most_fields() != fewest_fields()) message.append(" or ").append(std::to_string(most_fields()));
    for (std::size_t i = 0; i < most_fields(); ++i)
      message.append(i == 0                 ? ": "
                     : i == fewest_fields() ? ", and perhaps "
                                            : ", ")
          .append(cron_fields[first_place() + i].name);
    message += "; write these, separated by blanks, and nothing else";
    refuse_text(issue_code::malformed, std::move(message));
  }

  void read_fields(std::span<const std::string_view> words, std::size_t count) {
    if (count < fewest_fields() || count > most_fields()) return refuse_count(count);
    for (std::size_t i = 0; i < count; ++i) words_[first_place() + i] = words[i];
    for (std::size_t here = first_place(); here <= at_year; ++here) {
      field_ = here == at_day_of_week && dialect_ == cron_dialect::quartz ? &quartz_day_of_week : &cron_fields[here];
      read_field(here, words_[here]);
    }
    for (const std::string_view word : {words_[at_day_of_month], words_[at_day_of_week]})
      if (word.front() == '*' || word == "?") days_.must_both_match = true;
    if (dialect_ == cron_dialect::quartz && words_[at_day_of_month] == "?" && words_[at_day_of_week] == "?")
      log_.report("/day_of_week", issue_code::conflict,
                  "found \"?\" in both day fields, but Quartz allows only one; write * in the other");
  }

  void read_field(std::size_t here, std::string_view text) {
    if (here == at_year) {
      if (text != "*") refuse(issue_code::unsupported, text, "a calendar has no years and runs forever; write *");
      return;
    }
    const bool is_any_day = (here == at_day_of_month || here == at_day_of_week) && text == "?";
    std::optional<std::string_view> rest = is_any_day ? "*" : text;
    while (const auto element = is_refused() ? std::nullopt : take_element(rest, ',')) {
      element_ = *element;
      if (element->empty())
        refuse(issue_code::malformed, text, "an element of the list is empty; remove the extra comma");
      else if (here == at_day_of_month)
        read_day_of_month(*element);
      else if (here == at_day_of_week)
        read_day_of_week(*element, text);
      else
        found_[here] |= range(*element);
    }
    if (here == at_second && !is_refused() && found_[at_second] != 1)
      refuse(issue_code::unsupported, text, "rota schedules on whole minutes, so seconds would be lost; write 0");
  }

  /// Reads a day of the month: a range, or a form with L or W.
  void read_day_of_month(std::string_view element) {
    std::string_view day = element;
    const bool is_working = lower_case(day.back()) == 'w';
    if (is_working) day.remove_suffix(1);
    if (!day.empty() && lower_case(day.front()) == 'l') {
      day.remove_prefix(1);
      const auto before = day.starts_with('-') ? parse_digits(day.substr(1)) : std::nullopt;
      if (!day.empty() && !before)
        return refuse(issue_code::malformed, element,
                      "write L, L-3, LW or L-3W for days counted from the end of the month");
      if (before > 30U)
        return refuse(issue_code::out_of_range, element, "the last day is L, and the days before it are L-1 to L-30");
      (is_working ? days_.working_from_last : days_.from_last) |= std::uint64_t{1} << (before.value_or(0) + 1);
    } else if (!is_working) {
      days_.of_month |= range(element);
    } else if (!parse_digits(day)) {
      refuse(issue_code::malformed, element,
             "W follows a single day of the month or L; write for example 15W, LW or L-3W");
    } else if (const auto number = value(day)) {
      days_.working |= std::uint64_t{1} << *number;
    }
  }

  /// Reads a day of the week: a range, or a form with L or #.
  void read_day_of_week(std::string_view element, std::string_view field) {
    const std::size_t hash = element.find('#');
    if (hash != std::string_view::npos) return read_nth_weekday(element, hash);
    const bool is_before = lower_case(element.back()) == 'l';
    const bool is_after = lower_case(element.front()) == 'l';
    if (!is_before && !is_after) {
      days_.of_week |= weekdays_of(range(element));
    } else if (element.size() > 1) {
      const auto day = value(is_before ? element.substr(0, element.size() - 1) : element.substr(1));
      if (day) days_.last_of_weekday |= weekdays_of(std::uint64_t{1} << *day);
    } else if (dialect_ == cron_dialect::quartz && field.size() == 1) {
      days_.of_week |= std::uint64_t{1} << 6U;  // the last day of the week, as in Quartz
    } else {
      refuse(
          issue_code::malformed, field,
          "L alone is a Saturday to some programs and an error to others; write SAT, or for example FRIL for the last "
          "Friday of the month");
    }
  }

  void read_nth_weekday(std::string_view element, std::size_t hash) {
    const std::string_view which = element.substr(0, hash);
    const std::string_view nth = element.substr(hash + 1);
    if (which.find_first_of("*/") != std::string_view::npos || nth.size() != 1)
      return refuse(issue_code::malformed, element,
                    "write a day of the week or a range, then #, then 1 to 5 or L, as in MON#2");
    const bool is_last = lower_case(nth.front()) == 'l';
    if (!is_last && (nth.front() < '1' || nth.front() > '5'))
      return refuse(issue_code::out_of_range, element,
                    "a month has each day of the week at most 5 times; write #1 to #5");
    const std::uint64_t found = weekdays_of(range(which));
    if (is_last) days_.last_of_weekday |= found;
    for (std::size_t day = 0; !is_last && day < 7; ++day)
      if ((found >> day & 1U) != 0) days_.nth_of_weekday[day] |= std::uint64_t{1} << (nth.front() - '0');
  }

  /// The days of the week with these numbers. Sunday is bit 0.
  [[nodiscard]] std::uint64_t weekdays_of(std::uint64_t numbers) const {
    const std::uint64_t found = numbers >> field_->least;
    return (found | found >> 7U) & all_weekdays;
  }

  /// The values of `*`, a value, a range or steps through a range. Value n is bit n; no bits if there is an issue.
  std::uint64_t range(std::string_view element) {
    const std::string_view base = element.substr(0, element.find('/'));
    const bool has_step = base.size() < element.size();
    const std::size_t hyphen = base.find('-');
    // In the Vixie dialect the week ends on Saturday, 6.
    const unsigned end = field_->names.empty() ? field_->most : field_->least + size() - 1;
    unsigned first = field_->least;
    unsigned last = end;
    if (base != "*") {
      const auto from = value(base.substr(0, hyphen));
      if (!from) return 0;
      first = *from;
      last = has_step ? (std::max)(first, end) : first;
      if (hyphen != std::string_view::npos) {
        const auto until = value(base.substr(hyphen + 1));
        if (!until) return 0;
        last = *until;
        // The Sunday that ends a range is the one after Saturday.
        if (last < first && equal_ignoring_case(base.substr(hyphen + 1), "SUN")) last = end + 1;
        if (last < first) {
          refuse(issue_code::malformed, element,
                 "a range goes from a lower value to a higher one; write two ranges with a comma between");
          return 0;
        }
      }
    }
    unsigned step = 1;
    if (has_step) {
      const auto number = parse_digits(element.substr(base.size() + 1));
      if (!number) {
        refuse(issue_code::malformed, element, "a step is a number; write for example */2 or 1-5/2");
        return 0;
      }
      step = *number;
      if (step == 0 || step > size()) {
        std::string why = "a step is 1 to " + std::to_string(size());
        refuse(issue_code::out_of_range, element, why.append("; ").append(field_->allowed));
        return 0;
      }
    }
    std::uint64_t found = 0;
    for (unsigned number = first; number <= last; number += step) found |= std::uint64_t{1} << number;
    return found;
  }

  /// "MON"
  [[nodiscard]] std::string short_name(std::size_t i) const { return in_capitals(field_->names[i], 3); }

  /// How many values the field has; Sunday counts once.
  [[nodiscard]] unsigned size() const {
    return field_->names.empty() ? field_->most - field_->least + 1 : static_cast<unsigned>(field_->names.size());
  }

  /// The value that digits or a name stand for; nullopt if there is an issue.
  std::optional<unsigned> value(std::string_view text) {
    if (const auto named = find_name(field_->names, text, 3)) return field_->least + *named;
    const auto begun = find_name(field_->names, text.substr(0, 3), 3);
    if (begun && is_letter(text[3])) {
      refuse(issue_code::unknown_value, text, "names have three letters; write " + short_name(*begun));
    } else if (const auto number = parse_digits(text)) {
      if (*number >= field_->least && *number <= field_->most) return number;
      refuse(issue_code::out_of_range, text, field_->allowed);
    } else {
      refuse_form(text);
    }
    return std::nullopt;
  }

  /// Whether the programs that know these forms disagree about how to combine the two day fields.
  [[nodiscard]] bool is_ambiguous() const {
    if (dialect_ == cron_dialect::quartz || days_.must_both_match) return false;
    return (days_.working | days_.working_from_last) != 0 || (days_.has_forms_of_month() && days_.has_forms_of_week());
  }

  /// The entries of the calendar; none if there is an issue. Precondition: no field has one.
  std::vector<calendar::entry> entries_found() {
    std::vector<calendar::entry> entries;
    const std::string dates = "the day of the month " + in_quotes(words_[at_day_of_month]);
    if (is_ambiguous()) {
      log_.report("/day_of_week", issue_code::conflict,
                  "found " + in_quotes(words_[at_day_of_week]) + " beside " + dates +
                      "; some programs require both to match, others only one; write * for one of them, or write two "
                      "lines");
      return entries;
    }
    for (days rule : rules_of(days_)) {
      rule.in = *months::from_bits(found_[at_month]);
      if (comes_for_ever(rule))
        entries.push_back({what_, rule, {*hours::from_bits(found_[at_hour]), *minutes::from_bits(found_[at_minute])}});
    }
    if (entries.empty())
      log_.report("/day_of_month", issue_code::out_of_range,
                  "found " + dates + " with the month " + in_quotes(words_[at_month]) + " and the day of the week " +
                      in_quotes(words_[at_day_of_week]) + "; such a day never occurs; write days that do");
    return entries;
  }

  cron_dialect dialect_;
  level what_;
  issue_log log_;
  const cron_field* field_ = nullptr;     // the one being read
  std::string_view element_;              // of its list
  std::array<std::uint64_t, 5> found_{};  // the values by place; those of the day fields are in days_
  cron_days days_;
  std::array<std::string_view, cron_fields.size()> words_{"0", "*", "*", "*", "*", "*", "*"};  // by place
};

}  // namespace detail

/// Reads a line of cron as a calendar of one level, with its zone if it names one; or reports every issue. If only one day
/// field is restricted, there is one entry; if either may match, each kind of day has entries of its own. O(text).
[[nodiscard]] inline result<parsed_calendar> parse_cron(std::string_view text,
                                                        cron_dialect dialect = cron_dialect::vixie,
                                                        level what = level::full) {
  return detail::cron_reader{dialect, what}.read(text);
}

}  // namespace rota::inline v0

#endif
