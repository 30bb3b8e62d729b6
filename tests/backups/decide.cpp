// SPDX-License-Identifier: MIT
//
// enum class start_reason { first_full, scheduled, overdue, chain_limit, off_schedule, clock_was_ahead };
// using start_reasons = detail::enum_set<start_reason>;
//
// struct start_backup { sys_seconds slot; level what; std::optional<std::size_t> parent; std::uint64_t missed;
//                       start_reasons why; };
// struct wait_until { sys_seconds at; };
// struct source_busy { sys_seconds slot; std::optional<std::size_t> by; };
// enum class skip_reason { older_than_grace };
// struct skip_slot { sys_seconds slot; skip_reason why; sys_seconds next; };
//
// using decision = std::variant<start_backup, wait_until, source_busy, skip_slot>;
// struct decide_options { std::optional<std::chrono::seconds> grace, stale_after; std::optional<unsigned> max_chain; };
// decision decide(const schedule&, const history&, sys_seconds now, clock, const decide_options& = {});
// decision decide(const schedule&, std::span<const backup>, sys_seconds now, clock, const decide_options& = {});
// sys_seconds due_at(const decision&);
// schedule skipped(schedule, const skip_slot&, sys_seconds now);
// std::vector<std::size_t> stale(const history&, const source&, sys_seconds now, std::chrono::seconds after);
//
// On the clocks of zones: clocks.cpp. Laws: decide_laws.cpp.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <rota/backups/decide.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "decisions.hpp"
#include "generated.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::decide;
using rota::decide_options;
using rota::decision;
using rota::level;
using rota::schedule;
using rota::skip_reason;
using rota::source_type;
using rota::start_reason;
using rota::sys_seconds;
using rota::weekdays;

static_assert(noexcept(rota::due_at(std::declval<const decision&>())));

backup full(std::string id, std::string_view created, backup_status status = backup_status::completed) {
  return of_source(with(backup_at(std::move(id), instant(created)), status), database.id);
}

backup incremental(std::string id, std::string parent_id, std::string_view created,
                   backup_status status = backup_status::completed) {
  return on(std::move(parent_id), full(std::move(id), created, status));
}

/// One letter for each day: "F" for a full that completed, "f" for one that failed, "I" and "i" for an incremental, "."
/// if nothing was started.
std::string rhythm(schedule due, std::vector<backup> backups, int days, const std::function<bool(int)>& fails,
                   const decide_options& options = {}) {
  std::string letters;
  for (int day = 0; day < days; ++day) {
    const sys_seconds now = due.next_run;
    const decision what = decide(due, backups, now, rota::utc, options);
    const auto* start = std::get_if<rota::start_backup>(&what);
    const bool has_failed = fails(day);
    letters += start == nullptr             ? '.'
               : start->what == level::full ? (has_failed ? 'f' : 'F')
                                            : (has_failed ? 'i' : 'I');
    if (start != nullptr)
      backups.push_back({.id = "day " + std::to_string(day),
                         .parent_id = start->parent ? std::optional{backups[*start->parent].id} : std::nullopt,
                         .source = due.source,
                         .status = has_failed ? backup_status::failed : backup_status::completed,
                         .created = now,
                         .updated = now + 20min});
    due = finished(started(std::move(due), now, rota::utc), now + 20min);
  }
  return letters;
}

bool never(int) { return false; }

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("a schedule waits until its next run, running or not", "[decide]") {
  schedule due = due_at("2014-11-02T14:30:00");
  REQUIRE(decided(due, {}, "2014-11-02T14:29:59") == "wait 2014-11-02T14:30:00");
  due.running = true;
  REQUIRE(decided(due, {}, "2014-11-01T00:00:00") == "wait 2014-11-02T14:30:00");
}

TEST_CASE("the first backup of a schedule is a full, whatever the day", "[decide]") {
  REQUIRE(decided(due_at("2014-10-30T14:30:00"), {}, "2014-10-30T14:30:00") ==
          "start 2014-10-30T14:30:00 full, missed 0: first_full");
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), {}, "2014-11-02T14:31:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: first_full scheduled");
}

