// SPDX-License-Identifier: MIT
//
// rota/issue.hpp: what is wrong with an input, all of it at once, in a form that programs can act on.
//
//   enum class issue_code { malformed, missing, wrong_type, out_of_range, unknown_value, unsupported,
//                           unknown_member, conflict };
//   std::string_view to_string(issue_code);           // "out_of_range"
//
//   struct issue { std::string pointer; issue_code code; std::string message; };
//   std::string to_string(const issue&);              // "/schedule/hour: found 24; …"
//   using issues = std::vector<issue>;
//   template <class T> using result = tl::expected<T, issues>;
//
//   class issue_log;                                  // collects issues under the laws below
//   std::string in_quotes(std::string_view);             // any bytes as short printable ASCII, in quotes
//   std::string_view nearest(text, candidates);       // the one that was probably meant, or ""
//
// Laws
//   A result holds a value, or at least one issue.
//   No two issues of one result have the same pointer.
//   A result lists at most `limit` issues; if there were more, one more, that of the whole document, says how many.
//   A message is printable ASCII whatever the bytes it speaks of, and of bounded length.
#ifndef ROTA_ISSUE_HPP
#define ROTA_ISSUE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <rota/hash_index.hpp>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota {

/// The kind of an issue. Stable: programs may switch on it, and its text is what JSON carries.
enum class issue_code : std::uint8_t {
  malformed,       ///< the text does not have the form it must have: JSON, an instant, a UUID
  missing,         ///< a required member was not given
  wrong_type,      ///< a JSON type other than the one required
  out_of_range,    ///< a number outside its bounds, or too many of something
  unknown_value,   ///< a text that is not one of those allowed
  unsupported,     ///< a value that is known, and refused
  unknown_member,  ///< a member that the request does not have
  conflict         ///< two things that cannot both be meant
};

/// The code as JSON carries it, such as "out_of_range".
[[nodiscard]] constexpr std::string_view to_string(issue_code code) noexcept {
  switch (code) {
    case issue_code::malformed: return "malformed";
    case issue_code::missing: return "missing";
    case issue_code::wrong_type: return "wrong_type";
    case issue_code::out_of_range: return "out_of_range";
    case issue_code::unknown_value: return "unknown_value";
    case issue_code::unsupported: return "unsupported";
    case issue_code::unknown_member: return "unknown_member";
    case issue_code::conflict: return "conflict";
  }
  return "malformed";
}

/// One thing that is wrong with an input.
struct issue {
  std::string pointer;  ///< where: an RFC 6901 pointer such as "/schedule/hour"; "" is the whole document
  issue_code code = issue_code::malformed;
  std::string message;  ///< what was found, what is allowed, what to write instead

  friend bool operator==(const issue&, const issue&) = default;
};

using issues = std::vector<issue>;

/// A value, or every issue that stood in its way.
template <class T>
using result = tl::expected<T, issues>;

/// The issue in one line, its pointer first where it has one.
[[nodiscard]] inline std::string to_string(const issue& one) {
  return one.pointer.empty() ? one.message : one.pointer + ": " + one.message;
}

/// How many issues one result lists unless its caller asks for another number.
inline constexpr std::size_t default_issue_limit = 100;

/// Collects the issues of one input: at most one a pointer, of which `limit` are listed and the others counted.
class issue_log {
 public:
  explicit issue_log(std::size_t limit = default_issue_limit) : limit_{limit} {}

  /// Adds an issue, unless its pointer has one already: the first found is the one to mend first. O(1) expected.
  void report(std::string pointer, issue_code code, std::string message) {
    if (!pointers_.insert(hash(pointer))) return;
    if (found_.size() < limit_)
      found_.push_back({std::move(pointer), code, std::move(message)});
    else
      ++unlisted_;
  }

  /// Whether `pointer` has an issue, listed or not. O(1) expected.
  [[nodiscard]] bool has(std::string_view pointer) const { return pointers_.contains(hash(pointer)); }

