// diagnostic: no matching (function for call to 'rota::(v0::)?detail::number_set<|constructor for initialization of '(const )?rota::month_days')
// SPDX-License-Identifier: MIT
// A month is not a day of the month.
#include <rota/when/calendar.hpp>

constexpr rota::month_days right{1, date::day{15}};

#ifdef MUST_NOT_COMPILE
constexpr rota::month_days wrong{date::January};
#endif
