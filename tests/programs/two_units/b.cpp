// SPDX-License-Identifier: MIT
#include <rota/print.hpp>
#include <rota/rota.hpp>
#include <rota/text/cron_format.hpp>
#include <rota/text/explain.hpp>
#include <rota/text/icalendar.hpp>

#include <rota/import/barman.hpp>
#include <rota/import/cloudnative_pg.hpp>
#include <rota/import/pgbackrest.hpp>
#include <rota/import/restic.hpp>
#include <rota/import/velero.hpp>
#include <rota/json.hpp>
#include <sstream>

bool b_refuses_an_empty_text() {
  const auto refused = rota::parse_create_request("");
  if (refused) return false;
  std::ostringstream text;
  text << refused.error().front();
  return !text.str().empty();
}
