-- Queries of the settings of a database or connection when it is opened, and while it is open.

-- name: library_version
SELECT sqlite_version();

-- name: journal_mode
PRAGMA journal_mode;

-- name: synchronous
PRAGMA synchronous;

-- name: foreign_keys
PRAGMA foreign_keys;

-- name: application_id
PRAGMA application_id;

-- name: quick_check
PRAGMA quick_check (1);

-- name: integrity_check
PRAGMA integrity_check;

-- name: sync_less
PRAGMA synchronous = NORMAL;

-- name: no_automatic_checkpoints
PRAGMA wal_autocheckpoint = 0;

-- name: checkpoint_passive
PRAGMA wal_checkpoint (PASSIVE);

-- name: checkpoint_truncate
PRAGMA wal_checkpoint (TRUNCATE);
