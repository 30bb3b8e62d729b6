// SPDX-License-Identifier: MIT
//
// Headers of some operating systems define min and max as macros. No header of rota minds: that this compiles is the test.
#include <date/date.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstring>
#include <deque>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <ratio>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#define min(a, b) "the macro min"
#define max(a, b) "the macro max"

#include <rota/import/barman.hpp>
#include <rota/import/cloudnative_pg.hpp>
#include <rota/import/pgbackrest.hpp>
#include <rota/import/restic.hpp>
#include <rota/import/velero.hpp>
#include <rota/json.hpp>
#include <rota/print.hpp>
#include <rota/rota.hpp>
#include <rota/text/cron_format.hpp>
#include <rota/text/explain.hpp>
#include <rota/text/icalendar.hpp>

int main() {
  return rota::next_run(rota::daily_full({std::chrono::hours{2}, std::chrono::minutes{0}}), {}).at > rota::sys_seconds{}
             ? 0
             : 1;
}
