package dev.retort.core;

/// What a child process is shut into.
public enum Sandbox {
  /// Nothing: abuse of resources is contained, malice is not.
  NONE,
  /// bubblewrap: its own process and network namespaces, and a read-only file system but for its
  /// working directory.
  BUBBLEWRAP
}
