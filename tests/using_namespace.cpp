// SPDX-License-Identifier: MIT
//
// using namespace rota;                            // hides and confuses nothing of the operating system's headers

#include <rota/rota.hpp>

#if __has_include(<sys/wait.h>) && __has_include(<unistd.h>)
#define HAS_PROCESSES
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#endif

#include <optional>

#include "catch.hpp"

namespace {

using namespace rota;

/// The next run of a schedule, in the words of someone who imports everything.
std::optional<run> next_of(const create_request& request, sys_seconds now) {
  const auto spec = validate(request);
  if (!spec) return std::nullopt;
  return next_run(spec->when, now);
}

}  // namespace

TEST_CASE("a program may import every name of rota", "[using_namespace]") {
  create_request request;
  request.action = "backup";
  request.day_of_week = 0;
  request.hour = 14;
  request.minute = 30;
  request.source.instance_id = "44b277eb-39be-4921-be31-3d61b43651d7";
  const auto next = next_of(request, parse_instant("2014-10-30T12:30:00").value());
  REQUIRE(next.has_value());
  REQUIRE(next->level == level::incremental);
}

#ifdef HAS_PROCESSES
TEST_CASE("a program that imports every name of rota can still wait for its children", "[using_namespace]") {
  const pid_t child = fork();
  if (child == 0) _exit(7);
  int status = 0;
  REQUIRE(wait(&status) == child);
  REQUIRE(WEXITSTATUS(status) == 7);
  REQUIRE(time(nullptr) > 0);
}
#endif
