-- SPDX-License-Identifier: MIT
--
-- The state of the service, for PostgreSQL 15: psql --set ON_ERROR_STOP=1 --file schema.sql DATABASE
--
-- What must never happen is impossible here, whatever a program inserts, updates or deletes:
--   a source has one schedule and one unfinished backup at most;
--   a backup is built on a COMPLETED backup of the same source, and never changes what it is built on;
--   the status of a backup only moves on: NEW, BUILDING, COMPLETED or FAILED, and DELETE_FAILED once its deletion has begun;
--   nothing unfinished, pinned or held is deleted, nor anything that another backup is built on;
--   no backup goes without a deletion that says why, and what the backup was.
begin;

-- ---------------------------------------------------------------------------------------------- time

-- The clock of the service. It shows the database's time, or a faster one for demonstrations and tests. Every program asks
-- this clock, so that the clocks of their machines do not matter.
create table clock (
  is_only boolean primary key default true check (is_only),
  real_from timestamptz not null,
  shows_from timestamptz not null,
  rate double precision not null check (rate > 0 and rate < 'infinity')
);
insert into clock (real_from, shows_from, rate) values (now(), now(), 1);

-- What the clock shows, rounded down to whole seconds. It advances within a transaction. Declared stable, although it reads
-- clock_timestamp(), so that index conditions can use it.
create function rota_now() returns timestamptz language sql stable as $$
  select date_trunc('second', shows_from + (clock_timestamp() - real_from) * rate) from clock
$$;

-- What the clock will show when so much real time has passed.
create function rota_in(real_time interval) returns timestamptz language sql stable as $$
  select rota_now() + real_time * rate from clock
$$;

-- Sets the clock to an instant, from which it runs `new_rate` times as fast as the database's.
create function set_clock(shows timestamptz, new_rate double precision) returns void language sql as $$
  update clock set real_from = clock_timestamp(), shows_from = shows, rate = new_rate
$$;

-- An instant as the API writes it, and back.
create function iso(at timestamptz) returns text language sql stable strict as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
$$;
create function instant(iso text) returns timestamptz language sql immutable strict as $$
  select make_timestamp(substr(iso, 1, 4)::integer, substr(iso, 6, 2)::integer, substr(iso, 9, 2)::integer,
                        substr(iso, 12, 2)::integer, substr(iso, 15, 2)::integer, substr(iso, 18, 2)::integer)
         at time zone 'UTC'
$$;

-- ------------------------------------------------------------------------------------------ accounts

create table account (
  id text primary key check (id <> ''),
  schedule_limit integer check (schedule_limit >= 0)  -- null: no limit
);

-- What X-Auth-Token may hold. Only digests are stored: insert into token values (sha256('…'), '1234');
create table token (
  digest bytea primary key check (length(digest) = 32),
  account text not null references account
);

-- ------------------------------------------------------------------------------------------- sources

-- What is backed up. An operator registers it, with the name of the executor that makes its backups.
--
-- `work_at` is when a worker should look at the source next, on the clock of the service; null if there is nothing to do.
-- While a worker has the source, it is the end of the lease, so that the source of a worker that died comes up by itself.
create table source (
  id uuid primary key,
  type text not null check (type in ('instance', 'ha')),
  account text not null references account,
  executor text not null check (executor <> ''),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),  -- handed to the executor
  work_at timestamptz,
  looked_at timestamptz not null default '-infinity',  -- when `work_at` was last set
  version bigint not null default 0,  -- goes up whenever the API has changed something that a worker should look at
  lease bigint not null default 0,    -- the number of the latest lease: a worker with another one must not write
  worker text,                        -- who has the lease; null if nobody has
  unique (id, account, type),
  constraint a_lease_ends check (worker is null or work_at is not null)
);
create index on source (account, id);
create index on source (executor, work_at) where work_at is not null;
create index on source (executor, looked_at);

-- Has a worker look at a source now, or again if one is looking already.
create function wake(source_id uuid) returns void language sql as $$
  update source
  set version = version + 1, work_at = case when worker is null then rota_now() else work_at end,
      looked_at = greatest(looked_at, rota_now())
  where id = source_id
$$;

