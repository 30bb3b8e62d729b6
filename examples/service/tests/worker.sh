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

# scenario TITLE: a source as new, half an hour before its first slot. An hour takes three seconds.
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
  ask "select set_clock('2026-03-01T00:00:00Z', 1200)" >/dev/null
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
is() { [ "$(ask "select $1")" = t ]; }
logged() { grep -q "$1" "$folder/executor/log"; }

# until_so COMMAND...: keeps a worker running until the command succeeds, for two minutes at most. A result is read when it
# is there, however slow the machine is.
until_so() {
  polls_left=1200
  until "$@"; do
    polls_left=$((polls_left - 1))
    if [ "$polls_left" -eq 0 ]; then
      echo "not in two minutes: $*"
      return 0
    fi
    alive=
    for worker in $workers; do
      if kill -0 "$worker" 2>/dev/null; then alive="$alive $worker"; fi
    done
    workers=$alive
    [ -n "$workers" ] || work
    sleep 0.1
  done
}

at_hour() { is "rota_now() >= '2026-03-01T0$1:00:00Z'"; }
one_completed() { is "exists (select from backup where status = 'COMPLETED')"; }
# past_hour N: a later slot is being served, and the backups of the slots before hour N are gone.
past_hour() {
  is "exists (select from backup where slot >= '2026-03-01T0$1:00:00Z')
      and not exists (select from backup where slot < '2026-03-01T0$1:00:00Z')"
}

# result N: what became of the slots before hour N, and how many of their backups were started.
result() {
  [ ! -e "$folder/executor/acts" ] || cat "$folder/executor/acts"
  made="select id, slot, status::text as what from backup where slot < '2026-03-01T0$1:00:00Z' union all
        select backup_id, (record ->> 'slot')::timestamptz, why || ' (deleted)' from deletion
        where done is not null and (record ->> 'slot')::timestamptz < '2026-03-01T0$1:00:00Z'"
  ask "select to_char(slot at time zone 'UTC', 'HH24:MI') || ' ' || string_agg(what, ' and ' order by what)
       from ($made) made group by slot order by slot"
  ask "select id from ($made) made" >"$folder/executor/made"
  echo "backups started: $(grep -F -f "$folder/executor/made" "$folder/executor/backups/ledger" |
    grep -c '^start .* started ' || true) of $(wc -l <"$folder/executor/made")"
}
# reasons N: why backups of the slots before hour N failed.
reasons() {
  ask "select distinct 'why: ' || (record ->> 'message') from deletion
       where record ->> 'message' is not null and (record ->> 'slot')::timestamptz < '2026-03-01T0$1:00:00Z'" |
    sed "s|$folder|FOLDER|; s|$here|HERE|"
}

for verb in start state delete; do
  for when in before after; do
    scenario "The worker dies $when $verb"
    script "$verb-$when" kill
    work
    until_so past_hour 3
    rest
    result 3
  done
done

scenario 'It stops while another takes over'
script state-before stop
work
first=$workers
until_so is 'exists (select from source where worker is not null and work_at < rota_now())'
work
until_so past_hour 3
kill -CONT $first
until_so logged 'another worker has taken over'
until_so past_hour 4
rest
result 4
grep -o 'another worker has taken over' "$folder/executor/log"

scenario 'A deletion takes longer than the lease, beside a second worker'
script delete-before 'sleep 3'
work
work
until_so past_hour 4
rest
result 4
awk '/^begin/ { if (++open > 1) overlap = 1 } /^end/ { --open } END { print overlap ? "calls overlap" : "one call at a time" }' "$folder/executor/calls"

scenario 'The executor cannot start the second backup'
script start-after 'exit 75'
work
until_so one_completed
script start-before 'exit 1'
until_so past_hour 3
rest
result 3
reasons 3

scenario 'The executor speaks nonsense, and then does not know the backup'
script state-before 'print {"state": "perhaps"}'
work
until_so one_completed
script state-before 'print {"state": "unknown"}'
until_so past_hour 3
rest
result 3
reasons 3

