// SPDX-License-Identifier: MIT
//
// next_run, previous_run, next_run_of, previous_run_of, runs, next_runs and resolve on zones that no country has but that keep
// what the library requires: spans of 72 hours or more, and changes of at most 24 hours. Against plain arithmetic, slot by
// slot.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <rota/when/next_run.hpp>
#include <rota/when/next_runs.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "clocks.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "stepped_clock.hpp"

namespace {

using rota::cadence;
using rota::run;
using rota::sys_seconds;

constexpr std::int64_t minute_length = 60;

/// Six spans around 1970-01-01, most of them as short as they may be, and changes that are often as large as they may be.
/// Offsets stay within a day, and everything is on the minute, so that slots fall on the borders.
std::vector<plain_span> draw_spans(generator& values) {
  constexpr std::array<std::int64_t, 6> lengths{3 * day_length, 3 * day_length + minute_length,
                                                3 * day_length, 3 * day_length + hour_length,
                                                4 * day_length, 5 * day_length + 7 * hour_length};
  constexpr std::array<std::int64_t, 10> jumps{
      day_length,  -day_length,  day_length, -day_length,     day_length - minute_length, minute_length - day_length,
      hour_length, -hour_length, 0,          12 * hour_length};
  const auto draw_offset = [&](std::int64_t last) {
    for (;;) {
      const std::int64_t jump =
          values.between(0, 7) == 0 ? values.between(-24 * 60, 24 * 60) * 60 : jumps[values.index(jumps.size())];
      if (std::abs(last + jump) <= day_length) return last + jump;
    }
  };
  std::vector<plain_span> spans;
  std::int64_t begin = -9 * day_length + values.between(0, 24 * 60) * 60;
  std::int64_t offset = values.coin() ? 0 : values.between(-24 * 60, 24 * 60) * 60;
  spans.push_back({-1'000 * day_length, begin, offset});
  for (int i = 0; i < 5; ++i) {
    offset = draw_offset(offset);
    const std::int64_t end = begin + lengths[values.index(lengths.size())];
    spans.push_back({begin, end, offset});
    begin = end;
  }
  spans.push_back({begin, 1'000 * day_length, draw_offset(offset)});
  return spans;
}

std::string text(const std::vector<plain_span>& spans) {
  std::string lines;
  for (const plain_span& span : spans)
    lines += "\nfrom " + rota::format_instant(instant(span.begin)) + " offset " + std::to_string(span.offset);
  return lines;
}

const plain_span& draw_inner_span(const std::vector<plain_span>& spans, generator& values) {
  return spans[1 + values.index(spans.size() - 1)];
}

/// A cadence that a change of the zone makes hard.
cadence draw_hard_cadence(const std::vector<plain_span>& spans, generator& values) {
  const plain_span& now = draw_inner_span(spans, values);
  const plain_span& before = *(&now - 1);
  const rota::weekdays full_on = draw_weekdays(values);
  return {full_on, minute_of_day(draw_minute(now.begin, before.offset, now.offset, values))};
}

/// The instants of a zone that are hard: at a change, at so many hours from it, and a second beside.
std::vector<std::int64_t> hard_instants(const std::vector<plain_span>& spans) {
  std::vector<std::int64_t> all;
  for (std::size_t i = 1; i < spans.size(); ++i)
    for (const std::int64_t hours : {-72, -48, -24, -1, 0, 1, 24, 48})
      for (const std::int64_t beside : {-1, 0, 1}) all.push_back(spans[i].begin + hours * hour_length + beside);
  return all;
}

}  // namespace

TEST_CASE("on zones that change as often and as far as they may, runs are where the spans show the slots",
          "[next_run_random_zones]") {
  constexpr std::uint64_t seed = 5006;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 400; ++i) {
    const auto spans = draw_spans(values);
    const zone_of_spans zone{&spans};
    const cadence when = draw_hard_cadence(spans, values);
    const policy how = policies[values.index(policies.size())];
    const auto expected = slots_of(spans, when, how, -40, 80);
    // The borders of what is asked for, and so where an iteration starts, move from one zone to the next.
    const std::int64_t from = -20 * day_length + values.between(0, 14 * 24) * hour_length;
    compare(found, expected, from, 30 * day_length, hard_instants(spans), when, clock_of(zone, how),
            [&] { return text(spans); });
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("on such zones runs may begin and end at any instant, also at a run", "[next_run_random_zones]") {
  constexpr std::uint64_t seed = 5008;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 300; ++i) {
    const auto spans = draw_spans(values);
    const zone_of_spans zone{&spans};
    const cadence when = draw_hard_cadence(spans, values);
    const policy how = policies[values.index(policies.size())];
    const auto all = slots_of(spans, when, how, -40, 80);
    for (int k = 0; k < 20; ++k) {
      const std::vector<std::int64_t> hard = hard_instants(spans);
      const auto draw = [&] {
        return values.coin() ? instant(hard[values.index(hard.size())])
                             : all[10 + values.index(all.size() - 20)].at + std::chrono::seconds{values.between(-1, 1)};
      };
      const sys_seconds from = draw();
      const sys_seconds until = draw();
      std::vector<run> expected;
      for (const run& one : all)
        if (from <= one.at && one.at < until) expected.push_back(one);
      std::vector<run> actual;
      for (const run& one : rota::runs(when, from, until, clock_of(zone, how))) actual.push_back(one);
      found.unless(actual == expected, [&] {
        return text(spans) + "\n" + to_string(when) + ", " + text(how) + ", from " + rota::format_instant(from) +
               ": runs gives" + text_of_all(actual) + "\nexpected" + text_of_all(expected);
      });
    }
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("on such zones resolve gives the instant at which the spans show a civil time", "[next_run_random_zones]") {
  constexpr std::uint64_t seed = 5009;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 300; ++i) {
    const auto spans = draw_spans(values);
    const zone_of_spans zone{&spans};
    for (const std::int64_t hard : hard_instants(spans))
      for (const plain_span& span : {draw_inner_span(spans, values), draw_inner_span(spans, values)}) {
        const std::int64_t shown = hard + span.offset;
        const policy how = draw_policy(values);
        const auto actual = rota::resolve(date::local_seconds{std::chrono::seconds{shown}}, clock_of(zone, how));
        found.unless(actual == shown_at(spans, shown, how),
                     [&] { return text(spans) + "\n" + rota::format_instant(instant(shown)) + ", " + text(how); });
      }
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("on such zones the next runs of a table are those that the spans show", "[next_run_random_zones]") {
  constexpr std::uint64_t seed = 5010;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 50; ++i) {
    const auto spans = draw_spans(values);
    const zone_of_spans zone{&spans};
    const policy how = draw_policy(values);
    std::vector<cadence> table;
    std::vector<std::vector<run>> expected;
    while (table.size() < 20) {
      table.push_back(draw_hard_cadence(spans, values));
      expected.push_back(slots_of(spans, table.back(), how, -40, 80));
    }
    std::vector<sys_seconds> out(table.size());
    for (const std::int64_t hard : hard_instants(spans)) {
      const sys_seconds after = instant(hard);
      next_runs(table, after, out, clock_of(zone, how));
      for (std::size_t k = 0; k < table.size(); ++k) {
        const auto next =
            std::find_if(expected[k].begin(), expected[k].end(), [&](const run& one) { return one.at > after; });
        found.unless(next->at == out[k], [&] {
          return text(spans) + "\n" + to_string(table[k]) + ", " + text(how) + " after " + rota::format_instant(after) +
                 " gives " + rota::format_instant(out[k]) + ", expected " + text(*next);
        });
      }
    }
  }
  CAPTURE(seed, found.count, found.first);
  REQUIRE(found.count == 0);
}
