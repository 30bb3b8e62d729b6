// SPDX-License-Identifier: MIT
//
// rota-executor-pgbackrest: an executor that makes backups of PostgreSQL with pgBackRest 2.45 or newer.
//
//   rota-executor-pgbackrest start|state|delete|restore
//
// Settings of the source:
//   {"stanza": "main", "config": "/etc/pgbackrest.conf", "repo": 1, "jobs": "/var/lib/rota/jobs"}
// repo is 1 if absent. The program runs where `pgbackrest backup` can run, always as the same user, and all calls for a
// stanza must see the same folder `jobs`. A worker elsewhere calls it as `ssh HOST rota-executor-pgbackrest`.
//
// | verb    | does                                                                                                    |
// |---------|---------------------------------------------------------------------------------------------------------|
// | start   | pgbackrest backup in the background, annotated rota=ID. pgBackRest itself chooses what a differential   |
// |         | or incremental is built on; where that is not in the job's chain, or where pgBackRest has had a later   |
// |         | full since, which it then cannot skip, the backup is a full instead.                                    |
// | state   | completed if the backup is listed and everything it is built on is in the chain                         |
// | delete  | pgbackrest expire of that backup alone                                                                  |
// | restore | pgbackrest restore, to the end of the archived WAL; the restored cluster does not archive               |
//
// Laws
//   pgBackRest's own listing decides which backups exist; output of pgBackRest that is not understood is an error.
//   No backup is expired that others are built on, nor while one is being made. pgBackRest expires nothing by itself
//   after a backup made here.
//   A backup in which pgBackRest found errors has failed, and only a person expires it: it may be the only copy.
//   A backup of which there is no trace is neither unknown nor deleted while pgBackRest runs one that no job here
//   accounts for: it may be that one, if `jobs` was lost.
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/detail/quoting.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract.hpp"
#include "pgbackrest_job.hpp"
#include "pgbackrest_listing.hpp"

namespace service::executors {

namespace {

using rota::detail::in_quotes;

constexpr const char* full = "full";  // as pgBackRest names it
constexpr const char* usage = "usage: rota-executor-pgbackrest start|state|delete|restore";

/// The settings of a source, and how to call pgBackRest with them.
class pgbackrest_stanza {
 public:
  explicit pgbackrest_stanza(const nlohmann::json& settings)
      : repository_{required(settings, "stanza"), number_setting(settings, "repo").value_or(1)},
        config_{required(settings, "config")},
        jobs_{required(settings, "jobs")} {
    const std::string& name = repository_.stanza;
    if (name.find('/') != std::string::npos || name.front() == '.' || name.front() == '-')
      throw refusal{failure::wrong_call,
                    "found the stanza " + in_quotes(name) +
                        " in the settings; expected the name of a stanza of pgBackRest, without a slash"};
  }

  [[nodiscard]] descriptor lock_calls() const { return calls_lock(jobs_, repository_.stanza); }
  /// Throws a refusal if the folder of jobs is not there: nothing can be told without it.
  [[nodiscard]] background_job job_of(const std::string& id) const {
    require_folder(jobs_);
    return {jobs_, repository_.stanza, id};
  }

  [[nodiscard]] command_line command(const std::string& name, const command_line& options) const {
    command_line all{"pgbackrest",
                     "--config=" + config_,
                     "--stanza=" + repository_.stanza,
                     "--repo=" + std::to_string(repository_.repo),
                     "--log-level-console=off",
                     "--log-level-stderr=warn"};
    all.insert(all.end(), options.begin(), options.end());
    all.push_back(name);
    return all;
  }

  /// Runs a command of pgBackRest and returns what it prints. Throws a refusal if it fails.
  [[nodiscard]] std::string run(const std::string& name, const command_line& options) const {
    const ended_program ended = run_program(command(name, options));
    if (ended.status == 0) return ended.output;
    constexpr int locked = 50;  // pgBackRest's LockAcquireError
    throw refusal{ended.status == locked ? failure::not_now : failure::impossible,
                  "pgbackrest " + name + " ended with status " + std::to_string(ended.status) + ": " + ended.errors};
  }

