// SPDX-License-Identifier: MIT
//
// What clients may send that is no request, or only part of one, or more than anybody needs: each gets a fault in the API's
// form, costs bounded memory and time, and keeps nobody else waiting.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <random>

#include "api_checks.hpp"

using namespace service::tests;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

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

std::string chunk(const std::string& data) {
  std::ostringstream size;
  size << std::hex << data.size();
  return size.str() + "\r\n" + data + "\r\n";
}

/// Sends it to both servers, and expects this fault and then the end of the connection.
void check_refused(const std::string& text, rota::fault_kind kind, const std::string& in_message = "") {
  const running_service& it = running();
  for (const int port : {it.program().port(), it.program().operator_port()}) {
    INFO(text.substr(0, 200));
    raw_client client{port};
    client.send(text);
    const auto said = client.answer();
    REQUIRE(said.has_value());
    check_fault(*said, kind, in_message);
    CHECK(said->field("connection") == "close");
    client.end();
    CHECK(client.is_closed());
  }
}

/// Checks that an ordinary request is answered soon.
void check_others_are_served() {
  const running_service& it = running();
  const auto begun = clock_type::now();
  CHECK(it.ask("GET", it.path("/schedules?limit=1")).status == 200);
  CHECK(clock_type::now() - begun < 3s);
}

constexpr std::size_t megabyte = 1'048'576;

}  // namespace

