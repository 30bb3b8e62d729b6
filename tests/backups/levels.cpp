// SPDX-License-Identifier: MIT
//
// The levels and parents that decide gives the runs of calendars, in tables that can be checked by hand.

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <rota/backups/decide.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "decisions.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::calendar;
using rota::decide_options;
using rota::hours;
using rota::level;
using rota::minutes;
using rota::nth;
using rota::schedule;
using rota::sys_seconds;
using rota::weekdays;

constexpr rota::times at_23_05 = rota::at({23h, 5min});
constexpr rota::days sundays{.which = weekdays{date::Sunday}};

/// A full on the first Sunday, a differential on the others, an incremental every other night. 2024-09-01 and 2024-10-06
/// are first Sundays.
const calendar nights{{level::full, nth(1, date::Sunday), at_23_05},
                      {level::differential, sundays, at_23_05},
                      {level::incremental, {}, at_23_05}};

backup made(std::string_view created, backup_status status = backup_status::completed) {
  return of_source(with(backup_at(std::string{created.substr(5, 5)}, instant(created)), status), database.id);
}
backup made_on(std::string parent, std::string_view created, backup_status status = backup_status::completed) {
  return on(std::move(parent), made(created, status));
}

/// What is started at each run of a timing, on the days that it is asked about.
class life {
 public:
  life(const calendar& when, std::string_view first_run, decide_options options = {})
      : due_{due_at(when, first_run)}, options_{options} {}

  /// One letter for each run: "F", "D" or "I" for the level of a backup that completed, "f", "d" or "i" for one that
  /// failed. The letters of `outcomes` say which fail: "x" does, and what it does not say completes.
  std::string letters(int runs, std::string_view outcomes = "") {
    std::string found;
    for (int i = 0; i < runs; ++i) {
      const auto number = static_cast<std::size_t>(i);
      found += next(number < outcomes.size() && outcomes[number] == 'x');
    }
    return found;
  }

  /// The backups, a line for each: "09-08 on 09-01".
  [[nodiscard]] std::string parents() const {
    std::string lines;
    for (const backup& one : backups_)
      lines += "\n" + one.id + (one.parent_id ? " on " + *one.parent_id : "") +
               (one.status == backup_status::failed ? ", failed" : "");
    return lines;
  }

 private:
  char next(bool has_failed) {
    const sys_seconds now = due_.next_run;
    const auto what = std::get<rota::start_backup>(decide(due_, backups_, now, rota::utc, options_));
    const std::string name = rota::format_instant(now).substr(5, 5);
    backup one = backup_at(name, now + 20s);
    one.source = due_.source;
    one.status = has_failed ? backup_status::failed : backup_status::completed;
    if (what.parent) one.parent_id = backups_[*what.parent].id;
    if (!backups_.empty() && backups_.back().id.starts_with(name)) one.id += rota::format_instant(now).substr(10, 6);
    backups_.push_back(one);
    due_ = finished(started(std::move(due_), now, rota::utc), now + 20min);
    return std::string_view{has_failed ? "fdi" : "FDI"}[static_cast<std::size_t>(what.what)];
  }

  schedule due_;
  decide_options options_;
  std::vector<backup> backups_;
};

}  // namespace

// --- a full on the first Sunday, a differential on the others, an incremental every other night ---

TEST_CASE("six weeks in which nothing fails have the levels of the calendar", "[levels]") {
  life here{nights, "2024-09-01T23:05:00"};
  REQUIRE(here.letters(7) == "FIIIIII");
  REQUIRE(here.letters(7) == "DIIIIII");
  REQUIRE(here.letters(7) == "DIIIIII");
  REQUIRE(here.letters(7) == "DIIIIII");
  REQUIRE(here.letters(7) == "DIIIIII");
  REQUIRE(here.letters(7) == "FIIIIII");
}

