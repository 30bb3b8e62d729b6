// SPDX-License-Identifier: MIT
// A test of a class that embeds rota, with Catch2. Its clock is a variable, so that two weeks take no time, and each
// night of the year can be tried: nothing waits, and nothing depends on the day on which the test runs.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <chrono>
#include <optional>
#include <rota/print.hpp>
#include <rota/rota.hpp>
#include <string>
#include <vector>

#include "nightly_job.hpp"

using namespace std::chrono_literals;

namespace {

/// A job with its world: fulls on Sundays at 23:00, incrementals on the other nights.
struct rehearsal {
  rota::sys_seconds now = *rota::parse_instant("2026-01-03T12:00:00");  // a Saturday
  std::vector<std::string> started;                                     // "full 1", "incremental 2 on 1"
  nightly_job job{{rota::weekly(date::Sunday, {23h, 0min}), {"orders"}},
                  [this] { return now; },
                  [this](rota::level what, const std::optional<std::string>& parent) {
                    std::string id = std::to_string(started.size() + 1);
                    started.push_back(std::string{to_string(what)} + ' ' + id + (parent ? " on " + *parent : ""));
                    return id;
                  }};

  /// A day passes, with a tick every minute. A backup takes half an hour.
  void pass_a_day(bool is_ok = true) {
    const std::size_t before = started.size();
    std::optional<rota::sys_seconds> end;
    for (const auto tomorrow = now + 24h; now < tomorrow; now += 1min) {
      if (end == now) job.ended(is_ok);
      job.tick();
      if (started.size() != before && !end) end = now + 30min;
    }
  }
};

}  // namespace

TEST_CASE("The first night makes a full whatever its day, and the next ones build on the newest full") {
  rehearsal orders;
  for (int day = 0; day < 3; ++day) orders.pass_a_day();
  CHECK(orders.started == std::vector<std::string>{"full 1", "full 2", "incremental 3 on 2"});
}

TEST_CASE("A full that fails is made again on the next night") {
  rehearsal orders;
  orders.pass_a_day();
  orders.pass_a_day(false);
  for (int day = 0; day < 2; ++day) orders.pass_a_day();
  CHECK(orders.started == std::vector<std::string>{"full 1", "full 2", "full 3", "incremental 4 on 3"});
}

TEST_CASE("After an outage one backup is made, not one for each night that was missed") {
  rehearsal orders;
  for (int day = 0; day < 2; ++day) orders.pass_a_day();
  orders.now += 24h * 4 - 10h;  // until Friday at 02:00, within the grace of Thursday's slot
  orders.job.tick();
  orders.job.tick();
  CHECK(orders.started.size() == 3);
  CHECK(orders.started.back() == "incremental 3 on 2");
}

TEST_CASE("A chain goes as a whole, children first, once two newer fulls exist") {
  rehearsal orders;
  std::vector<std::string> gone;
  for (int day = 0; day < 16; ++day) {
    orders.pass_a_day();
    for (std::string& id : orders.job.expire({.fulls = 2})) gone.push_back(std::move(id));
  }
  CHECK(gone == std::vector<std::string>{"1", "8", "7", "6", "5", "4", "3", "2"});
}
