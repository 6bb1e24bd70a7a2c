-- What a waiting pull waits for: calls of its budget, or a pause after the source could not be reached.
ALTER TABLE pulls.pulls ADD COLUMN waiting_for text CHECK (waiting_for IN ('budget', 'source'));
