// SPDX-License-Identifier: MIT
//
// tests/json_documents.hpp: the requests and records of schedules as JSON text, built member by member.
//
//   for (const form what : all_forms)              // create, update, record, list
//     document_of(what, with(valid_members(what), "hour", "24"))
//   problems(issues_of(what, document))            // "/schedule/hour out_of_range"
//   differences(what, text, "/schedule/hour out_of_range")    // "" if text, value and ordered value all have these issues
//   samples()                                      // a text of every JSON type
//   rules_of(what)                                 // the types that each member accepts
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "issues_found.hpp"

namespace json_documents {

using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::issue_code;
using rota::issues;
using rota::parse_create_request;
using rota::parse_schedule;
using rota::parse_schedules;
using rota::parse_update_request;
using rota::schedule;
using rota::source_type;
using rota::sys_seconds;
using rota::time_of_day;

// --- the API guide's examples ---

inline sys_seconds at(std::string_view text) { return rota::parse_instant(text).value(); }

inline const std::string seed_id = "88b277eb-39be-4921-be31-3d61b43651d7";
inline const rota::source seed_source{"44b277eb-39be-4921-be31-3d61b43651d7", source_type::instance};

inline schedule seed_schedule() {
  return make_schedule({rota::weekly(date::Sunday, time_of_day{14h, 30min}), seed_source}, seed_id,
                       at("2014-10-30T12:30:00"), rota::utc);
}

// --- the four documents ---

enum class form { create, update, record, list };
inline constexpr std::array all_forms{form::create, form::update, form::record, form::list};

inline std::string name_of(form what) {
  switch (what) {
    case form::create: return "create";
    case form::update: return "update";
    case form::record: return "record";
    case form::list: return "list";
  }
  return "";
}

template <class Value>
issues issues_in(const rota::result<Value>& result) {
  if (result) return {};
  return result.error().empty() ? issues{{"neither a value nor an issue", issue_code::malformed, "!"}} : result.error();
}

/// The issues of a document. An exception, which must not happen, shows as an issue.
template <class Input>
issues issues_of(form what, const Input& document, std::size_t limit = rota::default_issue_limit) {
  try {
    switch (what) {
      case form::create: return issues_in(parse_create_request(document, limit));
      case form::update: return issues_in(parse_update_request(document, limit));
      case form::record: return issues_in(parse_schedule(document, limit));
      case form::list: return issues_in(parse_schedules(document, limit));
    }
  } catch (const std::exception& thrown) {
    return {{"threw", issue_code::malformed, thrown.what()}};
  }
  return {};
}

/// Members with the text of their values; "source/id" is a member of "source".
using members = std::vector<std::pair<std::string, std::string>>;

/// Every member that a document of a form can have, with a valid value.
inline members valid_members(form what) {
  const std::string id = "\"" + seed_source.id + "\"";
  switch (what) {
    case form::create:
      return {{"action", "\"backup\""},
              {"day_of_week", "0"},
              {"hour", "14"},
              {"minute", "30"},
              {"instance_id", id},
              {"source_id", id},
              {"source_type", "\"instance\""},
              {"full_backup_retention", "3"},
              {"copy_to", "[\"IAD\"]"}};
    case form::update:
      return {{"day_of_week", "0"},           {"hour", "14"},           {"minute", "30"},
              {"full_backup_retention", "3"}, {"copy_to", "[\"IAD\"]"}, {"run_now", "true"}};
    case form::record:
    case form::list:
      return {{"action", "\"backup\""},
              {"created", "\"2014-10-30T12:30:00\""},
              {"day_of_month", "null"},
              {"day_of_week", "0"},
              {"full_backup_retention", "2"},
              {"hour", "14"},
              {"id", "\"" + seed_id + "\""},
              {"instance_id", id},
              {"last_scheduled", "null"},
              {"minute", "30"},
              {"month", "null"},
              {"next_run", "\"2014-10-30T14:30:00\""},
              {"running", "false"},
              {"source/id", id},
              {"source/type", "\"instance\""},
              {"updated", "\"2014-10-30T12:30:00\""},
              {"copy_to", "[\"IAD\"]"}};
  }
  return {};
}

inline bool is_inside_source(std::string_view name) { return name.substr(0, 7) == "source/"; }

/// The members with `name` set to `value`. "source" replaces the members inside of it.
inline members with(members held, const std::string& name, const std::string& value) {
  if (name == "source")
    held.erase(std::remove_if(held.begin(), held.end(), [](const auto& one) { return is_inside_source(one.first); }),
               held.end());
  for (auto& one : held)
    if (one.first == name) {
      one.second = value;
      return held;
    }
  held.emplace_back(name, value);
  return held;
}

inline members without(members held, const std::string& name) {
  held.erase(std::remove_if(held.begin(), held.end(), [&](const auto& one) { return one.first == name; }), held.end());
  return held;
}

inline std::string object_of(const members& held) {
  std::string outside;
  std::string inside;
  for (const auto& [name, value] : held) {
    std::string& text = is_inside_source(name) ? inside : outside;
    text.append(text.empty() ? "\"" : ", \"").append(is_inside_source(name) ? name.substr(7) : name);
    text.append("\": ").append(value);
  }
  if (!inside.empty()) outside.append(outside.empty() ? "" : ", ").append("\"source\": {").append(inside).append("}");
  return "{" + outside + "}";
}

/// The document with these members. A list has a valid record before the one with them.
inline std::string document_of(form what, const members& held) {
  if (what == form::list) return "{\"schedules\": [" + object_of(valid_members(what)) + ", " + object_of(held) + "]}";
  return "{\"schedule\": " + object_of(held) + "}";
}

inline std::string pointer_to(form what, const std::string& name) {
  return (what == form::list ? "/schedules/1/" : "/schedule/") + name;
}

inline std::string valid_document(form what) { return document_of(what, valid_members(what)); }

/// The issues of a document as text, as a value and as an ordered value, where they are not `expected`.
inline std::string differences(form what, const std::string& text, const std::string& expected) {
  const std::array<issues, 3> found{issues_of(what, text), issues_of(what, json::parse(text)),
                                    issues_of(what, ordered_json::parse(text))};
  std::string different;
  for (const issues& one : found) {
    if (problems(one) != expected)
      different += name_of(what) + " " + text.substr(0, 500) + ": \"" + problems(one) + "\" for \"" + expected + "\"\n";
    different += bad_messages(one);
  }
  return different;
}

// --- members and their types ---

enum class type { null, boolean, integer, huge, real, string, array, object };

struct sample {
  type what;
  std::string text;
};

inline std::vector<sample> samples() {
  return {{type::null, "null"},
          {type::boolean, "true"},
          {type::boolean, "false"},
          {type::integer, "14"},
          {type::huge, "9223372036854775808"},
          {type::huge, "18446744073709551615"},
          {type::huge, "18446744073709551616"},
          {type::huge, "-9223372036854775809"},
          {type::huge, "99999999999999999999"},
          {type::huge, "-99999999999999999999"},
          {type::real, "14.0"},
          {type::real, "14.5"},
          {type::real, "1e1"},
          {type::real, "-0.0"},
          {type::string, "\"14\""},
          {type::string, "\"\""},
          {type::array, "[]"},
          {type::object, "{}"}};
}

/// What a member accepts: its types, each with the code of the issue that a sample of it still has, "" for none.
struct member_rules {
  std::string name;
  bool is_required;
  std::vector<std::pair<type, std::string>> accepted;
  std::string otherwise = "wrong_type";

