-- The reads. All statements for one page run in one snapshot.

-- name: find
-- ?1 id. Relies on the unique index of experiments.id, and on the primary key of lanes for the
-- position.
SELECT * FROM snapshots WHERE id = ?1;

-- name: find_by_key
-- ?1 owner, ?2 key. Relies on the primary keys of idempotency_keys and experiments.
SELECT e.*, k.digest
  FROM idempotency_keys k
  JOIN experiments e ON e.ordinal = k.ordinal
 WHERE k.owner = ?1 AND k.key = ?2;

-- name: sequence
-- ?1 id. Relies on the unique index of experiments.id and on the primary key of sequences.
SELECT s.text
  FROM experiments e
  JOIN sequences s ON s.ordinal = e.ordinal
 WHERE e.id = ?1;

-- name: labels_of
-- ?1 ordinal. Relies on labels_by_experiment, which contains the key and the value.
SELECT key, value FROM labels WHERE ordinal = ?1;

-- name: files_of
-- ?1 ordinal. Relies on the primary key of files.
SELECT name, bytes, client_name FROM files WHERE ordinal = ?1 ORDER BY place;

-- name: attempts_of
-- ?1 id. Relies on the unique index of experiments.id and on the primary key of attempts.
SELECT a.number, a.node, a.started_at, a.ended_at, a.counted,
       a.reason, a.return_code, a.signal, a.message,
       a.host, a.peak_memory_bytes, a.cpu_micros, a.proof,
       a.stdout_bytes, a.stdout_kept_bytes, a.stderr_bytes, a.stderr_kept_bytes
  FROM experiments e
  JOIN attempts a ON a.ordinal = e.ordinal
 WHERE e.id = ?1
 ORDER BY a.number;

-- name: newest
-- ?1 before, ?2 limit: ordinals. Relies on the primary key of experiments.
SELECT ordinal FROM experiments WHERE ordinal < ?1 ORDER BY ordinal DESC LIMIT ?2;

-- name: owned_by
-- ?1 owner, ?2 before, ?3 limit: ordinals, newest first. Relies on experiments_by_owner.
SELECT ordinal
  FROM experiments INDEXED BY experiments_by_owner
 WHERE owner = ?1 AND owner <> '' AND ordinal < ?2
 ORDER BY ordinal DESC
 LIMIT ?3;

-- name: pending_of
-- ?1 program, ?2 before, ?3 limit: ordinals, newest first. Relies on experiments_deferred and
-- experiments_to_claim: the former and the streams of the latter's nine priorities, each in the
-- order of its ordinals, are merged.
SELECT ordinal FROM experiments INDEXED BY experiments_deferred
 WHERE program = ?1 AND deferred = 1 AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 9 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 8 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 7 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 6 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 5 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 4 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 3 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 2 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
UNION ALL
SELECT ordinal FROM experiments INDEXED BY experiments_to_claim
 WHERE program = ?1 AND priority = 1 AND status = 'pending' AND deferred = 0
   AND ordinal < ?2
 ORDER BY ordinal DESC
 LIMIT ?3;

-- name: running_of
-- ?1 program, ?2 before, ?3 limit: ordinals, newest first. Relies on experiments_running.
SELECT ordinal
  FROM experiments INDEXED BY experiments_running
 WHERE program = ?1 AND status = 'running' AND ordinal < ?2
 ORDER BY ordinal DESC
 LIMIT ?3;

-- name: ended_as
-- ?1 program, ?2 before, ?3 limit, ?4 status: ordinals, newest first. Relies on experiments_ended.
SELECT ordinal
  FROM experiments INDEXED BY experiments_ended
 WHERE program = ?1 AND status = ?4 AND ended_at IS NOT NULL AND ordinal < ?2
 ORDER BY ordinal DESC
 LIMIT ?3;

-- name: with_label
-- ?1 key, ?2 value, ?3 before, ?4 limit: ordinals, newest first. Relies on the primary key of labels.
SELECT ordinal
  FROM labels
 WHERE key = ?1 AND value = ?2 AND ordinal < ?3
 ORDER BY ordinal DESC
 LIMIT ?4;

