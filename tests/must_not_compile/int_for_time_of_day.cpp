// diagnostic: from 'int' to 'rota::(v0::)?time_of_day'
// SPDX-License-Identifier: MIT
// A bare number is not a time of day: 14 may be an hour or a minute.
#include <chrono>
#include <rota/when/cadence.hpp>

using namespace std::chrono_literals;

constexpr rota::cadence right = rota::weekly(date::Sunday, rota::time_of_day{14h, 30min});

#ifdef MUST_NOT_COMPILE
constexpr rota::cadence wrong = rota::weekly(date::Sunday, 14);
#endif
