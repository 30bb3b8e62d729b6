// SPDX-License-Identifier: MIT
//
// Two simulated years of a full on the first Sunday, a differential on the others and an incremental every other night,
// with failures, outages, people and pauses, under every limit of chains: at each start the laws hold, judged from the
// events alone, by a timetable that shares no code with the library.
//
// Laws
//   A start has the strongest level for which nothing as strong completed since the latest run of that level, and no level
//   stronger; or it is a full because its chain would be too long.
//   A differential is built on the newest full that completed, an incremental on the newest backup of its chain.
//   No chain is longer than max_chain. A start is overdue exactly if its slot asks for less than it is.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <rota/backups/simulate.hpp>
#include <rota/when/calendar.hpp>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "decisions.hpp"
#include "events.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "plain_timing.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::calendar;
using rota::event;
using rota::event_kind;
using rota::level;
using rota::outcome;
using rota::start_reason;
using rota::sys_seconds;

constexpr rota::times at_23_05 = rota::at({23h, 5min});
const calendar nights{{level::full, rota::nth(1, date::Sunday), at_23_05},
                      {level::differential, {.which = rota::weekdays{date::Sunday}}, at_23_05},
                      {level::incremental, {}, at_23_05}};

constexpr sys_seconds beginning = instant("2024-01-03T12:00:00");
constexpr std::chrono::hours two_years{24 * 731};

/// How often something happened in all lives.
using tallies = std::map<std::string, std::size_t>;

class life {
 public:
  life(std::uint64_t seed, tallies& happened, counterexamples& found)
      : values_{seed},
        seed_{seed},
        happened_{happened},
        found_{found},
        fails_one_in_{values_.coin() ? values_.between(2, 12) : 0} {
    here_.retention.fulls = static_cast<unsigned>(values_.between(1, 3));
    here_.from = beginning;
    here_.until = beginning + two_years;
    if (values_.index(3) == 0) here_.decide.max_chain = static_cast<unsigned>(values_.between(1, 9));
    if (values_.coin()) here_.schedule.spread = 60min;
    if (values_.index(4) == 0) here_.schedule.paused_until = draw_instant();
    for (std::int64_t i = values_.between(0, 20); i > 0; --i) {
      const sys_seconds begin = draw_instant();
      here_.outages.push_back({begin, begin + std::chrono::hours{values_.between(1, values_.coin() ? 40 : 400)}});
    }
    for (std::int64_t i = values_.between(0, 20); i > 0; --i) here_.on_demand.push_back(draw_instant());
  }

  void live() {
    const auto outcome_of = [this](const backup& one) {
      made_.emplace(one.id, one);
      generator values{seed_ ^ static_cast<std::uint64_t>(seconds_of(one.created))};
      const bool fails = fails_one_in_ != 0 && values.between(1, fails_one_in_) == 1;
      return outcome{fails ? backup_status::failed : backup_status::completed,
                     std::chrono::minutes{values.between(5, values.index(20) == 0 ? 2'000 : 300)}};
    };
    for (const event& one : simulate(here_, outcome_of, rota::utc).events) {
      if (one.kind == event_kind::started && one.automated) judge(one);
      if (one.kind == event_kind::completed && one.automated) completed_.push_back(one.id);
      if (one.kind == event_kind::removed) std::erase(completed_, one.id);
      if (one.kind == event_kind::failed) ++happened_["failed " + std::string{to_string(one.what)}];
    }
  }

 private:
  sys_seconds draw_instant() { return beginning + std::chrono::minutes{values_.between(0, two_years / 1min)}; }

  void check(const std::string& law, bool holds, const event& one) {
    found_.unless(holds, [&] { return law + ", in life " + std::to_string(seed_) + ": " + text(one); });
  }

  [[nodiscard]] std::optional<std::string> parent(const std::string& id) const { return made_.at(id).parent_id; }
  [[nodiscard]] std::size_t depth(const std::string& id) const {
    std::size_t count = 1;
    for (auto base = parent(id); base; base = parent(*base)) ++count;
    return count;
  }
  [[nodiscard]] std::string root(std::string id) const {
    while (const auto base = parent(id)) id = *base;
    return id;
  }
  [[nodiscard]] std::int64_t created(const std::string& id) const { return seconds_of(made_.at(id).created); }

  /// The last of the backups that completed for which something holds. They completed in the order of their creation.
  template <class Wanted>
  [[nodiscard]] std::optional<std::string> newest(const Wanted& is_wanted) const {
    const auto found = std::find_if(completed_.rbegin(), completed_.rend(), is_wanted);
    return found != completed_.rend() ? std::optional{*found} : std::nullopt;
  }

  void judge(const event& one) {
    const std::int64_t offset = plain::seconds_of_spread(here_.schedule);
    std::int64_t slot = *when_.last_until(seconds_of(one.at));
    while (when_.start(slot, offset) > seconds_of(one.at)) slot = *when_.last_until(slot - 1);
    const level nominal = *when_.level_at(slot);
    const auto is_lacking = [&](level wanted) {
      const std::int64_t since = *when_.last_until(slot, wanted) - 300;
      return !newest([&](const std::string& id) {
        return depth(id) <= (wanted == level::full ? 1U : 2U) && created(id) >= since;
      });
    };
    const level expected = is_lacking(level::full)           ? level::full
                           : is_lacking(level::differential) ? level::differential
                                                             : level::incremental;
    const bool is_limited = one.started_for.contains(start_reason::chain_limit);
    check("the level is the strongest that is lacking", one.what == (is_limited ? level::full : expected), one);

    const auto full = newest([&](const std::string& id) { return depth(id) == 1; });
    const auto base =
        expected == level::incremental ? newest([&](const std::string& id) { return root(id) == full; }) : full;
    check("the parent is the newest of the chain, or its full",
          parent(one.id) == (one.what == level::full ? std::nullopt : base), one);
    const auto limit = here_.decide.max_chain;
    check("no chain is too long", !limit || depth(one.id) <= *limit, one);
    check("only a chain that is too long becomes a full",
          is_limited == (expected != level::full && limit && depth(*base) + 1 > *limit), one);
    check("what is overdue is stronger than its slot",
          one.started_for.contains(start_reason::overdue) == (full && !is_limited && one.what < nominal), one);
    ++happened_[std::string{to_string(one.what)}];
    for (const start_reason why : one.started_for)
      ++happened_[std::string{to_string(one.what)} + " " + std::string{to_string(why)}];
    if (one.missed > 0) ++happened_["missed"];
  }

  const plain::timetable when_{nights};
  generator values_;
  std::uint64_t seed_;
  tallies& happened_;
  counterexamples& found_;
  std::int64_t fails_one_in_;
  rota::scenario here_{.schedule = due_at(nights, "2024-01-03T23:05:00")};
  std::map<std::string, backup> made_;
  std::vector<std::string> completed_;  // by the schedule, and still there
};

}  // namespace

TEST_CASE("through two years of a plan with three levels, the laws of levels, parents and chains hold at each start",
          "[levels_years]") {
  constexpr std::uint64_t lives = 12;
  counterexamples found;
  tallies happened;
  for (std::uint64_t seed = 1; seed <= lives; ++seed) life{seed, happened, found}.live();
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  for (const auto* what : {"full", "differential", "incremental", "full scheduled", "differential scheduled",
                           "full overdue", "differential overdue", "full chain_limit", "missed", "failed full",
                           "failed differential", "failed incremental"}) {
    CAPTURE(what, happened[what]);
    CHECK(happened[what] >= lives);
  }
}
