// SPDX-License-Identifier: MIT
// Whatever the bytes of a create request, the result keeps its laws, and the schedule that it makes is written and read
// back as the same one.
#include <rota/json.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto spec = rota::parse_create_request(fuzz::text_of(data, size));
  fuzz::require_sound(spec);
  if (!spec) return 0;
  const auto made = rota::make_schedule(*spec, "id", *rota::parse_instant("2014-10-30T12:30:00"), rota::utc);
  fuzz::require(rota::parse_schedule(rota::to_document(made).dump()) == made);
  return 0;
}
