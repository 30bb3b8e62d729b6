// SPDX-License-Identifier: MIT
#include "http_server.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "http_head.hpp"

namespace service {

namespace {

using clock = std::chrono::steady_clock;
using rota::fault_kind;

/// Thrown if the client has disconnected, or the server is stopping and the client has asked nothing.
struct gone {};

/// A pool that makes threads as they are needed, and keeps them.
class growing_threads final : public httplib::TaskQueue {
 public:
  explicit growing_threads(std::size_t most) : most_{most} {}

  void enqueue(std::function<void()> job) override {
    {
      const std::lock_guard hold{mutex_};
      jobs_.push_back(std::move(job));
      if (jobs_.size() > idle_ && threads_.size() < most_) threads_.emplace_back([this] { work(); });
    }
    changed_.notify_one();
  }

  void shutdown() override {
    {
      const std::lock_guard hold{mutex_};
      ends_ = true;
    }
    changed_.notify_all();
    for (std::thread& one : threads_) one.join();
  }

 private:
  void work() {
    std::unique_lock hold{mutex_};
    for (;;) {
      ++idle_;
      changed_.wait(hold, [this] { return ends_ || !jobs_.empty(); });
      --idle_;
      if (jobs_.empty()) return;
      const auto job = std::move(jobs_.front());
      jobs_.pop_front();
      hold.unlock();
      job();
      hold.lock();
    }
  }

  std::size_t most_;
  std::size_t idle_ = 0;
  bool ends_ = false;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// What cpp-httplib reads from and writes to: memory.
class memory_stream final : public httplib::Stream {
 public:
  /// Precondition: `text` outlives the stream.
  explicit memory_stream(std::string_view text) : text_{text} {}
  [[nodiscard]] const std::string& written() const noexcept { return written_; }

  [[nodiscard]] bool is_readable() const override { return !text_.empty(); }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t taken = text_.copy(to, size);
    text_.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* from, std::size_t size) override {
    written_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  [[nodiscard]] socket_t socket() const override { return INVALID_SOCKET; }

 private:
  std::string_view text_;
  std::string written_;
};

void put(const answer& from, httplib::Response& into) {
  into.status = from.status;
  if (!from.body.empty()) into.set_content(from.body, from.type);
  for (const auto& [name, value] : from.fields) into.set_header(name, value);
}

/// The fault for what cpp-httplib itself answers, with an empty body.
rota::fault fault_for(int status) {
  if (status < 500) return {fault_kind::bad_request, "the request cannot be parsed; expected HTTP/1.1"};
  return {fault_kind::instance_fault, "the service had an internal error"};
}

/// "Mon, 18 Mar 2013 19:09:17 GMT"
std::string http_date() {
  return date::format("%a, %d %b %Y %T GMT", date::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

/// The answer to a request that cpp-httplib does not get. It says that the connection is closed.
std::string last_answer(const rota::fault& why) {
  const answer refused = to_answer(why);
  std::string text = "HTTP/1.1 " + std::to_string(refused.status) + ' ' + std::string{wire_name(why.kind)} +
                     "\r\nDate: " + http_date() + "\r\nContent-Type: " + refused.type +
                     "\r\nContent-Length: " + std::to_string(refused.body.size()) + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : refused.fields) text.append(name).append(": ").append(value).append("\r\n");
  return text.append("\r\n").append(refused.body);
}

}  // namespace

/// A client, and what has arrived from it but has not been read yet.
class http_server::connection {
 public:
  connection(socket_t socket, int stop_event, const http_limits& limits)
      : socket_{socket}, stop_event_{stop_event}, limits_{limits} {}
  ~connection() { ::close(socket_); }
  connection(const connection&) = delete;
  connection(connection&&) = delete;
  connection& operator=(const connection&) = delete;
  connection& operator=(connection&&) = delete;

