// SPDX-License-Identifier: MIT
//
// decide, started, finished, apply, stale and prune as a service lives with them for two years: backups that fail or
// never end, outages, people who start backups and change the timing, and clocks that are wrong.
//
// Laws
//   The time between two restore points is a day, and what the failures, outages and changes in it explain.
//   No decision waits for ever: a run is due by the time that the timing promised, and what stands in the way is there.
//   An incremental is built on the chain of the newest full, which never grows beyond its limit.
//   A change of the timing does not take away a run that is due.
//   prune never removes the newest restore point, or what it is built on, or what anything kept is built on.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/decide.hpp>
#include <rota/backups/prune.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_decide.hpp"

namespace {

using namespace std::chrono_literals;

using std::chrono::seconds;

using rota::backup_status;
using rota::sys_seconds;

constexpr seconds day = 24h;
constexpr seconds longest_delay = 10min;  // from the time that a decision names until the service looks
constexpr seconds longest_backup = 20h;   // of those that end
constexpr seconds longest_wait = 7 * day + rota::clock_skew;  // what a wrong clock can cost: until the next full
constexpr sys_seconds beginning = instant("2014-10-30T12:30:00");
constexpr sys_seconds end_of_life = beginning + 731 * day;

/// How a service and its surroundings behave. "One in n"; never if n is 0.
struct habits {
  int failing = 0;  // one in n backups
  int stuck = 0;    // one in n backups
  int outages = 0;  // one in n looks, like the following
  int changes = 0;
  int people = 0;
  int wrong_clock = 0;
  bool marks_stale = true;  // as FAILED; otherwise it leaves them to decide
  rota::decide_options options = {};
  rota::retention policy = {};
};

habits draw_habits(generator& values) {
  const auto one_in = [&](std::int64_t least, std::int64_t most) {
    return values.coin() ? static_cast<int>(values.between(least, most)) : 0;
  };
  habits drawn{.failing = one_in(2, 20),
               .stuck = one_in(10, 60),
               .outages = one_in(20, 200),
               .changes = one_in(10, 100),
               .people = one_in(30, 300),
               .wrong_clock = one_in(20, 200),
               .marks_stale = values.index(4) != 0};
  if (drawn.stuck != 0 || values.coin()) drawn.options.stale_after = longest_backup + values.between(1, 40) * 1h;
  if (values.index(3) == 0) drawn.options.grace = values.between(1, 24) * 1h;
  if (values.index(3) == 0) drawn.options.max_chain = static_cast<unsigned>(values.between(1, 9));
  if (values.index(4) != 0) drawn.policy.fulls = static_cast<unsigned>(values.between(1, 3));
  if (values.index(3) == 0) drawn.policy.last = static_cast<unsigned>(values.between(1, 9));
  if (values.index(3) == 0) drawn.policy.daily = static_cast<unsigned>(values.between(1, 9));
  if (drawn.policy == rota::retention{}) drawn.policy.fulls = 2;
  return drawn;
}

/// How often something happened in all lives.
struct tally {
  std::size_t restore_points = 0;
  std::size_t failures = 0;
  std::size_t incrementals = 0;
  std::size_t changes_when_due = 0;
  std::size_t outages = 0;
  std::size_t removals = 0;
  std::size_t skips = 0;
  std::size_t stale = 0;
  std::size_t times_busy = 0;
  std::size_t clocks_ahead = 0;
  std::size_t overdue = 0;
};

class service {
 public:
  service(std::uint64_t seed, tally& happened, counterexamples& found)
      : values_{seed}, seed_{seed}, habits_{draw_habits(values_)}, happened_{happened}, found_{found} {
    schedule_.next_run = schedule_.created = schedule_.updated = now_;
  }

  void live() {
    while (now_ < end_of_life) {
      if (is_one_in(habits_.outages)) suffer_outage();
      record_endings();
      if (is_one_in(habits_.changes)) change_timing();
      if (is_one_in(habits_.people)) let_person_start();
      const seconds error = is_one_in(habits_.wrong_clock) ? draw_error() : 0s;
      if (habits_.marks_stale) mark_stale(now_ + error);
      const sys_seconds next_look = look(error);
      clean_up(now_ + error);
      check("time goes on", next_look > now_);
      now_ = next_look;
    }
    check_intervals();
  }

 private:
  struct ending {
    std::string id;
    sys_seconds at;
    backup_status status;
  };

  /// A time after which a restore point may come later than usual, and how much later.
  struct explanation {
    sys_seconds at;
    seconds delay;
  };

