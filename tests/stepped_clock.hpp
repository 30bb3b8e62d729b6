// SPDX-License-Identifier: MIT
//
// tests/stepped_clock.hpp: two oracles for the runs on a wall clock, which know the offsets of a zone as plain numbers and
// share no code with the library.
//
//   stepped_clock{spans, around}.runs_of(when, how) // steps minute by minute through four days on either side
//   slots_of(spans, when, how, first_day, days)    // goes day by day, and computes of each span whether it shows the slot
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/when/next_run.hpp>
#include <string>
#include <vector>

#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"

inline std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

/// Whether the day of this number since 1970-01-01, a Thursday, is one of `days`.
inline bool is_among(rota::weekdays days, std::int64_t number) {
  const std::int64_t weekday = ((number + 4) % 7 + 7) % 7;
  return ((unsigned{days.bits()} >> weekday) & 1U) != 0;
}

/// Appends a run, or unites it with the last: two slots at one instant are one run, of the later day, full if either is.
inline void append(std::vector<rota::run>& runs, rota::run one) {
  if (runs.empty() || runs.back().at != one.at) {
    runs.push_back(one);
    return;
  }
  if (runs.back().level == rota::level::full) one.level = rota::level::full;
  runs.back() = one;
}

/// What a wall clock shows in some days around an instant, and when. It knows the offsets of the zone and nothing else.
class stepped_clock {
 public:
  stepped_clock(const std::vector<plain_span>& spans, std::int64_t around) {
    const std::int64_t from = around - 4 * day_length;
    const std::int64_t until = around + 4 * day_length;
    std::size_t span = 0;
    while (spans[span].end <= from) ++span;
    first_day_ = floor_divide(from, day_length) - 3;
    minutes_.resize(14 * minutes_in_a_day);
    for (std::int64_t at = from; at < until;) {
      const plain_span& here = spans[span];
      if (at >= here.end) {
        skip(at, here, spans[++span]);
        at = here.end;
        continue;
      }
      const std::int64_t past_the_minute = at + here.offset - 60 * floor_divide(at + here.offset, 60);
      if (past_the_minute != 0) {
        at += 60 - past_the_minute;
        continue;
      }
      minute& shown = minutes_[index(at + here.offset)];
      if (!shown.first) shown.first = at;
      shown.last = at;
      at += 60;
    }
  }

  /// The runs, day by day, at least in the three days on either side.
  [[nodiscard]] std::vector<rota::run> runs_of(const rota::cadence& when, policy how) const {
    const std::size_t minute_of_day = static_cast<std::size_t>(when.at.since_midnight().count());
    std::vector<rota::run> found;
    for (std::size_t day = 0; day < minutes_.size() / minutes_in_a_day; ++day) {
      const minute& here = minutes_[day * minutes_in_a_day + minute_of_day];
      const std::int64_t number = first_day_ + static_cast<std::int64_t>(day);
      const bool is_full = is_among(when.full_on, number);
      rota::run one{{},
                    date::local_days{date::days{number}},
                    is_full ? rota::level::full : rota::level::incremental,
                    rota::civil_time::unique};
      if (here.first) {
        one.at = instant(how.overlap == rota::overlap::first ? *here.first : *here.last);
        if (here.first != here.last) one.civil = rota::civil_time::repeated;
      } else if (here.unchanged && how.gap != rota::gap::skip) {
        const bool is_at_change = how.gap == rota::gap::at_transition && !is_missing(day);
        one.at = instant(is_at_change ? *here.changed : *here.unchanged);
        one.civil = rota::civil_time::skipped;
      } else {
        continue;
      }
      append(found, one);
    }
    return found;
  }

 private:
  static constexpr std::size_t minutes_in_a_day = 1440;

  struct minute {
    std::optional<std::int64_t> first;      // when the clock shows it
    std::optional<std::int64_t> last;       //
    std::optional<std::int64_t> unchanged;  // if skipped: when a clock that nobody had changed would show it
    std::optional<std::int64_t> changed;    // if skipped: when the clock was changed
  };

  [[nodiscard]] std::size_t index(std::int64_t local) const {
    return static_cast<std::size_t>(local - first_day_ * day_length) / 60;
  }

  /// Steps on with a clock that nobody changes until the one that was changed is caught up with.
  void skip(std::int64_t at, const plain_span& before, const plain_span& after) {
    for (; at + before.offset < after.begin + after.offset; at += 60) {
      minute& skipped = minutes_[index(at + before.offset)];
      if (skipped.unchanged) continue;
      skipped.unchanged = at;
      skipped.changed = after.begin;
    }
  }

