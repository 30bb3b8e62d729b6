// SPDX-License-Identifier: MIT
//
// result<backup_spec> parse_backup_request(std::string_view text, std::size_t issue_limit = 100);
// result<backup_spec> parse_backup_request(const json_value auto&, std::size_t issue_limit = 100);

#include <array>
#include <cstddef>
#include <exception>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "issues_found.hpp"
#include "json_documents.hpp"
#include "raw_requests.hpp"

namespace {

using json_documents::sample;
using json_documents::samples;
using json_documents::type;
using nlohmann::json;
using nlohmann::ordered_json;
using rota::backup_spec;
using rota::parse_backup_request;
using rota::source_type;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// The request with these members, as they are written.
std::string request_of(const std::string& members) { return "{\"backup\": {" + members + "}}"; }

/// The request of an instance with one more member.
std::string request_with(const std::string& name, const std::string& value) {
  return request_of("\"instance\": " + quoted(id_a) + ", " + quoted(name) + ": " + value);
}

/// The issues of a request as text, as a value and as an ordered value, where they are not `expected`.
std::string differences(const std::string& text, const std::string& expected) {
  std::string different;
  for (const auto& found : {parse_backup_request(text), parse_backup_request(json::parse(text)),
                            parse_backup_request(ordered_json::parse(text))})
    if (problems(found) != expected || !bad_messages(found).empty())
      different +=
          text.substr(0, 300) + ": \"" + problems(found) + "\" for \"" + expected + "\" " + bad_messages(found);
  return different;
}

}  // namespace

TEST_CASE("what python-troveclient sends is a request for a backup", "[backup_requests]") {
  REQUIRE(parse_backup_request(request_of("\"name\": \"snapshot\", \"instance\": " + quoted(id_a))).value() ==
          backup_spec{.source = {id_a}, .name = "snapshot"});
  REQUIRE(parse_backup_request(request_of("\"name\": \"snapshot\", \"instance\": " + quoted(id_a) +
                                          ", \"description\": \"My Backup\", \"parent_id\": " + quoted(id_b)))
              .value() ==
          backup_spec{.source = {id_a}, .parent_id = id_b, .name = "snapshot", .description = "My Backup"});
}

TEST_CASE("the source has the names of a request to create a schedule, too", "[backup_requests]") {
  REQUIRE(parse_backup_request(request_of("\"instance_id\": " + quoted(id_a))).value() ==
          backup_spec{.source = {id_a}});
  REQUIRE(parse_backup_request(request_of("\"source_id\": " + quoted(id_a))).value() == backup_spec{.source = {id_a}});
  REQUIRE(
      parse_backup_request(request_of("\"source_type\": \"ha\", \"source_id\": " + quoted(id_a))).value().source.type ==
      source_type::ha);
  for (const std::string name : {"instance", "instance_id"}) {
    CAPTURE(name);
    const std::string instance = quoted(name) + ": " + quoted(id_a) + ", ";
    REQUIRE(differences(request_of(instance + "\"source_id\": " + quoted(id_a)), "") == "");
    REQUIRE(differences(request_of(instance + "\"source_id\": " + quoted(id_b)), "/backup/" + name + " conflict") ==
            "");
    REQUIRE(differences(request_of(instance + "\"source_type\": \"ha\", \"source_id\": " + quoted(id_a)),
                        "/backup/" + name + " conflict") == "");
    REQUIRE(differences(request_of(instance + "\"source_type\": \"ha\""),
                        "/backup/" + name + " conflict, /backup/source_id missing") == "");
    REQUIRE(differences(request_of(quoted(name) + ": \"x\""), "/backup/" + name + " malformed") == "");
    REQUIRE(differences(request_of(quoted(name) + ": 7"), "/backup/" + name + " wrong_type") == "");
  }
}

TEST_CASE("instance and instance_id are one member: only one of them may be given", "[backup_requests]") {
  const std::string both = "\"instance\": " + quoted(id_a) + ", \"instance_id\": " + quoted(id_a);
  REQUIRE(differences(request_of(both), "/backup/instance_id conflict") == "");
  REQUIRE(lacking(message_at(parse_backup_request(request_of(both)), "/backup/instance_id"),
                  std::array<std::string_view, 2>{"beside instance", "leave one of them out"}) == "");
  REQUIRE(differences(request_of("\"instance\": null, \"instance_id\": " + quoted(id_a)), "") == "");
  REQUIRE(differences(request_of("\"instance_id\": null, \"instance\": " + quoted(id_a)), "") == "");
}

TEST_CASE("a request for a backup without a source is told how to name one", "[backup_requests]") {
  for (const std::string members : {"", "\"instance\": null", "\"name\": \"x\""})
    REQUIRE(differences(request_of(members), "/backup/instance_id missing") == "");
}

