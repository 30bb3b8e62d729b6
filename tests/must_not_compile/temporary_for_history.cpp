// diagnostic: deleted (function|constructor).*rota::(v0::)?history
// SPDX-License-Identifier: MIT
// A history refers to its backups, and would outlive those of a temporary.
#include <rota/backups/history.hpp>
#include <vector>

std::vector<rota::backup> load();

std::size_t right() {
  const std::vector<rota::backup> backups = load();
  const rota::history past{backups};
  return past.size();
}

#ifdef MUST_NOT_COMPILE
std::size_t wrong() {
  const rota::history past{load()};
  return past.size();
}
#endif
