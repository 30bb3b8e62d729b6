// SPDX-License-Identifier: MIT
//
// rota/json/records.hpp: reads and writes stored schedules and backups as the API's JSON.
//
//   result<schedule>              parse_schedule(document, issue_limit = 100);     // {"schedule": {"id": …, "next_run": …}}
//   result<std::vector<schedule>> parse_schedules(document, issue_limit = 100);    // {"schedules": [{…}, {…}]}
//   result<std::vector<backup>>   parse_backups(document, issue_limit = 100);      // {"backups": [{…}, {…}]}
//   result<std::vector<backup>>   parse_backups(pages, issue_limit = 100);         // a span of such documents
// A document is text, or a value of nlohmann/json.
//
//   json j = to_document(schedule);                // {"schedule": {…}}
//   json j = to_document(schedules);               // {"schedules": [{…}, {…}]}
//   json j = to_document(backups);                 // {"backups": [{…}, {…}]}
//   auto j = to_document<ordered_json>(schedule);  // members in the order in which the API has them
//
//   json j = schedule;                             // {…}; and so for backup, source, weekdays and every enumeration
//   auto s = j.get<rota::schedule>();              // and rota::backup; throws invalid_json, which carries the issues
//
// Members beyond the API are written only where they are set, after its own: a schedule within the API is written exactly
// as the API writes it. A schedule with a calendar is written without day_of_week, hour and minute.
//
// Laws
//   *parse_schedule(to_document(s)) == s for every schedule that the library makes, and *parse_backups(to_document(b)) == b
//   for backups whose UUIDs are in lower case.
//   A list that says that it is one page of a longer one is refused, since on a part of a list no answer is safe.
//   Members unknown to this version are ignored, since a stored record may be newer than its reader.
//   Parsing never throws, whatever the bytes, except std::bad_alloc.
//   What could not be read back is not written: an instant outside the years 0 to 9999, or a calendar of more than
//   most_calendar_entries entries, throws invalid_json.
#ifndef ROTA_JSON_RECORDS_HPP
#define ROTA_JSON_RECORDS_HPP

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/lookback.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/enum_set.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/names.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/json/document.hpp>
#include <rota/json/members.hpp>
#include <rota/json/requests.hpp>
#include <rota/schedule/request.hpp>
#include <rota/schedule/schedule.hpp>
#include <rota/text/on_calendar.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// Thrown by `j.get<T>()` if `j` is not a T, and where JSON cannot hold what is written. what() is the first issue.
class invalid_json : public std::runtime_error {
 public:
  explicit invalid_json(issues details)
      : std::runtime_error{details.empty() ? std::string{"invalid JSON"} : to_string(details.front())},
        details_{std::move(details)} {}

  [[nodiscard]] const issues& details() const noexcept { return details_; }

 private:
  issues details_;
};

