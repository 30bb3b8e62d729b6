// SPDX-License-Identifier: MIT
//
// rota/print.hpp: operator<< for every public value type, for logs and the messages of tests.
//
//   out << next_run(when, now)        // {incremental, 2014-10-30T14:30:00}
//   out << plan.verdicts[i]           // {keep: false, why_kept: {}, why_removed: expired, kept_if: {fulls, 3}}
//
// For people only: the text may change. Instants are UTC; of an empty optional it says none. Nothing else includes this
// header, so that programs that print nothing do without <ostream>.
#ifndef ROTA_PRINT_HPP
#define ROTA_PRINT_HPP

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <ostream>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rota::inline v0 {

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

/// Prints an instant. One outside the calendar is where a zone begins or ends that never changes.
inline void print_instant(std::ostream& out, sys_seconds at) {
  if (at < first_of_calendar || at > last_of_calendar)
    out << (at < first_of_calendar ? "-infinity" : "infinity");
  else
    out << format_instant(at);
}

/// Prints a member of a value: a value type of rota by its operator<<, others as the text that rota reads and writes.
template <class T>
void print_value(std::ostream& out, const T& value) {
  if constexpr (is_optional<T>) {
    if (value)
      print_value(out, *value);
    else
      out << "none";
  } else if constexpr (is_vector<T>) {
    out << '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i != 0) out << ", ";
      print_value(out, value[i]);
    }
    out << ']';
  } else if constexpr (is_variant<T>) {
    std::visit([&](const auto& alternative) { print_value(out, alternative); }, value);
  } else if constexpr (std::same_as<T, sys_seconds>) {
    print_instant(out, value);
  } else if constexpr (std::same_as<T, date::local_days>) {
    out << format_day(value);
  } else if constexpr (std::same_as<T, std::chrono::seconds>) {
    out << value.count() << 's';
  } else if constexpr (std::same_as<T, std::chrono::hours>) {
    out << value.count() << 'h';
  } else if constexpr (std::same_as<T, std::chrono::minutes>) {
    out << value.count() << "min";
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    const std::string_view text{value};
    out << '"' << printable(text, text.size()) << '"';
  } else if constexpr (std::same_as<T, bool>) {
    out << (value ? "true" : "false");
  } else {
    out << value;
  }
}

/// "{1, 15}", or "any" for all numbers
template <class Field, unsigned Least, unsigned Most, class Bits>
std::ostream& operator<<(std::ostream& out, number_set<Field, Least, Most, Bits> numbers) {
  if (numbers.is_all()) return out << "any";
  out << '{';
  for (const unsigned number : numbers) out << (number == numbers.first() ? "" : ", ") << number;
  return out << '}';
}

template <class T>
struct named_field {
  std::string_view name;
  const T& value;
};
template <class T>
named_field(std::string_view, const T&) -> named_field<T>;

template <class T>
std::ostream& operator<<(std::ostream& out, const named_field<T>& field) {
  out << field.name << ": ";
  print_value(out, field.value);
  return out;
}

/// Prints "{first, second, …", without the end.
template <class First, class... Others>
std::ostream& begin_fields(std::ostream& out, const First& first, const Others&... others) {
  out << '{';
  print_value(out, first);
  ((out << ", ", print_value(out, others)), ...);
  return out;
}

/// Prints "{first, second, …}".
template <class... Fields>
std::ostream& print_fields(std::ostream& out, const Fields&... fields) {
  return begin_fields(out, fields...) << '}';
}

/// Prints those of the members beyond the API that are set, and the end.
template <class Record>
std::ostream& end_with_extensions(std::ostream& out, const Record& one) {
  const auto print = [&](std::string_view name, const auto& value) {
    if (value) out << ", " << named_field{name, *value};
  };
  if constexpr (requires { *one.calendar; }) print("calendar", one.calendar);
  print("zone", one.zone);
  print("gap", one.gap);
  print("overlap", one.overlap);
  print("spread", one.spread);
  print("paused_until", one.paused_until);
  return out << '}';
}

}  // namespace detail

template <detail::named_enum Enum>
std::ostream& operator<<(std::ostream& out, Enum value) {
  return out << to_string(value);
}

/// "{fulls, daily}"
template <class Enum, class Bits>
std::ostream& operator<<(std::ostream& out, detail::enum_set<Enum, Bits> members) {
  return out << '{' << to_string(members) << '}';
}

// core

inline std::ostream& operator<<(std::ostream& out, time_of_day at) { return out << to_string(at); }
inline std::ostream& operator<<(std::ostream& out, const lookback& length) { return out << to_string(length); }
inline std::ostream& operator<<(std::ostream& out, const issue& one) {
  return detail::print_fields(out, one.code, one.pointer, one.message);
}
inline std::ostream& operator<<(std::ostream& out, const source& one) {
  return detail::print_fields(out, one.type, one.id);
}

