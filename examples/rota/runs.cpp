// SPDX-License-Identifier: MIT
//
// rota runs: the runs of schedules, or of the one that a request asks for, as a list, a table or a calendar.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "calendar_options.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
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
    if (run && run->civil != rota::civil_time::unique) text += '*';
    if (run) text += letter_of(run->level);
    text += std::to_string(i + 1);
    return std::string(5 - text.size(), ' ') + styled(text, run ? style_of(run->level) : style::faint, colour);
  }

  date::local_days first_;
  std::array<std::optional<rota::run>, 31> marks_;
};

void print_calendar(timetable& listed, const rota::timing& when, bool colour) {
  std::optional<date::local_days> month;
  std::optional<month_page> page;
  const auto turn_page = [&] {
    if (page) page->print(colour);
    if (page) std::cout << '\n';
  };
  while (const auto next = listed.next()) {
    const rota::run& one = next->run;
    if (month != month_of(one.day)) {
      turn_page();
      month = month_of(one.day);
      page.emplace(*month);
    }
    page->mark(one);
  }
  turn_page();
  std::cout << legend_of(when, colour) << "   * the clock changes that day\n";
}

/// How a clock change affects a run; "" on an ordinary day.
std::string clock_note(const timetable::entry& one, const timetable_line& line) {
  if (one.run.civil == rota::civil_time::unique) return "";
  const std::string shown = date::format("%H:%M", rota::to_local(one.slot, line.clock));
  if (one.run.civil == rota::civil_time::repeated) return shown + " comes twice that day";
  const rota::cadence* const weekly = line.when.as_cadence();
  return "the clock skips " + (weekly != nullptr ? to_string(weekly->at) : "the time") + ": runs at " + shown;
}

/// Whose clocks a timetable is on, if not all of them are UTC.
std::string clocks_of(const std::vector<timetable_line>& lines) {
  std::set<std::string> zones;
  for (const timetable_line& line : lines) zones.insert(line.clock.zone.name());
  if (zones.empty() || (zones.size() == 1 && *zones.begin() == "UTC")) return "";
  return zones.size() == 1 ? "clock of " + *zones.begin() : "clock of each schedule";
}

/// Prints runs as a table, one by one, as there may be many. Those of a list of schedules have a column with the id.
class run_table {
 public:
  run_table(const std::vector<timetable_line>& lines, bool colour)
      : lines_{lines}, colour_{colour}, last_days_(lines.size()) {
    for (const timetable_line& line : lines) {
      id_width_ = std::max(id_width_, line.id ? line.id->size() : 0);
      if (has_differentials(line.when)) level_width_ = to_string(rota::level::differential).size() + 2;
    }
    if (id_width_ != 0) id_width_ = std::max(id_width_, id_title.size());
  }

  void print(timetable& listed) {
    std::cout << styled("run (UTC)            day             " +
                            columns({"level"}, std::string{id_title}, clocks_of(lines_)),
                        style::bold, colour_)
              << '\n';
    while (const auto next = listed.next()) print_row(*next);
  }

 private:
  static constexpr std::string_view id_title = "schedule";

  void print_row(const timetable::entry& one) {
    const timetable_line& line = lines_[one.line];
    const rota::run& run = one.run;
    if (const rota::cadence* const weekly = line.when.as_cadence()) print_skipped(one, to_string(weekly->at));
    print_row(
        rota::format_instant(run.at), run.day,
        columns({std::string{to_string(run.level)}, style_of(run.level)}, line.id.value_or(""), clock_note(one, line)));
  }

  /// Prints the days without a run since the one before, of a schedule that runs every day at `time`.
  void print_skipped(const timetable::entry& one, const std::string& time) {
    std::optional<date::local_days>& last = last_days_[one.line];
    for (; last && *last + date::days{1} < one.run.day; last = *last + date::days{1})
      print_row("                   ", *last + date::days{1},
                columns({"none", style::faint}, lines_[one.line].id.value_or(""), "the clock skips " + time));
    last = one.run.day;
  }

  static void print_row(std::string_view at, date::local_days day, const std::string& rest) {
    std::cout << at << "  " << date::format("%a ", day) << rota::format_day(day) << "  " << rest << '\n';
  }

  /// The last columns, without blanks at the end.
  [[nodiscard]] std::string columns(const table::cell& level, const std::string& id, const std::string& note) const {
    const bool has_id = id_width_ != 0;
    std::string text = styled(level.text, level.look, colour_);
    if (has_id || !note.empty()) text.append(level_width_ - level.text.size(), ' ');
    if (has_id) text += id;
    if (has_id && !note.empty()) text.append(id_width_ - id.size() + 2, ' ');
    return text + note;
  }

  const std::vector<timetable_line>& lines_;
  bool colour_;
  std::vector<std::optional<date::local_days>> last_days_;  // for each line, the day of the run printed last
  std::size_t level_width_ = to_string(rota::level::incremental).size() + 2;
  std::size_t id_width_ = 0;  // 0 without ids
};

/// Prints one run a line, as the list may be long.
void print_json(timetable& listed, const std::vector<timetable_line>& lines) {
  std::cout << "{\"runs\": [";
  std::string_view separator = "\n  ";
  while (const auto next = listed.next()) {
    std::cout << separator << to_json_line(next->run, lines[next->line].id);
    separator = ",\n  ";
  }
  std::cout << "\n]}\n";
}

/// The end of the year 9999: later runs have no text that can be read back.
constexpr rota::sys_seconds end_of_time = date::sys_days{date::year{10'000} / 1 / 1};

/// What the runs are of: a calendar in text, or what the file holds.
std::variant<std::vector<rota::schedule>, rota::schedule, rota::schedule_spec> read_timings(
    const runs_options& options) {
  auto written = options.written.read();
  if (!written) return read_schedules_or_request(options.file.value_or(input_file{}));
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
    print_calendar(listed, lines.front().when, common.colour);
  else
    run_table{lines, common.colour}.print(listed);
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
