// SPDX-License-Identifier: MIT
//
// rota/backups/simulate.hpp: what a schedule and a retention lead to over time, before data depends on them.
//
//   simulation simulate(const scenario&, outcome_of, clock);
//   struct scenario { schedule; retention; backups; from; until; decide; outages; on_demand; };
//   outcome outcome_of(const backup& started);       // yours, pure: how that backup ends, and after how long
//   struct simulation { schedule after; std::vector<backup> backups; std::vector<event> events; };
//
// Worked example: a year in which every backup takes ten minutes, and those started on a 13th fail
//   simulate({.schedule = nightly, .retention = retention_of(nightly), .from = from, .until = from + date::years{1}},
//            [](const backup& started) {
//              const date::year_month_day day{date::floor<date::days>(started.created)};
//              return outcome{day.day() == date::day{13} ? backup_status::failed : backup_status::completed, 10min};
//            },
//            utc);
//
// Laws
//   It does what a service does that calls decide, started, finished, skipped and prune whenever something happens or
//   expires, and marks backups FAILED that are stale. Equal arguments give equal events.
//   Events are in order of time. No backup of the source is started while another one is unfinished.
//   A slot, or a person, that finds the source busy is one event; the slot is served when the source is free.
//   A pause makes no event: what waits for its end is served then.
//   The order of outages does not matter; outages that overlap or touch are one.
// Time: one prune of the initial backups, and another whenever one of these ends; beyond that, each event takes O(rules) and
// O(log outages), or O(backups) if the rules may let a whole chain go.
#ifndef ROTA_BACKUPS_SIMULATE_HPP
#define ROTA_BACKUPS_SIMULATE_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/backups/decide.hpp>
#include <rota/backups/retention.hpp>
#include <rota/backups/stock.hpp>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/names.hpp>
#include <rota/schedule/schedule.hpp>
#include <rota/when/clock.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rota::inline v0 {

/// How a backup ends.
struct outcome {
  backup_status status = backup_status::completed;  ///< completed or failed
  std::chrono::seconds takes{600};                  ///< from its start; negative counts as 0, max() never ends
  std::optional<double> size_gib = std::nullopt;    ///< GiB
};

enum class event_kind : std::uint8_t {
  started,
  completed,
  failed,
  busy,     ///< a slot, or a person, found the source busy; only the slot will be served later
  skipped,  ///< a slot was given up
  removed
};

template <>
inline constexpr auto detail::enum_names<event_kind> =
    std::to_array<std::string_view>({"started", "completed", "failed", "busy", "skipped", "removed"});

/// One thing that happened.
struct event {
  sys_seconds at;
  event_kind kind;
  std::string id = {};       ///< of the backup, or of the one that keeps the source busy; "" if there is none
  level what = level::full;  ///< at which it was started; of one that existed before, full or incremental
  bool automated = true;     ///< whether the schedule acts or made the backup, or a person
  std::uint64_t missed = 0;  ///< of a start: the number of other runs that were missed
  start_reasons started_for = {};
  std::optional<skip_reason> skipped_for = std::nullopt;
  std::optional<removal_cause> removed_for = std::nullopt;

  friend bool operator==(const event&, const event&) = default;
};

/// A stretch of time, [from, until), in which nothing is decided, started on demand or removed. Empty if `until` is not
/// after `from`.
struct outage {
  sys_seconds from;
  sys_seconds until;
};

/// What to simulate: a schedule under a retention in [from, until), and what happens besides.
struct scenario {
  rota::schedule schedule;
  rota::retention retention = {};
  std::vector<backup> backups = {};  ///< those that exist at `from`
  sys_seconds from = {};
  sys_seconds until = {};
  decide_options decide = {};
  std::vector<outage> outages = {};         ///< in any order
  std::vector<sys_seconds> on_demand = {};  ///< when a person starts a full backup of the source, in any order
};

/// What a scenario leads to.
struct simulation {
  schedule after;
  std::vector<backup> backups;  ///< those that are left
  std::vector<event> events;
};

namespace detail {

/// Outages, merged so that any two have time between them.
class outage_calendar {
 public:
  explicit outage_calendar(std::vector<outage> outages) {
    for (outage& one : outages) one.from = (std::min)(one.from, one.until);
    std::sort(outages.begin(), outages.end(), [](const outage& a, const outage& b) { return a.from < b.from; });
    for (const outage& one : outages) {
      if (!merged_.empty() && one.from <= merged_.back().until)
        merged_.back().until = (std::max)(merged_.back().until, one.until);
      else
        merged_.push_back(one);
    }
  }

