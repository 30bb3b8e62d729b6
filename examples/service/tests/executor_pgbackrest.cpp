// SPDX-License-Identifier: MIT
//
// executor_pgbackrest.cpp: rota-executor-pgbackrest keeps the contract, on a private PostgreSQL, and says of each backup
// what became of it, whatever is killed, lost or made by hand.
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX's
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "executor_contract.hpp"
#include "programs/shell.hpp"

namespace {

using namespace executor_contract;

std::string as_postgres(const std::string& command) {
  return (geteuid() == 0 ? "runuser -u postgres -- " : "") + command;
}

class backing_up final : public subject {
 public:
  backing_up(const std::string& program, const std::string& cluster, const std::string& folder)
      : subject{as_postgres(shell_word(program)),
                {{"stanza", "main"}, {"config", folder + "/pgbackrest.conf"}, {"jobs", folder + "/jobs"}},
                folder},
        cluster_{"sh " + shell_word(cluster)} {}
  backing_up(const backing_up&) = delete;
  backing_up(backing_up&&) = delete;
  backing_up& operator=(const backing_up&) = delete;
  backing_up& operator=(backing_up&&) = delete;
  ~backing_up() override { (void)output_of(cluster_ + " stop " + folder() + "/pg"); }

  [[nodiscard]] std::string pgbackrest(const std::string& arguments) const {
    return as_owner("pgbackrest --config=" + folder() + "/pgbackrest.conf --stanza=main " + arguments);
  }

  /// Starts PostgreSQL, and makes the stanza and a full backup. Returns false if that is not possible here.
  [[nodiscard]] bool starts() {
    std::ofstream{folder() + "/pgbackrest.conf"}
        << "[global]\nrepo1-path=" << folder() << "/repo\nrepo1-retention-full=99\nrepo1-bundle=y\ncompress-type=none\n"
        << "lock-path=" << folder() << "/lock\nspool-path=" << folder() << "/spool\nlog-path=" << folder() << "/log\n"
        << "log-level-file=off\nstart-fast=y\n"
        << "[main]\npg1-path=" << folder() << "/pg/data\npg1-socket-path=" << folder() << "/pg\npg1-user=postgres\n";
    const std::string archive = "pgbackrest --config=" + folder() + "/pgbackrest.conf --stanza=main archive-push %p";
    const auto connection = output_of(cluster_ + " start " + folder() +
                                      "/pg --no-schema archive_mode=on wal_level=replica autovacuum=off " +
                                      shell_word("archive_command=" + archive));
    if (!connection || !output_of(pgbackrest("stanza-create")) || !output_of(as_owner("mkdir " + jobs()))) return false;
    connection_ = connection->substr(0, connection->find('\n'));
    base_ = complete(full());
    return true;
  }

  /// The folder in which the executor notes jobs.
  [[nodiscard]] std::string jobs() const { return folder() + "/jobs"; }

  /// The first backup. It stays to the end, since pgBackRest never expires its only full.
  [[nodiscard]] const json& base() const noexcept { return base_; }

  /// Makes a table. Its file is not changed afterwards.
  void change() override {
    const std::string table = "change_" + std::to_string(tables_.size() + 1);
    const auto path = output_of("psql -XqAt -v ON_ERROR_STOP=1 " + shell_word(connection_) + " -c " +
                                shell_word("create table " + table + " as select 'the table " + table + "' as text") +
                                " -c " + shell_word("select pg_relation_filepath('" + table + "')"));
    require(path.has_value(), "a table is made");
    tables_.push_back('/' + path.value_or("").substr(0, path.value_or("").find('\n')));
  }

  void require_restored(const json& /*one*/, std::size_t changes, const std::string& into) override {
    require(read_file(into + "/PG_VERSION") == read_file(folder() + "/pg/data/PG_VERSION"), "a cluster is restored");
    require(std::filesystem::exists(into + "/global/pg_control"), "it is complete");
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const std::string restored = read_file(into + tables_[i]);
      if (i < changes)
        require(!restored.empty() && restored == read_file(folder() + "/pg/data" + tables_[i]), "a table is restored");
      else
        require(restored.empty(), "a table that was made later is not restored");
    }
  }

  [[nodiscard]] json info() const {
    return json::parse(output_of(pgbackrest("--output=json info")).value_or("[]")).at(0);
  }
  /// Whether pgBackRest is making a backup.
  [[nodiscard]] bool is_busy() const { return info().at("status").at("lock").at("backup").at("held"); }

