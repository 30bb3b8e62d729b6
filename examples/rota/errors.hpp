// SPDX-License-Identifier: MIT
//
// errors.hpp: the two ways in which a command fails. main() turns each into a message and an exit status.
#ifndef ROTA_TOOL_ERRORS_HPP
#define ROTA_TOOL_ERRORS_HPP

#include <rota/rota.hpp>
#include <stdexcept>
#include <utility>

namespace tool {

/// The library refuses the input: exit status 1, and with --json the fault on standard output.
class refused : public std::runtime_error {
 public:
  explicit refused(rota::fault why) : std::runtime_error{why.message}, why_{std::move(why)} {}
  [[nodiscard]] const rota::fault& why() const noexcept { return why_; }

 private:
  rota::fault why_;
};

/// The arguments make no sense, or a file cannot be read: exit status 2.
class wrong_usage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tool

#endif
