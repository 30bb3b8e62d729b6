// SPDX-License-Identifier: MIT
//
// contract.hpp: the executor contract as an executor sees it: the job, the four verbs, and how a call ends. README.md
// describes it as the worker sees it.
//
//   class my_executor : public executor { ... };
//   int main(int count, char** arguments) {
//     return run_executor("usage: my-executor start|state|delete|restore", {arguments + 1, arguments + count},
//                         [](const std::vector<std::string>& options) { return std::make_unique<my_executor>(); });
//   }
//
// Laws
//   Exit status 0: standard output holds one JSON object and a newline. Any other: standard output is empty, and
//   standard error says what was found, what is expected and what to do.
//   A shortage (space, memory, processes, open files) is never a verdict: the exit status is that of not_now.
//   No verb sees an incomplete job. All ids of a job are UUIDs in lower case, which are safe in any path.
#ifndef ROTA_SERVICE_EXECUTORS_CONTRACT_HPP
#define ROTA_SERVICE_EXECUTORS_CONTRACT_HPP

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace service::executors {

/// How a call fails, as exit statuses: EX_DATAERR, EX_USAGE and EX_TEMPFAIL of sysexits.h. Not 1, with which sudo and
/// others end that could not run the program.
enum class failure : int {
  impossible = 65,  ///< it cannot be done
  wrong_call = 64,  ///< the arguments or the job make no sense
  not_now = 75      ///< it may be possible later
};

class refusal : public std::runtime_error {
 public:
  refusal(failure how, const std::string& why) : std::runtime_error{why}, how_{how} {}
  [[nodiscard]] failure how() const noexcept { return how_; }

 private:
  failure how_;
};

/// What a call is about: a backup.
struct job {
  std::string id;  ///< of the backup
  rota::level level;
  std::vector<std::string> chain;  ///< what it is built on, from the full to its parent; empty for a full
  rota::source source;
  nlohmann::json settings;                ///< an object, the executor's own
  std::optional<rota::sys_seconds> slot;  ///< nullopt on demand
  rota::sys_seconds now;                  ///< on the clock of the service
  std::string to;                         ///< the folder to restore into; "" for other verbs
};

/// The answers of `state`.
struct running {
  std::optional<rota::sys_seconds> expected;  ///< when to ask again, if known
};
struct completed {
  std::optional<double> size_gib;
};
struct failed {
  std::string message;
};
struct unknown {};  ///< it was never started here
using standing = std::variant<running, completed, failed, unknown>;

/// The verbs. Each may be called again with the same job, even at the same time, and throws if it fails.
class executor {
 public:
  executor() = default;
  executor(const executor&) = delete;
  executor(executor&&) = delete;
  executor& operator=(const executor&) = delete;
  executor& operator=(executor&&) = delete;
  virtual ~executor() = default;

  /// Begins the backup and returns at once; returns when to ask for its state, if known. Does nothing if the backup has
  /// begun or ended.
  virtual std::optional<rota::sys_seconds> start(const job& one) = 0;
  [[nodiscard]] virtual standing state(const job& one) = 0;
  /// Deletes the backup, whatever its state. Does nothing if it does not exist; refuses if others are built on it.
  virtual void remove(const job& one) = 0;
  /// Restores it into the folder `to`, which exists and is empty, and waits for the end.
  virtual void restore(const job& one) = 0;
};

/// Makes the executor from the arguments before the verb. Throws a refusal if they are not valid.
using executor_factory = std::function<std::unique_ptr<executor>(const std::vector<std::string>& options)>;

/// Carries out one call; the verb is the last argument. Returns the exit status.
[[nodiscard]] int run_executor(const std::string& usage, std::vector<std::string> arguments,
                               const executor_factory& make);

/// A member of the executor's settings; nullopt if absent. Throws a refusal if it has another type.
[[nodiscard]] std::optional<std::string> text_setting(const nlohmann::json& settings, const std::string& name);
[[nodiscard]] std::optional<unsigned> number_setting(const nlohmann::json& settings, const std::string& name);

/// The instant as in a job, with a Z.
[[nodiscard]] std::string to_text(rota::sys_seconds instant);

}  // namespace service::executors

#endif
