// SPDX-License-Identifier: MIT
//
// rota/schedule/request.hpp: what clients ask for, and the only way from there to what is known to be valid.
//
//   struct create_request { … };    struct schedule_spec { … };      // raw, as sent  →  checked
//   struct update_request { … };    struct schedule_change { … };
//
//   result<schedule_spec>   validate(const create_request&);         // the spec, or every issue at once
//   result<schedule_change> validate(const update_request&);
//
// Worked example: the API guide's request
//   create_request request;
//   request.action = "backup";
//   request.day_of_week = 0;
//   request.hour = 14;
//   request.minute = 30;
//   request.source.instance_id = "44b277eb-39be-4921-be31-3d61b43651d7";
//   validate(request)->when == weekly(date::Sunday, time_of_day{14h, 30min})
//
//   request.hour = 24;
//   request.minute.reset();
//   validate(request).error()    // "/schedule/hour: found 24; …" and "/schedule/minute: not given; …"
//
// For a wire format of your own: fill the raw struct, report to a log what only the format can get wrong (types, unknown
// and repeated members), and pass both to check(). rota/json.hpp does just that. The log is an issue_log, or a class of
// your own with the same report(), has() and empty(), which may speak of your own member names.
//
// Laws
//   validate() returns a value, or at least one issue; at most one issue a pointer; in the order of the members below.
//   A message says what was found, what was expected, and what to write.
// Beyond the API, a request has a timing of its own kind, a clock and more:
//   calendar        instead of day_of_week, hour and minute: entries, each with a level and an OnCalendar expression
//   zone            the name of the zone that the schedule follows; whether it exists is for the caller to find out
//   gap, overlap    what to do where the clock of the zone skips or repeats a time
//   spread          the window over which schedules are spread: "30min", "2h"
//   paused_until    an instant before which nothing is started
// Source: the table of attributes and the notes of "Create scheduled backup".
#ifndef ROTA_SCHEDULE_REQUEST_HPP
#define ROTA_SCHEDULE_REQUEST_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/lookback.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/names.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/detail/spelling.hpp>
#include <rota/text/on_calendar.hpp>
#include <rota/text/zone_name.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/spread.hpp>
#include <rota/when/timing.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rota::inline v0 {

/// The days with a full backup, as sent: one number from 0 to 7, or a list of numbers from 0 to 6.
using raw_day_of_week = std::variant<std::int64_t, std::vector<std::int64_t>>;

/// What is backed up, as a client or a stored record says it.
struct raw_source {
  std::optional<std::string> instance_id;
  std::optional<std::string> source_id;
  std::optional<std::string> source_type;
};

/// One entry of a calendar, as sent.
struct raw_calendar_entry {
  std::optional<std::string> level;  ///< "full", "differential" or "incremental"
  std::optional<std::string> on;     ///< an OnCalendar expression without a zone
};

/// A request to create a schedule, as a client sent it: unchecked, and empty where nothing was sent.
struct create_request {
  std::optional<std::string> action;
  std::optional<raw_day_of_week> day_of_week;
  std::optional<std::int64_t> hour;
  std::optional<std::int64_t> minute;
  raw_source source;
  std::optional<std::int64_t> full_backup_retention;
  std::optional<std::vector<std::string>> copy_to;
  std::optional<std::vector<raw_calendar_entry>> calendar;
  std::optional<std::string> zone;
  std::optional<std::string> gap;
  std::optional<std::string> overlap;
  std::optional<std::string> spread;        ///< "30min"
  std::optional<std::string> paused_until;  ///< "2014-10-30T12:30:00"
};

/// A request to change a schedule, as a client sent it.
struct update_request {
  std::optional<raw_day_of_week> day_of_week;
  std::optional<std::int64_t> hour;
  std::optional<std::int64_t> minute;
  std::optional<std::int64_t> full_backup_retention;
  std::optional<std::variant<std::string, std::vector<std::string>>> copy_to;  ///< clients also send "IAD,ORD"
  std::optional<std::variant<bool, std::string>> run_now;                      ///< clients also send "true"
  std::optional<std::vector<raw_calendar_entry>> calendar;
  std::optional<std::string> zone;
  std::optional<std::string> gap;
  std::optional<std::string> overlap;
  std::optional<std::string> spread;        ///< "30min"
  std::optional<std::string> paused_until;  ///< "2014-10-30T12:30:00"
};

