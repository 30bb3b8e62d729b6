// SPDX-License-Identifier: MIT
//
// rota/json/answers.hpp: writes as JSON what the library answers: runs, decisions, plans, events, issues and faults.
//
//   json j = run;                              // {"at": …, "level": "full", "day": …, "civil": "unique"}
//   json j = to_document(decision, history);   // {"decision": "start", "slot": …, "why": ["scheduled"], …}
//   json j = to_document(plan, backups);       // {"keep": […], "remove": […], "damage": […], "freed": …}
//   json j = to_document(protection, history, source, next);   // {"source": …, "state": "ok", "newest": …, …}
//   json j = to_document(differences, history);                // {"lost": […], "gained": […], "freed": …, …}
//   json j = to_document(fates);               // {"fates": [{"id": …, "goes": instant or null, "why": […]}]}
//   json j = event;                            // {"at": …, "event": "started", …}
//   json j = issue;                            // {"pointer": …, "code": "out_of_range", "message": …}
//   json j = fault;                            // {"badRequest": {"code": 400, "message": …, "details": […]}}
// All of them also for nlohmann::ordered_json, with the members in the order shown below.
//
// Laws
//   Every "why" is an array of names.
//   Instants end in `Z`, for UTC. Only the API's own records, which rota/json/records.hpp writes, have none.
//   Sizes are rounded to a millionth of a GiB, so that sums of decimal sizes look like them.
//   Writing an instant or a day outside the years 0 to 9999 throws invalid_json, since it could not be read back.
#ifndef ROTA_JSON_ANSWERS_HPP
#define ROTA_JSON_ANSWERS_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/compare.hpp>
#include <rota/backups/decide.hpp>
#include <rota/backups/forecast.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/protection.hpp>
#include <rota/backups/prune.hpp>
#include <rota/backups/retention.hpp>
#include <rota/backups/simulate.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/enum_set.hpp>
#include <rota/json/document.hpp>
#include <rota/json/records.hpp>
#include <rota/schedule/fault.hpp>
#include <rota/when/next_run.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace rota::inline v0 {

namespace detail {

/// The text of an instant with its `Z`.
inline std::string written_utc(sys_seconds instant, std::string_view name) { return written(instant, name) + "Z"; }

/// The same, or null.
template <class Json>
Json utc_or_null(const std::optional<sys_seconds>& instant, std::string_view name) {
  return instant ? Json(written_utc(*instant, name)) : Json(nullptr);
}

/// A sum of sizes without the noise of adding binary fractions, or null.
template <class Json>
Json size_or_null(const std::optional<double>& gib) {
  constexpr double parts = 1e6;
  constexpr double precise = 1e9;  // beyond this a double has few more digits
  if (!gib) return nullptr;
  return std::abs(*gib) < precise ? std::round(*gib * parts) / parts + 0.0 : *gib;  // + 0.0 makes -0.0 positive
}

}  // namespace detail

/// {"at": instant, "level": "full" or "incremental", "day": "YYYY-MM-DD", "civil": "unique", "skipped" or "repeated"}
template <json_value Json>
void to_json(Json& json, const run& one) {
  json = Json{{"at", detail::written_utc(one.at, "at")},
              {"level", one.level},
              {"day", detail::written(one.day, "day")},
              {"civil", one.civil}};
}

/// {"pointer": …, "code": "out_of_range", "message": …}
template <json_value Json>
void to_json(Json& json, const issue& one) {
  json = Json{{"pointer", one.pointer}, {"code", one.code}, {"message", one.message}};
}

/// The body of the API's answer: {"badRequest": {"code": 400, "message": …, "details": [issue, …]}}
template <json_value Json>
void to_json(Json& json, const fault& one) {
  json = Json{{std::string{wire_name(one.kind)},
               {{"code", status_code(one.kind)}, {"message", one.message}, {"details", one.details}}}};
}

/// {"at": …, "event": "started", "id": …, "level": …, "automated": true, "missed": 0, "why": […]}. A skip has no backup,
/// so it has neither id nor level; nor does a busy source that only `running` reports. Only starts of the schedule have
/// "missed"; only those, skips and removals have "why".
template <json_value Json>
void to_json(Json& json, const event& one) {
  json = Json{{"at", detail::written_utc(one.at, "at")}, {"event", one.kind}};
  if (!one.id.empty()) json.update(Json{{"id", one.id}, {"level", one.what}});
  json["automated"] = one.automated;
  if (one.kind == event_kind::started && one.automated)
    json.update(Json{{"missed", one.missed}, {"why", detail::names_in<Json>(one.started_for)}});
  if (one.skipped_for) json["why"] = detail::names_in<Json>(detail::enum_set{*one.skipped_for});
  if (one.removed_for) json["why"] = detail::names_in<Json>(detail::enum_set{*one.removed_for});
}

