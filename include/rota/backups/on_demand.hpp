// SPDX-License-Identifier: MIT
//
// rota/backups/on_demand.hpp: what people ask for themselves: to make a backup, or to delete one.
//
//   struct backup_request { … };    struct backup_spec { … };       // raw, as sent  →  checked
//   result<backup_spec> validate(const backup_request&);            // the spec, or every issue at once
//   level backup_spec::level() const;                               // incremental if there is a parent, else full
//   std::optional<fault> admit(const backup_spec&, const history&, sys_seconds now);
//   tl::expected<std::vector<size_t>, fault> admit_deletion(const history&, size_t i, sys_seconds now);
//
// Worked example
//   backup_request request;
//   request.source.instance_id = "44b277eb-39be-4921-be31-3d61b43651d7";
//   request.parent_id = "88b277eb-39be-4921-be31-3d61b43651d7";
//   const auto spec = validate(request);                            // what to back up, and on top of what
//   if (auto refused = admit(*spec, past, now)) return reply(status_code(refused->kind), …);
// and a full on Sunday, with incrementals on Monday and Tuesday
//   *admit_deletion(past, 0, now) == {2, 1, 0}                      // Tuesday's, Monday's, then the full
//   admit_deletion(past, 0, now).error()                            // 422 if Monday's is pinned
//
// Laws
//   validate() returns a value, or at least one issue: at most one for each pointer, in the order of the members below.
//   admit refuses exactly the requests that find the source busy, or whose backup could not be restored: a backup that
//   it admits is a restore point if it begins now and completes.
//   admit_deletion lists the backup and everything built on it, each once, children before parents except within a
//   cycle: it is safe to stop anywhere. It refuses all of them together, and names each that stands in the way, with
//   each reason.
//   Damage never stands in the way of a deletion: a person may clear it away.
// Mark backups that are stale as FAILED first; until then they are unfinished, and keep their source busy.
// Source: "Users can only run one backup at a time. Duplicate requests return a 422 error", "You can create an
// incremental backup from another incremental backup", "When a backup is deleted, all incremental backups created from
// it are also be deleted".
#ifndef ROTA_BACKUPS_ON_DEMAND_HPP
#define ROTA_BACKUPS_ON_DEMAND_HPP

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/holds.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/schedule/fault.hpp>
#include <rota/schedule/request.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// A request to make a backup, as a client sent it: unchecked, and empty where nothing was sent.
struct backup_request {
  raw_source source;
  std::optional<std::string> parent_id;
  std::optional<std::string> name;
  std::optional<std::string> description;
};

/// A valid request to make a backup.
struct backup_spec {
  rota::source source;
  std::optional<std::string> parent_id = std::nullopt;    ///< the backup to build on; empty means a full backup
  std::optional<std::string> name = std::nullopt;         ///< 1 to 255 bytes
  std::optional<std::string> description = std::nullopt;  ///< at most 1000 bytes

  [[nodiscard]] rota::level level() const noexcept { return parent_id ? rota::level::incremental : rota::level::full; }

  friend bool operator==(const backup_spec&, const backup_spec&) = default;
};

namespace detail {

/// The members of the request, in the order in which their issues are reported.
inline constexpr std::array backup_request_members{rules::instance,    rules::instance_id,        rules::source_id,
                                                   rules::source_type, rules::parent_to_build_on, rules::name,
                                                   rules::description};

/// Where the members of a request for a backup stand.
inline request_place backup_place() { return {.root = "/backup"}; }

/// A text for people: of a length within its rule, and UTF-8 without NUL, so that any database can store it.
template <class Log>
std::optional<std::string> check_text(const std::optional<std::string>& text, const member_rule& rule, Log& log,
                                      const request_place& place) {
  if (!text) return std::nullopt;
  const auto length = static_cast<std::int64_t>(text->size());
  if (length < rule.least || length > rule.most) {
    const std::string found = length == 0 ? "an empty string" : "a string of " + std::to_string(length) + " bytes";
    log.report(place.pointer(rule.name), issue_code::out_of_range, message_found(found, rule));
    return std::nullopt;
  }
  if (text->find('\0') == std::string::npos && valid_utf8(*text) == *text) return text;
  log.report(place.pointer(rule.name), issue_code::malformed, message_found(in_quotes(*text), rule));
  return std::nullopt;
}

}  // namespace detail

/// The spec that `request` asks for, or nullopt with every issue added to `log`, as for a request to create a schedule.
template <class Log>
[[nodiscard]] std::optional<backup_spec> check(const backup_request& request, Log& log,
                                               const request_place& place = detail::backup_place()) {
  auto from = detail::check_source(request.source, log, place);
  const auto& parent = detail::rules::parent_to_build_on;
  auto parent_id = detail::check_source_id(request.parent_id, log, place, parent.name, parent);
  auto name = detail::check_text(request.name, detail::rules::name, log, place);
  auto description = detail::check_text(request.description, detail::rules::description, log, place);
  if (!log.empty() || !from) return std::nullopt;
  return backup_spec{.source = std::move(*from),
                     .parent_id = std::move(parent_id),
                     .name = std::move(name),
                     .description = std::move(description)};
}

