// SPDX-License-Identifier: MIT
//
// rota/when/cadence.hpp: the API's own timing: one time of day, and the days of the week with a full backup.
//
//   class weekdays;                                          // a set of days of the week, never empty; one byte
//   weekdays{date::Sunday}, weekdays{date::Monday, date::Thursday}, weekdays::every_day
//   weekdays{std::chrono::Sunday}                            // if the standard library has it
//   std::optional<weekdays> weekdays::from_bits(0b1);        // Sunday is bit 0
//   std::optional<weekdays> weekdays::from_day_of_week(n);   // the API's number: 0 (Sunday) to 6, 7 for every day
//   std::optional<int> weekdays::day_of_week() const;        // the reverse, if one number can say it
//   for (date::weekday day : days) …                         // from Sunday to Saturday
//
//   struct cadence { weekdays full_on; time_of_day at; };    // 4 bytes
//   cadence weekly(date::weekday full_on, time_of_day at);   // a full on that day, incrementals on the others
//   cadence daily_full(time_of_day at);                      // a full every day
//   level level_on(const cadence&, date::weekday);
//   level cadence::weakest_level();                          // full if every day has a full, else incremental
//
//   std::optional<cadence> parse_cadence("Sun 14:30");       // also "Mon,Thu 02:30" and "daily 14:30"
//   std::string to_string(const cadence&);                   // "Sun 14:30"
//
// Worked example: the API guide's request, {"day_of_week": 0, "hour": 14, "minute": 30}
//   constexpr cadence when = weekly(date::Sunday, time_of_day{14h, 30min});
//   level_on(when, date::Sunday) == level::full, level_on(when, date::Monday) == level::incremental
//
// Laws
//   from_day_of_week(n)->day_of_week() == n for n from 0 to 7; it is nullopt for every other n.
//   parse_cadence(to_string(c)) == c.
//   A cadence has one run every civil day, and a full within any seven consecutive days.
#ifndef ROTA_WHEN_CADENCE_HPP
#define ROTA_WHEN_CADENCE_HPP

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/bit_iterator.hpp>
#include <rota/detail/english.hpp>
#include <rota/detail/spelling.hpp>
#include <rota/when/slot.hpp>
#include <string>
#include <string_view>

namespace rota::inline v0 {

/// A day of the week: `date::weekday` or `std::chrono::weekday`.
template <class Day>
concept weekday_type = requires(Day day) {
  { day.ok() } -> std::same_as<bool>;
  { day.c_encoding() } -> std::same_as<unsigned>;
};

/// A set of days of the week, never empty.
class weekdays {
 public:
  using iterator = detail::bit_iterator<date::weekday, std::uint8_t>;

  /// The set of the given days. Precondition: each is `ok()`. A breach ends the program.
  template <weekday_type Day>
  constexpr explicit weekdays(Day first, std::same_as<Day> auto... others) noexcept
      : bits_{static_cast<std::uint8_t>((bit(first) | ... | bit(others)))} {}

  /// All seven days.
  static const weekdays every_day;

  /// The set in which Sunday is bit 0 and Saturday bit 6; nullopt for 0 and for more than seven bits.
  [[nodiscard]] static constexpr std::optional<weekdays> from_bits(std::uint64_t bits) noexcept;

  /// The set for the API's `day_of_week`: 0 (Sunday) to 6 (Saturday) for that day, 7 for every day; nullopt for any other
  /// number. Nothing else reads that number, since 7 is Sunday in `date::weekday` and in cron.
  [[nodiscard]] static constexpr std::optional<weekdays> from_day_of_week(std::int64_t number) noexcept;

  /// The API's `day_of_week`; nullopt for two to six days, which one number cannot say.
  [[nodiscard]] constexpr std::optional<int> day_of_week() const noexcept;

  [[nodiscard]] constexpr bool contains(date::weekday day) const noexcept { return (bits_ & bit(day)) != 0; }

  /// The number of days, 1 to 7.
  [[nodiscard]] constexpr int size() const noexcept { return std::popcount(bits_); }

  /// The bits that from_bits takes.
  [[nodiscard]] constexpr std::uint8_t bits() const noexcept { return bits_; }

  [[nodiscard]] constexpr iterator begin() const noexcept { return iterator{bits_}; }
  [[nodiscard]] constexpr iterator end() const noexcept { return iterator{}; }

  friend constexpr weekdays operator|(weekdays a, weekdays b) noexcept {
    a.bits_ = static_cast<std::uint8_t>(a.bits_ | b.bits_);
    return a;
  }
  friend constexpr bool operator==(weekdays, weekdays) = default;

 private:
  static constexpr unsigned bit(weekday_type auto day) noexcept {
    if (!day.ok()) std::abort();  // not a constant expression: a weekday beyond Saturday
    return 1U << day.c_encoding();
  }

