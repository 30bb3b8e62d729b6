// SPDX-License-Identifier: MIT
//
// #include <rota/rota.hpp>                         // the whole core: every header without JSON and printing

#include <rota/rota.hpp>

// No other header is included yet: the umbrella must declare all of this by itself.
namespace {

template <class... Types>
constexpr int number_of = sizeof...(Types);

constexpr int types_of_the_core =
    number_of<rota::issue_code, rota::issue, rota::issues, rota::result<int>, rota::issue_log,  // core/issue.hpp
              rota::sys_seconds, rota::time_of_day, rota::rounding,                             // core/time.hpp
              rota::level,                                                                      // core/level.hpp
              rota::source, rota::source_type, rota::region, rota::regions,                     // core/source.hpp
              rota::weekdays, rota::cadence,                                                    // when/cadence.hpp
              rota::wall_clock<rota::utc_zone>, rota::gap, rota::overlap,                       // when/clock.hpp
              rota::run, rota::run_range<rota::cadence>,                                        // when/next_run.hpp
              rota::minutes32,                                                                  // when/next_runs.hpp
              rota::due_index,                                                                  // when/due_index.hpp
              rota::raw_source, rota::create_request, rota::update_request, rota::schedule_spec,
              rota::schedule_change,                                      // schedule/request.hpp
              rota::schedule, rota::first_run,                            // schedule/schedule.hpp
              rota::fault, rota::fault_kind,                              // schedule/fault.hpp
              rota::backup, rota::backup_status,                          // backups/backup.hpp
              rota::history,                                              // backups/history.hpp
              rota::backup_request, rota::backup_spec,                    // backups/on_demand.hpp
              rota::decision, rota::decide_options,                       // backups/decide.hpp
              rota::retention, rota::retention_rule, rota::keep_reasons,  // backups/retention.hpp
              rota::prune_plan, rota::verdict,                            // backups/prune.hpp
              rota::protection, rota::breach,                             // backups/protection.hpp
              rota::difference,                                           // backups/compare.hpp
              rota::scenario, rota::event>;                               // backups/simulate.hpp

// nlohmann/json.hpp defines its version for the preprocessor.
#ifdef NLOHMANN_JSON_VERSION_MAJOR
constexpr bool includes_json = true;
#else
constexpr bool includes_json = false;
#endif

}  // namespace

#include <chrono>
#include <string>

#include "catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("the umbrella header declares the types of the core", "[rota]") {
  REQUIRE(types_of_the_core > 0);
  REQUIRE_FALSE(rota::version.empty());
}

TEST_CASE("the umbrella header does not include nlohmann/json", "[rota]") { REQUIRE_FALSE(includes_json); }

TEST_CASE("the umbrella header alone takes the API guide's request to its next run", "[rota]") {
  rota::create_request request;
  request.action = "backup";
  request.day_of_week = 0;
  request.hour = 14;
  request.minute = 30;
  request.source.instance_id = "44b277eb-39be-4921-be31-3d61b43651d7";
  const rota::result<rota::schedule_spec> spec = rota::validate(request);
  REQUIRE(spec.has_value());

  const auto created = rota::parse_instant("2014-10-30T12:30:00");
  REQUIRE(created.has_value());
  const rota::schedule made = rota::make_schedule(*spec, "88b277eb-39be-4921-be31-3d61b43651d7", *created, rota::utc);
  REQUIRE(rota::format_instant(made.next_run) == "2014-10-30T14:30:00");
  REQUIRE(made.when == rota::weekly(date::Sunday, rota::time_of_day{14h, 30min}));
}

TEST_CASE("the umbrella header alone takes an invalid request to the fault to answer with", "[rota]") {
  const auto refused = rota::validate(rota::create_request{});
  REQUIRE_FALSE(refused.has_value());
  const rota::fault answer = rota::bad_request(refused.error());
  REQUIRE(rota::status_code(answer.kind) == 400);
  REQUIRE(rota::wire_name(answer.kind) == "badRequest");
}
