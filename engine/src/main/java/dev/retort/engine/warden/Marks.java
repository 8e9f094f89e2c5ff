package dev.retort.engine.warden;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// By what a stray process of an attempt is known.
///
/// @param session the program's pid, which is its session's id; 0 when not known
/// @param cookie value of `RETORT_COOKIE` in the environment
/// @param limit the resource limit that `Kernel.mark` sets
record Marks(long session, String cookie, long limit) {
  static final String VARIABLE = "RETORT_COOKIE";

  static Marks random() {
    long limit = (1L << 62) | ThreadLocalRandom.current().nextLong(1L << 61);
    return new Marks(0, UUID.randomUUID().toString(), limit);
  }

  Marks withSession(long pid) {
    return new Marks(pid, cookie, limit);
  }

  boolean areOn(long pid) {
    return (session != 0 && ProcFs.stat(pid).map(stat -> stat.session() == session).orElse(false))
        || ProcFs.hasMark(pid, limit)
        || ProcFs.hasVariable(pid, VARIABLE + "=" + cookie);
  }
}
