// SPDX-License-Identifier: MIT
#include "input.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "errors.hpp"

namespace tool {

namespace {

std::string read_text(const input_file& file) {
  if (file.is_standard_input() && isatty(STDIN_FILENO) != 0)
    std::cerr << "rota: reading JSON from standard input; end it with Ctrl-D\n";
  const auto read = [&](std::istream& stream) {
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (stream.bad()) throw wrong_usage{"cannot read " + file.name};
    return text;
  };
  if (file.is_standard_input()) return read(std::cin);
  std::ifstream stream{file.name, std::ios::binary};
  if (!stream || stream.peek() == std::ifstream::traits_type::eof()) {
    // Some systems open a folder like a file and then fail to read it.
    if (!stream.eof())
      throw wrong_usage{"cannot read the file " + file.name + "; name one that exists, or - for standard input"};
    return {};
  }
  return read(stream);
}

template <class T>
T value_or_refuse(rota::result<T>&& result) {
  if (!result) throw refused{rota::bad_request(std::move(result.error()))};
  return std::move(*result);
}

bool are_same(const input_file& one, const input_file& other) {
  std::error_code cannot_tell;
  return (one.is_standard_input() && other.is_standard_input()) ||
         std::filesystem::equivalent(one.name, other.name, cannot_tell);
}

/// Throws `wrong_usage` if two of the pages are the same file: its backups would be listed twice.
void require_named_once(const std::vector<input_file>& pages) {
  for (auto page = pages.begin(); page != pages.end(); ++page) {
    const auto same =
        std::find_if(pages.begin(), page, [&](const input_file& before) { return are_same(before, *page); });
    if (same != page)
      throw wrong_usage{"the backups " + same->name + " and " + page->name +
                        " are the same file; leave one of them out"};
  }
}

/// The request in `text` with another calendar; nullopt if it has no place for one.
std::optional<nlohmann::json> with_calendar(const std::string& text, const rota::parsed_calendar& calendar) {
  auto document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("schedule") || !document["schedule"].is_object()) return std::nullopt;
  nlohmann::json& request = document["schedule"];
  for (const char* const name : {"day_of_week", "hour", "minute"}) request.erase(name);
  request["calendar"] = calendar.when;
  if (calendar.zone) request["zone"] = *calendar.zone;
  return document;
}

}  // namespace

rota::schedule_spec read_create_request(const input_file& file, const std::optional<rota::parsed_calendar>& calendar) {
  const std::string text = read_text(file);
  const auto document = calendar ? with_calendar(text, *calendar) : std::nullopt;
  return value_or_refuse(document ? rota::parse_create_request(*document) : rota::parse_create_request(text));
}

rota::schedule_change read_update_request(const input_file& file,
                                          const std::optional<rota::parsed_calendar>& calendar) {
  const std::string text = read_text(file);
  const auto document = calendar ? with_calendar(text, *calendar) : std::nullopt;
  return value_or_refuse(document ? rota::parse_update_request(*document) : rota::parse_update_request(text));
}

rota::schedule_change update_request_of(const rota::parsed_calendar& calendar) {
  return value_or_refuse(rota::parse_update_request(*with_calendar(R"({"schedule": {}})", calendar)));
}

rota::schedule read_schedule(const input_file& file) { return value_or_refuse(rota::parse_schedule(read_text(file))); }

rota::retention read_policy(const input_file& file) { return value_or_refuse(rota::parse_retention(read_text(file))); }

std::vector<rota::backup> read_backups(const std::vector<input_file>& pages) {
  require_named_once(pages);
  std::vector<std::string> texts;
  texts.reserve(pages.size());
  for (const input_file& page : pages) texts.push_back(read_text(page));
  const std::vector<std::string_view> views{texts.begin(), texts.end()};
  return value_or_refuse(rota::parse_backups(std::span{views}));
}

std::variant<std::vector<rota::schedule>, rota::schedule, rota::schedule_spec> read_schedules_or_request(
    const input_file& file) {
  const std::string text = read_text(file);
  // Only the names near the top are of interest: what lies deeper would take much memory.
  const auto is_near_top = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) { return depth <= 2; };
  const auto document = nlohmann::json::parse(text, is_near_top, false);
  const auto has = [](const nlohmann::json& value, const char* name) {
    return value.is_object() && value.contains(name);
  };
  if (has(document, "schedules") && !has(document, "schedule")) return value_or_refuse(rota::parse_schedules(text));
  if (has(document, "schedule") && has(document["schedule"], "next_run"))
    return value_or_refuse(rota::parse_schedule(text));
  return value_or_refuse(rota::parse_create_request(text));
}

void require_different(const named_input& one, const named_input& other) {
  if (one.file.is_standard_input() && other.file.is_standard_input())
    throw wrong_usage{one.name + " and " + other.name + " cannot both be standard input; name a file for one of them"};
}

void require_different(const named_input& one, const std::vector<input_file>& pages) {
  for (const input_file& page : pages) require_different(one, {page, "the backups"});
}

}  // namespace tool
