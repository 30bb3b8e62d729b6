// SPDX-License-Identifier: MIT
//
// void to_json(Json&, const T&);                 // T: run, issue, fault, event, and every enumeration
// Json to_document<Json = nlohmann::json>(const decision&, const history&);
// Json to_document<Json = nlohmann::json>(const prune_plan&, std::span<const backup>);
// Json to_document<Json = nlohmann::json>(const protection&, const history&, const source&, std::optional<sys_seconds>);
// Json to_document<Json = nlohmann::json>(std::span<const difference>, const history&);

#include <array>
#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "every_enum.hpp"
#include "issues_found.hpp"

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::backup;
using rota::issue;
using rota::issue_code;
using rota::issues;
using rota::parse_create_request;
using rota::source_type;
using rota::sys_seconds;
using rota::time_of_day;
using rota::to_document;

using backups = std::vector<backup>;

sys_seconds at(std::string_view text) { return rota::parse_instant(text).value(); }

const rota::source database{"44b277eb-39be-4921-be31-3d61b43651d7", source_type::instance};
const std::string other_id = "88b277eb-39be-4921-be31-3d61b43651d7";

/// A full that has completed.
backup sunday() {
  return {.id = "sun",
          .source = database,
          .created = at("2014-11-02T14:30:00"),
          .updated = at("2014-11-02T14:50:00"),
          .size_gib = 0.25};
}

/// A full on Sunday 2014-11-02 and incrementals of Monday and Tuesday.
backups three_days() {
  backups list{sunday(), sunday(), sunday()};
  const std::array<std::string, 3> ids{"sun", "mon", "tue"};
  for (std::size_t i = 0; i < list.size(); ++i) {
    list[i].id = ids[i];
    if (i > 0) list[i].parent_id = ids[i - 1];
    list[i].created += std::chrono::days{i};
    list[i].updated += std::chrono::days{i};
  }
  return list;
}

rota::schedule due_at(std::string_view next_run) {
  return {.id = "nightly",
          .when = rota::weekly(date::Sunday, rota::time_of_day{14h, 30min}),
          .source = database,
          .next_run = at(next_run)};
}

/// The document of the decision, in its order of members.
std::string decided(const rota::schedule& due, const backups& list, std::string_view now) {
  const rota::history past{list};
  return to_document<ordered_json>(decide(due, past, at(now), rota::utc), past).dump();
}

}  // namespace

TEST_CASE("every enumeration is written by its name") {
  std::string found;
  every_enum::for_each([&]<class Enum>(enum_row<Enum>) {
    for (std::size_t i = 0; i < rota::detail::enum_names<Enum>.size(); ++i) {
      const auto value = static_cast<Enum>(i);
      if (json(value) != json(std::string{to_string(value)})) found.append(to_string(value)).append(" ");
      if (ordered_json(value).dump() != json(value).dump()) found.append(to_string(value)).append(" ");
    }
  });
  REQUIRE(found == "");
}

TEST_CASE("runs, levels, sources and issues have their own JSON") {
  const rota::run first =
      rota::next_run(rota::weekly(date::Sunday, time_of_day{14h, 30min}), at("2014-11-02T00:00:00"));
  REQUIRE(ordered_json(first).dump() ==
          R"({"at":"2014-11-02T14:30:00Z","level":"full","day":"2014-11-02","civil":"unique"})");
  REQUIRE(json(rota::level::incremental) == "incremental");
  REQUIRE(ordered_json(rota::source{other_id, source_type::ha}).dump() ==
          R"({"id":")" + other_id + R"(","type":"ha"})");
  REQUIRE(ordered_json(issue{"", issue_code::malformed, "m"}).dump() ==
          R"({"pointer":"","code":"malformed","message":"m"})");
}

