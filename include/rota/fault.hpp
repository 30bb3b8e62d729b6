// SPDX-License-Identifier: MIT
//
// rota/fault.hpp: the API's faults, and which valid requests are refused all the same.
//
//   enum class fault_kind { bad_request, unauthorized, …, service_unavailable };
//   int status_code(fault_kind);                  // 400
//   std::string_view wire_name(fault_kind);       // "badRequest"
//   struct fault { fault_kind kind; std::string message; issues details; };
//   fault bad_request(issues);                    // what to answer to a request that is not valid
//
//   std::optional<fault> admit(const schedule_spec&, std::span<const schedule> existing, std::optional<size_t> limit);
//
// Worked example
//   if (auto refused = admit(spec, schedules_of_the_account, 10)) return reply(status_code(refused->kind), …);
// Source: the table of response codes of "Create scheduled backup".
#ifndef ROTA_FAULT_HPP
#define ROTA_FAULT_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/issue.hpp>
#include <rota/schedule.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace rota {

enum class fault_kind : std::uint8_t {
  bad_request,
  unauthorized,
  forbidden,
  item_not_found,
  bad_method,
  over_limit,
  unprocessable_entity,
  instance_fault,
  not_implemented,
  service_unavailable
};

namespace detail {

struct fault_row {
  std::string_view name;
  int code;
};

inline constexpr std::array<fault_row, 10> fault_rows{{{"badRequest", 400},
                                                       {"unauthorized", 401},
                                                       {"forbidden", 403},
                                                       {"itemNotFound", 404},
                                                       {"badMethod", 405},
                                                       {"overLimit", 413},
                                                       {"unprocessableEntity", 422},
                                                       {"instanceFault", 500},
                                                       {"notImplemented", 501},
                                                       {"serviceUnavailable", 503}}};

}  // namespace detail

/// The HTTP status of a fault.
[[nodiscard]] constexpr int status_code(fault_kind kind) noexcept {
  return detail::fault_rows[static_cast<std::size_t>(kind)].code;
}

/// The name under which a fault stands in its body.
[[nodiscard]] constexpr std::string_view wire_name(fault_kind kind) noexcept {
  return detail::fault_rows[static_cast<std::size_t>(kind)].name;
}

/// Why a request was refused.
struct fault {
  fault_kind kind = fault_kind::bad_request;
  std::string message;
  issues details = {};

  friend bool operator==(const fault&, const fault&) = default;
};

/// The fault of a request that is not valid: "The request is missing one or more elements, or the values of some
/// elements are invalid."
[[nodiscard]] inline fault bad_request(issues details) {
  std::string message = details.empty()       ? "the request is not valid"
                        : details.size() == 1 ? to_string(details.front())
                                              : "the request has " + std::to_string(details.size()) + " issues";
  return {fault_kind::bad_request, std::move(message), std::move(details)};
}

/// Why a valid request cannot be admitted beside the `existing` schedules of its account, of which there may be `limit`
/// at most (no limit where that is empty); nothing if it can. Two schedules of one source would start backups against
/// each other: "Users can only run one backup at a time. Duplicate requests return a 422 error." O(existing).
[[nodiscard]] inline std::optional<fault> admit(const schedule_spec& spec, std::span<const schedule> existing,
                                                std::optional<std::size_t> limit = std::nullopt) {
  const auto duplicate = std::find_if(existing.begin(), existing.end(),
                                      [&](const schedule& other) { return other.source == spec.source; });
  if (duplicate != existing.end())
    return fault{fault_kind::unprocessable_entity, "the source " + spec.source.id + " already has the schedule " +
                                                       in_quotes(duplicate->id) + "; update or delete that one"};
  if (limit && existing.size() >= *limit)
    return fault{fault_kind::over_limit, "the account has " + std::to_string(existing.size()) +
                                             " schedules, and may have " + std::to_string(*limit) +
                                             "; delete one before creating another"};
  return std::nullopt;
}

}  // namespace rota

#endif
