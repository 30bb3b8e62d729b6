// SPDX-License-Identifier: MIT
//
// rota/when/calendar.hpp: calendars, which run on any days at any times of day, at a level of each entry.
//
//   struct days  { months in; month_days on; days_from_last from_last; weekdays which; week_stride every; };
//   struct times { hours h; minutes m; };                          // every combination of the two
//   class calendar { struct entry { level what; days on; times at; }; … };      // a union of entries, never empty
//
//   calendar{{level::full, nth(1, date::Sunday), at({23h, 5min})}, …}      // ends the program if an entry never comes
//   result<calendar> calendar::checked(std::vector<calendar::entry>);      // reports such entries
//   calendar.entries()
//
// All parts of `days` must hold for a day, and each defaults to "any":
//   in         months{date::January, date::July}
//   on         month_days{1, 15}, month_days::range(1, 7)
//   from_last  days_from_last{1} is the last day of a month, days_from_last{3} the third-to-last
//   which      weekdays{date::Monday, date::Friday}
//   every      week_stride{2, day}: every second week, counted from the week of `day`; weeks begin on Monday
// So the first Sunday is the Sunday among days 1 to 7, and the last Friday the Friday among the last seven days:
// nth(1, date::Sunday), last(date::Friday). The 1st and the last day of a month need two entries. A day that a month lacks
// gives no slot.
//
// Worked example: a full on the first Sunday, a differential on the others, an incremental every other night
//   const calendar plan{{level::full, nth(1, date::Sunday), at({23h, 5min})},
//                       {level::differential, {.which = weekdays{date::Sunday}}, at({23h, 5min})},
//                       {level::incremental, {}, at({23h, 5min})}};
//   next_run(plan, t)       // rota/when/next_run.hpp: a slot of several entries is one run, of the strongest level
//
// Laws
//   Every entry comes at least once in any 400 years, for ever, so there is always a next run.
//   A slot belongs to one or more entries and has their levels.
//   An entry with all 24 hours runs whenever the clock shows its minute: twice in a repeated hour, never in a skipped one.
//   Every other entry follows the policy of the clock.
// A search takes a few steps per entry if the slot is near, and visits at most 9,600 months. No search allocates.
#ifndef ROTA_WHEN_CALENDAR_HPP
#define ROTA_WHEN_CALENDAR_HPP

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <numeric>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/month_of_year.hpp>
#include <rota/detail/number_set.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/slot.hpp>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

using months = detail::number_set<date::month, 1, 12, std::uint16_t>;
using month_days = detail::number_set<date::day, 1, 31, std::uint32_t>;
using days_from_last = detail::number_set<struct days_from_last_tag, 1, 31, std::uint32_t>;
using hours = detail::number_set<std::chrono::hours, 0, 23, std::uint32_t>;
using minutes = detail::number_set<std::chrono::minutes, 0, 59, std::uint64_t>;

/// Every week, or every n weeks counted from the week of a day. Weeks begin on Monday.
class week_stride {
 public:
  /// The longest stride, in weeks: ten years.
  static constexpr int most = 520;

  /// Every week.
  constexpr week_stride() noexcept = default;

  /// Every `weeks` weeks, counted from the week of `from`. Precondition: `weeks` in [1, most], and `from` within the range
  /// of date::year; a breach does not compile in a constant expression, and ends the program at run time.
  constexpr week_stride(int weeks, date::local_days from) noexcept
      : weeks_{weeks}, from_{weeks == 1 ? date::local_days{} : from} {
    if (weeks < 1 || weeks > most) std::abort();  // not a constant expression
    detail::require_calendar_year(sys_seconds{from.time_since_epoch()});
  }

  [[nodiscard]] constexpr int weeks() const noexcept { return weeks_; }
  /// The day from whose week the stride counts; 1970-01-01 for every week.
  [[nodiscard]] constexpr date::local_days from() const noexcept { return from_; }

  friend constexpr bool operator==(const week_stride&, const week_stride&) = default;

 private:
  int weeks_ = 1;
  date::local_days from_{};
};

