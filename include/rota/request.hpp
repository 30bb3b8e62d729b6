// SPDX-License-Identifier: MIT
//
// rota/request.hpp: what clients ask for, and the one way from there to what is known to be valid.
//
//   struct create_request { … };    struct schedule_spec { … };      // raw, as sent  →  checked
//   struct update_request { … };    struct schedule_change { … };
//
//   result<schedule_spec>   validate(const create_request&);         // the spec, or every issue at once
//   result<schedule_change> validate(const update_request&);
//
// Worked example: the seed's request
//   create_request request;
//   request.action = "backup";
//   request.day_of_week = 0;
//   request.hour = 14;
//   request.minute = 30;
//   request.instance_id = "44b277eb-39be-4921-be31-3d61b43651d7";
//   validate(request)->when == weekly(date::Sunday, time_of_day{14h, 30min})
//
//   request.hour = 24;
//   request.minute.reset();
//   validate(request).error()    // "/schedule/hour: found 24; …" and "/schedule/minute: not given; …"
//
// For a wire format of your own: fill the raw struct, report what only the format can get wrong (types, unknown and
// repeated members) to an issue_log, and pass both to check(). rota/json.hpp does just that.
//
// Laws
//   validate() gives a value, or at least one issue; at most one issue a pointer; in the order of the members below.
//   A message says what was found, what is allowed, and what to write.
// Source: the table of attributes and the notes of "Create scheduled backup".
#ifndef ROTA_REQUEST_HPP
#define ROTA_REQUEST_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/cadence.hpp>
#include <rota/issue.hpp>
#include <rota/source.hpp>
#include <rota/time.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rota {

/// The days with a full backup, as sent: one number from 0 to 7, or a list of numbers from 0 to 6.
using raw_day_of_week = std::variant<std::int64_t, std::vector<std::int64_t>>;

/// A request to create a schedule, as a client sent it: nothing is checked, what was not sent is empty.
struct create_request {
  std::optional<std::string> action;
  std::optional<raw_day_of_week> day_of_week;
  std::optional<std::int64_t> hour;
  std::optional<std::int64_t> minute;
  std::optional<std::string> instance_id;
  std::optional<std::string> source_id;
  std::optional<std::string> source_type;
  std::optional<std::int64_t> full_backup_retention;
  std::optional<std::vector<std::string>> copy_to;
};

/// A request to change a schedule, as a client sent it.
struct update_request {
  std::optional<raw_day_of_week> day_of_week;
  std::optional<std::int64_t> hour;
  std::optional<std::int64_t> minute;
  std::optional<std::int64_t> full_backup_retention;
  std::optional<std::variant<std::string, std::vector<std::string>>> copy_to;  ///< clients send "IAD,ORD" too
  std::optional<std::variant<bool, std::string>> run_now;                      ///< clients send "true" too
};

/// How many fulls stay where a request does not say. Source: "By default, the full backup retention policy is set to
/// two full backups."
inline constexpr unsigned default_full_backup_retention = 2;

/// A valid request to create a schedule.
struct schedule_spec {
  cadence when;
  rota::source source;
  std::optional<unsigned> full_backup_retention = std::nullopt;  ///< at least 1; empty means the default
  regions copy_to = {};

  friend bool operator==(const schedule_spec&, const schedule_spec&) = default;
};

/// A valid request to change a schedule: what is empty stays as it is.
struct schedule_change {
  std::optional<weekdays> full_on = std::nullopt;
  std::optional<std::chrono::hours> hour = std::nullopt;      ///< 0 to 23
  std::optional<std::chrono::minutes> minute = std::nullopt;  ///< 0 to 59
  std::optional<unsigned> full_backup_retention = std::nullopt;
  std::optional<regions> copy_to = std::nullopt;
  bool run_now = false;  ///< the next run is to be now

  friend bool operator==(const schedule_change&, const schedule_change&) = default;
};

/// What a member may be, in the words of the messages about it.
struct member_rule {
  std::string_view name;
  std::string_view allowed;  ///< "an integer from 0 to 23"
  std::string_view example;  ///< as JSON writes it
};

