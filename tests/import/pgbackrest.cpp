// SPDX-License-Identifier: MIT
//
// result<listing> parse_pgbackrest(std::string_view text, std::size_t issue_limit = 100);
// std::optional<pgbackrest_set> parse_pgbackrest_id(std::string_view id);
// std::string to_string(const pgbackrest_set&);
//
// tests/data/import/pgbackrest was recorded with pgBackRest 2.45 and PostgreSQL 15; paths were changed:
//   chain        a full, a diff and an incr in repository 1, and a full in repository 2
//   errors       the same after a page of a table was overwritten; running: during the last of these backups
//   set, no_set  with --set=LABEL, of an incr and of a backup that is not there
//   none         before any stanza; missing: with --stanza before it was created; empty: without backups
//   no_data, unreadable, mixed, invalid    repository 2 without its backup.info, with a broken one, and without the
//   stanza;
//                                          repository 1 unreadable, too

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/core/issue.hpp>
#include <rota/import/pgbackrest.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "import_documents.hpp"
#include "instants.hpp"
#include "issues_found.hpp"

namespace {

using namespace import_documents;
using nlohmann::json;
using rota::backup_status;
using rota::parse_pgbackrest;
using rota::parse_pgbackrest_id;
using rota::pgbackrest_set;

std::string file(const std::string& name) { return recorded("pgbackrest/" + name + ".json"); }

/// chain.json with the first of each such text replaced.
std::string chain(const std::vector<std::pair<std::string, std::string>>& edits) {
  return edited(file("chain"), edits);
}

/// The notes as one text.
std::string notes_of(const rota::result<rota::listing>& found) {
  std::string text;
  for (const rota::issue& one : found.value().notes) text += to_string(one) + "\n";
  return text;
}

const std::string full = "20261129-193704F";
const std::string diff = "20261129-193704F_20261129-193712D";
const std::string incr = "20261129-193704F_20261129-193714I";

}  // namespace

TEST_CASE("pgBackRest's priors are chains, and each repository is a source", "[pgbackrest]") {
  const auto found = parse_pgbackrest(file("chain"));
  REQUIRE(problems(found).empty());
  REQUIRE(lines_of(found->backups) ==
          std::vector<std::string>{
              "main/" + full + " of main on nothing COMPLETED 2026-11-29T19:37:04 2026-11-29T19:37:11",
              "main/" + diff + " of main on main/" + full + " COMPLETED 2026-11-29T19:37:12 2026-11-29T19:37:13",
              "main/" + incr + " of main on main/" + diff + " COMPLETED 2026-11-29T19:37:14 2026-11-29T19:37:16",
              "main@repo2/20261129-193717F of main@repo2 on nothing COMPLETED 2026-11-29T19:37:17 "
              "2026-11-29T19:37:24"});
  REQUIRE(found->notes.empty());
  REQUIRE(found->backups[0].size_gib == 3'503'315.0 / (1 << 30));  // info.repository.delta
  REQUIRE(found->backups[2].size_gib == 474.0 / (1 << 30));
  const rota::history past{found->backups};
  REQUIRE(past.damage_report().empty());
  REQUIRE(past.strength(1) == rota::level::differential);
  REQUIRE(past.strength(2) == rota::level::incremental);
}

TEST_CASE("pgBackRest's listing without backups is empty, and notes say where none are", "[pgbackrest]") {
  const auto none = parse_pgbackrest(file("none"));
  REQUIRE(none.value().backups.empty());
  REQUIRE(none->notes.empty());

  const auto missing = parse_pgbackrest(file("missing"));
  REQUIRE(missing.value().backups.empty());
  REQUIRE(
      notes_of(missing) ==
      "/0/repo/0/status: found status 1, \"missing stanza path\", of \"main\" in repository 1; no backups are there; "
      "check the name of the stanza and the path of the repository\n"
      "/0/repo/1/status: found status 1, \"missing stanza path\", of \"main\" in repository 2; no backups are there; "
      "check the name of the stanza and the path of the repository\n");

  const auto empty = parse_pgbackrest(file("empty"));
  REQUIRE(empty.value().backups.empty());
  REQUIRE(
      notes_of(empty) ==
      "/0/repo/0/status: found status 2, \"no valid backups\", of \"main\" in repository 1; no backups are there\n"
      "/0/repo/1/status: found status 2, \"no valid backups\", of \"main\" in repository 2; no backups are there\n");
}

