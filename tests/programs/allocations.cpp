// SPDX-License-Identifier: MIT
//
// Nothing in cadence.hpp, clock.hpp, next_run.hpp and next_runs.hpp allocates, apart from the conversions to text. Nor do
// queries and changes of a due_index, or decide(), assess() and restorable_at() with a history that was made before. Where
// memory runs out, the indexes that allocate stay valid.
//
// A program of its own, since it replaces the global operator new and operator delete.

#include <date/tz.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <rota/backups/decide.hpp>
#include <rota/backups/protection.hpp>
#include <rota/detail/hash_index.hpp>
#include <rota/when/due_index.hpp>
#include <rota/when/next_run.hpp>
#include <rota/when/next_runs.hpp>
#include <variant>
#include <vector>

#include "catch.hpp"

namespace {

std::size_t allocations = 0;
std::size_t fails_at = 0;  // the number of the allocation that fails; 0 for none

void* take(std::size_t size, std::size_t alignment) noexcept {
  if (++allocations == fails_at) return nullptr;
  return std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
}

void* take_or_throw(std::size_t size, std::size_t alignment) {
  if (void* const taken = take(size, alignment)) return taken;
  throw std::bad_alloc{};
}

// Not inlined: GCC would take std::free for a mismatch with operator new.
[[gnu::noinline]] void give_back(void* taken) noexcept { std::free(taken); }

}  // namespace

