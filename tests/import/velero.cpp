// SPDX-License-Identifier: MIT
//
// result<listing> parse_velero(std::string_view text, std::size_t issue_limit = 100);
//
// tests/data/import/velero has documents of the form that kubectl and `velero backup get` print, written after Velero's
// API types: a schedule with a backup of most phases, one of which was found in an object store four days later;
// backups by hand, one of them from a schedule; and a second Velero in a namespace of its own.

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/import/cloudnative_pg.hpp>
#include <rota/import/velero.hpp>
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
using rota::parse_velero;

/// A completed backup of the schedule daily, with the changes of an RFC 7396 merge patch.
json daily(const std::string& patch = "{}") {
  json one = json::parse(R"({"apiVersion": "velero.io/v1", "kind": "Backup",
      "metadata": {"creationTimestamp": "2026-11-27T01:59:59Z", "labels": {"velero.io/schedule-name": "daily"},
                   "name": "daily-20261127020000", "namespace": "velero"},
      "status": {"phase": "Completed", "startTimestamp": "2026-11-27T02:00:00Z",
                 "completionTimestamp": "2026-11-27T02:01:10Z"}})");
  one.merge_patch(json::parse(patch));
  return one;
}

json list_of(const json& items) { return {{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}}; }

listing read(const std::string& patch) { return parse_velero(list_of(json::array({daily(patch)})).dump()).value(); }

backup read_one(const std::string& patch) { return read(patch).backups.at(0); }

/// The notes but the first, which is the same for every list.
std::string notes_of(const listing& found) {
  std::string text;
  for (std::size_t i = 1; i < found.notes.size(); ++i) text += to_string(found.notes[i]) + "\n";
  return text;
}

const std::string stays =
    "; it does not count as a restore point, and stays; delete it by hand once it is not needed\n";

}  // namespace

TEST_CASE("Velero's backups are fulls of their schedules, and of their namespace without one", "[velero]") {
  const auto found = parse_velero(recorded("velero/kubectl_list.json"));
  REQUIRE(problems(found).empty());
  REQUIRE(
      lines_of(found->backups) ==
      std::vector<std::string>{
          "velero/before-upgrade of velero on nothing COMPLETED 2026-11-20T09:14:07 2026-11-20T09:15:31, on demand",
          // found in the object store on 28 November
          "velero/daily-20261124020000 of velero/daily on nothing COMPLETED 2026-11-24T02:00:00 2026-11-24T02:01:12",
          "velero/daily-20261125020000 of velero/daily on nothing FAILED 2026-11-25T02:00:00 2026-11-25T02:00:03",
          "velero/daily-20261126020000 of velero/daily on nothing DELETE_FAILED 2026-11-26T02:00:00 "
          "2026-11-26T02:01:09",
          "velero/daily-20261127020000 of velero/daily on nothing COMPLETED 2026-11-27T02:00:00 2026-11-27T02:01:10",
          "velero/daily-20261128020000 of velero/daily on nothing FAILED 2026-11-28T02:00:00 2026-11-28T02:01:44, "
          "pinned",
          "velero/daily-20261129020000 of velero/daily on nothing BUILDING 2026-11-29T02:00:00 2026-11-29T02:00:00",
          "velero/daily-before-migration of velero/daily on nothing COMPLETED 2026-11-27T15:30:00 "
          "2026-11-27T15:31:00, on demand",
          "velero/weekly-20261129030000 of velero/weekly on nothing NEW 2026-11-29T03:00:00 2026-11-29T03:00:00",
          "velero-dr/daily-20261127020000 of velero-dr/daily on nothing COMPLETED 2026-11-27T02:00:30 "
          "2026-11-27T02:02:10"});
  for (const backup& one : found->backups) REQUIRE_FALSE(one.size_gib.has_value());
  REQUIRE(rota::history{found->backups}.damage_report().empty());
}

TEST_CASE("notes on Velero's backups say what deletes them and what does not", "[velero]") {
  const auto found = parse_velero(recorded("velero/kubectl_list.json")).value();
  REQUIRE(to_string(found.notes.at(0)) ==
          "/items: deleting a Backup resource leaves its data in the object store, from where Velero lists it again; "
          "delete with: velero backup delete NAME -n NAMESPACE");
  REQUIRE(
      notes_of(found) ==
      "/items/0/status/expiration: Velero itself deletes each backup at its expiration, even one that a plan keeps; "
      "where the plan is to decide, give the schedule a ttl longer than any rule keeps backups\n"
      "/items/5/status/phase: found PartiallyFailed: not all of it was saved" +
          stays);
}