TEST_CASE("a backup in which pgBackRest found errors has FAILED, and stays with what it is built on", "[pgbackrest]") {
  const auto found = parse_pgbackrest(file("errors"));
  REQUIRE(problems(found).empty());
  const auto& backups = found->backups;
  REQUIRE(backups.size() == 4);
  REQUIRE(backups[0].status == backup_status::completed);
  REQUIRE_FALSE(backups[0].pinned);
  for (std::size_t i = 1; i < 4; ++i) {
    REQUIRE(backups[i].status == backup_status::failed);
    REQUIRE(backups[i].pinned);
    REQUIRE(found->notes[i - 1].pointer == "/0/backup/" + std::to_string(i) + "/error");
  }
  REQUIRE(found->notes.size() == 3);
  REQUIRE(found->notes[0].message ==
          "\"20261129-194151F_20261129-194154D\" has files with errors, such as invalid page checksums; it counts as "
          "FAILED, and is pinned; expire it by hand if nothing in it is needed");
  const rota::prune_plan plan =
      rota::prune(backups, {.fulls = 0, .at_least = 0, .sweep_orphans = true}, instant("2027-01-01T00:00:00"));
  REQUIRE(plan.removals.empty());

  // What is built on it is no restore point, even if pgBackRest found no errors in it.
  const auto later =
      parse_pgbackrest(chain({{"\"error\":false", "\"error\": false"}, {"\"error\":false", "\"error\":true"}}));
  const rota::history past{later.value().backups};
  REQUIRE(past.is_restore_point(0));
  REQUIRE_FALSE(past.is_restore_point(1));
  REQUIRE_FALSE(past.is_restore_point(2));
  REQUIRE(later->backups[2].status == backup_status::completed);
}

TEST_CASE("a backup is complete for pgBackRest if it says nothing about errors", "[pgbackrest]") {
  for (const std::string value : {"\"x\":1", "\"error\":null"})
    REQUIRE(parse_pgbackrest(chain({{"\"error\":false", value}})).value().backups[0].status ==
            backup_status::completed);
}

TEST_CASE("a note says that pgBackRest is running, since that backup is not listed", "[pgbackrest]") {
  const auto found = parse_pgbackrest(file("running"));
  REQUIRE(problems(found).empty());
  REQUIRE(found->backups.size() == 3);
  REQUIRE(
      lacking(notes_of(found),
              std::array<std::string_view, 1>{
                  "/0/status/lock/backup/held: a backup or an expiry of \"main\" is running; a running backup is not "
                  "listed; list again when it has ended\n"})
          .empty());
}

TEST_CASE("a listing in which pgBackRest may have left out backups is refused", "[pgbackrest]") {
  const std::string advice =
      "; expected a status with which all backups are listed, such as 0, \"ok\"; make `pgbackrest info` report ok, "
      "then "
      "list again";
  const auto no_data = parse_pgbackrest(file("no_data"));
  REQUIRE(problems(no_data) == "/0/repo/1/status conflict");
  REQUIRE(no_data.error()[0].message ==
          "found status 3, \"missing stanza data\", of \"main\" in repository 2" + advice);

  const auto unreadable = parse_pgbackrest(file("unreadable"));
  REQUIRE(problems(unreadable) == "/0/repo/1/status conflict");
  REQUIRE(lacking(unreadable.error()[0].message,
                  std::array<std::string_view, 2>{"found status 99, \"[FormatError] unable to load info file", advice})
              .empty());
  REQUIRE(bad_messages(unreadable).empty());

  const auto invalid = parse_pgbackrest(file("invalid"));
  REQUIRE(problems(invalid) == "/0/repo/0/status conflict");
  REQUIRE(invalid.error()[0].message ==
          "found status 99, \"[PathOpenError] unable to list file info for path '/var/lib/pgbackrest/backup': [13] "
          "Permission denied\", of \"[invalid]\" in repository 1" +
              advice);

  REQUIRE(problems(parse_pgbackrest(file("no_set"))) ==
          "/0/repo/0/status conflict, /0/repo/1/status conflict, /0/status conflict");
  const auto set = parse_pgbackrest(file("set"));
  REQUIRE(problems(set) == "/0/backup/0/database-ref conflict");
  REQUIRE(set.error()[0].message ==
          "found the databases of a backup, which pgBackRest lists for one set alone; expected the listing of all "
          "backups; run pgbackrest info without --set");
}