TEST_CASE("a week has a full on its day and incrementals on the others, each built on the one before", "[decide]") {
  REQUIRE(rhythm(due_at("2014-10-30T14:30:00"), {}, 18, never) == "FIIFIIIIIIFIIIIIIF");
  REQUIRE(decided(due_at("2014-11-04T14:30:00"),
                  {full("sun", "2014-11-02T14:30:00"), incremental("mon", "sun", "2014-11-03T14:30:00")},
                  "2014-11-04T14:30:20") == "start 2014-11-04T14:30:00 incremental on mon, missed 0: scheduled");
}

TEST_CASE("fulls on every day, or on several days, follow from the same law", "[decide]") {
  schedule due = due_at("2014-11-01T14:30:00");
  due.when = rota::daily_full(minute_of_day(870));
  REQUIRE(rhythm(due, {}, 5, never) == "FFFFF");
  due.when = rota::cadence{weekdays{date::Sunday, date::Wednesday}, minute_of_day(870)};
  REQUIRE(rhythm(due, {}, 10, never) == "FFIIFIIIFI");
  REQUIRE(rhythm(due, {}, 10, [](int day) { return day == 4 || day == 5; }) == "FFIIffFIFI");
}

TEST_CASE("a full that failed is tried again every day until one completes", "[decide]") {
  const auto fails = [](int day) { return day < 3; };
  REQUIRE(rhythm(due_at("2014-11-02T14:30:00"), {}, 9, fails) == "fffFIIIFI");
  const std::vector<backup> backups{full("sun", "2014-10-26T14:30:00"),
                                    incremental("sat", "sun", "2014-11-01T14:30:00"),
                                    full("failed", "2014-11-02T14:30:00", backup_status::failed)};
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), backups, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: overdue");
}

TEST_CASE("an incremental that failed is no parent, and leads to no full", "[decide]") {
  REQUIRE(rhythm(due_at("2014-11-02T14:30:00"), {}, 5, [](int day) { return day == 2; }) == "FIiII");
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"),
                                    incremental("mon", "sun", "2014-11-03T14:30:00"),
                                    incremental("tue", "mon", "2014-11-04T14:30:00", backup_status::failed),
                                    incremental("bad", "mon", "2014-11-04T15:30:00", backup_status::delete_failed)};
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), backups, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 incremental on mon, missed 0: scheduled");
}

TEST_CASE("a full missed in an outage is made up for by a full, and the missed runs are counted", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"),
                                    incremental("fri", "sun", "2014-11-07T14:30:00")};
  REQUIRE(decided(due_at("2014-11-08T14:30:00"), backups, "2014-11-12T16:00:00") ==
          "start 2014-11-12T14:30:00 full, missed 4: overdue");
  REQUIRE(decided(due_at("2014-11-08T14:30:00"), backups, "2014-11-16T14:30:00") ==
          "start 2014-11-16T14:30:00 full, missed 8: scheduled");
}

TEST_CASE("an outage in which no full was due is followed by an incremental", "[decide]") {
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {full("sun", "2014-11-02T14:30:00")}, "2014-11-06T14:29:59") ==
          "start 2014-11-05T14:30:00 incremental on sun, missed 2: scheduled");
}

TEST_CASE("the runs missed in a century, or in ten thousand years, are counted at once", "[decide]") {
  const std::vector<backup> none;
  REQUIRE(decided(due_at("1914-11-02T14:30:00"), none, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 full, missed 36525: first_full scheduled");
  const schedule due = due_at("0000-01-01T14:30:00");
  std::uint64_t least = 4'000'000;
  for (int i = 0; i < 10'000; ++i)  // walking from run to run would take a day
    least = std::min(least,
                     std::get<rota::start_backup>(decide(due, none, instant("9999-12-31T23:59:59"), rota::utc)).missed);
  REQUIRE(least == 3'652'424);  // 25 times 146,097 days, minus the first and the last
}

TEST_CASE("a full made six seconds before its slot is not made twice", "[decide]") {
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), {full("early", "2014-11-02T14:29:54")}, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 incremental on early, missed 0: scheduled");
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {full("early", "2014-11-02T14:25:00")}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 incremental on early, missed 0: scheduled");
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {full("last week's", "2014-11-02T14:24:59")}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: overdue");
}

TEST_CASE("a backup dated a day ahead suppresses no full", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-10-26T14:30:00"), full("ahead", "2014-11-03T14:30:00")};
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), backups, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: scheduled");
}

TEST_CASE("a clock may be five minutes ahead, but not a second more", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-10-26T14:30:00"), full("ahead", "2014-11-02T14:35:00")};
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), backups, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 incremental on ahead, missed 0: scheduled");
  const std::vector<backup> further{full("sun", "2014-10-26T14:30:00"), full("ahead", "2014-11-02T14:35:01")};
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), further, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: scheduled");
}

