// SPDX-License-Identifier: MIT
// Whatever the bytes of an update request, the result keeps its laws, and applies to a schedule.
#include <chrono>
#include <rota/json.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto change = rota::parse_update_request(fuzz::text_of(data, size));
  fuzz::require_sound(change);
  if (!change) return 0;
  const rota::sys_seconds now = *rota::parse_instant("2014-10-30T12:30:00");
  const rota::schedule before =
      rota::make_schedule({rota::daily_full(rota::time_of_day{std::chrono::hours{3}, std::chrono::minutes{0}}), {"s"}},
                          "id", now, rota::utc);
  const auto after = rota::apply(before, *change, now, rota::utc);
  fuzz::require(after.next_run > now || change->run_now);
  fuzz::require(!rota::conflict_of(before, *change));
  return 0;
}
