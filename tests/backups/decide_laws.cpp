// SPDX-License-Identifier: MIT
//
// decide against the law, written as plain loops, over random schedules, backups and instants.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <rota/backups/decide.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "decisions.hpp"
#include "generated.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::cadence;
using rota::decide;
using rota::decide_options;
using rota::decision;
using rota::level;
using rota::schedule;
using rota::skip_reason;
using rota::source;
using rota::source_type;
using rota::start_reason;
using rota::start_reasons;
using rota::sys_seconds;
using rota::time_of_day;

// --- the law as plain loops over slots and backups, which share no code with the library ---

struct question {
  schedule due;
  std::vector<backup> backups = {};
  sys_seconds now = {};
  decide_options options = {};
};

class oracle {
 public:
  explicit oracle(const question& asked) : asked_{asked} {}

  [[nodiscard]] decision answer() const {
    const std::int64_t next_run = seconds(asked_.due.next_run);
    const std::int64_t now = seconds(asked_.now);
    if (next_run > now) return rota::wait_until{asked_.due.next_run};

    std::int64_t occurrence = slot_of_day(day_of(next_run) - 1);
    while (occurrence < next_run) occurrence += one_day;
    const bool is_nominal = occurrence == next_run;
    std::int64_t slot = next_run;
    std::uint64_t due_count = 0;
    for (; occurrence <= now; occurrence += one_day) {
      slot = occurrence;
      ++due_count;
    }
    const std::uint64_t missed = due_count > 0 ? due_count - 1 : 0;

    if (is_running()) return rota::skip_slot{instant(slot), skip_reason::still_running, instant(occurrence)};
    if (asked_.options.grace && now - slot > asked_.options.grace->count())
      return rota::skip_slot{instant(slot), skip_reason::older_than_grace, instant(occurrence)};

    std::int64_t day = day_of(slot) + 1;
    while (slot_of_day(day) > slot || !is_full_day(day)) --day;
    const std::int64_t full_due = slot_of_day(day);

    std::optional<std::size_t> parent;
    bool has_full = false;
    bool has_full_since = false;
    for (std::size_t i = 0; i < asked_.backups.size(); ++i) {
      const backup& one = asked_.backups[i];
      if (one.source != asked_.due.source || !one.automated || is_ahead(one) || !is_restore_point(i)) continue;
      if (!parent || is_newer(one, asked_.backups[*parent])) parent = i;
      if (one.parent_id) continue;
      has_full = true;
      has_full_since = has_full_since || seconds(one.created) >= full_due - five_minutes;
    }

    start_reasons why;
    if (!is_nominal) why.insert(start_reason::run_now);
    if (!has_full_since) {
      if (!has_full) why.insert(start_reason::first_full);
      if (full_due == slot) why.insert(start_reason::full_day);
      if (has_full && full_due != slot) why.insert(start_reason::full_overdue);
      return rota::start_backup{instant(slot), level::full, {}, missed, why};
    }
    if (asked_.options.max_chain && chain_length(*parent) + 1 > *asked_.options.max_chain) {
      why.insert(start_reason::chain_limit);
      return rota::start_backup{instant(slot), level::full, {}, missed, why};
    }
    why.insert(start_reason::incremental);
    return rota::start_backup{instant(slot), level::incremental, parent, missed, why};
  }

 private:
  static constexpr std::int64_t one_day = 86'400;
  static constexpr std::int64_t five_minutes = 300;

