// SPDX-License-Identifier: MIT
//
// output.hpp: prints answers for people: text in colours, tables that fit the screen, sizes and lengths of time.
#ifndef ROTA_TOOL_OUTPUT_HPP
#define ROTA_TOOL_OUTPUT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "terminal.hpp"

namespace tool {

/// Text for a terminal, in colour if `colour`.
enum class style : std::uint8_t { plain, bold, faint, full, differential, incremental, removed };
std::string styled(std::string_view text, style look, bool colour);

/// The style of a level.
style style_of(rota::level level);

/// The letter that stands for a level in a calendar or a timeline: F, d or i.
char letter_of(rota::level level);

bool has_differentials(const rota::timing& when);

/// What the letters of a timing mean: "F full   i incremental", and "d differential" where it has any.
std::string legend_of(const rota::timing& when, bool colour);

/// A size in three digits or more, such as "12.9 GiB" or "410 MiB".
std::string format_size(double gib);

/// A length of time in its two largest units, rounded down, such as "12y 9d" or "3d 4h".
std::string format_length(std::chrono::seconds length);

/// The text with question marks for control characters, which a terminal would obey.
std::string printable(std::string text);

/// Prints a text in lines that fit the screen. They break at blanks, and all but the first are indented by `indent`.
/// The first line is there already, up to `column`.
void print_text(std::string_view text, const screen& on, std::size_t indent = 2, std::size_t column = 0);

/// A text in a row of a table.
struct cell {
  std::string text;
  style look = style::plain;
  std::string brief = {};  ///< what to show where the text does not fit; empty if there is nothing shorter
};

/// Reasons, joined by ", "; if brief, the first of them and how many more there are: "fulls +2".
cell reasons_cell(const std::string& reasons);

/// The level of a backup.
cell level_cell(rota::level level);

/// A size, or "unknown".
cell size_cell(const std::optional<double>& gib);

/// Rows whose cells are aligned in columns, each in one line. If they do not fit the screen, some columns become brief;
/// if that does not suffice, the least important ones are left out, as those without any text always are. Rows are
/// printed as they come once the first thousand show how wide the columns are, so a table may be longer than memory is
/// large.
class table {
 public:
  struct column {
    std::string title;
    unsigned importance = 0;  ///< the column with the least is left out first
    enum class side : std::uint8_t { left, right } aligned = side::left;
    std::string brief = {};  ///< the title where the column is brief
  };

  table(std::vector<column> columns, const screen& on) : columns_{std::move(columns)}, on_{on} {}

  /// Adds a row. Precondition: it has a cell for each column.
  void add(std::vector<cell> row);

  /// Prints what is not yet printed; nothing if the table is empty.
  void print();

 private:
  /// How a column is shown.
  struct shown {
    std::size_t full = 0;   // how wide its texts are
    std::size_t brief = 0;  // and how wide brief ones
    bool is_empty = false;
    bool is_brief = false;
    bool is_left_out = false;
    [[nodiscard]] std::size_t width() const { return is_brief ? brief : full; }
  };

  void measure();
  void fit();
  [[nodiscard]] bool fits() const;
  void print_row(const std::vector<cell>& row) const;

  std::vector<column> columns_;
  screen on_;
  std::vector<shown> shown_;  // empty until the columns have been fitted to the rows
  std::vector<std::vector<cell>> rows_;
};

/// Names and values, each pair in lines of its own that fit the screen.
class fields {
 public:
  void add(std::string name, std::string value) { all_.emplace_back(std::move(name), std::move(value)); }
  void print(const screen& on) const;

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

}  // namespace tool

#endif
