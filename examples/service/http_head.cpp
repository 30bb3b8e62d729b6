// SPDX-License-Identifier: MIT
#include "http_head.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <rota/rota.hpp>

#include "exchange.hpp"

namespace service {

namespace {

using rota::fault_kind;
using rota::detail::in_quotes;

constexpr std::string_view line_end = "\r\n";

[[noreturn]] void refuse(const std::string& why) { throw refusal{fault_kind::bad_request, why}; }

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'); }

/// A method, or the name of a field. Source: RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char letter) {
    return is_letter(letter) || is_digit(letter) || others.find(letter) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& letter : result)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

bool is_hex_digit(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

/// A host name or an IPv4 address; it may be empty. Source: RFC 3986, 3.2.2.
bool is_host_name(std::string_view text) {
  constexpr std::string_view others = "-._~!$&'()*+,;=";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_letter(text[i]) || is_digit(text[i]) || others.find(text[i]) != std::string_view::npos) continue;
    if (text[i] != '%' || text.size() - i < 3 || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) return false;
    i += 2;
  }
  return true;
}

/// An IPv6 address in brackets.
bool is_ipv6_literal(std::string_view text) {
  if (text.size() < 2 || !text.ends_with(']')) return false;
  in6_addr address{};
  return ::inet_pton(AF_INET6, std::string{text.substr(1, text.size() - 2)}.c_str(), &address) == 1;
}

/// The value of a Host field: a host and perhaps a port. Source: RFC 9110, 7.2.
bool is_host(std::string_view text) {
  const auto colon = text.find(':', text.starts_with('[') ? text.rfind(']') : 0);
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  return (host.starts_with('[') ? is_ipv6_literal(host) : is_host_name(host)) &&
         std::all_of(port.begin(), port.end(), is_digit);
}

/// Removes the text up to `mark`, and the mark, from `rest`, and returns the text: all of `rest` if it has no mark.
std::string_view cut(std::string_view& rest, std::string_view mark) {
  const auto end = std::min(rest.find(mark), rest.size());
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(std::min(end + mark.size(), rest.size()));
  return text;
}

/// Whether a list such as "close, Upgrade" has an element, which is in lower case.
bool lists(std::string_view list, std::string_view element) {
  while (!list.empty())
    if (lower(trimmed(cut(list, ","))) == element) return true;
  return false;
}

std::uint64_t parse_length(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit))
    refuse("found the Content-Length " + in_quotes(text) + "; expected a number of bytes");
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  return error == std::errc{} ? length : std::numeric_limits<std::uint64_t>::max();
}

/// The target without the scheme and the host that it may begin with: "/status" of "http://localhost:8080/status".
/// Source: RFC 9112, 3.2.2, "a server MUST accept the absolute-form in requests".
std::string in_origin_form(std::string_view target) {
  std::string_view rest = target;
  const std::string scheme = lower(cut(rest, "://"));
  if (scheme != "http" && scheme != "https") return std::string{target};
  const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
  if (host.empty() || !is_host(host)) return std::string{target};
  rest.remove_prefix(host.size());
  return (rest.starts_with('/') ? "" : "/") + std::string{rest};
}

void read_request_line(std::string_view line, http_head& into) {
  std::string_view rest = line;
  into.method = cut(rest, " ");
  into.target = in_origin_form(cut(rest, " "));
  into.version = rest;
  constexpr std::size_t longest_method = 32;
  const auto is_visible = [](char letter) { return letter > ' ' && letter < '\x7f'; };
  const bool is_valid = is_token(into.method) && into.method.size() <= longest_method && into.target.starts_with("/") &&
                        std::all_of(into.target.begin(), into.target.end(), is_visible) &&
                        into.target.find('#') == std::string::npos && into.version.starts_with("HTTP/");
  if (!is_valid) refuse("found the request line " + in_quotes(line) + "; expected one such as \"GET /path HTTP/1.1\"");
  if (into.version != "HTTP/1.1" && into.version != "HTTP/1.0")
    throw refusal{fault_kind::not_implemented, "found " + in_quotes(into.version) + "; expected HTTP/1.1"};
}

/// Reads the fields that say whom a request is for and where it ends. The others are kept as they are.
class field_reader {
 public:
  explicit field_reader(http_head& into) : head_{into} {}

  void read(std::string_view name, std::string_view value) {
    const std::string known = lower(name);
    if (known == "host")
      read_host(value);
    else if (known == "content-length")
      read_length(value);
    else if (known == "transfer-encoding")
      read_transfer_encoding(value);
    else if (known == "content-encoding")
      read_content_encoding(value);
    else if (known == "connection")
      connection_.append(value).append(",");
    else if (known == "expect")
      head_.awaits_continue = lower(value) == "100-continue";
    else
      head_.fields.emplace_back(name, value);
  }

  /// Checks what the fields say together.
  void finish() {
    const bool is_old = head_.version == "HTTP/1.0";
    if (!has_host_ && !is_old) refuse("found no Host field; send one, such as \"Host: localhost\"");
    if (head_.is_chunked && (has_length_ || is_old))
      refuse("found the Transfer-Encoding \"chunked\" " +
             std::string{is_old ? "in HTTP/1.0" : "beside a Content-Length"} + "; expected only a Content-Length");
    head_.is_last = lists(connection_, "close") || (is_old && !lists(connection_, "keep-alive"));
  }

 private:
  void read_host(std::string_view value) {
    if (has_host_) refuse("found more than one Host field; expected one");
    if (!is_host(value))
      refuse("found the Host " + in_quotes(value) + "; expected a name or an address, such as \"localhost:8080\"");
    has_host_ = true;
  }