  static std::int64_t seconds(sys_seconds at) { return seconds_of(at); }
  static std::int64_t day_of(std::int64_t instant) {
    return instant >= 0 ? instant / one_day : -((one_day - 1 - instant) / one_day);
  }
  [[nodiscard]] std::int64_t slot_of_day(std::int64_t day) const {
    return day * one_day + asked_.due.when.at.since_midnight().count() * 60;
  }
  [[nodiscard]] bool is_full_day(std::int64_t day) const {
    const auto weekday = ((day + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
    return ((asked_.due.when.full_on.bits() >> weekday) & 1) != 0;
  }

  [[nodiscard]] bool is_ahead(const backup& one) const {
    return seconds(one.created) > seconds(asked_.now) + five_minutes;
  }

  /// Whatever its date: "Users can only run one backup at a time."
  [[nodiscard]] bool is_running() const {
    return asked_.due.running || std::any_of(asked_.backups.begin(), asked_.backups.end(), [&](const backup& one) {
             return one.source == asked_.due.source &&
                    (one.status == backup_status::new_ || one.status == backup_status::building);
           });
  }

  static bool is_newer(const backup& a, const backup& b) {
    return a.created != b.created ? a.created > b.created : a.id > b.id;
  }

  [[nodiscard]] std::vector<std::size_t> all_with_id(const std::string& id) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < asked_.backups.size(); ++i)
      if (asked_.backups[i].id == id) found.push_back(i);
    return found;
  }

  /// The number of backups that restoring it takes; 0 if it cannot be restored.
  [[nodiscard]] std::size_t chain_length(std::size_t i) const {
    std::size_t length = 1;
    for (;; ++length) {
      const backup& one = asked_.backups[i];
      if (one.status != backup_status::completed || length > asked_.backups.size()) return 0;
      if (all_with_id(one.id).size() != 1) return 0;
      if (!one.parent_id) return length;
      const auto parents = all_with_id(*one.parent_id);
      if (parents.size() != 1) return 0;
      const backup& parent = asked_.backups[parents.front()];
      if (parent.source != one.source || seconds(parent.created) > seconds(one.created) + five_minutes) return 0;
      i = parents.front();
    }
  }
  [[nodiscard]] bool is_restore_point(std::size_t i) const { return chain_length(i) != 0; }

  const question& asked_;
};

bool is_lawful(const question& asked) {
  return decide(asked.due, asked.backups, asked.now, rota::utc, asked.options) == oracle{asked}.answer();
}

// --- random questions ---

cadence draw_schedule_cadence(generator& values) {
  const auto kind = values.index(4);
  const unsigned bits = kind < 2    ? 1U << values.index(7)
                        : kind == 2 ? 127U
                                    : static_cast<unsigned>(values.between(1, 127));
  return {set_of(bits), time_of_day{std::chrono::hours{values.between(0, 23)}, std::chrono::minutes{values.index(60)}}};
}

bool once_in(std::size_t times, generator& values) { return values.index(times) == 0; }

