// SPDX-License-Identifier: MIT
//
// benchmarks/ratios.hpp: comparisons of two pieces of code, as ratios within one run of one program.
//
//   const bool registered = compare({"next_run, UTC", "plain integer arithmetic", at_most(1.3)},
//                                   [] { …; return answer; },      // processes all inputs; the answer is a number
//                                   [] { …; return answer; });     // that depends on all results
//   int main(int argc, char** argv) { return run_comparisons(argc, argv); }
//
// Both sides are benchmarks of Google Benchmark, repeated and interleaved. The table shows the ratios of their median
// processor times. Each side runs once before it is timed, to make its inputs and give its answer. If the two answers
// differ but must be the same, the comparison fails, and so does the program.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>

/// What the table shows: the time of the first side divided by that of the second, or the difference in milliseconds.
enum class figure : std::uint8_t { ratio, milliseconds_more };

struct target {
  double at_most = std::numeric_limits<double>::infinity();
  figure kind = figure::ratio;
};

constexpr target at_most(double ratio) { return {ratio}; }
constexpr target at_most_ms_more(double milliseconds) { return {milliseconds, figure::milliseconds_more}; }
inline constexpr target without_bound{};

enum class answers : std::uint8_t { same, different };

struct comparison {
  std::string what;
  std::string against;
  target wanted = without_bound;
  answers expected = answers::same;
};

using side = std::function<std::uint64_t()>;

/// Registers a comparison.
bool compare(comparison of, side what, side against);

/// Runs the comparisons that --benchmark_filter selects, and prints their table. With --benchmark_out=FILE it also writes
/// every measurement as JSON. Returns the exit status.
int run_comparisons(int argc, char** argv);
