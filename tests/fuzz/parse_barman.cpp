// SPDX-License-Identifier: MIT
// Backups of Barman that parse are a lawful listing.
#include <rota/import/barman.hpp>

#include "fuzz.hpp"
#include "import.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using enum rota::backup_status;
  fuzz::require_lawful_listing(rota::parse_barman(fuzz::text_of(data, size)), {completed, failed});
  return 0;
}
