// SPDX-License-Identifier: MIT
#include "http_head.hpp"

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

/// The text up to `mark`, which is removed from `rest` with it; all of it if there is none.
std::string_view cut(std::string_view& rest, std::string_view mark) {
  const auto end = std::min(rest.find(mark), rest.size());
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(std::min(end + mark.size(), rest.size()));
  return text;
}

/// Whether a list, "close, Upgrade", has an element.
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

void read_request_line(std::string_view line, http_head& into) {
  std::string_view rest = line;
  into.method = cut(rest, " ");
  into.target = cut(rest, " ");
  into.version = rest;
  constexpr std::size_t longest_method = 32;
  const auto is_visible = [](char letter) { return letter > ' ' && letter < '\x7f'; };
  const bool is_valid = is_token(into.method) && into.method.size() <= longest_method && into.target.starts_with("/") &&
                        std::all_of(into.target.begin(), into.target.end(), is_visible) &&
                        into.target.find('#') == std::string::npos && into.version.starts_with("HTTP/");
  if (!is_valid) refuse("found the request line " + in_quotes(line) + "; expected one such as \"GET /path HTTP/1.1\"");
  if (into.version != "HTTP/1.1" && into.version != "HTTP/1.0")
    throw refusal{fault_kind::not_implemented, "found " + in_quotes(into.version) + "; this server speaks HTTP/1.1"};
}

}  // namespace

void refuse_large_body(std::size_t most) {
  throw refusal{fault_kind::over_limit, "the body is larger than " + std::to_string(most) + " bytes; send less"};
}

std::optional<std::size_t> end_of_head(std::string_view received, std::size_t from) {
  for (std::size_t i = from; i < received.size(); ++i) {
    const auto byte = static_cast<unsigned char>(received[i]);
    if (byte == '\n') {
      if (i == 0 || received[i - 1] != '\r') refuse("found a line that ends in LF alone; expected CR LF");
      if (i >= 3 && received.substr(i - 3, 2) == line_end) return i + 1;
    } else if (i > 0 && received[i - 1] == '\r') {
      refuse("found a CR that no LF follows; expected lines that end in CR LF");
    } else if ((byte < ' ' && byte != '\t' && byte != '\r') || byte == 0x7f) {
      refuse("found a control character in the head of a request; expected HTTP/1.1 without TLS");
    }
  }
  return std::nullopt;
}

http_head parse_head(std::string_view head, std::size_t most_fields) {
  http_head parsed;
  read_request_line(cut(head, line_end), parsed);
  bool has_length = false;
  std::string connection;
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
    const std::string_view value = trimmed(line.substr(colon + 1));
    const std::string known = lower(name);
    if (known == "content-length") {
      const std::uint64_t length = parse_length(value);
      if (has_length && length != parsed.length) refuse("found two different values of Content-Length; expected one");
      has_length = true;
      parsed.length = length;
    } else if (known == "transfer-encoding") {
      if (lower(value) != "chunked" || parsed.is_chunked)
        throw refusal{fault_kind::not_implemented,
                      "found the Transfer-Encoding " + in_quotes(value) + "; this server knows \"chunked\" alone"};
      parsed.is_chunked = true;
    } else if (known == "connection") {
      connection.append(value).append(",");
    } else if (known == "content-encoding" && lower(value) != "identity") {
      throw refusal{fault_kind::not_implemented,
                    "found the Content-Encoding " + in_quotes(value) + "; send the body as it is, without one"};
    } else if (known == "expect") {
      parsed.awaits_continue = lower(value) == "100-continue";
    } else {
      parsed.fields.emplace_back(name, value);
    }
  }
  const bool is_old = parsed.version == "HTTP/1.0";
  if (parsed.is_chunked && (has_length || is_old))
    refuse("found the Transfer-Encoding \"chunked\" " +
           std::string{is_old ? "in HTTP/1.0" : "beside a Content-Length"} + "; expected a Content-Length alone");
  parsed.is_last = lists(connection, "close") || (is_old && !lists(connection, "keep-alive"));
  return parsed;
}

std::string http_head::for_httplib() const {
  std::string text = "GET " + target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : fields) {
    const std::string known = lower(name);
    if (known == "range") continue;  // a server may ignore it
    text.append(name).append(": ");
    // httplib decodes percent signs in fields, which no RFC asks for.
    for (const char letter : value) text += letter == '%' ? std::string{"%25"} : std::string{letter};
    text += line_end;
  }
  return text += line_end;
}

bool chunked_body::take(std::string& received) {
  constexpr std::size_t longest_line = 1'024;
  constexpr std::size_t longest_trailer = 8'192;
  std::string_view rest = received;
  const auto keep = [&] { received.erase(0, received.size() - rest.size()); };
  const auto malformed = [](const std::string& what) {
    refuse("the body has " + what + "; send a Content-Length instead");
  };
  for (;;) {
    if (next_ == part::data) {
      const std::size_t taken = std::min(left_, rest.size());
      content_.append(rest.substr(0, taken));
      rest.remove_prefix(taken);
      left_ -= taken;
      if (left_ != 0) return keep(), false;
      next_ = part::end_of_data;
    }
    const auto end = rest.find(line_end);
    if (end == std::string_view::npos) {
      if (rest.size() > longest_line) malformed("a line of a chunk that is too long");
      return keep(), false;
    }
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + line_end.size());
    if (next_ == part::end_of_data) {
      if (!line.empty()) malformed("a chunk that is longer than it says");
      next_ = part::size;
    } else if (next_ == part::trailer) {
      trailer_ += line.size() + line_end.size();
      if (trailer_ > longest_trailer) malformed("a trailer that is too long");
      if (line.empty()) return keep(), true;
    } else {
      const std::string_view digits = trimmed(line.substr(0, line.find(';')));
      const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
      const bool is_number = !digits.empty() && stop == digits.data() + digits.size();
      if (!is_number || error == std::errc::invalid_argument) malformed("a chunk of the size " + in_quotes(digits));
      if (error == std::errc::result_out_of_range || left_ > most_ - content_.size()) refuse_large_body(most_);
      next_ = left_ == 0 ? part::trailer : part::data;
    }
  }
}

}  // namespace service
