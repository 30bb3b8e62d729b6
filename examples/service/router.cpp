// SPDX-License-Identifier: MIT
#include "router.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <iostream>
#include <random>
#include <sstream>

#include "database_pool.hpp"

namespace service {

namespace {

using rota::fault_kind;

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> all;
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  for (;;) {
    const auto slash = std::min(path.find('/'), path.size());
    all.emplace_back(path.substr(0, slash));
    if (slash == path.size()) return all;
    path.remove_prefix(slash + 1);
  }
}

bool is_capture(std::string_view segment) { return segment.starts_with('{'); }

/// A segment with its percent-escapes decoded; nullopt if one is malformed.
std::optional<std::string> decoded(std::string_view segment) {
  std::string text;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      text += segment[i];
      continue;
    }
    unsigned byte = 0;
    const std::string_view digits = segment.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc{} || digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
    text += static_cast<char>(byte);
    i += 2;
  }
  return text;
}

/// The parts of the path at the braces of the pattern; nullopt if the path does not match.
std::optional<std::vector<std::string>> captures(const std::vector<std::string>& pattern,
                                                 const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < path.size(); ++i) {
    auto segment = decoded(path[i]);
    if (!segment) return std::nullopt;
    if (is_capture(pattern[i]) && !segment->empty())
      found.push_back(std::move(*segment));
    else if (*segment != pattern[i])
      return std::nullopt;
  }
  return found;
}

/// "4f0c91d2-17": no two requests have the same, even across restarts.
std::string new_request_id() {
  static const unsigned process = std::random_device{}();
  static std::atomic<unsigned long> count{0};
  std::ostringstream id;
  id << std::hex << process << '-' << std::dec << ++count;
  return std::move(id).str();
}

/// The answer to an exception of a handler. What operators need to know is printed.
answer answer_to_exception(const httplib::Request& asked, const std::exception& why) {
  rota::fault shown = fault_of(why);
  if (status_code(shown.kind) < 500 || shown.kind == fault_kind::not_implemented) return to_answer(shown);
  const std::string id = new_request_id();
  std::cerr << "rota-service: request " + id + ", " + rota::detail::printable(asked.method, 32) + ' ' +
                   rota::detail::printable(asked.target, 200) + ": " + rota::detail::printable(why.what(), 2'000) + '\n'
            << std::flush;
  if (shown.kind == fault_kind::instance_fault)
    shown.message += "; the log of the service has the details, as request " + id;
  answer built = to_answer(shown);
  built.fields.emplace_back("X-Request-Id", id);
  return built;
}

}  // namespace

std::optional<std::string> call::parameter(const std::string& name) const {
  const auto [first, last] = request.params.equal_range(name);
  if (first == last) return std::nullopt;
  if (std::next(first) != last)
    throw refusal{fault_kind::bad_request, "found the parameter " + name + " more than once; give it once"};
  return first->second;
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view marks = "-._~";
  std::string result;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') || marks.find(letter) != std::string_view::npos;
    if (is_plain)
      result += letter;
    else
      result.append("%").append(1, digits[byte >> 4U]).append(1, digits[byte & 0xfU]);
  }
  return result;
}

void router::add(std::string method, std::string_view pattern, std::function<answer(const call&)> act) {
  routes_.push_back({std::move(method), segments_of(pattern), std::move(act)});
}

answer router::operator()(const httplib::Request& asked) const {
  try {
    return dispatch(asked);
  } catch (const std::exception& why) {
    return answer_to_exception(asked, why);
  }
}

answer router::dispatch(const httplib::Request& asked) const {
  const std::vector<std::string> path = segments_of(asked.target.substr(0, asked.target.find('?')));
  const std::string method = asked.method == "HEAD" ? "GET" : asked.method;
  std::vector<std::string> allowed;
  for (const route& one : routes_) {
    auto found = captures(one.pattern, path);
    if (!found) continue;
    if (one.method == method) return one.act({asked, std::move(*found)});
    allowed.push_back(one.method);
    if (one.method == "GET") allowed.emplace_back("HEAD");
  }
  const std::string here = rota::detail::in_quotes(asked.target.substr(0, asked.target.find('?')));
  if (allowed.empty()) throw refusal{fault_kind::item_not_found, "there is nothing at " + here + "; " + index_};
  std::string list;
  for (const std::string& one : allowed) list.append(list.empty() ? "" : ", ").append(one);
  answer built = to_answer({fault_kind::bad_method, "found the method " + rota::detail::in_quotes(asked.method) +
                                                        " at " + here + "; expected one of " + list});
  built.fields.emplace_back("Allow", list);
  return built;
}

}  // namespace service