/// A set of civil days: those that match all five parts.
struct days {
  months in = months::all();
  month_days on = month_days::all();
  days_from_last from_last = days_from_last::all();
  weekdays which = weekdays::every_day;
  week_stride every = {};

  friend constexpr bool operator==(const days&, const days&) = default;
};

/// A set of times of day: every combination of the hours and the minutes.
struct times {
  hours h;
  minutes m;

  friend constexpr bool operator==(const times&, const times&) = default;
};

namespace detail {

/// The days of a month among which the nth of each day of the week is: 7n - 6 to 7n, counted from the first with
/// `month_days` and from the last with `days_from_last`. Precondition: `n` in [1, 5].
template <class Set>
[[nodiscard]] constexpr Set nth_week(unsigned n) noexcept {
  if (n < 1 || n > 5) std::abort();  // not a constant expression
  return Set::range(7 * n - 6, (std::min)(7 * n, Set::most));
}

}  // namespace detail

/// The nth of a day of the week in every month: nth(1, date::Sunday). Precondition: `n` in [1, 5].
template <weekday_type Day>
[[nodiscard]] constexpr days nth(unsigned n, Day day) noexcept {
  return {.on = detail::nth_week<month_days>(n), .which = weekdays{day}};
}

/// The last of a day of the week in every month.
template <weekday_type Day>
[[nodiscard]] constexpr days last(Day day) noexcept {
  return {.from_last = detail::nth_week<days_from_last>(1), .which = weekdays{day}};
}

/// One time of day.
[[nodiscard]] constexpr times at(time_of_day time) noexcept { return {hours{time.hour()}, minutes{time.minute()}}; }