  bool is_one_in(int n) { return n != 0 && values_.index(static_cast<std::size_t>(n)) == 0; }
  seconds draw_seconds(seconds least, seconds most) { return seconds{values_.between(least.count(), most.count())}; }

  template <class Text>
  void check(const Text& law, bool holds, seconds error = 0s) {
    found_.unless(holds, [&] {
      plain::question asked{schedule_, backups_, seconds_of(now_ + error)};
      if (const auto grace = habits_.options.grace) asked.grace = grace->count();
      if (const auto after = habits_.options.stale_after) asked.stale_after = after->count();
      asked.max_chain = habits_.options.max_chain;
      return std::string{law} + ", in life " + std::to_string(seed_) + " at " + rota::format_instant(now_) +
             plain::text(asked) + "\n  brute force decides: " + plain::text(plain::decide(asked));
    });
  }

  // --- what happens to a service ---

  void suffer_outage() {
    const seconds length = values_.coin() ? draw_seconds(1h, 2 * day) : draw_seconds(1h, 12 * day);
    explained_.push_back({now_, length});
    now_ += length;
    ++happened_.outages;
  }

  /// Minutes to years ahead, or behind.
  seconds draw_error() {
    const std::array<seconds, 3> most{1h, 9 * day, 400 * day};
    const seconds error = draw_seconds(1min, most[values_.index(most.size())]);
    return values_.index(3) == 0 ? -error : error;
  }

  void change_timing() {
    rota::schedule_change change{.run_now = values_.index(4) == 0};
    if (values_.coin()) change.full_on = values_.coin() ? draw_weekdays(values_) : set_of(1U << values_.index(7));
    if (values_.coin()) change.hour = values_.between(0, 23) * 1h;
    if (values_.coin()) change.minute = values_.between(0, 59) * 1min;
    const auto first = values_.index(4) == 0 ? rota::first_run::wait_for_full : rota::first_run::promote;

    const rota::schedule before = schedule_;
    schedule_ = rota::apply(before, change, now_, rota::utc, first);
    const bool was_due = before.next_run <= now_;
    if (was_due) ++happened_.changes_when_due;
    check("what is due stays due", !was_due || schedule_.next_run <= now_);
    check("what is to run now is due", !change.run_now || schedule_.next_run <= now_);
    if (schedule_.next_run <= now_ || schedule_.when == before.when) return;
    const seconds delay = first == rota::first_run::promote ? day : 7 * day;
    promised_ = now_ + delay;
    explained_.push_back({now_, delay});
  }

  void let_person_start() {
    if (!endings_.empty()) return;
    rota::backup& made = add_backup();
    made.automated = false;
    std::vector<std::string> bases;
    for (const rota::backup& one : backups_)
      if (one.status == backup_status::completed) bases.push_back(one.id);
    if (!bases.empty() && values_.coin()) made.parent_id = bases[values_.index(bases.size())];
    endings_.push_back({made.id, now_ + draw_seconds(10min, 5h), backup_status::completed});
  }

  rota::backup& add_backup() {
    rota::backup made;
    made.id = "backup-" + std::to_string(++made_);
    made.source = schedule_.source;
    made.status = backup_status::building;
    made.created = made.updated = now_ + draw_seconds(-4min, 4min);  // by the clock of another node
    return backups_.emplace_back(std::move(made));
  }

  // --- what a service does ---

  rota::backup& backup_named(const std::string& id) {
    return *std::find_if(backups_.begin(), backups_.end(), [&](const rota::backup& one) { return one.id == id; });
  }

  void end(const std::string& id, backup_status status, sys_seconds at) {
    rota::backup& one = backup_named(id);
    one.status = status;
    one.updated = std::max(one.created, at);
    if (id == running_) schedule_ = rota::finished(schedule_, at);
    const auto attempt = std::find_if(attempts_.begin(), attempts_.end(), [&](const ending& a) { return a.id == id; });
    if (attempt != attempts_.end()) attempt->status = status;
  }

  void record_endings() {
    for (const ending& one : endings_)
      if (one.at <= now_) end(one.id, one.status, one.at);
    std::erase_if(endings_, [&](const ending& one) { return one.at <= now_; });
  }

  void mark_stale(sys_seconds now) {
    if (!habits_.options.stale_after) return;
    const rota::history past{backups_};
    for (const std::size_t i : rota::stale(past, schedule_.source, now, *habits_.options.stale_after)) {
      const std::string id = backups_[i].id;
      end(id, backup_status::failed, now_);
      std::erase_if(endings_, [&](const ending& one) { return one.id == id; });
      ++happened_.stale;
    }
  }

