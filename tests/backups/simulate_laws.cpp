// SPDX-License-Identifier: MIT
//
// simulate against a service that looks at its clock all the time, and its laws, over generated scenarios.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <rota/backups/simulate.hpp>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "decisions.hpp"
#include "drawn_calendars.hpp"
#include "events.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_timing.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::event;
using rota::event_kind;
using rota::level;
using rota::outage;
using rota::outcome;
using rota::simulate;
using rota::simulation;
using rota::sys_seconds;

// --- scenarios, each generated from a seed ---

/// A scenario, and how its backups end.
struct generated_scenario {
  rota::scenario is;
  std::uint64_t seed = 0;
  std::int64_t fails_one_in = 4;
  std::vector<std::chrono::minutes> takes = {20min};

  /// How a backup ends, which depends only on when it was created.
  [[nodiscard]] outcome outcome_of(const backup& one) const {
    generator values{seed ^ static_cast<std::uint64_t>(seconds_of(one.created))};
    const bool fails = fails_one_in != 0 && values.between(1, fails_one_in) == 1;
    return {fails ? backup_status::failed : backup_status::completed, takes[values.index(takes.size())],
            static_cast<double>(values.between(0, 9))};
  }

  [[nodiscard]] simulation simulated() const {
    return simulate(
        is, [this](const backup& one) { return outcome_of(one); }, rota::utc);
  }
};

bool lies_in(const std::vector<outage>& outages, sys_seconds at) {
  return std::any_of(outages.begin(), outages.end(),
                     [&](const outage& one) { return one.from <= at && at < one.until; });
}

// --- what a service does that looks at its clock in the first seconds of every minute: things happen on the minute, and
// what is older than so many minutes is so a second later ---

class service {
 public:
  explicit service(const generated_scenario& here) : here_{here}, state_{here.is.schedule, here.is.backups, {}} {
    for (const backup& one : state_.backups) {
      ends_.push_back(one.created + here.outcome_of(one).takes);
      levels_[one.id] = one.level();
    }
  }

  simulation run() {
    for (sys_seconds now = here_.is.from; now < here_.is.until; now += now.time_since_epoch() % 1min < 3s ? 1s : 57s) {
      bool has_ended = end_backups(now);
      do {  // again where what was started took no time
        has_reason_ = has_reason_ || has_ended;
        has_reason_ = is_anything_due(now);
        if (has_reason_ && !lies_in(here_.is.outages, now)) serve(now);
        has_ended = end_backups(now);
      } while (has_ended);
    }
    return std::move(state_);
  }

 private:
  [[nodiscard]] bool is_anything_due(sys_seconds now) const {
    const auto& people = here_.is.on_demand;
    const bool does_anybody_wait = people_served_ < people.size() && people[people_served_] <= now;
    const auto is_just_older = [&](const backup& one) {
      const auto& within = here_.is.retention.within;
      return one.held_until == now || (within && now - one.created == within->seconds() + 1s) ||
             (here_.is.decide.stale_after && now - one.created == *here_.is.decide.stale_after + 1s);
    };
    return has_reason_ || does_anybody_wait || state_.after.next_run <= now ||
           std::any_of(state_.backups.begin(), state_.backups.end(), is_just_older);
  }

  bool end_backups(sys_seconds now) {
    bool has_ended = false;
    for (std::size_t i = 0; i < state_.backups.size(); ++i) {
      backup& one = state_.backups[i];
      if (!is_unfinished(one.status) || ends_[i] > now) continue;
      const outcome how = here_.outcome_of(one);
      one.size_gib = how.size_gib;
      end(one, how.status, now);
      has_ended = true;
    }
    return has_ended;
  }

  void end(backup& one, backup_status how, sys_seconds now) {
    one.status = how;
    one.updated = now;
    if (one.automated) state_.after = finished(state_.after, now);
    add_event({.at = now, .kind = how == backup_status::completed ? event_kind::completed : event_kind::failed}, one);
  }

  void give_up_what_hangs(sys_seconds now) {
    for (backup& one : state_.backups)
      if (here_.is.decide.stale_after && is_unfinished(one.status) && now - one.created > *here_.is.decide.stale_after)
        end(one, backup_status::failed, now);
  }

