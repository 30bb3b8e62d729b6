// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace tool {

std::size_t width_of_output() {
  constexpr std::size_t usual = 80;
  constexpr std::size_t narrowest = 40;
  constexpr std::size_t widest = 500;
  if (isatty(STDOUT_FILENO) == 0) return usual;
  std::size_t columns = 0;
  if (const char* const set = std::getenv("COLUMNS")) {
    const std::string_view digits = set;
    std::from_chars(digits.data(), digits.data() + digits.size(), columns);
  }
  winsize size{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX has no other way.
  if (columns == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  return columns == 0 ? usual : std::clamp(columns, narrowest, widest);
}

}  // namespace tool