// All of them, since AddressSanitizer has its own of each, and reports memory that another one frees.
void* operator new(std::size_t size) { return take_or_throw(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size) { return take_or_throw(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t to) { return take_or_throw(size, static_cast<std::size_t>(to)); }
void* operator new[](std::size_t size, std::align_val_t to) {
  return take_or_throw(size, static_cast<std::size_t>(to));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size, alignof(std::max_align_t)); }
void operator delete(void* taken) noexcept { give_back(taken); }
void operator delete[](void* taken) noexcept { give_back(taken); }
void operator delete(void* taken, std::size_t) noexcept { give_back(taken); }
void operator delete[](void* taken, std::size_t) noexcept { give_back(taken); }
void operator delete(void* taken, std::align_val_t) noexcept { give_back(taken); }
void operator delete[](void* taken, std::align_val_t) noexcept { give_back(taken); }
void operator delete(void* taken, std::size_t, std::align_val_t) noexcept { give_back(taken); }
void operator delete[](void* taken, std::size_t, std::align_val_t) noexcept { give_back(taken); }

namespace {

using namespace std::chrono_literals;

using rota::cadence;
using rota::daily_full;
using rota::gap;
using rota::minutes32;
using rota::overlap;
using rota::sys_seconds;
using rota::detail::hash_index;

/// Keeps the optimizer from removing what is counted.
volatile std::int64_t kept = 0;
void keep(std::int64_t value) { kept = kept ^ value; }
void keep(sys_seconds at) { keep(at.time_since_epoch().count()); }

template <class Action>
std::size_t allocations_in(const Action& action) {
  const std::size_t before = allocations;
  action();
  return allocations - before;
}

const sys_seconds spring = date::sys_days{date::year{2024} / 3 / 1};  // New York's clock changes on the 10th
const cadence night = rota::weekly(date::Sunday, {2h, 30min});        // at a time that it skips

/// A zone of the user's own: an hour of summer time from 2024-03-31T01:00:00Z to 2024-10-27T01:00:00Z.
struct one_summer {
  [[nodiscard]] rota::zone_span get_info(sys_seconds at) const {
    const sys_seconds begin{1'711'846'800s};
    const sys_seconds end{1'729'990'800s};
    if (at < begin) return {sys_seconds::min(), begin, 1h};
    if (at < end) return {begin, end, 2h};
    return {end, sys_seconds::max(), 1h};
  }
};

/// Calls `action` with a clock of each kind of zone, under each of three policies.
template <class Action>
void with_each_clock(const Action& action) {
  const auto with_each_policy = [&](const auto& zone) {
    action(rota::wall_clock{zone});
    action(rota::wall_clock{zone, gap::at_transition, overlap::last});
    action(rota::wall_clock{zone, gap::skip, overlap::first});
  };
  // Its get_info returns a std::string, "EDT", which is short enough not to be allocated. The first look-up reads the
  // file of the zone.
  const date::time_zone* const new_york = date::locate_zone("America/New_York");
  keep(new_york->get_info(spring).end);
  action(rota::utc);
  with_each_policy(rota::fixed_offset{-5h});
  with_each_policy(new_york);
  with_each_policy(rota::cached_zone{new_york});
  with_each_policy(one_summer{});
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

TEST_CASE("making and reading cadences does not allocate", "[allocations]") {
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

TEST_CASE("reading a clock, and finding when it shows a time, does not allocate", "[allocations]") {
  with_each_clock([](const auto& clock) {
    REQUIRE(allocations_in([&] {
              for (int hour = 0; hour < 24 * 365; ++hour) {
                const sys_seconds at = spring + std::chrono::hours{hour};
                keep(rota::span_at(clock.zone, at).end);
                keep(rota::to_local(at, clock).time_since_epoch().count());
                const auto found = rota::resolve(date::local_seconds{at.time_since_epoch()}, clock);
                if (found) keep(found->at);
              }
            }) == 0);
  });
}

TEST_CASE("finding and iterating over the runs of a schedule does not allocate", "[allocations]") {
  with_each_clock([](const auto& clock) {
    REQUIRE(allocations_in([&] {
              for (int day = 0; day < 365; ++day) {
                const sys_seconds now = spring + date::days{day} + 7h;
                keep(next_run(night, now, clock).at);
                keep(previous_run(night, now, clock).at);
                keep(next_run_of(night, rota::level::full, now, clock)->at);
                keep(previous_run_of(night, rota::level::full, now, clock)->at);
                if (day % 30 != 0) continue;
                for (const rota::run& one : runs(night, now, now + date::days{60}, clock)) keep(one.at);
              }
            }) == 0);
  });
}

TEST_CASE("finding, counting and iterating over the runs of a calendar does not allocate", "[allocations]") {
  const rota::calendar plan{{rota::level::full, rota::nth(1, date::Sunday), rota::at({23h, 5min})},
                            {rota::level::differential, rota::last(date::Friday), rota::at({2h, 30min})},
                            {rota::level::incremental, {}, {rota::hours::all(), rota::minutes{0, 30}}}};
  const rota::timing when = plan;
  with_each_clock([&](const auto& clock) {
    REQUIRE(allocations_in([&] {
              for (int day = 0; day < 365; day += 5) {
                const sys_seconds now = spring + date::days{day} + 7h;
                keep(next_run(when, now, clock).at);
                keep(previous_run(when, now, clock).at);
                keep(next_run_of(plan, rota::level::full, now, clock)->at);
                keep(previous_run_of(plan, rota::level::differential, now, clock)->at);
                keep(static_cast<int>(count_runs(plan, now, now + date::days{60}, clock)));
                keep(next_spread_run(when, 19min, now, clock).at);
                for (const rota::run& one : runs(when, now, now + date::days{3}, clock)) keep(one.at);
              }
            }) == 0);
  });
}

TEST_CASE("finding the next runs of a table does not allocate", "[allocations]") {
  const std::vector<cadence> table(130, night);
  std::vector<sys_seconds> next(table.size());
  std::vector<minutes32> minutes(table.size());
  with_each_clock([&](const auto& clock) {
    REQUIRE(allocations_in([&] {
              for (int day = 0; day < 60; ++day) next_runs(table, spring + date::days{day}, next, clock);
            }) == 0);
  });
  REQUIRE(allocations_in([&] { next_runs(table, spring, date::floor<date::days>(spring), minutes); }) == 0);
}

TEST_CASE("finding what is due in an index, and changing the index, does not allocate", "[allocations]") {
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

TEST_CASE("deciding does not allocate once the history is made", "[allocations]") {
  const rota::source db{"db"};
  const std::string sunday = "the full of a Sunday, under a long name";
  const std::vector<rota::backup> backups{
      {.id = sunday, .source = db, .created = spring + date::days{2} + 8h},
      {.id = "mon", .parent_id = sunday, .source = db, .created = spring + date::days{3} + 8h},
      {.id = "failed", .source = db, .status = rota::backup_status::failed, .created = spring + date::days{4} + 8h}};
  const rota::history past{backups};
  rota::schedule due{.id = "a schedule under a long name", .when = night, .source = db};
  with_each_clock([&](const auto& clock) {
    std::array<int, 4> answers{};
    std::uint64_t missed = 0;
    const auto decide_hourly = [&](const rota::decide_options& options) {
      for (int hour = 0; hour < 24 * 20; ++hour) {
        const auto found = decide(due, past, spring + std::chrono::hours{hour}, clock, options);
        ++answers[found.index()];
        if (const auto* start = std::get_if<rota::start_backup>(&found)) missed += start->missed;
      }
    };
    REQUIRE(allocations_in([&] {
              due.next_run = next_run(night, spring + date::days{3} + 12h, clock).at;
              due.running = false;
              decide_hourly({});
              decide_hourly({.grace = 2h, .max_chain = 1});
              due.running = true;
              decide_hourly({});
            }) == 0);
    for (const int times : answers) CHECK(times > 0);
    CHECK(missed > 0);
  });
}

TEST_CASE("assessing a protection does not allocate once the history is made", "[allocations]") {
  const rota::source db{"the id of a source, too long to be stored in place"};
  const std::string sunday = "the full of a Sunday, under a long name";
  const std::vector<rota::backup> backups{
      {.id = sunday, .source = db, .created = spring, .updated = spring + 1h},
      {.id = "mon", .parent_id = sunday, .source = db, .created = spring + 24h, .updated = spring + 25h},
      {.id = "orphan", .parent_id = "a parent that is not in the list", .source = db, .created = spring + 26h},
      {.id = "running", .source = db, .status = rota::backup_status::building, .created = spring + 48h}};
  const rota::history past{backups};
  std::array<int, 3> states{};
  REQUIRE(allocations_in([&] {
            for (int hour = -24; hour < 24 * 4; ++hour) {
              const sys_seconds now = spring + std::chrono::hours{hour};
              const auto found = assess(past, db, 24h, now);
              ++states[static_cast<std::size_t>(found.state)];
              keep(static_cast<std::int64_t>(found.chain_length + found.damaged));
              keep(restorable_at(past, db, now).has_value());
            }
          }) == 0);
  for (const int times : states) CHECK(times > 0);
}

TEST_CASE("a hash_index has room for the number of indexes that it expects", "[allocations]") {
  for (std::size_t expected = 0; expected < 300; ++expected) {
    hash_index places{[](std::size_t i) { return i; }, expected};
    const auto put_all = [&] {
      for (std::size_t i = 0; i < expected; ++i) places.find_or_put(i, i);
    };
    REQUIRE(allocations_in(put_all) == 0);
  }
}

// --- out of memory ---

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

TEST_CASE("a hash_index that could not grow stays valid", "[allocations]") {
  for (const std::size_t at : {1U, 2U, 3U, 40U}) {
    hash_index places{[](std::size_t i) { return i; }};
    std::size_t put_before = 0;
    const auto put_without_memory = [&] {
      fails_at = allocations + at;
      for (;; ++put_before) places.find_or_put(7, put_before);
    };
    REQUIRE_THROWS_AS(put_without_memory(), std::bad_alloc);
    for (std::size_t i = 0; i < put_before; ++i) REQUIRE(places.find(7, i) == i);
    for (std::size_t i = 0; i < 1'000; ++i) REQUIRE(places.find_or_put(7, i) == i);
    for (std::size_t i = 0; i < 1'000; ++i) REQUIRE(places.find(7, i) == i);
  }
}
