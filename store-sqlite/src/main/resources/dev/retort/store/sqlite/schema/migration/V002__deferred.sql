-- A claim walked over all that was deferred, each time. Now that is apart until a claim sees that its
-- time has come.

ALTER TABLE experiments ADD COLUMN
  deferred INTEGER NOT NULL DEFAULT 0
    CONSTRAINT what_is_deferred_has_a_time
    CHECK (deferred = 0 OR (deferred = 1 AND not_before IS NOT NULL));

DROP INDEX experiments_to_claim;

DROP INDEX experiments_deferred;

UPDATE experiments SET deferred = 1 WHERE not_before IS NOT NULL;

-- The backlog in the order of its claims. What follows the ordinal is in it so that a claim passes
-- over those that it does not take without reading their rows.
CREATE INDEX experiments_to_claim
  ON experiments (program, priority DESC, ordinal, not_before, expires_at, attempt, crashes)
  WHERE status = 'pending' AND deferred = 0;

-- The rest of it, for listings: an experiment is in one of these two while it is pending, and then in
-- experiments_running or in experiments_ended.
CREATE INDEX experiments_deferred ON experiments (program) WHERE deferred = 1;

-- All that have a time, by it; only a pending one has. What follows the time is there for the same
-- reason as above.
CREATE INDEX experiments_due
  ON experiments (program, deferred, not_before, expires_at, attempt) WHERE not_before IS NOT NULL;