TEST_CASE("an answer whose instant or day could not be read back is not written") {
  constexpr rota::sys_seconds far = rota::sys_seconds::max();
  constexpr rota::run last{.at = date::sys_days{date::year{9999} / 12 / 31},
                           .day = date::local_days{date::year{9999} / 12 / 31},
                           .level = rota::level::full};
  REQUIRE(json(last).at("day") == "9999-12-31");
  rota::run beyond = last;
  beyond.day += date::days{1};
  REQUIRE_THROWS_AS(json(beyond), rota::invalid_json);
  beyond = last;
  beyond.at = far;
  REQUIRE_THROWS_AS(json(beyond), rota::invalid_json);
  REQUIRE_THROWS_AS(json(rota::event{.at = far, .kind = rota::event_kind::skipped}), rota::invalid_json);
  const backups none;
  const rota::history past{none};
  for (const rota::decision& what :
       {rota::decision{rota::wait_until{far}}, rota::decision{rota::start_backup{far, rota::level::full, {}, 0, {}}}})
    REQUIRE_THROWS_AS(to_document(what, past), rota::invalid_json);
}

// --- faults ---

TEST_CASE("the body of a fault is the API's") {
  const rota::fault refused =
      rota::bad_request(issues{{"/schedule/hour", issue_code::out_of_range, "found 24"},
                               {"/schedule/a~1b", issue_code::unknown_member, "found \"a/b\""}});
  const std::string expected =
      R"({"badRequest":{"code":400,"message":")" + refused.message +
      R"(","details":[{"pointer":"/schedule/hour","code":"out_of_range","message":"found 24"},)"
      R"({"pointer":"/schedule/a~1b","code":"unknown_member","message":"found \"a/b\""}]}})";
  REQUIRE(ordered_json(refused).dump() == expected);
  REQUIRE(json(refused) == json::parse(expected));
  const rota::fault plain{rota::fault_kind::over_limit, "too many"};
  REQUIRE(ordered_json(plain).dump() == R"({"overLimit":{"code":413,"message":"too many","details":[]}})");
}

TEST_CASE("the fault for any document can be written, whatever its bytes") {
  std::string found;
  for (const std::string& text : {std::string{"\xff"}, std::string{"{\"schedule\": \"\\u0000\"}"},
                                  std::string{"{\"\xc3\xa4/\\u0001\": 1}"}, std::string(1'000, '['), std::string{}}) {
    const auto result = parse_create_request(text);
    const json body = rota::bad_request(result.error());
    const std::string written = body.dump();
    if (json::parse(written).at("badRequest").at("details").size() != result.error().size()) found += written;
  }
  REQUIRE(found == "");
}

// --- decisions ---

TEST_CASE("the document of a decision is as the command-line tool prints it") {
  const backups list = three_days();
  REQUIRE(decided(due_at("2014-11-04T14:30:00"), {list[0], list[1]}, "2014-11-05T15:00:00") ==
          R"({"decision":"start","slot":"2014-11-05T14:30:00Z","level":"incremental","parent_id":"mon","missed":1,)"
          R"("why":["scheduled"]})");
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), {}, "2014-11-02T14:30:00") ==
          R"({"decision":"start","slot":"2014-11-02T14:30:00Z","level":"full","parent_id":null,"missed":0,)"
          R"("why":["first_full","scheduled"]})");
  REQUIRE(decided(due_at("2014-11-10T09:00:00"), list, "2014-11-10T09:00:00") ==
          R"({"decision":"start","slot":"2014-11-10T09:00:00Z","level":"full","parent_id":null,"missed":0,)"
          R"("why":["overdue","off_schedule"]})");
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), list, "2014-11-05T14:29:59") ==
          R"({"decision":"wait","until":"2014-11-05T14:30:00Z"})");
  rota::schedule running = due_at("2014-11-05T14:30:00");
  running.running = true;
  REQUIRE(decided(running, list, "2014-11-05T14:30:00") ==
          R"({"decision":"busy","slot":"2014-11-05T14:30:00Z","by":null})");
  backups unfinished = list;
  unfinished.back().status = rota::backup_status::building;
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), unfinished, "2014-11-05T14:30:00") ==
          R"({"decision":"busy","slot":"2014-11-05T14:30:00Z","by":")" + list.back().id + R"("})");
  const rota::history past{list};
  const auto late = decide(due_at("2014-11-05T14:30:00"), past, at("2014-11-05T16:00:00"), rota::utc, {.grace = 1h});
  REQUIRE(to_document(late, past) == json{{"decision", "skip"},
                                          {"slot", "2014-11-05T14:30:00Z"},
                                          {"why", json::array({"older_than_grace"})},
                                          {"next", "2014-11-06T14:30:00Z"}});
}

