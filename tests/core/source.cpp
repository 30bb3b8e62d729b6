// SPDX-License-Identifier: MIT
//
// std::optional<std::string> parse_uuid(std::string_view);
//
// enum class source_type { instance, ha };
// struct source { std::string id; source_type type; };
//
// enum class region { DFW, IAD, ORD, HKG, SYD };
// using regions = detail::enum_set<region>;

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <rota/core/source.hpp>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using rota::parse_enum;
using rota::parse_uuid;
using rota::region;
using rota::regions;
using rota::source;
using rota::source_type;

constexpr std::array all_regions{region::DFW, region::IAD, region::ORD, region::HKG, region::SYD};

const std::string seed_uuid = "44b277eb-39be-4921-be31-3d61b43651d7";

/// Whether the text is a UUID, by the columns of its dashes.
bool is_uuid(const std::string& text) {
  const std::string digits = "0123456789abcdefABCDEF";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash_column = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash_column ? text[i] != '-' : digits.find(text[i]) == std::string::npos) return false;
  }
  return text.size() == 36;
}

std::string draw_uuid(generator& values, std::string_view digits) {
  std::string text = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  for (char& digit : text)
    if (digit == 'h') digit = digits[values.index(digits.size())];
  return text;
}

}  // namespace

// --- UUIDs ---

TEST_CASE("the UUIDs of the API guide parse to themselves", "[source]") {
  for (const char* text : {"44b277eb-39be-4921-be31-3d61b43651d7", "88b277eb-39be-4921-be31-3d61b43651d7",
                           "87c6033c-9ff6-405f-943e-2deb73f278b7", "00000000-0000-0000-0000-000000000000",
                           "ffffffff-ffff-ffff-ffff-ffffffffffff"}) {
    CAPTURE(text);
    REQUIRE(parse_uuid(text) == std::optional<std::string>{text});
  }
}

TEST_CASE("a UUID in upper case parses to lower case", "[source]") {
  REQUIRE(parse_uuid("44B277EB-39BE-4921-BE31-3D61B43651D7") == std::optional{seed_uuid});
  REQUIRE(parse_uuid("ABCDEFab-cdef-ABCD-EFab-cdefABCDEFab") ==
          std::optional<std::string>{"abcdefab-cdef-abcd-efab-cdefabcdefab"});
}

TEST_CASE("other ways to write a UUID are refused", "[source]") {
  for (const std::string& text :
       {std::string{}, std::string{"1234"}, std::string{"44b277eb39be4921be313d61b43651d7"}, "{" + seed_uuid + "}",
        "urn:uuid:" + seed_uuid, " " + seed_uuid, seed_uuid + " ", seed_uuid + std::string(1, '\0'),
        std::string(36, '-'), std::string(36, 'a'), std::string(1'000'000, 'a')}) {
    CAPTURE(text.substr(0, 50));
    REQUIRE_FALSE(parse_uuid(text).has_value());
  }
}

TEST_CASE("a UUID with any byte replaced, removed or inserted is accepted only if it still has the form", "[source]") {
  counterexamples found;
  const auto check = [&](const std::string& text) {
    found.unless(parse_uuid(text).has_value() == is_uuid(text), [&] { return text; });
  };
  for (std::size_t i = 0; i <= seed_uuid.size(); ++i) {
    for (int code = 0; code < 256; ++code) {
      const char byte = static_cast<char>(static_cast<unsigned char>(code));
      check(std::string{seed_uuid}.insert(i, 1, byte));
      if (i < seed_uuid.size()) check(std::string{seed_uuid}.replace(i, 1, 1, byte));
    }
    if (i < seed_uuid.size()) check(std::string{seed_uuid}.erase(i, 1));
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("two spellings of one UUID parse to equal text, and two UUIDs to different texts", "[source]") {
  constexpr std::uint64_t seed = 20201114;
  generator values{seed};
  counterexamples found;
  for (int i = 0; i < 10'000; ++i) {
    const std::string lower = draw_uuid(values, "0123456789abcdef");
    std::string spelling = lower;
    for (char& digit : spelling)
      if (digit >= 'a' && digit <= 'f' && values.coin()) digit = static_cast<char>(digit - 'a' + 'A');
    std::string other = lower;
    const std::size_t changed = values.index(8);
    other[changed] = other[changed] == '7' ? 'c' : '7';
    found.unless(parse_uuid(lower) == std::optional{lower} && parse_uuid(spelling) == parse_uuid(lower) &&
                     parse_uuid(other) != parse_uuid(lower),
                 [&] { return spelling; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

// --- sources ---

TEST_CASE("the types of a source are named instance and ha, and read back", "[source]") {
  REQUIRE(to_string(source_type::instance) == "instance");
  REQUIRE(to_string(source_type::ha) == "ha");
  REQUIRE(parse_enum<source_type>("instance") == std::optional{source_type::instance});
  REQUIRE(parse_enum<source_type>("ha") == std::optional{source_type::ha});
}

TEST_CASE("no other text is the type of a source", "[source]") {
  for (const std::string_view text : {"", "HA", "Instance", "h", "ha ", " ha", "instances", "instanc", "cluster"}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_enum<source_type>(text).has_value());
  }
}

TEST_CASE("a source is a single instance by default", "[source]") {
  REQUIRE(source{seed_uuid} == source{seed_uuid, source_type::instance});
  REQUIRE(source{seed_uuid} != source{seed_uuid, source_type::ha});
  REQUIRE(source{seed_uuid} != source{"88b277eb-39be-4921-be31-3d61b43651d7"});
}

// --- regions ---

TEST_CASE("the regions are the five of the API guide, and read back", "[source]") {
  std::string names;
  for (const region one : all_regions) {
    names.append(to_string(one)).append(" ");
    REQUIRE(parse_enum<region>(to_string(one)) == std::optional{one});
  }
  REQUIRE(names == "DFW IAD ORD HKG SYD ");
  REQUIRE(rota::detail::enum_names<region>.size() == all_regions.size());
}

TEST_CASE("no other text is a region, not even LON", "[source]") {
  for (const std::string_view text : {"", "LON", "iad", "Iad", "IA", "IADX", " IAD", "IAD ", "IAD,ORD", "*"}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_enum<region>(text).has_value());
  }
}

TEST_CASE("regions are a set: neither their order nor a repetition has a meaning", "[source]") {
  constexpr regions one_way{region::IAD, region::ORD};
  constexpr regions other_way{region::ORD, region::IAD, region::ORD};
  REQUIRE(one_way == other_way);
  REQUIRE(other_way.size() == 2);
  REQUIRE(one_way != regions{region::IAD});
  REQUIRE(regions{}.empty());
}

TEST_CASE("a set of all regions lists them in the order of the API guide", "[source]") {
  std::string names;
  for (const region where : regions{region::SYD, region::HKG, region::ORD, region::IAD, region::DFW})
    names.append(to_string(where)).append(" ");
  REQUIRE(names == "DFW IAD ORD HKG SYD ");
}
