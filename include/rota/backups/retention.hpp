// SPDX-License-Identifier: MIT
//
// rota/backups/retention.hpp: what to keep: the policy, the table of its rules, and the reasons of a plan.
//
//   struct retention { std::optional<unsigned> fulls; std::optional<lookback> window; unsigned last, hourly, …; … };
//   retention retention_of(const schedule&);      // what the API does: the newest N fulls
//
//   inline constexpr std::array retention_rules{…};                  // one row per rule: name, help, scope, member, …
//   retention_rules[0].name, .unit(), .scope                         // "fulls", rule_unit::count, rule_scope::chain
//   retention_rules[0].value(policy)                                 // a count or a lookback; nullopt if not set
//   retention_rules[0].set(policy, 3U)                               // policy.fulls = 3
//
//   enum class keep_reason { …one value per row…, at_least, on_demand, …, withheld };
//   to_string(reason_of(&retention::fulls))       // "fulls"
//   rule_of(reason)                               // its row; nullptr for the reasons that are not rules
//   enum class removal_cause { expired, failed, delete_failed, orphan };
//
// To add a rule, add a member to retention and a row to retention_rules. prune, the reasons, JSON, the flags of the
// tool and the generators of the tests read the table.
//
// Laws
//   static_cast<keep_reason>(i) is the reason of retention_rules[i], and has its name.
//   rule.set(policy, v) gives rule.value(policy) == v and changes nothing else, except that a count of 0 unsets a rule
//   whose member is a plain number.
// Source: "The number of full automated backups to keep"; "By default, the full backup retention policy is set to two
// full backups".
#ifndef ROTA_BACKUPS_RETENTION_HPP
#define ROTA_BACKUPS_RETENTION_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <rota/core/lookback.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/enum_set.hpp>
#include <rota/detail/names.hpp>
#include <rota/schedule/schedule.hpp>
#include <string_view>
#include <variant>

namespace rota::inline v0 {

/// What to keep. Each rule counts on its own; a backup is kept if any rule selects it. Zero keeps none. The lengths reach
/// back from now on the clock that prune is given.
struct retention {
  /// The newest N automated COMPLETED fulls, and everything built on them.
  std::optional<unsigned> fulls = std::nullopt;
  /// The recovery window: everything needed to restore to any moment of it. That is every full since its start, the newest
  /// full whose data was complete before its start, and everything built on them.
  std::optional<lookback> window = std::nullopt;
  /// The newest N restore points.
  unsigned last = 0;
  /// The newest restore point of each of the newest N hours that have one. Hours are hours that pass: where the clock shows
  /// an hour twice, it is two.
  unsigned hourly = 0;
  /// The same for civil days.
  unsigned daily = 0;
  /// The same for ISO weeks, which begin on Monday.
  unsigned weekly = 0;
  /// The same for months.
  unsigned monthly = 0;
  /// The same for years.
  unsigned yearly = 0;
  /// Every restore point created since the start of this length.
  std::optional<lookback> within = std::nullopt;
  /// The newest N automated COMPLETED fulls alone: what is built on them may go.
  unsigned last_fulls = 0;
  /// The newest of these fulls of each of the newest N civil days that have one.
  unsigned daily_fulls = 0;
  /// The same for ISO weeks.
  unsigned weekly_fulls = 0;
  /// The same for months.
  unsigned monthly_fulls = 0;
  /// The same for years.
  unsigned yearly_fulls = 0;
  /// Each of these fulls created since the start of this length.
  std::optional<lookback> fulls_within = std::nullopt;
  /// On-demand backups created before the start of this length may go. If not set, they stay for ever.
  std::optional<lookback> on_demand_within = std::nullopt;
  /// A periodic rule that finds fewer than N periods also keeps the oldest backup that it counts.
  bool oldest = false;
  /// The floor: the newest N automated COMPLETED fulls are kept, and everything built on them, whatever the rules select.
  unsigned at_least = 1;
  /// FAILED and DELETE_FAILED backups go.
  bool sweep_failed = true;
  /// Automated backups whose parent is not in the list go. Only for a list that is known to be complete.
  bool sweep_orphans = false;

