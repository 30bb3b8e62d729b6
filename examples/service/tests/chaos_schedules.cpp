// SPDX-License-Identifier: MIT
#include "chaos_schedules.hpp"

#include <array>
#include <iomanip>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <rota/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "../database.hpp"
#include "../executors/pretend_outcome.hpp"

namespace service::tests {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// Numbers that are the same on every platform.
class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_{seed} {}
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  std::string uuid() {
    std::ostringstream text;
    text << std::hex << std::setfill('0') << std::setw(8) << below(1ULL << 32U) << '-' << std::setw(4) << below(65'536)
         << "-4" << std::setw(3) << below(4'096) << "-8" << std::setw(3) << below(4'096) << '-' << std::setw(12)
         << below(1ULL << 48U);
    return text.str();
  }

 private:
  std::mt19937_64 engine_;
};

std::string clock_text(std::uint64_t hour, std::uint64_t minute) {
  std::ostringstream text;
  text << std::setfill('0') << std::setw(2) << hour % 24 << ':' << std::setw(2) << minute % 60;
  return text.str();
}

json entry(std::string_view level, const std::string& days, const std::string& at) {
  return {{"level", level}, {"on", days + " *-*-* " + at}};
}

/// Zones whose clocks change between mid-March and mid-April, forwards or back.
constexpr std::array<std::string_view, 5> zones_that_change{"America/New_York", "Europe/Vilnius", "Australia/Sydney",
                                                            "America/Asuncion", "Australia/Lord_Howe"};

/// A request for a schedule; its number decides the kind.
json request_of(std::size_t number, bool is_weekly, const std::string& source_id, dice& random) {
  const auto hour = random.below(24);
  const auto minute = random.below(60);
  const std::string at = clock_text(hour, minute);
  json wanted{{"action", "backup"}, {"source_id", source_id}, {"source_type", number % 5 == 0 ? "ha" : "instance"}};
  if (const auto fulls = random.below(4); fulls > 0) wanted["full_backup_retention"] = fulls;
  const auto on_days = [&](const json& days) {
    wanted["day_of_week"] = days;
    wanted["hour"] = hour;
    wanted["minute"] = minute;
  };
  if (is_weekly) {
    static constexpr std::array days{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    wanted["calendar"] = {entry(random.below(2) == 0 ? "full" : "incremental", days[random.below(days.size())], at)};
    return {{"schedule", std::move(wanted)}};
  }
  switch (number % 8) {
    case 0:  // a full every week, and incrementals on the other days
      on_days(random.below(7));
      break;
    case 1:  // a full every day
      on_days(7);
      break;
    case 2:  // fulls on two or three days of the week
      on_days(random.below(2) == 0 ? json{1, 4} : json{0, 2, 5});
      break;
    case 3:  // the three levels
      wanted["calendar"] = {entry("full", "Sun", at), entry("differential", "Wed", at),
                            entry("incremental", "Mon,Tue,Thu,Fri,Sat", at)};
      break;
    case 4: {  // weekly, or without a full of its own
      static constexpr std::array days{"Mon", "Tue", "Thu", "Sat"};
      if (random.below(2) == 0)
        wanted["calendar"] = {entry("full", days[random.below(days.size())], at)};
      else
        wanted["calendar"] = {entry("incremental", "Mon,Wed,Fri", at)};
      break;
    }
    case 5: {  // in a zone whose clock changes in the night, at times that it skips or repeats
      static constexpr std::array policies{"shift_forward", "at_transition", "skip"};
      on_days(random.below(3) == 0 ? 7 : random.below(7));
      wanted["hour"] = random.below(2) == 0 ? hour : 1 + random.below(3);
      wanted["zone"] = zones_that_change[random.below(zones_that_change.size())];
      wanted["gap"] = policies[random.below(policies.size())];
      wanted["overlap"] = random.below(2) == 0 ? "first" : "last";
      break;
    }
    case 6:  // spread over two hours
      on_days(random.below(7));
      wanted["spread"] = "2h";
      if (random.below(2) == 0) wanted["zone"] = zones_that_change[random.below(zones_that_change.size())];
      break;
    default:  // several times a day
      wanted["calendar"] = {entry("incremental", "", clock_text(hour, minute)),
                            entry("incremental", "", clock_text(hour + 12, minute)),
                            entry("differential", "Tue,Thu", clock_text(hour + 6, minute)),
                            entry("full", "Sat", clock_text(hour + 18, minute))};
      for (json& one : wanted["calendar"])
        if (auto& on = one["on"].get_ref<std::string&>(); on.starts_with(' ')) on.erase(0, 1);
      break;
  }
  return {{"schedule", std::move(wanted)}};
}

rota::schedule make_one(std::size_t number, bool is_weekly, const month& in, dice& random) {
  for (;;) {
    const json request = request_of(number, is_weekly, random.uuid(), random);
    const auto spec = rota::parse_create_request(request);
    if (!spec) throw std::logic_error{request.dump() + ": " + rota::to_string(spec.error().front())};
    const auto clock = clock_of(*spec, zones);
    auto made = make_schedule(*spec, random.uuid(), in.from, clock,
                              number % 3 == 1 ? rota::first_run::wait_for_full : rota::first_run::promote);
    const auto next = next_spread_run(made.when, spread_of(made), in.until - 1s, clock);
    if (next.at >= in.until + quiet) return made;
  }
}

}  // namespace

std::vector<rota::schedule> make_schedules(const schedule_mix& mix, const month& in) {
  dice random{mix.seed};
  std::vector<rota::schedule> made;
  made.reserve(mix.count);
  const auto weekly = static_cast<std::size_t>(static_cast<double>(mix.count) * mix.weekly);
  while (made.size() < mix.count) made.push_back(make_one(made.size(), made.size() < weekly, in, random));
  return made;
}

rota::sys_seconds slot_at(const rota::schedule& of, rota::sys_seconds started) {
  return previous_spread_run(of.when, spread_of(of), started + 1s, clock_of(of, zones)).nominal.at;
}

prediction predict(const rota::schedule& of, const month& in, const pretence& told) {
  const auto until = in.until + quiet;
  prediction expected;
  std::map<std::string, std::size_t> places;  // of the backups, by their ids in the simulation
  const auto outcome_of = [&](const rota::backup& started) {
    const auto slot = slot_at(of, started.created);
    const auto [completes, takes] =
        service::executors::outcome_of(told.seed, of.source.id, slot, told.failures, told.takes);
    places.emplace(started.id, expected.backups.size());
    expected.backups.push_back({.slot = slot,
                                .due = started.created,
                                .what = {},
                                .completes = completes,
                                .parent_slot = started.parent_id
                                                   ? std::optional{expected.backups[places.at(*started.parent_id)].slot}
                                                   : std::nullopt,
                                .removed = std::nullopt,
                                .why_removed = ""});
    return rota::outcome{completes ? rota::backup_status::completed : rota::backup_status::failed, takes};
  };
  const auto clock = clock_of(of, zones);
  const rota::simulation led_to =
      simulate({.schedule = of, .retention = retention_of(of), .from = in.from, .until = until}, outcome_of, clock);
  for (const rota::event& one : led_to.events) {
    if (one.kind == rota::event_kind::started) {
      expected.backups[places.at(one.id)].what = one.what;
      if (one.missed == 0) continue;
    } else if (one.kind == rota::event_kind::removed) {
      predicted_backup& removed = expected.backups[places.at(one.id)];
      removed.removed = one.at;
      removed.why_removed = to_string(one.removed_for.value());
      continue;
    } else if (one.kind == rota::event_kind::completed || one.kind == rota::event_kind::failed) {
      continue;
    }
    throw std::logic_error{"the schedule of " + of.source.id + " has slots too close together to judge"};
  }
  expected.at = until;
  expected.next_run = led_to.after.next_run;
  expected.protection = assess(rota::history{led_to.backups}, of.source, objective, until);
  return expected;
}

}  // namespace service::tests
