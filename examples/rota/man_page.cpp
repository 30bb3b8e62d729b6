// SPDX-License-Identifier: MIT
//
// man_page.cpp: the man page in mdoc(7), the language that both groff and mandoc read.
#include <rota/detail/spelling.hpp>
#include <rota/version.hpp>

#include <cctype>
#include <cstddef>
#include <map>

#include "manual.hpp"
#include "terminal.hpp"

namespace tool {

namespace {

/// The text with what mdoc would take for its own escaped. Hyphens of options stay hyphens.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '\\')
      safe += "\\e";
    else if (letter == '-')
      safe += "\\-";
    else
      safe += letter;
  }
  return safe;
}

/// A line of text: one that begins with a dot or an apostrophe would be a macro.
std::string text_line(std::string_view line) {
  const bool looks_like_macro = !line.empty() && (line.front() == '.' || line.front() == '\'');
  const bool looks_like_end = line.ends_with("...");  // of a sentence
  return (looks_like_macro ? "\\&" : "") + std::string{line} + (looks_like_end ? "\\&\n" : "\n");
}

/// Sentences, each from the beginning of a line, as mdoc wants them, in lines of a readable length.
std::string sentences(std::string_view text) {
  constexpr std::size_t width = 78;
  std::string lines;
  while (!text.empty()) {
    std::size_t end = text.find(". ");
    while (end != std::string_view::npos && end > 0 && text[end - 1] == '.') end = text.find(". ", end + 1);  // "..."
    end = end == std::string_view::npos ? text.size() : end + 1;
    std::string broken = wrapped(escaped(text.substr(0, end)), width);
    for (std::string_view rest = broken; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1))
      lines += text_line(rest.substr(0, rest.find('\n')));
    text.remove_prefix(end == text.size() ? end : end + 1);
  }
  return lines;
}

/// "Fl \-daily Ar N", for a macro line
std::string macros(const manual_option& one) {
  if (one.name.front() != '-') return "Ar " + escaped(one.value);
  std::string text = one.letter.empty() ? "" : "Fl " + escaped(one.letter.substr(1)) + " , ";
  text += "Fl " + escaped(one.name.substr(1));
  return one.value.empty() ? text : text + " Ar " + escaped(one.value);
}

std::string list_of(const std::vector<manual_option>& options) {
  if (options.empty()) return "";
  std::string text = ".Bl -tag -width Ds\n";
  for (const manual_option& one : options) text += ".It " + macros(one) + '\n' + sentences(one.help + '.');
  return text + ".El\n";
}

std::string example(const manual_command& of) {
  std::string text = ".Bd -literal -offset indent\n";
  for (std::string_view rest = of.example; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
    text += text_line(escaped(line));
  }
  return text + ".Ed\n";
}

std::string section_of(const manual& all, const manual_command& one) {
  std::string text = ".Ss " + all.tool.name + ' ' + one.name + '\n' + sentences(one.help + '.') +
                     ".Bd -literal -offset indent\n" + escaped(usage(all, one)) + "\n.Ed\n";
  text += list_of(one.arguments).append(list_of(one.options));
  if (!one.second_options.empty()) text += ".Pp\nThe options after \\-\\- are the same as those before it.\n";
  return text + ".Pp\nFor example:\n" + example(one);
}

/// Every status that some command has, and its meaning.
std::map<int, std::string_view> statuses_of(const manual& all) {
  std::map<int, std::string_view> found;
  for (const manual_command& command : all.commands)
    for (const exit_status& one : command.statuses) found.emplace(one.value, one.meaning);
  return found;
}

/// A list whose tags are no options: commands, forms, statuses.
template <class Entries, class Tag, class Text>
std::string tagged(const Entries& entries, Tag tag, Text text) {
  std::string lines = ".Bl -tag -width Ds\n";
  for (const auto& one : entries) lines += ".It " + tag(one) + '\n' + sentences(text(one));
  return lines + ".El\n";
}

std::string in_capitals(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

}  // namespace

std::string man_page_of(const manual& all, std::string_view day) {
  const std::string& name = all.tool.name;
  std::string text = ".\\\" " + name + ' ' + std::string{rota::version} + ", written by: " + name + " generate man\n";
  text += ".Dd " + std::string{day} + "\n.Dt " + in_capitals(name) + " 1\n.Os\n";
  std::string purpose = all.tool.help;
  purpose.front() = rota::detail::lower_case(purpose.front());
  text += ".Sh NAME\n.Nm " + name + "\n.Nd " + purpose + '\n';
  text += ".Sh SYNOPSIS\n.Nm\n.Ar COMMAND\n.Op Ar OPTION ...\n";
  text += ".Sh DESCRIPTION\nThe commands are:\n";
  text += tagged(
      all.commands, [](const manual_command& one) { return "Cm " + one.name; },
      [](const manual_command& one) { return one.help + '.'; });
  text += ".Pp\nEach of them takes these options:\n" + list_of(all.tool.options);
  text += ".Pp\nValues have these forms:\n";
  text += tagged(
      value_forms, [](const value_form& one) { return "Ar " + std::string{one.placeholder}; },
      [](const value_form& one) { return std::string{one.forms}; });
  text += ".Sh COMMANDS\n";
  for (const manual_command& one : all.commands) text += section_of(all, one);
  text += ".Sh EXIT STATUS\n";
  text += tagged(
      statuses_of(all), [](const auto& one) { return std::to_string(one.first); },
      [](const auto& one) { return std::string{one.second}; });
  return text;
}

}  // namespace tool
