// SPDX-License-Identifier: MIT
//
// ids.hpp: finds the backup or source that an id on the command line names, and shortens ids for people. An id may be
// abbreviated to any unique prefix.
#ifndef ROTA_TOOL_IDS_HPP
#define ROTA_TOOL_IDS_HPP

#include <cstddef>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "output.hpp"

namespace tool {

/// Short forms of ids: the beginnings, of eight letters or more, that no other id has. An id that is no UUID, nor a
/// hexadecimal number, is cut only where a word of it ends.
class short_ids {
 public:
  explicit short_ids(std::vector<std::string_view> ids);
  explicit short_ids(const rota::history& past) : short_ids{ids_of(past)} {}

  /// The short form of one of them.
  [[nodiscard]] std::string of(std::string_view id) const;

  /// The cell of one of them, brief where the id does not fit.
  [[nodiscard]] cell cell_of(const std::string& id) const { return {id, style::faint, of(id)}; }

 private:
  static std::vector<std::string_view> ids_of(const rota::history& past);

  std::vector<std::string_view> sorted_;
};

/// The sources that the backups name, each once, in the order of the listing.
std::vector<rota::source> named_sources(const rota::history& past);

/// The first backup with that id. Throws `refused` if there is none, or the abbreviation fits several.
std::size_t find_backup(const std::vector<rota::backup>& backups, const std::string& written);

/// The source with that id; without one, the only source of the backups. Throws `refused` if there is none, or several.
rota::source find_source(const std::vector<rota::backup>& backups, const std::optional<std::string>& written);

}  // namespace tool

#endif
