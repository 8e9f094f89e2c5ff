-- The sizes of the files of ended experiments, for retention by size.

CREATE TABLE disk_use (
  ordinal INTEGER PRIMARY KEY REFERENCES experiments (ordinal) ON DELETE CASCADE,
  bytes   INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;

-- Their sums; changed in the transaction of their rows.
CREATE TABLE program_use (
  program TEXT PRIMARY KEY,
  bytes   INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;
