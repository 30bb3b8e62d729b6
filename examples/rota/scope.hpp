// SPDX-License-Identifier: MIT
//
// scope.hpp: the backups of a listing that a schedule is about: those of its source.
#ifndef ROTA_TOOL_SCOPE_HPP
#define ROTA_TOOL_SCOPE_HPP

#include <chrono>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input.hpp"

namespace tool {

/// "instance 44b277eb-39be-4921-be31-3d61b43651d7"
std::string description(const rota::source& one);

/// The sources of the backups, each once, in the order of the listing; of many, only the first.
std::string sources_of(const std::vector<rota::backup>& backups);

/// The backups of one source; without a schedule, those of every source.
class scope {
 public:
  /// Why a backup outside of the scope is kept.
  static constexpr std::string_view reason_outside = "other_source";

  scope() = default;
  explicit scope(rota::source only) : only_{std::move(only)} {}

  [[nodiscard]] bool contains(const rota::backup& one) const { return !only_ || one.source == *only_; }

  /// Whether there are backups, and all of them lie outside.
  [[nodiscard]] bool lacks_all(const std::vector<rota::backup>& backups) const;

  /// Throws `refused` in that case: the listing is not the one that was meant.
  void require_in(const std::vector<rota::backup>& backups) const;

  /// Pins the backups outside, so that no plan removes them: a schedule does not say how long to keep those.
  void pin_outside(std::vector<rota::backup>& backups) const;

 private:
  std::optional<rota::source> only_;
};

/// The protection of one source.
struct source_protection {
  rota::source source;
  rota::protection found;
};

/// The protection of the source of the schedule or, without one, of every source that the backups name.
std::vector<source_protection> assess_sources(const rota::history& past, const std::optional<rota::schedule>& schedule,
                                              std::chrono::seconds rpo, rota::sys_seconds now);

/// What a plan is made for: a schedule, if there is one, and a listing whose backups outside its scope are pinned.
struct plan_input {
  std::optional<rota::schedule> schedule;
  std::vector<rota::backup> backups;
  scope of;
  listing_format format{};
};

/// Reads the schedule, if one is named, and the files of the listing. Throws `refused` if they do not belong together.
plan_input read_plan_input(const std::optional<input_file>& schedule, const std::vector<input_file>& files,
                           std::optional<listing_format> format);

}  // namespace tool

#endif
