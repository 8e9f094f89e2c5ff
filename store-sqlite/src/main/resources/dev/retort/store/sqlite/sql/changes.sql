-- The writes. Each transition of an experiment is one statement with its condition on status and
-- fence; a statement that returns no row has changed nothing.

-- name: reserve_key
-- ?1 owner, ?2 key, ?3 digest, ?4 ordinal
-- Relies on the primary key of idempotency_keys.
INSERT INTO idempotency_keys (owner, key, digest, ordinal)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (owner, key) DO NOTHING;

-- name: accept
-- For each of up to 16 rows: ordinal, id, program, priority, ticket, name, sequence_bytes,
-- parameters, labels, files, created_at, owner; unused rows are null.
-- Sixteen at a time, because half of the time of a small statement is the call itself.
-- Relies on the unique index of experiments.id to reject a second experiment with the same id.
INSERT INTO experiments (ordinal, id, program, priority, ticket, name, sequence_bytes, parameters,
                         labels, files, created_at, owner, status, attempt, failures, crashes,
                         deferred, keep, revision)
SELECT column1, column2, column3, column4, column5, column6, column7, column8,
       column9, column10, column11, column12, 'pending', 0, 0, 0, 0, 0, 1
  FROM (VALUES
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))
 WHERE column1 IS NOT NULL;

-- name: keep_options
-- ?1 ordinal, ?2 timeout, ?3 expires_at, ?4 rerun_of, ?5 not_before, ?6 keep, ?7 traceparent
-- Rare options, in a separate statement so that other submissions do not pay for them.
-- Relies on the primary key of experiments.
UPDATE experiments
   SET timeout = ?2,
       expires_at = ?3,
       rerun_of = ?4,
       not_before = ?5,
       deferred = ?5 IS NOT NULL,
       keep = ?6,
       traceparent = ?7
 WHERE ordinal = ?1;

-- name: keep_sequences
-- For each of up to 16 rows: ordinal, text; unused rows are null.
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
-- ?1 ordinal, ?2 place, ?3 name, ?4 bytes, ?5 client_name. Relies on the primary keys of files and
-- experiments.
INSERT INTO files (ordinal, place, name, bytes, client_name) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: keep_plan
-- ?1 digest, ?2 text. Relies on the unique index of plans.digest.
INSERT INTO plans (digest, text) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING;

-- name: find_plan
-- ?1 digest. Relies on the unique index of plans.digest.
SELECT plan FROM plans WHERE digest = ?1;

-- name: wake
-- ?1 program, ?2 limit, ?3 at. Runs before "claim", with its conditions: skips paused programs and
-- expired experiments. Relies on experiments_due: the cost depends on the number of due rows.
UPDATE experiments
   SET deferred = 0
 WHERE ordinal IN (
         SELECT ordinal
           FROM experiments INDEXED BY experiments_due
          WHERE program = ?1 AND deferred = 1 AND not_before <= ?3
            AND (expires_at IS NULL OR expires_at > ?3 OR attempt > 0)
          ORDER BY not_before
          LIMIT CASE WHEN EXISTS (SELECT 1 FROM paused_programs p WHERE p.program = ?1)
                     THEN 0 ELSE ?2 END);

-- name: claim
-- ?1 program, ?2 limit, ?3 node, ?4 plan, ?5 at, ?6 fewest crashes, ?7 most crashes
-- Relies on experiments_to_claim, which contains all columns of the inner query, in its order: the
-- cost depends on the claimed and skipped rows, not on the length of the backlog. The limit contains
-- the pause, which is then looked up once; a condition would look it up for each row.
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
       host = NULL,
       peak_memory_bytes = NULL,
       cpu_micros = NULL,
       proof = NULL,
       stdout_bytes = NULL,
       stdout_kept_bytes = NULL,
       stderr_bytes = NULL,
       stderr_kept_bytes = NULL,
       revision = revision + 1
 WHERE ordinal IN (
         SELECT ordinal
           FROM experiments
          WHERE program = ?1
            AND status = 'pending'
            AND deferred = 0
            AND (not_before IS NULL OR not_before <= ?5)
            AND (expires_at IS NULL OR expires_at > ?5 OR attempt > 0)
            AND crashes BETWEEN ?6 AND ?7
          ORDER BY priority DESC, ordinal
          LIMIT CASE WHEN EXISTS (SELECT 1 FROM paused_programs p WHERE p.program = ?1)
                     THEN 0 ELSE ?2 END)
