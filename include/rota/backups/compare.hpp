// SPDX-License-Identifier: MIT
//
// rota/backups/compare.hpp: what changes if one retention replaces another.
//
//   std::vector<difference> compare(const history&, before, after, sys_seconds now, clock);     // one for each source
//   struct difference { source; …lost, gained; …freed_gib; …oldest_before, oldest_after; };
//
// Worked example: three Sundays of fulls, and two fulls instead of three
//   compare(past, {.fulls = 3}, {.fulls = 2}, now, utc).front().lost           // {0}, the oldest
//   compare(past, {.fulls = 3}, {.fulls = 2}, now, utc).front().oldest_after   // when the second Sunday's was ready
//
// A backup that both policies remove is in neither list. The clock has no default, since days and months begin when its zone
// says so.
//
// Laws
//   lost is what prune(before) keeps and prune(after) removes; gained is the reverse. In lost, children come before their
//   parents.
//   compare(p, p) finds no difference. Swapping the policies swaps lost with gained and before with after, and negates
//   freed_gib.
//   Once a policy has been applied, restorable_at(t) has a value if and only if t is at or after its oldest instant. What is
//   dated more than clock_skew ahead of now does not count.
//   Permuting the backups permutes every answer and changes none but the order of the sources.
#ifndef ROTA_BACKUPS_COMPARE_HPP
#define ROTA_BACKUPS_COMPARE_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/protection.hpp>
#include <rota/backups/prune.hpp>
#include <rota/backups/retention.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/when/clock.hpp>
#include <vector>

namespace rota::inline v0 {

/// What another retention changes for one source. Indexes are into the history.
struct difference {
  rota::source source = {};
  std::vector<std::size_t> lost = {};    ///< kept before but not after, in the order of deletion
  std::vector<std::size_t> gained = {};  ///< kept after but not before, oldest first
  /// GiB lost less GiB gained; nullopt if any of these sizes is unknown.
  std::optional<double> freed_gib = 0.0;
  /// The earliest instant to which the source could be restored; nullopt if it could not be restored at all.
  std::optional<sys_seconds> oldest_before = std::nullopt;
  std::optional<sys_seconds> oldest_after = std::nullopt;

  friend bool operator==(const difference&, const difference&) = default;
};

/// What changes at `now` if the retention `after` replaces `before`: a difference for each source, in the order
/// in which the list first names them. O(n log n). Preconditions as for prune.
template <time_zone Zone>
[[nodiscard]] std::vector<difference> compare(const history& past, const retention& before, const retention& after,
                                              sys_seconds now, const wall_clock<Zone>& clock) {
  const prune_plan first = prune(past, before, now, clock);
  const prune_plan second = prune(past, after, now, clock);
  std::vector<difference> found(past.sources());
  const auto of = [&](std::size_t i) -> difference& { return found[past.source_number(i)]; };
  const auto reach = [&](std::optional<sys_seconds>& oldest, sys_seconds instant) {
    oldest = (std::min)(oldest.value_or(instant), instant);
  };
  for (std::size_t i = 0; i < past.size(); ++i) {
    of(i).source = past[i].source;
    if (!detail::counts_at(past, i, now)) continue;
    if (first.verdicts[i].keep) reach(of(i).oldest_before, ready_at(past[i]));
    if (second.verdicts[i].keep) reach(of(i).oldest_after, ready_at(past[i]));
  }
  const auto add_size = [&](std::size_t i, double sign) {
    auto& freed = of(i).freed_gib;
    freed = freed && past[i].size_gib ? std::optional{*freed + sign * *past[i].size_gib} : std::nullopt;
  };
  for (const std::size_t i : second.removals) {
    if (!first.verdicts[i].keep) continue;
    of(i).lost.push_back(i);
    add_size(i, 1);
  }
  for (const std::size_t i : first.removals) {
    if (!second.verdicts[i].keep) continue;
    of(i).gained.push_back(i);
    add_size(i, -1);
  }
  for (difference& one : found) std::reverse(one.gained.begin(), one.gained.end());
  return found;
}

}  // namespace rota::inline v0

#endif
