// SPDX-License-Identifier: MIT
//
// enum class issue_code { malformed, missing, wrong_type, out_of_range, unknown_value, unsupported,
//                         unknown_member, conflict };
// constexpr std::string_view to_string(issue_code) noexcept;
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
//     void begin_record();
//     bool empty() const noexcept;
//     template <class Rank> issues take(Rank) &&;
//     issues take() &&;
// };
//
// std::string in_quotes(std::string_view);
// std::string_view nearest(std::string_view, std::span<const std::string_view>) noexcept;

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <rota/issue.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using rota::in_quotes;
using rota::issue;
using rota::issue_code;
using rota::issue_log;
using rota::issues;
using rota::nearest;

constexpr std::array all_codes{issue_code::malformed,      issue_code::missing,       issue_code::wrong_type,
                               issue_code::out_of_range,   issue_code::unknown_value, issue_code::unsupported,
                               issue_code::unknown_member, issue_code::conflict};

std::vector<std::string> pointers_of(const issues& found) {
  std::vector<std::string> pointers;
  for (const issue& one : found) pointers.push_back(one.pointer);
  return pointers;
}

/// "/7": put together by append, as GCC 12 warns of operator+ where there is nothing to warn of (its bug 105651).
std::string numbered_pointer(std::size_t number) { return std::string{"/"}.append(std::to_string(number)); }

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

/// What a message shows for a byte.
std::string printable(unsigned char byte) {
  if (byte == '"' || byte == '\\') return {'\\', static_cast<char>(byte)};
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), byte >= 32 && byte <= 126 ? "%c" : "\\x%02x", byte);
  return text.data();
}

/// The limit of a log, and what is reported to it.
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

TEST_CASE("every issue code has the text that JSON carries", "[issue]") {
  const std::vector<std::string_view> expected{"malformed",     "missing",     "wrong_type",     "out_of_range",
                                               "unknown_value", "unsupported", "unknown_member", "conflict"};
  std::vector<std::string_view> texts;
  for (const issue_code code : all_codes) texts.push_back(to_string(code));
  REQUIRE(texts == expected);
}

TEST_CASE("an issue in one line is its pointer and its message", "[issue]") {
  REQUIRE(to_string(issue{"/schedule/hour", issue_code::out_of_range, "found 24"}) == "/schedule/hour: found 24");
}