  std::uint8_t bits_;
};

inline constexpr weekdays weekdays::every_day{date::Sunday,   date::Monday, date::Tuesday, date::Wednesday,
                                              date::Thursday, date::Friday, date::Saturday};

constexpr std::optional<weekdays> weekdays::from_bits(std::uint64_t bits) noexcept {
  if (bits == 0 || bits > every_day.bits_) return std::nullopt;
  weekdays days = every_day;
  days.bits_ = static_cast<std::uint8_t>(bits);
  return days;
}

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

/// One run every civil day at `at`: a full on the days of `full_on`, an incremental on the others.
struct cadence {
  weekdays full_on;
  time_of_day at;

  [[nodiscard]] static constexpr level strongest_level() noexcept { return level::full; }
  /// Full if every day has a full, otherwise incremental.
  [[nodiscard]] constexpr level weakest_level() const noexcept {
    return full_on == weekdays::every_day ? level::full : level::incremental;
  }

  /// The first slot at or after `from` that is at least as strong as `at_least`.
  [[nodiscard]] constexpr slot first_from(date::local_seconds from, level at_least = level::incremental) const noexcept;
  /// The last slot strictly before `before` that is at least as strong as `at_least`.
  [[nodiscard]] constexpr slot last_before(date::local_seconds before,
                                           level at_least = level::incremental) const noexcept;
  /// The number of civil times in [from, until) that are slots.
  [[nodiscard]] constexpr std::uint64_t count_slots(date::local_seconds from, date::local_seconds until) const noexcept;

  friend constexpr bool operator==(const cadence&, const cadence&) = default;
};

/// A full on one day of the week and incrementals on the other six: the API's `day_of_week` 0 to 6.
[[nodiscard]] constexpr cadence weekly(date::weekday full_on, time_of_day at) noexcept {
  return {weekdays{full_on}, at};
}

/// A full every day: the API's `day_of_week` 7.
[[nodiscard]] constexpr cadence daily_full(time_of_day at) noexcept { return {weekdays::every_day, at}; }

/// The level of the run on a day of the week.
[[nodiscard]] constexpr level level_on(const cadence& when, date::weekday day) noexcept {
  return when.full_on.contains(day) ? level::full : level::incremental;
}

constexpr slot cadence::first_from(date::local_seconds from, level at_least) const noexcept {
  auto day = date::ceil<date::days>(from - at.since_midnight());
  while (!is_as_strong(level_on(*this, date::weekday{day}), at_least)) day += date::days{1};
  return {day + at.since_midnight(), level_on(*this, date::weekday{day})};
}

constexpr slot cadence::last_before(date::local_seconds before, level at_least) const noexcept {
  auto day = date::ceil<date::days>(before - at.since_midnight()) - date::days{1};
  while (!is_as_strong(level_on(*this, date::weekday{day}), at_least)) day -= date::days{1};
  return {day + at.since_midnight(), level_on(*this, date::weekday{day})};
}

constexpr std::uint64_t cadence::count_slots(date::local_seconds from, date::local_seconds until) const noexcept {
  if (until <= from) return 0;
  const auto days_until = [&](date::local_seconds end) { return date::ceil<date::days>(end - at.since_midnight()); };
  return static_cast<std::uint64_t>((days_until(until) - days_until(from)).count());
}

static_assert(recurrence<cadence>);

namespace detail {

/// Reads days separated by commas, each at most once, in any case and order; nullopt for any other text.
constexpr std::optional<weekdays> parse_weekdays(std::string_view text) noexcept {
  if (equal_ignoring_case(text, "daily")) return weekdays::every_day;
  unsigned bits = 0;
  for (bool has_more = true; has_more;) {
    const std::string_view name = text.substr(0, text.find(','));
    has_more = name.size() < text.size();
    text.remove_prefix(name.size() + (has_more ? 1 : 0));
    const auto day = find_name(weekday_names, name, 3);
    if (!day || (bits >> *day & 1U) != 0) return std::nullopt;
    bits |= 1U << *day;
  }
  return weekdays::from_bits(bits);
}

}  // namespace detail

/// Reads the days with a full, a space, and the time of day: "Sun 14:30", "Mon,Thu 02:30", "daily 14:30"; nullopt for any
/// other text. Names are English, in any case. O(text), no allocation.
[[nodiscard]] constexpr std::optional<cadence> parse_cadence(std::string_view text) noexcept {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto full_on = detail::parse_weekdays(text.substr(0, space));
  const auto at = time_of_day::parse(text.substr(space + 1));
  if (!full_on || !at) return std::nullopt;
  return cadence{*full_on, *at};
}

/// The days from Sunday on, separated by commas: "Mon,Thu"; or "daily" for all seven.
[[nodiscard]] inline std::string to_string(weekdays days) {
  if (days == weekdays::every_day) return "daily";
  std::string text;
  for (const date::weekday day : days)
    text.append(text.empty() ? "" : ",").append(detail::weekday_names[day.c_encoding()].substr(0, 3));
  return text;
}

/// The cadence as parse_cadence reads it: "Sun 14:30".
[[nodiscard]] inline std::string to_string(const cadence& when) {
  return to_string(when.full_on) + ' ' + to_string(when.at);
}

}  // namespace rota::inline v0

#endif
