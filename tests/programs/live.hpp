// SPDX-License-Identifier: MIT
//
// tests/programs/live.hpp: a plan is carried out by the program that made the backups, which then lists the others.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/core/issue.hpp>
#include <rota/import/listing.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Counts what is not as it should be, and prints it.
class findings {
 public:
  void require(bool holds, std::string_view what) {
    if (holds) return;
    ++count_;
    std::cout << "failed: " << what << '\n';
  }

  /// The backups of a listing that must be whole and undamaged, without notes.
  std::vector<rota::backup> backups_of(const rota::result<rota::listing>& found) {
    if (!found) {
      for (const rota::issue& one : found.error()) require(false, to_string(one));
      return {};
    }
    for (const rota::issue& one : found->notes) require(false, to_string(one));
    for (const rota::issue& one : rota::history{found->backups}.damage_report()) require(false, to_string(one));
    return found->backups;
  }

  [[nodiscard]] bool none() const noexcept { return count_ == 0; }

 private:
  std::size_t count_ = 0;
};

inline std::set<std::string> ids_of(const std::vector<rota::backup>& backups) {
  std::set<std::string> ids;
  for (const rota::backup& one : backups) ids.insert(one.id);
  return ids;
}

/// The ids that are left when those of the plan are gone.
inline std::set<std::string> ids_left(const std::vector<rota::backup>& backups, const rota::prune_plan& plan) {
  std::set<std::string> ids = ids_of(backups);
  for (const std::size_t i : plan.removals) ids.erase(backups[i].id);
  return ids;
}
