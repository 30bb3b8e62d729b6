// SPDX-License-Identifier: MIT
//
// rota/cadence.hpp: which civil days get a full backup, and at which time of day every run is.
//
//   enum class level : std::uint8_t { full, incremental };
//
//   class weekdays;                                          // a set of days of the week, never empty; one byte
//   weekdays{date::Sunday}, weekdays{date::Monday, date::Thursday}, weekdays::every_day
//   std::optional<weekdays> weekdays::from_day_of_week(n); // the API's number: 0 (Sunday) to 6, 7 for every day
//   std::optional<int> weekdays::day_of_week() const;        // and back, where one number can say it
//
//   struct cadence { weekdays full_on; time_of_day at; };    // 4 bytes
//   cadence weekly(date::weekday full_on, time_of_day at);   // a full on that day, incrementals on the others
//   cadence daily_full(time_of_day at);                      // a full every day
//   level level_on(const cadence&, date::weekday);
//
// Worked example: the seed's request, {"day_of_week": 0, "hour": 14, "minute": 30}
//   constexpr cadence when = weekly(date::Sunday, time_of_day{14h, 30min});
//   level_on(when, date::Sunday) == level::full, level_on(when, date::Monday) == level::incremental
//
// Laws
//   from_day_of_week(n)->day_of_week() == n for n from 0 to 7; every other n gives nothing.
//   A cadence has one run each civil day, and a full among any seven consecutive days.
#ifndef ROTA_CADENCE_HPP
#define ROTA_CADENCE_HPP

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <rota/time.hpp>
#include <string_view>

namespace rota {

/// Whether a backup stands alone or builds on another.
enum class level : std::uint8_t { full, incremental };

/// The level as JSON carries it: "full" or "incremental".
[[nodiscard]] constexpr std::string_view to_string(level what) noexcept {
  return what == level::full ? "full" : "incremental";
}

/// A set of days of the week that is never empty.
class weekdays {
 public:
  /// The set of the days given, at least one. Precondition: each is `ok()`.
  constexpr explicit weekdays(date::weekday first, std::same_as<date::weekday> auto... others) noexcept
      : bits_{static_cast<std::uint8_t>((bit(first) | ... | bit(others)))} {}

  /// All seven.
  static const weekdays every_day;

  /// The set that the API's `day_of_week` means: 0 (Sunday) to 6 (Saturday) that day, 7 every day; nothing for others.
  /// This is the one place where that number is read: in `date::weekday` and in cron, 7 is Sunday.
  [[nodiscard]] static constexpr std::optional<weekdays> from_day_of_week(std::int64_t number) noexcept;

  /// The API's `day_of_week`, or nothing for two to six days, which one number cannot say.
  [[nodiscard]] constexpr std::optional<int> day_of_week() const noexcept;

  [[nodiscard]] constexpr bool contains(date::weekday day) const noexcept { return (bits_ & bit(day)) != 0; }

  /// How many days, 1 to 7.
  [[nodiscard]] constexpr int size() const noexcept { return std::popcount(bits_); }

  /// The set as seven bits: 1 for Sunday, 2 for Monday, to 64 for Saturday.
  [[nodiscard]] constexpr std::uint8_t bits() const noexcept { return bits_; }

  friend constexpr weekdays operator|(weekdays a, weekdays b) noexcept {
    a.bits_ = static_cast<std::uint8_t>(a.bits_ | b.bits_);
    return a;
  }
  friend constexpr bool operator==(weekdays, weekdays) = default;

 private:
  static constexpr unsigned bit(date::weekday day) noexcept {
    if (!day.ok()) std::abort();  // not a constant expression: a date::weekday beyond Saturday
    return 1U << day.c_encoding();
  }

  std::uint8_t bits_;
};

inline constexpr weekdays weekdays::every_day{date::Sunday,   date::Monday, date::Tuesday, date::Wednesday,
                                              date::Thursday, date::Friday, date::Saturday};

constexpr std::optional<weekdays> weekdays::from_day_of_week(std::int64_t number) noexcept {
  if (number == 7) return every_day;
  if (number < 0 || number > 7) return std::nullopt;
  return weekdays{date::weekday{static_cast<unsigned>(number)}};
}

constexpr std::optional<int> weekdays::day_of_week() const noexcept {
  if (*this == every_day) return 7;
  if (size() != 1) return std::nullopt;
  return std::countr_zero(bits_);
}

/// When the runs of a schedule are: one every civil day at `at`, a full on the days of `full_on`, else incremental.
struct cadence {
  weekdays full_on;
  time_of_day at;

  friend constexpr bool operator==(const cadence&, const cadence&) = default;
};

/// A full on one day of the week, incrementals on the six others: the API's `day_of_week` 0 to 6.
[[nodiscard]] constexpr cadence weekly(date::weekday full_on, time_of_day at) noexcept {
  return {weekdays{full_on}, at};
}

/// A full every day: the API's `day_of_week` 7.
[[nodiscard]] constexpr cadence daily_full(time_of_day at) noexcept { return {weekdays::every_day, at}; }

/// The level of the run on a `day` of the week.
[[nodiscard]] constexpr level level_on(const cadence& when, date::weekday day) noexcept {
  return when.full_on.contains(day) ? level::full : level::incremental;
}

}  // namespace rota

#endif
