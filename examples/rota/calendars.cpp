// SPDX-License-Identifier: MIT
//
// rota explain, rota convert: say in words when a calendar runs, or write it in another notation.
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <rota/text/cron_format.hpp>
#include <rota/text/explain.hpp>
#include <rota/text/icalendar.hpp>
#include <rota/text/on_calendar.hpp>
#include <rota/text/zone_name.hpp>
#include <string>
#include <utility>

#include "calendar_options.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "json_output.hpp"

namespace tool {

namespace {

/// The notations that `rota convert` writes.
enum class target : std::uint8_t { cron, systemd, ics };

}  // namespace

template <>
inline constexpr auto choices<target> =
    std::to_array<choice<target>>({{"cron", target::cron}, {"systemd", target::systemd}, {"ics", target::ics}});

namespace {

struct text_options {
  std::optional<calendar_text> text;
  calendar_options calendar;
  target to = target::systemd;

  [[nodiscard]] written_calendar written() const {
    auto one = calendar.written(text);
    if (!one) throw wrong_usage{"no calendar is given; write it as TEXT, or with --cron, --on or --rrule"};
    return std::move(*one);
  }
};

/// The zone of --zone, or else that of the calendar if it names one. Throws `refused` if there is no such zone.
std::optional<any_zone> zone_of(const rota::parsed_calendar& parsed, const common_options& common) {
  if (common.zone || !parsed.zone) return common.zone;
  return find_zone(*parsed.zone);
}

std::optional<std::string> name_of(const std::optional<any_zone>& zone) {
  return zone ? std::optional{zone->name()} : std::nullopt;
}

void explain(const text_options& options, const common_options& common) {
  const written_calendar from = options.written();
  options.calendar.require_cron(from);
  const auto parsed = options.calendar.parse(from);
  const auto zone = name_of(zone_of(parsed, common));
  const std::string text = rota::explain(parsed.when);
  if (common.json)
    print_json_text(text, zone);
  else
    std::cout << text << (zone ? " (" + *zone + ")" : "") << '\n';
}

/// OnCalendar text in systemd's normalized form, unless it uses an extension that systemd cannot read.
rota::result<std::string> normalized(const rota::parsed_calendar& parsed, const std::string& text) {
  const auto for_systemd = rota::format_on_calendar(parsed.when, parsed.zone);
  return for_systemd ? rota::normalize_on_calendar(text) : for_systemd;
}

rota::result<std::string> converted(const text_options& options, const common_options& common) {
  const written_calendar from = options.written();
  if (options.to != target::cron) options.calendar.require_cron(from);
  const auto parsed = options.calendar.parse(from);
  const auto in = zone_of(parsed, common);
  const auto zone = name_of(in);
  if (options.to == target::ics) {
    const auto today = rota::to_local(common.now(), rota::wall_clock{in.value_or(any_zone{})});
    return rota::format_rrule(parsed.when, date::floor<date::days>(today), zone.value_or("UTC"));
  }
  if (options.to == target::systemd)
    return from.form == calendar_form::on_calendar && zone == parsed.zone ? normalized(parsed, from.text)
                                                                          : rota::format_on_calendar(parsed.when, zone);
  auto line = rota::format_cron(parsed.when, options.calendar.dialect.value_or(rota::cron_dialect::vixie));
  if (!line || !zone) return line;
  if (!rota::detail::is_zone_name(*zone))
    return tl::make_unexpected(rota::issues{
        {"/zone", rota::issue_code::malformed,
         "found " + rota::detail::in_quotes(*zone) + "; write the name of a zone, such as Europe/Berlin or UTC"}});
  return "CRON_TZ=" + *zone + ' ' + *line;
}

void convert(const text_options& options, const common_options& common) {
  auto text = converted(options, common);
  if (!text) throw refused{rota::bad_request(std::move(text.error()))};
  if (common.json)
    print_json_text(*text, std::nullopt);
  else
    std::cout << *text << '\n';
}

void add_text(option_list& command, text_options& options) {
  command.value(
      "TEXT", options.text,
      "The calendar: a line of cron, OnCalendar text, or the lines DTSTART:... and RRULE:...; the notation is "
      "guessed unless you use --cron, --on or --rrule instead");
}

}  // namespace

void add_explain(command_line& line, const common_options& common) {
  const auto options = std::make_shared<text_options>();
  option_list command = line.add_command("explain", "Say in words when a calendar runs",
                                         [options, &common] { explain(*options, common); });
  add_text(command, *options);
  options->calendar.add_to(command);
  command.example("rota explain 'Sun *-*-1..7 23:05'");
}

void add_convert(command_line& line, const common_options& common) {
  const auto options = std::make_shared<text_options>();
  option_list command = line.add_command("convert", "Write a calendar in another notation",
                                         [options, &common] { convert(*options, common); });
  add_text(command, *options);
  command.value("--to", options->to, "The notation to write; refused if anything would be lost").required();
  options->calendar.add_to(command);
  command.example("rota convert --to systemd '30 2 * * 1-5'");
}

}  // namespace tool
