// SPDX-License-Identifier: MIT
//
// struct retention
// {
//     std::optional<unsigned> fulls; std::optional<std::chrono::seconds> window;
//     unsigned last, hourly, daily, weekly, monthly, yearly; std::optional<std::chrono::seconds> within;
//     bool oldest; unsigned at_least; bool sweep_failed, sweep_orphans;
// };
// retention retention_of(const schedule&);
//
// enum class reason { fulls, window, last, hourly, …, orphan };
// constexpr std::string_view to_string(reason) noexcept;
// using reasons = enum_set<reason, std::uint32_t>;
// struct near_miss { reason rule; std::int64_t value; };
// struct verdict { bool keep; reasons why; std::optional<near_miss> kept_if; };
// struct prune_plan { std::vector<verdict> verdicts; std::vector<std::size_t> removals; issues damage;
//                     std::optional<double> freed; };
//
// prune_plan prune(const history&, const retention&, sys_seconds now);
// prune_plan prune(std::span<const backup>, const retention&, sys_seconds now);

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/retention.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "plain_backups.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::near_miss;
using rota::prune;
using rota::reason;
using rota::reasons;
using rota::retention;
using rota::sys_seconds;

constexpr std::chrono::hours day{24};

sys_seconds instant(std::string_view text) { return rota::parse_instant(text).value(); }

/// Sunday.
const sys_seconds now = instant("2015-03-01T12:00:00");

/// A full made so long ago.
backup full(std::string id, std::chrono::seconds ago) {
  return {.id = std::move(id), .created = now - ago, .updated = now - ago, .size = 1.0};
}

backup incremental(std::string id, std::string parent, std::chrono::seconds ago) {
  backup made = full(std::move(id), ago);
  made.parent_id = std::move(parent);
  return made;
}

backup with(backup one, backup_status status) {
  one.status = status;
  return one;
}

backup on_demand(backup one) {
  one.automated = false;
  return one;
}

backup pinned(backup one) {
  one.pinned = true;
  return one;
}

/// Fulls made at the instants, which are their ids.
std::vector<backup> fulls_at(const std::vector<std::string>& instants) {
  std::vector<backup> made;
  for (const std::string& text : instants)
    made.push_back({.id = text, .created = instant(text), .updated = instant(text)});
  return made;
}

/// The ids of those that stay, in the order of the list: "a b c".
std::string kept(const std::vector<backup>& backups, const retention& rules, sys_seconds at = now) {
  const auto plan = prune(backups, rules, at);
  std::string told;
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (plan.verdicts[i].keep) told += (told.empty() ? "" : " ") + backups[i].id;
  return told;
}

/// The ids of those that go, in the order of deletion.
std::string removed(const std::vector<backup>& backups, const retention& rules, sys_seconds at = now) {
  std::string told;
  for (const std::size_t i : prune(backups, rules, at).removals) told += (told.empty() ? "" : " ") + backups[i].id;
  return told;
}

std::string names(reasons why) {
  std::string told;
  for (const reason one : why) told += (told.empty() ? "" : " ") + std::string{to_string(one)};
  return told;
}

std::string why(const std::vector<backup>& backups, const retention& rules, std::size_t i) {
  return names(prune(backups, rules, now).verdicts[i].why);
}

std::optional<near_miss> kept_if(const std::vector<backup>& backups, const retention& rules, std::size_t i) {
  return prune(backups, rules, now).verdicts[i].kept_if;
}

/// Three weeks of one schedule: fulls a, c and e, an incremental on each.
const std::vector<backup> three_weeks{full("a", 20 * day), incremental("b", "a", 17 * day),
                                      full("c", 13 * day), incremental("d", "c", 10 * day),
                                      full("e", 6 * day),  incremental("f", "e", 3 * day)};

/// Rules that keep nothing by themselves, so that a rule beside them shows alone.
const retention nothing{.fulls = 0, .at_least = 0};

}  // namespace

// --- each rule, by values that can be checked by hand ---

