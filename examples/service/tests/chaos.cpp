// SPDX-License-Identifier: MIT
//
// service_chaos: a month of backups in minutes, during which workers and PostgreSQL are killed again and again; then
// every schedule must be where the library predicts it without the kills.
//
//   service_chaos --programs DIR --cluster FILE [--schedules N] [--weekly SHARE] [--workers N] [--threads N]
//                 [--lease SECONDS] [--days N] [--seconds REAL] [--kills N] [--failures SHARE] [--seed N]
//                 [--folder DIR] [--damage]
//
// At full size (a quarter of an hour on two cores; without --weekly, two hours):
//   service_chaos --programs build/service/examples/service --cluster examples/service/cluster.sh --schedules 10000
//                 --weekly 0.95 --workers 4 --lease 2 --days 30 --seconds 600 --kills 120 --failures 0.05
//
// The test moves the clock of the service ahead in small steps, so that the month takes `--seconds`. The clock pauses
// while any slot is more than an hour late, except one that waits for a running backup to end: at a month in 90
// seconds, one second in which PostgreSQL recovers would be eight hours, and of the slots missed in that time the
// library rightly serves only the latest. Leases keep their length in real time.
//
// The seed decides when SIGKILL hits what: a worker, with or without the executors that it has started; all workers;
// PostgreSQL with all its processes; one of these processes; or PostgreSQL and a worker at once. Some are killed again
// while they recover, and some workers are stopped for longer than their leases and then continued.
//
// --damage tests the judge: it damages the results in one way after another, and fails unless the judge finds each.
//
// Exit status: 0 if everything is as predicted; 1 with the findings and everything known about the first sources.
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() is POSIX, and not in <csignal>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <rota/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../database.hpp"
#include "chaos_judge.hpp"
#include "chaos_schedules.hpp"
#include "processes.hpp"

namespace service::tests {

namespace {

using namespace std::chrono_literals;
using real_clock = std::chrono::steady_clock;
using real_seconds = std::chrono::duration<double>;
using rota::sys_seconds;

// Set by a signal, so that the test ends and stops everything that it has started.
volatile std::sig_atomic_t is_interrupted = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

struct chaos_options {
  std::string programs;
  std::string cluster;
  std::string folder;
  std::size_t schedules = 60;
  double weekly = 0;  // the share of the schedules that run once a week
  std::size_t workers = 2;
  unsigned threads = 2;
  int lease = 1;  // seconds
  int days = 30;
  double seconds = 60;
  std::size_t kills = 20;
  double failures = 0.05;
  std::uint64_t seed = 1;
  bool damages = false;
};

/// How long the longest backup takes, on the clock of the service.
constexpr std::chrono::seconds longest_backup = 20min;
/// How late a slot may be before the clock pauses, and the largest step of the clock. Together with the longest backup
/// they are far shorter than the time between two slots of a schedule.
constexpr std::chrono::seconds patience = 1h;
constexpr std::chrono::seconds largest_step = 1h;
/// After how much real time without progress the test gives up.
constexpr std::chrono::seconds no_progress = 90s;

/// What the clock of the service showed, by the real time since the test began.
class timeline {
 public:
  void note(real_seconds at, sys_seconds shown) { notes_.push_back({at, shown}); }

  /// The real time at which it showed that instant.
  [[nodiscard]] real_seconds when(sys_seconds shown) const {
    const auto later = std::upper_bound(notes_.begin(), notes_.end(), shown,
                                        [](sys_seconds at, const point& one) { return at < one.shown; });
    if (later == notes_.begin()) return {};
    // Between two steps the clock runs at the rate of real time. A step past the instant shows it at once.
    const real_seconds after = std::prev(later)->at + (shown - std::prev(later)->shown);
    return later == notes_.end() ? after : (std::min)(after, later->at);
  }

 private:
  struct point {
    real_seconds at;
    sys_seconds shown;
  };
  std::vector<point> notes_;
};

struct figures {
  std::size_t worker_kills = 0;
  std::size_t database_kills = 0;
  std::size_t stops = 0;
  real_seconds ran{};
  real_seconds waited{};  // while the clock paused for late slots
};

class chaos {
 public:
  explicit chaos(chaos_options options)
      : options_{std::move(options)},
        month_{start_of_month, start_of_month + std::chrono::hours{24 * options_.days}},
        told_{options_.seed, options_.failures, longest_backup},
        random_{options_.seed},
        schedules_{make_schedules({options_.schedules, options_.weekly, options_.seed}, month_)},
        cluster_{options_.cluster, options_.folder + "/db", {"log_checkpoints=off", "shared_buffers=256MB"}},
        db_{cluster_.connection()} {
    expected_.reserve(schedules_.size());
    for (const rota::schedule& one : schedules_) expected_.push_back(predict(one, month_, told_));
    std::filesystem::create_directories(pretend_folder());
  }

