// SPDX-License-Identifier: MIT
//
// tests/drawn_scenarios.hpp: scenarios drawn from a seed: damaged lists of several sources, every rule, and whatever else a
// scenario may have.
//
//   const drawn_scenario here = draw_scenario(seed);
//   rota::simulate(here.is, [&](const rota::backup& one) { return here.outcome_of(one); }, clock);
//   draw_policy(values, most)                      // any rules, with counts up to `most`
//   text(here)
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <rota/backups/simulate.hpp>
#include <rota/print.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "drawn_calendars.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_backups.hpp"

/// A scenario, and how its backups end.
struct drawn_scenario {
  rota::scenario is;
  std::uint64_t seed = 0;
  std::int64_t fails_one_in = 0;  // 0: none
  std::vector<std::chrono::seconds> takes = {};

  /// How a backup ends, which depends only on its id and when it was created.
  [[nodiscard]] rota::outcome outcome_of(const rota::backup& one) const {
    generator values{seed ^ static_cast<std::uint64_t>(seconds_of(one.created)) ^ (one.id.size() << 40U)};
    const bool fails = fails_one_in != 0 && values.between(1, fails_one_in) == 1;
    return {fails ? rota::backup_status::failed : rota::backup_status::completed, takes[values.index(takes.size())],
            static_cast<double>(values.between(0, 9))};
  }
};

inline std::string text(const drawn_scenario& here) {
  std::ostringstream out;
  out << "seed " << here.seed << ": ";
  rota::scenario without_backups = here.is;
  without_backups.backups.clear();
  out << without_backups << "\n";
  for (const rota::backup& one : here.is.backups) out << "  " << one << "\n";
  return out.str();
}

