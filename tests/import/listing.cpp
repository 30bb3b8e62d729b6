// SPDX-License-Identifier: MIT
//
// struct listing { std::vector<backup> backups; issues notes; };
// result<listing> join(std::span<const listing> all);
//
// and what the readers of one tool's listing share: detail::import_value, detail::read_listing,
// detail::percent_encoded.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <rota/core/issue.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/import/listing.hpp>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "instants.hpp"
#include "issues_found.hpp"

namespace {

using nlohmann::json;
using rota::backup;
using rota::issue_code;
using rota::issue_log;
using rota::listing;
using rota::rounding;
using rota::detail::import_value;
using rota::detail::member_rule;
using rota::detail::percent_encoded;
using rota::detail::read_listing;

constexpr member_rule rule{"size", "a small number", "4", 1, 9};

backup backup_of(const std::string& id, const std::string& source) {
  return {.id = id, .source = {source, rota::source_type::instance}};
}

/// What `ask(value)` reports, of a value at "/7"; "" if nothing.
template <class Ask>
std::string reported(const json& value, Ask ask) {
  issue_log log;
  ask(import_value{value, "/7", log});
  const rota::issues found = std::move(log).take();
  return found.empty() ? "" : problems(found) + ": " + found[0].message;
}

/// Reads nothing of a document that is JSON.
rota::result<bool> read_nothing(const std::string& text) {
  return read_listing(text, 100, [](const import_value&) { return true; });
}

}  // namespace

TEST_CASE("listings join in their order, with their notes", "[listing]") {
  const std::vector<listing> all{{{backup_of("a", "db1"), backup_of("b", "db2")}, {{"/0", issue_code::conflict, "x"}}},
                                 {},
                                 {{backup_of("a", "db3")}, {{"/0", issue_code::conflict, "y"}}}};
  const auto joined = rota::join(all);
  REQUIRE(problems(joined).empty());
  REQUIRE(joined->backups == std::vector{all[0].backups[0], all[0].backups[1], all[2].backups[0]});
  REQUIRE(joined->notes == std::vector{all[0].notes[0], all[2].notes[0]});
  REQUIRE(rota::join({}).value().backups.empty());
}

TEST_CASE("listings with one source do not join, since the rules would count both as one", "[listing]") {
  const std::vector<listing> all{{{backup_of("a", "db1")}, {}},
                                 {{backup_of("b", "db2"), backup_of("c", "db1"), backup_of("d", "db1")}, {}},
                                 {{backup_of("e", "db2")}, {}}};
  const auto joined = rota::join(all);
  REQUIRE(problems(joined) == "/1 conflict, /2 conflict");
  REQUIRE(message_at(joined, "/1") ==
          "found backups of the source \"db1\", which an earlier listing has too; expected each source in one "
          "listing; plan for one repository at a time");
  REQUIRE(message_at(joined, "/2").find("\"db2\", which an earlier listing has too") != std::string::npos);
  REQUIRE(bad_messages(joined).empty());
}

TEST_CASE("a value of a foreign document gives what it is asked for, or says what it is", "[listing]") {
  issue_log log;
  const json document = json::parse(R"({"text": "x", "none": "", "flag": true, "size": 4, "list": [1, {"a": null}],
                                        "at": "2026-03-01T23:05:00.5+01:00", "a/b~c": {"n": 1}, "null": null})");
  const import_value value{document, "", log};
  REQUIRE(value.member("text")->text(rule) == "x");
  REQUIRE(value.member("text")->identifier(rule) == "x");
  REQUIRE(value.member("none")->text(rule) == "");
  REQUIRE(value.member("flag")->flag(rule) == true);
  REQUIRE(value.member("size")->integer(rule) == 4);
  REQUIRE(value.required(rule)->integer(rule) == 4);
  REQUIRE(value.member("list")->elements(rule)->size() == 2);
  REQUIRE(value.member("list")->elements(rule)->at(1).pointer() == "/list/1");
  REQUIRE(value.member("list")->elements(rule)->at(1).is_object(rule));
  REQUIRE(value.member("at")->instant(rule, rounding::up) == instant("2026-03-01T22:05:01"));
  REQUIRE(value.member("at")->instant(rule, rounding::down) == instant("2026-03-01T22:05:00"));
  REQUIRE(value.member("a/b~c")->member("n")->pointer() == "/a~1b~0c/n");
  REQUIRE_FALSE(value.member("null").has_value());
  REQUIRE_FALSE(value.member("other").has_value());
  REQUIRE_FALSE(value.member("text")->member("other").has_value());
  REQUIRE_FALSE(value.is_null());
  REQUIRE(log.empty());
}

