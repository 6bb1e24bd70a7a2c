-- Who reads the engine's tables. Whoever serves people says in the reader's transaction for whom:
--   set_config('app.workspace', ..., true), set_config('app.user', ..., true), and for the tables of records
--   set_config('app.connection', ..., true).
-- What is not set sees nothing. blink_engine owns the tables and is not held by the policies, since COPY is refused under them.
--
-- A script that adds a table ends with one line for it (without one it gets the first when the host starts):
--   SELECT pulls.protect('pulls.NAME');           -- a person sees the rows of the connections that they see
--   SELECT pulls.protect_records('pulls.NAME');   -- the same, of the one connection of app.connection: for large tables

CREATE FUNCTION pulls.workspace() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.workspace', true), '')::bigint;

CREATE FUNCTION pulls.connection() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.connection', true), '')::int;

-- The connection of app.connection, where the person may see it, else null. The host puts its own rule in the place of this body.
CREATE FUNCTION pulls.connection_if_visible() RETURNS int LANGUAGE sql STABLE AS 'SELECT null::int';

-- All connections of the workspace that the person may see. The host puts its own rule in the place of this body.
CREATE FUNCTION pulls.visible_connections() RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT null::int WHERE false';

-- The one connection is asked first: only a statement that goes beyond it pays for the list of all.
CREATE FUNCTION pulls.protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('DROP POLICY IF EXISTS seen ON %s', target);
  EXECUTE format('CREATE POLICY seen ON %s TO blink_web USING (workspace_id = (SELECT pulls.workspace()) AND '
    '(connection_id = (SELECT pulls.connection_if_visible()) OR connection_id IN (SELECT pulls.visible_connections())))', target);
END $$;

-- Scalar sub-queries: asked once a statement and not once a row, and the index on workspace and connection still serves.
CREATE FUNCTION pulls.protect_records(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('DROP POLICY IF EXISTS seen ON %s', target);
  EXECUTE format('CREATE POLICY seen ON %s TO blink_web USING (workspace_id = (SELECT pulls.workspace()) AND '
    'connection_id = (SELECT pulls.connection_if_visible()))', target);
END $$;

-- The first policy for every table of a connection that has none yet. The host calls it after each migration: a table whose
-- script forgot its line is guarded all the same.
CREATE FUNCTION pulls.protect_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE target regclass;
BEGIN
  FOR target IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'pulls'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
    AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('workspace_id', 'connection_id') AND NOT a.attisdropped) = 2 LOOP
    PERFORM pulls.protect(target);
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION pulls.protect(regclass), pulls.protect_records(regclass), pulls.protect_all() FROM PUBLIC;

SELECT pulls.protect('pulls.schedules'), pulls.protect('pulls.pulls'), pulls.protect('pulls.pull_streams'), pulls.protect('pulls.streams'),
  pulls.protect_records('pulls.stream_partitions'), pulls.protect_records('pulls.records'), pulls.protect_records('pulls.record_bodies');
