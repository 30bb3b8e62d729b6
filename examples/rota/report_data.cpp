// SPDX-License-Identifier: MIT
#include "report_data.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "output.hpp"
#include "retention_options.hpp"

namespace tool {

namespace {

/// Without an objective, a source with any restore point is as good as it can be.
constexpr std::chrono::seconds no_objective = std::chrono::seconds::max();

std::string spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace

report_data::report_data(report_request asked, plan_input input, rota::wall_clock<any_zone> on, progress& watched)
    : request{std::move(asked)},
      read{std::move(input)},
      clock{std::move(on)},
      past{read.backups},
      plan{rota::prune(past, request.policy, request.in.now, clock, request.guard)},
      future{look_ahead(read, request.policy, request.in, clock, watched)},
      sources{assess_sources(past, read.schedule, request.rpo.value_or(no_objective), request.in.now)} {
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (past.is_repeated(i)) continue;
    const bool is_inside = read.of.contains(past[i]);
    if (is_inside) shown.push_back(i);
    if (!past.damage(i).empty() && (is_inside || past[i].source.id.empty())) damage.push_back(past.damage_issue(i));
  }
}

std::string_view word_of(prospect what) {
  constexpr std::array<std::string_view, 3> words{"stays", "withheld", "goes"};
  return words[static_cast<std::size_t>(what)];
}

prospect report_data::prospect_of(std::size_t i) const {
  const rota::verdict& found = plan.verdicts[i];
  if (!found.keep) return prospect::goes;
  return found.why_kept.contains(rota::keep_reason::withheld) ? prospect::withheld : prospect::stays;
}

rota::level report_data::level(std::size_t i) const {
  if (read.schedule && !has_differentials(read.schedule->when)) return backup(i).level();
  return past.strength(i);
}

std::string report_data::why(std::size_t i) const {
  const rota::verdict& found = plan.verdicts[i];
  std::string text = found.why_removed                      ? in_words(*found.why_removed)
                     : prospect_of(i) == prospect::withheld ? std::string{"beyond the guard"}
                                                            : in_words(found.why_kept);
  if (found.kept_if) text += "; " + flag_of(*found.kept_if, request.in.now, clock) + " would keep it";
  return text;
}

std::string report_data::instant(rota::sys_seconds at) const {
  return date::format("%F %H:%M", date::floor<std::chrono::minutes>(rota::to_local(at, clock)));
}

std::string description(const report_data& of, std::size_t i) {
  const rota::backup& one = of.backup(i);
  std::string status;
  if (one.status != rota::backup_status::completed) status = std::string{to_string(one.status)} + ' ';
  return status + std::string{to_string(of.level(i))} + " backup of " + of.instant(one.created);
}

std::string shortened(std::string_view text, std::size_t longest) {
  std::string kept;
  const std::string valid = rota::detail::valid_utf8(text);
  for (std::string_view rest = valid; !rest.empty(); --longest) {
    if (longest == 0) return kept + "\xe2\x80\xa6";
    const std::size_t length = rota::detail::utf8_length(rest);
    kept += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return kept;
}

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
  return digits;
}

std::string counted(std::size_t count, std::string_view noun) {
  return grouped(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

std::string in_words(rota::keep_reasons reasons) { return spaced(to_string(reasons)); }
std::string in_words(rota::removal_cause cause) { return spaced(std::string{to_string(cause)}); }

}  // namespace tool
