// SPDX-License-Identifier: MIT
//
// tests/plain_decide.hpp: decide and stale by brute force, for the clock of UTC. It walks the runs of plain_timing.hpp and
// compares every backup with every other, and shares nothing with the library but the plain types of what goes in.
//
//   plain::question asked{schedule, backups, now};   // and .grace, .stale_after, .max_chain
//   plain::decide(asked)                             // an answer: kind, slot, and what belongs to its kind
//   plain::stale(backups, source, now, after)        // the names of the stale backups, oldest first
//   text(asked), text(answer)                              // the whole input, and the answer in a line
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/schedule/schedule.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "instants.hpp"
#include "plain_timing.hpp"

namespace plain {

constexpr std::int64_t seconds_of_skew = 300;

using backups = std::vector<rota::backup>;

struct question {
  rota::schedule due;
  backups listed;
  std::int64_t now;  // like every instant here, in seconds since 1970
  std::optional<std::int64_t> grace = std::nullopt;
  std::optional<std::int64_t> stale_after = std::nullopt;
  std::optional<unsigned> max_chain = std::nullopt;
};

/// What distinguishes the backups of an answer: when they were created, and their ids.
using name = std::pair<std::int64_t, std::string>;

enum class kind { start, wait, busy, skip };

struct answer {
  plain::kind kind;
  std::int64_t slot = 0;                          // of all but wait
  std::int64_t until = 0;                         // of wait, and the next slot of skip
  rota::level what = rota::level::full;           // of start
  std::optional<name> parent = std::nullopt;      // of start
  std::uint64_t missed = 0;                       // of start
  std::set<std::string> why = {};                 // of start and skip
  std::optional<name> in_the_way = std::nullopt;  // of busy

  friend bool operator==(const answer&, const answer&) = default;
};

// --- the backups of a list ---

inline std::int64_t created(const rota::backup& one) { return seconds_of(one.created); }
inline name name_of(const rota::backup& one) { return {created(one), one.id}; }

/// Each record once, however often it is repeated.
inline backups distinct(const backups& listed) {
  backups found;
  for (const rota::backup& one : listed)
    if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
  return found;
}

/// The backup with an id; none if no backup has it, or several have.
inline std::optional<std::size_t> place_of(const backups& all, const std::string& id) {
  std::optional<std::size_t> place;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].id != id) continue;
    if (place) return std::nullopt;
    place = i;
  }
  return place;
}

inline std::optional<std::size_t> parent_of(const backups& all, std::size_t i) {
  return all[i].parent_id ? place_of(all, *all[i].parent_id) : std::nullopt;
}

/// Whether a backup may be built on another one, damage aside: what a chain is made of, link by link.
inline bool fits(const rota::backup& child, const rota::backup& parent) {
  return child.source == parent.source && created(parent) - created(child) <= seconds_of_skew;
}

/// Which backups are restore points: fulls first, then what is built on restore points, until there is no more. A cycle
/// never begins; nor does anything on it, on a parent that is not listed, or on one that could be two.
inline std::vector<bool> restore_points(const backups& all) {
  std::vector<bool> found(all.size());
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const rota::backup& one = all[i];
      if (found[i] || one.status != rota::backup_status::completed) continue;
      if (one.source.id.empty() || place_of(all, one.id) != i) continue;
      const auto parent = parent_of(all, i);
      if (one.parent_id && !(parent && found[*parent] && fits(one, all[*parent]))) continue;
      found[i] = true;
      has_grown = true;
    }
  }
  return found;
}

/// The restore points on which a schedule may count.
struct candidates {
  backups all;
  std::vector<std::size_t> places;

  candidates(const question& asked) : all{distinct(asked.listed)} {
    const std::vector<bool> is_restore_point = restore_points(all);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (is_restore_point[i] && all[i].automated && all[i].source == asked.due.source &&
          created(all[i]) - asked.now <= seconds_of_skew)
        places.push_back(i);
  }

  /// The place of a candidate in its chain.
  [[nodiscard]] unsigned depth(std::size_t i) const { return all[i].parent_id ? 1 + depth(*parent_of(all, i)) : 1; }

  /// The full of its chain.
  [[nodiscard]] std::size_t full_of(std::size_t i) const { return all[i].parent_id ? full_of(*parent_of(all, i)) : i; }

  [[nodiscard]] std::optional<std::size_t> newest_full() const {
    std::optional<std::size_t> newest;
    for (const std::size_t i : places)
      if (!all[i].parent_id && (!newest || name_of(all[i]) > name_of(all[*newest]))) newest = i;
    return newest;
  }

  /// What a candidate is as good as, by its place in its chain.
  [[nodiscard]] rota::level strength(std::size_t i) const {
    return depth(i) == 1 ? rota::level::full : depth(i) == 2 ? rota::level::differential : rota::level::incremental;
  }

  [[nodiscard]] bool has(rota::level at_least, std::optional<std::int64_t> since) const {
    return std::any_of(places.begin(), places.end(),
                       [&](std::size_t i) { return strength(i) <= at_least && (!since || created(all[i]) >= *since); });
  }