-- name: with_label_key
-- ?1 key, ?2 before, ?3 limit: ordinals, newest first. Relies on labels_by_key.
SELECT ordinal
  FROM labels INDEXED BY labels_by_key
 WHERE key = ?1 AND ordinal < ?2
 ORDER BY ordinal DESC
 LIMIT ?3;

-- name: created_between
-- ?1 from, ?2 before this time, ?3 or at it and before this ordinal, ?4 limit: ordinals and times,
-- latest first. Relies on experiments_by_creation.
SELECT ordinal, created_at
  FROM experiments INDEXED BY experiments_by_creation
 WHERE created_at >= ?1 AND (created_at, ordinal) < (?2, ?3)
 ORDER BY created_at DESC, ordinal DESC
 LIMIT ?4;

-- name: ended_between
-- ?1 from, ?2 before this time, ?3 or at it and before this ordinal, ?4 limit, ?5 program: ordinals
-- and times, latest first. Relies on experiments_to_purge and experiments_kept, which are merged.
SELECT ordinal, ended_at
  FROM experiments INDEXED BY experiments_to_purge
 WHERE program = ?5 AND ended_at >= ?1 AND (ended_at, ordinal) < (?2, ?3) AND keep = 0
UNION ALL
SELECT ordinal, ended_at
  FROM experiments INDEXED BY experiments_kept
 WHERE program = ?5 AND ended_at >= ?1 AND (ended_at, ordinal) < (?2, ?3) AND keep = 1
 ORDER BY ended_at DESC, ordinal DESC
 LIMIT ?4;

-- name: matching
-- ?1 a JSON array of ordinals; then, each null for any: ?2 statuses between commas, ?3 program,
-- ?4 beginning of the name, ?5 created from, ?6 created before, ?7 ended from, ?8 ended before,
-- ?9 owner.
-- Which of some candidates match; relies on the primary key of experiments.
SELECT e.ordinal
  FROM json_each(?1) c
 CROSS JOIN experiments e ON e.ordinal = c.value
 WHERE (?2 IS NULL OR instr(?2, ',' || e.status || ',') > 0)
   AND (?3 IS NULL OR e.program = ?3)
   AND (?4 IS NULL OR substr(e.name, 1, length(?4)) = ?4)
   AND (?5 IS NULL OR e.created_at >= ?5)
   AND (?6 IS NULL OR e.created_at < ?6)
   AND (?7 IS NULL OR e.ended_at >= ?7)
   AND (?8 IS NULL OR e.ended_at < ?8)
   AND (?9 IS NULL OR e.owner = ?9);

-- name: having_label
-- ?1 a JSON array of ordinals, ?2 key, ?3 value. Relies on labels_by_key, which ends with the value.
SELECT l.ordinal
  FROM json_each(?1) c
 CROSS JOIN labels l ON l.ordinal = c.value
 WHERE l.key = ?2 AND l.value = ?3;

-- name: having_label_key
-- ?1 a JSON array of ordinals, ?2 key. Relies on labels_by_key.
SELECT l.ordinal
  FROM json_each(?1) c
 CROSS JOIN labels l INDEXED BY labels_by_key ON l.ordinal = c.value
 WHERE l.key = ?2;

-- name: list_at
-- ?1 a JSON array of ordinals. Relies on the primary key of experiments.
SELECT *
  FROM snapshots
 WHERE ordinal IN (SELECT value FROM json_each(?1))
 ORDER BY ordinal DESC;

-- name: running
-- Without an order.
-- Relies on experiments_running, and on the primary keys of sequences and plans.
SELECT e.*, s.text AS sequence, p.text AS plan_text
  FROM experiments e INDEXED BY experiments_running
  JOIN plans p ON p.plan = e.plan
  LEFT JOIN sequences s ON s.ordinal = e.ordinal
 WHERE e.status = 'running';

-- name: queues
-- Relies on the primary key of lanes; there are few.
SELECT program, priority, pending, running, finished, failed, cancelled,
       last_ordinal, last_ticket, passed, returned
  FROM lanes
 ORDER BY program, priority DESC;

-- name: owners
-- Relies on the primary key of owners.
SELECT owner, backlog, bytes FROM owners;

-- name: owner_uses
-- Relies on the primary key of owner_uses.
SELECT program, owner, core_seconds, at, served_at FROM owner_uses;

