// SPDX-License-Identifier: MIT
//
// report_page.hpp: the page of a report: sections of text and tables around the pictures.
//
// Laws
//   The page stands alone: it has no script, and asks no server for anything.
//   Its size is bounded, whatever the listing: a table shows `most_rows` rows, that of the sources `most_sources`, and
//   says what is left out.
#ifndef ROTA_TOOL_REPORT_PAGE_HPP
#define ROTA_TOOL_REPORT_PAGE_HPP

#include <cstddef>
#include <string>

#include "report_data.hpp"

namespace tool {

inline constexpr std::size_t most_rows = 500;
inline constexpr std::size_t most_sources = 50;  ///< the worst come first

/// The whole document.
std::string report_page(const report_data& of);

}  // namespace tool

#endif
