// SPDX-License-Identifier: MIT
#include "tool.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tool {

rota::retention retention_options::over(const std::optional<rota::schedule>& schedule) const {
  rota::retention rules = others;
  if (schedule) rules.fulls = rota::retention_of(*schedule).fulls;
  if (fulls) rules.fulls = fulls;
  if (at_least) rules.at_least = *at_least;
  rules.sweep_failed = !keep_failed;
  return rules;
}

std::string read_file(const std::string& file) {
  const auto read = [&](std::istream& stream) {
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (stream.bad()) throw wrong_usage{"cannot read " + file};
    return text;
  };
  if (file == "-") return read(std::cin);
  std::ifstream stream{file, std::ios::binary};
  if (!stream || stream.peek() == std::ifstream::traits_type::eof()) {
    // A folder opens like a file on some systems, and then gives nothing.
    if (!stream.eof())
      throw wrong_usage{"cannot read the file " + file + "; name one that exists, or - for standard input"};
    return {};
  }
  return read(stream);
}

void print(const nlohmann::ordered_json& document) { std::cout << document.dump(2) << '\n'; }

std::string styled(std::string_view text, style look, bool colour) {
  if (!colour || look == style::plain) return std::string{text};
  constexpr std::array<std::string_view, 6> codes{"", "1", "2", "1;32", "36", "31"};
  return "\x1b[" + std::string{codes[static_cast<std::size_t>(look)]} + "m" + std::string{text} + "\x1b[0m";
}

style style_of(rota::level what) { return what == rota::level::full ? style::full : style::incremental; }

std::string_view weekday_name(date::weekday day) {
  constexpr std::array<std::string_view, 7> names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                  "Thursday", "Friday", "Saturday"};
  return names[day.c_encoding()];
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
