// SPDX-License-Identifier: MIT
#include "api.hpp"

#include <array>

namespace service {

namespace {

using rota::fault_kind;

struct route {
  const char* method;
  std::string_view pattern;
  answer (*act)(pqxx::transaction_base&, const call&);
};

constexpr auto routes = std::to_array<route>({
    {"POST", "/v1.0/{account}/schedules", schedules::create},
    {"GET", "/v1.0/{account}/schedules", schedules::list},
    {"GET", "/v1.0/{account}/schedules/{id}", schedules::show},
    {"PUT", "/v1.0/{account}/schedules/{id}", schedules::update},
    {"DELETE", "/v1.0/{account}/schedules/{id}", schedules::remove},
    {"POST", "/v1.0/{account}/backups", backups::create},
    {"GET", "/v1.0/{account}/backups", backups::list},
    {"GET", "/v1.0/{account}/backups/{id}", backups::show},
    {"DELETE", "/v1.0/{account}/backups/{id}", backups::remove},
    {"GET", "/v1.0/{account}/instances/{id}/backups", backups::list_of_instance},
});

/// Throws refusal unless the token belongs to the account in the path.
void authorize(pqxx::transaction_base& in, const call& of) {
  const auto refuse = [](const std::string& found) {
    throw refusal{fault_kind::unauthorized, found + "; send a token of the account in X-Auth-Token"};
  };
  const auto tokens = of.request.get_header_value_count("X-Auth-Token");
  if (tokens != 1) refuse(tokens == 0 ? "the request has no token" : "the request has several tokens");
  // Passed as bytes, since text would have to be UTF-8, and the text of a bytea has escapes.
  const auto owner = in.exec_params("select account from token where digest = sha256($1)",
                                    pqxx::binarystring{of.request.get_header_value("X-Auth-Token")});
  if (owner.empty()) refuse("the token is unknown");
  if (owner[0][0].as<std::string>() != of.captured[0])
    throw refusal{fault_kind::forbidden,
                  "the token belongs to another account; send a token of the account in the path"};
}

}  // namespace

router api_routes(database_pool& pool) {
  router all{
      "the API is at /v1.0/{account}/schedules, /v1.0/{account}/backups and /v1.0/{account}/instances/{id}/backups"};
  for (const route& one : routes)
    all.add(one.method, one.pattern, [&pool, &one](const call& of) {
      const auto act = [&](pqxx::transaction_base& in) {
        authorize(in, of);
        return one.act(in, of);
      };
      return one.method == std::string_view{"GET"} ? pool.read(act) : pool.transact(act);
    });
  return all;
}

const std::string& json_body(const call& of) {
  const std::string given = of.request.get_header_value("Content-Type");
  std::string type = given.substr(0, given.find_first_of("; \t"));
  for (char& letter : type)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  if (!type.empty() && type != "application/json" && !type.ends_with("+json"))
    throw refusal{fault_kind::bad_request, "found the Content-Type " + rota::detail::in_quotes(given) +
                                               "; expected JSON; write Content-Type: application/json"};
  return of.request.body;
}

std::string id_in_path(const call& of, std::size_t capture, std::string_view noun) {
  auto id = rota::parse_uuid(of.captured[capture]);
  if (!id) refuse_unknown(noun, of.captured[capture]);
  return std::move(*id);
}

void refuse_unknown(std::string_view noun, const std::string& id) {
  throw refusal{fault_kind::item_not_found,
                "the account has no " + std::string{noun} + ' ' + rota::detail::in_quotes(id)};
}

void refuse_unknown(const rota::source& one) {
  refuse_unknown(one.type == rota::source_type::ha ? "HA group" : "instance", one.id);
}

void wake(pqxx::transaction_base& in, const std::string& source_id) { in.exec_params("select wake($1)", source_id); }

}  // namespace service
