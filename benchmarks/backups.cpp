// SPDX-License-Identifier: MIT
//
// prune, decide and forecast on long listings.
#include <rota/backups/decide.hpp>
#include <rota/backups/forecast.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <variant>
#include <vector>

#include "inputs.hpp"
#include "ratios.hpp"

namespace {

constexpr rota::sys_seconds now = date::sys_days{date::year{2024} / 3 / 1};
constexpr std::size_t days = 1000;

/// A shuffled listing of 1,000 backups for each of `Sources` sources.
template <std::size_t Sources>
const std::vector<rota::backup>& listing() {
  static const auto all = random_inputs{}.listing(Sources, days, now);
  return all;
}

template <std::size_t Sources>
const rota::history& indexed() {
  static const rota::history past{listing<Sources>()};
  return past;
}

/// Sorts the indexes of the backups by instant. The answer is that of prune by fulls: where the two newest fulls of a
/// source are kept with everything built on them, all but its last 13 days go.
template <std::size_t Sources>
std::uint64_t sort() {
  const auto& backups = listing<Sources>();
  std::vector<std::size_t> order(backups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return backups[a].created < backups[b].created; });
  return order.size() - 13 * Sources;
}

/// The same with the instants copied first, which is the fastest that std::sort can be.
template <std::size_t Sources>
std::uint64_t sort_copies() {
  const auto& backups = listing<Sources>();
  std::vector<std::pair<rota::sys_seconds, std::size_t>> order;
  order.reserve(backups.size());
  for (const rota::backup& one : backups) order.emplace_back(one.created, order.size());
  std::sort(order.begin(), order.end());
  return order.size() - 13 * Sources;
}

const rota::retention by_fulls{.fulls = 2};
const rota::retention by_periods{.fulls = 2, .daily = 7, .weekly = 4, .monthly = 12};

template <std::size_t Sources, const rota::retention& Policy>
std::uint64_t prune() {
  return rota::prune(listing<Sources>(), Policy, now).removals.size();
}

template <std::size_t Sources>
rota::schedule nightly() {
  return {.id = "nightly",
          .when = rota::weekly(date::Friday, {std::chrono::hours{0}, std::chrono::minutes{0}}),
          .source = listing<Sources>().front().source,
          .next_run = now};
}

/// Whether the backup to start for one of the sources is a full.
template <std::size_t Sources>
std::uint64_t decide() {
  const rota::schedule due = nightly<Sources>();
  return std::get<rota::start_backup>(rota::decide(due, indexed<Sources>(), now, rota::utc)).what == rota::level::full
             ? 1
             : 0;
}

/// The least that a decision must do: read the source of every backup.
template <std::size_t Sources>
std::uint64_t look_at_every_source() {
  const auto& backups = listing<Sources>();
  return std::any_of(backups.begin(), backups.end(),
                     [&](const rota::backup& one) { return one.source == backups.front().source && one.created > now; })
             ? 0
             : 1;
}

/// What keeps all 1,000 backups of one source, by counting and by length, and whose every day lets one go; and the policy of
/// the API, which lets nearly all go at once.
const rota::retention by_days{.daily = 1000};
const rota::retention by_length{.within = date::days{1000}};

/// Looks a year of daily backups ahead.
template <const rota::retention& Policy>
std::uint64_t forecast() {
  static const rota::scenario year{.schedule = nightly<1>(),
                                   .retention = Policy,
                                   .backups = listing<1>(),
                                   .from = now,
                                   .until = now + date::days{365}};
  return rota::forecast(year, rota::utc).size();
}

const bool registered[] = {
    compare({"prune, 1,000,000 backups, by fulls", "std::sort of them by instant", at_most(3)}, prune<1000, by_fulls>,
            sort<1000>),
    compare({"prune, 1,000,000 backups, by fulls, days, weeks, months", "std::sort of them by instant", at_most(3),
             answers::different},
            prune<1000, by_periods>, sort<1000>),
    compare({"prune, 1,000,000 backups, by fulls", "std::sort of copies of their instants"}, prune<1000, by_fulls>,
            sort_copies<1000>),
    compare({"prune, 10,000 backups, by fulls", "std::sort of them by instant", at_most_ms_more(1)},
            prune<10, by_fulls>, sort<10>),
    compare({"prune, 10,000 backups, by fulls, days, weeks, months", "std::sort of them by instant", at_most_ms_more(1),
             answers::different},
            prune<10, by_periods>, sort<10>),
    compare({"decide, 1,000,000 backups, indexed", "reading the source of each"}, decide<1000>,
            look_at_every_source<1000>),
    compare(
        {"decide, 1,000,000 backups, indexed", "100 times decide, 10,000 backups", without_bound, answers::different},
        decide<1000>,
        [] {
          std::uint64_t total = 0;
          for (int i = 0; i < 100; ++i) total += decide<10>();
          return total;
        }),
    compare({"forecast, a year, 1,000 backups, by fulls", "prune of them", at_most(40), answers::different},
            forecast<by_fulls>, prune<1, by_fulls>),
    compare({"forecast, a year, 1,000 backups, by fulls, days, weeks, months", "prune of them", at_most(40),
             answers::different},
            forecast<by_periods>, prune<1, by_periods>),
    compare({"forecast, a year, 1,000 backups, by 1,000 days that have one", "prune of them", at_most(40),
             answers::different},
            forecast<by_days>, prune<1, by_days>),
    compare(
        {"forecast, a year, 1,000 backups, by the last 1,000 days", "prune of them", at_most(40), answers::different},
        forecast<by_length>, prune<1, by_length>),
};

}  // namespace
