// SPDX-License-Identifier: MIT
//
// Laws over constants: that this compiles is the test.
//
// For each header: what is constant, what is noexcept, what is how large, what cannot be made of what, and the facts of
// the API guide, worked out by the compiler.

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ranges>
#include <rota/rota.hpp>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace {

using namespace std::chrono_literals;

// --- version.hpp ---

static_assert(std::same_as<decltype(rota::version), const std::string_view>);
static_assert(rota::version.find_first_not_of("0123456789.") == std::string_view::npos);

// --- core/issue.hpp ---

using rota::issue_code;

static_assert(sizeof(issue_code) == 1);
static_assert(to_string(issue_code::malformed) == "malformed");
static_assert(to_string(issue_code::missing) == "missing");
static_assert(to_string(issue_code::wrong_type) == "wrong_type");
static_assert(to_string(issue_code::out_of_range) == "out_of_range");
static_assert(to_string(issue_code::unknown_value) == "unknown_value");
static_assert(to_string(issue_code::unsupported) == "unsupported");
static_assert(to_string(issue_code::unknown_member) == "unknown_member");
static_assert(to_string(issue_code::conflict) == "conflict");
static_assert(noexcept(to_string(issue_code::missing)));
static_assert(noexcept(rota::detail::nearest(std::string_view{}, std::span<const std::string_view>{})));
static_assert(noexcept(std::declval<const rota::issue_log&>().empty()));

static_assert(std::regular<rota::issue>);
static_assert(std::same_as<rota::result<int>::error_type, rota::issues>);
static_assert(!std::is_convertible_v<std::size_t, rota::issue_log>);

// What is in a log is taken from one that is given up.
template <class Log>
concept gives_its_issues = requires(Log log) {
  std::forward<Log>(log).take();
};
static_assert(gives_its_issues<rota::issue_log&&>);
static_assert(!gives_its_issues<rota::issue_log&>);

// --- core/time.hpp ---

using rota::parse_instant;
using rota::sys_seconds;
using rota::time_of_day;

static_assert(std::same_as<sys_seconds, std::chrono::sys_seconds>);

static_assert(sizeof(time_of_day) == 2);
static_assert(std::is_trivially_copyable_v<time_of_day>);
static_assert(std::totally_ordered<time_of_day> && std::three_way_comparable<time_of_day, std::strong_ordering>);
static_assert(!std::default_initializable<time_of_day>);
static_assert(std::is_constructible_v<time_of_day, std::chrono::hours, std::chrono::minutes>);
static_assert(!std::is_constructible_v<time_of_day, std::chrono::minutes, std::chrono::hours>);
static_assert(!std::is_constructible_v<time_of_day, std::chrono::hours, std::chrono::seconds>);
static_assert(!std::is_constructible_v<time_of_day, int, int>);
static_assert(!std::is_constructible_v<time_of_day, std::chrono::hours>);
static_assert(!std::is_constructible_v<time_of_day, std::chrono::minutes>);
static_assert(!std::is_constructible_v<time_of_day, int>);
static_assert(!std::equality_comparable_with<time_of_day, std::chrono::minutes>);

static_assert(std::is_nothrow_constructible_v<time_of_day, std::chrono::hours, std::chrono::minutes>);
static_assert(std::is_nothrow_invocable_v<decltype(time_of_day::checked), std::chrono::hours, std::chrono::minutes>);
static_assert(noexcept(std::declval<time_of_day>().hour()));
static_assert(noexcept(std::declval<time_of_day>().minute()));
static_assert(noexcept(std::declval<time_of_day>().since_midnight()));
static_assert(noexcept(parse_instant({})) && noexcept(parse_instant({}, rota::rounding::up)));

constexpr time_of_day half_past_two{14h, 30min};
static_assert(half_past_two.hour() == 14h && half_past_two.minute() == 30min &&
              half_past_two.since_midnight() == 870min);
static_assert(time_of_day{14h, 29min} < half_past_two && half_past_two < time_of_day{15h, 0min});
static_assert(time_of_day::checked(14h, 30min) == half_past_two);
static_assert(time_of_day::checked(0h, 0min) && time_of_day::checked(23h, 59min));
static_assert(!time_of_day::checked(24h, 0min) && !time_of_day::checked(23h, 60min));
static_assert(!time_of_day::checked(-1h, 0min) && !time_of_day::checked(0h, -1min));
static_assert(time_of_day::parse("14:30") == half_past_two && !time_of_day::parse("24:00"));