TEST_CASE("an incremental dated ahead is no parent", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"),
                                    incremental("mon", "sun", "2014-11-03T14:30:00"),
                                    incremental("ahead", "mon", "2014-11-05T14:30:00")};
  REQUIRE(decided(due_at("2014-11-04T14:30:00"), backups, "2014-11-04T14:30:00") ==
          "start 2014-11-04T14:30:00 incremental on mon, missed 0: scheduled");
}

TEST_CASE("the slot stays due while a backup of the schedule or of its source is unfinished", "[decide]") {
  const std::string busy = "busy 2014-11-05T14:30:00";
  schedule due = due_at("2014-11-03T14:30:00");
  due.running = true;
  REQUIRE(decided(due, {}, "2014-11-05T14:30:00") == busy);
  due.running = false;
  for (const auto status : {backup_status::new_, backup_status::building}) {
    REQUIRE(decided(due, {full("old", "2014-01-01T00:00:00", status)}, "2014-11-05T14:30:00") == busy + " by old");
    REQUIRE(decided(due, {on_demand(full("theirs", "2014-11-05T14:00:00", status))}, "2014-11-05T14:30:00") ==
            busy + " by theirs");
    REQUIRE(decided(due, {incremental("damaged", "gone", "2014-11-05T14:00:00", status)}, "2014-11-05T14:30:00") ==
            busy + " by damaged");
  }
}

TEST_CASE("an unfinished backup blocks the source even if it is dated ahead", "[decide]") {
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), {full("ahead", "2014-11-06T14:00:00", backup_status::building)},
                  "2014-11-05T14:30:00") == "busy 2014-11-05T14:30:00 by ahead");
}

TEST_CASE("an unfinished backup of another source blocks nothing", "[decide]") {
  backup other = full("other", "2014-11-05T14:00:00", backup_status::building);
  other.source.id = "55b277eb-39be-4921-be31-3d61b43651d7";
  backup group = full("group", "2014-11-05T14:00:00", backup_status::new_);
  group.source.type = source_type::ha;
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), {other, group}, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 full, missed 0: first_full");
}

TEST_CASE("backups of another source are not parents and not fulls of the schedule", "[decide]") {
  backup group = full("group", "2014-11-02T14:30:00");
  group.source.type = source_type::ha;
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {group}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: first_full");
}