TEST_CASE("six weeks with failures: each level is tried again until it completes, or a stronger one does", "[levels]") {
  life here{nights, "2024-09-01T23:05:00"};
  REQUIRE(here.letters(7, "xx-----") == "ffFIIII");
  REQUIRE(here.letters(7, "xxx----") == "dddDIII");
  REQUIRE(here.letters(7, "--xx---") == "DIiiIII");
  REQUIRE(here.letters(7, "-xxxxxx") == "Diiiiii");
  REQUIRE(here.letters(7, "x-x----") == "dDiIIII");
  REQUIRE(here.letters(7, "xxxxxxx") == "fffffff");
  REQUIRE(here.letters(7, "-------") == "FIIIIII");  // the full serves for the differential of that Sunday
  REQUIRE(here.letters(7, "xxxxxxx") == "ddddddd");
  REQUIRE(here.letters(7, "x------") == "dDIIIII");
}

TEST_CASE("a differential is built on the full, and the incrementals after it on the differential", "[levels]") {
  life here{nights, "2024-09-01T23:05:00"};
  REQUIRE(here.letters(16, "---------x") == "FIIIIIIDIiIIIIDI");
  REQUIRE(here.parents() == R"(
09-01
09-02 on 09-01
09-03 on 09-02
09-04 on 09-03
09-05 on 09-04
09-06 on 09-05
09-07 on 09-06
09-08 on 09-01
09-09 on 09-08
09-10 on 09-09, failed
09-11 on 09-09
09-12 on 09-11
09-13 on 09-12
09-14 on 09-13
09-15 on 09-01
09-16 on 09-15)");
}

TEST_CASE("after an outage the strongest level that was missed is made up for", "[levels]") {
  const std::vector<backup> backups{made("2024-09-01T23:05:00"), made_on("09-01", "2024-09-02T23:05:00"),
                                    made_on("09-02", "2024-09-03T23:05:00")};
  const schedule due = due_at(nights, "2024-09-04T23:05:00");
  REQUIRE(decided(due, backups, "2024-09-07T23:05:00") ==
          "start 2024-09-07T23:05:00 incremental on 09-03, missed 3: scheduled");
  REQUIRE(decided(due, backups, "2024-09-10T08:00:00") ==
          "start 2024-09-09T23:05:00 differential on 09-01, missed 5: overdue");
  REQUIRE(decided(due, backups, "2024-09-15T23:05:00") ==
          "start 2024-09-15T23:05:00 differential on 09-01, missed 11: scheduled");
  REQUIRE(decided(due, backups, "2024-10-06T23:05:00") == "start 2024-10-06T23:05:00 full, missed 32: scheduled");
  REQUIRE(decided(due, backups, "2024-10-09T23:05:00") == "start 2024-10-09T23:05:00 full, missed 35: overdue");
  REQUIRE(decided(due, backups, "2024-10-13T23:05:00") == "start 2024-10-13T23:05:00 full, missed 39: overdue");
}

TEST_CASE("the first backup is a full, whatever the level of its slot", "[levels]") {
  REQUIRE(decided(due_at(nights, "2024-09-04T23:05:00"), {}, "2024-09-04T23:05:00") ==
          "start 2024-09-04T23:05:00 full, missed 0: first_full");
  REQUIRE(decided(due_at(nights, "2024-09-08T23:05:00"), {}, "2024-09-08T23:05:00") ==
          "start 2024-09-08T23:05:00 full, missed 0: first_full");
  REQUIRE(decided(due_at(nights, "2024-09-01T23:05:00"), {}, "2024-09-01T23:05:00") ==
          "start 2024-09-01T23:05:00 full, missed 0: first_full scheduled");
}

TEST_CASE("run_now makes what is overdue, otherwise an incremental", "[levels]") {
  const schedule due = due_at(nights, "2024-09-09T10:00:00");
  std::vector<backup> backups{made("2024-09-01T23:05:00"), made_on("09-01", "2024-09-08T23:05:00")};
  REQUIRE(decided(due, backups, "2024-09-09T10:00:00") ==
          "start 2024-09-09T10:00:00 incremental on 09-08, missed 0: off_schedule");
  backups[1].status = backup_status::failed;
  REQUIRE(decided(due, backups, "2024-09-09T10:00:00") ==
          "start 2024-09-09T10:00:00 differential on 09-01, missed 0: overdue off_schedule");
  backups[0].created = instant("2024-08-04T23:05:00");
  REQUIRE(decided(due, backups, "2024-09-09T10:00:00") ==
          "start 2024-09-09T10:00:00 full, missed 0: overdue off_schedule");
}

