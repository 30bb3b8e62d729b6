// SPDX-License-Identifier: MIT
//
// assess, breaches and restorable_at, judged minute by minute in plain numbers.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <rota/backups/protection.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "plain_backups.hpp"

namespace {

using std::chrono::seconds;

using rota::backup_status;
using rota::protection_state;

constexpr std::int64_t minute = 60;
constexpr std::int64_t span = 400;       // minutes from the oldest backup of a list to now
constexpr std::int64_t longest = 1'000;  // minutes that are walked

/// The list with every instant on a whole minute, all of them within `span` minutes of now, in the same order.
plain_list on_minutes(plain_list list) {
  std::int64_t furthest = 1;
  for (const plain_backup& one : list.backups) furthest = std::max(furthest, std::abs(list.now - one.created));
  const std::int64_t now = list.now - list.now % minute;
  for (plain_backup& one : list.backups) {
    const std::int64_t minutes_taken = std::min((one.updated - one.created) * span / furthest, span / 2);
    one.created = now + (one.created - list.now) * span / furthest * minute;
    one.updated = one.created + minutes_taken * minute;
  }
  list.now = now;
  return list;
}

std::int64_t ready(const plain_backup& one) { return std::max(one.created, one.updated); }

/// One source of a list, judged by looking at every backup for every answer.
class judged_source {
 public:
  judged_source(const plain_list& list, int source) : all_{list.backups}, judged_{list.backups}, source_{source} {}

  /// The newest restore point that was ready at an instant.
  template <class Wanted>
  [[nodiscard]] std::optional<std::size_t> newest(std::int64_t at, const Wanted& is_wanted) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (all_[i].source != source_ || !judged_.is_restore_point(i) || ready(all_[i]) > at || !is_wanted(all_[i]))
        continue;
      if (!found || all_[i].created > all_[*found].created ||
          (all_[i].created == all_[*found].created && all_[i].id > all_[*found].id))
        found = i;
    }
    return found;
  }

  [[nodiscard]] std::optional<std::size_t> newest(std::int64_t at) const {
    return newest(at, [](const plain_backup&) { return true; });
  }

  /// The state at an instant, of what was ready `skew` later.
  [[nodiscard]] protection_state state(std::int64_t at, std::int64_t rpo, std::int64_t skew = 0) const {
    const auto found = newest(at + skew);
    if (!found) return protection_state::never;
    return std::max<std::int64_t>(at - all_[*found].created, 0) < rpo ? protection_state::ok
                                                                      : protection_state::breached;
  }

  [[nodiscard]] std::size_t damaged() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (all_[i].source == source_ && judged_.damage(i) != 0 && !judged_.is_repeated(i)) ++count;
    return count;
  }

  [[nodiscard]] std::optional<std::int64_t> running_since() const {
    std::optional<std::int64_t> newest;
    for (const plain_backup& one : all_)
      if (one.source == source_ && (one.status == backup_status::new_ || one.status == backup_status::building))
        newest = std::max(newest.value_or(one.created), one.created);
    return newest;
  }

  [[nodiscard]] std::size_t depth(std::size_t i) const { return judged_.ancestry(i).size(); }

 private:
  const std::vector<plain_backup>& all_;
  brute_force::judged_list judged_;
  int source_;
};

rota::source source_of(int number) {
  plain_backup any;
  any.source = number;
  return backup_of(any).source;
}

std::int64_t draw_objective(generator& values) {
  constexpr std::array<std::int64_t, 11> minutes{-5, 0, 1, 2, 10, 30, 60, 100, 300, 2'000, 1'000'000'000'000};
  return minutes[values.index(minutes.size())] * minute;
}

constexpr std::uint64_t seed = 1129;

}  // namespace

TEST_CASE("breaches are the minutes in which no restore point was young enough", "[protection]") {
  std::array<std::size_t, 3> seen{};
  REQUIRE(refutation(seed, 1'500, [&](const plain_list& drawn) {
            generator values{drawn.salt};
            const plain_list list = on_minutes(drawn);
            const auto backups = backups_of(list);
            const int number = static_cast<int>(values.index(3));
            const judged_source source{list, number};
            const std::int64_t rpo = draw_objective(values);
            const std::int64_t from = list.now - values.between(-10, span + 50) * minute;
            const std::int64_t until = from + values.between(-5, longest) * minute;
            const auto found =
                breaches(rota::history{backups}, source_of(number), seconds{rpo}, instant_of(from), instant_of(until));
            auto next = found.begin();
            std::size_t covered = 0;
            for (std::int64_t at = from; at < until; at += minute) {
              const rota::sys_seconds here = instant_of(at);
              while (next != found.end() && next->until <= here) ++next;
              const bool is_in = next != found.end() && next->from <= here;
              const auto state = source.state(at, rpo);
              ++seen[static_cast<std::size_t>(state)];
              if (is_in != (state != protection_state::ok) || (is_in && next->state != state)) return false;
              covered += is_in ? 1U : 0U;
            }
            // All instants are on whole minutes, so that the ends of the breaches are too.
            seconds length{0};
            for (const rota::breach& one : found) length += one.until - one.from;
            return length == seconds{static_cast<std::int64_t>(covered) * minute};
          }) == "");
  for (const std::size_t times : seen) CHECK(times > 10'000);
}

