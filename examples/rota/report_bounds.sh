#!/bin/sh
# SPDX-License-Identifier: MIT
# report_bounds.sh ROTA [SECONDS]: the report of the tool ROTA stays small however large its listing is, takes no longer
# than SECONDS, and is UTF-8 whatever its files are called.
cd "$(dirname "$0")" || exit
rota=$1
seconds=${2:-60}
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT

# Prints whether the page that the rest of the arguments ask for is within the bounds.
within() {
  echo "$1"
  shift
  timeout "$seconds" "$rota" report --now 2014-11-23T14:40 --rpo 26h "$@" >"$folder/page.html" || echo "  exits with $?"
  size=$(wc -c <"$folder/page.html")
  [ "$size" -lt 5000000 ] && echo "  below 5 MB" || echo "  $size bytes"
  sed -n 's/.*<p class="note">\([0-9,]* of .*\)<\/p>.*/  \1/p' "$folder/page.html"
}

awk -v count=10000 -f report_listing.awk >"$folder/large.json"
within '10,000 backups' --schedule schedule.json --backups "$folder/large.json" --weekly 1000 --monthly 500
within '10,000 backups without a schedule' --backups "$folder/large.json" --fulls 700 --until 2024-11-23
awk -v count=10000 -v apart=1 -f report_listing.awk >"$folder/sources.json"
within '10,000 sources' --backups "$folder/sources.json"
sed "s/5eed-4000/$(printf '%0500d' 0)/g" "$folder/large.json" >"$folder/long.json"
within '10,000 backups with long ids' --backups "$folder/long.json" --fulls 2

cp empty_listing.json "$folder/$(printf 'caf\351').json"
"$rota" report --now 2014-11-23T14:40 --rpo 26h --backups "$folder/$(printf 'caf\351').json" >"$folder/page.html"
LC_ALL=C grep -q "$(printf 'caf\357\277\275')" "$folder/page.html" && echo 'a name that is no UTF-8 is shown as such'
