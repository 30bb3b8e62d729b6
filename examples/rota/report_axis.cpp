// SPDX-License-Identifier: MIT
#include "report_axis.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace tool {

namespace {

using std::chrono::hours;

/// How far ticks are apart: a length of at most a week, or months.
struct step {
  hours length{0};
  int months = 0;
  const char* format = "%d %b %Y";

  [[nodiscard]] hours about() const { return months != 0 ? hours{730} * months : length; }
};

constexpr hours day{24};
constexpr auto steps = std::to_array<step>({
    {hours{1}, 0, "%d %b %H:%M"},
    {hours{3}, 0, "%d %b %H:%M"},
    {hours{6}, 0, "%d %b %H:%M"},
    {hours{12}, 0, "%d %b %H:%M"},
    {day},
    {2 * day},
    {7 * day},
    {14 * day},
    {hours{0}, 1, "%b %Y"},
    {hours{0}, 2, "%b %Y"},
    {hours{0}, 3, "%b %Y"},
    {hours{0}, 6, "%b %Y"},
    {hours{0}, 12, "%Y"},
    {hours{0}, 24, "%Y"},
    {hours{0}, 60, "%Y"},
    {hours{0}, 120, "%Y"},
    {hours{0}, 600, "%Y"},
    {hours{0}, 2400, "%Y"},
    {hours{0}, 12'000, "%Y"},
    {hours{0}, 24'000, "%Y"},
});

/// The last round time of a step at or before `local`. Weeks begin on Monday; 1970-01-01 was a Thursday.
date::local_seconds round_down(const step& by, date::local_seconds local) {
  if (by.months != 0) {
    const date::year_month_day civil{date::floor<date::days>(local)};
    const int month = static_cast<int>(civil.year()) * 12 + static_cast<int>(static_cast<unsigned>(civil.month())) - 1;
    const int round = month - month % by.months;
    return date::local_days{date::year{round / 12} / (round % 12 + 1) / 1};
  }
  constexpr date::local_seconds monday{std::chrono::seconds{4 * day}};
  auto past = (local - monday) % by.length;
  if (past < std::chrono::seconds{0}) past += by.length;
  return local - past;
}

date::local_seconds next(const step& by, date::local_seconds round) {
  if (by.months == 0) return round + by.length;
  const date::year_month_day civil{date::floor<date::days>(round)};
  return date::local_days{civil + date::months{by.months}};
}

}  // namespace

time_axis::time_axis(rota::sys_seconds from, rota::sys_seconds until, bounds within)
    : from_{from}, until_{std::max(until, from + hours{1})}, within_{within} {}

double time_axis::x(rota::sys_seconds at) const {
  const auto part = static_cast<double>((at - from_).count()) / static_cast<double>((until_ - from_).count());
  return within_.left + std::clamp(part, 0.0, 1.0) * (within_.right - within_.left);
}

std::vector<time_axis::tick> time_axis::ticks(const rota::wall_clock<any_zone>& clock) const {
  const auto* const by = std::find_if(steps.begin(), steps.end() - 1, [&](const step& one) {
    return (until_ - from_) / one.about() < static_cast<int>(most_ticks) - 1;
  });
  std::vector<tick> found;
  const rota::wall_clock<any_zone> every_time{clock.zone};
  for (auto local = round_down(*by, rota::to_local(from_, clock)); found.size() < most_ticks;
       local = next(*by, local)) {
    const rota::sys_seconds at = rota::resolve(local, every_time)->at;
    if (at > until_) break;
    if (at >= from_) found.push_back({at, date::format(by->format, local)});
  }
  return found;
}

}  // namespace tool
