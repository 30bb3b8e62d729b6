// SPDX-License-Identifier: MIT
//
// pgbackrest_listing.hpp: the backups of a stanza in one repository, and which backup of the service each is.
//
//   const pgbackrest_listing all{pgbackrest_repository{"main", 1}, text};     // what pgbackrest info prints
//   const listed_backup* one = all.find(id);                                  // by the id in the service
//   all.is_within(one, chain);                               // it and all that it is built on are in the chain
//
// Every backup carries the id that it has in the service as the annotation `rota`, so the repository itself knows.
//
// Laws
//   Only a listing that is certain to hold all backups is accepted. A repository that cannot be read, or has been
//   replaced, is an error and never an empty listing, since what is not listed counts as deleted.
#ifndef ROTA_SERVICE_EXECUTORS_PGBACKREST_LISTING_HPP
#define ROTA_SERVICE_EXECUTORS_PGBACKREST_LISTING_HPP

#include <rota/backups/backup.hpp>
#include <rota/core/level.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace service::executors {

struct pgbackrest_repository {
  std::string stanza;
  unsigned repo;
};

struct listed_backup {
  std::string label;
  std::string id;       ///< in the service; "" if it is not one of the service's
  rota::backup record;  ///< as the library imports it, under the library's id
};

class pgbackrest_listing {
 public:
  /// Throws a refusal if the text is not the whole listing of that stanza and repository.
  pgbackrest_listing(const pgbackrest_repository& of, const std::string& text);

  /// Whether pgBackRest is making or expiring a backup.
  [[nodiscard]] bool is_busy() const noexcept { return is_busy_; }

  /// Oldest first.
  [[nodiscard]] const std::vector<listed_backup>& backups() const noexcept { return backups_; }

  /// The backup with that id in the service; null if it is not listed. Throws a refusal if two have it.
  [[nodiscard]] const listed_backup* find(std::string_view id) const;

  /// What pgBackRest would build a backup of that level on now; null if it would make a full.
  [[nodiscard]] const listed_backup* prior_for(rota::level what) const;

  /// Whether the backup and everything it is built on are in the chain, by their ids in the service. True for null.
  [[nodiscard]] bool is_within(const listed_backup* one, const std::vector<std::string>& chain) const;

  /// The backup that it is built on; null for a full.
  [[nodiscard]] const listed_backup* prior_of(const listed_backup& one) const;

  /// The labels of the backups built directly on it.
  [[nodiscard]] std::vector<std::string> built_on(const listed_backup& one) const;

 private:
  std::vector<listed_backup> backups_;
  bool is_busy_ = false;
};

}  // namespace service::executors

#endif
