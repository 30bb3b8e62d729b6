// SPDX-License-Identifier: MIT
//
// enum class start_reason { first_full, full_day, full_overdue, chain_limit, incremental, run_now };
// constexpr std::string_view to_string(start_reason) noexcept;
// using start_reasons = enum_set<start_reason>;
//
// struct start { sys_seconds slot; level what; std::optional<std::size_t> parent; unsigned missed; start_reasons why; };
// struct wait { sys_seconds until; };
// enum class skip_reason { still_running, older_than_grace };
// constexpr std::string_view to_string(skip_reason) noexcept;
// struct skip { sys_seconds slot; skip_reason why; sys_seconds next; };
//
// using decision = std::variant<start, wait, skip>;
// struct decide_options { std::optional<std::chrono::seconds> grace; std::optional<unsigned> max_chain; };
// decision decide(const schedule&, const history&, sys_seconds now, const decide_options& = {});
// decision decide(const schedule&, std::span<const backup>, sys_seconds now, const decide_options& = {});

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <rota/decide.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::cadence;
using rota::decide;
using rota::decide_options;
using rota::decision;
using rota::history;
using rota::level;
using rota::schedule;
using rota::skip_reason;
using rota::source;
using rota::source_type;
using rota::start_reason;
using rota::start_reasons;
using rota::sys_seconds;
using rota::time_of_day;
using rota::weekdays;

sys_seconds at(std::string_view text) { return rota::parse_instant(text).value(); }
sys_seconds instant(std::int64_t seconds) { return sys_seconds{std::chrono::seconds{seconds}}; }

const source database{"44b277eb-39be-4921-be31-3d61b43651d7", source_type::instance};

/// The seed's schedule, fulls on Sundays at 14:30, due at `next_run`. 2014-11-02 is a Sunday.
schedule due_at(std::string_view next_run) {
  return {.id = "nightly",
          .when = rota::weekly(date::Sunday, time_of_day{14h, 30min}),
          .source = database,
          .next_run = at(next_run)};
}

backup full(std::string id, std::string_view created, backup_status status = backup_status::completed) {
  return {.id = std::move(id), .source = database, .status = status, .created = at(created), .updated = at(created)};
}

backup incremental(std::string id, std::string parent_id, std::string_view created,
                   backup_status status = backup_status::completed) {
  backup one = full(std::move(id), created, status);
  one.parent_id = std::move(parent_id);
  return one;
}

backup on_demand(backup one) {
  one.automated = false;
  return one;
}

/// "start 2014-11-02T14:30:00 full, missed 0: full_day", "start … incremental on sun, missed 0: incremental",
/// "wait 2014-11-02T14:30:00", "skip 2014-11-02T14:30:00 until 2014-11-03T14:30:00: still_running".
std::string text(const decision& what, const std::vector<backup>& backups) {
  if (const auto* wait = std::get_if<rota::wait>(&what)) return "wait " + rota::format_instant(wait->until);
  if (const auto* skip = std::get_if<rota::skip>(&what))
    return "skip " + rota::format_instant(skip->slot) + " until " + rota::format_instant(skip->next) + ": " +
           std::string{to_string(skip->why)};
  const auto& start = std::get<rota::start>(what);
  std::string told = "start " + rota::format_instant(start.slot) + " " + std::string{to_string(start.what)};
  if (start.parent) told += " on " + (*start.parent < backups.size() ? backups[*start.parent].id : "nothing there");
  told += ", missed " + std::to_string(start.missed) + ":";
  for (const start_reason why : start.why) told.append(" ").append(to_string(why));
  return told;
}

std::string decided(const schedule& due, const std::vector<backup>& backups, std::string_view now,
                    const decide_options& options = {}) {
  return text(decide(due, backups, at(now), options), backups);
}

