// SPDX-License-Identifier: MIT
#include "database_pool.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "exchange.hpp"

namespace service {

namespace {

/// The SQLSTATE of an exception; empty if it has none.
std::string_view state_of(const std::exception& why) {
  const auto* const refused = dynamic_cast<const pqxx::sql_error*>(&why);
  return refused != nullptr ? std::string_view{refused->sqlstate()} : std::string_view{};
}

/// Whether the SQLSTATE is one of a list, or of a class (two characters) in it.
template <std::size_t Size>
bool is_among(std::string_view state, const std::array<std::string_view, Size>& listed) {
  return std::any_of(listed.begin(), listed.end(), [&](std::string_view one) { return state.starts_with(one); });
}

bool is_violation(std::string_view state) {
  return is_among(state, std::to_array<std::string_view>({"23503", "23505", "23514"}));  // foreign key, unique, check
}

/// Whether the database cannot serve the request at the moment: it is down, starting or stopping, has no tables or no
/// space, or is too busy.
bool is_unavailable(const std::exception& why) {
  if (dynamic_cast<const pqxx::broken_connection*>(&why) != nullptr) return true;
  if (dynamic_cast<const pqxx::transaction_rollback*>(&why) != nullptr) return true;
  return is_among(state_of(why),
                  std::to_array<std::string_view>({"08", "25006", "3D000", "42P01", "42883", "53", "55P03", "57"}));
}

}  // namespace

bool may_succeed_again(const std::exception& why, int tries) {
  constexpr int most_tries = 4;
  const std::string_view state = state_of(why);
  // The connection may have broken while it was idle. If a new one breaks too, the database is down.
  if (dynamic_cast<const pqxx::broken_connection*>(&why) != nullptr || state.starts_with("57P")) return tries == 1;
  const bool is_conflict = dynamic_cast<const pqxx::deadlock_detected*>(&why) != nullptr ||
                           dynamic_cast<const pqxx::serialization_failure*>(&why) != nullptr || is_violation(state);
  return is_conflict && tries < most_tries;
}

rota::fault fault_of(const std::exception& why) {
  using rota::fault_kind;
  if (const auto* refused = dynamic_cast<const refusal*>(&why)) return refused->why();
  if (dynamic_cast<const pqxx::in_doubt_error*>(&why) != nullptr)
    return {
        fault_kind::service_unavailable,
        "the connection to the database was lost during the commit, so the change may or may not have been made; check "
        "before you try again"};
  if (is_unavailable(why))
    return {fault_kind::service_unavailable, "the database is down or too busy; try again later"};
  if (is_violation(state_of(why)))
    return {fault_kind::service_unavailable, "other requests keep changing the same source; try again later"};
  return {fault_kind::instance_fault, "the service had an internal error; nothing was changed"};
}

std::unique_ptr<database> database_pool::take() {
  constexpr std::chrono::seconds patience{5};
  std::unique_lock hold{mutex_};
  const auto is_there = [this] { return !free_.empty() || made_ < most_; };
  if (!returned_.wait_for(hold, patience, is_there))
    throw refusal{rota::fault_kind::service_unavailable, "the service is too busy; try again later"};
  if (free_.empty()) {
    ++made_;
    return std::make_unique<database>(connection_);
  }
  auto one = std::move(free_.back());
  free_.pop_back();
  return one;
}

void database_pool::give_back(std::unique_ptr<database> one) {
  {
    const std::lock_guard hold{mutex_};
    free_.push_back(std::move(one));
  }
  returned_.notify_one();
}

}  // namespace service