// --- plans ---

TEST_CASE("the document of a plan is as the command-line tool prints it") {
  backups list = three_days();
  backup next = sunday();
  next.id = "next sun";
  next.created = next.updated = at("2014-11-09T14:30:00");
  list.push_back(next);
  const auto document = to_document<ordered_json>(prune(list, {.fulls = 1}, at("2014-11-09T15:00:00")), list);
  REQUIRE(document.dump() ==
          R"({"keep":[{"id":"next sun","why":["fulls","at_least"]}],)"
          R"("remove":[{"id":"tue","why":["expired"],"kept_if":{"fulls":2}},)"
          R"({"id":"mon","why":["expired"],"kept_if":{"fulls":2}},)"
          R"({"id":"sun","why":["expired"],"kept_if":{"fulls":2}}],"withheld":[],"damage":[],"freed":0.75})");
}

TEST_CASE("a plan lists damage as issues, and what is freed only if every size is known") {
  backups list = three_days();
  list[1].status = rota::backup_status::failed;
  list[1].size_gib.reset();
  list[2].parent_id = "gone";
  const rota::prune_plan plan = prune(list, {.fulls = 1}, at("2014-11-09T15:00:00"));
  const json document = to_document(plan, list);
  REQUIRE(document.at("remove") == json::array({{{"id", "mon"}, {"why", json::array({"failed"})}}}));
  REQUIRE(document.at("freed").is_null());
  REQUIRE(document.at("keep") == json::array({{{"id", "sun"}, {"why", json::array({"fulls", "at_least"})}},
                                              {{"id", "tue"}, {"why", json::array({"damaged"})}}}));
  REQUIRE(document.at("damage").size() == 1);
  REQUIRE(document.at("damage")[0].at("pointer") == "/backups/2/parent_id");
  REQUIRE(document.at("damage")[0].at("code") == "missing");
  REQUIRE(document.at("damage")[0].at("message").get<std::string>() == plan.damage[0].message);
}

TEST_CASE("what a plan or another policy frees is written without the noise of adding binary fractions") {
  backups list = three_days();
  for (backup& one : list) one.size_gib = 0.1;  // three of them are 0.30000000000000004
  const auto now = at("2014-11-09T15:00:00");
  const rota::retention none{.fulls = 0, .at_least = 0};
  REQUIRE(to_document(prune(list, none, now), list).at("freed").dump() == "0.3");
  const rota::history past{list};
  const auto dropped = rota::compare(past, {.fulls = 1}, none, now, rota::utc);
  REQUIRE(to_document(std::span{dropped}, past).at("freed").dump() == "0.3");
  const auto gained = rota::compare(past, none, {.fulls = 1}, now, rota::utc);
  REQUIRE(to_document(std::span{gained}, past).at("freed").dump() == "-0.3");
}

TEST_CASE("a size too large for millionths of a GiB is written as it is, and one too small as 0") {
  backups list = three_days();
  for (backup& one : list) one.size_gib.reset();
  rota::prune_plan plan = prune(list, {}, at("2014-11-09T15:00:00"));
  for (const auto& [freed, text] : {std::pair{1e300, "1e+300"}, {-1e-9, "0.0"}, {1e-9, "0.0"}}) {
    plan.freed_gib = freed;
    REQUIRE(to_document(plan, list).at("freed").dump() == text);
  }
}

