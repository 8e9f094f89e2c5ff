-- A listing by the time of the end merges the ends of each program, from experiments_to_purge and, for
-- the few that are kept, from here. An index over all programs would be one more entry for each end.

DROP INDEX experiments_by_end;

CREATE INDEX experiments_kept ON experiments (program, ended_at) WHERE ended_at IS NOT NULL AND keep = 1;
