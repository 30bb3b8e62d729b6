// SPDX-License-Identifier: MIT
#include "exchange.hpp"

#include <nlohmann/json.hpp>
#include <rota/json.hpp>

namespace service {

answer json_answer(int status, const nlohmann::ordered_json& document) {
  // What a client sent may be quoted in a message, and need not be UTF-8.
  using json = nlohmann::ordered_json;
  return {.status = status, .body = document.dump(-1, ' ', false, json::error_handler_t::replace) + '\n'};
}

answer to_answer(const rota::fault& why) {
  answer built = json_answer(status_code(why.kind), nlohmann::ordered_json(why));
  // Those pass by themselves; clients should not ask at once, nor all at the same time.
  if (why.kind == rota::fault_kind::service_unavailable) built.fields.emplace_back("Retry-After", "2");
  return built;
}

}  // namespace service
