// SPDX-License-Identifier: MIT
//
// notation.hpp: how values of each type are written on the command line.
//
//   notation<T>::placeholder()     what stands for a value in the help: "T", "shift|transition|skip"
//   notation<T>::instead_of(text)  what to write instead of a text that is no value, for the message
//   notation<T>::parse(text)       the value, or nullopt if the text is not one
//   notation<T>::may_be_empty      if it is there and true, the empty text is parsed like any other
//
// To add an enumeration, specialize `choices`; to add another type, specialize `notation`.
#ifndef ROTA_TOOL_NOTATION_HPP
#define ROTA_TOOL_NOTATION_HPP

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/rota.hpp>
#include <rota/text/cron.hpp>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include "input.hpp"
#include "zones.hpp"

namespace tool {

/// An instant as the command line names it. What `now` means is known once --now has been read.
class moment {
 public:
  moment() = default;  // now
  explicit moment(rota::sys_seconds instant) noexcept : instant_{instant} {}
  [[nodiscard]] rota::sys_seconds at(rota::sys_seconds now) const noexcept { return instant_.value_or(now); }

 private:
  std::optional<rota::sys_seconds> instant_;
};

/// Throws `wrong_usage` if the time of `from`, which `name` names in the message, is not before --until.
void require_order(const std::string& name, rota::sys_seconds from, rota::sys_seconds until);

/// A number from 0 to 1, in decimal digits.
struct probability {
  double value = 0;
};

/// A calendar in any notation.
struct calendar_text {
  std::string text;
};

/// A word that stands for one value of an enumeration.
template <class Enum>
struct choice {
  std::string_view word;
  Enum value;
};

/// Every word that an option of the type `Enum` accepts.
template <class Enum>
inline constexpr std::array<choice<Enum>, 0> choices{};
template <>
inline constexpr auto choices<rota::gap> = std::to_array<choice<rota::gap>>({{"shift", rota::gap::shift_forward},
                                                                             {"transition", rota::gap::at_transition},
                                                                             {"skip", rota::gap::skip}});
template <>
inline constexpr auto choices<rota::overlap> = std::to_array<choice<rota::overlap>>({{"first", rota::overlap::first},
                                                                                     {"last", rota::overlap::last}});
template <>
inline constexpr auto choices<rota::level> =
    std::to_array<choice<rota::level>>({{"full", rota::level::full},
                                        {"differential", rota::level::differential},
                                        {"incremental", rota::level::incremental}});
template <>
inline constexpr auto choices<rota::cron_dialect> =
    std::to_array<choice<rota::cron_dialect>>({{"vixie", rota::cron_dialect::vixie},
                                               {"seconds_first", rota::cron_dialect::seconds_first},
                                               {"quartz", rota::cron_dialect::quartz}});
template <>
inline constexpr auto choices<rota::first_run> = std::to_array<choice<rota::first_run>>(
    {{"promote", rota::first_run::promote}, {"wait", rota::first_run::wait_for_full}});

/// The word that `text` was probably meant to be: the only one that it abbreviates, or else the nearest in spelling;
/// "" if there is none.
std::string_view meant_word(std::string_view text, std::span<const std::string_view> words);

template <class T>
struct notation;

template <class Enum>
requires std::is_enum_v<Enum>
struct notation<Enum> {
  static std::string placeholder() { return joined("|", "|"); }
  static std::string instead_of(std::string_view text) {
    std::array<std::string_view, choices<Enum>.size()> words{};
    std::transform(choices<Enum>.begin(), choices<Enum>.end(), words.begin(),
                   [](const choice<Enum>& one) { return one.word; });
    const std::string_view meant = meant_word(text, words);
    return meant.empty() ? joined(", ", " or ") : std::string{meant} + " (one of " + joined(", ", " and ") + ")";
  }
  static std::optional<Enum> parse(std::string_view text) {
    for (const choice<Enum>& one : choices<Enum>)
      if (one.word == text) return one.value;
    return std::nullopt;
  }

 private:
  static std::string joined(std::string_view separator, std::string_view last_separator) {
    std::string text;
    for (std::size_t i = 0; i < choices<Enum>.size(); ++i) {
      const bool is_last = i + 1 == choices<Enum>.size();
      text.append(i == 0 ? "" : is_last ? last_separator : separator).append(choices<Enum>[i].word);
    }
    return text;
  }
};

/// What to write instead of a text that is not a whole number up to `largest`.
std::string instead_of_number(std::string_view text, std::uint64_t largest);

/// A count, in decimal digits. Leading zeros are refused: other programs take them for the sign of an octal number.
template <std::unsigned_integral Number>
struct notation<Number> {
  static std::string placeholder() { return "N"; }
  static std::string instead_of(std::string_view text) {
    return instead_of_number(text, std::numeric_limits<Number>::max());
  }
  static std::optional<Number> parse(std::string_view text) {
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
  }
};

template <>
struct notation<probability> {
  static std::string placeholder() { return "P"; }
  static std::string instead_of(std::string_view) { return "a number from 0 to 1 such as 0.15"; }
  static std::optional<probability> parse(const std::string& text);
};

/// An instant, a minute, a day, seconds since 1970 after `@`, or `now`.
template <>
struct notation<moment> {
  static std::string placeholder() { return "T"; }
  static std::string instead_of(std::string_view text);
  static std::optional<moment> parse(std::string_view text);
};

/// How far back to look: "1y6mo".
template <>
struct notation<rota::lookback> {
  static std::string placeholder() { return "D"; }
  static std::string instead_of(std::string_view text);
  static std::optional<rota::lookback> parse(std::string_view text);
};

/// How long something may take: "36h", "1d12h", "30min", and "30m", since it can be no months.
template <>
struct notation<std::chrono::seconds> {
  static std::string placeholder() { return "D"; }
  static std::string instead_of(std::string_view text);
  static std::optional<std::chrono::seconds> parse(std::string_view text);
};

template <>
struct notation<any_zone> {
  static std::string placeholder() { return "ZONE"; }
  static std::string instead_of(std::string_view text) {
    return "UTC, an offset such as +05:30, or a name" + similar_zones(text);
  }
  static std::optional<any_zone> parse(std::string_view text) { return parse_zone(text); }
};

template <>
struct notation<input_file> {
  static std::string placeholder() { return "FILE"; }
  static std::string instead_of(std::string_view) { return "the name of a file"; }
  static std::optional<input_file> parse(const std::string& text) { return input_file{text}; }
};

/// Any text, since why one is no calendar is for the library to say.
template <>
struct notation<calendar_text> {
  static constexpr bool may_be_empty = true;
  static std::string placeholder() { return "TEXT"; }
  static std::string instead_of(std::string_view) { return "a calendar"; }
  static std::optional<calendar_text> parse(const std::string& text) { return calendar_text{text}; }
};

/// The id of a backup or a schedule: any text.
template <>
struct notation<std::string> {
  static std::string placeholder() { return "ID"; }
  static std::string instead_of(std::string_view) { return "an id"; }
  static std::optional<std::string> parse(const std::string& text) { return text; }
};

}  // namespace tool

#endif
