// SPDX-License-Identifier: MIT
//
// Which of ten million schedules are due in one minute.
#include <rota/when/due_index.hpp>
#include <rota/when/next_runs.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <vector>

#include "inputs.hpp"
#include "ratios.hpp"

namespace {

constexpr std::size_t schedules = 10'000'000;
constexpr rota::sys_seconds now = date::sys_days{date::year{2024} / 3 / 1} + std::chrono::seconds{12 * 3600 + 34 * 60};
constexpr rota::sys_seconds last_tick = now - std::chrono::minutes{1};

const std::vector<rota::cadence>& table() {
  static const auto all = random_inputs{}.table(schedules);
  return all;
}

rota::due_index& index() {
  static rota::due_index all{table()};
  return all;
}

std::uint64_t tick() {
  const auto due = index().due(last_tick, now);
  return std::accumulate(due.begin(), due.end(), std::uint64_t{0});
}

/// What a tick costs at least: reading as many numbers.
std::uint64_t read_as_many() {
  static const auto numbers = [] {
    const auto due = index().due(last_tick, now);
    return std::vector<std::uint32_t>(due.begin(), due.end());
  }();
  return std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0});
}

std::uint64_t scan() {
  static std::vector<rota::minutes32> next(schedules);
  constexpr rota::sys_minutes epoch = date::floor<std::chrono::minutes>(now);
  next_runs(table(), last_tick, epoch, next);
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < schedules; ++i) total += next[i] <= rota::minutes32{0} ? i : 0;
  return total;
}

std::uint64_t build() { return rota::due_index{table()}.due(last_tick, now).size(); }

/// What people would build instead: the numbers, sorted by time of day.
std::uint64_t sort() {
  std::vector<std::uint32_t> numbers(schedules);
  std::iota(numbers.begin(), numbers.end(), 0U);
  const auto is_earlier = [](std::uint32_t a, std::uint32_t b) { return table()[a].at < table()[b].at; };
  std::sort(numbers.begin(), numbers.end(), is_earlier);
  const std::uint32_t one_of_them = *index().due(last_tick, now).begin();
  const auto [begin, end] = std::equal_range(numbers.begin(), numbers.end(), one_of_them, is_earlier);
  return static_cast<std::uint64_t>(end - begin);
}

/// A thousand schedules change their times of day, and change them back.
std::uint64_t change_a_thousand() {
  random_inputs random;
  for (int i = 0; i < 1000; ++i) {
    const auto number = static_cast<std::uint32_t>(random.below(schedules));
    index().set(number, random.time_of_day());
    index().set(number, table()[number].at);
  }
  return index().size();
}

std::uint64_t size_of_a_built_one() { return rota::due_index{table()}.size(); }

const bool registered[] = {
    compare({"due_index, a tick over 10,000,000 schedules", "reading as many numbers"}, tick, read_as_many),
    compare({"due_index, a tick over 10,000,000 schedules", "a scan with next_runs"}, tick, scan),
    compare({"due_index, built of 10,000,000 schedules", "std::sort of their numbers by time"}, build, sort),
    compare({"due_index, 2,000 changes among 10,000,000", "building it once"}, change_a_thousand, size_of_a_built_one),
};

}  // namespace
