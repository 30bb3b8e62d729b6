// SPDX-License-Identifier: MIT
//
// result<schedule_spec>   parse_create_request(std::string_view text, std::size_t issue_limit = 100);
// result<schedule_spec>   parse_create_request(const json_value auto&, std::size_t issue_limit = 100);
// result<schedule_change> parse_update_request(…);         // likewise

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "issues_found.hpp"
#include "json_documents.hpp"
#include "test_data.hpp"

namespace {

using namespace std::chrono_literals;
using namespace json_documents;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::parse_create_request;
using rota::parse_update_request;
using rota::to_document;

/// A response of the API guide in a form that both of them can be brought to: `running` as a boolean, the default for a
/// retention that was not given, the regions sorted.
json in_one_spelling(json document) {
  json& members = document.at("schedule");
  if (members.at("running") == 0) members["running"] = false;
  if (members.at("full_backup_retention").is_null()) members["full_backup_retention"] = 2;
  if (members.contains("copy_to")) std::sort(members["copy_to"].begin(), members["copy_to"].end());
  return document;
}

}  // namespace

TEST_CASE("the API guide's requests make the API guide's responses") {
  for (const std::string stem : {"create", "create_copy_to"}) {
    CAPTURE(stem);
    const auto spec = parse_create_request(test_data(stem + ".request.json"));
    REQUIRE(problems(spec) == "");
    const std::string answer = test_data(stem + ".response.json");
    const json expected = json::parse(answer);
    const auto created = at(expected.at("schedule").at("created").get<std::string>());
    const std::string id = expected.at("schedule").at("id").get<std::string>();
    const json made = to_document(make_schedule(*spec, id, created, rota::utc));
    REQUIRE(in_one_spelling(made) == in_one_spelling(expected));
  }
}

TEST_CASE("an update that carries nothing but nulls carries nothing") {
  for (const std::string held : {"{}", "{\"hour\": null}", "{\"copy_to\": null, \"run_now\": null}"}) {
    CAPTURE(held);
    REQUIRE(differences(form::update, "{\"schedule\": " + held + "}", "/schedule missing") == "");
  }
}

TEST_CASE("every issue of a request is reported at once, in the order of the members") {
  const std::string text = R"({"extra": 1, "schedule": {
      "copy_to": ["IAD", 5, "LON", "IAD"], "full_backup_retention": 0, "source_type": 7, "source_id": [],
      "instance_id": "x", "minute": 60, "hour": "14", "day_of_week": [9, 1.5], "days": 3}})";
  const std::string expected =
      "/extra unknown_member, /schedule/action missing, /schedule/day_of_week/0 out_of_range, "
      "/schedule/day_of_week/1 wrong_type, /schedule/hour wrong_type, /schedule/minute out_of_range, "
      "/schedule/instance_id malformed, /schedule/source_id wrong_type, /schedule/source_type wrong_type, "
      "/schedule/full_backup_retention out_of_range, /schedule/copy_to/1 wrong_type, "
      "/schedule/copy_to/2 unsupported, /schedule/copy_to/3 conflict, /schedule/days unknown_member";
  REQUIRE(differences(form::create, text, expected) == "");
}

TEST_CASE("every issue of an update is reported at once, in the order of the members") {
  const std::string text = R"({"schedule": {"run_now": 1, "copy_to": "LON", "full_backup_retention": true,
      "minute": -1, "hour": 24, "day_of_week": {}, "action": "backup"}})";
  const std::string expected =
      "/schedule/day_of_week wrong_type, /schedule/hour out_of_range, /schedule/minute out_of_range, "
      "/schedule/full_backup_retention wrong_type, /schedule/copy_to unsupported, /schedule/run_now wrong_type, "
      "/schedule/action unknown_member";
  REQUIRE(differences(form::update, text, expected) == "");
}

TEST_CASE("the message about a misspelled member says what was probably meant") {
  const std::vector<std::pair<std::string, std::string>> of_create{{"full_backup_retension", "full_backup_retention"},
                                                                   {"full_backups_retention", "full_backup_retention"},
                                                                   {"fullBackupRetention", "full_backup_retention"},
                                                                   {"Hour", "hour"},
                                                                   {"hours", "hour"},
                                                                   {"minutes", "minute"},
                                                                   {"dayofweek", "day_of_week"},
                                                                   {"day_of_weak", "day_of_week"},
                                                                   {"copyto", "copy_to"},
                                                                   {"instance-id", "instance_id"},
                                                                   {"instanceId", "instance_id"},
                                                                   {"source_typ", "source_type"},
                                                                   {"suorce_id", "source_id"},
                                                                   {"actoin", "action"}};
  const std::vector<std::pair<std::string, std::string>> of_update{{"runnow", "run_now"}, {"copy-to", "copy_to"}};
  std::string found;
  const auto check = [&](form what, const std::string& name, const std::string& meant) {
    const std::string text = document_of(what, with(valid_members(what), name, "1"));
    found += differences(what, text, "/schedule/" + name + " unknown_member");
    const issues listed = issues_of(what, text);
    if (!listed.empty())
      found +=
          lacking(listed.front().message, std::array<std::string, 2>{"\"" + name + "\"", "write \"" + meant + "\""});
  };
  for (const auto& [name, meant] : of_create) check(form::create, name, meant);
  for (const auto& [name, meant] : of_update) check(form::update, name, meant);
  REQUIRE(found == "");
  const auto result = parse_create_request(R"({"shedule": {}})");
  REQUIRE(lacking(message_at(result, "/shedule"), std::array<std::string_view, 1>{"write \"schedule\""}) == "");
}

TEST_CASE("the message about a member that resembles no other says to leave it out") {
  std::string found;
  for (const std::string name : {"zzz", "comment", "description", "x"})
    for (const form what : {form::create, form::update}) {
      const auto listed = issues_of(what, document_of(what, with(valid_members(what), name, "{\"a\": [1]}")));
      if (problems(listed) != "/schedule/" + name + " unknown_member") found += problems(listed);
      found += lacking(listed.at(0).message,
                       std::array<std::string_view, 4>{name, "expected", "full_backup_retention", "leave it out"});
    }
  REQUIRE(found == "");
}

TEST_CASE("members of the other request are unknown") {
  std::string found;
  for (const std::string name : {"action", "instance_id", "source_id", "source_type"})
    found += differences(form::update, document_of(form::update, with(valid_members(form::update), name, "null")),
                         "/schedule/" + name + " unknown_member");
  found += differences(form::create, document_of(form::create, with(valid_members(form::create), "run_now", "true")),
                       "/schedule/run_now unknown_member");
  REQUIRE(found == "");
}