  /// The head of the next request. Throws refusal if it is malformed, and gone if none arrives.
  http_head read_head() {
    deadline_ = clock::now() + limits_.idle;
    const auto skip_empty_lines = [&] {
      while (received_.starts_with("\r\n")) received_.erase(0, 2);
    };
    for (skip_empty_lines(); received_.empty() || received_ == "\r"; skip_empty_lines())
      if (!receive()) throw gone{};
    deadline_ = clock::now() + limits_.request;
    std::size_t seen = 0;
    for (;;) {
      const auto end = end_of_head(std::string_view{received_}.substr(0, limits_.head), seen);
      if (end) {
        http_head head = parse_head(std::string_view{received_}.substr(0, *end), limits_.fields);
        received_.erase(0, *end);
        return head;
      }
      if (received_.size() >= limits_.head)
        throw refusal{fault_kind::over_limit, "the head of the request has more than " + std::to_string(limits_.head) +
                                                  " bytes; send a shorter one"};
      seen = received_.size();
      receive_more();
    }
  }

  /// The body that the head announces.
  std::string read_body(const http_head& head) {
    if (!head.is_chunked && head.length > limits_.body) refuse_large_body(limits_.body);
    const bool has_body = head.is_chunked || head.length != 0;
    if (has_body && head.awaits_continue && received_.empty()) send("HTTP/1.1 100 Continue\r\n\r\n");
    if (head.is_chunked) {
      chunked_body body{limits_.body};
      while (!body.take(received_)) receive_more();
      return std::move(body).content();
    }
    while (received_.size() < head.length) receive_more();
    std::string body = received_.substr(0, static_cast<std::size_t>(head.length));
    received_.erase(0, body.size());
    return body;
  }

  /// Sends all of it. Throws gone if the client does not take it in time.
  void send(std::string_view text) {
    const auto until = clock::now() + limits_.response;
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent >= 0) {
        text.remove_prefix(static_cast<std::size_t>(sent));
      } else {
        const bool may_go_on = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        if (!may_go_on || !wait_for(POLLOUT, until, false)) throw gone{};
      }
    }
  }

  /// Ends the connection so that the client can read the last answer: if it were closed with something unread, the
  /// client's system might drop the answer. So what still arrives is read for a while, and dropped.
  void finish() {
    constexpr std::chrono::seconds patience{2};
    ::shutdown(socket_, SHUT_WR);
    const auto until = clock::now() + patience;
    std::array<char, 16'384> rest{};
    while (clock::now() < until && wait_for(POLLIN, until, true))
      if (::recv(socket_, rest.data(), rest.size(), MSG_DONTWAIT) == 0) return;
  }

 private:
  /// Waits until the socket is ready. Returns false at `until` or, with `may_stop`, when the server stops.
  [[nodiscard]] bool wait_for(short event, clock::time_point until, bool may_stop) const {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
      if (left <= 0) return false;
      std::array<pollfd, 2> waits{{{socket_, event, 0}, {stop_event_, POLLIN, 0}}};
      const int ready = ::poll(waits.data(), may_stop ? 2 : 1, static_cast<int>(left));
      if (ready < 0 && errno != EINTR) return false;
      if (ready <= 0) continue;
      if (waits[0].revents != 0) return true;
      if (may_stop && waits[1].revents != 0) return false;
    }
  }

  /// Appends what has arrived. Returns false at the deadline, or when the server stops. Throws gone at the end of the
  /// stream.
  bool receive() {
    std::array<char, 16'384> part{};
    for (;;) {
      const auto size = ::recv(socket_, part.data(), part.size(), MSG_DONTWAIT);
      if (size > 0) {
        received_.append(part.data(), static_cast<std::size_t>(size));
        return clock::now() < deadline_;
      }
      if (size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) throw gone{};
      if (!wait_for(POLLIN, deadline_, true)) return false;
    }
  }

  void receive_more() {
    if (receive()) return;
    if (clock::now() < deadline_)
      throw refusal{fault_kind::service_unavailable, "the service is stopping; try again later"};
    throw refusal{fault_kind::bad_request, "the request did not arrive within " +
                                               std::to_string(limits_.request.count()) + " ms; send it again, faster"};
  }

  socket_t socket_;
  int stop_event_;
  const http_limits& limits_;
  clock::time_point deadline_;
  std::string received_;
};