TEST_CASE("fulls keeps the newest so many fulls, and all that is built on them", "[retention]") {
  REQUIRE(removed(three_weeks, {.fulls = 1}) == "d c b a");
  REQUIRE(removed(three_weeks, {.fulls = 2}) == "b a");
  REQUIRE(removed(three_weeks, {.fulls = 3}) == "");
  REQUIRE(removed(three_weeks, {.fulls = 4'000'000'000U}) == "");
}

TEST_CASE("the retention of a schedule is its number of fulls, and two where it has none", "[retention]") {
  rota::schedule of{.id = "s", .when = rota::daily_full(rota::time_of_day{2h, 0min}), .source = {.id = "i"}};
  REQUIRE(retention_of(of) == retention{.fulls = 2});
  of.full_backup_retention = 7;
  REQUIRE(retention_of(of) == retention{.fulls = 7});
}

TEST_CASE("a window keeps the fulls since its start and the newest before it, with all that is built on them",
          "[retention]") {
  REQUIRE(kept(three_weeks, {.window = 5 * day}) == "e f");
  REQUIRE(kept(three_weeks, {.window = 6 * day}) == "c d e f");
  REQUIRE(kept(three_weeks, {.window = 13 * day - 1s}) == "c d e f");
  REQUIRE(kept(three_weeks, {.window = 13 * day}) == "a b c d e f");
  REQUIRE(kept(three_weeks, {.window = 300 * day}) == "a b c d e f");
}

TEST_CASE("the anchor of a window is a full whose data was complete strictly before its start", "[retention]") {
  std::vector<backup> backups{full("a", 20 * day), full("b", 10 * day), full("c", 1 * day)};
  REQUIRE(kept(backups, {.window = 7 * day}) == "b c");
  backups[1].updated = now - 7 * day - 1s;
  REQUIRE(kept(backups, {.window = 7 * day}) == "b c");
  backups[1].updated = now - 7 * day;  // at the start: whoever restores to that moment needs an older one as well
  REQUIRE(kept(backups, {.window = 7 * day}) == "a b c");
}

TEST_CASE("last keeps the newest so many restore points, and what they are built on", "[retention]") {
  REQUIRE(kept(three_weeks, {.last = 1, .at_least = 0}) == "e f");
  REQUIRE(kept(three_weeks, {.last = 2, .at_least = 0}) == "e f");
  REQUIRE(kept(three_weeks, {.last = 3, .at_least = 0}) == "c d e f");
  REQUIRE(kept(three_weeks, {.last = 5, .at_least = 0}) == "a b c d e f");
}

TEST_CASE("a point rule keeps single restore points, and not all that is built on them", "[retention]") {
  const std::vector<backup> backups{full("a", 4 * day), incremental("b", "a", 3 * day), incremental("c", "b", 2 * day),
                                    incremental("d", "a", 1 * day)};
  REQUIRE(kept(backups, {.last = 1, .at_least = 0}) == "a d");
  REQUIRE(kept(backups, {.last = 2, .at_least = 0}) == "a b c d");
}

TEST_CASE("hourly keeps the newest point of each of the newest so many hours that have one", "[retention]") {
  const auto backups = fulls_at({"2015-02-28T09:00:00", "2015-02-28T09:59:59", "2015-02-28T10:00:00",
                                 "2015-03-01T09:30:00", "2015-03-01T09:30:01"});
  REQUIRE(kept(backups, {.hourly = 1}) == "2015-03-01T09:30:01");
  REQUIRE(kept(backups, {.hourly = 2}) == "2015-02-28T10:00:00 2015-03-01T09:30:01");
  REQUIRE(kept(backups, {.hourly = 3}) == "2015-02-28T09:59:59 2015-02-28T10:00:00 2015-03-01T09:30:01");
}

TEST_CASE("daily keeps the newest point of each of the newest so many days that have one", "[retention]") {
  const auto backups = fulls_at({"2015-02-26T23:59:59", "2015-02-27T00:00:00", "2015-02-27T23:59:59",
                                 "2015-03-01T00:00:00", "2015-03-01T01:00:00"});
  REQUIRE(kept(backups, {.daily = 1}) == "2015-03-01T01:00:00");
  REQUIRE(kept(backups, {.daily = 2}) == "2015-02-27T23:59:59 2015-03-01T01:00:00");
  REQUIRE(kept(backups, {.daily = 3}) == "2015-02-26T23:59:59 2015-02-27T23:59:59 2015-03-01T01:00:00");
}

TEST_CASE("days before 1970 end at midnight too", "[retention]") {
  const auto backups = fulls_at({"1969-12-30T23:59:59", "1969-12-31T00:00:00", "1969-12-31T23:59:59"});
  REQUIRE(kept(backups, {.daily = 2}) == "1969-12-30T23:59:59 1969-12-31T23:59:59");
}

TEST_CASE("weekly counts the weeks of ISO 8601, which begin on Monday and go on over the end of a year",
          "[retention]") {
  // 2015-12-27 is the Sunday of week 52, 2015-12-28 to 2016-01-03 is week 53, and week 1 of 2016 begins on 2016-01-04.
  const auto backups = fulls_at({"2015-12-27T23:59:59", "2015-12-28T00:00:00", "2015-12-31T12:00:00",
                                 "2016-01-01T00:00:00", "2016-01-03T23:59:59", "2016-01-04T00:00:00"});
  const sys_seconds later = instant("2016-01-05T00:00:00");
  REQUIRE(kept(backups, {.weekly = 1}, later) == "2016-01-04T00:00:00");
  REQUIRE(kept(backups, {.weekly = 2}, later) == "2016-01-03T23:59:59 2016-01-04T00:00:00");
  REQUIRE(kept(backups, {.weekly = 3}, later) == "2015-12-27T23:59:59 2016-01-03T23:59:59 2016-01-04T00:00:00");
}

TEST_CASE("monthly tells a month from the same month of another year", "[retention]") {
  const auto backups = fulls_at({"2014-01-31T00:00:00", "2014-12-31T23:59:59", "2015-01-01T00:00:00",
                                 "2015-01-31T23:59:59", "2015-02-01T00:00:00"});
  REQUIRE(kept(backups, {.monthly = 2}) == "2015-01-31T23:59:59 2015-02-01T00:00:00");
  REQUIRE(kept(backups, {.monthly = 4}) ==
          "2014-01-31T00:00:00 2014-12-31T23:59:59 2015-01-31T23:59:59 2015-02-01T00:00:00");
}

TEST_CASE("yearly keeps the newest point of each of the newest so many years that have one", "[retention]") {
  const auto backups =
      fulls_at({"2011-12-31T23:59:59", "2012-01-01T00:00:00", "2012-12-31T23:59:59", "2015-01-01T00:00:00"});
  REQUIRE(kept(backups, {.yearly = 2}) == "2012-12-31T23:59:59 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.yearly = 3}) == "2011-12-31T23:59:59 2012-12-31T23:59:59 2015-01-01T00:00:00");
}

TEST_CASE("within keeps every point created since, that of the very instant included", "[retention]") {
  const std::vector<backup> backups{full("a", 7 * day + 1s), full("b", 7 * day), full("c", 7 * day - 1s)};
  REQUIRE(kept(backups, {.within = 7 * day}) == "b c");
  REQUIRE(kept(backups, {.within = 7 * day - 1s}) == "c");
  REQUIRE(kept(backups, {.within = 1h}) == "c");  // the floor
}

TEST_CASE("within keeps what its points are built on, however old", "[retention]") {
  const std::vector<backup> backups{full("a", 90 * day), incremental("b", "a", 60 * day),
                                    incremental("c", "b", 1 * day), incremental("d", "a", 50 * day)};
  REQUIRE(kept(backups, {.within = 7 * day, .at_least = 0}) == "a b c");
}

TEST_CASE("oldest keeps the oldest point as long as a periodic rule has counts left", "[retention]") {
  const auto backups = fulls_at({"2014-02-01T00:00:00", "2014-02-20T00:00:00", "2015-01-01T00:00:00"});
  REQUIRE(kept(backups, {.yearly = 3, .oldest = true}) ==
          "2014-02-01T00:00:00 2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.yearly = 2, .oldest = true}) == "2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.yearly = 3}) == "2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.last = 3, .oldest = true}) == "2014-02-01T00:00:00 2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.last = 1, .oldest = true}) == "2015-01-01T00:00:00");  // last is not periodic
}

TEST_CASE("rules count each on its own, and a point that several select has all of them for reasons", "[retention]") {
  const auto backups = fulls_at({"2015-01-31T00:00:00", "2015-02-28T00:00:00", "2015-03-01T00:00:00"});
  REQUIRE(kept(backups, {.daily = 1, .monthly = 2}) == "2015-02-28T00:00:00 2015-03-01T00:00:00");
  REQUIRE(why(backups, {.daily = 1, .monthly = 2}, 2) == "daily monthly at_least");
  REQUIRE(why(backups, {.daily = 1, .monthly = 2}, 1) == "monthly");
  REQUIRE(why(backups, {.daily = 1, .monthly = 2}, 0) == "expired");
}

