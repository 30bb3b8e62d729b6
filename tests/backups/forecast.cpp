// SPDX-License-Identifier: MIT
//
// struct fate { std::string id; level what; sys_seconds created; std::optional<sys_seconds> goes;
//               std::optional<removal_cause> why_removed; keep_reasons why_kept; };
//
// std::vector<fate> forecast(const scenario&, clock);
// std::vector<fate> forecast(const scenario&, OutcomeOf, clock);
// std::vector<fate> forecast(std::span<const backup>, const retention&, sys_seconds from, sys_seconds until, clock);
//
// Laws over generated scenarios: forecast_laws.cpp.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/forecast.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "decisions.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::fate;
using rota::forecast;
using rota::outcome;
using rota::sys_seconds;

std::string text(const std::vector<fate>& fates) {
  std::string lines;
  for (const fate& one : fates) {
    lines += "\n" + one.id + " " + std::string{to_string(one.what)} + " of " + rota::format_instant(one.created);
    lines += one.goes ? " goes " + rota::format_instant(*one.goes) : " stays";
    lines += ": ";
    lines += one.why_removed ? std::string{to_string(*one.why_removed)} : to_string(one.why_kept);
  }
  return lines;
}

backup full(std::string id, std::string_view created) {
  const sys_seconds at = instant(created);
  return {.id = std::move(id), .source = database, .created = at, .updated = at + 20min};
}

backup on(const backup& parent, std::string id, std::string_view created) {
  backup made = full(std::move(id), created);
  made.parent_id = parent.id;
  return made;
}

}  // namespace

TEST_CASE("a chain goes when the full that takes its place has completed", "[forecast]") {
  const backup sunday = full("sunday", "2014-10-26T14:30:00");
  const std::vector<backup> backups{sunday, on(sunday, "monday", "2014-10-27T14:30:00")};
  REQUIRE(text(forecast({.schedule = due_at("2014-11-01T14:30:00"),
                         .retention = {.fulls = 1},
                         .backups = backups,
                         .from = instant("2014-11-01T00:00:00"),
                         .until = instant("2014-11-04T00:00:00")},
                        rota::utc)) == R"(
sunday full of 2014-10-26T14:30:00 goes 2014-11-02T14:40:00: expired
monday incremental of 2014-10-27T14:30:00 goes 2014-11-02T14:40:00: expired
simulated-1 incremental of 2014-11-01T14:30:00 goes 2014-11-02T14:40:00: expired
simulated-2 full of 2014-11-02T14:30:00 stays: fulls, at_least
simulated-3 incremental of 2014-11-03T14:30:00 stays: fulls, at_least)");
}

TEST_CASE("what the caller says of how backups end is what the forecast assumes", "[forecast]") {
  const rota::scenario two_days{.schedule = due_at("2014-11-02T14:30:00"),
                                .retention = {.fulls = 1},
                                .backups = {full("before", "2014-10-26T14:30:00")},
                                .from = instant("2014-11-02T00:00:00"),
                                .until = instant("2014-11-03T16:00:00")};
  const auto fails_on_sunday = [](const backup& one) {
    const bool is_sunday = date::weekday{date::floor<date::days>(one.created)} == date::Sunday;
    return outcome{is_sunday ? backup_status::failed : backup_status::completed, 1h};
  };
  REQUIRE(text(forecast(two_days, fails_on_sunday, rota::utc)) == R"(
before full of 2014-10-26T14:30:00 goes 2014-11-03T15:30:00: expired
simulated-1 full of 2014-11-02T14:30:00 goes 2014-11-02T15:30:00: failed
simulated-2 full of 2014-11-03T14:30:00 stays: fulls, at_least)");
}

TEST_CASE("without a schedule nothing is made, and backups go as they grow too old", "[forecast]") {
  std::vector<backup> backups{full("october", "2014-10-01T10:00:00"), full("november", "2014-11-01T10:00:00"),
                              full("december", "2014-12-01T10:00:00")};
  backups.push_back(backups[0]);  // the same record again
  REQUIRE(text(forecast(backups, {.within = date::months{1}}, instant("2014-10-15T00:00:00"),
                        instant("2015-12-01T00:00:00"), rota::utc)) == R"(
october full of 2014-10-01T10:00:00 goes 2014-11-01T10:00:01: expired
november full of 2014-11-01T10:00:00 goes 2014-12-01T10:00:01: expired
december full of 2014-12-01T10:00:00 stays: at_least)");
}

TEST_CASE("an unfinished backup of a list without a schedule completes, and makes its predecessor go", "[forecast]") {
  std::vector<backup> backups{full("old", "2014-10-01T10:00:00"), full("new", "2014-10-02T10:00:00")};
  backups[1].status = backup_status::building;
  REQUIRE(text(forecast(backups, {.fulls = 1}, instant("2014-10-02T10:05:00"), instant("2014-10-03T00:00:00"),
                        rota::utc)) == R"(
old full of 2014-10-01T10:00:00 goes 2014-10-02T10:10:00: expired
new full of 2014-10-02T10:00:00 stays: fulls, at_least)");
}

