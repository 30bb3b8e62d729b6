// SPDX-License-Identifier: MIT
//
// rota/json/policy.hpp: reads and writes a retention as JSON, so that a policy can be stored and sent.
//
//   result<retention> parse_retention(document, issue_limit = 100);    // {"retention": {"fulls": 2, "within": "30d"}}
//   json j = to_document(retention);               // {"retention": {…}}
//   json j = retention;                            // {…}
//   auto policy = j.get<rota::retention>();        // throws invalid_json, which carries the issues
// A document is text, or a value of nlohmann/json.
//
// The members are the rules of retention_rules, by name, and at_least, oldest, sweep_failed and sweep_orphans. A count is
// an integer, a length is text as lookback::parse reads it, and the last three are booleans. A member that is absent, or
// null, has its default. {"retention": {}} sets no rule, so only failed backups go. Neither does {"daily": 0}, since a plain
// count of 0 is no rule; but {"fulls": 0} and a length of 0 are rules that keep nothing by themselves.
//
// Worked example
//   parse_retention(R"({"retention": {"daily": 7, "monthly": 12, "within": "36h", "oldest": true}})")
//       // {.daily = 7, .monthly = 12, .within = 36h, .oldest = true}
//   parse_retention(R"({"retention": {"dayly": 7, "within": "6m"}})").error()
//       // "/retention/dayly: found the unknown member "dayly"; …" and "/retention/within: found "6m"; m is months to …"
//
// Laws
//   *parse_retention(to_document(r)) == r for every retention.
//   Members are written only if they are not the default.
//   An unknown member is an issue: a misspelt rule would keep less than was meant.
//   Parsing never throws, whatever the bytes, except std::bad_alloc.
#ifndef ROTA_JSON_POLICY_HPP
#define ROTA_JSON_POLICY_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/backups/retention.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/lookback.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/json/document.hpp>
#include <rota/json/members.hpp>
#include <rota/json/records.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace rota::inline v0 {

namespace detail {

constexpr member_rule count_rule(std::string_view name) noexcept {
  return {name, "an integer from 0 to 4294967295", "7", 0, (std::numeric_limits<std::uint32_t>::max)()};
}

constexpr member_rule length_rule(std::string_view name) noexcept {
  return {name, "a string of a length, such as 30d, 1y6mo or 36h", "\"30d\""};
}

namespace rules {
inline constexpr member_rule at_least = count_rule("at_least");
}  // namespace rules

/// A boolean member of a retention.
struct retention_flag {
  member_rule rule;
  bool retention::*member;
};

inline constexpr auto retention_flags = std::to_array<retention_flag>({
    {{"oldest", "true or false", "true"}, &retention::oldest},
    {{"sweep_failed", "true or false", "false"}, &retention::sweep_failed},
    {{"sweep_orphans", "true or false", "true"}, &retention::sweep_orphans},
});

inline constexpr auto retention_names = [] {
  std::array<std::string_view, retention_rules.size() + 1 + retention_flags.size()> names{};
  std::size_t end = 0;
  for (const retention_rule& rule : retention_rules) names[end++] = rule.name;
  names[end++] = rules::at_least.name;
  for (const retention_flag& flag : retention_flags) names[end++] = flag.rule.name;
  return names;
}();

inline constexpr document_form retention_form{.envelope = "retention", .is_strict = true, .members = retention_names};
inline constexpr document_form bare_retention_form{.is_strict = true, .members = retention_names};

inline std::optional<unsigned> read_count(record& from, const member_rule& rule) {
  const auto number = from.integer(rule);
  if (!number || (*number >= rule.least && *number <= rule.most))
    return number ? std::optional{static_cast<unsigned>(*number)} : std::nullopt;
  from.report(rule, issue_code::out_of_range, message_found(std::to_string(*number), rule));
  return std::nullopt;
}

inline std::optional<lookback> read_length(record& from, const member_rule& rule) {
  const auto text = from.text(rule);
  if (!text) return std::nullopt;
  auto length = lookback::parse(*text);
  if (length) return *length;
  from.report(rule, issue_code::malformed, std::move(length.error().front().message));
  return std::nullopt;
}

/// Accepts true and false only. (`flag` also takes 0 and 1, which releases of the API wrote in other records.)
inline std::optional<bool> read_boolean(record& from, const member_rule& rule) {
  const member_value& value = from[rule.name];
  if (value.type == json_type::boolean) return value.integer != 0;
  if (value.is_given()) from.report_type(value, json_type::boolean, from.pointer(rule.name), rule);
  return std::nullopt;
}

inline std::optional<retention> read_retention(record& from) {
  retention policy;
  for (const retention_rule& rule : retention_rules) {
    if (rule.unit() == rule_unit::length) {
      if (const auto length = read_length(from, length_rule(rule.name))) rule.set(policy, *length);
    } else if (const auto count = read_count(from, count_rule(rule.name))) {
      rule.set(policy, *count);
    }
  }
  policy.at_least = read_count(from, rules::at_least).value_or(policy.at_least);
  for (const retention_flag& flag : retention_flags)
    policy.*flag.member = read_boolean(from, flag.rule).value_or(policy.*flag.member);
  return from.log().empty() ? std::optional{policy} : std::nullopt;
}

inline result<retention> parse_retention(const event_source& document, std::size_t issue_limit) {
  return read_one(document, retention_form, issue_limit, read_retention);
}

}  // namespace detail

/// Parses a retention. Returns it, or every issue, of which at most `issue_limit` are listed. O(document).
[[nodiscard]] inline result<retention> parse_retention(std::string_view text,
                                                       std::size_t issue_limit = default_issue_limit) {
  return detail::parse_retention(detail::text_source{text}, issue_limit);
}
template <json_value Json>
[[nodiscard]] result<retention> parse_retention(const Json& document, std::size_t issue_limit = default_issue_limit) {
  return detail::parse_retention(detail::value_source{document}, issue_limit);
}

/// The rules that are set, and the other members that differ from their defaults.
template <json_value Json>
void to_json(Json& json, const retention& policy) {
  constexpr retention usual;
  json = Json::object();
  for (const retention_rule& rule : retention_rules) {
    const auto value = rule.value(policy);
    if (!value) continue;
    const auto* const length = std::get_if<lookback>(&*value);
    json[std::string{rule.name}] = length != nullptr ? Json(to_string(*length)) : Json(std::get<unsigned>(*value));
  }
  if (policy.at_least != usual.at_least) json[std::string{detail::rules::at_least.name}] = policy.at_least;
  for (const detail::retention_flag& flag : detail::retention_flags)
    if (policy.*flag.member != usual.*flag.member) json[std::string{flag.rule.name}] = policy.*flag.member;
}

/// Reads the members of a retention, without an envelope. Throws invalid_json, and then leaves `policy` as it was.
template <json_value Json>
void from_json(const Json& json, retention& policy) {
  policy = detail::record_from(json, detail::bare_retention_form, detail::read_retention);
}

/// {"retention": {…}}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const retention& policy) {
  return Json{{"retention", policy}};
}

}  // namespace rota::inline v0

#endif
