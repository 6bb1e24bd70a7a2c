-- Versions of records, complete walks and what they saw, and what drifted in a stream's shape.

-- Versions that are over, narrow. The body of each stays in record_bodies, found by ordinal and valid_from.
-- change 0: replaced by a newer version; 1: the record was deleted.
CREATE TABLE pulls.record_versions (
  workspace_id   bigint      NOT NULL,
  connection_id  int         NOT NULL,
  stream_id      int         NOT NULL,
  key            text        COLLATE "C" NOT NULL,
  valid_from     timestamptz NOT NULL,
  valid_to       timestamptz NOT NULL CHECK (valid_to > valid_from),
  ordinal        int         NOT NULL,
  change         smallint    NOT NULL CHECK (change IN (0, 1)),
  source_version bigint,
  hash           uuid        NOT NULL,
  cells          jsonb       NOT NULL,
  PRIMARY KEY (workspace_id, connection_id, stream_id, key, valid_from)
) WITH (autovacuum_analyze_scale_factor = 0.02);
CREATE INDEX record_versions_ended ON pulls.record_versions (workspace_id, connection_id, stream_id, valid_to, ordinal);

-- What changed since a moment. Every version writes one body and never updates it: an index on the moment costs an insert here;
-- on records it would take away the updates in place.
CREATE INDEX record_bodies_begun ON pulls.record_bodies (workspace_id, connection_id, stream_id, valid_from, ordinal);

-- latest: the last moment that any version of the stream began or ended at; the next is later, even where the clock was set back.
-- recell: columns changed, so cells of unchanged records are compared too, until a complete walk is through.
ALTER TABLE pulls.streams ADD COLUMN latest timestamptz, ADD COLUMN recell boolean NOT NULL DEFAULT false;

-- seq: pages of a walk that wrote marks. complete and sight: what the source said at the partition's end in this pull.
ALTER TABLE pulls.stream_partitions ADD COLUMN seq int NOT NULL DEFAULT 0, ADD COLUMN complete boolean NOT NULL DEFAULT false,
  ADD COLUMN sight text[];

-- A walk through all of a stream, by the pull of that number. Until its end it is walking, then sweeping; done, held for a
-- person's decision, or abandoned where the pull did not get through. candidates: living records that it did not see, and
-- that are deleted if the next complete walk does not see them either. kept: unseen records that a person said are still there.
CREATE TABLE pulls.walks (
  workspace_id  bigint      NOT NULL,
  connection_id int         NOT NULL,
  stream_id     int         NOT NULL,
  walk_id       int         NOT NULL,
  started_at    timestamptz NOT NULL,
  ended_at      timestamptz,
  below_ordinal int         NOT NULL,
  state         text        NOT NULL CHECK (state IN ('walking', 'sweeping', 'done', 'held', 'abandoned')),
  partitions    text[]      NOT NULL,
  sight         text[]      NOT NULL DEFAULT '{}',
  candidates    bytea       NOT NULL DEFAULT '',
  unseen        int         NOT NULL DEFAULT 0,
  kept          bytea       NOT NULL DEFAULT '',
  held_for      text        CHECK (held_for IN ('nothing', 'partitions', 'sight', 'many')),
  held_lacks    text[]      NOT NULL DEFAULT '{}',
  held_live     bigint,
  decision      text        CHECK (decision IN ('deleted', 'kept')),
  decided_by    uuid,
  decided_at    timestamptz,
  PRIMARY KEY (workspace_id, connection_id, stream_id, walk_id)
) WITH (fillfactor = 50);

-- Append only: the ordinals of one committed page below the walk's below_ordinal, as runs.
CREATE TABLE pulls.walk_seen (
  workspace_id  bigint NOT NULL,
  connection_id int    NOT NULL,
  stream_id     int    NOT NULL,
  walk_id       int    NOT NULL,
  partition     text   COLLATE "C" NOT NULL,
  seq           int    NOT NULL,
  ordinals      bytea  NOT NULL,
  PRIMARY KEY (workspace_id, connection_id, stream_id, walk_id, partition, seq)
);

-- What changed in a stream's shape, for people: a column appeared, went or changed its type; a cell held another type.
CREATE TABLE pulls.stream_drift (
  workspace_id  bigint      NOT NULL,
  connection_id int         NOT NULL,
  stream_id     int         NOT NULL,
  number        int         NOT NULL,
  column_name   text        COLLATE "C" NOT NULL,
  what          text        NOT NULL CHECK (what IN ('new', 'gone', 'type', 'value')),
  title         text        NOT NULL,
  was           text,
  became        text,
  noticed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, connection_id, stream_id, number, column_name, what)
);

ALTER TABLE pulls.record_versions OWNER TO blink_engine;
ALTER TABLE pulls.walks OWNER TO blink_engine;
ALTER TABLE pulls.walk_seen OWNER TO blink_engine;
ALTER TABLE pulls.stream_drift OWNER TO blink_engine;

GRANT SELECT ON pulls.record_versions, pulls.walks, pulls.stream_drift TO blink_web;
