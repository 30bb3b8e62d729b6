// SPDX-License-Identifier: MIT
//
// rota/text/parsed_calendar.hpp: a calendar read from text, and the zone that the text names.
//
//   struct parsed_calendar { calendar when; std::optional<std::string> zone; };
#ifndef ROTA_TEXT_PARSED_CALENDAR_HPP
#define ROTA_TEXT_PARSED_CALENDAR_HPP

#include <optional>
#include <rota/when/calendar.hpp>
#include <string>

namespace rota::inline v0 {

/// A calendar read from text, with the zone if the text names one. The library has no zone database, so the caller must
/// check that the zone exists.
struct parsed_calendar {
  calendar when;
  std::optional<std::string> zone = std::nullopt;

  friend bool operator==(const parsed_calendar&, const parsed_calendar&) = default;
};

}  // namespace rota::inline v0

#endif
