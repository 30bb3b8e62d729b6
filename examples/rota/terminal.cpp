// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace tool {

namespace {

/// The value of a variable of the environment, or "".
std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// 0 if neither COLUMNS nor the terminal says.
std::size_t columns_of_output() {
  const std::string_view written = variable("COLUMNS");
  std::size_t columns = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), columns);
  if (error == std::errc{} && end == written.data() + written.size() && columns != 0) return columns;
  winsize size{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX has no other way.
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

screen standard_output() {
  const std::size_t columns = columns_of_output();
  return {isatty(STDOUT_FILENO) != 0 && variable("NO_COLOR").empty() && variable("TERM") != "dumb",
          columns == 0 ? screen::unlimited : std::max(columns, screen::narrowest)};
}

std::size_t width_of_output() {
  constexpr std::size_t usual = 80;
  constexpr std::size_t widest = 500;
  const std::size_t width = standard_output().width;
  return width == screen::unlimited ? usual : std::min(width, widest);
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = std::min(text.find('m', i), text.size());
    else if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80)
      ++width;
  }
  return width;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t column) {
  std::string lines;
  std::size_t blanks = 0;  // not yet written, so that no line ends in one
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (blanks != 0 && column + blanks + width_of(word) > width) {
      lines.append("\n").append(indent, ' ');
      column = indent;
      blanks = 0;
    }
    lines.append(blanks, ' ').append(word);
    column += blanks + width_of(word);
    text.remove_prefix(word.size());
    blanks = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(blanks);
  }
  return lines + '\n';
}

}  // namespace tool
