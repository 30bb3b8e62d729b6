// SPDX-License-Identifier: MIT
//
// struct outcome { backup_status status; std::chrono::seconds takes; std::optional<double> size; };
//
// enum class event_kind { started, completed, failed, skipped, removed };
// constexpr std::string_view to_string(event_kind) noexcept;
// struct event { sys_seconds at; event_kind kind; std::string id; level what; bool automated; unsigned missed;
//                start_reasons started_for; std::optional<skip_reason> skipped_for; reasons removed_for; };
//
// struct outage { sys_seconds from; sys_seconds until; };
// struct simulate_options { decide_options decide; std::vector<outage> outages; std::vector<sys_seconds> on_demand; };
// struct simulation { schedule after; std::vector<backup> backups; std::vector<event> events; };
// simulation simulate(schedule, const retention&, std::vector<backup>, sys_seconds from, sys_seconds until, OutcomeOf,
//                     const simulate_options& = {});

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <rota/simulate.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::event;
using rota::event_kind;
using rota::level;
using rota::outage;
using rota::outcome;
using rota::retention;
using rota::schedule;
using rota::simulate;
using rota::simulate_options;
using rota::simulation;
using rota::source;
using rota::sys_seconds;
using rota::time_of_day;

sys_seconds at(std::string_view text) { return rota::parse_instant(text).value(); }

const source database{"44b277eb-39be-4921-be31-3d61b43651d7"};
const source other_database{"55b277eb-39be-4921-be31-3d61b43651d7"};

/// The seed's schedule, fulls on Sundays at 14:30, due at `next_run`. 2014-11-02 is a Sunday.
schedule due_at(std::string_view next_run) {
  return {.id = "nightly",
          .when = rota::weekly(date::Sunday, time_of_day{14h, 30min}),
          .source = database,
          .next_run = at(next_run)};
}

outcome in_twenty_minutes(const backup&) { return {backup_status::completed, 20min}; }

bool lies_in(const std::vector<outage>& outages, sys_seconds instant) {
  return std::any_of(outages.begin(), outages.end(),
                     [&](const outage& one) { return one.from <= instant && instant < one.until; });
}

/// "2014-11-02T14:50:00 removed simulated-2 incremental: expired", with " by hand" where no schedule did it.
std::string text(const event& one) {
  std::string told = rota::format_instant(one.at) + " " + std::string{to_string(one.kind)};
  if (one.kind != event_kind::skipped) told += " " + one.id + " " + std::string{to_string(one.what)};
  if (!one.automated) told += " by hand";
  std::string why;
  if (one.missed != 0) why += " missed " + std::to_string(one.missed);
  for (const auto reason : one.started_for) why.append(" ").append(to_string(reason));
  if (one.skipped_for) why.append(" ").append(to_string(*one.skipped_for));
  for (const auto reason : one.removed_for) why.append(" ").append(to_string(reason));
  return told + (why.empty() ? "" : ":" + why);
}

std::string text(const std::vector<event>& events) {
  std::string told;
  for (const event& one : events) told += "\n" + text(one);
  return told;
}

// --- scenarios, each made from a seed alone ---

struct scenario {
  schedule of;
  retention rules = {};
  std::vector<backup> backups = {};
  sys_seconds from = {};
  sys_seconds until = {};
  simulate_options options = {};
  std::uint64_t seed = 0;
  std::int64_t fails_one_in = 4;
  std::vector<std::chrono::minutes> takes = {20min};

  /// How a backup ends, from when it was created alone.
  [[nodiscard]] outcome outcome_of(const backup& one) const {
    generator values{seed ^ static_cast<std::uint64_t>(one.created.time_since_epoch().count())};
    const bool fails = fails_one_in != 0 && values.between(1, fails_one_in) == 1;
    return {fails ? backup_status::failed : backup_status::completed, takes[values.index(takes.size())],
            static_cast<double>(values.between(0, 9))};
  }

  [[nodiscard]] simulation simulated() const {
    return simulate(
        of, rules, backups, from, until, [this](const backup& one) { return outcome_of(one); }, options);
  }
};

// --- what a service does, minute by minute ---

class service {
 public:
  explicit service(const scenario& here) : here_{here}, state_{here.of, here.backups, {}} {
    for (const backup& one : state_.backups) ends_.push_back(one.created + here.outcome_of(one).takes);
  }

