// SPDX-License-Identifier: MIT
//
// rota/detail/spelling.hpp: compares words as people type them.
//
//   equal_ignoring_case("Sun", "sun")                  // true
//   nearest("full_backup_retentoin", member_names)     // "full_backup_retention": what was probably meant, or ""
#ifndef ROTA_DETAIL_SPELLING_HPP
#define ROTA_DETAIL_SPELLING_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace rota::inline v0::detail {

/// ASCII only: the locale plays no part.
[[nodiscard]] constexpr char lower_case(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower_case(a[i]) != lower_case(b[i])) return false;
  return true;
}

/// The restricted Damerau-Levenshtein distance, ignoring case: how many letters to change, add, drop, or swap with the
/// next turn `a` into `b`. A word of more than 40 letters is no typing error: its distance is npos. O(1).
[[nodiscard]] inline std::size_t spelling_distance(std::string_view a, std::string_view b) noexcept {
  constexpr std::size_t longest = 40;
  if (a.size() > longest || b.size() > longest) return std::string_view::npos;
  using row = std::array<std::size_t, longest + 1>;
  row before_last{};
  row last{};
  row here{};
  for (std::size_t j = 0; j <= b.size(); ++j) here[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = last;
    last = here;
    here[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto same = [&](std::size_t k, std::size_t m) { return lower_case(a[k - 1]) == lower_case(b[m - 1]); };
      here[j] = (std::min)({last[j] + 1, here[j - 1] + 1, last[j - 1] + (same(i, j) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) here[j] = (std::min)(here[j], before_last[j - 2] + 1);
    }
  }
  return here[b.size()];
}

/// The candidate that `text` was probably meant to be: the first of the nearest in spelling, if at most a third of the
/// text, or one letter, differs; otherwise "". O(candidates).
[[nodiscard]] inline std::string_view nearest(std::string_view text,
                                              std::span<const std::string_view> candidates) noexcept {
  std::string_view best;
  std::size_t bound = (std::max<std::size_t>)(text.size() / 3, 1) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = spelling_distance(text, candidate);
    if (distance < bound) {
      best = candidate;
      bound = distance;
    }
  }
  return best;
}

}  // namespace rota::inline v0::detail

#endif
