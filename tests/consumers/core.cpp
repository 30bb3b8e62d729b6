// SPDX-License-Identifier: MIT
// A service that decides when its backups run, without JSON. The umbrella header proves that no header is missing.
#include <iostream>
#include <rota/rota.hpp>

#ifdef NLOHMANN_JSON_VERSION_MAJOR
#error "the core includes nlohmann"
#endif

int main() {
  using namespace std::chrono_literals;
  const rota::cadence when = rota::weekly(date::Sunday, rota::time_of_day{14h, 30min});
  const rota::run next = rota::next_run(when, date::sys_days{date::year{2014} / 10 / 30} + 12h + 30min);
  std::cout << rota::format_instant(next.at) << '\n';
  return rota::format_instant(next.at) == "2014-10-30T14:30:00" ? 0 : 1;
}
