-- Two holds made tighter. Run once, after 0005 and 0007.

-- Whether the person of app.user may use a connection of app.workspace. The host puts its own rule in the place of this body.
CREATE FUNCTION pulls.may_use(connection int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false';

-- pulls.cancel, which asks the rule itself: it runs as the engine's role, whom no policy holds. The engine asks for nobody.
CREATE OR REPLACE FUNCTION pulls.cancel(workspace bigint, connection int, pull int, why text, next timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH fenced AS (
    UPDATE pulls.schedules s SET fence = s.fence + 1, lease_until = NULL, worker = NULL, retries = false,
      next_pull_at = CASE WHEN NOT s.paused THEN coalesce(next, pulls.next_slot(s.workspace_id, s.connection_id, s.interval_seconds)) END
    WHERE s.workspace_id = workspace AND s.connection_id = connection
      AND (pg_has_role(session_user, 'blink_engine', 'USAGE') OR (workspace = pulls.workspace() AND pulls.may_use(connection)))
      AND EXISTS (
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

-- Ends the streams of the pulls, too: nothing reads on in them.
CREATE OR REPLACE FUNCTION pulls.end_open(workspace bigint, connection int, why text) RETURNS void LANGUAGE sql AS $$
  UPDATE pulls.pull_streams s SET state = 'skipped', error = why, finished_at = clock_timestamp()
  FROM pulls.pulls p
  WHERE p.workspace_id = workspace AND p.connection_id = coalesce(connection, p.connection_id) AND p.state IN ('queued', 'running', 'waiting')
    AND s.workspace_id = p.workspace_id AND s.connection_id = p.connection_id AND s.number = p.number AND s.state IN ('queued', 'pulling');
  UPDATE pulls.pulls SET state = 'cancelled', finished_at = clock_timestamp(), waiting_until = NULL, error = why
  WHERE workspace_id = workspace AND connection_id = coalesce(connection, connection_id) AND state IN ('queued', 'running', 'waiting')
$$;

-- The owner left, and the credential is gone: nobody can pull until they are back.
CREATE OR REPLACE FUNCTION pulls.stop_connection(workspace bigint, connection int, why text) RETURNS void LANGUAGE sql AS $$
  UPDATE pulls.schedules SET paused = true, pause_reason = 'left', paused_by = NULL, paused_at = clock_timestamp(),
    next_pull_at = NULL, fence = fence + 1, lease_until = NULL, worker = NULL
  WHERE workspace_id = workspace AND connection_id = connection;
  SELECT pulls.end_open(workspace, connection, why)
$$;
