// SPDX-License-Identifier: MIT
//
// rota runs: the runs of schedules, or of the one that a request asks for, as a list, a table or a calendar.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <rota/text/cron.hpp>
#include <rota/text/on_calendar.hpp>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "calendar_options.hpp"
#include "clock_face.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "ids.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "timetable.hpp"

namespace tool {

namespace {

struct runs_options {
  std::optional<moment> from;
  std::optional<moment> until;
  std::optional<std::size_t> count;
  bool calendar = false;
  calendar_options written;
  std::optional<input_file> file;
};

/// The first day of the month of `day`.
date::local_days month_of(date::local_days day) {
  const date::year_month_day civil{day};
  return date::local_days{civil.year() / civil.month() / 1};
}

/// The first day of the next month.
date::local_days next_month(date::local_days day) {
  const date::year_month_day civil{day};
  return date::local_days{(civil.year() / civil.month() + date::months{1}) / 1};
}

/// One month of a calendar: F marks the days with a full backup, d those with a differential one, i those with an
/// incremental one; the strongest of each day.
class month_page {
 public:
  explicit month_page(date::local_days first) : first_{first} {}

  void mark(const rota::run& one) {
    auto& mark = marks_[index(one.day)];
    if (!mark || is_as_strong(one.level, mark->level)) mark = one;
  }

  /// Marks a day on which the clock skips a slot.
  void mark_skipped(date::local_days day) { is_skipped_[index(day)] = true; }

  void print(bool colour) const {
    const std::string title = date::format("%B %Y", first_);
    std::cout << std::string((35 - title.size()) / 2, ' ') << styled(title, style::bold, colour) << '\n'
              << "   Su   Mo   Tu   We   Th   Fr   Sa\n";
    const std::size_t lead = date::weekday{first_}.c_encoding();
    const std::size_t length = index(next_month(first_));
    std::cout << std::string(lead * 5, ' ');
    for (std::size_t i = 0; i < length; ++i) {
      const bool ends_row = (lead + i + 1) % 7 == 0 || i + 1 == length;
      std::cout << cell(i, colour) << (ends_row ? "\n" : "");
    }
  }

 private:
  [[nodiscard]] std::size_t index(date::local_days day) const {
    return static_cast<std::size_t>((day - first_).count());
  }

  [[nodiscard]] std::string cell(std::size_t i, bool colour) const {
    const auto& run = marks_[i];
    std::string text;
    if (is_skipped_[i] || (run && run->civil != rota::civil_time::unique)) text += '*';
    if (run) text += letter_of(run->level);
    text += std::to_string(i + 1);
    return std::string(5 - text.size(), ' ') + styled(text, run ? style_of(run->level) : style::faint, colour);
  }

  date::local_days first_;
  std::array<std::optional<rota::run>, 31> marks_;
  std::array<bool, 31> is_skipped_{};
};

void print_calendar(timetable& listed, const rota::timing& when, const screen& on) {
  std::optional<date::local_days> month;
  std::optional<month_page> page;
  const auto turn_page = [&] {
    if (page) page->print(on.colour);
    if (page) std::cout << '\n';
  };
  while (const auto next = listed.next()) {
    const rota::run& one = next->run;
    if (month != month_of(one.day)) {
      turn_page();
      month = month_of(one.day);
      page.emplace(*month);
    }
    if (next->skipped)
      page->mark_skipped(one.day);
    else
      page->mark(one);
  }
  turn_page();
  print_text(legend_of(when, on.colour) + "   * the clock skips or repeats the time", on);
}

std::string format_weekday(date::local_days day) { return date::format("%a ", day) + rota::format_day(day); }

/// How a change of the clock affects a run; empty on an ordinary day.
cell clock_note(const timetable::entry& one, const timetable_line& line) {
  const auto skips = [](const rota::time_of_day& time) {
    return cell{"the clock skips " + to_string(time), style::plain, "skips " + to_string(time)};
  };
  if (one.skipped) return skips(*one.skipped);
  const date::local_seconds shown = rota::to_local(one.slot, line.clock);
  const auto time_of = [](date::local_seconds local) {
    const date::hh_mm_ss time{local - date::floor<date::days>(local)};
    return rota::time_of_day{time.hours(), time.minutes()};
  };
  if (one.run.civil == rota::civil_time::repeated)
    return {to_string(time_of(shown)) + " comes twice", style::plain, "twice"};
  if (one.run.civil == rota::civil_time::skipped) {
    const auto before = line.clock.zone.get_info(line.clock.zone.get_info(one.slot).begin - std::chrono::seconds{1});
    const date::local_seconds unchanged{one.slot.time_since_epoch() + before.offset};
    return skips(time_of(line.when.first_from(unchanged).at));
  }
  const bool is_later_day = date::floor<date::days>(rota::to_local(one.run.at, line.clock)) != one.run.day;
  return is_later_day ? cell{"for " + format_weekday(one.run.day)} : cell{};
}

/// The runs as a table, which may be long. Those of a list of schedules have a column with the id.
class run_table {
 public:
  run_table(const std::vector<timetable_line>& lines, const screen& on)
      : lines_{lines}, ids_{ids_of(lines)}, rows_{columns(), on} {}

