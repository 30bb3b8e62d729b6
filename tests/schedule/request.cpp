// SPDX-License-Identifier: MIT
//
// using raw_day_of_week = std::variant<std::int64_t, std::vector<std::int64_t>>;
// struct create_request { … };  struct update_request { … };     // raw, as sent
// struct schedule_spec  { … };  struct schedule_change { … };    // checked
//
// inline constexpr unsigned default_full_backup_retention = 2;
//
// result<schedule_spec>   validate(const create_request&);
// result<schedule_change> validate(const update_request&);
//
// struct request_place { std::string root; std::string_view source_id, source_type; id_form ids;
//                        std::string_view instance_id; };
// std::optional<schedule_spec>   check(const create_request&, issue_log&, const request_place& = {});
// std::optional<schedule_change> check(const update_request&, issue_log&, const request_place& = {});
// issues detail::take_in_order(issue_log&&, const request_place&, std::span<const member_rule>);

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <rota/schedule/request.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "issues_found.hpp"
#include "raw_requests.hpp"

namespace {

using namespace std::chrono_literals;
using rota::create_request;
using rota::issue_code;
using rota::region;
using rota::regions;
using rota::schedule_change;
using rota::schedule_spec;
using rota::source_type;
using rota::time_of_day;
using rota::update_request;
using rota::validate;
using rota::weekdays;

using sent_number = std::optional<std::int64_t>;
using sent_text = std::optional<std::string>;

constexpr std::int64_t least_number = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest_number = std::numeric_limits<std::int64_t>::max();

schedule_spec seed_spec() {
  return {rota::weekly(date::Sunday, time_of_day{14h, 30min}), rota::source{id_a, source_type::instance}};
}

/// A value of one member, and the issues expected of it, "" for none.
struct numeric_case {
  std::int64_t value;
  std::string_view expected;
};

/// The differences for numbers given to one member of both kinds of request.
template <class Give>
std::string number_differences(const std::vector<numeric_case>& cases, const Give& give) {
  std::vector<std::pair<std::int64_t, std::string>> pairs;
  for (const numeric_case& one : cases) pairs.emplace_back(one.value, one.expected);
  return differences<create_request, std::int64_t>(pairs, seed_request(), give) +
         differences<update_request, std::int64_t>(pairs, update_request{}, give);
}

/// What the three members that name a source are given as.
enum class given_id { absent, a, b, a_in_capitals, malformed };
enum class given_type { absent, instance, ha, bad };
constexpr std::array all_ids{given_id::absent, given_id::a, given_id::b, given_id::a_in_capitals, given_id::malformed};
constexpr std::array all_types{given_type::absent, given_type::instance, given_type::ha, given_type::bad};

sent_text written(given_id id) {
  switch (id) {
    case given_id::absent: return std::nullopt;
    case given_id::a: return id_a;
    case given_id::b: return id_b;
    case given_id::a_in_capitals: return id_a_in_capitals;
    case given_id::malformed: return "44b277eb";
  }
  return std::nullopt;
}

sent_text written(given_type type) {
  switch (type) {
    case given_type::absent: return std::nullopt;
    case given_type::instance: return "instance";
    case given_type::ha: return "ha";
    case given_type::bad: return "cluster";
  }
  return std::nullopt;
}

struct given_source {
  given_id instance_id;
  given_id source_id;
  given_type type;

