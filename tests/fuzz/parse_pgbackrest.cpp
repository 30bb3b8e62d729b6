// SPDX-License-Identifier: MIT
// Backups of pgBackRest that parse are a lawful listing, and their ids name them to pgBackRest.
#include <rota/import/pgbackrest.hpp>

#include "fuzz.hpp"
#include "import.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto found = rota::parse_pgbackrest(fuzz::text_of(data, size));
  fuzz::require_lawful_listing(found);
  if (!found) return 0;
  for (const rota::backup& one : found->backups) {
    const auto set = rota::parse_pgbackrest_id(one.id);
    fuzz::require(set && to_string(*set) == one.id);
  }
  return 0;
}
