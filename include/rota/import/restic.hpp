// SPDX-License-Identifier: MIT
//
// rota/import/restic.hpp: the snapshots of a restic repository.
//
//   result<listing> parse_restic(std::string_view text);    // what `restic snapshots --json` prints
//
// | restic                        | rota                                                                             |
// |-------------------------------|----------------------------------------------------------------------------------|
// | id                            | id, all 64 digits                                                                |
// | hostname, paths               | source.id, "db1:/etc,/var/lib/pg": what `restic forget` groups by                |
// | time                          | created, with a fraction rounded up                                              |
// | summary.backup_end            | updated, but never before created; without it (before restic 0.17), created      |
// | summary.data_added_packed     | size_gib: what the snapshot added to the repository when it was made             |
// | tags "repaired", and original | FAILED and pinned, as is the snapshot that `original` names, if it is still there |
// | original, if it is listed     | that snapshot is pinned: the copy (`restic rewrite`) may lack some of its files   |
// | parent                        | nothing: it is where restic looked for unchanged files, and no snapshot needs it |
//
// Every snapshot is a full, COMPLETED and automated. Tags protect nothing, as in `restic forget` without --keep-tag:
// pin what must stay. restic does not record that some files could not be read (exit status 3 of `restic backup`).
//
// Worked example
//   const auto found = rota::parse_restic(text);
//   const auto plan = rota::prune(found->backups, {.last = 7, .weekly = 5}, now);
//   // restic forget ID…, with found->backups[i].id for each i of plan.removals; then restic prune frees the space
//
// Laws
//   Two snapshots have one source if and only if they have one host and the same paths, in any order: in source.id the
//   paths are sorted, and `:` in a host, `,` in a path and `%` in both are written as %3A, %2C and %25.
//   Groups (--group-by) are read as the snapshots in them, and give the same backups as the plain array, but for the
//   order. A note says so where the groups are by tags.
//   List all snapshots: restic does not say that a list was filtered (--latest, --tag).
// Source: "JSON output of snapshots" in restic's documentation (075_scripting), `restic help forget`, and what restic
// 0.14 prints.
#ifndef ROTA_IMPORT_RESTIC_HPP
#define ROTA_IMPORT_RESTIC_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/import/listing.hpp>
#include <rota/json/members.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rota::inline v0 {