  simulation run() {
    for (sys_seconds now = here_.from; now < here_.until; now += 1min) {
      bool has_ended = end_backups(now);
      do {  // again where what was started took no time
        has_reason_ = has_reason_ || has_ended;
        if (is_anything_due(now) && !lies_in(here_.options.outages, now)) serve(now);
        has_ended = end_backups(now);
      } while (has_ended);
    }
    return std::move(state_);
  }

 private:
  [[nodiscard]] bool is_anything_due(sys_seconds now) const {
    const auto& people = here_.options.on_demand;
    const bool does_anybody_wait = people_served_ < people.size() && people[people_served_] <= now;
    return has_reason_ || does_anybody_wait || state_.after.next_run <= now;
  }

  bool end_backups(sys_seconds now) {
    bool has_ended = false;
    for (std::size_t i = 0; i < state_.backups.size(); ++i) {
      backup& one = state_.backups[i];
      if (!is_unfinished(one.status) || ends_[i] > now) continue;
      const outcome how = here_.outcome_of(one);
      one.status = how.status;
      one.updated = now;
      one.size = how.size;
      if (one.automated) state_.after = finished(state_.after, now);
      const bool is_completed = how.status == backup_status::completed;
      tell({.at = now, .kind = is_completed ? event_kind::completed : event_kind::failed}, one);
      has_ended = true;
    }
    return has_ended;
  }

  void serve(sys_seconds now) {
    const auto& people = here_.options.on_demand;
    for (; people_served_ < people.size() && people[people_served_] <= now; ++people_served_) {
      const bool is_busy = std::any_of(state_.backups.begin(), state_.backups.end(),
                                       [](const backup& one) { return is_unfinished(one.status); });
      if (is_busy)
        state_.events.push_back({.at = now,
                                 .kind = event_kind::skipped,
                                 .automated = false,
                                 .skipped_for = rota::skip_reason::still_running});
      else
        start(now, {.at = now, .kind = event_kind::started}, std::nullopt, false);
    }
    has_reason_ = false;
    remove_what_may_go(now);
    follow(decide(state_.after, state_.backups, now, here_.options.decide), now);
  }

