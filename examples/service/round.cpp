// SPDX-License-Identifier: MIT
#include "round.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

namespace service {

namespace {

/// After how many polls a deletion that failed is tried again.
constexpr int retry_after = 60;

/// A deletion that is recorded and not done.
struct pending_deletion {
  std::string backup_id;
  std::optional<rota::sys_seconds> tried;  // when it failed last
};

/// How long at most, in real time, until a running backup is asked for its state again, whatever its executor expects.
constexpr std::chrono::hours longest_expectation{1};

/// {"first_full", "scheduled"} as PostgreSQL writes an array: "{first_full,scheduled}".
std::string to_sql(rota::start_reasons why) {
  std::string text = "{";
  for (const rota::start_reason one : why) text.append(text.size() > 1 ? "," : "").append(to_string(one));
  return text + "}";
}

std::string name_of(const rota::source& one) {
  return std::string{one.type == rota::source_type::ha ? "HA group " : "instance "} + one.id;
}

/// What becomes of a NEW backup that was to be started; nullopt if it stays NEW.
std::optional<rota::backup_status> status_once_started(const reply& said) {
  if (said.how == reply::outcome::done) return rota::backup_status::building;
  if (said.how == reply::outcome::failed) return rota::backup_status::failed;
  return std::nullopt;
}

/// What becomes of a BUILDING backup whose state was asked for; nullopt if it stays BUILDING, as it does when the state
/// cannot be told. Says why in the message.
std::optional<rota::backup_status> status_by_state(reply& said) {
  if (said.how != reply::outcome::done) return std::nullopt;
  const std::string state = said.text("state").value_or("");
  if (state == "completed") return rota::backup_status::completed;
  if (state == "running") return std::nullopt;
  if (state == "failed") {
    said.message = said.text("message").value_or("its executor does not say why");
    return rota::backup_status::failed;
  }
  if (state == "unknown") {
    said.message = "its executor does not know it";
    return rota::backup_status::failed;
  }
  said.message =
      "its executor answered the state " + quoted_excerpt(state) + "; expected running, completed, failed or unknown";
  return std::nullopt;
}

}  // namespace

/// A source, as it is at one instant.
struct work_round::snapshot {
  rota::sys_seconds now;
  double rate = 1;  // of the clock
  std::int64_t version = 0;
  rota::source source;
  std::string executor;
  nlohmann::json settings;
  std::optional<rota::schedule> schedule;
  std::vector<rota::backup> backups;
  std::vector<rota::level> levels;                      // of the backups
  std::vector<std::optional<rota::sys_seconds>> slots;  // of the backups
  std::vector<pending_deletion> deletions;              // in the order in which they have their turns

