// SPDX-License-Identifier: MIT
//
// std::ostream& operator<<(std::ostream&, const T&);       // for every public value type of the core

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <rota/print.hpp>
#include <rota/text/cron.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "every_enum.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;
using rota::level;
using rota::region;

template <class T>
concept printable = requires(std::ostream& out, const T& value) {
  { out << value } -> std::same_as<std::ostream&>;
};

template <class... Types>
constexpr bool all_printable = (printable<Types> && ...);

static_assert(all_printable<rota::time_of_day, rota::issue, rota::source, rota::regions>);
static_assert(all_printable<rota::weekdays, rota::cadence, rota::zone_span, rota::resolved_time, rota::run>);
static_assert(all_printable<rota::raw_source, rota::create_request, rota::update_request, rota::schedule_spec,
                            rota::schedule_change, rota::schedule, rota::fault>);
static_assert(all_printable<rota::backup_request, rota::backup_spec>);
static_assert(all_printable<rota::backup, rota::damage_set, rota::decision, rota::start_backup, rota::wait_until,
                            rota::skip_slot, rota::start_reasons, rota::decide_options>);
static_assert(all_printable<rota::retention, rota::keep_reasons, rota::near_miss, rota::verdict, rota::prune_guard,
                            rota::guarded_source, rota::prune_plan>);
static_assert(all_printable<rota::protection, rota::breach, rota::difference>);
static_assert(all_printable<rota::outcome, rota::outage, rota::event, rota::scenario, rota::simulation>);
static_assert(all_printable<rota::fate>);

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

const std::string id_a = "44b277eb-39be-4921-be31-3d61b43651d7";
const rota::cadence sunday = rota::weekly(date::Sunday, {14h, 30min});
const rota::sys_seconds thursday = instant("2014-10-30T14:30:00");

}  // namespace

TEST_CASE("every enumerator is printed as its name", "[print]") {
  for_each_enum([]<class Enum>(enum_row<Enum>) {
    for (std::size_t i = 0; i < number_of_values<Enum>(); ++i)
      REQUIRE(printed(static_cast<Enum>(i)) == to_string(static_cast<Enum>(i)));
  });
}

TEST_CASE("sets are printed as the names of their members", "[print]") {
  REQUIRE(printed(rota::regions{}) == "{}");
  REQUIRE(printed(rota::regions{region::ORD, region::IAD}) == "{IAD, ORD}");
  REQUIRE(printed(rota::start_reasons{rota::start_reason::first_full, rota::start_reason::off_schedule}) ==
          "{first_full, off_schedule}");
  REQUIRE(printed(rota::keep_reasons{rota::reason_of(&rota::retention::fulls), rota::keep_reason::pinned}) ==
          "{fulls, pinned}");
  REQUIRE(printed(rota::weekdays{date::Monday, date::Thursday}) == "Mon,Thu");
}

TEST_CASE("what has a text of its own is printed as that text", "[print]") {
  REQUIRE(printed(rota::time_of_day{9h, 5min}) == "09:05");
  REQUIRE(printed(sunday) == "Sun 14:30");
}

TEST_CASE("calendars and what they are made of are printed as what they say", "[print]") {
  const rota::calendar plan{{level::full, rota::nth(1, date::Sunday), rota::at({23h, 5min})},
                            {level::incremental, {}, rota::at({23h, 5min})}};
  REQUIRE(printed(plan) == "{full Sun *-*-01..07 23:05:00; incremental *-*-* 23:05:00}");
  REQUIRE(printed(rota::timing{plan}) == printed(plan));
  REQUIRE(printed(rota::timing{sunday}) == "Sun 14:30");
  REQUIRE(printed(rota::month_days{15, 1}) == "{1, 15}");
  REQUIRE(printed(rota::last(date::Friday)) ==
          "{in: any, on: any, from_last: {1, 2, 3, 4, 5, 6, 7}, which: Fri, every: any}");
  REQUIRE(printed(rota::week_stride{2, date::local_days{date::year{2026} / 1 / 4}}) == "2w from 2026-01-04");
  REQUIRE(printed(rota::times{rota::hours{8}, rota::minutes::all()}) == "{h: {8}, m: any}");
  REQUIRE(printed(plan.first_from(local("2026-01-01T00:00:00"))) ==
          "{2026-01-01T23:05:00, once: {incremental}, each_time: {}}");
  REQUIRE(printed(next_spread_run(sunday, 19min, instant("2014-10-30T12:30:00"))) ==
          "{{incremental, 2014-10-30T14:30:00}, 2014-10-30T14:49:00}");
  REQUIRE(printed(*rota::parse_cron("CRON_TZ=UTC 30 2 * * *")) == "{{full *-*-* 02:30:00}, zone: \"UTC\"}");
}

