// SPDX-License-Identifier: MIT
//
// template <class Json> concept json_value;     // nlohmann::json, nlohmann::ordered_json
//
// What all documents share: the envelope, text that is not JSON, repeated and unknown members, limits, size and depth.

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
using rota::issue;
using rota::issue_code;
using rota::issues;
using rota::parse_create_request;
using rota::parse_schedules;

static_assert(rota::json_value<json> && rota::json_value<ordered_json> && !rota::json_value<std::string>);

/// nlohmann takes a NUL byte for the end of the text.
bool is_json(const std::string& text) { return json::accept(text) && text.find('\0') == std::string::npos; }

/// How the result breaks the laws that hold for any bytes: no exception, at most one issue a pointer, and a single
/// `malformed` issue that names the byte if and only if the text is not JSON.
std::string lawless(form what, const std::string& text) {
  const issues found = issues_of(what, text);
  const bool is_malformed =
      !found.empty() && found.front().pointer.empty() && found.front().code == issue_code::malformed;
  std::string broken = bad_messages(found);
  for (const issue& one : found)
    if (one.pointer == "threw") broken += "threw " + one.message;
  if (is_malformed == is_json(text)) broken += "JSON taken for something else, or the reverse; ";
  if (is_malformed && found.size() != 1) broken += "more than one issue; ";
  if (is_malformed && lacking(found.front().message, std::array<std::string_view, 1>{"byte "}) != "")
    broken += "no byte named; ";
  if (!broken.empty()) broken += name_of(what) + " " + text.substr(0, 500);
  return broken;
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// Arrays nested to a depth, built without recursion.
template <class Json>
Json nested(int depth) {
  Json inner = Json::array();
  for (int i = 1; i < depth; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(inner));
    inner = std::move(outer);
  }
  return inner;
}

/// Whether there are as many issues as the limit allows, and one more, of the whole document, that says so.
bool is_cut(const issues& found, std::size_t limit) {
  return found.size() == limit + 1 && found.back().pointer.empty() &&
         found.back().message.find("found more than " + std::to_string(limit) + " issues") != std::string::npos;
}

/// Whether text, value and ordered value of a document have the same result, messages and all.
template <class Parse>
bool is_same(const std::string& text, Parse parse) {
  const auto of_text = parse(text);
  return of_text == parse(json::parse(text)) && of_text == parse(ordered_json::parse(text));
}
}  // namespace

// --- the envelope ---

TEST_CASE("a document is an object") {
  std::string found;
  for (const form what : all_forms)
    for (const sample& one : samples())
      found += differences(
          what, one.text,
          one.what == type::object ? (what == form::list ? "/schedules missing" : "/schedule missing") : " wrong_type");
  REQUIRE(found == "");
}

TEST_CASE("the one member of a document is an object, or for a list an array of objects") {
  std::string found;
  for (const form what : {form::create, form::update, form::record})
    for (const sample& one : samples()) {
      if (one.what == type::object) continue;
      found += differences(what, "{\"schedule\": " + one.text + "}",
                           one.what == type::null ? "/schedule missing" : "/schedule wrong_type");
    }
  for (const sample& one : samples()) {
    if (one.what != type::array)
      found += differences(form::list, "{\"schedules\": " + one.text + "}",
                           one.what == type::null ? "/schedules missing" : "/schedules wrong_type");
    if (one.what != type::object)
      found += differences(form::list, "{\"schedules\": [" + one.text + "]}", "/schedules/0 wrong_type");
  }
  REQUIRE(found == "");
  REQUIRE(parse_schedules("{\"schedules\": []}").value().empty());
}

TEST_CASE("the message about a missing envelope says what the envelope is") {
  const auto result = parse_create_request(object_of(valid_members(form::create)));
  REQUIRE(lacking(problems(result), std::array<std::string_view, 2>{"/schedule missing", "/hour unknown_member"}) ==
          "");
  REQUIRE(lacking(message_at(result, "/schedule"), std::array<std::string_view, 2>{"\"schedule\"", "{...}"}) == "");
  REQUIRE(bad_messages(result) == "");
}