RETURNING ordinal, id, priority, name, sequence_bytes, parameters, created_at,
          (SELECT s.text FROM sequences s WHERE s.ordinal = experiments.ordinal),
          -- whether all following columns have their usual values, so that they need not be read
          labels + files + failures + crashes + keep = 0 AND attempt = 1 AND revision = 2
            AND coalesce(timeout, expires_at, rerun_of, traceparent) IS NULL AND owner = '',
          labels, files, timeout, expires_at, rerun_of, attempt, failures, crashes, keep, revision,
          owner, traceparent;

-- name: waiting_owners
-- ?1 program: the owners with pending experiments that are not deferred. Relies on
-- experiments_of_owner_to_claim, with one step for each owner.
WITH RECURSIVE waiting (owner) AS (
  SELECT min(owner)
    FROM experiments INDEXED BY experiments_of_owner_to_claim
   WHERE program = ?1 AND status = 'pending' AND deferred = 0 AND owner <> ''
  UNION ALL
  SELECT (SELECT min(e.owner)
            FROM experiments e INDEXED BY experiments_of_owner_to_claim
           WHERE e.program = ?1 AND e.status = 'pending' AND e.deferred = 0 AND e.owner <> ''
             AND e.owner > waiting.owner)
    FROM waiting
   WHERE waiting.owner IS NOT NULL)
SELECT owner FROM waiting WHERE owner IS NOT NULL;

-- name: candidates_of
-- ?1 program, ?2 limit, ?3 at, ?4 fewest crashes, ?5 most crashes, ?6 owner: ordinal, priority and
-- created_at of those that a claim may take, under its conditions and in its order. Relies on
-- experiments_of_owner_to_claim.
SELECT ordinal, priority, created_at
  FROM experiments INDEXED BY experiments_of_owner_to_claim
 WHERE program = ?1
   AND owner = ?6 AND owner <> ''
   AND status = 'pending'
   AND deferred = 0
   AND (not_before IS NULL OR not_before <= ?3)
   AND (expires_at IS NULL OR expires_at > ?3 OR attempt > 0)
   AND crashes BETWEEN ?4 AND ?5
 ORDER BY priority DESC, ordinal
 LIMIT CASE WHEN EXISTS (SELECT 1 FROM paused_programs p WHERE p.program = ?1) THEN 0 ELSE ?2 END;

-- name: unowned_candidates
-- The same of those without an owner: ?1 to ?5 as there. Relies on experiments_to_claim, and reads
-- the rows that it passes over; there are none of these once a server has had owners for a while.
SELECT ordinal, priority, created_at
  FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1
   AND owner = ''
   AND status = 'pending'
   AND deferred = 0
   AND (not_before IS NULL OR not_before <= ?3)
   AND (expires_at IS NULL OR expires_at > ?3 OR attempt > 0)
   AND crashes BETWEEN ?4 AND ?5
 ORDER BY priority DESC, ordinal
 LIMIT CASE WHEN EXISTS (SELECT 1 FROM paused_programs p WHERE p.program = ?1) THEN 0 ELSE ?2 END;

-- name: claim_these
-- ?1 a JSON array of ordinals, ?2 node, ?3 plan, ?4 at. After candidates_of in one transaction.
-- Relies on the primary key of experiments.
UPDATE experiments
   SET status = 'running',
       attempt = attempt + 1,
       node = ?2,
       plan = ?3,
       started_at = ?4,
       not_before = NULL,
       reason = NULL,
       return_code = NULL,
       signal = NULL,
       message = NULL,
       host = NULL,
       peak_memory_bytes = NULL,
       cpu_micros = NULL,
       proof = NULL,
       stdout_bytes = NULL,
       stdout_kept_bytes = NULL,
       stderr_bytes = NULL,
       stderr_kept_bytes = NULL,
       revision = revision + 1
 WHERE ordinal IN (SELECT value FROM json_each(?1)) AND +status = 'pending'