scenario 'The executor answers a size beyond all reason'
script state-before 'print {"state": "completed", "size_gib": 1e19}'
work
until_so past_hour 1
rest
result 1
ask "select 'size: ' || coalesce(record ->> 'size_gib', 'unknown') from deletion where record ->> 'slot' < '2026-03-01T01'"

scenario 'A backup does not end in time'
options='--stale-after 30min'
echo 5400 >"$folder/executor/takes"
work
until_so past_hour 1
rest
result 1
reasons 1

# From 78 minutes to three and a half hours.
scenario 'Backups take longer than their slots are apart'
echo 20000 >"$folder/executor/takes"
work
until_so past_hour 1
rest
result 1

scenario 'A backup ends in time, and no worker asks'
options='--stale-after 30min'
script start-after kill
work
{ wait $workers || true; } 2>/dev/null
workers=
until at_hour 2; do sleep 0.1; done
until_so past_hour 1
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
until_so is 'count(done) = 1 and count(message) = 1 from deletion'
rest
ask "select right(backup_id::text, 1) || case when done is null then ' (to be deleted)' else ' (deleted)' end from deletion
     where why = 'requested' order by place"

scenario 'A backup cannot be started, and what may make room for it is deleted'
work
until_so one_completed
script start-before-always 'exit 124'
until_so is "exists (select from backup where status = 'NEW')"
ask "insert into deletion (backup_id, source_id, why) select id, source_id, 'requested' from backup where status = 'COMPLETED'"
until_so is 'count(done) = 1 from deletion'
rest
result 2

scenario 'A clock that is ahead ends a hold, and is set right'
work
until_so one_completed
rest
ask "delete from schedule; update backup set held_until = '2026-03-02T00:00:00Z'"
ask "select set_clock('2026-03-03T00:00:00Z', 1)" >/dev/null
ask "insert into deletion (backup_id, source_id, why) select id, source_id, 'requested' from backup"
ask "select set_clock('2026-03-01T02:00:00Z', 1200)" >/dev/null
work
until_so logged 'is not deleted before its hold ends, at 2026-03-02T00:00:00'
until_so at_hour 4
rest
result 1

scenario 'A guard withholds what the schedule would delete'
options='--most 0'
work
until_so logged '2 of 3 backups'
rest
result 2
grep -o 'withholds deletions: .*' "$folder/executor/log" | sort -u | head -n 2

scenario 'A deletion fails'
script delete-before 'exit 1'
work
until_so is 'exists (select from deletion where message is not null)'
ask "select 'why: ' || message from deletion where done is null" | sed "s|$folder|FOLDER|; s|$here|HERE|"
until_so past_hour 3
rest
result 3

scenario 'A backup is restored, with what it is built on'
work
until_so one_completed
ask 'delete from schedule'
made=$(ask "select id from backup where status = 'COMPLETED'")
child=00000000-0000-4000-8000-000000000001
ask "insert into backup (id, source_id, parent_id, level, automated, created, updated)
       values ('$child', '$source_id', '$made', 'incremental', false, rota_now(), rota_now())"
ask "select wake('$source_id')" >/dev/null
until_so is "status = 'COMPLETED' from backup where id = '$child'"
rest
mkdir "$folder/executor/restored"
set -- "$programs/rota-worker" --database "$database" \
  --executor "scripted=$here/tests/scripted_executor.sh $folder/executor $programs/rota-executor-pretend" \
  restore
plain() { sed "s|$folder|FOLDER|; s|$here|HERE|; s|$made|FULL|; s|$child|INCREMENTAL|; s|until [^ ]*|until THEN|"; }
to=$folder/executor/restored
"$@" "$child" "$to" 2>&1 | plain
plain <"$to/restored"
"$@" "$child" "$to" 2>&1 | plain
"$@" 00000000-0000-4000-8000-000000000009 "$to" 2>&1 || true
"$@" yesterday "$to" 2>&1 || true
script restore-before 'sleep 60'
"$@" "$child" "$to" 2>"$folder/executor/answer" &
sleep 1
kill -INT $!
wait $! || true
plain <"$folder/executor/answer"
ask "select 'held: ' || (held_until > rota_now()) from backup where id = '$child'"
