// SPDX-License-Identifier: MIT
//
// Instants outside the years of date::year: each function answers, or ends the program as its header says.

#include <array>
#include <chrono>
#include <optional>
#include <rota/rota.hpp>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "decisions.hpp"
#include "ends_the_program.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::sys_seconds;
using rota::wall_clock;

constexpr sys_seconds first = date::sys_days{date::year::min() / 1 / 1};
constexpr sys_seconds last = date::sys_days{date::year::max() / 12 / 31} + 24h - 1s;
constexpr rota::cadence night = rota::weekly(date::Sunday, {2h, 30min});

/// A zone without laws: no offset is possible, and each second has another one.
struct absurd_zone {
  [[nodiscard]] static rota::zone_span get_info(sys_seconds at) {
    const bool is_odd = at.time_since_epoch().count() % 2 != 0;
    return {at, at + 1s, is_odd ? std::chrono::seconds::max() : std::chrono::seconds::min()};
  }
};

}  // namespace

TEST_CASE("the runs of all years of date::year are found", "[ends_of_time]") {
  REQUIRE(rota::next_run(night, first).at == first + 2h + 30min);
  REQUIRE(rota::previous_run(night, last).at == last - 21h - 29min - 59s);
  REQUIRE(rota::next_run(night, last).at > last);
  REQUIRE(rota::previous_run(night, first).at < first);
}

TEST_CASE("what counts no days answers for every instant", "[ends_of_time]") {
  for (const sys_seconds at : {sys_seconds::min(), first - 1s, last + 1s, sys_seconds::max()}) {
    const backup one{.id = "a", .source = database, .created = at, .updated = at};
    REQUIRE(is_future(one, instant("2014-10-30T12:30:00")) == (at > last));
    REQUIRE(prune(std::vector{one}, {.fulls = 1, .daily = 3, .within = 24h}, at).removals.empty());
    REQUIRE(rota::before(at, 0s) >= rota::before(at, 1h));
    const rota::due_index index{std::vector{night}};
    REQUIRE(index.due(at, at).size() == 0);
    const auto none = rota::runs(night, at, at);
    REQUIRE(none.begin() == none.end());
  }
}

TEST_CASE("a zone that reports absurd offsets makes nothing endless", "[ends_of_time]") {
  const sys_seconds from = instant("2014-01-01T00:00:00");
  const auto found = simulate(
      {.schedule = due_at("2014-01-01T14:30:00"), .from = from, .until = from + 30 * 24h},
      [](const backup&) { return rota::outcome{}; }, wall_clock{absurd_zone{}});
  REQUIRE(found.events.size() < 200);
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("an instant outside the years of date::year ends the program where a day is asked for", "[ends_of_time]") {
  const auto always = [](const auto& action) { REQUIRE(ends_the_program(action)); };
  for (const sys_seconds at : {sys_seconds::min(), first - 1s, last + 1s, sys_seconds::max()}) {
    always([&] { static_cast<void>(rota::next_run(night, at)); });
    always([&] { static_cast<void>(rota::previous_run(night, at)); });
    always([&] { static_cast<void>(*rota::next_run_of(night, rota::level::full, at)); });
    always([&] { static_cast<void>(*rota::previous_run_of(night, rota::level::full, at)); });
    always([&] { static_cast<void>(rota::to_local(at)); });
    always([&] { static_cast<void>(rota::resolve(date::local_seconds{at.time_since_epoch()}, rota::utc)); });
    always([&] { static_cast<void>(rota::format_instant(at)); });
    always([&] { static_cast<void>(rota::before(at, date::days{1})); });
    always([&] { static_cast<void>(decide(due_at("2014-11-02T14:30:00"), std::vector<backup>{}, at, rota::utc)); });
    std::array<sys_seconds, 1> out{};
    std::array<rota::minutes32, 1> minutes{};
    always([&] { rota::next_runs(std::array{night}, at, out); });
    always([&] { rota::next_runs(std::array{night}, at, rota::sys_minutes{}, minutes); });
  }
  rota::schedule never = due_at("2014-11-02T14:30:00");
  never.next_run = sys_seconds::min();
  always([&] { static_cast<void>(decide(never, std::vector<backup>{}, instant("2014-11-02T14:30:00"), rota::utc)); });
}

TEST_CASE("an epoch at the ends of time ends the program", "[ends_of_time]") {
  std::array<rota::minutes32, 1> minutes{};
  for (const auto epoch : {rota::sys_minutes::min(), rota::sys_minutes::max()})
    REQUIRE(ends_the_program([&] { rota::next_runs(std::array{night}, sys_seconds{}, epoch, minutes); }));
}
#endif
