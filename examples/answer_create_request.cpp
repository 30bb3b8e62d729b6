// SPDX-License-Identifier: MIT
// How a service answers POST …/schedules: with the schedule, or with a fault that lists everything wrong with the request.
#include <iostream>
#include <rota/json.hpp>
#include <rota/rota.hpp>
#include <string_view>
#include <vector>

namespace {

nlohmann::ordered_json answer(std::string_view body, const std::vector<rota::schedule>& existing,
                              rota::sys_seconds now) {
  const auto spec = rota::parse_create_request(body);
  if (!spec) return rota::bad_request(spec.error());
  if (const auto refused = rota::admit(*spec, existing, 10)) return *refused;
  return rota::to_document<nlohmann::ordered_json>(
      rota::make_schedule(*spec, "88b277eb-39be-4921-be31-3d61b43651d7", now, rota::utc));
}

}  // namespace

int main() {
  const rota::sys_seconds now = *rota::parse_instant("2014-10-30T12:30:00");
  std::cout << answer(R"({"schedule": {"action": "backup", "day_of_week": 0, "hour": 14, "minute": 30,
                          "instance_id": "44b277eb-39be-4921-be31-3d61b43651d7", "copy_to": ["IAD", "ORD"]}})",
                      {}, now)
                   .dump(2)
            << '\n'
            << answer(R"({"schedule": {"action": "backup", "day_of_week": 8, "hour": "14", "full_backup_retentoin": 4,
                          "instance_id": "44b277eb-39be-4921-be31-3d61b43651d7"}})",
                      {}, now)
                   .dump(2)
            << '\n';
}