  /// The listing. A repository that cannot be read now is no reason to give a backup up.
  [[nodiscard]] pgbackrest_listing list() const {
    try {
      return {repository_, run("info", {"--output=json"})};
    } catch (const std::exception& why) {
      throw refusal{failure::not_now, why.what()};
    }
  }

  [[nodiscard]] std::string option_of_repo(const std::string& name) const {
    return "--repo" + std::to_string(repository_.repo) + '-' + name;
  }

 private:
  static std::string required(const nlohmann::json& settings, const std::string& name) {
    if (auto value = text_setting(settings, name)) return std::move(*value);
    throw refusal{failure::wrong_call,
                  "found no member " + in_quotes(name) +
                      R"( in the settings; expected {"stanza": "main", "config": "/etc/pgbackrest.conf", )"
                      R"("jobs": "/var/lib/rota/jobs"}; correct the settings of the source)"};
  }

  pgbackrest_repository repository_;
  std::string config_;
  std::string jobs_;
};

class pgbackrest_executor final : public executor {
 public:
  std::optional<rota::sys_seconds> start(const job& one) override {
    const pgbackrest_stanza stanza{one.settings};
    const background_job mine = stanza.job_of(one.id);
    const descriptor alone = stanza.lock_calls();
    if (mine.is_running() || mine.was_started()) return std::nullopt;
    const pgbackrest_listing all = stanza.list();
    if (all.find(one.id) != nullptr) return std::nullopt;
    if (mine.is_stanza_running() || all.is_busy())
      throw refusal{failure::not_now, "another backup or expiry of the stanza is running; try again later"};
    const auto making = [&](const std::string& type) {
      return stanza.command("backup", {"--type=" + type, "--no-expire-auto", "--annotation=rota=" + one.id});
    };
    const std::string type = type_of(one, all);
    std::optional<background_job::fallback> otherwise;
    // The label of a backup begins with that of its full, and pgBackRest takes no label that is not later than all that
    // it ever gave: it cannot build on a full once it has had a later one, even if that one is deleted.
    constexpr int label_not_later = 106;  // pgBackRest's ClockError
    if (type != full) otherwise = {label_not_later, making(full)};
    mine.start(making(type), otherwise);
    return std::nullopt;
  }

  standing state(const job& one) override {
    const pgbackrest_stanza stanza{one.settings};
    const background_job mine = stanza.job_of(one.id);
    // In this order: a backup that has stopped running by now is listed if it ever will be.
    const bool is_running = mine.is_running();
    const pgbackrest_listing all = stanza.list();
    if (const listed_backup* const found = all.find(one.id)) return standing_of(*found, one, all);
    if (is_running) return running{};
    if (!mine.was_started()) {
      require_accounted(one, mine, all);
      return unknown{};
    }
    const auto status = mine.status();
    if (!status)
      return failed{"it was killed or the disk was full, and pgBackRest does not list it: " + mine.last_error()};
    if (*status == 0) return failed{"pgBackRest completed it, but no longer lists it"};
    return failed{"pgbackrest ended with status " + std::to_string(*status) + ": " + mine.last_error()};
  }

  void remove(const job& one) override {
    const pgbackrest_stanza stanza{one.settings};
    const background_job mine = stanza.job_of(one.id);
    const descriptor alone = stanza.lock_calls();
    if (mine.is_running()) throw refusal{failure::not_now, one.id + " is being made; delete it afterwards"};
    const pgbackrest_listing before = stanza.list();
    if (const listed_backup* const found = before.find(one.id)) {
      if (mine.is_stanza_running() || before.is_busy())
        throw refusal{failure::not_now, "a backup or expiry of the stanza is running; try again later"};
      require_expirable(*found, before);
      expire(*found, before, stanza);
    } else if (!mine.was_started()) {
      require_accounted(one, mine, before);
    }
    mine.forget();
  }