  /// Lets go of the pointers so far: what comes next is a record that has none of them.
  void begin_record() { pointers_.clear(); }

  [[nodiscard]] bool empty() const noexcept { return found_.empty() && unlisted_ == 0; }

  /// Those listed, stably sorted by `rank(issue)`, then the one that tells how many were not.
  template <class Rank>
  [[nodiscard]] issues take(Rank rank) && {
    std::stable_sort(found_.begin(), found_.end(), [&](const issue& a, const issue& b) { return rank(a) < rank(b); });
    return std::move(*this).take();
  }

  /// Those listed, as they were found, then the one that tells how many were not.
  [[nodiscard]] issues take() && {
    if (unlisted_ == 0) return std::move(found_);
    const std::string more = "found " + std::to_string(unlisted_) + (unlisted_ == 1 ? " more issue" : " more issues") +
                             "; at most " + std::to_string(limit_) +
                             " are listed; mend those listed first, then ask again";
    const auto whole = std::find_if(found_.begin(), found_.end(), [](const issue& one) { return one.pointer.empty(); });
    if (whole == found_.end())
      found_.push_back({"", issue_code::out_of_range, more});
    else
      whole->message += "; " + more;
    return std::move(found_);
  }

 private:
  static std::size_t hash(std::string_view pointer) { return std::hash<std::string_view>{}(pointer); }

  issues found_;
  number_set pointers_;  // by their hashes: of a flood of issues only these are kept
  std::size_t limit_;
  std::size_t unlisted_ = 0;
};

namespace detail {

/// Any bytes as printable ASCII, quotes and backslashes escaped, the rest as \xNN, cut after `longest` bytes.
inline std::string printable(std::string_view bytes, std::size_t longest) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes.substr(0, longest)) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '"' || byte == '\\')
      text += {'\\', byte};
    else if (code >= 0x20 && code < 0x7f)
      text += byte;
    else
      text += {'\\', 'x', hex[code >> 4U], hex[code & 15U]};
  }
  if (bytes.size() > longest) text += "...";
  return text;
}

}  // namespace detail

/// Any bytes as text fit for a message: in double quotes, printable ASCII, quotes and backslashes escaped, the
/// rest as \xNN, cut after 40 bytes.
[[nodiscard]] inline std::string in_quotes(std::string_view bytes) { return '"' + detail::printable(bytes, 40) + '"'; }

namespace detail {

constexpr char lower_case(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// How many letters must be changed, added, left out or swapped with the next to make `b` of `a`, case aside; what is
/// too long to be a slip of the pen is as far as can be. O(1).
inline std::size_t spelling_distance(std::string_view a, std::string_view b) noexcept {
  constexpr std::size_t longest = 40;
  if (a.size() > longest || b.size() > longest) return std::string_view::npos;
  using row = std::array<std::size_t, longest + 1>;
  row before_last{};
  row last{};
  row here{};
  for (std::size_t j = 0; j <= b.size(); ++j) here[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = last;
    last = here;
    here[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto same = [&](std::size_t k, std::size_t m) { return lower_case(a[k - 1]) == lower_case(b[m - 1]); };
      here[j] = std::min({last[j] + 1, here[j - 1] + 1, last[j - 1] + (same(i, j) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) here[j] = std::min(here[j], before_last[j - 2] + 1);
    }
  }
  return here[b.size()];
}

}  // namespace detail

/// The candidate that `text` was probably meant to be: the first of those nearest to it in spelling, case aside, where
/// at most a third of it, or one letter, differs; else "". O(candidates).
[[nodiscard]] inline std::string_view nearest(std::string_view text,
                                              std::span<const std::string_view> candidates) noexcept {
  std::string_view best;
  std::size_t bound = std::max<std::size_t>(text.size() / 3, 1) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = detail::spelling_distance(text, candidate);
    if (distance < bound) {
      best = candidate;
      bound = distance;
    }
  }
  return best;
}

}  // namespace rota

#endif
