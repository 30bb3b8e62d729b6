// SPDX-License-Identifier: MIT
// Shared by the fuzz targets of other tools' listings: the laws that hold for any of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/import/listing.hpp>
#include <tl/expected.hpp>

#include "fuzz.hpp"

namespace fuzz {

/// A listing is sound, and no plan for it removes what the tool would not delete by itself, whatever the document says.
/// `may_go` has the statuses of what it would.
inline void require_lawful_listing(const rota::result<rota::listing>& found,
                                   std::initializer_list<rota::backup_status> may_go = {
                                       rota::backup_status::completed}) {
  require_sound(found);
  if (!found) return;
  for (const rota::issue& note : found->notes)
    require_sound(rota::result<int>{tl::make_unexpected(rota::issues{note})});
  rota::sys_seconds latest{};
  for (const rota::backup& one : found->backups) {
    require(!one.id.empty() && !one.source.id.empty() && one.updated >= one.created);
    latest = std::max(latest, one.updated);
  }
  const rota::history past{found->backups};
  const rota::prune_plan plan = rota::prune(past, {.fulls = 0, .at_least = 0}, latest);
  for (const std::size_t i : plan.removals) {
    require(std::find(may_go.begin(), may_go.end(), past[i].status) != may_go.end() && !past[i].pinned);
    for (const std::size_t dependent : rota::dependents(past, i)) require(!plan.verdicts[dependent].keep);
  }
}

}  // namespace fuzz
