// SPDX-License-Identifier: MIT
// Snapshots of restic that parse are a lawful listing.
#include <rota/import/restic.hpp>

#include "fuzz.hpp"
#include "import.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::require_lawful_listing(rota::parse_restic(fuzz::text_of(data, size)));
  return 0;
}