  /// Looks at the schedule by a clock that is wrong by `error`, acts, and returns when to look again.
  sys_seconds look(seconds error) {
    const rota::history past{backups_};
    const rota::decision decided = rota::decide(schedule_, past, now_ + error, rota::utc, habits_.options);
    const seconds ahead = std::max(error, 0s);
    sys_seconds next_look = now_ + draw_seconds(1min, 1h);
    if (error != 0s) explained_.push_back({now_, std::min(ahead, longest_wait) + 1h});

    if (const auto* wait = std::get_if<rota::wait_until>(&decided)) {
      check("a wait is for something to come", wait->at > now_ + error, error);
      check("a wait ends when the timing promised", error != 0s || wait->at <= promised_);
      check("a wait ends", wait->at <= now_ + error + longest_wait, error);
      if (error == 0s) next_look = wait->at + draw_seconds(0s, longest_delay);
    } else if (const auto* busy = std::get_if<rota::source_busy>(&decided)) {
      ++happened_.times_busy;
      check("what stands in the way is there", is_in_the_way(busy->by, now_ + error), error);
      for (const ending& one : endings_) next_look = std::max(next_look, one.at);
      explained_.push_back({now_, next_look - now_});
    } else if (const auto* skip = std::get_if<rota::skip_slot>(&decided)) {
      ++happened_.skips;
      const auto grace = habits_.options.grace;
      check("what is given up is too old", grace && now_ + error - skip->slot > *grace, error);
      check("after what is given up comes something", skip->next > now_ + error, error);
      schedule_ = rota::skipped(schedule_, *skip, now_ + error);
      promised_ = now_ + ahead + day;
      explained_.push_back({now_, day + longest_delay});
    } else {
      start(std::get<rota::start_backup>(decided), error);
      promised_ = now_ + ahead + day;
      for (const ending& one : endings_)
        if (one.id == running_) next_look = one.at + 1s;
    }
    return next_look;
  }

  /// A flag without a backup is one that the service forgot.
  [[nodiscard]] bool is_in_the_way(std::optional<std::size_t> by, sys_seconds now) const {
    const auto after = habits_.options.stale_after;
    const auto is_recent = [&](sys_seconds since) {
      return !after || (now - since <= *after && since - now <= *after);
    };
    if (by) return rota::is_unfinished(backups_[*by].status) && is_recent(backups_[*by].created);
    return schedule_.running && is_recent(*schedule_.last_scheduled) &&
           std::any_of(backups_.begin(), backups_.end(),
                       [&](const rota::backup& one) { return one.id == running_ && rota::is_unfinished(one.status); });
  }

  void start(const rota::start_backup& decided, seconds error) {
    if (decided.parent) check_parent(*decided.parent, now_ + error);
    if (decided.why.contains(rota::start_reason::clock_was_ahead)) ++happened_.clocks_ahead;
    if (decided.why.contains(rota::start_reason::overdue)) ++happened_.overdue;

    std::optional<std::string> parent;
    if (decided.parent) parent = backups_[*decided.parent].id;
    rota::backup& made = add_backup();
    made.parent_id = parent;
    running_ = made.id;
    if (error < 0s) started_behind_.push_back(made.id);
    schedule_ = rota::started(schedule_, now_ + error, rota::utc);
    const bool is_failing = is_one_in(habits_.failing);
    attempts_.push_back({made.id, now_, backup_status::building});
    if (is_one_in(habits_.stuck)) return;
    endings_.push_back({made.id,
                        now_ + (values_.coin() ? draw_seconds(10min, 2h) : draw_seconds(10min, longest_backup)),
                        is_failing ? backup_status::failed : backup_status::completed});
  }

  void clean_up(sys_seconds now) {
    const std::vector<std::string> needed = newest_restore_point_and_ancestry();
    std::vector<std::string> gone;
    for (const std::size_t i : rota::prune(backups_, habits_.policy, now).removals) gone.push_back(backups_[i].id);
    const auto is_gone = [&](const std::string& id) { return std::find(gone.begin(), gone.end(), id) != gone.end(); };
    check("the newest restore point stays", std::none_of(needed.begin(), needed.end(), is_gone));
    std::erase_if(backups_, [&](const rota::backup& one) { return is_gone(one.id); });
    check("what stays has what it is built on",
          std::none_of(backups_.begin(), backups_.end(),
                       [&](const rota::backup& one) { return one.parent_id && is_gone(*one.parent_id); }));
    happened_.removals += gone.size();
  }

  // --- what a restore point is here: no COMPLETED backup was ever built on anything else ---

  [[nodiscard]] std::vector<std::size_t> ancestry(std::size_t i) const {
    std::vector<std::size_t> found{i};
    while (const auto& parent = backups_[found.back()].parent_id) found.push_back(*plain::place_of(backups_, *parent));
    return found;
  }

