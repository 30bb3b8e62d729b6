// SPDX-License-Identifier: MIT
//
// bool is_worse(protection_state, protection_state);
// protection assess(const history&, const source&, seconds rpo, sys_seconds now);
// protection assess(const history&, const schedule&, seconds rpo, sys_seconds now);
// std::vector<breach> breaches(const history&, const source&, seconds rpo, sys_seconds from, sys_seconds until);
// std::optional<std::size_t> restorable_at(const history&, const source&, sys_seconds);
// sys_seconds ready_at(const backup&);
//
// By hand, at the ends of time, and as laws; protection_oracle.cpp judges them minute by minute.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/backups/protection.hpp>
#include <string>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "instants.hpp"
#include "plain_backups.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

using rota::backup;
using rota::backup_status;
using rota::breach;
using rota::protection;
using rota::protection_state;
using rota::sys_seconds;

static_assert(noexcept(assess(std::declval<rota::history&>(), std::declval<rota::source&>(), std::declval<seconds>(),
                              std::declval<sys_seconds>())));
static_assert(noexcept(assess(std::declval<rota::history&>(), std::declval<rota::schedule&>(), std::declval<seconds>(),
                              std::declval<sys_seconds>())));
static_assert(noexcept(restorable_at(std::declval<rota::history&>(), std::declval<rota::source&>(),
                                     std::declval<sys_seconds>())));
static_assert(noexcept(ready_at(std::declval<backup&>())));

const rota::source database{"db"};

/// The week of the examples: Sunday is 2014-11-02.
constexpr sys_seconds sunday = instant("2014-11-02T00:00:00");
constexpr sys_seconds monday = instant("2014-11-03T00:00:00");
constexpr sys_seconds tuesday = instant("2014-11-04T00:00:00");
constexpr sys_seconds wednesday = instant("2014-11-05T00:00:00");

backup made(std::string id, sys_seconds created, seconds takes) {
  backup one = backup_at(std::move(id), created);
  one.updated += takes;
  return one;
}

/// Two backups that take an hour each, at noon on Sunday and on Tuesday.
std::vector<backup> sunday_and_tuesday() {
  return {made("sun", sunday + 12h, 1h), on("sun", made("tue", tuesday + 12h, 1h))};
}

protection assessed(const std::vector<backup>& backups, seconds rpo, sys_seconds now) {
  return assess(rota::history{backups}, database, rpo, now);
}

std::vector<breach> breached(const std::vector<backup>& backups, seconds rpo, sys_seconds from, sys_seconds until) {
  return breaches(rota::history{backups}, database, rpo, from, until);
}

/// The id of what restorable_at finds, or "none".
std::string restored_at(const std::vector<backup>& backups, sys_seconds at) {
  const auto found = restorable_at(rota::history{backups}, database, at);
  return found ? backups[*found].id : "none";
}

}  // namespace

// --- the example of the header ---

TEST_CASE("the objective is met until created + rpo, and breached from then on", "[protection]") {
  const auto backups = sunday_and_tuesday();
  const auto before = assessed(backups, 24h, monday + 12h - 1s);
  CHECK(before.state == protection_state::ok);
  CHECK(!before.since);
  CHECK(before.age == 24h - 1s);
  for (const sys_seconds now : {monday + 12h, monday + 12h + 1s, tuesday + 12h + 30min}) {
    const auto found = assessed(backups, 24h, now);
    CHECK(found.state == protection_state::breached);
    CHECK(found.since == monday + 12h);
    CHECK(found.newest == 0);
  }
  const auto after = assessed(backups, 24h, tuesday + 13h);
  CHECK(after.state == protection_state::ok);
  CHECK(after.newest == 1);
  CHECK(after.age == 1h);
}

TEST_CASE("breaches last until the next restore point is ready", "[protection]") {
  CHECK(breached(sunday_and_tuesday(), 24h, sunday, wednesday) ==
        std::vector<breach>{{sunday, sunday + 13h, protection_state::never},
                            {monday + 12h, tuesday + 13h, protection_state::breached}});
}

TEST_CASE("what is restored to an instant was ready by then", "[protection]") {
  const auto backups = sunday_and_tuesday();
  CHECK(restored_at(backups, sunday + 13h - 1s) == "none");
  CHECK(restored_at(backups, sunday + 13h) == "sun");
  CHECK(restored_at(backups, tuesday + 13h - 1s) == "sun");
  CHECK(restored_at(backups, tuesday + 13h) == "tue");
  CHECK(restored_at(backups, sys_seconds::max()) == "tue");
  CHECK(restored_at({}, wednesday) == "none");
}

