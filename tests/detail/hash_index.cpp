// SPDX-License-Identifier: MIT
//
// class hash_index
// {
// public:
//     static constexpr std::size_t none;
//     hash_index() noexcept;
//     explicit hash_index(std::size_t expected);
//     template <class IsIt> std::size_t find(std::uint64_t hash, IsIt) const;
//     template <class IsIt> std::size_t find_or_put(std::uint64_t hash, std::size_t index, IsIt);
//     void clear() noexcept;
// };
//
// class number_set
// {
// public:
//     bool insert(std::uint64_t);
//     bool contains(std::uint64_t) const;
//     void clear() noexcept;
// };

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <rota/detail/hash_index.hpp>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"

namespace {

using rota::detail::hash_index;
using rota::detail::number_set;

constexpr auto never = [](std::size_t) { return false; };
constexpr auto always = [](std::size_t) { return true; };

struct hash_kind {
  const char* name;
  std::size_t (*of)(std::uint64_t key);
};

constexpr std::array<hash_kind, 6> hash_kinds{
    {{"all equal", [](std::uint64_t) { return std::size_t{7}; }},
     {"the key", [](std::uint64_t key) { return std::size_t{key}; }},
     {"one of three", [](std::uint64_t key) { return std::size_t{key % 3}; }},
     {"equal in the lower 32 bits", [](std::uint64_t key) { return std::size_t{key << 32U | 5U}; }},
     {"equal in the lower 16 bits", [](std::uint64_t key) { return std::size_t{key << 16U}; }},
     {"spread", [](std::uint64_t key) { return std::size_t{(key + 1) * 0x9e37'79b9'7f4a'7c15U}; }}}};

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("names are found where they first occur", "[hash_index]") {
  const std::vector<std::string> names{"sun", "mon", "sun", "tue", "mon"};
  const std::hash<std::string> hash;
  hash_index places{names.size()};
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i)
    found.push_back(places.find_or_put(hash(names[i]), i, [&](std::size_t j) { return names[j] == names[i]; }));
  REQUIRE(found == std::vector<std::size_t>{0, 1, 0, 3, 1});
  const auto find = [&](const std::string& name) {
    return places.find(hash(name), [&](std::size_t j) { return names[j] == name; });
  };
  REQUIRE(find("sun") == 0);
  REQUIRE(find("tue") == 3);
  REQUIRE(find("wed") == hash_index::none);
}

TEST_CASE("an empty index finds nothing", "[hash_index]") {
  REQUIRE(hash_index{}.find(0, always) == hash_index::none);
  REQUIRE(hash_index{1000}.find(0xffff'ffff'ffff'ffffU, always) == hash_index::none);
}

TEST_CASE("the largest index is 2^32 - 2", "[hash_index]") {
  hash_index places;
  REQUIRE(places.find_or_put(0xffff'ffffU, 0xffff'fffeU, always) == 0xffff'fffeU);
  REQUIRE(places.find(0xffff'ffffU, always) == 0xffff'fffeU);
}

// --- against a std::map ---

TEST_CASE("each key is found where a std::map has it, whatever the hashes", "[hash_index]") {
  constexpr std::uint64_t seed = 6201;
  generator values{seed};
  counterexamples found;
  for (const auto& kind : hash_kinds)
    for (const std::size_t expected : {0U, 1U, 10U, 700U}) {
      hash_index places{expected};
      std::vector<std::uint64_t> keys;
      std::map<std::uint64_t, std::size_t> model;
      const auto is_key = [&](std::uint64_t key) { return [&keys, key](std::size_t j) { return keys[j] == key; }; };
      for (int i = 0; i < 1'500; ++i) {
        const auto key = static_cast<std::uint64_t>(values.between(0, 700));
        const auto place = model.find(key);
        bool agrees =
            places.find(kind.of(key), is_key(key)) == (place == model.end() ? hash_index::none : place->second);
        if (values.coin()) {
          keys.push_back(key);  // put or not, indexes are those of a list of all
          const std::size_t index = keys.size() - 1;
          agrees = agrees &&
                   places.find_or_put(kind.of(key), index, is_key(key)) == model.try_emplace(key, index).first->second;
        }
        found.unless(agrees, [&] { return kind.name + (", key " + std::to_string(key)); });
      }
    }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("find returns the matching index under a hash, and find_or_put returns what find does", "[hash_index]") {
  constexpr std::uint64_t seed = 6202;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 200; ++i) {
    hash_index places{values.index(20)};
    std::map<std::size_t, std::vector<std::size_t>> model;
    for (std::size_t index = 0; index < 60; ++index) {
      const auto hash = 0xffff'ffffU - values.index(i % 2 == 0 ? 3 : 30);
      const std::size_t wanted = index % 4;
      const auto is_it = [wanted](std::size_t j) { return j % 4 == wanted; };
      auto& under_hash = model[hash];
      const auto first = std::find_if(under_hash.begin(), under_hash.end(), is_it);
      const bool is_there = first != under_hash.end();
      const std::size_t expected = is_there ? *first : index;
      const bool agrees = places.find(hash, is_it) == (is_there ? expected : hash_index::none) &&
                          places.find_or_put(hash, index, is_it) == expected;
      if (!is_there) under_hash.push_back(index);
      found.unless(agrees, [&] { return "index " + std::to_string(index) + " under " + std::to_string(hash); });
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("a cleared index finds nothing, and can be filled again", "[hash_index]") {
  // tests/allocations.cpp compares the memory that it takes with that of a new one.
  hash_index places;
  for (const std::size_t offset : {0U, 5'000U}) {
    for (std::size_t i = 0; i < 1'000; ++i) REQUIRE(places.find_or_put(i, i + offset, always) == i + offset);
    for (std::size_t i = 0; i < 1'000; ++i) REQUIRE(places.find(i, always) == i + offset);
    places.clear();
    for (std::size_t i = 0; i < 1'000; ++i) REQUIRE(places.find(i, always) == hash_index::none);
  }
}

// --- number_set ---

TEST_CASE("a number is in a set once it is inserted, until the set is cleared", "[number_set]") {
  number_set seen;
  REQUIRE_FALSE(seen.contains(7));
  REQUIRE(seen.insert(7));
  REQUIRE_FALSE(seen.insert(7));
  REQUIRE(seen.contains(7));
  REQUIRE_FALSE(seen.contains(std::uint64_t{7} << 32U));
  seen.clear();
  REQUIRE_FALSE(seen.contains(7));
  REQUIRE(seen.insert(7));
}

TEST_CASE("a number_set agrees with a std::set", "[number_set]") {
  constexpr std::uint64_t seed = 6203;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 60; ++i) {
    number_set seen;
    std::set<std::uint64_t> model;
    const unsigned shift = static_cast<unsigned>(i % 3) * 16U;
    const std::int64_t most = i % 2 == 0 ? 100 : 100'000;
    for (int step = 0; step < 500; ++step) {
      const auto number = static_cast<std::uint64_t>(values.between(0, most)) << shift;
      const bool agrees =
          seen.contains(number) == model.contains(number) && seen.insert(number) == model.insert(number).second;
      found.unless(agrees, [&] { return std::to_string(number); });
      if (values.index(300) != 0) continue;
      seen.clear();
      model.clear();
    }
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- preconditions ---

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("an index of 2^32 - 1 or more ends the program", "[hash_index]") {
  REQUIRE(ends_the_program([] { hash_index{}.find_or_put(0, 0xffff'ffffU, never); }));
  REQUIRE(ends_the_program([] { hash_index{}.find_or_put(0, hash_index::none, never); }));
}

TEST_CASE("an expected size of 2^32 - 1 or more ends the program", "[hash_index]") {
  // Twice 2^63 is 0: a table of that size would be probed without end.
  for (const std::size_t expected :
       {std::size_t{0xffff'ffffU}, std::size_t{1} << 62U, std::size_t{1} << 63U, hash_index::none}) {
    CAPTURE(expected);
    REQUIRE(ends_the_program([expected] { hash_index{expected}.find_or_put(0, 0, never); }));
  }
}
#endif
