// SPDX-License-Identifier: MIT
//
// rota/when/timing.hpp: a timing: what says which slots a schedule has, a cadence or a calendar.
//
//   class timing;                            // made from either, and compared like them
//   const cadence* timing::as_cadence();     // nullptr if it is a calendar
//   const calendar* timing::as_calendar();   // nullptr if it is a cadence
//
// Worked example
//   timing when = weekly(date::Sunday, time_of_day{14h, 30min});
//   next_run(when, now)                  // as for the cadence
//   when = calendar{{level::full, last(date::Friday), at({23h, 5min})}};
//   when.as_cadence() == nullptr
//
// Law
//   A timing has the slots of what it holds. A cadence and a calendar are never equal, even if their slots are.
#ifndef ROTA_WHEN_TIMING_HPP
#define ROTA_WHEN_TIMING_HPP

#include <cstdint>
#include <rota/core/level.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <rota/when/slot.hpp>
#include <utility>
#include <variant>

namespace rota::inline v0 {

class timing {
  template <class Question>
  [[nodiscard]] constexpr auto ask(Question question) const noexcept {
    const cadence* const weekly = as_cadence();
    return weekly != nullptr ? question(*weekly) : question(*as_calendar());
  }

 public:
  constexpr timing(const cadence& when) noexcept : held_{when} {}  // NOLINT(google-explicit-constructor): it is one
  timing(calendar when) noexcept : held_{std::move(when)} {}       // NOLINT(google-explicit-constructor)

  [[nodiscard]] constexpr const cadence* as_cadence() const noexcept { return std::get_if<cadence>(&held_); }
  [[nodiscard]] constexpr const calendar* as_calendar() const noexcept { return std::get_if<calendar>(&held_); }

  [[nodiscard]] constexpr level strongest_level() const noexcept {
    return ask([](const auto& when) { return when.strongest_level(); });
  }
  [[nodiscard]] constexpr level weakest_level() const noexcept {
    return ask([](const auto& when) { return when.weakest_level(); });
  }
  /// As slot.hpp says of a recurrence.
  [[nodiscard]] constexpr slot first_from(date::local_seconds from,
                                          level at_least = level::incremental) const noexcept {
    return ask([&](const auto& when) { return when.first_from(from, at_least); });
  }
  [[nodiscard]] constexpr slot last_before(date::local_seconds before,
                                           level at_least = level::incremental) const noexcept {
    return ask([&](const auto& when) { return when.last_before(before, at_least); });
  }
  [[nodiscard]] constexpr std::uint64_t count_slots(date::local_seconds from,
                                                    date::local_seconds until) const noexcept {
    return ask([&](const auto& when) { return when.count_slots(from, until); });
  }

  friend bool operator==(const timing&, const timing&) = default;

 private:
  std::variant<cadence, calendar> held_;
};

static_assert(recurrence<timing>);

}  // namespace rota::inline v0

#endif
