// SPDX-License-Identifier: MIT
//
// tests/drawn_calendars.hpp: calendars of several levels, for schedules of tests.
//
//   draw_calendar_of_levels(values)       // of a generator; plain_calendar.hpp draws any calendar
#pragma once

#include <array>
#include <rota/when/calendar.hpp>

#include "generated.hpp"
#include "instants.hpp"

/// A calendar with slots of several levels on a day, and several slots a day.
inline rota::calendar draw_calendar_of_levels(generator& values) {
  using rota::calendar;
  using rota::level;
  const auto minute = static_cast<unsigned>(values.index(60));
  const rota::times nightly{rota::hours{2}, rota::minutes{minute}};
  const rota::times often{rota::hours{2, 9, 16, 23}, rota::minutes{minute}};
  const rota::days some{.which = draw_weekdays(values)};
  const std::array<calendar, 4> calendars{
      calendar{{level::full, rota::nth(1, date::Sunday), nightly},
               {level::differential, some, nightly},
               {level::incremental, {}, nightly}},
      calendar{{level::full, some, nightly}, {level::differential, {}, nightly}, {level::incremental, {}, often}},
      calendar{{level::differential, some, nightly}, {level::incremental, {}, often}},
      calendar{{level::incremental, {.which = rota::weekdays{date::Monday}}, often}}};
  return calendars[values.index(calendars.size())];
}
