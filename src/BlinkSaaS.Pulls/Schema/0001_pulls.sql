-- The engine's tables. Run once, by a role that is a member of blink_engine, in one transaction.
-- Every key leads with workspace_id, so that it can be the distribution column. No foreign keys on the records' path.

CREATE SCHEMA pulls AUTHORIZATION blink_engine;

-- When to pull which connection: the truth about what is due, and the lease of the worker that pulls it.
-- next_pull_at null: not by itself (paused). The fence rises with every lease, so an old holder can commit nothing.
CREATE TABLE pulls.schedules (
  workspace_id     bigint      NOT NULL,
  connection_id    int         NOT NULL,
  interval_seconds int         NOT NULL CHECK (interval_seconds >= 60),
  next_pull_at     timestamptz,
  paused           boolean     NOT NULL DEFAULT false,
  pause_reason     text        CHECK (pause_reason IN ('person', 'credential')),
  paused_by        uuid,
  paused_at        timestamptz,
  next_number      int         NOT NULL DEFAULT 1,
  fence            bigint      NOT NULL DEFAULT 0,
  lease_until      timestamptz,
  worker           text,
  PRIMARY KEY (workspace_id, connection_id)
) WITH (fillfactor = 50);
CREATE INDEX schedules_due ON pulls.schedules (next_pull_at) WHERE lease_until IS NULL;
CREATE INDEX schedules_leased ON pulls.schedules (lease_until) WHERE lease_until IS NOT NULL;

-- One row for each pull. calls, waits and budget_* are refreshed while it runs.
CREATE TABLE pulls.pulls (
  workspace_id     bigint      NOT NULL,
  connection_id    int         NOT NULL,
  number           int         NOT NULL,
  state            text        NOT NULL CHECK (state IN ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')),
  trigger          text        NOT NULL CHECK (trigger IN ('first', 'schedule', 'person')),
  started_by       uuid,
  "full"           boolean     NOT NULL DEFAULT false,
  requested_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at       timestamptz,
  finished_at      timestamptz,
  waiting_until    timestamptz,
  calls            bigint      NOT NULL DEFAULT 0,
  refused          bigint      NOT NULL DEFAULT 0,
  bytes            bigint      NOT NULL DEFAULT 0,
  waited_ms        bigint      NOT NULL DEFAULT 0,
  records_read     bigint      NOT NULL DEFAULT 0,
  new              bigint      NOT NULL DEFAULT 0,
  changed          bigint      NOT NULL DEFAULT 0,
  unchanged        bigint      NOT NULL DEFAULT 0,
  deleted          bigint      NOT NULL DEFAULT 0,
  error_kind       text        NOT NULL DEFAULT 'none' CHECK (error_kind IN ('none', 'credential', 'access', 'unavailable', 'defect')),
  error            text,
  budget_limit     int,
  budget_left      int,
  budget_used      int,
  budget_resets_at timestamptz,
  PRIMARY KEY (workspace_id, connection_id, number)
) WITH (fillfactor = 50);
-- At most one pull of a connection is open at a time.
CREATE UNIQUE INDEX pulls_open ON pulls.pulls (workspace_id, connection_id) WHERE state IN ('queued', 'running', 'waiting');

CREATE TABLE pulls.pull_streams (
  workspace_id  bigint      NOT NULL,
  connection_id int         NOT NULL,
  number        int         NOT NULL,
  ordinal       int         NOT NULL,
  name          text        COLLATE "C" NOT NULL,
  title         text        NOT NULL,
  state         text        NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'pulling', 'done', 'skipped', 'failed')),
  started_at    timestamptz,
  finished_at   timestamptz,
  calls         bigint      NOT NULL DEFAULT 0,
  waited_ms     bigint      NOT NULL DEFAULT 0,
  records_read  bigint      NOT NULL DEFAULT 0,
  expected      bigint,
  new           bigint      NOT NULL DEFAULT 0,
  changed       bigint      NOT NULL DEFAULT 0,
  unchanged     bigint      NOT NULL DEFAULT 0,
  deleted       bigint      NOT NULL DEFAULT 0,
  error_kind    text        NOT NULL DEFAULT 'none' CHECK (error_kind IN ('none', 'credential', 'access', 'unavailable', 'defect')),
  error         text,
  warnings      text[]      NOT NULL DEFAULT '{}',
  PRIMARY KEY (workspace_id, connection_id, number, name)
) WITH (fillfactor = 50);

