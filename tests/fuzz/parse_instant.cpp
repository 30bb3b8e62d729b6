// SPDX-License-Identifier: MIT
// An instant that parses is written and read back as the same one.
#include <rota/core/time.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto instant = rota::parse_instant(fuzz::text_of(data, size)))
    fuzz::require(rota::parse_instant(rota::format_instant(*instant)) == instant);
  return 0;
}
