// SPDX-License-Identifier: MIT
// Retention for a restic repository: restic snapshots --json | restic_retention. It says of each snapshot why it stays
// or goes, and prints the command that removes those that go. A service would read its clock instead of a constant.
#include <cstddef>
#include <iostream>
#include <iterator>
#include <rota/import/restic.hpp>
#include <rota/rota.hpp>
#include <string>

int main() {
  const std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
  const auto listed = rota::parse_restic(text);
  if (!listed) {
    for (const rota::issue& one : listed.error()) std::cerr << to_string(one) << '\n';
    return 1;
  }
  for (const rota::issue& note : listed->notes) std::cerr << "note: " << to_string(note) << '\n';

  const rota::sys_seconds now = *rota::parse_instant("2026-12-01T12:00:00");
  const rota::retention policy{.daily = 2, .monthly = 6};  // of each host and its paths
  const rota::prune_plan plan = rota::prune(listed->backups, policy, now);
  for (std::size_t i = 0; i < listed->backups.size(); ++i) {
    const rota::backup& one = listed->backups[i];
    const rota::verdict& verdict = plan.verdicts[i];
    std::cout << one.id.substr(0, 8) << "  " << rota::format_instant(one.created) << "  " << one.source.id << ": "
              << (verdict.keep ? "stays, " + to_string(verdict.why_kept) : "goes, being expired") << '\n';
  }
  if (plan.removals.empty()) return 0;
  std::cout << "restic forget";
  for (const std::size_t i : plan.removals) std::cout << ' ' << listed->backups[i].id;
  std::cout << '\n';
}