RETURNING ordinal, id, priority, name, sequence_bytes, parameters, created_at,
          (SELECT s.text FROM sequences s WHERE s.ordinal = experiments.ordinal),
          -- whether all following columns have their usual values, so that they need not be read
          labels + files + failures + crashes + keep = 0 AND attempt = 1 AND revision = 2
            AND coalesce(timeout, expires_at, rerun_of, traceparent) IS NULL AND owner = '',
          labels, files, timeout, expires_at, rerun_of, attempt, failures, crashes, keep, revision,
          owner, traceparent;

-- name: ordinal_of
-- ?1 id. An ordinal is unique and never changes, so it identifies the experiment of an end.
-- Relies on the unique index of experiments.id.
SELECT ordinal FROM experiments WHERE id = ?1;

-- name: keep_failed_attempt
-- ?1 ordinal, ?2 fence, ?3 at, ?4 reason, ?5 return_code, ?6 signal, ?7 message, ?8 host,
-- ?9 peak_memory_bytes, ?10 cpu_micros, ?11 proof, ?12 stdout_bytes, ?13 stdout_kept_bytes,
-- ?14 stderr_bytes, ?15 stderr_kept_bytes
-- Runs before "retry", under the same condition.
-- Relies on the primary key of experiments.
INSERT INTO attempts (ordinal, number, node, started_at, ended_at, counted, reason, return_code,
                      signal, message, host, peak_memory_bytes, cpu_micros, proof, stdout_bytes,
                      stdout_kept_bytes, stderr_bytes, stderr_kept_bytes)
SELECT ordinal, attempt, node, started_at, ?3, TRUE, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
       ?15
  FROM experiments
 WHERE ordinal = ?1 AND status = 'running' AND attempt = ?2 AND cancel_requested_at IS NULL;

-- name: finish
-- ?1 ordinal, ?2 fence, ?3 at, ?4 reason, ?5 return_code, ?6 signal, ?7 message, ?8 host,
-- ?9 peak_memory_bytes, ?10 cpu_micros, ?11 proof, ?12 stdout_bytes, ?13 stdout_kept_bytes,
-- ?14 stderr_bytes, ?15 stderr_kept_bytes, ?16 status
-- The end of one for which nobody has asked; for the others there is "finish_requested".
-- No RETURNING: it would double the time, and the writer knows the row (RunningCopies).
-- Relies on the primary key of experiments.
UPDATE experiments
   SET status = ?16,
       failures = failures + (?16 = 'failed'),
       node = NULL,
       ended_at = ?3,
       reason = ?4,
       return_code = ?5,
       signal = ?6,
       message = ?7,
       host = ?8,
       peak_memory_bytes = ?9,
       cpu_micros = ?10,
       proof = ?11,
       stdout_bytes = ?12,
       stdout_kept_bytes = ?13,
       stderr_bytes = ?14,
       stderr_kept_bytes = ?15,
       revision = revision + 1
 WHERE ordinal = ?1 AND status = 'running' AND attempt = ?2 AND cancel_requested_at IS NULL;

-- name: retry
-- ?1 ordinal, ?2 fence, ?3 retry_at, ?4 reason, ?5 return_code, ?6 signal, ?7 message, ?8 host,
-- ?9 peak_memory_bytes, ?10 cpu_micros, ?11 proof, ?12 stdout_bytes, ?13 stdout_kept_bytes,
-- ?14 stderr_bytes, ?15 stderr_kept_bytes
-- Relies on the primary key of experiments.
UPDATE experiments
   SET status = 'pending',
       failures = failures + 1,
       node = NULL,
       not_before = ?3,
       deferred = ?3 IS NOT NULL,
       reason = ?4,
       return_code = ?5,
       signal = ?6,
       message = ?7,
       host = ?8,
       peak_memory_bytes = ?9,
       cpu_micros = ?10,
       proof = ?11,
       stdout_bytes = ?12,
       stdout_kept_bytes = ?13,
       stderr_bytes = ?14,
       stderr_kept_bytes = ?15,
       revision = revision + 1
 WHERE ordinal = ?1 AND status = 'running' AND attempt = ?2 AND cancel_requested_at IS NULL;

