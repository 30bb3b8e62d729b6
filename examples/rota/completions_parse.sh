#!/bin/sh
# SPDX-License-Identifier: MIT
# completions_parse.sh ROTA: checks that each shell reads the script that the tool ROTA writes for it, and that fish
# completes with it. Ends with 77 if no shell fails, but one is not installed.
cd "$(dirname "$0")" || exit
rota=$1
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT
status=0
missing=
for shell in bash zsh fish; do
  "$rota" generate $shell >"$folder/$shell" || status=1
  if command -v $shell >/dev/null; then
    $shell -n "$folder/$shell" || status=1
  else
    echo "$shell is not installed"
    missing=$shell
  fi
done

# completes LINE OFFERED: what fish offers at the end of a line, without the descriptions
completes() {
  offered=$(HOME=$folder fish --no-config -c "source $folder/fish; complete -C '$1'" | cut -f 1 | tr '\n' ' ')
  [ "$offered" = "$2 " ] || {
    echo "$1: found $offered; expected $2"
    status=1
  }
}
if command -v fish >/dev/null; then
  completes 'rota pru' prune
  completes 'rota prune --weekly' '--weekly --weekly-fulls'
  completes 'rota runs --gap s' 'shift skip'
  completes 'rota prune --backups held' held_listing.json
  completes 'rota restore --backups held_listing.json la' latest
  completes 'rota help fore' forecast
fi
[ $status != 0 ] || [ -z "$missing" ] || status=77
exit $status
