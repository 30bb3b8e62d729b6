// SPDX-License-Identifier: MIT
//
// rota/import/kubernetes.hpp: a list of Backup resources, as kubectl prints it. The tools that keep such resources
// differ in the names of instants and phases, and in what a backup is of.
//
//   constexpr kubernetes_form form{.version = "velero.io/v1", .command = "kubectl get …", .phases = phases, …};
//   read_kubernetes(text, issue_limit, form, [](const kubernetes_object& from, backup& one, issues& notes) { … });
//
// theirs                                            ours
// metadata.namespace, metadata.name                 id = "NAMESPACE/NAME", as no name has a slash
// the instant when it started, in the status        created; without it, metadata.creationTimestamp, or the instant
//                                                   when it ended if that is earlier
// the instant when it ended, in the status          updated, never before created
// status.phase                                      status, by the table of the form; absent is NEW
// a phase that is not in the table                  FAILED and pinned, with a note
// a completed phase without the instant of its end  FAILED and pinned, with a note: a window needs `updated`
// metadata.deletionTimestamp                        FAILED and pinned, with a note, unless DELETE_FAILED
//
// Laws
//   kubectl prints a List of v1; the API server sends a BackupList of the resource's version, and a tool's own command
//   may print that. Both are read.
//   A single Backup is refused, and so is a list with metadata.continue: on a part of a list no answer is safe.
//   A Backup of another group or version is refused: Velero and CloudNativePG both have a resource of that name.
// Source: the API conventions and API concepts of Kubernetes (lists, chunked results, object names, deletionTimestamp).
#ifndef ROTA_IMPORT_KUBERNETES_HPP
#define ROTA_IMPORT_KUBERNETES_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/import/listing.hpp>
#include <rota/text/characters.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rota::inline v0::detail {

/// A phase, the status that it is, and whether data that a person should look at may hang on it.
struct kubernetes_phase {
  std::string_view name;
  backup_status status;
  bool is_pinned = false;
};

/// What the Backup resources of one tool look like.
struct kubernetes_form {
  std::string_view version;  ///< apiVersion
  std::string_view command;  ///< prints the list
  std::span<const kubernetes_phase> phases;
  member_rule started;  ///< of the status
  member_rule ended;
};

namespace rules {
inline constexpr std::string_view kubernetes_instant = "an instant, YYYY-MM-DDThh:mm:ssZ";
inline constexpr std::string_view kubernetes_example = "\"2026-11-29T10:00:00Z\"";
inline constexpr std::string_view kubernetes_name_text = "a name of lower-case letters, digits, - and .";
inline constexpr member_rule kubernetes_document{"", "the list that kubectl prints",
                                                 R"({"kind": "List", "items": []})"};
inline constexpr member_rule kubernetes_list{"items", "an array of Backup objects", R"([{"kind": "Backup"}])"};
inline constexpr member_rule kubernetes_object{"items", "a Backup object", R"({"kind": "Backup"})"};
inline constexpr member_rule kubernetes_kind{"kind", "a string", "\"Backup\""};
inline constexpr member_rule kubernetes_version{"apiVersion", "a string", "\"v1\""};
inline constexpr member_rule kubernetes_metadata{"metadata", "an object",
                                                 R"({"namespace": "velero", "name": "daily"})"};
inline constexpr member_rule kubernetes_continue{"continue", "a string", "\"\""};
inline constexpr member_rule kubernetes_namespace{"namespace", kubernetes_name_text, "\"velero\""};
inline constexpr member_rule kubernetes_name{"name", kubernetes_name_text, "\"daily-20261129020000\""};
inline constexpr member_rule kubernetes_created{"creationTimestamp", kubernetes_instant, kubernetes_example};
inline constexpr member_rule kubernetes_deleted{"deletionTimestamp", kubernetes_instant, kubernetes_example};
inline constexpr member_rule kubernetes_labels{"labels", "an object", R"({"velero.io/schedule-name": "daily"})"};
inline constexpr member_rule kubernetes_spec{"spec", "an object", "{}"};
inline constexpr member_rule kubernetes_status{"status", "an object", R"({"phase": "New"})"};
inline constexpr member_rule kubernetes_phase{"phase", "a string", "\"Completed\""};
}  // namespace rules

