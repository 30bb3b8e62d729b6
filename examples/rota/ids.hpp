// SPDX-License-Identifier: MIT
//
// ids.hpp: finds the backup or source that an id on the command line names. An id may be abbreviated to any unique prefix.
#ifndef ROTA_TOOL_IDS_HPP
#define ROTA_TOOL_IDS_HPP

#include <cstddef>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <vector>

namespace tool {

/// The sources that the backups name, each once, in the order of the listing.
std::vector<rota::source> named_sources(const rota::history& past);

/// The first backup with that id. Throws `refused` if there is none, or the abbreviation fits several.
std::size_t find_backup(const std::vector<rota::backup>& backups, const std::string& written);

/// The source with that id; without one, the only source of the backups. Throws `refused` if there is none, or several.
rota::source find_source(const std::vector<rota::backup>& backups, const std::optional<std::string>& written);

}  // namespace tool

#endif