  /// Whether a clock that was behind started it. For such a clock the newest chain may be dated ahead, so that it builds
  /// on an older one, which goes in its turn.
  [[nodiscard]] bool is_started_behind(const std::string& id) const {
    return std::find(started_behind_.begin(), started_behind_.end(), id) != started_behind_.end();
  }

  [[nodiscard]] std::vector<std::string> newest_restore_point_and_ancestry() const {
    std::optional<std::size_t> newest;
    for (std::size_t i = 0; i < backups_.size(); ++i)
      if (backups_[i].status == backup_status::completed && (!newest || rota::is_later(backups_[i], backups_[*newest])))
        newest = i;
    std::vector<std::string> ids;
    if (newest && !is_started_behind(backups_[*newest].id))
      for (const std::size_t i : ancestry(*newest)) ids.push_back(backups_[i].id);
    return ids;
  }

  void check_parent(std::size_t parent, sys_seconds now) {
    std::optional<std::size_t> newest_full;
    for (std::size_t i = 0; i < backups_.size(); ++i) {
      const rota::backup& one = backups_[i];
      if (one.status == backup_status::completed && one.automated && !one.parent_id && !rota::is_future(one, now) &&
          (!newest_full || rota::is_later(one, backups_[*newest_full])))
        newest_full = i;
    }
    const std::vector<std::size_t> chain = ancestry(parent);
    check("an incremental is of the newest chain", chain.back() == newest_full, now - now_);
    check("a parent is a restore point", backups_[parent].status == backup_status::completed, now - now_);
    const auto limit = habits_.options.max_chain;
    check("chains have a limit", !limit || chain.size() < *limit, now - now_);
    ++happened_.incrementals;
  }

  /// A failure explains a day, since the next run is at most that far away.
  void check_intervals() {
    sys_seconds previous = beginning;
    const auto check_until = [&](sys_seconds next) {
      seconds limit = day + longest_delay;
      for (const explanation& one : explained_)
        if (one.at >= previous && one.at <= next) limit += one.delay;
      for (const ending& attempt : attempts_)
        if (attempt.status != backup_status::completed && attempt.at >= previous && attempt.at <= next)
          limit += day + longest_delay;
      found_.unless(next - previous <= limit, [&] {
        return "from " + rota::format_instant(previous) + " to " + rota::format_instant(next) +
               " without a restore point, in life " + std::to_string(seed_) + ": explained are " +
               std::to_string(limit.count()) + " s";
      });
      previous = next;
    };
    for (const ending& attempt : attempts_) {
      ++(attempt.status == backup_status::completed ? happened_.restore_points : happened_.failures);
      if (attempt.status == backup_status::completed) check_until(attempt.at);
    }
    check_until(end_of_life);
  }

  generator values_;
  std::uint64_t seed_;
  habits habits_;
  tally& happened_;
  counterexamples& found_;

  sys_seconds now_ = beginning;  // the true time
  rota::schedule schedule_{.id = "nightly",
                           .when = rota::weekly(date::Sunday, minute_of_day(14 * 60 + 30)),
                           .source = {"44b277eb-39be-4921-be31-3d61b43651d7"}};
  std::vector<rota::backup> backups_;
  std::size_t made_ = 0;
  std::string running_;           // the backup that the schedule started last
  std::vector<ending> endings_;   // to come
  std::vector<ending> attempts_;  // every backup of the schedule, when it was started
  std::vector<std::string> started_behind_;
  sys_seconds promised_ = beginning;  // when the next run comes at the latest
  std::vector<explanation> explained_;
};

}  // namespace

TEST_CASE("two years of failures, outages, changes and wrong clocks leave no unexplained gap, and no decision waits",
          "[two_years]") {
  constexpr std::uint64_t lives = 8;
  counterexamples found;
  tally happened;
  for (std::uint64_t seed = 1; seed <= lives; ++seed) service{seed, happened, found}.live();
  CAPTURE(found.first);
  REQUIRE(found.count == 0);

  CHECK(happened.restore_points > lives * 300);
  CHECK(happened.incrementals > lives * 100);
  CHECK(happened.failures > lives * 10);
  CHECK(happened.removals > lives * 100);
  CHECK(happened.outages > lives);
  CHECK(happened.changes_when_due > lives);
  CHECK(happened.skips > lives);
  CHECK(happened.stale > lives);
  CHECK(happened.times_busy > lives);
  CHECK(happened.clocks_ahead > lives);
  CHECK(happened.overdue > lives);
}