-- Gives `worker_name` up to `most` sources that are due, the longest waiting first, for so much real time. Workers that
-- ask at the same time do not wait for each other.
--
-- A source that was looked at later than now is due: the clock was wrong then or has been set back, and `work_at` may be
-- far too late. The number of a lease is random, so that it stays unique when the database is restored to an earlier time.
create function claim(worker_name text, executor_name text, most integer, lease_time interval)
returns table (source_id uuid, lease_number bigint) language sql as $$
  update source set work_at = rota_now(), looked_at = rota_now()
  where id in (select id from source where executor = executor_name and looked_at > rota_now()
               limit 1000 for update skip locked);

  with due as materialized (
    select id from source
    where executor = executor_name and work_at <= rota_now()
    order by work_at
    limit most
    for update skip locked
  )
  update source
  set worker = worker_name, lease = (random() * 2 ^ 62)::bigint, work_at = rota_in(lease_time), looked_at = rota_now()
  from due where source.id = due.id
  returning source.id, source.lease
$$;

-- Makes a lease last so much real time from now on.
create function extend_lease(source_id uuid, lease_number bigint, lease_time interval) returns void language sql as $$
  update source set work_at = rota_in(lease_time), looked_at = greatest(looked_at, rota_now())
  where id = source_id and lease = lease_number and worker is not null
$$;

-- Ends a lease. The source is due again at `next`, or at once if the API has changed something since version `seen`.
create function release(source_id uuid, lease_number bigint, seen bigint, next timestamptz) returns void
language sql as $$
  update source
  set worker = null, work_at = case when version = seen then next else rota_now() end,
      looked_at = greatest(looked_at, rota_now())
  where id = source_id and lease = lease_number and worker is not null
$$;

-- ----------------------------------------------------------------------------------------- schedules

