// SPDX-License-Identifier: MIT
//
// help.hpp: the layout of --help. The help of a command lists its own options, then those of every command.
#ifndef ROTA_TOOL_HELP_HPP
#define ROTA_TOOL_HELP_HPP

#include <CLI/CLI.hpp>
#include <string>
#include <utility>

namespace tool {

class help_formatter : public CLI::FormatterBase {
 public:
  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;

  /// Shows in the usage of a command that it takes options after `--` too.
  void show_second_options_of(std::string command) { has_second_options_ = std::move(command); }

 private:
  std::string has_second_options_;
};

}  // namespace tool

#endif
