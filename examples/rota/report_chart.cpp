// SPDX-License-Identifier: MIT
#include "report_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "report_axis.hpp"

namespace tool {

namespace {

constexpr double width = 960;
constexpr time_axis::bounds beside_labels{190, 940};
constexpr double end_of_numbers = 145;
constexpr double top_of_rows = 28;
constexpr double row_height = 26;
constexpr std::size_t most_single_backups = 500;  // drawn one by one, each with its title
constexpr std::size_t most_chains = 60;
constexpr std::size_t most_sources_drawn = 40;
constexpr std::size_t most_lifelines = 60;

/// A coordinate with at most one decimal, as the pages of large listings must stay small.
std::string to_text(double coordinate) {
  const auto tenths = std::llround(coordinate * 10);
  std::string text = (tenths < 0 ? "-" : "") + std::to_string(std::abs(tenths) / 10);
  if (tenths % 10 != 0) text += '.' + std::to_string(std::abs(tenths) % 10);
  return text;
}

std::string point(double x, double y) { return to_text(x) + ' ' + to_text(y); }

/// An SVG that grows downwards. What is drawn is kept until its height is known.
class drawing {
 public:
  struct alternative {
    std::string id;     ///< of the SVG, once in the page
    std::string title;  ///< what it shows, in a few words
    std::string text;   ///< what a reader who cannot see it should know
  };

  html inside;
  double height = 0;

  void text(std::string_view style, double x, double y, std::string_view content) {
    inside.element("text", {{"class", std::string{style}}, {"x", to_text(x)}, {"y", to_text(y)}}, content);
  }
  void path(const std::string& style, const std::string& line) {
    inside.element("path", {{"class", style}, {"d", line}}, "");
  }
  void path(const std::string& style, const std::string& line, const std::string& title) {
    inside.element("path", {{"class", style}, {"d", line}}, [&] { inside.element("title", {}, title); });
  }