// --- one by one ---

TEST_CASE("breaches are cut to the time that is asked for", "[protection]") {
  const auto backups = sunday_and_tuesday();
  CHECK(breached(backups, 24h, sunday + 13h, monday + 12h).empty());
  CHECK(breached(backups, 24h, monday + 18h, tuesday) ==
        std::vector<breach>{{monday + 18h, tuesday, protection_state::breached}});
  CHECK(breached(backups, 24h, tuesday, tuesday).empty());
  CHECK(breached(backups, 24h, tuesday, monday).empty());
  CHECK(breached(backups, 24h, sunday, sunday + 1h) ==
        std::vector<breach>{{sunday, sunday + 1h, protection_state::never}});
  CHECK(breached(backups, 24h, tuesday + 13h, wednesday + 13h) ==
        std::vector<breach>{{wednesday + 12h, wednesday + 13h, protection_state::breached}});
}

TEST_CASE("a source that was never backed up is a state of its own", "[protection]") {
  CHECK(assessed({}, 24h, sunday) == protection{});
  CHECK(assessed({}, 24h, sunday).state == protection_state::never);
  CHECK(breached({}, 24h, sunday, monday) == std::vector<breach>{{sunday, monday, protection_state::never}});
  const auto failed = assessed({with(backup_at("a", sunday), backup_status::failed)}, 24h, monday);
  CHECK(failed == protection{});
  const auto others = assessed({of_source(backup_at("a", sunday), "another"),
                                of_source(backup_at("b", sunday), database.id, rota::source_type::ha)},
                               24h, sunday);
  CHECK(others == protection{});
}

TEST_CASE("backups that take longer than the objective never meet it, and the breach has no gaps", "[protection]") {
  const auto backups = sunday_and_tuesday();
  const auto found = assessed(backups, 30min, tuesday + 13h);
  CHECK(found.state == protection_state::breached);
  CHECK(found.since == sunday + 13h);
  CHECK(found.newest == 1);
  CHECK(breached(backups, 30min, sunday, wednesday) ==
        std::vector<breach>{{sunday, sunday + 13h, protection_state::never},
                            {sunday + 13h, wednesday, protection_state::breached}});
}

TEST_CASE("a breach began when the last backup that was ready in time grew too old", "[protection]") {
  std::vector<backup> backups{made("quick", sunday, 10min), made("slow", sunday + 2h, 3h)};
  CHECK(assessed(backups, 1h, sunday + 6h).since == sunday + 1h);
  CHECK(assessed(backups, 1h, sunday + 6h).newest == 1);
  CHECK(assessed(backups, 4h, sunday + 6h + 1s).since == sunday + 6h);
  CHECK(assessed(backups, 4h, sunday + 5h).state == protection_state::ok);
}

TEST_CASE("ends that overlap are one: an older backup that was ready later meets nothing more", "[protection]") {
  const std::vector<backup> backups{made("late", sunday, 5h), made("soon", sunday + 1h, 1h)};
  CHECK(breached(backups, 8h, sunday + 2h, monday) ==
        std::vector<breach>{{sunday + 9h, monday, protection_state::breached}});
  CHECK(restored_at(backups, sunday + 6h) == "soon");
}

TEST_CASE("on-demand and pinned restore points count", "[protection]") {
  CHECK(assessed({on_demand(backup_at("a", sunday))}, 24h, sunday + 1h).state == protection_state::ok);
  CHECK(assessed({pinned(backup_at("a", sunday))}, 24h, sunday + 1h).state == protection_state::ok);
}

TEST_CASE("only restore points count", "[protection]") {
  for (const backup_status status :
       {backup_status::new_, backup_status::building, backup_status::failed, backup_status::delete_failed}) {
    const std::vector<backup> backups{backup_at("a", sunday), with(backup_at("b", monday), status)};
    CHECK(assessed(backups, 24h, monday + 1h).newest == 0);
    CHECK(assessed(backups, 24h, monday + 1h).state == protection_state::breached);
    CHECK(breached(backups, 24h, monday, tuesday).size() == 1);
    CHECK(restored_at(backups, tuesday) == "a");
  }
  const std::vector<backup> orphan{backup_at("a", sunday), on("gone", backup_at("b", monday))};
  CHECK(assessed(orphan, 24h, monday + 1h).newest == 0);
  CHECK(assessed(orphan, 24h, monday + 1h).damaged == 1);
  CHECK(restored_at(orphan, tuesday) == "a");
}