TEST_CASE("a slot older than the grace is skipped", "[decide]") {
  const schedule due = due_at("2014-11-03T14:30:00");
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00")};
  REQUIRE(decided(due, backups, "2014-11-03T15:30:00", {.grace = 1h}) ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
  REQUIRE(decided(due, backups, "2014-11-03T15:30:01", {.grace = 1h}) ==
          "skip 2014-11-03T14:30:00 until 2014-11-04T14:30:00: older_than_grace");
  REQUIRE(decided(due, backups, "2014-11-05T14:30:10", {.grace = 1h}) ==
          "start 2014-11-05T14:30:00 incremental on sun, missed 2: scheduled");
  REQUIRE(decided(due, backups, "2014-11-03T14:30:00", {.grace = 0s}) ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
}

TEST_CASE("run_now is served at once, as an incremental if the last full is there, otherwise as a full", "[decide]") {
  const schedule due =
      apply(due_at("2014-11-05T14:30:00"), {.run_now = true}, instant("2014-11-05T09:12:34"), rota::utc);
  REQUIRE(decided(due, {full("sun", "2014-11-02T14:30:00")}, "2014-11-05T09:12:40") ==
          "start 2014-11-05T09:12:34 incremental on sun, missed 0: off_schedule");
  REQUIRE(decided(due, {full("sun", "2014-10-26T14:30:00")}, "2014-11-05T09:12:40") ==
          "start 2014-11-05T09:12:34 full, missed 0: overdue off_schedule");
  REQUIRE(decided(due, {}, "2014-11-05T09:12:40") ==
          "start 2014-11-05T09:12:34 full, missed 0: first_full off_schedule");
  REQUIRE(decided(due, {full("sun", "2014-11-02T14:30:00")}, "2014-11-06T14:30:00") ==
          "start 2014-11-06T14:30:00 incremental on sun, missed 1: scheduled");
}

TEST_CASE("a full made by run_now before the full day does not replace the full of that day", "[decide]") {
  const schedule due =
      apply(due_at("2014-11-08T14:30:00"), {.run_now = true}, instant("2014-11-08T09:00:00"), rota::utc);
  const std::vector<backup> backups{full("saturday's", "2014-11-08T09:00:00")};
  REQUIRE(decided(started(due, instant("2014-11-08T09:00:00"), rota::utc), backups, "2014-11-08T10:00:00") ==
          "wait 2014-11-08T14:30:00");
  REQUIRE(decided(due_at("2014-11-09T14:30:00"), backups, "2014-11-09T14:30:00") ==
          "start 2014-11-09T14:30:00 full, missed 0: scheduled");
}

TEST_CASE("a chain does not grow beyond max_chain", "[decide]") {
  const auto with_limit = [](unsigned limit) {
    return rhythm(due_at("2014-11-02T14:30:00"), {}, 10, never, {.max_chain = limit});
  };
  REQUIRE(with_limit(0) == "FFFFFFFFFF");
  REQUIRE(with_limit(1) == "FFFFFFFFFF");
  REQUIRE(with_limit(2) == "FIFIFIFFIF");
  REQUIRE(with_limit(3) == "FIIFIIFFII");
  REQUIRE(with_limit(7) == "FIIIIIIFII");
  REQUIRE(decided(due_at("2014-11-04T14:30:00"),
                  {full("sun", "2014-11-02T14:30:00"), incremental("mon", "sun", "2014-11-03T14:30:00")},
                  "2014-11-04T14:30:00", {.max_chain = 2}) == "start 2014-11-04T14:30:00 full, missed 0: chain_limit");
}

TEST_CASE("an on-demand backup is never a parent, and no full of the schedule", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"), on_demand(full("full", "2014-11-03T09:00:00")),
                                    on_demand(incremental("on it", "sun", "2014-11-03T10:00:00"))};
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), backups, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {backups[1]}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: first_full");
}

TEST_CASE("the parent is the newest automated restore point, in whatever order the backups are listed", "[decide]") {
  std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"), incremental("mon", "sun", "2014-11-03T14:30:00"),
                              incremental("tue", "mon", "2014-11-04T14:30:00"),
                              incremental("broken", "gone", "2014-11-04T16:30:00")};
  const auto by_id = [](const backup& a, const backup& b) { return a.id < b.id; };
  std::sort(backups.begin(), backups.end(), by_id);
  counterexamples found;
  do {
    const std::string line = decided(due_at("2014-11-05T14:30:00"), backups, "2014-11-05T14:30:00");
    found.unless(line == "start 2014-11-05T14:30:00 incremental on tue, missed 0: scheduled", [&] { return line; });
  } while (std::next_permutation(backups.begin(), backups.end(), by_id));
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("nothing is built on damage: two fulls with one id, a cycle, a child of a failed full", "[decide]") {
  const schedule due = due_at("2014-11-04T14:30:00");
  const std::string expected = "start 2014-11-04T14:30:00 full, missed 0: first_full";
  REQUIRE(decided(due, {full("sun", "2014-11-02T14:30:00"), full("sun", "2014-11-02T14:31:00")},
                  "2014-11-04T14:30:00") == expected);
  REQUIRE(decided(due, {incremental("a", "b", "2014-11-02T14:30:00"), incremental("b", "a", "2014-11-02T14:30:00")},
                  "2014-11-04T14:30:00") == expected);
  REQUIRE(decided(due,
                  {full("sun", "2014-11-02T14:30:00", backup_status::failed),
                   incremental("mon", "sun", "2014-11-03T14:30:00")},
                  "2014-11-04T14:30:00") == expected);
}

TEST_CASE("the reasons have the names that JSON carries", "[decide]") {
  std::string names;
  for (const std::string_view name : rota::detail::enum_names<start_reason>) names.append(name).append(" ");
  REQUIRE(names == "first_full scheduled overdue chain_limit off_schedule clock_was_ahead ");
  REQUIRE(to_string(skip_reason::older_than_grace) == "older_than_grace");
}

