// SPDX-License-Identifier: MIT
//
// tests/issues_found.hpp: the issues of a result as text, so that one REQUIRE compares all of them.
//
//   problems(validate(request))       // "/schedule/hour out_of_range, /schedule/minute missing"; "" for a value
//   bad_messages(validate(request))   // how its messages break their laws; "" if they do not
//   message_at(result, "/schedule/hour")
//   lacking(text, parts)              // "[write]" if the text lacks that part; "" if it has them all
#pragma once

#include <algorithm>
#include <cstddef>
#include <rota/core/issue.hpp>
#include <set>
#include <string>
#include <string_view>

/// No message is longer, however long the input.
inline constexpr std::size_t longest_message = 1024;

inline bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

/// The pointer and the code of every issue, in order.
inline std::string problems(const rota::issues& found) {
  std::string text;
  for (const rota::issue& one : found) {
    if (!text.empty()) text += ", ";
    text.append(one.pointer).append(" ").append(to_string(one.code));
  }
  return text;
}

template <class Value>
std::string problems(const rota::result<Value>& result) {
  if (result) return "";
  return result.error().empty() ? "neither a value nor an issue" : problems(result.error());
}

/// Messages that are empty, too long or not printable ASCII, and pointers with two issues.
inline std::string bad_messages(const rota::issues& found) {
  std::string text;
  std::set<std::string_view> pointers;
  for (const rota::issue& one : found) {
    if (one.message.empty()) text += "no message at " + one.pointer + "; ";
    if (one.message.size() > longest_message)
      text += "a message of " + std::to_string(one.message.size()) + " bytes at " + one.pointer + "; ";
    if (!is_printable_ascii(one.message)) text += "not printable: " + one.message + "; ";
    if (!pointers.insert(one.pointer).second) text += "two issues at \"" + one.pointer + "\"; ";
  }
  return text;
}

template <class Value>
std::string bad_messages(const rota::result<Value>& result) {
  return result ? "" : bad_messages(result.error());
}

/// The message of the issue at `pointer`; "" if there is none.
template <class Value>
std::string message_at(const rota::result<Value>& result, std::string_view pointer) {
  if (result) return "";
  for (const rota::issue& one : result.error())
    if (one.pointer == pointer) return one.message;
  return "";
}

/// The parts that `text` does not contain, in brackets.
template <class Parts>
std::string lacking(std::string_view text, const Parts& parts) {
  std::string missing;
  for (const std::string_view part : parts)
    if (text.find(part) == std::string_view::npos) missing.append("[").append(part).append("]");
  return missing;
}
