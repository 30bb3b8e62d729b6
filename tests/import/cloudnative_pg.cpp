// SPDX-License-Identifier: MIT
//
// result<listing> parse_cloudnative_pg(std::string_view text, std::size_t issue_limit = 100);
//
// tests/data/import/cloudnative_pg has a document of the form that kubectl prints, written after CloudNativePG's API
// types: two clusters of one name in two namespaces, with backups of every method, by schedules and by hand; one of
// them is a volume snapshot of an old version, without instants, and one a copy of a scheduled Backup under another
// name.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/import/cloudnative_pg.hpp>
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
using rota::parse_cloudnative_pg;

/// A completed backup by the schedule daily, with the changes of an RFC 7396 merge patch.
json daily(const std::string& patch = "{}") {
  json one = json::parse(R"({"apiVersion": "postgresql.cnpg.io/v1", "kind": "Backup",
      "metadata": {"creationTimestamp": "2026-11-27T00:00:00Z", "labels": {"cnpg.io/scheduled-backup": "daily"},
                   "name": "daily-20261127000000", "namespace": "sales"},
      "spec": {"cluster": {"name": "orders"}, "method": "barmanObjectStore"},
      "status": {"phase": "completed", "startedAt": "2026-11-27T00:00:05Z", "stoppedAt": "2026-11-27T00:02:20Z"}})");
  one.merge_patch(json::parse(patch));
  return one;
}

std::string listed(const std::string& patch) {
  return json{{"apiVersion", "v1"}, {"kind", "List"}, {"items", {daily(), daily(patch)}}}.dump();
}

backup read_one(const std::string& patch) { return parse_cloudnative_pg(listed(patch)).value().backups.at(1); }

}  // namespace

TEST_CASE("CloudNativePG's backups are fulls of the clusters of a namespace", "[cloudnative_pg]") {
  const auto found = parse_cloudnative_pg(recorded("cloudnative_pg/kubectl_list.json"));
  REQUIRE(problems(found).empty());
  const std::string orders = " of sales/orders on nothing ";
  const std::string snapshots = " of sales/orders@volumeSnapshot on nothing ";
  REQUIRE(
      lines_of(found->backups) ==
      std::vector<std::string>{
          "sales/orders-before-upgrade" + orders + "COMPLETED 2026-11-20T09:00:04 2026-11-20T09:02:11, on demand",
          "sales/orders-daily-20261125000000" + orders + "COMPLETED 2026-11-25T00:00:05 2026-11-25T00:02:20",
          "sales/orders-daily-20261126000000" + orders + "FAILED 2026-11-26T00:00:00 2026-11-26T00:00:00",
          "sales/orders-daily-20261127000000" + orders + "COMPLETED 2026-11-27T00:00:05 2026-11-27T00:02:24",
          "sales/orders-daily-20261128000000" + orders + "FAILED 2026-11-28T00:00:00 2026-11-28T00:00:00",
          "sales/orders-daily-20261129000000" + orders + "BUILDING 2026-11-29T00:00:00 2026-11-29T00:00:00",
          "sales/orders-snapshot-20230918213000" + snapshots + "FAILED 2023-09-18T21:30:00 2023-09-18T21:30:00, pinned",
          "sales/orders-snapshot-20261129010000" + snapshots + "BUILDING 2026-11-29T01:00:00 2026-11-29T01:00:00",
          "sales/orders-daily-copy" + orders + "NEW 2026-11-29T00:30:00 2026-11-29T00:30:00, on demand",
          "billing/orders-daily-20261127000000 of billing/orders on nothing COMPLETED 2026-11-27T00:00:09 "
          "2026-11-27T00:05:00"});
  for (const backup& one : found->backups) REQUIRE_FALSE(one.size_gib.has_value());
  REQUIRE(rota::history{found->backups}.damage_report().empty());
}