TEST_CASE("what is withheld is kept for that, and listed in the order of deletion") {
  backups list = three_days();
  backup next = sunday();
  next.id = "next sun";
  next.created = next.updated = at("2014-11-09T14:30:00");
  list.push_back(next);
  const auto plan = prune(list, {.fulls = 1}, at("2014-11-09T15:00:00"), rota::utc, {.most = 2});
  REQUIRE(to_document<ordered_json>(plan, list).dump() ==
          R"({"keep":[{"id":"sun","why":["withheld"]},{"id":"mon","why":["withheld"]},{"id":"tue","why":["withheld"]},)"
          R"({"id":"next sun","why":["fulls","at_least"]}],"remove":[],"withheld":["tue","mon","sun"],"damage":[],)"
          R"("freed":0.0,"guarded":["instance \"44b277eb-39be-4921-be31-3d61b43651d7\": would remove 3 of 4 backups; )"
          R"(the guard allows 2"]})");
}

TEST_CASE("every rule of a plan is named as in the table of rules") {
  rota::prune_plan plan;
  backups list(rota::retention_rules.size(), sunday());
  for (std::size_t i = 0; i < list.size(); ++i) list[i].id = std::to_string(i);
  std::string expected;
  std::string written;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto reason = static_cast<rota::keep_reason>(i);
    const bool keep = i % 2 == 0;
    plan.verdicts.push_back({.keep = keep,
                             .why_removed = keep ? std::nullopt : std::optional{rota::removal_cause::expired},
                             .why_kept = keep ? rota::keep_reasons{reason} : rota::keep_reasons{},
                             .kept_if = keep ? std::nullopt : std::optional{rota::near_miss{reason, 7}}});
    if (!keep) plan.removals.push_back(i);
  }
  const json document = to_document(plan, list);
  for (const json& kept : document.at("keep")) written += kept.at("why").at(0).get<std::string>() + " ";
  for (const json& removed : document.at("remove")) written += removed.at("kept_if").begin().key() + " ";
  for (std::size_t i = 0; i < list.size(); i += 2) expected.append(rota::retention_rules[i].name).append(" ");
  for (std::size_t i = 1; i < list.size(); i += 2) expected.append(rota::retention_rules[i].name).append(" ");
  REQUIRE(written == expected);
}

TEST_CASE("a plan that removes nothing frees nothing") {
  REQUIRE(to_document<ordered_json>(prune(backups{}, {}, at("2014-11-09T15:00:00")), backups{}).dump() ==
          R"({"keep":[],"remove":[],"withheld":[],"damage":[],"freed":0.0})");
}

// --- protections and differences ---

TEST_CASE("the document of a protection is as the command-line tool prints it") {
  backups list = three_days();
  list.push_back(sunday());
  list.back().id = "running";
  list.back().status = rota::backup_status::building;
  list.back().created = at("2014-11-06T14:30:00");
  backup other = sunday();
  other.source.id = other_id;
  other.id = "other";
  other.parent_id = "gone too";
  list.push_back(other);
  backup orphan = sunday();
  orphan.id = "orphan";
  orphan.parent_id = "gone";
  list.insert(list.end(), {orphan, orphan});
  const rota::history past{list};
  const auto written = [&](const rota::source& of, std::string_view now, std::optional<sys_seconds> next) {
    return to_document<ordered_json>(assess(past, of, 24h, at(now)), past, of, next).dump();
  };
  const std::string issues_text = ordered_json(issues{past.damage_issue(5)}).dump();
  const std::string source_text = R"({"source":{"id":")" + database.id + R"(","type":"instance"},)";
  REQUIRE(written(database, "2014-11-06T15:00:00", at("2014-11-07T14:30:00")) ==
          source_text +
              R"("state":"breached","since":"2014-11-05T14:30:00Z",)"
              R"("newest":{"id":"tue","created":"2014-11-04T14:30:00Z"},)"
              R"("newest_full":{"id":"sun","created":"2014-11-02T14:30:00Z"},"chain":3,)"
              R"("running":{"id":"running","since":"2014-11-06T14:30:00Z"},)"
              R"("next":"2014-11-07T14:30:00Z","damage":)" +
              issues_text + "}");
  REQUIRE(to_document(assess(past, database, 24h, at("2014-11-04T15:00:00")), past, database).at("state") == "ok");
  const rota::source unknown{"none"};
  REQUIRE(written(unknown, "2014-11-06T15:00:00", std::nullopt) ==
          R"({"source":{"id":"none","type":"instance"},"state":"never","since":null,"newest":null,"newest_full":null,)"
          R"("chain":0,"running":null,"next":null,"damage":[]})");
  REQUIRE_THROWS_AS(to_document(rota::protection{}, past, database, sys_seconds::max()), rota::invalid_json);
}

