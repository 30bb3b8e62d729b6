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

}  // namespace tool
