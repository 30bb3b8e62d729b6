// SPDX-License-Identifier: MIT
#include "running_service.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <stdexcept>
#include <thread>

namespace service::tests {

namespace {

using namespace std::chrono_literals;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

/// The port in a line that the service prints; nullopt if it has not printed it.
std::optional<int> port_in(const std::string& log, const std::string& words) {
  std::smatch found;
  const std::regex line{"rota-service: " + words + " http://127\\.0\\.0\\.1:([0-9]+)\n"};
  if (!std::regex_search(log, found, line)) return std::nullopt;
  return std::stoi(found[1]);
}

std::vector<std::string> command_of(const std::string& connection, const std::vector<std::string>& options) {
  std::vector<std::string> command{ROTA_SERVICE_PROGRAM, "--database", connection};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

}  // namespace

reply ask(int port, const std::string& method, const std::string& target, const std::string& body,
          const header& fields) {
  httplib::Client client{"127.0.0.1", port};
  client.set_read_timeout(60s);
  client.set_url_encode(false);
  httplib::Request request;
  request.method = method;
  request.path = target;
  request.body = body;
  for (const auto& [name, value] : fields) request.headers.emplace(name, value);
  const auto result = client.send(request);
  if (!result)
    throw std::runtime_error{"no answer to " + method + ' ' + target + ": " + httplib::to_string(result.error())};
  reply said{.status = result->status, .body = result->body};
  for (const auto& [name, value] : result->headers) said.fields.emplace(lower(name), value);
  return said;
}

std::optional<reply> take_reply(std::string& received) {
  const auto end = received.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  reply said;
  std::istringstream head{received.substr(0, end + 2)};
  std::string line;
  std::getline(head, line);
  said.status = std::stoi(line.substr(line.find(' ') + 1));
  while (std::getline(head, line)) {
    const auto colon = line.find(": ");
    said.fields.emplace(lower(line.substr(0, colon)), line.substr(colon + 2, line.size() - colon - 3));
  }
  const std::string length = said.field("content-length");
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  if (received.size() < end + 4 + size) return std::nullopt;
  said.body = received.substr(end + 4, size);
  received.erase(0, end + 4 + size);
  return said;
}

service_process::service_process(const std::string& connection, const std::string& log,
                                 const std::vector<std::string>& options)
    : program_{command_of(connection, options), log} {
  const auto until = std::chrono::steady_clock::now() + 30s;
  for (;;) {
    const std::string text = text_of(log);
    const auto api = port_in(text, "listening on");
    const auto operators = port_in(text, "operators on");
    if (api && operators) {
      port_ = *api;
      operator_port_ = *operators;
      return;
    }
    if (std::chrono::steady_clock::now() > until || program_.wait(5ms))
      throw std::runtime_error{"rota-service does not start: " + text};
  }
}

std::size_t service_process::memory(std::string_view which) const {
  std::ifstream status{"/proc/" + std::to_string(program_.id()) + "/status"};
  for (std::string word; status >> word;) {
    std::size_t kilobytes = 0;
    if (word == which && status >> kilobytes) return kilobytes * 1'024;
  }
  throw std::runtime_error{"the service is gone"};
}

running_service::running_service()
    : cluster_{ROTA_CLUSTER_SCRIPT, folder_.path() + "/db"}, service_{cluster_.connection(), log()} {
  sql(std::string{"insert into account values ('"} + account + "'); insert into token values (sha256('" + token +
      "'), '" + account + "')");
}

reply running_service::ask(const std::string& method, const std::string& target, const std::string& body) const {
  return tests::ask(service_.port(), method, target, body, with_token(token));
}

reply running_service::ask_operators(const std::string& target, const std::string& method) const {
  return tests::ask(service_.operator_port(), method, target);
}

pqxx::result running_service::sql(const std::string& query) const {
  pqxx::connection connection{cluster_.connection()};
  return pqxx::nontransaction{connection}.exec(query);
}

std::string running_service::value(const std::string& query) const { return sql(query).at(0).at(0).c_str(); }

std::string running_service::new_source(const std::string& of, const std::string& type) const {
  return value("insert into source (id, type, account, executor) values (gen_random_uuid(), '" + type + "', '" + of +
               "', 'pretend') returning id");
}

void running_service::add_account(const std::string& name, std::optional<int> schedule_limit) const {
  sql("insert into account values ('" + name + "', " + (schedule_limit ? std::to_string(*schedule_limit) : "null") +
      "); insert into token values (sha256('" + name + "'), '" + name + "')");
}

header with_token(const std::string& token) { return {{"X-Auth-Token", token}, {"Content-Type", "application/json"}}; }

std::string schedule_request(const std::string& instance) {
  return R"({"schedule": {"action": "backup", "day_of_week": 0, "hour": 14, "minute": 30, "instance_id": ")" +
         instance + "\"}}";
}

}  // namespace service::tests