namespace detail {

namespace rules {
inline constexpr std::string_view any_flag = "true, false, 1 or 0";
inline constexpr member_rule id{"id", "a string that is not empty", "\"88b277eb-39be-4921-be31-3d61b43651d7\""};
inline constexpr member_rule created{"created", any_instant, example_instant};
inline constexpr member_rule updated{"updated", any_instant, example_instant};
inline constexpr member_rule last_scheduled{"last_scheduled", any_instant, example_instant};
inline constexpr member_rule next_run{"next_run", any_instant, example_instant};
inline constexpr member_rule running{"running", any_flag, "false"};
inline constexpr member_rule source{"source", "an object with an id and a type",
                                    R"({"id": "44b277eb-39be-4921-be31-3d61b43651d7", "type": "instance"})"};
inline constexpr member_rule day_of_month{"day_of_month", "null", "null"};
inline constexpr member_rule month{"month", "null", "null"};
inline constexpr member_rule parent_id{"parent_id", "the id of the backup that it is built on, or null for a full",
                                       "null"};
inline constexpr member_rule status{"status", "NEW, BUILDING, COMPLETED, FAILED or DELETE_FAILED", "\"COMPLETED\""};
inline constexpr member_rule is_automated{"is_automated", any_flag, "true"};
inline constexpr member_rule pinned{"pinned", any_flag, "false"};
inline constexpr member_rule held_until{"held_until", any_instant, example_instant};
inline constexpr member_rule size{"size", "a number of GiB that is not negative, or null", "0.25"};
}  // namespace rules

inline constexpr auto schedule_names = std::to_array<std::string_view>(
    {"action",      "created",  "day_of_month", "day_of_week",    "full_backup_retention",
     "hour",        "id",       "instance_id",  "last_scheduled", "minute",
     "month",       "next_run", "running",      "source",         "source/id",
     "source/type", "updated",  "copy_to",      "calendar",       entry_level_slot,
     entry_on_slot, "zone",     "gap",          "overlap",        "spread",
     "paused_until"});
inline constexpr auto backup_names =
    std::to_array<std::string_view>({"created", "held_until", "id", "instance_id", "is_automated", "parent_id",
                                     "pinned", "size", "source", "source/id", "source/type", "status", "updated"});

inline constexpr document_form bare_schedule_form{.members = schedule_names};
inline constexpr document_form schedule_form{.envelope = "schedule", .members = schedule_names};
inline constexpr document_form schedule_list_form{.envelope = "schedules", .is_list = true, .members = schedule_names};
inline constexpr document_form bare_backup_form{.members = backup_names};
inline constexpr document_form backup_list_form{.envelope = "backups", .is_list = true, .members = backup_names};

/// Where a record has what requests have: the source is an object of its own.
inline request_place place_of(const record& from) {
  return {from.root(), "source/id", "source/type", request_place::id_form::text};
}

inline std::optional<schedule> read_schedule(record& from) {
  const request_place place = place_of(from);
  auto spec = check(read_raw_schedule(from, place), from.log(), place);
  from.expect_object(rules::source);
  for (const member_rule& rule : {rules::day_of_month, rules::month})
    if (const member_value& value = from[rule.name]; value.is_given())
      from.report(rule, issue_code::unsupported, message_found(value.description(), rule));

  from.require(rules::id);
  auto id = from.identifier(rules::id);
  const auto created = from.required_instant(rules::created);
  const auto updated = from.required_instant(rules::updated);
  const auto last_scheduled = from.instant(rules::last_scheduled);
  const auto next_run = from.required_instant(rules::next_run);
  const bool running = from.flag(rules::running);
  if (!spec || !from.log().empty()) return std::nullopt;
  return schedule{.id = std::move(*id),
                  .when = spec->when,
                  .source = std::move(spec->source),
                  .full_backup_retention = spec->full_backup_retention,
                  .copy_to = spec->copy_to,
                  .created = *created,
                  .updated = *updated,
                  .last_scheduled = last_scheduled,
                  .next_run = *next_run,
                  .running = running,
                  .zone = std::move(spec->zone),
                  .gap = spec->gap,
                  .overlap = spec->overlap,
                  .spread = spec->spread,
                  .paused_until = spec->paused_until};
}

/// A UUID in lower case, any other text as it is: other tools have names.
inline std::optional<std::string> normal_id(std::optional<std::string> id) {
  if (auto uuid = id ? parse_uuid(*id) : std::nullopt) return uuid;
  return id;
}

/// What a backup is of; with an empty id if the record does not say it, which is damage of the one backup.
inline source read_backup_source(record& from) {
  const auto id_in = [&](const member_rule& rule, std::string_view name) {
    auto id = normal_id(from.text(rule, name));
    return id && id->empty() ? std::nullopt : id;
  };
  const request_place place = place_of(from);
  from.expect_object(rules::source);
  const auto instance_id = id_in(rules::instance_id, rules::instance_id.name);
  const auto source_id = id_in(rules::source_id, place.source_id);
  const auto type = check_source_type(from.text(rules::source_type, place.source_type), from.log(), place)
                        .value_or(source_type::instance);
  check_instance_id(instance_id, source_id, type == source_type::ha, from.log(), place);
  return {source_id ? *source_id : instance_id.value_or(""), type};
}

inline std::optional<backup> read_backup(record& from) {
  const auto created = from.required_instant(rules::created, rounding::up);
  auto id = normal_id(from.identifier(rules::id));
  from.require(rules::id);
  const bool automated = from.flag(rules::is_automated);
  auto parent_id = normal_id(from.identifier(rules::parent_id));
  const bool pinned = from.flag(rules::pinned);
  const auto held_until = from.instant(rules::held_until, rounding::up);  // so that no hold ends early
  const auto size = from.amount(rules::size);
  auto of = read_backup_source(from);
  from.require(rules::status);
  const auto written_status = from.text(rules::status);
  const auto status = written_status ? parse_enum<backup_status>(*written_status) : std::nullopt;
  if (written_status && !status)
    from.report(rules::status, issue_code::unknown_value, message_found(in_quotes(*written_status), rules::status));
  const auto updated = from.instant(rules::updated, rounding::up);
  if (!from.log().empty()) return std::nullopt;
  return backup{.id = std::move(*id),
                .parent_id = std::move(parent_id),
                .source = std::move(of),
                .status = *status,
                .automated = automated,
                .created = *created,
                .updated = updated.value_or(*created),
                .size_gib = size,
                .pinned = pinned,
                .held_until = held_until};
}

inline result<schedule> parse_schedule(const event_source& document, std::size_t issue_limit) {
  return read_one(document, schedule_form, issue_limit, read_schedule);
}

inline result<std::vector<schedule>> parse_schedules(const event_source& document, std::size_t issue_limit) {
  return read_list(document, schedule_list_form, issue_limit, read_schedule);
}

inline result<std::vector<backup>> parse_backups(const event_source& document, std::size_t issue_limit) {
  return read_list(document, backup_list_form, issue_limit, read_backup);
}

/// The backups of all pages. Each page is the document of a `Source`.
template <class Source, class Page>
result<std::vector<backup>> parse_pages(std::span<const Page> pages, std::size_t issue_limit) {
  std::vector<Source> sources(pages.begin(), pages.end());
  std::vector<const event_source*> all;
  all.reserve(sources.size());
  for (const Source& one : sources) all.push_back(&one);
  return read_list<backup>(all, backup_list_form, issue_limit, read_backup);
}

/// The record that a value is. Throws invalid_json.
template <class Record, json_value Json>
Record record_from(const Json& json, const document_form& form, record_function<Record> read) {
  auto one = read_one(value_source{json}, form, default_issue_limit, read);
  if (!one) throw invalid_json{std::move(one.error())};
  return std::move(*one);
}

/// The text of an instant, which is written as the member `name`. Throws invalid_json if it could not be read back.
inline std::string written(sys_seconds instant, std::string_view name) {
  if (!is_readable(instant))
    throw invalid_json{{{concatenate({"/", name}), issue_code::out_of_range,
                         concatenate({"found the instant ", std::to_string(instant.time_since_epoch().count()),
                                      " seconds after 1970; expected one of the years 0 to 9999, since no other can be "
                                      "read back"})}}};
  return format_instant(instant);
}

/// The same for a day.
inline std::string written(date::local_days day, std::string_view name) {
  return written(sys_seconds{day.time_since_epoch()}, name).substr(0, std::string_view{"YYYY-MM-DD"}.size());
}

template <json_value Json>
Json written_or_null(const std::optional<sys_seconds>& instant, std::string_view name) {
  return instant ? Json(written(*instant, name)) : Json(nullptr);
}

template <json_value Json, class Value>
Json value_or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// The names of the members of a set, as an array.
template <json_value Json, named_enum Enum, class Bits>
Json names_in(enum_set<Enum, Bits> members) {
  Json names = Json::array();
  for (const Enum one : members) names.push_back(one);
  return names;
}

/// {name: […]}
template <json_value Json, class Record>
Json list_document(const char* name, std::span<const Record> list) {
  Json records = Json::array();
  for (const Record& one : list) records.push_back(one);
  return Json{{name, std::move(records)}};
}

}  // namespace detail