TEST_CASE("a run is printed as its level and its instant, and its day and its clock if they differ", "[print]") {
  REQUIRE(printed(next_run(sunday, instant("2014-10-30T12:30:00"))) == "{incremental, 2014-10-30T14:30:00}");
  REQUIRE(printed(next_run(sunday, instant("2014-11-02T12:30:00"))) == "{full, 2014-11-02T14:30:00}");
  const rota::wall_clock kiribati{rota::fixed_offset{14h}};
  REQUIRE(printed(next_run(rota::weekly(date::Sunday, {1h, 0min}), instant("2014-10-30T12:30:00"), kiribati)) ==
          "{incremental, 2014-10-31T11:00:00, for 2014-11-01}");
  const date::local_days day = date::local_days{date::year{2024} / 3 / 10};
  REQUIRE(printed(rota::run{instant("2024-03-10T07:30:00"), day, level::full, rota::civil_time::skipped}) ==
          "{full, 2024-03-10T07:30:00, skipped}");
}

TEST_CASE("the values of core and when are printed as their members", "[print]") {
  REQUIRE(printed(rota::issue{"/schedule/hour", rota::issue_code::missing, "not given"}) ==
          R"({missing, "/schedule/hour", "not given"})");
  REQUIRE(printed(rota::source{id_a, rota::source_type::ha}) == "{ha, \"" + id_a + "\"}");
  REQUIRE(printed(rota::zone_span{thursday, thursday + 72h, -5h}) ==
          "{2014-10-30T14:30:00, 2014-11-02T14:30:00, -18000s}");
  REQUIRE(printed(rota::resolved_time{thursday, rota::civil_time::repeated}) == "{2014-10-30T14:30:00, repeated}");
}

TEST_CASE("a span without a beginning or an end is printed as such, and a clock as its policies", "[print]") {
  REQUIRE(printed(rota::utc.zone.get_info({})) == "{-infinity, infinity, 0s}");
  REQUIRE(printed(rota::wall_clock{rota::utc_zone{}, rota::gap::skip}) == "{skip, first}");
}

TEST_CASE("long texts are printed whole", "[print]") {
  const std::string message(200, 'x');
  REQUIRE(printed(rota::issue{"/a", rota::issue_code::missing, message}) == "{missing, \"/a\", \"" + message + "\"}");
}

TEST_CASE("requests are printed with the name of each member, and none for what was not given", "[print]") {
  REQUIRE(printed(rota::raw_source{}) == "{instance_id: none, source_id: none, source_type: none}");
  rota::create_request request;
  request.action = "backup\n";
  request.day_of_week = std::vector<std::int64_t>{1, 4};
  request.hour = 24;
  request.source.source_type = "ha";
  request.copy_to = std::vector<std::string>{"IAD", "LON"};
  REQUIRE(printed(request) == R"({action: "backup\x0a", day_of_week: [1, 4], hour: 24, minute: none, )"
                              R"(source: {instance_id: none, source_id: none, source_type: "ha"}, )"
                              R"(full_backup_retention: none, copy_to: ["IAD", "LON"]})");
  rota::update_request update;
  update.day_of_week = 7;
  update.copy_to = "IAD,ORD";
  update.run_now = true;
  REQUIRE(printed(update) ==
          R"({day_of_week: 7, hour: none, minute: none, full_backup_retention: none, copy_to: "IAD,ORD", )"
          R"(run_now: true})");
  REQUIRE(printed(rota::schedule_change{.hour = 12h, .minute = 5min, .copy_to = rota::regions{}}) ==
          "{full_on: none, hour: 12h, minute: 5min, full_backup_retention: none, copy_to: {}, run_now: false}");
}