/// What the runs of so many days come to: "F" for a full that completed, "f" for one that failed, "I" and "i" for an
/// incremental, "." for a day on which nothing was started.
std::string rhythm(schedule due, std::vector<backup> backups, int days, const std::function<bool(int)>& fails,
                   const decide_options& options = {}) {
  std::string letters;
  for (int day = 0; day < days; ++day) {
    const sys_seconds now = due.next_run;
    const decision what = decide(due, backups, now, options);
    const auto* start = std::get_if<rota::start>(&what);
    const bool has_failed = fails(day);
    letters += start == nullptr             ? '.'
               : start->what == level::full ? (has_failed ? 'f' : 'F')
                                            : (has_failed ? 'i' : 'I');
    if (start != nullptr)
      backups.push_back({.id = "day " + std::to_string(day),
                         .parent_id = start->parent ? std::optional{backups[*start->parent].id} : std::nullopt,
                         .source = due.source,
                         .status = has_failed ? backup_status::failed : backup_status::completed,
                         .created = now,
                         .updated = now + 20min});
    due = finished(started(std::move(due), now), now + 20min);
  }
  return letters;
}

bool never(int) { return false; }

// --- the law, as plain loops over the slots and the backups, which share no code with the library ---

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
    if (next_run > now) return rota::wait{asked_.due.next_run};

    std::int64_t occurrence = slot_of_day(day_of(next_run) - 1);
    while (occurrence < next_run) occurrence += one_day;
    const bool is_nominal = occurrence == next_run;
    std::int64_t slot = next_run;
    unsigned due_count = 0;
    for (; occurrence <= now; occurrence += one_day) {
      slot = occurrence;
      ++due_count;
    }
    const unsigned missed = due_count > 0 ? due_count - 1 : 0;

    if (is_running()) return rota::skip{instant(slot), skip_reason::still_running, instant(occurrence)};
    if (asked_.options.grace && now - slot > asked_.options.grace->count())
      return rota::skip{instant(slot), skip_reason::older_than_grace, instant(occurrence)};

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
      return rota::start{instant(slot), level::full, {}, missed, why};
    }
    if (asked_.options.max_chain && chain_length(*parent) + 1 > *asked_.options.max_chain) {
      why.insert(start_reason::chain_limit);
      return rota::start{instant(slot), level::full, {}, missed, why};
    }
    why.insert(start_reason::incremental);
    return rota::start{instant(slot), level::incremental, parent, missed, why};
  }

 private:
  static constexpr std::int64_t one_day = 86'400;
  static constexpr std::int64_t five_minutes = 300;

  static std::int64_t seconds(sys_seconds instant) { return instant.time_since_epoch().count(); }
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

  /// How many backups restoring it takes; 0 where it cannot be restored.
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
      if (parent.source != one.source || parent.created > one.created) return 0;
      i = parents.front();
    }
  }
  [[nodiscard]] bool is_restore_point(std::size_t i) const { return chain_length(i) != 0; }

  const question& asked_;
};

bool is_lawful(const question& asked) {
  return decide(asked.due, asked.backups, asked.now, asked.options) == oracle{asked}.answer();
}

// --- questions at random ---

weekdays set_of(unsigned bits) {
  std::optional<weekdays> made;
  for (unsigned day = 0; day < 7; ++day)
    if (((bits >> day) & 1U) != 0) made = made ? *made | weekdays{date::weekday{day}} : weekdays{date::weekday{day}};
  return made.value();
}

cadence draw_cadence(generator& values) {
  const auto kind = values.index(4);
  const unsigned bits = kind < 2    ? 1U << values.index(7)
                        : kind == 2 ? 127U
                                    : static_cast<unsigned>(values.between(1, 127));
  return {set_of(bits), time_of_day{std::chrono::hours{values.between(0, 23)}, std::chrono::minutes{values.index(60)}}};
}

bool once_in(std::size_t times, generator& values) { return values.index(times) == 0; }

/// How long the schedule was due: mostly moments to days, now and then years, now and then not at all.
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