  void put_into(create_request& request) const {
    request.source.instance_id = written(instance_id);
    request.source.source_id = written(source_id);
    request.source.source_type = written(type);
  }
  [[nodiscard]] std::string name() const {
    return written(instance_id).value_or("-") + " " + written(source_id).value_or("-") + " " +
           written(type).value_or("-");
  }
};

bool is_well_formed(given_id id) { return id != given_id::absent && id != given_id::malformed; }
given_id case_aside(given_id id) { return id == given_id::a_in_capitals ? given_id::a : id; }

/// The issues that the table of members asks for, by its three rows about the source. A bad type is one issue, beside
/// those that it would have as either type.
std::vector<std::string> expected_issues(const given_source& given) {
  std::string instance_issue;
  std::string source_issue;
  const bool is_ha = given.type == given_type::ha;
  const bool two_instances = is_well_formed(given.instance_id) && is_well_formed(given.source_id) &&
                             case_aside(given.instance_id) != case_aside(given.source_id);
  const bool instance_of_ha = is_ha && is_well_formed(given.instance_id);
  if (given.instance_id == given_id::malformed)
    instance_issue = "malformed";
  else if (given.instance_id == given_id::absent && given.source_id == given_id::absent && !is_ha)
    instance_issue = "missing";
  else if (two_instances || instance_of_ha)
    instance_issue = "conflict";
  if (given.source_id == given_id::malformed) source_issue = "malformed";
  if (given.source_id == given_id::absent && is_ha) source_issue = "missing";

  std::vector<std::string> expected;
  if (!instance_issue.empty()) expected.push_back("/schedule/instance_id " + instance_issue);
  if (!source_issue.empty()) expected.push_back("/schedule/source_id " + source_issue);
  if (given.type == given_type::bad) expected.emplace_back("/schedule/source_type unknown_value");
  return expected;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text.append(text.empty() ? "" : ", ").append(part);
  return text;
}

/// The value of one member and the issues that it must have, in order.
template <class Value>
struct choice {
  Value value;
  std::vector<std::string> expected = {};
};

template <class Value>
Value draw(generator& values, const std::vector<choice<Value>>& choices, std::vector<std::string>& expected) {
  const choice<Value>& drawn = choices[values.index(choices.size())];
  expected.insert(expected.end(), drawn.expected.begin(), drawn.expected.end());
  return drawn.value;
}

using raw_days = std::optional<rota::raw_day_of_week>;

std::vector<choice<raw_days>> day_choices(bool is_required) {
  std::vector<choice<raw_days>> choices{{0},
                                        {7},
                                        {days_list{1, 4}},
                                        {8, {"/schedule/day_of_week out_of_range"}},
                                        {days_list{}, {"/schedule/day_of_week out_of_range"}},
                                        {days_list{7, 1, 1, -1},
                                         {"/schedule/day_of_week/0 out_of_range", "/schedule/day_of_week/2 conflict",
                                          "/schedule/day_of_week/3 out_of_range"}},
                                        {std::nullopt}};
  if (is_required) choices.back().expected = {"/schedule/day_of_week missing"};
  return choices;
}

std::vector<choice<sent_number>> number_choices(const std::string& name, std::int64_t least, std::int64_t most,
                                                bool is_required) {
  const std::string pointer = "/schedule/" + name;
  std::vector<choice<sent_number>> choices{{least},
                                           {most},
                                           {least - 1, {pointer + " out_of_range"}},
                                           {most + 1, {pointer + " out_of_range"}},
                                           {greatest_number, {pointer + " out_of_range"}},
                                           {std::nullopt}};
  if (is_required) choices.back().expected = {pointer + " missing"};
  return choices;
}

std::vector<choice<std::optional<names_list>>> region_choices() {
  return {{std::nullopt},
          {names_list{}},
          {names_list{"SYD", "HKG", "ORD", "IAD", "DFW"}},
          {names_list{"IAD", "LON", "IAD", "iad", ""},
           {"/schedule/copy_to/1 unsupported", "/schedule/copy_to/2 conflict", "/schedule/copy_to/3 unknown_value",
            "/schedule/copy_to/4 unknown_value"}}};
}

constexpr std::int64_t greatest_retention = std::numeric_limits<unsigned>::max();

}  // namespace

// --- create requests ---

TEST_CASE("the API guide's request is valid and means what it says", "[request]") {
  const auto spec = validate(seed_request());
  REQUIRE(problems(spec) == "");
  REQUIRE(*spec == seed_spec());
  REQUIRE_FALSE(spec->full_backup_retention.has_value());
  REQUIRE(spec->copy_to.empty());
}

