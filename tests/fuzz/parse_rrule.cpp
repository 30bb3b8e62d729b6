// SPDX-License-Identifier: MIT
// A rule that parses is written as one that says the same, or refused with a reason.
#include <rota/text/icalendar.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = rota::parse_rrule(fuzz::text_of(data, size));
  fuzz::require_sound(read);
  if (!read) return 0;
  const auto written = rota::format_rrule(read->when, date::local_days{}, read->zone);
  fuzz::require_sound(written);
  if (written) fuzz::require(rota::parse_rrule(*written) == read);
  return 0;
}
