// SPDX-License-Identifier: MIT
//
// rota-worker: makes and prunes the backups of the sources in the database. Any number of workers share the work, on
// any number of machines.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <pqxx/pqxx>
#include <rota/rota.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "../rota/notation.hpp"
#include "database.hpp"
#include "executor.hpp"
#include "round.hpp"

namespace service {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::atomic<bool> stops{false};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): a signal sets it
static_assert(std::atomic<bool>::is_always_lock_free);

/// Waits, but no longer than until `is_over`.
void rest(milliseconds time, const std::atomic<bool>& is_over) {
  constexpr milliseconds step{50};
  for (; time > milliseconds{0} && !is_over; time -= step) std::this_thread::sleep_for(std::min(time, step));
}

void print(const std::string& what) {
  static std::mutex one_at_a_time;
  const std::lock_guard hold{one_at_a_time};
  std::cerr << "rota-worker: " << what << std::endl;
}

/// The leases that the threads of this worker hold.
class held_leases {
 public:
  void add(const lease& claimed) {
    const std::lock_guard hold{mutex_};
    all_.push_back(claimed);
  }
  void remove(const lease& ended) {
    const std::lock_guard hold{mutex_};
    std::erase_if(all_, [&](const lease& one) { return one.number == ended.number; });
  }
  [[nodiscard]] std::vector<lease> all() const {
    const std::lock_guard hold{mutex_};
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<lease> all_;
};

class worker {
 public:
  worker(std::string connection, worker_options options, unsigned threads)
      : connection_{std::move(connection)}, options_{std::move(options)}, threads_{threads} {}

  /// Works until a signal says to stop; then ends the rounds that it is in.
  void run() {
    std::vector<std::thread> all;
    for (unsigned i = 0; i < threads_; ++i) all.emplace_back([this] { work(); });
    std::thread heart{[this] { beat(); }};
    for (std::thread& one : all) one.join();
    has_ended_ = true;
    heart.join();
  }

 private:
  /// One source at a time: others would wait for its executor.
  std::optional<lease> claim(database& db, const std::string& executor) const {
    return db.transact([&](pqxx::work& in) {
      const auto rows =
          in.exec_params("select source_id, lease_number from claim($1, $2, 1, make_interval(secs => $3))",
                         options_.name, executor, options_.lease.count());
      return rows.empty() ? std::nullopt
                          : std::optional{lease{rows[0][0].as<std::string>(), rows[0][1].as<std::int64_t>()}};
    });
  }

  /// What each thread does.
  void work() {
    database db{connection_};
    while (!stops) {
      bool is_idle = true;
      for (const auto& named : options_.executors) {
        std::optional<lease> claimed;
        attempt("claim a source of the executor " + named.first, [&] { claimed = claim(db, named.first); });
        if (!claimed) continue;
        held_.add(*claimed);
        if (attempt("finish the round for source " + claimed->source_id, [&] {
              work_round{db, options_, *claimed}.run();
            }))
          is_idle = false;
        held_.remove(*claimed);
      }
      if (is_idle) rest(options_.poll, stops);
    }
  }

  /// Extends the leases while executors take their time.
  void beat() {
    database db{connection_};
    while (!has_ended_) {
      rest(milliseconds{options_.lease} / 4, has_ended_);
      for (const lease& one : held_.all()) {
        attempt("extend the lease of source " + one.source_id, [&] {
          db.transact([&](pqxx::work& in) {
            in.exec_params("select extend_lease($1, $2, make_interval(secs => $3))", one.source_id, one.number,
                           options_.lease.count());
          });
        });
      }
    }
  }

  /// Runs `act`, and reports what it throws. Returns whether it succeeded.
  template <class Act>
  static bool attempt(const std::string& what, Act act) {
    try {
      act();
      return true;
    } catch (const lease_lost&) {
      print("cannot " + what + ": another worker has taken over");
    } catch (const std::exception& why) {
      print("cannot " + what + ": " + why.what());
    }
    return false;
  }

  std::string connection_;
  worker_options options_;
  unsigned threads_;
  held_leases held_;
  std::atomic<bool> has_ended_{false};
};

/// Restores a backup into an empty folder, and holds it for as long as that may take. Returns the exit status.
int restore(const std::string& connection, const worker_options& options, const std::string& id,
            const std::string& folder) {
  database db{connection};
  job about;
  auto program = options.executors.end();
  constexpr seconds most_patience = std::chrono::hours{24 * 7};
  db.transact([&](pqxx::work& in) {
    const auto rows = in.exec_params(
        "select source.id, executor, settings, level, extract(epoch from rota_now())::bigint, "
        "extract(epoch from slot)::bigint "
        "from backup join source on source.id = source_id where backup.id = $1 for update of source",
        id);
    if (rows.empty()) throw std::runtime_error{"there is no backup " + id};
    const auto executor = rows[0][1].as<std::string>();
    program = options.executors.find(executor);
    if (program == options.executors.end())
      throw std::runtime_error{"the backup " + id + " was made by the executor " + executor + "; add --executor " +
                               executor + "=COMMAND"};
    const auto backups = backups_of(in, rows[0][0].as<std::string>());
    const rota::history past{backups};
    const auto found = past.find(id);
    if (!found) throw std::runtime_error{"there is no backup " + id};
    if (const auto order = restore_order(past, *found); !order)
      throw std::runtime_error{to_string(order.error().front())};
    about = job_of(past, *found);
    about.settings = nlohmann::json::parse(rows[0][2].c_str());
    about.level = *rota::parse_enum<rota::level>(rows[0][3].c_str());
    about.now = instant_in(rows[0][4]);
    if (!rows[0][5].is_null()) about.slot = instant_in(rows[0][5]);
    about.to = folder;
    in.exec_params("update backup set held_until = greatest(held_until, $2) where id = $1", id,
                   to_sql(about.now + most_patience));
  });
  const reply said = program->second.ask("restore", about, most_patience, &stops);
  if (said.how != reply::outcome::done) throw std::runtime_error{said.message};
  std::cout << "restored the backup " << id << " into " << folder << "; it is held until "
            << rota::format_instant(about.now + most_patience) << " UTC\n";
  return EXIT_SUCCESS;
}

/// Unique among workers and across restarts: "host-1:4711:5e8c…".
std::string new_name() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::ostringstream name;
  name << host.data() << ':' << getpid() << ':' << std::hex
       << std::chrono::system_clock::now().time_since_epoch().count();
  return name.str();
}

