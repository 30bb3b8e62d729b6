// SPDX-License-Identifier: MIT
// Compiled without exceptions and run-time type information: the core needs neither.
#include <cstdlib>
#include <rota/rota.hpp>

int main() {
  using namespace std::chrono_literals;
  const rota::sys_seconds now = date::sys_days{date::year{2014} / 10 / 30} + 12h + 30min;
  rota::create_request request;
  request.action = "backup";
  request.day_of_week = 0;
  request.hour = 14;
  request.minute = 30;
  request.source.instance_id = "44b277eb-39be-4921-be31-3d61b43651d7";
  const auto spec = rota::validate(request);
  if (!spec || rota::validate(rota::create_request{})) return EXIT_FAILURE;
  const rota::history none{std::span<const rota::backup>{}};
  if (rota::validate(rota::backup_request{}) || rota::admit({spec->source}, none, now)) return EXIT_FAILURE;

  const rota::schedule made = rota::make_schedule(*spec, "88b277eb-39be-4921-be31-3d61b43651d7", now, rota::utc);
  const rota::decision todo = rota::decide(made, std::span<const rota::backup>{}, now, rota::utc);
  const auto* const wait = std::get_if<rota::wait_until>(&todo);
  if (wait == nullptr || rota::format_instant(wait->at) != "2014-10-30T14:30:00") return EXIT_FAILURE;
  const auto plan = rota::prune(std::span<const rota::backup>{}, rota::retention_of(made), now);
  return plan.removals.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}