  /// The first instant from `instant` on that is not in an outage.
  [[nodiscard]] sys_seconds first_working(sys_seconds instant) const {
    const auto found = ending_after(instant);
    return found != merged_.end() && found->from <= instant ? found->until : instant;
  }

  /// When the next outage ends, after `instant`.
  [[nodiscard]] std::optional<sys_seconds> next_end(sys_seconds instant) const {
    const auto found = ending_after(instant);
    return found != merged_.end() ? std::optional{found->until} : std::nullopt;
  }

 private:
  [[nodiscard]] std::vector<outage>::const_iterator ending_after(sys_seconds instant) const {
    return std::upper_bound(merged_.begin(), merged_.end(), instant,
                            [](sys_seconds at, const outage& one) { return at < one.until; });
  }

  std::vector<outage> merged_;
};

/// Whether a simulation keeps its events.
enum class keep_events : std::uint8_t { yes, no };

/// Whether a simulation has a schedule that starts backups.
enum class starts : std::uint8_t { by_schedule, nothing };

/// The state of a simulation, which goes from one instant at which something happens to the next. `Stock` keeps its backups.
template <class OutcomeOf, time_zone Zone, class Stock = stock<Zone>>
class simulator {
 public:
  simulator(const scenario& begin, OutcomeOf outcome_of, const wall_clock<Zone>& clock,
            starts what = starts::by_schedule)
      : scenario_{begin},
        outcome_of_{std::move(outcome_of)},
        clock_{clock},
        starts_{what},
        state_{begin.schedule, {}, {}},
        stock_{begin.backups, begin.retention, begin.schedule.source, clock},
        now_{begin.from},
        ask_at_{what == starts::nothing ? (sys_seconds::max)() : begin.from},
        outages_{begin.outages},
        on_demand_{begin.on_demand} {
    std::sort(on_demand_.begin(), on_demand_.end());
    std::erase_if(on_demand_, [&](sys_seconds at) { return at < begin.from; });
    for (const std::size_t index : stock_.unfinished()) expect_end(index);
    for (const backup& one : begin.backups) {
      note_id(one.id);
      if (one.parent_id) note_id(*one.parent_id);
    }
    std::sort(used_ids_.begin(), used_ids_.end());
  }

  simulation run() && {
    run_until_end(keep_events::yes);
    state_.backups = std::move(stock_).left();
    return std::move(state_);
  }

  /// Goes on until the end.
  void run_until_end(keep_events kept) {
    for (; now_ < scenario_.until; now_ = next_instant()) {
      if (kept == keep_events::no) state_.events.clear();
      end_backups();
      if (outages_.first_working(now_) != now_) continue;
      fail_stale_backups();
      start_on_demand();
      prune_backups();
      if (starts_ == starts::nothing) continue;
      follow(decide_by(state_.after, stock_, now_, clock_, scenario_.decide,
                       [&] { return stock_.find_foundation(now_, scenario_.decide.stale_after); }));
    }
  }

  [[nodiscard]] Stock& backups() noexcept { return stock_; }

 private:
  struct expected_end {
    sys_seconds at;
    std::size_t index;  // of the backup
    outcome how;
  };

  /// When something happens next: a backup ends, an outage is over, or there is something to do and no outage.
  [[nodiscard]] sys_seconds next_instant() {
    sys_seconds next = (std::min)(ask_at_, stock_.next_expiry(now_, scenario_.until));
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
    for (const expected_end& one : ends_) consider(stock_[one.index].created);
    if (state_.after.running) consider(running_since(state_.after));
    return next;
  }

  void expect_end(std::size_t index) {
    const backup& started = stock_[index];
    const outcome how = outcome_of_(started);
    ends_.push_back({(std::max)(later(started.created, how.takes), now_), index, how});
  }

  void end_backups() {
    for (const expected_end& one : ends_) {
      if (one.at > now_) continue;
      const bool is_completed = one.how.status == backup_status::completed;
      stock_.set_size(one.index, one.how.size_gib);
      end(one.index, is_completed ? backup_status::completed : backup_status::failed);
    }
    std::erase_if(ends_, [&](const expected_end& one) { return one.at <= now_; });
  }

  void end(std::size_t index, backup_status how) {
    stock_.end(index, how, now_);
    const backup& ended = stock_[index];
    if (ended.automated && ended.source == state_.after.source) state_.after = finished(state_.after, now_);
    add_event(how == backup_status::completed ? event_kind::completed : event_kind::failed, index);
  }

