// SPDX-License-Identifier: MIT
//
// ids.hpp: finds what an id on the command line stands for. An id may be cut short to what no other begins with.
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

/// The first backup with the id that is meant. Throws `refused` if it is none, or may be several.
std::size_t find_backup(const std::vector<rota::backup>& backups, const std::string& written);

/// The source that is meant; if none is named, the only one of the backups. Throws `refused` if there is none, or several.
rota::source find_source(const std::vector<rota::backup>& backups, const std::optional<std::string>& written);

}  // namespace tool

#endif
