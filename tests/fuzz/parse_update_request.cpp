// SPDX-License-Identifier: MIT
#include <rota/json.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::require_honest(rota::parse_update_request(fuzz::text_of(data, size)));
  return 0;
}