/// How many fulls to keep if a request does not say. Source: "By default, the full backup retention policy is set to two
/// full backups."
inline constexpr unsigned default_full_backup_retention = 2;

/// A valid request to create a schedule.
struct schedule_spec {
  timing when;
  rota::source source;
  std::optional<unsigned> full_backup_retention = std::nullopt;  ///< at least 1; empty means the default
  regions copy_to = {};
  std::optional<std::string> zone = std::nullopt;             ///< the zone that it follows; empty means UTC
  std::optional<rota::gap> gap = std::nullopt;                ///< empty means shift_forward
  std::optional<rota::overlap> overlap = std::nullopt;        ///< empty means first
  std::optional<std::chrono::minutes> spread = std::nullopt;  ///< at least 1 minute, at most widest_spread
  std::optional<sys_seconds> paused_until = std::nullopt;

  friend bool operator==(const schedule_spec&, const schedule_spec&) = default;
};

/// A valid request to change a schedule: what is empty stays as it is. A calendar replaces the timing, and so do the days,
/// the hour and the minute where all three are given; it never comes beside one of them.
struct schedule_change {
  std::optional<weekdays> full_on = std::nullopt;
  std::optional<std::chrono::hours> hour = std::nullopt;      ///< 0 to 23
  std::optional<std::chrono::minutes> minute = std::nullopt;  ///< 0 to 59
  std::optional<unsigned> full_backup_retention = std::nullopt;
  std::optional<regions> copy_to = std::nullopt;
  bool run_now = false;  ///< the next run is due at once
  std::optional<rota::calendar> calendar = std::nullopt;
  std::optional<std::string> zone = std::nullopt;
  std::optional<rota::gap> gap = std::nullopt;
  std::optional<rota::overlap> overlap = std::nullopt;
  std::optional<std::chrono::minutes> spread = std::nullopt;  ///< 0 removes it
  std::optional<sys_seconds> paused_until = std::nullopt;     ///< an instant that is past ends the pause

  friend bool operator==(const schedule_change&, const schedule_change&) = default;
};

/// The most entries that the calendar of a request may have.
inline constexpr std::size_t most_calendar_entries = 100;

/// Where the members of a request stand in the document that they came from, so that issues point there.
struct request_place {
  /// What the id of a source is: a UUID in a request; in a stored record any text but the empty one, since other
  /// tools have names.
  enum class id_form : std::uint8_t { uuid, text };

  std::string root = "/schedule";
  std::string_view source_id = detail::rules::source_id.name;
  std::string_view source_type = detail::rules::source_type.name;
  id_form ids = id_form::uuid;
  std::string_view instance_id = detail::rules::instance_id.name;  ///< requests for backups have another name for it

  [[nodiscard]] std::string pointer(std::string_view member) const {
    std::string text = root;
    return text.append("/").append(member);
  }
};

namespace detail {

/// The members of each request, in the order in which their issues are reported.
inline constexpr std::array create_request_members{
    rules::action,      rules::day_of_week, rules::hour,        rules::minute,
    rules::instance_id, rules::source_id,   rules::source_type, rules::full_backup_retention,
    rules::copy_to,     rules::calendar,    rules::zone,        rules::gap,
    rules::overlap,     rules::spread,      rules::paused_until};
inline constexpr std::array update_request_members{
    rules::day_of_week, rules::hour,    rules::minute,   rules::full_backup_retention,
    rules::copy_to,     rules::run_now, rules::calendar, rules::zone,
    rules::gap,         rules::overlap, rules::spread,   rules::paused_until};

inline std::string element_pointer(const std::string& list, std::size_t index) {
  return list + "/" + std::to_string(index);
}

/// The number if it is given and within the bounds of its rule.
template <class Log>
std::optional<std::int64_t> check_number(const std::optional<std::int64_t>& number, const member_rule& rule, Log& log,
                                         const request_place& place) {
  if (!number || (*number >= rule.least && *number <= rule.most)) return number;
  log.report(place.pointer(rule.name), issue_code::out_of_range, message_found(std::to_string(*number), rule));
  return std::nullopt;
}

template <class Log>
std::optional<weekdays> check_day_list(const std::vector<std::int64_t>& numbers, Log& log, const request_place& place) {
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
                     (numbers[i] == 7 ? "; for a full backup every day write \"day_of_week\": 7" : ""));
    } else if (days && (*days | *day) == *days) {
      log.report(element_pointer(pointer(), i), issue_code::conflict,
                 "found " + std::to_string(numbers[i]) + " a second time; list each day once");
    } else {
      days = days ? *days | *day : *day;
    }
  }
  return days;
}

