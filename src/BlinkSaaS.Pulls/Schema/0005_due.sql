-- Schedules by the clock, pauses by their reason, retries of what failed, and the beat of the workers.

-- cron null: every interval_seconds. failures: pulls in a row that brought nothing. retries: the next pull that begins by
-- itself reads only what the last one failed to.
ALTER TABLE pulls.schedules
  ADD COLUMN cron      text,
  ADD COLUMN time_zone text    NOT NULL DEFAULT 'UTC',
  ADD COLUMN failures  int     NOT NULL DEFAULT 0,
  ADD COLUMN retries   boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT schedules_pause_reason_check,
  ADD CONSTRAINT schedules_pause_reason_check CHECK (pause_reason IN ('person', 'credential', 'failures', 'left'));

ALTER TABLE pulls.pulls
  DROP CONSTRAINT pulls_trigger_check,
  ADD CONSTRAINT pulls_trigger_check CHECK (trigger IN ('first', 'schedule', 'person', 'retry'));

-- Every lease and every end moves a row in the index of what is due: vacuumed long before a fifth of a million rows is dead.
ALTER TABLE pulls.schedules SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 1);

-- For whoever mends the plugin: kinds of exceptions and where they came from, never their texts.
ALTER TABLE pulls.pull_streams ADD COLUMN details text;

-- One row for each worker process, renewed while it does what a worker does.
CREATE TABLE pulls.workers (
  name       text        PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  beat_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE pulls.workers OWNER TO blink_engine;
GRANT SELECT ON pulls.workers TO blink_web;

-- Stops a pull where it is: the fence moves on, so that from this moment on its worker can commit nothing, and notices at its
-- next beat. What was committed stays. False where that pull was not open any more. The web may not move fences but here.
CREATE FUNCTION pulls.cancel(workspace bigint, connection int, pull int, why text, next timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH fenced AS (
    UPDATE pulls.schedules s SET fence = s.fence + 1, lease_until = NULL, worker = NULL, retries = false,
      next_pull_at = CASE WHEN NOT s.paused THEN coalesce(next, pulls.next_slot(s.workspace_id, s.connection_id, s.interval_seconds)) END
    WHERE s.workspace_id = workspace AND s.connection_id = connection AND EXISTS (
      SELECT FROM pulls.pulls p WHERE p.workspace_id = workspace AND p.connection_id = connection AND p.number = pull
        AND p.state IN ('queued', 'running', 'waiting'))
    RETURNING 1),
  ended AS (
    UPDATE pulls.pulls p SET state = 'cancelled', error = why, finished_at = clock_timestamp(), waiting_until = NULL
    WHERE p.workspace_id = workspace AND p.connection_id = connection AND p.number = pull AND p.state IN ('queued', 'running', 'waiting')
      AND EXISTS (SELECT FROM fenced)
    RETURNING 1),
  streams AS (
    UPDATE pulls.pull_streams p SET state = 'skipped', error = why, finished_at = clock_timestamp()
    WHERE p.workspace_id = workspace AND p.connection_id = connection AND p.number = pull AND p.state IN ('queued', 'pulling')
      AND EXISTS (SELECT FROM fenced))
  SELECT EXISTS (SELECT FROM ended)
$$;
ALTER FUNCTION pulls.cancel(bigint, int, int, text, timestamptz) OWNER TO blink_engine;
REVOKE ALL ON FUNCTION pulls.cancel(bigint, int, int, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pulls.cancel(bigint, int, int, text, timestamptz) TO blink_web;

GRANT UPDATE (cron, time_zone, failures, retries) ON pulls.schedules TO blink_web;