TEST_CASE("every member of a request for a backup is a string, and null is the same as absent", "[backup_requests]") {
  std::string found;
  for (const std::string name :
       {"instance", "instance_id", "source_id", "source_type", "parent_id", "name", "description"}) {
    const bool is_of_source = name == "instance" || name == "instance_id";
    for (const sample& one : samples()) {
      std::string code = "wrong_type";
      if (one.what == type::null) code = "";
      if (one.what == type::string)
        code = name == "description"    ? ""
               : name == "source_type"  ? "unknown_value"
               : name != "name"         ? "malformed"
               : one.text == quoted("") ? "out_of_range"
                                        : "";
      const std::string text = is_of_source
                                   ? request_of(quoted(name) + ": " + one.text + ", \"source_id\": " + quoted(id_a))
                                   : request_with(name, one.text);
      found += differences(text, code.empty() ? "" : "/backup/" + name + " " + code);
    }
  }
  REQUIRE(found == "");
}

TEST_CASE("every issue of a backup request in JSON is reported at once, in the order of its members",
          "[backup_requests]") {
  REQUIRE(differences(R"({"extra": 1, "backup": {"zzz": 1, "description": {}, "name": "", "parent_id": "latest",
                          "source_type": "HA", "source_id": [], "instance_id": "x"}})",
                      "/extra unknown_member, /backup/instance_id malformed, /backup/source_id wrong_type, "
                      "/backup/source_type unknown_value, /backup/parent_id malformed, /backup/name out_of_range, "
                      "/backup/description wrong_type, /backup/zzz unknown_member") == "");
}

TEST_CASE("the message about a misspelled member of a request for a backup says what was probably meant",
          "[backup_requests]") {
  const std::vector<std::pair<std::string, std::string>> misspelled{
      {"instanceId", "instance_id"}, {"instances", "instance"},     {"Name", "name"},
      {"parentid", "parent_id"},     {"desciption", "description"}, {"source-type", "source_type"}};
  std::string found;
  for (const auto& [name, meant] : misspelled) {
    const std::string text = request_with(name, "1");
    found += differences(text, "/backup/" + name + " unknown_member");
    found += lacking(message_at(parse_backup_request(text), "/backup/" + name),
                     std::array<std::string, 2>{quoted(name), "write " + quoted(meant)});
  }
  REQUIRE(found == "");
  REQUIRE(lacking(message_at(parse_backup_request(R"({"backups": {}})"), "/backups"),
                  std::array<std::string_view, 1>{"write \"backup\""}) == "");
  REQUIRE(differences(request_with("incremental", "1"), "/backup/incremental unknown_member") == "");
}

TEST_CASE("members of a request for a schedule are unknown to one for a backup, and the other way round",
          "[backup_requests]") {
  for (const std::string name : {"action", "hour", "copy_to", "calendar"})
    REQUIRE(differences(request_with(name, "null"), "/backup/" + name + " unknown_member") == "");
  REQUIRE(problems(rota::parse_create_request(json_documents::document_of(
              json_documents::form::create,
              json_documents::with(json_documents::valid_members(json_documents::form::create), "instance",
                                   quoted(id_a))))) == "/schedule/instance unknown_member");
}

TEST_CASE("a member that is given twice is a conflict, and so is a second request", "[backup_requests]") {
  const std::string instance = "\"instance\": " + quoted(id_a);
  REQUIRE(problems(parse_backup_request(request_of(instance + ", " + instance))) == "/backup/instance conflict");
  REQUIRE(problems(parse_backup_request("{\"backup\": {" + instance + "}, \"backup\": {}}")) == "/backup conflict");
}

TEST_CASE("what is no request for a backup at all is one issue", "[backup_requests]") {
  REQUIRE(problems(parse_backup_request("")) == " malformed");
  REQUIRE(problems(parse_backup_request("{\"backup\": {")) == " malformed");
  REQUIRE(problems(parse_backup_request("{\"backup\": {\"name\": \"\xff\"}}")) == " malformed");
  REQUIRE(differences("[]", " wrong_type") == "");
  REQUIRE(differences("{}", "/backup missing") == "");
  REQUIRE(differences("{\"backup\": []}", "/backup wrong_type") == "");
  REQUIRE(differences("{\"backup\": null}", "/backup missing") == "");
  REQUIRE(differences("{\"schedule\": {}}", "/backup missing, /schedule unknown_member") == "");
}

TEST_CASE("a name in JSON may hold a NUL or half a character, which no database takes as text", "[backup_requests]") {
  REQUIRE(differences(request_with("name", R"("a\u0000b")"), "/backup/name malformed") == "");
  REQUIRE(differences(request_with("name", R"("\u00e4\ud83d\udcbe")"), "") == "");
  json document = json::parse(request_with("name", "\"x\""));
  document["backup"]["name"] = "\xff";
  REQUIRE(problems(parse_backup_request(document)) == "/backup/name malformed");
}

TEST_CASE("the limit of issues holds for requests for backups", "[backup_requests]") {
  const std::string text = request_of("\"instance\": 1, \"parent_id\": 2, \"name\": 3, \"description\": 4");
  REQUIRE(parse_backup_request(text, 4).error().size() == 4);
  const auto cut = parse_backup_request(text, 2).error();
  REQUIRE(cut.size() == 3);
  REQUIRE(cut.back().pointer.empty());
}