TEST_CASE("an issue of the whole document in one line is its message alone", "[issue]") {
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

TEST_CASE("a log to which nothing was reported is empty and gives nothing", "[issue]") {
  issue_log log;
  REQUIRE(log.empty());
  REQUIRE_FALSE(log.has(""));
  REQUIRE(std::move(log).take().empty());
}

TEST_CASE("a log gives what was reported to it, in that order", "[issue]") {
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

TEST_CASE("of two issues at one pointer a log keeps the first", "[issue]") {
  issue_log log;
  log.report("/hour", issue_code::wrong_type, "first");
  log.report("/hour", issue_code::out_of_range, "second");
  REQUIRE(std::move(log).take() == issues{{"/hour", issue_code::wrong_type, "first"}});
}

TEST_CASE("a log lists as many issues as its limit and says how many more there were", "[issue]") {
  const reports five{3, {"/a", "/b", "/c", "/d", "/e"}};
  const issues found = five.log().take();
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/a", "/b", "/c", ""});
  REQUIRE(found.back().code == issue_code::out_of_range);
  REQUIRE(found.back().message.find("found 2 more") == 0);
  REQUIRE(found.back().message.find("at most 3 ") != std::string::npos);
}

TEST_CASE("a log whose limit is just reached lists all and adds nothing", "[issue]") {
  REQUIRE(reports{3, {"/a", "/b", "/c"}}.log().take().size() == 3);
  REQUIRE(reports{3, {"/a", "/b", "/c", "/a", "/b", "/c"}}.log().take().size() == 3);
}

TEST_CASE("a log counts an issue that it does not list once, however often it is reported", "[issue]") {
  const reports three{1, {"/a", "/b", "/b", "/c", "/b", "/a", "/c"}};
  REQUIRE(three.log().has("/c"));
  const issues found = three.log().take();
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/a", ""});
  REQUIRE(found.back().message.find("found 2 more") == 0);
}

TEST_CASE("a log with an issue of the whole document says there how many more there were", "[issue]") {
  const reports four{2, {"/a", "", "/b", "/c"}};
  const issues found = four.log().take();
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/a", ""});
  REQUIRE(found.back().code == issue_code::missing);
  REQUIRE(found.back().message.find("report 1; found 2 more") == 0);
}

TEST_CASE("a log keeps its issues but not their pointers when a record begins", "[issue]") {
  issue_log log{2};
  log.report("/schedules/0/hour", issue_code::missing, "first");
  log.begin_record();
  REQUIRE_FALSE(log.empty());
  REQUIRE_FALSE(log.has("/schedules/0/hour"));
  log.report("/schedules/1/hour", issue_code::missing, "second");
  log.report("/schedules/1/minute", issue_code::missing, "third");
  REQUIRE(log.has("/schedules/1/hour"));
  REQUIRE(log.has("/schedules/1/minute"));
  const issues found = std::move(log).take();
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/schedules/0/hour", "/schedules/1/hour", ""});
  REQUIRE(found.back().message.find("found 1 more") == 0);
}

TEST_CASE("a log with a limit of zero is not empty once something was reported", "[issue]") {
  issue_log log{0};
  REQUIRE(log.empty());
  log.report("/a", issue_code::missing, "m");
  REQUIRE_FALSE(log.empty());
  REQUIRE(log.has("/a"));
  REQUIRE(pointers_of(std::move(log).take()) == std::vector<std::string>{""});
}

TEST_CASE("a log lists a hundred issues unless told otherwise", "[issue]") {
  issue_log log;
  for (std::size_t i = 0; i < 250; ++i) log.report(numbered_pointer(i), issue_code::missing, "m");
  const issues found = std::move(log).take();
  REQUIRE(rota::default_issue_limit == 100);
  REQUIRE(found.size() == 101);
  REQUIRE(found[99].pointer == "/99");
  REQUIRE(found.back().message.find("found 150 more") == 0);
}

TEST_CASE("a log sorts by rank, and keeps the order of those of one rank", "[issue]") {
  issue_log log;
  for (const char* pointer : {"/ccc", "/b", "/aa", "/a", "/cc", "/bbb"}) log.report(pointer, issue_code::missing, "m");
  const issues found = std::move(log).take([](const issue& one) { return one.pointer.size(); });
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/b", "/a", "/aa", "/cc", "/ccc", "/bbb"});
}

TEST_CASE("a log tells last how many issues it left out, whatever their rank", "[issue]") {
  const reports four{3, {"/bb", "/a", "/ccc", "/d"}};
  const issues found = four.log().take([](const issue& one) { return one.pointer.size(); });
  REQUIRE(pointers_of(found) == std::vector<std::string>{"/a", "/bb", "/ccc", ""});
}

TEST_CASE("no two issues of a log have the same pointer, that of the whole document included", "[issue]") {
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

TEST_CASE("a log lists the first issue of each pointer, as many as its limit, and counts the others", "[issue]") {
  constexpr std::uint64_t seed = 20141101;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    const reports drawn = draw_reports(values);
    issues expected;
    std::size_t unlisted = 0;
    std::set<std::string> seen;
    for (std::size_t k = 0; k < drawn.pointers.size(); ++k) {
      if (!seen.insert(drawn.pointers[k]).second) continue;
      if (expected.size() < drawn.limit)
        expected.push_back({drawn.pointers[k], issue_code::missing, "report " + std::to_string(k)});
      else
        ++unlisted;
    }
    issues actual = drawn.log().take();
    bool counts = true;
    if (unlisted != 0 && !actual.empty()) {
      counts = actual.back().message.find("found " + std::to_string(unlisted) + " more") == 0;
      actual.pop_back();
    }
    found.unless(counts && actual == expected, [&] { return drawn.text(); });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a log sorts as a stable sort by rank does", "[issue]") {
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

// --- in_quotes ---

TEST_CASE("plain text in quotes is as it was", "[issue]") {
  REQUIRE(in_quotes("") == R"("")");
  REQUIRE(in_quotes("LON") == R"("LON")");
  REQUIRE(in_quotes(" ~") == R"(" ~")");
}

TEST_CASE("every single byte in quotes is itself where it is printable, or else escaped", "[issue]") {
  counterexamples found;
  for (int code = 0; code < 256; ++code) {
    const std::string actual = in_quotes(std::string(1, static_cast<char>(static_cast<unsigned char>(code))));
    found.unless(actual == "\"" + printable(static_cast<unsigned char>(code)) + "\"",
                 [&] { return std::to_string(code) + " gives " + actual; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(in_quotes(std::string(1, '\0')) == R"("\x00")");
  REQUIRE(in_quotes("\n") == R"("\x0a")");
  REQUIRE(in_quotes("\x7f") == R"("\x7f")");
  REQUIRE(in_quotes("caf\xc3\xa9") == R"("caf\xc3\xa9")");
}

TEST_CASE("forty bytes are shown in quotes, and of more the first forty and three dots", "[issue]") {
  const std::string forty(40, 'a');
  REQUIRE(in_quotes(forty) == "\"" + forty + "\"");
  REQUIRE(in_quotes(forty + "b") == "\"" + forty + "...\"");
  REQUIRE(in_quotes(std::string(1'000'000, 'a')) == "\"" + forty + "...\"");
}

TEST_CASE("any bytes in quotes are printable ASCII of bounded length, byte by byte", "[issue]") {
  constexpr std::uint64_t seed = 20141103;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes;
    const std::int64_t least = values.coin() ? 0 : 32;
    for (auto left = values.between(0, 60); left > 0; --left)
      bytes += static_cast<char>(static_cast<unsigned char>(values.between(least, least == 0 ? 255 : 126)));
    std::string expected = "\"";
    for (std::size_t k = 0; k < std::min<std::size_t>(bytes.size(), 40); ++k)
      expected += printable(static_cast<unsigned char>(bytes[k]));
    expected += bytes.size() > 40 ? "...\"" : "\"";
    const std::string actual = in_quotes(bytes);
    found.unless(is_printable_ascii(actual) && actual.size() <= 1 + 40 * 4 + 3 + 1 && actual == expected,
                 [&] { return actual; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- nearest ---

namespace {

constexpr std::array<std::string_view, 9> members{"action",      "day_of_week",           "hour",
                                                  "minute",      "instance_id",           "source_id",
                                                  "source_type", "full_backup_retention", "copy_to"};

constexpr std::array<std::string_view, 5> regions{"DFW", "IAD", "ORD", "HKG", "SYD"};

/// The distance, by trying every way to spell: exponential, and for short words only.
std::size_t distance_by_trial(std::string_view a, std::string_view b) {
  if (a.empty()) return b.size();
  if (b.empty()) return a.size();
  const std::string_view rest_of_a = a.substr(1);
  const std::string_view rest_of_b = b.substr(1);
  if (a[0] == b[0]) return distance_by_trial(rest_of_a, rest_of_b);
  std::size_t least = 1 + std::min({distance_by_trial(rest_of_a, b), distance_by_trial(a, rest_of_b),
                                    distance_by_trial(rest_of_a, rest_of_b)});
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0])
    least = std::min(least, 1 + distance_by_trial(a.substr(2), b.substr(2)));
  return least;
}

}  // namespace

TEST_CASE("nearest finds the member that a client misspelt", "[issue]") {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"full_backup_retension", "full_backup_retention"},
      {"full_backups_retention", "full_backup_retention"},
      {"fullBackupRetention", "full_backup_retention"},
      {"FULL_BACKUP_RETENTION", "full_backup_retention"},
      {"full-backup-retention", "full_backup_retention"},
      {"backup_retention", "full_backup_retention"},
      {"dayOfWeek", "day_of_week"},
      {"day_of_weak", "day_of_week"},
      {"dayofweek", "day_of_week"},
      {"days_of_week", "day_of_week"},
      {"hours", "hour"},
      {"Hour", "hour"},
      {"huor", "hour"},
      {"our", "hour"},
      {"minutes", "minute"},
      {"mintue", "minute"},
      {"instanceId", "instance_id"},
      {"instance-id", "instance_id"},
      {"sourceType", "source_type"},
      {"copyTo", "copy_to"},
      {"copy_too", "copy_to"},
      {"acton", "action"},
  };
  std::vector<std::pair<std::string_view, std::string_view>> actual;
  for (const auto& [text, meant] : cases) actual.emplace_back(text, nearest(text, members));
  REQUIRE(actual == cases);
}

TEST_CASE("nearest finds nothing for words unlike all candidates", "[issue]") {
  for (const std::string_view text :
       {"", "x", "schedule", "retention", "id", "source", "week", "run_now", "timezone", "__proto__"}) {
    CAPTURE(text);
    REQUIRE(nearest(text, members) == "");
  }
  for (const std::string_view text : {"", "LHR", "London", "DFWIADORD", "I", "dfw,iad"}) {
    CAPTURE(text);
    REQUIRE(nearest(text, regions) == "");
  }
}

TEST_CASE("nearest finds a region whatever its case, and with one letter wrong", "[issue]") {
  REQUIRE(nearest("iad", regions) == "IAD");
  REQUIRE(nearest("IDA", regions) == "IAD");
  REQUIRE(nearest("DFX", regions) == "DFW");
  REQUIRE(nearest("SYDN", regions) == "SYD");
  REQUIRE(nearest("HK", regions) == "HKG");
}

TEST_CASE("nearest finds nothing among no candidates", "[issue]") { REQUIRE(nearest("hour", {}) == ""); }

TEST_CASE("nearest finds every word itself, in either case", "[issue]") {
  for (const std::string_view word : members) {
    std::string upper{word};
    for (char& letter : upper)
      if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    CAPTURE(word);
    REQUIRE(nearest(word, members) == word);
    REQUIRE(nearest(upper, members) == word);
  }
}

TEST_CASE("nearest takes a letter of either case for the same, and letters alone", "[issue]") {
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    const std::string lower(3, letter);
    const std::string upper(3, static_cast<char>(letter - 'a' + 'A'));
    const std::array<std::string_view, 1> candidates{lower};
    CAPTURE(lower);
    REQUIRE(nearest(upper, candidates) == lower);
  }
  const std::array<std::string_view, 4> beside_the_letters{"```", "{{{", "@@@", "[[["};
  REQUIRE(nearest("@@@", beside_the_letters) == "@@@");
  REQUIRE(nearest("[[[", beside_the_letters) == "[[[");
}

TEST_CASE("nearest takes the first of candidates that are equally near", "[issue]") {
  const std::array<std::string_view, 3> candidates{"bat", "cat", "hat"};
  REQUIRE(nearest("rat", candidates) == "bat");
  REQUIRE(nearest("hat", candidates) == "hat");
}

TEST_CASE("nearest finds every member with one letter left out, added, changed or swapped with the next", "[issue]") {
  counterexamples found;
  for (const std::string_view member : members) {
    const std::string word{member};
    const auto check = [&](const std::string& text) {
      found.unless(nearest(text, members) == word, [&] { return text; });
    };
    for (std::size_t i = 0; i <= word.size(); ++i) {
      check(std::string{word}.insert(i, 1, 'x'));
      if (i == word.size()) continue;
      check(std::string{word}.erase(i, 1));
      check(std::string{word}.replace(i, 1, "x"));
      if (i + 1 == word.size()) continue;
      std::string swapped = word;
      std::swap(swapped[i], swapped[i + 1]);
      check(swapped);
    }
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("nearest is the first of the least distances where at most a third of the letters differs", "[issue]") {
  constexpr std::uint64_t seed = 20141104;
  generator values{seed};
  counterexamples found;
  const auto draw_word = [&](std::int64_t least, std::int64_t most) {
    std::string word;
    for (auto left = values.between(least, most); left > 0; --left)
      word += static_cast<char>('a' + values.between(0, 2));
    return word;
  };
  for (int i = 0; i < 1'500; ++i) {
    const std::string text = draw_word(3, 7);
    const std::array<std::string, 3> words{draw_word(0, 7), draw_word(2, 7), draw_word(3, 7)};
    const std::array<std::string_view, 3> candidates{words[0], words[1], words[2]};
    std::size_t least = text.size() / 3 + 1;
    std::string_view expected;
    for (const std::string_view word : candidates) {
      const std::size_t distance = distance_by_trial(text, word);
      if (distance < least) {
        least = distance;
        expected = word;
      }
    }
    found.unless(nearest(text, candidates) == expected,
                 [&] { return text + " of " + words[0] + ", " + words[1] + ", " + words[2]; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("nearest finds nothing for a text much longer than all candidates", "[issue]") {
  counterexamples found;
  for (std::size_t length = 40; length < 400; ++length) {
    const std::string text(length, 'x');
    found.unless(nearest(text, members).empty(), [&] { return std::to_string(length) + " letters"; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
