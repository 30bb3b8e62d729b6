// SPDX-License-Identifier: MIT
//
// running_service.hpp: rota-service as a test sees it: the program, running on a private PostgreSQL, and requests to
// it.
//
//   running_service it{options};                      // stopped and gone at the end
//   it.sql("insert into …");                          // as an operator
//   const reply said = it.ask("POST", "/v1.0/1234/schedules", body);
//   said.status == 202;  said.json()["schedule"]["id"]
#ifndef ROTA_SERVICE_TESTS_RUNNING_SERVICE_HPP
#define ROTA_SERVICE_TESTS_RUNNING_SERVICE_HPP

#include <httplib.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <vector>

#include "processes.hpp"

namespace service::tests {

/// What was answered.
struct reply {
  int status = 0;
  std::multimap<std::string, std::string> fields = {};  ///< names in lower case
  std::string body = {};

  [[nodiscard]] nlohmann::ordered_json json() const { return nlohmann::ordered_json::parse(body); }
  [[nodiscard]] std::string field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? "" : found->second;
  }
};

/// By how much bounds on memory grow: AddressSanitizer keeps for a while what was freed.
#if defined(__has_feature)
inline constexpr std::size_t memory_factor = __has_feature(address_sanitizer) ? 8 : 1;
#else
inline constexpr std::size_t memory_factor = 1;
#endif

using header = std::multimap<std::string, std::string>;

/// Asks a server once. Throws if there is no answer.
reply ask(int port, const std::string& method, const std::string& target, const std::string& body = "",
          const header& fields = {});

/// The answer in what a server has sent; nullopt if it is not whole. What comes after it stays in `received`.
std::optional<reply> take_reply(std::string& received);

/// The program, on a database that is there already, or is not.
class service_process {
 public:
  service_process(const std::string& connection, const std::string& log, const std::vector<std::string>& options = {});

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] int operator_port() const noexcept { return operator_port_; }
  [[nodiscard]] process& program() noexcept { return program_; }
  /// The bytes of its memory that are in use, and the most that ever were.
  [[nodiscard]] std::size_t resident() const { return memory("VmRSS:"); }
  [[nodiscard]] std::size_t peak() const { return memory("VmHWM:"); }

 private:
  [[nodiscard]] std::size_t memory(std::string_view which) const;

  process program_;
  int port_ = 0;
  int operator_port_ = 0;
};

class running_service {
 public:
  static constexpr const char* account = "1234";
  static constexpr const char* token = "87c6033c-9ff6-405f-943e-2deb73f278b7";

  running_service();

  [[nodiscard]] tests::cluster& state() noexcept { return cluster_; }
  [[nodiscard]] service_process& program() noexcept { return service_; }
  [[nodiscard]] const service_process& program() const noexcept { return service_; }
  [[nodiscard]] std::string log() const { return folder_.path() + "/service.log"; }
  [[nodiscard]] std::string path(const std::string& below) const { return std::string{"/v1.0/"} + account + below; }

  /// Asks the API with the token of the account.
  [[nodiscard]] reply ask(const std::string& method, const std::string& target, const std::string& body = "") const;
  [[nodiscard]] reply ask_operators(const std::string& target, const std::string& method = "GET") const;

  /// Runs a query as an operator. Each call has a connection of its own, so that threads may call it.
  pqxx::result sql(const std::string& query) const;
  /// The first column of the first row.
  [[nodiscard]] std::string value(const std::string& query) const;

  /// Registers a source. Returns its id.
  [[nodiscard]] std::string new_source(const std::string& of = account, const std::string& type = "instance") const;
  /// Registers an account whose token is its name.
  void add_account(const std::string& name, std::optional<int> schedule_limit = std::nullopt) const;

 private:
  temporary_folder folder_;
  tests::cluster cluster_;
  service_process service_;
};

/// The header of a request in JSON with that token.
header with_token(const std::string& token);

/// A request for a schedule of an instance, every day at 14:30.
std::string schedule_request(const std::string& instance);

}  // namespace service::tests

#endif
