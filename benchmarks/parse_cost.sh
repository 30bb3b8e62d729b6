#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures what compiling the parsers of rota/json.hpp costs, relative to nlohmann's own parser:
#   benchmarks/parse_cost.sh [COMPILER [BOUND [TURNS]]]
# Fails if a program with all parsers costs more than BOUND (1.6) times what one with
# nlohmann::json::parse does, with COMPILER (g++) at -O2. The cost of a program is the least processor
# time of TURNS (9) compilations. The programs take turns, so that other load affects all of them alike.
set -eu
cd "$(dirname "$0")/.."
compiler=${1:-g++}
bound=${2:-1.6}
turns=${3:-9}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/nlohmann.cpp" <<'END'
#include <nlohmann/json.hpp>
#include <string_view>
std::size_t parse(std::string_view text) { return nlohmann::json::parse(text).size(); }
END
cat >"$folder/one.cpp" <<'END'
#include <rota/json.hpp>
#include <string_view>
bool parse(std::string_view text) { return rota::parse_create_request(text).has_value(); }
END
cat >"$folder/all.cpp" <<'END'
#include <rota/json.hpp>
#include <string_view>
bool parse(std::string_view text) {
  return rota::parse_create_request(text) && rota::parse_update_request(text) && rota::parse_schedule(text) &&
         rota::parse_schedules(text) && rota::parse_backups(text);
}
END

turn=0
while [ "$turn" -lt "$turns" ]; do
  for program in nlohmann one all; do
    "$compiler" -std=c++20 -O2 -Iinclude -c -o "$folder/object.o" "$folder/$program.cpp"
    times # the second line is the time of all children so far, as "1m2.345s 0m0.678s"
  done
  turn=$((turn + 1))
done >"$folder/times"
awk -v compiler="$compiler" -v bound="$bound" '
  NR % 2 == 0 {
    split($1, user, /[ms]/)
    split($2, kernel, /[ms]/)
    total = 60 * (user[1] + kernel[1]) + user[2] + kernel[2]
    number = (NR / 2 - 1) % 3 + 1
    if (!(number in least) || total - before < least[number]) least[number] = total - before
    before = total
  }
  END {
    split("nlohmann::json::parse|rota::parse_create_request|all parsers of rota/json.hpp", program, "|")
    printf "| program, %s -O2 | seconds | ratio | bound |\n|---|---|---|---|\n", compiler
    for (i = 1; i <= 3; ++i)
      printf "| %s | %.2f | %.2f | %s |\n", program[i], least[i], least[i] / least[1], i == 3 ? bound : ""
    exit least[3] / least[1] > bound
  }' "$folder/times"