TEST_CASE("every member of a valid request reaches the spec", "[request]") {
  create_request request = seed_request();
  request.day_of_week = 7;
  request.hour = 23;
  request.minute = 59;
  request.source.instance_id.reset();
  request.source.source_id = id_b;
  request.source.source_type = "ha";
  request.full_backup_retention = 5;
  request.copy_to = names_list{"ORD", "IAD"};
  const auto spec = validate(request);
  REQUIRE(problems(spec) == "");
  REQUIRE(*spec == schedule_spec{rota::daily_full(time_of_day{23h, 59min}), rota::source{id_b, source_type::ha}, 5U,
                                 regions{region::IAD, region::ORD}});
}

TEST_CASE("the default retention is the API guide's two full backups", "[request]") {
  REQUIRE(rota::default_full_backup_retention == 2);
}

TEST_CASE("an empty request reports every missing member, in the order of the members", "[request]") {
  const auto result = validate(create_request{});
  REQUIRE(problems(result) ==
          "/schedule/action missing, /schedule/day_of_week missing, /schedule/hour missing, "
          "/schedule/minute missing, /schedule/instance_id missing");
  REQUIRE(bad_messages(result) == "");
}

TEST_CASE("a request with every member wrong reports all of them, in the order of the members", "[request]") {
  create_request request;
  request.action = "restore";
  request.day_of_week = days_list{7, 0, 0};
  request.hour = 24;
  request.minute = -1;
  request.source.instance_id = "x";
  request.source.source_id = "y";
  request.source.source_type = "z";
  request.full_backup_retention = 0;
  request.copy_to = names_list{"LON", "IAD", "IAD", "XXX"};
  const auto result = validate(request);
  REQUIRE(problems(result) ==
          "/schedule/action unknown_value, /schedule/day_of_week/0 out_of_range, /schedule/day_of_week/2 conflict, "
          "/schedule/hour out_of_range, /schedule/minute out_of_range, /schedule/instance_id malformed, "
          "/schedule/source_id malformed, /schedule/source_type unknown_value, "
          "/schedule/full_backup_retention out_of_range, /schedule/copy_to/0 unsupported, "
          "/schedule/copy_to/2 conflict, /schedule/copy_to/3 unknown_value");
  REQUIRE(bad_messages(result) == "");
}

TEST_CASE("the only action is backup", "[request]") {
  std::vector<std::pair<std::string, std::string>> cases{{"backup", ""}};
  for (const char* other : {"", "Backup", "BACKUP", "backup ", " backup", "backups", "restore", "b"})
    cases.emplace_back(other, "/schedule/action unknown_value");
  cases.emplace_back(std::string{"backup\0", 7}, "/schedule/action unknown_value");
  const std::string found = differences<create_request, std::string>(
      cases, seed_request(), [](create_request& request, const std::string& value) { request.action = value; });
  REQUIRE(found == "");
}

TEST_CASE("day_of_week as a number is 0 to 7", "[request]") {
  const std::string_view bad = "/schedule/day_of_week out_of_range";
  const std::string found = number_differences({{least_number, bad},
                                                {-1, bad},
                                                {0, ""},
                                                {1, ""},
                                                {6, ""},
                                                {7, ""},
                                                {8, bad},
                                                {256, bad},
                                                {std::int64_t{1} << 32U, bad},
                                                {greatest_number, bad}},
                                               [](auto& request, std::int64_t value) { request.day_of_week = value; });
  REQUIRE(found == "");
}

