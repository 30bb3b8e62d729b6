// SPDX-License-Identifier: MIT
//
// decide and simulate with schedules that are spread or paused, in tables that can be checked by hand.
//
// Laws of a spread schedule
//   Which runs have come, and how late one is, is a matter of when they are started. Its level, and since when a backup
//   counts for it, is a matter of its slot.
// Laws of a pause
//   No slot before its end is served; such slots are missed. All else that is due stays due, and is served at its end.

#include <chrono>
#include <rota/backups/decide.hpp>
#include <rota/backups/simulate.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "decisions.hpp"
#include "events.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::calendar;
using rota::level;
using rota::outcome;
using rota::schedule;
using rota::weekdays;

backup made(std::string id, std::string_view created, backup_status status = backup_status::completed) {
  return of_source(with(backup_at(std::move(id), instant(created)), status), database.id);
}

/// Full on Sundays at 14:30, started 19 minutes later, as this id decides. 2014-11-02 is a Sunday.
schedule spread_by_19_minutes(std::string_view next_run) {
  schedule due = due_at(next_run);
  due.id = "44b277eb-39be-4921-be31-3d61b43651d7";
  due.spread = 60min;
  return due;
}

schedule paused_until(std::string_view end, std::string_view next_run) {
  schedule due = due_at(next_run);
  due.paused_until = instant(end);
  return due;
}

const std::vector<backup> sunday{made("sun", "2014-11-02T14:30:00")};

}  // namespace

// --- spread ---