// when

inline std::ostream& operator<<(std::ostream& out, weekdays days) { return out << to_string(days); }
inline std::ostream& operator<<(std::ostream& out, const cadence& when) { return out << to_string(when); }
inline std::ostream& operator<<(std::ostream& out, const week_stride& every) {
  if (every.weeks() == 1) return out << "any";
  return out << every.weeks() << "w from " << format_day(every.from());
}
inline std::ostream& operator<<(std::ostream& out, const days& on) {
  return detail::print_fields(out, detail::named_field{"in", on.in}, detail::named_field{"on", on.on},
                              detail::named_field{"from_last", on.from_last}, detail::named_field{"which", on.which},
                              detail::named_field{"every", on.every});
}
inline std::ostream& operator<<(std::ostream& out, const times& at) {
  return detail::print_fields(out, detail::named_field{"h", at.h}, detail::named_field{"m", at.m});
}
/// "full Sun *-*-* 23:05:00"
inline std::ostream& operator<<(std::ostream& out, const calendar::entry& one) {
  return out << to_string(one.what) << ' ' << to_string(one);
}
inline std::ostream& operator<<(std::ostream& out, const calendar& when) {
  out << '{';
  for (const calendar::entry& one : when.entries()) out << (&one == when.entries().data() ? "" : "; ") << one;
  return out << '}';
}
inline std::ostream& operator<<(std::ostream& out, const timing& when) {
  if (const cadence* const weekly = when.as_cadence()) return out << *weekly;
  return out << *when.as_calendar();
}
inline std::ostream& operator<<(std::ostream& out, const slot& one) {
  return detail::print_fields(out, sys_seconds{one.at.time_since_epoch()}, detail::named_field{"once", one.once},
                              detail::named_field{"each_time", one.each_time});
}
inline std::ostream& operator<<(std::ostream& out, const parsed_calendar& parsed) {
  return detail::print_fields(out, parsed.when, detail::named_field{"zone", parsed.zone});
}
inline std::ostream& operator<<(std::ostream& out, const zone_span& span) {
  return detail::print_fields(out, span.begin, span.end, span.offset);
}
inline std::ostream& operator<<(std::ostream& out, const resolved_time& time) {
  return detail::print_fields(out, time.at, time.civil);
}
template <class Zone>
std::ostream& operator<<(std::ostream& out, const wall_clock<Zone>& clock) {
  return detail::print_fields(out, clock.gap, clock.overlap);
}
/// "{full, 2014-11-02T14:30:00}", and the civil day and what the clock does there if they are not those of UTC.
inline std::ostream& operator<<(std::ostream& out, const run& one) {
  out << '{' << one.level << ", " << format_instant(one.at);
  if (one.day != date::floor<date::days>(to_local(one.at))) out << ", for " << format_day(one.day);
  if (one.civil != civil_time::unique) out << ", " << one.civil;
  return out << '}';
}
inline std::ostream& operator<<(std::ostream& out, const spread_run& one) {
  return detail::print_fields(out, one.nominal, one.at);
}

// schedule