/// Parses a stored schedule in the form of any release of the API: `running` may be 0 or 1, and `source`, `running`,
/// `full_backup_retention`, `copy_to` and `last_scheduled` may be null or absent. The source may have any id but the empty
/// one. Returns the schedule, or every issue, of which at most `issue_limit` are listed. O(document).
[[nodiscard]] inline result<schedule> parse_schedule(std::string_view text,
                                                     std::size_t issue_limit = default_issue_limit) {
  return detail::parse_schedule(detail::text_source{text}, issue_limit);
}
template <json_value Json>
[[nodiscard]] result<schedule> parse_schedule(const Json& document, std::size_t issue_limit = default_issue_limit) {
  return detail::parse_schedule(detail::value_source{document}, issue_limit);
}

/// Parses a list of stored schedules. Issues point into it: "/schedules/17/hour". O(document).
[[nodiscard]] inline result<std::vector<schedule>> parse_schedules(std::string_view text,
                                                                   std::size_t issue_limit = default_issue_limit) {
  return detail::parse_schedules(detail::text_source{text}, issue_limit);
}
template <json_value Json>
[[nodiscard]] result<std::vector<schedule>> parse_schedules(const Json& document,
                                                            std::size_t issue_limit = default_issue_limit) {
  return detail::parse_schedules(detail::value_source{document}, issue_limit);
}

