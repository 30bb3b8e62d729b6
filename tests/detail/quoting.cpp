// SPDX-License-Identifier: MIT
//
// std::string printable(std::string_view bytes, std::size_t longest);
// std::string in_quotes(std::string_view bytes);
// constexpr std::size_t utf8_length(std::string_view) noexcept;
// std::string valid_utf8(std::string_view);

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <rota/detail/quoting.hpp>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "generated.hpp"
#include "issues_found.hpp"

namespace {

using rota::detail::in_quotes;
using rota::detail::printable;
using rota::detail::valid_utf8;

/// How a message shows one byte.
std::string escaped(unsigned char byte) {
  if (byte == '"' || byte == '\\') return {'\\', static_cast<char>(byte)};
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), byte >= 32 && byte <= 126 ? "%c" : "\\x%02x", byte);
  return text.data();
}

}  // namespace

TEST_CASE("printable text is quoted unchanged", "[quoting]") {
  REQUIRE(in_quotes("") == R"("")");
  REQUIRE(in_quotes("LON") == R"("LON")");
  REQUIRE(in_quotes(" ~") == R"(" ~")");
}

TEST_CASE("a printable byte is quoted as itself, and any other is escaped", "[quoting]") {
  counterexamples found;
  for (int code = 0; code < 256; ++code) {
    const std::string actual = in_quotes(std::string(1, static_cast<char>(static_cast<unsigned char>(code))));
    found.unless(actual == "\"" + escaped(static_cast<unsigned char>(code)) + "\"",
                 [&] { return std::to_string(code) + " gives " + actual; });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
  REQUIRE(in_quotes(std::string(1, '\0')) == R"("\x00")");
  REQUIRE(in_quotes("\n") == R"("\x0a")");
  REQUIRE(in_quotes("\x7f") == R"("\x7f")");
  REQUIRE(in_quotes("caf\xc3\xa9") == R"("caf\xc3\xa9")");
}

TEST_CASE("a quotation is cut after forty bytes, and an ellipsis marks the cut", "[quoting]") {
  const std::string forty(40, 'a');
  REQUIRE(in_quotes(forty) == "\"" + forty + "\"");
  REQUIRE(in_quotes(forty + "b") == "\"" + forty + "...\"");
  REQUIRE(in_quotes(std::string(1'000'000, 'a')) == "\"" + forty + "...\"");
}

TEST_CASE("any bytes are quoted as printable ASCII of bounded length, byte by byte", "[quoting]") {
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
      expected += escaped(static_cast<unsigned char>(bytes[k]));
    expected += bytes.size() > 40 ? "...\"" : "\"";
    const std::string actual = in_quotes(bytes);
    found.unless(is_printable_ascii(actual) && actual.size() <= 1 + 40 * 4 + 3 + 1 && actual == expected,
                 [&] { return actual; });
  }
  CAPTURE(seed, found.first);
  REQUIRE(found.count == 0);
}

TEST_CASE("printable text is cut after any number of bytes, and has no quotes around it", "[quoting]") {
  REQUIRE(printable("sun", 3) == "sun");
  REQUIRE(printable("sun", 2) == "su...");
  REQUIRE(printable("sun", 0) == "...");
  REQUIRE(printable("", 0) == "");
  REQUIRE(printable("a\"b\\c\n", 10) == R"(a\"b\\c\x0a)");
  REQUIRE(printable(std::string(300, '\xff'), 200).size() == 200 * 4 + 3);
}

TEST_CASE("each byte that is not part of a UTF-8 character becomes the replacement character", "[quoting]") {
  const std::string replaced = "\xef\xbf\xbd";
  REQUIRE(valid_utf8("") == "");
  REQUIRE(valid_utf8("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x92\xbe") == "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x92\xbe");
  REQUIRE(valid_utf8(std::string{"\0", 1}) == std::string{"\0", 1});
  REQUIRE(valid_utf8("m\xffn") == "m" + replaced + "n");
  REQUIRE(valid_utf8("\xc3") == replaced);  // cut off
  REQUIRE(valid_utf8("\xe2\x82 ") == replaced + replaced + " ");
  REQUIRE(valid_utf8("\xc0\xaf") == replaced + replaced);                 // longer than it need be
  REQUIRE(valid_utf8("\xed\xa0\x80") == replaced + replaced + replaced);  // half of a UTF-16 pair
}

TEST_CASE("valid_utf8 gives what nlohmann takes for UTF-8, and changes nothing else", "[quoting]") {
  const auto is_utf8 = [](const std::string& bytes) {
    try {
      return !nlohmann::json(bytes).dump().empty();
    } catch (const nlohmann::json::type_error&) {
      return false;
    }
  };
  counterexamples found;
  const auto check = [&](const std::string& bytes) {
    const std::string valid = valid_utf8(bytes);
    found.unless(is_utf8(valid) && (valid == bytes) == is_utf8(bytes), [&] { return in_quotes(bytes); });
  };
  const auto byte = [](unsigned code) { return std::string(1, static_cast<char>(static_cast<unsigned char>(code))); };
  for (unsigned first = 0; first < 256; ++first)
    for (unsigned second = 0; second < 256; ++second) check(byte(first) + byte(second));
  constexpr std::array<unsigned, 16> edges{0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                           0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5};
  for (const unsigned a : edges)
    for (const unsigned b : edges)
      for (const unsigned c : edges)
        for (const unsigned d : edges) check(byte(a) + byte(b) + byte(c) + byte(d));
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
