// SPDX-License-Identifier: MIT
//
// rota-service: the scheduled-backup API over HTTP, and a second port for those who operate it.
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <thread>

#include "../rota/notation.hpp"
#include "api.hpp"
#include "database_pool.hpp"
#include "http_server.hpp"
#include "pages.hpp"

namespace service {

namespace {

/// With more connections, transactions would only wait for each other in the database.
constexpr std::size_t most_connections = 16;

/// One server, in a thread of its own. If it fails, the process gets SIGTERM and ends with a failure.
class running_server {
 public:
  running_server(http_server& server, std::atomic<bool>& has_failed)
      : server_{server}, thread_{[&server, &has_failed] {
          try {
            server.run();
          } catch (const std::exception& why) {
            std::cerr << "rota-service: " << why.what() << std::endl;
            has_failed = true;
            ::kill(::getpid(), SIGTERM);
          }
        }} {
    constexpr std::chrono::milliseconds step{1};
    while (!server_.is_running() && !has_failed) std::this_thread::sleep_for(step);
  }
  ~running_server() {
    server_.stop();
    thread_.join();
  }
  running_server(const running_server&) = delete;
  running_server(running_server&&) = delete;
  running_server& operator=(const running_server&) = delete;
  running_server& operator=(running_server&&) = delete;

 private:
  http_server& server_;
  std::thread thread_;
};

/// The signals that end the service. Blocked before there are threads, so that only `wait` gets them.
class end_signals {
 public:
  end_signals() {
    sigemptyset(&which_);
    for (const int signal : {SIGINT, SIGTERM}) sigaddset(&which_, signal);
    pthread_sigmask(SIG_BLOCK, &which_, nullptr);
  }
  void wait() const {
    int signal = 0;
    sigwait(&which_, &signal);
  }

 private:
  sigset_t which_{};
};

std::chrono::seconds length_of(const std::string& text) {
  const auto length = tool::notation<std::chrono::seconds>::parse(text);
  if (!length || *length <= std::chrono::seconds{0})
    throw CLI::ValidationError{"--rpo: found " + text + "; expected a length such as 26h"};
  return *length;
}

int run(int argc, char** argv) {
  CLI::App line{"Serves the scheduled-backup API and, on a second port, pages for operators."};
  std::string connection;
  std::string address = "127.0.0.1";
  int port = 0;
  std::string operator_address = "127.0.0.1";
  int operator_port = 0;
  std::string rpo_text = "26h";
  line.add_option("--database", connection, "How to connect to PostgreSQL, such as \"host=db dbname=rota\"")
      ->required();
  line.add_option("--address", address, "The address of the API (default: 127.0.0.1)");
  line.add_option("--port", port, "The port of the API (default: any free one)")->check(CLI::Range(0, 65'535));
  line.add_option("--operator-address", operator_address,
                  "The address of the pages for operators, which need no token (default: 127.0.0.1)");
  line.add_option("--operator-port", operator_port, "The port of the pages for operators (default: any free one)")
      ->check(CLI::Range(0, 65'535));
  line.add_option("--rpo", rpo_text, "How old the newest backup that can be restored may be (default: 26h)");
  std::chrono::seconds rpo{0};
  try {
    line.parse(argc, argv);
    rpo = length_of(rpo_text);
  } catch (const CLI::ParseError& wrong) {
    return line.exit(wrong);
  }

  const end_signals ends;
  database_pool pool{connection, most_connections};
  http_server api{api_routes(pool)};
  http_limits few;
  few.connections = 32;
  operator_pages pages{pool, rpo};
  http_server operators{pages.routes({{"api", &api}, {"operators", &operators}}), few};
  port = api.bind(address, port);
  operator_port = operators.bind(operator_address, operator_port);

  std::atomic<bool> has_failed{false};
  {
    const running_server serves_api{api, has_failed};
    const running_server serves_operators{operators, has_failed};
    std::cout << "rota-service: listening on http://" << address << ':' << port << '\n'
              << "rota-service: operators on http://" << operator_address << ':' << operator_port << std::endl;
    ends.wait();
  }
  return has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace

}  // namespace service

int main(int argc, char** argv) {
  // By default, do not wait long for a database that does not answer.
  ::setenv("PGCONNECT_TIMEOUT", "5", 0);  // NOLINT(concurrency-mt-unsafe): there are no threads yet
  (void)std::signal(SIGPIPE, SIG_IGN);
  try {
    return service::run(argc, argv);
  } catch (const std::exception& why) {
    std::cerr << "rota-service: " << why.what() << '\n';
    return EXIT_FAILURE;
  }
}
