// SPDX-License-Identifier: MIT
#include <cstdint>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>

#include "../rota/errors.hpp"
#include "api.hpp"
#include "paging.hpp"

namespace service::schedules {

namespace {

using json = nlohmann::ordered_json;
using rota::fault_kind;

constexpr std::string_view noun = "schedule";

/// Throws refusal if there is no zone of that name.
void require_zone(const std::optional<std::string>& name) {
  if (!name) return;
  try {
    static_cast<void>(tool::find_zone(*name));
  } catch (const tool::refused& unknown) {
    throw refusal{rota::bad_request({{"/schedule/zone", rota::issue_code::unknown_value, unknown.why().message}})};
  }
}

/// Throws refusal if a request asks for copies: the service has no other regions.
void require_no_copies(const rota::regions& copy_to) {
  if (copy_to.empty()) return;
  throw refusal{
      {fault_kind::not_implemented,
       "this service does not copy backups to other regions; leave copy_to out",
       {{"/schedule/copy_to", rota::issue_code::unsupported, "found " + to_string(copy_to) + "; leave it out"}}}};
}

/// What a new schedule is judged by: the schedule of its source, the number that its account has, and the limit.
struct standing {
  std::optional<rota::schedule> of_source = std::nullopt;
  std::size_t count = 0;
  std::optional<std::size_t> limit = std::nullopt;
};

/// Locks the account if it has a limit, so that concurrent requests cannot exceed it. Throws refusal if the source is
/// not registered for the account.
standing standing_of(pqxx::transaction_base& in, const rota::source& source, const std::string& account) {
  standing found;
  const auto rows = in.exec_params(
      "select record, schedule_limit from source join account on account.id = source.account "
      "left join schedule on source_id = source.id where source.id = $1 and type = $2 and source.account = $3",
      source.id, std::string{to_string(source.type)}, account);
  if (rows.empty()) refuse_unknown(source);
  if (!rows[0][0].is_null()) found.of_source = schedule_from(rows[0][0].c_str());
  if (rows[0][1].is_null()) return found;
  const auto limit = in.exec_params1("select schedule_limit from account where id = $1 for no key update", account)[0];
  if (limit.is_null()) return found;  // lifted while we waited for the lock
  found.limit = limit.as<std::size_t>();
  found.count = in.exec_params1("select count(*) from schedule where account = $1", account)[0].as<std::size_t>();
  return found;
}

answer accepted(const rota::schedule& one) { return json_answer(202, rota::to_document<json>(one)); }

/// The record of the schedule in the path. Its source is locked: no worker looks at it until the transaction ends.
struct locked_schedule {
  std::string id;
  std::string source_id;
  std::string record;
};
locked_schedule locked(pqxx::transaction_base& in, const call& of) {
  std::string id = id_in_path(of, 1, noun);
  in.exec_params(
      "select from source join schedule on schedule.source_id = source.id "
      "where schedule.id = $1 and schedule.account = $2 for update of source",
      id, of.captured[0]);
  // Read again: another request may have changed it while this one waited.
  const auto found =
      in.exec_params("select source_id, record from schedule where id = $1 and account = $2", id, of.captured[0]);
  if (found.empty()) refuse_unknown(noun, id);
  return {std::move(id), found[0][0].as<std::string>(), found[0][1].as<std::string>()};
}

}  // namespace

answer create(pqxx::transaction_base& in, const call& of) {
  const std::string& account = of.captured[0];
  const rota::schedule_spec spec = value_or_refuse(rota::parse_create_request(json_body(of)));
  require_zone(spec.zone);
  require_no_copies(spec.copy_to);
  const standing has = standing_of(in, spec.source, account);
  if (auto refused = rota::admit(spec, has.of_source ? &*has.of_source : nullptr, has.count, has.limit))
    throw refusal{std::move(*refused)};

  const auto row = in.exec1("select gen_random_uuid(), extract(epoch from rota_now())::bigint");
  const auto id = row[0].as<std::string>();
  const rota::sys_seconds at = instant_in(row[1]);
  const rota::schedule made = rota::make_schedule(spec, id, at, rota::clock_of(spec, zones));
  in.exec_params("insert into schedule (id, account, source_id, record) values ($1, $2, $3, $4)", id, account,
                 spec.source.id, nlohmann::json(made).dump());
  wake(in, spec.source.id);
  return accepted(made);
}

answer list(pqxx::transaction_base& in, const call& of) {
  const page_request page = page_of(of, api_pages);
  const auto rows = in.exec_params(
      "select record from schedule where account = $1 and ($2::uuid is null or id > $2::uuid) order by id limit $3",
      of.captured[0], page.marker, page.fetched());
  std::vector<rota::schedule> shown;
  for (const auto& row : rows)
    if (shown.size() < page.limit) shown.push_back(schedule_from(row[0].c_str()));
  json document = rota::to_document<json>(std::span<const rota::schedule>{shown});
  if (rows.size() > shown.size()) document["links"] = next_link(of, page, shown.back().id);
  return json_answer(200, document);
}

answer show(pqxx::transaction_base& in, const call& of) {
  const std::string id = id_in_path(of, 1, noun);
  const auto found = in.exec_params("select record from schedule where id = $1 and account = $2", id, of.captured[0]);
  if (found.empty()) refuse_unknown(noun, id);
  return json_answer(200, rota::to_document<json>(schedule_from(found[0][0].c_str())));
}

answer update(pqxx::transaction_base& in, const call& of) {
  const rota::schedule before = schedule_from(locked(in, of).record);
  const rota::schedule_change change = value_or_refuse(rota::parse_update_request(json_body(of)));
  require_zone(change.zone);
  if (change.copy_to) require_no_copies(*change.copy_to);
  if (auto conflict = rota::conflict_of(before, change)) throw refusal{rota::bad_request({std::move(*conflict)})};
  const rota::schedule after = rota::apply(before, change, now(in), zones);
  store(in, after);
  wake(in, after.source.id);
  return accepted(after);
}

answer remove(pqxx::transaction_base& in, const call& of) {
  const locked_schedule found = locked(in, of);
  in.exec_params("delete from schedule where id = $1", found.id);
  wake(in, found.source_id);
  return {.status = 202};
}

}  // namespace service::schedules
