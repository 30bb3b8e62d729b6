#!/bin/sh
# SPDX-License-Identifier: MIT
# formats.sh ROTA: shows how the tool ROTA reads the listings of other tools, and writes the commands that remove
# backups.
cd "$(dirname "$0")" || exit
rota=$1
now='--now 2026-12-01T12:00'
data=../../tests/data/import
restic=$data/restic/snapshots.json
pgbackrest=$data/pgbackrest/chain.json
velero=$data/velero/kubectl_list.json
cloudnative_pg=$data/cloudnative_pg/kubectl_list.json
barman=$data/barman/all_states.json
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Shows a command, its output and errors, and its status unless that is 0.
shows() {
  printf '$ rota'
  for argument; do
    case $argument in
    "$scratch"/*) printf ' %s' "${argument#"$scratch"/}" ;;
    *) printf ' %s' "$argument" ;;
    esac
  done
  printf '\n'
  command=$1
  shift
  "$rota" "$command" $now "$@" 2>&1 | sed "s:$scratch/::g"
}
# Only the errors, and the status.
refuses() {
  printf '$ rota'
  for argument; do printf ' %s' "${argument#"$scratch"/}"; done
  command=$1
  shift
  "$rota" "$command" $now "$@" >/dev/null 2>"$scratch/errors"
  printf '\n%s ' $?
  sed "s:$scratch/::g" "$scratch/errors"
}

printf '# What is guessed\n'
for listing in $restic $data/restic/by_tags.json $pgbackrest $velero $data/velero/velero_backup_get.json \
  $cloudnative_pg $barman; do
  shows prune --backups "$listing" --last 1 --fulls 1
done

printf '\n# Commands that carry out a plan\n'
for listing in $restic $velero $cloudnative_pg $barman; do
  shows prune --backups "$listing" --fulls 1 --print-commands
done
shows prune --backups $pgbackrest --last-fulls 1 --at-least 0 --print-commands
sed 's/"main"/"my app"/' $pgbackrest >"$scratch/stanza.json"
shows prune --backups "$scratch/stanza.json" --last-fulls 1 --at-least 0 --print-commands
shows prune --backups $pgbackrest --last-fulls 1 --at-least 0 --print-commands --json
shows prune --backups $restic --last-fulls 1 --most 1 --print-commands
shows prune --backups $restic --last 9 --print-commands
shows prune --backups $restic --last 9 --print-commands --json

printf '\n# Many removals\n'
# A snapshot for each minute of an hour and more.
awk 'BEGIN {
  printf "["
  for (i = 0; i < 250; ++i)
    printf "%s{\"time\": \"2026-03-01T%02d:%02d:00Z\", \"tree\": \"%064x\", \"hostname\": \"db1\", \"paths\": [\"/srv\"], \"id\": \"%064x\"}",
      i == 0 ? "" : ", ", i / 60, i % 60, i, i
  print "]"
}' >"$scratch/many.json"
"$rota" prune $now --backups "$scratch/many.json" --last 1 --fulls 1 --print-commands | awk '{ print $1, $2, NF - 2 " words, from", $3 }'

printf '\n# Names that mean something to a shell\n'
barman_listing() {
  printf '{"%s": [{"backup_id": "20261129T193534", "status": "FAILED"}]}' "$1" >"$scratch/odd.json"
  shows prune --backups "$scratch/odd.json" --print-commands
  commands=$("$rota" prune $now --backups "$scratch/odd.json" --print-commands 2>/dev/null)
  (
    barman() { printf 'the shell passes <%s> <%s> <%s>\n' "$@"; }
    eval "$commands"
  )
}
barman_listing "it's \$(reboot); \`reboot\` & x"
barman_listing '-h'
barman_listing 'a\nb'

printf '\n# Other commands\n'
shows status --backups $pgbackrest --rpo 26h
shows restore --backups $pgbackrest --source main latest
shows restore --backups $pgbackrest --source main@ latest
shows restore --backups $restic --source db1 latest
shows restore --backups $restic --source db1:/srv latest
printf 'report: %s page\n' "$("$rota" report $now --backups $restic | grep -c '<html')"
shows compare --backups $barman --fulls 2 -- --fulls 1
sed 's/44b277eb-39be-4921-be31-3d61b43651d7/main/' schedule.json >"$scratch/main.json"
shows decide --schedule "$scratch/main.json" --backups $pgbackrest
shows prune --schedule "$scratch/main.json" --backups $pgbackrest
shows prune --schedule schedule.json --backups $pgbackrest

printf '\n# What is not plain\n'
printf '[]' >"$scratch/empty.json"
printf '{"apiVersion": "v1", "items": [], "kind": "List"}' >"$scratch/empty_list.json"
printf '{"main": []}' >"$scratch/no_backups.json"
printf '[{"name": "a", "size": 1, "a\\u001bb": 2}]' >"$scratch/other.json"
printf '"restic"' >"$scratch/text.json"
printf '[1, 2]' >"$scratch/numbers.json"
for file in empty empty_list no_backups other text numbers; do refuses prune --backups "$scratch/$file.json"; done
for format in restic pgbackrest; do shows prune --backups "$scratch/empty.json" --format $format; done
for format in velero cloudnative-pg; do shows prune --backups "$scratch/empty_list.json" --format $format; done
shows prune --backups "$scratch/no_backups.json" --format barman

printf '\n# What is something else\n'
refuses prune --backups schedule.json
refuses prune --backups seed_request.json
refuses prune --backups policy.json
refuses prune --backups policy.json --format restic
refuses prune --backups $restic --format barman
refuses prune --backups listing.json --format velero
refuses prune --schedule $restic --backups listing.json
refuses prune --backups $data/barman/unknown_server.json
refuses prune --backups listing.json --format rustic
printf '[{"tree": "00", "id": 5,' >"$scratch/cut.json"
refuses prune --backups "$scratch/cut.json"

printf '\n# Several files\n'
refuses prune --backups $restic --backups $barman
refuses prune --backups listing.json --backups $barman
cp $restic "$scratch/copy.json"
refuses prune --backups $restic --backups "$scratch/copy.json" --fulls 1
printf '{"other": [{"backup_id": "20261129T193534", "status": "FAILED"}]}' >"$scratch/other_server.json"
shows prune --backups "$scratch/other_server.json" --backups $data/barman/retention.json --fulls 1
refuses prune --backups "$scratch/other_server.json" --backups $barman --fulls 1 --print-commands
refuses prune --backups listing.json --print-commands
