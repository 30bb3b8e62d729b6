// SPDX-License-Identifier: MIT
//
// help.cpp: the help of a command: its options, those of every command, and all else that one needs to run it.
#include <algorithm>
#include <cctype>
#include <cstddef>

#include "manual.hpp"
#include "terminal.hpp"

namespace tool {

namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t text_column = 22;

std::string paragraph(std::string_view text, std::size_t width) { return wrapped(text, width); }

/// A term, indented. If it has too many choices for one line, it is broken after some of them.
std::string broken(std::string_view term, std::size_t width) {
  std::string text = std::string(indent, ' ').append(term);
  for (std::size_t line = 0; text.size() - line > width;) {
    const std::size_t bar = text.rfind('|', line + width - 1);
    if (bar == std::string::npos || bar < line) break;
    line = bar + 2;
    text.insert(bar + 1, "\n" + std::string(2 * indent, ' '));
  }
  return text;
}

/// A term in the left column and its description in the right one.
std::string row(std::string_view term, std::string_view description, std::size_t width) {
  std::string text = broken(term, width);
  if (text.size() + 2 > text_column)
    text.append("\n").append(text_column, ' ');
  else
    text.append(text_column - text.size(), ' ');
  return text + wrapped(description, width, text_column, text_column);
}

std::string group(const std::string& heading, const std::vector<manual_option>& members, std::size_t width) {
  if (members.empty()) return "";
  std::string text = '\n' + heading + ":\n";
  for (const manual_option& one : members) text += row(term(one), one.help, width);
  return text;
}

std::string commands(const manual& all, std::size_t width) {
  std::string text = "\nCommands:\n";
  for (const manual_command& one : all.commands) text += row(one.name, one.help, width);
  return text;
}

std::string forms(std::size_t width) {
  std::string text = "\nForms:\n";
  for (const value_form& one : value_forms) text += row(one.placeholder, one.forms, width);
  return text;
}

std::string statuses(const manual_command& of, std::size_t width) {
  std::string text = "\nExit status:\n";
  for (const exit_status& one : of.statuses) text += row(std::to_string(one.value), one.meaning, width);
  return text;
}

/// The lines as they stand, indented.
std::string example(std::string_view lines) {
  std::string text = "\nExample:\n";
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    text.append(indent, ' ').append(line).append("\n");
  }
  return text;
}

bool is_in_capitals(std::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char letter) { return std::isupper(static_cast<unsigned char>(letter)) != 0; });
}

/// The parts of a value between its bars.
std::vector<std::string> parts_of(std::string_view value) {
  std::vector<std::string> parts;
  while (!value.empty()) {
    const std::string_view part = value.substr(0, value.find('|'));
    value.remove_prefix(std::min(part.size() + 1, value.size()));
    parts.emplace_back(part);
  }
  return parts;
}

}  // namespace

std::string term(const manual_option& one) {
  if (one.name.front() != '-') return one.value;
  std::string text = one.letter.empty() ? one.name : one.letter + ", " + one.name;
  return one.value.empty() ? text : text + ' ' + one.value;
}

std::string usage(const manual& all, const manual_command& of) {
  std::string text = all.tool.name;
  text += &of == &all.tool ? " COMMAND" : ' ' + of.name;
  for (const manual_option& one : of.options)
    if (one.is_required) text += ' ' + term(one);
  text += " [OPTION...]";
  for (const manual_option& one : of.arguments) text += one.is_required ? ' ' + term(one) : " [" + term(one) + "]";
  return of.second_options.empty() ? text : text + " -- OPTION...";
}

std::vector<std::string> words_of(std::string_view value) {
  auto words = parts_of(value);
  std::erase_if(words, is_in_capitals);
  return words;
}

bool can_be_file(std::string_view value) {
  const auto parts = parts_of(value);
  return std::find(parts.begin(), parts.end(), "FILE") != parts.end();
}

std::string help_of(const manual& all, const manual_command& one, std::size_t width) {
  const bool is_tool = &one == &all.tool;
  std::string text = paragraph(one.help + '.', width) + "\nUsage: " + usage(all, one) + '\n';
  if (is_tool)
    text += commands(all, width) + '\n' +
            paragraph("For the options of a command, run " + one.name + " help COMMAND, or the command with --help.",
                      width);
  else
    text += group("Arguments", one.arguments, width) + group("Options", one.options, width);
  return text + group("Common options", all.tool.options, width) + forms(width) + statuses(one, width) +
         example(one.example);
}

}  // namespace tool
