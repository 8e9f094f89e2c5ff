-- Every statement that Retort runs on SQLite stands in these files under its name, is checked
-- against the schema when the database is opened, and says which index it relies on.

-- name: begin_write
-- Takes the write lock at once: a stranger who holds it is noticed before anything is written.
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
