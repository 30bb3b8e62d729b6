// SPDX-License-Identifier: MIT
//
// database.hpp: the database of the service: connections, transactions, and the records of schema.sql as rota's types.
//
//   database db{"host=/run/postgresql dbname=rota"};
//   db.transact([&](pqxx::work& in) { … });          // committed, or rolled back if it throws
//   db.read([&](pqxx::transaction_base& in) { … });  // queries, each in a transaction of its own
//
// Within a transaction
//   sys_seconds now(in);                                // what the clock of the service shows
//   std::vector<rota::backup> backups_of(in, source);   // all that exist
//   std::optional<rota::schedule> schedule_of(in, source);
//   void store(in, schedule);                           // replaces the record of that id
//
// Laws
//   A transaction is READ COMMITTED: each of its queries sees what was committed before that query.
//   A transaction that throws leaves nothing behind. One whose commit gets no answer (pqxx::in_doubt_error) may have
//   been done or not: read again.
//   After a broken connection the next transaction makes a new one.
#ifndef ROTA_SERVICE_DATABASE_HPP
#define ROTA_SERVICE_DATABASE_HPP

#include <chrono>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <rota/rota.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "../rota/zones.hpp"

namespace service {

/// One connection, for one thread.
class database {
 public:
  explicit database(std::string connection) : connection_{std::move(connection)} {}

  /// Runs `act` in a transaction and commits it. Throws what `act` throws, pqxx::broken_connection if there is no
  /// database, and pqxx::sql_error for what the database refuses.
  template <class Act>
  std::invoke_result_t<Act, pqxx::work&> transact(Act act) {
    return guarded([&] {
      pqxx::work in{connected()};
      if constexpr (std::is_void_v<std::invoke_result_t<Act, pqxx::work&>>) {
        act(in);
        in.commit();
      } else {
        auto result = act(in);
        in.commit();
        return result;
      }
    });
  }

  /// Runs `act`, which only reads, without BEGIN and COMMIT. As in transact(), which is READ COMMITTED, each query sees
  /// what was committed before it. Throws as transact() does.
  template <class Act>
  std::invoke_result_t<Act, pqxx::nontransaction&> read(Act act) {
    return guarded([&] {
      pqxx::nontransaction in{connected()};
      return act(in);
    });
  }

 private:
  /// Runs `act`, and forgets a connection that it breaks.
  template <class Act>
  std::invoke_result_t<Act> guarded(Act act) {
    try {
      return act();
    } catch (const pqxx::sql_error&) {
      forget_if_closed();
      throw;
    } catch (const pqxx::failure&) {  // a broken connection, or a commit in doubt
      open_.reset();
      throw;
    }
  }

  pqxx::connection& connected();
  void forget_if_closed();

  std::string connection_;
  std::unique_ptr<pqxx::connection> open_;
};

/// A stored record that cannot be read: somebody has changed it by hand.
class unreadable_record : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the clock of the service shows.
[[nodiscard]] rota::sys_seconds now(pqxx::transaction_base& in);

/// The instant in a column of seconds since 1970.
[[nodiscard]] rota::sys_seconds instant_in(const pqxx::field& epoch);

/// An instant as SQL takes it: "2014-11-23T14:30:00Z".
[[nodiscard]] std::string to_sql(rota::sys_seconds at);

/// All backups of a source, in no particular order.
[[nodiscard]] std::vector<rota::backup> backups_of(pqxx::transaction_base& in, const std::string& source_id);

/// The schedule of a source.
[[nodiscard]] std::optional<rota::schedule> schedule_of(pqxx::transaction_base& in, const std::string& source_id);

/// A schedule or a backup from the `record` of a row. Throws unreadable_record.
[[nodiscard]] rota::schedule schedule_from(std::string_view record);
[[nodiscard]] rota::backup backup_from(std::string_view record);

/// Replaces the record of the schedule with that id, if there is one.
void store(pqxx::transaction_base& in, const rota::schedule& changed);

/// Finds a zone by its name, for rota::clock_of and rota::apply. Throws tool::refused if there is none.
inline constexpr auto zones = [](std::string_view name) { return tool::find_zone(name); };

}  // namespace service

#endif