-- name: finish_requested
-- ?1 ordinal, ?2 fence, ?3 at, ?4 reason, ?5 return_code, ?6 signal, ?7 message, ?8 host,
-- ?9 peak_memory_bytes, ?10 cpu_micros, ?11 proof, ?12 stdout_bytes, ?13 stdout_kept_bytes,
-- ?14 stderr_bytes, ?15 stderr_kept_bytes, ?16 timed_out_at
-- The end of one for which somebody has asked: cancelled, and without a reason, unless it was
-- stopped for its timeout before. It is not tried again.
-- Relies on the primary key of experiments.
UPDATE experiments
   SET status = CASE WHEN ?16 < cancel_requested_at THEN 'failed' ELSE 'cancelled' END,
       failures = failures + CASE WHEN ?16 < cancel_requested_at THEN 1 ELSE 0 END,
       node = NULL,
       ended_at = ?3,
       reason = CASE WHEN ?16 < cancel_requested_at THEN ?4 END,
       return_code = ?5,
       signal = ?6,
       message = ?7,
       host = ?8,
       peak_memory_bytes = ?9,
       cpu_micros = ?10,
       proof = ?11,
       stdout_bytes = ?12,
       stdout_kept_bytes = ?13,
       stderr_bytes = ?14,
       stderr_kept_bytes = ?15,
       revision = revision + 1
 WHERE ordinal = ?1 AND status = 'running' AND attempt = ?2 AND cancel_requested_at IS NOT NULL;

-- name: keep_result
-- ?1 ordinal, ?2 text. Runs after "finish", if that changed the row.
-- Relies on the primary keys of results and experiments.
INSERT INTO results (ordinal, text) VALUES (?1, ?2);

-- name: keep_released_attempt
-- ?1 ordinal, ?2 fence, ?3 at
-- Runs before "release", under the same condition. Relies on the primary key of experiments.
INSERT INTO attempts (ordinal, number, node, started_at, ended_at, counted)
SELECT ordinal, attempt, node, started_at, ?3, FALSE
  FROM experiments
 WHERE ordinal = ?1 AND status = 'running' AND attempt = ?2 AND cancel_requested_at IS NULL;

-- name: release
-- ?1 ordinal, ?2 fence, ?3 at, ?4 crashed. Relies on the primary key of experiments.
UPDATE experiments
   SET status = CASE WHEN cancel_requested_at IS NULL THEN 'pending' ELSE 'cancelled' END,
       crashes = crashes + CASE WHEN cancel_requested_at IS NULL THEN ?4 ELSE 0 END,
       node = NULL,
       ended_at = CASE WHEN cancel_requested_at IS NOT NULL THEN ?3 END,
       reason = NULL,
       return_code = NULL,
       signal = NULL,
       message = NULL,
       revision = revision + 1
 WHERE ordinal = ?1 AND status = 'running' AND attempt = ?2;

-- name: cancel
-- ?1 id, ?2 at, ?3 delete_at_end
-- What is pending ends at once; of what runs the time of the first request is recorded.
-- Relies on the unique index of experiments.id.
UPDATE experiments
   SET status = CASE status WHEN 'pending' THEN 'cancelled' ELSE status END,
       ended_at = CASE status WHEN 'pending' THEN ?2 END,
       cancel_requested_at = coalesce(cancel_requested_at, ?2),
       delete_at_end = delete_at_end OR (?3 AND NOT keep),
       not_before = NULL,
       deferred = 0,
       reason = NULL,
       revision = revision + 1
 WHERE id = ?1
   AND (+status = 'pending'
        OR (+status = 'running'
            AND (cancel_requested_at IS NULL OR (?3 AND NOT keep AND NOT delete_at_end))))
RETURNING *;

