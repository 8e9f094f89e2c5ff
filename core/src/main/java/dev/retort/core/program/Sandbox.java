package dev.retort.core.program;

/// The kind of sandbox around a child process.
public enum Sandbox {
  /// No sandbox: contains abuse of resources, but no malice.
  NONE,
  /// bubblewrap: separate process and network namespaces, and a file system that is read-only
  /// except for the working directory.
  BUBBLEWRAP
}
