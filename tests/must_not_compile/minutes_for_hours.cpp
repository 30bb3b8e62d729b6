// diagnostic: no matching (function|constructor).*rota::(v0::)?time_of_day
// SPDX-License-Identifier: MIT
// The hour and the minute cannot be given in the wrong order.
#include <chrono>
#include <rota/core/time.hpp>

using namespace std::chrono_literals;

constexpr rota::time_of_day right{14h, 30min};

#ifdef MUST_NOT_COMPILE
constexpr rota::time_of_day wrong{30min, 14h};
#endif
