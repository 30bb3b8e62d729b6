// SPDX-License-Identifier: MIT
//
// rota simulate: what a schedule and a retention do over time, as events or as a timeline of weeks.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <rota/rota.hpp>
#include <set>
#include <string>
#include <string_view>

#include "clock_face.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "retention_options.hpp"

namespace tool {

namespace {

struct simulate_options {
  input_file schedule;
  moment from;
  moment until;
  probability fail;
  std::uint64_t seed = 1;
  retention_options rules;
};

/// A number in [0, 1) that depends only on the seed and on the start of a backup (splitmix64).
double chance(std::uint64_t seed, rota::sys_seconds started) {
  std::uint64_t mixed = seed + 0x9e3779b97f4a7c15U * static_cast<std::uint64_t>(started.time_since_epoch().count());
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  mixed ^= mixed >> 31U;
  return static_cast<double>(mixed >> 11U) * 0x1p-53;
}

/// One week of a simulation: a mark for each day, and the number of backups at its end.
struct week {
  struct mark {
    char letter = '.';
    style look = style::faint;
    rota::level what = rota::level::incremental;
  };
  std::array<mark, 7> days{};
  std::size_t removed = 0;
  std::size_t kept = 0;
};

/// The mark of a day on which a backup is started or a slot skipped.
week::mark mark_of(const rota::event& one, bool fails) {
  const bool is_full = one.what == rota::level::full;
  if (one.kind == rota::event_kind::skipped) return {'s', style::removed};
  if (fails) return {is_full ? 'X' : 'x', style::removed, one.what};
  return {letter_of(one.what), style_of(one.what), one.what};
}

/// The columns of a timeline: spread out, or close together where the screen is narrow.
struct timeline_layout {
  explicit timeline_layout(const screen& on) : gap(on.width < 57 ? 1 : 3, ' '), colour{on.colour} {}

  std::string gap;  // before each day
  bool colour;

  void print_head() const {
    const bool is_close = gap.size() == 1;
    const std::string head = is_close ? "week of    S M T W T F S   kept  removed"
                                      : "week of     Su  Mo  Tu  We  Th  Fr  Sa   kept   removed";
    std::cout << styled(head, style::bold, colour) << '\n';
  }

  void print(date::local_days sunday, const week& one) const {
    std::cout << rota::format_day(sunday);
    for (const week::mark& mark : one.days) std::cout << gap << styled(std::string{mark.letter}, mark.look, colour);
    const std::string kept = std::to_string(one.kept);
    std::cout << std::string(kept.size() < 6 ? 7 - kept.size() : 1, ' ') << kept;
    if (one.removed != 0) std::cout << "   " << styled("-" + std::to_string(one.removed), style::removed, colour);
    std::cout << '\n';
  }
};

void print_timeline(const rota::simulation& simulation, rota::sys_seconds from, rota::sys_seconds until,
                    const rota::wall_clock<any_zone>& clock, const screen& on) {
  const auto day_of = [&](rota::sys_seconds instant) {
    return date::floor<date::days>(rota::to_local(instant, clock));
  };
  const auto sunday_of = [](date::local_days day) { return day - (date::weekday{day} - date::Sunday); };
  const timeline_layout layout{on};
  layout.print_head();
  std::set<std::string_view> failed;
  for (const rota::event& one : simulation.events)
    if (one.kind == rota::event_kind::failed) failed.insert(one.id);
  std::size_t kept = 0;
  auto next = simulation.events.begin();
  const date::local_days last = day_of(until - std::chrono::seconds{1});
  for (auto sunday = sunday_of(day_of(from)); sunday <= last; sunday += date::weeks{1}) {
    week here;
    for (; next != simulation.events.end() && day_of(next->at) < sunday + date::weeks{1}; ++next) {
      if (next->kind == rota::event_kind::removed) {
        --kept;
        ++here.removed;
      }
      if (next->kind == rota::event_kind::started) ++kept;
      if (next->kind != rota::event_kind::started && next->kind != rota::event_kind::skipped) continue;
      week::mark& mark = here.days[date::weekday{day_of(next->at)}.c_encoding()];
      const week::mark later = mark_of(*next, failed.contains(next->id));
      if (is_as_strong(later.what, mark.what)) mark = later;  // of several on one day, the strongest
    }
    here.kept = kept;
    layout.print(sunday, here);
  }
  std::string legend = legend_of(simulation.after.when, false) + "   X, x failed   s skipped   . no run";
  if (const clock_face face{clock}; face.is_local()) legend += "   days of " + face.zone();
  print_text(legend, on);
}

void simulate(const simulate_options& options, const common_options& common) {
  constexpr date::years longest{20};
  const rota::sys_seconds from = options.from.at(common.now());
  const rota::sys_seconds until = options.until.at(common.now());
  require_order("--from", from, until);
  if (until - from > longest)
    throw wrong_usage{"--from and --until are more than 20 years apart; simulate a shorter time"};
  options.rules.require_different_inputs(options.schedule);
  rota::scenario scenario{.schedule = read_schedule(options.schedule), .from = from, .until = until};
  scenario.schedule.running = false;  // a simulation begins without backups
  scenario.retention = options.rules.over(scenario.schedule);
  progress watched{"simulating"};
  const auto outcome_of = [&](const rota::backup& started) {
    watched.reach(share_of(started.created, from, until));
    const bool fails = chance(options.seed, started.created) < options.fail.value;
    return rota::outcome{fails ? rota::backup_status::failed : rota::backup_status::completed};
  };
  const auto clock = common.clock_of(scenario.schedule);
  const auto simulation = rota::simulate(scenario, outcome_of, clock);
  watched.finish();
  if (common.json)
    print_json(simulation);
  else
    print_timeline(simulation, from, until, clock, common.out);
}

}  // namespace

void add_simulate(command_line& line, const common_options& common) {
  const auto options = std::make_shared<simulate_options>();
  option_list command = line.add_command("simulate", "Show what a schedule and its retention do over time",
                                         [options, &common] { simulate(*options, common); });
  command.value("--schedule", options->schedule, "The schedule").required();
  command.value("--from", options->from, "Start at T").required();
  command.value("--until", options->until, "End before T").required();
  command.value("--fail", options->fail, "The probability that a backup fails, from 0 to 1 (default: 0)");
  command.value("--seed", options->seed, "The seed that decides which backups fail (default: 1)");
  options->rules.add_to(command);
  command.example(
      "rota simulate --schedule schedule.json --from 2014-11-23 --until 2015-02-01 \\\n"
      "  --fail 0.1 --fulls 2");
}

}  // namespace tool
