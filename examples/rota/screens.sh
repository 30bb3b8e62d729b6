#!/bin/sh
# SPDX-License-Identifier: MIT
# screens.sh ROTA: shows what the tool ROTA prints on screens of several widths, and where it uses colours and shows
# that it works.
cd "$(dirname "$0")" || exit
rota=$1
unset COLUMNS NO_COLOR
now='--now 2014-11-23T14:40'
pages='--backups page_1.json --backups other_source.json --backups page_2.json'

# The command on a screen of that width.
show() {
  width=$1
  shift
  printf '$ COLUMNS=%s rota %s\n' "$width" "$*"
  COLUMNS=$width "$rota" "$@"
}

for width in 80 40; do
  show $width prune $now --schedule schedule.json $pages --fulls 0 --at-least 0 --most 1 --most-share 0.5
  show $width prune $now --backups held_listing.json --fulls 1
  show $width prune $now $pages --within 1d --at-least 0
  show $width prune $now $pages --within 1d --at-least 0 --zone America/New_York
  show $width compare $now $pages -- --fulls 0 --at-least 0
  show $width forecast $now --schedule schedule.json $pages --until 2014-12-01 --zone Europe/Vilnius
  show $width status $now --rpo 26h --zone Asia/Kolkata $pages
  show $width restore --backups listing.json at 2014-11-04T14:50
  show $width decide $now --schedule schedule.json --backups listing.json --zone Europe/Vilnius
  show $width create --id plan --now 2024-03-08T12:00 calendar_request.json
  show $width simulate --schedule schedule.json --from 2014-11-23 --until 2014-12-14 --fail 0.2 --zone Europe/Vilnius
  show $width runs --zone America/New_York --gap skip --from 2024-03-08 --count 7 schedules.json
  show $width runs --now 2024-03-08 --count 7 calendar_schedules.json
  show $width runs --from 2024-11-02 --count 3 --cron 'CRON_TZ=America/New_York 30 1 * * *'
done

printf '\n# Tables of 24 backups, in columns\n'
for width in 30 40 60 80 100 120 200 0 wide; do
  for command in 'prune --backups listing.json --fulls 2' 'forecast --backups listing.json --within 2w' \
    'compare --backups listing.json --fulls 3 -- --fulls 1'; do
    # Long texts follow the tables, whose lines begin with instants or marks.
    widest=$(COLUMNS=$width "$rota" ${command%% *} $now ${command#* } | grep -E '^(2014|stays|goes|created|[-+ ] )' |
      awk '{ if (length($0) > widest) widest = length($0) } END { print widest }')
    printf 'COLUMNS=%s: rota %s: %s\n' "$width" "${command%% *}" "$widest"
  done
done

printf '\n# Colours\n'
colours() {
  escapes=$(script -qec "$1 '$rota' runs --now 2014-11-01 --count 2 seed_request.json" /dev/null | grep -c '\[')
  printf '%s: %s lines with colours\n' "${1:-on a terminal}" "$escapes"
}
TERM=xterm
export TERM
colours ''
colours NO_COLOR=1
colours NO_COLOR=
colours TERM=dumb
printf 'through a pipe: %s lines with colours\n' "$("$rota" runs --now 2014-11-01 --count 2 seed_request.json | grep -c '\[')"

# The pause is long, since the tool may be slow to start on a busy machine.
printf '\n# Progress: at a terminal, after a second\n'
# shellcheck disable=SC2016 # the shell at the terminal expands these
slowly='{ cat listing.json; sleep 4; } | "$rota" prune $now --backups - --fulls 1 >/dev/null'
export rota now
printf 'at a terminal: %s lines\n' "$(script -qec "$slowly" /dev/null | grep -c 'rota: planning, after 1s')"
printf 'elsewhere: %s bytes\n' "$(sh -c "$slowly" 2>&1 | wc -c)"