/// The instant of a member that must be there.
inline std::optional<sys_seconds> required_instant(const import_value& of, const member_rule& rule) {
  const auto found = of.required(rule);
  return found ? found->instant(rule, rounding::up) : std::nullopt;
}

/// The member, if it is there and an object.
inline std::optional<import_value> object_in(const std::optional<import_value>& of, const member_rule& rule) {
  const auto found = of ? of->member(rule.name) : std::nullopt;
  return found && found->is_object(rule) ? found : std::nullopt;
}

/// The text of the member, if it is there.
inline std::optional<std::string> text_in(const std::optional<import_value>& of, const member_rule& rule) {
  const auto found = of ? of->member(rule.name) : std::nullopt;
  return found ? found->text(rule) : std::nullopt;
}

/// The instant of the member, if it is there.
inline std::optional<sys_seconds> instant_in(const std::optional<import_value>& of, const member_rule& rule) {
  const auto found = of ? of->member(rule.name) : std::nullopt;
  return found ? found->instant(rule, rounding::up) : std::nullopt;
}

/// Whether a text has only the letters of an RFC 1123 subdomain, as the names of objects and namespaces do. A name with
/// a slash would make ids ambiguous.
inline bool is_kubernetes_name(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.';
  });
}

/// The name that the member is.
inline std::optional<std::string> name_in(const import_value& of, const member_rule& rule) {
  const auto found = of.required(rule);
  auto name = found ? found->text(rule) : std::nullopt;
  if (!name || is_kubernetes_name(*name)) return name;
  found->report(issue_code::malformed, message_found(in_quotes(*name), rule));
  return std::nullopt;
}

/// Whether a schedule gave the name: SCHEDULE-YYYYMMDDhhmmss. A label alone does not say who made a backup, since
/// people copy labels.
inline bool is_made_by(std::string_view schedule, std::string_view name) noexcept {
  constexpr std::size_t stamp = 14;
  return name.size() == schedule.size() + 1 + stamp && name.starts_with(schedule) && name[schedule.size()] == '-' &&
         std::all_of(name.end() - stamp, name.end(), is_digit);
}

/// One Backup.
struct kubernetes_object {
  std::string space;  ///< its namespace
  std::string name;
  import_value whole, metadata;
  std::optional<import_value> labels, spec, status;
};

/// Reads the lists of one form.
class kubernetes_reader {
 public:
  explicit kubernetes_reader(const kubernetes_form& form) : form_{&form} {}

  /// The backups of the list. `describe(from, one, notes)` sets of each what it is of and who made it.
  template <class Describe>
  [[nodiscard]] listing read(const import_value& document, Describe describe) {
    const auto fallback = type_of_items(document);
    const auto items = fallback ? items_of(document) : std::vector<import_value>{};
    for (const import_value& item : items) {
      if (document.log().is_full()) break;
      const auto from = object(item, *fallback);
      if (!from) continue;
      backup one{.id = concatenate({from->space, "/", from->name})};
      describe(*from, one, found_.notes);
      date_and_judge(*from, one);
      found_.backups.push_back(std::move(one));
    }
    return std::move(found_);
  }

 private:
  struct type {
    std::string kind, version;
    friend bool operator==(const type&, const type&) = default;
  };

  static type type_of(const import_value& value, const type& fallback) {
    return {text_in(value, rules::kubernetes_kind).value_or(fallback.kind),
            text_in(value, rules::kubernetes_version).value_or(fallback.version)};
  }

  void refuse(const import_value& here, std::string_view what) const {
    here.report(issue_code::unsupported, concatenate({"found ", what, "; expected the whole list of the Backups of ",
                                                      form_->version, "; print it with ", form_->command}));
  }

  void refuse(const import_value& here, const type& found) const {
    refuse(here, concatenate({"the kind ", in_quotes(found.kind), " of ", in_quotes(found.version)}));
  }

  /// The type of an item that does not name it, which that of the list may imply. Nullopt if the document is not a list
  /// of Backups.
  [[nodiscard]] std::optional<type> type_of_items(const import_value& document) const {
    if (!document.is_object(rules::kubernetes_document)) return std::nullopt;
    const type backup_type{"Backup", std::string{form_->version}};
    const type found = type_of(document, {});
    if (found == type{"List", "v1"}) return type{};
    if (found == type{"BackupList", backup_type.version}) return backup_type;
    if (found == backup_type)
      refuse(document, "a single Backup, which may be one of many");
    else
      refuse(document, found);
    return std::nullopt;
  }

