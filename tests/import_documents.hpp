// SPDX-License-Identifier: MIT
//
// tests/import_documents.hpp: recorded documents of other tools, and laws of every parser of them.
//
//   recorded("restic/snapshots.json")            // the text of the file in tests/data/import
//   recorded("restic/snapshots.json", {{"db1", "db2"}})     // with the first of each such text replaced
//   broken_laws(text, rota::parse_restic)        // "" if the text, its prefixes and mutations all parse lawfully
//   lines_of(listing.backups)                    // a line for each backup
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/core/time.hpp>
#include <rota/import/listing.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generated.hpp"
#include "issues_found.hpp"
#include "test_data.hpp"

namespace import_documents {

inline std::string recorded(const std::string& name) { return test_data("import/" + name); }

/// A text with the first of each such text replaced. One that is not there shows in the result.
inline std::string edited(std::string text, const std::vector<std::pair<std::string, std::string>>& edits) {
  for (const auto& [from, to] : edits) {
    const auto place = text.find(from);
    if (place == std::string::npos) return "no \"" + from + "\"";
    text.replace(place, from.size(), to);
  }
  return text;
}

inline std::string recorded(const std::string& name, const std::vector<std::pair<std::string, std::string>>& edits) {
  return edited(recorded(name), edits);
}

/// "ID of SOURCE on PARENT COMPLETED CREATED UPDATED", with ", pinned" and ", on demand" where they are.
inline std::string line_of(const rota::backup& one) {
  std::string line = one.id + " of " + one.source.id + " on " + one.parent_id.value_or("nothing") + " ";
  line.append(to_string(one.status)).append(" ").append(rota::format_instant(one.created));
  line.append(" ").append(rota::format_instant(one.updated));
  return line + (one.pinned ? ", pinned" : "") + (one.automated ? "" : ", on demand");
}

inline std::vector<std::string> lines_of(const std::vector<rota::backup>& backups) {
  std::vector<std::string> lines;
  for (const rota::backup& one : backups) lines.push_back(line_of(one));
  return lines;
}

inline std::string ids_of(const std::vector<rota::backup>& backups, const std::vector<std::size_t>& chosen) {
  std::string ids;
  for (const std::size_t i : chosen) ids += (ids.empty() ? "" : " ") + backups[i].id;
  return ids;
}

/// How a listing, or the refusal of it, breaks the laws of parsing; "" if it does not.
inline std::string broken_laws_of(const rota::result<rota::listing>& found) {
  if (!found) return found.error().empty() ? "neither a value nor an issue" : bad_messages(found);
  std::string text;
  for (const rota::issue& note : found->notes)
    if (note.message.empty() || !is_printable_ascii(note.message)) text += "note at " + note.pointer + "; ";
  for (const rota::backup& one : found->backups) {
    if (one.id.empty() || one.source.id.empty()) text += "no id; ";
    if (one.updated < one.created) text += one.id + " is updated before it is created; ";
  }
  const rota::prune_plan plan = rota::prune(found->backups, {.fulls = 0, .at_least = 0}, rota::sys_seconds{});
  return plan.verdicts.size() == found->backups.size() ? text : text + "no plan; ";
}

/// The same for a text, its prefixes, and texts with a few changed bytes; with the first that breaks a law.
template <class Parse>
std::string broken_laws(const std::string& text, Parse parse) {
  std::string broken;
  const auto check = [&](const std::string& document) {
    try {
      const std::string laws = broken_laws_of(parse(document));
      if (!laws.empty() && broken.empty()) broken = laws + " in " + document;
    } catch (const std::exception& thrown) {
      broken = std::string{thrown.what()} + " thrown for " + document;
    }
  };
  for (std::size_t size = 0; size <= text.size(); ++size) check(text.substr(0, size));
  generator values{text.size()};
  constexpr std::string_view likely = "\"{}[],:0129-eE.+ntfFDIl\\ \x01\x7f\xc3\xff";
  for (auto more = trials(1'000); more > 0; --more) {
    std::string changed = text;
    for (auto times = values.between(1, 3); times > 0 && !changed.empty(); --times) {
      const std::size_t at = values.index(changed.size());
      switch (values.between(0, 2)) {
        case 0: changed[at] = likely[values.index(likely.size())]; break;
        case 1: changed.erase(at, 1); break;
        default: changed.insert(at, 1, likely[values.index(likely.size())]);
      }
    }
    check(changed);
  }
  return broken;
}

}  // namespace import_documents
