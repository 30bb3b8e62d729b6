// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <string_view>

#include "errors.hpp"
#include "terminal.hpp"

namespace tool {

namespace {

bool is_option(std::string_view text) { return text.substr(0, 2) == "--"; }

/// `command` is the one whose help says more; "" for that of the tool.
[[noreturn]] void refuse(const std::string& message, const std::string& command) {
  throw wrong_usage{message, "Run rota " + (command.empty() ? "" : command + ' ') + "--help for more information.\n"};
}

constexpr const char* empty_value = "the value is empty; perhaps a shell variable is not set";

/// Refuses `--count=`, for which CLI11 would take the next argument as the value.
void refuse_empty_values(int argc, const char* const* argv, const std::string& command) {
  for (int i = 1; i < argc && argv[i] != std::string_view{"--"}; ++i) {
    const std::string_view argument = argv[i];
    const std::size_t sign = argument.find('=');
    if (is_option(argument) && sign + 1 == argument.size())
      refuse(std::string{argument.substr(0, sign)} + ": " + empty_value, command);
  }
}

std::vector<std::string> names_of(const std::vector<manual_option>& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const manual_option& one : options) names.push_back(one.name);
  return names;
}

std::vector<std::string> names_of(const std::deque<manual_command>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const manual_command& one : commands) names.push_back(one.name);
  return names;
}

/// "create, update or runs"
std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : &word == &words.back() ? " or " : ", ") + word;
  return text;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const manual_command* find_command(const manual& all, const std::string& name) {
  const auto found = std::find_if(all.commands.begin(), all.commands.end(),
                                  [&](const manual_command& one) { return one.name == name; });
  return found == all.commands.end() ? nullptr : &*found;
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

/// What to write instead of `text`: the word that was probably meant, or else `otherwise`.
std::string instead_of(const std::string& text, const std::vector<std::string>& words, const std::string& otherwise) {
  const std::string_view meant = meant_word(text, std::vector<std::string_view>{words.begin(), words.end()});
  return meant.empty() ? otherwise : std::string{meant};
}

std::string unknown_command(const manual& all, const std::string& name) {
  const auto names = names_of(all.commands);
  return "found the unknown command " + rota::detail::in_quotes(name) + "; write " +
         instead_of(name, names, joined(names));
}

/// Explains an option that has no place. `called` is nullptr if there is no command before it.
std::string unexpected_option(const std::string& argument, const manual& all, const manual_command* called) {
  const std::string found = rota::detail::in_quotes(argument);
  const std::string name = argument.substr(0, argument.find('='));
  auto names = names_of(all.tool.options);
  if (called == nullptr) {
    const auto has_it = [&](const manual_command& one) { return contains(names_of(one.options), name); };
    if (std::any_of(all.commands.begin(), all.commands.end(), has_it))
      return "found " + found + " before any command; write the command first, and its options after it";
    return "found the unknown option " + found + "; write " +
           instead_of(name, names, "a command first, then its options");
  }
  for (std::string& own : names_of(called->options)) names.push_back(std::move(own));
  if (contains(names, name))
    return "found " + found + " out of place; options of " + called->name + " follow it, and come before any --";
  return called->name + ": found the unknown option " + found + "; write " +
         instead_of(name, names, "one that rota help " + called->name + " lists");
}

/// Explains an argument that has no place.
std::string unexpected(const std::string& argument, const manual& all, const manual_command* called) {
  if (!argument.empty() && argument.front() == '-') return unexpected_option(argument, all, called);
  if (called == nullptr) return unknown_command(all, argument);
  return called->name + ": found " + rota::detail::in_quotes(argument) +
         ", one argument too many; leave it out, or put what belongs together in quotes";
}

/// Says which option or argument a command lacks.
std::string lack(const manual_command& called, const CLI::App& app) {
  for (const auto* entries : {&called.options, &called.arguments})
    for (const manual_option& one : *entries)
      if (one.is_required && app.get_option(one.name)->count() == 0)
        return called.name + ": found no " + (is_option(one.name) ? one.name : "argument") + "; write " + term(one);
  return "";
}

/// Explains in our own words what CLI11 refuses.
std::string explanation(const CLI::ParseError& error, const CLI::App& app, const manual& all) {
  std::string what = error.what();
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) return what;  // thrown by option_list
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {  // of two kinds, which only the text tells apart
    const std::string name = what.substr(0, what.find_first_of(": "));
    return is_option(name) ? name + ": the value is missing" : "--" + name + " takes no value";
  }
  const auto parsed = app.get_subcommands();
  const manual_command* const called = parsed.empty() ? nullptr : find_command(all, parsed.front()->get_name());
  for (const std::string& argument : app.remaining(true))
    if (argument != "--") return unexpected(argument, all, called);
  if (called == nullptr) return "found no command; write " + joined(names_of(all.commands));
  const std::string lacking = lack(*called, *parsed.front());
  return lacking.empty() ? what : lacking;
}

}  // namespace

