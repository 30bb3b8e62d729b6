// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>
#include <rota/json.hpp>

#include "api.hpp"
#include "paging.hpp"

namespace service::backups {

namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view noun = "backup";

/// A backup as the API shows it: as rota writes it, with its instance, name and description.
json document_of(const pqxx::field& record) {
  const rota::backup one = backup_from(record.c_str());
  const auto stored = json::parse(record.c_str());
  json shown = one;
  shown["instance_id"] = one.source.type == rota::source_type::instance ? json(one.source.id) : json(nullptr);
  for (const char* member : {"name", "description"})
    shown[member] = stored.contains(member) ? stored[member] : json(nullptr);
  return shown;
}

/// {"backups": […]}: the API's form, even for a single backup.
answer answer_with(int status, const pqxx::result& rows) {
  json list = json::array();
  for (const auto& row : rows) list.push_back(document_of(row[0]));
  return json_answer(status, {{"backups", std::move(list)}});
}

answer page_answer(const call& of, const page_request& page, const pqxx::result& rows) {
  json list = json::array();
  for (const auto& row : rows)
    if (list.size() < page.limit) list.push_back(document_of(row[0]));
  json document{{"backups", std::move(list)}};
  if (rows.size() > page.limit) document["links"] = next_link(of, page, document["backups"].back()["id"]);
  return json_answer(200, document);
}

/// Throws refusal unless the source is registered for the account.
void require_source(pqxx::transaction_base& in, const rota::source& one, const std::string& account) {
  const std::string type{to_string(one.type)};
  const auto found =
      in.exec_params("select from source where id = $1 and type = $2 and account = $3", one.id, type, account);
  if (found.empty()) refuse_unknown(one);
}

/// Keeps workers and other requests away from a source until the transaction ends.
void lock_source(pqxx::transaction_base& in, const std::string& id) {
  in.exec_params("select from source where id = $1 for update", id);
}

/// The backups that a request for a backup is judged by: those of its source, and its parent if the account has that.
std::vector<rota::backup> judged_by(pqxx::transaction_base& in, const rota::backup_spec& spec,
                                    const std::string& account) {
  std::vector<rota::backup> all = backups_of(in, spec.source.id);
  if (!spec.parent_id) return all;
  for (const auto& row :
       in.exec_params("select record from backup_record where id = $1 and account = $2 and source_id <> $3",
                      *spec.parent_id, account, spec.source.id))
    all.push_back(backup_from(row[0].c_str()));
  return all;
}

}  // namespace

answer create(pqxx::transaction_base& in, const call& of) {
  const std::string& account = of.captured[0];
  const rota::backup_spec spec = value_or_refuse(rota::parse_backup_request(json_body(of)));
  require_source(in, spec.source, account);
  lock_source(in, spec.source.id);
  const std::vector<rota::backup> past = judged_by(in, spec, account);
  const rota::sys_seconds at = now(in);
  if (auto refused = rota::admit(spec, rota::history{past}, at)) throw refusal{std::move(*refused)};

  const auto made = in.exec_params1(
      "insert into backup (id, source_id, parent_id, level, automated, created, updated, name, description) "
      "values (gen_random_uuid(), $1, $2, $3, false, $4, $4, $5, $6) returning id",
      spec.source.id, spec.parent_id, std::string{to_string(spec.level())}, to_sql(at), spec.name, spec.description);
  wake(in, spec.source.id);
  return answer_with(202, in.exec_params("select record from backup_record where id = $1", made[0].as<std::string>()));
}

answer list(pqxx::transaction_base& in, const call& of) {
  const page_request page = page_of(of, api_pages);
  return page_answer(of, page,
                     in.exec_params("select record from backup_record where account = $1 and "
                                    "($2::uuid is null or id > $2::uuid) order by id limit $3",
                                    of.captured[0], page.marker, page.fetched()));
}

answer list_of_instance(pqxx::transaction_base& in, const call& of) {
  const rota::source instance{id_in_path(of, 1, "instance"), rota::source_type::instance};
  const page_request page = page_of(of, api_pages);
  require_source(in, instance, of.captured[0]);
  return page_answer(of, page,
                     in.exec_params("select record from backup_record where source_id = $1 and "
                                    "($2::uuid is null or id > $2::uuid) order by id limit $3",
                                    instance.id, page.marker, page.fetched()));
}

answer show(pqxx::transaction_base& in, const call& of) {
  const std::string id = id_in_path(of, 1, noun);
  const auto rows =
      in.exec_params("select record from backup_record where id = $1 and account = $2", id, of.captured[0]);
  if (rows.empty()) refuse_unknown(noun, id);
  return answer_with(200, rows);
}

answer remove(pqxx::transaction_base& in, const call& of) {
  const std::string id = id_in_path(of, 1, noun);
  const auto known =
      in.exec_params("select source_id from backup_record where id = $1 and account = $2", id, of.captured[0]);
  if (known.empty()) refuse_unknown(noun, id);
  const auto source_id = known[0][0].as<std::string>();
  lock_source(in, source_id);

  const std::vector<rota::backup> backups = backups_of(in, source_id);
  const rota::history past{backups};
  const auto found = past.find(id);
  if (!found) refuse_unknown(noun, id);
  const auto order = rota::admit_deletion(past, *found, now(in));
  if (!order) throw refusal{order.error()};
  for (const std::size_t i : *order)
    in.exec_params("select plan_deletion($1, $2, 'requested')", backups[i].id, source_id);
  wake(in, source_id);
  return {.status = 202};
}

}  // namespace service::backups