  /// Returns the exit status.
  int run() {
    load();
    workers_.reserve(options_.workers);
    for (std::size_t i = 0; i < options_.workers; ++i) workers_.push_back(start_worker());
    live_through();
    stop_workers();
    const bool is_fine = report();
    const bool is_proven = !options_.damages || (is_fine && damage_is_found());
    return is_fine && is_proven && problems_.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
  }

 private:
  /// Saturday, 9 March 2024: clocks change in America on the next day, in Paraguay on the 24th, in Europe on the 31st,
  /// and in Australia on 7 April.
  static constexpr sys_seconds start_of_month = date::sys_days{date::year{2024} / 3 / 9};

  [[nodiscard]] std::string pretend_folder() const { return options_.folder + "/pretend"; }
  [[nodiscard]] std::string worker_log() const { return options_.folder + "/workers.log"; }
  /// When the clock goes on at the pace of real time, so that what still runs ends before slots are due again.
  [[nodiscard]] sys_seconds end() const { return month_.until + quiet - 1h; }
  [[nodiscard]] real_seconds passed() const { return real_clock::now() - begun_; }
  [[nodiscard]] double chance() { return static_cast<double>(random_() >> 11U) / 9007199254740992.0; }

  // --- the beginning ---

  void load() {
    nlohmann::json records = nlohmann::json::array();
    for (const rota::schedule& one : schedules_) records.push_back(one);
    const std::string text = records.dump();
    db_.transact([&](pqxx::work& in) {
      in.exec_params("select set_clock($1, 1)", to_sql(month_.from));
      in.exec("insert into account values ('1234')");
      in.exec_params(
          "insert into source (id, type, account, executor, work_at) "
          "select (record #>> '{source,id}')::uuid, record #>> '{source,type}', '1234', 'pretend', "
          "instant(record ->> 'next_run') from jsonb_array_elements($1) record",
          text);
      in.exec_params(
          "insert into schedule (id, account, source_id, record) "
          "select (record ->> 'id')::uuid, '1234', (record #>> '{source,id}')::uuid, record "
          "from jsonb_array_elements($1) record",
          text);
    });
    db_.transact([](pqxx::work& in) { in.exec("analyze"); });
  }

  [[nodiscard]] process start_worker() const {
    std::ostringstream executor;
    executor << "pretend=" << options_.programs << "/rota-executor-pretend --folder " << pretend_folder() << " --seed "
             << told_.seed << " --failures " << told_.failures << " --takes " << told_.takes.count();
    return process{{options_.programs + "/rota-worker", "--quiet", "--database", cluster_.connection(), "--executor",
                    executor.str(), "--threads", std::to_string(options_.threads), "--poll", "0.05", "--lease",
                    std::to_string(options_.lease)},
                   worker_log()};
  }

  // --- the month ---

  void live_through() {
    begun_ = last_step_ = last_progress_ = real_clock::now();
    plan_kills();
    while (problems_.empty()) {
      std::this_thread::sleep_for(25ms);
      if (is_interrupted != 0) problems_.emplace_back("the test was interrupted");
      if (attempt_step()) break;
      continue_stopped();
      kill_what_is_due();
      watch_workers();
      show_progress();
      if (real_clock::now() - last_progress_ > no_progress) give_up();
    }
    continue_stopped(true);
    figures_.ran = passed();
  }

  void show_progress() {
    if (passed() < next_progress_) return;
    next_progress_ = passed() + 10s;
    std::cerr << rota::format_instant(now_) << ", after " << static_cast<std::int64_t>(passed().count())
              << " s: killed " << figures_.worker_kills << " workers and PostgreSQL " << figures_.database_kills
              << " times\n";
  }

  /// Moves the clock by one step. Returns whether the month is over and all work is done.
  bool attempt_step() {
    try {
      return step();
    } catch (const pqxx::failure&) {
      return false;  // PostgreSQL is down, or a worker holds its locks for too long
    }
  }