TEST_CASE("run_now before the next run misses no run", "[decide]") {
  const schedule due =
      apply(due_at("2014-11-06T14:30:00"), {.run_now = true}, instant("2014-11-05T14:30:00"), rota::utc);
  REQUIRE(decided(due, {}, "2014-11-05T14:30:00") == "start 2014-11-05T14:30:00 full, missed 0: first_full");
  REQUIRE(decided(due, {}, "2014-11-06T14:29:59") == "start 2014-11-05T14:30:00 full, missed 0: first_full");
}

// --- what loses a night or a chain elsewhere ---

TEST_CASE("an incremental is built on the chain of the newest full, even if an older chain has a later backup",
          "[decide]") {
  const std::vector<backup> backups{full("a", "2014-10-26T14:30:00"), full("b", "2014-11-02T14:30:00"),
                                    incremental("on a", "a", "2014-11-02T14:33:00")};
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), backups, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 incremental on b, missed 0: scheduled");
}

TEST_CASE("the newest of a chain is what nothing is built on, even if its parent is dated a minute later", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:31:00"),
                                    incremental("mon", "sun", "2014-11-02T14:30:00"),
                                    incremental("failed", "mon", "2014-11-03T14:30:00", backup_status::failed)};
  REQUIRE(decided(due_at("2014-11-04T14:30:00"), backups, "2014-11-04T14:30:00") ==
          "start 2014-11-04T14:30:00 incremental on mon, missed 0: scheduled");
}

TEST_CASE("a schedule of fulls makes nothing weaker, off its slots and near them", "[decide]") {
  schedule due = due_at("2014-11-05T09:12:34");
  due.when = rota::daily_full(minute_of_day(870));
  REQUIRE(decided(due, {full("tue", "2014-11-04T14:30:00")}, "2014-11-05T09:12:34") ==
          "start 2014-11-05T09:12:34 full, missed 0: off_schedule");
  due.next_run = instant("2014-11-05T14:30:00");
  REQUIRE(decided(due, {full("by hand", "2014-11-05T14:28:00")}, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 full, missed 0: scheduled");
}

TEST_CASE("a slot found busy is served when the source is free, or superseded by the next", "[decide]") {
  const schedule due = due_at("2014-11-02T14:30:00");
  const backup old = full("old", "2014-10-26T14:30:00");
  const backup building = on_demand(full("by hand", "2014-11-02T14:20:00", backup_status::building));
  REQUIRE(decided(due, {old, building}, "2014-11-02T14:30:00") == "busy 2014-11-02T14:30:00 by by hand");
  REQUIRE(decided(due, {old, with(building, backup_status::completed)}, "2014-11-02T14:45:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: scheduled");
  REQUIRE(decided(due, {old, building}, "2014-11-03T14:30:00") == "busy 2014-11-03T14:30:00 by by hand");
  REQUIRE(decided(due, {old, with(building, backup_status::completed)}, "2014-11-03T14:45:00") ==
          "start 2014-11-03T14:30:00 full, missed 1: overdue");
  REQUIRE(decided(due, {old, building}, "2014-11-02T15:30:01", {.grace = 1h}) ==
          "skip 2014-11-02T14:30:00 until 2014-11-03T14:30:00: older_than_grace");
}

TEST_CASE("of several unfinished backups the newest is in the way", "[decide]") {
  const std::vector<backup> backups{full("b", "2014-11-02T14:00:00", backup_status::building),
                                    full("c", "2014-11-02T14:00:00", backup_status::new_),
                                    full("a", "2014-11-02T13:00:00", backup_status::building)};
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), backups, "2014-11-02T14:30:00") == "busy 2014-11-02T14:30:00 by c");
}

TEST_CASE("a decision is about the slot that is served, busy or not, or about the next one", "[decide]") {
  const sys_seconds slot = instant("2014-11-02T14:30:00");
  const sys_seconds next = instant("2014-11-03T14:30:00");
  REQUIRE(rota::due_at(rota::start_backup{.slot = slot, .what = level::full, .parent = {}, .missed = 0, .why = {}}) ==
          slot);
  REQUIRE(rota::due_at(rota::source_busy{.slot = slot, .by = 0}) == slot);
  REQUIRE(rota::due_at(rota::skip_slot{.slot = slot, .why = skip_reason::older_than_grace, .next = next}) == next);
  REQUIRE(rota::due_at(rota::wait_until{next}) == next);
}

