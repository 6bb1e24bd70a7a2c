-- One row for each token that is in use: what all workers know of its budget. The key is an HMAC, workers are random names and
-- workspaces are hashed for this budget alone: a row tells nothing of whose token it is. The pages read none of it.
CREATE TABLE pulls.api_budget (
  key     text        COLLATE "C" PRIMARY KEY,
  version bigint      NOT NULL,
  used_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  state   json        NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
-- Rewritten several times a second: kept in the row, so that an update stays on its page and touches no index.
ALTER TABLE pulls.api_budget ALTER COLUMN state SET STORAGE MAIN;
ALTER TABLE pulls.api_budget OWNER TO blink_engine;