TEST_CASE("two years of daily fulls under 14 days, 6 months and a year are a known eighteen", "[retention]") {
  std::vector<backup> backups;
  for (sys_seconds at = instant("2014-01-01T02:00:00"); at <= instant("2016-01-01T02:00:00"); at += day)
    backups.push_back({.id = rota::format_instant(at).substr(0, 10), .created = at, .updated = at});
  REQUIRE(kept(backups, {.daily = 14, .monthly = 6, .yearly = 1}, instant("2016-01-01T12:00:00")) ==
          "2015-08-31 2015-09-30 2015-10-31 2015-11-30 "
          "2015-12-19 2015-12-20 2015-12-21 2015-12-22 2015-12-23 2015-12-24 2015-12-25 2015-12-26 "
          "2015-12-27 2015-12-28 2015-12-29 2015-12-30 2015-12-31 2016-01-01");
}

TEST_CASE("of two points of one instant the one whose id is greater is the newer", "[retention]") {
  REQUIRE(kept({full("b", 1h), full("a", 1h)}, {.fulls = 1}) == "b");
  REQUIRE(kept({full("a", 1h), full("b", 1h)}, {.daily = 1}) == "b");
}

TEST_CASE("each source is judged by itself, and an HA group is not the instance of its id", "[retention]") {
  std::vector<backup> backups{full("a", 9 * day), full("b", 8 * day), full("c", 7 * day), full("d", 1 * day)};
  backups[1].source = {"s", rota::source_type::instance};
  backups[2].source = {"s", rota::source_type::ha};
  REQUIRE(kept(backups, {.fulls = 1}) == "b c d");
}

TEST_CASE("the floor keeps the newest fulls whatever the rules say, with all that is built on them", "[retention]") {
  REQUIRE(kept(three_weeks, {.fulls = 0}) == "e f");
  REQUIRE(kept(three_weeks, {.fulls = 0, .at_least = 2}) == "c d e f");
  REQUIRE(kept(three_weeks, {.within = 1h, .at_least = 3}) == "a b c d e f");
  REQUIRE(why(three_weeks, {.fulls = 0}, 5) == "at_least");
  REQUIRE(why(three_weeks, {.fulls = 2}, 3) == "fulls");
}

TEST_CASE("lengths as long as there are keep everything", "[retention]") {
  REQUIRE(kept(three_weeks, {.window = std::chrono::seconds::max()}) == "a b c d e f");
  REQUIRE(kept(three_weeks, {.within = std::chrono::seconds::max(), .at_least = 0}) == "a b c d e f");
}

TEST_CASE("of no backups there is nothing to remove", "[retention]") {
  const auto plan = prune(std::vector<backup>{}, {.fulls = 1}, now);
  REQUIRE(plan.verdicts.empty());
  REQUIRE(plan.removals.empty());
  REQUIRE(plan.damage.empty());
  REQUIRE(plan.freed == 0.0);
}

TEST_CASE("freed is the size of all that goes, and nothing if one of the sizes is not known", "[retention]") {
  std::vector<backup> backups = three_weeks;
  backups[0].size = 10.5;
  backups[4].size = std::nullopt;
  REQUIRE(prune(backups, {.fulls = 2}, now).freed == 11.5);
  REQUIRE(prune(backups, {.fulls = 3}, now).freed == 0.0);
  REQUIRE(prune(backups, nothing, now).freed == std::nullopt);
}

TEST_CASE("every reason has a name", "[retention]") {
  reasons all;
  for (std::size_t i = 0; i < rota::reason_names.size(); ++i) all |= static_cast<reason>(i);
  REQUIRE(names(all) ==
          "fulls window last hourly daily weekly monthly yearly within at_least on_demand pinned unfinished future "
          "damaged ungoverned_chain ancestor no_rule failed_kept expired failed delete_failed orphan");
}

// --- what would have kept it ---

TEST_CASE("a full that goes, and all that is built on it, would stay if fulls were greater", "[retention]") {
  REQUIRE(kept_if(three_weeks, {.fulls = 2}, 0) == near_miss{reason::fulls, 3});
  REQUIRE(kept_if(three_weeks, {.fulls = 2}, 1) == near_miss{reason::fulls, 3});
  REQUIRE(kept_if(three_weeks, {.fulls = 2}, 2) == std::nullopt);
  REQUIRE(kept_if(three_weeks, {.fulls = 1}, 2) == near_miss{reason::fulls, 2});
}