static_assert(parse_instant("1970-01-01T00:00:00") == sys_seconds{});
static_assert(parse_instant("1969-12-31T23:59:59Z") == sys_seconds{-1s});
static_assert(parse_instant("2014-10-30T12:30:00") == sys_seconds{1'414'672'200s});
static_assert(parse_instant("2014-10-30T14:30:00.000+02:00") == parse_instant("2014-10-30T12:30:00"));
static_assert(parse_instant("2014-10-30T14:30:00.999+02:00") == parse_instant("2014-10-30T12:30:00"));
static_assert(parse_instant("2000-02-29T00:00:00") && !parse_instant("1900-02-29T00:00:00"));
static_assert(!parse_instant("") && !parse_instant("2014-10-30") && !parse_instant("2014-10-30T24:00:00"));

// --- when/cadence.hpp ---

using rota::cadence;
using rota::daily_full;
using rota::level;
using rota::level_on;
using rota::weekdays;
using rota::weekly;

static_assert(sizeof(level) == 1);
static_assert(to_string(level::full) == "full" && to_string(level::incremental) == "incremental");

static_assert(sizeof(weekdays) == 1);
static_assert(std::is_trivially_copyable_v<weekdays>);
static_assert(std::equality_comparable<weekdays>);
static_assert(!std::default_initializable<weekdays>);
static_assert(std::is_constructible_v<weekdays, date::weekday>);
static_assert(std::is_constructible_v<weekdays, date::weekday, date::weekday>);
static_assert(!std::is_convertible_v<date::weekday, weekdays>);
static_assert(!std::is_constructible_v<weekdays, int> && !std::is_constructible_v<weekdays, unsigned>);
static_assert(!std::is_constructible_v<weekdays, bool> && !std::is_constructible_v<weekdays, std::uint8_t>);
static_assert(!std::is_constructible_v<weekdays, date::weekday, int>);
static_assert(std::is_constructible_v<weekdays, std::chrono::weekday, std::chrono::weekday>);
static_assert(!std::is_constructible_v<weekdays, date::weekday, std::chrono::weekday>);
static_assert(std::forward_iterator<weekdays::iterator> && std::regular<weekdays::iterator>);

static_assert(sizeof(cadence) == 4);
static_assert(std::is_trivially_copyable_v<cadence>);
static_assert(std::equality_comparable<cadence>);
static_assert(!std::default_initializable<cadence>);

static_assert(std::is_nothrow_constructible_v<weekdays, date::weekday, date::weekday, date::weekday>);
static_assert(noexcept(weekdays::from_day_of_week(0)));
static_assert(noexcept(weekdays::every_day.day_of_week()) && noexcept(weekdays::every_day.contains(date::Sunday)));
static_assert(noexcept(weekdays::every_day.size()) && noexcept(weekdays::every_day.bits()));
static_assert(noexcept(weekdays::every_day |
                       weekdays::every_day) && noexcept(weekdays::every_day == weekdays::every_day));
static_assert(noexcept(weekly(date::Sunday, half_past_two)) && noexcept(daily_full(half_past_two)));
static_assert(noexcept(level_on(daily_full(half_past_two), date::Sunday)));

constexpr bool every_day_of_week_reads_back() {
  for (int number = 0; number <= 7; ++number)
    if (weekdays::from_day_of_week(number)->day_of_week() != number) return false;
  return !weekdays::from_day_of_week(-1) && !weekdays::from_day_of_week(8);
}
static_assert(every_day_of_week_reads_back());
static_assert(weekdays::from_day_of_week(0) == weekdays{date::Sunday});
static_assert(weekdays::from_day_of_week(6) == weekdays{date::Saturday});
static_assert(weekdays::from_day_of_week(7) == weekdays::every_day);
static_assert(weekdays{date::weekday{7}} == weekdays{date::Sunday});  // 7 to date, which is not the API's
static_assert(!weekdays{date::Monday, date::Thursday}.day_of_week());
static_assert((weekdays{date::Monday} | weekdays{date::Thursday}) == weekdays{date::Thursday, date::Monday});
static_assert(weekdays::from_bits(18) == weekdays{date::Monday, date::Thursday});
static_assert(!weekdays::from_bits(0) && !weekdays::from_bits(128));
static_assert(*weekdays{date::Thursday, date::Monday}.begin() == date::Monday);
static_assert(noexcept(weekdays::from_bits(1)) && noexcept(weekdays::every_day.begin()));
static_assert(noexcept(rota::parse_cadence({})));
static_assert(rota::parse_cadence("Sun 14:30") == weekly(date::Sunday, half_past_two));
static_assert(rota::parse_cadence("Thu,mon 14:30") == cadence{weekdays{date::Monday, date::Thursday}, half_past_two});
static_assert(rota::parse_cadence("daily 14:30") == daily_full(half_past_two) && !rota::parse_cadence("14:30"));

// --- when/next_run.hpp ---

using rota::next_run;
using rota::next_run_of;
using rota::previous_run;
using rota::previous_run_of;
using rota::run;
using run_range = rota::run_range<rota::cadence>;
using rota::runs;

constexpr cadence seed_cadence = weekly(date::Sunday, half_past_two);

static_assert(std::is_trivially_copyable_v<run> && std::equality_comparable<run>);
static_assert(sizeof(run) <= 16);
static_assert(std::ranges::forward_range<run_range> && std::ranges::forward_range<const run_range>);
static_assert(std::ranges::view<run_range>);
static_assert(std::ranges::borrowed_range<run_range>);
static_assert(std::ranges::common_range<run_range>);
static_assert(std::same_as<std::ranges::range_value_t<run_range>, run>);
static_assert(std::is_trivially_copyable_v<run_range> && std::is_trivially_copyable_v<run_range::iterator>);
static_assert(std::forward_iterator<run_range::iterator> && std::regular<run_range::iterator>);
// To the algorithms of C++17 an iterator that gives values is an input iterator.
static_assert(std::same_as<std::iterator_traits<run_range::iterator>::iterator_category, std::input_iterator_tag>);
static_assert(
    noexcept(*std::declval<const run_range::iterator&>()) && noexcept(++std::declval<run_range::iterator&>()));
static_assert(noexcept(std::declval<run_range::iterator&>()++) && noexcept(run_range::iterator{}));
static_assert(noexcept(std::declval<const run_range&>().begin()) && noexcept(std::declval<const run_range&>().end()));

constexpr sys_seconds thursday = *parse_instant("2014-10-30T12:30:00");
constexpr sys_seconds saturday = *parse_instant("2020-11-14T07:28:17");

static_assert(noexcept(next_run(seed_cadence, thursday)) && noexcept(previous_run(seed_cadence, thursday)));
static_assert(noexcept(next_run_of(seed_cadence, level::full,
                                   thursday)) && noexcept(previous_run_of(seed_cadence, level::full, thursday)));
static_assert(noexcept(runs(seed_cadence, thursday, saturday)));

static_assert(next_run(seed_cadence, thursday).at == parse_instant("2014-10-30T14:30:00"));
static_assert(next_run(seed_cadence, thursday).level == level::incremental);
static_assert(next_run_of(seed_cadence, level::full, thursday)->at == parse_instant("2014-11-02T14:30:00"));
static_assert(next_run_of(seed_cadence, level::full, thursday)->level == level::full);
static_assert(previous_run(seed_cadence, thursday).at == parse_instant("2014-10-29T14:30:00"));
static_assert(previous_run_of(seed_cadence, level::full, thursday)->at == parse_instant("2014-10-26T14:30:00"));
static_assert(next_run(seed_cadence, saturday).at == parse_instant("2020-11-14T14:30:00"));
static_assert(next_run_of(seed_cadence, level::full, saturday)->at == parse_instant("2020-11-15T14:30:00"));
static_assert(date::weekday{next_run_of(seed_cadence, level::full, thursday)->day} == date::Sunday);
static_assert(next_run(seed_cadence, *parse_instant("2014-10-30T14:30:00")).at == parse_instant("2014-10-31T14:30:00"));

constexpr int fulls_in_two_weeks(const cadence& when, sys_seconds from) {
  int fulls = 0;
  for (const run& one : runs(when, from, from + std::chrono::weeks{2}))
    if (one.level == level::full) ++fulls;
  return fulls;
}
static_assert(fulls_in_two_weeks(seed_cadence, thursday) == 2);
static_assert(fulls_in_two_weeks(daily_full(half_past_two), thursday) == 14);
static_assert(runs(seed_cadence, thursday, thursday).empty());
static_assert(!runs(seed_cadence, thursday, sys_seconds::max()).empty());
static_assert(!runs(seed_cadence, sys_seconds::min(), sys_seconds::max()).empty());

constexpr bool every_day_of_week_keeps_the_laws(sys_seconds now) {
  for (int number = 0; number <= 7; ++number) {
    for (const time_of_day at :
         {time_of_day{0h, 0min}, time_of_day{12h, 30min}, half_past_two, time_of_day{23h, 59min}}) {
      const cadence when{*weekdays::from_day_of_week(number), at};
      const run next = next_run(when, now);
      const run previous = previous_run(when, now);
      if (next.at <= now || previous.at >= now) return false;
      if (next_run(when, previous.at).at < now || previous_run(when, next.at).at > now) return false;
      if (next_run_of(when, level::full, now)->level != level::full ||
          next_run_of(when, level::full, now)->at < next.at)
        return false;
      if (previous_run_of(when, level::full, now)->level != level::full ||
          previous_run_of(when, level::full, now)->at > previous.at)
        return false;
    }
  }
  return true;
}
static_assert(every_day_of_week_keeps_the_laws(thursday));
static_assert(every_day_of_week_keeps_the_laws(sys_seconds{}));
static_assert(every_day_of_week_keeps_the_laws(sys_seconds{-1s}));
static_assert(every_day_of_week_keeps_the_laws(*parse_instant("2000-02-29T12:30:00")));
static_assert(every_day_of_week_keeps_the_laws(*parse_instant("9999-12-31T23:59:59")));
static_assert(every_day_of_week_keeps_the_laws(date::sys_days{date::year{-9999} / 1 / 1}));

// --- clock.hpp and schedule.hpp: a clock has a default where nothing is stored, and none where a schedule is ---

template <class... Arguments>
concept makes_a_schedule = requires(Arguments&&... arguments) {
  rota::make_schedule(std::forward<Arguments>(arguments)...);
};
template <class... Arguments>
concept applies_a_change = requires(Arguments&&... arguments) {
  rota::apply(std::forward<Arguments>(arguments)...);
};
template <class... Arguments>
concept starts = requires(Arguments&&... arguments) {
  rota::started(std::forward<Arguments>(arguments)...);
};
using api_clock = rota::wall_clock<rota::utc_zone>;
static_assert(makes_a_schedule<rota::schedule_spec, std::string, sys_seconds, api_clock>);
static_assert(!makes_a_schedule<rota::schedule_spec, std::string, sys_seconds>);
static_assert(!makes_a_schedule<rota::schedule_spec, std::string, sys_seconds, rota::utc_zone>);
static_assert(applies_a_change<rota::schedule, rota::schedule_change, sys_seconds, api_clock>);
static_assert(!applies_a_change<rota::schedule, rota::schedule_change, sys_seconds>);
static_assert(starts<rota::schedule, sys_seconds, api_clock>);
static_assert(!starts<rota::schedule, sys_seconds>);

// --- when/next_runs.hpp ---

using rota::minutes32;
using rota::next_runs;
using rota::sys_minutes;

static_assert(sizeof(minutes32) == 4 && sizeof(sys_minutes) == 8);
static_assert(std::is_convertible_v<minutes32, std::chrono::minutes>);
static_assert(std::is_convertible_v<date::sys_days, sys_minutes> && std::is_convertible_v<sys_minutes, sys_seconds>);
static_assert(!std::is_convertible_v<sys_seconds, sys_minutes>);
static_assert(std::same_as<decltype(sys_minutes{} + minutes32{}), sys_minutes>);

template <class... Arguments>
concept gives_next_runs = requires(Arguments... arguments) {
  next_runs(arguments...);
};
using table_of_cadences = std::span<const cadence>;
using room_for_instants = std::span<sys_seconds>;
using room_for_minutes = std::span<minutes32>;
static_assert(gives_next_runs<table_of_cadences, sys_seconds, room_for_instants>);
static_assert(gives_next_runs<table_of_cadences, sys_seconds, room_for_instants, rota::wall_clock<rota::fixed_offset>>);
static_assert(!gives_next_runs<table_of_cadences, sys_seconds, room_for_instants, rota::fixed_offset>);  // what policy?
static_assert(gives_next_runs<table_of_cadences, sys_seconds, sys_minutes, room_for_minutes>);
static_assert(gives_next_runs<table_of_cadences, sys_seconds, date::sys_days, room_for_minutes>);
static_assert(!gives_next_runs<table_of_cadences, sys_seconds, std::span<const sys_seconds>>);  // cannot be written
static_assert(!gives_next_runs<table_of_cadences, sys_seconds, room_for_minutes>);              // since when?
static_assert(!gives_next_runs<table_of_cadences, sys_seconds, sys_seconds, room_for_minutes>);
static_assert(!gives_next_runs<table_of_cadences, sys_seconds, date::local_days, room_for_minutes>);
static_assert(!gives_next_runs<table_of_cadences, sys_seconds, sys_minutes, std::span<std::chrono::minutes>>);
static_assert(!gives_next_runs<table_of_cadences, date::local_seconds, room_for_instants>);

static_assert(noexcept(next_runs(table_of_cadences{}, thursday, room_for_instants{})));
static_assert(noexcept(next_runs(table_of_cadences{}, thursday, std::declval<sys_minutes>(), room_for_minutes{})));
static_assert(!noexcept(next_runs(table_of_cadences{}, thursday, room_for_instants{},
                                  rota::wall_clock{rota::fixed_offset{1h}})));

constexpr bool a_table_is_due_as_its_schedules_are() {
  const std::array table{seed_cadence, daily_full(time_of_day{12h, 0min})};
  std::array<sys_seconds, 2> next{};
  std::array<minutes32, 2> minutes{};
  next_runs(table, thursday, next);
  next_runs(table, thursday, date::floor<date::days>(thursday), minutes);
  return next[0] == next_run(table[0], thursday).at && minutes[0] == 14h + 30min &&
         next[1] == next_run(table[1], thursday).at && minutes[1] == 36h;
}
static_assert(a_table_is_due_as_its_schedules_are());

// --- when/due_index.hpp ---

using rota::due_index;
using rota::due_numbers;

static_assert(sizeof(due_index) < 6'000);
static_assert(std::is_nothrow_default_constructible_v<due_index> && std::copyable<due_index>);
static_assert(std::is_nothrow_move_constructible_v<due_index> && std::is_nothrow_move_assignable_v<due_index>);
static_assert(std::is_constructible_v<due_index, table_of_cadences>);
static_assert(!std::is_convertible_v<table_of_cadences, due_index>);
static_assert(!std::is_constructible_v<due_index, std::span<const time_of_day>>);

static_assert(std::ranges::forward_range<due_numbers> && std::ranges::forward_range<const due_numbers>);
static_assert(std::ranges::view<due_numbers> && std::ranges::borrowed_range<due_numbers>);
static_assert(std::ranges::common_range<const due_numbers> && std::ranges::sized_range<const due_numbers>);
static_assert(std::forward_iterator<due_numbers::iterator> && std::regular<due_numbers::iterator>);
static_assert(std::same_as<std::ranges::range_reference_t<due_numbers>, const std::uint32_t&>);
static_assert(std::is_trivially_copyable_v<due_numbers> && std::is_trivially_copyable_v<due_numbers::iterator>);
static_assert(std::same_as<decltype(std::declval<due_index&>().add(half_past_two)), std::uint32_t>);

static_assert(noexcept(std::declval<const due_index&>().due(thursday, saturday)));
static_assert(noexcept(std::declval<const due_index&>().at(0)) && noexcept(std::declval<const due_index&>().size()));
static_assert(noexcept(std::declval<due_index&>().set(0, half_past_two)));
static_assert(noexcept(std::declval<due_index&>().remove(0)));
static_assert(noexcept(std::declval<const due_numbers&>().begin()) && noexcept(due_numbers::iterator{}));
static_assert(noexcept(std::declval<const due_numbers&>().end()) && noexcept(due_numbers{{}, 0, 0}));
static_assert(noexcept(std::declval<const due_numbers&>().size()) && noexcept(due_numbers{{}, 0, 0}.size()));
static_assert(noexcept(*std::declval<const due_numbers::iterator&>()));
static_assert(noexcept(++std::declval<due_numbers::iterator&>()) && noexcept(std::declval<due_numbers::iterator&>()++));

// The numbers are a circle: after the last comes the first.
constexpr std::array<std::uint32_t, 4> circle{10, 11, 12, 13};
template <std::size_t size>
constexpr bool are(due_numbers due, const std::array<std::uint32_t, size>& expected) {
  return std::equal(due.begin(), due.end(), expected.begin(), expected.end());
}
static_assert(are<4>(due_numbers{circle, 2, 4}, {12, 13, 10, 11}));
static_assert(are<1>(due_numbers{circle, 4, 1}, {10}));
static_assert(due_numbers{circle, 3, 0}.empty() && due_numbers{circle, 3, 2}.size() == 2);

// --- detail/hash_index.hpp ---

static_assert(rota::detail::no_index == ~std::size_t{0});

// --- detail/enum_set.hpp ---

using rota::detail::enum_set;

enum class letter : std::uint8_t { a, b, c, last = 31 };
using letters = enum_set<letter, std::uint32_t>;

static_assert(sizeof(enum_set<letter>) == 1 && sizeof(letters) == 4);
static_assert(std::is_trivially_copyable_v<letters> && std::regular<letters>);
static_assert(std::is_nothrow_default_constructible_v<letters> && std::is_nothrow_constructible_v<letters, letter>);
static_assert(std::is_convertible_v<letter, letters>);
static_assert(!std::is_constructible_v<letters, unsigned> && !std::is_constructible_v<letters, enum_set<letter>>);
static_assert(std::ranges::forward_range<const letters> && std::ranges::common_range<const letters>);
static_assert(std::ranges::sized_range<const letters>);
static_assert(std::same_as<std::ranges::range_value_t<letters>, letter>);
static_assert(noexcept(std::declval<letters&>().insert(letter::a)));
static_assert(noexcept(std::declval<const letters&>().contains(letter::a)));
static_assert(noexcept(std::declval<const letters&>().size()) && noexcept(std::declval<const letters&>().empty()));
static_assert(noexcept(std::declval<const letters&>().begin()) && noexcept(std::declval<const letters&>().end()));
static_assert(noexcept(std::declval<letters&>() |= letter::a) && noexcept(std::declval<letters&>() &= letter::a));
static_assert(noexcept(std::declval<letters>() | letter::a) && noexcept(std::declval<letters>() & letter::a));

static_assert(letters{}.empty() && letters{}.size() == 0);
static_assert(letters{letter::last, letter::a} == letters{letter::a, letter::last, letter::a});
static_assert((letters{letter::a} | letter::b) == letters{letter::b, letter::a});
static_assert((letters{letter::a, letter::b} & letters{letter::b, letter::c}) == letter::b);
static_assert(*letters{letter::last, letter::b}.begin() == letter::b && *letters{letter::last}.begin() == letter::last);

// --- core/source.hpp ---

using rota::parse_enum;
using rota::region;
using rota::regions;
using rota::source_type;

static_assert(sizeof(region) == 1 && sizeof(source_type) == 1 && sizeof(regions) == 1);
static_assert(std::same_as<regions, enum_set<region>>);
static_assert(std::regular<rota::source>);

static_assert(noexcept(to_string(source_type::ha)) && noexcept(parse_enum<source_type>({})));
static_assert(noexcept(to_string(region::DFW)) && noexcept(parse_enum<region>({})));

static_assert(parse_enum<source_type>(to_string(source_type::instance)) == source_type::instance);
static_assert(parse_enum<source_type>(to_string(source_type::ha)) == source_type::ha);
static_assert(!parse_enum<source_type>("") && !parse_enum<source_type>("HA"));

constexpr bool every_region_reads_back() {
  for (const region one : {region::DFW, region::IAD, region::ORD, region::HKG, region::SYD})
    if (parse_enum<region>(to_string(one)) != one) return false;
  return true;
}
static_assert(every_region_reads_back());
static_assert(!parse_enum<region>("LON") && !parse_enum<region>("") && !parse_enum<region>("dfw"));

}  // namespace
