#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures what including rota costs a compiler, relative to date/date.h:
#   benchmarks/include_cost.sh [COMPILER [BOUND [TURNS]]]
# Fails if rota/rota.hpp costs more than BOUND (1.5) times what date/date.h does with COMPILER (g++).
# The cost of a header is the least processor time of TURNS (9) compilations. The headers take turns,
# so that other load affects all of them alike.
set -eu
cd "$(dirname "$0")/.."
compiler=${1:-g++}
bound=${2:-1.5}
turns=${3:-9}
headers='date/date.h rota/when/next_run.hpp rota/rota.hpp nlohmann/json.hpp rota/json.hpp'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

number=0
for header in $headers; do
  number=$((number + 1))
  printf '#include <%s>\n' "$header" >"$folder/$number.cpp"
done

turn=0
while [ "$turn" -lt "$turns" ]; do
  for source in $(seq "$number"); do
    "$compiler" -std=c++20 -Iinclude -fsyntax-only "$folder/$source.cpp"
    times # the second line is the time of all children so far, as "1m2.345s 0m0.678s"
  done
  turn=$((turn + 1))
done >"$folder/times"

awk -v compiler="$compiler" -v bound="$bound" -v headers="$headers" '
  BEGIN { count = split(headers, header, " ") }
  NR % 2 == 0 {
    split($1, user, /[ms]/)
    split($2, kernel, /[ms]/)
    total = 60 * (user[1] + kernel[1]) + user[2] + kernel[2]
    name = header[(NR / 2 - 1) % count + 1]
    if (!(name in least) || total - before < least[name]) least[name] = total - before
    before = total
  }
  END {
    printf "| header, %s | seconds | times date/date.h |\n|---|---|---|\n", compiler
    for (i = 1; i <= count; ++i)
      printf "| %s | %.2f | %.2f |\n", header[i], least[header[i]], least[header[i]] / least["date/date.h"]
    ratio = least["rota/rota.hpp"] / least["date/date.h"]
    verdict = ratio <= bound ? "within" : "beyond"
    printf "\nrota/rota.hpp : date/date.h is %.2f, %s the bound of %.2f\n", ratio, verdict, bound
    exit ratio <= bound ? 0 : 1
  }' "$folder/times"
