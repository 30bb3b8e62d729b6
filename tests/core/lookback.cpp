// SPDX-License-Identifier: MIT
//
// class lookback
// {
// public:
//     constexpr lookback() noexcept;
//     template <class Number, class Unit>
//     constexpr lookback(std::chrono::duration<Number, Unit>) noexcept;
//     static result<lookback> parse(std::string_view);
//     constexpr date::months months() const noexcept;
//     constexpr date::days days() const noexcept;
//     constexpr std::chrono::seconds seconds() const noexcept;
//     friend constexpr lookback operator+(const lookback&, const lookback&) noexcept;
//     friend constexpr bool operator==(const lookback&, const lookback&);
// };
// std::string to_string(const lookback&);
//
// How long one is on a clock: when/before.cpp.

#include <chrono>
#include <cstdint>
#include <rota/core/lookback.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "catch.hpp"
#include "generated.hpp"

namespace {

using namespace std::chrono_literals;

using rota::lookback;

static_assert(lookback{date::years{1}} + date::months{6} == lookback{date::months{18}});
static_assert(lookback{date::weeks{2}} == lookback{date::days{14}});
static_assert(lookback{36h} == lookback{129'600s} && lookback{24h} != lookback{date::days{1}});
static_assert(lookback{} == lookback{0s} && sizeof(lookback) == 16);

std::string message_about(std::string_view text) { return lookback::parse(text).error().at(0).message; }

}  // namespace

TEST_CASE("a lookback is read as people write it, in months, days and seconds", "[lookback]") {
  REQUIRE(lookback::parse("1y6mo") == lookback{date::months{18}});
  REQUIRE(lookback::parse("2w") == lookback{date::days{14}});
  REQUIRE(lookback::parse("90d") == lookback{date::days{90}});
  REQUIRE(lookback::parse("36h") == lookback{36h});
  REQUIRE(lookback::parse("30min") == lookback{30min});
  REQUIRE(lookback::parse("0s") == lookback{});
  REQUIRE(lookback::parse("1y2mo3w4d5h6min7s") == lookback{date::months{14}} + date::days{25} + (5h + 6min + 7s));
}

TEST_CASE("a bare m is refused, since it is months to some tools and minutes to others", "[lookback]") {
  REQUIRE(message_about("6m") == "found \"6m\"; m is months to some tools and minutes to others; write mo or min");
  REQUIRE(message_about("1y6m") == "found \"1y6m\"; m is months to some tools and minutes to others; write mo or min");
}

TEST_CASE("any other text is malformed, and the message says what to write", "[lookback]") {
  for (const std::string_view text : {"", "7", "d", "7 d", " 7d", "7d ", "-1d", "+1d", "1.5h", "1D", "1d1mo", "1d1d",
                                      "1mo1y", "6months", "1e3s", "0x1d", "9999999999999s", "\xff"}) {
    CAPTURE(text);
    const auto found = lookback::parse(text);
    REQUIRE_FALSE(found);
    REQUIRE(found.error().size() == 1);
    REQUIRE(found.error()[0].code == rota::issue_code::malformed);
    REQUIRE(
        found.error()[0].message.ends_with("; write numbers with y, mo, w, d, h, min or s, largest first, such as "
                                           "1y6mo or 36h"));
  }
  REQUIRE(message_about("010d") == "found \"010d\"; write numbers without leading zeros");
}

TEST_CASE("lengths are held within 0 and 30,000 years", "[lookback]") {
  REQUIRE(lookback{-1s} == lookback{});
  REQUIRE(lookback{date::days{-5}} == lookback{});
  REQUIRE(lookback{std::chrono::seconds::max()} == lookback{std::chrono::hours::max()});
  REQUIRE(lookback{date::years::max()} == lookback{date::years{30'000}});
  REQUIRE(lookback::parse("999999999999y") == lookback{date::years{30'000}});
  const lookback most{std::chrono::seconds::max()};
  REQUIRE(most + most == most);
}

TEST_CASE("a lookback is read back as it is printed", "[lookback]") {
  REQUIRE(to_string(lookback{}) == "0s");
  REQUIRE(to_string(lookback{date::months{18}}) == "1y6mo");
  REQUIRE(to_string(lookback{date::weeks{2}}) == "14d");
  REQUIRE(to_string(lookback{1'209'601s}) == "336h1s");
  generator values{20141030};
  counterexamples found;
  for (int i = 0; i < 10'000; ++i) {
    const lookback drawn = lookback{date::months{static_cast<int>(values.between(0, 100))}} +
                           date::days{static_cast<int>(values.between(0, 1000))} +
                           std::chrono::seconds{values.between(0, 1'000'000)};
    found.unless(lookback::parse(to_string(drawn)) == drawn, [&] { return to_string(drawn); });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
