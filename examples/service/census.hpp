// SPDX-License-Identifier: MIT
//
// census.hpp: how well all sources are protected: how many are in which state, and which are worst.
//
//   census all{pool, rpo};
//   const std::shared_ptr<const census_result> now = all.take();
//
// Laws
//   It holds one batch of sources in memory, whatever their number.
//   A census that took t seconds is kept for the greater of 5 s and 10 t, so that it never takes more than a tenth of
//   the time. One is taken at a time; concurrent callers wait for it.
#ifndef ROTA_SERVICE_CENSUS_HPP
#define ROTA_SERVICE_CENSUS_HPP

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <vector>

#include "database_pool.hpp"

namespace service {

/// A source, as the list shows it.
struct surveyed_source {
  rota::source source;
  std::string account;
  rota::protection_state state = rota::protection_state::never;
  std::optional<rota::sys_seconds> since = std::nullopt;   ///< if breached
  std::optional<rota::sys_seconds> newest = std::nullopt;  ///< when its newest restore point was created
};

struct census_result {
  static constexpr std::size_t most_worst = 100;

  rota::sys_seconds now;
  std::array<std::size_t, 3> counts{};      ///< by protection_state
  std::vector<surveyed_source> worst = {};  ///< the worst sources, the worst first

  [[nodiscard]] std::size_t sources() const noexcept { return counts[0] + counts[1] + counts[2]; }
};

class census {
 public:
  census(database_pool& pool, std::chrono::seconds rpo) : pool_{pool}, rpo_{rpo} {}

  /// The latest census, or a new one if that is too old.
  std::shared_ptr<const census_result> take();

 private:
  [[nodiscard]] census_result count() const;

  database_pool& pool_;
  std::chrono::seconds rpo_;
  std::mutex mutex_;
  std::shared_ptr<const census_result> latest_;
  std::chrono::steady_clock::time_point kept_until_;
};

}  // namespace service

#endif
