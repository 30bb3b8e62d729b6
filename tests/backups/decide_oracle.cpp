// SPDX-License-Identifier: MIT
//
// decide and stale against brute force, for cadences and calendars with and without each level, spread and paused, over
// small histories that are drawn to be difficult: few ids, so that backups repeat, clash and go round in circles, and
// instants within minutes, days and weeks of the slots.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <rota/backups/decide.hpp>
#include <rota/when/calendar.hpp>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_decide.hpp"

namespace {

using plain::answer;
using plain::kind;
using plain::question;

constexpr std::uint64_t seed = 20141102;
constexpr int questions = 20'000;

// --- the library's answers in plain terms ---

template <class Reasons>
std::set<std::string> names_of(const Reasons& reasons) {
  std::set<std::string> names;
  for (const auto reason : reasons) names.insert(std::string{to_string(reason)});
  return names;
}

answer plain_answer(const rota::decision& decided, const question& asked) {
  const auto named = [&](std::optional<std::size_t> place) {
    return place ? std::optional{plain::name_of(asked.listed.at(*place))} : std::nullopt;
  };
  if (const auto* start = std::get_if<rota::start_backup>(&decided))
    return {.kind = kind::start,
            .slot = seconds_of(start->slot),
            .what = start->what,
            .parent = named(start->parent),
            .missed = start->missed,
            .why = names_of(start->why)};
  if (const auto* wait = std::get_if<rota::wait_until>(&decided)) return {kind::wait, 0, seconds_of(wait->at)};
  if (const auto* busy = std::get_if<rota::source_busy>(&decided))
    return {.kind = kind::busy, .slot = seconds_of(busy->slot), .in_the_way = named(busy->by)};
  const auto& skip = std::get<rota::skip_slot>(decided);
  return {.kind = kind::skip,
          .slot = seconds_of(skip.slot),
          .until = seconds_of(skip.next),
          .why = {std::string{to_string(skip.why)}}};
}

std::optional<std::chrono::seconds> length(std::optional<std::int64_t> seconds) {
  return seconds ? std::optional{std::chrono::seconds{*seconds}} : std::nullopt;
}

answer library_answer(const question& asked) {
  const rota::history past{asked.listed};
  const rota::decide_options options{
      .grace = length(asked.grace), .stale_after = length(asked.stale_after), .max_chain = asked.max_chain};
  return plain_answer(rota::decide(asked.due, past, instant(asked.now), rota::utc, options), asked);
}

std::vector<plain::name> library_stale(const question& asked, std::int64_t after) {
  const rota::history past{asked.listed};
  std::vector<plain::name> names;
  for (const std::size_t i : rota::stale(past, asked.due.source, instant(asked.now), std::chrono::seconds{after}))
    names.push_back(plain::name_of(asked.listed.at(i)));
  return names;
}

// --- drawn ---

template <class Value, std::size_t Size>
Value draw_from(generator& values, const std::array<Value, Size>& choices) {
  return choices[values.index(Size)];
}

/// Seconds from a slot: on it, or on either side of it by what could make a difference.
std::int64_t draw_distance(generator& values) {
  constexpr std::array<std::int64_t, 10> distances{0, 0, 0, 1, 60, 240, 299, 300, 301, 18'000};
  return draw_from(values, distances) * (values.coin() ? 1 : -1);
}

constexpr std::array<std::int64_t, 4> minutes{0, 120, 870, 1'439};

rota::cadence draw_weekly(generator& values) {
  const auto one_day = 1U << values.index(7);
  const std::array<unsigned, 4> days{one_day, one_day, static_cast<unsigned>(values.between(1, 127)), 127};
  return {set_of(draw_from(values, days)), minute_of_day(draw_from(values, minutes))};
}

rota::days draw_days(generator& values) {
  const date::weekday day{static_cast<unsigned>(values.index(7))};
  const auto nth = static_cast<unsigned>(values.between(1, 4));
  switch (values.index(9)) {
    case 0: return {.which = draw_weekdays(values)};
    case 1: return rota::nth(nth, day);
    case 2: return rota::last(day);
    case 3: return {.on = rota::month_days{nth * 7, static_cast<unsigned>(values.between(1, 28))}};
    case 4: return {.from_last = rota::days_from_last{nth}};
    case 5: {
      const date::local_days anchor{date::days{static_cast<int>(values.between(-1'000, 20'000))}};
      return {.which = rota::weekdays{day}, .every = {static_cast<int>(values.between(2, 5)), anchor}};
    }
    case 6: {
      rota::days quarterly = rota::nth(nth, day);
      quarterly.in = rota::months{1U, 4U, 7U, 10U};
      return quarterly;
    }
    default: return {};
  }
}

rota::times draw_times(generator& values) {
  const auto minute = static_cast<unsigned>(values.index(60));
  const auto hour = static_cast<unsigned>(values.index(24));
  switch (values.index(6)) {
    case 0: return {rota::hours{hour, (hour + 4) % 24, 8U}, rota::minutes{minute}};
    case 1: return {rota::hours::all(), rota::minutes{minute}};
    case 2: return {rota::hours{hour}, rota::minutes{minute, (minute + 3) % 60, (minute + 5) % 60}};
    default: return rota::at(minute_of_day(draw_from(values, minutes)));
  }
}

/// Calendars with and without entries of each level, often the weakest on every day.
rota::calendar draw_calendar(generator& values) {
  using rota::level;
  const std::array<std::vector<level>, 10> patterns{{{level::full, level::incremental},
                                                     {level::full, level::differential, level::incremental},
                                                     {level::full, level::differential, level::incremental},
                                                     {level::full, level::differential, level::incremental},
                                                     {level::full, level::differential},
                                                     {level::differential, level::incremental},
                                                     {level::differential},
                                                     {level::incremental},
                                                     {level::full},
                                                     {level::full, level::full, level::differential}}};
  const auto& levels = patterns[values.index(patterns.size())];
  const rota::times usual = draw_times(values);
  std::vector<rota::calendar::entry> entries;
  for (const level what : levels)
    entries.push_back({what, draw_days(values), values.coin() ? usual : draw_times(values)});
  if (values.coin()) entries.back().on = {};
  if (values.coin() && entries.size() == 3) entries[1].on = {.which = rota::weekdays{date::Sunday}};
  return rota::calendar::checked(std::move(entries)).value();
}

/// The last run at or before an instant.
std::int64_t run_until(const question& asked, std::int64_t at) { return *plain::plan{asked.due}.when.last_until(at); }

/// An instant within `days` days before `now` and two days after it, beside a slot.
rota::sys_seconds draw_instant(generator& values, const question& asked, std::int64_t days) {
  const std::int64_t at = asked.now - values.between(-2, days) * plain::seconds_of_day;
  return instant(run_until(asked, at) + draw_distance(values));
}

rota::sys_seconds draw_next_run(generator& values, const question& asked) {
  const plain::plan by{asked.due};
  const std::int64_t latest = by.last_started(asked.now);
  const auto full = by.when.has(rota::level::full) ? rota::level::full : rota::level::incremental;
  switch (values.index(12)) {
    case 0: return instant(by.start(run_until(asked, latest - values.between(1, 20) * plain::seconds_of_day)));
    case 1: return instant(latest + draw_distance(values));
    case 2: return instant(asked.now + draw_distance(values));
    case 3: return instant(latest + values.between(0, 10) * plain::seconds_of_day);
    case 4: return instant(latest + values.between(-10, 400) * plain::seconds_of_day + draw_distance(values));
    case 5: return instant(by.first_start_after(asked.now, full) + values.between(-1, 1));
    case 6: return instant(by.first_start_after(asked.now) + values.between(-1, 1));
    case 7: return instant(by.start(by.when.last_until(asked.now, full).value_or(latest)));
    default: return instant(by.start(latest));
  }
}

/// Mostly the usual one; or one that is not known, one of another type with its id, or another.
rota::source draw_source(generator& values, const rota::source& usual) {
  switch (values.index(40)) {
    case 0: return {""};
    case 1: return {usual.id, rota::source_type::ha};
    case 2:
    case 3: return {"t"};
    default: return usual;
  }
}

rota::backup_status draw_status(generator& values) {
  using status = rota::backup_status;
  constexpr std::array<status, 5> others{status::completed, status::failed, status::delete_failed, status::building,
                                         status::new_};
  return values.index(10) == 0 ? draw_from(values, others) : status::completed;
}

/// Chains as a service makes them, newest last, apart from what draw_status and draw_source do to them.
void draw_chains(generator& values, question& asked) {
  const std::int64_t days = values.coin() ? 16 : 3;
  asked.listed.resize(values.index(9));
  std::vector<rota::sys_seconds> instants;
  for (std::size_t i = 0; i < asked.listed.size(); ++i) instants.push_back(draw_instant(values, asked, days));
  std::sort(instants.begin(), instants.end());
  if (values.coin())
    for (rota::sys_seconds& at : instants) at = std::min(at, instant(asked.now));
  const auto first_id = values.index(9);
  for (std::size_t i = 0; i < asked.listed.size(); ++i) {
    rota::backup& one = asked.listed[i];
    one.id = static_cast<char>('a' + (first_id + i * 4) % 9);
    one.source = draw_source(values, asked.due.source);
    one.status = draw_status(values);
    one.automated = values.index(8) != 0;
    one.created = one.updated = instants[i];
    if (i == 0 || values.index(4) == 0) continue;
    const rota::backup& base = asked.listed[i - 1 - values.index(std::min<std::size_t>(i, 2))];
    one.parent_id = base.id;
    if (values.index(6) == 0) one.created = base.created + std::chrono::seconds{draw_distance(values)};
  }
}

/// Backups that may be built on any other, themselves included, or on none that is listed.
void draw_tangle(generator& values, question& asked) {
  asked.listed.resize(values.index(9));
  for (rota::backup& one : asked.listed) {
    one.id = static_cast<char>('a' + values.index(6));
    one.source = draw_source(values, asked.due.source);
    one.status = draw_status(values);
    one.automated = values.index(8) != 0;
    one.created = one.updated = draw_instant(values, asked, values.coin() ? 16 : 2);
    if (values.coin()) one.parent_id = std::string(1, static_cast<char>('a' + values.index(7)));
  }
}

void repeat_and_shuffle(generator& values, plain::backups& listed) {
  while (!listed.empty() && values.index(4) == 0) {
    const rota::backup repeated = listed[values.index(listed.size())];
    listed.push_back(repeated);
    if (values.index(4) == 0) listed.back().updated += std::chrono::seconds{1};
  }
  for (std::size_t i = listed.size(); i > 1; --i) std::swap(listed[i - 1], listed[values.index(i)]);
}

/// A length of time that just reaches, or just does not, from `now` to an instant; or any.
std::int64_t draw_reach(generator& values, const question& asked, std::int64_t from) {
  constexpr std::array<std::int64_t, 5> lengths{0, 60, 3'600, plain::seconds_of_day, 3 * plain::seconds_of_day};
  if (values.coin()) return draw_from(values, lengths);
  return std::max<std::int64_t>(std::abs(asked.now - from) + values.between(-1, 1), 0);
}

rota::timing draw_timing(generator& values) {
  if (values.index(3) == 0) return draw_weekly(values);
  return draw_calendar(values);
}

question draw_question(generator& values) {
  const rota::timing when = draw_timing(values);
  const std::int64_t day = values.between(-400, 20'000);
  question asked{{.id = std::string(1, static_cast<char>('a' + values.index(26))),
                  .when = when,
                  .source = draw_source(values, {"s"})},
                 {},
                 day * plain::seconds_of_day};
  asked.now = run_until(asked, asked.now);
  if (values.index(4) == 0) {
    using std::chrono_literals::operator""min;
    constexpr std::array windows{1min, 10min, 60min, 1'440min, 10'080min, 40'320min};
    asked.due.spread = draw_from(values, windows);
    if (values.coin()) asked.now = plain::plan{asked.due}.start(asked.now);
  }
  asked.now += values.index(3) == 0 ? values.between(0, plain::seconds_of_day) : draw_distance(values);
  if (values.index(5) == 0)
    asked.due.paused_until =
        values.coin() ? draw_instant(values, asked, 3) : instant(asked.now + draw_distance(values));
  asked.due.next_run = draw_next_run(values, asked);
  asked.due.updated = draw_instant(values, asked, 3);
  if (values.coin()) asked.due.last_scheduled = draw_instant(values, asked, 3);
  asked.due.running = values.index(5) == 0;

  if (values.index(3) == 0)
    draw_tangle(values, asked);
  else
    draw_chains(values, asked);
  repeat_and_shuffle(values, asked.listed);

  if (values.index(4) == 0) asked.grace = draw_reach(values, asked, plain::plan{asked.due}.last_started(asked.now));
  if (values.coin()) {
    const auto& listed = asked.listed;
    const auto since = asked.due.running || listed.empty() ? asked.due.last_scheduled.value_or(asked.due.updated)
                                                           : listed[values.index(listed.size())].created;
    asked.stale_after = draw_reach(values, asked, seconds_of(since));
  }
  if (values.index(3) == 0) asked.max_chain = static_cast<unsigned>(values.index(6));
  return asked;
}

/// The question without the backups and options that it does not take for the law to fail.
template <class Law>
question shrunk(question asked, const Law& holds) {
  const auto try_with = [&](const question& smaller) {
    if (holds(smaller)) return false;
    asked = smaller;
    return true;
  };
  for (bool has_shrunk = true; has_shrunk;) {
    has_shrunk = false;
    for (std::size_t i = asked.listed.size(); i-- > 0;) {
      question smaller = asked;
      smaller.listed.erase(smaller.listed.begin() + static_cast<std::ptrdiff_t>(i));
      has_shrunk = try_with(smaller) || has_shrunk;
    }
  }
  const auto without = [&](auto unset) {
    question smaller = asked;
    unset(smaller);
    try_with(smaller);
  };
  without([](question& one) { one.grace.reset(); });
  without([](question& one) { one.stale_after.reset(); });
  without([](question& one) { one.max_chain.reset(); });
  without([](question& one) { one.due.running = false; });
  without([](question& one) { one.due.last_scheduled.reset(); });
  without([](question& one) { one.due.spread.reset(); });
  without([](question& one) { one.due.paused_until.reset(); });
  return asked;
}

/// Counts what kind of question and answer this is.
void tally(std::map<std::string, int>& times, const question& asked, const answer& expected) {
  constexpr std::array<const char*, 4> kinds{"start", "wait", "busy", "skip"};
  const std::string kind_of_answer = kinds[static_cast<std::size_t>(expected.kind)];
  ++times[kind_of_answer];
  for (const std::string& reason : expected.why) ++times[reason];
  if (asked.due.paused_until) ++times["paused " + kind_of_answer];
  if (expected.kind == kind::busy && !expected.in_the_way) ++times["by the flag"];
  if (expected.kind != kind::start) return;
  ++times[std::string{to_string(expected.what)}];
  if (expected.what == rota::level::differential && expected.why.contains("overdue")) ++times["differential overdue"];
  if (asked.due.spread) ++times["spread"];
  if (expected.missed > 0) ++times["missed"];
  if (!plain::timetable{asked.due.when}.has(rota::level::full)) ++times["without fulls"];
  const auto parent = std::find_if(asked.listed.begin(), asked.listed.end(), [&](const rota::backup& one) {
    return expected.parent && plain::name_of(one) == *expected.parent;
  });
  if (parent != asked.listed.end() && parent->parent_id && expected.what == rota::level::incremental)
    ++times["incremental deeper than 2"];
}

std::string text_of_stale(const std::vector<plain::name>& names) {
  std::string line;
  for (const plain::name& one : names) line += " " + plain::text(one);
  return line;
}

}  // namespace

TEST_CASE("decide answers as brute force does, whatever the answer and its reasons", "[decide_oracle]") {
  const auto holds = [](const question& asked) { return library_answer(asked) == plain::decide(asked); };
  generator values{seed};
  counterexamples found;
  std::map<std::string, int> times;
  for (int i = 0; i < questions; ++i) {
    const question asked = draw_question(values);
    const answer expected = plain::decide(asked);
    tally(times, asked, expected);
    found.unless(library_answer(asked) == expected, [&] {
      const question smallest = shrunk(asked, holds);
      return "question " + std::to_string(i) + plain::text(asked) + "\nshrunk" + plain::text(smallest) +
             "\n  expected " + plain::text(plain::decide(smallest)) + "\n  found    " +
             plain::text(library_answer(smallest));
    });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
  for (const auto* what : {"start",
                           "wait",
                           "busy",
                           "skip",
                           "first_full",
                           "scheduled",
                           "overdue",
                           "chain_limit",
                           "off_schedule",
                           "clock_was_ahead",
                           "older_than_grace",
                           "full",
                           "differential",
                           "incremental",
                           "differential overdue",
                           "incremental deeper than 2",
                           "without fulls",
                           "missed",
                           "by the flag",
                           "paused start",
                           "paused wait",
                           "spread"}) {
    CAPTURE(what, times[what]);
    CHECK(times[what] >= questions / 200);
  }
}

TEST_CASE("stale lists what brute force lists", "[decide_oracle]") {
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < questions / 4; ++i) {
    const question asked = draw_question(values);
    const std::int64_t after = asked.stale_after.value_or(3'600);
    const auto expected = plain::stale(asked.listed, asked.due.source, asked.now, after);
    const auto listed = library_stale(asked, after);
    found.unless(listed == expected, [&] {
      return "question " + std::to_string(i) + plain::text(asked) + "\n  expected" + text_of_stale(expected) +
             "\n  found   " + text_of_stale(listed);
    });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
