// SPDX-License-Identifier: MIT
//
// retention_options.hpp: the retention that a command line asks for: a policy in a file, and a flag for each of the
// library's rules.
#ifndef ROTA_TOOL_RETENTION_OPTIONS_HPP
#define ROTA_TOOL_RETENTION_OPTIONS_HPP

#include <array>
#include <cstddef>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "input.hpp"
#include "zones.hpp"

namespace tool {

struct retention_options {
  std::optional<input_file> policy;
  std::array<std::optional<unsigned>, rota::retention_rules.size()> counts{};  // of each row that is a count
  std::array<std::optional<rota::lookback>, rota::retention_rules.size()> lengths{};
  std::optional<unsigned> at_least;
  bool oldest = false;
  bool keep_failed = false;
  bool sweep_orphans = false;

  /// Adds the flags that set these.
  void add_to(option_list& command);

  /// Throws `wrong_usage` if the policy is standard input, and the schedule or one of the pages of a listing is too.
  void require_different_inputs(const std::optional<input_file>& schedule,
                                const std::vector<input_file>& pages = {}) const;

  /// The policy in the file, with its rules replaced by those given as flags. If neither says how many full backups to
  /// keep, the schedule does. Throws `refused` if the file holds no policy.
  [[nodiscard]] rota::retention over(const std::optional<rota::schedule>& schedule) const;
};

/// What a plan may remove at the most.
struct guard_options {
  std::optional<std::size_t> most;
  std::optional<probability> most_share;

  /// Adds the flags that set these.
  void add_to(option_list& command);

  [[nodiscard]] rota::prune_guard value() const {
    return {most, most_share ? std::optional{most_share->value} : std::nullopt};
  }
};

/// The flag and value that would have kept a backup at `now`, such as "--fulls 3" or "--window 12y9d".
std::string flag_of(const rota::near_miss& near, rota::sys_seconds now, const rota::wall_clock<any_zone>& clock);

}  // namespace tool

#endif
