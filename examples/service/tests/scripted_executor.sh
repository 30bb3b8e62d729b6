#!/bin/sh
# SPDX-License-Identifier: MIT
# scripted_executor.sh FOLDER PRETEND VERB: the pretend executor PRETEND on FOLDER/backups, with a script. What is to happen
# at a call stands in a file of FOLDER named VERB-before or VERB-after, which is taken away, so that it happens once:
#   kill     the worker dies (SIGKILL)
#   stop     the worker stops for as long as it takes (SIGSTOP)
#   sleep N  the call takes N seconds longer
#   print T  it prints T and ends; exit N: it ends with that status
# Each call is noted in FOLDER/calls, at its begin and at its end.
folder=$1
pretend=$2
verb=$3
act() {
  script=$folder/$verb-$1
  mv "$script" "$script.done" 2>/dev/null || return 0
  read -r what how <"$script.done"
  printf '%s %s: %s\n' "$1" "$verb" "$what" >>"$folder/acts"
  case $what in
    kill) kill -KILL "$PPID" ;;
    stop) kill -STOP "$PPID" ;;
    sleep) sleep "$how" ;;
    print) printf '%s\n' "$how"; exit 0 ;;
    exit) echo "as the script says" >&2; exit "$how" ;;
  esac
}
job=$(cat)
printf 'begin %s\n' "$verb" >>"$folder/calls"
act before
printf '%s' "$job" | "$pretend" --folder "$folder/backups" --takes 60 "$verb"
status=$?
act after
printf 'end %s\n' "$verb" >>"$folder/calls"
exit $status
