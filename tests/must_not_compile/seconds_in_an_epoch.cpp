// diagnostic: no matching function for call to .*next_runs
// SPDX-License-Identifier: MIT
// The epoch of a compact table lies on the minute, or its minutes would not be whole.
#include <chrono>
#include <rota/when/next_runs.hpp>
#include <span>

void right(std::span<const rota::cadence> table, rota::sys_seconds after, std::span<rota::minutes32> out) {
  rota::next_runs(table, after, date::floor<std::chrono::minutes>(after), out);
}

#ifdef MUST_NOT_COMPILE
void wrong(std::span<const rota::cadence> table, rota::sys_seconds after, std::span<rota::minutes32> out) {
  rota::next_runs(table, after, after, out);
}
#endif