namespace rules {
inline constexpr member_rule action{"action", "the string \"backup\"", "\"backup\""};
inline constexpr member_rule day_of_week{"day_of_week",
                                         "an integer from 0 (Sunday) to 6 (Saturday), 7 for a full backup every day, "
                                         "or an array of distinct integers from 0 "
                                         "to 6",
                                         "0"};
inline constexpr member_rule hour{"hour", "an integer from 0 (midnight) to 23", "14"};
inline constexpr member_rule minute{"minute", "an integer from 0 to 59", "30"};
inline constexpr member_rule instance_id{"instance_id", "the UUID of a single instance",
                                         "\"44b277eb-39be-4921-be31-3d61b43651d7\""};
inline constexpr member_rule source_id{"source_id", "the UUID of an instance or of an HA group",
                                       "\"44b277eb-39be-4921-be31-3d61b43651d7\""};
inline constexpr member_rule source_type{"source_type", "\"instance\" or \"ha\"", "\"ha\""};
inline constexpr member_rule full_backup_retention{"full_backup_retention", "an integer from 1 to 4294967295", "2"};
inline constexpr member_rule copy_to{"copy_to", "an array of DFW, IAD, ORD, HKG, SYD, each at most once",
                                     "[\"IAD\", \"ORD\"]"};
inline constexpr member_rule copy_to_or_text{"copy_to",
                                             "an array of DFW, IAD, ORD, HKG, SYD, each at most once, or one string of "
                                             "them with commas",
                                             "[\"IAD\", \"ORD\"]"};
inline constexpr member_rule day_in_array{"day_of_week", "an integer from 0 (Sunday) to 6 (Saturday)", "1"};
inline constexpr member_rule region_in_array{"copy_to", "one of DFW, IAD, ORD, HKG, SYD", "\"IAD\""};
inline constexpr member_rule run_now{"run_now", "true or false", "true"};
}  // namespace rules

/// The members of each request, in the order in which their issues are told.
inline constexpr std::array create_request_members{rules::action,      rules::day_of_week,           rules::hour,
                                                   rules::minute,      rules::instance_id,           rules::source_id,
                                                   rules::source_type, rules::full_backup_retention, rules::copy_to};
inline constexpr std::array update_request_members{rules::day_of_week,           rules::hour,    rules::minute,
                                                   rules::full_backup_retention, rules::copy_to, rules::run_now};

/// "found 24; allowed is an integer from 0 (midnight) to 23; write for example 14"
[[nodiscard]] inline std::string message_found(std::string_view found, const member_rule& rule) {
  std::string text{"found "};
  text.append(found).append("; allowed is ").append(rule.allowed).append("; write for example ").append(rule.example);
  return text;
}

/// "not given; required is an integer from 0 to 59; write for example "minute": 30"
[[nodiscard]] inline std::string message_missing(const member_rule& rule) {
  std::string text{"not given; required is "};
  text.append(rule.allowed).append("; write for example \"").append(rule.name).append("\": ").append(rule.example);
  return text;
}

/// Where the members of a request stand in the document that they came from, so that issues point there.
struct request_place {
  std::string root = "/schedule";
  std::string_view source_id = rules::source_id.name;
  std::string_view source_type = rules::source_type.name;

  [[nodiscard]] std::string pointer(std::string_view member) const {
    std::string text = root;
    return text.append("/").append(member);
  }
};

