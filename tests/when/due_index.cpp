// SPDX-License-Identifier: MIT
//
// class due_numbers
// {
// public:
//     class iterator;
//     constexpr due_numbers(std::span<const std::uint32_t> circle, std::size_t begin, std::size_t size) noexcept;
//     constexpr iterator begin() const noexcept;
//     constexpr iterator end() const noexcept;
//     constexpr std::size_t size() const noexcept;
//     constexpr bool empty() const noexcept;
// };
//
// class due_index
// {
// public:
//     due_index() noexcept;
//     explicit due_index(std::span<const cadence> table);
//     std::size_t size() const noexcept;
//     std::optional<time_of_day> at(std::uint32_t number) const noexcept;
//     void set(std::uint32_t number, time_of_day) noexcept;
//     void remove(std::uint32_t number) noexcept;
//     std::uint32_t add(time_of_day);
//     due_numbers due(sys_seconds after, sys_seconds until) const noexcept;
// };

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ranges>
#include <rota/when/due_index.hpp>
#include <rota/when/next_run.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_clock.hpp"

namespace {

using namespace std::chrono_literals;

using rota::cadence;
using rota::daily_full;
using rota::due_index;
using rota::due_numbers;
using rota::sys_seconds;
using rota::time_of_day;

/// When each schedule runs; nothing for one that was removed.
using plain_table = std::vector<std::optional<time_of_day>>;

using numbers = std::vector<std::uint32_t>;

time_of_day draw_time(generator& values) { return minute_of_day(values.between(0, 1439)); }

numbers all_of(due_numbers due) { return {due.begin(), due.end()}; }

std::vector<cadence> without_removed(const plain_table& table) {
  std::vector<cadence> left;
  for (const auto& at : table)
    if (at) left.push_back(daily_full(*at));
  return left;
}

/// Times of day of every kind: spread, at one minute, at the ends of the day, or none.
plain_table draw_table(generator& values) {
  const auto size = static_cast<std::size_t>(values.between(0, 200));
  plain_table table(size, draw_time(values));
  const std::size_t kind = values.index(3);
  for (auto& at : table) {
    if (kind == 1) at = draw_time(values);
    if (kind == 2) at = minute_of_day(values.coin() ? 0 : 1439);
  }
  return table;
}

struct stretch {
  sys_seconds after;
  sys_seconds until;
};

std::string text(stretch when) { return rota::format_instant(when.after) + " to " + rota::format_instant(when.until); }

/// How long a stretch is, in seconds: often near nothing, a minute or a day.
std::int64_t draw_length(generator& values) {
  constexpr std::array<std::int64_t, 6> lengths{0, 60, 3600, 43'200, 86'400, 864'000};
  if (values.coin()) return values.between(-100, 90'000);
  return lengths[values.index(lengths.size())] + values.between(-61, 61);
}

/// From an instant of the years 0 to 9999 on; often from one on the minute.
stretch draw_stretch(generator& values) {
  const std::int64_t after = values.between(-60'000'000'000, 250'000'000'000);
  const sys_seconds from = instant(values.coin() ? after : after / 60 * 60);
  return {from, from + std::chrono::seconds{draw_length(values)}};
}

using occurrences = std::vector<std::pair<sys_seconds, std::uint32_t>>;

/// What a scan of the table finds due, by instants.
occurrences scan(const plain_table& table, stretch when) {
  occurrences found;
  for (std::uint32_t number = 0; number < table.size(); ++number) {
    if (!table[number]) continue;
    const sys_seconds next = rota::next_run(daily_full(*table[number]), when.after).at;
    if (next <= when.until) found.emplace_back(next, number);
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Whether an answer has what a scan finds, each once, in the order of the instants.
bool is_what_a_scan_finds(due_numbers due, const plain_table& table, stretch when) {
  occurrences told;
  for (const std::uint32_t number : due) {
    if (number >= table.size() || !table[number]) return false;
    told.emplace_back(rota::next_run(daily_full(*table[number]), when.after).at, number);
  }
  const bool is_in_order =
      std::is_sorted(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::sort(told.begin(), told.end());
  return is_in_order && due.size() == told.size() && due.empty() == told.empty() && told == scan(table, when);
}

}  // namespace

// --- values that can be checked by hand ---

// Source: the API guide's schedule, "day_of_week": 0, "hour": 14, "minute": 30.
TEST_CASE("the API guide's schedule is due at 14:30, and one at midnight with the day", "[due_index]") {
  const due_index index{std::vector{rota::weekly(date::Sunday, {14h, 30min}), daily_full({0h, 0min})}};
  const auto due = [&](std::string_view after, std::string_view until) {
    return all_of(index.due(instant(after), instant(until)));
  };
  REQUIRE(due("2014-10-30T14:29:59", "2014-10-30T14:30:00") == numbers{0});
  REQUIRE(due("2014-10-30T14:30:00", "2014-10-31T12:00:00") == numbers{1});
  REQUIRE(due("2014-10-30T12:00:00", "2014-10-31T12:00:00") == numbers{0, 1});
  REQUIRE(due("2014-10-30T23:59:59", "2014-10-31T14:30:00") == numbers{1, 0});
  REQUIRE(due("1969-12-31T14:29:00", "1970-01-01T00:00:00") == numbers{0, 1});
  REQUIRE(due("1969-12-31T14:30:00", "1969-12-31T23:59:59").empty());
  REQUIRE(due("2014-10-30T14:30:00", "2014-10-30T14:30:59").empty());
}

TEST_CASE("a schedule can be added, changed, removed and set again, under its number", "[due_index]") {
  due_index index;
  const sys_seconds midnight = instant("2014-10-30T00:00:00");
  REQUIRE(index.size() == 0);
  REQUIRE(index.add({12h, 0min}) == 0);
  REQUIRE(index.add({6h, 0min}) == 1);
  REQUIRE(all_of(index.due(midnight, midnight + 12h)) == numbers{1, 0});
  index.set(1, {18h, 0min});
  REQUIRE(index.at(1) == time_of_day{18h, 0min});
  REQUIRE(all_of(index.due(midnight, midnight + 12h)) == numbers{0});
  index.remove(0);
  index.remove(0);
  REQUIRE_FALSE(index.at(0));
  REQUIRE(index.size() == 2);
  REQUIRE(all_of(index.due(midnight, midnight + 24h)) == numbers{1});
  REQUIRE(index.add({0h, 0min}) == 2);
  index.set(0, {23h, 59min});
  REQUIRE(all_of(index.due(midnight, midnight + 24h)) == numbers{1, 0, 2});
}

TEST_CASE("an index without schedules, or without any that is left, has none due", "[due_index]") {
  for (due_index index :
       {due_index{}, due_index{std::vector<cadence>{}}, due_index{std::vector(3, daily_full({0h, 0min}))}}) {
    for (std::uint32_t number = 0; number < index.size(); ++number) index.remove(number);
    REQUIRE(index.due(instant("2014-10-30T12:00:00"), instant("2014-11-30T12:00:00")).empty());
    REQUIRE(all_of(index.due(sys_seconds::min(), sys_seconds::max())).empty());
  }
}

TEST_CASE("from the first instant there is to the last all are due, and from one to itself or to an earlier none",
          "[due_index]") {
  const due_index index{std::vector{daily_full({0h, 0min}), daily_full({14h, 30min}), daily_full({23h, 59min})}};
  const std::array instants{sys_seconds::min(), sys_seconds::min() + 1s, sys_seconds{}, sys_seconds::max() - 1s,
                            sys_seconds::max()};
  for (const sys_seconds after : instants)
    for (const sys_seconds until : instants) {
      const bool is_long = until.time_since_epoch() / 2 - after.time_since_epoch() / 2 > 24h;
      if (is_long) REQUIRE(index.due(after, until).size() == 3);
      if (until <= after) REQUIRE(index.due(after, until).empty());
    }
}

// --- laws ---

TEST_CASE("what is due is what a scan of the table finds, in the order of the instants", "[due_index]") {
  constexpr std::uint64_t seed = 6101;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 100; ++i) {
    const plain_table table = draw_table(values);
    const due_index index{without_removed(table)};
    for (int j = 0; j < 20; ++j) {
      const stretch when = draw_stretch(values);
      found.unless(is_what_a_scan_finds(index.due(when.after, when.until), table, when),
                   [&] { return std::to_string(table.size()) + " schedules, " + text(when); });
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("whatever was done to an index, it answers as the table says, and as an index that is built of it",
          "[due_index]") {
  constexpr std::uint64_t seed = 6102;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 30; ++i) {
    plain_table table = draw_table(values);
    due_index index{without_removed(table)};
    for (int step = 0; step < 200; ++step) {
      const auto number = static_cast<std::uint32_t>(table.empty() ? 0 : values.index(table.size()));
      const time_of_day at = values.coin() ? draw_time(values) : minute_of_day(values.coin() ? 0 : 1439);
      bool number_is_next = true;
      switch (table.empty() ? 0 : values.index(i % 3 == 0 ? 6 : 3)) {  // some shrink, some grow
        case 0:
          number_is_next = index.add(at) == table.size();
          table.emplace_back(at);
          break;
        case 1:
          index.set(number, at);
          table[number] = at;
          break;
        default: index.remove(number); table[number] = std::nullopt;
      }
      const stretch when = draw_stretch(values);
      const due_numbers due = index.due(when.after, when.until);
      const due_index fresh{without_removed(table)};
      bool all_times_agree = index.size() == table.size();
      for (std::uint32_t one = 0; one < table.size(); ++one)
        all_times_agree = all_times_agree && index.at(one) == table[one];
      found.unless(
          number_is_next && all_times_agree && is_what_a_scan_finds(due, table, when) &&
              fresh.due(when.after, when.until).size() == due.size(),
          [&] { return "history " + std::to_string(i) + ", step " + std::to_string(step) + ", " + text(when); });
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("what is due can be gone through again, and by the algorithms of std", "[due_index]") {
  const due_index index{std::vector{daily_full({1h, 0min}), daily_full({23h, 0min}), daily_full({22h, 0min})}};
  const due_numbers due = index.due(instant("2014-10-30T12:00:00"), instant("2014-10-31T12:00:00"));
  auto here = due.begin();
  const auto saved = here++;
  REQUIRE(*saved == 2);
  REQUIRE(*here == 1);
  REQUIRE(std::next(saved) == here);
  REQUIRE(++ ++here == due.end());
  REQUIRE(*saved == 2);
  REQUIRE(due.size() == 3);
  REQUIRE(std::distance(due.begin(), due.end()) == 3);
  REQUIRE(std::find(due.begin(), due.end(), 7U) == due.end());
  REQUIRE(*std::max_element(due.begin(), due.end()) == 2);
  REQUIRE(due_numbers::iterator{} == due.end());
}

TEST_CASE("what is due is a view: it is empty or not, and has a first", "[due_index]") {
  const due_index index{std::vector{daily_full({1h, 0min}), daily_full({23h, 0min})}};
  const due_numbers due = index.due(instant("2014-10-30T12:00:00"), instant("2014-10-31T12:00:00"));
  REQUIRE_FALSE(due.empty());
  REQUIRE(static_cast<bool>(due));
  REQUIRE(due.front() == 1);
  const due_numbers none = index.due(instant("2014-10-30T12:00:00"), instant("2014-10-30T13:00:00"));
  REQUIRE(none.empty());
  REQUIRE_FALSE(static_cast<bool>(none));
}

#ifdef __cpp_lib_ranges  // not in libc++ 14
TEST_CASE("what is due works with the algorithms of std::ranges", "[due_index]") {
  const due_index index{std::vector{daily_full({1h, 0min}), daily_full({23h, 0min}), daily_full({22h, 0min})}};
  const due_numbers due = index.due(instant("2014-10-30T12:00:00"), instant("2014-10-31T12:00:00"));
  REQUIRE(std::ranges::distance(due) == 3);
  REQUIRE(std::ranges::equal(due, numbers{2, 1, 0}));
  REQUIRE(std::ranges::find(due, 7U) == due.end());
}
#endif

// --- what a clock shows from one instant to the other ---

TEST_CASE("what is due is what a clock comes past, minute by minute", "[due_index]") {
  constexpr std::uint64_t seed = 6103;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 300; ++i) {
    std::vector<std::int64_t> minutes(values.index(50));
    std::vector<cadence> table;
    const std::int64_t last = i % 4 == 0 ? 2 : 1439;
    for (auto& minute : minutes) table.push_back(daily_full(minute_of_day(minute = values.between(0, last))));
    plain_clock clock = plain_clock::at_midnight(static_cast<int>(values.between(1900, 2100)), 1, 1);
    for (auto left = values.between(0, 1439); left > 0; --left) clock.next_minute();
    const std::int64_t after = clock.seconds + (values.coin() ? 0 : values.between(0, 59));
    const std::int64_t until = after + draw_length(values);
    const numbers due = all_of(due_index{table}.due(instant(after), instant(until)));
    numbers expected;
    auto place = due.begin();
    bool is_in_order = true;
    for (int step = 0; step < 1440; ++step) {
      clock.next_minute();
      if (clock.seconds > until) break;
      numbers now;
      for (std::uint32_t number = 0; number < minutes.size(); ++number)
        if (minutes[number] == clock.hour * 60 + clock.minute) now.push_back(number);
      expected.insert(expected.end(), now.begin(), now.end());
      if (expected.size() > due.size()) break;
      const auto end = place + static_cast<std::ptrdiff_t>(now.size());
      is_in_order = is_in_order && std::is_permutation(place, end, now.begin(), now.end());
      place = end;
    }
    found.unless(expected.size() == due.size() && is_in_order, [&] {
      return text(stretch{instant(after), instant(until)});
    });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- preconditions ---

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("a number that no schedule has ends the program", "[due_index]") {
  due_index index{std::vector(3, daily_full({14h, 30min}))};
  for (const std::uint32_t number : {3U, 1000U, 0xffff'ffffU}) {
    REQUIRE(ends_the_program([&] { index.set(number, {14h, 30min}); }));
    REQUIRE(ends_the_program([&] { index.remove(number); }));
    REQUIRE(ends_the_program([&] { static_cast<void>(index.at(number)); }));
  }
  REQUIRE(ends_the_program([] { due_index{}.remove(0); }));
  REQUIRE_FALSE(ends_the_program([&] { index.remove(2); }));
}
#endif
