// SPDX-License-Identifier: MIT
//
// contract.hpp: the contract of the executors, as an executor sees it: what a job says, the four verbs, and how a call
// ends. The README of the service has it as the worker sees it.
//
//   class my_executor : public executor { ... };
//   int main(int count, char** arguments) {
//     return run_executor("usage: my-executor start|state|delete|restore", {arguments + 1, arguments + count},
//                         [](const std::vector<std::string>& options) { return std::make_unique<my_executor>(); });
//   }
//
// Laws
//   Exit status 0: standard output holds one JSON object, and a newline. Any other: standard output is empty, and
//   standard error says what was found, what is expected and what to do.
//   A job that is not whole reaches no verb. All ids of a job are UUIDs in lower case, which are safe in any path.
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

/// How a call fails, as exit statuses; the numbers of 64 and 75 are those of sysexits.h.
enum class failure : int {
  impossible = 1,   ///< it cannot be done
  wrong_call = 64,  ///< nor understood
  not_now = 75      ///< it may be possible later
};

class refusal : public std::runtime_error {
 public:
  refusal(failure how, const std::string& why) : std::runtime_error{why}, how_{how} {}
  [[nodiscard]] failure how() const noexcept { return how_; }

 private:
  failure how_;
};

/// What a call is about.
struct job {
  std::string id;  ///< of the backup
  rota::level level;
  std::vector<std::string> chain;  ///< what it is built on, from the full to its parent; empty for a full
  rota::source source;
  nlohmann::json settings;                ///< an object, the executor's own
  std::optional<rota::sys_seconds> slot;  ///< nullopt if it was made on demand
  rota::sys_seconds now;                  ///< on the service's clock
  std::string to;                         ///< restore: the folder; otherwise ""
};

/// The answers of `state`.
struct running {
  std::optional<rota::sys_seconds> expected;  ///< when to ask again, if that is known
};
struct completed {
  std::optional<double> size_gib;
};
struct failed {
  std::string message;
};
struct unknown {};  ///< it never was started here
using standing = std::variant<running, completed, failed, unknown>;

/// The verbs. Each may be called again with the same job, also at the same time, and throws a refusal if it fails.
class executor {
 public:
  executor() = default;
  executor(const executor&) = delete;
  executor(executor&&) = delete;
  executor& operator=(const executor&) = delete;
  executor& operator=(executor&&) = delete;
  virtual ~executor() = default;

  /// Begins the backup and returns at once, with when to ask for its state if that is known. Does nothing if it has
  /// begun, or has ended.
  virtual std::optional<rota::sys_seconds> start(const job& one) = 0;
  [[nodiscard]] virtual standing state(const job& one) = 0;
  /// Deletes the backup, whatever became of it. Does nothing if it is not there; refuses one that others are built on.
  virtual void remove(const job& one) = 0;
  /// Restores it into the folder `to`, which is there and empty, and waits for the end.
  virtual void restore(const job& one) = 0;
};

/// Makes the executor from the arguments before the verb. Throws a refusal if they make no sense.
using make_executor = std::function<std::unique_ptr<executor>(const std::vector<std::string>& options)>;

/// Carries out one call, the last of the arguments being the verb. Returns the exit status.
[[nodiscard]] int run_executor(const std::string& usage, std::vector<std::string> arguments, const make_executor& make);

/// A member of the executor's settings; nullopt if there is none. Throws a refusal if it is not of that type.
[[nodiscard]] std::optional<std::string> text_setting(const nlohmann::json& settings, const std::string& name);
[[nodiscard]] std::optional<unsigned> number_setting(const nlohmann::json& settings, const std::string& name);

/// The instant as a job carries it, with a Z.
[[nodiscard]] std::string to_text(rota::sys_seconds instant);

}  // namespace service::executors

#endif
