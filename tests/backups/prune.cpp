// SPDX-License-Identifier: MIT
//
// struct near_miss { keep_reason rule; std::int64_t value; };
// struct verdict { bool keep; keep_reasons why_kept; std::optional<removal_cause> why_removed;
//                  std::optional<near_miss> kept_if; };
// struct prune_plan { std::vector<verdict> verdicts; std::vector<std::size_t> removals; issues damage;
//                     std::optional<double> freed_gib; };
//
// prune_plan prune(const history&, const retention&, sys_seconds now, clock = utc);
// prune_plan prune(std::span<const backup>, const retention&, sys_seconds now, clock = utc);
//
// On the clocks of zones: clocks.cpp. Laws: prune_laws.cpp.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/prune.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "instants.hpp"

namespace {

using namespace std::chrono_literals;

using date::days;
using rota::backup;
using rota::backup_status;
using rota::near_miss;
using rota::prune;
using rota::retention;
using rota::sys_seconds;

constexpr std::chrono::hours day{24};

/// A Sunday.
constexpr sys_seconds now = instant("2015-03-01T12:00:00");

/// A full of 1 GiB made that long ago.
backup full(std::string id, std::chrono::seconds ago) {
  backup made = backup_at(std::move(id), now - ago);
  made.size_gib = 1.0;
  return made;
}

backup incremental(std::string id, std::string parent, std::chrono::seconds ago) {
  return on(std::move(parent), full(std::move(id), ago));
}

/// Fulls made at these instants, which are their ids.
std::vector<backup> fulls_at(const std::vector<std::string>& instants) {
  std::vector<backup> made;
  for (const std::string& text : instants) made.push_back(backup_at(text, instant(text)));
  return made;
}

/// The ids of the backups that are kept, in the order of the list: "a b c".
std::string kept(const std::vector<backup>& backups, const retention& policy, sys_seconds at = now) {
  const auto plan = prune(backups, policy, at);
  std::string ids;
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (plan.verdicts[i].keep) ids += (ids.empty() ? "" : " ") + backups[i].id;
  return ids;
}

/// The ids of the backups that go, in the order of deletion.
std::string removed(const std::vector<backup>& backups, const retention& policy) {
  return ids_at(backups, prune(backups, policy, now).removals);
}

/// Why a backup is kept, "daily, monthly"; or why it goes, "expired".
std::string why(const std::vector<backup>& backups, const retention& policy, std::size_t i) {
  const rota::verdict one = prune(backups, policy, now).verdicts[i];
  return one.keep ? to_string(one.why_kept) : std::string{to_string(one.why_removed.value())};
}

std::optional<near_miss> kept_if(const std::vector<backup>& backups, const retention& policy, std::size_t i) {
  return prune(backups, policy, now).verdicts[i].kept_if;
}

template <class T>
near_miss near(T retention::*member, std::int64_t value) {
  return {reason_of(member), value};
}

/// Three weeks of one schedule: fulls a, c and e, and an incremental on each.
const std::vector<backup> three_weeks{full("a", 20 * day), incremental("b", "a", 17 * day),
                                      full("c", 13 * day), incremental("d", "c", 10 * day),
                                      full("e", 6 * day),  incremental("f", "e", 3 * day)};

/// A rule that keeps nothing, and no floor.
const retention nothing{.fulls = 0, .at_least = 0};

}  // namespace

// --- each rule, by values that can be checked by hand ---