// --- strength, clocks and chains ---

TEST_CASE("what is built directly on a full is as good as a differential, and what is built on that is not",
          "[levels]") {
  const calendar mondays{{level::full, sundays, at_23_05},
                         {level::differential, {.which = weekdays{date::Monday}}, at_23_05},
                         {level::incremental, {}, at_23_05}};
  const schedule due = due_at(mondays, "2024-09-03T23:05:00");
  const backup full = made("2024-09-01T23:05:00");
  // The timing was another one until Monday, so that an incremental was made at that slot.
  REQUIRE(decided(due, {full, made_on("09-01", "2024-09-02T23:05:00")}, "2024-09-03T23:05:00") ==
          "start 2024-09-03T23:05:00 incremental on 09-02, missed 0: scheduled");
  backup noon = made_on("09-01", "2024-09-02T12:00:00");
  noon.id = "noon";
  REQUIRE(decided(due, {full, noon, made_on("noon", "2024-09-02T23:05:00")}, "2024-09-03T23:05:00") ==
          "start 2024-09-03T23:05:00 differential on 09-01, missed 0: overdue");
}

TEST_CASE("a differential made up to five minutes before its slot is not made twice", "[levels]") {
  const auto with_differential_at = [](std::string_view created) {
    return decided(due_at(nights, "2024-09-09T23:05:00"), {made("2024-09-01T23:05:00"), made_on("09-01", created)},
                   "2024-09-09T23:05:00");
  };
  REQUIRE(with_differential_at("2024-09-08T23:00:00") ==
          "start 2024-09-09T23:05:00 incremental on 09-08, missed 0: scheduled");
  REQUIRE(with_differential_at("2024-09-08T22:59:59") ==
          "start 2024-09-09T23:05:00 differential on 09-01, missed 0: overdue");
}

TEST_CASE("a differential that does not count as a backup of the schedule does not count as its differential",
          "[levels]") {
  const backup full = made("2024-09-01T23:05:00");
  const backup differential = made_on("09-01", "2024-09-08T23:05:00");
  const auto with_one = [&](backup one, std::string_view now = "2024-09-09T23:05:00") {
    return decided(due_at(nights, now), {full, std::move(one)}, now);
  };
  const std::string again = "start 2024-09-09T23:05:00 differential on 09-01, missed 0: overdue";
  REQUIRE(with_one(differential) == "start 2024-09-09T23:05:00 incremental on 09-08, missed 0: scheduled");
  REQUIRE(with_one(on_demand(differential)) == again);
  REQUIRE(with_one(with(differential, backup_status::failed)) == again);
  REQUIRE(with_one(of_source(differential, "another")) == again);
  REQUIRE(with_one(made_on("09-01", "2024-09-09T23:10:01")) == again);
  REQUIRE(with_one(made_on("09-01", "2024-09-09T23:10:00")) ==
          "start 2024-09-09T23:05:00 incremental on 09-09, missed 0: scheduled");
}

TEST_CASE("nothing is built on the incrementals that a differential has left behind, or on an older chain",
          "[levels]") {
  const std::vector<backup> backups{made("2024-08-04T23:05:00"),
                                    made("2024-09-01T23:05:00"),
                                    made_on("09-01", "2024-09-02T23:05:00"),
                                    made_on("09-02", "2024-09-07T23:05:00"),
                                    made_on("09-01", "2024-09-08T23:05:00"),
                                    made_on("08-04", "2024-09-09T12:00:00")};
  REQUIRE(decided(due_at(nights, "2024-09-09T23:05:00"), backups, "2024-09-09T23:05:00") ==
          "start 2024-09-09T23:05:00 incremental on 09-08, missed 0: scheduled");
  REQUIRE(decided(due_at(nights, "2024-09-15T23:05:00"), backups, "2024-09-15T23:05:00") ==
          "start 2024-09-15T23:05:00 differential on 09-01, missed 0: scheduled");
}

