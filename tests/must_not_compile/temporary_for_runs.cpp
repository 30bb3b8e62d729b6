// diagnostic: use of deleted function|call to deleted function
// SPDX-License-Identifier: MIT
// A range of runs refers to its calendar, which must outlive it.
#include <rota/when/calendar.hpp>
#include <rota/when/next_run.hpp>

using namespace std::chrono_literals;

rota::calendar nightly() { return {{rota::level::full, {}, rota::at({23h, 5min})}}; }

int main() {
  const rota::calendar kept = nightly();
  const auto correct = runs(kept, rota::sys_seconds{}, rota::sys_seconds{} + 48h);
#ifdef MUST_NOT_COMPILE
  const auto wrong = runs(nightly(), rota::sys_seconds{}, rota::sys_seconds{} + 48h);
#endif
  return correct.begin() == correct.end() ? 1 : 0;
}