// Source: the constants BackupPhase… of Velero's backup_types.go.
TEST_CASE("each phase of Velero's is a status, and only Completed is COMPLETED", "[velero]") {
  const std::vector<std::pair<std::string, backup_status>> phases{
      {"New", backup_status::new_},
      {"Queued", backup_status::new_},
      {"ReadyToStart", backup_status::new_},
      {"FailedValidation", backup_status::failed},
      {"InProgress", backup_status::building},
      {"WaitingForPluginOperations", backup_status::building},
      {"WaitingForPluginOperationsPartiallyFailed", backup_status::building},
      {"Finalizing", backup_status::building},
      {"FinalizingPartiallyFailed", backup_status::building},
      {"Completed", backup_status::completed},
      {"PartiallyFailed", backup_status::failed},
      {"Failed", backup_status::failed},
      {"Deleting", backup_status::delete_failed}};
  for (const auto& [phase, status] : phases) {
    CAPTURE(phase);
    const backup one = read_one(R"({"status": {"phase": ")" + phase + "\"}}");
    REQUIRE(one.status == status);
    REQUIRE(one.pinned == (phase == "PartiallyFailed"));
  }
  for (const std::string patch :
       {R"({"status": null})", R"({"status": {"phase": null}})", R"({"status": {"phase": ""}})"})
    REQUIRE(read_one(patch).status == backup_status::new_);

  const listing unknown = read(R"({"status": {"phase": "completed"}})");
  REQUIRE(unknown.backups[0].status == backup_status::failed);
  REQUIRE(unknown.backups[0].pinned);
  REQUIRE(notes_of(unknown) ==
          "/items/0/status/phase: found the phase \"completed\", which this version does not know" + stays);
}

TEST_CASE("a backup of Velero's that is completed at an unknown instant does not count", "[velero]") {
  const listing found = read(R"({"status": {"completionTimestamp": null}})");
  REQUIRE(found.backups[0].status == backup_status::failed);
  REQUIRE(found.backups[0].pinned);
  REQUIRE(notes_of(found) ==
          "/items/0/status: found Completed without completionTimestamp, so when its data was "
          "complete is unknown" +
              stays);
}

TEST_CASE("a Backup that is leaving the cluster does not count, and stays", "[velero]") {
  const std::string deleted = R"("metadata": {"deletionTimestamp": "2026-11-29T10:00:00Z"})";
  const listing found = read("{" + deleted + "}");
  REQUIRE(found.backups[0].status == backup_status::failed);
  REQUIRE(found.backups[0].pinned);
  REQUIRE(notes_of(found) ==
          "/items/0/metadata/deletionTimestamp: found a Backup that is being deleted from the cluster" + stays);
  // Velero removes the data first.
  const backup deleting = read_one("{" + deleted + R"(, "status": {"phase": "Deleting"}})");
  REQUIRE(deleting.status == backup_status::delete_failed);
  REQUIRE_FALSE(deleting.pinned);
}

TEST_CASE("a Velero backup is automated if its name is the label's schedule and 14 digits", "[velero]") {
  const auto is_automated = [](const std::string& name, const std::string& label) {
    return read_one(R"({"metadata": {"name": ")" + name + R"(", "labels": {"velero.io/schedule-name": )" + label +
                    "}}}")
        .automated;
  };
  REQUIRE(is_automated("daily-20261127020000", "\"daily\""));
  REQUIRE(is_automated("a-20260101000000-20261127020000", "\"a-20260101000000\""));
  REQUIRE_FALSE(is_automated("daily-20261127020000", "null"));
  REQUIRE_FALSE(is_automated("daily-20261127020000", "\"dail\""));
  REQUIRE_FALSE(is_automated("daily-20261127020000", "\"weekly\""));
  REQUIRE_FALSE(is_automated("daily-20261127020000", "\"daily-20261127020000\""));
  REQUIRE_FALSE(is_automated("daily-2026112702000", "\"daily\""));
  REQUIRE_FALSE(is_automated("daily-20261127020000-copy", "\"daily\""));
  REQUIRE_FALSE(is_automated("daily.20261127020000", "\"daily\""));
  REQUIRE_FALSE(is_automated("daily", "\"daily\""));
  REQUIRE_FALSE(is_automated("a", "\"abc\""));
  REQUIRE(read_one(R"({"metadata": {"labels": null}})").source.id == "velero");
}

