// SPDX-License-Identifier: MIT
//
// database_pool.hpp: the connections that the threads of the service share.
//
//   database_pool pool{"host=/run/postgresql dbname=rota", 16};
//   pool.transact([&](pqxx::work& in) { … });       // on any of them; `act` may be called several times
//   pool.read([&](pqxx::transaction_base& in) { … });
//
// Laws
//   There are never more connections than that. Each is made when it is first needed.
//   A transaction that failed without a change is tried again if the cause may be gone: the connection had broken while
//   idle, or another transaction came in between. So `act` must read everything that it depends on in the transaction.
#ifndef ROTA_SERVICE_DATABASE_POOL_HPP
#define ROTA_SERVICE_DATABASE_POOL_HPP

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <rota/rota.hpp>
#include <string>
#include <utility>
#include <vector>

#include "database.hpp"

namespace service {

/// Whether a transaction that failed with this exception, at this try, changed nothing and is worth another try at
/// once.
[[nodiscard]] bool may_succeed_again(const std::exception& why, int tries);

/// The fault that tells a client of an exception. An internal error is an instance_fault, without details.
[[nodiscard]] rota::fault fault_of(const std::exception& why);

class database_pool {
 public:
  database_pool(std::string connection, std::size_t most) : connection_{std::move(connection)}, most_{most} {
    free_.reserve(most);
  }

  /// Runs `act` in a transaction and commits it. Throws what the last try throws; refusal if all connections are in use
  /// for too long.
  template <class Act>
  auto transact(Act act) {
    return tried([&](database& on) { return on.transact(act); });
  }

  /// The same for an `act` that only reads: see database::read.
  template <class Act>
  auto read(Act act) {
    return tried([&](database& on) { return on.read(act); });
  }

 private:
  /// A connection that is not shared while the lease lasts.
  class lease {
   public:
    explicit lease(database_pool& from) : from_{from}, held_{from.take()} {}
    ~lease() { from_.give_back(std::move(held_)); }
    lease(const lease&) = delete;
    lease(lease&&) = delete;
    lease& operator=(const lease&) = delete;
    lease& operator=(lease&&) = delete;
    database& operator*() const noexcept { return *held_; }

   private:
    database_pool& from_;
    std::unique_ptr<database> held_;
  };

  template <class Act>
  auto tried(Act act) {
    const lease held{*this};
    for (int tries = 1;; ++tries) {
      try {
        return act(*held);
      } catch (const std::exception& why) {
        if (!may_succeed_again(why, tries)) throw;
      }
    }
  }

  std::unique_ptr<database> take();
  void give_back(std::unique_ptr<database> one);

  std::string connection_;
  std::size_t most_;
  std::size_t made_ = 0;
  std::vector<std::unique_ptr<database>> free_;  // the one used last is at the end
  std::mutex mutex_;                             // of made_ and free_
  std::condition_variable returned_;
};

}  // namespace service

#endif
