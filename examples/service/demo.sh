#!/bin/sh
# SPDX-License-Identifier: MIT
# demo.sh PROGRAMS: a week of backups in a minute. PROGRAMS is the folder of rota-service, rota-worker and
# rota-executor-pgbackrest.
#
# Starts a PostgreSQL for the service, another one as the database of a customer who writes to it all the time, the
# service, and two workers. Makes a schedule through the API and runs the clock of the service 10,080 times as fast for
# a week; the backups are real. Then restores the latest backup and compares its rows with the customer's.
#
# Everything lives in a temporary folder, apart from two free ports on the loopback interface. At the end, or after a
# failure or a signal such as that of Ctrl-C, everything is stopped and the folder removed. Exit status 0: every backup
# completed, the planned deletions were carried out, pgBackRest has the same backups as the service, and the restored
# rows are the customer's.
set -eu

programs=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
account=1234
token=87c6033c-9ff6-405f-943e-2deb73f278b7
source=88b277eb-39be-4921-be31-3d61b43651d7
begin=2026-03-01T00:00:00Z # a Sunday
end=2026-03-08T00:00:00Z
rate=10080 # a week in a minute
work=      # the temporary folder
running=   # processes to stop

say() { printf '\n--- %s\n' "$*"; }
fail() {
  printf 'demo.sh: %s\n' "$*" >&2
  exit 1
}

# PostgreSQL refuses root, and pgBackRest must own the files that it writes.
run_as=
[ "$(id -u)" -eq 0 ] && run_as='runuser -u postgres --'
as_owner() { $run_as "$@"; }

