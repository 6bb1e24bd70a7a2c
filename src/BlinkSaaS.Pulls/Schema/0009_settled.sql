-- Versions are read beside one record of one connection, as records are.
SELECT pulls.protect_records('pulls.record_versions');

-- What people decided about held walks and nobody has done yet: asked every few minutes.
CREATE INDEX walks_decided ON pulls.walks (workspace_id, connection_id) WHERE state = 'held' AND decision IS NOT NULL;
