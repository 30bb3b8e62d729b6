// SPDX-License-Identifier: MIT
//
// struct detail::cron_days;
// std::vector<days> detail::rules_of(const cron_days&);

#include <date/date.h>

#include <cstddef>
#include <cstdint>
#include <rota/text/cron_days.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using rota::days;
using rota::detail::cron_days;

constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }

/// The day of the month for `15W` or `L-3W`, as people find it: from Saturday back to Friday, from Sunday on to Monday, and
/// the other way round if that would leave the month. 0 if the month lacks the day.
unsigned working_day_near(date::year_month month, int wanted) {
  const int length = static_cast<int>(static_cast<unsigned>((month / date::last).day()));
  if (wanted < 1 || wanted > length) return 0;
  const date::weekday day{date::sys_days{month / wanted}};
  int found = wanted;
  if (day == date::Saturday) found += wanted == 1 ? 2 : -1;
  if (day == date::Sunday) found += wanted == length ? -2 : 1;
  return static_cast<unsigned>(found);
}

/// The days of a month that match one of the rules. Day n is bit n.
std::uint64_t days_in(const std::vector<days>& rules, date::year_month month) {
  std::uint64_t found = 0;
  const rota::detail::month_of_year here{date::local_days{month / 1}};
  for (const days& one : rules) found |= rota::detail::days_in(one, here);
  return found;
}

/// The months, of the 400 years after which the calendar repeats itself, in which the days of the rules are not the wanted.
template <class Wanted>
counterexamples differing_months(const std::vector<days>& rules, const Wanted& wanted) {
  counterexamples found;
  for (date::year_month month{date::year{2000}, date::January}; month.year() < date::year{2400};
       month += date::months{1})
    found.unless(days_in(rules, month) == wanted(month),
                 [&] { return std::to_string(int{month.year()}) + '-' + std::to_string(unsigned{month.month()}); });
  return found;
}

int length_of(date::year_month month) { return static_cast<int>(static_cast<unsigned>((month / date::last).day())); }

std::uint64_t bit_of_day(unsigned day) { return day == 0 ? 0 : bit(day); }

/// The same for a set of days.
std::uint64_t working_days_near(date::year_month month, std::uint64_t near, bool is_from_last) {
  std::uint64_t wanted = 0;
  for (int n = 1; n <= 31; ++n)
    if ((near >> n & 1U) != 0)
      wanted |= bit_of_day(working_day_near(month, is_from_last ? length_of(month) + 1 - n : n));
  return wanted;
}

}  // namespace

TEST_CASE("the working day nearest to a day is a union of rules, in every month of 400 years", "[cron_days]") {
  for (int day = 1; day <= 31; ++day) {
    const auto rules = rules_of(cron_days{.working = bit(static_cast<unsigned>(day))});
    const auto found =
        differing_months(rules, [&](date::year_month month) { return bit_of_day(working_day_near(month, day)); });
    CAPTURE(day, found.first);
    REQUIRE(found.count == 0);
    REQUIRE(rules.size() <= 4);
  }
}

TEST_CASE("so is the working day nearest to a day counted from the last", "[cron_days]") {
  for (int before = 0; before <= 30; ++before) {
    const auto rules = rules_of(cron_days{.working_from_last = bit(static_cast<unsigned>(before) + 1)});
    const auto found = differing_months(
        rules, [&](date::year_month month) { return bit_of_day(working_day_near(month, length_of(month) - before)); });
    CAPTURE(before, found.first);
    REQUIRE(found.count == 0);
  }
}

TEST_CASE("several working days need no more rules than one", "[cron_days]") {
  generator values{15};
  for (int i = 0; i < 40; ++i) {
    const std::uint64_t near = static_cast<std::uint64_t>(values.between(1, (std::int64_t{1} << 31) - 1)) << 1;
    const bool is_from_last = values.coin();
    const auto rules = rules_of(is_from_last ? cron_days{.working_from_last = near} : cron_days{.working = near});
    const auto found =
        differing_months(rules, [&](date::year_month month) { return working_days_near(month, near, is_from_last); });
    CAPTURE(near, is_from_last, found.first);
    REQUIRE(found.count == 0);
    REQUIRE(rules.size() <= 4);
  }
}

TEST_CASE("days of the week with the same weeks are one rule", "[cron_days]") {
  cron_days fields;
  fields.nth_of_weekday[0] = fields.nth_of_weekday[1] = bit(3);  // SUN-MON#3
  const auto rules = rules_of(fields);
  REQUIRE(rules == std::vector{days{.on = rota::month_days::range(15, 21),
                                    .which = rota::weekdays{date::Sunday, date::Monday}}});
}

TEST_CASE("a day of the week includes its first and its last of a month", "[cron_days]") {
  cron_days fields{.of_week = bit(5), .last_of_weekday = bit(5)};
  fields.nth_of_weekday[5] = bit(1);
  REQUIRE(rules_of(fields) == std::vector{days{.which = rota::weekdays{date::Friday}}});
  cron_days all_five;
  all_five.nth_of_weekday[5] = 0b111110;
  REQUIRE(rules_of(all_five) == rules_of(fields));
}

TEST_CASE("if either field may match, the rules are a union; if both must, one rule has both", "[cron_days]") {
  cron_days fields{.of_month = bit(13), .of_week = bit(5)};
  REQUIRE(rules_of(fields) ==
          std::vector{days{.on = rota::month_days{13}}, days{.which = rota::weekdays{date::Friday}}});
  fields.must_both_match = true;
  REQUIRE(rules_of(fields) == std::vector{days{.on = rota::month_days{13}, .which = rota::weekdays{date::Friday}}});
}

TEST_CASE("the number of rules is bounded", "[cron_days]") {
  cron_days fields{.of_month = 0xfffffffe - bit(1),
                   .from_last = 0xfffffffe,
                   .working = 0xfffffffe,
                   .working_from_last = 0xfffffffe,
                   .last_of_weekday = 0x7f};
  for (unsigned day = 0; day < 7; ++day) fields.nth_of_weekday[day] = bit(1) | std::uint64_t{day} << 2U;
  fields.must_both_match = true;
  REQUIRE(rules_of(fields).size() <= 90);
}
