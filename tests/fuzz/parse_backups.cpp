// SPDX-License-Identifier: MIT
// A listing of backups that parses is written and read back as the same one. Whatever it says, the library answers the
// questions of a service about it, and no answer loses data.
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/copying.hpp>
#include <rota/backups/holds.hpp>
#include <rota/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "fuzz.hpp"

namespace {

using namespace std::chrono_literals;

using backups = std::vector<rota::backup>;
using indices = std::vector<std::size_t>;

/// The position of each backup in a list of some of them; `size` for the others.
indices places_in(const indices& list, std::size_t size) {
  indices places(size, size);
  for (std::size_t place = 0; place < list.size(); ++place) {
    fuzz::require(list[place] < size && places[list[place]] == size);  // each at most once
    places[list[place]] = place;
  }
  return places;
}

/// Every backup comes before its parent, if both are in the list; in a cycle there is no such order.
void require_children_first(const rota::history& past, const indices& list) {
  const indices places = places_in(list, past.size());
  for (const std::size_t i : list) {
    const auto parent = past.parent(i);
    if (!parent || past.damage(i).contains(rota::damage_kind::cycle)) continue;
    fuzz::require(places[*parent] == past.size() || places[*parent] > places[i]);
  }
}

void require_sound_history(const rota::history& past) {
  const std::array<std::string, 2> present{past.size() != 0 ? past[0].id : "", "elsewhere"};
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < past.size(); ++i) {
    repeated += past.is_repeated(i) ? 1U : 0U;
    const auto order = rota::restore_order(past, i);
    fuzz::require(order.has_value() == past.is_restore_point(i));
    fuzz::require(order ? order->back() == i && order->size() == past.depth(i) : order.error().size() == 1);
    for (std::size_t place = 0; order && place < order->size(); ++place) {
      const rota::backup& one = past[(*order)[place]];
      fuzz::require(one.status == rota::backup_status::completed);
      fuzz::require(one.parent_id ? place > 0 && past[(*order)[place - 1]].id == *one.parent_id : place == 0);
    }
    require_children_first(past, rota::dependents(past, i));
    const auto copied = rota::copy_order(past, i, present);
    fuzz::require(copied.has_value() == order.has_value());
    (void)rota::check_copy(past, i, present);
  }
  fuzz::require(past.parents_first().size() + repeated == past.size());
  fuzz::require(past.damage_report().size() + repeated <= past.size());
}

void require_careful_plan(const backups& list, const rota::history& past, const rota::retention& rules,
                          rota::sys_seconds now) {
  const rota::prune_plan plan = rota::prune(past, rules, now);
  fuzz::require(plan.verdicts.size() == list.size());
  require_children_first(past, plan.removals);
  const indices places = places_in(plan.removals, list.size());
  backups left;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool is_removed = places[past.first_record(i)] != list.size();
    fuzz::require(plan.verdicts[i].keep != is_removed && !plan.verdicts[i].why_kept.empty() != is_removed);
    fuzz::require(plan.verdicts[i].why_removed.has_value() == is_removed);
    if (!is_removed) left.push_back(list[i]);
    if (!is_removed && past.parent(i)) fuzz::require(plan.verdicts[*past.parent(i)].keep);
    if (is_removed) fuzz::require(list[i].automated && !list[i].pinned && !is_unfinished(list[i].status));
    if (is_removed) fuzz::require(!is_held(list[i], now));
  }
  // Deleting a backup deletes everything built on it, none of which may be kept.
  for (const std::size_t i : plan.removals)
    for (const std::size_t dependent : rota::dependents(past, i)) fuzz::require(!plan.verdicts[dependent].keep);
  fuzz::require(rota::prune(left, rules, now).removals.empty());
  const rota::prune_plan guarded = rota::prune(past, rules, now, rota::utc, {.most = 1, .most_share = 0.5});
  require_children_first(past, guarded.removals);
  fuzz::require(guarded.removals.size() + guarded.withheld.size() == plan.removals.size());
  fuzz::require(guarded.withheld.empty() == guarded.guarded.empty());
  const rota::issues holds = rota::hold_report(past, now);
  if (!holds.empty()) fuzz::require_sound(rota::result<rota::history>{tl::make_unexpected(holds)});
  (void)rota::to_document(plan, list).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void require_lawful_decision(const rota::history& past, const rota::schedule& due, rota::sys_seconds now,
                             const rota::decide_options& options) {
  const rota::decision what = rota::decide(due, past, now, rota::utc, options);
  if (const auto* wait = std::get_if<rota::wait_until>(&what))
    fuzz::require(due.next_run > now && wait->at == due.next_run);
  if (const auto* busy = std::get_if<rota::source_busy>(&what))
    fuzz::require(busy->slot <= now && (busy->by ? is_unfinished(past[*busy->by].status) : due.running));
  if (const auto* skip = std::get_if<rota::skip_slot>(&what)) fuzz::require(skip->slot <= now && skip->next > now);
  if (const auto* start = std::get_if<rota::start_backup>(&what)) {
    const bool clock_was_ahead = start->why.contains(rota::start_reason::clock_was_ahead);
    fuzz::require((due.next_run <= start->slot || clock_was_ahead) && start->slot <= now && !start->why.empty());
    fuzz::require(start->parent.has_value() == (start->what == rota::level::incremental));
    if (!start->parent) return;
    const rota::backup& parent = past[*start->parent];
    fuzz::require(past.is_restore_point(*start->parent) && parent.automated && parent.source == due.source);
    fuzz::require(parent.created <= now + rota::clock_skew);
    fuzz::require(!options.max_chain || past.depth(*start->parent) < *options.max_chain);
  }
  try {
    (void)rota::to_document(what, past).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  } catch (const rota::invalid_json&) {
    // A slot may lie just outside the years 0 to 9999, where nothing is written.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto list = rota::parse_backups(fuzz::text_of(data, size));
  fuzz::require_sound(list);
  if (!list) return 0;
  fuzz::require(rota::parse_backups(rota::to_document(*list).dump()) == list);

  const rota::history past{*list};
  require_sound_history(past);

  const std::array<rota::retention, 5> retentions{
      rota::retention{}, rota::retention{.fulls = 2}, rota::retention{.fulls = 0, .at_least = 0, .sweep_orphans = true},
      rota::retention{.window = 48h, .last = 1, .weekly = 2, .oldest = true, .at_least = 0},
      rota::retention{.daily = 3, .within = 24h, .sweep_failed = false}};
  constexpr std::size_t most_instants = 4;
  for (std::size_t i = 0; i < list->size() && i < most_instants; ++i) {
    const rota::backup& one = (*list)[i];
    for (const auto later : std::array<std::chrono::seconds, 3>{-1s, 0s, 40h}) {
      const rota::sys_seconds now = one.created + later;
      for (const rota::retention& rules : retentions) require_careful_plan(*list, past, rules, now);
      rota::schedule due{.id = "due",
                         .when = rota::weekly(date::Sunday, rota::time_of_day{14h, 30min}),
                         .source = one.source,
                         .next_run = one.updated};
      require_lawful_decision(past, due, now, {});
      due.next_run = now - 30h;
      require_lawful_decision(past, due, now, {.grace = 12h, .max_chain = 2});
    }
  }
  return 0;
}
