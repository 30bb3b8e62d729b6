// SPDX-License-Identifier: MIT
#include "pgbackrest_listing.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <rota/import/pgbackrest.hpp>

#include "contract.hpp"

namespace service::executors {

namespace {

using nlohmann::json;
using rota::detail::in_quotes;

[[noreturn]] void refuse_listing(const std::string& found, const std::string& expected) {
  throw refusal{failure::impossible, "pgbackrest info: found " + found + "; expected " + expected};
}

/// Throws unless all backups are listed. The importer takes a missing stanza for one without backups, as suits a plan;
/// here the repository may not be mounted.
void require_readable(const json& status, const std::string& of) {
  const int code = status.at("code").get<int>();
  constexpr int ok = 0;
  constexpr int no_valid_backups = 2;
  if (code == ok || code == no_valid_backups) return;
  refuse_listing("status " + std::to_string(code) + ", " + in_quotes(status.value("message", "")) + ", of " + of,
                 R"(status 0, "ok", or 2, "no valid backups"; make pgbackrest info report one of them, as with )"
                 "stanza-create, or by mounting the repository, and try again");
}

const json& stanza_of(const json& document, const std::string& name) {
  if (document.size() != 1 || document.at(0).at("name") != name)
    refuse_listing(std::to_string(document.size()) + " stanzas", "the stanza " + in_quotes(name) + " alone");
  return document.at(0);
}

unsigned repo_of(const json& backup) { return backup.at("database").at("repo-key").get<unsigned>(); }

}  // namespace

pgbackrest_listing::pgbackrest_listing(const pgbackrest_repository& of, const std::string& text) try {
  auto imported = rota::parse_pgbackrest(text);
  if (!imported) {
    std::string issues;
    for (const rota::issue& one : imported.error()) issues += '\n' + to_string(one);
    refuse_listing("an incomplete listing:" + issues, "what pgbackrest info --output=json prints");
  }
  const json document = json::parse(text);
  const json& stanza = stanza_of(document, of.stanza);
  require_readable(stanza.at("status"), in_quotes(of.stanza));
  for (const json& repo : stanza.at("repo"))
    require_readable(repo.at("status"), in_quotes(of.stanza) + " in repository " + repo.at("key").dump());
  is_busy_ = stanza.at("status").at("lock").at("backup").at("held").get<bool>();

  std::map<std::string, std::string> ids;  // in the service, by the importer's id
  for (const json& backup : stanza.at("backup")) {
    const std::string label = backup.at("label").get<std::string>();
    const auto annotations = backup.find("annotation");
    if (annotations != backup.end() && annotations->contains("rota"))
      ids[to_string(rota::pgbackrest_set{of.stanza, repo_of(backup), label})] =
          annotations->at("rota").get<std::string>();
  }
  for (rota::backup& one : imported->backups) {
    const auto set = rota::parse_pgbackrest_id(one.id);
    if (!set || set->stanza != of.stanza || set->repo != of.repo)
      refuse_listing("the backup " + in_quotes(one.id), "those of repository " + std::to_string(of.repo) + " alone");
    const auto id = ids.find(one.id);
    backups_.push_back({set->label, id == ids.end() ? "" : id->second, std::move(one)});
  }
  // A label of pgBackRest is later than all labels before it.
  std::sort(backups_.begin(), backups_.end(),
            [](const listed_backup& a, const listed_backup& b) { return a.record.created < b.record.created; });
} catch (const json::exception& problem) {
  refuse_listing(problem.what(), "the members that pgBackRest 2.45 prints; install 2.45 or newer");
}

const listed_backup* pgbackrest_listing::find(std::string_view id) const {
  const listed_backup* found = nullptr;
  for (const listed_backup& one : backups_) {
    if (one.id != id) continue;
    if (found != nullptr)
      throw refusal{failure::impossible, "the backups " + found->label + " and " + one.label +
                                             " carry the same annotation, rota=" + one.id +
                                             "; expected one backup; expire by hand the one that is not needed"};
    found = &one;
  }
  return found;
}

const listed_backup* pgbackrest_listing::prior_for(rota::level what) const {
  if (what == rota::level::full) return nullptr;
  const auto newest = std::find_if(backups_.rbegin(), backups_.rend(), [&](const listed_backup& one) {
    return what == rota::level::incremental || !one.record.parent_id;
  });
  return newest == backups_.rend() ? nullptr : &*newest;
}

const listed_backup* pgbackrest_listing::prior_of(const listed_backup& one) const {
  if (!one.record.parent_id) return nullptr;
  const auto prior = std::find_if(backups_.begin(), backups_.end(),
                                  [&](const listed_backup& other) { return other.record.id == *one.record.parent_id; });
  return prior == backups_.end() ? nullptr : &*prior;  // the importer refuses a listing without it
}

bool pgbackrest_listing::is_within(const listed_backup* one, const std::vector<std::string>& chain) const {
  for (; one != nullptr; one = prior_of(*one))
    if (std::find(chain.begin(), chain.end(), one->id) == chain.end()) return false;
  return true;
}

std::vector<std::string> pgbackrest_listing::built_on(const listed_backup& one) const {
  std::vector<std::string> labels;
  for (const listed_backup& other : backups_)
    if (other.record.parent_id == one.record.id) labels.push_back(other.label);
  return labels;
}

}  // namespace service::executors
