-- ?1 ordinal, ?2 at: the same columns as the store's "finish" changes.
-- Relies on the primary key of experiments.
UPDATE experiments
   SET status = 'finished',
       failures = failures + 0,
       node = NULL,
       ended_at = ?2,
       reason = NULL,
       return_code = 0,
       signal = NULL,
       message = NULL,
       host = 'node.example.org',
       peak_memory_bytes = NULL,
       cpu_micros = NULL,
       proof = 'returned',
       stdout_bytes = NULL,
       stdout_kept_bytes = NULL,
       stderr_bytes = NULL,
       stderr_kept_bytes = NULL,
       revision = revision + 1
 WHERE ordinal = ?1
