// SPDX-License-Identifier: MIT
//
// completions.cpp: scripts that complete commands, options, and values where these are words or files.
#include <cstddef>

#include "manual.hpp"

namespace tool {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::vector<std::string> command_names(const manual& all) {
  std::vector<std::string> names;
  for (const manual_command& one : all.commands) names.push_back(one.name);
  return names;
}

/// The words that can be written for a value.
std::vector<std::string> words_for(const manual& all, const std::string& value) {
  return value == "COMMAND" ? command_names(all) : words_of(value);
}

/// The text with a backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string safe;
  for (const char letter : text) {
    if (special.find(letter) != std::string_view::npos) safe += '\\';
    safe += letter;
  }
  return safe;
}

/// The text as one word for bash and zsh, and one for fish.
std::string quoted(std::string_view text) {
  std::string safe = "'";
  for (const char letter : text) {
    if (letter == '\'')
      safe += "'\\''";
    else
      safe += letter;
  }
  return safe + '\'';
}
std::string quoted_for_fish(std::string_view text) { return '\'' + escaped(text, "\\'") + '\''; }

/// " --daily=N --keep-failed ": each option, with what stands for its value.
std::string bash_options(const std::vector<manual_option>& options) {
  std::string text;
  for (const manual_option& one : options) {
    text += ' ' + one.name + (one.value.empty() ? "" : '=' + one.value);
    if (!one.letter.empty()) text += ' ' + one.letter;
  }
  return text + ' ';
}

std::string bash_arguments(const manual& all, const manual_command& of) {
  std::string text;
  for (const manual_option& one : of.arguments) {
    std::string value = one.value;
    if (value == "COMMAND") {
      value.clear();
      for (const std::string& name : command_names(all)) value.append(value.empty() ? "" : "|").append(name);
    }
    text.append(text.empty() ? "" : " ").append(value);
  }
  return text;
}

constexpr std::string_view bash_head = R"(# Completes the arguments of rota in bash. Written by: rota generate bash

# Sets what a command has: `options`, each with what stands for its value, and what stands for its `arguments`. In
# these, words in capitals stand for something else, FILE for a file, and all others for themselves.
_rota_command() {
  arguments=
  case $1 in
)";

