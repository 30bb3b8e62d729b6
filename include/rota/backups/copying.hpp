// SPDX-License-Identifier: MIT
//
// rota/backups/copying.hpp: what may be copied to another region, and in which order.
//
//   std::optional<fault> check_copy(history, i, ids at the destination);
//   result<std::vector<size_t>> copy_order(history, i, ids at the destination);
//
// Worked example: "tue" is built on "mon", "mon" on "sun", and the destination has "sun"
//   check_copy(past, 2, present)                  // a 400 fault: "mon" is not in the destination region
//   *copy_order(past, 2, present) == {1, 2}
//
// Law
//   Each backup of copy_order passes check_copy, once those before it have been copied.
#ifndef ROTA_BACKUPS_COPYING_HPP
#define ROTA_BACKUPS_COPYING_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/core/issue.hpp>
#include <rota/detail/hash_index.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/schedule/fault.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rota::inline v0 {

/// Why backup `i` cannot be copied to a region that holds the ids `present`; nullopt if it can. O(present).
/// Source: "In the case of copying an incremental backup, a 400 Bad Request will return if the backup's parent is not
/// found in the destination region", "Copies the completed backup to remote regions".
[[nodiscard]] inline std::optional<fault> check_copy(const history& past, std::size_t i,
                                                     std::span<const std::string> present) {
  const backup& one = past[i];
  const std::string pointer = "/backups/" + std::to_string(i);
  const std::string id = detail::in_quotes(one.id);
  if (one.status != backup_status::completed)
    return bad_request(
        {{pointer + "/status", issue_code::conflict,
          id + " is " + std::string{to_string(one.status)} + "; only a COMPLETED backup can be copied"}});
  if (one.parent_id && std::find(present.begin(), present.end(), *one.parent_id) == present.end())
    return bad_request({{pointer + "/parent_id", issue_code::missing,
                         "the parent " + detail::in_quotes(*one.parent_id) + " of " + id +
                             " is not in the destination region; copy it first"}});
  return std::nullopt;
}

/// What to copy, in this order, so that backup `i` can be restored in a region that holds the ids `present`. Reports
/// why, if `i` cannot be restored here. O(depth + present) expected.
[[nodiscard]] inline result<std::vector<std::size_t>> copy_order(const history& past, std::size_t i,
                                                                 std::span<const std::string> present) {
  auto order = restore_order(past, i);
  if (!order) return order;
  const std::hash<std::string_view> hash;
  detail::hash_index ids{[&](std::size_t other) -> std::string_view { return present[other]; }, present.size()};
  for (std::size_t other = 0; other < present.size(); ++other) ids.find_or_put(hash(present[other]), other);
  std::erase_if(*order, [&](std::size_t ancestor) {
    const std::string& id = past[ancestor].id;
    return ids.find(hash(id), id) != detail::no_index;
  });
  return order;
}

}  // namespace rota::inline v0

#endif
