package dev.retort.engine.warden;

/// Why a program was stopped from outside. The first cause given for an attempt is the one that is
/// recorded.
public enum StopCause {
  /// Its experiment was cancelled.
  CANCEL,
  /// It ran longer than its `timeout`.
  TIMEOUT,
  /// Its node stops what it runs, or the warden was told to end (SIGTERM).
  SHUTDOWN,
  /// Its node lost the lease: another node may run the experiment now.
  LEASE_LOST
}
