// SPDX-License-Identifier: MIT
//
// service_scale: what it costs a worker to ask for work when there are many schedules.
//
//   service_scale --cluster FILE [--schedules N]        # 100,000 by default; the full size is 1000000, in two minutes
//
// It measures the call with which workers claim sources, in its transaction, over one connection: when nothing is due,
// when 1,000 sources are due, and when nothing is due again after work on a tenth of all sources, whose old entries
// stay in PostgreSQL's index until a vacuum. The median must be below 5 ms if nothing is due, and below 10 ms for a
// claim. The test also asks PostgreSQL for the plan of the call, and fails unless it uses the index.
//
// Exit status: 0; 1 with a message if a limit is exceeded or the index is not used.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <rota/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../database.hpp"
#include "processes.hpp"

namespace service::tests {

namespace {

using namespace std::chrono_literals;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t calls = 200;
constexpr std::size_t due = 1'000;
constexpr milliseconds most_for_nothing{5};
constexpr milliseconds most_for_a_claim{10};

/// Collects the messages that the server sends besides its results.
class listener final : public pqxx::errorhandler {
 public:
  explicit listener(pqxx::connection_base& to) : errorhandler{to} {}
  // NOLINTNEXTLINE(modernize-avoid-c-arrays,cppcoreguidelines-avoid-c-arrays): pqxx has it so
  bool operator()(const char message[]) noexcept override {
    heard_ += message;
    return false;
  }
  [[nodiscard]] const std::string& heard() const noexcept { return heard_; }

 private:
  std::string heard_;
};

/// A schedule as the library makes it.
std::string sample_record() {
  const auto spec = rota::parse_create_request(
      R"({"schedule": {"action": "backup", "day_of_week": 0, "hour": 14, "minute": 30,
                       "source_id": "44b277eb-39be-4921-be31-3d61b43651d7"}})");
  return nlohmann::json(make_schedule(*spec, "88b277eb-39be-4921-be31-3d61b43651d7",
                                      date::sys_days{date::year{2024} / 3 / 9}, rota::utc))
      .dump();
}

/// Adds schedules, each for a source of its own, that are due within the next 30 days but not within the next hour.
void load(pqxx::work& in, std::size_t count) {
  in.exec("set local statement_timeout = 0");
  in.exec("select set_clock(instant('2024-03-09T00:00:00'), 1)");
  in.exec("insert into account values ('1234')");
  in.exec_params(
      "insert into source (id, type, account, executor, work_at) "
      "select gen_random_uuid(), 'instance', '1234', 'pretend', "
      "       date_trunc('second', rota_now() + interval '1 hour' + random() * interval '30 days') "
      "from generate_series(1, $1)",
      count);
  in.exec_params(
      "insert into schedule (id, account, source_id, record) "
      "select new.id, account, source.id, "
      "       $1::jsonb || jsonb_build_object('id', new.id, 'instance_id', source.id, 'next_run', iso(work_at), "
      "                                       'source', jsonb_build_object('id', source.id, 'type', type)) "
      "from source cross join lateral (select gen_random_uuid() as id where source.id is not null) new",
      sample_record());
}

/// Claims sources as a worker does. Returns how many it gets.
std::size_t claim(pqxx::work& in) {
  return in.exec_params("select source_id, lease_number from claim('scale', 'pretend', 1, make_interval(secs => 30))")
      .size();
}

struct measured {
  milliseconds median;
  milliseconds longest;
  std::size_t claimed = 0;
};

measured measure(database& db) {
  std::vector<milliseconds> times;
  measured result{};
  for (std::size_t i = 0; i < calls; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    result.claimed += db.transact(claim);
    times.emplace_back(std::chrono::steady_clock::now() - begin);
  }
  std::sort(times.begin(), times.end());
  result.median = times[times.size() / 2];
  result.longest = times.back();
  return result;
}