TEST_CASE("no chain grows beyond max_chain, with or without differentials in it", "[levels]") {
  const auto weeks = [](unsigned limit) {
    life here{nights, "2024-09-01T23:05:00", {.max_chain = limit}};
    return here.letters(21).insert(14, " ").insert(7, " ");
  };
  REQUIRE(weeks(0) == weeks(1));
  REQUIRE(weeks(1) == "FFFFFFF FFFFFFF FFFFFFF");
  REQUIRE(weeks(2) == "FIFIFIF DFIFIFI DFIFIFI");
  REQUIRE(weeks(3) == "FIIFIIF DIFIIFI DIFIIFI");
  REQUIRE(weeks(7) == "FIIIIII DIIIIIF DIIIIIF");
  REQUIRE(weeks(8) == "FIIIIII DIIIIII DIIIIII");
}

TEST_CASE("a differential that its chain has no room for becomes a full", "[levels]") {
  REQUIRE(decided(due_at(nights, "2024-09-08T23:05:00"), {made("2024-09-01T23:05:00")}, "2024-09-08T23:05:00",
                  {.max_chain = 1}) == "start 2024-09-08T23:05:00 full, missed 0: chain_limit");
}

// --- calendars that lack a level, and several slots a day ---

TEST_CASE("a calendar of incrementals alone makes one full, then incrementals for ever", "[levels]") {
  const calendar incrementals{{level::incremental, {}, at_23_05}};
  life here{incrementals, "2024-09-01T23:05:00"};
  REQUIRE(here.letters(9, "xx---x---") == "ffFIIiIII");
  REQUIRE(here.letters(300) == std::string(300, 'I'));
  life limited{incrementals, "2024-09-01T23:05:00", {.max_chain = 3}};
  REQUIRE(limited.letters(9, "---x") == "FIIfFIIFI");
  const schedule due = due_at(incrementals, "2024-09-02T23:05:00");
  REQUIRE(decided(due, {}, "2024-09-02T23:05:00") == "start 2024-09-02T23:05:00 full, missed 0: first_full");
  REQUIRE(decided(due, {made("2014-09-01T23:05:00")}, "2024-09-02T23:05:00") ==
          "start 2024-09-02T23:05:00 incremental on 09-01, missed 0: scheduled");
}

TEST_CASE("a calendar of differentials alone makes one full, then differentials on it", "[levels]") {
  const calendar differentials{{level::differential, {}, at_23_05}};
  life here{differentials, "2024-09-01T23:05:00"};
  REQUIRE(here.letters(8, "x---xx--") == "fFDDddDD");
  REQUIRE(here.parents() == R"(
09-01, failed
09-02
09-03 on 09-02
09-04 on 09-02
09-05 on 09-02, failed
09-06 on 09-02, failed
09-07 on 09-02
09-08 on 09-02)");
  const schedule due = due_at(differentials, "2024-09-08T12:00:00");
  REQUIRE(decided(due, {made("2024-09-02T23:05:00"), made_on("09-02", "2024-09-07T23:05:00")}, "2024-09-08T12:00:00") ==
          "start 2024-09-08T12:00:00 differential on 09-02, missed 0: off_schedule");
  REQUIRE(decided(due, {made("2024-09-02T23:05:00")}, "2024-09-08T12:00:00") ==
          "start 2024-09-08T12:00:00 differential on 09-02, missed 0: overdue off_schedule");
}

TEST_CASE("a calendar without fulls makes one, then differentials on their days and incrementals on the others",
          "[levels]") {
  life here{calendar{{level::differential, sundays, at_23_05}, {level::incremental, {}, at_23_05}},
            "2024-09-04T23:05:00"};
  REQUIRE(here.letters(18, "-----------x-x") == "FIIIDIIIIIIdDiIIII");
  REQUIRE(here.letters(7, "x") == "dDIIIII");
}

