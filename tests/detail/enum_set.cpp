// SPDX-License-Identifier: MIT
//
// template <class Enum, std::unsigned_integral Bits = std::uint8_t>
// class enum_set
// {
// public:
//     using iterator = bit_iterator<Enum, Bits>;
//     constexpr enum_set() noexcept;
//     constexpr enum_set(Enum) noexcept;
//     constexpr enum_set(std::initializer_list<Enum>) noexcept;
//     constexpr bool insert(Enum) noexcept;
//     constexpr bool contains(Enum) const noexcept;
//     constexpr bool empty() const noexcept;
//     constexpr std::size_t size() const noexcept;
//     constexpr iterator begin() const noexcept;
//     constexpr iterator end() const noexcept;
//     constexpr enum_set& operator|=(enum_set) noexcept;
//     constexpr enum_set& operator&=(enum_set) noexcept;
//     friend constexpr enum_set operator|(enum_set, enum_set) noexcept;
//     friend constexpr enum_set operator&(enum_set, enum_set) noexcept;
//     friend constexpr bool operator==(enum_set, enum_set);
// };
// std::string to_string(enum_set);                 // of enumerations that have names

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <rota/core/source.hpp>
#include <rota/detail/enum_set.hpp>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ends_the_program.hpp"
#include "generated.hpp"

namespace {

using rota::detail::enum_set;

enum class note : std::uint8_t { do_, re, mi, fa, sol, la, ti, high_do };
using notes = enum_set<note>;

constexpr std::array all_notes{note::do_, note::re, note::mi, note::fa, note::sol, note::la, note::ti, note::high_do};

/// The notes whose bit is set in `chosen`.
std::vector<note> chosen_notes(unsigned chosen) {
  std::vector<note> members;
  for (std::size_t i = 0; i < all_notes.size(); ++i)
    if (((chosen >> i) & 1U) != 0) members.push_back(all_notes[i]);
  return members;
}

notes set_of(const std::vector<note>& members) {
  notes made;
  for (const note one : members) made.insert(one);
  return made;
}

std::vector<note> members_of(notes set) { return {set.begin(), set.end()}; }

}  // namespace

TEST_CASE("a new set of enumerators is empty", "[enum_set]") {
  constexpr notes none;
  REQUIRE(none.empty());
  REQUIRE(none.size() == 0);
  REQUIRE(none.begin() == none.end());
  for (const note one : all_notes) REQUIRE_FALSE(none.contains(one));
}

TEST_CASE("one enumerator is a set of one", "[enum_set]") {
  constexpr notes one = note::sol;
  REQUIRE(one == notes{note::sol});
  REQUIRE(one == note::sol);
  REQUIRE(one.size() == 1);
}

TEST_CASE("inserting returns whether an enumerator is new", "[enum_set]") {
  notes made;
  REQUIRE(made.insert(note::high_do));
  REQUIRE_FALSE(made.insert(note::high_do));
  REQUIRE(made.insert(note::do_));
  REQUIRE(made == notes{note::do_, note::high_do});
}

