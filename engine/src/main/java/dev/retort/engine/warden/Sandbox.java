package dev.retort.engine.warden;

/// What a program can see and touch.
public enum Sandbox {
  /// All that its user can.
  NONE,
  /// Under bubblewrap (bwrap(1)): processes, network, host name and shared memory of its own; the
  /// file system read-only but for `work/` and `progress` of its attempt and a `/tmp` in memory; of
  /// the data directory only its own experiment. Where bubblewrap does not work, nothing is
  /// started.
  BUBBLEWRAP
}
