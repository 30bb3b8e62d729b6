// SPDX-License-Identifier: MIT
//
// rota/detail/hash_index.hpp: a hash table that stores indexes, not copies of what they index.
//
//   std::vector<std::string> names{…};
//   hash_index places{[&](std::size_t i) -> std::string_view { return names[i]; }, names.size()};
//   places.find_or_put(hash(names[i]), i)      // i, or the index where that name was put before
//   places.find(hash("sun"), "sun")            // its index, or none
//   places.find_any(hash("sun"))               // an index that may be it, without a look at any name; or none
//
// Laws
//   find returns the index that was put with an equal key, under an equal hash, or no_index.
//   find_or_put returns what find returns; if it finds nothing, it puts the index and returns it.
//   find_any returns no_index only if find would, whatever the key. It returns the right index unless hashes collide.
//   Nothing is worse than O(log n) a call, whatever the hashes: what collides too often is put in order. Expected O(1).
// Memory: 16 to 32 bytes an element in one block, where std::unordered_map allocates for each.
// Preconditions: indexes and expected sizes are less than 2^32 - 1; a breach ends the program. Keys do not change.
#ifndef ROTA_DETAIL_HASH_INDEX_HPP
#define ROTA_DETAIL_HASH_INDEX_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

namespace rota::inline v0::detail {

/// What a look-up returns if it finds nothing.
inline constexpr std::size_t no_index = (std::numeric_limits<std::size_t>::max)();

/// Indexes of keys, under hashes: linear probing in a table that is at most half full. `KeyOf` returns the key of an
/// index, which is cheap to copy, such as a string_view, and has == and <.
template <class KeyOf>
class hash_index {
 public:
  using key = std::invoke_result_t<const KeyOf&, std::size_t>;

  /// With room for `expected` indexes before it grows.
  explicit hash_index(KeyOf key_of, std::size_t expected = 0)
      : key_of_{std::move(key_of)}, slots_(slots_for(expected)) {}

  /// The index put with the key, or none. `hash` is that of the key.
  [[nodiscard]] std::size_t find(std::uint64_t hash, const key& wanted) const {
    const std::size_t place = probe(fold(hash), [&](std::size_t i) { return key_of_(i) == wanted; });
    if (place != no_index) return index_at(place);
    const auto found = crowded_.find(wanted);
    return found == crowded_.end() ? no_index : found->second.index;
  }

  /// An index put under the hash, or none. Any index if too many hashes collide.
  [[nodiscard]] std::size_t find_any(std::uint64_t hash) const {
    const std::size_t place = probe(fold(hash), [](std::size_t) { return true; });
    if (place != no_index) return index_at(place);
    return crowded_.empty() ? no_index : crowded_.begin()->second.index;
  }

  /// Returns the index put with the same key as `index`, or puts `index` and returns it.
  std::size_t find_or_put(std::uint64_t hash, std::size_t index) {
    if (index >= free) std::abort();  // 32 bits cannot hold it
    if (2 * size_ >= slots_.size()) grow();
    return put({fold(hash), static_cast<std::uint32_t>(index)});
  }

 private:
  static constexpr std::uint32_t free = (std::numeric_limits<std::uint32_t>::max)();
  static constexpr int longest_probe = 64;  // random hashes hardly ever need more

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

  [[nodiscard]] std::size_t index_at(std::size_t place) const {
    return slots_[place].index == free ? no_index : slots_[place].index;
  }

  /// The place of the wanted index in slots_, or the free one where it belongs; no_index if that is too far, so that it
  /// belongs to crowded_. No place becomes free again, so it is always found where it was put.
  template <class IsIt>
  [[nodiscard]] std::size_t probe(std::uint32_t hash, IsIt is_it) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = hash & mask;
    for (int steps = 0; steps < longest_probe; ++steps, place = (place + 1) & mask) {
      const slot& here = slots_[place];
      if (here.index == free || (here.hash == hash && is_it(std::size_t{here.index}))) return place;
    }
    return no_index;
  }

  std::size_t put(const slot& one) {
    const std::size_t place = probe(one.hash, [&](std::size_t i) { return key_of_(i) == key_of_(one.index); });
    slot& found = place != no_index ? slots_[place] : crowded_[key_of_(one.index)];
    if (found.index == free) {
      found = one;
      ++size_;
    }
    return found.index;
  }

  void grow() {
    hash_index grown{key_of_, size_};
    for (const slot& one : slots_)
      if (one.index != free) grown.put(one);
    for (const auto& one : crowded_) grown.put(one.second);
    slots_.swap(grown.slots_);
    crowded_.swap(grown.crowded_);
  }

  KeyOf key_of_;
  std::vector<slot> slots_;
  std::map<key, slot> crowded_;
  std::size_t size_ = 0;
};

}  // namespace rota::inline v0::detail

#endif
