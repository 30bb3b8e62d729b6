#!/bin/sh
# SPDX-License-Identifier: MIT
# wrong_arguments.sh ROTA: shows how the tool ROTA refuses arguments, the first line of each message and the status.
cd "$(dirname "$0")" || exit
rota=$1

refuses() {
  printf '$ rota'
  for argument; do
    case $argument in
    '' | *' '*) printf " '%s'" "$argument" ;;
    *) printf ' %s' "$argument" ;;
    esac
  done
  message=$("$rota" "$@" 2>&1 >/dev/null </dev/null)
  printf '\n%s\n' "$? $(printf '%s' "$message" | head -n 1)"
}

printf '# Commands and options\n'
refuses --json
refuses prun
refuses ''
refuses rusn
refuses list
refuses --count 3
refuses --cuont 3
refuses prune --dayly 3
refuses prune --backup listing.json
refuses prune --sched schedule.json
refuses prune --keep 3
refuses prune --daily 3
refuses runs seed_request.json other.json
refuses runs --json=false seed_request.json
refuses runs --from
refuses runs -x
refuses help rusn
refuses help runs create
refuses generate pdf
refuses generate

printf '\n# Empty values, as of a shell variable that is not set\n'
refuses runs ''
refuses runs --from '' seed_request.json
refuses runs --from= seed_request.json
refuses runs --count= 3
refuses runs --zone '' seed_request.json
refuses runs --gap '' seed_request.json
refuses create --id '' seed_request.json
refuses create --id --json seed_request.json
refuses decide --schedule '' --backups listing.json
refuses prune --backups ''
refuses prune --backups listing.json --daily ''
refuses prune --backups listing.json --within ''
refuses simulate --fail ''
refuses restore --backups listing.json ''

printf '\n# Counts and lengths of time\n'
for count in 010 00 0x10 +5 -5 ' 5' '5 ' 1e3 1.0 99999999999999999999 18446744073709551616 099999999999999999999; do
  refuses runs --count "$count" seed_request.json
done
refuses prune --backups listing.json --daily 4294967296
for length in 36 h 036h 1.5h -1h '1 h' 6m 1d1mo 99999999999999999999d; do
  refuses prune --backups listing.json --within "$length"
done

for most in -1 1.5 30%; do refuses prune --backups listing.json --most "$most"; done

printf '\n# Probabilities and shares\n'
for probability in nan inf -0.1 1.1 1e400 1e-3 0x1p-2 ' 0.5' . 0,5; do refuses simulate --fail "$probability"; done
for share in 30 30% nan; do refuses prune --backups listing.json --most-share "$share"; done

printf '\n# Instants\n'
for instant in 2014 2014-11 2014-11-31 2014-11-23Z 2014-11-23T 2014-11-23T14 2014-11-23T24:00 2014-11-23T14:40.5 \
  '2014-11-23 14:40' 2014-11-23T14:40Zulu 1414672200 @ @01 @1.5 @+5 @-62167219201 @253402300800 @99999999999999999999 \
  Now yesterday; do
  refuses runs --from "$instant" seed_request.json
done

printf '\n# Times in the wrong order\n'
refuses runs --from 2014-11-23 --until 2014-11-23 seed_request.json
refuses runs --now 2014-11-23 --until 2014-11-13 seed_request.json
refuses runs --now 2014-11-23 --from now --until 2014-11-22T23:59:59 seed_request.json
refuses simulate --schedule schedule.json --from 2014-11-23 --until 2014-11-22
refuses simulate --schedule schedule.json --from 2014-11-23 --until 2034-11-24
refuses forecast --now 2014-11-23 --backups listing.json --until 2014-11-23
refuses forecast --now 2014-11-23 --backups listing.json --until 2034-11-24

printf '\n# One schedule where there are several\n'
refuses runs --calendar schedules.json

printf '\n# Words\n'
refuses runs --gap Shift seed_request.json
refuses runs --gap trans seed_request.json
refuses runs --gap 0 seed_request.json
refuses runs --overlap 0 seed_request.json
refuses create --first-run wait_for_full seed_request.json

printf '\n# Calendars in text\n'
refuses runs --cron '30 2 * * *' --on daily
refuses runs --cron '30 2 * * *' seed_request.json
refuses runs '30 2 * * 1-5'
refuses runs daily
refuses runs --level incremental seed_request.json
refuses runs --dialect quartz seed_request.json
refuses runs --dialect quartz --on daily
refuses runs --dialect vixi --cron '30 2 * * *'
refuses runs --level weekly --on daily
refuses runs --cron= --on daily
refuses runs --cron --json
refuses explain
refuses explain daily --on daily
refuses explain 30 2
refuses convert daily
refuses convert --to cron
refuses convert --to crontab daily
refuses convert --to systemd --dialect quartz daily

printf '\n# Inputs given twice\n'
refuses update --schedule - -
refuses decide --schedule - --backups page_1.json --backups -
refuses forecast --schedule - --backups page_1.json --backups -
refuses prune --backups - --backups page_1.json --backups /dev/stdin
refuses prune --backups page_1.json --backups page_2.json --backups ./page_1.json
refuses prune --policy - --backups page_1.json --backups -
refuses prune --policy - --schedule - --backups page_1.json
refuses simulate --policy - --schedule - --from 2014-11-23 --until 2014-12-23
refuses restore --backups page_1.json --backups page_1.json x

printf '\n# What to restore\n'
refuses restore --backups listing.json
refuses restore --backups listing.json at
refuses restore --backups listing.json at noon
refuses restore --backups listing.json latest 2014-11-23
refuses restore --backups listing.json latest extra
refuses restore --backups listing.json 00000001 2014-11-23
refuses restore --backups listing.json --source 44 00000001
refuses restore --backups listing.json --source 45 latest
refuses restore --backups listing.json 99
refuses restore --backups listing.json lastest
refuses restore --backups listing.json 0000000
refuses restore --backups empty_listing.json latest

printf '\n# Objectives\n'
refuses status --backups listing.json
refuses status --backups listing.json --rpo 1mo
refuses status --backups listing.json --rpo ''
refuses status --rpo 26h
refuses status --rpo 26h --schedule - --backups -

printf '\n# Rules to compare with\n'
refuses compare --backups listing.json
refuses compare --backups listing.json --fulls 4
refuses compare --backups listing.json --fulls 4 --
refuses compare --backups listing.json -- 4
refuses compare --backups listing.json -- --fulls
refuses compare --backups listing.json -- --fulls 04
refuses compare --backups listing.json -- --fulls= 4
refuses compare --backups listing.json -- --fulls ''
refuses compare --backups listing.json -- --fulls 4 --json
refuses compare --backups listing.json -- --fulls 4 -- --fulls 3
refuses compare -- --fulls 4
refuses prune --backups listing.json -- --fulls 4

printf '\n# Options given twice\n'
refuses runs --count 3 --count 3 seed_request.json
refuses prune --schedule schedule.json --schedule schedule.json --backups listing.json
refuses runs --zone UTC --zone UTC seed_request.json