-- name: expire
-- ?1 limit, ?2 at, ?3 message
-- Relies on experiments_to_expire: the cost depends on the number of expired rows.
UPDATE experiments
   SET status = 'cancelled',
       ended_at = ?2,
       not_before = NULL,
       deferred = 0,
       message = ?3,
       revision = revision + 1
 WHERE ordinal IN (
         SELECT ordinal
           FROM experiments INDEXED BY experiments_to_expire
          WHERE expires_at <= ?2 AND status = 'pending' AND attempt = 0
          ORDER BY expires_at
          LIMIT ?1)
RETURNING *;

-- name: mark
-- ?1 id, ?2 keep. Relies on the unique index of experiments.id.
UPDATE experiments
   SET keep = ?2,
       delete_at_end = delete_at_end AND NOT ?2,
       revision = revision + 1
 WHERE id = ?1 AND +keep <> ?2
RETURNING *;

-- name: size_of
-- ?1 id: program, size and owner of an ended experiment. Relies on the unique index of experiments.id and on
-- the primary key of disk_use.
SELECT e.program, ifnull(d.bytes, 0), e.owner
  FROM experiments e
  LEFT JOIN disk_use d ON d.ordinal = e.ordinal
 WHERE e.id = ?1 AND +e.ended_at IS NOT NULL;

-- name: measure
-- ?1 id, ?2 bytes. Relies on the unique index of experiments.id and on the primary key of disk_use.
INSERT INTO disk_use (ordinal, bytes)
SELECT ordinal, ?2 FROM experiments WHERE id = ?1
ON CONFLICT (ordinal) DO UPDATE SET bytes = excluded.bytes;

-- name: add_use
-- ?1 program, ?2 bytes more. Relies on the primary key of program_use.
INSERT INTO program_use (program, bytes) VALUES (?1, max(?2, 0))
ON CONFLICT (program) DO UPDATE SET bytes = max(bytes + ?2, 0);

-- name: purge
-- ?1 id
-- Foreign keys, each with an index, delete the dependent rows.
-- Relies on the unique index of experiments.id.
DELETE FROM experiments
 WHERE id = ?1 AND +ended_at IS NOT NULL AND +keep = 0
RETURNING program, priority, status, owner;

-- name: bury
-- ?1 id, ?2 forget_at, ?3 owner. Relies on the primary key of purged.
INSERT INTO purged (id, forget_at, trash, owner)
VALUES (?1, ?2, TRUE, ?3)
ON CONFLICT (id) DO UPDATE
   SET forget_at = excluded.forget_at, trash = TRUE, owner = excluded.owner;

-- name: unlink
-- ?1 id. Relies on the primary key of purged.
UPDATE purged SET trash = FALSE WHERE id = ?1 AND +trash = TRUE;

-- name: forget
-- ?1 limit, ?2 at. Relies on purged_to_forget.
DELETE FROM purged
 WHERE id IN (
         SELECT id FROM purged WHERE trash = 0 AND forget_at <= ?2 ORDER BY forget_at LIMIT ?1);

-- name: pause
-- ?1 program. Relies on the primary key of paused_programs.
INSERT INTO paused_programs (program) VALUES (?1) ON CONFLICT (program) DO NOTHING;

-- name: resume
-- ?1 program. Relies on the primary key of paused_programs.
DELETE FROM paused_programs WHERE program = ?1;

-- name: write_queue
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

-- name: write_owner
-- ?1 owner, ?2 backlog, ?3 bytes. Relies on the primary key of owners.
INSERT INTO owners (owner, backlog, bytes)
VALUES (?1, ?2, ?3)
ON CONFLICT (owner) DO UPDATE SET backlog = excluded.backlog, bytes = excluded.bytes;

-- name: write_use
-- ?1 program, ?2 owner, ?3 core_seconds, ?4 at, ?5 served_at. Relies on the primary key of
-- owner_uses.
INSERT INTO owner_uses (program, owner, core_seconds, at, served_at)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (program, owner) DO UPDATE
   SET core_seconds = excluded.core_seconds, at = excluded.at, served_at = excluded.served_at;
