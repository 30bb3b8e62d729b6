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

/// Throws refusal if the zone that a request names is none.
void require_zone(const std::optional<std::string>& name) {
  if (!name) return;
  try {
    static_cast<void>(tool::find_zone(*name));
  } catch (const tool::refused& unknown) {
    throw refusal{rota::bad_request({{"/schedule/zone", rota::issue_code::unknown_value, unknown.why().message}})};
  }
}

/// Throws refusal if copies are asked for: the service has no other regions, and a promise that nobody keeps is worse.
void require_no_copies(const rota::regions& copy_to) {
  if (copy_to.empty()) return;
  throw refusal{
      {fault_kind::not_implemented,
       "this service does not copy backups to other regions; leave copy_to out",
       {{"/schedule/copy_to", rota::issue_code::unsupported, "found " + to_string(copy_to) + "; leave it out"}}}};
}

/// How many schedules the account has, and may have. Locks the account if there is a limit, so that no two requests take
/// the last place.
struct quota {
  std::size_t count = 0;
  std::optional<std::size_t> limit = std::nullopt;
};
quota quota_of(pqxx::work& in, const std::string& account) {
  const auto row = in.exec_params1("select schedule_limit from account where id = $1", account);
  if (row[0].is_null()) return {};
  const auto limit = in.exec_params1("select schedule_limit from account where id = $1 for no key update", account);
  const auto count = in.exec_params1("select count(*) from schedule where account = $1", account);
  if (limit[0].is_null()) return {};  // it was lifted while we waited
  return {count[0].as<std::size_t>(), limit[0].as<std::size_t>()};
}

answer accepted(const rota::schedule& one) { return json_answer(202, rota::to_document<json>(one)); }

/// The record of the schedule in the path. Locks its source: no worker looks at it until the transaction ends.
struct locked_schedule {
  std::string id;
  std::string source_id;
  std::string record;
};
locked_schedule locked(pqxx::work& in, const call& of) {
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

answer create(pqxx::work& in, const call& of) {
  const std::string& account = of.captured[0];
  const rota::schedule_spec spec = value_or_refuse(rota::parse_create_request(json_body(of)));
  require_zone(spec.zone);
  require_no_copies(spec.copy_to);
  require_source(in, spec.source, account);
  const quota has = quota_of(in, account);
  const auto of_source = schedule_of(in, spec.source.id);
  if (auto refused = rota::admit(spec, of_source ? &*of_source : nullptr, has.count, has.limit))
    throw refusal{std::move(*refused)};

  const std::string id = in.exec1("select gen_random_uuid()")[0].as<std::string>();
  const rota::schedule made = rota::make_schedule(spec, id, now(in), rota::clock_of(spec, zones));
  in.exec_params("insert into schedule (id, account, source_id, record) values ($1, $2, $3, $4)", id, account,
                 spec.source.id, nlohmann::json(made).dump());
  wake(in, spec.source.id);
  return accepted(made);
}

answer list(pqxx::work& in, const call& of) {
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

answer show(pqxx::work& in, const call& of) {
  const std::string id = id_in_path(of, 1, noun);
  const auto found = in.exec_params("select record from schedule where id = $1 and account = $2", id, of.captured[0]);
  if (found.empty()) refuse_unknown(noun, id);
  return json_answer(200, rota::to_document<json>(schedule_from(found[0][0].c_str())));
}

answer update(pqxx::work& in, const call& of) {
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

answer remove(pqxx::work& in, const call& of) {
  const locked_schedule going = locked(in, of);
  in.exec_params("delete from schedule where id = $1", going.id);
  wake(in, going.source_id);
  return {.status = 202};
}

}  // namespace service::schedules
