// SPDX-License-Identifier: MIT
//
// rota create, rota update: from a request to the schedule that answers it.
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <rota/json.hpp>

#include "tool.hpp"

namespace tool {

namespace {

/// A random UUID (version 4). The library makes up no ids; a service has its own way.
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
  std::string text = "every";
  for (unsigned day = 0; day < 7; ++day)
    if (days.contains(date::weekday{day}))
      text.append(text == "every" ? " " : ", ").append(weekday_name(date::weekday{day}));
  return text;
}

std::string copies(const rota::schedule& schedule) {
  std::string text;
  for (const rota::region where : schedule.copy_to) text.append(text.empty() ? "" : ", ").append(to_string(where));
  return text.empty() ? "no other region" : text;
}

void print_schedule(const common_options& common, const rota::schedule& schedule) {
  if (common.json) {
    print(rota::to_document<nlohmann::ordered_json>(schedule));
    return;
  }
  const date::weekday next_day{date::floor<date::days>(rota::to_local(schedule.next_run, common.zone))};
  table lines{{"schedule", schedule.id}};
  const auto line = [&](std::string name, std::string text) { lines.add({{std::move(name)}, {std::move(text)}}); };
  line("backs up", std::string{to_string(schedule.source.type)} + " " + schedule.source.id);
  line("full", full_days(schedule.when.full_on) + " at " + rota::format_time_of_day(schedule.when.at) + " " +
                   common.zone.name());
  line("incremental", schedule.when.full_on == rota::weekdays::every_day ? "never" : "on the other days");
  line("next run",
       rota::format_instant(schedule.next_run) + " UTC, " + std::string{weekday_name(next_day).substr(0, 3)});
  line("keeps", std::to_string(schedule.full_backup_retention.value_or(rota::default_full_backup_retention)) +
                    " full backups and all that is built on them");
  line("copies to", copies(schedule));
  lines.print(common.colour);
}

}  // namespace

void create(const common_options& common, const create_options& options) {
  const auto spec = value_or_refuse(rota::parse_create_request(read_file(options.file)));
  const std::string id = options.id.empty() ? random_uuid() : options.id;
  print_schedule(common, rota::make_schedule(spec, id, common.now, options.first, common.zone, common.policy));
}

void update(const common_options& common, const update_options& options) {
  if (options.schedule_file == "-" && options.file == "-")
    throw wrong_usage{"the schedule and the request cannot both be standard input; name a file for one of them"};
  auto schedule = value_or_refuse(rota::parse_schedule(read_file(options.schedule_file)));
  const auto change = value_or_refuse(rota::parse_update_request(read_file(options.file)));
  print_schedule(common, rota::apply(std::move(schedule), change, common.now, common.zone, common.policy));
}

}  // namespace tool