TEST_CASE("notes on CloudNativePG's backups say what deleting one leaves behind", "[cloudnative_pg]") {
  const auto found = parse_cloudnative_pg(recorded("cloudnative_pg/kubectl_list.json")).value();
  std::vector<std::string> notes;
  for (const rota::issue& one : found.notes) notes.push_back(to_string(one));
  REQUIRE(notes ==
          std::vector<std::string>{
              "/items/0: deleting a Backup resource leaves the base backup in the object store, where the "
              "retentionPolicy of the cluster or of its object store deletes, even what a plan keeps; set that "
              "policy to what the plan keeps",
              "/items/6: deleting a Backup resource deletes its volume snapshots only where "
              "snapshotOwnerReference of the cluster is \"backup\"; otherwise delete the VolumeSnapshots too",
              "/items/6/status: found completed without stoppedAt, so when its data was complete is unknown; it "
              "does not count as a restore point, and stays; delete it by hand once it is not needed"});
}

// Source: the constants BackupPhase… of CloudNativePG's backup_types.go.
TEST_CASE("each phase of CloudNativePG's is a status, and only completed is COMPLETED", "[cloudnative_pg]") {
  const std::vector<std::pair<std::string, backup_status>> phases{{"pending", backup_status::new_},
                                                                  {"started", backup_status::building},
                                                                  {"running", backup_status::building},
                                                                  {"finalizing", backup_status::building},
                                                                  {"completed", backup_status::completed},
                                                                  {"failed", backup_status::failed},
                                                                  {"walArchivingFailing", backup_status::failed},
                                                                  {"invalid backup definition", backup_status::failed}};
  for (const auto& [phase, status] : phases) {
    CAPTURE(phase);
    const backup one = read_one(R"({"status": {"phase": ")" + phase + "\"}}");
    REQUIRE(one.status == status);
    REQUIRE_FALSE(one.pinned);
  }
  REQUIRE(read_one(R"({"status": null})").status == backup_status::new_);
  const backup unknown = read_one(R"({"status": {"phase": "Completed"}})");
  REQUIRE(unknown.status == backup_status::failed);
  REQUIRE(unknown.pinned);
}

TEST_CASE("a CloudNativePG backup is automated if a ScheduledBackup labelled or owns it, and named it",
          "[cloudnative_pg]") {
  const auto is_automated = [](const std::string& metadata) {
    return read_one(R"({"metadata": )" + metadata + "}").automated;
  };
  REQUIRE(is_automated("{}"));
  REQUIRE(is_automated(R"({"name": "daily-20261128000000"})"));
  REQUIRE_FALSE(is_automated(R"({"name": "daily-again"})"));
  REQUIRE_FALSE(is_automated(R"({"labels": null})"));
  REQUIRE(is_automated(R"({"labels": null, "ownerReferences": [{"kind": "Cluster", "name": "orders"},
                                                               {"kind": "ScheduledBackup", "name": "daily"}]})"));
  REQUIRE_FALSE(is_automated(R"({"labels": null, "ownerReferences": [{"kind": "ScheduledBackup", "name": "x"}]})"));
  REQUIRE_FALSE(is_automated(R"({"labels": null, "ownerReferences": [{"kind": "Cluster", "name": "daily"}]})"));
}

TEST_CASE("a CloudNativePG backup is as old as its start, else as its resource", "[cloudnative_pg]") {
  REQUIRE(read_one("{}").created == instant("2026-11-27T00:00:05"));
  REQUIRE(read_one("{}").updated == instant("2026-11-27T00:02:20"));
  REQUIRE(read_one(R"({"status": {"startedAt": null}})").created == instant("2026-11-27T00:00:00"));
}

