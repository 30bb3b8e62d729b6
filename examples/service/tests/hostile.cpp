// SPDX-License-Identifier: MIT
//
// service_hostile: hostile requests. Each is answered in the API's form, nothing of what is refused is
// stored, and the service neither grows nor keeps others waiting.
//
//   service_hostile --service FILE --cluster FILE --corpus tests/fuzz/corpus
//
// Sent are: every file of the library's fuzz corpus, posted and put; SQL in every member, in the path, the query and
// the header; bodies of 100 MB, with their length and in chunks; heads without an end; what is no HTTP; and slow
// clients, a hundred that send a byte a second, while another one must be answered within a second.
//
// An answer is in the API's form if it is a JSON object with one member, one of the ten faults, whose code is the
// status. Whether a document is to be refused is the library's say: parse_create_request and its like.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <pqxx/pqxx>
#include <rota/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "../database.hpp"
#include "processes.hpp"

namespace service::tests {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using real_clock = std::chrono::steady_clock;

// --- a client that sends any bytes ---

class connection {
 public:
  explicit connection(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)} {
    if (socket_ < 0) throw std::system_error{errno, std::generic_category(), "socket"};
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): POSIX has it so
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS)
      throw std::system_error{errno, std::generic_category(), "connect"};
  }
  connection(connection&& other) noexcept
      : socket_{std::exchange(other.socket_, -1)}, heard_{std::move(other.heard_)}, is_over_{other.is_over_} {}
  connection& operator=(connection&&) = delete;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    if (socket_ >= 0) ::close(socket_);
  }

  /// Sends as much as the other side takes at once; returns how much. What it says meanwhile is kept.
  std::size_t send(std::string_view text) {
    const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != ENOTCONN) is_refused_ = true;
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }

  /// Reads what has come. Returns whether more may come.
  bool listen() {
    std::array<char, 16'384> part{};
    for (;;) {
      const auto size = ::recv(socket_, part.data(), part.size(), 0);
      if (size > 0) {
        heard_.append(part.data(), static_cast<std::size_t>(size));
        continue;
      }
      if (size == 0 || (errno != EAGAIN && errno != ENOTCONN)) is_over_ = true;
      return !is_over_;
    }
  }

  void wait(bool to_send, std::chrono::milliseconds longest) const {
    pollfd one{socket_, static_cast<short>(to_send ? POLLIN | POLLOUT : POLLIN), 0};
    ::poll(&one, 1, static_cast<int>(longest.count()));
  }

  /// Says that nothing more will be sent.
  void end() const { ::shutdown(socket_, SHUT_WR); }

  [[nodiscard]] bool is_over() const noexcept { return is_over_; }
  [[nodiscard]] bool is_refused() const noexcept { return is_refused_; }
  [[nodiscard]] const std::string& heard() const noexcept { return heard_; }

 private:
  int socket_;
  std::string heard_;
  bool is_over_ = false;
  bool is_refused_ = false;  // nobody reads what is sent
};

/// A text that is sent, and then another one so many times.
struct message {
  std::string head;
  std::string block = {};
  std::size_t times = 0;
  std::string tail = {};
  bool ends = false;  ///< close our side afterwards
};

/// Everything that comes back until the other side closes.
std::string exchange(std::uint16_t port, const message& what, std::chrono::seconds longest = 20s) {
  connection to{port};
  const auto until = real_clock::now() + longest;
  const auto send_all = [&](std::string_view text) {
    while (!text.empty() && !to.is_refused() && to.listen()) {
      if (real_clock::now() > until) return;
      const std::size_t sent = to.send(text);
      text.remove_prefix(sent);
      if (sent == 0) to.wait(true, 100ms);
    }
  };
  send_all(what.head);
  for (std::size_t i = 0; i < what.times && !to.is_refused() && !to.is_over(); ++i) send_all(what.block);
  send_all(what.tail);
  if (what.ends) to.end();
  while (to.listen()) {
    if (real_clock::now() > until) throw std::runtime_error{"no end of an answer: " + to.heard()};
    to.wait(false, 100ms);
  }
  return to.heard();
}

