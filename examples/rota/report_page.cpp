// SPDX-License-Identifier: MIT
#include "report_page.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "html.hpp"
#include "output.hpp"
#include "report_calendar.hpp"
#include "report_chart.hpp"
#include "report_style.hpp"
#include "retention_options.hpp"

namespace tool {

namespace {

/// A table in a container that scrolls where the page is narrower.
struct table_head {
  std::string label;
  std::vector<std::string_view> columns;
};

template <class AddRows>
void add_table(html& page, const table_head& head, AddRows add_rows) {
  page.element("section", {{"class", "wide"}, {"tabindex", "0"}, {"aria-label", head.label}}, [&] {
    page.element("table", {}, [&] {
      page.element("thead", {}, [&] {
        page.element("tr", {}, [&] {
          for (const std::string_view name : head.columns) page.element("th", {{"scope", "col"}}, name);
        });
      });
      page.element("tbody", {}, add_rows);
    });
  });
}

/// Text from a listing: its writing direction must not leak into what is around it.
void add_foreign(html& page, const std::string& text) { page.element("bdi", {{"class", "id"}}, shortened(text)); }

void add_instant(html& page, const report_data& of, rota::sys_seconds at) {
  page.element("time", {{"datetime", rota::format_instant(at) + "Z"}}, of.instant(at));
}

template <class Content>
void add_cell(html& page, std::string style, Content&& content) {
  if (style.empty())
    page.element("td", {}, std::forward<Content>(content));
  else
    page.element("td", {{"class", std::move(style)}}, std::forward<Content>(content));
}

void add_note(html& page, std::string_view text) { page.element("p", {{"class", "note"}}, text); }

/// Says how many rows a table lacks, and what lists them.
void add_rest(html& page, std::size_t all, std::string_view noun, const std::string& command,
              std::size_t shown = most_rows) {
  if (all <= shown) return;
  add_note(page, grouped(all - shown) + " of " + counted(all, noun) + " are left out; " + command + " lists them all.");
}

template <class Content>
void add_section(html& page, const std::string& id, std::string_view title, Content content) {
  page.element("section", {{"class", "card"}, {"aria-labelledby", id}}, [&] {
    page.element("h2", {{"id", id}}, title);
    content();
  });
}

// ---- What the page is about

std::string subject_of(const report_data& of) {
  if (of.sources.empty()) return of.shown.empty() ? "an empty listing" : "backups that name no source";
  return of.sources.size() == 1 ? description(of.sources.front().source) : counted(of.sources.size(), "source");
}

void add_origin(html& page, const report_data& of) {
  const report_request& asked = of.request;
  page.element("p", {{"class", "origin"}}, [&] {
    page.text("As of ");
    add_instant(page, of, asked.in.now);
    page.text(", from ");
    for (std::size_t i = 0; i < asked.pages.size(); ++i) {
      if (i != 0) page.text(i + 1 == asked.pages.size() ? " and " : ", ");
      add_foreign(page, asked.pages[i]);
    }
    if (asked.schedule) {
      page.text(" and the schedule in ");
      add_foreign(page, *asked.schedule);
    }
    page.text(". All times are on the clock of " + of.clock.zone.name() + ".");
  });
  const auto outside =
      static_cast<std::size_t>(std::count_if(of.read.backups.begin(), of.read.backups.end(),
                                             [&](const rota::backup& one) { return !of.read.of.contains(one); }));
  if (outside != 0)
    add_note(page,
             "The listing also has " + counted(outside, "backup") + " of other sources, which this report leaves out.");
}

// ---- The figures at the top

void add_figure(html& page, std::string_view name, std::string_view value, std::string_view more) {
  page.element("li", {}, [&] {
    page.element("span", {{"class", "name"}}, name);
    page.element("strong", {}, value);
    if (!more.empty()) page.element("span", {{"class", "more"}}, more);
  });
}

std::string protected_of(const report_data& of) {
  const auto is_ok = [](const source_protection& one) { return one.found.state == rota::protection_state::ok; };
  return std::to_string(std::count_if(of.sources.begin(), of.sources.end(), is_ok)) + " of " +
         std::to_string(of.sources.size());
}

void add_figures(html& page, const report_data& of) {
  const auto count = [&](auto holds) {
    return static_cast<std::size_t>(std::count_if(of.shown.begin(), of.shown.end(), holds));
  };
  const std::size_t points = count([&](std::size_t i) { return of.past.is_restore_point(i); });
  const std::size_t staying = of.shown.size() - of.plan.removals.size() - of.plan.withheld.size();
  page.element("ul", {{"class", "figures"}}, [&] {
    add_figure(page, of.request.rpo ? "Sources protected" : "Restorable sources", protected_of(of),
               of.request.rpo ? "objective: " + format_length(*of.request.rpo) : "no objective given");
    add_figure(page, "Backups", grouped(of.shown.size()), counted(points, "restore point"));
    add_figure(page, "Stay", grouped(staying),
               of.plan.withheld.empty() ? "" : grouped(of.plan.withheld.size()) + " more withheld");
    add_figure(page, "Go now", grouped(of.plan.removals.size()),
               of.plan.removals.empty() ? ""
               : of.plan.freed_gib      ? "frees " + format_size(*of.plan.freed_gib)
                                        : "frees an unknown size");
    add_figure(page, "Damaged", grouped(of.damage.size()), "");
  });
}

// ---- Protection

std::string state_in_words(const report_data& of, const rota::protection& found) {
  if (found.state == rota::protection_state::never) return "\xe2\x9c\x95 never backed up";
  if (found.state == rota::protection_state::breached) return "\xe2\x9c\x95 breached";
  return of.request.rpo ? "\xe2\x9c\x93 ok" : "\xe2\x9c\x93 can be restored";
}

void add_protection_row(html& page, const report_data& of, const source_protection& one) {
  const rota::protection& found = one.found;
  const auto add_newest = [&](const std::optional<std::size_t>& newest,
                              const std::optional<std::chrono::seconds>& age) {
    add_cell(page, "", [&] {
      if (!newest) return page.text("none");
      add_instant(page, of, of.backup(*newest).created);
      page.element("span", {{"class", "below"}}, format_length(*age) + " old");
    });
  };
  page.element("tr", {}, [&] {
    const bool is_ok = found.state == rota::protection_state::ok;
    add_cell(page, "why", [&] { add_foreign(page, description(one.source)); });
    add_cell(page, is_ok ? "ok" : "bad", [&] {
      page.element("strong", {}, state_in_words(of, found));
      if (found.since) page.element("span", {{"class", "below"}}, "since " + of.instant(*found.since));
    });
    add_newest(found.newest, found.age);
    add_newest(found.newest_full, found.full_age);
    add_cell(page, "", grouped(found.chain_length));
    add_cell(page, "", grouped(found.damaged));
    add_cell(page, "", [&] {
      if (!found.running_since) return page.text("no");
      page.text("since ");
      add_instant(page, of, *found.running_since);
    });
  });
}

void add_protection(html& page, const report_data& of) {
  if (of.request.rpo)
    page.element("p", {},
                 "The objective is a restore point that is less than " + format_length(*of.request.rpo) +
                     " old. A restore point is a completed backup that can be restored, with all that it is "
                     "built on.");
  else
    page.element("p", {}, [&] {
      page.text(
          "No objective is given, so the table only says whether a source can be restored at all. Give one with ");
      page.element("code", {}, "--rpo");
      page.text(" to have the age of its newest restore point judged.");
    });
  std::vector<source_protection> worst_first = of.sources;
  std::stable_sort(worst_first.begin(), worst_first.end(),
                   [](const auto& a, const auto& b) { return is_worse(a.found.state, b.found.state); });
  add_table(page,
            {"Protection of each source",
             {"Source", "State", "Newest restore point", "Newest full", "Chain length", "Damaged", "Running"}},
            [&] {
              for (std::size_t i = 0; i < std::min(worst_first.size(), most_sources); ++i)
                add_protection_row(page, of, worst_first[i]);
            });
  add_rest(page, worst_first.size(), "source", "rota status", most_sources);
}

// ---- What stays and what goes

void add_backup_row(html& page, const report_data& of, std::size_t i) {
  const rota::backup& one = of.backup(i);
  const prospect what = of.prospect_of(i);
  page.element("tr", {}, [&] {
    add_cell(page, "", [&] { add_instant(page, of, one.created); });
    add_cell(page, "", to_string(of.level(i)));
    add_cell(page, "", to_string(one.status));
    add_cell(page, "right", one.size_gib ? format_size(*one.size_gib) : "unknown");
    add_cell(page, what == prospect::stays ? "" : std::string{word_of(what)}, word_of(what));
    add_cell(page, "why", of.why(i));
    add_cell(page, "ref", [&] { add_foreign(page, one.id); });
  });
}

void add_backups_table(html& page, const report_data& of) {
  std::vector<std::size_t> newest_first = of.shown;
  std::sort(newest_first.begin(), newest_first.end(),
            [&](std::size_t a, std::size_t b) { return is_later(of.backup(a), of.backup(b)); });
  page.element("details", {}, [&] {
    page.element("summary", {}, "Every backup, and why it stays or goes");
    add_table(page, {"Every backup", {"Created", "Level", "Status", "Size", "Now", "Why", "Id"}}, [&] {
      for (std::size_t i = 0; i < std::min(newest_first.size(), most_rows); ++i)
        add_backup_row(page, of, newest_first[i]);
    });
    add_rest(page, newest_first.size(), "backup", "rota prune");
  });
}

/// What the reasons mean that are no rules of a policy, from `at_least` on.
constexpr auto other_reasons = std::to_array<std::string_view>({
    "The floor: the newest N completed fulls stay, and everything built on them, whatever the rules select",
    "It is the oldest backup that a periodic rule counts, and the rule has periods left",
    "A person made it, not a schedule",
    "It is pinned, so it never goes",
    "It stays until its hold ends",
    "It is still being made",
    "It is dated ahead of now: some clock is wrong",
    "It is damaged, so it cannot be judged",
    "It is built on a full that no rule counts",
    "A backup that stays is built on it",
    "No rule is set, so nothing says that it may go",
    "It failed, and the policy keeps failed backups",
    "The plan would remove more of its source than the guard allows",
});
static_assert(other_reasons.size() == static_cast<std::size_t>(rota::keep_reason::withheld) + 1 -
                                          static_cast<std::size_t>(rota::keep_reason::at_least));

constexpr auto causes = std::to_array<std::string_view>({
    "No rule selects it",
    "It failed",
    "An earlier attempt to delete it failed",
    "A backup that it is built on is not in the listing",
});

std::string_view meaning_of(rota::keep_reason reason) {
  const rota::retention_rule* const rule = rota::rule_of(reason);
  if (rule != nullptr) return rule->help;
  return other_reasons[static_cast<std::size_t>(reason) - static_cast<std::size_t>(rota::keep_reason::at_least)];
}

/// The value of a rule, or of the floor, if it is set: " 3".
std::string value_of(rota::keep_reason reason, const rota::retention& policy) {
  if (reason == rota::keep_reason::at_least && policy.at_least != 0) return ' ' + std::to_string(policy.at_least);
  const rota::retention_rule* const rule = rota::rule_of(reason);
  const auto value = rule != nullptr ? rule->value(policy) : std::nullopt;
  if (!value) return "";
  const auto* const length = std::get_if<rota::lookback>(&*value);
  return ' ' + (length != nullptr ? to_string(*length) : std::to_string(std::get<unsigned>(*value)));
}

void add_reason(html& page, const std::string& name, std::string_view meaning) {
  page.element("dt", {}, name);
  page.element("dd", {}, meaning);
}

/// The rules that are set, and the other reasons that occur.
void add_reasons(html& page, const report_data& of) {
  rota::keep_reasons kept;
  std::array<bool, causes.size()> goes{};
  for (const std::size_t i : of.shown) {
    kept |= of.plan.verdicts[i].why_kept;
    if (of.plan.verdicts[i].why_removed) goes[static_cast<std::size_t>(*of.plan.verdicts[i].why_removed)] = true;
  }
  for (const rota::fate& one : of.future.fates) {
    kept |= one.why_kept;
    if (one.why_removed) goes[static_cast<std::size_t>(*one.why_removed)] = true;
  }
  page.element("details", {}, [&] {
    page.element("summary", {}, "The rules, and what the reasons mean");
    page.element("dl", {{"class", "reasons"}}, [&] {
      for (std::size_t i = 0; i <= static_cast<std::size_t>(rota::keep_reason::withheld); ++i) {
        const auto reason = static_cast<rota::keep_reason>(i);
        const std::string value = value_of(reason, of.request.policy);
        if (kept.contains(reason) || !value.empty()) add_reason(page, in_words(reason) + value, meaning_of(reason));
      }
      for (std::size_t i = 0; i < causes.size(); ++i)
        if (goes[i]) add_reason(page, in_words(static_cast<rota::removal_cause>(i)), causes[i]);
    });
  });
}

void add_chains(html& page, const report_data& of) {
  draw_chains(page, of);
  add_backups_table(page, of);
  add_reasons(page, of);
}

// ---- What is held back

void add_list(html& page, std::string_view title, const std::vector<std::string>& items, const std::string& command) {
  if (items.empty()) return;
  page.element("h3", {}, title);
  page.element("ul", {{"class", "list"}}, [&] {
    for (std::size_t i = 0; i < std::min(items.size(), most_rows); ++i)
      page.element("li", {}, [&] { page.element("bdi", {}, items[i]); });
  });
  add_rest(page, items.size(), "item", command);
}

std::vector<std::string> texts_of(const rota::issues& issues) {
  std::vector<std::string> texts;
  for (const rota::issue& one : issues) texts.push_back(to_string(one));
  return texts;
}

/// The backups that stay because somebody said so, each with what was said.
std::vector<std::string> marked(const report_data& of) {
  std::vector<std::string> texts;
  for (const std::size_t i : of.shown) {
    const rota::backup& one = of.backup(i);
    std::string text;
    if (one.pinned) text = "pinned";
    if (is_held(one, of.request.in.now))
      text += (text.empty() ? "" : ", ") + ("held until " + of.instant(*one.held_until));
    if (!text.empty()) texts.push_back(description(of, i) + ": " + text + "; " + shortened(one.id));
  }
  return texts;
}

void add_held_back(html& page, const report_data& of) {
  std::vector<std::string> guarded;
  for (const rota::guarded_source& one : of.plan.guarded)
    guarded.push_back(to_string(one) + "; check the rules, the listing and the time");
  const std::vector<std::string> pins = marked(of);
  const std::vector<std::string> holds = texts_of(rota::hold_report(of.past, of.request.in.now));
  const std::vector<std::string> damage = texts_of(of.damage);
  if (guarded.empty() && pins.empty() && holds.empty() && damage.empty()) {
    page.element("p", {}, "Nothing is withheld by a guard, pinned, held or damaged.");
    return;
  }
  add_list(page, "Withheld by the guard", guarded, "rota prune");
  add_list(page, "Pinned or held", pins, "rota prune");
  add_list(page, "Holds that end too early, in UTC", holds, "rota prune");
  add_list(page, "Damaged", damage, "rota prune");
}

// ---- The forecast

void add_fate_row(html& page, const report_data& of, std::size_t place) {
  const rota::fate& one = of.future.fates[place];
  page.element("tr", {}, [&] {
    add_cell(page, one.goes ? "goes" : "", [&] {
      if (one.goes) add_instant(page, of, *one.goes);
      if (!one.goes) page.text("stays");
    });
    add_cell(page, "", [&] { add_instant(page, of, one.created); });
    const bool is_listed = place < of.future.listed;
    add_cell(page, "", to_string(is_listed ? of.level(of.shown[place]) : one.what));
    add_cell(page, "why", one.why_removed ? in_words(*one.why_removed) : in_words(one.why_kept));
    add_cell(page, "ref", [&] { add_foreign(page, is_listed ? one.id : "to be made"); });
  });
}

/// The places of the fates in the order in which the backups go.
std::vector<std::size_t> in_order_of_going(const foresight& of) {
  std::vector<std::size_t> order(of.fates.size());
  for (std::size_t place = 0; place < order.size(); ++place) order[place] = place;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return goes_before(of.fates[a], of.fates[b]); });
  return order;
}

