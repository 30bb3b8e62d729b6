// SPDX-License-Identifier: MIT
//
// rota/schedule/admission.hpp: which valid requests are refused because of the schedules that already exist.
//
//   std::optional<fault> admit(const schedule_spec&, std::span<const schedule> existing, std::optional<size_t> limit);
//
// Worked example
//   if (auto refused = admit(spec, schedules_of_the_account, 10)) return reply(status_code(refused->kind), …);
#ifndef ROTA_SCHEDULE_ADMISSION_HPP
#define ROTA_SCHEDULE_ADMISSION_HPP

#include <cstddef>
#include <optional>
#include <rota/detail/quoting.hpp>
#include <rota/schedule/fault.hpp>
#include <rota/schedule/request.hpp>
#include <rota/schedule/schedule.hpp>
#include <span>
#include <string>

namespace rota::inline v0 {

/// Why a valid request cannot be admitted beside the `existing` schedules of its account, or nullopt if it can: its source
/// already has a schedule (422), or the account has reached its `limit`, if any (413). Two schedules of one source would
/// start backups against each other. O(existing). Source: "Users can only run one backup at a time. Duplicate requests
/// return a 422 error."
[[nodiscard]] inline std::optional<fault> admit(const schedule_spec& spec, std::span<const schedule> existing,
                                                std::optional<std::size_t> limit = std::nullopt) {
  for (const schedule& other : existing)
    if (other.source == spec.source)
      return fault{fault_kind::unprocessable_entity, "the source " + detail::in_quotes(spec.source.id) +
                                                         " already has the schedule " + detail::in_quotes(other.id) +
                                                         "; update or delete that one"};
  if (limit && existing.size() >= *limit)
    return fault{fault_kind::over_limit, "the account has " + std::to_string(existing.size()) +
                                             " schedules, and its limit is " + std::to_string(*limit) +
                                             "; delete one before creating another"};
  return std::nullopt;
}

}  // namespace rota::inline v0

#endif
