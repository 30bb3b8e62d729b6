// SPDX-License-Identifier: MIT
// restic itself: what it lists is read whole, and `restic forget` of a plan's ids leaves exactly the others. Exits with
// 77 where the program is missing.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/core/time.hpp>
#include <rota/import/restic.hpp>
#include <set>
#include <string>
#include <vector>

#include "programs/live.hpp"
#include "programs/shell.hpp"

namespace {

using rota::parse_restic;

/// A repository in a folder, and nothing of the user's.
class repository {
 public:
  explicit repository(const std::string& folder)
      : restic_{"cd " + shell_word(folder) + " && env -i PATH=\"$PATH\" TZ=UTC RESTIC_PASSWORD=x RESTIC_REPOSITORY=" +
                shell_word(folder + "/repository") + " restic --no-cache "} {}

  /// What a command of restic writes; a finding if it fails.
  std::string run(const std::string& arguments) {
    const auto output = output_of(restic_ + arguments + " 2>&1");
    found_.require(output.has_value(), "restic " + arguments);
    return output.value_or("");
  }

  std::vector<rota::backup> backups(const std::string& options = "") {
    return found_.backups_of(parse_restic(run("snapshots --json" + options)));
  }

  void back_up(const std::string& host, const std::string& day, const std::string& paths) {
    (void)run("backup --quiet --host " + host + " --time '" + day + " 23:05:00' " + paths);
  }

  findings& found() noexcept { return found_; }

 private:
  std::string restic_;
  findings found_;
};

}  // namespace

int main() {
  if (!output_of("restic version 2>&1")) {
    std::cout << "skipped: restic is not installed\n";
    return skipped;
  }
  const temporary_folder folder;
  if (folder.path().empty()) {
    std::cout << "skipped: no temporary folder\n";
    return skipped;
  }
  std::filesystem::create_directories(folder.path() + "/etc");
  std::filesystem::create_directories(folder.path() + "/a,b");

  repository restic{folder.path()};
  findings& found = restic.found();
  (void)restic.run("init");
  found.require(restic.backups().empty(), "a new repository has no snapshots");

  restic.back_up("db1", "2026-03-01", "etc a,b");
  restic.back_up("db1", "2026-03-02", "a,b etc");
  restic.back_up("db1", "2026-03-08", "etc a,b");
  restic.back_up("db1", "2026-03-08", "etc");
  restic.back_up("db:2", "2026-03-01", "etc");
  restic.back_up("db:2", "2026-03-02", "etc");
  (void)restic.run("tag --add kept --host db:2");  // which gives its snapshots other ids

  const auto backups = restic.backups();
  std::set<std::string> sources;
  for (const rota::backup& one : backups) sources.insert(one.source.id);
  const auto path = [&](const std::string& name) { return std::filesystem::canonical(folder.path()).string() + name; };
  found.require(sources == std::set{"db1:" + path("/a%2Cb") + "," + path("/etc"), "db1:" + path("/etc"),
                                    "db%3A2:" + path("/etc")},
                "the sources are hosts with their paths");
  found.require(ids_of(backups) == ids_of(restic.backups(" --group-by host,paths")), "groups have the same snapshots");

  const rota::prune_plan plan = rota::prune(backups, {.last = 1}, *rota::parse_instant("2026-04-01T00:00:00"));
  found.require(backups.size() == 6 && plan.removals.size() == 3, "one snapshot of each source stays");
  std::string ids;
  for (const std::size_t i : plan.removals) ids += " " + backups[i].id;
  (void)restic.run("forget" + ids);
  found.require(ids_of(restic.backups()) == ids_left(backups, plan),
                "restic forgot the plan's snapshots and no others");

  std::cout << backups.size() << " snapshots, " << plan.removals.size() << " of which restic forgot\n";
  return found.none() ? EXIT_SUCCESS : EXIT_FAILURE;
}