TEST_CASE("a repository without the stanza hides nothing of the others", "[pgbackrest]") {
  const auto found = parse_pgbackrest(file("mixed"));
  REQUIRE(problems(found).empty());
  REQUIRE(found->backups.size() == 3);
  REQUIRE(found->notes[0].pointer == "/0/repo/1/status");
}

// Source: the release notes of pgBackRest 2.32, before which there was one repository.
TEST_CASE("older releases of pgBackRest list no repositories and no errors", "[pgbackrest]") {
  const auto listing_of = [](int code) {
    return parse_pgbackrest(R"([{"archive":[],"backup":[{"archive":{"start":null,"stop":null},"backrest":{"format":5,)"
                            R"("version":"2.10"},"database":{"id":1},"info":{"delta":1073741824,"repository":{},)"
                            R"("size":2},"label":"20190101-000000F","prior":null,"reference":null,"timestamp":)"
                            R"({"start":1546300800,"stop":1546300860},"type":"full"}],"cipher":"none","db":[],)"
                            R"("name":"db","status":{"code":)" +
                            std::to_string(code) + R"(,"message":"so"}}])");
  };
  REQUIRE(lines_of(listing_of(0).value().backups) ==
          std::vector<std::string>{
              "db/20190101-000000F of db on nothing COMPLETED 2019-01-01T00:00:00 2019-01-01T00:01:00"});
  REQUIRE(listing_of(0)->backups[0].size_gib == 1.0);  // info.delta
  REQUIRE(listing_of(0)->notes.empty());
  for (const int code : {1, 2, 5}) REQUIRE(listing_of(code).value().notes.size() == 1);
  for (const int code : {3, 4, 6, 7, 99}) {
    CAPTURE(code);
    REQUIRE(problems(listing_of(code)) == "/0/status conflict");
  }
}

TEST_CASE("a backup of an earlier database of the stanza is one like the others", "[pgbackrest]") {
  const auto upgraded = parse_pgbackrest(chain(
      {{"\"database\":{\"id\":1,\"repo-key\":1},\"error\"", "\"database\":{\"id\":7,\"repo-key\":1},\"error\""}}));
  REQUIRE(upgraded.value().backups == parse_pgbackrest(file("chain")).value().backups);
}

