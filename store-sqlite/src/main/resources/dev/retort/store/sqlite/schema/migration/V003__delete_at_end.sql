-- An experiment that is cancelled in order to be deleted is marked until its end, also over a restart.

ALTER TABLE experiments ADD COLUMN
  delete_at_end INTEGER NOT NULL DEFAULT 0
    CONSTRAINT what_is_kept_is_not_marked_for_deletion
    CHECK (delete_at_end = 0 OR (delete_at_end = 1 AND keep = 0));

-- The few that are marked.
CREATE INDEX experiments_to_delete ON experiments (ended_at) WHERE delete_at_end = 1;
