// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <CLI/CLI.hpp>

#include "errors.hpp"
#include "help.hpp"

namespace tool {

void option::required() { added_->required(); }

void option_list::flag(const std::string& name, bool& target, const std::string& help) {
  app_->add_flag(name, target, help)->group(group_);
}

option option_list::add(const appearance& looks, reader read) {
  const auto read_or_throw = [name = looks.name, allowed = looks.allowed,
                              read = std::move(read)](const std::string& text) {
    if (!read(text)) throw CLI::ValidationError{name, "found " + rota::detail::in_quotes(text) + "; write " + allowed};
  };
  CLI::Option* added = app_->add_option_function<std::string>(looks.name, read_or_throw, looks.help);
  added->type_name(looks.placeholder)->group(group_);
  return option{*added};
}

command_line::command_line(const std::string& description, const std::string& footer)
    : app_{std::make_unique<CLI::App>(description, "rota")} {
  // Commands inherit all of this, so it is set before any is added.
  app_->option_defaults()->group(own_group);
  app_->set_help_flag("-h,--help", "Show this help")->group(common_group);
  app_->set_version_flag("--version", "rota " + std::string{rota::version}, "Show the version");
  app_->formatter(std::make_shared<help_formatter>());
  app_->footer(footer);
  app_->require_subcommand(1);
  app_->fallthrough();  // common options may follow the command
}

command_line::~command_line() = default;

option_list command_line::common_options() { return {*app_, common_group}; }

option_list command_line::add_command(const std::string& name, const std::string& help, std::function<void()> action) {
  CLI::App* command = app_->add_subcommand(name, help);
  command->callback(std::move(action));
  return {*command, own_group};
}

void command_line::run(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0)
      throw wrong_usage{std::string{error.what()} + "\nRun with --help for more information."};
    app_->exit(error);  // prints the help or the version
  }
}

}  // namespace tool
