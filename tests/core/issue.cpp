// SPDX-License-Identifier: MIT
//
// enum class issue_code { malformed, missing, wrong_type, out_of_range, unknown_value, unsupported,
//                         unknown_member, conflict };
// std::string_view to_string(issue_code);               // names.hpp
//
// struct issue { std::string pointer; issue_code code; std::string message; };
// std::string to_string(const issue&);
// using issues = std::vector<issue>;
// template <class T> using result = tl::expected<T, issues>;
//
// inline constexpr std::size_t default_issue_limit = 100;
// class issue_log
// {
// public:
//     explicit issue_log(std::size_t limit = default_issue_limit);
//     void report(std::string pointer, issue_code, std::string message);
//     bool has(std::string_view pointer) const;
//     bool empty() const noexcept;
//     bool is_full() const noexcept;
//     void clear() noexcept;
//     template <class Rank> issues take(Rank) &&;
//     issues take() &&;
// };

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <rota/core/issue.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using rota::issue;
using rota::issue_code;
using rota::issue_log;
using rota::issues;

std::vector<std::string> pointers_of(const issues& found) {
  std::vector<std::string> pointers;
  for (const issue& one : found) pointers.push_back(one.pointer);
  return pointers;
}

/// "/7". Uses append because GCC 12 warns about operator+ without reason (its bug 105651).
std::string numbered_pointer(std::size_t number) { return std::string{"/"}.append(std::to_string(number)); }

/// The limit of a log, and the pointers reported to it.
struct reports {
  std::size_t limit;
  std::vector<std::string> pointers;

  [[nodiscard]] issue_log log() const {
    issue_log made{limit};
    for (std::size_t i = 0; i < pointers.size(); ++i)
      made.report(pointers[i], issue_code::missing, "report " + std::to_string(i));
    return made;
  }
  [[nodiscard]] std::string text() const {
    std::string all = "limit " + std::to_string(limit) + ":";
    for (const std::string& pointer : pointers) all += " \"" + pointer + "\"";
    return all;
  }
};

/// Up to twelve reports at ten pointers, with limits on both sides of their number.
reports draw_reports(generator& values) {
  reports drawn{values.index(14), {}};
  for (auto left = values.between(0, 12); left > 0; --left)
    drawn.pointers.push_back(numbered_pointer(values.index(10)));
  return drawn;
}

}  // namespace

// --- codes and issues ---

TEST_CASE("issue codes have the names that JSON carries", "[issue]") {
  constexpr auto expected =
      std::to_array<std::string_view>({"malformed", "missing", "wrong_type", "out_of_range", "unknown_value",
                                       "unsupported", "unknown_member", "conflict"});
  REQUIRE(rota::detail::enum_names<issue_code> == expected);
  REQUIRE(to_string(issue_code::unknown_member) == "unknown_member");
}

TEST_CASE("the one-line form of an issue is its pointer and its message", "[issue]") {
  REQUIRE(to_string(issue{"/schedule/hour", issue_code::out_of_range, "found 24"}) == "/schedule/hour: found 24");
}

TEST_CASE("the one-line form of an issue of the whole document is its message alone", "[issue]") {
  REQUIRE(to_string(issue{"", issue_code::malformed, "no JSON"}) == "no JSON");
}

TEST_CASE("issues are equal if their pointers, codes and messages are", "[issue]") {
  const issue one{"/a", issue_code::missing, "m"};
  REQUIRE(one == issue{"/a", issue_code::missing, "m"});
  REQUIRE(one != issue{"/b", issue_code::missing, "m"});
  REQUIRE(one != issue{"/a", issue_code::conflict, "m"});
  REQUIRE(one != issue{"/a", issue_code::missing, "n"});
}