template <class Log>
std::optional<weekdays> check_day_of_week(const std::optional<raw_day_of_week>& raw, Log& log,
                                          const request_place& place) {
  if (!raw) return std::nullopt;
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&*raw)) return check_day_list(*numbers, log, place);
  const auto number = check_number(std::get<std::int64_t>(*raw), rules::day_of_week, log, place);
  return number ? weekdays::from_day_of_week(*number) : std::nullopt;
}

template <class Log>
std::optional<unsigned> check_retention(const std::optional<std::int64_t>& raw, Log& log, const request_place& place) {
  const auto number = check_number(raw, rules::full_backup_retention, log, place);
  return number ? std::optional{static_cast<unsigned>(*number)} : std::nullopt;
}

/// Adds the region called `name` to `into`, or reports at `pointer()` why it cannot.
template <class Log, class Pointer>
void check_region(std::string_view name, regions& into, Log& log, Pointer pointer) {
  if (name == "LON") {
    log.report(pointer(), issue_code::unsupported,
               "found \"LON\"; the region of LON is not supported; write one of DFW, IAD, ORD, HKG, SYD");
    return;
  }
  const auto where = parse_enum<region>(name);
  if (!where) {
    const auto meant = nearest(name, enum_names<region>);
    log.report(pointer(), issue_code::unknown_value,
               "found " + in_quotes(name) + "; expected one of DFW, IAD, ORD, HKG, SYD" +
                   (meant.empty() ? "" : "; did you mean " + in_quotes(meant) + "?"));
  } else if (!into.insert(*where)) {
    log.report(pointer(), issue_code::conflict, "found " + in_quotes(name) + " a second time; list each region once");
  }
}

template <class Log>
std::optional<regions> check_regions(const std::optional<std::vector<std::string>>& names, Log& log,
                                     const request_place& place) {
  if (!names) return std::nullopt;
  regions found;
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto pointer = [&] { return element_pointer(place.pointer(rules::copy_to.name), i); };
    if (log.empty() || !log.has(pointer())) check_region((*names)[i], found, log, pointer);
  }
  return found;
}

/// Regions in one text, separated by commas and optional blanks. Issues point at the text as a whole.
template <class Log>
regions check_region_text(std::string_view text, Log& log, const request_place& place) {
  const auto pointer = [&] { return place.pointer(rules::copy_to.name); };
  regions found;
  constexpr std::string_view blanks = " \t";
  while (!text.empty() && (log.empty() || !log.has(pointer()))) {
    const auto comma = (std::min)(text.find(','), text.size());
    std::string_view name = text.substr(0, comma);
    name.remove_prefix((std::min)(name.find_first_not_of(blanks), name.size()));
    name = name.substr(0, name.find_last_not_of(blanks) + 1);
    check_region(name, found, log, pointer);
    if (comma + 1 == text.size()) check_region("", found, log, pointer);  // nothing after the last comma
    text.remove_prefix((std::min)(comma + 1, text.size()));
  }
  return found;
}

/// The id in the member `name`, or an issue in the words of `rule` if it is not a UUID where it must be one.
template <class Log>
std::optional<std::string> check_source_id(const std::optional<std::string>& text, Log& log, const request_place& place,
                                           std::string_view name, const member_rule& rule) {
  if (!text) return std::nullopt;
  auto uuid = parse_uuid(*text);
  if (!uuid && place.ids == request_place::id_form::text && !text->empty()) return text;
  if (!uuid)
    log.report(place.pointer(name), issue_code::malformed,
               message_found(in_quotes(*text), rule) + " (8-4-4-4-12 hexadecimal digits)");
  return uuid;
}

