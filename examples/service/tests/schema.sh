#!/bin/sh
# SPDX-License-Identifier: MIT
# schema.sh: what schema.sql refuses, statement by statement, and what it lets through. Prints the first line of each
# answer.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'sh "$here/cluster.sh" stop "$folder/db" >/dev/null; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
database=$(sh "$here/cluster.sh" start "$folder/db")

# run TITLE STATEMENT: what PostgreSQL says.
run() {
  answer=$(psql "$database" -X -q -A -t -v ON_ERROR_STOP=1 -c "$2" 2>&1 | head -n 1) || true
  printf '%s: %s\n' "$1" "${answer:-done}"
}
# Sources s1 and s2, and backups b1, b2, … by their last digits.
source_id() { printf "'44b277eb-39be-4921-be31-00000000000%s'" "$1"; }
backup_id() { printf "'00000000-0000-4000-8000-00000000000%s'" "$1"; }
# new_backup TITLE NUMBER SOURCE LEVEL [PARENT]
new_backup() {
  parent=null
  [ $# -lt 5 ] || parent=$(backup_id "$5")
  run "$1" "insert into backup (id, source_id, level, parent_id, automated, created, updated)
            values ($(backup_id "$2"), $(source_id "$3"), '$4', $parent, true, rota_now(), rota_now())"
}
status() { run "$1" "update backup set status = '$3' where id = $(backup_id "$2")"; }
remove() { run "$1" "delete from backup where id = $(backup_id "$2")"; }
delete() { run "$1" "insert into deletion (backup_id, source_id, why) values ($(backup_id "$2"), $(source_id "${3:-1}"), 'expired')"; }

schedule() {
  run "$1" "insert into schedule (id, account, source_id, record) values ('88b277eb-39be-4921-be31-00000000000$2', '$4', $(source_id "$3"),
            '{\"id\": \"88b277eb-39be-4921-be31-00000000000$2\", \"next_run\": \"${6:-2014-10-30T14:30:00}\",
              \"source\": {\"id\": \"44b277eb-39be-4921-be31-00000000000${5:-$3}\", \"type\": \"${7:-instance}\"}}')"
}

echo '# README'
readme_sql=$(sed -n '/^```sql$/,/^```$/ { /^```/d; p }' "$here/README.md")
if [ -z "$readme_sql" ]; then
  echo 'schema.sh: found no SQL in README.md; expected a block that begins with ```sql' >&2
  exit 1
fi
run 'its SQL' "begin; $readme_sql rollback"

echo '# Accounts and sources'
run 'two accounts' "insert into account values ('1234', 10), ('5678', null)"
run 'a negative limit' "insert into account values ('9', -1)"
run 'a token in clear text' "insert into token values ('secret', '1234')"
run 'its digest' "insert into token values (sha256('secret'), '1234')"
for number in 1 2; do
  run "source $number" "insert into source (id, type, account, executor) values ($(source_id $number), 'instance', '1234', 'pretend')"
done
run 'a source of an unknown type' "insert into source (id, type, account, executor) values ($(source_id 3), 'disk', '1234', 'pretend')"
run 'a source of nobody' "insert into source (id, type, account, executor) values ($(source_id 3), 'ha', '9', 'pretend')"

echo '# Schedules'
schedule 'a schedule' 1 1 1234
schedule 'another of its source' 2 1 1234
schedule 'one of another account'"'"'s source' 2 2 5678
schedule 'one whose record names another source' 2 2 1234 1
schedule 'one without a next run that is an instant' 2 2 1234 2 tomorrow
schedule 'one of an HA group' 2 2 1234 2 2014-10-30T14:30:00 ha
run 'its source becomes one' "update source set type = 'ha' where id = $(source_id 1)"

echo '# Backups'
new_backup 'a full' 1 1 full
new_backup 'another beside it' 2 1 full
status 'NEW to COMPLETED' 1 COMPLETED
status 'NEW to BUILDING' 1 BUILDING
new_backup 'another beside that' 2 1 full
new_backup 'an incremental on it' 2 2 incremental 1
status 'BUILDING to NEW' 1 NEW
status 'BUILDING to COMPLETED' 1 COMPLETED
status 'COMPLETED to FAILED' 1 FAILED
status 'COMPLETED to DELETE_FAILED without a deletion' 1 DELETE_FAILED
new_backup 'a full with a parent' 2 1 full 1
new_backup 'an incremental without one' 2 1 incremental
new_backup 'one of another source on it' 2 2 incremental 1
new_backup 'one on what is not there' 2 1 incremental 9
new_backup 'one on itself' 2 1 incremental 2
new_backup 'an incremental' 2 1 incremental 1
run 'one with another parent' "update backup set parent_id = null, level = 'full' where id = $(backup_id 2)"
run 'one of another source' "update backup set source_id = $(source_id 2) where id = $(backup_id 1)"
run 'one that begins as COMPLETED' "insert into backup (id, source_id, level, status, automated, created, updated)
  values ($(backup_id 9), $(source_id 2), 'full', 'COMPLETED', true, rota_now(), rota_now())"

echo '# Deletions'
new_backup 'a full of the other source' 4 2 full
remove 'a row without a deletion' 4
delete 'a deletion of what is NEW' 2
status 'the incremental' 2 BUILDING
delete 'of what is BUILDING' 2
status 'the incremental' 2 COMPLETED
delete 'of what others are built on' 1
run 'a pin' "update backup set pinned = true where id = $(backup_id 2)"
delete 'of what is pinned' 2
run 'no pin, but a hold' "update backup set pinned = false, held_until = '2999-01-01Z' where id = $(backup_id 2)"
delete 'of what is held' 2
run 'no hold' "update backup set held_until = null where id = $(backup_id 2)"
delete 'of another source'"'"'s' 2 2
delete 'of the incremental' 2
delete 'of it again' 2
run 'a pin that comes too late' "update backup set pinned = true where id = $(backup_id 2)"
run 'its status' "select status from backup where id = $(backup_id 2)"
run 'a deletion that becomes another' "update deletion set backup_id = $(backup_id 4) where backup_id = $(backup_id 2)"
new_backup 'a backup on it' 3 1 incremental 2
delete 'of the full' 1
remove 'the row of the full first' 1
remove 'that of the incremental' 2
remove 'that of the full' 1
run 'what is recorded' "select string_agg(concat_ws(' ', record ->> 'level', record ->> 'status', why, done is not null), ', ' order by place) from deletion"

echo '# Leases'
run 'work' "select wake($(source_id 1)), wake($(source_id 2))"
run 'a claim' "select count(*) from claim('first', 'pretend', 1, '1 hour')"
run 'another' "select count(*) from claim('second', 'pretend', 5, '1 hour')"
run 'a third' "select count(*) from claim('third', 'pretend', 5, '1 hour')"
run 'of another executor' "select count(*) from claim('third', 'other', 5, '1 hour')"
run 'a change in the meantime' "select wake($(source_id 1))"
run 'both released' "select release(id, lease, 1, rota_now() + interval '1 day') from source"
run 'what is due' "select string_agg(concat(right(id::text, 1), ' ', work_at <= rota_now()), ', ' order by id) from source"
run 'a release with an old number' "select count(*) from claim('first', 'pretend', 1, '1 hour'), release(source_id, lease_number - 1, 2, null)"
run 'who has it' "select coalesce(worker, 'nobody') from source where id = $(source_id 1)"
run 'when the lease has ended' "select set_clock(rota_now() + interval '2 hours', 1)"
run 'another claim' "select count(*) from claim('second', 'pretend', 1, '1 hour')"
run 'it is released for a year' "select release(id, lease, version, rota_now() + interval '1 year') from source where worker = 'second'"
run 'a claim' "select count(*) from claim('third', 'pretend', 5, '1 hour')"
run 'the clock is set back' "select set_clock(rota_now() - interval '1 minute', 1)"
run 'a claim after that' "select count(*) from claim('third', 'pretend', 5, '1 hour')"

echo '# The clock'
run 'a rate of 0' "select set_clock(now(), 0)"
run 'a second clock' "insert into clock values (true, now(), now(), 1)"
run 'an hour a second' "select set_clock('2026-03-01T00:00:00Z', 3600), pg_sleep(0.5)"
run 'which goes' "select rota_now() between '2026-03-01T00:20:00Z' and '2026-03-01T12:00:00Z'"
run 'in whole seconds' "select shown = date_trunc('second', shown) from (select rota_now() as shown offset 0) as once"
run 'instants there and back' "select iso(instant('2014-10-30T14:30:00')), iso(instant('0001-01-01T00:00:00')), iso(instant('9999-12-31T23:59:59'))"
