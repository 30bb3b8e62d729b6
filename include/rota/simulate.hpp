// SPDX-License-Identifier: MIT
//
// rota/simulate.hpp: what a schedule and a retention come to over time, before anybody trusts data to them.
//
//   simulation simulate(schedule, retention, std::vector<backup>, sys_seconds from, sys_seconds until, outcome_of,
//                       simulate_options = {}, zone = utc, civil_policy = {});
//   outcome outcome_of(const backup& started);       // yours, pure: how that backup ends, and after how long
//   struct simulation { schedule after; std::vector<backup> backups; std::vector<event> events; };
//
// Worked example: a year in which every backup takes ten minutes, and those started on a 13th fail
//   simulate(schedule, retention_of(schedule), {}, from, from + date::years{1}, [](const backup& started) {
//     const date::year_month_day day{date::floor<date::days>(started.created)};
//     return outcome{day.day() == date::day{13} ? backup_status::failed : backup_status::completed, 10min};
//   });
//
// Laws
//   It does what a service does that calls decide, started, finished and prune as soon as there is reason to, and no
//   more: the same arguments give the same events.
//   Events are in order of time. No backup of the source is started while another of it is unfinished.
// Time: at each event, what decide and prune take for the backups that there are then.
#ifndef ROTA_SIMULATE_HPP
#define ROTA_SIMULATE_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backup.hpp>
#include <rota/decide.hpp>
#include <rota/history.hpp>
#include <rota/retention.hpp>
#include <rota/schedule.hpp>
#include <rota/zone.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rota {

/// How a backup ends.
struct outcome {
  backup_status status = backup_status::completed;  ///< completed, or failed
  std::chrono::seconds takes{600};                  ///< from its start; less than none counts as none
  std::optional<double> size = std::nullopt;        ///< GiB
};

enum class event_kind : std::uint8_t { started, completed, failed, skipped, removed };

inline constexpr std::array<std::string_view, 5> event_kind_names{"started", "completed", "failed", "skipped",
                                                                  "removed"};

[[nodiscard]] constexpr std::string_view to_string(event_kind kind) noexcept {
  return event_kind_names[static_cast<std::size_t>(kind)];
}

/// One thing that happened.
struct event {
  sys_seconds at;
  event_kind kind;
  std::string id = {};       ///< of the backup; "" where a slot was skipped
  level what = level::full;  ///< of the backup
  bool automated = true;     ///< whether the schedule made the backup, or a person
  unsigned missed = 0;       ///< of a start: how many runs before it were missed
  start_reasons started_for = {};
  std::optional<skip_reason> skipped_for = std::nullopt;
  reasons removed_for = {};

  friend bool operator==(const event&, const event&) = default;
};

/// A stretch of time, [from, until), in which nothing is decided, started on demand or removed.
struct outage {
  sys_seconds from;
  sys_seconds until;
};

struct simulate_options {
  decide_options decide = {};
  std::vector<outage> outages = {};
  std::vector<sys_seconds> on_demand = {};  ///< when a person starts a full backup of the source
};

struct simulation {
  schedule after;
  std::vector<backup> backups;  ///< those that are left
  std::vector<event> events;
};

namespace detail {

/// The state of a simulation, which goes from one instant at which something happens to the next.
template <class OutcomeOf, time_zone Zone>
class simulator {
 public:
  simulator(simulation begin, const retention& rules, sys_seconds from, OutcomeOf outcome_of, simulate_options options,
            Zone zone, civil_policy policy)
      : state_{std::move(begin)},
        rules_{rules},
        now_{from},
        outcome_of_{std::move(outcome_of)},
        zone_{std::move(zone)},
        policy_{policy},
        options_{std::move(options)} {
    std::sort(options_.on_demand.begin(), options_.on_demand.end());
    std::erase_if(options_.on_demand, [&](sys_seconds at) { return at < from; });
    for (const backup& one : state_.backups) {
      ids_.push_back(one.id);
      if (is_unfinished(one.status)) expect_end(one);
    }
  }

  simulation run(sys_seconds until) && {
    for (; now_ < until; now_ = next_instant()) {
      end_backups();
      if (outage_until(now_)) continue;
      start_on_demand();
      prune_backups();
      if (state_.after.next_run <= now_)
        follow(decide(state_.after, state_.backups, now_, options_.decide, zone_, policy_));
    }
    return std::move(state_);
  }

 private:
  struct expected_end {
    sys_seconds at;
    std::string id;
    outcome how;
  };

  /// The end of the outage that `instant` lies in.
  [[nodiscard]] std::optional<sys_seconds> outage_until(sys_seconds instant) const {
    for (const outage& one : options_.outages)
      if (one.from <= instant && instant < one.until) return one.until;
    return std::nullopt;
  }

  /// The first instant from now on that is in no outage.
  [[nodiscard]] sys_seconds after_outages(sys_seconds instant) const {
    while (const auto until = outage_until(instant)) instant = *until;
    return instant;
  }