/// The length in an option such as --grace.
seconds length_of(const std::string& option, const std::string& text) {
  using notation = tool::notation<seconds>;
  if (const auto length = notation::parse(text)) return *length;
  throw CLI::ValidationError{option + ": found " + text + "; expected " + notation::instead_of(text)};
}

int run(int argc, char** argv) {
  CLI::App line{"Makes and prunes the backups of the sources in the database, beside any number of other workers."};
  std::string connection;
  std::vector<std::string> programs;
  worker_options options;
  unsigned threads = 4;
  double poll = 1;
  int lease_time = 30;
  std::string grace;
  std::string stale_after;
  unsigned max_chain = 0;
  std::string id;
  std::string folder;
  line.add_option("--database", connection, "How to connect to PostgreSQL: \"host=… dbname=rota\"")->required();
  line.add_option("--executor", programs,
                  "NAME=COMMAND: the program that makes the backups of the sources whose executor has that name; "
                  "repeat it for others")
      ->required()
      ->allow_extra_args(false);
  line.add_option("--threads", threads, "How many sources to work on at a time (default: 4)")->check(CLI::Range(1, 64));
  line.add_option("--poll", poll,
                  "How often to look for work, and to ask for the state of a backup, in seconds (default: 1)")
      ->check(CLI::Range(0.01, 3'600.0));
  line.add_option("--lease", lease_time,
                  "How long a lease lasts without renewal, in seconds; then other workers take over (default: 30)")
      ->check(CLI::Range(1, 3'600));
  line.add_option("--grace", grace, "How late a backup may be started, such as 6h (default: no limit)");
  line.add_option("--stale-after", stale_after,
                  "After how long a backup that its executor still reports as running is marked FAILED, such as 36h "
                  "(default: never)");
  line.add_option("--max-chain", max_chain, "The longest chain, in backups (default: no limit)")
      ->check(CLI::Range(1, 1'000'000));
  line.add_option(
          "--most", options.guard.most,
          "Delete nothing of a source if its schedule would delete more than N of its backups (default: no limit)")
      ->check(CLI::NonNegativeNumber);
  line.add_option("--most-share", options.guard.most_share,
                  "Delete nothing of a source if its schedule would delete more than this share of its automated "
                  "backups, from 0 to 1 (default: no limit)")
      ->check(CLI::Range(0.0, 1.0));
  bool is_quiet = false;
  line.add_flag("--quiet", is_quiet, "Print only what goes wrong");
  CLI::App& restoring = *line.add_subcommand("restore", "Restore a backup into an empty folder");
  restoring.add_option("ID", id, "The id of the backup")->required();
  restoring.add_option("FOLDER", folder, "The absolute path of an empty folder, where the executor runs")->required();
  restoring.fallthrough();
  try {
    line.parse(argc, argv);
    for (const std::string& one : programs) {
      const std::size_t equals = one.find('=');
      if (equals == std::string::npos || equals == 0)
        throw CLI::ValidationError{"--executor: found " + one + "; expected NAME=COMMAND"};
      options.executors.insert_or_assign(one.substr(0, equals), executor{one.substr(equals + 1)});
    }
    if (!grace.empty()) options.decide.grace = length_of("--grace", grace);
    if (!stale_after.empty()) options.decide.stale_after = length_of("--stale-after", stale_after);
  } catch (const CLI::ParseError& wrong) {
    return line.exit(wrong);
  }
  if (max_chain > 0) options.decide.max_chain = max_chain;
  options.name = new_name();
  options.poll = milliseconds{static_cast<std::int64_t>(poll * 1'000)};
  options.lease = seconds{lease_time};
  if (restoring.parsed()) {
    const auto known = rota::parse_uuid(id);
    if (!known) throw std::runtime_error{"found the id " + id + "; expected a UUID"};
    return restore(connection, options, *known, folder);
  }
  options.warn = print;
  if (!is_quiet) options.say = print;
  worker{connection, options, threads}.run();
  return EXIT_SUCCESS;
}

}  // namespace

}  // namespace service

int main(int argc, char** argv) {
  // By default, do not wait long for a database that does not answer.
  ::setenv("PGCONNECT_TIMEOUT", "5", 0);  // NOLINT(concurrency-mt-unsafe): there are no threads yet
  (void)std::signal(SIGPIPE, SIG_IGN);
  for (const int signal : {SIGINT, SIGTERM}) (void)std::signal(signal, [](int) { service::stops = true; });
  try {
    return service::run(argc, argv);
  } catch (const std::exception& why) {
    std::cerr << "rota-worker: " << why.what() << '\n';
    return EXIT_FAILURE;
  }
}
