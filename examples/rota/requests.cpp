// SPDX-License-Identifier: MIT
//
// rota create, rota update: the schedule that a request makes, or changes.
#include <memory>
#include <random>
#include <rota/rota.hpp>
#include <string>
#include <utility>

#include "command_line.hpp"
#include "commands.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"

namespace tool {

namespace {

struct create_options {
  std::string id;
  rota::first_run first = rota::first_run::promote;
  input_file request;
};

struct update_options {
  input_file schedule;
  rota::first_run first = rota::first_run::promote;
  input_file request;
};

/// A random UUID (version 4). The library makes up no ids: that is up to a service.
std::string random_uuid() {
  std::random_device device;
  std::string uuid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& digit : uuid) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (digit == 'x') digit = digits[device() % 16];
    if (digit == 'y') digit = digits[8 + device() % 4];
  }
  return uuid;
}

std::string full_days(rota::weekdays days) {
  if (days == rota::weekdays::every_day) return "every day";
  std::string text;
  for (const date::weekday day : days) text += (text.empty() ? "every " : ", ") + date::format("%A", day);
  return text;
}

std::string copies(rota::regions regions) { return regions.empty() ? "no other region" : to_string(regions); }

void print_schedule(const common_options& common, const rota::schedule& schedule) {
  if (common.json) {
    print_json(schedule);
    return;
  }
  table lines{{"schedule", schedule.id}};
  const auto line = [&](std::string name, std::string text) { lines.add({{std::move(name)}, {std::move(text)}}); };
  line("backs up", std::string{to_string(schedule.source.type)} + " " + schedule.source.id);
  line("full",
       full_days(schedule.when.as_cadence()->full_on) + " at " + to_string(schedule.when.as_cadence()->at) + " " + common.clock.zone.name());
  line("incremental", schedule.when.as_cadence()->full_on == rota::weekdays::every_day ? "never" : "on the other days");
  line("next run", rota::format_instant(schedule.next_run) + " UTC, " +
                       date::format("%a", rota::to_local(schedule.next_run, common.clock)));
  line("keeps",
       std::to_string(rota::retention_of(schedule).fulls.value()) + " full backups and everything built on them");
  line("copies to", copies(schedule.copy_to));
  lines.print(common.colour);
}

void create(const create_options& options, const common_options& common) {
  const auto spec = read_create_request(options.request);
  const std::string id = options.id.empty() ? random_uuid() : options.id;
  print_schedule(common, rota::make_schedule(spec, id, common.now(), common.clock, options.first));
}

void update(const update_options& options, const common_options& common) {
  require_different({options.schedule, "the schedule"}, {options.request, "the request"});
  auto schedule = read_schedule(options.schedule);
  const auto change = read_update_request(options.request);
  print_schedule(common, rota::apply(std::move(schedule), change, common.now(), common.clock, options.first));
}

}  // namespace

void add_create(command_line& line, const common_options& common) {
  const auto options = std::make_shared<create_options>();
  option_list command = line.add_command("create", "Show the schedule that a create request makes",
                                         [options, &common] { create(*options, common); });
  command.value("FILE", options->request, "The request (default: standard input)");
  command.value("--id", options->id, "The id of the schedule (default: a random UUID)");
  command.value(
      "--first-run", options->first,
      "Start at the next run and make it a full backup (promote, the default), or wait for the next full run (wait)");
}

void add_update(command_line& line, const common_options& common) {
  const auto options = std::make_shared<update_options>();
  option_list command = line.add_command("update", "Show the schedule after an update request",
                                         [options, &common] { update(*options, common); });
  command.value("FILE", options->request, "The request (default: standard input)");
  command.value("--schedule", options->schedule, "The schedule before the update").required();
  command.value(
      "--first-run", options->first,
      "If it has not run yet: start at the next run (promote, the default), or wait for the next full run (wait)");
}

}  // namespace tool