  /// When something happens next: a backup ends, a person starts one, the schedule is due, or an outage is over.
  [[nodiscard]] sys_seconds next_instant() const {
    sys_seconds next = after_outages(std::max(state_.after.next_run, now_));
    if (people_served_ < options_.on_demand.size())
      next = std::min(next, after_outages(std::max(options_.on_demand[people_served_], now_)));
    for (const expected_end& one : ends_) next = std::min(next, one.at);
    for (const outage& one : options_.outages)
      if (one.until > now_) next = std::min(next, one.until);
    return next;
  }

  void expect_end(const backup& started) {
    const outcome how = outcome_of_(started);
    const auto takes = std::max(how.takes, std::chrono::seconds{0});
    ends_.push_back({std::max(started.created + takes, now_), started.id, how});
  }

  void end_backups() {
    for (const expected_end& one : ends_) {
      if (one.at > now_) continue;
      const auto ended = std::find_if(state_.backups.begin(), state_.backups.end(), [&](const backup& other) {
        return other.id == one.id && is_unfinished(other.status);
      });
      const bool is_completed = one.how.status == backup_status::completed;
      ended->status = is_completed ? backup_status::completed : backup_status::failed;
      ended->updated = now_;
      ended->size = one.how.size;
      if (ended->automated && ended->source == state_.after.source) state_.after = finished(state_.after, now_);
      tell(is_completed ? event_kind::completed : event_kind::failed, *ended);
    }
    std::erase_if(ends_, [&](const expected_end& one) { return one.at <= now_; });
  }

  void start_on_demand() {
    for (; people_served_ < options_.on_demand.size() && options_.on_demand[people_served_] <= now_; ++people_served_) {
      const bool is_busy = std::any_of(state_.backups.begin(), state_.backups.end(), [&](const backup& one) {
        return one.source == state_.after.source && is_unfinished(one.status);
      });
      if (is_busy)
        tell_skip(skip_reason::still_running, false);
      else
        tell(event_kind::started, add_backup(std::nullopt, false));
    }
  }

  void prune_backups() {
    const prune_plan plan = prune(state_.backups, rules_, now_, zone_);
    for (const std::size_t i : plan.removals)
      tell(event_kind::removed, state_.backups[i]).removed_for = plan.verdicts[i].why;
    std::vector<backup> left;
    for (std::size_t i = 0; i < state_.backups.size(); ++i)
      if (plan.verdicts[i].keep) left.push_back(std::move(state_.backups[i]));
    state_.backups = std::move(left);
  }

  void follow(const decision& what) {
    if (const auto* start = std::get_if<rota::start>(&what)) {
      const auto parent = start->parent ? std::optional{state_.backups[*start->parent].id} : std::nullopt;
      state_.after = started(state_.after, now_, zone_, policy_);
      event& told = tell(event_kind::started, add_backup(parent, true));
      told.missed = start->missed;
      told.started_for = start->why;
    } else if (const auto* skip = std::get_if<rota::skip>(&what)) {
      state_.after.next_run = skip->next;
      tell_skip(skip->why, true);
    }
  }

  backup add_backup(std::optional<std::string> parent_id, bool automated) {
    std::string id;
    do id = "simulated-" + std::to_string(++last_id_);
    while (std::find(ids_.begin(), ids_.end(), id) != ids_.end());
    backup one{.id = std::move(id),
               .parent_id = std::move(parent_id),
               .source = state_.after.source,
               .status = backup_status::building,
               .automated = automated,
               .created = now_,
               .updated = now_};
    state_.backups.push_back(one);
    expect_end(one);
    return one;
  }

  event& tell(event_kind kind, const backup& of) {
    return state_.events.emplace_back(
        event{.at = now_, .kind = kind, .id = of.id, .what = of.level(), .automated = of.automated});
  }

  void tell_skip(skip_reason why, bool automated) {
    state_.events.push_back({.at = now_, .kind = event_kind::skipped, .automated = automated, .skipped_for = why});
  }

  simulation state_;
  const retention& rules_;
  sys_seconds now_;
  OutcomeOf outcome_of_;
  Zone zone_;
  civil_policy policy_;
  simulate_options options_;
  std::vector<expected_end> ends_;
  std::vector<std::string> ids_;  // of the backups that there were at the beginning
  std::size_t people_served_ = 0;
  std::uint64_t last_id_ = 0;
};

}  // namespace detail

/// What happens in [from, until) to a schedule and its backups, if `outcome_of(const backup&)` says how each ends.
template <class OutcomeOf, time_zone Zone = utc_zone>
[[nodiscard]] simulation simulate(schedule of, const retention& rules, std::vector<backup> backups, sys_seconds from,
                                  sys_seconds until, OutcomeOf outcome_of, const simulate_options& options = {},
                                  const Zone& zone = utc, civil_policy policy = {}) {
  simulation begin{std::move(of), std::move(backups), {}};
  return detail::simulator<OutcomeOf, Zone>{std::move(begin), rules, from, std::move(outcome_of), options, zone, policy}
      .run(until);
}

}  // namespace rota

#endif
