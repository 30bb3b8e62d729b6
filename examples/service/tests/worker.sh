#!/bin/sh
# SPDX-License-Identifier: MIT
# worker.sh PROGRAMS: workers that die, stop or are told nonsense at each step of their work. Each scenario has a
# database and an executor of its own, and a source with a full backup every hour of which one is kept.
set -eu
programs=$1
here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
chmod 755 "$folder"
source_id=44b277eb-39be-4921-be31-3d61b43651d7
schedule_id=88b277eb-39be-4921-be31-3d61b43651d7
workers=
finish() {
  [ -z "$workers" ] || kill -KILL $workers 2>/dev/null || true
  sh "$here/cluster.sh" stop "$folder/db" >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM
database=$(sh "$here/cluster.sh" start "$folder/db")

ask() { psql "$database" -X -q -A -t -v ON_ERROR_STOP=1 -c "$1"; }

# scenario TITLE: a source as new, an hour before its first slot. An hour takes two seconds.
scenario() {
  printf '# %s\n' "$1"
  rm -rf "$folder/executor"
  mkdir -p "$folder/executor/backups"
  echo 60 >"$folder/executor/takes"
  options=
  ask "truncate deletion, backup, schedule, source, token, account;
       insert into account values ('1234', null);
       insert into source (id, type, account, executor, work_at) values ('$source_id', 'instance', '1234', 'scripted', '2026-03-01T00:00:00Z');
       insert into schedule (id, account, source_id, record) values ('$schedule_id', '1234', '$source_id',
         '{\"id\": \"$schedule_id\", \"action\": \"backup\", \"calendar\": [{\"level\": \"full\", \"on\": \"*:30\"}],
           \"source\": {\"id\": \"$source_id\", \"type\": \"instance\"}, \"full_backup_retention\": 1, \"running\": false,
           \"created\": \"2026-03-01T00:00:00\", \"updated\": \"2026-03-01T00:00:00\", \"last_scheduled\": null,
           \"next_run\": \"2026-03-01T00:30:00\"}')"
  ask "select set_clock('2026-03-01T00:00:00Z', 1800)" >/dev/null
}
script() { printf '%s\n' "$2" >"$folder/executor/$1"; }

work() {
  "$programs/rota-worker" --database "$database" --poll 0.1 --lease 1 --quiet $options \
    --executor "scripted=$here/tests/scripted_executor.sh $folder/executor $programs/rota-executor-pretend" \
    2>>"$folder/executor/log" &
  workers="$workers $!"
}
rest() {
  kill $workers 2>/dev/null || true
  for worker in $workers; do wait "$worker" 2>/dev/null || true; done
  workers=
}
# until_hour N: keeps a worker running until the clock shows that hour.
until_hour() {
  hour="2026-03-01T0$1:00:00Z"
  while [ "$(ask "select rota_now() < '$hour'")" = t ]; do
    alive=
    for worker in $workers; do
      if kill -0 "$worker" 2>/dev/null; then alive="$alive $worker"; fi
    done
    workers=$alive
    [ -n "$workers" ] || work
    sleep 0.1
  done
}

# until_hour_without_worker N
until_hour_without_worker() {
  while [ "$(ask "select rota_now() < '2026-03-01T0$1:00:00Z'")" = t ]; do sleep 0.1; done
}
# result N: what became of the slots before hour N, and how many backups were started in all.
result() {
  [ ! -e "$folder/executor/acts" ] || cat "$folder/executor/acts"
  ask "with made as (select slot, status::text from backup union all
                     select (record ->> 'slot')::timestamptz, why || case when done is null then ' (to be deleted)' else ' (deleted)' end from deletion
                     where done is not null)
       select to_char(slot at time zone 'UTC', 'HH24:MI') || ' ' || string_agg(status, ' and ' order by status) from made
       where slot < '2026-03-01T0$1:00:00Z' group by slot order by slot"
  echo "backups started: $(grep -c '^[^ ]* *start.*started' "$folder/executor/backups/ledger" || true) of $(ask "select (select count(*) from backup) + (select count(*) from deletion where done is not null)")"
}

for verb in start state delete; do
  for when in before after; do
    scenario "The worker dies $when $verb"
    script "$verb-$when" kill
    work
    until_hour 4
    rest
    result 3
  done
done

scenario 'It stops while another takes over'
script state-before stop
work
first=$workers
until_hour 2
work
until_hour 4
kill -CONT $first
until_hour 5
rest
result 4
grep -o 'another worker has taken over' "$folder/executor/log"

scenario 'A deletion takes longer than the lease, beside a second worker'
script delete-before 'sleep 3'
work
work
until_hour 5
rest
result 4
awk '/^begin/ { if (++open > 1) overlap = 1 } /^end/ { --open } END { print overlap ? "calls overlap" : "one call at a time" }' "$folder/executor/calls"

scenario 'The executor cannot start the second backup'
script start-after 'exit 75'
work
until_hour 1
script start-before 'exit 1'
until_hour 4
rest
result 3
ask "select 'why: ' || (record ->> 'message') from deletion where record ->> 'message' is not null" | sed "s|$folder|FOLDER|; s|$here|HERE|"

scenario 'The executor speaks nonsense, and then does not know the backup'
script state-before 'print {"state": "perhaps"}'
work
until_hour 1
script state-before 'print {"state": "unknown"}'
until_hour 4
rest
result 3
ask "select 'why: ' || (record ->> 'message') from deletion where record ->> 'message' is not null" | sed "s|$folder|FOLDER|; s|$here|HERE|"

scenario 'A backup does not end in time'
options='--stale-after 30min'
echo 5400 >"$folder/executor/takes"
work
until_hour 2
rest
result 1
ask "select 'why: ' || (record ->> 'message') from deletion where record ->> 'message' is not null"

scenario 'A backup ends in time, and no worker asks'
options='--stale-after 30min'
script start-after kill
work
{ wait $workers || true; } 2>/dev/null
workers=
until_hour_without_worker 2
until_hour 3
rest
result 1

scenario 'One of two deletions fails'
script delete-before 'exit 1'
ask 'delete from schedule'
for number in 1 2; do
  id="00000000-0000-4000-8000-00000000000$number"
  ask "insert into backup (id, source_id, level, automated, created, updated)
         values ('$id', '$source_id', 'full', false, rota_now(), rota_now());
       update backup set status = 'BUILDING' where id = '$id'; update backup set status = 'COMPLETED' where id = '$id';
       insert into deletion (backup_id, source_id, why) values ('$id', '$source_id', 'requested')"
done
work
until_hour 1
rest
ask "select right(backup_id::text, 1) || case when done is null then ' (to be deleted)' else ' (deleted)' end from deletion
     where why = 'requested' order by place"

scenario 'A guard withholds what the schedule would delete'
options='--most 0'
work
until_hour 3
rest
result 2
grep -o 'withholds deletions: .*' "$folder/executor/log" | sort -u

scenario 'A deletion fails'
script delete-before 'exit 1'
work
until_hour 2
ask "select 'why: ' || message from deletion where done is null" | sed "s|$folder|FOLDER|; s|$here|HERE|"
until_hour 4
rest
result 3

scenario 'A backup is restored'
work
until_hour 1
rest
mkdir "$folder/executor/restored"
set -- "$programs/rota-worker" --database "$database" \
  --executor "scripted=$here/tests/scripted_executor.sh $folder/executor $programs/rota-executor-pretend" \
  restore
made=$(ask "select id from backup where status = 'COMPLETED'")
plain() { sed "s|$folder|FOLDER|; s|$here|HERE|; s|$made|ID|g; s|until [^ ]*|until THEN|"; }
to=$folder/executor/restored
"$@" "$made" "$to" 2>&1 | plain
[ -z "$(ls "$to")" ] || echo 'there is something in it'
"$@" "$made" "$to" 2>&1 | plain
"$@" 00000000-0000-4000-8000-000000000009 "$to" 2>&1 || true
"$@" yesterday "$to" 2>&1 || true
script restore-before 'sleep 60'
"$@" "$made" "$to" 2>"$folder/executor/answer" &
sleep 1
kill -INT $!
wait $! || true
plain <"$folder/executor/answer"
ask "select 'held: ' || (held_until > rota_now()) from backup where id = '$made'"
