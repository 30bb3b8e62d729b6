// SPDX-License-Identifier: MIT
//
// http_server.hpp: cpp-httplib's server, with limits on the memory, time and threads that a client can use.
//
//   http_server server{[](const httplib::Request& asked) { return answer{…}; }};
//   const int port = server.bind("127.0.0.1", 0);     // 0: any free one
//   std::thread serving{[&] { server.run(); }};
//   server.stop();                                     // from any thread; run() returns once all requests are answered
//
// cpp-httplib reads a request byte by byte, for as long as the client takes, and keeps every header field. So the
// request is read here, whole and within limits, and cpp-httplib gets it from memory: it parses the head, calls the
// handler, and writes the answer.
//
// Laws
//   Every request is answered in the API's form, even one that is too large, too slow or not HTTP, unless the client
//   has disconnected. If the end of a request is unknown, the connection is closed after the answer.
//   A connection takes one thread and, apart from its answer, memory within a small multiple of `head` + `body`. A
//   request must arrive within `request`, and its answer must be taken within `response`. At most `connections` are
//   served; others get a 503.
//   Requests that have arrived whole when the server stops are answered.
#ifndef ROTA_SERVICE_HTTP_SERVER_HPP
#define ROTA_SERVICE_HTTP_SERVER_HPP

#include <httplib.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "exchange.hpp"

namespace service {

struct http_limits {
  std::size_t head = 16'384;               ///< bytes of a request line and its header fields
  std::size_t body = 65'536;               ///< bytes
  std::size_t fields = 100;                ///< of the header
  std::size_t connections = 200;           ///< at a time
  std::chrono::milliseconds idle{15'000};  ///< how long a connection may wait for its next request
  std::chrono::milliseconds request{10'000};
  std::chrono::milliseconds response{10'000};
};

class http_server final : private httplib::Server {
 public:
  /// Answers a request. It is called by many threads at once, and must not throw. Bodies are read whatever the method.
  using handler = std::function<answer(const httplib::Request&)>;

  explicit http_server(handler act, http_limits limits = {});
  ~http_server() override;
  http_server(const http_server&) = delete;
  http_server(http_server&&) = delete;
  http_server& operator=(const http_server&) = delete;
  http_server& operator=(http_server&&) = delete;

  /// Waits for connections at an address. Returns the port. Throws std::runtime_error if it cannot.
  int bind(const std::string& address, int port);

  /// Serves until stop(). Throws std::runtime_error if no more connections can be accepted.
  void run();
  void stop();
  [[nodiscard]] bool is_running() const { return httplib::Server::is_running(); }

  /// The number of answers by status.
  [[nodiscard]] std::map<int, std::uint64_t> answered() const;

 private:
  class connection;

  bool process_and_close_socket(socket_t socket) override;
  void serve(connection& client);
  void count(int status);

  handler act_;
  http_limits limits_;
  int stop_event_;  // readable once the server stops
  std::atomic<bool> stops_{false};
  std::atomic<std::size_t> open_connections_{0};
  std::array<std::atomic<std::uint64_t>, 600> answered_{};  // by status
};

}  // namespace service

#endif
