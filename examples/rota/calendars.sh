#!/bin/sh
# SPDX-License-Identifier: MIT
# calendars.sh ROTA: shows what the tool ROTA does with calendars in text, in requests and in schedules: each command, its
# output, and its status if that is not 0.
cd "$(dirname "$0")" || exit
rota=$1
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT

show() {
  printf '$ rota'
  for argument; do
    case $argument in
    "$folder"/*) printf ' %s' "${argument##*/}" ;;
    '' | *[!a-zA-Z0-9_./:=,+-]*) printf " '%s'" "$argument" ;;
    *) printf ' %s' "$argument" ;;
    esac
  done
  printf '\n'
  "$rota" "$@" 2>&1 </dev/null
  status=$?
  [ $status = 0 ] || printf 'status %s\n' $status
}

invitation='DTSTART;TZID=Europe/Vilnius:20141103T090000
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'

printf '# In words\n'
for calendar in '30 2 * * 1-5' '30 2 1 * SUN' @daily 'CRON_TZ=Europe/Vilnius 5 23 * * 0#1' 'Sun *-*-1..7 23:05' daily \
  '*:0/15 America/New_York' 'Sun *-*-* 23:00 every 2w from 2026-01-04' "$invitation"; do
  show explain "$calendar"
done
show explain --level incremental --dialect quartz '0 30 2 ? * MON-FRI'
show explain --json --level differential --on 'Sun 23:05 Europe/Vilnius'

printf '\n# In other notations\n'
for calendar in '30 2 * * 1-5' 'CRON_TZ=Europe/Vilnius 5 23 * * 0#1' 'Mon,Tue,Wed *-*-01/1 2:30' "$invitation"; do
  for notation in cron systemd ics; do show convert --to $notation --now 2014-11-01 "$calendar"; done
done
show convert --to cron --dialect quartz --on 'Mon..Fri 2:30'
show convert --to systemd --zone Europe/Vilnius '30 2 1 * SUN'
show convert --to cron --zone +05:30 '30 2 * * *'
show convert --json --to systemd '30 2 * * *'
show convert --json --to cron '*-*-3 02:30 UTC'
show convert --to cron '*-*~3 02:30'
show convert --to cron --dialect quartz '*-*~3 02:30'

printf '\n# When they run\n'
now='--now 2014-10-30T12:30'
show runs $now --count 3 --cron '30 2 * * 1-5' --level incremental
show runs $now --count 3 --cron '0 30 2 ? * 2-6' --dialect quartz --json
show runs $now --count 3 --on 'Sun *-*-1..7 23:05 Europe/Vilnius'
show runs $now --count 3 --on 'Sun *-*-1..7 23:05 Europe/Vilnius' --zone UTC
show runs $now --count 3 --rrule "$invitation"
show runs --from 2024-11-03 --count 4 --cron 'CRON_TZ=America/New_York 30 1 * * *'
show runs --from 2024-11-03T05:00 --count 4 --cron 'CRON_TZ=America/New_York 30 * * * *'
show runs --from 2024-03-09 --count 2 --cron 'CRON_TZ=America/New_York 30 2 * * *'
show runs --from 2024-03-09 --count 2 --cron 'CRON_TZ=America/New_York 30 2 * * *' --gap skip
show runs $now --calendar --until 2014-11-30 --on '*:0/6' --level differential

printf '\n# In requests\n'
show create --id plan --now 2024-03-08T12:00 calendar_request.json
show create --id plan --now 2024-03-08T12:00 --json calendar_request.json
show create --id nightly $now --cron 'CRON_TZ=Europe/Vilnius 5 23 * * *' seed_request.json
show create --id nightly $now --cron 'CRON_TZ=Europe/Vilnius 5 23 * * *' --zone UTC seed_request.json
"$rota" create --id plan --now 2024-03-08T12:00 --json calendar_request.json >"$folder/plan.json"
show runs --now 2024-03-08T12:00 --count 3 "$folder/plan.json"
show runs --now 2024-03-08T12:00 --count 3 --gap shift "$folder/plan.json"
show runs --now 2024-03-08T12:00 --count 3 --zone UTC "$folder/plan.json"
show runs --now 2024-03-08T12:00 --calendar --until 2024-04-01 "$folder/plan.json"
show update --now 2024-03-08T12:00 --schedule "$folder/plan.json" --on 'Mon..Fri 04:00' --level incremental
show update --now 2024-03-08T12:00 --schedule "$folder/plan.json" update_request.json
printf '{"schedule": {"hour": 4}}' >"$folder/hour.json"
show update --json --now 2024-03-08T12:00 --schedule "$folder/plan.json" "$folder/hour.json"
printf '{"schedule": {"zone": "Europe/Vilnius", "gap": "at_transition", "spread": "1h"}}' >"$folder/clock.json"
show update --now 2024-03-08T12:00 --schedule "$folder/plan.json" "$folder/clock.json"

printf '\n# In lists of schedules\n'
show runs --now 2024-03-08 --count 7 calendar_schedules.json
show runs --now 2024-03-08 --count 2 --json calendar_schedules.json

printf '\n# Refused\n'
show runs --json --cron '61 2 * * 8'
show runs --json --cron ''
show runs --on '*-02-30'
show runs --on '2026-01-01'
show runs --rrule 'RRULE:FREQ=SECONDLY'
show runs --cron 'CRON_TZ=Europe/Vilnus 5 23 * * *'
show explain '@reboot'
show explain '0 2 * * MON-'
show explain '30 2 * * *
0 4 * * 0'
show explain 'FREQ=WEEKLY;BYDAY=SU'
show create --id x --cron '61 2 * * *' seed_request.json
