// SPDX-License-Identifier: MIT
//
// constexpr char lower_case(char) noexcept;
// constexpr bool equal_ignoring_case(std::string_view, std::string_view) noexcept;
// std::size_t spelling_distance(std::string_view, std::string_view) noexcept;
// std::string_view nearest(std::string_view, std::span<const std::string_view>) noexcept;

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <rota/detail/spelling.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using rota::detail::equal_ignoring_case;
using rota::detail::lower_case;
using rota::detail::nearest;
using rota::detail::spelling_distance;

constexpr std::array<std::string_view, 9> members{"action",      "day_of_week",           "hour",
                                                  "minute",      "instance_id",           "source_id",
                                                  "source_type", "full_backup_retention", "copy_to"};

constexpr std::array<std::string_view, 5> regions{"DFW", "IAD", "ORD", "HKG", "SYD"};

/// The distance by exhaustive search, which takes exponential time: for short words only.
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

TEST_CASE("nearest finds the member that a client misspelled", "[spelling]") {
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

TEST_CASE("nearest finds nothing for a word unlike every candidate", "[spelling]") {
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

TEST_CASE("nearest finds a region in any case, or with one letter wrong", "[spelling]") {
  REQUIRE(nearest("iad", regions) == "IAD");
  REQUIRE(nearest("IDA", regions) == "IAD");
  REQUIRE(nearest("DFX", regions) == "DFW");
  REQUIRE(nearest("SYDN", regions) == "SYD");
  REQUIRE(nearest("HK", regions) == "HKG");
}

TEST_CASE("nearest finds nothing among no candidates", "[spelling]") { REQUIRE(nearest("hour", {}) == ""); }

TEST_CASE("nearest finds every word itself, in either case", "[spelling]") {
  for (const std::string_view word : members) {
    std::string upper{word};
    for (char& letter : upper)
      if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    CAPTURE(word);
    REQUIRE(nearest(word, members) == word);
    REQUIRE(nearest(upper, members) == word);
  }
}

TEST_CASE("nearest ignores the case of letters, and of nothing else", "[spelling]") {
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

TEST_CASE("nearest chooses the first of equally near candidates", "[spelling]") {
  const std::array<std::string_view, 3> candidates{"bat", "cat", "hat"};
  REQUIRE(nearest("rat", candidates) == "bat");
  REQUIRE(nearest("hat", candidates) == "hat");
}

TEST_CASE("nearest finds every member with one letter left out, added, changed or swapped with the next",
          "[spelling]") {
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

TEST_CASE("nearest chooses the first candidate of least distance, if at most a third of the letters differ",
          "[spelling]") {
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

TEST_CASE("nearest finds nothing for a text much longer than every candidate", "[spelling]") {
  counterexamples found;
  for (std::size_t length = 40; length < 400; ++length) {
    const std::string text(length, 'x');
    found.unless(nearest(text, members).empty(), [&] { return std::to_string(length) + " letters"; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

// --- the functions below it ---

TEST_CASE("only the letters A to Z have a lower case", "[spelling]") {
  counterexamples found;
  for (int code = 0; code < 256; ++code) {
    const auto letter = static_cast<char>(static_cast<unsigned char>(code));
    const std::string capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const std::size_t place = capitals.find(letter);
    const char expected = place == std::string::npos ? letter : "abcdefghijklmnopqrstuvwxyz"[place];
    found.unless(lower_case(letter) == expected, [&] { return std::to_string(code); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("two texts are equal ignoring case if their letters are", "[spelling]") {
  REQUIRE(equal_ignoring_case("", ""));
  REQUIRE(equal_ignoring_case("Sun", "sUN"));
  REQUIRE(equal_ignoring_case("a-b", "A-B"));
  REQUIRE_FALSE(equal_ignoring_case("Sun", "Su"));
  REQUIRE_FALSE(equal_ignoring_case("Su", "Sun"));
  REQUIRE_FALSE(equal_ignoring_case("Sun", "Sum"));
  REQUIRE_FALSE(equal_ignoring_case("@", "`"));
  REQUIRE_FALSE(equal_ignoring_case("[", "{"));
}

TEST_CASE("the distance of two spellings counts changes, additions, omissions and swaps", "[spelling]") {
  REQUIRE(spelling_distance("hour", "HOUR") == 0);
  REQUIRE(spelling_distance("hour", "huor") == 1);
  REQUIRE(spelling_distance("hour", "our") == 1);
  REQUIRE(spelling_distance("hour", "hours") == 1);
  REQUIRE(spelling_distance("kitten", "sitting") == 3);  // Levenshtein's own example
  REQUIRE(spelling_distance("ca", "abc") == 3);          // restricted: no letter is swapped and then edited
  REQUIRE(spelling_distance("", "abc") == 3);
  REQUIRE(spelling_distance(std::string(40, 'a'), std::string(40, 'b')) == 40);
  REQUIRE(spelling_distance(std::string(41, 'a'), std::string(41, 'a')) == std::string_view::npos);
  REQUIRE(spelling_distance("a", std::string(41, 'a')) == std::string_view::npos);
}
