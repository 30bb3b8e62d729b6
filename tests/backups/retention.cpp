// SPDX-License-Identifier: MIT
//
// struct retention
// {
//     std::optional<unsigned> fulls; std::optional<lookback> window;
//     unsigned last, hourly, daily, weekly, monthly, yearly; std::optional<lookback> within;
//     unsigned last_fulls, daily_fulls, weekly_fulls, monthly_fulls, yearly_fulls; std::optional<lookback> fulls_within;
//     std::optional<lookback> on_demand_within;
//     bool oldest; unsigned at_least; bool sweep_failed, sweep_orphans;
// };
// retention retention_of(const schedule&);
//
// enum class rule_scope { chain, point, full, on_demand };
// enum class rule_unit { count, length };
// using rule_value = std::variant<unsigned, lookback>;
// struct retention_rule
// {
//     std::string_view name; std::string_view help; rule_scope scope; rule_member member; period_function period;
//     constexpr rule_unit unit() const noexcept;
//     constexpr std::optional<rule_value> value(const retention&) const noexcept;
//     constexpr void set(retention&, const rule_value&) const noexcept;
// };
// inline constexpr std::array retention_rules;
//
// enum class keep_reason { …rows of the table…, at_least, on_demand, …, withheld };
// using keep_reasons = detail::enum_set<keep_reason, std::uint32_t>;
// constexpr const retention_rule* rule_of(keep_reason) noexcept;
// constexpr keep_reason reason_of(T retention::*) noexcept;
// enum class removal_cause { expired, failed, delete_failed, orphan };

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <rota/backups/retention.hpp>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using rota::keep_reason;
using rota::lookback;
using rota::reason_of;
using rota::retention;
using rota::retention_rule;
using rota::retention_rules;
using rota::rule_of;
using rota::rule_scope;
using rota::rule_unit;
using rota::rule_value;

constexpr const retention_rule& rule_named(std::string_view name) {
  for (const retention_rule& rule : retention_rules)
    if (rule.name == name) return rule;
  return retention_rules.front();
}

/// Whether the periods of a rule change between two instants, on a clock ahead of UTC.
bool changes_between(std::string_view rule, std::string_view before, std::string_view after,
                     std::chrono::seconds offset = 0s) {
  const auto period = rule_named(rule).period;
  const std::int64_t first = period(instant(before), offset);
  const std::int64_t second = period(instant(after), offset);
  REQUIRE(first <= second);
  return first != second;
}

}  // namespace

// --- the table ---

TEST_CASE("the retention of a schedule is its number of fulls, by default two", "[retention]") {
  rota::schedule of{.id = "s", .when = rota::daily_full(rota::time_of_day{2h, 0min}), .source = {.id = "i"}};
  REQUIRE(retention_of(of) == retention{.fulls = 2});
  of.full_backup_retention = 7;
  REQUIRE(retention_of(of) == retention{.fulls = 7});
}

TEST_CASE("the rules of the first release have their names, in this order", "[retention]") {
  std::vector<std::string_view> names;
  for (const std::string_view known :
       {"fulls", "window", "last", "hourly", "daily", "weekly", "monthly", "yearly", "within", "last_fulls",
        "daily_fulls", "weekly_fulls", "monthly_fulls", "yearly_fulls", "fulls_within", "on_demand_within"})
    names.push_back(rule_named(known).name);
  REQUIRE(names == std::vector<std::string_view>{"fulls", "window", "last", "hourly", "daily", "weekly", "monthly",
                                                 "yearly", "within", "last_fulls", "daily_fulls", "weekly_fulls",
                                                 "monthly_fulls", "yearly_fulls", "fulls_within", "on_demand_within"});
  REQUIRE(std::is_sorted(names.begin(), names.end(),
                         [](std::string_view a, std::string_view b) { return &rule_named(a) < &rule_named(b); }));
}