namespace detail {

/// `number` divided by a positive `by`, rounded down.
constexpr int floor_divide(int number, int by) noexcept { return number / by - (number % by < 0 ? 1 : 0); }

/// The days of a month that belong to the weeks of a stride. Day n is bit n.
constexpr std::uint32_t days_in_stride(const week_stride& every, const month_of_year& month) noexcept {
  const date::local_days monday = every.from() - (date::weekday{every.from()} - date::Monday);
  const int period = 7 * every.weeks();
  const int since = (month.first() - monday).count();
  std::uint64_t found = 0;
  for (int week = floor_divide(since, period) * period - since; week < static_cast<int>(month.length()); week += period)
    if (week > -7) found |= week < 0 ? std::uint64_t{0x7f} >> -week : std::uint64_t{0x7f} << week;
  return static_cast<std::uint32_t>(found << 1U);
}

/// The days of a month that match a rule, apart from its months. Day n is bit n.
constexpr std::uint32_t days_in(const days& rule, const month_of_year& month) noexcept {
  const unsigned length = month.length();
  std::uint32_t found = rule.on.bits() & ((std::uint32_t{2} << length) - 2);
  if (!rule.from_last.is_all()) {
    std::uint32_t from_first = 0;
    for (const unsigned back : rule.from_last)
      if (back <= length) from_first |= std::uint32_t{1} << (length + 1 - back);
    found &= from_first;
  }
  if (rule.which != weekdays::every_day) {
    const unsigned first = date::weekday{month.first()}.c_encoding();
    const std::uint64_t week = (rule.which.bits() * 0x81U >> first) & 0x7fU;
    constexpr std::uint64_t five_weeks = 0x10204081;  // a bit for the first day of each
    found &= static_cast<std::uint32_t>(week * five_weeks << 1U);
  }
  if (rule.every.weeks() != 1) found &= days_in_stride(rule.every, month);
  return found;
}

/// The first day on or after `day` that matches the rule. Precondition: there is one.
constexpr date::local_days first_day_from(const days& rule, date::local_days day) noexcept {
  month_of_year month{day};
  std::uint32_t found = 0;
  if (rule.in.contains(month.number())) {
    const int passed = (day - month.first()).count();  // days of this month
    found = days_in(rule, month) >> (passed + 1) << (passed + 1);
  }
  while (found == 0) {
    const unsigned later = static_cast<unsigned>(rule.in.bits()) >> (month.number() + 1);
    month =
        month.next(later == 0 ? rule.in.first() : month.number() + 1 + static_cast<unsigned>(std::countr_zero(later)));
    found = days_in(rule, month);
  }
  return month.first() + date::days{std::countr_zero(found) - 1};
}

/// The last day on or before `day` that matches the rule. Precondition: there is one.
constexpr date::local_days last_day_until(const days& rule, date::local_days day) noexcept {
  month_of_year month{day};
  std::uint32_t found = 0;
  if (rule.in.contains(month.number())) {
    const int passed = (day - month.first()).count();
    found = days_in(rule, month) & ((std::uint32_t{4} << passed) - 1);
  }
  while (found == 0) {
    const unsigned earlier = rule.in.bits() & ((1U << month.number()) - 1);
    month = month.previous(earlier == 0 ? rule.in.last() : static_cast<unsigned>(std::bit_width(earlier)) - 1);
    found = days_in(rule, month);
  }
  return month.first() + date::days{std::bit_width(found) - 2};
}

/// Whether some day matches a rule in any 400 years, after which the Gregorian calendar repeats itself. With a stride, every
/// 400 years begin in another of its weeks, so the rest of the rule must have a day for each of these.
constexpr bool comes_for_ever(days rule) noexcept {
  constexpr int months_in_cycle = 4'800;
  constexpr int weeks_in_cycle = 20'871;
  constexpr date::local_days begin{date::days{-3}};  // the Monday before 1970
  const week_stride every = std::exchange(rule.every, week_stride{});
  const int stride = every.weeks();
  const int common = std::gcd(stride, weeks_in_cycle);
  const int wanted = floor_divide((every.from() - begin).count(), 7);
  std::array<bool, week_stride::most> is_served{};  // of the weeks, counted modulo the stride
  int left = stride / common;
  month_of_year month{date::local_days{}};
  for (int i = 0; i < months_in_cycle && left > 0; ++i, month = month.next()) {
    if (!rule.in.contains(month.number())) continue;
    for (month_days::iterator day{days_in(rule, month)}; day != month_days::iterator{}; ++day) {
      const int week = ((month.first() - begin).count() + static_cast<int>(*day) - 1) / 7;
      bool& is_known = is_served[static_cast<std::size_t>(week % stride)];
      if ((week - wanted) % common == 0 && !std::exchange(is_known, true)) --left;
    }
  }
  return left == 0;
}

/// A minute of a day, 0 to 1439; 1440 is the end of the day.
using minute_in_day = unsigned;
inline constexpr minute_in_day end_of_day = 1'440;

constexpr minute_in_day first_of(const times& of) noexcept { return of.h.first() * 60 + of.m.first(); }
constexpr minute_in_day last_of(const times& of) noexcept { return of.h.last() * 60 + of.m.last(); }
constexpr std::uint64_t count(const times& of) noexcept {
  return static_cast<std::uint64_t>(of.h.size()) * static_cast<std::uint64_t>(of.m.size());
}

/// The first of the times at or after `from`. Precondition: there is one.
constexpr minute_in_day first_from(const times& of, minute_in_day from) noexcept {
  const unsigned hour = from / 60;
  if (of.h.contains(hour))
    if (const std::uint64_t rest = of.m.bits() >> from % 60; rest != 0)
      return from + static_cast<unsigned>(std::countr_zero(rest));
  const std::uint32_t later = of.h.bits() >> (hour + 1);
  return (hour + 1 + static_cast<unsigned>(std::countr_zero(later))) * 60 + of.m.first();
}

/// The last of the times strictly before `before`. Precondition: there is one.
constexpr minute_in_day last_before(const times& of, minute_in_day before) noexcept {
  const unsigned hour = before / 60;
  if (of.h.contains(hour))
    if (const std::uint64_t rest = of.m.bits() & ((std::uint64_t{1} << before % 60) - 1); rest != 0)
      return hour * 60 + static_cast<unsigned>(std::bit_width(rest)) - 1;
  const std::uint32_t earlier = of.h.bits() & ((std::uint32_t{1} << hour) - 1);
  return (static_cast<unsigned>(std::bit_width(earlier)) - 1) * 60 + of.m.last();
}

/// A civil time, rounded up to the minute, as a day and a minute of it.
struct civil_minute {
  date::local_days day;
  minute_in_day minute;