/// Whether the member at `pointer`, or the object that contains it, has an issue.
template <class Log>
bool is_refused(const std::string& pointer, const Log& log) {
  return log.has(pointer) || log.has(std::string_view{pointer}.substr(0, pointer.rfind('/')));
}

template <class Log>
std::optional<source_type> check_source_type(const std::optional<std::string>& text, Log& log,
                                             const request_place& place) {
  const auto type = text ? parse_enum<source_type>(*text) : source_type::instance;
  if (!type)
    log.report(place.pointer(place.source_type), issue_code::unknown_value,
               message_found(in_quotes(*text), rules::source_type));
  return type;
}

/// Reports an instance_id that names anything but the one source.
template <class Log>
void check_instance_id(const std::optional<std::string>& instance_id, const std::optional<std::string>& source_id,
                       bool is_ha, Log& log, const request_place& place) {
  if (!instance_id || (!is_ha && (!source_id || *source_id == *instance_id))) return;
  const std::string found = "found " + in_quotes(*instance_id) + " beside the ";
  log.report(
      place.pointer(place.instance_id), issue_code::conflict,
      is_ha ? found + "type \"ha\"; " + std::string{place.instance_id} + " is for single instances only; leave it out"
            : found + "source_id " + in_quotes(*source_id) +
                  "; both together must name the same instance; leave one of them out");
}

/// The source that a request or the record of a schedule names. Source: "The instance_id attribute is present for legacy
/// compatibility and can only be used to create single instance automated backups."
template <class Log>
std::optional<source> check_source(const raw_source& raw, Log& log, const request_place& place) {
  auto instance_id = check_source_id(raw.instance_id, log, place, place.instance_id, rules::instance_id);
  auto source_id = check_source_id(raw.source_id, log, place, place.source_id, rules::source_id);
  const auto type = check_source_type(raw.source_type, log, place);
  const bool is_ha = type == source_type::ha;

  // If the object around the id was refused, the id counts as given.
  const bool has_source_id = raw.source_id || (!log.empty() && is_refused(place.pointer(place.source_id), log));
  if (is_ha && !has_source_id)
    log.report(place.pointer(place.source_id), issue_code::missing,
               "not given; the type \"ha\" needs the UUID of the HA group; write for example " +
                   std::string{rules::source_id.example});
  if (!is_ha && !has_source_id && !raw.instance_id)
    log.report(place.pointer(place.instance_id), issue_code::missing,
               "neither " + std::string{place.instance_id} + " nor " + std::string{place.source_id} +
                   " was given; expected the UUID of the instance to back up; write for example " +
                   in_quotes(place.instance_id) + ": " + std::string{rules::instance_id.example});
  check_instance_id(instance_id, source_id, is_ha, log, place);
  auto& id = source_id ? source_id : instance_id;
  if (!id || !type) return std::nullopt;
  return source{std::move(*id), *type};
}

/// The value of the member `rule`, a text that names one of an enumeration; an issue if it names none.
template <named_enum Enum, class Log>
std::optional<Enum> check_name(const std::optional<std::string>& text, const member_rule& rule, Log& log,
                               const std::string& root) {
  const auto value = text ? parse_enum<Enum>(*text) : std::nullopt;
  if (!text || value) return value;
  const auto meant = nearest(*text, enum_names<Enum>);
  log.report(root + '/' + std::string{rule.name}, issue_code::unknown_value,
             message_found(in_quotes(*text), rule) + (meant.empty() ? "" : "; did you mean " + in_quotes(meant) + "?"));
  return std::nullopt;
}

/// The issues of the text of an entry in one message, each with the field that it is about; not many bytes of them.
inline std::string message_about(std::string_view text, const issues& found) {
  if (found.size() == 1 && found.front().pointer.empty()) return found.front().message;
  std::string message = "found " + in_quotes(text);
  constexpr std::size_t longest = 900;
  for (const issue& one : found) {
    const std::string line = to_string(one);
    if (message.size() + line.size() > longest) return message + "; and more";
    message.append("; ").append(line);
  }
  return message;
}