// --- what comes back ---

struct reply {
  int status = 0;
  std::string body;
};

/// Throws if it is no HTTP.
reply parse_reply(const std::string& text) {
  constexpr std::string_view version = "HTTP/1.1 ";
  const auto end = text.find("\r\n\r\n");
  if (!text.starts_with(version) || end == std::string::npos)
    throw std::runtime_error{"no answer in HTTP: " + text.substr(0, 200)};
  return {std::stoi(text.substr(version.size(), 3)), text.substr(end + 4)};
}

/// What is wrong with the form of an answer; "" if nothing is.
std::string flaw_of(const reply& one) {
  if (one.status >= 200 && one.status < 300)
    return one.body.empty() || json::accept(one.body) ? "" : "a success that is no JSON";
  const json body = json::parse(one.body, nullptr, false);
  if (!body.is_object() || body.size() != 1) return "no object with one member";
  const auto kind = rota::parse_enum<rota::fault_kind>(body.begin().key());
  if (!kind) return "no fault of the API";
  const json& fault = body.front();
  if (!fault.is_object() || fault.value("code", 0) != one.status || status_code(*kind) != one.status)
    return "a code that is not the status of the answer";
  if (!fault.contains("message") || !fault["message"].is_string() ||
      fault["message"].get_ref<const std::string&>().empty())
    return "no message";
  return "";
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    result.append("%").append(1, digits[byte >> 4U]).append(1, digits[byte & 0xfU]);
  }
  return result;
}

// --- the service ---

constexpr std::string_view instance = "44b277eb-39be-4921-be31-3d61b43651d7";
constexpr std::string_view second_instance = "99b277eb-39be-4921-be31-3d61b43651d7";
constexpr std::string_view foreign_instance = "21b277eb-39be-4921-be31-3d61b43651d7";
constexpr std::string_view schedule_id = "88b277eb-39be-4921-be31-3d61b43651d7";
constexpr std::string_view token = "hostile";

class running_service {
 public:
  running_service(const std::string& program, const std::string& script)
      : cluster_{script, folder_.path() + "/db"},
        state_{cluster_.connection()},
        process_{{program, "--database", cluster_.connection()}, folder_.path() + "/service.log"} {
    constexpr std::string_view before_port = "listening on http://127.0.0.1:";
    for (auto until = real_clock::now() + 20s; port_ == 0;) {
      const std::string log = text_of(log_path());
      if (const auto at = log.find(before_port); at != std::string::npos && log.find('\n', at) != std::string::npos)
        port_ = static_cast<std::uint16_t>(std::stoi(log.substr(at + before_port.size())));
      else if (real_clock::now() > until || process_.wait(0s))
        throw std::runtime_error{"the service does not start: " + log};
      else
        std::this_thread::sleep_for(10ms);
    }
    state_.transact([&](pqxx::work& in) {
      in.exec("insert into account values ('1234'), ('5678')");
      in.exec_params("insert into token values (sha256($1::bytea), '1234')", std::string{token});
      in.exec_params(
          "insert into source (id, type, account, executor) values "
          "($1, 'instance', '1234', 'nobody'), ($2, 'instance', '1234', 'nobody'), "
          "($3, 'instance', '5678', 'nobody')",
          std::string{instance}, std::string{second_instance}, std::string{foreign_instance});
    });
    reset();
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] database& state() noexcept { return state_; }
  [[nodiscard]] std::string log_path() const { return folder_.path() + "/service.log"; }

  /// As it was in the beginning: one schedule, and no backup.
  void reset() {
    const auto spec = rota::parse_create_request(json{
        {"schedule",
         {{"action", "backup"}, {"day_of_week", 0}, {"hour", 14}, {"minute", 30}, {"source_id", second_instance}}}});
    const auto made =
        make_schedule(*spec, std::string{schedule_id}, date::sys_days{date::year{2024} / 3 / 9}, rota::utc);
    state_.transact([&](pqxx::work& in) {
      in.exec("set local session_replication_role = replica");  // no trigger
      in.exec("truncate schedule, backup, deletion");
      in.exec("update source set work_at = null, version = 0");
      in.exec_params("insert into schedule (id, account, source_id, record) values ($1, '1234', $2, $3)", made.id,
                     made.source.id, json(made).dump());
    });
  }