TEST_CASE("an envelope given twice is a conflict") {
  std::string found;
  for (const form what : all_forms) {
    const std::string name = what == form::list ? "schedules" : "schedule";
    const std::string good = valid_document(what);
    const std::string once = good.substr(0, good.size() - 1);
    for (const std::string second : {"null", "{}", "[]", "{\"hour\": 99}", "7"}) {
      const std::string text = once + ", \"" + name + "\": " + second + "}";
      if (problems(issues_of(what, text)) != "/" + name + " conflict")
        found += name_of(what) + " " + second + ": " + problems(issues_of(what, text)) + "\n";
    }
    const std::string after_null = "{\"" + name + "\": null, " + good.substr(1);
    if (problems(issues_of(what, after_null)) != "/" + name + " conflict")
      found += name_of(what) + " after null: " + problems(issues_of(what, after_null)) + "\n";
  }
  REQUIRE(found == "");
}

// --- text and values ---

TEST_CASE("a document may be any kind of text") {
  const std::string text = valid_document(form::create);
  const auto expected = parse_create_request(json::parse(text));
  REQUIRE(expected);
  REQUIRE(parse_create_request(text) == expected);
  REQUIRE(parse_create_request(std::string_view{text}) == expected);
  REQUIRE(parse_create_request(text.c_str()) == expected);
  REQUIRE(parse_create_request("\xef\xbb\xbf" + text) == expected);  // a byte order mark
}

TEST_CASE("text and the value that it parses to have the same result") {
  std::vector<std::string> documents{test_data("create.request.json"),
                                     test_data("create.response.json"),
                                     test_data("create_copy_to.request.json"),
                                     test_data("create_copy_to.response.json"),
                                     R"({"schedule": {"zone": 1, "days": 2, "hour": "3", "minute": [4]}})",
                                     R"({"zone": 1, "days": 2})",
                                     R"({"schedules": {"a": 1}, "schedule": 5})"};
  for (const form what : all_forms) documents.push_back(valid_document(what));
  for (const sample& one : samples())
    if (one.what != type::real) {
      documents.push_back(one.text);
      documents.push_back("{\"schedule\": " + one.text + "}");
      documents.push_back("{\"schedules\": [" + one.text + ", {}]}");
      documents.push_back("{\"schedule\": {\"hour\": " + one.text + ", \"copy_to\": [" + one.text + "]}}");
    }
  std::string found;
  for (const std::string& text : documents) {
    if (!is_same(text, [](const auto& document) { return parse_create_request(document); }) ||
        !is_same(text, [](const auto& document) { return parse_update_request(document); }) ||
        !is_same(text, [](const auto& document) { return parse_schedule(document); }) ||
        !is_same(text, [](const auto& document) { return parse_schedules(document); }))
      found += text + "\n";
  }
  REQUIRE(found == "");
}

TEST_CASE("values that no text can give are issues too") {
  std::string found;
  for (const form what : all_forms) {
    for (const json& odd : {json::binary({1, 2, 3}), json(std::numeric_limits<double>::quiet_NaN()),
                            json(std::numeric_limits<double>::infinity())}) {
      json document = json::parse(valid_document(what));
      (what == form::list ? document["schedules"][1] : document["schedule"])["hour"] = odd;
      if (problems(issues_of(what, document)) != pointer_to(what, "hour wrong_type"))
        found += problems(issues_of(what, document)) + "\n";
      if (problems(issues_of(what, odd)) != " wrong_type") found += problems(issues_of(what, odd)) + "\n";
    }
    const json discarded = json::parse("{", nullptr, false);
    if (problems(issues_of(what, discarded)) != " malformed") found += problems(issues_of(what, discarded));
    json holder = json::parse(valid_document(what));
    holder[what == form::list ? "schedules" : "schedule"] = discarded;
    if (problems(issues_of(what, holder)) != " malformed") found += problems(issues_of(what, holder));
    holder = json::parse(valid_document(what));
    (what == form::list ? holder["schedules"][1] : holder["schedule"])["hour"] = discarded;
    if (problems(issues_of(what, holder)) != " malformed") found += problems(issues_of(what, holder));
  }
  REQUIRE(found == "");
}

// --- repeated and unknown members ---

