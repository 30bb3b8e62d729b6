// SPDX-License-Identifier: MIT
//
// std::optional<fault> admit(const schedule_spec&, std::span<const schedule> existing,
//                            std::optional<std::size_t> limit = std::nullopt);
// std::optional<fault> admit(const schedule_spec&, const schedule* of_source, std::size_t count,
//                            std::optional<std::size_t> limit);

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/schedule/admission.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "generated.hpp"
#include "issues_found.hpp"
#include "raw_requests.hpp"

namespace {

using namespace std::chrono_literals;
using rota::admit;
using rota::fault;
using rota::fault_kind;
using rota::schedule;
using rota::schedule_spec;
using rota::source_type;

schedule_spec spec_of(std::string id, source_type type = source_type::instance) {
  return {rota::weekly(date::Sunday, rota::time_of_day{14h, 30min}), rota::source{std::move(id), type}};
}

schedule schedule_of(std::string source_id, std::string id = "s") {
  return make_schedule(spec_of(std::move(source_id)), std::move(id), rota::sys_seconds{}, rota::utc);
}

/// Schedules of `count` different sources.
std::vector<schedule> schedules(std::size_t count) {
  std::vector<schedule> list;
  for (std::size_t i = 0; i < count; ++i)
    list.push_back(schedule_of("00000000-0000-0000-0000-00000000000" + std::to_string(i)));
  return list;
}

std::optional<fault_kind> kind_of(const std::optional<fault>& refused) {
  return refused ? std::optional{refused->kind} : std::nullopt;
}

constexpr std::optional<fault_kind> admitted = std::nullopt;

}  // namespace

TEST_CASE("a source without a schedule is admitted", "[admission]") {
  REQUIRE(kind_of(admit(spec_of(id_a), {})) == admitted);
  const std::vector existing{schedule_of(id_b)};
  REQUIRE(kind_of(admit(spec_of(id_a), existing)) == admitted);
}

TEST_CASE("a source that already has a schedule is refused with 422, and the message names that schedule",
          "[admission]") {
  const std::vector existing{schedule_of(id_b, "first"), schedule_of(id_a, "second")};
  const auto refused = admit(spec_of(id_a), existing);
  REQUIRE(kind_of(refused) == fault_kind::unprocessable_entity);
  REQUIRE(lacking(refused->message, std::array<std::string_view, 2>{id_a, "second"}) == "");
}

TEST_CASE("a source that has a schedule at another time is refused too", "[admission]") {
  schedule_spec spec = spec_of(id_a);
  spec.when = rota::daily_full(rota::time_of_day{3h, 0min});
  REQUIRE(kind_of(admit(spec, std::vector{schedule_of(id_a)})) == fault_kind::unprocessable_entity);
}

TEST_CASE("an account is refused with 413 at its limit, and admitted below it", "[admission]") {
  const std::vector<schedule> three = schedules(3);
  REQUIRE(kind_of(admit(spec_of(id_a), three)) == admitted);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 4)) == admitted);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 3)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 2)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), three, 0)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), {}, 0)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), {}, 1)) == admitted);
  REQUIRE(lacking(admit(spec_of(id_a), three, 3)->message, std::array<std::string_view, 2>{"3", "delete"}) == "");
}

TEST_CASE(
    "a duplicate in an account at its limit is refused with 422, since deleting another schedule would not admit it",
    "[admission]") {
  const std::vector existing{schedule_of(id_a)};
  REQUIRE(kind_of(admit(spec_of(id_a), existing, 1)) == fault_kind::unprocessable_entity);
}

TEST_CASE("the message of a refusal is short and printable, whatever the stored ids", "[admission]") {
  std::string found;
  for (const std::string& id :
       {std::string(1, '\0'), std::string{"\x1b[31m\xff\n"}, std::string(1'000'000, '\xff'), std::string{}}) {
    const auto refused = admit(spec_of(id), std::vector{schedule_of(id, id)});
    if (!refused || refused->message.size() > longest_message || !is_printable_ascii(refused->message))
      found += "[" + id.substr(0, 10) + "]";
  }
  REQUIRE(found == "");
}

// --- by index ---

TEST_CASE("a service that looks up by index is answered from the source's schedule and the number of schedules",
          "[admission]") {
  const schedule own = schedule_of(id_a, "own");
  REQUIRE(kind_of(admit(spec_of(id_a), nullptr, 0, std::nullopt)) == admitted);
  REQUIRE(kind_of(admit(spec_of(id_a), nullptr, 1'000'000, std::nullopt)) == admitted);
  REQUIRE(kind_of(admit(spec_of(id_a), nullptr, 9, 10)) == admitted);
  REQUIRE(kind_of(admit(spec_of(id_a), nullptr, 10, 10)) == fault_kind::over_limit);
  REQUIRE(kind_of(admit(spec_of(id_a), nullptr, 0, 0)) == fault_kind::over_limit);
  const auto refused = admit(spec_of(id_a), &own, 10, 10);
  REQUIRE(kind_of(refused) == fault_kind::unprocessable_entity);
  REQUIRE(lacking(refused->message, std::array<std::string_view, 2>{id_a, "\"own\""}) == "");
}

TEST_CASE("it gets the answer that the list of all schedules gives", "[admission]") {
  generator values{20141104};
  counterexamples found;
  for (int i = 0; i < 2'000; ++i) {
    const std::vector<schedule> existing = schedules(values.index(10));
    const std::size_t wanted = values.index(10);
    const schedule_spec spec = spec_of("00000000-0000-0000-0000-00000000000" + std::to_string(wanted));
    const auto limit = values.coin() ? std::optional{values.index(12)} : std::nullopt;
    const schedule* const of_source = wanted < existing.size() ? &existing[wanted] : nullptr;
    found.unless(admit(spec, of_source, existing.size(), limit) == admit(spec, existing, limit), [&] {
      return std::to_string(existing.size()) + " schedules, source " + std::to_string(wanted) +
             (limit ? ", limit " + std::to_string(*limit) : "");
    });
  }
  CAPTURE(found.first);
  REQUIRE(found.count == 0);
}
