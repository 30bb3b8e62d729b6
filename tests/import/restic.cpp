// SPDX-License-Identifier: MIT
//
// result<listing> parse_restic(std::string_view text, std::size_t issue_limit = 100);
//
// tests/data/import/restic was recorded with restic 0.14: three snapshots of two folders of db1, each with the one
// before as its parent; two of db2, which were given a tag later and so have an `original`; one of the host db:1 with a
// comma in the path; and one of standard input. by_host_and_paths.json and by_tags.json are the same with --group-by.

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/import/restic.hpp>
#include <set>
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
using rota::parse_restic;

const std::string id_a(64, 'a');
const std::string id_b(64, 'b');
const std::string id_c(64, 'c');

/// A snapshot with other members after those that it must have.
std::string snapshot(const std::string& id, const std::string& more = "") {
  return R"({"time":"2026-03-01T23:05:00Z","paths":["/etc"],"id":")" + id + "\"" + more + "}";
}

std::string source_of(const json& host, const json& paths) {
  json one = json::parse(snapshot(id_a));
  one["hostname"] = host;
  one["paths"] = paths;
  const auto found = parse_restic(json::array({one}).dump());
  return found ? found->backups.at(0).source.id : problems(found);
}

}  // namespace

TEST_CASE("restic's snapshots are fulls of a host and its paths", "[restic]") {
  const auto found = parse_restic(recorded("restic/snapshots.json"));
  REQUIRE(problems(found).empty());
  const std::string app = " of db1:/srv/app/db,/srv/app/files on nothing COMPLETED ";
  const std::string db2 = " of db2:/srv/app/db on nothing COMPLETED ";
  REQUIRE(lines_of(found->backups) ==
          std::vector<std::string>{
              "bc5b1969c80d938b8410617985f993d20f36c35fc3c6aa3099397d310185ac40" + app +
                  "2026-03-01T23:05:00 2026-03-01T23:05:00",
              "5c4658e22b7a106edf02e6588022bf9d786a6f9931dba1d19c2ddbb4ad593d8a" + db2 +
                  "2026-03-02T01:00:00 2026-03-02T01:00:00",
              // 23:05 in Vilnius, with a parent and a tag
              "32ee78642a2f18a7d8ee1bc79c024bae10ccfc078cbcfaf845d5b9d5c3bf5ddb" + app +
                  "2026-03-02T21:05:00 2026-03-02T21:05:00",
              "a68cec31f425406ff562fe27160292cd735162b95da8f7208166dd9b9c75a0c5" + db2 +
                  "2026-03-03T01:00:00 2026-03-03T01:00:00",
              "3a2b501735e3672610a357667661d91b3ee2c160d03539eef3abf0d885140bf0 of db%3A1:/srv/app/a%2Cb on nothing "
              "COMPLETED 2026-03-03T02:00:00 2026-03-03T02:00:00",
              "ca45153c26af7d5d3872e15a0cb5be9cae74ae5c638c71967843b180a645e6cf" + app +
                  "2026-03-08T23:05:00 2026-03-08T23:05:00",
              // 19:36:44.6 by the clock, rounded up
              "9b6b08d0e8b0f299ce2954a91514496f2c9aa19b304f6bae78b079e6d2c30ea7 of db1:/dump.sql on nothing COMPLETED "
              "2026-11-29T19:36:45 2026-11-29T19:36:45"});
  REQUIRE(found->notes.empty());
  for (const auto& one : found->backups) REQUIRE_FALSE(one.size_gib.has_value());  // restic 0.14 does not say it
  REQUIRE(rota::history{found->backups}.damage_report().empty());
}

