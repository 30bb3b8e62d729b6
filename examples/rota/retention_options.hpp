// SPDX-License-Identifier: MIT
//
// retention_options.hpp: the retention that a command line asks for: a flag for each of the library's rules.
#ifndef ROTA_TOOL_RETENTION_OPTIONS_HPP
#define ROTA_TOOL_RETENTION_OPTIONS_HPP

#include <optional>
#include <rota/rota.hpp>
#include <string>

#include "command_line.hpp"

namespace tool {

struct retention_options {
  rota::retention rules;
  bool keep_failed = false;

  /// Adds the flags that set these.
  void add_to(option_list& command);

  /// These rules. Without --fulls, the schedule says how many full backups to keep.
  [[nodiscard]] rota::retention over(const std::optional<rota::schedule>& schedule) const;
};

/// The flag and value that would have kept a backup, such as "--fulls 3".
std::string flag_of(const rota::near_miss& near);

}  // namespace tool

#endif
