// SPDX-License-Identifier: MIT
//
// struct outcome { backup_status status; std::chrono::seconds takes; std::optional<double> size_gib; };
//
// enum class event_kind { started, completed, failed, busy, skipped, removed };
// struct event { sys_seconds at; event_kind kind; std::string id; level what; bool automated; std::uint64_t missed;
//                start_reasons started_for; std::optional<skip_reason> skipped_for;
//                std::optional<removal_cause> removed_for; };
//
// struct outage { sys_seconds from; sys_seconds until; };
// struct scenario { schedule; retention; std::vector<backup> backups; sys_seconds from, until; decide_options decide;
//                   std::vector<outage> outages; std::vector<sys_seconds> on_demand; };
// struct simulation { schedule after; std::vector<backup> backups; std::vector<event> events; };
// simulation simulate(const scenario&, OutcomeOf, clock);
//
// On the clocks of zones: clocks.cpp. Laws: simulate_laws.cpp.

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/simulate.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "decisions.hpp"
#include "events.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::event;
using rota::event_kind;
using rota::outage;
using rota::outcome;
using rota::scenario;
using rota::schedule;
using rota::simulate;
using rota::simulation;
using rota::source;
using rota::sys_seconds;

const source other_database{"55b277eb-39be-4921-be31-3d61b43651d7"};

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("five days of the API guide's schedule, of which one chain is kept", "[simulate]") {
  const simulation found = simulate({.schedule = due_at("2014-10-30T14:30:00"),
                                     .retention = {.fulls = 1},
                                     .from = instant("2014-10-30T12:30:00"),
                                     .until = instant("2014-11-03T14:50:00")},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-10-30T14:30:00 started simulated-1 full: first_full
2014-10-30T14:50:00 completed simulated-1 full
2014-10-31T14:30:00 started simulated-2 incremental: scheduled
2014-10-31T14:50:00 completed simulated-2 incremental
2014-11-01T14:30:00 started simulated-3 incremental: scheduled
2014-11-01T14:50:00 completed simulated-3 incremental
2014-11-02T14:30:00 started simulated-4 full: scheduled
2014-11-02T14:50:00 completed simulated-4 full
2014-11-02T14:50:00 removed simulated-3 incremental: expired
2014-11-02T14:50:00 removed simulated-2 incremental: expired
2014-11-02T14:50:00 removed simulated-1 full: expired
2014-11-03T14:30:00 started simulated-5 incremental: scheduled)");
  REQUIRE(found.backups.size() == 2);
  REQUIRE(found.backups.back().status == backup_status::building);
  REQUIRE(found.after.running);
  REQUIRE(rota::format_instant(found.after.next_run) == "2014-11-04T14:30:00");
  REQUIRE(found.after.last_scheduled == instant("2014-11-03T14:30:00"));
}

TEST_CASE("a full that fails is removed and tried again the next day, and no chain is lost", "[simulate]") {
  const auto fails_on_sunday = [](const backup& one) {
    const bool is_sunday = date::weekday{date::floor<date::days>(one.created)} == date::Sunday;
    return outcome{is_sunday ? backup_status::failed : backup_status::completed, 20min};
  };
  const simulation found = simulate({.schedule = due_at("2014-11-01T14:30:00"),
                                     .retention = {.fulls = 1},
                                     .from = instant("2014-11-01T00:00:00"),
                                     .until = instant("2014-11-04T00:00:00")},
                                    fails_on_sunday, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-01T14:30:00 started simulated-1 full: first_full
2014-11-01T14:50:00 completed simulated-1 full
2014-11-02T14:30:00 started simulated-2 full: scheduled
2014-11-02T14:50:00 failed simulated-2 full
2014-11-02T14:50:00 removed simulated-2 full: failed
2014-11-03T14:30:00 started simulated-3 full: overdue
2014-11-03T14:50:00 completed simulated-3 full
2014-11-03T14:50:00 removed simulated-1 full: expired)");
}

TEST_CASE("the slot that begins while a backup is running is served when it has ended", "[simulate]") {
  const simulation found = simulate(
      {.schedule = due_at("2014-11-02T14:30:00"),
       .retention = {.fulls = 2},
       .from = instant("2014-11-02T00:00:00"),
       .until = instant("2014-11-06T00:00:00")},
      [](const backup&) { return outcome{.takes = 30h}; }, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full scheduled
2014-11-03T14:30:00 busy simulated-1 full
2014-11-03T20:30:00 completed simulated-1 full
2014-11-03T20:30:00 started simulated-2 incremental: scheduled
2014-11-04T14:30:00 busy simulated-2 incremental
2014-11-05T02:30:00 completed simulated-2 incremental
2014-11-05T02:30:00 started simulated-3 incremental: scheduled
2014-11-05T14:30:00 busy simulated-3 incremental)");
}