/// An instant at which something may turn: about now, about a run of the last eight days, or anywhere about them.
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
  question asked{.due = {.id = "s", .when = draw_cadence(values), .source = sources[values.index(3)]}};
  asked.now = at(epochs[values.index(4)]) + std::chrono::seconds{values.between(0, 86'400 * 14)};
  if (values.coin())  // on the dot
    asked.now = date::floor<date::days>(asked.now) + asked.due.when.at.since_midnight();
  asked.due.next_run = asked.now - std::chrono::seconds{draw_lateness(values)};
  if (!once_in(4, values))  // a run, not an instant at which somebody asked for one
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
  // Mostly chains and trees whose parents are older; now and then whatever comes.
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

// --- a counterexample that people can read ---

std::string text(const backup& one) {
  return one.id + (one.parent_id ? " on " + *one.parent_id : "") + ", " + std::string{to_string(one.status)} + ", " +
         rota::format_instant(one.created) + ", source " + one.source.id + " " +
         std::string{to_string(one.source.type)} + (one.automated ? "" : ", on-demand") +
         (one.pinned ? ", pinned" : "");
}

std::string text(const question& asked) {
  const schedule& due = asked.due;
  std::string told = "\nat " + rota::format_instant(asked.now) + ", due at " + rota::format_instant(due.next_run) +
                     ", every day at " + rota::format_time_of_day(due.when.at) + ", full on the weekdays of bits " +
                     std::to_string(due.when.full_on.bits()) + ", source " + due.source.id + " " +
                     std::string{to_string(due.source.type)} + (due.running ? ", running" : "");
  if (asked.options.grace) told += ", grace " + std::to_string(asked.options.grace->count()) + " s";
  if (asked.options.max_chain) told += ", max_chain " + std::to_string(*asked.options.max_chain);
  for (const backup& one : asked.backups) told += "\n  " + text(one);
  return told + "\n  decided:  " + text(decide(due, asked.backups, asked.now, asked.options), asked.backups) +
         "\n  expected: " + text(oracle{asked}.answer(), asked.backups);
}

/// The question with as little in it as still breaks the law.
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

// --- values that can be checked by hand ---

TEST_CASE("before its next run a schedule waits, running or not", "[decide]") {
  schedule due = due_at("2014-11-02T14:30:00");
  REQUIRE(decided(due, {}, "2014-11-02T14:29:59") == "wait 2014-11-02T14:30:00");
  due.running = true;
  REQUIRE(decided(due, {}, "2014-11-01T00:00:00") == "wait 2014-11-02T14:30:00");
}

TEST_CASE("the first backup of a schedule is a full, whatever the day", "[decide]") {
  REQUIRE(decided(due_at("2014-10-30T14:30:00"), {}, "2014-10-30T14:30:00") ==
          "start 2014-10-30T14:30:00 full, missed 0: first_full");
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), {}, "2014-11-02T14:31:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: first_full full_day");
}

TEST_CASE("a week has a full on its day and incrementals on the others, each on the one before", "[decide]") {
  REQUIRE(rhythm(due_at("2014-10-30T14:30:00"), {}, 18, never) == "FIIFIIIIIIFIIIIIIF");
  REQUIRE(decided(due_at("2014-11-04T14:30:00"),
                  {full("sun", "2014-11-02T14:30:00"), incremental("mon", "sun", "2014-11-03T14:30:00")},
                  "2014-11-04T14:30:20") == "start 2014-11-04T14:30:00 incremental on mon, missed 0: incremental");
}

TEST_CASE("a full every day, and fulls on several days, follow from the same law", "[decide]") {
  schedule due = due_at("2014-11-01T14:30:00");
  due.when.full_on = weekdays::every_day;
  REQUIRE(rhythm(due, {}, 5, never) == "FFFFF");
  due.when.full_on = weekdays{date::Sunday, date::Wednesday};
  REQUIRE(rhythm(due, {}, 10, never) == "FFIIFIIIFI");
  REQUIRE(rhythm(due, {}, 10, [](int day) { return day == 4 || day == 5; }) == "FFIIffFIFI");
}

TEST_CASE("a full that failed is tried again every day until one completes", "[decide]") {
  const auto fails = [](int day) { return day < 3; };
  REQUIRE(rhythm(due_at("2014-11-02T14:30:00"), {}, 9, fails) == "fffFIIIFI");
  const std::vector<backup> backups{full("sun", "2014-10-26T14:30:00"),
                                    incremental("sat", "sun", "2014-11-01T14:30:00"),
                                    full("failed", "2014-11-02T14:30:00", backup_status::failed)};
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), backups, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: full_overdue");
}

TEST_CASE("an incremental that failed is no parent, and costs no full", "[decide]") {
  REQUIRE(rhythm(due_at("2014-11-02T14:30:00"), {}, 5, [](int day) { return day == 2; }) == "FIiII");
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"),
                                    incremental("mon", "sun", "2014-11-03T14:30:00"),
                                    incremental("tue", "mon", "2014-11-04T14:30:00", backup_status::failed),
                                    incremental("bad", "mon", "2014-11-04T15:30:00", backup_status::delete_failed)};
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), backups, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 incremental on mon, missed 0: incremental");
}

