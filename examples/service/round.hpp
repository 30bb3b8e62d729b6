// SPDX-License-Identifier: MIT
//
// round.hpp: what a worker does for one source while it has the lease: one round, in which the library decides.
//
//   work_round{state, options, claimed}.run();
//
// In this order, as rota::simulate has it
//   1. stale backups are FAILED (rota::stale);
//   2. expired backups get a row in `deletion`, children first (rota::prune);
//   3. a backup that is due is recorded as NEW, together with the schedule that has started it (rota::decide);
//   4. a NEW backup is started, and is BUILDING; a BUILDING one is asked for its state, and ends as COMPLETED or FAILED;
//   5. pending deletions are carried out, in order.
// 1 to 3 are one transaction under a lock of the source's row, 4 and 5 a call of an executor each and a transaction
// for its answer. The round ends when nothing is left to do now, and the lease with it.
//
// Laws
//   A worker may die between any two steps: what is recorded says what comes next, and every call of an executor may be
//   made again. So nothing is started that is not recorded, and nothing is recorded as gone that is not.
//   A worker whose lease another has taken over writes nothing: each transaction checks its number.
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

/// How a worker works.
struct worker_options {
  std::string name;                           ///< unlike that of every other worker
  std::map<std::string, executor> executors;  ///< by the names that sources have for them
  rota::decide_options decide;
  std::chrono::milliseconds poll{1'000};   ///< how soon to ask again, in real time
  std::chrono::seconds lease{30};          ///< how long a lease is, in real time
  std::chrono::seconds patience{600};      ///< how long an executor may take to answer
  std::function<void(std::string)> say{};  ///< what happens, in a sentence
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
  work_round(database& state, const worker_options& options, lease claimed)
      : state_{state}, options_{options}, lease_{std::move(claimed)} {}

  /// Throws what the database throws; the source then comes up again when the lease ends.
  void run();

 private:
  struct snapshot;

  /// Locks the source's row, and reads all there is about the source.
  snapshot locked(pqxx::work& in) const;
  /// Steps 1 to 3.
  snapshot planned(pqxx::work& in);
  /// Whether a deletion has begun that had not.
  bool begin_deletions(pqxx::work& in, const snapshot& seen, const rota::prune_plan& plan) const;
  void begin_backup(pqxx::work& in, const snapshot& seen, const rota::start_backup& start) const;

  /// Step 4; whether the backup has ended.
  bool advance_backup(const snapshot& seen);
  void set_status(pqxx::work& in, const std::string& id, rota::backup_status status, const reply& said) const;
  /// Step 5.
  void carry_out_deletions(const snapshot& seen);

  [[nodiscard]] reply ask(const std::string& verb, const snapshot& seen, const std::string& id) const;
  void look_again(rota::sys_seconds at);
  void look_again_soon(const snapshot& seen);
  void release(std::int64_t version);
  void say(std::string_view what) const;

  database& state_;
  const worker_options& options_;
  lease lease_;
  std::optional<rota::sys_seconds> next_;  // when to look again, on the clock of the service
};

}  // namespace service

#endif
