package dev.retort.warden.isolation;

import dev.retort.warden.linux.ProcFs;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// The marks that identify a stray process of an attempt.
///
/// @param session the program's pid, which is its session's id; 0 if unknown
/// @param cookie value of `RETORT_COOKIE` in the environment
/// @param limit the resource limit that `Kernel.mark` sets
public record ProcessMarks(long session, String cookie, long limit) {
  public static final String VARIABLE = "RETORT_COOKIE";

  public static ProcessMarks random() {
    long limit = (1L << 62) | ThreadLocalRandom.current().nextLong(1L << 61);
    return new ProcessMarks(0, UUID.randomUUID().toString(), limit);
  }

  public ProcessMarks withSession(long pid) {
    return new ProcessMarks(pid, cookie, limit);
  }

  boolean areOn(long pid) {
    return (session != 0 && ProcFs.stat(pid).map(stat -> stat.session() == session).orElse(false))
        || ProcFs.hasMark(pid, limit)
        || ProcFs.hasVariable(pid, VARIABLE + "=" + cookie);
  }
}
