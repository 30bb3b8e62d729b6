#!/bin/sh
# SPDX-License-Identifier: MIT
# cluster.sh: a private PostgreSQL in a folder, reached through a Unix socket in it and nothing else.
#
#   cluster.sh start FOLDER [--no-schema] [SETTING=VALUE...]    # prints how to connect: host=FOLDER dbname=rota ...
#   cluster.sh stop FOLDER                                      # also if it does not run, or is not there
#   cluster.sh kill FOLDER                                      # SIGKILL to the server, as a crash
#
# The first start makes the cluster, with the database rota as schema.sql beside this file has it (--no-schema: the
# database postgres alone), and writes the settings into postgresql.conf. Any later start finds them there. A start
# waits until clients can connect; it does nothing if the server runs, and clears up after one that was killed.
# Removing the folder is up to the caller, after stop. FOLDER/data may also be the restored copy of another cluster.
#
# Run by root, the server runs as the user postgres, since PostgreSQL refuses root. Every local user may connect.
# Exit status: 0; 1 with a message; 77 if PostgreSQL is not installed.
set -eu

fail() {
  status=$1
  shift
  printf 'cluster.sh: %s\n' "$*" >&2
  exit "$status"
}

usage='usage: cluster.sh start FOLDER [--no-schema] [SETTING=VALUE...] | cluster.sh stop|kill FOLDER'
[ $# -ge 2 ] || fail 2 "$usage"
verb=$1
folder=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
case $folder in
  /*) ;;
  *) folder=$(pwd)/$folder ;;
esac
# It becomes part of a connection string and of the server's command line, neither of which is to need quoting.
case $folder in
  *[!A-Za-z0-9/._+-]*) fail 1 "found the folder $folder; expected one of letters, digits and /._+- alone" ;;
esac
longest=90 # bytes; with "/.s.PGSQL.5432" a socket's path has room for 107
[ ${#folder} -le $longest ] || fail 1 "found the folder $folder; expected a path of at most $longest bytes"
data=$folder/data

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] && PATH=$programs:$PATH
export PATH
for program in initdb pg_ctl postgres psql; do
  command -v $program >/dev/null || fail 77 "$program is neither in /usr/lib/postgresql/*/bin nor on the PATH"
done

# Nothing of the caller's own PostgreSQL, neither its variables nor its locale.
unset PGDATA PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGSERVICE PGOPTIONS PGTZ
export LC_ALL=C TZ=UTC

# Runs a program as the user that owns the server.
as_owner() {
  if [ "$(id -u)" -eq 0 ]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}
run_sql() { psql -X -q -v ON_ERROR_STOP=1 -h "$folder" -U postgres "$@"; }

postmaster() { sed -n 1p "$data/postmaster.pid" 2>/dev/null || true; }

# The processes of this server: they all work in its data folder, which no other PostgreSQL does.
processes() {
  find /proc -mindepth 2 -maxdepth 2 -name cwd -lname "$data" 2>/dev/null | while read -r link; do
    process=${link%/cwd}
    [ "$(cat "$process/comm" 2>/dev/null)" = postgres ] && printf '%s\n' "${process#/proc/}"
  done
  return 0
}

runs() {
  server=$(postmaster)
  [ -n "$server" ] && [ "$(readlink "/proc/$server/cwd" 2>/dev/null)" = "$data" ]
}

# After a crash of the server its children may live on for a while, and its number may belong to another process or to
# a zombie that nobody reaps; in each case a new server would refuse to start.
clear_up() {
  tries=100
  # shellcheck disable=SC2086 # one word for each process
  while left=$(processes) && [ -n "$left" ]; do
    kill -KILL $left 2>/dev/null || true
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail 1 "processes of a server in $data that is gone do not end:" $left
    sleep 0.1
  done
  rm -f "$data/postmaster.pid" "$folder/.s.PGSQL.5432" "$folder/.s.PGSQL.5432.lock"
}

make_cluster() {
  rm -rf "$data.new"
  as_owner initdb -D "$data.new" -U postgres -A trust --no-sync --locale=C --encoding=UTF8 >"$folder/initdb.log" 2>&1 ||
    fail 1 "initdb fails: $(tail -n 3 "$folder/initdb.log")"
  {
    # fsync: what the kernel has is not lost when processes are killed, and a private cluster need not survive more.
    # full_page_writes and synchronous_commit stay on: a killed process may leave half a page.
    printf '%s\n' "listen_addresses = ''" 'fsync = off' \
      'max_connections = 100' "timezone = 'UTC'" "log_timezone = 'UTC'" "log_line_prefix = '%m [%p] '"
    for setting; do
      printf "%s = '%s'\n" "${setting%%=*}" "$(printf %s "${setting#*=}" | sed "s/'/''/g")"
    done
  } | as_owner tee -a "$data.new/postgresql.conf" >/dev/null
  mv "$data.new" "$data"
}

# Under another name until it is whole, so that a start that was killed leaves no half schema behind.
make_database() {
  [ -z "$(run_sql -d postgres -Atc "select 1 from pg_database where datname = 'rota'")" ] || return 0
  run_sql -d postgres -c 'set client_min_messages = warning' -c 'drop database if exists rota_unfinished' \
    -c 'create database rota_unfinished'
  run_sql -d rota_unfinished -f "$here/schema.sql" >/dev/null
  run_sql -d postgres -c 'alter database rota_unfinished rename to rota'
}

start() {
  database=rota
  if [ "${1-}" = --no-schema ]; then
    database=postgres
    shift
  fi
  for setting; do
    case $setting in
      [a-z]*=*) ;;
      *) fail 2 "found $setting; expected SETTING=VALUE; $usage" ;;
    esac
  done
  mkdir -p "$folder"
  chmod 755 "$folder"
  # One start at a time; initdb inherits the lock, so it also holds while one works whose start was killed. The server
  # must not inherit it.
  exec 9>"$folder/start.lock"
  flock -w 120 9 || fail 1 "another start of $folder has not ended for two minutes"
  if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || fail 77 "PostgreSQL does not run as root, and there is no user postgres"
    [ "$(stat -c %U "$folder")" = postgres ] || chown postgres: "$folder"
    as_owner test -x "$folder" ||
      fail 1 "the user postgres cannot reach $folder; expected folders above it that all users may enter (chmod 755)"
  fi
  if ! runs; then
    [ -d "$data" ] || make_cluster "$@"
    clear_up
    as_owner pg_ctl -D "$data" -l "$folder/log" -o "-k $folder" -w -t 60 start \
      >"$folder/start.log" 2>&1 9>&- </dev/null ||
      fail 1 "the server does not start: $(tail -n 3 "$folder/log" 2>/dev/null || cat "$folder/start.log")"
  fi
  [ $database = postgres ] || make_database
  printf 'host=%s dbname=%s user=postgres\n' "$folder" "$database"
}

stop() {
  [ -d "$data" ] || return 0
  if runs; then
    as_owner pg_ctl -D "$data" -m fast -w -t 20 stop >/dev/null 2>&1 ||
      as_owner pg_ctl -D "$data" -m immediate -w -t 20 stop >/dev/null 2>&1 || true
  fi
  clear_up
}

case $verb in
  start) start "$@" ;;
  stop) stop ;;
  kill) runs && kill -KILL "$(postmaster)" ;;
  *) fail 2 "found $verb; expected start, stop or kill; $usage" ;;
esac