TEST_CASE("the order of insertions and their repetition leave no trace", "[enum_set]") {
  REQUIRE(notes{note::mi, note::do_, note::mi} == notes{note::do_, note::mi});
  counterexamples found;
  for (unsigned chosen = 0; chosen < 256; ++chosen) {
    std::vector<note> members = chosen_notes(chosen);
    const notes forwards = set_of(members);
    std::reverse(members.begin(), members.end());
    members.insert(members.end(), members.begin(), members.begin() + static_cast<std::ptrdiff_t>(members.size() / 2));
    found.unless(set_of(members) == forwards, [&] { return std::to_string(chosen); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("each of the 256 sets of 8 enumerators holds what was inserted, once and in order", "[enum_set]") {
  counterexamples found;
  for (unsigned chosen = 0; chosen < 256; ++chosen) {
    const std::vector<note> members = chosen_notes(chosen);
    const notes made = set_of(members);
    const auto contained =
        std::count_if(all_notes.begin(), all_notes.end(), [&](note one) { return made.contains(one); });
    found.unless(members_of(made) == members && made.size() == members.size() && made.empty() == members.empty() &&
                     static_cast<std::size_t>(contained) == members.size(),
                 [&] { return std::to_string(chosen); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("unions, intersections and equality of sets follow from their members", "[enum_set]") {
  std::vector<notes> all;
  for (unsigned chosen = 0; chosen < 256; ++chosen) all.push_back(set_of(chosen_notes(chosen)));
  counterexamples found;
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b)
      found.unless((all[a] | all[b]) == all[a | b] && (all[a] & all[b]) == all[a & b] &&
                       (all[a] == all[b]) == (a == b) && (all[a] != all[b]) == (a != b),
                   [&] { return std::to_string(a) + " and " + std::to_string(b); });
  CAPTURE(found.first);
  REQUIRE(found.count == 0);

  notes grown{note::do_, note::re};
  grown |= note::mi;
  REQUIRE(grown == (notes{note::do_, note::re} | note::mi));
  grown &= {note::re, note::mi, note::fa};
  REQUIRE(grown == notes{note::re, note::mi});
}

TEST_CASE("the iterators of a set increment before or after use, and allow several passes", "[enum_set]") {
  const notes two{note::ti, note::re};
  auto here = two.begin();
  const auto saved = here++;
  REQUIRE(*saved == note::re);
  REQUIRE(*here == note::ti);
  REQUIRE(std::next(saved) == here);
  REQUIRE(++here == two.end());
  REQUIRE(*saved == note::re);
}

TEST_CASE("a set works in a range-for and with the algorithms of std", "[enum_set]") {
  std::vector<note> seen;
  for (const note one : notes{note::high_do, note::do_, note::fa}) seen.push_back(one);
  REQUIRE(seen == std::vector{note::do_, note::fa, note::high_do});

  const notes triad{note::do_, note::mi, note::sol};
  REQUIRE(std::distance(triad.begin(), triad.end()) == 3);
  REQUIRE(*std::find(triad.begin(), triad.end(), note::mi) == note::mi);
  REQUIRE(std::find(triad.begin(), triad.end(), note::fa) == triad.end());
}

TEST_CASE("a set of up to 64 enumerators agrees with a std::set of their numbers", "[enum_set]") {
  enum class number : std::uint8_t {};
  constexpr std::uint64_t seed = 20141030;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 2'000; ++i) {
    enum_set<number, std::uint64_t> made;
    std::set<unsigned> expected;
    bool reports_new = true;
    for (auto left = values.between(0, 70); left > 0; --left) {
      const auto one = static_cast<unsigned>(values.between(0, 63));
      reports_new = made.insert(static_cast<number>(one)) == expected.insert(one).second && reports_new;
    }
    std::vector<unsigned> members;
    for (const number one : made) members.push_back(static_cast<unsigned>(one));
    found.unless(reports_new && made.size() == expected.size() &&
                     std::equal(members.begin(), members.end(), expected.begin(), expected.end()),
                 [&] {
                   std::string all;
                   for (const unsigned one : expected) all += std::to_string(one) + " ";
                   return all;
                 });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("the text of a set is the names of its members, in the order of the enumeration", "[enum_set]") {
  using rota::region;
  REQUIRE(to_string(rota::regions{}) == "");
  REQUIRE(to_string(rota::regions{region::HKG}) == "HKG");
  REQUIRE(to_string(rota::regions{region::ORD, region::IAD}) == "IAD, ORD");
  REQUIRE(to_string(rota::regions{region::SYD, region::HKG, region::ORD, region::IAD, region::DFW}) ==
          "DFW, IAD, ORD, HKG, SYD");
}

#ifdef HAS_ENDS_THE_PROGRAM
TEST_CASE("an enumerator beyond the bits of a set, or without a name where others have one, ends the program",
          "[enum_set]") {
  enum class number : std::uint8_t {};
  REQUIRE(ends_the_program([] { notes{}.insert(static_cast<note>(8)); }));
  REQUIRE(ends_the_program([] { static_cast<void>(enum_set<number, std::uint32_t>{}.contains(number{32})); }));
  REQUIRE_FALSE(ends_the_program([] { static_cast<void>(enum_set<number, std::uint32_t>{number{31}}); }));
  const auto past_the_last = static_cast<rota::region>(5);
  REQUIRE(ends_the_program([&] { static_cast<void>(rota::regions{past_the_last}); }));
  REQUIRE(ends_the_program([&] { static_cast<void>(rota::regions{}.contains(past_the_last)); }));
  REQUIRE(ends_the_program([&] { rota::regions{}.insert(past_the_last); }));
}
#endif
