// SPDX-License-Identifier: MIT
#include "exchange.hpp"

#include <nlohmann/json.hpp>
#include <rota/json.hpp>

namespace service {

answer json_answer(int status, const nlohmann::ordered_json& document) {
  // Messages quote what clients sent, which need not be UTF-8.
  using json = nlohmann::ordered_json;
  return {.status = status, .body = document.dump(-1, ' ', false, json::error_handler_t::replace) + '\n'};
}

answer to_answer(const rota::fault& why) {
  answer built = json_answer(status_code(why.kind), nlohmann::ordered_json(why));
  // RFC 9110, 15.5.2, demands a challenge. No scheme is registered for tokens in a field of their own.
  if (why.kind == rota::fault_kind::unauthorized)
    built.fields.emplace_back("WWW-Authenticate", "X-Auth-Token realm=\"rota\"");
  // Outages pass; clients should not retry at once.
  if (why.kind == rota::fault_kind::service_unavailable) built.fields.emplace_back("Retry-After", "2");
  return built;
}

}  // namespace service
