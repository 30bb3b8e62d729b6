// SPDX-License-Identifier: MIT
//
// input.hpp: reads the files that the commands name. Throws `refused` for what the library refuses, and `wrong_usage`
// for what cannot be read.
#ifndef ROTA_TOOL_INPUT_HPP
#define ROTA_TOOL_INPUT_HPP

#include <cstdint>
#include <optional>
#include <rota/rota.hpp>
#include <rota/text/parsed_calendar.hpp>
#include <string>
#include <variant>
#include <vector>

namespace tool {

/// The name of a file; "-" is standard input.
struct input_file {
  std::string name = "-";

  [[nodiscard]] bool is_standard_input() const { return name == "-" || name == "/dev/stdin"; }
  [[nodiscard]] bool is_typed() const;  ///< standard input, and that is a terminal
  [[nodiscard]] std::string title() const { return is_standard_input() ? "standard input" : name; }
};

/// Reads a request. If `calendar` is given, it stands for the calendar of the request, and for its days and times.
rota::schedule_spec read_create_request(const input_file& file, const std::optional<rota::parsed_calendar>& calendar);
rota::schedule_change read_update_request(const input_file& file, const std::optional<rota::parsed_calendar>& calendar);

/// The request to change the timing to `calendar`, and nothing else.
rota::schedule_change update_request_of(const rota::parsed_calendar& calendar);
rota::schedule read_schedule(const input_file& file);

/// Reads a stored retention.
rota::retention read_policy(const input_file& file);

enum class listing_format : std::uint8_t;  // formats.hpp

/// The backups that the files list, and the format of these.
struct backup_listing {
  std::vector<rota::backup> backups;
  listing_format format;
};

/// Reads a listing, which may be in several files, and prints its notes on standard error. Guesses the format if none
/// is given. Throws `wrong_usage` if a file is named twice, and `refused` if the files are of different formats.
backup_listing read_listing(const std::vector<input_file>& files, std::optional<listing_format> format);
std::vector<rota::backup> read_backups(const std::vector<input_file>& files, std::optional<listing_format> format);

/// Reads a list of schedules, a schedule, or a create request, whichever the file holds: only a schedule has a next
/// run.
std::variant<std::vector<rota::schedule>, rota::schedule, rota::schedule_spec> read_schedules_or_request(
    const input_file& file);

/// An input and what it holds, in words for a message: "the schedule".
struct named_input {
  const input_file& file;
  std::string name;
};

/// Throws `wrong_usage` if both are standard input, or if one is and one of the pages of a listing is too.
void require_different(const named_input& one, const named_input& other);
void require_different(const named_input& one, const std::vector<input_file>& pages);

}  // namespace tool

#endif
