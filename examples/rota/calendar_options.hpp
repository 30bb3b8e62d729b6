// SPDX-License-Identifier: MIT
//
// calendar_options.hpp: calendars in text: --cron, --on and --rrule, and TEXT, whose notation is guessed.
#ifndef ROTA_TOOL_CALENDAR_OPTIONS_HPP
#define ROTA_TOOL_CALENDAR_OPTIONS_HPP

#include <cstdint>
#include <optional>
#include <rota/rota.hpp>
#include <rota/text/cron.hpp>
#include <rota/text/parsed_calendar.hpp>
#include <string>

#include "command_line.hpp"

namespace tool {

/// The notations of calendars.
enum class calendar_form : std::uint8_t { cron, on_calendar, rrule };

/// A calendar in one of them.
struct written_calendar {
  calendar_form form = calendar_form::on_calendar;
  std::string text;
};

struct calendar_options {
  std::optional<calendar_text> cron;
  std::optional<calendar_text> on;
  std::optional<calendar_text> rrule;
  std::optional<rota::cron_dialect> dialect;
  std::optional<rota::level> what;

  /// Adds the options that set these.
  void add_to(option_list& command);

  /// The calendar that the options give, or else `text`, whose form is guessed; nullopt if there is neither. Throws
  /// `wrong_usage` if there is more than one.
  [[nodiscard]] std::optional<written_calendar> written(const std::optional<calendar_text>& text = std::nullopt) const;

  /// Throws `wrong_usage` if there is a dialect of cron, but the calendar is not cron.
  void require_cron(const written_calendar& one) const;

  /// Reads a calendar. Throws `refused` if it is malformed, or says what no calendar can.
  [[nodiscard]] rota::parsed_calendar parse(const written_calendar& one) const;

  /// Reads the calendar that the options give; nullopt if they give none.
  [[nodiscard]] std::optional<rota::parsed_calendar> read() const;
};

}  // namespace tool

#endif
