// SPDX-License-Identifier: MIT
//
// rota runs: the runs of a schedule, or of the one that a request asks for, as a list, a table or a calendar.
#include <algorithm>
#include <array>
#include <cstddef>
#include <iostream>
#include <memory>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "command_line.hpp"
#include "commands.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"

namespace tool {

namespace {

struct runs_options {
  std::optional<moment> from;
  std::optional<moment> until;
  std::optional<std::size_t> count;
  bool calendar = false;
  input_file file;
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

/// One month of a calendar: F marks the days with a full backup, i those with an incremental one.
class month_page {
 public:
  explicit month_page(date::local_days first) : first_{first} {}

  void mark(const rota::run& one) { marks_[index(one.day)] = one; }

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
    if (run) text += run->level == rota::level::full ? 'F' : 'i';
    text += std::to_string(i + 1);
    return std::string(5 - text.size(), ' ') + styled(text, run ? style_of(run->level) : style::faint, colour);
  }

  date::local_days first_;
  std::array<std::optional<rota::run>, 31> marks_;
};

using run_range = rota::run_range<any_zone>;

void print_calendar(const run_range& listed, bool colour) {
  std::optional<date::local_days> month;
  std::optional<month_page> page;
  const auto turn_page = [&] {
    if (page) page->print(colour);
    if (page) std::cout << '\n';
  };
  for (const rota::run& one : listed) {
    if (month != month_of(one.day)) {
      turn_page();
      month = month_of(one.day);
      page.emplace(*month);
    }
    page->mark(one);
  }
  turn_page();
  std::cout << styled("F", style::full, colour) << " full   " << styled("i", style::incremental, colour)
            << " incremental   * the clock changes that day\n";
}

/// How a clock change affects a run; "" on an ordinary day.
std::string clock_note(const rota::run& one, rota::time_of_day nominal, const common_options& common) {
  if (one.civil == rota::civil_time::unique) return "";
  if (one.civil == rota::civil_time::repeated) return to_string(nominal) + " comes twice that day";
  return "the clock skips " + to_string(nominal) + ": runs at " +
         date::format("%H:%M", rota::to_local(one.at, common.clock));
}

void print_table(const run_range& listed, rota::time_of_day nominal, const common_options& common) {
  const auto print_row = [&](std::string_view at, date::local_days day, const table::cell& level,
                             const std::string& note) {
    const std::string padding(note.empty() ? 0 : 13 - level.text.size(), ' ');
    std::cout << at << "  " << date::format("%a ", day) << rota::format_day(day) << "  "
              << styled(level.text, level.look, common.colour) << padding << note << '\n';
  };
  const std::string& zone = common.clock.zone.name();
  std::cout << styled("run (UTC)            day             level" + (zone == "UTC" ? "" : "        clock of " + zone),
                      style::bold, common.colour)
            << '\n';
  std::optional<date::local_days> last;
  for (const rota::run& one : listed) {
    for (; last && *last + date::days{1} < one.day; last = *last + date::days{1})
      print_row("                   ", *last + date::days{1}, {"none", style::faint},
                "the clock skips " + to_string(nominal));
    print_row(rota::format_instant(one.at), one.day, {std::string{to_string(one.level)}, style_of(one.level)},
              clock_note(one, nominal, common));
    last = one.day;
  }
}

/// Prints one run a line, as the list may be long.
void print_json(const run_range& listed) {
  std::cout << "{\"runs\": [";
  std::string_view separator = "\n  ";
  for (const rota::run& one : listed) {
    std::cout << separator << to_json_line(one);
    separator = ",\n  ";
  }
  std::cout << "\n]}\n";
}

/// The end of the first `count` runs of `all`, which end before `until`.
rota::sys_seconds end_of_first(const run_range& all, std::size_t count, rota::sys_seconds until) {
  auto at = all.begin();
  for (std::size_t i = 0; i < count && at != all.end(); ++i) ++at;
  return at == all.end() ? until : (*at).at;
}

/// The runs that the options ask for, of those from `start` on.
run_range listed_runs(const runs_options& options, const common_options& common, const rota::cadence& when,
                      rota::sys_seconds start) {
  constexpr std::size_t default_count = 14;
  const rota::sys_seconds from = options.from ? options.from->at(common.now()) : std::max(common.now(), start);
  const auto runs_until = [&](rota::sys_seconds end) { return rota::runs(when, from, end, common.clock); };
  rota::sys_seconds until = options.until ? options.until->at(common.now()) : rota::sys_seconds::max();
  if (!options.until && !options.count && options.calendar) {  // the month of the first run and the one after it
    const auto end = next_month(next_month((*runs_until(until).begin()).day));
    until = rota::resolve(date::local_seconds{end}, rota::wall_clock{common.clock.zone})->at;
  }
  if (options.count || until == rota::sys_seconds::max())
    until = end_of_first(runs_until(until), options.count.value_or(default_count), until);
  return runs_until(until);
}

void runs(const runs_options& options, const common_options& common) {
  if (options.until)
    require_order(options.from ? "--from" : "now", options.from.value_or(moment{}).at(common.now()),
                  options.until->at(common.now()));
  const auto plan = read_schedule_or_request(options.file);
  const auto* const schedule = std::get_if<rota::schedule>(&plan);
  const rota::cadence when = schedule != nullptr ? schedule->when : std::get<rota::schedule_spec>(plan).when;
  const rota::sys_seconds start = schedule != nullptr ? schedule->next_run : rota::sys_seconds::min();
  const run_range listed = listed_runs(options, common, when, start);
  if (common.json)
    print_json(listed);
  else if (options.calendar)
    print_calendar(listed, common.colour);
  else
    print_table(listed, when.at, common);
}

}  // namespace

void add_runs(command_line& line, const common_options& common) {
  const auto options = std::make_shared<runs_options>();
  option_list command = line.add_command("runs", "Show when a schedule runs, and at which level",
                                         [options, &common] { runs(*options, common); });
  command.value("FILE", options->file, "A create request or a schedule (default: standard input)");
  command.value("--from", options->from, "List runs at or after T (default: now)");
  command.value("--until", options->until, "List runs before T");
  command.value("--count", options->count, "List at most N runs (default: 14 if there is no --until)");
  command.flag("--calendar", options->calendar, "Draw a calendar (default: of this month and the next)");
}

}  // namespace tool
