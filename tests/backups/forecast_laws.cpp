// SPDX-License-Identifier: MIT
//
// forecast against simulate, against prune at every hour, and its monotony, over drawn scenarios.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <rota/backups/forecast.hpp>
#include <rota/print.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "drawn_scenarios.hpp"
#include "generated.hpp"
#include "plain_stock.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::fate;
using rota::forecast;
using rota::sys_seconds;

using fates = std::vector<fate>;

std::string text(const fates& all) {
  std::ostringstream out;
  for (const fate& one : all) out << "  " << one << "\n";
  return out.str();
}

// --- what simulate does ---

/// The fates that the events of a simulation tell, found by id. Records of one id stay, whatever becomes of them.
std::string difference(const drawn_scenario& here) {
  const auto outcome_of = [&](const backup& one) { return here.outcome_of(one); };
  const fates found = forecast(here.is, outcome_of, rota::utc);
  const rota::simulation expected = plain::simulate(here.is, outcome_of, rota::utc);
  std::multimap<std::string, const fate*> left;
  for (const fate& one : found) left.emplace(one.id, &one);
  std::size_t gone = 0;
  std::vector<std::string> started;
  for (const rota::event& one : expected.events) {
    if (one.kind == rota::event_kind::started) {
      started.push_back(one.id);
      const auto place = left.find(one.id);
      if (place == left.end() || place->second->created != one.at || place->second->what != one.what)
        return "there is another " + one.id;
    }
    if (one.kind != rota::event_kind::removed) continue;
    const auto place = left.find(one.id);
    if (place == left.end() || place->second->goes != one.at || place->second->why_removed != one.removed_for)
      return one.id + " goes otherwise than " + rota::format_instant(one.at);
    left.erase(place);
    ++gone;
  }
  std::vector<std::string> made;
  for (const fate& one : found) {
    if (one.goes.has_value() != one.why_removed.has_value()) return one.id + " has half a reason";
    if (one.goes && !one.why_kept.empty()) return one.id + " goes, and is kept";
    made.push_back(one.id);
  }
  if (made.size() < started.size() ||
      !std::equal(started.begin(), started.end(), made.end() - static_cast<std::ptrdiff_t>(started.size())))
    return "what is started does not come last";
  const rota::history past{here.is.backups};
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (past.is_repeated(i)) continue;
    if (found[distinct].id != past[i].id || found[distinct].created != past[i].created)
      return past[i].id + " is not in its place";
    ++distinct;
  }
  if (found.size() != distinct + started.size()) return "there are others";
  for (const auto& [id, one] : left)
    if (one->goes) return id + " stays";
  return "";
}

// --- prune at every hour ---

/// The backups of a list that are there at an instant, with what has completed by then.
std::vector<backup> list_at(const drawn_scenario& here, const fates& all, sys_seconds now, bool is_before_prune) {
  std::vector<backup> list;
  const rota::history past{here.is.backups};
  std::vector<std::size_t> fate_of(past.size());
  std::size_t place = 0;
  for (std::size_t i = 0; i < past.size(); ++i)
    fate_of[i] = past.is_repeated(i) ? fate_of[past.first_record(i)] : place++;
  for (std::size_t i = 0; i < past.size(); ++i) {
    const fate& its = all[fate_of[i]];
    if (its.goes && (is_before_prune ? *its.goes < now : *its.goes <= now)) continue;
    backup one = past[i];
    const sys_seconds end = std::max(one.created + 600s, here.is.from);
    if (is_unfinished(one.status) && end <= now) {
      one.status = backup_status::completed;
      one.updated = end;
    }
    list.push_back(std::move(one));
  }
  return list;
}

/// Whether prune, at every hour and at every departure, does what the forecast without a schedule says; "" if so.
std::string differs_from_prune(const drawn_scenario& here, std::size_t& departures) {
  const fates all = forecast(here.is.backups, here.is.retention, here.is.from, here.is.until, rota::utc);
  std::vector<sys_seconds> instants;
  for (sys_seconds now = here.is.from; now < here.is.until; now += 1h) instants.push_back(now);
  for (const fate& one : all) {
    if (!one.goes) continue;
    ++departures;
    instants.push_back(*one.goes);
    if (*one.goes > here.is.from) instants.push_back(*one.goes - 1s);
  }
  for (const sys_seconds now : instants) {
    std::map<std::string, std::optional<rota::removal_cause>> expected;
    for (const fate& one : all)
      if (one.goes == now) expected[one.id] = one.why_removed;
    const std::vector<backup> list = list_at(here, all, now, true);
    const rota::prune_plan plan = prune(list, here.is.retention, now);
    std::map<std::string, std::optional<rota::removal_cause>> found;
    for (const std::size_t i : plan.removals) found[list[i].id] = plan.verdicts[i].why_removed;
    if (found != expected)
      return "at " + rota::format_instant(now) + " prune removes " + std::to_string(found.size()) + ", not " +
             std::to_string(expected.size());
  }
  if (here.is.until <= here.is.from) return "";
  const std::vector<backup> left = list_at(here, all, here.is.until - 1s, false);
  const rota::prune_plan plan = prune(left, here.is.retention, here.is.until - 1s);
  for (const fate& one : all) {
    if (one.goes) continue;
    const bool is_there = std::any_of(left.begin(), left.end(), [&](const backup& each) {
      const auto i = static_cast<std::size_t>(&each - left.data());
      return each.id == one.id && plan.verdicts[i].why_kept == one.why_kept;
    });
    if (!is_there) return one.id + " stays for other reasons";
  }
  return "";
}

