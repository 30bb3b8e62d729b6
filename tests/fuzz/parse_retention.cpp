// SPDX-License-Identifier: MIT
// A retention that parses is written and read back as the same one.
#include <rota/json.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = rota::parse_retention(fuzz::text_of(data, size));
  fuzz::require_sound(policy);
  if (policy) fuzz::require(rota::parse_retention(rota::to_document(*policy).dump()) == policy);
  return 0;
}
