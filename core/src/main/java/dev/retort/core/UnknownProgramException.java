package dev.retort.core;

import java.util.Collection;

/// The query names an unknown program, or names none although no program is the default.
public final class UnknownProgramException extends RetortException {
  private static final long serialVersionUID = 1;

  /// @param name the requested program; empty if the query names none
  /// @param known the configured programs
  public UnknownProgramException(String name, Collection<String> known) {
    super(
        name.isEmpty()
            ? "the query names no program and none is the default; the programs are "
                + String.join(", ", known)
            : "there is no program \"" + name + "\"; the programs are " + String.join(", ", known));
  }
}
