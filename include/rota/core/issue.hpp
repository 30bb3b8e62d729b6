// SPDX-License-Identifier: MIT
//
// rota/core/issue.hpp: what is wrong with an input, all of it at once, in a form that programs can act on.
//
//   enum class issue_code { malformed, missing, wrong_type, out_of_range, unknown_value, unsupported,
//                           unknown_member, conflict };
//   struct issue { std::string pointer; issue_code code; std::string message; };
//   std::string to_string(const issue&);              // "/schedule/hour: found 24; …"
//   using issues = std::vector<issue>;
//   template <class T> using result = tl::expected<T, issues>;
//
//   class issue_log;                                  // collects issues under the laws below
//
// Laws
//   A result holds a value, or at least one issue.
//   No two issues of one result have the same pointer.
//   A result lists at most `limit` issues, the first ones found. If there were more, the last issue, of the whole
//   document, says so.
#ifndef ROTA_CORE_ISSUE_HPP
#define ROTA_CORE_ISSUE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <rota/detail/names.hpp>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// The kind of an issue. Stable: programs may switch on it, and its name is what JSON carries.
enum class issue_code : std::uint8_t {
  malformed,       ///< the text does not have the form it must have: JSON, an instant, a UUID
  missing,         ///< a required member is absent
  wrong_type,      ///< a JSON type other than the one required
  out_of_range,    ///< a number outside its bounds, or too many of something
  unknown_value,   ///< a text that is not one of those allowed
  unsupported,     ///< a known value that is not supported
  unknown_member,  ///< a member that the request does not have
  conflict         ///< two things that contradict each other
};

template <>
inline constexpr auto detail::enum_names<issue_code> = std::to_array<std::string_view>({"malformed", "missing",
                                                                                        "wrong_type", "out_of_range",
                                                                                        "unknown_value", "unsupported",
                                                                                        "unknown_member", "conflict"});

/// One thing that is wrong with an input.
struct issue {
  std::string pointer;  ///< where: an RFC 6901 pointer such as "/schedule/hour"; "" is the whole document
  issue_code code = issue_code::malformed;
  std::string message;  ///< what was found, what is allowed, what to write instead

  friend bool operator==(const issue&, const issue&) = default;
};

using issues = std::vector<issue>;

/// A value, or every issue that prevented it.
template <class T>
using result = tl::expected<T, issues>;

/// The issue in one line: its pointer, if any, then its message.
[[nodiscard]] inline std::string to_string(const issue& one) {
  return one.pointer.empty() ? one.message : one.pointer + ": " + one.message;
}

/// How many issues a result lists unless the caller asks for another number.
inline constexpr std::size_t default_issue_limit = 100;

/// Collects the issues of one input, at most one a pointer, until there are more than `limit`. Then it is full, and what
/// else is wrong does not matter: a reader may stop.
class issue_log {
 public:
  explicit issue_log(std::size_t limit = default_issue_limit) : limit_{limit} {}

  /// Adds an issue unless its pointer already has one: the first found is the first to fix. O(log limit).
  void report(std::string pointer, issue_code code, std::string message) {
    if (is_full() || !pointers_.insert(pointer).second) return;
    if (is_full()) return;  // with this one, which is not listed
    found_.push_back({std::move(pointer), code, std::move(message)});
  }

  /// Whether an issue was reported at `pointer` before the log was full. O(log limit).
  [[nodiscard]] bool has(std::string_view pointer) const { return pointers_.contains(pointer); }

  [[nodiscard]] bool empty() const noexcept { return pointers_.empty(); }

  /// Whether more issues were reported than are listed.
  [[nodiscard]] bool is_full() const noexcept { return pointers_.size() > limit_; }

  /// Forgets all issues.
  void clear() noexcept {
    found_.clear();
    pointers_.clear();
  }

  /// The listed issues, stably sorted by `rank(issue)`; if there were more, the last one says so.
  template <class Rank>
  [[nodiscard]] issues take(Rank rank) && {
    std::vector<issue*> order;  // moved around instead of the issues, which compiles and runs faster
    order.reserve(found_.size());
    for (issue& one : found_) order.push_back(&one);
    std::stable_sort(order.begin(), order.end(), [&](const issue* a, const issue* b) { return rank(*a) < rank(*b); });
    issues sorted;
    sorted.reserve(found_.size());
    for (issue* const one : order) sorted.push_back(std::move(*one));
    found_ = std::move(sorted);
    return std::move(*this).take();
  }

  /// The listed issues in the order of discovery; if there were more, the last one says so.
  [[nodiscard]] issues take() && {
    if (!is_full()) return std::move(found_);
    const std::string limit = std::to_string(limit_);
    const std::string more = "found more than " + limit + " issues; only the first " + limit +
                             " are listed; fix those first, then try again";
    const auto whole = std::find_if(found_.begin(), found_.end(), [](const issue& one) { return one.pointer.empty(); });
    if (whole == found_.end()) {
      found_.push_back({"", issue_code::out_of_range, more});
    } else {
      whole->message += "; " + more;
      std::rotate(whole, whole + 1, found_.end());
    }
    return std::move(found_);
  }

 private:
  issues found_;
  std::set<std::string, std::less<>> pointers_;  // of the listed issues, and of one more if there was one
  std::size_t limit_;
};

}  // namespace rota::inline v0

#endif