  [[nodiscard]] json listed(const json& one) const {
    json found = json::array();
    const json all = info();
    for (const json& backup : all.at("backup"))
      if (backup.value("annotation", json::object()).value("rota", "") == one.at("id")) found.push_back(backup);
    return found;
  }
  [[nodiscard]] std::size_t count(const json& one) override { return listed(one).size(); }

  [[nodiscard]] std::string as_owner(const std::string& shell_command) const override {
    return as_postgres(shell_command);
  }

 private:
  std::string cluster_;
  std::string connection_;
  json base_;
  std::vector<std::string> tables_;  // the paths of their files, below the data folder
};

backing_up& pgbackrest_of(subject& with) { return dynamic_cast<backing_up&>(with); }

void foreign_priors(subject& with) {
  backing_up& pg = pgbackrest_of(with);
  // By now pgBackRest has had a later full, so it cannot build on this one any more.
  const json base = with.complete(with.built_on(pg.base(), "incremental"));
  require(pg.listed(base).at(0).at("type") == "full", "a full is made where pgBackRest cannot build on the chain");
  require(output_of(pg.pgbackrest("--type=incr backup")).has_value(), "a backup by hand");
  const json child = with.complete(with.built_on(base, "incremental"));
  require(pg.listed(child).at(0).at("type") == "full", "nothing is built on a backup that the service did not make");
  const json next = with.complete(with.built_on(child, "incremental"));
  require(pg.listed(next).at(0).at("type") == "incr", "but on one that it made");
  with.expect(impossible, "delete", base);  // the one made by hand is built on it
  json other = next;
  other["chain"] = json::array({base.at("id")});
  require(with.settled(other) == "failed", "a backup that needs one outside its chain has failed");
}

void unreadable_repository(subject& with) {
  const json& one = pgbackrest_of(with).base();
  const json other = with.full();
  const std::string repo = with.folder() + "/repo";
  std::filesystem::rename(repo, repo + ".away");
  const auto refused = [&](const std::string& verb, const json& of) {
    const answer given = with.expect(not_now, verb, of);
    require(given.errors.find("missing stanza path") != std::string::npos, verb + " says why; " + to_string(given));
  };
  refused("state", one);
  refused("delete", one);
  refused("start", other);
  std::filesystem::rename(repo + ".away", repo);
  with.expect_state("completed", one);
  with.expect_state("unknown", other);
}

/// The process of pgBackRest whose command line holds this text, once it runs.
pid_t process_with(const std::string& text) {
  for (int tries = 0; tries < 200; ++tries) {
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
      const std::string line = read_file(entry.path() / "cmdline");
      if (line.starts_with("pgbackrest") && line.find(text) != std::string::npos)
        return std::stoi(entry.path().filename());
    }
    std::this_thread::sleep_for(5ms);
  }
  require(false, "pgBackRest does not run");
  return 0;
}

pid_t process_of(const json& one) { return process_with("rota=" + one.at("id").get<std::string>()); }

pid_t parent_of(pid_t process) {
  const std::string stat = read_file("/proc/" + std::to_string(process) + "/stat");
  const auto end_of_name = stat.rfind(')');
  return end_of_name == std::string::npos ? 0 : std::stoi(stat.substr(end_of_name + 4));
}

bool is_zombie(pid_t process) {
  const std::string stat = read_file("/proc/" + std::to_string(process) + "/stat");
  return stat.find(") Z ") != std::string::npos;
}

void signal_to(pid_t process, int signal) {
  if (process > 1) kill(process, signal);
}

/// The executor is killed while pgBackRest restores, which must not go on.
void killed_restore(subject& with) {
  const std::string folder = with.new_folder();
  const std::string line =
      with.line("restore", restored_into(pgbackrest_of(with).base(), folder).dump()) + " > /dev/null 2>&1";
  const pid_t caller = fork();
  if (caller == 0) {
    execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);  // NOLINT(*-vararg): POSIX's execl
    _exit(EXIT_FAILURE);
  }
  const pid_t process = process_with("--pg1-path=" + folder);
  signal_to(process, SIGSTOP);
  signal_to(parent_of(process), SIGKILL);
  signal_to(process, SIGCONT);
  int status = 0;
  waitpid(caller, &status, 0);
  require(!WIFEXITED(status) || WEXITSTATUS(status) > 128, "the call is killed");
  const auto is_gone = [&] { return kill(process, 0) != 0 || is_zombie(process); };
  for (int tries = 0; tries < 200 && !is_gone(); ++tries) std::this_thread::sleep_for(20ms);
  require(is_gone() && !std::filesystem::exists(folder + "/global/pg_control"), "pgBackRest ends with its caller");
}