  /// All that is stored, in short.
  std::string stored() {
    return state_.transact([](pqxx::work& in) {
      std::string text;
      for (const std::string_view table : {"account", "token", "source", "schedule", "backup", "deletion"}) {
        const std::string name{table};
        const auto row = in.exec1(
            "select count(*), md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from " + name + " t");
        text += name + ' ' + row[0].c_str() + ' ' + row[1].c_str() + '\n';
      }
      return text;
    });
  }

  /// KiB, as /proc has it: VmRSS or VmHWM.
  [[nodiscard]] long memory(const std::string& which) const {
    const std::string text = text_of("/proc/" + std::to_string(process_.id()) + "/status");
    const auto at = text.find(which + ':');
    if (at == std::string::npos) throw std::runtime_error{"the service is gone: " + tail_of(log_path())};
    return std::stol(text.substr(at + which.size() + 1));
  }

  /// How it ends when it is asked to.
  std::optional<int> stop() {
    process_.kill(SIGTERM);
    return process_.wait(20s);
  }

 private:
  temporary_folder folder_;
  cluster cluster_;
  database state_;
  process process_;
  std::uint16_t port_ = 0;
};

/// A request with everything that a friend would send.
std::string request(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& fields = "") {
  return method + ' ' + path +
         " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Auth-Token: " + std::string{token} +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields +
         "\r\n" + body;
}

// --- the tests ---

enum class due_answer : std::uint8_t {
  refusal,  ///< a fault of the request, or 501, and nothing stored
  any       ///< that, or a success
};

class hostile {
 public:
  hostile(const std::string& program, const std::string& script, std::string corpus)
      : service_{program, script}, corpus_{std::move(corpus)} {}

  int run() {
    expect_friend();
    const long before = service_.memory("VmRSS");

    measured("the corpus, posted and put", [&] { send_corpus(); });
    measured("SQL everywhere", [&] { send_sql(); });
    measured("no HTTP, or hardly", [&] { send_malformed(); });
    measured("bodies and heads of 100 MB", [&] { send_large(); });
    measured("slow clients", [&] { send_slowly(); });

    expect_friend();
    const long after = service_.memory("VmRSS");
    const long peak = service_.memory("VmHWM");
    std::cout << answers_ << " answers; memory " << before / 1024 << " MiB before, " << after / 1024 << " MiB after, "
              << peak / 1024 << " MiB at the most; the slowest answer beside slow clients took " << slowest_.count()
              << " ms\n";
    constexpr long most_growth = 64L * 1024;
    if (peak - before > most_growth)
      find("the service has grown by " + std::to_string((peak - before) / 1024) + " MiB");
    if (const auto status = service_.stop(); status != 0) find("the service does not end well");
    for (const std::string& one : findings_) std::cout << "found: " << one << '\n';
    if (!findings_.empty()) std::cout << "the service says\n" << tail_of(service_.log_path());
    return findings_.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
  }

 private:
  void find(std::string what) {
    constexpr std::size_t most = 30;
    if (findings_.size() < most) findings_.push_back(std::move(what));
  }

  template <class Act>
  void measured(std::string_view name, Act act) {
    const auto begin = real_clock::now();
    const auto answers = answers_;
    act();
    const std::chrono::duration<double> took = real_clock::now() - begin;
    std::cout << name << ": " << answers_ - answers << " answers in " << took.count() << " s" << std::endl;
  }

  static std::string shown(const std::string& text) { return rota::detail::printable(text, 300); }

