// SPDX-License-Identifier: MIT
//
// command_line.hpp: commands and their options, read from the arguments of the tool into variables.
//
//   option_list command = line.add_command("runs", "Show when a schedule runs", [options] { … });
//   command.value("--until", options->until, "List runs before T");      // the variable's type says how it is read
//   command.value("FILE", options->file, "A create request");            // no hyphens: an argument without a name
//   command.value("ID", options->id, "The backup to restore").required();
//   command.values("--backups", options->backups, "A page of the listing").required();  // may be repeated
//   command.flag("--calendar", options->calendar, "Draw a calendar");
//   command.example("rota runs --on daily");                             // the last lines of its help
//
// What is added also goes into a manual. Only command_line.cpp includes CLI11, which takes a compiler longer than a
// command does.
#ifndef ROTA_TOOL_COMMAND_LINE_HPP
#define ROTA_TOOL_COMMAND_LINE_HPP

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exit_status.hpp"
#include "manual.hpp"
#include "notation.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tool {

/// An option that has just been added.
class option {
 public:
  option(CLI::Option& added, manual_option& entry) noexcept : added_{&added}, entry_{&entry} {}
  void required();

 private:
  CLI::Option* added_;
  manual_option* entry_;
};

/// The options of one command, or those of every command.
class option_list {
 public:
  /// Its options go into `entries`, which are those of `entry` or its second ones.
  option_list(CLI::App& app, manual_command& entry, std::vector<manual_option>& entries)
      : app_{&app}, entry_{&entry}, entries_{&entries} {}

  /// Sets the example of the help: lines for a shell, which work as they stand.
  void example(std::string lines) { entry_->example = std::move(lines); }

  /// Says in the help that the command can end with a status that others do not have.
  void can_exit_with(const exit_status& one) { entry_->statuses.push_back(one); }

  /// Adds an option that sets `target`.
  void flag(const std::string& name, bool& target, const std::string& help);

  /// Adds an option with a value, which is stored in `target`. It can be given once. The empty text, which is what a
  /// shell makes of a variable that is not set, is no value unless its notation says otherwise.
  template <class T>
  option value(const std::string& name, T& target, const std::string& help) {
    return add<T>(name, help, false, [&target](T value) { target = std::move(value); });
  }
  template <class T>
  option value(const std::string& name, std::optional<T>& target, const std::string& help) {
    return add<T>(name, help, false, [&target](T value) { target = std::move(value); });
  }

  /// Adds an option that can be given several times, with a value each time.
  template <class T>
  option values(const std::string& name, std::vector<T>& target, const std::string& help) {
    return add<T>(name, help, true, [&target](T value) { target.push_back(std::move(value)); });
  }

 private:
  /// Stores the value that a text means, or returns what to write instead if it means none.
  using reader = std::function<std::optional<std::string>(const std::string& text)>;

  struct appearance {
    std::string name;
    std::string help;
    std::string placeholder;
    bool is_repeatable;
    bool may_be_empty;
  };

  template <class T, class Store>
  option add(const std::string& name, const std::string& help, bool is_repeatable, Store store) {
    constexpr bool may_be_empty = requires { notation<T>::may_be_empty; };
    return add({name, help, notation<T>::placeholder(), is_repeatable, may_be_empty},
               [store](const std::string& text) -> std::optional<std::string> {
                 auto value = notation<T>::parse(text);
                 if (!value) return notation<T>::instead_of(text);
                 store(std::move(*value));
                 return std::nullopt;
               });
  }
  option add(const appearance& looks, reader read);

  CLI::App* app_;
  manual_command* entry_;
  std::vector<manual_option>* entries_;
};

/// The commands of the tool.
class command_line {
 public:
  explicit command_line(const std::string& description);
  ~command_line();
  command_line(const command_line&) = delete;
  command_line(command_line&&) = delete;
  command_line& operator=(const command_line&) = delete;
  command_line& operator=(command_line&&) = delete;

  /// The options that every command has. They are read in the order in which they were added, before those of a
  /// command.
  option_list common_options();

  /// Adds a command. `action` runs once all options have been read.
  option_list add_command(const std::string& name, const std::string& help, std::function<void()> action);

  /// Adds options that a command takes after `--`, apart from those before it: `compare --fulls 14 -- --fulls 4`. Only
  /// one command can have them. Precondition: the command has been added.
  option_list add_second_options(const std::string& command);

  /// Whether any were given. For the action of the command.
  [[nodiscard]] bool has_second_options() const noexcept { return has_second_options_; }

  /// Runs the command that the arguments name, or prints the help or the version if they ask for it, or if there are
  /// none. Throws `wrong_usage` if they make no sense, and whatever the command throws.
  void run(int argc, const char* const* argv);

  /// What has been added.
  [[nodiscard]] const manual& all() const noexcept { return all_; }

  /// Prints the help of the command, or of the tool itself if the name is empty. Throws `wrong_usage` if there is no
  /// such command.
  void print_help(const std::string& command) const;

 private:
  void read_second_options(const std::string& command, std::vector<std::string> arguments);

  std::unique_ptr<CLI::App> app_;
  manual all_;
  std::unique_ptr<CLI::App> second_;  // has the command alone, with its options after `--`
  bool has_second_options_ = false;
};

}  // namespace tool

#endif
