// SPDX-License-Identifier: MIT
#include "ids.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>
#include <utility>

#include "errors.hpp"
#include "scope.hpp"

namespace tool {

namespace {

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return text;
}

/// Whether `id` begins with `written`. The case of letters matters except in UUIDs.
bool begins_with(std::string_view id, const std::string& written) {
  return id.starts_with(written) || (rota::parse_uuid(id) && id.starts_with(lower_case(written)));
}

/// The id that `written` abbreviates. `kind`, such as "backup", is for messages. Throws `refused` if no id or several
/// begin with it. `hint` ends the message if no id is similar.
std::string_view find_id(const std::string& kind, const std::vector<std::string_view>& ids, const std::string& written,
                         const std::string& hint = "") {
  const std::string id = rota::parse_uuid(written).value_or(written);  // as it is read from the listing
  std::vector<std::string_view> begun;
  for (const std::string_view one : ids) {
    if (one == id) return one;
    if (begins_with(one, written)) begun.push_back(one);
  }
  std::sort(begun.begin(), begun.end());
  begun.erase(std::unique(begun.begin(), begun.end()), begun.end());
  if (begun.size() == 1) return begun.front();
  const std::string found = rota::detail::in_quotes(id);
  if (begun.empty()) {
    const auto near = rota::detail::nearest(id, ids);
    throw refused{{rota::fault_kind::item_not_found,
                   "there is no " + kind + " " + found +
                       (near.empty() ? hint : "; did you mean " + rota::detail::in_quotes(near) + "?")}};
  }
  constexpr std::size_t shown = 3;
  std::string listed;
  for (std::size_t i = 0; i < std::min(begun.size(), shown); ++i)
    listed += (i == 0 ? "" : ", ") + rota::detail::in_quotes(begun[i]);
  if (begun.size() > shown) listed += " and " + std::to_string(begun.size() - shown) + " more";
  throw refused{{rota::fault_kind::bad_request, std::to_string(begun.size()) + " " + kind +
                                                    "s have ids that begin with " + found + ": " + listed +
                                                    "; give a longer prefix"}};
}

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Whether it is a letter or a digit, or part of a character that is not ASCII.
bool is_in_word(char one) {
  const auto byte = static_cast<unsigned char>(one);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

/// How many letters two texts have in common at their beginnings.
std::size_t common_length(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

}  // namespace

short_ids::short_ids(std::vector<std::string_view> ids) : sorted_{std::move(ids)} {
  std::sort(sorted_.begin(), sorted_.end());
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end()), sorted_.end());
}

std::string short_ids::of(std::string_view id) const {
  constexpr std::size_t shortest = 8;
  const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), id);
  std::size_t length = shortest;
  if (found != sorted_.begin()) length = std::max(length, common_length(id, *std::prev(found)) + 1);
  if (std::next(found) != sorted_.end()) length = std::max(length, common_length(id, *std::next(found)) + 1);
  if (!rota::parse_uuid(id) && !is_hexadecimal(id))
    while (length < id.size() && is_in_word(id[length])) ++length;
  return std::string{id.substr(0, length)};
}

std::vector<std::string_view> short_ids::ids_of(const rota::history& past) {
  std::vector<std::string_view> ids;
  ids.reserve(past.size());
  for (std::size_t i = 0; i < past.size(); ++i) ids.push_back(past[i].id);
  return ids;
}

std::vector<rota::source> named_sources(const rota::history& past) {
  std::vector<rota::source> found;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (past.source_number(i) != seen) continue;
    ++seen;
    if (!past[i].source.id.empty()) found.push_back(past[i].source);
  }
  return found;
}

std::size_t find_backup(const std::vector<rota::backup>& backups, const std::string& written) {
  std::vector<std::string_view> ids;
  ids.reserve(backups.size());
  for (const rota::backup& one : backups) ids.push_back(one.id);
  const std::string_view id =
      find_id("backup", ids, written, "; write an id from the listing, the beginning of one, latest, or at T");
  return static_cast<std::size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
}

rota::source find_source(const std::vector<rota::backup>& backups, const std::optional<std::string>& written) {
  auto sources = named_sources(rota::history{backups});
  if (sources.empty())
    throw refused{{rota::fault_kind::item_not_found,
                   backups.empty() ? "the listing has no backups" : "no backup in the listing names a source"}};
  if (written) {
    std::vector<std::string_view> ids;
    ids.reserve(sources.size());
    for (const rota::source& one : sources) ids.push_back(one.id);
    const std::string id{find_id("source", ids, *written, "; the backups are of " + sources_of(backups))};
    std::erase_if(sources, [&](const rota::source& one) { return one.id != id; });
  }
  if (sources.size() > 1)
    throw refused{{rota::fault_kind::bad_request,
                   "the backups are of several sources, " + sources_of(backups) +
                       (written ? "; give the listing of one of them" : "; name one of them with --source")}};
  return sources.front();
}

}  // namespace tool