TEST_CASE("a result holds a value or issues", "[issue]") {
  const rota::result<int> value = 7;
  const rota::result<int> refused = tl::make_unexpected(issues{{"/a", issue_code::missing, "m"}});
  REQUIRE(value.has_value());
  REQUIRE(*value == 7);
  REQUIRE_FALSE(refused.has_value());
  REQUIRE(refused.error().size() == 1);
}

// --- issue_log ---

TEST_CASE("a new log is empty and gives no issues", "[issue]") {
  issue_log log;
  REQUIRE(log.empty());
  REQUIRE_FALSE(log.has(""));
  REQUIRE(std::move(log).take().empty());
}

TEST_CASE("a log gives the issues reported to it, in the order of the reports", "[issue]") {
  issue_log log;
  log.report("/b", issue_code::missing, "first");
  log.report("/a", issue_code::conflict, "second");
  REQUIRE_FALSE(log.empty());
  REQUIRE(log.has("/a"));
  REQUIRE(log.has("/b"));
  REQUIRE_FALSE(log.has("/c"));
  REQUIRE_FALSE(log.has(""));
  REQUIRE_FALSE(log.has("/"));
  REQUIRE(std::move(log).take() ==
          issues{{"/b", issue_code::missing, "first"}, {"/a", issue_code::conflict, "second"}});
}

TEST_CASE("a log keeps the first of two issues at one pointer", "[issue]") {
  issue_log log;
  log.report("/hour", issue_code::wrong_type, "first");
  log.report("/hour", issue_code::out_of_range, "second");
  REQUIRE(std::move(log).take() == issues{{"/hour", issue_code::wrong_type, "first"}});
}

TEST_CASE("a log lists no more issues than its limit, and says that there are more", "[issue]") {
  const reports five{3, {"/a", "/b", "/c", "/d", "/e"}};
  const issues found = five.log().take();
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/a", "/b", "/c", ""});
  REQUIRE(found.back().code == issue_code::out_of_range);
  REQUIRE(found.back().message ==
          "found more than 3 issues; only the first 3 are listed; fix those first, then try again");
}

TEST_CASE("a log that just reaches its limit lists every issue and adds none", "[issue]") {
  REQUIRE(reports{3, {"/a", "/b", "/c"}}.log().take().size() == 3);
  REQUIRE(reports{3, {"/a", "/b", "/c", "/a", "/b", "/c"}}.log().take().size() == 3);
}

TEST_CASE("a log is full once there are more issues than its limit, and collects nothing more", "[issue]") {
  issue_log log{1};
  log.report("/a", issue_code::missing, "m");
  log.report("/a", issue_code::missing, "m");
  REQUIRE_FALSE(log.is_full());
  log.report("/b", issue_code::missing, "m");
  REQUIRE(log.is_full());
  log.report("/c", issue_code::missing, "m");
  REQUIRE_FALSE(log.has("/c"));
  REQUIRE(pointers_of(std::move(log).take()) == std::vector<std::string>{"/a", ""});
}

TEST_CASE("a log that has an issue of the whole document says in that one, the last, that there are more", "[issue]") {
  const reports four{2, {"", "/a", "/b", "/c"}};
  const issues found = four.log().take();
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/a", ""});
  REQUIRE(found.back().code == issue_code::missing);
  REQUIRE(found.back().message.find("report 0; found more than 2 issues") == 0);
}

TEST_CASE("a cleared log is like a new one", "[issue]") {
  issue_log log = reports{1, {"/a", "/b"}}.log();
  log.clear();
  REQUIRE(log.empty());
  REQUIRE_FALSE(log.is_full());
  REQUIRE_FALSE(log.has("/a"));
  log.report("/a", issue_code::missing, "again");
  REQUIRE(std::move(log).take() == issues{{"/a", issue_code::missing, "again"}});
}

TEST_CASE("a log with a limit of zero is not empty after a report", "[issue]") {
  issue_log log{0};
  REQUIRE(log.empty());
  log.report("/a", issue_code::missing, "m");
  REQUIRE_FALSE(log.empty());
  REQUIRE(log.is_full());
  REQUIRE(pointers_of(std::move(log).take()) == std::vector<std::string>{""});
}