namespace detail {

inline std::string element_pointer(const std::string& list, std::size_t index) {
  return list + "/" + std::to_string(index);
}

/// The number, where it is given and lies in [least, most].
inline std::optional<std::int64_t> check_number(const std::optional<std::int64_t>& number, std::int64_t least,
                                                std::int64_t most, issue_log& log, const request_place& place,
                                                const member_rule& rule) {
  if (!number || (*number >= least && *number <= most)) return number;
  log.report(place.pointer(rule.name), issue_code::out_of_range, message_found(std::to_string(*number), rule));
  return std::nullopt;
}

inline std::optional<weekdays> check_day_list(const std::vector<std::int64_t>& numbers, issue_log& log,
                                              const request_place& place) {
  const auto pointer = [&] { return place.pointer(rules::day_of_week.name); };
  if (numbers.empty()) {
    log.report(pointer(), issue_code::out_of_range, message_found("an empty array", rules::day_of_week));
    return std::nullopt;
  }
  std::optional<weekdays> days;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!log.empty() && log.has(element_pointer(pointer(), i))) continue;
    const auto day = numbers[i] == 7 ? std::nullopt : weekdays::from_day_of_week(numbers[i]);
    if (!day) {
      log.report(element_pointer(pointer(), i), issue_code::out_of_range,
                 message_found(std::to_string(numbers[i]), rules::day_in_array) +
                     (numbers[i] == 7 ? ", or for a full backup every day \"day_of_week\": 7" : ""));
    } else if (days && (*days | *day) == *days) {
      log.report(
          element_pointer(pointer(), i), issue_code::conflict,
          "found " + std::to_string(numbers[i]) + " a second time; each day is allowed once; leave this one out");
    } else {
      days = days ? *days | *day : *day;
    }
  }
  return days;
}

inline std::optional<weekdays> check_day_of_week(const std::optional<raw_day_of_week>& raw, issue_log& log,
                                                 const request_place& place) {
  if (!raw) return std::nullopt;
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&*raw)) return check_day_list(*numbers, log, place);
  const auto number = check_number(std::get<std::int64_t>(*raw), 0, 7, log, place, rules::day_of_week);
  return number ? weekdays::from_day_of_week(*number) : std::nullopt;
}

inline std::optional<unsigned> check_retention(const std::optional<std::int64_t>& raw, issue_log& log,
                                               const request_place& place) {
  const auto number =
      check_number(raw, 1, std::numeric_limits<std::uint32_t>::max(), log, place, rules::full_backup_retention);
  return number ? std::optional{static_cast<unsigned>(*number)} : std::nullopt;
}

/// Adds the region that `name` names to `into`, or reports why not at `pointer()`.
template <class Pointer>
void check_region(std::string_view name, regions& into, issue_log& log, Pointer pointer) {
  if (name == "LON") {
    log.report(pointer(), issue_code::unsupported,
               "found \"LON\"; the region of LON is not supported; copy to one of DFW, IAD, ORD, HKG, SYD");
    return;
  }
  const auto where = parse_region(name);
  if (!where) {
    const auto meant = nearest(name, region_names);
    log.report(pointer(), issue_code::unknown_value,
               "found " + in_quotes(name) + "; allowed are DFW, IAD, ORD, HKG, SYD; write " +
                   (meant.empty() ? "one of these" : in_quotes(meant)));
  } else if (!into.insert(*where)) {
    log.report(pointer(), issue_code::conflict,
               "found " + in_quotes(name) + " a second time; each region is allowed once; leave this one out");
  }
}

inline std::optional<regions> check_regions(const std::optional<std::vector<std::string>>& names, issue_log& log,
                                            const request_place& place) {
  if (!names) return std::nullopt;
  regions found;
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto pointer = [&] { return element_pointer(place.pointer(rules::copy_to.name), i); };
    if (log.empty() || !log.has(pointer())) check_region((*names)[i], found, log, pointer);
  }
  return found;
}

/// Regions in one text, between commas, blanks around them allowed: what is wrong is told at the text as a whole.
inline regions check_region_text(std::string_view text, issue_log& log, const request_place& place) {
  const auto pointer = [&] { return place.pointer(rules::copy_to.name); };
  regions found;
  constexpr std::string_view blanks = " \t";
  while (!text.empty() && (log.empty() || !log.has(pointer()))) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view name = text.substr(0, comma);
    name.remove_prefix(std::min(name.find_first_not_of(blanks), name.size()));
    name = name.substr(0, name.find_last_not_of(blanks) + 1);
    check_region(name, found, log, pointer);
    if (comma + 1 == text.size()) check_region("", found, log, pointer);  // a comma with nothing after it
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return found;
}

/// The UUID that the member `name` of a request has; what is no UUID is told in the words of `rule`.
inline std::optional<std::string> check_uuid(const std::optional<std::string>& text, issue_log& log,
                                             const request_place& place, std::string_view name,
                                             const member_rule& rule) {
  if (!text) return std::nullopt;
  auto uuid = parse_uuid(*text);
  if (!uuid)
    log.report(place.pointer(name), issue_code::malformed,
               message_found(in_quotes(*text), rule) + " (8-4-4-4-12 hexadecimal digits)");
  return uuid;
}