  void remove_what_may_go(sys_seconds now) {
    const rota::prune_plan plan = prune(state_.backups, here_.rules, now);
    for (const std::size_t i : plan.removals)
      tell({.at = now, .kind = event_kind::removed, .removed_for = plan.verdicts[i].why}, state_.backups[i]);
    for (std::size_t i = plan.verdicts.size(); i-- > 0;) {
      if (plan.verdicts[i].keep) continue;
      state_.backups.erase(state_.backups.begin() + static_cast<std::ptrdiff_t>(i));
      ends_.erase(ends_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  void follow(const rota::decision& what, sys_seconds now) {
    if (const auto* skip = std::get_if<rota::skip>(&what)) {
      state_.events.push_back({.at = now, .kind = event_kind::skipped, .skipped_for = skip->why});
      state_.after.next_run = skip->next;
    }
    if (const auto* what_to_start = std::get_if<rota::start>(&what)) {
      state_.after = started(state_.after, now);
      const auto parent = what_to_start->parent;
      start(
          now,
          {.at = now, .kind = event_kind::started, .missed = what_to_start->missed, .started_for = what_to_start->why},
          parent ? std::optional{state_.backups[*parent].id} : std::nullopt, true);
    }
  }

  void start(sys_seconds now, event told, std::optional<std::string> parent_id, bool automated) {
    state_.backups.push_back({.id = "started " + std::to_string(++started_),
                              .parent_id = std::move(parent_id),
                              .source = here_.of.source,
                              .status = backup_status::building,
                              .automated = automated,
                              .created = now,
                              .updated = now});
    ends_.push_back(now + here_.outcome_of(state_.backups.back()).takes);
    tell(std::move(told), state_.backups.back());
  }

  void tell(event told, const backup& of) {
    told.id = of.id;
    told.what = of.level();
    told.automated = of.automated;
    state_.events.push_back(std::move(told));
  }

  const scenario& here_;
  simulation state_;
  std::vector<sys_seconds> ends_;
  std::size_t people_served_ = 0;
  int started_ = 0;
  bool has_reason_ = false;
};

/// The simulation with the ids that it gave, which may be any, in the service's words.
simulation in_words_of_service(simulation told) {
  std::map<std::string, std::string> ids;
  for (const event& one : told.events)
    if (one.kind == event_kind::started) ids.emplace(one.id, "started " + std::to_string(ids.size() + 1));
  const auto rename = [&](std::string& id) {
    if (const auto found = ids.find(id); found != ids.end()) id = found->second;
  };
  for (event& one : told.events) rename(one.id);
  for (backup& one : told.backups) {
    rename(one.id);
    if (one.parent_id) rename(*one.parent_id);
  }
  return told;
}

std::string text(const scenario& here, const std::string& what_is_wrong) {
  std::string told = "seed " + std::to_string(here.seed) + ", from " + rota::format_instant(here.from) + " until " +
                     rota::format_instant(here.until) + ", full on the weekdays of bits " +
                     std::to_string(here.of.when.full_on.bits()) + ", next run " +
                     rota::format_instant(here.of.next_run) + ", fulls " +
                     (here.rules.fulls ? std::to_string(*here.rules.fulls) : "not set");
  for (const outage& one : here.options.outages)
    told += ", outage " + rota::format_instant(one.from) + " to " + rota::format_instant(one.until);
  return told + ": " + what_is_wrong;
}

/// Where the simulation is not what the service did, "" where it is.
std::string difference(const scenario& here) {
  const simulation expected = service{here}.run();
  const simulation found = in_words_of_service(here.simulated());
  const auto [one, other] =
      std::mismatch(expected.events.begin(), expected.events.end(), found.events.begin(), found.events.end());
  if (one != expected.events.end() || other != found.events.end())
    return text(here, "after " + std::to_string(one - expected.events.begin()) + " events, expected " +
                          (one == expected.events.end() ? "no more" : text(*one)) + ", found " +
                          (other == found.events.end() ? "no more" : text(*other)));
  if (expected.backups != found.backups) return text(here, "other backups are left");
  if (expected.after != found.after) return text(here, "another schedule is left");
  return "";
}

sys_seconds draw_minute(generator& values, sys_seconds from, sys_seconds until) {
  return from + std::chrono::minutes{values.between(0, (until - from) / std::chrono::minutes{1})};
}

scenario draw_scenario(std::uint64_t seed, std::int64_t days) {
  generator values{seed};
  const auto one_in = [&](std::size_t times) { return values.index(times) == 0; };
  scenario drawn{.of = due_at("2014-11-02T14:30:00")};
  drawn.seed = seed;
  const std::array<rota::weekdays, 4> days_of_fulls{rota::weekdays{date::Sunday}, rota::weekdays{date::Wednesday},
                                                    rota::weekdays{date::Monday, date::Thursday},
                                                    rota::weekdays::every_day};
  drawn.of.when.full_on = days_of_fulls[values.index(days_of_fulls.size())];
  drawn.from = at("2014-11-01T00:00:00") + std::chrono::minutes{values.between(0, 7 * 1'440)};
  drawn.until = drawn.from + std::chrono::days{days};
  drawn.of.next_run = values.coin() ? drawn.from : next_run(drawn.of.when, drawn.from).at;
  drawn.rules.fulls = static_cast<unsigned>(values.between(1, 4));
  drawn.fails_one_in = one_in(3) ? 0 : values.between(2, 9);
  drawn.takes = {20min, 1min, 3h};
  if (one_in(3)) drawn.takes.insert(drawn.takes.end(), {0min, 23h + 59min, 24h, 24h + 1min, 61h});
  for (std::int64_t i = one_in(2) ? 0 : values.between(1, days / 10 + 1); i > 0; --i) {
    const sys_seconds begin = draw_minute(values, drawn.from, drawn.until);
    drawn.options.outages.push_back({begin, begin + std::chrono::minutes{values.between(0, one_in(2) ? 600 : 10'000)}});
  }
  for (std::int64_t i = one_in(2) ? 0 : values.between(1, days / 10 + 1); i > 0; --i)
    drawn.options.on_demand.push_back(draw_minute(values, drawn.from, drawn.until));
  std::sort(drawn.options.on_demand.begin(), drawn.options.on_demand.end());
  if (one_in(4)) drawn.options.decide.grace = std::chrono::minutes{values.between(0, 600)};
  if (one_in(4)) drawn.options.decide.max_chain = static_cast<unsigned>(values.between(0, 4));
  return drawn;
}

// --- the laws of a simulation, from its events and what its outcome function was shown ---

class audit {
 public:
  explicit audit(const scenario& here) : here_{here} {}

  /// The first law that is broken, "" where none is.
  std::string broken() {
    const auto outcome_of = [this](const backup& one) {
      made_.emplace(one.id, one);
      return here_.outcome_of(one);
    };
    const simulation told =
        simulate(here_.of, here_.rules, here_.backups, here_.from, here_.until, outcome_of, here_.options);
    for (std::size_t i = 0; i < told.events.size() && broken_.empty(); ++i) {
      const event& one = told.events[i];
      if (one.at < now_ || one.at < here_.from || one.at >= here_.until) fail(one, "it is out of time");
      if (one.at != now_) check_restore_point(one.at, told.events);
      now_ = one.at;
      follow(one);
      const bool is_last_now = i + 1 == told.events.size() || told.events[i + 1].at != now_;
      if (is_last_now && !lies_in(here_.options.outages, now_)) check_chains(one);
    }
    std::map<std::string, backup_status> left;
    for (const backup& one : told.backups) left.emplace(one.id, one.status);
    if (broken_.empty() && left != alive_) broken_ = "what is left is not what the events leave";
    return broken_.empty() ? "" : text(here_, broken_);
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
    if (one.kind == event_kind::skipped) {
      excuses_.insert(one.at);
      return;
    }
    const auto made = made_.find(one.id);
    if (made == made_.end()) return fail(one, "nobody was asked how it ends");
    const backup& of = made->second;
    if (of.level() != one.what || of.automated != one.automated) fail(one, "it is another backup");
    switch (one.kind) {
      case event_kind::started:
        if (is_busy()) fail(one, "another one is being made");
        if (!alive_.emplace(one.id, backup_status::building).second) fail(one, "it was started before");
        if (of.parent_id && !is_completed(*of.parent_id)) fail(one, "its parent is no restore point");
        if (of.created != one.at || of.source != here_.of.source) fail(one, "it is not as the event says");
        break;
      case event_kind::completed:
      case event_kind::failed: {
        const outcome how = here_.outcome_of(of);
        if (!is_alive(one.id) || !is_unfinished(alive_[one.id])) fail(one, "it was not being made");
        if ((how.status == backup_status::completed) != (one.kind == event_kind::completed)) fail(one, "not so");
        if (one.at != of.created + how.takes) fail(one, "it does not take that long");
        if (one.kind == event_kind::failed) excuses_.insert(of.created);
        alive_[one.id] = how.status;
        if (one.kind == event_kind::completed && of.automated) completed_.push_back(one.id);
        break;
      }
      case event_kind::removed:
        if (alive_.erase(one.id) == 0) fail(one, "it was not there");
        if (!of.automated) fail(one, "a person made it");
        for (const auto& [id, status] : alive_)
          if (made_.at(id).parent_id == one.id) fail(one, "what is built on it is still there");
        break;
      case event_kind::skipped: break;
    }
  }

  /// The full that a backup is built on.
  [[nodiscard]] const std::string& root(const std::string& id) const {
    const backup* one = &made_.at(id);
    while (one->parent_id) one = &made_.at(*one->parent_id);
    return one->id;
  }

  /// Exactly the newest N chains are there, whole, and nothing that failed. What is gone is then forgotten: nothing is
  /// started twice.
  void check_chains(const event& last) {
    std::set<std::string> promised;
    for (auto id = completed_.rbegin(); id != completed_.rend() && promised.size() < *here_.rules.fulls; ++id)
      if (made_.at(*id).level() == level::full) promised.insert(*id);
    for (const std::string& id : completed_)
      if (is_alive(id) != (promised.count(root(id)) != 0))
        return fail(last, id + (is_alive(id) ? " stays" : " is gone"));
    std::erase_if(completed_, [&](const std::string& id) { return !is_alive(id); });
    for (const auto& [id, status] : alive_)
      if (status == backup_status::failed && made_.at(id).automated) return fail(last, id + " failed, and stays");
    if (last.kind == event_kind::completed && last.what == level::full) ++fulls_checked;
  }

  /// Before anything happens at `instant`: where nothing is being made, there is a restore point, and each run since it
  /// is excused, by a failure, by something else that was being made, or by an outage.
  void check_restore_point(sys_seconds instant, const std::vector<event>& events) {
    if (is_busy() || completed_.empty()) return;
    const backup& newest = made_.at(completed_.back());
    for (std::optional<std::string> id = newest.id; id; id = made_.at(*id).parent_id)
      if (!is_completed(*id)) return fail(events.front(), *id + " of the newest restore point is gone");
    ++restore_points_checked;
    for (sys_seconds slot = next_run(here_.of.when, newest.created).at; slot < instant;
         slot = next_run(here_.of.when, slot).at) {
      const auto excuse = excuses_.lower_bound(slot);
      const bool is_excused = excuse != excuses_.end() && *excuse < slot + 24h;
      const bool is_in_outage = lies_in(here_.options.outages, slot);
      if (!is_excused && !is_in_outage)
        return fail(events.front(), "the run of " + rota::format_instant(slot) + " made nothing, and nothing says why");
    }
  }

  const scenario& here_;
  std::map<std::string, backup> made_;
  std::map<std::string, backup_status> alive_;
  std::vector<std::string> completed_;  // automated, in the order of completion, as far back as they are there
  std::set<sys_seconds> excuses_;
  sys_seconds now_ = sys_seconds::min();
  std::string broken_;
};

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("eleven days of the seed's schedule, of which one chain stays", "[simulate]") {
  const simulation told = simulate(due_at("2014-10-30T14:30:00"), {.fulls = 1}, {}, at("2014-10-30T12:30:00"),
                                   at("2014-11-03T14:50:00"), in_twenty_minutes);
  REQUIRE(text(told.events) == R"(
2014-10-30T14:30:00 started simulated-1 full: first_full
2014-10-30T14:50:00 completed simulated-1 full
2014-10-31T14:30:00 started simulated-2 incremental: incremental
2014-10-31T14:50:00 completed simulated-2 incremental
2014-11-01T14:30:00 started simulated-3 incremental: incremental
2014-11-01T14:50:00 completed simulated-3 incremental
2014-11-02T14:30:00 started simulated-4 full: full_day
2014-11-02T14:50:00 completed simulated-4 full
2014-11-02T14:50:00 removed simulated-3 incremental: expired
2014-11-02T14:50:00 removed simulated-2 incremental: expired
2014-11-02T14:50:00 removed simulated-1 full: expired
2014-11-03T14:30:00 started simulated-5 incremental: incremental)");
  REQUIRE(told.backups.size() == 2);
  REQUIRE(told.backups.back().status == backup_status::building);
  REQUIRE(told.after.running);
  REQUIRE(rota::format_instant(told.after.next_run) == "2014-11-04T14:30:00");
  REQUIRE(told.after.last_scheduled == at("2014-11-03T14:30:00"));
}

TEST_CASE("a full that fails is removed, tried again the next day, and costs no chain", "[simulate]") {
  const auto fails_on_sunday = [](const backup& one) {
    const bool is_sunday = date::weekday{date::floor<date::days>(one.created)} == date::Sunday;
    return outcome{is_sunday ? backup_status::failed : backup_status::completed, 20min};
  };
  const simulation told = simulate(due_at("2014-11-01T14:30:00"), {.fulls = 1}, {}, at("2014-11-01T00:00:00"),
                                   at("2014-11-04T00:00:00"), fails_on_sunday);
  REQUIRE(text(told.events) == R"(
2014-11-01T14:30:00 started simulated-1 full: first_full
2014-11-01T14:50:00 completed simulated-1 full
2014-11-02T14:30:00 started simulated-2 full: full_day
2014-11-02T14:50:00 failed simulated-2 full
2014-11-02T14:50:00 removed simulated-2 full: failed
2014-11-03T14:30:00 started simulated-3 full: full_overdue
2014-11-03T14:50:00 completed simulated-3 full
2014-11-03T14:50:00 removed simulated-1 full: expired)");
}

TEST_CASE("a backup that runs past the next slot has that slot skipped, and told", "[simulate]") {
  const simulation told = simulate(due_at("2014-11-02T14:30:00"), {.fulls = 2}, {}, at("2014-11-02T00:00:00"),
                                   at("2014-11-06T00:00:00"), [](const backup&) { return outcome{.takes = 30h}; });
  REQUIRE(text(told.events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full full_day
2014-11-03T14:30:00 skipped: still_running
2014-11-03T20:30:00 completed simulated-1 full
2014-11-04T14:30:00 started simulated-2 incremental: incremental
2014-11-05T14:30:00 skipped: still_running
2014-11-05T20:30:00 completed simulated-2 incremental)");
}

TEST_CASE("a backup that ends as the next slot begins holds nothing up", "[simulate]") {
  const simulation told = simulate(due_at("2014-11-02T14:30:00"), {.fulls = 2}, {}, at("2014-11-02T00:00:00"),
                                   at("2014-11-03T14:31:00"), [](const backup&) { return outcome{.takes = 24h}; });
  REQUIRE(text(told.events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full full_day
2014-11-03T14:30:00 completed simulated-1 full
2014-11-03T14:30:00 started simulated-2 incremental: incremental)");
}

TEST_CASE("a backup that takes no time, or less, ends as it starts", "[simulate]") {
  for (const auto takes : {0s, -3'600s}) {
    const simulation told = simulate(due_at("2014-11-02T14:30:00"), {.fulls = 2}, {}, at("2014-11-02T00:00:00"),
                                     at("2014-11-03T00:00:00"), [&](const backup&) { return outcome{.takes = takes}; });
    REQUIRE(text(told.events) == R"(
2014-11-02T14:30:00 started simulated-1 full: first_full full_day
2014-11-02T14:30:00 completed simulated-1 full)");
    REQUIRE_FALSE(told.after.running);
  }
}

TEST_CASE("after an outage the latest run is made up for, as a full where one was missed", "[simulate]") {
  const simulate_options options{.outages = {{at("2014-11-01T14:30:00"), at("2014-11-04T09:00:00")}}};
  const simulation told = simulate(due_at("2014-10-31T14:30:00"), {.fulls = 2}, {}, at("2014-10-31T00:00:00"),
                                   at("2014-11-04T10:00:00"), in_twenty_minutes, options);
  REQUIRE(text(told.events) == R"(
2014-10-31T14:30:00 started simulated-1 full: first_full
2014-10-31T14:50:00 completed simulated-1 full
2014-11-04T09:00:00 started simulated-2 full: missed 2 full_overdue
2014-11-04T09:20:00 completed simulated-2 full)");
}

TEST_CASE("people's backups run as they ask, unless one is running, and stay", "[simulate]") {
  const simulate_options options{.on_demand = {at("2014-11-02T14:40:00"), at("2014-11-02T09:00:00"),
                                               at("2014-11-02T09:10:00"),
                                               at("2014-10-01T00:00:00")}};  // the last one was before it all begins
  const simulation told = simulate(due_at("2014-11-02T14:30:00"), {.fulls = 1}, {}, at("2014-11-02T00:00:00"),
                                   at("2014-11-10T00:00:00"), in_twenty_minutes, options);
  const std::vector<event> first_day{told.events.begin(), told.events.begin() + 6};
  REQUIRE(text(first_day) == R"(
2014-11-02T09:00:00 started simulated-1 full by hand
2014-11-02T09:10:00 skipped by hand: still_running
2014-11-02T09:20:00 completed simulated-1 full by hand
2014-11-02T14:30:00 started simulated-2 full: first_full full_day
2014-11-02T14:40:00 skipped by hand: still_running
2014-11-02T14:50:00 completed simulated-2 full)");
  REQUIRE(told.backups.size() == 2);
  REQUIRE(told.backups.front().id == "simulated-1");
}

TEST_CASE("what people ask for in an outage is served when it ends, the first of it", "[simulate]") {
  const simulate_options options{.outages = {{at("2014-11-03T09:00:00"), at("2014-11-03T12:00:00")}},
                                 .on_demand = {at("2014-11-03T10:00:00"), at("2014-11-03T11:00:00")}};
  const simulation told = simulate(due_at("2014-11-03T14:30:00"), {.fulls = 1}, {}, at("2014-11-03T00:00:00"),
                                   at("2014-11-03T14:00:00"), in_twenty_minutes, options);
  REQUIRE(text(told.events) == R"(
2014-11-03T12:00:00 started simulated-1 full by hand
2014-11-03T12:00:00 skipped by hand: still_running
2014-11-03T12:20:00 completed simulated-1 full by hand)");
}

TEST_CASE("what may go since a backup that ended in an outage goes when the outage ends", "[simulate]") {
  const simulate_options options{.outages = {{at("2014-11-02T14:40:00"), at("2014-11-02T18:00:00")}}};
  const simulation told = simulate(due_at("2014-11-01T14:30:00"), {.fulls = 1}, {}, at("2014-11-01T00:00:00"),
                                   at("2014-11-03T00:00:00"), in_twenty_minutes, options);
  REQUIRE(text(told.events) == R"(
2014-11-01T14:30:00 started simulated-1 full: first_full
2014-11-01T14:50:00 completed simulated-1 full
2014-11-02T14:30:00 started simulated-2 full: full_day
2014-11-02T14:50:00 completed simulated-2 full
2014-11-02T18:00:00 removed simulated-1 full: expired)");
}

TEST_CASE("where there is no time, nothing happens", "[simulate]") {
  const schedule due = due_at("2014-11-02T14:30:00");
  const std::vector<backup> backups{{.id = "old", .source = database, .status = backup_status::failed}};
  const sys_seconds now = at("2014-11-02T14:30:00");
  for (const auto length : {0s, -1s, -std::chrono::seconds{std::chrono::days{700}}}) {
    const simulation told = simulate(due, {.fulls = 1}, backups, now, now + length, in_twenty_minutes);
    REQUIRE(told.events.empty());
    REQUIRE(told.backups == backups);
    REQUIRE(told.after == due);
  }
}

TEST_CASE("the end of the time is no part of it", "[simulate]") {
  const sys_seconds slot = at("2014-11-02T14:30:00");
  const auto until = [&](sys_seconds end) {
    return simulate(due_at("2014-11-02T14:30:00"), {.fulls = 1}, {}, slot - 24h, end, in_twenty_minutes).events.size();
  };
  REQUIRE(until(slot) == 0);
  REQUIRE(until(slot + 1s) == 1);
  REQUIRE(until(slot + 20min) == 1);
  REQUIRE(until(slot + 20min + 1s) == 2);
}

TEST_CASE("backups that are being made as the simulation begins end in it", "[simulate]") {
  schedule due = due_at("2014-11-03T14:30:00");
  due.running = true;
  const auto building = [](std::string id, std::string_view created) {
    return backup{.id = std::move(id), .source = database, .status = backup_status::building, .created = at(created)};
  };
  std::vector<backup> backups{building("long ago", "2014-11-02T14:30:00"), building("just now", "2014-11-02T23:50:00"),
                              building("of another", "2014-11-02T23:55:00")};
  backups[0].status = backup_status::new_;
  backups[1].automated = false;
  backups[2].source = other_database;
  const simulation told =
      simulate(due, {.fulls = 2}, backups, at("2014-11-03T00:00:00"), at("2014-11-03T14:40:00"), in_twenty_minutes);
  REQUIRE(text(told.events) == R"(
2014-11-03T00:00:00 completed long ago full
2014-11-03T00:10:00 completed just now full by hand
2014-11-03T00:15:00 completed of another full
2014-11-03T14:30:00 started simulated-1 incremental: incremental)");
  REQUIRE(told.backups[3].parent_id == "long ago");
  REQUIRE(told.backups[0].updated == at("2014-11-03T00:00:00"));
}

TEST_CASE("each of two backups that are being made under one id ends", "[simulate]") {
  const backup twice{
      .id = "twice", .source = database, .status = backup_status::building, .created = at("2014-11-02T23:50:00")};
  std::vector<backup> backups{twice, twice};
  const auto left_after = [&] {
    return simulate(due_at("2014-11-03T14:30:00"), {.fulls = 2}, backups, at("2014-11-03T00:00:00"),
                    at("2014-11-03T14:31:00"), in_twenty_minutes)
        .backups;
  };
  REQUIRE(left_after()[0].status == backup_status::completed);
  REQUIRE(left_after()[1].status == backup_status::completed);
  backups[0].status = backup_status::failed;  // and one that has ended does not end again
  REQUIRE(left_after()[0].status == backup_status::failed);
  REQUIRE(left_after()[1].status == backup_status::completed);
}

TEST_CASE("while a backup that is dated ahead is being made, no other is started", "[simulate]") {
  const backup ahead{
      .id = "ahead", .source = database, .status = backup_status::building, .created = at("2014-11-04T00:00:00")};
  const simulation told = simulate(due_at("2014-11-03T14:30:00"), {.fulls = 2}, {ahead}, at("2014-11-03T00:00:00"),
                                   at("2014-11-04T12:00:00"), in_twenty_minutes);
  REQUIRE(text(told.events) == R"(
2014-11-03T14:30:00 skipped: still_running
2014-11-04T00:20:00 completed ahead full)");
}

TEST_CASE("a simulated backup takes no id that is there", "[simulate]") {
  const std::vector<backup> backups{
      {.id = "simulated-1", .source = database, .created = at("2014-11-02T14:30:00")},
      {.id = "simulated-3", .parent_id = "simulated-1", .source = database, .created = at("2014-11-03T14:30:00")}};
  const simulation told = simulate(due_at("2014-11-04T14:30:00"), {.fulls = 2}, backups, at("2014-11-04T00:00:00"),
                                   at("2014-11-08T00:00:00"), in_twenty_minutes);
  std::set<std::string> ids;
  for (const backup& one : told.backups) ids.insert(one.id);
  REQUIRE(told.backups.size() == 6);
  REQUIRE(ids.size() == 6);
}

TEST_CASE("in the year of the worked example, a backup fails on each 13th and no other day", "[simulate]") {
  const auto fails_on_13th = [](const backup& started) {
    const date::year_month_day day{date::floor<date::days>(started.created)};
    return outcome{day.day() == date::day{13} ? backup_status::failed : backup_status::completed, 10min};
  };
  const schedule due = due_at("2014-01-01T14:30:00");
  const simulation told =
      simulate(due, retention_of(due), {}, at("2014-01-01T00:00:00"), at("2015-01-01T00:00:00"), fails_on_13th);
  std::array<int, 5> counts{};
  for (const event& one : told.events) ++counts[static_cast<std::size_t>(one.kind)];
  // The last chains are those of Sunday 2014-12-21, all of it, and Sunday 2014-12-28, four backups long.
  REQUIRE(told.backups.size() == 11);
  REQUIRE(counts == std::array{365, 353, 12, 0, 354});
}

TEST_CASE("the names of the events are those that JSON carries", "[simulate]") {
  std::string names;
  for (const event_kind kind :
       {event_kind::started, event_kind::completed, event_kind::failed, event_kind::skipped, event_kind::removed})
    names.append(to_string(kind)).append(" ");
  REQUIRE(names == "started completed failed skipped removed ");
}

// --- laws over generated scenarios ---

TEST_CASE("a simulation is what a service does that looks at its clock every minute", "[simulate]") {
  counterexamples found;
  std::size_t events = 0;
  for (std::uint64_t seed = 0; seed < 72; ++seed) {
    scenario here = draw_scenario(seed, 24);
    if (seed % 3 == 0) here.rules = {.last = 5, .weekly = 2, .at_least = 2};
    if (seed % 6 == 1) here.rules = {};
    events += here.simulated().events.size();
    const std::string different = difference(here);
    found.unless(different.empty(), [&] { return different; });
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(events > 2'500);
}

TEST_CASE("the same arguments give the same events, in whatever order outages and wishes are listed", "[simulate]") {
  counterexamples found;
  for (std::uint64_t seed = 1'000; seed < 1'020; ++seed) {
    scenario here = draw_scenario(seed, 60);
    const simulation once = here.simulated();
    std::reverse(here.options.outages.begin(), here.options.outages.end());
    std::reverse(here.options.on_demand.begin(), here.options.on_demand.end());
    const simulation again = here.simulated();
    const bool is_same = once.events == again.events && once.backups == again.backups && once.after == again.after;
    found.unless(is_same, [&] { return text(here, "other events"); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE(
    "through years of failures, outages and slow backups, what can be restored is as fresh as they allow, and the "
    "chains promised are there",
    "[simulate]") {
  counterexamples found;
  std::size_t fulls_checked = 0;
  std::size_t restore_points_checked = 0;
  for (std::uint64_t seed = 2'000; seed < 2'012; ++seed) {
    const scenario here = draw_scenario(seed, 500);
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

TEST_CASE("where nothing fails, after every full that completes there are N of them with all their incrementals",
          "[simulate]") {
  counterexamples found;
  for (unsigned fulls = 1; fulls <= 4; ++fulls) {
    std::size_t completed = 0;
    const sys_seconds from = at("2014-11-02T00:00:00");
    const auto chains_at = [&](sys_seconds until) {
      return simulate(due_at("2014-11-02T14:30:00"), {.fulls = fulls}, {}, from, until, in_twenty_minutes).backups;
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