TEST_CASE("a spread schedule starts the run of its slot later, and reports the slot", "[spread_and_pause]") {
  const schedule due = spread_by_19_minutes("2014-11-03T14:49:00");
  REQUIRE(decided(due, sunday, "2014-11-03T14:48:59") == "wait 2014-11-03T14:49:00");
  REQUIRE(decided(due, sunday, "2014-11-03T14:49:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
  REQUIRE(decided(due, {made("new", "2014-11-03T14:00:00", backup_status::building)}, "2014-11-03T14:49:00") ==
          "busy 2014-11-03T14:30:00 by new");
  REQUIRE(rota::format_instant(started(due, instant("2014-11-03T14:49:00"), rota::utc).next_run) ==
          "2014-11-04T14:49:00");
}

TEST_CASE("the next run supersedes a spread one when it is started, not at its slot", "[spread_and_pause]") {
  const schedule due = spread_by_19_minutes("2014-11-03T14:49:00");
  REQUIRE(decided(due, sunday, "2014-11-04T14:48:59") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
  REQUIRE(decided(due, sunday, "2014-11-04T14:49:00") ==
          "start 2014-11-04T14:30:00 incremental on sun, missed 1: scheduled");
  REQUIRE(decided(due, sunday, "2014-11-09T14:48:59") ==
          "start 2014-11-08T14:30:00 incremental on sun, missed 5: scheduled");
  REQUIRE(decided(due, sunday, "2014-11-09T14:49:00") == "start 2014-11-09T14:30:00 full, missed 6: scheduled");
}

TEST_CASE("a full counts for a spread run since five minutes before its slot, not before its start",
          "[spread_and_pause]") {
  const schedule due = spread_by_19_minutes("2014-11-02T14:49:00");
  REQUIRE(decided(due, {made("early", "2014-11-02T14:25:00")}, "2014-11-02T14:49:00") ==
          "start 2014-11-02T14:30:00 incremental on early, missed 0: scheduled");
  REQUIRE(decided(due, {made("early", "2014-11-02T14:24:59")}, "2014-11-02T14:49:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: scheduled");
}

TEST_CASE("run_now between the slot and the start of a full does not take the full for due", "[spread_and_pause]") {
  const std::vector<backup> backups{made("sun", "2014-10-26T14:49:00")};
  REQUIRE(decided(spread_by_19_minutes("2014-11-02T14:40:00"), backups, "2014-11-02T14:40:00") ==
          "start 2014-11-02T14:40:00 incremental on sun, missed 0: off_schedule");
  REQUIRE(decided(spread_by_19_minutes("2014-11-02T14:40:00"), backups, "2014-11-02T14:49:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: scheduled");
}

TEST_CASE("the grace of a spread run counts from its start", "[spread_and_pause]") {
  const schedule due = spread_by_19_minutes("2014-11-03T14:49:00");
  REQUIRE(decided(due, sunday, "2014-11-03T15:49:00", {.grace = 1h}) ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
  REQUIRE(decided(due, sunday, "2014-11-03T15:49:01", {.grace = 1h}) ==
          "skip 2014-11-03T14:30:00 until 2014-11-04T14:49:00: older_than_grace");
}

TEST_CASE("a next run later than the next start comes from a clock that was ahead", "[spread_and_pause]") {
  schedule due = spread_by_19_minutes("2014-11-09T14:49:00");
  REQUIRE(decided(due, {}, "2014-11-02T14:49:00") == "wait 2014-11-09T14:49:00");
  due.next_run += 1s;
  REQUIRE(decided(due, {}, "2014-11-02T14:49:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: first_full scheduled clock_was_ahead");
  due.last_scheduled = instant("2014-11-01T14:49:00");
  due.next_run = instant("2014-11-04T14:49:00");
  REQUIRE(decided(due, sunday, "2014-11-03T14:44:00") == "wait 2014-11-04T14:49:00");
  REQUIRE(decided(due, sunday, "2014-11-03T14:43:59") ==
          "start 2014-11-02T14:30:00 incremental on sun, missed 0: scheduled clock_was_ahead");
  due.last_scheduled = instant("2014-11-02T14:49:00");  // that one was started
  REQUIRE(decided(due, sunday, "2014-11-03T14:43:59") == "wait 2014-11-03T14:49:00");
}

TEST_CASE("a spread that would reach the next slot ends a minute before it", "[spread_and_pause]") {
  schedule due =
      due_at(calendar{{level::incremental, {}, {rota::hours::all(), rota::minutes{0U}}}}, "2014-11-03T14:59:00");
  due.spread = rota::widest_spread;
  REQUIRE(decided(due, sunday, "2014-11-03T14:58:59") == "wait 2014-11-03T14:59:00");
  REQUIRE(decided(due, sunday, "2014-11-03T14:59:00") ==
          "start 2014-11-03T14:00:00 incremental on sun, missed 0: scheduled");
}

// --- pauses ---

TEST_CASE("while a schedule is paused it waits for the first slot from the end of the pause on", "[spread_and_pause]") {
  const schedule due = paused_until("2014-11-05T14:30:00", "2014-11-03T14:30:00");
  for (const auto* now : {"2014-11-03T14:29:59", "2014-11-03T14:30:00", "2014-11-05T14:29:59"})
    REQUIRE(decided(due, sunday, now) == "wait 2014-11-05T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 incremental on sun, missed 2: scheduled");
  REQUIRE(decided(paused_until("2014-11-05T14:30:01", "2014-11-03T14:30:00"), sunday, "2014-11-05T14:30:01") ==
          "wait 2014-11-06T14:30:00");
}

TEST_CASE("a slot that was due when the pause began is not served at its end", "[spread_and_pause]") {
  const schedule due = paused_until("2014-11-05T09:00:00", "2014-11-04T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-05T09:00:00") == "wait 2014-11-05T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 incremental on sun, missed 1: scheduled");
}

TEST_CASE("a full that a pause suppressed is made up for after it", "[spread_and_pause]") {
  const schedule due = paused_until("2014-11-10T00:00:00", "2014-11-07T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-09T14:30:00") == "wait 2014-11-10T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-10T14:30:00") == "start 2014-11-10T14:30:00 full, missed 3: overdue");
}

TEST_CASE("run_now during a pause is served at its end, unless a slot supersedes it", "[spread_and_pause]") {
  const schedule due = paused_until("2014-11-05T09:00:00", "2014-11-03T10:00:00");
  for (const auto* now : {"2014-11-03T09:00:00", "2014-11-03T10:00:00", "2014-11-05T08:59:59"})
    REQUIRE(decided(due, sunday, now) == "wait 2014-11-05T09:00:00");
  REQUIRE(decided(due, sunday, "2014-11-05T09:00:00", {.grace = 1h}) ==
          "start 2014-11-03T10:00:00 incremental on sun, missed 2: off_schedule");
  REQUIRE(decided(due, sunday, "2014-11-05T10:00:01", {.grace = 1h}) ==
          "skip 2014-11-03T10:00:00 until 2014-11-05T14:30:00: older_than_grace");
  REQUIRE(decided(due, sunday, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 incremental on sun, missed 2: scheduled");
}

TEST_CASE("run_now after a full that the pause suppressed makes that full", "[spread_and_pause]") {
  const schedule due = paused_until("2014-11-10T09:00:00", "2014-11-08T10:00:00");
  REQUIRE(decided(due, sunday, "2014-11-10T09:00:00") ==
          "start 2014-11-08T10:00:00 full, missed 2: overdue off_schedule");
}

TEST_CASE("a next run beyond the end of the pause is believed as long as the pause explains it", "[spread_and_pause]") {
  schedule due = paused_until("2014-11-20T00:00:00", "2014-11-20T14:30:00");
  due.last_scheduled = instant("2014-11-02T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-03T15:00:00") == "wait 2014-11-20T14:30:00");
  due.next_run = instant("2098-01-01T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-03T15:00:00") == "wait 2014-11-20T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-20T12:00:00") == "wait 2014-11-20T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-20T14:30:00") ==
          "start 2014-11-20T14:30:00 full, missed 0: overdue clock_was_ahead");
  schedule fresh = paused_until("2014-11-20T00:00:00", "2014-11-23T14:30:00");
  REQUIRE(decided(fresh, {}, "2014-11-03T15:00:00") == "wait 2014-11-23T14:30:00");
}

TEST_CASE("a pause that is over changes nothing", "[spread_and_pause]") {
  REQUIRE(decided(paused_until("2014-11-03T14:30:00", "2014-11-03T14:30:00"), sunday, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
  REQUIRE(decided(paused_until("2014-01-01T00:00:00", "2014-11-03T14:30:00"), sunday, "2014-11-06T14:30:00") ==
          "start 2014-11-06T14:30:00 incremental on sun, missed 3: scheduled");
  REQUIRE(decided(paused_until("2014-01-01T00:00:00", "2014-11-03T14:30:00"), sunday, "2014-11-03T14:29:59") ==
          "wait 2014-11-03T14:30:00");
}

TEST_CASE("a spread run is suppressed by its slot, even if its start is after the pause", "[spread_and_pause]") {
  schedule due = spread_by_19_minutes("2014-11-03T14:49:00");
  due.paused_until = instant("2014-11-03T14:30:01");
  REQUIRE(decided(due, sunday, "2014-11-03T14:49:00") == "wait 2014-11-04T14:49:00");
  due.paused_until = instant("2014-11-03T14:30:00");
  REQUIRE(decided(due, sunday, "2014-11-03T14:49:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
}

// --- simulated ---

TEST_CASE("a simulation starts spread runs at their starts, at the levels of their slots", "[spread_and_pause]") {
  schedule due = spread_by_19_minutes("2014-11-01T00:19:00");
  due.when = calendar{{level::full, {.which = weekdays{date::Saturday}}, rota::at({0h, 0min})},
                      {level::differential, {.which = weekdays{date::Sunday}}, rota::at({0h, 0min})},
                      {level::incremental, {}, rota::at({0h, 0min})}};
  const auto second_fails = [](const backup& one) {
    return outcome{one.id == "simulated-2" ? backup_status::failed : backup_status::completed, 20min};
  };
  const rota::simulation found = simulate({.schedule = due,
                                           .retention = {.fulls = 1},
                                           .from = instant("2014-10-31T23:50:00"),
                                           .until = instant("2014-11-04T12:00:00")},
                                          second_fails, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-01T00:19:00 started simulated-1 full: first_full scheduled
2014-11-01T00:39:00 completed simulated-1 full
2014-11-02T00:19:00 started simulated-2 differential: scheduled
2014-11-02T00:39:00 failed simulated-2 differential
2014-11-02T00:39:00 removed simulated-2 differential: failed
2014-11-03T00:19:00 started simulated-3 differential: overdue
2014-11-03T00:39:00 completed simulated-3 differential
2014-11-04T00:19:00 started simulated-4 incremental: scheduled
2014-11-04T00:39:00 completed simulated-4 incremental)");
  REQUIRE(rota::format_instant(found.after.next_run) == "2014-11-05T00:19:00");
  REQUIRE(found.backups[1].parent_id == "simulated-1");
  REQUIRE(found.backups[2].parent_id == "simulated-3");
}

TEST_CASE("a simulated backup that a spread run finds running is waited for, within the grace from its start",
          "[spread_and_pause]") {
  const auto takes = [](std::chrono::seconds length) {
    return [=](const backup&) { return outcome{backup_status::completed, length}; };
  };
  const rota::scenario here{.schedule = spread_by_19_minutes("2014-11-02T14:49:00"),
                            .retention = {.fulls = 1},
                            .from = instant("2014-11-02T14:00:00"),
                            .until = instant("2014-11-04T12:00:00"),
                            .decide = {.grace = 1h}};
  REQUIRE(text(simulate(here, takes(25h), rota::utc).events) == R"(
2014-11-02T14:49:00 started simulated-1 full: first_full scheduled
2014-11-03T14:49:00 busy simulated-1 full
2014-11-03T15:49:00 completed simulated-1 full
2014-11-03T15:49:00 started simulated-2 incremental: scheduled)");
  REQUIRE(text(simulate(here, takes(25h + 1min), rota::utc).events) == R"(
2014-11-02T14:49:00 started simulated-1 full: first_full scheduled
2014-11-03T14:49:00 busy simulated-1 full
2014-11-03T15:49:01 skipped: older_than_grace
2014-11-03T15:50:00 completed simulated-1 full)");
}

TEST_CASE("each spread run that finds a simulated backup running is one event, at its start", "[spread_and_pause]") {
  const rota::scenario here{.schedule = spread_by_19_minutes("2014-11-02T14:49:00"),
                            .retention = {.fulls = 1},
                            .from = instant("2014-11-02T14:00:00"),
                            .until = instant("2014-11-05T12:00:00")};
  const auto in_two_days_and_an_hour = [](const backup&) { return outcome{backup_status::completed, 49h}; };
  REQUIRE(text(simulate(here, in_two_days_and_an_hour, rota::utc).events) == R"(
2014-11-02T14:49:00 started simulated-1 full: first_full scheduled
2014-11-03T14:49:00 busy simulated-1 full
2014-11-04T14:49:00 busy simulated-1 full
2014-11-04T15:49:00 completed simulated-1 full
2014-11-04T15:49:00 started simulated-2 incremental: missed 1 scheduled)");
}

TEST_CASE("a simulated pause makes no event, and what is due at its end is started then", "[spread_and_pause]") {
  const auto events = [](const schedule& due) {
    return text(simulate({.schedule = due,
                          .retention = {.fulls = 2},
                          .backups = sunday,
                          .from = instant("2014-11-03T00:00:00"),
                          .until = instant("2014-11-11T00:00:00")},
                         in_twenty_minutes, rota::utc)
                    .events);
  };
  REQUIRE(events(paused_until("2014-11-10T00:00:00", "2014-11-03T14:30:00")) == R"(
2014-11-10T14:30:00 started simulated-1 full: missed 7 overdue
2014-11-10T14:50:00 completed simulated-1 full)");
  REQUIRE(events(paused_until("2014-11-10T00:00:00", "2014-11-03T10:00:00")) == R"(
2014-11-10T00:00:00 started simulated-1 full: missed 7 overdue off_schedule
2014-11-10T00:20:00 completed simulated-1 full
2014-11-10T14:30:00 started simulated-2 incremental: scheduled
2014-11-10T14:50:00 completed simulated-2 incremental)");
}

TEST_CASE("a simulated backup is reported at the level that it was started at, until it is removed",
          "[spread_and_pause]") {
  const rota::simulation found =
      simulate({.schedule = due_at(calendar{{level::full, {.which = weekdays{date::Sunday}}, rota::at({14h, 30min})},
                                            {level::differential, {}, rota::at({14h, 30min})}},
                                   "2014-11-08T14:30:00"),
                .retention = {.fulls = 1},
                .backups = {made("sun", "2014-11-02T14:30:00")},
                .from = instant("2014-11-08T00:00:00"),
                .until = instant("2014-11-10T00:00:00")},
               in_twenty_minutes, rota::utc);
  REQUIRE(text(found.events) == R"(
2014-11-08T14:30:00 started simulated-1 differential: scheduled
2014-11-08T14:50:00 completed simulated-1 differential
2014-11-09T14:30:00 started simulated-2 full: scheduled
2014-11-09T14:50:00 completed simulated-2 full
2014-11-09T14:50:00 removed simulated-1 differential: expired
2014-11-09T14:50:00 removed sun full: expired)");
}

TEST_CASE("a run that is due when a pause begins is served when it is over", "[spread_and_pause]") {
  const schedule due = due_at("2014-11-03T14:30:00");
  const rota::schedule_change pause{.paused_until = instant("2014-11-03T18:00:00")};
  for (const std::string_view now : {"2014-11-03T14:30:00", "2014-11-03T14:30:01", "2014-11-03T17:59:59"}) {
    const schedule paused = apply(due, pause, instant(now), rota::utc);
    REQUIRE(decided(paused, sunday, now) == "wait 2014-11-03T18:00:00");
    REQUIRE(decided(paused, sunday, "2014-11-03T18:00:00") ==
            "start 2014-11-03T14:29:59 incremental on sun, missed 1: off_schedule");
    REQUIRE(apply(paused, pause, instant(now), rota::utc).next_run == paused.next_run);
  }
  // A slot that has not come is suppressed, and a pause that is over already suppresses nothing.
  REQUIRE(apply(due, pause, due.next_run - 1s, rota::utc).next_run == due.next_run);
  REQUIRE(apply(due, {.paused_until = due.next_run}, due.next_run + 1s, rota::utc).next_run == due.next_run);
}

TEST_CASE("a pause that is changed brings no run back that it has suppressed", "[spread_and_pause]") {
  const schedule paused = paused_until("2014-11-06T00:00:00", "2014-11-03T14:30:00");
  const auto tuesday = instant("2014-11-04T12:00:00");
  for (const std::string_view end : {"2014-11-06T00:00:00", "2014-11-07T00:00:00", "2014-11-04T12:00:00"}) {
    const schedule after = apply(paused, {.paused_until = instant(end)}, tuesday, rota::utc);
    REQUIRE(after.next_run == paused.next_run);
    REQUIRE(decided(after, sunday, end).starts_with("wait"));
  }
}

TEST_CASE("what a person asks for in a pause is made when it is over", "[spread_and_pause]") {
  const schedule paused = paused_until("2014-11-06T00:00:00", "2014-11-03T14:30:00");
  for (const std::string_view now : {"2014-11-02T14:45:00", "2014-11-03T14:30:00", "2014-11-04T12:00:00"}) {
    const schedule asked = apply(paused, {.run_now = true}, instant(now), rota::utc);
    REQUIRE(asked.next_run <= instant(now));
    REQUIRE(decided(asked, sunday, "2014-11-06T00:00:00").starts_with("start"));
    REQUIRE(apply(asked, {.run_now = true}, instant(now) + 1h, rota::utc).next_run == asked.next_run);
  }
}