TEST_CASE("a backup whose label, type and prior disagree is refused", "[pgbackrest]") {
  const std::string unchanged = "; pass what pgBackRest printed, unchanged";
  struct refusal {
    std::vector<std::pair<std::string, std::string>> edits;
    std::string problem, message;
  };
  const std::vector<refusal> refusals{
      {{{"\"type\":\"full\"", "\"type\":\"incr\""}},
       "/0/backup/0/type conflict",
       "found \"incr\" for the label \"20261129-193704F\"; expected the type that the label's last letter stands for, "
       "F "
       "for full, D for diff, I for incr" +
           unchanged},
      {{{"\"type\":\"diff\"", "\"type\":\"incr\""}}, "/0/backup/1/type conflict", "found \"incr\" for the label"},
      {{{"\"type\":\"incr\"", "\"type\":\"diff\""}}, "/0/backup/2/type conflict", "found \"diff\" for the label"},
      {{{"\"type\":\"full\"", "\"type\":\"FULL\""}},
       "/0/backup/0/type unknown_value",
       "found \"FULL\"; expected \"full\", \"diff\" or \"incr\"; write for example \"full\""},
      {{{",\"type\":\"full\"", ""}}, "/0/backup/0/type missing", "not given; expected \"full\", \"diff\" or \"incr\""},
      {{{"\"prior\":null", "\"prior\":\"" + diff + "\""}},
       "/0/backup/0/prior conflict",
       "found the string \"20261129-193704F_20261129-193712D\" for the full backup \"20261129-193704F\"; expected "
       "null" +
           unchanged},
      {{{"\"prior\":\"" + full + "\"", "\"prior\":null"}},
       "/0/backup/1/prior missing",
       "not given; expected the label"},
      {{{"\"prior\":\"" + full + "\"", "\"prior\":\"" + incr + "\""}},
       "/0/backup/1/prior conflict",
       "found \"20261129-193704F_20261129-193714I\"; expected \"20261129-193704F\", as the label says" + unchanged},
      {{{"\"prior\":\"" + diff + "\"", "\"prior\":\"20261129-193717F\""}},
       "/0/backup/2/prior conflict",
       "found \"20261129-193717F\"; expected an earlier backup built on \"20261129-193704F\", or that one, as the "
       "label says" +
           unchanged},
      {{{"\"prior\":\"" + diff + "\"", "\"prior\":\"" + incr + "\""}},
       "/0/backup/2/prior conflict",
       "found \"20261129-193704F_20261129-193714I\"; expected an earlier backup built on"},
      {{{"\"prior\":\"" + diff + "\"", "\"prior\":\"20261129-193704F_20261129-193715I\""}},
       "/0/backup/2/prior conflict",
       "found \"20261129-193704F_20261129-193715I\"; expected an earlier backup built on"},
      {{{"\"prior\":\"" + diff + "\"", "\"prior\":\"yesterday\""}},
       "/0/backup/2/prior malformed",
       "found \"yesterday\"; expected the label of a backup: date-timeF for a full one"},
      {{{"\"label\":\"" + diff + "\"", "\"label\":\"20261129-193704F_20261129-193712X\""}},
       "/0/backup/1/label malformed",
       "found \"20261129-193704F_20261129-193712X\"; expected the label of a backup"},
      {{{"\"label\":\"" + full + "\"", "\"label\":\"latest\""}}, "/0/backup/0/label malformed", "found \"latest\""},
      {{{"\"label\":\"" + full + "\"", "\"label\":\"../../20261129-1937F\""}}, "/0/backup/0/label malformed", "found"},
      // The incr refers to files of the diff, but would be built on the full alone: a plan could let the diff go.
      {{{"\"prior\":\"" + diff + "\"", "\"prior\":\"" + full + "\""}},
       "/0/backup/2/reference conflict",
       "found \"20261129-193704F_20261129-193712D\"; expected only the prior, and what the prior refers to" +
           unchanged},
      {{{"\"reference\":null", "\"reference\":[\"" + incr + "\"]"}}, "/0/backup/0/reference conflict", "found"},
      {{{"\"reference\":null", "\"reference\":[1]"}}, "/0/backup/0/reference/0 wrong_type", "found 1"},
      {{{"\"reference\":null", "\"reference\":\"x\""}}, "/0/backup/0/reference wrong_type", "an array of labels"},
  };
  for (const auto& [edits, problem, message] : refusals) {
    const auto found = parse_pgbackrest(chain(edits));
    CAPTURE(problem, message);
    REQUIRE(problems(found) == problem);
    CAPTURE(found.error()[0].message);
    REQUIRE(found.error()[0].message.find(message) != std::string::npos);
    REQUIRE(bad_messages(found).empty());
  }
}

// A plan could remove the full and keep the incr, which pgBackRest would expire with it.
TEST_CASE("a listing of pgBackRest's without the prior of a backup is refused", "[pgbackrest]") {
  for (const std::size_t missing : {0U, 1U}) {
    CAPTURE(missing);
    json document = json::parse(file("chain"));
    document[0]["backup"].erase(missing);
    const auto found = parse_pgbackrest(document.dump());
    REQUIRE(problems(found) == "/0/backup/" + std::to_string(missing) + "/prior conflict");
    REQUIRE(found.error()[0].message ==
            "found \"" + (missing == 0 ? full : diff) +
                "\", which is not listed; expected all backups; run pgbackrest info without --type, and pass what it "
                "printed, unchanged");
  }
}