  void fail_stale_backups() {
    if (!scenario_.decide.stale_after) return;
    std::vector<std::size_t> found = stock_.unfinished();
    std::erase_if(found, [&](std::size_t index) {
      return stock_[index].source != state_.after.source ||
             !is_stale(stock_[index].created, now_, scenario_.decide.stale_after);
    });
    sort_oldest_first(stock_, found);
    for (const std::size_t index : found) {
      end(index, backup_status::failed);
      std::erase_if(ends_, [&](const expected_end& one) { return one.index == index; });
    }
  }

  void start_on_demand() {
    for (; people_served_ < on_demand_.size() && on_demand_[people_served_] <= now_; ++people_served_) {
      const auto& unfinished = stock_.unfinished();
      const auto busy = std::find_if(unfinished.begin(), unfinished.end(),
                                     [&](std::size_t index) { return stock_[index].source == state_.after.source; });
      if (busy != unfinished.end())
        add_event(event_kind::busy, *busy).automated = false;
      else
        add_event(event_kind::started, add_backup(level::full, std::nullopt, false));
    }
  }

  void prune_backups() {
    for (const departure& one : stock_.prune(now_)) add_event(event_kind::removed, one.index).removed_for = one.why;
  }

  /// Does what was decided, and notes when to ask again even if nothing else happens.
  void follow(const decision& what) {
    if (const auto* wait = std::get_if<wait_until>(&what)) {
      ask_at_ = wait->at;
    } else if (const auto* start = std::get_if<start_backup>(&what)) {
      state_.after = started(state_.after, now_, clock_);
      ask_at_ = state_.after.next_run;
      event& added = add_event(event_kind::started, add_backup(start->what, start->parent, true));
      added.missed = start->missed;
      added.started_for = start->why;
    } else if (const auto* skip = std::get_if<skip_slot>(&what)) {
      state_.after = skipped(state_.after, *skip, now_);
      ask_at_ = state_.after.next_run;
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
  std::size_t add_backup(level what, std::optional<std::size_t> parent, bool automated) {
    const std::size_t index = stock_.start({.id = unused_id(),
                                            .parent_id = parent ? std::optional{stock_[*parent].id} : std::nullopt,
                                            .source = state_.after.source,
                                            .status = backup_status::building,
                                            .automated = automated,
                                            .created = now_,
                                            .updated = now_},
                                           what, parent);
    expect_end(index);
    return index;
  }

  static constexpr std::string_view id_prefix = "simulated-";

  /// Notes an id that a simulated backup must not take.
  void note_id(std::string_view id) {
    if (id.starts_with(id_prefix)) used_ids_.push_back(id);
  }

  std::string unused_id() {
    std::string id;
    do id.assign(id_prefix).append(std::to_string(++last_id_));
    while (std::binary_search(used_ids_.begin(), used_ids_.end(), id));
    return id;
  }

  event& add_event(event_kind kind, std::size_t index) {
    const backup& of = stock_[index];
    return state_.events.emplace_back(
        event{.at = now_, .kind = kind, .id = of.id, .what = stock_.what(index), .automated = of.automated});
  }

  const scenario& scenario_;
  OutcomeOf outcome_of_;
  wall_clock<Zone> clock_;
  starts starts_;
  simulation state_;
  Stock stock_;
  sys_seconds now_;
  sys_seconds ask_at_;                      // when to decide again if nothing else happens
  std::optional<sys_seconds> busy_slot_{};  // the slot that was last found busy
  outage_calendar outages_;
  std::vector<sys_seconds> on_demand_;  // sorted
  std::size_t people_served_ = 0;
  std::vector<expected_end> ends_;
  std::vector<std::string_view> used_ids_;  // by a backup at the beginning or as its parent, sorted; with the prefix
  std::uint64_t last_id_ = 0;
};

}  // namespace detail

/// Simulates a scenario. `outcome_of(const backup&)` returns how a backup that was just started ends, as an `outcome`;
/// it is also called for the backups that are unfinished at the beginning. The clock is the one that the schedule runs
/// on.
template <class OutcomeOf, time_zone Zone>
[[nodiscard]] simulation simulate(const scenario& of, OutcomeOf outcome_of, const wall_clock<Zone>& clock) {
  return detail::simulator<OutcomeOf, Zone>{of, std::move(outcome_of), clock}.run();
}

}  // namespace rota::inline v0

#endif