http_server::http_server(handler act, http_limits limits)
    : act_{std::move(act)}, limits_{limits}, stop_event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
  if (stop_event_ < 0) throw std::runtime_error{"cannot create an eventfd: " + std::string{std::strerror(errno)}};
  // A few more threads than connections, to tell further clients that there are too many.
  constexpr std::size_t spare = 8;
  new_task_queue = [this] { return new growing_threads{limits_.connections + spare}; };  // NOLINT: httplib owns it
  set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(limits_.idle).count());
  // Unlike httplib's own option, this lets no second service take the port of one that runs.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  set_pre_routing_handler([this](const httplib::Request& asked, httplib::Response& into) {
    put(act_(asked), into);
    return HandlerResponse::Handled;
  });
  set_error_handler(HandlerWithResponse{[](const httplib::Request& /*asked*/, httplib::Response& into) {
    if (!into.body.empty()) return HandlerResponse::Unhandled;
    put(to_answer(fault_for(into.status)), into);
    return HandlerResponse::Handled;
  }});
  set_exception_handler([](const httplib::Request& /*asked*/, httplib::Response& into,
                           const std::exception_ptr& /*why*/) { put(to_answer(fault_for(500)), into); });
  set_post_routing_handler([](const httplib::Request& /*asked*/, httplib::Response& into) {
    into.headers.erase("Keep-Alive");  // its limits are not those of this server
    into.headers.erase("Accept-Ranges");
    into.set_header("Date", http_date());
  });
  set_logger([this](const httplib::Request& /*asked*/, const httplib::Response& sent) { count(sent.status); });
}

http_server::~http_server() { ::close(stop_event_); }

int http_server::bind(const std::string& address, int port) {
  errno = 0;
  const int bound = port == 0 ? bind_to_any_port(address) : bind_to_port(address, port) ? port : -1;
  // httplib lets only five clients wait, too few when many come at once.
  constexpr int most_waiting = 256;
  if (bound < 0 || ::listen(svr_sock_, most_waiting) != 0)
    throw std::runtime_error{"cannot listen on " + address + " port " + std::to_string(port) + ": " +
                             (errno != 0 ? std::strerror(errno) : "there is no such address")};
  return bound;
}

void http_server::run() {
  const bool has_ended_well = listen_after_bind();
  if (!has_ended_well && !stops_) throw std::runtime_error{"no more connections can be accepted"};
}

void http_server::stop() {
  stops_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_event_, &one, sizeof one);
  httplib::Server::stop();
}

std::map<int, std::uint64_t> http_server::answered() const {
  std::map<int, std::uint64_t> counts;
  for (std::size_t status = 0; status < answered_.size(); ++status)
    if (const std::uint64_t count = answered_[status]; count != 0) counts.emplace(static_cast<int>(status), count);
  return counts;
}

void http_server::count(int status) { ++answered_.at(static_cast<std::size_t>(status)); }

bool http_server::process_and_close_socket(socket_t socket) {
  connection client{socket, stop_event_, limits_};
  struct counted {
    explicit counted(std::atomic<std::size_t>& open) : all{open}, others{open++} {}
    ~counted() { --all; }
    counted(const counted&) = delete;
    counted(counted&&) = delete;
    counted& operator=(const counted&) = delete;
    counted& operator=(counted&&) = delete;
    std::atomic<std::size_t>& all;
    std::size_t others;
  } const here{open_connections_};
  try {
    try {
      if (here.others >= limits_.connections)
        throw refusal{fault_kind::service_unavailable, "too many connections are open; try again later"};
      serve(client);
      client.finish();
    } catch (const refusal& why) {
      count(status_code(why.why().kind));
      client.send(last_answer(why.why()));
      client.finish();
    }
  } catch (const gone&) {
    // There is no one to answer.
  } catch (const std::exception& why) {
    std::cerr << "rota-service: a connection failed: " << why.what() << std::endl;
  }
  return true;
}

void http_server::serve(connection& client) {
  for (bool is_last = false; !is_last;) {
    const http_head head = client.read_head();
    std::string body = client.read_body(head);
    const std::string head_text = head.for_httplib();
    memory_stream stream{head_text};
    bool is_closed = false;
    is_last = head.is_last || stops_;
    const bool is_answered = process_request(stream, is_last, is_closed, [&](httplib::Request& asked) {
      asked.method = head.method;
      asked.body = std::move(body);
    });
    client.send(stream.written());
    is_last = is_last || is_closed || !is_answered;
  }
}

}  // namespace service
