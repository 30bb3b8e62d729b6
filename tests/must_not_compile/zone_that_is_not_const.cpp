// diagnostic: has_a_const_member_get_info_of_sys_seconds
// SPDX-License-Identifier: MIT
// The compiler's words name what a zone lacks: here a get_info that is const.
#include <chrono>
#include <rota/when/next_run.hpp>

struct right_zone {
  rota::zone_span get_info(rota::sys_seconds at) const;
};

rota::run right(const rota::cadence& when, rota::sys_seconds after) {
  return rota::next_run(when, after, rota::wall_clock<right_zone>{});
}

#ifdef MUST_NOT_COMPILE
struct wrong_zone {
  rota::zone_span get_info(rota::sys_seconds at);
};

rota::run wrong(const rota::cadence& when, rota::sys_seconds after) {
  return rota::next_run(when, after, rota::wall_clock<wrong_zone>{});
}
#endif
