package dev.retort.engine;

import java.util.Locale;

/// What a pending experiment waits for.
public enum WaitingFor {
  /// Its program is not configured on this server.
  PROGRAM,
  /// Its program is paused.
  RESUME,
  /// Its time has not come: it was deferred, or is tried again later.
  TIME,
  /// As many of its program run as may run at once.
  SLOT,
  /// The node's processors are taken.
  CPUS,
  /// The node's memory is taken.
  MEMORY,
  /// Suspects run alone before it; see `poison` in the list of reasons.
  QUARANTINE;

  /// As clients read it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