TEST_CASE("a backup that goes would stay if the window, or within, were so many seconds", "[retention]") {
  REQUIRE(kept_if(three_weeks, {.window = 6 * day}, 1) == near_miss{reason::window, 13 * 86'400});
  REQUIRE(kept_if(three_weeks, {.within = 4 * day}, 3) == near_miss{reason::within, 10 * 86'400});
}

TEST_CASE("what a point is built on would stay if the point did", "[retention]") {
  REQUIRE(kept_if(three_weeks, {.within = 4 * day}, 2) == near_miss{reason::within, 10 * 86'400});
  REQUIRE(kept_if(three_weeks, {.last = 1}, 2) == near_miss{reason::last, 3});
}

TEST_CASE("the rule told is one that is set, and needs to grow least", "[retention]") {
  REQUIRE(kept_if(three_weeks, {.fulls = 1, .last = 4}, 0) == near_miss{reason::last, 5});
  REQUIRE(kept_if(three_weeks, {.fulls = 2, .last = 1}, 0) == near_miss{reason::fulls, 3});
  REQUIRE(kept_if(three_weeks, {.daily = 1}, 0) == near_miss{reason::daily, 5});
}

TEST_CASE("where no rule that is set can keep a point, some other can", "[retention]") {
  const std::vector<backup> backups{full("a", 2h), incremental("b", "a", 1h + 2s), incremental("c", "a", 1h + 1s),
                                    full("d", 1h)};
  REQUIRE(kept_if(backups, {.hourly = 1}, 1) == near_miss{reason::fulls, 2});
}

TEST_CASE("what goes for another reason than its age is told no rule", "[retention]") {
  const std::vector<backup> backups{with(full("a", 1h), backup_status::failed),
                                    with(full("b", 1h), backup_status::delete_failed), incremental("c", "z", 1h)};
  for (std::size_t i = 0; i < backups.size(); ++i)
    REQUIRE(kept_if(backups, {.fulls = 2, .sweep_orphans = true}, i) == std::nullopt);
  REQUIRE(removed(backups, {.fulls = 2, .sweep_orphans = true}) == "c b a");
}

// --- cases that have cost people data ---

TEST_CASE("a failed backup is not counted as a good one", "[retention]") {
  const std::vector<backup> backups{full("a", 21 * day), full("b", 14 * day),
                                    with(full("c", 7 * day), backup_status::failed),
                                    with(full("d", 1 * day), backup_status::failed)};
  REQUIRE(removed(backups, {.fulls = 2}) == "d c");
  REQUIRE(kept(backups, {.last = 2}) == "a b");
  REQUIRE(kept(backups, {.daily = 2}) == "a b");
  REQUIRE(kept(backups, {.window = 2 * day}) == "b");
  REQUIRE(kept(backups, {.within = 2 * day}) == "b");
  REQUIRE(why(backups, {.fulls = 2}, 3) == "failed");
}

TEST_CASE("the last good backup does not expire during an outage", "[retention]") {
  const std::vector<backup> backups{full("a", 400 * day), full("b", 390 * day), incremental("c", "b", 380 * day),
                                    with(full("d", 7 * day), backup_status::failed),
                                    with(full("e", 1 * day), backup_status::failed)};
  for (const retention& rules : {retention{.within = 30 * day}, retention{.window = 30 * day}, retention{.last = 1},
                                 retention{.fulls = 0}, retention{.daily = 1}}) {
    REQUIRE(kept(backups, rules) == "b c");
  }
  REQUIRE(kept(backups, {.within = 30 * day, .at_least = 0}) == "");
}

TEST_CASE("the window's anchor is not removed", "[retention]") {
  const std::vector<backup> backups{full("a", 30 * day), full("b", 20 * day), incremental("c", "b", 8 * day),
                                    with(full("d", 9 * day), backup_status::failed), full("e", 2 * day)};
  REQUIRE(removed(backups, {.window = 7 * day}) == "d a");
  REQUIRE(removed(backups, {.window = 7 * day, .at_least = 0}) == "d a");
  REQUIRE(why(backups, {.window = 7 * day}, 1) == "window");
}

TEST_CASE("an incremental whose parent is on the next page of a listing stays", "[retention]") {
  const std::vector<backup> page{incremental("b", "a", 90 * day), incremental("c", "b", 80 * day), full("d", 1 * day)};
  REQUIRE(kept(page, {.fulls = 1}) == "b c d");
  REQUIRE(why(page, {.fulls = 1}, 1) == "damaged");
  REQUIRE(prune(page, {.fulls = 1}, now).damage.size() == 2);
}

TEST_CASE("an orphan goes if its parent is surely nowhere, unless it is protected or more is wrong with it",
          "[retention]") {
  const retention sure{.fulls = 1, .sweep_orphans = true};
  REQUIRE(removed({incremental("b", "a", 90 * day), incremental("c", "b", 80 * day), full("d", 1 * day)}, sure) ==
          "c b");
  REQUIRE(removed({incremental("b", "a", 90 * day), incremental("c", "b", 91 * day)}, sure) == "");
  REQUIRE(removed({incremental("b", "a", 90 * day), on_demand(incremental("c", "b", 80 * day))}, sure) == "");
  REQUIRE(removed({pinned(incremental("b", "a", 90 * day))}, sure) == "");
  REQUIRE(removed({with(incremental("b", "a", 90 * day), backup_status::building)}, sure) == "");
}

TEST_CASE("an on-demand incremental keeps the automated full beneath it, which takes no slot", "[retention]") {
  const std::vector<backup> backups{full("a", 30 * day), incremental("b", "a", 29 * day),
                                    on_demand(incremental("c", "a", 28 * day)), full("d", 14 * day),
                                    full("e", 7 * day)};
  REQUIRE(removed(backups, {.fulls = 2}) == "b");
  REQUIRE(why(backups, {.fulls = 2}, 0) == "ancestor");
  REQUIRE(why(backups, {.fulls = 2}, 2) == "on_demand");
}

TEST_CASE("on-demand backups are not counted", "[retention]") {
  const std::vector<backup> backups{full("a", 30 * day), full("b", 20 * day), on_demand(full("c", 10 * day)),
                                    on_demand(incremental("d", "b", 5 * day))};
  REQUIRE(kept(backups, {.fulls = 2}) == "a b c d");
  REQUIRE(kept(backups, {.last = 2}) == "a b c d");
  REQUIRE(kept(backups, {.fulls = 1}) == "b c d");
}

TEST_CASE("pinned backups stay, keep what they are built on, and are not counted", "[retention]") {
  const std::vector<backup> backups{full("a", 40 * day), pinned(incremental("b", "a", 39 * day)),
                                    incremental("c", "b", 38 * day), full("d", 20 * day), pinned(full("e", 10 * day))};
  REQUIRE(removed(backups, {.fulls = 1}) == "c");
  REQUIRE(why(backups, {.fulls = 1}, 0) == "ancestor");
  REQUIRE(why(backups, {.fulls = 1}, 1) == "pinned");
  REQUIRE(why(backups, {.fulls = 1}, 3) == "fulls at_least");
}

TEST_CASE("while the next full is building all the fulls before it stay", "[retention]") {
  std::vector<backup> backups{full("a", 21 * day), full("b", 14 * day), full("c", 7 * day),
                              with(full("d", 1h), backup_status::building)};
  REQUIRE(removed(backups, {.fulls = 2}) == "a");
  REQUIRE(why(backups, {.fulls = 2}, 3) == "unfinished");
  backups[3].status = backup_status::new_;
  REQUIRE(removed(backups, {.fulls = 2}) == "a");
  backups[3].status = backup_status::failed;
  REQUIRE(removed(backups, {.fulls = 2}) == "d a");
  backups[3].status = backup_status::completed;
  REQUIRE(removed(backups, {.fulls = 2}) == "b a");
}

TEST_CASE("a building incremental keeps what it is built on", "[retention]") {
  const std::vector<backup> backups{full("a", 21 * day), incremental("b", "a", 20 * day),
                                    with(incremental("c", "b", 1h), backup_status::building), full("d", 7 * day)};
  REQUIRE(removed(backups, {.fulls = 1}) == "");
}

TEST_CASE("a backup made by a clock that was a day ahead takes nobody's place", "[retention]") {
  const std::vector<backup> backups{full("a", 14 * day), full("b", 7 * day), full("c", -day)};
  REQUIRE(kept(backups, {.fulls = 2}) == "a b c");
  REQUIRE(kept(backups, {.last = 1}) == "b c");
  REQUIRE(why(backups, {.fulls = 2}, 2) == "future");
  REQUIRE(kept(backups, {.fulls = 2}, now + day - 5min - 1s) == "a b c");
  REQUIRE(kept(backups, {.fulls = 2}, now + day - 5min) == "b c");
}

TEST_CASE("what was built in time on a backup of a clock that was ahead stays, as it cannot be judged", "[retention]") {
  const std::vector<backup> backups{full("a", 7 * day), full("b", -day), incremental("c", "b", 1h)};
  REQUIRE(kept(backups, {.fulls = 1}) == "a b c");
  REQUIRE(kept(backups, {.fulls = 1}, now + 100 * day) == "b c");
}

TEST_CASE("two backups with one id stay, as does what is built on either, and are not counted", "[retention]") {
  const std::vector<backup> backups{full("a", 28 * day), full("b", 21 * day), full("c", 14 * day), full("c", 7 * day),
                                    incremental("d", "c", 6 * day)};
  REQUIRE(kept(backups, {.fulls = 2}) == "a b c c d");
  REQUIRE(kept(backups, {.fulls = 1}) == "b c c d");
  REQUIRE(why(backups, {.fulls = 1}, 4) == "damaged");
}

TEST_CASE("a cycle stays, as does what is built on it, and is not counted", "[retention]") {
  const std::vector<backup> backups{full("a", 28 * day), incremental("b", "c", 7 * day), incremental("c", "b", 7 * day),
                                    incremental("d", "c", 6 * day), incremental("e", "e", 5 * day)};
  REQUIRE(kept(backups, {.last = 1}) == "a b c d e");
  REQUIRE(prune(backups, {.last = 1}, now).damage.size() == 4);
}

TEST_CASE("no rule governs the chain of an on-demand full, so that it stays", "[retention]") {
  const std::vector<backup> backups{on_demand(full("a", 90 * day)), incremental("b", "a", 80 * day),
                                    incremental("c", "b", 70 * day), full("d", 2 * day), full("e", 1 * day)};
  REQUIRE(removed(backups, {.fulls = 1}) == "d");
  REQUIRE(removed(backups, {.within = 1h, .at_least = 0}) == "e d");
  REQUIRE(why(backups, {.fulls = 1}, 2) == "ungoverned_chain");
}

TEST_CASE("a backup that could not be deleted is proposed again", "[retention]") {
  const std::vector<backup> backups{full("a", 14 * day), with(full("b", 7 * day), backup_status::delete_failed),
                                    with(incremental("c", "a", 6 * day), backup_status::delete_failed)};
  REQUIRE(removed(backups, {.fulls = 2}) == "c b");
  REQUIRE(why(backups, {.fulls = 2}, 1) == "delete_failed");
  REQUIRE(removed(backups, {.fulls = 2, .sweep_failed = false}) == "");
}

TEST_CASE("failed backups of kept chains go, unless something that stays is built on them", "[retention]") {
  const std::vector<backup> backups{full("a", 3 * day), with(incremental("b", "a", 2 * day), backup_status::failed),
                                    with(incremental("c", "a", 1 * day), backup_status::failed),
                                    with(incremental("d", "c", 1h), backup_status::building)};
  REQUIRE(removed(backups, {.fulls = 2}) == "b");
  REQUIRE(why(backups, {.fulls = 2}, 2) == "ancestor");
}

TEST_CASE("failed backups that are not swept stay, and keep what they are built on", "[retention]") {
  const std::vector<backup> backups{full("a", 9 * day), with(incremental("b", "a", 8 * day), backup_status::failed),
                                    full("c", 1 * day)};
  REQUIRE(kept(backups, {.fulls = 1, .sweep_failed = false}) == "a b c");
  REQUIRE(why(backups, {.fulls = 1, .sweep_failed = false}, 1) == "failed_kept");
  REQUIRE(why(backups, {.fulls = 1, .sweep_failed = false}, 0) == "ancestor");
}

TEST_CASE("failed backups that a person made or pinned stay", "[retention]") {
  const std::vector<backup> backups{on_demand(with(full("a", 9 * day), backup_status::failed)),
                                    pinned(with(full("b", 8 * day), backup_status::delete_failed))};
  REQUIRE(removed(backups, {.fulls = 1}) == "");
}

TEST_CASE("zero means zero", "[retention]") {
  REQUIRE(kept(three_weeks, {.fulls = 0, .at_least = 0}) == "");
  REQUIRE(kept(three_weeks, {.within = 0s, .at_least = 0}) == "");
  REQUIRE(kept(three_weeks, {.window = 0s, .at_least = 0}) == "e f");  // what it takes to restore to now
  REQUIRE(kept({full("a", 1h), full("b", 0s)}, {.within = 0s, .at_least = 0}) == "b");
  REQUIRE(kept(three_weeks, {.fulls = 0, .last = 0, .daily = 0, .at_least = 0}) == "");
}

TEST_CASE("a retention without rules removes only what is swept", "[retention]") {
  const std::vector<backup> backups{full("a", 900 * day), incremental("b", "a", 899 * day),
                                    with(full("c", 5 * day), backup_status::failed), incremental("d", "z", 4 * day),
                                    full("e", 1 * day)};
  REQUIRE(removed(backups, {}) == "c");
  REQUIRE(removed(backups, {.at_least = 0}) == "c");
  REQUIRE(removed(backups, {.oldest = true, .at_least = 0}) == "c");
  REQUIRE(removed(backups, {.last = 0, .at_least = 0, .sweep_failed = false}) == "");
  REQUIRE(removed(backups, {.at_least = 0, .sweep_orphans = true}) == "d c");
  REQUIRE(why(backups, {.at_least = 0}, 1) == "no_rule");
}

TEST_CASE("pinning a full makes nothing go that is built on it", "[retention]") {
  std::vector<backup> backups{full("a", 30 * day), full("b", 10 * day), incremental("c", "b", 5 * day),
                              incremental("d", "c", 1 * day)};
  for (const retention& rules : {retention{.fulls = 1}, retention{.window = 7 * day}, retention{.daily = 1}}) {
    backups[1].pinned = false;
    REQUIRE(kept(backups, rules) == "b c d");
    backups[1].pinned = true;
    const auto plan = prune(backups, rules, now);
    REQUIRE(plan.verdicts[2].keep);
    REQUIRE(plan.verdicts[3].keep);
  }
}

// --- a brute-force oracle, and laws, over generated histories ---

namespace {

struct question {
  plain_list list;
  retention rules;
};

bool has_rule(const retention& rules) {
  return rules.fulls || rules.window || rules.within || rules.last != 0 || rules.hourly != 0 || rules.daily != 0 ||
         rules.weekly != 0 || rules.monthly != 0 || rules.yearly != 0;
}

/// A length that reaches back to a backup, or a second less or more.
std::chrono::seconds draw_length(generator& values, const plain_list& list) {
  if (list.backups.empty()) return day;
  const plain_backup& one = list.backups[values.index(list.backups.size())];
  const std::int64_t since = values.coin() ? one.created : one.updated;
  return std::chrono::seconds{std::max<std::int64_t>(list.now - since + values.between(-1, 1), 0)};
}

retention draw_rules(generator& values, const plain_list& list) {
  constexpr std::array<unsigned, 10> counts{0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
  retention rules;
  const auto draw_count = [&] { return counts[values.index(counts.size())]; };
  if (values.index(8) != 0) {
    if (values.index(3) == 0) rules.fulls = static_cast<unsigned>(values.index(4));
    if (values.index(4) == 0) rules.window = draw_length(values, list);
    if (values.index(5) == 0) rules.within = draw_length(values, list);
    if (values.coin()) {
      rules.last = draw_count();
      rules.hourly = draw_count();
      rules.daily = draw_count();
      rules.weekly = draw_count();
      rules.monthly = draw_count();
      rules.yearly = draw_count();
    }
  }
  rules.oldest = values.coin();
  rules.at_least = static_cast<unsigned>(values.index(4)) % 3;
  rules.sweep_failed = values.index(4) != 0;
  rules.sweep_orphans = values.index(3) == 0;
  return rules;
}

std::string text(const retention& rules) {
  std::string told = "rules";
  const auto tell = [&](const char* name, std::int64_t value, std::int64_t usual) {
    if (value != usual) told += std::string{" "} + name + "=" + std::to_string(value);
  };
  tell("fulls", rules.fulls ? std::int64_t{*rules.fulls} : -1, -1);
  tell("window", rules.window ? rules.window->count() : -1, -1);
  tell("last", rules.last, 0);
  tell("hourly", rules.hourly, 0);
  tell("daily", rules.daily, 0);
  tell("weekly", rules.weekly, 0);
  tell("monthly", rules.monthly, 0);
  tell("yearly", rules.yearly, 0);
  tell("within", rules.within ? rules.within->count() : -1, -1);
  tell("oldest", rules.oldest ? 1 : 0, 0);
  tell("at_least", rules.at_least, 1);
  tell("sweep_failed", rules.sweep_failed ? 1 : 0, 1);
  tell("sweep_orphans", rules.sweep_orphans ? 1 : 0, 0);
  return told;
}

}  // namespace

namespace brute_force {

/// The period of each kind in which an instant lies: hour, day, week, month, year.
std::array<std::int64_t, 5> periods_of(std::int64_t seconds) {
  constexpr std::array<int, 12> month_lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const std::int64_t day = seconds / plain_day;
  int year = 1968;
  std::size_t month = 0;
  std::int64_t first_of_month = 0;
  while (true) {
    const int length = month_lengths[month] + (month == 1 && year % 4 == 0 ? 1 : 0);
    if (day < first_of_month + length) break;
    first_of_month += length;
    if (++month == 12) {
      month = 0;
      ++year;
    }
  }
  return {seconds / 3'600, day, day / 7, year * 100 + static_cast<std::int64_t>(month), year};
}

bool is_later(const plain_backup& a, const plain_backup& b) {
  return a.created > b.created || (a.created == b.created && a.id > b.id);
}

/// Why each backup stays or goes, rule by rule as DESIGN 9 has them.
std::vector<reasons> reasons_of(const question& asked) {
  const auto& all = asked.list.backups;
  const retention& rules = asked.rules;
  const std::int64_t present = asked.list.now;
  const std::size_t size = all.size();
  const judged_list judged{all};
  std::vector<reasons> found(size);

  // 1. What is protected, and what is counted.
  std::vector<std::size_t> counted;
  std::vector<std::size_t> governed;
  std::vector<unsigned> damage(size);
  for (std::size_t i = 0; i < size; ++i) {
    const plain_backup& one = all[i];
    damage[i] = judged.damage(i);
    const bool is_orphan = damage[i] == dangling_parent;
    if (!one.automated) found[i] |= reason::on_demand;
    if (one.pinned) found[i] |= reason::pinned;
    if (one.status == backup_status::new_ || one.status == backup_status::building) found[i] |= reason::unfinished;
    if (one.created > present + 300) found[i] |= reason::future;
    if (damage[i] != 0 && !(is_orphan && rules.sweep_orphans)) found[i] |= reason::damaged;
    if (!found[i].empty() || damage[i] != 0) continue;
    if (one.status == backup_status::completed) {
      governed.push_back(i);
      if (judged.is_restore_point(i)) counted.push_back(i);
    } else if (!rules.sweep_failed) {
      found[i] |= reason::failed_kept;
    }
  }

  // How many newer points of the source there are, of those that `is_meant`.
  const auto newer = [&](std::size_t i, const auto& is_meant) {
    std::size_t count = 0;
    for (const std::size_t other : counted)
      if (all[other].source == all[i].source && is_later(all[other], all[i]) && is_meant(other)) ++count;
    return count;
  };
  const auto any = [](std::size_t) { return true; };
  const auto is_full = [&](std::size_t i) { return all[i].parent == no_id; };

  // 2. and 3. Chain rules, and the floor: what they say of fulls holds for all that is built on these.
  std::vector<reasons> of_chain(size);
  for (std::size_t i = 0; i < size; ++i)
    if (is_full(i) && (!all[i].automated || all[i].pinned)) of_chain[i] |= reason::ungoverned_chain;
  for (const std::size_t i : counted) {
    if (!is_full(i)) continue;
    const std::size_t newer_fulls = newer(i, is_full);
    if (rules.fulls && newer_fulls < *rules.fulls) of_chain[i] |= reason::fulls;
    if (newer_fulls < rules.at_least) of_chain[i] |= reason::at_least;
    if (!rules.window) continue;
    const std::int64_t start = present - rules.window->count();
    const auto is_before = [&](std::size_t other) { return is_full(other) && all[other].updated < start; };
    if (!is_before(i) || newer(i, is_before) == 0) of_chain[i] |= reason::window;
  }
  for (const std::size_t i : governed) {
    found[i] |= of_chain[judged.ancestry(i).back()];
    if (!has_rule(rules)) found[i] |= reason::no_rule;
  }

  // Point rules.
  std::vector<std::array<std::int64_t, 5>> periods(size);
  for (const std::size_t i : counted) periods[i] = periods_of(all[i].created);
  for (const std::size_t i : counted) {
    if (rules.last != 0 && newer(i, any) < rules.last) found[i] |= reason::last;
    if (rules.within && all[i].created >= present - rules.within->count()) found[i] |= reason::within;
  }
  const std::array<unsigned, 5> limits{rules.hourly, rules.daily, rules.weekly, rules.monthly, rules.yearly};
  constexpr std::array<reason, 5> kinds{reason::hourly, reason::daily, reason::weekly, reason::monthly, reason::yearly};
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    if (limits[kind] == 0) continue;
    std::vector<bool> is_newest(size);  // of its period
    for (const std::size_t i : counted)
      is_newest[i] = newer(i, [&](std::size_t other) { return periods[other][kind] == periods[i][kind]; }) == 0;
    for (const std::size_t i : counted) {
      const auto newer_periods = newer(i, [&](std::size_t other) { return is_newest[other]; });
      if (is_newest[i] && newer_periods < limits[kind]) found[i] |= kinds[kind];
      if (!rules.oldest) continue;
      bool is_oldest = true;
      for (const std::size_t other : counted)
        if (all[other].source == all[i].source && is_later(all[i], all[other])) is_oldest = false;
      if (is_oldest && newer_periods + (is_newest[i] ? 1 : 0) < limits[kind]) found[i] |= kinds[kind];
    }
  }

  // 4. What stays keeps what it is built on.
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t parent = judged.parent(i);
      if (found[i].empty() || parent == nowhere || !found[parent].empty()) continue;
      found[parent] |= reason::ancestor;
      has_grown = true;
    }
  }

  // 5. Everything else goes.
  for (std::size_t i = 0; i < size; ++i) {
    if (!found[i].empty()) continue;
    found[i] = damage[i] != 0                                  ? reason::orphan
               : all[i].status == backup_status::failed        ? reason::failed
               : all[i].status == backup_status::delete_failed ? reason::delete_failed
                                                               : reason::expired;
  }
  return found;
}

}  // namespace brute_force

namespace {

bool goes(reasons why) {
  return !(why & reasons{reason::expired, reason::failed, reason::delete_failed, reason::orphan}).empty();
}

rota::prune_plan answer_to(const question& asked) {
  return prune(backups_of(asked.list), asked.rules, instant_of(asked.list.now));
}

std::string text(const question& asked) {
  const auto plan = answer_to(asked);
  const auto expected = brute_force::reasons_of(asked);
  std::string told = text(asked.rules) + ", now " + rota::format_instant(instant_of(asked.list.now)) + ", salt " +
                     std::to_string(asked.list.salt) + "\n";
  for (std::size_t i = 0; i < asked.list.backups.size(); ++i) {
    const rota::verdict& verdict = plan.verdicts[i];
    told += "  " + text(asked.list.backups[i]) + (verdict.keep ? ": stays, " : ": goes, ") + names(verdict.why);
    if (verdict.kept_if)
      told +=
          ", kept if " + std::string{to_string(verdict.kept_if->rule)} + "=" + std::to_string(verdict.kept_if->value);
    told += "; by brute force " + names(expected[i]) + "\n";
  }
  return told;
}

/// Leaves out rules and backups as long as the law fails.
template <class Law>
question smallest(question asked, const Law& holds) {
  const auto shrink_list = [&] {
    asked.list = shrunk(asked.list, [&](const plain_list& list) { return holds(question{list, asked.rules}); });
  };
  shrink_list();
  const retention usual;
  const auto simplify = [&](auto member) {
    question simpler = asked;
    simpler.rules.*member = usual.*member;
    if (!holds(simpler)) asked = simpler;
  };
  simplify(&retention::fulls);
  simplify(&retention::window);
  simplify(&retention::within);
  for (const auto count : {&retention::last, &retention::hourly, &retention::daily, &retention::weekly,
                           &retention::monthly, &retention::yearly, &retention::at_least})
    simplify(count);
  for (const auto choice : {&retention::oldest, &retention::sweep_failed, &retention::sweep_orphans}) simplify(choice);
  shrink_list();
  return asked;
}

/// The first of so many questions that refutes the law, shrunk; nothing if the answers to all of them obey it.
template <class Law>
std::string refutation_of(std::uint64_t seed, int questions, const Law& holds) {
  generator values{seed};
  for (int i = 0; i < questions; ++i) {
    question asked{draw_list(values), {}};
    asked.rules = draw_rules(values, asked.list);
    if (!holds(asked))
      return "question " + std::to_string(i) + " of seed " + std::to_string(seed) +
             ", shrunk: " + text(smallest(asked, holds));
  }
  return "";
}

}  // namespace

TEST_CASE("what stays, what goes, and why, is what brute force finds in 100,000 histories", "[retention]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    const auto expected = brute_force::reasons_of(asked);
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (plan.verdicts[i].why != expected[i] || plan.verdicts[i].keep == goes(expected[i])) return false;
    return plan.verdicts.size() == expected.size();
  };
  REQUIRE(refutation_of(20150301, 100'000, law) == "");
}

TEST_CASE("no backup that stays has an ancestor that goes", "[retention]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const auto plan = answer_to(asked);
    for (std::size_t child = 0; child < all.size(); ++child)
      for (std::size_t parent = 0; parent < all.size(); ++parent)
        if (all[child].parent == all[parent].id && plan.verdicts[child].keep && !plan.verdicts[parent].keep)
          return false;
    return true;
  };
  REQUIRE(refutation_of(20150302, 4'000, law) == "");
}

TEST_CASE("removals are all that goes, each once, and every child before its parent", "[retention]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const auto plan = answer_to(asked);
    std::vector<bool> is_gone(all.size());
    for (const std::size_t i : plan.removals) {
      if (is_gone[i] || plan.verdicts[i].keep) return false;
      is_gone[i] = true;
      for (std::size_t child = 0; child < all.size(); ++child)
        if (child != i && all[child].parent == all[i].id && !is_gone[child]) return false;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
      if (is_gone[i] == plan.verdicts[i].keep) return false;
    return true;
  };
  REQUIRE(refutation_of(20150303, 4'000, law) == "");
}

TEST_CASE("applying the plan and pruning again removes nothing", "[retention]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    question again = asked;
    again.list.backups.clear();
    for (std::size_t i = 0; i < plan.verdicts.size(); ++i)
      if (plan.verdicts[i].keep) again.list.backups.push_back(asked.list.backups[i]);
    return answer_to(again).removals.empty();
  };
  REQUIRE(refutation_of(20150304, 4'000, law) == "");
}

TEST_CASE("permuting the backups changes no verdict, nor the order of removal", "[retention]") {
  const auto law = [](const question& asked) {
    generator values{asked.list.salt};
    const auto order = draw_order(values, asked.list.backups.size());  // where each one comes from
    question permuted = asked;
    for (std::size_t i = 0; i < order.size(); ++i) permuted.list.backups[i] = asked.list.backups[order[i]];
    const auto before = answer_to(asked);
    const auto after = answer_to(permuted);
    for (std::size_t i = 0; i < order.size(); ++i)
      if (after.verdicts[i] != before.verdicts[order[i]]) return false;
    std::vector<std::size_t> removals;
    for (const std::size_t i : after.removals) removals.push_back(order[i]);
    return removals == before.removals && after.freed == before.freed && after.damage.size() == before.damage.size();
  };
  REQUIRE(refutation_of(20150305, 4'000, law) == "");
}

TEST_CASE("adding a rule to a retention that has one, or raising a count, makes no backup go", "[retention]") {
  const auto law = [](const question& asked) {
    if (!has_rule(asked.rules)) return true;
    generator values{asked.list.salt};
    question more = asked;
    retention& rules = more.rules;
    const auto raise = static_cast<unsigned>(values.between(1, 3));
    const auto lengthen = draw_length(values, asked.list);
    switch (values.index(11)) {
      case 0: rules.fulls = rules.fulls ? *rules.fulls + raise : raise - 1; break;
      case 1: rules.window = rules.window.value_or(0s) + lengthen; break;
      case 2: rules.within = rules.within.value_or(0s) + lengthen; break;
      case 3: rules.last += raise; break;
      case 4: rules.hourly += raise; break;
      case 5: rules.daily += raise; break;
      case 6: rules.weekly += raise; break;
      case 7: rules.monthly += raise; break;
      case 8: rules.yearly += raise; break;
      case 9: rules.at_least += raise; break;
      default: rules.oldest = true; break;
    }
    const auto before = answer_to(asked);
    const auto after = answer_to(more);
    for (std::size_t i = 0; i < before.verdicts.size(); ++i)
      if (before.verdicts[i].keep && !after.verdicts[i].keep) return false;
    return true;
  };
  REQUIRE(refutation_of(20150306, 4'000, law) == "");
}

TEST_CASE("completed automated fulls never fall below the floor, or what there was", "[retention]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const auto plan = answer_to(asked);
    for (int source = 0; source < 3; ++source) {
      unsigned before = 0;
      unsigned after = 0;
      for (std::size_t i = 0; i < all.size(); ++i) {
        const plain_backup& one = all[i];
        if (one.source != source || one.parent != no_id || !one.automated || one.status != backup_status::completed)
          continue;
        ++before;
        after += plan.verdicts[i].keep ? 1U : 0U;
      }
      if (after < std::min(asked.rules.at_least, before)) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150307, 4'000, law) == "");
}

TEST_CASE("an on-demand, pinned or unfinished backup never goes", "[retention]") {
  const auto law = [](const question& asked) {
    for (const std::size_t i : answer_to(asked).removals) {
      const plain_backup& one = asked.list.backups[i];
      if (!one.automated || one.pinned || is_unfinished(one.status)) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150308, 4'000, law) == "");
}

TEST_CASE("pinning a backup makes no other go", "[retention]") {
  const auto law = [](const question& asked) {
    if (asked.list.backups.empty()) return true;
    question more = asked;
    more.list.backups[asked.list.salt % more.list.backups.size()].pinned = true;
    const auto before = answer_to(asked);
    const auto after = answer_to(more);
    for (std::size_t i = 0; i < before.verdicts.size(); ++i)
      if (before.verdicts[i].keep && !after.verdicts[i].keep) return false;
    return true;
  };
  REQUIRE(refutation_of(20150314, 4'000, law) == "");
}

TEST_CASE("without a rule nothing goes but what failed, and orphans", "[retention]") {
  const auto law = [](const question& asked) {
    question without = asked;
    without.rules = {.oldest = asked.rules.oldest,
                     .at_least = asked.rules.at_least,
                     .sweep_failed = asked.rules.sweep_failed,
                     .sweep_orphans = asked.rules.sweep_orphans};
    const brute_force::judged_list judged{asked.list.backups};
    for (const std::size_t i : answer_to(without).removals) {
      const auto status = asked.list.backups[i].status;
      const bool is_swept_failure = status != backup_status::completed && without.rules.sweep_failed;
      const bool is_swept_orphan = judged.damage(i) != 0 && without.rules.sweep_orphans;
      if (!is_swept_failure && !is_swept_orphan) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150309, 3'000, law) == "");
}

TEST_CASE("each source by itself is judged as it is among others", "[retention]") {
  const auto law = [](const question& asked) {
    const auto& all = asked.list.backups;
    const brute_force::judged_list judged{all};
    for (std::size_t i = 0; i < all.size(); ++i)
      if (judged.damage(i) != 0) return true;
    const auto together = answer_to(asked);
    for (int source = 0; source < 3; ++source) {
      question alone = asked;
      std::erase_if(alone.list.backups, [&](const plain_backup& one) { return one.source != source; });
      const auto plan = answer_to(alone);
      std::size_t next = 0;
      for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].source == source && plan.verdicts[next++] != together.verdicts[i]) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150310, 3'000, law) == "");
}

namespace {

void set_rule(retention& rules, const near_miss& to) {
  const auto count = static_cast<unsigned>(to.value);
  switch (to.rule) {
    case reason::fulls: rules.fulls = count; break;
    case reason::window: rules.window = std::chrono::seconds{to.value}; break;
    case reason::last: rules.last = count; break;
    case reason::hourly: rules.hourly = count; break;
    case reason::daily: rules.daily = count; break;
    case reason::weekly: rules.weekly = count; break;
    case reason::monthly: rules.monthly = count; break;
    case reason::yearly: rules.yearly = count; break;
    case reason::within: rules.within = std::chrono::seconds{to.value}; break;
    default: FAIL("kept_if tells no rule");
  }
}

}  // namespace

TEST_CASE("kept_if is exact: with that value its rule keeps the backup, and with any smaller one it does not",
          "[retention]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    for (std::size_t i = 0; i < plan.verdicts.size(); ++i) {
      const rota::verdict& verdict = plan.verdicts[i];
      if (verdict.kept_if.has_value() != verdict.why.contains(reason::expired)) return false;
      if (!verdict.kept_if) continue;
      question other = asked;
      set_rule(other.rules, *verdict.kept_if);
      if (!answer_to(other).verdicts[i].keep) return false;
      set_rule(other.rules, {verdict.kept_if->rule, verdict.kept_if->value - 1});
      if (answer_to(other).verdicts[i].keep) return false;
    }
    return true;
  };
  REQUIRE(refutation_of(20150311, 3'000, law) == "");
}

TEST_CASE("freed is the sum of the sizes of all that goes, or nothing if one of them is not known", "[retention]") {
  const auto law = [](const question& asked) {
    const auto plan = answer_to(asked);
    int quarters = 0;
    bool is_known = true;
    for (const std::size_t i : plan.removals) {
      quarters += asked.list.backups[i].quarters;
      is_known = is_known && asked.list.backups[i].quarters >= 0;
    }
    return plan.freed == (is_known ? std::optional{quarters / 4.0} : std::nullopt);
  };
  REQUIRE(refutation_of(20150312, 3'000, law) == "");
}

TEST_CASE("the damage told is that of the history, from which the same plan comes", "[retention]") {
  const auto law = [](const question& asked) {
    const auto backups = backups_of(asked.list);
    const rota::history past{backups};
    const auto plan = prune(past, asked.rules, instant_of(asked.list.now));
    const auto same = answer_to(asked);
    return plan.damage == past.damage_report() && same.damage == plan.damage && same.verdicts == plan.verdicts &&
           same.removals == plan.removals;
  };
  REQUIRE(refutation_of(20150313, 3'000, law) == "");
}