TEST_CASE("a Velero backup is as old as its start, and never completed before it", "[velero]") {
  REQUIRE(read_one("{}").created == instant("2026-11-27T02:00:00"));
  REQUIRE(read_one("{}").updated == instant("2026-11-27T02:01:10"));
  REQUIRE(read_one(R"({"status": null})").created == instant("2026-11-27T01:59:59"));
  REQUIRE(read_one(R"({"status": {"startTimestamp": null}})").created == instant("2026-11-27T01:59:59"));
  REQUIRE(read_one(R"({"metadata": {"creationTimestamp": null}})").created == instant("2026-11-27T02:00:00"));
  const backup ahead = read_one(R"({"status": {"completionTimestamp": "2026-11-27T01:00:00Z"}})");
  REQUIRE(ahead.updated == ahead.created);
}

TEST_CASE("a Velero backup whose start is not known is never newer than its end", "[velero]") {
  const backup found = read_one(R"({"metadata": {"creationTimestamp": "2026-12-24T00:00:00Z"},
                                    "status": {"startTimestamp": null}})");
  REQUIRE(found.created == instant("2026-11-27T02:01:10"));
  REQUIRE(found.updated == found.created);
}

// Source: "Backup Storage Locations and Volume Snapshot Locations" and "Cluster migration" in Velero's documentation.
TEST_CASE("Velero's backups of two locations are two sources, even of schedules with one name", "[velero]") {
  const auto source_of = [](const std::string& label, const std::string& location) {
    return read_one(R"({"metadata": {"labels": {"velero.io/schedule-name": )" + label +
                    R"(}}, "spec": {"storageLocation": )" + location + "}}")
        .source.id;
  };
  for (const std::string location : {"null", "\"\"", "\"default\""})
    REQUIRE(source_of("\"daily\"", location) == "velero/daily");
  REQUIRE(source_of("\"daily\"", "\"dr\"") == "velero/daily@dr");
  REQUIRE(source_of("null", "\"dr\"") == "velero@dr");
  REQUIRE(source_of("\"daily@dr\"", "\"default\"") == "velero/daily%40dr");
  REQUIRE(source_of("\"a/b\"", "\"x@y\"") == "velero/a%2Fb@x%40y");

  const json here = daily(R"({"spec": {"storageLocation": "default"}})");
  const json there = daily(R"({"metadata": {"name": "daily-20261127010000"}, "spec": {"storageLocation": "dr"},
                               "status": {"startTimestamp": "2026-11-27T01:00:00Z"}})");
  const auto found = parse_velero(list_of(json::array({here, there})).dump()).value();
  REQUIRE(rota::prune(found.backups, {.daily = 1}, instant("2026-12-01T00:00:00")).removals.empty());
}

TEST_CASE("a BackupList has the same backups as a List of them", "[velero]") {
  const auto all = parse_velero(recorded("velero/kubectl_list.json")).value().backups;
  const auto some = parse_velero(recorded("velero/velero_backup_get.json")).value().backups;
  REQUIRE(some == std::vector<backup>{all[4], all[5]});
  // A client that knows the type of the list may leave it out of the items.
  json list = json::parse(recorded("velero/velero_backup_get.json"));
  for (json& item : list["items"]) item.erase("kind"), item.erase("apiVersion");
  REQUIRE(parse_velero(list.dump()).value().backups == some);
  const auto empty = parse_velero(list_of(json::array()).dump());
  REQUIRE(problems(empty).empty());
  REQUIRE(empty->backups.empty());
  REQUIRE(empty->notes.empty());
}

