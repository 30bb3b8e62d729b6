// SPDX-License-Identifier: MIT
//
// result<retention> parse_retention(std::string_view text, std::size_t issue_limit = 100);
// result<retention> parse_retention(const json_value auto&, std::size_t issue_limit = 100);
//
// void to_json(Json&, const retention&);
// void from_json(const Json&, retention&);       // throws invalid_json
// Json to_document<Json = nlohmann::json>(const retention&);

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <rota/json/policy.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "issues_found.hpp"

namespace {

using namespace std::chrono_literals;

using nlohmann::json;
using nlohmann::ordered_json;
using rota::lookback;
using rota::parse_retention;
using rota::retention;
using rota::retention_rule;
using rota::retention_rules;
using rota::rule_unit;
using rota::to_document;

/// Every member and a value that is not the default.
std::vector<std::pair<std::string, std::string>> valid_members() {
  std::vector<std::pair<std::string, std::string>> members;
  for (const retention_rule& rule : retention_rules)
    members.emplace_back(rule.name, rule.unit() == rule_unit::count ? "3" : "\"1y36h\"");
  for (const std::string name : {"at_least", "oldest", "sweep_failed", "sweep_orphans"})
    members.emplace_back(name, name == "at_least" ? "2" : name == "sweep_failed" ? "false" : "true");
  return members;
}

std::string document_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text;
  for (const auto& [name, value] : members) text += (text.empty() ? "\"" : ", \"") + name + "\": " + value;
  return "{\"retention\": {" + text + "}}";
}

std::string with_one(const std::string& name, const std::string& value) { return document_of({{name, value}}); }