inline std::ostream& operator<<(std::ostream& out, const raw_source& raw) {
  return detail::print_fields(out, detail::named_field{"instance_id", raw.instance_id},
                              detail::named_field{"source_id", raw.source_id},
                              detail::named_field{"source_type", raw.source_type});
}
inline std::ostream& operator<<(std::ostream& out, const raw_calendar_entry& raw) {
  return detail::print_fields(out, detail::named_field{"level", raw.level}, detail::named_field{"on", raw.on});
}
inline std::ostream& operator<<(std::ostream& out, const create_request& request) {
  detail::begin_fields(out, detail::named_field{"action", request.action},
                       detail::named_field{"day_of_week", request.day_of_week},
                       detail::named_field{"hour", request.hour}, detail::named_field{"minute", request.minute},
                       detail::named_field{"source", request.source},
                       detail::named_field{"full_backup_retention", request.full_backup_retention},
                       detail::named_field{"copy_to", request.copy_to});
  return detail::end_with_extensions(out, request);
}
inline std::ostream& operator<<(std::ostream& out, const update_request& request) {
  detail::begin_fields(out, detail::named_field{"day_of_week", request.day_of_week},
                       detail::named_field{"hour", request.hour}, detail::named_field{"minute", request.minute},
                       detail::named_field{"full_backup_retention", request.full_backup_retention},
                       detail::named_field{"copy_to", request.copy_to},
                       detail::named_field{"run_now", request.run_now});
  return detail::end_with_extensions(out, request);
}
inline std::ostream& operator<<(std::ostream& out, const schedule_spec& spec) {
  detail::begin_fields(out, detail::named_field{"when", spec.when}, detail::named_field{"source", spec.source},
                       detail::named_field{"full_backup_retention", spec.full_backup_retention},
                       detail::named_field{"copy_to", spec.copy_to});
  return detail::end_with_extensions(out, spec);
}
inline std::ostream& operator<<(std::ostream& out, const schedule_change& change) {
  detail::begin_fields(out, detail::named_field{"full_on", change.full_on}, detail::named_field{"hour", change.hour},
                       detail::named_field{"minute", change.minute},
                       detail::named_field{"full_backup_retention", change.full_backup_retention},
                       detail::named_field{"copy_to", change.copy_to}, detail::named_field{"run_now", change.run_now});
  return detail::end_with_extensions(out, change);
}
inline std::ostream& operator<<(std::ostream& out, const schedule& one) {
  detail::begin_fields(out, detail::named_field{"id", one.id}, detail::named_field{"when", one.when},
                       detail::named_field{"source", one.source},
                       detail::named_field{"full_backup_retention", one.full_backup_retention},
                       detail::named_field{"copy_to", one.copy_to}, detail::named_field{"created", one.created},
                       detail::named_field{"updated", one.updated},
                       detail::named_field{"last_scheduled", one.last_scheduled},
                       detail::named_field{"next_run", one.next_run}, detail::named_field{"running", one.running});
  return detail::end_with_extensions(out, one);
}
inline std::ostream& operator<<(std::ostream& out, const fault& one) {
  return detail::print_fields(out, one.kind, one.message, one.details);
}

// backups