TEST_CASE("what is not a whole list of CloudNativePG's backups is refused with the place and the reason",
          "[cloudnative_pg]") {
  struct refusal {
    std::string text, problem, message;
  };
  const std::vector<refusal> refusals{
      {daily().dump(), " unsupported", "found a single Backup, which may be one of many"},
      {listed(R"({"apiVersion": "velero.io/v1"})"), "/items/1 unsupported",
       "found the kind \"Backup\" of \"velero.io/v1\"; expected the whole list of the Backups of "
       "postgresql.cnpg.io/v1; print it with kubectl get backups.postgresql.cnpg.io --all-namespaces -o json"},
      {listed(R"({"kind": "ScheduledBackup"})"), "/items/1 unsupported", "found the kind \"ScheduledBackup\""},
      {listed(R"({"spec": null})"), "/items/1/spec missing", "not given; expected an object"},
      {listed(R"({"spec": "x"})"), "/items/1/spec wrong_type", "found the string \"x\"; expected an object"},
      {listed(R"({"spec": {"cluster": null}})"), "/items/1/spec/cluster missing", "not given"},
      {listed(R"({"spec": {"cluster": "orders"}})"), "/items/1/spec/cluster wrong_type", "expected an object"},
      {listed(R"({"spec": {"cluster": {"name": ""}}})"), "/items/1/spec/cluster/name malformed", "found \"\""},
      {listed(R"({"spec": {"method": 1}})"), "/items/1/spec/method wrong_type", "found 1"},
      {listed(R"({"metadata": {"labels": [], "ownerReferences": {}}})"),
       "/items/1/metadata/labels wrong_type, /items/1/metadata/ownerReferences wrong_type", "found an array"},
      {listed(R"({"metadata": {"labels": null, "ownerReferences": [1]}})"),
       "/items/1/metadata/ownerReferences/0 wrong_type", "found 1; expected an object"},
      {listed(R"({"status": {"stoppedAt": "soon"}})"), "/items/1/status/stoppedAt malformed", "found \"soon\""},
  };
  for (const auto& [text, problem, message] : refusals) {
    CAPTURE(text);
    const auto found = parse_cloudnative_pg(text);
    REQUIRE(problems(found) == problem);
    CAPTURE(found.error()[0].message);
    REQUIRE(found.error()[0].message.find(message) != std::string::npos);
    REQUIRE(bad_messages(found).empty());
  }
}

TEST_CASE("a plan for CloudNativePG's backups counts the completed ones of each cluster and namespace",
          "[cloudnative_pg]") {
  const auto found = parse_cloudnative_pg(recorded("cloudnative_pg/kubectl_list.json")).value();
  const auto removed = [&](const rota::retention& rules) {
    return ids_of(found.backups, rota::prune(found.backups, rules, instant("2026-12-01T00:00:00")).removals);
  };
  const std::string failed = "sales/orders-daily-20261126000000 ";
  REQUIRE(removed({.fulls = 1}) == "sales/orders-daily-20261128000000 " + failed + "sales/orders-daily-20261125000000");
  REQUIRE(removed({.fulls = 0, .at_least = 0}) ==
          "sales/orders-daily-20261128000000 billing/orders-daily-20261127000000 sales/orders-daily-20261127000000 " +
              failed + "sales/orders-daily-20261125000000");
}

TEST_CASE("volume snapshots of a cluster let no backup in an object store go", "[cloudnative_pg]") {
  const auto found = parse_cloudnative_pg(listed(R"({"metadata": {"name": "hourly-20261128000000"},
      "spec": {"method": "volumeSnapshot"},
      "status": {"startedAt": "2026-11-28T00:00:05Z", "stoppedAt": "2026-11-28T00:00:20Z"}})"))
                         .value();
  REQUIRE(found.backups[0].source.id == "sales/orders");
  REQUIRE(found.backups[1].source.id == "sales/orders@volumeSnapshot");
  REQUIRE(rota::prune(found.backups, {.fulls = 1}, instant("2026-12-01T00:00:00")).removals.empty());
}

TEST_CASE("whatever becomes of CloudNativePG's document, it parses lawfully", "[cloudnative_pg]") {
  REQUIRE(broken_laws(listed("{}"), [](const std::string& text) { return parse_cloudnative_pg(text); }).empty());
  json list = json::parse(recorded("cloudnative_pg/kubectl_list.json"));
  list["items"] = {list["items"][4], list["items"][6]};
  REQUIRE(broken_laws(list.dump(), [](const std::string& text) { return parse_cloudnative_pg(text); }).empty());
}