void killed_backups(subject& with) {
  const auto started = [&] {
    json one = with.full();
    with.expect(done, "start", one);
    return one;
  };
  const auto kill_it = [](pid_t process) { signal_to(process, SIGKILL); };
  {
    const json one = started();
    kill_it(process_of(one));
    require(with.settled(one) == "failed", "a backup whose pgBackRest was killed has failed");
    const answer given = with.expect(done, "state", one);
    require(given.output.find("status 137") != std::string::npos, "the message has the status; " + to_string(given));
    with.expect(done, "start", one);
    with.expect_state("failed", one);
    with.forget(one);
    with.expect_state("unknown", one);
  }
  {
    const json one = started();
    const pid_t process = process_of(one);
    kill_it(parent_of(process));
    with.expect_state("running", one);
    require(with.settled(one) == "completed", "a backup whose runner was killed completes");
    with.forget(one);
  }
  {
    const json one = started();
    const pid_t process = process_of(one);
    kill_it(parent_of(process));
    kill_it(process);
    require(with.settled(one) == "failed", "a backup that was killed with its runner has failed");
    with.forget(one);
  }
}

void failing_backups(subject& with) {
  // pgBackRest cannot reach PostgreSQL.
  const json one = with.full();
  const std::string socket = with.folder() + "/pg/.s.PGSQL.5432";
  std::filesystem::rename(socket, socket + ".away");
  with.expect(done, "start", one);
  require(with.settled(one) == "failed", "a backup has failed");
  std::filesystem::rename(socket + ".away", socket);
  const std::string message = with.expect(done, "state", one).text("message");
  require(message.find("ERROR: [") != std::string::npos, "the message is pgBackRest's own: " + message);
  with.forget(one);
}

void other_backups(subject& with) {
  const json one = with.full();
  const json other = with.full();
  with.expect(done, "start", one);
  const pid_t process = process_of(one);
  while (!pgbackrest_of(with).is_busy() && kill(process, 0) == 0) std::this_thread::sleep_for(5ms);
  signal_to(process, SIGSTOP);
  with.expect(not_now, "start", other);
  with.expect(not_now, "delete", pgbackrest_of(with).base());
  with.expect_state("unknown", other);
  with.forget(other);

  // What is known of the job is lost: first with the folder, then without, so that only pgBackRest's lock says that there
  // may be a backup.
  const std::string jobs = pgbackrest_of(with).jobs();
  std::filesystem::rename(jobs, jobs + ".away");
  for (int times = 0; times < 2; ++times) {
    for (const char* const verb : {"state", "start", "delete"}) with.expect(not_now, verb, one);
    require(output_of(with.as_owner("mkdir -p " + jobs)).has_value(), "mkdir");
  }
  std::filesystem::remove_all(jobs);
  std::filesystem::rename(jobs + ".away", jobs);

  with.expect_state("running", one);
  signal_to(process, SIGCONT);
  require(with.settled(one) == "completed", "it completes");
  with.expect_state("unknown", other);
  with.forget(one);
}

int test_pgbackrest(const std::string& program, const std::string& cluster) {
  if (!output_of("pgbackrest version 2>&1")) {
    std::cout << "failed: pgbackrest is not installed\n";
    return EXIT_FAILURE;
  }
  const temporary_folder folder;
  constexpr mode_t everybody_enters = 0755;
  require(chmod(folder.path().c_str(), everybody_enters) == 0, "chmod");
  if (geteuid() == 0 && !output_of("chown postgres: " + shell_word(folder.path()))) {
    std::cout << "failed: there is no user postgres\n";
    return EXIT_FAILURE;
  }
  // The user postgres may not be able to enter the build folder.
  const std::string reachable = folder.path() + "/rota-executor-pgbackrest";
  std::filesystem::copy_file(program, reachable);
  backing_up with{reachable, cluster, folder.path()};
  if (!with.starts()) {
    std::cout << "failed: PostgreSQL does not start, or pgBackRest cannot use it\n";
    return EXIT_FAILURE;
  }
  return report(with, {{"backups that the service did not make", foreign_priors},
                       {"a repository that cannot be read", unreadable_repository},
                       {"a backup is killed", killed_backups},
                       {"a restore is killed", killed_restore},
                       {"a backup fails", failing_backups},
                       {"several backups of a stanza", other_backups}});
}

}  // namespace

int main(int count, char** arguments) {
  return main_of(count, arguments, "service_executor_pgbackrest_test PROGRAM CLUSTER_SH",
                 [](const auto& words) { return test_pgbackrest(words[0], words[1]); });
}
