// SPDX-License-Identifier: MIT
// What systemd itself makes of our text: for random calendars, `systemd-analyze calendar` leaves each line of
// format_on_calendar as it is, and its next elapses are the next runs in UTC. Exits with 77 where the program is missing.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <rota/core/level.hpp>
#include <rota/core/time.hpp>
#include <rota/text/on_calendar.hpp>
#include <rota/when/calendar.hpp>
#include <rota/when/next_run.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "programs/shell.hpp"
#include "text/random_entries.hpp"

namespace {

constexpr std::size_t runs_checked = 4;
constexpr std::string_view command =
    "TZ=UTC LC_ALL=C systemd-analyze calendar --iterations=4 --base-time='2026-01-01 00:00:00 UTC'";
constexpr rota::sys_seconds begin = date::sys_days{date::year{2026} / 1 / 1};

/// What systemd says of one expression.
struct answer {
  std::string normalized;
  std::vector<rota::sys_seconds> elapses;
};

/// The answers, one for each "Normalized form:". An elapse reads "Thu 2026-01-01 00:00:00 UTC", or "never".
std::vector<answer> answers_in(std::string_view output) {
  std::vector<answer> answers;
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(line.size() + 1, output.size()));
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    const std::string value{line.substr(colon + 2)};
    if (line.find("Normalized form") < colon) answers.push_back({value, {}});
    if (line.find("Next elapse") >= colon && line.find("Iter. #") >= colon) continue;
    if (value.size() < 23) continue;
    if (const auto at = rota::parse_instant(value.substr(4, 10) + 'T' + value.substr(15, 8)); at && !answers.empty())
      answers.back().elapses.push_back(*at);
  }
  return answers;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    lines.emplace_back(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
  }
  return lines;
}

/// The first runs of all lines together, in order, each once.
std::vector<rota::sys_seconds> joined(const std::vector<answer>& answers) {
  std::vector<rota::sys_seconds> all;
  for (const answer& one : answers) all.insert(all.end(), one.elapses.begin(), one.elapses.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  all.resize(std::min(all.size(), runs_checked));
  return all;
}

/// The first runs strictly after `begin`, as systemd counts, up to the last year that it knows.
std::vector<rota::sys_seconds> first_runs(const rota::calendar& when) {
  constexpr rota::sys_seconds end = date::sys_days{date::year{2200} / 1 / 1};
  std::vector<rota::sys_seconds> runs;
  for (auto at = rota::next_run(when, begin).at; at < end && runs.size() < runs_checked;
       at = rota::next_run(when, at).at)
    runs.push_back(at);
  return runs;
}

/// A calendar of one to three entries that systemd can say.
rota::calendar random_calendar(generator& values) {
  for (;;) {
    std::vector<rota::calendar::entry> entries;
    for (auto more = values.between(1, 3); more > 0; --more) entries.push_back(random_entry(values));
    const auto drawn = rota::calendar::checked(entries);
    if (drawn && rota::format_on_calendar(*drawn)) return *drawn;
  }
}

}  // namespace

int main() {
  if (!output_of(std::string{command} + " daily >/dev/null 2>&1")) {
    std::cout << "skipped: systemd-analyze is missing, or too old for --iterations and --base-time\n";
    return skipped;
  }
  generator values{252};
  int wrong = 0;
  for (int i = 0; i < 200; ++i) {
    const rota::calendar drawn = random_calendar(values);
    const std::string text = *rota::format_on_calendar(drawn);
    const auto lines = lines_of(text);
    std::string asked{command};
    for (const std::string& line : lines) asked += " '" + line + "'";
    const auto output = output_of(asked + " 2>&1");
    const auto answers = answers_in(output.value_or(""));
    bool agrees = answers.size() == lines.size() && joined(answers) == first_runs(drawn);
    for (std::size_t n = 0; agrees && n < lines.size(); ++n) agrees = answers[n].normalized == lines[n];
    if (agrees) continue;
    ++wrong;
    std::cout << text << "\n" << output.value_or("failed") << "\n";
    for (const auto at : first_runs(drawn)) std::cout << "expected " << rota::format_instant(at) << '\n';
  }
  std::cout << "200 calendars, " << wrong << " of which systemd-analyze reads otherwise\n";
  return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
