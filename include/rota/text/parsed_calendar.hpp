// SPDX-License-Identifier: MIT
//
// rota/text/parsed_calendar.hpp: what a text in another notation says: a calendar, and the zone that it names.
//
//   struct parsed_calendar { calendar when; std::optional<std::string> zone; };
#ifndef ROTA_TEXT_PARSED_CALENDAR_HPP
#define ROTA_TEXT_PARSED_CALENDAR_HPP

#include <optional>
#include <rota/when/calendar.hpp>
#include <string>

namespace rota::inline v0 {

/// A calendar read from text. The zone is the text's own: the library has no zone database, so whether it exists is for
/// the caller to find out.
struct parsed_calendar {
  calendar when;
  std::optional<std::string> zone = std::nullopt;

  friend bool operator==(const parsed_calendar&, const parsed_calendar&) = default;
};

}  // namespace rota::inline v0

#endif