// --- monotony ---

/// Whether no backup goes earlier with one count of the policy raised; "" if so.
std::string goes_earlier(const drawn_scenario& here, generator& values, std::size_t& raised) {
  rota::scenario more = here.is;
  std::vector<const rota::retention_rule*> counts;
  for (const rota::retention_rule& rule : rota::retention_rules)
    if (rule.value(more.retention) && rule.unit() == rota::rule_unit::count) counts.push_back(&rule);
  if (counts.empty()) return "";
  const rota::retention_rule& rule = *counts[values.index(counts.size())];
  const auto by = static_cast<unsigned>(values.between(1, 9));
  rule.set(more.retention, std::get<unsigned>(*rule.value(more.retention)) + by);
  const fates before = forecast(here.is, rota::utc);
  const fates after = forecast(more, rota::utc);
  if (before.size() != after.size()) return "others are made";
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].id != after[i].id || before[i].created != after[i].created) return "others are made";
    const sys_seconds goes = before[i].goes.value_or(sys_seconds::max());
    const sys_seconds goes_after = after[i].goes.value_or(sys_seconds::max());
    if (goes_after < goes)
      return before[i].id + " goes earlier with " + std::string{rule.name} + " raised by " + std::to_string(by);
    if (goes_after > goes) ++raised;
  }
  return "";
}

}  // namespace

TEST_CASE("a forecast is what a simulation does", "[forecast_laws]") {
  counterexamples found;
  for (std::uint64_t seed = 1; seed <= trials(200); ++seed) {
    const drawn_scenario here = draw_scenario(seed);
    const std::string different = difference(here);
    found.unless(different.empty(), [&] { return text(here) + different; });
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("prune at every hour removes what the forecast says, no earlier and no later", "[forecast_laws]") {
  counterexamples found;
  std::size_t departures = 0;
  for (std::uint64_t seed = 1'000; seed < 1'000 + trials(150); ++seed) {
    drawn_scenario here = draw_scenario(seed);
    here.is.until = std::min(here.is.until, here.is.from + 30 * 24h);
    const std::string different = differs_from_prune(here, departures);
    found.unless(different.empty(), [&] { return text(here) + different; });
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(departures > trials(1'000));
}

TEST_CASE("a larger count never makes a backup go earlier", "[forecast_laws]") {
  counterexamples found;
  std::size_t raised = 0;
  for (std::uint64_t seed = 2'000; seed < 2'000 + trials(400); ++seed) {
    drawn_scenario here = draw_scenario(seed);
    generator values{seed};
    // Without the floor, what is there decides what is made, and where differentials are made, too.
    here.is.retention.at_least = std::max(here.is.retention.at_least, 1U);
    here.is.schedule.when = draw_cadence(values);
    const std::string earlier = goes_earlier(here, values, raised);
    found.unless(earlier.empty(), [&] { return text(here) + earlier; });
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
  REQUIRE(raised > trials(500));
}

TEST_CASE("without a schedule a larger count never makes a backup go earlier", "[forecast_laws]") {
  counterexamples found;
  for (std::uint64_t seed = 3'000; seed < 3'000 + trials(300); ++seed) {
    const drawn_scenario here = draw_scenario(seed);
    generator values{seed};
    for (const rota::retention_rule& rule : rota::retention_rules) {
      const auto value = rule.value(here.is.retention);
      if (!value || rule.unit() != rota::rule_unit::count) continue;
      rota::retention more = here.is.retention;
      rule.set(more, std::get<unsigned>(*value) + static_cast<unsigned>(values.between(1, 5)));
      const fates before = forecast(here.is.backups, here.is.retention, here.is.from, here.is.until, rota::utc);
      const fates after = forecast(here.is.backups, more, here.is.from, here.is.until, rota::utc);
      bool is_later = before.size() == after.size();
      for (std::size_t i = 0; is_later && i < before.size(); ++i)
        is_later = before[i].goes.value_or(sys_seconds::max()) <= after[i].goes.value_or(sys_seconds::max());
      found.unless(is_later, [&] { return text(here) + std::string{rule.name} + "\n" + text(before) + text(after); });
    }
  }
  CAPTURE(found.count, found.first);
  REQUIRE(found.count == 0);
}