  [[nodiscard]] std::vector<import_value> items_of(const import_value& list) const {
    const auto metadata = object_in(list, rules::kubernetes_metadata);
    const auto rest = metadata ? metadata->member(rules::kubernetes_continue.name) : std::nullopt;
    if (rest && rest->text(rules::kubernetes_continue) != "") refuse(*rest, "one page of a longer list");
    const auto items = list.required(rules::kubernetes_list);
    return items ? items->elements(rules::kubernetes_list).value_or(std::vector<import_value>{})
                 : std::vector<import_value>{};
  }

  [[nodiscard]] std::optional<kubernetes_object> object(const import_value& item, const type& fallback) const {
    if (!item.is_object(rules::kubernetes_object)) return std::nullopt;
    if (const type found = type_of(item, fallback); found != type{"Backup", std::string{form_->version}}) {
      refuse(item, found);
      return std::nullopt;
    }
    const auto metadata = item.required(rules::kubernetes_metadata);
    if (!metadata || !metadata->is_object(rules::kubernetes_metadata)) return std::nullopt;
    auto space = name_in(*metadata, rules::kubernetes_namespace);
    auto name = name_in(*metadata, rules::kubernetes_name);
    if (!space || !name) return std::nullopt;
    return kubernetes_object{.space = std::move(*space),
                             .name = std::move(*name),
                             .whole = item,
                             .metadata = *metadata,
                             .labels = object_in(*metadata, rules::kubernetes_labels),
                             .spec = object_in(item, rules::kubernetes_spec),
                             .status = object_in(item, rules::kubernetes_status)};
  }

  void date_and_judge(const kubernetes_object& from, backup& one) {
    const auto started = instant_in(from.status, form_->started);
    const auto ended = instant_in(from.status, form_->ended);
    const auto made = started ? started : required_instant(from.metadata, rules::kubernetes_created);
    // The resource may be made anew long after the backup, which then must not be taken for the newest.
    one.created = started || !ended ? made.value_or(sys_seconds{}) : (std::min)(made.value_or(*ended), *ended);
    one.updated = (std::max)(one.created, ended.value_or(one.created));

    const auto written = from.status ? from.status->member(rules::kubernetes_phase.name) : std::nullopt;
    const auto phase = written ? written->text(rules::kubernetes_phase) : std::string{};
    if (!phase) return;
    const auto known = std::find_if(form_->phases.begin(), form_->phases.end(),
                                    [&](const kubernetes_phase& row) { return row.name == *phase; });
    if (known == form_->phases.end())
      return set_aside(one, *written, issue_code::unknown_value,
                       concatenate({"found the phase ", in_quotes(*phase), ", which this version does not know"}));
    one.status = known->status;
    if (known->is_pinned)
      set_aside(one, *written, issue_code::unsupported, concatenate({"found ", *phase, ": not all of it was saved"}));
    if (one.status == backup_status::completed && !ended)
      set_aside(one, *from.status, issue_code::missing,
                concatenate(
                    {"found ", *phase, " without ", form_->ended.name, ", so when its data was complete is unknown"}));
    if (const auto deleted = from.metadata.member(rules::kubernetes_deleted.name);
        deleted && one.status != backup_status::delete_failed)
      set_aside(one, *deleted, issue_code::conflict, "found a Backup that is being deleted from the cluster");
  }

  /// What may hold the only copy of something, and is not surely complete, does not count and stays.
  void set_aside(backup& one, const import_value& here, issue_code code, std::string_view what) {
    one.status = backup_status::failed;
    one.pinned = true;
    found_.notes.push_back(
        {here.pointer(), code,
         concatenate({what,
                      "; it does not count as a restore point, and stays; delete it by hand once it is "
                      "not needed"})});
  }

  const kubernetes_form* form_;
  listing found_;
};

/// The listing of a document of `form`.
template <class Describe>
result<listing> read_kubernetes(std::string_view text, std::size_t issue_limit, const kubernetes_form& form,
                                Describe describe) {
  return read_listing(text, issue_limit,
                      [&](const import_value& document) { return kubernetes_reader{form}.read(document, describe); });
}

}  // namespace rota::inline v0::detail

#endif
