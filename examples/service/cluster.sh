#!/bin/sh
# SPDX-License-Identifier: MIT
# cluster.sh: a private PostgreSQL in a folder, which can be reached only through a Unix socket in that folder.
#
#   cluster.sh start FOLDER [--no-schema] [SETTING=VALUE...]    # prints how to connect: host=FOLDER dbname=rota ...
#   cluster.sh stop FOLDER                                      # does nothing if no server runs there
#   cluster.sh kill FOLDER                                      # sends SIGKILL to the server, like a crash
#
# The first start makes the cluster, loads schema.sql into its database rota (with --no-schema there is only the
# database postgres), and writes the settings into postgresql.conf, where later starts find them. A start waits until
# clients can connect. It does nothing if the server already runs, cleans up after a server that was killed, and leaves
# no server if it is interrupted. The caller removes the folder after stop. FOLDER/data may be a restored copy of
# another cluster.
#
# If root runs this, the server runs as the user postgres, since PostgreSQL refuses root. Every local user may connect.
# Exit status: 0; 1 or 2 with a message.
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
# The folder becomes part of a connection string and of a command line, and must not need quoting in either.
case $folder in
  *[!A-Za-z0-9/._+-]*) fail 1 "found the folder $folder; expected a path of only letters, digits and /._+-" ;;
esac
longest=90 # bytes: the path of a socket may have 107, and it ends in /.s.PGSQL.5432
[ ${#folder} -le $longest ] || fail 1 "found the folder $folder; expected a path of at most $longest bytes"
data=$folder/data
real_data=$(readlink -m "$data") # without symbolic links, as /proc shows it

programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
[ -d "$programs" ] && PATH=$programs:$PATH
export PATH
for program in initdb pg_ctl postgres psql; do
  command -v $program >/dev/null || fail 1 "$program is neither in /usr/lib/postgresql/*/bin nor on the PATH"
done

# Variables and the locale of the caller must not reach this server.
unset PGDATA PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGSERVICE PGOPTIONS PGTZ
export LC_ALL=C TZ=UTC

# Runs a program as the owner of the server.
as_owner() {
  if [ "$(id -u)" -eq 0 ]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}
run_sql() { psql -X -q -v ON_ERROR_STOP=1 -h "$folder" -U postgres "$@"; }

postmaster() { sed -n 1p "$data/postmaster.pid" 2>/dev/null || true; }

# Prints the processes of this server: those of PostgreSQL whose working directory is its data folder.
processes() {
  find /proc -mindepth 2 -maxdepth 2 -name cwd -lname "$real_data" 2>/dev/null | while read -r link; do
    process=${link%/cwd}
    [ "$(cat "$process/comm" 2>/dev/null)" = postgres ] && printf '%s\n' "${process#/proc/}"
  done
  return 0
}

runs() {
  server=$(postmaster)
  [ -n "$server" ] && [ "$(readlink "/proc/$server/cwd" 2>/dev/null)" = "$real_data" ]
}

# Children of a server that crashed may outlive it for a while, and its process ID may now belong to another process or
# a zombie. In each case a new server would refuse to start.
clean_up() {
  tries=100
  # shellcheck disable=SC2086 # one word for each process
  while left=$(processes) && [ -n "$left" ]; do
    kill -KILL $left 2>/dev/null || true
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail 1 "these processes of a server that was killed in $data do not end:" $left
    sleep 0.1
  done
  rm -f "$data/postmaster.pid" "$folder/.s.PGSQL.5432" "$folder/.s.PGSQL.5432.lock"
}

make_cluster() {
  rm -rf "$data.new"
  as_owner initdb -D "$data.new" -U postgres -A trust --no-sync --locale=C --encoding=UTF8 >"$folder/initdb.log" 2>&1 ||
    fail 1 "initdb failed: $(tail -n 3 "$folder/initdb.log")"
  {
    # No fsync: the kernel keeps what killed processes have written, and a private cluster need not survive more than
    # that. full_page_writes and synchronous_commit stay on, since a killed process may leave half a page.
    printf '%s\n' "listen_addresses = ''" 'fsync = off' \
      'max_connections = 100' "timezone = 'UTC'" "log_timezone = 'UTC'" "log_line_prefix = '%m [%p] '"
    for setting; do
      printf "%s = '%s'\n" "${setting%%=*}" "$(printf %s "${setting#*=}" | sed "s/'/''/g")"
    done
  } | as_owner tee -a "$data.new/postgresql.conf" >/dev/null
  mv "$data.new" "$data"
}

# Under another name until it is complete, so that no start finds a half-loaded schema.
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
  # One start at a time. initdb inherits the lock and keeps it even if its start is killed; the server must not.
  exec 9>"$folder/start.lock"
  flock -w 120 9 || fail 1 "another start of $folder has been running for two minutes"
  if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || fail 1 "PostgreSQL does not run as root, and there is no user postgres"
    [ "$(stat -c %U "$folder")" = postgres ] || chown postgres: "$folder"
    as_owner test -x "$folder" ||
      fail 1 "the user postgres cannot reach $folder; expected folders above it that all users may enter (chmod 755)"
  fi
  if ! runs; then
    trap 'interrupted 129' HUP
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM
    [ -d "$data" ] || make_cluster "$@"
    clean_up
    as_owner pg_ctl -D "$data" -l "$folder/log" -o "-k $folder" -w -t 60 start \
      >"$folder/start.log" 2>&1 9>&- </dev/null ||
      fail 1 "the server does not start: $(tail -n 3 "$folder/log" 2>/dev/null || cat "$folder/start.log")"
  fi
  [ $database = postgres ] || make_database
  printf 'host=%s dbname=%s user=postgres\n' "$folder" "$database"
}

interrupted() {
  trap '' HUP INT TERM
  stop || true
  exit "$1"
}

stop() {
  [ -d "$data" ] || return 0
  if runs; then
    as_owner pg_ctl -D "$data" -m fast -w -t 20 stop >/dev/null 2>&1 ||
      as_owner pg_ctl -D "$data" -m immediate -w -t 20 stop >/dev/null 2>&1 || true
  fi
  clean_up
}

case $verb in
  start) start "$@" ;;
  stop) stop ;;
  kill)
    runs || fail 1 "no server runs in $data"
    kill -KILL "$(postmaster)"
    ;;
  *) fail 2 "found $verb; expected start, stop or kill; $usage" ;;
esac