-- name: backlog_length
-- Relies on the primary key of lanes; there are few.
SELECT ifnull(sum(pending + running), 0) FROM lanes;

-- name: oldest_pending
-- The oldest of each queue's first experiment and first deferred experiment. Relies on the primary
-- key of lanes, which has few rows, on experiments_to_claim, experiments_deferred and the primary
-- key of experiments.
SELECT created_at
  FROM experiments
 WHERE ordinal = (
         SELECT min(first)
           FROM (SELECT (SELECT e.ordinal
                           FROM experiments e INDEXED BY experiments_to_claim
                          WHERE e.program = lanes.program AND e.priority = lanes.priority
                            AND e.status = 'pending' AND e.deferred = 0
                          ORDER BY e.ordinal
                          LIMIT 1) AS first
                   FROM lanes
                  WHERE lanes.pending > 0
                 UNION ALL
                 SELECT (SELECT e.ordinal
                           FROM experiments e INDEXED BY experiments_deferred
                          WHERE e.program = lanes.program AND e.deferred = 1
                          ORDER BY e.ordinal
                          LIMIT 1)
                   FROM lanes
                  WHERE lanes.pending > 0));

-- name: paused
-- Relies on the primary key of paused_programs; there are few.
SELECT program FROM paused_programs;

-- name: result
-- ?1 id. Relies on the unique index of experiments.id and on the primary key of results.
SELECT r.text
  FROM experiments e
  JOIN results r ON r.ordinal = e.ordinal
 WHERE e.id = ?1;

-- name: next_due
-- ?1 after. Includes experiments that are no longer deferred, because the clock may have been set
-- back. Relies on the primary key of lanes, which has few rows, on experiments_due with two steps for
-- each of them, and on experiments_to_expire with one step.
SELECT min(due)
  FROM (SELECT (SELECT min(e.not_before)
                  FROM experiments e INDEXED BY experiments_due
                 WHERE e.program = lanes.program AND e.deferred = d.column1 AND e.not_before > ?1) AS due
          FROM lanes
          JOIN (VALUES (0), (1)) d
         WHERE lanes.pending > 0
        UNION ALL
        SELECT min(expires_at) FROM experiments INDEXED BY experiments_to_expire
         WHERE expires_at > ?1 AND status = 'pending' AND attempt = 0);

-- name: suspects
-- Relies on experiments_suspect, which has few rows; two crashes are State.SUSPECT.
SELECT DISTINCT program
  FROM experiments INDEXED BY experiments_suspect
 WHERE crashes >= 2 AND status = 'pending';

-- name: ended_of
-- ?1 program. Relies on the primary key of lanes.
SELECT ifnull(sum(finished + failed + cancelled), 0) FROM lanes WHERE program = ?1;

-- name: purgeable
-- ?1 program, ?2 ended_before, ?3 limit. Relies on experiments_to_purge.
SELECT id
  FROM experiments
 WHERE program = ?1 AND ended_at < ?2 AND keep = 0
 ORDER BY ended_at, ordinal
 LIMIT ?3;

-- name: disk_use
-- Relies on the primary key of program_use; there are few.
SELECT program, bytes FROM program_use;

-- name: oldest_of
-- ?1 program, ?2 limit. Relies on experiments_to_purge and on the primary key of disk_use.
SELECT e.id, ifnull(d.bytes, 0), e.ended_at, e.ordinal
  FROM experiments e INDEXED BY experiments_to_purge
  LEFT JOIN disk_use d ON d.ordinal = e.ordinal
 WHERE e.program = ?1 AND e.ended_at IS NOT NULL AND e.keep = 0
 ORDER BY e.ended_at, e.ordinal
 LIMIT ?2;

-- name: to_delete
-- ?1 limit. Relies on experiments_to_delete, which holds few.
SELECT id
  FROM experiments INDEXED BY experiments_to_delete
 WHERE delete_at_end = 1 AND ended_at IS NOT NULL
 LIMIT ?1;

-- name: purged
-- ?1 id. Relies on the primary key of purged.
SELECT owner FROM purged WHERE id = ?1;

-- name: trash
-- ?1 limit. Relies on purged_with_trash.
SELECT id FROM purged WHERE trash = 1 LIMIT ?1;