/// Whether `log` has an issue of the member at `pointer`, or of the object that the member stands in.
inline bool is_refused(const std::string& pointer, const issue_log& log) {
  return log.has(pointer) || log.has(std::string_view{pointer}.substr(0, pointer.rfind('/')));
}

/// What a request says it backs up. Source: "The instance_id attribute is present for legacy compatibility and can only
/// be used to create single instance automated backups."
inline std::optional<source> check_source(const create_request& request, issue_log& log, const request_place& place) {
  auto instance_id = check_uuid(request.instance_id, log, place, rules::instance_id.name, rules::instance_id);
  auto source_id = check_uuid(request.source_id, log, place, place.source_id, rules::source_id);

  const auto type = request.source_type ? parse_source_type(*request.source_type) : source_type::instance;
  if (!type)
    log.report(place.pointer(place.source_type), issue_code::unknown_value,
               message_found(in_quotes(*request.source_type), rules::source_type));
  const bool is_ha = type == source_type::ha;

  // Where the id's object was refused, the id counts as given.
  const bool has_source_id = request.source_id || (!log.empty() && is_refused(place.pointer(place.source_id), log));
  if (is_ha && !has_source_id)
    log.report(place.pointer(place.source_id), issue_code::missing,
               "not given; the type \"ha\" requires the UUID of the HA group; write for example " +
                   std::string{rules::source_id.example});
  if (!is_ha && !has_source_id && !request.instance_id)
    log.report(place.pointer(rules::instance_id.name), issue_code::missing,
               "neither instance_id nor " + std::string{place.source_id} +
                   " was given; required is the UUID of what is to be backed up; write for example \"instance_id\": " +
                   std::string{rules::instance_id.example});
  if (is_ha && instance_id) {
    log.report(place.pointer(rules::instance_id.name), issue_code::conflict,
               "found " + in_quotes(*instance_id) +
                   " beside the type \"ha\"; instance_id is allowed for single instances only; leave it out");
  } else if (instance_id && source_id && *instance_id != *source_id) {
    log.report(place.pointer(rules::instance_id.name), issue_code::conflict,
               "found " + in_quotes(*instance_id) + " beside the source_id " + in_quotes(*source_id) +
                   "; both together are allowed only if they name the same instance; leave one of them out");
  }
  auto& id = source_id ? source_id : instance_id;
  if (!id || !type) return std::nullopt;
  return source{std::move(*id), *type};
}

/// The rank of an issue: first those of the document, then by the place of the member in the request's list and of the
/// element in the member, unknown members last; of the same rank, by pointer.
struct member_rank {
  std::size_t member = 0;
  std::size_t element = 0;
  std::string_view pointer = {};

  friend auto operator<=>(const member_rank&, const member_rank&) = default;  // NOLINT(modernize-use-nullptr): not ours
};

inline member_rank rank_of(std::string_view whole_pointer, std::string_view root,
                           std::span<const member_rule> members) {
  std::string_view pointer = whole_pointer;
  if (!pointer.starts_with(root) || !pointer.substr(root.size()).starts_with('/')) return {0, 0, whole_pointer};
  pointer.remove_prefix(root.size() + 1);
  const std::string_view name = pointer.substr(0, pointer.find('/'));
  std::size_t element = 0;  // as its pointer has it; a name inside an unknown member is none
  for (const char digit : pointer.substr(name.size()))
    if (digit >= '0' && digit <= '9') element = element * 10 + static_cast<std::size_t>(digit - '0');
  std::size_t rank = 1;
  for (const member_rule& rule : members) {
    if (rule.name == name) return {rank, element, whole_pointer};
    ++rank;
  }
  return {rank, 0, whole_pointer};
}

}  // namespace detail

