// SPDX-License-Identifier: MIT
// Backups of Velero that parse are a lawful listing.
#include <rota/import/velero.hpp>

#include "fuzz.hpp"
#include "import.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using enum rota::backup_status;
  fuzz::require_lawful_listing(rota::parse_velero(fuzz::text_of(data, size)), {completed, failed, delete_failed});
  return 0;
}
