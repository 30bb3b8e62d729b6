// diagnostic: no matching (function|constructor).*rota::(v0::)?weekdays
// SPDX-License-Identifier: MIT
// A set of weekdays is never empty.
#include <rota/when/cadence.hpp>

constexpr rota::weekdays right{date::Sunday};

#ifdef MUST_NOT_COMPILE
constexpr rota::weekdays wrong{};
#endif