TEST_CASE("a protection is what looking at every backup finds", "[protection]") {
  std::array<std::size_t, 3> seen{};
  std::size_t dated_ahead = 0;
  REQUIRE(refutation(seed + 1, 6'000, [&](const plain_list& drawn) {
            generator values{drawn.salt};
            const plain_list list = on_minutes(drawn);
            const auto backups = backups_of(list);
            const int number = static_cast<int>(values.index(3));
            const judged_source source{list, number};
            const std::int64_t rpo = draw_objective(values);
            const std::int64_t now = list.now + (values.between(-span, 60)) * minute + values.between(-1, 1);
            constexpr std::int64_t skew = 5 * minute;
            const auto found = assess(rota::history{backups}, source_of(number), seconds{rpo}, instant_of(now));
            ++seen[static_cast<std::size_t>(found.state)];

            const auto newest = source.newest(now + skew);
            const auto full = source.newest(now + skew, [](const plain_backup& one) { return one.parent == no_id; });
            const auto age = [&](std::optional<std::size_t> of) -> std::optional<seconds> {
              if (!of) return std::nullopt;
              return seconds{std::max<std::int64_t>(now - list.backups[*of].created, 0)};
            };
            bool holds = found.state == source.state(now, rpo, skew) && found.newest == newest &&
                         found.newest_full == full && found.age == age(newest) && found.full_age == age(full) &&
                         found.chain_length == (newest ? source.depth(*newest) : 0) &&
                         found.damaged == source.damaged();
            const auto running = source.running_since();
            holds = holds && found.running.has_value() == running.has_value() &&
                    found.running_since == (running ? std::optional{instant_of(*running)} : std::nullopt) &&
                    (!found.running || backups[*found.running].created == *found.running_since);
            if (found.state != protection_state::breached) return holds && !found.since;

            // The breach began when the state became what it is; what is dated ahead does not change that.
            if (source.newest(now) != newest) {
              ++dated_ahead;
              return holds && found.since <= instant_of(now);
            }
            std::int64_t since = now;
            while (since > now - 2 * longest * minute && source.state(since - 1, rpo) == protection_state::breached) {
              const std::int64_t step = since % minute == 0 ? minute : since % minute;
              since -= source.state(since - step, rpo) == protection_state::breached ? step : 1;
            }
            return holds && found.since == instant_of(since);
          }) == "");
  for (const std::size_t times : seen) CHECK(times > 100);
  CHECK(dated_ahead > 0);
}

TEST_CASE("what can be restored to a minute is what looking at every backup finds", "[protection]") {
  REQUIRE(refutation(seed + 2, 1'000, [](const plain_list& drawn) {
            const plain_list list = on_minutes(drawn);
            const auto backups = backups_of(list);
            const rota::history past{backups};
            const int number = static_cast<int>(drawn.salt % 3);
            const judged_source source{list, number};
            for (std::int64_t at = list.now - (span + 5) * minute; at < list.now + 60 * minute; at += 3 * minute)
              if (restorable_at(past, source_of(number), instant_of(at)) != source.newest(at)) return false;
            return true;
          }) == "");
}

TEST_CASE("all sources are assessed as each of them is", "[protection_oracle]") {
  generator values{20141102};
  for (int round = 0; round < 300; ++round) {
    const auto list = draw_list(values);
    const auto backups = backups_of(list);
    const rota::history past{backups};
    const rota::sys_seconds now = instant_of(list.now);
    const std::chrono::seconds rpo{draw_objective(values)};
    const auto all = assess(past, rpo, now);
    REQUIRE(all.size() == past.sources());
    for (std::size_t i = 0; i < past.size(); ++i)
      REQUIRE(all[past.source_number(i)] == assess(past, past[i].source, rpo, now));
  }
}