/// A length of any units.
lookback draw_length(generator& values) {
  lookback length;
  if (values.coin()) length = length + lookback{date::months{static_cast<int>(values.between(0, 360'000))}};
  if (values.coin()) length = length + lookback{date::days{static_cast<int>(values.between(0, 10'000))}};
  if (values.coin())
    length = length + lookback{std::chrono::seconds{values.between(0, values.coin() ? 100'000 : 1'000'000'000'000)}};
  return length;
}

retention draw_retention(generator& values) {
  constexpr std::array<unsigned, 5> counts{0, 1, 7, 4'294'967'294, 4'294'967'295};
  retention policy;
  for (const retention_rule& rule : retention_rules) {
    if (values.index(3) == 0) continue;
    if (rule.unit() == rule_unit::length)
      rule.set(policy, draw_length(values));
    else
      rule.set(policy, counts[values.index(counts.size())]);
  }
  policy.oldest = values.coin();
  policy.at_least = counts[values.index(counts.size())];
  policy.sweep_failed = values.coin();
  policy.sweep_orphans = values.coin();
  return policy;
}

}  // namespace

// --- reading ---

TEST_CASE("a retention is read from its rules by name") {
  REQUIRE(parse_retention(R"({"retention": {"fulls": 0, "daily": 7, "monthly": 12, "within": "36h", "at_least": 2,
                                             "oldest": true, "sweep_failed": false, "sweep_orphans": true}})") ==
          retention{.fulls = 0,
                    .daily = 7,
                    .monthly = 12,
                    .within = 36h,
                    .oldest = true,
                    .at_least = 2,
                    .sweep_failed = false,
                    .sweep_orphans = true});
  REQUIRE(parse_retention(R"({"retention": {}})") == retention{});
  REQUIRE(parse_retention(R"({"retention": {"window": "1y6mo2w", "last": 0}})") ==
          retention{.window = lookback{date::months{18}} + date::days{14}});
}

TEST_CASE("every rule and every other member of a retention is read, each into its own") {
  for (const auto& [name, value] : valid_members()) {
    CAPTURE(name);
    const auto policy = parse_retention(with_one(name, value));
    REQUIRE(problems(policy) == "");
    REQUIRE(*policy != retention{});
    REQUIRE(to_document(*policy).dump() == json::parse(with_one(name, value)).dump());
    REQUIRE(parse_retention(with_one(name, "null")) == retention{});
  }
  retention all{.oldest = true, .at_least = 2, .sweep_failed = false, .sweep_orphans = true};
  for (const retention_rule& rule : retention_rules)
    rule.set(all,
             rule.unit() == rule_unit::count ? rota::rule_value{3U} : rota::rule_value{lookback{date::years{1}} + 36h});
  REQUIRE(parse_retention(document_of(valid_members())) == all);
}

TEST_CASE("an unknown member of a retention is refused, with the nearest name") {
  const auto refusal = [](const std::string& name) {
    const auto policy = parse_retention(with_one(name, "7"));
    REQUIRE(problems(policy) == "/retention/" + name + " unknown_member");
    REQUIRE(bad_messages(policy) == "");
    const std::string message = policy.error().front().message;
    return message.substr(message.rfind("; ") + 2);
  };
  REQUIRE(refusal("dayly") == "write \"daily\"");
  REQUIRE(refusal("weekly-fulls") == "write \"weekly_fulls\"");
  REQUIRE(refusal("full_backup_retention") == "leave it out");
  for (const retention_rule& rule : retention_rules)
    REQUIRE(refusal(std::string{rule.name} + "x") == "write \"" + std::string{rule.name} + "\"");
  const auto bare = parse_retention(R"({"fulls": 2})");
  REQUIRE(problems(bare) == "/fulls unknown_member, /retention missing");
  REQUIRE(bare.error().front().message.ends_with("; put it inside \"retention\""));
  REQUIRE(problems(parse_retention(R"({"retention": {}, "schedule": {}})")) == "/schedule unknown_member");
}

TEST_CASE("counts, lengths and booleans of a retention are of their types, and in their bounds") {
  struct expectation {
    std::string value;
    std::string of_count;
    std::string of_length;
    std::string of_flag;
  };
  const std::string wrong = "wrong_type";
  const std::string far = "out_of_range";
  const std::vector<expectation> expected{{"true", wrong, wrong, ""},
                                          {"false", wrong, wrong, ""},
                                          {"0", "", wrong, wrong},
                                          {"1", "", wrong, wrong},
                                          {"-1", far, wrong, wrong},
                                          {"4294967295", "", wrong, wrong},
                                          {"4294967296", far, wrong, wrong},
                                          {"-9223372036854775808", far, wrong, wrong},
                                          {"9223372036854775808", far, wrong, wrong},
                                          {"7.0", wrong, wrong, wrong},
                                          {"\"7\"", wrong, "malformed", wrong},
                                          {"\"6m\"", wrong, "malformed", wrong},
                                          {"\"\"", wrong, "malformed", wrong},
                                          {"\"-1d\"", wrong, "malformed", wrong},
                                          {"\"0s\"", wrong, "", wrong},
                                          {"[]", wrong, wrong, wrong},
                                          {"{}", wrong, wrong, wrong}};
  counterexamples found;
  for (const auto& [name, valid] : valid_members())
    for (const expectation& one : expected) {
      const std::string& code = valid.front() == '"' ? one.of_length : valid.size() == 1 ? one.of_count : one.of_flag;
      const std::string text = with_one(name, one.value);
      const std::string problem = code.empty() ? "" : "/retention/" + name + " " + code;
      for (const auto& policy :
           {parse_retention(text), parse_retention(json::parse(text)), parse_retention(ordered_json::parse(text))})
        found.unless(problems(policy) == problem && bad_messages(policy).empty(),
                     [&] { return text + ": " + problems(policy) + bad_messages(policy); });
    }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("every issue of a retention is reported at once, and says what to write") {
  const auto policy = parse_retention(
      R"({"retention": {"dayly": 7, "daily": -1, "window": "6m", "within": 36, "oldest": 1, "at_least": "2"}})");
  REQUIRE(problems(policy) ==
          "/retention/dayly unknown_member, /retention/window malformed, /retention/daily out_of_range, "
          "/retention/within wrong_type, /retention/at_least wrong_type, /retention/oldest wrong_type");
  REQUIRE(message_at(policy, "/retention/window") ==
          "found \"6m\"; m is months to some tools and minutes to others; write mo or min");
  REQUIRE(message_at(policy, "/retention/daily") ==
          "found -1; expected an integer from 0 to 4294967295; write for example 7");
  REQUIRE(message_at(policy, "/retention/within") ==
          "found 36; expected a string of a length, such as 30d, 1y6mo or 36h; write for example \"30d\"");
  REQUIRE(message_at(policy, "/retention/oldest") == "found 1; expected true or false; write for example true");
  REQUIRE(parse_retention(R"({"retention": {"daily": -1, "weekly": -1, "yearly": -1}})", 1).error().size() == 2);
}

TEST_CASE("what is no document of a retention is refused") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", " malformed"},
           {"{\"retention\": {\"daily\": 7}", " malformed"},
           {"7", " wrong_type"},
           {"{}", "/retention missing"},
           {"{\"retention\": null}", "/retention missing"},
           {"{\"retention\": []}", "/retention wrong_type"},
           {"{\"retention\": {\"daily\": 7, \"daily\": 8}}", "/retention/daily conflict"},
           {"{\"retention\": {}, \"retention\": {}}", "/retention conflict"},
           {std::string("{\"retention\": {}}\0", 18), " malformed"},
           {std::string(100'000, '['), " malformed"}}) {
    CAPTURE(text.substr(0, 60));
    REQUIRE(problems(parse_retention(text)) == expected);
    REQUIRE(bad_messages(parse_retention(text)) == "");
  }
}

// --- writing ---

TEST_CASE("a retention is written with the members that are not the default, in the order of the table") {
  REQUIRE(to_document(retention{}).dump() == R"({"retention":{}})");
  const retention policy{.fulls = 2,
                         .within = lookback{date::days{30}} + 12h,
                         .fulls_within = lookback{},
                         .oldest = true,
                         .at_least = 0,
                         .sweep_failed = false};
  REQUIRE(to_document<ordered_json>(policy).dump() ==
          R"({"retention":{"fulls":2,"within":"30d12h","fulls_within":"0s","at_least":0,"oldest":true,)"
          R"("sweep_failed":false}})");
  REQUIRE(json(policy) == to_document(policy).at("retention"));
}

TEST_CASE("a written retention reads back equal, as a value and as text") {
  constexpr std::uint64_t seed = 20150320;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 3'000; ++i) {
    const retention policy = draw_retention(values);
    const json document = to_document(policy);
    const auto ordered = to_document<ordered_json>(policy);
    const bool is_same = parse_retention(document) == policy && parse_retention(ordered) == policy &&
                         parse_retention(document.dump()) == policy && parse_retention(ordered.dump(2)) == policy &&
                         json(policy).get<retention>() == policy && ordered_json(policy).get<retention>() == policy;
    found.unless(is_same, [&] { return document.dump(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a retention is read from a value without an envelope, and left alone by what is none") {
  REQUIRE(json{{"daily", 7}}.get<retention>() == retention{.daily = 7});
  retention target{.yearly = 3};
  std::string thrown;
  try {
    json{{"daily", -7}, {"dayly", 7}}.get_to(target);
  } catch (const rota::invalid_json& problem) {
    thrown = problems(problem.details()) + bad_messages(problem.details());
  }
  REQUIRE(thrown == "/dayly unknown_member, /daily out_of_range");
  REQUIRE(target == retention{.yearly = 3});
  REQUIRE_THROWS_AS(json(7).get<retention>(), rota::invalid_json);
}

TEST_CASE("a retention with any bytes changed gives a value or issues, and breaks no law") {
  constexpr std::uint64_t seed = 20150321;
  generator values{seed};
  counterexamples found;
  const std::string document = document_of(valid_members());
  for (int i = 0; i < 3'000; ++i) {
    std::string broken = document;
    for (std::size_t changes = values.index(3) + 1; changes > 0 && !broken.empty(); --changes)
      broken[values.index(broken.size())] = static_cast<char>(values.between(0, 255));
    const auto policy = parse_retention(broken);
    const std::string wrong = bad_messages(policy) + (policy || !policy.error().empty() ? "" : "neither; ");
    found.unless(wrong.empty(), [&] { return wrong + broken; });
    if (policy) found.unless(parse_retention(to_document(*policy).dump()) == policy, [&] { return broken; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