/// What a request for a backup asks for, or every issue at once. O(request).
template <std::same_as<backup_request> Request>
[[nodiscard]] result<backup_spec> validate(const Request& request) {
  return detail::validated(request, detail::backup_place(), detail::backup_request_members);
}

namespace detail {

/// Why a backup of the source `of` cannot be built on backup `i` at `now`, as part of a message; empty if it can.
inline std::string obstacle_to_building_on(const history& past, std::size_t i, const source& of, sys_seconds now) {
  const backup& parent = past[i];
  const auto name_of = [](const source& one) {
    return std::string{one.type == source_type::ha ? "the HA group " : "the instance "} + in_quotes(one.id);
  };
  if (parent.source != of) return "it is a backup of " + name_of(parent.source) + ", not of " + name_of(of);
  if (const auto order = restore_order(past, i); !order) return order.error().front().message;
  if (is_future(parent, now)) return "it is dated more than five minutes ahead, so one of the two instants is wrong";
  return "";
}

}  // namespace detail

/// Why a valid request for a backup cannot be admitted at `now`, or nullopt if it can. In this order: a backup of the
/// source is unfinished (422); the backup to build on is not in the history (404); it is of another source, no restore
/// point, or dated more than `clock_skew` ahead of `now` (422). O(history).
[[nodiscard]] inline std::optional<fault> admit(const backup_spec& spec, const history& past, sys_seconds now) {
  const backup* busy = nullptr;  // the newest, as decide() says
  for (const backup& one : past.backups())
    if (one.source == spec.source && is_unfinished(one.status) && (busy == nullptr || is_later(one, *busy)))
      busy = &one;
  if (busy != nullptr)
    return fault{fault_kind::unprocessable_entity,
                 "the backup " + detail::in_quotes(busy->id) + " of the source " + detail::in_quotes(spec.source.id) +
                     " is " + std::string{to_string(busy->status)} +
                     "; only one backup can run at a time; try again when it has ended"};
  if (!spec.parent_id) return std::nullopt;

  const std::string parent = "the parent " + detail::in_quotes(*spec.parent_id);
  const auto found = past.find(*spec.parent_id);
  if (!found)
    return fault{fault_kind::item_not_found,
                 parent + " was not found; write the id of a COMPLETED backup of the same source, or leave parent_id " +
                     "out for a full backup"};
  const std::string obstacle = detail::obstacle_to_building_on(past, *found, spec.source, now);
  if (obstacle.empty()) return std::nullopt;
  return fault{fault_kind::unprocessable_entity,
               parent + " cannot be built on: " + obstacle +
                   "; choose another restore point of the same source, or leave parent_id out for a full backup"};
}

namespace detail {

/// Adds an issue for each reason why a person may not delete backup `i` at `now`.
inline void add_obstacles_to_deletion(const history& past, std::size_t i, sys_seconds now, issues& into) {
  const backup& one = past[i];
  const std::string pointer = "/backups/" + std::to_string(i);
  const std::string id = in_quotes(one.id);
  const auto add = [&](std::string_view member, std::string why) {
    into.push_back({pointer + std::string{member}, issue_code::conflict, id + " is " + std::move(why)});
  };
  if (is_unfinished(one.status)) add("/status", std::string{to_string(one.status)} + "; wait until it has ended");
  if (one.pinned) add("/pinned", "pinned; unpin it first");
  if (is_held(one, now)) add("/held_until", "held " + in_words(*one.held_until) + "; end that hold, or wait");
}

}  // namespace detail

/// What is deleted when a person deletes backup `i` at `now`, in this order: everything built on it, children before
/// parents, and it last. Or a 422 fault, with an issue for each of them that is unfinished, and for each that is pinned
/// or held.
/// O(result log result).
[[nodiscard]] inline tl::expected<std::vector<std::size_t>, fault> admit_deletion(const history& past, std::size_t i,
                                                                                  sys_seconds now) {
  std::vector<std::size_t> order = dependents(past, i);
  order.push_back(past.first_record(i));
  issues obstacles;
  for (const std::size_t one : order) detail::add_obstacles_to_deletion(past, one, now, obstacles);
  if (obstacles.empty()) return order;

  std::string message = "the backup " + detail::in_quotes(past[i].id) + " cannot be deleted";
  if (order.size() > 1) message += " with the " + std::to_string(order.size() - 1) + " built on it";
  message += ": " + obstacles.front().message;
  if (obstacles.size() > 1) message += "; and " + std::to_string(obstacles.size() - 1) + " more, in the details";
  return tl::make_unexpected(fault{fault_kind::unprocessable_entity, std::move(message), std::move(obstacles)});
}

}  // namespace rota::inline v0

#endif
