// SPDX-License-Identifier: MIT
//
// tests/told.hpp: the issues of a result as text, so that one REQUIRE compares all of them.
//
//   told(validate(request))       // "/schedule/hour out_of_range, /schedule/minute missing", "" for a value
//   ill_told(validate(request))   // what breaks the laws of messages, "" where nothing does
#pragma once

#include <algorithm>
#include <cstddef>
#include <rota/issue.hpp>
#include <set>
#include <string>
#include <string_view>

/// No message is longer, however long what it speaks of.
inline constexpr std::size_t longest_message = 1024;

inline bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

/// The pointer and the code of every issue, in order.
inline std::string told(const rota::issues& found) {
  std::string text;
  for (const rota::issue& one : found) {
    if (!text.empty()) text += ", ";
    text.append(one.pointer).append(" ").append(to_string(one.code));
  }
  return text;
}

/// A message that is empty, too long or not printable ASCII, and a pointer with two issues.
inline std::string ill_told(const rota::issues& found) {
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
std::string told(const rota::result<Value>& result) {
  if (result) return "";
  return result.error().empty() ? "neither a value nor an issue" : told(result.error());
}

template <class Value>
std::string ill_told(const rota::result<Value>& result) {
  return result ? "" : ill_told(result.error());
}

/// The message of the issue at `pointer`, "" where there is none.
template <class Value>
std::string message_at(const rota::result<Value>& result, std::string_view pointer) {
  if (result) return "";
  for (const rota::issue& one : result.error())
    if (one.pointer == pointer) return one.message;
  return "";
}

/// Those of `parts` that `text` does not contain, in brackets.
template <class Parts>
std::string lacking(std::string_view text, const Parts& parts) {
  std::string missing;
  for (const std::string_view part : parts)
    if (text.find(part) == std::string_view::npos) missing.append("[").append(part).append("]");
  return missing;
}
