#!/bin/sh
# SPDX-License-Identifier: MIT
# scripted_executor.sh FOLDER PRETEND VERB: the pretend executor PRETEND on FOLDER/backups, with a script. A file of
# FOLDER named VERB-before or VERB-after says what is to happen at the next call, and is then moved away:
#   kill     the worker dies (SIGKILL)
#   stop     the worker stops for as long as it takes (SIGSTOP)
#   sleep N  the call takes N seconds longer
#   print T  it prints T and ends; exit N: it ends with that status
# One named VERB-before-always or VERB-after-always stays.
# A file FOLDER/takes says how many seconds of the service's clock a backup takes. Each call is noted in FOLDER/calls,
# when it begins and when it ends.
folder=$1
pretend=$2
verb=$3
act() {
  script=$folder/$verb-$1
  if [ -e "$script-always" ]; then
    read -r what how <"$script-always"
  else
    mv "$script" "$script.done" 2>/dev/null || return 0
    read -r what how <"$script.done"
    printf '%s %s: %s\n' "$1" "$verb" "$what" >>"$folder/acts"
  fi
  case $what in
    kill) kill -KILL "$PPID" ;;
    stop) kill -STOP "$PPID" ;;
    sleep) sleep "$how" ;;
    print) printf '%s\n' "$how"; exit 0 ;;
    exit) echo "as the script says" >&2; exit "$how" ;;
  esac
}
job=$(cat)
takes=$(cat "$folder/takes")
printf 'begin %s\n' "$verb" >>"$folder/calls"
act before
printf '%s' "$job" | "$pretend" --folder "$folder/backups" --takes "$takes" "$verb"
status=$?
act after
printf 'end %s\n' "$verb" >>"$folder/calls"
exit $status
