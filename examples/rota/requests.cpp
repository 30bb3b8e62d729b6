// SPDX-License-Identifier: MIT
//
// rota create, rota update: the schedule that a request makes, or changes.
#include <memory>
#include <optional>
#include <random>
#include <rota/rota.hpp>
#include <rota/text/explain.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "calendar_options.hpp"
#include "clock_face.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"

namespace tool {

namespace {

struct create_options {
  std::string id;
  rota::first_run first = rota::first_run::promote;
  calendar_options calendar;
  input_file request;
};

struct update_options {
  input_file schedule;
  rota::first_run first = rota::first_run::promote;
  calendar_options calendar;
  std::optional<input_file> request;
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

/// The lines that say when a schedule runs.
void add_timing(fields& lines, const rota::timing& when, const std::string& zone) {
  if (const rota::cadence* const weekly = when.as_cadence()) {
    lines.add("full", full_days(weekly->full_on) + " at " + to_string(weekly->at) + " " + zone);
    lines.add("incremental", weekly->full_on == rota::weekdays::every_day ? "never" : "on the other days");
  } else {
    lines.add("runs", rota::explain(*when.as_calendar()));
    lines.add("clock", zone);
  }
}

/// When the schedule next starts a backup, taking its pause into account; not after `now` if it is due already.
rota::sys_seconds next_start(const rota::schedule& one, rota::sys_seconds now,
                             const rota::wall_clock<any_zone>& clock) {
  const std::vector<rota::backup> none;
  const rota::decision what = rota::decide(one, rota::history{none}, now, clock);
  const auto* const wait = std::get_if<rota::wait_until>(&what);
  return wait != nullptr ? wait->at : one.next_run;
}

void print_schedule(const common_options& common, const rota::wall_clock<any_zone>& clock,
                    const rota::schedule& schedule) {
  if (common.json) {
    print_json(schedule);
    return;
  }
  const clock_face face{clock};
  fields lines;
  lines.add("schedule", schedule.id);
  lines.add("backs up", std::string{to_string(schedule.source.type)} + " " + schedule.source.id);
  add_timing(lines, schedule.when, clock.zone.name());
  if (schedule.spread)
    lines.add("spread", "over " + to_string(rota::lookback{*schedule.spread}) + "; starts " +
                            to_string(rota::lookback{spread_of(schedule)}) + " after its slots");
  const rota::sys_seconds next = next_start(schedule, common.now(), clock);
  lines.add("next run", face.both(next) + date::format(", %a", rota::to_local(next, clock)));
  if (schedule.paused_until) lines.add("paused until", face.both(*schedule.paused_until));
  lines.add("keeps",
            std::to_string(rota::retention_of(schedule).fulls.value()) + " full backups and everything built on them");
  lines.add("copies to", copies(schedule.copy_to));
  lines.print(common.out);
}

/// The calendar that the options give. Its own zone is left out where --zone says another.
std::optional<rota::parsed_calendar> calendar_of(const calendar_options& options, const common_options& common) {
  auto parsed = options.read();
  if (parsed && common.zone) parsed->zone.reset();
  return parsed;
}

/// Sets the clock that the options name in a spec or a change, so that the schedule is on it from now on.
template <class Record>
void set_clock(Record& record, const common_options& common) {
  if (common.zone) {
    if (!rota::detail::is_zone_name(common.zone->name()))
      throw refused{
          rota::bad_request({{"/schedule/zone", rota::issue_code::unsupported,
                              "found the offset " + rota::detail::in_quotes(common.zone->name()) +
                                  "; a schedule stores the name of a zone; write one, such as Europe/Vilnius"}})};
    record.zone = common.zone->name();
  }
  if (common.gap) record.gap = common.gap;
  if (common.overlap) record.overlap = common.overlap;
}

void create(const create_options& options, const common_options& common) {
  auto spec = read_create_request(options.request, calendar_of(options.calendar, common));
  set_clock(spec, common);
  const std::string id = options.id.empty() ? random_uuid() : options.id;
  const auto clock = common.clock_of(spec);
  print_schedule(common, clock, rota::make_schedule(spec, id, common.now(), clock, options.first));
}

void update(const update_options& options, const common_options& common) {
  const auto calendar = calendar_of(options.calendar, common);
  const input_file request = options.request.value_or(input_file{});
  const bool is_request_read = options.request || !calendar;
  if (is_request_read) require_different({options.schedule, "the schedule"}, {request, "the request"});
  const auto schedule = read_schedule(options.schedule);
  auto change = is_request_read ? read_update_request(request, calendar) : update_request_of(*calendar);
  set_clock(change, common);
  if (auto conflict = rota::conflict_of(schedule, change)) throw refused{rota::bad_request({std::move(*conflict)})};
  const auto after = rota::apply(schedule, change, common.now(), find_zone, options.first);
  print_schedule(common, common.clock_of(after), after);
}

}  // namespace

void add_create(command_line& line, const common_options& common) {
  const auto options = std::make_shared<create_options>();
  option_list command = line.add_command("create", "Show the schedule that a create request makes",
                                         [options, &common] { create(*options, common); });
  command.value("FILE", options->request,
                "The request (default: standard input); --cron, --on and --rrule stand for its calendar");
  command.value("--id", options->id, "The id of the schedule (default: a random UUID)");
  command.value(
      "--first-run", options->first,
      "Start at the next run and make it a full backup (promote, the default), or wait for the next full run (wait)");
  options->calendar.add_to(command);
  command.example(
      "echo '{\"schedule\": {\"action\": \"backup\", \"day_of_week\": 0, \"hour\": 14,\n"
      "  \"minute\": 30, \"source_id\": \"44b277eb-39be-4921-be31-3d61b43651d7\"}}' |\n"
      "  rota create");
}

void add_update(command_line& line, const common_options& common) {
  const auto options = std::make_shared<update_options>();
  option_list command = line.add_command("update", "Show the schedule after an update request",
                                         [options, &common] { update(*options, common); });
  command.value("FILE", options->request,
                "The request (default: standard input, or only the calendar that --cron, --on or --rrule gives)");
  command.value("--schedule", options->schedule, "The schedule before the update").required();
  command.value(
      "--first-run", options->first,
      "If it has not run yet: start at the next run (promote, the default), or wait for the next full run (wait)");
  options->calendar.add_to(command);
  command.example("echo '{\"schedule\": {\"hour\": 4}}' | rota update --schedule schedule.json");
}

}  // namespace tool
