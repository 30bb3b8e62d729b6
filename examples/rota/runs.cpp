// SPDX-License-Identifier: MIT
//
// rota runs: when a schedule, or the one that a request asks for, would run; as a list, a table or a calendar.
#include <algorithm>
#include <array>
#include <iostream>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>

#include "tool.hpp"

namespace tool {

namespace {

/// What a file says about runs: their cadence, and the instant before which there are none.
struct plan {
  rota::cadence when;
  rota::sys_seconds start;
};

/// The plan in a file that holds a schedule, or the request for one: only a schedule has a next run.
plan read_plan(const std::string& text) {
  const auto document = nlohmann::json::parse(text, nullptr, false);
  const bool is_schedule = document.is_object() && document.contains("schedule") && document["schedule"].is_object() &&
                           document["schedule"].contains("next_run");
  if (is_schedule) {
    const auto schedule = value_or_refuse(rota::parse_schedule(text));
    return {schedule.when, schedule.next_run};
  }
  return {value_or_refuse(rota::parse_create_request(text)).when, rota::sys_seconds::min()};
}

/// The first day of the month after that of `day`.
date::local_days next_month(date::local_days day) {
  const date::year_month_day civil{day};
  return date::local_days{(civil.year() / civil.month() + date::months{1}) / date::day{1}};
}

/// One month as a page of a calendar: F marks the days with a full, i those with an incremental.
class month_page {
 public:
  explicit month_page(date::local_days first) : first_{first} {}

  void mark(const rota::run& one) { marks_[index(one.day)] = one; }

  void print(bool colour) const {
    constexpr std::array<std::string_view, 12> names{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
    const date::year_month_day civil{first_};
    const std::string title = std::string{names[static_cast<unsigned>(civil.month()) - 1]} + " " +
                              std::to_string(static_cast<int>(civil.year()));
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
    if (run && run->kind != rota::civil_time::unique) text += '*';
    if (run) text += run->what == rota::level::full ? 'F' : 'i';
    text += std::to_string(i + 1);
    return std::string(5 - text.size(), ' ') + styled(text, run ? style_of(run->what) : style::faint, colour);
  }

  date::local_days first_;
  std::array<std::optional<rota::run>, 31> marks_;
};

/// The first day of the month of `day`.
date::local_days month_of(date::local_days day) {
  const date::year_month_day civil{day};
  return date::local_days{civil.year() / civil.month() / date::day{1}};
}

template <class Runs>
void print_calendar(const Runs& listed, bool colour) {
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
            << " incremental   * the clock changes the run\n";
}

/// What the clock did to a run, for people; nothing on an ordinary day.
std::string clock_note(const rota::run& one, const rota::cadence& when, const any_zone& zone) {
  const std::string nominal = rota::format_time_of_day(when.at);
  if (one.kind == rota::civil_time::unique) return "";
  if (one.kind == rota::civil_time::repeated) return nominal + " comes twice that day";
  const std::string local = rota::format_instant(rota::sys_seconds{rota::to_local(one.at, zone).time_since_epoch()});
  return "the clock skips " + nominal + ": runs at " + local.substr(11, 5);
}

template <class Runs>
void print_table(const Runs& listed, const rota::cadence& when, const common_options& common) {
  const auto row = [&](std::string_view at, date::local_days day, std::string_view level, style look,
                       const std::string& note) {
    const std::string padding(note.empty() ? 0 : 13 - level.size(), ' ');
    std::cout << at << "  " << weekday_name(date::weekday{day}).substr(0, 3) << ' ' << rota::format_day(day) << "  "
              << styled(level, look, common.colour) << padding << note << '\n';
  };
  const std::string clock = common.zone.name() == "UTC" ? "" : "        on the clock of " + common.zone.name();
  std::cout << styled("run (UTC)            day             level" + clock, style::bold, common.colour) << '\n';
  std::optional<date::local_days> last;
  for (const rota::run& one : listed) {
    for (; last && *last + date::days{1} < one.day; last = *last + date::days{1})
      row("                   ", *last + date::days{1}, "none", style::faint,
          "the clock skips " + rota::format_time_of_day(when.at));
    row(rota::format_instant(one.at), one.day, to_string(one.what), style_of(one.what),
        clock_note(one, when, common.zone));
    last = one.day;
  }
}

template <class Runs>
void print_json(const Runs& listed) {
  std::cout << "{\"runs\": [";
  std::string_view separator = "\n  ";
  for (const rota::run& one : listed) {
    std::cout << separator << nlohmann::ordered_json(one);
    separator = ",\n  ";
  }
  std::cout << "\n]}\n";
}

using run_range = rota::run_range<any_zone>;

/// Where the first `count` runs of a range end.
rota::sys_seconds end_of_first(const run_range& all, std::size_t count, rota::sys_seconds until) {
  auto at = all.begin();
  for (std::size_t i = 0; i < count && at != all.end(); ++i) ++at;
  return at == all.end() ? until : (*at).at;
}

}  // namespace

void runs(const common_options& common, const runs_options& options) {
  constexpr std::size_t default_count = 14;
  const plan plan = read_plan(read_file(options.file));
  const rota::sys_seconds from = options.from.value_or(std::max(common.now, plan.start));
  rota::sys_seconds until = options.until.value_or(rota::sys_seconds::max());
  const auto runs_until = [&](rota::sys_seconds end) {
    return rota::runs(plan.when, from, end, common.zone, common.policy);
  };
  if (!options.until && !options.count && options.calendar) {  // the month of the first run, and the one after it
    const auto end = next_month(next_month((*runs_until(until).begin()).day));
    until = rota::resolve(date::local_seconds{end}, common.zone)->at;
  }
  if (options.count || until == rota::sys_seconds::max())
    until = end_of_first(runs_until(until), options.count.value_or(default_count), until);
  const run_range listed = runs_until(until);
  if (common.json)
    print_json(listed);
  else if (options.calendar)
    print_calendar(listed, common.colour);
  else
    print_table(listed, plan.when, common);
}

}  // namespace tool
