package dev.retort.warden.client;

/// Why a program was stopped from outside. Only the first cause of an attempt is recorded.
public enum StopCause {
  /// Its experiment was cancelled.
  CANCEL,
  /// It ran longer than its `timeout`.
  TIMEOUT,
  /// Its standard output, which must be complete, could not be kept.
  OUTPUT,
  /// Its node stops all programs, or the warden received SIGTERM.
  SHUTDOWN
}