TEST_CASE("every rule has a name and a member of its own, and a line of help", "[retention]") {
  std::set<std::string_view> names;
  for (std::size_t row = 0; row < retention_rules.size(); ++row) {
    const retention_rule& rule = retention_rules[row];
    CAPTURE(rule.name);
    REQUIRE(names.insert(rule.name).second);
    REQUIRE(rule.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    REQUIRE(rule.help.find(rule.unit() == rule_unit::count ? " N " : " D") != std::string_view::npos);
    REQUIRE(rule.help.find('\n') == std::string_view::npos);
    for (std::size_t other = 0; other < row; ++other) REQUIRE(rule.member != retention_rules[other].member);
  }
}

TEST_CASE("a rule reads the value that it sets, and changes no other rule", "[retention]") {
  for (const retention_rule& rule : retention_rules) {
    CAPTURE(rule.name);
    retention policy;
    REQUIRE(rule.value(policy) == std::nullopt);
    for (const unsigned count : {3U, 4'294'967'295U, 1U}) {
      const auto value = rule.unit() == rule_unit::count ? rule_value{count} : rule_value{std::chrono::seconds{count}};
      rule.set(policy, value);
      REQUIRE(rule.value(policy) == value);
    }
    for (const retention_rule& other : retention_rules)
      if (&other != &rule) REQUIRE(other.value(policy) == std::nullopt);
    retention others = policy;
    std::visit([&](auto member) { others.*member = retention{}.*member; }, rule.member);
    REQUIRE(others == retention{});
  }
}

TEST_CASE("a count of zero unsets a plain number, and is the value of an optional one", "[retention]") {
  retention policy{.fulls = 1, .last = 1};
  rule_named("fulls").set(policy, 0U);
  rule_named("last").set(policy, 0U);
  REQUIRE(policy == retention{.fulls = 0});
  REQUIRE(rule_named("fulls").value(policy) == rule_value{0U});
  REQUIRE(rule_named("last").value(policy) == std::nullopt);
}

TEST_CASE("lengths are lookbacks", "[retention]") {
  retention policy{.window = 36h};
  REQUIRE(rule_named("window").value(policy) == rule_value{lookback{129'600s}});
  rule_named("within").set(policy, lookback{date::months{6}});
  REQUIRE(policy.within == lookback{date::months{6}});
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("setting a count to a length, or a length to a count, ends the program", "[retention]") {
  retention policy;
  for (const retention_rule& rule : retention_rules) {
    const auto wrong = rule.unit() == rule_unit::count ? rule_value{lookback{1s}} : rule_value{1U};
    REQUIRE(ends_the_program([&] { rule.set(policy, wrong); }));
  }
}
#endif

TEST_CASE("rules are read and set in constant expressions", "[retention]") {
  constexpr retention policy = [] {
    retention made;
    rule_named("fulls").set(made, 2U);
    rule_named("window").set(made, lookback{60s});
    rule_named("yearly").set(made, 3U);
    return made;
  }();
  STATIC_REQUIRE(policy == retention{.fulls = 2, .window = 60s, .yearly = 3});
  STATIC_REQUIRE(rule_named("yearly").value(policy) == rule_value{3U});
}

TEST_CASE("each rule has its scope and unit", "[retention]") {
  STATIC_REQUIRE(rule_named("fulls").scope == rule_scope::chain);
  STATIC_REQUIRE(rule_named("window").scope == rule_scope::chain);
  STATIC_REQUIRE(rule_named("last").scope == rule_scope::point);
  STATIC_REQUIRE(rule_named("within").scope == rule_scope::point);
  STATIC_REQUIRE(rule_named("weekly_fulls").scope == rule_scope::full);
  STATIC_REQUIRE(rule_named("fulls_within").scope == rule_scope::full);
  STATIC_REQUIRE(rule_named("on_demand_within").scope == rule_scope::on_demand);
  STATIC_REQUIRE(rule_named("fulls").unit() == rule_unit::count);
  STATIC_REQUIRE(rule_named("window").unit() == rule_unit::length);
  STATIC_REQUIRE(rule_named("yearly").unit() == rule_unit::count);
  STATIC_REQUIRE(rule_named("within").unit() == rule_unit::length);
  STATIC_REQUIRE(rule_named("fulls").period == nullptr);
}

// --- periods ---

TEST_CASE("periods change where hours, days, ISO weeks, months and years begin", "[retention]") {
  REQUIRE_FALSE(changes_between("hourly", "2015-03-01T09:00:00", "2015-03-01T09:59:59"));
  REQUIRE(changes_between("hourly", "2015-03-01T09:59:59", "2015-03-01T10:00:00"));
  REQUIRE_FALSE(changes_between("daily", "2015-03-01T00:00:00", "2015-03-01T23:59:59"));
  REQUIRE(changes_between("daily", "2015-02-28T23:59:59", "2015-03-01T00:00:00"));
  REQUIRE_FALSE(changes_between("weekly", "2015-12-28T00:00:00", "2016-01-03T23:59:59"));  // Monday to Sunday
  REQUIRE(changes_between("weekly", "2016-01-03T23:59:59", "2016-01-04T00:00:00"));
  REQUIRE_FALSE(changes_between("monthly", "2016-02-01T00:00:00", "2016-02-29T23:59:59"));
  REQUIRE(changes_between("monthly", "2015-12-31T23:59:59", "2016-01-01T00:00:00"));
  REQUIRE(changes_between("monthly", "2015-02-01T00:00:00", "2016-02-01T00:00:00"));
  REQUIRE_FALSE(changes_between("yearly", "2016-01-01T00:00:00", "2016-12-31T23:59:59"));
  REQUIRE(changes_between("yearly", "2015-12-31T23:59:59", "2016-01-01T00:00:00"));
}

TEST_CASE("periods are civil: they change where they begin on the clock", "[retention]") {
  for (const std::string_view rule : {"daily", "monthly", "yearly"}) {
    REQUIRE_FALSE(changes_between(rule, "2015-12-31T23:59:59", "2016-01-01T04:59:59", -5h));
    REQUIRE(changes_between(rule, "2016-01-01T04:59:59", "2016-01-01T05:00:00", -5h));
  }
  REQUIRE_FALSE(changes_between("hourly", "2016-01-01T04:30:00", "2016-01-01T05:29:59", 5h + 30min));
  REQUIRE(changes_between("weekly", "2016-01-03T18:29:59", "2016-01-03T18:30:00", 5h + 30min));
}

TEST_CASE("periods before 1970 begin where those after it do", "[retention]") {
  REQUIRE_FALSE(changes_between("hourly", "1969-12-31T23:00:00", "1969-12-31T23:59:59"));
  REQUIRE_FALSE(changes_between("daily", "1969-12-31T00:00:00", "1969-12-31T23:59:59"));
  REQUIRE_FALSE(changes_between("weekly", "1969-12-29T00:00:00", "1970-01-04T23:59:59"));
  REQUIRE(changes_between("weekly", "1969-12-28T23:59:59", "1969-12-29T00:00:00"));
  for (const std::string_view rule : {"hourly", "daily", "monthly", "yearly"})
    REQUIRE(changes_between(rule, "1969-12-31T23:59:59", "1970-01-01T00:00:00"));
}

// --- reasons ---

TEST_CASE("each row of the table is a reason with its name, and the others follow", "[retention]") {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < rota::detail::enum_names<keep_reason>.size(); ++i)
    names.push_back(to_string(static_cast<keep_reason>(i)));
  std::vector<std::string_view> expected;
  for (const retention_rule& rule : retention_rules) expected.push_back(rule.name);
  for (const std::string_view other : {"at_least", "oldest", "on_demand", "pinned", "held", "unfinished", "future",
                                       "damaged", "ungoverned_chain", "ancestor", "no_rule", "failed_kept", "withheld"})
    expected.push_back(other);
  REQUIRE(names == expected);
  REQUIRE(to_string(keep_reason::withheld) == "withheld");
}

TEST_CASE("a member, its row and its reason lead to each other", "[retention]") {
  STATIC_REQUIRE(to_string(reason_of(&retention::fulls)) == "fulls");
  STATIC_REQUIRE(to_string(reason_of(&retention::window)) == "window");
  STATIC_REQUIRE(to_string(reason_of(&retention::yearly)) == "yearly");
  STATIC_REQUIRE(rule_of(reason_of(&retention::within)) == &rule_named("within"));
  STATIC_REQUIRE(rule_of(keep_reason::at_least) == nullptr);
  STATIC_REQUIRE(rule_of(keep_reason::failed_kept) == nullptr);
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("the reason of a member that no rule reads ends the program", "[retention]") {
  REQUIRE(ends_the_program([] { static_cast<void>(reason_of(&retention::at_least)); }));
}
#endif

TEST_CASE("sets of reasons hold them all, and print in the order of the table", "[retention]") {
  rota::keep_reasons all;
  for (std::size_t i = 0; i < rota::detail::enum_names<keep_reason>.size(); ++i) all |= static_cast<keep_reason>(i);
  REQUIRE(all.size() == retention_rules.size() + 13);
  REQUIRE(to_string(rota::keep_reasons{keep_reason::pinned, reason_of(&retention::daily), keep_reason::at_least}) ==
          "daily, at_least, pinned");
}

TEST_CASE("the causes of removal have the names that JSON carries", "[retention]") {
  std::string names;
  for (const std::string_view name : rota::detail::enum_names<rota::removal_cause>) names.append(name).append(" ");
  REQUIRE(names == "expired failed delete_failed orphan ");
}