TEST_CASE("fulls keeps the newest N fulls, and everything built on them", "[prune]") {
  REQUIRE(removed(three_weeks, {.fulls = 1}) == "d c b a");
  REQUIRE(removed(three_weeks, {.fulls = 2}) == "b a");
  REQUIRE(removed(three_weeks, {.fulls = 3}) == "");
  REQUIRE(removed(three_weeks, {.fulls = 4'000'000'000U}) == "");
}

TEST_CASE("a window keeps the fulls since its start, the newest before it, and everything built on them", "[prune]") {
  REQUIRE(kept(three_weeks, {.window = 5 * day}) == "e f");
  REQUIRE(kept(three_weeks, {.window = 6 * day}) == "c d e f");
  REQUIRE(kept(three_weeks, {.window = 13 * day - 1s}) == "c d e f");
  REQUIRE(kept(three_weeks, {.window = 13 * day}) == "a b c d e f");
  REQUIRE(kept(three_weeks, {.window = 300 * day}) == "a b c d e f");
}

TEST_CASE("the anchor of a window is a full whose data was complete strictly before its start", "[prune]") {
  std::vector<backup> backups{full("a", 20 * day), full("b", 10 * day), full("c", 1 * day)};
  REQUIRE(kept(backups, {.window = 7 * day}) == "b c");
  backups[1].updated = now - 7 * day - 1s;
  REQUIRE(kept(backups, {.window = 7 * day}) == "b c");
  backups[1].updated = now - 7 * day;  // at the start: restoring to that moment takes an older one
  REQUIRE(kept(backups, {.window = 7 * day}) == "a b c");
}

TEST_CASE("last keeps the newest N restore points and their ancestors", "[prune]") {
  REQUIRE(kept(three_weeks, {.last = 1, .at_least = 0}) == "e f");
  REQUIRE(kept(three_weeks, {.last = 2, .at_least = 0}) == "e f");
  REQUIRE(kept(three_weeks, {.last = 3, .at_least = 0}) == "c d e f");
  REQUIRE(kept(three_weeks, {.last = 5, .at_least = 0}) == "a b c d e f");
}

TEST_CASE("a point rule keeps single restore points, not everything built on them", "[prune]") {
  const std::vector<backup> backups{full("a", 4 * day), incremental("b", "a", 3 * day), incremental("c", "b", 2 * day),
                                    incremental("d", "a", 1 * day)};
  REQUIRE(kept(backups, {.last = 1, .at_least = 0}) == "a d");
  REQUIRE(kept(backups, {.last = 2, .at_least = 0}) == "a b c d");
}

TEST_CASE("hourly keeps the newest point of each of the newest N hours that have one", "[prune]") {
  const auto backups = fulls_at({"2015-02-28T09:00:00", "2015-02-28T09:59:59", "2015-02-28T10:00:00",
                                 "2015-03-01T09:30:00", "2015-03-01T09:30:01"});
  REQUIRE(kept(backups, {.hourly = 1}) == "2015-03-01T09:30:01");
  REQUIRE(kept(backups, {.hourly = 2}) == "2015-02-28T10:00:00 2015-03-01T09:30:01");
  REQUIRE(kept(backups, {.hourly = 3}) == "2015-02-28T09:59:59 2015-02-28T10:00:00 2015-03-01T09:30:01");
}

TEST_CASE("daily keeps the newest point of each of the newest N days that have one", "[prune]") {
  const auto backups = fulls_at({"2015-02-26T23:59:59", "2015-02-27T00:00:00", "2015-02-27T23:59:59",
                                 "2015-03-01T00:00:00", "2015-03-01T01:00:00"});
  REQUIRE(kept(backups, {.daily = 1}) == "2015-03-01T01:00:00");
  REQUIRE(kept(backups, {.daily = 2}) == "2015-02-27T23:59:59 2015-03-01T01:00:00");
  REQUIRE(kept(backups, {.daily = 3}) == "2015-02-26T23:59:59 2015-02-27T23:59:59 2015-03-01T01:00:00");
}

TEST_CASE("days before 1970 end at midnight too", "[prune]") {
  const auto backups = fulls_at({"1969-12-30T23:59:59", "1969-12-31T00:00:00", "1969-12-31T23:59:59"});
  REQUIRE(kept(backups, {.daily = 2}) == "1969-12-30T23:59:59 1969-12-31T23:59:59");
}

TEST_CASE("weekly counts the weeks of ISO 8601, which begin on Monday and continue across the end of a year",
          "[prune]") {
  // 2015-12-27 is the Sunday of week 52, 2015-12-28 to 2016-01-03 is week 53, and week 1 of 2016 begins on 2016-01-04.
  const auto backups = fulls_at({"2015-12-27T23:59:59", "2015-12-28T00:00:00", "2015-12-31T12:00:00",
                                 "2016-01-01T00:00:00", "2016-01-03T23:59:59", "2016-01-04T00:00:00"});
  const sys_seconds later = instant("2016-01-05T00:00:00");
  REQUIRE(kept(backups, {.weekly = 1}, later) == "2016-01-04T00:00:00");
  REQUIRE(kept(backups, {.weekly = 2}, later) == "2016-01-03T23:59:59 2016-01-04T00:00:00");
  REQUIRE(kept(backups, {.weekly = 3}, later) == "2015-12-27T23:59:59 2016-01-03T23:59:59 2016-01-04T00:00:00");
}

TEST_CASE("monthly distinguishes the same month of different years", "[prune]") {
  const auto backups = fulls_at({"2014-01-31T00:00:00", "2014-12-31T23:59:59", "2015-01-01T00:00:00",
                                 "2015-01-31T23:59:59", "2015-02-01T00:00:00"});
  REQUIRE(kept(backups, {.monthly = 2}) == "2015-01-31T23:59:59 2015-02-01T00:00:00");
  REQUIRE(kept(backups, {.monthly = 4}) ==
          "2014-01-31T00:00:00 2014-12-31T23:59:59 2015-01-31T23:59:59 2015-02-01T00:00:00");
}

TEST_CASE("yearly keeps the newest point of each of the newest N years that have one", "[prune]") {
  const auto backups =
      fulls_at({"2011-12-31T23:59:59", "2012-01-01T00:00:00", "2012-12-31T23:59:59", "2015-01-01T00:00:00"});
  REQUIRE(kept(backups, {.yearly = 2}) == "2012-12-31T23:59:59 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.yearly = 3}) == "2011-12-31T23:59:59 2012-12-31T23:59:59 2015-01-01T00:00:00");
}

TEST_CASE("within keeps every point created at or after its start", "[prune]") {
  const std::vector<backup> backups{full("a", 7 * day + 1s), full("b", 7 * day), full("c", 7 * day - 1s)};
  REQUIRE(kept(backups, {.within = 7 * day}) == "b c");
  REQUIRE(kept(backups, {.within = 7 * day - 1s}) == "c");
  REQUIRE(kept(backups, {.within = 1h}) == "c");  // the floor
}

TEST_CASE("within keeps the ancestors of its points, however old", "[prune]") {
  const std::vector<backup> backups{full("a", 90 * day), incremental("b", "a", 60 * day),
                                    incremental("c", "b", 1 * day), incremental("d", "a", 50 * day)};
  REQUIRE(kept(backups, {.within = 7 * day, .at_least = 0}) == "a b c");
}

TEST_CASE("what only oldest keeps has its reason beside that of the rule", "[prune]") {
  const std::vector<backup> backups = fulls_at({"2015-02-28T10:10:00", "2015-02-28T10:40:00", "2015-02-28T11:00:00"});
  REQUIRE(why(backups, {.hourly = 24, .oldest = true, .at_least = 0}, 0) == "hourly, oldest");
  REQUIRE(why(backups, {.hourly = 24, .oldest = true, .at_least = 0}, 1) == "hourly");
}

TEST_CASE("oldest keeps the oldest point while a periodic rule has counts left", "[prune]") {
  const auto backups = fulls_at({"2014-02-01T00:00:00", "2014-02-20T00:00:00", "2015-01-01T00:00:00"});
  REQUIRE(kept(backups, {.yearly = 3, .oldest = true}) ==
          "2014-02-01T00:00:00 2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.yearly = 2, .oldest = true}) == "2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.yearly = 3}) == "2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.last = 3, .oldest = true}) == "2014-02-01T00:00:00 2014-02-20T00:00:00 2015-01-01T00:00:00");
  REQUIRE(kept(backups, {.last = 1, .oldest = true}) == "2015-01-01T00:00:00");  // last is not periodic
}

TEST_CASE("each rule counts on its own, and a point selected by several has all of them as reasons", "[prune]") {
  const auto backups = fulls_at({"2015-01-31T00:00:00", "2015-02-28T00:00:00", "2015-03-01T00:00:00"});
  REQUIRE(kept(backups, {.daily = 1, .monthly = 2}) == "2015-02-28T00:00:00 2015-03-01T00:00:00");
  REQUIRE(why(backups, {.daily = 1, .monthly = 2}, 2) == "daily, monthly, at_least");
  REQUIRE(why(backups, {.daily = 1, .monthly = 2}, 1) == "monthly");
  REQUIRE(why(backups, {.daily = 1, .monthly = 2}, 0) == "expired");
}

TEST_CASE("of two years of daily fulls, 14 days, 6 months and a year keep the eighteen known ones", "[prune]") {
  std::vector<backup> backups;
  for (sys_seconds at = instant("2014-01-01T02:00:00"); at <= instant("2016-01-01T02:00:00"); at += day)
    backups.push_back(backup_at(rota::format_instant(at).substr(0, 10), at));
  REQUIRE(kept(backups, {.daily = 14, .monthly = 6, .yearly = 1}, instant("2016-01-01T12:00:00")) ==
          "2015-08-31 2015-09-30 2015-10-31 2015-11-30 "
          "2015-12-19 2015-12-20 2015-12-21 2015-12-22 2015-12-23 2015-12-24 2015-12-25 2015-12-26 "
          "2015-12-27 2015-12-28 2015-12-29 2015-12-30 2015-12-31 2016-01-01");
}

TEST_CASE("of two points created at the same instant, the one with the greater id is the newer", "[prune]") {
  REQUIRE(kept({full("b", 1h), full("a", 1h)}, {.fulls = 1}) == "b");
  REQUIRE(kept({full("a", 1h), full("b", 1h)}, {.daily = 1}) == "b");
}

TEST_CASE("each source is judged on its own, and an HA group is not the instance with the same id", "[prune]") {
  std::vector<backup> backups{full("a", 9 * day), full("b", 8 * day), full("c", 7 * day), full("d", 1 * day)};
  backups[1].source = {"s", rota::source_type::instance};
  backups[2].source = {"s", rota::source_type::ha};
  REQUIRE(kept(backups, {.fulls = 1}) == "b c d");
}

TEST_CASE("the floor keeps the newest fulls whatever the rules select, and everything built on them", "[prune]") {
  REQUIRE(kept(three_weeks, {.fulls = 0}) == "e f");
  REQUIRE(kept(three_weeks, {.fulls = 0, .at_least = 2}) == "c d e f");
  REQUIRE(kept(three_weeks, {.within = 1h, .at_least = 3}) == "a b c d e f");
  REQUIRE(why(three_weeks, {.fulls = 0}, 5) == "at_least");
  REQUIRE(why(three_weeks, {.fulls = 2}, 3) == "fulls");
}

TEST_CASE("the greatest lengths keep everything", "[prune]") {
  REQUIRE(kept(three_weeks, {.window = std::chrono::seconds::max()}) == "a b c d e f");
  REQUIRE(kept(three_weeks, {.within = std::chrono::seconds::max(), .at_least = 0}) == "a b c d e f");
}

TEST_CASE("an empty list gives an empty plan", "[prune]") {
  const auto plan = prune(std::vector<backup>{}, {.fulls = 1}, now);
  REQUIRE(plan.verdicts.empty());
  REQUIRE(plan.removals.empty());
  REQUIRE(plan.damage.empty());
  REQUIRE(plan.freed_gib == 0.0);
}

TEST_CASE("freed_gib is the size of everything that goes, or nullopt if a size is unknown", "[prune]") {
  std::vector<backup> backups = three_weeks;
  backups[0].size_gib = 10.5;
  backups[4].size_gib = std::nullopt;
  REQUIRE(prune(backups, {.fulls = 2}, now).freed_gib == 11.5);
  REQUIRE(prune(backups, {.fulls = 3}, now).freed_gib == 0.0);
  REQUIRE(prune(backups, nothing, now).freed_gib == std::nullopt);
}

// --- what would have kept it ---

TEST_CASE("a greater number of fulls would keep a full that goes, and everything built on it", "[prune]") {
  REQUIRE(kept_if(three_weeks, {.fulls = 2}, 0) == near(&retention::fulls, 3));
  REQUIRE(kept_if(three_weeks, {.fulls = 2}, 1) == near(&retention::fulls, 3));
  REQUIRE(kept_if(three_weeks, {.fulls = 2}, 2) == std::nullopt);
  REQUIRE(kept_if(three_weeks, {.fulls = 1}, 2) == near(&retention::fulls, 2));
}

TEST_CASE("a longer window or within, in seconds, would keep a backup that goes", "[prune]") {
  REQUIRE(kept_if(three_weeks, {.window = 6 * day}, 1) == near(&retention::window, 13 * 86'400));
  REQUIRE(kept_if(three_weeks, {.within = 4 * day}, 3) == near(&retention::within, 10 * 86'400));
}

TEST_CASE("whatever would keep a point would keep its ancestors", "[prune]") {
  REQUIRE(kept_if(three_weeks, {.within = 4 * day}, 2) == near(&retention::within, 10 * 86'400));
  REQUIRE(kept_if(three_weeks, {.last = 1}, 2) == near(&retention::last, 3));
}

TEST_CASE("kept_if names the rule that is set and needs to grow by the smallest factor", "[prune]") {
  REQUIRE(kept_if(three_weeks, {.fulls = 1, .last = 4}, 0) == near(&retention::last, 5));
  REQUIRE(kept_if(three_weeks, {.fulls = 2, .last = 1}, 0) == near(&retention::fulls, 3));
  REQUIRE(kept_if(three_weeks, {.daily = 1}, 0) == near(&retention::daily, 5));
}

TEST_CASE("if no rule that is set can keep a point, kept_if names fulls", "[prune]") {
  const std::vector<backup> backups{full("a", 2h), incremental("b", "a", 1h + 2s), incremental("c", "a", 1h + 1s),
                                    full("d", 1h)};
  REQUIRE(kept_if(backups, {.hourly = 1}, 1) == near(&retention::fulls, 2));
}

TEST_CASE("a backup that goes for another cause than its age has no kept_if", "[prune]") {
  const std::vector<backup> backups{with(full("a", 1h), backup_status::failed),
                                    with(full("b", 1h), backup_status::delete_failed), incremental("c", "z", 1h)};
  for (std::size_t i = 0; i < backups.size(); ++i)
    REQUIRE(kept_if(backups, {.fulls = 2, .sweep_orphans = true}, i) == std::nullopt);
  REQUIRE(removed(backups, {.fulls = 2, .sweep_orphans = true}) == "c b a");
}

// --- cases that have cost people data ---

TEST_CASE("a failed backup does not count as a good one", "[prune]") {
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

TEST_CASE("the last good backup does not expire during an outage", "[prune]") {
  const std::vector<backup> backups{full("a", 400 * day), full("b", 390 * day), incremental("c", "b", 380 * day),
                                    with(full("d", 7 * day), backup_status::failed),
                                    with(full("e", 1 * day), backup_status::failed)};
  for (const retention& policy : {retention{.within = 30 * day}, retention{.window = 30 * day}, retention{.last = 1},
                                  retention{.fulls = 0}, retention{.daily = 1}}) {
    REQUIRE(kept(backups, policy) == "b c");
  }
  REQUIRE(kept(backups, {.within = 30 * day, .at_least = 0}) == "");
}

TEST_CASE("the anchor of a window is not removed", "[prune]") {
  const std::vector<backup> backups{full("a", 30 * day), full("b", 20 * day), incremental("c", "b", 8 * day),
                                    with(full("d", 9 * day), backup_status::failed), full("e", 2 * day)};
  REQUIRE(removed(backups, {.window = 7 * day}) == "d a");
  REQUIRE(removed(backups, {.window = 7 * day, .at_least = 0}) == "d a");
  REQUIRE(why(backups, {.window = 7 * day}, 1) == "window");
}

TEST_CASE("an incremental whose parent is on the next page of a listing is kept", "[prune]") {
  const std::vector<backup> page{incremental("b", "a", 90 * day), incremental("c", "b", 80 * day), full("d", 1 * day)};
  REQUIRE(kept(page, {.fulls = 1}) == "b c d");
  REQUIRE(why(page, {.fulls = 1}, 1) == "damaged");
  REQUIRE(prune(page, {.fulls = 1}, now).damage.size() == 2);
}

TEST_CASE("orphans can be swept, unless they are protected or otherwise damaged", "[prune]") {
  const retention sure{.fulls = 1, .sweep_orphans = true};
  REQUIRE(removed({incremental("b", "a", 90 * day), incremental("c", "b", 80 * day), full("d", 1 * day)}, sure) ==
          "c b");
  REQUIRE(removed({incremental("b", "a", 90 * day), incremental("c", "b", 91 * day)}, sure) == "");
  REQUIRE(removed({incremental("b", "a", 90 * day), on_demand(incremental("c", "b", 80 * day))}, sure) == "");
  REQUIRE(removed({pinned(incremental("b", "a", 90 * day))}, sure) == "");
  REQUIRE(removed({with(incremental("b", "a", 90 * day), backup_status::building)}, sure) == "");
}

TEST_CASE("an on-demand incremental keeps the automated full that it is built on, which does not count", "[prune]") {
  const std::vector<backup> backups{full("a", 30 * day), incremental("b", "a", 29 * day),
                                    on_demand(incremental("c", "a", 28 * day)), full("d", 14 * day),
                                    full("e", 7 * day)};
  REQUIRE(removed(backups, {.fulls = 2}) == "b");
  REQUIRE(why(backups, {.fulls = 2}, 0) == "ancestor");
  REQUIRE(why(backups, {.fulls = 2}, 2) == "on_demand");
}

TEST_CASE("on-demand backups do not count", "[prune]") {
  const std::vector<backup> backups{full("a", 30 * day), full("b", 20 * day), on_demand(full("c", 10 * day)),
                                    on_demand(incremental("d", "b", 5 * day))};
  REQUIRE(kept(backups, {.fulls = 2}) == "a b c d");
  REQUIRE(kept(backups, {.last = 2}) == "a b c d");
  REQUIRE(kept(backups, {.fulls = 1}) == "b c d");
}

TEST_CASE("pinned backups are kept with their ancestors, and do not count", "[prune]") {
  const std::vector<backup> backups{full("a", 40 * day), pinned(incremental("b", "a", 39 * day)),
                                    incremental("c", "b", 38 * day), full("d", 20 * day), pinned(full("e", 10 * day))};
  REQUIRE(removed(backups, {.fulls = 1}) == "c");
  REQUIRE(why(backups, {.fulls = 1}, 0) == "ancestor");
  REQUIRE(why(backups, {.fulls = 1}, 1) == "pinned");
  REQUIRE(why(backups, {.fulls = 1}, 3) == "fulls, at_least");
}

TEST_CASE("while the next full is being made, none of the fulls before it goes", "[prune]") {
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

TEST_CASE("an incremental that is being made keeps its ancestors", "[prune]") {
  const std::vector<backup> backups{full("a", 21 * day), incremental("b", "a", 20 * day),
                                    with(incremental("c", "b", 1h), backup_status::building), full("d", 7 * day)};
  REQUIRE(removed(backups, {.fulls = 1}) == "");
}

TEST_CASE("a backup made by a clock that was a day ahead does not count", "[prune]") {
  const std::vector<backup> backups{full("a", 14 * day), full("b", 7 * day), full("c", -day)};
  REQUIRE(kept(backups, {.fulls = 2}) == "a b c");
  REQUIRE(kept(backups, {.last = 1}) == "b c");
  REQUIRE(why(backups, {.fulls = 2}, 2) == "future");
  REQUIRE(kept(backups, {.fulls = 2}, now + day - 5min - 1s) == "a b c");
  REQUIRE(kept(backups, {.fulls = 2}, now + day - 5min) == "b c");
}

TEST_CASE("whatever is built on a backup dated ahead is kept, since the order of the two is in doubt", "[prune]") {
  const std::vector<backup> backups{full("a", 7 * day), full("b", -day), incremental("c", "b", 1h)};
  REQUIRE(kept(backups, {.fulls = 1}) == "a b c");
  REQUIRE(kept(backups, {.fulls = 1}, now + 100 * day) == "b c");
}

TEST_CASE("two backups with the same id are kept with everything built on either, and do not count", "[prune]") {
  const std::vector<backup> backups{full("a", 28 * day), full("b", 21 * day), full("c", 14 * day), full("c", 7 * day),
                                    incremental("d", "c", 6 * day)};
  REQUIRE(kept(backups, {.fulls = 2}) == "a b c c d");
  REQUIRE(kept(backups, {.fulls = 1}) == "b c c d");
  REQUIRE(why(backups, {.fulls = 1}, 4) == "damaged");
}

TEST_CASE("a cycle is kept with everything built on it, and does not count", "[prune]") {
  const std::vector<backup> backups{full("a", 28 * day), incremental("b", "c", 7 * day), incremental("c", "b", 7 * day),
                                    incremental("d", "c", 6 * day), incremental("e", "e", 5 * day)};
  REQUIRE(kept(backups, {.last = 1}) == "a b c d e");
  REQUIRE(prune(backups, {.last = 1}, now).damage.size() == 4);
}

TEST_CASE("no rule governs the chain of an on-demand full, so it is kept", "[prune]") {
  const std::vector<backup> backups{on_demand(full("a", 90 * day)), incremental("b", "a", 80 * day),
                                    incremental("c", "b", 70 * day), full("d", 2 * day), full("e", 1 * day)};
  REQUIRE(removed(backups, {.fulls = 1}) == "d");
  REQUIRE(removed(backups, {.within = 1h, .at_least = 0}) == "e d");
  REQUIRE(why(backups, {.fulls = 1}, 2) == "ungoverned_chain");
}

TEST_CASE("a backup that could not be deleted is proposed again", "[prune]") {
  const std::vector<backup> backups{full("a", 14 * day), with(full("b", 7 * day), backup_status::delete_failed),
                                    with(incremental("c", "a", 6 * day), backup_status::delete_failed)};
  REQUIRE(removed(backups, {.fulls = 2}) == "c b");
  REQUIRE(why(backups, {.fulls = 2}, 1) == "delete_failed");
  REQUIRE(removed(backups, {.fulls = 2, .sweep_failed = false}) == "");
}

TEST_CASE("failed backups of kept chains go, unless a kept backup is built on them", "[prune]") {
  const std::vector<backup> backups{full("a", 3 * day), with(incremental("b", "a", 2 * day), backup_status::failed),
                                    with(incremental("c", "a", 1 * day), backup_status::failed),
                                    with(incremental("d", "c", 1h), backup_status::building)};
  REQUIRE(removed(backups, {.fulls = 2}) == "b");
  REQUIRE(why(backups, {.fulls = 2}, 2) == "ancestor");
}

TEST_CASE("failed backups that are not swept are kept with their ancestors", "[prune]") {
  const std::vector<backup> backups{full("a", 9 * day), with(incremental("b", "a", 8 * day), backup_status::failed),
                                    full("c", 1 * day)};
  REQUIRE(kept(backups, {.fulls = 1, .sweep_failed = false}) == "a b c");
  REQUIRE(why(backups, {.fulls = 1, .sweep_failed = false}, 1) == "failed_kept");
  REQUIRE(why(backups, {.fulls = 1, .sweep_failed = false}, 0) == "ancestor");
}

TEST_CASE("failed backups that a person made or pinned are kept", "[prune]") {
  const std::vector<backup> backups{on_demand(with(full("a", 9 * day), backup_status::failed)),
                                    pinned(with(full("b", 8 * day), backup_status::delete_failed))};
  REQUIRE(removed(backups, {.fulls = 1}) == "");
}

TEST_CASE("zero means zero", "[prune]") {
  REQUIRE(kept(three_weeks, {.fulls = 0, .at_least = 0}) == "");
  REQUIRE(kept(three_weeks, {.within = 0s, .at_least = 0}) == "");
  REQUIRE(kept(three_weeks, {.window = 0s, .at_least = 0}) == "e f");  // what restoring to now takes
  REQUIRE(kept({full("a", 1h), full("b", 0s)}, {.within = 0s, .at_least = 0}) == "b");
  REQUIRE(kept(three_weeks, {.fulls = 0, .last = 0, .daily = 0, .at_least = 0}) == "");
}

TEST_CASE("a retention without rules removes only what is swept", "[prune]") {
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

TEST_CASE("pinning a full removes nothing built on it", "[prune]") {
  std::vector<backup> backups{full("a", 30 * day), full("b", 10 * day), incremental("c", "b", 5 * day),
                              incremental("d", "c", 1 * day)};
  for (const retention& policy : {retention{.fulls = 1}, retention{.window = 7 * day}, retention{.daily = 1}}) {
    backups[1].pinned = false;
    REQUIRE(kept(backups, policy) == "b c d");
    backups[1].pinned = true;
    const auto plan = prune(backups, policy, now);
    REQUIRE(plan.verdicts[2].keep);
    REQUIRE(plan.verdicts[3].keep);
  }
}

// --- fulls alone ---

TEST_CASE("full rules keep fulls, without what is built on them", "[prune]") {
  const std::vector<backup> backups{full("a", days{20}), incremental("a1", "a", days{19}),
                                    full("b", days{13}), incremental("b1", "b", days{12}),
                                    full("c", days{6}),  incremental("c1", "c", days{5})};
  REQUIRE(kept(backups, {.last_fulls = 2, .at_least = 0}) == "b c");
  REQUIRE(kept(backups, {.weekly_fulls = 9, .at_least = 0}) == "a b c");
  REQUIRE(kept(backups, {.fulls_within = days{13}, .at_least = 0}) == "b c");
  REQUIRE(kept(backups, {.within = days{6}, .weekly_fulls = 9}) == "a b c c1");
  REQUIRE(why(backups, {.last_fulls = 3}, 0) == "last_fulls");
  REQUIRE(why(backups, {.last_fulls = 3}, 1) == "expired");
  REQUIRE(kept_if(backups, {.last_fulls = 1}, 0) == near(&retention::last_fulls, 3));
  REQUIRE(kept_if(backups, {.last_fulls = 3}, 1) == near(&retention::fulls, 3));
}

TEST_CASE("full rules count fulls, whatever points lie between them", "[prune]") {
  const std::vector<backup> backups{full("a", days{40}), full("b", days{30}), incremental("b1", "b", days{2})};
  REQUIRE(kept(backups, {.monthly_fulls = 1, .at_least = 0}) == "b");
  REQUIRE(kept(backups, {.monthly_fulls = 3, .oldest = true, .at_least = 0}) == "a b");
}

// --- on-demand backups ---

TEST_CASE("on-demand backups stay for ever, unless a rule of their own lets them go", "[prune]") {
  const std::vector<backup> backups{on_demand(full("old", days{100})), on_demand(full("new", days{10})),
                                    full("f", days{50})};
  REQUIRE(kept(backups, {.fulls = 1}) == "old new f");
  REQUIRE(kept(backups, {.fulls = 1, .on_demand_within = days{30}}) == "new f");
  REQUIRE(kept(backups, {.on_demand_within = days{100}}) == "old new f");
  REQUIRE(why(backups, {.on_demand_within = days{30}}, 1) == "on_demand_within");
  REQUIRE(why(backups, {.on_demand_within = days{30}}, 2) == "at_least, no_rule");
  REQUIRE(kept_if(backups, {.on_demand_within = days{30}}, 0) ==
          near(&retention::on_demand_within, std::chrono::seconds{days{100}}.count()));
}

TEST_CASE("an on-demand backup that may go stays if it is pinned, or if a kept backup is built on it", "[prune]") {
  const std::vector<backup> backups{pinned(on_demand(full("pinned", days{100}))), on_demand(full("base", days{90})),
                                    on_demand(incremental("on base", "base", days{5}))};
  REQUIRE(kept(backups, {.on_demand_within = days{30}}) == "pinned base on base");
  REQUIRE(kept(backups, {.on_demand_within = days{1}, .at_least = 0}) == "pinned");
}

TEST_CASE("a chain goes with an on-demand full that may go, and would stay with it", "[prune]") {
  const std::vector<backup> backups{on_demand(full("base", days{90})), incremental("on base", "base", days{80})};
  REQUIRE(kept(backups, {.fulls = 1}) == "base on base");
  REQUIRE(kept(backups, {.fulls = 1, .on_demand_within = days{30}, .at_least = 0}).empty());
  REQUIRE(kept_if(backups, {.fulls = 1, .on_demand_within = days{30}, .at_least = 0}, 1) ==
          near(&retention::on_demand_within, std::chrono::seconds{days{90}}.count()));
}

TEST_CASE("the floor holds the chain of the newest full, even if a person made it", "[prune]") {
  const std::vector<backup> backups{on_demand(full("older", days{200})), on_demand(full("base", days{90})),
                                    incremental("on base", "base", days{80}),
                                    on_demand(incremental("theirs", "base", days{70}))};
  REQUIRE(kept(backups, {.fulls = 1, .on_demand_within = days{30}}) == "base on base theirs");
  REQUIRE(why(backups, {.fulls = 1, .on_demand_within = days{30}}, 2) == "at_least");
  std::vector<backup> more = backups;
  more.push_back(full("automated", days{60}));
  REQUIRE(kept(more, {.fulls = 1, .on_demand_within = days{30}}) == "automated");
}

// --- what other clocks and lists say ---

TEST_CASE("all that is built on a pinned full stays, even what failed", "[prune]") {
  const std::vector<backup> backups{pinned(full("p", days{9})),
                                    with(incremental("f", "p", days{8}), backup_status::failed), full("n", days{1})};
  REQUIRE(kept(backups, {.fulls = 1}) == "p f n");
  REQUIRE(why(backups, {.fulls = 1}, 1) == "ungoverned_chain");
}

TEST_CASE("children go before their parents even if clocks say that they are older", "[prune]") {
  const std::vector<backup> backups{full("f", 30h), incremental("i1", "f", 30h + 4min),
                                    incremental("i2", "i1", 30h + 8min), full("new", 1h)};
  REQUIRE(removed(backups, {.fulls = 1}) == "i2 i1 f");
  const std::vector<backup> two{full("f", 30h), incremental("i1", "f", 30h + 4min), full("g", 30h + 2min),
                                full("new", 1h)};
  REQUIRE(removed(two, {.fulls = 1}) == "g i1 f");
}

TEST_CASE("a record that is listed twice is one backup", "[prune]") {
  const backup a = full("a", 3h);
  const backup b = full("b", 2h);
  const std::vector<backup> backups{b, a, b, full("c", 1h), a};
  const auto plan = prune(backups, {.fulls = 2}, now);
  REQUIRE(kept(backups, {.fulls = 2}) == "b b c");
  REQUIRE(removed(backups, {.fulls = 2}) == "a");
  REQUIRE(plan.verdicts[1] == plan.verdicts[4]);
  REQUIRE(plan.damage.empty());
  REQUIRE(plan.freed_gib == 1.0);
}

TEST_CASE("lengths in months reach back on the calendar of the clock", "[prune]") {
  const std::vector<backup> backups = fulls_at({"2015-01-31T12:00:00", "2015-02-01T11:59:59", "2015-02-01T12:00:00"});
  REQUIRE(kept(backups, {.within = date::months{1}, .at_least = 0}) == "2015-02-01T12:00:00");
  REQUIRE(kept(backups, {.within = days{29}, .at_least = 0}) ==
          "2015-01-31T12:00:00 2015-02-01T11:59:59 2015-02-01T12:00:00");
}

TEST_CASE("backups dated at the ends of time are kept or go like others", "[prune]") {
  std::vector<backup> backups{full("first", 0s), full("last", 0s), full("n", 1h)};
  backups[0].created = backups[0].updated = sys_seconds::min();
  backups[1].created = backups[1].updated = sys_seconds::max();
  REQUIRE(kept(backups, {.within = days{1}}) == "last n");
  REQUIRE(kept(backups, {.window = std::chrono::seconds::max()}) == "first last n");
}

TEST_CASE("the plan of a list is that of its history", "[prune]") {
  const auto plan = prune(rota::history{three_weeks}, {.fulls = 1}, now);
  REQUIRE(plan.verdicts == prune(three_weeks, {.fulls = 1}, now).verdicts);
  REQUIRE(ids_at(three_weeks, plan.removals) == "d c b a");
}