TEST_CASE("what is protected outlives every horizon", "[forecast]") {
  std::vector<backup> backups{full("pinned", "2014-10-01T10:00:00"), full("by a person", "2014-10-02T10:00:00"),
                              full("orphan", "2014-10-03T10:00:00"), full("last", "2014-10-04T10:00:00")};
  backups[0].pinned = true;
  backups[1].automated = false;
  backups[2].parent_id = "unknown";
  const auto fates =
      forecast(backups, {.within = 1h, .at_least = 0}, instant("2014-10-05T00:00:00"), sys_seconds::max(), rota::utc);
  REQUIRE(text(fates) == R"(
pinned full of 2014-10-01T10:00:00 stays: pinned
by a person full of 2014-10-02T10:00:00 stays: on_demand
orphan incremental of 2014-10-03T10:00:00 stays: damaged
last full of 2014-10-04T10:00:00 goes 2014-10-05T00:00:00: expired)");
}

TEST_CASE("what an outage at the horizon keeps has no reason to stay", "[forecast]") {
  const auto fates = forecast({.schedule = due_at("2014-11-09T14:30:00"),
                               .retention = {.fulls = 1},
                               .backups = {full("old", "2014-10-26T14:30:00"), full("new", "2014-11-02T14:30:00")},
                               .from = instant("2014-11-03T00:00:00"),
                               .until = instant("2014-11-04T00:00:00"),
                               .outages = {{instant("2014-11-01T00:00:00"), instant("2014-12-01T00:00:00")}}},
                              rota::utc);
  REQUIRE(text(fates) == R"(
old full of 2014-10-26T14:30:00 stays: 
new full of 2014-11-02T14:30:00 stays: fulls, at_least)");
}

TEST_CASE("a horizon that is not after the beginning shows what keeps each backup now", "[forecast]") {
  const std::vector<backup> backups{full("old", "2014-10-26T14:30:00"), full("new", "2014-11-02T14:30:00")};
  const sys_seconds now = instant("2014-11-03T00:00:00");
  for (const sys_seconds until : {now, now - 24h})
    REQUIRE(text(forecast(backups, {.fulls = 2}, now, until, rota::utc)) == R"(
old full of 2014-10-26T14:30:00 stays: fulls
new full of 2014-11-02T14:30:00 stays: fulls, at_least)");
}

TEST_CASE("records of one id that differ have a fate each", "[forecast]") {
  std::vector<backup> backups{full("twice", "2014-10-26T14:30:00"), full("twice", "2014-11-02T14:30:00"),
                              full("once", "2014-10-01T14:30:00")};
  const sys_seconds now = instant("2014-11-03T00:00:00");
  REQUIRE(text(forecast(backups, {.within = 1h, .at_least = 0}, now, now + 24h, rota::utc)) == R"(
twice full of 2014-10-26T14:30:00 stays: damaged
twice full of 2014-11-02T14:30:00 stays: damaged
once full of 2014-10-01T14:30:00 goes 2014-11-03T00:00:00: expired)");
}

TEST_CASE("equal records that end differently are one fate", "[forecast]") {
  backup one = full("one", "2014-11-02T23:50:00");
  one.status = backup_status::building;
  int asked = 0;
  const auto fates = forecast(
      {.schedule = due_at("2014-11-09T14:30:00"),
       .backups = {one, one, full("other", "2014-11-01T00:00:00")},
       .from = instant("2014-11-03T00:00:00"),
       .until = instant("2014-11-04T00:00:00")},
      [&](const backup&) { return outcome{.takes = 1h * ++asked}; }, rota::utc);
  REQUIRE(fates.size() == 2);
  REQUIRE(fates[0].why_kept == rota::keep_reason::damaged);
  REQUIRE(fates[1].why_kept.contains(rota::keep_reason::no_rule));
}

TEST_CASE("a hold that ends, and a backup dated ahead that grows too old, go without any other event", "[forecast]") {
  std::vector<backup> backups{full("ahead", "2014-11-05T10:00:00"), full("held", "2014-10-01T14:30:00")};
  backups[1].held_until = instant("2014-11-04T00:00:00");
  const sys_seconds now = instant("2014-11-03T00:00:00");
  REQUIRE(text(forecast(backups, {.within = 1h, .at_least = 0}, now, now + 96h, rota::utc)) == R"(
ahead full of 2014-11-05T10:00:00 goes 2014-11-05T11:00:01: expired
held full of 2014-10-01T14:30:00 goes 2014-11-04T00:00:00: expired)");
}