TEST_CASE("what only a schedule says is running has no id") {
  const backups list = three_days();
  const rota::history past{list};
  rota::schedule marked = due_at("2014-11-05T14:30:00");
  marked.running = true;
  marked.last_scheduled = at("2014-11-04T14:30:00");
  REQUIRE(to_document<ordered_json>(assess(past, marked, 24h, at("2014-11-05T12:00:00")), past, database)["running"]
              .dump() == R"({"id":null,"since":"2014-11-04T14:30:00Z"})");
}

TEST_CASE("the document of differences is as the command-line tool prints it") {
  backups list = three_days();
  for (backup one : three_days()) {
    one.id = "next " + one.id;
    if (one.parent_id) one.parent_id = "next " + *one.parent_id;
    one.created += date::days{7};
    one.updated += date::days{7};
    list.push_back(one);
  }
  const rota::history past{list};
  const auto now = at("2014-11-12T12:00:00");
  const auto fewer = to_document<ordered_json>(compare(past, {.fulls = 2}, {.fulls = 1}, now, rota::utc), past);
  const std::string of_all = R"("lost":["tue","mon","sun"],"gained":[],"freed":0.75,)"
                             R"("oldest_before":"2014-11-02T14:50:00Z","oldest_after":"2014-11-09T14:50:00Z")";
  REQUIRE(fewer.dump() == "{" + of_all + R"(,"sources":[{"source":{"id":")" + database.id + R"(","type":"instance"},)" +
                              of_all + "}]}");
  const json more = to_document(compare(past, {.fulls = 1}, {.fulls = 2}, now, rota::utc), past);
  REQUIRE(more.at("gained") == json::array({"sun", "mon", "tue"}));
  REQUIRE(more.at("lost") == json::array());
  REQUIRE(more.at("freed") == -0.75);
}

TEST_CASE("of several sources, the oldest instants are those from which on all can be restored") {
  using rota::difference;
  const backups list = three_days();
  const rota::history past{list};
  const auto of = [&](const std::vector<difference>& all) {
    const json document = to_document(all, past);
    return json::array({document.at("oldest_before"), document.at("oldest_after"), document.at("freed")});
  };
  const difference early{
      .freed_gib = 1.5, .oldest_before = at("2014-11-01T00:00:00"), .oldest_after = at("2014-11-02T00:00:00")};
  const difference late{
      .freed_gib = -0.5, .oldest_before = at("2014-11-03T00:00:00"), .oldest_after = at("2014-11-03T00:00:00")};
  const difference gone{.freed_gib = std::nullopt, .oldest_before = at("2014-11-04T00:00:00")};
  const difference never{};
  const json is_null = nullptr;
  REQUIRE(of({early, late}) == json::array({"2014-11-03T00:00:00Z", "2014-11-03T00:00:00Z", 1.0}));
  REQUIRE(of({late, early, never}) == json::array({"2014-11-03T00:00:00Z", "2014-11-03T00:00:00Z", 1.0}));
  REQUIRE(of({early}) == json::array({"2014-11-01T00:00:00Z", "2014-11-02T00:00:00Z", 1.5}));
  REQUIRE(of({early, gone, late}) == json::array({"2014-11-04T00:00:00Z", is_null, is_null}));
  REQUIRE(of({never}) == json::array({is_null, is_null, 0.0}));
  REQUIRE(of({}) == json::array({is_null, is_null, 0.0}));
}

