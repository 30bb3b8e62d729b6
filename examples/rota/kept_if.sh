#!/bin/sh
# SPDX-License-Identifier: MIT
# kept_if.sh ROTA: tries what the tool ROTA says would keep a backup: each flag that its tables show, as a user would
# paste it.
cd "$(dirname "$0")" || exit
rota=$1
at='--at-least 0 --backups listing.json'

tries() {
  printf '# rota prune %s %s\n' "$*" "$at"
  "$rota" prune "$@" $at | sed -n 's/.* remove .*  \(--[a-z-]* [0-9a-z]*\)  \([^ ]*\)$/\2 \1/p' |
    while read -r id flag; do
      kept=removed
      "$rota" prune $options $flag $at | grep -q " keep .* $id\$" && kept=kept
      printf '%s is %s by %s\n' "$id" "$kept" "$flag"
    done
}
for options in '--now 2014-11-23T14:40' '--now 2014-11-23T14:40 --zone America/New_York' \
  '--now 2026-11-29T10:00:07' '--now 2026-03-08T07:30:01 --zone America/New_York'; do
  for rule in '--window 1d' '--within 1s' '--fulls-within 2h' '--fulls 1' '--daily 1'; do
    tries $options $rule
  done
done