/// Adds the entry at `pointer`, or reports why it cannot.
template <class Log>
void check_entry(const raw_calendar_entry& raw, std::vector<calendar::entry>& into, Log& log,
                 const std::string& pointer) {
  const auto pointer_to = [&](const member_rule& rule) { return pointer + '/' + std::string{rule.name}; };
  if (!raw.level) log.report(pointer_to(rules::entry_level), issue_code::missing, message_missing(rules::entry_level));
  const auto what = check_name<level>(raw.level, rules::entry_level, log, pointer);
  if (!raw.on) {
    log.report(pointer_to(rules::entry_on), issue_code::missing, message_missing(rules::entry_on));
    return;
  }
  const auto parsed = parse_on_calendar(*raw.on, what.value_or(level::full));
  if (!parsed) {
    const bool has_one_kind = parsed.error().size() == 1 && parsed.error().front().code != issue_code::missing;
    const issue_code code = has_one_kind ? parsed.error().front().code : issue_code::malformed;
    log.report(pointer_to(rules::entry_on), code, message_about(*raw.on, parsed.error()));
  } else if (parsed->zone) {
    log.report(pointer_to(rules::entry_on), issue_code::unsupported,
               "found " + in_quotes(*raw.on) + ", with the zone " + in_quotes(*parsed->zone) +
                   "; all entries of a schedule follow one clock; leave the zone out here, and write \"zone\": " +
                   in_quotes(*parsed->zone) + " beside the calendar");
  } else if (what) {
    into.insert(into.end(), parsed->when.entries().begin(), parsed->when.entries().end());
  }
}

/// The calendar that the entries say together.
template <class Log>
std::optional<calendar> check_calendar(const std::optional<std::vector<raw_calendar_entry>>& raw, Log& log,
                                       const request_place& place) {
  if (!raw) return std::nullopt;
  const std::string pointer = place.pointer(rules::calendar.name);
  if (raw->empty() || raw->size() > most_calendar_entries) {
    log.report(
        pointer, issue_code::out_of_range,
        message_found(raw->empty() ? "an empty array" : "an array of " + std::to_string(raw->size()) + " elements",
                      rules::calendar));
    return std::nullopt;
  }
  std::vector<calendar::entry> entries;
  for (std::size_t i = 0; i < raw->size(); ++i) {
    const std::string here = element_pointer(pointer, i);
    if (log.empty() || !log.has(here)) check_entry((*raw)[i], entries, log, here);
  }
  if (entries.empty()) return std::nullopt;
  auto found = calendar::checked(std::move(entries));
  return found ? std::optional{std::move(*found)} : std::nullopt;
}

/// Whether the request has a calendar, or an issue where it would be. Reports one beside days or times of the API's kind.
template <class Request, class Log>
bool has_calendar(const Request& request, Log& log, const request_place& place) {
  const std::string pointer = place.pointer(rules::calendar.name);
  if (!request.calendar && (log.empty() || !log.has(pointer))) return false;
  std::string beside;
  const auto add = [&](bool given, const member_rule& rule) {
    if (given) beside.append(beside.empty() ? "" : ", ").append(rule.name);
  };
  add(request.day_of_week.has_value(), rules::day_of_week);
  add(request.hour.has_value(), rules::hour);
  add(request.minute.has_value(), rules::minute);
  if (!beside.empty())
    log.report(pointer, issue_code::conflict,
               "given beside " + beside +
                   "; expected either a calendar, or day_of_week, hour and minute; leave out the one or the others");
  return true;
}

template <class Log>
std::optional<std::string> check_zone(const std::optional<std::string>& name, Log& log, const request_place& place) {
  if (!name || is_zone_name(*name)) return name;
  log.report(place.pointer(rules::zone.name), issue_code::malformed, message_found(in_quotes(*name), rules::zone));
  return std::nullopt;
}

/// The window, which may be 0.
template <class Log>
std::optional<std::chrono::minutes> check_spread(const std::optional<std::string>& text, Log& log,
                                                 const request_place& place) {
  if (!text) return std::nullopt;
  const auto length = lookback::parse(*text);
  if (!length) {
    log.report(place.pointer(rules::spread.name), issue_code::malformed, length.error().front().message);
    return std::nullopt;
  }
  const std::chrono::seconds window = length->seconds() + length->days();
  if (length->months() == date::months{0} && window <= widest_spread &&
      window % std::chrono::minutes{1} == std::chrono::seconds::zero())
    return std::chrono::duration_cast<std::chrono::minutes>(window);
  log.report(place.pointer(rules::spread.name), issue_code::out_of_range,
             message_found(in_quotes(*text), rules::spread));
  return std::nullopt;
}