TEST_CASE("what is dated ahead counts only within what clocks may differ, and is 0 s old", "[protection]") {
  const auto dated = [](seconds ahead) { return std::vector{backup_at("a", monday + ahead)}; };
  CHECK(assessed(dated(5min), 24h, monday).state == protection_state::ok);
  CHECK(assessed(dated(5min), 24h, monday).age == 0s);
  CHECK(assessed(dated(5min), 24h, monday).full_age == 0s);
  CHECK(assessed(dated(5min + 1s), 24h, monday).state == protection_state::never);
  CHECK(assessed(dated(24h), 24h, monday).state == protection_state::never);
  CHECK(assessed(dated(5min), 0s, monday).state == protection_state::breached);
  CHECK(assessed(dated(5min), 0s, monday).since == monday);
}

TEST_CASE("a backup that was ready only after now does not count", "[protection]") {
  CHECK(assessed({made("a", sunday, 5h)}, 24h, sunday + 4h).state == protection_state::never);
  CHECK(assessed({made("a", sunday, 5h)}, 24h, sunday + 5h - 5min).state == protection_state::ok);
}

TEST_CASE("a backup is ready when it was updated, and not before it was created", "[protection]") {
  CHECK(ready_at(made("a", sunday, 1h)) == sunday + 1h);
  CHECK(ready_at(made("a", sunday, -1h)) == sunday);
  CHECK(assessed({made("a", sunday, -sunday.time_since_epoch())}, 24h, sunday + 1h).state == protection_state::ok);
}

TEST_CASE("the newest full, its age, and the length of the newest chain are told", "[protection]") {
  const std::vector<backup> backups{backup_at("old", sunday), on("old", backup_at("a", sunday + 3h)),
                                    on("a", backup_at("b", sunday + 5h)), backup_at("new", sunday + 4h)};
  const auto found = assessed(backups, 24h, sunday + 6h);
  CHECK(found.newest == 2);
  CHECK(found.age == 1h);
  CHECK(found.chain_length == 3);
  CHECK(found.newest_full == 3);
  CHECK(found.full_age == 2h);
  CHECK(assessed({backup_at("a", sunday)}, 24h, sunday).chain_length == 1);
}

TEST_CASE("the newest unfinished backup is running since it was created, whatever its date", "[protection]") {
  const auto building = [](std::string id, sys_seconds created) {
    return with(backup_at(std::move(id), created), backup_status::building);
  };
  const std::vector<backup> backups{backup_at("a", sunday), building("b", sunday + 1h),
                                    with(building("c", sunday + 2h), backup_status::new_),
                                    of_source(building("d", sunday + 3h), "another")};
  CHECK(assessed(backups, 24h, sunday + 4h).running == 2);
  CHECK(assessed(backups, 24h, sunday + 4h).running_since == sunday + 2h);
  CHECK(assessed({building("b", wednesday)}, 24h, sunday).running_since == wednesday);
  CHECK(!assessed({backup_at("a", sunday)}, 24h, sunday).running);
}

TEST_CASE("what a schedule says is running since when counts only if no backup is unfinished", "[protection]") {
  rota::schedule due{.id = "nightly", .when = rota::daily_full({12h, 0min}), .source = database, .updated = tuesday};
  const auto running_since = [&](const std::vector<backup>& backups) {
    const protection found = assess(rota::history{backups}, due, 24h, wednesday);
    protection expected = assessed(backups, 24h, wednesday);
    if (!expected.running) expected.running_since = found.running_since;
    CHECK(found == expected);
    return found.running_since;
  };
  const std::vector<backup> done = sunday_and_tuesday();
  const std::vector<backup> unfinished{with(backup_at("b", monday), backup_status::building)};
  CHECK(running_since(done) == std::nullopt);
  due.running = true;
  CHECK(running_since(done) == tuesday);  // a record that does not say when: since it was last changed
  due.last_scheduled = sunday;
  CHECK(running_since(done) == sunday);
  CHECK(running_since(unfinished) == monday);
}

TEST_CASE("the worst state is never, then breached, then ok", "[protection]") {
  constexpr std::array worst_first{protection_state::never, protection_state::breached, protection_state::ok};
  for (std::size_t a = 0; a < worst_first.size(); ++a)
    for (std::size_t b = 0; b < worst_first.size(); ++b)
      CHECK(rota::is_worse(worst_first.at(a), worst_first.at(b)) == (a < b));
}

