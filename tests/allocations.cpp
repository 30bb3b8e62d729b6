// SPDX-License-Identifier: MIT
//
// What takes no memory from the heap: all of cadence.hpp, zone.hpp, next_run.hpp and next_runs.hpp; of due_index what
// asks and what changes, and of decide.hpp decide() with a history that is there already. And what the indexes that do
// take memory are like where there is none.
//
// A program of its own, as it replaces the global operator new and operator delete.

#include <date/tz.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <rota/decide.hpp>
#include <rota/due_index.hpp>
#include <rota/hash_index.hpp>
#include <rota/next_run.hpp>
#include <rota/next_runs.hpp>
#include <stdexcept>
#include <variant>
#include <vector>

#include "catch.hpp"

namespace {

std::size_t allocations = 0;
std::size_t fails_at = 0;  // the number of the allocation that finds no memory; 0 for none

void* take(std::size_t size, std::size_t alignment) noexcept {
  if (++allocations == fails_at) return nullptr;
  return std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
}

void* take_or_throw(std::size_t size, std::size_t alignment) {
  if (void* const taken = take(size, alignment)) return taken;
  throw std::bad_alloc{};
}

}  // namespace

// All of them, as AddressSanitizer has its own of each, and takes it amiss if what one took is freed by another.
void* operator new(std::size_t size) { return take_or_throw(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size) { return take_or_throw(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t to) { return take_or_throw(size, static_cast<std::size_t>(to)); }
void* operator new[](std::size_t size, std::align_val_t to) {
  return take_or_throw(size, static_cast<std::size_t>(to));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size, alignof(std::max_align_t)); }
void operator delete(void* taken) noexcept { std::free(taken); }
void operator delete[](void* taken) noexcept { std::free(taken); }
void operator delete(void* taken, std::size_t) noexcept { std::free(taken); }
void operator delete[](void* taken, std::size_t) noexcept { std::free(taken); }
void operator delete(void* taken, std::align_val_t) noexcept { std::free(taken); }
void operator delete[](void* taken, std::align_val_t) noexcept { std::free(taken); }
void operator delete(void* taken, std::size_t, std::align_val_t) noexcept { std::free(taken); }
void operator delete[](void* taken, std::size_t, std::align_val_t) noexcept { std::free(taken); }

namespace {

using namespace std::chrono_literals;

using rota::cadence;
using rota::civil_policy;
using rota::compact_instant;
using rota::daily_full;
using rota::gap;
using rota::overlap;
using rota::sys_seconds;

/// Keeps an optimiser from leaving out what is counted.
volatile std::int64_t kept = 0;
void keep(std::int64_t value) { kept = kept ^ value; }
void keep(sys_seconds at) { keep(at.time_since_epoch().count()); }

template <class Action>
std::size_t allocations_in(const Action& action) {
  const std::size_t before = allocations;
  action();
  return allocations - before;
}

constexpr std::array<civil_policy, 3> policies{
    {{gap::shift_forward, overlap::first}, {gap::at_transition, overlap::last}, {gap::skip, overlap::first}}};

civil_policy policy_of(int turn) { return policies[static_cast<std::size_t>(turn) % policies.size()]; }

const sys_seconds spring = date::sys_days{date::year{2024} / 3 / 1};  // New York's clock changes on the 10th
const cadence night = rota::weekly(date::Sunday, {2h, 30min});        // at a time that it skips

/// A user's own zone: an hour of summer time from 2024-03-31T01:00:00Z to 2024-10-27T01:00:00Z.
struct one_summer {
  [[nodiscard]] rota::zone_span get_info(sys_seconds at) const {
    const sys_seconds begin{1'711'846'800s};
    const sys_seconds end{1'729'990'800s};
    if (at < begin) return {sys_seconds::min(), begin, 1h};
    if (at < end) return {begin, end, 2h};
    return {end, sys_seconds::max(), 1h};
  }
};

/// Calls `action` with each kind of zone.
template <class Action>
void with_each_zone(const Action& action) {
  // What its get_info gives holds a std::string, which is short enough to take no memory: "EDT". The first look-up
  // reads the file of the zone.
  const date::time_zone* const new_york = date::locate_zone("America/New_York");
  keep(new_york->get_info(spring).end);
  action(rota::utc);
  action(rota::fixed_offset{-5h});
  action(new_york);
  action(rota::cached_zone{new_york});
  action(one_summer{});
}

}  // namespace

TEST_CASE("an allocation is counted", "[allocations]") {
  REQUIRE(allocations_in([] { ::operator delete(::operator new(1)); }) == 1);
  REQUIRE(allocations_in([] { ::operator delete(::operator new(1, std::nothrow)); }) == 1);
  REQUIRE(allocations_in([] { ::operator delete[](::operator new[](1)); }) == 1);
  REQUIRE(allocations_in([] { rota::due_index{}.add({14h, 30min}); }) > 0);
  REQUIRE(allocations_in([] { keep(static_cast<std::int64_t>(rota::format_instant(spring).size())); }) > 0);
  REQUIRE(allocations_in([] {}) == 0);
}

TEST_CASE("weekdays and cadences take no memory", "[allocations]") {
  REQUIRE(allocations_in([] {
            for (int number = -1; number <= 8; ++number) {
              const auto days = rota::weekdays::from_day_of_week(number);
              if (!days) continue;
              const cadence when{*days | rota::weekdays{date::Monday}, {14h, 30min}};
              keep(days->day_of_week().value_or(0) + days->size() + when.full_on.bits());
              keep(static_cast<std::int64_t>(to_string(level_on(when, date::Tuesday)).size()));
              keep(level_on(daily_full(when.at), date::Monday) == level_on(when, date::Monday));
            }
          }) == 0);
}

TEST_CASE("to ask a zone, and to find when its clock shows a time, takes no memory", "[allocations]") {
  with_each_zone([](const auto& zone) {
    REQUIRE(allocations_in([&] {
              for (int hour = 0; hour < 24 * 365; ++hour) {
                const sys_seconds at = spring + std::chrono::hours{hour};
                keep(rota::span_at(zone, at).end);
                keep(rota::to_local(at, zone).time_since_epoch().count());
                const auto found = rota::resolve(date::local_seconds{at.time_since_epoch()}, zone, policy_of(hour));
                if (found) keep(found->at);
              }
            }) == 0);
  });
}

TEST_CASE("to find and to go through the runs of a schedule takes no memory", "[allocations]") {
  with_each_zone([](const auto& zone) {
    REQUIRE(allocations_in([&] {
              for (const civil_policy policy : policies)
                for (int day = 0; day < 365; ++day) {
                  const sys_seconds now = spring + date::days{day} + 7h;
                  keep(next_run(night, now, zone, policy).at);
                  keep(previous_run(night, now, zone, policy).at);
                  keep(next_full(night, now, zone, policy).at);
                  keep(previous_full(night, now, zone, policy).at);
                  if (day % 30 != 0) continue;
                  for (const rota::run& one : runs(night, now, now + date::days{60}, zone, policy)) keep(one.at);
                }
            }) == 0);
  });
}

TEST_CASE("to find the next runs of a table takes no memory", "[allocations]") {
  const std::vector<cadence> table(130, night);
  std::vector<sys_seconds> next(table.size());
  std::vector<compact_instant> minutes(table.size());
  with_each_zone([&](const auto& zone) {
    REQUIRE(allocations_in([&] {
              for (int day = 0; day < 60; ++day) next_runs(table, spring + date::days{day}, next, zone, policy_of(day));
            }) == 0);
  });
  REQUIRE(allocations_in([&] { next_runs(table, spring, date::floor<date::days>(spring), minutes); }) == 0);
}

TEST_CASE("to ask an index what is due, and to change it, takes no memory", "[allocations]") {
  rota::due_index index{std::vector<cadence>(100, night)};
  REQUIRE(allocations_in([&] {
            for (std::uint32_t number = 0; number < 100; ++number) {
              index.set(number, {std::chrono::hours{number % 24}, 0min});
              if (number % 3 == 0) index.remove(number);
              if (number % 6 == 0) index.set(number, {23h, 59min});
              keep(index.at(number).has_value());
              for (const std::uint32_t due : index.due(spring, spring + std::chrono::hours{number % 30})) keep(due);
            }
          }) == 0);
}

TEST_CASE("to decide takes no memory once the history is there", "[allocations]") {
  const std::vector<rota::backup> backups{
      {.id = "the full of a Sunday, under a long name", .created = spring + date::days{2} + 8h},
      {.id = "mon", .parent_id = "the full of a Sunday, under a long name", .created = spring + date::days{3} + 8h},
      {.id = "failed", .status = rota::backup_status::failed, .created = spring + date::days{4} + 8h}};
  const rota::history past{backups};
  rota::schedule due{.id = "a schedule under a long name", .when = night, .source = {}};
  with_each_zone([&](const auto& zone) {
    std::array<int, 3> answers{};
    int missed = 0;
    const auto decide_hourly = [&](const rota::decide_options& options) {
      for (int hour = 0; hour < 24 * 20; ++hour) {
        const auto found = decide(due, past, spring + std::chrono::hours{hour}, options, zone, policy_of(hour));
        ++answers[found.index()];
        if (const auto* start = std::get_if<rota::start>(&found)) missed += static_cast<int>(start->missed);
      }
    };
    REQUIRE(allocations_in([&] {
              due.next_run = next_run(night, spring + date::days{3} + 12h, zone).at;
              decide_hourly({});
              decide_hourly({.grace = 2h, .max_chain = 1});
            }) == 0);
    CHECK(answers[0] > 0);
    CHECK(answers[1] > 0);
    CHECK(answers[2] > 0);
    CHECK(missed > 0);
  });
}

TEST_CASE("a hash_index has room for as many as it expects", "[allocations]") {
  for (std::size_t expected = 0; expected < 300; ++expected) {
    rota::hash_index places{expected};
    const auto put_all = [&] {
      for (std::size_t i = 0; i < expected; ++i) places.find_or_put(i, i, [](std::size_t) { return false; });
    };
    REQUIRE(allocations_in(put_all) == 0);
  }
}

// --- where there is no memory ---

TEST_CASE("a schedule that could not be added leaves no trace", "[allocations]") {
  for (const std::size_t at : {1U, 2U}) {
    rota::due_index index;
    const auto add_without_memory = [&] {
      fails_at = allocations + at;
      index.add({14h, 30min});
    };
    REQUIRE_THROWS_AS(add_without_memory(), std::bad_alloc);
    REQUIRE(index.size() == 0);
    for (int hour = 0; hour < 3; ++hour) index.add({std::chrono::hours{hour}, 0min});
    for (std::uint32_t hour = 0; hour < 3; ++hour) CHECK(index.at(hour).value().hour().count() == hour);
  }
}

TEST_CASE("a hash_index that could not grow is still one", "[allocations]") {
  rota::hash_index places{2};
  const auto put = [&](std::size_t i) {
    int steps = 0;
    return places.find_or_put(7, i, [&](std::size_t j) {
      if (++steps > 1'000) throw std::runtime_error{"probes without end"};
      return j == i;
    });
  };
  std::size_t put_before = 0;
  const auto put_without_memory = [&] {
    fails_at = allocations + 1;
    for (;; ++put_before) put(put_before);
  };
  REQUIRE_THROWS_AS(put_without_memory(), std::bad_alloc);
  for (std::size_t i = 0; i < 100; ++i) REQUIRE_NOTHROW(put(i));
  for (std::size_t i = 0; i < 100; ++i) REQUIRE(put(i) == i);
}

TEST_CASE("a number that could not be inserted is not in the set", "[allocations]") {
  for (const std::size_t at : {1U, 2U}) {
    rota::number_set seen;
    const auto insert_without_memory = [&] {
      fails_at = allocations + at;
      seen.insert(7);
    };
    REQUIRE_THROWS_AS(insert_without_memory(), std::bad_alloc);
    REQUIRE_FALSE(seen.contains(7));
    for (std::uint64_t number = 0; number < 100; ++number) REQUIRE(seen.insert(number));
    for (std::uint64_t number = 0; number < 100; ++number) REQUIRE(seen.contains(number));
  }
}