  void serve(sys_seconds now) {
    give_up_what_hangs(now);
    const auto& people = here_.is.on_demand;
    for (; people_served_ < people.size() && people[people_served_] <= now; ++people_served_) {
      const auto busy = std::find_if(state_.backups.begin(), state_.backups.end(),
                                     [](const backup& one) { return is_unfinished(one.status); });
      if (busy != state_.backups.end()) {
        add_event({.at = now, .kind = event_kind::busy}, *busy);
        state_.events.back().automated = false;
      } else
        start(now, {.at = now, .kind = event_kind::started}, level::full, std::nullopt, false);
    }
    has_reason_ = false;
    remove_what_may_go(now);
    follow(decide(state_.after, state_.backups, now, rota::utc, here_.is.decide), now);
  }

  void remove_what_may_go(sys_seconds now) {
    const rota::prune_plan plan = prune(state_.backups, here_.is.retention, now);
    for (const std::size_t i : plan.removals)
      add_event({.at = now, .kind = event_kind::removed, .removed_for = plan.verdicts[i].why_removed},
                state_.backups[i]);
    for (std::size_t i = plan.verdicts.size(); i-- > 0;) {
      if (plan.verdicts[i].keep) continue;
      state_.backups.erase(state_.backups.begin() + static_cast<std::ptrdiff_t>(i));
      ends_.erase(ends_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  void follow(const rota::decision& what, sys_seconds now) {
    if (const auto* skip = std::get_if<rota::skip_slot>(&what)) {
      state_.events.push_back({.at = now, .kind = event_kind::skipped, .skipped_for = skip->why});
      state_.after = skipped(state_.after, *skip, now);
    }
    if (const auto* busy = std::get_if<rota::source_busy>(&what); busy != nullptr && busy_slot_ != busy->slot) {
      add_event({.at = now, .kind = event_kind::busy}, state_.backups[*busy->by]);
      state_.events.back().automated = true;
      busy_slot_ = busy->slot;
    }
    if (const auto* what_to_start = std::get_if<rota::start_backup>(&what)) {
      state_.after = started(state_.after, now, rota::utc);
      const auto parent = what_to_start->parent;
      start(
          now,
          {.at = now, .kind = event_kind::started, .missed = what_to_start->missed, .started_for = what_to_start->why},
          what_to_start->what, parent ? std::optional{state_.backups[*parent].id} : std::nullopt, true);
    }
  }

  void start(sys_seconds now, event added, level what, std::optional<std::string> parent_id, bool automated) {
    state_.backups.push_back({.id = "started " + std::to_string(++started_),
                              .parent_id = std::move(parent_id),
                              .source = here_.is.schedule.source,
                              .status = backup_status::building,
                              .automated = automated,
                              .created = now,
                              .updated = now});
    ends_.push_back(now + here_.outcome_of(state_.backups.back()).takes);
    levels_[state_.backups.back().id] = what;
    add_event(std::move(added), state_.backups.back());
  }

  void add_event(event added, const backup& of) {
    added.id = of.id;
    added.what = levels_.at(of.id);
    added.automated = of.automated;
    state_.events.push_back(std::move(added));
  }

  const generated_scenario& here_;
  simulation state_;
  std::vector<sys_seconds> ends_;
  std::map<std::string, level> levels_;  // at which the backups were started
  std::size_t people_served_ = 0;
  std::optional<sys_seconds> busy_slot_;
  int started_ = 0;
  bool has_reason_ = false;
};

/// The simulation with the ids of the service, since a simulation may choose any.
simulation with_ids_of_service(simulation given) {
  std::map<std::string, std::string> ids;
  for (const event& one : given.events)
    if (one.kind == event_kind::started) ids.emplace(one.id, "started " + std::to_string(ids.size() + 1));
  const auto rename = [&](std::string& id) {
    if (const auto found = ids.find(id); found != ids.end()) id = found->second;
  };
  for (event& one : given.events) rename(one.id);
  for (backup& one : given.backups) {
    rename(one.id);
    if (one.parent_id) rename(*one.parent_id);
  }
  return given;
}

std::string description(const generated_scenario& here, const std::string& what_is_wrong) {
  std::string found = "seed " + std::to_string(here.seed) + ", from " + rota::format_instant(here.is.from) + " until " +
                      rota::format_instant(here.is.until) + ", next run " +
                      rota::format_instant(here.is.schedule.next_run) + ", fulls " +
                      (here.is.retention.fulls ? std::to_string(*here.is.retention.fulls) : "not set");
  if (here.is.schedule.spread) found += ", spread over " + std::to_string(here.is.schedule.spread->count()) + " min";
  if (here.is.schedule.paused_until) found += ", paused until " + rota::format_instant(*here.is.schedule.paused_until);
  found += text(plain::timetable{here.is.schedule.when});
  for (const outage& one : here.is.outages)
    found += ", outage " + rota::format_instant(one.from) + " to " + rota::format_instant(one.until);
  return found + ": " + what_is_wrong;
}

/// How the simulation differs from what the service did; "" if it does not.
std::string difference(const generated_scenario& here) {
  const simulation expected = service{here}.run();
  const simulation found = with_ids_of_service(here.simulated());
  const auto [one, other] =
      std::mismatch(expected.events.begin(), expected.events.end(), found.events.begin(), found.events.end());
  if (one != expected.events.end() || other != found.events.end())
    return description(here, "after " + std::to_string(one - expected.events.begin()) + " events, expected " +
                                 (one == expected.events.end() ? "no more" : text(*one)) + ", found " +
                                 (other == found.events.end() ? "no more" : text(*other)));
  if (expected.backups != found.backups) return description(here, "other backups are left");
  if (expected.after != found.after) return description(here, "another schedule is left");
  return "";
}

sys_seconds draw_minute(generator& values, sys_seconds from, sys_seconds until) {
  return from + std::chrono::minutes{values.between(0, (until - from) / std::chrono::minutes{1})};
}

generated_scenario draw_scenario(std::uint64_t seed, std::int64_t days) {
  generator values{seed};
  const auto one_in = [&](std::size_t times) { return values.index(times) == 0; };
  generated_scenario drawn{.is = {.schedule = due_at("2014-11-02T14:30:00")}};
  drawn.seed = seed;
  const std::array<rota::weekdays, 4> days_of_fulls{rota::weekdays{date::Sunday}, rota::weekdays{date::Wednesday},
                                                    rota::weekdays{date::Monday, date::Thursday},
                                                    rota::weekdays::every_day};
  drawn.is.schedule.when = rota::cadence{days_of_fulls[values.index(days_of_fulls.size())], minute_of_day(870)};
  drawn.is.from = instant("2014-11-01T00:00:00") + std::chrono::minutes{values.between(0, 7 * 1'440)};
  drawn.is.until = drawn.is.from + std::chrono::days{days};
  drawn.is.schedule.next_run = values.coin() ? drawn.is.from : next_run(drawn.is.schedule.when, drawn.is.from).at;
  drawn.is.retention.fulls = static_cast<unsigned>(values.between(1, 4));
  drawn.fails_one_in = one_in(3) ? 0 : values.between(2, 9);
  drawn.takes = {20min, 1min, 3h};
  if (one_in(3)) drawn.takes.insert(drawn.takes.end(), {0min, 23h + 59min, 24h, 24h + 1min, 61h});
  for (std::int64_t i = one_in(2) ? 0 : values.between(1, days / 10 + 1); i > 0; --i) {
    const sys_seconds begin = draw_minute(values, drawn.is.from, drawn.is.until);
    drawn.is.outages.push_back({begin, begin + std::chrono::minutes{values.between(0, one_in(2) ? 600 : 10'000)}});
  }
  for (std::int64_t i = one_in(2) ? 0 : values.between(1, days / 10 + 1); i > 0; --i)
    drawn.is.on_demand.push_back(draw_minute(values, drawn.is.from, drawn.is.until));
  std::sort(drawn.is.on_demand.begin(), drawn.is.on_demand.end());
  if (one_in(3)) drawn.is.decide.stale_after = std::chrono::minutes{values.between(60, 3'000)};
  if (one_in(4)) drawn.is.decide.grace = std::chrono::minutes{values.between(0, 600)};
  if (one_in(4)) drawn.is.decide.max_chain = static_cast<unsigned>(values.between(0, 4));
  return drawn;
}

/// Calendars with several slots a day and all three levels, spread, and paused. Nothing is stale: with slots so close, one
/// backup after the other would be, each another second after the minute.
void draw_timing(generator& values, generated_scenario& drawn) {
  if (values.index(5) != 0) drawn.is.schedule.when = draw_calendar_of_levels(values);
  drawn.is.decide.stale_after.reset();
  constexpr std::array<std::chrono::minutes, 3> windows{10min, 60min, 1'440min};
  if (values.coin()) drawn.is.schedule.spread = windows[values.index(windows.size())];
  if (values.coin())
    drawn.is.schedule.next_run =
        next_spread_run(drawn.is.schedule.when, spread_of(drawn.is.schedule), drawn.is.from).at;
  else
    drawn.is.schedule.next_run = drawn.is.from;
  if (values.coin()) drawn.is.schedule.paused_until = draw_minute(values, drawn.is.from, drawn.is.from + 24h);
}

/// Three old backups, each of which may go when its hold ends, and a fourth on one of them.
void draw_holds(generator& values, generated_scenario& drawn) {
  const sys_seconds created = drawn.is.from - 24h * 200;
  for (const char* const id : {"held a", "held b", "held c"}) {
    drawn.is.backups.push_back({.id = id, .source = drawn.is.schedule.source, .created = created, .updated = created});
    drawn.is.backups.back().held_until = draw_minute(values, drawn.is.from, drawn.is.until);
  }
  drawn.is.backups.push_back({.id = "on it",
                              .parent_id = "held b",
                              .source = drawn.is.schedule.source,
                              .created = created + 1h,
                              .updated = created + 1h});
  if (values.coin()) drawn.is.backups.back().held_until = draw_minute(values, drawn.is.from, drawn.is.until);
}

// --- the laws of a simulation, checked on its events and on the backups passed to its outcome function ---

class audit {
 public:
  explicit audit(const generated_scenario& here) : here_{here} {}

  /// The first law that is broken; "" if all hold.
  std::string broken() {
    const auto outcome_of = [this](const backup& one) {
      made_.emplace(one.id, one);
      return here_.outcome_of(one);
    };
    const simulation found = simulate(here_.is, outcome_of, rota::utc);
    for (std::size_t i = 0; i < found.events.size() && broken_.empty(); ++i) {
      const event& one = found.events[i];
      if (one.at < now_ || one.at < here_.is.from || one.at >= here_.is.until) fail(one, "it is not in order of time");
      if (one.at != now_) check_restore_point(one.at, found.events);
      now_ = one.at;
      follow(one);
      const bool is_last_now = i + 1 == found.events.size() || found.events[i + 1].at != now_;
      if (is_last_now && !lies_in(here_.is.outages, now_)) check_chains(one);
    }
    std::map<std::string, backup_status> left;
    for (const backup& one : found.backups) left.emplace(one.id, one.status);
    if (broken_.empty() && left != alive_) broken_ = "what is left is not what the events leave";
    return broken_.empty() ? "" : description(here_, broken_);
  }

  std::size_t fulls_checked = 0;
  std::size_t restore_points_checked = 0;

 private:
  void fail(const event& one, const std::string& why) {
    if (broken_.empty()) broken_ = text(one) + ": " + why;
  }

  [[nodiscard]] bool is_busy() const {
    return std::any_of(alive_.begin(), alive_.end(), [](const auto& one) { return is_unfinished(one.second); });
  }
  [[nodiscard]] bool is_alive(const std::string& id) const { return alive_.count(id) != 0; }
  [[nodiscard]] bool is_completed(const std::string& id) const {
    const auto found = alive_.find(id);
    return found != alive_.end() && found->second == backup_status::completed;
  }

  void follow(const event& one) {
    if (one.kind == event_kind::busy || one.kind == event_kind::skipped) {
      excuses_.insert(one.at);
      return;
    }
    const auto made = made_.find(one.id);
    if (made == made_.end()) return fail(one, "its outcome was never asked for");
    const backup& of = made->second;
    if ((of.level() == level::full) != (one.what == level::full) || of.automated != one.automated)
      fail(one, "it is another backup");
    switch (one.kind) {
      case event_kind::started:
        if (is_busy()) fail(one, "another one is being made");
        if (!alive_.emplace(one.id, backup_status::building).second) fail(one, "it was started before");
        if (of.parent_id && !is_completed(*of.parent_id)) fail(one, "its parent is no restore point");
        if (of.created != one.at || of.source != here_.is.schedule.source) fail(one, "it is not as the event says");
        break;
      case event_kind::completed:
      case event_kind::failed: {
        outcome how = here_.outcome_of(of);
        if (!is_alive(one.id) || !is_unfinished(alive_[one.id])) fail(one, "it was not being made");
        const auto& hangs_after = here_.is.decide.stale_after;
        if (hangs_after && how.takes > *hangs_after && !lies_in(here_.is.outages, of.created + *hangs_after + 1s))
          how = {backup_status::failed, *hangs_after + 1s};
        if ((how.status == backup_status::completed) != (one.kind == event_kind::completed))
          fail(one, "it ended otherwise");
        if (one.at != of.created + how.takes) fail(one, "it does not take that long");
        if (one.kind == event_kind::failed) excuses_.insert(of.created);
        alive_[one.id] = how.status;
        if (one.kind == event_kind::completed && of.automated) completed_.push_back(one.id);
        break;
      }
      case event_kind::removed:
        if (alive_.erase(one.id) == 0) fail(one, "it was not there");
        if (!of.automated) fail(one, "it was made on demand");
        for (const auto& [id, status] : alive_)
          if (made_.at(id).parent_id == one.id) fail(one, "what is built on it is still there");
        break;
      case event_kind::busy:
      case event_kind::skipped: break;
    }
  }

  /// The id of the full that a backup is built on.
  [[nodiscard]] const std::string& root(const std::string& id) const {
    const backup* one = &made_.at(id);
    while (one->parent_id) one = &made_.at(*one->parent_id);
    return one->id;
  }

  /// The newest N chains are there, whole, and nothing else, and nothing failed. Forgets what is gone, as no id comes
  /// twice.
  void check_chains(const event& last) {
    std::set<std::string> promised;
    for (auto id = completed_.rbegin(); id != completed_.rend() && promised.size() < *here_.is.retention.fulls; ++id)
      if (made_.at(*id).level() == level::full) promised.insert(*id);
    for (const std::string& id : completed_)
      if (is_alive(id) != (promised.count(root(id)) != 0))
        return fail(last, id + (is_alive(id) ? " stays" : " is gone"));
    std::erase_if(completed_, [&](const std::string& id) { return !is_alive(id); });
    for (const auto& [id, status] : alive_)
      if (status == backup_status::failed && made_.at(id).automated) return fail(last, id + " failed, and stays");
    if (last.kind == event_kind::completed && last.what == level::full) ++fulls_checked;
  }

  /// Before anything happens at an instant: if nothing is being made, there is a restore point, and each run since it
  /// is excused by a failure, by another backup that was being made, or by an outage.
  void check_restore_point(sys_seconds instant, const std::vector<event>& events) {
    if (is_busy() || completed_.empty()) return;
    const backup& newest = made_.at(completed_.back());
    for (std::optional<std::string> id = newest.id; id; id = made_.at(*id).parent_id)
      if (!is_completed(*id)) return fail(events.front(), *id + " of the newest restore point is gone");
    ++restore_points_checked;
    for (sys_seconds slot = next_run(here_.is.schedule.when, newest.created).at; slot < instant;
         slot = next_run(here_.is.schedule.when, slot).at) {
      const auto excuse = excuses_.lower_bound(slot);
      const bool is_excused = excuse != excuses_.end() && *excuse < slot + 24h;
      const bool is_in_outage = lies_in(here_.is.outages, slot);
      if (!is_excused && !is_in_outage)
        return fail(events.front(), "the run of " + rota::format_instant(slot) + " made nothing, for no known reason");
    }
  }

  const generated_scenario& here_;
  std::map<std::string, backup> made_;
  std::map<std::string, backup_status> alive_;
  std::vector<std::string> completed_;  // automated, in the order of completion, as far back as they are there
  std::set<sys_seconds> excuses_;
  sys_seconds now_ = sys_seconds::min();
  std::string broken_;
};

}  // namespace

// --- laws over generated scenarios ---

TEST_CASE("a simulation does what a service does that looks at its clock all the time", "[simulate_laws]") {
  counterexamples found;
  std::size_t events = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    generated_scenario here = draw_scenario(seed, 12);
    if (seed % 3 == 0) here.is.retention = {.last = 5, .weekly = 2, .at_least = 2};
    if (seed % 6 == 1) here.is.retention = {};
    if (seed % 6 == 4) here.is.retention = {.within = 5h * static_cast<int>(seed)};
    generator values{seed};
    if (seed >= 30) draw_timing(values, here);
    if (seed % 2 == 0) draw_holds(values, here);
    events += here.simulated().events.size();
    const std::string different = difference(here);
    found.unless(different.empty(), [&] { return different; });
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(events > 1'000);
}

TEST_CASE("equal scenarios give equal events, in whatever order outages and requests are listed", "[simulate_laws]") {
  counterexamples found;
  for (std::uint64_t seed = 1'000; seed < 1'020; ++seed) {
    generated_scenario here = draw_scenario(seed, 60);
    const simulation once = here.simulated();
    std::reverse(here.is.outages.begin(), here.is.outages.end());
    std::reverse(here.is.on_demand.begin(), here.is.on_demand.end());
    const simulation again = here.simulated();
    const bool is_same = once.events == again.events && once.backups == again.backups && once.after == again.after;
    found.unless(is_same, [&] { return description(here, "other events"); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("through years of failures, outages and slow backups, restore points stay fresh and the chains stay",
          "[simulate_laws]") {
  counterexamples found;
  std::size_t fulls_checked = 0;
  std::size_t restore_points_checked = 0;
  for (std::uint64_t seed = 2'000; seed < 2'012; ++seed) {
    const generated_scenario here = draw_scenario(seed, 500);
    audit years{here};
    const std::string broken = years.broken();
    found.unless(broken.empty(), [&] { return broken; });
    fulls_checked += years.fulls_checked;
    restore_points_checked += years.restore_points_checked;
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(fulls_checked > 20);
  REQUIRE(restore_points_checked > 4'000);
}

TEST_CASE("if nothing fails, the newest N fulls are there with all their incrementals after every full that completes",
          "[simulate_laws]") {
  counterexamples found;
  for (unsigned fulls = 1; fulls <= 4; ++fulls) {
    std::size_t completed = 0;
    const sys_seconds from = instant("2014-11-02T00:00:00");
    const auto chains_at = [&](sys_seconds until) {
      const rota::scenario whole{
          .schedule = due_at("2014-11-02T14:30:00"), .retention = {.fulls = fulls}, .from = from, .until = until};
      return simulate(whole, in_twenty_minutes, rota::utc).backups;
    };
    for (sys_seconds sunday = from + 15h; completed < 7; sunday += std::chrono::weeks{1}) {
      ++completed;
      const std::size_t there = std::min<std::size_t>(completed, fulls);
      const std::size_t after = chains_at(sunday).size();          // the newest full alone, and whole weeks before it
      const std::size_t before = chains_at(sunday + 167h).size();  // as many whole weeks
      found.unless(after == 1 + 7 * (there - 1) && before == 7 * there, [&] {
        return std::to_string(fulls) + " fulls, " + rota::format_instant(sunday) + ": " + std::to_string(after) +
               " backups, then " + std::to_string(before);
      });
      const std::size_t building = chains_at(sunday + 167h + 40min).size();
      found.unless(building == 7 * there + 1, [&] {
        return std::to_string(fulls) + " fulls, while the next is being made: " + std::to_string(building);
      });
    }
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
}