TEST_CASE("what is not pgBackRest's listing is refused with the place and the reason", "[pgbackrest]") {
  struct refusal {
    std::string text, problem, message;
  };
  const std::vector<refusal> refusals{
      {"", " malformed", "not JSON"},
      {"stanza: main\n    status: ok\n", " malformed", "pass what the tool printed, unchanged"},
      {"{}", " wrong_type",
       "found an object; expected the array of stanzas that `pgbackrest info --output=json` prints; write for example"},
      {"null", " wrong_type", "found null"},
      {"[1]", "/0 wrong_type", "found 1; expected a stanza, an object with the members name, status and backup"},
      {"[{}]", "/0/name missing",
       "not given; expected the name of a stanza, from 1 to 255 bytes long; write for example \"name\": \"main\""},
      {R"([{"name":""}])", "/0/name malformed", "found \"\""},
      {"[{\"name\":\"" + std::string(256, 'x') + "\"}]", "/0/name out_of_range",
       "found \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\"; expected the name of a stanza, from 1 to 255 bytes "
       "long"},
      {R"([{"name":"main"}])", "/0/status missing, /0/backup missing", "not given"},
      // --detail-level=progress
      {R"([{"name":"main","status":{"code":0,"lock":{"backup":{"held":false}},"message":"ok"}}])", "/0/backup missing",
       "not given; expected the array of all backups, as --detail-level=full prints it"},
      {chain({{"\"backup\":[{", "\"backup\":[null,{"}}), "/0/backup/0 wrong_type", "found null; expected a backup"},
      {chain({{"\"timestamp\":{", "\"time\":{"}}), "/0/backup/0/timestamp missing", "not given"},
      {chain({{"\"timestamp\":{\"start\":1795981024,\"stop\":1795981031}", "\"timestamp\":[]"}}),
       "/0/backup/0/timestamp wrong_type", "found an array"},
      {chain({{"\"start\":1795981024,", ""}}), "/0/backup/0/timestamp/start missing", "not given"},
      {chain({{"\"start\":1795981024", "\"start\":-1"}}), "/0/backup/0/timestamp/start out_of_range",
       "found -1; expected the seconds since 1970, from 0 to 253402300799"},
      {chain({{"\"stop\":1795981031", "\"stop\":253402300800"}}), "/0/backup/0/timestamp/stop out_of_range", "found"},
      {chain({{"\"stop\":1795981031", "\"stop\":18446744073709551615"}}), "/0/backup/0/timestamp/stop out_of_range",
       "found 18446744073709551615"},
      {chain({{"\"stop\":1795981031", "\"stop\":1.5"}}), "/0/backup/0/timestamp/stop wrong_type", "the number 1.5"},
      {chain({{"\"error\":false", "\"error\":0"}}), "/0/backup/0/error wrong_type", "found 0; expected true or false"},
      {chain({{"\"delta\":3503315", "\"delta\":\"3 MB\""}}), "/0/backup/0/info/repository/delta wrong_type",
       "found the string \"3 MB\"; expected a number of bytes"},
      {chain({{"\"repo-key\":1},\"error\"", "\"repo-key\":0},\"error\""}}),
       "/0/backup/0/database/repo-key out_of_range", "found 0; expected the key of a repository, from 1 to 256"},
      {chain({{"\"key\":1,", ""}}), "/0/repo/0/key missing", "not given"},
      {chain({{"\"status\":{\"code\":0,\"message\":\"ok\"}", "\"status\":null"}}), "/0/repo/0/status missing",
       "not given"},
      {chain({{"\"code\":0", "\"code\":\"0\""}}), "/0/repo/0/status/code wrong_type", "found the string \"0\""},
      {chain({{"\"held\":false", "\"held\":1"}}), "/0/status/lock/backup/held wrong_type", "found 1"},
  };
  for (const auto& [text, problem, message] : refusals) {
    const auto found = parse_pgbackrest(text);
    CAPTURE(text);
    REQUIRE(problems(found) == problem);
    CAPTURE(found.error()[0].message);
    REQUIRE(found.error()[0].message.find(message) != std::string::npos);
    REQUIRE(bad_messages(found).empty());
  }
  REQUIRE(problems(parse_pgbackrest("[{},{},{}]", 2)) == "/0/name missing, /1/name missing,  out_of_range");
}

