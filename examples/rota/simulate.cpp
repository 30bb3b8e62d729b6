// SPDX-License-Identifier: MIT
//
// rota simulate: what a schedule and a retention come to over time, as events or as a timeline, a row a week.
#include <algorithm>
#include <array>
#include <iostream>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>
#include <set>

#include "tool.hpp"

namespace tool {

namespace {

/// A number in [0, 1) that depends on the seed and on when a backup was started, and on nothing else (splitmix64).
double chance(std::uint64_t seed, rota::sys_seconds started) {
  std::uint64_t mixed = seed + 0x9e3779b97f4a7c15U * static_cast<std::uint64_t>(started.time_since_epoch().count());
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  mixed ^= mixed >> 31U;
  return static_cast<double>(mixed >> 11U) * 0x1p-53;
}

/// One week of a simulation: what became of each day, and how many backups there were at its end.
struct week {
  struct mark {
    char letter = '.';
    style look = style::faint;
  };
  std::array<mark, 7> days{};
  std::size_t removed = 0;
  std::size_t left = 0;
};

/// How the day of a start or of a skip is marked: by how what was started then ends.
week::mark mark_of(const rota::event& one, bool fails) {
  const bool is_full = one.what == rota::level::full;
  if (one.kind == rota::event_kind::skipped) return {'s', style::removed};
  if (fails) return {is_full ? 'X' : 'x', style::removed};
  return {is_full ? 'F' : 'i', style_of(one.what)};
}

void print_week(date::local_days sunday, const week& one, bool colour) {
  std::cout << rota::format_day(sunday);
  for (const week::mark& mark : one.days) std::cout << "   " << styled(std::string{mark.letter}, mark.look, colour);
  const std::string left = std::to_string(one.left);
  std::cout << std::string(left.size() < 6 ? 7 - left.size() : 1, ' ') << left;
  if (one.removed != 0) std::cout << "   " << styled("-" + std::to_string(one.removed), style::removed, colour);
  std::cout << '\n';
}

void print_timeline(const rota::simulation& simulation, const simulate_options& options, const common_options& common) {
  const auto day_of = [&](rota::sys_seconds instant) {
    return date::floor<date::days>(rota::to_local(instant, common.zone));
  };
  const auto sunday_of = [](date::local_days day) { return day - (date::weekday{day} - date::Sunday); };
  std::cout << styled("week of     Su  Mo  Tu  We  Th  Fr  Sa   left   gone", style::bold, common.colour) << '\n';
  std::set<std::string_view> failed;
  for (const rota::event& one : simulation.events)
    if (one.kind == rota::event_kind::failed) failed.insert(one.id);
  std::size_t left = 0;
  auto next = simulation.events.begin();
  const date::local_days last = day_of(options.until - std::chrono::seconds{1});
  for (auto sunday = sunday_of(day_of(options.from)); sunday <= last; sunday += date::weeks{1}) {
    week here;
    for (; next != simulation.events.end() && day_of(next->at) < sunday + date::weeks{1}; ++next) {
      if (next->kind == rota::event_kind::removed) {
        --left;
        ++here.removed;
      }
      if (next->kind == rota::event_kind::started) ++left;
      if (next->kind == rota::event_kind::started || next->kind == rota::event_kind::skipped)
        here.days[date::weekday{day_of(next->at)}.c_encoding()] = mark_of(*next, failed.contains(next->id));
    }
    here.left = left;
    print_week(sunday, here, common.colour);
  }
  std::cout << "F full   i incremental   X, x failed   s skipped   . nothing\n";
}

}  // namespace

void simulate(const common_options& common, const simulate_options& options) {
  constexpr date::years longest{20};
  if (options.until <= options.from) throw wrong_usage{"--until must be after --from"};
  if (options.until - options.from > longest)
    throw wrong_usage{"--from and --until are more than 20 years apart; simulate a shorter time"};
  auto schedule = value_or_refuse(rota::parse_schedule(read_file(options.schedule_file)));
  const auto outcome_of = [&](const rota::backup& started) {
    const bool fails = chance(options.seed, started.created) < options.fail;
    return rota::outcome{fails ? rota::backup_status::failed : rota::backup_status::completed};
  };
  const auto simulation = rota::simulate(schedule, options.rules.over(schedule), {}, options.from, options.until,
                                         outcome_of, {}, common.zone, common.policy);
  if (!common.json) {
    print_timeline(simulation, options, common);
    return;
  }
  auto document = rota::to_document<nlohmann::ordered_json>(simulation.backups);
  print({{"events", simulation.events}, {"backups", document["backups"]}});
}

}  // namespace tool
