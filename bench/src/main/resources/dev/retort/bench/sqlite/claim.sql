-- ?1 first ordinal, ?2 last ordinal, ?3 at: the same columns as the store's "claim" changes, without
-- looking for the rows and without giving them back. Relies on the primary key of experiments.
UPDATE experiments
   SET status = 'running',
       attempt = attempt + 1,
       node = 'node',
       plan = 1,
       started_at = ?3,
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
 WHERE ordinal BETWEEN ?1 AND ?2
