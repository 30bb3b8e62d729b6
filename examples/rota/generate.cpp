// SPDX-License-Identifier: MIT
//
// rota help, rota generate: what the tool offers, for people, for man, and for shells that complete its arguments.
#include <cstdint>
#include <iostream>
#include <memory>
#include <rota/rota.hpp>
#include <string>

#include "command_line.hpp"
#include "commands.hpp"
#include "manual.hpp"

namespace tool {

namespace {

enum class form : std::uint8_t { man, bash, zsh, fish };

}  // namespace

template <>
inline constexpr auto choices<form> =
    std::to_array<choice<form>>({{"man", form::man}, {"bash", form::bash}, {"zsh", form::zsh}, {"fish", form::fish}});

namespace {

/// "November 23, 2014"
std::string day_of(rota::sys_seconds instant) {
  const date::year_month_day day{date::floor<date::days>(instant)};
  return date::format("%B ", date::sys_days{day}) + std::to_string(unsigned{day.day()}) + date::format(", %Y", day);
}

std::string generated(form what, const manual& all, const common_options& common) {
  switch (what) {
    case form::man: return man_page_of(all, day_of(common.now()));
    case form::bash: return bash_completion_of(all);
    case form::zsh: return zsh_completion_of(all);
    case form::fish: return fish_completion_of(all);
  }
  return "";
}

}  // namespace

void add_generate(command_line& line, const common_options& common) {
  const auto what = std::make_shared<form>();
  option_list command =
      line.add_command("generate", "Write the man page, or a script that completes commands and options in a shell",
                       [what, &line, &common] { std::cout << generated(*what, line.all(), common); });
  command
      .value(notation<form>::placeholder(), *what,
             "The man page, in mdoc, with the day of --now as its date; or the script for that shell")
      .required();
  command.example("eval \"$(rota generate bash)\"");
}

void add_help(command_line& line, const common_options&) {
  const auto name = std::make_shared<std::string>();
  option_list command = line.add_command("help", "Describe a command", [name, &line] { line.print_help(*name); });
  command.value("COMMAND", *name, "The command (default: list them all)");
  command.example("rota help prune");
}

}  // namespace tool
