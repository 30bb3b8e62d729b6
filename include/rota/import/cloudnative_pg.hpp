// SPDX-License-Identifier: MIT
//
// rota/import/cloudnative_pg.hpp: the backups of PostgreSQL clusters that CloudNativePG lists.
//
//   result<listing> parse_cloudnative_pg(text, issue_limit = 100);
//   // kubectl get backups.postgresql.cnpg.io --all-namespaces -o json
//
// theirs                                                    ours
// metadata.namespace, metadata.name                         id: "sales/orders-daily-20261129020000"
// metadata.namespace, spec.cluster.name                     source: "sales/orders"
// spec.method                                               the end of source, if it is volumeSnapshot:
//                                                           "sales/orders@volumeSnapshot"
// the label cnpg.io/scheduled-backup, or an owner of the
// kind ScheduledBackup, and a name that is
// SCHEDULE-YYYYMMDDhhmmss                                   automated; otherwise on demand
// status.startedAt, else metadata.creationTimestamp         created
// status.stoppedAt                                          updated, never before created
// status.phase                                              status:
//   absent, pending                                           NEW
//   started, running, finalizing                              BUILDING
//   completed                                                 COMPLETED
//   failed, walArchivingFailing, "invalid backup definition"  FAILED
//   any other                                                 FAILED and pinned, with a note
// A backup has no parent, as each can be restored alone, and no size, which CloudNativePG does not list.
//
// The volume snapshots of a cluster are a source of their own. Counted with the backups in an object store, hourly
// snapshots would let daily ones go, which alone survive the loss of the volumes.
//
// startedAt may be absent until a backup has ended. Old versions set no stoppedAt for volume snapshots: these are
// FAILED and pinned, as kubernetes.hpp says. In walArchivingFailing a backup was given up before anything was copied.
// The operator also deletes the Backups of an object store whose data its retentionPolicy has deleted.
//
// Laws: those of listing.hpp and kubernetes.hpp. A note says what deleting a Backup leaves behind, for each method in
// use.
// Sources: CloudNativePG's API types (backup_types.go, scheduledbackup_funcs.go), its backup and scheduled backup
// controllers, "Retention policies", "Persistence of volume snapshot objects" and "Backup Owner Reference" in its
// documentation, and its issues 2813 (snapshots without instants) and 9352 (startedAt).
#ifndef ROTA_IMPORT_CLOUDNATIVE_PG_HPP
#define ROTA_IMPORT_CLOUDNATIVE_PG_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/import/kubernetes.hpp>
#include <rota/import/listing.hpp>
#include <string>
#include <string_view>

namespace rota::inline v0 {

namespace detail {

namespace rules {
inline constexpr member_rule cnpg_schedule{"cnpg.io/scheduled-backup", "the name of a ScheduledBackup", "\"daily\""};
inline constexpr member_rule cnpg_owners{"ownerReferences", "an array of objects", R"([{"kind": "ScheduledBackup"}])"};
inline constexpr member_rule cnpg_owner{"ownerReferences", "an object", R"({"kind": "ScheduledBackup"})"};
inline constexpr member_rule cnpg_owner_name{"name", "a string", "\"daily\""};
inline constexpr member_rule cnpg_spec{"spec", "an object", R"({"cluster": {"name": "orders"}})"};
inline constexpr member_rule cnpg_cluster{"cluster", "an object", R"({"name": "orders"})"};
inline constexpr member_rule cnpg_cluster_name{"name", kubernetes_name_text, "\"orders\""};
inline constexpr member_rule cnpg_method{"method", "a string", "\"volumeSnapshot\""};
}  // namespace rules

inline constexpr auto cnpg_phases = std::to_array<kubernetes_phase>({
    {"", backup_status::new_},
    {"pending", backup_status::new_},
    {"started", backup_status::building},
    {"running", backup_status::building},
    {"finalizing", backup_status::building},
    {"completed", backup_status::completed},
    {"failed", backup_status::failed},
    {"walArchivingFailing", backup_status::failed},
    {"invalid backup definition", backup_status::failed},
});

inline constexpr kubernetes_form cnpg_form{
    .version = "postgresql.cnpg.io/v1",
    .command = "kubectl get backups.postgresql.cnpg.io --all-namespaces -o json",
    .phases = cnpg_phases,
    .started = {"startedAt", rules::kubernetes_instant, rules::kubernetes_example},
    .ended = {"stoppedAt", rules::kubernetes_instant, rules::kubernetes_example}};

/// Whether a ScheduledBackup made it. The label is not set by old versions, nor the owner if the operator is told so.
inline bool is_scheduled(const kubernetes_object& from) {
  if (const auto schedule = text_in(from.labels, rules::cnpg_schedule); schedule && is_made_by(*schedule, from.name))
    return true;
  const auto owners = from.metadata.member(rules::cnpg_owners.name);
  const auto all = owners ? owners->elements(rules::cnpg_owners) : std::nullopt;
  return all && std::any_of(all->begin(), all->end(), [&](const import_value& owner) {
           return owner.is_object(rules::cnpg_owner) && text_in(owner, rules::kubernetes_kind) == "ScheduledBackup" &&
                  is_made_by(text_in(owner, rules::cnpg_owner_name).value_or(""), from.name);
         });
}

/// The name of the cluster that a backup is of.
inline std::optional<std::string> cluster_of(const import_value& whole) {
  const auto spec = whole.required(rules::cnpg_spec);
  const auto cluster = spec && spec->is_object(rules::cnpg_spec) ? spec->required(rules::cnpg_cluster) : std::nullopt;
  if (!cluster || !cluster->is_object(rules::cnpg_cluster)) return std::nullopt;
  return name_in(*cluster, rules::cnpg_cluster_name);
}

}  // namespace detail

/// The backups of a list of CloudNativePG's Backup resources.
[[nodiscard]] inline result<listing> parse_cloudnative_pg(std::string_view text,
                                                          std::size_t issue_limit = default_issue_limit) {
  bool has_stored = false;
  bool has_snapshots = false;
  return detail::read_kubernetes(
      text, issue_limit, detail::cnpg_form, [&](const detail::kubernetes_object& from, backup& one, issues& notes) {
        const bool is_snapshot = detail::text_in(from.spec, detail::rules::cnpg_method) == "volumeSnapshot";
        if (const auto cluster = detail::cluster_of(from.whole))
          one.source.id = detail::concatenate({from.space, "/", *cluster, is_snapshot ? "@volumeSnapshot" : ""});
        one.automated = detail::is_scheduled(from);
        bool& is_noted = is_snapshot ? has_snapshots : has_stored;
        if (is_noted) return;
        is_noted = true;
        notes.push_back(
            {from.whole.pointer(), issue_code::unsupported,
             is_snapshot
                 ? "deleting a Backup resource deletes its volume snapshots only where snapshotOwnerReference of the "
                   "cluster is \"backup\"; otherwise delete the VolumeSnapshots too"
                 : "deleting a Backup resource leaves the base backup in the object store, where the retentionPolicy "
                   "of the cluster or of its object store deletes, even what a plan keeps; set that policy to what "
                   "the plan keeps"});
      });
}

}  // namespace rota::inline v0

#endif
