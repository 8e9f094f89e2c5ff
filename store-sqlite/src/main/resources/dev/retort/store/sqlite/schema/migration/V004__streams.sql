-- How much an attempt wrote to standard output and standard error, and how much of it was kept; and
-- one more reason, output_limit.

ALTER TABLE experiments ADD COLUMN stdout_bytes INTEGER;

ALTER TABLE experiments ADD COLUMN stdout_kept_bytes INTEGER;

ALTER TABLE experiments ADD COLUMN stderr_bytes INTEGER;

ALTER TABLE experiments ADD COLUMN stderr_kept_bytes INTEGER;

ALTER TABLE attempts ADD COLUMN stdout_bytes INTEGER;

ALTER TABLE attempts ADD COLUMN stdout_kept_bytes INTEGER;

ALTER TABLE attempts ADD COLUMN stderr_bytes INTEGER;

ALTER TABLE attempts ADD COLUMN stderr_kept_bytes INTEGER;

-- SQLite alters no constraint. A CHECK that only allows more has no effect on stored rows, so its text
-- can be replaced (https://sqlite.org/lang_altertable.html#otheralter).
PRAGMA writable_schema = ON;

UPDATE sqlite_schema
   SET sql = replace(sql, 'WHEN ''poison'' THEN TRUE',
                          'WHEN ''poison'' THEN TRUE WHEN ''output_limit'' THEN TRUE')
 WHERE type = 'table' AND name = 'experiments';

PRAGMA writable_schema = RESET;
