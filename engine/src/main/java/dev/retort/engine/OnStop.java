package dev.retort.engine;

/// What becomes of running child processes when an engine stops.
public enum OnStop {
  /// They go on under the warden, and the next engine on the same directory takes them over.
  ADOPT,
  /// The stop waits for their ends.
  WAIT
}
