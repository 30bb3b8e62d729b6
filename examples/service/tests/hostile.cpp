// SPDX-License-Identifier: MIT
//
// Hostile requests: what is not HTTP, incomplete or oversized requests; the library's fuzz corpus; and SQL.
// Each gets a fault in the API's form, stores nothing, costs bounded memory and time, and keeps nobody waiting.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <memory>
#include <random>
#include <regex>

#include "../router.hpp"
#include "api_checks.hpp"

using namespace service::tests;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;
using clock_type = std::chrono::steady_clock;
using kind = rota::fault_kind;

namespace {

constexpr std::size_t megabyte = 1'048'576;

/// A connection, byte by byte.
class raw_client {
 public:
  explicit raw_client(int port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  }
  ~raw_client() { ::close(socket_); }
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;

  /// Returns false once the server no longer takes it.
  bool send(std::string_view text) {
    while (!text.empty()) {
      pollfd ready{socket_, POLLOUT, 0};
      if (::poll(&ready, 1, 20'000) != 1) return false;
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end() { ::shutdown(socket_, SHUT_WR); }

  /// The next answer; nullopt if the server closes the connection, or sends none for a while.
  std::optional<reply> answer(std::chrono::milliseconds patience = 20s) {
    for (;;) {
      if (auto said = take_reply(received_)) return said;
      if (!receive(patience)) return std::nullopt;
    }
  }
  /// Whether the server has closed the connection, and has sent nothing more.
  bool is_closed(std::chrono::milliseconds patience = 5s) { return !receive(patience) && ended_ && received_.empty(); }
  [[nodiscard]] const std::string& received() const { return received_; }
  bool receive(std::chrono::milliseconds patience) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(patience.count())) != 1) return false;
    std::array<char, 4'096> part{};
    const auto size = ::recv(socket_, part.data(), part.size(), 0);
    ended_ = size <= 0;
    if (size > 0) received_.append(part.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

 private:
  int socket_;
  bool ended_ = false;
  std::string received_;
};

std::string head_of(const std::string& method, const std::string& target, const std::string& more = "") {
  return method + ' ' + target + " HTTP/1.1\r\nHost: x\r\nX-Auth-Token: " + running_service::token +
         "\r\nContent-Type: application/json\r\n" + more + "\r\n";
}

std::string length_of(const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; }

/// A request to the pages for operators.
std::string get(const std::string& more = "") { return "GET / HTTP/1.1\r\nHost: x\r\n" + more + "\r\n"; }

std::string chunk(const std::string& data) {
  std::ostringstream size;
  size << std::hex << data.size();
  return size.str() + "\r\n" + data + "\r\n";
}

reply answer_of(raw_client& client) {
  auto said = client.answer();
  REQUIRE(said.has_value());
  return *std::move(said);
}

/// Sends it to both servers, and expects this fault and then the end of the connection.
void check_refused(const std::string& text, kind expected, const std::string& in_message = "") {
  const running_service& it = running();
  for (const int port : {it.program().port(), it.program().operator_port()}) {
    INFO(text.substr(0, 200));
    raw_client client{port};
    client.send(text);
    const reply said = answer_of(client);
    check_fault(said, expected, in_message);
    CHECK(said.field("connection") == "close");
    client.end();
    CHECK(client.is_closed());
  }
}

/// What is answered to a head and then a block so many times, or as often as the server takes it.
reply answer_to_flood(const std::string& head, const std::string& block, std::size_t times) {
  raw_client client{running().program().port()};
  for (bool is_taken = client.send(head); is_taken && times != 0; --times) is_taken = client.send(block);
  return answer_of(client);
}

/// Checks that a valid request is served. Returns how long that took.
clock_type::duration expect_valid_request_served() {
  const running_service& it = running();
  const auto begun = clock_type::now();
  CHECK(it.ask("GET", it.path("/schedules?limit=1")).status == 200);
  return clock_type::now() - begun;
}

/// A digest of all that is stored.
std::string stored() {
  static pqxx::connection connection{running().state().connection()};
  std::string rows;
  for (const char* table : {"account", "token", "source", "schedule", "backup", "deletion"})
    rows.append(rows.empty() ? "" : ", ")
        .append("(select string_agg(t::text, ',' order by t::text) from ")
        .append(table)
        .append(" t)");
  return pqxx::nontransaction{connection}.exec1("select md5(concat_ws(';', " + rows + "))")[0].c_str();
}

}  // namespace

TEST_CASE("what is not HTTP/1.1 gets a fault, and the connection is closed") {
  const std::string target = running().path("/schedules");
  const std::string body = schedule_request(running().new_source());
  const std::string before = stored();
  check_refused("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", kind::bad_request, "TLS");
  check_refused(std::string{"GET /\0 HTTP/1.1\r\n\r\n", 20}, kind::bad_request);
  check_refused("GET / HTTP/1.1\n\n", kind::bad_request, "CR LF");
  check_refused("GET / HTTP/1.1\r\nHost: x\n\r\n", kind::bad_request, "CR LF");
  check_refused("GET / HTTP/1.1\rX: y\r\n\r\n", kind::bad_request, "CR");
  for (const char* line : {"HELLO", "GET /", "GET  / HTTP/1.1", "GET x HTTP/1.1", "GET ftp://x/ HTTP/1.1",
                           "GET http:/// HTTP/1.1", "GET http://a@x/ HTTP/1.1", "GET http:/x HTTP/1.1",
                           "GET /\xc3\xbc HTTP/1.1", "G(T / HTTP/1.1", "PRI * HTTP/2.0"})
    check_refused(std::string{line} + "\r\n\r\n", kind::bad_request, "GET /path HTTP/1.1");
  check_refused(std::string(33, 'G') + " / HTTP/1.1\r\n\r\n", kind::bad_request, "GET /path HTTP/1.1");
  for (const char* version : {"HTTP/1.1 ", "HTTP/2.0", "HTTP/9.9"})
    check_refused("GET / " + std::string{version} + "\r\n\r\n", kind::not_implemented, "HTTP/1.1");
  for (const char* field : {"no colon\r\n", "Content-Length : 5\r\n", "A: b\r\n folded\r\n", ": b\r\n"})
    check_refused(get(field), kind::bad_request, "Name: value");
  for (const char* length : {"12abc", "-1", ""})
    check_refused(head_of("POST", target, "Content-Length: " + std::string{length} + "\r\n") + body, kind::bad_request,
                  "Content-Length");
  check_refused(head_of("POST", target, "Content-Length: 2\r\n" + length_of(body)) + body, kind::bad_request,
                "Content-Length");
  check_refused(head_of("POST", target, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n" + body,
                kind::bad_request, "Content-Length");
  check_refused(head_of("POST", target, "Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", kind::not_implemented);
  check_refused(head_of("POST", target, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                kind::not_implemented);
  check_refused(head_of("POST", target, "Content-Encoding: gzip\r\nContent-Length: 4\r\n") + "\x1f\x8b\x08",
                kind::not_implemented);
  check_refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", kind::bad_request);
  CHECK(stored() == before);
}

TEST_CASE("a request names one host, which only HTTP/1.0 may leave out") {
  check_refused("GET / HTTP/1.1\r\n\r\n", kind::bad_request, "no Host");
  check_refused(get("Host: x\r\n"), kind::bad_request, "more than one Host");
  check_refused("GET / HTTP/1.0\r\nHost: x\r\nhost: x\r\n\r\n", kind::bad_request, "more than one Host");
  for (const char* host : {"a b", "x:80a", "x:80:80", "user@x", "x/y", "http://x", "%zz", "%4", "\xc3\xbc", "[::1",
                           "[::g]", "[::1]x", "::1", "[]"})
    check_refused("GET / HTTP/1.1\r\nHost: " + std::string{host} + "\r\n\r\n", kind::bad_request, "the Host");
  raw_client client{running().program().operator_port()};
  for (const char* host : {"", "localhost", "EXAMPLE.com:", "127.0.0.1:8080", "[::1]", "[fe80::1]:8080", "%61b_c~d"}) {
    INFO(host);
    client.send("GET / HTTP/1.1\r\nHost: " + std::string{host} + "\r\n\r\n");
    CHECK(answer_of(client).status == 200);
  }
  for (const char* target : {"http://localhost", "HTTP://[::1]:80/", "https://example.com?at=/"}) {
    INFO(target);
    client.send("GET " + std::string{target} + " HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(answer_of(client).status == 200);
  }
}

TEST_CASE("a head that is too long, and a body that is, are refused without being kept") {
  const running_service& it = running();
  const std::string before = stored();
  const std::size_t resident = it.program().resident();
  const std::string target = it.path("/schedules");
  const std::string chunked = head_of("POST", target, "Transfer-Encoding: chunked\r\n");
  check_refused("GET /" + std::string(100'000, 'x'), kind::over_limit);
  check_refused(get("A: " + std::string(20'000, 'x') + "\r\n"), kind::over_limit);
  std::string fields;
  for (int i = 0; i < 101; ++i) fields += "A: b\r\n";
  check_refused(get(fields), kind::over_limit, "100 header fields");
  for (const char* length : {"65537", "100000000", "99999999999999999999999"})
    for (const char* more : {"", "Expect: 100-continue\r\n"})
      check_refused(head_of("POST", target, more + ("Content-Length: " + std::string{length}) + "\r\n"),
                    kind::over_limit, "65536");
  for (const char* size : {"10001", "ffffffffffffffff", "fffffffffffffffff"})
    check_refused(chunked + size + "\r\n", kind::over_limit, "65536");

  // 100 MB of each: the answer comes while the client still sends.
  const std::string block(megabyte, 'x');
  const std::string open = "GET / HTTP/1.1\r\nHost: x\r\n";
  const std::string field = "X-Field: " + std::string(1'000, 'x') + "\r\n";
  const std::string length = "Content-Length: 104857600\r\n";
  check_fault(answer_to_flood(head_of("POST", target, length), block, 100), kind::over_limit, "65536");
  check_fault(answer_to_flood(chunked, chunk(block), 100), kind::over_limit, "65536");
  check_fault(answer_to_flood(chunked, chunk(std::string(1'000, ' ')), 100'000), kind::over_limit, "65536");
  check_fault(answer_to_flood("GET /", block, 100), kind::over_limit);
  check_fault(answer_to_flood(open + "X-Field: ", block, 100), kind::over_limit);
  check_fault(answer_to_flood(open, field, 100'000), kind::over_limit);
  check_fault(answer_to_flood(chunked + "2\r\n{}\r\n0\r\n", field, 100'000), kind::bad_request, "trailer");
  // One-byte chunks with long extensions.
  std::string crumbs;
  while (crumbs.size() < megabyte) crumbs += "1;" + std::string(1'000, 'x') + "\r\n \r\n";
  const reply refused = answer_to_flood(chunked, crumbs, 100);
  check_fault(refused, refused.status == 400 ? kind::bad_request : kind::over_limit);  // too slow, or too large
  CHECK(it.program().resident() < resident + 32 * megabyte);

  // The largest allowed body, and deeply nested ones, are read but are not requests.
  check_fault(it.ask("POST", target, std::string(65'536, ' ')), kind::bad_request);
  check_fault(it.ask("POST", target, std::string(65'537, ' ')), kind::over_limit);
  for (const char* nested : {"[", "{\"a\":", "{\"schedule\":"}) {
    std::string deep;
    while (deep.size() < 60'000) deep += nested;
    check_fault(it.ask("POST", target, deep), kind::bad_request);
  }
  CHECK(stored() == before);
}

TEST_CASE("a body in chunks is a body, unless the chunks are malformed") {
  const running_service& it = running();
  const std::string target = it.path("/schedules");
  const std::string head = head_of("POST", target, "Transfer-Encoding: Chunked\r\n");
  const std::string request = schedule_request(it.new_source());
  raw_client client{it.program().port()};
  std::string body;
  for (const char letter : request) body += chunk(std::string{letter});
  client.send(head + body + "0;a=b\r\nTrailer: x\r\n\r\n" + head_of("GET", target));
  CHECK(answer_of(client).status == 202);
  CHECK(answer_of(client).status == 200);

  for (const char* wrong : {"x\r\n", "zz\r\n", "\r\n", "-1\r\n", "1\r\nab\r\n", " \r\n", "0x1\r\n", " 1\r\n", "1 1\r\n",
                            "1;a\nb\r\n", "0\r\nA: b\n\r\n"})
    check_refused(head + wrong, kind::bad_request);
  check_refused(head + std::string(2'000, '0'), kind::bad_request, "1024 bytes");
  std::string trailer = "0\r\n";
  for (int i = 0; i < 2'000; ++i) trailer += "A: b\r\n";
  check_refused(head + trailer, kind::bad_request, "8192 bytes");
}

TEST_CASE("a client that waits for 100 Continue gets it") {
  const running_service& it = running();
  const std::string request = schedule_request(it.new_source());
  raw_client client{it.program().port()};
  client.send(head_of("POST", it.path("/schedules"),
                      "Expect: 100-continue\r\nContent-Length: " + std::to_string(request.size()) + "\r\n"));
  while (client.received().find("\r\n\r\n") == std::string::npos) REQUIRE(client.receive(5s));
  REQUIRE(client.received() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(request);
  CHECK(answer_of(client).status == 100);
  CHECK(answer_of(client).status == 202);
}

TEST_CASE("pipelined requests are answered in order, up to the first malformed one") {
  const running_service& it = running();
  const std::string list = head_of("GET", it.path("/schedules?limit=1"));
  raw_client client{it.program().port()};
  client.send("\r\n" + list + list + head_of("DELETE", it.path("/schedules")) + "nonsense\r\n\r\n" + list);
  for (const int expected : {200, 200, 405, 400}) CHECK(answer_of(client).status == expected);
  client.end();
  CHECK(client.is_closed());

  // HTTP/1.0 and "Connection: close" get one answer.
  for (const std::string& text :
       {std::string{"GET / HTTP/1.0\r\n\r\n"}, get("Connection: Close\r\n"), get("Connection: te, close\r\n")}) {
    raw_client once{it.program().operator_port()};
    once.send(text + text);
    CHECK(answer_of(once).status == 200);
    once.end();
    CHECK(once.is_closed());
  }
}

TEST_CASE("slow clients get a fault in the end, and keep nobody waiting") {
  const running_service& it = running();
  const std::string before = stored();
  const std::string target = it.path("/schedules");
  const std::array<std::string, 4> begins{"P", "GET /v1.0/1234/schedules HTTP/1.1\r\nX-Endless: ",
                                          head_of("POST", target, "Content-Length: 1000\r\n") + "{",
                                          head_of("POST", target, "Transfer-Encoding: chunked\r\n") + "10\r\n{"};
  std::vector<std::unique_ptr<raw_client>> slow;
  for (std::size_t i = 0; i < 152; ++i) {  // of the 200 that are served
    slow.push_back(std::make_unique<raw_client>(it.program().port()));
    slow.back()->send(begins.at(i % begins.size()));
  }
  // One byte a second does not extend the deadline.
  const auto begun = clock_type::now();
  clock_type::duration slowest{0};
  for (int second = 0; second < 12; ++second) {
    while (clock_type::now() < begun + second * 1s) {
      slowest = std::max(slowest, expect_valid_request_served());
      std::this_thread::sleep_for(50ms);
    }
    for (const auto& one : slow) one->send("x");
  }
  for (const auto& one : slow) check_fault(answer_of(*one), kind::bad_request, "did not arrive");
  CHECK(clock_type::now() - begun < 25s);
  CHECK(slowest < 1s);
  CHECK(stored() == before);
}

TEST_CASE("more connections than are served get a 503, and then there is room again") {
  const running_service& it = running();
  std::vector<std::unique_ptr<raw_client>> idle;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(std::make_unique<raw_client>(it.program().port()));
    idle.back()->send("GET ");
  }
  std::this_thread::sleep_for(500ms);
  raw_client another{it.program().port()};
  check_fault(answer_of(another), kind::service_unavailable);
  idle.clear();
  std::this_thread::sleep_for(500ms);
  expect_valid_request_served();
}

TEST_CASE("of the corpus of the library's fuzzers, and of mutations of it, only what the library accepts is stored") {
  const running_service& it = running();
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{ROTA_FUZZ_CORPUS})
    if (entry.is_regular_file()) texts.push_back(text_of(entry.path()).substr(0, 65'000));
  const std::size_t whole = texts.size();
  REQUIRE(whole > 100);
  std::mt19937 random{14};
  for (std::size_t i = 0; i < 1'000; ++i) {
    std::string text = texts[random() % whole];
    for (std::size_t changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes)
      text[random() % text.size()] = static_cast<char>(random());
    texts.push_back(std::move(text));
  }
  // The sources that the corpus names.
  it.sql(
      "insert into source (id, type, account, executor) select id::uuid, 'instance', '1234', 'pretend' from "
      "unnest('{44b277eb-39be-4921-be31-3d61b43651d7,99b277eb-39be-4921-be31-3d61b43651d7}'::text[]) id");
  const std::string id =
      it.ask("POST", it.path("/schedules"), schedule_request(it.new_source())).json()["schedule"]["id"];
  std::string before = stored();
  std::size_t accepted = 0;
  raw_client client{it.program().port()};
  for (const std::string& text : texts) {
    const auto send = [&](const std::string& method, const std::string& target, bool is_valid) {
      client.send(head_of(method, target, length_of(text)) + text);
      const reply said = answer_of(client);
      INFO(method << ' ' << target << ": " << text << "\n" << said.status << ' ' << said.body);
      if (said.status == 202) {
        REQUIRE(is_valid);
        REQUIRE(nlohmann::json::accept(said.body));
        ++accepted;
        it.sql("set session_replication_role = replica; truncate backup, deletion; delete from schedule where id <> '" +
               id + "'");
        before = stored();
        return;
      }
      const auto found = rota::parse_enum<kind>(json::parse(said.body).begin().key());
      REQUIRE(found.has_value());
      check_fault(said, *found);
      REQUIRE((said.status == 400 || (is_valid && (said.status == 404 || said.status == 501))));
    };
    send("POST", it.path("/schedules"), rota::parse_create_request(text).has_value());
    send("PUT", it.path("/schedules/" + id), rota::parse_update_request(text).has_value());
    send("POST", it.path("/backups"), rota::parse_backup_request(text).has_value());
    REQUIRE(stored() == before);
  }
  CHECK(accepted >= 3);  // or all of them would fail for some other reason
  // Nor does HTTP parsing accept them.
  for (const std::string& text : texts) {
    raw_client one{it.program().port()};
    one.send(text + "\r\n\r\n");
    one.end();
    while (const auto said = one.answer())
      if (said->status >= 500) CHECK(said->status == 501);
  }
  CHECK(stored() == before);
}

TEST_CASE("SQL in any member, path, query or header is text like any other") {
  const running_service& it = running();
  const std::string source = it.new_source();
  const json schedule = json::parse(schedule_request(source))["schedule"];
  const std::string schedules = it.path("/schedules");
  const std::string id = it.ask("POST", schedules, schedule_request(it.new_source())).json()["schedule"]["id"];
  for (const std::string& sql :
       {std::string{"'; drop table schedule; --"}, std::string{"' or '1'='1"},
        std::string{"1); delete from source; --"}, std::string{"$1"}, std::string{"\\'; truncate backup; --"},
        source + "' or true --", std::string{"%s%n%x"}, std::string{"a\0b", 3}, std::string{R"({"$gt": ""})"},
        std::string{"\xe2\x80\x99; drop table token; --"}, std::string{"null"},
        std::string{"' || pg_sleep(10) || '"}}) {
    INFO(sql);
    const std::string before = stored();
    const auto post = [&](const json& wanted) {
      check_fault(it.ask("POST", schedules, json{{"schedule", wanted}}.dump()), kind::bad_request);
    };
    const auto with = [&](const std::string& member, const json& value) {
      json wanted = schedule;
      if (member == "source_id") wanted.erase("instance_id");
      wanted[member] = value;
      return wanted;
    };
    for (const char* member :
         {"action", "instance_id", "source_id", "source_type", "zone", "gap", "overlap", "spread", "paused_until",
          "day_of_week", "hour", "minute", "full_backup_retention", "copy_to", "run_now"}) {
      post(with(member, sql));
      check_fault(it.ask("PUT", schedules + '/' + id, json{{"schedule", {{member, sql}}}}.dump()), kind::bad_request);
    }
    post(with("copy_to", json::array({sql})));
    post(with(sql, sql));
    for (const char* member : {"level", "on"}) {
      json calendar{{"action", "backup"}, {"source_id", source}, {"calendar", {{{"level", "full"}, {"on", "23:05"}}}}};
      calendar["calendar"][0][member] = sql;
      post(calendar);
    }
    for (const char* member : {"instance", "source_id", "source_type", "parent_id"}) {
      json backup{{"instance", source}};
      if (member == std::string_view{"source_id"}) backup.clear();
      backup[member] = sql;
      check_fault(it.ask("POST", it.path("/backups"), json{{"backup", backup}}.dump()), kind::bad_request);
    }

    const std::string text = service::encoded(sql);
    const auto ask = [&](const char* method, const std::string& target, kind expected) {
      INFO(target);
      check_fault(it.ask(method, target, R"({"schedule": {"hour": 3}})"), expected);
    };
    ask("GET", "/v1.0/" + text + "/schedules", kind::forbidden);
    ask("GET", '/' + text, kind::item_not_found);
    ask("GET", it.path("/instances/" + text + "/backups"), kind::item_not_found);
    for (const std::string& list : {schedules, it.path("/backups")}) {
      for (const char* method : {"GET", "DELETE"}) ask(method, list + '/' + text, kind::item_not_found);
      for (const char* parameter : {"?limit=", "?marker="}) ask("GET", list + parameter + text, kind::bad_request);
    }
    ask("PUT", schedules + '/' + text, kind::item_not_found);
    for (const char* page : {"/?source=", "/status?limit=", "/status?marker="})
      check_fault(it.ask_operators(page + text), kind::bad_request);
    CHECK(it.ask("GET", schedules + '?' + text + '=' + text).status == 200);

    const auto check_head = [&](const std::string& head, kind expected) {
      raw_client client{it.program().port()};
      client.send(head);
      const bool is_text = sql.find('\0') == std::string::npos;
      check_fault(answer_of(client), is_text ? expected : kind::bad_request);
    };
    check_head("GET " + schedules + " HTTP/1.1\r\nHost: x\r\nX-Auth-Token: " + sql + "\r\n\r\n", kind::unauthorized);
    check_head("POST " + schedules + " HTTP/1.1\r\nHost: x\r\nX-Auth-Token: " + running_service::token +
                   "\r\nContent-Type: " + sql + "\r\nContent-Length: 2\r\n\r\n{}",
               kind::bad_request);
    check_head(head_of(sql, schedules), sql.find(' ') == std::string::npos ? kind::bad_method : kind::bad_request);
    CHECK(stored() == before);

    // Free text may be anything that PostgreSQL can hold, and is stored as it is.
    const json named{{"backup", {{"instance", it.new_source()}, {"name", sql}, {"description", sql}}}};
    const reply made = it.ask("POST", it.path("/backups"), named.dump());
    if (!rota::parse_backup_request(named)) {
      check_fault(made, kind::bad_request);
      continue;
    }
    REQUIRE(made.status == 202);
    const json shown = made.json()["backups"][0];
    CHECK(shown["name"] == sql);
    CHECK(shown["description"] == sql);
    CHECK(it.value("select name from backup where id = '" + shown["id"].get<std::string>() + "'") == sql);
  }
}

TEST_CASE("a client that goes away in the middle of anything is forgotten") {
  const running_service& it = running();
  for (int i = 0; i < 300; ++i) {
    raw_client client{it.program().port()};
    if (i % 3 == 0) client.send("GET /v1.0");
    if (i % 3 == 1) client.send(head_of("GET", it.path("/schedules")));
    if (i % 3 == 2) client.send(head_of("POST", it.path("/schedules"), "Content-Length: 100\r\n") + "{");
  }
  std::this_thread::sleep_for(200ms);
  expect_valid_request_served();
}

// The last one: it ends the service.
TEST_CASE("after all this the service has had no fault, has not grown, and ends well") {
  running_service& it = running();
  const std::string metrics = it.ask_operators("/metrics").body;
  double answers = 0;
  const std::regex sample{R"re(rota_http_requests_total\{server="api",code="([0-9]+)"\} (.+))re"};
  for (std::sregex_iterator one{metrics.begin(), metrics.end(), sample}; one != std::sregex_iterator{}; ++one) {
    CHECK((*one)[1] != "500");
    answers += std::stod((*one)[2]);
  }
  WARN(answers << " answers; the service had " << it.program().peak() / megabyte << " MiB at most");
  CHECK(it.program().peak() < memory_factor * 64 * megabyte);
  it.program().program().kill(SIGTERM);
  CHECK(it.program().program().wait(20s) == 0);
}