template <class Log>
std::optional<sys_seconds> check_paused_until(const std::optional<std::string>& text, Log& log,
                                              const request_place& place) {
  const auto instant = text ? parse_instant(*text) : std::nullopt;
  if (text && !instant)
    log.report(place.pointer(rules::paused_until.name), issue_code::malformed,
               message_found(in_quotes(*text), rules::paused_until));
  return instant;
}

/// What a request has beyond the API but the calendar.
struct extensions {
  std::optional<std::string> zone;
  std::optional<rota::gap> gap;
  std::optional<rota::overlap> overlap;
  std::optional<std::chrono::minutes> spread;
  std::optional<sys_seconds> paused_until;
};

template <class Request, class Log>
extensions check_extensions(const Request& request, Log& log, const request_place& place) {
  return {.zone = check_zone(request.zone, log, place),
          .gap = check_name<gap>(request.gap, rules::gap, log, place.root),
          .overlap = check_name<overlap>(request.overlap, rules::overlap, log, place.root),
          .spread = check_spread(request.spread, log, place),
          .paused_until = check_paused_until(request.paused_until, log, place)};
}

/// Where the issue at `pointer` belongs in the order of reporting: issues of the document come first, then those of the
/// members in the order of the request, elements of an array in the order of the array, and unknown members last.
struct member_rank {
  std::size_t member = 0;
  std::size_t element = 0;
  std::string_view pointer = {};

  friend bool operator<(const member_rank& a, const member_rank& b) noexcept {
    if (a.member != b.member) return a.member < b.member;
    return a.element != b.element ? a.element < b.element : a.pointer < b.pointer;
  }
};

inline member_rank rank_of(std::string_view whole_pointer, std::string_view root,
                           std::span<const member_rule> members) {
  std::string_view pointer = whole_pointer;
  if (!pointer.starts_with(root) || !pointer.substr(root.size()).starts_with('/')) return {0, 0, whole_pointer};
  pointer.remove_prefix(root.size() + 1);
  const std::string_view name = pointer.substr(0, pointer.find('/'));
  std::size_t element = 0;  // the index after the name; meaningless inside an unknown member
  for (const char digit : pointer.substr((std::min)(name.size() + 1, pointer.size())))
    if (digit >= '0' && digit <= '9')
      element = element * 10 + static_cast<std::size_t>(digit - '0');
    else
      break;
  std::size_t rank = 1;
  for (const member_rule& rule : members) {
    if (rule.name == name) return {rank, element, whole_pointer};
    ++rank;
  }
  return {rank, 0, whole_pointer};
}

/// "nothing to change was given; …", with the names of all members that an update may carry.
inline std::string message_nothing_to_change() {
  std::string message{"nothing to change was given; expected at least one of "};
  for (const member_rule& rule : update_request_members) {
    const bool is_first = &rule == &update_request_members.front();
    const bool is_last = &rule == &update_request_members.back();
    message.append(is_first ? "" : is_last ? " and " : ", ").append(rule.name);
  }
  return message + "; write for example \"hour\": 14";
}

}  // namespace detail

