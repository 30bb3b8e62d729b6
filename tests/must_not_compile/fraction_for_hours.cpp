// diagnostic: no matching (function for call to 'rota::(v0::)?detail::number_set<|constructor for initialization of '(const )?rota::hours')
// SPDX-License-Identifier: MIT
// An hour is a whole number, or std::chrono::hours.
#include <chrono>
#include <rota/when/calendar.hpp>

using namespace std::chrono_literals;

constexpr rota::hours right{2, 14h};

#ifdef MUST_NOT_COMPILE
constexpr rota::hours wrong{2.7};
#endif
