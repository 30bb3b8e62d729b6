// SPDX-License-Identifier: MIT
//
// manual.hpp: what the tool offers, as data. command_line fills it in while commands and options are added; the help,
// the man page and the completions are written from it.
#ifndef ROTA_TOOL_MANUAL_HPP
#define ROTA_TOOL_MANUAL_HPP

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "exit_status.hpp"

namespace tool {

/// An option, or an argument, whose name has no hyphens.
struct manual_option {
  std::string name;
  std::string letter;  ///< its short form, such as "-h", if it has one
  std::string value;   ///< what stands for its value: "N", "shift|transition|skip"; "" for a flag
  std::string help;
  bool is_required = false;
  bool is_repeatable = false;
};

struct manual_command {
  std::string name;
  std::string help;  ///< a sentence without the full stop
  std::vector<manual_option> arguments;
  std::vector<manual_option> options;
  std::vector<manual_option> second_options;  ///< those after `--`
  std::vector<exit_status> statuses{done, refused_input, bad_usage};
  std::string example;  ///< lines for a shell
};

struct manual {
  manual_command tool;                  ///< its options are common to all commands
  std::deque<manual_command> commands;  ///< their addresses stay as they are when one is added
};

/// What stands for a value on the command line, and the forms that the value has.
struct value_form {
  std::string_view placeholder;
  std::string_view forms;
};
inline constexpr std::array<value_form, 3> value_forms{{
    {"T",
     "An instant: 2014-10-30T12:30:00, 2014-10-30T12:30, 2014-10-30 for midnight, @1414672200 for the seconds since "
     "1970, or now. It is in UTC unless it ends in an offset such as +01:00."},
    {"D",
     "A length of time: whole numbers with y, mo, w, d, h, min or s, largest first, such as 1y6mo, 14d or 36h. Only "
     "the rules of a retention take y and mo."},
    {"FILE",
     "The name of a file that holds JSON, or - for standard input. The example of rota help create is a request, rota "
     "create --json prints a schedule, and share/doc/rota/examples has a schedule.json and a listing.json of backups."},
}};

/// The option or argument as one writes it: "--count N", "-h, --help", "FILE".
std::string term(const manual_option& one);

/// The command with what it needs: "rota prune --backups FILE [OPTION...]".
std::string usage(const manual& all, const manual_command& of);

/// The words of a value that stand for themselves: "latest" and "at" of "ID|latest|at". Those in capitals do not.
std::vector<std::string> words_of(std::string_view value);

/// Whether a value can be a file.
bool can_be_file(std::string_view value);

/// The help of a command, or of the tool itself.
std::string help_of(const manual& all, const manual_command& one, std::size_t width);

/// The man page, in the language mdoc. `day` is its date, such as "November 23, 2014".
std::string man_page_of(const manual& all, std::string_view day);

/// Scripts that complete the tool's command line in a shell.
std::string bash_completion_of(const manual& all);
std::string zsh_completion_of(const manual& all);
std::string fish_completion_of(const manual& all);

}  // namespace tool

#endif
