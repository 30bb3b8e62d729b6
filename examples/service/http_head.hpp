// SPDX-License-Identifier: MIT
//
// http_head.hpp: the head of an HTTP request, checked before anything else looks at it.
//
//   http_head head = parse_head("GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n", most_fields);   // or throws refusal
//   std::optional<std::size_t> end = end_of_head(received);                        // nullopt until it has arrived
//   chunked_body body{most}; body.take(received);                                  // a body in chunks, as it arrives
//
// Laws
//   No two readers of the same bytes can disagree about where a request ends: what RFC 9112 leaves open is refused (a
//   line that does not end in CR LF, a folded line, a blank before a colon, two different lengths, a length beside
//   chunks).
//   A request has one valid Host field; an HTTP/1.0 request may lack it. Source: RFC 9112, 3.2.
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
  std::string target;  ///< not decoded, and without scheme and host
  std::string version;
  std::vector<std::pair<std::string, std::string>> fields = {};  ///< names as sent
  std::uint64_t length = 0;                                      ///< of the body, unless it is chunked
  bool is_chunked = false;
  bool is_last = false;          ///< the connection is closed after the answer
  bool awaits_continue = false;  ///< the client waits for "100 Continue" before it sends the body

  /// The head as cpp-httplib gets it: always a GET, since it knows few methods and does not read the body.
  [[nodiscard]] std::string for_httplib() const;
};

/// Where the head ends, after its empty line; nullopt if that has not arrived. The bytes before `from` have been
/// checked already. Throws refusal at the first byte that no head can have.
[[nodiscard]] std::optional<std::size_t> end_of_head(std::string_view received, std::size_t from = 0);

/// Parses a whole head. Throws refusal.
[[nodiscard]] http_head parse_head(std::string_view head, std::size_t most_fields);

/// Reads a body in chunks.
class chunked_body {
 public:
  explicit chunked_body(std::size_t most) : most_{most} {}

  /// Takes what belongs to the body from the beginning of `received`. Returns whether the body is complete. Throws
  /// refusal if a chunk is malformed, or if the body is too large.
  bool take(std::string& received);
  [[nodiscard]] std::string&& content() && { return std::move(content_); }

 private:
  enum class part : std::uint8_t { size, data, end_of_data, trailer, end };

  bool take_part(std::string_view& rest);
  bool take_data(std::string_view& rest);
  void take_line(std::string_view line);
  void begin_chunk(std::string_view line);

  std::size_t most_;
  std::string content_;
  part next_ = part::size;
  std::size_t left_ = 0;     // of the chunk
  std::size_t trailer_ = 0;  // bytes of the trailer so far
};

/// Throws the refusal for a body of more than `most` bytes.
[[noreturn]] void refuse_large_body(std::size_t most);

}  // namespace service

#endif
