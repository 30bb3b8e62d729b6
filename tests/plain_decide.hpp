// SPDX-License-Identifier: MIT
//
// tests/plain_decide.hpp: decide and stale by brute force, for the clock of UTC. It walks days and compares every backup
// with every other, and shares nothing with the library but the plain types of what goes in.
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

namespace plain {

constexpr std::int64_t seconds_of_day = 86'400;
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

// --- the runs of a cadence ---

inline std::int64_t day_of(std::int64_t at) {
  std::int64_t day = at / seconds_of_day;
  while (day * seconds_of_day > at) --day;
  return day;
}

inline std::int64_t run_on(const rota::cadence& when, std::int64_t day) {
  return day * seconds_of_day + when.at.hour().count() * 3'600 + when.at.minute().count() * 60;
}

inline bool is_full_day(const rota::cadence& when, std::int64_t day) {
  const std::int64_t sunday = -4;  // 1969-12-28: 1970-01-01 was a Thursday
  const std::int64_t weekday = ((day - sunday) % 7 + 7) % 7;
  return (when.full_on.bits() >> weekday & 1) != 0;
}

inline bool has_fulls_only(const rota::cadence& when) { return when.full_on.bits() == 0b111'1111; }

inline bool is_run(const rota::cadence& when, std::int64_t at) { return run_on(when, day_of(at)) == at; }

inline std::int64_t latest_run(const rota::cadence& when, std::int64_t until) {
  std::int64_t day = day_of(until);
  while (run_on(when, day) > until) --day;
  return run_on(when, day);
}

inline std::int64_t latest_full_run(const rota::cadence& when, std::int64_t until) {
  std::int64_t day = day_of(until);
  while (run_on(when, day) > until || !is_full_day(when, day)) --day;
  return run_on(when, day);
}

inline std::int64_t first_run_after(const rota::cadence& when, std::int64_t after) {
  std::int64_t day = day_of(after);
  while (run_on(when, day) <= after) ++day;
  return run_on(when, day);
}

inline std::int64_t first_full_run_after(const rota::cadence& when, std::int64_t after) {
  std::int64_t day = day_of(after);
  while (run_on(when, day) <= after || !is_full_day(when, day)) ++day;
  return run_on(when, day);
}

/// The number of runs from `from` up to, but without, `to`.
inline std::uint64_t count_runs(const rota::cadence& when, std::int64_t from, std::int64_t to) {
  std::uint64_t count = 0;
  for (std::int64_t day = day_of(from); run_on(when, day) < to; ++day) count += run_on(when, day) >= from ? 1U : 0U;
  return count;
}

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

  [[nodiscard]] bool has_full_since(std::int64_t since) const {
    return std::any_of(places.begin(), places.end(),
                       [&](std::size_t i) { return !all[i].parent_id && created(all[i]) >= since; });
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

/// The slot served, for a schedule that is due or whose clock was ahead.
inline answer start(const question& asked, std::int64_t slot, std::uint64_t missed, bool was_clock_ahead) {
  const rota::cadence& when = *asked.due.when.as_cadence();
  const candidates usable{asked};
  const std::int64_t full_run = latest_full_run(when, slot);
  const auto newest_full = usable.newest_full();
  const bool lacks_full = !usable.has_full_since(full_run - seconds_of_skew);
  const bool needs_full = has_fulls_only(when) || lacks_full;

  answer made{kind::start, slot};
  made.missed = missed;
  bool is_chain_too_long = false;
  if (!needs_full) {
    const std::size_t end = usable.end_of_chain(*newest_full);
    is_chain_too_long = asked.max_chain && usable.depth(end) >= *asked.max_chain;
    if (!is_chain_too_long) {
      made.what = rota::level::incremental;
      made.parent = name_of(usable.all[end]);
    }
  }

  const bool is_nominal = is_run(when, slot);
  const bool is_nominal_level = made.what == rota::level::incremental || full_run == slot;
  if (was_clock_ahead) made.why.insert("clock_was_ahead");
  if (!is_nominal) made.why.insert("off_schedule");
  if (!newest_full) made.why.insert("first_full");
  if (is_nominal && is_nominal_level && !is_chain_too_long) made.why.insert("scheduled");
  if (lacks_full && newest_full && full_run != slot) made.why.insert("overdue");
  if (is_chain_too_long) made.why.insert("chain_limit");
  return made;
}

inline answer decide(const question& asked) {
  const rota::cadence& when = *asked.due.when.as_cadence();
  const std::int64_t next_run = seconds_of(asked.due.next_run);

  const bool is_due = next_run <= asked.now;
  // Only a schedule that has not run yet may wait for a full.
  const auto first_after = asked.due.last_scheduled ? first_run_after : first_full_run_after;
  const bool was_clock_ahead = next_run > first_after(when, asked.now + seconds_of_skew);
  if (!is_due && !was_clock_ahead) return {.kind = kind::wait, .until = next_run};

  std::int64_t slot = latest_run(when, asked.now);
  if (is_due && slot < next_run) slot = next_run;
  const std::uint64_t missed = is_due ? count_runs(when, next_run, slot) : 0;

  if (asked.grace && asked.now - slot > *asked.grace)
    return {.kind = kind::skip, .slot = slot, .until = first_run_after(when, asked.now), .why = {"older_than_grace"}};

  const auto in_the_way = latest_in_the_way(asked);
  if (in_the_way || is_flag_in_the_way(asked)) return {.kind = kind::busy, .slot = slot, .in_the_way = in_the_way};

  return start(asked, slot, missed, was_clock_ahead);
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
  std::string lines = "\n  now " + text_of_instant(asked.now) + ", " + to_string(*asked.due.when.as_cadence()) + ", source \"" +
                      asked.due.source.id + "\", next run " + rota::format_instant(asked.due.next_run) +
                      (asked.due.running ? ", running" : "");
  if (asked.due.last_scheduled) lines += ", last scheduled " + rota::format_instant(*asked.due.last_scheduled);
  lines += ", updated " + rota::format_instant(asked.due.updated) + line(", grace ", asked.grace) +
           line(", stale after ", asked.stale_after) + line(", chains of ", asked.max_chain);
  for (const rota::backup& one : asked.listed) lines += "\n    " + text(one);
  return lines;
}

}  // namespace plain
