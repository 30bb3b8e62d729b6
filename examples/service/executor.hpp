// SPDX-License-Identifier: MIT
//
// executor.hpp: runs executors, the programs that make, delete and restore backups. README.md has their contract.
//
//   executor program{"rota-executor-pretend --folder backups"};   // split at blanks
//   reply said = program.ask("state", job, 10min);
//
// Laws
//   A program that cannot be run, is killed, times out or gives a malformed answer is called again later: only its own
//   exit status means failure.
//   No program inherits a file of the worker but its three standard streams. Output beyond 1 MiB is discarded.
#ifndef ROTA_SERVICE_EXECUTOR_HPP
#define ROTA_SERVICE_EXECUTOR_HPP

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace service {

/// What an executor is told about a backup.
struct job {
  std::string id;
  rota::level level = rota::level::full;
  std::vector<std::string> chain = {};  ///< what it is built on, from the full to the parent
  rota::source source = {};
  nlohmann::json settings = nlohmann::json::object();
  std::optional<rota::sys_seconds> slot = std::nullopt;  ///< nullopt on demand
  rota::sys_seconds now = {};
  std::optional<std::string> to = std::nullopt;  ///< the folder to restore into
};

/// The job of backup `i`, with its id, its source and its chain. O(history).
[[nodiscard]] job job_of(const rota::history& past, std::size_t i);

/// What an executor answers.
struct reply {
  enum class outcome : std::uint8_t { done, later, failed };

  outcome how = outcome::later;
  nlohmann::json said = nlohmann::json::object();
  std::string message = {};  ///< why it is not done

  /// A member that is a text; nullopt if it is absent.
  [[nodiscard]] std::optional<std::string> text(std::string_view member) const;
  /// A member that is an instant.
  [[nodiscard]] std::optional<rota::sys_seconds> instant(std::string_view member) const;
  /// A member that is a non-negative number.
  [[nodiscard]] std::optional<double> size(std::string_view member) const;
};

/// The beginning of a text from an executor, as a JSON string.
[[nodiscard]] std::string quoted_excerpt(std::string text);

/// A program that keeps the executor contract, and how to call it.
class executor {
 public:
  /// Throws std::invalid_argument if the command is blank.
  explicit executor(std::string_view command);

  /// Runs the program with a verb, and waits for its answer. Kills it when `patience` ends, or `*stops` becomes true.
  [[nodiscard]] reply ask(const std::string& verb, const job& about, std::chrono::seconds patience,
                          const std::atomic<bool>* stops = nullptr) const;

 private:
  std::vector<std::string> command_;
};

}  // namespace service

#endif
