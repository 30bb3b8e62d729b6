// SPDX-License-Identifier: MIT
// A time zone of your own, in ten lines and without a database: the rule of the European Union since 1996, one hour ahead
// of UTC, two from the last Sunday in March to the last Sunday in October, changing at 01:00 UTC.
#include <chrono>
#include <iostream>
#include <rota/rota.hpp>

using namespace std::chrono_literals;

struct central_europe {
  static constexpr rota::sys_seconds change(date::year year, date::month month) {
    return date::sys_days{year / month / date::Sunday[date::last]} + 1h;
  }
  [[nodiscard]] constexpr rota::zone_span get_info(rota::sys_seconds at) const {
    const date::year year = date::year_month_day{date::floor<date::days>(at)}.year();
    const auto spring = change(year, date::March);
    const auto autumn = change(year, date::October);
    if (at < spring) return {change(year - date::years{1}, date::October), spring, 1h};
    if (at < autumn) return {spring, autumn, 2h};
    return {autumn, change(year + date::years{1}, date::March), 1h};
  }
};

// A nightly backup at 02:30, from 2024-03-30T19:00:00Z on. In the first night the clock skips 02:30.
constexpr rota::cadence nightly = rota::daily_full(rota::time_of_day{2h, 30min});
constexpr rota::sys_seconds evening = *rota::parse_instant("2024-03-30T19:00:00");
constexpr rota::wall_clock berlin{central_europe{}};
static_assert(rota::next_run(nightly, evening, berlin).at == *rota::parse_instant("2024-03-31T01:30:00"));

int main() {
  for (const auto gap : {rota::gap::shift_forward, rota::gap::at_transition, rota::gap::skip}) {
    const rota::wall_clock clock{central_europe{}, gap};
    for (const rota::run& one : rota::runs(nightly, evening, evening + 48h, clock)) {
      const auto shown = rota::to_local(one.at, clock).time_since_epoch();
      std::cout << rota::format_instant(rota::sys_seconds{shown}) << " (" << to_string(one.civil) << ")  ";
    }
    std::cout << '\n';
  }
}
