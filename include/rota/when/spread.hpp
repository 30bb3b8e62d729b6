// SPDX-License-Identifier: MIT
//
// rota/when/spread.hpp: spreads schedules that share a slot over a window, each by an offset that its id decides.
//
//   std::uint64_t spread_hash(std::string_view id);                          // the same on every platform, for ever
//   std::chrono::minutes spread_offset(std::string_view id, std::chrono::minutes window);    // in [0, window)
//
//   struct spread_run { run nominal; sys_seconds at; };                      // a run, and when it is started
//   spread_run next_spread_run(timing, offset, sys_seconds after, clock = utc);           // the first started after
//   std::optional<spread_run> next_spread_run_of(timing, level at_least, offset, after, clock = utc);    // so strong
//   spread_run previous_spread_run(timing, offset, sys_seconds before, clock = utc);      // the last started before
//
// Test vectors of the hash
//   ""                                        0xf52a15e9a9b5e89b
//   "a"                                       0x02c0bdbf481420f8
//   "44b277eb-39be-4921-be31-3d61b43651d7"    0x5370c8601ab6d81c
//
// Worked example
//   const auto offset = spread_offset("44b277eb-39be-4921-be31-3d61b43651d7", 60min);     // 19 minutes
//   next_spread_run(when, offset, now)          // the slot of 14:30, started at 14:49
//
// Laws
//   Equal ids have equal offsets, whatever the platform, and the offsets of ids are even over the window.
//   The level and the day of a run are those of its slot: a spread schedule is the plain one seen that much later.
//   A run is started at its slot or later, and before the next slot: at the latest a minute before that. So a window wider
//   than the slots are apart brings many starts together there; choose one that is not.
//   Without an offset, a run is started at its slot.
// Source of the hash: FNV-1a over the bytes (draft-eastlake-fnv), then the finaliser of SplitMix64 (Steele, Lea and Flood,
// 2014), since the high bits of FNV-1a alone differ little between ids that differ at their end.
#ifndef ROTA_WHEN_SPREAD_HPP
#define ROTA_WHEN_SPREAD_HPP

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/next_run.hpp>
#include <rota/when/slot.hpp>
#include <string_view>

namespace rota::inline v0 {

/// The widest window over which schedules are spread: four weeks.
inline constexpr std::chrono::minutes widest_spread = std::chrono::hours{24 * 28};

/// A 64-bit hash of the bytes of an id. O(id), no allocation.
[[nodiscard]] constexpr std::uint64_t spread_hash(std::string_view id) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : id) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  hash = (hash ^ hash >> 30U) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ hash >> 27U) * 0x94d049bb133111eb;
  return hash ^ hash >> 31U;
}

/// How much later than its slots the schedule with this id is started: the hash as a fraction of the window, in whole
/// minutes. Precondition: `window` in [0, widest_spread]; a breach ends the program.
[[nodiscard]] constexpr std::chrono::minutes spread_offset(std::string_view id, std::chrono::minutes window) noexcept {
  if (window < std::chrono::minutes{0} || window > widest_spread) std::abort();  // not a constant expression
  const auto wide = static_cast<std::uint64_t>(window.count());
  const std::uint64_t hash = spread_hash(id);
  const std::uint64_t low = (hash & 0xffffffff) * wide >> 32U;
  return std::chrono::minutes{((hash >> 32U) * wide + low) >> 32U};
}

/// A run of a spread schedule.
struct spread_run {
  run nominal;     ///< the run of its slot
  sys_seconds at;  ///< when it is started

  friend constexpr bool operator==(const spread_run&, const spread_run&) = default;
};

namespace detail {

/// The run as a spread schedule starts it: later by the offset, but a minute before the next at the latest.
template <recurrence When, time_zone Zone>
constexpr spread_run spread_later(const When& when, const run& nominal, std::chrono::minutes offset,
                                  const wall_clock<Zone>& clock) {
  if (offset <= std::chrono::minutes{0}) return {nominal, nominal.at};
  const sys_seconds latest = next_run(when, nominal.at, clock).at - std::chrono::minutes{1};
  return {nominal, (std::max)(nominal.at, (std::min)(nominal.at + offset, latest))};
}

}  // namespace detail

/// The first run started strictly after `after`, by a schedule with this offset. Precondition: as of next_run.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr spread_run next_spread_run(const When& when, std::chrono::minutes offset, sys_seconds after,
                                                   const wall_clock<Zone>& clock = utc) {
  if (offset > std::chrono::minutes{0}) {
    const run begun = previous_run(when, after + std::chrono::seconds{1}, clock);
    if (const auto one = detail::spread_later(when, begun, offset, clock); one.at > after) return one;
  }
  return detail::spread_later(when, next_run(when, after, clock), offset, clock);
}

/// The first run at least as strong that is started strictly after `after`; nullopt only if the timing has none.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr std::optional<spread_run> next_spread_run_of(const When& when, level at_least,
                                                                     std::chrono::minutes offset, sys_seconds after,
                                                                     const wall_clock<Zone>& clock = utc) {
  if (!is_as_strong(when.strongest_level(), at_least)) return std::nullopt;
  if (offset > std::chrono::minutes{0}) {
    const run begun = *previous_run_of(when, at_least, after + std::chrono::seconds{1}, clock);
    if (const auto one = detail::spread_later(when, begun, offset, clock); one.at > after) return one;
  }
  return detail::spread_later(when, *next_run_of(when, at_least, after, clock), offset, clock);
}

/// The last run started strictly before `before`. Precondition: as of previous_run.
template <recurrence When, time_zone Zone = utc_zone>
[[nodiscard]] constexpr spread_run previous_spread_run(const When& when, std::chrono::minutes offset,
                                                       sys_seconds before, const wall_clock<Zone>& clock = utc) {
  const auto last = detail::spread_later(when, previous_run(when, before, clock), offset, clock);
  if (last.at < before) return last;
  return detail::spread_later(when, previous_run(when, last.nominal.at, clock), offset, clock);
}

}  // namespace rota::inline v0

#endif
