// SPDX-License-Identifier: MIT
//
// benchmarks/inputs.hpp: random inputs, the same in every run.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <rota/backups/backup.hpp>
#include <rota/when/cadence.hpp>
#include <string>
#include <utility>
#include <vector>

/// A million and more, so that no branch predictor learns them.
inline constexpr std::size_t many = std::size_t{1} << 20U;

class random_inputs {
 public:
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }

  rota::time_of_day time_of_day() { return {std::chrono::hours{below(24)}, std::chrono::minutes{below(60)}}; }

  rota::cadence cadence() { return rota::weekly(date::weekday{static_cast<unsigned>(below(7))}, time_of_day()); }

  std::vector<rota::cadence> table(std::size_t size) {
    std::vector<rota::cadence> schedules;
    schedules.reserve(size);
    while (schedules.size() < size) schedules.push_back(cadence());
    return schedules;
  }

  /// An instant in [from, until).
  rota::sys_seconds instant(rota::sys_seconds from, rota::sys_seconds until) {
    return from + std::chrono::seconds{below(static_cast<std::uint64_t>((until - from).count()))};
  }

  std::string uuid() {
    std::array<char, 37> text{};
    std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-8%03x-%012llx", static_cast<unsigned>(below(1ULL << 32U)),
                  static_cast<unsigned>(below(1U << 16U)), static_cast<unsigned>(below(1U << 12U)),
                  static_cast<unsigned>(below(1U << 12U)), static_cast<unsigned long long>(below(1ULL << 48U)));
    return text.data();
  }

  /// A listing in no order: for each source a backup a day up to `until`, every seventh a full.
  std::vector<rota::backup> listing(std::size_t sources, std::size_t days, rota::sys_seconds until) {
    std::vector<rota::backup> sorted;
    sorted.reserve(sources * days);
    for (std::size_t k = 0; k < sources; ++k) {
      const rota::source of{uuid()};
      for (std::size_t day = 0; day < days; ++day) {
        const auto created = until - date::days{days - day} + std::chrono::seconds{below(3600)};
        rota::backup one{.id = uuid(), .source = of, .created = created, .updated = created + std::chrono::minutes{20}};
        one.size_gib = static_cast<double>(below(1000)) / 16;
        if (day % 7 != 0) one.parent_id = sorted.back().id;
        sorted.push_back(std::move(one));
      }
    }
    std::shuffle(sorted.begin(), sorted.end(), engine_);
    return {sorted.begin(), sorted.end()};  // copied, so that its texts lie in memory as parse_backups leaves them
  }

 private:
  std::mt19937_64 engine_{20141030};
};