TEST_CASE("records that are equal count as one", "[protection]") {
  const backup orphan = on("gone", backup_at("b", sunday));
  const auto found = assessed({backup_at("a", sunday), orphan, backup_at("a", sunday), orphan}, 24h, sunday);
  CHECK(found.newest == 0);
  CHECK(found.newest_full == 0);
  CHECK(found.damaged == 1);
}

// --- the ends of time ---

TEST_CASE("every objective and every instant has an answer", "[protection]") {
  constexpr sys_seconds first = sys_seconds::min();
  constexpr sys_seconds last = sys_seconds::max();
  const std::vector<backup> now{backup_at("a", monday)};
  CHECK(assessed(now, seconds::max(), last).state == protection_state::ok);
  CHECK(assessed(now, seconds::min(), monday).state == protection_state::breached);
  CHECK(assessed(now, seconds::min(), monday).since == monday);
  CHECK(assessed(now, seconds::max(), first).state == protection_state::never);
  CHECK(breached(now, seconds::max(), first, last) == std::vector<breach>{{first, monday, protection_state::never}});
  CHECK(breached(now, seconds::min(), monday, last) == std::vector<breach>{{monday, last, protection_state::breached}});
  CHECK(breached(now, 0s, monday, tuesday) == std::vector<breach>{{monday, tuesday, protection_state::breached}});

  const std::vector<backup> ends{backup_at("first", first), backup_at("last", last)};
  CHECK(assessed(ends, 1h, first).newest == 0);
  CHECK(assessed(ends, 1h, first + 59min).state == protection_state::ok);
  CHECK(assessed(ends, 1h, last).newest == 1);
  CHECK(assessed(ends, 1h, last).state == protection_state::ok);
  CHECK(assessed({backup_at("first", first)}, seconds::max(), last).age == seconds::max());
  CHECK(assessed({backup_at("first", first)}, seconds::max(), last).state == protection_state::breached);
  CHECK(assessed({backup_at("last", last - 1h)}, 24h, last).state == protection_state::ok);
  CHECK(breached({backup_at("last", last - 1h)}, 24h, last - 2h, last) ==
        std::vector<breach>{{last - 2h, last - 1h, protection_state::never}});
  CHECK(restored_at(ends, first) == "first");
  CHECK(restored_at(ends, last - 1s) == "first");
  CHECK(restored_at(ends, last) == "last");
}

// --- laws ---

namespace {

bool lies_in(const std::vector<breach>& all, sys_seconds at) {
  return std::any_of(all.begin(), all.end(), [&](const breach& one) { return one.from <= at && at < one.until; });
}

/// What a law asks about a list: one of its sources, an objective, and a time around its backups.
struct question {
  rota::source of;
  seconds rpo;
  sys_seconds from;
  sys_seconds until;
};

question draw_question(const plain_list& list, generator& values) {
  constexpr std::array<std::int64_t, 9> lengths{
      -1, 0, 1, 60, 3'600, plain_day, 7 * plain_day, 100 * plain_day, std::numeric_limits<std::int64_t>::max()};
  plain_backup any;
  any.source = static_cast<int>(values.between(0, 3));
  const std::int64_t from = list.now - lengths[2 + values.index(6)] * values.between(0, 5);
  return {backup_of(any).source, seconds{lengths[values.index(lengths.size())]}, instant_of(from),
          instant_of(list.now + values.between(-1, 2) * plain_day)};
}

/// The instants at which an answer may change, and those around them.
std::vector<sys_seconds> hard_instants(const std::vector<backup>& backups, const question& asked) {
  std::vector<sys_seconds> found{asked.from, asked.until};
  for (const backup& one : backups) {
    found.push_back(one.created);
    found.push_back(one.updated);
    if (asked.rpo < 200 * 24h) found.push_back(one.created + asked.rpo);
  }
  for (std::size_t i = found.size(); i-- > 0;) {
    found.push_back(found[i] - 1s);
    found.push_back(found[i] + 1s);
  }
  return found;
}

constexpr std::uint64_t seed = 20261129;

}  // namespace

TEST_CASE("permuting the backups changes no protection, no breach and nothing that is restored", "[protection]") {
  REQUIRE(refutation(seed, 4'000, [](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const auto order = draw_order(values, backups.size());
            const std::vector<backup> shuffled = permuted(backups, order);
            const rota::history past{backups};
            const rota::history other{shuffled};
            const question asked = draw_question(list, values);
            const auto same = [&](std::optional<std::size_t> a, std::optional<std::size_t> b) {
              return a.has_value() == b.has_value() &&
                     (!a || (backups[*a].id == shuffled[*b].id && backups[*a].created == shuffled[*b].created));
            };
            auto one = assess(past, asked.of, asked.rpo, asked.until);
            auto two = assess(other, asked.of, asked.rpo, asked.until);
            bool holds = same(one.newest, two.newest) && same(one.newest_full, two.newest_full) &&
                         same(one.running, two.running) &&
                         same(restorable_at(past, asked.of, asked.until), restorable_at(other, asked.of, asked.until));
            one.newest = two.newest, one.newest_full = two.newest_full, one.running = two.running;
            return holds && one == two &&
                   breaches(past, asked.of, asked.rpo, asked.from, asked.until) ==
                       breaches(other, asked.of, asked.rpo, asked.from, asked.until);
          }) == "");
}

