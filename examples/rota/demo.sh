#!/bin/sh
# SPDX-License-Identifier: MIT
# demo.sh ROTA: shows what the tool ROTA does with the API's own example of a request.
set -eu
cd "$(dirname "$0")"
rota=$1
now=2014-10-30T12:30:00

show() {
  printf '\n$ rota %s\n' "$*"
  "$rota" "$@"
}

printf 'A client of the API sends a create request:\n'
cat seed_request.json
printf '\nThe API responds with the schedule:\n'
show create --json --now $now --id 88b277eb-39be-4921-be31-3d61b43651d7 seed_request.json
printf '\nIts runs in the next two weeks:\n'
show runs --now $now --until 2014-11-13T12:30:00 seed_request.json
printf '\nA whole month of them:\n'
show runs --calendar --from 2014-11-01T00:00:00 --until 2014-12-01T00:00:00 seed_request.json
printf '\nThree weeks later: which backups to keep, which to remove, and why:\n'
show prune --now 2014-11-23T14:40:00 --schedule schedule.json --backups listing.json