TEST_CASE("a grouped list of restic's snapshots has the backups of the plain one", "[restic]") {
  const auto sorted = [](const std::string& name) {
    auto lines = lines_of(parse_restic(recorded(name)).value().backups);
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  REQUIRE(sorted("restic/by_host_and_paths.json") == sorted("restic/snapshots.json"));
  REQUIRE(sorted("restic/by_tags.json") == sorted("restic/snapshots.json"));
  REQUIRE(parse_restic(recorded("restic/by_host_and_paths.json")).value().notes.empty());
  // A plan may remove the newest snapshot of a tag.
  const auto notes = parse_restic(recorded("restic/by_tags.json")).value().notes;
  REQUIRE(notes.size() == 1);
  REQUIRE(to_string(notes[0]) ==
          "/1/group_key/tags: found groups by tags; the snapshots of a host and its paths are counted together, "
          "whatever their tags; to count them apart, list one tag at a time, with --tag");
}

TEST_CASE("a restic repository without snapshots is an empty listing", "[restic]") {
  for (const std::string& text : {recorded("restic/empty.json"), std::string{"null"}}) {
    const auto found = parse_restic(text);
    REQUIRE(problems(found).empty());
    REQUIRE(found->backups.empty());
    REQUIRE(found->notes.empty());
  }
}

// Source: "SnapshotSummary object" in restic's documentation, since 0.17.
TEST_CASE("restic's summary says when a snapshot was complete and what it added", "[restic]") {
  const auto with_summary = [](const std::string& end) {
    return parse_restic("[" +
                        snapshot(id_a, R"(,"program_version":"restic 0.17.3","summary":{"backup_start":)"
                                       R"("2026-03-01T23:05:00.1Z","backup_end":)" +
                                           end + R"(,"files_new":3,"data_added":9,"data_added_packed":1610612736})") +
                        "]")
        .value()
        .backups.at(0);
  };
  REQUIRE(with_summary("\"2026-03-02T01:06:07.000000001+01:00\"").updated == instant("2026-03-02T00:06:08"));
  REQUIRE(with_summary("\"2026-03-01T23:05:00Z\"").size_gib == 1.5);
  // A time that was given (--time), or a clock that was set back.
  REQUIRE(with_summary("\"2025-01-01T00:00:00Z\"").updated == instant("2026-03-01T23:05:00"));
  REQUIRE(with_summary("\"0001-01-01T00:00:00Z\"").updated == instant("2026-03-01T23:05:00"));
  REQUIRE(with_summary("null").updated == instant("2026-03-01T23:05:00"));
}

TEST_CASE("a snapshot that restic repaired is neither complete nor removed, nor is what it was made from", "[restic]") {
  const auto found = parse_restic("[" + snapshot(id_a) + "," +
                                  snapshot(id_b, R"(,"tags":["x","repaired"],"original":")" + id_a + "\"") + "," +
                                  snapshot(id_c, R"(,"tags":["rewrite"],"original":")" + id_b + "\"") + "]");
  REQUIRE(problems(found).empty());
  REQUIRE(found->backups[0].status == backup_status::failed);
  REQUIRE(found->backups[1].status == backup_status::failed);
  REQUIRE(found->backups[0].pinned);
  REQUIRE(found->backups[1].pinned);
  REQUIRE(found->backups[2].status == backup_status::completed);
  REQUIRE(found->notes.size() == 2);
  REQUIRE(found->notes[0].pointer == "/1");
  REQUIRE(found->notes[0].message ==
          "restic repaired \"bbbbbbbb\", which lacks what it could not read; it counts as "
          "FAILED, and is pinned; forget it by hand");
  REQUIRE(found->notes[1].pointer == "/0");
  REQUIRE(found->notes[1].message ==
          "restic repaired \"aaaaaaaa\" as \"bbbbbbbb\"; it counts as FAILED, and is pinned; forget it by hand");
  REQUIRE(rota::prune(found->backups, {.fulls = 0, .at_least = 0}, instant("2026-04-01T00:00:00")).removals ==
          std::vector<std::size_t>{2});
  // A tag alone is a person's.
  const auto tagged = parse_restic("[" + snapshot(id_a, R"(,"tags":["repaired"])") + "]");
  REQUIRE(tagged.value().backups.at(0).status == backup_status::completed);
}

