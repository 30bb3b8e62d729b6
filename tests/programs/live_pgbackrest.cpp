// SPDX-License-Identifier: MIT
// pgBackRest itself, with a PostgreSQL cluster of its own: what it lists is read whole, and `pgbackrest expire` of a
// plan's backups, one after the other, leaves exactly the others. Exits with 77 where either is missing or does not
// start. As root it runs both as the user postgres, since PostgreSQL refuses root.
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <rota/backups/history.hpp>
#include <rota/backups/prune.hpp>
#include <rota/core/time.hpp>
#include <rota/import/pgbackrest.hpp>
#include <set>
#include <string>
#include <vector>

#include "programs/live.hpp"
#include "programs/shell.hpp"

namespace {

using rota::parse_pgbackrest;

std::string without_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

int skip(const std::string& why) {
  std::cout << "skipped: " << why << '\n';
  return skipped;
}

/// A cluster and two repositories in a folder, and nothing of the user's.
class cluster {
 public:
  cluster(std::string folder, const std::string& programs)
      : folder_{std::move(folder)},
        prefix_{"cd " + shell_word(folder_) + " && " + (geteuid() == 0 ? "runuser -u postgres -- " : "") +
                "env -i PATH=" + shell_word(programs) + ":\"$PATH\" LC_ALL=C PGHOST=" + shell_word(folder_) +
                " PGBACKREST_CONFIG=" + shell_word(folder_ + "/pgbackrest.conf") + " "} {}
  ~cluster() { (void)output("pg_ctl -D data -m immediate stop"); }
  cluster(const cluster&) = delete;
  cluster& operator=(const cluster&) = delete;

  /// What a command writes, or nullopt if it fails.
  [[nodiscard]] std::optional<std::string> output(const std::string& command) const {
    return output_of(prefix_ + command + " 2>&1");
  }

  /// The same; a finding if it fails.
  std::string run(const std::string& command) {
    const auto written = output(command);
    found_.require(written.has_value(), command);
    return written.value_or("");
  }

  [[nodiscard]] bool starts() const {
    return output("initdb -D data -U postgres -A trust --no-sync") &&
           output("sh -c 'cat postgresql.conf >> data/postgresql.conf'") && output("pg_ctl -D data -w -l log start");
  }

  /// Writes the configuration of both.
  void configure() const {
    std::ofstream{folder_ + "/pgbackrest.conf"}
        << "[global]\n"
        << "repo1-path=" << folder_ << "/repo1\nrepo1-retention-full=99\nrepo1-bundle=y\n"
        << "repo2-path=" << folder_ << "/repo2\nrepo2-retention-full=99\nrepo2-bundle=y\n"
        << "lock-path=" << folder_ << "/lock\nspool-path=" << folder_ << "/spool\nlog-path=" << folder_ << "/log\n"
        << "log-level-console=error\nlog-level-stderr=off\nlog-level-file=off\nstart-fast=y\n"
        << "[main]\npg1-path=" << folder_ << "/data\npg1-socket-path=" << folder_ << "\npg1-user=postgres\n";
    std::ofstream{folder_ + "/postgresql.conf"}
        << "listen_addresses = ''\nunix_socket_directories = '" << folder_ << "'\nfsync = off\nwal_level = replica\n"
        << "shared_buffers = 16MB\nmax_wal_senders = 3\narchive_mode = on\n"
        << "archive_command = 'pgbackrest --config=" << folder_ << "/pgbackrest.conf --stanza=main archive-push %p'\n";
  }

  void back_up(const std::string& type, int repo) {
    (void)run("psql -U postgres -qc 'create table if not exists days (n int)' -c 'insert into days values (1)'");
    (void)run("pgbackrest --stanza=main --type=" + type + " --repo=" + std::to_string(repo) + " backup");
  }

  std::string info() { return run("pgbackrest info --output=json"); }

  findings& found() noexcept { return found_; }

 private:
  std::string folder_;
  std::string prefix_;
  findings found_;
};

}  // namespace

int main() {
  if (!output_of("pgbackrest version 2>&1")) return skip("pgbackrest is not installed");
  const std::string programs =
      without_newline(output_of("ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1").value_or(""));
  if (!output_of("PATH=" + shell_word(programs) + ":\"$PATH\" initdb --version 2>&1"))
    return skip("PostgreSQL's initdb is neither on the PATH nor in /usr/lib/postgresql");
  const temporary_folder folder;
  if (folder.path().empty()) return skip("no temporary folder");
  if (geteuid() == 0) {
    const passwd* const owner = getpwnam("postgres");
    if (owner == nullptr) return skip("PostgreSQL does not run as root, and there is no user postgres");
    if (chown(folder.path().c_str(), owner->pw_uid, owner->pw_gid) != 0) return skip("the folder cannot be given away");
  }

  cluster pg{folder.path(), programs};
  pg.configure();
  findings& found = pg.found();
  found.require(found.backups_of(parse_pgbackrest(pg.info())).empty(), "there is no stanza yet");
  if (!pg.starts()) return skip("PostgreSQL does not start: " + pg.output("cat log").value_or("initdb fails"));
  if (!pg.output("pgbackrest --stanza=main stanza-create"))
    return skip("pgBackRest cannot use this PostgreSQL: " +
                pg.output("sh -c 'pgbackrest --stanza=main stanza-create || true'").value_or(""));

  for (const char* const type : {"full", "diff", "incr", "full"}) pg.back_up(type, 1);
  pg.back_up("full", 2);

  const auto backups = found.backups_of(parse_pgbackrest(pg.info()));
  const rota::history past{backups};
  std::string shape;
  for (std::size_t i = 0; i < backups.size(); ++i)
    shape.append(backups[i].source.id).append(" ").append(std::to_string(past.depth(i))).append(", ");
  found.require(shape == "main 1, main 2, main 3, main 1, main@repo2 1, ", "found " + shape);

  const rota::prune_plan plan = rota::prune(past, {.fulls = 1}, *rota::parse_instant("9999-01-01T00:00:00"));
  found.require(plan.removals == std::vector<std::size_t>{2, 1, 0}, "the first chain goes, from its end");
  std::set<std::string> left = ids_of(backups);
  for (const std::size_t i : plan.removals) {
    const auto set = rota::parse_pgbackrest_id(backups[i].id);
    found.require(set.has_value(), "an id names a backup");
    if (!set) break;
    (void)pg.run("pgbackrest expire --stanza=" + shell_word(set->stanza) + " --repo=" + std::to_string(set->repo) +
                 " --set=" + set->label);
    left.erase(backups[i].id);
    found.require(ids_of(found.backups_of(parse_pgbackrest(pg.info()))) == left, "pgBackRest expired one backup");
  }
  found.require(left == ids_left(backups, plan), "pgBackRest expired the plan's backups and no others");

  std::cout << backups.size() << " backups, " << plan.removals.size() << " of which pgBackRest expired\n";
  return found.none() ? EXIT_SUCCESS : EXIT_FAILURE;
}
