// SPDX-License-Identifier: MIT
//
// pretend_outcome.hpp: the outcome of a pretended backup, so that a test can predict what a service will find.
//
//   const pretend_outcome seen = outcome_of(1, "44b277eb-39be-4921-be31-3d61b43651d7", slot, 0.05, 600s)
//
// Laws
//   The outcome follows from the arguments alone, so all retries of a slot end alike. Backups on demand, which have no
//   slot, share one outcome per source.
//   Over many slots and sources, `failures` is the share that fails; the times are uniform over [1 s, longest].
//   A backup that fails under one share also fails under every larger share with the same seed.
#ifndef ROTA_SERVICE_EXECUTORS_PRETEND_OUTCOME_HPP
#define ROTA_SERVICE_EXECUTORS_PRETEND_OUTCOME_HPP

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <rota/core/time.hpp>
#include <rota/when/spread.hpp>
#include <string>
#include <string_view>

namespace service::executors {

struct pretend_outcome {
  bool completes;
  std::chrono::seconds takes;  ///< on the clock of the service; a failure takes as long

  friend bool operator==(const pretend_outcome&, const pretend_outcome&) = default;
};

/// `failures` is a share, from 0 to 1. `source_id` is a UUID in lower case.
[[nodiscard]] inline pretend_outcome outcome_of(std::uint64_t seed, std::string_view source_id,
                                                std::optional<rota::sys_seconds> slot, double failures,
                                                std::chrono::seconds longest) {
  const std::string key = std::to_string(seed) + '/' + std::string{source_id} + '/' +
                          (slot ? std::to_string(slot->time_since_epoch().count()) : "");
  // The upper 53 bits of a hash, which a double holds exactly, as a number in [0, 1).
  const auto fraction = [&](std::string_view of) {
    return std::ldexp(static_cast<double>(rota::spread_hash(key + std::string{of}) >> 11U), -53);
  };
  const auto longest_count = static_cast<double>(longest.count());
  const auto after_the_first = static_cast<std::int64_t>(fraction("/takes") * longest_count);
  return {fraction("/completes") >= failures,
          std::chrono::seconds{(std::min)(after_the_first + 1, std::int64_t{longest.count()})}};
}

}  // namespace service::executors

#endif