-- A schedule as rota writes it: a member that a later version adds needs no new column.
create table schedule (
  id uuid primary key,
  account text not null,
  source_id uuid not null unique,
  record jsonb not null,
  source_type text not null generated always as (record #>> '{source,type}') stored,
  next_run timestamptz not null generated always as (instant(record ->> 'next_run')) stored,
  foreign key (source_id, account, source_type) references source (id, account, type),
  constraint record_has_the_id check ((record ->> 'id')::uuid = id),
  constraint record_has_the_source check ((record #>> '{source,id}')::uuid = source_id)
);
create index on schedule (account, id);

-- ------------------------------------------------------------------------------------------- backups

create table backup (
  id uuid primary key,
  source_id uuid not null references source,
  parent_id uuid,
  level text not null check (level in ('full', 'differential', 'incremental')),
  status text not null default 'NEW' check (status in ('NEW', 'BUILDING', 'COMPLETED', 'FAILED', 'DELETE_FAILED')),
  automated boolean not null,
  slot timestamptz check (automated or slot is null),  -- which it serves; null on demand
  why text[] not null default '{}',                    -- why it was started, and at its level
  missed bigint not null default 0,                    -- how many other slots were due
  created timestamptz not null check (isfinite(created)),
  updated timestamptz not null check (isfinite(updated)),
  size_gib double precision check (size_gib >= 0 and size_gib < 1e15),
  message text,  -- why it failed
  pinned boolean not null default false,
  held_until timestamptz check (held_until < '10000-01-01Z' and held_until = date_trunc('second', held_until)),
  name text check (length(name) between 1 and 255),
  description text check (length(description) <= 1000),
  unique (id, source_id),
  -- Also keeps a backup until everything built on it is gone.
  foreign key (parent_id, source_id) references backup (id, source_id),
  constraint only_a_full_stands_alone check ((level = 'full') = (parent_id is null))
);
create unique index one_unfinished_backup on backup (source_id) where status in ('NEW', 'BUILDING');
create index on backup (source_id, id);
create index on backup (parent_id) where parent_id is not null;

-- What was deleted, or is to be, in the order of `place`. The deletion of a backup is recorded before its executor begins it.
create table deletion (
  backup_id uuid primary key,
  source_id uuid not null references source,
  place bigint not null generated always as identity,
  why text not null check (why <> ''),  -- the cause that the plan names, or "requested"
  planned timestamptz not null default rota_now(),
  done timestamptz,
  tried timestamptz,     -- when the last attempt failed
  message text,          -- why
  record jsonb not null  -- the row of `backup`, as it was
);
create index on deletion (source_id, place) where done is null;

-- Backups as the API lists them.
create view backup_record as
  select backup.id, source_id, account, level, slot,
         jsonb_strip_nulls(jsonb_build_object(
           'id', backup.id, 'parent_id', parent_id, 'source', jsonb_build_object('id', source.id, 'type', type),
           'status', status, 'is_automated', automated, 'created', iso(created), 'updated', iso(updated),
           'size', size_gib, 'pinned', nullif(pinned, false), 'held_until', iso(held_until),
           'name', name, 'description', description)) as record
  from backup join source on source.id = source_id;

create function check_new_backup() returns trigger language plpgsql as $$
declare
  parent_status text;
begin
  if new.status <> 'NEW' then
    raise 'backup % has the status %; insert it as NEW', new.id, new.status using errcode = 'check_violation';
  end if;
  if new.parent_id is not null then
    select status into parent_status from backup where id = new.parent_id for share;
    if not found then
      raise 'backup % cannot be built on %: there is no such backup', new.id, new.parent_id
        using errcode = 'check_violation';
    elsif parent_status <> 'COMPLETED' then
      raise 'backup % cannot be built on %, which is %', new.id, new.parent_id, parent_status
        using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;
create trigger check_new before insert on backup for each row execute function check_new_backup();

create function check_changed_backup() returns trigger language plpgsql as $$
begin
  if (new.id, new.source_id, new.level, new.automated, new.created)
       <> (old.id, old.source_id, old.level, old.automated, old.created)
     or new.parent_id is distinct from old.parent_id or new.slot is distinct from old.slot then
    raise 'backup %: id, source_id, parent_id, level, automated, slot and created never change', old.id
      using errcode = 'check_violation';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
       ('NEW', 'BUILDING'), ('NEW', 'FAILED'), ('BUILDING', 'COMPLETED'), ('BUILDING', 'FAILED'),
       ('COMPLETED', 'DELETE_FAILED'), ('FAILED', 'DELETE_FAILED')) then
    raise 'backup % is %, and cannot become %', old.id, old.status, new.status using errcode = 'check_violation';
  end if;
  if old.status = 'DELETE_FAILED'
     and (new.pinned, new.held_until) is distinct from (old.pinned, old.held_until) then
    raise 'backup % is already being deleted, and can no longer be pinned or held', old.id
      using errcode = 'check_violation';
  end if;
  if new.status = 'DELETE_FAILED' and not exists (select from deletion where backup_id = new.id) then
    raise 'backup % has no deletion; plan_deletion() records one, and makes it DELETE_FAILED', old.id
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_changed before update on backup for each row execute function check_changed_backup();

-- A deletion that is recorded has begun: nothing may be built on the backup any more, and DELETE_FAILED is still true if
-- the worker dies now.
create function begin_deletion() returns trigger language plpgsql as $$
declare
  target backup;
begin
  select * into target from backup where id = new.backup_id and source_id = new.source_id for update;
  if not found then
    raise 'source % has no backup %', new.source_id, new.backup_id using errcode = 'foreign_key_violation';
  elsif target.status in ('NEW', 'BUILDING') then
    raise 'backup % is %, and cannot be deleted until it has ended', target.id, target.status
      using errcode = 'check_violation';
  elsif target.pinned then
    raise 'backup % is pinned, and cannot be deleted; unpin it first', target.id using errcode = 'check_violation';
  elsif target.held_until > rota_now() then
    raise 'backup % is held, and cannot be deleted until % UTC', target.id, iso(target.held_until)
      using errcode = 'check_violation';
  elsif exists (select from backup where parent_id = target.id and status <> 'DELETE_FAILED') then
    raise 'backup % has backups built on it, which must go first', target.id using errcode = 'check_violation';
  end if;
  new.record = to_jsonb(target);
  return new;
end $$;
create function mark_deletion() returns trigger language plpgsql as $$
begin
  update backup set status = 'DELETE_FAILED', updated = greatest(updated, rota_now()) where id = new.backup_id;
  return null;
end $$;
create trigger begin_deletion before insert on deletion for each row execute function begin_deletion();
create trigger mark_deletion after insert on deletion for each row execute function mark_deletion();

create function check_changed_deletion() returns trigger language plpgsql as $$
begin
  if (new.backup_id, new.source_id, new.place, new.why, new.planned, new.record)
       <> (old.backup_id, old.source_id, old.place, old.why, old.planned, old.record) then
    raise 'deletion of backup %: only done, tried and message can change', old.backup_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_changed before update on deletion for each row execute function check_changed_deletion();

-- Begins the deletion of a backup, unless it has begun already. One that an operator marked as done begins again.
create function plan_deletion(backup uuid, source uuid, cause text) returns void language sql as $$
  insert into deletion (backup_id, source_id, why) values (backup, source, cause)
  on conflict (backup_id) do update set done = null, tried = null, message = null
$$;

-- A row of `backup` is deleted when its executor has deleted the backup, which ends its deletion.
create function end_deletion() returns trigger language plpgsql as $$
begin
  update deletion set done = rota_now(), message = null where backup_id = old.id and done is null;
  if not found then
    raise 'backup % has no pending deletion; call plan_deletion() first', old.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger end_deletion after delete on backup for each row execute function end_deletion();

commit;