TEST_CASE("requests for backups, and their specs, are printed with all of their members", "[print]") {
  rota::backup_request request;
  request.source.instance_id = "x";
  request.name = "tab\t";
  REQUIRE(printed(request) ==
          R"({source: {instance_id: "x", source_id: none, source_type: none}, parent_id: none, name: "tab\x09", )"
          R"(description: none})");
  REQUIRE(printed(rota::backup_spec{.source = {id_a}, .parent_id = "a", .description = ""}) ==
          "{source: {instance, \"" + id_a + R"("}, parent_id: "a", name: none, description: ""})");
}

TEST_CASE("schedules and faults are printed with all of their members", "[print]") {
  const rota::schedule_spec spec{sunday, {id_a}};
  REQUIRE(printed(spec) ==
          "{when: Sun 14:30, source: {instance, \"" + id_a + "\"}, full_backup_retention: none, copy_to: {}}");
  REQUIRE(printed(rota::make_schedule(spec, "s", instant("2014-10-30T12:30:00"), rota::utc)) ==
          "{id: \"s\", when: Sun 14:30, source: {instance, \"" + id_a +
              "\"}, full_backup_retention: none, copy_to: {}, created: 2014-10-30T12:30:00, updated: "
              "2014-10-30T12:30:00, last_scheduled: none, next_run: 2014-10-30T14:30:00, running: false}");
  rota::schedule_spec beyond = spec;
  beyond.zone = "Europe/Paris";
  beyond.spread = 30min;
  REQUIRE(printed(beyond) == "{when: Sun 14:30, source: {instance, \"" + id_a +
                                 "\"}, full_backup_retention: none, copy_to: {}, zone: \"Europe/Paris\", "
                                 "spread: 30min}");
  rota::create_request request;
  request.calendar.emplace().push_back({"full", "23:05"});
  REQUIRE(printed(request).ends_with(R"(, calendar: [{level: "full", on: "23:05"}]})"));
  REQUIRE(printed(rota::fault{rota::fault_kind::over_limit, "too many"}) == R"({overLimit, "too many", []})");
}

TEST_CASE("a decision is printed as what it says to do", "[print]") {
  const rota::decision start = rota::start_backup{thursday, level::incremental, 3U, 2, rota::start_reason::scheduled};
  const rota::decision wait = rota::wait_until{thursday};
  const rota::decision skip = rota::skip_slot{thursday, rota::skip_reason::older_than_grace, thursday + 24h};
  const rota::decision busy = rota::source_busy{thursday, 3U};
  REQUIRE(printed(start) == "{start: incremental, slot: 2014-10-30T14:30:00, parent: 3, missed: 2, why: {scheduled}}");
  REQUIRE(printed(wait) == "{wait until: 2014-10-30T14:30:00}");
  REQUIRE(printed(skip) == "{skip: 2014-10-30T14:30:00, why: older_than_grace, next: 2014-10-31T14:30:00}");
  REQUIRE(printed(busy) == "{busy: 2014-10-30T14:30:00, by: 3}");
  REQUIRE(printed(rota::decide_options{.grace = 2h, .max_chain = 7}) ==
          "{grace: 7200s, stale_after: none, max_chain: 7}");
}

TEST_CASE("backups and what becomes of them are printed with all of their members", "[print]") {
  const rota::backup one{
      .id = "b", .parent_id = "a", .source = {id_a}, .created = thursday, .updated = thursday + 1min, .size_gib = 1.5};
  REQUIRE(printed(one) ==
          "{id: \"b\", parent_id: \"a\", source: {instance, \"" + id_a +
              "\"}, status: COMPLETED, automated: true, created: 2014-10-30T14:30:00, updated: 2014-10-30T14:31:00, "
              "size_gib: 1.5, pinned: false, held_until: none}");
  const rota::verdict goes{.keep = false,
                           .why_removed = rota::removal_cause::expired,
                           .kept_if = rota::near_miss{rota::reason_of(&rota::retention::fulls), 3}};
  REQUIRE(printed(goes) == "{keep: false, why_kept: {}, why_removed: expired, kept_if: {fulls, 3}}");
  const rota::prune_plan plan{.verdicts = {rota::verdict{.keep = true, .why_kept = rota::keep_reason::pinned}, goes},
                              .removals = {1},
                              .withheld = {},
                              .guarded = {{{id_a}, 312, 340, {.most_share = 0.5}}},
                              .damage = {},
                              .freed_gib = std::nullopt};
  REQUIRE(printed(plan) == "{verdicts: [{keep: true, why_kept: {pinned}, why_removed: none, kept_if: none}, " +
                               printed(goes) + "], removals: [1], withheld: [], guarded: [{source: {instance, \"" +
                               id_a + "\"}, would_remove: 312, of: 340, beyond: {most: none, most_share: 0.5}}], " +
                               "damage: [], freed_gib: none}");
}