  /// Adds the drawing to a page, in a container of its own that scrolls where the page is narrower.
  void add_to(html& page, const alternative& instead) && {
    page.element("section", {{"class", "wide"}, {"tabindex", "0"}, {"aria-label", instead.title}}, [&] {
      page.element("svg",
                   {{"role", "img"},
                    {"aria-label", instead.title},
                    {"aria-describedby", instead.id + "-text"},
                    {"width", to_text(width)},
                    {"height", to_text(height)},
                    {"viewBox", "0 0 " + point(width, height)}},
                   [&] {
                     page.element("desc", {{"id", instead.id + "-text"}}, instead.text);
                     page.verbatim(std::move(inside).finished());
                   });
    });
  }
};

/// Draws the time above what follows, and lines down through it once its height is known.
void draw_axis(drawing& to, const time_axis& axis, const report_data& of) {
  for (const time_axis::tick& one : axis.ticks(of.clock)) {
    const double x = axis.x(one.at);
    to.path("grid", "M" + point(x, 24) + "V" + to_text(to.height));
    to.text(x > width - 60 ? "tick last" : "tick", x > width - 60 ? width : x, 14, one.label);
  }
}

void draw_columns(drawing& to, std::string_view first, std::string_view second) {
  to.text("label", 0, 14, first);
  to.text("count", end_of_numbers, 14, second);
}

void draw_now(drawing& to, const time_axis& axis, const report_data& of) {
  const double x = axis.x(of.request.in.now);
  to.path("now", "M" + point(x, 24) + "V" + to_text(to.height), "now: " + of.instant(of.request.in.now));
  to.text("tick", x, to.height + 16, "now");
  to.height += 24;
}

/// The rows of a picture below the names of their columns and the time. They come last, to cover the lines down.
struct rows_of_picture {
  std::string_view first_column;
  std::string_view second_column;
  drawing rows;
};

drawing framed(rows_of_picture what, const time_axis& axis, const report_data& of) {
  drawing all;
  all.height = what.rows.height;
  draw_columns(all, what.first_column, what.second_column);
  draw_axis(all, axis, of);
  if (axis.x(of.request.in.now) > axis.within().left) draw_now(all, axis, of);
  all.inside.verbatim(std::move(what.rows.inside).finished());
  return all;
}

/// The backups of one chain, oldest first.
struct chain_row {
  std::size_t source;
  std::vector<std::size_t> members;
};

/// The chains, source by source, each source's oldest first.
std::vector<chain_row> chains_of(const report_data& of) {
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> found;
  for (const std::size_t i : of.shown) found[{of.past.source_number(i), of.past.chain(i)}].push_back(i);
  const auto is_older = [&](std::size_t a, std::size_t b) { return is_later(of.backup(b), of.backup(a)); };
  std::vector<chain_row> rows;
  for (auto& [key, members] : found) {
    std::sort(members.begin(), members.end(), is_older);
    rows.push_back({key.first, std::move(members)});
  }
  std::sort(rows.begin(), rows.end(), [&](const chain_row& a, const chain_row& b) {
    if (a.source != b.source) return a.source < b.source;
    return is_older(a.members.front(), b.members.front());
  });
  return rows;
}

/// The axis from the oldest backup to now: what is dated ahead of that is the work of a wrong clock.
time_axis axis_of_listing(const report_data& of) {
  const rota::sys_seconds now = of.request.in.now;
  rota::sys_seconds from = now;
  for (const std::size_t i : of.shown) from = std::min(from, of.backup(i).created);
  return {from, now, beside_labels};
}

std::string look_of(const report_data& of, std::size_t i) {
  const prospect what = of.prospect_of(i);
  const bool is_unusable = what == prospect::stays && !of.past.is_restore_point(i);
  return std::string{to_string(of.level(i))} + ' ' + (is_unusable ? "unusable" : std::string{word_of(what)});
}

/// What strikes a shape out if the backup goes, or is withheld.
std::string strike_of(prospect what, double x, double y) {
  if (what == prospect::goes) return "M" + point(x - 7, y + 7) + "l14-14";
  if (what == prospect::withheld) return "M" + point(x - 8, y) + "h16";
  return "";
}

void draw_backup(drawing& to, const report_data& of, std::size_t i, double x) {
  const double y = to.height + row_height / 2;
  const prospect what = of.prospect_of(i);
  std::string title = description(of, i);
  title.append(" ")
      .append(word_of(what))
      .append(": ")
      .append(of.why(i))
      .append("; ")
      .append(shortened(of.backup(i).id));
  to.path(look_of(of, i), shape_of(of.level(i), x, y) + strike_of(what, x, y), title);
}

void draw_chain(drawing& to, const report_data& of, const chain_row& row, const time_axis& axis) {
  const double y = to.height + row_height / 2;
  const auto x_of = [&](std::size_t i) { return axis.x(of.backup(i).created); };
  to.text("label", 0, y + 4, of.instant(of.backup(row.members.front()).created));
  to.text("count", end_of_numbers, y + 4, grouped(row.members.size()));
  to.path("link", "M" + point(x_of(row.members.front()), y) + "H" + to_text(x_of(row.members.back())));
  for (const std::size_t i : row.members) draw_backup(to, of, i, x_of(i));
  to.height += row_height;
}

void draw_source(drawing& to, const rota::source& source) {
  to.text("source", 0, to.height + 17, shortened(description(source), 80));
  to.height += row_height;
}

/// The number of sources that the shown backups are of.
std::size_t number_of_sources(const report_data& of) {
  std::vector<std::size_t> found;
  for (const std::size_t i : of.shown) found.push_back(of.past.source_number(i));
  std::sort(found.begin(), found.end());
  return static_cast<std::size_t>(std::unique(found.begin(), found.end()) - found.begin());
}

std::size_t how_many(const report_data& of, prospect what) {
  return static_cast<std::size_t>(
      std::count_if(of.shown.begin(), of.shown.end(), [&](std::size_t i) { return of.prospect_of(i) == what; }));
}

std::string summary(const report_data& of, std::size_t chains) {
  std::string text = counted(of.shown.size(), "backup") + " in " + counted(chains, "chain") + ". " +
                     grouped(how_many(of, prospect::stays)) + " stay, " + grouped(how_many(of, prospect::goes)) + " go";
  if (const auto held = how_many(of, prospect::withheld); held != 0) text += ", " + grouped(held) + " withheld";
  return text + ". The table below the picture lists them.";
}

drawing chain_by_chain(const report_data& of, const std::vector<chain_row>& rows) {
  const time_axis axis = axis_of_listing(of);
  const bool names_sources = number_of_sources(of) > 1;
  drawing chains;
  chains.height = top_of_rows;
  std::optional<std::size_t> source;
  for (const chain_row& row : rows) {
    if (names_sources && source != row.source) draw_source(chains, of.backup(row.members.front()).source);
    source = row.source;
    draw_chain(chains, of, row, axis);
  }
  return framed({"chain since", "backups", std::move(chains)}, axis, of);
}

/// Backups that are drawn alike, as bars that show how many there are in each stretch of time.
struct lane {
  std::string name;
  std::string look;
  std::vector<std::size_t> members = {};
};

/// The lanes of the backups of one source: what stays by level, then what does not.
std::vector<lane> lanes_of(const report_data& of, const std::vector<std::size_t>& members) {
  std::vector<lane> lanes{{"full", "full stays"},
                          {"differential", "differential stays"},
                          {"incremental", "incremental stays"},
                          {"withheld", "bars withheld"},
                          {"goes", "bars goes"}};
  for (const std::size_t i : members) {
    const prospect what = of.prospect_of(i);
    const std::size_t place =
        what == prospect::stays ? static_cast<std::size_t>(of.level(i)) : 2 + static_cast<std::size_t>(what);
    lanes[place].members.push_back(i);
  }
  std::erase_if(lanes, [](const lane& one) { return one.members.empty(); });
  return lanes;
}

/// Why its members stay or go, the most frequent reason first.
std::string reasons_of(const report_data& of, const lane& one) {
  std::map<std::string, std::size_t> count;
  for (const std::size_t i : one.members) {
    const rota::verdict& found = of.plan.verdicts[i];
    ++count[found.why_removed ? in_words(*found.why_removed) : in_words(found.why_kept)];
  }
  std::vector<std::pair<std::size_t, std::string>> sorted;
  sorted.reserve(count.size());
  for (const auto& [reason, times] : count) sorted.emplace_back(times, reason);
  std::sort(sorted.begin(), sorted.end(), std::greater<>{});
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), shown); ++i)
    text += (i == 0 ? "" : "; ") + grouped(sorted[i].first) + " " + sorted[i].second;
  return sorted.size() > shown ? text + "; and others" : text;
}