TEST_CASE("a value of a foreign document reports what it is not", "[listing]") {
  const std::string expected = "; expected a small number; write for example 4";
  const auto text = [](const import_value& value) { (void)value.text(rule); };
  const auto integer = [](const import_value& value) { (void)value.integer(rule); };
  REQUIRE(reported(nullptr, text) == "/7 wrong_type: found null" + expected);
  REQUIRE(reported(false, text) == "/7 wrong_type: found false" + expected);
  REQUIRE(reported(-3, text) == "/7 wrong_type: found -3" + expected);
  REQUIRE(reported(UINT64_MAX, text) == "/7 wrong_type: found 18446744073709551615" + expected);
  REQUIRE(reported(0.5, text) == "/7 wrong_type: found the number 0.5" + expected);
  REQUIRE(reported(json::array(), text) == "/7 wrong_type: found an array" + expected);
  REQUIRE(reported(json::object(), text) == "/7 wrong_type: found an object" + expected);
  REQUIRE(reported("a\"\n", integer) == "/7 wrong_type: found the string \"a\\\"\\x0a\"" + expected);
  REQUIRE(reported(4.0, integer) == "/7 wrong_type: found the number 4.0" + expected);
  REQUIRE(reported(0, integer) == "/7 out_of_range: found 0" + expected);
  REQUIRE(reported(10, integer) == "/7 out_of_range: found 10" + expected);
  REQUIRE(reported(INT64_MIN, integer) == "/7 out_of_range: found -9223372036854775808" + expected);
  REQUIRE(reported(UINT64_MAX, integer) == "/7 out_of_range: found 18446744073709551615" + expected);
  REQUIRE(reported(1, [](const import_value& value) { (void)value.flag(rule); }) ==
          "/7 wrong_type: found 1" + expected);
  REQUIRE(reported("", [](const import_value& value) { (void)value.identifier(rule); }) ==
          "/7 malformed: found \"\"" + expected);
  REQUIRE(reported("now", [](const import_value& value) { (void)value.instant(rule, rounding::up); }) ==
          "/7 malformed: found \"now\"" + expected);
  REQUIRE(reported(1, [](const import_value& value) { (void)value.elements(rule); }) ==
          "/7 wrong_type: found 1" + expected);
  REQUIRE(reported(1, [](const import_value& value) { (void)value.is_object(rule); }) ==
          "/7 wrong_type: found 1" + expected);
  for (const json& absent : {json::object(), json{{"size", nullptr}}})
    REQUIRE(reported(absent, [](const import_value& value) { (void)value.required(rule); }) ==
            "/7/size missing: not given; expected a small number; write for example \"size\": 4");
}

TEST_CASE("a document that is not JSON is refused whole, and the issue names the byte", "[listing]") {
  for (const std::string& text : {std::string{}, std::string{"["}, std::string{"[] []"}, std::string("[\0]", 3),
                                  std::string{"[\"\xff\"]"}, std::string{"'"}, std::string{"[1,]"}}) {
    const auto found = read_nothing(text);
    CAPTURE(text);
    REQUIRE(problems(found) == " malformed");
    REQUIRE(bad_messages(found).empty());
    REQUIRE(message_at(found, "").find("not JSON ") == 0);
    REQUIRE(message_at(found, "").find("; pass what the tool printed, unchanged") != std::string::npos);
  }
  const auto huge = read_nothing("[1e999]");
  REQUIRE(problems(huge) == " out_of_range");
  REQUIRE(bad_messages(huge).empty());
}

TEST_CASE("what is nested deeper than any listing takes no memory and no stack", "[listing]") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  REQUIRE(read_nothing(nested(10)).has_value());
  const auto deep = read_listing(nested(1'000'000), 100, [](const import_value& document) {
    return document.elements(rule)->at(0).elements(rule)->size();
  });
  REQUIRE(deep == std::size_t{1});
  REQUIRE(problems(read_nothing(std::string(1'000'000, '['))) == " malformed");
}

TEST_CASE("a long list takes linear time", "[listing]") {
  std::string text{"[{}"};
  constexpr std::size_t elements = 500'000;  // minutes, if each element looked at those before it
  for (std::size_t i = 1; i < elements; ++i) text += ",{}";
  const auto read =
      read_listing(text + "]", 100, [](const import_value& document) { return document.elements(rule)->size(); });
  REQUIRE(read == elements);
}

TEST_CASE("a member that comes twice in one object is refused, since the parser would take the last", "[listing]") {
  const auto twice = read_nothing(R"([{"main": [1], "b": {"main": 1}, "main": []}])");
  REQUIRE(problems(twice) == " conflict");
  REQUIRE(message_at(twice, "") ==
          "found the member \"main\" twice in one object; expected each once; pass what the tool printed, unchanged");
}

TEST_CASE("a reader's value counts only if it reports nothing, and it reports up to the limit", "[listing]") {
  const auto read = [](const import_value& document) {
    for (const import_value& one : document.elements(rule).value_or(std::vector<import_value>{})) (void)one.text(rule);
    return 1;
  };
  REQUIRE(read_listing("[\"a\"]", 100, read) == 1);
  REQUIRE(problems(read_listing("[1,2]", 100, read)) == "/0 wrong_type, /1 wrong_type");
  REQUIRE(problems(read_listing("[1,2,3]", 1, read)) == "/0 wrong_type,  out_of_range");
}

TEST_CASE("texts that are joined come apart again if what joins them is escaped", "[listing]") {
  REQUIRE(percent_encoded("a:b/c%", ":") == "a%3Ab/c%25");
  REQUIRE(percent_encoded("a:b/c%", "") == "a:b/c%25");
  REQUIRE(percent_encoded("\xc3\xa9\n", "\n\xa9") == "\xc3%A9%0A");
  REQUIRE(percent_encoded("", ":").empty());
}

TEST_CASE("bytes are GiB of 1024 MiB", "[listing]") {
  STATIC_REQUIRE(rota::detail::gib_of(0) == 0.0);
  STATIC_REQUIRE(rota::detail::gib_of(1'610'612'736) == 1.5);
  STATIC_REQUIRE(rota::detail::gib_of(INT64_MAX) == 8'589'934'592.0);
}