/// {"decision": "start", "slot": …, "level": …, "parent_id": …, "missed": …, "why": ["overdue", "off_schedule"]},
/// {"decision": "wait", "until": …}, {"decision": "busy", "slot": …, "by": id or null} or
/// {"decision": "skip", "slot": …, "why": ["older_than_grace"], "next": …}.
/// Precondition: `past` is the history that the decision was made for.
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const decision& what, const history& past) {
  if (const auto* wait = std::get_if<wait_until>(&what))
    return Json{{"decision", "wait"}, {"until", detail::written_utc(wait->at, "until")}};
  if (const auto* busy = std::get_if<source_busy>(&what))
    return Json{{"decision", "busy"},
                {"slot", detail::written_utc(busy->slot, "slot")},
                {"by", busy->by ? Json(past[*busy->by].id) : Json(nullptr)}};
  if (const auto* skip = std::get_if<skip_slot>(&what))
    return Json{{"decision", "skip"},
                {"slot", detail::written_utc(skip->slot, "slot")},
                {"why", detail::names_in<Json>(detail::enum_set{skip->why})},
                {"next", detail::written_utc(skip->next, "next")}};
  const auto& start = std::get<start_backup>(what);
  return Json{{"decision", "start"},    {"slot", detail::written_utc(start.slot, "slot")},
              {"level", start.what},    {"parent_id", start.parent ? Json(past[*start.parent].id) : Json(nullptr)},
              {"missed", start.missed}, {"why", detail::names_in<Json>(start.why)}};
}

/// {"keep": [{"id": …, "why": […]}], "remove": [{"id": …, "why": ["expired"], "kept_if": {"fulls": 3}}],
/// "withheld": [id…], "damage": [issue…], "freed": GiB or null}; "remove" and "withheld" are in the order of deletion. If
/// the guard withholds something, "guarded" says why, in a text for each such source. A
/// backup with several equal records appears once, in either "keep" or "remove"; a withheld one is in "keep".
/// Precondition: the plan was made for `backups`.
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const prune_plan& plan, std::span<const backup> backups) {
  const history past{backups};
  Json keep = Json::array();
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (plan.verdicts[i].keep && !past.is_repeated(i))
      keep.push_back(Json{{"id", backups[i].id}, {"why", detail::names_in<Json>(plan.verdicts[i].why_kept)}});
  Json remove = Json::array();
  for (const std::size_t i : plan.removals) {
    const verdict& of = plan.verdicts[i];
    Json entry{{"id", backups[i].id}, {"why", Json::array()}};
    if (of.why_removed) entry["why"] = detail::names_in<Json>(detail::enum_set{*of.why_removed});
    if (of.kept_if) entry["kept_if"] = Json{{std::string{to_string(of.kept_if->rule)}, of.kept_if->value}};
    remove.push_back(std::move(entry));
  }
  Json withheld = Json::array();
  for (const std::size_t i : plan.withheld) withheld.push_back(backups[i].id);
  Json document = Json{{"keep", std::move(keep)},
                       {"remove", std::move(remove)},
                       {"withheld", std::move(withheld)},
                       {"damage", plan.damage},
                       {"freed", detail::size_or_null<Json>(plan.freed_gib)}};
  for (const guarded_source& one : plan.guarded) document["guarded"].push_back(to_string(one));
  return document;
}

namespace detail {

/// {"id": …, name: the instant at which it was created}, or null.
template <class Json>
Json named_or_null(const std::optional<std::size_t>& one, const history& past, std::string_view name) {
  if (!one) return nullptr;
  Json named{{"id", past[*one].id}};
  named[std::string{name}] = utc_or_null<Json>(past[*one].created, name);
  return named;
}

template <class Json>
Json ids_of(std::span<const std::size_t> places, const history& past) {
  Json ids = Json::array();
  for (const std::size_t i : places) ids.push_back(past[i].id);
  return ids;
}

/// The instant from which all sources can be restored; nullopt if one of them no longer can. Sources that neither policy can
/// restore do not count.
inline std::optional<sys_seconds> oldest_of_all(std::span<const difference> all,
                                                std::optional<sys_seconds> difference::*member) {
  std::optional<sys_seconds> latest;
  for (const difference& one : all) {
    if (!one.oldest_before && !one.oldest_after) continue;
    if (!(one.*member)) return std::nullopt;
    latest = (std::max)(latest.value_or(*(one.*member)), *(one.*member));
  }
  return latest;
}

}  // namespace detail