/// Parses a listing of backups. Issues point into it: "/backups/17/created". The member `type` is ignored: `parent_id`
/// decides the level. One odd record does not hide the others: without `is_automated` a backup is on-demand, without
/// `updated` that is when it was created, and without a source the id of that is empty, which a history reports. Ids may
/// be any text but the empty one, and UUIDs are read in lower case. O(document).
[[nodiscard]] inline result<std::vector<backup>> parse_backups(std::string_view text,
                                                               std::size_t issue_limit = default_issue_limit) {
  return detail::parse_backups(detail::text_source{text}, issue_limit);
}
template <json_value Json>
[[nodiscard]] result<std::vector<backup>> parse_backups(const Json& document,
                                                        std::size_t issue_limit = default_issue_limit) {
  return detail::parse_backups(detail::value_source{document}, issue_limit);
}

/// Parses all pages of a listing of backups, in any order, and joins them. If there are several, issues point into them:
/// "/0/backups/17/created" is on the first.
[[nodiscard]] inline result<std::vector<backup>> parse_backups(std::span<const std::string_view> pages,
                                                               std::size_t issue_limit = default_issue_limit) {
  return detail::parse_pages<detail::text_source>(pages, issue_limit);
}
[[nodiscard]] inline result<std::vector<backup>> parse_backups(std::span<const nlohmann::json> pages,
                                                               std::size_t issue_limit = default_issue_limit) {
  return detail::parse_pages<detail::value_source<nlohmann::json>>(pages, issue_limit);
}
[[nodiscard]] inline result<std::vector<backup>> parse_backups(std::span<const nlohmann::ordered_json> pages,
                                                               std::size_t issue_limit = default_issue_limit) {
  return detail::parse_pages<detail::value_source<nlohmann::ordered_json>>(pages, issue_limit);
}

/// {"id": …, "type": "instance"}
template <json_value Json>
void to_json(Json& json, const source& one) {
  json = Json{{"id", one.id}, {"type", one.type}};
}

/// The API's number, or an array of the days from 0 to 6 if no number says it.
template <json_value Json>
void to_json(Json& json, weekdays days) {
  if (const auto number = days.day_of_week()) {
    json = *number;
    return;
  }
  json = Json::array();
  for (const date::weekday day : days) json.push_back(day.c_encoding());
}

/// [{"level": "full", "on": "Sun *-*-* 23:05:00"}]. Throws invalid_json for more entries than could be read back.
template <json_value Json>
void to_json(Json& json, const calendar& when) {
  if (when.entries().size() > most_calendar_entries)
    throw invalid_json{
        {{"/calendar", issue_code::out_of_range,
          detail::concatenate({"found ", std::to_string(when.entries().size()), " entries; expected at most ",
                               std::to_string(most_calendar_entries), ", since no more can be read back"})}}};
  json = Json::array();
  for (const calendar::entry& one : when.entries()) json.push_back(Json{{"level", one.what}, {"on", to_string(one)}});
}

