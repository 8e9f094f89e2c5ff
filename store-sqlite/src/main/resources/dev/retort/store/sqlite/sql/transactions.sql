-- These files contain every statement that Retort runs on SQLite, by name. Opening a database checks
-- each statement against the schema. Its comment names the index that it relies on.

-- name: begin_write
-- Takes the write lock immediately, so that a lock of another process fails before any write.
BEGIN IMMEDIATE;

-- name: begin_read
BEGIN;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: savepoint
SAVEPOINT one_change;

-- name: rollback_to_savepoint
ROLLBACK TO one_change;

-- name: release_savepoint
RELEASE one_change;