TEST_CASE("day_of_week 0 is Sunday, 6 is Saturday, and 7 is every day", "[request]") {
  const std::array days{date::Sunday,   date::Monday, date::Tuesday, date::Wednesday,
                        date::Thursday, date::Friday, date::Saturday};
  counterexamples found;
  for (std::int64_t value = 0; value <= 7; ++value) {
    create_request request = seed_request();
    request.day_of_week = value;
    const auto spec = validate(request);
    const weekdays expected = value == 7 ? weekdays::every_day : weekdays{days[static_cast<std::size_t>(value)]};
    found.unless(spec && spec->when.as_cadence()->full_on == expected, [&] { return std::to_string(value); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("day_of_week as an array is one or more distinct days from 0 to 6", "[request]") {
  const std::vector<std::pair<days_list, std::string>> cases{
      {{0}, ""},
      {{6}, ""},
      {{4, 1}, ""},
      {{6, 5, 4, 3, 2, 1, 0}, ""},
      {{}, "/schedule/day_of_week out_of_range"},
      {{7}, "/schedule/day_of_week/0 out_of_range"},
      {{-1}, "/schedule/day_of_week/0 out_of_range"},
      {{1, least_number, greatest_number},
       "/schedule/day_of_week/1 out_of_range, /schedule/day_of_week/2 out_of_range"},
      {{1, 4, 1, 4}, "/schedule/day_of_week/2 conflict, /schedule/day_of_week/3 conflict"},
      {{0, 7, 0}, "/schedule/day_of_week/1 out_of_range, /schedule/day_of_week/2 conflict"}};
  const auto give = [](auto& request, const days_list& value) { request.day_of_week = value; };
  REQUIRE(differences<create_request, days_list>(cases, seed_request(), give) == "");
  REQUIRE(differences<update_request, days_list>(cases, update_request{}, give) == "");
}

TEST_CASE("an array of days means those days, in any order", "[request]") {
  const auto full_on = [](const days_list& value) {
    create_request request = seed_request();
    request.day_of_week = value;
    return validate(request).value().when.as_cadence()->full_on;
  };
  REQUIRE(full_on({3}) == weekdays{date::Wednesday});
  REQUIRE(full_on({4, 1}) == weekdays{date::Monday, date::Thursday});
  REQUIRE(full_on({1, 4}) == full_on({4, 1}));
  REQUIRE(full_on({0, 1, 2, 3, 4, 5, 6}) == weekdays::every_day);
}

TEST_CASE("hour is 0 to 23", "[request]") {
  const std::string_view bad = "/schedule/hour out_of_range";
  const std::string found = number_differences({{least_number, bad},
                                                {-1, bad},
                                                {0, ""},
                                                {23, ""},
                                                {24, bad},
                                                {256, bad},
                                                {(std::int64_t{1} << 32U) + 5, bad},
                                                {greatest_number, bad}},
                                               [](auto& request, std::int64_t value) { request.hour = value; });
  REQUIRE(found == "");
}

TEST_CASE("minute is 0 to 59", "[request]") {
  const std::string_view bad = "/schedule/minute out_of_range";
  const std::string found = number_differences({{least_number, bad},
                                                {-1, bad},
                                                {0, ""},
                                                {59, ""},
                                                {60, bad},
                                                {65536, bad},
                                                {(std::int64_t{1} << 32U) + 5, bad},
                                                {greatest_number, bad}},
                                               [](auto& request, std::int64_t value) { request.minute = value; });
  REQUIRE(found == "");
}

TEST_CASE("full_backup_retention is 1 to the greatest unsigned", "[request]") {
  const std::string_view bad = "/schedule/full_backup_retention out_of_range";
  const std::string found =
      number_differences({{least_number, bad},
                          {-1, bad},
                          {0, bad},
                          {1, ""},
                          {2, ""},
                          {greatest_retention, ""},
                          {greatest_retention + 1, bad},
                          {greatest_number, bad}},
                         [](auto& request, std::int64_t value) { request.full_backup_retention = value; });
  REQUIRE(found == "");
  create_request request = seed_request();
  request.full_backup_retention = greatest_retention;
  REQUIRE(validate(request).value().full_backup_retention == std::optional{std::numeric_limits<unsigned>::max()});
}

TEST_CASE("ids are UUIDs, in either case", "[request]") {
  std::vector<std::pair<std::string, std::string>> cases{{id_a, ""}, {id_a_in_capitals, ""}};
  for (const std::string& other : {std::string{}, std::string{"44b277eb39be4921be313d61b43651d7"}, id_a + "0",
                                   id_a.substr(1), "{" + id_a + "}", " " + id_a, std::string(36, '-')})
    cases.emplace_back(other, "malformed");
  auto at_instance_id = cases;
  auto at_source_id = cases;
  for (auto& [value, expected] : at_instance_id)
    if (!expected.empty()) expected = "/schedule/instance_id malformed";
  for (auto& [value, expected] : at_source_id)
    if (!expected.empty()) expected = "/schedule/source_id malformed";
  create_request without_id = seed_request();
  without_id.source.instance_id.reset();
  REQUIRE(differences<create_request, std::string>(
              at_instance_id, without_id,
              [](create_request& request, const std::string& value) { request.source.instance_id = value; }) == "");
  REQUIRE(differences<create_request, std::string>(
              at_source_id, without_id,
              [](create_request& request, const std::string& value) { request.source.source_id = value; }) == "");
}

TEST_CASE("every combination of instance_id, source_id and source_type is accepted or refused by the rules",
          "[request]") {
  counterexamples found;
  for (const given_id instance_id : all_ids)
    for (const given_id source_id : all_ids)
      for (const given_type type : all_types) {
        const given_source given{instance_id, source_id, type};
        create_request request = seed_request();
        given.put_into(request);
        const auto result = validate(request);
        const std::string expected = joined(expected_issues(given));
        found.unless(problems(result) == expected && bad_messages(result).empty(),
                     [&] { return given.name() + ": \"" + problems(result) + "\" for \"" + expected + "\""; });
      }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("every valid combination of instance_id, source_id and source_type names the right source", "[request]") {
  counterexamples found;
  int valid = 0;
  for (const given_id instance_id : all_ids)
    for (const given_id source_id : all_ids)
      for (const given_type type : all_types) {
        const given_source given{instance_id, source_id, type};
        if (!expected_issues(given).empty()) continue;
        ++valid;
        create_request request = seed_request();
        given.put_into(request);
        const auto spec = validate(request);
        const given_id named = case_aside(source_id == given_id::absent ? instance_id : source_id);
        const rota::source expected{*written(named), type == given_type::ha ? source_type::ha : source_type::instance};
        found.unless(spec && spec->source == expected, [&] { return given.name(); });
      }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  // For each of no type and instance: three of instance_id alone, three of source_id alone, and five of both; for ha,
  // three of source_id alone.
  REQUIRE(valid == 2 * (3 + 3 + 5) + 3);
}

TEST_CASE("copy_to is an array of distinct regions, and an issue points at the wrong element", "[request]") {
  const std::vector<std::pair<names_list, std::string>> cases{
      {{}, ""},
      {{"DFW"}, ""},
      {{"DFW", "IAD", "ORD", "HKG", "SYD"}, ""},
      {{"LON"}, "/schedule/copy_to/0 unsupported"},
      {{"IAD", "LON", "LON"}, "/schedule/copy_to/1 unsupported, /schedule/copy_to/2 unsupported"},
      {{"iad"}, "/schedule/copy_to/0 unknown_value"},
      {{"lon"}, "/schedule/copy_to/0 unknown_value"},
      {{""}, "/schedule/copy_to/0 unknown_value"},
      {{" IAD", "IAD ", "IAD,ORD"},
       "/schedule/copy_to/0 unknown_value, /schedule/copy_to/1 unknown_value, /schedule/copy_to/2 unknown_value"},
      {{"IAD", "ORD", "IAD", "ORD"}, "/schedule/copy_to/2 conflict, /schedule/copy_to/3 conflict"},
      {{"XXX", "XXX"}, "/schedule/copy_to/0 unknown_value, /schedule/copy_to/1 unknown_value"}};
  const auto give = [](auto& request, const names_list& value) { request.copy_to = value; };
  REQUIRE(differences<create_request, names_list>(cases, seed_request(), give) == "");
  REQUIRE(differences<update_request, names_list>(cases, update_request{}, give) == "");
}

TEST_CASE("the order of copy_to has no meaning", "[request]") {
  create_request request = seed_request();
  request.copy_to = names_list{"IAD", "ORD", "SYD"};
  const auto one_way = validate(request);
  request.copy_to = names_list{"SYD", "IAD", "ORD"};
  REQUIRE(validate(request).value() == one_way.value());
  REQUIRE(one_way->copy_to == regions{region::IAD, region::ORD, region::SYD});
}

TEST_CASE("any combination of faults is reported at once, each at its member, in the order of the members",
          "[request]") {
  constexpr std::uint64_t seed = 20141030;
  generator values{seed};
  const auto days = day_choices(true);
  const auto hours = number_choices("hour", 0, 23, true);
  const auto minutes = number_choices("minute", 0, 59, true);
  const auto retentions = number_choices("full_backup_retention", 1, greatest_retention, false);
  const auto copies = region_choices();
  const std::vector<choice<sent_text>> actions{
      {"backup"}, {"x", {"/schedule/action unknown_value"}}, {std::nullopt, {"/schedule/action missing"}}};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    create_request request;
    std::vector<std::string> expected;
    request.action = draw(values, actions, expected);
    request.day_of_week = draw(values, days, expected);
    request.hour = draw(values, hours, expected);
    request.minute = draw(values, minutes, expected);
    // A bad type has a test of its own.
    const given_source given{all_ids[values.index(all_ids.size())], all_ids[values.index(all_ids.size())],
                             all_types[values.index(3)]};
    given.put_into(request);
    const auto of_source = expected_issues(given);
    expected.insert(expected.end(), of_source.begin(), of_source.end());
    request.full_backup_retention = draw(values, retentions, expected);
    request.copy_to = draw(values, copies, expected);
    const auto result = validate(request);
    found.unless(problems(result) == joined(expected) && bad_messages(result).empty(),
                 [&] { return "\"" + problems(result) + "\" for \"" + joined(expected) + "\""; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- messages ---

TEST_CASE("a message says what was found, what was expected and what to write", "[request]") {
  struct message_case {
    std::string_view pointer;
    std::vector<std::string_view> parts;
  };
  create_request request;
  request.action = "restore";
  request.day_of_week = 8;
  request.hour = 24;
  request.minute = -1;
  request.source.instance_id = "12";
  request.source.source_id = "34";
  request.source.source_type = "cluster";
  request.full_backup_retention = 0;
  request.copy_to = names_list{"LON", "IADD", "ORD", "ORD"};
  const auto result = validate(request);
  const std::vector<message_case> cases{
      {"/schedule/action", {"found \"restore\"", "\"backup\"", "write"}},
      {"/schedule/day_of_week", {"found 8", "0 (Sunday)", "6 (Saturday)", "7", "every day", "write"}},
      {"/schedule/hour", {"found 24", "0", "23", "write"}},
      {"/schedule/minute", {"found -1", "0", "59", "write"}},
      {"/schedule/instance_id", {"found \"12\"", "UUID", "8-4-4-4-12", "write"}},
      {"/schedule/source_id", {"found \"34\"", "UUID", "8-4-4-4-12", "write"}},
      {"/schedule/source_type", {"found \"cluster\"", "\"instance\"", "\"ha\"", "write"}},
      {"/schedule/full_backup_retention", {"found 0", "1", "write"}},
      {"/schedule/copy_to/0", {"found \"LON\"", "LON is not supported", "DFW, IAD, ORD, HKG, SYD"}},
      {"/schedule/copy_to/1", {"found \"IADD\"", "DFW, IAD, ORD, HKG, SYD", "did you mean \"IAD\"?"}},
      {"/schedule/copy_to/3", {"found \"ORD\"", "a second time", "once"}}};
  std::string missing;
  for (const message_case& one : cases) {
    const std::string message = message_at(result, one.pointer);
    const std::string parts = lacking(message, one.parts);
    if (!parts.empty()) missing.append(message).append(" lacks ").append(parts).append("\n");
  }
  REQUIRE(missing == "");
  REQUIRE(result.error().size() == cases.size());
}

TEST_CASE("the message about a missing member says what was expected and how to write it", "[request]") {
  const auto result = validate(create_request{});
  const std::vector<std::pair<std::string_view, std::vector<std::string_view>>> cases{
      {"/schedule/action", {"not given", "expected", "\"action\": \"backup\""}},
      {"/schedule/day_of_week", {"not given", "expected", "\"day_of_week\": "}},
      {"/schedule/hour", {"not given", "expected", "\"hour\": "}},
      {"/schedule/minute", {"not given", "expected", "\"minute\": "}},
      {"/schedule/instance_id", {"instance_id", "source_id", "expected", "\"instance_id\": "}}};
  std::string missing;
  for (const auto& [pointer, parts] : cases) missing += lacking(message_at(result, pointer), parts);
  REQUIRE(missing == "");
}

TEST_CASE("the message about a conflict names both sides", "[request]") {
  create_request request = seed_request();
  request.source.source_id = id_b;
  const std::vector<std::string_view> both{id_a, id_b, "same", "leave"};
  REQUIRE(lacking(message_at(validate(request), "/schedule/instance_id"), both) == "");
  request.source.source_type = "ha";
  const std::vector<std::string_view> parts{id_a, "\"ha\"", "single instance", "leave"};
  REQUIRE(lacking(message_at(validate(request), "/schedule/instance_id"), parts) == "");
}

TEST_CASE("messages are short and printable, whatever bytes were sent", "[request]") {
  std::string found;
  for (const std::string& bytes : hostile_texts()) {
    create_request request = seed_request();
    request.action = bytes;
    request.source.instance_id = bytes;
    request.source.source_id = bytes;
    request.source.source_type = bytes;
    request.copy_to = names_list{bytes, bytes};
    const auto created = validate(request);
    found += bad_messages(created);
    if (created || created.error().size() < 6) found += "a hostile text was accepted; ";
    update_request update;
    update.copy_to = bytes;
    update.run_now = bytes;
    const auto updated = validate(update);
    found += bad_messages(updated);
    if (problems(updated) != "/schedule/copy_to unknown_value, /schedule/run_now unknown_value")
      found += problems(updated);
  }
  REQUIRE(found == "");
}

// --- very long lists ---

TEST_CASE("only the first hundred of very many issues are listed, and the last one says so", "[request]") {
  create_request request = seed_request();
  request.copy_to = names_list(20'000, "XXX");
  const auto copies = validate(request);
  REQUIRE_FALSE(copies.has_value());
  REQUIRE(copies.error().size() == rota::default_issue_limit + 1);
  REQUIRE(copies.error().front().pointer == "/schedule/copy_to/0");
  REQUIRE(copies.error().back().pointer == "");
  REQUIRE(copies.error().back().code == issue_code::out_of_range);
  REQUIRE(lacking(copies.error().back().message, std::array<std::string_view, 1>{"more than 100 issues"}) == "");
  REQUIRE(bad_messages(copies) == "");

  request = seed_request();
  request.day_of_week = days_list(20'000, 9);
  const auto days = validate(request);
  REQUIRE_FALSE(days.has_value());
  REQUIRE(days.error().size() == rota::default_issue_limit + 1);
  REQUIRE(bad_messages(days) == "");
}

// --- check, for other wire formats ---

TEST_CASE("check reports issues where the request stands in its document, and adds none to a pointer that has one",
          "[request]") {
  create_request request = seed_request();
  request.hour.reset();
  request.minute = 60;
  request.source.instance_id.reset();
  rota::issue_log log;
  log.report("/records/3/hour", issue_code::wrong_type, "found a text");
  const rota::request_place place{"/records/3", "source/id", "source/type"};
  REQUIRE_FALSE(check(request, log, place).has_value());
  REQUIRE(problems(rota::detail::take_in_order(std::move(log), place, rota::detail::create_request_members)) ==
          "/records/3/hour wrong_type, /records/3/minute out_of_range, /records/3/instance_id missing");

  request.source.source_id = "x";
  request.source.source_type = "y";
  rota::issue_log another;
  REQUIRE_FALSE(check(request, another, place).has_value());
  const std::string text = problems(std::move(another).take());
  REQUIRE(lacking(text, std::array<std::string_view, 2>{"/records/3/source/id malformed",
                                                        "/records/3/source/type unknown_value"}) == "");

  request.source = {};
  rota::issue_log third;
  REQUIRE_FALSE(check(request, third, {.root = "", .instance_id = "database"}).has_value());
  REQUIRE(problems(std::move(third).take()) == "/hour missing, /minute out_of_range, /database missing");
}

TEST_CASE("check returns no spec if the log already has an issue, even for a valid request", "[request]") {
  rota::issue_log log;
  log.report("/elsewhere", issue_code::unknown_member, "found one");
  REQUIRE_FALSE(check(seed_request(), log).has_value());
  rota::issue_log empty;
  REQUIRE(check(seed_request(), empty) == std::optional{seed_spec()});
}