show_logs() {
  for log in "$work"/*.log "$work"/jobs/*.log; do
    [ -s "$log" ] && printf '\n--- %s\n' "$log" && tail -n 20 "$log"
  done
}
is_any_alive() {
  for process in $running; do
    kill -0 "$process" 2>/dev/null && return
  done
  return 1
}

clean_up() {
  status=$?
  set +e # whatever fails here, the rest is cleaned up
  trap - EXIT
  trap '' HUP INT PIPE TERM
  [ -n "$work" ] || exit $status
  [ $status -eq 0 ] || [ $status -gt 128 ] || show_logs >&2
  say 'Stopping everything'
  : >"$work/stop"
  for signal in TERM KILL; do
    for process in $running; do
      kill -$signal "$process" 2>/dev/null
    done
    tries=100
    while is_any_alive && [ $tries -gt 0 ]; do
      tries=$((tries - 1))
      sleep 0.1
    done
  done
  for cluster in service restored customer; do
    sh "$here/cluster.sh" stop "$work/$cluster"
  done
  # A backup has a session of its own, and a restore may outlive its worker.
  tries=50
  while pkill -KILL -f -- "--config=$work/|$work/rota-executor" 2>/dev/null && [ $tries -gt 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
  done
  rm -rf "$work"
  exit $status
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM
work=$(mktemp -d "${TMPDIR:-/tmp}/rota-demo-XXXXXX")

# Runs a command that may take long. The shell handles a signal only between commands, but at once while it waits.
run_long() {
  before=$running
  "$@" &
  running="$! $before"
  wait "$!"
  running=$before
}

# wait_for SECONDS WHAT COMMAND...: repeats the command until it succeeds, but no longer than that.
wait_for() {
  tries=$(($1 * 10))
  what=$2
  shift 2
  until "$@"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail "timed out waiting for $what"
    sleep 0.1
  done
}

state() { psql -X -q -v ON_ERROR_STOP=1 -P border=0 -P footer=off "$database" "$@"; }
customer() { psql -X -q -v ON_ERROR_STOP=1 "$customer" "$@"; }
api() { curl --silent --show-error --fail-with-body --max-time 20 --header "X-Auth-Token: $token" "$@"; }

# ------------------------------------------------------------------------------------------------------ the start

for program in rota-service rota-worker rota-executor-pgbackrest; do
  [ -x "$programs/$program" ] || fail "there is no $program in $programs; build the target service_demo"
done
for program in pgbackrest curl psql; do
  command -v $program >/dev/null || fail "$program is not installed; run ./bootstrap.sh --service"
done
chmod 755 "$work"
[ -z "$run_as" ] || chown postgres: "$work"

say 'Starting a PostgreSQL for the service, and one for the database of a customer'
config=$work/pgbackrest.conf
cat >"$config" <<TEXT
[global]
repo1-path=$work/repository
repo1-retention-full=9999999
repo1-bundle=y
compress-type=none
lock-path=$work/lock
spool-path=$work/spool
log-path=$work/log
log-level-file=off
start-fast=y
[main]
pg1-path=$work/customer/data
pg1-socket-path=$work/customer
pg1-user=postgres
TEXT
database=$(sh "$here/cluster.sh" start "$work/service")
customer=$(sh "$here/cluster.sh" start "$work/customer" --no-schema archive_mode=on wal_level=replica \
  "archive_command=pgbackrest --config=$config --stanza=main archive-push %p")
on_stanza() { as_owner pgbackrest --config="$config" --stanza=main "$@"; }
on_stanza stanza-create
as_owner mkdir "$work/jobs"
customer -c 'create table payment (id bigint generated always as identity primary key,
                                   paid timestamptz not null default clock_timestamp(),
                                   cents integer not null, reference text not null)'
printf '%s\n%s\n' "$database" "$customer"

# The customer writes until the file "stop" appears.
while [ ! -e "$work/stop" ]; do
  echo 'insert into payment (cents, reference)
          select 1 + random() * 99999, md5(random()::text) from generate_series(1, 20);'
  sleep 0.1
done | customer >"$work/writer.log" 2>&1 &
writer=$!
running="$running $writer"

say 'Starting the service and two workers'
"$programs/rota-service" --database "$database" >"$work/rota-service.log" 2>&1 &
running="$running $!"
# The owner of the database makes its backups, and may not be able to enter the folder of the programs.
cp "$programs/rota-executor-pgbackrest" "$work/"
executor="pgbackrest=$run_as $work/rota-executor-pgbackrest"
for number in 1 2; do
  # On the fast clock a day takes nine seconds, so a backup may take more than a day.
  "$programs/rota-worker" --database "$database" --executor "$executor" --poll 0.2 --lease 5 --stale-after 7d \
    >"$work/rota-worker-$number.log" 2>&1 &
  running="$running $!"
done
is_listening() { grep -q '^rota-service: operators on ' "$work/rota-service.log"; }
wait_for 20 'the service' is_listening
cat "$work/rota-service.log"
url=$(sed -n 's/^rota-service: listening on //p' "$work/rota-service.log")/v1.0/$account
operators=$(sed -n 's/^rota-service: operators on //p' "$work/rota-service.log")

# ------------------------------------------------------------------------------------------------------- the week

# What an operator adds: an account, a token, and a source.
state <<SQL
insert into account values ('$account');
insert into token values (sha256('$token'), '$account');
insert into source (id, type, account, executor, settings) values ('$source', 'instance', '$account', 'pgbackrest',
  jsonb_build_object('stanza', 'main', 'config', '$config', 'jobs', '$work/jobs'));
select set_clock('$begin', 1) \g /dev/null
SQL

request=$(
  cat <<'JSON'
{"schedule": {"action": "backup", "source_id": "SOURCE", "source_type": "instance",
  "full_backup_retention": 1,
  "calendar": [{"level": "full", "on": "Sun,Thu *-*-* 02:00"},
               {"level": "differential", "on": "Tue,Sat *-*-* 02:00"},
               {"level": "incremental", "on": "Mon,Wed,Fri *-*-* 02:00"}]}}
JSON
)
request=$(printf %s "$request" | sed "s/SOURCE/$source/")
say 'A customer creates a schedule'
printf 'curl %s/schedules --data\n%s\n\n' "$url" "$request"
api --header 'Content-Type: application/json' --data "$request" "$url/schedules" ||
  fail 'the service refused the schedule'

say "A week, starting at $begin"
state -c "select set_clock('$begin', $rate)" >/dev/null
tail -q -n +1 -f "$work/rota-worker-1.log" "$work/rota-worker-2.log" &
running="$! $running"
run_long state -c "do \$\$ begin
  while rota_now() < '$end' loop perform pg_sleep(0.05); end loop;
  perform set_clock('$end', 1);
end \$\$"
is_idle() {
  [ "$(state -Atc "select count(*) from backup where status in ('NEW', 'BUILDING')")" = 0 ] &&
    [ "$(state -Atc 'select count(*) from deletion where done is null')" = 0 ]
}
wait_for 60 'the last backup' is_idle

say 'The backups, as the API lists them'
listing=$(api "$url/backups") || fail 'the service did not list the backups'
state -v listing="$listing" <<'SQL'
select id, status, created, parent_id from jsonb_to_recordset((:'listing')::jsonb -> 'backups')
  as listed (id text, status text, created text, parent_id text) order by created;
SQL

say 'What happened'
state <<'SQL'
create temporary view every_backup as
  select to_jsonb(backup) as record, null as why, null::timestamptz as done from backup
  where not exists (select from deletion where backup_id = backup.id)
  union all
  select record, why, done from deletion;
create function pg_temp.day(at timestamptz) returns text language sql as $$
  select to_char(at at time zone 'UTC', 'Dy HH24:MI')
$$;
select pg_temp.day((record ->> 'slot')::timestamptz) as slot, record ->> 'level' as level,
       left(record ->> 'id', 8) as id, coalesce(left(record ->> 'parent_id', 8), '') as "built on",
       pg_temp.day((record ->> 'created')::timestamptz) as started,
       pg_temp.day((record ->> 'updated')::timestamptz) as ended, record ->> 'status' as status,
       coalesce(pg_temp.day(done), '') as deleted, coalesce(why, '') as why
from every_backup order by record ->> 'created';
SQL
say 'The protection of the source'
curl --silent --show-error --max-time 20 "$operators/status"
echo

# ---------------------------------------------------------------------------------------------------- the restore

say 'The customer stops writing, and the last WAL is archived'
: >"$work/stop"
wait "$writer" || fail 'the writer failed'
last=$(customer -Atc 'select pg_walfile_name(pg_switch_wal())')
is_archived() { [ "$(customer -Atc "select last_archived_wal >= '$last' from pg_stat_archiver")" = t ]; }
wait_for 60 'the archive' is_archived

latest=$(
  state -At -v listing="$listing" <<'SQL'
select id from jsonb_to_recordset((:'listing')::jsonb -> 'backups') as listed (id text, status text, created text)
where status = 'COMPLETED' order by created desc limit 1;
SQL
)
say "Restoring the latest backup, $latest"
as_owner mkdir -p "$work/restored/data"
run_long "$programs/rota-worker" restore "$latest" "$work/restored/data" --database "$database" --executor "$executor"
restored=$(sh "$here/cluster.sh" start "$work/restored" --no-schema)
is_recovered() { [ "$(psql -X -At "$restored" -c 'select pg_is_in_recovery()')" = f ]; }
wait_for 60 'the end of the recovery' is_recovered

# ----------------------------------------------------------------------------------------------------- the result

rows="select count(*) || ' rows, checksum ' || md5(string_agg(payment::text, ',' order by id)) from payment"
here_are=$(customer -Atc "$rows")
there_are=$(psql -X -At "$restored" -c "$rows")
printf 'the customer has %s\nthe copy has     %s\n' "$here_are" "$there_are"
[ "$here_are" = "$there_are" ] || fail 'the restored rows differ from those of the customer'
case $here_are in
  0\ rows*) fail 'nothing was written' ;;
esac

made=$(state -Atc "select count(*) from backup")
pruned=$(state -Atc "select count(*) from deletion where done is not null")
failed=$(state -Atc "select count(*) from (select status from backup union all select record ->> 'status' from deletion)
                     as every where status <> 'COMPLETED'")
[ "$failed" = 0 ] || fail "$failed backups did not complete"
[ "$pruned" -gt 0 ] || fail 'nothing was pruned'
state -Atc 'select id from backup order by id' >"$work/in_the_service"
on_stanza --output=json info | grep -o '"rota":"[^"]*"' | cut -d '"' -f 4 | LC_ALL=C sort >"$work/in_the_repository"
cmp -s "$work/in_the_service" "$work/in_the_repository" || fail 'pgBackRest and the service have different backups'
say "In one week $((made + pruned)) backups were made and completed, and $pruned were pruned; the latest was restored"
