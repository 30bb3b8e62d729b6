// SPDX-License-Identifier: MIT
//
// rota/text/on_calendar_values.hpp: the values of a field of an OnCalendar expression, such as `0,8..17/3,20/2`.
//
//   values read_values("8..17/3,0", hour_field, log)      // 0 and 8..17/3; none for `*`
//   bits_of(values, hour_field)                           // the hours 0, 8, 11, 14 and 17 as bits
//   values_of(bits, hour_field)                           // the shortest values for these bits
//   append_values(text, values)                           // "00,08..17/3"
//
// Laws
//   read_values returns values as systemd normalizes them: sorted, each once, ranges cut to their last member.
//   bits_of(values_of(bits, field), field) == bits, and values_of returns values as read_values does.
// Source: systemd.time(7), CALENDAR EVENTS, and `systemd-analyze calendar`.
#ifndef ROTA_TEXT_ON_CALENDAR_VALUES_HPP
#define ROTA_TEXT_ON_CALENDAR_VALUES_HPP

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/text/characters.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace rota::inline v0::detail::on_calendar {

/// `5`; with a last number `5..20`; with a step `5/5`; with both `5..20/5`. A range without a step has a step of 1.
struct value {
  unsigned first = 0;
  std::optional<unsigned> last = std::nullopt;
  unsigned step = 0;  ///< 0 for a single number

  friend constexpr bool operator==(const value&, const value&) = default;
  friend constexpr bool operator<(const value& a, const value& b) noexcept {
    return std::tie(a.first, a.last, a.step) < std::tie(b.first, b.last, b.step);
  }
};

/// The values of a field; none stands for `*`.
using values = std::vector<value>;

/// The most that systemd reads.
inline constexpr std::size_t most_values = 241;

struct field {
  std::string_view pointer;
  unsigned least;
  unsigned most;
  bool is_counted_down = false;  ///< for days from the last: an open step goes down to 1, the last day
};

inline constexpr field month_field{"/month", 1, 12};
inline constexpr field day_field{"/day", 1, 31};
inline constexpr field from_last_field{"/day", 1, 28, true};      // as systemd allows
inline constexpr field any_from_last_field{"/day", 1, 31, true};  // beside days of the month, an extension
inline constexpr field hour_field{"/hour", 0, 23};
inline constexpr field minute_field{"/minute", 0, 59};

inline void append_two_digits(std::string& text, unsigned number) { append_number(text, static_cast<int>(number), 2); }

/// The values as systemd prints them, `*` for none.
inline void append_values(std::string& text, const values& said) {
  if (said.empty()) text += '*';
  for (std::size_t i = 0; i < said.size(); ++i) {
    const value& one = said[i];
    if (i != 0) text += ',';
    append_two_digits(text, one.first);
    if (one.last) append_two_digits(text += "..", *one.last);
    if (one.step > (one.last ? 1U : 0U)) text.append("/").append(std::to_string(one.step));
  }
}

/// The numbers of some values: number n is bit n.
[[nodiscard]] inline std::uint64_t bits_of(const values& said, const field& of) noexcept {
  if (said.empty()) return (std::uint64_t{2} << of.most) - (std::uint64_t{1} << of.least);
  std::uint64_t bits = 0;
  for (const value& one : said) {
    const unsigned step = (std::max)(one.step, 1U);
    if (one.step != 0 && !one.last && of.is_counted_down) {
      for (unsigned n = one.first; n >= of.least; n -= (std::min)(n, step)) bits |= std::uint64_t{1} << n;
    } else {
      const unsigned last = one.step == 0 ? one.first : one.last.value_or(of.most);
      for (unsigned n = one.first; n <= last; n += step) bits |= std::uint64_t{1} << n;
    }
  }
  return bits;
}

/// The one open step that stands for three or more numbers up to the end of the field; nullopt for other numbers.
[[nodiscard]] inline std::optional<value> steps_to_the_end(std::uint64_t bits, const field& of) {
  if (std::popcount(bits) < 3) return std::nullopt;
  const auto lowest = static_cast<unsigned>(std::countr_zero(bits));
  const auto highest = static_cast<unsigned>(std::bit_width(bits)) - 1;
  const auto step = static_cast<unsigned>(std::countr_zero(bits & (bits - 1))) - lowest;
  const value one{of.is_counted_down ? highest : lowest, std::nullopt, step};
  if (step == 1 || bits_of({one}, of) != bits) return std::nullopt;
  return one;
}

/// The values for a set of numbers that is not empty: none for all numbers, or an open step, or single numbers and ranges of
/// three or more.
[[nodiscard]] inline values values_of(std::uint64_t bits, const field& of) {
  if (bits == bits_of({}, of)) return {};
  if (const auto stepped = steps_to_the_end(bits, of)) return {*stepped};
  values said;
  while (bits != 0) {
    const auto first = static_cast<unsigned>(std::countr_zero(bits));
    const auto length = static_cast<unsigned>(std::countr_one(bits >> first));
    if (length >= 3)
      said.push_back({first, first + length - 1, 1});
    else
      for (unsigned n = first; n < first + length; ++n) said.push_back({n});
    bits &= ~(((std::uint64_t{1} << length) - 1) << first);
  }
  return said;
}

/// Reads the values of a field and reports their issues at its pointer. O(text).
class value_reader {
 public:
  value_reader(const field& of, issue_log& log) noexcept : of_{of}, log_{log} {}

  [[nodiscard]] values read(std::string_view text) const {
    values said;
    if (text == "*") return said;
    std::optional<std::string_view> rest = text;
    while (const auto one = take_element(rest, ',')) {
      const auto found = read_one(*one);
      if (!found) return {};
      said.push_back(*found);
      if (said.size() > most_values) {
        report(issue_code::out_of_range, "found more than " + std::to_string(most_values) +
                                             " values; write fewer, with ranges such as 1..5 or steps such as 0/5");
        return {};
      }
    }
    std::sort(said.begin(), said.end());
    said.erase(std::unique(said.begin(), said.end()), said.end());
    return said;
  }

 private:
  static constexpr unsigned none = 100'000;  // more than take_digits returns

  void report(issue_code code, std::string message) const {
    log_.report(std::string{of_.pointer}, code, std::move(message));
  }

  [[nodiscard]] std::string bounds() const { return std::to_string(of_.least) + " to " + std::to_string(of_.most); }

  /// How far an open step may go from a number.
  [[nodiscard]] unsigned room(unsigned first) const noexcept {
    return of_.is_counted_down ? first - of_.least : of_.most - first;
  }

  [[nodiscard]] std::optional<value> read_one(std::string_view text) const {
    std::string_view rest = text;
    const unsigned first = take_digits(rest).value_or(none);
    const bool is_range = rest.starts_with("..");
    if (is_range) rest.remove_prefix(2);
    const unsigned last = is_range ? take_digits(rest).value_or(none) : first;
    const bool has_step = take_character(rest, '/');
    const unsigned step = has_step ? take_digits(rest).value_or(none) : (is_range ? 1 : 0);
    const std::string found = "found " + in_quotes(text) + "; ";
    if (first == none || last == none || step == none || !rest.empty()) {
      report(issue_code::malformed, found + hint(text));
    } else if (!is_allowed(first) || !is_allowed(last)) {
      report(issue_code::out_of_range,
             found + (of_.is_counted_down ? "write a day counted from the last, " : "write a number from ") + bounds());
    } else if (last < first) {
      report(issue_code::out_of_range, found + "ranges go up; write " + turned(first, last));
    } else if (has_step && (step == 0 || (!is_range && step > room(first)))) {
      report(issue_code::out_of_range,
             found + (room(first) == 0 ? "there is nothing to step to; write the number alone"
                                       : "write a step from 1 to " + std::to_string(room(first))));
    } else {
      if (!is_range) return value{first, std::nullopt, step};
      const unsigned end = last - (last - first) % step;
      return end == first ? value{first} : value{first, end, step};
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_allowed(unsigned number) const noexcept { return of_.least <= number && number <= of_.most; }

  /// What to write instead of a range that goes down.
  [[nodiscard]] std::string turned(unsigned first, unsigned last) const {
    std::string text;
    if (of_.is_counted_down)
      append_values(text, {{last, first, 1}});
    else
      append_values(text, {first == of_.most ? value{first} : value{first, of_.most, 1},
                           last == of_.least ? value{last} : value{of_.least, last, 1}});
    return text;
  }

  /// What to write instead of a malformed value.
  [[nodiscard]] std::string hint(std::string_view text) const {
    const std::string least = std::to_string(of_.least);
    if (text.starts_with("*/")) return "a step counts from a number; write " + least + "/ and the step";
    if (text == "*") return "* means every value, so it stands alone";
    if (text.starts_with('+') || text.starts_with('-')) return "write numbers without a sign";
    if (text.find('-') != std::string_view::npos) return "write a range with two dots, such as 1..5";
    return "write * or numbers from " + bounds() + ", such as 1, 1..5, 1..5/2 or 1/2, separated by commas";
  }

  const field& of_;
  issue_log& log_;
};

[[nodiscard]] inline values read_values(std::string_view text, const field& of, issue_log& log) {
  return value_reader{of, log}.read(text);
}

}  // namespace rota::inline v0::detail::on_calendar

#endif
