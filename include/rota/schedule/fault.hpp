// SPDX-License-Identifier: MIT
//
// rota/schedule/fault.hpp: the API's faults.
//
//   enum class fault_kind { bad_request, unauthorized, …, service_unavailable };
//   int status_code(fault_kind);                  // 400
//   std::string_view wire_name(fault_kind);       // "badRequest"
//   struct fault { fault_kind kind; std::string message; issues details; };
//   fault bad_request(issues);                    // the answer to an invalid request
//
// Source: the table of response codes of "Create scheduled backup".
#ifndef ROTA_SCHEDULE_FAULT_HPP
#define ROTA_SCHEDULE_FAULT_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <rota/core/issue.hpp>
#include <rota/detail/names.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace rota::inline v0 {

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

/// The names are those of the wire.
template <>
inline constexpr auto detail::enum_names<fault_kind> = std::to_array<std::string_view>(
    {"badRequest", "unauthorized", "forbidden", "itemNotFound", "badMethod", "overLimit", "unprocessableEntity",
     "instanceFault", "notImplemented", "serviceUnavailable"});

/// The HTTP status of a fault.
[[nodiscard]] constexpr int status_code(fault_kind kind) noexcept {
  switch (kind) {
    case fault_kind::bad_request: return 400;
    case fault_kind::unauthorized: return 401;
    case fault_kind::forbidden: return 403;
    case fault_kind::item_not_found: return 404;
    case fault_kind::bad_method: return 405;
    case fault_kind::over_limit: return 413;
    case fault_kind::unprocessable_entity: return 422;
    case fault_kind::instance_fault: return 500;
    case fault_kind::not_implemented: return 501;
    case fault_kind::service_unavailable: return 503;
  }
  return 500;
}

/// The member of its body that holds a fault: "badRequest".
[[nodiscard]] constexpr std::string_view wire_name(fault_kind kind) noexcept { return to_string(kind); }

/// Why a request was refused.
struct fault {
  fault_kind kind = fault_kind::bad_request;
  std::string message;
  issues details = {};

  friend bool operator==(const fault&, const fault&) = default;
};

/// The fault for an invalid request. Source: "The request is missing one or more elements, or the values of some elements
/// are invalid."
[[nodiscard]] inline fault bad_request(issues details) {
  std::string message = details.empty()       ? "the request is not valid"
                        : details.size() == 1 ? to_string(details.front())
                                              : "the request has " + std::to_string(details.size()) + " issues";
  return {fault_kind::bad_request, std::move(message), std::move(details)};
}

}  // namespace rota::inline v0

#endif
