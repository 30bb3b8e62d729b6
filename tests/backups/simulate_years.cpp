// SPDX-License-Identifier: MIT
//
// Two years of simulated service, with failures, outages, backups that hang, changes of the timing and clocks that were
// wrong: no interval without a restore point is longer than what happened in it explains, and prune never removes the
// newest restore point or anything that it is built on.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <rota/backups/simulate.hpp>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "decisions.hpp"
#include "events.hpp"
#include "generated.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::event;
using rota::event_kind;
using rota::outage;
using rota::outcome;
using rota::schedule;
using rota::sys_seconds;

constexpr std::chrono::hours stale_after{30};

/// Two years of a schedule, simulated in months. Between two of them a person may change the timing, or a clock that was
/// wrong may have left a next run in the far future.
class two_years {
 public:
  explicit two_years(std::uint64_t seed) : values_{seed}, seed_{seed}, due_{due_at("2014-11-02T14:30:00")} {
    policy_ = {.fulls = static_cast<unsigned>(values_.between(1, 3))};
    if (values_.coin()) policy_.within = date::days{static_cast<int>(values_.between(3, 20))};
    if (values_.coin()) policy_.weekly_fulls = 5;
    fails_one_in_ = values_.between(2, 12);
  }

  /// The first law that is broken; "" if all hold.
  std::string broken() {
    const sys_seconds end = now_ + 730 * 24h;
    while (now_ < end && broken_.empty()) {
      const sys_seconds until = now_ + std::chrono::hours{values_.between(24 * 5, 24 * 60)};
      live_until(until);
      change_something();
    }
    return broken_;
  }

  [[nodiscard]] std::size_t restore_points() const noexcept { return restore_points_; }

 private:
  /// How a backup ends, which depends only on when it was created.
  [[nodiscard]] outcome outcome_of(const backup& one) const {
    generator values{seed_ ^ static_cast<std::uint64_t>(seconds_of(one.created))};
    const auto kind = values.between(1, fails_one_in_ * 10);
    if (kind == 1) return {backup_status::completed, std::chrono::seconds::max()};  // it hangs
    if (kind <= 10) return {backup_status::failed, 40min};
    return {backup_status::completed, std::chrono::minutes{values.between(1, 300)}};
  }

  void live_until(sys_seconds until) {
    rota::scenario next{.schedule = due_,
                        .retention = policy_,
                        .backups = backups_,
                        .from = now_,
                        .until = until,
                        .decide = {.stale_after = stale_after}};
    for (std::int64_t i = values_.between(0, 3); i > 0; --i) {
      const sys_seconds from = now_ + std::chrono::minutes{values_.between(0, (until - now_) / 1min)};
      next.outages.push_back({from, from + std::chrono::minutes{values_.between(0, 5'000)}});
    }
    for (std::int64_t i = values_.between(0, 3); i > 0; --i)
      next.on_demand.push_back(now_ + std::chrono::minutes{values_.between(0, (until - now_) / 1min)});
    outages_.insert(outages_.end(), next.outages.begin(), next.outages.end());
    auto lived = simulate(
        next,
        [this](const backup& one) {
          made_.emplace(one.id, one);
          return outcome_of(one);
        },
        rota::utc);
    for (const event& one : lived.events) follow(one);
    backups_ = std::move(lived.backups);
    due_ = std::move(lived.after);
    now_ = until;
    // The simulation of the next month counts from 1 again.
    rename();
  }

  void change_something() {
    if (values_.coin()) {
      rota::schedule_change change;
      change.hour = std::chrono::hours{values_.between(0, 23)};
      if (values_.coin()) change.full_on = rota::weekdays{date::weekday{static_cast<unsigned>(values_.index(7))}};
      change.run_now = values_.index(4) == 0;
      const bool was_due = due_.next_run <= now_;
      const sys_seconds before = due_.next_run;
      due_ = apply(std::move(due_), change, now_, rota::utc);
      if (was_due && due_.next_run != before) broken_ = "a change moved a run that was due";
      changes_.push_back(now_);
    }
    if (values_.index(3) == 0) {
      due_.next_run = now_ + std::chrono::hours{values_.between(24 * 8, 24 * 365 * 80)};
      changes_.push_back(now_);
    }
  }

  void rename() {
    ++month_;
    const auto renamed = [&](const std::string& id) {
      return id.starts_with("simulated") ? "m" + std::to_string(month_) + " " + id : id;
    };
    std::map<std::string, backup> made;
    for (auto& [id, one] : made_) {
      one.id = renamed(one.id);
      if (one.parent_id) one.parent_id = renamed(*one.parent_id);
      made.emplace(one.id, one);
    }
    made_ = std::move(made);
    for (backup& one : backups_) {
      one.id = renamed(one.id);
      if (one.parent_id) one.parent_id = renamed(*one.parent_id);
    }
    if (newest_) newest_ = renamed(*newest_);
  }

  void follow(const event& one) {
    if (one.kind == event_kind::failed || one.kind == event_kind::busy) excuses_.push_back(one.at);
    if (one.kind == event_kind::completed && one.automated) complete(one);
    if (one.kind == event_kind::removed) {
      std::optional<std::string> id = newest_;
      for (; id; id = made_.at(*id).parent_id)
        if (*id == one.id) broken_ = text(one) + ", of seed " + std::to_string(seed_) + ": the newest is built on it";
    }
  }

  void complete(const event& one) {
    const sys_seconds created = made_.at(one.id).created;
    if (newest_ && created - newest_created_ > explained(newest_created_, created))
      broken_ = text(one) + ", of seed " + std::to_string(seed_) +
                ": nothing explains why the one before was made at " + rota::format_instant(newest_created_);
    newest_ = one.id;
    newest_created_ = created;
    ++restore_points_;
  }

  /// How long there may be no restore point, for what happened then: a day, the outages, and for each failure, each slot
  /// that found the source busy and each change another day and the time after which a backup counts as hanging.
  [[nodiscard]] std::chrono::seconds explained(sys_seconds from, sys_seconds until) const {
    std::chrono::seconds length = 24h;
    const auto count = [&](const std::vector<sys_seconds>& instants) {
      return std::count_if(instants.begin(), instants.end(),
                           [&](sys_seconds at) { return at > from && at <= until + stale_after; });
    };
    length += (24h + stale_after) * (count(excuses_) + count(changes_));
    for (const outage& one : outages_)
      if (one.until > from && one.from < until) length += one.until - one.from;
    return length;
  }

  generator values_;
  std::uint64_t seed_;
  std::int64_t fails_one_in_ = 0;
  schedule due_;
  rota::retention policy_;
  std::vector<backup> backups_;
  sys_seconds now_ = instant("2014-11-01T00:00:00");
  int month_ = 0;
  std::map<std::string, backup> made_;
  std::vector<outage> outages_;
  std::vector<sys_seconds> excuses_;
  std::vector<sys_seconds> changes_;
  std::optional<std::string> newest_;
  sys_seconds newest_created_{};
  std::size_t restore_points_ = 0;
  std::string broken_;
};

}  // namespace

TEST_CASE("through two years, each interval without a restore point is explained, and the newest one stays",
          "[simulate_years]") {
  std::string broken;
  std::size_t restore_points = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    two_years lived{seed};
    broken += lived.broken();
    restore_points += lived.restore_points();
  }
  REQUIRE(broken == "");
  REQUIRE(restore_points > 5'000);
}
