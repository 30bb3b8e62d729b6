// SPDX-License-Identifier: MIT
//
// result<listing> parse_barman(std::string_view text, std::size_t issue_limit = 100);
//
// tests/data/import/barman was recorded with Barman 3.4 of two servers of PostgreSQL 15. all_states.json has a backup
// of every status that can be waited for: while one was copied, one waited for its WAL and one had been killed.
// retention.json is of a server whose retention_policy allows one backup, with a `barman keep`. unknown_server.json is
// the answer to a name that no server has.

#include <array>
#include <nlohmann/json.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/import/barman.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "import_documents.hpp"
#include "instants.hpp"
#include "issues_found.hpp"

namespace {

using namespace import_documents;
using nlohmann::json;
using rota::backup;
using rota::backup_status;
using rota::listing;
using rota::parse_barman;

/// A list of the server main with one backup, with the changes of an RFC 7396 merge patch.
std::string listed(const std::string& patch) {
  json one =
      json::parse(R"({"backup_id": "20261129T193534", "backup_type": "full", "end_time": "Sun Nov 29 19:35:42 2026",
      "end_time_timestamp": "1795980942", "retention_status": "-", "size_bytes": 1610612736, "status": "DONE",
      "wal_size_bytes": 1073741824})");
  one.merge_patch(json::parse(patch));
  return json{{"main", {one}}}.dump();
}

listing read(const std::string& patch) { return parse_barman(listed(patch)).value(); }

backup read_one(const std::string& patch) { return read(patch).backups.at(0); }

/// The notes but the first, which is the same for every list.
std::vector<std::string> notes_of(const listing& found) {
  std::vector<std::string> notes;
  for (std::size_t i = 1; i < found.notes.size(); ++i) notes.push_back(to_string(found.notes[i]));
  return notes;
}

}  // namespace

TEST_CASE("Barman's backups are fulls of their servers", "[barman]") {
  const auto found = parse_barman(recorded("barman/all_states.json"));
  REQUIRE(problems(found).empty());
  REQUIRE(lines_of(found->backups) ==
          std::vector<std::string>{
              "billing/20261129T194428 of billing on nothing BUILDING 2026-11-30T07:44:28 2026-11-30T07:44:28",
              "billing/20261129T193812 of billing on nothing COMPLETED 2026-11-29T19:38:18 2026-11-29T19:38:18",
              "billing/20261129T193606 of billing on nothing COMPLETED 2026-11-29T19:36:12 2026-11-29T19:36:12, pinned",
              "main/20261129T194407 of main on nothing BUILDING 2026-11-29T19:44:23 2026-11-29T19:44:23",
              "main/20261129T194108 of main on nothing COMPLETED 2026-11-29T19:41:21 2026-11-29T19:41:21",
              "main/20261129T193841 of main on nothing FAILED 2026-11-30T07:38:41 2026-11-30T07:38:41",
              "main/20261129T193821 of main on nothing COMPLETED 2026-11-29T19:38:23 2026-11-29T19:38:23",
              "main/20261129T193534 of main on nothing COMPLETED 2026-11-29T19:35:42 2026-11-29T19:35:42"});
  REQUIRE(found->backups[7].size_gib == 23'204'180.0 / (1024.0 * 1024.0 * 1024.0));
  REQUIRE_FALSE(found->backups[0].size_gib.has_value());
  REQUIRE(rota::history{found->backups}.damage_report().empty());

  REQUIRE(
      to_string(found->notes.at(0)) ==
      "Barman itself deletes what the retention_policy of a server makes obsolete, even what a plan keeps; the list "
      "does not say whether a server has one, and without one it does not show which backups have `barman keep`");
  REQUIRE(notes_of(*found) ==
          std::vector<std::string>{
              "/billing/0/backup_id: there is no end_time, here and in other backups that are not done; backup_id is a "
              "local time of the server in a zone that is not listed, so their created is the latest instant that it "
              "can be, up to 26 hours late"});
}