TEST_CASE("a schedule whose slot was given up is next due when the decision said, and was updated now", "[decide]") {
  const schedule due = due_at("2014-11-02T14:30:00");
  const sys_seconds now = instant("2014-11-02T15:30:01");
  const decision what = decide(due, {}, now, rota::utc, {.grace = 1h});
  schedule expected = due;
  expected.next_run = instant("2014-11-03T14:30:00");
  expected.updated = now;
  REQUIRE(skipped(due, std::get<rota::skip_slot>(what), now) == expected);
  REQUIRE(decided(expected, {}, "2014-11-02T15:30:01", {.grace = 1h}) == "wait 2014-11-03T14:30:00");
}

TEST_CASE("giving up slots does not change when running becomes stale, even if nothing but updated says since when",
          "[decide]") {
  schedule due = due_at("2014-11-02T14:30:00");
  due.running = true;
  due.updated = instant("2014-11-02T12:00:00");
  const decide_options options{.grace = 1h, .stale_after = 48h};
  for (const std::string_view day : {"2014-11-02", "2014-11-03"}) {
    const std::string slot{day};
    REQUIRE(decided(due, {}, slot + "T15:30:00", options) == "busy " + slot + "T14:30:00");
    const sys_seconds now = instant(slot + "T15:30:01");
    due = skipped(due, std::get<rota::skip_slot>(decide(due, {}, now, rota::utc, options)), now);
    REQUIRE(due.running);
    REQUIRE(due.updated == now);
  }
  REQUIRE(decided(due, {}, "2014-11-04T14:30:00", options) == "start 2014-11-04T14:30:00 full, missed 0: first_full");
}

TEST_CASE("a backup that has been running for too long stands in the way no more, and is listed as stale", "[decide]") {
  schedule due = due_at("2014-11-03T14:30:00");
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"),
                                    full("stuck", "2014-11-03T02:30:00", backup_status::building),
                                    full("other", "2014-11-03T02:00:00", backup_status::new_)};
  const std::string started = "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled";
  REQUIRE(decided(due, backups, "2014-11-03T14:30:00", {.stale_after = 12h}) == "busy 2014-11-03T14:30:00 by stuck");
  REQUIRE(decided(due, backups, "2014-11-03T14:30:01", {.stale_after = 12h}) == started);
  const rota::history past{backups};
  REQUIRE(stale(past, database, instant("2014-11-03T14:00:00"), 12h).empty());
  REQUIRE(stale(past, database, instant("2014-11-03T14:30:00"), 12h) == std::vector<std::size_t>{2});
  REQUIRE(stale(past, database, instant("2014-11-03T14:30:01"), 12h) == std::vector<std::size_t>{2, 1});
  REQUIRE(stale(past, {"another"}, instant("2014-11-03T14:30:01"), 12h).empty());
}

TEST_CASE("an unfinished backup that is dated as far ahead is stale too, since its date is wrong", "[decide]") {
  const std::vector<backup> backups{full("ahead", "2098-01-01T00:00:00", backup_status::building)};
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), backups, "2014-11-03T14:30:00", {.stale_after = 12h}) ==
          "start 2014-11-03T14:30:00 full, missed 0: first_full");
  REQUIRE(stale(rota::history{backups}, database, instant("2014-11-03T14:30:00"), 12h).size() == 1);
}

TEST_CASE("running, which no backup bears out, is stale too", "[decide]") {
  schedule due = due_at("2014-11-03T14:30:00");
  due.running = true;
  due.last_scheduled = instant("2014-11-02T14:30:00");
  REQUIRE(decided(due, {}, "2014-11-03T14:30:00") == "busy 2014-11-03T14:30:00");
  REQUIRE(decided(due, {}, "2014-11-03T14:30:00", {.stale_after = 24h}) == "busy 2014-11-03T14:30:00");
  REQUIRE(decided(due, {}, "2014-11-03T14:30:01", {.stale_after = 24h}) ==
          "start 2014-11-03T14:30:00 full, missed 0: first_full");
  due.last_scheduled.reset();
  due.updated = instant("2014-11-02T14:30:00");
  REQUIRE(decided(due, {}, "2014-11-03T14:30:01", {.stale_after = 24h}) ==
          "start 2014-11-03T14:30:00 full, missed 0: first_full");
}