TEST_CASE("fulls on Sundays and differentials on every other day make nothing weaker", "[levels]") {
  life here{calendar{{level::full, sundays, at_23_05}, {level::differential, {}, at_23_05}}, "2024-09-01T23:05:00"};
  REQUIRE(here.letters(7, "--x----") == "FDdDDDD");
  REQUIRE(here.letters(7, "xx-x---") == "ffFdDDD");
}

TEST_CASE("several slots a day: an incremental every six hours, a differential each midnight, a full on Sunday's",
          "[levels]") {
  const rota::times midnight = rota::at({0h, 0min});
  life here{calendar{{level::full, sundays, midnight},
                     {level::differential, {}, midnight},
                     {level::incremental, {}, {hours{0U, 6U, 12U, 18U}, minutes{0U}}}},
            "2024-09-01T00:00:00"};
  REQUIRE(here.letters(8) == "FIIIDIII");
  REQUIRE(here.letters(8, "x-------") == "dDIIDIII");
  REQUIRE(here.letters(8, "xxxx-x--") == "ddddDiII");
  REQUIRE(here.letters(8, "--------") == "DIIIFIII");
  REQUIRE(here.letters(4) == "DIII");
}

TEST_CASE("of the slots that passed in an outage of half a day only the latest is served, at the level that is lacking",
          "[levels]") {
  const calendar often{{level::differential, {}, rota::at({0h, 0min})},
                       {level::incremental, {}, {hours::all(), minutes{0U, 30U}}}};
  const std::vector<backup> backups{made("2024-08-31T00:00:00"), made_on("08-31", "2024-09-01T00:00:00")};
  REQUIRE(decided(due_at(often, "2024-09-01T00:30:00"), backups, "2024-09-01T12:10:00") ==
          "start 2024-09-01T12:00:00 incremental on 09-01, missed 23: scheduled");
  REQUIRE(decided(due_at(often, "2024-09-01T12:30:00"), backups, "2024-09-02T00:29:59") ==
          "start 2024-09-02T00:00:00 differential on 08-31, missed 23: scheduled");
  REQUIRE(decided(due_at(often, "2024-09-01T12:30:00"), backups, "2024-09-02T00:30:00") ==
          "start 2024-09-02T00:30:00 differential on 08-31, missed 24: overdue");
}

// --- what a next run may be ---

TEST_CASE("a schedule that has not run may wait for the next full of its calendar, but not longer", "[levels]") {
  const std::string full = "2024-10-06T23:05:00";
  REQUIRE(decided(due_at(nights, full), {}, "2024-09-02T00:00:00") == "wait " + full);
  REQUIRE(decided(due_at(nights, "2024-10-06T23:05:01"), {}, "2024-09-02T00:00:00") ==
          "start 2024-09-01T23:05:00 full, missed 0: first_full scheduled clock_was_ahead");
  schedule has_run = due_at(nights, full);
  has_run.last_scheduled = instant("2024-09-01T23:05:00");
  REQUIRE(decided(has_run, {made("2024-09-01T23:05:00")}, "2024-09-03T00:00:00") ==
          "start 2024-09-02T23:05:00 incremental on 09-01, missed 0: scheduled clock_was_ahead");
}

TEST_CASE("a calendar without fulls never waits for one", "[levels]") {
  const calendar incrementals{{level::incremental, {}, at_23_05}};
  REQUIRE(decided(due_at(incrementals, "2024-09-02T23:05:00"), {}, "2024-09-02T00:00:00") ==
          "wait 2024-09-02T23:05:00");
  REQUIRE(decided(due_at(incrementals, "2024-09-03T23:05:00"), {}, "2024-09-02T00:00:00") ==
          "start 2024-09-01T23:05:00 full, missed 0: first_full clock_was_ahead");
}
