-- Small pulls of what a source's events tell of.

-- What was told and not read yet. key '': something in the stream changed; else the key of a record that is said to be gone.
-- The same again moves the moment: however many events come, there is one row.
CREATE TABLE pulls.told (
  workspace_id  bigint      NOT NULL,
  connection_id int         NOT NULL,
  stream        text        COLLATE "C" NOT NULL,
  key           text        COLLATE "C" NOT NULL,
  at            timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, connection_id, stream, key)
);
ALTER TABLE pulls.told OWNER TO blink_engine;
SELECT pulls.protect('pulls.told');

ALTER TABLE pulls.pulls
  DROP CONSTRAINT pulls_trigger_check,
  ADD CONSTRAINT pulls_trigger_check CHECK (trigger IN ('first', 'schedule', 'person', 'retry', 'webhook'));

-- regular_at: when the pull by the clock would have come that a small one went before. It comes all the same.
ALTER TABLE pulls.schedules ADD COLUMN regular_at timestamptz;

-- Pull now makes a whole pull of a small one that has not begun.
GRANT UPDATE (trigger, started_by, "full") ON pulls.pulls TO blink_web;
GRANT UPDATE (regular_at) ON pulls.schedules TO blink_web;