  bool step() {
    return db_.transact([&](pqxx::work& in) {
      const auto row = in.exec1(
          "select extract(epoch from rota_now())::bigint, "
          "       coalesce(extract(epoch from rota_now() - min(next_run)), 0)::bigint "
          "from schedule join source on source.id = source_id where worker is not null or work_at <= rota_now()");
      const sys_seconds now{std::chrono::seconds{row[0].as<std::int64_t>()}};
      const std::chrono::seconds late{row[1].as<std::int64_t>()};
      const auto real = real_clock::now();
      const real_seconds since = real - last_step_;
      last_step_ = real;
      if (now != now_) last_progress_ = real;
      if (now >= end()) return has_ended(in, now, late);
      if (late > patience) {
        figures_.waited += since;
        // The clock still runs at the rate of real time, which is no progress.
        if (now - now_ > 10s) now_ = now;
        return false;
      }
      const auto days = static_cast<double>(options_.days);
      const auto step =
          (std::min)(std::chrono::seconds{static_cast<std::int64_t>(since.count() * days * 86'400 / options_.seconds)},
                     (std::min)(largest_step, std::chrono::seconds{end() - now}));
      if (step < 1s) return false;
      move_clock(in, now + step, step);
      now_ = now + step;
      last_progress_ = real;
      timeline_.note(passed(), now_);
      return false;
    });
  }

  /// Sets the clock. Leases move with it, so that they keep their length in real time.
  static void move_clock(pqxx::work& in, sys_seconds shows, std::chrono::seconds step) {
    in.exec("set local lock_timeout = '300ms'");
    in.exec("lock table source in share row exclusive mode");  // so that no lease begins in the meantime
    in.exec_params(
        "update source set work_at = work_at + make_interval(secs => $1) "
        "where worker is not null and work_at > rota_now()",
        step.count());
    in.exec_params("select set_clock($1, 1)", to_sql(shows));
  }

  bool has_ended(pqxx::work& in, sys_seconds now, std::chrono::seconds late) {
    const auto row = in.exec1(
        "select (select count(*) from backup where status in ('NEW', 'BUILDING')), "
        "       (select count(*) from deletion where done is null), "
        "       (select count(*) from source where worker is not null or work_at <= rota_now())");
    const auto left = std::array{row[0].as<std::int64_t>(), row[1].as<std::int64_t>(), row[2].as<std::int64_t>()};
    if (left != left_) last_progress_ = real_clock::now();
    left_ = left;
    ended_at_ = now;
    return late <= 0s && left == std::array<std::int64_t, 3>{};
  }

  void give_up() {
    problems_.push_back("there was no progress for " + std::to_string(no_progress.count()) + " s at " +
                        rota::format_instant(now_) + "; there remain " + std::to_string(left_[0]) +
                        " unfinished backups, " + std::to_string(left_[1]) + " deletions and " +
                        std::to_string(left_[2]) +
                        " sources that are due or leased; the log of the workers ends with\n" + tail_of(worker_log()) +
                        "that of PostgreSQL ends with\n" + tail_of(cluster_.log()));
  }

  // --- the kills ---

  void plan_kills() {
    const std::chrono::seconds whole = month_.until - month_.from;
    const auto slices = static_cast<double>(options_.kills);
    for (std::size_t i = 0; i < options_.kills; ++i) {
      const double share = (static_cast<double>(i) + chance()) / slices;
      kills_.push_back(month_.from +
                       std::chrono::seconds{static_cast<std::int64_t>(share * static_cast<double>(whole.count()))});
    }
  }

  void kill_what_is_due() {
    while (next_kill_ < kills_.size() && kills_[next_kill_] <= now_) {
      ++next_kill_;
      // The steps of the clock must not decide at which point of its work a process dies.
      std::this_thread::sleep_for(real_seconds{chance() * 0.1});
      kill_something();
      if (chance() < 0.25) {  // again, during the recovery
        std::this_thread::sleep_for(real_seconds{chance()});
        kill_something();
      }
      if (chance() < 0.15) stop_a_worker();
    }
  }

  void kill_something() {
    const double what = chance();
    if (what < 0.5) {
      kill_worker(random_() % workers_.size());
    } else if (what < 0.6) {
      for (std::size_t i = 0; i < workers_.size(); ++i) kill_worker(i);
    } else if (what < 0.8) {
      kill_database([] {});
    } else if (what < 0.9) {
      kill_database([&] { kill_worker(random_() % workers_.size()); });
    } else {
      kill_part_of_database();
    }
  }

  void kill_worker(std::size_t i) {
    if (stopped_ && stopped_->first == i) stopped_.reset();
    process& one = workers_[i];
    if (chance() < 0.5)
      one.kill_group(SIGKILL);
    else
      one.kill(SIGKILL);
    if (!one.wait(10s)) throw std::runtime_error{"a worker does not die"};
    ++figures_.worker_kills;
    if (chance() < 0.3) std::this_thread::sleep_for(real_seconds{chance()});
    one = start_worker();
  }

  template <class Meanwhile>
  void kill_database(Meanwhile meanwhile) {
    cluster_.kill_all();
    ++figures_.database_kills;
    meanwhile();
    if (chance() < 0.3) std::this_thread::sleep_for(real_seconds{chance()});
    cluster_.start();
  }

  /// PostgreSQL then ends all its other processes and recovers by itself.
  void kill_part_of_database() {
    const auto found = cluster_.processes();
    if (found.size() < 2) return kill_database([] {});
    ::kill(found[1 + random_() % (found.size() - 1)], SIGKILL);
    ++figures_.database_kills;
  }

  void stop_a_worker() {
    if (stopped_) return;
    const std::size_t i = random_() % workers_.size();
    workers_[i].kill(SIGSTOP);
    ++figures_.stops;
    stopped_ = {i, real_clock::now() + std::chrono::seconds{options_.lease + 1}};
  }

  void continue_stopped(bool at_once = false) {
    if (!stopped_ || (!at_once && real_clock::now() < stopped_->second)) return;
    workers_[stopped_->first].kill(SIGCONT);
    stopped_.reset();
  }

  void watch_workers() {
    for (process& one : workers_)
      if (const auto status = one.wait(0s))
        problems_.push_back("a worker ended by itself, with status " + std::to_string(*status) + ": " +
                            tail_of(worker_log()));
  }

  void stop_workers() {
    for (const process& one : workers_) one.kill(SIGTERM);
    for (process& one : workers_)
      if (const auto status = one.wait(20s); status != 0)
        problems_.push_back("a worker " +
                            (status ? "ended with status " + std::to_string(*status) : std::string{"did not end"}) +
                            " after SIGTERM");
    workers_.clear();
  }

  // --- the judgement ---

  [[nodiscard]] evidence collected() {
    return db_.transact([&](pqxx::work& in) { return collect(in, pretend_folder()); });
  }

  /// Prints the figures and the findings. Returns whether there are none.
  bool report() {
    const evidence seen = collected();
    const verdict of = judge(schedules_, expected_, seen, ended_at_);
    std::size_t slots = 0;
    for (const prediction& one : expected_) slots += one.backups.size();
    std::cout << std::fixed << std::setprecision(1);
    const auto line = [](std::string_view name, const auto& value) {
      std::cout << std::left << std::setw(38) << name << std::right << std::setw(10) << value << '\n';
    };
    line("schedules", schedules_.size());
    line("workers", options_.workers);
    line("simulated days", options_.days);
    line("real seconds", figures_.ran.count());
    line("  of which the clock paused", figures_.waited.count());
    line("slots", slots);
    line("backups started", of.started);
    line("  completed", of.completed);
    line("  failed", of.failed);
    line("backups deleted", of.deleted);
    line("backups kept", of.kept);
    line("kills of workers", figures_.worker_kills);
    line("kills of PostgreSQL", figures_.database_kills);
    line("workers stopped beyond their leases", figures_.stops);
    line("longest delay of a slot, real seconds", longest_delay(seen));
    for (std::size_t kind = 0; kind < fault_names.size(); ++kind)
      line(fault_names[kind], std::count_if(of.findings.begin(), of.findings.end(), [&](const finding& one) {
             return static_cast<std::size_t>(one.kind) == kind;
           }));
    for (const std::string& one : problems_) std::cout << "\nproblem: " << one << '\n';
    explain(of, seen);
    std::cout << std::flush;
    return of.findings.empty() && problems_.empty();
  }

  [[nodiscard]] double longest_delay(const evidence& seen) const {
    real_seconds longest{};
    for (std::size_t i = 0; i < schedules_.size(); ++i) {
      const auto found = seen.backups.find(schedules_[i].source.id);
      if (found == seen.backups.end()) continue;
      for (const predicted_backup& wanted : expected_[i].backups)
        for (const seen_backup& one : found->second)
          if (one.slot == wanted.slot)
            longest = (std::max)(longest, timeline_.when(one.created) - timeline_.when(wanted.due));
    }
    return longest.count();
  }

  void explain(const verdict& of, const evidence& seen) const {
    constexpr std::size_t most_lines = 50;
    constexpr std::size_t most_sources = 3;
    std::vector<std::string> sources;
    for (std::size_t i = 0; i < of.findings.size(); ++i) {
      const finding& one = of.findings[i];
      if (i < most_lines)
        std::cout << '\n'
                  << fault_names[static_cast<std::size_t>(one.kind)] << ": source " << one.source << ": " << one.text
                  << '\n';
      if (std::find(sources.begin(), sources.end(), one.source) == sources.end()) sources.push_back(one.source);
    }
    for (std::size_t i = 0; i < sources.size() && i < most_sources; ++i)
      std::cout << "\nsource " << sources[i] << '\n'
                << account_of(sources[i], schedules_, expected_, seen, pretend_folder());
    if (!sources.empty()) std::cout << "\nthe log of the workers ends with\n" << tail_of(worker_log());
  }

  // --- the test of the judge ---

  struct damage {
    std::string_view name;
    fault_kind expected;
    std::string which;  // an SQL condition for the backup to damage
    std::function<void(pqxx::work&, const std::string& id)> act;
  };

  [[nodiscard]] std::string file_of(const std::string& id) const {
    return pretend_folder() + '/' + id.substr(0, 2) + '/' + id;
  }

  /// Adds a line, as if the executor had been called for that backup.
  void note_in_ledger(pqxx::work& in, const std::string& id, const std::string& call, const std::string& did) const {
    const auto row = in.exec_params1("select source_id, iso(slot) || 'Z' from backup where id = $1", id);
    std::ofstream{pretend_folder() + "/ledger", std::ios::app} << call << ' ' << row[0].c_str() << ' ' << row[1].c_str()
                                                               << ' ' << row[1].c_str() << ' ' << did << " full -\n";
  }

  /// Adds the deletion of a backup that no plan named.
  static void add_deletion(pqxx::work& in, const std::string& id, bool is_done) {
    in.exec_params(
        "insert into deletion (backup_id, source_id, why, done, record) "
        "select id, source_id, 'expired', case when $2 then rota_now() end, to_jsonb(backup) from backup where id = $1",
        id, is_done);
  }

  /// They change rows and files, and bypass all constraints.
  [[nodiscard]] std::vector<damage> damages() const {
    const std::string leaf =
        "status = 'COMPLETED' and parent_id is not null "
        "and not exists (select from backup child where child.parent_id = backup.id)";
    return {
        {"a backup is forgotten", fault_kind::lost, leaf,
         [](pqxx::work& in, const std::string& id) { in.exec_params("delete from backup where id = $1", id); }},
        {"a backup is made twice", fault_kind::doubled, leaf,
         [](pqxx::work& in, const std::string& id) {
           in.exec_params(
               "insert into backup select (jsonb_populate_record(backup, jsonb_build_object('id', "
               "gen_random_uuid()))).* from backup where id = $1",
               id);
         }},
        {"a success is recorded as a failure", fault_kind::different, leaf,
         [](pqxx::work& in, const std::string& id) {
           in.exec_params("update backup set status = 'FAILED' where id = $1", id);
         }},
        {"a backup is deleted without a plan", fault_kind::unplanned, leaf,
         [&](pqxx::work& in, const std::string& id) {
           add_deletion(in, id, true);
           in.exec_params("delete from backup where id = $1", id);
           std::filesystem::remove(file_of(id));
         }},
        {"a deletion is not carried out", fault_kind::left, leaf,
         [](pqxx::work& in, const std::string& id) {
           add_deletion(in, id, false);
           in.exec_params("update backup set status = 'DELETE_FAILED' where id = $1", id);
         }},
        {"a chain is broken", fault_kind::broken, "exists (select from backup child where child.parent_id = backup.id)",
         [&](pqxx::work&, const std::string& id) { std::filesystem::remove(file_of(id)); }},
        {"a backup exists only in the folder", fault_kind::disagreed, leaf,
         [&](pqxx::work& in, const std::string& id) {
           std::string other = id;
           std::reverse(other.begin() + 24, other.end());
           std::filesystem::copy_file(file_of(id), file_of(other));
           note_in_ledger(in, id, "start " + other, "started");
         }},
        {"the executor refuses a call", fault_kind::refused, leaf,
         [&](pqxx::work& in, const std::string& id) { note_in_ledger(in, id, "state " + id, "refused"); }},
    };
  }

  /// Damages one undamaged source in each way. Returns whether the judge finds every damage.
  bool damage_is_found() {
    bool all_found = true;
    std::vector<std::string> damaged{"00000000-0000-0000-0000-000000000000"};
    std::cout << '\n';
    for (const damage& one : damages()) {
      std::string source;
      db_.transact([&](pqxx::work& in) {
        std::string others;
        for (const std::string& id : damaged) others += (others.empty() ? "" : ", ") + in.quote(id);
        in.exec("set local session_replication_role = replica");  // no trigger, no foreign key
        const auto row = in.exec1("select id, source_id from backup where source_id not in (" + others + ") and " +
                                  one.which + " order by id limit 1");
        source = row[1].c_str();
        one.act(in, row[0].c_str());
      });
      damaged.push_back(source);
      const verdict of = judge(schedules_, expected_, collected(), ended_at_);
      const bool is_found = std::any_of(of.findings.begin(), of.findings.end(), [&](const finding& each) {
        return each.source == source && each.kind == one.expected;
      });
      std::cout << one.name << ": " << (is_found ? "found" : "NOT FOUND") << '\n';
      all_found = all_found && is_found;
    }
    return all_found;
  }

  chaos_options options_;
  month month_;
  pretence told_;
  std::mt19937_64 random_;
  std::vector<rota::schedule> schedules_;
  std::vector<prediction> expected_;
  cluster cluster_;
  database db_;
  std::vector<process> workers_;
  std::vector<sys_seconds> kills_;
  std::size_t next_kill_ = 0;
  std::optional<std::pair<std::size_t, real_clock::time_point>> stopped_;  // a worker, and until when
  real_clock::time_point begun_{}, last_step_{}, last_progress_{};
  sys_seconds now_ = start_of_month;
  sys_seconds ended_at_ = start_of_month;
  std::array<std::int64_t, 3> left_{};
  real_seconds next_progress_{};
  timeline timeline_;
  figures figures_;
  std::vector<std::string> problems_;
};

int run(int argc, char** argv) {
  CLI::App line{"Kills workers and PostgreSQL during a month of backups, and compares the result with the prediction."};
  line.option_defaults()->always_capture_default();
  chaos_options options;
  line.add_option("--programs", options.programs, "The folder of rota-worker and rota-executor-pretend")->required();
  line.add_option("--cluster", options.cluster, "cluster.sh")->required();
  line.add_option("--schedules", options.schedules, "The number of schedules")->check(CLI::Range(1, 1'000'000));
  line.add_option("--weekly", options.weekly, "The share of the schedules that run once a week")
      ->check(CLI::Range(0.0, 1.0));
  line.add_option("--workers", options.workers, "The number of workers")->check(CLI::Range(1, 64));
  line.add_option("--threads", options.threads, "The threads of each worker")->check(CLI::Range(1, 64));
  line.add_option("--lease", options.lease, "The length of a lease, in real seconds")->check(CLI::Range(1, 60));
  line.add_option("--days", options.days, "The length of the month")->check(CLI::Range(1, 400));
  line.add_option("--seconds", options.seconds, "The real time of the month, at least")
      ->check(CLI::Range(1.0, 100'000.0));
  line.add_option("--kills", options.kills, "The least number of kills");
  line.add_option("--failures", options.failures, "The share of the backups that fail")->check(CLI::Range(0.0, 1.0));
  line.add_option("--seed", options.seed, "Decides schedules, failures and kills");
  line.add_option("--folder", options.folder,
                  "Where to keep everything (default: a temporary folder, which is removed)");
  line.add_flag("--damage", options.damages, "Afterwards, damage the results in each way, and fail unless it is found");
  CLI11_PARSE(line, argc, argv);
  std::optional<temporary_folder> temporary;
  if (options.folder.empty()) options.folder = temporary.emplace().path();
  return chaos{options}.run();
}

}  // namespace

}  // namespace service::tests

int main(int argc, char** argv) {
  for (const int signal : {SIGINT, SIGTERM}) (void)std::signal(signal, [](int) { service::tests::is_interrupted = 1; });
  return service::tests::run_test("service_chaos", [&] { return service::tests::run(argc, argv); });
}
