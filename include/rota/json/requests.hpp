// SPDX-License-Identifier: MIT
//
// rota/json/requests.hpp: reads the requests of the API from JSON.
//
//   result<schedule_spec>   parse_create_request(document, issue_limit = 100);    // {"schedule": {"action": "backup", …}}
//   result<schedule_change> parse_update_request(document, issue_limit = 100);    // {"schedule": {"hour": 3}}
//   result<backup_spec>     parse_backup_request(document, issue_limit = 100);    // {"backup": {"instance": …, "name": …}}
// A document is text, or a value of nlohmann/json.
//
// Worked example
//   parse_create_request(R"({"schedule": {"action": "backup", "day_of_week": 0, "hour": 14, "minute": 30,
//                                         "instance_id": "44b277eb-39be-4921-be31-3d61b43651d7"}})")->when
//                                                                    // full on Sunday, at 14:30
//   parse_update_request(R"({"schedule": {"hour": 24, "minutes": 5}})").error()
//       // "/schedule/hour: found 24; …" and "/schedule/minutes: found the unknown member "minutes"; …"
//   parse_backup_request(R"({"backup": {"instance": "44b277eb-39be-4921-be31-3d61b43651d7", "name": "before 2.0",
//                                       "parent_id": "88b277eb-39be-4921-be31-3d61b43651d7"}})")
// What to back up is named as in a request to create a schedule. `instance`, which python-troveclient sends, is another
// name of instance_id in requests for backups.
//
// and beyond the API
//   {"schedule": {"action": "backup", "calendar": [{"level": "full", "on": "*-*-1 23:05"},
//                                                  {"level": "incremental", "on": "*:00"}],
//                 "zone": "Europe/Vilnius", "gap": "skip", "overlap": "last", "spread": "30min",
//                 "paused_until": "2014-11-01T00:00:00", "instance_id": …}}
//
// Laws
//   A result holds a value, or every issue at once, in the order of the members of the request.
//   Only types, unknown and repeated members are checked here; validate() checks the rest.
//   Parsing never throws, whatever the bytes, except std::bad_alloc.
#ifndef ROTA_JSON_REQUESTS_HPP
#define ROTA_JSON_REQUESTS_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/on_demand.hpp>
#include <rota/core/issue.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/json/document.hpp>
#include <rota/json/members.hpp>
#include <rota/schedule/request.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rota::inline v0 {