TEST_CASE("a full that an outage swallowed comes back as a full, and the runs missed are counted", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"),
                                    incremental("fri", "sun", "2014-11-07T14:30:00")};
  REQUIRE(decided(due_at("2014-11-08T14:30:00"), backups, "2014-11-12T16:00:00") ==
          "start 2014-11-12T14:30:00 full, missed 4: full_overdue");
  REQUIRE(decided(due_at("2014-11-08T14:30:00"), backups, "2014-11-16T14:30:00") ==
          "start 2014-11-16T14:30:00 full, missed 8: full_day");
}

TEST_CASE("an outage that swallowed no full is followed by an incremental", "[decide]") {
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {full("sun", "2014-11-02T14:30:00")}, "2014-11-06T14:29:59") ==
          "start 2014-11-05T14:30:00 incremental on sun, missed 2: incremental");
}

TEST_CASE("runs missed for a century, or for all years there are, are counted at once", "[decide]") {
  const std::vector<backup> none;
  REQUIRE(decided(due_at("1914-11-02T14:30:00"), none, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 full, missed 36525: first_full full_day");
  const schedule due = due_at("0000-01-01T14:30:00");
  unsigned least = 4'000'000;
  for (int i = 0; i < 10'000; ++i)  // a walk from run to run would take a day
    least = std::min(least, std::get<rota::start>(decide(due, none, at("9999-12-31T23:59:59"))).missed);
  REQUIRE(least == 3'652'424);  // 25 times 146,097 days, less the first and the last
}

TEST_CASE("a full taken six seconds before its slot is not taken twice", "[decide]") {
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), {full("early", "2014-11-02T14:29:54")}, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 incremental on early, missed 0: incremental");
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {full("early", "2014-11-02T14:25:00")}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 incremental on early, missed 0: incremental");
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {full("last week's", "2014-11-02T14:24:59")}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: full_overdue");
}

TEST_CASE("a clock that was a day ahead for one backup suppresses no full", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-10-26T14:30:00"), full("ahead", "2014-11-03T14:30:00")};
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), backups, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: full_day");
}

TEST_CASE("a clock may be five minutes ahead, and not a second more", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-10-26T14:30:00"), full("ahead", "2014-11-02T14:35:00")};
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), backups, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 incremental on ahead, missed 0: incremental");
  const std::vector<backup> further{full("sun", "2014-10-26T14:30:00"), full("ahead", "2014-11-02T14:35:01")};
  REQUIRE(decided(due_at("2014-11-02T14:30:00"), further, "2014-11-02T14:30:00") ==
          "start 2014-11-02T14:30:00 full, missed 0: full_day");
}

TEST_CASE("an incremental dated ahead is no parent", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"),
                                    incremental("mon", "sun", "2014-11-03T14:30:00"),
                                    incremental("ahead", "mon", "2014-11-05T14:30:00")};
  REQUIRE(decided(due_at("2014-11-04T14:30:00"), backups, "2014-11-04T14:30:00") ==
          "start 2014-11-04T14:30:00 incremental on mon, missed 0: incremental");
}

TEST_CASE("while a backup of the schedule or of its source is being made, the slot is skipped", "[decide]") {
  const std::string skipped = "skip 2014-11-05T14:30:00 until 2014-11-06T14:30:00: still_running";
  schedule due = due_at("2014-11-03T14:30:00");
  due.running = true;
  REQUIRE(decided(due, {}, "2014-11-05T14:30:00") == skipped);
  due.running = false;
  for (const auto status : {backup_status::new_, backup_status::building}) {
    REQUIRE(decided(due, {full("old", "2014-01-01T00:00:00", status)}, "2014-11-05T14:30:00") == skipped);
    REQUIRE(decided(due, {on_demand(full("theirs", "2014-11-05T14:00:00", status))}, "2014-11-05T14:30:00") == skipped);
    REQUIRE(decided(due, {incremental("damaged", "gone", "2014-11-05T14:00:00", status)}, "2014-11-05T14:30:00") ==
            skipped);
  }
}

TEST_CASE("a backup that is being made by a node whose clock is ahead is being made all the same", "[decide]") {
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), {full("ahead", "2014-11-06T14:00:00", backup_status::building)},
                  "2014-11-05T14:30:00") == "skip 2014-11-05T14:30:00 until 2014-11-06T14:30:00: still_running");
}

