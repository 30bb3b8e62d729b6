// SPDX-License-Identifier: MIT
//
// struct schedule
// {
//     std::string id;
//     cadence when;
//     rota::source source;
//     std::optional<unsigned> full_backup_retention;
//     regions copy_to;
//     sys_seconds created, updated;
//     std::optional<sys_seconds> last_scheduled;
//     sys_seconds next_run;
//     bool running;
// };
//
// enum class first_run { promote, wait_for_full };
// schedule make_schedule(const schedule_spec&, std::string id, sys_seconds now, clock, first_run = first_run::promote);
// schedule apply(schedule, const schedule_change&, sys_seconds now, clock, first_run = first_run::promote);
// schedule started(schedule, sys_seconds now, clock);
// schedule finished(schedule, sys_seconds now);

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/schedule/schedule.hpp>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;
using rota::apply;
using rota::cadence;
using rota::finished;
using rota::first_run;
using rota::make_schedule;
using rota::region;
using rota::regions;
using rota::schedule;
using rota::schedule_change;
using rota::schedule_spec;
using rota::source_type;
using rota::started;
using rota::sys_seconds;
using rota::time_of_day;
using rota::utc;
using rota::weekdays;

const std::string seed_id = "88b277eb-39be-4921-be31-3d61b43651d7";
const rota::source seed_source{"44b277eb-39be-4921-be31-3d61b43651d7", source_type::instance};

schedule_spec seed_spec() { return {rota::weekly(date::Sunday, time_of_day{14h, 30min}), seed_source}; }

schedule seed_schedule() { return make_schedule(seed_spec(), seed_id, instant("2014-10-30T12:30:00"), utc); }

regions draw_regions(generator& values) {
  regions drawn;
  for (const region one : {region::DFW, region::IAD, region::ORD, region::HKG, region::SYD})
    if (values.coin()) drawn.insert(one);
  return drawn;
}

schedule_spec draw_spec(generator& values) {
  schedule_spec spec{draw_cadence(values),
                     rota::source{seed_source.id, values.coin() ? source_type::ha : source_type::instance}};
  if (values.coin())
    spec.full_backup_retention = static_cast<unsigned>(values.between(1, std::numeric_limits<unsigned>::max()));
  spec.copy_to = draw_regions(values);
  return spec;
}

/// An instant of the years 1 to 9998; one in four is on the minute.
sys_seconds draw_instant(generator& values) {
  const sys_seconds drawn{
      std::chrono::seconds{values.between(instant("0001-01-01T00:00:00").time_since_epoch().count(),
                                          instant("9998-12-31T23:59:59").time_since_epoch().count())}};
  return values.index(4) == 0 ? sys_seconds{date::floor<std::chrono::minutes>(drawn)} : drawn;
}

/// A schedule some time after it was made: perhaps running, perhaps overdue.
schedule draw_schedule(generator& values) {
  schedule drawn = make_schedule(draw_spec(values), "id", draw_instant(values), utc);
  if (values.coin()) drawn.last_scheduled = drawn.created + 24h;
  drawn.running = values.coin();
  drawn.next_run += std::chrono::seconds{values.between(-100'000, 100'000)};
  return drawn;
}

/// The first instant after `now` at the cadence's time of day, on a day of `full_on` if `only_full`: day by day.
sys_seconds first_after(const cadence& when, sys_seconds now, bool only_full) {
  date::sys_days day = date::floor<date::days>(now);
  while (day + when.at.since_midnight() <= now || (only_full && !when.full_on.contains(date::weekday{day})))
    day += date::days{1};
  return day + when.at.since_midnight();
}

/// Whether a schedule waits for its first full, not just for its first run.
bool waits(const schedule& one, sys_seconds now) {
  const cadence& when = *one.when.as_cadence();
  return !one.last_scheduled && one.next_run == first_after(when, now, true) &&
         one.next_run != first_after(when, now, false);
}

