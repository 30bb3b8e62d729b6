// SPDX-License-Identifier: MIT
// A list of schedules that parses is written and read back as the same one.
#include <rota/json.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto schedules = rota::parse_schedules(fuzz::text_of(data, size));
  fuzz::require_sound(schedules);
  if (schedules) fuzz::require(rota::parse_schedules(rota::to_document(*schedules).dump()) == schedules);
  return 0;
}
