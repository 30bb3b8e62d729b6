// SPDX-License-Identifier: MIT
#include "output.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <utility>

namespace tool {

std::string styled(std::string_view text, style look, bool colour) {
  if (!colour || look == style::plain) return std::string{text};
  constexpr std::array<std::string_view, 7> codes{"", "1", "2", "1;32", "34", "36", "31"};
  return "\x1b[" + std::string{codes[static_cast<std::size_t>(look)]} + "m" + std::string{text} + "\x1b[0m";
}

style style_of(rota::level level) {
  constexpr std::array styles{style::full, style::differential, style::incremental};
  return styles[static_cast<std::size_t>(level)];
}

char letter_of(rota::level level) {
  constexpr std::string_view letters = "Fdi";
  return letters[static_cast<std::size_t>(level)];
}

bool has_differentials(const rota::timing& when) {
  const rota::calendar* const plan = when.as_calendar();
  return plan != nullptr && std::any_of(plan->entries().begin(), plan->entries().end(),
                                        [](const auto& one) { return one.what == rota::level::differential; });
}

std::string legend_of(const rota::timing& when, bool colour) {
  std::string text;
  for (const rota::level one : {rota::level::full, rota::level::differential, rota::level::incremental}) {
    if (one == rota::level::differential && !has_differentials(when)) continue;
    text.append(text.empty() ? "" : "   ").append(styled(std::string{letter_of(one)}, style_of(one), colour));
    text.append(" ").append(to_string(one));
  }
  return text;
}

std::string format_size(double gib) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << gib << " GiB";
  return text.str();
}

std::string format_length(std::chrono::seconds length) {
  const auto days = date::floor<date::days>(length);
  std::chrono::seconds rest = length - days;
  if (days != date::days{0}) rest = date::floor<std::chrono::minutes>(rest);
  return to_string(rota::lookback{days} + rota::lookback{rest});
}

table::table(const std::vector<std::string_view>& head) {
  std::vector<cell> row;
  row.reserve(head.size());
  for (const std::string_view name : head) row.push_back({std::string{name}, style::bold});
  add(std::move(row));
}

void table::add(std::vector<cell> row) { rows_.push_back(std::move(row)); }

void table::print(bool colour) const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].text.size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_last = i + 1 == row.size();
      std::cout << styled(row[i].text, row[i].look, colour)
                << (is_last ? "\n" : std::string(widths[i] - row[i].text.size() + 2, ' '));
    }
  }
}

}  // namespace tool
