// SPDX-License-Identifier: MIT
// Every header, as in b.cpp but in another order: a function that is not inline would be defined twice, and not link.
#include <cstdlib>
#include <rota/import/barman.hpp>
#include <rota/import/cloudnative_pg.hpp>
#include <rota/import/pgbackrest.hpp>
#include <rota/import/restic.hpp>
#include <rota/import/velero.hpp>
#include <rota/json.hpp>
#include <rota/print.hpp>
#include <rota/rota.hpp>
#include <rota/text/cron_format.hpp>
#include <rota/text/explain.hpp>
#include <rota/text/icalendar.hpp>
#include <sstream>

bool b_refuses_an_empty_text();

int main() {
  const auto refused = rota::parse_create_request("");
  if (refused || !b_refuses_an_empty_text()) return EXIT_FAILURE;
  std::ostringstream text;
  text << refused.error().front();
  return text.str().empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}
