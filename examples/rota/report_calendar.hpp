// SPDX-License-Identifier: MIT
//
// report_calendar.hpp: the coming runs of the schedule of a report, as a calendar of months.
//
// A day shows the strongest level of its runs and their times, and is marked if the clock changes that day, or if the
// timing asks for a run that the clock leaves no place for. Below the months, each of these days is explained.
#ifndef ROTA_TOOL_REPORT_CALENDAR_HPP
#define ROTA_TOOL_REPORT_CALENDAR_HPP

#include "html.hpp"
#include "report_data.hpp"

namespace tool {

/// Adds the calendar. Precondition: the report has a schedule.
void add_calendar(html& page, const report_data& of);

}  // namespace tool

#endif
