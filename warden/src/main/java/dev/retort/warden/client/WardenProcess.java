package dev.retort.warden.client;

/// How a node starts a warden's process: its main class, system properties and exit codes.
public final class WardenProcess {
  /// The main class, by name: a node does not depend on the code of the process.
  public static final String MAIN = "dev.retort.warden.process.WardenMain";

  /// Milliseconds without work after which the process exits, 5,000 by default.
  public static final String IDLE_PROPERTY = "dev.retort.warden.idleMillis";

  /// Milliseconds for which the process waits for the lock of the data directory, 10,000 by
  /// default.
  public static final String LOCK_WAIT_PROPERTY = "dev.retort.warden.lockWaitMillis";

  /// Narrows the choice of control groups: `v1`, `v2` or `none`.
  public static final String CGROUP_PROPERTY = "dev.retort.warden.cgroup";

  /// The path of bwrap(1).
  public static final String BWRAP_PROPERTY = "dev.retort.warden.bwrap";

  /// The AOT cache (JEP 514) that the process starts with. The launcher names it, and the JVM
  /// refuses it unless it was made for these jars.
  public static final String AOT_CACHE_PROPERTY = "dev.retort.warden.aotCache";

  /// Where the process writes an AOT cache when it exits; for a rehearsal.
  public static final String AOT_OUTPUT_PROPERTY = "dev.retort.warden.aotCacheOutput";

  /// Exit code: another warden holds the data directory.
  public static final int TAKEN = 3;

  private WardenProcess() {}
}