/// The spec that `request` asks for, or nothing, with every issue added to `log`. A member whose pointer `log` has
/// already counts as given, and no second issue is told of it.
[[nodiscard]] inline std::optional<schedule_spec> check(const create_request& request, issue_log& log,
                                                        const request_place& place = {}) {
  const auto require = [&](bool given, const member_rule& rule) {
    if (!given) log.report(place.pointer(rule.name), issue_code::missing, message_missing(rule));
  };
  require(request.action.has_value(), rules::action);
  if (request.action && *request.action != "backup")
    log.report(place.pointer(rules::action.name), issue_code::unknown_value,
               message_found(in_quotes(*request.action), rules::action));

  const auto number = [&](const std::optional<std::int64_t>& raw, std::int64_t most, const member_rule& rule) {
    require(raw.has_value(), rule);
    return detail::check_number(raw, 0, most, log, place, rule);
  };
  require(request.day_of_week.has_value(), rules::day_of_week);
  const auto full_on = detail::check_day_of_week(request.day_of_week, log, place);
  const auto hour = number(request.hour, 23, rules::hour);
  const auto minute = number(request.minute, 59, rules::minute);
  auto from = detail::check_source(request, log, place);
  const auto retention = detail::check_retention(request.full_backup_retention, log, place);
  const auto copy_to = detail::check_regions(request.copy_to, log, place);

  if (!log.empty() || !full_on || !hour || !minute || !from) return std::nullopt;
  return schedule_spec{{*full_on, time_of_day{std::chrono::hours{*hour}, std::chrono::minutes{*minute}}},
                       std::move(*from),
                       retention,
                       copy_to.value_or(regions{})};
}

/// The change that `request` asks for, or nothing, with every issue added to `log`; as for a create request.
[[nodiscard]] inline std::optional<schedule_change> check(const update_request& request, issue_log& log,
                                                          const request_place& place = {}) {
  schedule_change change;
  change.full_on = detail::check_day_of_week(request.day_of_week, log, place);
  if (const auto hour = detail::check_number(request.hour, 0, 23, log, place, rules::hour))
    change.hour = std::chrono::hours{*hour};
  if (const auto minute = detail::check_number(request.minute, 0, 59, log, place, rules::minute))
    change.minute = std::chrono::minutes{*minute};
  change.full_backup_retention = detail::check_retention(request.full_backup_retention, log, place);
  if (request.copy_to) {
    if (const auto* text = std::get_if<std::string>(&*request.copy_to))
      change.copy_to = detail::check_region_text(*text, log, place);
    else
      change.copy_to = detail::check_regions(std::get<1>(*request.copy_to), log, place);
  }
  if (request.run_now) {
    const auto* text = std::get_if<std::string>(&*request.run_now);
    if (text != nullptr && *text != "true" && *text != "false")
      log.report(place.pointer(rules::run_now.name), issue_code::unknown_value,
                 message_found(in_quotes(*text), rules::run_now));
    change.run_now = text != nullptr ? *text == "true" : std::get<bool>(*request.run_now);
  }
  const bool carries_something = request.day_of_week || request.hour || request.minute ||
                                 request.full_backup_retention || request.copy_to || request.run_now;
  if (!carries_something && log.empty())
    log.report(place.root, issue_code::missing,
               "nothing to change was given; allowed are day_of_week, hour, minute, full_backup_retention, copy_to and "
               "run_now; write at least one of them, for example \"hour\": 14");
  if (!log.empty()) return std::nullopt;
  return change;
}

/// The issues of a request, in the order of its members.
[[nodiscard]] inline issues take_in_order(issue_log&& log, const request_place& place,
                                          std::span<const member_rule> members) {
  return std::move(log).take([&](const issue& one) { return detail::rank_of(one.pointer, place.root, members); });
}

/// The spec that `request` asks for, or every issue at once. O(request).
[[nodiscard]] inline result<schedule_spec> validate(const create_request& request) {
  issue_log log;
  if (auto spec = check(request, log)) return std::move(*spec);
  return tl::make_unexpected(take_in_order(std::move(log), {}, create_request_members));
}

/// The change that `request` asks for, or every issue at once. O(request).
[[nodiscard]] inline result<schedule_change> validate(const update_request& request) {
  issue_log log;
  if (const auto change = check(request, log)) return *change;
  return tl::make_unexpected(take_in_order(std::move(log), {}, update_request_members));
}

}  // namespace rota

#endif
