// SPDX-License-Identifier: MIT
//
// What the service does without its database, and when it stops.
#include <sys/wait.h>

#include <csignal>
#include <memory>

#include "api_checks.hpp"

using namespace service::tests;
using namespace std::chrono_literals;

namespace {

int exit_status(process& of, std::chrono::milliseconds patience) {
  const auto ended = of.wait(patience);
  REQUIRE(ended.has_value());
  REQUIRE(WIFEXITED(*ended));
  return WEXITSTATUS(*ended);
}

void check_unavailable(const running_service& it) {
  check_fault(it.ask("GET", it.path("/schedules")), rota::fault_kind::service_unavailable, "try again");
  check_fault(it.ask("POST", it.path("/schedules"), schedule_request("44b277eb-39be-4921-be31-3d61b43651d7")),
              rota::fault_kind::service_unavailable);
  for (const char* path : {"/status", "/metrics"})
    check_fault(it.ask_operators(path), rota::fault_kind::service_unavailable);
  // What needs no database is answered as ever.
  check_fault(it.ask("GET", "/nothing"), rota::fault_kind::item_not_found);
}

}  // namespace

TEST_CASE("every request is a 503 without a database, and succeeds once it is back") {
  running_service& it = running();
  const std::string source = it.new_source();
  // As many connections as there can be, all of which break.
  const auto ask_at_once = [&](int expected) {
    std::vector<std::thread> clients;
    std::atomic<int> others{0};
    for (int i = 0; i < 32; ++i)
      clients.emplace_back([&] {
        if (it.ask("GET", it.path("/schedules")).status != expected) ++others;
      });
    for (std::thread& one : clients) one.join();
    CHECK(others == 0);
  };
  ask_at_once(200);
  it.state().stop();
  check_unavailable(it);
  ask_at_once(503);
  it.state().start();
  ask_at_once(200);
  CHECK(it.ask("POST", it.path("/schedules"), schedule_request(source)).status == 202);
  CHECK(it.ask_operators("/metrics").status == 200);

  // A crash looks no different, and loses nothing that was accepted.
  it.state().kill_all();
  check_unavailable(it);
  it.state().start();
  ask_at_once(200);
  CHECK(it.value("select count(*) from schedule where source_id = '" + source + "'") == "1");

  // Nor does a restart that no request sees.
  it.state().stop();
  it.state().start();
  ask_at_once(200);
}

TEST_CASE("the service starts without a database, and serves once it is there") {
  running_service& it = running();
  const temporary_folder folder;
  const std::string elsewhere = "host=" + folder.path() + " dbname=rota";
  service_process early{elsewhere, folder.path() + "/log"};
  check_fault(ask(early.port(), "GET", it.path("/schedules"), "", with_token(running_service::token)),
              rota::fault_kind::service_unavailable);
  check_fault(ask(early.operator_port(), "GET", "/status"), rota::fault_kind::service_unavailable);
  // A database without tables is not there yet either.
  it.sql("create database empty");
  std::string connection = it.state().connection();
  connection.replace(connection.find("dbname=rota"), 11, "dbname=empty");
  service_process empty{connection, folder.path() + "/empty.log"};
  check_fault(ask(empty.operator_port(), "GET", "/status"), rota::fault_kind::service_unavailable);
  for (service_process* one : {&early, &empty}) {
    one->program().kill(SIGTERM);
    CHECK(exit_status(one->program(), 5s) == 0);
  }
}

TEST_CASE("requests in progress are answered before the service stops") {
  running_service& it = running();
  const std::string source = it.new_source();
  const std::string id = it.ask("POST", it.path("/schedules"), schedule_request(source)).json()["schedule"]["id"];
  for (const int signal : {SIGTERM, SIGINT}) {
    const temporary_folder folder;
    service_process other{it.state().connection(), folder.path() + "/log"};
    // An idle connection must not delay the stop.
    httplib::Client idle{"127.0.0.1", other.port()};
    idle.set_keep_alive(true);
    REQUIRE(idle.Get("/nothing")->status == 404);

    pqxx::connection operator_connection{it.state().connection()};
    auto held = std::make_unique<pqxx::work>(operator_connection);
    held->exec_params("select from source where id = $1 for update", source);
    reply said;
    std::thread client{[&] {
      said = ask(other.port(), "PUT", it.path("/schedules/" + id), R"({"schedule": {"hour": 7}})",
                 with_token(running_service::token));
    }};
    while (it.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == "0")
      std::this_thread::sleep_for(20ms);
    other.program().kill(signal);
    CHECK_FALSE(other.program().wait(500ms).has_value());
    held.reset();
    client.join();
    CHECK(said.status == 202);
    CHECK(exit_status(other.program(), 5s) == 0);
    CHECK_THROWS(ask(other.port(), "GET", "/"));
  }
}

TEST_CASE("a source locked for too long is a 503, not an endless wait") {
  running_service& it = running();
  const std::string source = it.new_source();
  const std::string id = it.ask("POST", it.path("/schedules"), schedule_request(source)).json()["schedule"]["id"];
  pqxx::connection operator_connection{it.state().connection()};
  pqxx::work held{operator_connection};
  held.exec_params("select from source where id = $1 for update", source);
  const auto begun = std::chrono::steady_clock::now();
  check_fault(it.ask("PUT", it.path("/schedules/" + id), R"({"schedule": {"hour": 7}})"),
              rota::fault_kind::service_unavailable);
  CHECK(std::chrono::steady_clock::now() - begun < 15s);
}

TEST_CASE("options that make no sense, and a port that is taken, end the service with a message") {
  running_service& it = running();
  const temporary_folder folder;
  const std::string connection = it.state().connection();
  const auto check_ends = [&](const std::vector<std::string>& options, const std::string& message) {
    const std::string log = folder.path() + "/log";
    std::vector<std::string> command{ROTA_SERVICE_PROGRAM};
    command.insert(command.end(), options.begin(), options.end());
    process one{command, log};
    CHECK(exit_status(one, 10s) != 0);
    INFO(text_of(log));
    CHECK(text_of(log).find(message) != std::string::npos);
  };
  check_ends({}, "--database is required");
  check_ends({"--database", connection, "--rpo", "soon"}, "expected a length such as 26h");
  check_ends({"--database", connection, "--port", "65536"}, "65535");
  check_ends({"--database", connection, "--port", std::to_string(it.program().port())}, "Address already in use");
  check_ends({"--database", connection, "--address", "nowhere.invalid"}, "nowhere.invalid");
}