// Source: restic-rewrite(1), of restic 0.16: without --forget the original stays, of the same time, host and paths.
TEST_CASE("a snapshot stays beside the one that restic rewrote it as, and no rule counts it", "[restic]") {
  const auto copy_of = [](const std::string& id, const std::string& original) {
    return snapshot(id, R"(,"tags":["rewrite"],"original":")" + original + "\"");
  };
  for (const auto& [original, copy] : {std::pair{id_a, id_b}, std::pair{id_b, id_a}}) {
    const auto found = parse_restic("[" + snapshot(original) + "," + copy_of(copy, original) + "]");
    REQUIRE(problems(found).empty());
    REQUIRE(found->backups[0].pinned);
    REQUIRE_FALSE(found->backups[1].pinned);
    for (const auto& one : found->backups) REQUIRE(one.status == backup_status::completed);
    REQUIRE(rota::prune(found->backups, {.daily = 1}, instant("2026-04-01T00:00:00")).removals.empty());
    REQUIRE(found->notes.size() == 1);
    REQUIRE(to_string(found->notes[0]) == "/0: restic rewrote \"" + original.substr(0, 8) + "\" as \"" +
                                              copy.substr(0, 8) +
                                              "\", which may lack some of its files; it is pinned; forget it by hand");
  }
  // With --forget the original is gone.
  REQUIRE(parse_restic("[" + copy_of(id_b, id_a) + "]").value().notes.empty());
}

