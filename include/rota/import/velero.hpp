// SPDX-License-Identifier: MIT
//
// rota/import/velero.hpp: the backups of Kubernetes clusters that Velero lists.
//
//   result<listing> parse_velero(text, issue_limit = 100);   // kubectl get backups.velero.io --all-namespaces -o json
//
// theirs                                                    ours
// metadata.namespace, metadata.name                         id: "velero/daily-20261129020000"
// the schedule in the label velero.io/schedule-name         source: "velero/daily"; without the label, the namespace
// spec.storageLocation, unless "default" or absent          the end of source: "velero/daily@dr"
// that label, and a name that is SCHEDULE-YYYYMMDDhhmmss    automated; otherwise on demand
// status.startTimestamp, else metadata.creationTimestamp    created
// status.completionTimestamp                                updated, never before created
// status.phase                                              status:
//   absent, New, Queued, ReadyToStart                         NEW
//   InProgress, WaitingForPluginOperations[PartiallyFailed],
//   Finalizing[PartiallyFailed]                               BUILDING
//   Completed                                                 COMPLETED
//   PartiallyFailed                                           FAILED and pinned, with a note
//   Failed, FailedValidation                                  FAILED
//   Deleting                                                  DELETE_FAILED
//   any other                                                 FAILED and pinned, with a note
// status.expiration                                         a note, once: Velero deletes then, whatever a plan says
// A backup has no parent, as each can be restored alone, and no size, which Velero does not list.
//
// Velero lists the backups that it finds in every location, even those of another cluster, whose schedule may have the
// same name. So each location is a source of its own. In a schedule's name and a location's, `%`, `/` and `@` are
// written as %25, %2F and %40.
//
// metadata.creationTimestamp is all there is until a backup has started. Afterwards it would be wrong: a cluster that
// finds a backup in an object store makes a new object for it, with a creationTimestamp of that day. A PartiallyFailed
// backup lacks something, but may hold the only copy of the rest: it neither counts nor goes. Deleting is the phase of
// a backup of which Velero removes the data, and stays if that fails. `velero backup create --from-schedule S` without
// a name makes a backup like those of the schedule, and is read as one.
//
// Laws: those of listing.hpp and kubernetes.hpp. `velero backup get -o json` prints a BackupList, or, of one backup
// alone, that one without a list, which is refused; kubectl always prints a list.
// Sources: Velero's API types (backup_types.go, schedule_types.go, labels_annotations.go), its sync, garbage collection
// and backup deletion controllers, the printer of `velero backup get`, and "Deleting Backups" in its backup reference.
#ifndef ROTA_IMPORT_VELERO_HPP
#define ROTA_IMPORT_VELERO_HPP

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
inline constexpr member_rule velero_schedule{"velero.io/schedule-name", "the name of a schedule", "\"daily\""};
inline constexpr member_rule velero_location{"storageLocation", "the name of a BackupStorageLocation", "\"default\""};
inline constexpr member_rule velero_expiration{"expiration", kubernetes_instant, kubernetes_example};
}  // namespace rules

inline constexpr auto velero_phases = std::to_array<kubernetes_phase>({
    {"", backup_status::new_},
    {"New", backup_status::new_},
    {"Queued", backup_status::new_},
    {"ReadyToStart", backup_status::new_},
    {"InProgress", backup_status::building},
    {"WaitingForPluginOperations", backup_status::building},
    {"WaitingForPluginOperationsPartiallyFailed", backup_status::building},
    {"Finalizing", backup_status::building},
    {"FinalizingPartiallyFailed", backup_status::building},
    {"Completed", backup_status::completed},
    {"PartiallyFailed", backup_status::failed, true},
    {"Failed", backup_status::failed},
    {"FailedValidation", backup_status::failed},
    {"Deleting", backup_status::delete_failed},
});

inline constexpr kubernetes_form velero_form{
    .version = "velero.io/v1",
    .command = "kubectl get backups.velero.io --all-namespaces -o json",
    .phases = velero_phases,
    .started = {"startTimestamp", rules::kubernetes_instant, rules::kubernetes_example},
    .ended = {"completionTimestamp", rules::kubernetes_instant, rules::kubernetes_example}};

inline std::string velero_source(std::string_view space, const std::optional<std::string>& schedule,
                                 std::string_view location) {
  constexpr std::string_view reserved = "/@";
  std::string id{space};
  if (schedule) id.append("/").append(percent_encoded(*schedule, reserved));
  if (!location.empty() && location != "default") id.append("@").append(percent_encoded(location, reserved));
  return id;
}

}  // namespace detail

/// The backups of a list of Velero's Backup resources.
[[nodiscard]] inline result<listing> parse_velero(std::string_view text,
                                                  std::size_t issue_limit = default_issue_limit) {
  bool is_first = true;
  bool has_expiration = false;
  return detail::read_kubernetes(
      text, issue_limit, detail::velero_form, [&](const detail::kubernetes_object& from, backup& one, issues& notes) {
        const auto schedule = detail::text_in(from.labels, detail::rules::velero_schedule);
        one.source.id = detail::velero_source(from.space, schedule,
                                              detail::text_in(from.spec, detail::rules::velero_location).value_or(""));
        one.automated = schedule && detail::is_made_by(*schedule, from.name);
        if (is_first)
          notes.push_back(
              {"/items", issue_code::unsupported,
               "deleting a Backup resource leaves its data in the object store, from where Velero lists it again; "
               "delete with: velero backup delete NAME -n NAMESPACE"});
        if (const auto expiration = detail::instant_in(from.status, detail::rules::velero_expiration);
            expiration && !has_expiration) {
          notes.push_back(
              {from.status->member("expiration")->pointer(), issue_code::unsupported,
               "Velero itself deletes each backup at its expiration, even one that a plan keeps; where the plan is "
               "to decide, give the schedule a ttl longer than any rule keeps backups"});
          has_expiration = true;
        }
        is_first = false;
      });
}

}  // namespace rota::inline v0

#endif