  /// Whether another candidate is built directly on this one.
  [[nodiscard]] bool is_built_on(std::size_t i) const {
    return std::any_of(places.begin(), places.end(),
                       [&](std::size_t other) { return all[other].parent_id == all[i].id; });
  }

  /// The end of a chain: what the next incremental is built on.
  [[nodiscard]] std::size_t end_of_chain(std::size_t full) const {
    std::optional<std::size_t> end;
    for (const std::size_t i : places)
      if (full_of(i) == full && !is_built_on(i) && (!end || name_of(all[i]) > name_of(all[*end]))) end = i;
    return *end;
  }
};

// --- decide ---

inline bool is_stale(std::int64_t since, std::int64_t now, std::optional<std::int64_t> after) {
  return after && (now - since > *after || since - now > *after);
}

inline bool is_unfinished(const rota::backup& one) {
  return one.status == rota::backup_status::new_ || one.status == rota::backup_status::building;
}

inline std::optional<name> latest_in_the_way(const question& asked) {
  std::optional<name> latest;
  for (const rota::backup& one : asked.listed) {
    if (one.source != asked.due.source || !is_unfinished(one)) continue;
    if (is_stale(created(one), asked.now, asked.stale_after)) continue;
    if (!latest || name_of(one) > *latest) latest = name_of(one);
  }
  return latest;
}

inline bool is_flag_in_the_way(const question& asked) {
  const std::int64_t since = seconds_of(asked.due.last_scheduled.value_or(asked.due.updated));
  return asked.due.running && !is_stale(since, asked.now, asked.stale_after);
}

/// What the timing of a question says, as its schedule follows it.
struct plan {
  timetable when;
  std::int64_t offset;
  std::optional<std::int64_t> paused_until;

  explicit plan(const rota::schedule& due)
      : when{due.when},
        offset{seconds_of_spread(due)},
        paused_until{due.paused_until ? std::optional{seconds_of(*due.paused_until)} : std::nullopt} {}

  [[nodiscard]] std::int64_t start(std::int64_t run) const { return when.start(run, offset); }
  [[nodiscard]] bool suppresses(std::int64_t run) const { return paused_until && run < *paused_until; }

  /// The last run that has started by then. Runs start in their order.
  [[nodiscard]] std::int64_t last_started(std::int64_t until) const {
    std::int64_t run = *when.last_until(until);
    while (start(run) > until) run = *when.last_until(run - 1);
    return run;
  }

  /// When the first run so strong, and not suppressed, is started that starts after an instant.
  [[nodiscard]] std::int64_t first_start_after(std::int64_t after,
                                               rota::level at_least = rota::level::incremental) const {
    std::int64_t run = last_started(after);
    do run = *when.first_after(run, at_least);
    while (suppresses(run) || start(run) <= after);
    return start(run);
  }

  /// Whether a schedule that is due then is due for a run that its pause suppresses.
  [[nodiscard]] bool is_for_suppressed_run(std::int64_t due) const {
    const std::int64_t run = last_started(due);
    return start(run) == due && suppresses(run);
  }
};

/// The slot served, for a schedule that is due: that of the latest run, if it is one.
inline answer start(const question& asked, const plan& by, std::int64_t slot, std::optional<rota::level> nominal) {
  const candidates usable{asked};
  const std::int64_t latest = by.last_started(asked.now);
  const auto is_lacking = [&](rota::level wanted) {
    const auto run = by.when.last_until(latest, wanted);
    return !usable.has(wanted, run ? std::optional{*run - seconds_of_skew} : std::nullopt);
  };
  std::vector<rota::level> lacking;
  for (const auto wanted : {rota::level::full, rota::level::differential, rota::level::incremental})
    if (is_lacking(wanted)) lacking.push_back(wanted);
  rota::level wanted = by.when.weakest();
  if (!lacking.empty() && lacking.front() < wanted) wanted = lacking.front();

  const auto newest_full = usable.newest_full();
  answer made{kind::start, slot};
  if (wanted != rota::level::full) {
    const bool is_differential = wanted == rota::level::differential;
    const std::size_t base = is_differential ? *newest_full : usable.end_of_chain(*newest_full);
    if (asked.max_chain && usable.depth(base) + 1 > *asked.max_chain) {
      made.why.insert("chain_limit");
    } else {
      made.what = wanted;
      made.parent = name_of(usable.all[base]);
    }
  }
  if (!nominal) made.why.insert("off_schedule");
  if (!newest_full) made.why.insert("first_full");
  if (made.why.contains("chain_limit")) return made;
  const bool is_stronger = wanted < nominal.value_or(rota::level::incremental);
  if (nominal && !is_stronger) made.why.insert("scheduled");
  if (is_stronger && newest_full && is_lacking(wanted)) made.why.insert("overdue");
  return made;
}

