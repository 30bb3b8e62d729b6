// SPDX-License-Identifier: MIT
//
// rota/import/barman.hpp: the backups of PostgreSQL servers that Barman lists.
//
//   result<listing> parse_barman(text, issue_limit = 100);   // barman --format json list-backups all
//
// theirs                          ours
// the name of the server          source: "main"
// server, backup_id               id: "main/20261129T193534", since two servers may have one backup_id
// end_time_timestamp              created and updated: a physical backup is the state at the instant when it ended
// backup_id, where that is absent created: the latest instant that this local time can be, with a note
// status                          status:
//   EMPTY                           NEW
//   STARTED, SYNCING                BUILDING
//   WAITING_FOR_WALS                BUILDING: the WAL that makes it consistent is missing; DONE once that arrives
//   DONE                            COMPLETED
//   FAILED                          FAILED
//   any other                       FAILED and pinned, with a note
// size_bytes                      size; the WAL that makes the backup consistent is in it, wal_size_bytes is not
// retention_status KEEP:…         pinned: `barman keep` was called
// retention_status OBSOLETE       a note: Barman is about to delete it
// backup_type                     absent, full, rsync and snapshot are fulls; incremental is refused
// _DEBUG, _INFO, _WARNING         notes
// _ERROR, _EXCEPTION              refused: something may be missing in the list
//
// A backup that has not ended, or has failed, is listed with nothing but its backup_id, in the local time of the
// server. The zone is not listed, so it is read as the zone furthest west, UTC-12: no backup looks older than it is.
// Every backup counts as automated: the list does not say who made it. An rsync backup with reuse_backup shares files
// with the one before it through hard links, and can be restored alone. list-backups does not name the parent of a
// block-level incremental (Barman 3.11), without which its chain is unknown. end_time is end_time_timestamp in local
// time, and not read. retention_status is "-" if there is no retention_policy, and also if the policy keeps the backup.
// Without one, `barman keep` does not show in the list; `barman delete` respects it.
//
// Laws: those of listing.hpp. A list of --minimal is refused: it has ids only.
// Sources: what Barman 3.4 prints; output.py, infofile.py, server.py and retention_policies.py of 3.4 and 3.17; the
// release notes of 3.11.
#ifndef ROTA_IMPORT_BARMAN_HPP
#define ROTA_IMPORT_BARMAN_HPP

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/import/listing.hpp>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace rota::inline v0 {

namespace detail {

namespace rules {
inline constexpr member_rule barman_document{"", "an object with an array of backups for each server",
                                             R"({"main": [{"backup_id": "20261129T193534", "status": "FAILED"}]})"};
inline constexpr member_rule barman_list{"", "an array", "[]"};
inline constexpr member_rule barman_backup{"", "an object, as list-backups prints it without --minimal",
                                           R"({"backup_id": "20261129T193534", "status": "FAILED"})"};
inline constexpr member_rule barman_message{"", "a message", "\"\""};
inline constexpr member_rule barman_id{"backup_id", "a day and a time, YYYYMMDDThhmmss", "\"20261129T193534\""};
inline constexpr member_rule barman_end{"end_time_timestamp", "seconds since 1970 as a string", "\"1795980942\"", 0,
                                        253'402'300'799};
inline constexpr member_rule barman_status{"status", "a string", "\"DONE\""};
inline constexpr member_rule barman_retention{"retention_status", "a string", "\"-\""};
inline constexpr member_rule barman_type{"backup_type", "\"full\", \"rsync\" or \"snapshot\"", "\"full\""};
inline constexpr member_rule barman_size{"size_bytes", "a number of bytes", "23204180", 0, INT64_MAX};
}  // namespace rules

/// A text of Barman's, and what it is of ours.
struct barman_state {
  std::string_view name;
  backup_status status;
};

inline constexpr auto barman_states = std::to_array<barman_state>({
    {"EMPTY", backup_status::new_},
    {"STARTED", backup_status::building},
    {"SYNCING", backup_status::building},
    {"WAITING_FOR_WALS", backup_status::building},
    {"DONE", backup_status::completed},
    {"FAILED", backup_status::failed},
});

/// The latest instant that a backup_id can be: that local time in the zone furthest west, UTC-12.
inline std::optional<sys_seconds> latest_of_backup_id(std::string_view id) {
  constexpr std::string_view form = "00000000T000000";
  const bool fits = std::equal(id.begin(), id.end(), form.begin(), form.end(), [](char found, char expected) {
    return expected == '0' ? found >= '0' && found <= '9' : found == expected;
  });
  if (!fits) return std::nullopt;
  return parse_instant(concatenate({id.substr(0, 4), "-", id.substr(4, 2), "-", id.substr(6, 5), ":", id.substr(11, 2),
                                    ":", id.substr(13), "-12:00"}));
}

/// Reads a list of Barman's.
class barman_reader {
 public:
  [[nodiscard]] listing read(const import_value& document) {
    const auto servers = document.members(rules::barman_document);
    if (!servers) return {};
    for (const auto& [name, value] : *servers) {
      if (name.empty())
        value.report(issue_code::malformed, "found \"\"; expected the name of a server; list what Barman printed");
      const auto elements = value.elements(rules::barman_list);
      if (!elements) continue;
      for (const import_value& one : *elements) {
        if (one.log().is_full()) return {};
        if (name.starts_with('_'))
          read_message(name, one);
        else
          read_backup(name, one);
      }
    }
    return std::move(found_);
  }

 private:
  void read_message(std::string_view kind, const import_value& from) {
    constexpr std::size_t longest = 200;
    const auto text = from.text(rules::barman_message);
    if (!text) return;
    const std::string said = concatenate({"Barman says \"", printable(*text, longest), "\""});
    if (kind == "_ERROR" || kind == "_EXCEPTION")
      from.report(issue_code::conflict,
                  concatenate({said,
                               "; expected a list without errors, since something may be missing in it; resolve "
                               "it, then list again"}));
    else
      found_.notes.push_back({from.pointer(), issue_code::conflict, said});
  }

  void read_backup(const std::string& server, const import_value& from) {
    if (!from.is_object(rules::barman_backup)) return;
    const auto id = from.required(rules::barman_id);
    const auto id_text = id ? id->text(rules::barman_id) : std::nullopt;
    const auto latest = id_text ? latest_of_backup_id(*id_text) : std::nullopt;
    if (id_text && !latest) id->report(issue_code::malformed, message_found(in_quotes(*id_text), rules::barman_id));
    check_type(from);
    const auto status = from.required(rules::barman_status);
    const auto status_text = status ? status->text(rules::barman_status) : std::nullopt;
    if (!latest || !status_text) return;

    if (found_.backups.empty())
      found_.notes.push_back(
          {"", issue_code::unsupported,
           "Barman itself deletes what the retention_policy of a server makes obsolete, even what a plan "
           "keeps; the list does not say whether a server has one, and without one it does not show which "
           "backups have `barman keep`"});
    backup one{.id = concatenate({server, "/", *id_text}), .source = {.id = server}};
    judge(*status, *status_text, one);
    const auto ended = end_of(from, one.status);
    if (!ended && !has_undated_) {
      found_.notes.push_back({id->pointer(), issue_code::unsupported,
                              "there is no end_time, here and in other backups that are not done; backup_id is a local "
                              "time of the server in a zone that is not listed, so their created is the latest instant "
                              "that it can be, up to 26 hours late"});
      has_undated_ = true;
    }
    one.created = ended.value_or(*latest);
    one.updated = one.created;
    const auto size = from.member(rules::barman_size.name);
    if (const auto bytes = size ? size->integer(rules::barman_size) : std::nullopt) one.size_gib = gib_of(*bytes);
    read_retention(from, one);
    found_.backups.push_back(std::move(one));
  }

  /// Refuses what is not surely a full.
  static void check_type(const import_value& from) {
    const auto type = from.member(rules::barman_type.name);
    const auto text = type ? type->text(rules::barman_type) : std::nullopt;
    if (!text || *text == "full" || *text == "rsync" || *text == "snapshot") return;
    if (*text == "incremental")
      type->report(issue_code::unsupported,
                   "found an incremental backup; expected full backups only, since list-backups does not name the "
                   "backup that an incremental is built on; list servers without incrementals, by name");
    else
      type->report(issue_code::unknown_value, message_found(in_quotes(*text), rules::barman_type));
  }

  void judge(const import_value& from, const std::string& text, backup& one) {
    const auto* const known = std::find_if(barman_states.begin(), barman_states.end(),
                                           [&](const barman_state& row) { return row.name == text; });
    one.status = known != barman_states.end() ? known->status : backup_status::failed;
    one.pinned = known == barman_states.end();
    if (one.pinned)
      found_.notes.push_back(
          {from.pointer(), issue_code::unknown_value,
           concatenate({"found the status ", in_quotes(text),
                        ", which this version does not know; the backup does not count as a restore point, "
                        "and stays; delete it by hand once it is not needed"})});
  }

  /// When a backup ended; reports that it is missing in one that is DONE.
  static std::optional<sys_seconds> end_of(const import_value& from, backup_status status) {
    const auto end =
        status == backup_status::completed ? from.required(rules::barman_end) : from.member(rules::barman_end.name);
    const auto text = end ? end->text(rules::barman_end) : std::nullopt;
    if (!text) return std::nullopt;
    std::int64_t seconds = 0;
    const auto [rest, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error == std::errc{} && rest == text->data() + text->size() && seconds >= 0 &&
        seconds <= rules::barman_end.most)
      return sys_seconds{std::chrono::seconds{seconds}};
    end->report(issue_code::malformed, message_found(in_quotes(*text), rules::barman_end));
    return std::nullopt;
  }

  void read_retention(const import_value& from, backup& one) {
    const auto retention = from.member(rules::barman_retention.name);
    const auto text = retention ? retention->text(rules::barman_retention) : std::nullopt;
    if (!text || *text == "-" || *text == "VALID") return;
    if (*text == "OBSOLETE" || *text == "OBSOLETE*") {
      found_.notes.push_back(
          {retention->pointer(), issue_code::conflict,
           concatenate({"found ", *text,
                        ": the retention_policy of the server lets Barman delete this backup, even if a plan "
                        "keeps it; to keep it, run `barman keep`"})});
      return;
    }
    one.pinned = true;
    if (*text != "KEEP:FULL" && *text != "KEEP:STANDALONE")
      found_.notes.push_back({retention->pointer(), issue_code::unknown_value,
                              concatenate({"found the retention_status ", in_quotes(*text),
                                           ", which this version does not know; the backup stays"})});
  }

  listing found_;
  bool has_undated_ = false;
};

}  // namespace detail

/// The backups of a list of Barman's.
[[nodiscard]] inline result<listing> parse_barman(std::string_view text,
                                                  std::size_t issue_limit = default_issue_limit) {
  return detail::read_listing(
      text, issue_limit, [](const detail::import_value& document) { return detail::barman_reader{}.read(document); });
}

}  // namespace rota::inline v0

#endif
