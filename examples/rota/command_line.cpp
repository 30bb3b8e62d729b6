// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>

#include "errors.hpp"
#include "help.hpp"

namespace tool {

namespace {

bool is_option(std::string_view text) { return text.substr(0, 2) == "--"; }

[[noreturn]] void refuse(const std::string& message) {
  throw wrong_usage{message, "Run with --help for more information.\n"};
}

constexpr const char* empty_value = "the value is empty; perhaps a shell variable is not set";

/// Refuses `--count=`, for which CLI11 would take the next argument as the value.
void refuse_empty_values(int argc, const char* const* argv) {
  for (int i = 1; i < argc && argv[i] != std::string_view{"--"}; ++i) {
    const std::string_view argument = argv[i];
    const std::size_t sign = argument.find('=');
    if (is_option(argument) && sign + 1 == argument.size())
      refuse(std::string{argument.substr(0, sign)} + ": " + empty_value);
  }
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* one : app.get_options())
    for (const std::string& name : one->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* one : app.get_subcommands({})) names.push_back(one->get_name());
  return names;
}

/// "create, update or runs"
std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : &word == &words.back() ? " or " : ", ") + word;
  return text;
}

/// The name of the command: the first argument that is no common option and no value of one; "" if there is none.
std::string name_of_command(const CLI::App& app, int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument.empty() || argument.front() != '-') return argument;
    const CLI::Option* const known = app.get_option_no_throw(argument);
    if (known != nullptr && known->get_type_size() != 0) ++i;
  }
  return "";
}

/// What `text` was probably meant to be, as the end of a message; "" if it is like none of the words.
std::string did_you_mean(const std::string& text, const std::vector<std::string>& words) {
  const std::string_view meant = rota::detail::nearest(text, std::vector<std::string_view>{words.begin(), words.end()});
  return meant.empty() ? "" : "; did you mean " + std::string{meant} + "?";
}

/// Explains an argument that has no place.
std::string unexpected(const std::string& argument, const CLI::App& app) {
  const std::string found = rota::detail::in_quotes(argument);
  const auto called = app.get_subcommands();
  if (!argument.empty() && argument.front() == '-') {
    const std::string name = argument.substr(0, argument.find('='));
    auto names = option_names(app);
    for (const CLI::App* one : called)
      for (std::string& own : option_names(*one)) names.push_back(std::move(own));
    if (!called.empty() && std::find(names.begin(), names.end(), name) != names.end())
      return "found " + found + " out of place; options of " + called.front()->get_name() +
             " follow it, and come before any --";
    return (called.empty() ? "there is no option " + found + " before a command"
                           : called.front()->get_name() + " has no option " + found) +
           did_you_mean(name, names);
  }
  if (!called.empty())
    return "found " + found + ", an argument that " + called.front()->get_name() + " has no place for";
  const auto names = command_names(app);
  const std::string meant = did_you_mean(argument, names);
  return "there is no command " + found + (meant.empty() ? "; write " + joined(names) : meant);
}

/// Explains in our own words what CLI11 refuses.
std::string explanation(const CLI::ParseError& error, const CLI::App& app) {
  std::string what = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {  // of two kinds, which only the text tells apart
    const std::string name = what.substr(0, what.find_first_of(": "));
    return is_option(name) ? name + ": the value is missing" : "--" + name + " takes no value";
  }
  const auto* const required = dynamic_cast<const CLI::RequiredError*>(&error);
  if (required == nullptr && dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) return what;
  for (const std::string& argument : app.remaining(true))
    if (argument != "--") return unexpected(argument, app);
  if (app.get_subcommands().empty()) return "no command is given; write " + joined(command_names(app));
  return what;
}

}  // namespace

void option::required() { added_->required(); }

void option_list::flag(const std::string& name, bool& target, const std::string& help) {
  app_->add_flag(name, target, help)->disable_flag_override()->group(group_);
}

option option_list::add(const appearance& looks, reader read) {
  const auto read_all = [looks, read = std::move(read)](const std::vector<std::string>& texts) {
    const auto refuse_value = [&](const std::string& why) { throw CLI::ValidationError{looks.name, why}; };
    if (texts.size() > 1 && !looks.is_repeatable) refuse_value("given more than once; leave all but one out");
    for (const std::string& text : texts) {
      const std::string found = "found " + rota::detail::in_quotes(text);
      if (text.empty() && !looks.may_be_empty) refuse_value(empty_value);
      if (is_option(looks.name) && is_option(text))  // as in `--id $ID --json`, with ID unset
        refuse_value(found + " instead of a value; perhaps a shell variable is not set");
      if (const auto instead = read(text)) refuse_value(found + "; write " + *instead);
    }
    return true;
  };
  CLI::Option* added = app_->add_option(looks.name, read_all, looks.help);
  added->type_name(looks.placeholder)->group(group_);
  added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return option{*added};
}

command_line::command_line(const std::string& description, const std::string& footer)
    : app_{std::make_unique<CLI::App>(description, "rota")} {
  // Commands inherit all of this, so it is set before any is added.
  app_->option_defaults()->group(own_group);
  app_->set_help_flag("-h,--help", "Show this help")->disable_flag_override()->group(common_group);
  app_->set_version_flag("--version", "rota " + std::string{rota::version}, "Show the version")
      ->disable_flag_override();
  help_ = std::make_shared<help_formatter>();
  app_->formatter(help_);
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

option_list command_line::add_second_options(const std::string& command) {
  second_ = std::make_unique<CLI::App>("", "rota");
  second_->set_help_flag();
  help_->show_second_options_of(command);
  return {*second_->add_subcommand(command), own_group};
}

void command_line::run(int argc, const char* const* argv) {
  refuse_empty_values(argc, argv);
  if (const std::string name = name_of_command(*app_, argc, argv); second_ && name == command_names(*second_).front()) {
    const char* const* const dashes = std::find(argv + 1, argv + argc, std::string_view{"--"});
    const auto before = static_cast<int>(dashes - argv);
    if (before + 1 < argc) read_second_options(name, {dashes + 1, argv + argc});
    argc = before;
  }
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) refuse(explanation(error, *app_));
    app_->exit(error);  // prints the help or the version
  }
}

void command_line::read_second_options(const std::string& command, std::vector<std::string> arguments) {
  std::vector<const char*> all{"rota"};
  for (const std::string& one : arguments) all.push_back(one.c_str());
  refuse_empty_values(static_cast<int>(all.size()), all.data());
  for (const std::string& one : arguments)
    if (is_option(one) && app_->get_option_no_throw(one.substr(0, one.find('='))) != nullptr)
      refuse("found " + one + " after --; write it before --");
  arguments.insert(arguments.begin(), command);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    second_->parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    refuse(explanation(error, *second_));
  }
  has_second_options_ = true;
}

}  // namespace tool