  void print(timetable& listed) {
    bool is_empty = true;
    for (; const auto next = listed.next(); is_empty = false) add(*next);
    rows_.print();
    if (is_empty) std::cout << "no runs\n";
  }

 private:
  static std::vector<std::string_view> ids_of(const std::vector<timetable_line>& lines) {
    std::vector<std::string_view> ids;
    for (const timetable_line& line : lines)
      if (line.id) ids.push_back(*line.id);
    return ids;
  }

  /// The zones of all schedules.
  [[nodiscard]] std::set<std::string> zones() const {
    std::set<std::string> names;
    for (const timetable_line& line : lines_) names.insert(line.clock.zone.name());
    return names;
  }

  [[nodiscard]] bool has_ids() const { return !lines_.empty() && lines_.front().id.has_value(); }

  [[nodiscard]] std::vector<table::column> columns() {
    const std::set<std::string> names = zones();
    is_local_ = names.size() > 1 || (names.size() == 1 && *names.begin() != "UTC");
    has_zones_ = names.size() > 1;
    std::vector<table::column> all{{"run (UTC)", 8}};
    if (is_local_ && !has_zones_)
      all.push_back(clock_face{lines_.front().clock}.local_column());
    else
      all.push_back({is_local_ ? "local" : "day"});
    all.back().importance = 6;
    if (has_zones_) all.push_back({"zone", 1});
    all.push_back({"level", 5});
    if (has_ids()) all.push_back({"schedule", 9});
    all.push_back({is_local_ ? "clock" : "", 3});
    return all;
  }

  static cell local_cell(const clock_face& face, rota::sys_seconds at) {
    cell local = face.local_cell(at);
    local.text.insert(0, face.weekday(at) + ' ');
    return local;
  }

  void add(const timetable::entry& one) {
    const timetable_line& line = lines_[one.line];
    const clock_face face{line.clock};
    const rota::run& run = one.run;
    std::vector<cell> row{{one.skipped ? "" : format_utc(run.at)}};
    if (is_local_ && !one.skipped)
      row.push_back(local_cell(face, run.at));
    else
      row.push_back({format_weekday(run.day)});
    if (has_zones_) row.push_back({face.zone()});
    row.push_back(one.skipped ? cell{"none", style::faint} : level_cell(run.level));
    if (has_ids()) row.push_back(ids_.cell_of(line.id.value_or("")));
    row.push_back(clock_note(one, line));
    rows_.add(std::move(row));
  }

