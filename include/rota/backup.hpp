// SPDX-License-Identifier: MIT
//
// rota/backup.hpp: one backup, as the API lists it.
//
//   enum class backup_status { new_, building, completed, failed, delete_failed };
//   struct backup { std::string id; std::optional<std::string> parent_id; rota::source source; … };
//   level backup::level() const;                  // incremental iff there is a parent
//
//   bool is_unfinished(backup_status);            // NEW or BUILDING: counts as running
//   constexpr std::chrono::minutes clock_skew{5}; // how far apart the clocks of two nodes may be
//
// Laws
//   parse_backup_status(to_string(s)) == s.
//   is_later is a strict order of backups, total but for two with one id: by instant of creation, then by id.
#ifndef ROTA_BACKUP_HPP
#define ROTA_BACKUP_HPP

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/cadence.hpp>
#include <rota/source.hpp>
#include <rota/time.hpp>
#include <string>
#include <string_view>
#include <tuple>

namespace rota {

/// The state of a backup. Only COMPLETED ones can be restored.
enum class backup_status : std::uint8_t { new_, building, completed, failed, delete_failed };

inline constexpr std::array<std::string_view, 5> backup_status_names{"NEW", "BUILDING", "COMPLETED", "FAILED",
                                                                     "DELETE_FAILED"};

/// The status as the API writes it: "COMPLETED".
[[nodiscard]] constexpr std::string_view to_string(backup_status status) noexcept {
  return backup_status_names[static_cast<std::size_t>(status)];
}

[[nodiscard]] constexpr std::optional<backup_status> parse_backup_status(std::string_view text) noexcept {
  for (std::size_t i = 0; i < backup_status_names.size(); ++i)
    if (backup_status_names[i] == text) return static_cast<backup_status>(i);
  return std::nullopt;
}

/// Whether a backup of this status is still being made.
[[nodiscard]] constexpr bool is_unfinished(backup_status status) noexcept {
  return status == backup_status::new_ || status == backup_status::building;
}

/// How far the clocks of two nodes may be apart without their disagreement counting for anything.
inline constexpr std::chrono::minutes clock_skew{5};

/// One backup. All instants are UTC.
struct backup {
  std::string id;
  std::optional<std::string> parent_id = std::nullopt;  ///< of the backup that it is built on
  rota::source source = {};
  backup_status status = backup_status::completed;
  bool automated = true;  ///< made by a schedule; otherwise on-demand, by a person
  sys_seconds created = {};
  sys_seconds updated = {};                   ///< once it has completed, when its data was complete
  std::optional<double> size = std::nullopt;  ///< GiB
  bool pinned = false;                        ///< never to be removed

  /// Whether it stands alone. The parent decides; what the API's `type` says is for information.
  [[nodiscard]] rota::level level() const noexcept { return parent_id ? rota::level::incremental : rota::level::full; }

  friend bool operator==(const backup&, const backup&) = default;
};

/// Whether `a` comes after `b`.
[[nodiscard]] inline bool is_later(const backup& a, const backup& b) noexcept {
  return std::tie(a.created, a.id) > std::tie(b.created, b.id);
}

/// Whether a backup is dated further ahead of `now` than clocks may differ: the work of a clock that is wrong.
[[nodiscard]] inline bool is_future(const backup& one, sys_seconds now) noexcept {
  return one.created - now > clock_skew;
}

}  // namespace rota

#endif