std::string described(const schedule& one, sys_seconds now) {
  return to_string(*one.when.as_cadence()) + ", next " + rota::format_instant(one.next_run) + ", now " +
         rota::format_instant(now);
}

}  // namespace

// --- make_schedule ---

TEST_CASE("the API guide's first schedule runs first two hours after it was made", "[schedule]") {
  const schedule made = seed_schedule();
  const schedule expected{.id = seed_id,
                          .when = rota::weekly(date::Sunday, time_of_day{14h, 30min}),
                          .source = seed_source,
                          .full_backup_retention = std::nullopt,
                          .copy_to = {},
                          .created = instant("2014-10-30T12:30:00"),
                          .updated = instant("2014-10-30T12:30:00"),
                          .last_scheduled = std::nullopt,
                          .next_run = instant("2014-10-30T14:30:00"),
                          .running = false};
  REQUIRE(made == expected);
}

TEST_CASE("the API guide's second schedule runs first on the Saturday on which it was made", "[schedule]") {
  schedule_spec spec = seed_spec();
  spec.full_backup_retention = 2;
  spec.copy_to = regions{region::ORD, region::IAD};
  const schedule made = make_schedule(spec, seed_id, instant("2020-11-14T07:28:17"), utc);
  REQUIRE(made.next_run == instant("2020-11-14T14:30:00"));
  REQUIRE(made.full_backup_retention == std::optional{2U});
  REQUIRE(made.copy_to == regions{region::IAD, region::ORD});
}

TEST_CASE("a schedule that waits for its full day runs first on that day", "[schedule]") {
  const auto first = [](std::string_view created) {
    return make_schedule(seed_spec(), seed_id, instant(created), utc, first_run::wait_for_full).next_run;
  };
  REQUIRE(first("2014-10-30T12:30:00") == instant("2014-11-02T14:30:00"));
  REQUIRE(first("2020-11-14T07:28:17") == instant("2020-11-15T14:30:00"));
  // A Sunday: before, at and after its slot.
  REQUIRE(first("2014-11-02T14:29:59") == instant("2014-11-02T14:30:00"));
  REQUIRE(first("2014-11-02T14:30:00") == instant("2014-11-09T14:30:00"));
  REQUIRE(first("2014-11-02T14:30:01") == instant("2014-11-09T14:30:00"));
}

TEST_CASE("a schedule made at a slot runs first at the next one", "[schedule]") {
  const auto first = [](std::string_view created) {
    return make_schedule(seed_spec(), seed_id, instant(created), utc).next_run;
  };
  REQUIRE(first("2014-10-30T14:29:59") == instant("2014-10-30T14:30:00"));
  REQUIRE(first("2014-10-30T14:30:00") == instant("2014-10-31T14:30:00"));
  REQUIRE(first("2014-10-30T14:30:01") == instant("2014-10-31T14:30:00"));
  REQUIRE(first("2016-02-28T14:30:00") == instant("2016-02-29T14:30:00"));
  REQUIRE(first("2014-12-31T14:30:00") == instant("2015-01-01T14:30:00"));
}

TEST_CASE("a schedule with a full every day has nothing to wait for", "[schedule]") {
  schedule_spec spec = seed_spec();
  spec.when = rota::daily_full(time_of_day{14h, 30min});
  const sys_seconds now = instant("2014-10-30T12:30:00");
  REQUIRE(make_schedule(spec, seed_id, now, utc, first_run::wait_for_full) == make_schedule(spec, seed_id, now, utc));
}