/// {"source": {"id": …, "type": …}, "state": "ok", "breached" or "never", "since": instant or null,
/// "newest": {"id": …, "created": …} or null, "newest_full": the same, "chain": 3,
/// "running": {"id": …, "since": …} or null, "next": instant or null, "damage": [issue…]}.
/// The id of what is running is null if only the schedule says so. `next` is when the schedule of the source runs next,
/// if it has one. Precondition: the protection is that of the source in `past`.
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const protection& found, const history& past, const source& of,
                               const std::optional<sys_seconds>& next = std::nullopt) {
  Json running = detail::named_or_null<Json>(found.running, past, "since");
  if (!found.running && found.running_since)
    running = Json{{"id", nullptr}, {"since", detail::written_utc(*found.running_since, "since")}};
  Json damage = Json::array();
  for (std::size_t i = 0; found.damaged != 0 && i < past.size(); ++i)
    if (past[i].source == of && !past.damage(i).empty() && !past.is_repeated(i)) damage.push_back(past.damage_issue(i));
  return Json{{"source", of},
              {"state", found.state},
              {"since", detail::utc_or_null<Json>(found.since, "since")},
              {"newest", detail::named_or_null<Json>(found.newest, past, "created")},
              {"newest_full", detail::named_or_null<Json>(found.newest_full, past, "created")},
              {"chain", found.chain_length},
              {"running", std::move(running)},
              {"next", detail::utc_or_null<Json>(next, "next")},
              {"damage", std::move(damage)}};
}

/// {"lost": [id…], "gained": [id…], "freed": GiB or null, "oldest_before": instant or null, "oldest_after": the same,
/// "sources": [{"source": …, and these five for each of them}]}. With several sources, the oldest instants above are those
/// from which all of them can be restored. Precondition: the differences are those of `past`.
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(std::span<const difference> all, const history& past) {
  Json lost = Json::array();
  Json gained = Json::array();
  std::optional<double> freed = 0.0;
  Json sources = Json::array();
  for (const difference& one : all) {
    for (const std::size_t i : one.lost) lost.push_back(past[i].id);
    for (const std::size_t i : one.gained) gained.push_back(past[i].id);
    freed = freed && one.freed_gib ? std::optional{*freed + *one.freed_gib} : std::nullopt;
    sources.push_back(Json{{"source", one.source},
                           {"lost", detail::ids_of<Json>(one.lost, past)},
                           {"gained", detail::ids_of<Json>(one.gained, past)},
                           {"freed", detail::size_or_null<Json>(one.freed_gib)},
                           {"oldest_before", detail::utc_or_null<Json>(one.oldest_before, "oldest_before")},
                           {"oldest_after", detail::utc_or_null<Json>(one.oldest_after, "oldest_after")}});
  }
  const auto oldest = [&](std::optional<sys_seconds> difference::*member, std::string_view name) {
    return detail::utc_or_null<Json>(detail::oldest_of_all(all, member), name);
  };
  return Json{{"lost", std::move(lost)},
              {"gained", std::move(gained)},
              {"freed", detail::size_or_null<Json>(freed)},
              {"oldest_before", oldest(&difference::oldest_before, "oldest_before")},
              {"oldest_after", oldest(&difference::oldest_after, "oldest_after")},
              {"sources", std::move(sources)}};
}

/// {"fates": [{"id": …, "level": …, "created": …, "goes": instant or null, "why": […]}]}. "why" says why a backup goes, or
/// what keeps it at the horizon.
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(std::span<const fate> fates) {
  Json list = Json::array();
  for (const fate& one : fates)
    list.push_back(Json{{"id", one.id},
                        {"level", one.what},
                        {"created", detail::utc_or_null<Json>(one.created, "created")},
                        {"goes", detail::utc_or_null<Json>(one.goes, "goes")},
                        {"why", one.why_removed ? detail::names_in<Json>(detail::enum_set{*one.why_removed})
                                                : detail::names_in<Json>(one.why_kept)}});
  return Json{{"fates", std::move(list)}};
}

}  // namespace rota::inline v0

#endif
