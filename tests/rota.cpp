// SPDX-License-Identifier: MIT
//
// #include <rota/rota.hpp>                         // all of the core: every header but json.hpp

#include <rota/rota.hpp>

// Before anything else is included: the umbrella must name all of this alone.
namespace {

template <class... Types>
constexpr int number_of = sizeof...(Types);

constexpr int types_of_the_core =
    number_of<rota::issue_code, rota::issue, rota::issues, rota::result<int>, rota::issue_log,         // issue.hpp
              rota::sys_seconds, rota::time_of_day,                                                    // time.hpp
              rota::enum_set<rota::region>,                                                            // enum_set.hpp
              rota::level, rota::weekdays, rota::cadence,                                              // cadence.hpp
              rota::run, rota::run_range<>,                                                            // next_run.hpp
              rota::source, rota::source_type, rota::region, rota::regions,                            // source.hpp
              rota::create_request, rota::update_request, rota::schedule_spec, rota::schedule_change,  // request.hpp
              rota::schedule, rota::first_run,                                                         // schedule.hpp
              rota::fault, rota::fault_kind>;                                                          // fault.hpp

#ifdef INCLUDE_NLOHMANN_JSON_HPP_
constexpr bool includes_json = true;
#else
constexpr bool includes_json = false;
#endif

}  // namespace

#include <chrono>
#include <string>

#include "catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("the umbrella header names every type of the core", "[rota]") {
  REQUIRE(types_of_the_core == 25);
  REQUIRE_FALSE(rota::version.empty());
}

TEST_CASE("the umbrella header does without nlohmann/json", "[rota]") { REQUIRE_FALSE(includes_json); }

TEST_CASE("the umbrella header alone leads from the seed's request to its next run", "[rota]") {
  rota::create_request request;
  request.action = "backup";
  request.day_of_week = 0;
  request.hour = 14;
  request.minute = 30;
  request.instance_id = "44b277eb-39be-4921-be31-3d61b43651d7";
  const rota::result<rota::schedule_spec> spec = rota::validate(request);
  REQUIRE(spec.has_value());

  const auto created = rota::parse_instant("2014-10-30T12:30:00");
  REQUIRE(created.has_value());
  const rota::schedule made = rota::make_schedule(*spec, "88b277eb-39be-4921-be31-3d61b43651d7", *created);
  REQUIRE(rota::format_instant(made.next_run) == "2014-10-30T14:30:00");
  REQUIRE(made.when == rota::weekly(date::Sunday, rota::time_of_day{14h, 30min}));
}

TEST_CASE("the umbrella header alone leads from a request that is not valid to the fault to answer", "[rota]") {
  const auto refused = rota::validate(rota::create_request{});
  REQUIRE_FALSE(refused.has_value());
  const rota::fault answer = rota::bad_request(refused.error());
  REQUIRE(rota::status_code(answer.kind) == 400);
  REQUIRE(rota::wire_name(answer.kind) == "badRequest");
}
