// SPDX-License-Identifier: MIT
//
// pgbackrest_job.hpp: a backup that runs in the background, and the files by which any later call can say how it goes.
//
//   ID.lock       locked as long as the runner or pgBackRest lives, and as no other process of ours may start it
//   ID.log        what pgBackRest wrote; the sign that it was started
//   ID.status     the exit status of pgBackRest, when it has ended
//   STANZA.calls      locked while a call starts or deletes a backup of the stanza
//   STANZA.running    locked as ID.lock is, whichever backup it is
//
//   const auto call = calls_lock(folder, stanza);        // throws a refusal, failure::not_now, after a while
//   const background_job mine{folder, stanza, id};
//   if (!mine.is_running() && !mine.was_started()) mine.start(command);
//
// Laws
//   Locks are those of the kernel (flock): a process that dies holds none, and a reboot leaves none.
//   A job is running until both the runner and pgBackRest have ended; then the status is there unless one was killed.
//   The runner has a session of its own and none of the caller's open files: it neither dies with the caller nor keeps
//   a pipe of the caller open.
#ifndef ROTA_SERVICE_EXECUTORS_PGBACKREST_JOB_HPP
#define ROTA_SERVICE_EXECUTORS_PGBACKREST_JOB_HPP

#include <optional>
#include <string>
#include <vector>

#include "files.hpp"

namespace service::executors {

using command_line = std::vector<std::string>;

/// How a program ended, and what it wrote.
struct ended_program {
  int status;  ///< 128 and the signal if one ended it
  std::string output;
  std::string errors;
};

/// Runs a program to its end, with nothing on its standard input.
[[nodiscard]] ended_program run_program(const command_line& command);

/// At most one call holds it for a stanza. Throws a refusal if others hold it for a minute.
[[nodiscard]] descriptor calls_lock(const std::string& folder, const std::string& stanza);

class background_job {
 public:
  background_job(const std::string& folder, const std::string& stanza, const std::string& id)
      : file_{folder + '/' + id}, stanza_{folder + '/' + stanza} {}

  [[nodiscard]] bool is_running() const;
  /// Whether a job of any backup of the stanza is running.
  [[nodiscard]] bool is_stanza_running() const;
  [[nodiscard]] bool was_started() const;

  /// Starts it, and returns when it has left the caller's session. Precondition: the calls of the stanza are locked,
  /// and no job of the stanza is running.
  void start(const command_line& command) const;

  /// The exit status; nullopt if the runner was killed.
  [[nodiscard]] std::optional<int> status() const;
  /// What the program says of its end.
  [[nodiscard]] std::string last_words() const;

  /// Removes its files. Precondition: the calls of the stanza are locked, and it is not running.
  void forget() const;

 private:
  [[nodiscard]] std::string lock() const { return file_ + ".lock"; }
  [[nodiscard]] std::string log() const { return file_ + ".log"; }
  [[nodiscard]] std::string status_file() const { return file_ + ".status"; }
  [[nodiscard]] std::string stanza_lock() const { return stanza_ + ".running"; }

  /// What the runner does, in a process of its own. Returns the exit status of that.
  [[nodiscard]] int run(const command_line& command) const;

  std::string file_;
  std::string stanza_;
};

}  // namespace service::executors

#endif