void draw_lane(drawing& to, const report_data& of, const lane& one, const time_axis& axis) {
  constexpr double bar_width = 8;
  const double bottom = to.height + row_height - 4;
  std::map<long long, std::size_t> count;  // by the number of the bar
  for (const std::size_t i : one.members)
    ++count[std::llround(std::floor((axis.x(of.backup(i).created) - axis.within().left) / bar_width))];
  std::size_t most = 0;
  for (const auto& [bar, backups] : count) most = std::max(most, backups);
  std::string bars;
  for (const auto& [bar, backups] : count) {
    const double height = std::max(2.0, (row_height - 8) * static_cast<double>(backups) / static_cast<double>(most));
    const double x = axis.within().left + static_cast<double>(bar) * bar_width;
    bars += "M" + point(x, bottom) + "v-" + to_text(height) + "h7v" + to_text(height) + "z";
  }
  to.text("label", 0, bottom - 4, one.name);
  to.text("count", end_of_numbers, bottom - 4, grouped(one.members.size()));
  to.path("link", "M" + point(axis.within().left, bottom) + "H" + to_text(axis.within().right));
  to.path(one.look, bars, counted(one.members.size(), "backup") + ": " + reasons_of(of, one));
  to.height += row_height;
}

drawing source_by_source(const report_data& of) {
  const time_axis axis = axis_of_listing(of);
  std::map<std::size_t, std::vector<std::size_t>> by_source;
  for (const std::size_t i : of.shown)
    if (const auto number = of.past.source_number(i);
        by_source.contains(number) || by_source.size() < most_sources_drawn)
      by_source[number].push_back(i);
  const bool names_sources = number_of_sources(of) > 1;
  drawing lanes;
  lanes.height = top_of_rows;
  for (const auto& [number, members] : by_source) {
    if (names_sources) draw_source(lanes, of.backup(members.front()).source);
    for (const lane& one : lanes_of(of, members)) draw_lane(lanes, of, one, axis);
  }
  return framed({"level", "backups", std::move(lanes)}, axis, of);
}