TEST_CASE("what is no HTTP/1.1 gets a fault, and the end of the connection") {
  using kind = rota::fault_kind;
  const std::string target = running().path("/schedules");
  check_refused("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", kind::bad_request, "TLS");
  check_refused(std::string{"GET /\0 HTTP/1.1\r\n\r\n", 20}, kind::bad_request);
  check_refused("GET / HTTP/1.1\n\n", kind::bad_request, "CR LF");
  check_refused("GET / HTTP/1.1\r\nHost: x\n\r\n", kind::bad_request, "CR LF");
  check_refused("GET / HTTP/1.1\rX: y\r\n\r\n", kind::bad_request);
  check_refused("HELLO\r\n\r\n", kind::bad_request, "GET /path HTTP/1.1");
  check_refused("GET /\r\n\r\n", kind::bad_request);
  check_refused("GET  / HTTP/1.1\r\n\r\n", kind::bad_request);
  check_refused("GET / HTTP/1.1 \r\n\r\n", kind::not_implemented);
  check_refused("GET x HTTP/1.1\r\n\r\n", kind::bad_request);
  check_refused("GET http://x/ HTTP/1.1\r\n\r\n", kind::bad_request);
  check_refused("GET /\xc3\xbc HTTP/1.1\r\n\r\n", kind::bad_request);
  check_refused("G(T / HTTP/1.1\r\n\r\n", kind::bad_request);
  check_refused(std::string(33, 'G') + " / HTTP/1.1\r\n\r\n", kind::bad_request);
  check_refused("GET / HTTP/2.0\r\n\r\n", kind::not_implemented, "HTTP/1.1");
  check_refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", kind::bad_request);
  check_refused("GET / HTTP/1.1\r\nno colon\r\n\r\n", kind::bad_request, "no colon");
  check_refused("GET / HTTP/1.1\r\nA : b\r\n\r\n", kind::bad_request);
  check_refused("GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", kind::bad_request);
  check_refused("GET / HTTP/1.1\r\n: b\r\n\r\n", kind::bad_request);
  check_refused(head_of("POST", target, "Content-Length: x\r\n"), kind::bad_request, "Content-Length");
  check_refused(head_of("POST", target, "Content-Length: -1\r\n"), kind::bad_request);
  check_refused(head_of("POST", target, "Content-Length: 1\r\nContent-Length: 2\r\n"), kind::bad_request);
  check_refused(head_of("POST", target, "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), kind::bad_request);
  check_refused(head_of("POST", target, "Transfer-Encoding: gzip, chunked\r\n"), kind::not_implemented);
  check_refused(head_of("POST", target, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                kind::not_implemented);
  check_refused(head_of("POST", target, "Content-Encoding: gzip\r\nContent-Length: 2\r\n"), kind::not_implemented);
  check_refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", kind::bad_request);
}

TEST_CASE("a head that is too long, and a body that is, are refused without being kept") {
  using kind = rota::fault_kind;
  const running_service& it = running();
  const std::size_t before = it.program().resident();
  const std::string target = it.path("/schedules");
  check_refused("GET /" + std::string(100'000, 'x'), kind::over_limit);
  check_refused("GET / HTTP/1.1\r\nA: " + std::string(20'000, 'x') + "\r\n\r\n", kind::over_limit);
  std::string fields;
  for (int i = 0; i < 101; ++i) fields += "A: b\r\n";
  check_refused("GET / HTTP/1.1\r\n" + fields + "\r\n", kind::over_limit);
  check_refused(head_of("POST", target, "Content-Length: 65537\r\n"), kind::over_limit);
  check_refused(head_of("POST", target, "Content-Length: 99999999999999999999999\r\n"), kind::over_limit);
  check_refused(head_of("POST", target, "Expect: 100-continue\r\nContent-Length: 100000000\r\n"), kind::over_limit);
  check_refused(head_of("POST", target, "Transfer-Encoding: chunked\r\n") + "fffffffffffffffff\r\n", kind::over_limit);
  check_refused(head_of("POST", target, "Transfer-Encoding: chunked\r\n") + "10001\r\n", kind::over_limit);

  // 100 MB: the answer comes while the client still sends.
  const std::string block(megabyte, 'x');
  raw_client large{it.program().port()};
  large.send(head_of("POST", target, "Content-Length: 104857600\r\n"));
  for (int i = 0; i < 100 && large.send(block); ++i) {
  }
  const auto said = large.answer();
  REQUIRE(said.has_value());
  check_fault(*said, kind::over_limit, "65536");

  // Chunks without end.
  raw_client endless{it.program().port()};
  endless.send(head_of("POST", target, "Transfer-Encoding: chunked\r\n"));
  const std::string one = chunk(std::string(1'000, ' '));
  for (int i = 0; i < 100'000 && endless.send(one); ++i) {
  }
  const auto refused = endless.answer();
  REQUIRE(refused.has_value());
  check_fault(*refused, kind::over_limit);
  CHECK(it.program().resident() < before + 32 * megabyte);

  // The largest that is allowed is read, and then is no request.
  check_fault(it.ask("POST", target, std::string(65'536, ' ')), kind::bad_request);
  check_fault(it.ask("POST", target, std::string(65'537, ' ')), kind::over_limit);
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
  const auto made = client.answer();
  REQUIRE(made.has_value());
  CHECK(made->status == 202);
  const auto listed = client.answer();
  REQUIRE(listed.has_value());
  CHECK(listed->status == 200);

  for (const char* wrong : {"x\r\n", "\r\n", "-1\r\n", "1\r\nab\r\n", " \r\n", "0x1\r\n"})
    check_refused(head + wrong, rota::fault_kind::bad_request);
  check_refused(head + std::string(2'000, '0'), rota::fault_kind::bad_request, "too long");
  std::string trailer = "0\r\n";
  for (int i = 0; i < 2'000; ++i) trailer += "A: b\r\n";
  check_refused(head + trailer, rota::fault_kind::bad_request, "too long");
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
  CHECK(client.answer()->status == 100);
  CHECK(client.answer()->status == 202);
}

TEST_CASE("requests that come together are answered in order, up to the first that is none") {
  const running_service& it = running();
  const std::string list = head_of("GET", it.path("/schedules?limit=1"));
  raw_client client{it.program().port()};
  client.send("\r\n" + list + list + head_of("DELETE", it.path("/schedules")) + "nonsense\r\n\r\n" + list);
  for (const int expected : {200, 200, 405, 400}) {
    const auto said = client.answer();
    REQUIRE(said.has_value());
    CHECK(said->status == expected);
  }
  client.end();
  CHECK(client.is_closed());

  // HTTP/1.0, and whoever says so, gets one answer.
  for (const std::string text : {"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nConnection: Close\r\n\r\n",
                                 "GET / HTTP/1.1\r\nConnection: te, close\r\n\r\n"}) {
    raw_client once{it.program().operator_port()};
    once.send(text + text);
    CHECK(once.answer()->status == 200);
    once.end();
    CHECK(once.is_closed());
  }
}

TEST_CASE("slow clients get a fault in the end, and keep nobody waiting") {
  const running_service& it = running();
  const std::string target = it.path("/schedules");
  constexpr std::size_t count = 150;  // of the 200 that are served
  std::vector<std::unique_ptr<raw_client>> slow;
  for (std::size_t i = 0; i < count; ++i) {
    slow.push_back(std::make_unique<raw_client>(it.program().port()));
    if (i % 3 == 0) slow.back()->send("GET /v1.0/1234/schedules HTTP/1.1\r\nX-Endless: ");
    if (i % 3 == 1) slow.back()->send(head_of("POST", target, "Content-Length: 1000\r\n") + "{");
    if (i % 3 == 2) slow.back()->send(head_of("POST", target, "Transfer-Encoding: chunked\r\n") + "10\r\n{");
  }
  // A byte a second is no excuse.
  const auto begun = clock_type::now();
  for (int second = 0; second < 12; ++second) {
    std::this_thread::sleep_for(1s);
    check_others_are_served();
    for (const auto& one : slow) one->send("x");
  }
  std::size_t refused = 0;
  for (const auto& one : slow)
    if (const auto said = one->answer(5s)) {
      check_fault(*said, rota::fault_kind::bad_request);
      ++refused;
    }
  CHECK(refused == count);
  CHECK(clock_type::now() - begun < 30s);
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
  const auto said = another.answer();
  REQUIRE(said.has_value());
  check_fault(*said, rota::fault_kind::service_unavailable);
  idle.clear();
  std::this_thread::sleep_for(500ms);
  check_others_are_served();
}

TEST_CASE(
    "the corpus of the library's fuzzers, and mutations of it, are refused and change nothing but what they say") {
  const running_service& it = running();
  const std::string tables = "select (select count(*) from backup) || ' ' || (select count(*) from schedule)";
  const std::string before = it.value(tables);
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{ROTA_FUZZ_CORPUS})
    if (entry.is_regular_file()) texts.push_back(text_of(entry.path()));
  REQUIRE(texts.size() > 100);
  std::mt19937 random{14};
  const std::size_t whole = texts.size();
  for (std::size_t i = 0; i < 1'000; ++i) {
    std::string text = texts[random() % whole];
    for (std::size_t changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes)
      text[random() % text.size()] = static_cast<char>(random());
    texts.push_back(std::move(text));
  }
  const std::string id =
      it.ask("POST", it.path("/schedules"), schedule_request(it.new_source())).json()["schedule"]["id"];
  raw_client client{it.program().port()};
  for (const std::string& text : texts) {
    const std::string body = text.substr(0, 65'000);
    const std::string length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
    for (const std::string& target : {it.path("/schedules"), it.path("/backups")}) {
      client.send(head_of("POST", target, length) + body);
      const auto said = client.answer();
      REQUIRE(said.has_value());
      INFO(target << ": " << body << "\n" << said->status << ' ' << said->body);
      const bool is_refused = said->status == 400 || said->status == 404 || said->status == 501;
      REQUIRE(is_refused);  // none of them names a source that there is
      REQUIRE(nlohmann::json::accept(said->body));
    }
    client.send(head_of("PUT", it.path("/schedules/" + id), length) + body);
    const auto said = client.answer();
    REQUIRE(said.has_value());
    INFO(body << "\n" << said->status << ' ' << said->body);
    const bool is_expected = said->status == 202 || said->status == 400 || said->status == 501;
    REQUIRE(is_expected);
  }
  // As bytes of HTTP they are no better.
  for (const std::string& text : texts) {
    raw_client one{it.program().port()};
    one.send(text + "\r\n\r\n");
    one.end();
    while (const auto said = one.answer())
      if (said->status >= 500) CHECK(said->status == 501);
  }
  CHECK(it.ask("DELETE", it.path("/schedules/" + id)).status == 202);
  CHECK(it.value(tables) == before);
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
  check_others_are_served();
}