TEST_CASE("a member given twice is a conflict, even if it says the same or nothing") {
  std::string found;
  for (const form what : all_forms)
    for (const auto& [name, value] : valid_members(what)) {
      const members base = valid_members(what);
      for (const std::string& again : {std::string{"null"}, std::string{"1"}, std::string{"[]"}, std::string{"{}"}}) {
        members twice = base;
        twice.emplace_back(name, again);
        const issues listed = issues_of(what, document_of(what, twice));
        if (problems(listed) != pointer_to(what, name) + " conflict" || !bad_messages(listed).empty())
          found += name_of(what) + " " + name + " " + again + ": " + problems(listed) + "\n";
      }
    }
  for (const std::string again : {"null", "1", "[]", "{}"}) {
    members twice = valid_members(form::record);
    twice.emplace_back("source", again);
    if (problems(issues_of(form::record, document_of(form::record, twice))) != "/schedule/source conflict")
      found += "source " + again + "\n";
  }
  REQUIRE(found == "");
}

TEST_CASE("an unknown member given twice is one issue in a request, and none in a record") {
  const auto twice = [](form what) {
    members held = valid_members(what);
    held.emplace_back("zzz", "1");
    held.emplace_back("zzz", "[2]");
    return problems(issues_of(what, document_of(what, held)));
  };
  REQUIRE(twice(form::create) == "/schedule/zzz unknown_member");
  REQUIRE(twice(form::update) == "/schedule/zzz unknown_member");
  REQUIRE(twice(form::record) == "");
  REQUIRE(twice(form::list) == "");
}

TEST_CASE("the pointer to an unknown member is escaped as in RFC 6901") {
  const auto pointer = [](const std::string& name) {
    return problems(issues_of(form::create, document_of(form::create, with(valid_members(form::create), name, "1"))));
  };
  REQUIRE(pointer("a/b") == "/schedule/a~1b unknown_member");
  REQUIRE(pointer("a~b") == "/schedule/a~0b unknown_member");
  REQUIRE(pointer("~1") == "/schedule/~01 unknown_member");
  REQUIRE(pointer("/~/") == "/schedule/~1~0~1 unknown_member");
  REQUIRE(pointer("") == "/schedule/ unknown_member");
  REQUIRE(pointer("hour/0") == "/schedule/hour~10 unknown_member");
  REQUIRE(problems(issues_of(form::create, "{\"m~/n\": 1, " + valid_document(form::create).substr(1))) ==
          "/m~0~1n unknown_member");
  // nlohmann's own pointer finds the member again.
  const json document = json::parse(document_of(form::create, with(valid_members(form::create), "~a/b~", "5")));
  REQUIRE(document.at(json::json_pointer{issues_of(form::create, document).at(0).pointer}) == 5);
}

// --- text that is not JSON ---