TEST_CASE("a log lists a hundred issues by default", "[issue]") {
  issue_log log;
  for (std::size_t i = 0; i < 250; ++i) log.report(numbered_pointer(i), issue_code::missing, "m");
  const issues found = std::move(log).take();
  REQUIRE(rota::default_issue_limit == 100);
  REQUIRE(found.size() == 101);
  REQUIRE(found[99].pointer == "/99");
  REQUIRE(found.back().message.find("found more than 100 issues") == 0);
}

TEST_CASE("a log sorts by rank, and keeps the order of equal ranks", "[issue]") {
  issue_log log;
  for (const char* pointer : {"/ccc", "/b", "/aa", "/a", "/cc", "/bbb"}) log.report(pointer, issue_code::missing, "m");
  const issues found = std::move(log).take([](const issue& one) { return one.pointer.size(); });
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/b", "/a", "/aa", "/cc", "/ccc", "/bbb"});
}

TEST_CASE("a log says last that there are more issues, whatever their rank", "[issue]") {
  const reports four{3, {"/bb", "/a", "/ccc", "/d"}};
  const issues found = four.log().take([](const issue& one) { return one.pointer.size(); });
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/a", "/bb", "/ccc", ""});
}

TEST_CASE("no two issues of a log have the same pointer, not even that of the whole document", "[issue]") {
  constexpr std::uint64_t seed = 20141030;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    reports drawn = draw_reports(values);
    if (values.coin()) drawn.pointers.insert(drawn.pointers.begin(), "");
    std::vector<std::string> pointers = pointers_of(drawn.log().take());
    std::sort(pointers.begin(), pointers.end());
    found.unless(std::adjacent_find(pointers.begin(), pointers.end()) == pointers.end(), [&] { return drawn.text(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a log gives at least one issue if and only if it is not empty", "[issue]") {
  constexpr std::uint64_t seed = 20141031;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const reports drawn = draw_reports(values);
    const bool is_empty = drawn.log().empty();
    found.unless(is_empty == drawn.pointers.empty() && is_empty == drawn.log().take().empty(),
                 [&] { return drawn.text(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a log lists the first issue of each pointer up to its limit, and says whether there were more", "[issue]") {
  constexpr std::uint64_t seed = 20141101;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const reports drawn = draw_reports(values);
    issues expected;
    std::set<std::string> seen;
    for (std::size_t k = 0; k < drawn.pointers.size(); ++k)
      if (seen.insert(drawn.pointers[k]).second && seen.size() <= drawn.limit)
        expected.push_back({drawn.pointers[k], issue_code::missing, "report " + std::to_string(k)});
    const bool is_full = seen.size() > drawn.limit;
    issues actual = drawn.log().take();
    const bool says_so = !actual.empty() && actual.back().pointer.empty();
    if (says_so) actual.pop_back();
    found.unless(drawn.log().is_full() == is_full && says_so == is_full && actual == expected,
                 [&] { return drawn.text(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a log sorts like a stable sort by rank", "[issue]") {
  constexpr std::uint64_t seed = 20141102;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 300; ++i) {
    reports drawn{100, {}};
    std::vector<std::vector<std::string>> by_rank(3);
    for (auto left = values.between(0, 100); left > 0; --left) {
      const std::size_t drawn_rank = values.index(by_rank.size());
      drawn.pointers.push_back(std::to_string(drawn_rank) + "/" + std::to_string(left));
      by_rank[drawn_rank].push_back(drawn.pointers.back());
    }
    std::vector<std::string> expected;
    for (const auto& pointers : by_rank) expected.insert(expected.end(), pointers.begin(), pointers.end());
    const auto rank = [](const issue& one) { return one.pointer.front(); };
    found.unless(pointers_of(drawn.log().take(rank)) == expected, [&] { return drawn.text(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}
