// SPDX-License-Identifier: MIT
//
// nightly_job.hpp: a class of a service, with rota inside. It keeps the backups of one database. It is given two
// functions: one tells the time, the other starts a backup. nightly_job_test.cpp tests it with neither a clock nor a
// database.
#ifndef NIGHTLY_JOB_HPP
#define NIGHTLY_JOB_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

class nightly_job {
 public:
  using clock = std::function<rota::sys_seconds()>;
  /// Starts a backup on top of `parent`, if there is one, and returns its id.
  using starter = std::function<std::string(rota::level what, const std::optional<std::string>& parent)>;

  nightly_job(const rota::schedule_spec& spec, clock now, starter start)
      : now_{std::move(now)},
        start_{std::move(start)},
        schedule_{rota::make_schedule(spec, "nightly", now_(), rota::utc)} {}

  /// Starts a backup if one is due. Call it as often as you like.
  void tick() {
    const rota::sys_seconds now = now_();
    const rota::decision decision = rota::decide(schedule_, backups_, now, rota::utc, {.grace = std::chrono::hours{6}});
    if (const auto* skip = std::get_if<rota::skip_slot>(&decision)) schedule_ = rota::skipped(schedule_, *skip, now);
    const auto* const start = std::get_if<rota::start_backup>(&decision);
    if (start == nullptr) return;
    std::optional<std::string> parent;
    if (start->parent) parent = backups_[*start->parent].id;
    backups_.push_back({.id = start_(start->what, parent),
                        .parent_id = parent,
                        .source = schedule_.source,
                        .status = rota::backup_status::building,
                        .created = now,
                        .updated = now});
    schedule_ = rota::started(schedule_, now, rota::utc);
  }

  /// The backup that was started last has ended.
  void ended(bool is_ok) {
    const rota::sys_seconds now = now_();
    backups_.back().status = is_ok ? rota::backup_status::completed : rota::backup_status::failed;
    backups_.back().updated = now;
    schedule_ = rota::finished(schedule_, now);
  }

  /// Forgets the backups that may go, and returns their ids in the order in which to delete them.
  std::vector<std::string> expire(const rota::retention& policy) {
    std::vector<std::string> ids;
    for (const std::size_t i : rota::prune(backups_, policy, now_()).removals) ids.push_back(backups_[i].id);
    std::erase_if(backups_,
                  [&](const rota::backup& one) { return std::find(ids.begin(), ids.end(), one.id) != ids.end(); });
    return ids;
  }

 private:
  clock now_;
  starter start_;
  rota::schedule schedule_;
  std::vector<rota::backup> backups_;
};

#endif
