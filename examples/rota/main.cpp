// SPDX-License-Identifier: MIT
//
// rota: the library as a command-line tool. main.cpp runs the command of commands.hpp that the arguments name, and
// turns failures into messages and exit statuses.
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <ios>
#include <iostream>
#include <rota/json.hpp>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <system_error>

#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "exit_status.hpp"
#include "json_output.hpp"
#include "output.hpp"

namespace {

/// Whether the arguments ask for JSON. Faults are JSON too, so this must be known before anything can fail.
bool wants_json(int argc, const char* const* argv) {
  for (int i = 1; i < argc && argv[i] != std::string_view{"--"}; ++i)
    if (const std::string_view argument = argv[i]; argument == "--json" || argument.substr(0, 7) == "--json=")
      return true;
  return false;
}

void add_common_options(tool::command_line& line, tool::common_options& common) {
  tool::option_list options = line.common_options();
  options.flag("--json", common.json, "Print JSON");
  options.value("--now", common.time, "Take T as the current time (default: the system clock)");
  options.value("--zone", common.zone,
                "The time zone of the schedule: UTC, an offset such as +05:30, or a name such as Europe/Vilnius "
                "(default: what the schedule or the calendar says, or else UTC)");
  options.value("--gap", common.gap,
                "If the clock skips the time of a run: run later by the length of the gap (shift), at the change "
                "(transition), or not that day (skip) (default: what the schedule says, or else shift)");
  options.value(
      "--overlap", common.overlap,
      "If the clock shows the time of a run twice: run the first time or the last (default: what the schedule "
      "says, or else first)");
  options.value(
      "--format", common.format,
      "The tool that printed the listing of backups, or api for the API's own (default: guessed from the listing)");
  options.example("rota runs --cron '30 2 * * 1-5' --zone Europe/Vilnius --count 5");
}

/// `where` is the file that the issues point into, if any.
void report(const rota::fault& why, bool json, const std::string& where = "") {
  std::cout.exceptions(std::ios::goodbit);
  if (json) tool::print_json(why);
  const std::string prefix = "rota: " + (where.empty() ? where : where + ": ");
  if (why.details.empty()) std::cerr << prefix << why.message << '\n';
  for (const rota::issue& one : why.details) std::cerr << prefix << to_string(one) << '\n';
}

/// Runs the command and returns the exit status.
int run(int argc, const char* const* argv, tool::common_options& common) {
  tool::command_line line{"Plan backups: when they run, what to start now, and what to delete"};
  add_common_options(line, common);
  for (tool::command_adder* const add : tool::commands) add(line, common);
  int status = tool::done.value;
  std::cout.exceptions(std::ios::badbit);  // nothing more is to be done once it cannot be written
  try {
    try {
      line.run(argc, argv);
    } catch (const tool::objective_missed&) {
      status = tool::missed_objective.value;
    }
    std::cout.flush();
  } catch (const std::ios_base::failure&) {
    const int why = errno;
    if (why != EPIPE)  // else the reader has seen enough
      throw tool::wrong_usage{"cannot write to standard output: " + std::generic_category().message(why)};
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  tool::common_options common;
  common.started = rota::whole_seconds(std::chrono::system_clock::now());
  common.json = wants_json(argc, argv);
  common.out = tool::standard_output();
  try {
    return run(argc, argv, common);
  } catch (const tool::refused& error) {
    report(error.why(), common.json, error.where());
    return tool::refused_input.value;
  } catch (const rota::invalid_json& error) {
    report(rota::bad_request(error.details()), common.json);
    return tool::refused_input.value;
  } catch (const tool::wrong_usage& error) {
    report({rota::fault_kind::bad_request, error.what()}, common.json);
    std::cerr << error.hint();
    return tool::bad_usage.value;
  } catch (const std::exception& error) {
    report({rota::fault_kind::bad_request, error.what()}, common.json);
    return tool::bad_usage.value;
  }
}
