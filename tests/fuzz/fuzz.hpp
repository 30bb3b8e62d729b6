// SPDX-License-Identifier: MIT
// What the fuzz targets share: an input as text, and the laws that hold whatever the text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <rota/issue.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program where a law does not hold, which is how libFuzzer learns of it.
inline void require(bool law) {
  if (!law) std::abort();
}

/// A result holds a value or at least one issue, no two issues have one pointer, and messages are printable ASCII.
template <class T>
void require_honest(const rota::result<T>& outcome) {
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