  /// Sends something, and judges what comes back and what is stored.
  reply judge(const std::string& name, const message& what, due_answer due) {
    const std::string before = service_.stored();
    reply said;
    try {
      said = parse_reply(exchange(service_.port(), what));
    } catch (const std::exception& why) {
      find(name + ": " + shown(why.what()));
      return said;
    }
    ++answers_;
    const auto complain = [&](const std::string& flaw) {
      find(name + ": " + flaw + ": " + std::to_string(said.status) + ' ' + shown(said.body) + " to " +
           shown(what.head));
    };
    if (const std::string flaw = flaw_of(said); !flaw.empty()) complain(flaw);
    const bool is_success = said.status >= 200 && said.status < 300;
    const bool is_refusal = (said.status >= 400 && said.status < 500) || said.status == 501;
    if (due == due_answer::refusal && !is_refusal) complain("expected a refusal");
    if (due == due_answer::any && !is_success && !is_refusal) complain("expected no such fault");
    if (!is_success && service_.stored() != before) complain("something is stored");
    if (is_success) service_.reset();
    return said;
  }

  void expect_friend() {
    const auto said = judge("a friend", {request("GET", "/v1.0/1234/schedules", "")}, due_answer::any);
    if (said.status != 200) find("a friend gets " + std::to_string(said.status) + ' ' + shown(said.body));
  }

