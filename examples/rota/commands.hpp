// SPDX-License-Identifier: MIT
//
// commands.hpp: the commands of the tool, and the options that all of them have.
//
// A command reads its input, asks the library and prints the answer. Its options, its help and its action stand in one
// file. To add a command, add such a file, and a line to each of the two lists below.
#ifndef ROTA_TOOL_COMMANDS_HPP
#define ROTA_TOOL_COMMANDS_HPP

#include <array>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>

#include "formats.hpp"
#include "notation.hpp"
#include "output.hpp"
#include "zones.hpp"

namespace tool {

/// The options that every command has.
struct common_options {
  rota::sys_seconds started{};  // by the system clock
  moment time;
  std::optional<any_zone> zone;
  std::optional<rota::gap> gap;
  std::optional<rota::overlap> overlap;
  std::optional<listing_format> format;
  bool json = false;
  screen out;

  /// The current time, or the one that --now gives instead.
  [[nodiscard]] rota::sys_seconds now() const noexcept { return time.at(started); }

  /// The clock that a schedule or a spec follows, perhaps after a change, but for what the options say instead. Throws
  /// `refused` if there is no such zone.
  template <class... Records>
  [[nodiscard]] rota::wall_clock<any_zone> clock_of(const Records&... records) const {
    auto clock = rota::clock_of(records..., [this](std::string_view name) { return zone ? *zone : find_zone(name); });
    clock.gap = gap.value_or(clock.gap);
    clock.overlap = overlap.value_or(clock.overlap);
    return clock;
  }

  /// The clock where there is no schedule.
  [[nodiscard]] rota::wall_clock<any_zone> clock() const {
    return {zone.value_or(any_zone{}), gap.value_or(rota::gap::shift_forward), overlap.value_or(rota::overlap::first)};
  }
};

class command_line;

/// Adds a command. Precondition: `common` outlives `line`.
using command_adder = void(command_line& line, const common_options& common);

command_adder add_create;
command_adder add_update;
command_adder add_runs;
command_adder add_explain;
command_adder add_convert;
command_adder add_decide;
command_adder add_prune;
command_adder add_compare;
command_adder add_status;
command_adder add_forecast;
command_adder add_restore;
command_adder add_simulate;
command_adder add_report;
command_adder add_generate;
command_adder add_help;

/// Every command, in the order of the help.
inline constexpr std::array<command_adder*, 15> commands{
    add_create, add_update,   add_runs,    add_explain,  add_convert, add_decide,   add_prune, add_compare,
    add_status, add_forecast, add_restore, add_simulate, add_report,  add_generate, add_help,
};

}  // namespace tool

#endif
