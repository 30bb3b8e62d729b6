// diagnostic: no matching function for call to .*started
// SPDX-License-Identifier: MIT
// A stored schedule has a clock of its own: one computed on the clock of UTC by default would run at the wrong hour.
#include <rota/schedule/schedule.hpp>
#include <utility>

rota::schedule right(rota::schedule before, rota::sys_seconds now) {
  return rota::started(std::move(before), now, rota::utc);
}

#ifdef MUST_NOT_COMPILE
rota::schedule wrong(rota::schedule before, rota::sys_seconds now) { return rota::started(std::move(before), now); }
#endif