/// The spec that `request` asks for, or nullopt with every issue added to `log`. A member that already has an issue in
/// `log` counts as given, and gets no second one.
template <class Log>
[[nodiscard]] std::optional<schedule_spec> check(const create_request& request, Log& log,
                                                 const request_place& place = {}) {
  const auto require = [&](bool given, const detail::member_rule& rule) {
    if (!given) log.report(place.pointer(rule.name), issue_code::missing, detail::message_missing(rule));
  };
  require(request.action.has_value(), detail::rules::action);
  if (request.action && *request.action != "backup")
    log.report(place.pointer(detail::rules::action.name), issue_code::unknown_value,
               detail::message_found(detail::in_quotes(*request.action), detail::rules::action));

  const bool is_cadence = !detail::has_calendar(request, log, place);
  const auto required_number = [&](const std::optional<std::int64_t>& raw, const detail::member_rule& rule) {
    require(!is_cadence || raw.has_value(), rule);
    return detail::check_number(raw, rule, log, place);
  };
  require(!is_cadence || request.day_of_week.has_value(), detail::rules::day_of_week);
  const auto full_on = detail::check_day_of_week(request.day_of_week, log, place);
  const auto hour = required_number(request.hour, detail::rules::hour);
  const auto minute = required_number(request.minute, detail::rules::minute);
  auto from = detail::check_source(request.source, log, place);
  const auto retention = detail::check_retention(request.full_backup_retention, log, place);
  const auto copy_to = detail::check_regions(request.copy_to, log, place);
  auto calendar = detail::check_calendar(request.calendar, log, place);
  auto ours = detail::check_extensions(request, log, place);
  if (ours.spread == std::chrono::minutes{0}) ours.spread.reset();

  const bool has_timing = calendar || (full_on && hour && minute);
  if (!log.empty() || !has_timing || !from) return std::nullopt;
  return schedule_spec{
      .when = calendar ? timing{std::move(*calendar)}
                       : cadence{*full_on, time_of_day{std::chrono::hours{*hour}, std::chrono::minutes{*minute}}},
      .source = std::move(*from),
      .full_backup_retention = retention,
      .copy_to = copy_to.value_or(regions{}),
      .zone = std::move(ours.zone),
      .gap = ours.gap,
      .overlap = ours.overlap,
      .spread = ours.spread,
      .paused_until = ours.paused_until};
}

/// The change that `request` asks for, or nullopt with every issue added to `log`, as for a create request.
template <class Log>
[[nodiscard]] std::optional<schedule_change> check(const update_request& request, Log& log,
                                                   const request_place& place = {}) {
  schedule_change change;
  change.full_on = detail::check_day_of_week(request.day_of_week, log, place);
  if (const auto hour = detail::check_number(request.hour, detail::rules::hour, log, place))
    change.hour = std::chrono::hours{*hour};
  if (const auto minute = detail::check_number(request.minute, detail::rules::minute, log, place))
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
      log.report(place.pointer(detail::rules::run_now.name), issue_code::unknown_value,
                 detail::message_found(detail::in_quotes(*text), detail::rules::run_now));
    change.run_now = text != nullptr ? *text == "true" : std::get<bool>(*request.run_now);
  }
  (void)detail::has_calendar(request, log, place);
  change.calendar = detail::check_calendar(request.calendar, log, place);
  auto ours = detail::check_extensions(request, log, place);
  change.zone = std::move(ours.zone);
  change.gap = ours.gap;
  change.overlap = ours.overlap;
  change.spread = ours.spread;
  change.paused_until = ours.paused_until;
  const bool carries_something = request.day_of_week || request.hour || request.minute ||
                                 request.full_backup_retention || request.copy_to || request.run_now ||
                                 request.calendar || request.zone || request.gap || request.overlap || request.spread ||
                                 request.paused_until;
  if (!carries_something && log.empty())
    log.report(place.root, issue_code::missing, detail::message_nothing_to_change());
  if (!log.empty()) return std::nullopt;
  return change;
}

namespace detail {

/// The issues of a request, in the order of its members.
template <class Log>
[[nodiscard]] issues take_in_order(Log&& log, const request_place& place, std::span<const member_rule> members) {
  return std::forward<Log>(log).take([&](const issue& one) { return rank_of(one.pointer, place.root, members); });
}

/// What a request asks for, as check() says; or every issue at once, in the order of its `members`.
template <class Request>
[[nodiscard]] auto validated(const Request& request, const request_place& place, std::span<const member_rule> members) {
  issue_log log;
  auto checked = check(request, log, place);
  using checked_type = typename decltype(checked)::value_type;
  if (checked) return result<checked_type>{std::move(*checked)};
  return result<checked_type>{tl::make_unexpected(take_in_order(std::move(log), place, members))};
}

constexpr std::span<const member_rule> members_of(const create_request&) noexcept { return create_request_members; }
constexpr std::span<const member_rule> members_of(const update_request&) noexcept { return update_request_members; }

}  // namespace detail

/// What a request asks for, a schedule_spec or a schedule_change; or every issue at once. O(request).
template <class Request>
requires std::same_as<Request, create_request> || std::same_as<Request, update_request>
[[nodiscard]] auto validate(const Request& request) {
  return detail::validated(request, {}, detail::members_of(request));
}

}  // namespace rota::inline v0

#endif
