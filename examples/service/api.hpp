// SPDX-License-Identifier: MIT
//
// api.hpp: the scheduled-backup API: its routes, and who may use them.
//
//   router routes = api_routes(pool);               // of a database_pool
//
// A change is one transaction, which reads everything that its decision depends on. The decisions are rota's:
// parse_…_request, admit, make_schedule, apply, admit_deletion.
//
// Laws
//   Nothing of an account is shown or changed without a token of that account.
//   A change wakes its source, in the same transaction, so that a worker looks at it.
//   The limits of accounts, and at most one schedule and one unfinished backup for each source, hold under any number
//   of concurrent requests.
#ifndef ROTA_SERVICE_API_HPP
#define ROTA_SERVICE_API_HPP

#include <pqxx/pqxx>
#include <rota/rota.hpp>
#include <string>

#include "database_pool.hpp"
#include "exchange.hpp"
#include "paging.hpp"
#include "router.hpp"

namespace service {

[[nodiscard]] router api_routes(database_pool& pool);

// The handlers of the routes, called once the token is authorized. The first capture is the account.
namespace schedules {
answer create(pqxx::transaction_base& in, const call& of);
answer list(pqxx::transaction_base& in, const call& of);
answer show(pqxx::transaction_base& in, const call& of);
answer update(pqxx::transaction_base& in, const call& of);
answer remove(pqxx::transaction_base& in, const call& of);
}  // namespace schedules

namespace backups {
answer create(pqxx::transaction_base& in, const call& of);
answer list(pqxx::transaction_base& in, const call& of);
answer list_of_instance(pqxx::transaction_base& in, const call& of);
answer show(pqxx::transaction_base& in, const call& of);
answer remove(pqxx::transaction_base& in, const call& of);
}  // namespace backups

// Helpers of several handlers.

/// The body. Throws refusal if there is a Content-Type, and it is not JSON.
[[nodiscard]] const std::string& json_body(const call& of);

/// An id in the path. Throws refusal if it is not a UUID, since no resource has such an id.
[[nodiscard]] std::string id_in_path(const call& of, std::size_t capture, std::string_view noun);

/// The value of a result. Throws refusal with its issues.
template <class Value>
Value value_or_refuse(rota::result<Value> found) {
  if (!found) throw refusal{rota::bad_request(std::move(found.error()))};
  return std::move(*found);
}

/// Throws the refusal for a resource that the account does not have.
[[noreturn]] void refuse_unknown(std::string_view noun, const std::string& id);

/// Throws the refusal for a source that is not registered for the account.
[[noreturn]] void refuse_unknown(const rota::source& one);

/// Makes the source due now, so that a worker looks at it.
void wake(pqxx::transaction_base& in, const std::string& source_id);

constexpr page_bounds api_pages{.default_limit = 20, .max_limit = 100};

}  // namespace service

#endif
