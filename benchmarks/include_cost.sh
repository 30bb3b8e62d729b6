#!/bin/sh
# SPDX-License-Identifier: MIT
# What including rota costs a compiler, against including date: processor time, of which there is no
# better measure than the least of several turns in which one header is compiled after the other.
#   benchmarks/include_cost.sh [COMPILER [TURNS]]
set -eu
cd "$(dirname "$0")/.."
compiler=${1:-g++}
turns=${2:-9}
headers='date/date.h rota/next_run.hpp rota/rota.hpp nlohmann/json.hpp rota/json.hpp'
count=$(echo "$headers" | wc -w)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
compile() { "$compiler" -std=c++20 -Iinclude -fsyntax-only "$folder/$1.cpp"; }

for number in $(seq "$count"); do
  printf '#include <%s>\n' "$(echo "$headers" | cut -d ' ' -f "$number")" >"$folder/$number.cpp"
done
turn=0
while [ "$turn" -lt "$turns" ]; do
  for number in $(seq "$count"); do
    compile "$number"
    times  # its second line: what the shell's children took so far, as 1m2.345s twice
  done
  turn=$((turn + 1))
done >"$folder/times"
awk -v compiler="$compiler" -v headers="$headers" -v count="$count" '
  NR % 2 == 0 {
    split($1, user, /[ms]/)
    split($2, kernel, /[ms]/)
    total = 60 * (user[1] + kernel[1]) + user[2] + kernel[2]
    number = (NR / 2 - 1) % count + 1
    if (!(number in least) || total - before < least[number]) least[number] = total - before
    before = total
  }
  END {
    printf "| header, %s | seconds | against date/date.h |\n|---|---|---|\n", compiler
    split(headers, header, " ")
    for (i = 1; i <= count; ++i) printf "| %s | %.2f | %.2f |\n", header[i], least[i], least[i] / least[1]
  }' "$folder/times"
