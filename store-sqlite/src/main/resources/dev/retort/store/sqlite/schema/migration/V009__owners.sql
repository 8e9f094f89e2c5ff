-- Who submitted an experiment, as far as access is limited by owners; empty otherwise.

ALTER TABLE experiments ADD COLUMN owner TEXT NOT NULL DEFAULT '';

-- Listings of one owner, in the order of the ordinals.
CREATE INDEX experiments_by_owner ON experiments (owner) WHERE owner <> '';

-- Only its owner learns that an experiment was deleted.
ALTER TABLE purged ADD COLUMN owner TEXT NOT NULL DEFAULT '';

-- What each owner has; changed in the transaction of its rows.

CREATE TABLE owners (
  owner   TEXT PRIMARY KEY CHECK (owner <> ''),
  backlog INTEGER NOT NULL CHECK (backlog >= 0), -- experiments that have not ended
  bytes   INTEGER NOT NULL CHECK (bytes >= 0) -- of the files of those that have
) STRICT, WITHOUT ROWID;

-- The backlog of each owner in the order of claims, so that a claim finds the first of each owner
-- however many others wait. Nothing is in it without owners.
CREATE INDEX experiments_of_owner_to_claim
  ON experiments (program, owner, priority DESC, ordinal, not_before, expires_at, attempt, crashes)
  WHERE status = 'pending' AND deferred = 0 AND owner <> '';

-- What each owner has used of each program, see FairShare in retort-core.
CREATE TABLE owner_uses (
  program      TEXT NOT NULL,
  owner        TEXT NOT NULL CHECK (owner <> ''),
  core_seconds REAL NOT NULL CHECK (core_seconds >= 0),
  at           INTEGER NOT NULL,
  served_at    INTEGER NOT NULL,
  PRIMARY KEY (program, owner)
) STRICT, WITHOUT ROWID;

-- The position of an experiment with an owner counts all that are pending with its priority or a
-- higher one: later tickets of other owners may pass it. Its start does not count as passed.
DROP VIEW snapshots;

CREATE VIEW snapshots AS
SELECT e.*,
       CASE WHEN e.status = 'pending' AND e.attempt = 0 THEN (
         SELECT sum(CASE WHEN l.priority > e.priority OR e.not_before IS NOT NULL OR e.owner <> ''
                         THEN l.pending
                         ELSE max(1, min(l.pending, e.ticket - l.passed + l.returned)) END)
           FROM lanes l
          WHERE l.program = e.program AND l.priority >= e.priority)
       END AS position
  FROM experiments e;
