// SPDX-License-Identifier: MIT
//
// rota/backups/holds.hpp: finds holds that outlast those of the backups they depend on.
//
//   issues hold_report(const history&, sys_seconds now);    // pointers such as "/backups/0/held_until"
//
// While a backup is held, prune keeps it and its ancestors. But storage that enforces object locks knows nothing about
// chains: it lets an ancestor go when that one's own lock ends, and then the held backup cannot be restored.
//
// Worked example: a full that is locked until 1 December, and an incremental on it until 1 January
//   hold_report(past, now)    // "inc" is held until 2015-01-01T00:00:00, but "full", which it is built on, is held only
//                             // until 2014-12-01T00:00:00; hold "full" as long
//
// Laws
//   Reports each undamaged backup that has an undamaged descendant with a hold that ends after now, and later than its own.
//   Extending each reported hold as its issue says leaves nothing to report.
#ifndef ROTA_BACKUPS_HOLDS_HPP
#define ROTA_BACKUPS_HOLDS_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/quoting.hpp>
#include <string>
#include <utility>
#include <vector>

namespace rota::inline v0 {

namespace detail {

/// "until 2014-12-01T00:00:00", or "for ever" if that is beyond the calendar.
inline std::string in_words(sys_seconds end) {
  return end > last_of_calendar ? "for ever" : "until " + format_instant(end);
}

}  // namespace detail

/// One issue for each backup whose hold ends before that of a descendant, in the order of the list. O(n); allocates only if
/// a backup is held.
[[nodiscard]] inline issues hold_report(const history& past, sys_seconds now) {
  const auto backups = past.backups();
  if (std::none_of(backups.begin(), backups.end(), [&](const backup& one) { return is_held(one, now); })) return {};

  const auto ends_later = [&](std::size_t a, std::size_t b) {
    return past[a].held_until != past[b].held_until ? past[a].held_until > past[b].held_until
                                                    : is_later(past[a], past[b]);
  };
  std::vector<std::optional<std::size_t>> longest(past.size());  // the descendant that is held longest
  const auto order = past.parents_first();
  for (std::size_t place = order.size(); place-- != 0;) {
    const std::size_t i = order[place];
    const auto parent = past.parent(i);
    if (!parent || !past.damage(i).empty()) continue;
    std::optional<std::size_t> here = longest[i];
    if (is_held(past[i], now) && (!here || ends_later(i, *here))) here = i;
    if (here && (!longest[*parent] || ends_later(*here, *longest[*parent]))) longest[*parent] = here;
  }

  issues report;
  for (std::size_t i = 0; i < past.size(); ++i) {
    const auto held_longer = longest[i];
    if (!held_longer || past[i].held_until >= past[*held_longer].held_until) continue;
    const backup& other = past[*held_longer];
    const std::string id = detail::in_quotes(past[i].id);
    std::string message = detail::in_quotes(other.id) + " is held " + detail::in_words(*other.held_until);
    message.append(", but ").append(id).append(", which it is built on, is ");
    message += is_held(past[i], now) ? "held only " + detail::in_words(*past[i].held_until) : "not held";
    message.append("; hold ").append(id);
    report.push_back(
        {"/backups/" + std::to_string(i) + "/held_until", issue_code::conflict, message.append(" as long")});
  }
  return report;
}

}  // namespace rota::inline v0

#endif
