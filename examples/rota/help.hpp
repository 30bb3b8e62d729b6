// SPDX-License-Identifier: MIT
//
// help.hpp: the layout of --help. The help of a command lists its own options, then those of every command.
#ifndef ROTA_TOOL_HELP_HPP
#define ROTA_TOOL_HELP_HPP

#include <CLI/CLI.hpp>
#include <string>

namespace tool {

class help_formatter : public CLI::FormatterBase {
 public:
  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace tool

#endif
