// SPDX-License-Identifier: MIT
// Whatever the bytes of a request for a backup, the result keeps its laws, and admission answers it.
#include <rota/json.hpp>
#include <vector>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto spec = rota::parse_backup_request(fuzz::text_of(data, size));
  fuzz::require_sound(spec);
  if (!spec) return 0;
  fuzz::require(rota::parse_uuid(spec->source.id) == spec->source.id);
  fuzz::require(!spec->parent_id || rota::parse_uuid(*spec->parent_id) == spec->parent_id);
  fuzz::require(!spec->name || (!spec->name->empty() && spec->name->size() <= 255));
  fuzz::require(!spec->description || spec->description->size() <= 1000);
  const rota::sys_seconds now = *rota::parse_instant("2014-10-30T12:30:00");
  const std::vector<rota::backup> none;
  const auto refused = rota::admit(*spec, rota::history{none}, now);
  fuzz::require(refused.has_value() == spec->parent_id.has_value());
  if (!spec->parent_id) return 0;
  const std::vector<rota::backup> parent{
      {.id = *spec->parent_id, .source = spec->source, .created = now, .updated = now}};
  fuzz::require(!rota::admit(*spec, rota::history{parent}, now));
  return 0;
}