TEST_CASE("restic sources are equal if host and paths are, whatever characters they have", "[restic]") {
  REQUIRE(source_of("db1", {"/var/lib/pg", "/etc"}) == "db1:/etc,/var/lib/pg");
  REQUIRE(source_of("pc", {R"(C:\Users)"}) == R"(pc:C:\Users)");
  REQUIRE(source_of("a:b", {"/c,/d", "/50%"}) == "a%3Ab:/50%25,/c%2C/d");
  REQUIRE(source_of(nullptr, {"/etc"}) == ":/etc");
  REQUIRE(source_of("db1", json::array()) == "db1:");

  generator values{64};
  constexpr std::string_view letters = ":,%/2A";
  const auto draw = [&](std::int64_t least) {
    std::string text;
    for (auto more = values.between(least, 3); more > 0; --more) text += letters[values.index(letters.size())];
    return text;
  };
  std::set<std::pair<std::string, std::multiset<std::string>>> drawn;
  std::set<std::string> ids;
  for (auto more = trials(5'000); more > 0; --more) {
    const std::string host = draw(0);
    std::multiset<std::string> paths;
    std::vector<std::string> in_order;
    for (auto count = values.between(1, 3); count > 0; --count) in_order.push_back(draw(1));
    paths.insert(in_order.begin(), in_order.end());
    drawn.emplace(host, paths);
    ids.insert(source_of(host, in_order));
  }
  REQUIRE(ids.size() == drawn.size());
}

TEST_CASE("what is not a list of restic's snapshots is refused with the place and the reason", "[restic]") {
  const std::string valid = snapshot(id_a);
  const std::string no_array =
      "; expected the array of snapshots that `restic snapshots --json` prints; write for example "
      R"([{"id": "79c4...", "time": "...", "paths": ["/etc"]}])";
  const std::string no_id =
      "; expected the 64 hexadecimal digits of a snapshot's id, in lower case; write for example "
      "\"79c4fc196b147a30f95716cb0c5f8774e75672094128229eebc365042f8d1ea3\"";
  struct refusal {
    std::string text, problem, message;
  };
  const std::vector<refusal> refusals{
      {"", " malformed", "not JSON"},
      {"[" + valid, " malformed", "not JSON"},
      {"bc5b1969  2026-03-01 23:05:00  db1", " malformed", "pass what the tool printed, unchanged"},
      {"{}", " wrong_type", "found an object" + no_array},
      {R"({"message_type":"exit_error","code":10,"message":"no"})", " wrong_type", "found an object" + no_array},
      {"[[]]", "/0 wrong_type", "found an array; expected an object with the members id, time and paths"},
      {"[null]", "/0 wrong_type", "found null; expected an object with the members id, time and paths"},
      {"[{}]", "/0/id missing, /0/time missing, /0/paths missing", "not given"},
      {"[" + edited(valid, {{id_a, "aaaaaaaa"}}) + "]", "/0/id malformed", "found \"aaaaaaaa\"" + no_id},
      {"[" + edited(valid, {{id_a, std::string(64, 'A')}}) + "]", "/0/id malformed", no_id},
      {"[" + edited(valid, {{"\"" + id_a + "\"", "7"}}) + "]", "/0/id wrong_type", "found 7" + no_id},
      {"[" + edited(valid, {{"23:05:00Z", "23:05"}}) + "]", "/0/time malformed",
       "found \"2026-03-01T23:05\"; expected an instant, YYYY-MM-DDThh:mm:ss, in UTC or with an offset"},
      {"[" + edited(valid, {{"[\"/etc\"]", "\"/etc\""}}) + "]", "/0/paths wrong_type",
       "found the string \"/etc\"; expected an array of paths; write for example [\"/etc\"]"},
      {"[" + edited(valid, {{"[\"/etc\"]", "[\"/etc\",\"\"]"}}) + "]", "/0/paths/1 malformed",
       "found \"\"; expected a path"},
      {"[" + edited(valid, {{"[\"/etc\"]", "null"}}) + "]", "/0/paths missing",
       "not given; expected an array of paths"},
      {"[" + snapshot(id_a, R"(,"hostname":1)") + "]", "/0/hostname wrong_type",
       "found 1; expected the name of a host"},
      {"[" + snapshot(id_a, R"(,"tags":"repaired")") + "]", "/0/tags wrong_type", "expected an array of tags"},
      {"[" + snapshot(id_a, R"(,"original":"x")") + "]", "/0/original malformed", "found \"x\"" + no_id},
      {"[" + snapshot(id_a, R"(,"summary":[])") + "]", "/0/summary wrong_type", "found an array; expected an object"},
      {"[" + snapshot(id_a, R"(,"summary":{"backup_end":"soon"})") + "]", "/0/summary/backup_end malformed",
       "found \"soon\""},
      {"[" + snapshot(id_a, R"(,"summary":{"data_added_packed":-1})") + "]",
       "/0/summary/data_added_packed out_of_range",
       "found -1; expected a number of bytes, from 0 to 9223372036854775807"},
      {"[" + snapshot(id_a, R"(,"summary":{"data_added_packed":1.5})") + "]", "/0/summary/data_added_packed wrong_type",
       "found the number 1.5"},
      {R"([{"group_key":{"hostname":"db1"}}])", "/0/snapshots missing", "not given"},
      {R"([{"group_key":{},"snapshots":{}}])", "/0/snapshots wrong_type", "found an object" + no_array},
      {R"([{"group_key":{},"snapshots":[{}]}])",
       "/0/snapshots/0/id missing, /0/snapshots/0/time missing, /0/snapshots/0/paths missing", "not given"},
  };
  for (const auto& [text, problem, message] : refusals) {
    const auto found = parse_restic(text);
    CAPTURE(text);
    REQUIRE(problems(found) == problem);
    CAPTURE(found.error()[0].message);
    REQUIRE(found.error()[0].message.find(message) != std::string::npos);
    REQUIRE(bad_messages(found).empty());
  }
  // One bad snapshot refuses the listing, and all issues are listed up to the limit.
  const std::string several = "[" + valid + ",{},{},{}]";
  REQUIRE(parse_restic(several).error().size() == 9);
  REQUIRE(problems(parse_restic(several, 2)) == "/1/id missing, /1/time missing,  out_of_range");
}

TEST_CASE("whatever becomes of restic's document, it parses lawfully", "[restic]") {
  const std::array<std::string, 2> names{"restic/snapshots.json", "restic/by_tags.json"};
  for (const std::string& name : names)
    REQUIRE(broken_laws(recorded(name), [](const std::string& text) { return parse_restic(text); }).empty());
}

TEST_CASE("the order of restic's snapshots changes no backup", "[restic]") {
  json all = json::parse(recorded("restic/snapshots.json"));
  std::reverse(all.begin(), all.end());
  auto reversed = parse_restic(all.dump()).value().backups;
  std::reverse(reversed.begin(), reversed.end());
  REQUIRE(reversed == parse_restic(recorded("restic/snapshots.json")).value().backups);
}

TEST_CASE("a plan for restic's snapshots counts each host and set of paths", "[restic]") {
  const auto found = parse_restic(recorded("restic/snapshots.json")).value();
  const rota::prune_plan plan = rota::prune(found.backups, {.last = 1}, instant("2026-12-01T00:00:00"));
  REQUIRE(plan.damage.empty());
  std::string ids = ids_of(found.backups, plan.removals);
  REQUIRE(plan.removals.size() == 3);
  REQUIRE(lacking(ids, std::array<std::string_view, 3>{"bc5b1969", "5c4658e2", "32ee7864"}).empty());
}
