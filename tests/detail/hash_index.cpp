// SPDX-License-Identifier: MIT
//
// inline constexpr std::size_t no_index;
//
// template <class KeyOf> class hash_index
// {
// public:
//     using key = std::invoke_result_t<const KeyOf&, std::size_t>;
//     explicit hash_index(KeyOf, std::size_t expected = 0);
//     std::size_t find(std::uint64_t hash, const key&) const;
//     std::size_t find_any(std::uint64_t hash) const;
//     std::size_t find_or_put(std::uint64_t hash, std::size_t index);
// };

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <rota/detail/hash_index.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"

namespace {

using rota::detail::hash_index;
using rota::detail::no_index;

/// The key of an index is the index.
constexpr auto itself = [](std::size_t i) { return i; };

struct hash_kind {
  const char* name;
  std::uint64_t (*of)(std::uint64_t key);
};

constexpr std::array<hash_kind, 7> hash_kinds{
    {{"all equal", [](std::uint64_t) { return std::uint64_t{7}; }},
     {"the key", [](std::uint64_t key) { return key; }},
     {"one of three", [](std::uint64_t key) { return key % 3; }},
     {"equal in the lower 44 bits", [](std::uint64_t key) { return key << 44U | 5U; }},
     {"equal in the lower 32 bits", [](std::uint64_t key) { return key << 32U | 5U; }},
     {"equal in the lower 20 bits", [](std::uint64_t key) { return key << 20U; }},
     {"spread", [](std::uint64_t key) { return (key + 1) * 0x9e37'79b9'7f4a'7c15U; }}}};

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("names are found where they first occur", "[hash_index]") {
  const std::vector<std::string> names{"sun", "mon", "sun", "tue", "mon"};
  const std::hash<std::string_view> hash;
  hash_index places{[&](std::size_t i) -> std::string_view { return names[i]; }, names.size()};
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i) found.push_back(places.find_or_put(hash(names[i]), i));
  REQUIRE(found == std::vector<std::size_t>{0, 1, 0, 3, 1});
  REQUIRE(places.find(hash("sun"), "sun") == 0);
  REQUIRE(places.find(hash("tue"), "tue") == 3);
  REQUIRE(places.find(hash("wed"), "wed") == no_index);
  REQUIRE(places.find_any(hash("mon")) == 1);
}

TEST_CASE("an empty index finds nothing", "[hash_index]") {
  REQUIRE(hash_index{itself}.find(0, 0) == no_index);
  REQUIRE(hash_index{itself}.find_any(0) == no_index);
  REQUIRE(hash_index{itself, 1000}.find(0xffff'ffff'ffff'ffffU, 0) == no_index);
}

TEST_CASE("the largest index is 2^32 - 2", "[hash_index]") {
  hash_index places{itself};
  REQUIRE(places.find_or_put(0xffff'ffffU, 0xffff'fffeU) == 0xffff'fffeU);
  REQUIRE(places.find(0xffff'ffffU, 0xffff'fffeU) == 0xffff'fffeU);
}

// --- against a std::map ---

TEST_CASE("each key is found where a std::map has it, whatever the hashes", "[hash_index]") {
  constexpr std::uint64_t seed = 6201;
  generator values{seed};
  counterexamples found;
  for (const auto& kind : hash_kinds)
    for (const std::size_t expected : {0U, 1U, 10U, 700U}) {
      std::vector<std::uint64_t> keys;
      hash_index places{[&](std::size_t i) { return keys[i]; }, expected};
      std::map<std::uint64_t, std::size_t> model;
      for (int i = 0; i < 1'500; ++i) {
        const auto key = static_cast<std::uint64_t>(values.between(0, 700));
        const auto place = model.find(key);
        const bool is_there = place != model.end();
        bool agrees = places.find(kind.of(key), key) == (is_there ? place->second : no_index) &&
                      (!is_there || places.find_any(kind.of(key)) != no_index);
        if (values.coin()) {
          keys.push_back(key);  // put or not, indexes are those of a list of all
          const std::size_t index = keys.size() - 1;
          agrees = agrees && places.find_or_put(kind.of(key), index) == model.try_emplace(key, index).first->second;
        }
        found.unless(agrees, [&] { return kind.name + (", key " + std::to_string(key)); });
      }
    }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("whatever the hashes, a look-up looks at no more keys than fit a constant", "[hash_index]") {
  constexpr std::size_t many = 40'000;
  counterexamples found;
  for (const auto& kind : hash_kinds)
    for (const std::size_t expected : {std::size_t{0}, many}) {
      std::size_t looks = 0;
      hash_index places{[&](std::size_t i) { return ++looks, i; }, expected};
      bool agrees = true;
      for (std::size_t i = 0; i < many; ++i)  // with finds between, since growing moves what is there
        agrees = agrees && places.find_or_put(kind.of(i), i) == i && places.find(kind.of(i / 2), i / 2) == i / 2;
      for (std::size_t i = 0; i < many; ++i) agrees = agrees && places.find(kind.of(i), i) == i;
      for (std::size_t i = many; i < 2 * many; ++i) agrees = agrees && places.find(kind.of(i), i) == no_index;
      found.unless(agrees && looks < 1'000 * many, [&] { return kind.name + (": " + std::to_string(looks)); });
    }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

// --- preconditions ---

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("an index of 2^32 - 1 or more ends the program", "[hash_index]") {
  REQUIRE(ends_the_program([] { hash_index{itself}.find_or_put(0, 0xffff'ffffU); }));
  REQUIRE(ends_the_program([] { hash_index{itself}.find_or_put(0, no_index); }));
}

TEST_CASE("an expected size of 2^32 - 1 or more ends the program", "[hash_index]") {
  // Twice 2^63 is 0: a table of that size would be probed without end.
  for (const std::size_t expected :
       {std::size_t{0xffff'ffffU}, std::size_t{1} << 62U, std::size_t{1} << 63U, no_index}) {
    CAPTURE(expected);
    REQUIRE(ends_the_program([expected] { hash_index{itself, expected}.find_or_put(0, 0); }));
  }
}
#endif
