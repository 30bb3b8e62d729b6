// SPDX-License-Identifier: MIT
//
// tests/text/random_entries.hpp: draws entries of a calendar, with single numbers, ranges, steps and arbitrary sets.
//
//   generator values{seed};
//   const rota::calendar::entry drawn = random_entry(values);       // comes for ever
#pragma once

#include <date/date.h>

#include <cstdint>
#include <rota/core/level.hpp>
#include <rota/when/calendar.hpp>
#include <utility>

#include "generated.hpp"

/// A set of numbers of any form.
template <class Set>
Set random_set(generator& values) {
  const auto least = static_cast<std::int64_t>(Set::least);
  const auto most = static_cast<std::int64_t>(Set::most);
  const auto first = values.between(least, most);
  const auto last = values.between(first, most);
  std::uint64_t bits = std::uint64_t{1} << first;
  switch (values.between(0, 3)) {
    case 0: return Set::all();
    case 1: return Set::range(static_cast<unsigned>(first), static_cast<unsigned>(last));
    case 2:
      for (auto [n, step] = std::pair{first, values.between(1, most)}; n <= last; n += step)
        bits |= std::uint64_t{1} << n;
      return Set::from_bits(bits).value();
    default:
      for (auto more = values.between(0, 4); more > 0; --more) bits |= std::uint64_t{1} << values.between(least, most);
      return Set::from_bits(bits).value();
  }
}

inline rota::weekdays random_weekdays(generator& values) {
  return rota::weekdays::from_bits(static_cast<std::uint64_t>(values.coin() ? 127 : values.between(1, 127))).value();
}

/// Every week in two cases of three, otherwise any stride from any day whose year has four digits.
inline rota::week_stride random_stride(generator& values) {
  if (values.between(0, 2) != 0) return {};
  return {static_cast<int>(values.between(1, rota::week_stride::most)),
          date::local_days{date::days{static_cast<int>(values.between(-719'528, 2'932'896))}}};
}

inline rota::calendar::entry random_entry(generator& values, rota::level what = rota::level::full) {
  for (;;) {
    const rota::calendar::entry drawn{
        what,
        {.in = random_set<rota::months>(values),
         .on = random_set<rota::month_days>(values),
         .from_last = values.coin() ? rota::days_from_last::all() : random_set<rota::days_from_last>(values),
         .which = random_weekdays(values),
         .every = random_stride(values)},
        {random_set<rota::hours>(values), random_set<rota::minutes>(values)}};
    if (rota::calendar::checked({drawn})) return drawn;
  }
}