void add_forecast(html& page, const report_data& of) {
  const std::size_t made = of.future.fates.size() - of.future.listed;
  page.element("p", {},
               of.read.schedule ? "Until " + of.instant(of.request.in.until) + " the schedule makes " +
                                      counted(made, "backup") + ", if each of them completes."
                                : "There is no schedule, so this is what becomes of the listed backups until " +
                                      of.instant(of.request.in.until) + " if no new ones are made.");
  if (of.future.ignores_mark)
    add_note(page, "The schedule is marked as running, but no backup is unfinished; the forecast ignores the mark.");
  if (!of.plan.withheld.empty())
    add_note(page, "The forecast knows no guard: in it, what is withheld now goes at once.");
  draw_forecast(page, of);
  const std::vector<std::size_t> order = in_order_of_going(of.future);
  page.element("details", {}, [&] {
    page.element("summary", {}, "When each backup goes");
    add_table(page, {"When each backup goes", {"Goes", "Created", "Level", "Why", "Id"}}, [&] {
      for (std::size_t i = 0; i < std::min(order.size(), most_rows); ++i) add_fate_row(page, of, order[i]);
    });
    add_rest(page, order.size(), "backup", "rota forecast");
  });
}

// ---- The page

void add_main(html& page, const report_data& of) {
  if (of.shown.empty())
    add_section(page, "empty", "No backups", [&] {
      page.element("p", {}, "The listing has no backups, so there is nothing to restore, to keep or to remove.");
    });
  if (!of.sources.empty()) add_section(page, "protection", "Protection", [&] { add_protection(page, of); });
  if (!of.shown.empty()) {
    add_section(page, "backups", "Backups, and what the rules do now", [&] { add_chains(page, of); });
    add_section(page, "held", "Held back", [&] { add_held_back(page, of); });
  }
  if (of.read.schedule) add_section(page, "calendar", "Coming runs", [&] { add_calendar(page, of); });
  if (!of.future.fates.empty()) add_section(page, "forecast", "Forecast", [&] { add_forecast(page, of); });
}

