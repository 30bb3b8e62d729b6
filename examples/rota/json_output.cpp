// SPDX-License-Identifier: MIT
#include "json_output.hpp"

#include <iostream>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>
#include <utility>

namespace tool {

namespace {

using json = nlohmann::ordered_json;

void print(const json& document) { std::cout << document.dump(2) << '\n'; }

}  // namespace

void print_json(const rota::schedule& schedule) { print(rota::to_document<json>(schedule)); }

void print_json(const rota::decision& decision, const rota::history& past) {
  print(rota::to_document<json>(decision, past));
}

void print_json(const rota::prune_plan& plan, std::span<const rota::backup> backups, const scope& of,
                const rota::issues& holds) {
  json document = rota::to_document<json>(plan, backups);
  const rota::history past{backups};
  auto kept = document["keep"].begin();
  for (std::size_t i = 0; i < backups.size(); ++i) {
    if (!plan.verdicts[i].keep || past.is_repeated(i)) continue;
    if (!of.contains(backups[i])) (*kept)["why"] = json::array({scope::reason_outside});
    ++kept;
  }
  if (!holds.empty()) document["holds"] = holds;
  print(document);
}

void print_json(std::span<const rota::difference> differences, const rota::history& past) {
  print(rota::to_document<json>(differences, past));
}

void print_json(std::span<const source_status> sources, const rota::history& past, const rota::issues& unnamed) {
  json listed = json::array();
  for (const source_status& one : sources)
    listed.push_back(rota::to_document<json>(one.found, past, one.source, one.next));
  print({{"sources", std::move(listed)}, {"damage", unnamed}});
}

void print_json(std::span<const rota::fate> fates) { print(rota::to_document<json>(fates)); }

void print_json(const rota::simulation& simulation) {
  json document{{"events", simulation.events}};
  document.update(rota::to_document<json>(simulation.backups));
  print(document);
}

void print_json(const rota::fault& fault) {
  // Names of files need not be UTF-8, unlike all else that a fault quotes.
  std::cout << json(fault).dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

void print_json_order(std::span<const std::size_t> order, std::span<const rota::backup> backups) {
  json ids = json::array();
  for (const std::size_t i : order) ids.push_back(backups[i].id);
  print({{"restore_order", std::move(ids)}});
}

void print_json_text(const std::string& text, const std::optional<std::string>& zone) {
  json document{{"text", text}};
  if (zone) document["zone"] = *zone;
  print(document);
}

void print_json(std::span<const shell_command> commands) {
  json listed = json::array();
  for (const shell_command& one : commands) listed.push_back(one);
  print({{"commands", std::move(listed)}});
}

std::string to_json_line(const rota::run& run, const std::string& local,
                         const std::optional<std::string>& schedule_id) {
  const json written = run;
  json line{{"at", written["at"]}, {"local", local}};
  line.update(written);
  if (schedule_id) line["schedule"] = *schedule_id;
  return line.dump();
}

std::string to_json_day(date::local_days day, const std::optional<std::string>& schedule_id) {
  const std::string text = rota::format_day(day);
  return schedule_id ? json{{"day", text}, {"schedule", *schedule_id}}.dump() : json(text).dump();
}

}  // namespace tool
