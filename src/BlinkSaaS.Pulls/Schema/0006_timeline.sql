-- What happens during a pull, beside its counters: for people who look at it, while it runs and later. Run once, after 0001.

-- Waits, repeated calls, refusals, and workers that went on where another stopped. At most some hundreds for each pull; what is
-- more is only counted. duration_ms null: a wait that lasts, or that its worker did not live to see the end of.
CREATE TABLE pulls.pull_events (
  workspace_id  bigint      NOT NULL,
  connection_id int         NOT NULL,
  number        int         NOT NULL,
  ordinal       int         NOT NULL,
  at            timestamptz NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('resumed', 'wait', 'retry', 'refused')),
  stream        text        COLLATE "C",
  duration_ms   bigint,
  until         timestamptz,
  times         int         NOT NULL DEFAULT 1,
  status        int,
  detail        text,
  PRIMARY KEY (workspace_id, connection_id, number, ordinal)
) WITH (fillfactor = 80);

-- Calls of each stream by slots of time, and under the empty name what was left of the budget. Slots get longer with the pull
-- (TimelineSlots), so that a day has some hundreds of them.
CREATE TABLE pulls.pull_samples (
  workspace_id  bigint NOT NULL,
  connection_id int    NOT NULL,
  number        int    NOT NULL,
  slot          int    NOT NULL,
  stream        text   COLLATE "C" NOT NULL,
  calls         int    NOT NULL,
  budget_limit  int,
  budget_high   int,
  budget_left   int,
  PRIMARY KEY (workspace_id, connection_id, number, slot, stream)
) WITH (fillfactor = 80);

-- estimated_calls: what was thought before the first call; expected_calls: what is thought by now.
-- progress_*: the last write of figures by the holder of which fence, so that a write whose answer was lost is not done twice.
ALTER TABLE pulls.pulls ADD COLUMN progress_fence bigint, ADD COLUMN progress_write int,
  ADD COLUMN estimated_calls bigint, ADD COLUMN expected_calls bigint;

ALTER TABLE pulls.pull_events OWNER TO blink_engine;
ALTER TABLE pulls.pull_samples OWNER TO blink_engine;
GRANT SELECT ON pulls.pull_events, pulls.pull_samples TO blink_web;
-- A connection's first pull is estimated by the check that the page made.
GRANT UPDATE (estimated_calls) ON pulls.pulls TO blink_web;