TEST_CASE("text that is not JSON gives one malformed issue, which names the byte") {
  std::string found;
  for (const form what : all_forms)
    for (const std::string& text : {std::string{},
                                    std::string{" "},
                                    std::string{"{"},
                                    std::string{"}"},
                                    std::string{"nul"},
                                    std::string{"NaN"},
                                    std::string{"'a'"},
                                    std::string{"{\"schedule\": {}} {}"},
                                    std::string{"{\"schedule\": {},}"},
                                    std::string{"{\"x\": 1, \"x\": 2"},
                                    std::string{"{schedule: 1}"},
                                    std::string{"[01]"},
                                    std::string{"[+1]"},
                                    std::string{"[1.]"},
                                    std::string{"\"\xff\""},
                                    std::string{"\"\\ud800\""},
                                    std::string{"\"\\x\""},
                                    std::string{"// c\n{}"},
                                    std::string{"{}\0", 3},
                                    std::string(1'000, '\0'),
                                    std::string{"\xff\xfe{\0}\0", 6},
                                    "\"" + std::string(1'000'000, 'a'),
                                    std::string(1'000'000, '\xff'),
                                    "[\"" + std::string(100'000, '\x01')})
      found += lawless(what, text);
  REQUIRE(found == "");
  REQUIRE(problems(parse_create_request("{\"schedule\": ?}")) == " malformed");
  REQUIRE(lacking(message_at(parse_create_request("{\"schedule\": ?}"), ""),
                  std::array<std::string_view, 2>{"not JSON at byte 14", "write"}) == "");
}

TEST_CASE("the message about malformed text shows where it breaks off") {
  const auto message = [](const std::string& text) { return message_at(parse_create_request(text), ""); };
  REQUIRE(lacking(message(R"({"schedule": {"hour": ?}})"), std::array{"byte 23", R"(\"hour\": ?)"}) == "");
  REQUIRE(lacking(message(R"({"schedule": {"hour": 14)"), std::array{"byte 25", "the text ends too early"}) == "");
  REQUIRE(lacking(message(""), std::array{"byte 1", "the text ends too early"}) == "");
  REQUIRE(lacking(message(std::string(1'000'000, ' ') + "\xff"), std::array{"byte 1000001", R"(\xff)"}) == "");
  REQUIRE(message(std::string(1'000'000, 'a')).size() < 200);
}

TEST_CASE("a NUL byte is malformed, wherever it stands") {
  const std::string text = valid_document(form::create);
  const auto with_nul = [&](std::size_t place, const std::string& rest) {
    std::string broken = text;
    return broken.insert(place, 1, '\0') + rest;
  };
  for (const std::string rest : {"", "garbage", "{}"}) {
    const auto result = parse_create_request(with_nul(text.size(), rest));
    REQUIRE(problems(result) == " malformed");
    const std::string byte = "not JSON at byte " + std::to_string(text.size() + 1) + ",";
    REQUIRE(lacking(message_at(result, ""), std::array<std::string_view, 2>{byte, "\\x00"}) == "");
  }
  std::string found;
  for (std::size_t place = 0; place <= text.size(); ++place)
    if (problems(parse_create_request(with_nul(place, ""))) != " malformed") found += std::to_string(place) + " ";
  REQUIRE(found == "");
}

TEST_CASE("issues found before malformed text are dropped") {
  REQUIRE(problems(parse_create_request(R"({"zzz": 1, "schedule": {"hour": 1, "hour": 2, "days": )")) == " malformed");
}

TEST_CASE("a valid document cut at any byte is malformed") {
  std::string found;
  for (const form what : all_forms) {
    const std::string text = valid_document(what);
    for (std::size_t size = 0; size < text.size(); ++size) {
      if (problems(issues_of(what, text.substr(0, size))) != " malformed") found += text.substr(0, size) + "\n";
      found += lawless(what, text.substr(0, size));
    }
  }
  REQUIRE(found == "");
}

TEST_CASE("a valid document with any byte replaced gives a value or issues, and breaks no law") {
  constexpr std::string_view hostile{"\0\xff\x80\"\\{},9-\n", 11};
  std::string found;
  for (const form what : {form::create, form::update, form::record}) {
    const std::string text = valid_document(what);
    for (std::size_t i = 0; i < text.size(); ++i)
      for (const char byte : hostile) {
        std::string mutated = text;
        mutated[i] = byte;
        found += lawless(what, mutated);
      }
  }
  REQUIRE(found == "");
}

TEST_CASE("random sequences of the pieces of documents break no law") {
  const std::vector<std::string> pieces{"{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "\"schedule\"",
                                        "\"schedules\"",
                                        "\"hour\"",
                                        "\"id\"",
                                        "\"source\"",
                                        "1",
                                        "null",
                                        "true",
                                        "\"backup\"",
                                        "\"copy_to\"",
                                        "\"action\"",
                                        "-1.5e3",
                                        "{\"schedule\": {",
                                        "{\"schedules\": [{",
                                        "\"source\": {",
                                        "\"copy_to\": [\"IAD\"",
                                        "}}",
                                        "]}"};
  constexpr std::uint64_t seed = 6901;
  generator values{seed};
  std::string found;
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (auto left = values.between(1, 12); left > 0; --left) text += pieces[values.index(pieces.size())];
    found += lawless(all_forms[values.index(all_forms.size())], text);
  }
  CAPTURE(seed);
  REQUIRE(found == "");
}

// --- size, depth and limits ---

TEST_CASE("whatever the limit, as many issues are listed, and the last one says if there are more") {
  const std::vector<std::pair<form, std::string>> cases{
      {form::create, R"({"schedule": {"action": 1, "hour": "x", "minute": 60, "copy_to": ["A", "B"]}})"},
      {form::create, R"({"schedule": {"hour": "x", "source_id": 5, "source_type": 5, "copy_to": [1, 2, "LON"]}})"},
      {form::create, R"({"a": 1, "b": 2, "schedule": {"day_of_week": ["0", "1", 7, 7], "c": 3}})"},
      {form::update, R"({"schedule": {"hour": 99, "run_now": 1, "copy_to": [1, 2, 3], "a": 1}})"},
      {form::record, R"({"schedule": {"hour": 99, "source": {"id": 1, "type": 2}, "running": 3, "created": 4}})"},
      {form::list, R"({"schedules": [{"id": 1}, 2, {"created": 3}]})"}};
  std::string found;
  for (const auto& [what, text] : cases) {
    const std::size_t all = issues_of(what, text).size();
    for (std::size_t limit = 0; limit <= all; ++limit) {
      const issues some = issues_of(what, text, limit);
      const bool is_right = limit < all ? is_cut(some, limit) : some.size() == all;
      if (!is_right || !bad_messages(some).empty())
        found += name_of(what) + " " + text + ": " + std::to_string(some.size()) + " listed of " + std::to_string(all) +
                 " at the limit " + std::to_string(limit) + "\n";
    }
  }
  REQUIRE(found == "");
}

TEST_CASE("text nested a million deep neither ends the program nor hides its neighbours") {
  std::string found;
  for (const form what : all_forms) {
    const std::size_t depth = what == form::record ? 1'000'000 : 100'000;
    const std::string open(depth, '[');
    const std::string deep = open + std::string(depth, ']');
    const auto expect = [&](const std::string& text, const std::string& expected) {
      const issues listed = issues_of(what, text);
      if (problems(listed) != expected)
        found += name_of(what) + ": \"" + problems(listed) + "\" for \"" + expected + "\"\n";
      found += bad_messages(listed);
    };
    const bool is_strict = what == form::create || what == form::update;
    const members base = valid_members(what);
    expect(std::string(1'000'000, '['), " malformed");
    expect(deep, " wrong_type");
    expect(repeated("{\"schedule\":", 100'000), " malformed");
    expect(document_of(what, with(base, "zzz", deep)), is_strict ? "/schedule/zzz unknown_member" : "");
    expect(document_of(what, with(base, "hour", deep)), pointer_to(what, "hour wrong_type"));
    expect(document_of(what, with(base, "copy_to", deep)), pointer_to(what, "copy_to/0 wrong_type"));
  }
  REQUIRE(found == "");
}

TEST_CASE("values nested ten thousand deep neither end the program nor hide their neighbours") {
  std::string found;
  const auto expect = [&](const auto& document, form what, const std::string& expected) {
    const issues listed = issues_of(what, document);
    if (problems(listed) != expected)
      found += name_of(what) + ": \"" + problems(listed) + "\" for \"" + expected + "\"\n";
  };
  const auto check = [&](auto empty) {
    using Json = decltype(empty);
    for (const form what : all_forms) {
      expect(nested<Json>(10'000), what, " wrong_type");
      for (const std::string name : {"zzz", "hour", "copy_to"}) {
        Json document = Json::parse(valid_document(what));
        Json& holder = what == form::list ? document["schedules"][1] : document["schedule"];
        holder[name] = nested<Json>(10'000);
        const bool is_ignored = name == "zzz" && (what == form::record || what == form::list);
        std::string expected = "zzz unknown_member";
        if (name == "hour") expected = "hour wrong_type";
        if (name == "copy_to") expected = "copy_to/0 wrong_type";
        expect(document, what, is_ignored ? "" : pointer_to(what, expected));
      }
    }
  };
  check(json{});
  check(ordered_json{});
  REQUIRE(found == "");
}

TEST_CASE("nothing is read after more issues than the limit, so that a flood of them costs nothing") {
  const std::string unknown = [] {
    std::string text = "{\"schedule\": {";
    for (int i = 0; i < 101; ++i) text += "\"m" + std::to_string(i) + "\": 1, ";
    return text;
  }();
  const std::string numbers = "{\"schedules\": [" + repeated("1, ", 101);
  const std::string records = "{\"schedules\": [" + repeated("{}, ", 101);
  std::string found;
  for (const auto& [what, text] : {std::pair{form::create, unknown}, std::pair{form::update, unknown},
                                   std::pair{form::list, numbers}, std::pair{form::list, records}}) {
    const issues listed = issues_of(what, text + "this is not JSON");
    if (!is_cut(listed, 100) || !bad_messages(listed).empty()) found += text.substr(0, 40) + problems(listed) + "\n";
  }
  // In a value, an element that would break the reading off.
  json flood{{"schedules", json::array()}};
  for (int i = 0; i < 101; ++i) flood["schedules"].push_back(1);
  flood["schedules"].push_back(json::parse("{", nullptr, false));
  if (!is_cut(issues_of(form::list, flood), 100)) found += "a value was read on";
  REQUIRE(found == "");
}

TEST_CASE("an unknown member that stands before and after the schedule is one issue") {
  const std::string inner = object_of(valid_members(form::create));
  REQUIRE(problems(issues_of(form::create, "{\"x\": 1, \"schedule\": " + inner + ", \"x\": 1}")) ==
          "/x unknown_member");
}

TEST_CASE("an array of more than a hundred elements is one issue") {
  const auto list_of = [](const std::string& element, std::size_t count) {
    std::string text = repeated(element + ",", count);
    text.back() = ']';
    return "[" + text;
  };
  const auto listed = [&](form what, const std::string& member, const std::string& list) {
    const std::string text = document_of(what, with(valid_members(what), member, list));
    const std::string of_text = problems(issues_of(what, text));
    return of_text == problems(issues_of(what, json::parse(text))) ? of_text : "text and value differ";
  };
  for (const std::size_t count : {std::size_t{101}, std::size_t{100'000}}) {
    REQUIRE(listed(form::create, "copy_to", list_of("\"X\"", count)) == "/schedule/copy_to out_of_range");
    REQUIRE(listed(form::update, "copy_to", list_of("1", count)) == "/schedule/copy_to out_of_range");
    REQUIRE(listed(form::record, "day_of_week", list_of("9", count)) == "/schedule/day_of_week out_of_range");
    const std::string text =
        document_of(form::create, with(valid_members(form::create), "copy_to", list_of("1", count)));
    REQUIRE(issues_of(form::create, text)
                .at(0)
                .message.starts_with("found an array of " + std::to_string(count) + " elements; expected at most 100"));
  }
  const std::string hundred =
      document_of(form::create, with(valid_members(form::create), "copy_to", list_of("1", 100)));
  REQUIRE(issues_of(form::create, hundred).size() == 100);
}

TEST_CASE("a long list of empty records has a bounded number of issues") {
  std::string text = repeated("{},", 5'000);
  text.back() = ']';
  const issues listed = issues_of(form::list, "{\"schedules\": [" + text + "}");
  REQUIRE(listed.size() == rota::default_issue_limit + 1);
  REQUIRE(bad_messages(listed) == "");
}

TEST_CASE("the limit of issues may be small or zero") {
  const std::string text = "{\"schedule\": {}}";
  REQUIRE(issues_of(form::create, text, 2).size() == 3);
  REQUIRE(problems(issues_of(form::create, text, 0)) == " out_of_range");
  REQUIRE(problems(issues_of(form::create, valid_document(form::create), 0)) == "");
}

TEST_CASE("messages are short and printable, and pointers UTF-8, whatever the bytes of a value") {
  std::string found;
  for (const std::string& bytes : {std::string(1, '\0'), std::string{"\xff\xfe"}, std::string{"\x1b[31m\n"},
                                   std::string(1'000'000, '\xff'), std::string(1'000'000, 'a')})
    for (const form what : all_forms) {
      json document = json::parse(valid_document(what));
      json& holder = what == form::list ? document["schedules"][1] : document["schedule"];
      for (auto& member : holder.items())
        if (member.key() != "id") member.value() = bytes;
      holder[bytes] = bytes;
      const issues listed = issues_of(what, document);
      found += bad_messages(listed);
      if (listed.size() < 4) found += "a hostile value was accepted; ";
      for (const issue& one : listed) REQUIRE_NOTHROW(json(one).dump());
    }
  REQUIRE(found == "");
}
