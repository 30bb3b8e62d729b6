// SPDX-License-Identifier: MIT
#include "ratios.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

std::vector<comparison>& comparisons() {
  static std::vector<comparison> all;
  return all;
}

std::string name_of(const comparison& one, bool is_first) {
  return one.what + " / " + one.against + (is_first ? " [1]" : " [2]");
}

bool all_agree = true;

void run_side(benchmark::State& state, const comparison& of, bool is_first, const side& run) {
  static std::map<std::string, std::uint64_t> answered;
  const auto name = name_of(of, is_first);
  if (!answered.contains(name)) answered[name] = run();
  const auto other = answered.find(name_of(of, !is_first));
  if (of.expected == answers::same && other != answered.end() && other->second != answered[name]) {
    all_agree = false;
    std::fprintf(stderr, "%s: the two sides give different answers\n", name.c_str());
    state.SkipWithError("different answers");
  }
  for ([[maybe_unused]] auto turn : state) benchmark::DoNotOptimize(run());
}

/// Collects the processor time, in milliseconds, of every repetition of every benchmark.
class collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& one : runs) {
      if (one.run_type != Run::RT_Iteration || one.iterations == 0) continue;
      times_[one.run_name.function_name].push_back(one.cpu_accumulated_time / static_cast<double>(one.iterations) *
                                                   1e3);
    }
  }

  [[nodiscard]] std::optional<double> median(const std::string& name) {
    const auto found = times_.find(name);
    if (found == times_.end()) return std::nullopt;
    std::vector<double>& times = found->second;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
  }

 private:
  std::map<std::string, std::vector<double>> times_;
};

std::string to_text(double value, figure kind) {
  std::string text(32, '\0');
  const char* const form = kind == figure::milliseconds_more ? "%.2f ms" : value < 0.02 ? "%.4f" : "%.2f";
  text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), form, value)));
  return text;
}

void print_table(collector& measured) {
  std::printf("| what | against | figure | at most |\n|---|---|---|---|\n");
  for (const comparison& one : comparisons()) {
    const auto what = measured.median(name_of(one, true));
    const auto against = measured.median(name_of(one, false));
    if (!what || !against) continue;
    const double value = one.wanted.kind == figure::ratio ? *what / *against : *what - *against;
    const auto wanted = std::isinf(one.wanted.at_most) ? "" : to_text(one.wanted.at_most, one.wanted.kind);
    std::printf("| %s | %s | %s | %s |\n", one.what.c_str(), one.against.c_str(),
                to_text(value, one.wanted.kind).c_str(), wanted.c_str());
  }
}

}  // namespace

bool compare(comparison of, side what, side against) {
  for (auto* const run : {&what, &against}) {
    const bool is_first = run == &what;
    benchmark::RegisterBenchmark(name_of(of, is_first).c_str(), [of, is_first,
                                                                 run = std::move(*run)](benchmark::State& state) {
      run_side(state, of, is_first, run);
    })->Unit(benchmark::kMillisecond);
  }
  comparisons().push_back(std::move(of));
  return true;
}

int run_comparisons(int argc, char** argv) {
  // Defaults, which the command line may override: enough repetitions for a median, interleaved so that noise affects
  // both sides alike.
  std::vector<std::string> words{argv[0], "--benchmark_repetitions=9", "--benchmark_min_time=0.05",
                                 "--benchmark_enable_random_interleaving=true"};
  words.insert(words.end(), argv + 1, argv + argc);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  auto count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;
  collector measured;
  benchmark::RunSpecifiedBenchmarks(&measured);
  print_table(measured);
  return all_agree ? 0 : 1;
}
