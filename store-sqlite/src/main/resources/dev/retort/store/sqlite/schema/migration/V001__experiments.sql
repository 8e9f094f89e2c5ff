-- The schema of version 1. All times are microseconds since 1970-01-01T00:00:00Z.
-- Migrations are never edited after a release: the next change is V002.

-- "Rtrt": a file of another application is refused.
PRAGMA application_id = 1383363188;

-- An attempt's resolved definition; large, and the same for many experiments.
CREATE TABLE plans (
  plan   INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32), -- SHA-256 of the text in UTF-8
  text   TEXT NOT NULL
) STRICT;

CREATE TABLE experiments (
  ordinal             INTEGER PRIMARY KEY CHECK (ordinal > 0), -- given by the writer, without gaps
  id                  BLOB NOT NULL UNIQUE CHECK (length(id) = 16), -- UUIDv7, big-endian
  program             TEXT NOT NULL,
  priority            INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),
  ticket              INTEGER NOT NULL CHECK (ticket > 0), -- its number within program and priority
  name                TEXT NOT NULL,
  sequence_bytes      INTEGER NOT NULL CHECK (sequence_bytes >= 0),
  parameters          TEXT NOT NULL, -- a JSON object
  labels              INTEGER NOT NULL CHECK (labels >= 0), -- how many rows of "labels" are its own
  files               INTEGER NOT NULL CHECK (files >= 0), -- how many rows of "files" are its own
  created_at          INTEGER NOT NULL,
  timeout             INTEGER CHECK (timeout > 0), -- of one attempt, in microseconds
  expires_at          INTEGER, -- cancelled then, unless its first attempt has started
  rerun_of            BLOB CHECK (length(rerun_of) = 16), -- an id; its experiment may be purged
  status              TEXT NOT NULL,
  attempt             INTEGER NOT NULL CHECK (attempt >= 0), -- the latest one and its fence
  failures            INTEGER NOT NULL CHECK (failures BETWEEN 0 AND attempt),
  crashes             INTEGER NOT NULL CHECK (crashes BETWEEN 0 AND attempt),
  node                TEXT,
  plan                INTEGER REFERENCES plans (plan),
  started_at          INTEGER,
  ended_at            INTEGER,
  cancel_requested_at INTEGER,
  not_before          INTEGER,
  keep                INTEGER NOT NULL CHECK (keep IN (0, 1)), -- retention passes it over
  reason              TEXT,
  return_code         INTEGER,
  signal              INTEGER,
  message             TEXT,
  host                TEXT, -- what the latest attempt used, from here on
  peak_memory_bytes   INTEGER,
  cpu_micros          INTEGER,
  proof               TEXT,
  revision            INTEGER NOT NULL CHECK (revision > 0),

  -- No IN with more than two values in here: for each of those SQLite builds a table of its own
  -- in every single execution, which once doubled the time of a write.
  CONSTRAINT each_status_has_its_fields CHECK (
    CASE status
      WHEN 'pending' THEN
        node IS NULL AND ended_at IS NULL AND cancel_requested_at IS NULL
      WHEN 'running' THEN
        attempt > 0 AND node IS NOT NULL AND ended_at IS NULL AND not_before IS NULL
        AND reason IS NULL AND return_code IS NULL AND signal IS NULL AND message IS NULL
        AND host IS NULL AND peak_memory_bytes IS NULL AND cpu_micros IS NULL AND proof IS NULL
      WHEN 'finished' THEN
        attempt > 0 AND node IS NULL AND ended_at IS NOT NULL AND cancel_requested_at IS NULL
        AND not_before IS NULL AND reason IS NULL AND return_code IS NOT NULL
      WHEN 'failed' THEN
        attempt > 0 AND node IS NULL AND ended_at IS NOT NULL
        AND not_before IS NULL AND reason IS NOT NULL
      WHEN 'cancelled' THEN
        node IS NULL AND ended_at IS NOT NULL AND not_before IS NULL AND reason IS NULL
      ELSE FALSE
    END),
  CONSTRAINT an_attempt_has_a_start_and_a_plan
    CHECK ((attempt = 0) = (started_at IS NULL) AND (attempt = 0) = (plan IS NULL)),
  CONSTRAINT a_reason_is_one_of_these
    CHECK (CASE reason WHEN 'exit' THEN TRUE WHEN 'signal' THEN TRUE WHEN 'timeout' THEN TRUE
                       WHEN 'out_of_memory' THEN TRUE WHEN 'launch' THEN TRUE
                       WHEN 'disk_full' THEN TRUE WHEN 'lost' THEN TRUE WHEN 'poison' THEN TRUE
                       ELSE reason IS NULL END),
  CONSTRAINT a_death_by_signal_has_no_return_code
    CHECK (return_code IS NULL OR signal IS NULL)
) STRICT;

-- The backlog in the order of its claims. What follows the ordinal is in it so that a claim passes
-- over those that it does not take without reading their rows.
CREATE INDEX experiments_to_claim
  ON experiments (program, priority DESC, ordinal, not_before, expires_at, attempt, crashes)
  WHERE status = 'pending';

-- The deferred ones by their time; only a pending one has a `not_before`.
CREATE INDEX experiments_deferred ON experiments (not_before) WHERE not_before IS NOT NULL;

