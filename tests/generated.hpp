// SPDX-License-Identifier: MIT
//
// tests/generated.hpp: checks laws over many values with a single REQUIRE each.
//
//   generator values{seed};                        // the same values in every run, with every standard library
//   counterexamples found;
//   for (int i = 0; i < 10'000; ++i) {
//     const auto n = values.between(0, 7);
//     found.unless(law_holds(n), [&] { return std::to_string(n); });
//   }
//   CAPTURE(seed, found.first);
//   REQUIRE(found.count == 0);
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

/// Draws whole numbers. std::uniform_int_distribution would draw others with another standard library.
class generator {
 public:
  explicit generator(std::uint64_t seed) : engine_{seed} {}

  std::int64_t between(std::int64_t least, std::int64_t most) {
    const auto span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + engine_() % (span + 1));
  }
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(engine_() % size); }
  bool coin() { return (engine_() >> 63U) != 0; }

 private:
  std::mt19937_64 engine_;
};

/// How often a slow law is tried: as often as it says, or a tenth of that under the sanitizers, which are ten times slower.
constexpr std::uint64_t trials(std::uint64_t all) {
#ifdef __SANITIZE_ADDRESS__
  return (all + 9) / 10;
#else
  return all;
#endif
}

/// What refutes a law: how many values, and the first of them.
struct counterexamples {
  std::size_t count = 0;
  std::string first = {};

  template <class Text>
  void unless(bool holds, const Text& text) {
    if (!holds && count++ == 0) first = text();
  }
};
