// SPDX-License-Identifier: MIT
//
// tests/plain_stock.hpp: the stock of a simulation that remembers nothing: it asks prune about the whole list at every event,
// and builds a new history for every decision.
//
//   rota::simulation expected = plain::simulate(scenario, outcome_of, clock);
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/simulate.hpp>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace plain {

template <rota::time_zone Zone>
class stock {
 public:
  stock(std::span<const rota::backup> begin, const rota::retention& policy, rota::source of,
        const rota::wall_clock<Zone>& clock)
      : backups_{begin.begin(), begin.end()},
        is_here_(begin.size(), true),
        policy_{policy},
        of_{std::move(of)},
        clock_{clock} {
    for (const rota::backup& one : begin) levels_.push_back(one.level());
  }

  [[nodiscard]] const rota::backup& operator[](std::size_t index) const { return backups_[index]; }
  [[nodiscard]] rota::level what(std::size_t index) const { return levels_[index]; }

  [[nodiscard]] std::size_t depth(std::size_t index) const {
    const std::vector<rota::backup> list = left();
    const std::vector<std::size_t> indexes = here();
    const auto place = std::find(indexes.begin(), indexes.end(), index) - indexes.begin();
    return rota::history{list}.depth(static_cast<std::size_t>(place));
  }

  [[nodiscard]] std::vector<std::size_t> unfinished() const {
    std::vector<std::size_t> found = here();
    std::erase_if(found, [&](std::size_t index) { return !is_unfinished(backups_[index].status); });
    return found;
  }

  [[nodiscard]] std::vector<rota::backup> left() const {
    std::vector<rota::backup> list;
    for (const std::size_t index : here()) list.push_back(backups_[index]);
    return list;
  }

  std::size_t start(rota::backup made, rota::level what, std::optional<std::size_t> /*parent*/) {
    backups_.push_back(std::move(made));
    levels_.push_back(what);
    is_here_.push_back(true);
    return backups_.size() - 1;
  }

  void set_size(std::size_t index, std::optional<double> gib) { backups_[index].size_gib = gib; }

  void end(std::size_t index, rota::backup_status how, rota::sys_seconds now) {
    backups_[index].status = how;
    backups_[index].updated = now;
  }

  std::vector<rota::detail::departure> prune(rota::sys_seconds now) {
    const std::vector<std::size_t> indexes = here();
    const rota::prune_plan plan = rota::prune(left(), policy_, now, clock_);
    std::vector<rota::detail::departure> gone;
    for (const std::size_t i : plan.removals) gone.push_back({indexes[i], *plan.verdicts[i].why_removed, now});
    for (std::size_t i = 0; i < indexes.size(); ++i) is_here_[indexes[i]] = plan.verdicts[i].keep;
    return gone;
  }

  [[nodiscard]] rota::sys_seconds next_expiry(rota::sys_seconds now, rota::sys_seconds until) const {
    rota::sys_seconds next = rota::sys_seconds::max();
    for (const rota::backup& one : left()) {
      if (is_future(one, now)) next = std::min(next, one.created - rota::clock_skew);
      if (is_held(one, now)) next = std::min(next, *one.held_until);
    }
    for (const rota::retention_rule& rule : rota::retention_rules) {
      const auto value = rule.value(policy_);
      const auto* const length = value ? std::get_if<rota::lookback>(&*value) : nullptr;
      if (length == nullptr) continue;
      const rota::sys_seconds begin = rota::before(now, *length, clock_);
      std::optional<rota::sys_seconds> oldest;
      for (const rota::backup& one : left())
        for (const rota::sys_seconds at : {one.created, one.updated})
          if (at >= begin) oldest = std::min(oldest.value_or(at), at);
      if (oldest) next = std::min(next, rota::detail::when_older(*oldest, *length, now, until, clock_));
    }
    return next;
  }

  [[nodiscard]] rota::detail::foundation find_foundation(rota::sys_seconds now,
                                                         std::optional<std::chrono::seconds> stale_after) const {
    const std::vector<rota::backup> list = left();
    const std::vector<std::size_t> indexes = here();
    auto found = rota::detail::find_foundation(rota::history{list}, of_, now, stale_after);
    for (auto* const one : {&found.newest_full, &found.newest_differential, &found.newest_of_chain, &found.in_the_way})
      if (*one) *one = indexes[**one];
    return found;
  }

 private:
  [[nodiscard]] std::vector<std::size_t> here() const {
    std::vector<std::size_t> indexes;
    for (std::size_t index = 0; index < backups_.size(); ++index)
      if (is_here_[index]) indexes.push_back(index);
    return indexes;
  }

  std::vector<rota::backup> backups_;
  std::vector<bool> is_here_;
  std::vector<rota::level> levels_;
  const rota::retention& policy_;
  rota::source of_;
  rota::wall_clock<Zone> clock_;
};

template <class OutcomeOf, rota::time_zone Zone>
rota::simulation simulate(const rota::scenario& of, OutcomeOf outcome_of, const rota::wall_clock<Zone>& clock) {
  return rota::detail::simulator<OutcomeOf, Zone, stock<Zone>>{of, std::move(outcome_of), clock}.run();
}

}  // namespace plain
