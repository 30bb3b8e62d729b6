// SPDX-License-Identifier: MIT
#include "formats.hpp"

#include <algorithm>
#include <cstddef>
#include <rota/import/barman.hpp>
#include <rota/import/cloudnative_pg.hpp>
#include <rota/import/listing.hpp>
#include <rota/import/pgbackrest.hpp>
#include <rota/import/restic.hpp>
#include <rota/import/velero.hpp>
#include <rota/json/records.hpp>
#include <utility>
#include <vector>

#include "document_top.hpp"

namespace tool {

namespace {

/// Whether the document is a resource of Kubernetes in the API group `group`, or a list that begins with one.
bool is_of_group(const document_top& top, std::string_view group) {
  return top.at("/apiVersion").starts_with(group) || top.at("/items/0/apiVersion").starts_with(group);
}

bool is_api(const document_top& top) { return top.has("/backups") && !top.has("/backups/0/backup_id"); }
bool is_restic(const document_top& top) { return top.has("/0/tree") || top.has("/0/snapshots"); }
bool is_pgbackrest(const document_top& top) { return top.has("/0/name") && top.has("/0/backup") && top.has("/0/db"); }
bool is_velero(const document_top& top) { return is_of_group(top, "velero.io/"); }
bool is_cloudnative_pg(const document_top& top) { return is_of_group(top, "postgresql.cnpg.io/"); }
bool is_barman(const document_top& top) {
  return top.at("") == "an object" && (top.has_at_end("/0/backup_id") || top.has("/_ERROR") || top.has("/_EXCEPTION"));
}

struct format_row {
  listing_format format;
  std::string_view origin;
  bool (*is_plain)(const document_top&);
  rota::result<rota::listing> (*parse)(std::string_view text, std::size_t issue_limit);  // nullptr for pages of the API
  const removal* how_removed;
};

constexpr std::array<format_row, choices<listing_format>.size()> rows{{
    {listing_format::api, R"(the API's own listing, {"backups": [...]})", is_api, nullptr, nullptr},
    {listing_format::restic, "restic snapshots --json", is_restic, rota::parse_restic, &restic_removal},
    {listing_format::pgbackrest, "pgbackrest info --output=json", is_pgbackrest, rota::parse_pgbackrest,
     &pgbackrest_removal},
    {listing_format::velero, "kubectl get backups.velero.io --all-namespaces -o json", is_velero, rota::parse_velero,
     &velero_removal},
    {listing_format::cloudnative_pg, "kubectl get backups.postgresql.cnpg.io --all-namespaces -o json",
     is_cloudnative_pg, rota::parse_cloudnative_pg, &cloudnative_pg_removal},
    {listing_format::barman, "barman --format json list-backups all", is_barman, rota::parse_barman, &barman_removal},
}};
static_assert(std::equal(rows.begin(), rows.end(), choices<listing_format>.begin(),
                         [](const format_row& row, const choice<listing_format>& one) {
                           return row.format == one.value;
                         }));

const format_row& row_of(listing_format format) { return rows[static_cast<std::size_t>(format)]; }

const format_row* plain_row(const document_top& top) {
  const auto* const row =
      std::find_if(rows.begin(), rows.end(), [&](const format_row& one) { return one.is_plain(top); });
  return row == rows.end() ? nullptr : row;
}

}  // namespace

format_guess guess_format(const std::string& text) {
  const document_top top{text, [](const document_top& read) { return plain_row(read) != nullptr; }};
  const format_row* const row = plain_row(top);
  return {row == nullptr ? std::nullopt : std::optional{row->format}, top.is_json(), top.description()};
}

std::string instead_of_listing() {
  std::string text{rows.front().origin};
  for (std::size_t i = 1; i < rows.size(); ++i)
    text.append(i == 1 ? ", or what is printed by `" : i + 1 == rows.size() ? "` or `" : "`, `").append(rows[i].origin);
  return text + "`";
}

std::string description(listing_format format) {
  const std::string origin{row_of(format).origin};
  return format == listing_format::api ? origin : "what `" + origin + "` prints";
}

rota::result<rota::listing> parse_listing(listing_format format, std::span<const std::string_view> files) {
  const format_row& row = row_of(format);
  if (row.parse == nullptr)
    return rota::parse_backups(files).map([](std::vector<rota::backup>&& pages) {
      return rota::listing{std::move(pages), {}};
    });
  if (files.size() == 1) return row.parse(files.front(), rota::default_issue_limit);
  std::vector<rota::listing> all;
  rota::issues wrong;
  for (std::size_t k = 0; k < files.size(); ++k) {
    auto one = row.parse(files[k], rota::default_issue_limit);
    for (rota::issue& each : one ? one->notes : one.error()) each.pointer.insert(0, "/" + std::to_string(k));
    if (one)
      all.push_back(std::move(*one));
    else
      wrong.insert(wrong.end(), one.error().begin(), one.error().end());
  }
  if (!wrong.empty()) return tl::make_unexpected(std::move(wrong));
  return rota::join(all);
}

const removal* removal_of(listing_format format) { return row_of(format).how_removed; }

}  // namespace tool
