// SPDX-License-Identifier: MIT
//
// formats.hpp: the listings of backups that the tool reads, the API's own and those of other tools. formats.cpp has the
// table that says how each is recognised and read, and how its backups are removed.
#ifndef ROTA_TOOL_FORMATS_HPP
#define ROTA_TOOL_FORMATS_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <rota/rota.hpp>
#include <span>
#include <string>
#include <string_view>

#include "notation.hpp"
#include "removal_commands.hpp"

namespace rota::inline v0 {
struct listing;  // import/listing.hpp, which takes a compiler longer than a command does
}

namespace tool {

enum class listing_format : std::uint8_t { api, restic, pgbackrest, velero, cloudnative_pg, barman };

template <>
inline constexpr auto choices<listing_format> =
    std::to_array<choice<listing_format>>({{"api", listing_format::api},
                                           {"restic", listing_format::restic},
                                           {"pgbackrest", listing_format::pgbackrest},
                                           {"velero", listing_format::velero},
                                           {"cloudnative-pg", listing_format::cloudnative_pg},
                                           {"barman", listing_format::barman}});

/// The format of a text, if the top of it shows that plainly. Otherwise `found` describes the top.
struct format_guess {
  std::optional<listing_format> format;
  bool is_json = false;
  std::string found;
};
format_guess guess_format(const std::string& text);

/// What to write instead of a text whose format nobody can guess.
std::string instead_of_listing();

/// "what `restic snapshots --json` prints"
std::string description(listing_format format);

/// Parses the files of a listing. The pages of the API's are joined; those of another format are listings of their own,
/// which may have no source in common. If there are several, issues and notes point into them: "/0/2/time" is in the
/// first.
rota::result<rota::listing> parse_listing(listing_format format, std::span<const std::string_view> files);

/// How backups that the format lists are removed; nullptr if no command does.
const removal* removal_of(listing_format format);

}  // namespace tool

#endif