TEST_CASE("a backup that Barman keeps is pinned, and one that it will delete is noted", "[barman]") {
  const auto found = parse_barman(recorded("barman/retention.json")).value();
  REQUIRE_FALSE(found.backups.at(0).pinned);
  REQUIRE_FALSE(found.backups.at(1).pinned);
  REQUIRE(found.backups.at(2).pinned);
  REQUIRE(notes_of(found) == std::vector<std::string>{
                                 "/billing/1/retention_status: found OBSOLETE: the retention_policy of the server lets "
                                 "Barman delete this backup, even if a plan keeps it; to keep it, run `barman keep`"});
  // Source: BackupInfo.RETENTION_STATUS in Barman's infofile.py.
  const std::vector<std::pair<std::string, bool>> states{{"OBSOLETE", false},  {"VALID", false},
                                                         {"OBSOLETE*", false}, {"KEEP:FULL", true},
                                                         {"-", false},         {"KEEP:STANDALONE", true}};
  for (const auto& [state, pinned] : states) {
    CAPTURE(state);
    REQUIRE(read_one(R"({"retention_status": ")" + state + "\"}").pinned == pinned);
    REQUIRE(notes_of(read(R"({"retention_status": ")" + state + "\"}")).empty() == (state[0] != 'O'));
  }
  REQUIRE_FALSE(read_one(R"({"retention_status": null})").pinned);
  const listing unknown = read(R"({"retention_status": "HELD"})");
  REQUIRE(unknown.backups.at(0).pinned);
  REQUIRE(notes_of(unknown) ==
          std::vector<std::string>{"/main/0/retention_status: found the retention_status \"HELD\", which this version "
                                   "does not know; the backup stays"});
}

// Source: BackupInfo.STATUS_ALL in Barman's infofile.py.
TEST_CASE("each status of Barman's is one of ours, and only DONE is COMPLETED", "[barman]") {
  const std::vector<std::pair<std::string, backup_status>> states{
      {"EMPTY", backup_status::new_},       {"STARTED", backup_status::building},
      {"SYNCING", backup_status::building}, {"WAITING_FOR_WALS", backup_status::building},
      {"DONE", backup_status::completed},   {"FAILED", backup_status::failed}};
  for (const auto& [state, status] : states) {
    CAPTURE(state);
    const backup one = read_one(R"({"status": ")" + state + "\"}");
    REQUIRE(one.status == status);
    REQUIRE_FALSE(one.pinned);
  }
  const listing unknown = read(R"({"status": "done"})");
  REQUIRE(unknown.backups.at(0).status == backup_status::failed);
  REQUIRE(unknown.backups.at(0).pinned);
  REQUIRE(notes_of(unknown) ==
          std::vector<std::string>{"/main/0/status: found the status \"done\", which this version does not know; the "
                                   "backup does not count as a restore point, and stays; delete it by hand once it is "
                                   "not needed"});
}

TEST_CASE("a Barman backup is of the instant when it ended, and never looks older than it is", "[barman]") {
  REQUIRE(read_one("{}").created == instant("2026-11-29T19:35:42"));
  REQUIRE(read_one("{}").updated == instant("2026-11-29T19:35:42"));
  REQUIRE(read_one("{}").size_gib == 1.5);  // without the WAL after it
  REQUIRE(read_one("{}").automated);
  // 19:35:34 is at the latest that hour in UTC-12.
  REQUIRE(read_one(R"({"status": "FAILED", "end_time_timestamp": null})").created == instant("2026-11-30T07:35:34"));
  REQUIRE(read_one(R"({"status": "WAITING_FOR_WALS"})").created == instant("2026-11-29T19:35:42"));
}

TEST_CASE("only what can be restored alone is read from Barman", "[barman]") {
  for (const std::string type : {"null", "\"full\"", "\"rsync\"", "\"snapshot\""})
    REQUIRE(read_one(R"({"backup_type": )" + type + "}").level() == rota::level::full);
}

TEST_CASE("what Barman says beside its list is noted, and an error refuses the list", "[barman]") {
  const auto warned = parse_barman(R"({"_WARNING": ["no \"x\""], "_INFO": ["hello"], "main": []})").value();
  REQUIRE(warned.backups.empty());
  REQUIRE(warned.notes.size() == 2);
  REQUIRE(to_string(warned.notes[0]) == "/_INFO/0: Barman says \"hello\"");
  REQUIRE(to_string(warned.notes[1]) == R"(/_WARNING/0: Barman says "no \"x\"")");
  const auto unknown = parse_barman(recorded("barman/unknown_server.json"));
  REQUIRE(problems(unknown) == "/_ERROR/0 conflict");
  REQUIRE(
      message_at(unknown, "/_ERROR/0") ==
      "Barman says \"Unknown server 'nosuch'\"; expected a list without errors, since something may be missing in it; "
      "resolve it, then list again");
  REQUIRE(problems(parse_barman("{}")).empty());
}

