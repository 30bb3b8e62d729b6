// SPDX-License-Identifier: MIT
// Backups of CloudNativePG that parse are a lawful listing.
#include <rota/import/cloudnative_pg.hpp>

#include "fuzz.hpp"
#include "import.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using enum rota::backup_status;
  fuzz::require_lawful_listing(rota::parse_cloudnative_pg(fuzz::text_of(data, size)), {completed, failed});
  return 0;
}
