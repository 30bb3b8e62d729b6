#!/bin/sh
# SPDX-License-Identifier: MIT
# bad_input.sh ROTA: shows what the tool ROTA says about files that are not what they should be, about values out of
# range, and about output that cannot be written: each command, its output, and its status if that is not 0.
cd "$(dirname "$0")" || exit
rota=$1
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT
cp listing.json schedule.json schedules.json seed_request.json policy.json page_1.json page_2.json "$folder"
cd "$folder" || exit

# Runs the command, and says what it is first.
show() {
  printf '$ rota'
  for argument; do
    case $argument in
    *[!a-zA-Z0-9_./:=,+-]*) printf " '%s'" "$argument" ;;
    *) printf ' %s' "$argument" ;;
    esac
  done
  printf '\n'
  "$rota" "$@" >out 2>&1
  status=$?
  sed '/--help/d' out
  [ $status = 0 ] || printf 'status %s\n' $status
}

printf '# Swapped files\n'
now='--now 2014-11-23T14:40'
show decide $now --schedule listing.json --backups schedule.json
show decide $now --schedule schedule.json --backups schedule.json
show decide $now --schedule seed_request.json --backups listing.json
show prune $now --backups page_1.json --backups policy.json --fulls 2
show prune $now --backups listing.json --policy schedule.json
show runs listing.json
show create schedule.json
show update --schedule schedules.json seed_request.json
show update --schedule schedule.json seed_request.json
show prune $now --json --backups schedule.json <listing.json
show prune $now --backups - <schedules.json

printf '\n# No files, directories and empty files\n'
mkdir folder
: >empty
printf ' \n' >blank
show runs missing.json
show runs folder
show runs <folder
show prune $now --backups folder
show runs empty
show runs blank
show runs </dev/null
show prune $now --backups page_1.json --backups empty
show prune $now --json --backups empty

printf '\n# A gigabyte of zeros, in 300 MB of memory\n'
truncate -s 1G zeros
printf '{"backups": []\0}' >nul
# Sanitizers reserve more memory than any limit allows.
(ulimit -v 300000 && "$rota" --version) >/dev/null 2>&1 && ulimit -v 300000
show runs zeros
show runs <zeros
show prune $now --backups page_1.json --backups zeros
show decide $now --schedule zeros --backups listing.json
show prune $now --policy zeros --backups listing.json
show prune $now --backups nul

printf '\n# Files that are not JSON, or are cut off\n'
printf 'id,created\n1,2014-11-02\n' >listing.csv
head -c 300 listing.json >cut.json
show prune $now --backups listing.csv
show prune $now --backups cut.json

printf '\n# Unknown zones\n'
show runs --zone Vilnus seed_request.json
show runs --zone europe/vilnius seed_request.json
show runs --zone America/NewYork seed_request.json
show runs --zone EDT seed_request.json
show runs --zone +25:00 seed_request.json
show runs --cron 'CRON_TZ=Europe/Kiw 30 2 * * *'
sed 's/"hour"/"zone": "Europe\/Vilna", "hour"/' seed_request.json >zone.json
show runs zone.json

printf '\n# Numbers beyond 64 bits\n'
show runs --count 99999999999999999999 seed_request.json
show prune $now --backups listing.json --most 18446744073709551616
show prune $now --backups listing.json --within 99999999999999999999d
show simulate --schedule schedule.json --from @99999999999999999999 --until 2015-01-01
sed 's/"hour": 14/"hour": 99999999999999999999/' seed_request.json >hour.json
show runs hour.json

printf '\n# A reader that has seen enough\n'
first() {
  printf '$ rota %s | head -n 1\n' "$*"
  "$rota" "$@" 2>&1 | head -n 1
}
first runs $now --until 9999-12-31 seed_request.json
first runs $now --until 9999-12-31 --json seed_request.json
first prune $now --backups listing.json
printf 'With SIGPIPE ignored:\n'
(
  trap '' PIPE
  first runs $now --until 9999-12-31 seed_request.json
)

printf '\n# A full disk\n'
full() {
  printf '$ rota %s >/dev/full\n' "$*"
  "$rota" "$@" 2>&1 >/dev/full
  printf 'status %s\n' $?
}
full prune $now --backups listing.json
full prune $now --backups listing.json --json
full runs $now --until 9999-12-31 seed_request.json
full runs --json listing.json
full --help