-- One row for each connection and stream: lock, allocator of ordinals, counters.
CREATE TABLE pulls.streams (
  workspace_id   bigint NOT NULL,
  connection_id  int    NOT NULL,
  stream_id      int    NOT NULL,
  name           text   COLLATE "C" NOT NULL,
  title          text   NOT NULL,
  description    text   NOT NULL,
  position       int    NOT NULL,
  columns        jsonb  NOT NULL,
  next_ordinal   int    NOT NULL DEFAULT 1,
  live           bigint NOT NULL DEFAULT 0,
  last_pulled_at timestamptz,
  PRIMARY KEY (workspace_id, connection_id, stream_id),
  UNIQUE (workspace_id, connection_id, name)
) WITH (fillfactor = 50);

-- Checkpoint and fence of each part of a stream. number is the pull that last walked it: with it a walk that goes on after
-- a crash is told apart from the first read of a new pull.
CREATE TABLE pulls.stream_partitions (
  workspace_id  bigint  NOT NULL,
  connection_id int     NOT NULL,
  stream_id     int     NOT NULL,
  partition     text    COLLATE "C" NOT NULL,
  fence         bigint  NOT NULL,
  number        int     NOT NULL,
  checkpoint    json,
  done          boolean NOT NULL DEFAULT false,
  expected      bigint,
  PRIMARY KEY (workspace_id, connection_id, stream_id, partition)
) WITH (fillfactor = 50);

-- Current versions, narrow. A changed record stays on its page: neither hash nor cells are in an index.
CREATE TABLE pulls.records (
  workspace_id   bigint      NOT NULL,
  connection_id  int         NOT NULL,
  stream_id      int         NOT NULL,
  ordinal        int         NOT NULL,
  valid_from     timestamptz NOT NULL,
  source_version bigint,
  key            text        COLLATE "C" NOT NULL,
  hash           uuid        NOT NULL,
  cells          jsonb       NOT NULL,
  PRIMARY KEY (workspace_id, connection_id, stream_id, key)
) WITH (fillfactor = 90, autovacuum_analyze_scale_factor = 0.02);
-- This order on purpose: with the primary key's prefix the planner takes this index for look-ups by key on a table it has
-- no statistics for, and reads the whole stream for each page.
CREATE UNIQUE INDEX records_ordinal ON pulls.records (workspace_id, ordinal, connection_id, stream_id);

-- Raw objects as received; json keeps text, order and numbers.
CREATE TABLE pulls.record_bodies (
  workspace_id  bigint      NOT NULL,
  connection_id int         NOT NULL,
  stream_id     int         NOT NULL,
  ordinal       int         NOT NULL,
  valid_from    timestamptz NOT NULL,
  body          json        NOT NULL,
  PRIMARY KEY (workspace_id, connection_id, stream_id, ordinal, valid_from)
);

-- lz4 costs a fraction of the default's time; a server built without it keeps the default.
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
    ALTER TABLE pulls.record_bodies ALTER COLUMN body SET COMPRESSION lz4;
  END IF;
END $$;

-- The next moment of a connection's own grid: spread over the interval by a hash, half to one and a half intervals from now.
CREATE FUNCTION pulls.next_slot(workspace bigint, connection int, seconds int) RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT to_timestamp((floor((extract(epoch FROM clock_timestamp()) + seconds * 0.5 - spread.phase) / seconds) + 1) * seconds + spread.phase)
  FROM (SELECT mod(hashtextextended(workspace || ':' || connection, 0) & 9223372036854775807, seconds) AS phase) spread
$$;

ALTER TABLE pulls.schedules OWNER TO blink_engine;
ALTER TABLE pulls.pulls OWNER TO blink_engine;
ALTER TABLE pulls.pull_streams OWNER TO blink_engine;
ALTER TABLE pulls.streams OWNER TO blink_engine;
ALTER TABLE pulls.stream_partitions OWNER TO blink_engine;
ALTER TABLE pulls.records OWNER TO blink_engine;
ALTER TABLE pulls.record_bodies OWNER TO blink_engine;
ALTER FUNCTION pulls.next_slot(bigint, int, int) OWNER TO blink_engine;

GRANT USAGE ON SCHEMA pulls TO blink_web;
GRANT SELECT ON ALL TABLES IN SCHEMA pulls TO blink_web;
-- What a person's request needs in the web's own transaction: a schedule, a queued pull, a pause. Never a lease, never a counter.
GRANT INSERT (workspace_id, connection_id, interval_seconds, next_pull_at, next_number), DELETE ON pulls.schedules TO blink_web;
GRANT UPDATE (interval_seconds, next_pull_at, paused, pause_reason, paused_by, paused_at, next_number) ON pulls.schedules TO blink_web;
GRANT INSERT (workspace_id, connection_id, number, state, trigger, started_by, "full", requested_at) ON pulls.pulls TO blink_web;
GRANT UPDATE (state, finished_at, error) ON pulls.pulls TO blink_web;
