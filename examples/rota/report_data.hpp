// SPDX-License-Identifier: MIT
//
// report_data.hpp: what a report shows, worked out once, and how it writes instants, lengths and reasons.
#ifndef ROTA_TOOL_REPORT_DATA_HPP
#define ROTA_TOOL_REPORT_DATA_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "foresight.hpp"
#include "progress.hpp"
#include "scope.hpp"
#include "zones.hpp"

namespace tool {

/// What is asked of a report.
struct report_request {
  std::vector<std::string> pages;       ///< the names of the files of the listing
  std::optional<std::string> schedule;  ///< that of the schedule
  horizon in;
  std::optional<std::chrono::seconds> rpo;
  rota::retention policy;
  rota::prune_guard guard;
};

/// What becomes of a backup by the plan.
enum class prospect : std::uint8_t { stays, withheld, goes };

/// "stays", "withheld" or "goes": in the text of a page, and as a class in its style sheet.
std::string_view word_of(prospect what);

struct report_data {
  report_data(report_request asked, plan_input input, rota::wall_clock<any_zone> on, progress& watched);
  report_data(const report_data&) = delete;  // the history refers to the backups
  report_data(report_data&&) = delete;
  report_data& operator=(const report_data&) = delete;
  report_data& operator=(report_data&&) = delete;
  ~report_data() = default;

  const report_request request;
  const plan_input read;
  const rota::wall_clock<any_zone> clock;
  const rota::history past;
  const rota::prune_plan plan;
  const foresight future;
  const std::vector<source_protection> sources;
  std::vector<std::size_t> shown;  ///< the backups in scope, each once, in the order of the listing
  rota::issues damage;             ///< of the backups in scope, and of those that name no source

  [[nodiscard]] const rota::backup& backup(std::size_t i) const { return read.backups[i]; }
  [[nodiscard]] prospect prospect_of(std::size_t i) const;

  /// A listing does not tell differentials from incrementals. What is built on a full is as good as a differential, unless
  /// the schedule makes none.
  [[nodiscard]] rota::level level(std::size_t i) const;

  /// Why it stays or goes, in words, and what would keep it.
  [[nodiscard]] std::string why(std::size_t i) const;

  /// "2014-11-23 14:30" on the clock of the report.
  [[nodiscard]] std::string instant(rota::sys_seconds at) const;
};

/// "full backup of 2014-11-23 14:30", "FAILED incremental backup of …"
std::string description(const report_data& of, std::size_t i);

/// A text from a listing, cut so that no id makes the page large.
std::string shortened(std::string_view text, std::size_t longest = 120);

/// "10,000"
std::string grouped(std::size_t number);

/// "1 backup", "10,000 backups"
std::string counted(std::size_t count, std::string_view noun);

/// Reasons in words: "fulls, at least".
std::string in_words(rota::keep_reasons reasons);
std::string in_words(rota::removal_cause cause);

}  // namespace tool

#endif
