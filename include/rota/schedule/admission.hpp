// SPDX-License-Identifier: MIT
//
// rota/schedule/admission.hpp: which valid requests are refused because of the schedules that already exist.
//
//   std::optional<fault> admit(const schedule_spec&, std::span<const schedule> existing, std::optional<size_t> limit);
//   std::optional<fault> admit(const schedule_spec&, const schedule* of_source, size_t count, std::optional<size_t> limit);
// The second is for services that look up the schedule of the source, and count those of the account, in a database.
//
// Worked example
//   if (auto refused = admit(spec, schedules_of_the_account, 10)) return reply(status_code(refused->kind), …);
//
// Law
//   Both say the same of the same schedules: the first finds the schedule of the source and asks the second.
#ifndef ROTA_SCHEDULE_ADMISSION_HPP
#define ROTA_SCHEDULE_ADMISSION_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <rota/detail/quoting.hpp>
#include <rota/schedule/fault.hpp>
#include <rota/schedule/request.hpp>
#include <rota/schedule/schedule.hpp>
#include <span>
#include <string>

namespace rota::inline v0 {

/// Why a valid request cannot be admitted, or nullopt if it can: its source already has a schedule (422), or the account
/// has reached its `limit`, if any (413). Two schedules of one source would start backups against each other. `of_source`
/// is the schedule that the source has, nullptr if none; `count` is the number of schedules of the account. O(1).
/// Source: "Users can only run one backup at a time. Duplicate requests return a 422 error."
[[nodiscard]] inline std::optional<fault> admit(const schedule_spec& spec, const schedule* of_source, std::size_t count,
                                                std::optional<std::size_t> limit) {
  if (of_source != nullptr)
    return fault{fault_kind::unprocessable_entity, "the source " + detail::in_quotes(spec.source.id) +
                                                       " already has the schedule " + detail::in_quotes(of_source->id) +
                                                       "; update or delete that one"};
  if (limit && count >= *limit)
    return fault{fault_kind::over_limit, "the account has " + std::to_string(count) + " schedules, and its limit is " +
                                             std::to_string(*limit) + "; delete one before creating another"};
  return std::nullopt;
}

/// The same beside the `existing` schedules of the account. O(existing).
[[nodiscard]] inline std::optional<fault> admit(const schedule_spec& spec, std::span<const schedule> existing,
                                                std::optional<std::size_t> limit = std::nullopt) {
  const auto found =
      std::find_if(existing.begin(), existing.end(), [&](const schedule& one) { return one.source == spec.source; });
  return admit(spec, found != existing.end() ? &*found : nullptr, existing.size(), limit);
}

}  // namespace rota::inline v0

#endif
