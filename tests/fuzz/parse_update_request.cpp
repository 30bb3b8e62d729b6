// SPDX-License-Identifier: MIT
// Whatever the bytes of an update request, the result keeps its laws.
#include <rota/json.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::require_sound(rota::parse_update_request(fuzz::text_of(data, size)));
  return 0;
}