-- Those that expire unless they start.
CREATE INDEX experiments_to_expire
  ON experiments (expires_at) WHERE expires_at IS NOT NULL AND status = 'pending' AND attempt = 0;

-- The pending ones whose process died beneath them so often that they run alone.
CREATE INDEX experiments_suspect
  ON experiments (program) WHERE crashes >= 2 AND status = 'pending';

-- What retention may let go of, that which ended first first.
CREATE INDEX experiments_to_purge
  ON experiments (program, ended_at) WHERE ended_at IS NOT NULL AND keep = 0;

-- Listings, by program and status. Every entry of an index ends with the row's ordinal, so that these
-- are in its order. An experiment is in one of three: experiments_to_claim while it is pending (with
-- each priority a stream of its own), and then in these two. One index over all of them would be
-- changed twice with each move; this way a claim and an end together write three entries, not eight.
CREATE INDEX experiments_running ON experiments (program) WHERE status = 'running';

CREATE INDEX experiments_ended ON experiments (program, status) WHERE ended_at IS NOT NULL;

-- The input when the store keeps it; apart, so that listings do not read it.
CREATE TABLE sequences (
  ordinal INTEGER PRIMARY KEY REFERENCES experiments (ordinal) ON DELETE CASCADE,
  text    TEXT NOT NULL
) STRICT;

-- The JSON that a program left when it finished; few leave any.
CREATE TABLE results (
  ordinal INTEGER PRIMARY KEY REFERENCES experiments (ordinal) ON DELETE CASCADE,
  text    TEXT NOT NULL
) STRICT;

-- Attempts that were followed by another; the latest one is in its experiment's row.
CREATE TABLE attempts (
  ordinal     INTEGER NOT NULL REFERENCES experiments (ordinal) ON DELETE CASCADE,
  number      INTEGER NOT NULL CHECK (number > 0),
  node        TEXT,
  started_at  INTEGER,
  ended_at    INTEGER NOT NULL,
  counted     INTEGER NOT NULL CHECK (counted IN (0, 1)),
  reason      TEXT,
  return_code INTEGER,
  signal      INTEGER,
  message     TEXT,
  host        TEXT,
  peak_memory_bytes INTEGER,
  cpu_micros  INTEGER,
  proof       TEXT,
  PRIMARY KEY (ordinal, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
  ordinal INTEGER NOT NULL REFERENCES experiments (ordinal) ON DELETE CASCADE,
  place   INTEGER NOT NULL,
  name    TEXT NOT NULL,
  bytes   INTEGER NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (ordinal, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE labels (
  key     TEXT NOT NULL,
  value   TEXT NOT NULL,
  ordinal INTEGER NOT NULL REFERENCES experiments (ordinal) ON DELETE CASCADE,
  PRIMARY KEY (key, value, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX labels_by_experiment ON labels (ordinal);

-- The key comes before its experiment in a transaction, hence deferred.
CREATE TABLE idempotency_keys (
  owner   TEXT NOT NULL,
  key     TEXT NOT NULL,
  digest  TEXT NOT NULL,
  ordinal INTEGER NOT NULL
          REFERENCES experiments (ordinal) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_experiment ON idempotency_keys (ordinal);

-- The counters of one program and priority; written once per transaction that touched them.
CREATE TABLE lanes (
  program      TEXT NOT NULL,
  priority     INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),
  pending      INTEGER NOT NULL CHECK (pending >= 0),
  running      INTEGER NOT NULL CHECK (running >= 0),
  finished     INTEGER NOT NULL CHECK (finished >= 0),
  failed       INTEGER NOT NULL CHECK (failed >= 0),
  cancelled    INTEGER NOT NULL CHECK (cancelled >= 0),
  last_ordinal INTEGER NOT NULL, -- of the latest accepted; never given again
  last_ticket  INTEGER NOT NULL,
  passed       INTEGER NOT NULL, -- tickets that were claimed for the first time
  returned     INTEGER NOT NULL CHECK (returned >= 0), -- pending ones that had been claimed before
  PRIMARY KEY (program, priority DESC)
) STRICT, WITHOUT ROWID;

-- The ids of experiments that were purged, known until `forget_at`, and while files are left.
CREATE TABLE purged (
  id        BLOB PRIMARY KEY CHECK (length(id) = 16),
  forget_at INTEGER NOT NULL,
  trash     INTEGER NOT NULL CHECK (trash IN (0, 1)) -- whether its files may still be there
) STRICT, WITHOUT ROWID;

CREATE INDEX purged_with_trash ON purged (id) WHERE trash = 1;

CREATE INDEX purged_to_forget ON purged (forget_at) WHERE trash = 0;

CREATE TABLE paused_programs (
  program TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- An experiment's row with its position: the pending ones of higher priority, and its ticket's
-- distance from those that passed; of a deferred one, which later tickets pass, all that are pending.
-- An upper bound; none once it has been claimed.
CREATE VIEW snapshots AS
SELECT e.*,
       CASE WHEN e.status = 'pending' AND e.attempt = 0 THEN (
         SELECT sum(CASE WHEN l.priority > e.priority OR e.not_before IS NOT NULL
                         THEN l.pending
                         ELSE max(1, min(l.pending, e.ticket - l.passed + l.returned)) END)
           FROM lanes l
          WHERE l.program = e.program AND l.priority >= e.priority)
       END AS position
  FROM experiments e;