TEST_CASE("a new schedule carries its spec, was made now, and is due at the first slot after", "[schedule]") {
  constexpr std::uint64_t seed = 20201114;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const schedule_spec spec = draw_spec(values);
    const sys_seconds now = draw_instant(values);
    for (const first_run first : {first_run::promote, first_run::wait_for_full}) {
      const schedule expected{.id = "id",
                              .when = spec.when,
                              .source = spec.source,
                              .full_backup_retention = spec.full_backup_retention,
                              .copy_to = spec.copy_to,
                              .created = now,
                              .updated = now,
                              .last_scheduled = std::nullopt,
                              .next_run = first_after(*spec.when.as_cadence(), now, first == first_run::wait_for_full),
                              .running = false};
      const schedule made = make_schedule(spec, "id", now, utc, first);
      found.unless(made == expected && made.next_run > now, [&] { return described(made, now); });
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- apply ---

TEST_CASE("a change of the hour moves the next run", "[schedule]") {
  schedule_change change;
  change.hour = 12h;
  const sys_seconds now = instant("2014-10-30T13:00:00");
  const schedule after = apply(seed_schedule(), change, now, utc);
  REQUIRE(after.when == rota::weekly(date::Sunday, time_of_day{12h, 30min}));
  REQUIRE(after.next_run == instant("2014-10-31T12:30:00"));
  REQUIRE(after.updated == now);
}

TEST_CASE("a change to run now makes the schedule due now and leaves its cadence", "[schedule]") {
  schedule_change change;
  change.run_now = true;
  const sys_seconds now = instant("2014-10-30T13:07:11");
  schedule expected = seed_schedule();
  expected.next_run = now;
  expected.updated = now;
  REQUIRE(apply(seed_schedule(), change, now, utc) == expected);
}

TEST_CASE("a change to run now and to another cadence makes the schedule due now", "[schedule]") {
  schedule_change change;
  change.run_now = true;
  change.minute = 0min;
  const sys_seconds now = instant("2014-10-30T13:07:11");
  const schedule after = apply(seed_schedule(), change, now, utc);
  REQUIRE(after.next_run == now);
  REQUIRE(after.when == rota::weekly(date::Sunday, time_of_day{14h, 0min}));
}

TEST_CASE("a change to the same cadence leaves an overdue run overdue", "[schedule]") {
  schedule_change change;
  change.full_on = weekdays{date::Sunday};
  change.hour = 14h;
  change.minute = 30min;
  const sys_seconds a_day_late = instant("2014-10-31T14:30:00");
  REQUIRE(apply(seed_schedule(), change, a_day_late, utc).next_run == instant("2014-10-30T14:30:00"));
}

TEST_CASE("a run that is due stays due, whatever changes", "[schedule]") {
  const schedule before = seed_schedule();
  for (const sys_seconds now : {before.next_run, before.next_run + 5min, before.next_run + date::days{30}}) {
    schedule_change change;
    change.minute = 35min;
    REQUIRE(apply(before, change, now, utc).next_run == before.next_run);
    change.run_now = true;
    change.full_on = weekdays::every_day;
    REQUIRE(apply(before, change, now, utc).next_run == before.next_run);
  }
}

TEST_CASE("a change of the hour does not lose a run that a person asked for", "[schedule]") {
  schedule_change run_now;
  run_now.run_now = true;
  const sys_seconds now = instant("2014-10-30T13:00:00");
  schedule_change later;
  later.hour = 20h;
  REQUIRE(apply(apply(seed_schedule(), run_now, now, utc), later, now + 1min, utc).next_run == now);
}

TEST_CASE("a schedule that waits for its first full goes on waiting, until it has run", "[schedule]") {
  const sys_seconds now = instant("2014-10-30T12:30:00");  // a Thursday
  schedule waiting = make_schedule(seed_spec(), "s", now, utc, first_run::wait_for_full);
  schedule_change change;
  change.hour = 16h;
  REQUIRE(apply(waiting, change, now + 1h, utc).next_run == instant("2014-11-02T16:30:00"));
  waiting.last_scheduled = now;
  REQUIRE(apply(waiting, change, now + 1h, utc).next_run == instant("2014-10-30T16:30:00"));
  const schedule promoted = make_schedule(seed_spec(), "s", now, utc);
  REQUIRE(apply(promoted, change, now + 1h, utc).next_run == instant("2014-10-30T16:30:00"));
  REQUIRE(apply(promoted, change, now + 1h, utc, first_run::wait_for_full).next_run == instant("2014-11-02T16:30:00"));
}

TEST_CASE("a change of the cadence repairs a next run from a clock that was wrong", "[schedule]") {
  schedule before = seed_schedule();
  before.next_run = instant("2098-01-01T14:30:00");
  schedule_change change;
  change.hour = 16h;
  REQUIRE(apply(before, change, instant("2014-10-30T12:30:00"), utc).next_run == instant("2014-10-30T16:30:00"));
}

TEST_CASE("a change to an empty copy_to removes all copies", "[schedule]") {
  schedule before = seed_schedule();
  before.copy_to = regions{region::IAD};
  schedule_change change;
  change.copy_to = regions{};
  REQUIRE(apply(before, change, before.created, utc).copy_to.empty());
}

TEST_CASE("each member of a change changes its counterpart and leaves the rest", "[schedule]") {
  constexpr std::uint64_t seed = 41230;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 10'000; ++i) {
    const schedule before = draw_schedule(values);
    const sys_seconds now = before.created + std::chrono::seconds{values.between(0, 10'000'000)};
    schedule_change change;
    schedule expected = before;
    expected.updated = now;
    cadence when = *before.when.as_cadence();
    switch (i % 7) {
      case 0:
        change.full_on = draw_weekdays(values);
        when.full_on = *change.full_on;
        break;
      case 1:
        change.hour = std::chrono::hours{values.between(0, 23)};
        when.at = time_of_day{*change.hour, when.at.minute()};
        break;
      case 2:
        change.minute = std::chrono::minutes{values.between(0, 59)};
        when.at = time_of_day{when.at.hour(), *change.minute};
        break;
      case 3:
        change.full_backup_retention = static_cast<unsigned>(values.between(1, 9));
        expected.full_backup_retention = change.full_backup_retention;
        break;
      case 4:
        change.copy_to = draw_regions(values);
        expected.copy_to = *change.copy_to;
        break;
      case 5:
        change.run_now = true;
        expected.next_run = std::min(before.next_run, now);
        break;
      default: break;  // a change of nothing
    }
    expected.when = when;
    if (expected.when != before.when && before.next_run > now)
      expected.next_run = first_after(when, now, waits(before, now));
    const schedule after = apply(before, change, now, utc);
    found.unless(after == expected, [&] { return "kind " + std::to_string(i % 7) + ": " + described(after, now); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("all members of a change together do what each does alone", "[schedule]") {
  constexpr std::uint64_t seed = 1430;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const schedule before = draw_schedule(values);
    const sys_seconds now = before.created + std::chrono::seconds{values.between(0, 10'000'000)};
    const time_of_day time = minute_of_day(values.between(0, 1439));
    schedule_change change;
    change.full_on = draw_weekdays(values);
    change.hour = time.hour();
    change.minute = time.minute();
    change.full_backup_retention = 3;
    change.copy_to = draw_regions(values);
    change.run_now = values.coin();
    schedule expected = before;
    const cadence when{*change.full_on, time};
    expected.when = when;
    expected.full_backup_retention = 3;
    expected.copy_to = *change.copy_to;
    expected.updated = now;
    if (expected.when != before.when && before.next_run > now)
      expected.next_run = first_after(when, now, waits(before, now));
    if (change.run_now) expected.next_run = std::min(expected.next_run, now);
    found.unless(apply(before, change, now, utc) == expected, [&] { return described(before, now); });
    schedule_change again = change;
    again.run_now = false;
    found.unless(apply(expected, again, now, utc) == expected, [&] { return "twice: " + described(before, now); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- started, finished ---

TEST_CASE("a started schedule is running, and due at the first slot after", "[schedule]") {
  const sys_seconds now = instant("2014-10-30T14:30:05");
  schedule expected = seed_schedule();
  expected.running = true;
  expected.last_scheduled = now;
  expected.updated = now;
  expected.next_run = instant("2014-10-31T14:30:00");
  REQUIRE(started(seed_schedule(), now, utc) == expected);
}

TEST_CASE("a schedule started after an outage does not make up for each missed slot", "[schedule]") {
  REQUIRE(started(seed_schedule(), instant("2014-11-05T09:00:00"), utc).next_run == instant("2014-11-05T14:30:00"));
}

TEST_CASE("a schedule started on demand keeps its next slot", "[schedule]") {
  REQUIRE(started(seed_schedule(), instant("2014-10-30T13:00:00"), utc).next_run == instant("2014-10-30T14:30:00"));
}

TEST_CASE("a finished schedule is not running, and due when it was before", "[schedule]") {
  const schedule before = started(seed_schedule(), instant("2014-10-30T14:30:05"), utc);
  const sys_seconds now = instant("2014-10-30T15:00:00");
  schedule expected = before;
  expected.running = false;
  expected.updated = now;
  REQUIRE(finished(before, now) == expected);
}

TEST_CASE("started and finished set only their own members, for any schedule at any time", "[schedule]") {
  constexpr std::uint64_t seed = 140530;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const schedule before = draw_schedule(values);
    const sys_seconds now = draw_instant(values);
    schedule running = before;
    running.running = true;
    running.last_scheduled = now;
    running.updated = now;
    running.next_run = first_after(*before.when.as_cadence(), now, false);
    schedule ended = before;
    ended.running = false;
    ended.updated = now;
    found.unless(started(before, now, utc) == running && running.next_run > now,
                 [&] { return described(before, now); });
    found.unless(finished(before, now) == ended, [&] { return described(before, now); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a schedule that is started whenever it is due runs once a day for a year, with a full every week",
          "[schedule]") {
  constexpr std::uint64_t seed = 365;
  generator values{seed};
  schedule one = seed_schedule();
  const sys_seconds end = one.created + 24h * 365;
  int runs = 0;
  int fulls = 0;
  counterexamples found;
  while (one.next_run < end) {
    const sys_seconds slot = one.next_run;
    const sys_seconds start = slot + std::chrono::seconds{values.between(0, 3 * 3600)};
    one = started(one, start, utc);
    found.unless(one.running && one.last_scheduled == start && one.next_run == slot + 24h,
                 [&] { return described(one, start); });
    one = finished(one, start + std::chrono::seconds{values.between(1, 20 * 3600)});
    found.unless(!one.running && one.last_scheduled == start && one.next_run == slot + 24h,
                 [&] { return described(one, start); });
    ++runs;
    if (level_on(*one.when.as_cadence(), date::weekday{date::floor<date::days>(slot)}) == rota::level::full) ++fulls;
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(runs == 365);
  REQUIRE(fulls == 52);  // the Sundays from 2014-11-02 to 2015-10-25
  REQUIRE(one.created == instant("2014-10-30T12:30:00"));
  REQUIRE(one.id == seed_id);
}

// --- clocks ---

TEST_CASE("a schedule follows the clock that it is given", "[schedule]") {
  const rota::wall_clock india{rota::fixed_offset{5h + 30min}};  // 14:30 there is 09:00 UTC
  const sys_seconds created = instant("2014-10-30T12:30:00");    // 18:00 there
  const schedule made = make_schedule(seed_spec(), seed_id, created, india);
  REQUIRE(made.next_run == instant("2014-10-31T09:00:00"));
  REQUIRE(make_schedule(seed_spec(), seed_id, created, india, first_run::wait_for_full).next_run ==
          instant("2014-11-02T09:00:00"));
  schedule_change change;
  change.hour = 20h;
  REQUIRE(apply(made, change, created, india).next_run == instant("2014-10-30T15:00:00"));
  REQUIRE(started(made, instant("2014-10-31T09:00:05"), india).next_run == instant("2014-11-01T09:00:00"));
}
