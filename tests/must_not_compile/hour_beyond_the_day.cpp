// diagnostic: 'rota::(v0::)?time_of_day\(.*constant expression|constant expression.*in call to 'time_of_day\(
// SPDX-License-Identifier: MIT
// The last time of day is 23:59.
#include <chrono>
#include <rota/core/time.hpp>

using namespace std::chrono_literals;

constexpr rota::time_of_day right{23h, 59min};

#ifdef MUST_NOT_COMPILE
constexpr rota::time_of_day wrong{24h, 0min};
#endif