// --- events ---

TEST_CASE("an event is written with the members of its kind") {
  using rota::event;
  using rota::event_kind;
  const sys_seconds now = at("2014-11-02T14:30:00");
  const auto written = [](const event& one) { return ordered_json(one).dump(); };
  REQUIRE(written({.at = now,
                   .kind = event_kind::started,
                   .id = "s-1",
                   .missed = 2,
                   .started_for = {rota::start_reason::first_full, rota::start_reason::scheduled}}) ==
          R"({"at":"2014-11-02T14:30:00Z","event":"started","id":"s-1","level":"full","automated":true,"missed":2,)"
          R"("why":["first_full","scheduled"]})");
  REQUIRE(written({.at = now, .kind = event_kind::started, .id = "s-1", .automated = false}) ==
          R"({"at":"2014-11-02T14:30:00Z","event":"started","id":"s-1","level":"full","automated":false})");
  REQUIRE(written({.at = now, .kind = event_kind::failed, .id = "s-1", .what = rota::level::incremental}) ==
          R"({"at":"2014-11-02T14:30:00Z","event":"failed","id":"s-1","level":"incremental","automated":true})");
  REQUIRE(written({.at = now, .kind = event_kind::skipped, .skipped_for = rota::skip_reason::older_than_grace}) ==
          R"({"at":"2014-11-02T14:30:00Z","event":"skipped","automated":true,"why":["older_than_grace"]})");
  REQUIRE(written({.at = now, .kind = event_kind::busy, .id = "s-1"}) ==
          R"({"at":"2014-11-02T14:30:00Z","event":"busy","id":"s-1","level":"full","automated":true})");
  REQUIRE(written({.at = now, .kind = event_kind::busy}) ==
          R"({"at":"2014-11-02T14:30:00Z","event":"busy","automated":true})");
  const json removed =
      event{.at = now, .kind = event_kind::removed, .id = "s-1", .removed_for = {rota::removal_cause::expired}};
  REQUIRE(removed == json{{"at", "2014-11-02T14:30:00Z"},
                          {"event", "removed"},
                          {"id", "s-1"},
                          {"level", "full"},
                          {"automated", true},
                          {"why", json::array({"expired"})}});
}

TEST_CASE("the document of a forecast is as the command-line tool prints it") {
  backups list = three_days();
  list[2].pinned = true;
  list[0].automated = false;
  list.push_back(sunday());
  list[3].id = "old";
  list[3].created -= std::chrono::days{7};
  const auto fates =
      forecast(list, {.fulls = 0, .at_least = 0}, at("2014-11-09T15:00:00"), at("2014-11-10T15:00:00"), rota::utc);
  REQUIRE(
      to_document<ordered_json>(fates).dump() ==
      R"({"fates":[{"id":"sun","level":"full","created":"2014-11-02T14:30:00Z","goes":null,"why":["on_demand"]},)"
      R"({"id":"mon","level":"incremental","created":"2014-11-03T14:30:00Z","goes":null,"why":["ungoverned_chain"]},)"
      R"({"id":"tue","level":"incremental","created":"2014-11-04T14:30:00Z","goes":null,"why":["pinned"]},)"
      R"({"id":"old","level":"full","created":"2014-10-26T14:30:00Z","goes":"2014-11-09T15:00:00Z","why":["expired"]}]})");
}