/// The members of the API's responses, and those beyond the API that are set. A calendar stands for the days, the hour and
/// the minute.
template <json_value Json>
void to_json(Json& json, const schedule& one) {
  Json record = Json::object();  // complete before it is assigned, since writing may throw
  const cadence* const weekly = one.when.as_cadence();
  record["action"] = "backup";
  record["created"] = detail::written(one.created, "created");
  record["day_of_month"] = nullptr;
  if (weekly != nullptr) record["day_of_week"] = weekly->full_on;
  record["full_backup_retention"] = detail::value_or_null<Json>(one.full_backup_retention);
  if (weekly != nullptr) record["hour"] = weekly->at.hour().count();
  record["id"] = one.id;
  record["instance_id"] = one.source.type == source_type::instance ? Json(one.source.id) : Json(nullptr);
  record["last_scheduled"] = detail::written_or_null<Json>(one.last_scheduled, "last_scheduled");
  if (weekly != nullptr) record["minute"] = weekly->at.minute().count();
  record["month"] = nullptr;
  record["next_run"] = detail::written(one.next_run, "next_run");
  record["running"] = one.running;
  record["source"] = one.source;
  record["updated"] = detail::written(one.updated, "updated");
  if (!one.copy_to.empty()) record["copy_to"] = detail::names_in<Json>(one.copy_to);
  if (const calendar* const when = one.when.as_calendar()) record["calendar"] = *when;
  if (one.zone) record["zone"] = *one.zone;
  if (one.gap) record["gap"] = *one.gap;
  if (one.overlap) record["overlap"] = *one.overlap;
  if (one.spread) record["spread"] = to_string(lookback{*one.spread});
  if (one.paused_until) record["paused_until"] = detail::written(*one.paused_until, "paused_until");
  json = std::move(record);
}

/// The members of the API's listings, and `pinned` and `held_until` if they are set.
template <json_value Json>
void to_json(Json& json, const backup& one) {
  Json record{{"created", detail::written(one.created, "created")},
              {"id", one.id},
              {"is_automated", one.automated},
              {"parent_id", detail::value_or_null<Json>(one.parent_id)},
              {"size", detail::value_or_null<Json>(one.size_gib)},
              {"source", one.source},
              {"status", one.status},
              {"type", one.level()},
              {"updated", detail::written(one.updated, "updated")}};
  if (one.pinned) record["pinned"] = true;
  if (one.held_until) record["held_until"] = detail::written(*one.held_until, "held_until");
  json = std::move(record);
}

/// Reads the members of a schedule, without an envelope. Throws invalid_json, and then leaves `one` as it was.
template <json_value Json>
void from_json(const Json& json, schedule& one) {
  one = detail::record_from(json, detail::bare_schedule_form, detail::read_schedule);
}

/// Reads the members of a backup, without an envelope. Throws invalid_json, and then leaves `one` as it was.
template <json_value Json>
void from_json(const Json& json, backup& one) {
  one = detail::record_from(json, detail::bare_backup_form, detail::read_backup);
}

/// {"schedule": {…}}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const schedule& one) {
  return Json{{"schedule", one}};
}

/// {"schedules": [{…}, {…}]}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(std::span<const schedule> list) {
  return detail::list_document<Json>("schedules", list);
}

/// {"backups": [{…}, {…}]}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(std::span<const backup> list) {
  return detail::list_document<Json>("backups", list);
}

}  // namespace rota::inline v0

/// Writes every enumeration of rota by its name.
template <class Enum>
requires rota::detail::named_enum<Enum>
struct nlohmann::adl_serializer<Enum> {
  template <rota::json_value Json>
  static void to_json(Json& json, Enum value) {
    json = std::string{to_string(value)};
  }
};

/// A schedule has no default constructor, which `j.get<rota::schedule>()` would need without this.
template <>
struct nlohmann::adl_serializer<rota::schedule> {
  template <rota::json_value Json>
  static void to_json(Json& json, const rota::schedule& one) {
    rota::to_json(json, one);
  }
  template <rota::json_value Json>
  static void from_json(const Json& json, rota::schedule& one) {
    rota::from_json(json, one);
  }
  template <rota::json_value Json>
  static rota::schedule from_json(const Json& json) {
    return rota::detail::record_from(json, rota::detail::bare_schedule_form, rota::detail::read_schedule);
  }
};

#endif