TEST_CASE("a retention is printed as the rules that are set", "[print]") {
  REQUIRE(printed(rota::retention{}) == "{at_least: 1}");
  REQUIRE(printed(rota::retention{.fulls = 0, .window = 1h, .daily = 7, .at_least = 2}) ==
          "{fulls: 0, window: 1h, daily: 7, at_least: 2}");
  REQUIRE(printed(rota::retention{.oldest = true, .sweep_failed = false, .sweep_orphans = true}) ==
          "{at_least: 1, oldest, keep failed, sweep orphans}");
}

TEST_CASE("a protection, a breach and a difference are printed with all of their members", "[print]") {
  const rota::protection breached{.state = rota::protection_state::breached,
                                  .since = thursday,
                                  .newest = 3U,
                                  .age = 90s,
                                  .newest_full = 1U,
                                  .full_age = 2h,
                                  .chain_length = 2,
                                  .damaged = 4,
                                  .running = 5U,
                                  .running_since = thursday + 1h};
  REQUIRE(
      printed(breached) ==
      "{breached, since: 2014-10-30T14:30:00, newest: 3, age: 90s, newest_full: 1, full_age: 7200s, chain_length: 2, "
      "damaged: 4, running: 5, running_since: 2014-10-30T15:30:00}");
  REQUIRE(
      printed(rota::protection{}) ==
      "{never, since: none, newest: none, age: none, newest_full: none, full_age: none, chain_length: 0, damaged: 0, "
      "running: none, running_since: none}");
  REQUIRE(printed(rota::breach{thursday, thursday + 1h, rota::protection_state::breached}) ==
          "{breached, 2014-10-30T14:30:00, 2014-10-30T15:30:00}");
  REQUIRE(printed(rota::difference{.source = {"db"},
                                   .lost = {2, 1},
                                   .gained = {},
                                   .freed_gib = 1.5,
                                   .oldest_before = thursday,
                                   .oldest_after = std::nullopt}) ==
          "{{instance, \"db\"}, lost: [2, 1], gained: [], freed_gib: 1.5, oldest_before: 2014-10-30T14:30:00, "
          "oldest_after: none}");
}

TEST_CASE("what is simulated is printed with all of its members", "[print]") {
  REQUIRE(printed(rota::outcome{}) == "{COMPLETED, 600s, none}");
  REQUIRE(printed(rota::outage{thursday, thursday + 24h}) == "{2014-10-30T14:30:00, 2014-10-31T14:30:00}");
  const rota::event removed{.at = thursday,
                            .kind = rota::event_kind::removed,
                            .id = "b",
                            .what = level::incremental,
                            .removed_for = rota::removal_cause::orphan};
  const std::string event_text =
      "{at: 2014-10-30T14:30:00, kind: removed, id: \"b\", what: incremental, automated: true, missed: 0, started_for: "
      "{}, skipped_for: none, removed_for: orphan}";
  REQUIRE(printed(removed) == event_text);
  const rota::schedule one = rota::make_schedule({sunday, {id_a}}, "s", thursday, rota::utc);
  REQUIRE(printed(rota::simulation{one, {}, {removed}}) ==
          "{after: " + printed(one) + ", backups: [], events: [" + event_text + "]}");
  REQUIRE(printed(rota::scenario{.schedule = one,
                                 .from = thursday,
                                 .until = thursday + 24h,
                                 .outages = {{thursday, thursday + 1h}},
                                 .on_demand = {thursday}}) ==
          "{schedule: " + printed(one) +
              ", retention: {at_least: 1}, backups: [], from: 2014-10-30T14:30:00, until: 2014-10-31T14:30:00, decide: "
              "{grace: none, stale_after: none, max_chain: none}, outages: [{2014-10-30T14:30:00, "
              "2014-10-30T15:30:00}], on_demand: "
              "[2014-10-30T14:30:00]}");
}
