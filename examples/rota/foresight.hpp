// SPDX-License-Identifier: MIT
//
// foresight.hpp: what becomes of the backups that a plan is about, and of those that its schedule makes.
#ifndef ROTA_TOOL_FORESIGHT_HPP
#define ROTA_TOOL_FORESIGHT_HPP

#include <cstddef>
#include <rota/rota.hpp>
#include <vector>

#include "progress.hpp"
#include "scope.hpp"
#include "zones.hpp"

namespace tool {

struct foresight {
  std::vector<rota::fate> fates = {};  ///< of the backups in scope, each once and in order, then of those that are made
  std::size_t listed = 0;              ///< how many of them are in the listing
  bool ignores_mark = false;           ///< the schedule is marked as running although no backup is unfinished
};

/// The order in which backups go; those that stay come last, oldest first.
bool goes_before(const rota::fate& a, const rota::fate& b);

/// When to look from, and how far.
struct horizon {
  rota::sys_seconds now;
  rota::sys_seconds until;
};

/// Throws `wrong_usage` if `until` is not after now, or too far away.
void require_horizon(const horizon& of);

/// What happens in that time, if every backup that is made completes. Tells `watched` how far it has come.
foresight look_ahead(const plan_input& read, const rota::retention& policy, const horizon& in,
                     const rota::wall_clock<any_zone>& clock, progress& watched);

}  // namespace tool

#endif
