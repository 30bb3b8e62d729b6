// diagnostic: no matching function for call to .*next_run
// SPDX-License-Identifier: MIT
// A zone alone is no clock: what a clock does about times that its zone skips or repeats is part of it.
#include <chrono>
#include <rota/when/next_run.hpp>

using namespace std::chrono_literals;

rota::run right(const rota::cadence& when, rota::sys_seconds after) {
  return rota::next_run(when, after, rota::wall_clock{rota::fixed_offset{-5h}});
}

#ifdef MUST_NOT_COMPILE
rota::run wrong(const rota::cadence& when, rota::sys_seconds after) {
  return rota::next_run(when, after, rota::fixed_offset{-5h});
}
#endif