namespace detail {

inline constexpr std::string_view entry_level_slot = "calendar/*/level";
inline constexpr std::string_view entry_on_slot = "calendar/*/on";

/// The names of some members, and those of what is inside of a calendar.
template <std::size_t Size>
constexpr std::array<std::string_view, Size + 2> names_of(const std::array<member_rule, Size>& rules) {
  std::array<std::string_view, Size + 2> names;
  std::size_t end = 0;
  for (const member_rule& rule : rules) {
    names[end++] = rule.name;
    if (rule.name != rules::calendar.name) continue;
    names[end++] = entry_level_slot;
    names[end++] = entry_on_slot;
  }
  return names;
}

inline constexpr auto create_request_names = names_of(create_request_members);
inline constexpr auto update_request_names = names_of(update_request_members);
inline constexpr document_form create_request_form{
    .envelope = "schedule", .is_strict = true, .members = create_request_names, .reported = create_request_members};
inline constexpr document_form update_request_form{
    .envelope = "schedule", .is_strict = true, .members = update_request_names, .reported = update_request_members};
inline constexpr auto backup_request_names = [] {
  std::array<std::string_view, backup_request_members.size()> names;
  std::transform(backup_request_members.begin(), backup_request_members.end(), names.begin(),
                 [](const member_rule& rule) { return rule.name; });
  return names;
}();
inline constexpr document_form backup_request_form{
    .envelope = "backup", .is_strict = true, .members = backup_request_names, .reported = backup_request_members};

inline std::optional<raw_day_of_week> read_day_of_week(record& from) {
  if (from[rules::day_of_week.name].type == json_type::array) {
    const auto* elements = from.elements(rules::day_in_array, json_type::integer);
    if (elements == nullptr) return std::nullopt;
    std::vector<std::int64_t> days;
    for (const scalar_value& element : *elements) days.push_back(element.integer);
    return days;
  }
  if (const auto number = from.integer(rules::day_of_week)) return *number;
  return std::nullopt;
}

inline std::optional<std::vector<std::string>> read_copy_to(record& from, const member_rule& rule) {
  const member_value& value = from[rule.name];
  if (value.type == json_type::array) {
    auto* elements = from.elements(rules::region_in_array, json_type::string);
    if (elements == nullptr) return std::nullopt;
    std::vector<std::string> names;
    for (scalar_value& element : *elements) names.push_back(std::move(element.text));
    return names;
  }
  if (value.is_given()) from.report_type(value, json_type::array, from.pointer(rule.name), rule);
  return std::nullopt;
}

static_assert(most_calendar_entries == member_value::longest_array);

inline std::optional<std::vector<raw_calendar_entry>> read_calendar(record& from) {
  const member_value& value = from[rules::calendar.name];
  if (value.type != json_type::array) {
    if (value.is_given())
      from.report_type(value, json_type::array, from.pointer(rules::calendar.name), rules::calendar);
    return std::nullopt;
  }
  const auto* elements = from.elements(rules::entry_in_array, json_type::object);
  if (elements == nullptr) return std::nullopt;
  std::vector<raw_calendar_entry> entries;
  for (std::size_t i = 0; i < elements->size(); ++i)
    entries.push_back({.level = from.text_in(rules::calendar, i, entry_level_slot, rules::entry_level),
                       .on = from.text_in(rules::calendar, i, entry_on_slot, rules::entry_on)});
  return entries;
}

/// Reads what a request has beyond the API.
template <class Request>
void read_extensions(record& from, Request& into) {
  into.calendar = read_calendar(from);
  into.zone = from.text(rules::zone);
  into.gap = from.text(rules::gap);
  into.overlap = from.text(rules::overlap);
  into.spread = from.text(rules::spread);
  into.paused_until = from.text(rules::paused_until);
}

inline raw_source read_raw_source(record& from, const request_place& place) {
  return {.instance_id = from.text(rules::instance_id, place.instance_id),
          .source_id = from.text(rules::source_id, place.source_id),
          .source_type = from.text(rules::source_type, place.source_type)};
}

/// The members of a create request, which the record of a schedule has too.
inline create_request read_raw_schedule(record& from, const request_place& place) {
  create_request request;
  request.action = from.text(rules::action);
  request.day_of_week = read_day_of_week(from);
  request.hour = from.integer(rules::hour);
  request.minute = from.integer(rules::minute);
  request.source = read_raw_source(from, place);
  request.full_backup_retention = from.integer(rules::full_backup_retention);
  request.copy_to = read_copy_to(from, rules::copy_to);
  read_extensions(from, request);
  return request;
}

inline std::optional<schedule_spec> read_create_request(record& from) {
  const request_place place;
  return check(read_raw_schedule(from, place), from.log(), place);
}

inline std::optional<schedule_change> read_update_request(record& from) {
  update_request request;
  request.day_of_week = read_day_of_week(from);
  request.hour = from.integer(rules::hour);
  request.minute = from.integer(rules::minute);
  request.full_backup_retention = from.integer(rules::full_backup_retention);
  if (from[rules::copy_to.name].type == json_type::string)
    request.copy_to = *from.text(rules::copy_to);
  else if (auto regions = read_copy_to(from, rules::copy_to_or_text))
    request.copy_to = std::move(*regions);
  if (const member_value& run_now = from[rules::run_now.name]; run_now.type == json_type::boolean)
    request.run_now = run_now.integer != 0;
  else if (auto text = from.text(rules::run_now))
    request.run_now = std::move(*text);
  read_extensions(from, request);
  return check(request, from.log());
}

inline std::optional<backup_spec> read_backup_request(record& from) {
  request_place place{.root = from.root()};
  if (from[rules::instance.name].is_given()) {
    if (from[rules::instance_id.name].is_given())
      from.report(rules::instance_id, issue_code::conflict,
                  "given beside instance, which means the same; leave one of them out");
    place.instance_id = rules::instance.name;
  }
  backup_request request;
  request.source = read_raw_source(from, place);
  request.parent_id = from.text(rules::parent_to_build_on);
  request.name = from.text(rules::name);
  request.description = from.text(rules::description);
  return check(request, from.log(), place);
}

inline result<schedule_spec> parse_create_request(const event_source& document, std::size_t issue_limit) {
  return read_one(document, create_request_form, issue_limit, read_create_request);
}

inline result<schedule_change> parse_update_request(const event_source& document, std::size_t issue_limit) {
  return read_one(document, update_request_form, issue_limit, read_update_request);
}

inline result<backup_spec> parse_backup_request(const event_source& document, std::size_t issue_limit) {
  return read_one(document, backup_request_form, issue_limit, read_backup_request);
}

}  // namespace detail

/// Parses a request to create a schedule. Returns what it asks for, or every issue, of which at most `issue_limit` are
/// listed. O(document).
[[nodiscard]] inline result<schedule_spec> parse_create_request(std::string_view text,
                                                                std::size_t issue_limit = default_issue_limit) {
  return detail::parse_create_request(detail::text_source{text}, issue_limit);
}
template <json_value Json>
[[nodiscard]] result<schedule_spec> parse_create_request(const Json& document,
                                                         std::size_t issue_limit = default_issue_limit) {
  return detail::parse_create_request(detail::value_source{document}, issue_limit);
}

/// Parses a request to change a schedule, in the same way.
[[nodiscard]] inline result<schedule_change> parse_update_request(std::string_view text,
                                                                  std::size_t issue_limit = default_issue_limit) {
  return detail::parse_update_request(detail::text_source{text}, issue_limit);
}
template <json_value Json>
[[nodiscard]] result<schedule_change> parse_update_request(const Json& document,
                                                           std::size_t issue_limit = default_issue_limit) {
  return detail::parse_update_request(detail::value_source{document}, issue_limit);
}

/// Parses a request to make a backup, in the same way. `instance` is another name of instance_id here; giving both is a
/// conflict.
[[nodiscard]] inline result<backup_spec> parse_backup_request(std::string_view text,
                                                              std::size_t issue_limit = default_issue_limit) {
  return detail::parse_backup_request(detail::text_source{text}, issue_limit);
}
template <json_value Json>
[[nodiscard]] result<backup_spec> parse_backup_request(const Json& document,
                                                       std::size_t issue_limit = default_issue_limit) {
  return detail::parse_backup_request(detail::value_source{document}, issue_limit);
}

}  // namespace rota::inline v0

#endif
