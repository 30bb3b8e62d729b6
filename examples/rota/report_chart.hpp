// SPDX-License-Identifier: MIT
//
// report_chart.hpp: the pictures of a report, as SVG in the page.
//
// Levels differ in shape, not in colour alone: a square is a full, a diamond a differential, a circle an incremental. So
// do prospects: what stays is solid, what goes is hollow and crossed out, what is withheld hollow with a bar, and what
// stays but cannot be restored has a dashed outline. Whatever is drawn has a title, which is shown on hover.
#ifndef ROTA_TOOL_REPORT_CHART_HPP
#define ROTA_TOOL_REPORT_CHART_HPP

#include <rota/rota.hpp>
#include <string>

#include "html.hpp"
#include "report_data.hpp"

namespace tool {

/// The path of the shape of a level, some ten units wide, around a point.
std::string shape_of(rota::level level, double x, double y);

/// Draws the backups over time, chain by chain; those of a large listing as bars, source by source.
void draw_chains(html& page, const report_data& of);

/// Draws how many backups there will be, and how long each of the listed ones stays if they are not too many.
void draw_forecast(html& page, const report_data& of);

}  // namespace tool

#endif
