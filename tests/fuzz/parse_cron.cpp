// SPDX-License-Identifier: MIT
// A line of cron that parses and is written is read back as an equal calendar. The first byte chooses the dialect.
#include <rota/text/cron.hpp>
#include <rota/text/cron_format.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto dialect = static_cast<rota::cron_dialect>(data[0] % rota::detail::enum_names<rota::cron_dialect>.size());
  const auto parsed = rota::parse_cron(fuzz::text_of(data + 1, size - 1), dialect, rota::level::incremental);
  fuzz::require_sound(parsed);
  if (!parsed) return 0;
  constexpr std::size_t most_entries = 90;
  fuzz::require(parsed->when.entries().size() <= most_entries);
  const auto line = rota::format_cron(parsed->when, dialect);
  fuzz::require_sound(line);
  if (!line) return 0;
  const auto again = rota::parse_cron(*line, dialect, rota::level::incremental);
  fuzz::require(again && again->when == parsed->when);
  fuzz::require(rota::format_cron(again->when, dialect) == line);
  return 0;
}
