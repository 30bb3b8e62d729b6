// SPDX-License-Identifier: MIT
//
// service_load: how many requests a second the API serves, and how fast.
//
//   service_load [--clients 32] [--seconds 30]
//
// Starts a private PostgreSQL and rota-service. Each client creates a schedule for a source that has none, reads it,
// and reads a page of the list, over one connection. Prints one line a kind of request. Fails if any answer is not the
// expected one.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iomanip>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "running_service.hpp"

namespace service::tests {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

/// What one client, or all of them, measured of one kind of request.
struct measured {
  std::vector<milliseconds> times;
  std::size_t errors = 0;
  std::string first_error;

  void add(const measured& other) {
    times.insert(times.end(), other.times.begin(), other.times.end());
    errors += other.errors;
    if (first_error.empty()) first_error = other.first_error;
  }
};

enum kind : std::size_t { create, show, list, kinds };
constexpr std::array<const char*, kinds> names{"create a schedule", "read a schedule", "read a page of 20"};
using all_measured = std::array<measured, kinds>;

class client {
 public:
  client(int port, const std::vector<std::string>& sources, std::atomic<std::size_t>& next_source)
      : http_{"127.0.0.1", port}, sources_{sources}, next_source_{next_source} {
    http_.set_keep_alive(true);
    http_.set_tcp_nodelay(true);
    http_.set_read_timeout(30s);
    for (const auto& [name, value] : with_token(running_service::token)) fields_.emplace(name, value);
  }

  void run(clock::time_point until) {
    const std::string schedules = std::string{"/v1.0/"} + running_service::account + "/schedules";
    while (clock::now() < until) {
      const std::size_t source = next_source_++;
      if (source >= sources_.size()) throw std::runtime_error{"there are too few sources for so many seconds"};
      const std::string body = schedule_request(sources_[source]);
      const std::string made =
          timed(create, 202, [&] { return http_.Post(schedules, fields_, body, "application/json"); });
      const auto id = made.find("\"id\":\"");
      if (id != std::string::npos)
        timed(show, 200, [&] { return http_.Get(schedules + '/' + made.substr(id + 6, 36), fields_); });
      timed(list, 200, [&] { return http_.Get(schedules, fields_); });
    }
  }

  [[nodiscard]] const all_measured& found() const noexcept { return found_; }

 private:
  template <class Act>
  std::string timed(kind what, int expected, Act act) {
    const auto begun = clock::now();
    const auto result = act();
    found_.at(what).times.push_back(clock::now() - begun);
    if (result && result->status == expected) return result->body;
    ++found_.at(what).errors;
    if (found_.at(what).first_error.empty())
      found_.at(what).first_error =
          result ? std::to_string(result->status) + ' ' + result->body : httplib::to_string(result.error());
    return "";
  }

  httplib::Client http_;
  httplib::Headers fields_;
  const std::vector<std::string>& sources_;
  std::atomic<std::size_t>& next_source_;
  all_measured found_;
};

std::vector<std::string> new_sources(const running_service& of, std::size_t count) {
  std::vector<std::string> ids;
  for (const auto& row :
       of.sql("insert into source (id, type, account, executor) select gen_random_uuid(), 'instance', '" +
              std::string{running_service::account} + "', 'pretend' from generate_series(1, " + std::to_string(count) +
              ") returning id"))
    ids.emplace_back(row[0].c_str());
  of.sql("analyze");
  return ids;
}

void print(const char* name, measured of, double seconds) {
  if (of.times.empty()) return;
  std::sort(of.times.begin(), of.times.end());
  const auto at = [&](double share) {
    return of.times[static_cast<std::size_t>(share * static_cast<double>(of.times.size() - 1))].count();
  };
  std::cout << std::left << std::setw(20) << name << std::right << std::fixed << std::setprecision(0) << std::setw(8)
            << static_cast<double>(of.times.size()) / seconds << " /s" << std::setprecision(1) << "   p50 "
            << std::setw(6) << at(0.5) << " ms   p99 " << std::setw(6) << at(0.99) << " ms   max " << std::setw(7)
            << at(1) << " ms   " << of.errors << " errors\n";
  if (of.errors != 0) std::cout << "  the first: " << of.first_error << '\n';
}

int run(int argc, char** argv) {
  CLI::App line{"Measures how many requests a second rota-service serves."};
  std::size_t clients = 32;
  int seconds = 30;
  line.add_option("--clients", clients, "How many connections (default: 32)")->check(CLI::Range(1, 150));
  line.add_option("--seconds", seconds, "For how long (default: 30)")->check(CLI::Range(1, 3'600));
  try {
    line.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return line.exit(wrong);
  }

  running_service it;
  constexpr std::size_t most_creates_a_second = 4'000;
  const std::vector<std::string> sources = new_sources(it, most_creates_a_second * static_cast<std::size_t>(seconds));
  std::atomic<std::size_t> next_source{0};
  std::vector<std::unique_ptr<client>> all;
  for (std::size_t i = 0; i < clients; ++i)
    all.push_back(std::make_unique<client>(it.program().port(), sources, next_source));

  const auto begun = clock::now();
  std::atomic<bool> has_failed{false};
  std::vector<std::thread> threads;
  for (const auto& one : all)
    threads.emplace_back([&, until = begun + std::chrono::seconds{seconds}] {
      try {
        one->run(until);
      } catch (const std::exception& why) {
        std::cerr << "service_load: " << why.what() << '\n';
        has_failed = true;
      }
    });
  for (std::thread& one : threads) one.join();
  const double took = std::chrono::duration<double>{clock::now() - begun}.count();

  measured together;
  std::cout << clients << " clients for " << seconds << " s\n";
  for (std::size_t what = 0; what < kinds; ++what) {
    measured of;
    for (const auto& one : all) of.add(one->found().at(what));
    together.add(of);
    print(names.at(what), of, took);
  }
  print("all", together, took);
  std::cout << "the service takes " << it.program().resident() / 1'048'576 << " MiB\n";

  const auto stored = static_cast<std::size_t>(std::stoul(it.value("select count(*) from schedule")));
  std::size_t created = 0;
  for (const auto& one : all) created += one->found()[create].times.size();
  if (together.errors == 0 && stored != created) {
    std::cout << created << " schedules were created, and " << stored << " are stored\n";
    return EXIT_FAILURE;
  }
  return together.errors == 0 && !has_failed ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace service::tests

int main(int argc, char** argv) {
  try {
    return service::tests::run(argc, argv);
  } catch (const std::exception& why) {
    std::cerr << "service_load: " << why.what() << '\n';
    return EXIT_FAILURE;
  }
}
