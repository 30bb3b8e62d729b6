// SPDX-License-Identifier: MIT
// One program, two of whose parts were compiled with different versions of rota. The linker must not take one version's
// functions and types for the other's.
#include <cstdio>
#include <cstdlib>
#include <typeindex>

#include "parts.hpp"

int main() {
  const part other = part_with_the_next_version();
  const part own = part_of_this_version();
  const bool are_apart = own.format != other.format && own.cadence_type != other.cadence_type;
  const bool both_work = own.format(rota::sys_seconds{}) == other.format(rota::sys_seconds{});
  if (!are_apart) std::puts("two versions of rota share their functions or types");
  if (!both_work) std::puts("two versions of rota print one instant in different ways");
  return are_apart && both_work ? EXIT_SUCCESS : EXIT_FAILURE;
}