/// An entry of a legend: a shape as the picture has it, and what it means.
void add_key(html& page, const std::string& look, const std::string& shape, std::string_view meaning) {
  page.element("li", {}, [&] {
    page.element("svg", {{"aria-hidden", "true"}, {"width", "20"}, {"height", "20"}, {"viewBox", "0 0 20 20"}}, [&] {
      page.element("path", {{"class", look}, {"d", shape}}, "");
    });
    page.element("span", {}, meaning);
  });
}

/// The legend of the chains, with what occurs in them.
void add_chain_legend(html& page, const report_data& of) {
  const auto any = [&](auto holds) { return std::any_of(of.shown.begin(), of.shown.end(), holds); };
  const auto square = shape_of(rota::level::full, 10, 10);
  page.element("ul", {{"class", "legend"}}, [&] {
    for (const rota::level level : levels)
      if (any([&](std::size_t i) { return of.level(i) == level; })) add_level_key(page, level);
    for (const auto& [what, meaning] : {std::pair{prospect::goes, "goes"}, {prospect::withheld, "withheld"}})
      if (any([&, of_kind = what](std::size_t i) { return of.prospect_of(i) == of_kind; }))
        add_key(page, std::string{"full "}.append(word_of(what)), square + strike_of(what, 10, 10), meaning);
    if (any([&](std::size_t i) { return of.prospect_of(i) == prospect::stays && !of.past.is_restore_point(i); }))
      add_key(page, "full unusable", square, "stays, but cannot be restored: failed, damaged or unfinished");
  });
}

/// How many backups there are from each instant on at which their number changes.
std::vector<std::pair<rota::sys_seconds, std::ptrdiff_t>> numbers_over_time(const report_data& of) {
  std::map<rota::sys_seconds, std::ptrdiff_t> change;
  change[of.request.in.now] = static_cast<std::ptrdiff_t>(of.future.listed);
  for (std::size_t i = 0; i < of.future.fates.size(); ++i) {
    const rota::fate& one = of.future.fates[i];
    if (i >= of.future.listed) ++change[one.created];
    if (one.goes) --change[*one.goes];
  }
  std::vector<std::pair<rota::sys_seconds, std::ptrdiff_t>> numbers;
  numbers.reserve(change.size());
  std::ptrdiff_t number = 0;
  for (const auto& [at, by] : change) numbers.emplace_back(at, number += by);
  return numbers;
}

/// Draws the number of backups over time. Of the numbers within one unit of the picture only the last is drawn, so that
/// the picture of a long forecast stays small.
void draw_numbers(html& page, const report_data& of) {
  constexpr double top = 34;
  constexpr double tall = 120;
  const auto numbers = numbers_over_time(of);
  const time_axis axis{of.request.in.now, of.request.in.until, beside_labels};
  std::ptrdiff_t most = 1;
  for (const auto& [at, number] : numbers) most = std::max(most, number);
  const auto y_of = [&](std::ptrdiff_t number) {
    return top + tall * (1 - static_cast<double>(number) / static_cast<double>(most));
  };
  std::string line;
  double drawn = -1;
  for (const auto& [at, number] : numbers) {
    const double x = std::round(axis.x(at));
    if (line.empty())
      line = "M" + point(x, y_of(number));
    else
      line += (x == drawn ? "" : "H" + to_text(x)) + "V" + to_text(y_of(number));
    drawn = x;
  }
  line += "H" + to_text(axis.within().right);
  drawing to;
  to.height = top + tall;
  draw_axis(to, axis, of);
  for (const std::ptrdiff_t number : {std::ptrdiff_t{0}, most}) {
    to.path("grid", "M" + point(axis.within().left, y_of(number)) + "H" + to_text(axis.within().right));
    to.text("count", end_of_numbers, y_of(number) + 4, std::to_string(number));
  }
  const std::string ground = to_text(y_of(0));
  to.path("area", line + "V" + ground + "H" + to_text(axis.within().left) + "z");
  const std::string now = std::to_string(numbers.front().second);
  const std::string then = std::to_string(numbers.back().second);
  to.path("curve", line, now + " now, " + then + " at the end, " + std::to_string(most) + " at most");
  to.height += 12;
  std::move(to).add_to(page, {"numbers", "How many backups there will be",
                              "From " + now + " backups at " + of.instant(of.request.in.now) + " to " + then + " at " +
                                  of.instant(of.request.in.until) + "; at most " + std::to_string(most) + "."});
}

