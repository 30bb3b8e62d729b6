// SPDX-License-Identifier: MIT
//
// tests/backups_by_hand.hpp: short ways to write the backups of tests.
//
//   backup_at("sun", created)                      // a COMPLETED, automated full of the source "db"
//   with(on("sun", backup_at("mon", later)), rota::backup_status::failed)
//   pinned(one), on_demand(one), of_source(one, "x", rota::source_type::ha)
//   ids_at(backups, {0, 2})                        // "sun tue"
#pragma once

#include <cstddef>
#include <rota/backups/backup.hpp>
#include <string>
#include <utility>
#include <vector>

inline rota::backup backup_at(std::string id, rota::sys_seconds created) {
  return {.id = std::move(id), .source = {"db"}, .created = created, .updated = created};
}

inline rota::backup on(std::string parent, rota::backup one) {
  one.parent_id = std::move(parent);
  return one;
}

inline rota::backup with(rota::backup one, rota::backup_status status) {
  one.status = status;
  return one;
}

inline rota::backup on_demand(rota::backup one) {
  one.automated = false;
  return one;
}

inline rota::backup pinned(rota::backup one) {
  one.pinned = true;
  return one;
}

inline rota::backup of_source(rota::backup one, std::string id, rota::source_type type = rota::source_type::instance) {
  one.source = {std::move(id), type};
  return one;
}

/// The ids of the backups at some indexes: "a b c".
inline std::string ids_at(const std::vector<rota::backup>& backups, const std::vector<std::size_t>& places) {
  std::string listed;
  for (const std::size_t i : places) listed += (listed.empty() ? "" : " ") + backups[i].id;
  return listed;
}
