// SPDX-License-Identifier: MIT
// Shared by the fuzz targets: an input as text, and the laws that hold for any text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <rota/core/issue.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program if a law is broken, which libFuzzer reports.
inline void require(bool law) {
  if (!law) std::abort();
}

/// A result holds a value or at least one issue; no two issues share a pointer; messages are printable ASCII.
template <class T>
void require_sound(const rota::result<T>& outcome) {
  if (outcome) return;
  require(!outcome.error().empty());
  std::vector<std::string> pointers;
  for (const rota::issue& one : outcome.error()) {
    pointers.push_back(one.pointer);
    require(!one.message.empty());
    require(std::all_of(one.message.begin(), one.message.end(), [](char c) { return c >= ' ' && c <= '~'; }));
  }
  std::sort(pointers.begin(), pointers.end());
  require(std::adjacent_find(pointers.begin(), pointers.end()) == pointers.end());
}

}  // namespace fuzz