  [[nodiscard]] std::optional<std::size_t> unfinished() const {
    const auto found =
        std::find_if(backups.begin(), backups.end(), [](const auto& b) { return is_unfinished(b.status); });
    return found == backups.end() ? std::nullopt : std::optional{static_cast<std::size_t>(found - backups.begin())};
  }
  [[nodiscard]] std::size_t index_of(std::string_view id) const {
    const auto found = std::find_if(backups.begin(), backups.end(), [&](const auto& b) { return b.id == id; });
    if (found == backups.end()) throw std::runtime_error{"somebody has deleted the row of backup " + std::string{id}};
    return static_cast<std::size_t>(found - backups.begin());
  }
  [[nodiscard]] rota::sys_seconds in(std::chrono::milliseconds real) const {
    return now + std::chrono::seconds{static_cast<std::int64_t>(static_cast<double>(real.count()) * rate / 1'000) + 1};
  }
};

void work_round::run() {
  while (true) {
    next_.reset();
    news_.clear();
    const snapshot seen = db_.transact([&](pqxx::work& in) { return planned(in); });
    for (const std::string& one : news_) say(one);
    if (const auto unfinished = seen.unfinished()) {
      const rota::backup_status status = advance_backup(seen, *unfinished);
      if (!is_unfinished(status)) {
        has_ended_one_ = true;
        continue;
      }
      if (status == rota::backup_status::building) return release(seen.version);
    }
    carry_out_deletions(seen);
    return release(seen.version);
  }
}

work_round::snapshot work_round::locked(pqxx::work& in) const {
  if (in.exec_params("select from source where id = $1 and lease = $2 and worker is not null for update",
                     lease_.source_id, lease_.number)
          .empty())
    throw lease_lost{};
  // A second statement: the snapshot of the first was taken before it waited for the lock, and the API may have written
  // since.
  const auto row = in.exec_params1(
      "select extract(epoch from rota_now())::bigint, rate, version, source.id, type, executor, settings, "
      "schedule.record "
      "from source cross join clock left join schedule on schedule.source_id = source.id where source.id = $1",
      lease_.source_id);
  snapshot seen;
  seen.now = instant_in(row[0]);
  seen.rate = row[1].as<double>();
  seen.version = row[2].as<std::int64_t>();
  seen.source = {.id = row[3].as<std::string>(), .type = *rota::parse_enum<rota::source_type>(row[4].c_str())};
  seen.executor = row[5].as<std::string>();
  seen.settings = nlohmann::json::parse(row[6].c_str());
  if (!row[7].is_null()) seen.schedule = schedule_from(row[7].c_str());

  for (const auto& found : in.exec_params(
           "select record, level, extract(epoch from slot)::bigint from backup_record where source_id = $1 order by id",
           lease_.source_id)) {
    seen.backups.push_back(backup_from(found[0].c_str()));
    seen.levels.push_back(*rota::parse_enum<rota::level>(found[1].c_str()));
    seen.slots.push_back(found[2].is_null() ? std::nullopt : std::optional{instant_in(found[2])});
  }
  for (const auto& found : in.exec_params("select backup_id, extract(epoch from tried)::bigint from deletion "
                                          "where source_id = $1 and done is null order by tried nulls first, place",
                                          lease_.source_id))
    seen.deletions.push_back(
        {found[0].as<std::string>(), found[1].is_null() ? std::nullopt : std::optional{instant_in(found[1])}});
  return seen;
}

work_round::snapshot work_round::planned(pqxx::work& in) {
  snapshot seen = locked(in);
  if (!seen.schedule || seen.unfinished()) return seen;
  if (seen.schedule->running) {  // a person has ended the backup by hand
    store(in, finished(*seen.schedule, seen.now));
    seen = locked(in);
  }
  const auto clock = clock_of(*seen.schedule, zones);

  const auto plan = prune(rota::history{seen.backups}, retention_of(*seen.schedule), seen.now, clock, options_.guard);
  for (const rota::guarded_source& one : plan.guarded) warn("withholds deletions: " + to_string(one));
  if (begin_deletions(in, seen, plan)) seen = locked(in);

  const auto decided = decide(*seen.schedule, rota::history{seen.backups}, seen.now, clock, options_.decide);
  if (const auto* wait = std::get_if<rota::wait_until>(&decided)) {
    look_again(wait->at);
  } else if (const auto* skip = std::get_if<rota::skip_slot>(&decided)) {
    store(in, skipped(*seen.schedule, *skip, seen.now));
    look_again(skip->next);
    news_.push_back("skips the slot " + rota::format_instant(skip->slot) + " of " + name_of(seen.source) + ": it is " +
                    std::string{to_string(skip->why)});
  } else if (const auto* start = std::get_if<rota::start_backup>(&decided)) {
    const bool can_wait = !options_.decide.grace || seen.in(options_.patience) < start->slot + *options_.decide.grace;
    if (has_ended_one_ && !seen.deletions.empty() && can_wait) {
      look_again(seen.now);  // after one deletion
    } else {
      begin_backup(in, seen, *start);
      seen = locked(in);
    }
  } else {
    look_again_soon(seen);
  }
  return seen;
}

bool work_round::begin_deletions(pqxx::work& in, const snapshot& seen, const rota::prune_plan& plan) {
  std::vector<std::string> planned_news;
  try {
    pqxx::subtransaction all{in};  // what the database refuses must not keep a backup from being started
    for (const std::size_t i : plan.removals) {
      const std::string& id = seen.backups[i].id;
      if (std::any_of(seen.deletions.begin(), seen.deletions.end(), [&](const auto& d) { return d.backup_id == id; }))
        continue;
      const std::string why{to_string(plan.verdicts[i].why_removed.value())};
      all.exec_params("select plan_deletion($1, $2, $3)", id, lease_.source_id, why);
      std::string one = "will delete the backup " + id;
      planned_news.push_back(one.append(" of ").append(name_of(seen.source)).append(": ").append(why));
    }
    all.commit();
  } catch (const pqxx::sql_error& why) {
    warn("plans no deletions of " + name_of(seen.source) + ", since the database refused one: " + why.what());
    return false;
  }
  news_.insert(news_.end(), planned_news.begin(), planned_news.end());
  return !planned_news.empty();
}

void work_round::begin_backup(pqxx::work& in, const snapshot& seen, const rota::start_backup& start) {
  const auto parent = start.parent ? std::optional{seen.backups[*start.parent].id} : std::nullopt;
  const std::string what{to_string(start.what)};
  const auto row = in.exec_params1(
      "insert into backup (id, source_id, parent_id, level, automated, slot, why, missed, created, updated) "
      "values (gen_random_uuid(), $1, $2, $3, true, $4, $5, $6, $7, $7) returning id",
      lease_.source_id, parent, what, service::to_sql(start.slot), to_sql(start.why),
      static_cast<std::int64_t>(start.missed), service::to_sql(seen.now));
  store(in, started(*seen.schedule, seen.now, clock_of(*seen.schedule, zones)));
  std::string one = "will start the ";
  news_.push_back(
      one.append(what).append(" backup ").append(row[0].c_str()).append(" of ").append(name_of(seen.source)) +
      " for the slot " + rota::format_instant(start.slot));
}

rota::backup_status work_round::advance_backup(const snapshot& seen, std::size_t i) {
  const rota::backup& current = seen.backups[i];
  const bool is_new = current.status == rota::backup_status::new_;
  reply said = ask(is_new ? "start" : "state", seen, current.id);
  auto next = is_new ? status_once_started(said) : status_by_state(said);
  if (!next && said.text("state") == "running" && is_stale(current, seen.now)) {
    next = rota::backup_status::failed;
    said.message = "it did not end in time" + (said.message.empty() ? "" : "; " + said.message);
  }
  if (next) db_.transact([&](pqxx::work& in) { set_status(in, current.id, *next, said); });
  const rota::backup_status status = next.value_or(current.status);
  const std::string now_is =
      "the backup " + current.id + " of " + name_of(seen.source) + " is " + std::string{to_string(status)};
  if (!said.message.empty())
    warn(now_is + ": " + said.message);
  else if (next)
    say(now_is);
  if (!is_unfinished(status)) return status;

  if (const auto expected = said.instant("expected"); expected && *expected > seen.now)
    look_again((std::min)(*expected, seen.in(longest_expectation)));
  else
    look_again_soon(seen);
  if (options_.decide.stale_after) {
    const auto stale = (is_new ? seen.now : current.updated) + *options_.decide.stale_after + std::chrono::seconds{1};
    if (stale > seen.now) look_again(stale);
  }
  // It may have ended by then, although its executor expected it to take longer.
  if (seen.schedule && seen.schedule->next_run > seen.now) look_again(seen.schedule->next_run);
  return status;
}

bool work_round::is_stale(rota::backup one, rota::sys_seconds now) const {
  if (!options_.decide.stale_after) return false;
  one.created = one.updated;  // when it was started, which may be long after it was recorded
  return !rota::stale(rota::history{{&one, 1}}, one.source, now, *options_.decide.stale_after).empty();
}

void work_round::set_status(pqxx::work& in, const std::string& id, rota::backup_status status,
                            const reply& said) const {
  const snapshot seen = locked(in);
  const rota::backup& before = seen.backups[seen.index_of(id)];
  in.exec_params(
      "update backup set status = $2, size_gib = $3, message = nullif($4, ''), updated = greatest(created, $5) "
      "where id = $1",
      id, std::string{to_string(status)}, said.size("size_gib"), said.message, service::to_sql(seen.now));
  if (!is_unfinished(status) && before.automated && seen.schedule && seen.schedule->running)
    store(in, finished(*seen.schedule, seen.now));
}

void work_round::carry_out_deletions(const snapshot& seen) {
  const rota::history past{seen.backups};
  const auto due = next_;
  const std::chrono::seconds pause = seen.in(retry_after * options_.poll) - seen.now;
  std::set<std::size_t> gone;
  const auto is_there = [&](std::size_t i) { return !gone.contains(i); };
  for (const pending_deletion& pending : seen.deletions) {
    const std::string& id = pending.backup_id;
    const std::size_t i = seen.index_of(id);
    const rota::backup& one = seen.backups[i];
    if (past.has_child(i, is_there)) {
      if (!gone.empty()) look_again(seen.now);  // what is built on it may be gone by the next round
      continue;
    }
    if (const auto tried = pending.tried; tried && *tried <= seen.now && seen.now < *tried + pause) {
      look_again(*tried + pause);
      continue;
    }
    if (is_held(one, seen.now)) {  // the clock was ahead when its deletion was planned
      warn("the backup " + id + " of " + name_of(seen.source) + " is not deleted before its hold ends, at " +
           rota::format_instant(*one.held_until));
      look_again(*one.held_until);
      continue;
    }
    const reply said = ask("delete", seen, id);
    const bool is_done = said.how == reply::outcome::done;
    const snapshot after = db_.transact([&](pqxx::work& in) {
      snapshot held = locked(in);
      if (is_done)
        in.exec_params("delete from backup where id = $1", id);
      else
        in.exec_params("update deletion set tried = $2, message = $3 where backup_id = $1", id,
                       service::to_sql(held.now), said.message);
      return held;
    });
    if (is_done) {
      gone.insert(i);
      say("has deleted the backup " + id + " of " + name_of(seen.source));
    } else {
      warn("the backup " + id + " of " + name_of(seen.source) + " cannot be deleted now: " + said.message);
      look_again(after.now + pause);
    }
    // A backup that is due, or what the API has changed, comes first.
    if (after.version != seen.version || (due && *due <= after.now)) return look_again(after.now);
  }
}

reply work_round::ask(const std::string& verb, const snapshot& seen, const std::string& id) const {
  const std::size_t i = seen.index_of(id);
  const auto program = options_.executors.find(seen.executor);
  if (program == options_.executors.end())
    throw std::runtime_error{"it now has the executor " + seen.executor +
                             ", which this worker was not given; a worker with --executor " + seen.executor +
                             "=COMMAND takes over"};
  job about = job_of(rota::history{seen.backups}, i);
  about.level = seen.levels[i];
  about.settings = seen.settings;
  about.slot = seen.slots[i];
  about.now = seen.now;
  return program->second.ask(verb, about, options_.patience);
}

void work_round::look_again(rota::sys_seconds at) { next_ = next_ ? (std::min)(*next_, at) : at; }

void work_round::look_again_soon(const snapshot& seen) { look_again(seen.in(options_.poll)); }

void work_round::release(std::int64_t version) {
  db_.transact([&](pqxx::work& in) {
    in.exec_params("select release($1, $2, $3, $4)", lease_.source_id, lease_.number, version,
                   next_ ? std::optional{service::to_sql(*next_)} : std::nullopt);
  });
}

void work_round::say(const std::string& what) const {
  if (options_.say) options_.say(what);
}

void work_round::warn(const std::string& what) const {
  if (options_.warn) options_.warn(what);
}

}  // namespace service
