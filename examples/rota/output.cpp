// SPDX-License-Identifier: MIT
#include "output.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <utility>

namespace tool {

namespace {

constexpr std::size_t gap = 2;        // between columns
constexpr std::size_t sample = 1000;  // how many rows show how wide the columns are

/// The text, with dots for its end if it is wider than that.
std::string clipped(const std::string& text, std::size_t width) {
  constexpr std::string_view dots = "...";
  if (width_of(text) <= width) return text;
  std::string begin = text;
  while (!begin.empty() && width_of(begin) + dots.size() > width) begin.pop_back();
  return begin.append(dots.substr(0, width));
}

}  // namespace

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
  constexpr std::array<std::string_view, 4> units{" GiB", " MiB", " KiB", " B"};
  std::size_t unit = 0;
  for (; std::abs(gib) < 1 && unit + 1 < units.size(); ++unit) gib *= 1024;
  const bool is_whole = std::abs(gib) >= 100 || unit + 1 == units.size();
  std::ostringstream text;
  text << std::fixed << std::setprecision(is_whole ? 0 : std::abs(gib) >= 10 ? 1 : 2) << gib << units[unit];
  return text.str();
}

std::string format_length(std::chrono::seconds length) {
  struct unit {
    std::chrono::seconds length;
    std::string_view name;
  };
  constexpr std::array<unit, 5> units{{{date::years{1}, "y"},
                                       {date::days{1}, "d"},
                                       {std::chrono::hours{1}, "h"},
                                       {std::chrono::minutes{1}, "min"},
                                       {std::chrono::seconds{1}, "s"}}};
  std::size_t first = 0;
  while (first + 1 < units.size() && length < units[first].length) ++first;
  std::string text = std::to_string(length / units[first].length).append(units[first].name);
  if (first + 1 == units.size()) return text;
  const auto rest = length % units[first].length / units[first + 1].length;
  return rest == 0 ? text : text.append(" ").append(std::to_string(rest)).append(units[first + 1].name);
}

std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char one) { return static_cast<unsigned char>(one) < ' ' || one == '\x7f'; }, '?');
  return text;
}

void print_text(std::string_view text, const screen& on, std::size_t indent, std::size_t column) {
  std::cout << wrapped(text, on.width, indent, column);
}

cell reasons_cell(const std::string& reasons) {
  const auto more = std::count(reasons.begin(), reasons.end(), ',');
  return {reasons, style::plain, more == 0 ? "" : reasons.substr(0, reasons.find(',')) + " +" + std::to_string(more)};
}

cell level_cell(rota::level level) {
  constexpr std::array<std::string_view, 3> brief{"full", "diff", "incr"};
  return {std::string{to_string(level)}, style_of(level), std::string{brief[static_cast<std::size_t>(level)]}};
}

cell size_cell(const std::optional<double>& gib) { return {gib ? format_size(*gib) : "unknown"}; }

void table::add(std::vector<cell> row) {
  for (cell& one : row) {
    one.text = printable(std::move(one.text));
    one.brief = printable(std::move(one.brief));
  }
  if (!shown_.empty()) {
    print_row(row);
    return;
  }
  rows_.push_back(std::move(row));
  if (rows_.size() == sample) print();
}

void table::print() {
  if (rows_.empty()) return;
  measure();
  if (!fits()) fit();
  std::vector<cell> head;
  for (const column& one : columns_) head.push_back({one.title, style::bold, one.brief});
  print_row(head);
  for (const auto& row : rows_) print_row(row);
  rows_.clear();
}

void table::measure() {
  const auto brief_width = [](const std::string& text, const std::string& brief) {
    return width_of(brief.empty() ? text : brief);
  };
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const column& head = columns_[i];
    shown one{width_of(head.title), brief_width(head.title, head.brief), rows_.size() < sample};
    for (const auto& row : rows_) {
      one.full = std::max(one.full, width_of(row[i].text));
      one.brief = std::max(one.brief, brief_width(row[i].text, row[i].brief));
      one.is_empty = one.is_empty && row[i].text.empty();
    }
    one.is_left_out = one.is_empty;
    shown_.push_back(one);
  }
}

void table::fit() {
  std::vector<std::size_t> by_importance;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!shown_[i].is_empty) by_importance.push_back(i);
    shown_[i].is_brief = shown_[i].is_left_out = true;
  }
  std::stable_sort(by_importance.begin(), by_importance.end(),
                   [this](std::size_t a, std::size_t b) { return columns_[a].importance > columns_[b].importance; });
  for (const std::size_t i : by_importance) {
    shown_[i].is_left_out = false;
    shown_[i].is_left_out = !fits() && i != by_importance.front();
  }
  for (const std::size_t i : by_importance) {
    shown_[i].is_brief = false;
    shown_[i].is_brief = !fits();
  }
}

bool table::fits() const {
  std::size_t total = 0;
  for (const shown& one : shown_)
    if (!one.is_left_out) total += one.width() + (total == 0 ? 0 : gap);
  return total <= on_.width;
}

void table::print_row(const std::vector<cell>& row) const {
  std::size_t printed = 0;
  std::size_t blanks = 0;  // not yet printed, so that no line ends in one
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (shown_[i].is_left_out) continue;
    const bool is_brief = shown_[i].is_brief && !row[i].brief.empty();
    const std::string text =
        clipped(is_brief ? row[i].brief : row[i].text, on_.width - std::min(on_.width, printed + blanks));
    const std::size_t padding = shown_[i].width() - std::min(width_of(text), shown_[i].width());
    const bool is_left = columns_[i].aligned == column::side::left;
    if (!is_left) blanks += padding;
    if (!text.empty()) {
      std::cout << std::string(blanks, ' ') << styled(text, row[i].look, on_.colour);
      printed += std::exchange(blanks, 0) + width_of(text);
    }
    blanks += gap + (is_left ? padding : 0);
  }
  std::cout << '\n';
}

void fields::print(const screen& on) const {
  std::size_t width = 0;
  for (const auto& [name, value] : all_) width = std::max(width, width_of(name));
  const std::size_t left = width + gap;
  for (const auto& [name, value] : all_) {
    std::cout << styled(name, style::bold, on.colour) << std::string(left - width_of(name), ' ');
    print_text(printable(value), on, left, left);
  }
}

}  // namespace tool