  void restore(const job& one) override {
    const pgbackrest_stanza stanza{one.settings};
    const pgbackrest_listing all = stanza.list();
    const listed_backup* const found = all.find(one.id);
    if (found == nullptr)
      throw refusal{failure::impossible, "pgBackRest lists no backup with the annotation rota=" + one.id};
    (void)stanza.run("restore", {"--set=" + found->label, "--pg1-path=" + one.to, "--archive-mode=off", "--no-delta"});
  }

 private:
  /// The type to ask pgBackRest for, so that the backup needs nothing but the job's chain.
  static std::string type_of(const job& one, const pgbackrest_listing& all) {
    const listed_backup* const prior = all.prior_for(one.level);
    if (prior == nullptr || !all.is_within(prior, one.chain)) return full;
    return one.level == rota::level::differential ? "diff" : "incr";
  }

  /// Throws if pgBackRest is busy with what may be this backup, of which there is no other trace.
  static void require_accounted(const job& one, const background_job& mine, const pgbackrest_listing& all) {
    if (all.is_busy() && !mine.is_stanza_running())
      throw refusal{failure::not_now,
                    "pgBackRest runs a backup or an expiry that was not started here, and it may be " + one.id +
                        "; try again when it has ended"};
  }

  static standing standing_of(const listed_backup& found, const job& one, const pgbackrest_listing& all) {
    if (found.record.status != rota::backup_status::completed)
      return failed{found.label + " has files with errors, such as invalid page checksums; expire it by hand if " +
                    "nothing in it is needed"};
    if (!all.is_within(all.prior_of(found), one.chain))
      return failed{found.label + " is built on a backup that is not in its chain: another was made in the meantime"};
    return completed{found.record.size_gib};
  }

  static void require_expirable(const listed_backup& found, const pgbackrest_listing& all) {
    if (found.record.pinned)
      throw refusal{failure::impossible, found.label + " has files with errors, but may hold the only copies of " +
                                             "its other files; expire it by hand if you need none of them"};
    std::string built_on;
    for (const std::string& label : all.built_on(found)) built_on.append(" ").append(label);
    if (!built_on.empty())
      throw refusal{failure::impossible, found.label + " has others built on it; delete those first:" + built_on};
  }

  /// Expires one set and nothing else. With any set pgBackRest also expires WAL, by the configured retention; so the
  /// retention is raised to its largest value.
  static void expire(const listed_backup& found, const pgbackrest_listing& before, const pgbackrest_stanza& stanza) {
    const std::string forever = "=9999999";
    (void)stanza.run("expire", {"--set=" + found.label, stanza.option_of_repo("retention-full") + forever,
                                stanza.option_of_repo("retention-archive") + forever});
    const pgbackrest_listing after = stanza.list();
    const auto is_left = [&](const std::string& label) {
      return std::any_of(after.backups().begin(), after.backups().end(),
                         [&](const listed_backup& one) { return one.label == label; });
    };
    if (is_left(found.label)) throw refusal{failure::impossible, "pgbackrest expire left " + found.label};
    for (const listed_backup& one : before.backups())
      if (one.label != found.label && !is_left(one.label))
        throw refusal{failure::impossible, one.label + " is gone, though pgBackRest was asked to expire " +
                                               found.label + " alone; check what else expires backups of the stanza"};
  }
};

std::unique_ptr<executor> make_pgbackrest(const std::vector<std::string>& options) {
  if (options.empty()) return std::make_unique<pgbackrest_executor>();
  throw refusal{failure::wrong_call, "found " + options.front() + "; expected no options; " + std::string{usage}};
}

}  // namespace

}  // namespace service::executors

int main(int count, char** arguments) {
  namespace executors = service::executors;
  return executors::run_executor(executors::usage, {arguments + 1, arguments + count}, executors::make_pgbackrest);
}