  friend bool operator==(const retention&, const retention&) = default;
};

/// What a rule selects.
enum class rule_scope : std::uint8_t {
  chain,     ///< fulls, and everything built on them
  point,     ///< single restore points, and their ancestors
  full,      ///< fulls alone
  on_demand  ///< on-demand backups, which no other rule counts
};

template <>
inline constexpr auto detail::enum_names<rule_scope> = std::to_array<std::string_view>({"chain", "point", "full",
                                                                                        "on_demand"});

/// What the value of a rule means.
enum class rule_unit : std::uint8_t {
  count,  ///< a number of fulls, points or periods
  length  ///< a length of time up to now, in seconds
};

template <>
inline constexpr auto detail::enum_names<rule_unit> = std::to_array<std::string_view>({"count", "length"});

/// The number of the period that contains an instant, where the clock is `offset` ahead of UTC. A later period has a
/// greater number.
using period_function = std::int64_t (*)(sys_seconds at, std::chrono::seconds offset);

/// The member of a retention that holds the value of a rule. A plain number that is 0 is not set.
using rule_member =
    std::variant<unsigned retention::*, std::optional<unsigned> retention::*, std::optional<lookback> retention::*>;

/// The value of a rule: a count, or a length of time up to now.
using rule_value = std::variant<unsigned, lookback>;

namespace detail {

constexpr std::optional<rule_value> value_of_rule(unsigned count) noexcept {
  return count == 0 ? std::nullopt : std::optional<rule_value>{count};
}
template <class Value>
constexpr std::optional<rule_value> value_of_rule(const std::optional<Value>& value) noexcept {
  return value ? std::optional<rule_value>{*value} : std::nullopt;
}

template <class Count>
constexpr void set_rule(Count& member, const rule_value& to) noexcept {
  member = std::get<unsigned>(to);
}
constexpr void set_rule(std::optional<lookback>& member, const rule_value& to) noexcept {
  member = std::get<lookback>(to);
}

}  // namespace detail

/// One rule: a row of `retention_rules`.
struct retention_rule {
  std::string_view name;  ///< of the member, as JSON and the tool spell it
  std::string_view help;  ///< one line; N stands for a count, D for a length
  rule_scope scope;
  rule_member member;
  period_function period = nullptr;  ///< if set, the rule counts periods, and selects the newest backup of each

  [[nodiscard]] constexpr rule_unit unit() const noexcept {
    return std::holds_alternative<std::optional<lookback> retention::*>(member) ? rule_unit::length : rule_unit::count;
  }

  /// The value of the rule in a policy; nullopt if the rule is not set.
  [[nodiscard]] constexpr std::optional<rule_value> value(const retention& policy) const noexcept {
    return std::visit([&](auto of) { return detail::value_of_rule(policy.*of); }, member);
  }

