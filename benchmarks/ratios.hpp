// SPDX-License-Identifier: MIT
//
// benchmarks/ratios.hpp: this against that, as ratios within one run of one program.
//
//   const bool registered = compare({"next_run, UTC", "plain integer arithmetic", at_most(1.3)},
//                                   [] { …; return answer; },      // goes through all inputs; the answer is a number
//                                   [] { …; return answer; });     // that stands for all of theirs
//   int main(int argc, char** argv) { return run_comparisons(argc, argv); }
//
// Both sides are benchmarks of Google Benchmark, repeated and interleaved; the table has the ratios of the medians of
// their processor times. Before a side is timed it runs once, which makes its inputs and gives its answer: a comparison
// whose answers differ where they must not fails, and with it the program.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>

/// What a comparison tells: how many times the second side's time the first takes, or how many milliseconds more.
enum class figure : std::uint8_t { ratio, milliseconds_more };

struct target {
  double at_most = std::numeric_limits<double>::infinity();
  figure kind = figure::ratio;
};

constexpr target at_most(double ratio) { return {ratio}; }
constexpr target beyond_by_at_most_ms(double milliseconds) { return {milliseconds, figure::milliseconds_more}; }
inline constexpr target for_information{};

enum class answers : std::uint8_t { same, different };

struct comparison {
  std::string what;
  std::string against;
  target wanted = for_information;
  answers expected = answers::same;
};

using side = std::function<std::uint64_t()>;

/// Registers a comparison.
bool compare(comparison of, side what, side against);

/// Runs the comparisons that --benchmark_filter selects, and prints their table; with --benchmark_out=FILE writes all
/// that was measured as JSON. Returns the exit status.
int run_comparisons(int argc, char** argv);