  constexpr explicit civil_minute(date::local_seconds at) noexcept
      : day{date::floor<date::days>(at)},
        minute{static_cast<unsigned>(date::ceil<std::chrono::minutes>(at - day).count())} {}
};

constexpr date::local_seconds civil_time_of(date::local_days day, minute_in_day minute) noexcept {
  return day + std::chrono::minutes{minute};
}

}  // namespace detail

/// A union of entries, each of which has a level, days and times.
class calendar {
 public:
  struct entry {
    level what = level::full;
    days on = {};
    times at = {hours{0}, minutes{0}};

    friend constexpr bool operator==(const entry&, const entry&) = default;
  };

  calendar() = delete;  // a calendar is never empty

  /// The union of the entries. Precondition: there is at least one, and each comes for ever. A breach does not compile in a
  /// constant expression, and ends the program at run time; pass unchecked input to `checked`.
  template <class Entry = entry>  // a template because not every standard library has a constexpr std::vector
  requires std::same_as<Entry, entry>
  constexpr calendar(std::initializer_list<Entry> entries) : entries_{entries} {
    if (entries_.empty()) std::abort();
    for (const entry& one : entries_)
      if (!detail::comes_for_ever(one.on)) std::abort();
  }

  /// The union of the entries. Reports at "" if there are none, and at "/2/on" if the days of the third never come.
  /// O(entries).
  [[nodiscard]] static result<calendar> checked(std::vector<entry> entries) {
    issue_log log;
    if (entries.empty()) log.report("", issue_code::missing, "found no entries; write at least one");
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (!detail::comes_for_ever(entries[i].on))
        log.report("/" + std::to_string(i) + "/on", issue_code::out_of_range,
                   "found days that never come, such as 30 February; every entry must come at least once in 400 years");
    if (!log.empty()) return tl::make_unexpected(std::move(log).take());
    return calendar{std::move(entries), checked_tag{}};
  }

  [[nodiscard]] constexpr std::span<const entry> entries() const noexcept { return entries_; }

  [[nodiscard]] constexpr level strongest_level() const noexcept {
    level found = level::incremental;
    for (const entry& one : entries_) found = (std::min)(found, one.what);
    return found;
  }
  [[nodiscard]] constexpr level weakest_level() const noexcept {
    level found = level::full;
    for (const entry& one : entries_) found = (std::max)(found, one.what);
    return found;
  }

  /// The first slot at or after `from` that is at least as strong as `at_least`. Precondition: some entry is.
  [[nodiscard]] constexpr slot first_from(date::local_seconds from,
                                          level at_least = level::incremental) const noexcept {
    const detail::civil_minute begin{from};
    slot found{(date::local_seconds::max)()};
    for (const entry& one : entries_) {
      if (!is_as_strong(one.what, at_least)) continue;
      const int is_past = begin.minute > detail::last_of(one.at) ? 1 : 0;  // of that day
      const auto day = detail::first_day_from(one.on, begin.day + date::days{is_past});
      const bool is_among = day == begin.day && begin.minute > detail::first_of(one.at);
      const auto minute = is_among ? detail::first_from(one.at, begin.minute) : detail::first_of(one.at);
      const auto at = detail::civil_time_of(day, minute);
      if (at < found.at) found = {at};
      if (at == found.at) (one.at.h.is_all() ? found.each_time : found.once).insert(one.what);
    }
    return found;
  }

