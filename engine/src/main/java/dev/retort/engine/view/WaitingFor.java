package dev.retort.engine.view;

import java.util.Locale;

/// Why a pending experiment does not start.
public enum WaitingFor {
  /// Its program is not configured on this server.
  PROGRAM,
  /// Its program is paused.
  RESUME,
  /// It is deferred, or its retry is not due yet.
  TIME,
  /// All slots of its program are occupied.
  SLOT,
  /// The node's processors are occupied.
  CPUS,
  /// The node's memory is occupied.
  MEMORY,
  /// Suspects run alone first; see the reason `poison`.
  QUARANTINE,
  /// No warden can be started, which runs commands and isolated programs.
  WARDEN;

  /// The name in the API.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
