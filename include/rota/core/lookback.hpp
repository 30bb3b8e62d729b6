// SPDX-License-Identifier: MIT
//
// rota/core/lookback.hpp: how far back to look from now, as people say it.
//
//   class lookback;                                             // how far back to look: months, days and seconds
//   lookback{date::months{6}}, lookback{date::days{90}} + 12h   // held within 0 and 30,000 years
//   result<lookback> lookback::parse("1y6mo");                  // also "2w", "90d", "36h", "30min", "45s"
//   std::string to_string(lookback);                            // "1y6mo"
// Months and days of a lookback are those of a calendar, so only a clock says how long they are: before(now, length,
// clock), in rota/when/before.hpp.
//
// Law
//   *lookback::parse(to_string(l)) == l.
#ifndef ROTA_CORE_LOOKBACK_HPP
#define ROTA_CORE_LOOKBACK_HPP

#include <date/date.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ratio>
#include <rota/core/issue.hpp>
#include <rota/detail/quoting.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace rota::inline v0 {

namespace detail {

/// The number of `Unit`s in a length, held within 0 and 30,000 years.
template <class Unit, class Length>
constexpr std::int64_t held(Length length) noexcept {
  constexpr Unit longest = date::floor<Unit>(date::years{30'000});
  if (length <= Length::zero()) return 0;
  if (length.count() >= date::ceil<std::chrono::duration<std::int64_t, typename Length::period>>(longest).count())
    return longest.count();
  return std::chrono::duration_cast<std::chrono::duration<std::int64_t, typename Unit::period>>(length).count();
}

}  // namespace detail

/// How far back to look from now, as people say it: calendar months and days, and seconds. A day is not 24 hours on every
/// clock, and no number of days is a month.
class lookback {
 public:
  constexpr lookback() noexcept = default;

  /// That many years, months, weeks, days, or shorter units. What is negative counts as 0, what is longer than 30,000
  /// years as that.
  template <class Number, class Unit>
  constexpr lookback(std::chrono::duration<Number, Unit> length) noexcept {  // NOLINT(google-explicit-constructor)
    using unit = std::chrono::duration<Number, Unit>;
    if constexpr (std::is_same_v<Unit, date::years::period> || std::is_same_v<Unit, date::months::period>)
      months_ = date::months{static_cast<int>(detail::held<date::months>(length))};
    else if constexpr (std::ratio_greater_equal_v<Unit, date::days::period>)
      days_ = date::days{static_cast<int>(detail::held<date::days>(length))};
    else
      seconds_ = std::chrono::seconds{detail::held<std::chrono::seconds>(length)};
    static_assert(std::ratio_greater_equal_v<Unit, std::ratio<1>>, "a lookback has whole seconds");
    static_assert(std::is_integral_v<typename unit::rep>, "a lookback has whole seconds");
  }

  /// The length written as whole numbers with the units y, mo, w, d, h, min and s, largest first: "1y6mo", "90d", "36h".
  /// Reports any other text as malformed; above all a bare m, which is months to some tools and minutes to others.
  /// O(text).
  [[nodiscard]] static result<lookback> parse(std::string_view text);

  [[nodiscard]] constexpr date::months months() const noexcept { return months_; }
  [[nodiscard]] constexpr date::days days() const noexcept { return days_; }
  [[nodiscard]] constexpr std::chrono::seconds seconds() const noexcept { return seconds_; }

  friend constexpr lookback operator+(const lookback& a, const lookback& b) noexcept {
    lookback sum{std::chrono::seconds{a.seconds_ + b.seconds_}};
    sum.months_ = lookback{a.months_ + b.months_}.months_;
    sum.days_ = lookback{a.days_ + b.days_}.days_;
    return sum;
  }
  friend constexpr bool operator==(const lookback&, const lookback&) = default;

 private:
  date::months months_{0};
  date::days days_{0};
  std::chrono::seconds seconds_{0};
};

namespace detail {

/// A unit of a lookback, and the lookback of so many of it.
struct lookback_unit {
  std::string_view name;
  lookback (*of)(std::int64_t count) noexcept;
};

template <class Unit>
constexpr lookback lookback_of(std::int64_t count) noexcept {
  return lookback{std::chrono::duration<std::int64_t, typename Unit::period>{count}};
}

inline constexpr auto lookback_units = std::to_array<lookback_unit>({{"y", lookback_of<date::years>},
                                                                     {"mo", lookback_of<date::months>},
                                                                     {"w", lookback_of<date::weeks>},
                                                                     {"d", lookback_of<date::days>},
                                                                     {"h", lookback_of<std::chrono::hours>},
                                                                     {"min", lookback_of<std::chrono::minutes>},
                                                                     {"s", lookback_of<std::chrono::seconds>}});

}  // namespace detail

inline result<lookback> lookback::parse(std::string_view text) {
  const auto refused = [&](std::string_view why) {
    std::string message = "found " + detail::in_quotes(text) + "; ";
    return tl::make_unexpected(issues{{"", issue_code::malformed, std::move(message.append(why))}});
  };
  constexpr std::string_view form = "write numbers with y, mo, w, d, h, min or s, largest first, such as 1y6mo or 36h";
  lookback length;
  std::size_t unit = 0;  // the largest that may come next
  std::string_view rest = text;
  while (!rest.empty() || text.empty()) {
    const std::size_t digits = (std::min)(rest.find_first_not_of("0123456789"), rest.size());
    const std::string_view number = rest.substr(0, digits);
    rest.remove_prefix(digits);
    const std::string_view name = rest.substr(0, rest.find_first_of("0123456789"));
    rest.remove_prefix(name.size());
    if (name == "m") return refused("m is months to some tools and minutes to others; write mo or min");
    if (number.empty() || number.size() > 12) return refused(form);
    if (number.size() > 1 && number.front() == '0') return refused("write numbers without leading zeros");
    while (unit < detail::lookback_units.size() && detail::lookback_units[unit].name != name) ++unit;
    if (unit == detail::lookback_units.size()) return refused(form);
    std::int64_t count = 0;
    for (const char digit : number) count = count * 10 + (digit - '0');
    length = length + detail::lookback_units[unit++].of(count);
  }
  return length;
}

/// The length as lookback::parse reads it: "1y6mo", "90d", "36h"; "0s" if it is 0.
[[nodiscard]] inline std::string to_string(const lookback& length) {
  std::string text;
  const auto add = [&](std::int64_t count, std::string_view unit) {
    if (count != 0) text.append(std::to_string(count)).append(unit);
  };
  add(length.months().count() / 12, "y");
  add(length.months().count() % 12, "mo");
  add(length.days().count(), "d");
  add(length.seconds().count() / 3600, "h");
  add(length.seconds().count() / 60 % 60, "min");
  add(length.seconds().count() % 60, "s");
  return text.empty() ? "0s" : text;
}

}  // namespace rota::inline v0

#endif
