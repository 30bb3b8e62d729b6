// SPDX-License-Identifier: MIT
//
// http_head.hpp: the head of an HTTP request, checked before anything else looks at it.
//
//   http_head head = parse_head("GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n", most_fields);    // or throws refusal
//   std::optional<std::size_t> end = end_of_head(received);                        // of what has arrived so far
//   chunked_body body{most}; body.take(received);                                  // a body in chunks, as it arrives
//
// Laws
//   Two readers of the same bytes never differ about where a request ends: what RFC 9112 leaves open is refused (a line that
//   does not end in CR LF, a folded line, a blank before a colon, two lengths, a length beside chunks).
#ifndef ROTA_SERVICE_HTTP_HEAD_HPP
#define ROTA_SERVICE_HTTP_HEAD_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace service {

struct http_head {
  std::string method;
  std::string target;  ///< as sent: not decoded
  std::string version;
  std::vector<std::pair<std::string, std::string>> fields = {};  ///< names as sent
  std::uint64_t length = 0;                                      ///< of the body, unless it is chunked
  bool is_chunked = false;
  bool is_last = false;          ///< the connection is closed after the answer
  bool awaits_continue = false;  ///< the client waits for "100 Continue" before it sends the body

  /// The head for cpp-httplib, which does not read the body. It knows few methods, so it is given GET.
  [[nodiscard]] std::string for_httplib() const;
};

/// Where the head ends in what has arrived so far: after its empty line; nullopt if it goes on. The bytes before `from` were
/// looked at already. Throws refusal as soon as there are bytes that no head has.
[[nodiscard]] std::optional<std::size_t> end_of_head(std::string_view received, std::size_t from = 0);

/// Parses a whole head. Throws refusal.
[[nodiscard]] http_head parse_head(std::string_view head, std::size_t most_fields);

/// Reads a body in chunks.
class chunked_body {
 public:
  explicit chunked_body(std::size_t most) : most_{most} {}

  /// Takes from the beginning of `received` what belongs to the body. Returns whether the body has ended. Throws refusal if
  /// the chunks are malformed, or the body is larger than it may be.
  bool take(std::string& received);
  [[nodiscard]] std::string&& content() && { return std::move(content_); }

 private:
  enum class part : std::uint8_t { size, data, end_of_data, trailer };

  std::size_t most_;
  std::string content_;
  part next_ = part::size;
  std::size_t left_ = 0;     // of the chunk
  std::size_t trailer_ = 0;  // bytes of the trailer so far
};

/// The fault for a body that is too large.
[[noreturn]] void refuse_large_body(std::size_t most);

}  // namespace service

#endif