  [[nodiscard]] bool is_missing(std::size_t day) const {
    const auto begin = minutes_.begin() + static_cast<std::ptrdiff_t>(day * minutes_in_a_day);
    return std::none_of(begin, begin + minutes_in_a_day, [](const minute& one) { return one.first.has_value(); });
  }

  std::int64_t first_day_ = 0;
  std::vector<minute> minutes_;
};

/// What a clock does at a civil time, and when it shows it, given the spans of its zone; nullopt for no run.
inline std::optional<rota::resolved_time> shown_at(const std::vector<plain_span>& spans, std::int64_t local,
                                                   policy how) {
  std::optional<std::int64_t> first;
  std::int64_t last = 0;
  for (const plain_span& span : spans) {
    const std::int64_t shown = local - span.offset;
    if (shown < span.begin || shown >= span.end) continue;
    if (!first) first = shown;
    last = shown;
  }
  if (first == last) return rota::resolved_time{instant(last), rota::civil_time::unique};
  if (first)
    return rota::resolved_time{instant(how.overlap == rota::overlap::first ? *first : last),
                               rota::civil_time::repeated};
  if (how.gap == rota::gap::skip) return std::nullopt;
  for (std::size_t i = 1; i < spans.size(); ++i) {
    const plain_span& before = spans[i - 1];
    const plain_span& after = spans[i];
    if (local < before.end + before.offset || local >= after.begin + after.offset) continue;
    const bool is_day_missing = after.offset - before.offset >= day_length;
    const bool is_at_change = how.gap == rota::gap::at_transition && !is_day_missing;
    return rota::resolved_time{instant(is_at_change ? after.begin : local - before.offset), rota::civil_time::skipped};
  }
  return std::nullopt;
}

/// The runs of the slots of so many days, from the day of this number since 1970-01-01 on.
inline std::vector<rota::run> slots_of(const std::vector<plain_span>& spans, const rota::cadence& when, policy how,
                                       std::int64_t first_day, std::int64_t days) {
  std::vector<rota::run> found;
  for (std::int64_t day = first_day; day < first_day + days; ++day) {
    const auto at = shown_at(spans, day * day_length + when.at.since_midnight().count() * 60, how);
    if (!at) continue;
    append(found, {at->at, date::local_days{date::days{day}},
                   is_among(when.full_on, day) ? rota::level::full : rota::level::incremental, at->civil});
  }
  return found;
}

/// Compares what the library says about the runs in [from, until) with `expected`, which has all of them: runs as a whole,
/// and the four functions for each query in there, unless the answer lies outside.
template <class Zone, class Text>
void compare(counterexamples& found, const std::vector<rota::run>& expected, std::int64_t from, std::int64_t until,
             const std::vector<std::int64_t>& queries, const rota::cadence& when, const rota::wall_clock<Zone>& clock,
             const Text& where) {
  std::vector<rota::run> all;
  for (const rota::run& one : expected)
    if (from <= seconds_of(one.at) && seconds_of(one.at) < until) all.push_back(one);
  const auto report = [&](const std::string& what) {
    return where() + ", " + to_string(when) + ", " + text(policy{clock.gap, clock.overlap}) + ": " + what +
           "; expected" + text_of_all(all);
  };
  std::vector<rota::run> actual;
  for (const rota::run& one : rota::runs(when, instant(from), instant(until), clock)) actual.push_back(one);
  found.unless(actual == all, [&] { return report("runs gives" + text_of_all(actual)); });

  const auto is_full = [](const rota::run& one) { return one.level == rota::level::full; };
  for (const std::int64_t query : queries) {
    if (query < from || query >= until) continue;
    const rota::sys_seconds now = instant(query);
    const auto check = [&](const char* function, const rota::run& answer, const rota::run& right) {
      found.unless(answer == right, [&] {
        return report(std::string{function} + " of " + rota::format_instant(now) + " is " + text(answer));
      });
    };
    const auto next = std::find_if(all.begin(), all.end(), [&](const rota::run& one) { return one.at > now; });
    if (next != all.end()) check("next_run", rota::next_run(when, now, clock), *next);
    const auto full = std::find_if(next, all.end(), is_full);
    if (full != all.end()) check("next_run_of", *rota::next_run_of(when, rota::level::full, now, clock), *full);
    const auto last = std::find_if(all.rbegin(), all.rend(), [&](const rota::run& one) { return one.at < now; });
    if (last != all.rend()) check("previous_run", rota::previous_run(when, now, clock), *last);
    const auto last_full = std::find_if(last, all.rend(), is_full);
    if (last_full != all.rend())
      check("previous_run_of", *rota::previous_run_of(when, rota::level::full, now, clock), *last_full);
  }
}