void add_body(html& page, const report_data& of) {
  page.element("header", {}, [&] {
    page.element("h1", {}, "Backup report");
    page.element("p", {{"class", "subject"}}, [&] { page.element("bdi", {}, shortened(subject_of(of))); });
    add_origin(page, of);
    if (!of.shown.empty()) add_figures(page, of);
  });
  page.element("main", {}, [&] { add_main(page, of); });
  page.element("footer", {}, [&] {
    page.element("p", {}, "Nothing has been removed or started: rota only reads and answers.");
    if (!of.read.schedule)
      page.element("p", {}, [&] {
        page.text("With ");
        page.element("code", {}, "--schedule");
        page.text(" the report also shows the coming runs, and what they change.");
      });
  });
}

}  // namespace

std::string report_page(const report_data& of) {
  html page;
  page.verbatim("<!DOCTYPE html>");
  page.element("html", {{"lang", "en"}}, [&] {
    page.element("head", {}, [&] {
      page.lone("meta", {{"charset", "utf-8"}});
      page.lone("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
      page.lone("meta", {{"name", "generator"}, {"content", "rota"}});
      page.element("title", {}, "Backup report: " + shortened(subject_of(of)));
      page.element("style", {}, [&] { page.verbatim(report_style); });
    });
    page.element("body", {}, [&] { add_body(page, of); });
  });
  return std::move(page).finished();
}

}  // namespace tool
