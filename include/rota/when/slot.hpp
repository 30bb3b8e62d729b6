// SPDX-License-Identifier: MIT
//
// rota/when/slot.hpp: slots: the civil times at which a timing asks for a backup, before a clock says when that is.
//
//   struct slot { date::local_seconds at; level_set once; level_set each_time; };
//   concept recurrence;      // what has slots: first_from(local, at_least) and last_before(local, at_least)
//
// A cadence and a calendar are recurrences, and so may be a class of your own: next_run and its like in
// rota/when/next_run.hpp take any. Slots are civil: what happens where the clock skips or repeats one is the clock's.
#ifndef ROTA_WHEN_SLOT_HPP
#define ROTA_WHEN_SLOT_HPP

#include <date/date.h>

#include <concepts>
#include <cstdint>
#include <rota/core/level.hpp>
#include <rota/detail/enum_set.hpp>

namespace rota::inline v0 {

using level_set = detail::enum_set<level>;

/// A civil time at which a timing asks for a backup.
struct slot {
  date::local_seconds at;    ///< on the minute
  level_set once = {};       ///< the levels asked for once, also where the clock skips or repeats the time
  level_set each_time = {};  ///< those asked for at every showing of the time: none if it is skipped, two if repeated

  friend constexpr bool operator==(const slot&, const slot&) = default;
};

/// The strongest of some levels. Precondition: there is one.
[[nodiscard]] constexpr level strongest(level_set levels) noexcept { return *levels.begin(); }

/// What has slots for ever, in the past and in the future.
///   first_from(t, at_least)     the first slot at or after `t`
///   last_before(t, at_least)    the last slot strictly before `t`
///   strongest_level()           the strongest level that any slot has
///   weakest_level()             and the weakest
///   count_slots(from, until)    the number of civil times in [from, until) that are slots
/// Only levels at least as strong as `at_least` count. Precondition: `is_as_strong(strongest_level(), at_least)`.
template <class When>
concept recurrence = requires(const When& when, date::local_seconds at, level at_least) {
  { when.first_from(at, at_least) } -> std::same_as<slot>;
  { when.last_before(at, at_least) } -> std::same_as<slot>;
  { when.strongest_level() } -> std::same_as<level>;
  { when.weakest_level() } -> std::same_as<level>;
  { when.count_slots(at, at) } -> std::same_as<std::uint64_t>;
};

namespace detail {

template <class When>
concept noexcept_recurrence = requires(const When& when, date::local_seconds at, level at_least) {
  { when.first_from(at, at_least) }
  noexcept;
  { when.last_before(at, at_least) }
  noexcept;
};

}  // namespace detail

}  // namespace rota::inline v0

#endif