TEST_CASE("a backup of another source that is being made holds nothing up", "[decide]") {
  backup other = full("other", "2014-11-05T14:00:00", backup_status::building);
  other.source.id = "55b277eb-39be-4921-be31-3d61b43651d7";
  backup group = full("group", "2014-11-05T14:00:00", backup_status::new_);
  group.source.type = source_type::ha;
  REQUIRE(decided(due_at("2014-11-05T14:30:00"), {other, group}, "2014-11-05T14:30:00") ==
          "start 2014-11-05T14:30:00 full, missed 0: first_full");
}

TEST_CASE("nothing of another source is built on, nor counts as a full", "[decide]") {
  backup group = full("group", "2014-11-02T14:30:00");
  group.source.type = source_type::ha;
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {group}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: first_full");
}

TEST_CASE("a slot older than the grace is skipped until the next one", "[decide]") {
  const schedule due = due_at("2014-11-03T14:30:00");
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00")};
  REQUIRE(decided(due, backups, "2014-11-03T15:30:00", {.grace = 1h}) ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: incremental");
  REQUIRE(decided(due, backups, "2014-11-03T15:30:01", {.grace = 1h}) ==
          "skip 2014-11-03T14:30:00 until 2014-11-04T14:30:00: older_than_grace");
  REQUIRE(decided(due, backups, "2014-11-05T14:30:10", {.grace = 1h}) ==
          "start 2014-11-05T14:30:00 incremental on sun, missed 2: incremental");
  REQUIRE(decided(due, backups, "2014-11-03T14:30:00", {.grace = 0s}) ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: incremental");
}

TEST_CASE("run_now is served at once, as an incremental where the last full is there, else as a full", "[decide]") {
  const schedule due = apply(due_at("2014-11-05T14:30:00"), {.run_now = true}, at("2014-11-05T09:12:34"));
  REQUIRE(decided(due, {full("sun", "2014-11-02T14:30:00")}, "2014-11-05T09:12:40") ==
          "start 2014-11-05T09:12:34 incremental on sun, missed 0: incremental run_now");
  REQUIRE(decided(due, {full("sun", "2014-10-26T14:30:00")}, "2014-11-05T09:12:40") ==
          "start 2014-11-05T09:12:34 full, missed 0: full_overdue run_now");
  REQUIRE(decided(due, {}, "2014-11-05T09:12:40") == "start 2014-11-05T09:12:34 full, missed 0: first_full run_now");
  REQUIRE(decided(due, {full("sun", "2014-11-02T14:30:00")}, "2014-11-06T14:30:00") ==
          "start 2014-11-06T14:30:00 incremental on sun, missed 1: incremental run_now");
}

TEST_CASE("a full run now before the full day does not stand for the full of that day", "[decide]") {
  const schedule due = apply(due_at("2014-11-08T14:30:00"), {.run_now = true}, at("2014-11-08T09:00:00"));
  const std::vector<backup> backups{full("saturday's", "2014-11-08T09:00:00")};
  REQUIRE(decided(started(due, at("2014-11-08T09:00:00")), backups, "2014-11-08T10:00:00") ==
          "wait 2014-11-08T14:30:00");
  REQUIRE(decided(due_at("2014-11-09T14:30:00"), backups, "2014-11-09T14:30:00") ==
          "start 2014-11-09T14:30:00 full, missed 0: full_day");
}

TEST_CASE("a chain does not grow beyond max_chain", "[decide]") {
  const auto with_limit = [](unsigned limit) {
    return rhythm(due_at("2014-11-02T14:30:00"), {}, 10, never, {.max_chain = limit});
  };
  REQUIRE(with_limit(0) == "FFFFFFFFFF");
  REQUIRE(with_limit(1) == "FFFFFFFFFF");
  REQUIRE(with_limit(2) == "FIFIFIFFIF");
  REQUIRE(with_limit(3) == "FIIFIIFFII");
  REQUIRE(with_limit(7) == "FIIIIIIFII");
  REQUIRE(decided(due_at("2014-11-04T14:30:00"),
                  {full("sun", "2014-11-02T14:30:00"), incremental("mon", "sun", "2014-11-03T14:30:00")},
                  "2014-11-04T14:30:00", {.max_chain = 2}) == "start 2014-11-04T14:30:00 full, missed 0: chain_limit");
}

TEST_CASE("an on-demand backup is never a parent, and is no full of the schedule", "[decide]") {
  const std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"), on_demand(full("full", "2014-11-03T09:00:00")),
                                    on_demand(incremental("on it", "sun", "2014-11-03T10:00:00"))};
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), backups, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 incremental on sun, missed 0: incremental");
  REQUIRE(decided(due_at("2014-11-03T14:30:00"), {backups[1]}, "2014-11-03T14:30:00") ==
          "start 2014-11-03T14:30:00 full, missed 0: first_full");
}

