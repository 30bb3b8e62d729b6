// SPDX-License-Identifier: MIT
#include "database.hpp"

#include <nlohmann/json.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/json/records.hpp>

namespace service {

namespace {

template <class Record>
Record record_from(std::string_view text) {
  try {
    return nlohmann::json::parse(text).get<Record>();
  } catch (const std::exception& what) {
    throw unreadable_record{"the stored record " + rota::detail::printable(text, 200) +
                            " cannot be read: " + what.what() + "; correct its row"};
  }
}

/// The connection string with bounds on how long to wait for a host that does not answer. They come first, so that what
/// the string says itself wins. A URI is taken as it is.
std::string with_bounds(const std::string& connection) {
  if (connection.starts_with("postgresql://") || connection.starts_with("postgres://")) return connection;
  return "keepalives_idle=10 keepalives_interval=5 keepalives_count=3 tcp_user_timeout=30000 " + connection;
}

}  // namespace

pqxx::connection& database::connected() {
  if (!open_) {
    auto made = std::make_unique<pqxx::connection>(with_bounds(connection_));
    // Not by SQL: libpqxx sets these again when it has connected anew by itself.
    made->set_variable("timezone", "'UTC'");
    made->set_variable("lock_timeout", "'10s'");
    made->set_variable("statement_timeout", "'60s'");
    made->set_variable("idle_in_transaction_session_timeout", "'60s'");  // so that a paused program keeps no locks
    open_ = std::move(made);
  }
  return *open_;
}

void database::forget_if_closed() {
  if (open_ && !open_->is_open()) open_.reset();
}

rota::sys_seconds now(pqxx::transaction_base& in) {
  return instant_in(in.exec1("select extract(epoch from rota_now())::bigint")[0]);
}

rota::sys_seconds instant_in(const pqxx::field& epoch) {
  return rota::sys_seconds{std::chrono::seconds{epoch.as<std::int64_t>()}};
}

std::string to_sql(rota::sys_seconds at) { return rota::format_instant(at) + "Z"; }

std::vector<rota::backup> backups_of(pqxx::transaction_base& in, const std::string& source_id) {
  std::vector<rota::backup> found;
  for (const auto& row : in.exec_params("select record from backup_record where source_id = $1", source_id))
    found.push_back(backup_from(row[0].c_str()));
  return found;
}

std::optional<rota::schedule> schedule_of(pqxx::transaction_base& in, const std::string& source_id) {
  const auto rows = in.exec_params("select record from schedule where source_id = $1", source_id);
  if (rows.empty()) return std::nullopt;
  return schedule_from(rows[0][0].c_str());
}

rota::schedule schedule_from(std::string_view record) { return record_from<rota::schedule>(record); }

rota::backup backup_from(std::string_view record) { return record_from<rota::backup>(record); }

void store(pqxx::transaction_base& in, const rota::schedule& changed) {
  in.exec_params("update schedule set record = $2 where id = $1", changed.id, nlohmann::json(changed).dump());
}

}  // namespace service