/// The plan by which the server runs the call.
std::string plan_of_claim(database& db) {
  return db.transact([](pqxx::work& in) {
    in.exec("load 'auto_explain'");
    in.exec(
        "set local auto_explain.log_min_duration = 0; set local auto_explain.log_nested_statements = on; "
        "set local client_min_messages = log");
    const listener to{in.conn()};
    claim(in);
    in.exec("reset client_min_messages");
    return to.heard();
  });
}

void make_due(database& db, std::size_t count) {
  db.transact([&](pqxx::work& in) {
    in.exec_params(
        "update source set work_at = rota_now() - random() * interval '10 minutes' where id in "
        "(select id from source where worker is null order by id limit $1)",
        count);
  });
}

/// Claims everything that is due, and releases it to be due again much later.
void work_off(database& db) {
  db.transact([&](pqxx::work& in) {
    in.exec(
        "select count(release(source_id, lease_number, 0, rota_now() + random() * interval '30 days')) "
        "from claim('scale', 'pretend', 1000000, interval '30 seconds')");
  });
}

/// Prints a line, and returns whether the median is within the limit.
bool show(std::string_view name, const measured& one, milliseconds limit) {
  const bool is_met = one.median < limit;
  std::cout << std::left << std::setw(44) << name << std::right << std::setw(10) << one.median.count() << std::setw(10)
            << one.longest.count() << std::setw(8) << limit.count() << (is_met ? "" : "  missed") << '\n';
  return is_met;
}

void require_index(const std::string& plan) {
  if (plan.find("Index Scan using source_executor_work_at_idx on source") == std::string::npos ||
      plan.find("Seq Scan on source") != std::string::npos)
    throw std::runtime_error{"the claim does not use the index source_executor_work_at_idx:\n" + plan};
}

void require_claims(const measured& one, std::size_t expected) {
  if (one.claimed != expected)
    throw std::runtime_error{"found " + std::to_string(one.claimed) + " claims; expected " + std::to_string(expected)};
}

int run(int argc, char** argv) {
  CLI::App line{"Measures what it costs a worker to ask for work."};
  std::string script;
  std::size_t count = 100'000;
  line.add_option("--cluster", script, "cluster.sh")->required();
  line.add_option("--schedules", count, "How many schedules (default: 100000)")->check(CLI::Range(10'000, 10'000'000));
  CLI11_PARSE(line, argc, argv);

  const temporary_folder folder;
  const cluster server{script, folder.path() + "/db", {"shared_buffers=256MB", "max_wal_size=4GB"}};
  database db{server.connection()};
  const auto begin = std::chrono::steady_clock::now();
  db.transact([&](pqxx::work& in) { load(in, count); });
  db.transact([](pqxx::work& in) { in.exec("set local statement_timeout = 0; analyze"); });
  const std::chrono::duration<double> loaded = std::chrono::steady_clock::now() - begin;
  std::cout << std::fixed << std::setprecision(2) << count << " schedules, loaded in " << loaded.count() << " s\n"
            << std::left << std::setw(44) << "milliseconds, of " + std::to_string(calls) + " calls each" << std::right
            << std::setw(10) << "median" << std::setw(10) << "longest" << std::setw(8) << "limit" << '\n';

  const measured idle = measure(db);
  require_claims(idle, 0);
  bool is_met = show("a tick with nothing due", idle, most_for_nothing);
  require_index(plan_of_claim(db));

  make_due(db, due + 1);
  require_index(plan_of_claim(db));  // claims one
  const measured busy = measure(db);
  require_claims(busy, calls);
  is_met = show("a claim of one source of 1,000 that are due", busy, most_for_a_claim) && is_met;

  work_off(db);
  for (std::size_t worked_on = 0; worked_on < count / 10; worked_on += 10 * due) {
    make_due(db, 10 * due);
    work_off(db);
  }
  const measured after = measure(db);
  require_claims(after, 0);
  is_met = show("a tick with nothing due, after much work", after, most_for_nothing) && is_met;
  require_index(plan_of_claim(db));
  return is_met ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace service::tests

int main(int argc, char** argv) {
  return service::tests::run_test("service_scale", [&] { return service::tests::run(argc, argv); });
}
