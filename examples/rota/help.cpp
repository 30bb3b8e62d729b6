// SPDX-License-Identifier: MIT
#include "help.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "command_line.hpp"

namespace tool {

namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t text_column = 22;
constexpr std::size_t width = 80;

/// Breaks a text into lines that begin at column `left`. The first line is there already, up to that column.
std::string wrapped(std::string_view text, std::size_t left) {
  std::string lines;
  std::size_t column = left;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (column != left && column + 1 + word.size() > width) {
      lines.append("\n").append(left, ' ');
      column = left;
    }
    if (column != left) lines += ' ';
    column += word.size() + (column != left ? 1 : 0);
    lines += word;
  }
  return lines + '\n';
}

std::string paragraph(std::string_view text) { return wrapped(text, 0); }

/// A term in the left column and its description in the right one.
std::string row(const std::string& term, const std::string& description) {
  std::string text = std::string(indent, ' ') + term;
  if (text.size() + 2 > text_column)
    text.append("\n").append(text_column, ' ');
  else
    text.append(text_column - text.size(), ' ');
  return text + wrapped(description, text_column);
}

/// The option as one writes it: "--count N", "-h, --help", "FILE".
std::string term(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
  const bool takes_value = option.get_type_size() != 0;
  return takes_value ? names + ' ' + option.get_type_name() : names;
}

using options = std::vector<const CLI::Option*>;

std::string group(const std::string& heading, const options& members) {
  if (members.empty()) return "";
  std::string text = '\n' + heading + ":\n";
  for (const CLI::Option* one : members) text += row(term(*one), one->get_description());
  return text;
}

options in_group(const CLI::App& app, const std::string& name) {
  return app.get_options([&](const CLI::Option* one) { return one->nonpositional() && one->get_group() == name; });
}

/// The options of the command itself: every command has a --help of its own, which is listed as common.
options own_options(const CLI::App& app) {
  options own = in_group(app, own_group);
  std::erase(own, app.get_help_ptr());
  return own;
}

options positionals(const CLI::App& app) {
  return app.get_options([](const CLI::Option* one) { return one->get_positional(); });
}

std::string usage(const CLI::App& app, const std::string& name) {
  std::string text = name;
  if (app.get_parent() == nullptr) text += " COMMAND";
  for (const CLI::Option* one : own_options(app))
    if (one->get_required()) text += ' ' + term(*one);
  text += " [OPTION...]";
  for (const CLI::Option* one : positionals(app))
    text += one->get_required() ? ' ' + term(*one) : " [" + term(*one) + "]";
  return text;
}

std::string commands(const CLI::App& app) {
  std::string text;
  for (const CLI::App* one : app.get_subcommands({})) text += row(one->get_name(), one->get_description());
  return text.empty() ? "" : "\nCommands:\n" + text;
}

}  // namespace

std::string help_formatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const {
  const CLI::App& shares = app->get_parent() == nullptr ? *app : *app->get_parent();
  return paragraph(app->get_description() + '.') + "\nUsage: " + usage(*app, name) +
         (!has_second_options_.empty() && app->get_name() == has_second_options_ ? " -- OPTION...\n" : "\n") +
         commands(*app) + group("Arguments", positionals(*app)) + group(own_group, own_options(*app)) +
         group(common_group, in_group(shares, common_group)) + '\n' + paragraph(app->get_footer());
}

}  // namespace tool
