// SPDX-License-Identifier: MIT
#include "calendar_options.hpp"

#include <algorithm>
#include <cstddef>
#include <rota/text/icalendar.hpp>
#include <rota/text/on_calendar.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "errors.hpp"

namespace tool {

namespace {

/// The words of a text.
std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<std::string_view> words;
  for (std::size_t begin = text.find_first_not_of(blanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(blanks, end);
  }
  return words;
}

bool begins_with(std::string_view text, std::string_view name) {
  return rota::detail::equal_ignoring_case(text.substr(0, name.size()), name);
}

/// Guesses the form of a text from what only one form has. OnCalendar text has fewer words than cron has fields, unless
/// it has a stride.
calendar_form form_of(std::string_view text) {
  const auto words = words_of(text);
  const std::string_view first = words.empty() ? "" : words.front();
  for (const std::string_view name : {"RRULE", "DTSTART", "BEGIN:", "FREQ="})
    if (begins_with(first, name)) return calendar_form::rrule;
  for (const std::string_view name : {"@", "CRON_TZ=", "TZ="})
    if (begins_with(first, name)) return calendar_form::cron;
  constexpr std::size_t fields_of_cron = 5;
  const bool has_stride = std::find(words.begin(), words.end(), "every") != words.end();
  return words.size() >= fields_of_cron && !has_stride ? calendar_form::cron : calendar_form::on_calendar;
}

}  // namespace

void calendar_options::add_to(option_list& command) {
  command.value("--cron", cron, "The calendar as a crontab schedule, such as '30 2 * * 1-5'");
  command.value("--on", on, "The calendar as a systemd OnCalendar expression, such as 'Sun *-*-1..7 23:05'");
  command.value("--rrule", rrule,
                "The calendar as the lines DTSTART:... and RRULE:... of iCalendar, such as "
                "$'DTSTART:20260104T023000\\nRRULE:FREQ=WEEKLY;BYDAY=SU'");
  command.value("--dialect", dialect, "The dialect of cron (default: vixie, as in a crontab)");
  command.value("--level", what, "The level of the backups of the calendar (default: full)");
}

std::optional<written_calendar> calendar_options::written(const std::optional<calendar_text>& text) const {
  std::vector<written_calendar> given;
  std::string names;
  const auto add = [&](const std::optional<calendar_text>& one, calendar_form form, std::string_view name) {
    if (!one) return;
    given.push_back({form, one->text});
    names.append(names.empty() ? "" : " and ").append(name);
  };
  add(cron, calendar_form::cron, "--cron");
  add(on, calendar_form::on_calendar, "--on");
  add(rrule, calendar_form::rrule, "--rrule");
  if (text) add(text, form_of(text->text), "TEXT");
  if (given.size() > 1) throw wrong_usage{names + " each give a calendar; leave all but one out"};
  if (given.empty() && (dialect || what))
    throw wrong_usage{std::string{dialect ? "--dialect" : "--level"} +
                      " is of a calendar, and none is given; give one with --cron, --on or --rrule, or leave it out"};
  if (given.empty()) return std::nullopt;
  return std::move(given.front());
}

void calendar_options::require_cron(const written_calendar& one) const {
  if (dialect && one.form != calendar_form::cron)
    throw wrong_usage{"--dialect is for cron, and the calendar is not; leave it out"};
}

rota::parsed_calendar calendar_options::parse(const written_calendar& one) const {
  const rota::level level = what.value_or(rota::level::full);
  auto parsed = one.form == calendar_form::cron
                    ? rota::parse_cron(one.text, dialect.value_or(rota::cron_dialect::vixie), level)
                : one.form == calendar_form::rrule ? rota::parse_rrule(one.text, level)
                                                   : rota::parse_on_calendar(one.text, level);
  if (!parsed) throw refused{rota::bad_request(std::move(parsed.error()))};
  return std::move(*parsed);
}

std::optional<rota::parsed_calendar> calendar_options::read() const {
  const auto one = written();
  if (!one) return std::nullopt;
  require_cron(*one);
  return parse(*one);
}

}  // namespace tool