TEST_CASE("an id of a pgBackRest backup names its stanza, repository and label", "[pgbackrest]") {
  REQUIRE(parse_pgbackrest_id("main/" + full) == pgbackrest_set{"main", 1, full});
  REQUIRE(parse_pgbackrest_id("main@repo2/" + incr) == pgbackrest_set{"main", 2, incr});
  REQUIRE(parse_pgbackrest_id("a%2Fb%40repo2@repo256/" + diff) == pgbackrest_set{"a/b@repo2", 256, diff});
  for (const std::string id : {"",
                               "/",
                               "main",
                               full.c_str(),
                               "main/",
                               "main/latest",
                               "/20261129-193704F",
                               "main@repo1/20261129-193704F",
                               "main@repo02/20261129-193704F",
                               "main@repo/20261129-193704F",
                               "main@repo0/20261129-193704F",
                               "main@repo257/20261129-193704F",
                               "main@2/20261129-193704F",
                               "main@repo99999999999/20261129-193704F",
                               "a%2/20261129-193704F",
                               "a%41/20261129-193704F",
                               "a%2f/20261129-193704F",
                               "a%/20261129-193704F",
                               "a/b/20261129-193704F",
                               "main/20261129-193704F "}) {
    CAPTURE(id);
    REQUIRE_FALSE(parse_pgbackrest_id(id).has_value());
  }

  generator values{256};
  constexpr std::string_view letters = "%/@repo12AF";
  counterexamples found;
  for (auto more = trials(5'000); more > 0; --more) {
    pgbackrest_set drawn{"", static_cast<unsigned>(values.between(1, 256)), values.coin() ? full : incr};
    for (auto size = values.between(1, 8); size > 0; --size) drawn.stanza += letters[values.index(letters.size())];
    found.unless(parse_pgbackrest_id(to_string(drawn)) == drawn, [&] { return to_string(drawn); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("pgBackRest's stanzas are sources, however they are named", "[pgbackrest]") {
  json document = json::parse(file("chain"));
  json other = document[0];
  other["name"] = "main@repo2";
  document.push_back(other);
  const auto found = parse_pgbackrest(document.dump());
  REQUIRE(problems(found).empty());
  REQUIRE(found->backups.size() == 8);
  REQUIRE(found->backups[4].source.id == "main%40repo2");
  REQUIRE(found->backups[7].source.id == "main%40repo2@repo2");
  REQUIRE(rota::history{found->backups}.damage_report().empty());
}

TEST_CASE("whatever becomes of pgBackRest's document, it parses lawfully", "[pgbackrest]") {
  for (const std::string name : {"chain", "set"})
    REQUIRE(broken_laws(file(name), [](const std::string& text) { return parse_pgbackrest(text); }).empty());
}

TEST_CASE("the order of pgBackRest's backups changes none of them", "[pgbackrest]") {
  json document = json::parse(file("errors"));
  std::reverse(document[0]["backup"].begin(), document[0]["backup"].end());
  auto reversed = parse_pgbackrest(document.dump()).value().backups;
  std::reverse(reversed.begin(), reversed.end());
  REQUIRE(reversed == parse_pgbackrest(file("errors")).value().backups);
}

TEST_CASE("a plan for pgBackRest counts the fulls of each repository, and removes chains from their ends",
          "[pgbackrest]") {
  json document = json::parse(file("chain"));
  json newer = document[0]["backup"][0];
  newer["label"] = "20261206-193704F";
  newer["timestamp"] = {{"start", 1'796'585'824}, {"stop", 1'796'585'831}};
  document[0]["backup"].push_back(newer);
  const auto found = parse_pgbackrest(document.dump()).value();
  const rota::prune_plan plan = rota::prune(found.backups, {.fulls = 1}, instant("2026-12-07T00:00:00"));
  REQUIRE(ids_of(found.backups, plan.removals) == "main/" + incr + " main/" + diff + " main/" + full);
}
