// SPDX-License-Identifier: MIT
// An expression that parses means what its normalized form does, and the entry that it says is printed and read back.
#include <rota/text/on_calendar.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto read = rota::parse_on_calendar(text);
  const auto normalized = rota::normalize_on_calendar(text);
  fuzz::require_sound(read);
  fuzz::require(read.has_value() == normalized.has_value());
  if (!read) return 0;
  fuzz::require(rota::parse_on_calendar(*normalized) == read);
  fuzz::require(rota::normalize_on_calendar(*normalized) == normalized);
  const auto printed = rota::to_string(read->when.entries()[0]);
  fuzz::require(rota::parse_on_calendar(printed).value().when == read->when);
  fuzz::require(rota::normalize_on_calendar(printed) == printed);
  fuzz::require_sound(rota::format_on_calendar(read->when, read->zone));
  return 0;
}