  const std::vector<timetable_line>& lines_;
  short_ids ids_;
  bool is_local_ = false;
  bool has_zones_ = false;
  table rows_;
};

/// Prints one run a line, as the list may be long, and the days on which the clock skips a slot.
void print_json(timetable& listed, const std::vector<timetable_line>& lines) {
  std::cout << "{\"runs\": [";
  std::string_view separator = "\n  ";
  std::string skipped;
  std::set<std::pair<std::size_t, date::local_days>> seen;
  while (const auto next = listed.next()) {
    const timetable_line& line = lines[next->line];
    if (!next->skipped) {
      std::cout << separator << to_json_line(next->run, clock_face{line.clock}.iso(next->run.at), line.id);
      separator = ",\n  ";
    } else if (seen.emplace(next->line, next->run.day).second) {
      skipped.append(skipped.empty() ? "" : ", ").append(to_json_day(next->run.day, line.id));
    }
  }
  std::cout << "\n], \"skipped\": [" << skipped << "]}\n";
}

/// The end of the year 9999: later runs have no text that can be read back.
constexpr rota::sys_seconds end_of_time = date::sys_days{date::year{10'000} / 1 / 1};

/// Throws `wrong_usage` if a calendar is written where a file should be named.
void require_no_calendar(const input_file& file) {
  std::error_code cannot_tell;
  if (file.is_standard_input() || std::filesystem::exists(file.name, cannot_tell)) return;
  const char* const option = rota::parse_cron(file.name)          ? "--cron"
                             : rota::parse_on_calendar(file.name) ? "--on"
                                                                  : nullptr;
  if (option != nullptr)
    throw wrong_usage{"found the calendar " + rota::detail::in_quotes(file.name) +
                      " where a file is expected; write it after " + option};
}

/// What the runs are of: a calendar in text, or what the file holds.
std::variant<std::vector<rota::schedule>, rota::schedule, rota::schedule_spec> read_timings(
    const runs_options& options) {
  auto written = options.written.read();
  if (!written) {
    const input_file file = options.file.value_or(input_file{});
    require_no_calendar(file);
    return read_schedules_or_request(file);
  }
  if (options.file) throw wrong_usage{"both a file and a calendar are given; leave one of them out"};
  return rota::schedule_spec{.when = std::move(written->when), .source = {}, .zone = std::move(written->zone)};
}

/// The lines of what the runs are of. A schedule starts at its next run, a request or a calendar at once.
std::vector<timetable_line> read_lines(const runs_options& options, const common_options& common) {
  const auto line_of = [&](std::optional<std::string> id, const auto& one, rota::sys_seconds start,
                           std::chrono::minutes offset) {
    const rota::sys_seconds from = options.from ? options.from->at(common.now()) : std::max(common.now(), start);
    return timetable_line{std::move(id), one.when, common.clock_of(one),
                          from,          offset,   one.paused_until.value_or(rota::sys_seconds::min())};
  };
  const auto found = read_timings(options);
  if (const auto* const request = std::get_if<rota::schedule_spec>(&found))
    return {line_of(std::nullopt, *request, common.now(), std::chrono::minutes{0})};  // only an id has an offset
  if (const auto* const schedule = std::get_if<rota::schedule>(&found))
    return {line_of(std::nullopt, *schedule, schedule->next_run, spread_of(*schedule))};
  std::vector<timetable_line> lines;
  for (const rota::schedule& one : std::get<std::vector<rota::schedule>>(found))
    lines.push_back(line_of(one.id, one, one.next_run, spread_of(one)));
  return lines;
}

/// The end of the month after that of the first run.
rota::sys_seconds end_of_calendar(const timetable_line& line) {
  const auto end = next_month(next_month(month_of(line.first().nominal.day)));
  return rota::resolve(date::local_seconds{end}, rota::wall_clock{line.clock.zone})->at;
}

void runs(const runs_options& options, const common_options& common) {
  if (options.until)
    require_order(options.from ? "--from" : "now", options.from.value_or(moment{}).at(common.now()),
                  options.until->at(common.now()));
  const std::vector<timetable_line> lines = read_lines(options, common);
  if (options.calendar && lines.size() != 1)
    throw wrong_usage{"--calendar draws the runs of one schedule, and the list has " + std::to_string(lines.size()) +
                      "; leave it out, or give one schedule"};
  constexpr std::size_t default_count = 14;
  constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
  rota::sys_seconds until = options.until ? options.until->at(common.now()) : end_of_time;
  if (options.calendar && !options.until && !options.count) until = end_of_calendar(lines.front());
  const std::size_t count = options.count.value_or(until == end_of_time ? default_count : no_limit);
  timetable listed{lines, until, count};
  if (common.json)
    print_json(listed, lines);
  else if (options.calendar)
    print_calendar(listed, lines.front().when, common.out);
  else
    run_table{lines, common.out}.print(listed);
}

}  // namespace

void add_runs(command_line& line, const common_options& common) {
  const auto options = std::make_shared<runs_options>();
  option_list command = line.add_command("runs", "Show when schedules run, and at which level",
                                         [options, &common] { runs(*options, common); });
  command.value("FILE", options->file,
                "A create request, a schedule, or a list of schedules (default: standard input, or the calendar that "
                "--cron, --on or --rrule gives)");
  command.value("--from", options->from,
                "List the runs at or after T (default: now, or the next_run of the schedule if that is later)");
  command.value("--until", options->until, "List the runs before T");
  command.value("--count", options->count, "List at most N runs (default: 14, or all of them with --until)");
  command.flag("--calendar", options->calendar,
               "Draw a calendar of one schedule (default: of the month of its first run and the next month)");
  options->written.add_to(command);
  command.example("rota runs --cron '30 2 * * 1-5' --zone Europe/Vilnius --count 5");
}

}  // namespace tool
