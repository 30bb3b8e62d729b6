// SPDX-License-Identifier: MIT
//
// tests/plain_simulate.hpp: simulate as its first law has it: at each event it asks prune and decide about the whole list,
// and remembers nothing.
//
//   rota::simulation expected = plain::simulate(scenario, outcome_of, clock);
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/simulate.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace plain {

using namespace rota;  // NOLINT(google-build-using-namespace): this is what the library did
using rota::detail::agenda;
using rota::detail::first_of_calendar;
using rota::detail::last_of_calendar;
using rota::detail::later;
using rota::detail::outage_calendar;
using rota::detail::service;

/// Goes from one instant at which something happens to the next, and asks prune and decide at each of them.
template <class OutcomeOf, time_zone Zone>
class simulator {
 public:
  simulator(const scenario& begin, OutcomeOf outcome_of, const wall_clock<Zone>& clock)
      : scenario_{begin},
        outcome_of_{std::move(outcome_of)},
        clock_{clock},
        state_{begin.schedule, begin.backups, {}},
        now_{begin.from},
        ask_at_{begin.from},
        outages_{begin.outages},
        on_demand_{begin.on_demand} {
    for (const backup& one : begin.backups) levels_.push_back(one.level());
    std::sort(on_demand_.begin(), on_demand_.end());
    std::erase_if(on_demand_, [&](sys_seconds at) { return at < begin.from; });
    for (std::size_t i = 0; i < begin.backups.size(); ++i)
      if (is_unfinished(begin.backups[i].status)) expect_end(i);
    for (const backup& one : begin.backups) {
      used_ids_.push_back(one.id);
      if (one.parent_id) used_ids_.push_back(*one.parent_id);
    }
    std::sort(used_ids_.begin(), used_ids_.end());
  }

  simulation run() && {
    for (; now_ < scenario_.until; now_ = next_instant()) {
      end_backups();
      if (outages_.first_working(now_) != now_) continue;
      fail_stale_backups();
      start_on_demand();
      prune_backups();
      follow(rota::decide(state_.after, state_.backups, now_, clock_, scenario_.decide));
    }
    return std::move(state_);
  }

 private:
  struct expected_end {
    sys_seconds at;
    std::size_t index;  // of the backup
    outcome how;
  };

  static constexpr std::chrono::seconds instant_later{1};

  /// When something happens next: a backup ends, an outage is over, or there is something to do and no outage.
  [[nodiscard]] sys_seconds next_instant() const {
    sys_seconds next = (std::min)(ask_at_, next_expiry());
    if (people_served_ < on_demand_.size()) next = (std::min)(next, on_demand_[people_served_]);
    if (scenario_.decide.stale_after) next = (std::min)(next, next_stale(*scenario_.decide.stale_after));
    next = outages_.first_working((std::max)(next, now_));
    for (const expected_end& one : ends_) next = (std::min)(next, one.at);
    return (std::min)(next, outages_.next_end(now_).value_or(next));
  }

  /// When what is running now has been running for too long.
  [[nodiscard]] sys_seconds next_stale(std::chrono::seconds after) const {
    sys_seconds next = (sys_seconds::max)();
    const auto consider = [&](sys_seconds begun) {
      const sys_seconds at = later(later(begun, after), instant_later);
      if (at > now_) next = (std::min)(next, at);
    };
    for (const expected_end& one : ends_) consider(state_.backups[one.index].created);
    if (state_.after.running) consider(state_.after.last_scheduled.value_or(state_.after.updated));
    return next;
  }

  /// When a backup grows older than a length of the retention, a hold ends, or a date ahead of now is reached.
  [[nodiscard]] sys_seconds next_expiry() const {
    sys_seconds next = (sys_seconds::max)();
    for (const backup& one : state_.backups) {
      if (is_future(one, now_)) next = (std::min)(next, one.created - clock_skew);
      if (is_held(one, now_)) next = (std::min)(next, *one.held_until);
    }
    for (const retention_rule& rule : retention_rules) {
      const auto value = rule.value(scenario_.retention);
      const auto* const length = value ? std::get_if<lookback>(&*value) : nullptr;
      if (length == nullptr) continue;
      const sys_seconds begin = before(now_, *length, clock_);
      std::optional<sys_seconds> oldest;
      for (const backup& one : state_.backups)
        for (const sys_seconds at : {one.created, one.updated})
          if (at >= begin) oldest = (std::min)(oldest.value_or(at), at);
      if (oldest) next = (std::min)(next, when_older(*oldest, *length));
    }
    return next;
  }

  /// The first instant after now from which `length` no longer reaches back to `oldest`. A length in months reaches back
  /// farther at midnight than just before where it ends on the last day of a month, so the search goes day by day.
  [[nodiscard]] sys_seconds when_older(sys_seconds oldest, const lookback& length) const {
    const auto is_older_at = [&](sys_seconds at) { return before(at, length, clock_) > oldest; };
    const sys_seconds end = (std::min)(scenario_.until, last_of_calendar);
    sys_seconds reached = (std::max)(now_, certainly_reaches(oldest, length));
    sys_seconds past = reached;
    while (past < end && !is_older_at(past)) {
      reached = past;
      past = last_of_day(past + instant_later);
    }
    while (past - reached > instant_later) {
      const sys_seconds middle = reached + (past - reached) / 2;
      (is_older_at(middle) ? past : reached) = middle;
    }
    return past;
  }

  /// The last second of the day that the clock shows.
  [[nodiscard]] sys_seconds last_of_day(sys_seconds at) const {
    const date::local_seconds local = to_local(at, clock_);
    const auto left = date::floor<date::days>(local) + date::days{1} - local;
    return at + left - instant_later;
  }

  /// An instant at which `length` reaches back to `oldest` on every clock, some weeks before it no longer does.
  static sys_seconds certainly_reaches(sys_seconds oldest, const lookback& length) {
    constexpr int years = 20'000;  // beyond them `date::year` overflows
    if (length.months().count() > 12 * years || length.days().count() > 365 * years) return (sys_seconds::max)();
    const date::year_month_day begin{date::floor<date::days>(std::clamp(oldest, first_of_calendar, last_of_calendar))};
    const date::year_month month = date::year_month{begin.year(), begin.month()} + length.months();
    return later(date::sys_days{month / 1} + length.days() - date::weeks{1}, length.seconds());
  }

  void expect_end(std::size_t index) {
    const backup& started = state_.backups[index];
    const outcome how = outcome_of_(started);
    ends_.push_back({(std::max)(later(started.created, how.takes), now_), index, how});
  }

  void end_backups() {
    for (const expected_end& one : ends_) {
      if (one.at > now_) continue;
      const bool is_completed = one.how.status == backup_status::completed;
      state_.backups[one.index].size_gib = one.how.size_gib;
      end(one.index, is_completed ? backup_status::completed : backup_status::failed);
    }
    std::erase_if(ends_, [&](const expected_end& one) { return one.at <= now_; });
  }

  void end(std::size_t index, backup_status how) {
    backup& ended = state_.backups[index];
    ended.status = how;
    ended.updated = now_;
    if (ended.automated && ended.source == state_.after.source) state_.after = finished(state_.after, now_);
    add_event(how == backup_status::completed ? event_kind::completed : event_kind::failed, index);
  }

  void fail_stale_backups() {
    if (!scenario_.decide.stale_after) return;
    const auto found = stale(history{state_.backups}, state_.after.source, now_, *scenario_.decide.stale_after);
    for (const std::size_t i : found) {
      end(i, backup_status::failed);
      std::erase_if(ends_, [&](const expected_end& one) { return one.index == i; });
    }
  }

  void start_on_demand() {
    for (; people_served_ < on_demand_.size() && on_demand_[people_served_] <= now_; ++people_served_) {
      const auto busy = std::find_if(state_.backups.begin(), state_.backups.end(), [&](const backup& one) {
        return one.source == state_.after.source && is_unfinished(one.status);
      });
      if (busy != state_.backups.end())
        add_event(event_kind::busy, static_cast<std::size_t>(busy - state_.backups.begin())).automated = false;
      else
        add_event(event_kind::started, add_backup(level::full, std::nullopt, false));
    }
  }

  void prune_backups() {
    const prune_plan plan = prune(state_.backups, scenario_.retention, now_, clock_);
    if (plan.removals.empty()) return;
    for (const std::size_t i : plan.removals)
      add_event(event_kind::removed, i).removed_for = plan.verdicts[i].why_removed;
    std::vector<backup> left;
    std::vector<level> levels_left;
    std::vector<std::size_t> place(state_.backups.size());
    for (std::size_t i = 0; i < state_.backups.size(); ++i) {
      place[i] = left.size();
      if (!plan.verdicts[i].keep) continue;
      left.push_back(std::move(state_.backups[i]));
      levels_left.push_back(levels_[i]);
    }
    for (expected_end& one : ends_) one.index = place[one.index];  // what is unfinished is kept
    state_.backups = std::move(left);
    levels_ = std::move(levels_left);
  }

  /// Does what was decided, and notes when to ask again even if nothing else happens.
  void follow(const decision& what) {
    if (const auto* wait = std::get_if<wait_until>(&what)) {
      ask_at_ = wait->at;
    } else if (const auto* start = std::get_if<start_backup>(&what)) {
      const auto parent = start->parent ? std::optional{state_.backups[*start->parent].id} : std::nullopt;
      state_.after = started(state_.after, now_, clock_);
      ask_at_ = state_.after.next_run;
      event& added = add_event(event_kind::started, add_backup(start->what, parent, true));
      added.missed = start->missed;
      added.started_for = start->why;
    } else if (const auto* skip = std::get_if<skip_slot>(&what)) {
      ask_at_ = state_.after.next_run = skip->next;
      state_.events.push_back({.at = now_, .kind = event_kind::skipped, .skipped_for = skip->why});
    } else if (const auto* busy = std::get_if<source_busy>(&what)) {
      const agenda runs{state_.after, clock_};
      ask_at_ = runs.next(now_);
      const auto found = runs.at(now_);
      const auto* served = std::get_if<service>(&found);
      if (const auto& grace = scenario_.decide.grace; grace && served != nullptr)
        ask_at_ = (std::min)(ask_at_, later(later(served->begin, *grace), instant_later));
      if (std::exchange(busy_slot_, busy->slot) == busy->slot) return;
      if (busy->by)
        add_event(event_kind::busy, *busy->by).automated = true;
      else
        state_.events.push_back({.at = now_, .kind = event_kind::busy});
    }
  }

  /// Begins a backup; returns its index.
  std::size_t add_backup(level what, const std::optional<std::string>& parent_id, bool automated) {
    state_.backups.push_back({.id = unused_id(),
                              .parent_id = parent_id,
                              .source = state_.after.source,
                              .status = backup_status::building,
                              .automated = automated,
                              .created = now_,
                              .updated = now_});
    levels_.push_back(what);
    expect_end(state_.backups.size() - 1);
    return state_.backups.size() - 1;
  }

  std::string unused_id() {
    std::string id;
    do id = "simulated-" + std::to_string(++last_id_);
    while (std::binary_search(used_ids_.begin(), used_ids_.end(), id));
    return id;
  }

  event& add_event(event_kind kind, std::size_t index) {
    const backup& of = state_.backups[index];
    return state_.events.emplace_back(
        event{.at = now_, .kind = kind, .id = of.id, .what = levels_[index], .automated = of.automated});
  }

  const scenario& scenario_;
  OutcomeOf outcome_of_;
  wall_clock<Zone> clock_;
  simulation state_;
  std::vector<level> levels_;  // at which the backups were started
  sys_seconds now_;
  sys_seconds ask_at_;                      // when to decide again if nothing else happens
  std::optional<sys_seconds> busy_slot_{};  // the slot that was last found busy
  outage_calendar outages_;
  std::vector<sys_seconds> on_demand_;  // sorted
  std::size_t people_served_ = 0;
  std::vector<expected_end> ends_;
  std::vector<std::string_view> used_ids_;  // at the beginning, sorted
  std::uint64_t last_id_ = 0;
};

template <class OutcomeOf, time_zone Zone>
simulation simulate(const scenario& of, OutcomeOf outcome_of, const wall_clock<Zone>& clock) {
  return simulator<OutcomeOf, Zone>{of, std::move(outcome_of), clock}.run();
}

}  // namespace plain
