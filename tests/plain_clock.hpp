// SPDX-License-Identifier: MIT
//
// tests/plain_clock.hpp: a calendar and a clock to check the library against, which share no code with it, with date or
// with <chrono>: plain counters, stepped, from 1970-01-01T00:00:00Z, a Thursday.
//
//   plain_clock clock;                              // 1970-01-01 00:00
//   clock.next_minute(); clock.previous_minute(); clock.next_day(); clock.previous_day();
//   plain_clock::at_midnight(2014, 10, 30).weekday  // 4, Thursday
#pragma once

#include <cstdint>

struct plain_clock {
  int year = 1970;
  int month = 1;
  int day = 1;
  int weekday = 4;  // 0 is Sunday
  int hour = 0;
  int minute = 0;
  std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
  std::int64_t days = 0;     // since 1970-01-01

  static constexpr bool is_leap(int year) {
    if (year % 400 == 0) return true;
    if (year % 100 == 0) return false;
    return year % 4 == 0;
  }

  static constexpr int days_in_month(int year, int month) {
    if (month == 4 || month == 6 || month == 9 || month == 11) return 30;
    if (month == 2) return is_leap(year) ? 29 : 28;
    return 31;
  }

  static plain_clock at_midnight(int year, int month, int day) {
    plain_clock clock;
    while (clock.year < year) clock.next_january();
    while (clock.year > year) clock.previous_january();
    while (clock.month < month || clock.day < day) clock.next_day();
    return clock;
  }

  void next_minute() {
    seconds += 60;
    if (++minute < 60) return;
    minute = 0;
    if (++hour < 24) return;
    hour = 0;
    step_to_next_date();
  }

  void previous_minute() {
    seconds -= 60;
    if (--minute >= 0) return;
    minute = 59;
    if (--hour >= 0) return;
    hour = 23;
    step_to_previous_date();
  }

  void next_day() {
    seconds += 86'400;
    step_to_next_date();
  }

  void previous_day() {
    seconds -= 86'400;
    step_to_previous_date();
  }

 private:
  void step_to_next_date() {
    ++days;
    weekday = weekday == 6 ? 0 : weekday + 1;
    if (++day <= days_in_month(year, month)) return;
    day = 1;
    if (++month <= 12) return;
    month = 1;
    ++year;
  }

  void step_to_previous_date() {
    --days;
    weekday = weekday == 0 ? 6 : weekday - 1;
    if (--day >= 1) return;
    if (--month < 1) {
      month = 12;
      --year;
    }
    day = days_in_month(year, month);
  }

  // From one 1 January to another, 52 weeks and a day or two away.
  void next_january() {
    const int length = is_leap(year) ? 366 : 365;
    days += length;
    seconds += 86'400 * length;
    weekday = (weekday + length) % 7;
    ++year;
  }

  void previous_january() {
    --year;
    const int length = is_leap(year) ? 366 : 365;
    days -= length;
    seconds -= 86'400 * length;
    weekday = (weekday + 371 - length) % 7;
  }
};
