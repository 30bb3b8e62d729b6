// SPDX-License-Identifier: MIT
//
// output.hpp: prints answers for people: text in colours, and tables.
#ifndef ROTA_TOOL_OUTPUT_HPP
#define ROTA_TOOL_OUTPUT_HPP

#include <chrono>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// Text for a terminal, in colour if `colour`.
enum class style { plain, bold, faint, full, differential, incremental, removed };
std::string styled(std::string_view text, style look, bool colour);

/// The style of a level.
style style_of(rota::level level);

/// The letter that stands for a level in a calendar or a timeline: F, d or i.
char letter_of(rota::level level);

bool has_differentials(const rota::timing& when);

/// What the letters of a timing mean: "F full   i incremental", and "d differential" where it has any.
std::string legend_of(const rota::timing& when, bool colour);

/// A size such as "12.90 GiB".
std::string format_size(double gib);

/// A length of time such as "1d2h10min", without seconds from a day on.
std::string format_length(std::chrono::seconds length);

/// Rows whose cells are aligned in columns. The first row is the head.
class table {
 public:
  struct cell {
    std::string text;
    style look = style::plain;
  };

  explicit table(const std::vector<std::string_view>& head);
  void add(std::vector<cell> row);
  void print(bool colour) const;

 private:
  std::vector<std::vector<cell>> rows_;
};

}  // namespace tool

#endif
