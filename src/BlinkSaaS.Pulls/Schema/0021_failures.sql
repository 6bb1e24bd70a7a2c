-- The operator's page counts what failed in the last day: few of many.
CREATE INDEX pulls_failed ON pulls.pulls (finished_at) WHERE state = 'failed';