  void read_length(std::string_view value) {
    const std::uint64_t length = parse_length(value);
    if (has_length_ && length != head_.length) refuse("found two different values of Content-Length; expected one");
    has_length_ = true;
    head_.length = length;
  }

  void read_transfer_encoding(std::string_view value) {
    if (lower(value) != "chunked" || head_.is_chunked)
      throw refusal{fault_kind::not_implemented,
                    "found the Transfer-Encoding " + in_quotes(value) + "; expected \"chunked\", once"};
    head_.is_chunked = true;
  }

  static void read_content_encoding(std::string_view value) {
    if (lower(value) != "identity")
      throw refusal{fault_kind::not_implemented,
                    "found the Content-Encoding " + in_quotes(value) + "; send the body without encoding it"};
  }

  http_head& head_;
  bool has_host_ = false;
  bool has_length_ = false;
  std::string connection_;  // all that the Connection fields list
};

}  // namespace

void refuse_large_body(std::size_t most) {
  throw refusal{fault_kind::over_limit, "the body is larger than " + std::to_string(most) + " bytes; send less"};
}

std::optional<std::size_t> end_of_head(std::string_view received, std::size_t from) {
  for (std::size_t i = from; i < received.size(); ++i) {
    const auto byte = static_cast<unsigned char>(received[i]);
    if (byte == '\n') {
      if (i == 0 || received[i - 1] != '\r') refuse("found a line that ends in LF without CR; expected CR LF");
      if (i >= 3 && received.substr(i - 3, 2) == line_end) return i + 1;
    } else if (i > 0 && received[i - 1] == '\r') {
      refuse("found a CR without LF; expected lines that end in CR LF");
    } else if ((byte < ' ' && byte != '\t' && byte != '\r') || byte == 0x7f) {
      refuse("found a control character in the head of the request; expected HTTP/1.1, without TLS");
    }
  }
  return std::nullopt;
}

http_head parse_head(std::string_view head, std::size_t most_fields) {
  http_head parsed;
  read_request_line(cut(head, line_end), parsed);
  field_reader fields{parsed};
  while (!head.empty()) {
    const std::string_view line = cut(head, line_end);
    if (line.empty()) break;
    const auto colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (colon == std::string_view::npos || !is_token(name))
      refuse("found the header line " + in_quotes(line) + "; expected \"Name: value\"");
    if (parsed.fields.size() == most_fields)
      throw refusal{fault_kind::over_limit,
                    "the request has more than " + std::to_string(most_fields) + " header fields; send fewer"};
    fields.read(name, trimmed(line.substr(colon + 1)));
  }
  fields.finish();
  return parsed;
}

std::string http_head::for_httplib() const {
  std::string text = "GET " + target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : fields) {
    const std::string known = lower(name);
    if (known == "range") continue;  // a server may ignore it
    text.append(name).append(": ");
    // httplib would decode percent-escapes in fields, which no RFC asks for.
    for (const char letter : value) text += letter == '%' ? std::string{"%25"} : std::string{letter};
    text += line_end;
  }
  return text += line_end;
}

bool chunked_body::take(std::string& received) {
  std::string_view rest = received;
  while (next_ != part::end && take_part(rest)) {
  }
  received.erase(0, received.size() - rest.size());
  return next_ == part::end;
}

/// Returns false if the next part has not arrived whole.
bool chunked_body::take_part(std::string_view& rest) {
  constexpr std::size_t longest_line = 1'024;
  if (next_ == part::data) return take_data(rest);
  const std::size_t end = rest.find(line_end);
  if (std::min(end, rest.size()) > longest_line)
    refuse("found a line of more than " + std::to_string(longest_line) +
           " bytes in a chunked body; send a shorter one");
  if (end == std::string_view::npos) return false;
  const std::string_view line = cut(rest, line_end);
  if (std::any_of(line.begin(), line.end(),
                  [](char letter) { return (letter >= '\0' && letter < ' ' && letter != '\t') || letter == '\x7f'; }))
    refuse("found a control character in a line of a chunked body; expected lines that end in CR LF");
  take_line(line);
  return true;
}

/// Returns false if the chunk goes on.
bool chunked_body::take_data(std::string_view& rest) {
  const std::size_t taken = std::min(left_, rest.size());
  content_.append(rest.substr(0, taken));
  rest.remove_prefix(taken);
  left_ -= taken;
  if (left_ == 0) next_ = part::end_of_data;
  return left_ == 0;
}

void chunked_body::take_line(std::string_view line) {
  constexpr std::size_t longest_trailer = 8'192;
  if (next_ == part::size) return begin_chunk(line);
  if (next_ == part::end_of_data) {
    if (!line.empty()) refuse("found a chunk that is longer than its size; expected CR LF after it");
    next_ = part::size;
    return;
  }
  trailer_ += line.size() + line_end.size();
  if (trailer_ > longest_trailer)
    refuse("found a trailer of more than " + std::to_string(longest_trailer) + " bytes; send a shorter one");
  if (line.empty()) next_ = part::end;
}

void chunked_body::begin_chunk(std::string_view line) {
  const std::string_view digits = line.substr(0, line.find_first_of(" \t;"));
  const std::string_view extension = trimmed(line.substr(digits.size()));
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
  const bool is_number =
      !digits.empty() && stop == digits.data() + digits.size() && (extension.empty() || extension.starts_with(';'));
  if (!is_number || error == std::errc::invalid_argument)
    refuse("found the chunk size " + in_quotes(line) + "; expected hexadecimal digits");
  if (error == std::errc::result_out_of_range || left_ > most_ - content_.size()) refuse_large_body(most_);
  next_ = left_ == 0 ? part::trailer : part::data;
}

}  // namespace service
