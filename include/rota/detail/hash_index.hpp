// SPDX-License-Identifier: MIT
//
// rota/detail/hash_index.hpp: hash tables that store indexes and numbers, not copies of what they index.
//
//   class hash_index;                                // indexes into a sequence, by the hash of what is there
//   std::vector<std::string> names{…};
//   hash_index places{names.size()};
//   const auto same_name = [&](std::size_t i) { return [&, i](std::size_t j) { return names[j] == names[i]; }; };
//   places.find_or_put(hash(names[i]), i, same_name(i));         // i, or the index where that name was put before
//   places.find(hash("sun"), [&](std::size_t j) { return names[j] == "sun"; });      // its index, or none
//
//   class number_set;                                // of 64-bit numbers: insert, contains, clear
//   number_set seen;
//   seen.insert(7), seen.contains(7)                 // true, as 7 is new; true
//
// Laws
//   find returns an index for which `is_it` holds, put under a hash whose 32 kept bits are equal, or hash_index::none.
//   find_or_put returns what find returns; if that is none, it puts the index and returns it.
// Expected O(1) a call; O(n) if all hashes are equal. Memory: 16 to 32 bytes an element in one block, where
// std::unordered_map allocates for each; a number_set takes 8 bytes more.
// Precondition: indexes and expected sizes are less than 2^32 - 1; a breach ends the program.
#ifndef ROTA_DETAIL_HASH_INDEX_HPP
#define ROTA_DETAIL_HASH_INDEX_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

namespace rota::inline v0::detail {

/// Indexes under hashes: a hash table with linear probing, at most half full.
class hash_index {
 public:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  hash_index() noexcept = default;

  /// With room for `expected` indexes before it grows.
  explicit hash_index(std::size_t expected) : slots_(slots_for(expected)) {}

  /// The index put under `hash` for which `is_it` holds, or none.
  template <class IsIt>
  [[nodiscard]] std::size_t find(std::uint64_t hash, IsIt is_it) const {
    if (slots_.empty()) return none;
    const slot& found = slots_[probe(fold(hash), is_it)];
    return found.index == free ? none : found.index;
  }

  /// The same; if there is none, puts `index` and returns it.
  template <class IsIt>
  std::size_t find_or_put(std::uint64_t hash, std::size_t index, IsIt is_it) {
    if (index >= free) std::abort();  // 32 bits cannot hold it
    if (2 * size_ >= slots_.size()) grow();
    slot& found = slots_[probe(fold(hash), is_it)];
    if (found.index != free) return found.index;
    found = {fold(hash), static_cast<std::uint32_t>(index)};
    ++size_;
    return index;
  }

  void clear() noexcept {
    slots_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::uint32_t free = std::numeric_limits<std::uint32_t>::max();

  struct slot {
    std::uint32_t hash = 0;
    std::uint32_t index = free;
  };

  static std::size_t slots_for(std::size_t expected) {
    if (expected >= free) std::abort();  // 32 bits cannot hold the indexes
    return std::bit_ceil(2 * expected + 2);
  }

  /// Fibonacci hashing, which spreads consecutive and evenly spaced numbers.
  static constexpr std::uint32_t fold(std::uint64_t hash) noexcept {
    constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15U;
    return static_cast<std::uint32_t>((hash * golden_ratio) >> 32U);
  }

  /// The slot that holds the wanted index, or the free slot where it belongs.
  template <class IsIt>
  [[nodiscard]] std::size_t probe(std::uint32_t hash, IsIt is_it) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = hash & mask;
    while (slots_[place].index != free && !(slots_[place].hash == hash && is_it(std::size_t{slots_[place].index})))
      place = (place + 1) & mask;
    return place;
  }

  void grow() {
    const std::vector<slot> before = std::exchange(slots_, std::vector<slot>(slots_.empty() ? 8 : 2 * slots_.size()));
    for (const slot& one : before)
      if (one.index != free) slots_[probe(one.hash, [](std::size_t) { return false; })] = one;
  }

  std::vector<slot> slots_;
  std::size_t size_ = 0;
};

/// A set of numbers.
class number_set {
 public:
  /// Adds a number; returns whether it was new.
  bool insert(std::uint64_t number) {
    const std::size_t last = numbers_.size();
    numbers_.push_back(number);  // first, so that the index never names a missing number, even if put throws
    const auto is_it = [&](std::size_t other) { return numbers_[other] == number; };
    const bool is_new = places_.find_or_put(number, last, is_it) == last;
    if (!is_new) numbers_.pop_back();
    return is_new;
  }

  [[nodiscard]] bool contains(std::uint64_t number) const {
    return places_.find(number, [&](std::size_t other) { return numbers_[other] == number; }) != hash_index::none;
  }

  void clear() noexcept {
    numbers_.clear();
    places_.clear();
  }

 private:
  std::vector<std::uint64_t> numbers_;
  hash_index places_;
};

}  // namespace rota::inline v0::detail

#endif
