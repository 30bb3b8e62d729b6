// SPDX-License-Identifier: MIT
//
// round.hpp: what a worker does for one source while it has the lease: one round, in which the library decides.
//
//   work_round{db, options, claimed}.run();
//
// If a backup is unfinished
//   1. a NEW backup is started, and is BUILDING; a BUILDING one is asked for its state, and becomes COMPLETED or
//      FAILED. If its executor answers that it still runs, and it is stale (rota::stale), it becomes FAILED.
// Otherwise, if the source has a schedule
//   2. expired backups get a row in `deletion`, children first (rota::prune);
//   3. a backup that is due is recorded as NEW, together with the schedule that has started it (rota::decide): see 1;
// and unless a backup is BUILDING
//   4. pending deletions are carried out, in order, until a backup is due. If the next is due when one has just ended,
//      one deletion comes first: backups that take longer than their slots are apart must not fill the repository. Nor
//      do deletions wait for a NEW backup that cannot be started: it may lack the space that they free.
// 2 and 3 are one transaction under a lock of the source's row, 1 and 4 a call of an executor each and a transaction
// for its answer. The round ends when nothing is left to do now, and the lease with it.
//
// Laws
//   A worker may die between any two steps: what is recorded says what comes next, and every call of an executor may be
//   made again. So nothing is started that is not recorded, and nothing is recorded as gone that is not.
//   A worker whose lease another has taken over writes nothing: each transaction checks its number.
//   A deletion that fails holds up only the deletions of what the backup is built on: it is tried again after a pause,
//   and after all others.
#ifndef ROTA_SERVICE_ROUND_HPP
#define ROTA_SERVICE_ROUND_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "database.hpp"
#include "executor.hpp"

namespace service {

/// The options of rota-worker.
struct worker_options {
  std::string name;                           ///< unique among workers
  std::map<std::string, executor> executors;  ///< by the names that sources have for them
  rota::decide_options decide;
  rota::prune_guard guard;
  std::chrono::milliseconds poll{1'000};           ///< how soon to ask again, in real time
  std::chrono::seconds lease{30};                  ///< how long a lease is, in real time
  std::chrono::seconds patience{600};              ///< how long an executor may take to answer
  std::function<void(const std::string&)> say{};   ///< told what happens, in a sentence
  std::function<void(const std::string&)> warn{};  ///< told what goes wrong
};

/// A source that a worker has the lease of.
struct lease {
  std::string source_id;
  std::int64_t number;
};

/// Thrown if another worker holds the lease.
struct lease_lost {};

class work_round {
 public:
  work_round(database& db, const worker_options& options, lease claimed)
      : db_{db}, options_{options}, lease_{std::move(claimed)} {}

  /// Throws lease_lost if another worker has taken over, and std::exception for what the database refuses or somebody has
  /// changed by hand; the source is claimed again when its lease ends.
  void run();

 private:
  struct snapshot;

  /// Locks the source's row, and reads all there is about the source.
  snapshot locked(pqxx::work& in) const;
  /// Steps 2 and 3, unless a backup is unfinished.
  snapshot planned(pqxx::work& in);
  /// Whether a deletion has begun that had not.
  bool begin_deletions(pqxx::work& in, const snapshot& seen, const rota::prune_plan& plan);
  void begin_backup(pqxx::work& in, const snapshot& seen, const rota::start_backup& start);

  /// Step 1 for the unfinished backup `i`. Returns its status then.
  rota::backup_status advance_backup(const snapshot& seen, std::size_t i);
  [[nodiscard]] bool is_stale(rota::backup one, rota::sys_seconds now) const;
  void set_status(pqxx::work& in, const std::string& id, rota::backup_status status, const reply& said) const;
  /// Step 4.
  void carry_out_deletions(const snapshot& seen);

  [[nodiscard]] reply ask(const std::string& verb, const snapshot& seen, const std::string& id) const;
  void look_again(rota::sys_seconds at);
  void look_again_soon(const snapshot& seen);
  void release(std::int64_t version);
  void say(const std::string& what) const;
  void warn(const std::string& what) const;

  database& db_;
  const worker_options& options_;
  lease lease_;
  std::optional<rota::sys_seconds> next_;  // when to look again, on the clock of the service
  bool has_ended_one_ = false;             // a backup, in this round
  std::vector<std::string> news_;          // what the transaction does, to be said once it is committed
};

}  // namespace service

#endif
