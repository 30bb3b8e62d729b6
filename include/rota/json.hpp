// SPDX-License-Identifier: MIT
//
// rota/json.hpp: JSON for requests, records and answers, by way of nlohmann/json, which no header outside of json/ needs.
//
//   reading    json/requests.hpp    parse_create_request, parse_update_request, parse_backup_request
//              json/records.hpp     parse_schedule, parse_schedules, parse_backups; json.get<rota::schedule>()
//              json/policy.hpp      parse_retention; json.get<rota::retention>()
//   writing    json/records.hpp     schedules and backups; to_document(schedules) adds the envelope
//              json/policy.hpp      retentions, too
//              json/answers.hpp     runs, decisions, plans, events, issues and faults
//
// Worked example
//   const auto spec = rota::parse_create_request(body);                  // text, or a json value
//   if (!spec) return json(rota::bad_request(spec.error())).dump();      // {"badRequest": {"code": 400, …}}
//   const auto created = rota::make_schedule(*spec, id, now, rota::utc);
//   return to_document<nlohmann::ordered_json>(created).dump();          // {"schedule": {"action": "backup", …}}
#ifndef ROTA_JSON_HPP
#define ROTA_JSON_HPP

#include <rota/json/answers.hpp>
#include <rota/json/document.hpp>
#include <rota/json/members.hpp>
#include <rota/json/policy.hpp>
#include <rota/json/records.hpp>
#include <rota/json/requests.hpp>

#endif