/// How long the schedule has been due: mostly moments to days, sometimes years, sometimes not at all.
std::int64_t draw_lateness(generator& values) {
  switch (values.index(8)) {
    case 0: return 0;
    case 1: return values.between(0, 600);
    case 2:
    case 3: return values.between(0, 86'400);
    case 4: return 86'400 * values.between(0, 3) + values.between(-1, 1);
    case 5: return values.between(0, 86'400 * 20);
    case 6: return once_in(20, values) ? values.between(0, 86'400 * 1'500) : values.between(0, 86'400 * 90);
    default: return values.between(-86'400, 300);
  }
}

backup_status draw_status(generator& values) {
  const auto drawn = values.index(64);
  if (drawn < 52) return backup_status::completed;
  if (drawn < 59) return backup_status::failed;
  if (drawn < 62) return backup_status::delete_failed;
  return drawn == 62 ? backup_status::new_ : backup_status::building;
}

/// An instant near a limit: near now, near a run of the last eight days, or anywhere around them.
sys_seconds draw_creation(const question& asked, generator& values) {
  const auto near = [&] {
    constexpr std::array<std::int64_t, 10> offsets{-301, -300, -299, -6, -1, 0, 1, 299, 300, 301};
    return offsets[values.index(offsets.size())];
  };
  switch (values.index(6)) {
    case 0: return asked.now + std::chrono::seconds{near()};
    case 1: return asked.now + std::chrono::seconds{values.between(-86'400 * 9, 86'400 * 2)};
    case 2: return asked.due.next_run + std::chrono::seconds{near()};
    default: {
      const auto day = date::floor<date::days>(asked.now) - date::days{values.between(-1, 8)};
      return day + asked.due.when.at.since_midnight() + std::chrono::seconds{near()};
    }
  }
}

question draw_question(generator& values) {
  const std::array<source, 3> sources{source{"a"}, source{"b"}, source{"a", source_type::ha}};
  const std::array<std::string_view, 4> epochs{"2014-10-26T00:00:00", "1969-12-20T00:00:00", "2024-02-24T00:00:00",
                                               "2099-12-28T00:00:00"};
  question asked{.due = {.id = "s", .when = draw_schedule_cadence(values), .source = sources[values.index(3)]}};
  asked.now = instant(epochs[values.index(4)]) + std::chrono::seconds{values.between(0, 86'400 * 14)};
  if (values.coin())  // on the dot
    asked.now = date::floor<date::days>(asked.now) + asked.due.when.at.since_midnight();
  asked.due.next_run = asked.now - std::chrono::seconds{draw_lateness(values)};
  if (!once_in(4, values))  // a run, not a run_now
    asked.due.next_run = date::floor<date::days>(asked.due.next_run) + asked.due.when.at.since_midnight();
  asked.due.running = once_in(30, values);
  if (once_in(4, values))
    asked.options.grace = std::chrono::seconds{values.between(0, once_in(2, values) ? 900 : 90'000)};
  if (once_in(4, values)) asked.options.max_chain = static_cast<unsigned>(values.index(5));

  const bool has_other_sources = once_in(3, values);
  for (std::size_t i = 0, count = values.index(8); i < count; ++i) {
    backup one{.id = std::string(1, static_cast<char>('a' + i)), .source = asked.due.source};
    one.status = draw_status(values);
    one.automated = !once_in(6, values);
    one.pinned = once_in(16, values);
    one.created = draw_creation(asked, values);
    one.updated = one.created + std::chrono::seconds{values.index(7'200)};
    if (has_other_sources && once_in(3, values)) one.source = sources[values.index(3)];
    if (i > 0 && once_in(40, values)) one.created = asked.backups.back().created;
    asked.backups.push_back(std::move(one));
  }
  // Mostly chains and trees whose parents are older; sometimes in any order.
  if (!once_in(8, values))
    std::sort(asked.backups.begin(), asked.backups.end(),
              [](const backup& a, const backup& b) { return a.created < b.created; });
  for (std::size_t i = 0; i < asked.backups.size(); ++i) {
    backup& one = asked.backups[i];
    if (i > 0 && values.coin()) one.parent_id = asked.backups[values.coin() ? i - 1 : values.index(i)].id;
    if (once_in(50, values)) one.parent_id = asked.backups[values.index(asked.backups.size())].id;
    if (once_in(50, values)) one.parent_id = "elsewhere";
    if (once_in(50, values)) one.id = asked.backups[values.index(asked.backups.size())].id;
  }
  return asked;
}

// --- counterexamples as text ---

std::string text(const backup& one) {
  return one.id + (one.parent_id ? " on " + *one.parent_id : "") + ", " + std::string{to_string(one.status)} + ", " +
         rota::format_instant(one.created) + ", source " + one.source.id + " " +
         std::string{to_string(one.source.type)} + (one.automated ? "" : ", on-demand") +
         (one.pinned ? ", pinned" : "");
}

std::string text(const question& asked) {
  const schedule& due = asked.due;
  std::string line = "\nat " + rota::format_instant(asked.now) + ", due at " + rota::format_instant(due.next_run) +
                     ", every day at " + to_string(due.when.at) + ", full on the weekdays of bits " +
                     std::to_string(due.when.full_on.bits()) + ", source " + due.source.id + " " +
                     std::string{to_string(due.source.type)} + (due.running ? ", running" : "");
  if (asked.options.grace) line += ", grace " + std::to_string(asked.options.grace->count()) + " s";
  if (asked.options.max_chain) line += ", max_chain " + std::to_string(*asked.options.max_chain);
  for (const backup& one : asked.backups) line += "\n  " + text(one);
  return line +
         "\n  decided:  " + ::text(decide(due, asked.backups, asked.now, rota::utc, asked.options), asked.backups) +
         "\n  expected: " + ::text(oracle{asked}.answer(), asked.backups);
}

/// The question, simplified as long as it breaks the law.
question shrunk(question asked) {
  const auto try_each = [&](const auto& simplify) {
    question simpler = asked;
    simplify(simpler);
    if (is_lawful(simpler)) return false;
    asked = std::move(simpler);
    return true;
  };
  for (std::size_t i = asked.backups.size(); i-- > 0;)
    try_each([&](question& q) { q.backups.erase(q.backups.begin() + static_cast<std::ptrdiff_t>(i)); });
  try_each([](question& q) { q.options.grace.reset(); });
  try_each([](question& q) { q.options.max_chain.reset(); });
  try_each([](question& q) { q.due.running = false; });
  try_each([](question& q) { q.due.next_run = q.now; });
  for (std::size_t i = 0; i < asked.backups.size(); ++i) {
    try_each([&](question& q) { q.backups[i].parent_id.reset(); });
    try_each([&](question& q) { q.backups[i].status = backup_status::completed; });
    try_each([&](question& q) { q.backups[i].automated = true; });
    try_each([&](question& q) { q.backups[i].pinned = false; });
    try_each([&](question& q) { q.backups[i].source = q.due.source; });
  }
  return asked;
}

}  // namespace

TEST_CASE("whatever the schedule, the backups and the instant, the decision follows from the one law",
          "[decide_laws]") {
  constexpr std::uint64_t seed = 8;
  constexpr int count = 120'000;
  generator values{seed};
  counterexamples found;
  std::map<std::string, int> kinds;  // how often each kind was expected: a law that is not tried proves nothing
  std::array<int, 64> seen{};
  for (int i = 0; i < count; ++i) {
    const question asked = draw_question(values);
    const decision expected = oracle{asked}.answer();
    const decision decided = decide(asked.due, asked.backups, asked.now, rota::utc, asked.options);
    found.unless(decided == expected, [&] { return text(shrunk(asked)); });
    if (const auto* start = std::get_if<rota::start_backup>(&expected)) {
      std::size_t bits = 0;
      for (const start_reason why : start->why) bits |= std::size_t{1} << static_cast<unsigned>(why);
      ++seen[bits];
    } else {
      ++kinds[text(expected, {}).substr(0, 4)];
    }
  }
  CAPTURE(seed, count, found.count, found.first);
  REQUIRE(found.count == 0);

  std::string rare;
  const auto must_be_seen = [&](std::initializer_list<start_reason> reasons) {
    std::size_t bits = 0;
    std::string names;
    for (const start_reason why : reasons) {
      bits |= std::size_t{1} << static_cast<unsigned>(why);
      names.append(to_string(why)).append(" ");
    }
    if (seen[bits] < 100) rare += "[" + names + std::to_string(seen[bits]) + "]";
  };
  for (const start_reason level :
       {start_reason::incremental, start_reason::full_overdue, start_reason::first_full, start_reason::chain_limit}) {
    must_be_seen({level});
    must_be_seen({level, start_reason::run_now});
  }
  must_be_seen({start_reason::full_day});
  must_be_seen({start_reason::full_day, start_reason::first_full});
  CAPTURE(kinds);
  REQUIRE(rare.empty());
  REQUIRE(std::min(kinds["wait"], kinds["skip"]) > 1'000);
}

TEST_CASE("the order of the backups changes nothing but the index of the parent", "[decide_laws]") {
  constexpr std::uint64_t seed = 9;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const question asked = draw_question(values);
    question shuffled = asked;
    for (std::size_t j = shuffled.backups.size(); j > 1; --j)
      std::swap(shuffled.backups[j - 1], shuffled.backups[values.index(j)]);
    const auto outcome = [](const question& q) {
      return text(decide(q.due, q.backups, q.now, rota::utc, q.options), q.backups);
    };
    found.unless(outcome(asked) == outcome(shuffled), [&] { return text(asked) + "\nshuffled" + text(shuffled); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
