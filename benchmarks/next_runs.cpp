// SPDX-License-Identifier: MIT
//
// The next runs of a whole table, against copying as many bytes. This file is built twice: at -O2, and at -O3 for the
// machine at hand.
#include <rota/when/next_runs.hpp>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>
#include <vector>

#include "inputs.hpp"
#include "ratios.hpp"

namespace {

constexpr rota::sys_minutes epoch = date::sys_days{date::year{2020} / 1 / 1};
constexpr rota::sys_seconds after =
    date::sys_days{date::year{2024} / 3 / 1} + std::chrono::seconds{12 * 3600 + 34 * 60 + 56};

const std::vector<rota::cadence>& table() {
  static const auto schedules = random_inputs{}.table(many);
  return schedules;
}

template <class Instant>
std::vector<Instant>& answers_of() {
  static std::vector<Instant> all(many);
  return all;
}

/// A number that stands for some of the answers: looking at all of them would take longer than finding them.
template <class Instant, class Count>
std::uint64_t some_of(const std::vector<Instant>& all, Count count) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < all.size(); i += 4093) total = total * 31 + static_cast<std::uint64_t>(count(all[i]));
  return total;
}

std::uint64_t some_instants() {
  return some_of(answers_of<rota::sys_seconds>(), [](auto at) { return at.time_since_epoch().count(); });
}

std::uint64_t some_minutes() {
  return some_of(answers_of<rota::minutes32>(), [](auto at) { return (epoch + at).time_since_epoch().count(); });
}

std::uint64_t find_all() {
  next_runs(table(), after, answers_of<rota::sys_seconds>());
  return some_instants();
}

std::uint64_t find_all_compact() {
  next_runs(table(), after, epoch, answers_of<rota::minutes32>());
  return some_minutes();
}

std::uint64_t find_one_by_one() {
  auto& out = answers_of<rota::sys_seconds>();
  for (std::size_t i = 0; i < many; ++i) out[i] = next_run(table()[i], after).at;
  return some_instants();
}

std::uint64_t find_one_by_one_compact() {
  auto& out = answers_of<rota::minutes32>();
  for (std::size_t i = 0; i < many; ++i)
    out[i] = rota::minutes32{
        static_cast<std::int32_t>((date::floor<std::chrono::minutes>(next_run(table()[i], after).at) - epoch).count())};
  return some_minutes();
}

/// Copies as many bytes as the answers have.
template <class Instant>
std::uint64_t copy() {
  static const std::vector<Instant> from(many);
  std::memcpy(static_cast<void*>(answers_of<Instant>().data()), from.data(), many * sizeof(Instant));
  return some_of(answers_of<Instant>(), [](auto at) { return at == Instant{} ? 0 : 1; });
}

#ifdef ROTA_FOR_THIS_MACHINE
constexpr target wanted = at_most(1.5);
const std::string how = ", -O3 -march=native";
#else
constexpr target wanted = at_most(4);
const std::string how = ", -O2";
#endif

const bool registered[] = {
    compare({"next_runs, compact" + how, "memcpy", wanted, answers::different}, find_all_compact,
            copy<rota::minutes32>),
    compare({"next_runs" + how, "memcpy", wanted, answers::different}, find_all, copy<rota::sys_seconds>),
    compare({"next_runs, compact" + how, "next_run one by one"}, find_all_compact, find_one_by_one_compact),
    compare({"next_runs" + how, "next_run one by one"}, find_all, find_one_by_one),
};

}  // namespace
