// SPDX-License-Identifier: MIT
// When a cadence runs: at compile time, and as a range for the standard algorithms.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <rota/rota.hpp>

using namespace std::chrono_literals;

// The API guide's schedule: a full on Sundays at 14:30, incrementals on the other days.
constexpr rota::cadence when = rota::weekly(date::Sunday, rota::time_of_day{14h, 30min});
constexpr rota::sys_seconds created = *rota::parse_instant("2014-10-30T12:30:00");

static_assert(rota::next_run(when, created).at == *rota::parse_instant("2014-10-30T14:30:00"));
static_assert(rota::next_run_of(when, rota::level::full, created)->at == *rota::parse_instant("2014-11-02T14:30:00"));
static_assert(rota::previous_run_of(when, rota::level::full, created)->at ==
              *rota::parse_instant("2014-10-26T14:30:00"));

int main() {
  const auto month = rota::runs(when, created, created + 30 * 24h);
  const auto fulls =
      std::count_if(month.begin(), month.end(), [](const rota::run& one) { return one.level == rota::level::full; });
  std::cout << std::distance(month.begin(), month.end()) << " runs in 30 days, " << fulls << " of them full\n";
  for (const rota::run& one : rota::runs(when, created, created + 4 * 24h))
    std::cout << rota::format_instant(one.at) << "  " << to_string(one.level) << '\n';
}
