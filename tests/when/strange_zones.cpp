// SPDX-License-Identifier: MIT
//
// Zones that do not keep what the library requires: no answer is promised, but that there is one.

#include <array>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <rota/when/next_run.hpp>
#include <rota/when/next_runs.hpp>
#include <stdexcept>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cached_zone;
using rota::cadence;
using rota::level;
using rota::next_run;
using rota::next_run_of;
using rota::next_runs;
using rota::previous_run;
using rota::previous_run_of;
using rota::resolve;
using rota::runs;
using rota::sys_seconds;
using rota::time_of_day;
using rota::to_local;
using rota::wall_clock;
using rota::weekly;
using rota::zone_span;

/// A zone that keeps no requirement. It throws when it is looked up too often.
class broken_zone {
 public:
  enum class kind {
    random_hours,       // spans of an hour, each with an offset of its own
    random_days,        // spans of a day, each with an offset of its own
    sawtooth,           // a clock that goes back an hour every hour, then a day forward
    empty_spans,        // begin == end == the instant
    spans_elsewhere,    // spans that do not contain the instant
    inside_out,         // end before begin
    widest_inside_out,  // begin is the last instant, end the first
    at_the_beginning,   // every span ends with the first instant
    at_the_end,         // every span begins with the last instant
    flickering          // one span, whose offset is another at each look-up
  };
  static constexpr std::array<kind, 10> all{
      kind::random_hours, kind::random_days,       kind::sawtooth,         kind::empty_spans, kind::spans_elsewhere,
      kind::inside_out,   kind::widest_inside_out, kind::at_the_beginning, kind::at_the_end,  kind::flickering};
  static constexpr std::int64_t most_answers = 100'000;

  broken_zone(kind how, std::int64_t* asked) : how_{how}, asked_{asked} {}

  [[nodiscard]] zone_span get_info(sys_seconds at) const {
    if (++*asked_ > most_answers) throw std::runtime_error{"looked up without end"};
    const auto hour = date::floor<std::chrono::hours>(at);
    const auto day = date::floor<date::days>(at);
    switch (how_) {
      case kind::random_hours: return {hour, hour + 1h, drawn(hour.time_since_epoch().count())};
      case kind::random_days: return {day, day + 24h, drawn(day.time_since_epoch().count())};
      case kind::sawtooth: return {hour, hour + 1h, 12h - (hour - day)};
      case kind::empty_spans: return {at, at, 1h};
      case kind::spans_elsewhere: return {at + 100h, at + 200h, drawn(hour.time_since_epoch().count())};
      case kind::inside_out: return {at + 10h, at - 10h, drawn(hour.time_since_epoch().count())};
      case kind::widest_inside_out: return {sys_seconds::max(), sys_seconds::min(), -5h};
      case kind::at_the_beginning: return {sys_seconds::min(), sys_seconds::min(), 14h};
      case kind::at_the_end: return {sys_seconds::max(), sys_seconds::max(), -12h};
      case kind::flickering: return {sys_seconds::min(), sys_seconds::max(), drawn(*asked_)};
    }
    return {at, at + 1h, 0h};
  }

 private:
  static std::chrono::seconds drawn(std::int64_t seed) {
    return std::chrono::seconds{
        generator{static_cast<std::uint64_t>(seed)}.between(-26 * hour_length + 1, 26 * hour_length - 1)};
  }

  kind how_;
  std::int64_t* asked_;
};

}  // namespace

TEST_CASE("no zone, however broken, makes a function loop for ever or overflow", "[strange_zones]") {
  for (const auto breakage : broken_zone::all) {
    for (const policy how : policies) {
      for (const char* at :
           {"0001-01-01T00:00:00", "1970-01-01T00:00:00", "2024-03-10T07:00:00", "9999-01-01T00:00:00"}) {
        CAPTURE(static_cast<int>(breakage), text(how), at);
        std::int64_t asked = 0;
        const broken_zone zone{breakage, &asked};
        const sys_seconds now = instant(at);
        const cadence night = weekly(date::Sunday, time_of_day{2h, 30min});
        const auto answers = [&](const auto& call) {
          asked = 0;
          CHECK_NOTHROW(call());
        };
        const wall_clock clock = clock_of(zone, how);
        answers([&] { static_cast<void>(next_run(night, now, clock)); });
        answers([&] { static_cast<void>(previous_run(night, now, clock)); });
        answers([&] { static_cast<void>(*next_run_of(night, level::full, now, clock)); });
        answers([&] { static_cast<void>(*previous_run_of(night, level::full, now, clock)); });
        answers([&] { static_cast<void>(next_run(night, now, clock_of(cached_zone{zone}, how))); });
        answers([&] { static_cast<void>(resolve(to_local(now, clock), clock)); });
        answers([&] { static_cast<void>(resolve(date::local_seconds{now.time_since_epoch()} + 900h, clock)); });
        answers([&] {
          const auto month = runs(night, now, now + 720h, clock);
          REQUIRE(std::distance(month.begin(), month.end()) < 10'000);
        });
        answers([&] {
          std::array<sys_seconds, 1> out{};
          next_runs(std::array{night}, now, out, clock);
        });
      }
    }
  }
}
