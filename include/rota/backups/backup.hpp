// SPDX-License-Identifier: MIT
//
// rota/backups/backup.hpp: one backup, as the API lists it.
//
//   enum class backup_status { new_, building, completed, failed, delete_failed };
//   struct backup { std::string id; std::optional<std::string> parent_id; rota::source source; … };
//   level backup::level() const;                  // incremental if there is a parent, else full
//
//   to_string(backup_status::new_)                // "NEW"
//   bool is_unfinished(backup_status);            // NEW or BUILDING
//   bool is_later(const backup&, const backup&);  // created later
//   bool is_future(const backup&, now);           // created more than clock_skew after now
//   bool is_held(const backup&, now);             // held_until is after now
//   constexpr std::chrono::minutes clock_skew{5}; // how far the clocks of two nodes may differ
//
// Laws
//   is_later is a strict weak order by (created, id). Only backups with equal ids can be equivalent.
#ifndef ROTA_BACKUPS_BACKUP_HPP
#define ROTA_BACKUPS_BACKUP_HPP

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/names.hpp>
#include <string>
#include <string_view>

namespace rota::inline v0 {

/// The state of a backup. Only COMPLETED backups can be restored.
enum class backup_status : std::uint8_t { new_, building, completed, failed, delete_failed };

template <>
inline constexpr auto detail::enum_names<backup_status> =
    std::to_array<std::string_view>({"NEW", "BUILDING", "COMPLETED", "FAILED", "DELETE_FAILED"});

/// Whether a backup of this status is still being made.
[[nodiscard]] constexpr bool is_unfinished(backup_status status) noexcept {
  return status == backup_status::new_ || status == backup_status::building;
}

/// How far the clocks of two nodes may differ before it matters.
inline constexpr std::chrono::minutes clock_skew{5};

/// One backup. All instants are UTC.
struct backup {
  std::string id;
  std::optional<std::string> parent_id = std::nullopt;  ///< the id of the backup that it is built on
  rota::source source = {};
  backup_status status = backup_status::completed;
  bool automated = true;  ///< made by a schedule; otherwise on demand, by a person
  sys_seconds created = {};
  sys_seconds updated = {};                              ///< of a COMPLETED backup, when its data was complete
  std::optional<double> size_gib = std::nullopt;         ///< GiB; nullopt if unknown
  bool pinned = false;                                   ///< never removed
  std::optional<sys_seconds> held_until = std::nullopt;  ///< never removed before: a legal hold, or an object lock

  /// Full if it stands alone. The parent decides; the API's `type` may disagree, and is ignored.
  [[nodiscard]] rota::level level() const noexcept { return parent_id ? rota::level::incremental : rota::level::full; }

  friend bool operator==(const backup&, const backup&) = default;
};

/// Whether `a` was created after `b`, or at the same instant with the greater id.
[[nodiscard]] inline bool is_later(const backup& a, const backup& b) noexcept {
  return a.created != b.created ? a.created > b.created : a.id > b.id;
}

/// Whether a backup is dated further ahead of `now` than clocks may differ: some clock was wrong.
[[nodiscard]] inline bool is_future(const backup& one, sys_seconds now) noexcept {
  return detail::elapsed(now, one.created) > clock_skew;
}

/// Whether a backup has a hold that ends after `now`.
[[nodiscard]] inline bool is_held(const backup& one, sys_seconds now) noexcept { return one.held_until > now; }

}  // namespace rota::inline v0

#endif