TEST_CASE("the parent is the newest automated restore point, in whatever order the backups come", "[decide]") {
  std::vector<backup> backups{full("sun", "2014-11-02T14:30:00"), incremental("mon", "sun", "2014-11-03T14:30:00"),
                              incremental("tue", "mon", "2014-11-04T14:30:00"),
                              incremental("broken", "gone", "2014-11-04T16:30:00")};
  const auto by_id = [](const backup& a, const backup& b) { return a.id < b.id; };
  std::sort(backups.begin(), backups.end(), by_id);
  counterexamples found;
  do {
    const std::string told = decided(due_at("2014-11-05T14:30:00"), backups, "2014-11-05T14:30:00");
    found.unless(told == "start 2014-11-05T14:30:00 incremental on tue, missed 0: incremental", [&] { return told; });
  } while (std::next_permutation(backups.begin(), backups.end(), by_id));
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("damage is not built on: two fulls of one id, a cycle, and what builds on a failed full", "[decide]") {
  const schedule due = due_at("2014-11-04T14:30:00");
  const std::string expected = "start 2014-11-04T14:30:00 full, missed 0: first_full";
  REQUIRE(decided(due, {full("sun", "2014-11-02T14:30:00"), full("sun", "2014-11-02T14:30:00")},
                  "2014-11-04T14:30:00") == expected);
  REQUIRE(decided(due, {incremental("a", "b", "2014-11-02T14:30:00"), incremental("b", "a", "2014-11-02T14:30:00")},
                  "2014-11-04T14:30:00") == expected);
  REQUIRE(decided(due,
                  {full("sun", "2014-11-02T14:30:00", backup_status::failed),
                   incremental("mon", "sun", "2014-11-03T14:30:00")},
                  "2014-11-04T14:30:00") == expected);
}

TEST_CASE("the names of the reasons are those that JSON carries", "[decide]") {
  std::string names;
  for (const start_reason why : {start_reason::first_full, start_reason::full_day, start_reason::full_overdue,
                                 start_reason::chain_limit, start_reason::incremental, start_reason::run_now})
    names.append(to_string(why)).append(" ");
  names.append(to_string(skip_reason::still_running)).append(" ").append(to_string(skip_reason::older_than_grace));
  REQUIRE(names == "first_full full_day full_overdue chain_limit incremental run_now still_running older_than_grace");
}

// --- the oracle ---

TEST_CASE("whatever the schedule, the backups and the instant, the decision is the one law's", "[decide]") {
  constexpr std::uint64_t seed = 8;
  constexpr int count = 120'000;
  generator values{seed};
  counterexamples found;
  std::map<std::string, int> kinds;  // how often each kind of answer came: a law that nothing tries proves nothing
  std::array<int, 64> seen{};
  for (int i = 0; i < count; ++i) {
    const question asked = draw_question(values);
    const decision expected = oracle{asked}.answer();
    const decision decided = decide(asked.due, asked.backups, asked.now, asked.options);
    found.unless(decided == expected, [&] { return text(shrunk(asked)); });
    if (const auto* start = std::get_if<rota::start>(&expected)) {
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

TEST_CASE("the order of the backups changes no decision but the index of the parent", "[decide]") {
  constexpr std::uint64_t seed = 9;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const question asked = draw_question(values);
    question shuffled = asked;
    for (std::size_t j = shuffled.backups.size(); j > 1; --j)
      std::swap(shuffled.backups[j - 1], shuffled.backups[values.index(j)]);
    const auto told = [](const question& q) { return text(decide(q.due, q.backups, q.now, q.options), q.backups); };
    found.unless(told(asked) == told(shuffled), [&] { return text(asked) + "\nshuffled" + text(shuffled); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
