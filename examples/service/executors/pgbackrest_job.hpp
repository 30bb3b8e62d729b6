// SPDX-License-Identifier: MIT
//
// pgbackrest_job.hpp: a backup that runs in the background, and the files that tell any later call how it stands.
//
//   ID.lock           locked while the backup runs: by its runner, the process that waits for pgBackRest, and by
//                     pgBackRest itself
//   ID.log            what pgBackRest wrote; it exists once the backup was started
//   ID.status         the exit status of pgBackRest, once it has ended
//   STANZA.calls      locked while a call starts or deletes a backup of the stanza
//   STANZA.running    locked like ID.lock, whichever backup it is
//
//   const auto call = calls_lock(folder, stanza);        // throws a refusal, failure::not_now, after a minute
//   const background_job mine{folder, stanza, id};
//   if (!mine.is_running() && !mine.was_started()) mine.start(command, std::nullopt);
//
// Laws
//   Locks are those of the kernel (flock): a process that dies holds none, and a reboot leaves none.
//   A job runs until both the runner and pgBackRest have ended. Then its status is known, unless one of them was killed
//   or the disk is full.
//   A start that fails leaves no trace, so it can be repeated.
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
  int status;  ///< 128 plus the signal if it was killed
  std::string output;
  std::string errors;
};

/// Runs a program to its end, with an empty standard input. The program is stopped if this process is killed.
[[nodiscard]] ended_program run_program(const command_line& command);

/// Throws a refusal, failure::not_now, unless there is such a folder. It is not made here: where it is not mounted, an
/// empty one would say that no backup was ever started.
void require_folder(const std::string& path);

/// Locks the calls of a stanza. Throws a refusal if others hold the lock for a minute. Precondition: there is the folder.
[[nodiscard]] descriptor calls_lock(const std::string& folder, const std::string& stanza);

class background_job {
 public:
  background_job(const std::string& folder, const std::string& stanza, const std::string& id)
      : file_{folder + '/' + id}, stanza_{folder + '/' + stanza} {}

  [[nodiscard]] bool is_running() const;
  /// Whether any job of the stanza is running.
  [[nodiscard]] bool is_stanza_running() const;
  [[nodiscard]] bool was_started() const;

  /// What to run when the first command has ended with that status.
  struct fallback {
    int status;
    command_line command;
  };

  /// Starts it, and returns once it runs in a session of its own. Throws a refusal if it does not. Precondition: the
  /// calls of the stanza are locked, and no job of the stanza is running.
  void start(const command_line& command, const std::optional<fallback>& otherwise) const;

  /// The exit status of the last command; nullopt if the runner did not record it.
  [[nodiscard]] std::optional<int> status() const;
  /// The last error or the last line in the log.
  [[nodiscard]] std::string last_error() const;

  /// Removes its files. Precondition: the calls of the stanza are locked, and it is not running.
  void forget() const;

 private:
  [[nodiscard]] std::string lock() const { return file_ + ".lock"; }
  [[nodiscard]] std::string log() const { return file_ + ".log"; }
  [[nodiscard]] std::string status_file() const { return file_ + ".status"; }
  [[nodiscard]] std::string stanza_lock() const { return stanza_ + ".running"; }

  /// What the runner does, in a process of its own.
  [[noreturn]] void run(const command_line& command, const std::optional<fallback>& otherwise, const descriptor& mine,
                        const descriptor& running, descriptor said) const;

  std::string file_;
  std::string stanza_;
};

}  // namespace service::executors

#endif
