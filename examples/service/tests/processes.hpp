// SPDX-License-Identifier: MIT
//
// processes.hpp: starts, kills and awaits the programs that a test runs, none of which outlives it; and a private
// PostgreSQL in a temporary folder.
//
//   temporary_folder folder;                              // removed at the end
//   process worker{{"./rota-worker", "--threads", "2"}, folder.path() + "/worker.log"};
//   worker.kill(SIGKILL);                                 // only this process
//   worker.kill_group(SIGKILL);                           // and all that it has started
//   std::optional<int> status = worker.wait(10s);         // nullopt if it still runs
//   std::string text = output_of({"sh", "-c", "pwd"});    // throws std::runtime_error unless it ends with 0
//
//   cluster state{"…/cluster.sh", folder.path() + "/db"}; // started; stopped at the end
//   state.connection();                                   // a connection string for libpq
//   state.kill_all();                                     // SIGKILL to the server and all its children
//   state.start();                                        // again
//
//   int main() { return run_test("service_chaos", [] { …; return 0; }); }    // 1 with a message if it throws
//
// Laws
//   A process dies with the test, however the test ends. PostgreSQL, a daemon, is stopped unless a signal kills the
//   test.
#ifndef ROTA_SERVICE_TESTS_PROCESSES_HPP
#define ROTA_SERVICE_TESTS_PROCESSES_HPP

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace service::tests {

/// A folder in TMPDIR or /tmp that any user may enter, removed at the end of its life.
class temporary_folder {
 public:
  temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder(temporary_folder&&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  temporary_folder& operator=(temporary_folder&&) = delete;
  ~temporary_folder();
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// A running program, in a process group of its own.
class process {
 public:
  /// Appends its output to `log`.
  process(const std::vector<std::string>& command, const std::string& log);
  process(process&& other) noexcept : id_{std::exchange(other.id_, 0)}, ended_{other.ended_} {}
  process& operator=(process&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(ended_, other.ended_);
    return *this;
  }
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  /// Kills it and all that it has started.
  ~process();

  void kill(int signal) const noexcept;
  void kill_group(int signal) const noexcept;

  /// Its status as waitpid() reports it; nullopt if it does not end within that time.
  std::optional<int> wait(std::chrono::milliseconds longest);

  [[nodiscard]] pid_t id() const noexcept { return id_; }

 private:
  pid_t id_ = 0;
  std::optional<int> ended_ = std::nullopt;
};

/// What a program writes to standard output and standard error. Throws std::runtime_error if it does not end with 0.
std::string output_of(const std::vector<std::string>& command, std::chrono::seconds longest = std::chrono::minutes{5});

/// A private PostgreSQL with the schema of the service.
class cluster {
 public:
  /// `script` is the path of cluster.sh. A setting looks like "shared_buffers=256MB".
  cluster(std::string script, std::string folder, std::vector<std::string> settings = {});
  cluster(const cluster&) = delete;
  cluster(cluster&&) = delete;
  cluster& operator=(const cluster&) = delete;
  cluster& operator=(cluster&&) = delete;
  ~cluster();

  [[nodiscard]] const std::string& connection() const noexcept { return connection_; }
  [[nodiscard]] std::string log() const { return folder_ + "/log"; }

  void start();
  void stop();

  /// The server and its children.
  [[nodiscard]] std::vector<pid_t> processes() const;

  /// Kills the server first, so that it cannot react to the death of its children.
  void kill_all() const;

 private:
  std::string script_;
  std::string folder_;
  std::vector<std::string> settings_;
  std::string connection_;
};

/// Runs the test and returns its exit status; if it throws, 1 with a message.
int run_test(std::string_view name, const std::function<int()>& test);

/// The whole of a file; "" if it does not exist.
std::string text_of(const std::string& path);

/// Its last lines.
std::string tail_of(const std::string& path, std::size_t lines = 20);

}  // namespace service::tests

#endif