TEST_CASE("a next run from a clock that was ahead stops nothing: the latest run is served", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00")};
  REQUIRE(decided(due_at("2098-01-01T14:30:00"), backups, "2014-11-04T02:00:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled clock_was_ahead");
  REQUIRE(decided(due_at("2014-11-09T14:30:01"), backups, "2014-11-04T02:00:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled clock_was_ahead");
  REQUIRE(decided(due_at("2098-01-01T14:30:00"), backups, "2014-11-04T02:00:00", {.grace = 1h}) ==
          "skip 2014-11-03T14:30:00 until 2014-11-04T14:30:00: older_than_grace");
}

TEST_CASE("a schedule that waits for its first full, or was updated by a clock minutes ahead, is believed",
          "[decide]") {
  REQUIRE(decided(due_at("2014-11-09T14:30:00"), {}, "2014-11-02T14:30:00") == "wait 2014-11-09T14:30:00");
  REQUIRE(decided(due_at("2014-11-09T14:30:00"), {}, "2014-11-02T14:25:00") == "wait 2014-11-09T14:30:00");
  REQUIRE(decided(due_at("2014-11-09T14:30:00"), {}, "2014-11-02T14:24:59") ==
          "start 2014-11-01T14:30:00 full, missed 0: first_full clock_was_ahead");
}

TEST_CASE("once a schedule has run, a next run later than the next one comes from a clock that was ahead", "[decide]") {
  schedule due = due_at("2014-11-09T14:30:00");
  due.last_scheduled = instant("2014-11-02T14:30:00");
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00")};
  REQUIRE(decided(due, backups, "2014-11-03T15:00:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled clock_was_ahead");
  REQUIRE(decided(due, backups, "2014-11-08T14:30:00") == "wait 2014-11-09T14:30:00");
  REQUIRE(decided(due, backups, "2014-11-08T14:25:00") == "wait 2014-11-09T14:30:00");
}

TEST_CASE("a next run from a clock that was ahead does not serve a slot again for which a backup was started",
          "[decide]") {
  schedule due = due_at("2014-11-09T15:30:00");  // as after a change of the zone's rules
  due.last_scheduled = instant("2014-11-03T14:30:20");
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00")};
  REQUIRE(decided(due, backups, "2014-11-03T15:00:00") == "wait 2014-11-04T14:30:00");
  REQUIRE(decided(due, backups, "2014-11-04T14:30:00") ==
          "start 2014-11-04T14:30:00 incremental on sun, missed 0: scheduled clock_was_ahead");
  due.last_scheduled = instant("2014-11-05T14:30:00");  // that clock's, too
  REQUIRE(decided(due, backups, "2014-11-03T15:00:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled clock_was_ahead");
}

TEST_CASE("the same record twice is one backup", "[decide]") {
  const backup sun = full("sun", "2014-11-02T14:30:00");
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {sun, sun}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: scheduled");
  const std::vector<backup> twice(2, with(sun, backup_status::building));
  REQUIRE(stale(rota::history{twice}, database, instant("2014-12-01T00:00:00"), 1h).size() == 1);
}

TEST_CASE("backups dated at the ends of time are judged like others", "[decide]") {
  for (const sys_seconds at : {sys_seconds::min(), sys_seconds::max()}) {
    backup one = full("extreme", "2014-11-02T14:30:00");
    one.created = at;
    const bool is_future = at == sys_seconds::max();
    REQUIRE(decided(due_at("2014-11-03T14:30:00"), {one}, "2014-11-03T14:30:00") ==
            (is_future ? "start 2014-11-03T14:30:00 full, missed 0: first_full"
                       : "start 2014-11-03T14:30:00 full, missed 0: overdue"));
  }
}

TEST_CASE("a history and its backups lead to the same decision", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00")};
  const sys_seconds now = instant("2014-11-03T14:30:00");
  const schedule due = due_at("2014-11-03T14:30:00");
  REQUIRE(decide(due, rota::history{backups}, now, rota::utc) == decide(due, backups, now, rota::utc));
}