namespace detail {

namespace restic_rules {
inline constexpr std::string_view example_id = "\"79c4fc196b147a30f95716cb0c5f8774e75672094128229eebc365042f8d1ea3\"";
inline constexpr member_rule document{"snapshots", "the array of snapshots that `restic snapshots --json` prints",
                                      R"([{"id": "79c4...", "time": "...", "paths": ["/etc"]}])"};
inline constexpr member_rule snapshot{"snapshots", "an object with the members id, time and paths",
                                      R"({"id": "79c4...", "time": "...", "paths": ["/etc"]})"};
inline constexpr member_rule group_key{"group_key", "an object with the members hostname, paths and tags",
                                       R"({"hostname": "db1", "paths": ["/etc"], "tags": null})"};
inline constexpr member_rule id{"id", "the 64 hexadecimal digits of a snapshot's id, in lower case", example_id};
inline constexpr member_rule original{"original", id.expected, example_id};
inline constexpr member_rule time{"time", rules::any_instant, "\"2026-03-01T23:05:00Z\""};
inline constexpr member_rule hostname{"hostname", "the name of a host", "\"db1\""};
inline constexpr member_rule paths{"paths", "an array of paths", "[\"/etc\"]"};
inline constexpr member_rule path{"paths", "a path", "\"/etc\""};
inline constexpr member_rule tags{"tags", "an array of tags", "[\"nightly\"]"};
inline constexpr member_rule tag{"tags", "a tag", "\"nightly\""};
inline constexpr member_rule summary{"summary", "an object with the member backup_end",
                                     R"({"backup_end": "2026-03-01T23:06:00Z"})"};
inline constexpr member_rule backup_end{"backup_end", rules::any_instant, "\"2026-03-01T23:06:00Z\""};
inline constexpr member_rule data_added_packed{"data_added_packed", "a number of bytes, from 0 to 9223372036854775807",
                                               "1048576", 0, INT64_MAX};
}  // namespace restic_rules

/// The snapshots that are read so far.
struct restic_snapshots {
  listing found;
  std::vector<std::string> pointers;            // of found.backups
  std::map<std::string, std::string> repaired;  // the ids of snapshots that were repaired, and of what came of them
  std::map<std::string, std::string> copied;    // the same of others that were rewritten, or given a tag
};

inline std::optional<std::string> restic_id(const import_value& from, const member_rule& rule) {
  constexpr std::size_t digits = 64;
  auto id = from.text(rule);
  if (!id || (id->size() == digits && id->find_first_not_of("0123456789abcdef") == std::string::npos)) return id;
  from.report(issue_code::malformed, message_found(in_quotes(*id), rule));
  return std::nullopt;
}

/// The texts of an array.
inline std::vector<std::string> restic_texts(const import_value& from, const member_rule& rule,
                                             const member_rule& element) {
  std::vector<std::string> texts;
  for (const import_value& one : from.elements(rule).value_or(std::vector<import_value>{}))
    if (auto text = one.identifier(element)) texts.push_back(std::move(*text));
  return texts;
}

inline std::string restic_source(std::string_view host, std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  std::string id = percent_encoded(host, ":") + ":";
  for (std::size_t i = 0; i < paths.size(); ++i) id.append(i == 0 ? "" : ",").append(percent_encoded(paths[i], ","));
  return id;
}

inline void read_restic_snapshot(const import_value& from, restic_snapshots& into) {
  if (!from.is_object(restic_rules::snapshot)) return;
  const auto given_id = from.required(restic_rules::id);
  auto id = given_id ? restic_id(*given_id, restic_rules::id) : std::nullopt;
  const auto given_time = from.required(restic_rules::time);
  const auto created = given_time ? given_time->instant(restic_rules::time, rounding::up) : std::nullopt;
  const auto host = from.member(restic_rules::hostname.name);  // restic leaves it out if it is empty
  const auto hostname = host ? host->text(restic_rules::hostname) : std::optional<std::string>{""};
  const auto given_paths = from.required(restic_rules::paths);
  auto paths =
      given_paths ? restic_texts(*given_paths, restic_rules::paths, restic_rules::path) : std::vector<std::string>{};

  std::optional<sys_seconds> ended;
  std::optional<std::int64_t> bytes;
  if (const auto summary = from.member(restic_rules::summary.name);
      summary && summary->is_object(restic_rules::summary)) {
    if (const auto end = summary->member(restic_rules::backup_end.name))
      ended = end->instant(restic_rules::backup_end, rounding::up);
    if (const auto added = summary->member(restic_rules::data_added_packed.name))
      bytes = added->integer(restic_rules::data_added_packed);
  }

  const auto given_tags = from.member(restic_rules::tags.name);
  const auto tags =
      given_tags ? restic_texts(*given_tags, restic_rules::tags, restic_rules::tag) : std::vector<std::string>{};
  const auto given_original = from.member(restic_rules::original.name);
  const auto original = given_original ? restic_id(*given_original, restic_rules::original) : std::nullopt;
  if (!id || !created || !hostname) return;

  const bool is_repaired = original && std::find(tags.begin(), tags.end(), "repaired") != tags.end();
  if (is_repaired) {
    into.repaired.try_emplace(*original, *id);
    into.found.notes.push_back(
        {from.pointer(), issue_code::unsupported,
         concatenate({"restic repaired ", in_quotes(id->substr(0, 8)),
                      ", which lacks what it could not read; it counts as FAILED, and is pinned; forget it by hand"})});
  }
  if (original && !is_repaired) into.copied.try_emplace(*original, *id);
  into.pointers.push_back(from.pointer());
  into.found.backups.push_back({.id = std::move(*id),
                                .source = {restic_source(*hostname, std::move(paths)), source_type::instance},
                                .status = is_repaired ? backup_status::failed : backup_status::completed,
                                .automated = true,
                                .created = *created,
                                .updated = (std::max)(*created, ended.value_or(*created)),
                                .size_gib = bytes ? std::optional{gib_of(*bytes)} : std::nullopt,
                                .pinned = is_repaired});
}

/// A snapshot that restic had to repair is as incomplete as what came of it.
inline void fail_repaired(restic_snapshots& all) {
  for (std::size_t i = 0; i < all.found.backups.size(); ++i) {
    backup& one = all.found.backups[i];
    const auto result = all.repaired.find(one.id);
    if (result == all.repaired.end() || one.status == backup_status::failed) continue;
    one.status = backup_status::failed;
    one.pinned = true;
    all.found.notes.push_back({all.pointers[i], issue_code::unsupported,
                               concatenate({"restic repaired ", in_quotes(one.id.substr(0, 8)), " as ",
                                            in_quotes(result->second.substr(0, 8)),
                                            "; it counts as FAILED, and is pinned; forget it by hand"})});
  }
}

/// A snapshot beside its rewritten copy may hold the only copy of what that leaves out. They have one instant, so a
/// rule that counted both could keep either.
inline void pin_copied(restic_snapshots& all) {
  for (std::size_t i = 0; i < all.found.backups.size(); ++i) {
    backup& one = all.found.backups[i];
    const auto copy = all.copied.find(one.id);
    if (copy == all.copied.end() || one.pinned) continue;
    one.pinned = true;
    all.found.notes.push_back(
        {all.pointers[i], issue_code::unsupported,
         concatenate({"restic rewrote ", in_quotes(one.id.substr(0, 8)), " as ", in_quotes(copy->second.substr(0, 8)),
                      ", which may lack some of its files; it is pinned; forget it by hand"})});
  }
}

inline listing read_restic(const import_value& document) {
  restic_snapshots all;
  bool is_by_tags = false;
  if (document.is_null()) return {};  // no snapshots, in the words of older releases
  for (const import_value& one : document.elements(restic_rules::document).value_or(std::vector<import_value>{})) {
    const auto key = one.member("group_key");
    if (!key) {
      read_restic_snapshot(one, all);
      continue;
    }
    if (const auto tags = key->is_object(restic_rules::group_key) ? key->member("tags") : std::nullopt;
        tags && !is_by_tags) {
      is_by_tags = true;
      all.found.notes.push_back(
          {tags->pointer(), issue_code::unsupported,
           "found groups by tags; the snapshots of a host and its paths are counted together, whatever their tags; to "
           "count them apart, list one tag at a time, with --tag"});
    }
    const auto group = one.required(restic_rules::document);
    const auto snapshots = group ? group->elements(restic_rules::document) : std::nullopt;
    for (const import_value& snapshot : snapshots.value_or(std::vector<import_value>{}))
      read_restic_snapshot(snapshot, all);
  }
  fail_repaired(all);
  pin_copied(all);
  return std::move(all.found);
}

}  // namespace detail

/// Parses what `restic snapshots --json` prints, with or without --group-by. Returns the snapshots in its order, or
/// every issue, of which at most `issue_limit` are listed. O(n log n).
[[nodiscard]] inline result<listing> parse_restic(std::string_view text,
                                                  std::size_t issue_limit = default_issue_limit) {
  return detail::read_listing(text, issue_limit, detail::read_restic);
}

}  // namespace rota::inline v0

#endif
