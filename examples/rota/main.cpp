// SPDX-License-Identifier: MIT
//
// rota: the library embedded in a command-line tool. This file turns words into options; the commands do the rest.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>
#include <string>

#include "tool.hpp"

namespace {

constexpr int refused_status = 1;
constexpr int wrong_usage_status = 2;

/// An option whose value is an instant.
template <class Instant>
CLI::Option* add_instant(CLI::App& app, const std::string& name, Instant& instant, const std::string& description) {
  return app
      .add_option_function<std::string>(
          name,
          [name, &instant](const std::string& text) {
            const auto parsed = rota::parse_instant(text);
            if (!parsed)
              throw CLI::ValidationError{
                  name, "found " + rota::in_quotes(text) +
                            "; write an instant such as 2014-10-30T12:30:00 or 2014-10-30T12:30:00+01:00"};
            instant = *parsed;
          },
          description)
      ->type_name("T");
}

/// Refuses what a number of things cannot be; without it a -1 would be read as a very large number.
CLI::Validator not_negative() {
  return {[](const std::string& text) {
            return text.starts_with('-') ? "found " + text + "; write a number that is not negative" : std::string{};
          },
          ""};
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

void add_create(CLI::App& app, const tool::common_options& common, tool::create_options& options) {
  CLI::App* command = app.add_subcommand("create", "The schedule that a create request makes");
  command->add_option("--id", options.id, "The id of the schedule (default: a random UUID)")->type_name("ID");
  command
      ->add_option("--first-run", options.first,
                   "promote: the first daily run, as a full (default); wait: the first run on a full day")
      ->transform(CLI::CheckedTransformer(std::map<std::string, rota::first_run>{
          {"promote", rota::first_run::promote}, {"wait", rota::first_run::wait_for_full_day}}))
      ->type_name("promote|wait");
  command->add_option("FILE", options.file, "The request (default: standard input)");
  command->callback([&] { tool::create(common, options); });
}

void add_update(CLI::App& app, const tool::common_options& common, tool::update_options& options) {
  CLI::App* command = app.add_subcommand("update", "The schedule that an update request leaves");
  command->add_option("--schedule", options.schedule_file, "The schedule as it is")->required()->type_name("FILE");
  command->add_option("FILE", options.file, "The request (default: standard input)");
  command->callback([&] { tool::update(common, options); });
}

void add_runs(CLI::App& app, const tool::common_options& common, tool::runs_options& options) {
  CLI::App* command = app.add_subcommand("runs", "When a schedule runs, and at which level");
  add_instant(*command, "--from", options.from, "List runs at or after T (default: now)");
  add_instant(*command, "--until", options.until, "List runs before T");
  command->add_option("--count", options.count, "List N runs at most (default: 14 where there is no --until)")
      ->check(not_negative())
      ->type_name("N");
  command->add_flag("--calendar", options.calendar, "Draw months (default: this month and the next)");
  command->add_option("FILE", options.file, "A create request or a schedule (default: standard input)");
  command->callback([&] { tool::runs(common, options); });
}

void report(const rota::fault& why, bool json) {
  if (json) tool::print(why);
  if (why.details.empty()) std::cerr << "rota: " << why.message << '\n';
  for (const rota::issue& one : why.details) std::cerr << "rota: " << to_string(one) << '\n';
}

int run(int argc, const char* const* argv) {
  CLI::App app{"Backup schedules: when they run, what to start, what may be deleted", "rota"};
  tool::common_options common;
  tool::create_options create;
  tool::update_options update;
  tool::runs_options runs;

  common.now = date::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  common.colour = wants_colour();
  app.set_version_flag("--version", "rota " + std::string{rota::version});
  app.require_subcommand(1);
  app.fallthrough();
  add_instant(app, "--now", common.now, "The present (default: the system clock)");
  app.add_flag("--json", common.json, "Answer in JSON (default: for people)");
  add_create(app, common, create);
  add_update(app, common, update);
  add_runs(app, common, runs);

  try {
    app.parse(argc, argv);
    std::cout.flush();
    if (!std::cout) throw tool::wrong_usage{"cannot write the answer to standard output"};
    return EXIT_SUCCESS;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EXIT_SUCCESS : wrong_usage_status;
  } catch (const tool::refused& error) {
    report(error.why(), common.json);
    return refused_status;
  } catch (const tool::wrong_usage& error) {
    std::cerr << "rota: " << error.what() << '\n';
    return wrong_usage_status;
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "rota: " << error.what() << '\n';
    return wrong_usage_status;
  }
}