TEST_CASE("breaches are in order, do not overlap, and touch only where the state differs", "[protection]") {
  std::size_t touching = 0;
  REQUIRE(refutation(seed + 1, 4'000, [&](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const question asked = draw_question(list, values);
            const auto found = breached(backups, asked.rpo, asked.from, asked.until);
            for (std::size_t i = 0; i < found.size(); ++i) {
              const breach& one = found[i];
              if (one.from >= one.until || one.from < asked.from || one.until > asked.until) return false;
              if (one.state == protection_state::ok || (i != 0 && one.state == protection_state::never)) return false;
              if (i != 0 && found[i - 1].until > one.from) return false;
              if (i != 0 && found[i - 1].until == one.from) {
                ++touching;
                if (found[i - 1].state == one.state) return false;
              }
            }
            return true;
          }) == "");
}

TEST_CASE("a longer objective breaches nothing that a shorter one does not", "[protection]") {
  REQUIRE(refutation(seed + 2, 4'000, [](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const rota::history past{backups};
            const question asked = draw_question(list, values);
            const seconds longer = std::max(asked.rpo, draw_question(list, values).rpo);
            const auto some = breaches(past, asked.of, longer, asked.from, asked.until);
            const auto more = breaches(past, asked.of, asked.rpo, asked.from, asked.until);
            return std::all_of(some.begin(), some.end(), [&](const breach& one) {
              const sys_seconds last = one.until - 1s;
              return lies_in(more, one.from) && lies_in(more, last) && lies_in(more, one.from + (last - one.from) / 2);
            });
          }) == "");
}

TEST_CASE("now lies in a breach if and only if the objective is not met now", "[protection]") {
  REQUIRE(refutation(seed + 3, 4'000, [](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const rota::history past{backups};
            const question asked = draw_question(list, values);
            const auto found = breaches(past, asked.of, asked.rpo, sys_seconds::min(), sys_seconds::max());
            for (const sys_seconds at : hard_instants(backups, asked)) {
              const auto here = assess(past, asked.of, asked.rpo, at);
              const bool is_ahead = std::any_of(backups.begin(), backups.end(), [&](const backup& one) {
                return ready_at(one) > at && ready_at(one) - at <= rota::clock_skew;
              });
              if (is_ahead) continue;
              const auto in = std::find_if(found.begin(), found.end(),
                                           [&](const breach& one) { return one.from <= at && at < one.until; });
              if ((in == found.end()) != (here.state == protection_state::ok)) return false;
              if (in != found.end() && in->state != here.state) return false;
              if (here.since != (here.state == protection_state::breached ? std::optional{in->from} : std::nullopt))
                return false;
              if (here.newest != restorable_at(past, asked.of, at)) return false;
            }
            return true;
          }) == "");
}

TEST_CASE("what is restored is never older than what could be restored before", "[protection]") {
  REQUIRE(refutation(seed + 4, 4'000, [](const plain_list& list) {
            generator values{list.salt};
            const auto backups = backups_of(list);
            const rota::history past{backups};
            const question asked = draw_question(list, values);
            auto instants = hard_instants(backups, asked);
            std::sort(instants.begin(), instants.end());
            sys_seconds newest = sys_seconds::min();
            for (const sys_seconds at : instants) {
              const auto found = restorable_at(past, asked.of, at);
              if (found && (backups[*found].created < newest || ready_at(backups[*found]) > at)) return false;
              if (!found && newest != sys_seconds::min()) return false;
              if (found) newest = backups[*found].created;
            }
            return true;
          }) == "");
}