constexpr std::string_view bash_tail = R"(
_rota() {
  local current=${COMP_WORDS[COMP_CWORD]} command='' value='' words='' name word i
  local options='' arguments='' commands=''
  _rota_command ''
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then # of --name=value: bash takes words apart at these
      continue
    elif [[ $word == ':' ]]; then
      i=$((i + 1))
    elif [[ -n $value ]]; then
      value=
    elif [[ $word == -* ]]; then
      [[ $options == *" $word="* ]] && value=${options#*" $word="} && value=${value%% *}
    elif [[ -z $command ]]; then
      command=$word
      _rota_command "$command"
    else
      arguments=${arguments#"${arguments%% *}"}
      arguments=${arguments# }
    fi
  done
  [[ $current == '=' ]] && current=

  COMPREPLY=()
  local expected=${value:-${arguments%% *}}
  if [[ -z $value && -z $command ]]; then
    words=$commands
  else
    for word in ${expected//|/ }; do
      if [[ $word == FILE ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$current")
      elif [[ $word == *[a-z]* ]]; then
        words+=" $word"
      fi
    done
  fi
  if [[ $current == -* || ( -z $words && ${#COMPREPLY[@]} == 0 ) ]] && [[ -z $value ]]; then
    for name in $options; do words+=" ${name%%=*}"; done
  fi
  for word in $words; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$word")
  done
}

complete -F _rota rota
)";

/// What follows the description of an option or an argument: ":N:", ":FILE:_files", ":WORD:(first last)"
std::string zsh_value(const manual& all, const std::string& value) {
  const auto words = words_for(all, value);
  std::string action = can_be_file(value) ? "_files" : "";
  if (!words.empty()) action = "(" + joined(words) + ")";
  return ":" + escaped(value, ":") + ":" + action;
}

constexpr const char* next_line = " \\\n      ";

/// The arguments of `_arguments`, one a line.
std::string zsh_options(const manual& all, const std::vector<manual_option>& options) {
  std::string text;
  for (const manual_option& one : options) {
    const std::string rest =
        "[" + escaped(one.help, "[]:\\") + "]" + (one.value.empty() ? "" : zsh_value(all, one.value));
    std::string whole = one.is_repeatable ? "*" : "";
    whole.append(one.name).append(one.value.empty() ? "" : "=").append(rest);
    text.append(next_line).append(quoted(whole));
    if (!one.letter.empty()) text.append(next_line).append(quoted(one.letter + rest));
  }
  return text;
}

std::string zsh_arguments(const manual& all, const manual_command& of) {
  std::string text;
  for (std::size_t i = 0; i < of.arguments.size(); ++i) {
    const manual_option& one = of.arguments[i];
    text += next_line + quoted(std::to_string(i + 1) + (one.is_required ? "" : ":") + zsh_value(all, one.value));
  }
  return text;
}

std::string fish_value(const manual& all, const std::string& value) {
  const auto words = words_for(all, value);
  if (!words.empty()) return " -x -a " + quoted_for_fish(joined(words));
  return can_be_file(value) ? " -r -F" : " -x";
}

std::string fish_options(const manual& all, const std::vector<manual_option>& options, const std::string& condition) {
  std::string text;
  for (const manual_option& one : options) {
    text += "complete -c " + all.tool.name + condition + " -l " + one.name.substr(2);
    if (!one.letter.empty()) text += " -s " + one.letter.substr(1);
    if (!one.value.empty()) text += fish_value(all, one.value);
    text += " -d " + quoted_for_fish(one.help) + '\n';
  }
  return text;
}

}  // namespace

std::string bash_completion_of(const manual& all) {
  std::string text{bash_head};
  for (const manual_command& one : all.commands) {
    text += "    " + one.name + ")\n      options=" + quoted(bash_options(one.options)) + '\n';
    if (!one.arguments.empty()) text += "      arguments=" + quoted(bash_arguments(all, one)) + '\n';
    text += "      ;;\n";
  }
  text += "    *) options=' ' ;;\n  esac\n  options+=" + quoted(bash_options(all.tool.options)) +
          "\n  commands=" + quoted(joined(command_names(all))) + "\n}\n";
  return text.append(bash_tail);
}

std::string zsh_completion_of(const manual& all) {
  std::string text =
      "#compdef rota\n# Completes the arguments of rota in zsh. Written by: rota generate zsh\n\n_rota() {\n";
  text += "  local -a common commands\n  common=(" + zsh_options(all, all.tool.options) + "\n  )\n  commands=(\n";
  for (const manual_command& one : all.commands) text += "    " + quoted(one.name + ":" + one.help) + '\n';
  text += R"(  )
  local curcontext=$curcontext state line
  _arguments -C $common '1:command:->command' '*::argument:->argument'
  case $state in
  command) _describe command commands ;;
  argument)
    case $words[1] in
)";
  for (const manual_command& one : all.commands)
    text += "    " + one.name + ")\n      _arguments $common" + zsh_options(all, one.options) +
            zsh_arguments(all, one) + "\n      ;;\n";
  return text +
         "    esac\n    ;;\n  esac\n}\n\nif [[ $funcstack[1] == _rota ]]; then\n  _rota \"$@\"\nelse\n  compdef _rota "
         "rota\nfi\n";
}

std::string fish_completion_of(const manual& all) {
  const std::string complete = "complete -c " + all.tool.name;
  std::string text = "# Completes the arguments of rota in fish. Written by: rota generate fish\n" + complete + " -f\n";
  text += fish_options(all, all.tool.options, "");
  for (const manual_command& one : all.commands)
    text += complete + " -n __fish_use_subcommand -a " + one.name + " -d " + quoted_for_fish(one.help) + '\n';
  for (const manual_command& one : all.commands) {
    const std::string condition = " -n '__fish_seen_subcommand_from " + one.name + "'";
    text += fish_options(all, one.options, condition);
    for (const manual_option& argument : one.arguments) {
      const auto words = words_for(all, argument.value);
      if (!words.empty()) text += complete + condition + " -a " + quoted_for_fish(joined(words)) + '\n';
      if (can_be_file(argument.value)) text += complete + condition + " -F\n";
    }
  }
  return text;
}

}  // namespace tool