TEST_CASE("what is not a whole list of Velero's backups is refused with the place and the reason", "[velero]") {
  const std::string whole =
      "; expected the whole list of the Backups of velero.io/v1; print it with kubectl get backups.velero.io "
      "--all-namespaces -o json";
  const auto listed = [](const std::string& patch) { return list_of(json::array({daily(), daily(patch)})).dump(); };
  struct refusal {
    std::string text, problem, message;
  };
  json page = list_of(json::array({daily()}));
  page["metadata"] = {{"continue", "eyJydiI6NDcxfQ"}, {"remainingItemCount", 12}};
  json untyped = list_of(json::array({daily()}));
  untyped["items"][0].erase("kind");
  const std::vector<refusal> refusals{
      {"", " malformed", "not JSON"},
      {"NAME  STATUS\ndaily Completed", " malformed", "pass what the tool printed, unchanged"},
      {"[]", " wrong_type", "found an array; expected the list that kubectl prints"},
      {"{}", " unsupported", "found the kind \"\" of \"\"" + whole},
      {daily().dump(), " unsupported", "found a single Backup, which may be one of many" + whole},
      {R"({"kind": "PodList", "apiVersion": "v1", "items": []})", " unsupported",
       "found the kind \"PodList\" of \"v1\"" + whole},
      {R"({"kind": "BackupList", "apiVersion": "postgresql.cnpg.io/v1", "items": []})", " unsupported",
       "found the kind \"BackupList\" of \"postgresql.cnpg.io/v1\"" + whole},
      {R"({"kind": 1, "apiVersion": "v1", "items": []})", "/kind wrong_type,  unsupported", "found 1"},
      {R"({"kind": "List", "apiVersion": "v1"})", "/items missing", "not given; expected an array of Backup objects"},
      {R"({"kind": "List", "apiVersion": "v1", "items": {}})", "/items wrong_type", "found an object"},
      {R"({"kind": "List", "apiVersion": "v1", "items": [7]})", "/items/0 wrong_type",
       "found 7; expected a Backup object"},
      {page.dump(), "/metadata/continue unsupported", "found one page of a longer list" + whole},
      {untyped.dump(), "/items/0 unsupported", "found the kind \"\" of \"velero.io/v1\"" + whole},
      {listed(R"({"kind": "Pod", "apiVersion": "v1"})"), "/items/1 unsupported",
       "found the kind \"Pod\" of \"v1\"" + whole},
      {listed(R"({"apiVersion": "velero.io/v2alpha1"})"), "/items/1 unsupported",
       "found the kind \"Backup\" of \"velero.io/v2alpha1\"" + whole},
      {listed(R"({"metadata": null})"), "/items/1/metadata missing", "not given; expected an object"},
      {listed(R"({"metadata": {"namespace": null, "name": 5}})"),
       "/items/1/metadata/namespace missing, /items/1/metadata/name wrong_type", "not given; expected a name"},
      {listed(R"({"metadata": {"name": "a/b"}})"), "/items/1/metadata/name malformed",
       "found \"a/b\"; expected a name of lower-case letters, digits, - and ."},
      {listed(R"({"metadata": {"labels": {"velero.io/schedule-name": 1}}})"),
       "/items/1/metadata/labels/velero.io~1schedule-name wrong_type", "found 1; expected the name of a schedule"},
      {listed(R"({"metadata": {"creationTimestamp": null}, "status": null})"),
       "/items/1/metadata/creationTimestamp missing", "not given; expected an instant"},
      {listed(R"({"status": []})"), "/items/1/status wrong_type", "found an array; expected an object"},
      {listed(R"({"status": {"phase": 1}})"), "/items/1/status/phase wrong_type", "found 1; expected a string"},
      {listed(R"({"status": {"startTimestamp": "yesterday"}})"), "/items/1/status/startTimestamp malformed",
       "found \"yesterday\"; expected an instant"},
      {listed(R"({"status": {"completionTimestamp": 5}})"), "/items/1/status/completionTimestamp wrong_type",
       "found 5"},
      {listed(R"({"status": {"expiration": true}})"), "/items/1/status/expiration wrong_type", "found true"},
  };
  for (const auto& [text, problem, message] : refusals) {
    CAPTURE(text);
    const auto found = parse_velero(text);
    REQUIRE(problems(found) == problem);
    CAPTURE(found.error()[0].message);
    REQUIRE(found.error()[0].message.find(message) != std::string::npos);
    REQUIRE(bad_messages(found).empty());
  }
  REQUIRE(problems(parse_velero(list_of(json::array({1, 2, 3})).dump(), 2)) ==
          "/items/0 wrong_type, /items/1 wrong_type,  out_of_range");
  REQUIRE(problems(rota::parse_cloudnative_pg(list_of(json::array({daily()})).dump())) == "/items/0 unsupported");
}

TEST_CASE("no plan for Velero's backups removes what may be the only copy", "[velero]") {
  const auto found = parse_velero(recorded("velero/kubectl_list.json")).value();
  const rota::prune_plan plan = rota::prune(found.backups, {.fulls = 0, .at_least = 0}, instant("2026-12-01T00:00:00"));
  REQUIRE(plan.damage.empty());
  REQUIRE(ids_of(found.backups, plan.removals) ==
          "velero-dr/daily-20261127020000 velero/daily-20261127020000 velero/daily-20261126020000 "
          "velero/daily-20261125020000 velero/daily-20261124020000");
}

TEST_CASE("a plan for Velero's backups counts the completed ones of each schedule and namespace", "[velero]") {
  const auto found = parse_velero(recorded("velero/kubectl_list.json")).value();
  const rota::prune_plan plan = rota::prune(found.backups, {.fulls = 1}, instant("2026-12-01T00:00:00"));
  REQUIRE(ids_of(found.backups, plan.removals) ==
          "velero/daily-20261126020000 velero/daily-20261125020000 velero/daily-20261124020000");
}

TEST_CASE("whatever becomes of Velero's document, it parses lawfully", "[velero]") {
  const json list = json::parse(recorded("velero/velero_backup_get.json"));
  REQUIRE(broken_laws(list.dump(), [](const std::string& text) { return parse_velero(text); }).empty());
}