inline rota::lookback draw_length(generator& values) {
  switch (values.index(4)) {
    case 0: return std::chrono::seconds{values.between(0, 200'000)};
    case 1: return date::days{static_cast<int>(values.between(0, 50))};
    case 2: return date::months{static_cast<int>(values.between(0, 3))};
    default: return *rota::lookback::parse("1mo2d3h");
  }
}

/// Any rules, with counts up to `most`.
inline rota::retention draw_policy(generator& values, std::int64_t most) {
  rota::retention policy;
  const std::size_t one_in = 2 + values.index(10);
  for (const rota::retention_rule& rule : rota::retention_rules) {
    if (values.index(one_in) != 0) continue;
    if (rule.unit() == rota::rule_unit::length)
      rule.set(policy, draw_length(values));
    else
      rule.set(policy, static_cast<unsigned>(values.between(0, most)));
  }
  policy.oldest = values.coin();
  policy.at_least = static_cast<unsigned>(values.index(4)) % 3;
  policy.sweep_failed = values.index(4) != 0;
  policy.sweep_orphans = values.index(3) == 0;
  return policy;
}

/// A backup a day, or every so many hours, of each of up to three sources; some of them odd.
inline std::vector<rota::backup> draw_listing(generator& values, rota::sys_seconds now) {
  using status = rota::backup_status;
  std::vector<rota::backup> all;
  const std::size_t odd_one_in = values.coin() ? 1'000'000 : 4 + values.index(30);
  for (std::size_t source = 1 + values.index(3); source-- > 0;) {
    const std::chrono::hours apart{values.coin() ? 24 : values.between(1, 40)};
    const std::size_t chain = 1 + values.index(9);
    const std::size_t size = values.index(60);
    const std::size_t first = all.size();
    for (std::size_t i = 0; i < size; ++i) {
      const rota::sys_seconds created =
          now - apart * static_cast<std::int64_t>(size - i) + std::chrono::seconds{values.between(0, 3'600)};
      rota::backup one{.id = std::string{"stu"[source]} + std::to_string(i),
                       .source = {std::string{"stu"[source]}},
                       .created = created,
                       .updated = created + std::chrono::minutes{values.between(0, 90)}};
      if (i % chain != 0) one.parent_id = all.back().id;
      if (i % chain > 1 && values.coin()) one.parent_id = all[first + i - i % chain].id;
      if (values.index(odd_one_in) == 0) {
        switch (values.index(8)) {
          case 0: one.pinned = true; break;
          case 6: one.held_until = now + std::chrono::hours{values.between(-24, 40 * 24)}; break;
          case 1: one.automated = false; break;
          case 2: one.status = status::failed; break;
          case 3: one.status = values.coin() ? status::building : status::new_; break;
          case 4: one.status = status::delete_failed; break;
          case 5: one.parent_id = "simulated-2"; break;  // which is never listed
          default:
            one.created = now + std::chrono::seconds{values.between(-10, 20 * 86'400)};
            one.updated = one.created;
            break;
        }
      }
      all.push_back(std::move(one));
    }
  }
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[values.index(i)]);
  return all;
}

inline rota::timing draw_timing(generator& values) {
  switch (values.index(7)) {
    case 0:
    case 1: return draw_cadence(values);
    case 2: return rota::daily_full(minute_of_day(values.between(0, 1'439)));
    default: return draw_calendar_of_levels(values);
  }
}

inline drawn_scenario draw_scenario(std::uint64_t seed) {
  generator values{seed};
  const auto one_in = [&](std::size_t times) { return values.index(times) == 0; };
  const plain_list list = draw_list(values);
  const std::chrono::days years_later{values.coin() ? 0 : values.between(0, 20'000)};
  drawn_scenario drawn{.is = {.schedule = {.id = "nightly", .when = draw_timing(values), .source = {}}}};
  drawn.seed = seed;
  rota::scenario& is = drawn.is;
  is.from = instant_of(list.now) + years_later;
  is.until = is.from + std::chrono::hours{values.between(0, 60 * 24)};
  is.backups = backups_of(list);
  for (rota::backup& one : is.backups) {
    one.created += years_later;
    one.updated += years_later;
  }
  if (values.coin()) is.backups = draw_listing(values, is.from);
  is.schedule.source.id = one_in(20) ? "" : one_in(4) ? "t" : "s";
  is.retention = draw_policy(values, one_in(3) ? 60 : 5);
  const auto draw_minute = [&] {
    return is.from + std::chrono::minutes{values.between(-100, (is.until - is.from) / std::chrono::minutes{1})};
  };
  if (one_in(4)) is.schedule.spread = std::chrono::minutes{values.between(1, 600)};
  if (one_in(5)) is.schedule.paused_until = draw_minute();
  if (one_in(5)) is.schedule.running = true;
  if (one_in(3)) is.schedule.last_scheduled = is.from - std::chrono::minutes{values.between(-60, 3'000)};
  is.schedule.next_run = one_in(4) ? draw_minute()
                         : one_in(4)
                             ? is.from
                             : next_run(is.schedule.when, is.from - std::chrono::hours{values.between(0, 90)}).at;
  for (std::size_t i = one_in(2) ? 0 : values.index(5); i > 0; --i) {
    const rota::sys_seconds begin = draw_minute();
    is.outages.push_back({begin, begin + std::chrono::minutes{values.between(0, one_in(2) ? 600 : 20'000)}});
  }
  for (std::size_t i = one_in(2) ? 0 : values.index(9); i > 0; --i) is.on_demand.push_back(draw_minute());
  if (one_in(3)) is.decide.stale_after = std::chrono::minutes{values.between(60, 3'000)};
  if (one_in(4)) is.decide.grace = std::chrono::minutes{values.between(0, 600)};
  if (one_in(4)) is.decide.max_chain = static_cast<unsigned>(values.between(0, 6));
  drawn.fails_one_in = one_in(3) ? 0 : values.between(2, 9);
  drawn.takes = {std::chrono::minutes{20}, std::chrono::minutes{1}, std::chrono::hours{3}};
  if (one_in(3))
    drawn.takes.insert(drawn.takes.end(), {std::chrono::seconds{0}, std::chrono::seconds{-5}, std::chrono::hours{24},
                                           std::chrono::hours{61}});
  if (one_in(6)) drawn.takes.push_back(std::chrono::seconds::max());
  return drawn;
}