TEST_CASE("a backup that ends as the next slot begins does not block it", "[simulate]") {
  const simulation found = simulate(
      {.schedule = due_at("2014-11-02T14:30:00"),
       .retention = {.fulls = 2},
       .from = instant("2014-11-02T00:00:00"),
       .until = instant("2014-11-03T14:31:00")},
      [](const backup&) { return outcome{.takes = 24h}; }, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full scheduled
2014-11-03T14:30:00 completed simulated-1 full
2014-11-03T14:30:00 started simulated-2 incremental: scheduled)");
}

TEST_CASE("a backup that takes no time, or a negative time, ends as it starts", "[simulate]") {
  for (const auto takes : {0s, -3'600s}) {
    const simulation found = simulate(
        {.schedule = due_at("2014-11-02T14:30:00"),
         .retention = {.fulls = 2},
         .from = instant("2014-11-02T00:00:00"),
         .until = instant("2014-11-03T00:00:00")},
        [&](const backup&) { return outcome{.takes = takes}; }, rota::utc);
    REQUIRE(text(found.events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full scheduled
2014-11-02T14:30:00 completed simulated-1 full)");
    REQUIRE_FALSE(found.after.running);
  }
}

TEST_CASE("after an outage the latest run is made up for, by a full if one was missed", "[simulate]") {
  const simulation found = simulate({.schedule = due_at("2014-10-31T14:30:00"),
                                     .retention = {.fulls = 2},
                                     .from = instant("2014-10-31T00:00:00"),
                                     .until = instant("2014-11-04T10:00:00"),
                                     .outages = {{instant("2014-11-01T14:30:00"), instant("2014-11-04T09:00:00")}}},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-10-31T14:30:00 started simulated-1 full: first_full
2014-10-31T14:50:00 completed simulated-1 full
2014-11-04T09:00:00 started simulated-2 full: missed 2 overdue
2014-11-04T09:20:00 completed simulated-2 full)");
}

TEST_CASE("on-demand backups start when asked for, unless one is running, and are kept", "[simulate]") {
  // the last one was before it all begins
  const simulation found = simulate({.schedule = due_at("2014-11-02T14:30:00"),
                                     .retention = {.fulls = 1},
                                     .from = instant("2014-11-02T00:00:00"),
                                     .until = instant("2014-11-10T00:00:00"),
                                     .on_demand = {instant("2014-11-02T14:40:00"), instant("2014-11-02T09:00:00"),
                                                   instant("2014-11-02T09:10:00"), instant("2014-10-01T00:00:00")}},
                                    in_twenty_minutes, rota::utc);
  const std::vector<event> first_day{found.events.begin(), found.events.begin() + 6};
  REQUIRE(text(first_day) == R"(
2014-11-02T09:00:00 started simulated-1 full by hand
2014-11-02T09:10:00 busy simulated-1 full by hand
2014-11-02T09:20:00 completed simulated-1 full by hand
2014-11-02T14:30:00 started simulated-2 full: first_full scheduled
2014-11-02T14:40:00 busy simulated-2 full by hand
2014-11-02T14:50:00 completed simulated-2 full)");
  REQUIRE(found.backups.size() == 2);
  REQUIRE(found.backups.front().id == "simulated-1");
}

TEST_CASE("of what people ask for in an outage, the first is served when it ends", "[simulate]") {
  const simulation found = simulate({.schedule = due_at("2014-11-03T14:30:00"),
                                     .retention = {.fulls = 1},
                                     .from = instant("2014-11-03T00:00:00"),
                                     .until = instant("2014-11-03T14:00:00"),
                                     .outages = {{instant("2014-11-03T09:00:00"), instant("2014-11-03T12:00:00")}},
                                     .on_demand = {instant("2014-11-03T10:00:00"), instant("2014-11-03T11:00:00")}},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-03T12:00:00 started simulated-1 full by hand
2014-11-03T12:00:00 busy simulated-1 full by hand
2014-11-03T12:20:00 completed simulated-1 full by hand)");
}

TEST_CASE("what may go after a backup ends in an outage goes when the outage is over", "[simulate]") {
  const simulation found = simulate({.schedule = due_at("2014-11-01T14:30:00"),
                                     .retention = {.fulls = 1},
                                     .from = instant("2014-11-01T00:00:00"),
                                     .until = instant("2014-11-03T00:00:00"),
                                     .outages = {{instant("2014-11-02T14:40:00"), instant("2014-11-02T18:00:00")}}},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-01T14:30:00 started simulated-1 full: first_full
2014-11-01T14:50:00 completed simulated-1 full
2014-11-02T14:30:00 started simulated-2 full: scheduled
2014-11-02T14:50:00 completed simulated-2 full
2014-11-02T18:00:00 removed simulated-1 full: expired)");
}

TEST_CASE("nothing happens if no time passes", "[simulate]") {
  const schedule due = due_at("2014-11-02T14:30:00");
  const std::vector<backup> backups{{.id = "old", .source = database, .status = backup_status::failed}};
  const sys_seconds now = instant("2014-11-02T14:30:00");
  for (const auto length : {0s, -1s, -std::chrono::seconds{std::chrono::days{700}}}) {
    const simulation found =
        simulate({.schedule = due, .retention = {.fulls = 1}, .backups = backups, .from = now, .until = now + length},
                 in_twenty_minutes, rota::utc);
    REQUIRE(found.events.empty());
    REQUIRE(found.backups == backups);
    REQUIRE(found.after == due);
  }
}

TEST_CASE("the end of the time is excluded", "[simulate]") {
  const sys_seconds slot = instant("2014-11-02T14:30:00");
  const auto until = [&](sys_seconds end) {
    return simulate(
               {.schedule = due_at("2014-11-02T14:30:00"), .retention = {.fulls = 1}, .from = slot - 24h, .until = end},
               in_twenty_minutes, rota::utc)
        .events.size();
  };
  REQUIRE(until(slot) == 0);
  REQUIRE(until(slot + 1s) == 1);
  REQUIRE(until(slot + 20min) == 1);
  REQUIRE(until(slot + 20min + 1s) == 2);
}

TEST_CASE("backups that are unfinished at the beginning end during the simulation", "[simulate]") {
  schedule due = due_at("2014-11-03T14:30:00");
  due.running = true;
  const auto building = [](std::string id, std::string_view created) {
    return backup{
        .id = std::move(id), .source = database, .status = backup_status::building, .created = instant(created)};
  };
  std::vector<backup> backups{building("long ago", "2014-11-02T14:30:00"), building("just now", "2014-11-02T23:50:00"),
                              building("of another", "2014-11-02T23:55:00")};
  backups[0].status = backup_status::new_;
  backups[1].automated = false;
  backups[2].source = other_database;
  const simulation found = simulate({.schedule = due,
                                     .retention = {.fulls = 2},
                                     .backups = backups,
                                     .from = instant("2014-11-03T00:00:00"),
                                     .until = instant("2014-11-03T14:40:00")},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-03T00:00:00 completed long ago full
2014-11-03T00:10:00 completed just now full by hand
2014-11-03T00:15:00 completed of another full
2014-11-03T14:30:00 started simulated-1 incremental: scheduled)");
  REQUIRE(found.backups[3].parent_id == "long ago");
  REQUIRE(found.backups[0].updated == instant("2014-11-03T00:00:00"));
}

TEST_CASE("two unfinished backups with the same id both end", "[simulate]") {
  const backup twice{
      .id = "twice", .source = database, .status = backup_status::building, .created = instant("2014-11-02T23:50:00")};
  std::vector<backup> backups{twice, twice};
  const auto left_after = [&] {
    return simulate({.schedule = due_at("2014-11-03T14:30:00"),
                     .retention = {.fulls = 2},
                     .backups = backups,
                     .from = instant("2014-11-03T00:00:00"),
                     .until = instant("2014-11-03T14:31:00")},
                    in_twenty_minutes, rota::utc)
        .backups;
  };
  REQUIRE(left_after()[0].status == backup_status::completed);
  REQUIRE(left_after()[1].status == backup_status::completed);
  backups[0].status = backup_status::failed;  // one that has ended does not end again
  REQUIRE(left_after()[0].status == backup_status::failed);
  REQUIRE(left_after()[1].status == backup_status::completed);
}

TEST_CASE("a backup goes at the instant at which the last hold on it or on what is built on it ends", "[simulate]") {
  const sys_seconds created = instant("2014-09-01T00:00:00");
  const auto old = [&](std::string id, std::optional<sys_seconds> held_until) {
    return backup{
        .id = std::move(id), .source = database, .created = created, .updated = created, .held_until = held_until};
  };
  std::vector<backup> backups{old("full", instant("2014-11-02T06:00:00")), old("inc", instant("2014-11-02T12:00:01")),
                              old("new", std::nullopt)};
  backups[1].parent_id = "full";
  backups[2].created = backups[2].updated = instant("2014-10-30T00:00:00");
  const simulation found = simulate({.schedule = due_at("2014-11-02T14:30:00"),
                                     .retention = {.fulls = 1},
                                     .backups = backups,
                                     .from = instant("2014-11-02T00:00:00"),
                                     .until = instant("2014-11-02T14:30:00")},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-02T12:00:01 removed inc incremental: expired
2014-11-02T12:00:01 removed full full: expired)");
}

TEST_CASE("no backup is started while one dated ahead is unfinished", "[simulate]") {
  const backup ahead{
      .id = "ahead", .source = database, .status = backup_status::building, .created = instant("2014-11-04T00:00:00")};
  const simulation found = simulate({.schedule = due_at("2014-11-03T14:30:00"),
                                     .retention = {.fulls = 2},
                                     .backups = {ahead},
                                     .from = instant("2014-11-03T00:00:00"),
                                     .until = instant("2014-11-04T12:00:00")},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-03T14:30:00 busy ahead full
2014-11-04T00:20:00 completed ahead full
2014-11-04T00:20:00 started simulated-1 incremental: scheduled
2014-11-04T00:40:00 completed simulated-1 incremental)");
}

TEST_CASE("a simulated backup never takes an id that is in use", "[simulate]") {
  const std::vector<backup> backups{
      {.id = "simulated-1", .source = database, .created = instant("2014-11-02T14:30:00")},
      {.id = "simulated-3", .parent_id = "simulated-1", .source = database, .created = instant("2014-11-03T14:30:00")}};
  const simulation found = simulate({.schedule = due_at("2014-11-04T14:30:00"),
                                     .retention = {.fulls = 2},
                                     .backups = backups,
                                     .from = instant("2014-11-04T00:00:00"),
                                     .until = instant("2014-11-08T00:00:00")},
                                    in_twenty_minutes, rota::utc);
  std::set<std::string> ids;
  for (const backup& one : found.backups) ids.insert(one.id);
  REQUIRE(found.backups.size() == 6);
  REQUIRE(ids.size() == 6);
}

TEST_CASE("a simulated backup never takes an id that a backup of the list names as its parent", "[simulate]") {
  const std::vector<backup> backups{{.id = "orphan",
                                     .parent_id = "simulated-1",
                                     .source = database,
                                     .created = instant("2014-11-03T14:30:00"),
                                     .updated = instant("2014-11-03T14:30:00")}};
  const simulation found = simulate({.schedule = due_at("2014-11-04T14:30:00"),
                                     .backups = backups,
                                     .from = instant("2014-11-04T00:00:00"),
                                     .until = instant("2014-11-05T00:00:00")},
                                    in_twenty_minutes, rota::utc);
  REQUIRE(found.events.front().id == "simulated-2");
  REQUIRE(found.backups.front() == backups.front());
}

TEST_CASE("in the year of the worked example, a backup fails on each 13th and on no other day", "[simulate]") {
  const auto fails_on_13th = [](const backup& started) {
    const date::year_month_day day{date::floor<date::days>(started.created)};
    return outcome{day.day() == date::day{13} ? backup_status::failed : backup_status::completed, 10min};
  };
  const schedule due = due_at("2014-01-01T14:30:00");
  const simulation found = simulate({.schedule = due,
                                     .retention = retention_of(due),
                                     .from = instant("2014-01-01T00:00:00"),
                                     .until = instant("2015-01-01T00:00:00")},
                                    fails_on_13th, rota::utc);
  std::array<int, 6> counts{};
  for (const event& one : found.events) ++counts[static_cast<std::size_t>(one.kind)];
  // The last chains are those of Sunday 2014-12-21, all of it, and Sunday 2014-12-28, four backups long.
  REQUIRE(found.backups.size() == 11);
  REQUIRE(counts == std::array{365, 353, 12, 0, 0, 354});
}

TEST_CASE("the events have the names that JSON carries", "[simulate]") {
  std::string names;
  for (const std::string_view name : rota::detail::enum_names<event_kind>) names.append(name).append(" ");
  REQUIRE(names == "started completed failed busy skipped removed ");
}

TEST_CASE("the grace gives up a slot that finds the source busy for too long", "[simulate]") {
  const simulation found = simulate(
      {.schedule = due_at("2014-11-02T14:30:00"),
       .from = instant("2014-11-02T00:00:00"),
       .until = instant("2014-11-04T12:00:00"),
       .decide = {.grace = 2h}},
      [](const backup&) { return outcome{.takes = 30h}; }, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full scheduled
2014-11-03T14:30:00 busy simulated-1 full
2014-11-03T16:30:01 skipped: older_than_grace
2014-11-03T20:30:00 completed simulated-1 full)");
}

TEST_CASE("a backup that never ends is marked as failed once it is stale, and the slot is served", "[simulate]") {
  const auto first_hangs = [](const backup& one) {
    return outcome{.takes = one.id == "simulated-1" ? std::chrono::seconds::max() : 20min};
  };
  rota::scenario stuck{.schedule = due_at("2014-11-02T14:30:00"),
                       .from = instant("2014-11-02T00:00:00"),
                       .until = instant("2014-11-04T00:00:00"),
                       .decide = {.stale_after = 26h}};
  REQUIRE(text(simulate(stuck, first_hangs, rota::utc).events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full scheduled
2014-11-03T14:30:00 busy simulated-1 full
2014-11-03T16:30:01 failed simulated-1 full
2014-11-03T16:30:01 removed simulated-1 full: failed
2014-11-03T16:30:01 started simulated-2 full: first_full
2014-11-03T16:50:01 completed simulated-2 full)");
  stuck.decide.stale_after.reset();
  REQUIRE(text(simulate(stuck, first_hangs, rota::utc).events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full scheduled
2014-11-03T14:30:00 busy simulated-1 full)");
}

TEST_CASE("running without a backup keeps the source busy until it is stale", "[simulate]") {
  rota::scenario stuck{.schedule = due_at("2014-11-02T14:30:00"),
                       .from = instant("2014-11-02T00:00:00"),
                       .until = instant("2014-11-03T00:00:00"),
                       .decide = {.stale_after = 24h}};
  stuck.schedule.running = true;
  stuck.schedule.last_scheduled = instant("2014-11-01T15:00:00");
  REQUIRE(text(simulate(stuck, in_twenty_minutes, rota::utc).events) == R"(
2014-11-02T14:30:00 busy
2014-11-02T15:00:01 started simulated-1 full: first_full scheduled
2014-11-02T15:20:01 completed simulated-1 full)");
}

TEST_CASE("backups expire when they grow too old, not at the next event", "[simulate]") {
  const std::vector<backup> backups{{.id = "old", .source = database, .created = instant("2014-10-01T10:00:00")},
                                    {.id = "new", .source = database, .created = instant("2014-10-31T10:00:00")}};
  const auto removals_with = [&](const rota::retention& policy) {
    simulation found = simulate({.schedule = due_at("2014-11-02T14:30:00"),
                                 .retention = policy,
                                 .backups = backups,
                                 .from = instant("2014-11-01T00:00:00"),
                                 .until = instant("2014-12-24T00:00:00")},
                                in_twenty_minutes, rota::utc);
    std::erase_if(found.events,
                  [](const event& one) { return one.kind != event_kind::removed || one.id.starts_with("simulated"); });
    return text(found.events);
  };
  REQUIRE(removals_with({.within = date::days{40}}) ==
          "\n2014-11-10T10:00:01 removed old full: expired\n2014-12-10T10:00:01 removed new full: expired");
  REQUIRE(removals_with({.within = date::months{2}}) == "\n2014-12-01T10:00:01 removed old full: expired");
  REQUIRE(removals_with({.fulls_within = date::months{1}}) ==
          "\n2014-11-01T10:00:01 removed old full: expired\n2014-12-01T00:00:00 removed new full: expired");
}

TEST_CASE("a length in months expires at the first instant at which prune lets the backup go", "[simulate]") {
  const std::vector<backup> backups{{.id = "old", .source = database, .created = instant("2014-02-28T12:00:00")},
                                    {.id = "new", .source = database, .created = instant("2014-03-10T12:00:00")}};
  const rota::retention policy{.within = date::months{1}};
  const simulation found = simulate({.schedule = due_at("2014-03-16T02:00:00"),
                                     .retention = policy,
                                     .backups = backups,
                                     .from = instant("2014-03-15T00:00:00"),
                                     .until = instant("2014-04-15T00:00:00")},
                                    in_twenty_minutes, rota::utc);
  sys_seconds gone{};
  for (const event& one : found.events)
    if (one.kind == event_kind::removed && one.id == "old") gone = one.at;
  REQUIRE(rota::format_instant(gone) == "2014-03-28T12:00:01");
  REQUIRE(prune(backups, policy, gone - 1s).removals.empty());
  REQUIRE(prune(backups, policy, gone).removals.size() == 1);
}

TEST_CASE("two unfinished backups of one id each end as their own outcome says", "[simulate]") {
  const backup one{
      .id = "same", .source = database, .status = backup_status::building, .created = instant("2014-11-02T00:00:00")};
  backup other = one;
  other.created += 1h;
  const simulation found = simulate(
      {.schedule = due_at("2014-11-09T14:30:00"),
       .backups = {one, other},
       .from = instant("2014-11-02T00:00:00"),
       .until = instant("2014-11-03T00:00:00")},
      [&](const backup& of) {
        return of.created == one.created ? outcome{backup_status::failed, 2h} : outcome{backup_status::completed, 3h};
      },
      rota::utc);
  REQUIRE(found.backups[0].status == backup_status::failed);
  REQUIRE(found.backups[0].updated == instant("2014-11-02T02:00:00"));
  REQUIRE(found.backups[1].status == backup_status::completed);
  REQUIRE(found.backups[1].updated == instant("2014-11-02T04:00:00"));
}

TEST_CASE("outages that overlap, touch or are listed in any order are one outage", "[simulate]") {
  const auto text_with = [](std::vector<outage> outages) {
    return text(simulate({.schedule = due_at("2014-10-31T14:30:00"),
                          .retention = {.fulls = 2},
                          .from = instant("2014-10-31T00:00:00"),
                          .until = instant("2014-11-06T00:00:00"),
                          .outages = std::move(outages),
                          .on_demand = {instant("2014-11-02T10:00:00")}},
                         in_twenty_minutes, rota::utc)
                    .events);
  };
  const sys_seconds begin = instant("2014-11-01T14:30:00");
  const sys_seconds end = instant("2014-11-04T09:00:00");
  const std::string expected = text_with({{begin, end}});
  REQUIRE(text_with({{begin, begin + 20h}, {begin + 20h, end}}) == expected);
  REQUIRE(text_with({{begin + 20h, end}, {begin, begin + 21h}}) == expected);
  REQUIRE(text_with({{begin + 1h, begin + 2h}, {begin, end}, {begin + 3h, begin + 4h}}) == expected);
  REQUIRE(text_with({{begin, end}, {end, end}, {end, begin}, {begin, begin}}) == expected);
  REQUIRE(text_with({{begin, end - 1s}, {end, end + 1h}}) != expected);
}

TEST_CASE("an outage that ends before it begins is empty", "[simulate]") {
  const scenario without{.schedule = due_at("2014-11-02T14:30:00"),
                         .retention = {.fulls = 2},
                         .from = instant("2014-11-02T00:00:00"),
                         .until = instant("2014-11-06T00:00:00")};
  scenario with_empty_ones = without;
  with_empty_ones.outages = {{instant("2014-11-05T00:00:00"), instant("2014-11-01T00:00:00")},
                             {instant("2014-11-04T14:30:00"), instant("2014-11-04T14:30:00")}};
  REQUIRE(simulate(with_empty_ones, in_twenty_minutes, rota::utc).events ==
          simulate(without, in_twenty_minutes, rota::utc).events);
}

TEST_CASE("a hundred thousand outages take a moment", "[simulate]") {
  constexpr int count = 100'000;  // a look at each of them at each event would take hours
  scenario often{.schedule = due_at("2014-11-02T14:30:00"),
                 .retention = {.fulls = 1},
                 .from = instant("2014-11-02T00:00:00"),
                 .until = instant("2014-12-02T00:00:00")};
  for (int i = 0; i < count; ++i) {
    const sys_seconds begin = often.from + std::chrono::seconds{i * 20};
    often.outages.push_back({begin, begin + 20s});  // each begins as another one ends
  }
  const simulation found = simulate(often, in_twenty_minutes, rota::utc);
  REQUIRE(found.events.front().at == often.from + std::chrono::seconds{count * 20});
}