  /// The last slot strictly before `before` that is at least as strong as `at_least`. Precondition: some entry is.
  [[nodiscard]] constexpr slot last_before(date::local_seconds before,
                                           level at_least = level::incremental) const noexcept {
    const detail::civil_minute end{before};
    slot found{(date::local_seconds::min)()};
    for (const entry& one : entries_) {
      if (!is_as_strong(one.what, at_least)) continue;
      const int is_ahead = end.minute <= detail::first_of(one.at) ? 1 : 0;  // on that day
      const auto day = detail::last_day_until(one.on, end.day - date::days{is_ahead});
      const bool is_among = day == end.day && end.minute <= detail::last_of(one.at);
      const auto minute = is_among ? detail::last_before(one.at, end.minute) : detail::last_of(one.at);
      const auto at = detail::civil_time_of(day, minute);
      if (at > found.at) found = {at};
      if (at == found.at) (one.at.h.is_all() ? found.each_time : found.once).insert(one.what);
    }
    return found;
  }

  /// The number of civil times in [from, until) that are slots, of any level. O(months between and days with several
  /// entries).
  [[nodiscard]] constexpr std::uint64_t count_slots(date::local_seconds from,
                                                    date::local_seconds until) const noexcept {
    if (until <= from) return 0;
    const detail::civil_minute begin{from};
    const detail::civil_minute end{until};
    return count_days(begin.day, end.day) + count_on(end.day, end.minute) - count_on(begin.day, begin.minute);
  }

  friend bool operator==(const calendar&, const calendar&) = default;

 private:
  struct checked_tag {};
  calendar(std::vector<entry> entries, checked_tag) noexcept : entries_{std::move(entries)} {}

  /// The days of a month in [first, last) on which an entry comes. Day n is bit n.
  static constexpr std::uint32_t days_of(const entry& one, const detail::month_of_year& month, date::local_days first,
                                         date::local_days last) noexcept {
    if (!one.on.in.contains(month.number())) return 0;
    const int skipped = (std::max)((first - month.first()).count(), 0);
    const int kept = (std::min)((last - month.first()).count(), 31);
    const std::uint64_t wanted = (std::uint64_t{2} << kept) - (std::uint64_t{2} << skipped);
    return detail::days_in(one.on, month) & static_cast<std::uint32_t>(wanted);
  }

  /// The number of slots on the days in [first, last).
  [[nodiscard]] constexpr std::uint64_t count_days(date::local_days first, date::local_days last) const noexcept {
    std::uint64_t total = 0;
    for (detail::month_of_year month{first}; month.first() < last; month = month.next()) {
      std::uint32_t seen = 0;
      std::uint32_t shared = 0;  // the days on which several entries come
      for (const entry& one : entries_) {
        const std::uint32_t here = days_of(one, month, first, last);
        shared |= seen & here;
        seen |= here;
      }
      for (const entry& one : entries_) {
        const std::uint32_t alone = days_of(one, month, first, last) & ~shared;
        total += static_cast<std::uint64_t>(std::popcount(alone)) * detail::count(one.at);
      }
      for (month_days::iterator day{shared}; day != month_days::iterator{}; ++day)
        total += count_on(month.first() + date::days{static_cast<int>(*day) - 1}, detail::end_of_day);
    }
    return total;
  }

  /// The number of slots on a day before one of its minutes.
  [[nodiscard]] constexpr std::uint64_t count_on(date::local_days day, detail::minute_in_day before) const noexcept {
    if (before == 0) return 0;
    std::array<std::uint64_t, 24> minutes_of{};
    const detail::month_of_year month{day};
    for (const entry& one : entries_)
      if (days_of(one, month, day, day + date::days{1}) != 0)
        for (const unsigned hour : one.at.h) minutes_of[hour] |= one.at.m.bits();
    std::uint64_t total = 0;
    for (unsigned hour = 0; hour * 60 < before; ++hour) {
      const unsigned cut = (std::min)(before - hour * 60, 60U);
      total += static_cast<std::uint64_t>(std::popcount(minutes_of[hour] & ((std::uint64_t{1} << cut) - 1)));
    }
    return total;
  }

  std::vector<entry> entries_;
};

static_assert(recurrence<calendar>);

}  // namespace rota::inline v0

#endif
