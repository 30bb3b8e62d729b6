// SPDX-License-Identifier: MIT
#include "census.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

namespace service {

namespace {

constexpr std::size_t batch_size = 500;

/// The order of a list of the worst: no restore point, then the longest breach, then the oldest restore point.
bool comes_before(const surveyed_source& a, const surveyed_source& b) {
  if (a.state != b.state) return is_worse(a.state, b.state);
  return std::tie(a.since, a.newest, a.source.id) < std::tie(b.since, b.newest, b.source.id);
}

/// Keeps only the worst, in order.
void keep_worst(std::vector<surveyed_source>& of) {
  std::sort(of.begin(), of.end(), comes_before);
  if (of.size() > census_result::most_worst) of.resize(census_result::most_worst);
}

/// The sources after `marker`, each with its backups.
struct batch_entry {
  rota::source source;
  std::string account;
  std::vector<rota::backup> backups;
};
std::vector<batch_entry> read_batch(pqxx::transaction_base& in, const std::optional<std::string>& marker) {
  std::vector<batch_entry> entries;
  // Columns instead of records, since there may be millions, and the library judges by these alone.
  for (const auto& row :
       in.exec_params("with batch as (select id, type, account from source where $1::uuid is null or id > $1::uuid "
                      "order by id limit $2) "
                      "select batch.id, type, account, backup.id, parent_id, status, automated, "
                      "extract(epoch from created)::bigint, ceil(extract(epoch from updated))::bigint "
                      "from batch left join backup on source_id = batch.id order by batch.id",
                      marker, batch_size)) {
    const auto id = row[0].as<std::string>();
    if (entries.empty() || entries.back().source.id != id)
      entries.push_back({{id, *rota::parse_enum<rota::source_type>(row[1].c_str())}, row[2].as<std::string>(), {}});
    if (row[3].is_null()) continue;
    entries.back().backups.push_back(
        {.id = row[3].as<std::string>(),
         .parent_id = row[4].is_null() ? std::nullopt : std::optional{row[4].as<std::string>()},
         .source = entries.back().source,
         .status = *rota::parse_enum<rota::backup_status>(row[5].c_str()),
         .automated = row[6].as<bool>(),
         .created = instant_in(row[7]),
         .updated = instant_in(row[8])});
  }
  return entries;
}

}  // namespace

std::shared_ptr<const census_result> census::take() {
  using clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds shortest{5};
  constexpr int share = 10;
  const std::lock_guard hold{mutex_};
  const auto begun = clock::now();
  if (latest_ && begun < kept_until_) return latest_;
  latest_ = std::make_shared<const census_result>(count());
  const auto ended = clock::now();
  kept_until_ = ended + std::max<clock::duration>(shortest, share * (ended - begun));
  return latest_;
}

census_result census::count() const {
  census_result all{.now = pool_.read([](pqxx::transaction_base& in) { return now(in); })};
  for (std::optional<std::string> marker;;) {
    const auto batch = pool_.read([&](pqxx::transaction_base& in) { return read_batch(in, marker); });
    for (const batch_entry& one : batch) {
      const rota::history past{one.backups};
      const rota::protection found = rota::assess(past, one.source, rpo_, all.now);
      ++all.counts.at(static_cast<std::size_t>(found.state));
      all.worst.push_back({.source = one.source, .account = one.account, .state = found.state, .since = found.since});
      if (found.newest) all.worst.back().newest = past[*found.newest].created;
    }
    keep_worst(all.worst);
    if (batch.size() < batch_size) return all;
    marker = batch.back().source.id;
  }
}

}  // namespace service
