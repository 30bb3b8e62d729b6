// SPDX-License-Identifier: MIT
//
// inline constexpr std::chrono::minutes widest_spread;
// constexpr std::uint64_t spread_hash(std::string_view id) noexcept;
// constexpr std::chrono::minutes spread_offset(std::string_view id, std::chrono::minutes window) noexcept;
// struct spread_run { run nominal; sys_seconds at; };
// constexpr spread_run next_spread_run(const When&, std::chrono::minutes offset, sys_seconds after, clock = utc);
// constexpr spread_run previous_spread_run(const When&, std::chrono::minutes offset, sys_seconds before, clock = utc);

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <rota/when/spread.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_calendar.hpp"

using namespace std::chrono_literals;
using rota::next_spread_run;
using rota::previous_spread_run;
using rota::spread_hash;
using rota::spread_offset;
using rota::spread_run;

namespace {

// Computed with whole numbers of any length, outside this library.
static_assert(spread_hash("") == 0xf52a15e9a9b5e89b);
static_assert(spread_hash("a") == 0x02c0bdbf481420f8);
static_assert(spread_hash("44b277eb-39be-4921-be31-3d61b43651d7") == 0x5370c8601ab6d81c);
static_assert(spread_hash("88b277eb-39be-4921-be31-3d61b43651d7") == 0xf5c776865f1423cb);
static_assert(spread_offset("44b277eb-39be-4921-be31-3d61b43651d7", 60min) == 19min);
static_assert(spread_offset("88b277eb-39be-4921-be31-3d61b43651d7", 60min) == 57min);
static_assert(spread_offset("a", 60min) == 0min);
static_assert(spread_offset("88b277eb-39be-4921-be31-3d61b43651d7", 0min) == 0min);

constexpr rota::cadence night = rota::weekly(date::Sunday, {14h, 30min});
static_assert(next_spread_run(night, 19min, instant("2014-11-02T14:30:00")).at == instant("2014-11-02T14:49:00"));
static_assert(next_spread_run(night, 19min, instant("2014-11-02T14:30:00")).nominal.level == rota::level::full);
static_assert(next_spread_run(night, 19min, instant("2014-11-02T14:49:00")).at == instant("2014-11-03T14:49:00"));
static_assert(previous_spread_run(night, 19min, instant("2014-11-02T14:49:00")).at == instant("2014-11-01T14:49:00"));

}  // namespace

TEST_CASE("the offset of an id is its hash as a fraction of the window, as long division says", "[spread]") {
  constexpr std::uint64_t seed = 13'001;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = "schedule-" + std::to_string(i);
    const std::int64_t window = values.between(0, rota::widest_spread.count());
    const std::uint64_t hash = spread_hash(id);
    std::uint64_t product = 0;  // of the window and the binary digits of the hash so far, without those after the point
    for (unsigned bit = 0; bit < 64; ++bit)
      product = (product + ((hash >> bit & 1U) != 0 ? static_cast<std::uint64_t>(window) : 0)) / 2;
    found.unless(spread_offset(id, std::chrono::minutes{window}).count() == static_cast<std::int64_t>(product),
                 [&] { return id + " over " + std::to_string(window); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("offsets are spread evenly over the window", "[spread]") {
  std::array<int, 60> minutes_of{};
  for (int i = 0; i < 60'000; ++i)
    ++minutes_of.at(static_cast<std::size_t>(spread_offset("db-" + std::to_string(i), 60min).count()));
  for (const int ids : minutes_of) {
    REQUIRE(ids > 850);
    REQUIRE(ids < 1'150);
  }
}

TEST_CASE("a spread schedule is the plain one seen later, and no run reaches the next slot", "[spread]") {
  constexpr std::uint64_t seed = 13'002;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 2'000; ++i) {
    const rota::calendar when = draw_calendar(values);
    const std::chrono::minutes offset{values.between(0, values.coin() ? 90 : rota::widest_spread.count())};
    const rota::sys_seconds now = instant(values.between(0, 2'000'000'000));
    std::vector<spread_run> expected;  // around now
    rota::run nominal = previous_run(when, previous_run(when, previous_run(when, now).at).at);
    while (expected.size() < 8) {
      const rota::run next = next_run(when, nominal.at);
      expected.push_back({nominal, (std::min)(nominal.at + offset, next.at - 1min)});
      nominal = next;
    }
    std::size_t first = 0;
    while (expected[first].at <= now) ++first;
    std::size_t last = first;
    while (expected[last].at >= now) --last;
    found.unless(
        next_spread_run(when, offset, now) == expected[first] &&
            previous_spread_run(when, offset, now) == expected[last] &&
            next_spread_run(when, offset, expected[first].at) == expected[first + 1] &&
            previous_spread_run(when, offset, expected[first + 1].at) == expected[first],
        [&] { return text(when) + " at " + rota::format_instant(now) + ", " + std::to_string(offset.count()); });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a window beyond four weeks, or below nothing, ends the program", "[spread]") {
  REQUIRE(ends_the_program([] { static_cast<void>(spread_offset("a", rota::widest_spread + 1min)); }));
  REQUIRE(ends_the_program([] { static_cast<void>(spread_offset("a", -1min)); }));
}