  /// Sets the rule. Precondition: the value is of its unit. A breach ends the program.
  constexpr void set(retention& policy, const rule_value& to) const noexcept {
    if (std::holds_alternative<lookback>(to) != (unit() == rule_unit::length)) std::abort();
    std::visit([&](auto of) { detail::set_rule(policy.*of, to); }, member);
  }
};

namespace detail {

constexpr date::local_seconds on_clock(sys_seconds at, std::chrono::seconds offset) noexcept {
  return date::local_seconds{at.time_since_epoch() + offset};
}

/// Hours that pass, and begin when the clock shows a full hour: a clock that goes back does not count one again.
constexpr std::int64_t hour(sys_seconds at, std::chrono::seconds offset) noexcept {
  const auto past_the_hour = offset - date::floor<std::chrono::hours>(offset);
  return date::floor<std::chrono::hours>(at.time_since_epoch() + past_the_hour).count();
}

constexpr std::int64_t civil_day(sys_seconds at, std::chrono::seconds offset) noexcept {
  return date::floor<date::days>(on_clock(at, offset)).time_since_epoch().count();
}

/// ISO 8601: weeks begin on Monday. 1970-01-01 was a Thursday.
constexpr std::int64_t civil_week(sys_seconds at, std::chrono::seconds offset) noexcept {
  constexpr date::days from_monday_to_thursday{3};
  const auto day = date::floor<date::days>(on_clock(at, offset));
  return date::floor<date::weeks>(day.time_since_epoch() + from_monday_to_thursday).count();
}

constexpr std::int64_t civil_month(sys_seconds at, std::chrono::seconds offset) noexcept {
  const date::year_month_day day{date::floor<date::days>(on_clock(at, offset))};
  return std::int64_t{static_cast<int>(day.year())} * 12 + static_cast<unsigned>(day.month());
}

constexpr std::int64_t civil_year(sys_seconds at, std::chrono::seconds offset) noexcept {
  return static_cast<int>(date::year_month_day{date::floor<date::days>(on_clock(at, offset))}.year());
}

}  // namespace detail

/// Every rule. The order is that of the reasons, and decides between near misses that are equally near.
inline constexpr auto retention_rules = std::to_array<retention_rule>({
    {.name = "fulls",
     .help = "Keep the newest N automated fulls, and everything built on them",
     .scope = rule_scope::chain,
     .member = &retention::fulls},
    {.name = "window",
     .help = "Keep everything needed to restore to any moment of the last D",
     .scope = rule_scope::chain,
     .member = &retention::window},
    {.name = "last",
     .help = "Keep the newest N restore points",
     .scope = rule_scope::point,
     .member = &retention::last},
    {.name = "hourly",
     .help = "Keep the newest restore point of each of the newest N hours that have one",
     .scope = rule_scope::point,
     .member = &retention::hourly,
     .period = detail::hour},
    {.name = "daily",
     .help = "Keep the newest restore point of each of the newest N days that have one",
     .scope = rule_scope::point,
     .member = &retention::daily,
     .period = detail::civil_day},
    {.name = "weekly",
     .help = "Keep the newest restore point of each of the newest N ISO weeks that have one",
     .scope = rule_scope::point,
     .member = &retention::weekly,
     .period = detail::civil_week},
    {.name = "monthly",
     .help = "Keep the newest restore point of each of the newest N months that have one",
     .scope = rule_scope::point,
     .member = &retention::monthly,
     .period = detail::civil_month},
    {.name = "yearly",
     .help = "Keep the newest restore point of each of the newest N years that have one",
     .scope = rule_scope::point,
     .member = &retention::yearly,
     .period = detail::civil_year},
    {.name = "within",
     .help = "Keep every restore point of the last D",
     .scope = rule_scope::point,
     .member = &retention::within},
    {.name = "last_fulls",
     .help = "Keep the newest N fulls, without what is built on them",
     .scope = rule_scope::full,
     .member = &retention::last_fulls},
    {.name = "daily_fulls",
     .help = "Keep the newest full of each of the newest N days that have one, without what is built on it",
     .scope = rule_scope::full,
     .member = &retention::daily_fulls,
     .period = detail::civil_day},
    {.name = "weekly_fulls",
     .help = "Keep the newest full of each of the newest N ISO weeks that have one, without what is built on it",
     .scope = rule_scope::full,
     .member = &retention::weekly_fulls,
     .period = detail::civil_week},
    {.name = "monthly_fulls",
     .help = "Keep the newest full of each of the newest N months that have one, without what is built on it",
     .scope = rule_scope::full,
     .member = &retention::monthly_fulls,
     .period = detail::civil_month},
    {.name = "yearly_fulls",
     .help = "Keep the newest full of each of the newest N years that have one, without what is built on it",
     .scope = rule_scope::full,
     .member = &retention::yearly_fulls,
     .period = detail::civil_year},
    {.name = "fulls_within",
     .help = "Keep every full of the last D, without what is built on it",
     .scope = rule_scope::full,
     .member = &retention::fulls_within},
    {.name = "on_demand_within",
     .help = "Keep on-demand backups of the last D, and let older ones go (default: keep them for ever)",
     .scope = rule_scope::on_demand,
     .member = &retention::on_demand_within},
});

/// Why a backup is kept. The values below `at_least` are the rows of `retention_rules`; use `reason_of` to name one.
enum class keep_reason : std::uint8_t {
  at_least = retention_rules.size(),  ///< the floor, of its own full or of the one that it is built on
  oldest,  ///< the oldest that a periodic rule counts, which has periods left: beside its reason
  // protected
  on_demand,
  pinned,
  held,        ///< its hold has not ended
  unfinished,  ///< NEW or BUILDING
  future,      ///< dated ahead of now
  damaged,
  // kept for the sake of others
  ungoverned_chain,  ///< it is built on a full that no rule counts
  ancestor,          ///< a kept backup is built on it
  // nothing says that it may go
  no_rule,      ///< the policy has no rule
  failed_kept,  ///< it is FAILED or DELETE_FAILED, and the policy does not sweep those
  // it may go
  withheld,  ///< the plan would remove more of its source than the guard allows
};

namespace detail {

inline constexpr auto names_of_other_reasons =
    std::to_array<std::string_view>({"at_least", "oldest", "on_demand", "pinned", "held", "unfinished", "future",
                                     "damaged", "ungoverned_chain", "ancestor", "no_rule", "failed_kept", "withheld"});

}  // namespace detail

template <>
inline constexpr auto detail::enum_names<keep_reason> = [] {
  std::array<std::string_view, retention_rules.size() + names_of_other_reasons.size()> names{};
  auto next = names.begin();
  for (const retention_rule& rule : retention_rules) *next++ = rule.name;
  for (const std::string_view name : names_of_other_reasons) *next++ = name;
  return names;
}();

using keep_reasons = detail::enum_set<keep_reason, std::uint32_t>;
static_assert(detail::enum_names<keep_reason>.size() == static_cast<std::size_t>(keep_reason::withheld) + 1);
static_assert(detail::enum_names<keep_reason>.size() <= 32, "keep_reasons needs more bits");

/// The row of a reason; nullptr if the reason is not a rule.
[[nodiscard]] constexpr const retention_rule* rule_of(keep_reason reason) noexcept {
  const auto row = static_cast<std::size_t>(reason);
  return row < retention_rules.size() ? &retention_rules[row] : nullptr;
}

/// The reason of the rule that reads a member: `reason_of(&retention::fulls)`.
/// Precondition: a rule reads it. In a constant expression a breach does not compile; at run time it ends the program.
template <class T>
[[nodiscard]] constexpr keep_reason reason_of(T retention::*member) noexcept {
  for (std::size_t row = 0; row < retention_rules.size(); ++row)
    if (retention_rules[row].member == rule_member{member}) return static_cast<keep_reason>(row);
  std::abort();  // not a constant expression: no rule reads this member
}

/// Why a backup goes.
enum class removal_cause : std::uint8_t {
  expired,        ///< no rule selects it
  failed,         ///< it is FAILED
  delete_failed,  ///< it is DELETE_FAILED: try again
  orphan          ///< its parent, or an ancestor's, is not in the list
};

template <>
inline constexpr auto detail::enum_names<removal_cause> = std::to_array<std::string_view>({"expired", "failed",
                                                                                           "delete_failed", "orphan"});

/// The policy of the API for a schedule.
[[nodiscard]] inline retention retention_of(const schedule& of) {
  return {.fulls = of.full_backup_retention.value_or(default_full_backup_retention)};
}

}  // namespace rota::inline v0

#endif
