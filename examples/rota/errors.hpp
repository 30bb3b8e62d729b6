// SPDX-License-Identifier: MIT
//
// errors.hpp: the two ways in which a command fails, and an answer that is bad news. main() turns each into an exit
// status.
#ifndef ROTA_TOOL_ERRORS_HPP
#define ROTA_TOOL_ERRORS_HPP

#include <rota/rota.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace tool {

/// The library refuses the input: exit status 1, and with --json the fault on standard output.
class refused : public std::runtime_error {
 public:
  /// `where` is the file that the issues point into, for people.
  explicit refused(rota::fault why, std::string where = "")
      : std::runtime_error{why.message}, why_{std::move(why)}, where_{std::move(where)} {}
  [[nodiscard]] const rota::fault& why() const noexcept { return why_; }
  [[nodiscard]] const std::string& where() const noexcept { return where_; }

 private:
  rota::fault why_;
  std::string where_;
};

/// The arguments make no sense, or a file cannot be read: exit status 2, and with --json a fault on standard output.
class wrong_usage : public std::runtime_error {
 public:
  /// `hint` is for people only: what to run to learn more.
  explicit wrong_usage(const std::string& message, std::string hint = "")
      : std::runtime_error{message}, hint_{std::move(hint)} {}
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

 private:
  std::string hint_;
};

/// The command has printed its answer: an objective is missed. Exit status 3, without a message.
struct objective_missed {};

}  // namespace tool

#endif
