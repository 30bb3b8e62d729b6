// diagnostic: no matching function for call to .*next_runs
// SPDX-License-Identifier: MIT
// Minutes since an epoch with seconds in it would be no whole minutes.
#include <chrono>
#include <rota/next_runs.hpp>
#include <span>

void right(std::span<const rota::cadence> table, rota::sys_seconds after, std::span<rota::compact_instant> out) {
  rota::next_runs(table, after, date::floor<std::chrono::minutes>(after), out);
}

#ifdef MUST_NOT_COMPILE
void wrong(std::span<const rota::cadence> table, rota::sys_seconds after, std::span<rota::compact_instant> out) {
  rota::next_runs(table, after, after, out);
}
#endif
