// SPDX-License-Identifier: MIT
//
// report_chart.hpp: the pictures of a report, as SVG in the page.
//
// Levels differ in shape, not in colour alone: a square is a full, a diamond a differential, a circle an incremental.
// So do prospects: what stays is solid, what goes is hollow and struck out, what is withheld is hollow with a bar, and
// what stays but cannot be restored has a dashed outline. Each backup and each row of bars has a title, which is shown
// on hover.
#ifndef ROTA_TOOL_REPORT_CHART_HPP
#define ROTA_TOOL_REPORT_CHART_HPP

#include <array>
#include <rota/rota.hpp>
#include <string>

#include "html.hpp"
#include "report_data.hpp"

namespace tool {

/// From the strongest.
inline constexpr std::array levels{rota::level::full, rota::level::differential, rota::level::incremental};

/// The path of the shape of a level, some ten units wide, around a point.
std::string shape_of(rota::level level, double x, double y);

/// Adds an entry of a legend: the shape of a level, and what it means.
void add_level_key(html& page, rota::level level);

/// Draws the backups over time, chain by chain; those of a large listing as bars, source by source.
void draw_chains(html& page, const report_data& of);

/// Draws how many backups there will be, and how long each of the listed ones stays if they are not too many.
void draw_forecast(html& page, const report_data& of);

}  // namespace tool

#endif