TEST_CASE("what is not a list of Barman's is refused with the place and the reason", "[barman]") {
  struct refusal {
    std::string text, problem, message;
  };
  const std::vector<refusal> refusals{
      {"", " malformed", "not JSON"},
      {"main 20261129T193534 - Sun Nov 29", " malformed", "pass what the tool printed, unchanged"},
      {"[]", " wrong_type", "found an array; expected an object with an array of backups for each server"},
      {R"({"main": {}})", "/main wrong_type", "found an object; expected an array"},
      {R"({"": []})", "/ malformed", "expected the name of a server"},
      {R"({"main": ["20261129T193534"]})", "/main/0 wrong_type",
       "found the string \"20261129T193534\"; expected an object, as list-backups prints it without --minimal"},
      {R"({"main": [{}]})", "/main/0/backup_id missing, /main/0/status missing", "not given"},
      {R"({"_EXCEPTION": ["lost"]})", "/_EXCEPTION/0 conflict", "Barman says \"lost\"; expected a list without errors"},
      {R"({"_ERROR": [1]})", "/_ERROR/0 wrong_type", "found 1; expected a message"},
      {listed(R"({"backup_id": "nightly"})"), "/main/0/backup_id malformed",
       "found \"nightly\"; expected a day and a time, YYYYMMDDThhmmss"},
      {listed(R"({"backup_id": "20261329T193534"})"), "/main/0/backup_id malformed", "found \"20261329T193534\""},
      {listed(R"({"backup_id": "20261129 193534"})"), "/main/0/backup_id malformed", "found \"20261129 193534\""},
      {listed(R"({"status": 1})"), "/main/0/status wrong_type", "found 1; expected a string"},
      {listed(R"({"end_time_timestamp": null})"), "/main/0/end_time_timestamp missing",
       "not given; expected seconds since 1970 as a string"},
      {listed(R"({"end_time_timestamp": 1795980942})"), "/main/0/end_time_timestamp wrong_type", "found 1795980942"},
      {listed(R"({"end_time_timestamp": "1795980942.5"})"), "/main/0/end_time_timestamp malformed",
       "found \"1795980942.5\""},
      {listed(R"({"end_time_timestamp": "-1"})"), "/main/0/end_time_timestamp malformed", "found \"-1\""},
      {listed(R"({"end_time_timestamp": "999999999999"})"), "/main/0/end_time_timestamp malformed", "found \"9999"},
      {listed(R"({"end_time_timestamp": "99999999999999999999"})"), "/main/0/end_time_timestamp malformed", "found"},
      {listed(R"({"size_bytes": -1})"), "/main/0/size_bytes out_of_range", "found -1; expected a number of bytes"},
      {listed(R"({"size_bytes": "22 MiB"})"), "/main/0/size_bytes wrong_type", "found the string \"22 MiB\""},
      {listed(R"({"retention_status": []})"), "/main/0/retention_status wrong_type", "found an array"},
      {listed(R"({"backup_type": "incremental"})"), "/main/0/backup_type unsupported",
       "found an incremental backup; expected full backups only, since list-backups does not name the backup that an "
       "incremental is built on; list servers without incrementals, by name"},
      {listed(R"({"backup_type": "differential"})"), "/main/0/backup_type unknown_value",
       "found \"differential\"; expected \"full\", \"rsync\" or \"snapshot\""},
  };
  for (const auto& [text, problem, message] : refusals) {
    CAPTURE(text);
    const auto found = parse_barman(text);
    REQUIRE(problems(found) == problem);
    CAPTURE(found.error()[0].message);
    REQUIRE(found.error()[0].message.find(message) != std::string::npos);
    REQUIRE(bad_messages(found).empty());
  }
  REQUIRE(problems(parse_barman(R"({"a": [1, 2, 3]})", 2)) == "/a/0 wrong_type, /a/1 wrong_type,  out_of_range");
}

TEST_CASE("a plan for Barman's backups counts the DONE ones of each server", "[barman]") {
  const auto found = parse_barman(recorded("barman/all_states.json")).value();
  const auto removed = [&](const rota::retention& rules) {
    return ids_of(found.backups, rota::prune(found.backups, rules, instant("2026-12-01T00:00:00")).removals);
  };
  REQUIRE(removed({.fulls = 1}) == "main/20261129T193841 main/20261129T193821 main/20261129T193534");
  REQUIRE(
      removed({.fulls = 0, .at_least = 0}) ==
      "main/20261129T193841 main/20261129T194108 main/20261129T193821 billing/20261129T193812 main/20261129T193534");
}

TEST_CASE("whatever becomes of Barman's document, it parses lawfully", "[barman]") {
  for (const std::string& text : std::array{recorded("barman/all_states.json"), recorded("barman/retention.json"),
                                            recorded("barman/unknown_server.json")})
    REQUIRE(broken_laws(text, [](const std::string& changed) { return parse_barman(changed); }).empty());
}