  [[nodiscard]] bool accepts(type what) const {
    return std::any_of(accepted.begin(), accepted.end(), [&](const auto& one) { return one.first == what; });
  }

  /// The code of the issue of the member with such a sample, "" for none.
  [[nodiscard]] std::string code(type what) const {
    if (what == type::null) return is_required ? "missing" : "";
    for (const auto& [accepted_type, code] : accepted)
      if (accepted_type == what) return code;
    if (what == type::huge && accepts(type::integer)) return "out_of_range";
    return otherwise;
  }
};

inline std::vector<member_rules> rules_of(form what) {
  const std::vector<std::pair<type, std::string>> instant{{type::string, "malformed"}};
  const std::vector<std::pair<type, std::string>> uuid{{type::string, "malformed"}};
  const std::vector<std::pair<type, std::string>> word{{type::string, "unknown_value"}};
  const std::vector<std::pair<type, std::string>> number{{type::integer, ""}};
  const std::vector<std::pair<type, std::string>> days{{type::integer, "out_of_range"}, {type::array, "out_of_range"}};
  const std::vector<std::pair<type, std::string>> list{{type::array, ""}};
  switch (what) {
    case form::create:
      return {{"action", true, word},       {"day_of_week", true, days},
              {"hour", true, number},       {"minute", true, number},
              {"instance_id", false, uuid}, {"source_id", false, uuid},
              {"source_type", false, word}, {"full_backup_retention", false, number},
              {"copy_to", false, list}};
    case form::update:
      return {{"day_of_week", false, days},
              {"hour", false, number},
              {"minute", false, number},
              {"full_backup_retention", false, number},
              {"run_now", false, {{type::boolean, ""}, {type::string, "unknown_value"}}}};
    case form::record:
    case form::list:
      return {{"action", true, word},
              {"created", true, instant},
              {"day_of_month", false, {}, "unsupported"},
              {"day_of_week", true, days},
              {"full_backup_retention", false, number},
              {"hour", true, number},
              {"instance_id", false, uuid},
              {"last_scheduled", false, instant},
              {"minute", true, number},
              {"month", false, {}, "unsupported"},
              {"next_run", true, instant},
              {"running", false, {{type::boolean, ""}, {type::integer, "out_of_range"}}},
              {"source", false, {{type::object, ""}}},
              {"source/id", false, uuid},
              {"source/type", false, word},
              {"updated", true, instant},
              {"copy_to", false, list}};
  }
  return {};
}

}  // namespace json_documents
