-- A fenced transaction in one round trip: the first of the statements that are sent together. Where the lease is lost it ends them
-- all. The planner's settings are those of every fenced transaction: it has no statistics of a connection that is being loaded and
-- would read whole tables for a page.
CREATE FUNCTION pulls.hold(workspace bigint, connection int, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true);
  PERFORM FROM pulls.schedules s WHERE s.workspace_id = workspace AND s.connection_id = connection AND s.fence = expected FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The lease went to another worker.' USING ERRCODE = 'BL001';
  END IF;
END $$;
ALTER FUNCTION pulls.hold(bigint, int, bigint) OWNER TO blink_engine;
REVOKE ALL ON FUNCTION pulls.hold(bigint, int, bigint) FROM PUBLIC;
