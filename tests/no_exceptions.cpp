// SPDX-License-Identifier: MIT
// Compiled without exceptions and run-time type information: the core needs neither.
#include <cstdlib>
#include <rota/rota.hpp>

int main() {
  using namespace std::chrono_literals;
  const rota::cadence when = rota::weekly(date::Sunday, rota::time_of_day{14h, 30min});
  const rota::run next = rota::next_run(when, date::sys_days{date::year{2014} / 10 / 30} + 12h + 30min);
  return rota::format_instant(next.at) == "2014-10-30T14:30:00" ? EXIT_SUCCESS : EXIT_FAILURE;
}