std::string fate_in_words(const report_data& of, const rota::fate& one) {
  if (one.goes) return "goes " + of.instant(*one.goes) + ": " + in_words(*one.why_removed);
  return "stays: " + in_words(one.why_kept);
}

void draw_lifeline(drawing& to, const report_data& of, std::size_t place, const time_axis& axis) {
  const rota::fate& one = of.future.fates[place];
  const std::size_t i = of.shown[place];
  const rota::level level = of.level(i);
  const double y = to.height + 10;
  const double end = one.goes ? axis.x(*one.goes) : axis.within().right;
  const std::string style{to_string(level)};
  to.text("label", 0, y + 4, of.instant(one.created));
  to.path(style + " stays", shape_of(level, end_of_numbers - 8, y));
  const std::string tip = one.goes ? "m-4-4l8 8m0-8l-8 8" : "m-6-5l6 5l-6 5";
  to.path("life " + style, "M" + point(axis.within().left, y) + "H" + to_text(end) + tip,
          description(of, i) + " " + fate_in_words(of, one) + "; " + shortened(one.id));
  to.height += 20;
}

void draw_lifelines(html& page, const report_data& of) {
  const time_axis axis{of.request.in.now, of.request.in.until, beside_labels};
  std::vector<std::size_t> oldest_first(of.future.listed);
  for (std::size_t place = 0; place < oldest_first.size(); ++place) oldest_first[place] = place;
  std::sort(oldest_first.begin(), oldest_first.end(),
            [&](std::size_t a, std::size_t b) { return is_later(of.backup(of.shown[b]), of.backup(of.shown[a])); });
  drawing lines;
  lines.height = top_of_rows;
  for (const std::size_t place : oldest_first) draw_lifeline(lines, of, place, axis);
  const auto going = std::count_if(oldest_first.begin(), oldest_first.end(),
                                   [&](std::size_t place) { return of.future.fates[place].goes.has_value(); });
  framed({"created", "level", std::move(lines)}, axis, of)
      .add_to(page, {"lifelines", "How long each listed backup stays",
                     std::to_string(going) + " of " + counted(of.future.listed, "backup") + " go before " +
                         of.instant(of.request.in.until) + ". The table below the picture lists them."});
}

}  // namespace

std::string shape_of(rota::level level, double x, double y) {
  switch (level) {
    case rota::level::full: return "M" + point(x - 5, y - 5) + "h10v10h-10z";
    case rota::level::differential: return "M" + point(x, y - 6) + "l6 6l-6 6l-6-6z";
    default: return "M" + point(x - 4.5, y) + "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z";
  }
}

void add_level_key(html& page, rota::level level) {
  constexpr std::array<std::string_view, 3> meanings{"full", "differential: built on a full",
                                                     "incremental: built on another backup"};
  add_key(page, std::string{to_string(level)} + " stays", shape_of(level, 10, 10),
          meanings[static_cast<std::size_t>(level)]);
}

void draw_chains(html& page, const report_data& of) {
  const std::vector<chain_row> rows = chains_of(of);
  const bool is_small = of.shown.size() <= most_single_backups && rows.size() <= most_chains;
  drawing picture = is_small ? chain_by_chain(of, rows) : source_by_source(of);
  std::move(picture).add_to(page, {"chains", "The chains over time", summary(of, rows.size())});
  if (is_small) {
    add_chain_legend(page, of);
  } else {
    page.element("p", {{"class", "note"}},
                 "Each bar shows how many backups of its row were created around that time. What goes, or is withheld, "
                 "has a row of its own; its reasons are in its title.");
    if (const std::size_t sources = number_of_sources(of); sources > most_sources_drawn)
      page.element("p", {{"class", "note"}},
                   grouped(sources - most_sources_drawn) + " of " + counted(sources, "source") +
                       " are left out of the picture; give the listing of one of them, or its schedule.");
  }
}

void draw_forecast(html& page, const report_data& of) {
  page.element("h3", {}, "How many backups there will be");
  draw_numbers(page, of);
  if (of.future.listed == 0) return;
  if (of.future.listed <= most_lifelines) {
    page.element("h3", {}, "How long each listed backup stays");
    draw_lifelines(page, of);
    page.element("p", {{"class", "note"}},
                 "A line ends with a cross where the backup goes, and with an arrow where it outlives the forecast.");
  }
}

}  // namespace tool