  void send_corpus() {
    const std::string schedules = "/v1.0/1234/schedules";
    const std::string one = schedules + '/' + std::string{schedule_id};
    const auto due = [](bool is_valid) { return is_valid ? due_answer::any : due_answer::refusal; };
    std::size_t accepted = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{corpus_}) {
      if (!entry.is_regular_file()) continue;
      const std::string name = entry.path().lexically_relative(corpus_);
      const std::string text = text_of(entry.path());
      const auto send = [&](const std::string& method, const std::string& path, bool is_valid) {
        std::string what = method;
        what.append(" ").append(path).append(" of ").append(name);
        const reply said = judge(what, {request(method, path, text)}, due(is_valid));
        if (said.status == 202) ++accepted;
      };
      send("POST", schedules, rota::parse_create_request(text).has_value());
      send("PUT", one, rota::parse_update_request(text).has_value());
      send("POST", "/v1.0/1234/backups", rota::parse_backup_request(text).has_value());
    }
    // Or the test would be one of requests that all fail for some other reason.
    if (accepted < 3) find("of the corpus only " + std::to_string(accepted) + " documents were accepted");
  }

  void send_sql() {
    const std::vector<std::string> injections{"'; drop table schedule; --",
                                              "' or '1'='1",
                                              "1); delete from source; --",
                                              "$1",
                                              "\\'; truncate backup; --",
                                              "44b277eb-39be-4921-be31-3d61b43651d7' or true --",
                                              "%s%n%x",
                                              std::string{"a\0b", 3},
                                              "{\"$gt\": \"\"}",
                                              "\xe2\x80\x99; drop table token; --"};
    const json friendly{{"action", "backup"},
                        {"day_of_week", 0},
                        {"hour", 14},
                        {"minute", 30},
                        {"instance_id", instance},
                        {"source_id", instance},
                        {"source_type", "instance"},
                        {"full_backup_retention", 2},
                        {"copy_to", {"DFW"}},
                        {"zone", "UTC"},
                        {"gap", "skip"},
                        {"overlap", "last"},
                        {"spread", "30min"},
                        {"paused_until", "2024-03-01T00:00:00"}};
    const json calendar{
        {"action", "backup"}, {"source_id", instance}, {"calendar", {{{"level", "full"}, {"on", "Sun *-*-* 23:05"}}}}};
    const std::string schedules = "/v1.0/1234/schedules";
    const std::string one = schedules + '/' + std::string{schedule_id};
    for (const std::string& sql : injections) {
      for (const auto& [member, value] : friendly.items()) {
        json wanted = friendly;
        wanted[member] = sql;
        judge("SQL in " + member, {request("POST", schedules, json{{"schedule", wanted}}.dump())}, due_answer::refusal);
        judge("SQL in " + member, {request("PUT", one, json{{"schedule", {{member, sql}}}}.dump())},
              due_answer::refusal);
      }
      for (const char* const member : {"level", "on"}) {
        json wanted = calendar;
        wanted["calendar"][0][member] = sql;
        judge(std::string{"SQL in calendar/"} + member, {request("POST", schedules, json{{"schedule", wanted}}.dump())},
              due_answer::refusal);
      }
      json unknown = calendar;
      unknown[sql] = sql;
      judge("SQL as a member", {request("POST", schedules, json{{"schedule", unknown}}.dump())}, due_answer::refusal);
      judge("SQL in run_now", {request("PUT", one, json{{"schedule", {{"run_now", sql}}}}.dump())},
            due_answer::refusal);
      send_sql_in_backup(sql);
      send_sql_in_head(sql);
    }
  }

  void send_sql_in_backup(const std::string& sql) {
    const std::string backups = "/v1.0/1234/backups";
    for (const char* const member : {"instance", "source_id", "parent_id"}) {
      json wanted{{"instance", instance}, {"name", "before 2.0"}};
      wanted[member] = sql;
      judge(std::string{"SQL in the backup's "} + member, {request("POST", backups, json{{"backup", wanted}}.dump())},
            due_answer::refusal);
    }
    // Free text may be anything but what PostgreSQL cannot hold, and is stored as it is.
    const json wanted{{"backup", {{"instance", instance}, {"name", sql}, {"description", sql}}}};
    if (!rota::parse_backup_request(wanted)) {
      judge("SQL as a name", {request("POST", backups, wanted.dump())}, due_answer::refusal);
      return;
    }
    const reply said = parse_reply(exchange(service_.port(), {request("POST", backups, wanted.dump())}));
    ++answers_;
    if (const std::string flaw = flaw_of(said); !flaw.empty()) find("SQL as a name: " + flaw + ": " + shown(said.body));
    if (said.status >= 500) find("SQL as a name: " + std::to_string(said.status) + ' ' + shown(said.body));
    if (said.status == 202) {
      const auto row =
          service_.state().transact([](pqxx::work& in) { return in.exec1("select name, description from backup"); });
      if (row[0].c_str() != sql || row[1].c_str() != sql)
        find("the name " + shown(sql) + " is stored as " + shown(row[0].c_str()));
    }
    service_.reset();
  }

  void send_sql_in_head(const std::string& sql) {
    const std::string text = encoded(sql);
    for (const std::string& path :
         {"/v1.0/" + text + "/schedules", "/v1.0/1234/schedules/" + text, "/v1.0/1234/backups/" + text,
          "/v1.0/1234/instances/" + text + "/backups", '/' + text, "/v1.0/1234/schedules?limit=" + text,
          "/v1.0/1234/schedules?marker=" + text, "/v1.0/1234/backups?limit=" + text,
          "/v1.0/1234/backups?marker=" + text})
      judge("SQL in the path", {request("GET", path, "")}, due_answer::refusal);
    judge("SQL as a parameter", {request("GET", "/v1.0/1234/schedules?" + text + '=' + text, "")}, due_answer::any);
    for (const std::string& path : {"/v1.0/1234/schedules/" + text, "/v1.0/1234/backups/" + text}) {
      judge("SQL in the path", {request("DELETE", path, "")}, due_answer::refusal);
      judge("SQL in the path", {request("PUT", path, R"({"schedule": {"hour": 3}})")}, due_answer::refusal);
    }
    const auto with_token = [](const std::string& value) {
      return "GET /v1.0/1234/schedules HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Auth-Token: " + value +
             "\r\n\r\n";
    };
    judge("SQL as a token", {with_token(sql)}, due_answer::refusal);
    judge("SQL as a method", {text + " /v1.0/1234/schedules HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"},
          due_answer::refusal);
    judge("SQL as a type",
          {"POST /v1.0/1234/schedules HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Auth-Token: " +
           std::string{token} + "\r\nContent-Type: " + sql + "\r\nContent-Length: 2\r\n\r\n{}"},
          due_answer::refusal);
  }

  void send_malformed() {
    const std::string path = "/v1.0/1234/schedules";
    const std::string auth = "X-Auth-Token: " + std::string{token} + "\r\n";
    const auto wanted = [](std::string_view source) {
      return json{
          {"schedule", {{"action", "backup"}, {"day_of_week", 0}, {"hour", 14}, {"minute", 30}, {"source_id", source}}}}
          .dump();
    };
    const std::string body = wanted(instance);
    const std::string head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + auth;
    const auto length = [&](const std::string& value) { return "Content-Length: " + value + "\r\n"; };
    const std::vector<std::pair<std::string, std::string>> all{
        {"nothing of HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 client hello\r\n\r\n"},
        {"no version", "POST " + path + "\r\n\r\n"},
        {"another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"a version that is none", "POST " + path + " HTTP/9.9\r\nHost: a\r\n\r\n"},
        {"a negative length", head + length("-1") + "\r\n" + body},
        {"a length that is none", head + length("12abc") + "\r\n" + body},
        {"a length beyond all numbers", head + length("99999999999999999999999999") + "\r\n" + body},
        {"two lengths", head + length("2") + length(std::to_string(body.size())) + "\r\n" + body},
        {"a length and chunks", head + length("5") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + body},
        {"another encoding", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
        {"a chunk that has no size", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body + "\r\n0\r\n\r\n"},
        {"a chunk of all memory", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + body},
        {"a compressed body",
         head + "Content-Encoding: gzip\r\nConnection: close\r\n" + length("4") + "\r\n\x1f\x8b\x08\x00"},
        {"a folded line", head + "X-Folded: a\r\n b\r\n" + length("0") + "\r\n"},
        {"a name with a blank", head + "Content-Length : 5\r\n\r\nabcde"},
        {"a line feed alone", "GET " + path + " HTTP/1.1\nHost: localhost\n" + auth + "\n\n"},
        {"a zero byte", "GET " + path + std::string(1, '\0') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        {"a path that leaves the root", "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
        {"half an escape", "GET /v1.0/%2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
        {"no token", "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
        {"another account's token", request("GET", "/v1.0/5678/schedules", "")},
        {"another account's source", request("POST", path, wanted(foreign_instance))}};
    for (const auto& [name, text] : all) judge(name, {.head = text, .ends = true}, due_answer::refusal);
    // As deep as a body may be long.
    for (const char* const nested : {"[", "{\"a\":", "{\"schedule\":"}) {
      std::string deep;
      while (deep.size() < 60'000) deep += nested;
      judge("a deep body", {request("POST", path, deep)}, due_answer::refusal);
    }
  }

  void send_large() {
    constexpr std::size_t block = 1U << 20U;
    constexpr std::size_t blocks = 100;
    const std::string path = "/v1.0/1234/schedules";
    const std::string head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: " + std::string{token} +
                             "\r\nContent-Type: application/json\r\n";
    const std::string length = "Content-Length: " + std::to_string(block * blocks) + "\r\n";
    const std::string chunk = "100000\r\n" + std::string(block, ' ') + "\r\n";
    const auto expect_413 = [&](const std::string& name, const message& what) {
      const reply said = judge(name, what, due_answer::refusal);
      if (said.status != 413) find(name + ": expected 413: " + std::to_string(said.status) + ' ' + shown(said.body));
    };
    expect_413("100 MB", {head + length + "\r\n", std::string(block, ' '), blocks});
    expect_413("100 MB, announced", {head + length + "Expect: 100-continue\r\n\r\n"});
    expect_413("100 MB in chunks", {head + "Transfer-Encoding: chunked\r\n\r\n", chunk, blocks, "0\r\n\r\n"});
    // Each byte a chunk: little content, in much else.
    std::string crumbs;
    while (crumbs.size() < block) crumbs += "1;" + std::string(1'000, 'x') + "\r\n \r\n";
    judge("100 MB of crumbs", {head + "Transfer-Encoding: chunked\r\n\r\n", crumbs, blocks, "0\r\n\r\n"},
          due_answer::refusal);
    judge("a trailer of 100 MB",
          {head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
           "X-Trailer: " + std::string(1'000, 'x') + "\r\n", 100'000, "\r\n"},
          due_answer::refusal);
    expect_413("a head of 100 MB", {head, "X-Field: " + std::string(1'000, 'x') + "\r\n", 100'000, "\r\n"});
    expect_413("a field of 100 MB", {head + "X-Field: ", std::string(block, 'x'), blocks, "\r\n\r\n"});
    expect_413("a path of 100 MB", {"GET /", std::string(block, 'x'), blocks, " HTTP/1.1\r\nHost: a\r\n\r\n"});
    judge("a thousand fields", {head, "A: b\r\n", 1'000, "\r\n"}, due_answer::refusal);
  }

  struct slow_client {
    connection to;
    std::string_view left;  // to be sent
  };

  /// A hundred of them, half of which have sent all but the body.
  std::vector<slow_client> slow_clients(std::string_view whole, std::size_t head) const {
    constexpr std::size_t count = 100;
    std::vector<slow_client> slow;
    slow.reserve(count);
    while (slow.size() < count) {
      slow_client& one = slow.emplace_back(slow_client{connection{service_.port()}, whole});
      const std::size_t left = slow.size() % 2 == 0 ? whole.size() : whole.size() - head;
      while (one.left.size() > left) {
        one.to.wait(true, 100ms);
        one.left.remove_prefix(one.to.send(one.left.substr(0, one.left.size() - left)));
      }
    }
    return slow;
  }

  /// Asks as a friend does, who must not wait.
  void ask_beside() {
    constexpr auto longest = 1000ms;
    const auto asked = real_clock::now();
    const reply said = parse_reply(exchange(service_.port(), {request("GET", "/v1.0/1234/schedules", "")}));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(real_clock::now() - asked);
    ++answers_;
    slowest_ = (std::max)(slowest_, took);
    if (said.status != 200) find("beside slow clients a friend gets " + std::to_string(said.status));
    if (took > longest) find("beside slow clients an answer takes " + std::to_string(took.count()) + " ms");
  }

  void judge_slow(const connection& one) {
    try {
      const reply said = parse_reply(one.heard());
      ++answers_;
      if (const std::string flaw = flaw_of(said); !flaw.empty() || said.status < 400 || said.status > 499)
        find("a slow client gets " + std::to_string(said.status) + ' ' + shown(said.body) + ' ' + flaw);
    } catch (const std::exception& why) {
      find("a slow client: " + shown(why.what()));
    }
  }

  /// Each client sends a byte a second, and gets the answer in the end that it was too slow.
  void send_slowly() {
    const std::string body = R"({"schedule": {"hour": 3}})";
    const std::string whole = request("PUT", "/v1.0/1234/schedules/" + std::string{schedule_id}, body);
    const std::string before = service_.stored();
    std::vector<slow_client> slow = slow_clients(whole, whole.size() - body.size());
    const auto is_over = [](const slow_client& one) { return one.to.is_over(); };
    const auto begin = real_clock::now();
    for (auto next_byte = begin; !std::all_of(slow.begin(), slow.end(), is_over);) {
      if (real_clock::now() - begin > 25s) {
        find("a slow client is still served after 25 s");
        break;
      }
      const bool is_time = real_clock::now() >= next_byte;
      if (is_time) next_byte += 1s;
      for (slow_client& one : slow) {
        if (is_time && !one.to.is_over()) one.left.remove_prefix(one.to.send(one.left.substr(0, 1)));
        one.to.listen();
      }
      ask_beside();
      std::this_thread::sleep_for(50ms);
    }
    for (const slow_client& one : slow) judge_slow(one.to);
    if (service_.stored() != before) find("slow clients have something stored");
  }

  running_service service_;
  std::string corpus_;
  std::vector<std::string> findings_;
  std::size_t answers_ = 0;
  std::chrono::milliseconds slowest_{0};
};

int run(int argc, char** argv) {
  CLI::App line{"Sends requests that no friend sends to a service, and judges the answers."};
  std::string program;
  std::string script;
  std::string corpus;
  line.add_option("--service", program, "rota-service")->required();
  line.add_option("--cluster", script, "cluster.sh")->required();
  line.add_option("--corpus", corpus, "The folder of the corpus")->required();
  CLI11_PARSE(line, argc, argv);
  return hostile{program, script, corpus}.run();
}

}  // namespace

}  // namespace service::tests

int main(int argc, char** argv) {
  return service::tests::run_test("service_hostile", [&] { return service::tests::run(argc, argv); });
}
