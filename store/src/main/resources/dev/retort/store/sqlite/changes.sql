-- The writes. Each move of an experiment is one statement with its condition on status and fence;
-- a statement that returns no row has changed nothing.

-- name: reserve_key
-- ?1 owner, ?2 key, ?3 digest, ?4 ordinal
-- Relies on the primary key of idempotency_keys.
INSERT INTO idempotency_keys (owner, key, digest, ordinal)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (owner, key) DO NOTHING;

-- name: accept
-- For each of up to 16 rows: ordinal, id, program, priority, ticket, name, sequence_bytes,
-- parameters, labels, files, created_at; rows that are not needed are null.
-- Sixteen at once, since half of the time of a small statement is the call itself.
-- Relies on the unique index of experiments.id to refuse a second experiment of that id.
INSERT INTO experiments (ordinal, id, program, priority, ticket, name, sequence_bytes, parameters,
                         labels, files, created_at, status, attempt, failures, revision)
SELECT column1, column2, column3, column4, column5, column6, column7, column8,
       column9, column10, column11, 'pending', 0, 0, 1
  FROM (VALUES
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))
 WHERE column1 IS NOT NULL;

-- name: keep_sequences
-- For each of up to 16 rows: ordinal, text; rows that are not needed are null.
-- Relies on the primary keys of sequences and experiments.
INSERT INTO sequences (ordinal, text)
SELECT column1, column2
  FROM (VALUES
  (?, ?), (?, ?), (?, ?), (?, ?),
  (?, ?), (?, ?), (?, ?), (?, ?),
  (?, ?), (?, ?), (?, ?), (?, ?),
  (?, ?), (?, ?), (?, ?), (?, ?))
 WHERE column1 IS NOT NULL;

-- name: keep_label
-- ?1 key, ?2 value, ?3 ordinal. Relies on the primary keys of labels and experiments.
INSERT INTO labels (key, value, ordinal) VALUES (?1, ?2, ?3);

-- name: keep_file
-- ?1 ordinal, ?2 place, ?3 name, ?4 bytes. Relies on the primary keys of files and experiments.
INSERT INTO files (ordinal, place, name, bytes) VALUES (?1, ?2, ?3, ?4);

-- name: keep_plan
-- ?1 digest, ?2 text. Relies on the unique index of plans.digest.
INSERT INTO plans (digest, text) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING;

-- name: find_plan
-- ?1 digest. Relies on the unique index of plans.digest.
SELECT plan FROM plans WHERE digest = ?1;

-- name: claim
-- ?1 program, ?2 limit, ?3 node, ?4 plan, ?5 at
-- Relies on experiments_to_claim, which holds all that the inner query asks for, in its order: the
-- cost is that of the rows taken and of the deferred ones before them, whatever waits behind. The
-- pause stands in the limit, where it is looked up once: as a condition it was asked for each row.
UPDATE experiments
   SET status = 'running',
       attempt = attempt + 1,
       node = ?3,
       plan = ?4,
       started_at = ?5,
       not_before = NULL,
       reason = NULL,
       return_code = NULL,
       signal = NULL,
       message = NULL,
       revision = revision + 1
 WHERE ordinal IN (
         SELECT ordinal
           FROM experiments
          WHERE program = ?1
            AND status = 'pending'
            AND (not_before IS NULL OR not_before <= ?5)
          ORDER BY priority DESC, ordinal
          LIMIT CASE WHEN EXISTS (SELECT 1 FROM paused_programs p WHERE p.program = ?1)
                     THEN 0 ELSE ?2 END)
RETURNING ordinal, id, priority, name, sequence_bytes, parameters, labels, files, created_at,
          attempt, failures, revision,
          (SELECT s.text FROM sequences s WHERE s.ordinal = experiments.ordinal);

-- name: keep_failed_attempt
-- ?1 id, ?2 fence, ?3 at, ?4 reason, ?5 return_code, ?6 signal, ?7 message
-- Runs before "finish" with a retry, under the same condition.
-- Relies on the unique index of experiments.id.
INSERT INTO attempts (ordinal, number, node, started_at, ended_at, counted,
                      reason, return_code, signal, message)