void option::required() {
  added_->required();
  entry_->is_required = true;
}

void option_list::flag(const std::string& name, bool& target, const std::string& help) {
  app_->add_flag(name, target)->disable_flag_override();
  entries_->push_back({.name = name, .letter = "", .value = "", .help = help});
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
  CLI::Option* added = app_->add_option(looks.name, read_all);
  added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  auto& entries = is_option(looks.name) ? *entries_ : entry_->arguments;
  entries.push_back({.name = looks.name,
                     .letter = "",
                     .value = is_option(looks.name) ? looks.placeholder : looks.name,
                     .help = looks.help,
                     .is_repeatable = looks.is_repeatable});
  return option{*added, entries.back()};
}

command_line::command_line(const std::string& description) : app_{std::make_unique<CLI::App>(description, "rota")} {
  // Commands inherit all of this, so it is set before any is added.
  app_->set_help_flag("-h,--help")->disable_flag_override();
  app_->set_version_flag("--version", "rota " + std::string{rota::version})->disable_flag_override();
  app_->require_subcommand(1);
  app_->fallthrough();  // common options may follow the command
  all_.tool.name = "rota";
  all_.tool.help = description;
  all_.tool.options = {{.name = "--help", .letter = "-h", .value = "", .help = "Show this help"},
                       {.name = "--version", .letter = "", .value = "", .help = "Show the version"}};
}

command_line::~command_line() = default;

option_list command_line::common_options() { return {*app_, all_.tool, all_.tool.options}; }

option_list command_line::add_command(const std::string& name, const std::string& help, std::function<void()> action) {
  CLI::App* command = app_->add_subcommand(name);
  command->callback(std::move(action));
  manual_command& entry = all_.commands.emplace_back();
  entry.name = name;
  entry.help = help;
  return {*command, entry, entry.options};
}

option_list command_line::add_second_options(const std::string& command) {
  second_ = std::make_unique<CLI::App>("", "rota");
  second_->set_help_flag();
  const auto entry = std::find_if(all_.commands.begin(), all_.commands.end(),
                                  [&](const manual_command& one) { return one.name == command; });
  return {*second_->add_subcommand(command), *entry, entry->second_options};
}

void command_line::print_help(const std::string& command) const {
  const manual_command* const found = command.empty() ? &all_.tool : find_command(all_, command);
  if (found == nullptr) throw wrong_usage{unknown_command(all_, command)};
  std::cout << help_of(all_, *found, width_of_output());
}

void command_line::run(int argc, const char* const* argv) {
  if (argc < 2) {
    print_help("");
    return;
  }
  const std::string name = name_of_command(*app_, argc, argv);
  const manual_command* const named = find_command(all_, name);
  const std::string known = named != nullptr ? name : "";
  try {
    refuse_empty_values(argc, argv, known);
    if (named != nullptr && !named->second_options.empty()) {
      const char* const* const dashes = std::find(argv + 1, argv + argc, std::string_view{"--"});
      const auto before = static_cast<int>(dashes - argv);
      if (before + 1 < argc) read_second_options(name, {dashes + 1, argv + argc});
      argc = before;
    }
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print_help(known);
  } catch (const CLI::CallForVersion& version) {
    std::cout << version.what() << '\n';
  } catch (const CLI::ParseError& error) {
    refuse(explanation(error, *app_, all_), known);
  }
}

void command_line::read_second_options(const std::string& command, std::vector<std::string> arguments) {
  std::vector<const char*> all{"rota"};
  for (const std::string& one : arguments) all.push_back(one.c_str());
  refuse_empty_values(static_cast<int>(all.size()), all.data(), command);
  for (const std::string& one : arguments)
    if (is_option(one) && app_->get_option_no_throw(one.substr(0, one.find('='))) != nullptr)
      refuse("found " + one + " after --; write it before --", command);
  arguments.insert(arguments.begin(), command);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    second_->parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    refuse(explanation(error, *second_, all_), command);
  }
  has_second_options_ = true;
}

}  // namespace tool
