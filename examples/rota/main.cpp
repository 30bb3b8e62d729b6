// SPDX-License-Identifier: MIT
//
// rota: the library embedded in a command-line tool. This file turns words into options; the commands do the rest.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/json.hpp>
#include <string>
#include <string_view>
#include <system_error>

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

/// The length of time that `text` writes as a number and a unit: 90m, 36h, 14d. Nothing if it is none, or too long.
std::optional<std::chrono::seconds> parse_length(std::string_view text) {
  constexpr std::int64_t most = 1'000'000'000'000;  // some thirty thousand years
  const std::map<char, std::int64_t> units{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool has_unit = end == text.data() + text.size() - 1 && units.contains(text.back());
  if (error != std::errc{} || !has_unit || number < 0 || number > most / units.at(text.back())) return std::nullopt;
  return std::chrono::seconds{number * units.at(text.back())};
}

/// An option whose value is a length of time.
void add_length(CLI::App& app, const std::string& name, std::optional<std::chrono::seconds>& length,
                const std::string& description) {
  app.add_option_function<std::string>(
         name,
         [name, &length](const std::string& text) {
           length = parse_length(text);
           if (!length)
             throw CLI::ValidationError{
                 name, "found " + rota::in_quotes(text) + "; write a number with s, m, h, d or w, such as 36h or 14d"};
         },
         description)
      ->type_name("D");
}

/// Refuses what a number of things cannot be; without it a -1 would be read as a very large number.
CLI::Validator not_negative() {
  return {[](const std::string& text) {
            return text.starts_with('-') ? "found " + text + "; write a number that is not negative" : std::string{};
          },
          ""};
}

void add_retention(CLI::App& app, tool::retention_options& rules) {
  const auto count = [&](const std::string& name, auto& value, const std::string& description) {
    app.add_option(name, value, description)->check(not_negative())->type_name("N");
  };
  count("--fulls", rules.fulls, "Keep the newest N automated fulls, and all that is built on them");
  add_length(app, "--window", rules.others.window, "Keep all that it takes to restore to any moment of the last D");
  count("--last", rules.others.last, "Keep the newest N restore points");
  count("--hourly", rules.others.hourly, "Keep the newest point of each of the newest N hours that have one");
  count("--daily", rules.others.daily, "The same by days");
  count("--weekly", rules.others.weekly, "The same by ISO weeks");
  count("--monthly", rules.others.monthly, "The same by months");
  count("--yearly", rules.others.yearly, "The same by years");
  add_length(app, "--within", rules.others.within, "Keep every restore point of the last D");
  app.add_flag("--oldest", rules.others.oldest, "A periodic rule with counts left also keeps the oldest point");
  count("--at-least", rules.at_least, "Never have fewer than N completed automated fulls left (default: 1)");
  app.add_flag("--keep-failed", rules.keep_failed, "Keep failed backups");
  app.add_flag("--sweep-orphans", rules.others.sweep_orphans, "Remove backups whose parent is not in the list");
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

void add_zone(CLI::App& app, tool::common_options& common) {
  app.add_option_function<std::string>(
         "--zone", [&common](const std::string& name) { common.zone = tool::find_zone(name); },
         "The zone on whose clock the schedule runs: UTC (default), an offset such as +05:30, or a name")
      ->type_name("ZONE");
  app.add_option(
         "--gap", common.policy.gap,
         "Where the clock skips the time of a run: run as much later (shift, the default), at the change of the "
         "clock (transition), or not that day (skip)")
      ->transform(CLI::CheckedTransformer(std::map<std::string, rota::gap>{
          {"shift", rota::gap::shift_forward}, {"transition", rota::gap::at_transition}, {"skip", rota::gap::skip}}))
      ->type_name("shift|transition|skip");
  app.add_option("--overlap", common.policy.overlap,
                 "Where the clock shows the time of a run twice: run the first time (the default) or the last")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, rota::overlap>{{"first", rota::overlap::first}, {"last", rota::overlap::last}}))
      ->type_name("first|last");
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

void add_decide(CLI::App& app, const tool::common_options& common, tool::decide_options& options) {
  CLI::App* command = app.add_subcommand("decide", "What to start now");
  command->add_option("--schedule", options.schedule_file, "The schedule")->required()->type_name("FILE");
  command->add_option("--backups", options.backups_file, "The backups that there are")->required()->type_name("FILE");
  add_length(*command, "--grace", options.how.grace, "Skip a run that is later than D (default: never)");
  command->add_option("--max-chain", options.how.max_chain, "Start a full rather than a chain of more than N backups")
      ->check(not_negative())
      ->type_name("N");
  command->callback([&] { tool::decide(common, options); });
}

void add_prune(CLI::App& app, const tool::common_options& common, tool::prune_options& options) {
  CLI::App* command = app.add_subcommand("prune", "Which backups may go, and why the others stay");
  command->add_option("--backups", options.backups_file, "The backups that there are")->required()->type_name("FILE");
  command
      ->add_option("--schedule", options.schedule_file, "Prune what this schedule made, by its full_backup_retention")
      ->type_name("FILE");
  add_retention(*command, options.rules);
  command->callback([&] { tool::prune(common, options); });
}

void add_restore(CLI::App& app, const tool::common_options& common, tool::restore_options& options) {
  CLI::App* command = app.add_subcommand("restore", "Which backups restoring one takes, in order");
  command->add_option("--backups", options.backups_file, "The backups that there are")->required()->type_name("FILE");
  command->add_option("ID", options.id, "The id of the backup to restore")->required();
  command->callback([&] { tool::restore(common, options); });
}

void add_simulate(CLI::App& app, const tool::common_options& common, tool::simulate_options& options) {
  CLI::App* command = app.add_subcommand("simulate", "What a schedule and a retention come to over time");
  command->add_option("--schedule", options.schedule_file, "The schedule")->required()->type_name("FILE");
  add_instant(*command, "--from", options.from, "Begin at T")->required();
  add_instant(*command, "--until", options.until, "End before T")->required();
  command->add_option("--fail", options.fail, "How likely a backup is to fail, from 0 to 1 (default: 0)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("P");
  command->add_option("--seed", options.seed, "Another number, other failures (default: 1)")
      ->check(not_negative())
      ->type_name("N");
  add_retention(*command, options.rules);
  command->callback([&] { tool::simulate(common, options); });
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
  tool::decide_options decide;
  tool::prune_options prune;
  tool::restore_options restore;
  tool::simulate_options simulate;

  common.now = date::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  common.colour = wants_colour();
  app.set_version_flag("--version", "rota " + std::string{rota::version});
  app.require_subcommand(1);
  app.fallthrough();
  add_instant(app, "--now", common.now, "The present (default: the system clock)");
  app.add_flag("--json", common.json, "Answer in JSON (default: for people)");
  add_zone(app, common);
  add_create(app, common, create);
  add_update(app, common, update);
  add_runs(app, common, runs);
  add_decide(app, common, decide);
  add_prune(app, common, prune);
  add_restore(app, common, restore);
  add_simulate(app, common, simulate);

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