SELECT ordinal, attempt, node, started_at, ?3, TRUE, ?4, ?5, ?6, ?7
  FROM experiments
 WHERE id = ?1 AND +status = 'running' AND attempt = ?2 AND cancel_requested_at IS NULL;

-- name: finish
-- ?1 id, ?2 fence, ?3 status, ?4 retry_at, ?5 at, ?6 reason, ?7 return_code, ?8 signal, ?9 message
-- A cancel request that was committed before wins, and leaves no reason.
-- No RETURNING: it would double the time, and the writer knows the row (RunningCopies).
-- Relies on the unique index of experiments.id.
UPDATE experiments
   SET status = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled'
                     WHEN ?4 IS NOT NULL THEN 'pending'
                     ELSE ?3 END,
       failures = failures + CASE WHEN cancel_requested_at IS NOT NULL THEN 0
                                  WHEN ?4 IS NOT NULL OR ?3 = 'failed' THEN 1
                                  ELSE 0 END,
       node = NULL,
       ended_at = CASE WHEN cancel_requested_at IS NOT NULL OR ?4 IS NULL THEN ?5 END,
       not_before = CASE WHEN cancel_requested_at IS NULL THEN ?4 END,
       reason = CASE WHEN cancel_requested_at IS NULL THEN ?6 END,
       return_code = ?7,
       signal = ?8,
       message = ?9,
       revision = revision + 1
 WHERE id = ?1 AND +status = 'running' AND attempt = ?2;

-- name: keep_released_attempt
-- ?1 id, ?2 fence, ?3 at
-- Runs before "release", under the same condition. Relies on the unique index of experiments.id.
INSERT INTO attempts (ordinal, number, node, started_at, ended_at, counted)
SELECT ordinal, attempt, node, started_at, ?3, FALSE
  FROM experiments
 WHERE id = ?1 AND +status = 'running' AND attempt = ?2 AND cancel_requested_at IS NULL;

-- name: release
-- ?1 id, ?2 fence, ?3 at. Relies on the unique index of experiments.id.
UPDATE experiments
   SET status = CASE WHEN cancel_requested_at IS NULL THEN 'pending' ELSE 'cancelled' END,
       node = NULL,
       ended_at = CASE WHEN cancel_requested_at IS NOT NULL THEN ?3 END,
       reason = NULL,
       return_code = NULL,
       signal = NULL,
       message = NULL,
       revision = revision + 1
 WHERE id = ?1 AND +status = 'running' AND attempt = ?2;

-- name: cancel
-- ?1 id, ?2 at
-- What is pending ends at once; of what runs only the first request is recorded.
-- Relies on the unique index of experiments.id.
UPDATE experiments
   SET status = CASE status WHEN 'pending' THEN 'cancelled' ELSE status END,
       ended_at = CASE status WHEN 'pending' THEN ?2 END,
       cancel_requested_at = ?2,
       not_before = NULL,
       reason = NULL,
       revision = revision + 1
 WHERE id = ?1
   AND (+status = 'pending' OR (+status = 'running' AND cancel_requested_at IS NULL))
RETURNING *;

-- name: pause
-- ?1 program. Relies on the primary key of paused_programs.
INSERT INTO paused_programs (program) VALUES (?1) ON CONFLICT (program) DO NOTHING;

-- name: resume
-- ?1 program. Relies on the primary key of paused_programs.
DELETE FROM paused_programs WHERE program = ?1;

-- name: write_lane
-- ?1 program, ?2 priority, ?3 pending, ?4 running, ?5 finished, ?6 failed, ?7 cancelled,
-- ?8 last_ordinal, ?9 last_ticket, ?10 passed, ?11 returned
-- Relies on the primary key of lanes.
INSERT INTO lanes (program, priority, pending, running, finished, failed, cancelled,
                   last_ordinal, last_ticket, passed, returned)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (program, priority) DO UPDATE
   SET pending = excluded.pending,
       running = excluded.running,
       finished = excluded.finished,
       failed = excluded.failed,
       cancelled = excluded.cancelled,
       last_ordinal = excluded.last_ordinal,
       last_ticket = excluded.last_ticket,
       passed = excluded.passed,
       returned = excluded.returned;