inline std::ostream& operator<<(std::ostream& out, const backup& one) {
  return detail::print_fields(out, detail::named_field{"id", one.id}, detail::named_field{"parent_id", one.parent_id},
                              detail::named_field{"source", one.source}, detail::named_field{"status", one.status},
                              detail::named_field{"automated", one.automated},
                              detail::named_field{"created", one.created}, detail::named_field{"updated", one.updated},
                              detail::named_field{"size_gib", one.size_gib}, detail::named_field{"pinned", one.pinned},
                              detail::named_field{"held_until", one.held_until});
}
inline std::ostream& operator<<(std::ostream& out, const start_backup& start) {
  return detail::print_fields(out, detail::named_field{"start", start.what}, detail::named_field{"slot", start.slot},
                              detail::named_field{"parent", start.parent}, detail::named_field{"missed", start.missed},
                              detail::named_field{"why", start.why});
}
inline std::ostream& operator<<(std::ostream& out, const backup_request& request) {
  return detail::print_fields(
      out, detail::named_field{"source", request.source}, detail::named_field{"parent_id", request.parent_id},
      detail::named_field{"name", request.name}, detail::named_field{"description", request.description});
}
inline std::ostream& operator<<(std::ostream& out, const backup_spec& spec) {
  return detail::print_fields(out, detail::named_field{"source", spec.source},
                              detail::named_field{"parent_id", spec.parent_id}, detail::named_field{"name", spec.name},
                              detail::named_field{"description", spec.description});
}
inline std::ostream& operator<<(std::ostream& out, const wait_until& wait) {
  return detail::print_fields(out, detail::named_field{"wait until", wait.at});
}
inline std::ostream& operator<<(std::ostream& out, const source_busy& busy) {
  return detail::print_fields(out, detail::named_field{"busy", busy.slot}, detail::named_field{"by", busy.by});
}
inline std::ostream& operator<<(std::ostream& out, const skip_slot& skip) {
  return detail::print_fields(out, detail::named_field{"skip", skip.slot}, detail::named_field{"why", skip.why},
                              detail::named_field{"next", skip.next});
}
inline std::ostream& operator<<(std::ostream& out, const decision& what) {
  detail::print_value(out, what);
  return out;
}
inline std::ostream& operator<<(std::ostream& out, const decide_options& options) {
  return detail::print_fields(out, detail::named_field{"grace", options.grace},
                              detail::named_field{"stale_after", options.stale_after},
                              detail::named_field{"max_chain", options.max_chain});
}
/// "{fulls: 2, at_least: 1}": the rules that are set, the floor, and the flags that differ from the default.
inline std::ostream& operator<<(std::ostream& out, const retention& policy) {
  out << '{';
  for (const retention_rule& rule : retention_rules)
    if (const auto value = rule.value(policy)) {
      out << rule.name << ": ";
      detail::print_value(out, *value);
      out << ", ";
    }
  out << "at_least: " << policy.at_least;
  if (policy.oldest) out << ", oldest";
  if (!policy.sweep_failed) out << ", keep failed";
  if (policy.sweep_orphans) out << ", sweep orphans";
  return out << '}';
}
inline std::ostream& operator<<(std::ostream& out, const retention_rule& rule) {
  return detail::print_fields(out, rule.name, rule.scope, rule.unit());
}
inline std::ostream& operator<<(std::ostream& out, const near_miss& near) {
  const retention_rule* const rule = rule_of(near.rule);
  out << '{' << near.rule << ", " << near.value;
  return out << (rule != nullptr && rule->unit() == rule_unit::length ? "s}" : "}");
}
inline std::ostream& operator<<(std::ostream& out, const verdict& one) {
  return detail::print_fields(out, detail::named_field{"keep", one.keep}, detail::named_field{"why_kept", one.why_kept},
                              detail::named_field{"why_removed", one.why_removed},
                              detail::named_field{"kept_if", one.kept_if});
}
inline std::ostream& operator<<(std::ostream& out, const prune_guard& guard) {
  return detail::print_fields(out, detail::named_field{"most", guard.most},
                              detail::named_field{"most_share", guard.most_share});
}
inline std::ostream& operator<<(std::ostream& out, const guarded_source& one) {
  return detail::print_fields(out, detail::named_field{"source", one.source},
                              detail::named_field{"would_remove", one.would_remove}, detail::named_field{"of", one.of},
                              detail::named_field{"beyond", one.beyond});
}
inline std::ostream& operator<<(std::ostream& out, const prune_plan& plan) {
  return detail::print_fields(
      out, detail::named_field{"verdicts", plan.verdicts}, detail::named_field{"removals", plan.removals},
      detail::named_field{"withheld", plan.withheld}, detail::named_field{"guarded", plan.guarded},
      detail::named_field{"damage", plan.damage}, detail::named_field{"freed_gib", plan.freed_gib});
}
inline std::ostream& operator<<(std::ostream& out, const protection& one) {
  return detail::print_fields(
      out, one.state, detail::named_field{"since", one.since}, detail::named_field{"newest", one.newest},
      detail::named_field{"age", one.age}, detail::named_field{"newest_full", one.newest_full},
      detail::named_field{"full_age", one.full_age}, detail::named_field{"chain_length", one.chain_length},
      detail::named_field{"damaged", one.damaged}, detail::named_field{"running", one.running},
      detail::named_field{"running_since", one.running_since});
}
inline std::ostream& operator<<(std::ostream& out, const breach& one) {
  return detail::print_fields(out, one.state, one.from, one.until);
}
inline std::ostream& operator<<(std::ostream& out, const difference& one) {
  return detail::print_fields(
      out, one.source, detail::named_field{"lost", one.lost}, detail::named_field{"gained", one.gained},
      detail::named_field{"freed_gib", one.freed_gib}, detail::named_field{"oldest_before", one.oldest_before},
      detail::named_field{"oldest_after", one.oldest_after});
}
inline std::ostream& operator<<(std::ostream& out, const outcome& how) {
  return detail::print_fields(out, how.status, how.takes, how.size_gib);
}
inline std::ostream& operator<<(std::ostream& out, const outage& one) {
  return detail::print_fields(out, one.from, one.until);
}
inline std::ostream& operator<<(std::ostream& out, const event& one) {
  return detail::print_fields(
      out, detail::named_field{"at", one.at}, detail::named_field{"kind", one.kind}, detail::named_field{"id", one.id},
      detail::named_field{"what", one.what}, detail::named_field{"automated", one.automated},
      detail::named_field{"missed", one.missed}, detail::named_field{"started_for", one.started_for},
      detail::named_field{"skipped_for", one.skipped_for}, detail::named_field{"removed_for", one.removed_for});
}
inline std::ostream& operator<<(std::ostream& out, const scenario& plan) {
  return detail::print_fields(
      out, detail::named_field{"schedule", plan.schedule}, detail::named_field{"retention", plan.retention},
      detail::named_field{"backups", plan.backups}, detail::named_field{"from", plan.from},
      detail::named_field{"until", plan.until}, detail::named_field{"decide", plan.decide},
      detail::named_field{"outages", plan.outages}, detail::named_field{"on_demand", plan.on_demand});
}
inline std::ostream& operator<<(std::ostream& out, const simulation& result) {
  return detail::print_fields(out, detail::named_field{"after", result.after},
                              detail::named_field{"backups", result.backups},
                              detail::named_field{"events", result.events});
}
inline std::ostream& operator<<(std::ostream& out, const fate& one) {
  return detail::print_fields(out, detail::named_field{"id", one.id}, detail::named_field{"what", one.what},
                              detail::named_field{"created", one.created}, detail::named_field{"goes", one.goes},
                              detail::named_field{"why_removed", one.why_removed},
                              detail::named_field{"why_kept", one.why_kept});
}

}  // namespace rota::inline v0

#endif
