-- Pulls that end at once, whoever runs them. The fence rises, so a running pull can commit nothing and its worker stops
-- with the next beat. They run as the engine's role, because nobody else may raise a fence; the web may call them.

CREATE FUNCTION pulls.end_open(workspace bigint, connection int, why text) RETURNS void LANGUAGE sql AS $$
  UPDATE pulls.pulls SET state = 'cancelled', finished_at = clock_timestamp(), waiting_until = NULL, error = why
  WHERE workspace_id = workspace AND connection_id = coalesce(connection, connection_id) AND state IN ('queued', 'running', 'waiting')
$$;

-- The credential is gone: paused until it is swapped.
CREATE FUNCTION pulls.stop_connection(workspace bigint, connection int, why text) RETURNS void LANGUAGE sql AS $$
  UPDATE pulls.schedules SET paused = true, pause_reason = 'credential', paused_by = NULL, paused_at = clock_timestamp(),
    next_pull_at = NULL, fence = fence + 1, lease_until = NULL, worker = NULL
  WHERE workspace_id = workspace AND connection_id = connection;
  SELECT pulls.end_open(workspace, connection, why)
$$;

-- A workspace that waits to be removed: what was not paused is due no more, and again when it is released.
CREATE FUNCTION pulls.hold_workspace(workspace bigint, why text) RETURNS void LANGUAGE sql AS $$
  UPDATE pulls.schedules SET next_pull_at = NULL, fence = fence + 1, lease_until = NULL, worker = NULL WHERE workspace_id = workspace;
  SELECT pulls.end_open(workspace, NULL, why)
$$;

CREATE FUNCTION pulls.release_workspace(workspace bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE pulls.schedules SET next_pull_at = clock_timestamp() WHERE workspace_id = workspace AND NOT paused AND next_pull_at IS NULL AND lease_until IS NULL
$$;

ALTER FUNCTION pulls.end_open(bigint, int, text) OWNER TO blink_engine;
ALTER FUNCTION pulls.stop_connection(bigint, int, text) OWNER TO blink_engine;
ALTER FUNCTION pulls.hold_workspace(bigint, text) OWNER TO blink_engine;
ALTER FUNCTION pulls.release_workspace(bigint) OWNER TO blink_engine;
REVOKE ALL ON FUNCTION pulls.end_open(bigint, int, text), pulls.stop_connection(bigint, int, text), pulls.hold_workspace(bigint, text), pulls.release_workspace(bigint) FROM PUBLIC;