inline answer decide(const question& asked) {
  const plan by{asked.due};
  const std::int64_t next_run = seconds_of(asked.due.next_run);

  // A clock that is right, and ahead by no more than clocks may differ, leads to a next run no later than this one.
  const bool may_wait_for_full = !asked.due.last_scheduled && by.when.has(rota::level::full);
  const bool was_clock_ahead =
      next_run > asked.now &&
      next_run > by.first_start_after(asked.now + seconds_of_skew,
                                      may_wait_for_full ? rota::level::full : rota::level::incremental);
  const std::int64_t latest = by.last_started(asked.now);
  if (was_clock_ahead && asked.due.last_scheduled) {
    const std::int64_t last_scheduled = seconds_of(*asked.due.last_scheduled);
    if (by.start(latest) <= last_scheduled && last_scheduled <= asked.now)
      return {.kind = kind::wait, .until = by.first_start_after(asked.now)};
  }
  const std::int64_t since = was_clock_ahead ? by.start(latest) : next_run;

  const bool is_latest_due = by.start(latest) >= since && !by.suppresses(latest);
  const bool is_for_nothing = by.is_for_suppressed_run(since);
  const std::int64_t since_and_no_pause = std::max(since, by.paused_until.value_or(since));
  if (!is_latest_due && (is_for_nothing || since_and_no_pause > asked.now)) {
    const std::int64_t next = by.first_start_after(std::max(asked.now, since - 1));
    return {.kind = kind::wait, .until = is_for_nothing ? next : std::min(next, since_and_no_pause)};
  }

  const std::int64_t slot = is_latest_due ? latest : since;
  const std::int64_t begin = is_latest_due ? by.start(latest) : since_and_no_pause;
  if (asked.grace && asked.now - begin > *asked.grace)
    return {.kind = kind::skip, .slot = slot, .until = by.first_start_after(asked.now), .why = {"older_than_grace"}};

  const auto in_the_way = latest_in_the_way(asked);
  if (in_the_way || is_flag_in_the_way(asked)) return {.kind = kind::busy, .slot = slot, .in_the_way = in_the_way};

  answer made = start(asked, by, slot, is_latest_due ? by.when.level_at(latest) : std::nullopt);
  if (was_clock_ahead) made.why.insert("clock_was_ahead");
  for (std::int64_t run = latest; by.start(run) >= since; run = *by.when.last_until(run - 1))
    made.missed += run != slot || !is_latest_due ? 1U : 0U;
  return made;
}

inline std::vector<name> stale(const backups& listed, const rota::source& source, std::int64_t now,
                               std::int64_t after) {
  std::vector<name> found;
  for (const rota::backup& one : distinct(listed))
    if (one.source == source && is_unfinished(one) && is_stale(created(one), now, after)) found.push_back(name_of(one));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// --- printed ---

inline std::string text_of_instant(std::int64_t at) { return rota::format_instant(instant(at)); }

inline std::string text(const std::optional<name>& one) {
  return one ? one->second + " of " + text_of_instant(one->first) : "nothing";
}

inline std::string text(const answer& given) {
  std::string line;
  switch (given.kind) {
    case kind::start:
      line = "start " + text_of_instant(given.slot) + " " + std::string{to_string(given.what)} + " on " +
             text(given.parent) + ", missed " + std::to_string(given.missed) + ":";
      break;
    case kind::wait: line = "wait " + text_of_instant(given.until); break;
    case kind::busy: line = "busy " + text_of_instant(given.slot) + " by " + text(given.in_the_way); break;
    case kind::skip:
      line = "skip " + text_of_instant(given.slot) + " until " + text_of_instant(given.until) + ":";
      break;
  }
  for (const std::string& reason : given.why) line += " " + reason;
  return line;
}

inline std::string text(const rota::backup& one) {
  return one.id + (one.automated ? " automated " : " on-demand ") + std::string{to_string(one.status)} +
         (one.parent_id ? " on " + *one.parent_id : " full") + " of " + std::string{to_string(one.source.type)} +
         " \"" + one.source.id + "\", created " + rota::format_instant(one.created) +
         (one.updated == one.created ? "" : ", updated " + rota::format_instant(one.updated));
}

inline std::string text(const question& asked) {
  const auto line = [](const std::string& label, const std::optional<std::int64_t>& value) {
    return value ? label + std::to_string(*value) : std::string{};
  };
  std::string lines = "\n  now " + text_of_instant(asked.now) + ", source \"" + asked.due.source.id + "\", next run " +
                      rota::format_instant(asked.due.next_run) + (asked.due.running ? ", running" : "");
  if (asked.due.last_scheduled) lines += ", last scheduled " + rota::format_instant(*asked.due.last_scheduled);
  lines += ", updated " + rota::format_instant(asked.due.updated) + line(", grace ", asked.grace) +
           line(", stale after ", asked.stale_after) + line(", chains of ", asked.max_chain);
  if (asked.due.spread) lines += ", spread by " + std::to_string(seconds_of_spread(asked.due)) + " s";
  if (asked.due.paused_until) lines += ", paused until " + rota::format_instant(*asked.due.paused_until);
  lines += text(timetable{asked.due.when});
  for (const rota::backup& one : asked.listed) lines += "\n    " + text(one);
  return lines;
}

}  // namespace plain
