// SPDX-License-Identifier: MIT
// A schedule that parses is written and read back as the same one.
#include <rota/json.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto schedule = rota::parse_schedule(fuzz::text_of(data, size));
  fuzz::require_sound(schedule);
  if (schedule) fuzz::require(rota::parse_schedule(rota::to_document(*schedule).dump()) == schedule);
  return 0;
}
