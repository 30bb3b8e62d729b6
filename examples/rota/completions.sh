#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# completions.sh ROTA: shows what the script for bash, which the tool ROTA writes, completes: each command line up to
# the cursor, and the words that it offers.
cd "$(dirname "$0")" || exit
rota=$1
script=$(mktemp) || exit
trap 'rm "$script"' EXIT
"$rota" generate bash >"$script" || exit
# shellcheck source=/dev/null
. "$script"

# completes WORD...: the last one is at the cursor.
completes() {
  COMP_WORDS=(rota "$@")
  COMP_CWORD=$#
  _rota
  printf '$ rota %s_\n%s\n' "$*" "${COMPREPLY[*]}"
}

completes r
completes ''
completes --gap tr
completes --now 2014-11-23T14 : 40 fore
completes prune --weekly
completes prune --backups listing.json --schedule run
completes prune --backups = listing.json --s
completes prune --gap = s
completes prune --daily ''
completes runs seed
completes runs --dialect quartz --level ''
completes restore --backups listing.json ''
completes restore --backups listing.json latest --so
completes compare --backups listing.json --fulls 14 -- --fulls-
completes convert --to ''
completes generate ''
completes help com
completes help prune --j
completes unknown --js

printf 'Every option of every command is offered:\n'
for command in $("$rota" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  completes "$command" -- >/dev/null
  offered=" ${COMPREPLY[*]} "
  for option in $("$rota" help "$command" | sed -n 's/^  \(-h, \)\{0,1\}\(--[a-z-]*\).*/\2/p'); do
    [[ $offered == *" $option "* ]] || printf '%s: %s is missing\n' "$command" "$option"
  done
done
